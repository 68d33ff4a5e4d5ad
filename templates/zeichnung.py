"""What the drawings of all templates share: cell styles, the sheet with its names, formulas of the rules."""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

import xlsxwriter

from xlbudget.core.tendenz import Abweichungssinn, Ampel, Regeln, Richtung, Tendenz
from xlbudget.layout.namen import PB

BLATT = "Produktblatt"
DATUM, REGELN = datetime(2025, 1, 1), Regeln()

# `namen` are those of its Art; `erste` to `letzte` are the reserved rows; the filler hides those it does not need
Tabelle = namedtuple("Tabelle", "namen titel kopf summe erste letzte vorjahr")

DUNKEL, GRAU, LINIE, FLAECHE, AKZENT = "#262626", "#6B6B6B", "#BFBFBF", "#E8ECF1", "#1F4E79"
AMPELFARBEN = {Ampel.GRUEN: "#2E7D32", Ampel.GELB: "#A86F00", Ampel.ROT: "#B3261E"}

# Cell styles, to be combined
SCHRIFT = 10.5
"""The smallest type: 8 points on paper, where a page is printed at 77 %."""
GRUNDSTIL = {"font_name": "Calibri", "font_size": SCHRIFT, "font_color": DUNKEL, "valign": "vcenter"}
RECHTS, MITTE, FETT, BLASS = {"align": "right"}, {"align": "center"}, {"bold": True}, {"font_color": GRAU}
GROSS, UMBRUCH = {"font_size": 11}, {"text_wrap": True}
EINZEILIG = {"shrink": True}  # what is too long gets smaller, never ####
GELD = {**RECHTS, **EINZEILIG, "num_format": "#,##0"}
JAHR = {"align": "left", "num_format": "0"}
ZEILE = {"bottom": 7, "bottom_color": LINIE}
SUMME = {**FETT, "bottom": 1, "bottom_color": GRAU}
TITEL = {**FETT, "bg_color": FLAECHE, "bottom": 1, "bottom_color": AKZENT}
LEER = {**TITEL, **BLASS, "bold": False, "italic": True}
KOPFLINIE = {"bottom": 2, "bottom_color": AKZENT}
FELD = {**UMBRUCH, "border": 1, "border_color": LINIE, "valign": "top", "align": "left", "indent": 1}

DAS_JAHR = f'=IF({PB.JAHR}="","",{PB.JAHR})'
ABWEICHUNG = [f"Abweichung ({sinn})" for sinn in Abweichungssinn]
OHNE_MINUS = "0;0;0"  # Excel shows amounts between -0.50 and 0 as -0


def nach_sinn(vorgabe: str, umgekehrt: str) -> str:
    """What a formula shows depending on which way round the Abweichung is; Plan − Prognose where nothing is filled."""
    return f"IF({PB.ABWEICHUNGSSINN}<0,{umgekehrt},{vorgabe})"


def abweichung(plan: str, prognose: str) -> str:
    """Formula of the Abweichung from two cells, in cents that are exact."""
    return f"=ROUND({nach_sinn(f'{plan}-{prognose}', f'{prognose}-{plan}')},2)"


class Zeichnung:
    """The workbook and its one sheet."""

    grundstil: ClassVar = GRUNDSTIL

    def __init__(self, book: xlsxwriter.Workbook, art: Any = None) -> None:
        self.book = book
        self.sheet = book.add_worksheet(BLATT, art)

    def form(self, *stile: dict[str, Any]) -> Any:
        """A cell format; later styles win."""
        return self.book.add_format({key: wert for stil in (self.grundstil, *stile) for key, wert in stil.items()})

    def put(self, bereich: str, inhalt: Any, *stile: dict[str, Any], name: PB | None = None, cache: Any = None) -> None:
        """Write text, number or formula into a cell or a merged area; with a name it is a target.

        `cache` is what a formula gives in the empty template, where that is not 0, "" or #N/A.
        """
        form = self.form(*stile)
        ecke = bereich.split(":")[0]
        if ecke != bereich:
            self.sheet.merge_range(bereich, "", form)
        if str(inhalt).startswith("="):
            leer = "#N/A" if "NA()" in inhalt else "" if inhalt.startswith("=IF(") else 0
            self.sheet.write_formula(ecke, inhalt, form, leer if cache is None else cache)
        else:
            self.sheet.write(ecke, inhalt, form)
        if name:
            self.name(name, ecke)

    def put_nach_sinn(self, bereich: str, worte: Sequence[str], *stile: dict[str, Any]) -> None:
        """One of two texts: for Plan − Prognose, and for Prognose − Plan."""
        formel = nach_sinn(*(f'"{wort}"' for wort in worte))
        self.put(bereich, f"={formel}", *stile, cache=worte[0])

    def name(self, name: PB, bereich: str) -> None:
        self.book.define_name(name, f"={BLATT}!" + re.sub(r"([A-Z]+)", r"$\1$", bereich))

    def rule(self, bereich: str, formel: str, **aussehen: Any) -> None:
        """A conditional format; `formel` is written for the top left cell."""
        regel = {"type": "formula", "criteria": f"={formel}", "format": self.book.add_format(aussehen)}
        self.sheet.conditional_format(bereich, regel)


def ziel_formeln(richtung: str, plan: str, ist: str, grad: str) -> tuple[str, str]:
    """Zielerreichungsgrad and, from its cell, the marker; `plan` and `ist` are neighbours."""
    quote = f'IF({richtung}="{Richtung.NIEDRIGER}",{plan}/{ist},{ist}/{plan})'
    gut = f'IF(ROUND({grad},9)>{PB.ZIEL_GUT_UEBER},"{Tendenz.BESSER}","")'
    marke = f'IF(ROUND({grad},9)<{PB.ZIEL_SCHLECHT_UNTER},"{Tendenz.SCHLECHTER}",{gut})'
    return f'=IF(COUNT({plan}:{ist})<2,"",IF(MIN({plan}:{ist})<=0,"",{quote}))', f'=IF({grad}="","",{marke})'
