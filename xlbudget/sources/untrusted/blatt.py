"""A worksheet of an untrusted workbook, as it was read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.formula.translate import Translator

from xlbudget.core.rueckmeldung import Zellwert
from xlbudget.sources.untrusted.xmlstrom import XmlDefekt
from xlbudget.sources.untrusted.zahlformat import Anzeige

MAX_GETEILT = 1_000
"""Characters up to which a shared formula is translated to its other cells: ours are shorter."""
MAX_ZEILE, MAX_SPALTE = 1_048_576, 16_384

Bereich = tuple[int, int, int, int]
"""Top, left, bottom, right; 1-based and inclusive."""

_ADRESSE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass(frozen=True, slots=True)
class Zelle:
    """A cell that is not empty.

    `wert` is the constant or the cached result, with `ist_fehler` the text of an error such as `#REF!`; None for a
    formula without result. `formel` has no leading `=`, and is empty where the cell shares the formula of its `gruppe`.
    """

    wert: Zellwert | None
    anzeige: Anzeige = Anzeige.ZAHL
    ist_fehler: bool = False
    formel: str | None = None
    gruppe: str | None = None
    ist_unsichtbar: bool = False


@dataclass(frozen=True, slots=True)
class Blattregel:
    """Conditional formats over an area, what they may do to the values there, and how many they are."""

    bereich: Bereich
    was: str
    anzahl: int = 1


@dataclass(frozen=True, slots=True)
class Verborgenes:
    """What nobody sees: the whole sheet, rows, ranges of columns, and what merged areas cover.

    Where rows or columns are hidden unless they say otherwise, `sichtbare_…` are those that do.
    """

    blatt: bool = False
    zeilen: Collection[int] = frozenset()
    spalten: Sequence[tuple[int, int]] = ()
    verbunden: Sequence[Bereich] = ()
    sichtbare_zeilen: Collection[int] | None = None
    sichtbare_spalten: Sequence[tuple[int, int]] | None = None


@dataclass(frozen=True, slots=True)
class Blatt:
    """A worksheet: cells by address, areas that array formulas fill, shared formulas with the cell each was made in.

    `notizen` is how many comments and text boxes lie on it.
    """

    name: str
    zellen: Mapping[str, Zelle]
    matrizen: Sequence[Bereich] = ()
    gruppen: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    verborgen: Verborgenes = Verborgenes()
    notizen: int = 0
    regeln: Sequence[Blattregel] = ()

    def formel(self, adresse: str) -> str | None:
        """The formula as it reads in this cell; None for a constant or an empty cell."""
        zelle = self.zellen.get(adresse)
        if zelle is None or zelle.formel or zelle.gruppe is None:
            return None if zelle is None else zelle.formel
        text, ursprung = self.gruppen.get(zelle.gruppe, ("", ""))
        if not 0 < len(text) <= MAX_GETEILT:
            return ""
        try:
            return str(Translator(f"={text}", origin=ursprung).translate_formula(adresse))[1:]
        except Exception:  # noqa: BLE001 — whatever a tokeniser raises: then it is none of our formulas
            return ""

    def is_formula(self, adresse: str) -> bool:
        """Whether the value is computed, by a formula of the cell or by an array formula that reaches into it."""
        zelle = self.zellen.get(adresse)
        return (zelle is not None and zelle.formel is not None) or _area_of(adresse, self.matrizen) is not None

    def is_covered(self, adresse: str) -> bool:
        """Whether the cell disappears in a merged area, which shows its top left cell only."""
        bereich = _area_of(adresse, self.verborgen.verbunden)
        return bereich is not None and bereich[:2] != split_adresse(adresse)

    def is_hidden(self, adresse: str) -> bool:
        """Whether the sheet, the row or the column of the cell is hidden, or its digits cannot be made out."""
        zeile, spalte = split_adresse(adresse)
        verborgen, zelle = self.verborgen, self.zellen.get(adresse)
        return (
            verborgen.blatt
            or (zelle is not None and zelle.ist_unsichtbar)
            or zeile in verborgen.zeilen
            or _is_within(spalte, verborgen.spalten)
            or (verborgen.sichtbare_zeilen is not None and zeile not in verborgen.sichtbare_zeilen)
            or (verborgen.sichtbare_spalten is not None and not _is_within(spalte, verborgen.sichtbare_spalten))
        )

    def effects(self, adresse: str) -> Counter[str]:
        """What conditional formats may do to the value of a cell, and how many of them."""
        zeile, spalte = split_adresse(adresse)
        effekte: Counter[str] = Counter()
        for regel in self.regeln:
            oben, links, unten, rechts = regel.bereich
            if oben <= zeile <= unten and links <= spalte <= rechts:
                effekte[regel.was] += regel.anzahl
        return effekte


def _is_within(nummer: int, spannen: Sequence[tuple[int, int]]) -> bool:
    return any(erste <= nummer <= letzte for erste, letzte in spannen)


def _area_of(adresse: str, bereiche: Sequence[Bereich]) -> Bereich | None:
    """The first area in which a cell lies."""
    if not bereiche:
        return None
    zeile, spalte = split_adresse(adresse)
    for bereich in bereiche:
        oben, links, unten, rechts = bereich
        if oben <= zeile <= unten and links <= spalte <= rechts:
            return bereich
    return None


def split_adresse(adresse: str) -> tuple[int, int]:
    """(row, column) of an address, 1-based. Raises XmlDefekt for what is none.

    >>> split_adresse("XFD1048576")
    (1048576, 16384)
    """
    treffer = _ADRESSE.fullmatch(adresse)
    if treffer is not None:
        spalte = 0
        for buchstabe in treffer[1]:
            spalte = spalte * 26 + ord(buchstabe) - 64
        if spalte <= MAX_SPALTE and int(treffer[2]) <= MAX_ZEILE:
            return int(treffer[2]), spalte
    raise XmlDefekt(f"„{adresse[:20]}“ ist keine Zelle")


def split_bereich(bereich: str) -> Bereich:
    """The area a reference like `A1:B2` or `A1` means, wherever its corners are. Raises XmlDefekt for what is none.

    >>> split_bereich("B3:A1")
    (1, 1, 3, 2)
    """
    erste, _, letzte = bereich.partition(":")
    (oben, links), (unten, rechts) = split_adresse(erste), split_adresse(letzte or erste)
    return min(oben, unten), min(links, rechts), max(oben, unten), max(links, rechts)


def join_adresse(zeile: int, spalte: int) -> str:
    """The address of a cell.

    >>> join_adresse(12, 28)
    'AB12'
    """
    buchstaben = ""
    while spalte:
        spalte, rest = divmod(spalte - 1, 26)
        buchstaben = chr(65 + rest) + buchstaben
    return f"{buchstaben}{zeile}"
