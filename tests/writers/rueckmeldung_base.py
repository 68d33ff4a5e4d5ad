"""What the tests of the workbook for a Fachdienst share: how it is filled from the example, and how it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.datetime import to_excel
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xlbudget.app.bericht.lauf import Lauf
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.produktblatt import Produktblatt
from xlbudget.core.rueckmeldung import Feld, Feldart, Identitaet, Zellwert
from xlbudget.layout.rueckmeldung import (
    BOX_ZELLEN,
    IDENTITAET_BLATT,
    RUECKMELDUNG_BLATT,
    ZELLE_DATUM,
    ZELLE_NAME,
    ZELLE_STATUS,
)
from xlbudget.writers.rueckmeldung.mappe import Begleitung, Eingabemappe, fill_rueckmeldung
from xlbudget.xlsx.areas import address
from xlbudget.xlsx.fill.sheetxml import merged_areas
from xlbudget.xlsx.package import Package, iter_cells, parse_xml

SCHLUESSEL = b"nur bei den Controllern"
BEGLEITUNG = Begleitung(date(2023, 8, 15), "controlling@landkreis.example", "Fachdienst Finanzen, Tel. 123")
MIGRATION = "31198 Migrationsangelegenheiten"


@dataclass(frozen=True)
class Gesendet:
    """A workbook as it was sent, the models it shows, and where it lies."""

    mappe: Eingabemappe
    blaetter: tuple[Produktblatt, ...]
    file: Path

    def zelle(self, feldart: Feldart, objekt: str, art: Art | None = None, zeile: str = "") -> tuple[str, str]:
        """Sheet and address of an input."""
        (gefunden,) = (f for f in self.mappe.felder if f.feld == Feld(objekt, feldart, art, zeile))
        return gefunden.blatt, gefunden.zelle

    def modell(self, objekt: str) -> Produktblatt:
        return next(blatt for blatt in self.blaetter if blatt.objekt.kennung == objekt)


def blaetter_of(lauf: Lauf, budget: str) -> tuple[Produktblatt, ...]:
    """The sheets of a Budget of the example: its own, then those of its Produkte."""
    daten = lauf.daten
    objekt = daten.gliederung[budget]
    return tuple(daten.produktblatt(o) for o in (objekt, *daten.gliederung.produkte_of(objekt)))


def fill(vorlage: Package, lauf: Lauf, blaetter: Sequence[Produktblatt], **weitere: Any) -> Eingabemappe:
    """The workbook for the Budget of the first of `blaetter`."""
    daten = lauf.daten
    bericht = daten.produktbericht().only(daten.gliederung[blaetter[0].objekt.kennung])
    angaben = {"begleitung": BEGLEITUNG, "identitaet": identitaet(blaetter), **weitere}
    return fill_rueckmeldung(vorlage, bericht, blaetter, schluessel=SCHLUESSEL, **angaben)


def send(ordner: Path, vorlage: Package, lauf: Lauf, blaetter: Sequence[Produktblatt], **weitere: Any) -> Gesendet:
    """The same, written into a folder."""
    mappe = fill(vorlage, lauf, blaetter, **weitere)
    file = ordner / f"{blaetter[0].objekt.kennung}.xlsx"
    file.write_bytes(mappe.data)
    return Gesendet(mappe, tuple(blaetter), file)


def identitaet(blaetter: Sequence[Produktblatt]) -> Identitaet:
    """What the workbook of these sheets says it is."""
    kennungen = tuple(blatt.objekt.kennung for blatt in blaetter)
    return Identitaet("s-1", "Landkreis Peine", blaetter[0].stand, kennungen[0], kennungen, 1)


@cache
def opened(file: Path, *, data_only: bool = False) -> Workbook:
    """A workbook as openpyxl reads it, which takes a while; nobody changes it, and nobody writes the file again."""
    return openpyxl.load_workbook(file, data_only=data_only)


@cache
def konstanten(file: Path) -> dict[tuple[str, str], Zellwert]:
    """All constants of a workbook, read by openpyxl and not by what is tested."""
    return {
        (blatt.title, cell.coordinate): float(to_excel(cell.value)) if isinstance(cell.value, datetime) else cell.value
        for blatt in opened(file).worksheets
        for row in blatt.iter_rows()
        for cell in row
        if cell.value is not None and cell.data_type != "f"
    }


def cached(file: Path, blatt: str) -> Worksheet:
    return opened(file, data_only=True)[blatt]


def check_open_cells(sendung: Gesendet) -> None:
    """Inputs, with what is merged into them, are open, and nothing else: no cell, no row, no column."""
    package = Package.from_bytes(sendung.file.name, sendung.mappe.data)
    looks = parse_xml(package.members["xl/styles.xml"]).iterfind("{*}cellXfs/{*}xf")
    offene = {
        str(n) for n, xf in enumerate(looks) if (p := xf.find("{*}protection")) is not None and p.get("locked") == "0"
    }
    erlaubt = {(feld.blatt, feld.zelle) for feld in sendung.mappe.felder}
    erlaubt |= {(RUECKMELDUNG_BLATT, zelle) for zelle in BOX_ZELLEN}
    offen = set()
    for sheet in package.sheets:
        root = parse_xml(package.members[sheet.part])
        offen |= {(sheet.name, address(*cell)) for cell, c in iter_cells(root) if c.get("s") in offene}
        assert offene.isdisjoint(
            {row.get("s") for row in root.iter("{*}row")} | {c.get("style") for c in root.iter("{*}col")}
        )
        for merge in merged_areas(root):
            if (sheet.name, address(merge.top, merge.left)) in erlaubt:
                erlaubt |= {(sheet.name, address(*cell)) for cell in merge.cells()}
    assert offen == erlaubt


def check_protection(sendung: Gesendet) -> None:
    """No cell and no sheet can be changed, all cells can be selected, columns sized, and there is no password."""
    mappe = opened(sendung.file)
    assert mappe.security.lockStructure
    assert mappe.security.workbookPassword is None
    for blatt in mappe.worksheets:
        schutz = blatt.protection
        assert (schutz.sheet, schutz.password, schutz.selectLockedCells) == (True, None, False)
        if blatt.title != IDENTITAET_BLATT:
            assert (schutz.formatCells, schutz.formatColumns) == (True, False)  # True forbids


_ARTEN = {
    Feldart.PROGNOSE: "custom",
    Feldart.GRUND: "textLength",
    Feldart.ERLAEUTERUNG: "textLength",
    Feldart.LEISTUNG: "decimal",
    Feldart.ZIEL: "decimal",
    Feldart.MONATSWERT: "decimal",
    Feldart.FASSUNG: "list",
    Feldart.NOTIZ: "textLength",
}
_BOX = {ZELLE_NAME: "textLength", ZELLE_DATUM: "date", ZELLE_STATUS: "list"}


def check_validations(sendung: Gesendet) -> None:
    """Every input has one check, with its messages."""
    mappe = opened(sendung.file)
    erwartet = [(feld.blatt, feld.zelle, _ARTEN[feld.feld.feldart]) for feld in sendung.mappe.felder]
    erwartet += [(RUECKMELDUNG_BLATT, zelle, art) for zelle, art in _BOX.items()]
    for blatt, zelle, art in erwartet:
        (pruefung,) = (p for p in mappe[blatt].data_validations.dataValidation if zelle in p.sqref)
        assert (pruefung.type, pruefung.showErrorMessage, pruefung.showInputMessage) == (art, True, True)
        assert pruefung.error
        assert pruefung.prompt
