"""Ids that a sheet may not share with its copies: those of comment threads, and what remembers revisions."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping

from lxml import etree

_GUID = re.compile(r"\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}")
_REVISION = re.compile(r"\{http://schemas\.microsoft\.com/office/spreadsheetml/\d+/revision\d*\}uid")
_OWN = {"threadedComment": ("id",), "mention": ("mentionId",), "namedSheetView": ("id",)}
"""Elements with an id that must be unique in the workbook."""
_SPACE = uuid.UUID("5a0c8e0e-3c1e-4d5e-9f43-7d1a5f0e6b21")


def unique_ids(parts: Mapping[str, etree._Element]) -> list[str]:
    """Ids in parts of one sheet that each copy needs for itself.

    Ids of revisions that nothing else in the parts refers to are taken away; Excel gives new ones.
    """
    own = {element.get(key) for root in parts.values() for element, key in _own_ids(root)}
    texts = {part: set(_GUID.findall(etree.tostring(root, encoding="unicode"))) for part, root in parts.items()}
    revisions = [
        (element, key) for root in parts.values() for element in root.iter(etree.Element) for key in _uids(element)
    ]
    for element, key in revisions:
        if sum(element.get(key) in found for found in texts.values()) > 1:
            own.add(element.get(key))
        elif element.get(key) not in own:
            del element.attrib[key]
    return sorted(guid for guid in own if guid and _GUID.fullmatch(guid))


def _own_ids(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    for element in root.iter(etree.Element):
        for key in _OWN.get(etree.QName(element).localname, ()):
            yield element, key


def _uids(element: etree._Element) -> list[str]:
    return [key for key in element.attrib if _REVISION.fullmatch(key)]


def derived_id(guid: str, copy: str) -> str:
    """The id for one copy: another one, and the same whenever this copy is made.

    >>> derived_id("{11111111-2222-3333-4444-555555555555}", "Januar")
    '{2E2CA301-03CF-502D-B574-D9A637D734B6}'
    """
    return f"{{{str(uuid.uuid5(_SPACE, guid.upper() + copy)).upper()}}}"
