"""A text for one committee that names another one as its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from xlbudget.core.ausschuss import Ausschuss
from xlbudget.core.textpruefung.modelle import Abschnitt, Selbstwiderspruch
from xlbudget.core.textpruefung.saetze import Absatz, plain_blanks, split_saetze

_NENNT_ANDERE = re.compile(r"\bberichtet\b|\bBeratungsfolge\b|\bnachrichtlich\b", re.IGNORECASE)
"""A sentence about where else something goes may name other committees."""


def check_committee(
    abschnitte: Sequence[Abschnitt], eigener: Ausschuss, alle: Sequence[Ausschuss]
) -> Iterator[Selbstwiderspruch]:
    """Every place that names another committee than its own, by name or Kürzel; tables are lists of meetings."""
    eigene = {eigener.kuerzel, eigener.bezeichnung}
    muster = {name: _pattern(name, ausschuss) for ausschuss in alle for name in _names_of(ausschuss)}
    if not muster.keys() - eigene:
        return
    laengste_zuerst = sorted(muster, key=lambda name: (-len(name), name))
    suche = re.compile("|".join(f"({muster[name]})" for name in laengste_zuerst))
    grund = f"Der Text ist für den Ausschuss „{eigener.titel}“."
    for nummer, abschnitt in enumerate(abschnitte):
        if abschnitt.ist_tabelle:
            continue
        for satz in split_saetze(Absatz(0, plain_blanks(abschnitt.text)), []):
            if _NENNT_ANDERE.search(satz.text):
                continue
            for treffer in suche.finditer(satz.text):
                if laengste_zuerst[(treffer.lastindex or 1) - 1] not in eigene:
                    ab, bis = (satz.start + stelle for stelle in treffer.span())
                    yield Selbstwiderspruch(ab, bis, treffer.group(), satz.text.strip(), grund, nummer)


def _names_of(ausschuss: Ausschuss) -> Iterator[str]:
    yield from filter(None, (ausschuss.bezeichnung, ausschuss.kuerzel))


def _pattern(name: str, ausschuss: Ausschuss) -> str:
    """A name, also in the genitive; a Kürzel that looks like a word counts only behind the word Ausschuss."""
    worte = (re.escape(wort) + ("(?:es|s)?" if wort.casefold().endswith("ausschuss") else "") for wort in name.split())
    davor = ""
    if name == ausschuss.kuerzel and not (name.isupper() and len(name) > 1):
        davor = r"(?<=Ausschuss )"
    return davor + r"(?<!\w)" + r"\s+".join(worte) + r"(?!\w)"
