"""Sheet Produktbericht of the consolidated workbook: one line per Produkt, a subtotal per Budget, live formulas.

Formulas of a line refer to that line and to the thresholds (`GB_…`) only, so sorting and filtering keep them right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from xlsxwriter.utility import quote_sheetname, xl_range, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook

from xlbudget.core.bericht import (
    Budgetgruppe,
    Dezernatsgruppe,
    Kennzahl,
    Produktbericht,
    Produktblatt,
    Produktzeile,
    Rest,
    sum_dezernate,
    sum_produkte,
)
from xlbudget.core.tendenz import Richtung, Tendenz
from xlbudget.writers import style
from xlbudget.writers.gesamtbericht.auszug import title_of
from xlbudget.writers.gesamtbericht.fakten import notes
from xlbudget.writers.gesamtbericht.spalten import (
    Schwelle,
    grad_formel,
    indikator,
    lesehilfe,
    mehr_als_gezeigt,
    schwellen,
    zieltendenz_formel,
)
from xlbudget.writers.gesamtbericht.tabellenzeilen import (
    EINZUG,
    GRUPPENBEGINN,
    OBERSUMME,
    SUMME,
    ZEILE_KOPF,
    Tabellenzeilen,
    einzug_of,
)

BLATT = "Produktbericht"
ZEILE_WARNUNG = 2  # zero-based

SCHWELLE: style.Stil = {**style.RAHMEN, **style.KLEIN, "align": "right"}
FARBEN = {Tendenz.BESSER: "#1E6B34", Tendenz.SCHLECHTER: "#B00020"}


class Gesamttabelle(Tabellenzeilen):
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
        super().__init__(mappe.add_worksheet(blattname), formate, bericht, verweise or {})
        self._mappe = mappe
        self._restzeilen: list[int] = []
        self._letzte = ZEILE_KOPF + 1
        self._produkte: dict[str, int] = {}

    def column(self, name: str) -> str:
        """The cells of one column, for a formula on another sheet: all lines, in whatever order they are sorted."""
        spalte = self._pos[name]
        bereich = xl_range_abs(ZEILE_KOPF + 1, spalte, self._letzte, spalte)
        return f"{quote_sheetname(self._blatt.name)}!{bereich}"

    def line_of(self, kennung: str) -> int:
        """Which of those cells has the line of a Produkt, from 1, as it is written."""
        return self._produkte[kennung]

    def write(self, warnungen: Sequence[str], fuss: str) -> None:
        """Write everything; `warnungen` stand below the title, `fuss` in the footer."""
        self._write_titel(warnungen)
        kopfhoehe = self._write_kopf()
        mehrere = len(self._bericht.dezernate) > 1
        summen = [self._write_dezernat(dezernat, mehrere=mehrere) for dezernat in self._bericht.dezernate]
        self._write_gesamt(list(chain.from_iterable(summen)))
        self._letzte = max(self._zeilen.naechste - 1, ZEILE_KOPF + 1)
        self._write_lesehilfe()
        self._setup_tabelle(self._letzte)
        self._setup_druck(kopfhoehe, fuss)

    # title and header

    def _write_titel(self, warnungen: Sequence[str]) -> None:
        blatt, stand = self._blatt, self._bericht.stand
        for index, spalte in enumerate(self._spalten):
            blatt.set_column(index, index, spalte.breite)
        titel, *beratung = title_of(self._bericht)
        style.write_text(blatt, 0, 0, titel, self._format(style.TITEL))
        prognose = () if stand.ist_jahresende else ("Jahresergebnis als Prognose",)
        teile = (self._bericht.kommune, f"Stand Ende: {stand.text}", *prognose, *beratung)
        style.write_text(blatt, 1, 0, " · ".join(teile), self._format())
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
            form = self._stil(index, style.KOPF, {"align": spalte.kopf, "valign": "top"}, einzug_of(spalte.name))
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
        for produkt in dezernat.nicht_berichtet:
            zeilen.append(self._zeilen.naechste)
            self._write_produkt(produkt, haftet=False)
        if gruppen and dezernat.blatt is not None:
            zusatz = ", hier gezeigt" if dezernat.reste or any(gruppe.reste for gruppe in gruppen) else ""
            zeilen = [self._write_summe(f"Summe {name}{zusatz}:", dezernat.blatt, [dezernat], zeilen)]
        self._write_reste(dezernat.reste)
        return zeilen

    def _write_gesamt(self, zeilen: Sequence[int]) -> None:
        """The sum of everything shown, the sum of these rows; in an Auszug also that of the whole."""
        blatt, bericht = self._bericht.gesamt, self._bericht
        if not zeilen or blatt is None:
            return
        name = "Summe hier gezeigt:" if bericht.alle_reste else "Summe insgesamt:"
        gezeigt = self._write_summe(name, blatt, bericht.dezernate, zeilen)
        self._write_reste(bericht.reste, mit_ort=True)
        if bericht.alle_reste:
            gruppen = [sum_dezernate(blatt, bericht.dezernate), *(rest.summe for rest in bericht.alle_reste)]
            name = f"{blatt.objekt.bezeichnung}, gezeigt und nicht gezeigt:"
            bereiche = [(zeile, zeile) for zeile in (gezeigt, *self._restzeilen)]
            self._write_summenzeile(sum_produkte(blatt.objekt, gruppen, blatt.regeln), name, bereiche, OBERSUMME)

    def _write_summe(
        self, name: str, blatt: Produktblatt, dezernate: Iterable[Dezernatsgruppe], zeilen: Sequence[int]
    ) -> int:
        """A sum of subtotals, and below it what the sheet shows where it counts more; return its row."""
        summe = sum_dezernate(blatt, dezernate)
        zeile = self._write_summenzeile(summe, name, [(zeile, zeile) for zeile in zeilen], OBERSUMME)
        if not self._bericht.ausschuss and (text := mehr_als_gezeigt(blatt, summe)):
            style.write_text(
                self._blatt, self._zeilen.next(14, haftet=True), 0, text, self._format(style.KLEIN, style.KURSIV)
            )
        return zeile

    def _write_gruppe(self, gruppe: Budgetgruppe, *, haftet: bool) -> int:
        erste = self._zeilen.naechste
        for produkt in gruppe.zeilen:
            self._write_produkt(produkt, haftet=haftet and self._zeilen.naechste == erste)
        bereich = (erste, self._zeilen.naechste - 1)
        zeile = self._write_summenzeile(gruppe.summe, f"{gruppe.titel}:", [bereich], SUMME)
        self._write_reste(gruppe.reste)
        return zeile

    def _write_reste(self, reste: Sequence[Rest], *, mit_ort: bool = False) -> None:
        self._restzeilen += [self._write_rest(rest, mit_ort=mit_ort) for rest in reste]

    def _write_produkt(self, produkt: Produktzeile, *, haftet: bool) -> None:
        texte = {"nr": produkt.objekt.nummer, "bezeichnung": produkt.objekt.bezeichnung}
        if produkt.leistung:
            texte["indikator"] = indikator(produkt.leistung)
        if produkt.ziel:
            texte |= {"produktziel": produkt.ziel.bezeichnung, "messgroesse": produkt.ziel.einheit}
        zeilen = max(style.line_count(text, self._breite(name), 9) for name, text in texte.items())
        zeile = self._zeilen.next(style.row_height(zeilen, 9), haftet=haftet)
        self._produkte[produkt.objekt.kennung] = zeile - ZEILE_KOPF
        self._write_leer(zeile)
        self._write_verweis(zeile, "nr", produkt.objekt.kennung, texte.pop("nr"), style.TEXT)
        for name, text in texte.items():
            form = self._stil(self._pos[name], style.TEXT, einzug_of(name))
            style.write_text(self._blatt, zeile, self._pos[name], text, form)
        self._write_finanzen(zeile, produkt)
        self._write_kennzahl(zeile, "leistung", produkt.leistung)
        if produkt.ziel:
            self._write_ziel(zeile, produkt, produkt.ziel)

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
        for text in notes(self._bericht):
            style.write_text(self._blatt, self._zeilen.next(14), 0, text, self._format(style.KLEIN))

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

    def _setup_druck(self, kopfhoehe: float, fuss: str) -> None:
        blatt = self._blatt
        papier, skala = style.choose_papier(sum(style.spalten_px(spalte.breite) for spalte in self._spalten))
        style.setup_page(blatt, papier, fuss)
        blatt.print_area(0, 0, self._zeilen.naechste - 1, len(self._spalten) - 1)
        blatt.repeat_rows(0, ZEILE_KOPF)
        platz = papier.hoehe / skala * style.SICHERHEIT - kopfhoehe
        self._zeilen.break_pages(platz)
