"""One finished worksheet as a tree: formulas put into its cells, inputs opened and checked, the rest protected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from lxml import etree

from xlbudget.layout.rueckmeldung import Pruefung
from xlbudget.xlsx.areas import Area, Cell, address
from xlbudget.xlsx.fill.sheetxml import merged_areas
from xlbudget.xlsx.package import iter_cells, parse_xml, serialise

_BEFORE_PROTECTION = ("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr")
_BEFORE_VALIDATIONS = (
    *_BEFORE_PROTECTION, "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
    "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
)  # fmt: skip

# 1 protects, 0 permits: cells may be selected, columns and rows sized, the overview filtered
_PROTECTION = dict.fromkeys(("sheet", "objects", "scenarios"), "1") | dict.fromkeys(
    ("formatColumns", "formatRows", "autoFilter"), "0"
)


class Blattbaum:
    """The part of the sheet `name`, parsed once; `xml` gives it back."""

    def __init__(self, name: str, xml: bytes) -> None:
        self.name = name
        self._root = parse_xml(xml)
        self._ns = f"{{{etree.QName(self._root).namespace}}}"
        self._cells = dict(iter_cells(self._root))
        self._merged = merged_areas(self._root)
        inside = (cell for merge in self._merged for cell in merge.cells() if cell != (merge.top, merge.left))
        self._covered = frozenset(inside)

    @property
    def xml(self) -> bytes:
        """The part as it is now."""
        return serialise(self._root)

    def links(self) -> Iterator[tuple[int, str]]:
        """Row of every link to another sheet, and the name of that sheet."""
        for link in self._root.iterfind("{*}hyperlinks/{*}hyperlink"):
            area, (name, _, _) = Area.parse(link.get("ref", "")), (link.get("location") or "").rpartition("!")
            if area and name:
                yield area.top, name[1:-1].replace("''", "'") if name.startswith("'") else name

    def column_cells(self, area: Area) -> list[Cell]:
        """The first cell of every row of an area, without those that a merge covers."""
        cells = ((row, area.left) for row in range(area.top, area.bottom + 1))
        return [cell for cell in cells if cell not in self._covered]

    def deselect(self) -> None:
        """Another sheet is shown first; two selected ones would be edited together."""
        for view in self._root.iterfind("{*}sheetViews/{*}sheetView"):
            view.attrib.pop("tabSelected", None)

    def set_formula(self, cell: Cell, formula: str) -> None:
        """Put a formula, without a cached value, into a cell that the sheet has; its look stays."""
        element = self._cells[cell]
        element[:] = []
        element.attrib.pop("t", None)
        etree.SubElement(element, f"{self._ns}f").text = formula

    def open(self, cell: Cell, look: Callable[[int], int]) -> None:
        """Give a cell, with those merged into it, the look of an input: `look` tells it from the one it has."""
        merge = next((merge for merge in self._merged if cell in merge), Area(*cell, *cell))
        for part in merge.cells():
            if part in self._cells:
                element = self._cells[part]
                element.set("s", str(look(int(element.get("s", "0")))))

    def protect(self) -> None:
        """Lock every cell whose look does not say otherwise. No password: a return is compared with what was sent."""
        for old in self._root.findall("{*}sheetProtection"):
            self._root.remove(old)
        self._insert(etree.Element(f"{self._ns}sheetProtection", _PROTECTION), _BEFORE_PROTECTION)

    def validate(self, cells: Sequence[Cell], pruefung: Pruefung) -> None:
        """Check what is entered into some cells; they must be one column without gaps."""
        self._drop_validations(cells)
        section = self._root.find("{*}dataValidations")
        if section is None:
            section = etree.Element(f"{self._ns}dataValidations")
            self._insert(section, _BEFORE_VALIDATIONS)
        erste, letzte = address(*cells[0]), address(*cells[-1])
        rule = etree.SubElement(
            section,
            f"{self._ns}dataValidation",
            {
                "type": pruefung.art,
                **({"operator": pruefung.operator} if pruefung.operator != "between" else {}),
                **dict.fromkeys(("allowBlank", "showInputMessage", "showErrorMessage"), "1"),
                "errorTitle": pruefung.titel,
                "error": pruefung.fehler,
                "promptTitle": pruefung.titel,
                "prompt": pruefung.hinweis,
                "sqref": erste if erste == letzte else f"{erste}:{letzte}",
            },
        )
        for number, formula in enumerate(pruefung.formeln, 1):
            etree.SubElement(rule, f"{self._ns}formula{number}").text = formula.format(zelle=erste)
        section.set("count", str(len(section)))

    def _drop_validations(self, cells: Iterable[Cell]) -> None:
        """The template's own checks of these cells give way: two for one cell are one too many."""
        section = self._root.find("{*}dataValidations")
        for rule in () if section is None else list(section):
            areas = [area for text in rule.get("sqref", "").split() if (area := Area.parse(text))]
            if any(cell in area for cell in cells for area in areas):
                section.remove(rule)

    def _insert(self, element: etree._Element, before: Iterable[str]) -> None:
        """Put a section where the schema wants it: behind all of `before`."""
        tags = {f"{self._ns}{tag}" for tag in before}
        [child for child in self._root if child.tag in tags][-1].addnext(element)
