"""Write the Produktblätter and the consolidated report of one Stand."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from xlbudget.app.lauf import Fortschritt, Lauf, Rechner, load, still
from xlbudget.core.gliederung import Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.zeit import Stand
from xlbudget.dateien import check_xlsx
from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef
from xlbudget.layout.cellplan import CellPlan
from xlbudget.layout.produktblatt import PFLICHTNAMEN, plan_produktblatt
from xlbudget.mitgeliefert import shipped
from xlbudget.writers.ablage import Ablage
from xlbudget.writers.gesamtbericht import write_gesamtbericht
from xlbudget.writers.mappe import Mappenblatt, fill_mappe
from xlbudget.writers.ooxml import Package
from xlbudget.writers.template import Filled, Template

ORDNER_EINZELN, ORDNER_MAPPEN = "einzeln", "mappen"
MAX_DATEINAME = 90


class Form(StrEnum):
    """Which workbooks the Produktblätter come in: one each, one per Budget, or both."""

    EINZELN = "einzeln"
    MAPPE = "mappe"
    BEIDES = "beides"


@dataclass(frozen=True, slots=True)
class Ergebnis:
    """What a run wrote: Produktblätter and Mappen by object, into which folder, and all Befunde."""

    ziel: Path
    gesamt: Path | None
    blaetter: Sequence[Berichtsobjekt]
    mappen: Sequence[Berichtsobjekt]
    befunde: Sequence[Befund]

    def count(self, ebene: Ebene) -> int:
        """How many Produktblätter of one Ebene were written."""
        return sum(objekt.ebene is ebene for objekt in self.blaetter)


def bericht(
    datenmappe: Path,
    stand: Stand,
    ziel: Path,
    nur: Collection[str] = (),
    form: Form = Form.EINZELN,
    rechner: Rechner = Rechner.PANDAS,
    fortschritt: Fortschritt = still,
) -> Ergebnis:
    """Write all reports of a Stand below `ziel`, or with `nur` only the Produktblätter of these objects.

    Files appear when all of them are written; an aborted run leaves the former ones as they were.
    Raises EingabeError, VorlageError or AusgabeError (German).
    """
    lauf = load(datenmappe, stand, rechner, fortschritt)
    objekte = _select(lauf.daten.gliederung, nur)
    gesamt = f"Produktbericht {stand}.xlsx" if not nur else None
    with Ablage(ziel) as ablage:
        schreiber = _Schreiber(lauf, ablage, fortschritt)
        blaetter = objekte if form is not Form.MAPPE else ()
        mappen = _budgets(lauf, objekte) if form is not Form.EINZELN else ()
        schreiber.write_blaetter(blaetter)
        schreiber.write_mappen(mappen)
        if gesamt:
            schreiber.note_old_files(ORDNER_EINZELN, blaetter)
            schreiber.note_old_files(ORDNER_MAPPEN, mappen)
            fortschritt("Gesamtbericht schreiben", 0, 1)
            ablage.write(gesamt, write_gesamtbericht(lauf.daten.produktbericht(), schreiber.befunde))
    fortschritt("Fertig", 1, 1)
    return Ergebnis(ziel, ziel / gesamt if gesamt else None, blaetter, mappen, schreiber.befunde)


class _Schreiber:
    """Fills the template for one run and gathers what is to be said about it."""

    def __init__(self, lauf: Lauf, ablage: Ablage, fortschritt: Fortschritt) -> None:
        self._lauf, self._ablage, self._fortschritt = lauf, ablage, fortschritt
        self._vorlage = Package.read(_vorlage(lauf))
        self.befunde = list(lauf.befunde)

    def write_blaetter(self, objekte: Sequence[Berichtsobjekt]) -> None:
        plaene = [self._plan(objekt) for objekt in objekte]
        vorlage = Template(self._vorlage, plaene, PFLICHTNAMEN)
        for nummer, (name, plan) in enumerate(zip(dateinamen(objekte), plaene, strict=True)):
            self._fortschritt("Produktblätter schreiben", nummer, len(plaene))
            self._write(f"{ORDNER_EINZELN}/{name}", vorlage.fill(plan))

    def write_mappen(self, budgets: Sequence[Berichtsobjekt]) -> None:
        """One workbook per Budget: its lines of the consolidated report, its own sheet and those of its Produkte."""
        gliederung = self._lauf.daten.gliederung
        for nummer, (name, budget) in enumerate(zip(dateinamen(budgets), budgets, strict=True)):
            self._fortschritt("Mappen schreiben", nummer, len(budgets))
            blaetter = [
                Mappenblatt(o.kennung, o.titel, self._lauf.daten.produktblatt(o).ampel, self._plan(o))
                for o in (budget, *gliederung.produkte_of(budget))
            ]
            bericht = self._lauf.daten.produktbericht().only(budget)
            self._write(f"{ORDNER_MAPPEN}/{name}", fill_mappe(self._vorlage, bericht, blaetter, PFLICHTNAMEN))

    def _plan(self, objekt: Berichtsobjekt) -> CellPlan:
        return plan_produktblatt(self._lauf.daten.produktblatt(objekt), self._lauf.mappe.kommune)

    def _write(self, relativ: str, gefuellt: Filled) -> None:
        self._ablage.write(relativ, gefuellt.data)
        self.befunde += [befund for befund in gefuellt.befunde if befund not in self.befunde]

    def note_old_files(self, ordner: str, objekte: Sequence[Berichtsobjekt]) -> None:
        """Files of an earlier run that this one does not write any more, so that nobody mails them."""
        namen = dateinamen(objekte)
        text = "Diese Datei stammt aus einem früheren Lauf und wurde nicht erneuert. Nicht mehr gebraucht: löschen."
        self.befunde += [
            Befund(Schwere.HINWEIS, "ziel.alt", text, SourceRef(f"{ordner}/{file.name}"))
            for file in sorted((self._ablage.ziel / ordner).glob("*.xlsx"))
            if file.name not in namen
        ]


def _budgets(lauf: Lauf, objekte: Iterable[Berichtsobjekt]) -> tuple[Berichtsobjekt, ...]:
    """Those objects that get a Mappe: with Produkte of their own."""
    mit_gruppe = {gruppe.blatt.objekt for gruppe in lauf.daten.produktbericht().budgetgruppen}
    budgets = tuple(objekt for objekt in objekte if objekt in mit_gruppe)
    if not budgets:
        raise EingabeError("Eine Mappe gibt es nur für ein Budget mit Produkten. Bitte bei --nur ein Budget angeben.")
    return budgets


def _select(gliederung: Gliederung, nur: Iterable[str]) -> tuple[Berichtsobjekt, ...]:
    auswahl: dict[Berichtsobjekt, None] = {}
    unbekannt = []
    for gesucht in nur:
        treffer = gliederung.find(gesucht)
        auswahl.update(dict.fromkeys(treffer))
        if not treffer:
            unbekannt.append(gesucht)
    if unbekannt:
        moeglich = ", ".join(objekt.titel for objekt in gliederung if objekt.ebene is not Ebene.PRODUKT)
        raise EingabeError(
            f"Zu {', '.join(f'„{text}“' for text in unbekannt)} gibt es weder Budget noch Produkt. "
            f"Budgets sind: {moeglich}. Produkte bitte mit ihrer Nummer angeben."
        )
    return tuple(auswahl) or gliederung.berichtsobjekte()


def _vorlage(lauf: Lauf) -> Path:
    if not lauf.mappe.vorlage:
        return shipped("templates", "produktblatt.xlsx")
    vorlage = lauf.mappe.file.parent / lauf.mappe.vorlage
    check_xlsx(vorlage)
    return vorlage


def dateinamen(objekte: Iterable[Berichtsobjekt]) -> list[str]:
    """A file name for each object that Windows accepts; no two are equal, not even in another case."""
    namen: list[str] = []
    vergeben: set[str] = set()
    for objekt in objekte:
        stamm = re.sub(r'[<>:"/\\|?*\x00-\x1f]+', " ", objekt.titel)
        stamm = re.sub(r"\s+", " ", stamm)[:MAX_DATEINAME].rstrip(" .")
        name, zahl = stamm, 1
        while name.casefold() in vergeben:
            zahl += 1
            name = f"{stamm} ({zahl})"
        vergeben.add(name.casefold())
        namen.append(f"{name}.xlsx")
    return namen
