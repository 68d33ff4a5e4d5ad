"""The sheets of a workbook, or a parquet file, as packed columns. Runs in the reading process: no file may end a run.

Neither pyarrow nor any other large library is loaded here unless the file needs it: each run waits for it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum
from python_calamine import SheetVisibleEnum as Sichtbar

from xlbudget.dateien import DAMAGED
from xlbudget.errors import EingabeError
from xlbudget.sources.export.blattumfang import Blattumfang, look_at
from xlbudget.sources.export.packen import Packung, Zelle
from xlbudget.sources.export.rohtabelle import MAX_SPALTEN
from xlbudget.sources.export.verdichtung import Verdichtet, compact_ods, compact_xlsx
from xlbudget.sources.export.verdichtung_xls import look_at_xls
from xlbudget.sources.untrusted.blattxml import parts_of
from xlbudget.sources.untrusted.leser import Puffer

_SCHEIBE = 20_000  # rows that are in memory as cells

Lieferung = tuple[list[dict[str, Any]], list[Puffer]]
"""Of each sheet what it is called and how it is packed, and the buffers of all of them."""


def read_book(pfad: str, blatt: str) -> Lieferung:
    """The worksheet of that name, or without one all of them. Raises EingabeError (German) for what cannot be read."""
    file = Path(pfad)
    try:
        if not zipfile.is_zipfile(file):
            return _read_xls(file, blatt)
        return _read_ods(file, blatt) if _is_ods(file) else _read_excel(file, blatt)
    except PasswordError as error:
        raise EingabeError(
            f"{file.name} ist mit einem Kennwort geschützt. Bitte in Excel ohne Kennwort als .xlsx speichern."
        ) from error
    except (CalamineError, *DAMAGED) as error:
        raise EingabeError(
            f"{file.name} lässt sich nicht lesen. Bitte in Excel öffnen und neu als .xlsx speichern."
        ) from error


def read_parquet(pfad: str, hoechstens: str = "") -> Lieferung:
    """A parquet file, or so many of its rows at most: its column names are the header.

    Raises EingabeError (German) if it cannot be read.
    """
    import pyarrow as pa
    from pyarrow import parquet

    file = Path(pfad)
    try:
        with parquet.ParquetFile(file) as datei:
            packung = Packung()
            packung.add_rows([1], [datei.schema_arrow.names])
            bloecke = datei.iter_batches(_SCHEIBE, use_threads=False)
            for block in islice(bloecke, -(-int(hoechstens) // _SCHEIBE)) if hoechstens else bloecke:
                spalten = [["" if wert is None else wert for wert in spalte.to_pylist()] for spalte in block.columns]
                packung.add(range(ab := packung.letzte + 1, ab + block.num_rows), spalten)
            weiteres = {"typen": str(datei.schema_arrow.remove_metadata()), "gesamt": datei.metadata.num_rows}
    except (pa.ArrowException, OSError) as error:
        raise EingabeError(f"{file.name} ist beschädigt oder keine Parquet-Datei. Den Export neu erzeugen.") from error
    kopf, puffer = packung.packed()
    return [kopf | weiteres], puffer


def _read_ods(file: Path, blatt: str) -> Lieferung:
    # it repeats the empty rest of each sheet, so that there is always something to take out
    quelle, verdichtet = compact_ods(file)
    with CalamineWorkbook.from_object(quelle) as book:
        return _packed(book, _chosen(file, blatt, book), {}, verdichtet)


def _read_xls(file: Path, blatt: str) -> Lieferung:
    bild = look_at_xls(file)
    with CalamineWorkbook.from_object(bild.quelle) as book:
        namen = _chosen(file, blatt, book)
        for name in namen:
            if name in bild.umfang:
                bild.umfang[name].check(file.name, name)
        return _packed(book, namen, bild.umfang, bild.verdichtet)


def _read_excel(file: Path, blatt: str) -> Lieferung:
    with CalamineWorkbook.from_path(file) as book:
        namen = _chosen(file, blatt, book)
        teile, umfang = _look(file, namen)
        duenn = {teile[name]: name for name in namen if name in umfang and umfang[name].ist_duenn}
        if not duenn:
            return _packed(book, namen, umfang, {})
    quelle, verdichtet = compact_xlsx(file, duenn)
    with CalamineWorkbook.from_object(quelle) as book:
        return _packed(book, namen, umfang, {duenn[teil]: inhalt for teil, inhalt in verdichtet.items()})


def _is_ods(file: Path) -> bool:
    with zipfile.ZipFile(file) as archive:
        return "mimetype" in archive.namelist() and "content.xml" in archive.namelist()


def _chosen(file: Path, blatt: str, book: CalamineWorkbook) -> list[str]:
    """The sheet named, or all of them, those that are seen first."""
    blaetter = [meta for meta in book.sheets_metadata if meta.typ is SheetTypeEnum.WorkSheet]
    namen = [meta.name for meta in sorted(blaetter, key=lambda meta: meta.visible is not Sichtbar.Visible)]
    if not namen:
        raise EingabeError(f"{file.name} hat kein Tabellenblatt. Den Export neu erzeugen.")
    if not blatt:
        return namen
    gemeint = [name for name in namen if name.casefold() == blatt.casefold()][:1]
    if not gemeint:
        raise EingabeError(
            f"{file.name} hat kein Blatt „{blatt}“. Vorhanden: {', '.join(meta.name for meta in blaetter)}. "
            "Die Spalte Blatt in der Tabelle Quellen berichtigen."
        )
    return gemeint


def _look(file: Path, namen: Sequence[str]) -> tuple[Mapping[str, str], dict[str, Blattumfang]]:
    """The part of each sheet, and how far each of these reaches; nothing for a binary workbook."""
    with zipfile.ZipFile(file) as archive:
        teile = parts_of(archive)
        return teile, {name: look_at(archive, teile[name], file.name, name) for name in namen if name in teile}


def _packed(
    book: CalamineWorkbook,
    namen: Iterable[str],
    umfang: Mapping[str, Blattumfang],
    verdichtet: Mapping[str, Verdichtet],
) -> Lieferung:
    versteckt = {meta.name for meta in book.sheets_metadata if meta.visible is not Sichtbar.Visible}
    koepfe, puffer = [], []
    for name in namen:
        ohne_wert = umfang[name].ohne_wert if name in umfang else {}
        kopf, teile = _packed_sheet(book.get_sheet_by_name(name), ohne_wert, verdichtet.get(name))
        koepfe.append(kopf | {"blatt": name, "versteckt": name in versteckt})
        puffer += teile
    return koepfe, puffer


def _packed_sheet(
    blatt: CalamineSheet, ohne_wert: Mapping[tuple[int, int], str], verdichtet: Verdichtet | None
) -> tuple[dict[str, Any], list[Puffer]]:
    packung, weit_rechts = Packung(), verdichtet.weit_rechts if verdichtet else None
    fehlend: dict[int, list[tuple[int, str]]] = {}
    for (zeile, spalte), text in ohne_wert.items():
        fehlend.setdefault(zeile + 1, []).append((spalte, text))
    gelesen, stelle = iter(blatt.iter_rows() if blatt.start is not None else ()), 0
    while zeilen := list(islice(gelesen, _SCHEIBE)):
        stellen = range(stelle, stelle := stelle + len(zeilen))
        nummern = [verdichtet.zeilen[i] for i in stellen] if verdichtet else [i + 1 for i in stellen]
        if fehlend:
            zeilen = [_filled(z, fehlend.pop(nummer, ())) for nummer, z in zip(nummern, zeilen, strict=True)]
        if weit_rechts is None and len(zeilen[0]) > MAX_SPALTEN:
            nah = zip(nummern, zeilen, strict=True)
            weit_rechts = next((nummer for nummer, zellen in nah if any(map(_holds, zellen[MAX_SPALTEN:]))), None)
        packung.add_rows(nummern, zeilen)
    packung.add_rows(sorted(fehlend), [_filled([], texte) for _, texte in sorted(fehlend.items())])
    kopf, puffer = packung.packed()
    return kopf | {"weit_rechts": weit_rechts}, puffer


def _filled(zellen: list[Zelle], texte: Iterable[tuple[int, str]]) -> list[Zelle]:
    """A row with texts for those cells that the reader gives as empty."""
    for spalte, text in texte:
        zellen += [""] * (spalte + 1 - len(zellen))
        zellen[spalte] = text
    return zellen


def _holds(zelle: Zelle) -> bool:
    return bool(zelle != "")
