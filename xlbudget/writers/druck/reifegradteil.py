"""The chapter Reifegrad: dimensions with their subdimensions at two dates, every level and change in words."""

from __future__ import annotations

from xlbudget.core.bericht import Produktbericht
from xlbudget.core.reifegrad import Grad, Gradpaar, Reifegradvergleich
from xlbudget.writers.druck.druckform import Druckabschnitt, Druckreihe, Druckspalte, Drucktabelle, Lage, Reihenrolle
from xlbudget.writers.gesamtbericht.reifegrad import date_heads, summary

MINIMUM = (
    "Stufen 0 bis 4. Eine Dimension ist so gut wie ihre schwächste Unterdimension; was nicht messbar ist, ist "
    "schwächer als jede Stufe, und von dort zu einer Stufe ist keine Zahl von Stufen."
)


def reifegrad_sections(bericht: Produktbericht) -> tuple[Druckabschnitt, ...]:
    """What has been reached, and both dates side by side; nothing where the report has none."""
    vergleich = bericht.reifegrad
    if vergleich is None:
        return ()
    absaetze = (summary(vergleich), MINIMUM)
    return (Druckabschnitt("Stufen zu zwei Stichtagen", tabellen=(_table(vergleich),), absaetze=absaetze),)


def _table(vergleich: Reifegradvergleich) -> Drucktabelle:
    von, bis = date_heads(vergleich)
    spalten = (
        Druckspalte("Dimension und Unterdimensionen", Lage.TEXT),
        *(Druckspalte(kopf, Lage.KURZ) for kopf in (von, bis, "Veränderung")),
    )
    reihen = [
        Druckreihe((paar.name, _level(paar.vorher), _level(paar.nachher), _change(paar)), rolle)
        for dimension in vergleich.dimensionen
        for rolle, paar in (
            (Reihenrolle.SUMME, dimension),
            *((Reihenrolle.POSTEN, unter) for unter in dimension.unter),
        )
    ]
    return Drucktabelle(f"Reifegrad am {von} und am {bis}", spalten, tuple(reihen))


def _level(grad: Grad | None) -> str:
    if grad is None:
        return "keine Angabe"
    return "nicht messbar" if grad.stufe is None else f"Stufe {grad.stufe}"


def _change(paar: Gradpaar) -> str:
    """▲ and ▼ with their words, so that print without colour and a voice say it as well."""
    if paar.erstmals_messbar:
        return "▲ erstmals messbar"
    if paar.sprung is None:
        return "–"
    if paar.sprung == 0:
        return "unverändert"
    stufen = "Stufe" if abs(paar.sprung) == 1 else "Stufen"
    return f"{'▲' if paar.sprung > 0 else '▼'} {abs(paar.sprung)} {stufen} {'mehr' if paar.sprung > 0 else 'weniger'}"
