"""What accepted returns of the Fachdienste change in a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from xlbudget.core.rueckmeldung import Feldart
from xlbudget.core.uebernahme import (
    Uebernahme,
    merge_erlaeuterungen,
    merge_kennzahlen,
    merge_meldungen,
    uebernahmen,
)
from xlbudget.core.zeit import Stand
from xlbudget.delivery.ledger.eintraege import Rueckgabe
from xlbudget.delivery.ledger.versandbuch import open_versandbuch
from xlbudget.errors import Befund, Schwere
from xlbudget.sources.datenmappe.mappe import Datenmappe


def read_uebernahmen(datenmappe: Path, stand: Stand) -> tuple[tuple[Uebernahme, ...], list[Befund]]:
    """Every value that accepted returns bring into the report of a Stand, and the returns that wait for a decision."""
    with open_versandbuch(datenmappe) as buch:
        if buch is None:
            return (), []
        uebernommen: list[Uebernahme] = []
        for rueckgabe in buch.ruecklauf.accepted(stand).values():
            sendung = buch.find_sendung(rueckgabe.sendung or "")
            if sendung and rueckgabe.rueckmeldung:
                uebernommen += uebernahmen(
                    sendung.felder, rueckgabe.rueckmeldung, rueckgabe.dateiname, rueckgabe.eingangstag
                )
        offene = buch.ruecklauf.undecided(stand)
        return tuple(uebernommen), [_waits(budget, gruppe) for (_, budget), gruppe in offene.items()]


def with_uebernahmen(
    mappe: Datenmappe, stand: Stand, uebernommen: Sequence[Uebernahme]
) -> tuple[Datenmappe, list[Befund]]:
    """The Datenmappe as the Fachdienste complete it for one Stand."""
    eigene = [meldung for fuer, meldung in mappe.meldungen if fuer == stand]
    meldungen, befunde = merge_meldungen(eigene, uebernommen)
    ergaenzt = replace(
        mappe,
        objekte=merge_erlaeuterungen(mappe.objekte, uebernommen),
        leistungen=merge_kennzahlen(mappe.leistungen, Feldart.LEISTUNG, uebernommen),
        ziele=merge_kennzahlen(mappe.ziele, Feldart.ZIEL, uebernommen),
        meldungen=(*mappe.meldungen, *((stand, meldung) for meldung in meldungen[len(eigene) :])),
    )
    return ergaenzt, befunde


def _waits(budget: str, gruppe: Sequence[Rueckgabe]) -> Befund:
    """What a report says about returns that nobody has decided about."""
    offene = [rueckgabe for rueckgabe in gruppe if rueckgabe.entscheidung is None]
    nummern = ", ".join(str(rueckgabe.nummer) for rueckgabe in offene)
    was = f"die Rückgabe {nummern} wartet" if len(offene) == 1 else f"die Rückgaben {nummern} warten"
    geltende = next((rueckgabe for rueckgabe in gruppe if rueckgabe.ist_angenommen), None)
    gilt = f"Bis dahin gilt die Rückgabe {geltende.nummer}" if geltende else "Bis dahin zählt nichts davon"
    text = f"„{budget}“: {was} auf eine Entscheidung (xlbudget ruecklauf). {gilt}."
    if frueher := [rueckgabe.nummer for rueckgabe in offene if rueckgabe.war_angenommen]:
        text += f" Rückgabe {frueher[0]} zählte schon und kann in einem früheren Bericht stehen."
        return Befund(Schwere.WARNUNG, "ruecklauf.wartet", text)
    return Befund(Schwere.HINWEIS, "ruecklauf.wartet", text)
