"""Names that differ by case, blanks or how an umlaut is stored only: one name, in the spelling that stands first."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from xlbudget.core.kontenrahmen import GESAMT_ZEILE
from xlbudget.errors import Befund, Schwere, SourceRef, visible
from xlbudget.layout.datenmappe import DATENMAPPE
from xlbudget.sources.datenmappe.tabellen import Satz


def plain(text: str) -> str:
    """What makes two names the same one.

    >>> plain("Erlo\\u0308se  Kita") == plain("erlöse kita"), plain("Maße") == plain("Masse")
    (True, False)
    """
    return " ".join(unicodedata.normalize("NFKC", visible(text)).lower().split())


def harmonise(saetze: Mapping[str, Sequence[Satz]]) -> list[Befund]:
    """Spell every row as it stands first in Kontenzuordnung, and every reference as the Budget or Produkt it means.

    Raises nothing: what is like no other name, or like several, stays as it is.
    """
    namen = _Schreibweisen()
    for satz in saetze["Kontenzuordnung"]:
        namen.spell(satz, "Zeile", (GESAMT_ZEILE, satz.text("Art")), defines=True)
    for name in ("Vorjahre", "Prognosen"):
        for satz in saetze[name]:
            namen.spell(satz, "Zeile", (GESAMT_ZEILE, satz.text("Art")))
    for name, schluessel in (("Budgets", "Budget"), ("Produkte", "Produkt")):
        for satz in saetze[name]:
            namen.add(satz.text(schluessel))
    for tabelle in DATENMAPPE.tabellen:
        for spalte in tabelle.spalten:
            if spalte.verweis in ("Budgets", "Produkte") or spalte.name == "Objekt":
                for satz in saetze[tabelle.name]:
                    namen.spell(satz, spalte.name)
    return namen.befunde


@dataclass
class _Schreibweisen:
    """How names are spelled where they are given; others are said once each."""

    befunde: list[Befund] = field(default_factory=list)
    _zeilen: dict[tuple[str, ...], str] = field(default_factory=dict)
    _objekte: dict[str, set[str]] = field(default_factory=dict)
    _gesagt: set[tuple[str, str]] = field(default_factory=set)

    def add(self, name: str) -> None:
        """The name of a Budget or Produkt."""
        self._objekte.setdefault(plain(name), set()).add(name)

    def spell(self, satz: Satz, spalte: str, gruppe: tuple[str, ...] = (), *, defines: bool = False) -> None:
        """Put the spelling that counts into a cell: of a row with its `gruppe`, else of a Budget or Produkt."""
        text = satz.text(spalte)
        if not text or not isinstance(satz.werte, dict):
            return
        if gruppe:
            if defines:
                self._zeilen.setdefault((*gruppe, plain(text)), text)
            gilt = self._zeilen.get((*gruppe, plain(text)), GESAMT_ZEILE if plain(text) == GESAMT_ZEILE else text)
        else:
            gemeinte = self._objekte.get(plain(text), set())
            gilt = text if text in gemeinte or len(gemeinte) != 1 else next(iter(gemeinte))
        if gilt != text:
            satz.werte[spalte] = gilt
            self._say(gilt, text, satz.ref(spalte))

    def _say(self, gilt: str, text: str, ort: SourceRef) -> None:
        if (gilt, text) in self._gesagt:
            return
        self._gesagt.add((gilt, text))
        satz = (
            f"„{text}“ ist dasselbe wie „{gilt}“, nur anders geschrieben (Groß- und Kleinschreibung, Leerzeichen oder "
            f"Speicherung der Umlaute); es zählt dort mit. Einheitlich schreiben: {gilt}"
        )
        self.befunde.append(Befund(Schwere.HINWEIS, "mappe.schreibweise", satz, ort))
