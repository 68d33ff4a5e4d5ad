"""Databases and mail servers for the tests of sending."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import require
from delivery.mailserver import Mailserver
from delivery.postgres import find_programs, new_database, run_postgres

from xlbudget.delivery.ledger.ort import DATEINAME
from xlbudget.delivery.ledger.versandbuch import Versandbuch


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URL of a PostgreSQL of our own."""
    programs = find_programs()
    require(None if programs else "PostgreSQL ist nicht installiert")
    assert programs
    with run_postgres(programs) as url:
        yield url


@pytest.fixture
def postgres_ort(postgres: str) -> str:
    """URL of an empty database."""
    return new_database(postgres)


@pytest.fixture
def postgres_neu(postgres: str) -> str:
    """URL of a second empty database."""
    return new_database(postgres)


@pytest.fixture(params=["sqlite", "postgresql"])
def ort(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """Where a new Versandbuch can be: once a file, once a server."""
    return tmp_path / DATEINAME if request.param == "sqlite" else request.getfixturevalue("postgres_ort")


@pytest.fixture
def buch(ort: str | Path) -> Iterator[Versandbuch]:
    """An empty Versandbuch."""
    with Versandbuch.open(ort) as buch:
        yield buch


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Mailserver]:
    """A mail server with STARTTLS and login."""
    with Mailserver(tmp_path) as server:
        yield server
