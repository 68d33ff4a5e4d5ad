"""One sheet of a Datenmappe: what it is for, the way back to Start, and one Excel table."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from xlbudget.errors import AusgabeError
from xlbudget.layout.deklaration import Deklaration, Spalte, Tabelle, Typ
from xlbudget.writers.datenmappe.pruefungen import add_check
from xlbudget.writers.datenmappe.stil import (
    GRAU,
    LINIE,
    LINK,
    TABFARBE,
    UMBRUCH_AB,
    ZAHLENFORMAT,
    Eigenschaften,
    Mappenformate,
    hoehe,
    set_page,
)

Zeile = Mapping[str, object]

KOPFZEILE = 2  # rows and columns count from 0, as xlsxwriter counts them
RESERVE = 500  # rows below a table that already have its checks and formats

_BREIT_AB = 150  # wider tables keep their leading required columns in view
_FIXIERT_BIS = 70
_UEBERSCHRIFT = 110


@dataclass(frozen=True)
class Tabellenzeichner:
    """Draws tables of a Deklaration; `vorhanden` are all of the workbook, `start` is the sheet they lead back to."""

    formate: Mappenformate
    deklaration: Deklaration
    vorhanden: Collection[Tabelle]
    start: str = "Start"

    def draw(self, blatt: Worksheet, tabelle: Tabelle, zeilen: Sequence[Zeile]) -> None:
        """Fill an empty sheet. Raises AusgabeError for a text that Excel cannot hold."""
        set_page(blatt, TABFARBE[tabelle.gruppe])
        self._draw_ueberschrift(blatt, tabelle)
        letzte = KOPFZEILE + max(len(zeilen), 1)  # Excel needs one row, even an empty one
        koepfe = [{"header": s.name, "header_format": self.formate.kopf(s)} for s in tabelle.gezeichnet]
        # no table style: its header would be bold throughout, and LibreOffice draws none
        optionen = {"name": tabelle.name, "style": None, "columns": koepfe}
        blatt.add_table(KOPFZEILE, 0, letzte, len(tabelle.gezeichnet) - 1, optionen)
        blatt.set_row(KOPFZEILE, 20)
        blatt.freeze_panes(KOPFZEILE + 1, _fixierte_spalten(tabelle))
        blatt.repeat_rows(KOPFZEILE)
        for nummer, spalte in enumerate(tabelle.gezeichnet):
            blatt.set_column(nummer, nummer, spalte.breite, self.formate.zelle(spalte))
        lange = [spalte for spalte in tabelle.gezeichnet if spalte.breite >= UMBRUCH_AB or spalte.name == "Wert"]
        for ort, zeile in enumerate(zeilen or ({},), KOPFZEILE + 1):
            blatt.set_row(ort, hoehe((str(zeile.get(spalte.name) or ""), spalte.breite) for spalte in lange))
            for nummer, spalte in enumerate(tabelle.gezeichnet):
                self._write_zelle(blatt, (ort, nummer), self._spalte_of(spalte, zeile), zeile)
        self._add_checks(blatt, tabelle, zeilen, letzte + RESERVE)

    def _draw_ueberschrift(self, blatt: Worksheet, tabelle: Tabelle) -> None:
        breite, letzte = 0.0, -1
        while letzte + 1 < len(tabelle.gezeichnet) and breite < _UEBERSCHRIFT:
            letzte += 1
            breite += tabelle.gezeichnet[letzte].breite
        form = self.formate.text(font_color=GRAU, italic=True)
        if letzte:
            blatt.merge_range(0, 0, 0, letzte, tabelle.zweck, form)
        else:
            blatt.write_string(0, 0, tabelle.zweck, form)
        blatt.set_row(0, hoehe([(tabelle.zweck, breite)]))
        ziel = "'" + self.start.replace("'", "''") + "'"
        blatt.write_url(1, 0, f"internal:{ziel}!A1", self.formate.text(**LINK), f"← {self.start}")

    def _liste(self, spalte: Spalte) -> str:
        """The name over what may stand in a column or is offered there, if the table with it is there."""
        hinter = self.deklaration.column_behind(spalte)
        return hinter[0].liste(hinter[1]) if hinter and hinter[0] in self.vorhanden else ""

    def _spalte_of(self, spalte: Spalte, zeile: Zeile) -> Spalte:
        """The column as this row means it: in Einstellungen every Wert has its own type and help."""
        namen = {einstellung.name: einstellung for einstellung in self.deklaration.einstellungen}
        einstellung = namen.get(str(zeile.get("Einstellung")))
        if spalte.name != "Wert" or einstellung is None:
            return spalte
        pflicht = "Pflichtangabe. " if einstellung.vorgabe is None else ""
        auswahl = ("ja", "nein") if einstellung.typ is Typ.JA_NEIN else einstellung.auswahl
        return replace(spalte, typ=einstellung.typ, hilfe=pflicht + einstellung.bedeutung, auswahl=auswahl)

    def _write_zelle(self, blatt: Worksheet, ort: tuple[int, int], spalte: Spalte, zeile: Zeile) -> None:
        wert = zeile.get(spalte.name)
        eigene: Mapping[str, Eigenschaften] = {
            "Bedeutung": {"font_color": GRAU},
            "Wert": {"align": "left", "text_wrap": True},
        }
        weitere = eigene.get(spalte.name, {})
        form = self.formate.zelle(spalte, bottom=1, bottom_color=LINIE, **weitere)
        if wert is None or wert == "":
            blatt.write_blank(*ort, None, form)
        elif spalte.typ in ZAHLENFORMAT and isinstance(wert, int | float | Decimal):
            blatt.write_number(*ort, wert, form)
        elif blatt.write_string(*ort, f"{wert:%d.%m.%Y}" if isinstance(wert, date) else str(wert), form) != 0:
            raise AusgabeError(f"Der Text in {blatt.name}!{xl_rowcol_to_cell(*ort)} ist zu lang für eine Excel-Zelle.")

    def _add_checks(self, blatt: Worksheet, tabelle: Tabelle, zeilen: Sequence[Zeile], letzte: int) -> None:
        erste = KOPFZEILE + 1
        textbereiche = []
        for nummer, spalte in enumerate(tabelle.gezeichnet):
            if (tabelle.name, spalte.name) == ("Einstellungen", "Wert"):
                for ort, zeile in enumerate(zeilen, erste):
                    eigene = self._spalte_of(spalte, zeile)
                    add_check(blatt, self.formate, tabelle, eigene, (ort, nummer, ort, nummer), liste="")
            else:
                bereich = (erste, nummer, letzte, nummer)
                add_check(blatt, self.formate, tabelle, spalte, bereich, liste=self._liste(spalte))
                if spalte.typ not in ZAHLENFORMAT:
                    textbereiche.append(xl_range(*bereich))
        # product numbers are text on purpose: no green corners
        if textbereiche:
            blatt.ignore_errors({"number_stored_as_text": " ".join(textbereiche)})


def _fixierte_spalten(tabelle: Tabelle) -> int:
    """How many leading required columns stay in view when a wide table is scrolled."""
    if sum(spalte.breite for spalte in tabelle.gezeichnet) < _BREIT_AB:
        return 0
    breite = 0.0
    for anzahl, spalte in enumerate(tabelle.gezeichnet):
        breite += spalte.breite
        if not spalte.pflicht or breite > _FIXIERT_BIS:
            return anzahl
    return len(tabelle.gezeichnet)
