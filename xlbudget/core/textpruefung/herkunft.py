"""What a wrong figure really is: the value of the data that it equals, of its own object first."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from xlbudget.core.gliederung import Ebene
from xlbudget.core.textpruefung.modelle import Bezug, Figur, Urteilsart, Zahleinheit
from xlbudget.core.textpruefung.namen import Namensbuch
from xlbudget.core.textpruefung.tatsachen import DER_SALDO, Datenkern, Wert, Wertart
from xlbudget.core.textpruefung.urteilen import judge_wert


class Herkunft:
    """Looks for figures among all values that the report shows."""

    def __init__(self, kern: Datenkern, namen: Namensbuch) -> None:
        self._kern, self._namen = kern, namen

    def find(self, figur: Figur, objekt: str) -> str:
        """What a figure equals: something of its object, else the only thing it can be; empty where nothing is."""
        if figur.einheit is not Zahleinheit.EURO or not figur.wert or figur.bis is not None:
            return ""
        eigene = [bezug for bezug, wert in self._alle if bezug.objekt == objekt and self._is(figur, wert)]
        if eigene:
            return str(eigene[0])
        fremde = [bezug for bezug, wert in self._alle if judge_wert(figur, wert) is Urteilsart.STIMMT]
        return str(fremde[0]) if len(fremde) == 1 else ""

    def _is(self, figur: Figur, wert: Wert) -> bool:
        return judge_wert(figur, wert) is not Urteilsart.WIDERSPRUCH

    @cached_property
    def _alle(self) -> list[tuple[Bezug, Wert]]:
        return list(self._values())

    def _values(self) -> Iterator[tuple[Bezug, Wert]]:
        for kennung in self._namen.gezeigte:
            ist_produkt = self._namen.objekt(kennung).ebene is Ebene.PRODUKT
            for mass in (DER_SALDO,) if ist_produkt else self._kern.masse():
                for groesse in reversed(Wertart):
                    for wert in self._kern.werte(kennung, mass, groesse):
                        yield Bezug(kennung, mass.name, str(groesse)), wert
