"""Rules about who owns a part: each one somebody, and where it holds something of its own, one only."""

from __future__ import annotations

from collections.abc import Iterator

from xlbudget.errors import Befund, Schwere
from xlbudget.xlsx.lint.book import CONTENT_TYPES, Book, Rule

_OF_ONE_OWNER = frozenset(
    """worksheet chartsheet dialogsheet drawing chart chartEx chartUserShapes table tableSingleCells queryTable comments
    threadedComment vmlDrawing ctrlProp control pivotTable slicer timeline""".split()  # noqa: SIM905
)
"""Kinds of parts that Excel repairs or loses where two parts lead to one of them."""


def is_rest(member: str) -> bool:
    """Whether a member is no part: Office moves into [trash] what it did not take out of the archive."""
    return member.casefold().startswith("[trash]/")


def shared_parts(book: Book) -> Iterator[Befund]:
    owners: dict[str, list[str]] = {}
    for source, relationships in book.relationships.items():
        for rel in relationships:
            if rel.kind in _OF_ONE_OWNER and not rel.external and (part := book.part(rel.target)):
                owners.setdefault(part, []).append(source)
    for part, sources in owners.items():
        if len(sources) > 1:
            von = ", ".join(dict.fromkeys(source or "der Datei" for source in sources))
            text = f"{part} gehört {len(sources)}-mal dazu (zu {von}); Excel erlaubt es einmal."
            yield book.befund("teil_geteilt", f"{text} Den Inhalt auf einem der Blätter löschen und neu anlegen.")


def parts_without_owner(book: Book) -> Iterator[Befund]:
    reached, queue = {""}, [""]
    for source in queue:
        for rel in book.relationships.get(source, ()):
            part = None if rel.external else book.part(rel.target)
            if part is not None and part not in reached:
                reached.add(part)
                queue.append(part)
    for part in book.members:
        if part not in reached and not _is_directory(part):
            text = f"Zu {part} führt nichts; Excel zeigt es nicht und lässt es beim Speichern weg."
            rat = "Fehlt ein Diagramm, Bild oder eine Tabelle, dann neu anlegen; sonst in Excel neu speichern."
            yield book.befund("teil_verwaist", f"{text} {rat}", schwere=Schwere.WARNUNG)


def _is_directory(part: str) -> bool:
    """Whether a member says something about others."""
    return part.casefold() == CONTENT_TYPES.casefold() or part.endswith(".rels") or is_rest(part)


def rests(book: Book) -> Iterator[Befund]:
    if anzahl := sum(map(is_rest, book.members)):
        text = f"Die Datei enthält {anzahl} Reste von gelöschten Inhalten ([trash])."
        rat = "Mit Datei › Speichern unter als neue Datei speichern; dann sind sie fort."
        yield book.befund("reste", f"{text} {rat}", schwere=Schwere.HINWEIS)


def signatures(book: Book) -> Iterator[Befund]:
    if any(rel.kind == "origin" for rel in book.relationships.get("", ())):
        text = "Die Datei ist digital signiert. Jede Änderung macht die Signatur ungültig; als Vorlage taugt sie nicht."
        rat = "Unter Datei › Informationen › Signaturen anzeigen lässt sie sich entfernen."
        yield book.befund("signatur", f"{text} {rat}", schwere=Schwere.HINWEIS)


RULES: tuple[Rule, ...] = (shared_parts, parts_without_owner, rests, signatures)
