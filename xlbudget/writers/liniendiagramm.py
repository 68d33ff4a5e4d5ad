"""A line chart of months as SVG, for a printed page and for the web, and the text that says the same in words.

Values are whole numbers of the smallest unit: cents, or what `Diagramm.zahl` makes a number of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from xlbudget.core.geld import format_euro
from xlbudget.core.monatswerte import Monate
from xlbudget.core.zeit import MONATE
from xlbudget.errors import listed

SCHRIFTGRAD = 8.5  # in units of the drawing, which are points where nothing is scaled
_LINKS, _RECHTS, _OBEN, _UNTEN = 56, 6, 8, 38
_SCHMAL = 300  # below this width a month is one letter
_STUFEN = (1, 2, 5, 10)
_TEILE = 5  # parts of the axis, about


@dataclass(frozen=True, slots=True)
class Linie:
    """A curve; `strich` is an SVG dash pattern, so that grey prints tell curves apart. It breaks at a month without."""

    name: str
    werte: Monate
    farbe: str
    strich: str = ""
    punkte: bool = False


@dataclass(frozen=True, slots=True)
class Diagramm:
    """A chart with its title, and what it says in words; `zahl` writes a value, `einheit` is what it is read with."""

    titel: str
    linien: tuple[Linie, ...]
    zahl: Callable[[int], str] = format_euro
    einheit: str = " Euro"

    def alt_text(self) -> str:
        """Title, and of every curve where it begins and ends: a text to listen to; the months stand in tables."""
        return f"{self.titel}. " + " ".join(f"{self._in_words(linie)}." for linie in self.linien if _is_drawn(linie))

    def svg(self, breite: int, hoehe: int, schrift: str = "sans-serif") -> str:
        """The drawing, without a title of its own; `breite` and `hoehe` are points of the page."""
        linien = [linie for linie in self.linien if _is_drawn(linie)]
        inhalt = "".join(_Zeichnung(linien, breite, hoehe, schrift, self.zahl).parts())
        groesse = f'viewBox="0 0 {breite} {hoehe}" width="{breite}" height="{hoehe}"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {groesse}>{inhalt}</svg>'

    def _in_words(self, linie: Linie) -> str:
        orte = [(n, f"{self.zahl(wert)}{self.einheit}") for n, wert in enumerate(linie.werte) if wert is not None]
        (erster, anfang), (letzter, ende) = orte[0], orte[-1]
        if erster == letzter:
            return f"Die Linie {linie.name} hat nur den Wert {anfang} im {MONATE[erster]}"
        fehlt = [MONATE[n] for n in range(erster, letzter) if linie.werte[n] is None]
        luecke = f", ohne {listed(fehlt)}" if fehlt else ""
        return f"Die Linie {linie.name} geht von {anfang} im {MONATE[erster]} bis {ende} im {MONATE[letzter]}{luecke}"


@dataclass(frozen=True, slots=True)
class _Skala:
    """The axis of values: from `unten` to `oben` in steps, 0 among them."""

    unten: int
    oben: int
    schritt: int

    @staticmethod
    def of(werte: Sequence[int]) -> _Skala:
        """An axis that holds all these values.

        >>> _Skala.of([-44_119_500, 49_442_100])
        _Skala(unten=-60000000, oben=60000000, schritt=20000000)
        """
        tief, hoch = min([0, *werte]), max([0, *werte])
        roh = max((hoch - tief) // _TEILE, 100)
        zehner = 10 ** (len(str(roh)) - 1)
        schritt = next(stufe * zehner for stufe in _STUFEN if stufe * zehner >= roh)
        return _Skala(tief // schritt * schritt, -(-hoch // schritt) * schritt, schritt)

    def stellen(self) -> range:
        """Where the axis is labelled."""
        return range(self.unten, self.oben + 1, self.schritt)


class _Zeichnung:
    """Axes, curves and what they are called."""

    def __init__(
        self, linien: Sequence[Linie], breite: int, hoehe: int, schrift: str, zahl: Callable[[int], str]
    ) -> None:
        self._linien, self._breite, self._hoehe, self._schrift, self._zahl = linien, breite, hoehe, schrift, zahl
        self._skala = _Skala.of([wert for linie in linien for wert in linie.werte if wert is not None])

    def parts(self) -> Iterator[str]:
        yield from self._axes()
        for linie in self._linien:
            yield from self._curve(linie)
        yield from self._legend()

    def _x(self, monat: int) -> float:
        return round(_LINKS + (monat + 0.5) * (self._breite - _LINKS - _RECHTS) / 12, 1)

    def _y(self, wert: int) -> float:
        oben, spanne = self._skala.oben, max(self._skala.oben - self._skala.unten, 1)
        return round(_OBEN + (oben - wert) * (self._hoehe - _OBEN - _UNTEN) / spanne, 1)

    def _axes(self) -> Iterator[str]:
        for wert in self._skala.stellen():
            y = self._y(wert)
            farbe, staerke = ("#404040", 1.0) if wert == 0 else ("#d0d0d0", 0.5)
            yield _line((_LINKS, y), (self._breite - _RECHTS, y), f'stroke="{farbe}" stroke-width="{staerke}"')
            yield self._text(_LINKS - 4, y + 3, self._zahl(wert), "end")
        buchstaben = 1 if self._breite < _SCHMAL else 3
        for nummer, monat in enumerate(MONATE):
            yield self._text(self._x(nummer), self._hoehe - _UNTEN + 13, monat[:buchstaben], "middle")

    def _curve(self, linie: Linie) -> Iterator[str]:
        orte = [None if wert is None else (self._x(n), self._y(wert)) for n, wert in enumerate(linie.werte)]
        for ist_da, stueck in groupby(orte, key=lambda ort: ort is not None):
            if not ist_da:
                continue
            teil = [ort for ort in stueck if ort is not None]
            punkte = " ".join(f"{x},{y}" for x, y in teil)
            yield f'<polyline points="{punkte}" fill="none" {_stroke(linie)}/>'
            if linie.punkte or len(teil) == 1:
                for x, y in teil:
                    yield f'<circle cx="{x}" cy="{y}" r="2" fill="{linie.farbe}"/>'

    def _legend(self) -> Iterator[str]:
        platz = (self._breite - _LINKS) / max(len(self._linien), 1)
        for nummer, linie in enumerate(self._linien):
            x, y = _LINKS + nummer * platz, self._hoehe - 8
            yield _line((x, y), (x + 18, y), _stroke(linie))
            yield self._text(x + 21, y + 3, linie.name, "start")

    def _text(self, x: float, y: float, text: str, anker: str) -> str:
        stil = f'font-family={quoteattr(self._schrift)} font-size="{SCHRIFTGRAD}" fill="#202020"'
        return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anker}" {stil}>{escape(text)}</text>'


def _stroke(linie: Linie) -> str:
    strich = f' stroke-dasharray="{linie.strich}"' if linie.strich else ""
    return f'stroke="{linie.farbe}" stroke-width="1.6"{strich}'


def _line(von: tuple[float, float], bis: tuple[float, float], stil: str) -> str:
    return f'<line x1="{von[0]:.1f}" y1="{von[1]:.1f}" x2="{bis[0]:.1f}" y2="{bis[1]:.1f}" {stil}/>'


def _is_drawn(linie: Linie) -> bool:
    return any(wert is not None for wert in linie.werte)
