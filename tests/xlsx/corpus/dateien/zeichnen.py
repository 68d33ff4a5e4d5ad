"""Draws the templates of the corpus that only LibreOffice can draw, and saves them beside this file.

Run with the Python that LibreOffice brings: `/usr/bin/python3 tests/writers/corpus/zeichnen.py`
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path

FOLDER = Path(__file__).parent
_PIPE = "xlbudget-corpus"


def main() -> None:
    """Start an office of our own, draw, save, and end it."""
    with tempfile.TemporaryDirectory() as profile:
        command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--norestore", "--nologo"]
        with subprocess.Popen([*command, f"--accept=pipe,name={_PIPE};urp;"]) as office:
            desktop = _connect()
            try:
                for name, draw in (("lo_pivot", draw_pivot), ("lo_reich", draw_rich)):
                    document = desktop.loadComponentFromURL(
                        "private:factory/scalc", "_blank", 0, (_value("Hidden", True),)
                    )
                    draw(document)
                    filtername = _value("FilterName", "Calc MS Excel 2007 XML")
                    document.storeToURL((FOLDER / f"{name}.xlsx").as_uri(), (filtername,))
                    document.close(True)
            finally:
                desktop.terminate()
            office.wait(30)


def _connect():
    import uno

    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(60):
        try:
            context = resolver.resolve(f"uno:pipe,name={_PIPE};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:  # noqa: BLE001 - UNO raises what it likes until it is up
            time.sleep(0.5)
    raise TimeoutError("LibreOffice antwortet nicht")


def _value(name, value):
    from com.sun.star.beans import PropertyValue

    return PropertyValue(Name=name, Value=value)


def _draw_block(document, title="Blatt"):
    """Months, targets, totals, and the two names that every template has."""
    sheet = document.Sheets.getByIndex(0)
    sheet.Name = title
    for row in range(2, 6):
        sheet.getCellRangeByName(f"A{row}").String = f"Monat {row}"
        sheet.getCellRangeByName(f"C{row}").Value = row
    sheet.getCellRangeByName("A1").String, sheet.getCellRangeByName("B1").String = "Monat", "Betrag"
    sheet.getCellRangeByName("C1").String = "Zahl"
    sheet.getCellRangeByName("B6").Formula = "=SUM(B2:B5)"
    sheet.getCellRangeByName("C6").Formula = '=IF(B6>0;"mehr";"weniger")'
    sheet.getCellRangeByName("B2:B5").CharWeight = 150
    _name(document.NamedRanges, "PB_Zahlen", "$Blatt.$B$2:$B$5", sheet)
    _name(document.NamedRanges, "PB_Text", "$Blatt.$E$8", sheet)
    return sheet


def _name(names, name, reference, sheet) -> None:
    names.addNewByName(name, reference, sheet.getCellRangeByName("A1").CellAddress, 0)


def draw_pivot(document) -> None:
    """A pivot table over the block, and its cache."""
    from com.sun.star.sheet.DataPilotFieldOrientation import DATA, ROW

    sheet = _draw_block(document)
    document.Sheets.insertNewByName("Pivot", 1)
    target = document.Sheets.getByName("Pivot")
    tables = target.getDataPilotTables()
    descriptor = tables.createDataPilotDescriptor()
    descriptor.setSourceRange(sheet.getCellRangeByName("A1:C5").RangeAddress)
    fields = descriptor.DataPilotFields
    fields.getByIndex(0).Orientation = ROW
    fields.getByIndex(2).Orientation = DATA
    tables.insertNewByName("Auswertung", target.getCellRangeByName("A3").CellAddress, descriptor)


def draw_rich(document) -> None:
    """Chart, shape, note, conditional format, validation, merge, array formula, local names, print settings."""
    from com.sun.star.awt import Point, Rectangle, Size
    from com.sun.star.sheet.ConditionOperator import GREATER
    from com.sun.star.sheet.ValidationType import LIST

    sheet = _draw_block(document)
    for number in (1, 2):
        document.Sheets.insertNewByName(f"Teil {number}", number)
        other = document.Sheets.getByIndex(number)
        _name(other.NamedRanges, "PB_Teil", f"$'Teil {number}'.$B$2:$C$3", other)
        other.getCellRangeByName("A1").Formula = "=SUM($Blatt.B2:B5)*2"
    sheet.getCellRangeByName("E8:H9").merge(True)
    sheet.getCellRangeByName("D2:D5").setArrayFormula("=B2:B5*2")
    area = sheet.getCellRangeByName("A1:B5").RangeAddress
    sheet.Charts.addNewByName("Verlauf", Rectangle(12000, 500, 9000, 6000), (area,), True, True)
    shape = document.createInstance("com.sun.star.drawing.RectangleShape")
    shape.Size, shape.Position = Size(5000, 1500), Point(12000, 8000)
    sheet.DrawPage.add(shape)
    shape.String = "Rahmen der Verwaltung"
    sheet.Annotations.insertNew(sheet.getCellRangeByName("B2").CellAddress, "Hinweis am Ziel")
    targets = sheet.getCellRangeByName("B2:B5")
    condition = targets.ConditionalFormat
    style = (_value("Operator", GREATER), _value("Formula1", "10"), _value("StyleName", "Good"))
    condition.addNew(style)
    targets.ConditionalFormat = condition
    validation = targets.Validation
    validation.Type = LIST
    validation.setFormula1("$'Teil 1'.$A$1:$A$3")
    targets.Validation = validation
    sheet.setPrintAreas((sheet.getCellRangeByName("A1:H20").RangeAddress,))
    sheet.setPrintTitleRows(True)
    sheet.setTitleRows(sheet.getCellRangeByName("A1:A1").RangeAddress)
    sheet.Rows.getByIndex(2).IsVisible = False
    sheet.Columns.getByIndex(6).Width = 6000
    sheet.protect("geheim")
    text = sheet.getCellRangeByName("E1")
    link = document.createInstance("com.sun.star.text.TextField.URL")
    link.URL, link.Representation = "https://example.org", "außen"
    text.insertTextContent(text.createTextCursor(), link, False)


if __name__ == "__main__":
    main()
