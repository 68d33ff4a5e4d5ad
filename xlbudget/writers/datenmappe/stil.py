"""The looks that all sheets of a Datenmappe share."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xlbudget.layout.deklaration import Gruppe, Spalte, Typ
from xlbudget.writers.style import Formate, StilWert

Eigenschaften = dict[str, StilWert]

DUNKEL, HELL, GRAU, LINIE = "#1F3864", "#D9E1EC", "#595959", "#CFD4DC"
LINK: Eigenschaften = {"font_color": "#0563C1", "underline": 1}
ZAHLENFORMAT = {Typ.BETRAG: "#,##0", Typ.ZAHL: "#,##0", Typ.JAHR: "0", Typ.TAGE: "0"}
_ZEICHEN = 1.15  # characters of prose in one character width
UMBRUCH_AB = 60  # text of wider columns wraps

TABFARBE = {
    Gruppe.GRUNDLAGEN: "#7F7F7F",
    Gruppe.GLIEDERUNG: "#2F5597",
    Gruppe.ZAHLEN: "#548235",
    Gruppe.EXPORTE: "#BF8F00",
    Gruppe.FACHDIENSTE: "#7B4B94",
}


class Tabellenblatt(Worksheet):  # type: ignore[misc]  # xlsxwriter has no types
    """A worksheet whose row heights stay automatic: given for LibreOffice, yet Excel adapts them to edited text."""

    def _xml_start_tag_unencoded(self, tag: str, attributes: Sequence[tuple[str, object]] = ()) -> None:
        super()._xml_start_tag_unencoded(tag, [paar for paar in attributes if paar[0] != "customHeight"])


class Mappenformate:
    """Every look of the workbook, each made once."""

    def __init__(self, mappe: Workbook) -> None:
        self._formate = Formate(mappe, basis={})

    def __call__(self, **eigenschaften: StilWert) -> Format:
        return self._formate(eigenschaften)

    def kopf(self, spalte: Spalte) -> Format:
        """A column header; required ones differ by weight and brightness."""
        farben: Eigenschaften = {"bg_color": DUNKEL, "font_color": "#FFFFFF"} if spalte.pflicht else {"bg_color": HELL}
        # the indent keeps the header of numbers clear of its filter button
        lage: Eigenschaften = {"align": "right", "indent": 2} if spalte.typ in ZAHLENFORMAT else {}
        return self(bold=spalte.pflicht, valign="vcenter", border=1, border_color=LINIE, **farben, **lage)

    def text(self, **weitere: StilWert) -> Format:
        """Wrapped text."""
        return self(text_wrap=True, valign="top", **weitere)

    def zelle(self, spalte: Spalte, **weitere: StilWert) -> Format:
        """A cell of a table column, or of the column below the table."""
        umbruch: Eigenschaften = {"text_wrap": True} if spalte.breite >= UMBRUCH_AB else {}
        return self(num_format=ZAHLENFORMAT.get(spalte.typ, "@"), valign="top", **umbruch, **weitere)


def set_page(blatt: Worksheet, farbe: str) -> None:
    blatt.set_tab_color(farbe)
    blatt.set_landscape()
    blatt.set_paper(9)  # A4
    blatt.fit_to_pages(1, 0)
    blatt.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    blatt.set_footer("&L&A&RSeite &P von &N")


def hoehe(texte: Iterable[tuple[str, float]]) -> float:
    """Points that a row needs for wrapped texts in columns of these widths."""
    zeilen = [
        sum(len(textwrap.wrap(absatz, int(breite * _ZEICHEN))) or 1 for absatz in text.split("\n"))
        for text, breite in texte
    ]
    return 15.0 * max(zeilen, default=1)
