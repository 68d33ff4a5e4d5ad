"""What can be shown of an export that cannot be read: its headings, its first lines, its lines counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlbudget.core.kontenrahmen import Kontenrahmen
from xlbudget.sources.export.angaben import Erkennung
from xlbudget.sources.export.bilanz import Auslassung
from xlbudget.sources.export.halbgelesen import HalbgelesenError
from xlbudget.sources.export.vorschau import BEISPIELE, Beispielzeile, Ueberschrift, headings

_MEHR = 5  # rows below a header that blank ones may take


@dataclass(frozen=True)
class Teilbild:
    """One export as far as it was understood.

    `beispiele` are lines with their amounts as they stand in the file, or where that is not clear `zeilen` their cells
    by the number of the line. `gezaehlt` is None where not all lines were read.
    """

    kopfzeile: int
    entscheidungen: Sequence[Erkennung]
    ueberschriften: Sequence[Ueberschrift]
    beispiele: Sequence[Beispielzeile] = ()
    zeilen: Sequence[tuple[int, Sequence[str]]] = ()
    gezaehlt: int | None = None
    ausgelassen: Sequence[Auslassung] = ()
    schlusszeilen: int = 0


def look_at_half(error: HalbgelesenError, jahr: int, rahmen: Kontenrahmen) -> Teilbild | None:
    """What is known of an export that cannot be read; None where it has no header at all."""
    kopf, zuordnung, durchgang = error.kopf, error.zuordnung, error.durchgang
    if kopf is None:
        return None
    if zuordnung is None or durchgang is None:
        zeilen = error.tabelle.kopfzeilen(kopf.letzte + BEISPIELE + _MEHR) if error.tabelle else ()
        unten = [(zeile.nummer, zeile.zellen) for zeile in zeilen if zeile.nummer > kopf.letzte and any(zeile.zellen)]
        return Teilbild(
            kopfzeile=kopf.nummer,
            entscheidungen=error.tabelle.entscheidungen if error.tabelle else (),
            ueberschriften=headings(kopf, kopf.spalten, jahr),
            zeilen=unten[:BEISPIELE],
        )
    aus = durchgang.ausgelassen
    return Teilbild(
        kopfzeile=kopf.nummer,
        entscheidungen=zuordnung.entscheidungen,
        ueberschriften=headings(kopf, zuordnung.spalten, jahr),
        beispiele=_lines(error, rahmen),
        gezaehlt=durchgang.gezaehlt,
        ausgelassen=[Auslassung(grund, n, durchgang.ausgelassen_ct[grund]) for grund, n in aus.items() if n],
        schlusszeilen=durchgang.zeilen - durchgang.gezaehlt - aus.total(),
    )


def _lines(error: HalbgelesenError, rahmen: Kontenrahmen) -> list[Beispielzeile]:
    """The first lines that count, with their amounts as they stand in the file."""
    assert error.durchgang is not None
    assert error.zuordnung is not None
    return [
        Beispielzeile(
            zeile=zeile["zeile"],
            produkt=zeile["produkt"],
            sachkonto=zeile["sachkonto"],
            monat=None if error.zuordnung.ansatz else zeile["monat"],
            art=rahmen.art_name(zeile["sachkonto"]),
            betrag_ct=zeile["saldo_ct"],
        )
        for zeile in error.durchgang.lines().to_pylist()
    ]
