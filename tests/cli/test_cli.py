"""The commands as a user calls them: what they say, how they exit, and that mistakes never show a traceback."""

import re
import shutil
from datetime import date
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from niedersachsen import NIEDERSACHSEN_RAHMEN
from writers.datenmappe.erweitert import ERWEITERT, LEER, copy_of

from xlbudget.app.bericht import ergaenzen
from xlbudget.cli import app, main
from xlbudget.mitgeliefert import shipped
from xlbudget.writers.datenmappe.mappe import leere_datenmappe

PEINE = str(shipped("workbooks", "peine-2023.xlsx"))
HANDBUCH = Path(__file__).parents[2] / "HANDBUCH.md"


@pytest.fixture
def run(capsys):
    def call(*arguments):
        with pytest.raises(SystemExit) as ende:
            main([str(argument) for argument in arguments])
        ausgabe = capsys.readouterr()
        assert "Traceback" not in ausgabe.out + ausgabe.err
        return ende.value.code, ausgabe.out, ausgabe.err

    return call


COMMANDS = [
    *(command.name for command in app.registered_commands),
    *(
        f"{group.name} {command.name}"
        for group in app.registered_groups
        for command in group.typer_instance.registered_commands
    ),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_german_help_and_a_place_in_the_handbuch(run, command):
    code, hilfe, _ = run(*command.split(), "--help")
    assert code == 0
    assert "Aufruf:" in hilfe
    assert not re.search(r"\b(Usage|OPTIONS|Options|Arguments|Show this|required|default|path)\b", hilfe)
    assert f"`xlbudget {command}" in HANDBUCH.read_text(encoding="utf-8")


def test_beispiel_tells_what_it_wrote(run, tmp_path):
    code, out, _ = run("beispiel", tmp_path / "berichte")
    assert code == 0
    assert "48 Produktblätter (43 Produkte, 4 Budgets, 1 Dezernat)" in out
    assert "Befunde: 1 Fehler, 1 Warnung, 3 Hinweise" in out
    namen = sorted(datei.name for datei in (tmp_path / "berichte" / "einzeln").iterdir())
    assert len(namen) == 48
    assert all(re.match(r"\d+ \S", name) for name in namen)
    assert (tmp_path / "berichte" / "Produktbericht 2023-12.xlsx").is_file()
    assert run("pruefen", tmp_path / "berichte" / "daten" / "peine-2023.xlsx")[0] == 1


def test_beispiel_of_kennzahlen_tells_a_next_command_that_works(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, _ = run("beispiel", "--kennzahlen")
    assert code == 0
    assert "4 Produktblätter (3 Produkte, 1 Budget) in berichte-kennzahlen" in out
    befehl = out.splitlines()[-1].partition("xlbudget ")[2]
    code, out, _ = run(*befehl.split())
    assert code == 0
    assert "Fristen: 3, davon überfällig: 0" in out
    assert run("pruefen", befehl.split()[1])[0] == 1  # the paper gives one forecast twice


def test_pruefen_reports_the_two_defects_of_the_published_prior_years(run):
    code, out, _ = run("pruefen", PEINE)
    assert code == 1
    assert "Dezernatsleitung III, Aufwendungen 2021: das Ergebnis 686.784 € ist nicht die Summe der Monate" in out
    assert "Arbeit, Erträge: die Jahre 2021 und 2022 sind in 11 von 12 Monaten" in out
    assert "peine-2023.xlsx, Vorjahre!R7" in out


def test_many_findings_of_one_kind_do_not_bury_the_others(run, tmp_path):
    """Each of them is there on request, and each is counted."""
    viele = [{"Produkt": str(1000 + n), "Bezeichnung": f"Hilfen {n}", "Budget": "Soziales"} for n in range(57)]

    def add_produkte(mappe):
        for produkt in viele:
            mappe["Produkte"].append([produkt["Produkt"], produkt["Bezeichnung"], produkt["Budget"]])
        tabelle = mappe["Produkte"].tables["Produkte"]
        tabelle.ref = f"{tabelle.ref.split(':')[0]}:{mappe['Produkte'].cell(mappe['Produkte'].max_row, 5).coordinate}"

    datei = copy_of(Path(shipped("workbooks", "peine-2023.xlsx")), tmp_path, add_produkte)
    for export in ("buchungen-2023.csv", "ansatz-2023.csv", "ausgleich-2023.csv"):
        shutil.copy(shipped("workbooks", export), tmp_path)
    kurz, lang = run("pruefen", datei)[1], run("pruefen", datei, "--alle")[1]
    assert kurz.count("ohne Ansatz") == 20
    assert lang.count("ohne Ansatz") >= len(viele)
    assert f"… und {lang.count('ohne Ansatz') - 20} weitere der Art produkt.leer" in kurz
    assert kurz.splitlines()[-1] == lang.splitlines()[-1], "all of them count"


def test_defaults(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("beispiel")[0] == 0
    assert (tmp_path / "berichte" / "einzeln").is_dir()
    assert run("neu", "leer")[0] == 0
    assert [datei.name for datei in (tmp_path / "leer").iterdir()] == [f"Datenmappe-{date.today().year}.xlsx"]


def test_neu_explains_the_next_step_and_never_overwrites(run, tmp_path):
    code, out, _ = run("neu", tmp_path, "--jahr", "2026")
    assert code == 0
    assert "Nächster Schritt" in out
    assert len(openpyxl.load_workbook(tmp_path / "Datenmappe-2026.xlsx")["Kontenzuordnung"].tables) == 1
    code, _, err = run("neu", tmp_path, "--jahr", "2026")
    assert code == 2
    assert "gibt es schon" in err


def test_neu_says_which_land_counts_where_nobody_can_be_asked(run, tmp_path):
    code, out, _ = run("neu", tmp_path)
    assert code == 0
    assert "Ohne die Option --land gilt der Kontenrahmen von Niedersachsen." in out
    assert "14 davon sind nicht belegt" in out


@pytest.mark.parametrize(
    ("land", "texte", "anzahl"),
    [
        ("NW", ["Kontenrahmen: Nordrhein-Westfalen, 30 Präfixe", "3 davon sind nicht belegt"], 30),
        ("baden-württemberg", ["Kontenrahmen: Baden-Württemberg, 32 Präfixe"], 32),
        ("BY", ["Für Bayern ist keine Zeile der Ergebnisrechnung belegt", "KommKR", "--konten"], 8),
        ("SL", ["Für Saarland ist keine Zeile", "§ 2 Abs. 2 KommHVO"], 0),
    ],
)
def test_neu_writes_the_kontenrahmen_of_a_land(run, tmp_path, land, texte, anzahl):
    code, out, _ = run("neu", tmp_path, "--jahr", "2026", "--land", land)
    assert (code, [text for text in texte if text not in out], "gilt der Kontenrahmen" in out) == (0, [], False)
    blatt = openpyxl.load_workbook(tmp_path / "Datenmappe-2026.xlsx")["Kontenzuordnung"]
    assert sum(zeile[0].value is not None for zeile in blatt.iter_rows(min_row=4)) == anzahl


def test_neu_asks_in_a_terminal_until_the_answer_is_a_land(run, tmp_path, monkeypatch):
    antworten = iter(["Preußen", "hessen"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.prompt", lambda *_, **__: next(antworten))
    code, out, _ = run("neu", tmp_path, "--jahr", "2026")
    assert code == 0
    assert "„Preußen“ ist kein Land mit Kontenrahmen" in out
    assert "Kontenrahmen: Hessen" in out


def test_an_empty_datenmappe_says_what_is_missing(run, tmp_path):
    run("neu", tmp_path, "--jahr", "2026")
    code, out, err = run("pruefen", tmp_path / "Datenmappe-2026.xlsx")
    assert code == 2
    assert "„Kommune“ fehlt" in out
    assert "unvollständig" in err


@pytest.mark.parametrize(
    ("auswahl", "dateien"),
    [
        (["32"], ["32 Soziales.xlsx"]),
        (["3114", "Arbeit"], ["3114 Hilfen zur Gesundheit.xlsx", "33 Arbeit.xlsx"]),
        (["Gesamt"], ["Gesamthaushalt.xlsx"]),
    ],
)
def test_nur(run, tmp_path, auswahl, dateien):
    nur = [argument for name in auswahl for argument in ("--nur", name)]
    code, _, _ = run("bericht", PEINE, "--stand", "2023-12", "--ziel", tmp_path, *nur)
    assert code == 1
    assert sorted(datei.name for datei in (tmp_path / "einzeln").iterdir()) == sorted(dateien)
    assert not list(tmp_path.glob("*.xlsx"))


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["bericht", PEINE, "--stand", "2023-13", "--ziel", "x"], "ist kein Monat"),
        (["bericht", PEINE, "--stand", "2022-12", "--ziel", "x"], "nicht möglich"),
        (["bericht", PEINE, "--stand", "2023-12", "--ziel", "x", "--nur", "99"], "Zu „99“ gibt es weder Budget noch"),
        (["bericht", PEINE, "--stand", "2023-12", "--ziel", "x", "--form", "doppelt"], "möglich sind einzeln, mappe"),
        (["bericht", PEINE, "--stand", "2023-12", "--ziel", "x", "--form", "mappe", "--nur", "3114"], "nur für ein"),
        (["bericht", PEINE, "--ziel", "x"], "Es fehlt die Angabe --stand"),
        (["bericht", PEINE, "--stnd", "2023-12"], "Die Option --stnd gibt es nicht"),
        (["bericht"], "Es fehlt die Angabe DATENMAPPE"),
        (["brcht"], "Diesen Befehl gibt es nicht"),
        (["neu", "x", "--jahr", "abc"], "„abc“ ist kein Haushaltsjahr"),
        (["neu", "x", "--land", "XX"], "„XX“ ist kein Land mit Kontenrahmen; möglich sind NI, NW"),
        (["bericht", PEINE, "--stand", "2023-12", "--ziel", ""], "Die Angabe ist leer"),
        (["bericht", PEINE, "--stand", "2023-12", "--ziel", "x", "--nur", ""], "gibt es weder Budget noch Produkt"),
        (["bericht", PEINE, "--stand"], "Nach --stand fehlt die Angabe"),
        (["pruefen", "fehlt.xlsx"], "Die Datei fehlt.xlsx gibt es nicht"),
    ],
)
def test_mistakes_are_answered_in_german(run, tmp_path, monkeypatch, arguments, text):
    monkeypatch.chdir(tmp_path)
    code, _, err = run(*arguments)
    assert code == 2
    assert text in err
    assert list(tmp_path.iterdir()) == []


def test_interrupting_leaves_the_old_reports(run, tmp_path, monkeypatch):
    run("beispiel", tmp_path)
    vorher = {datei: datei.read_bytes() for datei in tmp_path.rglob("*") if datei.is_file()}

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("xlbudget.app.bericht.bericht.write_gesamtbericht", stop)
    code, _, err = run("bericht", PEINE, "--stand", "2023-06", "--ziel", tmp_path)
    assert code == 2
    assert "Abgebrochen" in err
    assert {datei: datei.read_bytes() for datei in tmp_path.rglob("*") if datei.is_file()} == vorher


def test_a_defect_of_ours_shows_no_traceback_but_keeps_one(run, tmp_path, monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError("im Innersten")

    monkeypatch.setattr("xlbudget.app.bericht.rechnung.assign", fail)
    code, _, err = run("pruefen", PEINE)
    assert code == 2
    assert "Hier ist xlbudget selbst ein Fehler unterlaufen" in err
    log = Path(err.split("mitschicken: ")[1].strip())
    assert "ZeroDivisionError: im Innersten" in log.read_text(encoding="utf-8")
    log.unlink()


def test_a_second_run_changes_nothing(run, tmp_path):
    run("beispiel", tmp_path)
    vorher = {datei: datei.read_bytes() for datei in tmp_path.rglob("*") if datei.is_file()}
    run("beispiel", tmp_path)
    assert {datei: datei.read_bytes() for datei in tmp_path.rglob("*") if datei.is_file()} == vorher


def test_sheets_of_an_earlier_run_are_pointed_out(run, tmp_path):
    (tmp_path / "einzeln").mkdir()
    (tmp_path / "einzeln" / "9999 Altes Produkt.xlsx").touch()
    _, out, _ = run("beispiel", tmp_path)
    assert "stammt aus einem früheren Lauf" in out
    assert "einzeln/9999 Altes Produkt.xlsx" in out


@pytest.mark.parametrize(
    ("modern", "name"),
    [
        ((), "produktblatt.xlsx"),
        (("--modern",), "produktblatt-modern.xlsx"),
        (("--rueckmeldung",), "rueckmeldung.xlsx"),
    ],
)
def test_vorlage_neu_and_pruefen(run, tmp_path, modern, name):
    code, out, _ = run("vorlage", "neu", tmp_path, *modern)
    assert code == 0
    assert f"xlbudget vorlage pruefen {tmp_path / name}" in out
    assert run("vorlage", "neu", tmp_path, *modern)[0] == 2
    code, out, _ = run("vorlage", "pruefen", tmp_path / name)
    assert (code, out) == (0, f"Geprüft: {name}. Befunde: 0 Fehler, 0 Warnungen, 0 Hinweise\n")


def test_vorlage_pruefen_names_what_is_missing(run, tmp_path):
    vorlage = openpyxl.load_workbook(shipped("templates", "produktblatt.xlsx"))
    name = vorlage.defined_names.pop("PB_Ertraege")
    name.name = "PB_Ertrage"
    vorlage.defined_names.add(name)
    vorlage.save(tmp_path / "eigene.xlsx")
    code, out, _ = run("vorlage", "pruefen", tmp_path / "eigene.xlsx")
    assert code == 1
    assert "PB_Ertraege" in out
    assert "PB_Ertrage" in out


def test_a_workbook_that_excel_would_repair_is_never_written(run, tmp_path, monkeypatch):
    monkeypatch.setattr("xlbudget.app.bericht.bericht.write_gesamtbericht", lambda *_: b"PK kaputt")
    code, out, err = run("bericht", PEINE, "--stand", "2023-12", "--ziel", tmp_path / "ziel")
    assert code == 2
    assert "kein lesbares Excel-Archiv" in out
    assert "wäre für Excel beschädigt" in err
    assert not (tmp_path / "ziel").exists()


def test_version(run):
    code, out, _ = run("--version")
    assert (code, out.split()[0]) == (0, "xlbudget")


# datenmappe ergaenzen


@pytest.fixture
def later(monkeypatch):
    """The commands as a later version would have them, which knows more tables, columns and settings."""
    monkeypatch.setattr(ergaenzen, "ergaenzen", partial(ergaenzen.ergaenzen, deklaration=ERWEITERT))


@pytest.mark.parametrize(
    "aufruf",
    [
        ("pruefen", "Datenmappe", "2026.xlsx"),
        ("bericht", "Meine", "Daten", "mappe.xlsx", "--stand", "2026-06"),
        ("vorschau", "Export", "Mai.csv"),
    ],
)
def test_a_name_with_blanks_and_no_quotation_marks_is_recognised(run, aufruf):
    code, _, err = run(*aufruf)
    assert code == 2
    name = " ".join(teil for teil in aufruf[1:] if not teil.startswith(("-", "2026-")))
    assert f'gehört in Anführungszeichen:  "{name}"' in err


def test_ergaenzen_without_anything_to_add(run, tmp_path):
    datei = tmp_path / "Datenmappe 2026.xlsx"
    datei.write_bytes(leere_datenmappe(2026, NIEDERSACHSEN_RAHMEN))
    code, out, _ = run("datenmappe", "ergaenzen", datei)
    assert code == 0
    assert out.startswith("In Datenmappe 2026.xlsx fehlt nichts; sie bleibt unverändert.\nAuf Wunsch: Stände: ")
    assert [pfad.name for pfad in tmp_path.iterdir()] == [datei.name]


def test_ergaenzen_says_what_it_added_and_where_the_backup_is(run, tmp_path, later):
    datei = copy_of(LEER, tmp_path)
    code, out, _ = run("datenmappe", "ergaenzen", datei, "--mit", "beiraete")
    assert code == 0
    zeilen = out.splitlines()
    assert zeilen[0] == "Ergänzt: Blatt „Beiräte“ mit der Tabelle Beiräte"
    assert "Ergänzt: Einstellungen: „Prüfung ab Euro“, „Strenge Prüfung“" in zeilen
    (sicherung,) = tmp_path.glob("*Sicherung*")
    assert f"Die Mappe, wie sie vorher war: {sicherung}" in zeilen
    assert zeilen[-1] == (
        f'Auf Wunsch: Fristen: Bis wann was fertig ist.  xlbudget datenmappe ergaenzen "{datei}" --mit Fristen'
    )


def test_ergaenzen_with_the_duties_of_a_land(run, tmp_path):
    datei = tmp_path / "Datenmappe 2026.xlsx"
    datei.write_bytes(leere_datenmappe(2026, NIEDERSACHSEN_RAHMEN))
    code, out, _ = run("datenmappe", "ergaenzen", datei, "--mit", "Fristen")
    assert (code, f'xlbudget datenmappe ergaenzen "{datei}" --mit Fristen --land LAND' in out) == (0, True)
    code, out, _ = run("datenmappe", "ergaenzen", datei, "--mit", "Fristen", "--land", "Hessen")
    assert (code, out.splitlines()[0]) == (0, "Ergänzt: Tabelle Fristen: Berichtspflichten (Hessen): 4")
    assert "Berichtspflichten: Hessen, belegt: 4; vollständig ist das nicht. Jede ist ein Vorschlag" in out
    code, out, _ = run("datenmappe", "ergaenzen", datei, "--mit", "Fristen", "--land", "SN")
    assert (code, "Berichtspflichten: Für Sachsen ist keine belegt" in out) == (0, True)
    code, _, err = run("datenmappe", "ergaenzen", datei, "--mit", "Fristen", "--land", "XX")
    assert (code, "„XX“ ist kein Land" in err) == (2, True)
    code, _, err = run("datenmappe", "ergaenzen", datei, "--land", "HE")
    assert (code, "--land gehört zu --mit Fristen" in err) == (2, True)


@pytest.mark.parametrize(("land", "gesagt"), [("HE", "Belegte Berichtspflichten: 4; "), ("SN", "pflichten: keine.")])
def test_neu_says_what_duties_the_land_has(run, tmp_path, land, gesagt):
    code, out, _ = run("neu", tmp_path, "--jahr", "2026", "--land", land)
    assert (code, gesagt in out, f"--mit Fristen --land {land}" in out) == (0, True, land == "HE")


def test_ergaenzen_names_what_is_in_the_way(run, tmp_path, later):
    def protect(mappe):
        for name in ("Quellen", "Einstellungen"):
            mappe[name].protection.sheet = True

    datei = copy_of(LEER, tmp_path, protect)
    vorher = datei.read_bytes()
    code, out, _ = run("datenmappe", "ergaenzen", datei)
    assert code == 1
    assert "✗ Fehler   Nicht ergänzt: Tabelle Quellen: Spalten „Zeitraum“, „Kontrollsumme“, „Gremium“, „Hin" in out
    assert "Überprüfen › Blattschutz aufheben" in out
    assert "— Datenmappe 2024.xlsx, Quellen!A3" in out
    code, out, _ = run("datenmappe", "ergaenzen", datei, "--mit", "Fristen")
    assert (code, datei.read_bytes() == vorher) == (1, False)


def test_ergaenzen_of_unknown_tables_and_open_files(run, tmp_path):
    datei = copy_of(LEER, tmp_path)
    code, _, err = run("datenmappe", "ergaenzen", datei, "--mit", "Fehlt")
    auf_wunsch = (
        "Stände, Berichtsspalten, Ausschüsse, WeitereNamen, Kennzahlwerte, Ereignisse, Maßnahmen, Reifegrad, "
        "Quittungen, WeitereZahlen, Spalten, Kontrollsummen, Fristen"
    )
    assert (code, err) == (2, f"Keine Tabelle der Datenmappe heißt Fehlt. Auf Wunsch gibt es: {auf_wunsch}.\n")
    (tmp_path / f"~${datei.name}").write_bytes(b"")
    code, _, err = run("datenmappe", "ergaenzen", datei)
    assert (code, "ist gerade geöffnet" in err) == (2, True)


def test_bericht_for_a_committee(run, tmp_path):
    ziel = tmp_path / "ziel"
    code, out, _ = run("bericht", PEINE, "--stand", "2023-12", "--ziel", ziel, "--ausschuss", "gas")
    assert code == 1
    assert f"47 Produktblätter (43 Produkte, 4 Budgets) in {ziel / 'ausschuesse' / 'GAS' / 'einzeln'}\n" in out
    assert f"Auszug: {ziel / 'ausschuesse' / 'GAS' / 'Produktbericht 2023-12 GAS.xlsx'}\n" in out
    assert "Gesamtbericht" not in out
    assert "Befunde: 1 Fehler, 1 Warnung, 3 Hinweise" in out


def test_bericht_for_every_committee(run, tmp_path):
    ziel = tmp_path / "ziel"
    code, out, _ = run("bericht", PEINE, "--stand", "2023-06", "--ziel", ziel, "--je-ausschuss", "--form", "mappe")
    assert code == 1
    assert f"8 Mappen für die Fachdienste in {ziel / 'ausschuesse' / '*' / 'mappen'}\n" in out
    auszuege = [Path(zeile.removeprefix("Auszug: ")) for zeile in out.splitlines() if zeile.startswith("Auszug: ")]
    assert [auszug.name for auszug in auszuege] == [
        "Produktbericht 2023-06 GAS.xlsx",
        "Produktbericht 2023-06 FIN.xlsx",
    ]
    assert all(auszug.is_file() for auszug in auszuege)


@pytest.mark.parametrize(
    ("angaben", "text"),
    [
        (
            ["--ausschuss", "JHA"],
            "Einen Ausschuss „JHA“ gibt es nicht. In der Tabelle Ausschüsse von peine-2023.xlsx s",
        ),
        (["--ausschuss", "GAS", "--je-ausschuss"], "--je-ausschuss schreibt schon den Auszug jedes Ausschusses"),
    ],
)
def test_bericht_for_a_committee_that_cannot_be(run, tmp_path, angaben, text):
    code, _, err = run("bericht", PEINE, "--stand", "2023-12", "--ziel", tmp_path / "ziel", *angaben)
    assert code == 2
    assert text in " ".join(err.split())
    assert not (tmp_path / "ziel").exists()
