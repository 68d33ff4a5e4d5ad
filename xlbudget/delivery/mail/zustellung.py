"""What a mail is for, what can happen to it, and what became of handing it over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Nachrichtenart(StrEnum):
    """What a mail is for."""

    VERSAND = "Versand"
    ERINNERUNG = "Erinnerung"
    FRIST = "Fristerinnerung"


class Ereignisart(StrEnum):
    """What can happen to a mail."""

    GEPLANT = "geplant"
    ENTWURF = "Entwurf"  # written as a draft, to be sent by hand
    FREIGEGEBEN = "freigegeben"
    BEGONNEN = "begonnen"  # the intent, stored before the server hears of the mail
    ANGENOMMEN = "angenommen"  # the server has taken it
    ABGELEHNT = "abgelehnt"  # certainly not sent
    UNKLAR = "unklar"  # the connection broke before the answer
    GEKLAERT_GESENDET = "geklärt: gesendet"
    GEKLAERT_NICHT_GESENDET = "geklärt: nicht gesendet"
    ERSETZT = "ersetzt"  # a newer Fassung was planned before this one left


@dataclass(frozen=True, slots=True)
class Zustellung:
    """What became of handing a mail to the server: ANGENOMMEN, ABGELEHNT or UNKLAR.

    `abgelehnte` are the recipients it refused, with its answers; `spaeter` means that it asks to come back.
    """

    art: Ereignisart
    text: str
    abgelehnte: Mapping[str, str] | None = None
    spaeter: bool = False
