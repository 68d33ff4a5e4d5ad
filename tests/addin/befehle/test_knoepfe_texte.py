"""Entwurf der Vorlage and Text prüfen: from their clicks to the file and the list."""

from __future__ import annotations

import pytest
from addin.befehle.knopf_base import alerts, last_alert, opened, press, shown
from engine import Testexcel
from textdateien import write_klartext

pytestmark = pytest.mark.usefixtures("heim")


def test_a_draft_is_written_and_made_anew_after_asking(excel_fast: Testexcel, datenmappe):
    opened(excel_fast, datenmappe)
    excel_fast.state.typed = ""
    press("entwurf_der_vorlage", 12)
    datei = datenmappe.parent / "berichte" / "Sachdarstellung 2023-12.docx"
    assert datei.is_file()
    assert last_alert(excel_fast).startswith("Der Entwurf zum Stand Dezember 2023 ist geschrieben.")
    assert str(datei) in last_alert(excel_fast)
    vorher = datei.read_bytes()
    press("entwurf_der_vorlage", 12)
    assert any(text.startswith(f"{datei.name} gibt es schon.") for text in alerts(excel_fast))
    assert "50 unverändert" in last_alert(excel_fast)
    assert datei.read_bytes() == vorher
    assert len(list(datei.parent.glob("*Sicherung*.docx"))) == 1


def test_a_draft_for_a_committee(excel_fast: Testexcel, datenmappe):
    opened(excel_fast, datenmappe)
    excel_fast.state.typed = "gas"
    press("entwurf_der_vorlage", 12)
    assert (datenmappe.parent / "berichte" / "Sachdarstellung 2023-12 GAS.docx").is_file()


def test_no_draft_without_an_answer(excel_fast: Testexcel, datenmappe):
    opened(excel_fast, datenmappe)
    excel_fast.state.typed = False
    press("entwurf_der_vorlage", 12)
    assert not (datenmappe.parent / "berichte").exists()


def test_the_figures_of_a_text_are_listed_what_is_wrong_first(excel_fast: Testexcel, datenmappe):
    text = write_klartext(
        datenmappe.parent / "t.txt",
        ["Das Produkt 3118 verbesserte sich um 1.642.180 €.", "Das Produkt 3155 verbesserte sich um 1.126.675 €."],
    )
    opened(excel_fast, datenmappe)
    excel_fast.state.chosen = str(text)
    press("text_pruefen", 12)
    assert last_alert(excel_fast).startswith("t.txt, Stand Dezember 2023: 1 stimmt, 1 Widerspruch. Die Liste steht in")
    zellen = shown(excel_fast.app.books.active)
    assert [zellen[zeile, 1] for zeile in (3, 4, 5)] == ["Urteil", "Widerspruch", "stimmt"]
    assert "1.126.765" in zellen[4, 4]


def test_a_text_without_figures(excel_fast: Testexcel, datenmappe):
    opened(excel_fast, datenmappe)
    excel_fast.state.chosen = str(write_klartext(datenmappe.parent / "t.txt", ["Es gab nichts zu berichten."]))
    press("text_pruefen", 12)
    assert "keine Zahl" in last_alert(excel_fast)
