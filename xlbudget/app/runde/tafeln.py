"""Which sheets for tables of the Datenmappe a Fachdienst gets in its workbook."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal

from xlbudget.app.bericht.lauf import Lauf
from xlbudget.core.gliederung import Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.kennzahlen.modelle import Kennzahlregel, Kennzahlwert, PlanIst
from xlbudget.core.kennzahlen.monatsfelder import Monatsfragen, ask
from xlbudget.core.kennzahlen.pruefung import check_stand_der_kennzahlen
from xlbudget.core.kennzahlen.rechnung import Kennzahlrechnung
from xlbudget.core.massnahmenfelder import asked, reporter
from xlbudget.errors import Befund, Schwere, listed
from xlbudget.layout.eingabetafel import Eingabetafel
from xlbudget.layout.kennzahltabellen import KENNZAHLWERTE
from xlbudget.layout.kennzahltafel import build_kennzahltafel
from xlbudget.layout.massnahmentafel import build_massnahmentafel

_GENANNT = 5  # Kennzahlen in a message


def tafeln_of(lauf: Lauf, budget: Berichtsobjekt) -> tuple[Eingabetafel, ...]:
    """The sheets for a Budget, in their order in the workbook; none of a table that the Datenmappe does not have."""
    tafeln = (_kennzahltafel(lauf, budget), _massnahmentafel(lauf, budget))
    return tuple(tafel for tafel in tafeln if tafel)


def tell_unasked(lauf: Lauf) -> Iterator[Befund]:
    """The Kennzahlen with values by month that no workbook asks for, because somebody else is named."""
    gliederung = lauf.daten.gliederung
    andere = [f.regel for f in _asked(lauf) if f.regel.meldet and not gliederung.find(f.regel.meldet)]
    if andere:
        genannt = listed([f"{regel.kuerzel} („{regel.meldet}“)" for regel in andere], _GENANNT)
        text = (
            f"Keine Mappe fragt nach den Monatswerten von {genannt}: in der Spalte Meldet steht kein Budget. Soll der "
            "Fachdienst sie melden, dort das Budget eintragen oder die Zelle leeren."
        )
        yield Befund(Schwere.HINWEIS, "versand.meldet", text, andere[0].source)


def expecting_answers(lauf: Lauf, budgets: Collection[Berichtsobjekt]) -> tuple[Befund, ...]:
    """The findings of a run as if these Budgets had answered: the months they are asked for are named together."""
    fehlend = [b for b in lauf.befunde if b.code == "kennzahlwert.fehlt" and b.schwere is Schwere.WARNUNG]
    offen = [
        frage.schluessel
        for fragen in _asked(lauf)
        if _reporter(fragen.regel, lauf.daten.gliederung) in budgets
        for frage in fragen.fragen
        if frage.wert is None
    ]
    if not (fehlend and offen):
        return lauf.befunde
    mappe, stand = lauf.mappe, lauf.daten.stand
    antworten = (Kennzahlwert(s.kuerzel, s.periode, PlanIst.IST, s.gruppe, Decimal(1)) for s in offen)
    danach = Kennzahlrechnung(mappe.kennzahlregeln, (*mappe.kennzahlwerte, *antworten))
    bleibt = [b for b in check_stand_der_kennzahlen(danach, stand) if b.code == "kennzahlwert.fehlt"]
    kuerzel = list(dict.fromkeys(s.kuerzel for s in offen))
    text = (
        f"Zum Stand {stand.text} fehlen noch Monatswerte von {listed(kuerzel, _GENANNT)}; die Mappen fragen danach. "
        "Was nach dem Rücklauf noch fehlt, nennt der Bericht."
    )
    gefragt = Befund(Schwere.HINWEIS, "versand.monate", text, danach.regeln[kuerzel[0]].source)
    return (*(b for b in lauf.befunde if b not in fehlend), *bleibt, gefragt)


def _kennzahltafel(lauf: Lauf, budget: Berichtsobjekt) -> Eingabetafel | None:
    gliederung = lauf.daten.gliederung
    fragen = [gefragt for gefragt in _asked(lauf) if _reporter(gefragt.regel, gliederung) == budget]
    return build_kennzahltafel(fragen, {o.kennung: o.titel for o in gliederung if o.ebene is Ebene.PRODUKT})


def _asked(lauf: Lauf) -> list[Monatsfragen]:
    """What is asked of all Kennzahlen; nothing without the table."""
    mappe = lauf.mappe
    if KENNZAHLWERTE.name in mappe.ohne:
        return []
    rechnung = Kennzahlrechnung(mappe.kennzahlregeln, mappe.kennzahlwerte)
    fragen = (ask(regel, rechnung, lauf.daten.stand) for regel in mappe.kennzahlregeln)
    return [gefragt for gefragt in fragen if gefragt]


def _massnahmentafel(lauf: Lauf, budget: Berichtsobjekt) -> Eingabetafel | None:
    gliederung = lauf.daten.gliederung
    budgets = gliederung.mappenbudgets()
    zeilen = asked(lauf.mappe.massnahmen, lauf.daten.stand.jahr)
    eigene = [zeile for zeile in zeilen if reporter(zeile, gliederung, budgets) == budget.kennung]
    return build_massnahmentafel(eigene, {objekt.kennung: objekt.titel for objekt in gliederung})


def _reporter(regel: Kennzahlregel, gliederung: Gliederung) -> Berichtsobjekt | None:
    """The Budget in whose Mappe a Kennzahl is asked for: the one that is named, else the nearest above its Produkt."""
    budgets = gliederung.mappenbudgets()
    if regel.meldet:
        genannt = [objekt for objekt in gliederung.find(regel.meldet) if objekt in budgets]
        return genannt[0] if len(genannt) == 1 else None
    return gliederung.nearest(regel.produkt, budgets)
