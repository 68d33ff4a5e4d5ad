"""Lines of the consolidated table: sums, amounts with their formulas, and what an Auszug does not show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from xlbudget.core.bericht import Produktbericht, Rest
from xlbudget.core.darstellung import AMPEL, AUSSCHOEPFUNG, ERLAEUTERUNG, VOM_ANSATZ, VOM_VOLUMEN, VORJAHRE
from xlbudget.core.geld import euro
from xlbudget.core.produktzeile import Produktzeile
from xlbudget.writers import style
from xlbudget.writers.gesamtbericht.auszug import REST_ZEILE, describe_rest
from xlbudget.writers.gesamtbericht.seite import FESTE, choose_seite
from xlbudget.writers.gesamtbericht.spalten import (
    ampel_formel,
    ausschoepfung_formel,
    tendenz_formel,
    vom_ansatz_formel,
    vom_volumen_formel,
)
from xlbudget.writers.gesamtbericht.spaltenkatalog import VOLUMEN, finanzgruppe, gruppenbeginn, spalten_of
from xlbudget.writers.gesamtbericht.zeilenfolge import Zeilenfolge

ZEILE_KOPF = 4  # zero-based; the header group stands one row above
OBEN: style.Stil = {"top": 1, "top_color": style.GRAU_DUNKEL}
SUMME: style.Stil = {**style.FETT, **OBEN, "bottom": 1, "bottom_color": style.GRAU_DUNKEL, "bg_color": style.GRAU_HELL}
OBERSUMME: style.Stil = {**SUMME, "bg_color": style.GRAU}
LINIEN: style.Stil = {"top": 1, "top_color": style.LINIE, "bottom": 1, "bottom_color": style.LINIE}
REST: style.Stil = {**style.KLEIN, **style.KURSIV, **LINIEN}
GRUPPENBEGINN: style.Stil = {"left": 1, "left_color": style.GRAU_DUNKEL}
EINZUG: style.Stil = {"align": "left", "indent": 1}
ANTEIL: style.Stil = {**style.PROZENT, "num_format": "+0.0%;-0.0%;0.0%"}
_PX_REST = 260.0  # less room than that on the right, and what is not shown is named below its heading
_ZEILEN_REST = 6


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
        gezeigt = [index for index, spalte in enumerate(self._spalten) if spalte.sichtbar]
        self._erste_nach_name, self._rechts = gezeigt[FESTE], gezeigt[-1]
        self._beginn = gruppenbeginn(self._spalten)
        self._seite = choose_seite(self._spalten)
        # on the second page width, texts of the first two columns would be repeated in part
        self._textspalte = self._erste_nach_name if self._seite.ist_geteilt else 0
        self._betragsform = {**style.BETRAG, "num_format": bericht.darstellung.einheit.zahlformat}
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
        rechts, platz = self._room_on_the_right()
        name, daneben = REST_ZEILE, describe_rest(rest, platz, mit_ort=mit_ort)
        if platz < _PX_REST:
            platz = style.spalten_px(self._breite("bezeichnung")) * _ZEILEN_REST * 0.7  # lines are not filled
            name, daneben = f"{REST_ZEILE} {describe_rest(rest, platz, mit_ort=mit_ort)}", ""
        zeilen = style.line_count(name, self._breite("bezeichnung"), 9)
        zeile = self._zeilen.next(style.row_height(zeilen, 9) + 2, haftet=True)
        self._write_leer(zeile, style.KURSIV)
        form = self._stil(self._pos["bezeichnung"], style.TEXT, style.KURSIV)
        style.write_text(self._blatt, zeile, self._pos["bezeichnung"], name, form)
        self._write_finanzen(zeile, rest.summe, style.KURSIV)
        if daneben:
            for index in range(rechts, self._rechts + 1):  # the text runs on over these
                self._blatt.write_blank(zeile, index, None, self._format(REST))
            style.write_text(self._blatt, zeile, rechts, daneben, self._format(REST))
        return zeile

    def _room_on_the_right(self) -> tuple[int, float]:
        """Where columns begin that a sum leaves empty, and how many pixels of them are on one page width."""
        finanzen, rechts = finanzgruppe(self._bericht), self._rechts + 1
        while rechts > self._erste_nach_name and self._spalten[rechts - 1].gruppe != finanzen:
            rechts -= 1
        return rechts, self._px_from(rechts)

    def _px_from(self, spalte: int) -> int:
        """How wide the page is from a column on."""
        ende = self._seite.end_of(spalte, self._rechts)
        return sum(spalte.px for spalte in self._spalten[spalte : ende + 1])

    def _write_finanzen(
        self,
        zeile: int,
        werte: Produktzeile,
        stil: style.Stil | None = None,
        bereiche: Sequence[tuple[int, int]] = (),
    ) -> None:
        """Plan, Ist, Ergebnis as amounts, or as sums over the rows of `bereiche`; the rest as formulas."""
        stil = stil or {}
        for name, betrag_ct in (
            ("ansatz", werte.ansatz_ct), ("ist", werte.ist_ct), ("ergebnis", werte.ergebnis_ct),
            (VOLUMEN, werte.volumen_ct),
        ):  # fmt: skip
            if name not in self._pos:
                continue
            spalte, wert = self._pos[name], float(euro(betrag_ct))
            prognose = style.KURSIV if name == "ergebnis" and not self._bericht.stand.ist_jahresende else {}
            form = self._stil(spalte, self._betragsform, stil, prognose)
            if not bereiche:
                self._blatt.write_number(zeile, spalte, wert, form)
            else:
                formel = "+".join(_summe(erste, letzte, spalte) for erste, letzte in bereiche)
                self._blatt.write_formula(zeile, spalte, f"={formel}", form, wert)
        self._write_gerechnetes(zeile, werte, stil)
        for name, jahreswert in ((f"{VORJAHRE}_von", min), (f"{VORJAHRE}_bis", max)):
            if name in self._pos and werte.vorjahre_ct:
                form = self._stil(self._pos[name], self._betragsform, stil)
                betrag = float(euro(jahreswert(werte.vorjahre_ct.values())))
                self._blatt.write_number(zeile, self._pos[name], betrag, form)

    def _write_gerechnetes(self, zeile: int, werte: Produktzeile, stil: style.Stil) -> None:
        """What follows from other columns of the line."""
        plan, ergebnis, abweichung = (self._zelle(zeile, name) for name in ("ansatz", "ergebnis", "abweichung"))
        betrag = float(euro(werte.verbesserung_ct))
        self._write_formel(zeile, "abweichung", f"={ergebnis}-{plan}", betrag, self._betragsform, stil)
        self._write_formel(zeile, "tendenz", tendenz_formel(abweichung, plan), werte.tendenz.value, style.MITTE, stil)
        self._write_formel(zeile, AMPEL, ampel_formel(abweichung), werte.ampel.gezeigt, style.TEXT, EINZUG, stil)
        ist = self._zelle(zeile, "ist" if "ist" in self._pos else "ergebnis")
        formel = ausschoepfung_formel(plan, ist)
        self._write_anteil(zeile, AUSSCHOEPFUNG, formel, werte.ausschoepfung, style.PROZENT, stil)
        formel = vom_ansatz_formel(abweichung, plan, ergebnis)
        self._write_anteil(zeile, VOM_ANSATZ, formel, werte.abweichung_vom_ansatz, ANTEIL, stil)
        if VOLUMEN in self._pos:
            formel = vom_volumen_formel(abweichung, self._zelle(zeile, VOLUMEN))
            self._write_anteil(zeile, VOM_VOLUMEN, formel, werte.abweichung_vom_volumen, ANTEIL, stil)

    def _write_anteil(self, zeile: int, name: str, formel: str, anteil: Fraction | None, *stile: style.Stil) -> None:
        self._write_formel(zeile, name, formel, "" if anteil is None else float(anteil), *stile)

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
        """A formula in a column, where the table has that."""
        if name in self._pos:
            form = self._stil(self._pos[name], *stile)
            self._blatt.write_formula(zeile, self._pos[name], formel, form, wert)

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
    """A text would touch the number on its left."""
    return EINZUG if name.startswith(("produktziel", ERLAEUTERUNG, AMPEL)) else {}
