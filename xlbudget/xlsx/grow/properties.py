"""Custom properties of a workbook: texts that stay with the file whatever it is called and whoever saves it."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from xlbudget.xlsx.draft import PackageDraft
from xlbudget.xlsx.package import Package, parse_xml, serialise

_NS = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VT = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_PART = "docProps/custom.xml"
_FMTID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""Of properties that a user may define."""


def set_custom_properties(package: Package, texts: Mapping[str, str | None]) -> Package:
    """The package with these properties as texts; None removes one, others stay as they are.

    A package that has them all already is returned as it is. Raises VorlageError for a signed one.
    """
    draft = PackageDraft(package)
    part = next((target for kind, _, target in package.relationships("") if kind.endswith("/custom-properties")), None)
    root = etree.Element(f"{{{_NS}}}Properties", nsmap={None: _NS, "vt": _VT}) if part is None else _root(package, part)
    before = serialise(root)
    for name, text in texts.items():
        _set(root, name, text)
    if serialise(root) == before:
        return package
    if part is None:
        draft.add_part(_PART, serialise(root), _TYPE)
        draft.relate("", _RELATION, _PART, "rId9")
    else:
        draft.members[part] = serialise(root)
    return draft.finish()


def _root(package: Package, part: str) -> etree._Element:
    return parse_xml(package.members[part])


def _set(root: etree._Element, name: str, text: str | None) -> None:
    own = next((p for p in root.iterfind("{*}property") if p.get("name", "").casefold() == name.casefold()), None)
    if own is not None and (text is None or "".join(own.itertext()) != text):
        root.remove(own)
        own = None
    if own is None and text is not None:
        ids = [int(p.get("pid", "1")) for p in root.iterfind("{*}property")]
        own = etree.SubElement(root, f"{{{_NS}}}property", fmtid=_FMTID, pid=str(max(ids, default=1) + 1), name=name)
        etree.SubElement(own, f"{{{_VT}}}lpwstr").text = text
