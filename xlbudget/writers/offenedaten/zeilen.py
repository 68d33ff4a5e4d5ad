"""The lines of the open data, from the models that every writer reads: each cell as the text of its csv."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from xlbudget.core.bericht import Produktbericht
from xlbudget.core.berichtsdaten import Berichtsdaten
from xlbudget.core.geld import euro, rounded_div, sum_ct
from xlbudget.core.gliederung import Berichtsobjekt
from xlbudget.core.monatswerte import add_monate
from xlbudget.core.produktblatt import Kennzahl, Produktblatt, Zeile
from xlbudget.core.produktzeile import Produktzeile, Sammelzeile
from xlbudget.core.prognose import NICHTS
from xlbudget.core.tendenz import Tendenz, zieltendenz
from xlbudget.core.zeit import Stand
from xlbudget.writers.offenedaten.tafeln import (
    BESSER,
    KENNZAHLEN,
    LEISTUNG,
    MONATSWERTE,
    PRODUKT,
    PRODUKTE,
    SAMMELZEILE,
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
    """A line of the report with the sheets of all Produkte that it counts, and where it stands."""

    zeile: Produktzeile
    blaetter: tuple[Produktblatt, ...]
    budget: str
    dezernat: str

    @property
    def anfang(self) -> Reihe:
        """What all its lines begin with."""
        return str(self.blaetter[0].stand), safe_text(self.zeile.objekt.kennung)


def build_tafeln(
    bericht: Produktbericht,
    daten: Berichtsdaten,
    *,
    gewaehlt: Callable[[Berichtsobjekt], bool] = lambda _: True,
    mit_verantwortlichen: bool = False,
) -> tuple[Datentafel, ...]:
    """All tables about the lines of a report or Auszug, in its order; of those only what is `gewaehlt`.

    What the report shows in one line together is one line here too, unless only some of it is chosen. Amounts are exact
    euros; a cell is empty where nothing is known, and nothing booked is not 0.
    """
    orte = list(_places(bericht, daten, gewaehlt))
    produkte = replace(PRODUKTE, felder=(*PRODUKTE.felder, VERANTWORTLICH)) if mit_verantwortlichen else PRODUKTE
    namen = [(safe_text(ort.zeile.objekt.verantwortlich),) if mit_verantwortlichen else () for ort in orte]
    return (
        _tafel(produkte, ((*_produkt(ort), *name) for ort, name in zip(orte, namen, strict=True))),
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


def _places(
    bericht: Produktbericht, daten: Berichtsdaten, gewaehlt: Callable[[Berichtsobjekt], bool]
) -> Iterator[_Ort]:
    for dezernat in bericht.dezernate:
        name = "" if dezernat.ohne_dezernat else dezernat.dezernat.bezeichnung
        zeilen = [(gruppe.blatt.objekt.titel, zeile) for gruppe in dezernat.gruppen for zeile in gruppe.zeilen]
        for budget, zeile in (*zeilen, *(("", zeile) for zeile in dezernat.nicht_berichtet)):
            for gezeigt in _chosen(zeile, daten, gewaehlt):
                blaetter = tuple(daten.produktblatt(produkt) for produkt in gezeigt.alle_produkte)
                yield _Ort(gezeigt, blaetter, budget, name)


def _chosen(
    zeile: Produktzeile, daten: Berichtsdaten, gewaehlt: Callable[[Berichtsobjekt], bool]
) -> Iterator[Produktzeile]:
    """The line, or of one for several Produkte those that are chosen without the others."""
    gewaehlte = [produkt for produkt in zeile.alle_produkte if gewaehlt(produkt)]
    if len(gewaehlte) == len(zeile.alle_produkte):
        yield zeile
    else:
        yield from map(daten.produktzeile, gewaehlte)


def _produkt(ort: _Ort) -> Reihe:
    zeile = ort.zeile
    umfang = SAMMELZEILE if isinstance(zeile, Sammelzeile) else PRODUKT
    texte = (zeile.objekt.bezeichnung, ort.budget, ort.dezernat)
    betraege = (zeile.ansatz_ct, zeile.ist_ct, zeile.ergebnis_ct, zeile.verbesserung_ct)
    return (*ort.anfang, umfang, *map(safe_text, texte), *map(_betrag, betraege), _WORT[zeile.tendenz])


def _rows(ort: _Ort) -> Iterator[Reihe]:
    for anfang, teile in _sums(ort):
        prognose = sum((zeile.prognose for zeile in teile), NICHTS)
        verfahren = "; ".join(sorted(v.value for v in prognose.verfahren))
        ansatz_ct, ist_ct = sum_ct(z.ansatz_ct for z in teile), sum_ct(z.ergebnis_ct for z in teile)
        yield (*anfang, *map(_betrag, (ansatz_ct, ist_ct, prognose.betrag_ct)), verfahren)


def _months(ort: _Ort) -> Iterator[Reihe]:
    jahr = ort.blaetter[0].stand.jahr
    for anfang, teile in _sums(ort):
        for monat, betrag_ct in enumerate(add_monate(zeile.monate_ct for zeile in teile), 1):
            if betrag_ct is not None:
                yield (*anfang, str(Stand(jahr, monat)), _betrag(betrag_ct))


def _sums(ort: _Ort) -> Iterator[tuple[Reihe, tuple[Zeile, ...]]]:
    """Every row of the Ergebnisrechnung as all sheets of a line have it, with what its lines begin with."""
    for tabellen in zip(*((blatt.ertraege, blatt.aufwendungen) for blatt in ort.blaetter), strict=True):
        for teile in zip(*(tabelle.zeilen for tabelle in tabellen), strict=True):
            yield (*ort.anfang, str(tabellen[0].art), safe_text(teile[0].name)), teile


def _kennzahlen(ort: _Ort) -> Iterator[Reihe]:
    """Those of the Produkt; a line for several has none."""
    if isinstance(ort.zeile, Sammelzeile):
        return
    (blatt,) = ort.blaetter
    for nummer, zahl in enumerate(blatt.leistungen, 1):
        yield (*ort.anfang, LEISTUNG, str(nummer), *_named(zahl), "", *_values(zahl), "", "")
    for nummer, zahl in enumerate(blatt.ziele, 1):
        erreicht = _prozent(zahl.grad), _WORT[zieltendenz(zahl.grad, blatt.regeln)]
        yield (*ort.anfang, ZIEL, str(nummer), *_named(zahl), zahl.richtung.value, *_values(zahl), *erreicht)


def _named(zahl: Kennzahl) -> Reihe:
    return safe_text(zahl.bezeichnung), safe_text(zahl.einheit)


def _values(zahl: Kennzahl) -> Reihe:
    return _zahl(zahl.plan), _zahl(zahl.ist)


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
