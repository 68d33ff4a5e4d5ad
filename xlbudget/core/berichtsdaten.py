"""How Produktblatt and Produktbericht are built from the figures of one Stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from xlbudget.core.bericht import (
    Blatttabelle,
    Budgetgruppe,
    Dezernatsgruppe,
    Kennzahl,
    Produktbericht,
    Produktblatt,
    Produktzeile,
    Zeile,
)
from xlbudget.core.gliederung import GESAMT, Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.kontenrahmen import GESAMT_ZEILE, Art, Kontenrahmen
from xlbudget.core.monatswerte import LEER, Monatswerte
from xlbudget.core.prognose import Prognosen, Vorjahr, Zeilenschluessel
from xlbudget.core.tendenz import Regeln
from xlbudget.core.vorjahre import Vorjahreswerte
from xlbudget.core.zeit import Stand


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
        dezernate: dict[Berichtsobjekt, list[Budgetgruppe]] = {}
        for budget in self.gliederung.berichtsobjekte():
            produkte = [kind for kind in self.gliederung.kinder(budget) if kind.ebene is Ebene.PRODUKT]
            if produkte:
                _, *pfad = self.gliederung.pfad(budget)
                hoechste = [knoten for knoten in (budget, *pfad) if knoten.ebene is Ebene.DEZERNAT]
                gruppe = Budgetgruppe(
                    self.produktblatt(budget),
                    tuple(self.produktzeile(produkt) for produkt in produkte if produkt.im_bericht),
                    tuple(pfad),
                    len(self.gliederung.produkte_of(budget)) > len(produkte),
                )
                dezernate.setdefault(hoechste[-1] if hoechste else GESAMT, []).append(gruppe)
        return Produktbericht(
            self.kommune,
            self.stand,
            self.regeln,
            tuple(
                Dezernatsgruppe(
                    dezernat,
                    tuple(gruppen),
                    None if dezernat.ebene is Ebene.GESAMT else self.produktblatt(dezernat),
                )
                for dezernat, gruppen in dezernate.items()
            ),
            self.produktblatt(GESAMT),
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
