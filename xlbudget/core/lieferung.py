"""What a Frist has to deliver where the figures are here: a table by its Stichtag for the recipient.

Nothing is estimated: a value that is not there stays None, and what may still change says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from xlbudget.core.ausschuss import ALLE
from xlbudget.core.fristen import Frist, Termin, add_months, due_before
from xlbudget.core.gliederung import Berichtsobjekt, Gliederung
from xlbudget.core.kennzahlen.modelle import GESAMT_GRUPPE, Periode, PlanIst, Rechenart
from xlbudget.core.kennzahlen.rechnung import Kennzahlrechnung
from xlbudget.core.produktblatt import Kennzahl, Produktblatt
from xlbudget.core.zeit import Stand
from xlbudget.core.zellnamen import names_of
from xlbudget.errors import Befund, Schwere, printable

_MONATE_DER_FORMEL = 24
"""A quote or a change to the prior year looks back so far."""


class Hinweis(StrEnum):
    """What the recipient must know about a value."""

    VORLAEUFIG = "enthält vorläufige Werte"
    JAHRESPLAN = "Plan des ganzen Jahres"
    FEHLT = "kein Ist"


@dataclass(frozen=True, slots=True)
class Lieferzeile:
    """A Kennzahl up to the Stichtag, of all (`gruppe` is empty) or of one group, in its own unit."""

    produkt: str
    bezeichnung: str
    einheit: str
    gruppe: str
    plan: Decimal | None
    ist: Decimal | None
    vorjahr: Decimal | None
    hinweise: tuple[Hinweis, ...]


@dataclass(frozen=True, slots=True)
class Lieferung:
    """All of one table: whom it is for, by which Stichtag, and what is in it. `blaetter` are the sums by row."""

    kommune: str
    termin: Termin
    stand: Stand
    grundlage: str
    zeilen: tuple[Lieferzeile, ...]
    blaetter: tuple[Produktblatt, ...]


def deliverables(
    fristen: Sequence[Frist], sitzungen: Mapping[str, date], jahr: int, heute: date, stichtag: date | None = None
) -> tuple[tuple[Termin, ...], tuple[Befund, ...]]:
    """What can be delivered of the figures of a Haushaltsjahr: of each Frist that says what, its latest Stichtag.

    With `stichtag` that one. A Stichtag that is still to come, or of another year, is none; where a Frist has no
    Stichtag at all, that is a Befund.
    """
    termine, befunde = list[Termin](), list[Befund]()
    for frist in dict.fromkeys(fristen):
        if not (frist.kennzahlen or frist.produkte):
            continue
        if frist.stichtag is None:
            befunde += _without_stichtag(frist)
            continue
        alle = [t for t in _dates(frist, sitzungen, jahr) if t.stichtag and t.stichtag.year == jahr]
        passend = [t for t in alle if t.stichtag and (t.stichtag == stichtag if stichtag else t.stichtag <= heute)]
        termine += passend[-1:]
    return tuple(termine), tuple(befunde)


def check_lieferungen(
    fristen: Sequence[Frist], kennzahlen: Sequence[Kennzahl], gliederung: Gliederung
) -> Iterator[Befund]:
    """What is not clear of all that is to be delivered, long before its Stichtag has come."""
    for frist in dict.fromkeys(fristen):
        yield from chosen_kennzahlen(frist, kennzahlen, gliederung)[1]
        yield from chosen_objekte(frist, gliederung)[1]
        if (frist.kennzahlen or frist.produkte) and frist.stichtag is None:
            yield from _without_stichtag(frist)


def _without_stichtag(frist: Frist) -> Iterator[Befund]:
    if not frist.unlesbar:
        text = "soll geliefert werden und hat keinen Stichtag. Ihn in der Spalte Stichtag eintragen."
        yield _of(frist, Schwere.FEHLER, text)


def stand_at(stichtag: date) -> Stand | None:
    """The last month that is over on a day; None where there is none in its year.

    >>> stand_at(date(2023, 12, 31)), stand_at(date(2023, 11, 15)), stand_at(date(2023, 1, 30))
    (Stand(jahr=2023, monat=12), Stand(jahr=2023, monat=10), None)
    """
    monat = stichtag.month if (stichtag + timedelta(days=1)).day == 1 else stichtag.month - 1
    return Stand(stichtag.year, monat) if monat else None


def chosen_kennzahlen(
    frist: Frist, kennzahlen: Sequence[Kennzahl], gliederung: Gliederung
) -> tuple[tuple[Kennzahl, ...], tuple[Befund, ...]]:
    """The Kennzahlen that the cell names, in its order; what it names and nobody knows is a Befund.

    With `alle` those of every Produkt that is not kept out of the report.
    """
    namen = names_of(frist.kennzahlen)
    if any(name.casefold() == ALLE for name in namen):
        return tuple(
            k for k in kennzahlen if k.produkt in gliederung and gliederung.is_shown(gliederung[k.produkt])
        ), ()
    bekannt = {kennzahl.kuerzel.casefold(): kennzahl for kennzahl in kennzahlen if kennzahl.kuerzel}
    fremd = [name for name in namen if name.casefold() not in bekannt]
    befunde = [_unknown(frist, name, "ein Kürzel aus der Tabelle Kennzahlen", "Kennzahlen") for name in fremd]
    gewaehlt = (bekannt[name.casefold()] for name in namen if name.casefold() in bekannt)
    return tuple(dict.fromkeys(gewaehlt)), tuple(befunde)


def chosen_objekte(frist: Frist, gliederung: Gliederung) -> tuple[tuple[Berichtsobjekt, ...], tuple[Befund, ...]]:
    """The Produkte and Budgets that the cell names, in its order; with `alle` every one that is reported."""
    namen = names_of(frist.produkte)
    if any(name.casefold() == ALLE for name in namen):
        return gliederung.berichtsobjekte(), ()
    gefunden = {name: gliederung.find(name) for name in namen}
    befunde = [
        _unknown(frist, name, "die Nummer eines Produkts oder den Namen eines Budgets", "Produkte")
        for name, treffer in gefunden.items()
        if len(treffer) != 1
    ]
    return tuple(dict.fromkeys(t[0] for t in gefunden.values() if len(t) == 1)), tuple(befunde)


def tell_hidden(frist: Frist, objekte: Iterable[Berichtsobjekt], gliederung: Gliederung) -> Iterator[Befund]:
    """Those that are kept out of the report and go to the recipient all the same, since the table names them."""
    for objekt in dict.fromkeys(objekte):
        if not gliederung.is_shown(objekt):
            text = (
                f"„{printable(objekt.titel, 60)}“ steht nicht im Bericht (Im Bericht: nein) und geht doch an den "
                "Empfänger, weil es hier genannt ist. Soll er es nicht bekommen, es in den Spalten Kennzahlen und "
                "Produkte streichen."
            )
            yield _of(frist, Schwere.WARNUNG, text)


def delivered(kennzahlen: Iterable[Kennzahl], rechnung: Kennzahlrechnung, stand: Stand) -> Iterator[Lieferzeile]:
    """A line for each Kennzahl and each of its groups."""
    for kennzahl in kennzahlen:
        jahresplan = kennzahl.plan is not None and not kennzahl.bis_stand and not stand.ist_jahresende
        if kennzahl.reihe is None:
            yield _line(kennzahl, GESAMT_GRUPPE, (kennzahl.plan, kennzahl.ist, None), jahresplan=jahresplan)
            continue
        for gruppe in kennzahl.reihe.gruppen:
            ist = gruppe.ist if gruppe.name else kennzahl.ist
            yield _line(
                kennzahl,
                gruppe.name,
                (gruppe.plan, ist, gruppe.vorjahr),
                jahresplan=jahresplan,
                vorlaeufig=is_provisional(kennzahl.kuerzel, gruppe.name, rechnung, Periode(stand.jahr, stand.monat)),
            )


def is_provisional(kuerzel: str, gruppe: str, rechnung: Kennzahlrechnung, bis: Periode) -> bool:
    """Whether a value that a Kennzahl is made of up to a month may still change, of its parts too."""
    regel = rechnung.regeln.get(kuerzel)
    if regel is None or regel.rechenart is None or kuerzel in rechnung.im_kreis:
        return False
    if regel.rechenart.ist_formel:
        teile = [teil for teil in (regel.zaehler, regel.nenner) if teil in rechnung.regeln]
        rueckblick = [bis.months_before(monate) for monate in range(_MONATE_DER_FORMEL)]
        return any(_has_provisional(teil, gruppe, rechnung, rueckblick) for teil in teile) or any(
            is_provisional(teil, gruppe, rechnung, bis) for teil in teile
        )
    monate = [bis] if regel.rechenart is Rechenart.BESTAND else list(bis.since_january)
    return _has_provisional(kuerzel, gruppe, rechnung, monate)


def _has_provisional(kuerzel: str, gruppe: str, rechnung: Kennzahlrechnung, monate: Iterable[Periode]) -> bool:
    werte = (rechnung.werte.get((kuerzel, monat, PlanIst.IST, gruppe)) for monat in monate)
    return any(wert is not None and wert.fassung is not None and not wert.ist_endgueltig for wert in werte)


def _line(
    kennzahl: Kennzahl,
    gruppe: str,
    werte: tuple[Decimal | None, Decimal | None, Decimal | None],
    *,
    jahresplan: bool,
    vorlaeufig: bool = False,
) -> Lieferzeile:
    plan, ist, vorjahr = werte
    gilt = (
        (Hinweis.FEHLT, ist is None),
        (Hinweis.VORLAEUFIG, vorlaeufig),
        (Hinweis.JAHRESPLAN, jahresplan and plan is not None),
    )
    hinweise = tuple(hinweis for hinweis, trifft_zu in gilt if trifft_zu)
    return Lieferzeile(kennzahl.produkt, kennzahl.bezeichnung, kennzahl.einheit, gruppe, plan, ist, vorjahr, hinweise)


def _dates(frist: Frist, sitzungen: Mapping[str, date], jahr: int) -> Iterator[Termin]:
    """Every date of a Frist up to the end of a year, by its Stichtag."""
    faellig, stichtag = due_before(frist, sitzungen), frist.stichtag
    assert stichtag is not None
    if not frist.monate or frist.ist_rueckgerechnet:
        yield Termin(frist, faellig, stichtag)
        return
    schritt = 0
    while (naechster := add_months(stichtag, schritt * frist.monate, am_ende=True)).year <= jahr:
        wann = None if faellig is None else add_months(faellig, schritt * frist.monate)
        yield Termin(frist, wann, naechster)
        schritt += 1


def _unknown(frist: Frist, name: str, was: str, spalte: str) -> Befund:
    text = f"„{printable(name, 60)}“ in der Spalte {spalte} gibt es nicht oder mehrfach. Dort {was} eintragen."
    return _of(frist, Schwere.FEHLER, text)


def _of(frist: Frist, schwere: Schwere, text: str) -> Befund:
    return Befund(schwere, "frist.lieferung", f"Frist „{printable(frist.pflicht, 80)}“: {text}", frist.source)
