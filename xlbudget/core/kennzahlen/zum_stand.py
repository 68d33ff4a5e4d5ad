"""The Kennzahlen of a report with what their values by month amount to at its Stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from xlbudget.core.geld import format_zahl
from xlbudget.core.kennzahlen.modelle import Periode
from xlbudget.core.kennzahlen.prognose import Kennzahlprognosen
from xlbudget.core.kennzahlen.rechnung import Kennzahlrechnung, as_decimal
from xlbudget.core.kennzahlen.reihe import build_reihe
from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, Schwere


def kennzahlen_at(stand: Stand, kennzahlen: Iterable[Kennzahl], rechnung: Kennzahlrechnung) -> tuple[Kennzahl, ...]:
    """The same Kennzahlen with Plan up to the Stand and Ist; one of whose year nothing is known stays as it is.

    An Ist that was given for the whole Kennzahl stays where no value by month is an Ist.
    """
    prognosen = Kennzahlprognosen(rechnung, stand)
    return tuple(_at(stand, kennzahl, rechnung, prognosen) for kennzahl in kennzahlen)


def _at(stand: Stand, kennzahl: Kennzahl, rechnung: Kennzahlrechnung, prognosen: Kennzahlprognosen) -> Kennzahl:
    regel = rechnung.regeln.get(kennzahl.kuerzel)
    if regel is None or regel.rechenart is None or regel.source != kennzahl.source:
        return kennzahl
    if not rechnung.has_values(kennzahl.kuerzel, stand.jahr):
        return kennzahl
    monat = Periode(stand.jahr, stand.monat)
    plan, ist = rechnung.plan(kennzahl.kuerzel, monat).wert, rechnung.ist(kennzahl.kuerzel, monat)
    bleibt = ist.wert is None and not rechnung.has_ist(kennzahl.kuerzel, stand.jahr)
    return replace(
        kennzahl,
        plan=None if plan is None else as_decimal(plan),
        ist=kennzahl.ist if bleibt else None if ist.wert is None else as_decimal(ist.wert),
        bis_stand=not stand.ist_jahresende,
        reihe=build_reihe(stand, kennzahl.kuerzel, rechnung, prognosen),
        prognose=prognosen.of(kennzahl.kuerzel),
    )


def check_ersetzte(gelesen: Sequence[Kennzahl], gezeigt: Sequence[Kennzahl], stand: Stand) -> Iterator[Befund]:
    """An Ist of the table Kennzahlen that the report does not show, since the values by month give another or none."""
    for alt, neu in zip(gelesen, gezeigt, strict=True):
        if neu.reihe is None or alt.ist is None or alt.ist == neu.ist:
            continue
        folgt = "nichts" if neu.ist is None else format_zahl(neu.ist)
        text = (
            f"Kennzahl „{alt.bezeichnung[:60]}“ von {alt.produkt}: das Ist {format_zahl(alt.ist)} der Tabelle "
            f"Kennzahlen wird nicht gezeigt, denn sie hat Monatswerte; aus ihnen folgt zum Stand {stand.text} {folgt}. "
            "Die Zelle Ist leeren; ist sie richtig, die Monate in Kennzahlwerte berichtigen."
        )
        yield Befund(Schwere.HINWEIS, "kennzahlwert.ist", text, alt.source)
