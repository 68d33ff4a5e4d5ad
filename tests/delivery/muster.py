"""What the tests of sending share: workbooks that prove what they are, mails about them, and how to plan one."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from xlbudget.core.adresse import Adresse
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.rueckmeldung import Ausweis, Eingabefeld, Feld, Feldart, Identitaet, Rueckmeldung, Status
from xlbudget.core.zeit import Stand
from xlbudget.delivery.ledger.eintraege import Eingang, Fristmail, Nachricht
from xlbudget.delivery.ledger.versandbuch import Versandbuch
from xlbudget.delivery.mail.adressen import Kreis
from xlbudget.delivery.mail.kontrolle import Identify
from xlbudget.delivery.mail.mailtext import Tafel
from xlbudget.delivery.mail.nachricht import Anhang, Brief, build_brief, nachricht_kennung
from xlbudget.delivery.mail.zustellung import Nachrichtenart
from xlbudget.delivery.versand import Sendebedingungen
from xlbudget.layout.mailtext import Mailtext

STAND = Stand(2023, 6)
DOMAIN = "kreis.example"
ABSENDER = Adresse("Controlling", f"controlling@{DOMAIN}")
BUDGETS = ("Soziales", "Arbeit", "Jugend", "Schule & Kultur", "Straßenverkehr")
TAFEL = Tafel("Ihr Budget", ("", "Ansatz", "Prognose"), (("Erträge", "1.000", "1.200"), ("Aufwendungen", "500", "400")))
FELDER = (
    Eingabefeld("Soziales", "O12", Feld("3114", Feldart.PROGNOSE, Art.AUFWENDUNGEN, "Transfer"), -123456789),
    Eingabefeld("Soziales", "P12", Feld("3114", Feldart.GRUND, Art.AUFWENDUNGEN, "Transfer"), None),
    Eingabefeld("Soziales", "B40", Feld("3114", Feldart.ERLAEUTERUNG), "Wie im Vorjahr;\nkeine Änderung."),
    Eingabefeld("Soziales", "F50", Feld("3114", Feldart.ZIEL, None, "Quote"), Decimal("95.50")),
)


def identitaet(budget: str, fassung: int = 1, sendung: str | None = None) -> Identitaet:
    return Identitaet(sendung or uuid.uuid4().hex, "Landkreis Muster", STAND, budget, (budget,), fassung)


def mappe(wer: Identitaet, schluessel: bytes) -> Anhang:
    """Stands for a workbook: its identity and seal, and bytes that no mail must change."""
    ausweis = Ausweis.issue(wer, schluessel)
    inhalt = f"{ausweis.text}\n{ausweis.siegel}\n".encode() + bytes(range(256)) * 20
    return Anhang(f"{wer.budget} {wer.stand}.xlsx", inhalt)


def identify_with(schluessel: bytes) -> Identify:
    def identify(daten: bytes) -> Identitaet | None:
        try:
            text, siegel = daten.split(b"\n", 2)[:2]
            ausweis = Ausweis.read(text.decode(), siegel.decode())
        except ValueError:
            return None
        return ausweis.identitaet if ausweis.is_sealed_by(schluessel) else None

    return identify


def kreis(budget: str, kopie: bool = True) -> Kreis:
    """The Kreis of a Budget: one person it goes to, one copy."""
    name = "".join(zeichen for zeichen in budget.lower() if zeichen.isascii() and zeichen.isalpha())
    an = (Adresse(f"Fachdienst {budget}", f"{name}@{DOMAIN}"),)
    return Kreis(an, (Adresse("", f"{name}.leitung@{DOMAIN}"),) if kopie else ())


def regeln(buch: Versandbuch, budgets: Sequence[str] = BUDGETS, vier_augen: bool = False) -> Sendebedingungen:
    kreise = {budget: kreis(budget) for budget in budgets}
    return Sendebedingungen(kreise, frozenset({DOMAIN}), identify_with(buch.schluessel()), vier_augen)


def brief(
    wer: Identitaet, anhaenge: Sequence[Anhang], an: Kreis | None = None, absender: Adresse = ABSENDER, anlass: str = ""
) -> Brief:
    art = Nachrichtenart.ERINNERUNG if anlass else Nachrichtenart.VERSAND
    text = Mailtext(
        f"Prognose {wer.stand.text}: {wer.budget}", "Guten Tag,", "bitte füllen Sie die Mappe aus.", "Grüße"
    )
    kennung = nachricht_kennung(wer.sendung, art, anlass)
    return build_brief(
        kennung, absender, an or kreis(wer.budget), text, datetime.now(UTC), tafel=TAFEL, anhaenge=anhaenge
    )


def plan(buch: Versandbuch, budget: str, wer: str = "anna") -> Nachricht:
    """Plan the next Fassung for a Budget, as `versand` does."""
    ausweis = identitaet(budget, buch.next_fassung(STAND, budget))
    datei = mappe(ausweis, buch.schluessel())
    return buch.plan(ausweis, FELDER, datei, brief(ausweis, [datei]), wer)


def eingang(nummer: int, sendung: str | None, groesse: int = 2000, status: Status = Status.ENTWURF) -> Eingang:
    """A return; the same number gives the same file."""
    return Eingang(
        daten=f"Rückgabe {nummer} {sendung}".encode() * (groesse // 20),
        dateiname=f"Rückgabe {nummer}.xlsx",
        sendung=sendung,
        herkunft=f"Antwort {nummer}.eml",
        absender=f"person{nummer}@{DOMAIN}",
        eingegangen=datetime(2023, 7, 1, 12, nummer % 60, tzinfo=UTC),
        rueckmeldung=Rueckmeldung(f"Person {nummer}", None, status, {feld.feld: feld.wert for feld in FELDER}),
    )


def plan_frist(
    buch: Versandbuch, faellig: date = date(2024, 2, 15), anlass: str = "1", pflicht: str = "Statistik"
) -> Nachricht:
    """A reminder of a Frist, stored."""
    text = Mailtext(f"Frist {faellig:%d.%m.%Y}: {pflicht}", "Guten Tag,", f"Nummer {anlass}.", "Gruß")
    kennung = nachricht_kennung(pflicht, Nachrichtenart.FRIST, f"{faellig} ({anlass})")
    brief = build_brief(kennung, ABSENDER, kreis("Soziales", kopie=False), text, datetime(2024, 2, 1, tzinfo=UTC))
    return buch.plan_frist(Fristmail(pflicht, pflicht, faellig, f"{faellig} ({anlass})"), brief, "anna")
