"""Templates of the corpus drawn by xlsxwriter: everything that lies in the cells, and where the names lead."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import xlsxwriter
from xlsx.corpus.corpus_base import ZAHLEN, Muster, Ziel, bereich
from xlsx.corpus.corpus_xlsxwriter import ZIEL, block, name_block


def tabellen(file: Path) -> None:
    with xlsxwriter.Workbook(file) as mappe:
        blatt, zweites = mappe.add_worksheet("Blatt"), mappe.add_worksheet("Zwei")
        columns = [
            {"header": "Monat", "total_string": "Summe"},
            {"header": "Betrag", "total_function": "sum"},
            {"header": "Doppelt", "formula": "=Werte[[#This Row],[Betrag]]*2", "total_function": "average"},
        ]
        blatt.add_table(
            "A3:C7", {"name": "Werte", "columns": columns, "total_row": True, "style": "Table Style Light 9"}
        )
        zweites.add_table("B2:C4", {"columns": [{"header": "Größe [m²]"}, {"header": "Zeile\n2"}]})
        blatt.write_formula("E1", "=SUM(Werte[Betrag])")
        blatt.write_formula("E2", "=Werte[[#Totals],[Doppelt]]")
        blatt.write_formula("B7", "=SUBTOTAL(109,Werte[Betrag])")  # as Excel spells it
        blatt.write_formula("C7", "=SUBTOTAL(101,Werte[Doppelt])")
        mappe.define_name("PB_Tabelle", "=Blatt!$B$4:$B$6")
        mappe.define_name("PB_Andere", "=Zwei!$B$3:$C$4")


def tabellen_kurz(file: Path) -> None:
    """Structured references without the name of their own table, as xlsxwriter writes them."""
    with xlsxwriter.Workbook(file) as mappe:
        blatt = mappe.add_worksheet("Blatt")
        columns = [
            {"header": "Betrag", "total_function": "sum"},
            {"header": "Doppelt", "formula": "=[@Betrag]*2", "total_function": "average"},
        ]
        blatt.add_table("A3:B7", {"name": "Werte", "columns": columns, "total_row": True})
        mappe.define_name("PB_Tabelle", "=Blatt!$A$4:$A$6")


def formeln(file: Path) -> None:
    with xlsxwriter.Workbook(file) as mappe:
        blatt, zweites = mappe.add_worksheet("Blatt"), mappe.add_worksheet("Mit 'Strich' dran")
        block(blatt)
        name_block(mappe)
        blatt.write_array_formula("E1:E1", "{=SUM(B2:B5*C2:C5)}")
        blatt.write_array_formula("F2:F5", "{=B2:B5*2}")
        for address, formula in {
            "H1": '=" mit Rand "&A2',
            "H2": "=B2>100",
            "H3": "=1/0",
            "H4": '=IFERROR(1/0,"leer")',
            "H5": '=IF(B2>1E9,1,"")',
            "H6": "=NA()",
            "H7": "=ROUND(B6/3,2)",
            "H8": '=SUMIF(B2:B5,">0",C2:C5)',
            "H9": '=VLOOKUP("Monat 2",A2:C5,3,FALSE)',
            "H10": "=SUMPRODUCT(B2:B5,C2:C5)",
            "H11": "=DATE(2024,2,29)",
            "H12": "=B2*10%",
            "H13": '=COUNTIF(B2:C5,"<0")&" negativ"',
            "H14": "=Z99",
            "H15": '="_x0041_"&"<&>"',
            "H16": "=SUBTOTAL(109,B2:B5)",
            "H17": "=INDEX(B2:B5,MATCH(MAX(B2:B5),B2:B5,0))",
            "H18": "='Mit ''Strich'' dran'!A1+1",
        }.items():
            blatt.write_formula(address, formula, None, 99)
        zweites.write_formula("A1", "=Blatt!B6*2")


def dynamisch(file: Path) -> None:
    with xlsxwriter.Workbook(file) as mappe:
        blatt = mappe.add_worksheet("Blatt")
        block(blatt)
        name_block(mappe)
        blatt.write_dynamic_array_formula("E2:E5", "=SORT(B2:B5)")
        blatt.write_dynamic_array_formula("F2:F5", "=B2:B5+C2:C5")
        blatt.write_formula("G2", '=XLOOKUP("Monat 3",A2:A5,B2:B5)')
        blatt.write_formula("G3", "=LET(x,B2,x*2)")
        blatt.write_formula("G4", "=LAMBDA(x,x+1)(B2)")
        blatt.write_formula("G5", "=GIBTESNICHT(B2)", None, 7)
        blatt.write_formula("G6", "=G5+1", None, 8)


def namen(file: Path) -> None:
    with xlsxwriter.Workbook(file) as mappe:
        for title in ("Erstes", "Zweites", "Mit 'Strich' dran", "Übersicht 2023"):
            blatt = mappe.add_worksheet(title)
            blatt.write("A1", "fest")
            blatt.write_formula("A9", "=COUNTA(B2:B4)")
        mappe.define_name("Erstes!PB_Kopf", "=Erstes!$B$2:$B$4")
        mappe.define_name("Zweites!PB_Kopf", "=Zweites!$C$2:$C$4")
        mappe.define_name("PB_Strich", "='Mit ''Strich'' dran'!$B$2:$D$4")
        mappe.define_name("PB_Zwei_Bereiche", "=Erstes!$D$2:$D$3,Erstes!$F$2:$F$3")
        mappe.define_name("PB_Umlaut", "='Übersicht 2023'!$B$2")
        mappe.define_name("'Übersicht 2023'!PB_Lokal", "='Übersicht 2023'!$B$4")


def luecken(file: Path) -> None:
    with xlsxwriter.Workbook(file) as mappe:
        blatt, leer = mappe.add_worksheet("Blatt"), mappe.add_worksheet("Leer")
        fett, kursiv = mappe.add_format({"bold": True}), mappe.add_format({"italic": True, "num_format": "0.000"})
        euro = mappe.add_format({"num_format": '#,##0.00 "€";[Red]-#,##0.00'})
        blatt.set_column("D:E", 12, fett)
        blatt.set_column("XFD:XFD", 3, euro)
        blatt.set_row(5, 22, kursiv)
        blatt.set_row(11, 40)
        blatt.write("A1", "fest")
        blatt.write("XFD3", "Rand")
        blatt.write_row("A20", list(range(300)))
        blatt.write_formula("A30", "=SUM(D4:F8)")
        mappe.define_name("PB_Mitte", "=Blatt!$D$4:$F$8")
        mappe.define_name("PB_Rand", "=Blatt!$XFC$2:$XFD$3")
        mappe.define_name("PB_Zwischen", "=Blatt!$KO$20:$KP$20")
        mappe.define_name("PB_Hoch", "=Blatt!$B$12")
        mappe.define_name("PB_Leer", "=Leer!$C$3:$D$4")
        assert leer.dim_rowmax is None


def letzte_zeile(file: Path) -> None:
    with xlsxwriter.Workbook(file) as mappe:
        blatt = mappe.add_worksheet("Blatt")
        blatt.write("A1", "fest")
        mappe.define_name("PB_Unten", "=Blatt!$XFC$1048575:$XFD$1048576")
        mappe.define_name("PB_Oben", "=Blatt!$B$1")


def verbunden(file: Path) -> None:
    with xlsxwriter.Workbook(file) as mappe:
        blatt = mappe.add_worksheet("Blatt")
        rahmen = mappe.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        blatt.merge_range("A1:D4", "Erläuterung", rahmen)
        for row in range(5, 8):
            blatt.merge_range(row, 1, row, 3, "", rahmen)
        blatt.merge_range("F1:F4", "", rahmen)
        blatt.merge_range("H1:I1", "", rahmen)
        for area in ("A10:D11", "A12:D13", "K3:L3"):
            blatt.merge_range(area, "", rahmen)
        blatt.write_formula("K1", "=LEN(A1)")
        mappe.define_name("PB_Doppelzeilen", "=Blatt!$A$10:$D$13")
        mappe.define_name("PB_Paar", "=Blatt!$K$3:$M$3")
        mappe.define_name("PB_Ganz", "=Blatt!$A$1:$D$4")
        mappe.define_name("PB_Ecke", "=Blatt!$F$1")
        mappe.define_name("PB_Zeilen", "=Blatt!$B$6:$D$8")
        mappe.define_name("PB_Spalten", "=Blatt!$G$1:$I$1")


def jahr1904(file: Path) -> None:
    with xlsxwriter.Workbook(file, {"date_1904": True}) as mappe:
        blatt = mappe.add_worksheet("Blatt")
        tag = mappe.add_format({"num_format": "dd.mm.yyyy"})
        blatt.write_datetime("A1", date(2023, 12, 31), tag)
        blatt.write_blank("A2", None, tag)
        blatt.write_formula("A3", "=YEAR(A2)")
        blatt.write_formula("A4", "=A2-A1")
        blatt.write_formula("A5", "=DATE(2024,1,1)", tag)
        mappe.define_name("PB_Tag", "=Blatt!$A$2")


def stile(file: Path) -> None:
    with xlsxwriter.Workbook(file) as mappe:
        blatt = mappe.add_worksheet("Blatt")
        fett, rot = mappe.add_format({"bold": True}), mappe.add_format({"font_color": "red"})
        formate = ("#,##0.00", "0%", "dd.mm.yyyy", "@", '0.0" T€"', "[h]:mm", "General")
        blatt.write_rich_string("A1", "Teil ", fett, "fett", " und ", rot, "rot")
        blatt.write_rich_string("A2", "Ziel ", fett, "fett", " Ende")
        for row, text in enumerate(formate):
            fuer_theme = mappe.add_format({"num_format": text, "bg_color": xlsxwriter.color.Color.theme(row, 2)})
            blatt.write_blank(row + 3, 1, None, fuer_theme)
            blatt.write(row + 3, 2, f"Text {row}", fuer_theme)
        blatt.write_formula("E1", "=B4&A2")
        mappe.define_name("PB_Reich", "=Blatt!$A$2")
        mappe.define_name("PB_Stile", "=Blatt!$B$4:$C$10")


def _blatt(formulas: str) -> tuple[tuple[str, str], ...]:
    return tuple(("Blatt", address) for address in formulas.split())


MUSTER = (
    Muster(
        "xw_tabellen",
        ("Tabellen", "Ergebniszeile", "berechnete Spalte", "Ziele in Tabellen", "strukturierte Verweise"),
        tabellen,
        (bereich("PB_Tabelle", "Blatt", "B4:B6", ZAHLEN), bereich("PB_Andere", "Zwei", "B3:C4")),
        mit_wert=((("Blatt", "E1"), 1241.31), (("Blatt", "C7"), 827.54), (("Blatt", "E2"), 827.54)),
    ),
    Muster(
        "xw_tabellen_kurz",
        ("Tabellen", "strukturierte Verweise ohne Tabellennamen"),
        tabellen_kurz,
        (bereich("PB_Tabelle", "Blatt", "A4:A6", ZAHLEN),),
        ohne_wert=_blatt("B4 B5 B6 B7"),
        nicht_in_libreoffice=_blatt("A7"),
        mit_wert=((("Blatt", "A7"), 1241.31),),
    ),
    Muster(
        "xw_formeln",
        ("Matrixformeln", "Formeln über Blätter", "Text-, Wahrheits- und Fehlerergebnisse"),
        formeln,
        ZIEL,
        mit_wert=((("Blatt", "H1"), " mit Rand Monat 1"), (("Blatt", "F3"), -0.5), (("Blatt", "H14"), 0.0)),
    ),
    Muster(
        "xw_dynamisch",
        ("dynamische Matrixformeln (cm)", "XLOOKUP, LET, LAMBDA", "unbekannte Funktion"),
        dynamisch,
        ZIEL,
        ohne_wert=_blatt("E2 E3 E4 E5 F2 F3 F4 F5 G2 G3 G4 G5 G6"),
        nicht_in_libreoffice=_blatt("E2 E3 E4 E5 G2 G3 G4 G5 G6"),
    ),
    Muster(
        "xw_namen",
        (
            "Namen der Mappe und des Blatts",
            "Name über zwei Bereiche",
            "gleicher Name auf zwei Blättern",
            "Ziele auf mehreren Blättern",
        ),
        namen,
        (
            bereich("PB_Kopf", "Erstes", "B2:B4"),
            bereich("PB_Kopf", "Zweites", "C2:C4"),
            bereich("PB_Strich", "Mit 'Strich' dran", "B2:D4"),
            Ziel("PB_Zwei_Bereiche", "Erstes", (("D2", "F2"), ("D3", "F3"))),
            bereich("PB_Umlaut", "Übersicht 2023", "B2"),
            bereich("PB_Lokal", "Übersicht 2023", "B4"),
        ),
    ),
    Muster(
        "xw_luecken",
        (
            "Zellen und Zeilen, die es noch nicht gibt",
            "Zeilen- und Spaltenformate",
            "sehr breite Zeilen",
            "leeres Blatt",
        ),
        luecken,
        (
            bereich("PB_Mitte", "Blatt", "D4:F8", ZAHLEN),
            bereich("PB_Rand", "Blatt", "XFC2:XFD3"),
            bereich("PB_Zwischen", "Blatt", "KO20:KP20"),
            bereich("PB_Hoch", "Blatt", "B12"),
            bereich("PB_Leer", "Leer", "C3:D4"),
        ),
    ),
    Muster(
        "xw_letzte_zeile",
        ("letzte Zeile und Spalte",),
        letzte_zeile,
        (bereich("PB_Unten", "Blatt", "XFC1048575:XFD1048576"), bereich("PB_Oben", "Blatt", "B1")),
        zu_gross_fuer_libreoffice=True,
    ),
    Muster(
        "xw_verbunden",
        ("verbundene Zellen als Ziel", "je Zeile verbunden"),
        verbunden,
        (
            Ziel("PB_Ganz", "Blatt", (("A1",),)),
            Ziel("PB_Ecke", "Blatt", (("F1",),)),
            Ziel("PB_Zeilen", "Blatt", (("B6",), ("B7",), ("B8",))),
            Ziel("PB_Spalten", "Blatt", (("G1", "H1"),)),
            Ziel("PB_Doppelzeilen", "Blatt", (("A10",), ("A12",))),
            Ziel("PB_Paar", "Blatt", (("K3", "M3"),)),
        ),
    ),
    Muster(
        "xw_1904",
        ("Datumssystem 1904",),
        jahr1904,
        (bereich("PB_Tag", "Blatt", "A2", (date(2024, 1, 1),)),),
        mit_wert=((("Blatt", "A3"), 2024.0), (("Blatt", "A4"), 1.0), (("Blatt", "A5"), 43830.0)),
        ohne_wert=_blatt("A3 A4 A5"),
    ),
    Muster(
        "xw_stile",
        ("Rich Text", "Formate je Zelle", "Farben des Designs", "eigene Zahlenformate"),
        stile,
        (bereich("PB_Reich", "Blatt", "A2"), bereich("PB_Stile", "Blatt", "B4:C10")),
    ),
)
