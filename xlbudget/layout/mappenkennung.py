"""Under which names a Datenmappe carries its Kennung: custom properties, which Excel and LibreOffice keep on saving."""

from __future__ import annotations

from collections.abc import Mapping

from xlbudget.core.mappenkennung import Mappenkennung

_KENNUNG, _JAHR, _VORGAENGER = "xlbudget Kennung", "xlbudget Haushaltsjahr", "xlbudget Vorjahresmappe"
_VERSANDT = "xlbudget Versandbuch"
_JA = "ja"


def to_properties(kennung: Mappenkennung) -> dict[str, str | None]:
    """The properties by name; None for what a Datenmappe does not carry."""
    return {
        _KENNUNG: kennung.kennung,
        _JAHR: None if kennung.jahr is None else str(kennung.jahr),
        _VORGAENGER: kennung.vorgaenger,
        _VERSANDT: _JA if kennung.ist_versandt else None,
    }


def from_properties(texte: Mapping[str, str]) -> Mappenkennung:
    """What the properties of a file say; without Kennung or year nothing.

    >>> from_properties({"xlbudget Kennung": "a", "xlbudget Haushaltsjahr": "2023"}).jahr
    2023
    >>> from_properties({"xlbudget Kennung": "a"})
    Mappenkennung(kennung=None, jahr=None, vorgaenger=None, ist_versandt=False)
    """
    kennung, jahr = texte.get(_KENNUNG, "").strip(), texte.get(_JAHR, "").strip().removesuffix(".0")
    if not kennung or not jahr.isdecimal():
        return Mappenkennung()
    return Mappenkennung(
        kennung[:64], int(jahr), texte.get(_VORGAENGER, "").strip()[:64] or None, texte.get(_VERSANDT) == _JA
    )
