"""What the tests of the round trip share: a small house of five Fachdienste, its mails, and answers to them."""

from __future__ import annotations

import copy
import io
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import date
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from delivery.mailserver import BENUTZER, KENNWORT, Mailserver

from xlbudget.app.runde.auftrag import Auftrag, Weg
from xlbudget.app.runde.ruecklaufleser import identify
from xlbudget.app.runde.versand import Versandergebnis, versand
from xlbudget.cli import main
from xlbudget.core.kontenrahmen import NIEDERSACHSEN, Art
from xlbudget.core.rueckmeldung import Feld, Feldart, Identitaet
from xlbudget.core.zeit import Stand
from xlbudget.delivery.ledger.eintraege import Nachricht, Sendung
from xlbudget.delivery.ledger.ort import DATEINAME
from xlbudget.delivery.ledger.versandbuch import Versandbuch
from xlbudget.delivery.mail.kontrolle import read_anhaenge
from xlbudget.delivery.mail.zustellung import Nachrichtenart
from xlbudget.errors import Befund, EingabeError
from xlbudget.layout.rueckmeldung import RUECKMELDUNG_BLATT, ZELLE_DATUM, ZELLE_NAME, ZELLE_STATUS
from xlbudget.writers.datenmappe.mappe import einstellungszeilen, kontenzeilen, write_datenmappe

STAND, DEZEMBER = Stand(2023, 6), Stand(2023, 12)
DOMAIN = "kreis.example"
FACHDIENSTE = {
    "Soziales": ("32", "fd32"),
    "Arbeit": ("33", "fd33"),
    "Gesundheitsamt": ("35", "fd35"),
    "Jugend & Familie": ("51", "fd51"),
    "Straßenverkehr": ("36", "fd36"),
}
"""Name → number and mailbox."""
PRODUKT = {name: f"{nummer}10" for name, (nummer, _) in FACHDIENSTE.items()}
"""The first Produkt of each Fachdienst; the second ends in 20."""
NUR = ("Soziales", "Arbeit")
"""Two Fachdienste, where two are enough."""
KONTEN = {"348100": ("H", 10_000), "401100": ("S", 20_000), "422200": ("S", 5_000), "433100": ("S", 30_000)}
"""Sachkonto → side and euros a month, the same for every Produkt."""
TRANSFER = 30_000 * 12
"""What the row Transferaufwand of every Produkt comes to in a year."""


@dataclass
class Haus:
    """A Datenmappe with its exports in a folder; change a field and `write` it again."""

    ordner: Path
    einstellungen: dict[str, object] = field(default_factory=dict)
    namen: dict[str, str] = field(default_factory=dict)
    """Fachdienste that are called otherwise."""
    verteiler: list[dict[str, object]] = field(default_factory=list)
    texte: list[dict[str, object]] = field(default_factory=list)
    prognosen: list[dict[str, object]] = field(default_factory=list)
    dazu: list[tuple[str, str, int]] = field(default_factory=list)
    """Further postings of May: Produkt, Sachkonto, euros."""
    fachdienste: Mapping[str, tuple[str, str]] = field(default_factory=lambda: FACHDIENSTE)
    produkte: Sequence[str] = ("10", "20")
    """How the numbers of the Produkte of each Fachdienst end; they begin with its own."""

    weiteres: Mapping[str, Sequence[Mapping[str, object]]] = field(default_factory=dict)
    """Tables that a house has on request."""

    def __post_init__(self) -> None:
        self.verteiler = [
            {"Budget": name, "Empfänger": f"Leitung {name}", "E-Mail": f"{postfach}@{DOMAIN}", "Versandart": "An"}
            for name, (_, postfach) in self.fachdienste.items()
        ]
        self.verteiler.append(
            {"Budget": "Arbeit", "Empfänger": "Jobcenter", "E-Mail": f"jc@{DOMAIN}", "Versandart": "Kopie"}
        )

    @property
    def datenmappe(self) -> Path:
        return self.ordner / "haus-2023.xlsx"

    @property
    def ziel(self) -> Path:
        return self.ordner / "versand"

    def write(self) -> Path:
        """Write Datenmappe and exports; returns the path of the Datenmappe."""
        self.ordner.mkdir(parents=True, exist_ok=True)
        (self.ordner / "buchungen.csv").write_text(self._buchungen(), encoding="cp1252")
        (self.ordner / "ansatz.csv").write_text(self._ansatz(), encoding="cp1252")
        self.datenmappe.write_bytes(write_datenmappe(self._inhalt(), "Datenmappe Landkreis Muster"))
        return self.datenmappe

    def copy_to(self, ordner: Path) -> Haus:
        """The same house with everything that is on record, in another folder."""
        shutil.copytree(self.ordner, ordner, dirs_exist_ok=True)
        neu = copy.deepcopy(self)
        neu.ordner = ordner
        return neu

    def auftrag(self, **weitere: Any) -> Auftrag:
        return Auftrag(**{"stand": STAND, "ziel": self.ziel, **weitere})

    def buch(self) -> Versandbuch:
        return Versandbuch.open(self.ordner / DATEINAME, anlegen=False)

    def nachrichten(self, art: Nachrichtenart = Nachrichtenart.VERSAND) -> list[Nachricht]:
        """All mails of one kind in the Versandbuch."""
        with self.buch() as buch:
            return [nachricht for nachricht in buch.nachrichten() if nachricht.art is art]

    def letzte(self, budget: str, stand: Stand = STAND) -> Nachricht:
        """The latest mail with a workbook of a Budget."""
        return max((n for n in self.nachrichten() if (n.budget, n.stand) == (budget, stand)), key=lambda n: n.fassung)

    def sendung(self, budget: str, stand: Stand = STAND) -> tuple[Sendung, bytes]:
        """The latest workbook of a Budget."""
        with self.buch() as buch:
            sendung = buch.find_sendung(self.letzte(budget, stand).sendung)
            assert sendung is not None
            return sendung, buch.archived(sendung.sha256)

    def identify(self, mappe: bytes) -> Identitaet | None:
        """What a workbook proves to be."""
        with self.buch() as buch:
            return identify(buch.schluessel())(mappe)

    def _produkte(self) -> list[tuple[str, str]]:
        return [
            (nummer + ende, self.namen.get(name, name))
            for name, (nummer, _) in self.fachdienste.items()
            for ende in self.produkte
        ]

    def _buchungen(self) -> str:
        zeilen = [
            (f"{monat:02d}", nummer, konto, betrag, seite)
            for nummer, _ in self._produkte()
            for konto, (seite, betrag) in KONTEN.items()
            for monat in range(1, 13)
        ]
        zeilen += [("05", nummer, konto, betrag, KONTEN[konto][0]) for nummer, konto, betrag in self.dazu]
        kopf = "Beleg;Buchungsdatum;Periode;Produkt;Sachkonto;Bezeichnung;Betrag;S/H\n"
        return kopf + "".join(
            f"{beleg};15.{monat}.2023;{monat};{nummer};{konto};;{betrag},00;{seite}\n"
            for beleg, (monat, nummer, konto, betrag, seite) in enumerate(zeilen, 1)
        )

    def _ansatz(self) -> str:
        zeilen = [
            (nummer, konto, 12 * betrag) for nummer, _ in self._produkte() for konto, (_, betrag) in KONTEN.items()
        ]
        kopf = "Produkt;Sachkonto;Bezeichnung;Ansatz 2023\n"
        return kopf + "".join(f"{nummer};{konto};;{betrag}\n" for nummer, konto, betrag in zeilen)

    def _inhalt(self) -> dict[str, Sequence[Mapping[str, object]]]:
        werte = {
            "Kommune": "Landkreis Muster",
            "Haushaltsjahr": 2023,
            "Ansprechstelle": "Fachdienst Finanzen, Tel. 123",
            "Rückmeldung an": f"controlling@{DOMAIN}",
            "Erlaubte Domains": DOMAIN,
        }
        return {
            "Einstellungen": einstellungszeilen(werte | self.einstellungen),
            "Budgets": [
                {
                    "Budget": self.namen.get(name, name),
                    "Ebene": "Budget",
                    "Teilbudget": nummer,
                    "Erläuterung": "Im Plan.",
                }
                for name, (nummer, _) in self.fachdienste.items()
            ],
            "Produkte": [{"Produkt": n, "Bezeichnung": f"Hilfen {n}", "Budget": b} for n, b in self._produkte()],
            "Kontenzuordnung": kontenzeilen(NIEDERSACHSEN),
            "Kennzahlen": [
                {"Produkt": nummer, "Kennzahlart": art, "Bezeichnung": text, "Plan": plan, "Ist": ist}
                for nummer, _ in self._produkte()
                for art, text, plan, ist in (("Leistung", "Fälle", 500, 240), ("Ziel", "Anteil fristgerecht", 95, None))
            ],
            "Quellen": [
                {"Inhalt": "Buchungen", "Datei": "buchungen.csv", "Vorzeichen": "Soll/Haben"},
                {"Inhalt": "Ansätze", "Datei": "ansatz.csv", "Vorzeichen": "alles positiv"},
            ],
            "Prognosen": self.prognosen,
            "Verteiler": self.verteiler,
            "Mailtexte": self.texte,
            **self.weiteres,
        }


def use_server(server: Mailserver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the environment name this mail server."""
    werte = {
        "HOST": "127.0.0.1",
        "PORT": str(server.port),
        "SICHERHEIT": server.sicherheit.value,
        "ABSENDER": f"Controlling <controlling@{DOMAIN}>",
        "USER": BENUTZER,
        "PASSWORD": KENNWORT,
        "CA": str(server.ca_datei),
    }
    for name, wert in werte.items():
        monkeypatch.setenv(f"XLBUDGET_SMTP_{name}", wert)


def read_mail(daten: bytes) -> EmailMessage:
    """A mail as its receiver reads it."""
    message = BytesParser(policy=default).parsebytes(daten)
    assert isinstance(message, EmailMessage)
    return message


def attached(message: EmailMessage) -> tuple[str, bytes]:
    """Name and bytes of the only attachment."""
    (anhang,) = read_anhaenge(message)
    return anhang


def prognose(budget: str, zeile: str = "Transferaufwand", art: Art = Art.AUFWENDUNGEN) -> Feld:
    """The Prognose of one row of the first Produkt of a Fachdienst."""
    return Feld(PRODUKT[budget], Feldart.PROGNOSE, art, zeile)


def grund(feld: Feld) -> Feld:
    """The reason beside a Prognose."""
    return Feld(feld.objekt, Feldart.GRUND, feld.art, feld.zeile)


def cell_of(sendung: Sendung, feld: Feld) -> tuple[str, str]:
    """Sheet and address of an input."""
    (gefunden,) = (eingabe for eingabe in sendung.felder if eingabe.feld == feld)
    return gefunden.blatt, gefunden.zelle


def box(name: str, status: str = "fertig", tag: date | None = None) -> dict[tuple[str, str], Any]:
    """What the sheet Rückmeldung is to say."""
    werte = ((ZELLE_NAME, name), (ZELLE_DATUM, tag or date.today()), (ZELLE_STATUS, status))
    return {(RUECKMELDUNG_BLATT, zelle): wert for zelle, wert in werte}


def answer(
    sendung: Sendung, mappe: bytes, eingaben: Mapping[Feld, Any], name: str = "Frau Muster", status: str = "fertig"
) -> bytes:
    """A workbook filled in and saved by openpyxl."""
    buch = openpyxl.load_workbook(io.BytesIO(mappe))
    zellen = {cell_of(sendung, feld): wert for feld, wert in eingaben.items()} | box(name, status)
    for (blatt, zelle), wert in zellen.items():
        buch[blatt][zelle] = wert
        if isinstance(wert, str):
            buch[blatt][zelle].data_type = "s"  # what looks like a formula was typed as text
    puffer = io.BytesIO()
    buch.save(puffer)
    return puffer.getvalue()


def send(haus: Haus, *nur: str, **weitere: Any) -> Versandergebnis:
    """Send over the mail server of the environment."""
    return versand(haus.datenmappe, haus.auftrag(weg=Weg.SENDEN, nur=nur, **weitere))


def lagen(ergebnis: Versandergebnis) -> dict[str, str]:
    """What has become of each Budget of the run."""
    return {posten.budget.kennung: posten.lage for posten in ergebnis.posten}


def listed(haus: Haus, liste: str = "Versandliste.xlsx") -> dict[str, tuple[str | None, ...]]:
    """The list beside the drafts, by Budget: recipients, Fassung, attachment, what has become of it."""
    blatt = openpyxl.load_workbook(haus.ziel / liste).worksheets[0]
    return {str(budget): tuple(zeile) for budget, *zeile in blatt.iter_rows(min_row=5, values_only=True)}


def texte(befunde: Iterable[Befund], code: str) -> list[str]:
    """The Befunde of one kind, as they are shown."""
    return [str(befund) for befund in befunde if befund.code == code]


def refused(aufruf: Callable[..., object], *argumente: Any, **weitere: Any) -> str:
    """Everything that an EingabeError says."""
    with pytest.raises(EingabeError) as fehler:
        aufruf(*argumente, **weitere)
    return "\n".join(map(str, (fehler.value, *fehler.value.befunde)))


def cli(*argumente: object) -> tuple[int, str]:
    """The real command line: exit code, and everything it printed."""
    ausgabe = io.StringIO()
    with redirect_stdout(ausgabe), redirect_stderr(ausgabe), pytest.raises(SystemExit) as ende:
        main([str(argument) for argument in argumente])
    text = ausgabe.getvalue()
    assert "Traceback" not in text
    assert isinstance(ende.value.code, int)
    return ende.value.code, text
