"""`xlbudget textpruefung` as a controller and as a script call it."""

from __future__ import annotations

import json
import shutil

import docx
import peine
import pytest
from textdateien import write_docx, write_klartext, write_odt, write_pdf
from textfaelle import VEROEFFENTLICHT

from xlbudget.app.bericht.datenmappe_aendern import append_rows
from xlbudget.app.bericht.ergaenzen import ergaenzen
from xlbudget.cli import main
from xlbudget.layout.texttabellen import WEITERE_NAMEN, WEITERE_ZAHLEN

RICHTIG = "Das Produkt 3118 verbesserte sich um 1.642.180 €."
FALSCH = "Das Produkt 3155 verbesserte sich um 1.126.675 €."
SCHREIBER = {"docx": write_docx, "odt": write_odt, "pdf": write_pdf, "txt": write_klartext, "md": write_klartext}


@pytest.fixture
def run(capsys):
    def call(*argumente, mappe=peine.DATENMAPPE) -> tuple[int, str, str]:
        text, *weitere = argumente
        with pytest.raises(SystemExit) as ende:
            main([str(a) for a in ("textpruefung", text, mappe, "--stand", "2023-12", *weitere)])
        ausgabe = capsys.readouterr()
        assert "Traceback" not in ausgabe.out + ausgabe.err
        return ende.value.code, *ausgabe

    return call


@pytest.fixture
def mappe(tmp_path):
    """A Datenmappe with both tables for texts; what stands in them is added with their rows."""

    def call(namen=(), zahlen=()):
        for datei in peine.DATENMAPPE.parent.iterdir():
            if datei.suffix in (".xlsx", ".csv"):
                shutil.copy(datei, tmp_path)
        ergaenzen(tmp_path / peine.DATENMAPPE.name, ["WeitereZahlen", "WeitereNamen"])
        if namen or zahlen:
            append_rows(tmp_path / peine.DATENMAPPE.name, {WEITERE_NAMEN: list(namen), WEITERE_ZAHLEN: list(zahlen)})
        return tmp_path / peine.DATENMAPPE.name

    return call


@pytest.mark.parametrize("endung", SCHREIBER)
def test_every_kind_of_file(run, tmp_path, endung):
    datei = SCHREIBER[endung](tmp_path / f"text.{endung}", [RICHTIG, FALSCH])
    code, out, _ = run(datei)
    assert code == 1
    (zeile,) = (zeile for zeile in out.splitlines() if zeile.startswith("Widerspruch"))
    assert "„1.126.675 €“" in zeile
    assert "3155, Saldo, Abweichung; richtig +1.126.765 €" in zeile
    assert f"text.{endung}, Stand Dezember 2023: 2 Zahlen geprüft (1 stimmt, 1 Widerspruch)." in out


def test_a_text_that_is_right(run, tmp_path):
    code, out, _ = run(write_klartext(tmp_path / "t.txt", [RICHTIG]))
    assert (code, "Widerspruch" in out) == (0, False)
    _, out, _ = run(tmp_path / "t.txt", "--alle")
    assert "stimmt: „1.642.180 €“ (Zeile 1) – 3118, Saldo, Abweichung" in out


def test_a_text_for_another_committee(run, tmp_path):
    datei = write_klartext(tmp_path / "t.txt", [f"Vorlage für den FIN. {RICHTIG}"])
    assert run(datei)[0] == 0
    code, out, _ = run(datei, "--ausschuss", "gas")
    assert code == 1
    assert "Widerspruch: „FIN“ (Zeile 1) – " in out
    assert "Der Text ist für den Ausschuss „" in out
    assert run(datei, "--ausschuss", "fin")[0] == 0
    code, out, err = run(datei, "--ausschuss", "XYZ")
    assert (code, "Einen Ausschuss „XYZ“ gibt es nicht" in out + err) == (2, True)


def test_the_published_text(run):
    code, out, _ = run(VEROEFFENTLICHT)
    assert code == 1
    assert (
        "Widerspruch: „106.935 €“ (Zeile 13) – Dezernatsleitung III, Aufwendungen, Abweichung; richtig -102.814 €"
        in out
    )
    assert "106.935 € ist Dezernatsleitung III, Saldo, Abweichung" in out


def test_for_scripts(run, tmp_path):
    code, out, _ = run(write_klartext(tmp_path / "t.txt", [FALSCH, "Es waren 750.00 Euro."]), "--json")
    antwort = json.loads(out)
    assert code == 1
    assert antwort["figuren"][0]["urteil"] == "Widerspruch"
    assert (antwort["figuren"][0]["objekt"], antwort["figuren"][0]["richtig"]) == ("3155", "+1.126.765 €")
    assert antwort["figuren"][1]["urteil"] == "nicht zuzuordnen"
    assert antwort["im_text"][0]["stelle"] == "750.00 Euro"


def test_comments_in_a_copy(run, tmp_path):
    datei = write_docx(tmp_path / "t.docx", [RICHTIG, FALSCH])
    vorher = datei.read_bytes()
    code, _, _ = run(datei, "--kommentiert", tmp_path / "k.docx")
    assert code == 1
    assert datei.read_bytes() == vorher
    dokument = docx.Document(str(tmp_path / "k.docx"))
    (kommentar,) = dokument.comments
    assert kommentar.text == "Widerspruch: 3155, Saldo, Abweichung; richtig +1.126.765 €"
    absatz = dokument.paragraphs[1]
    assert absatz.text == FALSCH
    assert "1.126.675 €" in [lauf.text for lauf in absatz.runs]


def test_comments_only_in_word_and_never_over_the_text(run, tmp_path):
    code, _, err = run(write_klartext(tmp_path / "t.txt", [FALSCH]), "--kommentiert", tmp_path / "k.docx")
    assert code == 2
    assert "Kommentare gibt es nur in Word-Texten" in err
    datei = write_docx(tmp_path / "t.docx", [FALSCH])
    code, _, err = run(datei, "--kommentiert", datei)
    assert code == 2
    assert docx.Document(str(datei)).paragraphs[0].text == FALSCH
    assert len(docx.Document(str(datei)).comments) == 0


def test_the_text_of_the_last_report(run, tmp_path):
    alt = write_klartext(tmp_path / "alt.txt", [FALSCH])
    _, out, _ = run(write_klartext(tmp_path / "neu.txt", [FALSCH]), "--vorher", alt)
    assert "im Text selbst: Der Satz steht wortgleich im letzten Bericht" in out


def test_further_figures_and_names(run, tmp_path, mappe):
    datei = mappe(
        namen=[{"Name": "3140", "Objekt": "314"}, {"Name": "einmalige Beihilfen", "Objekt": "3123"}],
        zahlen=[
            {"Bezeichnung": "Gesamthaushalt Defizit geplant", "Wert": 9326600},
            {"Bezeichnung": "Gesamthaushalt Verbesserung", "Wert": 5473271},
            {"Bezeichnung": "Gesamthaushalt Jahresergebnis", "Wert": 3853330},
        ],
    )
    code, out, _ = run(VEROEFFENTLICHT, "--alle", mappe=datei)
    assert code == 1
    assert "Widerspruch: „3140“" not in out
    assert "Widerspruch: „3123“" not in out
    assert "stimmt: „9.326.600,- €“ (Zeile 7) – Gesamthaushalt Defizit geplant, weitere Zahl" in out
    assert "stimmt: „5.473.271 €“" in out
    assert (
        "Widerspruch: „3.853.329 €“ (Zeile 7) – Gesamthaushalt Jahresergebnis, weitere Zahl; richtig 3.853.330 €" in out
    )


def test_a_further_name_of_nothing(run, tmp_path, mappe):
    datei = mappe(namen=[{"Name": "3140", "Objekt": "9999"}])
    _, out, _ = run(write_klartext(tmp_path / "x.txt", [RICHTIG]), mappe=datei)
    assert "Befunde zu den Daten: 2 Fehler" in out


def test_what_is_only_rounded_may_be_a_hint(run, tmp_path, mappe):
    text = write_klartext(tmp_path / "x.txt", ["Das Produkt 31192 verbesserte sich um 110.000 €."])
    code, out, _ = run(text)
    assert code == 1
    assert "nur gerundet, ohne „rund“" in out
    datei = mappe()
    _set(datei, "Gerundet auch ohne rund", "ja")
    code, out, _ = run(text, mappe=datei)
    assert code == 0
    assert "Hinweis: „110.000 €“" in out


def _set(datei, einstellung, wert):
    import openpyxl

    workbook = openpyxl.load_workbook(datei)
    for zeile in workbook["Einstellungen"].iter_rows():
        if zeile[0].value == einstellung:
            zeile[1].value = wert
    workbook.save(datei)


def test_a_text_that_is_not_there(run, tmp_path):
    code, _, err = run(tmp_path / "fehlt.docx")
    assert code == 2
    assert "gibt es nicht" in err
