"""The VBA project of the add-in: our modules from text, and the one of xlwings that calls Python.

Format: [MS-OVBA]. The project is in cp1252, as German Excel writes it; our text files are UTF-8.
"""

from __future__ import annotations

import re
import struct
import tempfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path, PurePath
from zipfile import ZipFile

from pyopenvba import ExcelFile, VBAModuleKind
from pyopenvba.cfb import CFB
from pyopenvba.vba import compress, decompress

from xlbudget.errors import AusgabeError
from xlbudget.mitgeliefert import shipped

PROJEKT = "xlbudget"
ARBEITSMAPPE, TABELLE = "DieseArbeitsmappe", "Tabelle1"
MODULE = (
    f"{ARBEITSMAPPE}.cls",
    f"{TABELLE}.cls",
    "XlbAufruf.bas",
    "XlbFunktionen.bas",
    "XlbMenueband.bas",
    "XlbPython.bas",
)
XLWINGS = "xlwings.bas"
"""Name of the module taken from the installed xlwings package (BSD licence, its text stands at its beginning)."""

_CODEPAGE = "cp1252"
_GUARD = "    If XlbInZelle() Then Exit Function"
_ONEDRIVE = 'GetConfig("ONEDRIVE_CONSUMER_WIN")'
# each pair is (text that occurs exactly once, what it becomes)
_PATCHES = (
    (
        'Attribute VB_Name = "xlwings"',
        'Attribute VB_Name = "xlwings"\n'
        "'Taken unchanged from the Python package xlwings, but for the lines that name Xlb or xlbudget, the sources\n"
        "'of settings in GetConfig, declarations made private, and the import of functions left out.\n"
        "Option Private Module",
    ),
    ('PROJECT_NAME As String = "myaddin"', f'PROJECT_NAME As String = "{PROJEKT}"'),
    # settings come from the user's own file alone: a sheet or a file beside a received workbook could name any program
    ('If source = "" Or source = "sheet" Then', 'If source = "sheet" Then'),
    ('If source = "" Or source = "directory" Then', 'If source = "directory" Then'),
    # -P and no folder of a workbook: Python must not import what lies beside a received workbook
    ('" -B -c ""import sys, os;"', '" -P -B -c ""import sys, os;"'),
    ('" -B -c ""import xlwings.utils;', '" -P -B -c ""import xlwings.utils;'),
    (f'ActiveFullName & ";" & ThisFullName & ";" & {_ONEDRIVE}', f'";;" & {_ONEDRIVE}'),
    (f'ActiveWorkbook.FullName & ";" & ThisWorkbook.FullName & ";" & {_ONEDRIVE}', f'";;" & {_ONEDRIVE}'),
    (
        '& PYTHONPATH & "\\"");import xlwings; xlwings.serve',
        '& PYTHONPATH & "\\"");sys.path[:]=list(filter(None,sys.path));import xlwings; xlwings.serve',
    ),
    # one German box instead of the English one; see XlbPython
    (
        "    If ExitCode <> 0 Then\n        Call ShowError(LOG_FILE)\n        ExecuteWindows = -1",
        "    If ExitCode <> 0 Then\n        XlbFehlerMerken LOG_FILE\n        ExecuteWindows = -1",
    ),
    # no formula may start a program or touch a file
    (
        "Public Function RunPython(PythonCommand As String)\n",
        f"Public Function RunPython(PythonCommand As String)\n{_GUARD}\n",
    ),
    (
        "Optional PYTHONPATH As String, Optional FrozenArgs As String) As Integer\n",
        f"Optional PYTHONPATH As String, Optional FrozenArgs As String) As Integer\n{_GUARD}\n",
    ),
    (
        "Optional sValue As String) As Boolean\n'Adopted",
        f"Optional sValue As String) As Boolean\n{_GUARD}\n'Adopted",
    ),
    ("Function ReadFile(ByVal FileName As String)\n", f"Function ReadFile(ByVal FileName As String)\n{_GUARD}\n"),
)


def read_module() -> dict[str, str]:
    """File name → text of every module of the add-in, with LF; the last is the one of xlwings."""
    texte = {name: shipped("macros", name).read_text(encoding="utf-8") for name in MODULE}
    return texte | {XLWINGS: xlwings_modul()}


def xlwings_modul() -> str:
    """The installed xlwings' VBA for add-ins, bound to this project. Raises AusgabeError for an unknown version."""
    spec = find_spec("xlwings")
    if spec is None or not spec.submodule_search_locations:
        raise AusgabeError("Das Python-Paket xlwings fehlt. Bitte xlbudget neu installieren.")
    text = (Path(spec.submodule_search_locations[0]) / "xlwings_custom_addin.bas").read_text(encoding="ascii")
    for alt, neu in _PATCHES:
        if text.count(alt) != 1:
            raise AusgabeError(
                f"Das VBA-Modul von xlwings ist anders als erwartet (Stelle: {alt.strip().splitlines()[0]}). "
                "Bitte die Fassung von xlwings installieren, die constraints.txt nennt."
            )
        text = text.replace(alt, neu)
    # no formula may call into the DLL, and nothing changes a VBA project: virus scanners look for that
    text = re.sub(r"(?m)^( *)Declare ", r"\1Private Declare ", text)
    return re.sub(r"(?ms)^Sub ImportXlwingsUdfsModule\(.*?^End Sub\n", "", text)


def xlwings_fassung(modul: str) -> str:
    """Version of xlwings a module text belongs to; the DLLs carry it in their names.

    >>> xlwings_fassung('Public Const XLWINGS_VERSION As String = "0.37.8"')
    '0.37.8'
    """
    match = re.search(r'XLWINGS_VERSION As String = "([\d.]+)"', modul)
    if match is None:
        raise AusgabeError("Das VBA-Modul von xlwings nennt keine Fassung. Bitte xlwings neu installieren.")
    return match[1]


def build_vba_project(module: Mapping[str, str]) -> bytes:
    """`vbaProject.bin` with exactly these modules (file name → text); same input, same bytes.

    `.cls` named like the workbook or its sheet are their code, other `.cls` are classes. Raises AusgabeError for a
    character the project cannot hold.
    """
    with tempfile.TemporaryDirectory() as ordner:
        file = Path(ordner) / "leer.xlam"
        with ExcelFile.create_new(file) as mappe:
            projekt = mappe.vba_project()
            projekt.delete_module("Module1")
            projekt.rename_module("ThisWorkbook", ARBEITSMAPPE)
            projekt.rename_module("Sheet1", TABELLE)
            for name, text in module.items():
                quelle = _encodable(name, text).replace("\n", "\r\n")
                stamm = PurePath(name).stem
                if stamm in (ARBEITSMAPPE, TABELLE):
                    mappe.set_module(stamm, quelle)
                else:
                    kind = VBAModuleKind.standard if name.endswith(".bas") else VBAModuleKind.other
                    projekt.add_module(stamm, quelle, kind=kind)
            mappe.save()
        with ZipFile(file) as archive:
            return _named(archive.read("xl/vbaProject.bin"))


def _encodable(name: str, text: str) -> str:
    for nummer, zeile in enumerate(text.splitlines(), start=1):
        try:
            zeile.encode(_CODEPAGE)
        except UnicodeEncodeError as error:
            raise AusgabeError(
                f"macros/{name}, Zeile {nummer}: das Zeichen „{zeile[error.start]}“ kann VBA nicht darstellen. "
                "Bitte ein Zeichen aus Windows-1252 verwenden."
            ) from error
    return text


def _named(vba_project: bytes) -> bytes:
    """The project under its own name, and without compiled code."""
    cfb = CFB.from_bytes(vba_project)
    alt, neu = b"VBAProject", PROJEKT.encode("ascii")
    record = struct.Struct("<HI")  # PROJECTNAME: id 4, length, name
    verzeichnis = decompress(cfb.get_stream_in_storage("VBA", "dir"))
    kopf = record.pack(4, len(alt)) + alt
    if verzeichnis.count(kopf) != 1:
        raise AusgabeError("pyOpenVBA legt das VBA-Projekt anders an als erwartet. Bitte die Fassung prüfen.")
    verzeichnis = verzeichnis.replace(kopf, record.pack(4, len(neu)) + neu)
    cfb.write_stream_in_storage("VBA", "dir", compress(verzeichnis))
    projekt = cfb.get_stream("PROJECT").replace(b'Name="VBAProject"', f'Name="{PROJEKT}"'.encode("ascii"))
    cfb.write_stream("PROJECT", projekt)
    # version 0xFFFF and nothing after the header: Excel compiles from the source
    cfb.write_stream_in_storage("VBA", "_VBA_PROJECT", b"\xcc\x61\xff\xff\x00\x00\x00")
    return bytes(cfb.to_bytes())
