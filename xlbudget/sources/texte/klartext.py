"""A txt or md as paragraphs with their lines; the characters are recognised."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from xlbudget.core.textpruefung.modelle import Abschnitt
from xlbudget.core.textpruefung.saetze import split_absaetze
from xlbudget.dateien import check_file
from xlbudget.errors import EingabeError, printable
from xlbudget.sources.texte.lesetext import Lesetext
from xlbudget.sources.texte.tabellenkoepfe import heads_of

MAX_BYTES = 10 * 2**20
_UMLAUTE = "äöüÄÖÜß€§„“–"
_ZEICHENSAETZE = ("cp1252", "cp850", "mac_roman")
_AUSZEICHNUNG = re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)|`|^\s*#{1,6}\s+|^\s*>\s?|^\s*[-*+]\s+(?=\D)")
_STRICHE = re.compile(r"[\s:-]*")
_VERWEIS = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")


def read_klartext(file: Path, *, markdown: bool) -> Lesetext:
    """All paragraphs of a text file. Raises EingabeError (German) where it is none."""
    check_file(file, "Bitte den Text teilen.", MAX_BYTES)
    text, hinweise = _decode(file)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if markdown:
        text = "\n".join(_VERWEIS.sub(r"\1", _AUSZEICHNUNG.sub("", zeile)) for zeile in text.split("\n"))
    text = _with_paragraphs(text)
    abschnitte: list[Abschnitt] = []
    for nummer, absatz in enumerate(split_absaetze(text), 1):
        zeile = text.count("\n", 0, absatz.start) + 1
        if markdown and absatz.text.lstrip().startswith("|"):
            abschnitte += _cells(text[absatz.start : absatz.start + len(absatz.text)], zeile, nummer)
        else:
            abschnitte.append(Abschnitt(absatz.text, f"Zeile {zeile}", ist_tabelle=absatz.text.count("\t") > 2))
    return Lesetext(tuple(abschnitte), hinweise)


def _cells(text: str, erste: int, tabelle: int) -> Iterator[Abschnitt]:
    """The cells of a table of Markdown, with its heads; the line of strokes below these is none."""
    zeilen = [(erste + i, zeile.strip().strip("|").split("|")) for i, zeile in enumerate(text.split("\n"))]
    zeilen = [(ort, [z.strip() for z in zellen]) for ort, zellen in zeilen if not _STRICHE.fullmatch("".join(zellen))]
    koepfe = {(z, s): koepfe for z, s, *koepfe in heads_of([zellen for _, zellen in zeilen])}
    for z, (ort, zellen) in enumerate(zeilen):
        for s, zelle in enumerate(zellen):
            if zelle:
                oben, links = "", ""
                if (z, s) in koepfe:
                    links, oben = koepfe[z, s]
                yield Abschnitt(
                    zelle, f"Zeile {ort}", ist_tabelle=True, zeilenkopf=links, spaltenkopf=oben, tabelle=tabelle
                )


def _decode(file: Path) -> tuple[str, tuple[str, ...]]:
    roh = file.read_bytes()
    name = printable(file.name)
    if roh[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        try:
            return roh.decode("utf-16"), ()
        except UnicodeDecodeError as error:
            raise EingabeError(f"{name} ist als Unicode-Text beschädigt. Bitte als UTF-8 neu speichern.") from error
    if b"\0" in roh[:4096]:
        raise EingabeError(f"{name} ist keine Textdatei. Gelesen werden docx, odt, pdf, txt und md.")
    try:
        return roh.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    lesbar = []
    for codec in _ZEICHENSAETZE:
        try:
            text = roh.decode(codec)
        except UnicodeDecodeError:
            continue
        fremd = sum(ord(zeichen) > 127 and zeichen not in _UMLAUTE for zeichen in text)
        lesbar.append((fremd, codec, text))
    if not lesbar or (min(lesbar)[0] > 5 and min(lesbar)[0] > sum(z in _UMLAUTE for z in min(lesbar)[2])):
        raise EingabeError(f"Die Zeichen von {name} sind nicht zu erkennen. Bitte als UTF-8 neu speichern.")
    _, codec, text = min(lesbar, key=lambda fund: fund[0])
    return text, (f"Die Datei ist nicht UTF-8; gelesen als {codec}.",)


def _with_paragraphs(text: str) -> str:
    """Where no line is empty and most end a sentence, each line is a paragraph."""
    zeilen = text.strip("\n").split("\n")
    if len(zeilen) < 2 or any(not zeile.strip() for zeile in zeilen):
        return text
    enden = sum(bool(re.search(r"[.!?:;][\"“”)]?\s*$", zeile)) for zeile in zeilen)
    return "\n\n".join(zeilen) if enden >= 0.8 * len(zeilen) else text
