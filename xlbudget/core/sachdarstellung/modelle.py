"""A draft as passages, each with its figures and where they come from: frozen models."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from xlbudget.core.ausschuss import Ausschuss
from xlbudget.core.zeit import Stand


class Entwurfsplatz(StrEnum):
    """Where passages go; the value is the field of the docx template."""

    HINWEIS = "hinweis"
    INHALT = "inhalt"
    BUDGETS = "budgets"
    PRODUKTE = "produkte"
    ZIELE = "ziele"
    RESSOURCEN = "ressourcen"
    SCHLUSS = "schlussfolgerung"


@dataclass(frozen=True, slots=True)
class Stueck:
    """A part of a passage: words, or a figure as it is printed with its `herkunft` (object, row, meaning)."""

    text: str
    herkunft: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """What is generated, marked and renewed as one. `kennung` is the same in every draft, `titel` is for a reader."""

    platz: Entwurfsplatz
    kennung: str
    titel: str
    stuecke: tuple[Stueck, ...]

    @property
    def text(self) -> str:
        """The whole of it."""
        return "".join(stueck.text for stueck in self.stuecke)

    @property
    def zahlen(self) -> dict[str, str]:
        """Its figures as printed, by their Herkunft."""
        return {stueck.herkunft: stueck.text for stueck in self.stuecke if stueck.herkunft}


@dataclass(frozen=True, slots=True)
class Entwurfskopf:
    """Which draft it is: two are of the same report where this is equal. `ausschuss` is a Kürzel, empty for all."""

    kommune: str
    stand: Stand
    ausschuss: str = ""


@dataclass(frozen=True, slots=True)
class Entwurf:
    """All passages in the order of the report; `ohne_begruendung` are Produkte that lack a due reason."""

    kopf: Entwurfskopf
    passagen: tuple[Passage, ...]
    ausschuss: Ausschuss | None = None
    ohne_begruendung: tuple[str, ...] = ()


def writable(text: str) -> str:
    """A text without characters that no docx can hold; they come with names and Erläuterungen from elsewhere.

    >>> writable("Hilfe\\x07 zur\\x00 Pflege")
    'Hilfe zur Pflege'
    """
    return "".join(zeichen for zeichen in text if unicodedata.category(zeichen) not in ("Cc", "Cs", "Cn"))


def short_hash(text: str, stellen: int) -> str:
    """So many hexadecimal digits that stand for a text; blanks are the same however many there are.

    >>> short_hash("a  b", 8) == short_hash("a b", 8)
    True
    """
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()[:stellen]
