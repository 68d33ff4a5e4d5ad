"""Parsing single cells of the Datenmappe by their declared type."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from xlbudget.core.adresse import parse_adresse
from xlbudget.core.geld import (
    MAX_EURO,
    BetragUnplausibel,
    betrag_of_cell,
    exact,
    format_euro,
    is_number,
    parse_zahl,
)
from xlbudget.core.kennzahlen.modelle import Periode
from xlbudget.core.zeit import Stand
from xlbudget.errors import printable
from xlbudget.layout.deklaration import Spalte, Typ
from xlbudget.ooxml_text import decode_xstring

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell

Wert = str | int | Decimal | bool | Stand | Periode | date | None

_MAX_ZAHL = 10**15  # beyond it Excel itself no longer counts exactly
_UNDRUCKBAR = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WOERTLICH = re.compile(r'"[^"]*"|\\.')  # what a number format only shows


class CellError(ValueError):
    """What is wrong with one cell, as the second half of a German sentence."""


def parse_cell(spalte: Spalte, cell: Cell) -> Wert:
    """The value of a cell as its column declares it; None if empty. Raises CellError."""
    value = cell.value
    if isinstance(value, str):
        value = clean_text(value)
    if cell.data_type == "e":
        raise CellError(f"enthält den Fehlerwert {value}; die Formel berichtigen oder den Wert eintragen")
    if value is None or value == "":
        if spalte.pflicht:
            raise CellError("ist leer, muss aber ausgefüllt sein")
        return None
    wert = _PARSERS[spalte.typ](value)
    if spalte.typ is Typ.ZAHL and isinstance(wert, Decimal) and isinstance(value, int | float) and is_percent(cell):
        wert *= 100  # the controller sees 92 %, the cell holds 0.92
    if spalte.auswahl and isinstance(wert, str):
        if (gewaehlt := spalte.choice(wert)) is None:
            raise CellError(f"„{value}“ ist nicht erlaubt; möglich sind {', '.join(spalte.auswahl)}")
        return gewaehlt
    return wert


def is_percent(cell: Cell) -> bool:
    """Whether Excel shows the number of a cell times 100; a literal % in the number format does not count."""
    return "%" in _WOERTLICH.sub("", cell.number_format)


def clean_text(text: str) -> str:
    """Text as Excel shows it: escapes such as `_x000D_` decoded, line ends as \\n, nothing unprintable.

    >>> clean_text("a_x000D_\\nb _x0001_"), clean_text("_x005F_x000D_")
    ('a\\nb', '_x000D_')
    """
    decoded = decode_xstring(text).replace("\r\n", "\n").replace("\r", "\n")
    return _UNDRUCKBAR.sub("", decoded).strip()


def shown(value: object) -> str:
    """A value in a message: numbers and dates in German, text on one line, without what controls, and shortened."""
    if isinstance(value, float):
        text = str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value).replace(".", ",")
    elif isinstance(value, date):
        text = f"{value:%d.%m.%Y}"
    else:
        text = str(value).replace("\n", " ")
    return printable(text, 40)


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        raise CellError(f"„{shown(value)}“ ist ein Datum, erwartet wird Text; die Zelle als Text formatieren")
    return str(value)


def _betrag(value: object) -> int:
    try:
        return betrag_of_cell(value)
    except BetragUnplausibel:
        raise CellError(f"„{shown(value)}“ ist unplausibel (über {format_euro(MAX_EURO * 100)} €)") from None
    except ValueError:
        raise CellError(f"„{shown(value)}“ ist kein Betrag; erwartet wird eine Zahl in Euro") from None


def _zahl(value: object) -> Decimal:
    try:
        zahl = exact(value) if is_number(value) else parse_zahl(str(value))
    except ValueError:
        raise CellError(f"„{shown(value)}“ ist keine Zahl") from None
    if not zahl.is_finite() or abs(zahl) > _MAX_ZAHL:
        raise CellError(f"„{shown(value)}“ ist unplausibel")
    return zahl


def _ganzzahl(value: object) -> int:
    zahl = _zahl(value)
    if zahl != int(zahl):
        raise CellError(f"„{shown(value)}“ ist keine ganze Zahl")
    return int(zahl)


def _ja_nein(value: object) -> bool:
    text = str(value).casefold()
    if text not in ("ja", "nein"):
        raise CellError(f"„{shown(value)}“ ist nicht erlaubt; möglich sind ja und nein")
    return text == "ja"


def _email(value: object) -> str:
    try:
        parse_adresse("", str(value))
    except ValueError as error:
        raise CellError(str(error).rstrip(".")) from None
    return str(value)


def _stand(value: object) -> Stand:
    if isinstance(value, datetime | date):
        return Stand(value.year, value.month)
    try:
        return Stand.parse(str(value))
    except ValueError as error:
        raise CellError(str(error).rstrip(".")) from None


def _periode(value: object) -> Periode:
    if isinstance(value, datetime | date):
        return Periode(value.year, value.month)  # Excel makes a date of 2024-06
    try:
        return Periode.parse(_text(value))
    except ValueError as error:
        raise CellError(str(error)) from None


def _datum(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return datetime.strptime(str(value), "%d.%m.%Y").date()
    except ValueError:
        raise CellError(f"„{shown(value)}“ ist kein Datum; erwartet wird TT.MM.JJJJ, zum Beispiel 11.02.2025") from None


_PARSERS: Mapping[Typ, Callable[[object], Wert]] = {
    Typ.TEXT: _text,
    Typ.CODE: _text,
    Typ.BETRAG: _betrag,
    Typ.ZAHL: _zahl,
    Typ.JAHR: _ganzzahl,
    Typ.TAGE: _ganzzahl,
    Typ.JA_NEIN: _ja_nein,
    Typ.EMAIL: _email,
    Typ.STAND: _stand,
    Typ.PERIODE: _periode,
    Typ.DATUM: _datum,
}
