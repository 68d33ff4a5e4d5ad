"""The Fachdienst-Mappe: an overview, its Kennzahlen by month, one sheet of the user's template for each object."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.workbook import Workbook

from xlbudget.cellplan import CellPlan
from xlbudget.core.bericht import Produktbericht
from xlbudget.core.tendenz import Ampel
from xlbudget.errors import VorlageError
from xlbudget.writers.gesamtbericht.gesamttabelle import Gesamttabelle
from xlbudget.writers.gesamtbericht.kennzahlblatt import BLATT as KENNZAHLEN
from xlbudget.writers.gesamtbericht.kennzahlblatt import write_kennzahlblatt
from xlbudget.writers.style import OPTIONEN, Formate
from xlbudget.xlsx.copy.import_sheet import import_first_sheet
from xlbudget.xlsx.copy.multiply import Copy, multiply
from xlbudget.xlsx.copy.sheetlinks import SheetLinks
from xlbudget.xlsx.copy.sheetnames import safe_sheet_names
from xlbudget.xlsx.fill.recalc import Calculator, ComputedLater, SheetwiseCalculator
from xlbudget.xlsx.fill.template import Filled, Template
from xlbudget.xlsx.fill.values import Computes
from xlbudget.xlsx.package import Package, Sheet

UEBERSICHT = "Übersicht"
_TAB_ARGB = {Ampel.GRUEN: "FF2E7D32", Ampel.GELB: "FFF9A825", Ampel.ROT: "FFC62828"}


@dataclass(frozen=True, slots=True)
class Mappenblatt:
    """One sheet to be filled: whose it is, what its tab says and shows, and its plan."""

    kennung: str
    titel: str
    ampel: Ampel
    plan: CellPlan


def fill_mappe(
    vorlage: Package,
    bericht: Produktbericht,
    blaetter: Sequence[Mappenblatt],
    required: Collection[str] = (),
    *,
    is_complete: bool = True,
) -> Filled:
    """One workbook with the lines of `bericht` as overview, linked to the sheets in `blaetter`.

    If it is not complete yet, its formulas are computed when the rest is put in, and it has no sheet Kennzahlen: what
    is filled in and comes back has none. Raises VorlageError if the template
    has no single sheet with the required names, or something cannot be copied.
    """
    names = safe_sheet_names([blatt.titel for blatt in blaetter], taken=_other_sheets(vorlage))
    sheet = _template_sheet(vorlage, required)
    copies = [Copy(name, _TAB_ARGB[blatt.ampel]) for name, blatt in zip(names, blaetter, strict=True)]
    verweise = {blatt.kennung: name for blatt, name in zip(blaetter, names, strict=True)}
    uebersicht = _uebersicht(bericht, verweise)
    package = multiply(vorlage, sheet, copies)
    kennzahlen = _kennzahlen(bericht, [other.name for other in package.sheets]) if is_complete else None
    for mehr in filter(None, (kennzahlen, uebersicht)):
        package = import_first_sheet(package, mehr)
    alone = SheetLinks(vorlage, sheet).computes_alone
    calculator: Computes | None = ComputedLater()
    if is_complete:
        calculator = _sheetwise(package, vorlage, sheet, [uebersicht, kennzahlen]) if alone else None
    template = Template(package, {blatt.plan for blatt in blaetter}, required, calculator)
    by_name = {other.name: other.index for other in package.sheets}
    return template.fill_sheets({by_name[name]: blatt.plan for name, blatt in zip(names, blaetter, strict=True)})


def _sheetwise(
    package: Package, vorlage: Package, sheet: Sheet, eigene: Sequence[Package | None]
) -> SheetwiseCalculator:
    """Copies are computed one by one in the model of the template; a model of 200 sheets takes seconds to load."""
    model = Calculator(vorlage)
    place = {other.name: (model, other.index) for other in vorlage.sheets if other != sheet}
    place |= {mappe.sheets[0].name: (Calculator(mappe), 0) for mappe in eigene if mappe}
    return SheetwiseCalculator({other.index: place.get(other.name, (model, sheet.index)) for other in package.sheets})


def _other_sheets(vorlage: Package) -> list[str]:
    return [UEBERSICHT, *(sheet.name for sheet in vorlage.sheets)]


def _template_sheet(vorlage: Package, required: Collection[str]) -> Sheet:
    """The one sheet that the required names point at."""
    found = {area.sheet for name in required for area in vorlage.named_areas.get(name.casefold(), ())}
    if len(found) != 1:
        wo = ", ".join(sorted(sheet.name for sheet in found)) or "keinem Blatt"
        raise VorlageError(
            f"Für eine Mappe müssen die Namen {', '.join(sorted(required))} in der Vorlage {vorlage.name} auf einem "
            f"einzigen Blatt liegen; gefunden auf: {wo}."
        )
    return found.pop()


def _uebersicht(bericht: Produktbericht, verweise: Mapping[str, str]) -> Package:
    """A workbook whose only sheet has the lines of the consolidated report."""
    puffer = io.BytesIO()
    mappe = Workbook(puffer, OPTIONEN)
    fuss = f"{bericht.kommune}, Produktbericht Stand Ende {bericht.stand.text}"
    Gesamttabelle(mappe, Formate(mappe), bericht, UEBERSICHT, verweise).write((), fuss)
    mappe.close()
    return Package.from_bytes(UEBERSICHT, puffer.getvalue())


def _kennzahlen(bericht: Produktbericht, vergeben: Sequence[str]) -> Package | None:
    """A workbook whose only sheet has the Kennzahlen by month, without charts: no drawing can be imported."""
    puffer = io.BytesIO()
    mappe = Workbook(puffer, OPTIONEN)
    (name,) = safe_sheet_names([KENNZAHLEN], taken=[UEBERSICHT, *vergeben])
    fuss = f"{bericht.kommune}, Produktbericht Stand Ende {bericht.stand.text}"
    gezeigt = write_kennzahlblatt(mappe, Formate(mappe), bericht, fuss, name, mit_diagramm=False)
    mappe.close()
    return Package.from_bytes(name, puffer.getvalue()) if gezeigt else None
