"""Rules about drawings, charts and comments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from xlbudget.errors import Befund
from xlbudget.xlsx.lint.book import R_NAMESPACES, Book, Rule
from xlbudget.xlsx.lint.sheet import MAX_COLUMN, MAX_ROW, find, integer, local, parse_area

_ANCHORS = ("{*}twoCellAnchor", "{*}oneCellAnchor")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def anchors(book: Book) -> Iterator[Befund]:
    for blatt, part in book.drawings:
        for anchor in book.parts[part].iterchildren(*_ANCHORS):
            corners = [_corner(corner) for corner in anchor.iterchildren("{*}from", "{*}to")]
            if (
                not all(_on_grid(corner) for corner in corners)
                or corners != sorted(corners, key=lambda c: c[0])
                or (len(corners) == 2 and corners[0][1] > corners[1][1])
            ):
                text = "Ein Diagramm oder Bild liegt außerhalb des Blatts oder endet vor seinem Anfang. Neu platzieren."
                yield book.befund("anker", text, blatt)


def _corner(element: etree._Element) -> tuple[int, int]:
    """Row and column from 0; -1 where it cannot be read."""
    values = {local(child): integer(child.text) for child in element}
    row, column = values.get("row"), values.get("col")
    return (-1 if row is None else row, -1 if column is None else column)


def _on_grid(corner: tuple[int, int]) -> bool:
    return 0 <= corner[0] < MAX_ROW and 0 <= corner[1] < MAX_COLUMN


def shape_ids(book: Book) -> Iterator[Befund]:
    for blatt, part in book.drawings:
        ids = Counter(
            element.get("id")
            for element in book.parts[part].iter("{*}cNvPr")
            if next(element.iterancestors(_FALLBACK), None) is None
        )
        for number, count in ids.items():
            if count > 1 and number != "0":
                text = f"{count} Formen des Blatts haben dieselbe Kennung {number}. Die Zeichnung neu anlegen."
                yield book.befund("form_id", text, blatt)


def chart_parts(book: Book) -> Iterator[Befund]:
    for blatt, part in book.drawings:
        kinds = {rel.id: rel.kind for rel in book.relationships.get(part, ())}
        for element in book.parts[part].iter("{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"):
            rid = next((value for ns in R_NAMESPACES if (value := element.get(f"{ns}id"))), None)
            if rid is None or kinds.get(rid, "chart") != "chart":
                text = "Die Zeichnung verweist auf ein Diagramm, das keines ist. Das Diagramm neu anlegen."
                yield book.befund("diagramm", text, blatt)


def charts_without_axis_partner(book: Book) -> Iterator[Befund]:
    for blatt, part in book.drawings:
        for chart in book.related(part, "chart"):
            for plot in book.parts[chart].iter("{*}plotArea"):
                defined = {
                    child.get("val")
                    for axis in plot
                    if local(axis).endswith("Ax")
                    for child in axis.iterchildren("{*}axId")
                }
                used = {
                    child.get("val")
                    for group in plot
                    if local(group).endswith("Chart")
                    for child in group.iterchildren("{*}axId")
                    if child.get("val") != "0" or not local(group).endswith("3DChart")  # no depth axis
                }
                if used - defined:
                    text = "Ein Diagramm benutzt eine Achse, die es nicht hat. Das Diagramm neu anlegen."
                    yield book.befund("diagramm_achse", text, blatt)


def comments_and_shapes(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        comments = any(rel.kind == "comments" for rel in book.relationships.get(sheet.part, ()))
        notes = any(
            b'ObjectType="Note"' in book.members[part]
            for rel in book.relationships.get(sheet.part, ())
            if rel.kind == "vmlDrawing" and (part := book.part(rel.target))
        )
        if comments and not (notes and sheet.section("legacyDrawing") is not None):
            yield book.befund(
                "notiz", "Notizen ohne ihre Sprechblasen (vmlDrawing). Die Notizen neu anlegen.", sheet.name
            )
        elif notes and not comments:
            yield book.befund(
                "notiz", "Sprechblasen ohne ihre Notizen (comments). Die Notizen neu anlegen.", sheet.name
            )


def comment_places(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        for part in book.related(sheet.part, "comments"):
            refs = Counter(comment.get("ref", "") for comment in find(book.parts[part], "commentList/comment"))
            for ref, count in refs.items():
                if count > 1 or parse_area(ref) is None:
                    text = "Eine Notiz steht doppelt oder in keiner Zelle. Die Notizen neu anlegen."
                    yield book.befund("notiz_zelle", text, sheet.name, ref)


def comment_authors(book: Book) -> Iterator[Befund]:
    for sheet in book.worksheets:
        for part in book.related(sheet.part, "comments"):
            authors = sum(1 for _ in find(book.parts[part], "authors/author"))
            for comment in find(book.parts[part], "commentList/comment"):
                number = integer(comment.get("authorId"))
                if number is None or not 0 <= number < authors:
                    text = f"Die Notiz hat den Verfasser Nr. {comment.get('authorId')}, den es nicht gibt. Neu anlegen."
                    yield book.befund("notiz_autor", text, sheet.name, comment.get("ref"))


RULES: tuple[Rule, ...] = (
    anchors,
    shape_ids,
    chart_parts,
    charts_without_axis_partner,
    comments_and_shapes,
    comment_places,
    comment_authors,
)
