"""Which Datenmappen a Versandbuch knows, and where each was last seen."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from xlbudget.core.mappenkennung import Mappenangaben, Verzeichnet
from xlbudget.delivery.ledger import schema
from xlbudget.delivery.ledger.datenbank import Datenbank


class Mappenregister:
    """The Datenmappen of one Versandbuch."""

    def __init__(self, datenbank: Datenbank) -> None:
        self._datenbank = datenbank

    def alle(self) -> tuple[Verzeichnet, ...]:
        """All of them, in the order in which they came."""
        with self._datenbank.read() as connection:
            return select_verzeichnete(connection)

    def enter(self, angaben: Mappenangaben, kennung: str | None, ort: str, wer: str) -> str:
        """Note that a Datenmappe was seen in a place, under its Kennung or, with None, under a new one; returns it.

        Where another run entered a new one for the same place meanwhile, that one's Kennung holds.
        """
        jetzt = datetime.now(UTC)
        with self._datenbank.write() as connection:
            bekannte = {bekannt.kennung: bekannt for bekannt in select_verzeichnete(connection)}
            if kennung is None:
                kennung = angaben.kennung or next(
                    (b.kennung for b in bekannte.values() if b.is_at(ort, angaben)), uuid.uuid4().hex
                )
            if kennung not in bekannte:
                insert_datenmappe(connection, kennung, angaben, jetzt)
            elif bekannte[kennung].is_at(ort, angaben):
                return kennung
            connection.execute(
                schema.orte.insert().values(datenmappe=kennung, pfad=ort, kommune=angaben.kommune, wann=jetzt, wer=wer)
            )
            return kennung


def insert_datenmappe(connection: Connection, kennung: str, angaben: Mappenangaben, jetzt: datetime) -> None:
    """Store a Datenmappe, of no place yet."""
    connection.execute(
        schema.datenmappen.insert().values(
            kennung=kennung,
            kommune=angaben.kommune,
            jahr=angaben.jahr,
            vorgaenger=angaben.vorgaenger,
            angelegt=jetzt,
        )
    )


def select_verzeichnete(connection: Connection) -> tuple[Verzeichnet, ...]:
    """All Datenmappen, in the order in which they came."""
    orte: dict[str, list[tuple[str, str]]] = {}
    for zeile in connection.execute(select(schema.orte).order_by(schema.orte.c.nummer)).mappings():
        orte.setdefault(zeile["datenmappe"], []).append((zeile["pfad"], zeile["kommune"]))
    tabelle = schema.datenmappen
    zeilen = connection.execute(select(tabelle).order_by(tabelle.c.angelegt, tabelle.c.kennung)).mappings()
    return tuple(
        Verzeichnet(
            kennung=zeile["kennung"],
            kommune=gesehen[-1][1] if (gesehen := orte.get(zeile["kennung"], [])) else zeile["kommune"],
            jahr=zeile["jahr"],
            vorgaenger=zeile["vorgaenger"],
            orte=tuple(pfad for pfad, _ in gesehen),
        )
        for zeile in zeilen
    )
