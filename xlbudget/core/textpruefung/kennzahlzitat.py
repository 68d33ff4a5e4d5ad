"""Names of Kennzahlen in quotation marks: which one is meant, whatever words its name has."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from xlbudget.core.produktblatt import Kennzahl

_ART = {"Leistung": ("Leistungszahl", "Leistung", "Indikator", "Kennzahl"), "Ziel": ("Ziel", "Kennzahl")}
_AUF, _ZU = '[„»"]', '[“”«"]'


def zitat_pattern(kennzahlen: Iterable[Kennzahl], objektnamen: Collection[str]) -> re.Pattern[str]:
    """Quoted names of Kennzahlen; one that an object has too counts only behind a word like `Ziel`."""
    namen = sorted({" ".join(k.bezeichnung.split()) for k in kennzahlen} - {""}, key=len, reverse=True)
    eigene, geteilte = ([n for n in namen if (n in objektnamen) is geteilt] for geteilt in (False, True))
    davor = "|".join(rf"(?<={wort} )" for wort in sorted({wort for worte in _ART.values() for wort in worte}))
    teile = [rf"{_AUF}(?:{_any(eigene)}){_ZU}"] if eigene else []
    teile += [rf"(?:{davor}){_AUF}(?:{_any(geteilte)}){_ZU}"] if geteilte else []
    return re.compile("|".join(teile) or r"(?!)")


def quoted_kennzahlen(
    davor: str, leistungen: Sequence[Kennzahl], ziele: Sequence[Kennzahl]
) -> list[tuple[str, Kennzahl]]:
    """The Kennzahlen of an object that the text before a figure names last, with their Art; none without a quote."""
    funde: list[tuple[int, str, Kennzahl]] = []
    for art, kennzahlen in (("Leistung", leistungen), ("Ziel", ziele)):
        for kennzahl in kennzahlen:
            for treffer in re.finditer(rf"{_AUF}{_any([kennzahl.bezeichnung])}{_ZU}", davor):
                wort = re.search(r"(\w+)\s*$", davor[: treffer.start()])
                andere = [a for a, worte in _ART.items() if wort and wort[1] in worte]
                if not andere or art in andere:
                    funde.append((treffer.start(), art, kennzahl))
    letzte = max((stelle for stelle, *_ in funde), default=-1)
    return [(art, kennzahl) for stelle, art, kennzahl in funde if stelle == letzte]


def _any(namen: Iterable[str]) -> str:
    return "|".join(r"\s+".join(map(re.escape, name.split())) for name in namen)
