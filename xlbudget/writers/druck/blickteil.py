"""Auf einen Blick in print: the whole, its Budgets, the largest deviations, what is missed and what nobody has said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlbudget.core.blick import Blick, Blickprodukt, Verlauf
from xlbudget.core.darstellung import Geldeinheit
from xlbudget.core.kurven import cumulated, spread
from xlbudget.errors import listed
from xlbudget.writers.druck.blattteil import BLAU, GRAU, HELL
from xlbudget.writers.druck.druckform import (
    Bild,
    Blickteil,
    Druckabschnitt,
    Druckangabe,
    Druckreihe,
    Druckspalte,
    Drucktabelle,
    Lage,
    Reihenrolle,
)
from xlbudget.writers.druck.finanzspalten import Finanzspalten, ergebnis_word
from xlbudget.writers.druck.kennzahlteil import missed
from xlbudget.writers.druck.zahlen import percent, signed, with_word
from xlbudget.writers.liniendiagramm import Diagramm, Linie

MAX_ZIELE = 5
BREITE, HOEHE = 252, 122  # of a curve, in points


def blickteil(blick: Blick) -> Blickteil:
    """The pieces of the page."""
    return Blickteil(
        kennwerte=tuple(_values(blick)),
        bilder=tuple(_curve(blick, verlauf) for verlauf in (blick.ertraege, blick.aufwendungen)),
        abschnitte=(
            _budgets(blick),
            _ranking("Größte Verbesserungen", _unit(blick), blick.verbesserungen),
            _ranking("Größte Verschlechterungen", _unit(blick), blick.verschlechterungen),
            *_missed(blick),
            _open(blick),
        ),
    )


def _values(blick: Blick) -> Iterator[Druckangabe]:
    summe, was, einheit = blick.summe, ergebnis_word(blick.bericht.stand), _unit(blick)
    yield Druckangabe("Plan", _share(blick, einheit.show(summe.ansatz_ct), summe.ansatz_ct))
    yield Druckangabe(was, _share(blick, einheit.show(summe.ergebnis_ct), summe.ergebnis_ct))
    abweichung = _share(blick, signed(summe.verbesserung_ct, einheit), summe.verbesserung_ct)
    yield Druckangabe("Abweichung", f"{abweichung} {with_word(summe.tendenz)}".strip())
    for verlauf in (blick.ertraege, blick.aufwendungen):
        text = f"{einheit.show(verlauf.ansatz_ct)} → {einheit.show(verlauf.prognose_ct)} {einheit}"
        yield Druckangabe(f"{verlauf.art}, Plan → {was}", text)


def _share(blick: Blick, text: str, betrag_ct: int) -> str:
    anteil = percent(blick.anteil(betrag_ct), 1)
    if anteil and text.startswith("+") and anteil.strip("0, %"):
        anteil = f"+{anteil}"
    return f"{text} {_unit(blick)} ({anteil} des Volumens)" if anteil else f"{text} {_unit(blick)}"


def _unit(blick: Blick) -> Geldeinheit:
    return blick.bericht.darstellung.einheit


def _budgets(blick: Blick) -> Druckabschnitt:
    spalten = Finanzspalten(blick.bericht)
    reihen = [spalten.usual_row(budget.name, budget.summe) for budget in blick.budgets]
    reihen.append(spalten.usual_row("Summe", blick.summe, Reihenrolle.SUMME))
    titel = f"Budgets (in {_unit(blick).name_im_kopf}; ein Zuschussbedarf ist negativ)"
    return Druckabschnitt(titel, tabellen=(spalten.usual("Finanzen je Budget", "Budget", reihen),))


def _ranking(titel: str, einheit: Geldeinheit, produkte: Sequence[Blickprodukt]) -> Druckabschnitt:
    if not produkte:
        return Druckabschnitt(titel, absaetze=("Keine.",))
    spalten = (
        Druckspalte("Produkt", Lage.TEXT),
        Druckspalte(f"Abweichung in {einheit}" if einheit.zusatz else "Abweichung"),
        Druckspalte("Begründung", Lage.TEXT, 2),
    )
    paare = [(p.zeile, p.begruendung or "–") for p in produkte]
    reihen = tuple(Druckreihe((z.objekt.titel, signed(z.verbesserung_ct, einheit), grund)) for z, grund in paare)
    return Druckabschnitt(titel, tabellen=(Drucktabelle(f"{titel}, in {einheit.name_im_kopf}", spalten, reihen),))


def _missed(blick: Blick) -> Iterator[Druckabschnitt]:
    """Nothing where no Ziel can be missed."""
    mit_grad = sum(p.ziel is not None and p.ziel.grad is not None for p in blick.produkte)
    if not mit_grad:
        return
    gezeigt = blick.ziele[:MAX_ZIELE]
    mehr = f", gezeigt die {MAX_ZIELE} am weitesten verfehlten" if len(blick.ziele) > MAX_ZIELE else ""
    titel = f"Verfehlte Ziele: {len(blick.ziele)} von {mit_grad}{mehr}"
    paare = [(zeile.objekt.titel, zeile.ziel) for zeile in gezeigt if zeile.ziel]
    tabelle = missed(
        "am weitesten verfehlt", blick.bericht.stand, [ziel for _, ziel in paare], [name for name, _ in paare]
    )
    yield Druckabschnitt(titel, tabellen=(tabelle,) if tabelle else ())


def _open(blick: Blick) -> Druckabschnitt:
    stumme = blick.fakten.ohne_rueckmeldung
    nummern = [zeile.objekt.nummer for zeile in blick.ohne_begruendung]
    saetze = (
        ("Produkte ohne Begründung", nummern) if blick.verlangt_begruendung else None,
        ("Budgets, angefragt und ohne Rückmeldung", stumme),
        (blick.why_ohne_grad("Plan"), blick.ohne_grad),
    )
    texte = [f"{was}: {len(namen)} ({listed(namen)})." for was, namen in filter(None, saetze) if namen]
    return Druckabschnitt("Nicht berichtet, nicht begründet", absaetze=tuple(texte) or ("Nichts.",))


def _curve(blick: Blick, verlauf: Verlauf) -> Bild:
    stand = blick.bericht.stand
    linien = [
        Linie(str(stand.jahr), cumulated(verlauf.monate_ct, stand.monat), BLAU, punkte=True),
        Linie(f"Plan {stand.jahr}", spread(verlauf.ansatz_ct), GRAU, "5 3"),
    ]
    if verlauf.vorjahr_ct is not None:
        linien.append(Linie(str(stand.jahr - 1), cumulated(verlauf.vorjahr_ct), HELL, "1.5 2"))
    diagramm = Diagramm(f"{verlauf.art} aufgelaufen, in Euro", tuple(linien))
    return Bild(diagramm.titel, BREITE, diagramm.svg(BREITE, HOEHE), diagramm.alt_text())
