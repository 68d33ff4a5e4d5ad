"""What stands below the reading aid of the consolidated report: what its figures are made of, and what is in none."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from xlbudget.core.bericht import Produktbericht
from xlbudget.core.fakten import Nachereignis
from xlbudget.core.geld import format_betrag

EREIGNISSE = "Ereignisse nach dem Stand, in keiner Zahl dieses Berichts enthalten:"
_ZEICHEN = 190
"""So many fit beside each other on the narrowest paper, with room to spare."""


def notes(bericht: Produktbericht) -> Iterator[str]:
    """The lines, each as long as the page is wide at most."""
    if bericht.fakten:
        yield from wrap(bericht.fakten.text, _ZEICHEN, break_on_hyphens=False)
    if bericht.ereignisse:
        yield EREIGNISSE
        for ereignis in bericht.ereignisse:
            yield from wrap(
                _text(ereignis), _ZEICHEN, initial_indent="• ", subsequent_indent="   ", break_on_hyphens=False
            )


def _text(ereignis: Nachereignis) -> str:
    wann = f", {ereignis.datum:%d.%m.%Y}" if ereignis.datum else ""
    betrag = f" ({format_betrag(ereignis.betrag_ct)} €)" if ereignis.betrag_ct is not None else ""
    return f"{ereignis.objekt}{wann}: {ereignis.text}{betrag}"
