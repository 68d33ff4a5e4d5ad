"""The line of facts of one run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from xlbudget.app.bericht.buchzugang import open_buch
from xlbudget.app.bericht.quelldateien import files_of
from xlbudget.core.bericht import Produktbericht
from xlbudget.core.berichtsdaten import Berichtsdaten
from xlbudget.core.fakten import Exportfakt, Fakten
from xlbudget.core.gliederung import Berichtsobjekt, Gliederung
from xlbudget.core.monatswerte import Kontensumme
from xlbudget.core.ruecklaufstand import WARTET
from xlbudget.delivery.ledger.versandstand import ruecklaufzeilen
from xlbudget.errors import Befund, Schwere
from xlbudget.sources.datenmappe.mappe import Datenmappe

if TYPE_CHECKING:
    from xlbudget.app.bericht.lauf import Lauf


def fakten_of(
    mappe: Datenmappe,
    daten: Berichtsdaten,
    buchungen: Iterable[Kontensumme],
    befunde: Sequence[Befund],
    *,
    mit_ruecklauf: bool,
) -> Fakten:
    """What a report of these figures says about itself; of the round trip only `mit_ruecklauf`."""
    angabe = mappe.stand_of(daten.stand)
    return Fakten(
        stand=daten.stand,
        exporte=tuple(_exporte(mappe)),
        gebucht_bis=max((s.monat for s in buchungen if s.monat <= daten.stand.monat), default=None),
        gueltigkeit=angabe.gueltigkeit if angabe else None,
        ohne_rueckmeldung=tuple(_silent(mappe, daten)) if mit_ruecklauf else (),
        quittiert=sum(befund.schwere is Schwere.QUITTIERT for befund in befunde),
    )


def with_fakten(bericht: Produktbericht, lauf: Lauf) -> Produktbericht:
    """A report that says what it is made of and what happened since; an Auszug only of what it shows all of."""
    gezeigt = _wholly_shown(bericht, lauf.daten.gliederung)
    titel = {gruppe.blatt.objekt.titel for gruppe in bericht.budgetgruppen}
    still = tuple(name for name in lauf.fakten.ohne_rueckmeldung if name in titel)
    return replace(
        bericht,
        fakten=replace(lauf.fakten, ohne_rueckmeldung=still),
        ereignisse=tuple(
            ereignis
            for ereignis in lauf.mappe.ereignisse
            if ereignis.stand == bericht.stand
            and not lauf.daten.gliederung.names_hidden(ereignis.objekt)
            and (bericht.ausschuss is None or ereignis.objekt in gezeigt)
        ),
    )


def with_events_of(
    bericht: Produktbericht, objekte: Iterable[Berichtsobjekt], gliederung: Gliederung
) -> Produktbericht:
    """A report of which only some objects are written, with what happened to them or below them."""
    dabei = {knoten.kennung for objekt in objekte for knoten in gliederung.zweig(objekt)}
    return replace(bericht, ereignisse=tuple(e for e in bericht.ereignisse if e.objekt in dabei))


def _wholly_shown(bericht: Produktbericht, gliederung: Gliederung) -> set[str]:
    """The Kennungen of Produkte that are shown, and of what has no other Produkt that anybody is shown."""
    gezeigt = {produkt.kennung for zeile in bericht.zeilen for produkt in zeile.alle_produkte}
    ganze = set()
    for objekt in gliederung:
        produkte = {produkt.kennung for produkt in gliederung.produkte_of(objekt) if gliederung.is_shown(produkt)}
        if produkte and produkte <= gezeigt:
            ganze.add(objekt.kennung)
    return ganze


def _exporte(mappe: Datenmappe) -> Iterable[Exportfakt]:
    """Those of the Haushaltsjahr, each file once; of several files of one line the latest day."""
    namen = dict.fromkeys(quelle.datei for quelle in mappe.quellen if quelle.jahr in (None, mappe.jahr))
    for name in namen:
        dateien = [datei for datei in files_of(mappe.file.parent, name) if datei.is_file()]
        if dateien:  # else it was taken away while it was read
            mehrere = f" ({len(dateien)} Dateien)" if len(dateien) > 1 else ""
            yield Exportfakt(f"{Path(name).name}{mehrere}", max(map(_day, dateien)))


def _day(datei: Path) -> date:
    return date.fromtimestamp(datei.stat().st_mtime)


def _silent(mappe: Datenmappe, daten: Berichtsdaten) -> list[str]:
    with open_buch(mappe) as buch:
        if buch is None:
            return []
        zeilen = ruecklaufzeilen(buch, daten.gliederung.mappenbudgets(), daten.stand)
    return [zeile.budget.titel for zeile in zeilen if zeile.lage in WARTET]
