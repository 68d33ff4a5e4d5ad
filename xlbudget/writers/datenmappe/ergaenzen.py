"""What an existing Datenmappe lacks is added in place; everything its users made of it stays."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef
from xlbudget.layout.datenmappe import DATENMAPPE, EINSTELLUNGEN
from xlbudget.layout.deklaration import Deklaration, Spalte, Tabelle
from xlbudget.writers.datenmappe.mappe import draw_muster
from xlbudget.xlsx.areas import Cell, address
from xlbudget.xlsx.copy.sheetnames import safe_sheet_names
from xlbudget.xlsx.grow.cells import CellTexts
from xlbudget.xlsx.grow.columns import copy_column
from xlbudget.xlsx.grow.lists import copy_list, missing_choices
from xlbudget.xlsx.grow.rows import copy_rows
from xlbudget.xlsx.grow.sheets import copy_table_sheet, set_name
from xlbudget.xlsx.grow.table import PackageTable, RefusedError, find_tables
from xlbudget.xlsx.package import Package, Sheet

T = TypeVar("T")

START = "Start"
_FAST_ALLE = 0.8  # so many of a table's headings in one row are that table, whatever it is called now


@dataclass(frozen=True)
class Ergaenzung:
    """A Datenmappe with what it lacked. `ergaenzt` says in German what that was, `befunde` what could not be added."""

    package: Package
    ergaenzt: tuple[str, ...]
    befunde: tuple[Befund, ...]


def complete_datenmappe(
    package: Package, mit: Collection[Tabelle] = (), deklaration: Deklaration = DATENMAPPE
) -> Ergaenzung:
    """Add the tables of the core, those of `mit`, and all columns, settings and lists that they lack.

    What looks renamed is not added a second time: an empty copy would hide the data. Raises EingabeError for a workbook
    that is no Datenmappe.
    """
    vorhanden = find_tables(package)
    pflicht = [tabelle for tabelle in deklaration.kern if not tabelle.entbehrlich]
    fehlend = [tabelle.name for tabelle in pflicht if tabelle.name.casefold() not in vorhanden]
    if 2 * len(fehlend) > len(pflicht):
        raise EingabeError(
            f"{package.name} sieht nicht wie eine Datenmappe aus: Es fehlen die Tabellen {', '.join(fehlend)}. Ist sie "
            "eine, in Excel unter Tabellenentwurf die Tabellennamen eintragen. Eine neue legt xlbudget neu an."
        )
    lauf = _Completion(package, deklaration)
    for tabelle in deklaration.tabellen:
        if tabelle.name.casefold() in vorhanden:
            lauf.complete(tabelle)
        elif not tabelle.auf_wunsch or tabelle in mit:
            lauf.add_table(tabelle)
    lauf.add_settings()
    lauf.add_names()
    return Ergaenzung(lauf.package, tuple(lauf.ergaenzt), tuple(lauf.befunde))


class _Completion:
    """A Datenmappe on its way; `muster` has every table as a new Datenmappe would."""

    def __init__(self, package: Package, deklaration: Deklaration) -> None:
        self.package, self._deklaration = package, deklaration
        self.ergaenzt: list[str] = []
        self.befunde: list[Befund] = []
        namen = [tabelle.name for tabelle in deklaration.tabellen]
        blaetter = [entry.get("name", "") for entry in package.workbook.iterfind("{*}sheets/{*}sheet")]
        self._blattnamen = dict(zip(namen, safe_sheet_names(namen, blaetter), strict=True))
        muster = draw_muster(deklaration, self._blattnamen, _start(package))
        self._muster = Package.from_bytes("Muster", muster)

    def complete(self, tabelle: Tabelle) -> None:
        """Add the columns and choices that a table lacks."""
        for spalte in tabelle.gezeichnet:
            place = find_tables(self.package)[tabelle.name.casefold()]
            if spalte.name not in place.columns:
                self._add_column(tabelle, spalte, place)
            elif spalte.auswahl and (neu := missing_choices(self.package, place.name, spalte.name, spalte.auswahl)):
                zusatz = ", ".join(f"„{wahl}“" for wahl in neu)
                was = f"Tabelle {tabelle.name}, Spalte „{spalte.name}“: Auswahl {zusatz}"
                self._change(was, copy_list, tabelle, spalte.name)

    def add_table(self, tabelle: Tabelle) -> None:
        """Add a table on a sheet of its own, beside those of its Gruppe."""
        if verloren := self._find_lost(tabelle):
            sheet, zelle, jetzt = verloren
            rat = (
                f"vermutlich heißt sie jetzt {jetzt}. Dann unter Tabellenentwurf den Tabellennamen „{tabelle.name}“ "
                "eintragen"
                if jetzt
                else f"vermutlich stehen ihre Daten auf dem Blatt „{sheet.name}“ nicht mehr in einer Tabelle. Dann sie "
                f"markieren, Einfügen › Tabelle wählen und unter Tabellenentwurf „{tabelle.name}“ eintragen"
            )
            text = f"Die Tabelle {tabelle.name} fehlt; {rat}. Ist es etwas anderes, die Überschriften dort ändern."
            self._befund("ergaenzen.umbenannt", text, SourceRef(self.package.name, sheet.name, address(*zelle)))
            return
        was = f"Blatt „{self._blattnamen[tabelle.name]}“ mit der Tabelle {tabelle.name}"
        self._change(was, copy_table_sheet, tabelle, self._position(tabelle))

    def add_settings(self) -> None:
        """Add the lines that the table Einstellungen lacks, with their Vorgabe."""
        place = find_tables(self.package).get(EINSTELLUNGEN.name.casefold())
        spalte = EINSTELLUNGEN.spalten[0].name
        if place is None or spalte not in place.columns:
            return
        namen = self._names_of_settings(place, place.columns[spalte])
        fremd = set(namen) - {einstellung.name for einstellung in self._deklaration.einstellungen}
        neu = []
        for nummer, einstellung in enumerate(self._deklaration.einstellungen):
            if einstellung.name in namen:
                continue
            if jetzt := einstellung.renamed_to(fremd):
                text = (
                    f"Die Einstellung „{einstellung.name}“ fehlt; vermutlich heißt sie jetzt „{jetzt}“. Dann "
                    "zurückbenennen. Ist es eine eigene Zeile, ihr einen deutlich anderen Namen geben."
                )
                self._befund("ergaenzen.umbenannt", text, self._ort(place, (namen[jetzt], place.columns[spalte])))
            else:
                neu.append(nummer)
        zeilen = [self._deklaration.einstellungen[nummer] for nummer in neu]
        texte = [f"„{zeile.name}“" + (" (bitte ausfüllen)" if zeile.vorgabe is None else "") for zeile in zeilen]
        if neu:
            self._change(f"Einstellungen: {', '.join(texte)}", copy_rows, EINSTELLUNGEN, neu)

    def add_names(self) -> None:
        """Add the names behind drop-down lists."""
        tabellen = find_tables(self.package)
        for name, tabelle in self._deklaration.listen.items():
            place = tabellen.get(tabelle.name.casefold())
            if place is None or tabelle.spalten[0].name not in place.columns:
                continue
            spalte = tabelle.spalten[0].name
            mit_name = set_name(self.package, name, f"{place.name}[{spalte}]")
            if mit_name is not self.package:
                self.package = mit_name
                self.ergaenzt.append(f"Auswahlliste {name}")
            elif fremd := self._foreign_cell(name, place, place.columns[spalte]):
                text = (
                    f"Der Name {name} führt nicht in die Tabelle {tabelle.name}; die Auswahllisten zeigen deshalb, was "
                    "dort steht. Ist das nicht gewollt, ihn unter Formeln › Namens-Manager löschen und den Befehl "
                    "wiederholen."
                )
                self.befunde.append(Befund(Schwere.WARNUNG, "ergaenzen.name", text, fremd))

    def _add_column(self, tabelle: Tabelle, spalte: Spalte, place: PackageTable) -> None:
        fremd = place.columns.keys() - {eigene.name for eigene in tabelle.spalten}
        if jetzt := spalte.renamed_to(sorted(fremd)):
            text = (
                f"In der Tabelle {tabelle.name} fehlt die Spalte „{spalte.name}“; vermutlich heißt sie jetzt "
                f"„{jetzt}“. Dann zurückbenennen. Ist es eine eigene Spalte, ihr einen deutlich anderen Namen geben."
            )
            self._befund("ergaenzen.umbenannt", text, self._ort(place, (place.area.top, place.columns[jetzt])))
            return
        self._change(f"Tabelle {tabelle.name}: Spalte „{spalte.name}“", copy_column, tabelle, spalte.name)

    def _change(self, was: str, copy: Callable[[Package, str, Package, T], Package], tabelle: Tabelle, what: T) -> None:
        try:
            self.package = copy(self.package, tabelle.name, self._muster, what)
        except RefusedError as error:
            ort = SourceRef(self.package.name, error.blatt, error.zelle)
            self._befund("ergaenzen.platz", f"Nicht ergänzt: {was}. {error}", ort)
        else:
            self.ergaenzt.append(was)

    def _foreign_cell(self, name: str, place: PackageTable, column: int) -> SourceRef | None:
        """Where a name of the workbook begins, if that is not in a column of a table."""
        for named in self.package.named_areas.get(name.casefold(), ()):
            first = named.areas[0]
            if named.scope is None and (named.sheet != place.sheet or first.left != column):
                return SourceRef(self.package.name, named.sheet.name, address(first.top, first.left))
        return None

    def _befund(self, code: str, text: str, ort: SourceRef) -> None:
        self.befunde.append(Befund(Schwere.FEHLER, code, text, ort))

    def _ort(self, place: PackageTable, zelle: Cell) -> SourceRef:
        return SourceRef(self.package.name, place.sheet.name, address(*zelle))

    def _position(self, tabelle: Tabelle) -> int:
        """Behind the sheet of the nearest table declared before this one; at the end where there is none."""
        vorhanden = find_tables(self.package)
        vorher = self._deklaration.tabellen[: self._deklaration.tabellen.index(tabelle)]
        place = next((vorhanden[v.name.casefold()] for v in reversed(vorher) if v.name.casefold() in vorhanden), None)
        return len(self.package.workbook.find("{*}sheets")) if place is None else place.sheet.index + 1

    def _find_lost(self, tabelle: Tabelle) -> tuple[Sheet, Cell, str] | None:
        """Where a missing table probably is: sheet, cell of a heading, and the name of the table that has it now."""
        tabellen = find_tables(self.package).values()
        bekannt = {t.name.casefold() for t in self._deklaration.tabellen}
        for sheet, nummer, spalten in self._heading_rows(tabelle):
            zelle = (nummer, min(spalten.values()))
            besitzer = next((t.name for t in tabellen if t.sheet == sheet and zelle in t.area), "")
            if besitzer.casefold() not in bekannt:
                return sheet, zelle, besitzer
        return None

    def _heading_rows(self, tabelle: Tabelle) -> Iterator[tuple[Sheet, int, Mapping[str, int]]]:
        """Sheet, number and columns of every row that has nearly all headings of a table."""
        texte, namen = CellTexts(self.package), {spalte.name for spalte in tabelle.spalten}
        for sheet in self.package.sheets:
            rows: dict[int, dict[str, int]] = {}
            for (nummer, column), text in texte.of_sheet(sheet.part).items():
                if text in namen:
                    rows.setdefault(nummer, {})[text] = column
            yield from (
                (sheet, nummer, spalten)
                for nummer, spalten in sorted(rows.items())
                if len(spalten) >= _FAST_ALLE * len(namen)
            )

    def _names_of_settings(self, place: PackageTable, column: int) -> dict[str, int]:
        """The settings that are there, with their rows; those typed right below the table count, as for the reader."""
        texte = CellTexts(self.package).of_sheet(place.sheet.part)
        zeilen = list(range(place.body.top, place.area.bottom + 1))
        while (zeilen[-1] + 1, column) in texte:
            zeilen.append(zeilen[-1] + 1)
        return {texte[zeile, column]: zeile for zeile in reversed(zeilen) if (zeile, column) in texte}


def _start(package: Package) -> str:
    """The sheet that new ones lead back to: Start, or the first that can be seen."""
    entries = list(package.workbook.iterfind("{*}sheets/{*}sheet"))
    sichtbar = [entry.get("name", "") for entry in entries if entry.get("state", "visible") == "visible"]
    return str(next((name for name in sichtbar if name.casefold() == START.casefold()), sichtbar[0]))
