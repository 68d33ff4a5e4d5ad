"""The chapter Maßnahmen of a printed report, in the unit of its house."""

from __future__ import annotations

from collections.abc import Sequence

from xlbudget.core.bericht import Produktbericht
from xlbudget.core.darstellung import Geldeinheit
from xlbudget.writers.druck.druckform import Druckabschnitt, Druckreihe, Druckspalte, Drucktabelle, Lage, Reihenrolle
from xlbudget.writers.gesamtbericht.massnahmentexte import (
    KEINE,
    OHNE,
    Massnahmenreihe,
    amounts_used,
    money_heads,
    money_rows,
    red_heads,
    red_rows,
    status_heads,
    status_rows,
    summary,
)

_BREIT = Lage.TEXT
_GELD = "Prognose vor und nach Maßnahmen"


def massnahmen_sections(bericht: Produktbericht) -> tuple[Druckabschnitt, ...]:
    """Status, Prognose before and after, what has no measure; nothing where there is no such table."""
    stand, einheit = bericht.massnahmen, bericht.darstellung.einheit
    if stand is None:
        return ()
    objekt = (Druckspalte("Objekt", _BREIT), Druckspalte("Lage", _BREIT))
    texte = (
        Druckspalte("Handlungsfeld", _BREIT),
        Druckspalte("Maßnahme", _BREIT, 2),
        Druckspalte("Verantwortlich", _BREIT),
        Druckspalte("Bis", Lage.KURZ),
        Druckspalte("Status", _BREIT),
        Druckspalte("Anlass", _BREIT),
    )
    geld = _tables(_GELD, einheit, objekt, money_heads(stand.stand), money_rows(stand))
    return (
        Druckabschnitt(
            _GELD,
            tabellen=geld,
            absaetze=(f"{summary(stand)}. Beträge in {einheit.name_im_kopf}; positiv entlastet.", *OHNE),
        ),
        _section("Gegensteuern, aber ohne Maßnahme", einheit, objekt, red_heads(stand.stand), red_rows(stand), KEINE),
        _section(
            "Stand der Maßnahmen", einheit, texte, status_heads(stand.stand), status_rows(stand), "Keine eingetragen."
        ),
    )


def _section(
    titel: str,
    einheit: Geldeinheit,
    texte: tuple[Druckspalte, ...],
    betraege: Sequence[str],
    reihen: Sequence[Massnahmenreihe],
    leer: str,
) -> Druckabschnitt:
    tabellen = _tables(titel, einheit, texte, betraege, reihen)
    bemerkungen = tuple(f"{reihe.texte[1].splitlines()[0]}: {reihe.bemerkung}" for reihe in reihen if reihe.bemerkung)
    return Druckabschnitt(titel, tabellen=tabellen, absaetze=bemerkungen if reihen else (leer,))


def _tables(
    zweck: str,
    einheit: Geldeinheit,
    texte: tuple[Druckspalte, ...],
    betraege: Sequence[str],
    reihen: Sequence[Massnahmenreihe],
) -> tuple[Drucktabelle, ...]:
    if not reihen:
        return ()
    plaetze = amounts_used(reihen)
    spalten = (*texte, *(Druckspalte(betraege[platz]) for platz in plaetze))
    gesetzt = tuple(
        Druckreihe(
            (
                *(text or "–" for text in reihe.texte),
                *("" if (ct := reihe.betraege_ct[platz]) is None else einheit.show(ct) for platz in plaetze),
            ),
            Reihenrolle.SUMME if reihe.summe else Reihenrolle.POSTEN,
        )
        for reihe in reihen
    )
    return (Drucktabelle(f"{zweck}, in {einheit.name_im_kopf}", spalten, gesetzt),)
