"""One load for any number of cells, and a new one when a file has changed."""

from __future__ import annotations

import builtins
import io
import os
import shutil
from pathlib import Path

import pytest

from xlbudget.addin.funktionen import datenquelle
from xlbudget.addin.funktionen.xlb_funktionen import xlb_monatswerte, xlb_wert
from xlbudget.app.bericht.lauf import load
from xlbudget.core.zeit import Stand
from xlbudget.errors import AusgabeError, EingabeError
from xlbudget.mitgeliefert import shipped

EXPORTE = ("buchungen-2023.csv", "ausgleich-2023.csv", "ansatz-2023.csv")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setattr(Path, "home", lambda: home)
    return home


@pytest.fixture
def mappe(tmp_path, home) -> Path:
    """A Datenmappe that the ribbon was used with."""
    for name in ("peine-2023.xlsx", *EXPORTE):
        shutil.copy(shipped("workbooks", name), tmp_path / name)
    datenquelle.set_datenmappe(tmp_path / "peine-2023.xlsx")
    return tmp_path / "peine-2023.xlsx"


@pytest.fixture
def gezaehlt(monkeypatch) -> list[Stand | None]:
    """The Stände that were loaded."""
    geladen: list[Stand | None] = []

    def counting_load(datei: Path, stand: Stand | None):
        geladen.append(stand)
        assert len(geladen) < 10, "loaded again and again"
        return load(datei, stand)

    monkeypatch.setattr("xlbudget.app.bericht.lauf.load", counting_load)
    return geladen


def plan(mappe: Path | str, stand: str = "2023-06") -> str | float:
    ((wert,),) = xlb_wert("Soziales", "Aufwendungen", "Personal", "Plan", stand, str(mappe))
    return wert


def touch(datei: Path) -> None:
    """Change nothing but the time."""
    os.utime(datei, ns=(0, datei.stat().st_mtime_ns + 1))


def test_1000_cells_cost_one_load_for_each_stand(mappe, gezaehlt):
    assert len({plan(mappe) for _ in range(500)} | {plan(mappe, "2023-12") for _ in range(500)}) == 1
    assert gezaehlt == [Stand(2023, 6), Stand(2023, 12)]
    for _ in range(100):
        xlb_monatswerte("Soziales", "Erträge", "gesamt", 2023.0, str(mappe))
    assert gezaehlt == [Stand(2023, 6), Stand(2023, 12), None]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["peine-2023.xlsx", *EXPORTE])
def test_a_changed_file_is_read_again(mappe, gezaehlt, name):
    plan(mappe)
    touch(mappe.with_name(name))
    plan(mappe)
    plan(mappe)
    assert len(gezaehlt) == 2


def test_a_changed_export_changes_the_figure(mappe):
    vorher = plan(mappe)
    export = mappe.with_name("ansatz-2023.csv")
    kopf, *zeilen = export.read_bytes().splitlines(keepends=True)
    export.write_bytes(kopf + b"".join(zeilen[: len(zeilen) // 2]))
    assert plan(mappe) != vorher


def test_what_cannot_be_read_is_not_tried_again_until_it_changes(mappe, gezaehlt):
    inhalt = mappe.with_name("buchungen-2023.csv").read_bytes()
    mappe.with_name("buchungen-2023.csv").unlink()
    gruende = {plan(mappe) for _ in range(10)}
    assert len(gruende) == len(gezaehlt) == 1
    assert "buchungen-2023.csv gibt es nicht" in gruende.pop()
    mappe.with_name("buchungen-2023.csv").write_bytes(inhalt)
    assert isinstance(plan(mappe), float)


def test_a_broken_datenmappe_is_not_tried_again_until_it_changes(mappe, gezaehlt):
    inhalt = mappe.read_bytes()
    mappe.write_bytes(inhalt[:1000])
    assert all("beschädigt" in plan(mappe) for _ in range(10))
    assert len(gezaehlt) == 1
    mappe.write_bytes(inhalt)
    assert isinstance(plan(mappe), float)


@pytest.mark.slow
def test_only_so_many_are_kept(mappe, gezaehlt, monkeypatch):
    monkeypatch.setattr(datenquelle, "MAX_GELADEN", 2)
    monkeypatch.setattr(datenquelle, "_geladen", {})
    for stand in ("2023-01", "2023-02", "2023-03", "2023-03", "2023-01"):
        plan(mappe, stand)
    assert [stand.monat for stand in gezaehlt] == [1, 2, 3, 1]
    assert len(datenquelle._geladen) == 2


def test_the_datenmappe_last_set_is_found_by_every_process(home, tmp_path):
    with pytest.raises(EingabeError, match="keine Datenmappe gewählt"):
        datenquelle.find_datenmappe(None)
    erste, zweite = tmp_path / "2022.xlsx", tmp_path / "2023.xlsx"
    datenquelle.set_datenmappe(erste)
    assert (home / ".xlbudget" / "datenmappe.txt").read_text(encoding="utf-8") == str(erste)
    datenquelle.set_datenmappe(zweite)
    assert datenquelle.find_datenmappe(None) == zweite
    assert datenquelle.find_datenmappe(str(erste)) == erste
    datenquelle.set_datenmappe(erste)
    assert datenquelle.find_datenmappe(None) == erste


def test_only_the_last_ones_are_remembered(home, tmp_path):
    for nummer in (*range(25), 24):
        datenquelle.set_datenmappe(tmp_path / f"{nummer}.xlsx")
    zeilen = (home / ".xlbudget" / "datenmappe.txt").read_text(encoding="utf-8").splitlines()
    assert zeilen == [str(tmp_path / f"{nummer}.xlsx") for nummer in range(24, 4, -1)]
    with pytest.raises(EingabeError, match="schon benutzt"):
        datenquelle.find_datenmappe(str(tmp_path / "4.xlsx"))


FREMDE = (
    "/fremd/freigabe/x.xlsx",
    "//fremd.example/freigabe/x.xlsx",
    r"\\fremd.example\freigabe\x.xlsx",
    "https://fremd.example/x.xlsx",
    "{mappe}/../../fremd/x.xlsx",
    "{mappe}x",
)


@pytest.mark.slow
@pytest.mark.parametrize("pfad", FREMDE)
def test_a_path_from_anywhere_is_never_looked_at(mappe, monkeypatch, pfad):
    pfad = pfad.format(mappe=mappe)
    angesehen: list[str] = []

    def watched(modul, name):
        wirklich = getattr(modul, name)

        def watching(datei, *args, **kwargs):
            angesehen.append(str(datei))
            return wirklich(datei, *args, **kwargs)

        monkeypatch.setattr(modul, name, watching)

    for modul, name in ((os, "stat"), (os, "lstat"), (os, "open"), (os, "scandir"), (io, "open"), (builtins, "open")):
        watched(modul, name)
    grund = plan(pfad)
    assert isinstance(grund, str)
    assert grund.startswith("#XLB: datenmappe: ")
    assert angesehen
    assert {Path(datei).name for datei in angesehen} == {"datenmappe.txt"}
    assert isinstance(plan(mappe), float)
    assert "peine-2023.xlsx" in {Path(datei).name for datei in angesehen}, "nothing would be seen here"


def test_a_known_path_may_be_written_in_another_way(mappe):
    anders = mappe.parent / "." / "home" / ".." / mappe.name
    assert datenquelle.find_datenmappe(str(anders)) == mappe


def test_a_home_that_cannot_be_written(home, tmp_path):
    (home / ".xlbudget").write_text("eine Datei, kein Ordner")
    with pytest.raises(AusgabeError, match=r"datenmappe\.txt lässt sich nicht schreiben .* Schreibrecht"):
        datenquelle.set_datenmappe(tmp_path / "x.xlsx")
