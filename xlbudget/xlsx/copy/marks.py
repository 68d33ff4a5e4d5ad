"""Placeholders in the text that copies of a sheet share, and what stands for them in each copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from xlbudget.xlsx.package import resolve


class Marks:
    """Placeholders for `anzahl` copies. Their private-use signs cannot occur in what Excel has accepted."""

    def __init__(self, anzahl: int) -> None:
        self._texts: list[dict[str, str]] = [{} for _ in range(anzahl)]
        self._in_xml: list[dict[str, str]] = [{} for _ in range(anzahl)]

    def add(self, texts: Sequence[str], *, is_xml: bool = False) -> str:
        """A new placeholder for one text in each copy; `is_xml` for what is no text but elements."""
        mark = f"\ue000{len(self._texts[0])}\ue001"
        for text, texts_of_copy, in_xml in zip(texts, self._texts, self._in_xml, strict=True):
            texts_of_copy[mark] = text
            in_xml[mark] = text if is_xml else escape(text, {'"': "&quot;"})
        return mark

    def resolved(self, text: str, number: int) -> str:
        """A text as it stands in one copy."""
        for mark, meaning in self._texts[number].items():
            text = text.replace(mark, meaning)
        return text

    def renames(self, part: bytes, number: int) -> Mapping[str, str]:
        """The placeholders that a part contains and what replaces them in one copy, escaped for XML."""
        return {mark: meaning for mark, meaning in self._in_xml[number].items() if mark.encode() in part}

    def resolved_part(self, part: bytes, number: int) -> bytes:
        """A part as it is in one copy."""
        return resolve(part, self._in_xml[number])
