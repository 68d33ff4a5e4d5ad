"""Product numbers whose leading zeros are gone: which Produkt is meant, and whether one rule brings them back."""

from __future__ import annotations

from collections.abc import Collection


def with_zeros(nummer: str, produkte: Collection[str]) -> str:
    """The Produkt that has a number with more zeros in front, or fewer; empty text where there is none.

    >>> with_zeros("111", ["0111", "1112"])
    '0111'
    """
    kern = nummer.lstrip("0")
    return next((produkt for produkt in produkte if produkt != nummer and produkt.lstrip("0") == kern), "")


def zero_rule(nummer: str, produkte: Collection[str]) -> str:
    """The rule of the table Spalten that makes a number the Produkt it means; empty text where it could be another.

    All numbers of a column are filled up, so no Produkt may have fewer digits, nor the same ones behind other zeros.

    >>> zero_rule("111", ["0111", "1112", "11122"]), zero_rule("111", ["0111", "112"])
    ('auf 4 Stellen mit Nullen', '')
    """
    if not (nummer.isascii() and nummer.isdecimal()):
        return ""
    stellen = min((len(produkt) for produkt in produkte if produkt.isascii() and produkt.isdecimal()), default=0)
    gemeint = [produkt for produkt in produkte if produkt.lstrip("0") == nummer.lstrip("0")]
    return f"auf {stellen} Stellen mit Nullen" if gemeint == [nummer.zfill(stellen)] and nummer not in gemeint else ""
