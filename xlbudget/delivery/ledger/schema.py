"""The tables of the Versandbuch. Rows are added, never changed or deleted: the database itself refuses."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Dialect,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from xlbudget import __version__

FASSUNG = 4
"""Of what is stored. A program brings older ones up to its own (`schritte`), and refuses a newer one.

2: the tables of 1, with identities that name no Prüfsumme, which 0.3.0 would take for damaged.
3: every Sendung belongs to a Datenmappe, and says what that one had itself when it was sent.
4: reminders of Fristen, which have no Sendung.
"""
MAX_FREITEXT = 2000
_VERBOT = "Das Versandbuch wird nur fortgeschrieben: Einträge bleiben, wie sie sind."


def harmless(text: str) -> str:
    """A text without what no database or screen should get: � stands in its place."""
    return "".join("�" if unicodedata.category(zeichen) in ("Cc", "Cs") else zeichen for zeichen in text)


class Zeitpunkt(TypeDecorator[datetime]):
    """A moment, as ISO text in UTC: the same in every database, and readable in any."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class Freitext(TypeDecorator[str]):
    """Text from outside. What no database or screen should get becomes �, and what is overlong is cut."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        return None if value is None else harmless(value[:MAX_FREITEXT])

    def process_result_value(self, value: str | None, _dialect: Dialect) -> str | None:
        return value


metadata = MetaData()


def _nummer() -> Column[int]:
    return Column("nummer", Integer, primary_key=True)


def _sha256(*, unique: bool = False) -> Column[str]:
    return Column("sha256", String(64), ForeignKey("archiv.sha256"), nullable=False, unique=unique)


def _events(name: str, mails: Table) -> Table:
    """What happened to the mails of one table."""
    return Table(
        name,
        metadata,
        _nummer(),
        Column("nachricht", ForeignKey(mails.c.kennung), nullable=False, index=True),
        Column("art", String(40), nullable=False),
        Column("wann", Zeitpunkt, nullable=False),
        Column("wer", Freitext, nullable=False),
        Column("text", Freitext, nullable=False),
        Column("abgelehnte", Text),
    )


versandbuch = Table(
    "versandbuch",
    metadata,
    Column("fassung", Integer, primary_key=True),
    Column("angelegt", Zeitpunkt, nullable=False),
    Column("programm", String(40)),
)
schluessel = Table(
    "schluessel",
    metadata,
    Column("nummer", Integer, CheckConstraint("nummer = 1"), primary_key=True),
    Column("wert", LargeBinary, nullable=False),
)
archiv = Table(
    "archiv",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("daten", LargeBinary, nullable=False),
)
datenmappen = Table(
    "datenmappen",
    metadata,
    Column("kennung", String(64), primary_key=True),
    Column("kommune", Text, nullable=False),
    Column("jahr", Integer, nullable=False),
    Column("vorgaenger", String(64)),
    Column("angelegt", Zeitpunkt, nullable=False),
)
orte = Table(
    "orte",
    metadata,
    _nummer(),
    Column("datenmappe", ForeignKey("datenmappen.kennung"), nullable=False, index=True),
    Column("pfad", Text, nullable=False),
    Column("kommune", Text, nullable=False),
    Column("wann", Zeitpunkt, nullable=False),
    Column("wer", Freitext, nullable=False),
)
sendungen = Table(
    "sendungen",
    metadata,
    Column("sendung", String(64), primary_key=True),
    Column("datenmappe", ForeignKey("datenmappen.kennung"), nullable=False, index=True),
    Column("stand", String(7), nullable=False, index=True),
    Column("budget", Text, nullable=False),
    Column("fassung", Integer, nullable=False),
    Column("identitaet", Text, nullable=False),
    Column("felder", Text, nullable=False),
    Column("dateiname", Freitext, nullable=False),
    _sha256(),
    Column("angelegt", Zeitpunkt, nullable=False),
    Column("angelegt_von", Freitext, nullable=False),
    Column("frist", String(10)),
    Column("eigene", Text),
    UniqueConstraint("datenmappe", "stand", "budget", "fassung"),
)
nachrichten = Table(
    "nachrichten",
    metadata,
    Column("kennung", String(32), primary_key=True),
    Column("sendung", ForeignKey("sendungen.sendung"), nullable=False, index=True),
    Column("art", String(20), nullable=False),
    Column("anlass", Freitext, nullable=False),
    Column("an", Text, nullable=False),
    Column("kopie", Text, nullable=False),
    Column("betreff", Freitext, nullable=False),
    Column("message_id", String(400), nullable=False, unique=True),
    _sha256(),
)
ereignisse = _events("ereignisse", nachrichten)
fristmails = Table(
    "fristmails",
    metadata,
    Column("kennung", String(32), primary_key=True),
    Column("datenmappe", ForeignKey("datenmappen.kennung"), nullable=False, index=True),
    Column("frist", String(64), nullable=False, index=True),
    Column("pflicht", Freitext, nullable=False),
    Column("faellig", String(10), nullable=False),
    Column("anlass", Freitext, nullable=False),
    Column("an", Text, nullable=False),
    Column("betreff", Freitext, nullable=False),
    Column("message_id", String(400), nullable=False, unique=True),
    _sha256(),
)
fristereignisse = _events("fristereignisse", fristmails)
rueckgaben = Table(
    "rueckgaben",
    metadata,
    _nummer(),
    _sha256(unique=True),
    Column("sendung", ForeignKey("sendungen.sendung"), index=True),
    Column("dateiname", Freitext, nullable=False),
    Column("herkunft", Freitext, nullable=False),
    Column("absender", Freitext, nullable=False),
    Column("eingegangen", Zeitpunkt),
    Column("identitaet", Text),
    Column("name", Freitext, nullable=False),
    Column("datum", String(10)),
    Column("status", String(20)),
    Column("eingaben", Text, nullable=False),
    Column("befunde", Text, nullable=False),
    Column("erfasst", Zeitpunkt, nullable=False),
    Column("erfasst_von", Freitext, nullable=False),
    Column("datenmappe", String(64)),
)
entscheidungen = Table(
    "entscheidungen",
    metadata,
    _nummer(),
    Column("rueckgabe", ForeignKey("rueckgaben.nummer"), nullable=False, index=True),
    Column("art", String(40), nullable=False),
    Column("wer", Freitext, nullable=False),
    Column("wann", Zeitpunkt, nullable=False),
    Column("grund", Freitext, nullable=False),
)


def create_schema(connection: Connection, jetzt: datetime) -> None:
    """All tables, and what keeps their rows as they are; in the transaction of the caller."""
    metadata.create_all(connection)
    raise_guards(connection)
    note_fassung(connection, FASSUNG, jetzt)


def note_fassung(connection: Connection, fassung: int, jetzt: datetime) -> None:
    """Have older programs refuse the Versandbuch, and say which one is needed."""
    connection.execute(versandbuch.insert().values(fassung=fassung, angelegt=jetzt, programm=__version__))


def raise_guards(connection: Connection) -> None:
    """Have the database refuse to change or delete rows."""
    ist_postgres = connection.dialect.name == "postgresql"
    if ist_postgres:
        connection.exec_driver_sql(
            "CREATE OR REPLACE FUNCTION versandbuch_bleibt() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_VERBOT}'; END $$"
        )
    for tabelle in metadata.sorted_tables:
        for befehl in _guards_postgresql(tabelle) if ist_postgres else _guards_sqlite(tabelle):
            connection.exec_driver_sql(befehl)


def drop_guards(connection: Connection) -> None:
    """Let tables be made anew, until the guards are raised again in the same transaction."""
    if connection.dialect.name == "postgresql":
        abfrage = r"SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%%\_bleibt'"
        for name, tabelle in connection.exec_driver_sql(abfrage).all():
            connection.exec_driver_sql(f"DROP TRIGGER {name} ON {tabelle}")
        return
    abfrage = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    for (name,) in connection.exec_driver_sql(abfrage).all():
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def _guards_sqlite(table: Table) -> Iterator[str]:
    for vorgang in ("UPDATE", "DELETE"):
        yield _trigger_sqlite(table, vorgang)
    # INSERT OR REPLACE deletes without the DELETE trigger
    for spalten in _unique(table):
        gleich = " AND ".join(f"{spalte} = NEW.{spalte}" for spalte in spalten)
        yield _trigger_sqlite(table, "INSERT", spalten, f" WHEN EXISTS (SELECT 1 FROM {table.name} WHERE {gleich})")


def _trigger_sqlite(table: Table, vorgang: str, spalten: tuple[str, ...] = (), wenn: str = "") -> str:
    name = "_".join((table.name, "bleibt", vorgang.lower(), *spalten))
    return f"CREATE TRIGGER {name} BEFORE {vorgang} ON {table.name}{wenn} BEGIN SELECT RAISE(ABORT, '{_VERBOT}'); END"


def _unique(table: Table) -> set[tuple[str, ...]]:
    keys = {tuple(table.primary_key.columns.keys())}
    keys |= {tuple(c.columns.keys()) for c in table.constraints if isinstance(c, UniqueConstraint)}
    return keys | {(column.name,) for column in table.columns if column.unique}


def _guards_postgresql(table: Table) -> Iterator[str]:
    yield (
        f"CREATE TRIGGER {table.name}_bleibt BEFORE UPDATE OR DELETE OR TRUNCATE ON {table.name} "
        "FOR EACH STATEMENT EXECUTE FUNCTION versandbuch_bleibt()"
    )
