"""Dataclasses as JSON and back, by cattrs: what was written is read again equal, and anything else is refused."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

if TYPE_CHECKING:
    from cattrs import Converter

T = TypeVar("T")

_LISTS: tuple[Any, ...] = (list, tuple)


def strict_converter() -> Converter:
    """A converter that neither guesses nor leaves out: a text is a text, a number a number, and no key is unknown."""
    from cattrs import Converter  # a tenth of a second, for which no worksheet function should wait

    converter = Converter(detailed_validation=False, forbid_extra_keys=True)
    for kind in (str, int, bool):
        converter.register_structure_hook(kind, _exactly)
    converter.register_structure_hook(StrEnum, lambda text, kind: kind(text))

    def structure_list(values: Any, kind: Any) -> Any:
        item = get_args(kind)[0]
        return get_origin(kind)(converter.structure(value, item) for value in _exactly(values, list))

    converter.register_structure_hook_func(lambda kind: get_origin(kind) in _LISTS, structure_list)
    return converter


def structure(daten: object, kind: type[T], converter: Converter) -> T:
    """What parsed JSON holds. Raises ValueError where it is not exactly one `kind`."""
    from cattrs.errors import ForbiddenExtraKeysError

    try:
        return converter.structure(daten, kind)
    except (AttributeError, KeyError, TypeError, ForbiddenExtraKeysError) as error:
        raise ValueError(f"this JSON is no {kind.__name__}") from error


def _exactly(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise TypeError(f"{value!r} is not of type {kind}")
    return value
