"""Houses with five committees: their extracts show what SQL makes of the postings, and together the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from app.bericht.test_published import read_rows
from haeuser.erzeugen import JAHR, Haus, build
from haeuser.konten import LAENDER
from haeuser.summen import Summen
from haeuser.test_haeuser import cents

from xlbudget.app.bericht.auswahl import Auswahl
from xlbudget.app.bericht.bericht import bericht
from xlbudget.app.bericht.sperre import BerichtGesperrtError
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, Schwere

STICHPROBE = ("NW", "HE")
AUSZUEGE = Auswahl(je_ausschuss=True)
GANZES = "Gesamthaushalt, gezeigt und nicht gezeigt:"
Betraege = tuple[int, int]
"""Plan and Ist in cents."""


def five_committees(haus: Haus) -> dict[str, list[str]]:
    """Every Budget at one committee, a Dezernat at one as a whole, and two Produkte of others at a second one."""
    produkte = [produkt for produkt, *_ in haus.gliederung]
    return {
        "JHA": ["Fachdienst 1.1", "Fachdienst 2.1"],
        "SOZ": ["Fachdienst 1.2", produkte[0], produkte[-1]],
        "BAU": ["Dezernat III"],
        "KUL": ["Fachdienst 1.3", "Fachdienst 1.4", "Fachdienst 2.2", "Fachdienst 2.3", "Fachdienst 2.4"],
        "FIN": ["Gesamt"],
    }


def entered(ausschuesse: dict[str, list[str]]) -> dict[str, str]:
    """As a controller writes it, some Budgets by their number."""
    nummern = {"Fachdienst 2.1": "14", "Fachdienst 1.2": "11", "Gesamt": "alle"}
    return {kuerzel: "; ".join(nummern.get(o, o) for o in objekte) for kuerzel, objekte in ausschuesse.items()}


@dataclass(frozen=True)
class Gelesen:
    """An extract as another program reads it: Produkte by number, the sums, and each line of what is not shown."""

    produkte: dict[str, Betraege]
    gezeigt: Betraege
    reste: list[tuple[str, Betraege]]
    ganzes: Betraege | None


def read(datei: Path) -> Gelesen:
    rows = read_rows(datei)
    anfang = next(i for i, row in enumerate(rows) if row[0] == "Nr.") + 1
    zeilen = [row for row in rows[anfang:] if isinstance(row[2], float) and isinstance(row[3], float)]
    betraege = [(cents(row[2]), cents(row[3])) for row in zeilen]
    namen = [str(row[1]) for row in zeilen]
    rest = "hier nicht gezeigt: "  # these houses have no Kennzahlen, and so no room for it on the right
    summen = dict(zip(namen, betraege, strict=True))
    return Gelesen(
        produkte={str(row[0]): b for row, b in zip(zeilen, betraege, strict=True) if row[0]},
        gezeigt=summen.get("Summe hier gezeigt:") or summen["Summe insgesamt:"],
        reste=[(name[len(rest) :], b) for name, b in zip(namen, betraege, strict=True) if name.startswith(rest)],
        ganzes=summen.get(GANZES),
    )


def total(betraege: Sequence[Betraege]) -> Betraege:
    return sum(plan for plan, _ in betraege), sum(ist for _, ist in betraege)


@pytest.fixture
def laender(tiefe: Callable[[int, int], int]) -> tuple[str, ...]:
    return LAENDER if tiefe(0, 1) else STICHPROBE


@pytest.mark.parametrize("land", LAENDER)
def test_extracts_are_what_sql_makes_of_the_postings_and_together_the_whole(tmp_path: Path, laender, land):
    if land not in laender:
        pytest.skip("nicht in der Stichprobe")
    haus = build(land)
    ausschuesse = five_committees(haus)
    haus.ausschuesse = entered(ausschuesse)
    zeilen = [(kuerzel, objekt) for kuerzel, objekte in ausschuesse.items() for objekt in objekte]
    summen, mappe = Summen(haus, JAHR), haus.write(tmp_path)
    for monat in (6, 12):
        ergebnis = bericht(mappe, Stand(JAHR, monat), tmp_path / f"{monat}", AUSZUEGE)
        assert [str(b) for b in ergebnis.befunde if b.schwere is not Schwere.HINWEIS] == []
        auszuege = dict(zip(ausschuesse, map(read, ergebnis.berichte), strict=True))
        ganzes = summen.seen(zeilen, "FIN", monat)
        for kuerzel, auszug in auszuege.items():
            assert auszug.gezeigt == total(list(auszug.produkte.values())) == summen.seen(zeilen, kuerzel, monat)
            assert total([auszug.gezeigt, *(betraege for _, betraege in auszug.reste)]) == ganzes
            assert auszug.ganzes == (None if kuerzel == "FIN" else ganzes)
        zusammen: dict[str, Betraege] = {}
        for kuerzel in list(ausschuesse)[:-1]:
            for produkt, betraege in auszuege[kuerzel].produkte.items():
                assert zusammen.setdefault(produkt, betraege) == betraege
        assert total(list(zusammen.values())) == ganzes
        assert zusammen == auszuege["FIN"].produkte
        geteilt = {b.text.split("„")[1].split(" ")[0] for b in ergebnis.befunde if b.code == "ausschuss.mehrere"}
        assert geteilt == {haus.gliederung[0][0], haus.gliederung[-1][0]}


def test_each_line_of_what_is_not_shown_has_the_amount_of_its_objects(tmp_path: Path):
    haus = build("NI")
    ausschuesse = five_committees(haus)
    haus.ausschuesse = entered(ausschuesse)
    ergebnis = bericht(haus.write(tmp_path), Stand(JAHR, 12), tmp_path / "ziel", Auswahl(ausschuesse=("JHA",)))
    (auszug,) = map(read, ergebnis.berichte)
    summen = Summen(haus, JAHR)
    erwartet = {
        "11 Fachdienst 1.2; berichtet an SOZ, FIN": ["Fachdienst 1.2"],
        "12 Fachdienst 1.3, 13 Fachdienst 1.4; berichtet an KUL, FIN": ["Fachdienst 1.3", "Fachdienst 1.4"],
        "15 Fachdienst 2.2, 16 Fachdienst 2.3, 17 Fachdienst 2.4; berichtet an KUL, FIN": [
            f"Fachdienst 2.{nummer}" for nummer in (2, 3, 4)
        ],
    }
    texte = [text for text, _ in auszug.reste]
    assert texte[:3] == list(erwartet)
    for text, betraege in auszug.reste[:3]:
        assert betraege == summen.seen([("X", objekt) for objekt in erwartet[text]], "X", 12)
    dritte = [text for text in texte[3:] if text.startswith("Dezernat III: ")]
    assert [text.split("; ")[1] for text in dritte] == ["berichtet an BAU, FIN", "berichtet an SOZ, BAU, FIN"]


def befunde_of(tmp_path: Path, ausschuesse: dict[str, str]) -> list[Befund]:
    haus = build("NI")
    haus.ausschuesse = ausschuesse
    return list(bericht(haus.write(tmp_path), Stand(JAHR, 12), tmp_path / "ziel", AUSZUEGE).befunde)


def test_a_lost_object_is_found(tmp_path: Path):
    ausschuesse = five_committees(build("NI"))
    ausschuesse["KUL"].remove("Fachdienst 2.3")
    (befund,) = [b for b in befunde_of(tmp_path, entered(ausschuesse)) if b.schwere is Schwere.WARNUNG]
    assert befund.code == "ausschuss.fehlt"
    assert "Budget „16 Fachdienst 2.3“" in befund.text


def test_an_object_that_came_in_twice_is_found(tmp_path: Path):
    ausschuesse = five_committees(build("NI"))
    ausschuesse["BAU"].append("Fachdienst 2.3")
    texte = [b.text for b in befunde_of(tmp_path, entered(ausschuesse)) if b.code == "ausschuss.mehrere"]
    assert "Bei mehreren Ausschüssen (BAU, KUL) steht Budget „16 Fachdienst 2.3“. Jeder Auszug zeigt es." in texte


def test_an_extract_that_lacks_a_renamed_object_is_not_written(tmp_path: Path):
    ausschuesse = five_committees(build("NI"))
    ausschuesse["BAU"] = ["Dezernat 3"]
    with pytest.raises(BerichtGesperrtError, match="„Dezernat 3“ ist weder Budget noch Produkt") as gesperrt:
        befunde_of(tmp_path, entered(ausschuesse))
    assert {b.code for b in gesperrt.value.befunde if b.schwere is Schwere.WARNUNG} == {"ausschuss.fehlt"}
    assert not (tmp_path / "ziel").exists()
