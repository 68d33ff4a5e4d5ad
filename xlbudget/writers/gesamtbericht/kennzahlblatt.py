"""Sheet Kennzahlen: for each Fachdienst those with values by month, groups side by side with the gap, and a chart."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.workbook import Workbook

from xlbudget.core.bericht import Produktbericht
from xlbudget.core.kennzahlen.blatt import Blattkennzahl, kennzahlgruppen_of
from xlbudget.core.produktblatt import explain_prognosen
from xlbudget.core.zeit import MONATE
from xlbudget.writers import style
from xlbudget.writers.gesamtbericht.kennzahlblock import HOEHE_PX, PX_JE_ZEICHEN, Blattspalten, Kennzahlblock

BLATT = "Kennzahlen"
BREITE_NAME, BREITE_WERT, BREITE_MONAT, BREITE_VERLAUF = 26.0, 9.0, 7.6, 16.0
KOPFZEILEN = 3
FACHDIENST: style.Stil = {"font_size": 12, "font_color": style.BLAU}
HINWEIS = (
    "Leer: nicht gemeldet; ein fehlender Monat zählt nirgends als 0. „v“: vorläufig, der endgültige Wert steht aus. "
    "Plan und Ist bis zum Stand; in den Monaten steht der einzelne Monat, bei Quoten und Veränderungen der Wert am "
    "Monatsende. Der Abstand zweier Gruppen steht bei Prozenten in Punkten, sonst in Prozent der zweiten."
)


def write_kennzahlblatt(
    mappe: Workbook,
    formate: style.Formate,
    bericht: Produktbericht,
    fuss: str,
    name: str = BLATT,
    *,
    mit_diagramm: bool = True,
) -> bool:
    """Add the sheet, where there is something to show, and tell whether there is; `fuss` stands in the footer."""
    gruppen = kennzahlgruppen_of(bericht)
    if not gruppen:
        return False
    blatt, stand = mappe.add_worksheet(name), bericht.stand
    alle = [eine for gruppe in gruppen for eine in gruppe.kennzahlen]
    spalten = Blattspalten(
        mit_prognose=not stand.ist_jahresende and any(map(_has_prognose, alle)),
        mit_diagramm=mit_diagramm,
        mit_vergleich=any(eine.kennzahl.vergleichswert is not None for eine in alle),
    )
    breiten = _widths(alle, spalten)
    for spalte, breite in enumerate(breiten):
        blatt.set_column(spalte, spalte, breite)
    px = sum(map(style.spalten_px, breiten))
    papier, skala = style.choose_papier(px)
    platz = int(papier.hoehe / skala / (HOEHE_PX * 0.75)) - KOPFZEILEN
    style.write_text(blatt, 0, 0, f"Kennzahlen {stand.jahr} nach Monaten und Gruppen", formate(style.TITEL))
    style.write_text(blatt, 1, 0, f"{bericht.kommune} · Stand Ende: {stand.text}", formate())
    blatt.set_row(0, 20)
    zeile, umbrueche, beginn = KOPFZEILEN, list[int](), KOPFZEILEN
    for gruppe in gruppen:
        if zeile > KOPFZEILEN:  # a Fachdienst can be given its pages
            umbrueche.append(zeile)
            beginn = zeile
        style.write_text(blatt, zeile, 0, gruppe.titel, formate(style.FETT, FACHDIENST))
        zeile += 1
        for eine in gruppe.kennzahlen:
            block = Kennzahlblock(mappe, blatt, formate, eine, stand, spalten, zeile, px)
            if zeile > beginn + 1 and zeile + block.hoehe - beginn > platz:
                umbrueche.append(zeile)
                beginn = zeile
            block.write()
            zeile += block.hoehe
    text = f"{HINWEIS}{_methods(alle)}"
    zeilen = style.line_count(text, px / PX_JE_ZEICHEN, 9)
    form = formate(style.KLEIN, {"text_wrap": True, "valign": "top"})
    blatt.merge_range(zeile, 0, zeile + zeilen - 1, spalten.letzte, "", form)
    style.write_text(blatt, zeile, 0, text, form)
    style.setup_page(blatt, papier, fuss, fuss_pt=9)
    blatt.set_h_pagebreaks(umbrueche)
    blatt.repeat_rows(0, KOPFZEILEN - 1)
    blatt.print_area(0, 0, zeile + zeilen - 1, spalten.letzte)
    blatt.freeze_panes(KOPFZEILEN - 1, 1)
    blatt.set_tab_color(style.LINIE)
    return True


def _has_prognose(eine: Blattkennzahl) -> bool:
    return any(gruppe.prognose for gruppe in eine.reihe.gruppen)


def _methods(alle: Sequence[Blattkennzahl]) -> str:
    texte = explain_prognosen(eine.kennzahl for eine in alle)
    return f" Prognose zum Jahresende: {texte}." if texte else ""


def _widths(alle: Sequence[Blattkennzahl], spalten: Blattspalten) -> list[float]:
    """The width of every column: months as narrow as their longest number allows."""
    reihen = [gruppe.monate for eine in alle for gruppe in eine.reihe.gruppen]
    zahlen = [wert for reihe in (*reihen, *(eine.reihe.monate_vorjahr for eine in alle)) for wert in reihe]
    px = max((style.text_px(f"{wert:,f} v", 9) for wert in zahlen if wert is not None), default=0)
    monat = max(BREITE_MONAT, px / PX_JE_ZEICHEN + 1)
    wert = max(BREITE_WERT, monat + 1)  # a year is more than a month
    werte = [wert + 3 if spalte == spalten.prognose else wert for spalte in range(1, spalten.januar)]
    return [BREITE_NAME, *werte, *(monat for _ in MONATE), BREITE_VERLAUF]
