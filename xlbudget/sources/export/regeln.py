"""The rules of the table Spalten, in words: what is done with a column before it is read as its field."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from xlbudget.errors import EingabeError
from xlbudget.sources.export.angaben import Spaltenangabe


class Regelart(Enum):
    """What a rule does. Those in `ORDNUNGSREGELN` look at other lines."""

    ZERLEGEN = auto()  # separator: what stands before the last one is the Produkt, what stands after it the Sachkonto
    ERSTES_WORT = auto()
    LETZTES_WORT = auto()
    AUFFUELLEN = auto()
    STELLEN = auto()  # number of digits
    NUR = auto()  # values that count
    FEST = auto()  # the same value in every line
    MONATE = auto()  # first and last month, from the named column on
    PERIODE_0 = auto()  # "Januar" or ""
    ABSCHLUSS = auto()  # "" leaves periods 13 to 16 out


ORDNUNGSREGELN = frozenset((Regelart.AUFFUELLEN,))

MUSTERREGELN = (
    "zerlegen am letzten Punkt",
    "zerlegen am letzten Schrägstrich",
    "zerlegen am letzten Bindestrich",
    "zerlegen am letzten Leerzeichen",
    "erstes Wort",
    "letztes Wort",
    "nach unten auffüllen",
    "auf 4 Stellen mit Nullen",
    "nur „Plan“",
    "nur „Ist“",
    "immer „12“",
    "Monate Jan bis Dez",
    "Periode 0 zum Januar",
    "Periode 0 auslassen",
    "Perioden 13 bis 16 auslassen",
)
"""What the list in the Datenmappe offers; numbers, values and months in them may be others."""

_TRENNER = {
    "punkt": ".",
    "schrägstrich": "/",
    "bindestrich": "-",
    "leerzeichen": " ",
    "komma": ",",
    "doppelpunkt": ":",
    "unterstrich": "_",
}
_WERT = re.compile(r"[„“”\"»«'‚‘’]")


@dataclass(frozen=True, slots=True)
class Regel:
    """One rule with what it needs: a separator, values, or numbers as text."""

    art: Regelart
    werte: tuple[str, ...] = ()

    @property
    def wert(self) -> str:
        return self.werte[0]


def parse_regeln(angabe: Spaltenangabe) -> tuple[Regel, ...]:
    """The rules of one line of the table Spalten, several separated by a semicolon.

    Raises EingabeError (German) for words that are no rule.

    >>> parse_regeln(Spaltenangabe("Produkt", "A", "auf 4 Stellen mit Nullen; nach unten auffüllen"))[0].werte
    ('4',)
    """
    return tuple(_parse(teil.strip(), angabe) for teil in angabe.regel.split(";") if teil.strip())


def split_rule(regel: Regel) -> str:
    """The words of a rule that takes a code apart.

    >>> split_rule(Regel(Regelart.ZERLEGEN, (".", "letzten")))
    'zerlegen am letzten Punkt'
    """
    name = next(name for name, zeichen in _TRENNER.items() if zeichen == regel.wert)
    return f"zerlegen am {regel.werte[1]} {name.capitalize()}"


def _parse(text: str, angabe: Spaltenangabe) -> Regel:
    for muster, baue in _MUSTER:
        if treffer := re.fullmatch(muster, text, re.IGNORECASE):
            return baue(treffer)
    ort = f" ({angabe.source})" if angabe.source else ""
    raise EingabeError(
        f"Die Regel „{text}“ beim Feld {angabe.feld} in der Tabelle Spalten{ort} gibt es nicht. Möglich sind: "
        f"{'; '.join(MUSTERREGELN)}."
    )


def _zerlegen(treffer: re.Match[str]) -> Regel:
    return Regel(Regelart.ZERLEGEN, (_TRENNER[treffer[2].casefold()], treffer[1].casefold()))


def _nur(treffer: re.Match[str]) -> Regel:
    worte: Sequence[str] = _WERT.split(treffer[1]) if _WERT.search(treffer[1]) else re.split(r",|\bund\b", treffer[1])
    fueller = ("", ",", "und", "oder")
    return Regel(Regelart.NUR, tuple(wort.strip() for wort in worte if wort.strip() not in fueller))


_MUSTER: Sequence[tuple[str, Callable[[re.Match[str]], Regel]]] = (
    (rf"zerlegen am (letzten|ersten) ({'|'.join(_TRENNER)})", _zerlegen),
    (r"erstes wort", lambda _: Regel(Regelart.ERSTES_WORT)),
    (r"letztes wort", lambda _: Regel(Regelart.LETZTES_WORT)),
    (r"nach unten auffüllen", lambda _: Regel(Regelart.AUFFUELLEN)),
    (r"auf (\d{1,2}) stellen(?: mit nullen)?", lambda treffer: Regel(Regelart.STELLEN, (treffer[1],))),
    (r"nur (.+)", _nur),
    (r"immer (.+)", lambda treffer: Regel(Regelart.FEST, (_WERT.sub("", treffer[1]).strip(),))),
    (r"monate (\w+)\.? bis (\w+)\.?", lambda treffer: Regel(Regelart.MONATE, (treffer[1], treffer[2]))),
    (r"periode 0 zum januar", lambda _: Regel(Regelart.PERIODE_0, ("Januar",))),
    (r"periode 0 auslassen", lambda _: Regel(Regelart.PERIODE_0, ("",))),
    (r"perioden? 13 bis 16 auslassen", lambda _: Regel(Regelart.ABSCHLUSS, ("",))),
)
