"""An untrusted workbook as it is: worksheets, texts and number formats; nothing is computed or followed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlbudget.core.rueckmeldung import Ausweis, Identitaet
from xlbudget.errors import Befund, printable
from xlbudget.sources.untrusted.aussehen import Stile
from xlbudget.sources.untrusted.blatt import Blatt
from xlbudget.sources.untrusted.paket import Beziehung, Paket
from xlbudget.sources.untrusted.rohblatt import Gemeinsam, decode_text, read_blatt
from xlbudget.sources.untrusted.sicherheit import open_paket
from xlbudget.sources.untrusted.xmlstrom import Attribute, XmlDefekt, XmlUmfang

MAX_BLAETTER = 400
MAX_BLATTNAME = 31
"""Characters of a sheet's name, as in Excel."""
MAX_TEXTE = 200_000
"""Different texts of a workbook."""

_BLAETTER = "/workbook/sheets"
_SST = "/sst/si"
_SST_TEXT = f"{_SST}/t"
_SST_TEXTE = frozenset((_SST_TEXT, f"{_SST}/r/t"))
_NOTIZEN = {
    "comments": re.compile(rb"<(?:\w+:)?comment[\s>/]"),
    "threadedcomment": re.compile(rb"<(?:\w+:)?threadedComment[\s>/]"),
    "drawing": re.compile(rb"<(?:\w+:)?sp[\s>/]"),
}
"""What people write beside the cells, by the part it is in: a threaded comment has a plain one too."""


@dataclass(frozen=True, slots=True)
class Rohmappe:
    """A returned workbook: its worksheets by name, in tab order, and what was found on the way.

    `ab_1904` says that days count from 1904. `ausweis` is what it says it is, unchecked; None where it is no workbook
    of ours.
    """

    name: str
    blaetter: Mapping[str, Blatt]
    befunde: tuple[Befund, ...] = ()
    ab_1904: bool = False
    ausweis: Ausweis | None = None

    @property
    def identitaet(self) -> Identitaet | None:
        """What it says it is, unchecked."""
        return self.ausweis.identitaet if self.ausweis else None


def read_rohmappe(name: str, data: bytes) -> Rohmappe:
    """All worksheets of an untrusted file. Raises EingabeError (German) where the gate or the reader refuses it."""
    paket = open_paket(name, data)
    try:
        return _read(paket)
    except XmlDefekt as error:
        raise paket.refusal(error) from error


def _read(paket: Paket) -> Rohmappe:
    mappe = _targets(paket.beziehungen(""), "officedocument")[0]
    verzeichnis = _Verzeichnis()
    paket.read(mappe, verzeichnis.start, rein=_BLAETTER)
    teile = paket.beziehungen(mappe)
    stile = _stile(paket, teile)
    gemeinsam = Gemeinsam(_texte(paket, teile), stile.aussehen(), stile.regeln())
    blaetter: dict[str, Blatt] = {}
    ziele: set[str] = set()
    notizen = _Notizen(paket)
    for name, kennung, versteckt in verzeichnis.blaetter:
        gemeint = [teil for teil in teile if teil.kennung == kennung]
        if len(gemeint) != 1 or gemeint[0].ziel in ziele:
            raise XmlDefekt("das Verzeichnis ihrer Blätter ist widersprüchlich")
        ziel = gemeint[0].ziel
        ziele.add(ziel)
        if gemeint[0].art == "worksheet":  # a chart sheet has no cells
            blaetter[name] = read_blatt(name, paket, ziel, gemeinsam, versteckt=versteckt, notizen=notizen.on(ziel))
    return Rohmappe(paket.name, blaetter, paket.befunde, verzeichnis.ab_1904)


class _Verzeichnis:
    """What workbook.xml says: sheets by name with the id of their relationship, and how days are counted."""

    def __init__(self) -> None:
        self.blaetter: list[tuple[str, str, bool]] = []
        self.ab_1904 = False
        self._namen: set[str] = set()

    def start(self, pfad: str, attribute: Attribute) -> None:
        if pfad == "/workbook/workbookPr":
            self.ab_1904 = attribute.get("date1904") in ("1", "true")
        elif pfad == f"{_BLAETTER}/sheet":
            name = decode_text(attribute.get("name", ""))
            if len(name) > MAX_BLATTNAME or printable(name) != name:
                raise XmlDefekt(f"ein Blattname hat über {MAX_BLATTNAME} Zeichen oder unzulässige")
            if name.casefold() in self._namen:
                raise XmlDefekt("zwei Blattnamen sind gleich")
            if len(self._namen) == MAX_BLAETTER:
                raise XmlUmfang("hat zu viele Blätter")
            self._namen.add(name.casefold())
            versteckt = attribute.get("state", "visible") != "visible"
            self.blaetter.append((name, attribute.get("r:id", ""), versteckt))


class _Notizen:
    """Comments and text boxes; nothing of them is read. Each part is that of one sheet."""

    def __init__(self, paket: Paket) -> None:
        self._paket = paket
        self._gezaehlt: set[str] = set()

    def on(self, blatt: str) -> int:
        """How many a sheet has."""
        anzahl = dict.fromkeys(_NOTIZEN, 0)
        for beziehung in self._paket.beziehungen(blatt):
            if beziehung.art in _NOTIZEN and beziehung.ziel not in self._gezaehlt:
                self._gezaehlt.add(beziehung.ziel)
                funde = _NOTIZEN[beziehung.art].finditer(self._paket.teile.get(beziehung.ziel, b""))
                anzahl[beziehung.art] += sum(1 for _ in funde)
        return max(anzahl["comments"], anzahl["threadedcomment"]) + anzahl["drawing"]


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
                raise XmlUmfang("hat zu viele Texte")
            if len(stuecke) > 1 and any(art == _SST_TEXT for art, _ in stuecke):
                raise XmlDefekt("ein Text darin ist mehrdeutig")
            texte.append(decode_text("".join(stueck for _, stueck in stuecke)))

    for teil in _targets(teile, "sharedstrings", pflicht=False):
        paket.read(teil, start, end, _SST_TEXTE, rein=_SST)
    return texte


def _stile(paket: Paket, teile: Sequence[Beziehung]) -> Stile:
    """How cells of each style look."""
    stile = Stile()
    for teil in _targets(teile, "styles", pflicht=False):
        paket.read(teil, stile.start)
    return stile


def _targets(beziehungen: Sequence[Beziehung], art: str, *, pflicht: bool = True) -> list[str]:
    """The one member of a kind, or none where that is allowed."""
    ziele = [beziehung.ziel for beziehung in beziehungen if beziehung.art == art]
    if len(ziele) > 1 or (pflicht and not ziele):
        raise XmlDefekt("das Verzeichnis ihrer Teile ist widersprüchlich")
    return ziele
