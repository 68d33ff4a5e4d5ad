"""The consolidated workbook: figures, live formulas, what prints, what stays text."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator

from xlbudget.core.bericht import Budgetgruppe, Dezernatsgruppe, Produktbericht
from xlbudget.core.gliederung import GESAMT, Berichtsobjekt, Ebene
from xlbudget.core.kontenrahmen import GESAMT_ZEILE, Art
from xlbudget.core.monatswerte import LEER, Monate
from xlbudget.core.produktblatt import Blatttabelle, Kennzahl, Produktblatt, Zeile
from xlbudget.core.produktzeile import Produktzeile
from xlbudget.core.prognose import Prognose, Verfahren, Vorjahr
from xlbudget.core.tendenz import Regeln, Richtung
from xlbudget.core.zeit import Stand
from xlbudget.writers import style
from xlbudget.writers.gesamtbericht.mappe import write_gesamtbericht
from xlbudget.xlsx.fill.recalc import Calculator
from xlbudget.xlsx.package import Package

ENDE, JUNI = Stand(2023, 12), Stand(2023, 6)
KOPF = 5  # the second header row, one-based


Ziel = tuple[str, str, Richtung]


def kennzahl(plan: str | None, ist: str | None, richtung: Richtung = Richtung.HOEHER, einheit: str = "") -> Kennzahl:
    werte = (None if zahl is None else Decimal(zahl) for zahl in (plan, ist))
    return Kennzahl("", "Anteil fristgerechter Bescheide", einheit, richtung, *werte)


def produkt(
    nummer: str,
    name: str,
    betraege_ct: tuple[int, int, int],
    leistung: Kennzahl | None = None,
    ziel: Kennzahl | None = None,
) -> Produktzeile:
    """`betraege_ct`: Ansatz, Ist, Ergebnis."""
    return Produktzeile(Berichtsobjekt(nummer, Ebene.PRODUKT, nummer, name), *betraege_ct, Regeln(), leistung, ziel)


def tabelle(art: Art, monate_ct: Monate, ansatz_ct: int, vorjahre: tuple[int, ...]) -> Blatttabelle:
    prognose = Prognose(0, frozenset({Verfahren.ANSATZ}))
    jahre = (Vorjahr("", art, GESAMT_ZEILE, jahr, None, (100,) * 12, None) for jahr in vorjahre)
    leer = Vorjahr("", art, GESAMT_ZEILE, 2000, None, LEER, None)
    return Blatttabelle(art, (Zeile("gesamt", ansatz_ct, monate_ct, prognose),), (*jahre, leer))


def gruppe(name: str, stand: Stand, zeilen: tuple[Produktzeile, ...], vorjahre: tuple[int, ...] = ()) -> Budgetgruppe:
    """Erträge of 1.000,01 in Januar and Mai, Aufwendungen of 250,00 up to the Stand; Ansatz −1.200,00."""
    ertraege = tuple(1_000_01 if monat in (1, 5) else None for monat in range(1, 13))
    aufwendungen = tuple(250_00 if monat <= stand.monat else None for monat in range(1, 13))
    objekt = Berichtsobjekt(name, Ebene.BUDGET, "32", name)
    return Budgetgruppe(
        Produktblatt(
            objekt,
            stand,
            tabelle(Art.ERTRAEGE, ertraege, 1_800_00, vorjahre),
            tabelle(Art.AUFWENDUNGEN, aufwendungen, 3_000_00, vorjahre[:1]),
            Regeln(),
            (),
            (),
        ),
        zeilen,
    )


def bericht_of(stand: Stand, regeln: Regeln | None = None) -> Produktbericht:
    """Two Budgets, four Produkte, all kinds of markers."""
    soziales = (
        produkt("0311", "=SUMME(A1)", (-100_000_00, -10_000_12, -80_000_00), kennzahl("370", "508")),
        produkt(
            "3114",
            "Hilfen zur Gesundheit",
            (-780_200_00, -900_000_00, -1_891_402_37),
            kennzahl(None, None),
            kennzahl("5000", "4508", Richtung.NIEDRIGER, "Euro"),
        ),
    )
    arbeit = (
        produkt("31198", "Migration", (-1_000_000_00, 0, -980_000_01), ziel=kennzahl("100", "95")),
        produkt("3129", "Verwaltung", (0, 0, 0), ziel=kennzahl("97.5", "0")),
    )
    dezernat = Berichtsobjekt("D3", Ebene.DEZERNAT, "3", "Dezernat III")
    gruppen = (gruppe("Soziales", stand, soziales, (2022, 2021)), gruppe("=Arbeit", stand, arbeit))
    return Produktbericht("Kreis A & B", stand, regeln or Regeln(), (Dezernatsgruppe(dezernat, gruppen),))


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a report; returns the file."""

    def schreibe(bericht: Produktbericht, *warnungen: str) -> Path:
        ziel = tmp_path / "gesamt.xlsx"
        ziel.write_bytes(write_gesamtbericht(bericht, warnungen))
        return ziel

    return schreibe


def table(blatt: Worksheet) -> dict[str, dict[str, Cell]]:
    """Lines by Nr. or Bezeichnung; a title that stands twice gets a number from its second place on."""
    texte = [str(zelle.value).replace("-\n", "").replace("\n", " ") for zelle in blatt[KOPF]]
    oft = [texte[: index + 1].count(text) for index, text in enumerate(texte)]
    titel = [text if zahl == 1 else f"{text}.{zahl}" for text, zahl in zip(texte, oft, strict=True)]
    rows = {str(row[0].value or row[1].value): row for row in blatt.iter_rows(min_row=KOPF + 1)}
    return {key: dict(zip(titel, row, strict=True)) for key, row in rows.items()}


def values(file: Path) -> dict[str, dict[str, object]]:
    """What the cells show without computing anything."""
    blatt = openpyxl.load_workbook(file, data_only=True)["Produktbericht"]
    return {key: {name: zelle.value for name, zelle in row.items()} for key, row in table(blatt).items()}


def test_year_end_line_shows_plan_ergebnis_abweichung_and_markers(write: Callable[..., Path]) -> None:
    zeile = values(write(bericht_of(ENDE)))["3114"]
    assert zeile["Plan"] == -780_200
    assert zeile["Jahresergebnis"] == -1_891_402.37
    assert zeile["Abweichung (positiv = besser)"] == -1_111_202.37
    assert zeile["Tendenz"] == "▼"
    assert zeile["Zielerreichungsgrad"] == pytest.approx(5000 / 4508)
    assert zeile["Abweichung"] == "▲"
    assert zeile["besser ist"] == "niedriger"


def test_subtotal_is_a_plain_sum_over_its_group(write: Callable[..., Path]) -> None:
    file = write(bericht_of(ENDE))
    label = "Budget „Soziales“:"
    assert values(file)[label]["Jahresergebnis"] == -1_971_402.37
    assert values(file)[label]["Tendenz"] == "▼"
    formeln = table(openpyxl.load_workbook(file)["Produktbericht"])
    erste, letzte, summe = (formeln[name]["Plan"] for name in ("0311", "3114", label))
    assert summe.value == f"=SUM({erste.coordinate}:{letzte.coordinate})"
    assert summe.row == letzte.row + 1


def test_formulas_of_a_line_refer_to_that_line_and_to_names_only(write: Callable[..., Path]) -> None:
    zeilen = table(openpyxl.load_workbook(write(bericht_of(ENDE)))["Produktbericht"])
    formeln = [z for row in zeilen.values() for z in row.values() if z.data_type == "f" and "SUM" not in z.value]
    assert len(formeln) == 18  # two for each of six lines, two for each of three Ziele
    for zelle in formeln:
        ohne_namen = re.sub(r"GB_\w+", "", zelle.value)
        assert {int(zeile) for zeile in re.findall(r"\b[A-Z]{1,2}(\d+)\b", ohne_namen)} == {zelle.row}


def test_nested_budgets_are_told_apart_from_their_subtotals(write: Callable[..., Path]) -> None:
    bericht = bericht_of(ENDE)
    (dezernat,) = bericht.dezernate
    oben, unten = dezernat.gruppen
    direkt = replace(oben.blatt, objekt=dezernat.dezernat)
    gruppen = (replace(oben, blatt=direkt, hat_untergeordnete=True), replace(unten, pfad=(dezernat.dezernat,)))
    file = write(replace(bericht, dezernate=(replace(dezernat, gruppen=gruppen),)))
    texte = sheet_texts(file, "Produktbericht")
    assert "Dezernat III:" in texte
    assert "Dezernat „Dezernat III“ (ohne untergeordnete Budgets):" in texte
    assert "Budget „=Arbeit“:" in texte
    assert "Dezernat „Dezernat III“ (mit untergeordneten Budgets)" in sheet_texts(file, "Entwicklung")


def test_mid_year_shows_ist_and_calls_the_ergebnis_a_prognose(write: Callable[..., Path]) -> None:
    file = write(bericht_of(JUNI))
    zeilen = table(openpyxl.load_workbook(file)["Produktbericht"])
    assert zeilen["0311"]["Ist bis Juni"].value == -10_000.12
    assert zeilen["0311"]["Prognose Jahresergebnis"].font.italic
    assert zeilen["Budget „Soziales“:"]["Ist bis Juni"].data_type == "f"
    texte = sheet_texts(file, "Produktbericht")
    assert any(text.startswith("Prognose Jahresergebnis: Ist + restlicher Anteil") for text in texte)
    assert "Kreis A & B · Stand Ende: Juni 2023 · Jahresergebnis als Prognose" in texte


def test_year_end_knows_no_prognose(write: Callable[..., Path]) -> None:
    zeile = table(openpyxl.load_workbook(write(bericht_of(ENDE)))["Produktbericht"])["0311"]
    assert "Ist bis Dezember" not in zeile
    assert not zeile["Jahresergebnis"].font.italic


def sheet_texts(file: Path, blatt: str) -> list[str]:
    zellen = (zelle for row in openpyxl.load_workbook(file)[blatt].iter_rows() for zelle in row)
    return [zelle.value for zelle in zellen if zelle.data_type == "s"]


def test_text_that_looks_like_a_formula_stays_text(write: Callable[..., Path]) -> None:
    file = write(bericht_of(ENDE), "=1+1 fehlt")
    assert "=SUMME(A1)" in sheet_texts(file, "Produktbericht")
    assert "=1+1 fehlt" in sheet_texts(file, "Produktbericht")
    assert "Budget „=Arbeit“" in sheet_texts(file, "Entwicklung")


def test_product_number_keeps_its_leading_zero(write: Callable[..., Path]) -> None:
    assert "0311" in values(write(bericht_of(ENDE)))


def test_missing_kennzahlen_leave_blank_cells(write: Callable[..., Path]) -> None:
    zeilen = values(write(bericht_of(ENDE)))
    assert [zeilen["3114"][name] for name in ("Indikator", "Plan.2", "Jahresergebnis.2")] == [
        "Anteil fristgerechter Bescheide",
        None,
        None,
    ]
    assert zeilen["0311"]["Zielerreichungsgrad"] is None
    assert zeilen["3129"]["Jahresergebnis.3"] == 0
    assert zeilen["3129"]["Zielerreichungsgrad"] is None  # Ist 0: blank, never an error


def test_kennzahl_shows_its_decimals_and_euro(write: Callable[..., Path]) -> None:
    zeilen = table(openpyxl.load_workbook(write(bericht_of(ENDE)))["Produktbericht"])
    assert zeilen["3129"]["Plan.3"].number_format == "#,##0.0#"
    assert zeilen["3114"]["Plan.3"].number_format == '#,##0 "€"'
    assert zeilen["0311"]["Plan"].number_format == "#,##0"


class Excel:
    """A written workbook in another calculation engine."""

    def __init__(self, file: Path) -> None:
        self._rechner = Calculator(Package.read(file))
        self._werte = openpyxl.load_workbook(file, data_only=True)
        mappe = openpyxl.load_workbook(file)
        self._formeln = {
            (index, zelle.row, zelle.column): (blatt.title, zelle.coordinate)
            for index, blatt in enumerate(mappe)
            for row in blatt.iter_rows()
            for zelle in row
            if zelle.data_type == "f"
        }
        self._namen = {name: next(iter(ziel.destinations)) for name, ziel in mappe.defined_names.items()}
        self._blaetter = mappe.sheetnames

    def name_value(self, name: str) -> object:
        blatt, adresse = self._namen[name]
        return self._werte[blatt][adresse].value

    def cached(self) -> dict[tuple[str, str], object]:
        return {ort: self._werte[ort[0]][ort[1]].value or "" for ort in self._formeln.values()}

    def computed(self, **namen: float) -> dict[tuple[str, str], object]:
        """All formulas, after the named cells were set."""
        inputs: dict[int, dict[tuple[int, int], float]] = {}
        for name, wert in namen.items():
            blatt, adresse = self._namen[name]
            zelle = self._werte[blatt][adresse]
            inputs.setdefault(self._blaetter.index(blatt), {})[zelle.row, zelle.column] = wert
        formeln: dict[int, list[tuple[int, int]]] = {}
        for index, *cell in self._formeln:
            formeln.setdefault(index, []).append(tuple(cell))
        werte = self._rechner.compute(inputs, formeln)
        return {ort: werte[index][row, column] or "" for (index, row, column), ort in self._formeln.items()}


def assert_equal_values(links: dict[tuple[str, str], object], rechts: dict[tuple[str, str], object]) -> None:
    assert links.keys() == rechts.keys()
    for ort, wert in links.items():
        assert rechts[ort] == (pytest.approx(wert, abs=1e-6) if isinstance(wert, float | int) else wert), ort


@pytest.mark.parametrize("stand", [ENDE, JUNI])
def test_cached_values_are_what_an_engine_computes(write: Callable[..., Path], stand: Stand) -> None:
    excel = Excel(write(bericht_of(stand)))
    assert len(excel.cached()) > 50
    assert_equal_values(excel.cached(), excel.computed())


@pytest.mark.parametrize(
    ("name", "wert", "regeln"),
    [
        ("GB_TendenzAb", 20_000.01, Regeln(tendenz_ab_ct=20_000_01)),
        ("GB_TendenzAbProzent", 1.5, Regeln(tendenz_ab_pct=Decimal(150))),
        ("GB_ZielSchlechtUnter", 0.96, Regeln(ziel_schlecht_unter_pct=Decimal(96))),
        ("GB_ZielGutUeber", 1.2, Regeln(ziel_gut_ueber_pct=Decimal(120))),
    ],
)
def test_thresholds_are_live(write: Callable[..., Path], name: str, wert: float, regeln: Regeln) -> None:
    excel = Excel(write(bericht_of(ENDE)))
    andere = Excel(write(with_regeln(bericht_of(ENDE), regeln)))
    assert excel.cached() != andere.cached()
    assert_equal_values(andere.cached(), excel.computed(**{name: wert}))


def with_regeln(bericht: Produktbericht, regeln: Regeln) -> Produktbericht:
    """The same report under other rules, as core would have built it."""
    dezernate = tuple(
        replace(
            dezernat,
            gruppen=tuple(
                replace(
                    gruppe,
                    blatt=replace(gruppe.blatt, regeln=regeln),
                    zeilen=tuple(replace(zeile, regeln=regeln) for zeile in gruppe.zeilen),
                )
                for gruppe in dezernat.gruppen
            ),
        )
        for dezernat in bericht.dezernate
    )
    return replace(bericht, regeln=regeln, dezernate=dezernate)


@pytest.mark.parametrize(
    ("ansatz_ct", "ergebnis_ct", "prozent"),
    [
        (-100_000_00, -80_000_00, "0"),
        (-100_000_00, -80_000_01, "0"),
        (-100_000_10, -120_000_10, "0"),
        (-100_000_10, -120_000_09, "0"),
        (-400_000_00, -428_000_00, "7"),
        (-400_000_00, -427_999_99, "7"),
        (-123_456_78, -147_000_00, "19.07"),
        (0, 20_000_00, "5"),
        (10, 10, "0"),
    ],
)
def test_tendenz_formula_agrees_with_core_at_the_threshold(
    write: Callable[..., Path], ansatz_ct: int, ergebnis_ct: int, prozent: str
) -> None:
    zeilen = (produkt("1", "P", (ansatz_ct, ergebnis_ct, ergebnis_ct)),)
    bericht = replace(bericht_of(ENDE), dezernate=(Dezernatsgruppe(GESAMT, (gruppe("B", ENDE, zeilen),)),))
    excel = Excel(write(with_regeln(bericht, Regeln(tendenz_ab_pct=Decimal(prozent)))))
    assert_equal_values(excel.cached(), excel.computed())


@pytest.mark.parametrize("richtung", list(Richtung))
@pytest.mark.parametrize(
    ("plan", "ist"),
    [("100", "95"), ("100", "94.99"), ("100", "105"), ("100", "105.01"), ("0.3", "0.285"), ("0", "1"), ("1", None)],
)
def test_zielerreichung_formula_agrees_with_core(
    write: Callable[..., Path], plan: str, ist: str | None, richtung: Richtung
) -> None:
    zeilen = (produkt("1", "P", (0, 0, 0), ziel=kennzahl(plan, ist, richtung)),)
    bericht = replace(bericht_of(ENDE), dezernate=(Dezernatsgruppe(GESAMT, (gruppe("B", ENDE, zeilen),)),))
    excel = Excel(write(bericht))
    assert_equal_values(excel.cached(), excel.computed())


def test_thresholds_stand_in_named_cells(write: Callable[..., Path]) -> None:
    excel = Excel(write(bericht_of(ENDE, Regeln(tendenz_ab_pct=Decimal("2.5")))))
    namen = ("GB_TendenzAb", "GB_TendenzAbProzent", "GB_ZielSchlechtUnter", "GB_ZielGutUeber")
    assert [excel.name_value(name) for name in namen] == [20_000, 0.025, 0.95, 1.05]


def test_warnings_stand_below_the_title(write: Callable[..., Path]) -> None:
    file = write(bericht_of(ENDE), "Nicht enthalten: 1 €", "Achtung: 2 Fehler")
    assert openpyxl.load_workbook(file)["Produktbericht"]["A3"].value == "Nicht enthalten: 1 €; Achtung: 2 Fehler"
    assert openpyxl.load_workbook(write(bericht_of(ENDE)))["Produktbericht"]["A3"].value is None


def test_table_prints_landscape_one_page_wide_with_its_header_on_each_page(write: Callable[..., Path]) -> None:
    blatt = openpyxl.load_workbook(write(bericht_of(ENDE)))["Produktbericht"]
    assert (blatt.page_setup.orientation, blatt.page_setup.fitToHeight) == ("landscape", 0)
    assert blatt.sheet_properties.pageSetUpPr.fitToPage
    assert blatt.print_title_rows == f"$1:${KOPF}"
    assert blatt.print_area == f"'Produktbericht'!$A$1:$P${blatt.max_row}"
    assert blatt.oddFooter.right.text == "Seite &P von &N"
    assert blatt.oddFooter.left.text == "Kreis A && B, Produktbericht Stand Ende Dezember 2023"


def test_filter_covers_the_table_and_no_cell_in_it_is_merged(write: Callable[..., Path]) -> None:
    blatt = openpyxl.load_workbook(write(bericht_of(ENDE)))["Produktbericht"]
    letzte = table(blatt)["Budget „=Arbeit“:"]["Plan"].row
    assert blatt.auto_filter.ref == f"A{KOPF}:P{letzte}"
    assert blatt.freeze_panes == f"C{KOPF + 1}"
    assert {bereich.min_row for bereich in blatt.merged_cells.ranges} == {KOPF - 1}


def test_dezernat_heads_its_budgets_and_is_left_out_where_there_is_none(write: Callable[..., Path]) -> None:
    assert "Dezernat III:" in sheet_texts(write(bericht_of(ENDE)), "Produktbericht")
    gruppen = bericht_of(ENDE).budgetgruppen
    ohne = replace(bericht_of(ENDE), dezernate=(Dezernatsgruppe(GESAMT, gruppen),))
    assert not any("ezernat" in text for text in sheet_texts(write(ohne), "Produktbericht"))


def with_sums(bericht: Produktbericht, ansatz_ct: int = -1_880_200_00) -> Produktbericht:
    """The report with a sheet of the Dezernat and of the whole, which plan `ansatz_ct` and forecast nothing."""

    def blatt(objekt: Berichtsobjekt) -> Produktblatt:
        leer = tabelle(Art.ERTRAEGE, LEER, ansatz_ct, ()), tabelle(Art.AUFWENDUNGEN, LEER, 0, ())
        return Produktblatt(objekt, bericht.stand, *leer, Regeln(), (), ())

    (dezernat,) = bericht.dezernate
    return replace(bericht, dezernate=(replace(dezernat, blatt=blatt(dezernat.dezernat)),), gesamt=blatt(GESAMT))


def test_sums_of_the_dezernat_and_of_the_whole_are_formulas_over_the_subtotals(write: Callable[..., Path]) -> None:
    file = write(with_sums(bericht_of(JUNI)))
    werte = table(openpyxl.load_workbook(file, data_only=True)["Produktbericht"])
    formeln = table(openpyxl.load_workbook(file)["Produktbericht"])
    budgets = [werte["Budget „Soziales“:"], werte["Budget „=Arbeit“:"]]
    for name in ("Summe Dezernat III:", "Summe insgesamt:"):
        for spalte in ("Plan", "Ist bis Juni", "Prognose Jahresergebnis"):
            assert werte[name][spalte].value == pytest.approx(sum(budget[spalte].value for budget in budgets))
        assert werte[name]["Plan"].value == -1_880_200
        assert werte[name]["Tendenz"].value == "▼"
    zeilen = [budget["Plan"].row for budget in budgets]
    assert formeln["Summe Dezernat III:"]["Plan"].value == f"=C{zeilen[0]}+C{zeilen[1]}"
    assert formeln["Summe insgesamt:"]["Plan"].value == f"=C{formeln['Summe Dezernat III:']['Plan'].row}"


def test_a_sum_tells_what_the_sheet_counts_more(write: Callable[..., Path]) -> None:
    texte = sheet_texts(write(with_sums(bericht_of(ENDE), -88_488_900_00)), "Produktbericht")
    assert any("„Dezernat III“ zählt auch" in text and "Plan -88.488.900 €" in text for text in texte)
    dezernat = bericht_of(ENDE).dezernate[0].dezernat
    ganz = Dezernatsgruppe(dezernat, (gruppe("B", ENDE, (produkt("1", "P", (-5_00, 0, 0)),)),))
    gleich = with_sums(replace(bericht_of(ENDE), dezernate=(ganz,)), -5_00)
    assert not any("zählt auch" in text for text in sheet_texts(write(gleich), "Produktbericht"))


def test_what_one_budget_gets_has_no_sum_of_others(write: Callable[..., Path]) -> None:
    bericht = with_sums(bericht_of(ENDE))
    allein = bericht.only(bericht.budgetgruppen[0].blatt.objekt)
    assert not any(text.startswith("Summe") for text in sheet_texts(write(allein), "Produktbericht"))


def test_long_names_get_higher_rows(write: Callable[..., Path]) -> None:
    kurz, lang = produkt("1", "Kurz", (0, 0, 0)), produkt("2", "Sehr langer Name eines Produkts " * 4, (0, 0, 0))
    bericht = replace(bericht_of(ENDE), dezernate=(Dezernatsgruppe(GESAMT, (gruppe("B", ENDE, (kurz, lang)),)),))
    blatt = openpyxl.load_workbook(write(bericht))["Produktbericht"]
    hoehen = [blatt.row_dimensions[table(blatt)[nummer]["Plan"].row].height for nummer in ("1", "2")]
    assert hoehen[0] in (None, 15)  # Excel's own
    assert hoehen[1] > 20


def test_billions_fit_their_columns(write: Callable[..., Path]) -> None:
    betrag_ct = -9_876_543_210_00
    zeilen = (produkt("1", "P", (betrag_ct, betrag_ct, betrag_ct)),)
    bericht = replace(bericht_of(ENDE), dezernate=(Dezernatsgruppe(GESAMT, (gruppe("B", ENDE, zeilen),)),))
    blatt = openpyxl.load_workbook(write(bericht))["Produktbericht"]
    assert style.spalten_px(blatt.column_dimensions["C"].width) > style.text_px("-9.876.543.210", 9, fett=True) + 5


def test_entwicklung_cumulates_up_to_the_stand_and_leaves_the_rest_empty(write: Callable[..., Path]) -> None:
    file = write(bericht_of(JUNI))
    blatt = openpyxl.load_workbook(file, data_only=True)["Entwicklung"]
    assert [zelle.value for zelle in blatt[5]][1:] == ["Monat", "2023 je Monat", "2023", "Plan 2023 linear", "2022"]
    assert [blatt.cell(zeile, 4).value for zeile in range(6, 18)] == [
        750.01, 500.01, 250.01, 0.01, 750.02, 500.02, None, None, None, None, None, None,
    ]  # fmt: skip
    assert [blatt.cell(zeile, 5).value for zeile in (6, 11, 17)] == [-100, -600, -1200]
    formeln = openpyxl.load_workbook(file)["Entwicklung"]
    assert formeln["D7"].value == "=SUM(C$6:C7)"
    assert formeln["D12"].data_type == "n"  # July: no formula, so the line ends instead of falling to 0


def test_entwicklung_draws_a_chart_for_each_budget_with_gaps(write: Callable[..., Path]) -> None:
    with zipfile.ZipFile(write(bericht_of(JUNI))) as mappe:
        diagramme = [mappe.read(name).decode() for name in mappe.namelist() if name.startswith("xl/charts/chart")]
    assert len(diagramme) == 2
    # gap is what Excel does where nothing is said
    assert not any("dispBlanksAs" in diagramm for diagramm in diagramme)
    ist = re.search(r"<c:val>.*?</c:val>", diagramme[0], re.DOTALL)
    assert ist is not None
    assert re.findall(r'<c:pt idx="(\d+)">', ist[0]) == [str(index) for index in range(JUNI.monat)]
    # Ist and Plan; 2022 only where both halves are known, 2021 nowhere
    assert sorted(diagramm.count("<c:ser>") for diagramm in diagramme) == [2, 3]


def test_same_input_gives_the_same_bytes(write: Callable[..., Path]) -> None:
    erstes = write(bericht_of(JUNI), "Achtung: 1 Fehler").read_bytes()
    assert write(bericht_of(JUNI), "Achtung: 1 Fehler").read_bytes() == erstes


def test_document_properties(write: Callable[..., Path]) -> None:
    eigenschaften = openpyxl.load_workbook(write(bericht_of(ENDE))).properties
    assert eigenschaften.title == "Produktbericht 2023, Stand Dezember 2023"
    assert eigenschaften.category == "Haushalt"
    assert eigenschaften.created == datetime(2023, 12, 31)


@pytest.mark.parametrize("stand", [ENDE, JUNI])
def test_workbook_is_valid(write: Callable[..., Path], stand: Stand) -> None:
    ergebnis = OpenXmlValidator().validate(write(bericht_of(stand), "Achtung: 1 Fehler"))
    assert ergebnis.is_valid, ergebnis.errors


def test_report_without_budgets_is_still_a_workbook(write: Callable[..., Path]) -> None:
    file = write(replace(bericht_of(ENDE), dezernate=()))
    assert openpyxl.load_workbook(file).sheetnames == ["Produktbericht", "Entwicklung"]
    assert OpenXmlValidator().validate(file).is_valid


def test_page_break_takes_the_line_before_a_subtotal_along() -> None:
    haftet = [False, True, False, False, True, False]
    assert style.page_breaks([10] * 6, haftet, 40) == [3]
    assert style.page_breaks([10] * 6, [False] * 6, 60) == []
    assert style.page_breaks([10] * 4, [False, True, True, True], 20) == [2]  # nothing to keep together with: cut


def test_table_that_would_be_too_small_on_a4_goes_on_a3() -> None:
    assert style.choose_papier(1000)[0] is style.A4
    assert style.choose_papier(1700)[0] is style.A3
