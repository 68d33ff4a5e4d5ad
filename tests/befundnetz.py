"""A second net under the catalogue: whatever Befund the package makes while a test runs must stand in it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import wraps
from types import FrameType

import pytest

from xlbudget.befundkatalog.katalog import KATALOG
from xlbudget.errors import Befund, Schwere

_GELESEN = "xlbudget.delivery.ledger"
"""Here Befunde are only read back."""

_unbekannt: set[tuple[str, Schwere]] = set()
_genannt: set[tuple[str, Schwere]] = set()


def _maker(frame: FrameType | None) -> str:
    """The module that makes a Befund; `replace` makes it for another."""
    while frame is not None and frame.f_globals.get("__name__") == "dataclasses":
        frame = frame.f_back
    return str(frame.f_globals.get("__name__", "")) if frame else ""


@pytest.fixture(scope="session", autouse=True)
def _watched_befunde() -> Iterator[None]:
    make = Befund.__init__

    @wraps(make)
    def watch(self: Befund, *angaben: object, **benannt: object) -> None:
        make(self, *angaben, **benannt)  # type: ignore[arg-type]
        modul = _maker(sys._getframe(1))
        if modul.startswith("xlbudget.") and not modul.startswith(_GELESEN):
            art = KATALOG.get(self.code)
            if art is None or self.schwere not in (*art.schweren, Schwere.QUITTIERT):
                _unbekannt.add((self.code, self.schwere))

    Befund.__init__ = watch  # type: ignore[method-assign]
    yield
    Befund.__init__ = make  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _only_catalogued_befunde(_watched_befunde: None) -> Iterator[None]:
    """Fail once for each Befund that `xlbudget/befundkatalog/` does not have, or not with this severity."""
    yield
    neu = sorted(_unbekannt - _genannt)
    _genannt.update(neu)
    assert neu == []
