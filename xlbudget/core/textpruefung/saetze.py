"""A German text as paragraphs and sentences, each with its place; blanks of every kind become plain ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BLANK = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "\t": " ", "\u2011": "-", "\u2212": "-"}
)
_KUERZEL = frozenset((
    "rd", "ca", "bzw", "nr", "nrn", "abs", "s", "tel", "z", "b", "u", "a", "v", "h", "d", "i", "inkl", "ggf", "art",
    "soz", "bes", "n", "dr", "bgbl", "kap", "ziff", "anl", "pos", "std", "etc", "usw", "vgl", "gem", "lt", "m",
    "az", "bd", "abb", "tab", "str", "st", "sog", "zzgl", "abzgl", "ausschl", "einschl", "evtl", "exkl", "max",
    "min", "jährl", "mtl", "lfd", "allg", "verw", "sonst", "förd", "ehem", "hj", "ziff", "prof", "dipl", "ing",
    "gmbh", "drs", "ebd", "f", "ff", "zb", "dgl", "buchst", "lit", "unterabs", "jun", "sen",
))  # fmt: skip
_EINHEIT = frozenset(("mio", "mrd", "tsd"))
_SATZANFANG = re.compile(
    r"(?:Das|Die|Der|Den|Dem|Dies\w*|Damit|Im|In|Bei|Beim|Es|Auch|Davon|Zudem|Hier\w*|Insgesamt|Gegenüber|Am|Für|Mit|"
    r"Ein\w*|Grund|Ursache|Von|Vom|Nach|Zum|Zur|Aus|Daraus|Darin|Darunter|Dabei|Geplant|Gleichzeitig|Ursächlich|Somit|"
    r"Allein|Über|Unter|Während|Weil|Da|Produkt\w*|Letztere\w*|Erstere\w*)\b"
)
_ENDE = re.compile(r"[.!?][\"“”»)]?(?=\s+[\"„“»(]?[A-ZÄÖÜ0-9])")


@dataclass(frozen=True, slots=True)
class Absatz:
    """A paragraph: where it begins in the whole text, and its text."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Textsatz:
    """A sentence: where it begins in the whole text, and its text."""

    start: int
    text: str


def plain_blanks(text: str) -> str:
    """The text with plain blanks and signs, every character at its place.

    >>> plain_blanks("1\\u00a0€")
    '1 €'
    """
    return text.translate(_BLANK)


def split_absaetze(text: str) -> list[Absatz]:
    """Paragraphs between empty lines; one that a page break cuts within a sentence is one."""
    absaetze: list[Absatz] = []
    for treffer in re.finditer(r"[^\n]+(?:\n(?![ ]*\n)[^\n]+)*", text):
        stueck = treffer.group()
        if not stueck.strip():
            continue
        if absaetze and re.match(r"\s*[a-zäöüß]", stueck) and not re.search(r"[.!?:;]\W*$", absaetze[-1].text):
            vorher = absaetze.pop()
            absaetze.append(Absatz(vorher.start, text[vorher.start : treffer.end()].replace("\n", " ")))
        else:
            absaetze.append(Absatz(treffer.start(), stueck.replace("\n", " ")))
    return absaetze


def split_saetze(absatz: Absatz, geschuetzt: list[tuple[int, int]]) -> Iterator[Textsatz]:
    """The sentences of a paragraph; none ends within a place that is `geschuetzt`, counted in the paragraph."""
    ab, text = 0, absatz.text
    for treffer in _ENDE.finditer(text):
        punkt = treffer.start()
        if any(start <= punkt < ende for start, ende in geschuetzt) or not _ends(text, punkt, treffer.end()):
            continue
        yield Textsatz(absatz.start + ab, text[ab : treffer.end()])
        ab = treffer.end()
    if text[ab:].strip():
        yield Textsatz(absatz.start + ab, text[ab:])


def _ends(text: str, punkt: int, danach: int) -> bool:
    if text[punkt] != ".":
        return True
    if text[punkt - 1 : punkt] == "/":
        return False
    wort = re.search(r"[\wäöüß]+$", text[:punkt])
    if wort is None:
        return True
    if wort.group().casefold() in _EINHEIT:
        return bool(_SATZANFANG.match(text, danach + len(text[danach:]) - len(text[danach:].lstrip())))
    if wort.group().casefold() in _KUERZEL:
        return False
    if wort.group().isdigit() and len(wort.group()) <= 2:
        davor = text[: wort.start()].rstrip()
        return (
            bool(re.search(r"[.,€%]$", text[: wort.start()]))
            or davor[-1:].isdigit()
            or bool(_SATZANFANG.match(text[danach:].lstrip()))
        )
    return not (len(wort.group()) == 1 and wort.group().isalpha())
