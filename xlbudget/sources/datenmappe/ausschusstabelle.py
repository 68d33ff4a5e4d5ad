"""What a Datenmappe says about committees: the table Ausschüsse, parsed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import cast

from xlbudget.core.ausschuss import Ausschuss
from xlbudget.sources.datenmappe.tabellen import Satz, complete


def ausschuesse_of(saetze: list[Satz]) -> Iterator[Ausschuss]:
    """The lines of the table; one whose date cannot be read has none."""
    for satz in complete(saetze, "Kürzel"):
        yield Ausschuss(
            kuerzel=satz.text("Kürzel"),
            bezeichnung=satz.text("Bezeichnung"),
            sitzung=cast(date | None, satz["Sitzung"]),
            vorlage=satz.text("Vorlage"),
            objekte=satz.text("Objekte"),
            source=satz.ref("Kürzel"),
            ort_objekte=satz.ref("Objekte"),
        )
