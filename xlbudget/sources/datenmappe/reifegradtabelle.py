"""What a Datenmappe says about maturity: the table Reifegrad, parsed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import cast

from xlbudget.core.reifegrad import NICHT_MESSBAR, Reifegradzeile
from xlbudget.sources.datenmappe.tabellen import Satz, complete


def reifegrade_of(saetze: list[Satz]) -> Iterator[Reifegradzeile]:
    """The lines of the table."""
    for satz in complete(saetze, "Dimension", "Stichtag", "Stufe"):
        stufe = satz.text("Stufe")
        yield Reifegradzeile(
            satz.text("Dimension"),
            satz.text("Unterdimension"),
            cast(date, satz["Stichtag"]),
            None if stufe == NICHT_MESSBAR else int(stufe),
            satz.ref("Stufe"),
        )
