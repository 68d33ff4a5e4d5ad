"""How a Kennzahl is calculated, and the values it is calculated from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from xlbudget.core.zeit import Stand
from xlbudget.errors import SourceRef

MONATE_DES_JAHRES = 12
GESAMT_GRUPPE = ""
"""The Gruppe of a value that is about all."""
_PROZENT = re.compile(r"%|prozent|\bv\.?\s?h\b|vom hundert", re.IGNORECASE)


def is_percent(einheit: str) -> bool:
    """Whether a unit is of a hundred.

    >>> [is_percent(einheit) for einheit in ("in %", "v. H.", "vH der Anträge", "VHS-Stunden")]
    [True, True, True, False]
    """
    return _PROZENT.search(einheit) is not None


class Rechenart(StrEnum):
    """What the values of a Kennzahl amount to at a Stand; the last four are calculated from other Kennzahlen.

    `ZWOELF_MONATE` and `SEIT_JANUAR` divide what happened in some months by the mean stock of as many months, each one
    earlier: K2 and its Jahresfortschrittswert (Verordnung zu § 48a SGB II, § 5).
    """

    BESTAND = "Bestand"
    SUMME = "Summe"
    DURCHSCHNITT = "Durchschnitt"
    QUOTE = "Quote"
    ZWOELF_MONATE = "Quote der letzten 12 Monate"
    SEIT_JANUAR = "Quote seit Jahresbeginn"
    VORJAHRESMONAT = "Veränderung zum Vorjahresmonat"

    @property
    def ist_formel(self) -> bool:
        """Whether it is calculated from other Kennzahlen."""
        return self not in (Rechenart.BESTAND, Rechenart.SUMME, Rechenart.DURCHSCHNITT)

    @property
    def braucht_nenner(self) -> bool:
        """Whether it divides by another Kennzahl."""
        return self.ist_formel and self is not Rechenart.VORJAHRESMONAT

    @property
    def braucht_monate(self) -> bool:
        """Whether it reads single months of what it is calculated from, so that this cannot be a formula itself."""
        return self in (Rechenart.ZWOELF_MONATE, Rechenart.SEIT_JANUAR)


class Planverlauf(StrEnum):
    """How the Plan of a year becomes one up to a Stand."""

    GLEICHMAESSIG = "gleichmäßig"
    WIE_VORJAHR = "wie Vorjahr"
    GEGEBEN = "gegeben"


class Prognoseart(StrEnum):
    """What the months after the Stand are taken from; a Kennzahl that is calculated has that of its parts."""

    VORJAHRE = "Vorjahre"
    PLAN = "Plan"
    HOCHRECHNUNG = "Hochrechnung"
    STAND = "letzter Stand"
    KEINE = "keine"

    def fits(self, rechenart: Rechenart | None) -> bool:
        """Whether it says anything about such a Kennzahl: a stock is not extrapolated, a sum does not stand still.

        >>> Prognoseart.HOCHRECHNUNG.fits(Rechenart.BESTAND), Prognoseart.PLAN.fits(Rechenart.SUMME)
        (False, True)
        """
        if rechenart is None or self is Prognoseart.KEINE:
            return rechenart is not None
        if self in (Prognoseart.HOCHRECHNUNG, Prognoseart.STAND):
            zu = (Rechenart.BESTAND,) if self is Prognoseart.STAND else (Rechenart.SUMME, Rechenart.DURCHSCHNITT)
            return rechenart in zu
        return not rechenart.ist_formel


class PlanIst(StrEnum):
    """Whether a value was planned or has happened."""

    PLAN = "Plan"
    IST = "Ist"


class Wertfassung(StrEnum):
    """How final a value is: statistics of a month are published at once (T-0) and again three months later (T-3)."""

    VORLAEUFIG = "vorläufig"
    T0 = "T-0"
    T3 = "T-3"
    ENDGUELTIG = "endgültig"

    @property
    def ist_endgueltig(self) -> bool:
        """Whether it counts where there is a provisional one too."""
        return self in (Wertfassung.T3, Wertfassung.ENDGUELTIG)


@dataclass(frozen=True, slots=True, order=True)
class Periode:
    """A month, or a whole year where `monat` is 0.

    >>> str(Periode(2024, 6)), str(Periode(2024)), Periode.parse("2024-06").text
    ('2024-06', '2024', 'Juni 2024')
    """

    jahr: int
    monat: int = 0

    @classmethod
    def parse(cls, text: str) -> Periode:
        """Read `JJJJ-MM` or `JJJJ`. Raises ValueError with a German text."""
        if re.fullmatch(r"[12]\d{3}", text.strip()):
            return cls(int(text))
        try:
            stand = Stand.parse(text)
        except ValueError:
            raise ValueError(f"„{text}“ ist weder ein Monat (JJJJ-MM, etwa 2024-06) noch ein Jahr (JJJJ)") from None
        return cls(stand.jahr, stand.monat)

    def __str__(self) -> str:
        return f"{self.jahr}-{self.monat:02d}" if self.monat else str(self.jahr)

    @property
    def text(self) -> str:
        """As a sentence names it."""
        return Stand(self.jahr, self.monat).text if self.monat else str(self.jahr)

    def months_before(self, anzahl: int) -> Periode:
        """The month so many earlier.

        >>> str(Periode(2024, 1).months_before(1)), str(Periode(2024, 6).months_before(12))
        ('2023-12', '2023-06')
        """
        jahr, monat = divmod(self.jahr * MONATE_DES_JAHRES + self.monat - 1 - anzahl, MONATE_DES_JAHRES)
        return Periode(jahr, monat + 1)

    @property
    def since_january(self) -> tuple[Periode, ...]:
        """The months of its year up to this one."""
        return tuple(Periode(self.jahr, monat) for monat in range(1, self.monat + 1))


@dataclass(frozen=True, slots=True)
class Kennzahlwert:
    """One value as somebody gave it, in the unit of its Kennzahl; `kennzahl` is a Kürzel."""

    kennzahl: str
    periode: Periode
    art: PlanIst
    gruppe: str
    wert: Decimal
    fassung: Wertfassung | None = None
    source: SourceRef | None = field(default=None, compare=False)

    @property
    def ist_endgueltig(self) -> bool:
        """Whether it is called final."""
        return self.fassung is not None and self.fassung.ist_endgueltig

    @property
    def fassungswort(self) -> str:
        """How final it is, in a sentence about what came after it; of most values nobody says."""
        if self.fassung is None:
            return "bisher"
        return "endgültig" if self.ist_endgueltig else "vorläufig"

    @property
    def text(self) -> str:
        """Which value it is, for a message."""
        gruppe = f", {self.gruppe}" if self.gruppe else ""
        return f"{self.kennzahl}, {self.periode.text}, {self.art}{gruppe}"


@dataclass(frozen=True, slots=True)
class Kennzahlregel:
    """How one Kennzahl is calculated: a row of the table Kennzahlen, with the Plan of its year.

    `zaehler` and `nenner` are Kürzel; a change to the prior year has only the first. `meldet` names the
    Budget that reports its values, or in free words who else does; empty, it is the Budget of its `produkt`.
    """

    kuerzel: str
    bezeichnung: str
    einheit: str
    rechenart: Rechenart | None
    zaehler: str = ""
    nenner: str = ""
    planverlauf: Planverlauf | None = None
    plan: Decimal | None = None
    source: SourceRef | None = field(default=None, compare=False)
    prognose: Prognoseart | None = None
    produkt: str = ""
    meldet: str = ""

    @property
    def faktor(self) -> int:
        """What a quote is multiplied by, as its unit says.

        >>> [Kennzahlregel("Q", "", e, Rechenart.QUOTE).faktor for e in ("in %", "Fälle je 1.000 Einwohner", "Euro")]
        [100, 1000, 1]
        """
        if self.rechenart is Rechenart.VORJAHRESMONAT or is_percent(self.einheit):
            return 100
        if re.search(r"‰|promille", self.einheit, re.IGNORECASE):
            return 1000
        je = re.search(r"\b(?:je|pro)\s+(\d[\d.]*)", self.einheit, re.IGNORECASE)
        return int(je[1].replace(".", "")) if je else 1

    @property
    def text(self) -> str:
        """Which Kennzahl it is, for a message."""
        return f"{self.kuerzel} („{self.bezeichnung[:60]}“)"
