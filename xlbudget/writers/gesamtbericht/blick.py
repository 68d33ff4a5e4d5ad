"""Sheet Auf einen Blick: one printed page with what a committee asks first.

Every figure is a formula that ends in the sheet Produktbericht, or in the months beside the page.
"""

from __future__ import annotations

from dataclasses import replace

from xlsxwriter.utility import xl_range_abs

from xlbudget.core.blick import BLATT_BLICK
from xlbudget.core.produktzeile import Produktzeile
from xlbudget.core.tendenz import Tendenz
from xlbudget.writers import style
from xlbudget.writers.gesamtbericht import blickdaten as daten
from xlbudget.writers.gesamtbericht.auszug import title_of
from xlbudget.writers.gesamtbericht.blickdiagramm import insert_diagramm
from xlbudget.writers.gesamtbericht.blicklisten import Blicklisten
from xlbudget.writers.gesamtbericht.blickplan import (
    BALKEN,
    BETRAG_1,
    BETRAG_2,
    BETRAG_3,
    BUDGETS,
    ENDE,
    GROESSE,
    KENNWERTE,
    LINKS,
    MARKE,
    NAME,
    NR,
    PX,
    PX_SEITE,
    RECHTS,
)
from xlbudget.writers.gesamtbericht.blickzellen import VMITTE, Spalten, fit, ort, ratio
from xlbudget.writers.gesamtbericht.gesamttabelle import FARBEN
from xlbudget.writers.gesamtbericht.spalten import tendenz_formel

SUMME: style.Stil = {**style.FETT, "bg_color": style.GRAU_HELL, "top": 1, "top_color": style.GRAU_DUNKEL}
BEZUG: style.Stil = {**style.KLEIN, "align": "left", "bg_color": style.GRAU_HELL}
KENNWERT: style.Stil = {**BEZUG, **style.FETT, "font_size": 14, "num_format": "#,##0"}
ANTEIL: style.Stil = {**BEZUG, "num_format": '0.0% "des Volumens"'}
ANTEIL_UNTERSCHIED: style.Stil = {"num_format": '+0.0% "des Volumens";-0.0% "des Volumens";0.0% "des Volumens"'}
KENNWERT_1, KENNWERT_2, KENNWERT_3 = (NR, NAME), (BETRAG_1, BETRAG_2), (BETRAG_3, BALKEN)
ERTRAEGE, AUFWENDUNGEN, VOLUMEN = (RECHTS, RECHTS + 1), (RECHTS + 2, RECHTS + 3), (ENDE, ENDE)
WERTE = KENNWERTE + 1  # row of the large figures


class Blickseite(Blicklisten):
    """Writes the sheet; use it once: `Blickseite(mappe, blatt, formate, blick, tabelle, warnungen).write(fuss)`.

    `tabelle` is the sheet Produktbericht of the same workbook, already written; `warnungen` stand below the title.
    """

    def write(self, fuss: str) -> None:
        """Write everything; `fuss` stands in the footer."""
        for spalte, px in enumerate(PX):
            self._blatt.set_column_pixels(spalte, spalte, px)
        for zeile, hoehe in enumerate(self._plan.hoehen):
            self._blatt.set_row(zeile, hoehe)
        self._daten.write()
        self._write_titel()
        self._write_kennwerte()
        self._write_volumen()
        self._write_budgets()
        self._insert_diagramme()
        self._write_listen()
        self._write_fuss()
        self._setup_druck(fuss)

    # top

    def _write_titel(self) -> None:
        bericht = self._blick.bericht
        titel, *beratung = title_of(bericht)
        style.write_text(self._blatt, 0, 0, f"{BLATT_BLICK}: {titel}", self._format(style.TITEL))
        prognose = () if self._ende else ("Jahresergebnis als Prognose",)
        teile = (bericht.kommune, f"Stand Ende: {bericht.stand.text}", *prognose, *beratung)
        style.write_text(self._blatt, 1, 0, " · ".join(teile), self._format())
        text = fit(self._warnungen, 1, PX_SEITE)
        style.write_text(self._blatt, 2, 0, text, self._format(style.WARNUNG, style.KLEIN))

    def _write_kennwerte(self) -> None:
        """Plan → Ergebnis of everything shown, in euros and in percent of the Volumen."""
        blick, summe, alle = self._blick, self._blick.summe, self._daten.alle
        was = "hier gezeigt" if blick.bericht.alle_reste else "insgesamt"
        abweichung = f"{ort(WERTE, BETRAG_1)}-{ort(WERTE, NR)}"
        volumen = ort(WERTE, ENDE)
        for spalten, titel, formel, betrag_ct in (
            (KENNWERT_1, f"Plan {was}", f"SUM({alle(daten.ANSATZ)})", summe.ansatz_ct),
            (KENNWERT_2, f"→ {self._ergebnis} {was}", f"SUM({alle(daten.ERGEBNIS)})", summe.ergebnis_ct),
            (KENNWERT_3, "Abweichung (+ = besser)", abweichung, summe.verbesserung_ct),
        ):
            ist_unterschied = spalten == KENNWERT_3
            self._write_kennwert(spalten, titel, formel, betrag_ct, ist_unterschied=ist_unterschied)
            stil = ANTEIL_UNTERSCHIED if ist_unterschied else {}
            anteil = f'IF({volumen}>0,{ort(WERTE, spalten[0])}/{volumen},"")'
            self._write_formel(WERTE + 1, spalten, anteil, ratio(blick.anteil(betrag_ct)), ANTEIL, stil)
        marke = tendenz_formel(ort(WERTE, BETRAG_3), ort(WERTE, NR))
        self._write_marke(WERTE, MARKE, marke, summe.tendenz.value, KENNWERT, style.MITTE)
        for zeile in (KENNWERTE, WERTE + 1):
            self._blatt.write_blank(zeile, MARKE, None, self._format(BEZUG))

    def _write_volumen(self) -> None:
        """What the percentages are of."""
        form = self._einheit.zahlformat
        prognose = {**BEZUG, "num_format": f'"{self._ergebnis} "{form};"{self._ergebnis} "-{form}'}
        for halb, verlauf, spalten in (
            (daten.ERTRAEGE, self._blick.ertraege, ERTRAEGE),
            (daten.AUFWENDUNGEN, self._blick.aufwendungen, AUFWENDUNGEN),
        ):
            zelle = self._daten.monat(halb, daten.PLAN, daten.DEZEMBER)
            self._write_kennwert(spalten, f"{verlauf.art} im Plan", zelle, verlauf.ansatz_ct)
            zelle = self._daten.monat(halb, daten.AUFGELAUFEN, daten.SUMME)
            self._write_betrag(WERTE + 1, spalten, zelle, verlauf.prognose_ct, prognose)
        formel = f"{ort(WERTE, ERTRAEGE[0])}+{ort(WERTE, AUFWENDUNGEN[0])}"
        self._write_kennwert(VOLUMEN, "Volumen im Plan", formel, self._blick.volumen_ct)
        self._write_text(WERTE + 1, VOLUMEN, "= Erträge + Aufwendungen", BEZUG)

    def _write_kennwert(
        self, spalten: Spalten, titel: str, formel: str, betrag_ct: int, *, ist_unterschied: bool = False
    ) -> None:
        self._write_text(KENNWERTE, spalten, titel, BEZUG)
        form = f"{self._einheit.zahlformat}{self._einheit.zusatz}"
        stil = {"num_format": f"+{form};-{form};0" if ist_unterschied else form}
        self._write_betrag(WERTE, spalten, formel, betrag_ct, KENNWERT, stil)

    # Budgets

    def _write_budgets(self) -> None:
        kopf, erste, alle = BUDGETS + 1, BUDGETS + 2, self._daten.alle
        self._write_abschnitt(
            BUDGETS, (LINKS, MARKE), f"Budgets ({self._einheit.name_im_kopf}; ein Zuschussbedarf ist negativ)"
        )
        koepfe: tuple[tuple[Spalten, str, style.Stil], ...] = (
            ((NR, NAME), "Budget", {}), ((BETRAG_1, BETRAG_1), "Plan", style.RECHTS),
            ((BETRAG_2, BETRAG_2), self._ergebnis, style.RECHTS), ((BETRAG_3, BETRAG_3), "Abweichung", style.RECHTS),
            ((BALKEN, BALKEN), "− | +", style.MITTE), ((MARKE, MARKE), "", {}),
        )  # fmt: skip
        for spalten, titel, lage in koepfe:
            self._write_kopf(kopf, spalten, titel, lage)
        for stelle, budget in enumerate(self._blick.budgets, 1):
            zeile = BUDGETS + 1 + stelle
            plan, ergebnis = (f"SUMIF({alle(daten.BUDGET)},{stelle},{alle(s)})" for s in (daten.ANSATZ, daten.ERGEBNIS))
            self._write_finanzen(zeile, budget.name, budget.summe, plan, ergebnis)
            wert = budget.summe.verbesserung_ct
            self._write_betrag(zeile, (BALKEN, BALKEN), ort(zeile, BETRAG_3), wert, style.RAHMEN, {"num_format": ";;;"})
        summe = erste + len(self._blick.budgets)
        self._write_finanzen(summe, "Summe", self._blick.summe, ort(WERTE, NR), ort(WERTE, BETRAG_1), SUMME)
        self._blatt.write_blank(summe, BALKEN, None, self._format(style.RAHMEN, SUMME))
        if self._blick.budgets:
            self._draw_balken(erste, summe - 1)

    def _write_finanzen(
        self, zeile: int, name: str, summe: Produktzeile, plan: str, ergebnis: str, *stile: style.Stil
    ) -> None:
        text = fit(name, self._plan.zeilen_budget, PX[NR], PX[NAME])
        self._write_text(zeile, (NR, NAME), text, style.RAHMEN, style.TEXT, VMITTE, *stile)
        form = (style.RAHMEN, self._betragsform, VMITTE, *stile)
        kursiv = {} if self._ende else style.KURSIV
        self._write_betrag(zeile, (BETRAG_1, BETRAG_1), plan, summe.ansatz_ct, *form)
        self._write_betrag(zeile, (BETRAG_2, BETRAG_2), ergebnis, summe.ergebnis_ct, *form, kursiv)
        formel = f"{ort(zeile, BETRAG_2)}-{ort(zeile, BETRAG_1)}"
        self._write_betrag(zeile, (BETRAG_3, BETRAG_3), formel, summe.verbesserung_ct, *form, self._unterschied)
        marke = tendenz_formel(ort(zeile, BETRAG_3), ort(zeile, BETRAG_1))
        self._write_marke(zeile, MARKE, marke, summe.tendenz.value, style.RAHMEN, *stile)

    def _draw_balken(self, erste: int, letzte: int) -> None:
        """To the right is better, to the left worse: that needs no colour."""
        werte = xl_range_abs(erste, BETRAG_3, letzte, BETRAG_3)
        groesster = f"MAX(1,MAX({werte}),-MIN({werte}))"
        self._blatt.conditional_format(
            erste, BALKEN, letzte, BALKEN,
            {
                "type": "data_bar", "data_bar_2010": True, "bar_only": True, "bar_solid": True,
                "bar_color": FARBEN[Tendenz.BESSER], "bar_negative_color": FARBEN[Tendenz.SCHLECHTER],
                "bar_no_border": True, "bar_axis_position": "middle", "bar_axis_color": style.GRAU_DUNKEL,
                "min_type": "formula", "min_value": f"=-{groesster}",
                "max_type": "formula", "max_value": f"={groesster}",
            },
        )  # fmt: skip

    def _insert_diagramme(self) -> None:
        blick, jahr = self._blick, self._blick.bericht.stand.jahr
        bekannt = None not in (blick.ertraege.vorjahr_ct, blick.aufwendungen.vorjahr_ct)
        vorjahr = f"  ······ {jahr - 1}" if bekannt else f"  ({jahr - 1} ist nicht für alles bekannt)"
        self._write_abschnitt(BUDGETS, (RECHTS, ENDE), f"Aufgelaufen:  ─●─ {jahr}  ─ ─ Plan (1/12 je Monat){vorjahr}")
        breit, hoehe = sum(PX[RECHTS:]) // 2, int(self._plan.diagramm * 4 / 3) - 4
        for stelle, verlauf in enumerate((blick.ertraege, blick.aufwendungen)):
            lage = {"x": stelle * breit, "y": 4, "breite": breit - 4, "hoehe": hoehe}
            insert_diagramm(self._mappe, self._blatt, blick, verlauf, (BUDGETS + 1, RECHTS), lage)

    # the end of the page, and the sheet as a whole

    def _write_fuss(self) -> None:
        text = (
            f"Abweichung = {self._ergebnis} − Plan; ▲▼ wie im Blatt Produktbericht, ab der Schwelle dort. Welche "
            "Produkte und Ziele hier stehen, ist beim Schreiben des Berichts ausgewählt."
        )
        fakten = replace(self._blick.fakten, ohne_rueckmeldung=())  # these are listed above
        grundlage = fit(fakten.text, 1, PX_SEITE)
        self._write_text(self._plan.fuss, (LINKS, ENDE), f"{grundlage}\n{text}", style.TEXT)

    def _setup_druck(self, fuss: str) -> None:
        style.setup_page(self._blatt, style.A4, fuss, GROESSE)
        self._blatt.fit_to_pages(1, 1)
        self._blatt.print_area(0, 0, self._plan.fuss, ENDE)
        self._blatt.set_tab_color(style.BLAU)
