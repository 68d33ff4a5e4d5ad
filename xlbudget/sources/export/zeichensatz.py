"""Which characters the bytes of a text file are, found in one pass over the file, and the file as UTF-8 in chunks."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from xlbudget.errors import EingabeError
from xlbudget.sources.export.angaben import Erkennung
from xlbudget.sources.export.zeichenprobe import check_declared

STUECK = 2 * 2**20
"""Bytes of a file that are looked at together."""

_CODECS = {
    "UTF-8": "utf-8-sig",
    "UTF-16": "utf-16",
    "Windows-1252": "cp1252",
    "ISO-8859-15": "iso8859-15",
    "DOS (cp850)": "cp850",
}
_UMLAUTE_1252, _UMLAUTE_850 = "äöüÄÖÜß§".encode("cp1252"), "äöüÄÖÜß".encode("cp850")
_ASCII = bytes(range(128))
_UNDEFINIERT_1252 = frozenset((0x81, 0x8D, 0x8F, 0x90, 0x9D))


def detect(file: Path, angabe: str) -> tuple[str, Erkennung]:
    """The Python codec of a text file, declared or recognised.

    Raises EingabeError if it is no text, text in none of the known ways, or certainly not what is declared.
    """
    if angabe in _CODECS:
        check_declared(file, angabe)
    if angabe in _CODECS and angabe != "UTF-16":  # of which there are two
        return _CODECS[angabe], Erkennung("Zeichensatz", angabe, "in der Tabelle Quellen eingetragen")
    with file.open("rb") as stream:
        kopf = stream.read(4096)
    if kopf[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16", Erkennung("Zeichensatz", "UTF-16", "Kennung am Anfang der Datei")
    if b"\0" in kopf:
        for codec, rest in (("utf-16-le", kopf[1::2]), ("utf-16-be", kopf[::2])):
            if rest.count(0) > len(rest) * 0.8:
                return codec, Erkennung("Zeichensatz", "UTF-16", "jedes zweite Byte ist null")
        raise EingabeError(f"{file.name} ist keine Textdatei. Den Export als CSV oder xlsx speichern.")
    return _scan(file)


def _scan(file: Path) -> tuple[str, Erkennung]:
    """UTF-8 if all of the file is; otherwise what its umlauts say."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    utf8, hohe, vorher = True, np.zeros(256, np.int64), 0
    erste: dict[int, int] = {}
    with file.open("rb") as stream:
        while stueck := stream.read(STUECK):
            if b"\0" in stueck:
                zeile = _line_at(file, vorher + stueck.index(0))
                raise EingabeError(
                    f"{file.name}, Zeile {zeile}: dort stehen Nullzeichen; die Datei ist beschädigt. "
                    "Den Export neu erzeugen."
                )
            if utf8:
                try:
                    decoder.decode(stueck)
                except UnicodeDecodeError:
                    utf8 = False
            if not stueck.isascii():
                hier = np.bincount(np.frombuffer(stueck.translate(None, _ASCII), np.uint8), minlength=256)
                for byte in np.flatnonzero((hier > 0) & (hohe == 0)).tolist():
                    erste[byte] = vorher + stueck.index(byte)
                hohe += hier
            vorher += len(stueck)
    if utf8 and not decoder.getstate()[0]:
        return "utf-8-sig", Erkennung("Zeichensatz", "UTF-8", "alle Zeichen sind gültiges UTF-8")
    return _by_umlauts(file, hohe.tolist(), erste)


def _line_at(file: Path, stelle: int) -> int:
    """The line in which a byte of a file stands."""
    zeile = 1
    with file.open("rb") as stream:
        while stelle > 0 and (stueck := stream.read(min(STUECK, stelle))):
            zeile += stueck.count(b"\n")
            stelle -= len(stueck)
    return zeile


def _by_umlauts(file: Path, hohe: list[int], erste: dict[int, int]) -> tuple[str, Erkennung]:
    windows, dos = (sum(hohe[byte] for byte in umlaute) for umlaute in (_UMLAUTE_1252, _UMLAUTE_850))
    unmoeglich = [byte for byte in _UNDEFINIERT_1252 if hohe[byte]]
    if dos > windows and (unmoeglich or not windows):
        return "cp850", Erkennung("Zeichensatz", "DOS (cp850)", "die Umlaute stehen dort, wo DOS sie hat")
    if unmoeglich:
        zeile = _line_at(file, min(erste[byte] for byte in unmoeglich))
        raise EingabeError(
            f"{file.name}, Zeile {zeile}: die Zeichenkodierung ist weder UTF-8 noch Windows-1252. "
            "Den Export als „CSV UTF-8“ speichern oder in der Tabelle Quellen den Zeichensatz eintragen."
        )
    if hohe[0xA4] and not any(hohe[0x80:0xA0]):
        return "iso8859-15", Erkennung("Zeichensatz", "ISO-8859-15", "das Euro-Zeichen steht dort")
    return "cp1252", Erkennung("Zeichensatz", "Windows-1252", "die Umlaute stehen dort, wo Windows sie hat")


def utf8_chunks(file: Path, codec: str, laenge: int = STUECK) -> Iterator[bytes]:
    """The file as UTF-8 without a mark at its beginning, `laenge` bytes of it at a time.

    Raises EingabeError where bytes are no characters.
    """
    decoder = codecs.getincrementaldecoder(codec)()
    zeilen = 1
    with file.open("rb") as stream:
        while stueck := stream.read(laenge):
            try:
                text = stueck if codec == "utf-8-sig" else _decode(stueck, codec, decoder).encode()
            except UnicodeError as error:
                raise damaged(file, codec, zeilen) from error
            if codec == "utf-8-sig" and zeilen == 1:
                text = text.removeprefix(codecs.BOM_UTF8)
            zeilen += text.count(b"\n")
            yield text
    try:
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise damaged(file, codec, zeilen) from error


def _decode(stueck: bytes, codec: str, decoder: codecs.IncrementalDecoder) -> str:
    """The text of some bytes; Windows-1252 is Latin-1, which Python decodes much faster, but for 0x80 to 0x9F."""
    if codec == "cp1252" and not ((np.frombuffer(stueck, np.uint8) ^ 0x80) < 0x20).any():
        return stueck.decode("latin-1")
    return decoder.decode(stueck)


def damaged(file: Path, codec: str, zeile: int) -> EingabeError:
    """What to say where bytes are no characters; `zeile` is the first such line, or one before it."""
    if codec.startswith("utf-16"):
        return EingabeError(f"{file.name} ist als Unicode-Text beschädigt. Den Export neu erzeugen.")
    return EingabeError(
        f"{file.name}: ab Zeile {zeile} stehen Zeichen, die es im Zeichensatz der Tabelle Quellen nicht gibt. "
        "Dort automatisch eintragen."
    )
