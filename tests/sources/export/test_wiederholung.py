"""Single postings that stand in an export more than once, and what only looks like it."""

from __future__ import annotations

import pytest
from niedersachsen import NIEDERSACHSEN_RAHMEN

from xlbudget.errors import Schwere
from xlbudget.sources.export import lesen as modul
from xlbudget.sources.export.angaben import Inhalt, Quellenangabe, Vorzeichen
from xlbudget.sources.export.lesen import read_export

RAHMEN = NIEDERSACHSEN_RAHMEN.kontenrahmen
KOPF = "Beleg;Datum;Produkt;Sachkonto;Text;Betrag"
ZEILE = "B 4711;15.01.2024;1110;4011000;Miete;200,25"


@pytest.fixture
def lies(tmp_path):
    def read(*zeilen, kopf=KOPF, inhalt=Inhalt.BUCHUNGEN):
        datei = tmp_path / "b.csv"
        datei.write_text("\n".join([kopf, *zeilen, ""]), encoding="utf-8")
        export = read_export(datei, Quellenangabe(inhalt, Vorzeichen.ERTRAEGE_NEGATIV), 2024, RAHMEN)
        return [befund for befund in export.befunde if befund.code == "journal.wiederholt"]

    return read


def many(anzahl: int) -> list[str]:
    return [f"B {n};15.01.2024;1110;4011000;Miete;{n},25" for n in range(anzahl)]


def other(alt: str, neu: str) -> str:
    assert alt in ZEILE
    return ZEILE.replace(alt, neu)


def test_a_posting_twice_is_named_with_its_lines_and_its_money(lies):
    (befund,) = lies(ZEILE, other("Miete", "Pacht"), ZEILE, other("4711", "9"), ZEILE)
    assert befund.schwere is Schwere.WARNUNG
    assert befund.source.zeile == 6
    assert befund.text.startswith("2 Buchungen stehen noch einmal im Export")
    assert "Zeile 6 wie Zeile 2 (Beleg B 4711) und 1 weitere; zusammen 400,50 € ohne Vorzeichen" in befund.text


@pytest.mark.parametrize(
    ("alt", "neu"),
    [
        ("B 4711", "B 4712"),
        ("15.01.2024", "16.01.2024"),
        ("1110", "1111"),
        ("4011000", "4012000"),
        ("Miete", "Pacht"),
        ("200,25", "200,26"),
        ("200,25", "-200,25"),
    ],
)
def test_splits_of_a_beleg_and_its_reversal_are_no_repetition(lies, alt, neu):
    assert lies(ZEILE, other(alt, neu)) == []
    assert len(lies(ZEILE, other(alt, neu), ZEILE)) == 1


def test_belege_of_many_characters_are_compared_whole(lies):
    lang = "2024-KASSE-00{}-0000-BUCHUNG"
    eins, zwei = (other("B 4711", lang.format(n)) for n in (1, 2))
    assert lies(eins, zwei) == []
    assert len(lies(eins, zwei, zwei)) == 1


def test_without_a_number_nothing_is_odd(lies):
    assert lies(other("B 4711", ""), other("B 4711", "")) == []
    ohne = "1110;4011000;Miete;15.01.2024;200,25"
    assert lies(ohne, ohne, kopf="Produkt;Sachkonto;Text;Datum;Betrag") == []


def test_positions_of_a_beleg_are_told_apart(lies):
    assert lies(f"{ZEILE};1", f"{ZEILE};2", kopf=f"{KOPF};Pos.") == []
    assert len(lies(f"{ZEILE};1", f"{ZEILE};1", kopf=f"{KOPF};Pos.")) == 1


def test_many_of_them_are_the_way_a_house_books(lies):
    einzeln = many(300)
    assert [befund.schwere for befund in lies(*einzeln, *einzeln[:5])] == [Schwere.WARNUNG]
    assert [befund.schwere for befund in lies(*einzeln, *einzeln[:6])] == [Schwere.HINWEIS]
    assert "und 1 weitere; zusammen 16,50 €" in lies(*einzeln, *einzeln[:6])[0].text


def test_a_file_with_every_line_twice_is_another_finding(lies):
    einzeln = many(10)
    assert lies(*einzeln, *einzeln) == []


def test_a_clean_export_is_read_once(lies, monkeypatch):
    laeufe = []

    class Zaehlend(modul.Durchgang):
        def run(self, tabelle):
            laeufe.append(self)
            super().run(tabelle)

    monkeypatch.setattr(modul, "Durchgang", Zaehlend)
    einzeln = many(5000)
    lies(*einzeln)
    assert len(laeufe) == 1
    lies(*einzeln, einzeln[7])
    assert len(laeufe) == 3


def test_amounts_of_any_size_and_sign(lies):
    gross = other("200,25", "-1.234.567.890,12").replace("4011000", "3011000")
    (befund,) = lies(gross, ZEILE, gross)
    assert "Zeile 4 wie Zeile 2" in befund.text
    assert "1.234.567.890,12 €" in befund.text
