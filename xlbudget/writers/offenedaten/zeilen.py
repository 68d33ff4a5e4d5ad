"""The lines of the open data, from the models that every writer reads: each cell as the text of its csv."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from xlbudget.core.bericht import Blatttabelle, Kennzahl, Produktbericht, Produktblatt, Produktzeile
from xlbudget.core.geld import euro, rounded_div
from xlbudget.core.gliederung import Berichtsobjekt
from xlbudget.core.tendenz import Regeln, Tendenz, zieltendenz
from xlbudget.core.zeit import Stand
from xlbudget.writers.offenedaten.tafeln import (
    BESSER,
    KENNZAHLEN,
    LEISTUNG,
    MONATSWERTE,
    PRODUKTE,
    SCHLECHTER,
    VERANTWORTLICH,
    ZEILEN,
    ZIEL,
    Datentabelle,
)

Reihe = tuple[str, ...]

_WORT = {Tendenz.BESSER: BESSER, Tendenz.SCHLECHTER: SCHLECHTER, Tendenz.KEINE: ""}
_FORMELZEICHEN = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Datentafel:
    """A table with its lines, one cell for each column."""

    tafel: Datentabelle
    reihen: tuple[Reihe, ...]


@dataclass(frozen=True, slots=True)
class _Ort:
    """A Produkt that is shown, with where it stands."""

    zeile: Produktzeile
    blatt: Produktblatt
    budget: str
    dezernat: str


def build_tafeln(
    bericht: Produktbericht,
    blatt_of: Callable[[Berichtsobjekt], Produktblatt],
    *,
    gezeigt: Callable[[Berichtsobjekt], bool] = lambda _: True,
    mit_verantwortlichen: bool = False,
) -> tuple[Datentafel, ...]:
    """All tables about the Produkte of a report or Auszug, in its order; of those only what is `gezeigt`.

    Amounts are exact euros; a cell is empty where nothing is known, and nothing booked is not 0.
    """
    orte = [ort for ort in _places(bericht, blatt_of) if gezeigt(ort.zeile.objekt)]
    produkte = replace(PRODUKTE, felder=(*PRODUKTE.felder, VERANTWORTLICH)) if mit_verantwortlichen else PRODUKTE
    namen = [(safe_text(ort.zeile.objekt.verantwortlich),) if mit_verantwortlichen else () for ort in orte]
    return (
        _tafel(produkte, [(*_produkt(bericht.stand, ort), *name) for ort, name in zip(orte, namen, strict=True)]),
        _tafel(ZEILEN, (reihe for ort in orte for reihe in _rows(ort))),
        _tafel(MONATSWERTE, (reihe for ort in orte for reihe in _months(ort))),
        _tafel(KENNZAHLEN, (reihe for ort in orte for reihe in _kennzahlen(ort))),
    )


def safe_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula: one that begins like a formula gets an apostrophe in front.

    >>> safe_text("=1+1"), safe_text("Hilfen zur Gesundheit")
    ("'=1+1", 'Hilfen zur Gesundheit')
    """
    return f"'{text}" if text.startswith(_FORMELZEICHEN) else text


def _tafel(tafel: Datentabelle, reihen: Iterable[Reihe]) -> Datentafel:
    return Datentafel(tafel, tuple(reihen))


def _places(bericht: Produktbericht, blatt_of: Callable[[Berichtsobjekt], Produktblatt]) -> Iterator[_Ort]:
    for dezernat in bericht.dezernate:
        name = "" if dezernat.ohne_dezernat else dezernat.dezernat.bezeichnung
        for gruppe in dezernat.gruppen:
            for zeile in gruppe.zeilen:
                yield _Ort(zeile, blatt_of(zeile.objekt), gruppe.blatt.objekt.titel, name)


def _produkt(stand: Stand, ort: _Ort) -> Reihe:
    zeile = ort.zeile
    texte = (zeile.objekt.kennung, zeile.objekt.bezeichnung, ort.budget, ort.dezernat)
    betraege = (zeile.ansatz_ct, zeile.ist_ct, zeile.ergebnis_ct, zeile.verbesserung_ct)
    return (str(stand), *map(safe_text, texte), *map(_betrag, betraege), _WORT[zeile.tendenz])


def _rows(ort: _Ort) -> Iterator[Reihe]:
    for anfang, tabelle in _tables(ort):
        for zeile in tabelle.zeilen:
            verfahren = "; ".join(sorted(v.value for v in zeile.prognose.verfahren))
            betraege = (zeile.ansatz_ct, zeile.ergebnis_ct, zeile.prognose.betrag_ct)
            yield (*anfang, safe_text(zeile.name), *map(_betrag, betraege), verfahren)


def _months(ort: _Ort) -> Iterator[Reihe]:
    for anfang, tabelle in _tables(ort):
        for zeile in tabelle.zeilen:
            for monat, betrag_ct in enumerate(zeile.monate_ct, 1):
                if betrag_ct is not None:
                    yield (*anfang, safe_text(zeile.name), str(Stand(ort.blatt.stand.jahr, monat)), _betrag(betrag_ct))


def _tables(ort: _Ort) -> Iterator[tuple[Reihe, Blatttabelle]]:
    """Both halves of a sheet, with what their lines begin with."""
    for tabelle in (ort.blatt.ertraege, ort.blatt.aufwendungen):
        yield (str(ort.blatt.stand), safe_text(ort.zeile.objekt.kennung), str(tabelle.art)), tabelle


def _kennzahlen(ort: _Ort) -> Iterator[Reihe]:
    anfang = (str(ort.blatt.stand), safe_text(ort.zeile.objekt.kennung))
    for nummer, zahl in enumerate(ort.blatt.leistungen, 1):
        yield (*anfang, LEISTUNG, str(nummer), *_named(zahl), "", *_values(zahl), "", "")
    for nummer, zahl in enumerate(ort.blatt.ziele, 1):
        yield (*anfang, ZIEL, str(nummer), *_named(zahl), zahl.richtung.value, *_values(zahl), *_reached(zahl, ort))


def _named(zahl: Kennzahl) -> Reihe:
    return safe_text(zahl.bezeichnung), safe_text(zahl.einheit)


def _values(zahl: Kennzahl) -> Reihe:
    return _zahl(zahl.plan), _zahl(zahl.ist)


def _reached(ziel: Kennzahl, ort: _Ort) -> Sequence[str]:
    return _prozent(ziel.grad), _mark(ziel.grad, ort.blatt.regeln)


def _mark(grad: Fraction | None, regeln: Regeln) -> str:
    return _WORT[zieltendenz(grad, regeln)]


def _betrag(betrag_ct: int | None) -> str:
    """Exact euros with two decimals; empty where nothing is known."""
    return "" if betrag_ct is None else f"{euro(betrag_ct):.2f}"


def _zahl(zahl: Decimal | None) -> str:
    """A number with all its decimals and a point, without an exponent."""
    return "" if zahl is None else f"{zahl:f}"


def _prozent(grad: Fraction | None) -> str:
    if grad is None:
        return ""
    return f"{euro(rounded_div(grad.numerator * 10_000, grad.denominator)):.2f}"
