"""The process that reads: what crashes, hangs or eats memory in it is a message, and the next file is read."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import xlsxwriter
from sources.untrusted import reader_base

from xlbudget.errors import EingabeError
from xlbudget.sources.untrusted import grenzen, leseprozess
from xlbudget.sources.untrusted.leseprozess import Leseprozess

SPEICHER = 2**30


@pytest.fixture
def leser():
    leser = Leseprozess(SPEICHER, sekunden=30)
    yield leser
    leser.close()


@pytest.fixture
def datei(tmp_path):
    datei = tmp_path / "Bücher\x1b.xlsx"
    datei.write_bytes(b"x")
    return datei


def wait_for_the_end(prozess: int) -> bool:
    """Whether a process is gone within ten seconds."""
    for _ in range(200):
        try:
            os.kill(prozess, 0)
        except OSError:
            return True
        time.sleep(0.05)
    return False


def test_one_process_reads_file_after_file(leser, datei):
    erste, puffer = leser.read(reader_base.fine, datei, "Ä")
    assert (erste["wort"], [len(teil) for teil in puffer]) == ("Ä", [3, 100_000])
    assert leser.read(reader_base.fine, datei)[0]["prozess"] == erste["prozess"] == leser.nummer != os.getpid()


@pytest.mark.parametrize("wie", ["crash", "leave", "panic", "eat"])
def test_what_ends_the_reader_is_a_message_and_the_next_file_is_read(leser, datei, wie):
    with pytest.raises(EingabeError) as fehler:
        leser.read(getattr(reader_base, wie), datei)
    text = str(fehler.value)
    assert text.startswith(
        "Bücher\ufffd.xlsx lässt sich nicht lesen: das Lesen ist abgestürzt oder brauchte mehr als 1 GB"
    )
    assert "in Excel mit Strg+Ende" in text
    assert "als CSV erzeugen" in text
    assert leser.read(reader_base.fine, datei, "weiter")[0]["wort"] == "weiter"


def test_the_real_reader_lays_out_a_sheet_up_to_its_last_cell(leser, tmp_path):
    datei = tmp_path / "weit.xlsx"
    with xlsxwriter.Workbook(datei) as mappe:
        mappe.add_worksheet().write("XFD1048576", "x")
        mappe.get_worksheet_by_name("Sheet1").write("A1", "x")
    with pytest.raises(EingabeError, match=r"weit\.xlsx lässt sich nicht lesen: das Lesen ist abgestürzt"):
        leser.read(reader_base.lay_out, datei)
    assert leser.read(reader_base.fine, datei)[0]


def test_a_reader_that_hangs_is_ended(datei):
    leser = Leseprozess(SPEICHER, sekunden=0.5)
    leser.start()
    prozess = leser.nummer
    with pytest.raises(EingabeError, match=r"nach \d Sekunden noch nicht gelesen; das Lesen ist beendet"):
        leser.read(reader_base.hang, datei)
    assert leser.nummer is None
    assert wait_for_the_end(prozess)


def test_what_a_reader_refuses_is_said_in_its_words(leser, datei):
    with pytest.raises(EingabeError, match=r"^So nicht\.$"):
        leser.read(reader_base.refuse, datei)
    assert leser.nummer is not None, "nothing is wrong with the process"


def test_an_idle_process_ends_and_another_is_started(datei):
    leser = Leseprozess(SPEICHER, sekunden=30, ruhe=0.05)
    prozess = leser.read(reader_base.fine, datei)[0]["prozess"]
    assert wait_for_the_end(prozess)
    assert leser.read(reader_base.fine, datei)[0]["prozess"] != prozess
    leser.close()


def test_a_process_that_somebody_ended_is_replaced(leser, datei):
    prozess = leser.read(reader_base.fine, datei)[0]["prozess"]
    os.kill(prozess, signal.SIGTERM)
    leser._prozess.wait()
    assert leser.read(reader_base.fine, datei)[0]["prozess"] != prozess


def test_an_interrupt_leaves_no_half_answer(leser, datei, monkeypatch):
    def interrupt(quelle):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(leseprozess, "receive", interrupt)
        with pytest.raises(KeyboardInterrupt):
            leser.read(reader_base.fine, datei, "alt")
    assert leser.read(reader_base.fine, datei, "neu")[0]["wort"] == "neu"


def test_threads_take_turns(leser, datei):
    gelesen = []
    reihe = [
        threading.Thread(target=lambda i=i: gelesen.append((i, leser.read(reader_base.fine, datei, str(i))[0]["wort"])))
        for i in range(8)
    ]
    for faden in reihe:
        faden.start()
    for faden in reihe:
        faden.join()
    assert sorted(gelesen) == [(i, str(i)) for i in range(8)]


@pytest.mark.parametrize("ende", ["", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"])
def test_no_process_stays_when_the_program_ends(tmp_path, ende):
    """A program without any guard around its main part, which ends as it likes."""
    programm = tmp_path / "programm.py"
    programm.write_text(
        "from pathlib import Path\n"
        "from sources.untrusted import reader_base\n"
        "from xlbudget.sources.untrusted.leseprozess import LESER\n"
        "print(LESER.read(reader_base.fine, Path(__file__))[0]['prozess'], flush=True)\n" + ende
    )
    umgebung = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    lauf = subprocess.run(
        [sys.executable, str(programm)], capture_output=True, text=True, timeout=60, env=umgebung, check=False
    )
    assert lauf.stderr == ""
    assert lauf.returncode == (-signal.SIGKILL if ende else 0)
    assert wait_for_the_end(int(lauf.stdout))


def test_a_python_that_cannot_be_started(datei, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(Path(datei).parent / "pythonw.exe"))
    with pytest.raises(EingabeError, match=r"ließ sich nicht starten .*pythonw\.exe\)\. Bitte die IT ansprechen"):
        Leseprozess().read(reader_base.fine, datei)


class Kernel:
    """kernel32, as far as a limit needs it."""

    def __init__(self) -> None:
        self.gerufen = []

    def __getattr__(self, name):
        def call(*angaben):
            self.gerufen.append((name, angaben))
            return 77

        self.__dict__[name] = call
        return call


def test_on_windows_a_job_limits_the_memory(monkeypatch):
    """The calls and the layout they need on a 64-bit Windows; nobody has run them there."""
    kernel = Kernel()
    monkeypatch.setattr(ctypes, "WinDLL", lambda name, use_last_error: kernel, raising=False)
    assert grenzen._limit_windows(3 * 2**30)
    (_, (job, art, grenze, groesse)) = kernel.gerufen[2]
    assert [name for name, _ in kernel.gerufen] == [
        "SetErrorMode",
        "CreateJobObjectW",
        "SetInformationJobObject",
        "GetCurrentProcess",
        "AssignProcessToJobObject",
    ]
    assert (job.value, art, groesse) == (77, 9, 144)
    assert grenze._obj.ProcessMemoryLimit == 3 * 2**30
    assert (grenzen._Extended.Basic.size, grenzen._Extended.ProcessMemoryLimit.offset) == (64, 112)
    assert grenzen._Basic.LimitFlags.offset == 16
