"""Tags of an XML part changed where they stand: every byte that is not part of a change stays."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from xml.parsers import expat

from lxml import etree

from xlbudget.xlsx.package import parse_xml

DROP = "drop"
"""The whole element goes, with what is in it."""

Attributes = Mapping[str, str]
"""By `namespace local`; without a namespace only the name."""
Decision = str | Mapping[str, str | None] | None
"""DROP, or new values of attributes (None: the attribute goes), or None: nothing changes."""
Decide = Callable[[str, Attributes], Decision]
"""What is to become of a tag, by its local name and its attributes."""

_TAG = re.compile(rb"""<(?:"[^"]*"|'[^']*'|[^>"'])*>""")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')""")
_UTF8 = re.compile(
    rb"""(?:\xef\xbb\xbf)?\s*(?:<\?xml(?![^>]*encoding)[^>]*>|<\?xml[^>]*encoding=["']utf-8["']|<(?!\?))""", re.I
)


class NotXmlError(ValueError):
    """The part is no XML that can be read, as the drawings of old versions sometimes are."""


def edit_tags(data: bytes, decide: Decide) -> bytes:
    """The part with every tag changed that `decide` wants changed; the same bytes if there is none.

    Raises NotXmlError.
    """
    data = data if _UTF8.match(data) else _as_utf8(data)
    edits = _Tags(data, decide).edits()
    if not edits:
        return data
    pieces, done = [], 0
    for start, end, new in sorted(edits):
        if start >= done:  # what lies in a dropped element is gone with it
            pieces += [data[done:start], new]
            done = end
    return b"".join([*pieces, data[done:]])


def _as_utf8(data: bytes) -> bytes:
    try:
        return bytes(etree.tostring(parse_xml(data).getroottree(), xml_declaration=True, encoding="UTF-8"))
    except etree.XMLSyntaxError as error:
        raise NotXmlError(str(error)) from error


class _Tags:
    """Where each change begins and ends, and what stands there then."""

    def __init__(self, data: bytes, decide: Decide) -> None:
        self._data, self._decide = data, decide
        self._edits: list[tuple[int, int, bytes]] = []
        self._open: list[tuple[int, int] | None] = []
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.namespace_prefixes = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def edits(self) -> list[tuple[int, int, bytes]]:
        try:
            self._parser.Parse(self._data, True)  # noqa: FBT003
        except expat.ExpatError as error:
            raise NotXmlError(str(error)) from error
        return self._edits

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        begin = self._parser.CurrentByteIndex
        plain = {" ".join(key.split(" ")[:2]): key for key in attributes}
        decision = self._decide(_local(name), {key: attributes[full] for key, full in plain.items()})
        self._open.append((begin, self._end_of_tag(begin)) if decision == DROP else None)
        if decision and not isinstance(decision, str):
            changes = {_written(plain[key]): value for key, value in decision.items() if key in plain}
            self._change(begin, changes)

    def _change(self, begin: int, changes: Mapping[bytes, str | None]) -> None:
        tag = _TAG.match(self._data, begin)
        for found in _ATTRIBUTE.finditer(tag[0]) if tag else ():
            if found[1] in changes:
                value = changes[found[1]]
                new = b"" if value is None else b" " + found[1] + b'="' + _escaped(value) + b'"'
                self._edits.append((begin + found.start(), begin + found.end(), new))

    def _end(self, _name: str) -> None:
        dropped = self._open.pop()
        if dropped is not None:
            begin, end = dropped
            is_empty = self._data[end - 2 : end] == b"/>"
            self._edits.append((begin, end if is_empty else self._end_of_tag(self._parser.CurrentByteIndex), b""))

    def _end_of_tag(self, begin: int) -> int:
        tag = _TAG.match(self._data, begin)
        return tag.end() if tag else begin


def _local(name: str) -> str:
    parts = name.split(" ")
    return parts[1] if len(parts) > 1 else parts[0]


def _written(name: str) -> bytes:
    """An attribute as the tag spells it."""
    parts = name.split(" ")
    return (f"{parts[2]}:{parts[1]}" if len(parts) > 2 else parts[-1]).encode()


def _escaped(value: str) -> bytes:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;").encode()
