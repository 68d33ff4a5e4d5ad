"""The round trip, as people make it: sent over TLS, filled in with LibreOffice, collected, and in the next report."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from app.runde.rundreise_base import (
    DEZEMBER,
    FACHDIENSTE,
    PRODUKT,
    STAND,
    TRANSFER,
    Haus,
    answer,
    attached,
    box,
    cell_of,
    cli,
    grund,
    prognose,
    read_mail,
    use_server,
)
from conftest import cell_values, differences
from delivery.mailserver import Mailserver
from engine.libreoffice import LibreOffice
from sources.returns.msg_base import anhang, mail

from xlbudget.app.bericht.lauf import load
from xlbudget.app.runde.ruecklauf import ruecklauf
from xlbudget.app.runde.versand import versand
from xlbudget.core.rueckmeldung import Feld, Feldart
from xlbudget.delivery.mail.kontrolle import umschlag
from xlbudget.delivery.mail.zugang import Sicherheit
from xlbudget.errors import Schwere

NEU = TRANSFER + 40_000
"""What every Fachdienst expects for its first Produkt: 40.000 € more, which makes the Ampel yellow."""
FORMELN = ("=cmd|'/c calc'!A1", "+1 Stelle", "@SUM(A1)")


@dataclass(frozen=True)
class Runde:
    """A house whose five Fachdienste got their mails and answered; what they saw while they typed, by Budget."""

    haus: Haus
    server: Mailserver
    gesehen: Mapping[str, tuple[tuple[float, str], ...]]
    eingang: Path
    ausgabe: str


def entries(budget: str) -> dict[Feld, str | float]:
    """What a Fachdienst enters; one of them tries to get formulas into the report."""
    boese = budget == "Gesundheitsamt"
    return {
        prognose(budget): NEU,
        grund(prognose(budget)): FORMELN[1] if boese else "mehr Fälle",
        Feld(PRODUKT[budget], Feldart.ERLAEUTERUNG): FORMELN[0] if boese else "Zwei Zeilen,\nmit Umlauten: äöüß €",
        Feld(PRODUKT[budget], Feldart.LEISTUNG, zeile="Fälle"): 260,
        Feld(PRODUKT[budget], Feldart.ZIEL, zeile="Anteil fristgerecht"): 97.5,
    }


def fill_in(office: LibreOffice, haus: Haus, budget: str, mappe: bytes, ziel: Path) -> tuple[tuple[float, str], ...]:
    """Type into a received workbook in LibreOffice and save it; Prognose Produktbudget and Ampel before and after."""
    sendung, _ = haus.sendung(budget)
    name = FORMELN[2] if budget == "Gesundheitsamt" else "Frau Muster"
    zellen = {cell_of(sendung, feld): wert for feld, wert in entries(budget).items()} | box(name)
    ziel.with_suffix(".tmp.xlsx").write_bytes(mappe)
    book = office.open(ziel.with_suffix(".tmp.xlsx"))
    sheets = book.document.Sheets
    blaetter = (cell_of(sendung, prognose(budget))[0], sheets.ElementNames[2])
    gesehen = [look(sheets, blaetter)]
    for (blatt, zelle), wert in zellen.items():
        cell = sheets.getByName(blatt).getCellRangeByName(zelle)
        if isinstance(wert, date):
            cell.Value = wert.toordinal() - date(1899, 12, 30).toordinal()
        elif isinstance(wert, str):
            cell.String = wert
        else:
            cell.Value = wert
    gesehen.append(look(sheets, blaetter))
    book.save(ziel)
    book.close()
    return tuple(wert for paar in gesehen for wert in paar)


def look(sheets: Any, blaetter: tuple[str, ...]) -> list[tuple[float, str]]:
    """Prognose Produktbudget and the word of the Ampel on each of these sheets."""
    gefunden = [sheets.getByName(blatt) for blatt in blaetter]
    return [(b.getCellRangeByName("C34").Value, b.getCellRangeByName("F33").String) for b in gefunden]


def give_back(ordner: Path, dateien: Mapping[str, Path]) -> None:
    """As files, as an answer in .eml, as one in .msg, under whatever name."""
    ordner.mkdir()
    for budget in ("Soziales", "Arbeit"):
        dateien[budget].rename(ordner / dateien[budget].name)
    dateien["Straßenverkehr"].rename(ordner / "Kopie von Mappe1 (2) endgültig.xlsx")
    antwort = EmailMessage()
    antwort["From"], antwort["To"] = "Leitung <fd35@kreis.example>", "controlling@kreis.example"
    antwort["Subject"], antwort["Message-ID"] = "AW: Produktbericht", "<antwort@kreis.example>"
    antwort.set_content("anbei")
    daten = dateien["Gesundheitsamt"].read_bytes()
    antwort.add_attachment(daten, maintype="application", subtype="octet-stream", filename="Rückmeldung.xlsx")
    (ordner / "AW Produktbericht.eml").write_bytes(antwort.as_bytes())
    beilage = anhang("Rückmeldung.xlsx", dateien["Jugend & Familie"].read_bytes())
    (ordner / "AW Jugend.msg").write_bytes(mail("fd51@kreis.example", "AW: Produktbericht", [beilage]))


@pytest.fixture(scope="module")
def runde(tmp_path_factory, libreoffice) -> Iterator[Runde]:
    haus = Haus(tmp_path_factory.mktemp("rundreise") / "haus")
    haus.write()
    with pytest.MonkeyPatch.context() as patch, Mailserver(haus.ordner.parent, Sicherheit.TLS) as server:
        use_server(server, patch)
        code, _ = cli("versand", haus.datenmappe, "--stand", "2023-06", "--ziel", haus.ziel, "--senden")
        assert code == 0
        gesehen, dateien = {}, {}
        for empfangen in server.empfangen:
            name, mappe = attached(read_mail(empfangen.daten))
            budget = haus.identify(mappe).budget
            dateien[budget] = haus.ordner.parent / name
            if budget == "Arbeit":
                dateien[budget].write_bytes(answer(*haus.sendung(budget), entries(budget)))
            else:
                gesehen[budget] = fill_in(libreoffice, haus, budget, mappe, dateien[budget])
        eingang = haus.ordner.parent / "eingang"
        give_back(eingang, dateien)
        code, ausgabe = cli("ruecklauf", haus.datenmappe, eingang)
        assert code == 0, ausgabe
        yield Runde(haus, server, gesehen, eingang, ausgabe)


@pytest.fixture(scope="module")
def bericht(runde) -> Path:
    """The report after all returns are in."""
    ziel = runde.haus.ordner.parent / "berichte"
    cli("ruecklauf", runde.haus.datenmappe, *(w for n in offene(runde.haus) for w in ("--annehmen", n)))
    code, text = cli("bericht", runde.haus.datenmappe, "--stand", "2023-06", "--ziel", ziel)
    assert code == 0, text
    return ziel


def offene(haus: Haus) -> list[int]:
    with haus.buch() as buch:
        return [r.nummer for r in buch.ruecklauf.rueckgaben(STAND) if r.entscheidung is None]


# Sending


def test_what_the_server_got_is_what_the_versandbuch_says(runde):
    assert runde.server.anmeldungen == 1
    empfangen = {mail.message_id: mail for mail in runde.server.empfangen}
    nachrichten = runde.haus.nachrichten()
    assert len(nachrichten) == len(FACHDIENSTE) == len(runde.server.empfangen)
    with runde.haus.buch() as buch:
        for nachricht in nachrichten:
            mail = empfangen[nachricht.message_id]
            assert nachricht.ist_gesendet
            assert mail.an == (*nachricht.an, *nachricht.kopie)
            assert umschlag(mail.daten) == (nachricht.an, nachricht.kopie)
            assert hashlib.sha256(mail.daten).hexdigest() == nachricht.sha256
            _, mappe = attached(read_mail(mail.daten))
            assert hashlib.sha256(mappe).hexdigest() == buch.find_sendung(nachricht.sendung).sha256


# Filling in


@pytest.mark.parametrize("budget", [budget for budget in FACHDIENSTE if budget != "Arbeit"])
def test_what_a_fachdienst_sees_while_it_types(runde, budget):
    produkt_vorher, budget_vorher, produkt, gesamt = runde.gesehen[budget]
    assert produkt_vorher == (-540_000, "im Plan")
    assert budget_vorher == (-1_080_000, "im Plan")
    assert produkt == (-580_000, "beobachten")
    assert gesamt == (-1_120_000, "beobachten")


def test_nothing_else_can_be_typed_into(runde, libreoffice, tmp_path):
    sendung, mappe = runde.haus.sendung("Soziales")
    (tmp_path / "mappe.xlsx").write_bytes(mappe)
    book = libreoffice.open(tmp_path / "mappe.xlsx")
    frei = {(feld.blatt, feld.zelle) for feld in sendung.felder} | set(box("").keys())
    for sheet in book.document.Sheets:
        assert sheet.isProtected()
        for zelle in ("A1", "B7", "C34", "P20", "R20", "C6", "C9"):
            protected = sheet.getCellRangeByName(zelle).CellProtection.IsLocked
            assert protected is ((sheet.Name, zelle) not in frei)
    book.close()


# Collecting


def test_everything_that_changed_is_shown(runde):
    for budget in FACHDIENSTE:
        wer = "@SUM(A1)" if budget == "Gesundheitsamt" else "Frau Muster"
        kopf = re.search(
            rf"Rückgabe \d: {budget} von {re.escape(wer)}(?:, gesendet von [^\n]*)?: (.*)\n((?:    .*\n)+)",
            runde.ausgabe,
        )
        assert kopf, runde.ausgabe
        assert f"    {PRODUKT[budget]}, Prognose (Aufwendungen Transferaufwand): leer → 400.000,00 €\n" in kopf[2]
        assert f"    {PRODUKT[budget]}, Ziel Ist (Anteil fristgerecht): leer → 97,5\n" in kopf[2]
    assert "5 neue Rückgaben." in runde.ausgabe


def test_returns_are_kept_whole_with_where_they_came_from(runde):
    with runde.haus.buch() as buch:
        rueckgaben = {r.budget: r for r in buch.ruecklauf.rueckgaben()}
        assert rueckgaben.keys() == FACHDIENSTE.keys()
        strasse = rueckgaben["Straßenverkehr"]
        datei = runde.eingang / "Kopie von Mappe1 (2) endgültig.xlsx"
        assert (strasse.dateiname, buch.archived(strasse.sha256)) == (datei.name, datei.read_bytes())
    assert rueckgaben["Gesundheitsamt"].absender == "Leitung <fd35@kreis.example>"
    assert rueckgaben["Jugend & Familie"].absender == "fd51@kreis.example"
    assert rueckgaben["Jugend & Familie"].herkunft.endswith("AW Jugend.msg")


def test_ruecklaufstand(runde, bericht):
    code, text = cli("ruecklaufstand", runde.haus.datenmappe, "--stand", "2023-06")
    assert code == 0
    assert "5 von 5 Budgets abgeschlossen." in text
    assert text.count("angenommen") == 5
    assert "Frau Muster" in text
    assert f"{date.today():%d.%m.%Y}" in text


# The report


@pytest.mark.parametrize("budget", FACHDIENSTE)
def test_the_produktblatt_shows_what_was_reported(bericht, budget):
    (datei,) = (bericht / "einzeln").glob(f"{PRODUKT[budget]} *.xlsx")
    namen = {name: [cell.value for row in rows for cell in row] for name, rows in named(datei).items()}
    zeilen = namen["PB_AufwendungenZeilen"]
    assert namen["PB_AufwendungenPrognose"][zeilen.index("Transferaufwand")] == NEU
    (erlaeuterung,) = namen["PB_Erlaeuterung"]
    erwartet = entries(budget)
    assert erlaeuterung == erwartet[Feld(PRODUKT[budget], Feldart.ERLAEUTERUNG)]
    assert 260 in namen["PB_LeistungIst"]
    assert 97.5 in namen["PB_ZielIst"]
    werte = cell_values(datei).values()
    assert "beobachten" in werte
    assert any("G = gemeldet" in str(wert) for wert in werte)
    assert -580_000 in werte


def named(datei: Path) -> dict[str, tuple[tuple[Any, ...], ...]]:
    """The cells under each name of a workbook, as they were stored."""
    book = openpyxl.load_workbook(datei, data_only=True)
    namen = {}
    for name, defined in [*book.defined_names.items(), *book.worksheets[0].defined_names.items()]:
        for blatt, bereich in defined.destinations:
            cells = book[blatt][bereich]
            namen[name] = cells if isinstance(cells, tuple) else ((cells,),)
    return namen


def test_the_report_says_who_answered_and_what_was_taken(bericht):
    book = openpyxl.load_workbook(bericht / "Prüfprotokoll 2023-06.xlsx")
    stand = {z[0]: z for z in book["Rücklauf"].iter_rows(min_row=5, values_only=True)}
    assert {titel: zeile[1] for titel, zeile in stand.items()} == {
        f"{nummer} {budget}": "angenommen" for budget, (nummer, _) in FACHDIENSTE.items()
    }
    heute = f"{date.today():%d.%m.%Y}"
    uebernahmen = list(book["Übernahmen"].iter_rows(min_row=5, values_only=True))
    angabe, bisher, neu, warum, von, am, quelle = next(z for z in uebernahmen if z[0].startswith("3610, Prognose"))
    assert (angabe, bisher, neu) == ("3610, Prognose (Aufwendungen Transferaufwand)", None, "400.000,00 €")
    assert (warum, von, am) == ("mehr Fälle", "Frau Muster", heute)
    assert quelle == "Kopie von Mappe1 (2) endgültig.xlsx, 3610 Hilfen 3610!R20"
    assert len(uebernahmen) == 4 * len(FACHDIENSTE)  # the Grund stands beside its Prognose


def test_text_of_a_return_never_becomes_a_formula(bericht):
    gefunden = set()
    namen = ("Produktbericht 2023-06.xlsx", "Prüfprotokoll 2023-06.xlsx")
    for datei in (*(bericht / name for name in namen), *(bericht / "einzeln").glob("35*.xlsx")):
        for blatt in openpyxl.load_workbook(datei).worksheets:
            for row in blatt.iter_rows():
                for cell in row:
                    if cell.value in FORMELN:
                        assert cell.data_type == "s"
                        gefunden.add(cell.value)
    assert gefunden == set(FORMELN)


def test_libreoffice_agrees_with_the_report(bericht, recalculated):
    dateien = [bericht / "Produktbericht 2023-06.xlsx", *sorted((bericht / "einzeln").iterdir())]
    assert [text for datei, neu in recalculated(dateien) for text in differences(datei, neu)] == []


# Second thoughts


@pytest.fixture
def haus(runde, tmp_path) -> Haus:
    """The house as it is when all have answered."""
    return runde.haus.copy_to(tmp_path / "haus")


def put(haus: Haus, name: str, daten: bytes) -> Path:
    (haus.ordner / name).write_bytes(daten)
    return haus.ordner / name


def transfer(haus: Haus, budget: str = "Soziales") -> int:
    """The Prognose in the report now, in euros."""
    daten = load(haus.datenmappe, STAND).daten
    zeilen = daten.produktblatt(daten.gliederung[PRODUKT[budget]]).aufwendungen.zeilen
    return next(zeile.prognose.betrag_ct for zeile in zeilen if zeile.name == "Transferaufwand") // 100


def number_of(haus: Haus, budget: str) -> int:
    with haus.buch() as buch:
        return max(r.nummer for r in buch.ruecklauf.rueckgaben(STAND) if r.budget == budget)


def test_a_second_answer_waits_and_the_accepted_one_holds(haus):
    erste = number_of(haus, "Soziales")
    assert transfer(haus) == NEU
    ruecklauf(haus.datenmappe, annehmen=[erste])
    korrektur = answer(*haus.sendung("Soziales"), {**entries("Soziales"), prognose("Soziales"): NEU + 1000})
    code, text = cli("ruecklauf", haus.datenmappe, put(haus, "korrektur.xlsx", korrektur))
    zweite = number_of(haus, "Soziales")
    assert code == 0
    assert "--annehmen" in text
    assert "zu entscheiden" in cli("ruecklaufstand", haus.datenmappe, "--stand", "2023-06")[1]
    assert transfer(haus) == NEU
    code, text = cli("bericht", haus.datenmappe, "--stand", "2023-06", "--ziel", haus.ordner / "bericht")
    assert code == 0
    assert f"„Soziales“: die Rückgabe {zweite} wartet auf eine Entscheidung (xlbudget ruecklauf)" in text
    assert f"Bis dahin gilt die Rückgabe {erste}." in text
    befunde = openpyxl.load_workbook(haus.ordner / "bericht" / "Prüfprotokoll 2023-06.xlsx")["Befunde"]
    assert any(f"Rückgabe {zweite} wartet" in str(cell.value) for row in befunde.iter_rows() for cell in row)
    code, text = cli("ruecklauf", haus.datenmappe, "--annehmen", zweite)
    assert code == 0
    assert transfer(haus) == NEU + 1000
    assert not [b for b in load(haus.datenmappe, STAND).befunde if b.code == "ruecklauf.wartet"]
    assert cli("ruecklauf", haus.datenmappe, "--ablehnen", zweite)[0] == 0
    assert transfer(haus) == TRANSFER


@pytest.mark.slow
def test_a_second_answer_to_one_that_counted_by_itself_is_a_warning(tmp_path):
    haus = Haus(tmp_path / "haus")
    versand(haus.write(), haus.auftrag(nur=["Soziales"]))
    gesendet = haus.sendung("Soziales")
    ruecklauf(haus.datenmappe, [put(haus, "erste.xlsx", answer(*gesendet, entries("Soziales")))])
    assert transfer(haus) == NEU
    anders = {**entries("Soziales"), prognose("Soziales"): NEU + 1}
    ruecklauf(haus.datenmappe, [put(haus, "zweite.xlsx", answer(*gesendet, anders))])
    (befund,) = [b for b in load(haus.datenmappe, STAND).befunde if b.code == "ruecklauf.wartet"]
    assert befund.schwere is Schwere.WARNUNG
    assert "die Rückgaben 1, 2 warten auf eine Entscheidung" in befund.text
    assert "Bis dahin zählt nichts davon. Rückgabe 1 zählte schon" in befund.text
    assert transfer(haus) == TRANSFER


def test_an_explanation_too_long_to_print_is_accepted_whole_and_told(haus):
    lang = ("Umlaute äöü. " * 70)[:901].strip().ljust(901, "x")
    feld = Feld(PRODUKT["Straßenverkehr"], Feldart.ERLAEUTERUNG)
    datei = put(haus, "lang.xlsx", answer(*haus.sendung("Straßenverkehr"), {feld: lang}))
    ruecklauf(haus.datenmappe, [datei])
    ruecklauf(haus.datenmappe, annehmen=[number_of(haus, "Straßenverkehr")])
    ziel = haus.ordner / "bericht"
    code, text = cli("bericht", haus.datenmappe, "--stand", "2023-06", "--ziel", ziel, "--nur", "3610")
    assert code == 0
    assert "Die Erläuterung zu 3610 hat 901 Zeichen; im Druck der mitgelieferten Vorlage ist Platz für" in text
    (blatt,) = (ziel / "einzeln").iterdir()
    assert named(blatt)["PB_Erlaeuterung"][0][0].value == lang


def test_december(haus):
    """No Prognose to enter, and answers to June stay with June."""
    versand(haus.datenmappe, haus.auftrag(stand=DEZEMBER, nur=["Soziales"], ziel=haus.ordner / "dezember"))
    gesendet = haus.sendung("Soziales", DEZEMBER)
    feld = Feld(PRODUKT["Soziales"], Feldart.ERLAEUTERUNG)
    assert {f.feld: f.wert for f in gesendet[0].felder}[feld] is None
    datei = put(haus, "dezember.xlsx", answer(*gesendet, {feld: "Zum Jahresende."}))
    ruecklauf(haus.datenmappe, [datei])
    juni, ende = (load(haus.datenmappe, stand).daten for stand in (STAND, DEZEMBER))
    assert ende.gliederung[PRODUKT["Soziales"]].erlaeuterung == "Zum Jahresende."
    assert juni.gliederung[PRODUKT["Soziales"]].erlaeuterung.startswith("Zwei Zeilen")
    code, text = cli("ruecklaufstand", haus.datenmappe, "--stand", "2023-12")
    assert code == 0
    assert "1 von 5 Budgets abgeschlossen." in text


def test_an_answer_to_june_after_december_was_sent(haus):
    versand(haus.datenmappe, haus.auftrag(stand=DEZEMBER, nur=["Arbeit"], ziel=haus.ordner / "dezember"))
    with haus.buch() as buch:
        (juni,) = (s for s in buch.sendungen(STAND) if s.identitaet.budget == "Arbeit")
        mappe = buch.archived(juni.sha256)
    eingaben = {prognose("Arbeit"): NEU + 5, grund(prognose("Arbeit")): "spät"}
    code, text = cli("ruecklauf", haus.datenmappe, put(haus, "alt.xlsx", answer(juni, mappe, eingaben)))
    assert code == 0
    assert "inzwischen ist die zum Stand 2023-12 vorbereitet" in text.replace("\n", " ")
    assert "wartet" in text or "Nur eine kann gelten" in text
