import errno
import hashlib
import json
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from xlbudget.errors import AusgabeError
from xlbudget.writers.ablage import Ablage
from xlbudget.writers.umzug import Umzug


@pytest.fixture
def ziel(tmp_path):
    (tmp_path / "einzeln").mkdir()
    (tmp_path / "einzeln" / "a.xlsx").write_bytes(b"alt a")
    (tmp_path / "b.xlsx").write_bytes(b"alt b")
    return tmp_path


def inhalt(ordner):
    return {str(datei.relative_to(ordner)): datei.read_bytes() for datei in ordner.rglob("*") if datei.is_file()}


ALT = {"einzeln/a.xlsx": b"alt a", "b.xlsx": b"alt b"}


def schreibe(ziel):
    with Ablage(ziel) as ablage:
        ablage.write("einzeln/a.xlsx", b"neu a")
        ablage.write("b.xlsx", b"neu b")
        ablage.write("c/d.xlsx", b"neu d")


def test_everything_arrives_and_nothing_else_stays(ziel):
    schreibe(ziel)
    assert inhalt(ziel) == {"einzeln/a.xlsx": b"neu a", "b.xlsx": b"neu b", "c/d.xlsx": b"neu d"}


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError, MemoryError])
def test_an_aborted_run_leaves_the_old_files(ziel, error):
    def run():
        with Ablage(ziel) as ablage:
            ablage.write("b.xlsx", b"neu b")
            raise error

    with pytest.raises(error):
        run()
    assert inhalt(ziel) == ALT


@pytest.mark.parametrize("schritt", range(1, 6))
@pytest.mark.parametrize("error", [PermissionError(errno.EACCES, "gesperrt"), KeyboardInterrupt()])
def test_a_move_that_fails_is_taken_back(ziel, monkeypatch, schritt, error):
    echt, zaehler = Path.replace, iter(range(1, 100))

    def replace(self, target):
        if next(zaehler) == schritt:
            raise error
        return echt(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises((AusgabeError, KeyboardInterrupt)):
        schreibe(ziel)
    assert inhalt(ziel) == ALT


def test_what_cannot_be_put_back_now_is_put_back_by_the_next_run(ziel, monkeypatch):
    echt = Path.replace

    def replace(self, target):
        """A virus scanner holds the new b and, when it comes to putting back, the new a."""
        if self.as_posix().endswith("neu/b.xlsx") or "/alt/" in self.as_posix():
            raise PermissionError(errno.EACCES, "gesperrt")
        return echt(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(AusgabeError, match="der nächste Lauf in diesen Ordner"):
        schreibe(ziel)
    monkeypatch.undo()
    assert inhalt(ziel)["einzeln/a.xlsx"] == b"neu a"
    with pytest.raises(RuntimeError), Ablage(ziel):
        raise RuntimeError
    assert inhalt(ziel) == ALT


def test_on_windows_a_file_held_for_a_moment_is_waited_for(ziel, monkeypatch):
    echt, zaehler = Path.replace, iter(range(1, 100))

    def replace(self, target):
        if next(zaehler) % 3:
            raise PermissionError(errno.EACCES, "gesperrt")
        return echt(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr("xlbudget.writers.umzug.sys.platform", "win32")
    schreibe(ziel)
    assert inhalt(ziel)["b.xlsx"] == b"neu b"


def test_a_path_that_excel_cannot_open_is_refused_on_windows(ziel, monkeypatch):
    lang = "x" * (215 - len(str(ziel)))
    with Ablage(ziel) as ablage:
        ablage.write(f"{lang}.xlsx", b"")
    monkeypatch.setattr("xlbudget.writers.ablage.sys.platform", "win32")
    with pytest.raises(AusgabeError, match="höchstens 218 Zeichen"), Ablage(ziel) as ablage:
        ablage.write(f"{lang}.xlsx", b"")


def killed_while_moving(ziel, nach):
    """What a killed run leaves: some files moved, one perhaps missing, the folder with the others still there."""

    class Tod(BaseException):
        pass

    echt, zaehler = Path.replace, iter(range(1, 100))

    def replace(self, target):
        if next(zaehler) > nach:
            raise Tod
        return echt(self, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        patch.setattr(Umzug, "take_back", lambda self: None)
        patch.setattr(Ablage, "_clean_up", lambda self: self._lock.release())
        with pytest.raises(Tod):
            schreibe(ziel)


@pytest.mark.parametrize("nach", range(5))
def test_the_next_run_puts_back_what_a_killed_one_moved(ziel, nach):
    killed_while_moving(ziel, nach)
    assert (ziel / ".xlbudget").is_dir()
    with pytest.raises(RuntimeError), Ablage(ziel):
        raise RuntimeError
    assert inhalt(ziel) == ALT
    schreibe(ziel)
    assert inhalt(ziel)["c/d.xlsx"] == b"neu d"


def test_two_runs_at_once(ziel):
    with Ablage(ziel) as erster:
        erster.write("b.xlsx", b"neu b")
        with pytest.raises(AusgabeError, match="schreibt gerade ein anderer Lauf"), Ablage(ziel):
            pass
    assert inhalt(ziel) == {**ALT, "b.xlsx": b"neu b"}


def test_ctrl_c_while_moving_waits(ziel, monkeypatch):
    echt = Path.replace

    def replace(self, target):
        signal.raise_signal(signal.SIGINT)
        return echt(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    schreibe(ziel)
    assert inhalt(ziel)["b.xlsx"] == b"neu b"


def test_disk_full(ziel, monkeypatch):
    def write_bytes(self, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", write_bytes)
    with pytest.raises(AusgabeError, match="Der Datenträger ist voll"):
        schreibe(ziel)
    monkeypatch.undo()
    assert inhalt(ziel) == ALT


@pytest.mark.parametrize("sperre", ["~$b.xlsx", ".~lock.b.xlsx#"])
def test_a_file_open_in_excel(ziel, sperre):
    (ziel / sperre).touch()
    with pytest.raises(AusgabeError, match=r"b.xlsx ist gerade geöffnet"):
        schreibe(ziel)
    assert inhalt(ziel) == {**ALT, sperre: b""}


def test_no_right_to_write(ziel, monkeypatch):
    echt = Path.open

    def open_(self, mode="r", *args, **kwargs):
        if "+" in mode:
            raise PermissionError(errno.EACCES, "Permission denied")
        return echt(self, mode, *args, **kwargs)

    monkeypatch.setattr(Path, "open", open_)
    with pytest.raises(AusgabeError, match="in Excel geöffnet oder ohne Schreibrecht"):
        schreibe(ziel)
    monkeypatch.undo()
    assert inhalt(ziel) == ALT


def test_target_is_a_file(ziel):
    with pytest.raises(AusgabeError, match="erwartet wird ein Ordner"), Ablage(ziel / "b.xlsx"):
        pass


# what somebody else put there


def planted(ziel, *eintraege, alt=b"fremd"):
    """A record of a move that xlbudget never began, with something to put in the place of each file."""
    temp = ziel / ".xlbudget"
    temp.mkdir()
    (temp / "umzug.json").write_text(json.dumps(eintraege), encoding="utf-8")
    for eintrag in eintraege:
        backup = temp / "alt" / eintrag["relativ"]
        with suppress(OSError):
            backup.parent.mkdir(parents=True, exist_ok=True)
            backup.write_bytes(alt)


@pytest.mark.parametrize(
    "relativ",
    ["../draussen.txt", "/tmp/draussen.txt", "einzeln/../../draussen.txt", "C:/draussen.txt", "C:draussen.txt",
     "..\\draussen.txt", "\\\\server\\freigabe\\x", "a.xlsx:strom", "", "."],
)  # fmt: skip
@pytest.mark.parametrize("format_", ["umzug.json", "umzug.txt"])
def test_a_planted_record_leads_nowhere(tmp_path, relativ, format_):
    ziel = tmp_path / "ziel"
    ziel.mkdir()
    draussen = tmp_path / "draussen.txt"
    draussen.write_bytes(b"wichtig")
    temp = ziel / ".xlbudget"
    temp.mkdir()
    pruefsumme = hashlib.sha256(b"wichtig").hexdigest()
    eintrag = json.dumps([{"relativ": relativ, "neu": pruefsumme, "alt": None}])
    (temp / format_).write_text(eintrag if format_ == "umzug.json" else f"{relativ}\n", encoding="utf-8")
    with pytest.raises(AusgabeError, match="stammt er nicht von xlbudget"), Ablage(ziel) as ablage:
        ablage.write("b.xlsx", b"neu")
    assert draussen.read_bytes() == b"wichtig"
    assert not (ziel / ".xlbudget.lock").exists()


def test_a_record_through_a_link_leads_nowhere(tmp_path):
    ziel, draussen = tmp_path / "ziel", tmp_path / "draussen"
    ziel.mkdir()
    draussen.mkdir()
    (draussen / "a.txt").write_bytes(b"wichtig")
    (ziel / "einzeln").symlink_to(draussen)
    planted(ziel, {"relativ": "einzeln/a.txt", "neu": hashlib.sha256(b"wichtig").hexdigest(), "alt": None}, alt=b"")
    with pytest.raises(AusgabeError, match="Verknüpfung zu einem anderen Ort"), Ablage(ziel):
        pass
    assert inhalt(draussen) == {"a.txt": b"wichtig"}


def test_nothing_is_written_through_a_link(tmp_path):
    ziel, draussen = tmp_path / "ziel", tmp_path / "draussen"
    ziel.mkdir()
    draussen.mkdir()
    (ziel / "einzeln").symlink_to(draussen)
    with pytest.raises(AusgabeError, match="Verknüpfung zu einem anderen Ort"), Ablage(ziel) as ablage:
        ablage.write("einzeln/a.xlsx", b"neu")
    assert inhalt(draussen) == {}


def test_a_file_that_the_record_does_not_know_by_its_bytes_stays(ziel):
    planted(ziel, {"relativ": "b.xlsx", "neu": "0" * 64, "alt": None}, alt=b"")
    (ziel / ".xlbudget" / "alt" / "b.xlsx").unlink()
    with Ablage(ziel) as ablage:
        ablage.write("c.xlsx", b"neu c")
    assert inhalt(ziel) == {**ALT, "c.xlsx": b"neu c"}


def test_a_file_changed_since_a_killed_run_is_not_replaced(ziel):
    killed_while_moving(ziel, 4)
    (ziel / "b.xlsx").write_bytes(b"von Hand")
    with pytest.raises(AusgabeError, match="seit einem abgebrochenen Lauf verändert"), Ablage(ziel):
        pass
    assert (ziel / "b.xlsx").read_bytes() == b"von Hand"
    assert (ziel / ".xlbudget" / "alt" / "b.xlsx").read_bytes() == b"alt b"


@pytest.mark.parametrize(
    "inhalt_",
    [
        "{", "[1]", '{"a": 1}', '[{"relativ": "b.xlsx"}]', '["b.xlsx"]', "[" * 100_000,
        '[{"relativ": 5, "neu": "", "alt": ""}]', '[{"relativ": "b.xlsx", "neu": null, "alt": []}]',
    ],
    ids=lambda text: text[:40],
)  # fmt: skip
def test_a_record_that_nobody_can_read_is_not_acted_upon(ziel, inhalt_):
    (ziel / ".xlbudget").mkdir()
    (ziel / ".xlbudget" / "umzug.json").write_text(inhalt_, encoding="utf-8")
    with pytest.raises(AusgabeError, match="das nicht von xlbudget stammt"), Ablage(ziel):
        pass
    assert (ziel / ".xlbudget" / "umzug.json").exists()
    assert not (ziel / ".xlbudget.lock").exists()


@pytest.mark.parametrize("name", [".xlbudget", ".xlbudget.lock"])
def test_what_a_run_keeps_for_itself_may_be_no_link(tmp_path, name):
    ziel, draussen = tmp_path / "ziel", tmp_path / "draussen.txt"
    ziel.mkdir()
    draussen.write_bytes(b"wichtig")
    (ziel / name).symlink_to(draussen)
    with pytest.raises(AusgabeError, match="braucht xlbudget für sich"), Ablage(ziel):
        pass
    assert draussen.read_bytes() == b"wichtig"


def test_a_half_moved_run_of_0_3_0_is_put_back(ziel):
    temp = ziel / ".xlbudget"
    (temp / "alt").mkdir(parents=True)
    (temp / "umzug.txt").write_text("b.xlsx\nc.xlsx", encoding="utf-8")
    (temp / "alt" / "b.xlsx").write_bytes(b"alt b")
    (ziel / "b.xlsx").write_bytes(b"neu b")
    with pytest.raises(RuntimeError), Ablage(ziel):
        raise RuntimeError
    assert inhalt(ziel) == ALT


@pytest.mark.parametrize("name", ["b.xlsx", "einzeln/a.xlsx"])
def test_an_input_is_never_overwritten(ziel, name):
    with pytest.raises(AusgabeError, match="aus der gerade gelesen wird"), Ablage(ziel, [ziel / name]) as ablage:
        ablage.write(name, b"neu")
    assert inhalt(ziel) == ALT


def test_a_name_that_is_too_long_is_said(tmp_path):
    with pytest.raises(AusgabeError, match="ein Name ist zu lang"), Ablage(tmp_path / ("ä" * 200) / "x"):
        pass
