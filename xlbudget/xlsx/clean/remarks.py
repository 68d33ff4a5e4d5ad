"""Notes and comments without the names of those who wrote them."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from xlbudget.xlsx.package import parse_xml, serialise

_THREADED = "tc="
"""How the author of a note begins that stands for a thread of comments."""


def plain_remarks(kind: str, data: bytes, author: str) -> tuple[bytes, Sequence[str]]:
    """A part with notes or people under another name, and the names that stood there; others stay as they are."""
    if kind == "comments":
        return _plain_notes(data, author)
    if kind == "person":
        return _plain_people(data, author)
    return data, ()


def _plain_notes(data: bytes, author: str) -> tuple[bytes, Sequence[str]]:
    root = parse_xml(data)
    names = []
    for element in root.iter("{*}author"):
        name = (element.text or "").strip()
        if name and name != author and not name.startswith(_THREADED):
            names.append(name)
            element.text = author
    for comment in root.iter("{*}comment"):
        _drop_signature(comment, names)
    return (serialise(root), names) if names else (data, ())


def _drop_signature(comment: etree._Element, names: Sequence[str]) -> None:
    """Excel begins a note with the name of its author, in bold and followed by a colon."""
    text = next(comment.iter("{*}text"), None)
    first = None if text is None else next(text.iter("{*}t"), None)
    if first is None or first.text is None:
        return
    for name in names:
        if first.text.startswith(f"{name}:"):
            first.text = first.text[len(name) + 1 :].lstrip()


def _plain_people(data: bytes, author: str) -> tuple[bytes, Sequence[str]]:
    root = parse_xml(data)
    names = []
    for number, person in enumerate(root.iter("{*}person"), 1):
        if person.get("displayName") != author:
            names.append(person.get("displayName", ""))
        person.set("displayName", author)
        person.set("userId", f"{author}{number}")
        person.set("providerId", "None")
    return (serialise(root), names) if names else (data, ())
