"""Short ways to write rules and values of Kennzahlen."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

from xlbudget.core.kennzahlen.modelle import (
    Kennzahlregel,
    Kennzahlwert,
    Periode,
    PlanIst,
    Planverlauf,
    Prognoseart,
    Rechenart,
    Wertfassung,
)
from xlbudget.errors import SourceRef

GOLDEN = Path(__file__).parents[2] / "golden" / "kennzahlen"


def published(name: str) -> dict[str, dict[str, str]]:
    """A published table, by its first column."""
    with (GOLDEN / name).open(encoding="utf-8") as datei:
        return {next(iter(zeile.values())): zeile for zeile in csv.DictReader(datei, delimiter=";")}


def zahl(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def regel(kuerzel, art, zaehler="", nenner="", *, plan=None, verlauf=None, einheit="", prognose=None):
    return Kennzahlregel(
        kuerzel,
        f"Kennzahl {kuerzel}",
        einheit,
        Rechenart(art) if art else None,
        zaehler,
        nenner,
        Planverlauf(verlauf) if verlauf else None,
        None if plan is None else Decimal(str(plan)),
        SourceRef("d.xlsx", "Kennzahlen", f"A{kuerzel}"),
        Prognoseart(prognose) if prognose else None,
    )


def wert(kuerzel, periode, was, art="Ist", gruppe="", fassung=None):
    return Kennzahlwert(
        kuerzel,
        Periode.parse(periode),
        PlanIst(art),
        gruppe,
        Decimal(str(was)),
        Wertfassung(fassung) if fassung else None,
        SourceRef("d.xlsx", "Kennzahlwerte", f"{kuerzel}/{periode}/{art}/{gruppe}"),
    )


def reihe(kuerzel, ab, werte, art="Ist", gruppe=""):
    """Values of months that follow each other; None leaves a month out."""
    jahr, monat = map(int, ab.split("-"))
    perioden = [divmod(jahr * 12 + monat - 1 + i, 12) for i in range(len(werte))]
    return [
        wert(kuerzel, f"{j}-{m + 1:02d}", was, art, gruppe)
        for (j, m), was in zip(perioden, werte, strict=True)
        if was is not None
    ]
