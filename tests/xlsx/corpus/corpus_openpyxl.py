"""Templates of the corpus drawn by openpyxl."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule, DataBarRule, FormulaRule, IconSetRule
from openpyxl.styles import Color, Font, NamedStyle, PatternFill, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet
from xlsx.corpus.corpus_base import ZAHLEN, Muster, Ziel, bereich


def add_name(mappe: Workbook, name: str, ref: str, blatt: Worksheet | None = None) -> None:
    """A defined name, of the workbook or of one sheet."""
    (mappe if blatt is None else blatt).defined_names[name] = DefinedName(name, attr_text=ref)


def _block(mappe: Workbook) -> Worksheet:
    blatt = mappe.active
    blatt.title = "Blatt"
    for row in range(2, 6):
        blatt.cell(row, 1, f"Monat {row}")
        blatt.cell(row, 3, row)
    blatt["B6"] = "=SUM(B2:B5)"
    add_name(mappe, "PB_Zahlen", "Blatt!$B$2:$B$5")
    add_name(mappe, "PB_Text", "Blatt!$E$1")
    return blatt


_ZIEL = (bereich("PB_Zahlen", "Blatt", "B2:B5", ZAHLEN), bereich("PB_Text", "Blatt", "E1"))


def gestaltung(file: Path) -> None:
    mappe = Workbook()
    blatt = _block(mappe)
    stil = NamedStyle("Kopf", font=Font(bold=True, color=Color(theme=4, tint=-0.25)))
    mappe.add_named_style(stil)
    blatt["B2"].style = "Kopf"
    blatt["B3"].fill = PatternFill("solid", fgColor=Color(theme=5))
    blatt["B4"].number_format = '#,##0 "T€"'
    blatt["B5"].protection = Protection(locked=False)
    blatt["E1"].comment = Comment("Hinweis", "Kämmerei", height=80, width=200)
    blatt["E2"] = CellRichText("normal ", TextBlock(InlineFont(b=True), "fett"))
    blatt["E3"].hyperlink = "https://example.org"
    blatt.merge_cells("E1:H1")
    rot = PatternFill(bgColor="FFC7CE")
    blatt.conditional_formatting.add("B2:B5", CellIsRule("lessThan", ["0"], fill=rot))
    blatt.conditional_formatting.add("B2:B5", FormulaRule(["$C2>3"], fill=rot))
    blatt.conditional_formatting.add(
        "B2:B5", ColorScaleRule("min", start_color="FF0000", end_type="max", end_color="00FF00")
    )
    blatt.conditional_formatting.add("C2:C5", DataBarRule("min", None, "max", None, color="FF638EC6"))
    blatt.conditional_formatting.add("C2:C5", IconSetRule("3Arrows", "percent", [0, 33, 67]))
    liste = DataValidation("list", formula1='"ja,nein"', allow_blank=True, showErrorMessage=True)
    liste.add("E1")
    blatt.add_data_validation(liste)
    mappe.save(file)


def seite(file: Path) -> None:
    mappe = Workbook()
    blatt = _block(mappe)
    blatt.print_area = "A1:F20"
    blatt.print_title_rows = "1:2"
    blatt.print_options.horizontalCentered = True
    blatt.page_setup.orientation = "landscape"
    blatt.page_setup.fitToHeight = 0
    blatt.sheet_properties.pageSetUpPr.fitToPage = True
    blatt.sheet_properties.tabColor = "FF9900"
    blatt.oddHeader.center.text = "Landkreis &P"
    blatt.row_breaks.append(Break(id=10))
    blatt.protection.enable()
    blatt.freeze_panes = "B2"
    blatt.auto_filter.ref = "A1:C5"
    blatt.column_dimensions.group("F", "H", hidden=True)
    blatt.row_dimensions.group(3, 4, outline_level=1)
    blatt.row_dimensions[2].height = 33
    mappe.create_sheet("Leer")
    mappe.create_sheet("Weg").sheet_state = "veryHidden"
    mappe.save(file)


def diagramme(file: Path) -> None:
    mappe = Workbook()
    blatt = _block(mappe)
    saeulen, linie = BarChart(), LineChart()
    saeulen.add_data(Reference(blatt, min_col=2, min_row=1, max_row=5), titles_from_data=True)
    saeulen.set_categories(Reference(blatt, min_col=1, min_row=2, max_row=5))
    linie.add_data(Reference(blatt, min_col=3, min_row=2, max_row=5))
    linie.y_axis.axId = 200
    saeulen += linie
    blatt.add_chart(saeulen, "G2")
    ganz = mappe.create_chartsheet("Diagrammblatt", 0)
    kurve = LineChart()
    kurve.add_data(Reference(blatt, min_col=2, min_row=2, max_row=5))
    ganz.add_chart(kurve)
    mappe.save(file)


def formeln(file: Path) -> None:
    mappe = Workbook()
    blatt = _block(mappe)
    zweites = mappe.create_sheet("Zwei")
    zweites["A1"] = "=Blatt!B6+Faktor"
    zweites["A2"] = "=SUM(Summanden)"
    blatt["D1"] = ArrayFormula("D1", "=SUM(B2:B5*C2:C5)")
    blatt["D2"] = ArrayFormula("D2:D4", "=B2:B4*2")
    blatt["D6"] = "=\n  SUM( B2:B5 ) "
    blatt["D7"] = "=IF(B2>0,TRUE,FALSE)"
    add_name(mappe, "Faktor", "1.19")
    add_name(mappe, "Summanden", "Blatt!$C$2:$C$5")
    add_name(mappe, "PB_Matrix", "Blatt!$D$1")
    mappe.save(file)


def mehrfachoperation(file: Path) -> None:
    mappe = Workbook()
    blatt = _block(mappe)
    blatt["K1"] = "=B2*2"
    for row in (2, 3, 4):
        blatt.cell(row, 10, row * 10)
        blatt.cell(row, 11, row * 20)
    blatt["K2"] = DataTableFormula("K2:K4", dt2D=False, dtr=False, r1="B2")
    mappe.save(file)


def lokal(file: Path) -> None:
    mappe = Workbook()
    blatt = _block(mappe)
    for number in (1, 2):
        weiteres = mappe.create_sheet(f"Monat {number}")
        weiteres["A3"] = "=COUNTA(B1:B2)"
        add_name(mappe, "PB_Monat", f"'Monat {number}'!$B$1:$B$2", weiteres)
    tabelle = Table(displayName="Werte", ref="J1:K4")
    tabelle.tableStyleInfo = TableStyleInfo("TableStyleMedium9", showRowStripes=True)
    blatt["J1"], blatt["K1"] = "Nr", "Wert"
    for row in (2, 3, 4):
        blatt.cell(row, 10, row)
    blatt["L1"] = "=SUM(Werte[Wert])"
    blatt.add_table(tabelle)
    add_name(mappe, "PB_Tabelle", "Blatt!$K$2:$K$4")
    mappe.save(file)


MUSTER = (
    Muster(
        "op_gestaltung",
        (
            "Formatvorlagen",
            "Farben des Designs",
            "Notizen",
            "Rich Text",
            "bedingte Formate",
            "Gültigkeit",
            "Hyperlinks",
            "verbundene Zellen als Ziel",
        ),
        gestaltung,
        _ZIEL,
    ),
    Muster(
        "op_seite",
        ("Druckbereich und -titel", "Seite einrichten", "Schutz", "Gliederung", "leeres Blatt"),
        seite,
        _ZIEL,
    ),
    Muster("op_diagramme", ("Diagramme", "Diagrammblatt vor dem Tabellenblatt"), diagramme, _ZIEL),
    Muster(
        "op_formeln",
        ("Matrixformeln", "Matrixformel als Ziel", "Namen mit Konstante und Formel", "Formel mit Umbruch"),
        formeln,
        (*_ZIEL, Ziel("PB_Matrix", "Blatt", (("D1",),))),
        ohne_wert=(("Zwei", "A1"),),
    ),
    Muster(
        "op_mehrfachoperation",
        ("Mehrfachoperation (what-if)",),
        mehrfachoperation,
        _ZIEL,
        ohne_wert=(("Blatt", "K2"), ("Blatt", "K3"), ("Blatt", "K4")),
        nicht_in_libreoffice=(("Blatt", "K2"), ("Blatt", "K3"), ("Blatt", "K4")),
    ),
    Muster(
        "op_lokal",
        ("gleicher Name auf zwei Blättern", "Tabellen", "Ziele in Tabellen"),
        lokal,
        (
            *_ZIEL,
            bereich("PB_Monat", "Monat 1", "B1:B2"),
            bereich("PB_Monat", "Monat 2", "B1:B2"),
            bereich("PB_Tabelle", "Blatt", "K2:K4", ZAHLEN),
        ),
        mit_wert=((("Blatt", "L1"), 1241.31),),
    ),
)
