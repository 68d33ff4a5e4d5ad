"""Which sheets for tables of the Datenmappe a Fachdienst gets in its workbook."""

from __future__ import annotations

from xlbudget.app.bericht.lauf import Lauf
from xlbudget.core.gliederung import Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.kennzahlen.modelle import Kennzahlregel
from xlbudget.core.kennzahlen.monatsfelder import ask
from xlbudget.core.kennzahlen.rechnung import Kennzahlrechnung
from xlbudget.layout.eingabetafel import Eingabetafel
from xlbudget.layout.kennzahltabellen import KENNZAHLWERTE
from xlbudget.layout.kennzahltafel import build_kennzahltafel


def tafeln_of(lauf: Lauf, budget: Berichtsobjekt) -> tuple[Eingabetafel, ...]:
    """The sheets for a Budget, in their order in the workbook; none of a table that the Datenmappe does not have."""
    tafeln = (_kennzahltafel(lauf, budget),)
    return tuple(tafel for tafel in tafeln if tafel)


def _kennzahltafel(lauf: Lauf, budget: Berichtsobjekt) -> Eingabetafel | None:
    mappe, gliederung = lauf.mappe, lauf.daten.gliederung
    if KENNZAHLWERTE.name in mappe.ohne:
        return None
    rechnung = Kennzahlrechnung(mappe.kennzahlregeln, mappe.kennzahlwerte)
    eigene = (regel for regel in mappe.kennzahlregeln if _reporter(regel, gliederung) == budget)
    fragen = [gefragt for regel in eigene if (gefragt := ask(regel, rechnung, lauf.daten.stand))]
    return build_kennzahltafel(fragen, {o.kennung: o.titel for o in gliederung if o.ebene is Ebene.PRODUKT})


def _reporter(regel: Kennzahlregel, gliederung: Gliederung) -> Berichtsobjekt | None:
    """The Budget in whose Mappe a Kennzahl is asked for: the one that is named, else the nearest above its Produkt."""
    budgets = gliederung.mappenbudgets()
    genannt = [objekt for objekt in gliederung.find(regel.meldet) if objekt in budgets] if regel.meldet else []
    if len(genannt) == 1:
        return genannt[0]
    pfad = gliederung.pfad(gliederung[regel.produkt]) if regel.produkt in gliederung else ()
    return next((objekt for objekt in pfad if objekt in budgets), None)
