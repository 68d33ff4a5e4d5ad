"""The Produktblätter of one run: filled, one by one or as a Mappe, ready to be written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence

from xlbudget.app.bericht.lauf import Lauf
from xlbudget.app.bericht.vorlagenplatz import not_fitting
from xlbudget.app.bericht.vorlagensinn import check_sinn
from xlbudget.app.bericht.vorlagenspuren import publishable
from xlbudget.cellplan import CellPlan
from xlbudget.core.gliederung import Berichtsobjekt
from xlbudget.dateien import FORBIDDEN_IN_NAMES, is_device_name
from xlbudget.errors import EingabeError, VorlageError, visible
from xlbudget.fortschritt import Fortschritt, silent
from xlbudget.layout.namen import PFLICHTNAMEN
from xlbudget.layout.produktblatt import plan_produktblatt
from xlbudget.mitgeliefert import shipped
from xlbudget.sources.datenmappe.mappe import Datenmappe
from xlbudget.writers.fachdienstmappe import Mappenblatt, fill_mappe
from xlbudget.xlsx.fill.template import Filled, Template
from xlbudget.xlsx.lint import lint_workbook
from xlbudget.xlsx.package import Package, pack

MAX_DATEINAME = 90  # characters; Windows allows 260 for the whole path
MAX_DATEINAME_BYTES = 200
_FORBIDDEN = re.compile(rf"[{re.escape(FORBIDDEN_IN_NAMES)}\s]+")


class Blattfueller:
    """Fills the template of one run; `vorlage_befunde` is what is wrong with the template itself.

    Raises EingabeError or VorlageError if the template cannot be used.
    """

    def __init__(self, lauf: Lauf, fortschritt: Fortschritt = silent) -> None:
        self._lauf, self._fortschritt = lauf, fortschritt
        self._vorlage = read_vorlage(lauf.mappe, lauf.mappe.vorlage, "produktblatt.xlsx")
        self.vorlage_befunde = lint_workbook(pack(self._vorlage.members), self._vorlage.name)

    def einzeln(self, objekte: Sequence[Berichtsobjekt]) -> Iterator[Filled]:
        """One workbook for each object. Raises VorlageError naming every object that does not fit."""
        if not objekte:
            return
        plaene = {objekt: self._plan(objekt) for objekt in objekte}
        vorlage = Template(self._vorlage, plaene.values(), PFLICHTNAMEN)
        yield from self._each("Produktblätter schreiben", objekte, lambda objekt: vorlage.fill(plaene[objekt]))

    def mappen(self, budgets: Sequence[Berichtsobjekt]) -> Iterator[Filled]:
        """One workbook for each Budget: its lines of the consolidated report, its sheet and those of its Produkte."""
        yield from self._each("Mappen schreiben", budgets, self._mappe)

    def _mappe(self, budget: Berichtsobjekt) -> Filled:
        daten = self._lauf.daten
        blaetter = [
            Mappenblatt(objekt.kennung, objekt.titel, daten.produktblatt(objekt).ampel, self._plan(objekt))
            for objekt in daten.gliederung.mappenobjekte(budget)
        ]
        return fill_mappe(self._vorlage, daten.produktbericht().only(budget), blaetter, PFLICHTNAMEN)

    def _plan(self, objekt: Berichtsobjekt) -> CellPlan:
        return plan_produktblatt(
            self._lauf.daten.produktblatt(objekt), self._lauf.mappe.kommune, self._lauf.fakten.text
        )

    def _each(
        self, was: str, objekte: Sequence[Berichtsobjekt], fill: Callable[[Berichtsobjekt], Filled]
    ) -> Iterator[Filled]:
        probleme: list[tuple[Berichtsobjekt, VorlageError]] = []
        for nummer, objekt in enumerate(objekte):
            self._fortschritt(was, nummer, len(objekte))
            try:
                gefuellt = fill(objekt)
            except VorlageError as error:
                probleme.append((objekt, error))
                continue
            if not probleme:
                yield gefuellt
        if probleme:
            raise not_fitting(probleme, self._lauf.mappe.vorlage, "Vorlage")


def read_vorlage(mappe: Datenmappe, name: str, mitgeliefert: str) -> Package:
    """The template a Datenmappe names, else the shipped one, without what tells who drew it.

    Raises EingabeError or VorlageError if it cannot be used, cannot show the Abweichung as the Datenmappe says, or
    hides what nobody allowed to leave.
    """
    if not name:
        return publishable(Package.read(shipped("templates", mitgeliefert)), ())
    vorlage = Package.read(mappe.file.parent / name)
    if not vorlage.is_plain_workbook:
        raise EingabeError(
            f"Die Vorlage {vorlage.name} ist eine Mappe mit Makros (.xlsm) oder eine Excel-Vorlage (.xltx). "
            "Bitte in Excel als .xlsx speichern."
        )
    vorlage.check_unsigned()
    check_sinn(vorlage, mappe)
    return publishable(vorlage, mappe.erlaubt_in_vorlagen)


def dateinamen(objekte: Iterable[Berichtsobjekt]) -> list[str]:
    """A file name for each object that Windows accepts; no two are equal, not even in another case."""
    return [f"{name}.xlsx" for name in safe_names(objekt.titel for objekt in objekte)]


def safe_names(texte: Iterable[str]) -> list[str]:
    """Names of files or folders after texts, as Windows accepts them; no two are equal, not even in another case."""
    namen: list[str] = []
    vergeben: set[str] = set()
    for text in texte:
        stamm = _stamm(text)
        name, zahl = stamm, 1
        while name.casefold() in vergeben:
            zahl += 1
            name = f"{stamm} ({zahl})"
        vergeben.add(name.casefold())
        namen.append(name)
    return namen


def _stamm(titel: str) -> str:
    sauber = unicodedata.normalize("NFC", visible(titel))  # two forms of an umlaut are two files for some programs
    stamm = _FORBIDDEN.sub(" ", sauber).strip()[:MAX_DATEINAME]
    while len(stamm.encode()) > MAX_DATEINAME_BYTES:
        stamm = stamm[:-1]
    stamm = stamm.strip(" .") or "Blatt"
    return f"_{stamm}" if is_device_name(stamm) else stamm  # in front: an ending changes nothing about a device
