"""What a later version might know: a table on request, columns, a choice, settings and a list more than today's."""

from __future__ import annotations

import io
import runpy
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
from niedersachsen import NIEDERSACHSEN_RAHMEN
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xlbudget.errors import Schwere
from xlbudget.layout.datenmappe import TABELLEN
from xlbudget.layout.deklaration import Deklaration, Einstellung, Gruppe, Spalte, Tabelle, Typ
from xlbudget.layout.einstellungen import EINSTELLUNGSZEILEN
from xlbudget.mitgeliefert import shipped
from xlbudget.writers.datenmappe.ergaenzen import Ergaenzung, complete_datenmappe
from xlbudget.writers.datenmappe.mappe import leere_datenmappe
from xlbudget.xlsx import Package, lint_workbook
from xlbudget.xlsx.package import pack

ALT = Path(__file__).parents[2] / "golden" / "datenmappe-0.3.0"


BEIRAETE = Tabelle(
    "Beiräte",
    "Welcher Ausschuss welches Budget berät.",
    Gruppe.GLIEDERUNG,
    (
        Spalte("Ausschuss", Typ.CODE, True, breite=30, hilfe="Kurzer Name"),
        Spalte("Budget", Typ.CODE, True, breite=26, verweis="Budgets"),
        Spalte("Sitzung", Typ.STAND),
        Spalte("Sitzungsgeld", Typ.BETRAG),
    ),
    entbehrlich=True,
    auf_wunsch=True,
)
FRISTEN = Tabelle(
    "Fristen", "Bis wann was fertig ist.", Gruppe.FACHDIENSTE, (Spalte("Frist"),), entbehrlich=True, auf_wunsch=True
)
NEUE_SPALTEN = (
    Spalte("Zeitraum", auswahl=("Monat", "Quartal"), breite=20, hilfe="Was eine Lieferung umfasst", entbehrlich=True),
    Spalte("Kontrollsumme", Typ.BETRAG, entbehrlich=True),
    Spalte("Gremium", Typ.CODE, breite=30, verweis="Beiräte", entbehrlich=True),
    Spalte("Hinweise", breite=70, entbehrlich=True),
)
NEUE_EINSTELLUNGEN = (
    Einstellung("Prüfung ab Euro", Typ.BETRAG, 500, "Ab diesem Betrag wird geprüft"),
    Einstellung("Strenge Prüfung", Typ.JA_NEIN, "nein", "ja = alles wird geprüft"),
)
NEU = 4 + len(EINSTELLUNGSZEILEN)
"""The row of the first of them below those of today."""


def _earlier(tabelle: Tabelle) -> Tabelle:
    """A table with its first columns, the same whatever today's has."""
    return replace(tabelle, spalten=tabelle.gezeichnet[:4]) if tabelle.name == "Quellen" else tabelle


def _extended(tabelle: Tabelle) -> Tabelle:
    if tabelle.name == "Quellen":
        tabelle = _earlier(tabelle)
        inhalt = replace(tabelle["Inhalt"], auswahl=("Buchungen", "Kontrolle", *tabelle["Inhalt"].auswahl[1:]))
        return replace(tabelle, spalten=(inhalt, *tabelle.spalten[1:], *NEUE_SPALTEN))
    return tabelle


_TABELLEN = [_extended(tabelle) for tabelle in TABELLEN if not tabelle.auf_wunsch]
_ORT = [tabelle.name for tabelle in _TABELLEN].index("Kennzahlen")
FRUEHER = Deklaration(tuple(_earlier(t) for t in TABELLEN if not t.auf_wunsch), EINSTELLUNGSZEILEN)
ERWEITERT = Deklaration(
    (*_TABELLEN[:_ORT], BEIRAETE, *_TABELLEN[_ORT:], FRISTEN), (*EINSTELLUNGSZEILEN, *NEUE_EINSTELLUNGEN)
)
QUELLEN = next(tabelle for tabelle in ERWEITERT.tabellen if tabelle.name == "Quellen")


def _drawn() -> tuple[Path, Path]:
    ordner = Path(tempfile.mkdtemp(prefix="xlbudget-datenmappe-"))
    peine, leer = ordner / "peine-2023.xlsx", ordner / "Datenmappe 2024.xlsx"
    zeichnen = runpy.run_path(str(shipped("workbooks", "zeichnen.py")))
    peine.write_bytes(zeichnen["draw_peine"](FRUEHER))
    leer.write_bytes(leere_datenmappe(2024, NIEDERSACHSEN_RAHMEN, FRUEHER))
    return peine, leer


PEINE, LEER = _drawn()


def copy_of(original: Path, ordner: Path, edit: Callable[[Workbook], object] | None = None) -> Path:
    """A Datenmappe to be changed; `edit` is what its user did, saved by openpyxl."""
    datei = ordner / original.name
    shutil.copy(original, datei)
    if edit:
        mappe = openpyxl.load_workbook(datei)
        edit(mappe)
        mappe.save(datei)
    return datei


def members(datei: Path | bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(datei) if isinstance(datei, bytes) else datei) as archiv:
        return {name: archiv.read(name) for name in archiv.namelist()}


Look = tuple[object, ...]


def cells(datei: Path, blaetter: Iterable[str] | None = None) -> Mapping[tuple[str, str], Look]:
    """Value, type, link and looks of every cell that is more than empty and plain."""
    mappe = openpyxl.load_workbook(datei)
    looks: dict[tuple[int, ...], str] = {}

    def look(zelle: Cell) -> str:
        if (key := tuple(zelle._style)) not in looks:
            teile = (zelle.font, zelle.fill, zelle.border, zelle.alignment, zelle.protection)
            looks[key] = "".join(map(repr, teile))
        return looks[key]

    return {
        (blatt.title, zelle.coordinate): (
            zelle.value if isinstance(zelle.value, str | int | float | None) else repr(zelle.value.__dict__),
            zelle.data_type,
            zelle.number_format,
            look(zelle),
            zelle.hyperlink and zelle.hyperlink.location,
        )
        for blatt in mappe.worksheets
        if blaetter is None or blatt.title in blaetter
        for zeile in blatt.iter_rows()
        for zelle in zeile
        if not isinstance(zelle, MergedCell) and (zelle.value is not None or zelle.has_style)
    }


def complete(datei: Path, mit: Collection[Tabelle] = (BEIRAETE,), deklaration: Deklaration = ERWEITERT) -> Ergaenzung:
    """Complete a Datenmappe in place; it must stay sound."""
    ergaenzung = complete_datenmappe(Package.read(datei), mit, deklaration)
    data = pack(ergaenzung.package.members)
    assert [str(b) for b in lint_workbook(data, datei.name) if b.schwere is Schwere.FEHLER] == []
    datei.write_bytes(data)
    return ergaenzung


def validation_at(blatt: Worksheet, zelle: str) -> dict[str, object]:
    """What is checked in a cell, by one rule only."""
    (regel,) = [regel for regel in blatt.data_validations.dataValidation if zelle in regel.sqref]
    namen = ["type", "formula1", "formula2", "error", "errorTitle", "prompt", "promptTitle", "showErrorMessage"]
    return {name: getattr(regel, name) for name in namen}
