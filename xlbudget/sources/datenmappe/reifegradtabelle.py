"""What a Datenmappe says about maturity: the table Reifegrad, parsed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import cast

from xlbudget.core.reifegrad import Reifegradzeile
from xlbudget.sources.datenmappe.tabellen import Satz, complete


def reifegrade_of(saetze: list[Satz]) -> Iterator[Reifegradzeile]:
    """The lines of the table, also those whose level cannot be read: their dimension must not seem to be whole."""
    for satz in complete(saetze, "Dimension", "Stichtag"):
        stufe = satz.text("Stufe")
        yield Reifegradzeile(
            satz.text("Dimension"),
            satz.text("Unterdimension"),
            cast(date, satz["Stichtag"]),
            int(stufe) if stufe.isdecimal() else None,
            satz.ref("Stufe"),
            lesbar=bool(stufe),
        )
