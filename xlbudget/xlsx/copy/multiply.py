"""One template sheet becomes many, inside the package, with everything that hangs on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from posixpath import dirname, relpath
from urllib.parse import unquote
from xml.sax.saxutils import quoteattr

from lxml import etree

from xlbudget.xlsx.copy.follow import Follower
from xlbudget.xlsx.copy.identities import derived_id, unique_ids
from xlbudget.xlsx.copy.marks import Marks
from xlbudget.xlsx.copy.names import NameRewriter
from xlbudget.xlsx.copy.obstacles import check_multipliable
from xlbudget.xlsx.copy.pivots import PivotCaches
from xlbudget.xlsx.copy.rewrite import Rewriter
from xlbudget.xlsx.copy.sheetlinks import SheetLinks
from xlbudget.xlsx.draft import PackageDraft
from xlbudget.xlsx.formula import quoted
from xlbudget.xlsx.package import REL_NS, Package, Sheet, parse_xml, rels_part, serialise

_STALE = ("calcChain", "volatileDependencies")
"""Parts of the workbook that know sheets by number and that Excel makes anew."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One sheet to be made: its (valid, unique) name, and the colour of its tab as ARGB, if not the template's."""

    name: str
    tab_argb: str | None = None


def multiply(package: Package, sheet: Sheet, copies: Sequence[Copy]) -> Package:
    """The package with `sheet` replaced by `copies`, visible and in its place; the first visible sheet is selected.

    Drawings, charts, comments, tables, controls, pivot tables over the sheet itself, names of the sheet and all
    references to it follow to each copy; pictures are shared. Names of the workbook that lead to the sheet become names
    of each copy. What stands elsewhere and looks at the sheet looks at the first copy; a 3-D reference that begins or
    ends with it then takes in all copies.
    Raises VorlageError where a copy would not say what the sheet says, as with slicers, queries and signed workbooks.
    """
    return _Multiplication(package, sheet, copies).run()


class _Multiplication:
    def __init__(self, package: Package, sheet: Sheet, copies: Sequence[Copy]) -> None:
        self._package, self._sheet, self._copies = package, sheet, copies
        self._draft = PackageDraft(package)
        self._links = links = SheetLinks(package, sheet)
        check_multipliable(links, len(copies))
        self._marks = Marks(len(copies))
        names = [copy.name for copy in copies]
        self._quoted = self._marks.add([quoted(name) for name in names])
        self._span = (names[0], names[-1])
        # where the sheet itself has such a reference, there is one copy only
        self._follower = Follower(
            sheet=links.name,
            to=self._quoted,
            in_text=self._marks.add([quoted(name).replace('"', '""') for name in names]),
            words=self._words(),
            local=links.local_names,
            span=self._span,
        )
        self._rewriter = Rewriter(self._follower, self._marks.add(names), self._follower.words)
        self._pivots = PivotCaches(package, links.family, len(copies))

    def run(self) -> Package:
        self._follow_from_outside()
        shared = self._shared_parts()
        parts = [self._copy(number, shared) for number in range(len(self._copies))]
        for part in self._links.family:
            self._draft.drop_part(part)
        self._enter_sheets([new[self._sheet.part] for new in parts])
        self._pivots.enter(self._draft, parts)
        NameRewriter(self._links, self._follower, self._marks, len(self._copies)).rewrite(self._draft.workbook)
        for kind in _STALE:
            self._draft.drop_related(self._draft.workbook_part, kind)
        self._drop_sheet_titles()
        self._draft.show_first_sheet()
        return self._draft.finish()

    def _words(self) -> Mapping[str, str]:
        """Placeholders for names that must differ from copy to copy: of tables, and of the data of newer charts."""
        taken = {name.get("displayName", "").casefold() for name in self._all_tables()} | self._package.names
        words = {
            root.get("displayName", "").casefold(): self._marks.add(
                self._free_names(root.get("displayName", ""), taken)
            )
            for root in self._links.tables.values()
        }
        for name in sorted(self._links.chart_names):
            stem = name.rpartition(".")[0]
            free = (f"{stem}.{number}" for number in count() if f"{stem}.{number}" not in taken)
            texts = [next(free) for _ in self._copies]
            taken |= set(texts)
            words[name] = self._marks.add(texts)
        return words

    def _all_tables(self) -> Iterator[etree._Element]:
        for part, kind in self._package.kinds.items():
            if kind == "table" and part in self._package.members:
                yield parse_xml(self._package.members[part])

    def _free_names(self, name: str, taken: set[str]) -> list[str]:
        """The first copy keeps the name of the table."""
        names = [name]
        for number in range(2, len(self._copies) + 1):
            free = f"{name}_{number}"
            while free.casefold() in taken:
                free += "_"
            taken.add(free.casefold())
            names.append(free)
        return names

    def _follow_from_outside(self) -> None:
        """What stands elsewhere in the workbook and looks at the sheet."""
        first = quoted(self._copies[0].name)
        follower = Follower(self._links.name, first, first, span=self._span)
        rewriter = Rewriter(follower, self._copies[0].name)
        for part in self._links.holders:
            self._draft.members[part] = rewriter.part(part, self._package.members[part])

    def _shared_parts(self) -> dict[str, bytes]:
        """The parts of the sheet as all copies share them, with placeholders."""
        members, family = self._package.members, self._links.family
        roots = {part: parse_xml(members[part]) for part in family if part.casefold().endswith(".xml")}
        ids = unique_ids(roots)
        for root in roots.values():
            self._rewriter.tree(root)
        self._prepare_sheet(roots[self._sheet.part])
        self._prepare_tables(roots)
        self._pivots.prepare(roots, self._marks)
        shared = {part: self._rewriter.part(part, members[part]) for part in family if part not in roots}
        shared |= {part: serialise(root) for part, root in roots.items()}
        for guid in ids:
            mark = self._marks.add([derived_id(guid, copy.name) for copy in self._copies])
            shared = {part: data.replace(guid.encode(), mark.encode()) for part, data in shared.items()}
        return {part: shared[part] for part in family}

    def _prepare_sheet(self, root: etree._Element) -> None:
        """Take away what only one sheet may have; make a place for the tab colour."""
        for view in root.iterfind("{*}sheetViews/{*}sheetView"):
            view.attrib.pop("tabSelected", None)
        settings = root.find("{*}sheetPr")
        if settings is not None:
            settings.attrib.pop("codeName", None)
        if not any(copy.tab_argb for copy in self._copies):
            return
        if settings is None:
            settings = etree.Element(f"{{{etree.QName(root).namespace}}}sheetPr")
            root.insert(0, settings)
        own = ""
        tag = f"{root.prefix}:tabColor" if root.prefix else "tabColor"
        for old in settings.findall("{*}tabColor"):
            own = f"<{tag}{''.join(f' {key}={quoteattr(value)}' for key, value in old.attrib.items())}/>"
            settings.remove(old)
        colours = [f'<{tag} rgb="{copy.tab_argb}"/>' if copy.tab_argb else own for copy in self._copies]
        settings.text = self._marks.add(colours, is_xml=True)

    def _prepare_tables(self, roots: Mapping[str, etree._Element]) -> None:
        highest = max((int(root.get("id", "0")) for root in self._all_tables()), default=0)
        per_copy = len(self._links.tables)
        for number, part in enumerate(self._links.tables, highest + 1):
            root = roots[part]
            name = self._follower.words[root.get("displayName", "").casefold()]
            own_id = self._marks.add([str(number + place * per_copy) for place in range(len(self._copies))])
            root.attrib.update({"name": name, "displayName": name, "id": own_id})

    def _copy(self, number: int, shared: Mapping[str, bytes]) -> Mapping[str, str]:
        """Add one copy of all parts; return what each is called now."""
        draft, members = self._draft, self._package.members
        target = {part: draft.free_part(part, number + 1) for part in shared}
        for part, new in target.items():
            draft.add_part(new, shared[part])
            draft.copy_type(part, new)
            draft.renames[new] = self._marks.renames(shared[part], number)
            if rels_part(part) in members:
                draft.members[rels_part(new)] = self._retargeted(part, new, target, number)
        return target

    def _retargeted(self, part: str, new: str, target: Mapping[str, str], number: int) -> bytes:
        root = parse_xml(self._package.members[rels_part(part)])
        by_id = {rid: target_part for _, rid, target_part in self._package.relationships(part)}
        for relation in root.iter(f"{{{REL_NS}}}Relationship"):
            location, old = relation.get("Target", ""), by_id.get(relation.get("Id", ""))
            if location.startswith("#"):
                place = unquote(location[1:])
                if (followed := self._follower.formula(place)) != place:
                    relation.set("Target", "#" + self._marks.resolved(followed, number).replace("%", "%25"))
            elif old is not None and old in target:
                relation.set("Target", relpath("/" + target[old], "/" + dirname(new)))
        return serialise(root)

    def _enter_sheets(self, parts: Sequence[str]) -> None:
        """An entry for every copy in place of the template sheet's."""
        draft = self._draft
        old = draft.sheets[self._sheet.index]
        rid = next(value for key, value in old.attrib.items() if key.endswith("}id"))
        for number, (copy, part) in enumerate(zip(self._copies, parts, strict=True), 1):
            draft.sheets.insert(draft.sheets.index(old), draft.new_entry(copy.name, part, f"rIdBlatt{number}"))
        first = draft.sheets[self._sheet.index].get("sheetId")
        for view in draft.workbook.iterfind("{*}customWorkbookViews/{*}customWorkbookView"):
            if view.get("activeSheetId") == old.get("sheetId"):
                view.set("activeSheetId", first)
        draft.sheets.remove(old)
        draft.drop_relation(draft.workbook_part, rid)

    def _drop_sheet_titles(self) -> None:
        """docProps/app.xml lists the sheets there were; Excel writes it anew."""
        for part, kind in self._package.kinds.items():
            if kind == "extended-properties" and part in self._package.members:
                root = self._draft.tree(part)
                for tag in ("HeadingPairs", "TitlesOfParts"):
                    for element in root.findall(f"{{*}}{tag}"):
                        root.remove(element)
