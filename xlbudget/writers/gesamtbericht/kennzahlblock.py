"""One Kennzahl of the sheet Kennzahlen: a row for each group with its course, the gaps, the prior year, the chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_range, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xlbudget.core.kennzahlen.blatt import Blattkennzahl
from xlbudget.core.kennzahlen.reihe import Gruppenreihe, Monatszahlen
from xlbudget.core.zeit import MONATE, Stand
from xlbudget.writers import style
from xlbudget.writers.gesamtbericht.spaltenkatalog import indikator

NAME, PLAN, IST, VORJAHR = range(4)  # columns
PX_JE_ZEICHEN = 7
TAUSEND = 1000  # from here on an axis needs points
HOEHE_DIAGRAMM, HOEHE_PX = 8, 20  # rows of a chart, pixels of a row
LINIEN = ((style.BLAU, "solid"), ("#C55A11", "dash"), ("#548235", "round_dot"), ("#7030A0", "dash_dot"))
LINIE_VORJAHR = ("#7F7F7F", "long_dash_dot")


@dataclass(frozen=True, slots=True)
class Blattspalten:
    """What stands where on the sheet: what no Kennzahl has takes no room."""

    mit_prognose: bool
    mit_vergleich: bool
    mit_diagramm: bool = True

    @property
    def prognose(self) -> int | None:
        """The column of the Prognose."""
        return VORJAHR + 1 if self.mit_prognose else None

    @property
    def vergleich(self) -> int | None:
        """The column of what others have."""
        return VORJAHR + 1 + self.mit_prognose if self.mit_vergleich else None

    @property
    def januar(self) -> int:
        """The first of twelve months."""
        return VORJAHR + 1 + self.mit_prognose + self.mit_vergleich

    @property
    def dezember(self) -> int:
        """The last of them."""
        return self.januar + len(MONATE) - 1

    @property
    def letzte(self) -> int:
        """The course of the months, drawn in a cell."""
        return self.dezember + 1


class Kennzahlblock:
    """Writes one Kennzahl; use it once."""

    def __init__(
        self,
        mappe: Workbook,
        blatt: Worksheet,
        formate: style.Formate,
        eine: Blattkennzahl,
        stand: Stand,
        spalten: Blattspalten,
        zeile: int,
        px: int,
    ) -> None:
        self._mappe, self._blatt, self._format, self._stand, self._px = mappe, blatt, formate, stand, px
        self._eine, self._reihe, self._zeile, self._spalten = eine, eine.reihe, zeile, spalten
        self._zeilen = {gruppe.name: zeile + 2 + i for i, gruppe in enumerate(self._reihe.gruppen)}
        self._vorjahr = zeile + 2 + len(self._zeilen) + len(self._reihe.paare)
        vergleich = eine.kennzahl.vergleich
        self._herkunft = vergleich.herkunft if vergleich and vergleich.ist_belegt else ""
        self._diagramm = self._vorjahr + (2 if self._herkunft else 1)
        self._kurven = tuple(self._linien()) if spalten.mit_diagramm else ()  # a chart without any cannot be written

    @property
    def hoehe(self) -> int:
        """Rows, with an empty one at the end."""
        return self._diagramm - self._zeile + (HOEHE_DIAGRAMM if self._kurven else 0) + 1

    def write(self) -> None:
        name = f"{self._eine.objekt.nummer}  {indikator(self._eine.kennzahl)}"
        style.write_text(self._blatt, self._zeile, NAME, name, self._format(style.FETT, {"font_size": 11}))
        for spalte, text in enumerate(self._heads()):
            form = self._format(style.KOPF, {"align": "left" if spalte in (NAME, self._spalten.letzte) else "right"})
            self._blatt.write_string(self._zeile + 1, spalte, text, form)
        for gruppe in self._reihe.gruppen:
            self._write_gruppe(gruppe)
        for nummer, paar in enumerate(self._reihe.paare):
            self._write_abstand(self._zeile + 2 + len(self._zeilen) + nummer, *paar)
        self._write_name(self._vorjahr, f"gesamt {self._stand.jahr - 1}", kursiv=True)
        for spalte in range(PLAN, self._spalten.januar):
            self._write_wert(self._vorjahr, spalte, None)
        self._write_monate(self._vorjahr, self._reihe.monate_vorjahr)
        if self._herkunft:
            text = style.fit_text(f"Vergleich: {self._herkunft}", self._px / PX_JE_ZEICHEN, 9, 1)
            style.write_text(self._blatt, self._vorjahr + 1, NAME, text, self._format(style.KLEIN))
        if self._kurven:
            self._insert_diagramm()

    def _heads(self) -> tuple[str, ...]:
        bis = MONATE[self._stand.monat - 1][:3]
        prognose = ("Prognose",) if self._spalten.mit_prognose else ()
        vergleich = ("Vergleich",) if self._spalten.mit_vergleich else ()
        werte = (
            "Gruppe",
            f"Plan bis {bis}",
            f"Ist bis {bis}",
            f"bis {bis} {self._stand.jahr - 1}",
            *prognose,
            *vergleich,
        )
        return (*werte, *(monat[:3] for monat in MONATE), "Verlauf")

    def _write_gruppe(self, gruppe: Gruppenreihe) -> None:
        zeile = self._zeilen[gruppe.name]
        self._write_name(zeile, gruppe.name or f"gesamt {self._stand.jahr}")
        for spalte, wert in ((PLAN, gruppe.plan), (IST, gruppe.ist), (VORJAHR, gruppe.vorjahr)):
            self._write_wert(zeile, spalte, wert)
        if self._spalten.prognose is not None:
            prognose = gruppe.prognose
            wert, kuerzel = (prognose.wert, prognose.kuerzel) if prognose else (None, "")
            self._write_wert(zeile, self._spalten.prognose, wert, zusatz=kuerzel)
        if self._spalten.vergleich is not None:
            self._write_wert(
                zeile, self._spalten.vergleich, None if gruppe.name else self._eine.kennzahl.vergleichswert
            )
        self._write_monate(zeile, gruppe.monate, gruppe.vorlaeufig)

    def _write_abstand(self, zeile: int, eine: Gruppenreihe, andere: Gruppenreihe) -> None:
        """One against the other: of percentages in points, else in percent of the other."""
        self._write_name(zeile, self._eine.gap_name(eine.name, andere.name), kursiv=True)
        paare = [(eine.plan, andere.plan), (eine.ist, andere.ist), (eine.vorjahr, andere.vorjahr)]
        if self._spalten.mit_prognose:
            a, b = (gruppe.prognose.wert if gruppe.prognose else None for gruppe in (eine, andere))
            paare.append((a, b))
        if self._spalten.mit_vergleich:
            paare.append((None, None))
        for spalte, (a, b) in enumerate((*paare, *zip(eine.monate, andere.monate, strict=True)), PLAN):
            oben, unten = (xl_rowcol_to_cell(self._zeilen[g.name], spalte) for g in (eine, andere))
            abstand = self._eine.gap(a, b)
            if self._eine.in_punkten:
                form = self._form(abstand, kursiv=True)
                formel = f'=IF(COUNT({oben},{unten})=2,ROUND({oben}-{unten},6),"")'
            else:
                form = self._format(style.RAHMEN, {**style.BETRAG, "num_format": "+0.0%;-0.0%;0.0%"}, style.KURSIV)
                formel = f'=IF(AND(COUNT({oben},{unten})=2,N({unten})>0,N({oben})>=0),{oben}/{unten}-1,"")'
            self._blatt.write_formula(zeile, spalte, formel, form, "" if abstand is None else float(abstand))
        self._write_verlauf(zeile)

    def _write_name(self, zeile: int, text: str, *, kursiv: bool = False) -> None:
        stile = (style.RAHMEN, style.KLEIN, style.KURSIV) if kursiv else (style.RAHMEN, style.KLEIN)
        style.write_text(self._blatt, zeile, NAME, text, self._format(*stile))

    def _write_monate(self, zeile: int, monate: Monatszahlen, vorlaeufig: frozenset[int] = frozenset()) -> None:
        for nummer, wert in enumerate(monate, 1):
            zusatz = "v" if nummer in vorlaeufig else ""
            self._write_wert(zeile, self._spalten.januar + nummer - 1, wert, zusatz=zusatz)
        self._write_verlauf(zeile, monate)

    def _write_verlauf(self, zeile: int, monate: Monatszahlen = ()) -> None:
        """The months as columns in a cell, none where a month is missing; LibreOffice prints no line there."""
        spalte = self._spalten.letzte
        self._blatt.write_blank(zeile, spalte, None, self._format(style.RAHMEN))
        bekannt = [wert for wert in monate if wert is not None]
        if len(bekannt) > 1:
            bereich = xl_range(zeile, self._spalten.januar, zeile, self._spalten.dezember)
            von_null = {"min": 0} if min(bekannt) >= 0 else {"axis": True}  # a low month must not look like nothing
            ort = {"range": f"{quote_sheetname(self._blatt.name)}!{bereich}"}
            aussehen = {"type": "column", "series_color": style.BLAU, "empty_cells": "gaps"}
            self._blatt.add_sparkline(zeile, spalte, {**ort, **aussehen, **von_null})

    def _write_wert(self, zeile: int, spalte: int, wert: Decimal | None, *, zusatz: str = "") -> None:
        form = self._form(wert, zusatz=zusatz)
        if wert is None:
            self._blatt.write_blank(zeile, spalte, None, form)
        else:
            self._blatt.write_number(zeile, spalte, float(wert), form)

    def _form(self, wert: Decimal | None, *, zusatz: str = "", kursiv: bool = False) -> Format:
        zahlformat = style.zahlformat(wert or Decimal(0), self._eine.kennzahl.einheit)
        zahlformat += f' "{zusatz}"' if zusatz else ""
        weitere: tuple[style.Stil, ...] = (style.KURSIV,) if kursiv else ()
        return self._format(style.RAHMEN, {**style.BETRAG, "num_format": zahlformat}, *weitere)

    def _insert_diagramm(self) -> None:
        diagramm = self._mappe.add_chart({"type": "line"})
        januar, dezember, name = self._spalten.januar, self._spalten.dezember, self._blatt.name
        for zeile, monate, (farbe, strich) in self._kurven:
            diagramm.add_series(
                {
                    "name": [name, zeile, NAME],
                    "categories": [name, self._zeile + 1, januar, self._zeile + 1, dezember],
                    "values": [name, zeile, januar, zeile, dezember],
                    # the cached points, or xlsxwriter caches a 0 for every empty month
                    "values_data": [None if wert is None else float(wert) for wert in monate],
                    "line": {"color": farbe, "dash_type": strich, "width": 2},
                    "marker": {"type": "circle", "size": 4, "border": {"color": farbe}, "fill": {"color": farbe}},
                }
            )
        schrift = {"name": "Calibri", "size": 9}
        diagramm.set_title({"none": True})
        diagramm.set_legend({"position": "right", "font": schrift})
        diagramm.set_x_axis({"num_font": schrift, "label_position": "low", "line": {"color": style.GRAU_DUNKEL}})
        gitter = {"visible": True, "line": {"color": style.GRAU, "width": 0.5}}
        werte = [wert for _, monate, _ in self._kurven for wert in monate if wert is not None]
        achse: dict[str, object] = {"num_format": "#,##0"} if max(map(abs, werte), default=0) >= TAUSEND else {}
        if min(werte, default=-1) >= 0:
            achse["min"] = 0  # as in print: a small change must not look like a large one
        diagramm.set_y_axis({"num_font": schrift, "line": {"none": True}, "major_gridlines": gitter, **achse})
        diagramm.set_chartarea({"border": {"none": True}})
        diagramm.set_size({"width": self._px - 8, "height": HOEHE_DIAGRAMM * HOEHE_PX - 6})
        text = f"{self._eine.kennzahl.bezeichnung} nach Monaten, Werte in der Tabelle darüber"
        lage = {"description": text, "object_position": 1, "x_offset": 4, "y_offset": 4}
        self._blatt.insert_chart(self._diagramm, NAME, diagramm, lage)

    def _linien(self) -> Iterator[tuple[int, Sequence[Decimal | None], tuple[str, str]]]:
        """The row of each curve with its points; a series without any is not drawn."""
        for nummer, gruppe in enumerate(self._reihe.gruppen):
            if any(wert is not None for wert in gruppe.monate):
                yield self._zeilen[gruppe.name], gruppe.monate, LINIEN[nummer % len(LINIEN)]
        if any(wert is not None for wert in self._reihe.monate_vorjahr):
            yield self._vorjahr, self._reihe.monate_vorjahr, LINIE_VORJAHR
