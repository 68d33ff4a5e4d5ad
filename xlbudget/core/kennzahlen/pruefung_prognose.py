"""What is odd about the Prognosen of Kennzahlen: methods that do not fit, and those that lack months."""

from __future__ import annotations

from collections.abc import Iterator

from xlbudget.core.kennzahlen.modelle import Kennzahlregel, Periode, Prognoseart, Rechenart
from xlbudget.core.kennzahlen.prognose import MIN_MONATE, Kennzahlprognosen
from xlbudget.core.kennzahlen.rechnung import Kennzahlrechnung
from xlbudget.core.prognose import ANZAHL_VORJAHRE
from xlbudget.core.zeit import MONATE, Stand
from xlbudget.errors import Befund, Schwere, listed


def check_prognosearten(rechnung: Kennzahlrechnung) -> Iterator[Befund]:
    """A method that says nothing about such a Kennzahl; it has no Prognose then."""
    for regel in rechnung.regeln.values():
        if regel.prognose is None or regel.prognose.fits(regel.rechenart):
            continue
        if regel.rechenart is None:
            rat = "sie hat keine Rechenart. Eine eintragen oder die Spalte Prognose leeren"
        elif regel.rechenart.ist_formel:
            rat = (
                f"als „{regel.rechenart}“ folgt sie aus den Prognosen von Zähler und Nenner. Die Spalte Prognose "
                f"leeren, oder „{Prognoseart.KEINE}“, wenn keine gezeigt werden soll"
            )
        else:
            passende = [f"„{art}“" for art in Prognoseart if art.fits(regel.rechenart)]
            rat = (
                f"zur Rechenart „{regel.rechenart}“ passen {listed(passende)}. Eines davon wählen oder die Spalte "
                "Prognose leeren"
            )
        text = f"Kennzahl {regel.text}: die Prognose „{regel.prognose}“ kann nicht gerechnet werden, denn {rat}."
        yield Befund(Schwere.WARNUNG, "kennzahl.prognose", text, regel.source)


def check_prognosen(rechnung: Kennzahlrechnung, stand: Stand) -> Iterator[Befund]:
    """A method that the house chose and that lacks values, although there is an Ist; the usual one is silent."""
    if stand.ist_jahresende:
        return
    prognosen, bis = Kennzahlprognosen(rechnung, stand), Periode(stand.jahr, stand.monat)
    for kuerzel, regel in rechnung.regeln.items():
        art = regel.prognose
        if art is None or art is Prognoseart.KEINE or not art.fits(regel.rechenart):
            continue
        if rechnung.ist(kuerzel, bis).wert is not None and prognosen.of(kuerzel) is None:
            text = (
                f"Kennzahl {regel.text}: zum Stand {stand.text} bleibt die Prognose „{art}“ leer, denn "
                f"{_missing(regel, art, stand)}. Das nachtragen, sobald es vorliegt; soll bis dahin anders "
                "oder nicht gerechnet werden, in der Spalte Prognose ein anderes Verfahren oder "
                f"„{Prognoseart.KEINE}“ wählen."
            )
            yield Befund(Schwere.HINWEIS, "kennzahl.prognose_leer", text, regel.source)


def _missing(regel: Kennzahlregel, art: Prognoseart, stand: Stand) -> str:
    if art is Prognoseart.HOCHRECHNUNG:
        return f"hochgerechnet wird ab {MIN_MONATE} Monaten"
    if art is Prognoseart.PLAN:
        return f"der Plan der Monate nach {MONATE[stand.monat - 1]} {stand.jahr} ist nicht bekannt"
    ab = MONATE[stand.monat - (1 if regel.rechenart is Rechenart.BESTAND else 0)]
    jahre = [str(jahr) for jahr in range(stand.jahr - ANZAHL_VORJAHRE, stand.jahr)]
    return f"weder {' noch '.join(jahre)} hat alle Monate von {ab} bis Dezember"
