"""The rows of a sheet below its header, one after the other, and where the printed pages break between them."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from xlbudget.writers import style


class Zeilenfolge:
    """Gives out rows from `erste` on, with their height in points."""

    def __init__(self, blatt: Worksheet, erste: int) -> None:
        self._blatt, self._erste = blatt, erste
        self.naechste = erste
        self._hoehen: list[float] = []
        self._haftet: list[bool] = []

    def next(self, hoehe: float, *, haftet: bool = False) -> int:
        """The next row; one that `haftet` stays on the page of the row before it."""
        zeile = self.naechste
        self.naechste += 1
        self._blatt.set_row(zeile, hoehe)
        self._hoehen.append(hoehe)
        self._haftet.append(haftet)
        return zeile

    def break_pages(self, platz: float) -> None:
        """Set the breaks for pages that hold `platz` points of these rows."""
        umbrueche = style.page_breaks(self._hoehen, self._haftet, platz)
        self._blatt.set_h_pagebreaks([self._erste + index for index in umbrueche])
