"""What lies between xlwings and Excel: round trips that can be counted, refused, or made to fail."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

CALL_REJECTED = -2147418111  # RPC_E_CALL_REJECTED
EXCEPTION_OCCURRED = -2147352567  # DISP_E_EXCEPTION, what happened is in the scode
EDIT_MODE = -2146777998  # 0x800AC472: a cell is being edited, or a dialog is open
APPLICATION_ERROR = -2146827284  # 0x800A03EC: what VBA calls error 1004

Function = TypeVar("Function", bound=Callable[..., Any])


class ComError(Exception):
    """Shaped like pywintypes.com_error: hresult, strerror, excepinfo, argerror."""

    def __init__(self, hresult: int, strerror: str, excepinfo: tuple[Any, ...] | None = None) -> None:
        super().__init__(hresult, strerror, excepinfo, None)
        self.hresult, self.strerror, self.excepinfo, self.argerror = hresult, strerror, excepinfo, None


def rejected() -> ComError:
    """Excel is busy: every call is turned away."""
    return ComError(CALL_REJECTED, "Aufruf wurde durch Aufgerufenen abgelehnt.")


def edit_mode() -> ComError:
    """A cell is being edited: Excel answers questions, but changes nothing."""
    return ComError(EXCEPTION_OCCURRED, "Ausnahmefehler aufgetreten.", (0, None, None, None, 0, EDIT_MODE))


def application_error(text: str) -> ComError:
    """Excel understood the call and cannot do it (error 1004)."""
    excepinfo = (0, "Microsoft Excel", text, "xlmain11.chm", 0, APPLICATION_ERROR)
    return ComError(EXCEPTION_OCCURRED, "Ausnahmefehler aufgetreten.", excepinfo)


@dataclass
class Wire:
    """Counts round trips and lets tests disturb them.

    `log` names every trip (`Range.raw_value`), writing ones with a trailing `=`.
    """

    log: list[str] = field(default_factory=list)
    _disturbances: list[Callable[[str, bool], None]] = field(default_factory=list)

    @property
    def trips(self) -> int:
        """Round trips so far."""
        return len(self.log)

    def trip(self, what: str, count: int = 1, *, writes: bool = False) -> None:
        """Note round trips; raises what a test ordered."""
        self.log.extend([what + "=" * writes] * count)
        for disturb in tuple(self._disturbances):
            disturb(what, writes)

    @contextmanager
    def counted(self) -> Iterator[list[str]]:
        """The trips made inside, as a list that is complete at the end of the block."""
        start, inside = len(self.log), []
        yield inside
        inside += self.log[start:]

    @contextmanager
    def busy(self, error: Callable[[], Exception] = rejected, trips: int | None = None) -> Iterator[None]:
        """Excel is busy inside; with `trips` only for so many of them. `error=edit_mode`: only changes are refused."""
        left = [trips]

        def refuse(what: str, writes: bool) -> None:
            if (error is edit_mode and not writes) or left[0] == 0:
                return
            if left[0] is not None:
                left[0] -= 1
            raise error()

        with self._disturbed(refuse):
            yield

    @contextmanager
    def failing(self, number: int, error: Exception, what: str = "") -> Iterator[None]:
        """The `number`-th trip from here (of those called `what`, e.g. `Range.raw_value=`) raises `error`, once."""
        seen = [0]

        def fail(name: str, writes: bool) -> None:
            if what in ("", name + "=" * writes):
                seen[0] += 1
                if seen[0] == number:
                    raise error

        with self._disturbed(fail):
            yield

    @contextmanager
    def _disturbed(self, disturb: Callable[[str, bool], None]) -> Iterator[None]:
        self._disturbances.append(disturb)
        try:
            yield
        finally:
            self._disturbances.remove(disturb)


def com(count: int = 1, *, writes: bool = False) -> Callable[[Function], Function]:
    """Mark a member of an object with a `wire` as so many round trips; `writes` if it changes something."""

    def mark(function: Function) -> Function:
        @functools.wraps(function)
        def travelling(self: Any, *args: Any, **kwargs: Any) -> Any:
            self.wire.trip(f"{type(self).__name__}.{function.__name__}", count, writes=writes)
            return function(self, *args, **kwargs)

        return travelling  # type: ignore[return-value]

    return mark
