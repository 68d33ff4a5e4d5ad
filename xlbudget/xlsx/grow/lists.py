"""Drop-down lists that get more choices."""

from __future__ import annotations

from collections.abc import Sequence

from xlbudget.xlsx.areas import address
from xlbudget.xlsx.draft import PackageDraft
from xlbudget.xlsx.grow.checks import has_no_rule, list_rule
from xlbudget.xlsx.grow.table import RefusedError, find_table
from xlbudget.xlsx.package import Package, parse_xml

MAX_LIST = 255


def missing_choices(package: Package, table: str, heading: str, choices: Sequence[str]) -> list[str]:
    """Which of the choices the drop-down list of a column lacks; none where it has no list of texts."""
    place = find_table(package, table)
    cell = (place.body.top, place.columns[heading])
    rule = list_rule(parse_xml(package.members[place.sheet.part]), cell)
    return (
        [] if rule is None else [choice for choice in choices if choice not in _choices(rule.findtext("{*}formula1"))]
    )


def lacks_list(package: Package, table: str, heading: str) -> bool:
    """Whether Excel offers nothing in a column, neither texts nor cells, and no rule says what may stand there."""
    place = find_table(package, table)
    root, cell = parse_xml(package.members[place.sheet.part]), (place.body.top, place.columns[heading])
    return has_no_rule(root, cell)


def copy_list(package: Package, table: str, pattern: Package, heading: str) -> Package:
    """The package with the choices and the message that the drop-down list of a column has in `pattern`.

    Choices that only the package has stay behind them. Raises KeyError where one of the two has no such list,
    RefusedError where Excel cannot hold them all.
    """
    place, source = find_table(package, table), find_table(pattern, table)
    draft = PackageDraft(package)
    rule = list_rule(draft.tree(place.sheet.part), (place.body.top, place.columns[heading]))
    new = list_rule(parse_xml(pattern.members[source.sheet.part]), (source.body.top, source.columns[heading]))
    if rule is None or new is None:
        raise KeyError(f"{table}, {heading}: no list of choices")
    choices = _choices(new.findtext("{*}formula1"))
    own = [choice for choice in _choices(rule.findtext("{*}formula1")) if choice not in choices]
    text = ",".join((*choices, *own))
    if len(text.encode("utf-16-le")) // 2 > MAX_LIST:
        zelle = address(place.body.top, place.columns[heading])
        was = f"Die Auswahlliste der Spalte {heading} wäre länger als {MAX_LIST} Zeichen. Eigene Einträge darin löschen"
        raise RefusedError(f"{was} (Daten › Datenüberprüfung) und den Befehl wiederholen.", place.sheet.name, zelle)
    rule.find("{*}formula1").text = '"' + text.replace('"', '""') + '"'
    if not own and new.get("error") is not None:
        rule.set("error", new.get("error"))
    return draft.finish()


def _choices(formula: str) -> list[str]:
    return [choice.strip() for choice in formula[1:-1].replace('""', '"').split(",")]
