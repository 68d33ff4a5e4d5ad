"""Rows of headings: what they look like, and how two of them are one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xlbudget.sources.export.felder import (
    ANSATZ,
    AUFWAND,
    BETRAG,
    BUCHUNGSSTELLE,
    DATUM,
    ERTRAG,
    PERIODE,
    PRODUKT,
    SACHKONTO,
    SALDO,
)
from xlbudget.sources.export.kopfworte import years_of

_JAHRESKOPF = re.compile(r"(?:HJ|HHJ|Haushaltsjahr|Planjahr|Jahr)?\.?\s*((?:19|20)\d\d)", re.IGNORECASE)
_WERTE = (ANSATZ, BETRAG, SALDO, ERTRAG, AUFWAND)
_KEINE_WERTE = (PRODUKT, SACHKONTO, BUCHUNGSSTELLE, PERIODE, DATUM)
_ZIFFER = re.compile(r"\d")


def years_above(oben: Sequence[str], unten: Sequence[str], jahr: int) -> list[str]:
    """The year of each heading of an amount that stands in the row above, over it or over those left of it.

    Empty where a year stands over a code: it is no year of a heading then.

    >>> years_above(["HJ", "2023", "", "2024"], ["Konto", "Ansatz", "Ergebnis", "Ansatz"], 2024)
    ['', '2023', '2023', '2024']
    >>> years_above(["Haushaltsjahr", "2024"], ["Produkt", "Konto", "Ansatz"], 2024)
    []
    """
    jahre, letztes = [], ""
    for i, heading in enumerate(unten):
        darueber = oben[i] if i < len(oben) else ""
        fund = _JAHRESKOPF.fullmatch(darueber)
        if fund and any(feld.rank(heading, jahr) is not None for feld in _KEINE_WERTE):
            return []
        wert = any(feld.rank(heading, jahr) is not None for feld in _WERTE)
        letztes = fund[1] if fund and (wert or not heading) else "" if darueber else letztes
        jahre.append(letztes if wert and not years_of(heading, jahr) else "")
    return jahre


def is_rule(zellen: Sequence[str]) -> bool:
    """Whether a row is empty or only a line drawn with characters."""
    return not any(zelle.strip("-=_+*| ") for zelle in zellen)


def is_wordy(zellen: Sequence[str]) -> bool:
    """Whether a row has several cells and no digit in any: it can hold no amount."""
    worte = [zelle for zelle in zellen if zelle]
    return len(worte) > 1 and not any(map(_ZIFFER.search, worte))


def join_rows(oben: Sequence[str], unten: Sequence[str], *, spread: bool) -> list[str]:
    """Two lines of headings as one; with `spread` a heading above counts for the empty cells right of it too."""
    zellen, letzte = [], ""
    for i in range(max(len(oben), len(unten))):
        kopf, fuss = (zeile[i] if i < len(zeile) else "" for zeile in (oben, unten))
        letzte = kopf or (letzte if fuss and spread else "")
        zellen.append(f"{letzte} {fuss}".strip())
    return zellen
