"""Entwurf der Vorlage and Text prüfen: from their clicks to the file and the list."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from addin.befehle.knopf_base import alerts, last_alert, opened, press, shown
from engine import Testexcel
from textdateien import write_klartext

from xlbudget.addin.offen import word

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


# the text in front in Word, of which there is none here: what it says of its document is told by a stand-in


class Wordnachbau:
    """What is asked of Word: how many documents, and of the one in front its file and whether it is saved."""

    def __init__(self, datei, *, saved=True, count=1):
        self.Documents = SimpleNamespace(Count=count)
        self.ActiveDocument = SimpleNamespace(FullName=str(datei), Saved=saved)


@pytest.mark.parametrize(("antwort", "gemeint"), [("yes", "offen.txt"), ("no", "gewaehlt.txt")])
def test_the_text_that_is_open_in_word_is_offered(excel_fast: Testexcel, datenmappe, monkeypatch, antwort, gemeint):
    saetze = ["Das Produkt 3118 verbesserte sich um 1.642.180 €."]
    offen, gewaehlt = (write_klartext(datenmappe.parent / f"{n}.txt", saetze) for n in ("offen", "gewaehlt"))
    monkeypatch.setattr(word, "_word", lambda: Wordnachbau(offen))
    opened(excel_fast, datenmappe)
    excel_fast.state.answers.append(antwort)
    excel_fast.state.chosen = str(gewaehlt)
    press("text_pruefen", 12)
    assert alerts(excel_fast)[0].startswith("In Word ist offen.txt offen.")
    assert last_alert(excel_fast).startswith(f"{gemeint}, Stand Dezember 2023: 1 stimmt")


def test_a_text_with_changes_in_word_is_to_be_saved_first(excel_fast: Testexcel, datenmappe, monkeypatch):
    offen = write_klartext(datenmappe.parent / "offen.txt", ["Nichts."])
    monkeypatch.setattr(word, "_word", lambda: Wordnachbau(offen, saved=False))
    opened(excel_fast, datenmappe)
    press("text_pruefen", 12)
    assert last_alert(excel_fast).startswith("offen.txt hat in Word Änderungen.")


@pytest.mark.parametrize("bild", [{"datei": "Dokument1"}, {"datei": "https://haus.example/text.docx"}, {"count": 0}])
def test_what_word_has_open_and_is_no_file_is_not_offered(monkeypatch, bild):
    monkeypatch.setattr(word, "_word", lambda: Wordnachbau(**{"datei": "Dokument1", **bild}))
    assert word.open_text() is None
