"""The ledger of sending: what is meant to leave, what did, and what nobody can be sure of."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, func, select

from xlbudget.core.mappenkennung import Mappenangaben
from xlbudget.core.rueckmeldung import Eingabefeld, Feld, Feldwert, Identitaet
from xlbudget.core.zeit import Stand
from xlbudget.delivery.ledger import schema
from xlbudget.delivery.ledger.datenbank import Datenbank
from xlbudget.delivery.ledger.eintraege import Ereignis, Fristmail, Nachricht, Sendung
from xlbudget.delivery.ledger.kodierung import dump_eingaben, dump_felder
from xlbudget.delivery.ledger.mappenregister import Mappenregister, insert_datenmappe, select_verzeichnete
from xlbudget.delivery.ledger.ruecklaufbuch import Ruecklaufbuch
from xlbudget.delivery.ledger.versandlauf import Versandlauf
from xlbudget.delivery.ledger.versandzeilen import (
    Bedingung,
    append_ereignis,
    for_stand,
    get_nachricht,
    insert_fristmail,
    insert_nachricht,
    keep,
    next_fassung,
    select_fristmails,
    select_nachrichten,
    sendung_of,
)
from xlbudget.delivery.mail.nachricht import Anhang, Brief
from xlbudget.delivery.mail.zustellung import Ereignisart, Nachrichtenart
from xlbudget.errors import EingabeError


class Versandbuch:
    """All mails and returns. Every method is one transaction; nothing is ever changed or deleted.

    Opened, it shows those of all Datenmappen, and what is planned belongs to the one of its Kommune and year; `of`
    shows those of one. Raises AusgabeError (German) where the database cannot be reached or written.
    """

    def __init__(self, datenbank: Datenbank, datenmappe: str | None = None) -> None:
        self._datenbank, self._datenmappe = datenbank, datenmappe
        self.ruecklauf = Ruecklaufbuch(datenbank, datenmappe)
        self.datenmappen = Mappenregister(datenbank)

    @classmethod
    def open(cls, ort: str | Path, *, anlegen: bool = True) -> Self:
        """The Versandbuch in a file or under a URL; see `Datenbank.open`."""
        return cls(Datenbank.open(ort, anlegen=anlegen))

    def of(self, datenmappe: str) -> Versandbuch:
        """What it holds of the Datenmappe with this Kennung; closed with this one."""
        return Versandbuch(self._datenbank, datenmappe)

    @property
    def datenmappe(self) -> str:
        """The Kennung of the one whose entries these are. Raises ValueError where they are all."""
        if self._datenmappe is None:
            raise ValueError("this Versandbuch is of all Datenmappen")
        return self._datenmappe

    @property
    def ort(self) -> str:
        """Where it is, without a password."""
        return self._datenbank.ort

    @contextmanager
    def vorbereitung(self) -> Iterator[None]:
        """One run at a time plans what to send: others wait for it. Raises AusgabeError where that takes too long."""
        with self._datenbank.waited():
            yield

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._datenbank.close()

    def schluessel(self) -> bytes:
        """The key that seals identities: made at first use, the same ever after."""
        with self._datenbank.read() as connection:
            wert = connection.scalar(select(schema.schluessel.c.wert))
        if wert is None:
            with self._datenbank.write() as connection:
                wert = connection.scalar(select(schema.schluessel.c.wert))
                if wert is None:
                    wert = secrets.token_bytes(32)
                    connection.execute(schema.schluessel.insert().values(nummer=1, wert=wert))
        return bytes(wert)

    def next_fassung(self, stand: Stand, budget: str) -> int:
        """The how-manieth workbook the next one for this Budget is."""
        with self._datenbank.read() as connection:
            return next_fassung(connection, stand, budget, self._datenmappe)

    def fassungen(self, budget: str) -> dict[Stand, int]:
        """The latest Fassung of a Budget by Stand."""
        tabelle = schema.sendungen
        abfrage = (
            select(tabelle.c.stand, func.max(tabelle.c.fassung))
            .where(*self._for(None, budget))
            .group_by(tabelle.c.stand)
        )
        with self._datenbank.read() as connection:
            return {Stand.parse(stand): fassung for stand, fassung in connection.execute(abfrage)}

    def plan(
        self,
        identitaet: Identitaet,
        felder: Iterable[Eingabefeld],
        mappe: Anhang,
        brief: Brief,
        wer: str,
        *,
        frist: date | None = None,
        eigene: Mapping[Feld, Feldwert] | None = None,
    ) -> Nachricht:
        """Store a workbook and its mail, whole, before anything is done with them; `frist` is when an answer is due.

        `eigene` is what the Datenmappe itself has in those `felder` that are prefilled with something else.

        Mails about earlier Fassungen that have not left are `ersetzt`. Raises EingabeError (German) if another run
        planned this Fassung meanwhile, or a mail to this Budget is unclear: first find out what became of it.
        """
        jetzt = datetime.now(UTC)
        with self._datenbank.write() as connection:
            self._check_next(connection, identitaet)
            for alte in select_nachrichten(connection, *self._for(identitaet.stand, identitaet.budget)):
                if alte.ist_sendbar:
                    grund = f"Fassung {identitaet.fassung} tritt an ihre Stelle."
                    append_ereignis(connection, alte.kennung, Ereignis(Ereignisart.ERSETZT, jetzt, wer, grund))
            keep(connection, mappe.daten)
            connection.execute(
                schema.sendungen.insert().values(
                    sendung=identitaet.sendung,
                    datenmappe=self._datenmappe or _owner(connection, identitaet, jetzt),
                    stand=str(identitaet.stand),
                    budget=identitaet.budget,
                    fassung=identitaet.fassung,
                    identitaet=identitaet.to_json(),
                    felder=dump_felder(felder),
                    dateiname=mappe.name,
                    sha256=mappe.sha256,
                    angelegt=jetzt,
                    angelegt_von=wer,
                    frist=frist and frist.isoformat(),
                    eigene=None if eigene is None else dump_eingaben(eigene),
                )
            )
            insert_nachricht(connection, identitaet.sendung, Nachrichtenart.VERSAND, "", brief, wann=jetzt, wer=wer)
            return get_nachricht(connection, brief.kennung)

    def plan_erinnerung(self, sendung: str, anlass: str, brief: Brief, wer: str) -> Nachricht:
        """Store a reminder about a Sendung. `anlass` tells several apart; planning one twice gives the first."""
        with self._datenbank.write() as connection:
            bekannt = schema.nachrichten.c.kennung == brief.kennung
            if connection.scalar(select(bekannt).where(bekannt)) is None:
                jetzt = datetime.now(UTC)
                insert_nachricht(connection, sendung, Nachrichtenart.ERINNERUNG, anlass, brief, wann=jetzt, wer=wer)
            return get_nachricht(connection, brief.kennung)

    def plan_frist(self, mail: Fristmail, brief: Brief, wer: str) -> Nachricht:
        """Store a reminder of a Frist. Those of the same date that have not left are `ersetzt`.

        Planning one twice gives the first. Raises EingabeError (German) where one of that date is unclear or was sent.
        """
        with self._datenbank.write() as connection:
            tabelle = schema.fristmails
            dieselbe = (tabelle.c.frist == mail.frist, tabelle.c.faellig == mail.faellig.isoformat())
            for andere in select_fristmails(connection, *self._for_fristen(), *dieselbe):
                if andere.kennung == brief.kennung:
                    return andere
                if andere.ist_gesendet or andere.ist_unklar:
                    raise EingabeError(
                        f"{andere.genannt} ist schon {andere.zustand}; noch einmal geht sie nicht hinaus."
                    )
                if andere.ist_sendbar:
                    grund = "Eine neue tritt an ihre Stelle."
                    ersetzt = Ereignis(Ereignisart.ERSETZT, datetime.now(UTC), wer, grund)
                    append_ereignis(connection, andere.kennung, ersetzt)
            insert_fristmail(connection, self.datenmappe, mail, brief, wann=datetime.now(UTC), wer=wer)
            return get_nachricht(connection, brief.kennung)

    def fristmails(self) -> tuple[Nachricht, ...]:
        """All reminders of Fristen, in the order of planning."""
        with self._datenbank.read() as connection:
            return tuple(select_fristmails(connection, *self._for_fristen()))

    def mails(self, stand: Stand | None = None) -> tuple[Nachricht, ...]:
        """All mails, those about Fristen too: of one Stand, for these the month they are due in, or ever."""
        return (*self.nachrichten(stand), *(m for m in self.fristmails() if stand in (None, m.stand)))

    def freigeben(self, kennung: str, wer: str) -> None:
        """Release a planned mail. Raises EingabeError for the person who planned it, and for a mail that cannot go."""
        with self._datenbank.write() as connection:
            nachricht = get_nachricht(connection, kennung)
            if not nachricht.ist_sendbar:
                raise EingabeError(f"{nachricht.genannt} kann nicht freigegeben werden: {nachricht.zustand}.")
            if wer.casefold() == nachricht.geplant_von.casefold():
                raise EingabeError(
                    f"{nachricht.genannt} hat {wer} selbst vorbereitet; freigeben muss eine andere Person."
                )
            append_ereignis(connection, kennung, Ereignis(Ereignisart.FREIGEGEBEN, datetime.now(UTC), wer))

    def record_entwurf(self, kennung: str, ort: str, wer: str) -> None:
        """Note that a mail was written as a draft, and where to."""
        with self._datenbank.write() as connection:
            append_ereignis(connection, kennung, Ereignis(Ereignisart.ENTWURF, datetime.now(UTC), wer, ort))

    def geklaert(self, kennung: str, wer: str, text: str = "", *, gesendet: bool) -> None:
        """What a person found out about an unclear mail; not sent, it can be sent again.

        Raises EingabeError for a mail that is not unclear, AusgabeError while somebody is sending.
        """
        art = Ereignisart.GEKLAERT_GESENDET if gesendet else Ereignisart.GEKLAERT_NICHT_GESENDET
        with self._datenbank.alone() as datenbank, datenbank.write() as connection:
            nachricht = get_nachricht(connection, kennung)
            if not nachricht.ist_unklar:
                raise EingabeError(f"{nachricht.genannt} ist nicht unklar, sondern {nachricht.zustand}.")
            append_ereignis(connection, kennung, Ereignis(art, datetime.now(UTC), wer, text))

    @contextmanager
    def versandlauf(self, wer: str, *, vier_augen: bool = False) -> Iterator[Versandlauf]:
        """The right to send, for one run at a time. With `vier_augen` only what another person released goes out."""
        with self._datenbank.alone() as datenbank:
            yield Versandlauf(datenbank, wer, vier_augen=vier_augen)

    def nachrichten(self, stand: Stand | None = None) -> tuple[Nachricht, ...]:
        """All mails about a Sendung, of one Stand or ever, in the order of planning."""
        with self._datenbank.read() as connection:
            return tuple(select_nachrichten(connection, *self._for(stand)))

    def offene(self, stand: Stand | None = None) -> tuple[Nachricht, ...]:
        """Mails that are to be sent and certainly have not been."""
        return tuple(nachricht for nachricht in self.mails(stand) if nachricht.ist_sendbar)

    def unklare(self, stand: Stand | None = None) -> tuple[Nachricht, ...]:
        """Mails that may have been sent. While another run is sending, its current one is among them."""
        return tuple(nachricht for nachricht in self.mails(stand) if nachricht.ist_unklar)

    def sendungen(self, stand: Stand | None = None) -> tuple[Sendung, ...]:
        """All workbooks made for Fachdienste, oldest first."""
        abfrage = select(schema.sendungen).order_by(schema.sendungen.c.angelegt, schema.sendungen.c.sendung)
        with self._datenbank.read() as connection:
            zeilen = connection.execute(abfrage.where(*self._for(stand))).mappings()
            return tuple(map(sendung_of, zeilen))

    def find_sendung(self, sendung: str) -> Sendung | None:
        """The Sendung of this id."""
        with self._datenbank.read() as connection:
            abfrage = select(schema.sendungen).where(schema.sendungen.c.sendung == sendung, *self._for(None))
            zeile = connection.execute(abfrage).mappings().one_or_none()
        return None if zeile is None else sendung_of(zeile)

    def find_datenmappe(self, sendung: str) -> str | None:
        """Whose a Sendung is, also one of another Datenmappe: the Kennung."""
        with self._datenbank.read() as connection:
            abfrage = select(schema.sendungen.c.datenmappe).where(schema.sendungen.c.sendung == sendung)
            wessen: str | None = connection.scalar(abfrage)
        return wessen

    def archived(self, sha256: str) -> bytes:
        """A stored file or mail, proven to be the one. Raises EingabeError if there is none or it was tampered with."""
        with self._datenbank.read() as connection:
            daten = connection.scalar(select(schema.archiv.c.daten).where(schema.archiv.c.sha256 == sha256))
        if daten is None or hashlib.sha256(daten).hexdigest() != sha256:
            raise EingabeError(f"Im Versandbuch {self._datenbank.ort} fehlt die Datei {sha256[:12]}… unverändert.")
        return bytes(daten)

    def _check_next(self, connection: Connection, identitaet: Identitaet) -> None:
        stand, budget = identitaet.stand, identitaet.budget
        if identitaet.fassung != next_fassung(connection, stand, budget, self._datenmappe):
            raise EingabeError(
                f"Für „{budget}“ zum Stand {stand} ist die Fassung {identitaet.fassung} nicht die nächste: ein anderer "
                "Lauf hat eben etwas vorbereitet. Den Lauf wiederholen."
            )
        for nachricht in select_nachrichten(connection, *self._for(stand, budget)):
            if nachricht.ist_unklar:
                raise EingabeError(
                    f"{nachricht.genannt} ist vielleicht schon versendet. Erst beim Empfänger oder im Postausgang "
                    "nachsehen und das Ergebnis eintragen, dann eine neue Fassung versenden."
                )

    def _for_fristen(self) -> list[Bedingung]:
        return [] if self._datenmappe is None else [schema.fristmails.c.datenmappe == self._datenmappe]

    def _for(self, stand: Stand | None, budget: str | None = None) -> list[Bedingung]:
        return for_stand(stand, budget, self._datenmappe)


def _owner(connection: Connection, identitaet: Identitaet, jetzt: datetime) -> str:
    """The Datenmappe of a Kommune and year, where nobody says which: the first on record, or one of no place."""
    angaben = Mappenangaben(identitaet.kommune, identitaet.stand.jahr)
    for bekannte in select_verzeichnete(connection):
        if bekannte.is_of(angaben):
            return bekannte.kennung
    kennung = uuid.uuid4().hex
    insert_datenmappe(connection, kennung, angaben, jetzt)
    return kennung
