"""Pivot tables as XML: one cache for each, as Excel keeps them where sources differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape, unescape

from xlsx.corpus.corpus_base import read_members, write_members
from xlsx.erzeugt.grammatik import DATEN, NAMEN

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_COUNT = len(NAMEN)


def add_pivots(file: Path, pivots: Sequence[tuple[int, int]]) -> None:
    """Put a pivot table on each sheet of the pairs (sheet, sheet with the data A2:C10), counted from 0."""
    if not pivots:
        return
    members = read_members(file)
    text = {name: members[name].decode() for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")}
    names = [unescape(name, {"&quot;": '"'}) for name in re.findall(r'<sheet name="([^"]+)"', text["xl/workbook.xml"])]
    caches, rels, types = "", "", ""
    for number, (sheet, source) in enumerate(pivots, 1):
        caches += f'<pivotCache cacheId="{number}" r:id="rIdPivot{number}"/>'
        rels += _relation(f"rIdPivot{number}", "pivotCacheDefinition", f"pivotCache/pivotCacheDefinition{number}.xml")
        members |= _parts(number, names[source])
        for part, kind in (("pivotCacheDefinition", "Cache"), ("pivotCacheRecords", "Cache"), ("pivotTable", "Tables")):
            types += f'<Override PartName="/xl/pivot{kind}/{part}{number}.xml" ContentType="{_TYPES}.{part}+xml"/>'
        own = f"xl/worksheets/_rels/sheet{sheet + 1}.xml.rels"
        relation = _relation("rIdPivot", "pivotTable", f"../pivotTables/pivotTable{number}.xml")
        before = members.get(own, f'{_HEAD}<Relationships xmlns="{_PACKAGE}"></Relationships>'.encode())
        members[own] = before.replace(b"</Relationships>", relation.encode() + b"</Relationships>")
    workbook = text["xl/workbook.xml"]
    members["xl/workbook.xml"] = re.sub(
        "(<calcPr [^>]*/>)", rf"\1<pivotCaches>{caches}</pivotCaches>", workbook
    ).encode()
    _append(members, "xl/_rels/workbook.xml.rels", "Relationships", rels)
    _append(members, "[Content_Types].xml", "Types", types)
    write_members(file, members)


def _append(members: dict[str, bytes], part: str, tag: str, xml: str) -> None:
    members[part] = members[part].replace(f"</{tag}>".encode(), f"{xml}</{tag}>".encode())


def _relation(rid: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{rid}" Type="{_RELS}/{kind}" Target="{target}"/>'


def _parts(number: int, sheet: str) -> dict[str, bytes]:
    """Table, cache and records of one pivot table: Betrag by Ort."""
    table, cache = "xl/pivotTables", "xl/pivotCache"
    records = f"pivotCacheRecords{number}.xml"
    parts = {
        f"{table}/pivotTable{number}.xml": _table(number),
        f"{table}/_rels/pivotTable{number}.xml.rels": _relations(
            "pivotCacheDefinition", f"../pivotCache/pivotCacheDefinition{number}.xml"
        ),
        f"{cache}/pivotCacheDefinition{number}.xml": _cache(sheet),
        f"{cache}/_rels/pivotCacheDefinition{number}.xml.rels": _relations("pivotCacheRecords", records),
        f"{cache}/{records}": _records(),
    }
    return {part: (_HEAD + xml).encode() for part, xml in parts.items()}


def _relations(kind: str, target: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}">{_relation("rId1", kind, target)}</Relationships>'


def _table(number: int) -> str:
    items = "".join(f'<item x="{place}"/>' for place in range(_COUNT)) + '<item t="default"/>'
    rows = "".join(f'<i><x v="{place}"/></i>' for place in range(_COUNT)) + '<i t="grand"><x/></i>'
    return (
        f'<pivotTableDefinition xmlns="{_MAIN}" name="Auswertung{number}" cacheId="{number}" dataCaption="Werte" '
        'updatedVersion="6" minRefreshableVersion="3" createdVersion="6" outline="1" outlineData="1" indent="0">'
        f'<location ref="V3:W{4 + _COUNT}" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/>'
        f'<pivotFields count="3"><pivotField axis="axisRow" showAll="0"><items count="{_COUNT + 1}">{items}</items>'
        '</pivotField><pivotField showAll="0"/><pivotField dataField="1" showAll="0"/></pivotFields>'
        f'<rowFields count="1"><field x="0"/></rowFields><rowItems count="{_COUNT + 1}">{rows}</rowItems>'
        '<colItems count="1"><i/></colItems>'
        '<dataFields count="1"><dataField name="Summe" fld="2" baseField="0" baseItem="0"/></dataFields>'
        "</pivotTableDefinition>"
    )


def _cache(sheet: str) -> str:
    sheet = escape(sheet, {'"': "&quot;"})
    orte = "".join(f'<s v="{name}"/>' for name in NAMEN)
    numbers = '<sharedItems containsSemiMixedTypes="0" containsString="0" containsNumber="1"'
    return (
        f'<pivotCacheDefinition xmlns="{_MAIN}" xmlns:r="{_RELS}" r:id="rId1" refreshOnLoad="1" refreshedBy="x" '
        f'createdVersion="6" refreshedVersion="6" minRefreshableVersion="3" recordCount="{_COUNT}">'
        f'<cacheSource type="worksheet"><worksheetSource ref="A2:C{DATEN[-1]}" sheet="{sheet}"/>'
        f'</cacheSource><cacheFields count="3"><cacheField name="Ort" numFmtId="0"><sharedItems count="{_COUNT}">{orte}'
        f'</sharedItems></cacheField><cacheField name="Anzahl" numFmtId="0">{numbers} containsInteger="1" minValue="0" '
        f'maxValue="10"/></cacheField><cacheField name="Betrag" numFmtId="0">{numbers} minValue="-43.21" '
        'maxValue="96.72"/></cacheField></cacheFields></pivotCacheDefinition>'
    )


def _records() -> str:
    records = "".join(f'<r><x v="{place}"/><n v="{place}"/><n v="{place}.5"/></r>' for place in range(_COUNT))
    return f'<pivotCacheRecords xmlns="{_MAIN}" xmlns:r="{_RELS}" count="{_COUNT}">{records}</pivotCacheRecords>'
