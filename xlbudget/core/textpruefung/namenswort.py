"""Words of names: without inflection, so that a text may bend them, with the parts that are too general to name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

STOPPWORTE = frozenset((
    "der", "die", "das", "den", "dem", "des", "und", "für", "nach", "im", "in", "zur", "zum", "bei", "von", "mit",
    "bis", "ab", "an", "auf", "n", "d", "oder", "sowie", "zu",
))  # fmt: skip
"""Words that names have and that name nothing."""

ALLGEMEIN = frozenset((
    "hilf", "leistung", "verwaltung", "sozial", "mensch", "dienst", "angelegenheit", "einrichtung", "zahlung",
    "ander", "sonstig", "einmalig", "land", "alt", "syst", "trag", "trager", "ortlich", "gesundheit", "bildung",
    "teilhab", "pfleg", "gesetz", "sgb", "ii", "iii", "iv", "viii", "ix", "x", "xi", "xii", "kommunal", "lebenslag",
    "schwierigkeit", "behindert", "behinderung", "auslander", "heizung", "unterkunft", "arbeit", "sozialhilf",
    "uberwindung", "quotal", "jugend", "schul", "kultur", "sport", "zentral", "allgemein", "offentlich", "ordnung",
    "sicherheit", "umwelt", "verkehr", "planung", "personal", "forderung", "beratung",
    "uberschu", "zuschu", "zuschussbedarf", "fehlbetrag", "defizit", "ertrag", "aufwendung", "aufwand", "einnahm",
    "ausgab", "kost",
))  # fmt: skip
"""Stems that many names have, and those of what is measured: alone they name nothing."""


def stem(wort: str) -> str:
    """A word without umlauts and inflection, as far as needed to find it again.

    >>> stem("Einrichtungen"), stem("sozialen"), stem("Pflege")
    ('einrichtung', 'sozial', 'pfleg')
    """
    kurz = wort.casefold().translate(str.maketrans("äöü", "aou")).replace("ß", "ss")
    while len(kurz) > 4 and (ende := re.search(r"(?:en|em|er|es|e|s|n)$", kurz)):
        kurz = kurz[: ende.start()]
    return kurz


@dataclass(frozen=True, slots=True)
class Namenswort:
    """A word of a text or a name with its place; `ist_kuerzel`: it is cut short by a full stop."""

    start: int
    ende: int
    text: str
    stamm: str
    ist_kuerzel: bool = False


def split_words(text: str, laenge: int = 5) -> list[Namenswort]:
    """The words of a text; one of at most `laenge` letters before a full stop is cut short."""
    worte = []
    for treffer in re.finditer(r"[A-Za-zÄÖÜäöüß]+", text):
        kuerzel = text[treffer.end() : treffer.end() + 1] == "." and 1 < len(treffer.group()) <= laenge
        worte.append(Namenswort(treffer.start(), treffer.end(), treffer.group(), stem(treffer.group()), kuerzel))
    return worte


def content_of(text: str) -> tuple[Namenswort, ...]:
    """The words of a name that are no articles and prepositions."""
    return tuple(wort for wort in split_words(text, 12) if wort.text.casefold() not in STOPPWORTE)


def forms_of(name: str) -> Iterable[tuple[Namenswort, ...]]:
    """A name with and without what stands in brackets."""
    ohne = re.sub(r"\([^)]*\)", "", name)
    return tuple(worte for text in dict.fromkeys((ohne, name)) if (worte := content_of(text)))


def is_same(im_text: Namenswort, im_namen: Namenswort) -> bool:
    """Whether two words are one, bent or cut short."""
    if im_text.stamm == im_namen.stamm:
        return True
    if im_namen.ist_kuerzel or im_text.ist_kuerzel:
        kurz, lang = sorted((im_text.text.casefold(), im_namen.text.casefold()), key=len)
        return lang.startswith(kurz) or (
            len(kurz) >= 6 and SequenceMatcher(None, kurz, lang[: len(kurz)]).ratio() >= 0.7
        )
    return False


def quoted_pattern(namen: Iterable[str]) -> re.Pattern[str]:
    """Whole names in quotation marks, the name as group 1.

    >>> quoted_pattern(["Hilfe", "Hilfe zur Pflege"]).search("Im Budget „Hilfe zur  Pflege“ …")[1]
    'Hilfe zur  Pflege'
    """
    teile = "|".join(r"\s+".join(map(re.escape, name.split())) for name in sorted(namen, key=len, reverse=True) if name)
    return re.compile(rf"[„»\"]({teile})[“”«\"]" if teile else r"(?!)()")
