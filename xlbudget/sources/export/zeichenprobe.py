"""Whether the bytes of a text file can be what the table Quellen declares as its Zeichensatz."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from xlbudget.errors import EingabeError, printable

_STUECK = 8 * 2**20
UTF_8, UTF_16, WINDOWS, LATIN_9, DOS = "UTF-8", "UTF-16", "Windows-1252", "ISO-8859-15", "DOS (cp850)"
_CODECS = {UTF_8: "utf-8-sig", UTF_16: "utf-16", WINDOWS: "cp1252", LATIN_9: "iso8859-15", DOS: "cp850"}
# an umlaut between small letters; in the other Zeichensatz the same byte is nothing that stands there
_UMLAUT_DOS = re.compile(rb"[a-z][\x81\x84\x94][a-z]")
_UMLAUT_WINDOWS = re.compile(rb"[a-z][\xe4\xf6\xfc\xdf][a-z]")
_WORT = re.compile(rb"[A-Za-z\x80-\xff]{0,30}[\x80-\xff][A-Za-z\x80-\xff]{0,30}")
_STEUERZEICHEN = frozenset(range(0x80, 0xA0))
_WAEHRUNG = 0xA4  # € in ISO-8859-15, ¤ in Windows-1252, which nobody writes


@dataclass
class _Spuren:
    """What the bytes of a file show."""

    hohe: set[int]
    utf8: bool = True
    zeile: int = 0  # the first one that is no UTF-8
    dos: bool = False
    windows: bool = False
    wort: bytes = b""

    def probable(self) -> str:
        """The Zeichensatz that these bytes are; empty text where they do not tell."""
        if not self.hohe:
            return ""
        if self.utf8:
            return UTF_8
        if self.dos != self.windows:
            return DOS if self.dos else WINDOWS if self._is_windows() else LATIN_9
        return ""

    def _is_windows(self) -> bool:
        return _WAEHRUNG not in self.hohe or bool(self.hohe & _STEUERZEICHEN)

    def contradicts(self, angabe: str) -> str:
        """What the file is instead of what is declared; empty text where it may be that."""
        wirklich = self.probable()
        if angabe == UTF_8:
            return "" if self.utf8 else wirklich or "etwas anderes"
        if wirklich in (UTF_8, DOS):
            return "" if angabe == wirklich else wirklich
        if angabe == DOS:
            return wirklich
        if angabe == LATIN_9:
            return WINDOWS if self.hohe & _STEUERZEICHEN else ""
        return LATIN_9 if _WAEHRUNG in self.hohe and not self.hohe & _STEUERZEICHEN else ""


def check_declared(file: Path, angabe: str) -> None:
    """Raises EingabeError (German) where a file is certainly another Zeichensatz than declared.

    Words with umlauts would not be found in it, and T€ would be read as €.
    """
    ist_utf16 = _is_utf16(file)
    if ist_utf16 or angabe == UTF_16:
        if ist_utf16 and angabe == UTF_16:
            return
        was = "UTF-16. Dort UTF-16 oder" if ist_utf16 else "kein UTF-16. Dort"
        raise EingabeError(f"{_declared(file, angabe)} ist aber {was} automatisch eintragen.")
    spuren = _traces(file)
    if wirklich := spuren.contradicts(angabe):
        raise EingabeError(_advice(file, angabe, wirklich, spuren))


def _declared(file: Path, angabe: str) -> str:
    return f"{file.name}: in der Tabelle Quellen steht der Zeichensatz {angabe}, die Datei"


def _advice(file: Path, angabe: str, wirklich: str, spuren: _Spuren) -> str:
    if wirklich not in _CODECS:
        return (
            f"{_declared(file, angabe)} hat aber ab Zeile {spuren.zeile} Zeichen, die es darin nicht gibt. Dort "
            "automatisch eintragen."
        )
    falsch, richtig = (
        printable(spuren.wort.decode(_CODECS[name], errors="replace"), 40) for name in (angabe, wirklich)
    )
    beispiel = f"; „{richtig}“ würde als „{falsch}“ gelesen" if falsch != richtig else ""
    return f"{_declared(file, angabe)} ist aber {wirklich}{beispiel}. Dort {wirklich} oder automatisch eintragen."


def _is_utf16(file: Path) -> bool:
    with file.open("rb") as stream:
        kopf = stream.read(4096)
    if kopf[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return True
    return any(rest.count(0) > len(rest) * 0.8 for rest in (kopf[::2], kopf[1::2]) if rest)


def _traces(file: Path) -> _Spuren:
    spuren, decoder, zeilen = _Spuren(set()), codecs.getincrementaldecoder("utf-8-sig")(), 1
    with file.open("rb") as stream:
        while stueck := stream.read(_STUECK):
            if spuren.utf8:
                try:
                    decoder.decode(stueck)
                except UnicodeDecodeError as fehler:
                    spuren.utf8 = False
                    spuren.zeile = zeilen + stueck[: fehler.start].count(b"\n")
            zeilen += stueck.count(b"\n")
            if not stueck.isascii():
                _collect(stueck, spuren)
    if spuren.utf8 and decoder.getstate()[0]:
        spuren.utf8, spuren.zeile = False, zeilen
    return spuren


def _collect(stueck: bytes, spuren: _Spuren) -> None:
    spuren.hohe.update(stueck.translate(None, bytes(range(128))))
    spuren.dos = spuren.dos or bool(_UMLAUT_DOS.search(stueck))
    spuren.windows = spuren.windows or bool(_UMLAUT_WINDOWS.search(stueck))
    ohne_marke = stueck.removeprefix(codecs.BOM_UTF8)
    if not spuren.wort and (wort := _WORT.search(ohne_marke)):
        spuren.wort = wort[0]
