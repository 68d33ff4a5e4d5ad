"""What the engine makes of a generated template, and everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from xlsx.corpus.corpus_diff import Mappe
from xlsx.erzeugt.bauplan import Bauplan
from xlsx.erzeugt.zeichnen import draw, filling
from xlsx.fremd import vergleich
from xlsx.fremd.teile import Teile

from xlbudget.errors import Befund, VorlageError
from xlbudget.xlsx import Copy, Filled, Package, Template, lint_workbook, multiply

KOPIEN = ("Erste Kopie", "Zwei's & <Co>", "Drittes")


@dataclass
class Erzeugt:
    """One template filled by itself and multiplied; `faults` say what is wrong, `lint` what the lint newly finds."""

    plan: Bauplan
    vorlage: Path
    dateien: list[Path] = field(default_factory=list)
    lint_before: list[Befund] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    is_refused: bool = False

    @property
    def name(self) -> str:
        return self.vorlage.stem


def make(plan: Bauplan, vorlage: Path) -> Erzeugt:
    """Draw, fill, multiply and fill each copy; whatever is wrong is collected."""
    draw(plan, vorlage)
    found = Erzeugt(plan, vorlage)
    package = Package.read(vorlage)
    before = Mappe(vorlage.read_bytes())
    found.lint_before = lint_workbook(vorlage.read_bytes(), vorlage.name)
    filled = Template(package, [filling(0)]).fill(filling(0))
    _keep(found, filled, "gefuellt")
    found.faults += _fill_faults(before, Mappe(filled.data), plan)
    found.faults += vergleich.new_findings(found.lint_before, lint_workbook(filled.data, vorlage.name))
    try:
        many = multiply(package, package.sheets[0], [Copy(name) for name in KOPIEN])
    except VorlageError as error:
        found.is_refused = True
        if not plan.may_be_refused:
            found.faults.append(f"abgelehnt: {error}")
        return found
    plans = {sheet.index: filling(sheet.index) for sheet in many.sheets if sheet.name in KOPIEN}
    filled = Template(many, plans.values()).fill_sheets(plans)
    _keep(found, filled, "kopien")
    found.faults += _copy_faults(package, before, Mappe(filled.data))
    found.faults += vergleich.new_findings(found.lint_before, lint_workbook(filled.data, vorlage.name), len(KOPIEN))
    return found


def _keep(found: Erzeugt, filled: Filled, what: str) -> None:
    file = found.vorlage.with_name(f"{found.name}-{what}.xlsx")
    file.write_bytes(filled.data)
    found.dateien.append(file)
    found.faults += vergleich.wrong_hinweise(Mappe(filled.data), filled.befunde)


def _fill_faults(before: Mappe, after: Mappe, plan: Bauplan) -> list[str]:
    erstes = plan.blaetter[0].name
    targets = {(erstes, "A1"), *((erstes, f"{column}{row}") for column in "ABCDE" for row in range(3, 11))}
    return [*vergleich.bytes_touched(before, after, targets), *vergleich.cells_touched(before, after, targets)]


def _copy_faults(package: Package, before: Mappe, after: Mappe) -> Iterator[str]:
    sheet = package.sheets[0]
    copies = {name: after.blaetter[name].part for name in KOPIEN}
    teile = Teile(after.members)
    yield from vergleich.lost_or_shared(Teile(before.members), sheet.part, teile, copies)
    yield from vergleich.wrong_references(teile, sheet.name, copies)
    yield from vergleich.wrong_tabs(after)
