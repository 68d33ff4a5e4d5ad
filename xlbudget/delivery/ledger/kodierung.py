"""Inputs, fields and Befunde as JSON, exact: cents stay int, Kennzahlen stay Decimal to the last digit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from xlbudget.core.jsonform import strict_converter, structure
from xlbudget.core.rueckmeldung import Eingabefeld, Feld, Feldwert
from xlbudget.errors import Befund

if TYPE_CHECKING:
    from cattrs import Converter


@dataclass(frozen=True, slots=True)
class _Eingabewert:
    """What came back in one Feld."""

    feld: Feld
    wert: Feldwert


def dump(wert: object) -> str:
    """JSON in ASCII: a database never sees a lone surrogate or a zero byte of a hostile file."""
    return json.dumps(_converter().unstructure(wert), sort_keys=True, separators=(",", ":"))


def dump_felder(felder: Iterable[Eingabefeld]) -> str:
    """What was sent; `load_felder` gives back equal objects in the same order."""
    return dump(tuple(felder))


def load_felder(text: str) -> tuple[Eingabefeld, ...]:
    """The other way round."""
    return structure(json.loads(text), tuple[Eingabefeld, ...], _converter())


def dump_eingaben(eingaben: Mapping[Feld, Feldwert]) -> str:
    """What came back; `load_eingaben` gives back an equal mapping in the same order."""
    return dump([_Eingabewert(feld, wert) for feld, wert in eingaben.items()])


def load_eingaben(text: str) -> dict[Feld, Feldwert]:
    """The other way round."""
    eingaben = structure(json.loads(text), tuple[_Eingabewert, ...], _converter())
    return {eingabe.feld: eingabe.wert for eingabe in eingaben}


def dump_befunde(befunde: Iterable[Befund]) -> str:
    """Befunde with their places."""
    return dump(tuple(befunde))


def load_befunde(text: str) -> tuple[Befund, ...]:
    """The other way round."""
    return structure(json.loads(text), tuple[Befund, ...], _converter())


@cache
def _converter() -> Converter:
    converter = strict_converter()
    converter.register_unstructure_hook(Decimal, lambda zahl: {"dezimal": str(zahl)})
    converter.register_structure_hook(Feldwert, _to_wert)
    _lay_flat(converter, Eingabefeld)
    _lay_flat(converter, _Eingabewert)
    return converter


def _to_wert(wert: Any, _: object) -> Feldwert:
    if isinstance(wert, dict):
        return Decimal(wert["dezimal"])
    if isinstance(wert, int | str | None) and not isinstance(wert, bool):
        return wert
    raise TypeError(f"{wert!r} is no Feldwert")


def _lay_flat(converter: Converter, kind: type) -> None:
    """Have the Feld of an entry stand among its other keys, not below them."""
    unstructure, build = converter.get_unstructure_hook(kind), converter.get_structure_hook(kind)
    namen = {field.name for field in fields(Feld)}

    def flat(eintrag: Any) -> dict[str, Any]:
        werte: dict[str, Any] = unstructure(eintrag)
        return {**werte.pop("feld"), **werte}

    def deep(werte: Any, _: object) -> Any:
        andere = {name: wert for name, wert in werte.items() if name not in namen}
        return build({**andere, "feld": {name: werte[name] for name in namen}}, kind)

    converter.register_unstructure_hook(kind, flat)
    converter.register_structure_hook(kind, deep)
