"""What a Datenmappe says about single Stände, parsed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import cast

from xlbudget.core.fakten import Gueltigkeit, Nachereignis, Standangabe
from xlbudget.core.zeit import RHYTHMEN, Stand, monate_of
from xlbudget.errors import Befund, Schwere, listed, printable
from xlbudget.sources.datenmappe.tabellen import Satz, TableReader, complete


def staende_of(saetze: list[Satz]) -> Iterator[Standangabe]:
    """The lines of the table Stände."""
    for satz in complete(saetze, "Stand", "Gültigkeit"):
        yield Standangabe(cast(Stand, satz["Stand"]), Gueltigkeit(satz.text("Gültigkeit")), satz.ref("Stand"))


def ereignisse_of(saetze: list[Satz]) -> Iterator[Nachereignis]:
    """The lines of the table Ereignisse; one whose amount or date cannot be read has none."""
    for satz in complete(saetze, "Stand", "Objekt", "Ereignis"):
        yield Nachereignis(
            stand=cast(Stand, satz["Stand"]),
            objekt=satz.text("Objekt"),
            text=satz.text("Ereignis"),
            betrag_ct=cast(int | None, satz["Betrag"]),
            datum=cast(date | None, satz["Datum"]),
            source=satz.ref("Objekt"),
            datum_source=satz.ref("Datum"),
        )


def berichtsmonate_of(reader: TableReader, satz: Satz) -> frozenset[int] | None:
    """The months at whose end an object is reported; None, for all, where that is left open or cannot be read."""
    try:
        return monate_of(satz.text("Stände")) or None
    except ValueError as error:
        text = (
            f"{satz.blatt}, Spalte Stände: „{printable(str(error))}“ ist kein Stand; berichtet wird zu jedem. Namen "
            f"von Monaten schreiben, mehrere mit Semikolon, oder eines von: {', '.join(RHYTHMEN)}."
        )
        reader.befunde.append(Befund(Schwere.FEHLER, "stand.auswahl", text, satz.ref("Stände")))
        return None


def check_marken(reader: TableReader, produkte: list[Satz]) -> None:
    """Say that Produkte without a mark are reported by themselves, where others have been marked as wesentlich."""
    leere = [satz for satz in produkte if satz["Wesentlich"] is None]
    kaputte = {befund.source for befund in reader.befunde}
    if leere and any(satz["Wesentlich"] is True for satz in produkte):
        ohne = [satz for satz in leere if satz.ref("Wesentlich") not in kaputte]
        if ohne:
            text = (
                f"Bei {listed([satz.text('Produkt') for satz in ohne])} steht in der Spalte Wesentlich nichts; sie "
                "haben wie die wesentlichen ein eigenes Blatt und eine Zeile. Auch dort „ja“ oder „nein“ eintragen."
            )
            reader.befunde.append(Befund(Schwere.HINWEIS, "wesentlich.leer", text, ohne[0].ref("Wesentlich")))
