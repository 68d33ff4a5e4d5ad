"""The paragraphs of a docx and the runs that show their text: the same for who reads it and who comments on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
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
        if kind.tag == f"{W}t":
            yield kind.text or ""
        elif kind.tag in (f"{W}tab", f"{W}br", f"{W}cr"):
            yield " "
        elif kind.tag == f"{W}noBreakHyphen":
            yield "-"
