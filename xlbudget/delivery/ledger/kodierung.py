"""Inputs, fields and Befunde as JSON, exact: cents stay int, Kennzahlen stay Decimal to the last digit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from xlbudget.core.kontenrahmen import Art
from xlbudget.core.rueckmeldung import Eingabefeld, Feld, Feldart, Feldwert
from xlbudget.errors import Befund, Schwere, SourceRef


def dump(wert: object) -> str:
    """JSON in ASCII: a database never sees a lone surrogate or a zero byte of a hostile file."""
    return json.dumps(wert, sort_keys=True, separators=(",", ":"))


def dump_felder(felder: Iterable[Eingabefeld]) -> str:
    """What was sent; `load_felder` gives back equal objects in the same order."""
    return dump([{"blatt": f.blatt, "zelle": f.zelle, **_feld(f.feld), "wert": _wert(f.wert)} for f in felder])


def load_felder(text: str) -> tuple[Eingabefeld, ...]:
    """The other way round."""
    return tuple(Eingabefeld(e["blatt"], e["zelle"], _to_feld(e), _to_wert(e["wert"])) for e in json.loads(text))


def dump_eingaben(eingaben: Mapping[Feld, Feldwert]) -> str:
    """What came back; `load_eingaben` gives back an equal mapping in the same order."""
    return dump([{**_feld(feld), "wert": _wert(wert)} for feld, wert in eingaben.items()])


def load_eingaben(text: str) -> dict[Feld, Feldwert]:
    """The other way round."""
    return {_to_feld(eintrag): _to_wert(eintrag["wert"]) for eintrag in json.loads(text)}


def dump_befunde(befunde: Iterable[Befund]) -> str:
    """Befunde with their places."""
    return dump(
        [
            {
                "schwere": befund.schwere,
                "code": befund.code,
                "text": befund.text,
                "source": befund.source
                and {
                    "datei": befund.source.datei,
                    "blatt": befund.source.blatt,
                    "zelle": befund.source.zelle,
                    "zeile": befund.source.zeile,
                },
            }
            for befund in befunde
        ]
    )


def load_befunde(text: str) -> tuple[Befund, ...]:
    """The other way round."""
    return tuple(
        Befund(Schwere(e["schwere"]), e["code"], e["text"], e["source"] and SourceRef(**e["source"]))
        for e in json.loads(text)
    )


def _feld(feld: Feld) -> dict[str, str | None]:
    return {"objekt": feld.objekt, "feldart": feld.feldart, "art": feld.art, "zeile": feld.zeile}


def _to_feld(eintrag: Mapping[str, Any]) -> Feld:
    art = Art(eintrag["art"]) if eintrag["art"] is not None else None
    return Feld(eintrag["objekt"], Feldart(eintrag["feldart"]), art, eintrag["zeile"])


def _wert(wert: Feldwert) -> int | str | dict[str, str] | None:
    return {"dezimal": str(wert)} if isinstance(wert, Decimal) else wert


def _to_wert(wert: int | str | dict[str, str] | None) -> Feldwert:
    return Decimal(wert["dezimal"]) if isinstance(wert, dict) else wert
