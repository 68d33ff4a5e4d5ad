"""Sending: who gets what, what never leaves, and what a second run does."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import openpyxl
import pytest
from app.runde.rundreise_base import (
    DEZEMBER,
    DOMAIN,
    FACHDIENSTE,
    NUR,
    PRODUKT,
    STAND,
    Haus,
    attached,
    lagen,
    listed,
    read_mail,
    refused,
    send,
    texte,
)
from conftest import cell_values

from xlbudget.app.runde import sendung, uebergabe
from xlbudget.app.runde.auftrag import Weg
from xlbudget.app.runde.versand import versand as versende
from xlbudget.core.rueckmeldung import Feldart
from xlbudget.delivery.mail.zustellung import Ereignisart
from xlbudget.errors import AusgabeError


@pytest.fixture(scope="module")
def musterhaus(tmp_path_factory) -> Haus:
    """A house with drafts for everybody, to be copied."""
    haus = Haus(tmp_path_factory.mktemp("haus"))
    versende(haus.write(), haus.auftrag())
    return haus


@pytest.fixture
def vorbereitet(musterhaus, tmp_path) -> Haus:
    return musterhaus.copy_to(tmp_path / "haus")


def steps(haus: Haus) -> list[tuple[str, Ereignisart]]:
    """Everything that happened to any mail."""
    return [(n.budget, e.art) for n in haus.nachrichten() for e in n.ereignisse]


# The preview


@pytest.mark.sample
def test_each_fachdienst_gets_a_draft_with_its_own_workbook_only(vorbereitet):
    entwuerfe = sorted(vorbereitet.ziel.glob("*.eml"))
    assert len(entwuerfe) == len(FACHDIENSTE)
    for budget, (nummer, postfach) in FACHDIENSTE.items():
        (datei,) = (entwurf for entwurf in entwuerfe if f" {nummer} " in entwurf.name)
        mail = read_mail(datei.read_bytes())
        assert (mail["X-Unsent"], mail["To"].addresses[0].addr_spec) == ("1", f"{postfach}@{DOMAIN}")
        assert str(mail["From"]) == f"Fachdienst Finanzen <controlling@{DOMAIN}>"
        assert mail["Cc"] == (f"Jobcenter <jc@{DOMAIN}>" if budget == "Arbeit" else None)
        name, mappe = attached(mail)
        assert name == f"Rückmeldung 2023-06 {nummer} {budget}.xlsx"
        identitaet = vorbereitet.identify(mappe)
        assert (identitaet.budget, identitaet.stand, identitaet.fassung) == (budget, STAND, 1)
        assert identitaet.objekte == (budget, PRODUKT[budget], f"{nummer}20")
        andere = {PRODUKT[anderer] for anderer in FACHDIENSTE if anderer != budget}
        werte = "\n".join(str(wert) for wert in cell_values_of(mappe, vorbereitet.ordner).values())
        assert not [produkt for produkt in andere if f"Hilfen {produkt}" in werte]


def cell_values_of(mappe: bytes, ordner: Path):
    (ordner / "mappe.xlsx").write_bytes(mappe)
    return cell_values(ordner / "mappe.xlsx")


def test_the_mail_shows_the_figures_of_its_budget(vorbereitet):
    mail = read_mail((vorbereitet.ziel / "Versand 32 Soziales.eml").read_bytes())
    text = mail.get_body(("plain",)).get_content()
    assert "32 Soziales, Stand Juni 2023, Beträge in Euro" in text
    assert re.search(r"Aufwendungen +1\.320\.000 +660\.000 +1\.320\.000 +0", text)
    assert re.search(r"Produktbudget +-?−?1\.080\.000", text)
    assert "Landkreis Muster" in text


def test_the_list_says_who_gets_what(vorbereitet):
    zeilen = listed(vorbereitet)
    anhang = "Rückmeldung 2023-06 33 Arbeit.xlsx"
    assert zeilen["33 Arbeit"] == (f"fd33@{DOMAIN}\njc@{DOMAIN}", "1", anhang, "Entwurf geschrieben")
    assert len(zeilen) == 5


def test_a_second_run_changes_nothing(vorbereitet):
    vorher = {datei.name: datei.read_bytes() for datei in vorbereitet.ziel.iterdir()}
    versende(vorbereitet.datenmappe, vorbereitet.auftrag())  # the folder is another one since it was copied
    schritte = steps(vorbereitet)
    ergebnis = versende(vorbereitet.datenmappe, vorbereitet.auftrag())
    assert {datei.name: datei.read_bytes() for datei in vorbereitet.ziel.iterdir()} == vorher
    assert steps(vorbereitet) == schritte
    assert set(lagen(ergebnis).values()) == {"Entwurf geschrieben"}


@pytest.mark.sample
def test_changed_figures_make_a_new_fassung_before_anything_is_sent(vorbereitet):
    vorbereitet.dazu.append((PRODUKT["Arbeit"], "433100", 50_000))
    vorbereitet.write()
    versende(vorbereitet.datenmappe, vorbereitet.auftrag())
    assert {n.budget: n.fassung for n in vorbereitet.nachrichten() if n.ist_sendbar} == {
        budget: 2 if budget == "Arbeit" else 1 for budget in FACHDIENSTE
    }
    _, mappe = attached(read_mail((vorbereitet.ziel / "Versand 33 Arbeit.eml").read_bytes()))
    assert vorbereitet.identify(mappe).fassung == 2
    assert len(list(vorbereitet.ziel.glob("*.eml"))) == 5


def test_one_budget_leaves_the_others_in_the_list(vorbereitet):
    ergebnis = versende(vorbereitet.datenmappe, vorbereitet.auftrag(nur=["33"]))
    assert lagen(ergebnis) == {"Arbeit": "Entwurf geschrieben"}
    assert listed(vorbereitet)["32 Soziales"][-1] == "nicht in diesem Lauf: Entwurf geschrieben"
    assert len(list(vorbereitet.ziel.glob("*.eml"))) == 5


def test_frist(vorbereitet):
    heute = vorbereitet.auftrag().heute
    frist = heute.replace(year=heute.year + 1, day=1)
    versende(vorbereitet.datenmappe, vorbereitet.auftrag(nur=["Arbeit"], frist=frist))
    text = read_mail((vorbereitet.ziel / "Versand 33 Arbeit.eml").read_bytes()).get_body(("plain",)).get_content()
    assert f"bis zum {frist:%d.%m.%Y} zurück" in text
    gestern = heute.replace(year=heute.year - 1, day=1)
    assert "ist schon vorbei" in refused(versende, vorbereitet.datenmappe, vorbereitet.auftrag(frist=gestern))


def test_a_frist_that_is_over_is_not_sent(vorbereitet):
    """A month later the drafts of then are still there: nobody is asked for an answer by yesterday."""
    spaeter = vorbereitet.auftrag().heute.replace(year=vorbereitet.auftrag().heute.year + 1, day=1)
    versende(vorbereitet.datenmappe, vorbereitet.auftrag(nur=["Arbeit"], heute=spaeter))
    assert vorbereitet.letzte("Arbeit").fassung == 2
    assert vorbereitet.sendung("Arbeit")[0].frist > spaeter


def test_december_asks_for_no_prognose(haus):
    versende(haus.datenmappe, haus.auftrag(stand=DEZEMBER, nur=["Arbeit"]))
    mail = read_mail((haus.ziel / "Versand 33 Arbeit.eml").read_bytes())
    assert re.search(r"Plan +Ergebnis +Plan − Ergebnis\r?\n", mail.get_body(("plain",)).get_content())
    with haus.buch() as buch:
        (gesendet,) = buch.sendungen(DEZEMBER)
    assert {feld.feld.feldart for feld in gesendet.felder} == {Feldart.ERLAEUTERUNG, Feldart.LEISTUNG, Feldart.ZIEL}


# Who may get mail


def test_a_budget_without_recipients_is_told_and_the_others_get_theirs(haus):
    haus.verteiler = [zeile for zeile in haus.verteiler if zeile["Budget"] == "Arbeit"]
    haus.write()
    ergebnis = versende(haus.datenmappe, haus.auftrag(nur=NUR))
    assert lagen(ergebnis) == {"Soziales": "niemand im Verteiler", "Arbeit": "Entwurf geschrieben"}
    (text,) = texte(ergebnis.befunde, "verteiler.fehlt")
    assert "Für „Soziales“ steht niemand im Verteiler" in text


@pytest.mark.parametrize(
    ("einstellungen", "text"),
    [
        ({"Erlaubte Domains": None}, "„Erlaubte Domains“ ist leer"),
        ({"Erlaubte Domains": "kreis.example, *"}, "„*“ ist keine Domain"),
        ({"Rückmeldung an": None}, "„Rückmeldung an“ ist leer"),
        ({"Rückmeldung an": "Controlling"}, "keine E-Mail-Adresse"),
        ({"Vier Augen": "vielleicht"}, "möglich sind ja und nein"),
        ({"Vorlage Rückmeldung": "fehlt.xlsx"}, "fehlt.xlsx"),
        ({"Größte E-Mail in MB": "klein"}, "„klein“ ist keine Zahl"),
    ],
)
def test_settings_that_cannot_be_used(haus, einstellungen, text):
    haus.einstellungen = einstellungen
    haus.write()
    assert text in refused(versende, haus.datenmappe, haus.auftrag())
    assert not haus.ziel.exists()


@pytest.mark.parametrize(
    ("email", "text"),
    [
        ("fd32@kreis.example.de", "die Domain kreis.example.de ist nicht erlaubt"),
        ("fd32@kreis-example.de", "ist nicht erlaubt"),
        ("fd32@kreіs.example", "verwechselbare Zeichen"),  # a Cyrillic і
        ("fd32@kreis.example\nBcc: x@y.example", "Zeilenumbruch oder ein unsichtbares Zeichen"),
        ("fd32", "keine E-Mail-Adresse"),
        (f"fd33@{DOMAIN}, fd34@{DOMAIN}", "keine E-Mail-Adresse"),
    ],
)
def test_one_bad_line_of_the_verteiler_stops_everything(haus, server, email, text):
    haus.verteiler[0]["E-Mail"] = email
    haus.write()
    assert text in refused(send, haus)
    assert server.empfangen == []


def test_swapped_lines_of_the_verteiler(haus, server):
    send(haus)
    haus.verteiler[0]["E-Mail"], haus.verteiler[2]["E-Mail"] = (haus.verteiler[i]["E-Mail"] for i in (2, 0))
    haus.dazu.append((PRODUKT["Soziales"], "433100", 50_000))
    haus.write()
    assert "zwei Zeilen vertauscht" in refused(send, haus, erneut=True)
    assert len(server.empfangen) == 5
    send(haus, erneut=True, wechsel_geprueft=True)
    assert len(server.empfangen) == 7


def test_swapped_lines_are_seen_where_drafts_are_sent_by_hand(vorbereitet):
    """Drafts of the last Stand count as sent; those of this one may be what is being corrected."""
    vorbereitet.verteiler[0]["E-Mail"], vorbereitet.verteiler[2]["E-Mail"] = (
        vorbereitet.verteiler[i]["E-Mail"] for i in (2, 0)
    )
    vorbereitet.write()
    juli = vorbereitet.auftrag(stand=DEZEMBER, nur=["Soziales"])
    assert "zwei Zeilen vertauscht" in refused(versende, vorbereitet.datenmappe, juli)
    assert lagen(versende(vorbereitet.datenmappe, vorbereitet.auftrag(nur=["Soziales"]))) == {
        "Soziales": "Entwurf geschrieben"
    }


@pytest.mark.parametrize("weg", list(Weg))
def test_the_workbook_of_another_budget_never_leaves(haus, server, monkeypatch, weg):
    """However it got there: the finished mail is read again, and the workbook says whose it is."""
    monkeypatch.setattr(uebergabe, "Outlook", lambda: pytest.fail("nothing may get this far"))
    richtig = sendung.Sendungsbau.first

    def wrong(self, budget, kreis, frist, fassung):
        entwurf = richtig(self, budget, kreis, frist, fassung)
        anderer = self._lauf.daten.gliederung["Gesundheitsamt"]
        fremd = richtig(self, anderer, kreis, frist, fassung)
        return sendung.Sendungsentwurf(entwurf.mappe, fremd.anhang, entwurf.brief, frist)

    def swapped(self, budget, kreis, frist, fassung):
        entwurf = richtig(self, budget, kreis, frist, fassung)
        fremd = richtig(self, self._lauf.daten.gliederung["Gesundheitsamt"], kreis, frist, fassung)
        with monkeypatch.context() as patch:
            patch.setattr(self, "_fill", lambda *_: fremd.mappe)
            brief = self._build(budget, kreis, frist, entwurf.mappe.identitaet.sendung, fassung).brief
        return sendung.Sendungsentwurf(entwurf.mappe, entwurf.anhang, brief, frist)

    for falsch in (wrong, swapped):
        monkeypatch.setattr(sendung.Sendungsbau, "first", falsch)
        auftrag = haus.auftrag(nur=["Soziales"], weg=weg)
        if weg is Weg.SENDEN:
            befunde = versende(haus.datenmappe, auftrag).befunde
        else:
            with pytest.raises(AusgabeError) as fehler:
                versende(haus.datenmappe, auftrag)
            befunde = fehler.value.befunde
        gruende = "\n".join(texte(befunde, "mail.anhang"))
        assert "nicht die vorbereiteten" in gruende or "gehört zum Budget „Gesundheitsamt“" in gruende
        assert not list(haus.ziel.glob("*.eml"))
        (haus.ordner / "Versandbuch.sqlite").unlink()
        haus.write()  # without the Kennung that says something was sent
    assert server.empfangen == []


def test_a_mail_that_somebody_changed_in_the_versandbuch(vorbereitet, server):
    """Whoever can write the database can change it, but not unseen."""
    with sqlite3.connect(vorbereitet.ordner / "Versandbuch.sqlite") as datenbank:
        for (name,) in datenbank.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
            datenbank.execute(f"DROP TRIGGER {name}")
        sha256 = vorbereitet.letzte("Soziales").sha256
        ((mail,),) = datenbank.execute("SELECT daten FROM archiv WHERE sha256 = ?", (sha256,))
        datenbank.execute("UPDATE archiv SET daten = ? WHERE sha256 = ?", (mail.replace(b"fd32", b"fd99"), sha256))
    assert "fehlt die Datei" in refused(send, vorbereitet)
    assert server.empfangen == []


# Folders and names


def test_a_draft_does_not_overwrite_what_is_not_ours(haus):
    haus.ziel.mkdir()
    fremd = haus.ziel / "Versand 33 Arbeit.eml"
    fremd.write_bytes(b"Message-ID: <anderswo@kreis.example>\r\n\r\nwichtig")
    with pytest.raises(AusgabeError, match="kein Entwurf aus diesem Versandbuch"):
        versende(haus.datenmappe, haus.auftrag(nur=NUR))
    assert fremd.read_bytes().endswith(b"wichtig")
    assert [datei.name for datei in haus.ziel.iterdir()] == [fremd.name]


def test_a_file_where_the_folder_should_be(haus):
    haus.ziel.write_text("keine Mails")
    with pytest.raises(AusgabeError, match="erwartet wird ein Ordner"):
        versende(haus.datenmappe, haus.auftrag(nur=NUR))


@pytest.mark.parametrize(
    "name",
    ["=cmd|'/c calc'!A1", "@SUM(A1)", "Kita 🧒🏽 & Hort", "CON", 'Bau/Umwelt: "Nord" <neu>', "Straße " + "Ö" * 60],
)
def test_names_that_are_awkward_in_files_mails_and_cells(haus, server, name):
    haus.namen["Soziales"] = name
    haus.verteiler[0]["Budget"] = name
    haus.einstellungen = {"Kommune": "=HYPERLINK(0) Köln"}
    haus.write()
    versende(haus.datenmappe, haus.auftrag(nur=[name]))
    send(haus, name)
    mail = read_mail(server.empfangen[0].daten)
    assert mail["Subject"] == f"Produktbericht Juni 2023: Rückmeldung für 32 {name}"
    dateiname, mappe = attached(mail)
    assert re.fullmatch(r"Rückmeldung 2023-06 32[^\\/:*?\"<>|]+\.xlsx", dateiname)
    assert haus.identify(mappe).budget == name
    blatt = openpyxl.load_workbook(haus.ziel / "Versandliste.xlsx").active
    assert (blatt["A5"].value, blatt["A5"].data_type) == (f"32 {name}", "s")
    assert blatt["A1"].data_type == "s"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("S" * 200, "Der Betreff hat"),
    ],
)
def test_names_that_no_mail_can_hold_are_named(haus, name, text):
    haus.namen["Soziales"] = name
    haus.verteiler[0]["Budget"] = name
    haus.write()
    meldung = refused(versende, haus.datenmappe, haus.auftrag())
    assert f"32 {name}: {text}" in meldung
    assert "haus-2023.xlsx, Budgets!A4" in meldung
    assert not haus.ziel.exists()


def test_own_mail_texts_and_what_is_wrong_with_them(haus):
    zeile = {"Anlass": "Versand", "Betreff": "Prognose {budget}", "Anrede": "Moin,", "Text": "bis {frist}", "Gruß": "X"}
    haus.texte = [zeile]
    haus.write()
    versende(haus.datenmappe, haus.auftrag(nur=["Arbeit"]))
    assert read_mail((haus.ziel / "Versand 33 Arbeit.eml").read_bytes())["Subject"] == "Prognose 33 Arbeit"
    haus.texte = [{**zeile, "Text": "bis {termin}"}]
    haus.write()
    meldung = refused(versende, haus.datenmappe, haus.auftrag())
    assert meldung.count("den Platzhalter {termin} gibt es nicht") == 1
    assert "32 Soziales und 4 weitere: Text: " in meldung
    assert "haus-2023.xlsx, Mailtexte!" in meldung
