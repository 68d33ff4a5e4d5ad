"""What a Datenmappe says about single Stände, parsed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import cast

from xlbudget.core.fakten import Gueltigkeit, Nachereignis, Standangabe
from xlbudget.core.zeit import Stand
from xlbudget.sources.datenmappe.tabellen import Satz, complete


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
        )
