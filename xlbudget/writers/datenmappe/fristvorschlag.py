"""The reporting duties of a Land as rows of the table Fristen; rows that are there stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from xlbudget.cellplan import Cellwert
from xlbudget.core.berichtspflichten import Berichtspflicht
from xlbudget.errors import EingabeError
from xlbudget.layout.einstellungen import EINSTELLUNGEN
from xlbudget.layout.fristentabelle import FRISTEN
from xlbudget.writers.datenmappe.suche import find_settings
from xlbudget.xlsx.grow.cells import CellTexts
from xlbudget.xlsx.grow.rows import add_rows
from xlbudget.xlsx.grow.table import find_tables
from xlbudget.xlsx.package import Package, iter_cells, parse_xml

_PFLICHT = FRISTEN.spalten[0].name


def add_pflichten(package: Package, pflichten: Sequence[Berichtspflicht]) -> tuple[Package, int]:
    """The package with the duties that the table Fristen does not name yet, and how many these are.

    The same package where it has no such table. Raises EingabeError where the Haushaltsjahr cannot be read,
    RefusedError where the table must not or cannot grow.
    """
    neue = list(_missing(package, pflichten))
    if not neue:
        return package, 0
    jahr = _haushaltsjahr(package)
    return add_rows(package, FRISTEN.name, [_row(pflicht, jahr) for pflicht in neue]), len(neue)


def _row(pflicht: Berichtspflicht, jahr: int) -> Mapping[str, Cellwert]:
    stichtag, faellig = (f"{tag:%d.%m.%Y}" if tag else None for tag in pflicht.termin(jahr))
    return {
        _PFLICHT: pflicht.pflicht,
        "Rechtsgrundlage": pflicht.beleg,
        "Empfänger": pflicht.empfaenger or None,
        "Stichtag": stichtag,
        "Fällig": faellig,
        "Wiederholung": pflicht.wiederholung or None,
    }


def _missing(package: Package, pflichten: Iterable[Berichtspflicht]) -> Iterable[Berichtspflicht]:
    place = find_tables(package).get(FRISTEN.name.casefold())
    if place is None or not place.columns.keys() >= {spalte.name for spalte in FRISTEN.gezeichnet}:
        return ()  # why it is not there has been said
    texte = CellTexts(package).of_sheet(place.sheet.part)
    da = {text.casefold() for (_, column), text in texte.items() if column == place.columns[_PFLICHT]}
    return (pflicht for pflicht in pflichten if pflicht.pflicht.casefold() not in da)


def _haushaltsjahr(package: Package) -> int:
    name, wert = (spalte.name for spalte in EINSTELLUNGEN.spalten[:2])
    place = find_tables(package).get(EINSTELLUNGEN.name.casefold())
    if place is not None and place.columns.keys() >= {name, wert}:
        ort = (find_settings(package, place, place.columns[name]).get("Haushaltsjahr", 0), place.columns[wert])
        part = place.sheet.part
        zahlen = {
            zelle: element.findtext("{*}v") or "" for zelle, element in iter_cells(parse_xml(package.members[part]))
        }
        text = CellTexts(package).of_sheet(part).get(ort) or zahlen.get(ort, "")
        if text.isdecimal() and 2000 <= int(text) <= 2100:
            return int(text)
    raise EingabeError(
        f"{package.name}: Ohne Haushaltsjahr lassen sich keine Termine rechnen. Es in der Tabelle Einstellungen als "
        "Zahl JJJJ eintragen und den Befehl wiederholen."
    )
