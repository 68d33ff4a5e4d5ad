"""Sheet Entwicklung: the cumulated Produktbudget of every Budget by month, as chart and table."""

from __future__ import annotations

from xlsxwriter.chart import Chart
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xlbudget.core.bericht import Budgetgruppe, Produktbericht
from xlbudget.core.darstellung import Geldeinheit
from xlbudget.core.geld import euro
from xlbudget.core.kurven import budget_of, cumulated, vorjahre_of
from xlbudget.core.zeit import MONATE
from xlbudget.writers import style

BLATT = "Entwicklung"
DIAGRAMM, MONAT, IST, KUMULIERT, PLAN, VORJAHR = range(6)  # columns; further prior years follow
BREITE_DIAGRAMM, BREITE_MONAT, BREITE_BETRAG = 80.0, 8.0, 13.0
KOPFZEILEN = 3
BLOCK = 16  # rows per Budget: name, header, twelve months, two empty ones
BLOECKE_JE_SEITE = 2
HOEHE_PX = 20  # of a row; the default, so that it need not be set
LINIEN_VORJAHRE = (("#7F7F7F", "long_dash_dot", 1.5), ("#A6A6A6", "round_dot", 1.5))  # told apart without colour too
VMITTE: style.Stil = {"valign": "vcenter"}


def write_entwicklung(mappe: Workbook, formate: style.Formate, bericht: Produktbericht, fuss: str) -> None:
    """Add the sheet; `fuss` stands in the footer. Amounts are exact euros; months after the Stand stay empty.

    A Budget of which an Auszug shows a part only has no curve there, which a line below says.
    """
    blatt = mappe.add_worksheet(BLATT)
    stand = bericht.stand
    gruppen = [gruppe for gruppe in bericht.budgetgruppen if not gruppe.blatt_zeigt_mehr]
    jahre = max((len(vorjahre_of(gruppe.blatt)) for gruppe in gruppen), default=0)
    letzte_spalte = PLAN + jahre
    blatt.set_column(DIAGRAMM, DIAGRAMM, BREITE_DIAGRAMM)
    blatt.set_column(MONAT, MONAT, BREITE_MONAT)
    blatt.set_column(IST, letzte_spalte, BREITE_BETRAG)
    style.write_text(blatt, 0, 0, f"Entwicklung der Produktbudgets {stand.jahr}", formate(style.TITEL))
    einheit = bericht.darstellung.einheit.name_im_kopf
    unter = f"{bericht.kommune} · Stand Ende: {stand.text} · Produktbudget = Erträge − Aufwendungen, in {einheit}"
    style.write_text(blatt, 1, 0, unter, formate())
    blatt.set_row(0, 20)
    for index, gruppe in enumerate(gruppen):
        Block(mappe, blatt, formate, gruppe, KOPFZEILEN + index * BLOCK, bericht.darstellung.einheit).write()
    ende = KOPFZEILEN + len(gruppen) * BLOCK
    hinweise = []
    if jahre:
        hinweise.append("Vorjahre: Summe der Monatswerte; sie kann vom veröffentlichten Jahresergebnis abweichen.")
    if teile := [gruppe.blatt.objekt.bezeichnung for gruppe in bericht.budgetgruppen if gruppe.blatt_zeigt_mehr]:
        hinweise.append(f"Ohne Kurve, weil dieser Auszug nur einen Teil zeigt: {', '.join(teile)}.")
    style.write_text(blatt, ende, 0, " ".join(hinweise), formate(style.KLEIN))
    style.setup_page(blatt, style.A4, fuss, fuss_pt=9)
    blatt.set_h_pagebreaks(list(range(KOPFZEILEN + BLOECKE_JE_SEITE * BLOCK, ende, BLOECKE_JE_SEITE * BLOCK)))
    blatt.repeat_rows(0, KOPFZEILEN - 1)
    blatt.print_area(0, 0, ende, letzte_spalte)
    blatt.freeze_panes(2, 0)
    blatt.set_tab_color(style.LINIE)


def _name(gruppe: Budgetgruppe) -> str:
    """What is drawn is the whole Budget, unlike its subtotal in the table."""
    zusatz = " (mit untergeordneten Budgets)" if gruppe.hat_untergeordnete else ""
    return f"{gruppe.blatt.objekt.ebene_wie_im_haus} „{gruppe.blatt.objekt.bezeichnung}“{zusatz}"


class Block:
    """One Budget with all that is below it, as on its sheet: chart on the left, its figures beside it."""

    def __init__(
        self,
        mappe: Workbook,
        blatt: Worksheet,
        formate: style.Formate,
        gruppe: Budgetgruppe,
        zeile: int,
        einheit: Geldeinheit,
    ) -> None:
        self._mappe = mappe
        self._blatt = blatt
        self._format, self._einheit = formate, einheit
        self._form = formate(style.RAHMEN, {**style.BETRAG, "num_format": einheit.zahlformat}, VMITTE)
        self._name = _name(gruppe)
        self._produktblatt = produktblatt = gruppe.blatt
        self._vorjahre = vorjahre_of(produktblatt)
        self._kopf = zeile + 1
        self._erste, self._dezember = self._kopf + 1, self._kopf + 12
        self._monate = budget_of(produktblatt)

    def write(self) -> None:
        """Write name, table and chart."""
        oben, unten = self._kopf - 1, {"bottom": 1}
        for spalte in range(VORJAHR + len(self._vorjahre)):
            self._blatt.write_blank(oben, spalte, None, self._format(unten))
        style.write_text(self._blatt, oben, DIAGRAMM, self._name, self._format(style.FETT, {"font_size": 11}, unten))
        form = self._format(style.KLEIN, style.KURSIV, style.RECHTS, unten)
        style.write_text(self._blatt, oben, KUMULIERT, "kumuliert", form)
        self._write_kopf()
        self._write_monate()
        self._insert_diagramm()

    def _write_kopf(self) -> None:
        jahr = self._produktblatt.stand.jahr
        titel = ("Monat", f"{jahr} je Monat", f"{jahr}", f"Plan {jahr} linear", *(str(j) for j, _ in self._vorjahre))
        for spalte, text in enumerate(titel, MONAT):
            stil = {"align": "left" if spalte == MONAT else "right", "text_wrap": False}
            self._blatt.write_string(self._kopf, spalte, text, self._format(style.KOPF, stil))

    def _write_monate(self) -> None:
        plan = xl_rowcol_to_cell(self._dezember, PLAN, row_abs=True)
        januar = xl_rowcol_to_cell(self._erste, IST, row_abs=True)
        kumuliert = cumulated(self._monate, self._produktblatt.stand.monat)
        for index, name in enumerate(MONATE):
            zeile = self._erste + index
            style.write_text(self._blatt, zeile, MONAT, name[:3], self._format(style.RAHMEN, style.KLEIN, VMITTE))
            self._write_betrag(zeile, IST, self._monate[index])
            if (bisher_ct := kumuliert[index]) is None:
                self._write_betrag(zeile, KUMULIERT, None)
            else:
                formel = f"=SUM({januar}:{xl_rowcol_to_cell(zeile, IST)})"
                self._blatt.write_formula(zeile, KUMULIERT, formel, self._form, float(euro(bisher_ct)))
            anteil = float(euro(self._produktblatt.ansatz_ct) * (index + 1) / 12)
            self._blatt.write_formula(zeile, PLAN, f"={plan}*{index + 1}/12", self._form, anteil)
        # the Plan of the year stands in Dezember; the months above are shares of that cell
        self._write_betrag(self._dezember, PLAN, self._produktblatt.ansatz_ct)
        for spalte, (_, monate) in enumerate(self._vorjahre, VORJAHR):
            for index, betrag_ct in enumerate(cumulated(monate)):
                self._write_betrag(self._erste + index, spalte, betrag_ct)

    def _write_betrag(self, zeile: int, spalte: int, betrag_ct: int | None) -> None:
        if betrag_ct is None:
            self._blatt.write_blank(zeile, spalte, None, self._form)
        else:
            self._blatt.write_number(zeile, spalte, float(euro(betrag_ct)), self._form)

    def _insert_diagramm(self) -> None:
        diagramm = self._mappe.add_chart({"type": "line"})
        marke = {"type": "circle", "size": 5, "border": {"color": style.BLAU}, "fill": {"color": style.BLAU}}
        # the cached points, or xlsxwriter caches a 0 for every empty month
        punkte = [
            None if betrag is None else float(euro(betrag))
            for betrag in cumulated(self._monate, self._produktblatt.stand.monat)
        ]
        self._add_linie(diagramm, KUMULIERT, (style.BLAU, "solid", 2.5), marker=marke, values_data=punkte)
        self._add_linie(diagramm, PLAN, (style.GRAU_DUNKEL, "dash", 1.75))
        for index in range(len(self._vorjahre)):
            self._add_linie(diagramm, VORJAHR + index, LINIEN_VORJAHRE[index % len(LINIEN_VORJAHRE)])
        style_diagramm(diagramm, self._einheit)
        text = f"Produktbudget {self._produktblatt.objekt.bezeichnung} nach Monaten, Werte in der Tabelle daneben"
        lage = {"description": text, "object_position": 1, "y_offset": 4}
        self._blatt.insert_chart(self._kopf, DIAGRAMM, diagramm, lage)

    def _add_linie(self, diagramm: Chart, spalte: int, linie: tuple[str, str, float], **weiteres: object) -> None:
        """A series named by its header cell, so that no text of ours can become a formula."""
        farbe, strich, staerke = linie
        diagramm.add_series(
            {
                "name": [BLATT, self._kopf, spalte],
                "categories": [BLATT, self._erste, MONAT, self._dezember, MONAT],
                "values": [BLATT, self._erste, spalte, self._dezember, spalte],
                "line": {"color": farbe, "dash_type": strich, "width": staerke},
                "marker": {"type": "none"},
                **weiteres,
            }
        )


def style_diagramm(diagramm: Chart, einheit: Geldeinheit) -> None:
    """Axes, legend and size; the name stands in the cell above."""
    schrift = {"name": "Calibri", "size": 9}
    mio = einheit is Geldeinheit.MILLIONEN
    diagramm.set_title({"none": True})
    diagramm.set_legend({"position": "bottom", "font": schrift})
    # months below the lines, also where these are negative
    diagramm.set_x_axis({"num_font": schrift, "label_position": "low", "line": {"color": style.GRAU_DUNKEL}})
    diagramm.set_y_axis(
        {
            "name": f"kumuliert in {'Mio.' if mio else 'Tsd.'} Euro",
            "name_font": {**schrift, "bold": False},
            "num_font": schrift,
            "num_format": einheit.zahlformat if mio else Geldeinheit.TAUSEND.zahlformat,
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": style.GRAU, "width": 0.5}},
        }
    )
    diagramm.set_chartarea({"border": {"none": True}})
    diagramm.set_size({"width": style.spalten_px(BREITE_DIAGRAMM) - 12, "height": 13 * HOEHE_PX - 4})
