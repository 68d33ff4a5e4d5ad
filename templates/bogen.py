"""The sheet of `zeichnen.py`, and what places things on it: rows are the same for all that draw it, columns are not."""

from __future__ import annotations

from typing import Any, ClassVar

from zeichnung import AKZENT, GROSS, RECHTS, TITEL, Tabelle, Zeichnung

from xlbudget.core.kontenrahmen import Art
from xlbudget.core.zeit import MONATE
from xlbudget.layout.namen import PB, ZEILENNAMEN

TEXT, PLAN, MONATSSPALTEN, ERGEBNIS, PROGNOSE, VERFAHREN = "A", "B", "CDEFGHIJKLMN", "O", "P", "Q"
HINTERLEGT = {"bg_color": "#F5F7F9"}

# Hidden rows would squash a chart beside them, so the chart stands in the band between the tables.
ERTRAEGE = Tabelle(ZEILENNAMEN[Art.ERTRAEGE], "Erträge", kopf=5, summe=6, erste=7, letzte=12, vorjahr=13)
AUFWENDUNGEN = Tabelle(
    ZEILENNAMEN[Art.AUFWENDUNGEN], "Aufwendungen", kopf=16, summe=17, erste=18, letzte=27, vorjahr=28
)
LEGENDE, BAND, ERLAEUTERUNG, BAND_BIS, LEISTUNG, ZIEL, FUSS, HILFE = 30, 32, 37, 46, 48, 54, 61, 64
HOEHEN_PT = dict.fromkeys(range(1, HILFE + 8), 13.5)
HOEHEN_PT |= dict.fromkeys((ERTRAEGE.kopf, AUFWENDUNGEN.kopf, BAND, ERLAEUTERUNG, LEISTUNG, ZIEL), 15)
HOEHEN_PT |= {1: 16.5, 2: 24, 3: 16.5, **dict.fromkeys(range(BAND + 1, BAND + 5), 15)}
HOEHEN_PT |= dict.fromkeys(range(ERLAEUTERUNG + 1, BAND_BIS + 1), 14.25)
HOEHEN_PT |= dict.fromkeys(range(ZIEL + 1, FUSS + 1), 27)  # two lines of text
HOEHEN_PT |= dict.fromkeys((4, AUFWENDUNGEN.kopf - 1, BAND - 1, LEISTUNG - 1, ZIEL - 1), 5.25)


class Bogen(Zeichnung):
    """The sheet with its shaded header rows; another drawing of it may place columns differently."""

    thema = "Produktblatt"
    breiten_px: ClassVar = {"A": 146, "B": 80, **dict.fromkeys(MONATSSPALTEN, 69), "O": 80, "P": 80, "Q": 36}
    hoehen_pt: ClassVar = HOEHEN_PT
    kopf = ("N", "O", "P")  # last column of the title, first ones of the place for a logo and of the Stand
    einheit = "NQ"  # columns of the note on units
    gilt = PROGNOSE  # column of the Prognose that counts
    block = ("C", "C", "D", "E", "H")  # Prognose Produktbudget: amount from, to, symbol, word from, to
    erlaeuterung = (ERLAEUTERUNG, "A", "H")
    diagramm = (BAND, "I", "Q")
    papier, skala, zoom = 9, 77, 100  # A4; in percent, on paper and on the screen
    leistung: ClassVar[dict[PB | None, str]] = {
        PB.LEISTUNG_BEZEICHNUNG: "AL",
        PB.LEISTUNG_PLAN: "MM",
        PB.LEISTUNG_IST: "NN",
        None: "OQ",
    }
    ziel: ClassVar[dict[PB, str]] = {
        PB.ZIEL_BEZEICHNUNG: "AI",
        PB.ZIEL_MESSGROESSE: "JK",
        PB.ZIEL_RICHTUNG: "LL",
        PB.ZIEL_PLAN: "MM",
        PB.ZIEL_IST: "NN",
    }
    zielerreichung = ("MN", "OP", "Q")  # first threshold, ratio and second threshold, marker

    @property
    def spalten(self) -> str:
        """Letters of all columns."""
        return "".join(self.breiten_px)

    @property
    def letzte(self) -> str:
        """The last column."""
        return self.spalten[-1]

    def titel(self, zeile: int, bis: str, worte: dict[str, str], rechts: str = "", von: str = TEXT) -> None:
        """A shaded header row from column `von` to `bis`; `rechts` are the columns above numbers."""
        for spalte in self.spalten[self.spalten.index(von) : self.spalten.index(bis) + 1]:
            stil = {**GROSS, "font_color": AKZENT} if spalte == von else RECHTS if spalte in rechts else {}
            self.put(f"{spalte}{zeile}", worte.get(spalte, ""), TITEL, stil)

    def kopfzeile(self, t: Tabelle) -> None:
        """Headings of the table of one Art."""
        worte = dict(zip(self.spalten, (t.titel, "Plan", *MONATE, "Ergebnis", "Prognose", "Verf."), strict=True))
        self.titel(t.kopf, VERFAHREN, worte, rechts=self.spalten)

    def weitere(self, t: Tabelle, zeile: int, stil: dict[str, Any]) -> None:
        """What stands right of the Verfahren in a row of the table."""
