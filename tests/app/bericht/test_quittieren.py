"""Findings that somebody takes responsibility for: listed, not counted, and only in the words they had."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from app.bericht.musterhaus import Haus

from xlbudget.app.bericht.bericht import bericht
from xlbudget.app.bericht.lauf import load
from xlbudget.app.bericht.quittieren import find_befunde, quittieren
from xlbudget.core.quittung import Quittung, acknowledge
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef, has_fehler

TAG = date(2024, 7, 1)
JUNI = Stand(2024, 6)


@pytest.fixture
def mit_fremdem(musterhaus: Haus, tmp_path: Path) -> Path:
    """A house with a few lines on a Produkt that nobody knows."""
    musterhaus.journale["journal.csv"].append(("B900", "9999", "4011", 2, 500_00))
    return musterhaus.write(tmp_path)


def test_an_acknowledged_finding_is_listed_and_does_not_count(mit_fremdem: Path, tmp_path: Path) -> None:
    assert has_fehler(load(mit_fremdem).befunde)
    befunde = find_befunde(mit_fremdem, "zuordnung.produkt")
    sicherung = quittieren(mit_fremdem, befunde, "Produkt ist aufgelöst", "Controlling", TAG)
    assert sicherung.exists()
    (befund,) = load(mit_fremdem).befunde
    assert (befund.schwere, befund.code) == (Schwere.QUITTIERT, "zuordnung.produkt")
    assert befund.text.endswith("[Fehler, quittiert von Controlling, 01.07.2024: Produkt ist aufgelöst]")
    ergebnis = bericht(mit_fremdem, JUNI, tmp_path / "ziel")
    assert not has_fehler(ergebnis.befunde)
    assert ergebnis.protokoll is not None
    blatt = openpyxl.load_workbook(ergebnis.protokoll)["Befunde"]
    texte = [str(zelle.value) for zeile in blatt.iter_rows() for zelle in zeile if zelle.value]
    assert "✓ quittiert" in texte
    assert any("0 Fehler, 0 Warnungen" in text and "1 quittiert" in text for text in texte)


def test_another_amount_is_another_finding(mit_fremdem: Path, musterhaus: Haus) -> None:
    quittieren(mit_fremdem, find_befunde(mit_fremdem, "9999"), "geprüft", "Controlling", TAG)
    journal = mit_fremdem.parent / "journal.csv"
    journal.write_text(journal.read_text("utf-8") + "B901;9999;4011;3;1000,00\n", "utf-8")
    befunde = load(mit_fremdem).befunde
    assert [(b.schwere, b.code) for b in befunde] == [
        (Schwere.FEHLER, "zuordnung.produkt"),
        (Schwere.HINWEIS, "quittung.erledigt"),
    ]


def test_what_makes_sums_wrong_cannot_be_acknowledged(musterhaus: Haus, tmp_path: Path) -> None:
    musterhaus.quelle = {"Vorzeichen": "Erträge positiv"}
    mappe = musterhaus.write(tmp_path)
    (falsch,) = (b for b in load(mappe).befunde if b.schwere is Schwere.FEHLER)
    with pytest.raises(EingabeError, match="lässt sich nicht quittieren"):
        find_befunde(mappe, falsch.code)
    quittieren(mappe, [falsch], "stimmt schon", "Controlling", TAG)
    befunde = load(mappe).befunde
    assert has_fehler(befunde)
    assert "quittung.verweigert" in [b.code for b in befunde]


def test_nothing_is_written_without_a_reason_or_a_finding(mit_fremdem: Path) -> None:
    vorher = mit_fremdem.read_bytes()
    befunde = find_befunde(mit_fremdem, "zuordnung.produkt")
    with pytest.raises(EingabeError, match="Grund und ein Name"):
        quittieren(mit_fremdem, befunde, " ", "Controlling", TAG)
    with pytest.raises(EingabeError, match="Kein offener Befund"):
        find_befunde(mit_fremdem, "gibt es nicht")
    assert mit_fremdem.read_bytes() == vorher


def test_place_and_words_decide() -> None:
    befund = Befund(Schwere.WARNUNG, "vorjahr.gleich", "Zwei  Wörter", SourceRef("x.csv", zeile=3))
    gut = Quittung("vorjahr.gleich", "x.csv, Zeile 3", "Zwei Wörter", "g", "n", "d")
    for quittung, quittiert in (
        (gut, True),
        (Quittung("vorjahr.gleich", "", "Zwei Wörter", "g", "n", "d"), True),
        (Quittung("vorjahr.gleich", "x.csv, Zeile 4", "Zwei Wörter", "g", "n", "d"), False),
        (Quittung("vorjahr.halb", "", "Zwei Wörter", "g", "n", "d"), False),
        (Quittung("vorjahr.gleich", "", "Zwei andere Wörter", "g", "n", "d"), False),
    ):
        erster = acknowledge([befund], [quittung], lambda _: False)[0]
        assert (erster.schwere is Schwere.QUITTIERT) == quittiert, quittung
