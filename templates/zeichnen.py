"""Draws `produktblatt.xlsx`, the template of a Produktblatt: `python templates/zeichnen.py`.

Two runs give identical bytes, so a changed file in the repository always means a changed drawing.
The names of `xlbudget.layout.namen` are the targets that xlbudget fills.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlsxwriter
from bogen import (
    AUFWENDUNGEN,
    BAND,
    BAND_BIS,
    ERGEBNIS,
    ERTRAEGE,
    FUSS,
    HILFE,
    HINTERLEGT,
    LEGENDE,
    LEISTUNG,
    MONATSSPALTEN,
    PLAN,
    PROGNOSE,
    TEXT,
    VERFAHREN,
    ZIEL,
    Bogen,
)
from zeichnung import (
    ABWEICHUNG,
    AKZENT,
    AMPELFARBEN,
    BLASS,
    BLATT,
    DAS_JAHR,
    DATUM,
    DUNKEL,
    EINZEILIG,
    FELD,
    FETT,
    GELD,
    GRAU,
    GROSS,
    JAHR,
    KOPFLINIE,
    LEER,
    LINIE,
    MITTE,
    OHNE_MINUS,
    RECHTS,
    REGELN,
    SCHRIFT,
    SUMME,
    TITEL,
    UMBRUCH,
    ZEILE,
    Tabelle,
    abweichung,
    ziel_formeln,
)

from xlbudget.core.prognose import ANZAHL_VORJAHRE
from xlbudget.core.tendenz import Ampel, Tendenz
from xlbudget.core.zeit import MONATE
from xlbudget.layout.namen import PB

ABSTAND_PX = 14
VORZEICHEN = ("positiv = Mehrbedarf, negativ = Verbesserung", "positiv = Verbesserung, negativ = Mehrbedarf")


def draw(file: Path) -> None:
    """Write the template to `file`."""
    draw_bogen(file, Bogen)


def draw_bogen(file: Path, bogen: type[Bogen], *weitere: Callable[[Any], None]) -> None:
    """Write a template to `file`: the usual parts, and then some more."""
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": f"{bogen.thema} – Vorlage", "author": "xlbudget", "created": DATUM})
        z = bogen(book)
        for draw_part in (*TEILE, *weitere):
            draw_part(z)


def set_page(z: Bogen) -> None:
    z.sheet.hide_gridlines(2)
    z.sheet.set_landscape()
    z.sheet.set_paper(z.papier)
    z.sheet.set_zoom(z.zoom)
    z.sheet.set_margins(left=0.43, right=0.43, top=0.36, bottom=0.5)
    z.sheet.center_horizontally()
    z.sheet.set_print_scale(z.skala)  # what is more than usual gets a second page, not a smaller type
    z.sheet.repeat_rows(0, 2)
    z.sheet.print_area(f"A1:{z.letzte}{FUSS}")
    z.sheet.set_footer("&L&11&K6B6B6B&F · &A&R&11&K6B6B6BSeite &P von &N", {"margin": 0.25})
    for spalte, breite in z.breiten_px.items():
        z.sheet.set_column_pixels(f"{spalte}:{spalte}", breite)
    for zeile, hoehe in z.hoehen_pt.items():
        z.sheet.set_row(zeile - 1, hoehe)
    # sums that leave out the Plan beside them are meant so: no green corners
    z.sheet.ignore_errors(dict.fromkeys(("formula_range", "formula_differs"), f"A1:{z.letzte}{max(z.hoehen_pt)}"))


def draw_kopf(z: Bogen) -> None:
    """What the sheet is about; its top right corner is left for a logo."""
    bis, logo, stand = z.kopf
    z.put("A1", "Produktbericht", BLASS)
    z.put(f"B1:{bis}1", "", FETT, {"font_size": 11, "font_color": AKZENT}, name=PB.KOMMUNE)
    z.put("A2", "", BLASS, {"font_size": 16}, name=PB.EBENE)
    z.put(f"B2:{bis}2", "", FETT, EINZEILIG, {"font_size": 17}, name=PB.TITEL)
    z.put(f"{logo}1:{z.letzte}2", "")
    z.put("A3", f'=IF({PB.VERANTWORTLICH}="","","Verantwortlich:")', KOPFLINIE, BLASS)
    z.put("B3:L3", "", KOPFLINIE, EINZEILIG, name=PB.VERANTWORTLICH)
    z.put(f"M3:{z.spalten[z.spalten.index(stand) - 1]}3", "Stand Ende:", KOPFLINIE, BLASS, RECHTS)
    z.put(f"{stand}3:{z.letzte}3", "", KOPFLINIE, FETT, GROSS, RECHTS, EINZEILIG, name=PB.STAND)


def draw_tabellen(z: Bogen) -> None:
    for t in (ERTRAEGE, AUFWENDUNGEN):
        z.kopfzeile(t)
        letztes = t.vorjahr + ANZAHL_VORJAHRE - 1
        for zeile in range(t.summe, letztes + 1):
            draw_zeile(z, t, zeile)
        z.name(t.namen.monate, f"C{t.erste}:N{t.letzte}")
        z.name(t.namen.vorjahre, f"A{t.vorjahr}:O{letztes}")
        n = t.namen
        for name, spalte in ((n.zeilen, TEXT), (n.ansatz, PLAN), (n.prognose, PROGNOSE), (n.verfahren, VERFAHREN)):
            z.name(name, f"{spalte}{t.erste}:{spalte}{t.letzte}")
        z.rule(f"B{t.summe}:{z.gilt}{letztes}", f"AND(ISNUMBER(B{t.summe}),ABS(B{t.summe})<0.5)", num_format=OHNE_MINUS)
    z.name(PB.JAHR, f"A{ERTRAEGE.summe}")
    z.put(f"A{LEGENDE}:M{LEGENDE}", "", BLASS, EINZEILIG, name=PB.VERFAHREN)
    hinweis = "Euro, gerundet; gerechnet in Cent"
    z.put(f"{z.einheit[0]}{LEGENDE}:{z.einheit[1]}{LEGENDE}", hinweis, BLASS, RECHTS)


def draw_zeile(z: Bogen, t: Tabelle, zeile: int) -> None:
    """The total over the reserved rows (months after the Stand stay empty), a reserved row, or a prior year."""
    summe, vorjahr = zeile == t.summe, zeile >= t.vorjahr
    stil = SUMME if summe else {**ZEILE, **BLASS} if vorjahr else ZEILE
    jahr = DAS_JAHR if summe and t is AUFWENDUNGEN else ""
    z.put(f"A{zeile}", jahr, stil, JAHR if summe or vorjahr else {**EINZEILIG, "indent": 1})
    for spalte in (PLAN, *MONATSSPALTEN, ERGEBNIS, PROGNOSE):
        formel, monat = "", MONATSSPALTEN.find(spalte) + 1
        if summe:
            formel = f"SUM({spalte}{t.erste}:{spalte}{t.letzte})"
            formel = f'=IF({PB.MONAT}>={monat},{formel},"")' if monat else f"={formel}"
        elif spalte == ERGEBNIS and not vorjahr:
            formel = f'=IF(COUNT(C{zeile}:N{zeile})=0,"",SUM(C{zeile}:N{zeile}))'
        z.put(f"{spalte}{zeile}", formel, stil, GELD, *(() if monat else (HINTERLEGT,)))
    z.put(f"{VERFAHREN}{zeile}", "", stil, BLASS, RECHTS, EINZEILIG)
    z.weitere(t, zeile, stil)


def draw_prognose(z: Bogen) -> None:
    """Produktbudget with Ampel, and the Erläuterung beneath it."""
    von, bis, symbol, wort, ende = z.block
    z.titel(BAND, ende, {"A": "Prognose Produktbudget"})
    plan, prognose, differenz = BAND + 1, BAND + 2, BAND + 3
    for zeile, text, formel, stil in (
        (plan, "Plan", f"=ROUND(B{ERTRAEGE.summe}-B{AUFWENDUNGEN.summe},2)", ZEILE),
        (prognose, "Prognose", f"=ROUND({z.gilt}{ERTRAEGE.summe}-{z.gilt}{AUFWENDUNGEN.summe},2)", ZEILE),
        (differenz, "", abweichung(f"C{plan}", f"C{prognose}"), SUMME),
    ):
        z.put(f"A{zeile}:B{zeile}", text, GROSS, stil)
        z.put(_range(von, zeile, bis, zeile), formel, GROSS, GELD, stil)
    z.put_nach_sinn(f"A{differenz}", ABWEICHUNG, GROSS, SUMME)
    z.rule(f"C{plan}:C{differenz}", f"ABS(C{plan})<0.5", num_format=OHNE_MINUS)
    z.put_nach_sinn(f"A{BAND + 4}:C{BAND + 4}", VORZEICHEN, BLASS, {"valign": "top"})
    draw_ampel(z, f"ROUND($C${plan}-$C${prognose},2)", symbol, wort, ende)
    kopf, von, bis = z.erlaeuterung
    z.titel(kopf, bis, {von: "Erläuterung/Prognose"}, von=von)
    z.put(f"{von}{kopf + 1}:{bis}{BAND_BIS}", "", GROSS, FELD, name=PB.ERLAEUTERUNG)


def _range(von: str, oben: int, bis: str, unten: int) -> str:
    return f"{von}{oben}" if (von, oben) == (bis, unten) else f"{von}{oben}:{bis}{unten}"


def draw_ampel(z: Bogen, mehrbedarf: str, symbolspalte: str, von: str, bis: str) -> None:
    """Word and symbol of the Mehrbedarf, however it is shown; the thresholds are their own legend, by number format."""
    wort = f"${von}${BAND + 1}"
    stufe = f'IF({mehrbedarf}<{PB.AMPEL_ROT_AB},"{Ampel.GELB}","{Ampel.ROT}")'
    formel = f'=IF({PB.JAHR}="","",IF(OR({mehrbedarf}<=0,{mehrbedarf}<{PB.AMPEL_GELB_AB}),"{Ampel.GRUEN}",{stufe}))'
    z.put(f"{von}{BAND + 1}:{bis}{BAND + 1}", formel, FETT, {"font_size": 12})
    symbol = '""'
    for ampel, farbe in AMPELFARBEN.items():
        symbol = f'IF({wort}="{ampel}","{ampel.symbol}",{symbol})'
        z.rule(f"{symbolspalte}{BAND + 1}:{bis}{BAND + 1}", f'{wort}="{ampel}"', font_color=farbe)
    z.put(f"{symbolspalte}{BAND + 1}:{symbolspalte}{BAND + 3}", f"={symbol}", MITTE, {"font_size": 28})
    for name, zeile, farbe, symbol, ab_ct in (
        (PB.AMPEL_GELB_AB, BAND + 2, "gelb", Ampel.GELB.symbol, REGELN.ampel_gelb_ab_ct),
        (PB.AMPEL_ROT_AB, BAND + 3, "rot", Ampel.ROT.symbol, REGELN.ampel_rot_ab_ct),
    ):
        text = {"num_format": f'"{symbol} {farbe} ab "#,##0" € Mehrbedarf"', "align": "left"}
        z.put(f"{von}{zeile}:{bis}{zeile}", ab_ct / 100, BLASS, EINZEILIG, text, name=name)


KENNZAHL = {
    PB.LEISTUNG_BEZEICHNUNG: ("Leistungsumfang", UMBRUCH),
    PB.LEISTUNG_PLAN: ("Plan", GELD),
    PB.LEISTUNG_IST: ("Ist", GELD),
    PB.ZIEL_BEZEICHNUNG: ("Zielkennzahlen", UMBRUCH),
    PB.ZIEL_MESSGROESSE: ("Messgröße", UMBRUCH),
    PB.ZIEL_RICHTUNG: ("besser ist", EINZEILIG),
    PB.ZIEL_PLAN: ("Plan", GELD),
    PB.ZIEL_IST: ("Ist", GELD),
    None: ("", {}),
}
"""Heading and style of the columns that Leistungen and Ziele are made of."""


def draw_kennzahlen(z: Bogen) -> None:
    """Both tables from their columns."""
    for kopf, letzte, spalten, plan, ist in (
        (LEISTUNG, ZIEL - 2, z.leistung, z.leistung[PB.LEISTUNG_PLAN][0], z.leistung[PB.LEISTUNG_IST][0]),
        (ZIEL, FUSS - 1, z.ziel, z.ziel[PB.ZIEL_PLAN][0], z.ziel[PB.ZIEL_IST][0]),
    ):
        erste = kopf + 1
        worte = {von: KENNZAHL[name][0] for name, (von, _) in spalten.items()}
        z.titel(kopf, z.letzte, worte, rechts=plan + ist)
        z.put(f"B{kopf}", f'=IF(A{erste}="","keine Kennzahlen hinterlegt","")', LEER)
        for name, (von, bis) in spalten.items():
            for zeile in range(erste, letzte + 1):
                z.put(_range(von, zeile, bis, zeile), "", ZEILE, KENNZAHL[name][1])
            if name:
                z.name(name, f"{von}{erste}:{von}{letzte}")
        bruch = f"AND(ISNUMBER({plan}{erste}),{plan}{erste}<>INT({plan}{erste}))"
        z.rule(f"{plan}{erste}:{ist}{letzte}", bruch, num_format="#,##0.0#")
    draw_zielerreichung(z)


def draw_zielerreichung(z: Bogen) -> None:
    """Ratio and marker of each Ziel; their limits are printed below, beside what the report says about itself."""
    schlecht, (von, bis), spalte = z.zielerreichung
    richtung, plan, ist = (z.ziel[name][0] for name in (PB.ZIEL_RICHTUNG, PB.ZIEL_PLAN, PB.ZIEL_IST))
    z.put(f"{bis}{ZIEL}", "Zielerreichungsgrad", TITEL, RECHTS)
    for r in range(ZIEL + 1, FUSS):
        grad, marke = ziel_formeln(f"{richtung}{r}", f"{plan}{r}", f"{ist}{r}", f"{von}{r}")
        z.put(_range(von, r, bis, r), grad, ZEILE, FETT, RECHTS, {"num_format": "0 %"})
        z.put(f"{spalte}{r}", marke, ZEILE, MITTE)
    for name, bereich, grenze_pct, wort, marke, ampel in (
        (PB.ZIEL_SCHLECHT_UNTER, schlecht, REGELN.ziel_schlecht_unter_pct, "unter", Tendenz.SCHLECHTER, Ampel.ROT),
        (PB.ZIEL_GUT_UEBER, von + bis, REGELN.ziel_gut_ueber_pct, "über", Tendenz.BESSER, Ampel.GRUEN),
    ):
        stil = {**BLASS, **RECHTS, **EINZEILIG, "num_format": f'"{marke} {wort} "0.0 %'}
        z.put(_range(bereich[0], FUSS, bereich[1], FUSS), float(grenze_pct / 100), stil, name=name)
        z.rule(f"{spalte}{ZIEL + 1}:{spalte}{FUSS - 1}", f'{spalte}{ZIEL + 1}="{marke}"', font_color=AMPELFARBEN[ampel])
    z.rule(f"{schlecht[0]}{FUSS}:{bis}{FUSS}", f'$A${ZIEL + 1}=""', num_format=";;;")
    davor = z.spalten[z.spalten.index(schlecht[0]) - 1]
    z.put(f"A{FUSS}:{davor}{FUSS}", "", BLASS, UMBRUCH, name=PB.FAKTEN)


def draw_hilfe(z: Bogen) -> None:
    """Below the print area: the month of the Stand, and the Produktbudget cumulated by month."""
    z.put(f"A{HILFE}", "Daten zum Diagramm (werden nicht gedruckt)", BLASS, FETT)
    z.put(f"A{HILFE + 1}", "Berichtsmonat (1 bis 12)", BLASS)
    z.put(f"B{HILFE + 1}", "", BLASS, RECHTS, name=PB.MONAT)
    reihen = [(DAS_JAHR, f"{PB.MONAT}<{{monat}}", ERTRAEGE.summe, AUFWENDUNGEN.summe)]
    for ertrag, aufwand in ((ERTRAEGE.vorjahr + n, AUFWENDUNGEN.vorjahr + n) for n in range(ANZAHL_VORJAHRE)):
        leer = f"COUNT($C${ertrag}:$N${ertrag},$C${aufwand}:$N${aufwand})=0"
        reihen.append((f'=IF({leer},A{ertrag}&" (keine Werte)",A{ertrag})', leer, ertrag, aufwand))
    for zeile, (name, leer, ertrag, aufwand) in enumerate(reihen, HILFE + 3):
        z.put(f"A{zeile}", name, BLASS, JAHR)
        for monat, spalte in enumerate(MONATSSPALTEN, 1):
            kumuliert = f"SUM($C{ertrag}:{spalte}{ertrag})-SUM($C{aufwand}:{spalte}{aufwand})"
            z.put(f"{spalte}{zeile}", f"=IF({leer.format(monat=monat)},NA(),{kumuliert})", BLASS, GELD)
    z.put(f"A{HILFE + 6}", "Ansatz (linear)", BLASS)
    for monat, spalte in enumerate(MONATSSPALTEN, 1):
        z.put(f"{spalte}{HILFE + 2}", MONATE[monat - 1][:3], BLASS, RECHTS)
        z.put(f"{spalte}{HILFE + 6}", f"=$C${BAND + 1}*{monat}/12", BLASS, GELD)
    z.put(f"A{HILFE + 7}", "Sinn der Abweichung", BLASS)
    z.put(f"B{HILFE + 7}", "", BLASS, RECHTS, name=PB.ABWEICHUNGSSINN)
    z.put(f"C{HILFE + 7}", "1 oder leer: Plan − Prognose; −1: Prognose − Plan", BLASS)


def draw_chart(z: Bogen) -> None:
    """Lines that differ in weight and dashes, so that a grey print still tells them apart."""
    chart = z.book.add_chart({"type": "line"})
    ohne, voll = {"type": "none"}, {"color": AKZENT}
    punkt = {"type": "circle", "size": 5, "fill": voll, "border": voll}
    for zeile, linie, marke in (
        (HILFE + 3, {"color": AKZENT, "width": 2.5}, punkt),
        (HILFE + 6, {"color": "#7F7F7F", "width": 1.5, "dash_type": "dash"}, ohne),
        (HILFE + 4, {"color": "#7F9DBB", "width": 1.25}, ohne),
        (HILFE + 5, {"color": "#A6A6A6", "width": 1.25, "dash_type": "round_dot"}, ohne),
    ):
        # no cached values: they would only go stale when the cells are filled
        reihe = {"values": f"={BLATT}!$C${zeile}:$N${zeile}", "values_data": [], "line": linie, "marker": marke}
        monate = f"={BLATT}!$C${HILFE + 2}:$N${HILFE + 2}"
        chart.add_series({"name": f"={BLATT}!$A${zeile}", "categories": monate, **reihe})
    schrift = {"name": "Calibri", "size": SCHRIFT + 1, "color": DUNKEL}  # LibreOffice draws it a little smaller
    titel = "Produktbudget kumuliert (Erträge − Aufwendungen, in Euro)"
    chart.set_title({"name": titel, "name_font": {**schrift, "bold": True, "color": AKZENT}})
    chart.set_x_axis({"num_font": schrift, "line": {"color": GRAU}, "label_position": "low", "major_tick_mark": "none"})
    gitter = {"major_gridlines": {"visible": True, "line": {"color": "#D9D9D9", "width": 0.5}}, "line": {"none": True}}
    chart.set_y_axis({"num_font": schrift, "num_format": "#,##0", **gitter})
    chart.set_legend({"position": "bottom", "font": schrift})
    chart.set_chartarea({"border": {"color": LINIE, "width": 0.75}})
    chart.show_blanks_as("span")  # months to come are #N/A: no line, in Excel and LibreOffice alike
    oben, von, bis = z.diagramm
    abstand = ABSTAND_PX if von != TEXT else 0
    spalten = z.spalten[z.spalten.index(von) : z.spalten.index(bis) + 1]
    hoehe = sum(round(z.hoehen_pt[zeile] * 4 / 3) for zeile in range(oben, BAND_BIS + 1))
    chart.set_size({"width": sum(z.breiten_px[spalte] for spalte in spalten) - abstand, "height": hoehe})
    z.sheet.insert_chart(f"{von}{oben}", chart, {"x_offset": abstand, "description": titel})


TEILE = (set_page, draw_kopf, draw_tabellen, draw_prognose, draw_kennzahlen, draw_hilfe, draw_chart)


if __name__ == "__main__":
    draw(Path(__file__).with_name("produktblatt.xlsx"))
