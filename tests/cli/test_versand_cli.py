"""The commands of the round trip as a user calls them: what they print, and how they exit."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from app.runde.rundreise_base import DOMAIN, PRODUKT, answer, cli

from xlbudget.app.runde import freigabe
from xlbudget.cli import versand
from xlbudget.core.rueckmeldung import Feld, Feldart

JUNI = ("--stand", "2023-06")


@pytest.mark.sample
def test_from_the_preview_to_the_decision(haus):
    """By hand, without a mail server."""
    code, text = cli("versand", haus.datenmappe, *JUNI, "--nur", "Arbeit", "--nur", "32", "--frist", "31.12.2099")
    assert code == 0, text
    assert "│ 33 Arbeit   │ fd33@kreis.example │ Entwurf geschrieben │" in text
    assert "jc@kreis.example" in text
    ziel = haus.ordner / "versand" / "haus-2023" / "2023-06"
    assert f"Entwürfe (.eml, zum Öffnen und Senden) und Versandliste.xlsx in {ziel}" in text
    assert sorted(datei.suffix for datei in ziel.iterdir()) == [".eml", ".eml", ".xlsx"]

    code, text = cli("erinnern", haus.datenmappe, *JUNI)
    assert code == 0, text
    assert "keine Erinnerung: nicht versandt" in text
    assert f"Erinnerungsliste.xlsx in {ziel}" in text

    antwort = answer(
        *haus.sendung("Arbeit"), {Feld(PRODUKT["Arbeit"], Feldart.ERLAEUTERUNG): "a\nb\x1b[31m"[:3]}, name=""
    )
    (haus.ordner / "antwort.xlsx").write_bytes(antwort)
    code, text = cli("ruecklauf", haus.datenmappe, haus.ordner / "antwort.xlsx")
    assert code == 0
    assert "Rückgabe 1: Arbeit von unbekannt: zu entscheiden\n    3310, Erläuterung: leer → a ⏎ b\n" in text
    assert "1 neue Rückgabe. Befunde: 0 Fehler, " in text
    assert "nicht eingetragen, wer die Rückmeldung abgibt" in text

    code, text = cli("ruecklauf", haus.datenmappe, "--annehmen", "1")
    assert code == 0
    assert "Rückgabe 1: Arbeit von unbekannt: angenommen" in text
    code, text = cli("ruecklaufstand", haus.datenmappe, *JUNI)
    assert code == 0
    assert "│ 33 Arbeit           │ angenommen           │ 31.12.2099 " in text
    assert "1 von 5 Budgets abgeschlossen." in text


@pytest.mark.parametrize("laenge", [4, 24, 60])
def test_an_address_is_in_one_piece_in_a_window_of_80_columns(monkeypatch, capsys, laenge):
    monkeypatch.setattr(versand.out, "_width", 80)
    adresse = f"{'x' * laenge}@landkreis.example"
    lange = "Hilfen für Menschen mit einem sehr langen Namen", "wartet auf die Freigabe durch eine andere Person"
    versand._show_lines(("Budget", "Empfänger", "Lage"), [(lange[0], f"{adresse}\nb@k.example", lange[1])])
    if laenge <= 24:
        zeilen = capsys.readouterr().out.splitlines()
        assert max(map(len, zeilen)) <= 80
        print("\n".join(zeilen))
    versand._show_lines(("Budget", "Lage", "Eingegangen"), [(*lange, f"01.02.2024\nE. B. <{adresse}>")])
    zeilen = capsys.readouterr().out.splitlines()
    assert sum(f" {adresse} " in zeile or f"<{adresse}>" in zeile for zeile in zeilen) == 2
    assert all(wort in " ".join(zeilen) for wort in ["Menschen", "Freigabe", "01.02.2024", "b@k.example"])


def test_four_eyes_and_an_unclear_mail(haus, server, monkeypatch):
    haus.einstellungen = {"Vier Augen": "ja"}
    haus.write()
    senden = ("versand", haus.datenmappe, *JUNI, "--nur", "Arbeit", "--senden")
    code, text = cli(*senden)
    assert code == 0
    assert "wartet auf die Freigabe durch eine andere Person" in text
    code, text = cli("freigeben", haus.datenmappe, *JUNI)
    assert (code, "freigeben muss eine andere Person" in text) == (2, True)
    with monkeypatch.context() as patch:
        patch.setattr(freigabe, "angemeldeter_benutzer", lambda: "bert")
        code, text = cli("freigeben", haus.datenmappe, *JUNI, "--nur", "33")
    assert (code, text) == (0, f"Freigegeben: Versand Arbeit an fd33@{DOMAIN}\n")
    server.verhalten.bricht_ab = "vor der Antwort"
    code, text = cli(*senden)
    assert code == 1
    assert "vielleicht schon versendet" in text
    server.verhalten.bricht_ab = None
    code, text = cli("klaeren", haus.datenmappe, *JUNI, "--budget", "33", "--gesendet")
    assert (code, text) == (0, "Eingetragen: Versand Arbeit ist gesendet.\n")
    code, text = cli(*senden)
    assert code == 0
    assert "gesendet (geklärt)" in text
    assert len(server.empfangen) == 1


def test_a_fehler_is_exit_code_1(haus):
    haus.einstellungen = {"Größte E-Mail in MB": 0.01}
    haus.write()
    code, text = cli("versand", haus.datenmappe, *JUNI, "--nur", "Arbeit")
    assert code == 1
    assert "Die Mail für „Arbeit“ hat 0,1 MB, erlaubt sind 0,0 MB" in text


def test_a_foreign_file_is_exit_code_1(haus):
    cli("versand", haus.datenmappe, *JUNI, "--nur", "Arbeit")
    code, text = cli("ruecklauf", haus.datenmappe, haus.datenmappe)
    assert code == 1
    assert "stammt aus keinem Versand dieser Datenmappe" in text


@pytest.mark.parametrize(
    ("argumente", "text"),
    [
        (["versand", "{mappe}", "--stand", "2023-06", "--frist", "31.02.2026"], "„31.02.2026“ ist kein Datum"),
        (["versand", "{mappe}", "--stand", "2023-06", "--frist", "01.01.2020"], "01.01.2020 ist schon vorbei"),
        (["versand", "{mappe}", "--stand", "2023-06", "--senden", "--outlook"], "schließen einander aus"),
        (["versand", "{mappe}", "--stand", "2023-06", "--senden"], "XLBUDGET_SMTP_HOST: hier muss der Name"),
        (["versand", "{mappe}", "--stand", "2023-06", "--outlook"], "nur unter Windows"),
        (["versand", "{mappe}", "--stand", "2023-06", "--nur", "Arbiet"], "weder Budget noch Produkt"),
        (["versand", "{mappe}", "--stand", "2023-06", "--nur", "3310"], "nur für ein Budget mit Produkten"),
        (["versand", "{mappe}"], "Es fehlt die Angabe --stand"),
        (["versand", "{mappe}x", "--stand", "2023-06"], "gibt es nicht"),
        (["erinnern", "{mappe}", "--stand", "2023-06"], "Es entsteht beim ersten xlbudget versand"),
        (["freigeben", "{mappe}", "--stand", "2023-06"], "Es entsteht beim ersten xlbudget versand"),
        (["klaeren", "{mappe}", "--stand", "2023-06", "--budget", "33"], "Es fehlt die Angabe --gesendet"),
        (["klaeren", "{mappe}", "--stand", "2023-06", "--budget", "33", "--gesendet"], "beim ersten xlbudget versand"),
        (["ruecklauf", "{mappe}", "fehlt.xlsx"], "beim ersten xlbudget versand"),
        (["ruecklauf", "{mappe}", "--annehmen", "eins"], "--annehmen: „eins“ ist keine Nummer"),
        (["ruecklaufstand", "{mappe}", "--stand", "2023-06"], "wurde noch nichts versandt"),
    ],
)  # fmt: skip
def test_mistakes_are_exit_code_2_and_german(haus, monkeypatch, argumente, text):
    monkeypatch.delenv("XLBUDGET_SMTP_HOST", raising=False)
    code, ausgabe = cli(*(a.format(mappe=haus.datenmappe) for a in argumente))
    assert (code, text in ausgabe) == (2, True), ausgabe


def test_numbers_that_no_return_has(haus):
    cli("versand", haus.datenmappe, *JUNI, "--nur", "Arbeit")
    code, text = cli("ruecklauf", haus.datenmappe, "--annehmen", "7")
    assert (code, "Rückgabe 7: gibt es nicht" in text) == (2, True)


def test_a_return_cannot_command_the_terminal(haus):
    cli("versand", haus.datenmappe, *JUNI, "--nur", "Arbeit")
    mail = EmailMessage()
    mail["From"] = "\u202egnutieL"
    mail.set_content("anbei")
    antwort = answer(*haus.sendung("Arbeit"), {}, name="")
    mail.add_attachment(antwort, maintype="application", subtype="octet-stream", filename="antwort.xlsx")
    (haus.ordner / "antwort.eml").write_bytes(mail.as_bytes())
    _, text = cli("ruecklauf", haus.datenmappe, haus.ordner / "antwort.eml")
    assert "\nRückgabe 1: Arbeit von unbekannt, gesendet von �gnutieL: zu entscheiden\n" in text


@pytest.mark.parametrize(
    "befehl",
    [
        ("ruecklauf", "--annehmen", "1"),
        ("freigeben", *JUNI),
        ("klaeren", *JUNI, "--budget", "Arbeit", "--gesendet"),
        ("ruecklaufstand", *JUNI),
    ],
)
def test_a_datenmappe_that_is_not_there_decides_nothing(haus, befehl):
    """The Versandbuch is found by its folder alone."""
    cli("versand", haus.datenmappe, *JUNI, "--nur", "Arbeit")
    code, text = cli(befehl[0], haus.ordner / "tippfehler.xlsx", *befehl[1:])
    assert code == 2
    assert "tippfehler.xlsx gibt es nicht" in text


def test_a_number_without_its_option_decides_nothing(haus):
    cli("versand", haus.datenmappe, *JUNI, "--nur", "Arbeit")
    antwort = answer(*haus.sendung("Arbeit"), {}, name="")
    (haus.ordner / "antwort.xlsx").write_bytes(antwort)
    cli("ruecklauf", haus.datenmappe, haus.ordner / "antwort.xlsx")
    code, text = cli("ruecklauf", haus.datenmappe, "--annehmen", "1", "2")
    assert code == 2
    assert "--annehmen 2 --annehmen 3" in " ".join(text.split())
    assert "zu entscheiden" in cli("ruecklauf", haus.datenmappe)[1]


def test_nothing_waits(haus):
    cli("versand", haus.datenmappe, *JUNI, "--nur", "Arbeit")
    assert "Nichts wartet auf eine Entscheidung." in cli("ruecklauf", haus.datenmappe)[1]


def test_pruefen_looks_at_the_verteiler_too(haus):
    assert "Verteiler" not in cli("pruefen", haus.datenmappe)[1]
    haus.verteiler[0]["E-Mail"] = "fd32@gmail.example"
    haus.einstellungen["Rückmeldung an"] = None
    haus.write()
    code, text = cli("pruefen", haus.datenmappe)
    assert code == 0, "a report is possible"
    assert "gmail.example" in text
    assert "„Rückmeldung an“ ist leer" in text
