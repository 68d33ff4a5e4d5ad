"""What stands below the reading aid of the consolidated report: what its figures are made of, and what is in none."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from xlbudget.core.bericht import Produktbericht

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
                ereignis.satz, _ZEICHEN, initial_indent="• ", subsequent_indent="   ", break_on_hyphens=False
            )
