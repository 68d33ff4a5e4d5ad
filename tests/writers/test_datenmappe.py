"""The drawn Datenmappe, read back the way Excel and LibreOffice would read it."""

from __future__ import annotations

import csv
import importlib.util
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from niedersachsen import NIEDERSACHSEN_RAHMEN
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator

from xlbudget.core.kontenrahmen import NIEDERSACHSEN
from xlbudget.errors import AusgabeError
from xlbudget.layout.datenmappe import DATENMAPPE, MAILTEXTE_VORGABE
from xlbudget.layout.deklaration import Spalte, Tabelle, Typ
from xlbudget.layout.einstellungen import EINSTELLUNGSZEILEN
from xlbudget.writers.datenmappe.mappe import einstellungszeilen, leere_datenmappe, write_datenmappe
from xlbudget.writers.datenmappe.tabellenblatt import RESERVE

WURZEL = Path(__file__).resolve().parents[2]
PEINE = WURZEL / "workbooks" / "peine-2023.xlsx"
GOLDEN = WURZEL / "tests" / "golden" / "peine-2023"
SPALTEN = [
    pytest.param(tabelle, spalte, id=f"{tabelle.name}.{spalte.name}")
    for tabelle in DATENMAPPE.kern
    for spalte in tabelle.gezeichnet
]
VERWEISE = {
    ("Budgets", "Übergeordnet"): "Liste_Budgets",
    ("Produkte", "Budget"): "Liste_Budgets",
    ("Verteiler", "Budget"): "Liste_Budgets",
    ("Kennzahlen", "Produkt"): "Liste_Produkte",
}
ANGEBOTE = {"Objekt": "Liste_Produkte", "Zeile": "Liste_Kontenzuordnung_Zeile"}
LISTEN = {
    "Liste_Budgets": "Budgets[Budget]",
    "Liste_Produkte": "Produkte[Produkt]",
    "Liste_Kontenzuordnung_Zeile": "Kontenzuordnung[Zeile]",
}

each_table = pytest.mark.parametrize("tabelle", DATENMAPPE.kern, ids=lambda tabelle: tabelle.name)
each_column = pytest.mark.parametrize(("tabelle", "spalte"), SPALTEN)
# the column Wert of Einstellungen has its own format, check and help in every row
each_uniform_column = pytest.mark.parametrize(
    ("tabelle", "spalte"), [param for param in SPALTEN if param.id != "Einstellungen.Wert"]
)


@pytest.fixture(scope="module")
def leer_pfad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    ziel = tmp_path_factory.mktemp("leer") / "leer.xlsx"
    ziel.write_bytes(leere_datenmappe(2026, NIEDERSACHSEN_RAHMEN))
    return ziel


@pytest.fixture(scope="module", params=["peine", "leer"])
def pfad(request: pytest.FixtureRequest, leer_pfad: Path) -> Path:
    return PEINE if request.param == "peine" else leer_pfad


@pytest.fixture(scope="module")
def mappe(pfad: Path) -> Workbook:
    return openpyxl.load_workbook(pfad)


@pytest.fixture(scope="module")
def peine() -> Workbook:
    return openpyxl.load_workbook(PEINE)


@pytest.fixture(scope="module")
def zeichnen():
    spec = importlib.util.spec_from_file_location("zeichnen", WURZEL / "workbooks" / "zeichnen.py")
    modul = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(modul)
    return modul


def golden(name: str) -> list[dict[str, str]]:
    with (GOLDEN / f"{name}.csv").open(encoding="utf-8", newline="") as datei:
        return list(csv.DictReader(datei, delimiter=";"))


def rows_of(mappe: Workbook, name: str) -> list[dict[str, object]]:
    """The data rows of an Excel table as column name → value."""
    kopf, *zeilen = mappe[name][mappe[name].tables[name].ref]
    namen = [zelle.value for zelle in kopf]
    return [dict(zip(namen, (zelle.value for zelle in zeile), strict=True)) for zeile in zeilen]


def tables_of(mappe: Workbook) -> list[Tabelle]:
    """The core, and in the example its committees."""
    return [tabelle for tabelle in DATENMAPPE.tabellen if not tabelle.auf_wunsch or tabelle.name in mappe.sheetnames]


def spaltennummer(tabelle: Tabelle, spalte: Spalte) -> int:
    return tabelle.gezeichnet.index(spalte) + 1


def column_of(blatt: Worksheet, nummer: int) -> ColumnDimension:
    """Width and format of a column; Excel stores equal neighbours as one range."""
    return next(breite for breite in blatt.column_dimensions.values() if breite.min <= nummer <= breite.max)


def validation_at(blatt: Worksheet, zeile: int, spalte: int) -> DataValidation | None:
    zelle = blatt.cell(zeile, spalte).coordinate
    treffer = [dv for dv in blatt.data_validations.dataValidation if zelle in dv.sqref]
    assert len(treffer) <= 1, f"{zelle} hat zwei Prüfungen"
    return treffer[0] if treffer else None


def write_one(ziel: Path, tabelle: str, **zeile: object) -> Worksheet:
    ziel.write_bytes(write_datenmappe({tabelle: [zeile]}, "Test"))
    return openpyxl.load_workbook(ziel)[tabelle]


# tables


def test_sheets_are_start_and_one_per_table(mappe: Workbook) -> None:
    assert mappe.sheetnames == ["Start", *(tabelle.name for tabelle in tables_of(mappe))]
    assert mappe.active.title == "Start"


@each_table
def test_table_has_its_name_and_exactly_its_columns(mappe: Workbook, tabelle: Tabelle) -> None:
    blatt = mappe[tabelle.name]
    assert list(blatt.tables) == [tabelle.name]
    assert blatt.tables[tabelle.name].displayName == tabelle.name
    erwartet = [spalte.name for spalte in tabelle.gezeichnet]
    assert [spalte.name for spalte in blatt.tables[tabelle.name].tableColumns] == erwartet
    assert [zelle.value for zelle in blatt[3]] == erwartet
    assert blatt["A1"].value == tabelle.zweck


@each_table
def test_table_covers_the_data_and_nothing_more(mappe: Workbook, tabelle: Tabelle) -> None:
    blatt = mappe[tabelle.name]
    links, oben, rechts, unten = range_boundaries(blatt.tables[tabelle.name].ref)
    gefuellt = [z[0].row for z in blatt.iter_rows(min_row=4) if any(zelle.value is not None for zelle in z)]
    assert (links, oben, rechts) == (1, 3, len(tabelle.gezeichnet))
    assert unten == max(gefuellt, default=4)


@each_table
def test_header_stays_in_view_and_is_printed_on_every_page(mappe: Workbook, tabelle: Tabelle) -> None:
    blatt = mappe[tabelle.name]
    assert re.fullmatch(r"[A-Z]4", blatt.freeze_panes)
    assert blatt.print_title_rows == "$3:$3"
    assert (blatt.page_setup.orientation, blatt.page_setup.fitToWidth or 1, blatt.page_setup.fitToHeight) == (
        "landscape", 1, 0,
    )  # fmt: skip
    assert blatt.sheet_properties.pageSetUpPr.fitToPage
    assert not blatt.protection.sheet


def test_wide_tables_keep_their_key_columns_in_view(mappe: Workbook) -> None:
    assert {name: mappe[name].freeze_panes for name in ("Kontenzuordnung", "Produkte", "Vorjahre")} == {
        "Kontenzuordnung": "C4",
        "Produkte": "B4",
        "Vorjahre": "E4",
    }


@each_column
def test_required_columns_are_bold_and_widths_are_declared(mappe: Workbook, tabelle: Tabelle, spalte: Spalte) -> None:
    kopf = mappe[tabelle.name].cell(3, spaltennummer(tabelle, spalte))
    assert bool(kopf.font.bold) is spalte.pflicht
    assert column_of(mappe[tabelle.name], kopf.column).width == pytest.approx(spalte.breite, abs=1)


# validations


@each_column
def test_choice_is_a_dropdown_down_to_the_spare_rows(mappe: Workbook, tabelle: Tabelle, spalte: Spalte) -> None:
    blatt, nummer = mappe[tabelle.name], spaltennummer(tabelle, spalte)
    liste = (
        ANGEBOTE.get(spalte.name)
        if spalte.angebot
        else VERWEISE.get((tabelle.name, spalte.name)) or (spalte.auswahl and f'"{",".join(spalte.auswahl)}"')
    )
    letzte = range_boundaries(blatt.tables[tabelle.name].ref)[3]
    for zeile in (4, letzte, letzte + RESERVE):
        pruefung = validation_at(blatt, zeile, nummer)
        if liste:
            assert (pruefung.type, pruefung.formula1) == ("list", liste)
            if spalte.angebot:
                assert not pruefung.showErrorMessage
            else:
                assert pruefung.showErrorMessage
                assert "aus der Liste wählen" in pruefung.error
            assert not pruefung.showDropDown, "in OOXML, showDropDown hides the arrow"
        elif pruefung is not None and pruefung.type == "list":
            assert not pruefung.showErrorMessage  # offered: something else may stand there


@each_column
def test_number_columns_accept_numbers_only(mappe: Workbook, tabelle: Tabelle, spalte: Spalte) -> None:
    pruefung = validation_at(mappe[tabelle.name], 4, spaltennummer(tabelle, spalte))
    erwartet = {Typ.BETRAG: "decimal", Typ.ZAHL: "decimal", Typ.JAHR: "whole", Typ.STAND: "custom"}
    if spalte.typ in erwartet:
        assert pruefung.type == erwartet[spalte.typ]
        assert "erwartet" in pruefung.error
    if spalte.typ in (Typ.BETRAG, Typ.ZAHL):
        assert float(pruefung.formula1) < -1e9, "deficits are negative"


@each_uniform_column
def test_help_is_the_input_message(mappe: Workbook, tabelle: Tabelle, spalte: Spalte) -> None:
    pruefung = validation_at(mappe[tabelle.name], 4, spaltennummer(tabelle, spalte))
    if spalte.hilfe:
        assert (pruefung.prompt, pruefung.promptTitle) == (spalte.hilfe, spalte.name)
        assert pruefung.showInputMessage


@pytest.mark.parametrize("spalte", ["Vorlauf zur Sitzung", "Erinnern Tage vorher"])
def test_a_number_of_days_is_not_taken_for_a_year(tmp_path: Path, spalte: str) -> None:
    blatt = write_one(tmp_path / "m.xlsx", "Fristen", Pflicht="Statistik", **{spalte: 14})
    tabelle = DATENMAPPE.find("Fristen")
    pruefung = validation_at(blatt, 4, spaltennummer(tabelle, tabelle[spalte]))
    assert (pruefung.type, pruefung.formula1, pruefung.formula2) == ("whole", "0", "3650")
    assert "eine Zahl von Tagen" in pruefung.error


def test_produkt_number_has_three_to_ten_characters(mappe: Workbook) -> None:
    pruefung = validation_at(mappe["Produkte"], 4, 1)
    assert (pruefung.type, pruefung.formula1, pruefung.formula2) == ("textLength", "3", "10")


def test_each_setting_has_its_own_check_and_help(mappe: Workbook) -> None:
    arten = {
        Typ.BETRAG: "decimal",
        Typ.ZAHL: "decimal",
        Typ.JAHR: "whole",
        Typ.EMAIL: "custom",
        Typ.JA_NEIN: "list",
    }
    for zeile, einstellung in enumerate(EINSTELLUNGSZEILEN, 4):
        pruefung = validation_at(mappe["Einstellungen"], zeile, 2)
        assert pruefung.type == ("list" if einstellung.auswahl else arten.get(einstellung.typ))
        assert pruefung.prompt.endswith(einstellung.bedeutung)
        assert pruefung.prompt.startswith("Pflichtangabe") is (einstellung.vorgabe is None)


def test_names_of_the_lists_point_at_table_columns(mappe: Workbook) -> None:
    namen = {name: definiert.attr_text for name, definiert in mappe.defined_names.items()}
    assert namen == LISTEN


# cells


@pytest.mark.parametrize("text", ["=1+1", "+49 5171", "-5", "@home", "http://kreis.example", "0815", "{=1}"])
def test_text_stays_text(tmp_path: Path, text: str) -> None:
    zelle = write_one(tmp_path / "m.xlsx", "Produkte", Produkt="011", Bezeichnung=text, Budget="B")["B4"]
    assert (zelle.value, zelle.data_type, zelle.hyperlink) == (text, "s", None)


@each_uniform_column
def test_text_columns_are_formatted_as_text_below_the_table_too(
    mappe: Workbook, tabelle: Tabelle, spalte: Spalte
) -> None:
    blatt, nummer = mappe[tabelle.name], spaltennummer(tabelle, spalte)
    ist_text = spalte.typ not in (Typ.BETRAG, Typ.ZAHL, Typ.JAHR, Typ.TAGE)
    spare = column_of(blatt, nummer).number_format
    assert (blatt.cell(4, nummer).number_format == "@", spare == "@") == (ist_text, ist_text)


def test_leading_zeros_of_a_produkt_stay(tmp_path: Path) -> None:
    zelle = write_one(tmp_path / "m.xlsx", "Produkte", Produkt="011", Bezeichnung="Rat", Budget="B")["A4"]
    assert (zelle.value, zelle.data_type, zelle.number_format) == ("011", "s", "@")


def test_amounts_are_exact_numbers_and_cents_show_where_there_are_some(tmp_path: Path) -> None:
    blatt = write_one(tmp_path / "m.xlsx", "Vorjahre", Objekt="B", Jahr=2022, Plan=-1234.56, Januar=0, Februar=None)
    assert [blatt[zelle].value for zelle in ("D4", "E4", "F4", "G4")] == [2022, -1234.56, 0, None]
    assert (blatt["D4"].number_format, blatt["E4"].number_format) == ("0", "#,##0")
    regeln = {str(bereich.sqref): bereich.rules[0] for bereich in blatt.conditional_formatting}
    regel = regeln[f"E4:E{4 + RESERVE}"]
    assert regel.formula == ["AND(ISNUMBER(E4),E4<>INT(E4))"]
    assert regel.dxf.numFmt.formatCode == "#,##0.00"


def test_text_in_a_number_column_is_kept_for_the_reader_to_find(tmp_path: Path) -> None:
    assert write_one(tmp_path / "m.xlsx", "Vorjahre", Objekt="B", Plan="12,3a")["E4"].value == "12,3a"


def test_long_text_gets_a_row_that_shows_it_and_can_still_grow(tmp_path: Path) -> None:
    ziel = tmp_path / "m.xlsx"
    blatt = write_one(ziel, "Budgets", Budget="B", Ebene="Budget", Erläuterung="Ein Satz mit Inhalt. " * 20)
    assert blatt["G4"].alignment.wrap_text
    assert blatt.row_dimensions[4].height >= 5 * 15
    with zipfile.ZipFile(ziel) as archiv:
        for name in archiv.namelist():
            assert b"customHeight" not in archiv.read(name), "Excel would no longer adapt the row to its text"


def test_text_too_long_for_excel_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AusgabeError, match=r"Budgets!G4 ist zu lang"):
        write_one(tmp_path / "m.xlsx", "Budgets", Budget="B", Erläuterung="x" * 40_000)


# files


def test_two_writes_are_identical() -> None:
    assert leere_datenmappe(2026, NIEDERSACHSEN_RAHMEN) == leere_datenmappe(2026, NIEDERSACHSEN_RAHMEN)
    assert leere_datenmappe(2026, NIEDERSACHSEN_RAHMEN) != leere_datenmappe(2027, NIEDERSACHSEN_RAHMEN)


def test_workbook_is_valid_ooxml(pfad: Path) -> None:
    assert [str(fehler) for fehler in OpenXmlValidator().validate(str(pfad)).errors] == []


@pytest.mark.parametrize("inhalt", [{"Budget": []}, {"Budgets": [{"Buget": "x"}]}])
def test_undeclared_names_are_refused(inhalt: dict) -> None:
    with pytest.raises(KeyError, match=r"Bud?get"):
        write_datenmappe(inhalt, "Test")


def test_unknown_setting_is_refused() -> None:
    with pytest.raises(KeyError, match="Komune"):
        einstellungszeilen({"Komune": "x"})


# Start


def test_start_links_to_every_sheet_and_names_the_commands(mappe: Workbook) -> None:
    blatt = mappe["Start"]
    ziele = {zelle.value: zelle.hyperlink.location for zeile in blatt for zelle in zeile if zelle.hyperlink}
    assert ziele == {tabelle.name: f"'{tabelle.name}'!A1" for tabelle in tables_of(mappe)}
    texte = {zelle.value for zeile in blatt for zelle in zeile}
    assert {"xlbudget pruefen <datei>", "xlbudget bericht <datei> --stand JJJJ-MM --ziel berichte"} <= texte
    assert {tabelle.zweck for tabelle in DATENMAPPE.kern} <= texte


@each_table
def test_every_sheet_links_back_to_start(mappe: Workbook, tabelle: Tabelle) -> None:
    assert mappe[tabelle.name]["A2"].hyperlink.location == "'Start'!A1"


def test_only_the_example_says_what_is_constructed(peine: Workbook, leer_pfad: Path) -> None:
    def labels(mappe: Workbook) -> set[object]:
        return {zelle.value for zelle in mappe["Start"]["B"]}

    assert {"Veröffentlicht", "Konstruiert"} <= labels(peine)
    assert not {"Veröffentlicht", "Konstruiert"} & labels(openpyxl.load_workbook(leer_pfad))


# contents


def test_empty_workbook_has_defaults_kontenrahmen_and_mailtexte_only(leer_pfad: Path) -> None:
    mappe = openpyxl.load_workbook(leer_pfad)
    werte = {zeile["Einstellung"]: zeile["Wert"] for zeile in rows_of(mappe, "Einstellungen")}
    erwartet = {zeile.name: zeile.vorgabe or (0 if zeile.vorgabe == 0 else None) for zeile in EINSTELLUNGSZEILEN}
    assert werte == {**erwartet, "Haushaltsjahr": 2026}
    konten = rows_of(mappe, "Kontenzuordnung")
    ergebnis = [(zeile["Präfix"], zeile["Art"], zeile["Zeile"]) for zeile in konten if zeile["Zeile"]]
    ohne_verkauf = [zeile for zeile in ergebnis if zeile[0] not in ("531", "532")]
    assert ohne_verkauf == [(praefix, str(art), zeile) for praefix, art, zeile in NIEDERSACHSEN]
    assert [(zeile["Präfix"], zeile["Art"]) for zeile in konten if not zeile["Zeile"]] == [
        *((praefix, "Finanzrechnung") for praefix in "67"),
        *((praefix, "zählt nicht") for praefix in "01289"),
    ]
    assert all(zeile["Quelle"] for zeile in konten)
    offen = {zeile["Präfix"] for zeile in konten if zeile["Bestätigt"] == "nein"}
    assert offen == {"38", "41", "43", "45", "47", "48", "51", "531", "532", *"01289"}
    assert rows_of(mappe, "Mailtexte") == list(MAILTEXTE_VORGABE)
    for tabelle in DATENMAPPE.kern:
        if tabelle.name not in ("Einstellungen", "Kontenzuordnung", "Mailtexte"):
            assert rows_of(mappe, tabelle.name) == [dict.fromkeys(spalte.name for spalte in tabelle.gezeichnet)]


def test_committed_example_is_what_the_script_draws(zeichnen, tmp_path: Path) -> None:
    ziel = tmp_path / PEINE.name
    ziel.write_bytes(zeichnen.draw_peine())
    # members, not the archive: another zlib may pack the same content differently
    with zipfile.ZipFile(ziel) as neu, zipfile.ZipFile(PEINE) as alt:
        assert neu.namelist() == alt.namelist()
        veraltet = [name for name in neu.namelist() if neu.read(name) != alt.read(name)]
    assert veraltet == [], "python workbooks/zeichnen.py ausführen"


def test_example_has_prior_years_as_published(peine: Workbook) -> None:
    erwartet = [
        [zeile["budget"], zeile["art"], zeile["zeile"], *(int(wert) for wert in list(zeile.values())[3:-1])]
        for zeile in golden("monatswerte")
        if zeile["jahr"] in ("2022", "2021")
    ]
    assert len(erwartet) == 20
    assert [list(zeile.values()) for zeile in rows_of(peine, "Vorjahre")] == erwartet


def test_example_has_all_produkte_and_kennzahlen(peine: Workbook) -> None:
    produkte = [(zeile["Produkt"], zeile["Bezeichnung"], zeile["Budget"]) for zeile in rows_of(peine, "Produkte")]
    assert produkte == [tuple(zeile.values()) for zeile in golden("produkte")]
    wort = {"leistung": "Leistung", "ziel": "Ziel"}
    erwartet = [
        (z["produkt"], wort[z["art"]], z["bezeichnung"], z["einheit"] or None, z["richtung"] or None,
         *(int(z[spalte]) if z[spalte] else None for spalte in ("plan", "ist")))
        for z in golden("kennzahlen")
    ]  # fmt: skip
    zeilen = [tuple(zeile.values()) for zeile in rows_of(peine, "Kennzahlen")]
    assert [zeile[:7] for zeile in zeilen] == erwartet
    assert {zeile[7:] for zeile in zeilen} == {(None,) * 12}  # as it was before there were values by month


def test_example_has_its_budgets_sources_and_recipients(peine: Workbook) -> None:
    budgets = rows_of(peine, "Budgets")
    assert [(z["Budget"], z["Ebene"], z["Teilbudget"], z["Übergeordnet"], z["Im Bericht"]) for z in budgets] == [
        (z["budget"], "Dezernat" if z["budget"] == "Dezernat III" else "Budget", z["teilbudget"],
         z["uebergeordnet"] or None, z["im_bericht"])
        for z in golden("budgets")
    ]  # fmt: skip
    assert [bool(zeile["Erläuterung"]) for zeile in budgets] == [zeile["Im Bericht"] == "ja" for zeile in budgets]
    for quelle in rows_of(peine, "Quellen"):
        assert (PEINE.parent / quelle["Datei"]).exists()
    assert all(zeile["E-Mail"].endswith(".example") for zeile in rows_of(peine, "Verteiler"))


def test_example_passes_its_own_lists(peine: Workbook) -> None:
    budgets = {zeile["Budget"] for zeile in rows_of(peine, "Budgets")}
    produkte = {zeile["Produkt"] for zeile in rows_of(peine, "Produkte")}
    namen = {"Liste_Budgets": budgets, "Liste_Produkte": produkte}
    for tabelle in DATENMAPPE.kern:
        for spalte in tabelle.gezeichnet:
            liste = VERWEISE.get((tabelle.name, spalte.name))
            erlaubt = namen[liste] if liste else set(spalte.auswahl)
            if erlaubt:
                assert {zeile[spalte.name] for zeile in rows_of(peine, tabelle.name)} <= {*erlaubt, None}


def test_erlaeuterung_describes_better_and_worse(zeichnen) -> None:
    def zeile(art: str, name: str, plan: int, ergebnis: int) -> dict[str, str]:
        return {"budget": "B", "art": art, "zeile": name, "jahr": "2023", "plan": str(plan), "ergebnis": str(ergebnis)}

    monatswerte = [
        zeile("Erträge", "gesamt", 5_000_000, 2_500_000),
        zeile("Aufwendungen", "gesamt", 700_000, 653_500),
        zeile("Aufwendungen", "Personal", 500_000, 400_000),
        zeile("Aufwendungen", "sonstige", 100_000, 153_500),
        zeile("Aufwendungen", "Sachaufwand", 100_000, 100_000),
        {**zeile("Erträge", "gesamt", 0, 9), "jahr": "2022"},
    ]
    assert zeichnen.describe_abweichung("B", monatswerte) == (
        "Das Budget schließt um rund 2,45 Mio. € schlechter ab als geplant: Die Erträge liegen um 2,50 Mio. € unter "
        "dem Ansatz, die Aufwendungen um rund 47.000 € unter dem Ansatz. Bei den Aufwendungen weichen am stärksten ab: "
        "Personalaufwand (rund −100.000 €) und sonstige Aufwendungen (rund +54.000 €)."
    )


def test_erlaeuterung_of_the_example_fits_the_published_deviation(peine: Workbook) -> None:
    texte = {zeile["Budget"]: zeile["Erläuterung"] for zeile in rows_of(peine, "Budgets")}
    assert "um rund 4,97 Mio. € besser" in texte["Soziales"]  # published: 4.973.360
    assert "um rund 107.000 € besser" in texte["Dezernatsleitung III"]  # published: 106.935


# LibreOffice


def test_libreoffice_keeps_tables_validations_and_names(recalculated, peine: Workbook) -> None:
    ((_, datei),) = recalculated([PEINE])
    gelesen = openpyxl.load_workbook(datei)
    for tabelle in DATENMAPPE.kern:
        vorher, nachher = peine[tabelle.name], gelesen[tabelle.name]
        assert nachher.tables[tabelle.name].ref == vorher.tables[tabelle.name].ref
        assert rows_of(gelesen, tabelle.name) == rows_of(peine, tabelle.name)
        for spalte in tabelle.gezeichnet:
            alt = validation_at(vorher, 4, spaltennummer(tabelle, spalte))
            neu = validation_at(nachher, 4, spaltennummer(tabelle, spalte))
            if alt is not None and alt.type:
                assert (neu.type, neu.formula1) == (alt.type, alt.formula1)
    assert set(gelesen.defined_names) == set(LISTEN)
