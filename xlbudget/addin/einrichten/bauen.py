"""Builds `xlbudget.xlam` from the texts in macros/: same input, same bytes, on every machine."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import xlsxwriter

from xlbudget import __version__
from xlbudget.addin.einrichten.vba import ARBEITSMAPPE, TABELLE, build_vba_project, read_module, xlwings_fassung
from xlbudget.mitgeliefert import shipped
from xlbudget.writers.ablage import Ablage

DATEI = "xlbudget.xlam"
MENUEBAND = "customUI/customUI14.xml"

_EPOCH = datetime(1980, 1, 1)
_CUSTOM = "docProps/custom.xml"
_TYPE_MAPPE = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_TYPE_ADDIN = b"application/vnd.ms-excel.addin.macroEnabled.main+xml"
_RELATIONSHIP = (
    f'<Relationship Id="rIdMenueband" Target="{MENUEBAND}" '
    'Type="http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"/>'
).encode("ascii")


def bauen(ziel: Path) -> Path:
    """Write `xlbudget.xlam` into the folder `ziel`; returns its path. Raises AusgabeError (German)."""
    data = build_addin()
    with Ablage(ziel) as ablage:
        ablage.write(DATEI, data)
    return ziel / DATEI


def build_addin() -> bytes:
    """The bytes of `xlbudget.xlam`: modules, ribbon, and the versions it was built with."""
    module = read_module()
    mappe = _build_mappe(build_vba_project(module), xlwings_fassung("\n".join(module.values())))
    return _as_addin(mappe, shipped("macros", "menueband.xml").read_text(encoding="utf-8"))


def read_fassungen(addin: bytes) -> dict[str, str]:
    """The versions an add-in was built with, under xlbudget and xlwings; {} for any other file."""
    try:
        with ZipFile(io.BytesIO(addin)) as archive:
            root = ElementTree.fromstring(archive.read(_CUSTOM))
    except (BadZipFile, KeyError, ElementTree.ParseError):
        return {}
    fassungen = {eintrag.get("name", ""): "".join(eintrag.itertext()) for eintrag in root}
    return fassungen if fassungen.keys() >= {"xlbudget", "xlwings"} else {}


def _build_mappe(vba_project: bytes, xlwings: str) -> bytes:
    """A macro workbook with one sheet that says what it is; nobody sees it, IT may look."""
    stream = io.BytesIO()
    mappe = xlsxwriter.Workbook(stream, {"in_memory": True})
    mappe.set_properties({"title": f"xlbudget {__version__}", "created": _EPOCH})
    mappe.set_custom_property("xlbudget", __version__, "text")
    mappe.set_custom_property("xlwings", xlwings, "text")
    mappe.set_vba_name(ARBEITSMAPPE)
    mappe.add_vba_project(io.BytesIO(vba_project), is_stream=True)
    blatt = mappe.add_worksheet("xlbudget")
    blatt.set_vba_name(TABELLE)
    blatt.write_column(
        "A1",
        (
            f"Excel-Add-in zu xlbudget {__version__}",
            f"Das Modul xlwings stammt aus dem Python-Paket xlwings {xlwings} von Zoomer Analytics.",
            "Seine Lizenz (BSD, 3 Klauseln) steht im Wortlaut am Anfang des Moduls.",
        ),
    )
    mappe.close()
    return stream.getvalue()


def _as_addin(mappe: bytes, menueband: str) -> bytes:
    """The workbook as an add-in with a ribbon, stored without compression: packers differ between machines."""
    with ZipFile(io.BytesIO(mappe)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(_TYPE_MAPPE, _TYPE_ADDIN)
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"</Relationships>", _RELATIONSHIP + b"</Relationships>")
    parts[MENUEBAND] = menueband.encode("utf-8")
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, data in parts.items():
            info = ZipInfo(name, date_time=_EPOCH.timetuple()[:6])
            info.create_system, info.compress_type = 0, ZIP_STORED
            archive.writestr(info, data)
    return stream.getvalue()
