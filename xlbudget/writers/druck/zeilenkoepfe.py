"""Marks the first cell of every row of a table as its heading: typst marks those of columns only."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import pikepdf


def mark_row_headers(pdf: bytes) -> bytes:
    """The same PDF with TH of scope Row for the first cell of each row below the head.

    The cells of a body no longer list their headings one by one: such a list would leave out that of the row.
    """
    with pikepdf.Pdf.open(io.BytesIO(pdf)) as dokument:
        for element in _walk(dokument.Root.StructTreeRoot):
            if element.get("/S") == "/TBody":
                for reihe in _children(element):
                    _mark(list(_children(reihe)))
        puffer = io.BytesIO()
        # the same input gives the same bytes
        dokument.save(puffer, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return puffer.getvalue()


def _mark(zellen: Sequence[pikepdf.Object]) -> None:
    for nummer, zelle in enumerate(zellen):
        vorhanden = zelle.get("/A", pikepdf.Array())
        angaben = [a for a in (vorhanden if isinstance(vorhanden, pikepdf.Array) else [vorhanden]) if _says(a)]
        if nummer == 0:
            zelle.S = pikepdf.Name.TH
            angaben.append(pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row))
        if angaben:
            zelle.A = pikepdf.Array(angaben)
        elif "/A" in zelle:
            del zelle["/A"]


def _says(angabe: pikepdf.Object) -> bool:
    """Whether something is left of an attribute without its list of headings."""
    if "/Headers" in angabe:
        del angabe["/Headers"]
    return len(angabe.keys()) > 1


def _walk(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    offen = [element]
    while offen:
        jetzt = offen.pop()
        yield jetzt
        offen += _children(jetzt)


def _children(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The elements below one, without marked content."""
    kinder = element.get("/K")
    for kind in kinder if isinstance(kinder, pikepdf.Array) else [] if kinder is None else [kinder]:
        if isinstance(kind, pikepdf.Dictionary) and "/S" in kind:
            yield kind
