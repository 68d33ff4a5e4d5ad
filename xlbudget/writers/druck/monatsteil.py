"""The chapter Kennzahlen nach Monaten: by Fachdienst, groups side by side with the gap, and curves of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from xlbudget.core.bericht import Produktbericht
from xlbudget.core.kennzahlen.blatt import Blattkennzahl, kennzahlgruppen_of
from xlbudget.core.kennzahlen.reihe import Gruppenreihe, Kennzahlreihe
from xlbudget.core.produktblatt import explain_prognosen
from xlbudget.core.zeit import MONATE, Stand
from xlbudget.errors import printable
from xlbudget.writers.druck.druckform import (
    Bild,
    Druckreihe,
    Druckspalte,
    Drucktabelle,
    Lage,
    Monatsabschnitt,
    Reihenrolle,
)
from xlbudget.writers.druck.zahlen import kennzahl_wert, percent
from xlbudget.writers.gesamtbericht.kennzahlblatt import HINWEIS
from xlbudget.writers.gesamtbericht.spaltenkatalog import indikator
from xlbudget.writers.liniendiagramm import Diagramm, Linie

BREITE, HOEHE = 740, 100  # of the curves, in points
GROSS = 10  # from here on hundredths are fine enough to draw
MAX_NAME = 24  # characters in the legend
_LINIEN = (("#1f4e79", ""), ("#c55a11", "5 3"), ("#548235", "1.5 2"), ("#7030a0", "8 2 1 2"))
_VORJAHR = ("#7f7f7f", "10 3")
Zahlform = Callable[[Decimal | None], str]


def monats_sections(bericht: Produktbericht) -> tuple[Monatsabschnitt, ...]:
    """A heading for each Fachdienst and one for each of its Kennzahlen; nothing where none has values by month."""
    gruppen = kennzahlgruppen_of(bericht)
    return tuple(
        teil
        for gruppe in gruppen
        for teil in (
            Monatsabschnitt(gruppe.titel, 1),
            *(_kennzahl(eine, bericht.stand) for eine in gruppe.kennzahlen),
        )
    )


def monats_notes(bericht: Produktbericht) -> tuple[str, ...]:
    """How the chapter is read."""
    alle = [eine.kennzahl for gruppe in kennzahlgruppen_of(bericht) for eine in gruppe.kennzahlen]
    if not alle:
        return ()
    verfahren = explain_prognosen(alle)
    return (HINWEIS, *((f"Prognose zum Jahresende: {verfahren}.",) if verfahren else ()))


def _kennzahl(eine: Blattkennzahl, stand: Stand) -> Monatsabschnitt:
    titel = f"{eine.objekt.nummer} {indikator(eine.kennzahl)}"
    vergleich = eine.kennzahl.vergleich
    absaetze = []
    if vergleich and vergleich.ist_belegt:
        absaetze.append(f"Vergleich: {kennzahl_wert(vergleich.wert, eine.kennzahl.einheit)}, {vergleich.herkunft}.")
    tabelle = Drucktabelle(f"{titel}, nach Monaten", tuple(_heads(eine, stand)), tuple(_rows(eine, stand)))
    return Monatsabschnitt(titel, 2, tabelle, _curves(eine, stand), tuple(absaetze))


def _has_prognose(eine: Blattkennzahl, stand: Stand) -> bool:
    return not stand.ist_jahresende and eine.has_prognose


def _heads(eine: Blattkennzahl, stand: Stand) -> Iterator[Druckspalte]:
    yield Druckspalte("Gruppe", Lage.TEXT)
    yield from (Druckspalte(was) for was in ("Plan", "Ist", f"bis {MONATE[stand.monat - 1][:3]} {stand.jahr - 1}"))
    if _has_prognose(eine, stand):
        yield Druckspalte("Prognose")
    yield from (Druckspalte(monat[:3]) for monat in MONATE)


def _rows(eine: Blattkennzahl, stand: Stand) -> Iterator[Druckreihe]:
    mit_prognose = _has_prognose(eine, stand)

    def show(wert: Decimal | None) -> str:
        return kennzahl_wert(wert, eine.kennzahl.einheit)

    def prognose(gruppe: Gruppenreihe) -> str:
        return f"{show(gruppe.prognose.wert)} {gruppe.prognose.kuerzel}" if gruppe.prognose else ""

    for gruppe in eine.reihe.gruppen:
        monate = (f"{show(w)} v" if n in gruppe.vorlaeufig else show(w) for n, w in enumerate(gruppe.monate, 1))
        werte = (show(gruppe.plan), show(gruppe.ist), show(gruppe.vorjahr))
        ende = (prognose(gruppe),) if mit_prognose else ()
        rolle = Reihenrolle.POSTEN if gruppe.name else Reihenrolle.SUMME
        yield Druckreihe((gruppe.name or f"gesamt {stand.jahr}", *werte, *ende, *monate), rolle)
    for paar in eine.reihe.paare:
        yield _gap(eine, *paar, mit_prognose=mit_prognose)
    leer = ("",) * (4 if mit_prognose else 3)
    yield Druckreihe((f"gesamt {stand.jahr - 1}", *leer, *map(show, eine.reihe.monate_vorjahr)), Reihenrolle.VORJAHR)


def _gap(eine: Blattkennzahl, a: Gruppenreihe, b: Gruppenreihe, *, mit_prognose: bool) -> Druckreihe:
    def show(wert: Decimal | None, anderer: Decimal | None) -> str:
        abstand = eine.gap(wert, anderer)
        if abstand is None:
            return ""
        text = kennzahl_wert(abstand, "") if eine.in_punkten else percent(Fraction(abstand), 1)
        return f"+{text}" if abstand > 0 else text

    werte = [show(a.plan, b.plan), show(a.ist, b.ist), show(a.vorjahr, b.vorjahr)]
    if mit_prognose:
        eins, zwei = (gruppe.prognose.wert if gruppe.prognose else None for gruppe in (a, b))
        werte.append(show(eins, zwei))
    return Druckreihe(
        (eine.gap_name(a.name, b.name), *werte, *(show(*paar) for paar in zip(a.monate, b.monate, strict=True)))
    )


def _curves(eine: Blattkennzahl, stand: Stand) -> Bild | None:
    reihe, einheit = eine.reihe, eine.kennzahl.einheit
    faktor = 100 if _largest(reihe) >= GROSS else 10_000

    def whole(wert: Decimal | None) -> int | None:
        return None if wert is None else int((wert * faktor).to_integral_value(ROUND_HALF_UP))

    def line(name: str, monate: Sequence[Decimal | None], aussehen: tuple[str, str], *, punkte: bool = True) -> Linie:
        werte = tuple(map(whole, monate))
        return Linie(printable(name, MAX_NAME), werte, *aussehen, punkte=punkte)

    linien = [
        line(gruppe.name or f"gesamt {stand.jahr}", gruppe.monate, _LINIEN[nummer % len(_LINIEN)])
        for nummer, gruppe in enumerate(reihe.gruppen)
    ]
    linien.append(line(f"gesamt {stand.jahr - 1}", reihe.monate_vorjahr, _VORJAHR, punkte=False))
    if not any(wert is not None for linie in linien for wert in linie.werte):
        return None
    titel = f"{eine.kennzahl.bezeichnung} nach Monaten"
    diagramm = Diagramm(titel, tuple(linien), lambda wert: kennzahl_wert(Decimal(wert) / faktor, einheit), "")
    return Bild(diagramm.titel, BREITE, diagramm.svg(BREITE, HOEHE), diagramm.alt_text())


def _largest(reihe: Kennzahlreihe) -> Decimal:
    monate = (wert for eine in (*(g.monate for g in reihe.gruppen), reihe.monate_vorjahr) for wert in eine)
    return max((abs(wert) for wert in monate if wert is not None), default=Decimal(0))
