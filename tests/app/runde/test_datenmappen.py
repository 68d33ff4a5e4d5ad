"""Several Datenmappen and one Versandbuch: each has its own round; and one that knows it sent is not believed alone."""

from __future__ import annotations

import copy
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from app.runde.rundreise_base import DEZEMBER, PRODUKT, STAND, TRANSFER, Haus, answer, cli, grund, prognose, refused

from xlbudget.app.bericht.bericht import bericht
from xlbudget.app.bericht.buchzugang import assign_own, assign_same
from xlbudget.app.bericht.lauf import load
from xlbudget.app.runde.auftrag import Auftrag, entwurfsordner
from xlbudget.app.runde.ruecklauf import ruecklauf
from xlbudget.app.runde.ruecklaufstand import ruecklaufstand
from xlbudget.app.runde.versand import erinnern, versand
from xlbudget.cli import datenmappe as modul
from xlbudget.core.rueckmeldung import Feld, Feldart
from xlbudget.core.zeit import Stand
from xlbudget.delivery.ledger.ort import DATEINAME
from xlbudget.delivery.ledger.versandbuch import Versandbuch
from xlbudget.errors import AusgabeError, EingabeError, Schwere
from xlbudget.sources.datenmappe.kennung import read_kennung
from xlbudget.xlsx import Package

GOLDEN = Path(__file__).parents[2] / "golden"
FACHDIENSTE = {"Soziales": ("32", "fd32"), "Arbeit": ("33", "fd33")}
FAELLE = Feld(PRODUKT["Soziales"], Feldart.LEISTUNG, zeile="Fälle")
QUOTE = Feld(PRODUKT["Soziales"], Feldart.ZIEL, zeile="Anteil fristgerecht")
TEXT = Feld(PRODUKT["Soziales"], Feldart.ERLAEUTERUNG)
NEU = TRANSFER + 1000


@pytest.fixture
def haus(tmp_path: Path) -> Haus:
    haus = Haus(tmp_path / "haus", fachdienste=FACHDIENSTE, produkte=("10",))
    haus.write()
    return haus


@pytest.fixture(params=["sqlite", "postgresql"])
def geteilt(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A Versandbuch that everybody in the house uses."""
    ist_datei = request.param == "sqlite"
    ort = str(tmp_path / "gemeinsam.sqlite") if ist_datei else request.getfixturevalue("postgres_ort")
    monkeypatch.setenv("XLBUDGET_VERSANDBUCH", ort)
    return ort


def send(datenmappe: Path, *nur: str, stand: Stand = STAND, **weitere: object) -> Path:
    """Write drafts; the folder they are in."""
    ziel = entwurfsordner(datenmappe, stand)
    versand(datenmappe, Auftrag(stand, ziel, nur=nur or ("Soziales",), **weitere))
    return ziel


def sent(ort: str | Path, datenmappe: Path, budget: str = "Soziales"):
    """The latest workbook of a Budget, as a Datenmappe sent it."""
    kennung = read_kennung(datenmappe).kennung
    with Versandbuch.open(ort, anlegen=False) as buch:
        eigene = [s for s in buch.of(kennung).sendungen() if s.identitaet.budget == budget]
        letzte = max(eigene, key=lambda s: s.identitaet.fassung)
        return letzte, buch.archived(letzte.sha256)


def put(ordner: Path, name: str, daten: bytes) -> Path:
    datei = ordner / name
    datei.write_bytes(daten)
    return datei


def values(datenmappe: Path, stand: Stand = STAND) -> dict[str, object]:
    """What the report of a Datenmappe has of the first Produkt of Soziales."""
    lauf = load(datenmappe, stand)
    objekt, daten = lauf.daten.gliederung[PRODUKT["Soziales"]], lauf.daten
    zeile = next(z for z in daten.kontenrahmen.zeilen if z.name == "Transferaufwand")
    (faelle,) = (k.ist for k in daten.leistungen if k.produkt == objekt.kennung)
    return {
        "prognose": daten.prognosen.prognose_of(objekt, zeile).betrag_ct // 100,
        "text": objekt.erlaeuterung,
        "faelle": faelle,
        "genommen": {u.feld.feldart for u in lauf.uebernahmen},
        "fehler": [b.code for b in lauf.befunde if b.schwere is Schwere.FEHLER],
        "hinweise": [b.code for b in lauf.befunde if b.code == "ruecklauf.ueberstimmt"],
    }


EINGABEN = {prognose("Soziales"): NEU, grund(prognose("Soziales")): "Tarif", FAELLE: 300, TEXT: "Neuer Text"}
GENOMMEN = {Feldart.PROGNOSE, Feldart.LEISTUNG, Feldart.ERLAEUTERUNG}


def answer_and_accept(haus: Haus, eingaben: dict[Feld, object], name: str = "a.xlsx") -> None:
    gesendet = haus.sendung("Soziales")
    datei = put(haus.ordner, name, answer(*gesendet, eingaben))
    nummer = max(e.rueckgabe.nummer for e in ruecklauf(haus.datenmappe, [datei]).eintraege)
    ruecklauf(haus.datenmappe, annehmen=[nummer])


# what an accepted return brings in


def test_a_second_fassung_that_leaves_everything_alone_loses_nothing(haus):
    send(haus.datenmappe)
    answer_and_accept(haus, EINGABEN)
    erwartet = {
        "prognose": NEU,
        "text": "Neuer Text",
        "faelle": 300,
        "genommen": GENOMMEN,
        "fehler": [],
        "hinweise": [],
    }
    assert values(haus.datenmappe) == erwartet
    send(haus.datenmappe, erneut=True)
    zweite = haus.sendung("Soziales")
    assert (zweite[0].identitaet.fassung, zweite[0].eigene[FAELLE], zweite[0].eigene[TEXT]) == (2, Decimal(240), None)
    put(haus.ordner, "b.xlsx", answer(*zweite, {}))
    ruecklauf(haus.datenmappe, [haus.ordner / "b.xlsx"])
    assert cli("ruecklauf", haus.datenmappe, "--annehmen", 2, "--ablehnen", 1)[0] == 0
    assert values(haus.datenmappe) == erwartet


def test_a_correction_in_the_datenmappe_wins_and_what_was_renamed_is_a_fehler(haus, monkeypatch):
    send(haus.datenmappe)
    answer_and_accept(haus, EINGABEN | {QUOTE: 91})
    buch = openpyxl.load_workbook(haus.datenmappe)
    blatt = buch["Kennzahlen"]
    for zeile in blatt.iter_rows():
        for zelle in zeile:
            if zelle.value == 240:
                zelle.value = 260  # corrected
            if zelle.value == "Anteil fristgerecht":
                zelle.value = "Anteil pünktlich"  # renamed
    buch.save(haus.datenmappe)
    jetzt = values(haus.datenmappe)
    assert (jetzt["faelle"], jetzt["text"], jetzt["prognose"]) == (260, "Neuer Text", NEU)
    assert jetzt["genommen"] == {Feldart.PROGNOSE, Feldart.ERLAEUTERUNG}
    assert jetzt["fehler"] == ["ruecklauf.nicht_uebernommen"]
    assert jetzt["hinweise"] == ["ruecklauf.ueberstimmt"]
    code, text = cli("bericht", haus.datenmappe, "--stand", STAND, "--ziel", haus.ordner / "bericht")
    assert code == 1
    assert "die Kennzahl „Anteil fristgerecht“ gibt es bei 3210 nicht mehr" in text
    blatt = openpyxl.load_workbook(haus.ordner / "bericht" / f"Prüfprotokoll {STAND}.xlsx")["Übernahmen"]
    assert not any("fristgerecht" in str(zelle.value) for zeile in blatt.iter_rows() for zelle in zeile)


# whose is what


@pytest.mark.parametrize("wo", ["gleicher Ordner", "anderer Ordner"])
def test_two_datenmappen_share_a_versandbuch_and_nothing_else(haus, geteilt, wo, tmp_path):
    anderes = copy.deepcopy(haus)
    if wo == "anderer Ordner":
        anderes.ordner = tmp_path / "zweites"
    b = anderes.write()
    if wo == "gleicher Ordner":
        b = Path(shutil.copy(b, b.with_name("variante-2023.xlsx")))
    a = haus.datenmappe
    ziel_a, vorher = send(a), values(b)
    datei = put(tmp_path, "antwort.xlsx", answer(*sent(geteilt, a), EINGABEN))
    assert [e.lage for e in ruecklauf(a, [datei]).eintraege] == ["von selbst angenommen"]
    assert (values(a)["prognose"], values(b)) == (NEU, vorher)
    ziel_b = send(b)
    assert ziel_a != ziel_b
    assert [len(list(ziel.glob("*.eml"))) for ziel in (ziel_a, ziel_b)] == [1, 1]
    kennungen = [read_kennung(datei).kennung for datei in (a, b)]
    assert None not in kennungen
    assert len(set(kennungen)) == 2
    assert sent(geteilt, b)[0].identitaet.fassung == 1
    with pytest.raises(EingabeError, match="Rückgabe 1: gibt es nicht"):
        ruecklauf(b, ablehnen=[1])
    zweite = put(tmp_path, "falsch.xlsx", answer(*sent(geteilt, a), {**EINGABEN, FAELLE: 301}))
    ergebnis = ruecklauf(b, [zweite])
    assert ([x.code for x in ergebnis.befunde], ergebnis.eintraege) == (["ruecklauf.andere_mappe"], ())
    assert values(b)["genommen"] == set()
    assert len(ruecklauf(a, [zweite]).eintraege) == 2, "there it is taken"


def test_a_draft_of_another_datenmappe_is_not_written_over(haus, geteilt, tmp_path):
    variante = Path(shutil.copy(haus.datenmappe, haus.ordner / "variante-2023.xlsx"))
    ziel = send(haus.datenmappe)
    vorher = {datei: datei.read_bytes() for datei in ziel.iterdir()}
    with pytest.raises(AusgabeError, match="kein Entwurf aus diesem Versandbuch"):
        versand(variante, Auftrag(STAND, ziel, nur=("Soziales",)))
    assert {datei: datei.read_bytes() for datei in ziel.iterdir()} == vorher


def test_a_draft_that_lies_in_two_folders_is_named(haus):
    """As after an update: earlier versions had one folder for all Datenmappen."""
    frueher = haus.ordner / "versand" / str(STAND)
    versand(haus.datenmappe, haus.auftrag(nur=["Soziales"], ziel=frueher))
    ergebnis = versand(haus.datenmappe, Auftrag(STAND, entwurfsordner(haus.datenmappe, STAND), nur=("Soziales",)))
    (text,) = (str(b) for b in ergebnis.befunde if b.code == "versand.alter_entwurf")
    assert "er liegt jetzt in" in text
    assert str(frueher / "Versand 32 Soziales.eml") in text


def test_a_renamed_datenmappe_is_the_same(haus, geteilt):
    send(haus.datenmappe)
    datei = put(haus.ordner, "antwort.xlsx", answer(*sent(geteilt, haus.datenmappe), EINGABEN))
    neu = haus.datenmappe.rename(haus.ordner / "Haushalt (neu).xlsx")
    ruecklauf(neu, [datei])
    assert values(neu)["prognose"] == NEU
    assert ruecklaufstand(neu, STAND)[0].lage == "angenommen"


def test_a_copy_is_asked_about_and_either_answer_holds(haus, geteilt):
    send(haus.datenmappe)
    ruecklauf(haus.datenmappe, [put(haus.ordner, "a.xlsx", answer(*sent(geteilt, haus.datenmappe), EINGABEN))])
    kopie = Path(shutil.copy(haus.datenmappe, haus.ordner / "Kopie.xlsx"))
    for aufruf in (
        lambda: load(kopie, STAND),
        lambda: send(kopie),
        lambda: ruecklauf(kopie),
        lambda: ruecklaufstand(kopie, STAND),
    ):
        text = refused(aufruf)
        assert "eine ist eine Kopie der anderen" in text
        assert "--dieselbe" in text
        assert "--eigene" in text
    code, text = cli("bericht", kopie, "--stand", STAND, "--ziel", haus.ordner / "bericht")
    assert (code, "datenmappe kennung" in text) == (2, True)
    assert cli("datenmappe", "kennung", kopie)[0] == 2
    eigene = Path(shutil.copy(kopie, haus.ordner / "eigene.xlsx"))
    assert cli("datenmappe", "kennung", eigene, "--eigene")[0] == 0
    assert values(eigene)["genommen"] == set()
    assert values(haus.datenmappe)["genommen"] == GENOMMEN
    haus.datenmappe.unlink()
    assert cli("datenmappe", "kennung", kopie, "--dieselbe")[0] == 0
    assert values(kopie)["genommen"] == GENOMMEN


def test_in_a_terminal_the_question_is_asked(haus, geteilt, monkeypatch):
    send(haus.datenmappe)
    kopie = Path(shutil.copy(haus.datenmappe, haus.ordner / "Kopie.xlsx"))
    monkeypatch.setattr(modul.sys, "stdin", type("Terminal", (), {"isatty": lambda self: True})())
    for antwort, erwartet in (("a", 2), ("e", 0)):
        monkeypatch.setattr(modul.typer, "prompt", lambda *_, antwort=antwort, **__: antwort)
        assert cli("bericht", kopie, "--stand", STAND, "--ziel", haus.ordner / "bericht")[0] == erwartet
    assert read_kennung(kopie).kennung != read_kennung(haus.datenmappe).kennung


@pytest.mark.parametrize("weg", ["kopiert", "überschrieben"])
def test_the_file_of_the_next_year_has_its_own_kennung_and_names_its_predecessor(haus, geteilt, weg):
    send(haus.datenmappe)
    alte = read_kennung(haus.datenmappe).kennung
    naechstes = (
        haus.datenmappe if weg == "überschrieben" else Path(shutil.copy(haus.datenmappe, haus.ordner / "2024.xlsx"))
    )
    buch = openpyxl.load_workbook(naechstes)
    for zeile in buch["Einstellungen"].iter_rows():
        for zelle in zeile:
            if zelle.value == 2023:
                zelle.value = 2024
    buch.save(naechstes)
    for name in ("buchungen.csv", "ansatz.csv"):
        datei = haus.ordner / name
        datei.write_text(datei.read_text("cp1252").replace("2023", "2024"), "cp1252")
    send(naechstes, stand=Stand(2024, 6))
    neue = read_kennung(naechstes)
    assert (neue.jahr, neue.vorgaenger) == (2024, alte)
    assert neue.kennung != alte
    with Versandbuch.open(geteilt, anlegen=False) as verzeichnis:
        assert {d.kennung: d.vorgaenger for d in verzeichnis.datenmappen.alle()} == {alte: None, neue.kennung: alte}


def test_without_a_kennung_its_place_stands_for_it(haus, geteilt):
    """As where the Datenmappe is open in Excel while it is sent from."""
    sperre = haus.ordner / f"~${haus.datenmappe.name}"
    sperre.write_bytes(b"")
    versand(haus.datenmappe, haus.auftrag(nur=["Soziales"]))
    sperre.unlink()
    assert read_kennung(haus.datenmappe).kennung is None
    assert ruecklaufstand(haus.datenmappe, STAND)[0].lage == "Entwurf liegt bereit"
    anders = haus.datenmappe.rename(haus.ordner / "umbenannt.xlsx")
    assert "dort nicht mehr zu finden" in refused(load, anders, STAND)
    assign_same(anders, "anna")
    assert ruecklaufstand(anders, STAND)[0].lage == "Entwurf liegt bereit"
    assert read_kennung(anders).ist_versandt


def test_the_kennung_stays_when_other_programs_save_the_file(haus, libreoffice, tmp_path):
    send(haus.datenmappe)
    vorher = read_kennung(haus.datenmappe)
    assert vorher.ist_versandt
    buch = openpyxl.load_workbook(haus.datenmappe)
    buch.save(tmp_path / "openpyxl.xlsx")
    assert read_kennung(tmp_path / "openpyxl.xlsx") == vorher
    assert read_kennung(libreoffice.convert(haus.datenmappe, tmp_path / "libreoffice.xlsx")) == vorher


def test_writing_the_kennung_changes_nothing_else(haus, audit):
    vorher = Package.read(haus.datenmappe).members
    send(haus.datenmappe)
    nachher = Package.read(haus.datenmappe).members
    geaendert = {name for name in nachher if nachher[name] != vorher.get(name)}
    assert geaendert == {"docProps/custom.xml", "_rels/.rels", "[Content_Types].xml"}
    assert audit(haus.datenmappe) == []
    assert len(list(haus.ordner.glob("haus-2023 (Sicherung *).xlsx"))) == 1
    send(haus.datenmappe, "Arbeit")
    assert len(list(haus.ordner.glob("haus-2023 (Sicherung *).xlsx"))) == 1


# what an earlier xlbudget sent names no Datenmappe


@pytest.fixture
def altes_haus(tmp_path: Path) -> Haus:
    """The house whose round 0.3.0 began, with its Versandbuch."""
    fachdienste = {
        "Soziales": ("32", "fd32"), "Arbeit": ("33", "fd33"), "Jugend & Familie": ("51", "fd51"),
        "Straßenverkehr": ("36", "fd36"),
    }  # fmt: skip
    haus = Haus(tmp_path / "altes", fachdienste=fachdienste, produkte=("10",), dazu=[("3310", "422200", 1234)])
    haus.write()
    shutil.copy(GOLDEN / "versandbuch-0.3.0" / DATEINAME, haus.ordner)
    return haus


def test_what_an_earlier_release_sent_is_of_the_only_datenmappe_there(altes_haus):
    assert load(altes_haus.datenmappe, STAND).uebernahmen
    ruecklauf(altes_haus.datenmappe)
    variante = Path(shutil.copy(altes_haus.datenmappe, altes_haus.ordner / "variante.xlsx"))
    assert load(variante, STAND).uebernahmen == (), "it is taken"


@pytest.mark.parametrize("anders", ["zweite daneben", "andere Budgets"])
def test_where_it_may_be_of_another_somebody_has_to_say(altes_haus, anders):
    if anders == "zweite daneben":
        shutil.copy(altes_haus.datenmappe, altes_haus.ordner / "variante.xlsx")
    else:
        altes_haus.namen["Arbeit"] = "Jobcenter"
        altes_haus.verteiler = []
        altes_haus.write()
    assert "--dieselbe" in refused(load, altes_haus.datenmappe, STAND)
    assign_same(altes_haus.datenmappe, "anna")
    assert load(altes_haus.datenmappe, STAND).uebernahmen


# a Versandbuch that is not there


def remove(buch: Path) -> None:
    buch.unlink()


def folder_instead(buch: Path) -> None:
    buch.unlink()
    buch.mkdir()


def dangling_link(buch: Path) -> None:
    buch.unlink()
    buch.symlink_to(buch.with_name("weg.sqlite"))


def empty_file(buch: Path) -> None:
    buch.write_bytes(b"")


def another_one(buch: Path) -> None:
    buch.unlink()
    Versandbuch.open(buch).__exit__(None, None, None)


@pytest.mark.parametrize("schaden", [remove, folder_instead, dangling_link, empty_file, another_one])
@pytest.mark.parametrize("wissen", ["Datenmappe", "Liste", "Bericht"])
def test_a_missing_versandbuch_is_never_taken_for_none(haus, schaden, wissen):
    """A report would leave out what is accepted, and a Versand send everything once more."""
    if wissen == "Datenmappe":
        send(haus.datenmappe)
    else:
        versand(haus.datenmappe, haus.auftrag(nur=["Soziales"], ziel=haus.ordner / "anderswo"))
    answer_and_accept(haus, EINGABEN)
    ziel = haus.ordner / "bericht"
    bericht(haus.datenmappe, STAND, ziel)
    vorher = {datei: datei.read_bytes() for datei in ziel.rglob("*.xlsx")}
    if wissen != "Datenmappe":
        haus.write()  # without its Kennung
    if wissen == "Liste":
        if schaden is another_one:
            pytest.skip("a list of all Datenmappen says nothing beside the Versandbuch of others")
        shutil.copytree(haus.ordner / "anderswo", haus.ordner / "versand" / str(STAND))
    schaden(haus.ordner / DATEINAME)
    erwartet = "Versandbuch"
    assert erwartet in refused(bericht, haus.datenmappe, STAND, ziel)
    assert {datei: datei.read_bytes() for datei in ziel.rglob("*.xlsx")} == vorher
    if wissen != "Bericht":
        for aufruf in (
            lambda: load(haus.datenmappe, STAND),
            lambda: send(haus.datenmappe),
            lambda: ruecklauf(haus.datenmappe),
        ):
            assert erwartet in refused(aufruf)
    assert not list((haus.ordner / "versand" / "haus-2023").rglob("*.eml")) or wissen == "Datenmappe"


def test_another_url(haus, geteilt, monkeypatch, tmp_path):
    send(haus.datenmappe)
    for anderer in ("", str(tmp_path / "anderes.sqlite")):
        monkeypatch.setenv("XLBUDGET_VERSANDBUCH", anderer)
        assert "dass aus ihr versandt wurde" in refused(load, haus.datenmappe, STAND)
        assert "dass aus ihr versandt wurde" in refused(send, haus.datenmappe)


def test_a_lost_versandbuch_is_no_end(haus):
    send(haus.datenmappe)
    (haus.ordner / DATEINAME).unlink()
    text = refused(load, haus.datenmappe, STAND)
    assert "--eigene" in text
    assign_own(haus.datenmappe)
    assert load(haus.datenmappe, STAND).uebernahmen == ()
    shutil.rmtree(haus.ordner / "versand")  # drafts of a Versandbuch that is lost are nobody's
    send(haus.datenmappe)
    assert haus.sendung("Soziales")[0].identitaet.fassung == 1


# from nothing


def test_an_empty_database_can_be_started_from(haus, postgres_ort, monkeypatch):
    monkeypatch.setenv("XLBUDGET_VERSANDBUCH", postgres_ort)
    assert load(haus.datenmappe, STAND).uebernahmen == ()
    bericht(haus.datenmappe, STAND, haus.ordner / "bericht")
    assert "noch nichts versandt" in refused(ruecklaufstand, haus.datenmappe, STAND)
    assert "beim ersten xlbudget versand" in refused(erinnern, haus.datenmappe, haus.auftrag())
    assert "beim ersten xlbudget versand" in refused(ruecklauf, haus.datenmappe)
    send(haus.datenmappe)
    assert [z.lage for z in ruecklaufstand(haus.datenmappe, STAND)] == ["Entwurf liegt bereit", "nicht versandt"]
    assert ruecklaufstand(haus.datenmappe, DEZEMBER)[0].lage == "nicht versandt"


def test_of_three_first_runs_at_once_one_begins_and_the_others_wait_or_say_so(haus, geteilt):
    befehl = [sys.executable, "-m", "xlbudget", "versand", str(haus.datenmappe), "--stand", str(STAND)]
    laeufe = [subprocess.Popen(befehl, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in range(3)]
    enden = [(lauf.communicate(timeout=400)[0], lauf.returncode) for lauf in laeufe]
    assert [code for _, code in enden].count(0) >= 1, enden
    assert all(code == 0 or (code == 2 and "bereitet seit" in text) for text, code in enden), enden
    with Versandbuch.open(geteilt, anlegen=False) as buch:
        assert sorted(s.identitaet.budget for s in buch.sendungen()) == ["Arbeit", "Soziales"]
        assert {s.identitaet.fassung for s in buch.sendungen()} == {1}
        assert len(buch.datenmappen.alle()) == 1
    assert sorted(d.suffix for d in entwurfsordner(haus.datenmappe, STAND).iterdir()) == [".eml", ".eml", ".xlsx"]
