"""What locks: every cell of the workbook by its look, of which each input has an open twin in colour; its sheets."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from xlbudget.layout.rueckmeldung import EINGABEFARBE, PFLICHTFARBE
from xlbudget.xlsx.package import parse_xml, serialise


class Schloss:
    """styles.xml whose looks are all locked; `open` and `ask` make the twin of one, `xml` gives the part back."""

    def __init__(self, styles: bytes) -> None:
        self._root = parse_xml(styles)
        self._ns = f"{{{etree.QName(self._root).namespace}}}"
        for look in self._root.iterfind("{*}cellStyleXfs/{*}xf"):
            _lock(look)
        for look in self._root.iterfind("{*}cellXfs/{*}xf"):
            _lock(look)
        self._looks = self._root.find("{*}cellXfs")
        self._fills = {farbe: self._add_fill(farbe) for farbe in (EINGABEFARBE, PFLICHTFARBE)}
        self._twins: dict[tuple[int, str], int] = {}

    @property
    def xml(self) -> bytes:
        """The part as it is now."""
        self._looks.set("count", str(len(self._looks)))
        return serialise(self._root)

    def open(self, look: int) -> int:
        """The number of the look that is like this one, but open and in the colour of inputs."""
        return self._twin(look, EINGABEFARBE)

    def ask(self, look: int) -> int:
        """The same in the colour of inputs that must be filled in."""
        return self._twin(look, PFLICHTFARBE)

    def _twin(self, look: int, farbe: str) -> int:
        if (look, farbe) not in self._twins:
            twin = deepcopy(self._looks[look])
            twin.attrib.update({"fillId": str(self._fills[farbe]), "applyFill": "1", "applyProtection": "1"})
            protection = etree.Element(f"{self._ns}protection", locked="0")
            alignment = twin.find("{*}alignment")
            if alignment is None:
                twin.insert(0, protection)
            else:
                alignment.addnext(protection)
            self._looks.append(twin)
            self._twins[look, farbe] = len(self._looks) - 1
        return self._twins[look, farbe]

    def _add_fill(self, farbe: str) -> int:
        fills = self._root.find("{*}fills")
        pattern = etree.SubElement(etree.SubElement(fills, f"{self._ns}fill"), f"{self._ns}patternFill")
        pattern.set("patternType", "solid")
        etree.SubElement(pattern, f"{self._ns}fgColor", rgb=f"FF{farbe}")
        etree.SubElement(pattern, f"{self._ns}bgColor", indexed="64")
        fills.set("count", str(len(fills)))
        return len(fills) - 1


def _lock(look: etree._Element) -> None:
    """Locked is what a look says that says nothing."""
    for protection in look.findall("{*}protection"):
        look.remove(protection)


def with_fixed_structure(workbook: bytes) -> bytes:
    """workbook.xml that lets nobody add, delete or rename sheets."""
    root = parse_xml(workbook)
    for old in root.findall("{*}workbookProtection"):
        root.remove(old)
    views = root.find("{*}bookViews")
    behind = root.find("{*}sheets") if views is None else views
    behind.addprevious(etree.Element(f"{{{etree.QName(root).namespace}}}workbookProtection", lockStructure="1"))
    return serialise(root)
