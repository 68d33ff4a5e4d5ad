"""Lines above the header that look like lines of the table: nothing reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from xlbudget.errors import Befund, Schwere
from xlbudget.sources.export.felder import PRODUKT, SACHKONTO
from xlbudget.sources.export.rohtabelle import Kopfkandidat
from xlbudget.sources.export.zuordnung import Zuordnung

_KONTO = re.compile(r"\d{3}")  # no number of a column or page
_BETRAG = re.compile(r"[-+−(]?\d[\d.,'\s]*[-−)]?\s*(?:€|EUR)?")


def lines_above(zuordnung: Zuordnung, zeilen: Sequence[Kopfkandidat]) -> Iterator[Befund]:
    """One Befund for all lines with a Produkt, a Sachkonto and an amount, a Hinweis where the header is declared."""
    if zuordnung.datev:  # its first line is full of numbers
        return
    codes = [zuordnung.spalten[name] for name in (PRODUKT.name, SACHKONTO.name) if name in zuordnung.spalten]
    werte = [position for _, position in zuordnung.wertspalten]
    gefunden = [
        zeile.nummer
        for zeile in zeilen
        if zeile.letzte < zuordnung.kopf.nummer and _is_like_data(zeile.zellen, codes, werte)
    ]
    if not gefunden:
        return
    was = "Produkt, Sachkonto und Betrag"
    einer = len(gefunden) == 1
    zeilen_de = f"steht eine Zeile, die {was} hat" if einer else f"stehen {len(gefunden)} Zeilen, die {was} haben"
    text = f"Über der Kopfzeile {zuordnung.kopf.nummer} {zeilen_de}; sie {'zählt' if einer else 'zählen'} nicht"
    erklaert = bool(zuordnung.angabe.kopfzeile)
    if not erklaert:
        text += (
            f". {'Gehört sie' if einer else 'Gehören sie'} zur Tabelle, den Export neu erzeugen und nicht umsortieren; "
            f"sonst in der Tabelle Quellen die Kopfzeile {zuordnung.kopf.nummer} eintragen"
        )
    schwere = Schwere.HINWEIS if erklaert else Schwere.FEHLER
    yield Befund(schwere, "export.darueber", text, zuordnung.ort.place(gefunden[0]))


def _is_like_data(zellen: Sequence[str], codes: Sequence[int], werte: Sequence[int]) -> bool:
    def cell(position: int) -> str:
        return zellen[position].strip() if position < len(zellen) else ""

    return (
        bool(codes)
        and any(zeichen.isdigit() for zeichen in cell(codes[0]))
        and bool(_KONTO.search(cell(codes[-1])))
        and any(_BETRAG.fullmatch(cell(position)) for position in werte)
    )
