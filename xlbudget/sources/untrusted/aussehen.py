"""How the cells of an untrusted workbook look: what their styles, and rules that change them, do to a value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from xlbudget.sources.untrusted.farben import SCHWARZ, WEISS, is_lesbar, luminanz
from xlbudget.sources.untrusted.xmlstrom import Attribute, XmlDefekt, XmlUmfang
from xlbudget.sources.untrusted.zahlformat import Anzeige, anzeige_of

MAX_FORMATCODE = 1000
MAX_STILE = 70_000
"""Looks of a workbook, each with a font and a fill; Excel has 65,490."""
_KLEIN = 4.0  # points of a font that nobody reads
_STIL = "/styleSheet"
_XFS = f"{_STIL}/cellXfs"
_DXF = f"{_STIL}/dxfs/dxf"


@dataclass(frozen=True, slots=True)
class Aussehen:
    """How a cell shows what it holds; `ist_unsichtbar` by the colour or the size of its digits."""

    anzeige: Anzeige
    ist_unsichtbar: bool = False


@dataclass
class _Farben:
    """Font and fill of one look; None where it does not say."""

    schrift: float | None = None
    grund: float | None = None
    ist_klein: bool = False


@dataclass
class Stile:
    """What styles.xml says, read element by element."""

    _formate: dict[str, str] = field(default_factory=dict)
    _schriften: list[_Farben] = field(default_factory=list)
    _fuellungen: list[_Farben] = field(default_factory=list)
    _zellen: list[tuple[str, str, str]] = field(default_factory=list)
    _regeln: list[tuple[list[str], _Farben]] = field(default_factory=list)

    def start(self, pfad: str, attribute: Attribute) -> None:
        if pfad == f"{_STIL}/numFmts/numFmt":
            self._formate[attribute.get("numFmtId", "")] = attribute.get("formatCode", "")[:MAX_FORMATCODE]
        elif pfad == f"{_XFS}/xf":
            self._check_number(self._zellen)
            look = attribute.get("numFmtId", "0"), attribute.get("fontId", "0"), attribute.get("fillId", "0")
            self._zellen.append(look)
        elif "/mc:" in pfad and pfad.endswith(("/cellXfs", "/xf")):
            raise XmlDefekt("ihre Formate sind widersprüchlich")
        elif pfad.startswith(f"{_STIL}/fonts/font"):
            self._font(pfad, attribute)
        elif pfad.startswith(f"{_STIL}/fills/fill"):
            self._fill(pfad, attribute)
        elif pfad.startswith(_DXF):
            self._rule(pfad, attribute)

    def aussehen(self) -> list[Aussehen]:
        """Of each look, by its number."""
        nummern = {nummer for nummer, _, _ in self._zellen}
        arten = {nummer: anzeige_of(nummer, self._formate.get(nummer, "")) for nummer in nummern}
        fertig = {look: Aussehen(arten[look[0]], self._is_unseen(*look[1:])) for look in set(self._zellen)}
        return [fertig[look] for look in self._zellen]

    def regeln(self) -> list[str]:
        """What each conditional look may do to a value: a word for it, empty where it shows the value as it is."""
        return [self._effect(codes, farben) for codes, farben in self._regeln]

    @staticmethod
    def _check_number(liste: Sequence[object]) -> None:
        if len(liste) == MAX_STILE:
            raise XmlUmfang("hat zu viele Formate")

    def _font(self, pfad: str, attribute: Attribute) -> None:
        was = pfad.removeprefix(f"{_STIL}/fonts/font")
        if not was:
            self._check_number(self._schriften)
            self._schriften.append(_Farben())
        elif was == "/color":
            self._schriften[-1].schrift = luminanz(attribute, SCHWARZ)
        elif was == "/sz":
            self._schriften[-1].ist_klein = _points(attribute.get("val", "")) < _KLEIN

    def _fill(self, pfad: str, attribute: Attribute) -> None:
        was = pfad.removeprefix(f"{_STIL}/fills/fill")
        if not was:
            self._check_number(self._fuellungen)
            self._fuellungen.append(_Farben())
        elif was == "/patternFill/fgColor":  # of a solid fill, the colour one sees
            self._fuellungen[-1].grund = luminanz(attribute, WEISS)

    def _rule(self, pfad: str, attribute: Attribute) -> None:
        was = pfad.removeprefix(_DXF)
        if not was:
            self._check_number(self._regeln)
            self._regeln.append(([], _Farben()))
            return
        codes, farben = self._regeln[-1]
        if was == "/numFmt":
            codes.append(attribute.get("formatCode", "")[:MAX_FORMATCODE])
        elif was == "/font/color":
            farben.schrift = luminanz(attribute, SCHWARZ)
        elif was in ("/fill/patternFill/bgColor", "/fill/patternFill/fgColor"):
            farben.grund = luminanz(attribute, WEISS)

    def _is_unseen(self, schrift: str, fuellung: str) -> bool:
        font, fill = _at(self._schriften, schrift), _at(self._fuellungen, fuellung)
        farbe = SCHWARZ if font.schrift is None else font.schrift
        return font.ist_klein or not is_lesbar(farbe, WEISS if fill.grund is None else fill.grund)

    @staticmethod
    def _effect(codes: Sequence[str], farben: _Farben) -> str:
        if farben.schrift is not None or farben.grund is not None:
            schrift = SCHWARZ if farben.schrift is None else farben.schrift
            if not is_lesbar(schrift, WEISS if farben.grund is None else farben.grund):
                return "Schrift wie der Hintergrund"
        anzeigen = {anzeige_of("164", code) for code in codes}
        if Anzeige.VERBORGEN in anzeigen:
            return "zeigt nichts"
        return "anderes Zahlenformat" if anzeigen - {Anzeige.ZAHL} else ""


def _at(liste: Sequence[_Farben], nummer: str) -> _Farben:
    index = int(nummer) if nummer.isascii() and nummer.isdigit() and len(nummer) < 7 else len(liste)
    return liste[index] if index < len(liste) else _Farben()


def _points(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return _KLEIN
