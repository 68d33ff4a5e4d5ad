"""The door to a Datenmappe in use: closed while it is open in Excel, with a backup, all or nothing."""

from __future__ import annotations

import os
import zipfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from filelock import FileLock
from niedersachsen import NIEDERSACHSEN_RAHMEN
from writers.datenmappe.erweitert import ERWEITERT, LEER, PEINE, copy_of, members

from xlbudget.app.bericht.datenmappe_aendern import change_datenmappe
from xlbudget.app.bericht.ergaenzen import ergaenzen
from xlbudget.errors import AusgabeError, EingabeError
from xlbudget.layout.datenmappe import DATENMAPPE
from xlbudget.sources.datenmappe.mappe import read_datenmappe
from xlbudget.writers import ersetzen
from xlbudget.writers.datenmappe.mappe import leere_datenmappe
from xlbudget.xlsx import Package
from xlbudget.xlsx.grow.rows import add_rows

JETZT = datetime(2026, 11, 28, 14, 15, 0)
SICHERUNG = "Datenmappe 2024 (Sicherung 2026-11-28 141500).xlsx"


@pytest.fixture
def datei(tmp_path: Path) -> Path:
    return copy_of(LEER, tmp_path)


@pytest.fixture
def heutige(tmp_path: Path) -> Path:
    """An empty Datenmappe as this version draws it."""
    datei = tmp_path / "Datenmappe 2026.xlsx"
    datei.write_bytes(leere_datenmappe(2026, NIEDERSACHSEN_RAHMEN))
    return datei


def source(package: Package) -> Package:
    return add_rows(package, "Quellen", [{"Inhalt": "Ansatz", "Datei": "=a.csv", "Vorzeichen": "Soll/Haben"}])


def files(ordner: Path) -> dict[str, bytes]:
    return {pfad.name: pfad.read_bytes() for pfad in ordner.iterdir()}


def test_the_datenmappe_is_changed_and_its_backup_is_what_it_was(datei):
    vorher = datei.read_bytes()
    sicherung = change_datenmappe(datei, source, JETZT)
    assert sicherung == datei.with_name(SICHERUNG)
    assert files(datei.parent).keys() == {datei.name, SICHERUNG}
    assert sicherung.read_bytes() == vorher
    assert openpyxl.load_workbook(datei)["Quellen"]["B4"].value == "=a.csv"


def test_rows_added_through_the_door_are_read(tmp_path):
    datei = copy_of(PEINE, tmp_path)
    vorjahr = {"Objekt": "Soziales", "Art": "Erträge", "Zeile": "gesamt", "Jahr": 2020, "Mai": Decimal("-1234.56")}
    change_datenmappe(datei, lambda package: add_rows(source(package), "Vorjahre", [vorjahr]))
    mappe, befunde = read_datenmappe(datei)
    assert befunde == []
    assert (mappe.quellen[-1].datei, str(mappe.quellen[-1].source)) == ("=a.csv", "peine-2023.xlsx, Quellen!B7")
    assert (mappe.vorjahre[-1].jahr, mappe.vorjahre[-1].monate_ct[4]) == (2020, -123456)


def test_no_backup_overwrites_an_earlier_one(datei):
    for erwartet in (SICHERUNG, SICHERUNG.replace(").", ") 2."), SICHERUNG.replace(").", ") 3.")):
        assert change_datenmappe(datei, source, JETZT).name == erwartet
    assert len(openpyxl.load_workbook(datei)["Quellen"].tables["Quellen"].ref) == len("A3:D6")
    assert len(set(files(datei.parent).values())) == 4


def test_what_changes_nothing_writes_nothing(datei):
    vorher, stand = files(datei.parent), datei.stat().st_mtime_ns
    assert change_datenmappe(datei, lambda package: package) is None
    assert (files(datei.parent), datei.stat().st_mtime_ns) == (vorher, stand)


@pytest.mark.parametrize("lock", ["~$Datenmappe 2024.xlsx", ".~lock.Datenmappe 2024.xlsx#"])
def test_an_open_datenmappe_is_refused(datei, lock):
    datei.with_name(lock).write_bytes(b"")
    vorher = files(datei.parent)
    with pytest.raises(AusgabeError, match=r"ist gerade geöffnet. Bitte in Excel speichern und schließen") as fehler:
        change_datenmappe(datei, source)
    assert lock in str(fehler.value)
    assert files(datei.parent) == vorher


def test_opened_while_it_was_changed(datei):
    vorher = datei.read_bytes()

    def change(package):
        datei.with_name(f"~${datei.name}").write_bytes(b"")
        return source(package)

    with pytest.raises(AusgabeError, match="ist gerade geöffnet"):
        change_datenmappe(datei, change)
    assert files(datei.parent) == {datei.name: vorher, f"~${datei.name}": b""}


def test_saved_by_somebody_else_while_it_was_changed(datei):
    def change(package):
        datei.write_bytes(PEINE.read_bytes())
        return source(package)

    with pytest.raises(AusgabeError, match="wurde inzwischen geändert und bleibt, wie sie ist"):
        change_datenmappe(datei, change)
    assert files(datei.parent) == {datei.name: PEINE.read_bytes()}


def test_two_runs_at_once(datei):
    with (
        FileLock(datei.with_name(f".{datei.name}.lock")),
        pytest.raises(AusgabeError, match="wird gerade von einem anderen Lauf geändert"),
    ):
        change_datenmappe(datei, source)


def test_a_link_in_the_place_of_the_lock_is_not_followed(datei):
    datei.with_name("wichtig.txt").write_text("wichtig")
    datei.with_name(f".{datei.name}.lock").symlink_to(datei.with_name("wichtig.txt"))
    with pytest.raises(AusgabeError, match="dort liegt eine Verknüpfung"):
        change_datenmappe(datei, source)
    assert datei.with_name("wichtig.txt").read_text() == "wichtig"


def test_a_file_that_must_not_be_written(datei, monkeypatch):
    monkeypatch.setattr(Path, "open", denied(Path.open, "r+b"))
    vorher = files(datei.parent)
    with pytest.raises(AusgabeError, match=r"lässt sich nicht ändern \(Permission denied\): in Excel geöffnet"):
        change_datenmappe(datei, source)
    assert files(datei.parent) == vorher


def denied(original, forbidden):
    def open_unless_forbidden(self, mode="r", *rest, **more):
        if mode == forbidden:
            raise PermissionError(13, "Permission denied", str(self))
        return original(self, mode, *rest, **more)

    return open_unless_forbidden


@pytest.mark.parametrize("wo", ["backup", "replace"])
@pytest.mark.parametrize("fehler", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_leaves_everything_as_it_was(datei, monkeypatch, wo, fehler):
    vorher = files(datei.parent)

    def fail(*args):
        raise fehler

    monkeypatch.setattr(*{"backup": (os, "fsync", fail), "replace": (ersetzen, "replace_patiently", fail)}[wo])
    with pytest.raises(AusgabeError if isinstance(fehler, OSError) else KeyboardInterrupt):
        change_datenmappe(datei, source)
    assert files(datei.parent) == vorher


def test_what_a_killed_run_left_does_not_disturb(datei):
    datei.with_name(f".{datei.name}.neu").write_bytes(b"halb")
    change_datenmappe(datei, source, JETZT)
    assert files(datei.parent).keys() == {datei.name, SICHERUNG}


def test_what_excel_would_repair_is_not_written(datei):
    def spoil(package):
        return Package(package.name, {k: v for k, v in package.members.items() if k != "xl/tables/table3.xml"})

    vorher = files(datei.parent)
    with pytest.raises(AusgabeError, match="wäre für Excel beschädigt"):
        change_datenmappe(datei, spoil)
    assert files(datei.parent) == vorher


def test_faults_that_were_there_before_do_not_stop_it(datei):
    inhalt = members(datei)
    blatt = "xl/worksheets/sheet3.xml"
    inhalt[blatt] = inhalt[blatt].replace(b'<pageMargins left="0.4"', b'<pageMargins left="99"')
    with zipfile.ZipFile(datei, "w") as archiv:
        for name, data in inhalt.items():
            archiv.writestr(name, data)
    assert change_datenmappe(datei, source) is not None


def test_a_link_to_the_datenmappe_stays_one(tmp_path):
    (tmp_path / "echt").mkdir()
    echt = copy_of(LEER, tmp_path / "echt")
    link = tmp_path / "link.xlsx"
    link.symlink_to(echt)
    assert change_datenmappe(link, source).parent == echt.parent
    assert link.is_symlink()


def test_rights_of_the_file_stay(datei):
    datei.chmod(0o640)
    change_datenmappe(datei, source)
    assert datei.stat().st_mode & 0o777 == 0o640


def test_strict_open_xml_is_refused(datei):
    inhalt = members(datei)
    alt, neu = (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    with zipfile.ZipFile(datei, "w") as archiv:
        for name, data in inhalt.items():
            archiv.writestr(name, data.replace(alt, neu))
    with pytest.raises(EingabeError, match="als „Strict Open XML“ gespeichert"):
        change_datenmappe(datei, source)


def test_files_that_are_no_workbook(tmp_path):
    (tmp_path / "text.xlsx").write_text("kein Excel")
    for datei, text in ((tmp_path / "fehlt.xlsx", "gibt es nicht"), (tmp_path / "text.xlsx", "keine Excel-Datei")):
        with pytest.raises(EingabeError, match=text):
            change_datenmappe(datei, source)


# the use case


def test_ergaenzen_says_what_it_added_and_what_there_is_on_request(datei):
    lauf = ergaenzen(datei, [], ERWEITERT)
    assert (len(lauf.ergaenzt), lauf.befunde) == (6, ())
    assert [tabelle.name for tabelle in lauf.moeglich] == ["Beiräte", "Fristen"]
    assert lauf.sicherung.exists()
    lauf = ergaenzen(datei, ["fristen"], ERWEITERT)
    assert lauf.ergaenzt == ("Blatt „Fristen“ mit der Tabelle Fristen",)
    assert [tabelle.name for tabelle in lauf.moeglich] == ["Beiräte"]
    assert openpyxl.load_workbook(datei).sheetnames[-1] == "Fristen"


@pytest.mark.parametrize("name", ["Beiräte", "beiräte", "BEIRAETE", " Beiraete ", "Beira\u0308te"])
def test_names_are_understood_as_people_write_them(datei, name):
    assert ergaenzen(datei, [name], ERWEITERT).ergaenzt[0] == "Blatt „Beiräte“ mit der Tabelle Beiräte"


def test_a_table_of_the_core_may_be_named_too(heutige):
    assert ergaenzen(heutige, ["budgets"]).ergaenzt == ()


def test_unknown_names_list_what_there_is(datei):
    vorher = files(datei.parent)
    with pytest.raises(EingabeError) as fehler:
        ergaenzen(datei, ["Beirat", "fristen", "Fehlt"], ERWEITERT)
    assert str(fehler.value) == (
        "Keine Tabelle der Datenmappe heißt Beirat, Fehlt. Auf Wunsch gibt es: Beiräte, Fristen."
    )
    assert files(datei.parent) == vorher


def test_nothing_to_add_today(heutige):
    lauf = ergaenzen(heutige)
    assert (lauf.ergaenzt, lauf.befunde, lauf.sicherung, lauf.moeglich) == ((), (), None, DATENMAPPE.auf_wunsch)
