"""Lists that hold Plan and Ist in one column: which lines are meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_IST = frozenset((
    "ist", "ergebnis", "rechnungsergebnis", "jahresergebnis", "ist-wert", "istwert", "istbuchung", "ist-buchung",
    "istbuchungen", "actual", "re",
))  # fmt: skip
_PLAN = frozenset((
    "plan", "ansatz", "planansatz", "haushaltsansatz", "hh-ansatz", "planwert", "plan-wert", "planwerte", "budget",
    "haushaltsplan",
))  # fmt: skip
_ANDERE = frozenset((
    "obligo", "vormerkung", "mittelbindung", "mittelvormerkung", "auftrag", "verpflichtung", "forecast", "prognose",
    "hochrechnung", "vorjahr", "vorjahresergebnis", "finanzplan", "finanzplanung",
))  # fmt: skip
_UNKLAR = frozenset((
    "nachtrag", "nachtragsansatz", "fortgeschriebener ansatz", "fortg. ansatz", "gesamtansatz", "soll", "anordnung",
    "vorläufiges ergebnis", "vorl. ergebnis", "planfortschreibung",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wertarten:
    """Values of the column Wertart, casefolded: those that count, and those that are known not to."""

    zaehlt: frozenset[str]
    bekannt: frozenset[str]


def all_known(werte: Sequence[str]) -> bool:
    """Whether all values of a column are words for Plan, Ist and the like.

    >>> all_known(["Plan", "Ist"]), all_known(["Plan", "Müller"]), all_known([])
    (True, False, False)
    """
    klein = {wert.casefold() for wert in werte}
    return bool(klein) and klein <= _IST | _PLAN | _ANDERE | _UNKLAR


def choose_wertarten(werte: Sequence[str], nur: Sequence[str], *, ansatz: bool) -> Wertarten | None:
    """What counts: what is declared, else Plan for Ansätze and Ist for all else. None where that is not clear.

    >>> sorted(choose_wertarten(["Plan", "Ist", "Obligo"], (), ansatz=False).zaehlt)
    ['ist']
    """
    klein = frozenset(wert.casefold() for wert in werte)
    if nur:
        gewaehlt = frozenset(wert.casefold() for wert in nur)
        return Wertarten(gewaehlt, klein - gewaehlt)
    bekannt = _IST | _PLAN | _ANDERE
    gesucht = _PLAN if ansatz else _IST
    if klein and (not klein <= bekannt or len(klein & gesucht) != 1):
        return None
    return Wertarten(klein & gesucht or gesucht, bekannt - gesucht)
