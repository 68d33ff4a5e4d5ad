"""What is particular to PostgreSQL."""

import socket
from contextlib import closing

import psycopg
import pytest
from delivery.muster import BUDGETS, plan, regeln
from delivery.postgres import KENNWORT

from xlbudget.delivery.ledger import datenbank
from xlbudget.delivery.ledger.versandbuch import Versandbuch
from xlbudget.delivery.versand import versende
from xlbudget.errors import AusgabeError


@pytest.fixture
def buch(postgres_ort):
    with Versandbuch.open(postgres_ort) as buch:
        yield buch


def test_five_fachdienste_get_what_the_ledger_says(buch, server):
    kennungen = [plan(buch, budget).kennung for budget in BUDGETS]
    assert versende(buch, server.zugang, kennungen, regeln(buch), "anna", fortschritt=lambda *_: None).befunde == ()
    assert [mail.daten for mail in server.empfangen] == [buch.archived(n.sha256) for n in buch.nachrichten()]
    assert server.counts() == {nachricht.message_id: 1 for nachricht in buch.nachrichten()}


def test_no_message_shows_the_password(postgres_ort):
    with Versandbuch.open(postgres_ort) as buch:
        assert KENNWORT not in buch._datenbank.ort
    with pytest.raises(AusgabeError) as fehler:
        Versandbuch.open(postgres_ort.replace(KENNWORT, "falsch"))
    assert "nimmt Benutzer oder Kennwort nicht an" in str(fehler.value)
    assert "falsch" not in str(fehler.value)


def test_a_server_that_is_not_there():
    with closing(socket.socket()) as frei:
        frei.bind(("127.0.0.1", 0))
        with pytest.raises(AusgabeError, match="ist nicht erreichbar"):
            Versandbuch.open(f"postgresql://a:b@127.0.0.1:{frei.getsockname()[1]}/x")


def test_a_writer_waits_only_so_long(buch, postgres_ort, monkeypatch):
    monkeypatch.setattr(datenbank, "WARTEN_S", 1)
    with psycopg.connect(postgres_ort) as anderer:
        anderer.execute(f"SELECT pg_advisory_xact_lock({datenbank._SCHREIBSPERRE})")
        with pytest.raises(AusgabeError, match="seit 30 Sekunden gesperrt"):
            plan(buch, "Soziales")
    plan(buch, "Soziales")


def test_who_loses_the_connection_loses_the_right_to_send(buch, postgres_ort):
    nachricht = plan(buch, "Soziales")
    with buch.versandlauf("anna") as lauf:
        with psycopg.connect(postgres_ort, autocommit=True) as anderer:
            anderer.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
        with (
            Versandbuch.open(postgres_ort) as anderes,
            anderes.versandlauf("berta"),
            pytest.raises(AusgabeError),
        ):
            lauf.begin(nachricht.kennung)
    assert buch.offene() == (nachricht,)


def test_a_commit_is_on_the_disk_whatever_the_server_is_set_to(buch, postgres_ort):
    with psycopg.connect(postgres_ort, autocommit=True) as anderer:
        anderer.execute("ALTER ROLE xlbudget SET synchronous_commit = off")
        try:
            with Versandbuch.open(postgres_ort) as buch, buch._datenbank.write() as connection:
                assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
        finally:
            anderer.execute("ALTER ROLE xlbudget RESET synchronous_commit")
