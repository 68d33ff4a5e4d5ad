"""Reading one worksheet part: its cells as they stand in the XML, refusing what could be read two ways."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from xlbudget.core.rueckmeldung import Zellwert, normal_text
from xlbudget.ooxml_text import decode_xstring
from xlbudget.sources.untrusted.aussehen import Aussehen
from xlbudget.sources.untrusted.blatt import (
    MAX_SPALTE,
    MAX_ZEILE,
    Bereich,
    Blatt,
    Blattregel,
    Verborgenes,
    Zelle,
    join_adresse,
    split_adresse,
    split_bereich,
)
from xlbudget.sources.untrusted.paket import Paket
from xlbudget.sources.untrusted.xmlstrom import Attribute, XmlDefekt, XmlUmfang
from xlbudget.sources.untrusted.zahlformat import Anzeige

MAX_ZELLEN = 200_000
"""Cells of a workbook that are not empty; a Fachdienst-Mappe of 50 sheets has 40,000."""
MAX_MATRIZEN = 1_000
"""Array formulas of one sheet."""
MAX_VERBUNDEN = 10_000
"""Merged areas of one sheet."""
MAX_FORMEL = 8_192
"""Characters of a formula, as in Excel."""

MAX_REGELN = 2_000
"""Areas of one sheet with a conditional format that may mislead."""
MIN_MASS = 2.0
"""Points of a row or characters of a column in which a digit can be read."""

_ZEILENNUMMER = re.compile(r"[1-9][0-9]{0,6}")
_ZAHL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_MAX_ZIFFERN = 400  # what a shortest-form writer without exponents needs for the largest double

_DATEN = "/worksheet/sheetData"
_ZEILE = f"{_DATEN}/row"
_ZELLE = f"{_ZEILE}/c"
_WERT, _FORMEL = f"{_ZELLE}/v", f"{_ZELLE}/f"
_INLINE = (f"{_ZELLE}/is/t", f"{_ZELLE}/is/r/t")
_TEXTE = frozenset((_WERT, _FORMEL, *_INLINE))
_SPALTE, _VERBUND = "/worksheet/cols/col", "/worksheet/mergeCells/mergeCell"
_MASSE, _BEDINGT = "/worksheet/sheetFormatPr", "/worksheet/conditionalFormatting"
_REGEL = f"{_BEDINGT}/cfRule"
_ERWEITERTE = re.compile(rb"<\w+:cfRule[\s>]")
"""Rules in the part for extensions; what they look like is not read."""


@dataclass
class Gemeinsam:
    """What the sheets of a workbook share: texts and looks by index, and how many cells may still come.

    `regeln` says of each conditional look what it may do to a value.
    """

    texte: Sequence[str]
    aussehen: Sequence[Aussehen]
    regeln: Sequence[str] = ()
    frei: int = MAX_ZELLEN


def read_blatt(name: str, paket: Paket, teil: str, gemeinsam: Gemeinsam, *, versteckt: bool, notizen: int) -> Blatt:
    """The cells of a worksheet part; `versteckt` and `notizen` are what other parts say of it.

    Raises XmlDefekt for what no spreadsheet program writes.
    """
    leser = _Blattleser(gemeinsam)
    paket.read(teil, leser.start, leser.end, _TEXTE, rein=_DATEN)
    verborgen = Verborgenes(
        versteckt, leser.zeilen, leser.spalten, leser.verbunden, leser.sichtbare_zeilen, leser.sichtbare_spalten
    )
    erweiterte = len(_ERWEITERTE.findall(paket.teile.get(teil, b"")))
    return Blatt(
        name=name,
        zellen=leser.zellen,
        matrizen=leser.matrizen,
        gruppen=leser.gruppen,
        verborgen=verborgen,
        notizen=notizen,
        regeln=(*leser.regeln, Blattregel((1, 1, MAX_ZEILE, MAX_SPALTE), "Regel neuerer Art", erweiterte)),
    )


def decode_text(text: str) -> str:
    """A text of the XML as the cell holds it: escapes decoded, lines ending in `\\n`, spaces kept.

    >>> decode_text(" a_x000D_\\nb"), decode_text("_x005F_x000D_")
    (' a\\nb', '_x000D_')
    """
    return normal_text(decode_xstring(text))


class _Blattleser:
    """Rows and cells must come in order, and each part of a cell once: then every program reads the same."""

    def __init__(self, gemeinsam: Gemeinsam) -> None:
        self.zellen: dict[str, Zelle] = {}
        self.matrizen: list[Bereich] = []
        self.gruppen: dict[str, tuple[str, str]] = {}
        self.zeilen: set[int] = set()
        self.spalten: list[tuple[int, int]] = []
        self.verbunden: list[Bereich] = []
        self.regeln: list[Blattregel] = []
        self.sichtbare_zeilen: set[int] | None = None
        self.sichtbare_spalten: list[tuple[int, int]] | None = None
        self._regelbereiche: list[Bereich] = []
        self._gemeinsam = gemeinsam
        self._zeile = self._spalte = 0
        self._hat_daten = False
        self._attribute: Attribute = {}
        self._formel_attribute: Attribute = {}
        self._gelesen: dict[str, list[str]] = {}

    def start(self, pfad: str, attribute: Attribute) -> None:
        if pfad == _ZELLE:
            self._start_cell(attribute)
        elif pfad == _ZEILE:
            self._start_row(attribute)
        elif pfad.startswith(_ZEILE) and pfad.endswith(("/row", "/c")):
            raise XmlDefekt("ein Blatt hat Zellen ineinander")  # which other programs read one way or another
        elif pfad == _FORMEL:
            self._formel_attribute = attribute
        elif pfad == _DATEN:
            if self._hat_daten:
                raise XmlDefekt("ein Blatt hat zweimal Zellen")
            self._hat_daten = True
        elif pfad == _SPALTE:
            self._start_column(attribute)
        elif pfad == _MASSE:
            self._start_measures(attribute)
        elif pfad == _BEDINGT:
            self._regelbereiche = [split_bereich(bereich) for bereich in attribute.get("sqref", "").split()]
        elif pfad.startswith(_REGEL):
            self._start_rule(pfad, attribute)
        elif pfad == _VERBUND:
            if len(self.verbunden) == MAX_VERBUNDEN:
                raise XmlUmfang("hat zu viele verbundene Zellen")
            self.verbunden.append(split_bereich(attribute.get("ref", "")))

    def end(self, pfad: str, text: str) -> None:
        if pfad in _TEXTE:
            self._gelesen.setdefault(pfad, []).append(text)
        elif pfad == _ZELLE and self._gelesen:
            self._end_cell()

    def _start_column(self, attribute: Attribute) -> None:
        erste, letzte = attribute.get("min", ""), attribute.get("max", "")
        if not _ZEILENNUMMER.fullmatch(erste) or not _ZEILENNUMMER.fullmatch(letzte):
            raise XmlDefekt("eine Spalte darin ist keine")
        if _is_hidden(attribute, "width"):
            if len(self.spalten) == MAX_SPALTE:
                raise XmlDefekt("ein Blatt hat zu viele Spalten")
            self.spalten.append((int(erste), int(letzte)))
        elif self.sichtbare_spalten is not None:
            self.sichtbare_spalten.append((int(erste), int(letzte)))

    def _start_measures(self, attribute: Attribute) -> None:
        """Rows and columns that say nothing of their own have these measures."""
        if attribute.get("zeroHeight") in ("1", "true") or _is_tiny(attribute, "defaultRowHeight"):
            self.sichtbare_zeilen = set()
        if _is_tiny(attribute, "defaultColWidth"):
            self.sichtbare_spalten = []

    def _start_rule(self, pfad: str, attribute: Attribute) -> None:
        """A rule that may show another number than the cell holds, or none."""
        stil, was = attribute.get("dxfId", ""), ""
        if pfad == _REGEL and stil.isascii() and stil.isdigit() and len(stil) < 7:
            was = self._gemeinsam.regeln[int(stil)] if int(stil) < len(self._gemeinsam.regeln) else "unbekannt"
        elif attribute.get("showValue") in ("0", "false"):
            was = "ohne Wert"
        if was:
            if len(self.regeln) + len(self._regelbereiche) > MAX_REGELN:
                raise XmlUmfang("hat zu viele bedingte Formatierungen")
            self.regeln += [Blattregel(bereich, was) for bereich in self._regelbereiche]

    def _start_row(self, attribute: Attribute) -> None:
        zeile = attribute.get("r", str(self._zeile + 1))
        if not _ZEILENNUMMER.fullmatch(zeile) or not self._zeile < int(zeile) <= MAX_ZEILE:
            raise XmlDefekt("ihre Zeilen stehen nicht in der richtigen Reihenfolge")
        self._zeile, self._spalte = int(zeile), 0
        if _is_hidden(attribute, "ht"):
            self.zeilen.add(self._zeile)
        elif self.sichtbare_zeilen is not None and "ht" in attribute:
            self.sichtbare_zeilen.add(self._zeile)

    def _start_cell(self, attribute: Attribute) -> None:
        adresse = attribute.get("r")
        zeile, spalte = split_adresse(adresse) if adresse is not None else (self._zeile, self._spalte + 1)
        if zeile != self._zeile or not self._spalte < spalte <= MAX_SPALTE:
            raise XmlDefekt(f"die Zelle {join_adresse(zeile, spalte)} steht an der falschen Stelle")
        self._spalte, self._attribute, self._gelesen = spalte, attribute, {}

    def _end_cell(self) -> None:
        adresse = join_adresse(self._zeile, self._spalte)
        if any(len(self._gelesen.get(pfad, ())) > 1 for pfad in (_WERT, _FORMEL, _INLINE[0])) or all(
            pfad in self._gelesen for pfad in _INLINE
        ):
            raise XmlDefekt(f"die Zelle {adresse} hat mehrere Werte")
        zelle = self._build(adresse, self._attribute.get("t", "n"), self._gelesen.get(_WERT, [""])[0])
        if zelle.formel is None and zelle.wert in (None, ""):
            return
        self._gemeinsam.frei -= 1
        if self._gemeinsam.frei < 0:
            raise XmlUmfang("hat zu viele ausgefüllte Zellen")
        self.zellen[adresse] = zelle

    def _build(self, adresse: str, typ: str, wert: str) -> Zelle:
        formel, gruppe = self._formula(adresse)
        look = self._look()
        return Zelle(self._value(adresse, typ, wert), look.anzeige, typ == "e", formel, gruppe, look.ist_unsichtbar)

    def _look(self) -> Aussehen:
        """How the cell shows a number; a look that the workbook does not have is none to rely on."""
        stil, alle = self._attribute.get("s", "0"), self._gemeinsam.aussehen
        nummer = int(stil) if stil.isascii() and stil.isdigit() and len(stil) < 7 else len(alle)
        if nummer < len(alle):
            return alle[nummer]
        return Aussehen(Anzeige.BESONDERS if nummer or alle else Anzeige.ZAHL)

    def _formula(self, adresse: str) -> tuple[str | None, str | None]:
        if _FORMEL not in self._gelesen:
            return None, None
        text = self._gelesen[_FORMEL][0]
        if len(text) > MAX_FORMEL:
            raise XmlDefekt(f"die Formel in {adresse} ist zu lang")
        attribute = self._formel_attribute
        art, gruppe = attribute.get("t", "normal"), attribute.get("si", "")
        if art in ("array", "dataTable"):
            if len(self.matrizen) == MAX_MATRIZEN:
                raise XmlUmfang("hat zu viele Matrixformeln")
            self.matrizen.append(split_bereich(attribute.get("ref", adresse)))
        if art != "shared":
            return text, None
        if text:
            self.gruppen.setdefault(gruppe, (text, adresse))
        return text, gruppe

    def _value(self, adresse: str, typ: str, wert: str) -> Zellwert | None:
        inline = [text for pfad in _INLINE for text in self._gelesen.get(pfad, ())]
        if (typ == "inlineStr") != bool(inline) and (wert or inline):
            raise XmlDefekt(f"die Zelle {adresse} hat mehrere Werte")
        if typ == "inlineStr":
            return decode_text("".join(inline))
        if typ in ("str", "e", "d"):  # d is a date as text, in the strict variant of the format
            return decode_text(wert)
        if not wert.strip(" \t\r\n"):
            return None
        if typ == "s":
            return self._shared_text(adresse, wert)
        if typ == "b" and wert in ("0", "1", "false", "true"):
            return wert in ("1", "true")
        if typ == "n":
            return _number(adresse, wert)
        raise XmlDefekt(f"der Wert der Zelle {adresse} ist nicht lesbar")

    def _shared_text(self, adresse: str, nummer: str) -> str:
        if nummer.isascii() and nummer.isdigit() and len(nummer) < 8 and int(nummer) < len(self._gemeinsam.texte):
            return self._gemeinsam.texte[int(nummer)]
        raise XmlDefekt(f"der Text der Zelle {adresse} fehlt")


def _is_hidden(attribute: Attribute, mass: str) -> bool:
    """Whether a row or a column says so, or is too low or narrow to show a digit."""
    return attribute.get("hidden") in ("1", "true") or _is_tiny(attribute, mass)


def _is_tiny(attribute: Attribute, mass: str) -> bool:
    text = attribute.get(mass, "")
    return len(text) <= _MAX_ZIFFERN and _ZAHL.fullmatch(text) is not None and float(text) < MIN_MASS


def _number(adresse: str, text: str) -> float:
    ziffern = text.strip(" \t\r\n")
    if len(ziffern) <= _MAX_ZIFFERN and _ZAHL.fullmatch(ziffern) and math.isfinite(zahl := float(ziffern)):
        return zahl
    raise XmlDefekt(f"die Zahl der Zelle {adresse} ist nicht lesbar")
