"""The button Fristen: from the click to the list."""

from __future__ import annotations

from datetime import date

import pytest
from addin.befehle.knopf_base import last_alert, opened, press, shown
from app.runde.rundreise_base import Haus
from engine import Testexcel

pytestmark = pytest.mark.usefixtures("heim")


def test_the_list_has_what_is_overdue_first(excel_fast: Testexcel, tmp_path):
    kreis = Haus(tmp_path / "kreis")
    kreis.weiteres = {
        "Fristen": [
            {"Pflicht": "Statistik", "Empfänger": "Landesamt"},
            {"Pflicht": "Bericht", "Fällig": date(2020, 1, 31), "Wer": "Controlling"},
        ]
    }
    kreis.write()
    opened(excel_fast, kreis.datenmappe)
    press("fristen")
    assert "2 Termine, davon überfällig: 1. Die Liste steht in der neuen Mappe" in last_alert(excel_fast)
    assert last_alert(excel_fast).endswith("Prüfung: 1 Warnung, 1 Hinweis.")
    zellen = shown(excel_fast.app.books.active)
    assert [zellen[zeile, 1] for zeile in (3, 4, 5)] == ["Fällig", "31.01.2020", "ohne Termin"]
    assert (zellen[4, 2], zellen[4, 3], zellen[4, 7]) == ("überfällig", "Bericht", "Controlling")


def test_without_the_table(excel_fast: Testexcel, datenmappe):
    opened(excel_fast, datenmappe)
    press("fristen")
    assert "hat keine Tabelle Fristen" in last_alert(excel_fast)
