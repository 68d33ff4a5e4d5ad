"""The database of the Versandbuch: SQLite beside the Datenmappe, or PostgreSQL where several work at once.

Whichever it is, there is one writer at a time, a transaction is on the disk when it ends, and errors are German.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, Engine, create_engine, event, func, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from xlbudget.delivery.ledger import schema
from xlbudget.errors import AusgabeError, EingabeError

_KEIN_BUCH = (
    "Es entsteht beim ersten xlbudget versand. Wurde schon versandt, bitte aus der Sicherung zurückholen und nicht neu "
    "versenden: sonst passt kein Rücklauf mehr."
)
WARTEN_S = 30
"""How long one writer waits for another."""
_SCHREIBSPERRE, _VERSANDSPERRE = 7_305_001, 7_305_002
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
        if datei and not datei.is_file() and not anlegen:
            raise EingabeError(f"Es gibt kein Versandbuch {datei}. {_KEIN_BUCH}")
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
        with self._german(), self._connection(schreiben=True) as connection, connection.begin():
            if self._ist_postgres:
                connection.execute(text(f"SET LOCAL lock_timeout = '{WARTEN_S}s'"))
                connection.execute(text("SET LOCAL synchronous_commit = on"))
                connection.execute(select(func.pg_advisory_xact_lock(_SCHREIBSPERRE)))
            yield connection

    @contextmanager
    def alone(self) -> Iterator[Datenbank]:
        """The same database for one who sends: no other process sends meanwhile, however this one ends.

        Raises AusgabeError at once if another one does.
        """
        with self._alone_postgres() if self._ist_postgres else self._alone_sqlite() as datenbank:
            yield datenbank

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
            connection.invalidate()
            connection.close()

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

    def _prepare(self, *, anlegen: bool) -> None:
        with self.read() as connection:
            fassung = self._fassung(connection)
        if fassung is None and not anlegen:
            raise EingabeError(f"In {self.ort} gibt es kein Versandbuch. {_KEIN_BUCH}")
        if fassung is None:
            with self.write() as connection:
                fassung = self._fassung(connection)  # another run may have been quicker
                if fassung is None:
                    schema.create_schema(connection, datetime.now(UTC))
                    fassung = schema.FASSUNG
        if fassung > schema.FASSUNG:
            raise EingabeError(
                f"Das Versandbuch {self.ort} stammt von einem neueren xlbudget (Fassung {fassung}, bekannt bis "
                f"{schema.FASSUNG}). Bitte xlbudget auf den Stand bringen, mit dem zuletzt hineingeschrieben wurde."
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
    "password authentication failed": "nimmt Benutzer oder Kennwort nicht an. XLBUDGET_VERSANDBUCH prüfen.",
    "onnection refused": "ist nicht erreichbar. Läuft die Datenbank, stimmen Rechner und Port?",
    "could not translate host name": "ist nicht erreichbar: den Rechner gibt es nicht. XLBUDGET_VERSANDBUCH prüfen.",
    "failed to resolve host": "ist nicht erreichbar: den Rechner gibt es nicht. XLBUDGET_VERSANDBUCH prüfen.",
}
