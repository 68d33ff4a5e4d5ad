"""Lists that hold Plan and Ist in one column: which lines are meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xlbudget.sources.export.kopfworte import JAHRESZAHL

_IST = frozenset((
    "ist", "ergebnis", "rechnungsergebnis", "jahresergebnis", "ist-wert", "istwert", "istbuchung", "ist-buchung",
    "istbuchungen", "actual", "re", "rechnung", "ist-ergebnis",
))  # fmt: skip
_PLAN = frozenset((
    "plan", "ansatz", "planansatz", "haushaltsansatz", "hh-ansatz", "planwert", "plan-wert", "planwerte", "budget",
    "haushaltsplan", "planzahl", "planung",
))  # fmt: skip
_ANDERE = frozenset((
    "obligo", "vormerkung", "mittelbindung", "mittelvormerkung", "auftrag", "verpflichtung", "forecast", "prognose",
    "hochrechnung", "vorjahr", "mittelreservierung", "reservierung",
    "vorjahresergebnis", "finanzplan", "finanzplanung",
))  # fmt: skip
_UNKLAR = frozenset((
    "nachtrag", "nachtragsansatz", "fortgeschriebener ansatz", "fortg. ansatz", "gesamtansatz", "soll", "anordnung",
    "vorläufiges ergebnis", "vorl. ergebnis", "planfortschreibung",
))  # fmt: skip


_NICHT_GEBUCHT = re.compile(
    r"(?i)(?:storniert|gelöscht|vor-?erfasst|vorläufig erfasst|vorgemerkt|geparkt|gemerkt|un-?gebucht|nicht gebucht|"
    r"abgelehnt|verworfen|entwurf|in bearbeitung)"
)
_ENDE = re.compile(r"[-\s]?(?:werte?|kosten|beträge?|buchung(?:en)?|zahlen)$")


@dataclass(frozen=True, slots=True)
class Wertarten:
    """Values of the column Wertart, casefolded: those that count, and those that are known not to."""

    zaehlt: frozenset[str]
    bekannt: frozenset[str]


def all_known(werte: Sequence[str]) -> bool:
    """Whether all values of a column are words for Plan, Ist and the like, with or without a year.

    >>> all_known(["Plan", "Ist 2023"]), all_known(["Plan", "Müller"]), all_known([])
    (True, False, False)
    """
    return bool(werte) and {_word(wert) for wert in werte} <= _IST | _PLAN | _ANDERE | _UNKLAR


def any_known(werte: Sequence[str]) -> bool:
    """Whether any value of a column is a word for Plan or Ist, or for a posting that is none.

    >>> any_known(["Ansatz", "Rest"]), any_known(["gebucht", "storniert"]), any_known(["Miete", "Strom"])
    (True, True, False)
    """
    return any(_word(wert) in _IST | _PLAN or _NICHT_GEBUCHT.fullmatch(wert) for wert in werte)


def choose_wertarten(werte: Sequence[str], nur: Sequence[str], jahr: int, *, ansatz: bool) -> Wertarten | None:
    """What counts: what is declared, else Plan for Ansätze and Ist for all else. None where that is not clear.

    A value that names another year than `jahr` never counts.

    >>> sorted(choose_wertarten(["Plan", "Ist", "Obligo"], (), 2024, ansatz=False).zaehlt)
    ['ist']
    >>> sorted(choose_wertarten(["Ansatz 2024", "Ansatz 2023"], (), 2024, ansatz=True).zaehlt)
    ['ansatz 2024']
    """
    klein = frozenset(wert.casefold() for wert in werte)
    if nur:
        gewaehlt = frozenset(wert.casefold() for wert in nur)
        return Wertarten(gewaehlt, klein - gewaehlt)
    bekannt = _IST | _PLAN | _ANDERE
    gesucht = _PLAN if ansatz else _IST
    zaehlt = {wert for wert in klein if _word(wert) in gesucht and not set(JAHRESZAHL.findall(wert)) - {str(jahr)}}
    if klein and (not {_word(wert) for wert in klein} <= bekannt or len(zaehlt) != 1):
        return None
    return Wertarten(frozenset(zaehlt) or gesucht, (bekannt | klein) - (frozenset(zaehlt) or gesucht))


def _word(wert: str) -> str:
    """A value without its year and without what it is a value of: „Istwerte 2024“ is „ist“."""
    wort = " ".join(JAHRESZAHL.sub(" ", wert.casefold()).split())
    return wort if wort in _IST | _PLAN | _ANDERE | _UNKLAR else _ENDE.sub("", wort)
