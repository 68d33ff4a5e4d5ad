"""The words of a mail, as the Datenmappe holds them and delivery fills them."""

from __future__ import annotations

from dataclasses import dataclass, field

from xlbudget.errors import SourceRef

PLATZHALTER = ("kommune", "budget", "stand", "frist", "ansprechstelle")
"""What a template may hold in braces."""
FRIST_PLATZHALTER = ("kommune", "pflicht", "faellig", "angaben", "ansprechstelle")
"""What one that reminds of a Frist may hold; `angaben` is all that the table says of it, a line each."""
FRIST, FRIST_VORBEI = "Frist", "Frist überfällig"
"""The occasions of those; without own words the shipped ones count, which the table does not hold."""


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
