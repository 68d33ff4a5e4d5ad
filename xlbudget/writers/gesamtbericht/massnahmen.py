"""Sheet Maßnahmen: the Prognose before and after measures, what is red and has none, and how far each measure is.

No figure of the other sheets has a measure in it, and none here is summed up there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xlbudget.core.bericht import Produktbericht
from xlbudget.core.geld import euro
from xlbudget.core.massnahmen import Massnahmenstand
from xlbudget.writers import style
from xlbudget.writers.gesamtbericht.massnahmentexte import (
    KEINE,
    OHNE,
    Massnahmenreihe,
    money_heads,
    money_rows,
    red_heads,
    red_rows,
    status_heads,
    status_rows,
    summary,
)

BLATT = "Maßnahmen"
BREITEN = (24.0, 42.0, 18.0, 10.0, 14.0, 22.0, 12.0, 12.0, 12.0, 13.0, 13.0, 28.0)
"""In characters; on A3 nothing of them is printed below 8 points."""
BETRAEGE = (6, 11)
"""The first column of amounts, and the one after the last."""
_STATUS = ("Handlungsfeld", "Maßnahme", "Verantwortlich", "Bis", "Status", "Anlass")
_SCHRIFT = 9


def write_massnahmen(mappe: Workbook, formate: style.Formate, bericht: Produktbericht, fuss: str) -> None:
    """Add the sheet; nothing where the report has no measures. Amounts are exact euros."""
    if bericht.massnahmen is None:
        return
    blatt = mappe.add_worksheet(BLATT)
    for index, breite in enumerate(BREITEN):
        blatt.set_column(index, index, breite)
    seite = _Seite(blatt, formate, bericht.darstellung.einheit.zahlformat)
    seite.head(bericht, bericht.massnahmen)
    seite.sections(bericht.massnahmen)
    style.setup_page(blatt, style.A3, fuss, fuss_pt=9)
    blatt.repeat_rows(0, 1)
    blatt.print_area(0, 0, seite.zeile, len(BREITEN) - 1)
    blatt.set_tab_color(style.LINIE)


class _Seite:
    """Writes from top to bottom; `zeile` is the next free row."""

    def __init__(self, blatt: Worksheet, formate: style.Formate, zahlformat: str) -> None:
        self._blatt, self._formate, self.zeile = blatt, formate, 0
        self._betrag = {**style.BETRAG, "num_format": zahlformat}

    def head(self, bericht: Produktbericht, stand: Massnahmenstand) -> None:
        einheit = bericht.darstellung.einheit.name_im_kopf
        self._line(f"Maßnahmen, Stand Ende {stand.stand.text}", style.TITEL, 20)
        self._line(f"{bericht.kommune} · {summary(stand)} · Beträge in {einheit}; positiv entlastet", {})
        for satz in OHNE:
            self._line(satz, style.KLEIN)

    def sections(self, stand: Massnahmenstand) -> None:
        objekt = ("Objekt", "Lage")
        if stand.objekte:
            self._section("Prognose vor und nach Maßnahmen")
            self._table(objekt, money_heads(stand.stand), "", money_rows(stand), breit=True)
        self._section("Gegensteuern, aber ohne Maßnahme")
        if stand.ohne:
            self._table(objekt, red_heads(stand.stand), "", red_rows(stand), breit=True)
        else:
            self._line(KEINE, style.KLEIN)
        self._section("Stand der Maßnahmen")
        if stand.massnahmen:
            self._table(_STATUS, status_heads(stand.stand), "Bemerkung", status_rows(stand))
        else:
            self._line("Keine eingetragen.", style.KLEIN)

    def _line(self, text: str, stil: style.Stil, hoehe: float | None = None) -> None:
        style.write_text(self._blatt, self.zeile, 0, text, self._formate(stil))
        if hoehe:
            self._blatt.set_row(self.zeile, hoehe)
        self.zeile += 1

    def _section(self, titel: str) -> None:
        self.zeile += 1
        self._line(titel, {**style.FETT, "font_size": 11}, 18)

    def _table(
        self,
        texte: Sequence[str],
        betraege: Sequence[str],
        letzte: str,
        reihen: Sequence[Massnahmenreihe],
        *,
        breit: bool = False,
    ) -> None:
        """A head and its rows; `breit`: the last text takes all columns up to the amounts."""
        form = self._formate(style.KOPF)
        self._texts(texte, lambda _: form, breit=breit)
        for index, name in enumerate(betraege, BETRAEGE[0]):
            style.write_text(self._blatt, self.zeile, index, name, self._formate(style.KOPF, style.MITTE))
        style.write_text(self._blatt, self.zeile, BETRAEGE[1], letzte, form)
        self._blatt.set_row(self.zeile, style.row_height(2, _SCHRIFT))
        self.zeile += 1
        for reihe in reihen:
            self._row(reihe, breit=breit)

    def _row(self, reihe: Massnahmenreihe, *, breit: bool) -> None:
        stark = style.WARNUNG if reihe.wichtig else style.FETT if reihe.summe else {}
        self._texts(
            reihe.texte,
            lambda index: self._formate(style.RAHMEN, style.TEXT, stark if index in reihe.betont else {}),
            breit=breit,
        )
        for index, betrag in enumerate(reihe.betraege_ct, BETRAEGE[0]):
            form = self._formate(style.RAHMEN, self._betrag, style.FETT if reihe.summe else {})
            if betrag is None:
                self._blatt.write_blank(self.zeile, index, None, form)
            else:
                self._blatt.write_number(self.zeile, index, float(euro(betrag)), form)
        style.write_text(self._blatt, self.zeile, BETRAEGE[1], reihe.bemerkung, self._formate(style.RAHMEN, style.TEXT))
        breiten = [*BREITEN[: len(reihe.texte)]]
        if breit:
            breiten[-1] = sum(BREITEN[len(reihe.texte) - 1 : BETRAEGE[0]])
        paare = [*zip(reihe.texte, breiten, strict=True), (reihe.bemerkung, BREITEN[BETRAEGE[1]])]
        hoechste = max(style.line_count(text, breite, _SCHRIFT, fett=True) for text, breite in paare)
        self._blatt.set_row(self.zeile, style.row_height(hoechste, _SCHRIFT))
        self.zeile += 1

    def _texts(self, texte: Sequence[str], form: Callable[[int], Format], *, breit: bool) -> None:
        for index, text in enumerate(texte):
            if breit and index == len(texte) - 1:
                self._blatt.merge_range(self.zeile, index, self.zeile, BETRAEGE[0] - 1, "", form(index))
            style.write_text(self._blatt, self.zeile, index, text, form(index))
