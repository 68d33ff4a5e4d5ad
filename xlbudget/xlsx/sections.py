"""The order in which the schema wants the sections of a worksheet."""

from __future__ import annotations

from lxml import etree

WORKSHEET_SECTIONS = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins",
    "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors",
    "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls",
    "webPublishItems", "tableParts", "extLst",
)  # fmt: skip


def add_section(root: etree._Element, name: str) -> etree._Element:
    """A new section of a worksheet in its place: behind all that come before it, those of its own name included."""
    ns = etree.QName(root).namespace
    before = {f"{{{ns}}}{tag}" for tag in WORKSHEET_SECTIONS[: WORKSHEET_SECTIONS.index(name) + 1]}
    section = etree.Element(f"{{{ns}}}{name}")
    last = next((child for child in reversed(root) if child.tag in before), None)
    if last is None:
        root.insert(0, section)
    else:
        last.addnext(section)
    return section


def the_section(root: etree._Element, name: str) -> etree._Element:
    """The section of this name, made where the worksheet lacks it."""
    found = root.find(f"{{{etree.QName(root).namespace}}}{name}")
    return add_section(root, name) if found is None else found
