"""Workbooks in LibreOffice, driven over UNO. LibreOffice calculates."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.backend import DefinedName
from engine.com import application_error
from engine.libreoffice_sheet import LibreOfficeSheet, cell_address
from xlbudget.xlsx.areas import Area
from xlbudget.xlsx.fill.sheetxml import merged_areas
from xlbudget.xlsx.package import Package, parse_xml

XLSX, ODS, PDF = "Calc MS Excel 2007 XML", "calc8", "calc_pdf_Export"
"""What LibreOffice calls the formats it writes."""
_OOXML = 3  # FormulaLanguage convention of Excel files


class LibreOffice:
    """The program behind a UNO component context."""

    calculates = True

    def __init__(self, context: Any) -> None:
        self._desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self._copies = tempfile.mkdtemp(prefix="soffice")
        weakref.finalize(self, shutil.rmtree, self._copies, ignore_errors=True)

    def open(self, file: Path) -> LibreOfficeBook:
        # LibreOffice puts a lock file beside what it opens
        copy = shutil.copy(file, Path(tempfile.mkdtemp(dir=self._copies), file.name))
        return LibreOfficeBook(self.load(copy.as_uri()), _merges(file))

    def new(self) -> LibreOfficeBook:
        return LibreOfficeBook(self.load("private:factory/scalc"), {})

    def load(self, url: str, **how: Any) -> Any:
        """The document at a URL, opened as its properties say, without a window."""
        properties = tuple(_property(name, value) for name, value in {"Hidden": True, **how}.items())
        document = self._desktop.loadComponentFromURL(url, "_blank", 0, properties)
        if document is None:
            raise application_error(f"{url} lässt sich nicht öffnen.")
        return document

    def convert(self, file: Path, target: Path, to: str = XLSX, **how: Any) -> Path:
        """Open a file, which computes all of it, and write it in another format; returns `target`."""
        document = self.load(file.resolve().as_uri(), ReadOnly=True, **how)  # then there is no lock file beside it
        try:
            _store(document, target, to)
        finally:
            document.close(True)
        return target


class LibreOfficeBook:
    """One open document."""

    def __init__(self, document: Any, merges: Mapping[str, Sequence[Area]]) -> None:
        self.document = document
        null = document.NullDate
        self.date1904 = (null.Year, null.Month, null.Day) == (1904, 1, 1)
        self.translated: dict[tuple[tuple[int, int], str], str] = {}
        self._automatically = True
        self._merges = {title: list(areas) for title, areas in merges.items()}
        self._parser = document.createInstance("com.sun.star.sheet.FormulaParser")
        self._parser.CompileEnglish = True
        self._parser.FormulaConvention = _OOXML

    def sheets(self) -> list[LibreOfficeSheet]:
        return [LibreOfficeSheet(self, sheet) for sheet in self.document.Sheets]

    def merges_of(self, title: str) -> list[Area]:
        # UNO cannot list merges; the file says which there are, and nothing here moves cells
        return self._merges.setdefault(title, [])

    def add_sheet(self, title: str, index: int) -> LibreOfficeSheet:
        self.document.Sheets.insertNewByName(title, index)
        return LibreOfficeSheet(self, self.document.Sheets.getByName(title))

    def delete_sheet(self, title: str) -> None:
        self.document.Sheets.removeByName(title)

    def copy_sheet(self, title: str, new: str, index: int) -> None:
        self.document.Sheets.copyByName(title, new, index)
        self._merges[new] = list(self.merges_of(title))

    def names(self) -> list[DefinedName]:
        return [
            self._defined(named, title)
            for title, ranges in self._scopes()
            for named in ranges
            if not named.Name.startswith("_xlnm")
        ]

    def find_name(self, name: str, sheet: str) -> DefinedName | None:
        own = self.document.Sheets.getByName(sheet).NamedRanges
        for title, ranges in ((sheet, own), (None, self.document.NamedRanges)):
            for known in ranges.ElementNames:
                if known.casefold() == name.casefold():
                    return self._defined(ranges.getByName(known), title)
        return None

    def _defined(self, named: Any, sheet: str | None) -> DefinedName:
        return DefinedName(named.Name, sheet, f"={self.print_formula(named.getTokens(), (1, 1))}")

    def set_name(self, name: DefinedName) -> None:
        ranges = dict(self._scopes())[name.sheet]
        if not ranges.hasByName(name.name):
            ranges.addNewByName(name.name, "$A$1", cell_address((1, 1)), 0)
        ranges.getByName(name.name).setTokens(self.parse_formula(name.refers_to, (1, 1)))

    def delete_name(self, name: DefinedName) -> None:
        dict(self._scopes())[name.sheet].removeByName(name.name)

    def _scopes(self) -> Iterator[tuple[str | None, Any]]:
        yield None, self.document.NamedRanges
        for sheet in self.document.Sheets:
            yield sheet.Name, sheet.NamedRanges

    def calculate(self) -> None:
        self.document.calculate()

    def calculate_automatically(self, automatically: bool) -> None:
        if self._automatically and not automatically:
            self.calculate()  # LibreOffice calculates what is looked at; Excel had done it all by now
        self.document.enableAutomaticCalculation(automatically)
        self._automatically = automatically

    def calculate_what_was_typed(self) -> None:
        """Excel always calculates a formula that is entered; LibreOffice can only do everything that is due."""
        if not self._automatically:
            self.calculate()

    def save(self, file: Path) -> None:
        _store(self.document, file, XLSX)

    def close(self) -> None:
        self.document.close(True)

    def parse_formula(self, text: str, cell: tuple[int, int], sheet: int = 0) -> Any:
        return self._parser.parseFormula(text.removeprefix("="), cell_address(cell, sheet))

    def print_formula(self, tokens: Any, cell: tuple[int, int], sheet: int = 0) -> str:
        return self._parser.printFormula(tokens, cell_address(cell, sheet))


def _merges(file: Path) -> dict[str, Sequence[Area]]:
    package = Package.read(file)
    return {sheet.name: merged_areas(parse_xml(package.members[sheet.part])) for sheet in package.sheets}


def _store(document: Any, file: Path, to: str) -> None:
    from com.sun.star.io import IOException

    document.calculate()  # LibreOffice 7.4 crashes on saving conditional formats over cells it has still to calculate
    try:
        document.storeToURL(file.resolve().as_uri(), (_property("FilterName", to),))
    except IOException as error:
        raise application_error(f"{file} lässt sich nicht schreiben.") from error


def _property(name: str, value: Any) -> Any:
    import uno

    return uno.createUnoStruct("com.sun.star.beans.PropertyValue", name, 0, value, 0)
