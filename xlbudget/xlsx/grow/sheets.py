"""A sheet with a table, taken from a workbook that has it; and names."""

from __future__ import annotations

from copy import deepcopy
from posixpath import dirname

from lxml import etree

from xlbudget.xlsx.draft import SHEET_TYPE, PackageDraft
from xlbudget.xlsx.grow.cells import CellTexts
from xlbudget.xlsx.grow.looks import LookImport
from xlbudget.xlsx.grow.table import TABLE_RELATION, TABLE_TYPE, PackageTable, RefusedError, find_table, find_tables
from xlbudget.xlsx.package import Package, parse_xml, rels_part, serialise

_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def copy_table_sheet(package: Package, table: str, pattern: Package, at: int) -> Package:
    """The package with the sheet of a table of `pattern` as its sheet number `at`, counted from 0.

    The sheet keeps its name, which no other may have; it may have formats, validations, internal links, names and page
    setup, and this one table. The sheet in front stays the one that opens. Raises RefusedError where the name of the
    table is taken or the structure of the workbook is protected, ValueError if more than the table hangs on the sheet.
    """
    source = find_table(pattern, table)
    if len(parse_xml(pattern.members[rels_part(source.sheet.part)])) > 1:
        raise ValueError(f"{source.sheet.name} has parts of its own besides one table")
    _check_can_add(package, source)
    draft = PackageDraft(package)
    looks = LookImport(draft, package, pattern)
    root = parse_xml(pattern.members[source.sheet.part])
    _restyle(root, looks)
    _inline_texts(root, CellTexts(pattern))
    folder = dirname(package.sheets[0].part)
    part = draft.free_part(f"{folder}/sheet.xml", len(package.sheets) + 1)
    table_part = draft.free_part(f"{dirname(folder)}/tables/table.xml")
    draft.add_part(table_part, _table_xml(package, source, looks), TABLE_TYPE)
    rid = draft.relate(part, TABLE_RELATION, table_part)
    root.find("{*}tableParts/{*}tablePart").set(_RELATION_ID, rid)
    draft.add_part(part, serialise(root), SHEET_TYPE)
    _enter(draft, source.sheet.name, part, at)
    draft.add_names(_scoped_names(pattern, source, at))
    return draft.finish()


def set_name(package: Package, name: str, refers_to: str, *, replace: bool = False) -> Package:
    """The package with a name of the workbook; one that is there stays as it is, unless it leads nowhere (#BEZUG!).

    With `replace` it refers to this and nothing else afterwards; the same package where it did before.
    """
    draft = PackageDraft(package)
    for element in draft.peek(package.workbook_part).iterfind("{*}definedNames/{*}definedName"):
        if element.get("name", "").casefold() == name.casefold() and element.get("localSheetId") is None:
            if element.text == refers_to or not (replace or "#REF!" in (element.text or "")):
                return package
            draft.tree(package.workbook_part)
            element.text = refers_to
            return draft.finish()
    element = etree.Element(f"{{{etree.QName(draft.workbook).namespace}}}definedName", name=name)
    element.text = refers_to
    draft.add_names([element])
    return draft.finish()


def _check_can_add(package: Package, source: PackageTable) -> None:
    protection = package.workbook.find("{*}workbookProtection")
    if protection is not None and protection.get("lockStructure") in ("1", "true"):
        raise RefusedError(
            "Die Struktur der Mappe ist geschützt. Den Schutz aufheben (Überprüfen › Arbeitsmappe schützen), den "
            "Befehl wiederholen und sie wieder schützen."
        )
    if source.name.casefold() in {*package.names, *find_tables(package)}:
        raise RefusedError(
            f"Den Namen {source.name} gibt es in der Mappe schon. Ihn unter Formeln › Namens-Manager umbenennen und "
            "den Befehl wiederholen."
        )


def _restyle(root: etree._Element, looks: LookImport) -> None:
    for tag, attribute in (("c", "s"), ("row", "s"), ("col", "style")):
        for element in root.iter(f"{{*}}{tag}"):
            if tag == "c" or element.get(attribute) is not None:
                element.set(attribute, looks.cell(element.get(attribute)))
    for rule in root.iter("{*}cfRule"):
        if rule.get("dxfId") is not None:
            rule.set("dxfId", looks.differential(rule.get("dxfId")))
    for view in root.iterfind("{*}sheetViews/{*}sheetView"):
        view.attrib.pop("tabSelected", None)


def _inline_texts(root: etree._Element, texts: CellTexts) -> None:
    """Shared strings belong to the other workbook; write them into the cells."""
    for cell in root.iter("{*}c"):
        item = texts.item(cell) if cell.get("t") == "s" else None
        if item is not None:
            inline = deepcopy(item)
            inline.tag = f"{{{etree.QName(root).namespace}}}is"
            cell[:] = [inline]
            cell.set("t", "inlineStr")


def _table_xml(package: Package, source: PackageTable, looks: LookImport) -> bytes:
    root = deepcopy(source.root)
    number = max((int(table.root.get("id", "0")) for table in find_tables(package).values()), default=0) + 1
    root.set("id", str(number))
    for element in root.iter(etree.Element):
        for attribute in [key for key in element.attrib if key.endswith("DxfId")]:
            element.set(attribute, looks.differential(element.get(attribute)))
    return serialise(root)


def _enter(draft: PackageDraft, name: str, part: str, at: int) -> None:
    """List the sheet; what counts sheets follows."""
    entry = draft.new_entry(name, part, "rId1")
    draft.move_scopes(at, 1)
    draft.sheets.insert(at, entry)
    for view in draft.workbook.iterfind("{*}bookViews/{*}workbookView"):
        for attribute in ("activeTab", "firstSheet"):
            if int(view.get(attribute, "0")) >= at:
                view.set(attribute, str(int(view.get(attribute, "0")) + 1))


def _scoped_names(pattern: Package, source: PackageTable, at: int) -> list[etree._Element]:
    names = []
    for name in pattern.workbook.iterfind("{*}definedNames/{*}definedName"):
        if name.get("localSheetId") == str(source.sheet.index):
            copy = deepcopy(name)
            copy.tail = None
            copy.set("localSheetId", str(at))
            names.append(copy)
    return names
