"""A Versandbuch of an earlier Fassung is brought up to date, whole or not at all; a newer one says what it needs."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from delivery.muster import STAND, eingang, plan, plan_frist
from delivery.postgres import load_dump
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

from xlbudget import __version__
from xlbudget.core.zeit import Stand
from xlbudget.delivery.ledger import schema, schritte
from xlbudget.delivery.ledger.ort import DATEINAME
from xlbudget.delivery.ledger.versandbuch import Versandbuch
from xlbudget.delivery.mail.zustellung import Ereignisart
from xlbudget.errors import AusgabeError, EingabeError

GOLDEN = Path(__file__).parents[2] / "golden"
MAERZ = Stand(2024, 3)


@pytest.fixture(params=["sqlite", "postgresql"])
def altes(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """Where a Versandbuch of Fassung 2 is: a stored file, or a stored dump in a server."""
    if request.param == "sqlite":
        return Path(shutil.copy(GOLDEN / "versandbuch-2" / DATEINAME, tmp_path))
    ort: str = request.getfixturevalue("postgres_ort")
    load_dump(ort, GOLDEN / "versandbuch-2" / "Versandbuch.sql")
    return ort


def engine(ort: str | Path):
    return create_engine(
        f"sqlite:///{ort}" if isinstance(ort, Path) else ort.replace("postgresql:", "postgresql+psycopg:")
    )


def rows(ort: str | Path, tabelle: str) -> list[dict[str, object]]:
    anderes = engine(ort)
    with anderes.connect() as connection:
        zeilen = [dict(zeile) for zeile in connection.execute(text(f"SELECT * FROM {tabelle}")).mappings()]
    anderes.dispose()
    return sorted(zeilen, key=repr)


ALTE = ("archiv", "schluessel", "sendungen", "nachrichten", "ereignisse", "rueckgaben", "entscheidungen")


def test_nothing_gets_lost_on_the_way(altes):
    vorher = {tabelle: rows(altes, tabelle) for tabelle in ALTE}
    Versandbuch.open(altes, anlegen=False).__exit__(None, None, None)
    for tabelle, alte in vorher.items():
        neue = rows(altes, tabelle)
        assert sorted([{s: n[s] for s in alte[0]} for n in neue], key=repr) == alte, tabelle
    assert [(f["fassung"], f["programm"]) for f in rows(altes, "versandbuch")] == [(2, None), (4, __version__)]


def test_every_sendung_gets_the_datenmappe_of_its_kommune_and_year(altes):
    with Versandbuch.open(altes) as buch:
        wessen = {d.kennung: (d.kommune, d.jahr, d.orte) for d in buch.datenmappen.alle()}
        assert sorted(wessen.values()) == [
            ("Landkreis Muster", 2023, ()), ("Landkreis Muster", 2024, ()), ("Stadt Beispiel", 2023, ())
        ]  # fmt: skip
        for sendung in buch.sendungen():
            wer = sendung.identitaet
            assert wessen[sendung.datenmappe][:2] == (wer.kommune, wer.stand.jahr)
            assert sendung.eigene is None
        eigenes = {wer[:2]: buch.of(kennung) for kennung, wer in wessen.items()}
        muster, beispiel = eigenes["Landkreis Muster", 2023], eigenes["Stadt Beispiel", 2023]
        assert [s.identitaet.budget for s in muster.sendungen(STAND)] == ["Soziales", "Arbeit", "Soziales"]
        assert [s.identitaet.budget for s in beispiel.sendungen()] == ["Jugend"]
        assert [r.nummer for r in muster.ruecklauf.rueckgaben(STAND)] == [1]
        assert [r.nummer for r in beispiel.ruecklauf.rueckgaben(STAND)] == [3]
        assert muster.ruecklauf.rueckgaben(STAND)[0].ist_angenommen
        assert beispiel.next_fassung(STAND, "Soziales") == 1
        assert muster.next_fassung(STAND, "Soziales") == 3


def test_it_goes_on_as_before(altes):
    with Versandbuch.open(altes) as buch:
        neu = plan(buch, "Soziales")
        assert (neu.fassung, buch.find_datenmappe(neu.sendung)) == (3, buch.sendungen(STAND)[0].datenmappe)
        assert buch.ruecklauf.record(eingang(9, neu.sendung), "anna") == 4
    with Versandbuch.open(altes, anlegen=False) as wieder:
        assert len(wieder.sendungen()) == 6


def test_the_tables_are_those_of_a_new_one(altes, tmp_path, request):
    neues = tmp_path / "neu.sqlite" if isinstance(altes, Path) else request.getfixturevalue("postgres_neu")
    for ort in (altes, neues):
        Versandbuch.open(ort).__exit__(None, None, None)
    bilder = []
    for ort in (altes, neues):
        anderes = engine(ort)
        inspektor = inspect(anderes)
        bilder.append(
            {
                tabelle: (
                    {(s["name"], str(s["type"]), s["nullable"]) for s in inspektor.get_columns(tabelle)},
                    {tuple(u["column_names"]) for u in inspektor.get_unique_constraints(tabelle)},
                    {
                        (tuple(f["constrained_columns"]), f["referred_table"])
                        for f in inspektor.get_foreign_keys(tabelle)
                    },
                    {tuple(i["column_names"]) for i in inspektor.get_indexes(tabelle)},
                )
                for tabelle in sorted(inspektor.get_table_names())
            }
        )
        anderes.dispose()
    assert bilder[0] == bilder[1]


@pytest.mark.parametrize("tabelle", ["sendungen", "rueckgaben", "datenmappen", "versandbuch"])
def test_rows_stay_as_they_are_afterwards(altes, tabelle):
    Versandbuch.open(altes).__exit__(None, None, None)
    anderes, erste = engine(altes), schema.metadata.tables[tabelle].columns.keys()[0]
    for befehl in (
        f"DELETE FROM {tabelle}",
        f"UPDATE {tabelle} SET {erste} = {erste}",
    ):
        with anderes.connect() as connection, pytest.raises(DBAPIError, match="nur fortgeschrieben"):
            connection.execute(text(befehl))
    anderes.dispose()


def test_a_step_that_fails_leaves_everything_as_it_was(altes, monkeypatch):
    vorher = {tabelle: rows(altes, tabelle) for tabelle in (*ALTE, "versandbuch")}

    def fail(connection, jetzt):
        schritte._to_4(connection, jetzt)
        connection.exec_driver_sql("SELECT * FROM gibt_es_nicht")

    with monkeypatch.context() as patch:
        patch.setattr(schritte, "SCHRITTE", {**schritte.SCHRITTE, 4: fail})
        with pytest.raises(AusgabeError, match="Es blieb, wie es war"):
            Versandbuch.open(altes)
    assert {tabelle: rows(altes, tabelle) for tabelle in (*ALTE, "versandbuch")} == vorher
    with Versandbuch.open(altes) as buch:
        assert len(buch.sendungen()) == 5


def test_a_newer_one_says_which_xlbudget_it_needs(altes):
    Versandbuch.open(altes).__exit__(None, None, None)
    neuere = schema.FASSUNG + 1
    anderes = engine(altes)
    with anderes.begin() as connection:
        connection.execute(text(f"INSERT INTO versandbuch VALUES ({neuere}, '2030-01-01T00:00:00+00:00', '9.8.7')"))
    anderes.dispose()
    with pytest.raises(EingabeError, match=rf"Nötig ist xlbudget 9\.8\.7 oder neuer; hier läuft {__version__}"):
        Versandbuch.open(altes)


def test_a_newer_one_of_a_program_that_did_not_say(altes):
    anderes = engine(altes)
    with anderes.begin() as connection:
        connection.execute(text("INSERT INTO versandbuch VALUES (99, '2030-01-01T00:00:00+00:00')"))
    anderes.dispose()
    with pytest.raises(
        EingabeError, match=r"\(Fassung 99, bekannt bis \d+\)\. Nötig ist das xlbudget, mit dem zuletzt"
    ):
        Versandbuch.open(altes, anlegen=False)


def test_the_first_fassung_of_all_goes_through_every_step(tmp_path):
    ort = Path(shutil.copy(GOLDEN / "versandbuch-0.3.0" / DATEINAME, tmp_path))
    with Versandbuch.open(ort, anlegen=False) as buch:
        assert len(buch.sendungen()) == 5
    with closing(sqlite3.connect(ort)) as datenbank:
        assert datenbank.execute("PRAGMA foreign_key_check").fetchall() == []
        assert datenbank.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_stored_one_of_today_is_read(tmp_path, postgres_ort):
    """So that the next Fassung has what to start from."""
    load_dump(postgres_ort, GOLDEN / "versandbuch-4" / "Versandbuch.sql")
    for ort in (Path(shutil.copy(GOLDEN / "versandbuch-4" / DATEINAME, tmp_path)), postgres_ort):
        with Versandbuch.open(ort, anlegen=False) as buch:
            assert [s.identitaet.budget for s in buch.sendungen()] == [
                "Soziales",
                "Arbeit",
                "Soziales",
                "Soziales",
                "Jugend",
            ]
            assert len(buch.datenmappen.alle()) == 3
            assert buch.sendungen()[0].eigene is not None
            (frist,) = buch.fristmails()
            assert (frist.budget, str(frist.stand), frist.zustand) == ("Statistik", "2024-02", Ereignisart.ANGENOMMEN)


@pytest.mark.parametrize("art", ["sqlite", "postgresql"])
def test_one_of_the_fassung_before_gets_room_for_fristen(tmp_path, request, art):
    ort: str | Path = Path(shutil.copy(GOLDEN / "versandbuch-3" / DATEINAME, tmp_path))
    if art == "postgresql":
        ort = request.getfixturevalue("postgres_ort")
        load_dump(ort, GOLDEN / "versandbuch-3" / "Versandbuch.sql")
    with Versandbuch.open(ort, anlegen=False) as buch:
        vorher, eigenes = buch.nachrichten(), buch.of(buch.datenmappen.alle()[0].kennung)
        mail = plan_frist(eigenes)
        assert eigenes.fristmails() == (mail,)
        assert buch.nachrichten() == vorher
