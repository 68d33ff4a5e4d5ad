"""What in an export is a posting, and what only adds up postings or stands below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xlbudget.sources.export.export import Export, Exportzeile
from xlbudget.sources.export.felder import PERIODE, PRODUKT, SACHKONTO, Exportfeld

_SUMME = re.compile(r"\W*(zwischensumme|teilsumme|endsumme|summe|gesamt|anzahl|total|saldo|übertrag)", re.IGNORECASE)
_ANZAHL = re.compile(r"\W*anzahl[^\d]*(?P<zahl>\d[\d.]*)?\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Aufteilung:
    """The lines of an export: `schluss` stand below the last of the `daten`, `zwischensummen` among them."""

    daten: Sequence[Exportzeile]
    zwischensummen: Sequence[Exportzeile]
    schluss: Sequence[Exportzeile]


def split_totals(export: Export, wert: Exportfeld) -> Aufteilung:
    """Tell data from totals. A line with a value that names no Produkt and no Sachkonto is data, and wrong, unless it
    stands at the end or is labelled as a sum."""
    ende = len(export.zeilen)
    while ende and _is_closing(export.zeilen[ende - 1], wert):
        ende -= 1
    daten: list[Exportzeile] = []
    zwischensummen: list[Exportzeile] = []
    for zeile in export.zeilen[:ende]:
        if not _lacks_codes(zeile):
            daten.append(zeile)
        elif zeile.mangel or zeile.zellen[wert.name]:
            (zwischensummen if _is_labelled(zeile) else daten).append(zeile)
    return Aufteilung(daten, zwischensummen, export.zeilen[ende:])


def named_count(zeile: Exportzeile) -> int | None:
    """The number of lines that a closing line names, as in `Anzahl Buchungen: 8.966` or `Anzahl;;8966`."""
    treffer = next((treffer for cell in zeile.alle if (treffer := _ANZAHL.fullmatch(cell))), None)
    if treffer is None:
        return None
    zahl = treffer["zahl"] or next((cell for cell in zeile.alle if re.fullmatch(r"\d[\d.]*", cell)), None)
    return int(zahl.replace(".", "")) if zahl else None


def _is_closing(zeile: Exportzeile, wert: Exportfeld) -> bool:
    if zeile.mangel:
        return False
    ohne_periode = not zeile.zellen.get(PERIODE.name)
    if _lacks_codes(zeile):
        return ohne_periode or _is_labelled(zeile)
    ohne_konto = not zeile.zellen[SACHKONTO.name] or _SUMME.match(zeile.zellen[PRODUKT.name])
    return bool(ohne_konto) and ohne_periode and not zeile.zellen[wert.name]


def _lacks_codes(zeile: Exportzeile) -> bool:
    codes = (zeile.zellen[feld.name] for feld in (PRODUKT, SACHKONTO))
    return all(not code or _SUMME.match(code) for code in codes)


def _is_labelled(zeile: Exportzeile) -> bool:
    return any(_SUMME.match(cell) for cell in zeile.alle)
