"""Reifegrade: levels 0 to 4 of dimensions with subdimensions, two dates side by side.

A dimension is as good as its worst subdimension, and one that cannot be measured is worse than any that can (minimum
rule). From „nicht messbar“ to a level is no number of levels: it is named and counts for no goal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from xlbudget.errors import Befund, Schwere, SourceRef, printable

STUFEN = range(5)
NICHT_MESSBAR = "-"
ZIEL_STUFEN, ZIEL_DIMENSIONEN = 2, 3
"""The goal: so many levels more in so many dimensions."""


@dataclass(frozen=True, slots=True)
class Reifegradzeile:
    """One line of the table Reifegrad; `stufe` is None for „nicht messbar“.

    Without a subdimension it is that of the dimension. One that is not `lesbar` says that there is a level, not which.
    """

    dimension: str
    unterdimension: str
    stichtag: date
    stufe: int | None
    source: SourceRef | None = field(default=None, compare=False)
    lesbar: bool = True


@dataclass(frozen=True, slots=True)
class Grad:
    """A level that is known: None means „nicht messbar“."""

    stufe: int | None

    def __str__(self) -> str:
        return NICHT_MESSBAR if self.stufe is None else str(self.stufe)


@dataclass(frozen=True, slots=True)
class Gradpaar:
    """One dimension or subdimension at both dates; None where nothing is said."""

    name: str
    vorher: Grad | None
    nachher: Grad | None
    unter: tuple[Gradpaar, ...] = ()

    @property
    def sprung(self) -> int | None:
        """How many levels more; None where one of them cannot be measured or is not known."""
        stufen = [grad.stufe for grad in (self.vorher, self.nachher) if grad and grad.stufe is not None]
        return stufen[1] - stufen[0] if len(stufen) == 2 else None

    @property
    def erstmals_messbar(self) -> bool:
        """Whether it could not be measured before and can now."""
        return bool(self.vorher and self.vorher.stufe is None and self.nachher and self.nachher.stufe is not None)


@dataclass(frozen=True, slots=True)
class Reifegradvergleich:
    """All dimensions at two dates, in the order of the table; `von` is None where there is one date only."""

    von: date | None
    bis: date
    dimensionen: tuple[Gradpaar, ...]

    def jumped(self, stufen: int = ZIEL_STUFEN) -> tuple[Gradpaar, ...]:
        """The dimensions that are at least so many levels further."""
        return tuple(paar for paar in self.dimensionen if paar.sprung is not None and paar.sprung >= stufen)

    @property
    def lueckenhaft(self) -> tuple[Gradpaar, ...]:
        """The dimensions of which a level is not known because a subdimension is missing."""
        return tuple(
            paar
            for paar in self.dimensionen
            if (paar.nachher is None and any(unter.nachher for unter in paar.unter))
            or (paar.vorher is None and any(unter.vorher for unter in paar.unter))
        )

    @property
    def ist_erreicht(self) -> bool:
        """Whether the goal is."""
        return len(self.jumped()) >= ZIEL_DIMENSIONEN


def minimum(stufen: Iterable[int | None]) -> Grad | None:
    """The level of a dimension by the minimum rule; None without any subdimension.

    >>> str(minimum([2, 0, 3])), str(minimum([4, None])), minimum([])
    ('0', '-', None)
    """
    alle = list(stufen)
    if not alle:
        return None
    messbar = [stufe for stufe in alle if stufe is not None]
    return Grad(min(messbar) if len(messbar) == len(alle) else None)


def compare_reifegrade(zeilen: Sequence[Reifegradzeile], bis: date) -> Reifegradvergleich | None:
    """The last two dates up to `bis`; None where there is none. Of two lines about the same the first counts."""
    tage = sorted({zeile.stichtag for zeile in zeilen if zeile.stichtag <= bis})
    if not tage:
        return None
    von = tage[-2] if len(tage) > 1 else None
    stand = {tag: _at(zeilen, tag) for tag in (von, tage[-1]) if tag}
    namen: dict[str, dict[str, None]] = {}
    for zeile in zeilen:
        if zeile.stichtag in stand:
            namen.setdefault(zeile.dimension, {})[zeile.unterdimension] = None
    dimensionen = []
    for dimension, unter in namen.items():
        grade = {tag: _of_dimension(werte, dimension, unter) for tag, werte in stand.items()}
        paare = tuple(
            Gradpaar(name, _grad(stand, von, dimension, name), _grad(stand, tage[-1], dimension, name))
            for name in unter
            if name
        )
        dimensionen.append(Gradpaar(dimension, grade.get(von) if von else None, grade[tage[-1]], paare))
    return Reifegradvergleich(von, tage[-1], tuple(dimensionen))


_Stufen = dict[tuple[str, str], int | None]


def _at(zeilen: Iterable[Reifegradzeile], tag: date) -> _Stufen:
    werte: _Stufen = {}
    for zeile in zeilen:
        if zeile.stichtag == tag and zeile.lesbar:
            werte.setdefault((zeile.dimension, zeile.unterdimension), zeile.stufe)
    return werte


def _of_dimension(werte: _Stufen, dimension: str, unter: Iterable[str]) -> Grad | None:
    """By the minimum rule, not known where a subdimension is missing; what is given itself only where none is."""
    schluessel = [(dimension, name) for name in unter if name]
    da = [werte[eins] for eins in schluessel if eins in werte]
    if not da:
        return Grad(werte[dimension, ""]) if (dimension, "") in werte else None
    return minimum(da) if len(da) == len(schluessel) else None


def _grad(stand: dict[date, _Stufen], tag: date | None, dimension: str, unter: str) -> Grad | None:
    werte = stand.get(tag, {}) if tag else {}
    return Grad(werte[dimension, unter]) if (dimension, unter) in werte else None


def check_reifegrade(zeilen: Sequence[Reifegradzeile]) -> Iterator[Befund]:
    """Lines that stand there twice, dimensions that do not follow from the minimum rule, gaps."""
    gesehen: set[tuple[str, str, date]] = set()
    for zeile in filter(lambda z: z.lesbar, zeilen):
        schluessel = (zeile.dimension, zeile.unterdimension, zeile.stichtag)
        if schluessel in gesehen:
            text = "steht zweimal; es gilt die obere Zeile. Die falsche löschen oder ihren Stichtag berichtigen."
            yield _of(zeile, Schwere.FEHLER, "reifegrad.doppelt", text)
        elif not zeile.unterdimension:
            unter = {z.unterdimension for z in zeilen if z.dimension == zeile.dimension}
            grad = _of_dimension(_at(zeilen, zeile.stichtag), zeile.dimension, unter)
            if grad and grad.stufe != zeile.stufe:
                text = (
                    f"angegeben ist {Grad(zeile.stufe)}, nach der Minimumregel ist sie {grad}; das Blatt zeigt {grad}. "
                    "Die Stufen ihrer Unterdimensionen prüfen und Falsches berichtigen, oder den Befund quittieren."
                )
                yield _of(zeile, Schwere.WARNUNG, "reifegrad.minimum", text)
        gesehen.add(schluessel)
    yield from _gaps(zeilen)


def _gaps(zeilen: Sequence[Reifegradzeile]) -> Iterator[Befund]:
    """A subdimension that is missing at a date on which others of its dimension are there: its minimum is not known."""
    for zeile in {(z.dimension, z.unterdimension): z for z in zeilen if z.unterdimension}.values():
        tage = {z.stichtag for z in zeilen if z.dimension == zeile.dimension and z.unterdimension}
        eigene = {
            z.stichtag for z in zeilen if (z.dimension, z.unterdimension) == (zeile.dimension, zeile.unterdimension)
        }
        for tag in sorted(tage - eigene):
            text = (
                f"fehlt zum {tag:%d.%m.%Y}; neben einem Stichtag, zu dem sie da ist, bleibt die Stufe der Dimension "
                "leer und zählt für kein Ziel. Sie eintragen, „-“ für nicht messbar."
            )
            yield _of(zeile, Schwere.WARNUNG, "reifegrad.luecke", text)


def _of(zeile: Reifegradzeile, schwere: Schwere, code: str, text: str) -> Befund:
    name = " / ".join(filter(None, (zeile.dimension, zeile.unterdimension)))
    return Befund(schwere, code, f"Reifegrad „{printable(name, 100)}“: {text}", zeile.source)
