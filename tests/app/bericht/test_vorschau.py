"""What an export is taken for before it is declared, and that the lines which declare it bring the same figures."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
from sources.export.test_faelle import ORDNER
from sources.export.test_faelle import RAHMEN as FAELLE_RAHMEN
from sources.export.test_geschwister import FAELLE, RAHMEN

from xlbudget.app.bericht import vorschau as modul
from xlbudget.app.bericht.ergaenzen import ergaenzen
from xlbudget.app.bericht.quellen import read_quellen
from xlbudget.app.bericht.vorschau import Vorschau, VorschauError, take_over, vorschau
from xlbudget.core.kontenrahmen import Art, Berichtszeile
from xlbudget.core.landesrahmen import Land
from xlbudget.errors import EingabeError
from xlbudget.sources.datenmappe.mappe import read_datenmappe
from xlbudget.sources.export import rohtabelle_blatt
from xlbudget.sources.export.angaben import Inhalt
from xlbudget.sources.export.dateiart import Exportdatei
from xlbudget.sources.export.vorschau import recognise_jahr
from xlbudget.writers.datenmappe.mappe import einstellungszeilen, write_datenmappe

ALTE = Path(__file__).parents[2] / "golden" / "datenmappe-0.3.0" / "peine-2023.xlsx"
ERST_ERKLAERT = {
    "Periode 13 ausgelassen": {"Erträge": 100000, "Aufwendungen": 50900},
    "T€ angegeben": {"Erträge": 100, "Aufwendungen": 50},
    "falsches Vorzeichen": {"Erträge": 100000, "Aufwendungen": 50000},
    "Plan und Ist in derselben Spalte": {"Erträge": 100000, "Aufwendungen": 0},
}
"""What such an export means until its Datenmappe says otherwise: nothing in it tells."""
LAND_TH = {"401": -900, "414": -700, "431": -80, "501": 500, "521": 300, "541": 400, "551": 90, "571": 20}
"""Soll − Haben of a house in Thüringen."""
BUCHUNGEN = "Produkt;Sachkonto;Betrag;Periode\n1111;3321;-1.000,00;1\n1111;4011;500,00;2\n"


def write_mappe(ordner: Path, rahmen=RAHMEN, **inhalt) -> Path:
    datei = ordner / "Datenmappe.xlsx"
    konten = [
        {"Präfix": p.praefix, "Art": p.zeile.art, "Zeile": p.zeile.name}
        if isinstance(p.zeile, Berichtszeile)
        else {"Präfix": p.praefix, "Art": p.zeile}
        for p in rahmen.praefixe
    ]
    tabellen = {
        "Einstellungen": einstellungszeilen({"Kommune": "Musterstadt", "Haushaltsjahr": 2024}),
        "Kontenzuordnung": konten,
        **inhalt,
    }
    datei.write_bytes(write_datenmappe(tabellen, "Test"))
    return datei


def seen(bild: Vorschau) -> dict[str, dict[tuple[str, str, int], int]]:
    return {
        e.export.inhalt: {(s.produkt, s.sachkonto, s.monat): s.saldo_ct for s in e.export.summen} for e in bild.bilder
    }


def read_back(mappe: Path) -> dict[str, dict[tuple[str, str, int], int]]:
    lesung = read_quellen(read_datenmappe(mappe)[0])
    assert lesung.unmoeglich == []
    return {e.inhalt: {(s.produkt, s.sachkonto, s.monat): s.saldo_ct for s in e.summen} for e in lesung.exporte}


@pytest.mark.slow
@pytest.mark.parametrize("ordner", sorted(ORDNER.iterdir()), ids=lambda ordner: ordner.name)
def test_what_it_advises_reads_as_it_showed(ordner, tmp_path):
    (export,) = ordner.glob("[ab].*")
    datei = tmp_path / export.name
    datei.write_bytes(export.read_bytes())
    mappe = write_mappe(tmp_path, FAELLE_RAHMEN)
    bild = vorschau(datei, datenmappe=mappe)
    assert all(einer.export.bilanz.geht_auf for einer in bild.bilder)
    take_over(bild, mappe)
    assert read_back(mappe) == seen(bild)
    assert seen(vorschau(datei, datenmappe=mappe)) == seen(bild), "as the Datenmappe declares it now"


@pytest.mark.parametrize("fall", FAELLE, ids=lambda fall: fall.name)
def test_right_sums_or_a_question_or_a_refusal(fall, tmp_path, monkeypatch):
    """With nothing declared: never other sums without a word."""
    monkeypatch.setattr(modul, "_shipped", lambda _: RAHMEN)
    datei = tmp_path / "x.csv"
    datei.write_bytes(fall.text.encode(fall.kodierung))
    try:
        bild = vorschau(datei, jahr=2024)
    except EingabeError:
        return
    ist = next((e for e in bild.bilder if e.export.inhalt == fall.inhalt), bild.bilder[0])
    richtung = 1 if ist.zuordnung.ansatz else -1
    summen = {
        "Erträge": ist.export.bilanz.summe_ct(Art.ERTRAEGE),
        "Aufwendungen": richtung * ist.export.bilanz.summe_ct(Art.AUFWENDUNGEN),
    }
    erwartet = ERST_ERKLAERT.get(fall.name, {art: fall.erwartet.get(art, 0) for art in ("Erträge", "Aufwendungen")})
    assert bild.fragen or summen == erwartet, bild.entscheidungen


@pytest.mark.parametrize(
    ("kopf", "jahre"),
    [
        ("Produkt;Sachkonto;Ansatz 2024;Ansatz 2025\n1;2;3;4\n", {"2024", "2025"}),
        ("Produkt;Sachkonto;Plan 24\n1;2;3\n", {"2024"}),
        ("Produkt;Bezeichnung;Ansatz\n1;Hilfe für Gebühren 38;3\n2;Kita Weg 22;1\n", {"2026"}),
        ("Produkt;Sachkonto;Betrag;Datum\n01.01.2002;2;3;05.03.2024\n01.01.02;2;3;06.03.2024\n", {"2024", "2002"}),
        ("Produkt;Sachkonto;Betrag;Periode\n1;2;3;2024007\n", {"2024"}),
        ("Produkt;Sachkonto;Betrag;Periode\n1;2;3;7\n", {"2026"}),
    ],
)
def test_the_year_is_recognised(tmp_path, kopf, jahre):
    datei = tmp_path / "x.csv"
    datei.write_text(kopf, encoding="utf-8")
    assert {erkennung.wert for erkennung in recognise_jahr(Exportdatei(datei), 2026)} == jahre


@pytest.mark.parametrize("kopf", ["Produkt;Sachkonto", "Haushaltsstelle"])
@pytest.mark.parametrize(
    ("andere", "regel"), [("1111", "auf 4 Stellen mit Nullen"), ("112", "")], ids=["same length", "a shorter one"]
)
def test_lost_zeros_get_a_rule_where_the_products_leave_no_doubt(tmp_path, kopf, andere, regel):
    trenner = ";" if ";" in kopf else "."
    datei = tmp_path / "b.csv"
    zeilen = (f"111{trenner}3321000;-1.000,00;1", f"{andere}{trenner}4011000;500,00;2")
    datei.write_text("\n".join((f"{kopf};Betrag;Periode", *zeilen)) + "\n", encoding="utf-8")
    budgets, produkte = [{"Budget": "B", "Ebene": "Budget"}], ("0111", andere)
    listen = {"Budgets": budgets, "Produkte": [{"Produkt": p, "Bezeichnung": p, "Budget": "B"} for p in produkte]}
    mappe = write_mappe(tmp_path, **listen, Spalten=[])
    bild = vorschau(datei, datenmappe=mappe)
    assert [zeile["Regel"].split("; ")[-1] for zeile in bild.spalten if "Stellen" in zeile.get("Regel", "")] == (
        [regel] if regel else []
    )
    (frage,) = [frage for frage in bild.fragen if "Produkt „111“" in frage]
    assert ("gemeint ist vermutlich 0111" in frage) is bool(regel)
    take_over(bild, mappe)
    gelesen = {produkt for produkt, *_ in read_back(mappe)["Buchungen"]}
    assert gelesen == ({"0111", andere} if regel else {"111", andere})


def test_a_year_in_the_name_of_the_file(tmp_path):
    (tmp_path / "Buchungen 2024.csv").write_text(BUCHUNGEN, encoding="utf-8")
    bild = vorschau(tmp_path / "Buchungen 2024.csv")
    assert (bild.jahr, bild.fragen) == (2024, [])


def test_plan_and_ist_of_one_file(tmp_path):
    datei = tmp_path / "x.csv"
    datei.write_text("Produkt;Sachkonto;Ansatz;Ist;Periode\n1111;3321;1200,00;1000,00;12\n", encoding="utf-8")
    bild = vorschau(datei, jahr=2024)
    assert [(e.export.inhalt, e.export.bilanz.summe_ct(Art.ERTRAEGE)) for e in bild.bilder] == [
        (Inhalt.BUCHUNGEN, 100000),
        (Inhalt.ANSAETZE, 120000),
    ]
    assert bild.quellen[0]["Inhalt"] == "Plan und Ist"


def test_produkte_that_the_datenmappe_does_not_know(tmp_path):
    (tmp_path / "b.csv").write_text(BUCHUNGEN + "1112;4011;1,00;2\n", encoding="utf-8")
    budgets = [{"Budget": "Haus", "Ebene": "Budget"}]
    produkte = [{"Produkt": "1111", "Bezeichnung": "Steuerung", "Budget": "Haus"}]
    mappe = write_mappe(tmp_path, Budgets=budgets, Produkte=produkte)
    assert vorschau(tmp_path / "b.csv", datenmappe=mappe).fragen == [
        "Produkt „1112“: gibt es das? (es steht nicht in Datenmappe.xlsx)"
    ]


def test_accounts_without_an_art_are_a_question(tmp_path):
    (tmp_path / "b.csv").write_text(BUCHUNGEN + "1111;X1;2,00;2\n", encoding="utf-8")
    (frage,) = vorschau(tmp_path / "b.csv", jahr=2024).fragen
    assert "haben in der Kontenzuordnung keine Art" in frage


def test_a_declared_sign_that_turns_everything_is_a_question(tmp_path):
    (tmp_path / "b.csv").write_text(BUCHUNGEN, encoding="utf-8")
    quellen = [{"Inhalt": "Buchungen", "Datei": "b.csv", "Vorzeichen": "Erträge positiv"}]
    fragen = vorschau(tmp_path / "b.csv", datenmappe=write_mappe(tmp_path, Quellen=quellen)).fragen
    assert "Die Erträge sind zusammen negativ (-1.000,00 €): stimmt das Vorzeichen in Quellen?" in fragen
    assert "Die Aufwendungen sind zusammen negativ (-500,00 €): stimmt das Vorzeichen in Quellen?" in fragen


def test_accounts_of_another_land_are_a_question(tmp_path):
    """In Hessen 5 are Erträge and 6 and 7 Aufwendungen, in Niedersachsen payments."""
    text = "Produkt;Sachkonto;Betrag;Periode\n1111;3000;-10,00;1\n1111;4000;9,00;1\n1111;6200;800,00;2\n"
    (tmp_path / "b.csv").write_text(text, encoding="utf-8")
    (frage,) = vorschau(tmp_path / "b.csv", datenmappe=write_mappe(tmp_path)).fragen
    assert frage.startswith("Auf Konten, die nicht zum Ergebnis zählen, stehen 800,00 €, mehr als auf allen anderen")


# taking over


def test_where_the_land_is_wrong_no_sign_is_asked_for_or_proposed(tmp_path):
    datei = tmp_path / "b.csv"
    zeilen = [f"1111;{konto};{betrag},00;{monat}" for monat in range(1, 7) for konto, betrag in LAND_TH.items()]
    datei.write_text("\n".join(["Produkt;Sachkonto;Betrag;Periode", *zeilen, ""]), encoding="utf-8")
    richtig, falsch = (vorschau(datei, jahr=2024, land=land) for land in (Land.TH, Land.NI))
    assert richtig.quellen[0]["Vorzeichen"] == "Erträge negativ"
    assert "Vorzeichen" not in falsch.quellen[0]
    assert falsch.fragen[0].startswith("Der Kontenrahmen passt nicht")
    assert not [frage for frage in falsch.fragen[1:] if "Vorzeichen" in frage and "Der Kontenrahmen" not in frage]


@pytest.mark.parametrize(
    ("kopf", "rat"),
    [
        ("Ansatz 2024;fortgeschriebener Ansatz", "in der Tabelle Spalten beim Feld Ansatz die richtige Überschrift"),
        ("Ansatz 2024;Plan neu 1", "beim Feld Ansatz die Überschrift „Plan neu 1“ eintragen; sie zählt dann statt „A"),
        ("Ansatz 2024;Istwerte Betrag", "beim Feld Ansatz die Überschrift „Istwerte Betrag“ eintragen"),
    ],
)
def test_an_amount_beside_the_ansatz_is_never_called_plan_and_ist_without_a_month(tmp_path, kopf, rat):
    datei = tmp_path / "a.csv"
    datei.write_text(f"Produkt;Sachkonto;{kopf}\n1111;3321;1000;2\n1111;4011;500;3\n", encoding="utf-8")
    bild = vorschau(datei, jahr=2024)
    assert any(rat in frage for frage in bild.fragen)
    assert not any("Plan und Ist" in frage for frage in bild.fragen)


def test_it_is_written_through_the_door_with_a_backup(tmp_path):
    (tmp_path / "b.csv").write_text("Buchungsstelle;Betrag;Periode\n1111.3321;-1.000,00;1\n", encoding="utf-8")
    mappe = write_mappe(tmp_path)
    vorher = mappe.read_bytes()
    sicherung = take_over(vorschau(tmp_path / "b.csv", datenmappe=mappe), mappe)
    assert sicherung.read_bytes() == vorher
    blaetter = openpyxl.load_workbook(mappe)
    assert [zelle.value for zelle in blaetter["Quellen"][4]][:3] == ["Buchungen", "b.csv", "Erträge negativ"]
    assert [zelle.value for zelle in blaetter["Spalten"][4]] == [
        "b.csv", "Produkt", "Buchungsstelle", "zerlegen am letzten Punkt",
    ]  # fmt: skip
    assert not ergaenzen(mappe).ergaenzt


def test_an_older_datenmappe_gets_the_columns_first(tmp_path):
    mappe = tmp_path / "alt.xlsx"
    mappe.write_bytes(ALTE.read_bytes())
    (tmp_path / "b.csv").write_text(BUCHUNGEN, encoding="utf-8")
    take_over(vorschau(tmp_path / "b.csv", datenmappe=mappe), mappe)
    assert [(q.datei, q.vorzeichen) for q in read_datenmappe(mappe)[0].quellen][-2:] == [
        ("ansatz-2023.csv", ""),
        ("b.csv", "Erträge negativ"),
    ]


def test_an_export_that_stands_there_already_changes_nothing(tmp_path):
    (tmp_path / "b.csv").write_text(BUCHUNGEN, encoding="utf-8")
    mappe = write_mappe(tmp_path, Quellen=[{"Inhalt": "Buchungen", "Datei": "b.csv"}])
    vorher = mappe.read_bytes()
    with pytest.raises(EingabeError, match="steht schon in der Tabelle Quellen von Datenmappe"):
        take_over(vorschau(tmp_path / "b.csv", datenmappe=mappe), mappe)
    assert mappe.read_bytes() == vorher


def test_nor_one_that_stands_there_under_another_spelling(tmp_path):
    (tmp_path / "b.csv").write_text(BUCHUNGEN, encoding="utf-8")
    mappe = write_mappe(tmp_path, Quellen=[{"Inhalt": "Buchungen", "Datei": str(tmp_path / "x" / ".." / "b.csv")}])
    bild, vorher = vorschau(tmp_path / "b.csv", datenmappe=mappe), mappe.read_bytes()
    assert bild.ist_eingetragen
    with pytest.raises(EingabeError, match="steht schon in der Tabelle Quellen"):
        take_over(bild, mappe)
    assert mappe.read_bytes() == vorher


def test_what_spalten_says_counts_before_quellen_names_the_file(tmp_path):
    (tmp_path / "b.csv").write_text(BUCHUNGEN.replace("Betrag", "Wert/BWähr"), encoding="utf-8")
    mappe = write_mappe(tmp_path, Spalten=[{"Datei": "b.csv", "Feld": "Betrag", "Überschrift": "Wert/BWähr"}])
    bild = vorschau(tmp_path / "b.csv", datenmappe=mappe)
    assert bild.bilder[0].export.bilanz.summe_ct(Art.ERTRAEGE) == 100000
    assert (bild.spalten, bild.ist_eingetragen) == ([], False)
    take_over(bild, mappe)
    assert read_back(mappe) == seen(bild)
    assert vorschau(tmp_path / "b.csv", datenmappe=mappe).ist_eingetragen


def test_an_export_elsewhere_is_named_with_its_whole_path(tmp_path):
    (tmp_path / "haus").mkdir()
    mappe = write_mappe(tmp_path / "haus")
    (tmp_path / "b.csv").write_text(BUCHUNGEN, encoding="utf-8")
    bild = vorschau(tmp_path / "b.csv", datenmappe=mappe)
    assert bild.quellen[0]["Datei"] == str((tmp_path / "b.csv").resolve())
    take_over(bild, mappe)
    assert read_back(mappe) == seen(bild)


def test_what_fits_nothing_is_refused_with_its_headings(tmp_path):
    (tmp_path / "b.csv").write_text("Kreditor;Skonto\nA;2\n", encoding="utf-8")
    with pytest.raises(EingabeError, match="keine Kopfzeile mit den Spalten Produkt, Sachkonto"):
        vorschau(tmp_path / "b.csv")


# what cannot be read


def half(datei, **weitere):
    with pytest.raises(VorschauError) as fehler:
        vorschau(datei, **weitere)
    return fehler.value.teil, str(fehler.value)


def test_a_missing_heading_leaves_the_others_to_be_seen(tmp_path):
    (tmp_path / "b.csv").write_text("Stand\n\n" + BUCHUNGEN.replace("Betrag", "Beitrag"), encoding="utf-8")
    teil, text = half(tmp_path / "b.csv", jahr=2024)
    assert "dort fehlt Betrag" in text
    assert text.endswith('legt sie an: xlbudget datenmappe ergaenzen "Datenmappe.xlsx" --mit Spalten')
    assert [(u.spalte, u.text, u.feld, u.vermutung) for u in teil.ueberschriften] == [
        ("A", "Produkt", "Produkt", ""),
        ("B", "Sachkonto", "Sachkonto", ""),
        ("C", "Beitrag", "", "Betrag"),
        ("D", "Periode", "Periode", ""),
    ]
    assert (teil.kopfzeile, teil.zeilen[0]) == (3, (4, ["1111", "3321", "-1.000,00", "1"]))
    assert [e.was for e in teil.entscheidungen] == ["Zeichensatz", "Trennzeichen"]
    assert (teil.gezaehlt, teil.beispiele) == (None, ())


def test_signs_that_do_not_tell_leave_everything_else_to_be_seen(tmp_path):
    zeilen = "1111;4011;-500,00;2\n1111;3321;7,00;1\n;;5,00;\nSumme;;-988,00;\n"
    (tmp_path / "b.csv").write_text(BUCHUNGEN + zeilen, encoding="utf-8")
    teil, text = half(tmp_path / "b.csv", datenmappe=write_mappe(tmp_path))
    assert "wie der Export die Vorzeichen schreibt, ist nicht zu erkennen" in text
    assert [u.feld for u in teil.ueberschriften] == ["Produkt", "Sachkonto", "Betrag", "Periode"]
    assert [(z.zeile, z.art, z.monat, z.betrag_ct) for z in teil.beispiele] == [
        (2, "Erträge", 1, -100000),
        (3, "Aufwendungen", 2, 50000),
        (4, "Aufwendungen", 2, -50000),
        (5, "Erträge", 1, 700),
    ]
    assert (teil.gezaehlt, sum(a.anzahl for a in teil.ausgelassen), teil.schlusszeilen) == (4, 1, 1)


@pytest.mark.parametrize(
    ("kopf", "text"),
    [
        ("Produkt;Sachkonto;Betrag;Betrag;Periode", "die Überschrift „Betrag“ steht dort zweimal"),
        ("Produkt;Sachkonto;Saldo;Text;Periode", "enthält dem Namen nach Salden"),
    ],
)
def test_a_contradiction_shows_the_headings(tmp_path, kopf, text):
    (tmp_path / "b.csv").write_text(f"{kopf}\n1111;3321;1,00;2,00;3\n", encoding="utf-8")
    teil, grund = half(tmp_path / "b.csv", jahr=2024, inhalt=Inhalt.BUCHUNGEN)
    assert text in grund
    assert [u.text for u in teil.ueberschriften] == kopf.split(";")
    assert teil.zeilen == [(2, ["1111", "3321", "1,00", "2,00", "3"])]


# several files that are one source


@pytest.fixture
def monate(tmp_path):
    """A file for each of two months, one of them without Erträge."""
    kopf, ertrag, aufwand = BUCHUNGEN.splitlines(keepends=True)
    (tmp_path / "b-2024-01.csv").write_text(kopf + ertrag + aufwand, encoding="utf-8")
    (tmp_path / "b-2024-02.csv").write_text(kopf + ertrag.replace(";1\n", ";2\n"), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("was", ["b-2024-*.csv", "."])
def test_a_name_with_a_star_or_a_folder_is_one_source(monate, was):
    mappe = write_mappe(monate)
    name = monate / was if was != "." else monate
    bild = vorschau(name, datenmappe=mappe)
    assert [datei.name for datei in bild.dateien] == ["b-2024-01.csv", "b-2024-02.csv"]
    assert sum(einer.ertraege_ct for einer in bild.bilder) == 200000
    assert bild.quellen == [
        {"Inhalt": "Buchungen", "Datei": "b-2024-*.csv" if was != "." else "*.csv", "Vorzeichen": "Erträge negativ",
         "Zahlen": "deutsch"}
    ]  # fmt: skip
    assert (bild.fragen, bild.ist_eingetragen) == ([], False)
    take_over(bild, mappe)
    zusammen = {(s.produkt, s.sachkonto, s.monat): s.saldo_ct for e in bild.bilder for s in e.export.summen}
    lesung = read_quellen(read_datenmappe(mappe)[0])
    assert {(s.produkt, s.sachkonto, s.monat): s.saldo_ct for e in lesung.exporte for s in e.summen} == zusammen
    with pytest.raises(EingabeError, match="steht schon in der Tabelle Quellen"):
        take_over(bild, mappe)


def test_a_folder_with_files_of_several_kinds_is_not_guessed_at(monate):
    (monate / "alt.xls").write_bytes(b"x")
    with pytest.raises(EingabeError, match=r"mit einem Stern im Namen nennen, etwa .*\*\.csv"):
        vorschau(monate, jahr=2024)


def test_a_file_that_a_starred_name_covers_is_declared_by_it(monate):
    quelle = {"Inhalt": "Buchungen", "Datei": "b-2024-*.csv", "Vorzeichen": "Erträge negativ"}
    spalten = [{"Datei": "b-2024-*.csv", "Feld": "Betrag", "Überschrift": "Betrag"}]
    mappe = write_mappe(monate, Quellen=[quelle], Spalten=spalten)
    for name in ("b-2024-01.csv", "b-2024-*.csv", "B-2024-*.csv" if (monate / "B-2024-01.csv").exists() else "b-*.csv"):
        bild = vorschau(monate / name, datenmappe=mappe)
        assert bild.ist_eingetragen, name
        with pytest.raises(EingabeError, match="steht schon in der Tabelle Quellen"):
            take_over(bild, mappe)
    assert [s.feld for s in bild.bilder[0].zuordnung.angabe.spalten] == ["Betrag"]


def test_signs_that_differ_between_files_are_a_question(monate):
    (monate / "b-2024-02.csv").write_text(BUCHUNGEN.replace("-1.000,00;1", "1.000,00;2"), encoding="utf-8")
    bild = vorschau(monate / "b-2024-*.csv", jahr=2024)
    assert "Vorzeichen" not in bild.quellen[0]
    assert bild.fragen[0] == (
        "Vorzeichen: nicht in allen Dateien gleich erkannt („Erträge negativ“ in b-2024-01.csv, „alles positiv“ in "
        "b-2024-02.csv). Welches gilt für alle?"
    )


def test_questions_of_several_files_name_theirs(monate):
    with (monate / "b-2024-02.csv").open("a", encoding="utf-8") as datei:
        datei.write("1111;X1;2,00;2\n")
    (frage,) = vorschau(monate / "b-2024-*.csv", jahr=2024).fragen
    assert frage.startswith("b-2024-02.csv: Konten, die mit X beginnen")


def test_balances_go_on_from_file_to_file(tmp_path):
    for monat, saldo in ((1, "100,00"), (2, "250,00")):
        text = f"Produkt;Sachkonto;Saldo;Periode\n1111;4011;{saldo};{monat}\n1111;3321;-{saldo};{monat}\n"
        (tmp_path / f"s-2024-{monat}.csv").write_text(text, encoding="utf-8")
    bild = vorschau(tmp_path / "s-*.csv", jahr=2024, inhalt=Inhalt.SALDEN)
    assert sum(einer.aufwendungen_ct for einer in bild.bilder) == 25000


def test_nothing_fits(tmp_path):
    with pytest.raises(EingabeError, match=r"Zu „x-\*.csv“ gibt es in"):
        vorschau(tmp_path / "x-*.csv")
    with pytest.raises(EingabeError, match="liegt kein Export"):
        vorschau(tmp_path)


def test_a_workbook_is_read_once_however_much_is_asked_of_it(tmp_path, monkeypatch):
    gelesen = []
    leser = rohtabelle_blatt.LESER
    monkeypatch.setattr(
        rohtabelle_blatt,
        "LESER",
        SimpleNamespace(start=leser.start, read=lambda *angaben: gelesen.append(angaben) or leser.read(*angaben)),
    )
    mappe = openpyxl.Workbook()
    for zeile in ["Produkt", "Konto", "Ansatz 2024", "Ergebnis 2024", "Monat"], ["1111", "3321", 50, 40, 1]:
        mappe.active.append(zeile)
    mappe.save(tmp_path / "a.xlsx")
    bild = vorschau(tmp_path / "a.xlsx")
    assert gelesen
    assert len(gelesen) == 1
    assert bild.jahr == 2024


def test_what_is_taken_over_has_its_year(tmp_path):
    """A prior year would else count for the Haushaltsjahr."""
    mappe = write_mappe(tmp_path)
    (tmp_path / "b.csv").write_text(BUCHUNGEN, encoding="utf-8")
    (tmp_path / "alt.csv").write_text(BUCHUNGEN, encoding="utf-8")
    bild = vorschau(tmp_path / "alt.csv", jahr=2023, datenmappe=mappe)
    assert bild.quellen[0]["Jahr"] == 2023
    take_over(bild, mappe)
    take_over(vorschau(tmp_path / "b.csv", datenmappe=mappe), mappe)
    assert [(q.datei, q.jahr) for q in read_datenmappe(mappe)[0].quellen][-2:] == [("alt.csv", 2023), ("b.csv", None)]


def test_a_name_that_says_a_prior_year_is_asked_about(tmp_path):
    mappe = write_mappe(tmp_path)
    (tmp_path / "Buchungen 2023.csv").write_text(BUCHUNGEN, encoding="utf-8")
    (frage,) = vorschau(tmp_path / "Buchungen 2023.csv", datenmappe=mappe).fragen
    assert "wirklich „2024“" in frage
    assert "--jahr 2023" in frage
    assert vorschau(tmp_path / "Buchungen 2023.csv", datenmappe=mappe, jahr=2023).fragen == []


def test_the_other_year_of_a_file_is_taken_over_as_well(tmp_path):
    mappe = write_mappe(tmp_path)
    datei = tmp_path / "a.csv"
    datei.write_text("Produkt;Sachkonto;Ansatz 2023;Ansatz 2024\n1111;3321;1,00;2,00\n", encoding="utf-8")
    for jahr in (2024, 2023):
        bild = vorschau(datei, jahr=jahr, datenmappe=mappe)
        assert not bild.ist_eingetragen
        assert [b.ertraege_ct for b in bild.bilder] == [{2024: 200, 2023: 100}[jahr]]
        take_over(bild, mappe)
    with pytest.raises(EingabeError, match="steht schon"):
        take_over(vorschau(datei, jahr=2023, datenmappe=mappe), mappe)
    assert [(q.datei, q.jahr) for q in read_datenmappe(mappe)[0].quellen][-2:] == [("a.csv", None), ("a.csv", 2023)]


def test_a_fresh_datenmappe_without_its_kommune(tmp_path):
    export = tmp_path / "b.csv"
    export.write_text(BUCHUNGEN, encoding="utf-8")
    mappe = write_mappe(tmp_path, Einstellungen=einstellungszeilen({"Haushaltsjahr": 2024}))
    bild = vorschau(export, datenmappe=mappe)
    take_over(bild, mappe)
    assert [q.datei for q in read_datenmappe(mappe, leer=modul.UNNOETIG)[0].quellen] == ["b.csv"]
    with pytest.raises(EingabeError, match="unvollständig"):
        read_datenmappe(mappe)


def test_what_is_wrong_with_the_lines_that_declare_it(tmp_path):
    export = tmp_path / "b.csv"
    export.write_text(BUCHUNGEN, encoding="utf-8")
    zeilen = [
        {"Datei": "b.csv", "Feld": "Produckt", "Überschrift": "Produkt"},
        {"Datei": "andere.csv", "Feld": "Kontto", "Überschrift": "Konto"},
    ]
    mappe = write_mappe(tmp_path, Spalten=zeilen)
    bild = vorschau(export, datenmappe=mappe)
    (frage,) = bild.fragen
    assert "Spalten, Spalte Feld" in frage
    assert "Produckt" in frage
    export.write_text(BUCHUNGEN.replace("Produkt", "Leistungsziffer"), encoding="utf-8")
    with pytest.raises(VorschauError) as fehler:
        vorschau(export, datenmappe=mappe)
    assert ["Produckt" in befund.text for befund in fehler.value.befunde] == [True]


@pytest.mark.parametrize(("tag", "frage"), [("15.01.2024", True), ("2024-01-15", True), ("Miete 1", False)])
def test_amounts_beside_days_are_not_taken_for_ansaetze_without_a_word(tmp_path, tag, frage):
    export = tmp_path / "b.csv"
    export.write_text(
        f"Produkt;Sachkonto;Betrag;Zeitpunkt\n1111;3321;-1.000,00;{tag}\n1111;4011;500,00;{tag}\n", encoding="utf-8"
    )
    bild = vorschau(export, jahr=2024)
    assert bild.bilder[0].export.inhalt is Inhalt.ANSAETZE
    assert any("„Zeitpunkt“ stehen Tage" in text for text in bild.fragen) is frage


def test_what_may_be_an_ansatz_needs_no_month(tmp_path):
    export = tmp_path / "a.csv"
    export.write_text("Produkt;Sachkonto;Bedarf 2024\n1111;3321;1.000,00\n1111;4011;500,00\n", encoding="utf-8")
    with pytest.raises(VorschauError, match="Sind es Ansätze und keine Buchungen, dort statt dessen nur eintragen"):
        vorschau(export, jahr=2024)
    mappe = write_mappe(tmp_path, Spalten=[{"Datei": "a.csv", "Feld": "Ansatz", "Überschrift": "Bedarf 2024"}])
    assert vorschau(export, datenmappe=mappe).bilder[0].export.inhalt is Inhalt.ANSAETZE


def test_a_storno_is_looked_for_in_one_file_only(tmp_path):
    kopf = "Produkt;Sachkonto;Buchungstext;Betrag;Periode\n1111;3321;Gebühr;-1.000,00;1\n"
    kopf += "".join(f"1111;4011;Lohn;{monat}50,00;{monat}\n" for monat in range(1, 10))
    for nummer in (1, 2):
        (tmp_path / f"b-{nummer}.csv").write_text(f"{kopf}1111;4011;Storno;-{nummer},00;1\n", encoding="utf-8")
    allein = vorschau(tmp_path / "b-1.csv", jahr=2024)
    assert [befund.code for befund in allein.befunde] == ["journal.storno"]
    assert vorschau(tmp_path / "b-*.csv", jahr=2024).befunde == []
    for datei, codes in (("b-1.csv", ["journal.storno"]), ("b-*.csv", [])):
        quelle = {"Inhalt": "Buchungen", "Datei": datei, "Vorzeichen": "Erträge negativ"}
        befunde = read_quellen(read_datenmappe(write_mappe(tmp_path, Quellen=[quelle]))[0]).befunde
        assert [befund.code for befund in befunde if befund.code.startswith("journal.")] == codes


@pytest.mark.parametrize("tag", ["05.03.24", "5. März 2024", "05032024", "2024-03-05T08:00:00"])
def test_the_lines_say_the_year_where_the_first_ones_did_not(tag, tmp_path, monkeypatch):
    monkeypatch.setattr(modul, "_shipped", lambda _: RAHMEN)
    datei = tmp_path / "b.csv"
    datei.write_text(f"Produkt;Sachkonto;Betrag;Datum\n1111;3321;-1.000,00;{tag}\n1111;4011;500,00;{tag}\n")
    bild = vorschau(datei)
    assert (bild.jahr, bild.bilder[0].ertraege_ct) == (2024, 100000)


def test_several_sheets_of_one_shape_stay_a_question_after_they_are_taken_over(tmp_path):
    datei, mappe = tmp_path / "b.xlsx", write_mappe(tmp_path)
    buch = openpyxl.Workbook()
    for name, betrag in (("Jan", -1000), ("Feb", -500)):
        blatt = buch.create_sheet(name)
        blatt.append(["Produkt", "Sachkonto", "Betrag", "Periode"])
        blatt.append(["1111", "3321", betrag, 1])
    buch.save(datei)
    take_over(vorschau(datei, datenmappe=mappe), mappe)
    assert any(
        "dieselben Überschriften haben auch „Feb“" in frage for frage in vorschau(datei, datenmappe=mappe).fragen
    )
