"""Draws `produktblatt-modern.xlsx`: `python templates/zeichnen_modern.py`. Two runs give identical bytes.

The page shows quarters; their months are folded away in column groups. Targets are rectangles, so the twelve months
are filled into a block of their own, right of the print area, each in the row that shows it.
"""

from __future__ import annotations

from pathlib import Path

import xlsxwriter
from modern_teile import (
    AUFWENDUNGEN,
    BALKEN,
    BAND,
    BAND_BIS,
    BETRAG,
    BEWERTUNG,
    BLASS,
    BREITEN_PX,
    DATEN_ERGEBNIS,
    DATEN_JAHR,
    DATEN_PLAN,
    DATENMONATE,
    ERGEBNIS,
    ERTRAEGE,
    FLAECHE,
    FRONTMONATE,
    FUSS,
    HOEHEN_PT,
    KARTE,
    KOPF,
    LEGENDE,
    LEISTUNG,
    MEHR,
    MEHRBEDARF,
    MONATSBREITE_PX,
    PETROL,
    PLAN,
    PROGNOSE,
    QUARTALE,
    SAND,
    SKALA,
    SUMME,
    TEXT,
    VERFAHREN,
    VERLAUF,
    VORZEICHEN,
    WEISS,
    ZIEL,
    Blatt2010,
    Modern,
    draw_daten,
    draw_objekte,
    quartalskopf,
    zeige,
)
from zeichnung import (
    ABWEICHUNG,
    AMPELFARBEN,
    BLATT,
    DAS_JAHR,
    DATUM,
    EINZEILIG,
    FELD,
    FETT,
    GELD,
    GRAU,
    JAHR,
    MITTE,
    OHNE_MINUS,
    RECHTS,
    REGELN,
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


def draw(file: Path) -> None:
    """Write the template to `file`."""
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": "Produktblatt – Vorlage modern", "author": "xlbudget", "created": DATUM})
        book.set_calc_mode("auto", 191029)
        z = Modern(book, Blatt2010)
        for part in (set_page, draw_kopf, draw_karten, draw_tabellen, draw_band, draw_kennzahlen, draw_daten):
            part(z)
        draw_objekte(z)


def set_page(z: Modern) -> None:
    sheet = z.sheet
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.43, right=0.43, top=0.36, bottom=0.5)
    sheet.center_horizontally()
    sheet.set_print_scale(SKALA)  # what is more than usual gets a second page, not a smaller type
    sheet.print_area(f"A1:{VERFAHREN}{FUSS}")
    sheet.repeat_rows(0, 2)
    sheet.set_footer("&L&11&K6B6B6B&F · &A&R&11&K6B6B6BSeite &P von &N", {"margin": 0.25})
    sheet.set_tab_color(PETROL)
    sheet.freeze_panes(3, 1)
    for spalte, breite in BREITEN_PX.items():
        sheet.set_column_pixels(f"{spalte}:{spalte}", breite)
    for quartal, monate in QUARTALE.items():
        sheet.set_column_pixels(f"{monate[0]}:{monate[-1]}", MONATSBREITE_PX, None, {"level": 1, "hidden": True})
        sheet.set_column_pixels(f"{quartal}:{quartal}", BREITEN_PX[quartal], None, {"collapsed": True})
    for zeile, hoehe in HOEHEN_PT.items():
        sheet.set_row(zeile - 1, hoehe)
    sheet.ignore_errors(dict.fromkeys(("formula_range", "formula_differs"), f"A1:{DATEN_ERGEBNIS}{FUSS}"))


def draw_kopf(z: Modern) -> None:
    """A solid band: what the sheet is about; at its right end stands the logo."""
    matt = {**WEISS, "font_color": "#CFE0E3"}
    z.put("A1:S1", "", matt, {"align": "left", "indent": 1}, name=PB.KOMMUNE)
    z.put("A2:V2", "", WEISS, FETT, EINZEILIG, {"font_size": 20, "align": "left", "indent": 1}, name=PB.TITEL)
    z.put("A3", "", matt, {"align": "left", "indent": 1, "valign": "top"}, name=PB.EBENE)
    z.put("B3:S3", "", WEISS, {"valign": "top"}, EINZEILIG, name=PB.VERANTWORTLICH)
    z.put("T1:X1", f'=IF({PB.JAHR}="","","Stand Ende")', matt, RECHTS, {"valign": "bottom"})
    z.put("W2:X2", "", WEISS, FETT, RECHTS, EINZEILIG, {"font_size": 12}, name=PB.STAND)
    z.put("T3:X3", f'=IF({PB.JAHR}="","","Beträge in Euro")', matt, RECHTS, {"valign": "top"})
    z.put("Y1:AA3", "", WEISS)


def draw_karten(z: Modern) -> None:
    """Plan, Prognose, Abweichung, Ampel and Aufwandsdeckung: label, figure, small print."""
    e, a, wert, klein = ERTRAEGE, AUFWENDUNGEN, KARTE + 1, KARTE + 2
    vorjahr = f'=IF(COUNT(U{e.vorjahr},U{a.vorjahr})<2,"",U{e.vorjahr}-U{a.vorjahr})'
    deckung = f'=IF(V{a.summe}=0,"",V{e.summe}/V{a.summe})'
    for von, bis, wort, formel, form, unten, unten_form in (
        ("A", "B", "Plan Produktbudget", f"=ROUND(B{e.summe}-B{a.summe},2)", BETRAG, vorjahr, "Ergebnis Vorjahr: "),
        ("D", "K", "Prognose", f"=ROUND(V{e.summe}-V{a.summe},2)", BETRAG, f"=U{e.summe}-U{a.summe}", "bisher: "),
        ("L", "S", "", abweichung(f"A{wert}", f"D{wert}"), MEHR, "", ""),
        ("Z", "AA", "Aufwandsdeckung", deckung, {**BETRAG, "num_format": "0.0 %"}, "", ""),
    ):
        rand = {**FLAECHE, "left": 5, "left_color": PETROL}
        z.put(f"{von}{KARTE}:{bis}{KARTE}", wort, BLASS, rand, EINZEILIG, {"valign": "bottom"})
        z.put(f"{von}{wert}:{bis}{wert}", formel, FETT, rand, form, {"font_size": 16, "font_color": PETROL})
        euro = {"num_format": f'"{unten_form}"#,##0" €";"{unten_form}"-#,##0" €"', "valign": "top"}
        z.put(f"{von}{klein}:{bis}{klein}", unten, BLASS, rand, EINZEILIG, euro)
    z.rule(f"A{wert}:S{wert}", f"AND(ISNUMBER(A{wert}),ABS(A{wert})<0.5)", num_format='0" €";0" €";0" €"')
    z.put_nach_sinn(f"L{KARTE}", ABWEICHUNG, BLASS, rand, EINZEILIG, {"valign": "bottom"})
    z.put_nach_sinn(f"L{klein}", VORZEICHEN, BLASS, rand, EINZEILIG, {"valign": "top"})
    draw_ampel(z, f"ROUND($A${wert}-$D${wert},2)", f"$X${wert}")


def draw_ampel(z: Modern, mehrbedarf: str, stufe: str) -> None:
    """Icon, symbol and word of the Mehrbedarf; the thresholds are their own legend, by number format."""
    rand, wert = {**FLAECHE, "left": 5, "left_color": PETROL}, KARTE + 1
    z.put(f"U{KARTE}:X{KARTE}", "Ampel (Mehrbedarf)", BLASS, rand, {"valign": "bottom"})
    formel = f"IF({mehrbedarf}<{PB.AMPEL_ROT_AB},2,3)"
    formel = f'=IF({PB.JAHR}="","",IF(OR({mehrbedarf}<=0,{mehrbedarf}<{PB.AMPEL_GELB_AB}),1,{formel}))'
    z.put(f"X{wert}", formel, {**FLAECHE, **MITTE, "indent": 0, "font_size": 20})
    worte = ",".join(f'"{ampel.symbol} {ampel}"' for ampel in Ampel)
    z.put(f"U{wert}:W{wert}", f'=IF({stufe}="","",CHOOSE({stufe},{worte}))', FETT, rand, {"font_size": 16})
    for nummer, farbe in enumerate(AMPELFARBEN.values(), 1):
        z.rule(f"U{wert}:W{wert}", f"{stufe}={nummer}", font_color=farbe)
    for name, wort, bereich, ampel, ab_ct, ecke in (
        (PB.AMPEL_GELB_AB, "gelb", "U{0}:V{0}", Ampel.GELB, REGELN.ampel_gelb_ab_ct, rand),
        (PB.AMPEL_ROT_AB, "rot", "W{0}:X{0}", Ampel.ROT, REGELN.ampel_rot_ab_ct, {**FLAECHE, "indent": 0}),
    ):
        text = {"num_format": f'"{ampel.symbol} {wort} ab "#,##0" €"', "valign": "top"}
        z.put(bereich.format(KARTE + 2), ab_ct / 100, BLASS, EINZEILIG, ecke, text, name=name)


def draw_tabellen(z: Modern) -> None:
    for t in (ERTRAEGE, AUFWENDUNGEN):
        quartale = {spalte: quartalskopf(nummer) for nummer, spalte in enumerate(QUARTALE, 1)}
        worte = {**dict(zip(FRONTMONATE, MONATE, strict=True)), PLAN: "Plan", ERGEBNIS: "Ergebnis", **quartale}
        z.kopf(t.kopf, {**worte, PROGNOSE: "Prognose", MEHRBEDARF: "Mehrbedarf", VERFAHREN: "Verf."})
        z.rich(f"A{t.kopf}", t.titel, "in Euro", KOPF)
        z.put(f"{VERLAUF}{t.kopf}", "Jan bis Dez", KOPF, MITTE)
        letztes = t.vorjahr + ANZAHL_VORJAHRE - 1
        for zeile in range(t.summe, letztes + 1):
            draw_zeile(z, t, zeile)
        n = t.namen
        for name, spalte in ((n.zeilen, TEXT), (n.ansatz, PLAN), (n.prognose, PROGNOSE), (n.verfahren, VERFAHREN)):
            z.name(name, f"{spalte}{t.erste}:{spalte}{t.letzte}")
        z.rule(f"B{t.summe}:W{letztes}", f"AND(ISNUMBER(B{t.summe}),ABS(B{t.summe})<0.5)", num_format=OHNE_MINUS)
    zeilen = [f"{BALKEN}{t.erste}:{BALKEN}{t.letzte}" for t in (ERTRAEGE, AUFWENDUNGEN)]
    farben = {"bar_color": SAND, "bar_negative_color": "#5E9AA5", "bar_axis_color": GRAU}
    regel = {"type": "data_bar", "data_bar_2010": True, "bar_solid": True, "bar_only": True, "bar_no_border": True}
    regel |= {"bar_axis_position": "middle", "multi_range": " ".join(zeilen)}
    z.sheet.conditional_format(zeilen[0], {**regel, **farben})
    z.put(f"A{LEGENDE}:S{LEGENDE}", "", BLASS, UMBRUCH, {"valign": "top"}, name=PB.VERFAHREN)
    z.put(
        f"U{LEGENDE}:{VERFAHREN}{LEGENDE}",
        "gerundet angezeigt, gerechnet wird mit Cent",
        BLASS,
        RECHTS,
        {"valign": "top"},
    )


def draw_zeile(z: Modern, t: Tabelle, zeile: int) -> None:
    """The total over the reserved rows (months after the Stand stay empty), a reserved row, or a prior year."""
    summe, vorjahr = zeile == t.summe, zeile >= t.vorjahr
    stil = SUMME if summe else {**ZEILE, **BLASS} if vorjahr else ZEILE
    jahr = DAS_JAHR if summe else zeige(f"{DATEN_JAHR}{zeile}") if vorjahr else ""
    z.put(f"A{zeile}", jahr, stil, JAHR if summe or vorjahr else {**EINZEILIG, "indent": 1})
    bereich, jahr = f"{{0}}{t.erste}:{{0}}{t.letzte}", f"{DATENMONATE[0]}{zeile}:{DATENMONATE[-1]}{zeile}"
    formeln = {VERFAHREN: "", VERLAUF: "", BALKEN: ""}
    for quartal, monate in QUARTALE.items():
        for monat in monate:
            nummer = FRONTMONATE.index(monat) + 1
            gezeigt = zeige(f"{DATENMONATE[nummer - 1]}{zeile}")
            formeln[monat] = f'=IF({PB.MONAT}>={nummer},SUM({bereich.format(monat)}),"")' if summe else gezeigt
        drei = f"{monate[0]}{zeile}:{monate[-1]}{zeile}"
        formeln[quartal] = f'=IF(COUNT({drei})=0,"",SUM({drei}))'
    if summe:
        formeln |= {spalte: f"=SUM({bereich.format(spalte)})" for spalte in (PLAN, ERGEBNIS, PROGNOSE, MEHRBEDARF)}
    elif vorjahr:
        formeln |= {PLAN: zeige(f"{DATEN_PLAN}{zeile}"), ERGEBNIS: zeige(f"{DATEN_ERGEBNIS}{zeile}")}
        formeln |= {PROGNOSE: "", MEHRBEDARF: ""}
    else:
        mehr = f"B{zeile}-V{zeile}" if t is ERTRAEGE else f"V{zeile}-B{zeile}"
        formeln |= {PLAN: "", PROGNOSE: "", ERGEBNIS: f'=IF(COUNT({jahr})=0,"",SUM({jahr}))'}
        formeln |= {MEHRBEDARF: f'=IF(A{zeile}="","",ROUND({mehr},2))', BALKEN: f"=W{zeile}"}
    for spalte, formel in formeln.items():
        art = {**BLASS, **RECHTS, **EINZEILIG} if spalte == VERFAHREN else BEWERTUNG if spalte == MEHRBEDARF else GELD
        z.put(f"{spalte}{zeile}", formel, stil, art)
    verlauf = {"type": "column", "series_color": GRAU if vorjahr else PETROL, "negative_points": True, "axis": True}
    verlauf |= {"range": f"{BLATT}!{jahr}", "negative_color": SAND, "show_hidden": True}
    z.sheet.add_sparkline(f"{VERLAUF}{zeile}", verlauf)


def draw_band(z: Modern) -> None:
    """Erläuterung, chart and reading help stand where nothing is ever hidden."""
    for bereich, fett, rest in (
        ("A{0}:K{0}", "Erläuterung/Prognose", ""),
        ("L{0}:X{0}", "Verlauf", "je Monat; Produktbudget kumuliert, in Euro"),
        ("Z{0}:AA{0}", "Lesehilfe", ""),
    ):
        z.rich(bereich.format(BAND), fett, rest, KOPF)
    z.put(f"A{BAND + 1}:K{BAND_BIS}", "", FELD, {"border": 0}, name=PB.ERLAEUTERUNG)
    hinweis = "Bis etwa 600 Zeichen passen in den Druck. Absätze mit Alt+Eingabe."
    frage = "Der Text ist länger als 600 Zeichen und passt vermutlich nicht in den Druck. Trotzdem übernehmen?"
    regel = {"validate": "length", "criteria": "<=", "value": 600, "error_type": "warning"}
    texte = {"input_title": "Erläuterung", "input_message": hinweis, "error_title": "Lang", "error_message": frage}
    z.sheet.data_validation(f"A{BAND + 1}", {**regel, **texte})


def draw_kennzahlen(z: Modern) -> None:
    """Both tables from their columns: target, from, to, heading, style."""
    leistung = (
        (PB.LEISTUNG_BEZEICHNUNG, "A", "S", "Leistungsumfang", UMBRUCH),
        (PB.LEISTUNG_PLAN, "U", "U", "Plan", GELD),
        (PB.LEISTUNG_IST, "V", "V", "Ist", GELD),
        (None, "W", "X", "", GELD),
        (None, "Z", "AA", "", GELD),
    )
    ziel = (
        (PB.ZIEL_BEZEICHNUNG, "A", "H", "Zielkennzahlen", UMBRUCH),
        (PB.ZIEL_MESSGROESSE, "I", "O", "Messgröße", UMBRUCH),
        (PB.ZIEL_RICHTUNG, "P", "S", "besser ist", EINZEILIG),
        (PB.ZIEL_PLAN, "U", "U", "Plan", GELD),
        (PB.ZIEL_IST, "V", "V", "Ist", GELD),
    )
    for kopf, letzte, spalten in ((LEISTUNG, ZIEL - 2, leistung), (ZIEL, FUSS - 1, ziel)):
        erste = kopf + 1
        z.kopf(kopf, {"U": "Plan", "V": "Ist"})
        z.put(f"W{kopf}:X{kopf}", "Zielerreichungsgrad" if spalten is ziel else "", KOPF, RECHTS)
        z.put(f"Z{kopf}:AA{kopf}", f'=IF(A{erste}="","keine Kennzahlen","")', KOPF, BLASS, RECHTS, {"bold": False})
        for name, von, bis, wort, stil in spalten:
            if stil is not GELD:
                z.put(f"{von}{kopf}:{bis}{kopf}", wort, KOPF)
            for zeile in range(erste, letzte + 1):
                z.put(f"{von}{zeile}" if von == bis else f"{von}{zeile}:{bis}{zeile}", "", ZEILE, stil)
            if name:
                z.name(name, f"{von}{erste}:{von}{letzte}")
        z.rule(f"U{erste}:V{letzte}", f"AND(ISNUMBER(U{erste}),U{erste}<>INT(U{erste}))", num_format="#,##0.0#")
    draw_zielerreichung(z)


def draw_zielerreichung(z: Modern) -> None:
    """Ratio and marker of each Ziel; their limits are printed below."""
    for r in range(ZIEL + 1, FUSS):
        grad, marke = ziel_formeln(f"P{r}", f"U{r}", f"V{r}", f"W{r}")
        z.put(f"W{r}:X{r}", grad, ZEILE, FETT, RECHTS, {"num_format": "0 %"})
        z.put(f"Z{r}:AA{r}", marke, ZEILE, {"align": "left", "indent": 1})
    for name, bereich, grenze_pct, wort, marke, ampel in (
        (PB.ZIEL_SCHLECHT_UNTER, "W{0}:X{0}", REGELN.ziel_schlecht_unter_pct, "unter", Tendenz.SCHLECHTER, Ampel.ROT),
        (PB.ZIEL_GUT_UEBER, "Z{0}:AA{0}", REGELN.ziel_gut_ueber_pct, "über", Tendenz.BESSER, Ampel.GRUEN),
    ):
        stil = {**BLASS, **RECHTS, **EINZEILIG, "num_format": f'"{marke} {wort} "0.0 %'}
        z.put(bereich.format(FUSS), float(grenze_pct / 100), stil, name=name)
        z.rule(f"Z{ZIEL + 1}:AA{FUSS - 1}", f'$Z{ZIEL + 1}="{marke}"', font_color=AMPELFARBEN[ampel])
    z.rule(f"W{FUSS}:AA{FUSS}", f'$A${ZIEL + 1}=""', num_format=";;;")
    z.put(f"A{FUSS}:V{FUSS}", "", BLASS, UMBRUCH, name=PB.FAKTEN)


if __name__ == "__main__":
    draw(Path(__file__).with_name("produktblatt-modern.xlsx"))
