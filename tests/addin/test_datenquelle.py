"""One load for any number of cells, and a new one when a file has changed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from xlbudget.addin import datenquelle
from xlbudget.addin.funktionen import xlb_monatswerte, xlb_wert
from xlbudget.app.lauf import load
from xlbudget.core.zeit import Stand
from xlbudget.errors import AusgabeError, EingabeError
from xlbudget.mitgeliefert import shipped

EXPORTE = ("buchungen-2023.csv", "ausgleich-2023.csv", "ansatz-2023.csv")


@pytest.fixture
def mappe(tmp_path) -> Path:
    for name in ("peine-2023.xlsx", *EXPORTE):
        shutil.copy(shipped("workbooks", name), tmp_path / name)
    return tmp_path / "peine-2023.xlsx"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setattr(Path, "home", lambda: home)
    return home


@pytest.fixture
def gezaehlt(monkeypatch) -> list[Stand | None]:
    """The Stände that were loaded."""
    geladen: list[Stand | None] = []

    def counting_load(datei: Path, stand: Stand | None):
        geladen.append(stand)
        assert len(geladen) < 10, "loaded again and again"
        return load(datei, stand)

    monkeypatch.setattr(datenquelle, "load", counting_load)
    return geladen


def plan(mappe: Path, stand: str = "2023-06") -> str | float:
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


def test_only_so_many_are_kept(mappe, gezaehlt, monkeypatch):
    monkeypatch.setattr(datenquelle, "MAX_GELADEN", 2)
    monkeypatch.setattr(datenquelle, "_geladen", {})
    for stand in ("2023-01", "2023-02", "2023-03", "2023-03", "2023-01"):
        plan(mappe, stand)
    assert [stand.monat for stand in gezaehlt] == [1, 2, 3, 1]
    assert len(datenquelle._geladen) == 2


def test_the_datenmappe_last_set_is_found_by_every_process(mappe, home):
    with pytest.raises(EingabeError, match="keine Datenmappe gewählt"):
        datenquelle.find_datenmappe(None)
    datenquelle.set_datenmappe(mappe)
    assert datenquelle.find_datenmappe(None) == mappe
    assert (home / ".xlbudget" / "datenmappe.txt").read_text(encoding="utf-8") == str(mappe)
    assert datenquelle.find_datenmappe(str(mappe.with_name("andere.xlsx"))) == mappe.with_name("andere.xlsx")


def test_a_home_that_cannot_be_written(mappe, home):
    (home / ".xlbudget").write_text("eine Datei, kein Ordner")
    with pytest.raises(AusgabeError, match=r"datenmappe\.txt lässt sich nicht schreiben"):
        datenquelle.set_datenmappe(mappe)
