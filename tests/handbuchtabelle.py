"""The chapter of HANDBUCH.md about the Befunde, from the catalogue.

`.venv/bin/python tests/handbuchtabelle.py` writes it anew after a change of `xlbudget/befundkatalog/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from xlbudget.befundkatalog.befundart import Befundart
from xlbudget.befundkatalog.katalog import BEREICHE
from xlbudget.errors import Schwere

HANDBUCH = Path(__file__).parents[1] / "HANDBUCH.md"
TITEL = "## Befunde und was zu tun ist"
EINLEITUNG = """\
Jeder Befund sagt selbst, was nicht stimmt, wo, und was zu tun ist. Hier steht zu jedem Code, was er bedeutet; der Code
steht im Blatt *Befunde* des Prüfprotokolls und in den Listen des Menübands neben dem Text. Was Sie ändern, wirkt beim
nächsten Lauf. *Fehler, sperrt* heißt: Summen sind falsch; `bericht`, `druck`, `veroeffentlichen` und `versand`
schreiben nichts, bis der Fehler behoben ist. Wer den Bericht trotzdem ansehen will, nimmt die Option
`--trotz-fehlern`; im Menüband wird gefragt."""
_KAPITEL = re.compile(rf"^{re.escape(TITEL)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def chapter() -> str:
    """The whole chapter, with its heading and a table for each area."""
    return "\n\n".join([TITEL, EINLEITUNG, *(f"### {name}\n\n{_table(arten)}" for name, arten in BEREICHE.items())])


def with_chapter(handbuch: str) -> str:
    """The handbook with this chapter in the place of the one it has."""
    return _KAPITEL.sub(lambda _: chapter() + "\n\n", handbuch)


def _table(arten: Iterable[Befundart]) -> str:
    """Codes that mean the same share a row."""
    zeilen = ["| Code | Schwere | Bedeutung | Was tun |", "|---|---|---|---|"]
    for (bedeutung, was_tun, schweren, sperrt), gleiche in groupby(
        arten, lambda a: (a.bedeutung, a.was_tun, a.schweren, a.sperrt)
    ):
        codes = ", ".join(f"`{art.code}`" for art in gleiche)
        namen = [f"{schwere}, sperrt" if sperrt and schwere is Schwere.FEHLER else str(schwere) for schwere in schweren]
        zeilen.append(f"| {codes} | {'; '.join(namen) if sperrt else ', '.join(namen)} | {bedeutung} | {was_tun} |")
    return "\n".join(zeilen)


if __name__ == "__main__":
    HANDBUCH.write_text(with_chapter(HANDBUCH.read_text(encoding="utf-8")), encoding="utf-8")
