"""The last look at a finished mail: read as its receiver will read it, and held against what was meant."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from email.headerregistry import AddressHeader
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

from xlbudget.core.adresse import Adresse
from xlbudget.core.rueckmeldung import Identitaet
from xlbudget.delivery.mail.adressen import Kreis
from xlbudget.delivery.mail.nachricht import XLSX
from xlbudget.errors import Befund, Schwere, printable

Identify = Callable[[bytes], Identitaet | None]
"""Reads what a workbook says it is; None unless our seal proves it."""

_PFLICHT = ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type")
_ERLAUBT = (*_PFLICHT, "Cc", "X-Unsent")
_TEXT = ["multipart/alternative", "text/plain", "text/html"]
_BLANKE_ZEILENENDEN = re.compile(rb"(?<!\r)\n|\r(?!\n)|[\x00\x80-\xff]")
_MAX_ZEILE = 998


@dataclass(frozen=True, slots=True)
class Soll:
    """What a mail has to be: from whom, to the Kreis of this very Budget, with which workbooks (name, SHA-256).

    `worum` is the Budget or Frist it is about; `identitaet` that of its Sendung, None for a mail that has none.
    """

    absender: Adresse
    kreis: Kreis
    domains: Collection[str]
    message_id: str
    worum: str
    identitaet: Identitaet | None
    anhaenge: tuple[tuple[str, str], ...]


def check_fertige_nachricht(daten: bytes, soll: Soll, identify: Identify) -> list[Befund]:
    """Everything that speaks against sending these bytes; empty means: send.

    Recipients are exactly the Kreis, all in allowed domains and none of them blind; headers and parts are exactly the
    usual ones; the workbooks are the intended bytes, and each proves by its sealed identity that it is the Budget's.
    """
    if _BLANKE_ZEILENENDEN.search(daten) or max(map(len, daten.split(b"\r\n"))) > _MAX_ZEILE:
        return [_befund(soll, "mail.kopf", "sie enthält Zeichen oder Zeilen, die Mailserver verschieden lesen")]
    message = BytesParser(policy=default).parsebytes(daten)
    assert isinstance(message, EmailMessage)
    return [
        *(_befund(soll, "mail.kopf", grund) for grund in _check_kopf(daten, soll)),
        *(_befund(soll, "mail.empfaenger", grund) for grund in _check_empfaenger(message, soll)),
        *(_befund(soll, "mail.aufbau", grund) for grund in _check_aufbau(message, soll)),
        *(_befund(soll, "mail.anhang", grund) for grund in _check_anhaenge(message, soll, identify)),
    ]


def umschlag(daten: bytes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The addresses (An, Kopie) of a finished mail: nobody else is ever told to the server."""
    message = BytesParser(policy=default).parsebytes(daten, headersonly=True)
    return _addresses(message, "To"), _addresses(message, "Cc")


def read_anhaenge(message: EmailMessage) -> tuple[tuple[str, bytes], ...]:
    """Name and bytes of every attachment."""
    if not message.is_multipart():
        return ()
    inhalte = ((part.get_filename() or "", part.get_payload(decode=True)) for part in message.iter_attachments())
    return tuple((name, inhalt if isinstance(inhalt, bytes) else b"") for name, inhalt in inhalte)


def _check_kopf(daten: bytes, soll: Soll) -> Iterator[str]:
    kopf = re.sub(rb"\r\n[ \t]+", b" ", daten.partition(b"\r\n\r\n")[0]).decode("ascii")
    namen = Counter(zeile.partition(":")[0].casefold() for zeile in kopf.split("\r\n"))
    for name in namen.keys() - {name.casefold() for name in _ERLAUBT}:
        yield f"die Kopfzeile „{name}“ gehört nicht hinein"
    for name, anzahl in namen.items():
        if anzahl > 1:
            yield f"die Kopfzeile „{name}“ steht {anzahl} mal darin"
    for name in _PFLICHT:
        if name.casefold() not in namen:
            yield f"die Kopfzeile „{name}“ fehlt"
    # independent of any parser: no address can hide in a name or a comment
    zeilen = [zeile for zeile in kopf.split("\r\n") if zeile.casefold().startswith(("to:", "cc:"))]
    if sum(zeile.count("@") for zeile in zeilen) != len(soll.kreis.an) + len(soll.kreis.kopie):
        yield "die Zahl der Adressen im Kopf stimmt nicht mit dem Verteiler überein"


def _check_empfaenger(message: EmailMessage, soll: Soll) -> Iterator[str]:
    for kopf, adressen in (("From", (soll.absender,)), ("To", soll.kreis.an), ("Cc", soll.kreis.kopie)):
        ist, gewollt = _addresses(message, kopf), tuple(adresse.email for adresse in adressen)
        if ist != gewollt:
            wort = "Absender" if kopf == "From" else "Empfänger"
            zeigt, will = ", ".join(ist) or "niemand", ", ".join(gewollt) or "niemand"
            yield f"{wort} ({kopf}) sind {zeigt}, nach dem Verteiler {will}"
    for email in (*_addresses(message, "To"), *_addresses(message, "Cc")):
        if email.rpartition("@")[2] not in soll.domains:
            yield f"die Domain von {email} ist nicht erlaubt"
    if message["Message-ID"] != soll.message_id:
        yield "die Message-ID ist nicht die der Sendung"


def _check_aufbau(message: EmailMessage, soll: Soll) -> Iterator[str]:
    gewollt = ["multipart/mixed", *_TEXT, *["/".join(XLSX)] * len(soll.anhaenge)] if soll.anhaenge else _TEXT
    if [part.get_content_type() for part in message.walk()] != gewollt:
        yield "ihre Teile sind nicht Text, HTML und die Mappen"
    if any(part.defects for part in message.walk()):
        yield "ihr Aufbau ist fehlerhaft"


def _check_anhaenge(message: EmailMessage, soll: Soll, identify: Identify) -> Iterator[str]:
    inhalte = read_anhaenge(message)
    if tuple((name, hashlib.sha256(inhalt).hexdigest()) for name, inhalt in inhalte) != soll.anhaenge:
        yield "die Anhänge sind nicht die vorbereiteten"
    for name, inhalt in inhalte:
        identitaet = identify(inhalt)
        if identitaet is None:
            yield f"der Anhang „{name}“ weist sich nicht als Mappe dieses Versands aus"
        elif identitaet.budget != soll.worum:
            yield f"der Anhang „{name}“ gehört zum Budget „{identitaet.budget}“"
        elif identitaet != soll.identitaet:
            yield f"der Anhang „{name}“ ist eine andere Fassung oder ein anderer Stand"


def _addresses(message: EmailMessage, kopf: str) -> tuple[str, ...]:
    wert = message[kopf]
    return tuple(adresse.addr_spec for adresse in wert.addresses) if isinstance(wert, AddressHeader) else ()


def _befund(soll: Soll, code: str, grund: str) -> Befund:
    rat = "Verteiler und Absender prüfen und d" if code == "mail.empfaenger" else "D"
    text = (
        f"Die Mail für „{printable(soll.worum)}“ wird nicht versendet: {grund}. "
        f"{rat}en Versand neu vorbereiten; kommt der Befund wieder, ihn der IT geben."
    )
    return Befund(Schwere.FEHLER, code, text)
