"""What can be broken in what hangs on a sheet: owners of parts, pivot tables, slicers, threads, controls."""

from __future__ import annotations

from xlsx.copy.teile import (
    PERSON,
    REPLY,
    THREAD,
    hang,
    relate,
    swap,
    with_activex,
    with_controls,
    with_pivot,
    with_slicer_cache,
    with_threads,
)
from xlsx.lint.lint_sound import (
    BOOK,
    CHART,
    DRAWING,
    SHEET1,
    SHEET2,
    Members,
    Mutator,
    add,
    cell,
    formula,
    replace,
    several,
)

_TABLE_CACHE = '<extLst><ext><x15:tableSlicerCache xmlns:x15="x15" tableId="{}" column="1"/></ext></extLst>'
_PIVOT_CACHE = '<pivotTables><pivotTable tabId="{}" name="Pivot1"/></pivotTables>'
_SIGNATURE = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
_ORIGIN_TYPE = "application/vnd.openxmlformats-package.digital-signature-origin"


def led_to(owner: str, kind: str, target: str) -> Mutator:
    """One more relationship to a part."""
    return lambda members: relate(members, owner, kind, target, "rIdNoch")


def pivot(source: str) -> Mutator:
    return lambda members: with_pivot(members, 1, source)


def pivot_chart(source: str) -> Mutator:
    return replace(CHART, "<c:chart>", f"<c:pivotSource><c:name>{source}</c:name></c:pivotSource><c:chart>")


def filtered(inner: str, kind: str = "slicerCache") -> Mutator:
    return lambda members: with_slicer_cache(members, inner, kind)


def threads(members: Members) -> None:
    """The note of the sound workbook becomes a thread."""
    swap(members, "xl/comments1.xml", 'ref="B8"', 'ref="B2"')
    with_threads(members)


def thread(old: str, new: str) -> Mutator:
    return several(threads, replace("xl/threadedComments/threadedComment1.xml", old, new))


def control(link: str) -> Mutator:
    return lambda members: with_controls(members, 1, link, SHEET2)


def pivot_of_another_workbook(members: Members) -> None:
    with_pivot(members, 1, 'ref="A1:B4" sheet="Fehlt" r:id="rId7"')
    relate(members, "xl/pivotCache/pivotCacheDefinition1.xml", "externalLinkPath", "fremd.xlsx", "rId7", "External")


def signed(members: Members) -> None:
    hang(members, "", _SIGNATURE, "_xmlsignatures/origin.sigs", b"", _ORIGIN_TYPE, "rIdSig")


SOUND_LINKS: dict[str, Mutator] = {
    "a pivot table over a sheet": pivot('ref="A1:B4" sheet="blatt"'),
    "a pivot table over a table": pivot('name="Tabelle"'),
    "a pivot table over a name": pivot('name="werte"'),
    "a pivot table over another workbook": pivot_of_another_workbook,
    "a chart of a pivot table": pivot_chart("[Mappe.xlsx]Zweites Blatt!Pivot1"),
    "a chart of a pivot table elsewhere": pivot_chart("[1]Fehlt!Pivot1"),
    "a slicer of a table": filtered(_TABLE_CACHE.format(2)),
    "a slicer of a pivot table": filtered(_PIVOT_CACHE.format(2)),
    "a timeline": filtered(_PIVOT_CACHE.format(1), "timelineCache"),
    "threads": threads,
    "a control": control("Blatt!$A$1"),
    "a control without sheet": control("$A$1"),
    "two controls of another kind": lambda members: with_activex(members, 2, "Blatt"),
    "a picture twice": led_to(SHEET2, "image", "../media/image1.png"),
}

LINK_CORRUPTIONS: tuple[tuple[str, Mutator, str], ...] = (
    ("a chart on two drawings", led_to(SHEET2, "chart", "../charts/chart1.xml"), "teil_geteilt"),
    (
        "a table on two sheets",
        led_to(SHEET1, "table", "../tables/table2.xml"),
        "teil_geteilt+tabelle_doppelt+tabelle_id+tabelle_kopf",
    ),
    ("a drawing twice on a sheet", led_to(SHEET1, "drawing", "../drawings/drawing1.xml"), "teil_geteilt"),
    ("notes of another sheet", led_to(BOOK, "comments", "comments1.xml"), "teil_geteilt"),
    ("a chart that nothing leads to", add("xl/charts/chart9.xml", b"<x/>"), "teil_verwaist"),
    ("a picture that nothing leads to", add("xl/media/image9.png", b"x"), "teil_verwaist"),
    ("a member that Office threw away", add("[trash]/0000.dat", b"x"), "reste"),
    ("a signature", signed, "signatur"),
    ("a pivot table over a missing sheet", pivot('ref="A1:B4" sheet="Fehlt"'), "pivot_quelle"),
    ("a pivot table over a missing table", pivot('name="Fehlt"'), "pivot_quelle"),
    ("a chart of a pivot table nowhere", pivot_chart("[Mappe.xlsx]Fehlt!Pivot1"), "pivot_diagramm"),
    ("a slicer of a missing table", filtered(_TABLE_CACHE.format(9)), "datenschnitt"),
    ("a slicer of a missing pivot table", filtered(_PIVOT_CACHE.format(9)), "datenschnitt"),
    ("a timeline of a missing sheet", filtered(_PIVOT_CACHE.format(9), "timelineCache"), "datenschnitt"),
    ("a thread twice", thread(f'id="{REPLY}"', f'id="{THREAD}"'), "faden_id"),
    ("an answer to nothing", thread(f'parentId="{THREAD}"', f'parentId="{PERSON}"'), "faden_antwort"),
    ("a thread of nobody", thread(f'personId="{PERSON}"', f'personId="{REPLY}"'), "faden_person"),
    ("a control of a missing sheet", control("Fehlt!$A$1"), "formel_blatt"),
    ("a control of another kind", lambda members: with_activex(members, 1, "Fehlt"), "formel_blatt"),
    (
        "a text box of a missing sheet",
        replace(DRAWING, "<xdr:graphicFrame ", '<xdr:sp textlink="Fehlt!A1"/><xdr:graphicFrame '),
        "formel_blatt",
    ),
    ("an address on a missing sheet", formula('INDIRECT("Fehlt!A"&amp;1)'), "formel_adresse"),
    ("a link to a missing sheet in a formula", formula('HYPERLINK("#\'Fehlt; auch\'!A1","x")'), "formel_adresse"),
    ("a colour that is none", cell("<dimension", '<sheetPr><tabColor rgb=""/></sheetPr><dimension'), "registerfarbe"),
    ("a hidden sheet that is shown", replace(BOOK, 'sheetId="1"', 'sheetId="1" state="hidden"'), "aktives_blatt"),
    (
        "the active sheet is not the selected one",
        replace(BOOK, "<workbookView ", '<workbookView activeTab="1" '),
        "gruppiert",
    ),
)
"""As CORRUPTIONS."""
