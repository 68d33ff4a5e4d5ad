"""Takes out of a workbook what names people, machines and folders; every other byte stays."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from lxml import etree

from xlbudget.xlsx.clean.pictures import without_remarks
from xlbudget.xlsx.clean.remarks import plain_remarks
from xlbudget.xlsx.clean.tags import DROP, Attributes, Decision, NotXmlError, edit_tags
from xlbudget.xlsx.clean.trace import Trace, is_path
from xlbudget.xlsx.draft import CONTENT_TYPES, PackageDraft
from xlbudget.xlsx.package import Package, parse_xml, rels_part, serialise

OWN_AUTHOR = "xlbudget"
"""Who has written what leaves the house."""

_DROPPED = {
    "custom-properties": "benutzerdefinierte Eigenschaften",
    "thumbnail": "das Vorschaubild",
    "classificationlabels": "die Vertraulichkeitsbezeichnung mit ihrer Organisation",
    "webextensiontaskpanes": "ein Add-in-Fenster",
    "extensibility": "ein eigenes Menüband",
    "customXml": "angehängte Angaben (customXml)",
    "usernames": "die Liste der Benutzer",
    "printerSettings": "Druckereinstellungen",
    "customProperty": "Eigenschaften eines Blattes",
    "attachedToolbars": "eine Symbolleiste",
}
"""Parts that no cell needs, by the kind of their relationship."""
_DROPPED_TAGS = {
    "absPath": "der Speicherort",
    "fileSharing": "wer sie reserviert hat",
    "revisionPtr": "die Kennung des Dokuments",
    "customWorkbookViews": "persönliche Ansichten",
    "customSheetViews": "",
    "customProperties": "",
    "webPublishing": "",
    "webPublishObjects": "Ziele der Veröffentlichung im Web",
    "webPublishItems": "Ziele der Veröffentlichung im Web",
    "numCache": "",
    "strCache": "",
    "multiLvlStrCache": "",
}
"""Elements; what a chart last showed is of the workbook the template was made from, and Excel reads it anew."""
_DROPPED_ATTRIBUTES = {
    "definedName": {
        "comment": "Kommentare zu Namen",
        "description": "Kommentare zu Namen",
        "help": "",
        "statusBar": "",
    },
    "pivotCacheDefinition": {"refreshedBy": "wer eine Pivot-Tabelle aktualisiert hat"},
    "scenario": {"user": "wer ein Szenario angelegt hat", "comment": "wer ein Szenario angelegt hat"},
    "protectedRange": {"securityDescriptor": "wer einen Bereich bearbeiten darf"},
}
_DESCRIPTIONS = ("descr", "title", "alt", "urn:schemas-microsoft-com:office:office title")
"""Attributes into which Excel once wrote where a picture came from."""
_REVISION = re.compile(
    r"http://schemas\.microsoft\.com/office/spreadsheetml/\d+/revision\d* (?:uid|uidLastSave|coauth\w+)"
)
_RELATION = re.compile(r".*/relationships id")
_GUID = re.compile(rb"\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}")
_TELLING = {
    "creator": "der Verfasser",
    "lastModifiedBy": "zuletzt gespeichert von",
    "subject": "das Thema",
    "keywords": "Stichwörter",
    "description": "Kommentare in den Eigenschaften",
    "category": "die Kategorie",
    "contentStatus": "der Status",
    "Manager": "der Vorgesetzte",
    "Company": "die Firma",
    "HyperlinkBase": "die Basis der Hyperlinks",
    "Template": "die Vorlage, aus der sie entstand",
}
_CORE = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{OWN_AUTHOR}</dc:creator>\
<cp:lastModifiedBy>{OWN_AUTHOR}</cp:lastModifiedBy></cp:coreProperties>""".encode()
_KEPT_APP = ("Application", "DocSecurity", "ScaleCrop", "LinksUpToDate", "SharedDoc", "HyperlinksChanged", "AppVersion")


def without_identity(package: Package) -> tuple[Package, list[Trace]]:
    """The workbook without what tells who made it where, and what that was.

    Raises VorlageError for a signed workbook.
    """
    cleaner = _Cleaner(package)
    return cleaner.package, list(dict.fromkeys(trace for trace in cleaner.traces if trace.text))


class _Cleaner:
    def __init__(self, package: Package) -> None:
        self._sheets = {sheet.part: sheet.name for sheet in package.sheets}
        self.traces: list[Trace] = []
        self.package = self._without_properties(self._without_parts(package))
        guids = Counter(guid for part, data in self.package.members.items() for guid in _guids(part, data))
        members = {part: self._plain(part, data, guids) for part, data in self.package.members.items()}
        self.package = self._without_strays(Package(package.name, members, package.renames))

    def _without_parts(self, package: Package) -> Package:
        """Drop what hangs on the package, the workbook or a sheet and is of no use in it."""
        owners = ["", *(part for part in package.members if rels_part(part) in package.members)]
        found = [
            (owner, kind)
            for owner in owners
            for kind in self._kinds(package, owner)
            if kind in _DROPPED and (kind != "customXml" or owner in ("", package.workbook_part))  # else it is ink
        ]
        if not found:
            return package
        draft = PackageDraft(package)
        for owner, kind in found:
            self._note(_DROPPED[kind], owner)
            draft.drop_related(owner, kind)
        return draft.finish()

    @staticmethod
    def _kinds(package: Package, owner: str) -> list[str]:
        return list(dict.fromkeys(kind.rpartition("/")[2] for kind, _, _ in package.relationships(owner)))

    def _without_properties(self, package: Package) -> Package:
        members = dict(package.members)
        for kind, _, part in package.relationships(""):
            if part not in members:
                continue
            if kind.endswith("/core-properties"):
                self._note_properties(members[part])
                members[part] = _CORE
            elif kind.endswith("/extended-properties"):
                self._note_properties(members[part])
                members[part] = _plain_app(members[part])
        return Package(package.name, members, package.renames)

    def _note_properties(self, data: bytes) -> None:
        for element in parse_xml(data).iterchildren(tag=etree.Element):
            what, value = _TELLING.get(etree.QName(element).localname), (element.text or "").strip()
            if what and value and value != OWN_AUTHOR:
                self._note(f"{what} „{value}“", "")

    def _plain(self, part: str, data: bytes, guids: Mapping[bytes, int]) -> bytes:
        ending = part.rpartition(".")[2].casefold()
        if ending in ("png", "jpg", "jpeg", "jpe", "jfif"):
            plain = without_remarks(data)
            if plain != data:
                self._note("Angaben in einem Bild (Kamera, Ort, Verfasser)", part)
            return plain
        if ending not in ("xml", "vml") or part == CONTENT_TYPES:
            return data
        try:
            data = edit_tags(data, lambda tag, attributes: self._decide(part, tag, attributes, guids))
        except NotXmlError:
            return data  # the drawing of an old note; where it leads is looked at later
        data, authors = plain_remarks(self.package.kinds.get(part, ""), data, OWN_AUTHOR)
        for author in authors:
            self._note(f"„{author}“ als Verfasser von Notizen", "")
        return data

    def _decide(self, part: str, tag: str, attributes: Attributes, guids: Mapping[bytes, int]) -> Decision:
        if tag in _DROPPED_TAGS:
            self._note(_DROPPED_TAGS[tag], part)
            return DROP
        changes: dict[str, str | None] = {}
        for name, value in attributes.items():
            what = _DROPPED_ATTRIBUTES.get(tag, {}).get(name)
            if tag in ("cNvPr", "imagedata", "shape", "docPr") and name in _DESCRIPTIONS and is_path(value):
                what = "der Speicherort eines Bildes"
            elif (_REVISION.fullmatch(name) and guids.get(value.upper().encode(), 0) < 2) or (
                tag == "pageSetup" and _RELATION.fullmatch(name)
            ):
                what = ""
            if what is not None:
                self._note(what, part)
                changes[name] = None
        return changes

    def _without_strays(self, package: Package) -> Package:
        """Without the members that nothing leads to: no program shows them."""
        reached = {CONTENT_TYPES}
        todo = [""]
        while todo:
            owner = todo.pop()
            reached.add(rels_part(owner))
            for _, _, part in package.relationships(owner):
                if part in package.members and part not in reached:
                    reached.add(part)
                    todo.append(part)
        strays = [part for part in package.members if part not in reached]
        if not strays:
            return package
        draft = PackageDraft(package)
        for part in strays:
            if not part.endswith((".rels", "/")) and not part.startswith("customXml/"):
                self._note(f"ein loser Bestandteil ({part})", "")
            draft.drop_part(part)
        return draft.finish()

    def _note(self, what: str, part: str) -> None:
        if what:
            self.traces.append(Trace(what, sheet=self._sheets.get(part, "")))


def _is_silent(tag: str, name: str, value: str, guids: Mapping[bytes, int]) -> bool:
    """Whether an attribute goes without a word: the id of a revision that nothing refers to, where a printer was."""
    if tag == "pageSetup" and _RELATION.fullmatch(name):
        return True
    return _REVISION.fullmatch(name) is not None and guids.get(value.upper().encode(), 0) < 2


def _guids(part: str, data: bytes) -> Iterator[bytes]:
    if part.casefold().endswith(".xml"):
        for guid in _GUID.findall(data):
            yield guid.upper()


def _plain_app(data: bytes) -> bytes:
    root = parse_xml(data)
    for element in [child for child in root if etree.QName(child).localname not in _KEPT_APP]:
        root.remove(element)
    return serialise(root)
