"""Between the rows of returns and decisions and their entries."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection, RowMapping, func, select

from xlbudget.core.rueckmeldung import Identitaet, Rueckmeldung, Status
from xlbudget.core.zeit import Stand
from xlbudget.delivery.ledger import schema
from xlbudget.delivery.ledger.eintraege import Eingang, Entscheid, Entscheidung, Rueckgabe
from xlbudget.delivery.ledger.kodierung import dump_befunde, dump_eingaben, load_befunde, load_eingaben
from xlbudget.delivery.ledger.versandzeilen import Bedingung, for_stand
from xlbudget.errors import Befund

Gruppe = tuple[Rueckgabe, ...]
"""The returns of one Budget and Stand that no person refused, in the order of recording."""


def for_rueckgaben(datenmappe: str | None) -> list[Bedingung]:
    """Returns of one Datenmappe or of all; a foreign file of which none is known belongs to every one."""
    if datenmappe is None:
        return []
    return [func.coalesce(schema.sendungen.c.datenmappe, schema.rueckgaben.c.datenmappe, datenmappe) == datenmappe]


def insert_rueckgabe(
    connection: Connection, eingang: Eingang, sha256: str, wann: datetime, wer: str, *, datenmappe: str | None
) -> int:
    """Store what was read of a file that is in the archive; the number of the return."""
    meldung = eingang.rueckmeldung
    zeile = connection.execute(
        schema.rueckgaben.insert().values(
            sha256=sha256,
            sendung=eingang.sendung,
            dateiname=eingang.dateiname,
            herkunft=eingang.herkunft,
            absender=eingang.absender,
            eingegangen=eingang.eingegangen,
            identitaet=eingang.identitaet and json.dumps(eingang.identitaet.to_json()),
            name=meldung.name if meldung else "",
            datum=meldung.datum.isoformat() if meldung and meldung.datum else None,
            status=meldung.status if meldung else None,
            eingaben=dump_eingaben(meldung.eingaben if meldung else {}),
            befunde=dump_befunde(map(_showable, eingang.befunde)),
            erfasst=wann,
            erfasst_von=wer,
            datenmappe=datenmappe,
        )
    )
    nummer: int = zeile.inserted_primary_key[0]  # type: ignore[index]  # an insert always has one
    return nummer


def insert_entscheidung(connection: Connection, nummer: int, entscheidung: Entscheidung) -> None:
    """Add a decision about a return."""
    connection.execute(
        schema.entscheidungen.insert().values(
            rueckgabe=nummer,
            art=entscheidung.art,
            wer=entscheidung.wer,
            wann=entscheidung.wann,
            grund=entscheidung.grund,
        )
    )


def select_rueckgaben(connection: Connection, *bedingungen: Bedingung) -> Iterator[Rueckgabe]:
    """Returns with all their decisions, in the order of recording."""
    tabelle, sendungen, entscheidungen = schema.rueckgaben, schema.sendungen, schema.entscheidungen
    wessen = func.coalesce(sendungen.c.datenmappe, tabelle.c.datenmappe).label("wessen")
    spalten = (tabelle, sendungen.c.stand, sendungen.c.budget, sendungen.c.fassung, wessen)
    abfrage = select(*spalten).outerjoin_from(tabelle, sendungen).where(*bedingungen)
    zeilen = connection.execute(abfrage.order_by(tabelle.c.nummer)).mappings().all()
    verlauf: dict[int, list[Entscheidung]] = {zeile["nummer"]: [] for zeile in zeilen}
    beschlossen = select(entscheidungen).join_from(entscheidungen, tabelle).outerjoin(sendungen).where(*bedingungen)
    for zeile in connection.execute(beschlossen.order_by(entscheidungen.c.nummer)).mappings():
        entscheidung = Entscheidung(Entscheid(zeile["art"]), zeile["wer"], zeile["wann"], zeile["grund"])
        verlauf[zeile["rueckgabe"]].append(entscheidung)
    return (_rueckgabe(zeile, tuple(verlauf[zeile["nummer"]])) for zeile in zeilen)


def select_undecided(connection: Connection, *bedingungen: Bedingung) -> list[tuple[tuple[Stand, str], Gruppe]]:
    """The Gruppe of every Datenmappe, Stand and Budget with a return to decide about."""
    tabelle, sendungen, entscheidungen = schema.rueckgaben, schema.sendungen, schema.entscheidungen
    letzte = select(func.max(entscheidungen.c.nummer)).group_by(entscheidungen.c.rueckgabe)
    entschieden = select(entscheidungen.c.rueckgabe).where(
        entscheidungen.c.nummer.in_(letzte), entscheidungen.c.art != Entscheid.NICHT_EINDEUTIG
    )
    ziel = (sendungen.c.datenmappe, sendungen.c.stand, sendungen.c.budget)
    offen = (
        select(*ziel)
        .join_from(tabelle, sendungen)
        .where(tabelle.c.nummer.not_in(entschieden), *bedingungen)
        .group_by(*ziel)
        .order_by(func.min(tabelle.c.nummer))
    )
    ziele = [(Stand.parse(stand), budget, wessen) for wessen, stand, budget in connection.execute(offen).all()]
    return [((stand, budget), select_gruppe(connection, stand, budget, wessen)) for stand, budget, wessen in ziele]


def select_gruppe(connection: Connection, stand: Stand, budget: str, datenmappe: str | None) -> Gruppe:
    """The returns of a Budget and Stand of a Datenmappe that no person refused."""
    bedingungen = for_stand(stand, budget, datenmappe)
    return tuple(r for r in select_rueckgaben(connection, *bedingungen) if not r.ist_abgelehnt)


def _showable(befund: Befund) -> Befund:
    """The Befund with what it quotes of a file in one line, and fit for a screen."""
    text = schema.harmless(" ".join(befund.text.splitlines()))
    ort = befund.source
    if ort is not None:
        ort = replace(ort, datei=schema.harmless(ort.datei), blatt=ort.blatt and schema.harmless(ort.blatt))
    return replace(befund, text=text, source=ort)


def _rueckmeldung(zeile: RowMapping) -> Rueckmeldung:
    datum = date.fromisoformat(zeile["datum"]) if zeile["datum"] else None
    return Rueckmeldung(zeile["name"], datum, Status(zeile["status"]), load_eingaben(zeile["eingaben"]))


def _rueckgabe(zeile: RowMapping, entscheidungen: tuple[Entscheidung, ...]) -> Rueckgabe:
    return Rueckgabe(
        nummer=zeile["nummer"],
        sha256=zeile["sha256"],
        sendung=zeile["sendung"],
        stand=zeile["stand"] and Stand.parse(zeile["stand"]),
        budget=zeile["budget"],
        fassung=zeile["fassung"],
        dateiname=zeile["dateiname"],
        herkunft=zeile["herkunft"],
        absender=zeile["absender"],
        eingegangen=zeile["eingegangen"],
        identitaet=zeile["identitaet"] and Identitaet.from_json(json.loads(zeile["identitaet"])),
        rueckmeldung=_rueckmeldung(zeile) if zeile["status"] else None,
        befunde=load_befunde(zeile["befunde"]),
        erfasst=zeile["erfasst"],
        erfasst_von=zeile["erfasst_von"],
        entscheidungen=entscheidungen,
        datenmappe=zeile["wessen"],
    )
