"""From the tables of an earlier Fassung of the Versandbuch to those of today, one numbered step after the other.

A step knows only the tables that were before it and those it makes: it is never changed once a release has it. All
steps together are one transaction, so that a run that is killed leaves the Versandbuch as it was.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, text

from xlbudget.delivery.ledger import schema

Schritt = Callable[[Connection, datetime], None]


def migrate(connection: Connection, von: int, jetzt: datetime) -> None:
    """Bring a Versandbuch of the Fassung `von` up to that of this program, in the transaction of the caller."""
    schema.drop_guards(connection)
    for fassung in range(von + 1, schema.FASSUNG + 1):
        SCHRITTE[fassung](connection, jetzt)
    schema.raise_guards(connection)
    schema.note_fassung(connection, schema.FASSUNG, jetzt)


@contextmanager
def loose_references(connection: Connection) -> Iterator[None]:
    """While tables are made anew, SQLite must not look after what refers to them. Outside of any transaction."""
    if connection.dialect.name == "postgresql":
        yield
        return
    roh = connection.connection.dbapi_connection
    assert roh is not None
    roh.execute("PRAGMA foreign_keys=OFF").close()
    try:
        yield
    finally:
        roh.execute("PRAGMA foreign_keys=ON").close()


def _to_2(_connection: Connection, _jetzt: datetime) -> None:
    """The tables stayed as they were."""


_TABELLEN_3 = (
    "CREATE TABLE datenmappen (kennung VARCHAR(64) NOT NULL PRIMARY KEY, kommune TEXT NOT NULL, jahr INTEGER NOT NULL, "
    "vorgaenger VARCHAR(64), angelegt VARCHAR(32) NOT NULL)",
    "CREATE TABLE orte (nummer {nummer}, datenmappe VARCHAR(64) NOT NULL REFERENCES datenmappen (kennung), "
    "pfad TEXT NOT NULL, kommune TEXT NOT NULL, wann VARCHAR(32) NOT NULL, wer TEXT NOT NULL)",
    "CREATE INDEX ix_orte_datenmappe ON orte (datenmappe)",
    "ALTER TABLE versandbuch ADD COLUMN programm VARCHAR(40)",
    "ALTER TABLE rueckgaben ADD COLUMN datenmappe VARCHAR(64)",
)
_SPALTEN_3 = "sendung, stand, budget, fassung, identitaet, felder, dateiname, sha256, angelegt, angelegt_von, frist"
_SENDUNGEN_3_SQLITE = """CREATE TABLE sendungen_neu (
    sendung VARCHAR(64) NOT NULL PRIMARY KEY,
    datenmappe VARCHAR(64) NOT NULL REFERENCES datenmappen (kennung),
    stand VARCHAR(7) NOT NULL, budget TEXT NOT NULL, fassung INTEGER NOT NULL,
    identitaet TEXT NOT NULL, felder TEXT NOT NULL, dateiname TEXT NOT NULL,
    sha256 VARCHAR(64) NOT NULL REFERENCES archiv (sha256),
    angelegt VARCHAR(32) NOT NULL, angelegt_von TEXT NOT NULL, frist VARCHAR(10), eigene TEXT,
    UNIQUE (datenmappe, stand, budget, fassung))"""


def _to_3(connection: Connection, jetzt: datetime) -> None:
    """Sendungen belong to a Datenmappe: those so far to one for each Kommune and year, of which no place is known."""
    for befehl in _TABELLEN_3:
        connection.exec_driver_sql(befehl.format(nummer=_number_type(connection)))
    kennungen: dict[tuple[str, int], str] = {}
    besitzer: dict[str, str] = {}
    for sendung, identitaet, stand in connection.execute(text("SELECT sendung, identitaet, stand FROM sendungen")):
        wessen = (str(json.loads(identitaet)["kommune"]), int(stand[:4]))
        if wessen not in kennungen:
            kennungen[wessen] = uuid.uuid4().hex
            werte = {"kennung": kennungen[wessen], "kommune": wessen[0], "jahr": wessen[1]}
            werte["angelegt"] = jetzt.isoformat(timespec="microseconds")
            connection.execute(
                text(
                    "INSERT INTO datenmappen (kennung, kommune, jahr, angelegt) "
                    "VALUES (:kennung, :kommune, :jahr, :angelegt)"
                ),
                werte,
            )
        besitzer[sendung] = kennungen[wessen]
    if connection.dialect.name == "postgresql":
        _own_sendungen_postgres(connection, besitzer)
    else:
        _own_sendungen_sqlite(connection, besitzer)


def _own_sendungen_postgres(connection: Connection, besitzer: Mapping[str, str]) -> None:
    connection.exec_driver_sql("ALTER TABLE sendungen ADD COLUMN eigene TEXT")
    connection.exec_driver_sql(
        "ALTER TABLE sendungen ADD COLUMN datenmappe VARCHAR(64) REFERENCES datenmappen (kennung)"
    )
    for sendung, datenmappe in besitzer.items():
        connection.execute(
            text("UPDATE sendungen SET datenmappe = :datenmappe WHERE sendung = :sendung"),
            {"datenmappe": datenmappe, "sendung": sendung},
        )
    connection.exec_driver_sql("ALTER TABLE sendungen ALTER COLUMN datenmappe SET NOT NULL")
    connection.exec_driver_sql("ALTER TABLE sendungen DROP CONSTRAINT sendungen_stand_budget_fassung_key")
    connection.exec_driver_sql("ALTER TABLE sendungen ADD UNIQUE (datenmappe, stand, budget, fassung)")
    connection.exec_driver_sql("CREATE INDEX ix_sendungen_datenmappe ON sendungen (datenmappe)")


def _own_sendungen_sqlite(connection: Connection, besitzer: Mapping[str, str]) -> None:
    """SQLite changes no constraint: the table is made anew, under its old name, which is how others refer to it."""
    connection.exec_driver_sql(_SENDUNGEN_3_SQLITE)
    spalten = ", ".join(f":{name}" for name in _SPALTEN_3.split(", "))
    for zeile in connection.execute(text(f"SELECT {_SPALTEN_3} FROM sendungen")).mappings().all():
        connection.execute(
            text(f"INSERT INTO sendungen_neu (datenmappe, {_SPALTEN_3}) VALUES (:datenmappe, {spalten})"),
            {**zeile, "datenmappe": besitzer[zeile["sendung"]]},
        )
    connection.exec_driver_sql("DROP TABLE sendungen")
    connection.exec_driver_sql("ALTER TABLE sendungen_neu RENAME TO sendungen")
    connection.exec_driver_sql("CREATE INDEX ix_sendungen_stand ON sendungen (stand)")
    connection.exec_driver_sql("CREATE INDEX ix_sendungen_datenmappe ON sendungen (datenmappe)")
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise ValueError("a row of the Versandbuch leads nowhere")


_TABELLEN_4 = (
    "CREATE TABLE fristmails (kennung VARCHAR(32) NOT NULL PRIMARY KEY, "
    "datenmappe VARCHAR(64) NOT NULL REFERENCES datenmappen (kennung), frist VARCHAR(64) NOT NULL, "
    'pflicht TEXT NOT NULL, faellig VARCHAR(10) NOT NULL, anlass TEXT NOT NULL, "an" TEXT NOT NULL, '
    "betreff TEXT NOT NULL, message_id VARCHAR(400) NOT NULL, "
    "sha256 VARCHAR(64) NOT NULL REFERENCES archiv (sha256), UNIQUE (message_id))",
    "CREATE INDEX ix_fristmails_datenmappe ON fristmails (datenmappe)",
    "CREATE INDEX ix_fristmails_frist ON fristmails (frist)",
    "CREATE TABLE fristereignisse (nummer {nummer}, nachricht VARCHAR(32) NOT NULL REFERENCES fristmails (kennung), "
    "art VARCHAR(40) NOT NULL, wann VARCHAR(32) NOT NULL, wer TEXT NOT NULL, text TEXT NOT NULL, abgelehnte TEXT)",
    "CREATE INDEX ix_fristereignisse_nachricht ON fristereignisse (nachricht)",
)


def _to_4(connection: Connection, _jetzt: datetime) -> None:
    """Reminders of Fristen have tables of their own."""
    for befehl in _TABELLEN_4:
        connection.exec_driver_sql(befehl.format(nummer=_number_type(connection)))


def _number_type(connection: Connection) -> str:
    ist_postgres = connection.dialect.name == "postgresql"
    return "SERIAL NOT NULL PRIMARY KEY" if ist_postgres else "INTEGER NOT NULL PRIMARY KEY"


SCHRITTE: Mapping[int, Schritt] = {2: _to_2, 3: _to_3, 4: _to_4}
