"""Templates of the corpus drawn by xlsxwriter: everything that lies on and around the cells."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import date
from pathlib import Path

import xlsxwriter
from xlsx.corpus.corpus_base import ZAHLEN, Muster, bereich
from xlsxwriter.worksheet import Worksheet


def png() -> io.BytesIO:
    """A red picture of 8 × 8 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress((b"\0" + b"\xcc\x22\x22" * 8) * 8))
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + header + pixels + chunk(b"IEND", b""))


def block(blatt: Worksheet, rows: int = 4) -> None:
    """Months in A2.., styled empty target cells in B2:C.., totals below."""
    for row in range(rows):
        blatt.write(row + 1, 0, f"Monat {row + 1}")
        blatt.write_blank(row + 1, 1, None)
        blatt.write_number(row + 1, 2, row)
    blatt.write_formula(rows + 1, 1, f"=SUM(B2:B{rows + 1})")
    blatt.write_formula(rows + 1, 2, f"=SUM(C2:C{rows + 1})")


ZIEL = (bereich("PB_Zahlen", "Blatt", "B2:C5", ZAHLEN), bereich("PB_Text", "Blatt", "A8"))


def name_block(mappe: xlsxwriter.Workbook) -> None:
    mappe.define_name("PB_Zahlen", "=Blatt!$B$2:$C$5")
    mappe.define_name("PB_Text", "=Blatt!$A$8")


def diagramme(file: Path) -> None:
    with xlsxwriter.Workbook(file) as mappe:
        blatt, tafel = mappe.add_worksheet("Blatt"), mappe.add_worksheet("Tafel")
        block(blatt)
        name_block(mappe)
        kinds = ("column", "bar", "line", "area", "pie", "doughnut", "scatter", "radar", "stock")
        for number, kind in enumerate(kinds):
            chart = mappe.add_chart({"type": kind})
            for letters in "BC" if kind != "stock" else "BCB":
                chart.add_series(
                    {
                        "name": f"=Blatt!${letters}$1",
                        "categories": "=Blatt!$A$2:$A$5",
                        "values": f"=Blatt!${letters}$2:${letters}$5",
                    }
                )
            chart.set_title({"name": "=Blatt!$A$8"})
            tafel.insert_chart(number * 15, 0, chart)
        linie = mappe.add_chart({"type": "line"})
        linie.add_series({"values": "=Blatt!$C$2:$C$5", "y2_axis": True, "trendline": {"type": "linear"}})
        saeulen = mappe.add_chart({"type": "column", "subtype": "stacked"})
        saeulen.add_series({"values": "=Blatt!$B$2:$B$5", "data_labels": {"value": True}})
        saeulen.combine(linie)
        blatt.insert_chart("E2", saeulen)
        ganz = mappe.add_chartsheet("Diagrammblatt")
        kreis = mappe.add_chart({"type": "pie"})
        kreis.add_series({"values": "=Blatt!$B$2:$B$5"})
        ganz.set_chart(kreis)


def diagrammblatt_vorn(file: Path) -> None:
    with xlsxwriter.Workbook(file) as mappe:
        ganz = mappe.add_chartsheet("Diagrammblatt")
        blatt, zweites = mappe.add_worksheet("Blatt"), mappe.add_worksheet("Zwei")
        block(blatt)
        name_block(mappe)
        zweites.write_formula("A1", "=Blatt!B6*2")
        chart = mappe.add_chart({"type": "column"})
        chart.add_series({"values": "=Blatt!$B$2:$B$5"})
        ganz.set_chart(chart)


def bilder(file: Path) -> None:
    with xlsxwriter.Workbook(file) as mappe:
        blatt = mappe.add_worksheet("Blatt")
        block(blatt)
        name_block(mappe)
        blatt.insert_image(
            "E2", "logo.png", {"image_data": png(), "description": "Wappen", "url": "https://example.org"}
        )
        blatt.embed_image("E12", "zelle.png", {"image_data": png()})
        blatt.set_background(png())
        blatt.set_header("&C&G", {"image_center": "kopf.png", "image_data_center": png()})
        blatt.set_footer("&LSeite &P von &N&R&D")
        blatt.insert_textbox("G2", "", {"textlink": "=Blatt!$A$8"})
        blatt.insert_textbox("G8", "Rahmen der Verwaltung", {"gradient": {"colors": ["#DDEBF7", "#9BC2E6"]}})
        blatt.write_comment("B2", "Hinweis am Ziel", {"author": "Kämmerei", "visible": True})
        blatt.write_comment("A8", "Hinweis am Text")
        blatt.insert_button("G14", {"macro": "Los", "caption": "Los"})
        blatt.insert_checkbox("E10", True)


def bedingt(file: Path) -> None:
    with xlsxwriter.Workbook(file) as mappe:
        blatt, grenzen = mappe.add_worksheet("Blatt"), mappe.add_worksheet("Grenzen")
        block(blatt)
        name_block(mappe)
        grenzen.write("A1", 5)
        rot = mappe.add_format({"bg_color": "#FFC7CE"})
        for options in (
            {"type": "cell", "criteria": ">", "value": "Grenzen!$A$1", "format": rot},
            {"type": "formula", "criteria": "=$B2<Grenzen!$A$1", "format": rot, "stop_if_true": True},
            {"type": "data_bar", "data_bar_2010": True, "bar_negative_color": "#FF0000", "bar_axis_position": "middle"},
            {"type": "data_bar"},
            {"type": "icon_set", "icon_style": "3_traffic_lights", "icons": [{"criteria": ">=", "value": 90}]},
            {"type": "3_color_scale"},
            {"type": "top", "value": 2, "format": rot},
            {"type": "duplicate", "format": rot},
            {"type": "text", "criteria": "containing", "value": "Äpfel", "format": rot},
            {"type": "blanks", "format": rot},
            {"type": "average", "criteria": "above", "format": rot},
        ):
            blatt.conditional_format("B2:C5", options)
        blatt.conditional_format("A8", {"type": "formula", "criteria": '=$A$8="x"', "format": rot})


def gueltigkeit(file: Path) -> None:
    with xlsxwriter.Workbook(file) as mappe:
        blatt, listen = mappe.add_worksheet("Blatt"), mappe.add_worksheet("Listen")
        block(blatt)
        name_block(mappe)
        listen.write_column("A1", ["ja", "nein"])
        listen.hide()
        blatt.data_validation("B2:B5", {"validate": "list", "source": "=Listen!$A$1:$A$2"})
        blatt.data_validation("C2:C5", {"validate": "decimal", "criteria": "between", "minimum": -9, "maximum": 9})
        blatt.data_validation("A8", {"validate": "custom", "value": "=LEN(A8)<50", "error_message": "Zu lang"})
        blatt.data_validation(
            "D2", {"validate": "date", "criteria": ">", "value": date(2023, 1, 1), "input_title": "Tag"}
        )
        for number, kind in enumerate(("line", "column", "win_loss")):
            options = {"range": "Blatt!B2:B5", "type": kind, "markers": True, "high_point": True}
            blatt.add_sparkline(1 + number, 5, options)
        blatt.add_sparkline("G2", {"location": ["G2", "G3"], "range": ["Blatt!B2:C2", "Blatt!B3:C3"], "style": 12})


def seite(file: Path) -> None:
    with xlsxwriter.Workbook(file) as mappe:
        blatt = mappe.add_worksheet("Blatt")
        block(blatt)
        name_block(mappe)
        blatt.write_url("E1", "https://example.org/?a=1&b=2", string="außen", tip="Tipp")
        blatt.write_url("E2", "internal:'Blatt'!A8", string="innen")
        blatt.write_url("E3", "mailto:kaemmerei@example.org")
        blatt.print_area("A1:F20")
        blatt.repeat_rows(0, 1)
        blatt.repeat_columns("A:A")
        blatt.set_landscape()
        blatt.set_paper(9)
        blatt.fit_to_pages(1, 0)
        blatt.set_margins(0.5, 0.5, 0.75, 0.75)
        blatt.set_h_pagebreaks([10])
        blatt.set_v_pagebreaks([5])
        blatt.center_horizontally()
        blatt.protect("geheim", {"sort": True, "autofilter": True})
        blatt.unprotect_range("B2:C5", "Eingabe")
        blatt.freeze_panes(1, 1)
        blatt.autofilter("A1:C5")
        blatt.filter_column("A", "x == Monat*")
        blatt.ignore_errors({"number_stored_as_text": "A1:A9"})
        blatt.set_tab_color("#FF9900")
        blatt.set_zoom(85)
        blatt.set_selection("B2")
        blatt.right_to_left()


def gliederung(file: Path) -> None:
    with xlsxwriter.Workbook(file) as mappe:
        blatt, weg, ganz_weg, _ = (mappe.add_worksheet(name) for name in ("Blatt", "Weg", "Ganz weg", "Leer"))
        block(blatt)
        name_block(mappe)
        blatt.set_row(1, 30, None, {"level": 1})
        blatt.set_row(2, None, None, {"level": 2, "hidden": True})
        blatt.set_row(9, None, None, {"collapsed": True})
        blatt.set_column("C:D", 20, None, {"level": 1})
        blatt.set_column("E:E", None, None, {"hidden": True})
        blatt.outline_settings(True, False, False, True)
        weg.hide()
        ganz_weg.very_hidden()
        weg.write_formula("A1", "=Blatt!B6+1")
        ganz_weg.write_formula("A1", "='Weg'!A1*Faktor")
        mappe.define_name("Faktor", "=1.19")
        mappe.define_name("Summe", "=Blatt!$B$6")
        mappe.define_name("Gerechnet", "=Blatt!$B$6*2")
        ganz_weg.write_formula("A2", "=Summe")
        mappe.set_custom_property("Aktenzeichen", "20.1/2023")
        mappe.set_properties({"title": "Vorlage", "company": "Landkreis"})
        mappe.set_size(2000, 1500)
        mappe.define_name("PB_Weg", "=Weg!$B$2:$B$3")


def makros(file: Path) -> None:
    with xlsxwriter.Workbook(file) as mappe:
        blatt = mappe.add_worksheet("Blatt")
        block(blatt)
        name_block(mappe)
        mappe.add_vba_project(io.BytesIO(b"\xd0\xcf\x11\xe0 kein echtes Projekt " + bytes(range(256))), True)
        mappe.set_vba_name("DieseMappe")
        blatt.set_vba_name("Tabelle1")


def tabellenname(file: Path) -> None:
    """Excel itself turns a name over a whole table column into a structured reference."""
    with xlsxwriter.Workbook(file) as mappe:
        blatt = mappe.add_worksheet("Blatt")
        columns = [{"header": "Monat"}, {"header": "Betrag"}, {"header": "Rest [T€]"}]
        blatt.add_table("A3:C7", {"name": "Werte", "columns": columns, "total_row": True})
        blatt.write_formula("E1", "=SUM(B4:B6)")
        mappe.define_name("PB_Spalte", "=Werte[Betrag]")
        mappe.define_name("PB_Rest", "=Werte[Rest '[T€']]")


MUSTER = (
    Muster("xw_diagramme", ("Diagramme", "Diagrammblatt", "Diagrammtitel aus Zelle"), diagramme, ZIEL),
    Muster("xw_diagrammblatt_vorn", ("Diagrammblatt vor dem Tabellenblatt",), diagrammblatt_vorn, ZIEL),
    Muster(
        "xw_bilder",
        (
            "Bild",
            "Bild in Zelle",
            "Hintergrund",
            "Kopfzeile mit Bild",
            "Textfeld mit Verknüpfung",
            "Notizen",
            "Knopf",
            "Kontrollkästchen",
        ),
        bilder,
        ZIEL,
    ),
    Muster(
        "xw_bedingt", ("bedingte Formate", "Datenbalken 2010", "Symbolsätze", "Formel auf anderes Blatt"), bedingt, ZIEL
    ),
    Muster("xw_gueltigkeit", ("Gültigkeit", "Liste auf ausgeblendetem Blatt", "Sparklines"), gueltigkeit, ZIEL),
    Muster(
        "xw_seite",
        ("Hyperlinks", "Druckbereich und -titel", "Seite einrichten", "Umbrüche", "Schutz", "Fixierung", "Autofilter"),
        seite,
        ZIEL,
    ),
    Muster(
        "xw_gliederung",
        (
            "Gliederung",
            "ausgeblendete Zeilen, Spalten, Blätter",
            "leeres Blatt",
            "Namen mit Konstante und Formel",
            "eigene Dokumenteigenschaften",
        ),
        gliederung,
        (*ZIEL, bereich("PB_Weg", "Weg", "B2:B3")),
        ohne_wert=(("Ganz weg", "A1"),),
    ),
    Muster("xw_makros", ("vbaProject",), makros, ZIEL, endung=".xlsm"),
    Muster(
        "xw_tabellenname",
        ("Name auf Tabellenspalte",),
        tabellenname,
        (bereich("PB_Spalte", "Blatt", "B4:B6", ZAHLEN), bereich("PB_Rest", "Blatt", "C4:C6", ZAHLEN)),
    ),
)
