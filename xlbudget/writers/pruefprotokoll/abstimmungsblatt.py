"""Sheet Abstimmung: every line and every cent of the exports, down to what the report shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook

from xlbudget.core.abstimmung import (
    Abstimmung,
    Betragsposten,
    Exportabstimmung,
    Kontrolle,
    Kontrollgroesse,
    art_sum_ct,
    sums_by_class,
)
from xlbudget.core.kontenrahmen import Art, Kontenrahmen
from xlbudget.writers import style
from xlbudget.writers.listenblatt import add_sheet

BLATT = "Abstimmung"
_BREITEN = (30.0, 24.0, 15.0, 15.0, 15.0, 15.0, 16.0, 16.0, 19.0, 12.0, 12.0)
_EURO: style.Stil = {**style.KLEIN, "align": "right", "num_format": "#,##0.00"}
_ANZAHL: style.Stil = {**style.KLEIN, "align": "right", "num_format": "#,##0"}

_EXPORTKOPF = (
    "Export", "Inhalt", "Zeilen", "gezählt", "ausgelassen", "Schlusszeilen", "Erträge €", "Aufwendungen €",
    "Buchungen von … bis", "erster Beleg", "letzter Beleg",
)  # fmt: skip

Zelle = str | int | float | None
"""Text, a number of lines as int, euros as float."""


def write_abstimmung(
    mappe: Workbook, formate: style.Formate, abstimmung: Abstimmung, rahmen: Kontenrahmen, fuss: str
) -> None:
    """Add the sheet; `fuss` stands in the footer."""
    blatt = _Abstimmungsblatt(mappe, formate, fuss)
    blatt.title(_summary(abstimmung))
    blatt.exports(abstimmung.exporte, rahmen)
    blatt.prior_years(abstimmung.vorjahre, rahmen)
    blatt.left_out((*abstimmung.exporte, *abstimmung.vorjahre))
    blatt.classes(abstimmung.exporte, rahmen)
    blatt.lead_over(abstimmung)
    blatt.missing(abstimmung)
    blatt.controls(abstimmung.kontrollen)
    blatt.close()


def _export_row(export: Exportabstimmung, rahmen: Kontenrahmen) -> Sequence[Zelle]:
    aus = sum(posten.anzahl for posten in export.ausgelassen)
    betraege = (art_sum_ct(export, art, rahmen) / 100 for art in Art)
    zahlen = (export.zeilen, export.gezaehlt, aus, export.schlusszeilen, *betraege)
    return export.datei, export.inhalt, *zahlen, export.monate, *export.belege


def _summary(abstimmung: Abstimmung) -> str:
    fehlt = abstimmung.nicht_im_bericht
    teile = [f"Nicht im Bericht: {fehlt.zeilen}" if fehlt.anzahl else "Alle Zeilen, die zählen, sind im Bericht"]
    if abstimmung.kontrollen:
        gut = sum(kontrolle.stimmt for kontrolle in abstimmung.kontrollen)
        teile.append(f"{gut} von {len(abstimmung.kontrollen)} Kontrollsummen stimmen")
    return "; ".join(teile) + "."


class _Abstimmungsblatt:
    """Writes one section after the other."""

    def __init__(self, mappe: Workbook, formate: style.Formate, fuss: str) -> None:
        self._blatt, self._format = add_sheet(mappe, BLATT, fuss, _BREITEN), formate
        self._naechste = 3
        for index, breite in enumerate(_BREITEN):
            self._blatt.set_column(index, index, breite)

    def title(self, zusammenfassung: str) -> None:
        style.write_text(self._blatt, 0, 0, "Abstimmung der Exporte mit dem Bericht", self._format(style.TITEL))
        self._blatt.set_row(0, 20)
        style.write_text(self._blatt, 1, 0, zusammenfassung, self._format())

    def exports(self, exporte: Sequence[Exportabstimmung], rahmen: Kontenrahmen) -> None:
        zeilen = [_export_row(export, rahmen) for export in sorted(exporte, key=lambda export: export.ansatz)]
        erste = self._section("Je Export: Zeilen = gezählt + ausgelassen + Schlusszeilen", _EXPORTKOPF, zeilen)
        buchungen = sum(not export.ansatz for export in exporte)
        self._total("Buchungen zusammen", erste, zeilen[:buchungen])
        self._total("Ansätze zusammen", erste + buchungen, zeilen[buchungen:])

    def prior_years(self, exporte: Sequence[Exportabstimmung], rahmen: Kontenrahmen) -> None:
        zeilen = [_export_row(export, rahmen) for export in exporte]
        self._section("Exporte der Vorjahre", _EXPORTKOPF, zeilen)

    def left_out(self, exporte: Sequence[Exportabstimmung]) -> None:
        zeilen = [
            (export.datei, posten.name, posten.anzahl, posten.betrag_ct / 100)
            for export in exporte
            for posten in export.ausgelassen
        ]
        self._section("Ausgelassene Zeilen", ("Export", "Grund", "Zeilen", "Betrag €"), zeilen)

    def classes(self, exporte: Sequence[Exportabstimmung], rahmen: Kontenrahmen) -> None:
        zeilen = [
            (export.datei, posten.name, posten.anzahl, posten.betrag_ct / 100)
            for export in exporte
            for posten in sums_by_class(export.summen, rahmen, ansatz=export.ansatz)
        ]
        self._section("Nach Kontenklasse", ("Export", "Klasse und Art", "Zeilen", "Betrag €"), zeilen)

    def lead_over(self, abstimmung: Abstimmung) -> None:
        kopf = (
            "Buchungen", "", "laut Exporten €", "nach dem Stand €", "ohne Produkt €", "im Bericht €", "Unterschied €",
        )  # fmt: skip
        werte = [
            (str(zeile.art), "", zeile.exporte_ct, zeile.spaeter_ct, zeile.ohne_platz_ct, zeile.bericht_ct)
            for zeile in abstimmung.ueberleitung
        ]
        zeilen: list[Sequence[Zelle]] = [(art, leer, *(ct / 100 for ct in betraege)) for art, leer, *betraege in werte]
        erste = self._section("Von den Exporten zum Bericht", kopf, zeilen)
        for nummer, zeile in enumerate(abstimmung.ueberleitung, erste):
            exporte, spaeter, ohne, bericht = (xl_rowcol_to_cell(nummer, spalte) for spalte in range(2, 6))
            formel = f"=ROUND({exporte}-{spaeter}-{ohne}-{bericht},2)"
            self._blatt.write_formula(
                nummer, 6, formel, self._format(style.RAHMEN, _EURO, style.FETT), zeile.unterschied_ct / 100
            )

    def missing(self, abstimmung: Abstimmung) -> None:
        kopf = ("Warum", "", "Zeilen", "Betrag ohne Vorzeichen €")
        self._section("Gezählt, aber in keiner Zeile des Berichts", kopf, _postenzeilen(abstimmung.ohne_platz))
        self._section("Konten, die nicht zum Ergebnis gehören", kopf, _postenzeilen(abstimmung.daneben))

    def controls(self, kontrollen: Sequence[Kontrolle]) -> None:
        kopf = ("Datei", "Was", "laut Kontrollsumme", "gelesen", "Unterschied", "")
        self._section("Kontrollsummen aus dem Finanzverfahren", kopf, [_kontrollzeile(k) for k in kontrollen])

    def close(self) -> None:
        self._blatt.print_area(0, 0, max(self._naechste - 1, 1), len(_BREITEN) - 1)
        self._blatt.ignore_errors({"number_stored_as_text": xl_range(0, 0, self._naechste, len(_BREITEN) - 1)})

    def _section(self, titel: str, kopf: Sequence[str], zeilen: Sequence[Sequence[Zelle]]) -> int:
        """Write a heading and rows; returns the index of the first. Without rows nothing is written."""
        if not zeilen:
            return self._naechste
        style.write_text(self._blatt, self._naechste, 0, titel, self._format(style.FETT, {"font_size": 11}))
        for index, text in enumerate(kopf):
            ist_zahl = index >= len(zeilen[0]) or isinstance(zeilen[0][index], int | float)
            rechts = style.RECHTS if ist_zahl else {}
            self._blatt.write_string(self._naechste + 1, index, text, self._format(style.KOPF, rechts))
        self._blatt.set_row(self._naechste + 1, 18)
        erste = self._naechste + 2
        for nummer, zeile in enumerate(zeilen, erste):
            for index, wert in enumerate(zeile):
                self._write(nummer, index, wert)
            self._blatt.set_row(nummer, self._height(zeile))
        self._naechste = erste + len(zeilen) + 1
        return erste

    def _height(self, zeile: Sequence[Zelle]) -> float:
        texte = [(wert, breite) for wert, breite in zip(zeile, _BREITEN, strict=False) if isinstance(wert, str)]
        return style.row_height(max(style.line_count(text, breite, 9) for text, breite in texte), 9)

    def _write(self, nummer: int, index: int, wert: Zelle, *stil: style.Stil) -> None:
        if isinstance(wert, str) or wert is None:
            style.write_text(self._blatt, nummer, index, wert or "", self._format(style.RAHMEN, style.TEXT, *stil))
        else:
            form = _ANZAHL if isinstance(wert, int) else _EURO
            self._blatt.write_number(nummer, index, wert, self._format(style.RAHMEN, form, *stil))

    def _total(self, name: str, erste: int, zeilen: Sequence[Sequence[Zelle]]) -> None:
        """One bold row of sums below a section, of the rows of one kind, which begin at `erste`."""
        if len(zeilen) < 2:
            return
        nummer = self._naechste - 1
        self._write(nummer, 0, name, style.FETT)
        self._write(nummer, 1, "", style.FETT)
        for spalte in range(2, 8):
            zellen = xl_range(erste, spalte, erste + len(zeilen) - 1, spalte)
            summe = sum(wert for zeile in zeilen if isinstance(wert := zeile[spalte], int | float))
            form = self._format(style.RAHMEN, _EURO if spalte > 5 else _ANZAHL, style.FETT)
            self._blatt.write_formula(nummer, spalte, f"=SUM({zellen})", form, round(summe, 2))
        self._naechste += 1


def _postenzeilen(posten: Iterable[Betragsposten]) -> list[Sequence[Zelle]]:
    return [(einer.name, "", einer.anzahl, einer.betrag_ct / 100) for einer in posten]


def _kontrollzeile(kontrolle: Kontrolle) -> Sequence[Zelle]:
    summe = kontrolle.summe
    was = f"{'Ansatz: ' if summe.ansatz else ''}{summe.groesse}{f' bis {summe.stand.text}' if summe.stand else ''}"
    zeilen = summe.groesse is Kontrollgroesse.ZEILEN
    werte = (summe.wert, kontrolle.gelesen, kontrolle.unterschied)
    zahlen = [wert if wert is None or zeilen else wert / 100 for wert in werte]
    return summe.datei or "alle Exporte", was, *zahlen, "stimmt" if kontrolle.stimmt else "stimmt nicht"
