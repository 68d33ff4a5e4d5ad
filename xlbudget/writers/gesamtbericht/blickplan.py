"""How Auf einen Blick is divided: its columns, and rows so high that everything is on one page and fills it.

Two halves beside each other. What a house has little of leaves its room to the reasons, then to the charts.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlbudget.core.blick import Blick, Blickprodukt
from xlbudget.writers import style

LINKS, RECHTS, ENDE = 0, 8, 12  # first columns of the halves, last column of the page
NR, NAME, BETRAG_1, BETRAG_2, BETRAG_3, BALKEN, MARKE = range(7)
PX = (44, 130, 80, 80, 80, 84, 22, 10, 44, 130, 80, 92, 172)
PX_GRUND = 264  # of a reason, on either side
PX_SEITE = sum(PX)

HOEHE = 553.0  # points of a page; it is made smaller by some 6 %, and 9 point are still more than 8
KENNWERTE, BUDGETS = 3, 7  # rows where a part begins
ZIELE = 5  # rows of the last part
MIN_DIAGRAMM, MAX_DIAGRAMM, MAX_BUDGETZEILE = 122.0, 210.0, 20.0
ABSTAND, ABSCHNITT, KOPF, ZEILE, SUMME, FUSS = 4.0, 17.0, 14.0, 13.5, 15.5, 25.0
OBEN = (20.0, 14.0)
WARNUNG, OHNE_WARNUNG = 13.0, 4.0
KENNWERT = (13.0, 19.0, 13.0)
MAX_ZEILEN_GRUND, MAX_ZEILEN_NAME = 6, 2
GROESSE = 9
ZEILE_TEXT, RAND = 12.0, 1.5  # of a text of that size


def breite(*px: int) -> float:
    """The width in characters of columns with so many pixels in all."""
    return (sum(px) - 5) / 7


class Seitenplan:
    """The height of every row, and in which row the parts begin."""

    def __init__(self, blick: Blick, *, mit_warnung: bool) -> None:
        raenge = _raenge(blick)
        self.budgets, self.raenge = len(blick.budgets), len(raenge)
        self.fueller = BUDGETS + 2 + self.budgets + 1  # below the sum of the Budgets
        self.rang = self.fueller + 1
        self.ziele = self.rang + 2 + self.raenge + 1
        self.fuss = self.ziele + 2 + ZIELE + 1
        oben = (*OBEN, WARNUNG if mit_warnung else OHNE_WARNUNG, *KENNWERT, ABSTAND)
        unten = 2 * ABSTAND + ABSCHNITT + KOPF + ZIELE * ZEILE + FUSS
        fest = sum(oben) + unten + 2 * (ABSCHNITT + KOPF) + SUMME + ABSTAND
        tafel = max(ZEILE * self.budgets + KOPF + SUMME, MIN_DIAGRAMM) - KOPF - SUMME
        self.zeilen_grund, hoehen = self._grundzeilen(raenge, HOEHE - fest - tafel)
        uebrig = HOEHE - fest - tafel - sum(hoehen)
        self.zeilen_ziel = 2 if blick.ziele and uebrig >= ZIELE * ZEILE_TEXT else 1
        mehr_ziel = (self.zeilen_ziel - 1) * ZEILE_TEXT
        tafel = max(tafel, min(tafel + uebrig - ZIELE * mehr_ziel, MAX_DIAGRAMM - KOPF - SUMME))
        self.zeile_budget = min(tafel / max(self.budgets, 1), MAX_BUDGETZEILE)
        self.zeilen_budget = max(int(self.zeile_budget // 12), 1)
        rest = tafel - self.zeile_budget * self.budgets
        self.diagramm = KOPF + tafel + SUMME
        budgets = (ABSCHNITT, KOPF, *[self.zeile_budget] * self.budgets, SUMME, ABSTAND + rest)
        ziele = (ABSTAND, ABSCHNITT, KOPF, *[ZEILE + mehr_ziel] * ZIELE)
        self.hoehen: tuple[float, ...] = (*oben, *budgets, ABSCHNITT, KOPF, *hoehen, *ziele, ABSTAND, FUSS)

    @staticmethod
    def _grundzeilen(raenge: Sequence[Sequence[Blickprodukt]], platz: float) -> tuple[int, list[float]]:
        """How many lines a reason may have, and the heights of the rows with them; two lines always fit."""
        for zeilen in range(MAX_ZEILEN_GRUND, 1, -1):
            je_rang = (max((_lines(eintrag, zeilen) for eintrag in rang), default=1) for rang in raenge)
            hoehen = [anzahl * ZEILE_TEXT + RAND for anzahl in je_rang]
            if sum(hoehen) <= platz:
                return zeilen, hoehen
        return 2, hoehen


def _raenge(blick: Blick) -> Sequence[tuple[Blickprodukt, ...]]:
    """What stands beside each other among the largest deviations; one row at least."""
    seiten = (blick.verbesserungen, blick.verschlechterungen)
    return [tuple(seite[i] for seite in seiten if i < len(seite)) for i in range(max(1, *map(len, seiten)))]


def _lines(eintrag: Blickprodukt, hoechstens: int) -> int:
    grund = style.line_count(eintrag.begruendung, breite(PX_GRUND) - style.BREITE_EINZUG, GROESSE)
    name = style.line_count(eintrag.zeile.objekt.bezeichnung, breite(PX[NAME]), GROESSE)
    return max(min(grund, hoechstens), min(name, MAX_ZEILEN_NAME))
