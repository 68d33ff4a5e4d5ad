"""An export as a table of text columns, before anything is known about what they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from xlbudget.sources.export.angaben import Erkennung

if TYPE_CHECKING:
    import pyarrow as pa

HEADER_WITHIN = 40
"""Lines of letterhead an export may have above its header, the header included."""
MAX_SPALTEN = 200
"""No export is wider."""

Zeilenzellen = Sequence[str]


@dataclass(frozen=True, slots=True)
class Kopfkandidat:
    """One of the first rows of a file: its physical line, the last line it spans, and its cells."""

    nummer: int
    letzte: int
    zellen: Zeilenzellen


@dataclass(frozen=True, slots=True)
class Zeilenmangel:
    """A row that cannot be split into cells, and why."""

    nummer: int
    grund: str


@dataclass(frozen=True)
class Rohblock:
    """Consecutive rows. `tabelle` has the physical line number `zeile` and the wanted columns `c0`, `c1`, … as text;
    `z0`, … hold the numbers of those cells that a workbook holds as numbers.

    `zellen` gives all cells of one row by its line.
    """

    tabelle: pa.Table
    zellen: Callable[[int], Zeilenzellen]
    maengel: Sequence[Zeilenmangel] = ()


@dataclass(frozen=True)
class Sicht:
    """What of a table is wanted: the rows below line `ab`, of a header `breite` columns wide, `spalten` by position.

    `ist_wert` are positions whose numbers are wanted as numbers.
    """

    ab: int
    breite: int
    spalten: Sequence[int]
    ist_wert: frozenset[int] = frozenset()


class Rohtabelle(Protocol):
    """A table of an export. `blatt` is None for text, where line numbers count lines of the file."""

    @property
    def datei(self) -> str: ...
    @property
    def blatt(self) -> str | None: ...
    @property
    def entscheidungen(self) -> Sequence[Erkennung]: ...
    @property
    def umfeld(self) -> Sequence[tuple[str, str]]:
        """What is written around the table, and where, as „Auf dem Blatt „Deckblatt““."""

    def kopfzeilen(self, bis: int = HEADER_WITHIN) -> Sequence[Kopfkandidat]:
        """The first rows as text."""

    def blocks(self, sicht: Sicht, *, probe: bool = False) -> Iterator[Rohblock]:
        """All rows below the header, in order; small blocks for a `probe`, which looks at the first one only."""


def letters(position: int) -> str:
    """The letters Excel shows above a column.

    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name


def position_of(buchstaben: str) -> int | None:
    """The position of a column by its letters; None for anything else.

    >>> position_of("A"), position_of("ab"), position_of("A1")
    (0, 27, None)
    """
    if not (buchstaben.isascii() and buchstaben.isalpha() and len(buchstaben) <= 3):
        return None
    position = 0
    for zeichen in buchstaben.upper():
        position = position * 26 + ord(zeichen) - 64
    return position - 1
