"""The second opinion on a mutated return: what other readers see in the cells that were taken without a word."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from unittest.mock import patch

import openpyxl
from openpyxl.worksheet.merge import MergedCellRange
from python_calamine import CalamineWorkbook
from sources.returns.fuzz_mutatoren import BETRAEGE

from xlbudget.core.rueckmeldung import Eingabefeld, Feldart, Feldwert
from xlbudget.sources.untrusted.blatt import split_adresse
from xlbudget.sources.untrusted.rohmappe import Rohmappe

MAX_DICHT = 3_000_000
"""Cells calamine would hold in memory for one sheet."""


def seen_by_others(data: bytes, roh: Rohmappe, felder: list[Eingabefeld]) -> Iterator[tuple[Eingabefeld, list[object]]]:
    """For each input what calamine and openpyxl read there; nothing from one that cannot read the workbook."""
    gesehen = [leser(data, roh) for leser in (_calamine, _openpyxl)]
    for feld in felder:
        yield feld, [werte(feld) for werte in gesehen if werte is not None]


def agrees(feld: Eingabefeld, unser: Feldwert, fremd: object) -> bool:
    """Whether a value of another reader means the same."""
    if isinstance(fremd, str):
        fremd = fremd.strip()
    if fremd in (None, ""):
        return unser is None
    if isinstance(fremd, bool | date | datetime | time | timedelta):
        return False
    if isinstance(fremd, str) and feld.feld.feldart in (Feldart.FASSUNG, Feldart.STATUS):
        return isinstance(unser, str) and _bare(unser) == _bare(fremd)
    if isinstance(fremd, str):
        return unser == fremd.replace("\r\n", "\n").replace("\r", "\n")
    if feld.feld.feldart in BETRAEGE:
        return isinstance(unser, int) and abs(Decimal(unser) / 100 - Decimal(repr(fremd))) < Decimal("0.005001")
    if isinstance(unser, Decimal):
        return unser == Decimal(repr(fremd))
    return unser is not None and str(unser).replace(",", ".") == f"{Decimal(repr(fremd)).normalize() + 0:f}"


def _bare(wort: str) -> str:
    return "".join(zeichen for zeichen in wort.casefold() if zeichen.isalnum())


def _calamine(data: bytes, roh: Rohmappe):
    for blatt in roh.blaetter.values():
        orte = [split_adresse(adresse) for adresse in blatt.zellen] or [(1, 1)]
        if max(zeile for zeile, _ in orte) * max(spalte for _, spalte in orte) > MAX_DICHT:
            return None
    try:
        buch = CalamineWorkbook.from_filelike(io.BytesIO(data))
        blaetter = {name: buch.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in roh.blaetter}
    except Exception:  # noqa: BLE001 — then there is no opinion
        return None

    def wert(feld: Eingabefeld) -> object:
        zeile, spalte = split_adresse(feld.zelle)
        zeilen = blaetter.get(feld.blatt, [])
        return zeilen[zeile - 1][spalte - 1] if zeile <= len(zeilen) and spalte <= len(zeilen[zeile - 1]) else None

    return wert


def _openpyxl(data: bytes, _: Rohmappe):
    try:
        # drawing the borders of merged cells takes half its time
        with warnings.catch_warnings(), patch.object(MergedCellRange, "format"):
            warnings.simplefilter("ignore")
            buch = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except Exception:  # noqa: BLE001 — so here
        return None
    return lambda feld: buch[feld.blatt][feld.zelle].value if feld.blatt in buch.sheetnames else None
