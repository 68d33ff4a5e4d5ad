"""XML of untrusted origin as a stream of elements, within bounds: no DTD, no entity, no deep or endless markup."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from xml.parsers import expat

MAX_ELEMENTE = 1_000_000
"""Elements of one part; a sheet of a Fachdienst-Mappe has some thousand."""
MAX_TIEFE = 32
MAX_NAME = 300
"""Characters of an element's name with its namespace."""
MAX_MARKE = 256 * 1024
"""Bytes of one tag with its attributes, or of one comment."""
MAX_TEXT = 40_000
"""Characters kept of one text; Excel itself holds 32,767 in a cell. What is longer is cut off."""

_STUECK = 32 * 1024
_NAMENSRAUM = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "",
    "http://purl.oclc.org/ooxml/spreadsheetml/main": "",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel:",
    "http://schemas.openxmlformats.org/package/2006/content-types": "ct:",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r:",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r:",
}

FREMD = "?"
"""The path of a foreign element; below it, paths begin with it."""

Attribute = Mapping[str, str]
StartHandler = Callable[[str, Attribute], None]
EndHandler = Callable[[str, str], None]


class XmlDefekt(ValueError):  # noqa: N818 — a German noun, like every name of the domain
    """The part is no XML that a spreadsheet program writes; the message says why, in German."""


def read_xml(data: bytes, start: StartHandler, end: EndHandler, texte: Collection[str] = ()) -> None:
    """Call `start(path, attributes)` and `end(path, text)` for every element, in the order of the document.

    A path is like `/worksheet/sheetData/row`: the namespace of workbooks is left out, the others of a package are short
    (`rel:`, `ct:`, `r:`), and whatever lies in a foreign element is `FREMD`. Text is gathered for the paths in `texte`
    only, and is empty elsewhere.
    Raises XmlDefekt, in time and memory proportional to the data.
    """
    _Strom(start, end, texte).run(data)


class _Strom:
    def __init__(self, start: StartHandler, end: EndHandler, texte: Collection[str]) -> None:
        self._on_start, self._on_end, self._texte = start, end, texte
        self._pfade = [""]
        self._stuecke: list[str] | None = None
        self._laenge = 0
        self._elemente = 0
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
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise XmlDefekt(f"der Inhalt bricht in Zeile {error.lineno} ab oder ist nicht lesbar") from error

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.casefold() not in ("utf-8", "utf8", "us-ascii"):
            raise XmlDefekt("die Zeichenkodierung ist nicht UTF-8")

    def _doctype(self, *_: object) -> None:
        raise XmlDefekt("eine DOCTYPE-Angabe ist nicht erlaubt")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elemente += 1
        if self._elemente > MAX_ELEMENTE:
            raise XmlDefekt(f"es sind mehr als {MAX_ELEMENTE} Angaben darin")
        if self._stuecke is not None:
            raise XmlDefekt("in einem Zellinhalt stehen fremde Angaben")
        if len(self._pfade) > MAX_TIEFE:
            raise XmlDefekt("der Inhalt ist zu tief verschachtelt")
        if len(name) > MAX_NAME:
            raise XmlDefekt("eine Angabe darin ist übermäßig lang")
        namensraum, _, lokal = name.rpartition(" ")
        # what is foreign needs no path of its own: nobody reads it
        pfad = f"{self._pfade[-1]}/{_NAMENSRAUM[namensraum]}{lokal}" if namensraum in _NAMENSRAUM else FREMD
        self._pfade.append(pfad)
        if pfad in self._texte:
            self._stuecke, self._laenge = [], 0
        self._on_start(pfad, {_attribute(key): value for key, value in attributes.items()})

    def _end(self, _name: str) -> None:
        text = "".join(self._stuecke or ())
        self._stuecke = None
        self._on_end(self._pfade.pop(), text)

    def _text(self, text: str) -> None:
        if self._stuecke is not None and self._laenge <= MAX_TEXT:
            self._stuecke.append(text[: MAX_TEXT + 1 - self._laenge])
            self._laenge += len(text)

    def _aside(self, *_: str) -> None:
        # one program would read the text up to here, another all of it
        if self._stuecke is not None:
            raise XmlDefekt("in einem Zellinhalt stehen fremde Angaben")


def _attribute(name: str) -> str:
    namensraum, leer, lokal = name.rpartition(" ")
    return f"{_NAMENSRAUM.get(namensraum, namensraum + leer)}{lokal}"
