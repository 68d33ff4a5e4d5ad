"""The fields that a docx template has in braces."""

from __future__ import annotations

from enum import StrEnum

from xlbudget.core.sachdarstellung.modelle import Entwurf, Entwurfsplatz, writable

NOETIG = (Entwurfsplatz.INHALT, Entwurfsplatz.BUDGETS, Entwurfsplatz.PRODUKTE)
"""Without these a draft would lack figures that it speaks of."""


class Wortfeld(StrEnum):
    """What is put into the middle of a line; the value is the field."""

    KOMMUNE = "kommune"
    STAND = "stand"
    JAHR = "jahr"
    AUSSCHUSS = "ausschuss"
    BERATUNG = "beratung"


FELDER = (*(platz.value for platz in Entwurfsplatz), *(feld.value for feld in Wortfeld))


def wortwerte(entwurf: Entwurf) -> dict[str, str]:
    """What stands for each Wortfeld; empty where there is nothing to say."""
    kopf, ausschuss = entwurf.kopf, entwurf.ausschuss
    werte = {
        Wortfeld.KOMMUNE: kopf.kommune,
        Wortfeld.STAND: kopf.stand.text,
        Wortfeld.JAHR: str(kopf.stand.jahr),
        Wortfeld.AUSSCHUSS: ausschuss.titel if ausschuss else "",
        Wortfeld.BERATUNG: ", ".join(ausschuss.beratung) if ausschuss else "",
    }
    return {feld: writable(wert) for feld, wert in werte.items()}
