"""From a rule about single values to a worksheet function over ranges.

Excel fills a cell with one value only, so a function cannot hand over an error value and its reason at once. Here a
reason is the text `#XLB: …` in place of the result, and an error value in the arguments comes out as its own text.
The VBA wrapper (`huellen`) turns both into real error values, so that SUMME does not skip them and WENNFEHLER catches
them, and keeps the reason for `=XLB_GRUND(zelle)`. Nothing ever pops up.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import Any, TypeVar

import xlwings as xw

from xlbudget.addin.excelprozesse import spare_other_excels
from xlbudget.addin.funktionen.angabe import Angabe, Block, Zellen
from xlbudget.addin.funktionen.zellwerte import GRUND, Fehlerwert
from xlbudget.errors import EingabeError, XlbudgetError, has_fehler

spare_other_excels()  # this module is what the server of the worksheet functions loads first of ours

T = TypeVar("T")

KATEGORIE = "xlbudget"
_KENNZEICHEN = "xlbudget_tabellenfunktion"  # what tells a worksheet function from other names of its module
"""Where the function wizard lists the functions."""

MAX_ZELLEN = 100_000
"""In one range; a whole column by mistake would freeze Excel."""
MAX_ZEICHEN = 255
"""Of a text in an array that goes into cells."""

LEER: Zellen = (None,)
"""An argument that is not given."""

Zellwert = str | float | None
"""What a rule returns for one cell: a number, a text, or None for a cell that looks empty."""


@dataclass(frozen=True)
class Tabellenfunktion:
    """A rule and what Excel has to know about it; `breite` as in `tabellenfunktion`."""

    regel: Callable[..., Any]
    angaben: Mapping[str, Angabe]
    breite: int | None

    @property
    def python(self) -> str:
        """Its name in the module of the functions."""
        return self.regel.__name__

    @property
    def name(self) -> str:
        """What stands in a formula."""
        return self.python.upper()

    @property
    def beschreibung(self) -> str:
        """What the function wizard says about it."""
        return " ".join((self.regel.__doc__ or "").split())

    @cached_property
    def pflicht(self) -> frozenset[str]:
        """The arguments without which there is no result."""
        parameter = inspect.signature(self.regel).parameters.values()
        return frozenset(p.name for p in parameter if p.default is inspect.Parameter.empty)

    def __call__(self, *werte: object) -> list[list[str | float]]:
        """The cells of the result; an argument is a block, a single cell, or None where it is not given."""
        gegeben = {name: wert for name, wert in zip(self.angaben, werte, strict=False) if wert is not None}
        try:
            bloecke = {name: _block(name, wert) for name, wert in gegeben.items()}
            aufrufe = _by_cell(bloecke) if self.breite is None else _by_row(bloecke, self.angaben)
        except EingabeError as error:
            return [[_grund(error)]]
        return [[zelle for aufruf in zeile for zelle in self._compute(aufruf)] for zeile in aufrufe]

    def _compute(self, zellen: Mapping[str, Zellen]) -> list[str | float]:
        """The cells of one call of the rule; what goes wrong fills all of them."""
        try:
            werte = {name: angabe.read(name, zellen.get(name, LEER)) for name, angabe in self.angaben.items()}
            leer = any(werte[name] is None for name in self.pflicht)
            ergebnis = None if leer else self.regel(**werte)
        except Fehlerwert as error:
            ergebnis = str(error)
        except XlbudgetError as error:
            ergebnis = _grund(error)
        zeile = ergebnis if isinstance(ergebnis, tuple) else (ergebnis,) * (self.breite or 1)
        return ["" if wert is None else wert for wert in zeile]


def tabellenfunktion(*, breite: int | None = None, **angaben: Angabe) -> Callable[[Callable[..., Any]], Any]:
    """Make a rule a worksheet function: `angaben` says of each parameter what Excel may hand over.

    The rule gets the values, None for a blank that is not required, and returns one Zellwert. It is called once per
    cell; ranges have one size, and a single cell, row or column stands for as many as there are of the others, as in
    Excel. With `breite` the rule is called once per row instead and returns so many cells, a tuple from 2 on.

    A blank required argument gives a blank result. Its docstring is the German text of the function wizard.
    """

    def decorate(regel: Callable[..., Any]) -> Any:
        if list(inspect.signature(regel).parameters) != list(angaben):
            raise TypeError(f"{regel.__name__}: parameters and Angaben differ")
        tabellenfunktion = Tabellenfunktion(regel, angaben, breite)

        @functools.wraps(regel, assigned=("__module__", "__name__", "__qualname__", "__doc__"))
        def funktion(*werte: object) -> object:
            return tabellenfunktion(*werte)

        _forget_annotations(funktion)
        setattr(funktion, _KENNZEICHEN, tabellenfunktion)
        for name, angabe in angaben.items():
            funktion = xw.arg(name, doc=angabe.hilfe, ndim=2, err_to_str=True)(funktion)
        return xw.func(category=KATEGORIE)(funktion)

    return decorate


def _forget_annotations(funktion: Any) -> None:
    """Leave the names of the parameters only: xlwings would take their types for converters."""
    leer = inspect.Parameter.empty
    signatur = inspect.signature(funktion)
    parameter = [p.replace(annotation=leer) for p in signatur.parameters.values()]
    del funktion.__wrapped__
    funktion.__annotations__ = {}
    funktion.__signature__ = signatur.replace(parameters=parameter, return_annotation=leer)


def tabellenfunktionen(modul: ModuleType) -> Iterator[Tabellenfunktion]:
    """All worksheet functions of a module, in the order they are written."""
    for eintrag in vars(modul).values():
        if isinstance(funktion := getattr(eintrag, _KENNZEICHEN, None), Tabellenfunktion):
            yield funktion


def _block(name: str, wert: object) -> Block:
    """The rows of an argument."""
    block: Block = wert if isinstance(wert, list | tuple) else [[wert]]
    if len(block) * len(block[0]) > MAX_ZELLEN:
        raise EingabeError(f"{name}: der Bereich hat mehr als {MAX_ZELLEN} Zellen; nur den benutzten Teil angeben")
    return block


def _by_cell(bloecke: Mapping[str, Block]) -> list[list[dict[str, Zellen]]]:
    """For each cell of the result, the one cell of each argument."""
    hoehe = _common("Zeilen", {name: len(block) for name, block in bloecke.items()})
    breite = _common("Spalten", {name: len(block[0]) for name, block in bloecke.items()})
    if hoehe * breite > MAX_ZELLEN:
        raise EingabeError(f"Das Ergebnis hätte mehr als {MAX_ZELLEN} Zellen")
    return [
        [{name: [_nth(_nth(block, zeile), spalte)] for name, block in bloecke.items()} for spalte in range(breite)]
        for zeile in range(hoehe)
    ]


def _by_row(bloecke: Mapping[str, Block], angaben: Mapping[str, Angabe]) -> list[list[dict[str, Zellen]]]:
    """For each row of the result, the one row of each argument."""
    reihen = {name: angaben[name].rows(block) for name, block in bloecke.items()}
    einzeln = {name: len(reihe) for name, reihe in reihen.items() if not angaben[name].sammelt}
    hoehe = _common("Zeilen", einzeln)
    for name in reihen.keys() - einzeln.keys():
        if hoehe == 1:
            reihen[name] = [[zelle for zeile in reihen[name] for zelle in zeile]]
        elif len(reihen[name]) != hoehe:
            raise EingabeError(f"{name}: erwartet werden {hoehe} Zeilen, nicht {len(reihen[name])}")
    return [[{name: _nth(reihe, zeile) for name, reihe in reihen.items()}] for zeile in range(hoehe)]


def _nth(folge: Sequence[T], nummer: int) -> T:
    """An element; a single one stands for all."""
    return folge[0] if len(folge) == 1 else folge[nummer]


def _common(was: str, anzahlen: Mapping[str, int]) -> int:
    """The one size of all that have more than one. Raises EingabeError if there are several."""
    mehrere = {name: anzahl for name, anzahl in anzahlen.items() if anzahl != 1}
    if len(set(mehrere.values())) > 1:
        liste = ", ".join(f"{name} {anzahl}" for name, anzahl in mehrere.items())
        raise EingabeError(f"Die Bereiche sind verschieden groß ({was}: {liste})")
    return next(iter(mehrere.values()), 1)


def _grund(error: XlbudgetError) -> str:
    """The reason as it goes to Excel: what happened, and the first Fehler that explains it."""
    fehler = next((befund for befund in error.befunde if has_fehler([befund])), None)
    text = f"{GRUND}{error}" + (f" {fehler}" if fehler else "")
    return text if len(text) <= MAX_ZEICHEN else text[: MAX_ZEICHEN - 1] + "…"
