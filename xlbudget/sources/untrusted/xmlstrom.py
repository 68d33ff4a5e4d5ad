"""XML of untrusted origin as a stream of elements, within bounds: no DTD, no entity, no deep or endless markup."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from xml.parsers import expat

MAX_ELEMENTE = 1_000_000
"""Elements of a whole package; a Fachdienst-Mappe of thirty sheets has 70,000. Parsing as many takes some seconds."""
MAX_TIEFE = 32
MAX_NAME = 300
"""Characters of an element's name with its namespace."""
MAX_MARKE = 256 * 1024
"""Bytes of one tag with its attributes, or of one comment."""
MAX_TEXT = 7 * 32_767
"""Characters of one text: Excel holds 32,767 in a cell, and writes no character with more than seven (`_x000A_`)."""

_STUECK = 32 * 1024
_MC = "mc:"
_NAMENSRAUM = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "",
    "http://purl.oclc.org/ooxml/spreadsheetml/main": "",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel:",
    "http://schemas.openxmlformats.org/package/2006/content-types": "ct:",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r:",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r:",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": _MC,
}
_WECHSEL = frozenset((f"{_MC}MustUnderstand", f"{_MC}ProcessContent"))

FREMD = "?"
"""How a foreign element is called in a path."""

Attribute = Mapping[str, str]
StartHandler = Callable[[str, Attribute], None]
EndHandler = Callable[[str, str], None]


class XmlDefekt(ValueError):  # noqa: N818 — a German noun, like every name of the domain
    """The part is no XML that a spreadsheet program writes; the message says why, in German."""


class XmlUmfang(XmlDefekt):
    """There is more than a return can hold; the message is a verb with what there is too much of."""


@dataclass
class Vorrat:
    """How many elements of a package may still come: each takes its time, whatever part it stands in."""

    frei: int = MAX_ELEMENTE


def read_xml(
    data: bytes, vorrat: Vorrat, start: StartHandler, end: EndHandler, *, texte: Collection[str] = (), rein: str = ""
) -> None:
    """Call `start(path, attributes)` and `end(path, text)` for every element, in the order of the document.

    A path is like `/worksheet/sheetData/row`: the namespace of workbooks is left out, the others of a package are short
    (`rel:`, `ct:`, `r:`, `mc:`), and an element of any other is `FREMD`. Text is gathered for the paths in `texte`
    only, and is empty elsewhere. `rein` is the path of what is read: neither may foreign or alternative markup stand in
    it nor it in them, for another program may read that.
    Raises XmlDefekt, in time and memory proportional to the data.
    """
    _Strom(vorrat, start, end, texte, rein).run(data)


class _Strom:
    def __init__(self, vorrat: Vorrat, start: StartHandler, end: EndHandler, texte: Collection[str], rein: str) -> None:
        self._vorrat, self._on_start, self._on_end, self._texte = vorrat, start, end, texte
        self._rein, self._rein_name = rein, rein.rpartition("/")[2]
        self._pfade = [""]
        self._stuecke: list[str] | None = None
        self._laenge = 0
        self._parser = parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.CommentHandler = parser.ProcessingInstructionHandler = self._aside

    def run(self, data: bytes) -> None:
        try:
            for position in range(0, len(data), _STUECK):
                self._parser.Parse(data[position : position + _STUECK])
                if position + _STUECK - self._parser.CurrentByteIndex > MAX_MARKE + 2 * _STUECK:
                    raise XmlDefekt("eine Angabe darin ist übermäßig lang")
            self._parser.Parse(b"", True)  # noqa: FBT003 - expat takes it by its place only
        except expat.ExpatError as error:
            raise XmlDefekt(f"der Inhalt bricht in Zeile {error.lineno} ab oder ist nicht lesbar") from error

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.casefold() not in ("utf-8", "utf8", "us-ascii"):
            raise XmlDefekt("die Zeichenkodierung ist nicht UTF-8")

    def _doctype(self, *_: object) -> None:
        raise XmlDefekt("eine DOCTYPE-Angabe ist nicht erlaubt")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        vorrat = self._vorrat
        vorrat.frei -= 1
        if vorrat.frei < 0:
            raise XmlUmfang("hat zu viele Zellen oder andere Angaben")
        if self._stuecke is not None:
            raise XmlDefekt("in einem Zellinhalt stehen fremde Angaben")
        if len(self._pfade) > MAX_TIEFE:
            raise XmlDefekt("der Inhalt ist zu tief verschachtelt")
        if len(name) > MAX_NAME:
            raise XmlDefekt("eine Angabe darin ist übermäßig lang")
        namensraum, _, lokal = name.rpartition(" ")
        kurz = _NAMENSRAUM.get(namensraum)
        pfad = f"{self._pfade[-1]}/{FREMD if kurz is None else kurz + lokal}"
        if kurz is None or kurz is _MC:
            if self._rein and pfad.startswith(self._rein):
                raise XmlDefekt("zwischen ihren Daten stehen fremde Angaben")
        elif lokal == self._rein_name and pfad != self._rein:
            raise XmlDefekt("ihre Daten stehen auch an anderer Stelle")
        self._pfade.append(pfad)
        if pfad in self._texte:
            self._stuecke, self._laenge = [], 0
        self._on_start(pfad, {_attribute(key) if " " in key else key: value for key, value in attributes.items()})

    def _end(self, _name: str) -> None:
        text = "".join(self._stuecke or ())
        self._stuecke = None
        self._on_end(self._pfade.pop(), text)

    def _text(self, text: str) -> None:
        if self._stuecke is not None:
            self._laenge += len(text)
            if self._laenge > MAX_TEXT:
                raise XmlUmfang("enthält einen Text, der länger ist, als Excel erlaubt")
            self._stuecke.append(text)

    def _aside(self, *_: str) -> None:
        # one program would read the text up to here, another all of it
        if self._stuecke is not None:
            raise XmlDefekt("in einem Zellinhalt stehen fremde Angaben")


def _attribute(name: str) -> str:
    namensraum, leer, lokal = name.rpartition(" ")
    kurz = f"{_NAMENSRAUM.get(namensraum, namensraum + leer)}{lokal}"
    if kurz in _WECHSEL:
        raise XmlDefekt("sie verlangt ein Programm mit Erweiterungen")
    return kurz
