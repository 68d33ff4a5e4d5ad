"""What an existing Datenmappe lacks is added in place; everything its users made of it stays."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeVar

from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef
from xlbudget.layout.datenmappe import DATENMAPPE
from xlbudget.layout.deklaration import Deklaration, Einstellung, Spalte, Tabelle
from xlbudget.layout.einstellungen import EINSTELLUNGEN
from xlbudget.writers.datenmappe.fristzeile import add_fristzeile
from xlbudget.writers.datenmappe.mappe import draw_muster
from xlbudget.writers.datenmappe.suche import find_heading_row, find_settings, find_start
from xlbudget.xlsx.areas import Cell, address
from xlbudget.xlsx.copy.sheetnames import safe_sheet_names
from xlbudget.xlsx.grow.columns import copy_column, copy_column_checks
from xlbudget.xlsx.grow.lists import copy_list, lacks_list, missing_choices
from xlbudget.xlsx.grow.rows import copy_rows
from xlbudget.xlsx.grow.sheets import copy_table_sheet, set_name
from xlbudget.xlsx.grow.table import PackageTable, RefusedError, find_tables
from xlbudget.xlsx.package import Package

T = TypeVar("T")


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
    alte = [tabelle for tabelle in deklaration.tabellen if tabelle.name.casefold() in vorhanden]
    neue = [t for t in deklaration.tabellen if t not in alte and (not t.auf_wunsch or t in mit)]
    lauf = _Completion(package, deklaration, neue)
    lauf.add_tables(neue)
    for tabelle in alte:
        lauf.complete(tabelle)
    lauf.add_settings()
    lauf.add_names()
    lauf.add_frist()
    return Ergaenzung(lauf.package, tuple(lauf.ergaenzt), tuple(lauf.befunde))


class _Completion:
    """A Datenmappe on its way; `_muster` has its tables as a new Datenmappe would."""

    def __init__(self, package: Package, deklaration: Deklaration, neue: Collection[Tabelle]) -> None:
        self.package, self._deklaration = package, deklaration
        self.ergaenzt: list[str] = []
        self.befunde: list[Befund] = []
        self._neue: list[Tabelle] = []
        namen = [tabelle.name for tabelle in deklaration.tabellen]
        blaetter = [entry.get("name", "") for entry in package.workbook.iterfind("{*}sheets/{*}sheet")]
        self._blattnamen = dict(zip(namen, safe_sheet_names(namen, blaetter), strict=True))
        self._start = find_start(package)
        self._muster = self._draw(neue)

    def _draw(self, weitere: Collection[Tabelle]) -> Package:
        """What is there, and some tables more, as a new Datenmappe has it."""
        da = find_tables(self.package)
        tabellen = [t for t in self._deklaration.tabellen if t.name.casefold() in da or t in weitere]
        muster = draw_muster(self._deklaration, tabellen, self._blattnamen, self._start)
        return Package.from_bytes("Muster", muster)

    def add_tables(self, tabellen: Collection[Tabelle]) -> None:
        """Add tables on sheets of their own, each beside those of its Gruppe."""
        for tabelle in tabellen:
            if self._is_lost(tabelle):
                continue
            was = f"Blatt „{self._blattnamen[tabelle.name]}“ mit der Tabelle {tabelle.name}"
            if self._change(was, copy_table_sheet, tabelle, self._position(tabelle)):
                self._neue.append(tabelle)
        if len(self._neue) < len(tabellen):
            self._muster = self._draw(())  # lists of tables that are not there would be dead

    def complete(self, tabelle: Tabelle) -> None:
        """Add the columns and choices that a table lacks."""
        place = find_tables(self.package)[tabelle.name.casefold()]
        fremd = sorted(place.columns.keys() - {spalte.name for spalte in tabelle.spalten})
        fehlend = []
        for spalte in tabelle.gezeichnet:
            if spalte.name in place.columns:
                self._complete_list(tabelle, spalte)
            elif jetzt := spalte.renamed_to(fremd):
                text = (
                    f"In der Tabelle {tabelle.name} fehlt die Spalte „{spalte.name}“; vermutlich heißt sie jetzt "
                    f"„{jetzt}“. Dann zurückbenennen. Ist es eine eigene Spalte, ihr einen deutlich anderen Namen "
                    "geben."
                )
                self._befund("ergaenzen.umbenannt", text, self._ort(place, (place.area.top, place.columns[jetzt])))
            else:
                fehlend.append(spalte.name)
        while fehlend:
            was = f"Tabelle {tabelle.name}: Spalte „{fehlend[0]}“"
            spalten = ", ".join(f"„{name}“" for name in fehlend)
            sonst = f"Tabelle {tabelle.name}: {'Spalten' if fehlend[1:] else 'Spalte'} {spalten}"
            if not self._change(was, copy_column, tabelle, fehlend[0], sonst):
                return  # the others would stop at the same place
            del fehlend[0]

    def add_settings(self) -> None:
        """Add the lines that the table Einstellungen lacks, with their Vorgabe."""
        place = find_tables(self.package).get(EINSTELLUNGEN.name.casefold())
        spalte = EINSTELLUNGEN.spalten[0].name
        if place is None or spalte not in place.columns:
            return
        namen = find_settings(self.package, place, place.columns[spalte])
        fremd = sorted(namen.keys() - {einstellung.name for einstellung in self._deklaration.einstellungen})
        neu: list[tuple[int, Einstellung]] = []
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
                neu.append((nummer, einstellung))
        if neu:
            texte = [f"„{zeile.name}“" + (" (bitte ausfüllen)" if zeile.vorgabe is None else "") for _, zeile in neu]
            was = f"Einstellungen: {', '.join(texte)}"
            self._change(was, copy_rows, EINSTELLUNGEN, [nummer for nummer, _ in neu])

    def add_names(self) -> None:
        """Add the names behind drop-down lists."""
        tabellen = find_tables(self.package)
        for name, (tabelle, gelistet) in self._deklaration.listen.items():
            place, spalte = tabellen.get(tabelle.name.casefold()), gelistet.name
            if place is None or spalte not in place.columns:
                continue
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

    def add_frist(self) -> None:
        """Say on the sheet Start what is due next, where there are Fristen."""
        tabellen = find_tables(self.package)
        # a formula that names a column which is not there would be damage
        da = [
            tabelle
            for tabelle in self._deklaration.tabellen
            if (place := tabellen.get(tabelle.name.casefold()))
            and place.columns.keys() >= {spalte.name for spalte in tabelle.gezeichnet}
        ]
        mit_frist = add_fristzeile(self.package, self._start, da)
        if mit_frist is not self.package:
            self.package = mit_frist
            self.ergaenzt.append(f"Blatt „{self._start}“: die nächste Frist")

    def _complete_list(self, tabelle: Tabelle, spalte: Spalte) -> None:
        """More choices, or a list that a new table brings."""
        wo = f"Tabelle {tabelle.name}, Spalte „{spalte.name}“"
        wahl = spalte.auswahl or spalte.vorschlaege
        if wahl and (neu := missing_choices(self.package, tabelle.name, spalte.name, wahl)):
            self._change(f"{wo}: Auswahl {', '.join(f'„{text}“' for text in neu)}", copy_list, tabelle, spalte.name)
        hinter = self._deklaration.column_behind(spalte)
        neu_da = hinter is not None and hinter[0] in self._neue
        if hinter and (neu_da or (spalte.angebot and lacks_list(self.package, tabelle.name, spalte.name))):
            self._change(f"{wo}: Auswahl aus {hinter[0].name}", copy_column_checks, tabelle, spalte.name)

    def _change(
        self,
        was: str,
        copy: Callable[[Package, str, Package, T], Package],
        tabelle: Tabelle,
        what: T,
        sonst: str = "",
    ) -> bool:
        """Whether something could be taken over from the Muster; `sonst` is what is missing if not, else `was`."""
        try:
            self.package = copy(self.package, tabelle.name, self._muster, what)
        except RefusedError as error:
            ort = SourceRef(self.package.name, error.blatt, error.zelle)
            self._befund("ergaenzen.platz", f"Nicht ergänzt: {sonst or was}. {error}", ort)
            return False
        self.ergaenzt.append(was)
        return True

    def _is_lost(self, tabelle: Tabelle) -> bool:
        """Whether a table is there after all, under another name or as plain cells; then that is a Befund."""
        bekannt = [t.name for t in self._deklaration.tabellen]
        verloren = find_heading_row(self.package, [spalte.name for spalte in tabelle.gezeichnet], bekannt)
        if verloren is None:
            return False
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
        return True

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
