"""Cells become figures of a report; what is no figure where one is expected is kept by its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from xlbudget.core.berichtszahl import Berichtsform, Berichtszahl, Druckwert, Groesse, Unzugeordnet, Zahlangabe
from xlbudget.core.darstellung import GENAUE_ZELLEN
from xlbudget.core.tendenz import Tendenz
from xlbudget.errors import printable
from xlbudget.sources.berichte.raster import Raster, Zelle, as_text
from xlbudget.sources.berichte.worte import Druckeinheit, read_betrag, read_grad, read_in, read_marke, read_zahl
from xlbudget.sources.export.blattumfang import OHNE_WERT

_CENT_STELLEN = 2
_MINDESTENS, _JEDE = 2, 20  # so many figures with cents, and of so many not 0 one, say that a table has them

Wo = tuple[int, int]
"""Row and column of a cell in its Raster."""


class Zahlensammler:
    """The figures of one table of a Raster.

    `einheiten` is the unit of amounts, by column, where it is not euros. Texts are printed in it; cells of a workbook
    are exact euros that are only shown in it, where the report says so.
    """

    def __init__(self, raster: Raster, form: Berichtsform, einheiten: Mapping[int, Druckeinheit] | None = None) -> None:
        self._raster, self._form, self._einheiten = raster, form, einheiten or {}
        self._ist_genau = bool(self._einheiten) and raster.has_text(GENAUE_ZELLEN)
        self._zahlen: list[Berichtszahl] = []
        self.unlesbar: list[Unzugeordnet] = []
        self.einheiten: dict[str, None] = {}

    def add(self, wo: Wo, zelle: Zelle, angabe: Zahlangabe, *, in_prozent: bool = False) -> None:
        """Take the figure of a cell; an empty one is none, but an empty marker is one that says nothing."""
        ort = self._raster.place(*wo)
        einheit = self._unit_of(zelle, wo[1]) if angabe.groesse.ist_geld else None
        try:
            gelesen = _read(zelle, angabe.groesse, einheit, in_prozent=in_prozent)
        except ValueError:
            grund = f"„{printable(as_text(zelle), 40)}“ ist hier nicht zu deuten"
            self.unlesbar.append(Unzugeordnet(ort, f"{angabe.objekt}: {angabe.groesse}", grund))
            return
        if gelesen:
            if einheit:
                self.einheiten[einheit.name] = None
            self._zahlen.append(Berichtszahl(ort, self._form, angabe, *gelesen))

    def _unit_of(self, zelle: Zelle, spalte: int) -> Druckeinheit | None:
        return None if self._ist_genau and isinstance(zelle, Decimal) else self._einheiten.get(spalte)

    def leave(self, wo: Wo, was: str, grund: str, anzahl: int) -> None:
        """Figures that stand where nothing says what they are."""
        self.unlesbar.append(Unzugeordnet(self._raster.place(*wo), was, grund, anzahl))

    def zahlen(self) -> list[Berichtszahl]:
        """All figures; where the table has cents, a whole amount has them too: 12 € there are 12,00 €."""
        if not _has_cents(zahl for zahl in self._zahlen if zahl.angabe.groesse.ist_geld):
            return self._zahlen
        return [
            replace(zahl, stellen=max(zahl.stellen, _CENT_STELLEN)) if zahl.angabe.groesse.ist_geld else zahl
            for zahl in self._zahlen
        ]


def _read(
    zelle: Zelle, groesse: Groesse, einheit: Druckeinheit | None, *, in_prozent: bool
) -> tuple[Druckwert, int] | None:
    if zelle == OHNE_WERT and not groesse.ist_geld:
        zelle = ""  # a formula that gives an empty text may be stored like that
    if groesse in (Groesse.TENDENZ, Groesse.ZIELTENDENZ):
        return read_marke(zelle), 0
    if groesse is Groesse.GRAD:
        gelesen = read_grad(zelle, in_prozent=in_prozent)
    elif groesse.ist_geld:
        gelesen = read_in(zelle, einheit) if einheit else read_betrag(zelle)
    else:
        gelesen = read_zahl(zelle)
    return (gelesen.wert, gelesen.stellen) if gelesen else None


def _has_cents(zahlen: Iterable[Berichtszahl]) -> bool:
    """One figure with cents among many is a figure to be found, not a table with cents."""
    volle = [zahl for zahl in zahlen if zahl.wert and not isinstance(zahl.wert, Tendenz)]
    mit_cent = sum(zahl.stellen > 0 for zahl in volle)
    return mit_cent >= _MINDESTENS and mit_cent * _JEDE >= len(volle)
