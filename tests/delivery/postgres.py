"""A PostgreSQL of our own on 127.0.0.1, in a folder that goes away with it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from xlbudget.delivery.ledger import schema
from xlbudget.delivery.ledger.datenbank import Datenbank

KENNWORT = "nur-fuer-den-Test"


def find_programs() -> Path | None:
    """The folder of initdb and postgres: of the path, or where Debian puts them."""
    if initdb := shutil.which("initdb"):
        return Path(initdb).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


@contextmanager
def run_postgres(programs: Path) -> Iterator[str]:
    """A running server; yields the URL of its first database. It refuses to run as root, so root hands it over."""
    als = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    ordner = Path(tempfile.mkdtemp(prefix="xlbudget-pg-"))
    try:
        kennwort, daten = ordner / "kennwort", ordner / "daten"
        kennwort.write_text(KENNWORT)
        if als:
            for path in (ordner, kennwort):
                shutil.chown(path, "postgres", "postgres")
        subprocess.run(
            [programs / "initdb", "-D", daten, "-U", "xlbudget", "-A", "scram-sha-256", "--pwfile", kennwort],
            check=True, capture_output=True, timeout=120, cwd=ordner, **als,
        )  # fmt: skip
        with socket.socket() as frei:
            frei.bind(("127.0.0.1", 0))
            port = frei.getsockname()[1]
        einstellungen = [
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "fsync=off",
            "-c",
            f"unix_socket_directories={ordner}",
        ]
        server = subprocess.Popen(
            [programs / "postgres", "-D", daten, "-p", str(port), *einstellungen],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ordner, **als,
        )  # fmt: skip
        try:
            url = f"postgresql://xlbudget:{KENNWORT}@127.0.0.1:{port}/postgres"
            _wait(url)
            yield url
        finally:
            server.send_signal(signal.SIGINT)  # what PostgreSQL calls fast: it does not wait for anybody
            server.wait(30)
    finally:
        shutil.rmtree(ordner, ignore_errors=True)


def new_database(url: str, vorlage: str = "template1") -> str:
    """URL of a new database on that server, empty or like the one of a URL; it goes away with the server."""
    name = uuid.uuid4().hex
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{vorlage.rpartition("/")[2]}"')
    return url.rpartition("/")[0] + f"/{name}"


def load_dump(url: str, datei: Path) -> None:
    """Put a dump (`pg_dump --inserts`) into an empty database."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(datei.read_text(encoding="utf-8").encode())


def copy_versandbuch(datei: Path, url: str) -> None:
    """Put everything that is in a Versandbuch into an empty database."""
    alt, neu = Datenbank.open(datei), Datenbank.open(url)
    with alt.read() as von, neu.write() as nach:
        for tabelle in schema.metadata.sorted_tables:
            if tabelle is not schema.versandbuch and (zeilen := von.execute(tabelle.select()).mappings().all()):
                nach.execute(tabelle.insert(), [dict(zeile) for zeile in zeilen])
    alt.close()
    neu.close()


_VERGISS = (
    "SET session_replication_role = replica",  # which the guards of the tables do not see
    "DELETE FROM entscheidungen",
    "DELETE FROM rueckgaben",
    "DELETE FROM archiv WHERE sha256 NOT IN (SELECT sha256 FROM sendungen UNION SELECT sha256 FROM nachrichten)",
    "ALTER SEQUENCE rueckgaben_nummer_seq RESTART",
)


def forget_rueckgaben(url: str) -> None:
    """Make a Versandbuch as it was before anything came back; much faster than a new database."""
    with psycopg.connect(url) as connection:
        for befehl in _VERGISS:
            connection.execute(befehl)


def _wait(url: str) -> None:
    ende = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > ende:
                raise
            time.sleep(0.1)
