"""How plausible a Prognose is that a person entered, in a return or in the Datenmappe: against what is known of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from xlbudget.core.geld import format_betrag, format_euro
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.tendenz import Regeln

WEIT_AB_PCT = 50
"""A Prognose is far off if it is further than this share away from the calculated one and from the Ansatz, and differs
by at least the amount from which the Ampel is yellow: less than that changes no marker of the report."""
WINZIG_PCT = 5
"""A Prognose below this share of the expected one was meant in another unit or for another row."""
WINZIG_AB_CT = 1_000_00
"""Below this, nothing is expected of a row that could be missed."""
TAUSEND_VON, TAUSEND_BIS = 200, 5_000
"""The expected Prognose is so many times the entered one where thousands were meant: the figure itself has changed,
too, but not by more than a factor of five."""


class Auffaelligkeit(Enum):
    """What is odd about a Prognose."""

    ZEILE = auto()
    UNTER_IST = auto()
    VORZEICHEN = auto()
    WEIT = auto()


@dataclass(frozen=True, slots=True)
class Zeilenzahlen:
    """What is known of one report row, in cents; None where nothing is planned or booked."""

    ansatz_ct: int | None
    ist_ct: int | None
    berechnet_ct: int

    @property
    def ist_leer(self) -> bool:
        """Whether the report has nothing in this row."""
        return not (self.ansatz_ct or self.ist_ct or self.berechnet_ct)


def assess_prognose(
    art: Art | None, neu_ct: int, zahlen: Zeilenzahlen, regeln: Regeln, fragen: str
) -> Iterator[tuple[Auffaelligkeit, str]]:
    """Everything odd about a Prognose, as the rest of a German sentence; `fragen` is how to ask whether it is meant."""
    if zahlen.ist_leer:
        if neu_ct:
            text = (
                f"{format_betrag(neu_ct)} € in einer Zeile, in der weder etwas geplant noch gebucht ist. "
                f"{fragen}, ob die Zeile gemeint ist."
            )
            yield Auffaelligkeit.ZEILE, text
        return
    if zahlen.ist_ct is not None and neu_ct < zahlen.ist_ct:
        anlass = "Erstattungen" if art is Art.AUFWENDUNGEN else "Rückzahlungen"
        text = (
            f"{format_betrag(neu_ct)} € ist weniger, als schon gebucht ist ({format_betrag(zahlen.ist_ct)} €). "
            f"Prüfen, ob {anlass} erwartet werden oder der Betrag nur den Rest des Jahres meint."
        )
        yield Auffaelligkeit.UNTER_IST, text
    yield from _assess_groesse(neu_ct, zahlen, regeln, fragen)


def _assess_groesse(
    neu_ct: int, zahlen: Zeilenzahlen, regeln: Regeln, fragen: str
) -> Iterator[tuple[Auffaelligkeit, str]]:
    """Sign and size, the first thing that is odd about them."""
    erwartet_ct = zahlen.berechnet_ct or zahlen.ansatz_ct or 0
    if neu_ct * erwartet_ct < 0:
        text = (
            f"{format_betrag(neu_ct)} € hat ein anderes Vorzeichen als erwartet "
            f"({format_betrag(erwartet_ct)} €). "
            "Erträge und Aufwendungen werden beide positiv eingetragen."
        )
        yield Auffaelligkeit.VORZEICHEN, text
    elif is_winzig(neu_ct, erwartet_ct):
        tausend = TAUSEND_VON * abs(neu_ct) <= abs(erwartet_ct) <= TAUSEND_BIS * abs(neu_ct)
        rat = f"Vermutlich sind Tausend Euro gemeint; {fragen.lower()}." if tausend else f"{fragen}, ob das stimmt."
        text = (
            f"{format_betrag(neu_ct)} € ist nicht einmal ein Zwanzigstel der berechneten Prognose "
            f"({format_euro(erwartet_ct)} €). {rat}"
        )
        yield Auffaelligkeit.WEIT, text
    elif _is_far(neu_ct, zahlen, regeln):
        text = (
            f"{format_euro(neu_ct)} € weicht um {format_euro(abs(neu_ct - zahlen.berechnet_ct))} € von der "
            f"berechneten Prognose ({format_euro(zahlen.berechnet_ct)} €) ab. Grund und Betrag prüfen."
        )
        yield Auffaelligkeit.WEIT, text


def is_winzig(neu_ct: int, erwartet_ct: int) -> bool:
    """Whether an amount is below `WINZIG_PCT` of what is expected, where that is `WINZIG_AB_CT` or more."""
    return abs(erwartet_ct) >= WINZIG_AB_CT and abs(neu_ct) * 100 < WINZIG_PCT * abs(erwartet_ct)


def _is_far(neu_ct: int, zahlen: Zeilenzahlen, regeln: Regeln) -> bool:
    """Whether `WEIT_AB_PCT` and the threshold of the yellow Ampel are both exceeded.

    >>> _is_far(400_000_00, Zeilenzahlen(150_000_00, None, 200_000_00), Regeln())
    True
    >>> _is_far(299_000_00, Zeilenzahlen(150_000_00, None, 200_000_00), Regeln())
    False
    >>> _is_far(1_200_000_00, Zeilenzahlen(8_700_000_00, None, 5_246_000_00), Regeln())
    True
    """
    massstaebe_ct = [ct for ct in (zahlen.berechnet_ct, zahlen.ansatz_ct) if ct is not None]
    return abs(neu_ct - zahlen.berechnet_ct) >= regeln.ampel_gelb_ab_ct and all(
        abs(neu_ct - ct) * 100 > WEIT_AB_PCT * abs(ct) for ct in massstaebe_ct
    )
