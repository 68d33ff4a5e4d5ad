"""The catalogue has exactly the Befunde that the package makes, and the handbook has exactly the catalogue."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from befundcodes import Befundcodes, collect_codes
from handbuchtabelle import HANDBUCH, chapter, with_chapter

import xlbudget
from xlbudget.befundkatalog.katalog import BEREICHE, KATALOG
from xlbudget.errors import Schwere

PAKET = Path(xlbudget.__file__).parent


@pytest.fixture(scope="module")
def gefunden() -> Befundcodes:
    return collect_codes(PAKET, ohne=PAKET / "befundkatalog")


def test_every_code_can_be_read_from_the_source(gefunden):
    """A code is written out where it comes into being, and travels under the name `code`."""
    assert gefunden.unklar == []


def test_every_code_is_in_the_catalogue_and_every_entry_occurs(gefunden):
    assert gefunden.codes - KATALOG.keys() == set()
    assert KATALOG.keys() - gefunden.codes == set()


def test_the_catalogue_names_every_severity(gefunden):
    bekannt = {(code, schwere) for code, schwere in gefunden.paare if code in KATALOG}
    fehlend = {(code, schwere) for code, schwere in bekannt if schwere not in KATALOG[code].schweren}
    assert fehlend == set()


def test_the_catalogue_names_no_severity_that_never_occurs(gefunden):
    zuviel = {
        (code, schwere)
        for code, art in KATALOG.items()
        for schwere in art.schweren
        if (code, schwere) not in gefunden.paare and code not in gefunden.offen and schwere not in gefunden.umgewichtet
    }
    assert zuviel == set()


def test_entries_are_unique_and_can_be_printed():
    arten = [art for arten in BEREICHE.values() for art in arten]
    assert len(KATALOG) == len(arten)
    for art in arten:
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", art.code)
        assert list(art.schweren) == [schwere for schwere in Schwere if schwere in art.schweren] != []
        for text in (art.bedeutung, art.was_tun):
            assert re.fullmatch(r"[A-ZÄÖÜ*`][^|\n]+[.)]", text), art.code


def test_the_handbook_has_the_table():
    """To write it anew: `.venv/bin/python tests/handbuchtabelle.py`."""
    handbuch = HANDBUCH.read_text(encoding="utf-8")
    assert chapter() in handbuch
    assert with_chapter(handbuch) == handbuch


QUELLTEXT = """
from dataclasses import dataclass, replace
from xlbudget.errors import Befund, Schwere

@dataclass
class Anmerkung:
    schwere: Schwere
    code: str

class Defekt(ValueError):
    def __init__(self, code: str) -> None: ...

class Leser:
    def note(self, code: str, schwere: Schwere = Schwere.HINWEIS) -> Befund:
        return Befund(schwere, f"a.{code}", "")

    def read(self, gut):
        code = "b.gut" if gut else "b.schlecht"
        yield Befund(Schwere.FEHLER, code, "")
        yield self.note("eins")
        yield self.note("zwei", Schwere.WARNUNG)
        yield self.note(schwere=Schwere.FEHLER, code="drei")

    def list(self):
        for code, was in (("vier", 1), ("fuenf", 2)):
            yield self.note(code)
        raise Defekt("c.defekt")

    def fail(self, zahl, error, stelle):
        yield Befund(Schwere.FEHLER if zahl else Schwere.WARNUNG, "d.beide", "")
        yield replace(Befund(Schwere.FEHLER, error.code, ""), schwere=Schwere.HINWEIS)
        yield Anmerkung(Schwere.WARNUNG, "e.anmerkung")
        menge = set()
        menge.add("nichts")
        yield Befund(Schwere.FEHLER, stelle, "")

def answer(code: int): ...

def send():
    answer(250)
"""


def test_codes_are_found_however_they_travel(tmp_path):
    paket = tmp_path / "paket"
    paket.mkdir()
    (paket / "errors.py").write_text((PAKET / "errors.py").read_text("utf-8"), "utf-8")
    (paket / "modul.py").write_text(QUELLTEXT.replace("xlbudget.", "paket."), "utf-8")
    gefunden = collect_codes(paket)
    f, w, h, _ = Schwere
    assert gefunden.paare == {
        ("a.eins", h),
        ("a.zwei", w),
        ("a.drei", f),
        ("a.vier", h),
        ("a.fuenf", h),
        ("b.gut", f),
        ("b.schlecht", f),
        ("d.beide", f),
        ("d.beide", w),
        ("e.anmerkung", w),
    }
    assert gefunden.offen == {"c.defekt"}
    assert gefunden.umgewichtet == {h}
    zeilen = QUELLTEXT.splitlines()
    unklar = next(nummer for nummer, zeile in enumerate(zeilen, 1) if "stelle, " in zeile)
    assert gefunden.unklar == [f"paket/modul.py:{unklar}"]
