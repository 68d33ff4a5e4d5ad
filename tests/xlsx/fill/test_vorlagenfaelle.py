"""Templates that once got wrong cached values: each formula has Excel's value, or none and a Hinweis."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from xlsx.fill.bogen import LINKS, Gerechnet, fill, one, x

from xlbudget.cellplan import HideRows, cell
from xlbudget.errors import VorlageError
from xlbudget.xlsx.fill.template import Template

ORDNER = Path(__file__).parents[1] / "vorlagenfaelle"


def gefuellt(name: str, *plan: object) -> Gerechnet:
    return fill(ORDNER / f"{name}.xlsx", *plan)


def values(gerechnet: Gerechnet, spalte: str, blatt: str = "Plan") -> dict[int, object]:
    return {int(ort[1:]): wert for (wo, ort), wert in gerechnet.werte.items() if wo == blatt and ort[0] == spalte}


def test_every_file_can_be_compiled_or_is_refused_with_a_reason() -> None:
    refused = {}
    for file in sorted(ORDNER.glob("*.xlsx")):
        try:
            Template.read(file, [one(1)]).fill(one(1))
        except VorlageError as error:
            refused[file.name] = str(error)
    assert refused.keys() - {"signiert.xlsx"} == {"ganze_spalte.xlsx"}
    assert [name for name, text in refused.items() if name not in text] == []


def test_sums_over_sheets() -> None:
    assert values(gefuellt("dreid_summe", *one(5)), "A") == {3: 15, 4: 15}


def test_sums_over_sheets_whose_cache_is_no_evidence() -> None:
    assert values(gefuellt("dreid_bezug", *one(5)), "A", "Summe") == {1: 6, 2: 7, 3: LINKS}


def test_a_function_the_calculator_lacks_is_not_swallowed() -> None:
    gerechnet = gefuellt("iferror_schluckt_unbekannte", *one(5))
    assert values(gerechnet, "A") == {3: LINKS, 4: 5, 5: LINKS, 6: LINKS, 7: LINKS, 8: LINKS, 9: LINKS}
    assert "die Funktion AGGREGATE" in str(gerechnet.befunde[0])


def test_lookups_in_a_whole_table() -> None:
    erwartet = {3: 20, 4: "Meier", 5: 0, 6: 20, 7: 3, 8: 3, 9: 35.5, 10: "Huber", 11: 35.5}
    assert values(gefuellt("tabelle_ganz", *one(5)), "A") == erwartet


def test_relative_and_union_names() -> None:
    gerechnet = gefuellt("namen_relativ", *one(5))
    assert values(gerechnet, "C") == {1: 20, 2: 40, 3: 60}
    assert values(gerechnet, "D") == {2: 20, 3: 30, 4: pytest.approx(0.95), 5: 60, 6: LINKS, 7: LINKS, 8: 40}


def test_other_workbooks_are_left_to_excel() -> None:
    assert set(values(gefuellt("extern_klammer", *one(5)), "A").values()) == {LINKS}


def test_dates_of_empty_cells_are_left_to_excel() -> None:
    assert set(values(gefuellt("leere_zelle_datum", *one(5)), "A").values()) == {LINKS}


def test_control_characters_are_stored_escaped(tmp_path: Path) -> None:
    gerechnet = gefuellt("steuerzeichen_im_ergebnis", *one(7))
    (tmp_path / "f.xlsx").write_bytes(gerechnet.data)
    with zipfile.ZipFile(tmp_path / "f.xlsx") as archive:
        blatt = archive.read("xl/worksheets/sheet1.xml")
    assert [v.text for v in etree.fromstring(blatt).iterfind(".//{*}v")][1:] == ["_x0007_", "Zeile_x0007_"]


@pytest.mark.parametrize(
    ("name", "erwartet"),
    [
        ("bedingt_A_bis_Z_ganz", {2: 10}),
        ("sverweis_ganze_spalte_fehlt", dict.fromkeys(range(2, 22), 0)),
        ("summenprodukt_ganze", dict.fromkeys(range(2, 22), 1)),
    ],
)
def test_whole_columns_are_quick_and_right(name: str, erwartet: dict[int, object]) -> None:
    before = time.process_time()
    gerechnet = gefuellt(name, *one(5))
    assert time.process_time() - before < 2
    assert values(gerechnet, "A" if name.startswith("bedingt") else "B") == erwartet


def test_a_name_over_a_whole_column_is_refused_and_called_so() -> None:
    with pytest.raises(
        VorlageError, match=r"PB_x ganze Spalten oder Zeilen \(Plan!\$B:\$B\).*erster und letzter Zeile"
    ):
        gefuellt("ganze_spalte", *one(5))


def test_pictures_in_cells_are_not_computed_with() -> None:
    gerechnet = gefuellt("bild_in_zelle_vm", *one(5))
    assert (gerechnet["Plan!C1"], gerechnet["Plan!D1"]) == (LINKS, 6)
    assert "Bild" in str(gerechnet.befunde[0])


def test_counting_over_a_single_cell() -> None:
    erwartet = {
        **{1: 1, 2: 1, 3: 1, 4: 1, 5: 6, 6: 1, 7: 1, 8: 2, 9: 2, 10: 1, 11: "Müller", 12: 1, 13: LINKS, 14: 3, 15: 1},
        **{16: 3, 17: "gleich", 18: False, 19: 0, 20: 3, 21: 2},
    }
    assert values(gefuellt("sumif1", *x(1, 2, 3)), "D", "B") == erwartet


def test_what_depends_on_the_country_is_left_to_excel() -> None:
    gerechnet = gefuellt("locale", cell("PB_x", 1234.5), cell("PB_d", 46000))
    assert set(values(gerechnet, "C", "B").values()) == {LINKS}


def test_whole_numbers_in_a_text_look_alike_everywhere() -> None:
    gerechnet = gefuellt("locale", cell("PB_x", 1234), cell("PB_d", 46000))
    texte = {zeile: wert for zeile, wert in values(gerechnet, "C", "B").items() if wert != LINKS}
    assert texte == {1: "Abweichung: 1234 EUR", 8: "1234", 17: False, 18: "x1234", 19: "1234;46000", 22: 4}


def test_subtotals_leave_out_the_rows_that_filling_hides() -> None:
    gerechnet = gefuellt("subtotal", *x(1, 2, 3, 4, 5), HideRows("PB_h", 2))
    assert values(gerechnet, "C", "B") == {7: 8, 8: 35, 9: 4, 10: 2, 11: 0, 12: 35}
    alle = gefuellt("subtotal", *x(1, 2, 3, 4, 5), HideRows("PB_h", 5))
    assert values(alle, "C", "B") == {7: 35, 8: 35, 9: 7, 10: 5, 11: 0, 12: 35}


def test_results_that_spread_are_left_to_excel() -> None:
    gerechnet = gefuellt("filter", *x(1, 2, 3, 0))
    assert set(gerechnet.werte.values()) == {LINKS}


def test_differences_of_equal_sums_are_0_as_in_excel() -> None:
    gerechnet = gefuellt("float15", *x(0.1, 0.2, 0.3))
    erwartet = {
        **{1: 0, 2: "im Plan", 3: "ok", 4: "stimmt", 5: 0, 6: 0, 7: LINKS, 8: LINKS, 9: True, 10: "#DIV/0!"},
        **{11: True, 12: 0, 13: 1},
    }
    assert values(gerechnet, "C", "B") == erwartet
    assert values(gefuellt("float15", *x(0.1, 0.2, 0.4)), "C", "B")[1] == pytest.approx(-0.1)
