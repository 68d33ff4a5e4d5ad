"""What a person says about mails that are on record: that they may leave, or what became of an unclear one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from xlbudget.app.bericht.auswahl import select_objekte
from xlbudget.app.bericht.buchzugang import known_buch
from xlbudget.core.gliederung import Gliederung
from xlbudget.core.zeit import Stand
from xlbudget.delivery.ledger.eintraege import Nachricht
from xlbudget.delivery.mail.zugang import angemeldeter_benutzer
from xlbudget.errors import EingabeError
from xlbudget.sources.datenmappe.mappe import Datenmappe, read_datenmappe


def freigeben(datenmappe: Path, stand: Stand, nur: Collection[str] = ()) -> tuple[Nachricht, ...]:
    """Release what another person prepared, all of it or nothing.

    Raises EingabeError (German) where nothing waits, or some of it was prepared by the very person who asks.
    """
    wer = angemeldeter_benutzer()
    mappe, _ = read_datenmappe(datenmappe)
    with known_buch(mappe, wer) as buch:
        offene = [nachricht for nachricht in buch.offene(stand) if nachricht.freigegeben_von is None]
        wartend = _select(mappe, offene, nur, f"Zum Stand {stand} wartet nichts auf eine Freigabe.")
        if eigene := [n.budget for n in wartend if n.geplant_von.casefold() == wer.casefold()]:
            raise EingabeError(
                f"{', '.join(dict.fromkeys(eigene))}: vorbereitet von {wer} selbst; freigeben muss eine andere Person. "
                "Es ist nichts freigegeben; einzelne Budgets gehen mit --nur."
            )
        for nachricht in wartend:
            buch.freigeben(nachricht.kennung, wer)
    return wartend


def klaeren(datenmappe: Path, stand: Stand, budget: str, *, gesendet: bool) -> tuple[Nachricht, ...]:
    """Enter what became of the unclear mails to a Budget. Raises EingabeError (German) if there are none."""
    mappe, _ = read_datenmappe(datenmappe)
    with known_buch(mappe, angemeldeter_benutzer()) as buch:
        unklare = _select(mappe, buch.unklare(stand), [budget], f"Zum Stand {stand} ist keine Mail unklar.")
        for nachricht in unklare:
            buch.geklaert(nachricht.kennung, angemeldeter_benutzer(), gesendet=gesendet)
    return unklare


def _select(
    mappe: Datenmappe, nachrichten: Sequence[Nachricht], nur: Collection[str], keine: str
) -> tuple[Nachricht, ...]:
    """Those of the Budgets that are meant; `keine` is what to say where there are none."""
    budgets = set(nur)
    if not budgets <= {nachricht.budget for nachricht in nachrichten}:
        budgets = {objekt.kennung for objekt in select_objekte(Gliederung(mappe.objekte), nur)}
    gewaehlt = tuple(nachricht for nachricht in nachrichten if not budgets or nachricht.budget in budgets)
    if not gewaehlt:
        andere = ", ".join(dict.fromkeys(nachricht.budget for nachricht in nachrichten))
        raise EingabeError(
            f"{', '.join(budgets)}: hier ist nichts zu tun, wohl aber für {andere}." if andere else keine
        )
    return gewaehlt
