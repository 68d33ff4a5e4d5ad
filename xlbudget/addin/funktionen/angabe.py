"""The arguments of worksheet functions: help text of each, and how its cells become a value of the domain."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from xlbudget.addin.funktionen.zellwerte import (
    parse_betrag,
    parse_jahr,
    parse_monat,
    parse_stand,
    parse_text,
    parse_zahl,
    read_cell,
    shown,
)
from xlbudget.core.monatswerte import Monate
from xlbudget.errors import EingabeError

Zellen = Sequence[object]
"""Cells as they come from Excel."""

Block = Sequence[Zellen]
"""A range: rows of cells."""


@dataclass(frozen=True, slots=True)
class Angabe(ABC):
    """One argument; `hilfe` is what the function wizard says about it."""

    hilfe: str

    sammelt = False
    """Whether all its rows together belong to one row of the other arguments."""

    @abstractmethod
    def read(self, name: str, zellen: Zellen) -> object:
        """The value; None if blank. Raises EingabeError that begins with `name`, or Fehlerwert."""

    def rows(self, block: Block) -> Block:
        """The block so that each row belongs to one result."""
        return block


@dataclass(frozen=True, slots=True)
class Einzelwert(Angabe):
    """A single cell; `parse` gets it unless it is blank."""

    parse: Callable[[Any], object]

    def read(self, name: str, zellen: Zellen) -> object:
        if len(zellen) != 1:
            raise EingabeError(f"{name}: erwartet wird je Ergebnis eine Zelle, nicht {len(zellen)} nebeneinander")
        wert = read_cell(zellen[0])
        try:
            return None if wert is None else self.parse(wert)
        except EingabeError as error:
            raise EingabeError(f"{name}: {error}") from None


@dataclass(frozen=True, slots=True)
class Monatsreihe(Angabe):
    """Twelve amounts in euros side by side, or one below the other; becomes Monate in cents."""

    def rows(self, block: Block) -> Block:
        return _side_by_side(block)

    def read(self, name: str, zellen: Zellen) -> Monate:
        if len(zellen) != 12:
            raise EingabeError(f"{name}: erwartet werden 12 Monate, nicht {len(zellen)}")
        return _betraege(name, zellen)


@dataclass(frozen=True, slots=True)
class Monatsreihen(Angabe):
    """Any number of years of twelve amounts each; becomes a tuple of Monate, None if all are blank."""

    sammelt = True

    def rows(self, block: Block) -> Block:
        return _side_by_side(block)

    def read(self, name: str, zellen: Zellen) -> tuple[Monate, ...] | None:
        werte = _betraege(name, zellen)
        if all(wert is None for wert in werte):
            return None
        if len(werte) % 12:
            raise EingabeError(f"{name}: erwartet werden je Jahr 12 Monate, zusammen sind es {len(werte)} Zellen")
        return tuple(werte[start : start + 12] for start in range(0, len(werte), 12))


def betrag(hilfe: str) -> Angabe:
    """An amount in euros; becomes integer cents."""
    return Einzelwert(hilfe, parse_betrag)


def zahl(hilfe: str) -> Angabe:
    """Any number in a unit of its own; becomes Decimal."""
    return Einzelwert(hilfe, parse_zahl)


def anteil(hilfe: str, hoechstens: int) -> Angabe:
    """A percentage as Excel holds it (5 % is 0.05), at most `hoechstens` percent; becomes percent as Decimal."""

    def parse(wert: object) -> Decimal:
        prozent = parse_zahl(wert) * 100
        if prozent > hoechstens:
            raise EingabeError(f"„{shown(wert)}“ wären {shown(float(prozent))} %; bitte mit Prozentzeichen eingeben")
        return prozent

    return Einzelwert(hilfe, parse)


def auswahl(hilfe: str, werte: Mapping[str, object]) -> Angabe:
    """One of several words, whatever its case; becomes what it stands for."""
    gesucht = {wort.casefold(): wert for wort, wert in werte.items()}

    def parse(wert: object) -> object:
        try:
            return gesucht[parse_text(wert).casefold()]
        except KeyError:
            raise EingabeError(f"„{shown(wert)}“ ist nicht erlaubt; möglich sind {', '.join(werte)}") from None

    return Einzelwert(hilfe, parse)


def text(hilfe: str) -> Angabe:
    """Text or a code."""
    return Einzelwert(hilfe, parse_text)


def jahr(hilfe: str) -> Angabe:
    """A year; becomes int."""
    return Einzelwert(hilfe, parse_jahr)


def monat(hilfe: str) -> Angabe:
    """A month of any year; becomes int."""
    return Einzelwert(hilfe, parse_monat)


def stand(hilfe: str) -> Angabe:
    """A month of a certain year; becomes Stand."""
    return Einzelwert(hilfe, parse_stand)


def _side_by_side(block: Block) -> Block:
    """Years that stand as columns become rows."""
    return list(zip(*block, strict=True)) if len(block) == 12 and len(block[0]) < 12 else block


def _betraege(name: str, zellen: Zellen) -> Monate:
    einzeln = betrag("")
    return tuple(cast(int | None, einzeln.read(name, [zelle])) for zelle in zellen)
