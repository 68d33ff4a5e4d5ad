"""One worksheet of an untrusted workbook: its cells as they stand in the XML, refusing what could be read two ways."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from openpyxl.formula.translate import Translator

from xlbudget.core.rueckmeldung import Zellwert, normal_text
from xlbudget.sources.xmlstrom import Attribute, XmlDefekt, read_xml

MAX_ZELLEN = 200_000
"""Cells of a workbook that are not empty; a Fachdienst-Mappe of 50 sheets has 40,000."""
MAX_MATRIZEN = 1_000
"""Array formulas of one sheet."""
MAX_FORMEL = 8_192
"""Characters of a formula, as in Excel."""
MAX_GETEILT = 1_000
"""Characters up to which a shared formula is translated to its other cells: ours are shorter."""
MAX_ZEILE, MAX_SPALTE = 1_048_576, 16_384

Bereich = tuple[int, int, int, int]
"""Top, left, bottom, right; 1-based and inclusive."""

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ADRESSE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ZEILENNUMMER = re.compile(r"[1-9][0-9]{0,6}")
_ZAHL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_MAX_ZIFFERN = 400  # what a shortest-form writer without exponents needs for the largest double

_ZEILE = "/worksheet/sheetData/row"
_ZELLE = f"{_ZEILE}/c"
_WERT, _FORMEL = f"{_ZELLE}/v", f"{_ZELLE}/f"
_INLINE = (f"{_ZELLE}/is/t", f"{_ZELLE}/is/r/t")
_TEXTE = frozenset((_WERT, _FORMEL, *_INLINE))


class Anzeige(Enum):
    """How Excel shows the number of a cell."""

    ZAHL = 0
    PROZENT = 1
    DATUM = 2


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


@dataclass(frozen=True, slots=True)
class Blatt:
    """A worksheet: cells by address, areas that array formulas fill, shared formulas with the cell each was made in."""

    name: str
    zellen: Mapping[str, Zelle]
    matrizen: Sequence[Bereich] = ()
    gruppen: Mapping[str, tuple[str, str]] = field(default_factory=dict)

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
        if zelle is not None and zelle.formel is not None:
            return True
        zeile, spalte = split_adresse(adresse)
        return any(oben <= zeile <= unten and links <= spalte <= rechts for oben, links, unten, rechts in self.matrizen)


@dataclass
class Gemeinsam:
    """What the sheets of a workbook share: texts and number formats by index, and how many cells may still come."""

    texte: Sequence[str]
    anzeigen: Sequence[Anzeige]
    frei: int = MAX_ZELLEN


def read_blatt(name: str, xml: bytes, gemeinsam: Gemeinsam) -> Blatt:
    """The cells of a worksheet part. Raises XmlDefekt for what no spreadsheet program writes."""
    leser = _Blattleser(gemeinsam)
    read_xml(xml, leser.start, leser.end, _TEXTE)
    return Blatt(name, leser.zellen, leser.matrizen, leser.gruppen)


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


def decode_text(text: str) -> str:
    """A text of the XML as the cell holds it: escapes decoded, lines ending in `\\n`, spaces kept.

    >>> decode_text(" a_x000D_\\nb"), decode_text("_x005F_x000D_")
    (' a\\nb', '_x000D_')
    """
    return normal_text(_ESCAPE.sub(_unescape, text))


def _unescape(treffer: re.Match[str]) -> str:
    code = int(treffer[1], 16)
    return treffer[0] if 0xD800 <= code < 0xE000 else chr(code)  # half of a pair is no character


class _Blattleser:
    """Rows and cells must come in order, and each part of a cell once: then every program reads the same."""

    def __init__(self, gemeinsam: Gemeinsam) -> None:
        self.zellen: dict[str, Zelle] = {}
        self.matrizen: list[Bereich] = []
        self.gruppen: dict[str, tuple[str, str]] = {}
        self._gemeinsam = gemeinsam
        self._zeile = self._spalte = 0
        self._attribute: Attribute = {}
        self._formel_attribute: Attribute = {}
        self._gelesen: dict[str, list[str]] = {}

    def start(self, pfad: str, attribute: Attribute) -> None:
        if pfad == _ZELLE:
            self._start_cell(attribute)
        elif pfad == _ZEILE:
            self._start_row(attribute)
        elif pfad == _FORMEL:
            self._formel_attribute = attribute

    def end(self, pfad: str, text: str) -> None:
        if pfad in _TEXTE:
            self._gelesen.setdefault(pfad, []).append(text)
        elif pfad == _ZELLE and self._gelesen:
            self._end_cell()

    def _start_row(self, attribute: Attribute) -> None:
        zeile = attribute.get("r", str(self._zeile + 1))
        if not _ZEILENNUMMER.fullmatch(zeile) or not self._zeile < int(zeile) <= MAX_ZEILE:
            raise XmlDefekt("ihre Zeilen stehen nicht in der richtigen Reihenfolge")
        self._zeile, self._spalte = int(zeile), 0

    def _start_cell(self, attribute: Attribute) -> None:
        adresse = attribute.get("r")
        zeile, spalte = split_adresse(adresse) if adresse is not None else (self._zeile, self._spalte + 1)
        if zeile != self._zeile or not self._spalte < spalte <= MAX_SPALTE:
            raise XmlDefekt(f"die Zelle {join_adresse(zeile, spalte)} steht an der falschen Stelle")
        self._spalte, self._attribute, self._gelesen = spalte, attribute, {}

    def _end_cell(self) -> None:
        adresse = join_adresse(self._zeile, self._spalte)
        if any(len(self._gelesen.get(pfad, ())) > 1 for pfad in (_WERT, _FORMEL, _INLINE[0])) or all(
            pfad in self._gelesen for pfad in _INLINE
        ):
            raise XmlDefekt(f"die Zelle {adresse} hat mehrere Werte")
        zelle = self._build(adresse, self._attribute.get("t", "n"), self._gelesen.get(_WERT, [""])[0])
        if zelle.formel is None and zelle.wert in (None, ""):
            return
        self._gemeinsam.frei -= 1
        if self._gemeinsam.frei < 0:
            raise XmlDefekt(f"sie hat mehr als {MAX_ZELLEN} ausgefüllte Zellen")
        self.zellen[adresse] = zelle

    def _build(self, adresse: str, typ: str, wert: str) -> Zelle:
        stil = self._attribute.get("s", "0")
        nummer = int(stil) if stil.isascii() and stil.isdigit() and len(stil) < 7 else 0
        anzeige = self._gemeinsam.anzeigen[nummer] if nummer < len(self._gemeinsam.anzeigen) else Anzeige.ZAHL
        formel, gruppe = self._formula(adresse)
        return Zelle(self._value(adresse, typ, wert), anzeige, typ == "e", formel, gruppe)

    def _formula(self, adresse: str) -> tuple[str | None, str | None]:
        if _FORMEL not in self._gelesen:
            return None, None
        text = self._gelesen[_FORMEL][0]
        if len(text) > MAX_FORMEL:
            raise XmlDefekt(f"die Formel in {adresse} ist zu lang")
        attribute = self._formel_attribute
        art, gruppe = attribute.get("t", "normal"), attribute.get("si", "")
        if art in ("array", "dataTable"):
            self._add_matrix(adresse, attribute.get("ref", adresse))
        if art != "shared":
            return text, None
        if text:
            self.gruppen.setdefault(gruppe, (text, adresse))
        return text, gruppe

    def _add_matrix(self, adresse: str, bereich: str) -> None:
        if len(self.matrizen) == MAX_MATRIZEN:
            raise XmlDefekt(f"ein Blatt hat mehr als {MAX_MATRIZEN} Matrixformeln")
        erste, _, letzte = bereich.partition(":")
        self.matrizen.append((*split_adresse(erste), *split_adresse(letzte or erste)))

    def _value(self, adresse: str, typ: str, wert: str) -> Zellwert | None:
        inline = [text for pfad in _INLINE for text in self._gelesen.get(pfad, ())]
        if (typ == "inlineStr") != bool(inline) and (wert or inline):
            raise XmlDefekt(f"die Zelle {adresse} hat mehrere Werte")
        if typ == "inlineStr":
            return decode_text("".join(inline))
        if typ in ("str", "e", "d"):  # d is a date as text, in the strict variant of the format
            return decode_text(wert)
        if not wert.strip(" \t\r\n"):
            return None
        if typ == "s":
            return self._shared_text(adresse, wert)
        if typ == "b" and wert in ("0", "1", "false", "true"):
            return wert in ("1", "true")
        if typ == "n":
            return _number(adresse, wert)
        raise XmlDefekt(f"der Wert der Zelle {adresse} ist nicht lesbar")

    def _shared_text(self, adresse: str, nummer: str) -> str:
        if nummer.isascii() and nummer.isdigit() and len(nummer) < 8 and int(nummer) < len(self._gemeinsam.texte):
            return self._gemeinsam.texte[int(nummer)]
        raise XmlDefekt(f"der Text der Zelle {adresse} fehlt")


def _number(adresse: str, text: str) -> float:
    ziffern = text.strip(" \t\r\n")
    if len(ziffern) <= _MAX_ZIFFERN and _ZAHL.fullmatch(ziffern) and math.isfinite(zahl := float(ziffern)):
        return zahl
    raise XmlDefekt(f"die Zahl der Zelle {adresse} ist nicht lesbar")
