"""Sheet Kennzahlen: for each Fachdienst those with values by month, groups side by side with the gap, and a chart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from xlsxwriter.workbook import Workbook

from xlbudget.core.bericht import Produktbericht
from xlbudget.core.kennzahlen.blatt import Blattkennzahl, kennzahlgruppen_of
from xlbudget.core.produktblatt import Kennzahl, explain_prognosen
from xlbudget.core.zeit import MONATE
from xlbudget.writers import style
from xlbudget.writers.gesamtbericht.kennzahlblock import HOEHE_PX, PX_JE_ZEICHEN, Blattspalten, Kennzahlblock

BLATT = "Kennzahlen"
BREITE_NAME, BREITE_WERT, BREITE_MONAT, BREITE_VERLAUF = 26.0, 9.0, 7.6, 16.0
KOPFZEILEN = 3
GROESSE = 9  # of numbers, in points
FACHDIENST: style.Stil = {"font_size": 12, "font_color": style.BLAU}
HINWEIS = (
    "Leer: nicht gemeldet; ein fehlender Monat zählt nirgends als 0. „v“: vorläufig, der endgültige Wert steht aus. "
    "Plan, Ist und Ist des Vorjahres bis zum Stand; in den Monaten steht der einzelne Monat, bei Quoten und "
    "Veränderungen der Wert am Monatsende. Der Abstand zweier Gruppen steht bei Prozenten in Punkten, sonst in Prozent "
    "der zweiten."
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
        mit_prognose=not stand.ist_jahresende and any(eine.has_prognose for eine in alle),
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


def _methods(alle: Sequence[Blattkennzahl]) -> str:
    texte = explain_prognosen(eine.kennzahl for eine in alle)
    return f" Prognose zum Jahresende: {texte}." if texte else ""


def _widths(alle: Sequence[Blattkennzahl], spalten: Blattspalten) -> list[float]:
    """The width of every column: as narrow as its longest number allows, months all the same."""
    gruppen = [(eine.kennzahl, gruppe) for eine in alle for gruppe in eine.reihe.gruppen]
    reihen = [(kennzahl, gruppe.monate) for kennzahl, gruppe in gruppen]
    reihen += [(eine.kennzahl, eine.reihe.monate_vorjahr) for eine in alle]
    monat = _fitting((_text(kennzahl, wert, "v") for kennzahl, reihe in reihen for wert in reihe), BREITE_MONAT)
    werte = ((k, wert) for k, gruppe in gruppen for wert in (gruppe.plan, gruppe.ist, gruppe.vorjahr, k.vergleichswert))
    wert = _fitting((_text(kennzahl, zahl) for kennzahl, zahl in werte), BREITE_WERT)
    prognosen = (_text(k, g.prognose.wert, g.prognose.kuerzel) for k, g in gruppen if g.prognose)
    breiten = [wert for _ in range(1, spalten.januar)]
    if spalten.prognose is not None:
        breiten[spalten.prognose - 1] = _fitting(prognosen, BREITE_WERT)
    return [BREITE_NAME, *breiten, *(monat for _ in MONATE), BREITE_VERLAUF]


def _text(kennzahl: Kennzahl, wert: Decimal | None, zusatz: str = "") -> str:
    """A value about as its cell shows it."""
    if wert is None:
        return ""
    waehrung = " €" if "€" in style.zahlformat(wert, kennzahl.einheit) else ""
    return f"{wert.normalize():,f}{waehrung} {zusatz}"


def _fitting(texte: Iterable[str], mindestens: float) -> float:
    """Characters for the longest of these, printed bold at worst."""
    px = max((style.text_px(text, GROESSE, fett=True) for text in texte), default=0)
    return max(mindestens, px / PX_JE_ZEICHEN + 1)
