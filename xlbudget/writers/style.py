"""What the sheets that xlbudget draws share: styles, measuring of text, paper and page breaks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from math import ceil

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_pixel_width
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xlbudget.core.kennzahlen.prognose import Kennzahlprognose
from xlbudget.core.zeit import Stand

OPTIONEN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
"""How every workbook is opened: kept in memory, and a text stays a text."""

StilWert = str | int | float | bool
Stil = Mapping[str, StilWert]

GRAU_DUNKEL, GRAU, GRAU_HELL = "#595959", "#D9D9D9", "#F2F2F2"
BLAU, ROT = "#1F4E79", "#C00000"
LINIE = "#BFBFBF"

BASIS: Stil = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
TITEL: Stil = {"font_size": 14, "bold": True}
WARNUNG: Stil = {"bold": True, "font_color": ROT}
FETT: Stil = {"bold": True}
KURSIV: Stil = {"italic": True}
KLEIN: Stil = {"font_size": 9}
TEXT: Stil = {"font_size": 9, "text_wrap": True}
LINK: Stil = {"font_color": BLAU, "underline": 1}
MITTE: Stil = {"align": "center"}
RECHTS: Stil = {"align": "right"}
RAHMEN: Stil = {"border": 1, "border_color": LINIE}
KOPF: Stil = {**RAHMEN, "bold": True, "font_size": 9, "text_wrap": True, "valign": "vcenter", "bg_color": GRAU_HELL}
BETRAG: Stil = {**KLEIN, "align": "right", "num_format": "#,##0"}
PROZENT: Stil = {**KLEIN, "align": "right", "num_format": "0%"}

BREITE_EINZUG = 1.3  # what one indent takes from a column, in characters
MAX_ZEICHEN = 32_767  # Excel's limit for the text of one cell
MAX_HOEHE = 409.0  # Excel's limit for a row, points
_PX_JE_ZEICHEN, _PX_RAND = 7, 5  # column width in characters to pixels, Excel with Calibri 11
_ABSTAND_PX = 5  # padding left and right of a text in its cell


class Formate:
    """The cell formats of one workbook: styles merged from left to right, each combination made once."""

    def __init__(self, mappe: Workbook, basis: Stil = BASIS) -> None:
        self._mappe, self._basis = mappe, basis
        self._formate: dict[tuple[tuple[str, object], ...], Format] = {}

    def __call__(self, *stile: Stil) -> Format:
        """The format of all styles together, on top of the basis."""
        stil = dict(self._basis)
        for teil in stile:
            stil.update(teil)
        schluessel = tuple(sorted(stil.items()))
        if schluessel not in self._formate:
            self._formate[schluessel] = self._mappe.add_format(stil)
        return self._formate[schluessel]


def write_text(blatt: Worksheet, zeile: int, spalte: int, text: str, form: Format) -> None:
    """Write a text that stays text, whatever it starts with; what Excel cannot hold is cut off visibly."""
    if len(text) > MAX_ZEICHEN:
        text = text[: MAX_ZEICHEN - 1] + "…"
    if text:
        blatt.write_string(zeile, spalte, text, form)
    else:
        blatt.write_blank(zeile, spalte, None, form)


def zahlformat(wert: Decimal, einheit: str = "") -> str:
    """The number format that shows every decimal of a Kennzahl, with € where that is its unit.

    >>> zahlformat(Decimal(5000)), zahlformat(Decimal("97.50")), zahlformat(Decimal(1), "Euro")
    ('#,##0', '#,##0.0#', '#,##0 "€"')
    """
    exponent = wert.normalize().as_tuple().exponent
    stellen = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    nachkomma = "" if stellen == 0 else ".0" + "#" * max(stellen - 1, 1)
    waehrung = ' "€"' if einheit.strip().casefold() in ("€", "eur", "euro") else ""
    return f"#,##0{nachkomma}{waehrung}"


def prognoseformat(prognose: Kennzahlprognose, einheit: str, stand: Stand) -> str:
    """The same for a Prognose, with the letters of its methods while it is one."""
    zusatz = "" if stand.ist_jahresende else f' "{prognose.kuerzel}"'
    return zahlformat(prognose.wert, einheit) + zusatz


def prozentformat(prozent: Decimal) -> str:
    """The number format of a threshold given in percent.

    >>> prozentformat(Decimal(95)), prozentformat(Decimal("2.5"))
    ('0%', '0.0#%')
    """
    return zahlformat(prozent).removeprefix("#,##") + "%"


def text_px(text: str, groesse: float, *, fett: bool = False) -> float:
    """Width of one line of Calibri in pixels at 96 dpi; about 4 % more than on paper, which is the reserve."""
    return float(xl_pixel_width(text)) * groesse / 11 * (1.03 if fett else 1)


def spalten_px(breite: float) -> int:
    """Pixels of a column whose width is given in characters."""
    return int(breite * _PX_JE_ZEICHEN + _PX_RAND)


def spaltenbreite(texte: Iterable[str], groesse: float, mindestens: float, hoechstens: float) -> float:
    """The column width in characters that holds the widest of some texts on one line, within limits."""
    px = max((text_px(text, groesse) for text in texte), default=0) + _ABSTAND_PX
    return min(max(ceil((px - _PX_RAND) / _PX_JE_ZEICHEN * 2) / 2, mindestens), hoechstens)


def line_count(text: str, breite: float, groesse: float, *, fett: bool = False) -> int:
    """Lines a text takes in a column of `breite` characters, wrapped at blanks as Excel does it.

    >>> line_count("", 10, 9), line_count("kurz", 10, 9), line_count("Hilfe zum Lebensunterhalt", 12, 9)
    (1, 1, 2)
    """
    platz = spalten_px(breite) - _ABSTAND_PX
    leer = text_px(" ", groesse, fett=fett)
    zeilen = 0
    for absatz in text.split("\n"):
        zeilen += 1
        belegt = 0.0
        for wort in absatz.split(" "):
            px = text_px(wort, groesse, fett=fett)
            if belegt and belegt + leer + px > platz:
                zeilen += 1
                belegt = 0.0
            elif belegt:
                belegt += leer
            zeilen += max(ceil(px / platz) - 1, 0)  # a word wider than the column breaks inside
            belegt = belegt + px if px <= platz else px % platz
    return zeilen


def wrap_text(text: str, px: float, groesse: float) -> list[str]:
    """A text in lines of so many pixels, divided at blanks; each holds one word at least.

    >>> wrap_text("Hilfe zum Lebensunterhalt", 100, 9), wrap_text("kurz", 100, 9)
    (['Hilfe zum', 'Lebensunterhalt'], ['kurz'])
    """
    zeilen: list[str] = []
    for wort in text.split(" "):
        laenger = f"{zeilen[-1]} {wort}" if zeilen else wort
        if zeilen and text_px(laenger, groesse) <= px:
            zeilen[-1] = laenger
        else:
            zeilen.append(wort)
    return zeilen


def fit_text(text: str, breite: float, groesse: float, zeilen: int) -> str:
    """A text that takes no more lines than that in a column of `breite` characters; what is too long ends at a word.

    >>> fit_text("Hilfe zum Lebensunterhalt", 12, 9, 1), fit_text("kurz", 12, 9, 1)
    ('Hilfe zum …', 'kurz')
    """
    if line_count(text, breite, groesse) <= zeilen:
        return text
    worte = text.split()
    for anzahl in range(len(worte) - 1, -1, -1):
        davor = "".join(f"{wort} " for wort in worte[:anzahl])
        naechstes = worte[anzahl]
        if line_count(naechstes, breite, groesse) > 1:  # it would be broken anyway, and may end on the last line
            teile = (f"{davor}{naechstes[:ende]}…" for ende in range(len(naechstes) - 1, 3, -1))
            if kurz := next((teil for teil in teile if line_count(teil, breite, groesse) <= zeilen), None):
                return kurz
        if line_count(f"{davor}…", breite, groesse) <= zeilen:
            return f"{davor}…"
    return "…"


def row_height(zeilen: int, groesse: float) -> float:
    """Height in points of a row with that many lines."""
    return min(zeilen * groesse * 1.34 + 3, MAX_HOEHE)


@dataclass(frozen=True, slots=True)
class Papier:
    """A paper in landscape; `nummer` is Excel's, sizes are what remains inside the margins, in points."""

    nummer: int
    breite: float
    hoehe: float


RAND_SEITE, RAND_OBEN, RAND_UNTEN = 0.35, 0.45, 0.55  # inches
A4 = Papier(9, 842 - 144 * RAND_SEITE, 595 - 72 * (RAND_OBEN + RAND_UNTEN))
A3 = Papier(8, 1191 - 144 * RAND_SEITE, 842 - 72 * (RAND_OBEN + RAND_UNTEN))
SICHERHEIT = 0.96
"""Share of a page that is planned with: printers and Excel's own row heights differ a little."""
LESBAR = 0.9
"""Smaller than this, 9 point text gets less than 8 points on paper."""


def choose_papier(breite_px: float) -> tuple[Papier, float]:
    """The smallest paper on which a table of that width stays legible, and its scale (1 is 100 %)."""
    skala = {papier: min(papier.breite / (breite_px * 0.75), 1.0) for papier in (A4, A3)}
    papier = A4 if skala[A4] >= LESBAR else A3
    return papier, skala[papier]


def page_breaks(hoehen: Sequence[float], haftet: Sequence[bool], platz: float) -> list[int]:
    """Indices of the rows that start a new page.

    `haftet[i]`: row i stays on the page of row i − 1. `platz` is the height of a page, in the unit of `hoehen`.

    >>> page_breaks([10, 10, 10, 10], [False, False, False, True], 30)
    [2]
    """
    bisher = [0.0, *accumulate(hoehen)]
    umbrueche: list[int] = []
    anfang = 0
    for ende in range(len(hoehen)):
        if bisher[ende + 1] - bisher[anfang] <= platz or ende == anfang:
            continue
        neu = ende
        while neu > anfang and haftet[neu]:
            neu -= 1
        anfang = neu if neu > anfang else ende  # a block higher than a page is cut where it must
        umbrueche.append(anfang)
    return umbrueche


def setup_page(blatt: Worksheet, papier: Papier, fuss_links: str, fuss_pt: int = 8) -> None:
    """Landscape, one page wide, with the page number in the footer. `fuss_links` is plain text, of `fuss_pt` points."""
    blatt.set_landscape()
    blatt.set_paper(papier.nummer)
    blatt.set_margins(left=RAND_SEITE, right=RAND_SEITE, top=RAND_OBEN, bottom=RAND_UNTEN)
    blatt.fit_to_pages(1, 0)
    blatt.center_horizontally()
    # & starts a code in a footer, a digit behind &8 would belong to the size, and Excel takes 255 characters in all
    blatt.set_footer(f"&L&{fuss_pt} {fuss_links[:100].replace('&', '&&')}&R&{fuss_pt} Seite &P von &N")
    blatt.hide_gridlines(2)
