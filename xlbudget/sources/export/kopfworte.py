"""The words of a heading that are not the name of a field: years, months, units, versions."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from xlbudget.core.zeit import LETZTE_PERIODE, MONATE

JAHRESZAHL = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_KURZJAHR = re.compile(r"(?<=[^\d\W])[ _./'’-]*(?<!\d)(\d\d)(?!\d)(?:\W*(?:€|EUR|Euro|T€|TEUR))?\W*$", re.I)
_EINHEIT = re.compile(
    r"[(\[]?\b(?:in\s+)?(?:T[\s-]?(?:€|EUR\b|Euro\b)|k(?:€|EUR\b)|Tsd\b\.?[\s-]*(?:€|EUR|Euro)?|"
    r"Tausend\s*(?:€|EUR|Euro)?)[)\]]?"
    r"|(?:\bin\s|[(\[])\s*1[. ]?000[\s-]*(?:€|EUR\b|Euro\b)[)\]]?",
    re.I,
)
_MILLIONEN = re.compile(r"\b(?:Mio|Mill|Millionen)\b|\bM(?:€|EUR\b)", re.I)
_FASSUNG = re.compile(
    r"(?i)\b(?:neu(?:er?)?|alt|aktuell(?:er?)?|aktualisiert|angepasst|geändert(?:er?)?|beschlossen|genehmigt|"
    r"endgültig(?:er?)?|vorläufig(?:er?)?|entwurf|laufend)\b"
    r"|\b(?:inkl|incl|einschl|einschließlich|mit|nach)\b\.?\s+(?:\d\.\s*)?(?:nachtrag\w*|NT)\b"
)
_FUELLWORT = re.compile(
    r"(?i)\b(?:des|für|im|HJ|HHJ|Haushaltsjahr(?:es)?|(?:lfd\.?|laufende[sn]?)\s+(?:Haushalts)?Jahr(?:es)?|Jahr(?:es)?)\b"
)
_UMLAUTE = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_NAEHE = 12  # years around the Haushaltsjahr in which two digits at the end of a heading are a year


def names_version(header: str) -> bool:
    """Whether a heading says which version of an amount it is.

    >>> names_version("Ansatz 2026 neu"), names_version("Ansatz 2026")
    (True, False)
    """
    return bool(_FASSUNG.search(header))


def without_year(header: str, jahr: int) -> str:
    """A heading without its years and what stands with them („im Haushaltsjahr“)."""
    return _FUELLWORT.sub(" ", JAHRESZAHL.sub(" ", _full_year(header, jahr)))


def is_of_other_year(header: str, jahr: int) -> bool:
    """Whether a heading names a year, and only others.

    >>> is_of_other_year("HH-Ansatz 2023", 2024), is_of_other_year("Ansatz", 2024)
    (True, False)
    """
    jahre = years_of(header, jahr)
    return bool(jahre) and jahr not in jahre


def years_of(header: str, jahr: int) -> set[int]:
    """The years that a heading names, those of two digits at its end if they are near `jahr`.

    >>> years_of("Ansatz 25", 2026), years_of("Konto 4711", 2026)
    ({2025}, set())
    """
    return {int(fund) for fund in JAHRESZAHL.findall(_full_year(header, jahr))}


@lru_cache(maxsize=4096)
def month_of_header(header: str, jahr: int) -> int | None:
    """The period that a heading of Monatswerte names, 1 to 16; None if none, or one of another year.

    >>> [month_of_header(text, 2024) for text in ("Jan", "Ist März 2024", "04.2024", "Periode 13", "M02", "Jan 2023")]
    [1, 3, 4, 13, 2, None]

    Columns of what has added up since January are none: „Jan kum.“.
    """
    mit_namen = any(wort in MONATSNAMEN for wort in re.findall(r"[^\W\d_]+", header.casefold()))
    voll = _full_year(header, jahr) if mit_namen else header  # „Periode 12“ is no year
    if any(int(fund) != jahr for fund in JAHRESZAHL.findall(voll)):
        return None
    worte = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", JAHRESZAHL.sub(" ", voll)).casefold())
    if any(wort.startswith(("kum", "aufgelaufen", "ytd")) for wort in worte):
        return None
    namen = [monat for wort in worte if (monat := MONATSNAMEN.get(wort))]
    if len(namen) == 1:
        return namen[0]
    rest = [wort for wort in worte if wort not in ("per", "periode", "monat", "ist", "betrag", "eur")]
    nummer = re.fullmatch(r"(?:m|p|per|periode|monat)?(\d{1,2})", rest[0]) if len(rest) == 1 else None
    if nummer and 1 <= int(nummer[1]) <= LETZTE_PERIODE:
        return int(nummer[1])
    return None


MONATSNAMEN = {
    name: nummer
    for nummer, monat in enumerate(MONATE, 1)
    for name in (monat.casefold(), monat.casefold()[:3], monat.casefold()[:4] if len(monat) > 4 else monat.casefold())
} | {"mrz": 3, "maerz": 3, "mar": 3, "jaenner": 1, "jänner": 1, "may": 5, "oct": 10, "dec": 12, "sept": 9}
"""Names and abbreviations of months, casefolded."""


def is_thousands(text: str) -> bool:
    """Whether a heading, or a line above it, says that amounts are in thousands of euros.

    >>> [is_thousands(text) for text in ("Ansatz 2024 in T€", "Angaben in 1.000 Euro", "Ansatz (Tsd.)", "Text €")]
    [True, True, True, False]
    """
    return bool(_EINHEIT.search(text))


def is_millions(text: str) -> bool:
    """Whether a heading, or a line above it, says that amounts are in millions.

    >>> is_millions("Ansatz 2024 in Mio. €"), is_millions("Minderausgabe")
    (True, False)
    """
    return bool(_MILLIONEN.search(text))


def without_version(header: str) -> str:
    """A heading without „neu“ and the like, and without the brackets around it."""
    return " ".join(re.sub(r"[(\[]\s*[)\]]", " ", _FASSUNG.sub(" ", header)).split())


def _full_year(header: str, jahr: int) -> str:
    """A heading with a year of two digits at its end written in full."""
    kurz = _KURZJAHR.search(header)
    if kurz is None or JAHRESZAHL.search(header):
        return header
    voll = jahr // 100 * 100 + int(kurz[1])
    return f"{header[: kurz.start(1)]} {voll}" if abs(voll - jahr) <= _NAEHE else header


@lru_cache(maxsize=4096)
def normal(header: str) -> str:
    """A heading without what does not count."""
    ohne = _EINHEIT.sub(" ", unicodedata.normalize("NFC", header))
    words = re.findall(r"[^\W_]+|€", ohne.casefold().translate(_UMLAUTE))
    return "".join("eur" if word in ("€", "euro") else word for word in words if word != "in")
