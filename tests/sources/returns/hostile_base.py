"""Hostile workbooks: the one that was sent, with something added or replaced, and what is said of it."""

from __future__ import annotations

import re
import time
import zipfile

import pytest
from sources.returns.rueckmeldung_base import gesendet, members, pack, patch

from xlbudget.errors import EingabeError
from xlbudget.sources.untrusted.rohmappe import read_rohmappe

REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MS_REL = "http://schemas.microsoft.com/office/2006/relationships"
MAX_SEKUNDEN = 60  # ten times what the slowest takes on a slow machine


def refused(data: bytes) -> str:
    """Why a file is refused; fails if it is not, takes too long or does not say what to do."""
    beginn = time.monotonic()
    with pytest.raises(EingabeError) as error:
        read_rohmappe("Rücklauf.xlsx", data)
    assert time.monotonic() - beginn < MAX_SEKUNDEN
    text = str(error.value)
    assert text.startswith("Rücklauf.xlsx ")
    assert re.search("Bitte|wählen|entfernen", text), f"ohne Rat: {text}"
    return text


def sent_with(**weitere: bytes) -> bytes:
    """The workbook as sent with members added; `__` in a name stands for `/`, the last `_` for the point."""
    teile = members(gesendet().data)
    for name, inhalt in weitere.items():
        ordner, _, datei = name.rpartition("__")
        teile[f"{ordner.replace('__', '/')}/{'.'.join(datei.rsplit('_', 1))}"] = inhalt
    return pack(teile)


def related(art: str, ziel: str, extern: bool = False, von: str = "workbook.xml.rels") -> bytes:
    """The workbook as sent with one relationship more."""
    modus = ' TargetMode="External"' if extern else ""
    rel = f'<Relationship Id="rIdBoese" Type="{art}" Target="{ziel}"{modus}/></Relationships>'
    return patch(
        gesendet().data, **{von.replace(".", "__"): lambda xml: xml.replace(b"</Relationships>", rel.encode())}
    )


def sheet(xml: bytes) -> bytes:
    """The workbook as sent with the XML of one sheet replaced."""
    return stored(patch(gesendet().data, sheet2__xml=lambda _: xml))


def stored(data: bytes) -> bytes:
    """The same, unpacked: then it is not the packing that is suspicious."""
    return pack(members(data), zipfile.ZIP_STORED)


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
