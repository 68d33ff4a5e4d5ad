"""What a chart of months draws: this year's sums so far, the plan spread evenly, the prior years."""

from __future__ import annotations

from itertools import accumulate

from xlbudget.core.geld import rounded_div, sum_ct
from xlbudget.core.monatswerte import LEER, Monate, add_monate
from xlbudget.core.produktblatt import Produktblatt


def cumulated(monate_ct: Monate, bis: int = 12) -> Monate:
    """Month by month what has come together so far; None after the month `bis`, so that a line ends there.

    >>> cumulated((1, None, 2) + (None,) * 9, 4)[:6]
    (1, 1, 3, 3, None, None)
    """
    laufend = accumulate(betrag or 0 for betrag in monate_ct)
    return tuple(betrag if monat <= bis else None for monat, betrag in enumerate(laufend, 1))


def spread(jahr_ct: int) -> Monate:
    """A year's amount, cumulated: each month one twelfth more."""
    return tuple(rounded_div(jahr_ct * monat, 12) for monat in range(1, 13))


def saldo_of(ertraege: Monate, aufwendungen: Monate) -> Monate:
    """Erträge − Aufwendungen month by month in cents; None where neither is booked."""
    return add_monate([ertraege, tuple(None if betrag is None else -betrag for betrag in aufwendungen)])


def budget_of(blatt: Produktblatt) -> Monate:
    """The Produktbudget of a sheet month by month in cents."""
    tabellen = (blatt.ertraege, blatt.aufwendungen)
    return saldo_of(*(add_monate(zeile.monate_ct for zeile in tabelle.zeilen) for tabelle in tabellen))


def vorjahre_of(blatt: Produktblatt) -> list[tuple[int, Monate]]:
    """Prior years with months for both halves; half a year would draw a wrong line."""
    aufwendungen = {vorjahr.jahr: vorjahr.monate_ct for vorjahr in blatt.aufwendungen.vorjahre}
    paare = ((v.jahr, v.monate_ct, aufwendungen.get(v.jahr, LEER)) for v in blatt.ertraege.vorjahre)
    return [
        (jahr, saldo_of(ertraege, aufwand))
        for jahr, ertraege, aufwand in paare
        if sum_ct(ertraege) is not None and sum_ct(aufwand) is not None
    ]
