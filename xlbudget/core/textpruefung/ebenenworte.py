"""The words before a number or name that say what it is: those of every house, and what one house calls its Ebenen."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xlbudget.core.gliederung import Berichtsobjekt, Ebene

_WORTE = {
    Ebene.PRODUKT: r"Produkte?[ns]?|Produktes|Produktnummer|Produktnr\.",
    Ebene.BUDGET: (
        r"FD|Fachdienst(?:e[sn]?|s)?|Teilbudgets?|Budgets?|Teilhaushalts?|Amt(?:es|s)?|Fachbereichs?|Fachgebiets?|"
        r"Sachgebiets?|Abteilung|TB|Produktbudgets?"
    ),
    Ebene.DEZERNAT: r"Dezernat(?:e[sn]?|s)?",
}


class Ebenenworte:
    """Patterns with the words of one house; `dezernat` fits a word of that Ebene."""

    def __init__(self, objekte: Iterable[Berichtsobjekt]) -> None:
        eigene: dict[Ebene, set[str]] = {}
        for objekt in objekte:
            if objekt.ebenenname:
                eigene.setdefault(objekt.ebene, set()).add(objekt.ebenenname)
        worte = {
            ebene: "|".join((*(rf"{re.escape(wort)}(?:e?[sn])?" for wort in sorted(eigene.get(ebene, ()))), muster))
            for ebene, muster in _WORTE.items()
        }
        ueber = f"{worte[Ebene.BUDGET]}|{worte[Ebene.DEZERNAT]}"
        self.produkt = re.compile(rf"(?:{worte[Ebene.PRODUKT]})\s*(?:Nr\.\s*)?$")
        self.produktname = re.compile(rf"(?:{worte[Ebene.PRODUKT]})\s*[„\"»(]?\s*$")
        self.dezernat = re.compile(rf"(?:{worte[Ebene.DEZERNAT]})\b")
        self.budget = re.compile(
            rf"(?:(?:{ueber})(?:\s*/\s*(?:Budgets?|Teilbudgets?))?)"
            r"(?:\s+(?:der|des|die|das|dem|den|für|Nr\.))*\s*[„“\"»(]?\s*$"
        )
        self.budgetnummer = re.compile(
            rf"\b(?:{ueber})(?:\s*/\s*(?:Teilb|B)udgets?)?\s+(?:Nr\.\s*)?"
            r"(\d{1,3}|[IVX]+)\b"
            r"((?:\s*(?:,|und|sowie|bzw\.|/)\s*(?:FD\s+)?\d{1,3}\b(?![.,]?\d|\s*(?:€|%|Mio|T€|EUR)))*)"
        )
