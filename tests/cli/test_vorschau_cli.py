"""`xlbudget vorschau` as a controller and as a script call it."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest
from niedersachsen import NIEDERSACHSEN_RAHMEN

from xlbudget.cli import main
from xlbudget.writers.datenmappe.mappe import leere_datenmappe

BUCHUNGEN = "Buchungsstelle;Betrag;Datum\n1111.3321;-1.250,00;15.01.2024\n1111.4011;800,00;31.01.2024\n"
SUMMEN = {"ertraege_ct": 125000, "aufwendungen_ct": 80000, "gezaehlt": 2, "ausgelassen": 0, "schlusszeilen": 0}


@pytest.fixture
def export(tmp_path):
    datei = tmp_path / "b.csv"
    datei.write_text(BUCHUNGEN, encoding="utf-8")
    return datei


@pytest.fixture
def mappe(tmp_path):
    datei = tmp_path / "Datenmappe.xlsx"
    datei.write_bytes(leere_datenmappe(2024, NIEDERSACHSEN_RAHMEN))
    blaetter = openpyxl.load_workbook(datei)
    blaetter["Einstellungen"]["B4"] = "Musterstadt"
    blaetter.save(datei)
    return datei


def run(capsys, *argumente) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ende:
        main([str(argument) for argument in argumente])
    return ende.value.code, capsys.readouterr().out


def test_it_shows_what_is_read_and_changes_nothing(capsys, export):
    code, text = run(capsys, "vorschau", export)
    assert code == 0
    for teil in ("Haushaltsjahr 2024", "zerlegen am letzten Punkt", "1.250,00 €", "Erträge negativ", "Keine offenen"):
        assert teil in text
    assert [datei.name for datei in export.parent.iterdir()] == ["b.csv"]


def test_for_scripts(capsys, export):
    code, text = run(capsys, "vorschau", export, "--json")
    antwort = json.loads(text)
    assert (code, {name: antwort[name] for name in SUMMEN}) == (0, SUMMEN)
    assert antwort["fragen"] == []
    assert antwort["quellen"] == [
        {"Inhalt": "Buchungen", "Datei": "b.csv", "Vorzeichen": "Erträge negativ", "Zahlen": "deutsch"}
    ]
    regel = {"Feld": "Produkt", "Überschrift": "Buchungsstelle", "Regel": "zerlegen am letzten Punkt"}
    assert antwort["spalten"] == [{"Datei": "b.csv", **regel}]


def test_questions_are_exit_code_1(capsys, export):
    export.write_text(BUCHUNGEN + "1111.5911;1,00;01.02.2024\n", encoding="utf-8")
    assert run(capsys, "vorschau", export)[0] == 1


def test_what_is_no_export_is_exit_code_2_for_scripts_too(capsys, export):
    export.write_text("Kreditor;Skonto\nA;2\n", encoding="utf-8")
    code, text = run(capsys, "vorschau", export, "--json")
    antwort = json.loads(text)
    assert (code, antwort["ertraege_ct"], len(antwort["fragen"])) == (2, None, 1)


@pytest.mark.parametrize(("antwort", "zeilen"), [("j\n", 1), ("Ja\n", 1), ("n\n", 0), ("\n", 0), ("", 0)])
def test_taking_over_asks_first(capsys, monkeypatch, export, mappe, antwort, zeilen):
    monkeypatch.setattr("sys.stdin", io.StringIO(antwort))
    run(capsys, "vorschau", export, "--uebernehmen", mappe)
    blatt = openpyxl.load_workbook(mappe)["Quellen"]
    assert (blatt["B4"].value == "b.csv") is bool(zeilen)


def test_scripts_say_yes_beforehand(capsys, export, mappe):
    code, _ = run(capsys, "vorschau", export, "--uebernehmen", mappe, "--ja", "--json")
    assert code == 0
    assert openpyxl.load_workbook(mappe)["Spalten"]["A4"].value == "b.csv"
    assert len(list(mappe.parent.glob("*Sicherung*"))) == 1


def test_what_cannot_be_read_is_shown_as_far_as_it_was_understood(capsys, export):
    export.write_text("Produkt;Sachkonto;Beitrag;Periode\n1111;3321;-1.250,00;1\n", encoding="utf-8")
    code, text = run(capsys, "vorschau", export)
    assert code == 2
    for teil in ("so weit verstanden", "vielleicht Betrag?", "1111 | 3321 | -1.250,00 | 1"):
        assert teil in text


def test_signs_that_do_not_tell_show_the_lines_as_they_stand(capsys, export):
    zeilen = "1111;3321;-5,00;1\n1111;3321;5,00;1\n1111;4011;-7,00;1\n1111;4011;8,00;1\n"
    export.write_text(f"Produkt;Sachkonto;Betrag;Periode\n{zeilen}", encoding="utf-8")
    code, text = run(capsys, "vorschau", export, "--jahr", "2024")
    assert code == 2
    for teil in ("Beträge wie in der Datei", "-7,00 €", "gezählt"):
        assert teil in text


def test_several_files_are_summed_up(capsys, export):
    export.with_name("b2.csv").write_text(BUCHUNGEN.replace(".01.2024", ".02.2024"), encoding="utf-8")
    code, text = run(capsys, "vorschau", export.with_name("b*.csv"))
    assert (code, "2 Dateien" in text, "2.500,00 €" in text) == (0, True, True)
    antwort = json.loads(run(capsys, "vorschau", export.with_name("b*.csv"), "--json")[1])
    assert (antwort["ertraege_ct"], antwort["gezaehlt"], antwort["quellen"][0]["Datei"]) == (250000, 4, "b*.csv")


@pytest.mark.parametrize("inhalt", ["buchungen", "BUCHUNGEN ", "Buchungen"])
def test_case_and_blanks_of_a_choice_do_not_count(capsys, export, inhalt):
    assert run(capsys, "vorschau", export, "--inhalt", inhalt)[0] == 0


def test_it_lists_accounts_with_their_names(capsys, tmp_path):
    datei = tmp_path / "b.csv"
    datei.write_text(
        "Produkt;Sachkonto;Kontobezeichnung;Betrag;Monat\n1111;3321;Gebühren;-10,00;1\n1111;9111;ILV;5,00;1\n",
        encoding="utf-8",
    )
    _, text = run(capsys, "vorschau", datei, "--jahr", "2024", "--konten")
    assert "Gebühren" in text
    assert "zählt nicht" in text
    assert "Gebühren" not in run(capsys, "vorschau", datei, "--jahr", "2024")[1]
