"""How a workbook is asked to calculate: on load only where needed, and never by a stale chain."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from xlbudget.xlsx.formula import formulas_in
from xlbudget.xlsx.package import Package, parse_xml, rels_part, serialise


def workbook_xml(package: Package, *, full_calc: bool) -> bytes:
    """workbook.xml that asks Excel to calculate on load, or does not.

    Asking needlessly makes Excel offer to save on every close.
    """
    data = package.members[package.workbook_part]
    root = parse_xml(data)
    calc = root.find("{*}calcPr")
    has_flag = calc is not None and calc.get("fullCalcOnLoad") in ("1", "true")
    if has_flag == full_calc:
        return data
    if calc is None:
        calc = _add_settings(root)
    if full_calc:
        calc.set("fullCalcOnLoad", "1")
    else:
        del calc.attrib["fullCalcOnLoad"]
    return serialise(root)


def with_calculation(package: Package) -> Package:
    """The package; one that has formulas asks Excel to compute them when it opens."""
    if not any(True for sheet in package.sheets for _ in formulas_in(package.members[sheet.part])):
        return package
    members = {**package.members, package.workbook_part: workbook_xml(package, full_calc=True)}
    return Package(package.name, members, package.renames)


def _add_settings(root: etree._Element) -> etree._Element:
    """The schema wants calcPr right behind the last of these."""
    before = [
        child
        for tag in ("sheets", "functionGroups", "externalReferences", "definedNames")
        if (child := root.find(f"{{*}}{tag}")) is not None
    ]
    calc = etree.Element(f"{{{etree.QName(root).namespace}}}calcPr")
    before[-1].addnext(calc)
    return calc


def without_calc_chain(package: Package) -> Mapping[str, bytes | None]:
    """The members that change when the calculation chain goes, None for the chain; Excel builds a new one."""
    chains = [name for name in package.members if name.endswith("/calcChain.xml")]
    if not chains:
        return {}
    changed: dict[str, bytes | None] = dict.fromkeys(chains)
    for part, attribute in (("[Content_Types].xml", "PartName"), (rels_part(package.workbook_part), "Target")):
        root = parse_xml(package.members[part])
        for element in [e for e in root if (e.get(attribute) or "").endswith("calcChain.xml")]:
            root.remove(element)
        changed[part] = serialise(root)
    return changed
