"""How a report looks: with the unit and the columns of its house, and what it says about itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from xlbudget.app.bericht.fakten import with_fakten
from xlbudget.app.bericht.massnahmen import with_massnahmen, with_reifegrad
from xlbudget.core.bericht import Produktbericht
from xlbudget.core.darstellung import Tabellenausgabe, darstellung_of
from xlbudget.errors import Befund, Schwere, SourceRef
from xlbudget.layout.spaltentabelle import BERICHTSSPALTEN
from xlbudget.sources.datenmappe.mappe import Datenmappe
from xlbudget.writers.gesamtbericht.seite import choose_seite
from xlbudget.writers.gesamtbericht.spaltenkatalog import empty_columns, spalten_of

if TYPE_CHECKING:
    from xlbudget.app.bericht.lauf import Lauf


def dressed(bericht: Produktbericht, lauf: Lauf) -> Produktbericht:
    """A report or Auszug as it is written."""
    darstellung = darstellung_of(lauf.mappe.berichtsspalten, _ausgabe(bericht), lauf.mappe.anzeige)
    return replace(with_reifegrad(with_massnahmen(with_fakten(bericht, lauf), lauf), lauf), darstellung=darstellung)


def check_darstellung(berichte: Iterable[Produktbericht], mappe: Datenmappe) -> list[Befund]:
    """What of the chosen columns these reports cannot show as it was meant; each once."""
    ort = SourceRef(mappe.file.name, BERICHTSSPALTEN.name)
    befunde: dict[Befund, None] = {}
    for bericht in berichte:
        if bericht.darstellung.spalten is None:
            continue
        wer = f"{_ausgabe(bericht)}"
        if leer := empty_columns(bericht):
            text = f"{wer}: ohne Inhalt und deshalb weggelassen: {', '.join(leer)}."
            befunde[Befund(Schwere.HINWEIS, "berichtsspalte.leer", text, ort)] = None
        seite = choose_seite(spalten_of(bericht))
        if seite.ist_geteilt:
            text = (
                f"{wer}: die gewählten Spalten passen nicht auf ein Blatt A3; gedruckt wird auf "
                f"{len(seite.beginne)} Blättern nebeneinander, jedes mit Nr. und Bezeichnung. Sollen es weniger sein, "
                "Spalten schmaler machen oder bei Gezeigt „nein“ eintragen."
            )
            befunde[Befund(Schwere.HINWEIS, "berichtsspalte.seite", text, ort)] = None
    return list(befunde)


def _ausgabe(bericht: Produktbericht) -> Tabellenausgabe:
    return Tabellenausgabe.AUSZUG if bericht.ausschuss else Tabellenausgabe.GESAMTBERICHT
