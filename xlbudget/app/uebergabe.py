"""How prepared mails leave: as drafts in a folder, as drafts in Outlook, or through the mail server."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from xlbudget.app.lauf import Fortschritt
from xlbudget.delivery.adressen import Adresse
from xlbudget.delivery.eintraege import Nachricht
from xlbudget.delivery.nachricht import als_entwurf
from xlbudget.delivery.outlook import Outlook
from xlbudget.delivery.versand import Regeln, check_nachricht, versende
from xlbudget.delivery.versandbuch import Versandbuch
from xlbudget.delivery.zugang import Zugang
from xlbudget.errors import AusgabeError, Befund
from xlbudget.writers.ablage import Ablage


class Weg(StrEnum):
    """How mails leave."""

    ENTWURF = "Entwurf"
    OUTLOOK = "Outlook"
    SENDEN = "senden"


@dataclass(frozen=True, slots=True)
class Uebergabe:
    """What mails leave from and by: the Versandbuch they stand in, the rules they must keep, and who does it.

    Every way looks at the finished mails once more, and raises EingabeError or AusgabeError (German).
    """

    buch: Versandbuch
    absender: Adresse
    regeln: Regeln
    wer: str
    fortschritt: Fortschritt

    def write_drafts(self, nachrichten: Sequence[Nachricht], ablage: Ablage) -> None:
        """Put each as an `.eml` that opens for sending."""
        self._check(nachrichten)
        for name, nachricht in zip(_dateinamen(nachrichten), nachrichten, strict=True):
            ablage.write(name, als_entwurf(self.buch.archived(nachricht.sha256)))

    def put_into_outlook(self, nachrichten: Sequence[Nachricht]) -> None:
        """Put each among the drafts of Outlook."""
        self._check(nachrichten)
        outlook = Outlook()
        for nummer, nachricht in enumerate(nachrichten):
            self.fortschritt("Entwürfe in Outlook anlegen", nummer, len(nachrichten))
            outlook.write_entwurf(self.buch.archived(nachricht.sha256))
            self.buch.record_entwurf(nachricht.kennung, "Outlook", self.wer)

    def send(self, nachrichten: Sequence[Nachricht], zugang: Zugang) -> tuple[Befund, ...]:
        """Hand each to the mail server; what is to be said about them."""
        kennungen = [nachricht.kennung for nachricht in nachrichten]
        return versende(self.buch, zugang, kennungen, self.regeln, self.wer, self.fortschritt).befunde

    def _check(self, nachrichten: Iterable[Nachricht]) -> None:
        gruende = [b for n in nachrichten for b in check_nachricht(self.buch, n, self.absender, self.regeln)]
        if gruende:
            raise AusgabeError("Die Mails sind nicht, was sie sein sollen; es wurde keine geschrieben.", gruende)


def _dateinamen(nachrichten: Iterable[Nachricht]) -> list[str]:
    """A name for each draft that Windows accepts; the number keeps them apart."""
    return [
        re.sub(r'[<>:"/\\|?*\x00-\x1f\s]+', " ", f"{nummer:03d} {nachricht.art} {nachricht.budget}")[:80].rstrip(" .")
        + ".eml"
        for nummer, nachricht in enumerate(nachrichten, 1)
    ]
