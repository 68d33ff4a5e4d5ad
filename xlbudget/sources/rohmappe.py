"""An untrusted workbook as it is: worksheets, texts and number formats; nothing is computed or followed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlbudget.core.rueckmeldung import Identitaet
from xlbudget.errors import Befund
from xlbudget.sources.rohblatt import Anzeige, Blatt, Gemeinsam, decode_text, read_blatt
from xlbudget.sources.sicherheit import Beziehung, Paket, open_paket
from xlbudget.sources.xmlstrom import MAX_TEXT, Attribute, XmlDefekt, read_xml

MAX_BLAETTER = 400
MAX_TEXTE = 200_000
"""Different texts of a workbook."""

_SST = "/sst/si"
_SST_TEXT = f"{_SST}/t"
_SST_TEXTE = frozenset((_SST_TEXT, f"{_SST}/r/t"))
_WOERTLICH = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)  # what a number format only shows
_DATUM_IDS = frozenset(map(str, (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))))
_PROZENT_IDS = frozenset(("9", "10"))


@dataclass(frozen=True, slots=True)
class Rohmappe:
    """A returned workbook: its worksheets by name, in tab order, and what was found on the way.

    `ab_1904` says that days count from 1904. `identitaet` and `siegel` are what it says it is, unchecked; None where it
    is no workbook of ours.
    """

    name: str
    blaetter: Mapping[str, Blatt]
    befunde: tuple[Befund, ...] = ()
    ab_1904: bool = False
    identitaet: Identitaet | None = None
    siegel: str | None = None


def read_rohmappe(name: str, data: bytes) -> Rohmappe:
    """All worksheets of an untrusted file. Raises EingabeError (German) where the gate or the reader refuses it."""
    paket = open_paket(name, data)
    try:
        return _read(paket)
    except XmlDefekt as error:
        raise paket.defekt(str(error)) from error


def _read(paket: Paket) -> Rohmappe:
    mappe = _targets(paket.beziehungen(""), "officeDocument")[0]
    verzeichnis = _Verzeichnis()
    read_xml(_part(paket, mappe), verzeichnis.start, _ignore)
    teile = paket.beziehungen(mappe)
    gemeinsam = Gemeinsam(_texte(paket, teile), _anzeigen(paket, teile))
    blaetter: dict[str, Blatt] = {}
    ziele: set[str] = set()
    for name, kennung in verzeichnis.blaetter:
        gemeint = [teil for teil in teile if teil.kennung == kennung]
        if len(gemeint) != 1 or gemeint[0].ziel in ziele:
            raise XmlDefekt("das Verzeichnis ihrer Blätter ist widersprüchlich")
        ziele.add(gemeint[0].ziel)
        if gemeint[0].art == "worksheet":  # a chart sheet has no cells
            blaetter[name] = read_blatt(name, _part(paket, gemeint[0].ziel), gemeinsam)
    return Rohmappe(paket.name, blaetter, paket.befunde, verzeichnis.ab_1904)


class _Verzeichnis:
    """What workbook.xml says: sheets by name with the id of their relationship, and how days are counted."""

    def __init__(self) -> None:
        self.blaetter: list[tuple[str, str]] = []
        self.ab_1904 = False
        self._namen: set[str] = set()

    def start(self, pfad: str, attribute: Attribute) -> None:
        if pfad == "/workbook/workbookPr":
            self.ab_1904 = attribute.get("date1904") in ("1", "true")
        elif pfad == "/workbook/sheets/sheet":
            name = decode_text(attribute.get("name", ""))
            if name.casefold() in self._namen or len(self._namen) == MAX_BLAETTER:
                raise XmlDefekt("Blattnamen sind doppelt, oder es sind zu viele")
            self._namen.add(name.casefold())
            self.blaetter.append((name, attribute.get("r:id", "")))


def _texte(paket: Paket, teile: Sequence[Beziehung]) -> list[str]:
    """The shared texts by index, without reading aids for Japanese."""
    texte: list[str] = []
    stuecke: list[tuple[str, str]] = []

    def start(pfad: str, _: Attribute) -> None:
        if pfad == _SST:
            stuecke.clear()

    def end(pfad: str, text: str) -> None:
        if pfad in _SST_TEXTE:
            stuecke.append((pfad, text))
        elif pfad == _SST:
            if len(texte) == MAX_TEXTE:
                raise XmlDefekt(f"sie enthält mehr als {MAX_TEXTE} Texte")
            if len(stuecke) > 1 and any(art == _SST_TEXT for art, _ in stuecke):
                raise XmlDefekt("ein Text darin ist mehrdeutig")
            texte.append(decode_text("".join(stueck for _, stueck in stuecke)[: MAX_TEXT + 1]))

    for teil in _targets(teile, "sharedStrings", pflicht=False):
        read_xml(_part(paket, teil), start, end, _SST_TEXTE)
    return texte


def _anzeigen(paket: Paket, teile: Sequence[Beziehung]) -> list[Anzeige]:
    """How cells of each style show a number."""
    formate: dict[str, str] = {}
    nummern: list[str] = []

    def start(pfad: str, attribute: Attribute) -> None:
        if pfad == "/styleSheet/numFmts/numFmt":
            formate[attribute.get("numFmtId", "")] = attribute.get("formatCode", "")[:1000]
        elif pfad == "/styleSheet/cellXfs/xf":
            nummern.append(attribute.get("numFmtId", "0"))

    for teil in _targets(teile, "styles", pflicht=False):
        read_xml(_part(paket, teil), start, _ignore)
    arten = {nummer: _anzeige(nummer, formate.get(nummer, "")) for nummer in set(nummern)}
    return [arten[nummer] for nummer in nummern]


def _anzeige(nummer: str, format_code: str) -> Anzeige:
    zeichen = _WOERTLICH.sub("", format_code).casefold()
    if nummer in _PROZENT_IDS or "%" in zeichen:
        return Anzeige.PROZENT
    if nummer in _DATUM_IDS or (zeichen != "general" and any(teil in zeichen for teil in "dmyhs")):
        return Anzeige.DATUM
    return Anzeige.ZAHL


def _targets(beziehungen: Sequence[Beziehung], art: str, *, pflicht: bool = True) -> list[str]:
    """The one member of a kind, or none where that is allowed."""
    ziele = [beziehung.ziel for beziehung in beziehungen if beziehung.art == art]
    if len(ziele) > 1 or (pflicht and not ziele):
        raise XmlDefekt("das Verzeichnis ihrer Teile ist widersprüchlich")
    return ziele


def _part(paket: Paket, teil: str) -> bytes:
    if teil not in paket.teile:
        raise XmlDefekt("ein Teil fehlt")
    return paket.teile[teil]


def _ignore(_pfad: str, _text: str) -> None:
    """Nothing ends here that matters."""
