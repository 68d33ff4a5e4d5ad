"""What holds for every package: each part has one type, one owner where it may not be shared, and can be reached."""

from __future__ import annotations

from collections import Counter
from posixpath import dirname, join, normpath

from lxml import etree

from xlbudget.xlsx.package import Package, parse_xml, rels_part

SHARED = ("image", "pivotCacheDefinition", "theme", "person")


def damages(package: Package) -> list[str]:
    """Everything that is wrong with the parts of a package, worked out without the lint."""
    members = package.resolved()
    types = parse_xml(members["[Content_Types].xml"])
    overrides = Counter(o.get("PartName").lower() for o in types.iterfind("{*}Override"))
    defaults = {d.get("Extension").lower() for d in types.iterfind("{*}Default")}
    found = [f"zwei Typen: {part}" for part, count in overrides.items() if count > 1]
    found += [f"Typ ohne Teil: {part}" for part in overrides if part[1:] not in {m.lower() for m in members}]
    led_to: Counter[str] = Counter()
    names = {member.lower(): member for member in members}  # part names are compared without case
    reached, queue = set(), [""]
    for owner in queue:
        rels = rels_part(owner)
        reached.add(rels)
        for relation in etree.fromstring(members[rels]) if rels in members else ():
            target = relation.get("Target")
            if relation.get("TargetMode") == "External" or target.startswith("#"):
                continue
            part = normpath(join("/", dirname(owner), target))[1:]
            part = names.get(part.lower(), part)
            if part not in members:
                found.append(f"{owner} führt ins Leere: {target}")
            elif relation.get("Type").rpartition("/")[2] not in SHARED:
                led_to[part] += 1
            if part in members and part not in queue:
                queue.append(part)
    found += [f"{count} Besitzer: {part}" for part, count in led_to.items() if count > 1]
    found += [f"ohne Besitzer: {m}" for m in members if m not in reached and m not in queue and not m.startswith("[")]
    untyped = (m for m in members if f"/{m}".lower() not in overrides and m.rpartition(".")[2].lower() not in defaults)
    found += [f"ohne Typ: {m}" for m in untyped if m != "[Content_Types].xml"]
    return found


def kinds_below(package: Package, part: str) -> Counter[str]:
    """How many parts of each kind hang on a part, by whatever way."""
    kinds: Counter[str] = Counter()
    queue = [part]
    for owner in queue:
        for kind, _, target in package.relationships(owner):
            if target not in queue:
                kinds[kind.rpartition("/")[2]] += 1
                queue.append(target)
    return kinds
