"""Check a template before anyone relies on it, and write the shipped one to start from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import combinations
from pathlib import Path

from xlbudget.cellplan import CellPlan, Fill
from xlbudget.core.bericht import ANZAHL_VORJAHRE, Blatttabelle, Kennzahl, Produktblatt, Zeile
from xlbudget.core.gliederung import Berichtsobjekt, Ebene
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.prognose import Prognose, Verfahren, Vorjahr
from xlbudget.core.tendenz import Regeln, Richtung
from xlbudget.core.zeit import Stand
from xlbudget.dateien import check_xlsx
from xlbudget.errors import AusgabeError, Befund, Schwere, SourceRef, VorlageError
from xlbudget.layout.produktblatt import PFLICHTNAMEN, plan_produktblatt
from xlbudget.layout.rueckmeldung import MELDUNGSNAMEN
from xlbudget.mitgeliefert import shipped
from xlbudget.writers.ablage import Ablage
from xlbudget.xlsx.areas import Area, address
from xlbudget.xlsx.copy.multiply import Copy, multiply
from xlbudget.xlsx.fill.recalc import Formulas, Results
from xlbudget.xlsx.fill.template import Template
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
    return [*befunde, *_Namen(package, Book(data, datei.name)).befunde()]


def _sample_plan(ertraege: int = 1, aufwendungen: int = 1, leistungen: int = 1, ziele: int = 1) -> CellPlan:
    """A write list with so many rows in each of its tables: what the layout needs, asked from the layout."""
    stand, prognose = Stand(2024, 12), Prognose(100, frozenset(Verfahren))
    monate = (100,) * 12
    kennzahl = Kennzahl("1", "Kennzahl", "Stück", Richtung.HOEHER, None, None)

    def tabelle(art: Art, anzahl: int) -> Blatttabelle:
        vorjahre = (Vorjahr("1", art, "gesamt", 2023, 1200, monate, 1200),) * ANZAHL_VORJAHRE
        return Blatttabelle(art, (Zeile("Zeile", 1200, monate, prognose),) * anzahl, vorjahre)

    blatt = Produktblatt(
        Berichtsobjekt("1", Ebene.PRODUKT, "1", "Muster", "Budget", "Fachdienst", erlaeuterung="Text"),
        stand,
        tabelle(Art.ERTRAEGE, ertraege),
        tabelle(Art.AUFWENDUNGEN, aufwendungen),
        Regeln(),
        (kennzahl,) * leistungen,
        (kennzahl,) * ziele,
    )
    return plan_produktblatt(blatt, "Kommune")


_PLAN = _sample_plan()
BEKANNT = {entry.name.casefold(): entry.name for entry in _PLAN}
"""Every name the layout can fill, by its lower case."""
_EINGABEN = {name.casefold() for name in MELDUNGSNAMEN}
"""Names that only the template of a Rückmeldung has."""

_TEILE = {
    "Verfahren": "das Verfahren der Prognose je Zeile",
    "Vorjahre": "der Vergleich mit den Vorjahren",
    "Bezeichnung": "die Bezeichnung der Kennzahlen",
    "Plan": "der Planwert der Kennzahlen",
    "Ist": "der Istwert der Kennzahlen",
}
INHALT = {
    "PB_Kommune": "der Name der Kommune",
    "PB_Ebene": "die Ebene (Produkt, Budget, Dezernat)",
    "PB_Verantwortlich": "der zuständige Fachdienst",
    "PB_Jahr": "das Haushaltsjahr",
    "PB_Monat": "der Berichtsmonat",
    "PB_Verfahren": "die Erklärung der Prognoseverfahren",
    "PB_Erlaeuterung": "die Erläuterung",
    "PB_AmpelGelbAb": "die Schwelle für Gelb",
    "PB_AmpelRotAb": "die Schwelle für Rot",
    "PB_ZielMessgroesse": "die Messgröße der Ziele",
    "PB_ZielRichtung": "die Richtung der Ziele",
    "PB_ZielSchlechtUnter": "die untere Schwelle der Zielerreichung",
    "PB_ZielGutUeber": "die obere Schwelle der Zielerreichung",
    **{
        f"PB_{tabelle}{teil}": _TEILE[teil]
        for tabelle in ("Ertraege", "Aufwendungen")
        for teil in ("Verfahren", "Vorjahre")
    },
    **{f"PB_{art}{teil}": _TEILE[teil] for art in ("Leistung", "Ziel") for teil in ("Bezeichnung", "Plan", "Ist")},
}
"""What a sheet goes without where the template lacks a name."""


def _same_height() -> list[list[str]]:
    """Names that are filled row by row together, e.g. months, Ansatz and Prognose of the Erträge."""
    heights: dict[int, list[str]] = {}
    for entry in _sample_plan(101, 102, 103, 104):
        if isinstance(entry, Fill) and len(entry.block) > 100:
            heights.setdefault(len(entry.block), []).append(entry.name)
    return list(heights.values())


class _NoCalculation:
    """Values do not matter where only sizes are asked for."""

    def compute(self, inputs: object, formulas: Formulas) -> Results:
        return {index: dict.fromkeys(cells) for index, cells in formulas.items()}


@dataclass(frozen=True, slots=True)
class _Ziel:
    """A known name and one place it points at."""

    name: str
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
        self._ziele = [_Ziel(name, area) for key, name in BEKANNT.items() for area in package.named_areas.get(key, ())]

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
        for key, name in BEKANNT.items():
            if key in self._defined:
                continue
            if name in PFLICHTNAMEN:
                text = f"Der Name {name} fehlt; ohne ihn kann kein Bericht geschrieben werden. {_ANLEGEN}"
                yield self._befund("name_fehlt", text)
            else:
                text = f"Der Name {name} fehlt; {INHALT[name]} erscheint nicht. Wenn gewünscht: {_ANLEGEN}"
                yield self._befund("name_optional", text, schwere=Schwere.HINWEIS)

    def _unknown(self) -> Iterator[Befund]:
        for key, name in self._defined.items():
            if key not in BEKANNT and key not in _EINGABEN:
                nah = get_close_matches(key, BEKANNT, n=1)
                rat = (
                    f"Gemeint ist vielleicht {BEKANNT[nah[0]]}. {_AENDERN}"
                    if nah
                    else "Ein anderer Vorsatz wäre klarer."
                )
                text = f"Den Namen {name.name} füllt xlbudget nicht. {rat}"
                yield self._befund("name_unbekannt", text, schwere=Schwere.WARNUNG)

    def _pointing_nowhere(self) -> Iterator[Befund]:
        for key, name in self._defined.items():
            if key in BEKANNT and key not in self._package.named_areas:
                text = (
                    f"Der Name {name.name} verweist auf {name.text or 'nichts'}, nötig ist ein Zellbereich. {_AENDERN}"
                )
                yield self._befund("name_ziel", text)

    def _too_small(self) -> Iterator[Befund]:
        for entry in _PLAN:
            if isinstance(entry, Fill):
                try:
                    Template(self._package, [(entry,)], calculator=_NoCalculation()).fill((entry,))
                except VorlageError as error:
                    yield self._befund("name_klein", str(error))

    def _unequal(self) -> Iterator[Befund]:
        for namen in _same_height():
            ziele = [ziel for ziel in self._ziele if ziel.name in namen]
            longest = max(ziele, key=lambda ziel: ziel.height, default=None)
            for ziel in ziele:
                if longest and ziel.height < longest.height:
                    text = (
                        f"{ziel.name} hat {ziel.height} Zeilen, {longest.name} hat {longest.height}: "
                        f"es fehlen {longest.height - ziel.height}. {_AENDERN}"
                    )
                    yield self._befund("name_zeilen", text, ziel)

    def _shifted(self) -> Iterator[Befund]:
        """Names of one table beside each other that begin in different rows put figures into the wrong line."""
        for namen in _same_height():
            ziele = [ziel for ziel in self._ziele if ziel.name in namen]
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
        try:
            yield from Template(self._package, [_PLAN]).fill(_PLAN).befunde
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
