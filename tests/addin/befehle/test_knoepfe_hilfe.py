"""Protokoll and Handbuch: each button from its click to what opens."""

from __future__ import annotations

from pathlib import Path

import pytest
from addin.befehle.knopf_base import alerts, last_alert, opened, press, zustand
from engine import Testexcel

from xlbudget.addin.befehle import hilfe

DATEIEN = {"protokoll": "xlbudget.log", "handbuch": "Handbuch.html"}
KNOPF = pytest.mark.parametrize("knopf", DATEIEN)


@pytest.fixture
def geoeffnet(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were shown."""
    dateien: list[Path] = []
    monkeypatch.setattr(hilfe, "open_file", dateien.append)
    return dateien


@KNOPF
def test_what_opens_is_the_message(excel: Testexcel, blatt, heim, geoeffnet, knopf):
    opened(excel, blatt)
    vorher = zustand(excel)
    press(knopf)
    assert geoeffnet == [heim / ".xlbudget" / DATEIEN[knopf]]
    assert geoeffnet[0].stat().st_size > 0
    assert alerts(excel) == []
    assert zustand(excel) == vorher


def test_the_protokoll_tells_what_was_done_before(excel_fast: Testexcel, blatt, heim, geoeffnet):
    opened(excel_fast, blatt)
    press("pruefen")
    press("protokoll")
    text = geoeffnet[0].read_text(encoding="utf-8")
    assert "INFO Prüfen\n" in text
    assert "ERROR Prüfen: Es ist keine Datenmappe geöffnet." in text
    assert "INFO Protokoll\n" in text


@KNOPF
def test_they_need_no_workbook(excel_fast: Testexcel, heim, geoeffnet, knopf):
    excel_fast.addin().set_mock_caller()
    press(knopf)
    assert len(geoeffnet) == 1


@KNOPF
def test_without_a_program_for_it_the_file_is_named(excel_fast: Testexcel, blatt, heim, monkeypatch, knopf):
    def nothing(datei: Path) -> None:
        raise OSError(1155, "Der Datei ist keine Anwendung zugeordnet")

    monkeypatch.setattr(hilfe, "open_file", nothing)
    opened(excel_fast, blatt)
    press(knopf)
    assert "lässt sich nicht öffnen (Der Datei ist keine Anwendung zugeordnet). Es steht in\n" in last_alert(excel_fast)
    assert str(heim / ".xlbudget" / DATEIEN[knopf]) in last_alert(excel_fast)


def test_where_nothing_can_be_recorded_commands_work_all_the_same(excel_fast: Testexcel, blatt, heim):
    (heim / ".xlbudget").write_text("eine Datei, kein Ordner")
    opened(excel_fast, blatt)
    press("pruefen")
    assert last_alert(excel_fast).startswith("Es ist keine Datenmappe geöffnet.")
