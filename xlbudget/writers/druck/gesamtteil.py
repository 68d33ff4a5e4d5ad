"""The consolidated report in print: a table of the money and one of the Kennzahlen for each Budget, then the sums."""

from __future__ import annotations

from collections.abc import Iterator

from xlbudget.core.bericht import (
    ALLES_BERICHTETE,
    ALLES_GEZEIGT,
    GEZEIGT,
    NICHT_GEZEIGT,
    OHNE_VERBORGENES,
    Budgetgruppe,
    Dezernatsgruppe,
    Produktbericht,
    Rest,
    sum_dezernate,
)
from xlbudget.core.produktblatt import Produktblatt
from xlbudget.core.produktzeile import Produktzeile, Sammelart, sum_produkte
from xlbudget.writers.druck.druckform import Druckabschnitt, Druckreihe, Reihenrolle
from xlbudget.writers.druck.finanzspalten import Finanzspalten
from xlbudget.writers.druck.kennzahlteil import leistungen, ziele
from xlbudget.writers.gesamtbericht.auszug import describe_rest
from xlbudget.writers.gesamtbericht.spalten import mehr_als_gezeigt

_GANZ_PX = 10_000.0  # print wraps: a Rest names all its objects


def money_sections(bericht: Produktbericht) -> tuple[Druckabschnitt, ...]:
    """Dezernate and Budgets in report order with their subtotals, and the sums at the end."""
    mehrere = len(bericht.dezernate) > 1
    spalten = Finanzspalten(bericht)
    teile = [teil for dezernat in bericht.dezernate for teil in _dezernat(spalten, dezernat, mehrere=mehrere)]
    return (*teile, *_sums(bericht, spalten))


def kennzahl_sections(bericht: Produktbericht) -> tuple[Druckabschnitt, ...]:
    """For each Budget its Leistungen and Ziele; Budgets without any are left out."""
    return tuple(filter(None, (_kennzahlen(bericht, gruppe) for gruppe in bericht.budgetgruppen)))


def _dezernat(spalten: Finanzspalten, dezernat: Dezernatsgruppe, *, mehrere: bool) -> Iterator[Druckabschnitt]:
    gruppen = [gruppe for gruppe in dezernat.gruppen if gruppe.zeilen]
    mit_kopf = bool(gruppen) and (mehrere or not dezernat.ohne_dezernat)
    if mit_kopf:
        yield Druckabschnitt("Ohne Dezernat" if dezernat.ohne_dezernat else dezernat.dezernat.bezeichnung)
    for gruppe in gruppen:
        reihen = [spalten.row(zeile.objekt.titel, zeile) for zeile in gruppe.zeilen]
        reihen.append(spalten.row(f"Summe {gruppe.titel}", gruppe.summe, Reihenrolle.SUMME))
        reihen += [_rest(spalten, rest) for rest in gruppe.reste]
        tabelle = spalten.table(f"Finanzen, {_name(gruppe)}", "Produkt", reihen)
        yield Druckabschnitt(_name(gruppe), 2 if mit_kopf else 1, (tabelle,))
    if dezernat.nicht_berichtet:
        reihen = [spalten.row(zeile.objekt.titel, zeile) for zeile in dezernat.nicht_berichtet]
        name = Sammelart.NICHT_BERICHTET.value
        tabelle = spalten.table(f"Finanzen, {name}", "Produkte", reihen)
        yield Druckabschnitt(name[0].upper() + name[1:], 2 if mit_kopf else 1, (tabelle,))


def _sums(bericht: Produktbericht, spalten: Finanzspalten) -> Iterator[Druckabschnitt]:
    """The sums of the Dezernate, of all that is shown and, in an Auszug, of the whole."""
    blatt = bericht.gesamt
    if blatt is None or not bericht.zeilen:
        return
    reihen, hinweise = [], []
    for dezernat in bericht.dezernate:
        gruppen = [gruppe for gruppe in dezernat.gruppen if gruppe.zeilen]
        if gruppen and dezernat.blatt is not None:
            zusatz = f", {GEZEIGT}" if dezernat.reste or any(gruppe.reste for gruppe in gruppen) else ""
            summe = sum_dezernate(dezernat.blatt, [dezernat])
            reihen.append(spalten.row(f"{dezernat.dezernat.bezeichnung}{zusatz}", summe))
            hinweise.append(_note(bericht, dezernat.blatt, summe))
        else:
            reihen += [spalten.row(zeile.objekt.titel, zeile) for zeile in dezernat.nicht_berichtet]
        reihen += [_rest(spalten, rest) for rest in dezernat.reste]
    gezeigt = sum_dezernate(blatt, bericht.dezernate)
    name = f"Summe {GEZEIGT}" if bericht.alle_reste else "Summe insgesamt"
    reihen.append(spalten.row(name, gezeigt, Reihenrolle.SUMME))
    hinweise.append(f"Alle Summen {OHNE_VERBORGENES}." if bericht.gekuerzt else _note(bericht, blatt, gezeigt))
    reihen += [_rest(spalten, rest, mit_ort=True) for rest in bericht.reste]
    if bericht.alle_reste:
        ganzes = sum_produkte(blatt.objekt, [gezeigt, *(rest.summe for rest in bericht.alle_reste)], bericht.regeln)
        name = ALLES_BERICHTETE if bericht.gekuerzt else f"{blatt.objekt.bezeichnung}, {ALLES_GEZEIGT}"
        reihen.append(spalten.row(name, ganzes, Reihenrolle.SUMME))
    tabelle = spalten.table("Finanzen, Summen", "Summe", reihen)
    yield Druckabschnitt("Summen", tabellen=(tabelle,), absaetze=tuple(filter(None, hinweise)))


def _note(bericht: Produktbericht, blatt: Produktblatt, gezeigt: Produktzeile) -> str:
    """What its sheet counts beyond what is shown; an Auszug has lines for that, and not everybody is told."""
    return "" if bericht.ausschuss or bericht.gekuerzt else mehr_als_gezeigt(blatt, gezeigt)


def _rest(spalten: Finanzspalten, rest: Rest, *, mit_ort: bool = False) -> Druckreihe:
    text = describe_rest(rest, _GANZ_PX, mit_ort=mit_ort)
    return spalten.row(f"{NICHT_GEZEIGT}: {text}", rest.summe, Reihenrolle.REST)


def _kennzahlen(bericht: Produktbericht, gruppe: Budgetgruppe) -> Druckabschnitt | None:
    mit_leistung = [(zeile.objekt.titel, zeile.leistung) for zeile in gruppe.zeilen if zeile.leistung]
    mit_ziel = [(zeile.objekt.titel, zeile.ziel) for zeile in gruppe.zeilen if zeile.ziel]
    stand, regeln = bericht.stand, bericht.regeln
    tabellen = (
        leistungen(_name(gruppe), stand, [zahl for _, zahl in mit_leistung], [name for name, _ in mit_leistung]),
        ziele(_name(gruppe), stand, regeln, [ziel for _, ziel in mit_ziel], [name for name, _ in mit_ziel]),
    )
    gefuellt = tuple(filter(None, tabellen))
    return Druckabschnitt(_name(gruppe), tabellen=gefuellt) if gefuellt else None


def _name(gruppe: Budgetgruppe) -> str:
    return gruppe.blatt.objekt.titel
