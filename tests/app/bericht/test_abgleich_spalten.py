"""Our own reports with columns of a house and in other units, held against the data they come from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import peine
import pytest
from app.bericht.test_abgleich import check, copied, place, plus, written
from writers.gesamtbericht.test_berichtsspalten import ALLES, FINANZEN, WENIG, with_columns

from xlbudget.app.bericht.fakten import with_fakten
from xlbudget.core.berichtszahl import Groesse
from xlbudget.core.darstellung import Geldeinheit
from xlbudget.writers.gesamtbericht.mappe import write_gesamtbericht

ANDERE = (Geldeinheit.TAUSEND, Geldeinheit.MILLIONEN)
Machen = Callable[..., Path]


@pytest.fixture
def report(tmp_path: Path) -> Machen:
    def machen(*namen: str, einheit: Geldeinheit = Geldeinheit.EURO) -> Path:
        lauf = peine.lauf(6)
        bericht = with_columns(with_fakten(lauf.daten.produktbericht(), lauf), *namen, einheit=einheit)
        (datei := tmp_path / "eigene.xlsx").write_bytes(write_gesamtbericht(bericht))
        return datei

    return machen


@pytest.mark.parametrize("einheit", Geldeinheit)
@pytest.mark.parametrize(
    "namen",
    [
        ALLES, tuple(reversed(ALLES)), FINANZEN, WENIG, ("ansatz", "ergebnis"),
        ("ziel_plan", "ansatz", "ziel_ist", "ist"),
        ("leistung_plan", "abweichung", "leistung_ist", "ampel"), (),
    ],
    ids=lambda namen: "-".join(namen[:2]),
)  # fmt: skip
def test_whatever_columns_a_house_chose_its_report_is_equal(namen, einheit, report):
    ergebnis = check(report(*namen, einheit=einheit), 6)
    assert (ergebnis.unterschiede, ergebnis.unzugeordnet) == ([], [])
    assert ergebnis.verglichen > 43 * 3
    assert not [hinweis for hinweis in ergebnis.hinweise if "gelesen" in hinweis]  # cells are exact euros


@pytest.mark.parametrize("einheit", Geldeinheit)
def test_a_cent_in_a_chosen_column_is_found(einheit, report, tmp_path):
    datei = report("ausschoepfung", "ansatz", "abweichung", einheit=einheit)
    (plan,) = [
        zelle.coordinate for zelle in openpyxl.load_workbook(datei)["Produktbericht"][7] if zelle.value == -372700
    ]
    (unterschied,) = check(copied(datei, tmp_path / "kopie.xlsx", {plan: plus(0.01)}), 6).unterschiede
    assert (place(unterschied), unterschied.zahl.angabe.groesse) == (plan, Groesse.ANSATZ)


def printed(einheit: str, plan: str, ergebnis: str) -> str:
    return f"Nr.;Bezeichnung;Plan in {einheit};Jahresergebnis ({einheit});Tendenz\n11115;Leitung;{plan};{ergebnis};▲\n"


@pytest.mark.parametrize(
    ("einheit", "plan", "ergebnis"),
    [
        ("T€", "-373", "-308"), ("TEUR", "-372,7", "-307,7"), ("Mio. €", "-0,37", "-0,31"),
        ("Mio. EUR", "-0,373", "-0,308"), ("Euro", "-372.700", "-307.719"),
    ],
)  # fmt: skip
def test_a_print_in_another_unit_is_compared_as_it_is_rounded(einheit, plan, ergebnis, tmp_path):
    gleich = check(written(tmp_path / "g.csv", printed(einheit, plan, ergebnis)))
    assert (gleich.verglichen, gleich.unterschiede, gleich.unzugeordnet) == (3, [], [])
    assert any("gelesen" in hinweis for hinweis in gleich.hinweise) == (einheit != "Euro")


def test_a_figure_that_rounds_otherwise_is_found_in_euros(tmp_path):
    (einer,) = check(written(tmp_path / "g.csv", printed("T€", "-372", "-308"))).unterschiede
    assert (place(einer), einer.zahl.wert, einer.berechnet, einer.differenz) == ("C2", -372_000, -373_000, 1_000)


def test_numbers_of_a_workbook_that_says_nothing_of_exact_cells_are_in_its_unit(report, tmp_path):
    datei = report("ansatz", "ergebnis", einheit=Geldeinheit.TAUSEND)
    ohne = check(copied(datei, tmp_path / "ohne.xlsx", without_note(datei)), 6)
    assert "Beträge sind, wie die Überschriften sagen, als T€ gelesen." in ohne.hinweise
    assert len(ohne.unterschiede) > 43


def without_note(datei: Path) -> dict[str, object]:
    """The cells of the note, emptied; it may go on in the one below."""
    blatt = openpyxl.load_workbook(datei)["Produktbericht"]
    return {z.coordinate: "" for z in blatt["A"] if "Zellen enthalten" in str(z.value) or "Betrag;" in str(z.value)}
