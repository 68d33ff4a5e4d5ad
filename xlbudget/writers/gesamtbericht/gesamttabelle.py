"""Sheet Produktbericht of the consolidated workbook: one line per Produkt, a subtotal per Budget, live formulas.

Formulas of a line refer to that line and to the thresholds (`GB_…`) only, so sorting and filtering keep them right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from xlsxwriter.utility import quote_sheetname, xl_range, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook

from xlbudget.core.bericht import (
    ALLES_GEZEIGT,
    GEZEIGT,
    Budgetgruppe,
    Dezernatsgruppe,
    Produktbericht,
    Rest,
    sum_dezernate,
)
from xlbudget.core.darstellung import ERLAEUTERUNG, MAX_WEITERE, WARNSTUFE
from xlbudget.core.produktblatt import Kennzahl, Produktblatt
from xlbudget.core.produktzeile import Produktzeile, sum_produkte
from xlbudget.core.tendenz import Richtung, Tendenz, warnstufe, zieltendenz
from xlbudget.writers import style
from xlbudget.writers.gesamtbericht.fakten import notes
from xlbudget.writers.gesamtbericht.seite import FESTE
from xlbudget.writers.gesamtbericht.spalten import (
    Schwelle,
    grad_formel,
    lesehilfe,
    mehr_als_gezeigt,
    schwellen,
    warnstufe_formel,
    zieltendenz_formel,
)
from xlbudget.writers.gesamtbericht.spaltenkatalog import indikator, leistung_of, ziel_of
from xlbudget.writers.gesamtbericht.tabellenkopf import Tabellenkopf
from xlbudget.writers.gesamtbericht.tabellenzeilen import (
    EINZUG,
    OBERSUMME,
    SUMME,
    ZEILE_KOPF,
    einzug_of,
)

BLATT = "Produktbericht"
NUMMERN = tuple((nummer, f"_{nummer}" if nummer > 1 else "") for nummer in range(1, MAX_WEITERE + 1))
"""The Kennzahlen of a Produkt, and how the names of their columns end."""

MAX_ZEILEN = 30  # more than Excel can show in one row
BREITE_SCHWELLE = 9.0

SCHWELLE: style.Stil = {**style.RAHMEN, **style.KLEIN, "align": "right"}
FARBEN = {Tendenz.BESSER: "#1E6B34", Tendenz.SCHLECHTER: "#B00020"}


class Gesamttabelle(Tabellenkopf):
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
        kopfhoehe = self._write_titel(warnungen) + self._write_kopf()
        mehrere = len(self._bericht.dezernate) > 1
        summen = [self._write_dezernat(dezernat, mehrere=mehrere) for dezernat in self._bericht.dezernate]
        self._write_gesamt(list(chain.from_iterable(summen)))
        self._letzte = max(self._zeilen.naechste - 1, ZEILE_KOPF + 1)
        self._write_lesehilfe()
        self._setup_tabelle(self._letzte)
        self._setup_druck(kopfhoehe, fuss)

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
            zusatz = f", {GEZEIGT}" if dezernat.reste or any(gruppe.reste for gruppe in gruppen) else ""
            zeilen = [self._write_summe(f"Summe {name}{zusatz}:", dezernat.blatt, [dezernat], zeilen)]
        self._write_reste(dezernat.reste)
        return zeilen

    def _write_gesamt(self, zeilen: Sequence[int]) -> None:
        """The sum of everything shown, the sum of these rows; in an Auszug also that of the whole."""
        blatt, bericht = self._bericht.gesamt, self._bericht
        if not zeilen or blatt is None:
            return
        name = f"Summe {GEZEIGT}:" if bericht.alle_reste else "Summe insgesamt:"
        gezeigt = self._write_summe(name, blatt, bericht.dezernate, zeilen)
        self._write_reste(bericht.reste, mit_ort=True)
        if bericht.alle_reste:
            gruppen = [sum_dezernate(blatt, bericht.dezernate), *(rest.summe for rest in bericht.alle_reste)]
            name = f"{blatt.objekt.bezeichnung}, {ALLES_GEZEIGT}:"
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
        texte = self._texts_of(produkt)
        zeilen = max(style.line_count(text, self._breite(name), 9) for name, text in texte.items())
        zeile = self._zeilen.next(style.row_height(zeilen, 9), haftet=haftet)
        self._produkte[produkt.objekt.kennung] = zeile - ZEILE_KOPF
        self._write_leer(zeile)
        self._write_verweis(zeile, "nr", produkt.objekt.kennung, texte.pop("nr"), style.TEXT)
        for name, text in texte.items():
            form = self._stil(self._pos[name], style.TEXT, einzug_of(name))
            style.write_text(self._blatt, zeile, self._pos[name], text, form)
        self._write_finanzen(zeile, produkt)
        for nummer, mehr in NUMMERN:
            if leistung := leistung_of(produkt, nummer):
                self._write_kennzahl(zeile, "leistung", mehr, leistung)
            if ziel := ziel_of(produkt, nummer):
                self._write_ziel(zeile, mehr, ziel)

    def _texts_of(self, produkt: Produktzeile) -> dict[str, str]:
        """What a line says in words, by column; so much of it as a row can show."""
        texte = {
            "nr": produkt.objekt.nummer,
            "bezeichnung": produkt.objekt.bezeichnung,
            ERLAEUTERUNG: produkt.begruendung,
        }
        for nummer, mehr in NUMMERN:
            if leistung := leistung_of(produkt, nummer):
                texte[f"indikator{mehr}"] = indikator(leistung)
            if ziel := ziel_of(produkt, nummer):
                texte |= {f"produktziel{mehr}": ziel.bezeichnung, f"messgroesse{mehr}": ziel.einheit}
        gezeigt = {name: text for name, text in texte.items() if name in self._pos}
        return {name: style.fit_text(text, self._breite(name), 9, MAX_ZEILEN) for name, text in gezeigt.items()}

    def _write_kennzahl(self, zeile: int, praefix: str, mehr: str, kennzahl: Kennzahl) -> None:
        prognose, einheit = kennzahl.prognose, kennzahl.einheit
        werte = {"plan": kennzahl.plan, "ist": kennzahl.ist, "vergleich": kennzahl.vergleichswert}
        zellen = {name: (wert, style.zahlformat(wert, einheit)) for name, wert in werte.items() if wert is not None}
        if prognose:
            zellen["prognose"] = (prognose.wert, style.prognoseformat(prognose, einheit, self._bericht.stand))
        for name, (wert, zahlformat) in zellen.items():
            if (spalte := self._pos.get(f"{praefix}_{name}{mehr}")) is not None:
                form = self._stil(spalte, style.BETRAG, {"num_format": zahlformat})
                self._blatt.write_number(zeile, spalte, float(wert), form)

    def _write_ziel(self, zeile: int, mehr: str, ziel: Kennzahl) -> None:
        if f"grad{mehr}" not in self._pos:
            return
        self._write_kennzahl(zeile, "ziel", mehr, ziel)
        spalte = self._pos[f"richtung{mehr}"]
        self._blatt.write_string(zeile, spalte, ziel.richtung.value, self._stil(spalte, style.KLEIN))
        plan, ist, richtung = (self._zelle(zeile, f"{name}{mehr}") for name in ("ziel_plan", "ziel_ist", "richtung"))
        grad = "" if ziel.grad is None else float(ziel.grad)
        self._write_formel(zeile, f"grad{mehr}", grad_formel(plan, ist, richtung), grad, style.PROZENT)
        formel = zieltendenz_formel(self._zelle(zeile, f"grad{mehr}"))
        marke = zieltendenz(ziel.grad, self._bericht.regeln)
        self._write_formel(zeile, f"zieltendenz{mehr}", formel, marke.value, style.MITTE)
        formel = warnstufe_formel(self._zelle(zeile, f"grad{mehr}"), self._bericht.regeln)
        stufe = warnstufe(ziel.grad, self._bericht.regeln)
        self._write_formel(zeile, f"{WARNSTUFE}{mehr}", formel, stufe.gezeigt, style.TEXT)

    # below the table

    def _write_lesehilfe(self) -> None:
        """Reading aid and thresholds; kept together on one page."""
        self._zeilen.next(8, haftet=True)  # never alone on a page: the last sum goes along
        gezeigt = [spalte.name for spalte in self._spalten if spalte.sichtbar]
        for text in lesehilfe(self._bericht, gezeigt):
            self._write_notiz(text, haftet=True)
        for schwelle in schwellen(self._bericht, gezeigt):
            self._write_schwelle(schwelle)
        for text in notes(self._bericht):
            self._write_notiz(text)

    def _write_notiz(self, text: str, *, haftet: bool = False) -> None:
        """A text below the table, on as many lines as it takes."""
        for teil in style.wrap_text(text, self._px_from(self._textspalte), 9):
            zeile = self._zeilen.next(14, haftet=haftet)
            style.write_text(self._blatt, zeile, self._textspalte, teil, self._format(style.KLEIN))

    def _write_schwelle(self, schwelle: Schwelle) -> None:
        zeile, spalte = self._zeilen.next(14, haftet=True), self._schwellenspalte()
        klein = self._format(style.KLEIN)
        style.write_text(self._blatt, zeile, self._pos["bezeichnung"], schwelle.titel, klein)
        form = self._format(SCHWELLE, {"num_format": schwelle.zahlformat})
        self._blatt.write_number(zeile, spalte, float(schwelle.wert), form)
        if style.text_px(schwelle.text, 9) < self._px_from(spalte) - self._spalten[spalte].px:
            style.write_text(self._blatt, zeile, spalte + 1, schwelle.text, self._format(style.KLEIN, EINZUG))
        else:
            self._write_notiz(schwelle.text, haftet=True)
        ziel = xl_rowcol_to_cell(zeile, spalte, row_abs=True, col_abs=True)
        self._mappe.define_name(schwelle.name, f"={quote_sheetname(self._blatt.name)}!{ziel}")

    def _schwellenspalte(self) -> int:
        """The first column behind Bezeichnung that is wide enough for a threshold."""
        breiten = [spalte.breite for spalte in self._spalten[self._erste_nach_name : self._rechts + 1]]
        breite = next((breite for breite in breiten if breite >= BREITE_SCHWELLE), max(breiten))
        return self._erste_nach_name + breiten.index(breite)

    # the sheet as a whole

    def _setup_tabelle(self, letzte: int) -> None:
        blatt, erste, rechts = self._blatt, ZEILE_KOPF + 1, len(self._spalten) - 1
        blatt.autofilter(ZEILE_KOPF, 0, letzte, rechts)
        blatt.freeze_panes(erste, self._pos["bezeichnung"] + 1)
        blatt.ignore_errors({"number_stored_as_text": xl_range(erste, 0, letzte, 0)})
        for spalte in (spalte for name, spalte in self._pos.items() if "tendenz" in name):
            for zeichen, farbe in FARBEN.items():
                bedingung = {
                    "type": "cell", "criteria": "==", "value": f'"{zeichen.value}"',
                    "format": self._mappe.add_format({"font_color": farbe}),
                }  # fmt: skip
                blatt.conditional_format(erste, spalte, letzte, spalte, bedingung)
        auswahl = {"validate": "list", "source": [richtung.value for richtung in Richtung]}
        for spalte in (spalte for name, spalte in self._pos.items() if name.startswith("richtung")):
            blatt.data_validation(erste, spalte, letzte, spalte, auswahl)
        blatt.set_tab_color(style.BLAU)

    def _setup_druck(self, kopfhoehe: float, fuss: str) -> None:
        blatt, seite = self._blatt, self._seite
        style.setup_page(blatt, seite.papier, fuss, fuss_pt=9)
        blatt.print_area(0, 0, self._zeilen.naechste - 1, self._rechts)
        blatt.repeat_rows(0, ZEILE_KOPF)
        if seite.ist_geteilt:
            blatt.set_print_scale(int(seite.skala * 100))
            blatt.set_v_pagebreaks(list(seite.beginne[1:]))
            blatt.repeat_columns(0, FESTE - 1)
            blatt.print_across()
        platz = seite.papier.hoehe / seite.skala * style.SICHERHEIT - kopfhoehe
        self._zeilen.break_pages(platz)
