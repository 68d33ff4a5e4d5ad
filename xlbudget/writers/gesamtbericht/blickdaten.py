"""What the figures of Auf einen Blick are made of, on its sheet beside the page: months, and a line for each Produkt.

A Produkt is looked up in the sheet Produktbericht by its number, so its figures stay right however that is sorted.
Budgets are sums of their Produkte here, since a subtotal has no number, and does not survive sorting.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.utility import xl_range, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from xlbudget.core.blick import Blick, Verlauf
from xlbudget.core.geld import euro
from xlbudget.core.kurven import cumulated
from xlbudget.core.produktzeile import Produktzeile
from xlbudget.core.zeit import MONATE
from xlbudget.writers import style
from xlbudget.writers.gesamtbericht.gesamttabelle import Gesamttabelle

MONAT, KUERZEL, ERTRAEGE, AUFWENDUNGEN = 14, 15, 16, 20  # columns; each half has four
IM_MONAT, AUFGELAUFEN, PLAN, VORJAHR = range(4)  # columns of a half
NUMMER, BUDGET, STELLE, ANSATZ, ERGEBNIS, ABWEICHUNG, UNBEGRUENDET = range(14, 21)
KOPF_MONATE = 2
JANUAR, DEZEMBER = KOPF_MONATE + 1, KOPF_MONATE + 12
SUMME = DEZEMBER + 1  # Prognose of each half
KOPF_PRODUKTE = SUMME + 3
BREITE = 12.0

KOPF: style.Stil = {**style.KOPF, "text_wrap": False}


class Blickdaten:
    """Writes the block; use it once. After that it says which cell a figure is in."""

    def __init__(self, blatt: Worksheet, formate: style.Formate, blick: Blick, tabelle: Gesamttabelle) -> None:
        self._blatt, self._format, self._blick, self._tabelle = blatt, formate, blick, tabelle
        self._erste = KOPF_PRODUKTE + 1
        self._offen = {produkt.objekt.kennung for produkt in blick.ohne_begruendung}
        self._zeile = {produkt.objekt.kennung: self._erste + i for i, produkt in enumerate(blick.produkte)}

    def write(self) -> None:
        """Write all of it; exact euros."""
        self._blatt.set_column(MONAT, AUFWENDUNGEN + VORJAHR, BREITE)
        text = "Daten dieser Seite (nicht gedruckt): Monate aus den Buchungen, Produkte aus dem Blatt Produktbericht"
        style.write_text(self._blatt, 0, MONAT, text, self._format(style.FETT))
        style.write_text(self._blatt, KOPF_MONATE, MONAT, "Monat", self._format(KOPF))
        self._write_verlauf(ERTRAEGE, self._blick.ertraege)
        self._write_verlauf(AUFWENDUNGEN, self._blick.aufwendungen)
        titel = ("Gesucht", "Budgetzeile", "Zeile dort", "Plan €", "Ergebnis €", "Unterschied €", "unbegründet")
        for spalte, wort in enumerate(titel, NUMMER):
            style.write_text(self._blatt, KOPF_PRODUKTE, spalte, wort, self._format(KOPF))
        for stelle, budget in enumerate(self._blick.budgets, 1):
            for produkt in budget.produkte:
                self._write_produkt(produkt, stelle)
        letzte = self._erste + max(len(self._zeile), 1) - 1
        self._blatt.ignore_errors({"number_stored_as_text": xl_range(0, 0, letzte, NUMMER)})

    # where a figure stands

    def monat(self, halb: int, spalte: int, zeile: int) -> str:
        """The cell of a half of the months."""
        return str(xl_rowcol_to_cell(zeile, halb + spalte, row_abs=True, col_abs=True))

    def produkt(self, kennung: str, spalte: int) -> str:
        """The cell of a Produkt."""
        return str(xl_rowcol_to_cell(self._zeile[kennung], spalte, row_abs=True, col_abs=True))

    def alle(self, spalte: int) -> str:
        """The cells of all Produkte; there is one line at least."""
        letzte = self._erste + max(len(self._zeile), 1) - 1
        return str(xl_range_abs(self._erste, spalte, letzte, spalte))

    def search(self, kennung: str, name: str) -> str:
        """The cell in another column of the line of a Produkt in the sheet Produktbericht, as a formula without =."""
        # only that cell: sorted all at once, the subtotals of the sheet lose what they refer to and are errors
        return f"INDEX({self._tabelle.column(name)},{self.produkt(kennung, STELLE)})"

    # writing

    def _write_verlauf(self, halb: int, verlauf: Verlauf) -> None:
        jahr = self._blick.bericht.stand.jahr
        titel = (f"{verlauf.art} im Monat", f"{jahr}", "Plan", f"{jahr - 1}")
        for spalte, wort in enumerate(titel, halb):
            style.write_text(self._blatt, KOPF_MONATE, spalte, wort, self._format(KOPF, style.RECHTS))
        betrag = self._format(style.RAHMEN, style.BETRAG)
        bisher = kumuliert(verlauf, self._blick.bericht.stand.monat)
        for index, name in enumerate(MONATE):
            zeile = JANUAR + index
            for spalte, text in ((MONAT, name), (KUERZEL, name[0])):
                style.write_text(self._blatt, zeile, spalte, text, self._format(style.RAHMEN, style.KLEIN))
            if (betrag_ct := verlauf.monate_ct[index]) is not None:
                self._blatt.write_number(zeile, halb + IM_MONAT, float(euro(betrag_ct)), betrag)
            if (wert := bisher[index]) is not None:
                formel = f"=SUM({self.monat(halb, IM_MONAT, JANUAR)}:{self.monat(halb, IM_MONAT, zeile)})"
                self._blatt.write_formula(zeile, halb + AUFGELAUFEN, formel, betrag, wert)
            if index < 11:  # Dezember holds the Plan of the year
                formel = f"={self.monat(halb, PLAN, DEZEMBER)}*{index + 1}/12"
                anteil = float(euro(verlauf.ansatz_ct) * (index + 1) / 12)
                self._blatt.write_formula(zeile, halb + PLAN, formel, betrag, anteil)
        self._blatt.write_number(DEZEMBER, halb + PLAN, float(euro(verlauf.ansatz_ct)), betrag)
        for index, betrag_ct in enumerate(cumulated(verlauf.vorjahr_ct) if verlauf.vorjahr_ct else ()):
            self._blatt.write_number(JANUAR + index, halb + VORJAHR, float(euro(betrag_ct or 0)), betrag)
        style.write_text(self._blatt, SUMME, MONAT, "Prognose", self._format(style.RAHMEN, style.KLEIN))
        self._blatt.write_number(SUMME, halb + AUFGELAUFEN, float(euro(verlauf.prognose_ct)), betrag)

    def _write_produkt(self, produkt: Produktzeile, stelle: int) -> None:
        """One line; `stelle` is the place of its Budget on the page, from 1."""
        kennung = produkt.objekt.kennung
        zeile, zahl = self._zeile[kennung], self._format(style.RAHMEN, style.BETRAG)
        text = self._format(style.RAHMEN, style.KLEIN)
        style.write_text(self._blatt, zeile, NUMMER, produkt.objekt.nummer, text)
        self._blatt.write_number(zeile, BUDGET, stelle, zahl)
        self._blatt.write_number(zeile, UNBEGRUENDET, int(kennung in self._offen), zahl)
        nummern = self._tabelle.column("nr")
        # MATCH takes 31a for 31A, and * for anything; a number that is gone or there twice is an error, not a sum
        gleich = f"EXACT({nummern},{self.produkt(kennung, NUMMER)})"
        stelle_dort = f"SUMPRODUCT({gleich}*(ROW({nummern})-MIN(ROW({nummern}))+1))"
        unterschied = f"{self.produkt(kennung, ERGEBNIS)}-{self.produkt(kennung, ANSATZ)}"
        for spalte, formel, wert in (
            (STELLE, f"IF(SUMPRODUCT(--{gleich})=1,{stelle_dort},NA())", float(self._tabelle.line_of(kennung))),
            (ANSATZ, self.search(kennung, "ansatz"), float(euro(produkt.ansatz_ct))),
            (ERGEBNIS, self.search(kennung, "ergebnis"), float(euro(produkt.ergebnis_ct))),
            (ABWEICHUNG, unterschied, float(euro(produkt.verbesserung_ct))),
        ):
            self._blatt.write_formula(zeile, spalte, f"={formel}", zahl, wert)


def kumuliert(verlauf: Verlauf, monat: int) -> Sequence[float | None]:
    """Twelve sums in euros; None after the Stand, so that a line ends there."""
    return [None if b is None else float(euro(b)) for b in cumulated(verlauf.monate_ct, monat)]
