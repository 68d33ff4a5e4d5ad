"""Between the rows of the Versandbuch and its entries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, func, select

from xlbudget.core.rueckmeldung import Identitaet
from xlbudget.core.zeit import Stand
from xlbudget.delivery.ledger import schema
from xlbudget.delivery.ledger.eintraege import Ereignis, Fristmail, Nachricht, Sendung
from xlbudget.delivery.ledger.kodierung import dump, load_eingaben, load_felder
from xlbudget.delivery.mail.nachricht import Brief, nachricht_kennung
from xlbudget.delivery.mail.zustellung import Ereignisart, Nachrichtenart
from xlbudget.errors import EingabeError

Bedingung = ColumnElement[bool]


def keep(connection: Connection, daten: bytes) -> str:
    """Put a file into the archive unless it is there; its SHA-256, hexadecimal."""
    sha256 = hashlib.sha256(daten).hexdigest()
    if connection.scalar(select(schema.archiv.c.sha256).where(schema.archiv.c.sha256 == sha256)) is None:
        connection.execute(schema.archiv.insert().values(sha256=sha256, daten=daten))
    return sha256


def for_stand(stand: Stand | None, budget: str | None = None, datenmappe: str | None = None) -> list[Bedingung]:
    """Sendungen of one Stand, Budget and Datenmappe, or of all."""
    gesucht = {"stand": stand and str(stand), "budget": budget, "datenmappe": datenmappe}
    return [schema.sendungen.c[name] == wert for name, wert in gesucht.items() if wert is not None]


def next_fassung(connection: Connection, stand: Stand, budget: str, datenmappe: str | None) -> int:
    """One more than the highest so far, from 1."""
    bedingungen = for_stand(stand, budget, datenmappe)
    hoechste = connection.scalar(select(func.max(schema.sendungen.c.fassung)).where(*bedingungen))
    return (hoechste or 0) + 1


def insert_nachricht(
    connection: Connection, sendung: str, art: Nachrichtenart, anlass: str, brief: Brief, *, wann: datetime, wer: str
) -> None:
    """Store a mail, whole, as `geplant`."""
    if brief.kennung != nachricht_kennung(sendung, art, anlass):
        raise ValueError("the mail was built for something else")
    connection.execute(
        schema.nachrichten.insert().values(
            kennung=brief.kennung,
            sendung=sendung,
            art=art,
            anlass=anlass,
            an=dump([adresse.email for adresse in brief.kreis.an]),
            kopie=dump([adresse.email for adresse in brief.kreis.kopie]),
            betreff=brief.betreff,
            message_id=brief.message_id,
            sha256=keep(connection, brief.daten),
        )
    )
    append_ereignis(connection, brief.kennung, Ereignis(Ereignisart.GEPLANT, wann, wer))


def append_ereignis(connection: Connection, kennung: str, ereignis: Ereignis) -> None:
    """Add what happened to a mail, also to one about a Frist."""
    bekannt = schema.fristmails.c.kennung == kennung
    ist_frist = connection.scalar(select(bekannt).where(bekannt)) is not None
    connection.execute(
        (schema.fristereignisse if ist_frist else schema.ereignisse)
        .insert()
        .values(
            nachricht=kennung,
            art=ereignis.art,
            wann=ereignis.wann,
            wer=ereignis.wer,
            text=ereignis.text,
            abgelehnte=dump(dict(ereignis.abgelehnte)) if ereignis.abgelehnte else None,
        )
    )


def get_nachricht(connection: Connection, kennung: str) -> Nachricht:
    """The mail of this Kennung. Raises EingabeError (German) if there is none."""
    for nachricht in select_nachrichten(connection, schema.nachrichten.c.kennung == kennung):
        return nachricht
    for nachricht in select_fristmails(connection, schema.fristmails.c.kennung == kennung):
        return nachricht
    raise EingabeError(f"Eine Nachricht {kennung} steht nicht im Versandbuch.")


def select_nachrichten(connection: Connection, *bedingungen: Bedingung) -> Iterator[Nachricht]:
    """Mails with all their Ereignisse, in the order of planning."""
    tabelle, ereignisse, sendungen = schema.nachrichten, schema.ereignisse, schema.sendungen
    verlauf: dict[str, list[Ereignis]] = {}
    abfrage = (
        select(ereignisse)
        .join_from(ereignisse, tabelle)
        .join(sendungen)
        .where(*bedingungen)
        .order_by(ereignisse.c.nummer)
    )
    for zeile in connection.execute(abfrage).mappings():
        verlauf.setdefault(zeile["nachricht"], []).append(_ereignis(zeile))
    spalten = (tabelle, sendungen.c.stand, sendungen.c.budget, sendungen.c.fassung)
    zeilen = connection.execute(select(*spalten).join_from(tabelle, sendungen).where(*bedingungen)).mappings()
    nachrichten = {zeile["kennung"]: zeile for zeile in zeilen}
    return (_nachricht(nachrichten[kennung], tuple(ereignisse)) for kennung, ereignisse in verlauf.items())


def insert_fristmail(
    connection: Connection, datenmappe: str, mail: Fristmail, brief: Brief, *, wann: datetime, wer: str
) -> None:
    """Store a reminder of a Frist, whole, as `geplant`."""
    if brief.kennung != nachricht_kennung(mail.frist, Nachrichtenart.FRIST, mail.anlass):
        raise ValueError("the mail was built for something else")
    connection.execute(
        schema.fristmails.insert().values(
            kennung=brief.kennung,
            datenmappe=datenmappe,
            frist=mail.frist,
            pflicht=mail.pflicht,
            faellig=mail.faellig.isoformat(),
            anlass=mail.anlass,
            an=dump([adresse.email for adresse in brief.kreis.an]),
            betreff=brief.betreff,
            message_id=brief.message_id,
            sha256=keep(connection, brief.daten),
        )
    )
    append_ereignis(connection, brief.kennung, Ereignis(Ereignisart.GEPLANT, wann, wer))


def select_fristmails(connection: Connection, *bedingungen: Bedingung) -> Iterator[Nachricht]:
    """Reminders of Fristen with all their Ereignisse, in the order of planning."""
    tabelle, ereignisse = schema.fristmails, schema.fristereignisse
    verlauf: dict[str, list[Ereignis]] = {}
    abfrage = select(ereignisse).join_from(ereignisse, tabelle).where(*bedingungen).order_by(ereignisse.c.nummer)
    for zeile in connection.execute(abfrage).mappings():
        verlauf.setdefault(zeile["nachricht"], []).append(_ereignis(zeile))
    zeilen = connection.execute(select(tabelle).where(*bedingungen)).mappings()
    mails = {zeile["kennung"]: zeile for zeile in zeilen}
    return (_fristnachricht(mails[kennung], tuple(ereignisse)) for kennung, ereignisse in verlauf.items())


def sendung_of(zeile: RowMapping) -> Sendung:
    """A row of `sendungen`."""
    return Sendung(
        identitaet=Identitaet.from_json(zeile["identitaet"]),
        felder=load_felder(zeile["felder"]),
        dateiname=zeile["dateiname"],
        sha256=zeile["sha256"],
        angelegt=zeile["angelegt"],
        angelegt_von=zeile["angelegt_von"],
        frist=zeile["frist"] and date.fromisoformat(zeile["frist"]),
        datenmappe=zeile["datenmappe"],
        eigene=None if zeile["eigene"] is None else load_eingaben(zeile["eigene"]),
    )


def _ereignis(zeile: RowMapping) -> Ereignis:
    abgelehnte: Mapping[str, str] | None = json.loads(zeile["abgelehnte"]) if zeile["abgelehnte"] else None
    return Ereignis(Ereignisart(zeile["art"]), zeile["wann"], zeile["wer"], zeile["text"], abgelehnte)


def _nachricht(zeile: RowMapping, ereignisse: tuple[Ereignis, ...]) -> Nachricht:
    return Nachricht(
        kennung=zeile["kennung"],
        sendung=zeile["sendung"],
        stand=Stand.parse(zeile["stand"]),
        budget=zeile["budget"],
        fassung=zeile["fassung"],
        art=Nachrichtenart(zeile["art"]),
        anlass=zeile["anlass"],
        an=tuple(json.loads(zeile["an"])),
        kopie=tuple(json.loads(zeile["kopie"])),
        betreff=zeile["betreff"],
        message_id=zeile["message_id"],
        sha256=zeile["sha256"],
        ereignisse=ereignisse,
    )


def _fristnachricht(zeile: RowMapping, ereignisse: tuple[Ereignis, ...]) -> Nachricht:
    faellig = date.fromisoformat(zeile["faellig"])
    return Nachricht(
        kennung=zeile["kennung"],
        sendung=zeile["frist"],
        stand=Stand(faellig.year, faellig.month),
        budget=zeile["pflicht"],
        fassung=0,
        art=Nachrichtenart.FRIST,
        anlass=zeile["anlass"],
        an=tuple(json.loads(zeile["an"])),
        kopie=(),
        betreff=zeile["betreff"],
        message_id=zeile["message_id"],
        sha256=zeile["sha256"],
        ereignisse=ereignisse,
    )
