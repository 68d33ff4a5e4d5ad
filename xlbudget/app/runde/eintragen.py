"""Write what Fachdienste reported of single months into the table Kennzahlwerte, for good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xlbudget.app.bericht.datenmappe_aendern import append_rows
from xlbudget.app.bericht.uebernahmen import read_angenommene, reported_months
from xlbudget.cellplan import Cellwert
from xlbudget.core.geld import format_zahl
from xlbudget.core.kennzahlen.gemeldet import Gemeldetes, Herkunftswert
from xlbudget.core.zeit import Stand
from xlbudget.errors import EingabeError
from xlbudget.layout.kennzahltabellen import KENNZAHLWERTE
from xlbudget.sources.datenmappe.mappe import read_datenmappe


@dataclass(frozen=True, slots=True)
class Eintragung:
    """The values that are in the table now, the backup (None where nothing was written), and what is left to do."""

    eingetragen: tuple[Herkunftswert, ...]
    sicherung: Path | None
    offen: tuple[str, ...]


def eintragen(datenmappe: Path, stand: Stand) -> Eintragung:
    """Add a row for every accepted value up to a Stand that the table lacks; rows that are there stay as they are.

    Raises EingabeError for a Stand of another year and where the file cannot be read, AusgabeError where it is open or
    cannot be written. It is then as it was.
    """
    mappe, _ = read_datenmappe(datenmappe)
    if stand.jahr != mappe.jahr:
        raise EingabeError(f"{datenmappe.name} ist für das Haushaltsjahr {mappe.jahr}, nicht für {stand.jahr}.")
    gemeldet = reported_months(mappe, stand, read_angenommene(mappe, stand)[0])
    neue = tuple(neu for neu in gemeldet.neue if neu.statt is None)
    sicherung = append_rows(datenmappe, {KENNZAHLWERTE: [_row(neu) for neu in neue]}) if neue else None
    return Eintragung(neue, sicherung, tuple(_left(gemeldet)))


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
