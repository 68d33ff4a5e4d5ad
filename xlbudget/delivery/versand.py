"""Sending what was planned: each mail looked at once more, its intent stored, handed over, its result stored."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import FrameType

from xlbudget.core.adresse import Adresse
from xlbudget.delivery.ledger.eintraege import Nachricht
from xlbudget.delivery.ledger.versandbuch import Versandbuch
from xlbudget.delivery.mail.adressen import Kreis
from xlbudget.delivery.mail.kontrolle import Identify, Soll, check_fertige_nachricht, umschlag
from xlbudget.delivery.mail.smtp import Postausgang, is_temporary
from xlbudget.delivery.mail.zugang import Zugang
from xlbudget.delivery.mail.zustellung import Ereignisart, Nachrichtenart, Zustellung
from xlbudget.errors import Befund, EingabeError, Schwere
from xlbudget.fortschritt import Fortschritt

SPAETER = timedelta(minutes=10)
"""A server that delays mails from strangers takes them after some minutes."""


@dataclass(frozen=True, slots=True)
class Sendebedingungen:
    """What holds at the moment of sending: who gets what, the allowed domains, how to know a workbook.

    `kreise` is the Verteiler by Budget; of reminders of Fristen, whom each goes to by its Kennung.
    """

    kreise: Mapping[str, Kreis]
    domains: Collection[str]
    identify: Identify
    vier_augen: bool = False


@dataclass(frozen=True, slots=True)
class Sendeergebnis:
    """What left, and everything that has to be said about it and about what did not."""

    gesendet: tuple[Nachricht, ...]
    befunde: tuple[Befund, ...]


def check_nachricht(
    buch: Versandbuch, nachricht: Nachricht, absender: Adresse, regeln: Sendebedingungen
) -> list[Befund]:
    """What speaks against sending a planned mail now: its bytes against today's Verteiler."""
    ist_frist = nachricht.art is Nachrichtenart.FRIST
    kreis = regeln.kreise.get(nachricht.kennung if ist_frist else nachricht.budget)
    sendung = None if ist_frist else buch.find_sendung(nachricht.sendung)
    if kreis is None or (sendung is None and not ist_frist):
        grund = (
            "die Frist hat keine gültige E-Mail-Adresse"
            if ist_frist
            else "das Budget hat keinen gültigen Eintrag im Verteiler und bekommt deshalb nichts"
        )
        text = f"{nachricht.genannt}: {grund}."
        return [Befund(Schwere.FEHLER, "versand.verteiler", text)]
    mit_mappe = nachricht.art is Nachrichtenart.VERSAND
    soll = Soll(
        absender=absender,
        kreis=kreis,
        domains=regeln.domains,
        message_id=nachricht.message_id,
        worum=nachricht.budget,
        identitaet=sendung.identitaet if sendung else None,
        anhaenge=((sendung.dateiname, sendung.sha256),) if sendung and mit_mappe else (),
    )
    return check_fertige_nachricht(buch.archived(nachricht.sha256), soll, regeln.identify)


def versende(
    buch: Versandbuch,
    zugang: Zugang,
    kennungen: Sequence[str],
    regeln: Sendebedingungen,
    wer: str,
    *,
    fortschritt: Fortschritt,
) -> Sendeergebnis:
    """Send the planned mails of these Kennungen, one after the other.

    Whatever is not certainly unsent is left alone and named. Ctrl-C waits for the mail in hand. Raises AusgabeError
    (German) where server or database fail as a whole; all results so far are then stored.
    """
    gesendet: list[Nachricht] = []
    befunde: list[Befund] = []
    with buch.versandlauf(wer, vier_augen=regeln.vier_augen) as lauf:
        stehend = {nachricht.kennung: nachricht for nachricht in buch.mails()}
        faellig = []
        for kennung in kennungen:
            nachricht = stehend.get(kennung)
            if nachricht is None:
                raise EingabeError(f"Eine Nachricht {kennung} steht nicht im Versandbuch.")
            gruende = _check_state(nachricht, regeln) or check_nachricht(buch, nachricht, zugang.absender, regeln)
            befunde += gruende
            if not gruende:
                faellig.append(nachricht)
        if not faellig:
            return Sendeergebnis((), tuple(befunde))
        with _patient() as soll_enden, Postausgang(zugang) as post:
            for nummer, nachricht in enumerate(faellig):
                if soll_enden():
                    raise KeyboardInterrupt
                fortschritt("Mails versenden", nummer, len(faellig))
                daten = buch.archived(nachricht.sha256)
                post.ready()
                lauf.begin(nachricht.kennung)
                zustellung = post.send(daten, *umschlag(daten), ohne_spaetere=_has_waited(nachricht))
                lauf.confirm(nachricht.kennung, zustellung)
                befunde += _tell(nachricht, zustellung)
                if zustellung.art is Ereignisart.ANGENOMMEN:
                    gesendet.append(nachricht)
        fortschritt("Mails versenden", len(faellig), len(faellig))
    return Sendeergebnis(tuple(gesendet), tuple(befunde))


def tell_unklare(nachrichten: Collection[Nachricht]) -> list[Befund]:
    """For each unclear mail, what to do about it."""
    return [_unclear(nachricht) for nachricht in nachrichten if nachricht.ist_unklar]


def _check_state(nachricht: Nachricht, regeln: Sendebedingungen) -> list[Befund]:
    if nachricht.ist_unklar:
        return [_unclear(nachricht)]
    if not nachricht.ist_sendbar:
        text = f"{nachricht.genannt} wird nicht noch einmal versendet: {nachricht.zustand}."
        return [Befund(Schwere.HINWEIS, "versand.erledigt", text)]
    if regeln.vier_augen and nachricht.freigegeben_von is None:
        text = f"{nachricht.genannt} wartet auf die Freigabe durch eine andere Person als {nachricht.geplant_von}."
        return [Befund(Schwere.WARNUNG, "versand.freigabe", text)]
    return []


def _unclear(nachricht: Nachricht) -> Befund:
    ist_frist = nachricht.art is Nachrichtenart.FRIST
    womit = f" (--stand {nachricht.stand}, die Pflicht als --budget)" if ist_frist else ""
    text = (
        f"{nachricht.genannt} ist vielleicht schon versendet: der Lauf endete, bevor der Mailserver geantwortet hat. "
        f"Beim Empfänger oder im Postausgang nachsehen und das Ergebnis mit xlbudget klaeren{womit} eintragen; von "
        "selbst geht sie nicht wieder ab."
    )
    return Befund(Schwere.FEHLER, "versand.unklar", text)


def _has_waited(nachricht: Nachricht) -> bool:
    """Whether the server asked to come back later some time ago: then those it still does not take must not keep the
    mail from the others."""
    return any(
        ereignis.art is Ereignisart.ABGELEHNT
        and any(map(is_temporary, (ereignis.abgelehnte or {}).values()))
        and datetime.now(UTC) - ereignis.wann > SPAETER
        for ereignis in nachricht.ereignisse
    )


def _tell(nachricht: Nachricht, zustellung: Zustellung) -> list[Befund]:
    if zustellung.art is Ereignisart.UNKLAR:
        return [_unclear(nachricht)]
    abgelehnte = zustellung.abgelehnte or {}
    if zustellung.art is Ereignisart.ABGELEHNT:
        if zustellung.spaeter:
            text = (
                f"{nachricht.genannt}: {zustellung.text}. In einer Viertelstunde mit demselben Befehl noch einmal "
                "versenden; was schon hinausging, geht nicht zweimal."
            )
            return [Befund(Schwere.WARNUNG, "versand.spaeter", text)]
        return [Befund(Schwere.FEHLER, "versand.abgelehnt", f"{nachricht.genannt}: {zustellung.text}")]
    return [_refused(nachricht, email, antwort) for email, antwort in abgelehnte.items()]


def _refused(nachricht: Nachricht, email: str, antwort: str) -> Befund:
    """One recipient that the server did not take, where others got the mail."""
    if is_temporary(antwort):
        was = f"nimmt {email} auch nach einer Wartezeit nicht an ({antwort}), etwa weil das Postfach voll ist"
        rat = "Die übrigen Empfänger haben die Mail; sie an diese Adresse von Hand weiterleiten."
    else:
        was = f"nimmt {email} nicht an ({antwort}), die übrigen Empfänger schon"
        rat = "Die Adresse im Verteiler berichtigen und die Mail von Hand weiterleiten."
    text = f"{nachricht.genannt}: der Mailserver {was}. {rat}"
    return Befund(Schwere.FEHLER, "versand.empfaenger", text)


@contextmanager
def _patient() -> Iterator[Callable[[], bool]]:
    """Ctrl-C is remembered; the second one interrupts at once, and the mail in hand is then unclear."""
    gedrueckt = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield gedrueckt.is_set
        return

    def remember(_nummer: int, _frame: FrameType | None) -> None:
        if gedrueckt.is_set():
            raise KeyboardInterrupt
        gedrueckt.set()

    vorher = signal.signal(signal.SIGINT, remember)
    try:
        yield gedrueckt.is_set
    finally:
        signal.signal(signal.SIGINT, vorher)
