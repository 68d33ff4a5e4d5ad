"""A Versandbuch that an earlier xlbudget wrote is read as that one read it, field by field."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from xlbudget.core.rueckmeldung import Feld, Feldwert, Identitaet
from xlbudget.delivery.ledger.eintraege import Nachricht, Rueckgabe, Sendung
from xlbudget.delivery.ledger.ort import DATEINAME
from xlbudget.delivery.ledger.schema import FASSUNG
from xlbudget.delivery.ledger.versandbuch import Versandbuch
from xlbudget.errors import Befund

GOLDEN = Path(__file__).parents[2] / "golden" / "versandbuch-0.3.0"
ERWARTET = json.loads((GOLDEN / "erwartet.json").read_text(encoding="utf-8"))


@pytest.fixture
def altes_buch(tmp_path: Path) -> Iterator[Versandbuch]:
    """A copy of the Versandbuch of 0.3.0."""
    with Versandbuch.open(shutil.copy(GOLDEN / DATEINAME, tmp_path), anlegen=False) as buch:
        yield buch


def _iso(tag: date | None) -> str | None:
    return tag and tag.isoformat()


def _feld(feld: Feld) -> list[object]:
    return [feld.objekt, feld.feldart, feld.art, feld.zeile]


def _wert(wert: Feldwert) -> object:
    return {"dezimal": str(wert)} if isinstance(wert, Decimal) else wert


def _identitaet(i: Identitaet | None) -> list[object] | None:
    return i and [i.sendung, i.kommune, str(i.stand), i.budget, list(i.objekte), i.fassung]


def _sendung(s: Sendung) -> list[object]:
    felder = [[f.blatt, f.zelle, _feld(f.feld), _wert(f.wert)] for f in s.felder]
    rest = [s.dateiname, s.sha256, _iso(s.angelegt), s.angelegt_von, _iso(s.frist)]
    return [_identitaet(s.identitaet), felder, *rest]


def _nachricht(n: Nachricht) -> list[object]:
    ereignisse = [[e.art, _iso(e.wann), e.wer, e.text, e.abgelehnte and dict(e.abgelehnte)] for e in n.ereignisse]
    rest = [list(n.an), list(n.kopie), n.betreff, n.message_id, n.sha256, ereignisse]
    return [n.kennung, n.sendung, str(n.stand), n.budget, n.fassung, n.art, n.anlass, *rest]


def _befund(befund: Befund) -> list[object]:
    ort = befund.source
    return [befund.schwere, befund.code, befund.text, ort and [ort.datei, ort.blatt, ort.zelle, ort.zeile]]


def _rueckgabe(r: Rueckgabe) -> list[object]:
    m = r.rueckmeldung
    wer = [r.nummer, r.sha256, r.sendung, r.stand and str(r.stand), r.budget, r.fassung, r.dateiname, r.herkunft]
    was: list[object] = ["", None, None, []]  # as 0.3.0 said that nothing was read
    if m is not None:
        was = [m.name, _iso(m.datum), m.status, [[_feld(feld), _wert(wert)] for feld, wert in m.eingaben.items()]]
    wie = [[_befund(b) for b in r.befunde], _iso(r.erfasst), r.erfasst_von]
    entscheidungen = [[e.art, e.wer, _iso(e.wann), e.grund] for e in r.entscheidungen]
    return [*wer, r.absender, _iso(r.eingegangen), _identitaet(r.identitaet), *was, *wie, entscheidungen]


def test_an_earlier_ledger_is_read_as_it_was(altes_buch: Versandbuch) -> None:
    gelesen: dict[str, Any] = {
        "schluessel": altes_buch.schluessel().hex(),
        "sendungen": [_sendung(sendung) for sendung in altes_buch.sendungen()],
        "nachrichten": [_nachricht(nachricht) for nachricht in altes_buch.nachrichten()],
        "rueckgaben": [_rueckgabe(rueckgabe) for rueckgabe in altes_buch.ruecklauf.rueckgaben()],
    }
    assert {was: len(eintraege) for was, eintraege in gelesen.items()} == {
        "schluessel": 64, "sendungen": 5, "nachrichten": 6, "rueckgaben": 6
    }  # fmt: skip
    for was in gelesen:
        assert gelesen[was] == ERWARTET[was], was


def test_what_an_earlier_ledger_archived_is_there(altes_buch: Versandbuch) -> None:
    eintraege = (*altes_buch.sendungen(), *altes_buch.nachrichten(), *altes_buch.ruecklauf.rueckgaben())
    assert all(altes_buch.archived(eintrag.sha256) for eintrag in eintraege)


def test_an_earlier_program_refuses_what_was_brought_up_to_date(altes_buch: Versandbuch, tmp_path: Path) -> None:
    assert altes_buch.nachrichten()
    with closing(sqlite3.connect(tmp_path / DATEINAME)) as datenbank:
        fassungen = [fassung for (fassung,) in datenbank.execute("SELECT fassung FROM versandbuch ORDER BY fassung")]
    assert fassungen == [1, FASSUNG]
