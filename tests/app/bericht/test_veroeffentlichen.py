"""Open data and a web page, from a Datenmappe to files: whole, per committee, in parts, nothing that is internal."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import peine
import pytest
from writers.offenedaten.datenbeispiel import faults, query

from xlbudget.app.bericht import veroeffentlichen as use_case
from xlbudget.app.bericht.auswahl import Auswahl
from xlbudget.app.bericht.veroeffentlichen import veroeffentlichen, weblayout_neu
from xlbudget.cli import main
from xlbudget.core.zeit import Stand
from xlbudget.errors import AusgabeError, EingabeError
from xlbudget.layout.einstellungen import DATENBEREITSTELLER, LIZENZ, MIT_VERANTWORTLICHEN, WEBADRESSE, WEBLAYOUT
from xlbudget.mitgeliefert import shipped

ENDE, JUNI = Stand(2023, 12), Stand(2023, 6)
DATEIEN = [
    *("bericht.html", "datapackage.json", "dcat.jsonld"),
    *("kennzahlen.csv", "monatswerte.csv", "produkte.csv", "zeilen.csv"),
]
NUR = Auswahl(nur=("3114",))


@pytest.fixture
def datenmappe(tmp_path):
    """The example with its exports, to be changed."""
    for name in ("buchungen-2023.csv", "ausgleich-2023.csv", "ansatz-2023.csv", "peine-2023.xlsx"):
        shutil.copy(shipped("workbooks", name), tmp_path)
    return tmp_path / "peine-2023.xlsx"


def set_values(datenmappe: Path, **werte: str) -> None:
    buch = openpyxl.load_workbook(datenmappe)
    for zeile in buch["Einstellungen"].iter_rows(min_row=4):
        if zeile[0].value in werte:
            zeile[1].value = werte[zeile[0].value]
    buch.save(datenmappe)


def name_persons(datenmappe: Path) -> set[str]:
    """Give every Budget somebody who is responsible for it."""
    buch = openpyxl.load_workbook(datenmappe)
    zellen = [zeile[4] for zeile in buch["Budgets"].iter_rows(min_row=4) if zeile[0].value]
    for nummer, zelle in enumerate(zellen, 1):
        zelle.value = f"Vera Vorbild {nummer}"
    buch.save(datenmappe)
    return {zelle.value for zelle in zellen}


def column(datenmappe: Path, blatt: str, spalte: str) -> set[str]:
    zeilen = openpyxl.load_workbook(datenmappe)[blatt].iter_rows(min_row=3, values_only=True)
    stelle = list(next(zeilen)).index(spalte)
    return {str(zeile[stelle]) for zeile in zeilen if zeile[stelle]}


def published(ordner: Path) -> str:
    return "\n".join(datei.read_text(encoding="utf-8") for datei in ordner.rglob("*.*") if datei.is_file())


def names(ordner: Path) -> list[str]:
    return sorted(datei.name for datei in ordner.iterdir() if not datei.name.startswith("."))


def test_nothing_internal_leaves_the_house(datenmappe, tmp_path):
    ziel, personen = tmp_path / "offen", name_persons(datenmappe)
    ergebnis = veroeffentlichen(datenmappe, JUNI, ziel)
    assert names(ziel) == DATEIEN
    assert sorted(datei.name for datei in ergebnis.dateien) == DATEIEN
    text = published(ziel)
    internes = {
        *column(datenmappe, "Verteiler", "E-Mail"),
        *personen,
        *column(datenmappe, "Quellen", "Datei"),
        *(befund.text for befund in ergebnis.befunde),
        str(tmp_path),
        datenmappe.name,
        "Prüfprotokoll",
        "Verantwortlich",
        "@landkreis",
    }
    assert len(internes) > 15
    assert [wort for wort in internes if wort in text] == []
    assert "Achtung: 1 Fehler in den Daten" in text, "but that something is wrong is said to everybody"
    assert faults(ziel) == []


def test_names_licence_and_address_where_the_house_wants_them(datenmappe, tmp_path):
    namen = name_persons(datenmappe)
    bereitsteller = "http://dcat-ap.de/def/contributors/musterkreis"
    set_values(
        datenmappe,
        **{
            MIT_VERANTWORTLICHEN: "ja",
            LIZENZ: "DL-DE-ZERO-2.0",
            WEBADRESSE: "https://landkreis.example/haushalt",
            DATENBEREITSTELLER: bereitsteller,
        },
    )
    ziel = tmp_path / "offen"
    veroeffentlichen(datenmappe, ENDE, ziel)
    in_daten = {name for (name,) in query(ziel, "select distinct verantwortlich from produkte")}
    assert in_daten
    assert in_daten <= namen
    seite = (ziel / "bericht.html").read_text(encoding="utf-8")
    assert all(f"verantwortlich: {name}</p>" in seite for name in in_daten)
    assert "https://www.govdata.de/dl-de/zero-2-0" in seite
    dcat = json.loads((ziel / "dcat.jsonld").read_text(encoding="utf-8"))
    assert dcat["@context"]["@base"] == "https://landkreis.example/haushalt/"
    assert dcat["dcatde:contributorID"] == {"@id": bereitsteller}
    assert faults(ziel) == []


def test_each_committee_gets_a_folder(datenmappe, tmp_path):
    set_values(datenmappe, **{WEBADRESSE: "https://landkreis.example/haushalt/"})
    ziel = tmp_path / "offen"
    ergebnis = veroeffentlichen(datenmappe, ENDE, ziel, Auswahl(je_ausschuss=True))
    ordner = ziel / "ausschuesse"
    assert names(ordner) == ["FIN", "GAS"]
    assert [seite.parent.name for seite in ergebnis.seiten] == ["GAS", "FIN"]
    for name in names(ordner):
        assert names(ordner / name) == DATEIEN
        assert faults(ordner / name) == []
        paket = json.loads((ordner / name / "datapackage.json").read_text(encoding="utf-8"))
        assert "Auszug" in paket["title"]
        assert paket["name"].endswith(name.casefold())
        assert paket["homepage"] == f"https://landkreis.example/haushalt/ausschuesse/{name}/"


@pytest.mark.parametrize(("nur", "produkte"), [(("3114",), 1), (("30",), 2), (("3114", "30"), 3)])
def test_only_a_part(tmp_path, nur, produkte):
    veroeffentlichen(peine.DATENMAPPE, JUNI, tmp_path / "offen", Auswahl(nur=nur))
    assert query(tmp_path / "offen", "select count(*) from produkte") == [(produkte,)]
    seite = (tmp_path / "offen" / "bericht.html").read_text(encoding="utf-8")
    assert "Auf einen Blick" not in seite
    assert seite.count("<article") == len(nur)
    paket = json.loads((tmp_path / "offen" / "datapackage.json").read_text(encoding="utf-8"))
    assert "Nur: " in paket["description"]
    assert faults(tmp_path / "offen") == []


def test_what_is_kept_out_of_the_report_is_not_published_by_its_name(datenmappe, tmp_path):
    buch = openpyxl.load_workbook(datenmappe)
    (zeile,) = [z for z in buch["Budgets"].iter_rows(min_row=4) if z[0].value == "Dezernatsleitung III"]
    zeile[5].value = "nein"
    buch.save(datenmappe)
    for nur in ("30", "27104"):
        with pytest.raises(EingabeError, match="steht nicht im Bericht"):
            veroeffentlichen(datenmappe, ENDE, tmp_path / "offen", Auswahl(nur=(nur,)))
    veroeffentlichen(datenmappe, ENDE, tmp_path / "offen")
    assert query(tmp_path / "offen", "select count(*) from zeilen where produkt = '27104'") == [(0,)]
    assert "Bildungsbüro" not in published(tmp_path / "offen")


@pytest.mark.parametrize(
    ("einstellung", "wert"),
    [
        (WEBADRESSE, "www.landkreis.example"),
        (WEBADRESSE, "https://landkreis.example/a b"),
        (WEBADRESSE, 'https://landkreis.example/"><script>'),
        (DATENBEREITSTELLER, "musterkreis"),
        (WEBLAYOUT, "gibtsnicht"),
    ],
)
def test_settings_that_would_be_wrong_outside(datenmappe, tmp_path, einstellung, wert):
    set_values(datenmappe, **{einstellung: wert})
    with pytest.raises(EingabeError, match=r"Einstellungen!B\d+"):
        veroeffentlichen(datenmappe, ENDE, tmp_path / "offen", NUR)
    assert not (tmp_path / "offen").exists()


def test_files_of_the_house_are_not_written_over(datenmappe, tmp_path):
    """produkte.csv is a name that others give too; what an earlier run wrote is replaced."""
    eigene = tmp_path / "produkte.csv"
    eigene.write_text("unsere", encoding="utf-8")
    with pytest.raises(AusgabeError, match=r"gibt es schon produkte\.csv"):
        veroeffentlichen(datenmappe, ENDE, tmp_path, NUR)
    assert eigene.read_text(encoding="utf-8") == "unsere"
    ziel = tmp_path / "offen"
    for stand in (JUNI, ENDE):
        veroeffentlichen(datenmappe, stand, ziel, NUR)
        assert query(ziel, "select stand from produkte") == [(str(stand),)]


def test_a_fault_of_the_layout_leaves_the_former_files_whole(datenmappe, tmp_path):
    ordner, ziel = weblayout_neu(tmp_path), tmp_path / "offen"
    set_values(datenmappe, **{WEBLAYOUT: ordner.name})
    veroeffentlichen(datenmappe, JUNI, ziel, NUR)
    vorher = {name: (ziel / name).read_bytes() for name in DATEIEN}
    (ordner / "bericht.html").write_text("{% if %}", encoding="utf-8")
    with pytest.raises(AusgabeError, match=r"bericht\.html, Zeile 1"):
        veroeffentlichen(datenmappe, ENDE, ziel, NUR)
    assert {name: (ziel / name).read_bytes() for name in names(ziel)} == vorher
    with pytest.raises(AusgabeError, match="gibt es schon"):
        weblayout_neu(tmp_path)


def test_an_interrupted_run_leaves_the_former_files(tmp_path, monkeypatch):
    """The second of two committees fails: the first is not replaced either."""
    ziel = tmp_path / "ausschuesse" / "FIN"
    ziel.mkdir(parents=True)
    for name in DATEIEN:
        (ziel / name).write_bytes(b"alt")
    geschrieben = []

    def fail(*_):
        if geschrieben:
            raise KeyboardInterrupt
        geschrieben.append(1)
        return {"produkte.csv": b"neu"}

    monkeypatch.setattr(use_case, "write_offene_daten", fail)
    with pytest.raises(KeyboardInterrupt):
        veroeffentlichen(peine.DATENMAPPE, ENDE, tmp_path, Auswahl(je_ausschuss=True))
    assert {datei.read_bytes() for datei in ziel.iterdir()} == {b"alt"}


def test_by_command(tmp_path, capsys):
    ziel = tmp_path / "offen"
    befehl = ["veroeffentlichen", str(peine.DATENMAPPE), "--stand", "2023-12", "--ziel", str(ziel), "--nur", "3114"]
    with pytest.raises(SystemExit) as ende:
        main(befehl)
    assert ende.value.code == 1, "the example has a Fehler"
    assert f"Webseite: {ziel / 'bericht.html'}" in capsys.readouterr().out.replace("\n", "")
    assert names(ziel) == DATEIEN
    with pytest.raises(SystemExit) as ende:
        main(["vorlage", "web", str(tmp_path)])
    assert ende.value.code == 0
    assert "Weblayout" in capsys.readouterr().out
    assert names(tmp_path / "web") == ["bericht.html", "stil.css", "suche.js"]


@pytest.mark.parametrize(
    ("wert", "grund"),
    [
        ("https://landkreis.example/a b/", "Leerzeichen darin als %20"),
        ("https://amt:geheim@landkreis.example/a/", "Benutzernamen oder ein Kennwort"),
        ("https://", "keine Adresse im Netz"),
        ("https://landkreis.example/?a=1", "keine Adresse im Netz"),
    ],
)
def test_why_an_address_is_none(datenmappe, tmp_path, wert, grund):
    set_values(datenmappe, **{WEBADRESSE: wert})
    with pytest.raises(EingabeError, match=grund):
        veroeffentlichen(datenmappe, ENDE, tmp_path / "offen", NUR)


@pytest.mark.parametrize(
    ("einstellung", "wert"),
    [
        (LIZENZ, "CC BY"),
        (MIT_VERANTWORTLICHEN, "vielleicht"),
        (DATENBEREITSTELLER, "http://dcat-ap.de/def/contributors/"),
        (DATENBEREITSTELLER, "http://dcat-ap.de/def/contributors/muster kreis"),
    ],
)
def test_a_setting_nobody_can_use_publishes_nothing(datenmappe, tmp_path, einstellung, wert):
    """Without its licence nobody knows what may be done with the data, and the page would call it a fault of them."""
    set_values(datenmappe, **{einstellung: wert})
    with pytest.raises(EingabeError, match=r"Einstellungen!B\d+"):
        veroeffentlichen(datenmappe, ENDE, tmp_path / "offen", NUR)
    assert not (tmp_path / "offen").exists()


def test_nothing_is_published_beside_what_is_for_the_house(datenmappe, tmp_path):
    with pytest.raises(AusgabeError, match=r"peine-2023\.xlsx.* nur für das Haus"):
        veroeffentlichen(datenmappe, ENDE, tmp_path, NUR)
    assert not (tmp_path / "bericht.html").exists()
    ziel = tmp_path / "offen"
    ziel.mkdir()
    (ziel / "Prüfprotokoll 2023-12.xlsx").write_bytes(b"intern")
    with pytest.raises(AusgabeError, match=r"Prüfprotokoll 2023-12\.xlsx"):
        veroeffentlichen(datenmappe, ENDE, ziel, NUR)
    assert names(ziel) == ["Prüfprotokoll 2023-12.xlsx"]


def test_what_else_would_go_out_with_the_folder(datenmappe, tmp_path):
    ziel = tmp_path / "offen"
    ziel.mkdir()
    for name in ("Notizen.docx", "wappen.png"):
        (ziel / name).write_bytes(b"")
    befunde = veroeffentlichen(datenmappe, ENDE, ziel, NUR).befunde
    (fremdes,) = [befund.text for befund in befunde if befund.code == "veroeffentlichung.fremdes"]
    assert "Notizen.docx" in fremdes
    assert "wappen.png" not in fremdes


def test_a_part_is_another_data_set(tmp_path):
    """A catalogue takes two data sets of one name for the same, and the part would replace the whole."""
    kennungen = set()
    for nur in ((), ("3114",), ("3114", "30")):
        veroeffentlichen(peine.DATENMAPPE, JUNI, tmp_path / "offen", Auswahl(nur=nur))
        dcat = json.loads((tmp_path / "offen" / "dcat.jsonld").read_text(encoding="utf-8"))
        kennungen.add(dcat["dct:identifier"])
        assert (f"nur {', '.join(nur)}" in dcat["dct:title"]["@value"]) == bool(nur)
    assert len(kennungen) == 3


def test_colours_of_a_house_that_many_cannot_read(datenmappe, tmp_path):
    ordner, ziel = weblayout_neu(tmp_path), tmp_path / "offen"
    set_values(datenmappe, **{WEBLAYOUT: ordner.name})
    assert "weblayout.kontrast" not in {befund.code for befund in veroeffentlichen(datenmappe, JUNI, ziel, NUR).befunde}
    stil = ordner / "stil.css"
    stil.write_text(
        stil.read_text(encoding="utf-8").replace("--akzent: #1f4e79", "--akzent: #ffcc00"), encoding="utf-8"
    )
    befunde = veroeffentlichen(datenmappe, JUNI, ziel, NUR).befunde
    (text,) = [befund.text for befund in befunde if befund.code == "weblayout.kontrast"]
    assert "--akzent auf --grund 1,5 : 1 statt 4,5 : 1" in text
