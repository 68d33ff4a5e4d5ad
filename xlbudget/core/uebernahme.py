"""What a report takes from returns: each value with its origin, put into the Datenmappe, and looked for after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import cast

from xlbudget.core.berichtsdaten import Berichtsdaten
from xlbudget.core.geld import exact
from xlbudget.core.gliederung import Berichtsobjekt
from xlbudget.core.kennzahlen.monatsfelder import Monatsschluessel
from xlbudget.core.kennzahlen.rechnung import as_decimal
from xlbudget.core.kontenrahmen import Art, Berichtszeile
from xlbudget.core.produktblatt import Blatttabelle, Kennzahl, Produktblatt, Zeile
from xlbudget.core.prognose import Meldung, Prognose, Verfahren
from xlbudget.core.rueckmeldung import MASSNAHMENARTEN, Feld, Feldart, Feldwert, feldwert_text, normal_text
from xlbudget.errors import Befund, Schwere, SourceRef, printable

Eigene = Mapping[Feld, Feldwert]
"""What a Datenmappe says itself, without any return. A Feld of a Kennzahl or Erläuterung is there if it can be said."""


@dataclass(frozen=True, slots=True)
class Uebernahme:
    """One value that a report takes from a return; `alt` is what it has without, `von` who entered it.

    `rueckgabe` is the number of the return, `source` its cell.
    """

    feld: Feld
    alt: Feldwert
    neu: Feldwert
    grund: str
    von: str
    datum: date
    source: SourceRef
    rueckgabe: int = 0


def eigene_werte(
    objekte: Iterable[Berichtsobjekt],
    leistungen: Iterable[Kennzahl],
    ziele: Iterable[Kennzahl],
    meldungen: Iterable[Meldung],
) -> dict[Feld, Feldwert]:
    """Every value of a Datenmappe that a return can speak of, as a workbook would be prefilled with it.

    Of two lines about the same thing the first counts. `meldungen` are those of one Stand.
    """
    werte: dict[Feld, Feldwert] = {}
    for objekt in objekte:
        werte.setdefault(Feld(objekt.kennung, Feldart.ERLAEUTERUNG), normal_text(objekt.erlaeuterung) or None)
    for feldart, kennzahlen in ((Feldart.LEISTUNG, leistungen), (Feldart.ZIEL, ziele)):
        for kennzahl in kennzahlen:
            ist = None if kennzahl.ist is None else exact(float(kennzahl.ist))
            werte.setdefault(Feld(kennzahl.produkt, feldart, zeile=kennzahl.bezeichnung), ist)
    for meldung in meldungen:
        prognose = Feld(meldung.objekt, Feldart.PROGNOSE, meldung.art, meldung.zeile)
        if prognose not in werte:
            werte[prognose] = meldung.betrag_ct
            werte[replace(prognose, feldart=Feldart.GRUND)] = normal_text(meldung.grund) or None
    return werte


def check_uebernahmen(
    genommen: Iterable[Uebernahme], daten: Berichtsdaten
) -> tuple[tuple[Uebernahme, ...], list[Befund]]:
    """Those values that the computed report really has; each of the others is a Fehler, whatever the reason."""
    im_bericht: list[Uebernahme] = []
    befunde: list[Befund] = []
    eigene = eigene_werte(daten.gliederung, daten.leistungen, daten.ziele, ())
    for uebernahme in genommen:
        feld = uebernahme.feld
        if feld.feldart is Feldart.PROGNOSE and feld.art is not None:
            zeile = Berichtszeile(feld.art, feld.zeile)
            wert: Feldwert = daten.prognosen.prognose_of(daten.gliederung[feld.objekt], zeile).betrag_ct
        elif feld.feldart is Feldart.MONATSWERT:
            wert = _month_in_report(feld, daten, uebernahme.neu)
        elif feld.feldart in MASSNAHMENARTEN:
            wert = uebernahme.neu  # no figure of the report: its line has it, from which the status sheet is made
        else:
            wert = eigene.get(feld)
        if wert == uebernahme.neu:
            im_bericht.append(uebernahme)
            continue
        text = (
            f"{feld}: aus der Rückgabe {uebernahme.rueckgabe} angenommen ist {shown_wert(uebernahme.neu)}, im Bericht "
            f"steht {shown_wert(wert)}. Die Angaben zu {feld.objekt} in Datenmappe und Rückgabe vergleichen."
        )
        befunde.append(Befund(Schwere.FEHLER, "ruecklauf.nicht_uebernommen", text, uebernahme.source))
    return tuple(im_bericht), befunde


def _month_in_report(feld: Feld, daten: Berichtsdaten, gemeldet: Feldwert) -> Feldwert:
    """The value of one month as the report has it; of the prior year it shows no single groups, so none is missed."""
    schluessel = Monatsschluessel.parse(feld.zeile)
    if schluessel.periode.jahr != daten.stand.jahr:
        return gemeldet
    for kennzahl in (*daten.leistungen, *daten.ziele):
        if kennzahl.reihe and (kennzahl.kuerzel, kennzahl.produkt) == (schluessel.kuerzel, feld.objekt):
            gruppe = next((g for g in kennzahl.reihe.gruppen if g.name == schluessel.gruppe), None)
            wert = gruppe.monate[schluessel.periode.monat - 1] if gruppe else None
            # as it is shown
            gezeigt = as_decimal(Fraction(gemeldet)) if isinstance(gemeldet, Decimal) else None
            return gemeldet if wert == gezeigt else wert
    return None


def to_meldungen(genommen: Iterable[Uebernahme]) -> tuple[Meldung, ...]:
    """The Prognosen of the returns, for rows the Datenmappe says nothing about."""
    return tuple(
        Meldung(u.feld.objekt, u.feld.art, u.feld.zeile, cast(int, u.neu), u.grund, u.source)
        for u in genommen
        if u.feld.feldart is Feldart.PROGNOSE and u.feld.art is not None
    )


def merge_erlaeuterungen(
    objekte: Iterable[Berichtsobjekt], genommen: Iterable[Uebernahme]
) -> tuple[Berichtsobjekt, ...]:
    """The objects with the explanations of the returns."""
    neu = {u.feld.objekt: str(u.neu or "") for u in genommen if u.feld.feldart is Feldart.ERLAEUTERUNG}
    return tuple(replace(objekt, erlaeuterung=neu.get(objekt.kennung, objekt.erlaeuterung)) for objekt in objekte)


def merge_kennzahlen(
    kennzahlen: Iterable[Kennzahl], feldart: Feldart, genommen: Iterable[Uebernahme]
) -> tuple[Kennzahl, ...]:
    """The key figures of one kind (`LEISTUNG` or `ZIEL`) with the Ist of the returns; of two of one name, the first."""
    neu = {(u.feld.objekt, u.feld.zeile): cast(Decimal | None, u.neu) for u in genommen if u.feld.feldart is feldart}
    gemerkt: list[Kennzahl] = []
    for kennzahl in kennzahlen:
        ist = neu.pop((kennzahl.produkt, kennzahl.bezeichnung), kennzahl.ist)
        # what was forecast begins with another Ist
        prognose = kennzahl.prognose if ist == kennzahl.ist else None
        gemerkt.append(replace(kennzahl, ist=ist, prognose=prognose))
    return tuple(gemerkt)


def answered(blatt: Produktblatt, eingaben: Mapping[Feld, Feldwert]) -> Produktblatt:
    """The sheet of a Produkt as it would be with these answers; what they leave out stays."""
    objekt = blatt.objekt

    def zeile(art: Art, alt: Zeile) -> Zeile:
        prognose = Feld(objekt.kennung, Feldart.PROGNOSE, art, alt.name)
        betrag_ct = eingaben.get(prognose)
        if not isinstance(betrag_ct, int):
            return alt
        grund = str(eingaben.get(replace(prognose, feldart=Feldart.GRUND)) or "")
        return replace(alt, prognose=Prognose(betrag_ct, frozenset({Verfahren.GEMELDET})), grund=grund)

    def tabelle(alt: Blatttabelle) -> Blatttabelle:
        return replace(alt, zeilen=tuple(zeile(alt.art, eine) for eine in alt.zeilen))

    def ziel(alt: Kennzahl) -> Kennzahl:
        ist = eingaben.get(Feld(objekt.kennung, Feldart.ZIEL, zeile=alt.bezeichnung), alt.ist)
        return replace(alt, ist=ist if isinstance(ist, Decimal) else None)

    text = eingaben.get(Feld(objekt.kennung, Feldart.ERLAEUTERUNG), objekt.erlaeuterung)
    return replace(
        blatt,
        objekt=replace(objekt, erlaeuterung=str(text or "")),
        ertraege=tabelle(blatt.ertraege),
        aufwendungen=tabelle(blatt.aufwendungen),
        ziele=tuple(map(ziel, blatt.ziele)),
    )


def shown_wert(wert: Feldwert) -> str:
    """How a finding shows a value."""
    text = printable(" ".join(feldwert_text(wert).split()), 60) or "leer"
    return f"„{text}“" if isinstance(wert, str) else text
