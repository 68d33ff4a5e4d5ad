"""What a content control carries: which passage of which draft it is, and what was generated for it.

All of it fits into the 64 characters that Word allows, and says nothing to who does not know the data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from xlbudget.core.sachdarstellung.modelle import Entwurfskopf, Passage, short_hash
from xlbudget.core.zeit import Stand

_PASSAGE = re.compile(
    r"xlb1\.(?P<jahr>\d{4})(?P<monat>0[1-9]|1[0-2])\.(?P<haus>[0-9a-f]{8})\.(?P<ausschuss>[0-9a-f]{6})"
    r"\.(?P<passage>[0-9a-f]{10})\.(?P<text>[0-9a-f]{12})\.(?P<zahlen>[0-9a-f]{8})"
)
_ZAHL = re.compile(r"xlbz\.(?P<herkunft>[0-9a-f]{10})\.(?P<text>.+)")
VERZEICHNIS = "xlbudget."
"""Variables of the document that say which passages it was made with: `Kennung:inhalt`, divided by blanks."""
ENTWURF = "Entwurf: "
"""How the title of a control begins."""
MAX_ZEICHEN = 64
"""Characters of a tag or title that Word takes."""


@dataclass(frozen=True, slots=True)
class Kopfmarke:
    """A draft as its marks name it."""

    stand: Stand
    haus: str
    ausschuss: str

    @classmethod
    def of(cls, kopf: Entwurfskopf) -> Kopfmarke:
        """That of a new draft."""
        return cls(kopf.stand, short_hash(kopf.kommune, 8), short_hash(kopf.ausschuss, 6))


@dataclass(frozen=True, slots=True)
class Passagenmarke:
    """One passage: its Kennung, and the text and figures that were generated, each as a hash."""

    kopf: Kopfmarke
    passage: str
    text: str
    zahlen: str

    @classmethod
    def of(cls, kopf: Kopfmarke, passage: Passage) -> Passagenmarke:
        """That of a new passage."""
        zahlen = "|".join(f"{herkunft}={text}" for herkunft, text in sorted(passage.zahlen.items()))
        return cls(kopf, short_hash(passage.kennung, 10), hash_text(passage.text), short_hash(zahlen, 8))

    @property
    def inhalt(self) -> str:
        """What was generated: another where text or a figure is."""
        return f"{self.text}.{self.zahlen}"

    def __str__(self) -> str:
        kopf, stand = self.kopf, self.kopf.stand
        teile = (f"{stand.jahr}{stand.monat:02d}", kopf.haus, kopf.ausschuss, self.passage, self.text, self.zahlen)
        return ".".join(("xlb1", *teile))

    @classmethod
    def parse(cls, tag: str) -> Passagenmarke | None:
        """None for a tag of somebody else."""
        treffer = _PASSAGE.fullmatch(tag)
        if treffer is None:
            return None
        kopf = Kopfmarke(Stand(int(treffer["jahr"]), int(treffer["monat"])), treffer["haus"], treffer["ausschuss"])
        return cls(kopf, treffer["passage"], treffer["text"], treffer["zahlen"])


def hash_text(text: str) -> str:
    """What stands for the text of a passage."""
    return short_hash(text, 12)


def tag_of_zahl(herkunft: str, text: str) -> str:
    """The tag of a figure: where it comes from as a hash, and how it was printed.

    >>> tag_of_zahl("3118, Saldo, Abweichung", "1.642.180 €")
    'xlbz.740e49584e.1.642.180 €'
    """
    return f"xlbz.{short_hash(herkunft, 10)}.{text}"[:MAX_ZEICHEN]


def parse_zahl(tag: str) -> tuple[str, str] | None:
    """Herkunft as a hash and figure of a tag; None for a tag of somebody else."""
    treffer = _ZAHL.fullmatch(tag)
    return (treffer["herkunft"], treffer["text"]) if treffer else None
