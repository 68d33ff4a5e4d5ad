"""The ledger of returns: every file that came back, once and whole, and what was decided about it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime

from sqlalchemy import Connection, RowMapping, select

from xlbudget.core.rueckmeldung import Identitaet, Status
from xlbudget.core.zeit import Stand
from xlbudget.delivery import schema
from xlbudget.delivery.datenbank import Datenbank
from xlbudget.delivery.eintraege import Eingang, Entscheidung, Rueckgabe
from xlbudget.delivery.kodierung import dump_befunde, dump_eingaben, load_befunde, load_eingaben
from xlbudget.delivery.zeilen import Bedingung, keep, of
from xlbudget.errors import EingabeError


class Ruecklaufbuch:
    """Returns and decisions. Of each Budget and Stand, at most one return is accepted at any time."""

    def __init__(self, datenbank: Datenbank) -> None:
        self._datenbank = datenbank

    def record(self, eingang: Eingang, wer: str) -> bool:
        """Store a return with its file; False if the very same file is there already, however it is called now."""
        with self._datenbank.write() as connection:
            sha256 = keep(connection, eingang.daten)
            bekannt = select(schema.rueckgaben.c.nummer).where(schema.rueckgaben.c.sha256 == sha256)
            if connection.scalar(bekannt) is not None:
                return False
            connection.execute(
                schema.rueckgaben.insert().values(
                    sha256=sha256,
                    sendung=eingang.sendung,
                    dateiname=eingang.dateiname,
                    herkunft=eingang.herkunft,
                    absender=eingang.absender,
                    eingegangen=eingang.eingegangen,
                    identitaet=eingang.identitaet and json.dumps(eingang.identitaet.to_json()),
                    name=eingang.name,
                    datum=eingang.datum and eingang.datum.isoformat(),
                    status=eingang.status,
                    eingaben=dump_eingaben(eingang.eingaben or {}),
                    befunde=dump_befunde(eingang.befunde),
                    erfasst=datetime.now(UTC),
                    erfasst_von=wer,
                )
            )
            return True

    def rueckgaben(self, stand: Stand | None = None) -> tuple[Rueckgabe, ...]:
        """All returns in the order of recording, of one Stand or ever; those of no Sendung of ours only with ever."""
        with self._datenbank.read() as connection:
            return tuple(_rueckgaben(connection, *of(stand)))

    def accepted(self, stand: Stand) -> dict[str, Rueckgabe]:
        """The accepted return of each Budget that has one."""
        return {str(r.budget): r for r in self.rueckgaben(stand) if r.ist_angenommen}

    def undecided(self, stand: Stand) -> dict[str, tuple[Rueckgabe, ...]]:
        """The returns of each Budget that nobody has decided about; more than one is a conflict."""
        offene: dict[str, tuple[Rueckgabe, ...]] = {}
        for rueckgabe in self.rueckgaben(stand):
            if rueckgabe.entscheidung is None:
                budget = str(rueckgabe.budget)
                offene[budget] = (*offene.get(budget, ()), rueckgabe)
        return offene

    def decide(self, nummer: int, annehmen: bool, wer: str, grund: str = "", ersetzen: bool = False) -> bool:
        """Accept or refuse a return; False if that is what holds already.

        Another accepted return of the same Budget and Stand is refused in its place, but only with `ersetzen`: without
        it, EingabeError (German), so that two controllers do not overrule each other unseen.
        """
        jetzt = datetime.now(UTC)
        with self._datenbank.write() as connection:
            rueckgabe = next(_rueckgaben(connection, schema.rueckgaben.c.nummer == nummer), None)
            if rueckgabe is None:
                raise EingabeError(f"Eine Rückgabe mit der Nummer {nummer} gibt es nicht. Siehe xlbudget ruecklauf.")
            if rueckgabe.entscheidung is not None and rueckgabe.entscheidung.angenommen == annehmen:
                return False
            if annehmen:
                self._make_room(connection, rueckgabe, wer, jetzt, ersetzen)
            _insert(connection, nummer, Entscheidung(annehmen, wer, jetzt, grund))
            return True

    @staticmethod
    def _make_room(connection: Connection, rueckgabe: Rueckgabe, wer: str, jetzt: datetime, ersetzen: bool) -> None:
        if rueckgabe.stand is None:
            raise EingabeError(
                f"Die Rückgabe {rueckgabe.nummer} ({rueckgabe.dateiname}) gehört zu keiner unserer Sendungen und kann "
                "nicht angenommen werden."
            )
        for andere in _rueckgaben(connection, *of(rueckgabe.stand, rueckgabe.budget)):
            if not andere.ist_angenommen:
                continue
            if not ersetzen:
                raise EingabeError(
                    f"Für „{andere.budget}“ ist schon die Rückgabe {andere.nummer} ({andere.dateiname}) angenommen. "
                    f"Soll {rueckgabe.nummer} an ihre Stelle treten, das ausdrücklich angeben."
                )
            _insert(connection, andere.nummer, Entscheidung(False, wer, jetzt, f"ersetzt durch {rueckgabe.nummer}"))


def _insert(connection: Connection, nummer: int, entscheidung: Entscheidung) -> None:
    connection.execute(
        schema.entscheidungen.insert().values(
            rueckgabe=nummer,
            angenommen=entscheidung.angenommen,
            wer=entscheidung.wer,
            wann=entscheidung.wann,
            grund=entscheidung.grund,
        )
    )


def _rueckgaben(connection: Connection, *bedingungen: Bedingung) -> Iterator[Rueckgabe]:
    tabelle, sendungen, entscheidungen = schema.rueckgaben, schema.sendungen, schema.entscheidungen
    spalten = (tabelle, sendungen.c.stand, sendungen.c.budget, sendungen.c.fassung)
    abfrage = select(*spalten).outerjoin_from(tabelle, sendungen).where(*bedingungen)
    zeilen = connection.execute(abfrage.order_by(tabelle.c.nummer)).mappings().all()
    verlauf: dict[int, list[Entscheidung]] = {zeile["nummer"]: [] for zeile in zeilen}
    beschlossen = (select(entscheidungen).join_from(entscheidungen, tabelle).outerjoin(sendungen)).where(*bedingungen)
    for zeile in connection.execute(beschlossen.order_by(entscheidungen.c.nummer)).mappings():
        entscheidung = Entscheidung(zeile["angenommen"], zeile["wer"], zeile["wann"], zeile["grund"])
        verlauf[zeile["rueckgabe"]].append(entscheidung)
    return (_rueckgabe(zeile, tuple(verlauf[zeile["nummer"]])) for zeile in zeilen)


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
        name=zeile["name"],
        datum=zeile["datum"] and date.fromisoformat(zeile["datum"]),
        status=zeile["status"] and Status(zeile["status"]),
        eingaben=load_eingaben(zeile["eingaben"]),
        befunde=load_befunde(zeile["befunde"]),
        erfasst=zeile["erfasst"],
        erfasst_von=zeile["erfasst_von"],
        entscheidungen=entscheidungen,
    )
