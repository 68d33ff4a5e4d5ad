"""What must hold between a workbook before and after: bytes, cells, cached values, what hangs on a sheet."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from lxml import etree
from xlsx.corpus.corpus_base import Zellort
from xlsx.corpus.corpus_diff import Blatt, Mappe, canonical, child, sheet_differences
from xlsx.fremd.teile import Teile, mentions

from xlbudget.errors import Befund, Schwere

Wert = float | str | bool | None
_MORE = re.compile(r"und (\d+) weitere auf diesem Blatt")
_VOLATILE = re.compile(r"\b(?:NOW|TODAY|RAND|RANDBETWEEN|RANDARRAY|CELL|INFO)\s*\(", re.IGNORECASE)


def same_value(left: Wert, right: Wert) -> bool:
    """Equal in kind and value, numbers but for the noise of adding in another order; empty text is nothing."""
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-12, abs_tol=1e-9)
    return (left in ("", None) and right in ("", None)) or (type(left), left) == (type(right), right)


def bytes_touched(before: Mappe, after: Mappe, targets: Collection[Zellort]) -> list[str]:
    """Members that changed, came or went, and had no reason to."""
    filled = {blatt for blatt, _ in targets}
    may = {before.workbook_part}
    may |= {b.part for name, b in before.blaetter.items() if name in filled or b.formulas}
    old, new = before.members, after.members
    if chains := [name for name in old if name.endswith("/calcChain.xml")]:
        may |= {*chains, "[Content_Types].xml", before.workbook_rels}
    gone = [f"{name} fehlt" for name in old if name not in new and name not in may]
    return [*gone, *(f"{n} ist neu" for n in new.keys() - old.keys()), *_changed(old, new, may)]


def _changed(old: Mapping[str, bytes], new: Mapping[str, bytes], may: Collection[str]) -> list[str]:
    return [f"{name} geändert" for name, data in old.items() if name not in may and new.get(name, data) != data]


def cells_touched(before: Mappe, after: Mappe, targets: Collection[Zellort]) -> list[str]:
    """Everything in sheets and workbook.xml that differs beyond the values of the targets and cached results."""
    found = []
    for name, blatt in before.blaetter.items():
        own = {adresse for owner, adresse in targets if owner == name}
        if name not in after.blaetter:
            found.append(f"Blatt {name} fehlt")
        elif blatt.part not in after.members or before.members[blatt.part] != after.members[blatt.part]:
            found += [f"{name}: {what}" for what in sheet_differences(blatt, after.blaetter[name], own)]
    roots = [etree.fromstring(etree.tostring(mappe.workbook)) for mappe in (before, after)]
    for root in roots:
        if (settings := child(root, "calcPr")) is not None:
            settings.attrib.pop("fullCalcOnLoad", None)
            if not settings.attrib:
                root.remove(settings)
    if canonical(roots[0]) != canonical(roots[1]):
        found.append("workbook.xml geändert")
    return found


class Zwischenwerte:
    """Cached values of one sheet before and after it was filled with what it held."""

    def __init__(self, before: Mappe) -> None:
        formulas = [text for blatt in before.blaetter.values() for text in blatt.formulas.values()]
        self.is_volatile = any(_VOLATILE.search(text) for text in formulas)
        results = before.formula_results()
        # a program that does not compute writes 0, or the same everywhere, and asks for a calculation; another one may
        # have saved that
        kept = [wert for wert in results.values() if wert is not None]
        self._is_zero_evidence = not before.full_calc_on_load and {w for w in kept if isinstance(w, float)} != {0.0}
        self._is_evidence = not before.full_calc_on_load or len(kept) == 1 or len(set(kept)) > 1

    def compare(self, before: Blatt, after: Blatt, zahlen: Counter[str]) -> Iterator[str]:
        """Cells with a cached value that is not that of before; counts what it sees."""
        for adresse in sorted(before.formulas.keys() | before.spilled):
            old, new = before.value(adresse), after.value(adresse)
            zahlen["Formeln"] += 1
            if new is None:
                zahlen["mit Hinweis"] += 1
            elif old is None or not self._is_evidence or (old == 0 and not self._is_zero_evidence):
                zahlen["ohne Beleg"] += 1
            elif same_value(old, new):
                zahlen["gleich"] += 1
            elif self.is_volatile:
                zahlen["flüchtig"] += 1
            else:
                zahlen["anders"] += 1
                formula = before.formulas.get(adresse, "(Matrix)")
                yield f"{before.part} {adresse}: {old!r} → {new!r}: {formula[:150]}"


def wrong_hinweise(after: Mappe, befunde: Iterable[Befund]) -> Iterator[str]:
    """Formulas without a value that no Hinweis speaks of, and the other way round.

    One Hinweis may speak of many cells of a sheet: the first, and how many more.
    """
    absent = {ort for ort, wert in after.formula_results().items() if wert is None}
    said, more = set(), Counter[str]()
    for befund in befunde:
        if befund.code == "vorlage.formel" and befund.source:
            blatt = befund.source.blatt or ""
            said.add((blatt, befund.source.zelle or ""))
            more[blatt] += int(match[1]) if (match := _MORE.search(befund.text)) else 0
    yield from (f"{blatt}!{adresse}: Hinweis, aber Zwischenwert" for blatt, adresse in sorted(said - absent))
    unsaid = Counter(blatt for blatt, _ in absent - said)
    for blatt in sorted(unsaid | more):
        if unsaid[blatt] != more[blatt]:
            first = min((ort for ort in absent - said if ort[0] == blatt), default=(blatt, ""))
            yield f"{blatt}: {unsaid[blatt]} Formeln ohne Zwischenwert, {more[blatt]} weitere gesagt: {'!'.join(first)}"
    if absent and not after.full_calc_on_load:
        yield "Formeln ohne Zwischenwert, aber Excel rechnet beim Öffnen nicht"


def new_findings(before: Sequence[Befund], after: Sequence[Befund], copies: int = 1) -> list[str]:
    """Befunde that were not there; a fault of the template may be there once for each copy."""
    old = Counter(befund.code for befund in before)
    new = Counter(befund.code for befund in after)
    more = {code for code, count in new.items() if count > old[code] * copies}
    return [str(befund) for befund in after if befund.code in more and befund.schwere is not Schwere.HINWEIS]


def lost_or_shared(before: Teile, sheet: str, after: Teile, copies: Mapping[str, str]) -> Iterator[str]:
    """Everything wrong with the `copies` (name → part) of one sheet as parts of the package."""
    expected = before.hangs_on(sheet)
    owners: dict[str, list[str]] = {}
    for name, part in copies.items():
        if expected != (got := after.hangs_on(part)):
            yield f"{name}: verloren {dict(expected - got)}, neu {dict(got - expected)}"
        for member in after.family(part):
            owners.setdefault(member, []).append(name)
    yield from (f"{part} gehört zu {' und '.join(names)}" for part, names in owners.items() if len(names) > 1)
    yield from (f"{part} hat {count} Overrides" for part, count in after.overrides.items() if count > 1)
    missing = {part for part in after.overrides if part.lstrip("/") not in {m.casefold() for m in after.members}}
    known = {part for part in before.overrides if part.lstrip("/") not in {m.casefold() for m in before.members}}
    yield from (f"Override für {part}, das es nicht gibt" for part in missing - known)
    yield from (f"{part} hängt an nichts" for part in after.orphans - before.orphans)
    if sum(after.dangling.values()) > sum(before.dangling.values()) * len(copies):
        yield f"Beziehungen ins Leere: {dict(after.dangling)}"


def wrong_references(after: Teile, old: str, copies: Mapping[str, str]) -> Iterator[str]:
    """References of a copy to another copy, and of anything to the sheet that is gone."""
    for name, part in copies.items():
        others = [other for other in copies if other != name]
        for member, text in after.texts(iter(after.family(part))):
            yield from (f"{member} von {name} zeigt auf {other}" for other in others if mentions(text, other))
    for member, text in after.texts():
        if mentions(text, old):
            yield f"{member} zeigt auf das Blatt {old}, das es nicht mehr gibt"


def wrong_tabs(after: Mappe) -> Iterator[str]:
    """More than one sheet selected, or a hidden one active."""
    selected = [
        name for name, blatt in after.blaetter.items() if any(_is_selected(v) for v in blatt.root.iter("{*}sheetView"))
    ]
    if len(selected) > 1:
        yield f"gruppiert: {', '.join(selected)}"
    sheets = list(child(after.workbook, "sheets"))
    for view in after.workbook.iterfind("{*}bookViews/{*}workbookView"):
        active = int(view.get("activeTab", "0"))
        if active >= len(sheets) or sheets[active].get("state", "visible") != "visible":
            yield f"das aktive Blatt {active} ist nicht sichtbar"


def _is_selected(view: etree._Element) -> bool:
    return view.get("tabSelected") in ("1", "true")
