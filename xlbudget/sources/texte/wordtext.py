"""A docx as paragraphs: of the body, of its tables, of foot- and endnotes; tracked changes count as accepted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from xlbudget.core.textpruefung.modelle import Abschnitt
from xlbudget.sources.texte.archiv import parse_xml, read_members
from xlbudget.sources.texte.lesetext import Lesetext
from xlbudget.sources.texte.tabellenkoepfe import heads_of
from xlbudget.wordabsaetze import W, iter_absaetze, iter_stuecke

_KOERPER = "word/document.xml"
_NOTEN = {"word/footnotes.xml": ("footnote", "Fußnote"), "word/endnotes.xml": ("endnote", "Endnote")}
PROGRAMM = "Word"


def read_docx(file: Path) -> Lesetext:
    """All paragraphs of a docx. Raises EingabeError (German) where it cannot be read."""
    teile = read_members(file, (_KOERPER, *_NOTEN), _KOERPER, PROGRAMM)
    koerper = parse_xml(teile[_KOERPER], file, PROGRAMM)
    abschnitte = list(_of_body(koerper))
    for teil, (knoten, titel) in _NOTEN.items():
        if teil in teile:
            abschnitte += _of_notes(parse_xml(teile[teil], file, PROGRAMM), knoten, titel)
    return Lesetext(tuple(abschnitte), tuple(_hints(koerper)))


def _of_body(koerper: Any) -> Iterator[Abschnitt]:
    koepfe = dict(_heads(koerper))
    for nummer, absatz in enumerate(iter_absaetze(koerper), 1):
        text = _text_of(absatz)
        if text.strip():
            in_tabelle = any(True for _ in absatz.iterancestors(f"{W}tc"))
            zeile, spalte, tabelle = koepfe.get(absatz, ("", "", 0))
            yield Abschnitt(text, f"Absatz {nummer}", in_tabelle, nummer, zeile, spalte, tabelle)


def _heads(koerper: Any) -> Iterator[tuple[Any, tuple[str, str, int]]]:
    """The only paragraph of a cell with what heads it; none in tables with joined cells, or with tables in them."""
    for nummer, tabelle in enumerate(koerper.iter(f"{W}tbl"), 1):
        verbunden = any(True for name in ("gridSpan", "vMerge", "hMerge") for _ in tabelle.iter(f"{W}{name}"))
        if verbunden or any(True for _ in tabelle.iterdescendants(f"{W}tbl")):
            continue
        zeilen = [
            [list(zelle.iter(f"{W}p")) for zelle in zeile.iterchildren(f"{W}tc")]
            for zeile in tabelle.iterchildren(f"{W}tr")
        ]
        texte = [[" ".join(map(_text_of, absaetze)).strip() for absaetze in zeile] for zeile in zeilen]
        for z, s, zeilenkopf, spaltenkopf in heads_of(texte):
            if len(zeilen[z][s]) == 1:
                yield zeilen[z][s][0], (zeilenkopf, spaltenkopf, nummer)


def _text_of(absatz: Any) -> str:
    return "".join(stueck for _, stueck in iter_stuecke(absatz))


def _of_notes(wurzel: Any, knoten: str, titel: str) -> Iterator[Abschnitt]:
    nummer = 0
    for note in wurzel.iter(f"{W}{knoten}"):
        if note.get(f"{W}type") in ("separator", "continuationSeparator", "continuationNotice"):
            continue
        nummer += 1
        for absatz in note.iter(f"{W}p"):
            text = _text_of(absatz)
            if text.strip():
                yield Abschnitt(text.strip(), f"{titel} {nummer}")


def _hints(koerper: Any) -> Iterator[str]:
    if any(True for name in ("ins", "del", "moveFrom", "moveTo") for _ in koerper.iter(f"{W}{name}")):
        yield "Der Text hat nachverfolgte Änderungen; geprüft ist er so, als wären alle angenommen."
    if any(True for name in ("drawing", "pict", "object") for _ in koerper.iter(f"{W}{name}")):
        yield "Bilder und eingebettete Objekte sind nicht geprüft."
