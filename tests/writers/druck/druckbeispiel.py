"""The example as PDF, set once in each process that runs tests, and a reader of its structure that is not ours."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from functools import cache

import peine
import pikepdf

from xlbudget.app.bericht.fakten import with_fakten
from xlbudget.core.blick import Blick, build_blick
from xlbudget.mitgeliefert import shipped
from xlbudget.writers.druck.druckform import Druckwerk
from xlbudget.writers.druck.inhalt import build_druckwerk
from xlbudget.writers.druck.satz import set_pdf

LAYOUT = shipped("templates/druck", "bericht.typ").parent
TAG = date(2024, 2, 1)


@cache
def blick(monat: int) -> Blick:
    lauf = peine.lauf(monat)
    return build_blick(lauf.daten, with_fakten(lauf.daten.produktbericht(), lauf), lauf.fakten)


@cache
def werk(monat: int) -> Druckwerk:
    daten = peine.lauf(monat).daten
    objekte = daten.gliederung.berichtsobjekte()
    blaetter = [(daten.produktblatt(o), tuple(daten.gliederung.pfad(o))[1:]) for o in objekte]
    return build_druckwerk(blick(monat), blaetter, [], entwurf=False)


@cache
def pdf(monat: int) -> bytes:
    return set_pdf(werk(monat), LAYOUT, TAG)


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.Pdf.open(io.BytesIO(data))


def elements(dokument: pikepdf.Pdf) -> Iterator[tuple[tuple[str, ...], pikepdf.Object]]:
    """Every element of the structure in reading order, with the names above it."""

    def walk(element: pikepdf.Object, pfad: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], pikepdf.Object]]:
        yield pfad, element
        for kind in children(element):
            yield from walk(kind, (*pfad, str(element.S)))

    for oben in children(dokument.Root.StructTreeRoot):
        yield from walk(oben, ())


def children(element: pikepdf.Object) -> list[pikepdf.Object]:
    kinder = element.get("/K", [])
    alle = kinder if isinstance(kinder, pikepdf.Array) else [kinder]
    return [kind for kind in alle if isinstance(kind, pikepdf.Dictionary) and "/S" in kind]


def scope(zelle: pikepdf.Object) -> str:
    """What a heading says it is the heading of."""
    angaben = zelle.get("/A", [])
    return next((str(angabe.Scope) for angabe in angaben if "/Scope" in angabe), "")
