"""What `zeichnen_modern.py` draws with: places, styles, the sheet, and all that floats above its cells."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any, ClassVar

from xlsxwriter.worksheet import Worksheet
from zeichnung import (
    BLATT,
    EINZEILIG,
    FETT,
    GELD,
    GRAU,
    GRUNDSTIL,
    JAHR,
    RECHTS,
    ZEILE,
    Tabelle,
    Zeichnung,
)

from xlbudget.core.kontenrahmen import Art
from xlbudget.core.prognose import ANZAHL_VORJAHRE
from xlbudget.core.tendenz import Ampel
from xlbudget.core.zeit import MONATE
from xlbudget.layout.namen import PB, ZEILENNAMEN

TEXT, PLAN, ERGEBNIS, PROGNOSE, MEHRBEDARF, BALKEN, VERLAUF, VERFAHREN = "A", "B", "U", "V", "W", "X", "Z", "AA"
QUARTALE = {"G": "DEF", "K": "HIJ", "O": "LMN", "S": "PQR"}
FRONTMONATE = "".join(QUARTALE.values())
LUECKEN = ("C", "T", "Y")
DATEN_JAHR, DATEN_PLAN, DATEN_ERGEBNIS = "AC", "AD", "AQ"
DATENMONATE = ("AE", "AF", "AG", "AH", "AI", "AJ", "AK", "AL", "AM", "AN", "AO", "AP")
ZAHLENSPALTEN = (DATEN_PLAN, *DATENMONATE, DATEN_ERGEBNIS)
BREITEN_PX = {TEXT: 188, PLAN: 92, **dict.fromkeys(LUECKEN, 12), **dict.fromkeys(QUARTALE, 107)}
BREITEN_PX |= {ERGEBNIS: 92, PROGNOSE: 92, MEHRBEDARF: 92, BALKEN: 96, VERLAUF: 144, VERFAHREN: 46}
MONATSBREITE_PX = 70
SPALTEN = [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", VERFAHREN]

KARTE = 5
ERTRAEGE = Tabelle(ZEILENNAMEN[Art.ERTRAEGE], "Erträge", kopf=9, summe=10, erste=11, letzte=16, vorjahr=17)
AUFWENDUNGEN = Tabelle(
    ZEILENNAMEN[Art.AUFWENDUNGEN], "Aufwendungen", kopf=20, summe=21, erste=22, letzte=31, vorjahr=32
)
LEGENDE, BAND, BAND_BIS, LEISTUNG, ZIEL, FUSS, KUMULIERT = 34, 36, 46, 48, 54, 61, 36
LOGO_PX, RAND_PX = 96, 10
SKALA, SCHRIFT = 74, 11
"""Percent that is printed, and the smallest type: together 8 points on paper."""
HOEHEN_PT = dict.fromkeys(range(1, FUSS + 1), 13.5)
HOEHEN_PT |= dict.fromkeys(range(BAND, BAND_BIS + 1), 15)
HOEHEN_PT |= {1: 18, 2: 27, 3: 18, KARTE: 16.5, KARTE + 1: 22.5, KARTE + 2: 16.5}
HOEHEN_PT |= dict.fromkeys((ERTRAEGE.kopf, AUFWENDUNGEN.kopf, BAND, LEISTUNG, ZIEL), 16.5)
HOEHEN_PT |= dict.fromkeys((LEGENDE, *range(ZIEL + 1, FUSS + 1)), 28.5)  # two lines of text
HOEHEN_PT |= dict.fromkeys((4, KARTE + 3, AUFWENDUNGEN.kopf - 1, BAND - 1, LEISTUNG - 1, ZIEL - 1), 6)

PETROL, HELL, SAND = "#0B4F5C", "#EAF2F3", "#E3A76F"
BLASS = {"font_color": GRAU}
WEISS = {"bg_color": PETROL, "font_color": "#FFFFFF"}
KOPF = {**FETT, "bg_color": HELL, "font_color": PETROL, "bottom": 1, "bottom_color": PETROL}
SUMME = {**FETT, "bottom": 1, "bottom_color": "#8FA9AD"}
FLAECHE = {"bg_color": HELL, "align": "left", "indent": 1}
BETRAG = {**EINZEILIG, "num_format": '#,##0" €"'}
MEHR = {**EINZEILIG, "num_format": '+#,##0" €";-#,##0" €";0" €"'}
BEWERTUNG = {**RECHTS, **EINZEILIG, "num_format": "+#,##0;-#,##0;0"}
VORZEICHEN = ("+ Mehrbedarf · − Verbesserung", "+ Verbesserung · − Mehrbedarf")
DECKUNG = "Erträge ÷ Aufwendungen"
LESEHILFE = f"""Produktbudget = Erträge − Aufwendungen.
Mehrbedarf: + schlechter, − besser.
Säulen: Januar bis Dezember; in Excel klappt [+] die Monate auf.
{Ampel.GRUEN.symbol} {Ampel.GRUEN}
{Ampel.GELB.symbol} {Ampel.GELB}
{Ampel.ROT.symbol} {Ampel.ROT}"""
# the icons of 2010 mix sets: a tick, an exclamation mark and a cross stay readable in grey
IKONEN = (
    '<x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    '<x14:cfRule type="iconSet" priority="99" id="{{5A1C3E70-2B64-4D8F-9E11-7C0D5B3A9F01}}">'
    '<x14:iconSet iconSet="3Symbols2" showValue="0" custom="1"><x14:cfvo type="percent"><xm:f>0</xm:f></x14:cfvo>'
    '<x14:cfvo type="num"><xm:f>2</xm:f></x14:cfvo><x14:cfvo type="num"><xm:f>3</xm:f></x14:cfvo>'
    '<x14:cfIcon iconSet="3Symbols2" iconId="2"/><x14:cfIcon iconSet="3Symbols2" iconId="1"/>'
    '<x14:cfIcon iconSet="3Symbols2" iconId="0"/></x14:iconSet></x14:cfRule><xm:sqref>{}</xm:sqref>'
    "</x14:conditionalFormatting>"
)


class Blatt2010(Worksheet):
    """xlsxwriter writes data bars of 2010, but no icon sets: they follow the one data bar of this sheet."""

    def _write_conditional_formatting_2010(self, data_bar: Any) -> None:
        super()._write_conditional_formatting_2010(data_bar)
        self.fh.write(IKONEN.format(f"X{KARTE + 1}"))


class Modern(Zeichnung):
    """A sheet in the larger type of this template."""

    grundstil: ClassVar = {**GRUNDSTIL, "font_size": SCHRIFT}

    def rich(self, zelle: str, fett: str, rest: str, *stile: dict[str, Any]) -> None:
        """A heading whose second half is lighter."""
        self.put(zelle, "", *stile)
        leicht = self.form(BLASS)
        teile = (self.form(FETT, {"font_color": PETROL}), fett, leicht, f" {rest}")
        self.sheet.write_rich_string(zelle.split(":")[0], *teile, self.form(*stile))

    def kopf(self, zeile: int, worte: dict[str, str], *stile: dict[str, Any]) -> None:
        """A shaded header row that leaves the gaps white; every word stands above numbers."""
        for spalte in SPALTEN:
            if spalte not in LUECKEN:
                self.put(f"{spalte}{zeile}", worte.get(spalte, ""), KOPF, RECHTS, EINZEILIG, *stile)


def draw_objekte(z: Modern) -> None:
    """Logo, chart, text boxes and comment: what openpyxl would lose on saving."""
    bild = {"image_data": io.BytesIO(logo_png()), "description": "Platzhalter: hier das eigene Logo einsetzen"}
    kante = sum(round(HOEHEN_PT[zeile] * 4 / 3) for zeile in (1, 2, 3)) - 2 * RAND_PX
    links = BREITEN_PX[VERLAUF] + BREITEN_PX[VERFAHREN] - kante - RAND_PX
    lage = {"x_offset": links, "y_offset": RAND_PX, "x_scale": kante / LOGO_PX, "y_scale": kante / LOGO_PX}
    z.sheet.insert_image(f"{VERLAUF}1", "logo.png", {**bild, **lage, "object_position": 2})
    stil = {"font": {"name": "Calibri", "size": SCHRIFT, "color": GRAU}, "fill": {"none": True}, "line": {"none": True}}
    breite = BREITEN_PX[VERLAUF] + BREITEN_PX[VERFAHREN] - 6
    zelle = f"={BLATT}!${DATEN_PLAN}${KARTE + 2}"
    kasten = {**stil, "width": breite, "height": 22, "x_offset": 4, "y_offset": 29, "textlink": zelle}
    kasten |= {"object_position": 2}
    # some programs show what the box last said, not what its cell says: it must not depend on a setting
    z.sheet.insert_textbox(f"{VERLAUF}{KARTE + 1}", DECKUNG, {**kasten, "description": "Was die Aufwandsdeckung ist"})
    breite, hoehe = BREITEN_PX[VERLAUF] + BREITEN_PX[VERFAHREN], 20 * (BAND_BIS - BAND) - 8
    kasten = {**stil, "width": breite, "height": hoehe, "y_offset": 8, "fill": {"color": HELL}, "object_position": 2}
    ziel = f"internal:{BLATT}!{DATEN_JAHR}{ERTRAEGE.kopf}"
    z.sheet.insert_textbox(
        f"{VERLAUF}{BAND + 1}",
        LESEHILFE,
        {**kasten, "url": ziel, "tip": "zu den Monatswerten", "description": "Lesehilfe"},
    )
    text = "Verfahren der Prognose: ein Buchstabe je Zeile, erklärt unter der Tabelle Aufwendungen."
    notiz = {"author": "xlbudget", "x_scale": 1.6, "color": "#FFFFFF", "font_name": "Calibri", "font_size": 9}
    z.sheet.write_comment(f"{VERFAHREN}{ERTRAEGE.kopf}", text, notiz)
    draw_chart(z)


def draw_chart(z: Modern) -> None:
    """Columns for the months, a line for the cumulated Produktbudget."""
    schrift = {"name": "Calibri", "size": SCHRIFT + 1, "color": "#262626"}  # LibreOffice draws it a little smaller
    saeulen, linie = z.book.add_chart({"type": "column"}), z.book.add_chart({"type": "line"})
    voll = {"color": "#262626"}
    punkt = {"type": "circle", "size": 4, "fill": voll, "border": voll}
    for chart, name, zeile, art in (
        (saeulen, ERTRAEGE.kopf, ERTRAEGE.summe, {"fill": {"color": PETROL}, "gap": 60, "overlap": 0}),
        (saeulen, AUFWENDUNGEN.kopf, AUFWENDUNGEN.summe, {"fill": {"color": SAND}}),
        (linie, KUMULIERT, KUMULIERT, {"line": {**voll, "width": 1.75}, "marker": punkt}),
    ):
        # no cached values: they would only go stale when the cells are filled
        monate, werte = (f"={BLATT}!${DATENMONATE[0]}${r}:${DATENMONATE[-1]}${r}" for r in (ERTRAEGE.kopf, zeile))
        reihe = {"name": f"={BLATT}!${DATEN_JAHR}${name}", "categories": monate, "values": werte, "values_data": []}
        chart.add_series({**reihe, **art})
    saeulen.combine(linie)
    saeulen.set_x_axis(
        {"num_font": schrift, "label_position": "low", "major_tick_mark": "none", "line": {"color": GRAU}}
    )
    gitter = {"major_gridlines": {"visible": True, "line": {"color": "#D9D9D9", "width": 0.5}}, "line": {"none": True}}
    saeulen.set_y_axis({"num_font": schrift, "num_format": "#,##0", **gitter})
    saeulen.set_legend({"position": "bottom", "font": schrift})
    saeulen.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    saeulen.show_blanks_as("span")  # months to come are #N/A: no line, in Excel and LibreOffice alike
    breite = sum(BREITEN_PX[spalte] for spalte in ("O", "S", "T", "U", "V", "W", "X")) - 10
    saeulen.set_size({"width": breite, "height": 20 * (BAND_BIS - BAND) - 8})
    lage = {
        "x_offset": 10,
        "y_offset": 8,
        "object_position": 1,
        "description": "Erträge, Aufwendungen und Produktbudget nach Monaten",
    }
    z.sheet.insert_chart(f"L{BAND + 1}", saeulen, lage)


def logo_png() -> bytes:
    """A neutral sign (three rising columns on a tile) as a PNG; stored unpacked, because zlibs differ."""
    fein = 4
    balken = ((20, 56), (41, 42), (62, 26))

    def belegt(x: float, y: float) -> bool:
        return any(links <= x < links + 14 and oben <= y < 74 for links, oben in balken) or (
            18 <= x < 78 and 78 <= y < 81
        )

    zeilen = b""
    for y in range(LOGO_PX):
        zeilen += b"\0"
        for x in range(LOGO_PX):
            punkte = sum(belegt(x + i / fein, y + j / fein) for i in range(fein) for j in range(fein))
            zeilen += bytes([punkte])
    farben = [round(255 + (ziel - 255) * n / fein**2) for n in range(fein**2 + 1) for ziel in (0x0B, 0x4F, 0x5C)]
    teile = ((b"IHDR", struct.pack(">2I5B", LOGO_PX, LOGO_PX, 8, 3, 0, 0, 0)), (b"PLTE", bytes(farben)))
    png = b"\x89PNG\r\n\x1a\n"
    for art, daten in (*teile, (b"IDAT", zlib.compress(zeilen, 0)), (b"IEND", b"")):
        png += struct.pack(">I", len(daten)) + art + daten + struct.pack(">I", zlib.crc32(art + daten))
    return png


def quartalskopf(nummer: int) -> str:
    """Formula: a quarter that the Stand cuts says how far it goes."""
    erster = 3 * nummer - 2
    ganz = f'"{nummer}. Quartal"'
    monate = ",".join(f'"{monat[:3]}"' for monat in MONATE[erster - 1 : erster + 1])
    bis = f'"{nummer}. Q. bis "&CHOOSE({PB.MONAT}-{erster - 1},{monate})'
    return f"=IF(OR({PB.MONAT}<{erster},{PB.MONAT}>{erster + 1}),{ganz},{bis})"


def zeige(zelle: str) -> str:
    """Formula that shows a cell of the data block, and nothing where it is empty."""
    return f'=IF(ISNUMBER({zelle}),{zelle},"")'


def draw_daten(z: Modern) -> None:
    """Right of the page: the targets that are twelve months wide, and what chart and sparklines show of them."""
    z.sheet.set_column_pixels("AB:AB", 40)
    z.sheet.set_column_pixels(f"{DATEN_JAHR}:{DATEN_JAHR}", 160)
    z.sheet.set_column_pixels(f"{DATEN_PLAN}:{DATEN_ERGEBNIS}", 76)
    z.rich(f"{DATEN_JAHR}2", "Daten der Seite", "(werden nicht gedruckt)")
    z.sheet.write_url(f"{DATEN_JAHR}3", f"internal:{BLATT}!A1", z.form(BLASS), "zurück zur Seite")
    for zeile, wort, inhalt, name in (
        (KARTE, "Haushaltsjahr", "", PB.JAHR),
        (KARTE + 1, "Berichtsmonat (1 bis 12)", "", PB.MONAT),
        (KARTE + 2, "Aufwandsdeckung", DECKUNG, None),
    ):
        z.put(f"{DATEN_JAHR}{zeile}", wort)
        z.put(f"{DATEN_PLAN}{zeile}", inhalt, JAHR, name=name)
    sinn = KUMULIERT + 2
    z.put(f"{DATEN_JAHR}{sinn}", "Sinn der Abweichung", BLASS)
    z.put(f"{DATEN_PLAN}{sinn}", "", JAHR, name=PB.ABWEICHUNGSSINN)
    z.put(f"{DATENMONATE[0]}{sinn}", "1 oder leer: Plan − Prognose; −1: Prognose − Plan", BLASS)
    for t in (ERTRAEGE, AUFWENDUNGEN):
        z.put(f"{DATEN_JAHR}{t.kopf}", t.titel, KOPF)
        for spalte, wort in zip(ZAHLENSPALTEN, ("Plan", *MONATE, "Ergebnis"), strict=True):
            z.put(f"{spalte}{t.kopf}", wort[:3] if spalte in DATENMONATE else wort, KOPF, RECHTS)
        for zeile in range(t.summe, t.vorjahr + ANZAHL_VORJAHRE):
            draw_datenzeile(z, t, zeile)
        z.name(t.namen.monate, f"{DATENMONATE[0]}{t.erste}:{DATENMONATE[-1]}{t.letzte}")
        z.name(t.namen.vorjahre, f"{DATEN_JAHR}{t.vorjahr}:{DATEN_ERGEBNIS}{t.vorjahr + ANZAHL_VORJAHRE - 1}")
    z.put(f"{DATEN_JAHR}{KUMULIERT}", "Produktbudget kumuliert", ZEILE)
    for nummer, spalte in enumerate(DATENMONATE, 1):
        reihen = (f"SUM(${DATENMONATE[0]}{t.summe}:{spalte}{t.summe})" for t in (ERTRAEGE, AUFWENDUNGEN))
        z.put(f"{spalte}{KUMULIERT}", f"=IF({PB.MONAT}<{nummer},NA(),{'-'.join(reihen)})", ZEILE, GELD)
    z.put(f"{DATEN_JAHR}{KUMULIERT + 1}", "#NV heißt hier: kein Wert, keine Linie im Diagramm.", BLASS)


def draw_datenzeile(z: Modern, t: Tabelle, zeile: int) -> None:
    """Total, reserved row or prior year."""
    summe, vorjahr = zeile == t.summe, zeile >= t.vorjahr
    stil = SUMME if summe else {**ZEILE, **BLASS} if vorjahr else ZEILE
    formeln = dict.fromkeys([DATEN_JAHR, *ZAHLENSPALTEN], "")
    if not vorjahr:
        formeln |= {DATEN_JAHR: f'=IF(A{zeile}="","",A{zeile})', DATEN_ERGEBNIS: f"=U{zeile}"}
        formeln[DATEN_PLAN] = zeige(f"B{zeile}")
    if summe:
        for nummer, spalte in enumerate(DATENMONATE, 1):
            formeln[spalte] = f'=IF({PB.MONAT}>={nummer},SUM({spalte}{t.erste}:{spalte}{t.letzte}),"")'
    for spalte, formel in formeln.items():
        z.put(f"{spalte}{zeile}", formel, stil, JAHR if spalte == DATEN_JAHR else GELD)
