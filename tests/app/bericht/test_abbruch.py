"""Runs that are killed at any moment, on a nearly full disk, or two at once: the old report whole, or the new one.

`XLBUDGET_TIEFE=voll pytest tests/app/bericht/test_abbruch.py` kills 200 runs.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from app.bericht.musterhaus import clean_house

from xlbudget.writers.ablage import Ablage

pytestmark = pytest.mark.deep

LAUF = "import sys; from xlbudget.cli import main; sys.exit(main(sys.argv[1:]))"
Bild = dict[str, bytes]


@pytest.fixture(scope="module")
def haeuser(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The same house twice, of which the second has one posting more on every Produkt."""
    mappen = []
    for name in ("alt", "neu"):
        haus = clean_house()
        if name == "neu":
            haus.journale["journal.csv"] += [(f"N{p}", p, "4011", 3, 777_00) for p in ("1111", "2171", "3131", "3661")]
        ordner = tmp_path_factory.mktemp(name)
        mappen.append(haus.write(ordner))
    return mappen


@pytest.fixture
def platte(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with room for two reports and a bit; a plain folder where nobody may mount one."""
    ort = tmp_path / "platte"
    ort.mkdir()
    eigene = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(ort)], capture_output=True, check=False
    )
    yield ort
    if eigene.returncode == 0:
        subprocess.run(["umount", str(ort)], check=True)


def begin(mappe: Path, ziel: Path) -> subprocess.Popen[bytes]:
    befehl = [sys.executable, "-c", LAUF, "bericht", str(mappe), "--stand", "2024-06", "--ziel", str(ziel)]
    return subprocess.Popen(befehl, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finish(lauf: subprocess.Popen[bytes]) -> tuple[int, str]:
    _, fehler = lauf.communicate(timeout=120)
    return lauf.returncode, fehler.decode()


def picture(ziel: Path) -> Bild:
    """All files of the target after the next run has looked at it."""
    with pytest.raises(RuntimeError), Ablage(ziel):
        raise RuntimeError
    return {str(f.relative_to(ziel)): f.read_bytes() for f in ziel.rglob("*") if f.is_file() and f.suffix == ".xlsx"}


def pictures(haeuser: list[Path], ordner: Path) -> tuple[list[Bild], float]:
    """Both reports as they ought to be, and how long one takes."""
    bilder = []
    anfang = time.monotonic()
    for nummer, mappe in enumerate(haeuser):
        assert finish(begin(mappe, ordner / str(nummer)))[0] == 0
        bilder.append(picture(ordner / str(nummer)))
    assert set(bilder[0]) == set(bilder[1])
    assert bilder[0] != bilder[1]
    return bilder, (time.monotonic() - anfang) / len(haeuser)


def test_a_killed_run_leaves_the_old_report_or_the_new_one(
    haeuser: list[Path], tmp_path: Path, tiefe: Callable[[int, int], int]
) -> None:
    bilder, dauer = pictures(haeuser, tmp_path / "soll")
    ziel, wuerfel = tmp_path / "ziel", random.Random(5)
    assert finish(begin(haeuser[0], ziel))[0] == 0
    steht, gesehen = 0, [0, 0]
    for nummer in range(tiefe(12, 200)):
        lauf = begin(haeuser[1 - steht], ziel)
        # most of the time goes into starting and reading: every second kill falls into the last part
        time.sleep(dauer * wuerfel.uniform(0.6 if nummer % 2 else 0.0, 1.05))
        os.kill(lauf.pid, signal.SIGKILL)
        finish(lauf)
        jetzt = picture(ziel)
        assert jetzt in bilder, f"Kill {nummer}: weder der alte noch der neue Bericht"
        gesehen[jetzt == bilder[1 - steht]] += 1
        steht = bilder.index(jetzt)
    print(f"{sum(gesehen)} Abbrüche: {gesehen[0]}-mal der alte, {gesehen[1]}-mal der neue Bericht")


def test_a_full_disk_leaves_the_old_report(haeuser: list[Path], tmp_path: Path, platte: Path) -> None:
    bilder, _ = pictures(haeuser, tmp_path / "soll")
    ziel = platte / "ziel"
    assert finish(begin(haeuser[0], ziel))[0] == 0
    ballast = platte / "ballast"
    for bytes_frei in (0, 2_000, 10_000, 30_000, 60_000):
        _fill(ballast, bytes_frei)
        code, fehler = finish(begin(haeuser[1], ziel))
        ballast.unlink(missing_ok=True)
        jetzt = picture(ziel)
        assert jetzt == bilder[1 if code == 0 else 0]
        assert "Traceback" not in fehler
        if code:
            assert "voll" in fehler
        assert finish(begin(haeuser[0], ziel))[0] == 0


def _fill(ballast: Path, frei: int) -> None:
    """Leave so many bytes of the disk; nothing happens where the disk is not a small one."""
    platz = os.statvfs(ballast.parent)
    zu_viel = platz.f_bavail * platz.f_frsize - frei
    if 0 < zu_viel < 2**20:
        ballast.write_bytes(b"x" * zu_viel)


def test_two_runs_at_once_and_one_killed(haeuser: list[Path], tmp_path: Path, tiefe: Callable[[int, int], int]) -> None:
    bilder, dauer = pictures(haeuser, tmp_path / "soll")
    ziel, wuerfel = tmp_path / "ziel", random.Random(6)
    assert finish(begin(haeuser[0], ziel))[0] == 0
    for nummer in range(tiefe(4, 40)):
        laeufe = [begin(mappe, ziel) for mappe in haeuser]
        time.sleep(dauer * wuerfel.uniform(0.5, 1.6))
        os.kill(laeufe[nummer % 2].pid, signal.SIGKILL)
        enden = [finish(lauf) for lauf in laeufe]
        anderer = enden[1 - nummer % 2]
        assert anderer[0] == 0 or "anderer Lauf" in anderer[1], anderer
        assert picture(ziel) in bilder, nummer
