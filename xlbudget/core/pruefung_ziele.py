"""Grundzahlen that no Ziel belongs to, and Ziele that nothing measures: a report that says how much, or only hopes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from xlbudget.core.kennzahlen.modelle import Kennzahlregel
from xlbudget.core.produktblatt import Kennzahl
from xlbudget.errors import Befund, Schwere, listed, printable

MAX_NAME = 60


def check_ohne_ziel(
    leistungen: Iterable[Kennzahl],
    ziele: Sequence[Kennzahl],
    regeln: Iterable[Kennzahlregel],
    produkte: Collection[str],
) -> Iterator[Befund]:
    """Produkte with figures of what is done and no Ziel, in a house that has Ziele.

    What a Ziel is calculated from belongs to it. `produkte` are the numbers that exist.
    """
    if not ziele:
        return
    je_kuerzel = {regel.kuerzel: regel for regel in regeln}
    ziele_kuerzel = {ziel.kuerzel for ziel in ziele if ziel.kuerzel in je_kuerzel}
    gebraucht = {teil for name in ziele_kuerzel for teil in (je_kuerzel[name].zaehler, je_kuerzel[name].nenner)}
    mit_ziel = {ziel.produkt for ziel in ziele}
    offen: dict[str, list[Kennzahl]] = {}
    for kennzahl in leistungen:
        hat_zahlen = kennzahl.plan is not None or kennzahl.ist is not None or kennzahl.kuerzel in je_kuerzel
        if hat_zahlen and kennzahl.produkt in produkte and kennzahl.produkt not in mit_ziel:
            offen.setdefault(kennzahl.produkt, []).append(kennzahl)
    for produkt, kennzahlen in offen.items():
        if any(kennzahl.kuerzel and kennzahl.kuerzel in gebraucht for kennzahl in kennzahlen):
            continue
        namen = listed([f"„{printable(kennzahl.bezeichnung, MAX_NAME)}“" for kennzahl in kennzahlen])
        text = (
            f"Produkt {produkt}: zur Grundzahl {namen} gibt es kein Ziel; der Bericht sagt, wie viel es ist, nicht, ob "
            "das reicht. Ist ein Ziel vereinbart, es in der Tabelle Kennzahlen als Kennzahlart Ziel eintragen; sonst "
            "bleibt es dabei."
        )
        yield Befund(Schwere.HINWEIS, "kennzahl.ohne_ziel", text, kennzahlen[0].source)


def check_messbar(ziele: Iterable[Kennzahl], regeln: Iterable[Kennzahlregel]) -> Iterator[Befund]:
    """Ziele of words only: no unit, no figure, and nothing that any is calculated from."""
    gerechnet = {regel.kuerzel for regel in regeln if regel.rechenart is not None}
    for ziel in ziele:
        zahlen = ziel.plan is not None or ziel.ist is not None
        if not ziel.einheit and not zahlen and ziel.kuerzel not in gerechnet:
            text = (
                f"Produkt {ziel.produkt}, Ziel „{printable(ziel.bezeichnung, MAX_NAME)}“: es hat keine Messgröße, "
                "keinen Plan und kein Ist; ob es erreicht ist, zeigt der Bericht nicht. Wird es gemessen, Messgröße "
                "und Plan eintragen; sonst bleibt es dabei."
            )
            yield Befund(Schwere.HINWEIS, "kennzahl.unmessbar", text, ziel.source)
