"""The database of the Versandbuch: SQLite beside the Datenmappe, or PostgreSQL where several work at once.

Whichever it is, there is one writer at a time, a transaction is on the disk when it ends, and errors are German.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, Engine, create_engine, event, func, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from xlbudget import __version__
from xlbudget.delivery.ledger import schema, schritte
from xlbudget.delivery.ledger.ort import KeinVersandbuchError, check_place, check_there
from xlbudget.errors import AusgabeError, EingabeError

WARTEN_S = 30
"""How long one writer waits for another."""
_SCHREIBSPERRE, _VERSANDSPERRE, _VORBEREITUNGSSPERRE = 7_305_001, 7_305_002, 7_305_003
# Not WAL: it needs memory shared between all users of the file, which a network drive cannot give.
# Not FULL: after a power failure the journal could come back and undo a stored intent, and a mail would go out twice.
_PRAGMAS = ("journal_mode=DELETE", "synchronous=EXTRA", "foreign_keys=ON")


class Datenbank:
    """Transactions on one database. `ort` is a file or the URL without its password."""

    def __init__(self, engine: Engine, ort: str, held: Connection | None = None) -> None:
        self._engine, self.ort, self._held = engine, ort, held

    @classmethod
    def open(cls, ort: str | Path, *, anlegen: bool = True) -> Datenbank:
        """Open the database of a file or URL (`sqlite:///…`, `postgresql://…`); create file and tables if allowed.

        Raises EingabeError (German) for anything that is no Versandbuch, or one of a newer program.
        """
        url = _url(ort)
        datei = Path(url.database or "") if url.get_backend_name() == "sqlite" else None
        if datei:
            (check_place if anlegen else check_there)(datei)
        datenbank = cls(_engine(url), str(datei or url.render_as_string(hide_password=True)))
        try:
            datenbank._prepare(anlegen=anlegen)
        except BaseException:
            datenbank.close()
            raise
        return datenbank

    def close(self) -> None:
        """Let go of the file or the server."""
        self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database."""
        with self._german(), self._connection() as connection, connection.begin():
            if self._ist_postgres:
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction during which nobody else writes; stored for good when the block ends without an error."""
        with self._german(), self._connection(schreiben=True) as connection, self._writing(connection):
            yield connection

    @contextmanager
    def alone(self) -> Iterator[Datenbank]:
        """The same database for one who sends: no other process sends meanwhile, however this one ends.

        Raises AusgabeError at once if another one does.
        """
        with self._alone_postgres() if self._ist_postgres else self._alone_sqlite() as datenbank:
            yield datenbank

    @contextmanager
    def waited(self) -> Iterator[None]:
        """Nobody else prepares anything meanwhile; another run is waited for, as long as for any writer.

        Raises AusgabeError where it takes longer.
        """
        with self._waited_postgres() if self._ist_postgres else self._waited_sqlite():
            yield

    @contextmanager
    def _waited_postgres(self) -> Iterator[None]:
        with self._german():
            connection = self._engine.connect()
        try:
            ende = time.monotonic() + WARTEN_S
            while True:
                with self._german(), connection.begin():
                    frei = connection.scalar(select(func.pg_try_advisory_lock(_VORBEREITUNGSSPERRE)))
                if frei:
                    break
                if time.monotonic() > ende:
                    raise self._preparing()
                time.sleep(0.1)
            yield
        finally:
            _give_back(connection, _VORBEREITUNGSSPERRE)

    @contextmanager
    def _waited_sqlite(self) -> Iterator[None]:
        lock = FileLock(f"{self.ort}.vorbereitung.lock", timeout=WARTEN_S)
        try:
            lock.acquire()
        except Timeout as error:
            raise self._preparing() from error
        except OSError as error:
            raise AusgabeError(_explain(str(error), self.ort)) from error
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _alone_postgres(self) -> Iterator[Datenbank]:
        with self._german():
            connection = self._engine.connect()
        try:
            with self._german(), connection.begin():
                frei = connection.scalar(select(func.pg_try_advisory_lock(_VERSANDSPERRE)))
            if not frei:
                raise self._busy()
            # the session holds the lock: who sends uses this very connection, and stops where it breaks
            yield Datenbank(self._engine, self.ort, connection)
        finally:
            _give_back(connection, _VERSANDSPERRE)

    @contextmanager
    def _alone_sqlite(self) -> Iterator[Datenbank]:
        lock = FileLock(f"{self.ort}.lock", timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise self._busy() from error
        except OSError as error:
            raise AusgabeError(_explain(str(error), self.ort)) from error
        try:
            yield Datenbank(self._engine, self.ort)
        finally:
            lock.release()

    @contextmanager
    def _writing(self, connection: Connection) -> Iterator[None]:
        with connection.begin():
            if self._ist_postgres:
                connection.execute(text(f"SET LOCAL lock_timeout = '{WARTEN_S}s'"))
                connection.execute(text("SET LOCAL synchronous_commit = on"))
                connection.execute(select(func.pg_advisory_xact_lock(_SCHREIBSPERRE)))
            yield

    @property
    def _ist_postgres(self) -> bool:
        return self._engine.dialect.name == "postgresql"

    @contextmanager
    def _connection(self, *, schreiben: bool = False) -> Iterator[Connection]:
        if self._held is not None:
            yield self._held
            return
        with self._engine.connect() as connection:
            yield connection.execution_options(schreiben=schreiben)

    def _busy(self) -> AusgabeError:
        return AusgabeError(f"Mit dem Versandbuch {self.ort} versendet gerade ein anderer Lauf. Sein Ende abwarten.")

    def _preparing(self) -> AusgabeError:
        return AusgabeError(
            f"Mit dem Versandbuch {self.ort} bereitet seit {WARTEN_S} Sekunden ein anderer Lauf einen Versand vor. "
            "Sein Ende abwarten und den Befehl wiederholen; vorbereitet ist hier nichts."
        )

    def _prepare(self, *, anlegen: bool) -> None:
        with self.read() as connection:
            fassung = self._fassung(connection)
        if fassung is None and not anlegen:
            raise KeinVersandbuchError(f"In {self.ort} gibt es kein Versandbuch.")
        if fassung is None or fassung < schema.FASSUNG:
            fassung = self._build()
        if fassung > schema.FASSUNG:
            raise self._too_new(fassung)

    def _build(self) -> int:
        """Make the tables, or bring them up to date; the Fassung that is there then."""
        with (
            self._german(),
            self._connection(schreiben=True) as connection,
            schritte.loose_references(connection),
            self._writing(connection),
        ):
            fassung = self._fassung(connection)  # another run may have been quicker
            if fassung is None:
                schema.create_schema(connection, datetime.now(UTC))
            elif fassung < schema.FASSUNG:
                schritte.migrate(connection, fassung, datetime.now(UTC))
            return max(fassung or 0, schema.FASSUNG)

    def _too_new(self, fassung: int) -> EingabeError:
        with self.read() as connection:
            spalten = {spalte["name"] for spalte in inspect(connection).get_columns(schema.versandbuch.name)}
            tabelle = schema.versandbuch
            abfrage = select(tabelle.c.programm).where(tabelle.c.fassung == fassung)
            programm = connection.scalar(abfrage) if "programm" in spalten else None
        noetig = (
            f"Nötig ist xlbudget {programm} oder neuer"
            if programm
            else "Nötig ist das xlbudget, mit dem zuletzt hineingeschrieben wurde"
        )
        return EingabeError(
            f"Das Versandbuch {self.ort} stammt von einem neueren xlbudget (Fassung {fassung}, bekannt bis "
            f"{schema.FASSUNG}). {noetig}; hier läuft {__version__}. Bitte xlbudget auf diesen Stand bringen."
        )

    def _fassung(self, connection: Connection) -> int | None:
        tabellen = set(inspect(connection).get_table_names())
        if schema.versandbuch.name in tabellen:
            fassung: int | None = connection.scalar(select(func.max(schema.versandbuch.c.fassung)))
            return fassung
        if tabellen and not self._ist_postgres:
            raise EingabeError(
                f"{self.ort} ist eine Datenbank, aber kein Versandbuch. Bitte eine andere Datei angeben."
            )
        return None

    @contextmanager
    def _german(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise AusgabeError(_explain(str(error.orig), self.ort)) from error


def _give_back(connection: Connection, sperre: int) -> None:
    """End the session that may hold the lock; who asks next gets it at once, not when the server notices the end."""
    try:
        if not connection.invalidated:
            connection.rollback()
            with connection.begin():
                connection.execute(select(func.pg_advisory_unlock(sperre)))
    except DBAPIError:
        pass  # the line is dead, and the lock falls with its session
    finally:
        connection.invalidate()
        connection.close()


def _url(ort: str | Path) -> URL:
    if isinstance(ort, Path) or "://" not in ort:
        return URL.create("sqlite", database=str(Path(ort).absolute()))
    try:
        url = make_url(ort)
    except ArgumentError as error:
        raise EingabeError("Die Adresse des Versandbuchs ist keine. Erwartet: postgresql://…") from error
    treiber = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}.get(url.get_backend_name())
    if treiber is None or (treiber == "sqlite" and not url.database):
        raise EingabeError("Das Versandbuch kann nur eine SQLite-Datei oder eine PostgreSQL-Datenbank sein.")
    return url.set(drivername=treiber)


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        try:
            return create_engine(url, connect_args={"connect_timeout": WARTEN_S})
        except ImportError as error:
            raise EingabeError("Für PostgreSQL fehlt ein Paket: pip install 'xlbudget[postgres]'") from error
    engine = create_engine(url, connect_args={"timeout": WARTEN_S})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # or the module begins on its own, and too late
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    schreiben = connection.get_execution_options().get("schreiben")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if schreiben else "BEGIN")


def _explain(grund: str, ort: str) -> str:
    kurz = " ".join(grund.split())[:200]
    for zeichen, rat in _RAT.items():
        if zeichen in grund:
            return f"Das Versandbuch {ort} {rat} ({kurz})"
    return f"Das Versandbuch {ort} lässt sich nicht verwenden ({kurz}). Es blieb, wie es war."


_RAT = {
    "database is locked": f"ist seit {WARTEN_S} Sekunden gesperrt. Andere Läufe und Programme beenden, die es öffnen.",
    "lock timeout": f"ist seit {WARTEN_S} Sekunden gesperrt. Andere Läufe beenden und wiederholen.",
    "not a database": "ist keine Datenbank. Bitte die richtige Datei angeben oder die Sicherung zurückholen.",
    "malformed": "ist beschädigt. Bitte die letzte Sicherung zurückholen und die IT fragen.",
    "readonly": "ist schreibgeschützt. Schreibrecht auf Datei und Ordner geben lassen.",
    "unable to open": "lässt sich nicht öffnen. Gibt es den Ordner, und darf hier geschrieben werden?",
    "disk is full": "kann nicht wachsen: der Datenträger ist voll. Platz schaffen und wiederholen.",
    "permission denied for schema": "lässt sich nicht anlegen: dem Benutzer fehlt das Recht dazu. Die IT fragen.",
    "password authentication failed": "nimmt Benutzer oder Kennwort nicht an. XLBUDGET_VERSANDBUCH prüfen.",
    "onnection refused": "ist nicht erreichbar. Läuft die Datenbank, stimmen Rechner und Port?",
    "could not translate host name": "ist nicht erreichbar: den Rechner gibt es nicht. XLBUDGET_VERSANDBUCH prüfen.",
    "failed to resolve host": "ist nicht erreichbar: den Rechner gibt es nicht. XLBUDGET_VERSANDBUCH prüfen.",
}
