"""A package as parts that lead to parts, read with zipfile and lxml alone: nothing here knows how the engine works."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from posixpath import dirname, join, normpath
from urllib.parse import unquote
from xml.sax.saxutils import escape

from lxml import etree

_SHARED = frozenset({"image", "theme", "person", "pivotCacheDefinition", "rdRichValue", "media", "styles"})
"""Kinds of parts that may serve several sheets."""
_SHOWN = re.compile(
    r'\b(?:display|tooltip|descr|title)="[^"]*"|<is>.*?</is>|<v>[^<]*</v>', re.DOTALL
)  # what a person reads leads nowhere
_TEXTS = re.compile(r"xl/(?:sharedStrings\.xml|theme/|media/|externalLinks/|persons/)|docProps/|customXml/")


class Teile:
    """The members of one package."""

    def __init__(self, members: Mapping[str, bytes]) -> None:
        self.members = members
        self._by_name = {name.casefold(): name for name in members}

    def parse(self, part: str) -> etree._Element | None:
        """Root of a part; None if it is no XML."""
        try:
            return etree.fromstring(self.members[part])
        except etree.XMLSyntaxError:
            return None

    def related(self, part: str) -> Iterator[tuple[str, str]]:
        """(last word of the type, part) of every internal relationship that leads to a member."""
        for kind, target in self._relationships.get(part, ()):
            if target.casefold() in self._by_name:
                yield kind, self._by_name[target.casefold()]

    @cached_property
    def dangling(self) -> Counter[tuple[str, str]]:
        """Relationships that lead to nothing, by owner and kind."""
        return Counter(
            (part, kind)
            for part, relations in self._relationships.items()
            for kind, target in relations
            if target.casefold() not in self._by_name
        )

    @cached_property
    def _relationships(self) -> dict[str, list[tuple[str, str]]]:
        found = {}
        for rels in self.members:
            folder, _, name = rels.rpartition("/")
            if not name.endswith(".rels") or not folder.endswith("_rels"):
                continue
            owner = join(dirname(folder), name.removesuffix(".rels"))
            root = self.parse(rels)
            found[owner] = [
                (relation.get("Type", "").rpartition("/")[2], _target(owner, relation.get("Target", "")))
                for relation in (() if root is None else root)
                if relation.get("TargetMode") != "External" and not relation.get("Target", "").startswith("#")
            ]
        return found

    @cached_property
    def orphans(self) -> set[str]:
        """Members that no relationship leads to."""
        reached, waiting = set(), [""]
        while waiting:
            for _, target in self.related(waiting.pop()):
                if target not in reached:
                    reached.add(target)
                    waiting.append(target)
        return {
            part for part in self.members if part not in reached and not part.endswith((".rels", "[Content_Types].xml"))
        }

    @cached_property
    def overrides(self) -> Counter[str]:
        """How often [Content_Types].xml names each part."""
        root = self.parse("[Content_Types].xml")
        return Counter(o.get("PartName", "").casefold() for o in root.iterfind("{*}Override"))

    def family(self, sheet: str) -> dict[str, str]:
        """Every part that hangs on a sheet and may belong to it alone, with the way to it: `drawing/chart`."""
        found, waiting = {sheet: ""}, [sheet]
        while waiting:
            part = waiting.pop()
            for kind, target in self.related(part):
                if kind not in _SHARED and target not in found:
                    found[target] = f"{found[part]}/{kind}"
                    waiting.append(target)
        return found

    def hangs_on(self, sheet: str) -> Counter[str]:
        """What hangs on a sheet, pictures too, as often as it is used."""
        family = self.family(sheet)
        return Counter(f"{way}/{kind}" for part, way in family.items() for kind, _ in self.related(part))

    def texts(self, parts: Iterator[str] | None = None) -> Iterator[tuple[str, str]]:
        """XML and VML parts that may hold formulas, as text."""
        for part in self.members if parts is None else parts:
            if part.endswith((".xml", ".vml")) and not _TEXTS.match(part):
                yield part, _SHOWN.sub("", self.members[part].decode("utf-8", "replace"))


def mentions(text: str, sheet: str) -> bool:
    """Whether a text of XML refers to a sheet as formulas do: `Blatt!`, `'Ein Blatt'!`, `Blatt:Anderes!`."""
    plain, in_quotes = escape(sheet), escape(sheet.replace("'", "''"))
    apostrophe = "(?:'|&apos;|&#39;)"
    doubled = re.escape(in_quotes).replace("'", apostrophe)
    return bool(
        re.search(rf"{apostrophe}{doubled}(?::[^'!<>]+)?{apostrophe}!", text)
        or re.search(rf"(?<![\w.\]'#;]){re.escape(plain)}(?::[\w.]+)?!", text)
    )


def _target(owner: str, target: str) -> str:
    return normpath(join("/", dirname(owner), unquote(target.partition("#")[0]))).lstrip("/")
