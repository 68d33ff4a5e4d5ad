"""Columns, sheets, rows, lists and names taken from a workbook that has them."""

from __future__ import annotations

import pytest
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from xlsx.grow.grow_base import ROT, book, changed, opened, values, with_part

from xlbudget.xlsx import Package
from xlbudget.xlsx.grow.columns import copy_column
from xlbudget.xlsx.grow.lists import copy_list, missing_choices
from xlbudget.xlsx.grow.rows import copy_rows
from xlbudget.xlsx.grow.sheets import copy_table_sheet, set_name
from xlbudget.xlsx.grow.table import RefusedError, find_table

SHEET, TABLE, STYLES = "xl/worksheets/sheet1.xml", "xl/tables/table1.xml", "xl/styles.xml"


def drop_column(mappe):
    """Take away Notiz, with everything that belongs to it."""
    blatt = mappe["Blatt"]
    for zeile in (3, 4, 5):
        del blatt._cells[zeile, 4]
    tabelle = blatt.tables["Daten"]
    tabelle.ref = tabelle.autoFilter.ref = "B3:C5"
    del tabelle.tableColumns[2]
    blatt.data_validations.dataValidation.clear()


def then(*edits):
    def edit(mappe):
        for one in edits:
            one(mappe)

    return edit


def with_width(breite, **weitere):
    def edit(mappe):
        mappe["Blatt"].column_dimensions["D"].width = breite
        for name, wert in weitere.items():
            setattr(mappe["Blatt"].column_dimensions["D"], name, wert)

    return edit


def bold_head(mappe):
    mappe["Blatt"]["D3"].font = Font(bold=True)


MUSTER = book(then(with_width(33), bold_head))


def test_a_column_comes_with_heading_looks_width_and_checks():
    vorher = book(drop_column)
    nachher = copy_column(vorher, "daten", MUSTER, "Notiz")
    assert changed(vorher, nachher) == {SHEET, TABLE, STYLES}
    blatt = opened(nachher)
    assert values(blatt, "B3:D5") == [["Name", "Betrag", "Notiz"], ["n0", 0.5, None], ["n1", 1.5, None]]
    assert blatt.tables["Daten"].ref == blatt.tables["Daten"].autoFilter.ref == "B3:D5"
    assert (blatt["D3"].font.b, blatt.column_dimensions["D"].width) == (True, 33)
    assert {(blatt[z].fill.fgColor.rgb, blatt[z].number_format) for z in ("D4", "D5")} == {(ROT.fgColor.rgb, "@")}
    (regel,) = blatt.data_validations.dataValidation
    assert (str(regel.sqref), regel.formula1) == ("D4:D5", '"a,b"')


def test_looks_that_are_there_are_not_added_again():
    einmal = copy_column(book(drop_column), "Daten", MUSTER, "Notiz")
    alt = {part: book(drop_column).members[part] for part in (SHEET, TABLE)}
    ohne = Package("m", {**einmal.members, **alt})
    assert copy_column(ohne, "Daten", MUSTER, "Notiz").members[STYLES] == einmal.members[STYLES]


def test_formulas_of_checks_are_seen_from_the_new_place():
    def drop_betrag(mappe):
        blatt = mappe["Blatt"]
        for zeile in (3, 4, 5):
            blatt[f"C{zeile}"].value = f"x{zeile}"
        blatt.tables["Daten"].tableColumns[1].name = "x3"
        blatt.conditional_formatting = type(blatt.conditional_formatting)()

    blatt = opened(copy_column(book(drop_betrag), "Daten", MUSTER, "Betrag"))
    (regel,) = blatt.conditional_formatting
    assert (str(regel.sqref), regel.rules[0].formula, regel.rules[0].dxf.font.b) == ("E4:E5", ["E4>100"], True)


@pytest.mark.parametrize(
    ("edit", "breite", "versteckt"),
    [(with_width(5), 33, False), (with_width(5, hidden=True), 33, False), (with_width(80), 33, False)],
)
def test_a_free_column_gets_the_width_of_the_pattern_and_is_shown(edit, breite, versteckt):
    blatt = opened(copy_column(book(then(drop_column, edit)), "Daten", MUSTER, "Notiz"))
    assert (blatt.column_dimensions["D"].width, blatt.column_dimensions["D"].hidden) == (breite, versteckt)


@pytest.mark.parametrize(("eigene", "danach"), [(80, 80), (5, 33)])
def test_a_column_in_which_something_stands_only_becomes_wider(eigene, danach):
    def note(mappe):
        mappe["Blatt"]["D1"] = "Notiz"

    blatt = opened(copy_column(book(then(drop_column, with_width(eigene), note)), "Daten", MUSTER, "Notiz"))
    assert (blatt["D1"].value, blatt.column_dimensions["D"].width) == ("Notiz", danach)


def test_columns_that_share_one_width_are_taken_apart():
    def wide(mappe):
        mappe["Blatt"].column_dimensions.group("B", "G", hidden=True)
        mappe["Blatt"].column_dimensions["B"].width = 7

    nachher = copy_column(book(then(drop_column, wide)), "Daten", MUSTER, "Notiz")
    breiten = {(c.min, c.max): (c.width, c.hidden) for c in opened(nachher).column_dimensions.values()}
    assert breiten == {(2, 3): (7, True), (4, 4): (33, False), (5, 7): (7, True)}


def test_a_row_of_totals_goes_on():
    def totals(mappe):
        blatt = mappe["Blatt"]
        blatt["B6"], blatt["C6"].fill = "Ergebnis", ROT
        blatt.tables["Daten"].ref, blatt.tables["Daten"].totalsRowCount = "B3:C6", 1

    blatt = opened(copy_column(book(then(drop_column, totals)), "Daten", MUSTER, "Notiz"))
    assert (blatt.tables["Daten"].ref, blatt.tables["Daten"].autoFilter.ref) == ("B3:D6", "B3:D5")
    assert (blatt["D6"].value, blatt["D6"].fill.fgColor.rgb) == (None, ROT.fgColor.rgb)


def note_at(zelle):
    def edit(mappe):
        mappe["Blatt"][zelle] = "Notiz"

    return edit


def merged(mappe):
    mappe["Blatt"].merge_cells("D5:E9")


def table_beside(mappe):
    blatt = mappe["Blatt"]
    blatt["D5"], blatt["D6"] = "Kopf", "x"
    blatt.add_table(Table(displayName="Andere", ref="D5:D6"))


def protected(mappe):
    mappe["Blatt"].protection.sheet = True


@pytest.mark.parametrize(
    ("edit", "zelle", "text"),
    [
        (note_at("D3"), "D3", "dort steht schon etwas. Den Bereich D3:D6 freimachen"),
        (note_at("D6"), "D6", "steht schon etwas"),
        (merged, "D5", "liegen die verbundenen Zellen D5:E9"),
        (table_beside, "D5", "liegt die Tabelle Andere"),
        (protected, "B3", "ist geschützt"),
    ],
)
def test_what_is_right_of_a_table_is_never_overwritten(edit, zelle, text):
    with pytest.raises(RefusedError) as fehler:
        copy_column(book(then(drop_column, edit)), "Daten", MUSTER, "Notiz")
    assert text in str(fehler.value)
    assert (fehler.value.blatt, fehler.value.zelle) == ("Blatt", zelle)


@pytest.mark.parametrize("zelle", ["D1", "D7", "E4"])
def test_notes_further_away_stay(zelle):
    blatt = opened(copy_column(book(then(drop_column, note_at(zelle))), "Daten", MUSTER, "Notiz"))
    assert (blatt[zelle].value, blatt["D3"].value) == ("Notiz", "Notiz")


def test_the_checks_of_a_column_replace_what_lay_over_its_cells():
    def everywhere(mappe):
        blatt = mappe["Blatt"]
        blatt.add_data_validation(DataValidation("whole", formula1="1", formula2="9", sqref="A1:F20"))

    blatt = opened(copy_column(book(then(drop_column, everywhere)), "Daten", MUSTER, "Notiz"))
    eigene, neue = blatt.data_validations.dataValidation
    assert (str(neue.sqref), "D4" in eigene.sqref, "D5" in eigene.sqref) == ("D4:D5", False, False)
    assert all(zelle in eigene.sqref for zelle in ("A1", "C4", "E4", "D3", "D6", "F20"))


# rows of the pattern


def test_rows_of_a_pattern_come_with_their_values_looks_and_own_checks():
    def own(mappe):
        blatt = mappe["Blatt"]
        blatt["D5"], blatt["D5"].font = "b", Font(bold=True)
        blatt.data_validations.dataValidation[0].sqref = "D5"
        blatt.row_dimensions[5].height = 40

    nachher = copy_rows(book(), "Daten", book(own), [1])
    blatt = opened(nachher)
    assert values(blatt, "B6:D6") == [["n1", 1.5, "b"]]
    assert (blatt["D6"].font.b, blatt.row_dimensions[6].height) == (True, 40)
    assert [str(regel.sqref) for regel in blatt.data_validations.dataValidation] == ["D4:D5", "D6"]


# sheets


def other_table(mappe):
    mappe["Blatt"].title = "Neues"
    tabelle = mappe["Neues"].tables.pop("Daten")
    tabelle.displayName = tabelle.name = "Neue"
    mappe["Neues"].add_table(tabelle)
    mappe["Neues"].print_title_rows = "3:3"


NEUE = book(then(bold_head, other_table))


def test_a_sheet_with_its_table_is_put_where_it_belongs():
    def second_is_active(mappe):
        mappe.active = 1
        mappe["Anderes"].print_title_rows = "1:1"

    vorher = book(second_is_active)
    nachher = copy_table_sheet(vorher, "Neue", NEUE, 1)
    assert changed(vorher, nachher) == {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", STYLES,
        "xl/worksheets/sheet3.xml", "xl/worksheets/_rels/sheet3.xml.rels", "xl/tables/table2.xml",
    }  # fmt: skip
    mappe = opened(nachher).parent
    assert mappe.sheetnames == ["Blatt", "Neues", "Anderes"]
    assert mappe.active.title == "Anderes"
    assert (mappe["Neues"].print_title_rows, mappe["Anderes"].print_title_rows) == ("$3:$3", "$1:$1")
    assert values(mappe["Neues"], "B3:D4") == [["Name", "Betrag", "Notiz"], ["n0", 0.5, None]]
    assert (mappe["Neues"]["D3"].font.b, mappe["Neues"].tables["Neue"].ref) == (True, "B3:D5")
    assert mappe["Neues"].tables["Neue"].id != mappe["Blatt"].tables["Daten"].id


@pytest.mark.parametrize("name", ["NEUE", "neue"])
def test_a_name_in_the_way_of_a_table_is_named(name):
    vorher = set_name(book(), name, "Blatt!$B$3")
    with pytest.raises(RefusedError, match=r"Den Namen Neue gibt es in der Mappe schon. Ihn unter Formeln › Namens"):
        copy_table_sheet(vorher, "Neue", NEUE, 1)


def test_a_protected_structure_is_respected():
    def lock(mappe):
        mappe.security.lockStructure = True

    with pytest.raises(RefusedError, match="Struktur der Mappe ist geschützt"):
        copy_table_sheet(book(lock), "Neue", NEUE, 1)


def test_a_pattern_with_more_than_a_table_is_no_pattern():
    def link(mappe):
        other_table(mappe)
        mappe["Neues"]["A1"].hyperlink = "https://kreis.example"

    with pytest.raises(ValueError, match="parts of its own"):
        copy_table_sheet(book(), "Neue", book(link), 0)


# names and lists


def test_a_name_is_added_once_and_mended_where_it_leads_nowhere():
    mit = set_name(book(), "Liste", "Daten[Name]")
    assert opened(mit).parent.defined_names["Liste"].attr_text == "Daten[Name]"
    assert set_name(mit, "liste", "Daten[Betrag]") is mit
    kaputt = with_part(mit, "xl/workbook.xml", lambda data: data.replace(b"Daten[Name]", b"#REF!"))
    assert opened(set_name(kaputt, "Liste", "Daten[Betrag]")).parent.defined_names["Liste"].attr_text == "Daten[Betrag]"


def with_list(formel, fehler=None):
    def edit(mappe):
        regel = mappe["Blatt"].data_validations.dataValidation[0]
        regel.formula1, regel.error = formel, fehler

    return edit


def test_a_list_gets_the_choices_and_the_message_of_the_pattern():
    vorher, muster = book(with_list('"a,b"', "alt")), book(with_list('"a,neu,b"', "neu"))
    assert missing_choices(vorher, "Daten", "Notiz", ("a", "neu", "b")) == ["neu"]
    nachher = copy_list(vorher, "Daten", muster, "Notiz")
    assert changed(vorher, nachher) == {SHEET}
    (regel,) = opened(nachher).data_validations.dataValidation
    assert (regel.formula1, regel.error) == ('"a,neu,b"', "neu")
    assert missing_choices(nachher, "Daten", "Notiz", ("a", "neu", "b")) == []


def test_own_choices_of_a_list_stay_behind_the_others():
    nachher = copy_list(book(with_list('"eigene,a"', "alt")), "Daten", book(), "Notiz")
    (regel,) = opened(nachher).data_validations.dataValidation
    assert (regel.formula1, regel.error) == ('"a,b,eigene"', "alt")


def test_a_list_longer_than_excel_holds_is_refused():
    lang = book(with_list('"' + ",".join(f"eigene {n}" for n in range(25)) + '"'))
    with pytest.raises(RefusedError, match="länger als 255 Zeichen"):
        copy_list(lang, "Daten", book(with_list('"' + ",".join(f"neu {n}" for n in range(10)) + '"')), "Notiz")


@pytest.mark.parametrize("formel", ["=Anderes!$A$1:$A$2", "=Liste"])
def test_lists_of_cells_are_the_users_own(formel):
    vorher = book(with_list(formel))
    assert missing_choices(vorher, "Daten", "Notiz", ("neu",)) == []
    with pytest.raises(KeyError):
        copy_list(vorher, "Daten", book(), "Notiz")


def test_a_workbook_without_looks_is_refused():
    ohne = book(drop_column)
    rels = ohne.members["xl/_rels/workbook.xml.rels"].replace(b"relationships/styles", b"relationships/other")
    ohne = Package("m", {**ohne.members, "xl/_rels/workbook.xml.rels": rels})
    with pytest.raises(RefusedError, match="keine Formate"):
        copy_column(ohne, "Daten", MUSTER, "Notiz")
    assert find_table(ohne, "Daten").columns == {"Name": 2, "Betrag": 3}
