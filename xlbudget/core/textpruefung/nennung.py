"""Places of a text that name an object."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Nennung:
    """A place that names an object: `kandidaten` are what it can mean, several where it is not clear.

    `verborgen` is a Budget that the report does not show, `ganzes` the whole budget, `unbekannt` a number that the
    data do not have. `konflikt` are number and name that do not belong together, `anders` a name that the data do not
    have for the number.
    """

    start: int
    ende: int
    text: str
    kandidaten: frozenset[str] = frozenset()
    verborgen: bool = False
    ganzes: bool = False
    unbekannt: bool = False
    nummer: str = ""
    per_nummer: bool = False
    nummer_ort: tuple[int, int] | None = None
    konflikt: str = ""
    anders: str = ""

    @property
    def kennung(self) -> str | None:
        """What it means, where that is one thing."""
        return next(iter(self.kandidaten)) if len(self.kandidaten) == 1 else None
