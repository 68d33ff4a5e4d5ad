"""What the tables WeitereZahlen and WeitereNamen say."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import cast

from xlbudget.core.textpruefung.modelle import Zahleinheit
from xlbudget.core.textpruefung.weitere import WeitererName, WeitereZahl
from xlbudget.sources.datenmappe.tabellen import Satz, complete

_EINHEITEN = {"Euro": Zahleinheit.EURO, "Prozent": Zahleinheit.PROZENT, "Anzahl": Zahleinheit.ANZAHL}


def weitere_zahlen_of(saetze: list[Satz]) -> Iterator[WeitereZahl]:
    """The lines of WeitereZahlen."""
    for satz in complete(saetze, "Bezeichnung", "Wert"):
        wert = abs(Fraction(cast(Decimal, satz["Wert"])))
        yield WeitereZahl(satz.text("Bezeichnung"), wert, _EINHEITEN[satz.text("Einheit") or "Euro"])


def weitere_namen_of(saetze: list[Satz]) -> Iterator[WeitererName]:
    """The lines of WeitereNamen."""
    for satz in complete(saetze, "Name", "Objekt"):
        yield WeitererName(satz.text("Name"), satz.text("Objekt"), satz.ref("Objekt"))
