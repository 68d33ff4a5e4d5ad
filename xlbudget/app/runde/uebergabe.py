"""How prepared mails leave: as drafts in a folder, as drafts in Outlook, or through the mail server."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from pathlib import Path

from xlbudget.core.adresse import Adresse
from xlbudget.delivery.ledger.eintraege import Nachricht
from xlbudget.delivery.ledger.versandbuch import Versandbuch
from xlbudget.delivery.mail.nachricht import als_entwurf
from xlbudget.delivery.mail.outlook import Outlook
from xlbudget.delivery.mail.zugang import Zugang
from xlbudget.delivery.mail.zustellung import Ereignisart
from xlbudget.delivery.versand import Sendebedingungen, check_nachricht, versende
from xlbudget.errors import AusgabeError, Befund, Schwere, SourceRef, XlbudgetError
from xlbudget.fortschritt import Fortschritt
from xlbudget.writers.ablage import Ablage

IN_OUTLOOK = "Outlook"
"""Where the Versandbuch says a draft is, if not in a folder."""


@dataclass(frozen=True, slots=True)
class Uebergabe:
    """What mails leave from and by: the Versandbuch they stand in, the rules they must keep, and who does it.

    Every way looks at the finished mails once more, and raises EingabeError or AusgabeError (German).
    """

    buch: Versandbuch
    absender: Adresse
    regeln: Sendebedingungen
    wer: str
    fortschritt: Fortschritt

    def write_drafts(self, nachrichten: Sequence[Nachricht], namen: Sequence[str], ablage: Ablage) -> None:
        """Put each as an `.eml` of that name that opens for sending.

        A draft is on record before it appears: once it is there, somebody may send it.
        """
        self._check(nachrichten)
        unsere = {nachricht.message_id for nachricht in self.buch.mails()}
        for name, nachricht in zip(namen, nachrichten, strict=True):
            if (ablage.ziel / name).exists() and _message_id(ablage.ziel / name) not in unsere:
                raise AusgabeError(
                    f"{ablage.ziel / name} gibt es schon, und es ist kein Entwurf aus diesem Versandbuch. Die Datei "
                    "verschieben oder mit --ziel einen anderen Ordner angeben."
                )
            ablage.write(name, als_entwurf(self.buch.archived(nachricht.sha256)))
        for nachricht in nachrichten:
            if not any(entwurf.text == str(ablage.ziel) for entwurf in nachricht.entwuerfe):
                self.buch.record_entwurf(nachricht.kennung, str(ablage.ziel), self.wer)

    def put_into_outlook(self, nachrichten: Sequence[Nachricht]) -> None:
        """Put each among the drafts of Outlook."""
        self._check(nachrichten)
        outlook = Outlook()
        for nummer, nachricht in enumerate(nachrichten):
            self.fortschritt("Entwürfe in Outlook anlegen", nummer, len(nachrichten))
            outlook.write_entwurf(self.buch.archived(nachricht.sha256))
            self.buch.record_entwurf(nachricht.kennung, IN_OUTLOOK, self.wer)

    def send(self, nachrichten: Sequence[Nachricht], zugang: Zugang) -> tuple[Befund, ...]:
        """Hand each to the mail server; what is to be said about them."""
        kennungen = [nachricht.kennung for nachricht in nachrichten]
        try:
            return versende(self.buch, zugang, kennungen, self.regeln, self.wer, fortschritt=self.fortschritt).befunde
        except XlbudgetError as error:
            gesendet = sum(n.kennung in kennungen and n.ist_gesendet for n in self.buch.mails())
            text = f"{error} Gesendet sind {gesendet} von {len(kennungen)} Mails; der nächste Lauf macht dort weiter."
            raise type(error)(text, error.befunde) from error

    def _check(self, nachrichten: Iterable[Nachricht]) -> None:
        gruende = [b for n in nachrichten for b in check_nachricht(self.buch, n, self.absender, self.regeln)]
        if gruende:
            raise AusgabeError("Die Mails sind nicht, was sie sein sollen; es wurde keine geschrieben.", gruende)


def is_in_outlook(nachricht: Nachricht) -> bool:
    """Whether a draft of a mail was put into Outlook."""
    return any(entwurf.text == IN_OUTLOOK for entwurf in nachricht.entwuerfe)


def describe(nachricht: Nachricht, *, vier_augen: bool) -> str:
    """What a list says has become of a mail."""
    if nachricht.zustand is Ereignisart.GEPLANT:
        lage = "Entwurf geschrieben" if nachricht.entwuerfe else "vorbereitet, nicht gesendet"
        return f"{lage}, wartet auf Freigabe" if vier_augen and nachricht.freigegeben_von is None else lage
    if nachricht.ist_unklar:
        return "unklar, ob gesendet"
    if abgelehnte := nachricht.ereignisse[-1].abgelehnte if nachricht.ist_gesendet else None:
        return f"gesendet, aber nicht an {', '.join(abgelehnte)}"
    return {
        Ereignisart.ANGENOMMEN: "gesendet",
        Ereignisart.ABGELEHNT: "vom Mailserver abgelehnt",
        Ereignisart.GEKLAERT_GESENDET: "gesendet (geklärt)",
        Ereignisart.GEKLAERT_NICHT_GESENDET: "nicht gesendet (geklärt)",
        Ereignisart.ERSETZT: "durch eine neue Fassung ersetzt",
    }[nachricht.zustand]


def find_old_drafts(ziel: Path, nachrichten: Collection[Nachricht]) -> list[Befund]:
    """Drafts that must not be sent any more: their mail has left, a newer one took its place, or it lies in `ziel` now.

    Looked for in that folder and in every one that drafts were written to before.
    """
    erledigt = {n.message_id: n for n in nachrichten if not n.ist_sendbar}
    offene = {n.message_id: n for n in nachrichten if n.ist_sendbar}
    hier = {_message_id(datei) for datei in ziel.glob("*.eml")}
    frueher = {Path(e.text) for n in nachrichten for e in n.entwuerfe if e.text != IN_OUTLOOK} - {ziel}
    befunde = []
    for ordner in (ziel, *sorted(frueher)):
        for datei in sorted(ordner.glob("*.eml")):
            kennung = _message_id(datei)
            if nachricht := erledigt.get(kennung):
                lage = describe(nachricht, vier_augen=False)
            elif ordner != ziel and kennung in hier and (nachricht := offene.get(kennung)):
                lage = f"er liegt jetzt in {ziel}"
            else:
                continue
            text = f"Dieser Entwurf für „{nachricht.budget}“ darf nicht mehr gesendet werden: {lage}. Bitte löschen."
            befunde.append(Befund(Schwere.WARNUNG, "versand.alter_entwurf", text, SourceRef(str(datei))))
    return befunde


def _message_id(datei: Path) -> str:
    """That of an `.eml`; empty where there is none to be read."""
    try:
        with datei.open("rb") as strom:
            kopf = strom.read(2**16)
    except OSError:
        return ""
    return str(BytesHeaderParser().parsebytes(kopf)["Message-ID"] or "").strip()
