"""What stands above the lines of the consolidated table: title, warnings, and two rows of heads."""

from __future__ import annotations

from collections.abc import Sequence

from xlbudget.writers import style
from xlbudget.writers.gesamtbericht.auszug import title_of
from xlbudget.writers.gesamtbericht.tabellenzeilen import GRUPPENBEGINN, ZEILE_KOPF, Tabellenzeilen, einzug_of

ZEILE_WARNUNG = 2  # zero-based


class Tabellenkopf(Tabellenzeilen):
    """Writes everything that repeats on each page."""

    def _write_titel(self, warnungen: Sequence[str]) -> float:
        """Title, Stand and warnings above the heads; return their height."""
        stand = self._bericht.stand
        for index, spalte in enumerate(self._spalten):
            self._blatt.set_column(index, index, spalte.breite, None, {} if spalte.sichtbar else {"hidden": 1})
        titel, *beratung = title_of(self._bericht)
        prognose = () if stand.ist_jahresende else ("Jahresergebnis als Prognose",)
        teile = (self._bericht.kommune, f"Stand Ende: {stand.text}", *prognose, *beratung)
        hoehe = self._write_ueber(0, 20, titel, 14, style.TITEL)
        hoehe += self._write_ueber(1, 15, " · ".join(teile), 10)
        return hoehe + self._write_ueber(ZEILE_WARNUNG, 15, "; ".join(warnungen), 10, style.WARNUNG)

    def _write_ueber(self, zeile: int, hoehe: float, text: str, groesse: float, *stile: style.Stil) -> float:
        """A line above the table, wrapped where it is wider than that; return its height."""
        von, bis = self._textspalte, self._seite.end_of(self._textspalte, self._rechts)
        breite = (self._px_from(von) - 5) / 7
        if (zeilen := style.line_count(text, breite, groesse, fett=True)) > 1:
            hoehe = style.row_height(zeilen, groesse)
            self._blatt.merge_range(zeile, von, zeile, bis, "", self._format(*stile, {"text_wrap": True}))
            stile = (*stile, {"text_wrap": True})
        if text:
            style.write_text(self._blatt, zeile, von, text, self._format(*stile))
        self._blatt.set_row(zeile, hoehe)
        return hoehe

    def _write_kopf(self) -> float:
        """Write both header rows; return their height."""
        blatt, spalten = self._blatt, self._spalten
        beginn = sorted(self._beginn)
        oben = 17.0
        for von, bis in zip(beginn, [*beginn[1:], len(spalten)], strict=True):
            oben = max(oben, self._write_gruppenkopf(von, bis - 1))
        for index, spalte in enumerate(spalten):
            form = self._stil(index, style.KOPF, {"align": spalte.kopf, "valign": "top"}, einzug_of(spalte.name))
            blatt.write_string(ZEILE_KOPF, index, spalte.titel, form)
        zeilen = max(style.line_count(s.titel, s.breite, 9, fett=True) for s in spalten if s.sichtbar)
        unten = style.row_height(zeilen, 9) + 12  # room for the filter buttons
        blatt.set_row(ZEILE_KOPF - 1, oben)
        blatt.set_row(ZEILE_KOPF, unten)
        return oben + unten

    def _write_gruppenkopf(self, von: int, bis: int) -> float:
        """The header above some columns; return the height it takes."""
        kopf = self._format(style.KOPF, style.MITTE, GRUPPENBEGINN, {"bg_color": style.GRAU, "font_size": 10})
        if bis > von:
            self._blatt.merge_range(ZEILE_KOPF - 1, von, ZEILE_KOPF - 1, bis, "", kopf)
        self._blatt.write_string(ZEILE_KOPF - 1, von, self._spalten[von].gruppe, kopf)
        px = sum(spalte.px for spalte in self._spalten[von : bis + 1])
        zeilen = style.line_count(self._spalten[von].gruppe, (px - 5) / 7, 10, fett=True) if px else 1
        return style.row_height(zeilen, 10) if zeilen > 1 else 0
