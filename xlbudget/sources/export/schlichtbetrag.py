"""Amounts written as nearly every export writes them, read byte by byte: digits, groups of three, decimals, a minus.

A shortcut beside the rule in `ausdruecke`, over ten times as fast and never of another opinion: what it does not
know for sure it leaves to the rule.
"""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from xlbudget.core.geld import MAX_EURO
from xlbudget.sources.export.angaben import Zahlenstil

_MINUS, _NULL = b"-0"
_OHNE_ZIFFERN = bytes(set(range(256)) - set(b"0123456789"))
_MAX_STELLEN = 15  # exact as a float too, which the rule computes with
_RAND = bytes(8)  # to look at beyond the last byte, and before the first: an index below 0 counts from the end

Maske = npt.NDArray[np.bool_]
Zahlen = npt.NDArray[np.int64]


def read_plain(text: pa.StringArray, stil: Zahlenstil) -> tuple[Maske, Zahlen]:
    """Which texts of a column without nulls are plain amounts in euros, and their cents; 0 where one is not.

    >>> schlicht, betrag_ct = read_plain(pa.array(["1.234,56-", "-7,5", "12", "12 €", ""]), Zahlenstil.DEUTSCH)
    >>> schlicht.tolist(), betrag_ct.tolist()
    ([True, True, True, False, False], [-123456, -750, 1200, 0, 0])
    """
    grenzen = np.frombuffer(text.buffers()[1], np.int32)[text.offset : text.offset + len(text) + 1]
    inhalt = memoryview(text.buffers()[2] or b"")[: grenzen[-1]].tobytes() + _RAND
    bytes_ = np.frombuffer(inhalt, np.uint8)
    ziffern_bis = np.zeros(len(bytes_) + 1, np.int32)
    np.cumsum((bytes_ - np.uint8(_NULL)) < 10, dtype=np.int32, out=ziffern_bis[1:])
    stellen = ziffern_bis[grenzen]
    schlicht, minus, einheit = _shape(bytes_, grenzen, np.diff(stellen), stil)
    ziffern = pa.StringArray.from_buffers(
        len(text), pa.py_buffer(stellen), pa.py_buffer(inhalt.translate(None, _OHNE_ZIFFERN))
    )
    betrag = np.zeros(len(text), np.int64)
    betrag[schlicht] = ziffern.filter(arrow_mask(schlicht)).cast(pa.int64()).to_numpy()
    betrag *= einheit
    schlicht &= betrag <= MAX_EURO * 100
    return schlicht, np.where(schlicht, np.where(minus, -betrag, betrag), 0)


def _shape(
    bytes_: npt.NDArray[np.uint8], grenzen: npt.NDArray[np.int32], ziffern: npt.NDArray[np.int32], stil: Zahlenstil
) -> tuple[Maske, Maske, Zahlen]:
    """Which texts have the shape of an amount, which have a minus, and how many cents one of their digits is.

    Every byte that is no digit is accounted for at its place.
    """
    komma, punkt = b".," if stil is Zahlenstil.ENGLISCH else b",."
    von, bis = grenzen[:-1], grenzen[1:]
    vorn, hinten = bytes_[von] == _MINUS, bytes_[bis - 1] == _MINUS
    lang = bis > von
    gut = lang & ~(vorn & hinten) & (ziffern > 0) & (ziffern <= _MAX_STELLEN)
    vorn &= lang
    hinten &= lang
    von, bis = von + vorn, bis - hinten
    zwei = (bytes_[bis - 3] == komma) & (bis - von > 3)
    eine = (bytes_[bis - 2] == komma) & (bis - von > 2) & ~zwei
    gruppen = bis - von - ziffern - zwei - eine
    ende = bis - np.where(zwei, np.int32(3), np.where(eine, np.int32(2), np.int32(0)))
    gut &= gruppen >= 0
    if (gruppen > 0).any():
        fuehrend = ende - von - 4 * gruppen
        gut &= (gruppen == 0) | ((fuehrend > 0) & (fuehrend < 4) & (bytes_[von] != _NULL))
        for i in range(1, int(gruppen.max(initial=0, where=gut)) + 1):
            gut &= (gruppen < i) | (bytes_[np.maximum(ende - 4 * i, 0)] == punkt)
    return gut, vorn | hinten, cast(Zahlen, np.where(zwei, 1, np.where(eine, 10, 100)))


def arrow_mask(maske: Maske) -> pa.BooleanArray:
    """A mask for Arrow. `pa.array` would import pandas to ask whether it is one of its columns."""
    bits = np.packbits(maske, bitorder="little")
    return pa.BooleanArray.from_buffers(pa.bool_(), len(maske), [None, pa.py_buffer(bits)])
