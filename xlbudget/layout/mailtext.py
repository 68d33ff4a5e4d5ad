"""The words of a mail, as the Datenmappe holds them and delivery fills them."""

from __future__ import annotations

from dataclasses import dataclass, field

from xlbudget.errors import SourceRef

PLATZHALTER = ("kommune", "budget", "stand", "frist", "ansprechstelle")
"""What a template may hold in braces."""


@dataclass(frozen=True, slots=True)
class Mailtext:
    """Plain text; empty lines part paragraphs. As a template it holds placeholders like `{frist}`.

    The table of figures stands between `text` and `gruss`; `source` is where the template was read.
    """

    betreff: str
    anrede: str
    text: str
    gruss: str
    source: SourceRef | None = field(default=None, compare=False)
