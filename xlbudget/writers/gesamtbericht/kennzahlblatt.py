"""Sheet Kennzahlen: those with values by month, their groups side by side with the gap, and a chart of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook

from xlbudget.core.bericht import Produktbericht
from xlbudget.core.gliederung import Berichtsobjekt
from xlbudget.core.kennzahlen.reihe import Gruppenreihe, Kennzahlreihe, Monatszahlen
from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.zeit import MONATE, Stand
from xlbudget.writers import style
from xlbudget.writers.gesamtbericht.spaltenkatalog import indikator

BLATT = "Kennzahlen"
NAME, PLAN, IST, VORJAHR, JANUAR = range(5)  # columns; the months follow
DEZEMBER = JANUAR + 11
BREITE_NAME, BREITE_WERT, BREITE_MONAT = 26.0, 9.0, 7.6
KOPFZEILEN = 3
HOEHE_DIAGRAMM, HOEHE_PX = 8, 20  # rows of a chart, pixels of a row
PX_JE_ZEICHEN = 7
LINIEN = ((style.BLAU, "solid"), ("#C55A11", "dash"), ("#548235", "round_dot"), ("#7030A0", "dash_dot"))
LINIE_VORJAHR = ("#7F7F7F", "long_dash_dot")
HINWEIS = (
    "Leer: nicht gemeldet; ein fehlender Monat zählt nirgends als 0. „v“: vorläufig, der endgültige Wert steht aus. "
    "Plan und Ist bis zum Stand; in den Monaten steht der einzelne Monat, bei Quoten und Veränderungen der Wert am "
    "Monatsende."
)


@dataclass(frozen=True, slots=True)
class Blattkennzahl:
    """A Kennzahl with its series, and the Produkt it belongs to."""

    objekt: Berichtsobjekt
    kennzahl: Kennzahl
    reihe: Kennzahlreihe


def kennzahlen_of(bericht: Produktbericht) -> tuple[Blattkennzahl, ...]:
    """The Kennzahlen with values by month, in the order of the report."""
    return tuple(
        Blattkennzahl(zeile.objekt, kennzahl, kennzahl.reihe)
        for zeile in bericht.zeilen
        for kennzahl in (zeile.leistung, *zeile.weitere_leistungen, zeile.ziel, *zeile.weitere_ziele)
        if kennzahl and kennzahl.reihe
    )


def write_kennzahlblatt(mappe: Workbook, formate: style.Formate, bericht: Produktbericht, fuss: str) -> None:
    """Add the sheet, where there is something to show; `fuss` stands in the footer."""
    alle = kennzahlen_of(bericht)
    if not alle:
        return
    blatt, stand = mappe.add_worksheet(BLATT), bericht.stand
    breiten = _widths(alle)
    for spalte, breite in enumerate(breiten):
        blatt.set_column(spalte, spalte, breite)
    px = sum(map(style.spalten_px, breiten))
    papier, skala = style.choose_papier(px)
    platz = int(papier.hoehe / skala / (HOEHE_PX * 0.75)) - KOPFZEILEN
    style.write_text(blatt, 0, 0, f"Kennzahlen {stand.jahr} nach Monaten und Gruppen", formate(style.TITEL))
    style.write_text(blatt, 1, 0, f"{bericht.kommune} · Stand Ende: {stand.text}", formate())
    blatt.set_row(0, 20)
    zeile, umbrueche, beginn = KOPFZEILEN, list[int](), KOPFZEILEN
    for eine in alle:
        block = _Kennzahlblock(mappe, formate, eine, stand, zeile, px)
        if zeile > beginn and zeile + block.hoehe - beginn > platz:
            umbrueche.append(zeile)
            beginn = zeile
        block.write()
        zeile += block.hoehe
    blatt.merge_range(zeile, 0, zeile + 1, DEZEMBER, "", formate(style.KLEIN, {"text_wrap": True}))
    style.write_text(blatt, zeile, 0, HINWEIS, formate(style.KLEIN, {"text_wrap": True}))
    style.setup_page(blatt, papier, fuss, fuss_pt=9)
    blatt.set_h_pagebreaks(umbrueche)
    blatt.repeat_rows(0, KOPFZEILEN - 1)
    blatt.print_area(0, 0, zeile + 1, DEZEMBER)
    blatt.freeze_panes(KOPFZEILEN - 1, 1)
    blatt.set_tab_color(style.LINIE)


def _widths(alle: Sequence[Blattkennzahl]) -> list[float]:
    """The width of every column: months as narrow as their longest number allows."""
    reihen = [gruppe.monate for eine in alle for gruppe in eine.reihe.gruppen]
    zahlen = [wert for reihe in (*reihen, *(eine.reihe.monate_vorjahr for eine in alle)) for wert in reihe]
    px = max((style.text_px(f"{wert:,f} v", 9) for wert in zahlen if wert is not None), default=0)
    monat = max(BREITE_MONAT, px / PX_JE_ZEICHEN + 1)
    wert = max(BREITE_WERT, monat + 1)  # a year is more than a month
    return [BREITE_NAME, wert, wert, wert, *(monat for _ in MONATE)]


class _Kennzahlblock:
    """One Kennzahl: its name, a row for each group, the gaps, the months of the prior year, and the chart."""

    def __init__(
        self, mappe: Workbook, formate: style.Formate, eine: Blattkennzahl, stand: Stand, zeile: int, px: int
    ) -> None:
        self._mappe, self._format, self._stand, self._px = mappe, formate, stand, px
        self._blatt = mappe.get_worksheet_by_name(BLATT)
        self._eine, self._reihe, self._zeile = eine, eine.reihe, zeile
        self._zeilen = {gruppe.name: zeile + 2 + i for i, gruppe in enumerate(self._reihe.gruppen)}
        self._vorjahr = zeile + 2 + len(self._zeilen) + len(self._reihe.paare)

    @property
    def hoehe(self) -> int:
        """Rows, with an empty one at the end."""
        return self._vorjahr - self._zeile + 1 + HOEHE_DIAGRAMM + 1

    def write(self) -> None:
        name = f"{self._eine.objekt.nummer}  {indikator(self._eine.kennzahl)}"
        style.write_text(self._blatt, self._zeile, NAME, name, self._format(style.FETT, {"font_size": 11}))
        bis = MONATE[self._stand.monat - 1][:3]
        for spalte, text in enumerate(
            ("Gruppe", f"Plan bis {bis}", f"Ist bis {bis}", f"Ist {self._stand.jahr - 1}", *(m[:3] for m in MONATE))
        ):
            form = self._format(style.KOPF, {"align": "left" if spalte == NAME else "right"})
            self._blatt.write_string(self._zeile + 1, spalte, text, form)
        for gruppe in self._reihe.gruppen:
            self._write_gruppe(gruppe)
        for nummer, paar in enumerate(self._reihe.paare):
            self._write_abstand(self._zeile + 2 + len(self._zeilen) + nummer, *paar)
        self._write_name(self._vorjahr, f"gesamt {self._stand.jahr - 1}", kursiv=True)
        for spalte in (PLAN, IST, VORJAHR):
            self._write_wert(self._vorjahr, spalte, None)
        self._write_monate(self._vorjahr, self._reihe.monate_vorjahr)
        self._insert_diagramm()

    def _write_gruppe(self, gruppe: Gruppenreihe) -> None:
        zeile = self._zeilen[gruppe.name]
        self._write_name(zeile, gruppe.name or f"gesamt {self._stand.jahr}")
        for spalte, wert in ((PLAN, gruppe.plan), (IST, gruppe.ist), (VORJAHR, gruppe.vorjahr)):
            self._write_wert(zeile, spalte, wert)
        self._write_monate(zeile, gruppe.monate, gruppe.vorlaeufig)

    def _write_abstand(self, zeile: int, eine: Gruppenreihe, andere: Gruppenreihe) -> None:
        """One minus the other: of percentages, these are points."""
        punkte = " in Punkten" if "%" in self._eine.kennzahl.einheit else ""
        self._write_name(zeile, f"{eine.name} − {andere.name}{punkte}", kursiv=True)
        paare = ((eine.plan, andere.plan), (eine.ist, andere.ist), (eine.vorjahr, andere.vorjahr))
        for spalte, (a, b) in enumerate((*paare, *zip(eine.monate, andere.monate, strict=True)), PLAN):
            oben, unten = (xl_rowcol_to_cell(self._zeilen[g.name], spalte) for g in (eine, andere))
            abstand = None if a is None or b is None else a - b
            form = self._form(abstand, kursiv=True)
            formel = f'=IF(COUNT({oben},{unten})=2,ROUND({oben}-{unten},6),"")'
            self._blatt.write_formula(zeile, spalte, formel, form, "" if abstand is None else float(abstand))

    def _write_name(self, zeile: int, text: str, *, kursiv: bool = False) -> None:
        stile = (style.RAHMEN, style.KLEIN, style.KURSIV) if kursiv else (style.RAHMEN, style.KLEIN)
        style.write_text(self._blatt, zeile, NAME, text, self._format(*stile))

    def _write_monate(self, zeile: int, monate: Monatszahlen, vorlaeufig: frozenset[int] = frozenset()) -> None:
        for nummer, wert in enumerate(monate, 1):
            self._write_wert(zeile, JANUAR + nummer - 1, wert, vorlaeufig=nummer in vorlaeufig)

    def _write_wert(self, zeile: int, spalte: int, wert: Decimal | None, *, vorlaeufig: bool = False) -> None:
        form = self._form(wert, vorlaeufig=vorlaeufig)
        if wert is None:
            self._blatt.write_blank(zeile, spalte, None, form)
        else:
            self._blatt.write_number(zeile, spalte, float(wert), form)

    def _form(self, wert: Decimal | None, *, vorlaeufig: bool = False, kursiv: bool = False) -> Format:
        zahlformat = style.zahlformat(wert or Decimal(0), self._eine.kennzahl.einheit) + (' "v"' if vorlaeufig else "")
        weitere: tuple[style.Stil, ...] = (style.KURSIV,) if kursiv else ()
        return self._format(style.RAHMEN, {**style.BETRAG, "num_format": zahlformat}, *weitere)

    def _insert_diagramm(self) -> None:
        diagramm = self._mappe.add_chart({"type": "line"})
        for zeile, monate, (farbe, strich) in self._linien():
            diagramm.add_series(
                {
                    "name": [BLATT, zeile, NAME],
                    "categories": [BLATT, self._zeile + 1, JANUAR, self._zeile + 1, DEZEMBER],
                    "values": [BLATT, zeile, JANUAR, zeile, DEZEMBER],
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
        diagramm.set_y_axis({"num_font": schrift, "line": {"none": True}, "major_gridlines": gitter})
        diagramm.set_chartarea({"border": {"none": True}})
        diagramm.set_size({"width": self._px - 8, "height": HOEHE_DIAGRAMM * HOEHE_PX - 6})
        text = f"{self._eine.kennzahl.bezeichnung} nach Monaten, Werte in der Tabelle darüber"
        lage = {"description": text, "object_position": 1, "x_offset": 4, "y_offset": 4}
        self._blatt.insert_chart(self._vorjahr + 1, NAME, diagramm, lage)

    def _linien(self) -> Iterator[tuple[int, Sequence[Decimal | None], tuple[str, str]]]:
        """The row of each curve with its points; a series without any is not drawn."""
        for nummer, gruppe in enumerate(self._reihe.gruppen):
            if any(wert is not None for wert in gruppe.monate):
                yield self._zeilen[gruppe.name], gruppe.monate, LINIEN[nummer % len(LINIEN)]
        if any(wert is not None for wert in self._reihe.monate_vorjahr):
            yield self._vorjahr, self._reihe.monate_vorjahr, LINIE_VORJAHR
