"""The line of facts of one run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from xlbudget.app.bericht.buchzugang import open_buch
from xlbudget.app.bericht.quelldateien import files_of
from xlbudget.core.berichtsdaten import Berichtsdaten
from xlbudget.core.fakten import Exportfakt, Fakten
from xlbudget.core.monatswerte import Kontensumme
from xlbudget.core.ruecklaufstand import WARTET
from xlbudget.delivery.ledger.versandstand import ruecklaufzeilen
from xlbudget.errors import Befund, Schwere
from xlbudget.sources.datenmappe.mappe import Datenmappe


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
