"""Sheet Produktbericht of the consolidated workbook: one line per Produkt, a subtotal per Budget, live formulas.

Formulas of a line refer to that line and to the thresholds (`GB_…`) only, so sorting and filtering keep them right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_range, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xlbudget.core.bericht import (
    Budgetgruppe,
    Dezernatsgruppe,
    Kennzahl,
    Produktbericht,
    Produktblatt,
    Produktzeile,
    sum_gruppen,
)
from xlbudget.core.geld import euro
from xlbudget.core.tendenz import Richtung, Tendenz
from xlbudget.writers import style
from xlbudget.writers.gesamtbericht.spalten import (
    Schwelle,
    grad_formel,
    indikator,
    lesehilfe,
    mehr_als_gezeigt,
    schwellen,
    spalten_of,
    tendenz_formel,
    zieltendenz_formel,
)
from xlbudget.writers.gesamtbericht.zeilenfolge import Zeilenfolge

BLATT = "Produktbericht"
ZEILE_WARNUNG, ZEILE_KOPF = 2, 4  # zero-based; the header group stands one row above ZEILE_KOPF

OBEN: style.Stil = {"top": 1, "top_color": style.GRAU_DUNKEL}
SUMME: style.Stil = {**style.FETT, **OBEN, "bottom": 1, "bottom_color": style.GRAU_DUNKEL, "bg_color": style.GRAU_HELL}
OBERSUMME: style.Stil = {**SUMME, "bg_color": style.GRAU}
GRUPPENBEGINN: style.Stil = {"left": 1, "left_color": style.GRAU_DUNKEL}
EINZUG: style.Stil = {"align": "left", "indent": 1}
SCHWELLE: style.Stil = {**style.RAHMEN, **style.KLEIN, "align": "right"}
FARBEN = {Tendenz.BESSER: "#1E6B34", Tendenz.SCHLECHTER: "#B00020"}


class Gesamttabelle:
    """Writes the sheet; use it once: `Gesamttabelle(mappe, formate, bericht).write(anzahl_fehler, fuss)`.

    `verweise` names the sheet of this workbook that a Berichtsobjekt (by Kennung) is linked to.
    """

    def __init__(
        self,
        mappe: Workbook,
        formate: style.Formate,
        bericht: Produktbericht,
        blattname: str = BLATT,
        verweise: Mapping[str, str] | None = None,
    ) -> None:
        self._mappe = mappe
        self._blatt: Worksheet = mappe.add_worksheet(blattname)
        self._verweise = verweise or {}
        self._format = formate
        self._bericht = bericht
        self._spalten = spalten_of(bericht)
        self._pos = {spalte.name: index for index, spalte in enumerate(self._spalten)}
        self._beginn = {min(self._pos[s.name] for s in self._spalten if s.gruppe == t.gruppe) for t in self._spalten}
        self._zeilen = Zeilenfolge(self._blatt, ZEILE_KOPF + 1)

    def write(self, warnungen: Sequence[str], fuss: str) -> None:
        """Write everything; `warnungen` stand below the title, `fuss` in the footer."""
        self._write_titel(warnungen)
        kopfhoehe = self._write_kopf()
        mehrere = len(self._bericht.dezernate) > 1
        summen = [self._write_dezernat(dezernat, mehrere=mehrere) for dezernat in self._bericht.dezernate]
        self._write_gesamt(list(chain.from_iterable(summen)))
        letzte = max(self._zeilen.naechste - 1, ZEILE_KOPF + 1)
        self._write_lesehilfe()
        self._setup_tabelle(letzte)
        self._setup_druck(kopfhoehe, fuss)

    # title and header

    def _write_titel(self, warnungen: Sequence[str]) -> None:
        blatt, stand = self._blatt, self._bericht.stand
        for index, spalte in enumerate(self._spalten):
            blatt.set_column(index, index, spalte.breite)
        style.write_text(blatt, 0, 0, f"Produktbericht zum Ergebnishaushalt {stand.jahr}", self._format(style.TITEL))
        unter = f"{self._bericht.kommune} · Stand Ende: {stand.text}"
        if not stand.ist_jahresende:
            unter += " · Jahresergebnis als Prognose"
        style.write_text(blatt, 1, 0, unter, self._format())
        if warnungen:
            style.write_text(blatt, ZEILE_WARNUNG, 0, "; ".join(warnungen), self._format(style.WARNUNG))

    def _write_kopf(self) -> float:
        """Write both header rows; return the height of everything that repeats on each page."""
        blatt, spalten = self._blatt, self._spalten
        beginn = sorted(self._beginn)
        for von, bis in zip(beginn, [*beginn[1:], len(spalten)], strict=True):
            kopf = self._format(style.KOPF, style.MITTE, GRUPPENBEGINN, {"bg_color": style.GRAU, "font_size": 10})
            blatt.merge_range(ZEILE_KOPF - 1, von, ZEILE_KOPF - 1, bis - 1, "", kopf)
            blatt.write_string(ZEILE_KOPF - 1, von, spalten[von].gruppe, kopf)
        for index, spalte in enumerate(spalten):
            form = self._stil(index, style.KOPF, {"align": spalte.kopf, "valign": "top"}, _einzug(spalte.name))
            blatt.write_string(ZEILE_KOPF, index, spalte.titel, form)
        zeilen = max(style.line_count(s.titel, s.breite, 9, fett=True) for s in spalten)
        hoehen = (20.0, 15.0, 15.0, 17.0, style.row_height(zeilen, 9) + 12)  # room for the filter buttons
        for index, hoehe in enumerate(hoehen):
            blatt.set_row(index, hoehe)
        return sum(hoehen)

    # body

    def _write_dezernat(self, dezernat: Dezernatsgruppe, *, mehrere: bool) -> list[int]:
        """Header, Budgets and sum; return the rows whose sum is that of the Dezernat."""
        gruppen = [gruppe for gruppe in dezernat.gruppen if gruppe.zeilen]
        name = "Ohne Dezernat" if dezernat.ohne_dezernat else dezernat.dezernat.bezeichnung
        kopf = bool(gruppen) and (mehrere or not dezernat.ohne_dezernat)
        if kopf:
            zeile = self._zeilen.next(22)
            form = self._format(style.FETT, {"font_size": 11, "valign": "vcenter"})
            style.write_text(self._blatt, zeile, 0, f"{name}:", form)
        zeilen = [self._write_gruppe(gruppe, haftet=kopf and gruppe is gruppen[0]) for gruppe in gruppen]
        if not gruppen or dezernat.blatt is None:
            return zeilen
        return [self._write_summe(f"Summe {name}:", dezernat.blatt, gruppen, zeilen)]

    def _write_gesamt(self, zeilen: Sequence[int]) -> None:
        """The sum of everything shown, the sum of these rows."""
        if zeilen and (blatt := self._bericht.gesamt):
            self._write_summe("Summe insgesamt:", blatt, self._bericht.budgetgruppen, zeilen)

    def _write_summe(
        self, name: str, blatt: Produktblatt, gruppen: Iterable[Budgetgruppe], zeilen: Sequence[int]
    ) -> int:
        """A sum of subtotals, and below it what the sheet shows where it counts more; return its row."""
        summe = sum_gruppen(blatt, gruppen)
        zeile = self._write_summenzeile(summe, name, [(zeile, zeile) for zeile in zeilen], OBERSUMME)
        if text := mehr_als_gezeigt(blatt, summe):
            style.write_text(
                self._blatt, self._zeilen.next(14, haftet=True), 0, text, self._format(style.KLEIN, style.KURSIV)
            )
        return zeile

    def _write_gruppe(self, gruppe: Budgetgruppe, *, haftet: bool) -> int:
        erste = self._zeilen.naechste
        for produkt in gruppe.zeilen:
            self._write_produkt(produkt, haftet=haftet and self._zeilen.naechste == erste)
        bereich = (erste, self._zeilen.naechste - 1)
        return self._write_summenzeile(gruppe.summe, f"{gruppe.titel}:", [bereich], SUMME)

    def _write_summenzeile(
        self, summe: Produktzeile, name: str, bereiche: Sequence[tuple[int, int]], stil: style.Stil
    ) -> int:
        zeilen = style.line_count(name, self._breite("bezeichnung"), 9, fett=True)
        zeile = self._zeilen.next(style.row_height(zeilen, 9) + 2, haftet=True)
        self._write_leer(zeile, stil)
        self._write_verweis(zeile, "bezeichnung", summe.objekt.kennung, name, style.TEXT, stil)
        self._write_finanzen(zeile, summe, stil, bereiche)
        return zeile

    def _write_produkt(self, produkt: Produktzeile, *, haftet: bool) -> None:
        texte = {"nr": produkt.objekt.nummer, "bezeichnung": produkt.objekt.bezeichnung}
        if produkt.leistung:
            texte["indikator"] = indikator(produkt.leistung)
        if produkt.ziel:
            texte |= {"produktziel": produkt.ziel.bezeichnung, "messgroesse": produkt.ziel.einheit}
        zeilen = max(style.line_count(text, self._breite(name), 9) for name, text in texte.items())
        zeile = self._zeilen.next(style.row_height(zeilen, 9), haftet=haftet)
        self._write_leer(zeile)
        self._write_verweis(zeile, "nr", produkt.objekt.kennung, texte.pop("nr"), style.TEXT)
        for name, text in texte.items():
            form = self._stil(self._pos[name], style.TEXT, _einzug(name))
            style.write_text(self._blatt, zeile, self._pos[name], text, form)
        self._write_finanzen(zeile, produkt)
        self._write_kennzahl(zeile, "leistung", produkt.leistung)
        if produkt.ziel:
            self._write_ziel(zeile, produkt, produkt.ziel)

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

    def _write_kennzahl(self, zeile: int, praefix: str, kennzahl: Kennzahl | None) -> None:
        if kennzahl is None:
            return
        for name, wert in ((f"{praefix}_plan", kennzahl.plan), (f"{praefix}_ist", kennzahl.ist)):
            if wert is not None:
                form = self._stil(
                    self._pos[name], style.BETRAG, {"num_format": style.zahlformat(wert, kennzahl.einheit)}
                )
                self._blatt.write_number(zeile, self._pos[name], float(wert), form)

    def _write_ziel(self, zeile: int, produkt: Produktzeile, ziel: Kennzahl) -> None:
        self._write_kennzahl(zeile, "ziel", ziel)
        spalte = self._pos["richtung"]
        self._blatt.write_string(zeile, spalte, ziel.richtung.value, self._stil(spalte, style.KLEIN))
        plan, ist, richtung = (self._zelle(zeile, name) for name in ("ziel_plan", "ziel_ist", "richtung"))
        grad = "" if ziel.grad is None else float(ziel.grad)
        self._write_formel(zeile, "grad", grad_formel(plan, ist, richtung), grad, style.PROZENT)
        formel = zieltendenz_formel(self._zelle(zeile, "grad"))
        self._write_formel(zeile, "zieltendenz", formel, produkt.zieltendenz.value, style.MITTE)

    # below the table

    def _write_lesehilfe(self) -> None:
        """Reading aid and thresholds; kept together on one page."""
        self._zeilen.next(8, haftet=True)  # never alone on a page: the last sum goes along
        for text in lesehilfe(self._bericht):
            style.write_text(self._blatt, self._zeilen.next(14, haftet=True), 0, text, self._format(style.KLEIN))
        for schwelle in schwellen(self._bericht):
            self._write_schwelle(schwelle)

    def _write_schwelle(self, schwelle: Schwelle) -> None:
        zeile, spalte = self._zeilen.next(14, haftet=True), self._pos["ansatz"]
        klein = self._format(style.KLEIN)
        style.write_text(self._blatt, zeile, self._pos["bezeichnung"], schwelle.titel, klein)
        form = self._format(SCHWELLE, {"num_format": schwelle.zahlformat})
        self._blatt.write_number(zeile, spalte, float(schwelle.wert), form)
        style.write_text(self._blatt, zeile, spalte + 1, schwelle.text, self._format(style.KLEIN, EINZUG))
        ziel = xl_rowcol_to_cell(zeile, spalte, row_abs=True, col_abs=True)
        self._mappe.define_name(schwelle.name, f"={quote_sheetname(self._blatt.name)}!{ziel}")

    # the sheet as a whole

    def _setup_tabelle(self, letzte: int) -> None:
        blatt, erste, rechts = self._blatt, ZEILE_KOPF + 1, len(self._spalten) - 1
        blatt.autofilter(ZEILE_KOPF, 0, letzte, rechts)
        blatt.freeze_panes(erste, self._pos["bezeichnung"] + 1)
        blatt.ignore_errors({"number_stored_as_text": xl_range(erste, 0, letzte, 0)})
        for name in ("tendenz", "zieltendenz"):
            spalte = self._pos[name]
            for zeichen, farbe in FARBEN.items():
                bedingung = {
                    "type": "cell", "criteria": "==", "value": f'"{zeichen.value}"',
                    "format": self._mappe.add_format({"font_color": farbe}),
                }  # fmt: skip
                blatt.conditional_format(erste, spalte, letzte, spalte, bedingung)
        richtung = self._pos["richtung"]
        auswahl = {"validate": "list", "source": [richtung.value for richtung in Richtung]}
        blatt.data_validation(erste, richtung, letzte, richtung, auswahl)
        blatt.set_tab_color(style.BLAU)
        blatt.activate()

    def _setup_druck(self, kopfhoehe: float, fuss: str) -> None:
        blatt = self._blatt
        papier, skala = style.choose_papier(sum(style.spalten_px(spalte.breite) for spalte in self._spalten))
        style.setup_page(blatt, papier, fuss)
        blatt.print_area(0, 0, self._zeilen.naechste - 1, len(self._spalten) - 1)
        blatt.repeat_rows(0, ZEILE_KOPF)
        platz = papier.hoehe / skala * style.SICHERHEIT - kopfhoehe
        self._zeilen.break_pages(platz)

    # small steps

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
        return self._spalten[self._pos[name]].breite - (style.BREITE_EINZUG if _einzug(name) else 0)

    def _zelle(self, zeile: int, name: str) -> str:
        return str(xl_rowcol_to_cell(zeile, self._pos[name]))


def _summe(erste: int, letzte: int, spalte: int) -> str:
    if erste == letzte:
        return str(xl_rowcol_to_cell(erste, spalte))
    return f"SUM({xl_range(erste, spalte, letzte, spalte)})"


def _einzug(name: str) -> style.Stil:
    """The Produktziel would touch the number on its left."""
    return EINZUG if name == "produktziel" else {}
