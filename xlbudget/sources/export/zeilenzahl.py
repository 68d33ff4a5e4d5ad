"""A number for each line that equal lines share: enough to find the few that are worth a closer look."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_STREUER, _TIEF = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)
_BYTES = 8
_MASKEN = np.array([(1 << (8 * n)) - 1 for n in range(_BYTES)] + [(1 << 64) - 1], np.uint64)

Zahlen = npt.NDArray[np.uint64]


def mixed(zahl: Zahlen, *dazu: Zahlen) -> Zahlen:
    """Numbers that depend on all of these, in their order."""
    for weitere in dazu:
        zahl = (zahl ^ (zahl >> _TIEF)) * _STREUER + weitere
    return zahl ^ (zahl >> _TIEF)


@dataclass(frozen=True)
class Stellenzahl:
    """The lines of a block that count: `stelle` is a number for Produkt and account, `saldo` are the cents as one."""

    stelle: Zahlen
    saldo: Zahlen

    @classmethod
    def of(cls, daten: pa.Table) -> Stellenzahl:
        """Of typed lines."""
        produkt, konto = (Woerter(as_text(daten[name])).first() for name in ("produkt", "sachkonto"))
        return cls(mixed(produkt, konto), daten["saldo_ct"].to_numpy().view(np.uint64))


def as_text(spalte: pa.ChunkedArray) -> pa.StringArray:
    """A column in one piece, an empty text where it has nothing."""
    text = spalte.combine_chunks().cast(pa.string())
    return text.fill_null("") if text.null_count else text


class Woerter:
    """The bytes of texts as numbers of eight each; `laenge` has how many bytes each text has."""

    def __init__(self, text: pa.StringArray) -> None:
        grenzen = np.frombuffer(text.buffers()[1], np.int32, len(text) + 1, text.offset * 4).astype(np.int64)
        self._ab, self.laenge = grenzen[:-1], np.diff(grenzen)
        inhalt = np.frombuffer(text.buffers()[2] or b"", np.uint8)
        mit_rand = np.concatenate([inhalt, np.zeros(_BYTES, np.uint8)])
        self._achter: Zahlen = np.ndarray((len(inhalt) + 1,), "<u8", mit_rand, strides=(1,))
        self._maske = _MASKEN[np.minimum(self.laenge, _BYTES)]

    def first(self) -> Zahlen:
        """The first eight bytes."""
        worte: Zahlen = self._achter[self._ab] & self._maske
        return worte

    def last(self) -> Zahlen:
        """The last eight bytes."""
        worte: Zahlen = self._achter[self._ab + np.maximum(self.laenge - _BYTES, 0)] & self._maske
        return worte
