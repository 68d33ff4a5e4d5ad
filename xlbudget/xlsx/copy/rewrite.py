"""Parts written anew for a sheet that became many: what its copies share, and what looks at it from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from xlbudget.xlsx.copy.follow import Follower
from xlbudget.xlsx.package import parse_xml, serialise
from xlbudget.xlsx.references import formula_places, pivot_sources, rewrite_vml, sheet_places


@dataclass(frozen=True, slots=True)
class Rewriter:
    """`plain` is the new sheet without quotes; `names` are tables that pivot tables read, by lower case."""

    follower: Follower
    plain: str
    names: Mapping[str, str] = field(default_factory=dict)

    def part(self, name: str, data: bytes) -> bytes:
        """A part with its references followed; the same bytes if there are none."""
        if name.casefold().endswith(".vml"):
            return rewrite_vml(data, self.follower.formula)
        if not name.casefold().endswith(".xml"):
            return data
        root = parse_xml(data)
        return serialise(root) if self.tree(root) else data

    def tree(self, root: etree._Element) -> bool:
        """Follow the references below an element; return whether there were any."""
        changed = False
        for place in formula_places(root):
            if (new := self.follower.formula(place.text)) != place.text:
                place.write(new)
                changed = True
        for place in sheet_places(root):
            if place.text.casefold() == self.follower.sheet:
                place.write(self.plain)
                changed = True
        for element, book, sheet, pivot in pivot_sources(root):
            quoted = sheet.startswith("'")
            if sheet.strip("'").replace("''", "'").casefold() == self.follower.sheet:
                element.text = f"{book}{self.follower.to if quoted else self.plain}!{pivot}"
                changed = True
        for source in root.iter("{*}worksheetSource", "{*}rangeSet"):
            changed |= self._source(source)
        return changed

    def _source(self, source: etree._Element) -> bool:
        """A pivot table reads a table by its name, and a name that became one of a sheet with this sheet."""
        name = source.get("name", "").casefold()
        if name in self.names:
            source.set("name", self.names[name])
        elif name in self.follower.local:
            source.set("sheet", self.plain)
        else:
            return False
        return True
