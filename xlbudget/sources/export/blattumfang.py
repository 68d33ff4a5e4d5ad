"""A look at the XML of a worksheet before it is read: how far it reaches, and cells that have no value.

The reader lays a sheet out as a full rectangle, so that one stray cell far away costs gigabytes, and it gives formulas
never computed and error values as empty cells. This look is a pass over the bytes, in bounded memory.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field

from xlbudget.errors import EingabeError, printable
from xlbudget.sources.export.rohtabelle import position_of
from xlbudget.sources.untrusted.blattxml import Muster, iter_pieces, pattern_of

MAX_OHNE_WERT = 10_000
ZU_VIEL = "Den Export als CSV erzeugen."
_KLEIN, _LEERRAUM = 400_000, 8
"""Cells of a rectangle that cost nothing, and how many there may be for each that has a value."""

OHNE_WERT = "=Formel ohne Wert"
"""What stands for the text of a formula that was never computed."""


@dataclass
class Blattumfang:
    """What was seen: the last row, the last column beyond Z, how many cells have a value, and texts for cells without
    one by (row, column), both from 0.
    """

    zeilen: int = 0
    spalten: int = 0
    werte: int = 0
    ohne_wert: dict[tuple[int, int], str] = field(default_factory=dict)

    @property
    def ist_duenn(self) -> bool:
        """Whether the rectangle it spans is mostly empty, and large. Columns up to H count as no fewer."""
        return self.zeilen * max(self.spalten, _LEERRAUM) > max(_KLEIN, _LEERRAUM * self.werte)

    def check(self, datei: str, blatt: str) -> None:
        """Raises EingabeError (German) where most of it has no value."""
        if len(self.ohne_wert) > MAX_OHNE_WERT:
            zeile, _ = next(iter(self.ohne_wert))
            raise EingabeError(
                f"{datei}, Blatt {printable(blatt)}: ab Zeile {zeile + 1} stehen Formeln ohne Wert oder Fehlerwerte. "
                "Die Datei in Excel öffnen, neu berechnen lassen und speichern."
            )


_ORT = re.compile(rb' r="([A-Z]{0,3})([0-9]{1,7})"')
_WEIT = re.compile(rb' r="([A-Z]{2,3})[0-9]')


def look_at(archive: zipfile.ZipFile, teil: str, datei: str, blatt: str) -> Blattumfang:
    """What one part of a workbook shows. Raises EingabeError (German) where it is too large or mostly not computed."""
    umfang, muster = Blattumfang(), None
    for stueck in iter_pieces(archive, teil, datei, ZU_VIEL):
        muster = muster or pattern_of(stueck)
        _measure(stueck, umfang, muster)
        umfang.check(datei, blatt)
    return umfang


def _measure(stueck: bytes, umfang: Blattumfang, muster: Muster) -> None:
    ende = stueck.rfind(muster.datenende)
    if ende >= 0:
        stueck = stueck[:ende]
    letzter = stueck.rfind(b' r="')
    if letzter >= 0 and (treffer := _ORT.match(stueck, letzter)):
        umfang.zeilen = max(umfang.zeilen, int(treffer[2]))
    weite = {position_of(name.decode()) or 0 for name in set(_WEIT.findall(stueck))}
    umfang.spalten = max([umfang.spalten, *(position + 1 for position in weite)])
    umfang.werte += stueck.count(muster.wert) + stueck.count(muster.text)
    if muster.formel in stueck:
        for treffer in muster.formeln.finditer(stueck):
            if b't="str"' not in treffer["vorn"] + treffer["hinten"]:
                umfang.ohne_wert[_cell(treffer)] = OHNE_WERT
    if b't="e"' in stueck:
        for treffer in muster.fehler.finditer(stueck):
            umfang.ohne_wert[_cell(treffer)] = treffer["wert"].decode("utf-8", errors="replace")


def _cell(treffer: re.Match[bytes]) -> tuple[int, int]:
    return int(treffer["zeile"]) - 1, position_of(treffer["spalte"].decode()) or 0
