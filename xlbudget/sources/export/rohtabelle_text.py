"""A csv or txt file as blocks of text columns, with the line number of every row.

Arrow splits and converts; it counts rows, not lines, drops blank ones and cannot say which. So each block is cut at a
line end, its lines are counted beforehand, and what Arrow would split otherwise than a person is taken out first.
"""

from __future__ import annotations

import csv
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from xlbudget.errors import EingabeError
from xlbudget.sources.export.anfuehrung import Einzelzeile, Offen, Unlesbar, doubtful_lines, read_doubtful
from xlbudget.sources.export.angaben import Erkennung
from xlbudget.sources.export.rohtabelle import HEADER_WITHIN, Kopfkandidat, Rohblock, Sicht, Zeilenmangel
from xlbudget.sources.export.zeichensatz import STUECK, detect, utf8_chunks

_TRENNER = ";\t|,"
_NAMEN = {";": "Semikolon", "\t": "Tabulator", "|": "senkrechter Strich", ",": "Komma"}
_ZUSAMMEN = 6  # pieces of the file that are one block: what is done once for a block costs the same for few rows
_KOPF, _MAX_KOPF = 2**16, 4 * 2**20  # bytes that are looked at for the header
_MAX_ZEILE = 100_000  # characters of a line that are looked at to find the delimiter
_BISSEN = 2**18  # bytes that are compared together: they stay in the cache of the processor
_LEER = pa.string()

Guete = Callable[[Sequence[str]], int]


@dataclass(frozen=True)
class Textdatei:
    """A text export, whose characters and delimiter are known."""

    datei: str
    pfad: Path
    codec: str
    trenner: str
    entscheidungen: Sequence[Erkennung]
    umfeld: Sequence[tuple[str, str]] = ()
    blatt: None = None

    def kopfzeilen(self, bis: int = HEADER_WITHIN) -> Sequence[Kopfkandidat]:
        """The first rows as text; quotation marks that do not close are no matter here."""
        return _rows(_first_lines(self.pfad, self.codec, bis), self.trenner)

    def blocks(self, sicht: Sicht, *, probe: bool = False) -> Iterator[Rohblock]:
        """All rows below the header, in order. Raises EingabeError where a quotation mark makes the rest unreadable."""
        bissen = self._bites(sicht)
        while teile := list(islice(bissen, 1 if probe else _ZUSAMMEN)):
            yield teile[0] if len(teile) == 1 else _joined(teile)

    def _bites(self, sicht: Sicht) -> Iterator[Rohblock]:
        """The same in pieces that stay in the cache of the processor."""
        nummer, rest = 1, b""
        stuecke = utf8_chunks(self.pfad, self.codec, STUECK)
        for stueck, letzter in chain(((stueck, False) for stueck in stuecke), [(b"", True)]):
            schnitt = len(stueck) if letzter else stueck.rfind(b"\n") + 1
            block = b"".join((rest, memoryview(stueck)[:schnitt])) if schnitt or letzter else b""
            rest = stueck[schnitt:] if schnitt else rest + stueck
            if letzter and block and not block.endswith((b"\n", b"\r")):
                block += b"\n"
            block = _plain_ends(block)
            if nummer <= sicht.ab:
                weg = min(block.count(b"\n"), sicht.ab + 1 - nummer)
                block, nummer = _without_lines(block, weg), nummer + weg
            if not block:
                continue
            try:
                gelesen = _Block(self, sicht, block, nummer, letzter=letzter)
                teil, offen = gelesen.rohblock()
            except Unlesbar as unlesbar:
                raise unlesbar.error(self.datei, nummer + unlesbar.zeile) from unlesbar
            nummer += len(gelesen.enden)
            rest = offen + rest
            yield teil


def open_text(file: Path, zeichensatz: str, guete: Guete) -> Textdatei:
    """Recognise characters and delimiter; `guete` tells how much a row looks like the header.

    Raises EingabeError (German) if the file is no text.
    """
    codec, entscheidung = detect(file, zeichensatz)
    zeilen = _first_lines(file, codec, HEADER_WITHIN)
    if not "".join(zeilen).strip():
        raise EingabeError(f"{file.name} ist leer. Den Export neu erzeugen.")
    werte = {zeichen: _quality(zeilen, zeichen, guete) for zeichen in _TRENNER}
    trenner = max(_TRENNER, key=lambda zeichen: werte[zeichen])
    grund = "damit stehen die Überschriften in Spalten" if werte[trenner][0] else "teilt die meisten Zeilen gleich"
    return Textdatei(file.name, file, codec, trenner, (entscheidung, Erkennung("Trennzeichen", _NAMEN[trenner], grund)))


def _quality(zeilen: Sequence[str], trenner: str, guete: Guete) -> tuple[int, int]:
    """Headings found in the best row, then how many lines it splits at all."""
    rows = [zeile.zellen for zeile in _rows(zeilen, trenner) if len(zeile.zellen) > 1]
    return max(map(guete, rows), default=0), sum(len(row) > 2 for row in rows)


def _first_lines(file: Path, codec: str, bis: int) -> list[str]:
    head = b""
    for stueck in utf8_chunks(file, codec, _KOPF):
        head += stueck
        if head.count(b"\n") > bis or len(head) > _MAX_KOPF:
            break
    text = head.decode("utf-8", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    return [zeile[:_MAX_ZEILE] for zeile in islice(text.split("\n"), bis)]


def _rows(zeilen: Sequence[str], trenner: str) -> list[Kopfkandidat]:
    reader = csv.reader((f"{zeile}\n" for zeile in zeilen), delimiter=trenner)
    rows, vorher = [], 0
    for zellen in reader:
        rows.append(Kopfkandidat(vorher + 1, reader.line_num, [zelle.strip() for zelle in zellen]))
        vorher = reader.line_num
    return rows


def _plain_ends(block: bytes) -> bytes:
    """A block whose lines all end with \\n or \\r\\n."""
    if b"\r" not in block:
        return block
    zeichen, allein = np.frombuffer(block, np.uint8), block.endswith(b"\r")
    for i in range(0, len(zeichen) - 1, _BISSEN):
        rueck, danach = zeichen[i : i + _BISSEN], zeichen[i + 1 : i + 1 + _BISSEN]
        allein = allein or bool(((rueck[: len(danach)] == 13) & (danach != 10)).any())
    return block.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if allein else block


def _without_lines(block: bytes, anzahl: int) -> bytes:
    ende = -1
    for _ in range(anzahl):
        ende = block.index(b"\n", ende + 1)
    return block[ende + 1 :]


@dataclass
class _Block:
    """One block on its way into columns; `nummer` is the line of the file it begins with."""

    datei: Textdatei
    sicht: Sicht
    block: bytes
    nummer: int
    letzter: bool
    einzeln: list[Einzelzeile] = field(default_factory=list)
    maengel: list[Zeilenmangel] = field(default_factory=list)

    def rohblock(self) -> tuple[Rohblock, bytes]:
        """The rows of the block, and the bytes of a last one that goes on in the next."""
        offen = b""
        try:
            self._take_out()
        except Offen as row:
            schnitt = len(self.block) - len(_without_lines(self.block, row.zeile))
            self.block, offen = self.block[:schnitt], self.block[schnitt:]
            self.einzeln.clear()
            self._take_out()
        tabelle = self._columns()
        self.maengel.sort(key=lambda mangel: mangel.nummer)
        return Rohblock(tabelle, self._cells_of, self.maengel), offen

    def _take_out(self) -> None:
        """Rows that Arrow would split otherwise than a person."""
        self.bytes_ = np.frombuffer(self.block, np.uint8)
        self.enden = np.flatnonzero(self.bytes_ == 10)
        self.anfaenge = np.concatenate(([0], self.enden[:-1] + 1)) if len(self.enden) else np.empty(0, np.int64)
        verdacht = doubtful_lines(self.block, self.enden, self.datei.trenner).tolist()
        if verdacht:
            zeilen = self.block.decode("utf-8", errors="replace").replace("\r\n", "\n").split("\n")[:-1]
            self.einzeln += read_doubtful(zeilen, verdacht, self.datei.trenner, self.sicht.breite, letzter=self.letzter)

    def _columns(self) -> pa.Table:
        laenge = self.enden - self.anfaenge
        leer = (laenge == 0) | ((laenge == 1) & (self.bytes_[self.anfaenge] == 13))
        bleibt = ~leer
        for zeile in self.einzeln:
            bleibt[zeile.erste : zeile.letzte + 1] = False
        block = self.block
        if self.einzeln:
            block = self.bytes_[np.repeat(bleibt, laenge + 1)].tobytes()
        nummern = self.nummer + np.flatnonzero(bleibt)
        tabelle, ungleich = self._split(block, nummern)
        eigene = [*ungleich, *self._single_rows()]
        if not eigene:
            return tabelle
        dazu = {"zeile": pa.array([nummer for nummer, _ in eigene], pa.int64())}
        for i in self.sicht.spalten:
            dazu[f"c{i}"] = pa.array([zellen[i].strip() if i < len(zellen) else "" for _, zellen in eigene], _LEER)
        return pa.concat_tables([tabelle, pa.table(dazu)]).sort_by("zeile").combine_chunks()

    def _single_rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        for zeile in self.einzeln:
            erste, letzte = self.nummer + zeile.erste, self.nummer + zeile.letzte
            if zeile.grund == "verschluckt":
                grund = f'ein Anführungszeichen (") fasst die Zeilen {erste} bis {letzte} zu einer zusammen'
                self.maengel.append(Zeilenmangel(erste, grund))
            elif zeile.grund:
                self.maengel.append(Zeilenmangel(erste, zeile.grund))
            elif self._fits(erste, zeile.zellen):
                yield erste, zeile.zellen

    def _split(self, block: bytes, nummern: np.ndarray) -> tuple[pa.Table, list[tuple[int, Sequence[str]]]]:
        """The rows as Arrow splits them, and those that have another number of columns."""
        breite = _usual_width(block, self.datei.trenner, self.sicht.breite)
        namen = [f"c{i}" for i in range(breite)]
        wanted = [f"c{i}" for i in self.sicht.spalten]
        zuviel = [f"c{i}" for i in range(self.sicht.breite, breite)]
        andere: list[tuple[int, str]] = []

        def keep(row: arrow_csv.InvalidRow) -> str:
            andere.append((row.number - 1, row.text))
            return "skip"

        tabelle = arrow_csv.read_csv(
            pa.BufferReader(block),
            arrow_csv.ReadOptions(use_threads=False, block_size=len(block) + 1, column_names=namen),
            arrow_csv.ParseOptions(
                delimiter=self.datei.trenner, newlines_in_values=False, invalid_row_handler=keep
            ),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys((*wanted, *zuviel), _LEER),
                include_columns=[*wanted, *zuviel],
                include_missing_columns=True,
                strings_can_be_null=False,
                check_utf8=False,
            ),
        ) if len(nummern) else pa.table({name: pa.array([], _LEER) for name in (*wanted, *zuviel)})  # fmt: skip
        for name in wanted:
            if int(name[1:]) >= breite:  # a missing column comes as nulls
                tabelle = tabelle.set_column(
                    tabelle.schema.get_field_index(name), name, pa.array([""] * tabelle.num_rows, _LEER)
                )
        bleibt = np.ones(len(nummern), bool)
        bleibt[[i for i, _ in andere]] = False
        tabelle = tabelle.add_column(0, "zeile", pa.array(nummern[bleibt], pa.int64()))
        tabelle = self._drop_wide(tabelle, zuviel)
        ungleich = ((int(nummern[i]), _cells(text, self.datei.trenner)) for i, text in andere)
        return tabelle, [(nummer, zellen) for nummer, zellen in ungleich if self._fits(nummer, zellen)]

    def _drop_wide(self, tabelle: pa.Table, zuviel: Sequence[str]) -> pa.Table:
        """Without rows that have something in columns beyond the header."""
        for name in zuviel:
            gefuellt = pc.not_equal(pc.utf8_trim_whitespace(tabelle[name]), "")
            for nummer in tabelle.filter(gefuellt)["zeile"].to_pylist():
                self._fits(nummer, self._cells_of(nummer))
            tabelle = tabelle.filter(pc.invert(gefuellt))
        return tabelle.drop_columns(list(zuviel))

    def _fits(self, nummer: int, zellen: Sequence[str]) -> bool:
        """Whether a row has no more columns than its header."""
        breite = self.sicht.breite
        if not any(zelle.strip() for zelle in zellen[breite:]):
            return True
        grund = f"die Zeile hat mehr Spalten als die Kopfzeile ({breite})"
        self.maengel.append(Zeilenmangel(nummer, grund))
        return False

    def _cells_of(self, nummer: int) -> Sequence[str]:
        i = nummer - self.nummer
        for zeile in self.einzeln:
            if zeile.erste == i:
                return zeile.zellen
        text = self.block[self.anfaenge[i] : self.enden[i]].decode("utf-8", errors="replace")
        return _cells(text, self.datei.trenner)


def _joined(bloecke: Sequence[Rohblock]) -> Rohblock:
    """Consecutive blocks as one."""
    gefuellt = [block for block in bloecke if block.tabelle.num_rows]
    enden = [block.tabelle["zeile"][-1].as_py() for block in gefuellt]
    return Rohblock(
        pa.concat_tables([block.tabelle for block in bloecke]),
        lambda nummer: gefuellt[bisect_left(enden, nummer)].zellen(nummer),
        [mangel for block in bloecke for mangel in block.maengel],
    )


def _cells(text: str, trenner: str) -> Sequence[str]:
    return [zelle.strip() for zelle in next(csv.reader([text.rstrip("\r\n")], delimiter=trenner), [])]


def _usual_width(block: bytes, trenner: str, breite: int) -> int:
    """How many columns most of the first lines have: a delimiter at their end is not in every header."""
    zeilen = block[:200_000].split(b"\n")[:200]
    anzahl = [len(_cells(zeile.decode("utf-8", errors="replace"), trenner)) for zeile in zeilen if zeile.strip()]
    return max(set(anzahl), key=lambda n: (anzahl.count(n), n == breite)) if anzahl else breite
