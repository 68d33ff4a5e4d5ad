"""The extract that a committee gets: the consolidated report with its Produkte, and the sums of all others.

What is shown and the Reste together are Gesamt, to the cent: every Produkt is in exactly one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from xlbudget.core.ausschuss import Ausschuesse, Zustaendigkeit
from xlbudget.core.bericht import Budgetgruppe, Produktbericht, Rest
from xlbudget.core.berichtsdaten import Berichtsdaten
from xlbudget.core.gliederung import GESAMT, Berichtsobjekt, Ebene, highest
from xlbudget.core.produktzeile import sum_produkte


def build_auszug(daten: Berichtsdaten, ausschuesse: Ausschuesse, zustaendigkeit: Zustaendigkeit) -> Produktbericht:
    """The extract of one committee from the figures of a Stand; without a single group where it sees nothing."""
    return _Schnitt(daten, ausschuesse, zustaendigkeit).auszug()


class _Schnitt:
    """Takes Produkte out of a report; `_offen` are those that are neither shown nor in a Rest yet, in report order."""

    def __init__(self, daten: Berichtsdaten, ausschuesse: Ausschuesse, zustaendigkeit: Zustaendigkeit) -> None:
        self._daten, self._ausschuesse, self._zustaendigkeit = daten, ausschuesse, zustaendigkeit
        self._gezeigt = zustaendigkeit.produkte
        alle = daten.gliederung.produkte_of(GESAMT)
        self._offen = [produkt for produkt in alle if produkt.kennung not in self._gezeigt]

    def auszug(self) -> Produktbericht:
        bericht = self._daten.produktbericht()
        dezernate = [
            replace(dezernat, gruppen=tuple(map(self._cut, dezernat.gruppen)))
            for dezernat in self._daten.group(self._gezeigt)
        ]
        gezeigte = tuple(
            replace(d, reste=self._take(d.dezernat, [p for p in self._offen if self._dezernat_of(p) == d.dezernat]))
            for d in dezernate
        )
        return replace(
            bericht, dezernate=gezeigte, ausschuss=self._zustaendigkeit.ausschuss, reste=tuple(self._take_others())
        )

    def _cut(self, gruppe: Budgetgruppe) -> Budgetgruppe:
        budget, gliederung = gruppe.blatt.objekt, self._daten.gliederung
        im_bericht = filter(gliederung.is_shown, gliederung.produkte_of(budget))
        kinder = gliederung.kinder(budget)
        return replace(
            gruppe,
            reste=self._take(budget, [produkt for produkt in self._offen if produkt in kinder]),
            blatt_zeigt_mehr=any(produkt.kennung not in self._gezeigt for produkt in im_bericht),
        )

    def _take_others(self) -> Iterator[Rest]:
        """What is left, one Dezernat after the other."""
        for dezernat in dict.fromkeys(map(self._dezernat_of, self._offen)):
            yield from self._take(dezernat, [p for p in self._offen if self._dezernat_of(p) == dezernat])

    def _dezernat_of(self, produkt: Berichtsobjekt) -> Berichtsobjekt:
        """The top-most Dezernat above, Gesamt where there is none."""
        ueber = [knoten for knoten in self._daten.gliederung.pfad(produkt) if knoten.ebene is Ebene.DEZERNAT]
        return ueber[-1] if ueber else GESAMT

    def _take(self, ab: Berichtsobjekt, produkte: Sequence[Berichtsobjekt]) -> tuple[Rest, ...]:
        """Produkte that stand below `ab` as Reste."""
        genommen = set(produkte)
        self._offen = [produkt for produkt in self._offen if produkt not in genommen]
        je: dict[tuple[tuple[str, ...], bool], list[Berichtsobjekt]] = {}
        for produkt in produkte:
            wo = self._ausschuesse.reported_to(produkt.kennung), self._daten.gliederung.is_shown(produkt)
            je.setdefault(wo, []).append(produkt)
        return tuple(self._rest(ab, seine, an, im_bericht=gezeigt) for (an, gezeigt), seine in je.items())

    def _rest(
        self, ab: Berichtsobjekt, produkte: Iterable[Berichtsobjekt], berichtet_an: tuple[str, ...], *, im_bericht: bool
    ) -> Rest:
        zeilen = [self._daten.produktzeile(produkt) for produkt in produkte]
        objekte = highest(self._daten.gliederung, [zeile.objekt.kennung for zeile in zeilen], ab)
        return Rest(objekte, sum_produkte(ab, zeilen, self._daten.regeln), berichtet_an, im_bericht)
