"""Lines of the consolidated table: sums, amounts with their formulas, and what an Auszug does not show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from xlbudget.core.bericht import Produktbericht, Produktzeile, Rest
from xlbudget.core.geld import euro
from xlbudget.writers import style
from xlbudget.writers.gesamtbericht.auszug import NICHT_GEZEIGT, describe_rest
from xlbudget.writers.gesamtbericht.spalten import spalten_of, tendenz_formel
from xlbudget.writers.gesamtbericht.zeilenfolge import Zeilenfolge

ZEILE_KOPF = 4  # zero-based; the header group stands one row above
OBEN: style.Stil = {"top": 1, "top_color": style.GRAU_DUNKEL}
SUMME: style.Stil = {**style.FETT, **OBEN, "bottom": 1, "bottom_color": style.GRAU_DUNKEL, "bg_color": style.GRAU_HELL}
OBERSUMME: style.Stil = {**SUMME, "bg_color": style.GRAU}
LINIEN: style.Stil = {"top": 1, "top_color": style.LINIE, "bottom": 1, "bottom_color": style.LINIE}
REST: style.Stil = {**style.KLEIN, **style.KURSIV, **LINIEN}
GRUPPENBEGINN: style.Stil = {"left": 1, "left_color": style.GRAU_DUNKEL}
EINZUG: style.Stil = {"align": "left", "indent": 1}


class Tabellenzeilen:
    """Writes lines from below the header on, one after the other.

    `verweise` names the sheet of this workbook that a Berichtsobjekt (by Kennung) is linked to.
    """

    def __init__(
        self, blatt: Worksheet, formate: style.Formate, bericht: Produktbericht, verweise: Mapping[str, str]
    ) -> None:
        self._blatt, self._format, self._bericht, self._verweise = blatt, formate, bericht, verweise
        self._spalten = spalten_of(bericht)
        self._pos = {spalte.name: index for index, spalte in enumerate(self._spalten)}
        self._beginn = {min(self._pos[s.name] for s in self._spalten if s.gruppe == t.gruppe) for t in self._spalten}
        self._zeilen = Zeilenfolge(blatt, ZEILE_KOPF + 1)

    def _write_summenzeile(
        self, summe: Produktzeile, name: str, bereiche: Sequence[tuple[int, int]], stil: style.Stil
    ) -> int:
        zeilen = style.line_count(name, self._breite("bezeichnung"), 9, fett=True)
        zeile = self._zeilen.next(style.row_height(zeilen, 9) + 2, haftet=True)
        self._write_leer(zeile, stil)
        self._write_verweis(zeile, "bezeichnung", summe.objekt.kennung, name, style.TEXT, stil)
        self._write_finanzen(zeile, summe, stil, bereiche)
        return zeile

    def _write_rest(self, rest: Rest, *, mit_ort: bool = False) -> int:
        """The amounts of what is not shown, and what that is and who sees it; `mit_ort` names where it belongs."""
        zeile = self._zeilen.next(style.row_height(1, 9) + 2, haftet=True)
        self._write_leer(zeile, style.KURSIV)
        rechts = self._pos["indikator"]
        for index in range(rechts, len(self._spalten)):  # the text runs on over these
            self._blatt.write_blank(zeile, index, None, self._format(REST))
        form = self._stil(self._pos["bezeichnung"], style.TEXT, style.KURSIV)
        style.write_text(self._blatt, zeile, self._pos["bezeichnung"], NICHT_GEZEIGT, form)
        self._write_finanzen(zeile, rest.summe, style.KURSIV)
        platz = sum(style.spalten_px(spalte.breite) for spalte in self._spalten[rechts:])
        style.write_text(self._blatt, zeile, rechts, describe_rest(rest, platz, mit_ort=mit_ort), self._format(REST))
        return zeile

    def _write_finanzen(
        self,
        zeile: int,
        werte: Produktzeile,
        stil: style.Stil | None = None,
        bereiche: Sequence[tuple[int, int]] = (),
    ) -> None:
        """Plan, Ist, Ergebnis as amounts, or as sums over the rows of `bereiche`; the rest as formulas."""
        stil = stil or {}
        for name, betrag_ct in (("ansatz", werte.ansatz_ct), ("ist", werte.ist_ct), ("ergebnis", werte.ergebnis_ct)):
            if name not in self._pos:
                continue
            spalte, wert = self._pos[name], float(euro(betrag_ct))
            prognose = style.KURSIV if name == "ergebnis" and not self._bericht.stand.ist_jahresende else {}
            form = self._stil(spalte, style.BETRAG, stil, prognose)
            if not bereiche:
                self._blatt.write_number(zeile, spalte, wert, form)
            else:
                formel = "+".join(_summe(erste, letzte, spalte) for erste, letzte in bereiche)
                self._blatt.write_formula(zeile, spalte, f"={formel}", form, wert)
        plan, ergebnis = self._zelle(zeile, "ansatz"), self._zelle(zeile, "ergebnis")
        abweichung = float(euro(werte.verbesserung_ct))
        self._write_formel(zeile, "abweichung", f"={ergebnis}-{plan}", abweichung, style.BETRAG, stil)
        formel = tendenz_formel(self._zelle(zeile, "abweichung"), plan)
        self._write_formel(zeile, "tendenz", formel, werte.tendenz.value, style.MITTE, stil)

    def _write_leer(self, zeile: int, *stile: style.Stil) -> None:
        for index in range(len(self._spalten)):
            self._blatt.write_blank(zeile, index, None, self._stil(index, *stile))

    def _write_verweis(self, zeile: int, name: str, kennung: str, text: str, *stile: style.Stil) -> None:
        """A text that leads to the sheet of the Berichtsobjekt, where there is one."""
        spalte = self._pos[name]
        if blatt := self._verweise.get(kennung):
            ziel = f"internal:{quote_sheetname(blatt)}!A1"
            self._blatt.write_url(zeile, spalte, ziel, self._stil(spalte, *stile, style.LINK), text)
        else:
            style.write_text(self._blatt, zeile, spalte, text, self._stil(spalte, *stile))

    def _write_formel(self, zeile: int, name: str, formel: str, wert: float | str, *stile: style.Stil) -> None:
        self._blatt.write_formula(zeile, self._pos[name], formel, self._stil(self._pos[name], *stile), wert)

    def _stil(self, spalte: int, *stile: style.Stil) -> Format:
        return self._format(style.RAHMEN, *stile, GRUPPENBEGINN if spalte in self._beginn else {})

    def _breite(self, name: str) -> float:
        return self._spalten[self._pos[name]].breite - (style.BREITE_EINZUG if einzug_of(name) else 0)

    def _zelle(self, zeile: int, name: str) -> str:
        return str(xl_rowcol_to_cell(zeile, self._pos[name]))


def _summe(erste: int, letzte: int, spalte: int) -> str:
    if erste == letzte:
        return str(xl_rowcol_to_cell(erste, spalte))
    return f"SUM({xl_range(erste, spalte, letzte, spalte)})"


def einzug_of(name: str) -> style.Stil:
    """The Produktziel would touch the number on its left."""
    return EINZUG if name == "produktziel" else {}
