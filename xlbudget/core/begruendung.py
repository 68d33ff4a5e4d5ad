"""What has to be explained: deviations from a threshold on, in either direction; a large improvement too.

Nothing is asked for where a house sets no threshold.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from xlbudget.core.geld import format_euro, format_zahl
from xlbudget.core.kontenrahmen import GESAMT_ZEILE, Art

MIN_ZEICHEN = 3
"""Characters of a reason; nobody can give one in less."""


class Verknuepfung(StrEnum):
    """How a threshold in euros and one in percent go together."""

    UND = "und"
    ODER = "oder"


@dataclass(frozen=True, slots=True)
class Pflichtregeln:
    """From when on a house wants a reason; None asks for nothing. `*_ct` are cents, `*_pct` percent (10 is 10 %).

    Where both are given, `verknuepfung` says whether both must be reached. `zeilen` asks for rows of a Produkt as well,
    `kennzahl_ab_pct` for Ziele.
    """

    ab_ct: int | None = None
    ab_pct: Decimal | None = None
    verknuepfung: Verknuepfung = Verknuepfung.UND
    ab_monat: int = 1
    zeilen: bool = False
    kennzahl_ab_pct: Decimal | None = None

    @property
    def verlangt_etwas(self) -> bool:
        """Whether anything can have to be explained."""
        return any(schwelle is not None for schwelle in (self.ab_ct, self.ab_pct, self.kennzahl_ab_pct))

    def asks(self, abweichung_ct: int, ansatz_ct: int) -> bool:
        """Whether a deviation needs a reason. Beside an Ansatz of 0 every deviation is more than any percentage.

        >>> regeln = Pflichtregeln(ab_ct=50_000_00, ab_pct=Decimal(10))
        >>> regeln.asks(-50_000_00, -500_000_00), regeln.asks(49_999_99, -100_00), regeln.asks(50_000_00, -500_000_01)
        (True, False, False)
        """
        if abweichung_ct == 0:
            return False
        erreicht = []
        if self.ab_ct is not None:
            erreicht.append(abs(abweichung_ct) >= self.ab_ct)
        if self.ab_pct is not None:
            erreicht.append(abs(abweichung_ct) * 100 >= self.ab_pct * abs(ansatz_ct))
        if not erreicht:
            return False
        return all(erreicht) if self.verknuepfung is Verknuepfung.UND else any(erreicht)

    def asks_ziel(self, plan: Decimal | None, ist: Decimal | None) -> bool:
        """Whether the Ist of a Ziel is so far from its Plan that it needs a reason; never where one is missing or 0."""
        if self.kennzahl_ab_pct is None or not plan or ist is None or ist == plan:
            return False
        return abs(ist - plan) * 100 >= self.kennzahl_ab_pct * abs(plan)


KEINE_PFLICHT = Pflichtregeln()
"""Of a house that sets no threshold."""


@dataclass(frozen=True, slots=True)
class Anlass:
    """One thing of a Produkt that has to be explained.

    Of money `abweichung_ct` is Prognose − Ansatz (at the end of the year Ergebnis − Ansatz), of the Produktbudget where
    `art` is None, else of one of its rows; of a Ziel, `ziel` is its Bezeichnung and `plan` and `ist` its figures.
    """

    art: Art | None = None
    zeile: str = GESAMT_ZEILE
    abweichung_ct: int = 0
    ansatz_ct: int = 0
    ziel: str = ""
    plan: Decimal = Decimal(0)
    ist: Decimal = Decimal(0)

    @property
    def text(self) -> str:
        """What has to be explained, in the words of a reader.

        >>> Anlass(abweichung_ct=-62_500_00, ansatz_ct=-500_000_00).text
        'Produktbudget 62.500 € schlechter als geplant'
        >>> Anlass(Art.AUFWENDUNGEN, "Personal", 40_000_00, 500_000_00).text
        'Aufwendungen Personal 40.000 € über Plan'
        """
        if self.ziel:
            wie = "unter" if self.ist < self.plan else "über"
            return f"Ziel „{self.ziel}“ mit {format_zahl(self.ist)} {wie} Plan {format_zahl(self.plan)}"
        betrag = format_euro(abs(self.abweichung_ct))
        if self.art is None:
            return f"Produktbudget {betrag} € {'besser' if self.abweichung_ct > 0 else 'schlechter'} als geplant"
        return f"{self.art} {self.zeile} {betrag} € {'über' if self.abweichung_ct > 0 else 'unter'} Plan"


def listed_anlaesse(anlaesse: Iterable[Anlass]) -> str:
    """What has to be explained, in one line."""
    return "; ".join(anlass.text for anlass in anlaesse)


OHNE_BEGRUENDUNG = "ohne Begründung"
"""What a report prints where there ought to be one."""


def is_reason(text: str) -> bool:
    """Whether a text can be a reason: a dash, a dot or an x is none.

    >>> is_reason("–"), is_reason("Tarif"), is_reason("x"), is_reason("...")
    (False, True, False, False)
    """
    return len(text.strip()) >= MIN_ZEICHEN and any(zeichen.isalnum() for zeichen in text)
