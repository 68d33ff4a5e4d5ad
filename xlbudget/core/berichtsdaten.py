"""How Produktblatt and Produktbericht are built from the figures of one Stand."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count

from xlbudget.core.bericht import Budgetgruppe, Dezernatsgruppe, Produktbericht
from xlbudget.core.gliederung import GESAMT, Berichtsobjekt, Ebene, Gliederung, highest
from xlbudget.core.kontenrahmen import GESAMT_ZEILE, Art, Kontenrahmen
from xlbudget.core.monatswerte import LEER, Monatswerte
from xlbudget.core.produktblatt import Blatttabelle, Kennzahl, Produktblatt, Zeile
from xlbudget.core.produktzeile import Produktzeile, Sammelart, Sammelzeile, sum_produkte
from xlbudget.core.prognose import Prognosen, Vorjahr, Zeilenschluessel
from xlbudget.core.tendenz import Regeln
from xlbudget.core.vorjahre import Vorjahreswerte
from xlbudget.core.zeit import Stand
from xlbudget.errors import listed

SAMMELZEICHEN = "Σ"
"""What a number begins with that is not that of a Produkt: lines need one, they are looked up by it."""


@dataclass(frozen=True)
class Berichtsdaten:
    """All figures of one Stand; builds the models of any Berichtsobjekt, each once.

    `ist` holds the months up to the Stand only. `gruende` are those of reported Prognosen.
    """

    kommune: str
    stand: Stand
    regeln: Regeln
    gliederung: Gliederung
    kontenrahmen: Kontenrahmen
    ist: Monatswerte
    ansatz: Monatswerte
    prognosen: Prognosen
    vorjahre: Vorjahreswerte
    leistungen: Sequence[Kennzahl] = ()
    ziele: Sequence[Kennzahl] = ()
    gruende: Mapping[Zeilenschluessel, str] = field(default_factory=dict)

    def produktblatt(self, objekt: Berichtsobjekt) -> Produktblatt:
        """The sheet of any Produkt, Budget, Dezernat or Gesamt."""
        if objekt not in self._blaetter:
            self._blaetter[objekt] = self._build_blatt(objekt)
        return self._blaetter[objekt]

    def produktbericht(self) -> Produktbericht:
        """The consolidated report over all Budgets that are shown, in the order of the Gliederung."""
        return self._bericht

    @cached_property
    def _blaetter(self) -> dict[Berichtsobjekt, Produktblatt]:
        """What is built already; a copy with other figures begins anew."""
        return {}

    def _build_blatt(self, objekt: Berichtsobjekt) -> Produktblatt:
        return Produktblatt(
            objekt=objekt,
            stand=self.stand,
            ertraege=self._tabelle(objekt, Art.ERTRAEGE),
            aufwendungen=self._tabelle(objekt, Art.AUFWENDUNGEN),
            regeln=self.regeln,
            leistungen=tuple(kennzahl for kennzahl in self.leistungen if kennzahl.produkt == objekt.kennung),
            ziele=tuple(kennzahl for kennzahl in self.ziele if kennzahl.produkt == objekt.kennung),
            steht_allein=self.gliederung.stands_alone(objekt),
        )

    def _tabelle(self, objekt: Berichtsobjekt, art: Art) -> Blatttabelle:
        zeilen = tuple(
            Zeile(
                zeile.name,
                self.ansatz.summe_ct(objekt, zeile),
                self.ist.monate_of(objekt, zeile),
                self.prognosen.prognose_of(objekt, zeile),
                self.gruende.get((objekt.kennung, zeile.art, zeile.name), ""),
            )
            for zeile in self.kontenrahmen.zeilen_of(art)
        )
        leer = Vorjahr(objekt.kennung, art, GESAMT_ZEILE, 0, ansatz_ct=None, monate_ct=LEER, ergebnis_ct=None)
        bekannt = ((jahr, self.vorjahre.vorjahr(objekt, art, jahr)) for jahr in self.vorjahre.jahre)
        return Blatttabelle(art, zeilen, tuple(vorjahr or replace(leer, jahr=jahr) for jahr, vorjahr in bekannt))

    @cached_property
    def _bericht(self) -> Produktbericht:
        gliederung = self.gliederung
        gezeigt = {p.kennung for p in gliederung.produkte_of(GESAMT) if gliederung.is_shown(p)}
        return Produktbericht(self.kommune, self.stand, self.regeln, self.group(gezeigt), self.produktblatt(GESAMT))

    def group(self, produkte: Collection[str]) -> tuple[Dezernatsgruppe, ...]:
        """These Produkte as a report shows them, every one in exactly one line."""
        nummern, gliederung = count(1), self.gliederung
        dezernate: dict[Berichtsobjekt, tuple[list[Budgetgruppe], list[Berichtsobjekt]]] = {}
        for budget in gliederung:
            seine = [kind for kind in gliederung.kinder(budget) if kind.ebene is Ebene.PRODUKT]
            if gezeigte := [produkt for produkt in seine if produkt.kennung in produkte]:
                _, *pfad = gliederung.pfad(budget)
                hoechste = [knoten for knoten in (budget, *pfad) if knoten.ebene is Ebene.DEZERNAT]
                gruppen, offen = dezernate.setdefault(hoechste[-1] if hoechste else GESAMT, ([], []))
                if not gliederung.is_listed(budget):
                    offen += gezeigte
                    continue
                hat_weitere = len(gliederung.produkte_of(budget)) > len(seine)
                zeilen = tuple(self._lines(budget, gezeigte, nummern))
                gruppen.append(Budgetgruppe(self.produktblatt(budget), zeilen, tuple(pfad), hat_weitere))
        return tuple(
            Dezernatsgruppe(
                dezernat,
                tuple(gruppen),
                None if dezernat.ebene is Ebene.GESAMT else self.produktblatt(dezernat),
                (self._together(Sammelart.NICHT_BERICHTET, offen, next(nummern), dezernat),) if offen else (),
            )
            for dezernat, (gruppen, offen) in dezernate.items()
        )

    def _lines(
        self, budget: Berichtsobjekt, produkte: Sequence[Berichtsobjekt], nummern: Iterator[int]
    ) -> Iterator[Produktzeile]:
        """A line for each Produkt that is reported by itself, then one for all others of a kind; one line for all
        where their Budget is reported alone."""
        if self.gliederung.stands_alone(budget):
            art = Sammelart.WEITERE if all(map(self.gliederung.is_due, produkte)) else Sammelart.NICHT_BERICHTET
            begruendung = self.produktblatt(budget).begruendung
            yield self._together(art, produkte, next(nummern), begruendung=begruendung)
            return
        andere: dict[Sammelart, list[Berichtsobjekt]] = {art: [] for art in Sammelart}
        for produkt in produkte:
            if self.gliederung.is_listed(produkt):
                yield self.produktzeile(produkt)
            else:
                ist_faellig = self.gliederung.is_due(produkt)
                andere[Sammelart.WEITERE if ist_faellig else Sammelart.NICHT_BERICHTET].append(produkt)
        for art, seine in andere.items():
            if seine:
                yield self._together(art, seine, next(nummern))

    def _together(
        self,
        art: Sammelart,
        produkte: Sequence[Berichtsobjekt],
        nummer: int,
        ab: Berichtsobjekt | None = None,
        begruendung: str = "",
    ) -> Sammelzeile:
        """One line for several Produkte; below `ab` named by what consists of them."""
        summe = sum_produkte(GESAMT, [self.produktzeile(produkt) for produkt in produkte], self.regeln)
        kennungen = [produkt.kennung for produkt in produkte]
        namen = [o.bezeichnung for o in highest(self.gliederung, kennungen, ab)] if ab else [p.nummer for p in produkte]
        zeichen = f"{SAMMELZEICHEN}{nummer}"
        return Sammelzeile(
            objekt=Berichtsobjekt(zeichen, Ebene.PRODUKT, zeichen, f"{art} ({len(namen)}): {listed(namen)}"),
            ansatz_ct=summe.ansatz_ct,
            ist_ct=summe.ist_ct,
            ergebnis_ct=summe.ergebnis_ct,
            regeln=self.regeln,
            leistung=None,
            ziel=None,
            volumen_ct=summe.volumen_ct,
            vorjahre_ct=summe.vorjahre_ct,
            begruendung=begruendung,
            art=art,
            produkte=tuple(produkte),
        )

    def produktzeile(self, produkt: Berichtsobjekt) -> Produktzeile:
        """The line of a Produkt in the consolidated report, whether it is shown there or not."""
        blatt = self.produktblatt(produkt)
        return Produktzeile(
            objekt=produkt,
            ansatz_ct=blatt.ansatz_ct,
            ist_ct=blatt.ergebnis_ct,
            ergebnis_ct=blatt.prognose_ct,
            regeln=self.regeln,
            leistung=next(iter(blatt.leistungen), None),
            ziel=next(iter(blatt.ziele), None),
            weitere_leistungen=blatt.leistungen[1:],
            weitere_ziele=blatt.ziele[1:],
            volumen_ct=blatt.volumen_ct,
            vorjahre_ct=blatt.vorjahre_ct,
            begruendung=blatt.begruendung,
        )
