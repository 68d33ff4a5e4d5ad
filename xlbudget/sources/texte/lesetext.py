"""A text as it was read: paragraphs with their places, and what was left unread."""

from __future__ import annotations

from dataclasses import dataclass

from xlbudget.core.textpruefung.modelle import Abschnitt


@dataclass(frozen=True, slots=True)
class Lesetext:
    """Paragraphs in the order of the text; `hinweise` are German sentences about what was not read or how."""

    abschnitte: tuple[Abschnitt, ...]
    hinweise: tuple[str, ...] = ()
