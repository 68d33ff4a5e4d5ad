"""Rules about conditional formats, data validations and hyperlinks."""

from __future__ import annotations

from collections.abc import Iterator

from xlbudget.errors import Befund, Schwere
from xlbudget.xlsx.lint.book import Book, Rule
from xlbudget.xlsx.lint.formula import scan
from xlbudget.xlsx.lint.sheet import find, integer, local, parse_area, parse_sqref, utf16_length

MAX_LINKS, MAX_URL = 65_530, 2079
MAX_LIST, MAX_TITLE, MAX_MESSAGE = 255, 32, 255
_CONDITION_TYPES = """
    expression cellIs colorScale dataBar iconSet top10 uniqueValues duplicateValues containsText notContainsText
    beginsWith endsWith containsBlanks notContainsBlanks containsErrors notContainsErrors timePeriod aboveAverage
"""
_CONDITIONS = frozenset(_CONDITION_TYPES.split())
_VALIDATIONS = frozenset(["none", "whole", "decimal", "list", "date", "time", "textLength", "custom"])


def condition_areas(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        for condition in sheet.sections.get("conditionalFormatting", ()):
            if parse_sqref(condition.get("sqref")) is None:
                text = f"Eine bedingte Formatierung gilt für „{condition.get('sqref')}“, das kein Bereich ist."
                yield book.befund("bedingt_bereich", f"{text} Die Regel neu anlegen.", sheet.name)


def condition_formats(book: Book) -> Iterator[Befund]:
    anzahl = len(book.styles["dxfs"]) if book.styles else 0
    for sheet in book.worksheets:
        for condition in sheet.sections.get("conditionalFormatting", ()):
            for rule in find(condition, "cfRule"):
                number = rule.get("dxfId")
                if number is not None and integer(number) not in range(anzahl):
                    text = (
                        f"Eine bedingte Formatierung nutzt das Format Nr. {number}, das fehlt. Die Regel neu anlegen."
                    )
                    yield book.befund("bedingt_format", text, sheet.name, condition.get("sqref"))


def condition_rules(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        for condition in sheet.sections.get("conditionalFormatting", ()):
            for rule in find(condition, "cfRule"):
                kind, formulas = rule.get("type"), sum(local(child) == "formula" for child in rule)
                problem = ""
                if not integer(rule.get("priority")):
                    problem = "keinen Rang (priority)"
                elif kind not in _CONDITIONS:
                    problem = f"die unbekannte Art „{kind}“"
                elif kind in ("expression", "cellIs") and not formulas:
                    problem = "keine Formel"
                if problem:
                    text = f"Eine bedingte Formatierung hat {problem}. Die Regel neu anlegen."
                    yield book.befund("bedingt_regel", text, sheet.name, condition.get("sqref"))


def validation_areas(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        for validation in sheet.items("dataValidations", "dataValidation"):
            if parse_sqref(validation.get("sqref")) is None:
                text = f"Eine Datenprüfung gilt für „{validation.get('sqref')}“, das kein Bereich ist. Neu anlegen."
                yield book.befund("pruefung_bereich", text, sheet.name)


def validation_counts(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        for section in sheet.sections.get("dataValidations", ()):
            found = sum(local(child) == "dataValidation" for child in section)
            if found and integer(section.get("count", str(found))) != found:
                text = (
                    f"Das Blatt nennt {section.get('count')} Datenprüfungen und hat {found}. Neu aus Excel speichern."
                )
                yield book.befund("pruefung_anzahl", text, sheet.name)


def validation_rules(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        for validation in sheet.items("dataValidations", "dataValidation"):
            kind = validation.get("type", "none")
            formulas = [child.text or "" for child in validation.iterchildren("{*}formula1", "{*}formula2")]
            problem = ""
            if kind not in _VALIDATIONS:
                problem = f"hat die unbekannte Art „{kind}“"
            elif kind == "list" and not any(formulas):
                problem = "ist eine Liste ohne Einträge"
            elif any(utf16_length(_plain(text)) > MAX_LIST for text in formulas):
                problem = f"hat eine Liste oder Formel von mehr als {MAX_LIST} Zeichen"
            if problem:
                text = f"Eine Datenprüfung {problem}. Die Einträge auf einem Blatt ablegen und als Bereich angeben."
                yield book.befund("pruefung", text, sheet.name, validation.get("sqref"))


def _plain(text: str) -> str:
    """A list literal without its quotes."""
    return text[1:-1].replace('""', '"') if text[:1] == text[-1:] == '"' else text


def validation_messages(book: Book) -> Iterator[Befund]:
    limits = {"promptTitle": MAX_TITLE, "errorTitle": MAX_TITLE, "prompt": MAX_MESSAGE, "error": MAX_MESSAGE}
    for sheet in book.worksheets:
        for validation in sheet.items("dataValidations", "dataValidation"):
            for attribute, limit in limits.items():
                if utf16_length(validation.get(attribute, "")) > limit:
                    text = f"Titel oder Meldung einer Datenprüfung ist länger als {limit} Zeichen. Bitte kürzen."
                    yield book.befund("pruefung_meldung", text, sheet.name, validation.get("sqref"))


def link_areas(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        for link in sheet.items("hyperlinks", "hyperlink"):
            if parse_area(link.get("ref", "")) is None:
                text = f"Ein Link steht in „{link.get('ref')}“, das keine Zelle ist. Den Link neu anlegen."
                yield book.befund("link", text, sheet.name)
            elif link.get("location") is None and not any(key.endswith("}id") for key in link.keys()):  # noqa: SIM118
                text = "Ein Link hat kein Ziel. Den Link neu anlegen oder entfernen."
                yield book.befund("link", text, sheet.name, link.get("ref"))


def link_targets(book: Book) -> Iterator[Befund]:
    known = {sheet.name.casefold() for sheet in book.sheets}
    for sheet in book.worksheets:
        for link in sheet.items("hyperlinks", "hyperlink"):
            external = any(key.endswith("}id") for key in link.keys())  # noqa: SIM118
            location = "" if external else (link.get("location") or "").lstrip("#")
            if any(name.casefold() not in known for name in scan(location).sheets):
                text = f"Der Link führt zu {location}; das Blatt gibt es nicht. Das Ziel neu wählen."
                yield book.befund("link_ziel", text, sheet.name, link.get("ref"), Schwere.WARNUNG)


def link_limits(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        anzahl = sum(1 for _ in sheet.items("hyperlinks", "hyperlink"))
        if anzahl > MAX_LINKS:
            text = f"Das Blatt hat {anzahl} Links; Excel erlaubt {MAX_LINKS}. Links entfernen oder aufteilen."
            yield book.befund("link_anzahl", text, sheet.name)
        for rel in book.relationships.get(sheet.part, ()):
            if rel.kind == "hyperlink" and len(rel.target) > MAX_URL:
                text = f"Ein Link hat {len(rel.target)} Zeichen; Excel erlaubt {MAX_URL}. Bitte kürzen."
                yield book.befund("link_lang", text, sheet.name)


RULES: tuple[Rule, ...] = (
    condition_areas,
    condition_formats,
    condition_rules,
    validation_areas,
    validation_counts,
    validation_rules,
    validation_messages,
    link_areas,
    link_targets,
    link_limits,
)
