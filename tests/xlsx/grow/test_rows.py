"""Rows added to a table: where they go, how they look, what may be in the way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table, TableFormula
from xlsx.grow.grow_base import ROT, book, changed, opened, values, with_part

from xlbudget.errors import VorlageError
from xlbudget.xlsx.grow.rows import add_rows, set_cells
from xlbudget.xlsx.grow.table import RefusedError, find_table

SHEET, TABLE = "xl/worksheets/sheet1.xml", "xl/tables/table1.xml"


def test_rows_are_appended_and_nothing_else_is_written():
    vorher = book()
    nachher = add_rows(vorher, "daten", [{"Name": "x", "Betrag": Decimal("1.10")}, {"Notiz": "b"}])
    assert changed(vorher, nachher) == {SHEET, TABLE}
    blatt = opened(nachher)
    assert values(blatt, "B3:D7") == [
        ["Name", "Betrag", "Notiz"], ["n0", 0.5, None], ["n1", 1.5, None], ["x", 1.1, None], [None, None, "b"],
    ]  # fmt: skip
    assert (blatt.tables["Daten"].ref, blatt.tables["Daten"].autoFilter.ref) == ("B3:D7", "B3:D7")
    assert blatt.dimensions == "B3:D7"


def test_no_rows_change_nothing():
    vorher = book()
    assert add_rows(vorher, "Daten", []) is vorher


def test_a_table_without_filter_gets_none():
    def drop_filter(mappe):
        mappe["Blatt"].tables["Daten"].autoFilter = None

    blatt = opened(add_rows(book(drop_filter), "Daten", [{"Name": "x"}]))
    assert (blatt.tables["Daten"].ref, blatt.tables["Daten"].autoFilter) == ("B3:D6", None)


@pytest.mark.parametrize("text", ["=1+1", "+49 5171", "-5", "@home", "0815", "12,3", "_x000D_", " zwei\nZeilen "])
def test_text_stays_text(text):
    zelle = opened(add_rows(book(), "Daten", [{"Name": text}]))["B6"]
    # openpyxl shows the escape that keeps Excel from reading one into the text
    assert (zelle.value, zelle.data_type) == (text.replace("_x000D_", "_x005F_x000D_"), "s")


def test_values_keep_their_type():
    blatt = opened(add_rows(book(), "Daten", [{"Name": True, "Betrag": 7, "Notiz": date(2024, 2, 29)}]))
    assert (blatt["B6"].value, blatt["C6"].value, blatt["D6"].value) == (True, 7, 45351)


def test_new_rows_look_like_the_last_one_and_have_its_checks():
    blatt = opened(add_rows(book(), "Daten", [{"Name": "x"}] * 3))
    for spalte in "BCD":
        assert blatt[f"{spalte}8"].fill.fgColor.rgb == ROT.fgColor.rgb
        assert blatt[f"{spalte}8"].number_format == ("@" if spalte != "C" else "#,##0.00")
    assert [str(regel.sqref) for regel in blatt.data_validations.dataValidation] == ["D4:D8"]
    assert [str(bereich.sqref) for bereich in blatt.conditional_formatting] == ["C4:C8"]


def test_a_check_of_the_last_cell_alone_stays_there():
    def single(mappe):
        mappe["Blatt"].data_validations.dataValidation[0].sqref = "D5"

    blatt = opened(add_rows(book(single), "Daten", [{"Name": "x"}]))
    assert [str(regel.sqref) for regel in blatt.data_validations.dataValidation] == ["D5"]


@pytest.mark.parametrize(("anzahl", "ref"), [(1, "B3:D4"), (2, "B3:D5")])
def test_the_single_empty_row_of_a_new_table_is_filled_first(anzahl, ref):
    vorher = book(zeilen=0)
    nachher = add_rows(vorher, "Daten", [{"Name": f"x{n}"} for n in range(anzahl)])
    blatt = opened(nachher)
    assert [zelle.value for zelle in blatt["B"][3:]] == [f"x{n}" for n in range(anzahl)]
    assert blatt.tables["Daten"].ref == ref
    assert (TABLE in changed(vorher, nachher)) is (anzahl > 1)


def test_a_table_that_excel_emptied_is_no_longer_called_empty():
    vorher = with_part(book(zeilen=0), TABLE, lambda data: data.replace(b"<table ", b'<table insertRow="1" ', 1))
    nachher = add_rows(vorher, "Daten", [{"Name": "x"}])
    assert b"insertRow" not in nachher.members[TABLE]
    assert (opened(nachher)["B4"].value, opened(nachher).tables["Daten"].ref) == ("x", "B3:D4")


def test_empty_rows_inside_a_table_are_not_filled():
    def gap(mappe):
        mappe["Blatt"]["B4"].value = mappe["Blatt"]["C4"].value = None

    blatt = opened(add_rows(book(gap), "Daten", [{"Name": "x"}]))
    assert [zelle.value for zelle in blatt["B"][3:]] == [None, "n1", "x"]


def test_columns_are_found_by_their_heading_wherever_they_are():
    def move(mappe):
        blatt = mappe["Blatt"]
        blatt.move_range("B3:D5", rows=10, cols=5)
        blatt.tables["Daten"].ref = blatt.tables["Daten"].autoFilter.ref = "G13:I15"

    blatt = opened(add_rows(book(move), "DATEN", [{"Notiz": "b", "Name": "x"}]))
    assert values(blatt, "G16:I16") == [["x", None, "b"]]


def calculated(mappe):
    blatt = mappe["Blatt"]
    for zeile in (4, 5):
        blatt[f"D{zeile}"] = f"=C{zeile}*2"
    blatt.tables["Daten"].tableColumns[2].calculatedColumnFormula = TableFormula(attr_text="C4*2")


def test_a_calculated_column_goes_on_and_excel_is_asked_to_compute_it():
    vorher = book(calculated)
    vorher = with_part(vorher, "xl/workbook.xml", lambda data: data.replace(b' fullCalcOnLoad="1"', b""))
    nachher = add_rows(vorher, "Daten", [{"Name": "x"}, {"Name": "y", "Notiz": "b"}])
    blatt = opened(nachher)
    assert [blatt[f"D{zeile}"].value for zeile in (4, 5, 6, 7)] == ["=C4*2", "=C5*2", "=C6*2", "b"]
    assert b'fullCalcOnLoad="1"' in nachher.members["xl/workbook.xml"]


def test_a_shared_formula_goes_on_as_its_own():
    def share(data):
        data = data.replace(b"<f>C4*2</f>", b'<f t="shared" ref="D4:D5" si="0">C4*2</f>')
        return data.replace(b"<f>C5*2</f>", b'<f t="shared" si="0"/>')

    blatt = opened(add_rows(with_part(book(calculated), SHEET, share), "Daten", [{"Name": "x"}]))
    assert blatt["D6"].value == "=C6*2"


def test_the_formula_alone_leaves_a_row_empty():
    def empty(mappe):
        calculated(mappe)
        for zelle in ("B5", "C5"):
            mappe["Blatt"][zelle].value = None

    blatt = opened(add_rows(book(empty), "Daten", [{"Name": "x"}]))
    assert values(blatt, "B5:D5") == [["x", None, "=C5*2"]]
    assert blatt.tables["Daten"].ref == "B3:D5"


def test_texts_may_stand_in_the_cells_instead_of_shared_strings():
    vorher = add_rows(book(zeilen=0), "Daten", [{"Name": "x"}])
    members = {part: data for part, data in vorher.members.items() if part != "xl/sharedStrings.xml"}
    kopf = b"".join(
        f'<c r="{spalte}3" t="inlineStr"><is><t>{text}</t></is></c>'.encode()
        for spalte, text in zip("BCD", ("Name", "Betrag", "Notiz"), strict=True)
    )
    start, ende = members[SHEET].index(b'<c r="B3"'), members[SHEET].index(b"</row>")
    members[SHEET] = members[SHEET][:start] + kopf + members[SHEET][ende:]
    members["xl/worksheets/sheet2.xml"] = members["xl/worksheets/sheet2.xml"].replace(b't="s"', b't="n"')
    for part in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        tag = b"<Override" if part.startswith("[") else b"<Relationship "
        pieces = members[part].split(tag)
        members[part] = tag.join(piece for piece in pieces if b"sharedStrings.xml" not in piece.partition(b"/>")[0])
    blatt = opened(add_rows(type(vorher)("mappe.xlsx", members), "Daten", [{"Name": "y"}]))
    assert [zelle.value for zelle in blatt["B"][3:]] == ["x", "y"]


def note_below(zelle, text="Notiz"):
    def edit(mappe):
        mappe["Blatt"][zelle] = text

    return edit


def merged(mappe):
    mappe["Blatt"].merge_cells("C6:E7")


def totals(mappe):
    blatt = mappe["Blatt"]
    blatt["B6"] = "Ergebnis"
    blatt.tables["Daten"].ref, blatt.tables["Daten"].totalsRowCount = "B3:D6", 1


def table_below(mappe):
    blatt = mappe["Blatt"]
    blatt["D7"], blatt["D8"] = "Kopf", "x"
    andere = Table(displayName="Andere", ref="D7:D8")
    blatt.add_table(andere)


def protected(mappe):
    mappe["Blatt"].protection.sheet = True


def array_below(mappe):
    mappe["Blatt"]["D6"] = ArrayFormula("D6:D8", "=C4:C6")


@pytest.mark.parametrize(
    ("edit", "zelle", "text"),
    [
        (note_below("C6"), "C6", "dort steht schon etwas. Gehört es als Zeile zur Tabelle"),
        (note_below("B7"), "B7", "den Bereich B6:D7 freimachen"),
        (note_below("D6", "=1+1"), "D6", "steht schon etwas"),
        (merged, "C6", "liegen die verbundenen Zellen C6:E7"),
        (table_below, "D7", "liegt die Tabelle Andere"),
        (totals, "B6", "hat eine Ergebniszeile. Sie ausschalten (Tabellenentwurf › Ergebniszeile)"),
        (protected, "B3", "Das Blatt „Blatt“ ist geschützt. Den Schutz aufheben"),
        (array_below, "D6", "liegt eine Matrixformel"),
    ],
)
def test_what_is_in_the_way_is_named_and_nothing_is_changed(edit, zelle, text):
    vorher = book(edit)
    with pytest.raises(RefusedError) as fehler:
        add_rows(vorher, "Daten", [{"Name": "x"}])
    assert text in str(fehler.value)
    assert (fehler.value.blatt, fehler.value.zelle) == ("Blatt", zelle)


@pytest.mark.parametrize("zelle", ["B8", "E6", "A6"])
def test_notes_further_away_do_not_disturb(zelle):
    blatt = opened(add_rows(book(note_below(zelle)), "Daten", [{"Name": "x"}]))
    assert (blatt["B6"].value, blatt[zelle].value) == ("x", "Notiz")


@pytest.mark.parametrize(
    ("attribut", "text"), [(b'tableType="queryTable"', "von einer Abfrage"), (b'headerRowCount="0"', "keine Übersch")]
)
def test_tables_that_only_excel_should_change(attribut, text):
    vorher = with_part(book(), TABLE, lambda data: data.replace(b"<table ", b"<table " + attribut + b" ", 1).replace(
        b' headerRowCount="1"', b""))  # fmt: skip
    with pytest.raises(RefusedError, match=text):
        add_rows(vorher, "Daten", [{"Name": "x"}])


def test_unknown_tables_and_columns():
    for tabelle, spalte in (("Fehlt", "Name"), ("Daten", "Fehlt")):
        with pytest.raises(KeyError):
            add_rows(book(), tabelle, [{spalte: 1}])


def test_what_excel_cannot_hold():
    with pytest.raises(VorlageError, match="B6"):
        add_rows(book(), "Daten", [{"Name": "x" * 40_000}])


def test_a_sheet_with_prefixes_is_written_with_them():
    def prefixed(data):
        text = data.decode().replace('xmlns="http', 'xmlns:x="http')
        for tag in ("worksheet", "sheetPr", "outlinePr", "pageSetUpPr", "dimension", "sheetViews", "sheetView",
                    "selection", "sheetFormatPr", "sheetData", "row", "c", "v", "conditionalFormatting", "cfRule",
                    "formula", "formula1", "dataValidations", "dataValidation", "pageMargins", "tableParts",
                    "tablePart"):  # fmt: skip
            for before, after in ((f"<{tag} ", f"<x:{tag} "), (f"<{tag}>", f"<x:{tag}>"), (f"</{tag}>", f"</x:{tag}>"),
                                  (f"<{tag}/>", f"<x:{tag}/>")):  # fmt: skip
                text = text.replace(before, after)
        return text.encode()

    nachher = add_rows(with_part(book(), SHEET, prefixed), "Daten", [{"Name": "x"}])
    assert b"<x:t " in nachher.members[SHEET]
    assert opened(nachher)["B6"].value == "x"


def test_a_long_table_grows_by_many_rows():
    vorher = book(zeilen=3000)
    nachher = add_rows(vorher, "Daten", [{"Name": f"x{n}", "Betrag": n} for n in range(2000)])
    assert find_table(nachher, "Daten").area.bottom == 5003


def test_cells_of_rows_that_are_there_get_other_values():
    vorher = book()
    nachher = set_cells(vorher, "daten", {(4, "Betrag"): Decimal("2.25"), (5, "Notiz"): "=1+1", (5, "Betrag"): None})
    assert changed(vorher, nachher) == {SHEET}
    blatt = opened(nachher)
    assert values(blatt, "B3:D5") == [["Name", "Betrag", "Notiz"], ["n0", 2.25, None], ["n1", None, "=1+1"]]
    assert (blatt["D5"].data_type, blatt["C4"]._style) == ("s", opened(vorher)["C4"]._style)
    assert set_cells(vorher, "Daten", {}) is vorher


def test_a_formula_is_never_written_over():
    with pytest.raises(RefusedError, match="In D4 steht eine Formel") as fehler:
        set_cells(book(calculated), "Daten", {(4, "Notiz"): "x"})
    assert fehler.value.zelle == "D4"
    with pytest.raises(KeyError):
        set_cells(book(), "Daten", {(4, "Fehlt"): "x"})
