"""The columns of a table of money in print: the usual ones, those that a house chose beside them, and its unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from xlbudget.core.bericht import Produktbericht
from xlbudget.core.darstellung import AMPEL, AUSSCHOEPFUNG, VOM_ANSATZ, VOM_VOLUMEN, VORJAHRE
from xlbudget.core.produktzeile import Produktzeile
from xlbudget.core.zeit import Stand
from xlbudget.writers.druck.druckform import Druckreihe, Druckspalte, Drucktabelle, Lage, Reihenrolle
from xlbudget.writers.druck.zahlen import percent, signed, with_word

_VON, _BIS = f"{VORJAHRE}_von", f"{VORJAHRE}_bis"
_KOEPFE = {
    AUSSCHOEPFUNG: Druckspalte("Ausschöpfung"),
    _VON: Druckspalte("Vorjahre von"),
    _BIS: Druckspalte("Vorjahre bis"),
    VOM_ANSATZ: Druckspalte("% v. Ansatz"),
    VOM_VOLUMEN: Druckspalte("% v. Volumen"),
    AMPEL: Druckspalte("Ampel", Lage.KURZ),
}


class Finanzspalten:
    """Makes the tables of one report; `gewaehlt` are the names of the columns that its house chose beside the usual."""

    def __init__(self, bericht: Produktbericht) -> None:
        self._stand, self._einheit = bericht.stand, bericht.darstellung.einheit
        wahl = (spalte.spalte for spalte in bericht.darstellung.spalten or ())
        namen = (name for spalte in wahl for name in ((_VON, _BIS) if spalte == VORJAHRE else (spalte,)))
        self.gewaehlt = tuple(dict.fromkeys(name for name in namen if name in _KOEPFE))

    def usual(self, zweck: str, erste: str, reihen: Iterable[Druckreihe]) -> Drucktabelle:
        """A table of rows that `usual_row` made."""
        return Drucktabelle(f"{zweck}, in {self._einheit.name_im_kopf}", self._heads(erste), tuple(reihen))

    def table(self, zweck: str, erste: str, reihen: Iterable[Druckreihe]) -> Drucktabelle:
        """A table of rows that `row` made."""
        koepfe = (*self._heads(erste), *(_KOEPFE[name] for name in self.gewaehlt))
        return Drucktabelle(f"{zweck}, in {self._einheit.name_im_kopf}", koepfe, tuple(reihen))

    def usual_row(self, name: str, zeile: Produktzeile, rolle: Reihenrolle = Reihenrolle.POSTEN) -> Druckreihe:
        """Plan, before Dezember the Ist, Ergebnis or Prognose, Abweichung and Tendenz."""
        return Druckreihe((name, *self._cells(zeile)), rolle)

    def row(self, name: str, zeile: Produktzeile, rolle: Reihenrolle = Reihenrolle.POSTEN) -> Druckreihe:
        """The same with what was chosen."""
        mehr = (_CHOSEN[spalte](zeile, self._show) for spalte in self.gewaehlt)
        return Druckreihe((name, *self._cells(zeile), *mehr), rolle)

    def _heads(self, erste: str) -> tuple[Druckspalte, ...]:
        """Another unit is said once, where there is room for it."""
        ist = () if self._stand.ist_jahresende else (Druckspalte(f"Ist bis {self._stand.text}"),)
        einheit = f" (Beträge in {self._einheit})" if self._einheit.zusatz else ""
        return (
            Druckspalte(f"{erste}{einheit}", Lage.TEXT),
            Druckspalte(f"Plan {self._stand.jahr}"),
            *ist,
            Druckspalte(ergebnis_word(self._stand)),
            Druckspalte("Abweichung"),
            Druckspalte("Tendenz", Lage.KURZ),
        )

    def _cells(self, zeile: Produktzeile) -> tuple[str, ...]:
        ist = () if self._stand.ist_jahresende else (self._show(zeile.ist_ct),)
        abweichung = signed(zeile.verbesserung_ct, self._einheit)
        return (self._show(zeile.ansatz_ct), *ist, self._show(zeile.ergebnis_ct), abweichung, with_word(zeile.tendenz))

    def _show(self, betrag_ct: int) -> str:
        return self._einheit.show(betrag_ct)


def ergebnis_word(stand: Stand) -> str:
    """What the result is called at a Stand."""
    return "Ergebnis" if stand.ist_jahresende else "Prognose"


def _plus(anteil: Fraction | None) -> str:
    text = percent(anteil, 1)
    return f"+{text}" if anteil and anteil > 0 and text != "0,0 %" else text


_Show = Callable[[int], str]
_CHOSEN: dict[str, Callable[[Produktzeile, _Show], str]] = {
    AUSSCHOEPFUNG: lambda zeile, _: percent(zeile.ausschoepfung, 1),
    _VON: lambda zeile, show: show(min(zeile.vorjahre_ct.values())) if zeile.vorjahre_ct else "",
    _BIS: lambda zeile, show: show(max(zeile.vorjahre_ct.values())) if zeile.vorjahre_ct else "",
    VOM_ANSATZ: lambda zeile, _: _plus(zeile.abweichung_vom_ansatz),
    VOM_VOLUMEN: lambda zeile, _: _plus(zeile.abweichung_vom_volumen),
    AMPEL: lambda zeile, _: zeile.ampel.gezeigt,
}
