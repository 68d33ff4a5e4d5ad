"""What a kind of fault is, and a register of such."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from haeuser.lieferung import Lieferung

from xlbudget.errors import Schwere

F, W, H = Schwere.FEHLER, Schwere.WARNUNG, Schwere.HINWEIS


@dataclass(frozen=True)
class Fehlerart:
    """A fault: how it comes into a delivery, and what a run has to say of it.

    `tut` spoils the delivery and returns the place that the finding must name. `sperrt`: no report is written by it;
    `abgelehnt`: nothing can be computed at all. `summen`: every sum is still that of the clean house. `auch` are the
    codes of further Fehler and Warnungen that follow from it; there may be no others.
    """

    name: str
    tut: Callable[[Lieferung], str]
    code: str
    schwere: Schwere
    sperrt: bool = False
    abgelehnt: bool = False
    summen: bool = False
    stand: int = 12
    auch: frozenset[str] = frozenset()


class Register(dict[str, Fehlerart]):
    """Kinds of faults by name, in the order in which they are declared."""

    def __call__(
        self,
        name: str,
        code: str,
        schwere: Schwere = F,
        *,
        sperrt: bool = False,
        abgelehnt: bool = False,
        summen: bool = False,
        stand: int = 12,
        auch: str = "",
    ) -> Callable[[Callable[[Lieferung], str]], Callable[[Lieferung], str]]:
        """Register a function as what a fault does; `auch` are codes, separated by blanks."""

        def register(tut: Callable[[Lieferung], str]) -> Callable[[Lieferung], str]:
            assert name not in self
            self[name] = Fehlerart(name, tut, code, schwere, sperrt, abgelehnt, summen, stand, frozenset(auch.split()))
            return tut

        return register
