"""Paragraphs, runs, fields and content controls of a docx: the same for who reads it and who writes in it."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ERHALTEN = "{http://www.w3.org/XML/1998/namespace}space"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_OHNE_TEXT = frozenset((f"{W}del", f"{W}moveFrom", f"{W}txbxContent", f"{W}instrText", f"{W}rPr", f"{W}pPr", _FALLBACK))


def iter_absaetze(koerper: Any) -> Iterator[Any]:
    """Every paragraph of the body in order, those of text boxes once."""
    for absatz in koerper.iter(f"{W}p"):
        if not any(True for _ in absatz.iterancestors(_FALLBACK)):
            yield absatz


def iter_stuecke(absatz: Any) -> Iterator[tuple[Any, str]]:
    """The runs of a paragraph with what each shows; deleted text is not there, text boxes have their own paragraphs."""
    for kind in absatz:
        if kind.tag in _OHNE_TEXT:
            continue
        if kind.tag == f"{W}r":
            yield kind, "".join(_of_run(kind))
        else:
            yield from iter_stuecke(kind)


def _of_run(lauf: Any) -> Iterator[str]:
    for kind in lauf:
        yield _of_child(kind)


def _of_child(kind: Any) -> str:
    if kind.tag == f"{W}t":
        return str(kind.text or "")
    if kind.tag in (f"{W}tab", f"{W}br", f"{W}cr"):
        return " "
    return "-" if kind.tag == f"{W}noBreakHyphen" else ""


def cut_out(absatz: Any, start: int, ende: int) -> list[Any]:
    """The runs of a paragraph that show a part of its text, divided where it begins and ends."""
    for grenze in (ende, start):
        stelle = 0
        for lauf, text in list(iter_stuecke(absatz)):
            if stelle < grenze < stelle + len(text):
                _divide(lauf, grenze - stelle)
            stelle += len(text)
    gefunden, stelle = [], 0
    for lauf, text in iter_stuecke(absatz):
        if stelle < ende and start < stelle + len(text):
            gefunden.append(lauf)
        stelle += len(text)
    return gefunden


def _divide(lauf: Any, stelle: int) -> None:
    """Cut a run in two that look the same and together show what it did."""
    zweiter = copy.deepcopy(lauf)
    for teil, ist_erster in ((lauf, True), (zweiter, False)):
        ende = 0
        for kind in [kind for kind in teil if kind.tag != f"{W}rPr"]:
            text = _of_child(kind)
            start, ende = ende, ende + len(text)
            bleibt = text[: max(0, stelle - start)] if ist_erster else text[max(0, stelle - start) :]
            if kind.tag == f"{W}t" and bleibt:
                kind.text = bleibt
                kind.set(ERHALTEN, "preserve")
            elif not bleibt and (text or ist_erster is not (start < stelle)):
                teil.remove(kind)
    lauf.addnext(zweiter)


_FELD = re.compile(r"\{([^{}]*)\}|[{}]")


@dataclass(frozen=True, slots=True)
class Textfeld:
    """A place like `{stand}` in a paragraph; `name` is None for a brace without its other one."""

    start: int
    ende: int
    text: str
    name: str | None


def text_of(absatz: Any) -> str:
    """What a paragraph shows."""
    return "".join(stueck for _, stueck in iter_stuecke(absatz))


def find_felder(text: str) -> list[Textfeld]:
    """All fields of a text, case and blanks in them ignored.

    >>> [(feld.name, feld.text) for feld in find_felder("Zum { Stand } von {kommune")]
    [('stand', '{ Stand }'), (None, '{')]
    """
    return [
        Textfeld(*t.span(), t.group(), None if t[1] is None else " ".join(t[1].split()).casefold())
        for t in _FELD.finditer(text)
    ]


def iter_steuerelemente(knoten: Any) -> Iterator[tuple[Any, str]]:
    """Every content control below a node with its tag, in order; those that only older programs see are not there."""
    for element in knoten.iter(f"{W}sdt"):
        tag = element.find(f"{W}sdtPr/{W}tag")
        if not any(True for _ in element.iterancestors(_FALLBACK)):
            yield element, "" if tag is None else tag.get(f"{W}val", "")
