"""Draws `rueckmeldung.xlsx`, what a Fachdienst fills in: `python templates/zeichnen_rueckmeldung.py`.

The Produktblatt of `zeichnen.py` with narrower months and three more columns: the Prognose of the Fachdienst, its
reason, and the Prognose that counts. Colour and lock of the inputs come with the filling: which ones there are depends
on the sheet.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from bogen import (
    AUFWENDUNGEN,
    BAND,
    ERTRAEGE,
    HINTERLEGT,
    HOEHEN_PT,
    LEGENDE,
    MONATSSPALTEN,
    VERFAHREN,
    Bogen,
)
from zeichnen import draw_bogen
from zeichnung import (
    AKZENT,
    AMPELFARBEN,
    BLASS,
    EINZEILIG,
    FETT,
    GELD,
    GROSS,
    LINIE,
    MITTE,
    RECHTS,
    TITEL,
    UMBRUCH,
    Tabelle,
)

from xlbudget.core.gliederung import Ebene
from xlbudget.core.tendenz import Ampel
from xlbudget.core.zeit import MONATE
from xlbudget.layout.namen import PB
from xlbudget.layout.rueckmeldung import EINGABEFARBE

MELDUNG, GRUND, GILT = "R", "S", "T"
TABELLENZEILEN = {z for t in (ERTRAEGE, AUFWENDUNGEN) for z in range(t.erste, t.vorjahr)}
FEHLT = {"bg_color": "#F8D7DA", "top": 1, "bottom": 1, "left": 1, "right": 1, "border_color": AMPELFARBEN[Ampel.ROT]}


class Eingabebogen(Bogen):
    """The same sheet with three more columns; the Erläuterung has more room, the chart less."""

    thema = "Rückmeldung"
    breiten_px: ClassVar = {
        "A": 160, "B": 80, **dict.fromkeys(MONATSSPALTEN, 66), "O": 80, "P": 80, VERFAHREN: 36,
        MELDUNG: 96, GRUND: 220, GILT: 84,
    }  # fmt: skip
    # rows with a reason grow with it: their height stays automatic
    hoehen_pt: ClassVar = {
        **{zeile: hoehe for zeile, hoehe in HOEHEN_PT.items() if zeile not in TABELLENZEILEN},
        **dict.fromkeys((ERTRAEGE.kopf, AUFWENDUNGEN.kopf), 25.5),
    }
    papier, skala, zoom = 8, 80, 85  # A3
    kopf = ("O", "P", "S")
    einheit = "NP"
    gilt = GILT
    block = ("C", "D", "E", "F", "H")
    erlaeuterung = (BAND, "J", GILT)
    diagramm = (BAND + 5, "A", "H")
    leistung: ClassVar[dict[PB | None, str]] = {
        PB.LEISTUNG_BEZEICHNUNG: "AN",
        None: "OO",
        PB.LEISTUNG_PLAN: "PQ",
        PB.LEISTUNG_IST: "RR",
    }
    ziel: ClassVar[dict[PB, str]] = {
        PB.ZIEL_BEZEICHNUNG: "AI",
        PB.ZIEL_MESSGROESSE: "JN",
        PB.ZIEL_RICHTUNG: "OO",
        PB.ZIEL_PLAN: "PQ",
        PB.ZIEL_IST: "RR",
    }
    zielerreichung = ("PR", "SS", GILT)

    def kopfzeile(self, t: Tabelle) -> None:
        """Headings on two lines."""
        rest = ("Ergebnis", "Prognose berechnet", "Verf.", "Prognose Fachdienst", "Grund", "Prognose gilt")
        for spalte, wort in zip(self.spalten, (t.titel, "Plan", *MONATE, *rest), strict=True):
            lage = {} if spalte == "A" else {"indent": 1} if spalte == GRUND else RECHTS
            form = {**GROSS, "font_color": AKZENT} if spalte == "A" else UMBRUCH
            schmal = {**EINZEILIG, "text_wrap": False} if spalte in (*MONATSSPALTEN, VERFAHREN) else {}
            self.put(f"{spalte}{t.kopf}", wort, TITEL, lage, form, schmal)

    def weitere(self, t: Tabelle, zeile: int, stil: dict[str, Any]) -> None:
        """The inputs of a row, and the Prognose that counts: the entered one, else the calculated one."""
        gilt = ""
        if zeile == t.summe:
            gilt = f"=SUM({GILT}{t.erste}:{GILT}{t.letzte})"
        elif zeile < t.vorjahr:
            gilt = f'=IF(ISNUMBER({MELDUNG}{zeile}),{MELDUNG}{zeile},IF(P{zeile}="","",P{zeile}))'
        rand = {"left": 1, "right": 1, "left_color": LINIE, "right_color": LINIE} if zeile in TABELLENZEILEN else {}
        self.put(f"{MELDUNG}{zeile}", "", stil, GELD, rand)
        self.put(f"{GRUND}{zeile}", "", stil, UMBRUCH, {"indent": 1}, rand)
        self.put(f"{GILT}{zeile}", gilt, stil, GELD, HINTERLEGT)


def draw_meldung(z: Eingabebogen) -> None:
    """Names of the inputs, what shows a missing reason, and the legend."""
    fehlend = []
    for t in (ERTRAEGE, AUFWENDUNGEN):
        for name, spalte in ((t.namen.meldung, MELDUNG), (t.namen.grund, GRUND)):
            z.name(name, f"{spalte}{t.erste}:{spalte}{t.letzte}")
        meldung, grund = f"${MELDUNG}{t.erste}", f"${GRUND}{t.erste}"
        z.rule(f"{GRUND}{t.erste}:{GRUND}{t.letzte}", f"AND(ISNUMBER({meldung}),LEN(TRIM({grund}))=0)", **FEHLT)
        z.rule(
            f"{MELDUNG}{t.erste}:{MELDUNG}{t.letzte}",
            f'AND($A$2="{Ebene.PRODUKT}",ISNUMBER({meldung}),{meldung}<>ROUND({meldung},0))',
            num_format="#,##0.00",
        )
        # an empty text in a cell is not blank to COUNTIFS, but neither is it a number
        bereich = "{0}{1}:{0}{2}"
        spalten = (bereich.format(spalte, t.erste, t.letzte) for spalte in (MELDUNG, GRUND))
        fehlend.append('COUNTIFS({},"<1E+15",{},"")'.format(*spalten))
    rahmen = {"border": 1, "border_color": LINIE, "bg_color": f"#{EINGABEFARBE}"}
    z.put(f"{VERFAHREN}{LEGENDE}:{MELDUNG}{LEGENDE}", "bitte eintragen", BLASS, MITTE, rahmen)
    z.put(
        f"{GRUND}{LEGENDE}:{GILT}{LEGENDE}",
        f'=IF({"+".join(fehlend)}=0,"",{"+".join(fehlend)}&" × fehlt der Grund")',
        FETT,
        {"font_color": AMPELFARBEN[Ampel.ROT], "indent": 1},
    )


def draw(file: Path) -> None:
    """Write the template to `file`."""
    draw_bogen(file, Eingabebogen, draw_meldung)


if __name__ == "__main__":
    draw(Path(__file__).with_name("rueckmeldung.xlsx"))
