"""What comes back, from file to decision: real workbooks, changed as a Fachdienst or an attacker would change them."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from delivery.runde import DATENMAPPE, GRUND, JUNI, KLEIN, MITTEL, Gesendet, edit, lauf, send
from sources.returns.msg_base import anhang, mail

from xlbudget.app.bericht.lauf import load
from xlbudget.app.runde import ruecklauf as modul
from xlbudget.app.runde import ruecklaufleser
from xlbudget.app.runde.ruecklauf import Ruecklaufergebnis, ruecklauf
from xlbudget.app.runde.ruecklaufleser import identify
from xlbudget.core.kontenrahmen import Berichtszeile
from xlbudget.core.rueckmeldung import Ausweis, Feldart, Identitaet
from xlbudget.core.zeit import Stand
from xlbudget.delivery.ledger.ort import DATEINAME
from xlbudget.delivery.ledger.ruecklaufbuch import Ruecklaufbuch
from xlbudget.delivery.ledger.versandbuch import Versandbuch
from xlbudget.errors import EingabeError, Schwere
from xlbudget.layout.rueckmeldung import (
    IDENTITAET_BLATT,
    RUECKMELDUNG_BLATT,
    ZELLE_DATUM,
    ZELLE_IDENTITAET,
    ZELLE_SIEGEL,
)
from xlbudget.sources.returns.eingang import Eingangsdatei

VON_SELBST, OFFEN, FREMD = "von selbst angenommen", "zu entscheiden", "fremd"


@dataclass
class Runde:
    """A Versandbuch with workbooks sent, a folder for what comes back, and who sits at the keyboard."""

    buch: Versandbuch
    ordner: Path
    wer: str = "anna"

    def put(self, **dateien: bytes) -> list[Path]:
        """Files in the folder; the last `_` of a name is its point."""
        pfade = [self.ordner / ".".join(name.rsplit("_", 1)) for name in dateien]
        for pfad, data in zip(pfade, dateien.values(), strict=True):
            pfad.write_bytes(data)
        return pfade

    def run(self, **dateien: bytes) -> Ruecklaufergebnis:
        """Collect these files."""
        return ruecklauf(DATENMAPPE, self.put(**dateien))

    def decide(self, annehmen: tuple[int, ...] = (), ablehnen: tuple[int, ...] = (), ersetzen: bool = False):
        return ruecklauf(DATENMAPPE, (), annehmen=annehmen, ablehnen=ablehnen, ersetzen=ersetzen)

    def lagen(self) -> dict[int, str]:
        """Of every return by its number."""
        return {r.nummer: modul.Ruecklaufeintrag(r, (), False).lage for r in self.buch.ruecklauf.rueckgaben()}


@pytest.fixture(scope="module")
def versandt(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Gesendet]:
    """A Versandbuch from which one workbook was sent, to be copied, and that workbook."""
    datei = tmp_path_factory.mktemp("versandt") / DATEINAME
    with Versandbuch.open(datei) as buch:
        return datei, send(buch)


@pytest.fixture
def mappe(versandt: tuple[Path, Gesendet]) -> Gesendet:
    return versandt[1]


@pytest.fixture
def runde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, versandt: tuple[Path, Gesendet]) -> Iterator[Runde]:
    ordner = tmp_path / "ruecklauf"
    ordner.mkdir()
    shutil.copy(versandt[0], tmp_path / DATEINAME)
    monkeypatch.setenv("XLBUDGET_VERSANDBUCH", str(tmp_path / DATEINAME))
    with Versandbuch.open(tmp_path / DATEINAME) as buch:
        runde = Runde(buch, ordner)
        monkeypatch.setattr(modul, "angemeldeter_benutzer", lambda: runde.wer)
        monkeypatch.setattr(ruecklaufleser, "load", lambda datenmappe, stand, mit_ruecklauf: lauf(stand))
        yield runde


def said(ergebnis: Ruecklaufergebnis, code: str) -> str:
    """The text of the one Befund of a code."""
    (text,) = (str(befund) for befund in ergebnis.befunde if befund.code == code)
    return text


def codes(ergebnis: Ruecklaufergebnis) -> set[tuple[str, str]]:
    return {(befund.code, befund.schwere.value) for befund in ergebnis.befunde}


# --- one return


@pytest.mark.sample
def test_a_return_nothing_speaks_against_counts_and_its_values_reach_the_report(runde):
    mappe = send(runde.buch, MITTEL)
    prognose, ziel, text = (mappe.feld(art) for art in (Feldart.PROGNOSE, Feldart.ZIEL, Feldart.ERLAEUTERUNG))
    neu = mappe.berechnet_ct(prognose) + 100_000
    werte = {prognose: neu / 100, mappe.feld(Feldart.GRUND): GRUND, ziel: 97.5, text: "- Stellen bleiben frei"}
    ergebnis = runde.run(a_xlsx=mappe.answer(werte))
    (eintrag,) = ergebnis.eintraege
    assert (eintrag.lage, eintrag.neu, ergebnis.befunde) == (VON_SELBST, True, ())
    erwartet = {prognose: neu, mappe.feld(Feldart.GRUND): GRUND, ziel: Decimal("97.5"), text: "- Stellen bleiben frei"}
    assert {a.feld: (a.alt, a.neu) for a in eintrag.aenderungen} == {
        f.feld: (f.wert, wert) for f, wert in erwartet.items()
    }
    jetzt = load(DATENMAPPE, JUNI)
    uebernahmen = {u.feld: u for u in jetzt.uebernahmen}
    assert {feld: u.neu for feld, u in uebernahmen.items()} == {
        f.feld: wert for f, wert in erwartet.items() if f.feld.feldart is not Feldart.GRUND
    }
    uebernahme = uebernahmen[prognose.feld]
    assert (uebernahme.grund, uebernahme.von, uebernahme.source.datei) == (GRUND, "Erika Muster", "a.xlsx")
    zeile, daten = Berichtszeile(prognose.feld.art, prognose.feld.zeile), jetzt.daten
    assert daten.prognosen.prognose_of(daten.gliederung[prognose.feld.objekt], zeile).betrag_ct == neu
    assert daten.gliederung[text.feld.objekt].erlaeuterung == "- Stellen bleiben frei"
    assert [k.ist for k in daten.ziele if (k.produkt, k.bezeichnung) == (ziel.feld.objekt, ziel.feld.zeile)] == [
        Decimal("97.5")
    ]
    assert not load(DATENMAPPE, Stand(2023, 7)).uebernahmen, "of another Stand"


@pytest.mark.sample
def test_what_waits_is_in_no_report_until_it_is_accepted(runde, mappe):
    text = mappe.feld(Feldart.ERLAEUTERUNG)
    runde.run(a_xlsx=mappe.answer({text: "Neuer Text"}, status="Entwurf"))
    assert load(DATENMAPPE, JUNI).uebernahmen == ()
    runde.decide(annehmen=(1,))
    (uebernahme,) = load(DATENMAPPE, JUNI).uebernahmen
    assert (uebernahme.feld, uebernahme.neu) == (text.feld, "Neuer Text")
    runde.decide(ablehnen=(1,))
    assert load(DATENMAPPE, JUNI).uebernahmen == ()


def prognose(mappe: Gesendet, wert: object, grund: str | None = GRUND) -> bytes:
    return mappe.answer({mappe.feld(Feldart.PROGNOSE): wert, mappe.feld(Feldart.GRUND): grund})


def locked(mappe: Gesendet, wert: object, ist: type = float) -> bytes:
    """A constant of that kind changed, beside no input."""
    blatt = openpyxl.load_workbook(io.BytesIO(mappe.data))[mappe.feld(Feldart.PROGNOSE).blatt]
    zelle = next(
        c.coordinate
        for row in blatt.iter_rows(min_row=12)
        for c in row
        if c.data_type == "n" and isinstance(c.value, int | float) and c.protection.locked
    )
    return edit(mappe.answer(), {(blatt.title, zelle): wert})


def label(mappe: Gesendet) -> bytes:
    """The text that says what the first input is about."""
    feld = mappe.feld(Feldart.PROGNOSE)
    zeile = openpyxl.load_workbook(io.BytesIO(mappe.data))[feld.blatt][int(feld.zelle[1:])]
    zelle = next(c.coordinate for c in zeile if isinstance(c.value, str) and c.data_type == "s")
    return edit(mappe.answer(), {(feld.blatt, zelle): "Ganz anderes"})


def formula(mappe: Gesendet) -> bytes:
    """A total that is a number now."""
    blatt = openpyxl.load_workbook(io.BytesIO(mappe.data))[mappe.feld(Feldart.PROGNOSE).blatt]
    zelle = next(c.coordinate for row in blatt.iter_rows() for c in row if c.data_type == "f")
    return edit(mappe.answer(), {(blatt.title, zelle): 5})


def note(mappe: Gesendet) -> bytes:
    return edit(mappe.answer(), {(mappe.feld(Feldart.PROGNOSE).blatt, "Z90"): "Bitte lesen"})


def other_sheet_name(mappe: Gesendet) -> bytes:
    return edit(mappe.answer(), {}, lambda book: setattr(book.worksheets[-2], "title", "Mein Blatt"))


def dated(mappe: Gesendet, tag: date) -> bytes:
    return edit(mappe.answer(), {(RUECKMELDUNG_BLATT, ZELLE_DATUM): tag})


@pytest.mark.parametrize(
    ("fill", "code", "schwere", "text", "lage"),
    [
        (lambda m: m.answer(status="Entwurf"), "entwurf", "Hinweis", "ist ein Entwurf", OFFEN),
        (lambda m: m.answer(status="vielleicht"), "status", "Warnung", "zählt als Entwurf", OFFEN),
        (lambda m: m.answer(name=""), "name", "Warnung", "nicht eingetragen, wer", OFFEN),
        (lambda m: dated(m, date.today() - timedelta(9)), "datum", "Warnung", "vor dem Versand", OFFEN),
        (lambda m: dated(m, date.today() + timedelta(9)), "datum", "Warnung", "in der Zukunft", OFFEN),
        (lambda m: prognose(m, 170_000, None), "grund", "Warnung", "der Grund für die geänderte Prognose fehlt", OFFEN),
        (lambda m: prognose(m, None), "ohne_prognose", "Warnung", "keine Prognose", OFFEN),
        (lambda m: prognose(m, 900_000), "weit", "Warnung", "900.000 € weicht um", OFFEN),
        (lambda m: prognose(m, 167), "weit", "Warnung", "Tausend Euro gemeint", OFFEN),
        (lambda m: prognose(m, -170_000), "vorzeichen", "Warnung", "anderes Vorzeichen", OFFEN),
        (lambda m: prognose(m, "170.000,50"), "textzahl", "Warnung", "gelesen wird 170.000,50 €", OFFEN),
        (lambda m: prognose(m, "ca. 170"), "zahl", "Fehler", "keine eindeutige Zahl", OFFEN),
        (lambda m: prognose(m, "#REF!"), "fehlerwert", "Fehler", "Fehlerwert #BEZUG!", OFFEN),
        (lambda m: prognose(m, "=1+1"), "formel", "Fehler", "steht eine Formel", OFFEN),
        (lambda m: prognose(m, "=cmd|' /C calc'!A0"), "formel", "Fehler", "steht eine Formel", OFFEN),
        (lambda m: prognose(m, 170_000.123), "rundung", "Warnung", "Nachkommastellen", OFFEN),
        (lambda m: m.answer({m.feld(Feldart.ERLAEUTERUNG): "x" * 2000}), "laenge", "Warnung", "2000 Zeichen", OFFEN),
        (lambda m: locked(m, 77), "gesperrt.wert", "Warnung", "gesperrter Wert ist geändert", OFFEN),
        (label, "gesperrt.aufbau", "Fehler", "„Ganz anderes“", OFFEN),
        (formula, "gesperrt.formel", "Warnung", "Formel ist ersetzt durch „5“", OFFEN),
        (note, "gesperrt.neu", "Hinweis", "Außerhalb der Eingabefelder steht „Bitte lesen“", VON_SELBST),
        (other_sheet_name, "gesperrt.blatt", "Fehler", "heißt jetzt „Mein Blatt“", OFFEN),
    ],
)  # fmt: skip
def test_every_finding_says_what_and_where_and_decides_whether_it_counts(runde, mappe, fill, code, schwere, text, lage):
    ergebnis = runde.run(a_xlsx=fill(mappe))
    code = code if "." in code else f"ruecklauf.{code}"
    assert (code, schwere) in codes(ergebnis)
    assert any(text in str(b) and "a.xlsx" in str(b) for b in ergebnis.befunde if b.code == code)
    assert runde.lagen() == {1: lage}
    assert (("ruecklauf.entscheiden", "Hinweis") in codes(ergebnis)) == (lage == OFFEN)
    if lage == OFFEN:
        assert "--annehmen 1 oder --ablehnen 1" in said(ergebnis, "ruecklauf.entscheiden")
        assert codes(runde.decide()) == codes(ergebnis), "it is said again for as long as it waits"
    else:
        assert runde.decide().befunde == ()
    runde.decide(annehmen=(1,))
    assert runde.lagen() == {1: "angenommen"}


@pytest.mark.sample
def test_an_older_fassung(runde, mappe):
    neue = send(runde.buch)
    ergebnis = runde.run(alt_xlsx=mappe.answer())
    assert "die Fassung 1 für „Dezernatsleitung III“; inzwischen ist die Fassung 2" in said(
        ergebnis, "ruecklauf.fassung"
    )
    assert runde.lagen() == {1: OFFEN}
    runde.decide(ablehnen=(1,))
    assert ("ruecklauf.fassung", "Warnung") not in codes(runde.run(neu_xlsx=neue.answer()))
    assert runde.lagen() == {1: "abgelehnt", 2: VON_SELBST}


def test_another_stand(runde, mappe):
    september = send(runde.buch, stand=Stand(2023, 9))
    ergebnis = runde.run(juni_xlsx=mappe.answer(), september_xlsx=september.answer())
    assert "die Mappe zum Stand 2023-06" in said(ergebnis, "ruecklauf.stand")
    assert "inzwischen ist die zum Stand 2023-09" in said(ergebnis, "ruecklauf.stand")
    assert runde.lagen() == {1: OFFEN, 2: VON_SELBST}, "one Budget, but two Stände: no conflict"


# --- when it came in


SEKUNDE = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("seit_versand", "zaehlt"),
    [(timedelta(microseconds=1), True), (-SEKUNDE, False), (timedelta(days=366), False), (None, False)],
)
def test_a_mail_says_when_a_return_came_in_unless_its_clock_is_wrong(runde, mappe, seit_versand, zaehlt):
    """Before its workbook was made nothing can come back, and nothing from the future."""
    (sendung,) = runde.buch.sendungen()
    gesendet = None if seit_versand is None else sendung.angelegt + seit_versand
    leser = ruecklaufleser.Leser(DATENMAPPE, runde.buch)
    eingang = leser.read(Eingangsdatei("a.xlsx", mappe.answer(), "a.eml", gesendet=gesendet))
    assert eingang.sendung == sendung.identitaet.sendung
    assert eingang.eingegangen == (gesendet if zaehlt else None)
    fremd = leser.read(Eingangsdatei("a.xlsx", b"Hallo", "a.eml", gesendet=gesendet))
    assert (fremd.eingegangen is None) is (gesendet is None or gesendet > sendung.angelegt + timedelta(days=365))


# --- what is none of ours


def unsealed(mappe: Gesendet, schluessel: bytes) -> bytes:
    """The identity says another Budget, sealed with what an attacker has."""
    identitaet = Identitaet.from_json(mappe.identitaet.to_json().replace(KLEIN, MITTEL))
    ausweis = Ausweis.issue(identitaet, schluessel)
    zellen = {ZELLE_IDENTITAET: ausweis.text, ZELLE_SIEGEL: ausweis.siegel}
    return edit(mappe.answer(), {(IDENTITAET_BLATT, zelle): wert for zelle, wert in zellen.items()})


def empty_workbook() -> bytes:
    data = io.BytesIO()
    openpyxl.Workbook().save(data)
    return data.getvalue()


def test_foreign_files_are_kept_and_never_count(runde, mappe):
    fremd = send(runde.buch, schluessel=b"ein anderer Landkreis")
    ergebnis = runde.run(
        leer_xlsx=empty_workbook(), fremd_xlsx=fremd.answer(), gefaelscht_xlsx=unsealed(mappe, b"geraten")
    )
    assert set(runde.lagen().values()) == {FREMD}
    assert codes(ergebnis) == {("ruecklauf.fremd", "Fehler")}
    texte = [befund.text for befund in ergebnis.befunde]
    assert [text.startswith("Diese Mappe für „") for text in texte] == [False, True, True]
    assert "für „Gesundheitsamt“, Stand 2023-06, stammt aus keinem Versand" in texte[2]
    assert all("Die gesendete Mappe ausfüllen lassen" in text for text in texte)
    with pytest.raises(EingabeError, match=r"Rückgabe 2 \(fremd.xlsx\) gehört zu keiner unserer Sendungen"):
        runde.decide(annehmen=(2,))
    assert load(DATENMAPPE, JUNI).uebernahmen == ()
    assert runde.decide().eintraege == (), "shown once"


def test_the_right_seal_on_another_workbook_is_found_out(runde, mappe):
    andere = send(runde.buch, MITTEL)
    identitaet = openpyxl.load_workbook(io.BytesIO(mappe.data))[IDENTITAET_BLATT]
    zellen = {(IDENTITAET_BLATT, zelle): identitaet[zelle].value for zelle in (ZELLE_IDENTITAET, ZELLE_SIEGEL)}
    ergebnis = runde.run(a_xlsx=edit(andere.answer(), zellen))
    assert ("gesperrt.blatt", "Fehler") in codes(ergebnis)
    assert runde.lagen() == {1: OFFEN}


def macro(data: bytes) -> bytes:
    """The workbook with macros."""
    with zipfile.ZipFile(io.BytesIO(data)) as alt:
        teile = {name: alt.read(name) for name in alt.namelist()}
    neu = io.BytesIO()
    with zipfile.ZipFile(neu, "w") as archiv:
        for name, inhalt in {**teile, "xl/vbaProject.bin": b"x"}.items():
            archiv.writestr(name, inhalt.replace(b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main"))
    return neu.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("name", "spoil", "text"),
    [
        ("a_xlsx", lambda data: data[: len(data) // 2], "beschädigt"),
        ("a_xlsx", lambda data: data[:4] + bytes(len(data)), "beschädigt"),
        ("a_xlsx", lambda data: b"Hallo", "keine Excel-Datei"),
        ("a_xls", lambda data: OLE + bytes(600), "altes .xls|alten Format .xls"),
        ("a_xlsx", lambda data: OLE + "EncryptedPackage".encode("utf-16-le"), "Kennwort"),
        ("a_xlsm", macro, "Makros"),
        ("a_ods", lambda data: b"PK\x03\x04", "beschädigt"),
    ],
)
def test_what_cannot_be_read_is_kept_with_advice(runde, mappe, name, spoil, text):
    data = spoil(mappe.answer())
    ergebnis = runde.run(**{name: data})
    assert codes(ergebnis) == {("ruecklauf.unlesbar", "Fehler")}
    assert any(teil in said(ergebnis, "ruecklauf.unlesbar") for teil in text.split("|"))
    (rueckgabe,) = runde.buch.ruecklauf.rueckgaben()
    assert runde.buch.archived(rueckgabe.sha256) == data
    assert runde.lagen() == {1: "nicht lesbar"}


# --- where it comes from


def test_a_mail_with_attachments(runde, mappe):
    andere, message = send(runde.buch, MITTEL), EmailMessage()
    message["From"], message["Subject"] = "Amt 11 <amt11@kreis.example>", "Rücklauf"
    message.set_content("anbei")
    for name, data in (("eins.xlsx", mappe.answer()), ("zwei.xlsx", andere.answer()), ("logo.png", b"x")):
        message.add_attachment(data, "application", "octet-stream", filename=name)
    ergebnis = runde.run(antwort_eml=message.as_bytes())
    assert [(e.rueckgabe.budget, e.lage) for e in ergebnis.eintraege] == [(KLEIN, VON_SELBST), (MITTEL, VON_SELBST)]
    rueckgabe = ergebnis.eintraege[0].rueckgabe
    assert (rueckgabe.dateiname, rueckgabe.absender) == ("eins.xlsx", "Amt 11 <amt11@kreis.example>")
    assert rueckgabe.herkunft.endswith("antwort.eml")
    assert "logo.png" in said(ergebnis, "eingang.andere")


@pytest.mark.parametrize(
    ("absender", "fremd"),
    [
        ("Amt 11 <AMT11@kreis.example>", False),
        ("kollegin@kreis.example", False),
        ("Landrat <landrat@kreis.example.evil>", True),
        ('"fd11@kreis.example" <fremd@evil.example>', True),
        ("Erika Muster", True),
        ("", True),
        ("amt11@kreis.example, fremd@evil.example", True),
        ("amt11@kreis.example\r\nFrom: fremd@evil.example", True),
        ("=?utf-8?q?amt11=40kreis.example=2C?= <fremd@evil.example>", True),
        ("=?utf-8?q?Amt_=3Camt11=40kreis=2Eexample=3E?= <fremd@evil.example>", True),
        ("undisclosed:;", True),
        ("Gruppe: amt11@kreis.example, fremd@evil.example;", True),
        ("amt11@kreis.example <>", True),
        ("amt11@@kreis.example", True),
        ("amt11@kreis.example.", True),
        ("amt11@kreis.ex\u0430mple", True),
        (None, True),
    ],
)
def test_a_mail_from_somebody_who_never_got_the_workbook_waits(runde, mappe, absender, fremd):
    message = EmailMessage()
    message.set_content("anbei")
    message.add_attachment(mappe.answer(), "application", "octet-stream", filename="a.xlsx")
    kopf = b"" if absender is None else f"From: {absender}\r\n".encode()
    ergebnis = runde.run(a_eml=kopf + message.as_bytes())
    assert codes(ergebnis) == (
        {("ruecklauf.absender", "Warnung"), ("ruecklauf.entscheiden", "Hinweis")} if fremd else set()
    )
    assert runde.lagen() == {1: "zu entscheiden" if fremd else VON_SELBST}


@pytest.mark.parametrize("absender", ["", "/o=Kreis/cn=amt11", "Erika Muster"])
def test_a_mail_of_outlook_without_an_address_waits_too(runde, mappe, absender):
    runde.run(a_msg=mail(absender, "Rücklauf", [anhang("a.xlsx", mappe.answer())]))
    assert runde.lagen() == {1: "zu entscheiden"}


def test_who_forwards_a_mail_without_saying_who_is_not_who_wrote_it(runde, mappe):
    innen, aussen = EmailMessage(), EmailMessage()
    innen["From"] = "amt11@kreis.example"
    innen.add_attachment(mappe.answer(), "application", "octet-stream", filename="a.xlsx")
    aussen.set_content("anbei")
    aussen.add_attachment(innen.as_bytes(), "application", "octet-stream", filename="innen.eml")
    runde.run(a_eml=aussen.as_bytes())
    assert runde.lagen() == {1: "zu entscheiden"}


def test_a_mail_as_outlook_saves_it(runde, mappe):
    ergebnis = runde.run(antwort_msg=mail("amt11@kreis.example", "Rücklauf", [anhang("eins.xlsx", mappe.answer())]))
    assert [(e.rueckgabe.absender, e.lage) for e in ergebnis.eintraege] == [("amt11@kreis.example", VON_SELBST)]


def test_the_same_file_counts_once_under_any_name_and_way(runde, mappe):
    data = mappe.answer()
    message = EmailMessage()
    message["From"] = "amt11@kreis.example"
    message.add_attachment(data, "application", "octet-stream", filename="Anlage.xlsx")
    runde.run(a_xlsx=data)
    ergebnis = runde.run(a_xlsx=data, b_xlsx=data, c_eml=message.as_bytes())
    assert ergebnis.eintraege == ()
    assert sorted(str(b) for b in ergebnis.befunde) == [
        "1 Mappe ist schon eingelesen und zählt nur einmal.",
        "Das ist dieselbe Datei wie die Rückgabe 1 (a.xlsx); sie zählt nur einmal. — Anlage.xlsx",
        "Das ist dieselbe Datei wie die Rückgabe 1 (a.xlsx); sie zählt nur einmal. — b.xlsx",
    ]
    assert runde.lagen() == {1: VON_SELBST}


def test_odd_names_senders_and_texts_are_recorded(runde, mappe):
    message = EmailMessage()
    message["From"] = "x" * 5000 + "@kreis.example"
    message["Subject"] = "\u202eRücklauf"
    message.set_content("anbei")
    boese = "..\\..\\C:\x1b[2J" + "ä" * 200 + ".xlsx"
    message.add_attachment(
        mappe.answer({mappe.feld(Feldart.ERLAEUTERUNG): "a_x001B_[2Jb"}, name="=Erika_x001B_ " * 30),
        "application", "octet-stream", filename=boese,
    )  # fmt: skip
    ergebnis = runde.run(a_eml=message.as_bytes())
    (eintrag,) = ergebnis.eintraege
    rueckgabe = eintrag.rueckgabe
    assert (rueckgabe.budget, eintrag.lage) == (KLEIN, OFFEN)
    assert len(rueckgabe.absender) <= 2000
    assert len(rueckgabe.dateiname) <= 120
    meldung = rueckgabe.rueckmeldung
    alles = [*map(str, ergebnis.befunde), meldung.name, rueckgabe.dateiname, rueckgabe.absender]
    assert all("\x1b" not in text for text in (*alles, *map(str, meldung.eingaben.values())))


def test_a_forged_identity_cannot_flood_or_steer_the_screen(runde, mappe):
    identitaet = json.loads(mappe.identitaet.to_json()) | {"budget": "\x1b[2J\n" + "Soziales " * 3000}
    zelle = json.dumps(identitaet, ensure_ascii=True)
    ergebnis = runde.run(a_xlsx=edit(mappe.answer(), {(IDENTITAET_BLATT, ZELLE_IDENTITAET): zelle}))
    text = said(ergebnis, "ruecklauf.fremd")
    assert text.startswith("Diese Mappe für „�[2J�Soziales")
    assert len(text) < 400


def test_a_file_that_is_locked_or_gone_does_not_keep_the_others_from_being_read(runde, mappe, monkeypatch):
    runde.put(a_xlsx=mappe.answer(), gesperrt_xlsx=b"PK", weg_xlsx=b"PK")
    oeffnen, lesen = Path.open, Path.read_bytes

    def locked_open(pfad: Path, *args: object, **kwargs: object) -> object:
        if pfad.name == "gesperrt.xlsx":
            raise PermissionError(13, "Permission denied")
        return oeffnen(pfad, *args, **kwargs)

    def gone(pfad: Path) -> bytes:
        if pfad.name == "weg.xlsx":
            raise FileNotFoundError(2, "No such file or directory")
        return lesen(pfad)

    monkeypatch.setattr(Path, "open", locked_open)
    monkeypatch.setattr(Path, "read_bytes", gone)
    alle = sorted(runde.ordner.iterdir())
    for pfade in ([runde.ordner], alle, [runde.ordner / "tippfehler.xlsx", *alle]):
        ergebnis = ruecklauf(DATENMAPPE, pfade)
        assert {b.source.datei for b in ergebnis.befunde if b.source} >= {"gesperrt.xlsx", "weg.xlsx"}
        assert {b.code for b in ergebnis.befunde} - {"ruecklauf.bekannt"} == {"eingang.datei"}
        assert any("noch in Excel geöffnet" in befund.text for befund in ergebnis.befunde)
        assert runde.lagen() == {1: VON_SELBST}
    assert any("tippfehler.xlsx gibt es nicht" in befund.text for befund in ergebnis.befunde)


def test_a_path_that_may_not_even_be_looked_at(runde, mappe, monkeypatch):
    ist_ordner = Path.is_dir

    def is_dir(pfad: Path) -> bool:
        if pfad == runde.ordner:
            raise PermissionError(13, "Permission denied")
        return ist_ordner(pfad)

    monkeypatch.setattr(Path, "is_dir", is_dir)
    ergebnis = ruecklauf(DATENMAPPE, [runde.ordner])
    assert "Leserecht geben lassen" in said(ergebnis, "eingang.datei")


def test_what_cannot_be_compared_waits(runde, mappe, monkeypatch, tmp_path):
    """Without the exports nothing can be said against a figure; that is no reason to take it."""
    monkeypatch.setattr(ruecklaufleser, "load", load)
    allein = tmp_path / "Datenmappe.xlsx"
    shutil.copy(DATENMAPPE, allein)
    ergebnis = ruecklauf(allein, runde.put(a_xlsx=prognose(mappe, 900_000)))
    assert codes(ergebnis) == {("ruecklauf.unverglichen", "Warnung"), ("ruecklauf.entscheiden", "Hinweis")}
    assert "xlbudget pruefen" in said(ergebnis, "ruecklauf.unverglichen")
    assert runde.lagen() == {1: OFFEN}


def test_what_the_datenmappe_does_not_know_any_more_waits(runde, mappe, monkeypatch):
    """Here it is a Datenmappe without the first Produkt of the Budget."""
    ohne = mappe.identitaet.objekte[1]
    monkeypatch.setattr(type(lauf().daten.gliederung), "__contains__", lambda _, kennung: kennung != ohne)
    ergebnis = runde.run(a_xlsx=prognose(mappe, 900_000))
    assert f"die Datenmappe kennt {ohne} nicht mehr" in said(ergebnis, "ruecklauf.unverglichen")
    assert runde.lagen() == {1: OFFEN}


def test_nothing_was_ever_sent(tmp_path, monkeypatch):
    monkeypatch.setenv("XLBUDGET_VERSANDBUCH", str(tmp_path / DATEINAME))
    with pytest.raises(EingabeError, match="gibt kein Versandbuch"):
        ruecklauf(DATENMAPPE, [tmp_path])


# --- two returns, and who decides


def test_two_returns_in_one_run_wait_both(runde, mappe):
    ergebnis = runde.run(a_xlsx=mappe.answer(), b_xlsx=mappe.answer(name="Max Muster"))
    assert runde.lagen() == {1: OFFEN, 2: OFFEN}
    text = said(ergebnis, "ruecklauf.mehrere")
    assert "„Dezernatsleitung III“: zum Stand 2023-06 liegen 2 Rückgaben vor" in text
    assert "1 (a.xlsx, von Erika Muster), 2 (b.xlsx, von Max Muster)" in text
    assert "Bis dahin zählt keine." in text
    assert "zählte schon" not in text
    assert [b.schwere for b in ergebnis.befunde] == [Schwere.WARNUNG]


def test_two_returns_in_two_runs_are_the_same_and_the_first_does_not_vanish_unseen(runde, mappe):
    runde.run(a_xlsx=mappe.answer())
    assert len(load(DATENMAPPE, JUNI).uebernahmen) == 1
    for ergebnis in (runde.run(b_xlsx=mappe.answer(name="Max Muster")), runde.decide()):
        assert runde.lagen() == {1: OFFEN, 2: OFFEN}
        assert [e.rueckgabe.nummer for e in ergebnis.eintraege] == [1, 2]
        assert "Rückgabe 1 zählte schon und kann in einem Bericht stehen." in said(ergebnis, "ruecklauf.mehrere")
        assert load(DATENMAPPE, JUNI).uebernahmen == ()
    verlauf = [(e.art.value, e.wer, e.grund) for e in runde.buch.ruecklauf.rueckgaben()[0].entscheidungen]
    assert verlauf == [
        (VON_SELBST, "anna", "ohne Befund"),
        ("nicht mehr eindeutig", "anna", "auch Rückgabe 2 liegt vor"),
    ]


def test_what_a_person_confirmed_stays_when_another_return_comes_in(runde, mappe):
    runde.run(a_xlsx=mappe.answer())
    runde.decide(annehmen=(1,))
    ergebnis = runde.run(b_xlsx=mappe.answer(name="Max Muster"))
    assert runde.lagen() == {1: "angenommen", 2: OFFEN}
    assert "Es gilt Rückgabe 1. Soll es dabei bleiben: --ablehnen 2;" in said(ergebnis, "ruecklauf.mehrere")
    assert len(load(DATENMAPPE, JUNI).uebernahmen) == 1


def test_a_draft_beside_the_final_one(runde, mappe):
    runde.run(a_xlsx=mappe.answer(status="Entwurf"), b_xlsx=mappe.answer())
    assert runde.lagen() == {1: OFFEN, 2: OFFEN}
    ergebnis = runde.decide(ablehnen=(1,))
    assert runde.lagen() == {1: "abgelehnt", 2: VON_SELBST}, "now it is the only one"
    assert [(e.rueckgabe.nummer, e.lage) for e in ergebnis.eintraege] == [(1, "abgelehnt"), (2, VON_SELBST)]


def test_decisions_are_all_made_or_none(runde, mappe):
    andere = send(runde.buch, MITTEL)
    runde.run(a_xlsx=mappe.answer(status="Entwurf"), b_xlsx=andere.answer(status="Entwurf"))
    (pfad,) = runde.put(c_xlsx=empty_workbook())
    for annehmen, ablehnen, text in (
        ((1, 17), (), "Rückgabe 17: gibt es nicht. Nichts ist entschieden"),
        ((1,), (2, -1, 10**30), f"Rückgabe -1, {10**30}: gibt es nicht"),
        ((1,), (2, 1), "Rückgabe 1: kann nicht zugleich gelten und nicht gelten"),
    ):
        with pytest.raises(EingabeError, match=text):
            ruecklauf(DATENMAPPE, [pfad], annehmen=annehmen, ablehnen=ablehnen)
        assert runde.lagen() == {1: OFFEN, 2: OFFEN}, "and nothing was recorded before"
    ruecklauf(DATENMAPPE, [pfad], annehmen=(1,), ablehnen=(2,))
    assert runde.lagen() == {1: "angenommen", 2: "abgelehnt", 3: FREMD}


def test_only_one_of_a_budget_can_count(runde, mappe):
    runde.run(a_xlsx=mappe.answer(), b_xlsx=mappe.answer(name="Max Muster"))
    with pytest.raises(EingabeError, match="kann nur eine Rückgabe gelten, nicht 1 und 2 zugleich"):
        runde.decide(annehmen=(1, 2))
    runde.decide(annehmen=(1,))
    assert runde.lagen() == {1: "angenommen", 2: OFFEN}, "what nobody has refused does not get lost"
    ergebnis = runde.decide(annehmen=(2,))
    assert [(e.rueckgabe.nummer, e.lage) for e in ergebnis.eintraege] == [(1, "abgelehnt"), (2, "angenommen")]
    assert runde.buch.ruecklauf.rueckgaben()[0].entscheidungen[-1].grund == "ersetzt durch 2"


def test_deciding_twice_the_same_is_harmless(runde, mappe):
    runde.run(a_xlsx=mappe.answer(), b_xlsx=mappe.answer(name="Max Muster"))
    for runde.wer in ("anna", "anna", "berta"):
        runde.decide((2, 2), (1, 1))
    assert [[(e.art.value, e.wer) for e in r.entscheidungen] for r in runde.buch.ruecklauf.rueckgaben()] == [
        [("abgelehnt", "anna")],
        [("angenommen", "anna")],
    ]


@pytest.mark.parametrize(
    ("erst", "dann"),
    [
        ({"annehmen": (1,)}, {"ablehnen": (1,)}),
        ({"ablehnen": (1,)}, {"annehmen": (1,)}),
        ({"annehmen": (1,)}, {"annehmen": (2,)}),
        ({"annehmen": (1,), "ablehnen": (2,)}, {"annehmen": (2,), "ablehnen": (1,)}),
    ],
)
def test_nobody_overrules_another_person_unseen(runde, mappe, erst, dann):
    runde.run(a_xlsx=mappe.answer(), b_xlsx=mappe.answer(name="Max Muster"))
    runde.decide(**erst)
    vorher = runde.lagen()
    runde.wer = "berta"
    with pytest.raises(EingabeError, match=r"Die Rückgabe 1 \(a.xlsx\) hat anna am \d\d\.\d\d\.\d{4} um .*--ersetzen"):
        runde.decide(**dann)
    assert runde.lagen() == vorher
    runde.decide(**dann, ersetzen=True)
    assert runde.lagen() != vorher
    runde.wer = "Anna"
    with pytest.raises(EingabeError, match=r"hat berta am"):
        runde.decide(**erst)


def test_one_may_change_ones_own_mind_and_overrule_the_machine(runde, mappe):
    runde.run(a_xlsx=mappe.answer())
    runde.decide(ablehnen=(1,))
    assert runde.lagen() == {1: "abgelehnt"}
    runde.wer = "ANNA"
    runde.decide(annehmen=(1,))
    assert runde.lagen() == {1: "angenommen"}


def test_a_run_that_ends_before_it_settled_is_finished_by_the_next_without_files(runde, mappe, monkeypatch):
    with monkeypatch.context() as gestoert:
        gestoert.setattr(Ruecklaufbuch, "settle", partial(_end))
        with pytest.raises(KeyboardInterrupt):
            runde.run(a_xlsx=mappe.answer())
    assert runde.lagen() == {1: OFFEN}
    ergebnis = ruecklauf(DATENMAPPE)
    assert [(e.rueckgabe.nummer, e.lage, e.neu) for e in ergebnis.eintraege] == [(1, VON_SELBST, False)]


def _end(*_: object) -> None:
    raise KeyboardInterrupt


def test_what_was_read_before_an_error_is_on_record(runde, mappe, monkeypatch):
    gelesen = []

    def read(name: str, data: bytes) -> object:
        gelesen.append(name)
        if name == "b.xlsx":
            raise KeyboardInterrupt
        return oeffnen(name, data)

    oeffnen = ruecklaufleser.open_ruecklauf
    monkeypatch.setattr(ruecklaufleser, "open_ruecklauf", read)
    dateien = {"a_xlsx": mappe.answer(), "b_xlsx": empty_workbook(), "c_xlsx": mappe.answer(name="Max Muster")}
    with pytest.raises(KeyboardInterrupt):
        runde.run(**dateien)
    assert runde.lagen() == {1: OFFEN}
    assert "a.xlsx" in gelesen
    assert "c.xlsx" not in gelesen


def test_progress_is_told(runde, mappe):
    gesagt = []
    runde.put(a_xlsx=mappe.answer(), b_xlsx=empty_workbook())
    ruecklauf(DATENMAPPE, [runde.ordner], fortschritt=lambda *was: gesagt.append(was))
    assert gesagt == [("a.xlsx einlesen", 0, 1), ("b.xlsx einlesen", 1, 2), ("Fertig", 1, 1)]


def test_a_workbook_proves_whose_it_is_before_it_is_sent(runde, mappe):
    prove = identify(runde.buch.schluessel())
    assert prove(mappe.data) == prove(mappe.answer()) == mappe.identitaet
    fremd = send(runde.buch, schluessel=b"ein anderer Landkreis")
    for data in (fremd.data, unsealed(mappe, b"geraten"), empty_workbook(), mappe.data[:1000], b""):
        assert prove(data) is None
