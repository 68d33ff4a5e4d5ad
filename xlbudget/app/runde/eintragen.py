"""Write what Fachdienste reported of single months and of measures into the tables of the Datenmappe, for good."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_uppercase

from xlbudget.app.bericht.datenmappe_aendern import append_rows
from xlbudget.app.bericht.uebernahmen import (
    earlier_angenommene,
    read_angenommene,
    reported_massnahmen,
    reported_months,
)
from xlbudget.cellplan import Cellwert
from xlbudget.core.geld import euro, format_zahl
from xlbudget.core.kennzahlen.gemeldet import Gemeldetes, Herkunftswert
from xlbudget.core.massnahmen import Massnahmenzeile, counting
from xlbudget.core.massnahmenfelder import feld_of
from xlbudget.core.rueckmeldung import MASSNAHMENARTEN
from xlbudget.core.uebernahme import Uebernahme
from xlbudget.core.zeit import Stand
from xlbudget.errors import EingabeError
from xlbudget.layout.kennzahltabellen import KENNZAHLWERTE
from xlbudget.layout.massnahmentabelle import MASSNAHMEN
from xlbudget.sources.datenmappe.mappe import read_datenmappe


@dataclass(frozen=True, slots=True)
class Eintragung:
    """The values that are in the tables now, the backup (None where nothing was written), and what is left to do."""

    eingetragen: tuple[Herkunftswert, ...]
    massnahmen: tuple[Uebernahme, ...]
    sicherung: Path | None
    offen: tuple[str, ...]


def eintragen(datenmappe: Path, stand: Stand) -> Eintragung:
    """Add a row for every accepted value up to a Stand that the table Kennzahlwerte lacks; its rows stay as they are.

    What was reported of a measure is put into its row of the table Maßnahmen, in place of what stands there. Raises
    EingabeError for a Stand of another year and where the file cannot be read, AusgabeError where it is open or cannot
    be written. It is then as it was.
    """
    mappe, _ = read_datenmappe(datenmappe)
    if stand.jahr != mappe.jahr:
        raise EingabeError(f"{datenmappe.name} ist für das Haushaltsjahr {mappe.jahr}, nicht für {stand.jahr}.")
    angenommene = read_angenommene(mappe, stand)[0]
    fruehere = earlier_angenommene(mappe, stand)
    gemeldet = reported_months(mappe, fruehere, angenommene)
    neue = tuple(neu for neu in gemeldet.neue if neu.statt is None)
    massnahmen = reported_massnahmen(mappe, fruehere, angenommene).uebernahmen
    sicherung = None
    if neue or massnahmen:
        zellen = {MASSNAHMEN: _cells(mappe.massnahmen, massnahmen)}
        sicherung = append_rows(datenmappe, {KENNZAHLWERTE: [_row(neu) for neu in neue]}, zellen=zellen)
    return Eintragung(neue, massnahmen, sicherung, tuple(_left(gemeldet)))


def _cells(zeilen: Sequence[Massnahmenzeile], uebernahmen: Iterable[Uebernahme]) -> dict[tuple[int, str], Cellwert]:
    """The cells of the table Maßnahmen that change, by row and heading."""
    orte = {
        feld_of(zeile, art): int(zeile.source.zelle.lstrip(ascii_uppercase))
        for zeile in reversed(counting(zeilen))
        for art in MASSNAHMENARTEN
        if zeile.source and zeile.source.zelle
    }
    return {(orte[u.feld], u.feld.feldart.value): euro(u.neu) if isinstance(u.neu, int) else u.neu for u in uebernahmen}


def _row(neu: Herkunftswert) -> dict[str, Cellwert]:
    wert = neu.wert
    return {
        "Kennzahl": wert.kennzahl,
        "Periode": str(wert.periode),
        "Art": wert.art.value,
        "Gruppe": wert.gruppe or None,
        "Wert": wert.wert,
        "Fassung": wert.fassung.value if wert.fassung else None,
        "Bemerkung": neu.von,
    }


def _left(gemeldet: Gemeldetes) -> Iterator[str]:
    """What only a person changes: rows that are there."""
    for neu in gemeldet.neue:
        if neu.statt is not None and neu.statt.wert != neu.wert.wert:
            yield (
                f"{neu.wert.text}: in der Tabelle steht {format_zahl(neu.statt.wert)}, angenommen ist "
                f"{format_zahl(neu.wert.wert)} ({neu.von}). Der Bericht zeigt das Angenommene; damit es auch in der "
                f"Tabelle steht, dort ändern ({neu.statt.source})."
            )
    for weg in gemeldet.entfallen:
        yield (
            f"{weg.text}: in der Tabelle steht {format_zahl(weg.wert)}, angenommen ist, dass der Wert entfällt. Der "
            f"Bericht zeigt keinen; damit er auch in der Tabelle fehlt, die Zeile löschen ({weg.source})."
        )
