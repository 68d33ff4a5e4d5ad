"""Check a template before anyone relies on it, and write the shipped one to start from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import combinations
from pathlib import Path

from xlbudget.app.bericht.vorlagenschrift import check_schrift
from xlbudget.app.bericht.vorlagensinn import RAT
from xlbudget.app.bericht.vorlagenspuren import find_spuren
from xlbudget.cellplan import Fill
from xlbudget.dateien import check_xlsx
from xlbudget.errors import AusgabeError, Befund, Schwere, SourceRef, VorlageError
from xlbudget.layout.namen import MELDUNGSNAMEN, PB, PFLICHTNAMEN, Zeilengruppe
from xlbudget.mitgeliefert import shipped
from xlbudget.writers.ablage import Ablage
from xlbudget.xlsx.areas import Area, address
from xlbudget.xlsx.copy.multiply import Copy, multiply
from xlbudget.xlsx.fill.template import Template
from xlbudget.xlsx.fill.values import Formulas, Results
from xlbudget.xlsx.lint import lint_workbook
from xlbudget.xlsx.lint.book import Book
from xlbudget.xlsx.package import NamedArea, Package

VORLAGE, VORLAGE_MODERN, VORLAGE_RUECKMELDUNG = (
    "produktblatt.xlsx",
    "produktblatt-modern.xlsx",
    "rueckmeldung.xlsx",
)
_LESBAR = ("lint.formel", "lint.name", "lint.link", "lint.tabelle", "lint.cache", "lint.zahlenformat")
"""Faults that do not keep a template from being read; the others have to be repaired first."""
_ANLEGEN = "In Excel unter Formeln › Namens-Manager anlegen."
_AENDERN = "In Excel unter Formeln › Namens-Manager ändern."


def vorlage_neu(ordner: Path, name: str = VORLAGE) -> Path:
    """Copy a shipped template into a folder; return its path.

    Raises AusgabeError if one is there already or the folder cannot be written.
    """
    if (ordner / name).exists():
        raise AusgabeError(f"{ordner / name} gibt es schon und bleibt unverändert. Einen anderen Ordner angeben.")
    with Ablage(ordner) as ablage:
        ablage.write(name, shipped("templates", name).read_bytes())
    return ordner / name


def vorlage_pruefen(datei: Path) -> list[Befund]:
    """Everything that keeps a template from being filled right: the workbook itself, its names, its formulas.

    And what it prints too small, and what it tells about its designer or hides.

    Raises EingabeError (German) if the file is no readable xlsx package.
    """
    check_xlsx(datei)
    data = datei.read_bytes()
    befunde = lint_workbook(data, datei.name)
    if any(befund.schwere is Schwere.FEHLER and not befund.code.startswith(_LESBAR) for befund in befunde):
        return befunde
    package = Package.from_bytes(datei.name, data)
    try:
        package.check_unsigned()
    except VorlageError as error:
        return [*befunde, Befund(Schwere.FEHLER, "vorlage.signatur", str(error), SourceRef(datei.name))]
    namen = _Namen(package, Book(data, datei.name)).befunde()
    return [*befunde, *namen, *check_schrift(package, data), *find_spuren(package)]


_BEKANNT = {name.casefold(): name for name in PB}
"""Every name that is ever filled, by its lower case."""


def _muster(name: PB) -> Fill:
    """The least that is filled under a name."""
    return Fill(name, ((name.platz.muster,) * name.platz.spalten,) * name.platz.zeilen)


class _NoCalculation:
    """Values do not matter where only sizes are asked for."""

    def compute(self, _inputs: object, formulas: Formulas, _hidden: object) -> Results:
        return {index: dict.fromkeys(cells, 0.0) for index, cells in formulas.items()}


@dataclass(frozen=True, slots=True)
class _Ziel:
    """A known name and one place it points at."""

    name: PB
    area: NamedArea

    @property
    def first(self) -> int:
        return self.area.areas[0].top

    @property
    def height(self) -> int:
        return self.area.areas[0].bottom - self.first + 1


class _Namen:
    """The names of a template against those of the layout."""

    def __init__(self, package: Package, book: Book) -> None:
        self._package, self._book = package, book
        self._defined = {name.name.casefold(): name for name in book.names if name.name.casefold().startswith("pb_")}
        self._ziele = [_Ziel(name, area) for key, name in _BEKANNT.items() for area in package.named_areas.get(key, ())]

    def befunde(self) -> list[Befund]:
        """All that is wrong with the names, and all that cannot be computed."""
        return [
            *self._missing(),
            *self._unknown(),
            *self._pointing_nowhere(),
            *self._too_small(),
            *self._unequal(),
            *self._shifted(),
            *self._overlapping(),
            *self._overwritten_formulas(),
            *self._not_computed(),
            *self._not_multipliable(),
        ]

    def _missing(self) -> Iterator[Befund]:
        ist_rueckmeldung = any(name.casefold() in self._defined for name in MELDUNGSNAMEN)
        for key, name in _BEKANNT.items():
            if key in self._defined:
                continue
            if name in PFLICHTNAMEN:
                text = f"Der Name {name} fehlt; ohne ihn kann kein Bericht geschrieben werden. {_ANLEGEN}"
                yield self._befund("name_fehlt", text)
            elif ist_rueckmeldung and name.platz.eingabe:
                text = f"Der Name {name} fehlt; ohne ihn kann kein Fachdienst antworten. {_ANLEGEN}"
                yield self._befund("name_fehlt", text)
            elif name == PB.ABWEICHUNGSSINN:
                text = f"Die Abweichung kann nur Plan − Prognose zeigen. Soll sie umgekehrt stehen können: {RAT}."
                yield self._befund("abweichungssinn", text, schwere=Schwere.HINWEIS)
            elif name not in MELDUNGSNAMEN:
                text = f"Der Name {name} fehlt; {name.platz.inhalt} erscheint nicht. Wenn gewünscht: {_ANLEGEN}"
                yield self._befund("name_optional", text, schwere=Schwere.HINWEIS)

    def _unknown(self) -> Iterator[Befund]:
        for key, name in self._defined.items():
            if key not in _BEKANNT:
                nah = get_close_matches(key, _BEKANNT, n=1)
                rat = (
                    f"Gemeint ist vielleicht {_BEKANNT[nah[0]]}. {_AENDERN}"
                    if nah
                    else "Ein anderer Vorsatz wäre klarer."
                )
                text = f"Den Namen {name.name} füllt xlbudget nicht. {rat}"
                yield self._befund("name_unbekannt", text, schwere=Schwere.WARNUNG)

    def _pointing_nowhere(self) -> Iterator[Befund]:
        for key, name in self._defined.items():
            if key in _BEKANNT and key not in self._package.named_areas:
                text = (
                    f"Der Name {name.name} verweist auf {name.text or 'nichts'}, nötig ist ein Zellbereich. {_AENDERN}"
                )
                yield self._befund("name_ziel", text)

    def _too_small(self) -> Iterator[Befund]:
        for plan in ((_muster(name),) for name in PB):
            try:
                Template(self._package, [plan], calculator=_NoCalculation()).fill(plan)
            except VorlageError as error:
                yield self._befund("name_klein", str(error))

    def _unequal(self) -> Iterator[Befund]:
        for ziele in self._groups():
            longest = max(ziele, key=lambda ziel: ziel.height, default=None)
            for ziel in ziele:
                if longest and ziel.height < longest.height:
                    text = (
                        f"{ziel.name} hat {ziel.height} Zeilen, {longest.name} hat {longest.height}: "
                        f"es fehlen {longest.height - ziel.height}. {_AENDERN}"
                    )
                    yield self._befund("name_zeilen", text, ziel)

    def _groups(self) -> Iterator[list[_Ziel]]:
        """Places of the names that are filled row by row together."""
        for gruppe in Zeilengruppe:
            yield [ziel for ziel in self._ziele if ziel.name.platz.gruppe is gruppe]

    def _shifted(self) -> Iterator[Befund]:
        """Names of one table beside each other that begin in different rows put figures into the wrong line."""
        for ziele in self._groups():
            for ziel, other in combinations(ziele, 2):
                beside = ziel.area.sheet == other.area.sheet and abs(ziel.first - other.first) < ziel.height
                if beside and ziel.first != other.first and ziel.height == other.height:
                    text = f"{ziel.name} beginnt in Zeile {ziel.first}, {other.name} in Zeile {other.first}. {_AENDERN}"
                    yield self._befund("name_versetzt", text, ziel, Schwere.WARNUNG)

    def _overlapping(self) -> Iterator[Befund]:
        for ziel, other in combinations(self._ziele, 2):
            if ziel.area.sheet == other.area.sheet and ziel.name != other.name:
                pairs = ((a, b) for a in ziel.area.areas for b in other.area.areas)
                if any(_overlap(a, b) for a, b in pairs):
                    text = f"{ziel.name} und {other.name} überschneiden sich; eines überschreibt das andere. {_AENDERN}"
                    yield self._befund("name_ueberschneidung", text, ziel)

    def _overwritten_formulas(self) -> Iterator[Befund]:
        formulas = {sheet.name: sheet.formulas for sheet in self._book.worksheets}
        for ziel in self._ziele:
            for cell, _ in formulas.get(ziel.area.sheet.name, ()):
                if any((cell.row, cell.column) in area for area in ziel.area.areas):
                    text = f"Diese Formel wird überschrieben: die Zelle gehört zum Namen {ziel.name}."
                    place = SourceRef(self._package.name, ziel.area.sheet.name, cell.ref)
                    yield Befund(Schwere.HINWEIS, "vorlage.formel_ersetzt", text, place)

    def _not_computed(self) -> Iterator[Befund]:
        plan = tuple(map(_muster, PB))
        try:
            yield from Template(self._package, [plan]).fill(plan).befunde
        except VorlageError:
            return  # reported above, name by name

    def _not_multipliable(self) -> Iterator[Befund]:
        """A sheet may be fine for a Produktblatt and yet not become the many of a Mappe."""
        for sheet in {area.sheet: None for name in PFLICHTNAMEN for area in self._areas(name)}:
            try:
                multiply(self._package, sheet, [Copy("1"), Copy("2")])
            except VorlageError as error:
                place = SourceRef(self._package.name, sheet.name)
                text = f"Als Mappe geht diese Vorlage nicht, nur als einzelne Blätter. {error}"
                yield Befund(Schwere.WARNUNG, "vorlage.mappe", text, place)

    def _areas(self, name: str) -> Sequence[NamedArea]:
        return self._package.named_areas.get(name.casefold(), ())

    def _befund(self, code: str, text: str, ziel: _Ziel | None = None, schwere: Schwere = Schwere.FEHLER) -> Befund:
        place = SourceRef(self._package.name)
        if ziel:
            first = ziel.area.areas[0]
            place = SourceRef(self._package.name, ziel.area.sheet.name, address(first.top, first.left))
        return Befund(schwere, f"vorlage.{code}", text, place)


def _overlap(a: Area, b: Area) -> bool:
    return a.top <= b.bottom and b.top <= a.bottom and a.left <= b.right and b.left <= a.right
