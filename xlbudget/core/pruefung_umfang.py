"""Whether what is reported by itself, and when, can be meant: marks and Stände in, Befunde out."""

from __future__ import annotations

from collections.abc import Iterator

from xlbudget.core.begruendung import listed_anlaesse
from xlbudget.core.berichtsdaten import Berichtsdaten
from xlbudget.core.gliederung import Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.zeit import listed_monate
from xlbudget.errors import Befund, Schwere


def check_umfang(gliederung: Gliederung) -> Iterator[Befund]:
    """Objects that are reported at no Stand because of something above them."""
    for objekt in gliederung:
        eigene, *obere = [knoten for knoten in gliederung.pfad(objekt) if knoten.monate is not None] or [objekt]
        if eigene is not objekt or not obere:
            continue
        darueber = frozenset.intersection(*(knoten.monate or frozenset() for knoten in obere))
        if darueber and not darueber & (objekt.monate or frozenset()):
            wann = "; ".join(f"{_name(knoten)}: {listed_monate(knoten.monate or frozenset())}" for knoten in obere)
            text = (
                f"{_name(objekt)} wird zu keinem Stand einzeln berichtet: in der Spalte Stände steht dort "
                f"{listed_monate(objekt.monate or frozenset())}, darüber aber {wann}. Einen Stand eintragen, den beide "
                "haben, oder die Spalte dort leeren; dann gilt, was darüber steht."
            )
            yield Befund(Schwere.WARNUNG, "stand.nie", text, objekt.source)


def check_wesentliche(daten: Berichtsdaten) -> Iterator[Befund]:
    """Produkte that nobody has marked beside others that are, and large deviations that disappear in a sum."""
    gliederung = daten.gliederung
    produkte = [objekt for objekt in gliederung if objekt.ebene is Ebene.PRODUKT and gliederung.is_shown(objekt)]
    if all(produkt.wesentlich for produkt in produkte):
        return
    for produkt in produkte:
        if produkt.wesentlich or not gliederung.is_due(produkt):
            continue
        if anlaesse := daten.produktblatt(produkt).anlaesse:
            text = (
                f"Produkt {produkt.kennung} ist nicht wesentlich und steht nur in der Summe „weitere Produkte“: "
                f"{listed_anlaesse(anlaesse)}. Soll es einzeln berichtet und begründet werden, in der Spalte "
                "Wesentlich „ja“ eintragen."
            )
            yield Befund(Schwere.HINWEIS, "wesentlich.abweichung", text, produkt.source)


def _name(objekt: Berichtsobjekt) -> str:
    return f"{objekt.ebene} „{objekt.titel}“"
