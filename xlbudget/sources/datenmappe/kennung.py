"""What a Datenmappe carries to be known by: read from its custom properties."""

from __future__ import annotations

import zipfile
from pathlib import Path

from lxml import etree

from xlbudget.core.mappenkennung import Mappenkennung
from xlbudget.dateien import DAMAGED
from xlbudget.layout.mappenkennung import from_properties

_TEIL = "docprops/custom.xml"
"""Where every program puts them."""
_MAX_BYTES = 2**20
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def read_kennung(file: Path) -> Mappenkennung:
    """An empty one for a file without any, or one that cannot be read: other readers say what is wrong with it."""
    try:
        with zipfile.ZipFile(file) as archive:
            info = next((i for i in archive.infolist() if i.filename.casefold() == _TEIL), None)
            if info is None or info.file_size > _MAX_BYTES:
                return Mappenkennung()
            root = etree.fromstring(archive.read(info), _PARSER)
    except (etree.XMLSyntaxError, *DAMAGED):
        return Mappenkennung()
    return from_properties({p.get("name", ""): "".join(p.itertext()).strip() for p in root.iterfind("{*}property")})
