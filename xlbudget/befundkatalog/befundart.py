"""What a code stands for."""

from __future__ import annotations

from dataclasses import dataclass

from xlbudget.errors import Schwere

F, W, H = Schwere.FEHLER, Schwere.WARNUNG, Schwere.HINWEIS


@dataclass(frozen=True, slots=True)
class Befundart:
    """One code: the severities it occurs with, what it means, and what to do, right in every case.

    `sperrt`: with severity Fehler it says that sums are wrong, and no report is written without an express wish.
    Both texts are German, for a controller, and may hold *emphasis* and `code` as Markdown writes them.
    """

    code: str
    schweren: tuple[Schwere, ...]
    bedeutung: str
    was_tun: str
    sperrt: bool = False


def alike(codes: str, schweren: tuple[Schwere, ...], bedeutung: str, was_tun: str) -> tuple[Befundart, ...]:
    """Codes, separated by blanks, that mean the same to whoever reads them."""
    return tuple(Befundart(code, schweren, bedeutung, was_tun) for code in codes.split())
