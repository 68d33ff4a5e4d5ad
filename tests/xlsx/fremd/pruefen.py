"""Everything that is done with one workbook of a stranger. Runs in a process of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from lxml import etree
from xlsx.corpus.corpus_diff import Mappe
from xlsx.fremd import vergleich
from xlsx.fremd.ausgang import Ausgang, Zeile
from xlsx.fremd.stellen import Stelle, find_stellen, other_plan, same_plan, with_names
from xlsx.fremd.teile import Teile

from xlbudget.errors import XlbudgetError
from xlbudget.xlsx import Copy, Filled, Package, Template, lint_workbook, multiply
from xlbudget.xlsx.package import pack

KOPIEN = ("Erste Kopie", "Zwei's & <Co>", "Drittes")
COMPILE_S, FILL_S = 5.0, 1.0
"""Seconds of computing that a template may take to compile and to fill."""

Melder = Callable[[str], None]


class _EndedError(Exception):
    """A step did not come to its end; the ones that build on it are left out."""


class Pruefung:
    """One file. `melde` is told which step begins; finished workbooks go to `ablage` for other programs to judge."""

    def __init__(self, file: Path, ablage: Path, melde: Melder) -> None:
        self._file, self._ablage, self._melde = file, ablage, melde
        self.zeile = Zeile(str(file))

    def run(self) -> Zeile:
        """The outcome of every step that could be taken."""
        with suppress(_EndedError):
            self._run()
        return self.zeile

    def _run(self) -> None:
        with self._step("lesen"):
            read = Package.read(self._file)
        try:
            stellen = find_stellen(Mappe(pack(read.members)), Teile(read.members))
        except (AssertionError, KeyError, IndexError, TypeError, ValueError, etree.XMLSyntaxError) as error:
            self.zeile.set("füllen", Ausgang.ENTFAELLT, f"der Prüfstand selbst liest die Datei nicht: {error!r}")
            return
        if not read.sheets:
            self.zeile.set("füllen", Ausgang.ENTFAELLT, "kein Tabellenblatt")
            return
        with self._step("füllen"):
            package = with_names(read, stellen) if stellen else read
            data = pack(package.members)
            self._before = Mappe(data)
        self._package, self._stellen = package, stellen
        self._keep(data, "vorher")
        self._lint_before = lint_workbook(data, self._file.name)
        for part in (self._check_fill, self._check_copies):
            with suppress(_EndedError):
                part()

    def _check_fill(self) -> None:
        with self._step("füllen"):
            start = time.process_time()
            template = Template(self._package, [same_plan(self._stellen)])
            compiled = time.process_time()
            same = template.fill(same_plan(self._stellen))
            self.zeile.compile_s, self.zeile.fill_s = compiled - start, time.process_time() - compiled
            other = template.fill(other_plan(self._stellen))
            self._keep(other.data, "anders")
        slow = self.zeile.compile_s > COMPILE_S or self.zeile.fill_s > FILL_S
        seconds = f"{self.zeile.compile_s:.1f} s übersetzt, {self.zeile.fill_s:.1f} s gefüllt"
        self.zeile.judge("zügig", [seconds] if slow else [])
        targets = {(stelle.blatt, stelle.adresse) for stelle in self._stellen}
        after = [Mappe(filled.data) for filled in (same, other)]
        with self._step("Bytes unberührt"):
            self._judge_each(lambda mappe: vergleich.bytes_touched(self._before, mappe, targets), after)
        with self._step("nur Gemeintes"):
            wrong = self._not_there(after[1])
            self._judge_each(lambda mappe: vergleich.cells_touched(self._before, mappe, targets), after, wrong)
        with self._step("Zwischenwerte"):
            self.zeile.judge("Zwischenwerte", list(self._compare(same, after[0], {n: n for n in after[0].blaetter})))
        with self._step("Prüfung"):
            found = [self._new(filled.data, 1) for filled in (same, other)]
            self.zeile.judge("Prüfung", [text for texts in found for text in texts])

    def _check_copies(self) -> None:
        sheet = self._package.sheets[0]
        with self._step("vervielfältigen"):
            many = multiply(self._package, sheet, [Copy(name) for name in KOPIEN])
            own = same_plan(tuple(stelle for stelle in self._stellen if stelle.blatt == sheet.name))
            numbers = [copy.index for copy in many.sheets if copy.name in KOPIEN]
            filled = Template(many, [own]).fill_sheets(dict.fromkeys(numbers, own))
            self._keep(filled.data, "kopien")
            after = Mappe(filled.data)
        with self._step("nichts verloren"):
            copies = {name: after.blaetter[name].part for name in KOPIEN}
            before, now = Teile(self._before.members), Teile(after.members)
            faults = [
                *vergleich.lost_or_shared(before, sheet.part, now, copies),
                *vergleich.wrong_references(now, sheet.name, copies),
                *vergleich.wrong_tabs(after),
            ]
            self.zeile.judge("nichts verloren", faults)
        with self._step("Werte der Kopien"):
            others = {name: name for name in self._before.blaetter if name != sheet.name}
            names = {**dict.fromkeys(KOPIEN, sheet.name), **others}
            self.zeile.judge("Werte der Kopien", list(self._compare(filled, after, names)))
        with self._step("Prüfung der Kopien"):
            self.zeile.judge("Prüfung der Kopien", self._new(filled.data, len(KOPIEN)))

    def _judge_each(self, check: Callable[[Mappe], list[str]], mappen: list[Mappe], faults: Iterable[str] = ()) -> None:
        self.zeile.judge(self._schritt, [*faults, *(fault for mappe in mappen for fault in check(mappe))])

    def _not_there(self, after: Mappe) -> list[str]:
        def is_wrong(stelle: Stelle) -> bool:
            return after.value((stelle.blatt, stelle.adresse)) != after.stored(stelle.anders)

        return [f"{stelle.blatt}!{stelle.adresse} nicht gefüllt" for stelle in self._stellen if is_wrong(stelle)]

    def _compare(self, filled: Filled, after: Mappe, names: dict[str, str]) -> Iterator[str]:
        """Cached values of the sheets `names` (new → old name) against those of the template."""
        werte = vergleich.Zwischenwerte(self._before)
        for new, old in names.items():
            yield from werte.compare(self._before.blaetter[old], after.blaetter[new], self.zeile.zahlen)
        yield from vergleich.wrong_hinweise(after, filled.befunde)

    def _new(self, data: bytes, copies: int) -> list[str]:
        return vergleich.new_findings(self._lint_before, lint_workbook(data, self._file.name), copies)

    def _keep(self, data: bytes, what: str) -> None:
        self._ablage.mkdir(parents=True, exist_ok=True)
        (self._ablage / f"{what}.xlsx").write_bytes(data)

    @contextmanager
    def _step(self, schritt: str) -> Iterator[None]:
        """A refusal in German is an outcome; everything else that is raised is a crash."""
        self._schritt = schritt
        self._melde(schritt)
        try:
            yield
        except XlbudgetError as error:
            self.zeile.set(schritt, Ausgang.ABGELEHNT, str(error))
            raise _EndedError from error
        except MemoryError as error:
            self.zeile.set(schritt, Ausgang.SPEICHER)
            raise _EndedError from error
        except BaseException as error:  # a panic of the calculator is no Exception
            if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
                raise
            place = error.__traceback__
            while place and place.tb_next:
                place = place.tb_next
            where = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else ""
            self.zeile.set(schritt, Ausgang.ABSTURZ, f"{type(error).__name__}: {error} ({where})")
            raise _EndedError from error
        self.zeile.schritte.setdefault(schritt, (Ausgang.OK, ""))
