"""The database keeps what it has, and says in German what keeps it from working."""

import sqlite3
from contextlib import closing

import pytest
from delivery.muster import BUDGETS, eingang, plan, plan_frist
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from xlbudget.core.mappenkennung import Mappenangaben
from xlbudget.delivery.ledger import datenbank, schema
from xlbudget.delivery.ledger.ort import DATEINAME
from xlbudget.delivery.ledger.versandbuch import Versandbuch
from xlbudget.errors import AusgabeError, EingabeError


@pytest.fixture
def voll(buch):
    """A Versandbuch with a row in every table."""
    nachricht = plan(buch, BUDGETS[0])
    (datenmappe,) = buch.datenmappen.alle()
    angaben = Mappenangaben(datenmappe.kommune, datenmappe.jahr)
    buch.datenmappen.enter(angaben, datenmappe.kennung, "Datenmappe 2023.xlsx", "anna")
    plan_frist(buch.of(datenmappe.kennung))
    buch.schluessel()
    buch.ruecklauf.record(eingang(1, nachricht.sendung), "anna")
    buch.ruecklauf.decide([buch.ruecklauf.rueckgaben()[0].nummer], [], "anna")
    return buch


@pytest.fixture
def fremd(ort, voll):
    """The same database, as any other program opens it."""
    url = f"sqlite:///{ort}" if not isinstance(ort, str) else ort.replace("postgresql:", "postgresql+psycopg:")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


TABELLEN = [table.name for table in schema.metadata.sorted_tables]


@pytest.mark.parametrize("tabelle", TABELLEN)
def test_no_row_is_ever_changed_or_deleted(fremd, tabelle):
    spalte = schema.metadata.tables[tabelle].columns.keys()[-1]
    befehle = [f"DELETE FROM {tabelle}", f"UPDATE {tabelle} SET {spalte} = {spalte}"]
    if fremd.dialect.name == "postgresql":
        befehle.append(f"TRUNCATE {tabelle} CASCADE")
    else:
        befehle += [
            f"INSERT OR REPLACE INTO {tabelle} SELECT * FROM {tabelle}",
            f"REPLACE INTO {tabelle} SELECT * FROM {tabelle}",
        ]
    with fremd.connect() as connection:
        vorher = connection.execute(text(f"SELECT * FROM {tabelle}")).all()
        assert len(vorher) >= 1
        for befehl in befehle:
            with pytest.raises(DBAPIError, match="nur fortgeschrieben"):
                connection.execute(text(befehl))
        assert connection.execute(text(f"SELECT * FROM {tabelle}")).all() == vorher


def test_a_second_key_is_refused(fremd):
    for nummer in (1, 2):
        with fremd.connect() as connection, pytest.raises(DBAPIError):
            connection.execute(text(f"INSERT INTO schluessel (nummer, wert) VALUES ({nummer}, 'x')"))


def test_a_file_of_the_archive_that_was_exchanged_is_noticed(voll, fremd):
    with fremd.connect() as connection:
        connection.execute(text("INSERT INTO archiv (sha256, daten) VALUES ('abc', :daten)"), {"daten": b"x"})
    for sha256 in ("abc", "unbekannt"):
        with pytest.raises(EingabeError, match="fehlt die Datei"):
            voll.archived(sha256)


def test_a_newer_program_made_it(ort, fremd):
    neuere = schema.FASSUNG + 1
    with fremd.connect() as connection:
        connection.execute(
            text(f"INSERT INTO versandbuch (fassung, angelegt) VALUES ({neuere}, '2023-01-01T00:00:00+00:00')")
        )
    with pytest.raises(EingabeError, match=rf"neueren xlbudget \(Fassung {neuere}, bekannt bis {schema.FASSUNG}\)"):
        Versandbuch.open(ort)


def test_opening_again_finds_everything(ort, voll):
    with Versandbuch.open(ort, anlegen=False) as wieder:
        assert wieder.nachrichten() == voll.nachrichten()
        assert wieder.ruecklauf.rueckgaben() == voll.ruecklauf.rueckgaben()


def test_nothing_is_created_unasked(tmp_path, postgres_ort):
    for ort in (tmp_path / DATEINAME, postgres_ort):
        with pytest.raises(EingabeError, match="kein Versandbuch"):
            Versandbuch.open(ort, anlegen=False)
    assert list(tmp_path.iterdir()) == []


def test_every_connection_is_safe_on_network_drives_and_at_power_failure(tmp_path):
    with Versandbuch.open(tmp_path / DATEINAME) as buch, buch._datenbank.read() as connection:
        for pragma, wert in (
            ("journal_mode", "delete"),
            ("synchronous", 3),
            ("foreign_keys", 1),
            ("busy_timeout", 30000),
        ):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == wert


def test_another_database_is_left_alone(tmp_path):
    ort = tmp_path / "andere.sqlite"
    with closing(sqlite3.connect(ort)) as connection:
        connection.execute("CREATE TABLE kunden (name)")
    with pytest.raises(EingabeError, match="aber kein Versandbuch"):
        Versandbuch.open(ort)


def test_a_file_that_is_no_database(tmp_path):
    ort = tmp_path / "text.sqlite"
    ort.write_text("Kein Versandbuch, nur Text. " * 100)
    with pytest.raises(AusgabeError, match="ist keine Datenbank"):
        Versandbuch.open(ort)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(AusgabeError, match=r"lässt sich nicht öffnen\. Gibt es den Ordner"):
        Versandbuch.open(tmp_path / "weg" / DATEINAME)


def test_somebody_keeps_the_file_locked(tmp_path, monkeypatch):
    monkeypatch.setattr(datenbank, "WARTEN_S", 0.2)
    ort = tmp_path / DATEINAME
    with Versandbuch.open(ort) as buch, closing(sqlite3.connect(ort, isolation_level=None)) as anderer:
        anderer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(AusgabeError, match=r"gesperrt\. Andere Läufe und Programme beenden"):
            plan(buch, BUDGETS[0])
        anderer.execute("ROLLBACK")
        plan(buch, BUDGETS[0])


@pytest.mark.parametrize("ort", ["mysql://db/x", "sqlite://", "://"])
def test_other_addresses(ort):
    with pytest.raises(EingabeError, match="Versandbuch"):
        Versandbuch.open(ort)


def test_a_transaction_that_fails_leaves_nothing(buch):
    def fail():
        with buch._datenbank.write() as connection:
            connection.execute(schema.schluessel.insert().values(nummer=1, wert=b"x"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert buch.schluessel() != b"x"
