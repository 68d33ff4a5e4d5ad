"""The words of Kennzahlen in a text: what a number counts, and whether a Kennzahl is called so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.textpruefung.lage import Satzlage
from xlbudget.core.textpruefung.namenswort import stem

_FAELLE = re.compile(r"\b(?:fall|fälle|fällen|\w*fallzahl\w*|fällezahl\w*)\b", re.IGNORECASE)
_NICHTS = frozenset((
    "anteil", "der", "innerhalb", "tagen", "und", "eines", "von", "einer", "nach", "prozent", "anzahl", "euro",
    "woche", "monat", "wochen",
))  # fmt: skip


def nouns_of(text: str) -> Iterable[str]:
    ganz = re.sub(r"(\w)- (?=[a-zäöü])", r"\1", text)
    return [wort for wort in re.findall(r"[A-ZÄÖÜ][A-Za-zÄÖÜäöüß]{3,}", ganz) if wort.casefold() not in _NICHTS]


def following_noun(lage: Satzlage, i: int) -> str:
    """The word that a number counts: the next one, or the noun behind an adjective."""
    treffer = re.match(
        r"\s*((?:[a-zäöüß]+(?:en|e|er|es)\s+){0,2})([A-ZÄÖÜ][\wäöüß-]*)", lage.text[lage.figuren[i].ende :]
    )
    return treffer[2] if treffer else ""


def fits(wort: str, kennzahl: Kennzahl) -> bool:
    """Whether a noun is what a Kennzahl counts."""
    gesucht = stem(wort)
    if _FAELLE.fullmatch(wort) and _FAELLE.search(f"{kennzahl.bezeichnung} {kennzahl.einheit}"):
        return True
    for anderes in nouns_of(f"{kennzahl.bezeichnung} {kennzahl.einheit}"):
        kurz, lang = sorted((gesucht, stem(anderes)), key=len)
        if kurz == lang or (len(kurz) >= 5 and lang.startswith(kurz)):
            return True
    return False


def is_named(text: str, kennzahl: Kennzahl) -> bool:
    """Whether a text has a word of what a Kennzahl is called, its unit aside."""
    return any(fits(wort, replace(kennzahl, einheit="")) for wort in nouns_of(text))


def is_person(wort: str) -> bool:
    return bool(
        re.fullmatch(
            r"(?:Kinder|Personen|Menschen|Leistungsberechtigte|Ratsuchende|Klient\w*|Anträge|Beratungen|Gespräche|Einsätze)n?",
            wort,
        )
    )


def common_words(text: str, bezeichnung: str) -> set[str]:
    """Long words that a text and a Kennzahl share."""
    im_text = {stem(wort) for wort in re.findall(r"[A-Za-zÄÖÜäöüß]{5,}", text)}
    in_kennzahl = (
        {stem(wort) for wort in re.findall(r"[A-Za-zÄÖÜäöüß]{5,}", bezeichnung)}
        - _NICHTS
        - {"anteil", "innerhalb", "prozent"}
    )
    gemeinsam = set()
    for wort in im_text:
        for anderes in in_kennzahl:
            kurz, lang = sorted((wort, anderes), key=len)
            if len(kurz) >= 6 and lang.startswith(kurz):
                gemeinsam.add(anderes)
    return gemeinsam
