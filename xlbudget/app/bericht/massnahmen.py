"""Measures and maturity beside a report."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from xlbudget.core.bericht import Produktbericht
from xlbudget.core.berichtsdaten import Berichtsdaten
from xlbudget.core.kontenrahmen import GESAMT_ZEILE
from xlbudget.core.massnahmen import Massnahmenstand, build_massnahmenstand
from xlbudget.core.pruefung_massnahmen import check_massnahmen
from xlbudget.core.reifegrad import compare_reifegrade
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund
from xlbudget.layout.massnahmentabelle import MASSNAHMEN
from xlbudget.sources.datenmappe.mappe import Datenmappe

if TYPE_CHECKING:
    from xlbudget.app.bericht.lauf import Lauf


def massnahmenstand_of(lauf: Lauf, gezeigt: Collection[str] | None = None) -> Massnahmenstand | None:
    """What measures do at the Stand of a run, of what an Auszug may show; None without such a table."""
    mappe, daten = lauf.mappe, lauf.daten
    if MASSNAHMEN.name in mappe.ohne:
        return None
    kennzahlen = (*mappe.leistungen, *mappe.ziele)
    return build_massnahmenstand(
        mappe.massnahmen, daten.gliederung, daten.produktblatt, daten.stand, kennzahlen, gezeigt
    )


def with_massnahmen(bericht: Produktbericht, lauf: Lauf) -> Produktbericht:
    """A report with its measures; without where the Datenmappe has no such table."""
    return replace(bericht, massnahmen=massnahmenstand_of(lauf, _shown(bericht) if bericht.ausschuss else None))


def with_reifegrad(bericht: Produktbericht, lauf: Lauf) -> Produktbericht:
    """The whole report with the last two dates of the table Reifegrad; it is about no object, so no Auszug has it."""
    stand = bericht.stand
    if bericht.ausschuss or not lauf.mappe.reifegrade:
        return bericht
    return replace(bericht, reifegrad=compare_reifegrade(lauf.mappe.reifegrade, stand.stichtag))


def check(mappe: Datenmappe, daten: Berichtsdaten, stand: Stand | None) -> list[Befund]:
    """What is wrong or odd about the table Maßnahmen at a Stand; without one, today."""
    stichtag = stand.stichtag if stand else date.today()
    zeilen = {GESAMT_ZEILE, *(zeile.name for zeile in daten.kontenrahmen.zeilen)}
    kennzahlen = (*mappe.leistungen, *mappe.ziele)
    return list(check_massnahmen(mappe.massnahmen, daten.gliederung, kennzahlen, zeilen, stichtag))


def _shown(bericht: Produktbericht) -> set[str]:
    """What an Auszug may show with its money: its Produkte, and Budgets that it shows whole."""
    produkte = {produkt.kennung for zeile in bericht.zeilen for produkt in zeile.alle_produkte}
    return produkte | {g.blatt.objekt.kennung for g in bericht.budgetgruppen if not (g.blatt_zeigt_mehr or g.reste)}
