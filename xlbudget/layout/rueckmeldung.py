"""The workbook a Fachdienst fills in: what can be entered where, what is accepted there, and what nobody may change.

Inputs lie under defined names of the template, like everything else; which of their rows are inputs depends on the
Produktblatt. The sheets around them are drawn by xlbudget, so their addresses are fixed and stand here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from textwrap import shorten

from xlbudget.cellplan import CellPlan, column
from xlbudget.core.begruendung import Anlass, listed_anlaesse
from xlbudget.core.geld import euro, exact
from xlbudget.core.gliederung import Ebene
from xlbudget.core.produktblatt import Kennzahl, Produktblatt
from xlbudget.core.prognose import Meldung, Zeilenschluessel
from xlbudget.core.rueckmeldung import (
    MAX_KENNZAHL,
    MAX_PROGNOSE_CT,
    MAX_ZEICHEN,
    MAX_ZEICHEN_NAME,
    Feld,
    Feldart,
    Feldwert,
    Status,
    normal_text,
)
from xlbudget.layout.namen import MELDUNGSNAMEN, PB, ZEILENNAMEN
from xlbudget.layout.produktblatt import plan_produktblatt

RUECKMELDUNG_BLATT = "Rückmeldung"
ZELLE_NAME, ZELLE_DATUM, ZELLE_STATUS = "C6", "C7", "C8"
BOX_ZELLEN = (ZELLE_NAME, ZELLE_DATUM, ZELLE_STATUS)
"""Inputs of the sheet Rückmeldung: who answers, when, and whether that is final."""

IDENTITAET_BLATT = "_xlbudget"
ZELLE_HINWEIS, ZELLE_IDENTITAET, ZELLE_SIEGEL = "A1", "A2", "A3"
HINWEIS = "Diese Angaben braucht xlbudget, um die Mappe zuzuordnen. Bitte nicht ändern."
"""The hidden sheet holds this sentence, the identity as JSON and its seal; below, it sums the Produkte."""

EINGABEFARBE = "FFF2CC"
"""What shows that a cell is an input, as RGB."""
PFLICHTFARBE = "F8CBAD"
"""What shows that a Produkt has to be explained there; the sheet Rückmeldung says so in words."""
MAX_HINWEIS = 255
"""Characters that Excel shows beside a cell."""


@dataclass(frozen=True, slots=True)
class Eingabestelle:
    """An input by the name it lies under: the row of that range, counted from 0, and what is prefilled."""

    name: PB
    nummer: int
    feld: Feld
    wert: Feldwert


def plan_rueckmeldung(blatt: Produktblatt, kommune: str, meldungen: Mapping[Zeilenschluessel, Meldung]) -> CellPlan:
    """The write list of one sheet: that of its Produktblatt, and what has been reported for its rows already."""
    werte = {(e.name, e.nummer): e.wert for e in eingaben(blatt, meldungen) if e.name in MELDUNGSNAMEN}
    spalten = []
    for tabelle in (blatt.ertraege, blatt.aufwendungen):
        namen, zeilen = ZEILENNAMEN[tabelle.art], range(len(tabelle.zeilen))
        betraege = (werte.get((namen.meldung, zeile)) for zeile in zeilen)
        spalten += [
            column(namen.meldung, (euro(betrag) if isinstance(betrag, int) else None for betrag in betraege)),
            column(namen.grund, (werte.get((namen.grund, zeile)) for zeile in zeilen)),
        ]
    return (*plan_produktblatt(blatt, kommune, zum_ausfuellen=True), *spalten)


def eingaben(
    blatt: Produktblatt, meldungen: Mapping[Zeilenschluessel, Meldung], ergeben_sich: Collection[str] = ()
) -> tuple[Eingabestelle, ...]:
    """Every input of one sheet, in its order.

    Kennzahlen are entered for Produkte only, and forecasts unless none is reported: all else is their sum. At the end
    of the year the Prognose is the Ergebnis, so there is none to enter. The Ist of Kennzahlen that `ergeben_sich`, by
    Kürzel, from what is entered on another sheet, is none either, nor that of one calculated from others.
    """
    ist_produkt, objekt = blatt.objekt.ebene is Ebene.PRODUKT, blatt.objekt
    prognosen = _prognosen(blatt, meldungen) if blatt.ist_kleinstes and not blatt.stand.ist_jahresende else ()
    text = normal_text(objekt.erlaeuterung) or None
    erlaeuterung = Eingabestelle(PB.ERLAEUTERUNG, 0, Feld(objekt.kennung, Feldart.ERLAEUTERUNG), text)
    kennzahlen = (
        (
            *_kennzahlen(PB.LEISTUNG_IST, Feldart.LEISTUNG, blatt.leistungen, ergeben_sich),
            *_kennzahlen(PB.ZIEL_IST, Feldart.ZIEL, blatt.ziele, ergeben_sich),
        )
        if ist_produkt
        else ()
    )
    return (*prognosen, erlaeuterung, *kennzahlen)


def _prognosen(blatt: Produktblatt, meldungen: Mapping[Zeilenschluessel, Meldung]) -> Iterator[Eingabestelle]:
    objekt = blatt.objekt.kennung
    for tabelle in (blatt.ertraege, blatt.aufwendungen):
        namen = ZEILENNAMEN[tabelle.art]
        for nummer, zeile in enumerate(tabelle.zeilen):
            meldung = meldungen.get((objekt, tabelle.art, zeile.name))
            betrag_ct = meldung.betrag_ct if meldung else None
            grund = normal_text(meldung.grund) or None if meldung else None
            yield Eingabestelle(
                namen.meldung, nummer, Feld(objekt, Feldart.PROGNOSE, tabelle.art, zeile.name), betrag_ct
            )
            yield Eingabestelle(namen.grund, nummer, Feld(objekt, Feldart.GRUND, tabelle.art, zeile.name), grund)


def _kennzahlen(
    name: PB, feldart: Feldart, kennzahlen: Iterable[Kennzahl], ergeben_sich: Collection[str]
) -> Iterator[Eingabestelle]:
    """Of two Kennzahlen of the same name only the first can be answered: a return could not tell them apart."""
    bekannt: set[str] = set()
    for nummer, kennzahl in enumerate(kennzahlen):
        folgt = kennzahl.kuerzel in ergeben_sich or (kennzahl.reihe is not None and kennzahl.reihe.ist_gerechnet)
        if kennzahl.bezeichnung not in bekannt and not (kennzahl.kuerzel and folgt):
            bekannt.add(kennzahl.bezeichnung)
            # as a cell keeps it, so that nothing seems to have changed
            ist = None if kennzahl.ist is None else exact(float(kennzahl.ist))
            yield Eingabestelle(name, nummer, Feld(kennzahl.produkt, feldart, zeile=kennzahl.bezeichnung), ist)


@dataclass(frozen=True, slots=True)
class Pruefung:
    """What Excel accepts in an input, what it says before and what it says instead of accepting.

    `art` and `operator` are those of a data validation; `{zelle}` in a formula is the first cell it applies to.
    """

    art: str
    formeln: tuple[str, ...]
    titel: str
    hinweis: str
    fehler: str
    operator: str = "between"


def text_pruefung(titel: str, hinweis: str, laenge: int) -> Pruefung:
    fehler = f"Bitte auf {laenge} Zeichen kürzen."
    return Pruefung(
        art="textLength",
        formeln=(str(laenge),),
        titel=titel,
        hinweis=f"{hinweis} Höchstens {laenge} Zeichen.",
        fehler=fehler,
        operator="lessThanOrEqual",
    )


_MAX_EURO = MAX_PROGNOSE_CT // 100
_KENNZAHL = Pruefung(
    "decimal",
    (str(-MAX_KENNZAHL), str(MAX_KENNZAHL)),
    "Ist",
    "Erreichter Wert zum Stand dieses Berichts: eine Zahl ohne Einheit, Prozente als 97,5.",
    "Bitte nur eine Zahl eingeben, ohne Einheit und Prozentzeichen, zum Beispiel 97,5.",
)

PRUEFUNGEN: Mapping[Feldart, Pruefung] = {
    Feldart.PROGNOSE: Pruefung(
        "custom",
        (f"AND(ISNUMBER({{zelle}}),ABS({{zelle}})<={_MAX_EURO},ROUND({{zelle}},2)={{zelle}})",),
        "Prognose Fachdienst",
        "Nur ausfüllen, wenn das Jahresergebnis von der berechneten Prognose abweichen wird: Betrag in Euro für das "
        "ganze Jahr, höchstens zwei Nachkommastellen. Daneben bitte den Grund nennen.",
        "Bitte einen Betrag in Euro eingeben, ohne Text und mit höchstens zwei Nachkommastellen, zum Beispiel "
        "125.000 oder 1.234,56.",
    ),
    Feldart.GRUND: text_pruefung("Grund", "Warum wird das Ergebnis anders als berechnet?", MAX_ZEICHEN[Feldart.GRUND]),
    Feldart.ERLAEUTERUNG: text_pruefung(
        "Erläuterung",
        "Dieser Text erscheint im Bericht. Neue Zeile mit Alt+Eingabe.",
        MAX_ZEICHEN[Feldart.ERLAEUTERUNG],
    ),
    Feldart.LEISTUNG: _KENNZAHL,
    Feldart.ZIEL: _KENNZAHL,
}


def ask_for(anlaesse: Sequence[Anlass]) -> Pruefung:
    """What Excel says at the Erläuterung of a Produkt that has to be explained."""
    return replace(
        PRUEFUNGEN[Feldart.ERLAEUTERUNG],
        titel="Bitte begründen",
        hinweis=shorten(f"{listed_anlaesse(anlaesse)}.", MAX_HINWEIS, placeholder=" …"),
    )


BOX_PRUEFUNGEN: Mapping[str, Pruefung] = {
    ZELLE_NAME: text_pruefung("Name", "Wer gibt diese Rückmeldung ab?", MAX_ZEICHEN_NAME),
    ZELLE_DATUM: Pruefung(
        "date",
        ("36526", "73050"),  # 2000 to 2099
        "Datum",
        "Datum der Rückmeldung, zum Beispiel 15.07.2024.",
        "Bitte ein Datum eingeben, zum Beispiel 15.07.2024.",
    ),
    ZELLE_STATUS: Pruefung(
        "list",
        (f'"{",".join(Status)}"',),
        "Status",
        f"„{Status.FERTIG}“, wenn alle Angaben gelten, sonst „{Status.ENTWURF}“.",
        f"Bitte {Status.ENTWURF} oder {Status.FERTIG} aus der Liste wählen.",
    ),
}
