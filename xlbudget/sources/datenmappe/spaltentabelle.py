"""What a Datenmappe says about the look of its report: the table Berichtsspalten, parsed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import cast

from xlbudget.core.darstellung import Spaltenzeile, Tabellenausgabe
from xlbudget.sources.datenmappe.tabellen import Satz, complete


def berichtsspalten_of(saetze: list[Satz]) -> Iterator[Spaltenzeile]:
    """The lines of the table, as entered."""
    for satz in complete(saetze, "Ausgabe", "Spalte"):
        yield Spaltenzeile(
            ausgabe=Tabellenausgabe(satz.text("Ausgabe")),
            spalte=satz.text("Spalte"),
            breite=cast(Decimal | None, satz["Breite"]),
            gezeigt=satz["Gezeigt"] is not False,
            source=satz.ref("Spalte"),
            ort_breite=satz.ref("Breite"),
        )
