"""The workbook for the recipient of a Frist: Kennzahlen and sums by row up to its Stichtag, on a sheet each."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xlbudget.core.geld import euro, sum_ct
from xlbudget.core.lieferung import Lieferung, Lieferzeile
from xlbudget.core.produktblatt import Blatttabelle, Produktblatt
from xlbudget.core.zeit import Stand
from xlbudget.writers import style

_SCHRIFT = 9
_KENNZAHLEN = (
    ("Produkt", 11.0),
    ("Kennzahl", 40.0),
    ("Einheit", 16.0),
    ("Gruppe", 16.0),
    ("Plan", 13.0),
    ("Ist", 13.0),
    ("Vorjahr", 13.0),
    ("Hinweis", 28.0),
)
_PRODUKTE = (
    ("Nummer", 11.0),
    ("Bezeichnung", 40.0),
    ("Art", 16.0),
    ("Zeile", 28.0),
    ("Ansatz", 17.0),
    ("Ergebnis", 17.0),
)
_LEER: style.Stil = {"bg_color": "#F2F2F2", "pattern": 1}
_CENT: style.Stil = {**style.BETRAG, "num_format": "#,##0.00"}
LEGENDE = "Grau und leer: kein Wert vorhanden; das ist keine Null."
_VORLAEUFIG = "Werte mit dem Hinweis „enthält vorläufige Werte“ können sich noch ändern."
_EINHEIT = "Beträge in Euro und Cent; Saldo = Erträge − Aufwendungen."


def write_liefermappe(lieferung: Lieferung) -> bytes:
    """The bytes of the workbook; the same Lieferung gives the same bytes."""
    puffer = io.BytesIO()
    mappe = Workbook(puffer, style.OPTIONEN)
    formate = style.Formate(mappe)
    if lieferung.zeilen:
        blatt = _add_sheet(mappe, "Kennzahlen", lieferung, _KENNZAHLEN)
        seite = _Lieferseite(blatt, formate, lieferung, _KENNZAHLEN)
        seite.head(LEGENDE, _VORLAEUFIG)
        for zeile in lieferung.zeilen:
            seite.kennzahl(zeile)
        seite.finish()
    if lieferung.blaetter:
        blatt = _add_sheet(mappe, "Produkte", lieferung, _PRODUKTE)
        seite = _Lieferseite(blatt, formate, lieferung, _PRODUKTE)
        seite.head(LEGENDE, _EINHEIT)
        for produktblatt in lieferung.blaetter:
            seite.produkt(produktblatt)
        seite.finish()
    stand = lieferung.stand
    titel = f"{lieferung.kommune}: {lieferung.termin.frist.pflicht}"
    mappe.set_properties({"title": titel, "author": "xlbudget", "created": datetime(stand.jahr, stand.monat, 1)})
    mappe.close()
    return puffer.getvalue()


def _add_sheet(mappe: Workbook, name: str, lieferung: Lieferung, spalten: Sequence[tuple[str, float]]) -> Worksheet:
    blatt = mappe.add_worksheet(name)
    for index, (_, breite) in enumerate(spalten):
        blatt.set_column(index, index, breite)
    papier, _ = style.choose_papier(sum(style.spalten_px(breite) for _, breite in spalten))
    style.setup_page(blatt, papier, f"{lieferung.kommune} · {lieferung.termin.frist.pflicht}", fuss_pt=9)
    return blatt


class _Lieferseite:
    """Writes one sheet from top to bottom; `zeile` is the next free row."""

    def __init__(
        self, blatt: Worksheet, formate: style.Formate, lieferung: Lieferung, spalten: Sequence[tuple[str, float]]
    ) -> None:
        self._blatt, self._formate, self._lieferung, self._spalten = blatt, formate, lieferung, spalten
        self.zeile = 0

    def head(self, *saetze: str) -> None:
        """Who delivers what to whom, by which day, and how to read it; then the headings."""
        lieferung, frist = self._lieferung, self._lieferung.termin.frist
        style.write_text(self._blatt, 0, 0, " ".join(frist.pflicht.split()), self._formate(style.TITEL))
        self._blatt.set_row(0, 20)
        self.zeile = 1
        faellig, stichtag = lieferung.termin.faellig, lieferung.termin.stichtag
        angaben = (
            ("Kommune", lieferung.kommune),
            ("Empfänger", frist.empfaenger),
            ("Rechtsgrundlage", frist.rechtsgrundlage),
            ("Zu liefern", frist.lieferung),
            ("Stichtag", f"{stichtag:%d.%m.%Y}" if stichtag else ""),
            ("Fällig", f"{faellig:%d.%m.%Y}" if faellig else ""),
            ("Stand der Daten", lieferung.grundlage),
        )
        for name, wert in angaben:
            if wert:
                self._fact(name, " ".join(wert.split()))
        for satz in saetze:
            style.write_text(self._blatt, self.zeile, 0, satz, self._formate(style.KLEIN, style.KURSIV))
            self.zeile += 1
        self.zeile += 1
        for index, (name, _) in enumerate(self._spalten):
            style.write_text(self._blatt, self.zeile, index, self._heading(name), self._formate(style.KOPF))
        self._blatt.set_row(self.zeile, style.row_height(2, _SCHRIFT))
        self._kopf = self.zeile
        self._blatt.freeze_panes(self.zeile + 1, 0)
        self._blatt.repeat_rows(self.zeile)
        self.zeile += 1

    def kennzahl(self, zeile: Lieferzeile) -> None:
        texte = (zeile.produkt, zeile.bezeichnung, zeile.einheit, zeile.gruppe or "gesamt")
        for index, text in enumerate(texte):
            self._text(index, text)
        for index, wert in enumerate((zeile.plan, zeile.ist, zeile.vorjahr), len(texte)):
            zahl = {**style.BETRAG, "num_format": style.zahlformat(wert or Decimal(0), zeile.einheit)}
            self._number(index, wert, self._formate(style.RAHMEN, zahl))
        self._text(len(self._spalten) - 1, "; ".join(zeile.hinweise))
        self._end_row((*texte, "", "", "", "; ".join(zeile.hinweise)))

    def produkt(self, blatt: Produktblatt) -> None:
        """The rows of both halves with their sums, and what is left: all sums are formulas."""
        summen = [self._half(blatt, tabelle) for tabelle in (blatt.ertraege, blatt.aufwendungen)]
        self._objekt(blatt, "Saldo", "", stark=True)
        for spalte in (4, 5):
            oben, unten = (xl_rowcol_to_cell(zeile, spalte) for zeile in summen)
            teile = [self._values(tabelle)[spalte - 4] for tabelle in (blatt.ertraege, blatt.aufwendungen)]
            wert = None if teile == [None, None] else (teile[0] or 0) - (teile[1] or 0)
            formel = f'=IF(COUNT({oben},{unten})=0,"",N({oben})-N({unten}))'
            self._sum(spalte, formel, wert)
        self._end_row(("", blatt.objekt.bezeichnung, "", "", "", ""))

    def finish(self) -> None:
        letzte = max(self.zeile - 1, self._kopf)
        self._blatt.ignore_errors({"number_stored_as_text": f"A1:D{letzte + 1}"})
        self._blatt.print_area(0, 0, letzte, len(self._spalten) - 1)

    def _half(self, blatt: Produktblatt, tabelle: Blatttabelle) -> int:
        """The rows of one Art; returns the row of their sum."""
        erste = self.zeile
        for zeile in tabelle.zeilen:
            self._objekt(blatt, tabelle.art, zeile.name)
            for spalte, wert in ((4, zeile.ansatz_ct), (5, zeile.ergebnis_ct)):
                self._number(spalte, None if wert is None else euro(wert), self._formate(style.RAHMEN, _CENT))
            self._end_row(("", blatt.objekt.bezeichnung, "", zeile.name, "", ""))
        self._objekt(blatt, tabelle.art, "Summe", stark=True)
        for spalte, wert in zip((4, 5), self._values(tabelle), strict=True):
            von, bis = xl_rowcol_to_cell(erste, spalte), xl_rowcol_to_cell(self.zeile - 1, spalte)
            formel = f'=IF(COUNT({von}:{bis})=0,"",SUM({von}:{bis}))' if self.zeile > erste else '=""'
            self._sum(spalte, formel, wert)
        self._end_row(("", blatt.objekt.bezeichnung, "", "", "", ""))
        return self.zeile - 1

    @staticmethod
    def _values(tabelle: Blatttabelle) -> tuple[int | None, int | None]:
        """The sums of Ansatz and Ergebnis, None where there is nothing to sum up."""
        zeilen = tabelle.zeilen
        return sum_ct([z.ansatz_ct for z in zeilen]), sum_ct([z.ergebnis_ct for z in zeilen])

    def _objekt(self, blatt: Produktblatt, art: str, name: str, *, stark: bool = False) -> None:
        for index, text in enumerate((blatt.objekt.nummer, blatt.objekt.bezeichnung, art, name)):
            self._text(index, text, stark=stark)

    def _text(self, spalte: int, text: str, *, stark: bool = False) -> None:
        form = self._formate(style.RAHMEN, style.TEXT, style.FETT if stark else {})
        style.write_text(self._blatt, self.zeile, spalte, text, form)

    def _number(self, spalte: int, wert: Decimal | None, form: Format) -> None:
        if wert is None:
            self._blatt.write_blank(self.zeile, spalte, None, self._formate(style.RAHMEN, _LEER))
        else:
            self._blatt.write_number(self.zeile, spalte, float(wert), form)

    def _sum(self, spalte: int, formel: str, wert_ct: int | None) -> None:
        stil = (style.RAHMEN, _CENT, style.FETT) if wert_ct is not None else (style.RAHMEN, _CENT, style.FETT, _LEER)
        self._blatt.write_formula(
            self.zeile, spalte, formel, self._formate(*stil), "" if wert_ct is None else float(euro(wert_ct))
        )

    def _fact(self, name: str, text: str) -> None:
        style.write_text(self._blatt, self.zeile, 0, name, self._formate(style.KLEIN, style.FETT))
        self._blatt.merge_range(self.zeile, 1, self.zeile, len(self._spalten) - 1, "", self._formate(style.TEXT))
        style.write_text(self._blatt, self.zeile, 1, text, self._formate(style.TEXT))
        breite = sum(breite for _, breite in self._spalten[1:])
        self._blatt.set_row(self.zeile, style.row_height(style.line_count(text, breite, _SCHRIFT), _SCHRIFT))
        self.zeile += 1

    def _heading(self, name: str) -> str:
        stand = self._lieferung.stand
        bis = f"bis {stand.text}"
        return {
            "Plan": f"Plan {bis}",
            "Ist": f"Ist {bis}",
            "Vorjahr": f"Ist bis {Stand(stand.jahr - 1, stand.monat).text}",
            "Ergebnis": f"Ergebnis {bis}",
        }.get(name, f"Ansatz {stand.jahr}" if name == "Ansatz" else name)

    def _end_row(self, texte: Sequence[str]) -> None:
        paare = zip(texte, self._spalten, strict=True)
        hoechste = max(style.line_count(text, breite, _SCHRIFT, fett=True) for text, (_, breite) in paare)
        self._blatt.set_row(self.zeile, style.row_height(hoechste, _SCHRIFT))
        self.zeile += 1
