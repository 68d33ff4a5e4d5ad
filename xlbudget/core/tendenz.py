"""Abweichung, Tendenz, Zielerreichung and Ampel.

One report, two signs, both kept: the consolidated report shows the `verbesserung` (Ergebnis − Ansatz, positive is
better), the Produktblatt the `mehrbedarf` (Ansatz − Prognose, negative is better), unless its house wants the same
sense in both.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from xlbudget.core.begruendung import KEINE_PFLICHT, Pflichtregeln


class Tendenz(StrEnum):
    """A marker that is readable without colour; blank where there is nothing to say."""

    BESSER = "▲"
    SCHLECHTER = "▼"
    KEINE = ""


class Ampel(StrEnum):
    """Traffic light of a Produktblatt; the value is its word."""

    GRUEN = "im Plan"
    GELB = "beobachten"
    ROT = "gegensteuern"

    @property
    def symbol(self) -> str:
        """A shape for each colour, so that a grey print still tells."""
        return {Ampel.GRUEN: "●", Ampel.GELB: "◆", Ampel.ROT: "■"}[self]

    @property
    def gezeigt(self) -> str:
        """Symbol and word, for where there is one cell for both."""
        return f"{self.symbol} {self}"


class Warnstufe(StrEnum):
    """How urgent a Ziel is that is not reached, in a house that has steps; the value is its word."""

    BEOBACHTEN = "beobachten"
    EINGREIFEN = "eingreifen"
    KEINE = ""

    @property
    def gezeigt(self) -> str:
        """The word with the shape that the Ampel has for it."""
        symbol = {Warnstufe.BEOBACHTEN: Ampel.GELB.symbol, Warnstufe.EINGREIFEN: Ampel.ROT.symbol, Warnstufe.KEINE: ""}
        return f"{symbol[self]} {self}".strip()


class Richtung(StrEnum):
    """Whether more or less of a Kennzahl is better."""

    HOEHER = "höher"
    NIEDRIGER = "niedriger"


class Abweichungssinn(StrEnum):
    """Which way round the Produktblatt shows its Abweichung; the value is the setting, and what its label says."""

    MEHRBEDARF = "Plan − Prognose"
    VERBESSERUNG = "Prognose − Plan"

    @property
    def faktor(self) -> int:
        """What turns a mehrbedarf into what is shown."""
        return 1 if self is Abweichungssinn.MEHRBEDARF else -1


@dataclass(frozen=True, slots=True)
class Regeln:
    """Thresholds of one house, and the sense of its Produktblätter, from the table Einstellungen.

    A percentage beside an amount raises the threshold for large Ansätze: both must be reached.
    `*_pct` are percent (95 means 95 %), `*_ct` cents. `pflicht` says what has to be explained. Without
    `ziel_beobachten_unter_pct` and `ziel_eingreifen_unter_pct` there are no steps of warning for Ziele.
    """

    tendenz_ab_ct: int = 20_000_00
    tendenz_ab_pct: Decimal = Decimal(0)
    ampel_gelb_ab_ct: int = 20_000_00
    ampel_rot_ab_ct: int = 100_000_00
    ziel_schlecht_unter_pct: Decimal = Decimal(95)
    ziel_gut_ueber_pct: Decimal = Decimal(105)
    ziel_beobachten_unter_pct: Decimal | None = None
    ziel_eingreifen_unter_pct: Decimal | None = None
    sinn: Abweichungssinn = Abweichungssinn.MEHRBEDARF
    pflicht: Pflichtregeln = KEINE_PFLICHT

    @property
    def hat_warnstufen(self) -> bool:
        """Whether Ziele have steps of warning."""
        return self.ziel_beobachten_unter_pct is not None or self.ziel_eingreifen_unter_pct is not None


def verbesserung_ct(ergebnis_ct: int, ansatz_ct: int) -> int:
    """Ergebnis − Ansatz of a Produktbudget: positive is better (consolidated report)."""
    return ergebnis_ct - ansatz_ct


def mehrbedarf_ct(ansatz_ct: int, prognose_ct: int) -> int:
    """Ansatz − Prognose of a Produktbudget: negative is better (Produktblatt)."""
    return ansatz_ct - prognose_ct


def tendenz(abweichung_ct: int, ansatz_ct: int, regeln: Regeln) -> Tendenz:
    """Marker of a verbesserung: from the threshold on, the sign decides.

    >>> tendenz(20_000_00, -100_00, Regeln()), tendenz(-19_999_99, -100_00, Regeln())
    (<Tendenz.BESSER: '▲'>, <Tendenz.KEINE: ''>)
    """
    ab_ct = max(Decimal(regeln.tendenz_ab_ct), regeln.tendenz_ab_pct * abs(ansatz_ct) / 100)
    if abweichung_ct == 0 or abs(abweichung_ct) < ab_ct:
        return Tendenz.KEINE
    return Tendenz.BESSER if abweichung_ct > 0 else Tendenz.SCHLECHTER


def ampel(mehrbedarf_ct: int, regeln: Regeln) -> Ampel:
    """Traffic light of a mehrbedarf; a better or equal forecast is always green.

    >>> ampel(-106_935_00, Regeln()), ampel(20_000_00, Regeln()), ampel(100_000_00, Regeln())
    (<Ampel.GRUEN: 'im Plan'>, <Ampel.GELB: 'beobachten'>, <Ampel.ROT: 'gegensteuern'>)
    """
    if mehrbedarf_ct <= 0 or mehrbedarf_ct < regeln.ampel_gelb_ab_ct:
        return Ampel.GRUEN
    return Ampel.GELB if mehrbedarf_ct < regeln.ampel_rot_ab_ct else Ampel.ROT


def zielerreichung(plan: Decimal | None, ist: Decimal | None, richtung: Richtung) -> Fraction | None:
    """Ist/Plan, or Plan/Ist where less is better; None where either is missing, 0 or negative.

    Of a change that is planned as −5 % and was −9 %, a quotient would say 180 % whichever is better.

    >>> zielerreichung(Decimal(5000), Decimal(4508), Richtung.NIEDRIGER)
    Fraction(1250, 1127)
    """
    if plan is None or ist is None or plan <= 0 or ist <= 0:
        return None
    return Fraction(ist) / Fraction(plan) if richtung is Richtung.HOEHER else Fraction(plan) / Fraction(ist)


def zieltendenz(grad: Fraction | None, regeln: Regeln) -> Tendenz:
    """Marker of a Zielerreichungsgrad; the thresholds themselves are blank.

    >>> zieltendenz(Fraction(95, 100), Regeln()), zieltendenz(Fraction(94, 100), Regeln())
    (<Tendenz.KEINE: ''>, <Tendenz.SCHLECHTER: '▼'>)
    """
    if grad is None:
        return Tendenz.KEINE
    if grad * 100 < Fraction(regeln.ziel_schlecht_unter_pct):
        return Tendenz.SCHLECHTER
    return Tendenz.BESSER if grad * 100 > Fraction(regeln.ziel_gut_ueber_pct) else Tendenz.KEINE


def warnstufe(grad: Fraction | None, regeln: Regeln) -> Warnstufe:
    """Step of warning of a Zielerreichungsgrad; the thresholds themselves are not below themselves.

    >>> regeln = Regeln(ziel_beobachten_unter_pct=Decimal(95), ziel_eingreifen_unter_pct=Decimal(80))
    >>> [warnstufe(Fraction(wert, 100), regeln).value for wert in (95, 94, 80, 79)]
    ['', 'beobachten', 'beobachten', 'eingreifen']
    """
    for stufe, unter_pct in (
        (Warnstufe.EINGREIFEN, regeln.ziel_eingreifen_unter_pct),
        (Warnstufe.BEOBACHTEN, regeln.ziel_beobachten_unter_pct),
    ):
        if grad is not None and unter_pct is not None and grad * 100 < Fraction(unter_pct):
            return stufe
    return Warnstufe.KEINE
