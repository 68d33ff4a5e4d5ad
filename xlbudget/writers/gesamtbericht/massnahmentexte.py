"""What a report says about measures, row by row: the same on the sheet and in print."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from xlbudget.core.geld import rounded_div
from xlbudget.core.gliederung import GESAMT, Berichtsobjekt
from xlbudget.core.massnahmen import Massnahme, Massnahmenstand, Wirkungszeile
from xlbudget.core.tendenz import Ampel, verbesserung_ct
from xlbudget.core.zeit import Stand

KEINE = "Keine."
OHNE = (
    "Maßnahmen sind in keiner Zahl des übrigen Berichts verrechnet; sie stehen nur hier. Jede zählt einmal: beim "
    "Objekt, auf das sie wirkt, und in den Zeilen darüber.",
    "„vor Maßnahmen“: die Prognose des Berichts ohne das, was Maßnahmen schon erreicht haben; „nach Maßnahmen“: mit "
    "allem, was für das Jahr erwartet wird.",
)


@dataclass(frozen=True, slots=True)
class Massnahmenreihe:
    """A row: texts, five amounts in cents (None stays empty), a remark. `betont` are texts that stand out."""

    texte: tuple[str, ...]
    betraege_ct: tuple[int | None, ...]
    bemerkung: str = ""
    betont: Collection[int] = ()
    wichtig: bool = False
    summe: bool = False


def money_heads(stand: Stand) -> tuple[str, ...]:
    """What the amounts of `money_rows` are."""
    return "Plan", _figure(stand), "vor Maßnahmen", "nach Maßnahmen", "Abweichung danach"


def red_heads(stand: Stand) -> tuple[str, ...]:
    """What the amounts of `red_rows` are."""
    return "Plan", _figure(stand), "", "", "Abweichung"


def status_heads(stand: Stand) -> tuple[str, ...]:
    """What the amounts of `status_rows` are."""
    jahr = stand.jahr
    return f"geplant {jahr}", f"erreicht {jahr}", f"Prognose {jahr}", f"geplant bis {jahr}", f"erreicht bis {jahr}"


def _figure(stand: Stand) -> str:
    return "Ergebnis im Bericht" if stand.ist_jahresende else "Prognose im Bericht"


def summary(stand: Massnahmenstand) -> str:
    """How many there are, in one line."""
    anzahl = len(stand.massnahmen)
    teile = ["1 Maßnahme" if anzahl == 1 else f"{anzahl} Maßnahmen", f"{stand.ueberfaellig} überfällig"]
    if stand.ungenannt:
        teile.insert(1, f"{stand.ungenannt} weitere zu dem, was nicht im Bericht steht, nur in den Summen")
    return ", ".join([*teile, f"Ampel „{Ampel.ROT}“ und keine Maßnahme: {len(stand.ohne)}"])


def money_rows(stand: Massnahmenstand) -> list[Massnahmenreihe]:
    """The Prognose of each object before and after: Plan, Prognose, before, after, deviation after."""
    return [
        Massnahmenreihe(
            (_name(zeile.objekt), f"{with_word(zeile.ampel)}; {_count(zeile)}"),
            (zeile.ansatz_ct, zeile.prognose_ct, zeile.vor_ct, zeile.nach_ct, zeile.abweichung_ct),
            betont=(0, 1) if zeile.objekt is GESAMT else (),
            summe=zeile.objekt is GESAMT,
        )
        for zeile in stand.objekte
    ]


def red_rows(stand: Massnahmenstand) -> list[Massnahmenreihe]:
    """What is red and has no measure: Plan, Prognose, deviation in the last place."""
    reihen = []
    for ohne in stand.ohne:
        blatt = ohne.blatt
        dazu = f"; Maßnahme nur für {', '.join(ohne.darueber)}" if ohne.darueber else ""
        abweichung = verbesserung_ct(blatt.prognose_ct, blatt.ansatz_ct)
        betraege = (blatt.ansatz_ct, blatt.prognose_ct, None, None, abweichung)
        reihen.append(Massnahmenreihe((_name(blatt.objekt), f"{with_word(blatt.ampel)}{dazu}"), betraege))
    return reihen


def status_rows(stand: Massnahmenstand) -> list[Massnahmenreihe]:
    """A row for each measure: planned, reached, forecast of the year, planned and reached up to it."""
    return [
        Massnahmenreihe(
            (
                m.angaben.handlungsfeld,
                _what(m),
                m.angaben.verantwortlich,
                f"{m.angaben.bis:%d.%m.%Y}" if m.angaben.bis else "",
                f"überfällig, {m.angaben.status}" if m.ist_ueberfaellig else str(m.angaben.status),
                ", ".join(filter(None, (m.angaben.objekt, m.angaben.zeile, str(m.angaben.art or "")))),
            ),
            (
                m.wirkung.geplant_ct,
                m.wirkung.erreicht_ct,
                m.wirkung.prognose_ct,
                m.bisher.geplant_ct,
                m.bisher.erreicht_ct,
            ),
            m.angaben.bemerkung,
            betont=(4,),
            wichtig=m.ist_ueberfaellig,
        )
        for m in stand.massnahmen
    ]


def with_word(ampel: Ampel) -> str:
    """The light with its word: never by colour alone."""
    return f"{ampel.symbol} {ampel}"


def _what(massnahme: Massnahme) -> str:
    """What is done, and in further lines what for and how far it is."""
    angaben = massnahme.angaben
    grad = ""
    if massnahme.erreicht is not None:
        grad = f" (erreicht zu {rounded_div(massnahme.erreicht.numerator * 100, massnahme.erreicht.denominator)} %)"
    teile = (
        angaben.massnahme,
        f"Ziel: {angaben.ziel}" if angaben.ziel else "",
        f"Zielgröße: {angaben.zielgroesse}" if angaben.zielgroesse else "",
        f"Kennzahl: {angaben.kennzahl}{grad}" if angaben.kennzahl else "",
    )
    return "\n".join(filter(None, teile))


def _count(zeile: Wirkungszeile) -> str:
    wort = "1 Maßnahme" if zeile.anzahl == 1 else f"{zeile.anzahl} Maßnahmen"
    return f"{wort}, davon {zeile.ohne_angabe} ohne Wirkung für das Jahr" if zeile.ohne_angabe else wort


def _name(objekt: Berichtsobjekt) -> str:
    return "Alle Maßnahmen, ganzer Haushalt" if objekt is GESAMT else objekt.titel


def amounts_used(reihen: Sequence[Massnahmenreihe]) -> list[int]:
    """The places of those amounts that any of the rows has."""
    return [platz for platz in range(5) if any(reihe.betraege_ct[platz] is not None for reihe in reihen)]
