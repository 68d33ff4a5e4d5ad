"""`xlbudget abgleich` as a controller and as a script call it."""

from __future__ import annotations

import json

import peine
import pytest
from conftest import GOLDEN

from xlbudget.cli import main

GESAMT = GOLDEN / "peine-2023" / "produktbericht-gesamt.csv"


@pytest.fixture
def run(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")

    def call(*argumente) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ende:
            main([str(argument) for argument in ("abgleich", *argumente, peine.DATENMAPPE, "--stand", "2023-12")])
        return ende.value.code, *capsys.readouterr()

    return call


@pytest.fixture
def anderer(tmp_path):
    """One amount a euro higher, and a Produkt that nobody has."""
    text = GESAMT.read_text(encoding="utf-8")
    text = text.replace(";-372700;", ";-372699;").replace(";3460;Wohngeld;", ";3469;Wohngeld;")
    (datei := tmp_path / "alt.csv").write_text(text, encoding="utf-8")
    return datei


def test_a_report_that_is_right(run):
    code, out, _ = run(GESAMT)
    assert code == 0
    assert "produktbericht-gesamt.csv, Stand Dezember 2023: 360 Zahlen verglichen, 0 Unterschiede, 0 nicht" in out
    assert "Befunde zu den Daten: 1 Fehler" in out


def test_a_report_that_is_not(run, anderer):
    code, out, _ = run(anderer)
    assert code == 1
    zeile = next(zeile for zeile in out.splitlines() if zeile.startswith("D2"))
    assert [teil.strip() for teil in zeile.split("│")] == [
        "D2", "11115 Dezernatsleitung III", "Plan", "-372.699", "-372.700", "1",
    ]  # fmt: skip
    assert "3469" in out
    assert "In den Daten, nicht im Bericht: Produkte im Gesamtbericht: 1" in out
    assert "1 Unterschied, 8 nicht zugeordnet" in out


def test_for_scripts(run, anderer):
    code, out, _ = run(anderer, "--json")
    antwort = json.loads(out)
    assert code == 1
    assert antwort["unterschiede"] == [
        {
            "blatt": None,
            "zelle": "D2",
            "objekt": "11115",
            "was": "Plan",
            "bericht": "-372699",
            "daten": "-372700",
            "differenz": "1",
        }
    ]
    assert [teil["was"] for teil in antwort["nicht_zugeordnet"]] == ["3469"]
    assert antwort["nicht_im_bericht"] == {"Produkte im Gesamtbericht": 1}


def test_a_file_without_a_table_says_what_it_saw(run):
    code, _, err = run(GESAMT.with_name("budgets.csv"))
    assert code == 2
    assert "Gesehene Überschriften: budget, teilbudget, uebergeordnet" in err
    assert "Traceback" not in err
