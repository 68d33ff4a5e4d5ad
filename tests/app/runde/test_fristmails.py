"""Reminders of Fristen: who gets one, once for each date, over a mail server or as drafts, and what they say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from app.runde.rundreise_base import DOMAIN, Haus, cli, read_mail, refused, texte

from xlbudget.app.runde import freigabe
from xlbudget.app.runde.auftrag import Weg
from xlbudget.app.runde.freigabe import freigeben, klaeren
from xlbudget.app.runde.fristmails import Fristauftrag, Fristergebnis, fristenordner, remind_of_fristen
from xlbudget.core.zeit import Stand
from xlbudget.errors import Schwere

HEUTE = date.today()


def in_days(tage: int) -> date:
    return HEUTE + timedelta(tage)


def frist(pflicht: str, tage: int | None = 10, **weiteres: object) -> dict[str, object]:
    """A line that is due in so many days, of which a mail reminds 14 days before."""
    zeile = {
        "Pflicht": pflicht,
        "Fällig": None if tage is None else in_days(tage),
        "Wer": "FD Soziales, Tel. 12",
        "E-Mail": f"fd32@{DOMAIN}",
        "Erinnern Tage vorher": 14,
    }
    return zeile | weiteres


STATISTIK = frist(
    "Statistik\nder Jugendhilfe",
    Rechtsgrundlage="§ 99 SGB VIII",
    Empfänger="Landesamt für Statistik",
    Stichtag=date(2025, 12, 31),
) | {"Was zu liefern ist": "Vordruck A"}


@pytest.fixture
def kreis(tmp_path, server) -> Haus:
    kreis = Haus(tmp_path / "kreis")
    kreis.weiteres = {"Fristen": [STATISTIK]}
    kreis.write()
    return kreis


def with_fristen(kreis: Haus, *zeilen: dict[str, object], **tabellen) -> Haus:
    kreis.weiteres = {"Fristen": zeilen, **tabellen}
    kreis.write()
    return kreis


def remind(kreis: Haus, weg: Weg = Weg.SENDEN, heute: date = HEUTE) -> Fristergebnis:
    return remind_of_fristen(kreis.datenmappe, Fristauftrag(fristenordner(kreis.datenmappe), weg, heute))


def lagen(ergebnis: Fristergebnis) -> list[str]:
    return [posten.lage for posten in ergebnis.posten]


def test_a_house_has_its_own_words(kreis, server):
    eigene = {"Betreff": "{pflicht}: bis {faellig}", "Anrede": "Moin,", "Text": "bitte liefern:\n\n{angaben}"}
    vorbei = {"Anlass": "Frist überfällig", **eigene, "Betreff": "Bitte sofort: {pflicht}"}
    alle = [STATISTIK, frist("Späte", -3)]
    with_fristen(kreis, *alle, Mailtexte=[{"Anlass": "Frist", **eigene, "Gruß": "{kommune}"}, vorbei])
    assert lagen(remind(kreis)) == ["überfällig seit 3 Tagen; gesendet", "gesendet"]
    mails = [read_mail(empfangen.daten) for empfangen in server.empfangen]
    faellig = f"{in_days(10):%d.%m.%Y}"
    assert [m["Subject"] for m in mails] == ["Bitte sofort: Späte", f"Statistik der Jugendhilfe: bis {faellig}"]
    zeilen = mails[1].get_body(("plain",)).get_content().splitlines()
    assert zeilen[:5] == ["Moin,", "", "bitte liefern:", "", "Pflicht: Statistik der Jugendhilfe"]
    assert zeilen[-2:] == ["", "Landkreis Muster"]


def test_a_placeholder_that_a_frist_does_not_have(kreis, server):
    text = {"Anlass": "Frist", "Betreff": "{budget}", "Anrede": "x", "Text": "y"}
    with_fristen(kreis, STATISTIK, Mailtexte=[text])
    erlaubt = "{angaben}, {ansprechstelle}, {faellig}, {kommune}, {pflicht}"
    assert f"den Platzhalter {{budget}} gibt es nicht. Erlaubt sind {erlaubt}." in refused(remind, kreis)
    assert not server.empfangen


def test_what_it_says_and_whom_to(kreis, server):
    assert lagen(remind(kreis)) == ["gesendet"]
    (empfangen,) = server.empfangen
    assert empfangen.an == (f"fd32@{DOMAIN}",)
    mail = read_mail(empfangen.daten)
    faellig = f"{in_days(10):%d.%m.%Y}"
    assert mail["Subject"] == f"Frist {faellig}: Statistik der Jugendhilfe"
    assert mail["To"] == f"FD Soziales <fd32@{DOMAIN}>"
    assert not list(mail.iter_attachments())
    text = mail.get_body(("plain",)).get_content()
    assert text.splitlines() == [
        "Guten Tag,",
        "",
        f"diese Frist ist am {faellig} fällig:",
        "",
        "Pflicht: Statistik der Jugendhilfe",
        "Rechtsgrundlage: § 99 SGB VIII",
        "Empfänger: Landesamt für Statistik",
        "Stichtag: 31.12.2025",
        f"Fällig: {faellig}",
        "Was zu liefern ist: Vordruck A",
        "Wer liefert: FD Soziales, Tel. 12",
        "",
        "Ist es schon geliefert, ist nichts weiter zu tun.",
        "Fragen beantwortet Fachdienst Finanzen, Tel. 123.",
        "",
        "Mit freundlichen Grüßen",
        "Landkreis Muster",
    ]


def test_never_twice_for_the_same_date(kreis, server):
    remind(kreis)
    for tage in (0, 1, 9):
        heute = in_days(tage)
        assert lagen(remind(kreis, heute=heute)) == [f"erinnert am {HEUTE:%d.%m.%Y}"]
    assert lagen(remind(kreis, heute=in_days(12))) == [f"überfällig seit 2 Tagen; erinnert am {HEUTE:%d.%m.%Y}"]
    assert list(server.counts().values()) == [1]


def test_not_even_when_other_words_of_it_are_corrected(kreis, server):
    remind(kreis)
    with_fristen(
        kreis, STATISTIK | {"Rechtsgrundlage": "§ 98 SGB VIII", "E-Mail": f"fd33@{DOMAIN}", "Wer": "FD Arbeit"}
    )
    assert lagen(remind(kreis)) == [f"erinnert am {HEUTE:%d.%m.%Y}"]
    with_fristen(kreis, STATISTIK | {"Fällig": in_days(11)})
    assert lagen(remind(kreis)) == ["gesendet"], "another date is another Frist"
    assert len(server.empfangen) == 2


def test_only_when_its_day_has_come(kreis, server):
    with_fristen(
        kreis,
        frist("heute", 0),
        frist("in 14", 14),
        frist("in 15", 15),
        frist("ohne Zahl") | {"Erinnern Tage vorher": None},
        frist("ohne Termin", None),
        frist("am Tag selbst", 1) | {"Erinnern Tage vorher": 0},
    )
    assert [p.termin.frist.pflicht for p in remind(kreis).posten] == ["heute", "in 14"]
    assert [p.termin.frist.pflicht for p in remind(kreis, heute=in_days(1)).posten] == [
        "heute",
        "am Tag selbst",
        "in 14",
        "in 15",
    ]


def test_what_is_overdue_is_said(kreis, server):
    with_fristen(kreis, frist("Bericht", -3))
    ergebnis = remind(kreis)
    assert lagen(ergebnis) == ["überfällig seit 3 Tagen; gesendet"]
    assert len(texte(ergebnis.befunde, "frist.vergangen")) == 1
    mail = read_mail(server.empfangen[0].daten)
    assert mail["Subject"] == f"Überfällig seit {in_days(-3):%d.%m.%Y}: Bericht"
    assert f"diese Frist war am {in_days(-3):%d.%m.%Y} fällig:" in mail.get_body(("plain",)).get_content()


def test_what_comes_back_is_reminded_of_each_time(kreis, server):
    with_fristen(kreis, frist("Meldung", 5, Wiederholung="monatlich") | {"Erinnern Tage vorher": 5})
    assert lagen(remind(kreis)) == ["gesendet"]
    naechster = remind(kreis, heute=in_days(40)).posten
    assert [p.lage for p in naechster] in (["gesendet"], [])  # the second date is 28 to 31 days after the first
    remind(kreis, heute=in_days(33))
    assert max(server.counts().values()) == 1


def test_reckoned_back_from_a_meeting(kreis, server):
    sitzung = {"Kürzel": "SOZ", "Objekte": "alle", "Sitzung": in_days(20)}
    vorlage = frist("Vorlage", None, Sitzung="SOZ") | {"Vorlauf zur Sitzung": 10}
    with_fristen(kreis, vorlage, Ausschüsse=[sitzung])
    assert lagen(remind(kreis)) == ["gesendet"]
    with_fristen(kreis, vorlage, Ausschüsse=[sitzung | {"Sitzung": in_days(22)}])
    assert lagen(remind(kreis)) == ["gesendet"], "the meeting was moved"


@pytest.mark.parametrize(
    ("zeile", "lage", "schwere", "text"),
    [
        ({"E-Mail": None}, "keine Adresse", Schwere.WARNUNG, "In der Spalte E-Mail die Adresse"),
        (
            {"E-Mail": "a@fremd.example"},
            "Adresse nicht erlaubt",
            Schwere.FEHLER,
            "Domain fremd.example ist nicht erlaubt",
        ),
        ({"Wer": "x" * 200}, "Adresse nicht erlaubt", Schwere.FEHLER, "Der Name"),
    ],
)
def test_without_a_usable_address_nobody_is_reminded_and_the_others_are(kreis, server, zeile, lage, schwere, text):
    with_fristen(kreis, STATISTIK | zeile, frist("andere", 12))
    ergebnis = remind(kreis)
    assert lagen(ergebnis) == [lage, "gesendet"]
    (befund,) = [b for b in ergebnis.befunde if b.code == "frist.erinnerung"]
    assert (befund.schwere, text in befund.text, befund.source.zelle) == (schwere, True, "A4")
    assert len(server.empfangen) == 1


def test_an_address_that_cannot_be_read_has_its_cell(kreis, server):
    with_fristen(kreis, STATISTIK | {"E-Mail": "Frau Muster"})
    ergebnis = remind(kreis)
    assert lagen(ergebnis) == ["keine Adresse"]
    assert any(b.code == "mappe.zelle" and b.source.zelle == "M4" for b in ergebnis.befunde)
    assert server.empfangen == []


def test_a_line_that_stands_there_twice_reminds_once(kreis, server):
    with_fristen(kreis, STATISTIK, STATISTIK | {"E-Mail": f"fd33@{DOMAIN}"})
    assert lagen(remind(kreis)) == ["gesendet", "steht zweimal in der Tabelle, keine zweite Erinnerung"]
    assert len(server.empfangen) == 1


def test_drafts_stay_the_same_until_something_changes(kreis, server):
    ergebnis = remind(kreis, Weg.ENTWURF)
    assert lagen(ergebnis) == ["Entwurf geschrieben"]
    (datei,) = ergebnis.ziel.glob("*.eml")
    assert datei.name == f"Frist {in_days(10)} Statistik der Jugendhilfe.eml"
    vorher = datei.read_bytes()
    assert vorher.startswith(b"X-Unsent: 1")
    remind(kreis, Weg.ENTWURF, in_days(3))
    assert datei.read_bytes() == vorher
    with_fristen(kreis, STATISTIK | {"E-Mail": f"fd33@{DOMAIN}"})
    remind(kreis, Weg.ENTWURF)
    assert f"fd33@{DOMAIN}".encode() in datei.read_bytes()
    assert server.empfangen == []
    remind(kreis)
    assert [mail.an for mail in server.empfangen] == [(f"fd33@{DOMAIN}",)]
    (alt,) = texte(remind(kreis, Weg.ENTWURF).befunde, "versand.alter_entwurf")
    assert "darf nicht mehr gesendet werden: gesendet" in alt


def test_four_eyes(kreis, server, monkeypatch):
    kreis.einstellungen = {"Vier Augen": "ja"}
    kreis.write()
    ergebnis = remind(kreis)
    assert lagen(ergebnis) == ["vorbereitet, nicht gesendet, wartet auf Freigabe"]
    with monkeypatch.context() as patch:
        patch.setattr(freigabe, "angemeldeter_benutzer", lambda: "bert")
        freigeben(kreis.datenmappe, Stand(in_days(10).year, in_days(10).month))
    assert lagen(remind(kreis)) == ["gesendet"]
    assert len(server.empfangen) == 1


def test_an_unclear_one_is_not_repeated(kreis, server):
    server.verhalten.bricht_ab = "vor der Antwort"
    ergebnis = remind(kreis)
    assert lagen(ergebnis) == ["unklar, ob gesendet"]
    stand = Stand(in_days(10).year, in_days(10).month)
    assert f"--stand {stand}, die Pflicht als --budget" in texte(ergebnis.befunde, "versand.unklar")[0]
    server.verhalten.bricht_ab = None
    assert lagen(remind(kreis)) == ["unklar, ob gesendet"]
    klaeren(kreis.datenmappe, stand, "Statistik der Jugendhilfe", gesendet=False)
    assert lagen(remind(kreis)) == ["gesendet"]


def test_one_that_the_server_refused_goes_with_the_next_run(kreis, server):
    server.verhalten.empfaenger = {f"fd32@{DOMAIN}": "550 unbekannt"}
    assert lagen(remind(kreis)) == ["vom Mailserver abgelehnt"]
    server.verhalten.empfaenger = {}
    assert lagen(remind(kreis)) == ["gesendet"]


def test_drafts_in_outlook(kreis, outlook):
    assert lagen(remind(kreis, Weg.OUTLOOK)) == ["Entwurf geschrieben"]
    assert lagen(remind(kreis, Weg.OUTLOOK)) == ["Entwurf liegt schon in Outlook"]
    assert [mail.zustand for mail in outlook.mails] == ["Entwurf"]


def test_what_keeps_everything_from_leaving(kreis, server):
    kreis.einstellungen = {"Erlaubte Domains": ""}
    kreis.write()
    auftrag = Fristauftrag(fristenordner(kreis.datenmappe), Weg.SENDEN, HEUTE)
    assert "„Erlaubte Domains“ ist leer" in refused(remind_of_fristen, kreis.datenmappe, auftrag)
    assert server.empfangen == []


def test_the_command(kreis, server):
    code, text = cli("fristen", kreis.datenmappe, "--erinnern")
    assert (code, "Entwurf geschrieben" in text) == (0, True)
    assert "Entwürfe (.eml, zum Öffnen und Senden) in" in text
    assert server.empfangen == []
    code, text = cli("fristen", kreis.datenmappe, "--erinnern", "--senden")
    assert (code, len(server.empfangen)) == (0, 1)
    assert cli("fristen", kreis.datenmappe, "--senden")[0] == 2
    assert cli("fristen", kreis.datenmappe, "--erinnern", "--bis", "31.12.2030")[0] == 2
    with_fristen(kreis)
    code, text = cli("fristen", kreis.datenmappe, "--erinnern")
    assert (code, "Heute ist an keine Frist zu erinnern." in text) == (0, True)


def test_without_the_table(tmp_path):
    kreis = Haus(tmp_path / "ohne")
    kreis.write()
    code, text = cli("fristen", kreis.datenmappe, "--erinnern")
    assert (code, "--mit Fristen" in text) == (0, True)


def test_the_round_trip_does_not_mind(kreis, server):
    """A Frist is called like a Budget, and went to somebody else: no swap, and no mail of the Budget."""
    with_fristen(kreis, frist("Soziales", 5) | {"E-Mail": f"fd33@{DOMAIN}"})
    remind(kreis)
    code, text = cli("versand", kreis.datenmappe, "--stand", "2023-06", "--nur", "Soziales", "--ziel", kreis.ziel)
    assert "Entwurf geschrieben" in text, text
    assert code == 0
