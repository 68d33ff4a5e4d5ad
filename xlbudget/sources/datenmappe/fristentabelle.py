"""What a Datenmappe says about reporting duties: the table Fristen, parsed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import cast

from xlbudget.core.fristen import WIEDERHOLUNGEN, Frist
from xlbudget.errors import SourceRef
from xlbudget.sources.datenmappe.tabellen import Satz, complete

_TERMIN = ("Stichtag", "Fällig", "Sitzung", "Vorlauf zur Sitzung")


def fristen_of(saetze: list[Satz], kaputte: Collection[SourceRef | None]) -> Iterator[Frist]:
    """The lines of the table; `kaputte` are the cells that could not be read, and a date of them is none."""
    for satz in complete(saetze, "Pflicht"):
        yield Frist(
            pflicht=satz.text("Pflicht"),
            rechtsgrundlage=satz.text("Rechtsgrundlage"),
            empfaenger=satz.text("Empfänger"),
            stichtag=cast(date | None, satz["Stichtag"]),
            faellig=cast(date | None, satz["Fällig"]),
            lieferung=satz.text("Was zu liefern ist"),
            wer=satz.text("Wer"),
            monate=WIEDERHOLUNGEN.get(satz.text("Wiederholung"), 0),
            sitzung=satz.text("Sitzung"),
            vorlauf=cast(int | None, satz["Vorlauf zur Sitzung"]),
            kennzahlen=satz.text("Kennzahlen"),
            produkte=satz.text("Produkte"),
            email=satz.text("E-Mail"),
            erinnern=cast(int | None, satz["Erinnern Tage vorher"]),
            unlesbar=any(satz.ref(spalte) in kaputte for spalte in _TERMIN),
            source=satz.ref("Pflicht"),
        )
