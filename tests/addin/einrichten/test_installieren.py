"""Installing, looking, removing: for real, against folders and a registry that stand in for Windows."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from addin.einrichten.nachbau_winreg import Winreg

from xlbudget import __version__
from xlbudget.addin.einrichten import xlwings_conf
from xlbudget.addin.einrichten.bauen import build_addin, read_fassungen
from xlbudget.addin.einrichten.bestand import Bestand, status
from xlbudget.addin.einrichten.deinstallieren import deinstallieren
from xlbudget.addin.einrichten.excel_registry import SPEICHERORTE, obstacles
from xlbudget.addin.einrichten.installieren import installieren, plan_installation
from xlbudget.addin.einrichten.schritte import addin_path, nachweis_path, settings_path
from xlbudget.addin.windows import Registry, System
from xlbudget.errors import AusgabeError, EingabeError, Schwere

XLWINGS = read_fassungen(build_addin())["xlwings"]
HKCU, HKLM = Winreg.HKEY_CURRENT_USER, Winreg.HKEY_LOCAL_MACHINE
OFFICE = (HKLM, r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration")
SICHERHEIT = r"Software\Policies\Microsoft\Office\16.0\Excel\Security"
DEAKTIVIERT = (HKCU, r"Software\Microsoft\Office\16.0\Excel\Resiliency\DisabledItems")


@pytest.fixture
def winreg() -> Winreg:
    return Winreg({OFFICE: {"Platform": "x64", "VersionToReport": "16.0.17928.20114"}})


@pytest.fixture
def windows(tmp_path: Path, winreg: Winreg) -> System:
    """A user with Excel and a Python environment with xlwings, as pip lays it out."""
    lokal = tmp_path / "AppData" / "Local"
    umgebung = lokal / "xlbudget" / "umgebung"
    (umgebung / "Scripts").mkdir(parents=True)
    (umgebung / "Scripts" / "python.exe").touch()
    for bits in (32, 64):
        (umgebung / f"xlwings{bits}-{XLWINGS}.dll").write_bytes(b"MZ")
    (tmp_path / "AppData" / "Roaming").mkdir()
    variablen = {
        "USERPROFILE": str(tmp_path),
        "APPDATA": str(tmp_path / "AppData" / "Roaming"),
        "LOCALAPPDATA": str(lokal),
    }
    return System(variablen, umgebung / "Scripts" / "python.exe", registry=Registry(winreg))


def snapshot(root: Path) -> dict[str, bytes | None]:
    """Every file with its bytes and every folder below a folder."""
    return {
        str(path.relative_to(root)): path.read_bytes() if path.is_file() else None for path in sorted(root.rglob("*"))
    }


def codes(bestand: Bestand) -> list[str]:
    return [befund.code for befund in bestand.befunde]


def test_the_plan_for_windows_is_the_golden_one(windows, tmp_path):
    vorher = snapshot(tmp_path)
    text = installieren(probe=True, system=windows)
    golden = (Path(__file__).parent / "probe-windows.txt").read_text(encoding="utf-8")
    assert f"{text}\n" == golden.replace("{xlbudget}", __version__).replace("{xlwings}", XLWINGS)
    assert snapshot(tmp_path) == vorher


def test_installing_and_removing_leaves_nothing_behind(windows, tmp_path, winreg):
    dateien, schluessel = snapshot(tmp_path), dict(winreg.schluessel)
    assert installieren(system=windows).endswith("Registerkarte Produktbericht.")
    assert addin_path(windows).read_bytes() == build_addin()
    zeilen = settings_path(windows).read_bytes().decode("cp1252").split("\r\n")
    assert zeilen == [
        r'"INTERPRETER_WIN","%LOCALAPPDATA%\xlbudget\umgebung\Scripts\python.exe"',
        '"ADD_WORKBOOK_TO_PYTHONPATH","False"',
        "",
    ]
    ort = winreg.schluessel[HKCU, rf"{SPEICHERORTE}\Location20"]
    assert ort["Path"] == f"{addin_path(windows).parent}\\"
    assert status(windows).befunde == ()

    assert "entfernt" in deinstallieren(system=windows)
    assert snapshot(tmp_path) == dateien
    assert winreg.schluessel == schluessel
    assert "nicht installiert" in deinstallieren(system=windows)


def test_installing_twice_changes_nothing_and_is_removed_as_once(windows, tmp_path, winreg):
    dateien, schluessel = snapshot(tmp_path), dict(winreg.schluessel)
    installieren(system=windows)
    einmal = snapshot(tmp_path)
    assert all(schritt.tun is None for schritt in plan_installation(windows))
    installieren(system=windows)
    assert snapshot(tmp_path) == einmal
    deinstallieren(system=windows)
    assert (snapshot(tmp_path), winreg.schluessel) == (dateien, schluessel)


def test_an_update_is_removed_as_one_installation(windows, tmp_path, winreg, monkeypatch):
    dateien, schluessel = snapshot(tmp_path), dict(winreg.schluessel)
    with monkeypatch.context() as frueher:
        frueher.setattr("xlbudget.addin.einrichten.bauen.__version__", "0.1.0")
        installieren(system=replace(windows, interpreter=windows.interpreter.with_name("frueher.exe")))
    installieren(system=windows)
    assert status(windows).befunde == ()
    deinstallieren(system=windows)
    assert (snapshot(tmp_path), winreg.schluessel) == (dateien, schluessel)


def test_what_stood_there_before_comes_back(windows, tmp_path):
    addin_path(windows).parent.mkdir(parents=True)
    addin_path(windows).write_bytes(b"frueher")
    settings_path(windows).parent.mkdir()
    settings_path(windows).write_bytes(
        b'"ONEDRIVE_COMMERCIAL_WIN","C:\\Wolke"\r\n"interpreter_win","C:\\alt\\python.exe"\r\n"TEMP DIR","C:\\T"\r\n'
    )
    dateien = snapshot(tmp_path)
    installieren(system=windows)
    text = settings_path(windows).read_text(encoding="cp1252")
    assert xlwings_conf.read_value(text, "ONEDRIVE_COMMERCIAL_WIN") == r"C:\Wolke"
    assert xlwings_conf.read_value(text, "INTERPRETER_WIN").endswith(r"umgebung\Scripts\python.exe")
    deinstallieren(system=windows)
    assert snapshot(tmp_path) == dateien


def test_what_others_changed_since_stays_and_is_named(windows):
    installieren(system=windows)
    addin_path(windows).write_bytes(b"von der IT ersetzt")
    with settings_path(windows).open("ab") as datei:
        datei.write(b'"SHAREPOINT_WIN","C:\\Team"\r\n')
    text = deinstallieren(system=windows)
    assert "xlbudget.xlam wurde seit der Installation geändert und bleibt" in text
    assert addin_path(windows).read_bytes() == b"von der IT ersetzt"
    assert settings_path(windows).read_bytes() == b'"SHAREPOINT_WIN","C:\\Team"\r\n'
    assert not nachweis_path(windows).exists()


def test_a_removal_that_excel_stops_can_be_repeated(windows, tmp_path, monkeypatch):
    dateien = snapshot(tmp_path)
    installieren(system=windows)
    with monkeypatch.context() as excel:
        excel.setattr(
            Path, "unlink", lambda path, missing_ok=False: (_ for _ in ()).throw(PermissionError(13, "gesperrt"))
        )
        with pytest.raises(AusgabeError, match="Excel ganz schließen"):
            deinstallieren(system=windows)
    assert nachweis_path(windows).exists()
    deinstallieren(system=windows)
    assert snapshot(tmp_path) == dateien


def test_an_installation_that_excel_stops_says_so(windows):
    installieren(system=windows)
    addin_path(windows).write_bytes(b"alt")
    addin_path(windows).with_name("~$xlbudget.xlam").touch()
    with pytest.raises(AusgabeError, match="in Excel schließen"):
        installieren(system=windows)
    assert addin_path(windows).read_bytes() == b"alt"


def test_a_trusted_start_folder_needs_no_entry(windows, winreg):
    winreg.schluessel[HKCU, rf"{SPEICHERORTE}\Location2"] = {"Path": r"%AppData%\Microsoft\Excel", "AllowSubfolders": 1}
    assert "ist schon einer" in installieren(probe=True, system=windows)
    winreg.schluessel[HKCU, rf"{SPEICHERORTE}\Location2"]["AllowSubfolders"] = 0
    assert "Location20" in installieren(probe=True, system=windows)
    winreg.schluessel[HKCU, rf"{SPEICHERORTE}\location20"] = {"Path": "C:\\anderes\\"}
    assert "Location21" in installieren(probe=True, system=windows)


def test_a_dll_elsewhere_is_put_beside_python_and_taken_away_again(windows, tmp_path):
    name = f"xlwings64-{XLWINGS}.dll"
    benutzer = tmp_path / "AppData" / "Roaming" / "Python"
    benutzer.mkdir()
    (windows.interpreter.parent.parent / name).rename(benutzer / name)
    system = replace(windows, datenordner=(tmp_path, benutzer))
    dateien = snapshot(tmp_path)
    installieren(system=system)
    assert (system.interpreter.parent / name).read_bytes() == b"MZ"
    assert status(system).befunde == ()
    deinstallieren(system=system)
    assert snapshot(tmp_path) == dateien


def test_without_the_dll_nothing_is_installed(windows, tmp_path):
    name = f"xlwings64-{XLWINGS}.dll"
    (windows.interpreter.parent.parent / name).rename(windows.interpreter.parent / "xlwings64-0.33.0.dll")
    dateien = snapshot(tmp_path)
    with pytest.raises(EingabeError, match=f"{name} fehlt.*--force-reinstall"):
        installieren(system=windows)
    assert snapshot(tmp_path) == dateien


@pytest.mark.parametrize(("plattform", "gebraucht"), [("x86", {32}), ("x64", {64}), (None, {32, 64})])
def test_the_bitness_of_office_decides_which_dll(windows, winreg, plattform, gebraucht):
    winreg.schluessel[OFFICE] = {} if plattform is None else {"Platform": plattform}
    text = installieren(probe=True, system=windows)
    assert {bits for bits in (32, 64) if f"mit {bits} Bit" in text} == gebraucht
    # without Click-to-Run, Outlook's key tells
    if plattform:
        winreg.schluessel[OFFICE] = {}
        winreg.schluessel[HKLM, r"SOFTWARE\Microsoft\Office\16.0\Outlook"] = {"Bitness": plattform}
        assert installieren(probe=True, system=windows) == text
        # a 32-bit Office on 64-bit Windows has it elsewhere
        werte = winreg.schluessel.pop((HKLM, r"SOFTWARE\Microsoft\Office\16.0\Outlook"))
        winreg.schluessel[HKLM, r"SOFTWARE\WOW6432Node\Microsoft\Office\16.0\Outlook"] = werte
        assert installieren(probe=True, system=windows) == text


def test_status_before_installing(windows):
    bestand = status(windows)
    assert "nicht installiert" in bestand.text
    assert "64 Bit" in bestand.text
    assert "16.0.17928.20114" in bestand.text
    assert codes(bestand) == ["addin.fehlt", "addin.einstellung", "addin.speicherort"]


def test_status_names_every_mismatch(windows, monkeypatch):
    installieren(system=windows)
    anderes = windows.interpreter.with_name("anderes.exe")
    assert codes(status(replace(windows, interpreter=anderes))) == ["addin.anderes_python"]
    (windows.interpreter.parent.parent / f"xlwings64-{XLWINGS}.dll").rename(
        windows.interpreter.parent / "xlwings64-0.33.0.dll"
    )
    befund = status(windows).befunde[0]
    assert (befund.code, befund.schwere) == ("addin.dll", Schwere.FEHLER)
    assert "xlwings64-0.33.0.dll einer anderen Fassung" in befund.text
    windows.interpreter.unlink()
    assert codes(status(windows)) == ["addin.python"]
    addin_path(windows).write_bytes(b"kein Archiv")
    assert "fremde Datei" in status(windows).text
    assert codes(status(windows)) == ["addin.fassung", "addin.python"]


def test_status_tells_an_older_add_in_from_a_changed_one(windows, monkeypatch):
    with monkeypatch.context() as frueher:
        frueher.setattr("xlbudget.addin.einrichten.bauen.__version__", "0.1.0")
        installieren(system=windows)
    bestand = status(windows)
    assert f"xlbudget 0.1.0, xlwings {XLWINGS}" in bestand.text
    assert [(befund.code, befund.schwere) for befund in bestand.befunde] == [("addin.fassung", Schwere.FEHLER)]
    addin_path(windows).write_bytes(build_addin() + b"\0")
    assert [befund.schwere for befund in status(windows).befunde] == [Schwere.WARNUNG]


@pytest.mark.parametrize(
    ("schluessel", "werte", "text"),
    [
        ((HKCU, rf"{SICHERHEIT}\Trusted Locations"), {"AllLocationsDisabled": 1}, "XLSTART per Richtlinie"),
        ((HKLM, SICHERHEIT), {"DisableAllAddins": 1}, "alle Excel-Add-ins"),
        ((HKCU, SICHERHEIT), {"RequireAddinSig": 1}, "signierte Add-ins"),
        (
            (HKCU, r"Software\Policies\Microsoft\Office\16.0\Common\Security\Trusted Locations"),
            {"Allow User Locations": 0},
            "XLSTART per Richtlinie",
        ),
        ((HKCU, SPEICHERORTE), {"AllLocationsDisabled": 1}, "Bitte einschalten"),
        ((HKCU, r"Software\Microsoft\Office\16.0\Excel\Security"), {"RequireAddinSig": 1}, "die Häkchen entfernen"),
        ((HKCU, r"Software\Policies\Microsoft\Windows\System"), {"DisableCMD": 2}, "cmd.exe"),
        ((HKLM, r"Software\Policies\Microsoft\Office\16.0\Common"), {"VBAOff": 1}, "schaltet VBA"),
        (DEAKTIVIERT, {"8A3F": b"\1\0" + r"C:\XLSTART\XLBUDGET.XLAM".encode("utf-16-le")}, "nach einem Absturz"),
    ],
)
def test_status_names_what_keeps_excel_from_loading(windows, winreg, schluessel, werte, text):
    installieren(system=windows)
    winreg.schluessel[schluessel] = werte
    assert codes(status(windows)) == ["addin.richtlinie"]
    assert text in status(windows).befunde[0].text


def test_a_start_folder_on_a_server_is_trusted_only_where_the_user_allows_it(windows, winreg):
    addin = Path(r"\\server\profile$\anna\AppData\Roaming\Microsoft\Excel\XLSTART\xlbudget.xlam")
    (text,) = obstacles(windows, addin)
    assert "liegt auf einem Server" in text
    winreg.schluessel[HKCU, SPEICHERORTE] = {"AllowNetworkLocations": 1}
    assert obstacles(windows, addin) == []


def test_python_from_the_store_installs_nothing_because_nobody_else_would_see_it(windows, tmp_path):
    store = replace(windows, grundordner=Path("C:/Program Files/WindowsApps/PythonSoftwareFoundation.Python.3.12"))
    dateien = snapshot(tmp_path)
    with pytest.raises(EingabeError, match=r"Microsoft Store.*python\.org"):
        installieren(system=store)
    assert snapshot(tmp_path) == dateien


def test_a_python_of_32_bits_installs_nothing_and_is_named(windows, tmp_path):
    installieren(system=windows)
    dateien = snapshot(tmp_path)
    klein = replace(windows, python_bits=32)
    with pytest.raises(EingabeError, match=r"hat 32 Bit; xlbudget braucht eines mit 64 Bit.*Excel selbst darf 32 Bit"):
        installieren(system=klein)
    assert snapshot(tmp_path) == dateien
    bestand = status(klein)
    assert codes(bestand) == ["addin.python_bits"]
    assert "(32 Bit)" in bestand.text


def test_other_items_excel_disabled_are_no_matter(windows, winreg):
    installieren(system=windows)
    winreg.schluessel[DEAKTIVIERT] = {"8A3F": "anderes.xlam".encode("utf-16-le"), "leer": 0}
    assert status(windows).befunde == ()


def test_elsewhere_it_is_only_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.platform", "linux")
    text = installieren()
    assert text.startswith("Das Add-in läuft nur unter Windows")
    assert r"%APPDATA%\Microsoft\Excel\XLSTART\xlbudget.xlam anlegen" in text
    assert codes(status()) == ["addin.fehlt", "addin.einstellung"]
    assert "nichts zu entfernen" in deinstallieren()
    assert list(tmp_path.iterdir()) == []


def test_removal_can_be_told_first(windows, tmp_path):
    installieren(system=windows)
    vorher = snapshot(tmp_path)
    text = deinstallieren(probe=True, system=windows)
    assert text.splitlines()[1:] == [
        r" 1. %APPDATA%\Microsoft\Excel\XLSTART\xlbudget.xlam löschen.",
        rf" 2. HKEY_CURRENT_USER\{SPEICHERORTE}\Location20 löschen.",
        r" 3. %USERPROFILE%\.xlbudget\xlbudget.conf löschen.",
    ]
    assert snapshot(tmp_path) == vorher


def test_a_damaged_record_is_a_clear_error(windows):
    installieren(system=windows)
    nachweis_path(windows).write_text(json.dumps({"dateien": []}), encoding="utf-8")
    with pytest.raises(EingabeError, match=r"addin\.json ist beschädigt"):
        deinstallieren(system=windows)


def test_a_path_the_code_page_cannot_hold_is_refused(windows, tmp_path, monkeypatch):
    monkeypatch.setattr("locale.getencoding", lambda: "cp1252")
    python = tmp_path / "Питон" / "python.exe"
    python.parent.mkdir()
    (python.parent / f"xlwings64-{XLWINGS}.dll").touch()
    system = replace(
        windows, interpreter=python, variablen={**windows.variablen, "USERPROFILE": str(tmp_path / "heim")}
    )
    with pytest.raises(AusgabeError, match="ohne Sonderzeichen"):
        installieren(system=system)
    assert not settings_path(system).exists()


def test_a_folder_windows_does_not_name_is_a_clear_error(windows):
    with pytest.raises(EingabeError, match="%APPDATA%"):
        installieren(system=replace(windows, variablen={"LOCALAPPDATA": "x", "USERPROFILE": "y"}))
