"""A report file, ours or another's, as figures: every table in it that is known by its headings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from xlbudget.core.berichtszahl import Berichtszahl, Druckbericht, Unzugeordnet
from xlbudget.core.blick import BLATT_BLICK
from xlbudget.core.zeit import Stand
from xlbudget.errors import EingabeError, printable
from xlbudget.sources.berichte.blattfolge import Blattfolge, Zeile, find_blattkopf
from xlbudget.sources.berichte.gesamttafel import Gesamtkopf, find_gesamtkopf, read_gesamttafel
from xlbudget.sources.berichte.langtafel import Langkopf, find_langkopf, read_langtafel
from xlbudget.sources.berichte.raster import Raster, as_text, read_raster
from xlbudget.sources.berichte.sammler import Zahlensammler
from xlbudget.sources.berichte.worte import is_amount, stand_of

_MAX_GEZEIGT = 12

GESUCHT = (
    "Gesucht wird eine von drei Formen: Nr. und Bezeichnung mit Plan und Jahresergebnis je Produkt; Budget (oder "
    "Objekt, Produkt), Art, Zeile mit Plan, Monaten und Ergebnis; oder das Produktblatt mit Tabellen, die mit "
    "„Erträge“ oder „Aufwendungen“, Plan und Monaten beginnen."
)


def read_bericht(file: Path) -> Druckbericht:
    """All figures of a report. Raises EingabeError (German) where it has no table that is known, or cannot be read."""
    zahlen: list[Berichtszahl] = []
    unlesbar: list[Unzugeordnet] = []
    staende: dict[Stand, None] = {}
    uebergangen: list[str] = []
    einheiten: list[str] = []
    raster = read_raster(file, _quality)
    for blatt in raster:
        rows = list(blatt.rows())
        tafeln = [] if blatt.blatt == BLATT_BLICK else list(_tables(blatt, rows, uebergangen))
        for sammler in tafeln:
            zahlen += sammler.zahlen()
            unlesbar += sammler.unlesbar
            einheiten += sammler.einheiten
        if tafeln:
            staende |= dict.fromkeys(stand for _, zellen in rows for z in zellen if (stand := stand_of(as_text(z))))
        elif any(is_amount(zelle) for _, zellen in rows for zelle in zellen):
            uebergangen.append(f"Blatt „{blatt.blatt}“")
    if not zahlen and not unlesbar:
        gesehen = "; ".join(_headings(raster)) or "keine"
        raise EingabeError(
            f"{file.name} hat keine Tabelle, die sich vergleichen lässt. {GESUCHT} Gesehene Überschriften: {gesehen}."
        )
    uebergangen = list(dict.fromkeys(uebergangen))
    return Druckbericht(zahlen, unlesbar, tuple(staende), uebergangen, tuple(dict.fromkeys(einheiten)))


def _quality(zellen: Sequence[str]) -> int:
    """How many columns of a row are headings of a table that is known."""
    if kopf := find_langkopf(zellen) or find_gesamtkopf(zellen):
        return len(kopf.werte)
    blatt = find_blattkopf(zellen)
    return len(blatt[1]) if blatt else 0


def _tables(blatt: Raster, rows: Sequence[Zeile], uebergangen: list[str]) -> Iterator[Zahlensammler]:
    """Each table with a row of headings, up to the next one; the parts of Produktblätter are read together."""
    koepfe: list[tuple[int, Langkopf | Gesamtkopf | None]] = [(-1, None)]
    for i, (_, zellen) in enumerate(rows):
        if kopf := find_langkopf(zellen) or find_gesamtkopf(zellen, rows[i - 1][1] if i else ()):
            koepfe.append((i, kopf))
    for (ab, kopf), (bis, _) in pairwise([*koepfe, (len(rows), None)]):
        darunter = rows[ab + 1 : bis]
        if bis < len(rows) and darunter and not any(map(is_amount, darunter[-1][1])):
            darunter = darunter[:-1]  # headings above headings
        paare = enumerate(pairwise((*darunter, (0, []))))
        blattkopf = next((i for i, (oben, unten) in paare if find_blattkopf(oben[1], unten[1])), None)
        if isinstance(kopf, Langkopf):
            yield read_langtafel(blatt, kopf, darunter[:blattkopf])
        elif isinstance(kopf, Gesamtkopf):
            yield read_gesamttafel(blatt, kopf, darunter[:blattkopf])
        if kopf:
            uebergangen += _other_columns(blatt, rows[ab], kopf.fremd, darunter[:blattkopf])
        if blattkopf is not None:
            yield (folge := Blattfolge(blatt)).read(darunter)
            uebergangen += (f"Spalte „{printable(titel, 40)}“ der Produktblätter" for titel in folge.fremd)


def _other_columns(blatt: Raster, kopfzeile: Zeile, fremd: Iterable[int], darunter: Sequence[Zeile]) -> Iterator[str]:
    """Columns with figures of which nothing is known."""
    nummer, titel = kopfzeile
    for spalte in sorted(fremd):
        if anzahl := sum(is_amount(zellen[spalte]) for _, zellen in darunter):
            ort = blatt.place(nummer, spalte)
            yield f"Spalte „{printable(as_text(titel[spalte]), 40)}“ mit {anzahl} Zahlen ({ort})"


def _headings(raster: Sequence[Raster]) -> Iterator[str]:
    """Of each sheet the row with the most texts among the first: what its headings seem to be."""
    for blatt in raster:
        texte = [[as_text(z) for z in zellen if as_text(z) and not is_amount(z)] for _, zellen in blatt.rows()][:40]
        laengste = max(texte, key=len, default=[])
        if laengste:
            rest = ", …" if len(laengste) > _MAX_GEZEIGT else ""
            gezeigt = ", ".join(printable(text, 30) for text in laengste[:_MAX_GEZEIGT])
            yield f"{f'{blatt.blatt}: ' if blatt.blatt else ''}{gezeigt}{rest}"
