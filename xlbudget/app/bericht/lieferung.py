"""Write the table that a Frist has to deliver, where its figures are here: a workbook for the recipient."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from xlbudget.app.bericht.blaetter import safe_names
from xlbudget.app.bericht.lauf import Lauf, load
from xlbudget.app.bericht.sperre import check_sperre
from xlbudget.core.fristen import Termin
from xlbudget.core.kennzahlen.rechnung import Kennzahlrechnung
from xlbudget.core.lieferung import (
    Lieferung,
    chosen_kennzahlen,
    chosen_objekte,
    deliverables,
    delivered,
    stand_at,
    tell_hidden,
)
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, Schwere, printable
from xlbudget.fortschritt import Fortschritt, silent
from xlbudget.layout.fristentabelle import FRISTEN
from xlbudget.sources.datenmappe.mappe import read_datenmappe
from xlbudget.writers.ablage import Ablage
from xlbudget.writers.ausgabe import write_checked
from xlbudget.writers.liefermappe import write_liefermappe


@dataclass(frozen=True, slots=True)
class Geliefert:
    """A table that was written, and its file."""

    lieferung: Lieferung
    datei: Path


@dataclass(frozen=True, slots=True)
class Lieferergebnis:
    """All tables that were written, and what is to be said about them and the figures in them."""

    geliefert: tuple[Geliefert, ...]
    jahr: int
    befunde: tuple[Befund, ...]
    ohne_tabelle: bool


def deliver(
    datenmappe: Path,
    ziel: Path,
    heute: date,
    stichtag: date | None = None,
    *,
    trotz_fehlern: bool = False,
    fortschritt: Fortschritt = silent,
) -> Lieferergebnis:
    """Write a workbook for each Frist that says which Kennzahlen or Produkte it delivers, by its latest Stichtag.

    With `stichtag` for those of that day. Raises EingabeError where the figures cannot be read or are locked,
    AusgabeError where nothing can be written.
    """
    mappe, _ = read_datenmappe(datenmappe)
    termine, befunde = deliverables(mappe.fristen, mappe.sitzungen, mappe.jahr, heute, stichtag)
    laeufe: dict[Stand, Lauf] = {}
    fertige: list[Lieferung] = []
    gesagt = list(befunde)
    for termin in termine:
        stand, hinweise = _stand_of(termin)
        gesagt += hinweise
        if stand is None:
            continue
        if stand not in laeufe:
            laeufe[stand] = load(datenmappe, stand, fortschritt)
            check_sperre(laeufe[stand].befunde, trotz_fehlern=trotz_fehlern)
        lieferung, unklar = _build(laeufe[stand], termin)
        gesagt += unklar
        if not unklar:
            fertige.append(lieferung)
            gesagt += _tell_hidden(laeufe[stand], lieferung)
    namen = safe_names(f"Lieferung {f.termin.stichtag} {f.termin.frist.pflicht[:80]}" for f in fertige)
    dateien = [f"{name}.xlsx" for name in namen]
    if fertige:
        with Ablage(ziel, mappe.eingaben) as ablage:
            for lieferung, datei in zip(fertige, dateien, strict=True):
                write_checked(ablage, datei, write_liefermappe(lieferung))
    geliefert = tuple(Geliefert(f, ziel / datei) for f, datei in zip(fertige, dateien, strict=True))
    alle = (*gesagt, *(befund for lauf in laeufe.values() for befund in lauf.befunde))
    return Lieferergebnis(geliefert, mappe.jahr, tuple(dict.fromkeys(alle)), FRISTEN.name in mappe.ohne)


def _build(lauf: Lauf, termin: Termin) -> tuple[Lieferung, Sequence[Befund]]:
    """The table, and what of the cells that say what is in it is not clear."""
    frist, daten, mappe = termin.frist, lauf.daten, lauf.mappe
    kennzahlen, unbekannt = chosen_kennzahlen(frist, (*mappe.leistungen, *mappe.ziele), daten.gliederung)
    objekte, fremd = chosen_objekte(frist, daten.gliederung)
    rechnung = Kennzahlrechnung(mappe.kennzahlregeln, mappe.kennzahlwerte)
    lieferung = Lieferung(
        kommune=daten.kommune,
        termin=termin,
        stand=daten.stand,
        # of the exports and of other Fachdienste the recipient needs to know nothing
        grundlage=" · ".join(replace(lauf.fakten, exporte=(), ohne_rueckmeldung=(), quittiert=0).saetze),
        zeilen=tuple(delivered(kennzahlen, rechnung, daten.stand)),
        blaetter=tuple(map(daten.produktblatt, objekte)),
    )
    return lieferung, (*unbekannt, *fremd)


def _tell_hidden(lauf: Lauf, lieferung: Lieferung) -> Iterator[Befund]:
    gliederung = lauf.daten.gliederung
    produkte = (gliederung[zeile.produkt] for zeile in lieferung.zeilen if zeile.produkt in gliederung)
    objekte = (*produkte, *(blatt.objekt for blatt in lieferung.blaetter))
    return tell_hidden(lieferung.termin.frist, objekte, gliederung)


def _stand_of(termin: Termin) -> tuple[Stand | None, tuple[Befund, ...]]:
    """Up to which month figures are delivered; a Befund where that is not the Stichtag itself."""
    stichtag, frist = termin.stichtag, termin.frist
    assert stichtag is not None
    stand = stand_at(stichtag)
    if stand is not None and stand.monat == stichtag.month:
        return stand, ()
    wer = f"Frist „{printable(frist.pflicht, 80)}“: der Stichtag {stichtag:%d.%m.%Y} ist kein Monatsende"
    if stand is None:
        text = f"{wer}, und davor ist in seinem Jahr kein Monat vorbei; geliefert wird nichts."
        return None, (Befund(Schwere.FEHLER, "frist.lieferung", text, frist.source),)
    text = f"{wer}; die Zahlen sind die bis Ende {stand.text}."
    return stand, (Befund(Schwere.WARNUNG, "frist.lieferung", text, frist.source),)
