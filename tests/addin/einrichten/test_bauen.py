"""The built add-in, as virus scanners, LibreOffice, Excel's format rules and a second build see it."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pytest
from engine.libreoffice import ODS
from lxml import etree
from openxml_audit import OpenXmlValidator
from pyopenvba import ExcelFile, check_file
from pyopenvba.cfb import CFB
from pyopenvba.interpreter._parse import parse_module

from xlbudget import __version__
from xlbudget.addin.einrichten import vba
from xlbudget.addin.einrichten.bauen import DATEI, MENUEBAND, bauen, build_addin, read_fassungen
from xlbudget.addin.einrichten.vba import (
    MODULE,
    XLWINGS,
    build_vba_project,
    read_module,
    xlwings_fassung,
    xlwings_modul,
)
from xlbudget.addin.funktionen.huellen import funktionsmodul
from xlbudget.errors import AusgabeError
from xlbudget.mitgeliefert import shipped
from xlbudget.xlsx.lint import lint_workbook

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # its use of pyparsing
    from oletools.olevba import VBA_Parser

MACROS = shipped("macros", "menueband.xml").parent
SCRIPT = "{http://openoffice.org/2000/script}"


@pytest.fixture(scope="module")
def addin(tmp_path_factory) -> Path:
    return bauen(tmp_path_factory.mktemp("addin"))


@pytest.fixture(scope="module")
def parts(addin) -> dict[str, bytes]:
    with zipfile.ZipFile(addin) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def seen_by_olevba(addin) -> dict[str, str]:
    """Module file name → source, attributes included."""
    parser = VBA_Parser(str(addin))
    return {name: code for _, _, name, code in parser.extract_macros()}


@pytest.fixture(scope="module")
def seen_by_libreoffice(addin, libreoffice, tmp_path_factory) -> dict[str, bytes]:
    """Members of the document LibreOffice makes of the add-in; a .xlam needs its filter named."""
    ziel = tmp_path_factory.mktemp("libreoffice") / "xlbudget.ods"
    libreoffice.convert(addin, ziel, to=ODS, FilterName="Calc MS Excel 2007 VBA XML")
    with zipfile.ZipFile(ziel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_building_twice_gives_the_same_bytes(addin, tmp_path):
    assert build_addin() == addin.read_bytes()
    script = "import hashlib, xlbudget.addin.einrichten.bauen as b; print(hashlib.sha256(b.build_addin()).hexdigest())"
    umgebung = {**os.environ, "TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7", "TMPDIR": str(tmp_path)}
    anders = subprocess.run([sys.executable, "-c", script], env=umgebung, capture_output=True, text=True, timeout=120)
    assert anders.stdout.strip() == hashlib.sha256(addin.read_bytes()).hexdigest()


def test_the_bytes_do_not_depend_on_a_packer(addin):
    with zipfile.ZipFile(addin) as archive:
        for info in archive.infolist():
            assert (info.compress_type, info.date_time) == (zipfile.ZIP_STORED, (1980, 1, 1, 0, 0, 0))
            assert info.create_system == 0


def test_olevba_shows_exactly_the_modules_in_macros(seen_by_olevba):
    in_macros = {path.name for path in MACROS.iterdir() if path.suffix in (".bas", ".cls")}
    assert set(MODULE) == in_macros
    assert seen_by_olevba.keys() == in_macros | {XLWINGS}


def test_olevba_reads_every_source_whole_with_umlauts(seen_by_olevba):
    for name in MODULE:
        text = (MACROS / name).read_text(encoding="utf-8")
        assert seen_by_olevba[name] == text.replace("\n", "\r\n"), name
    assert "geöffnet" in seen_by_olevba["XlbPython.bas"]
    assert seen_by_olevba[XLWINGS] == xlwings_modul().replace("\n", "\r\n")


def test_the_functions_are_baked_in():
    assert read_module()["XlbFunktionen.bas"] == funktionsmodul()


def test_the_project_is_ours_and_compiles_from_source(parts):
    cfb = CFB.from_bytes(parts["xl/vbaProject.bin"])
    zeilen = cfb.get_stream("PROJECT").decode("cp1252").split("\r\n")
    assert [zeile for zeile in zeilen if zeile.startswith(("Name=", "Document=", "Module=", "Class="))] == [
        "Document=DieseArbeitsmappe/&H00000000",
        "Document=Tabelle1/&H00000000",
        *(f"Module={Path(name).stem}" for name in (*MODULE, XLWINGS) if name.endswith(".bas")),
        'Name="xlbudget"',
    ]
    # [MS-OVBA] 2.3.4.1: this version tells Excel that there is no compiled code
    assert cfb.get_stream_in_storage("VBA", "_VBA_PROJECT")[2:4] == b"\xff\xff"
    assert not [name for name in cfb.list_streams_in_storage("VBA") if name.startswith("__SRP")]
    projekt = VBA_Parser("vbaProject.bin", data=parts["xl/vbaProject.bin"])
    assert projekt.detect_vba_macros()


def test_the_types_of_the_ribbon_are_referenced(addin):
    with ExcelFile(addin) as mappe:
        assert "Office" in {reference.name for reference in mappe.references()}
        assert mappe.validate() == []


def test_code_names_of_workbook_and_project_agree(parts):
    assert b'codeName="DieseArbeitsmappe"' in parts["xl/workbook.xml"]
    assert b'codeName="Tabelle1"' in parts["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize("name", [*MODULE, XLWINGS])
def test_every_module_is_vba_that_the_editor_takes(name):
    text = read_module()[name]
    # the parser knows neither events nor a comment after a directive
    parse_module(re.sub(r"(?m)^( *#.*?) '.*$", r"\1", text).replace("WithEvents ", ""), name=Path(name).stem)
    assert max(map(len, text.splitlines())) <= 1023
    assert not re.search(r"(?:.* _\n){25}", text), "more than 24 continued lines"
    if name != XLWINGS:
        assert re.search(r"(?m)^Option Explicit$", text)
        assert not re.search(r"(?m)^\s*(Private |Public )?Declare (?!PtrSafe)", text)


def test_the_module_of_xlwings_keeps_its_licence_and_takes_settings_from_the_user_alone():
    text = xlwings_modul()
    assert "distributed under a BSD 3-clause license" in text
    assert "Copyright (C) 2014-present, Zoomer Analytics" in text
    assert "THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS" in text
    assert 'PROJECT_NAME As String = "xlbudget"' in text
    assert re.findall(r'source = "" Or source = "(\w+)"', text) == ["user"]


def test_python_imports_nothing_that_lies_beside_a_workbook_or_where_excel_is():
    text = xlwings_modul()
    assert text.count(' -P -B -c ""import') == text.count("prepare_sys_path(") == 2
    pfade = re.findall(r"(?m)^ +PYTHONPATH = AddExcelDir & (.*_WIN.*)$", text)
    assert [pfad.partition(" & GetConfig")[0] for pfad in pfade] == ['";" & ";;"', '";" & ";;"']
    assert "sys.path[:]=list(filter(None,sys.path));import xlwings; xlwings.serve" in text


def test_no_formula_reaches_what_starts_programs_or_touches_files():
    text = xlwings_modul()
    koepfe = re.findall(
        r"(?m)^(?:Public )?Function (\w+)\((?:[^\n]* _\n)*[^\n]*\n {4}If XlbInZelle\(\) Then Exit", text
    )
    assert koepfe == ["RunPython", "ExecuteWindows", "SaveConfigToFile", "ReadFile"]
    assert not re.search(r"(?m)^\s*Declare ", text)
    assert "VBComponents" not in text


def test_an_unknown_xlwings_is_refused(tmp_path, monkeypatch):
    text = (Path(vba.find_spec("xlwings").submodule_search_locations[0]) / "xlwings_custom_addin.bas").read_text()
    (tmp_path / "xlwings").mkdir()
    (tmp_path / "xlwings" / "__init__.py").touch()
    (tmp_path / "xlwings" / "xlwings_custom_addin.bas").write_text(
        text.replace("RunPython(PythonCommand", "Run(Python")
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "xlwings", raising=False)
    with pytest.raises(AusgabeError, match=r"RunPython.*constraints\.txt"):
        xlwings_modul()


def test_a_missing_xlwings_is_refused(monkeypatch):
    monkeypatch.setattr(vba, "find_spec", lambda name: None)
    with pytest.raises(AusgabeError, match="xlwings fehlt"):
        xlwings_modul()
    with pytest.raises(AusgabeError, match="keine Fassung"):
        xlwings_fassung("")


def test_a_character_vba_cannot_hold_is_refused_with_its_place():
    module = read_module() | {"XlbPython.bas": 'Attribute VB_Name = "XlbPython"\nConst A = "≥"\n'}
    with pytest.raises(AusgabeError, match=r"XlbPython\.bas, Zeile 2: das Zeichen „≥“"):
        build_vba_project(module)


def test_a_further_class_becomes_a_class():
    module = read_module() | {"XlbKlasse.cls": "Option Explicit\n"}
    projekt = CFB.from_bytes(build_vba_project(module)).get_stream("PROJECT").decode("cp1252")
    assert "Class=XlbKlasse" in projekt


def test_it_is_an_add_in_with_the_ribbon_as_its_last_part(parts):
    types = parts["[Content_Types].xml"].decode()
    assert "application/vnd.ms-excel.addin.macroEnabled.main+xml" in types
    assert "sheet.macroEnabled" not in types
    assert list(parts)[-1] == MENUEBAND
    assert parts[MENUEBAND].decode("utf-8") == shipped("macros", "menueband.xml").read_text(encoding="utf-8")
    ziele = {rel.get("Type").rsplit("/", 1)[-1]: rel.get("Target") for rel in etree.fromstring(parts["_rels/.rels"])}
    assert ziele["extensibility"] == MENUEBAND


def test_it_names_its_versions(addin):
    assert read_fassungen(addin.read_bytes()) == {"xlbudget": __version__, "xlwings": xlwings_fassung(xlwings_modul())}
    assert read_fassungen(b"kein Archiv") == {}
    assert read_fassungen(shipped("workbooks", "peine-2023.xlsx").read_bytes()) == {}


def test_lint_and_audit_find_nothing(addin):
    assert lint_workbook(addin.read_bytes(), addin.name) == []
    assert OpenXmlValidator().validate(addin).errors == []
    report = check_file(addin)
    assert (report.issues, report.complete) == ((), True)


def test_openpyxl_opens_it(parts):
    # openpyxl knows no add-ins: the same parts, declared as a macro workbook
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data.replace(b"ms-excel.addin.macroEnabled", b"ms-excel.sheet.macroEnabled"))
    mappe = openpyxl.load_workbook(stream)
    assert mappe.sheetnames == ["xlbudget"]
    assert __version__ in mappe["xlbudget"]["A1"].value


def test_libreoffice_loads_it_with_all_modules(seen_by_libreoffice):
    bibliothek = etree.fromstring(seen_by_libreoffice["Basic/xlbudget/script-lb.xml"])
    namen = {element.get("{http://openoffice.org/2000/library}name") for element in bibliothek}
    assert namen == {Path(name).stem for name in (*MODULE, XLWINGS)}
    for name in MODULE:
        modul = etree.fromstring(seen_by_libreoffice[f"Basic/xlbudget/{Path(name).stem}.xml"])
        assert modul.get(f"{SCRIPT}moduleType") == ("document" if name.endswith(".cls") else "normal")
        code = (MACROS / name).read_text(encoding="utf-8")
        ohne_kopf = code[code.index("Option Explicit") :].rstrip("\n")
        assert ohne_kopf in (modul.text or "").replace("\r\n", "\n"), name


def test_a_file_open_in_excel_stays_whole(tmp_path):
    (tmp_path / DATEI).write_bytes(b"alt")
    (tmp_path / f"~${DATEI}").touch()
    with pytest.raises(AusgabeError, match="in Excel schließen"):
        bauen(tmp_path)
    assert (tmp_path / DATEI).read_bytes() == b"alt"
    (tmp_path / f"~${DATEI}").unlink()
    assert bauen(tmp_path).read_bytes() == build_addin()
    assert [path.name for path in tmp_path.iterdir()] == [DATEI]
