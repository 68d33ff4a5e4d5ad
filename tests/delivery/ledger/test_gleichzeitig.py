"""Two runs at once, as real processes on one database: the same as one after the other."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from pathlib import Path

import pytest
from delivery.mailserver import BENUTZER, KENNWORT
from delivery.muster import ABSENDER, BUDGETS, STAND, plan
from delivery.postgres import copy_versandbuch, forget_rueckgaben, new_database
from delivery.prozess import Prozess, ruecklauf
from delivery.runde import GROSS, KLEIN, MITTEL, send

from xlbudget.delivery.ledger.eintraege import Entscheid
from xlbudget.delivery.ledger.ort import DATEINAME
from xlbudget.delivery.ledger.versandbuch import Versandbuch
from xlbudget.delivery.mail.zustellung import Ereignisart

Ort = str | Path
Lage = set[tuple[str, str]]
WEITERE = 30
"""So many files that are no workbook, so that two runs have something to contend for."""


@pytest.fixture(scope="module")
def prozesse() -> Iterator[list[Prozess]]:
    prozesse = [Prozess(), Prozess()]
    yield prozesse
    for prozess in prozesse:
        prozess.end()


@dataclass(frozen=True)
class Sammlung:
    """A Versandbuch from which workbooks were sent, to be copied, and what came back.

    `a` and `a2` are of one Budget, `b` of another, each without anything to find fault with; `e` is a draft beside `d`.
    """

    versandt: Path
    dateien: dict[str, Path]

    def paths(self, namen: Sequence[str]) -> list[str]:
        return [str(self.dateien[name]) for name in namen]

    def task(self, ort: Ort, namen: Sequence[str], wer: str = "anna", **weitere: object) -> dict[str, object]:
        return {"aufgabe": "ruecklauf", "ort": str(ort), "wer": wer, "pfade": self.paths(namen), **weitere}


@pytest.fixture(scope="module")
def sammlung(tmp_path_factory: pytest.TempPathFactory) -> Sammlung:
    ordner = tmp_path_factory.mktemp("ruecklauf")
    with Versandbuch.open(ordner / DATEINAME) as buch:
        klein, mittel, gross = (send(buch, budget) for budget in (KLEIN, MITTEL, GROSS))
    daten = {
        "a": klein.answer(),
        "a2": klein.answer(name="Max Muster"),
        "b": mittel.answer(),
        "d": gross.answer(),
        "e": gross.answer(status="Entwurf"),
    } | {f"x{nummer}": f"keine Mappe {nummer}".encode() for nummer in range(WEITERE)}
    dateien = {name: ordner / f"{name}.xlsx" for name in daten}
    for name, datei in dateien.items():
        datei.write_bytes(daten[name])
    return Sammlung(ordner / DATEINAME, dateien)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def new_ort(
    request: pytest.FixtureRequest,
    sammlung: Sammlung,
    prozesse: list[Prozess],
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[], Ort]:
    """Makes a Versandbuch in which the workbooks are sent and nothing has come back."""
    ordner = tmp_path_factory.mktemp("orte")
    url = ""
    if request.param == "postgresql":
        url = new_database(request.getfixturevalue("postgres"))
        copy_versandbuch(sammlung.versandt, url)

    def machen() -> Ort:
        if url:
            forget_rueckgaben(url)
            return url
        return Path(shutil.copy(sammlung.versandt, ordner / f"{len(list(ordner.iterdir()))}.sqlite"))

    for prozess in prozesse:  # so that later runs find everything loaded
        assert prozess.run(**sammlung.task(machen(), [*sammlung.dateien]), hier=True)["status"] == 0
    return machen


def result(ort: Ort) -> Lage:
    """Every return by its file, and whether it counts, waits or is refused; each at most once, each file whole."""
    with Versandbuch.open(ort) as buch:
        rueckgaben = buch.ruecklauf.rueckgaben()
        assert all(buch.archived(r.sha256) for r in rueckgaben)
    lagen = {(r.sha256, str(r.entscheidung and r.entscheidung.art)) for r in rueckgaben}
    assert len(lagen) == len(rueckgaben)
    return lagen


def in_one_run(ort: Ort, sammlung: Sammlung, namen: Sequence[str]) -> Lage:
    ruecklauf(sammlung.task(ort, namen))
    return result(ort)


def splits(namen: Sequence[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Every way to give each file to the one run, the other or both."""
    for wohin in product((1, 2, 3), repeat=len(namen)):
        teile = [[name for name, wo in zip(namen, wohin, strict=True) if wo & lauf] for lauf in (1, 2)]
        yield teile[0], teile[1]


def test_what_follows_from_the_example(new_ort, sammlung):
    """What all of the following must lead to; a and b alone count, a beside a2 does not."""
    assert sorted(lage for _, lage in in_one_run(new_ort(), sammlung, ["a", "b"])) == [Entscheid.VON_SELBST] * 2
    beide = in_one_run(new_ort(), sammlung, ["a", "a2", "b"])
    assert sorted(lage for _, lage in beide) == ["None", "None", Entscheid.VON_SELBST]


def test_one_after_the_other_in_either_order_for_every_split(new_ort, sammlung):
    namen = ["a", "a2", "b"]
    erwartet = in_one_run(new_ort(), sammlung, namen)
    for erster, zweiter in splits(namen):
        ort = new_ort()
        ruecklauf(sammlung.task(ort, erster))
        ruecklauf(sammlung.task(ort, zweiter, "berta"))
        assert result(ort) == erwartet, (erster, zweiter)


def run_at_once(prozesse: Sequence[Prozess], auftraege: Sequence[dict[str, object]]) -> list[object]:
    for prozess, auftrag in zip(prozesse, auftraege, strict=True):
        prozess.start(**auftrag)
    return [prozess.wait()["status"] for prozess in prozesse]


def test_at_once_for_every_split(new_ort, prozesse, sammlung):
    namen = ["a", "a2", "b"]
    erwartet = in_one_run(new_ort(), sammlung, namen)
    for teile in splits(namen):
        ort = new_ort()
        assert run_at_once(prozesse, [sammlung.task(ort, teil, zoegern_s=0.005) for teil in teile]) == [0, 0]
        assert result(ort) == erwartet, teile


Schritte = list[tuple[int, int]]
"""Which of how many runs that could go on did."""


def run_in_order(prozesse: Sequence[Prozess], auftraege: Sequence[dict[str, object]], vorgabe: Schritte) -> Schritte:
    """Both runs, one step of either at a time: as given, then the first that can go on."""
    for prozess, auftrag in zip(prozesse, auftraege, strict=True):
        prozess.start(**auftrag, schritte=["find", "record", "settle"])
    stand = [prozess.wait() for prozess in prozesse]
    schritte: Schritte = []
    while wartend := [nummer for nummer, antwort in enumerate(stand) if "vor" in antwort]:
        wahl = vorgabe[len(schritte)][0] if len(schritte) < len(vorgabe) else 0
        schritte.append((wahl, len(wartend)))
        nummer = wartend[wahl]
        prozesse[nummer].step()
        stand[nummer] = prozesse[nummer].wait()
    assert [antwort["status"] for antwort in stand] == [0, 0]
    return schritte


def next_order(schritte: Schritte) -> Schritte | None:
    """The next way to go on, in the order of a dictionary; None after the last."""
    while schritte and schritte[-1][0] == schritte[-1][1] - 1:
        schritte = schritte[:-1]
    return [*schritte[:-1], (schritte[-1][0] + 1, schritte[-1][1])] if schritte else None


@pytest.mark.parametrize(
    ("erster", "zweiter", "anzahl"), [(["a"], ["a2"], 20), (["a"], ["a"], 18), (["a", "a2"], ["a2"], 49)]
)
def test_every_order_of_the_steps_of_two_runs(new_ort, prozesse, sammlung, erster, zweiter, anzahl):
    erwartet = in_one_run(new_ort(), sammlung, sorted({*erster, *zweiter}))
    vorgabe: Schritte | None = []
    gesehen = 0
    while vorgabe is not None:
        ort = new_ort()
        auftraege = [sammlung.task(ort, namen) for namen in (erster, zweiter)]
        schritte = run_in_order(prozesse, auftraege, vorgabe)
        assert result(ort) == erwartet, schritte
        vorgabe, gesehen = next_order(schritte), gesehen + 1
    assert gesehen == anzahl


@pytest.mark.parametrize("saat", range(8))
def test_any_split_in_any_order(new_ort, prozesse, sammlung, saat):
    zufall, namen = random.Random(saat), [*sammlung.dateien]
    erwartet = in_one_run(new_ort(), sammlung, namen)
    ort = new_ort()
    teile: list[list[str]] = [[], []]
    for name in zufall.sample(namen, len(namen)):
        for nummer in zufall.choice(([0], [1], [0, 1])):
            teile[nummer].append(name)
    zufall.shuffle(teile[1])
    assert run_at_once(prozesse, [sammlung.task(ort, teil, zoegern_s=0.005) for teil in teile]) == [0, 0]
    assert result(ort) == erwartet


def test_both_runs_really_worked_at_the_same_time(new_ort, prozesse, sammlung):
    """Or the tests above would show nothing: each recorded files between those of the other.

    Who waits for a lock of SQLite looks again ever more seldom, so that on a busy machine one may go far ahead: of
    several runs the one that mixed them most counts.
    """
    namen = [*sammlung.dateien]
    wechsel = []
    while len(wechsel) < 5 and max(wechsel, default=0) < 5:
        ort = new_ort()
        auftraege = [sammlung.task(ort, namen[i::2], wer, zoegern_s=0.02) for i, wer in enumerate(("anna", "berta"))]
        assert run_at_once(prozesse, auftraege) == [0, 0]
        with Versandbuch.open(ort) as buch:
            wer = [rueckgabe.erfasst_von for rueckgabe in buch.ruecklauf.rueckgaben()]
        assert len(wer) == len(namen)
        wechsel.append(sum(links != rechts for links, rechts in pairwise(wer)))
    assert max(wechsel) >= 5


@pytest.mark.parametrize("runde", range(4))
def test_two_persons_who_decide_differently_at_once(new_ort, prozesse, sammlung, runde):
    """The first decides; the second is told."""
    ort = new_ort()
    in_one_run(ort, sammlung, ["a", "a2"])
    auftraege = [
        sammlung.task(ort, [], wer, annehmen=[nummer], ablehnen=[3 - nummer])
        for nummer, wer in ((1, "anna"), (2, "berta"))
    ]
    assert sorted(run_at_once(prozesse, auftraege)) == [0, 1]
    assert sorted(lage for _, lage in result(ort)) == [Entscheid.ABGELEHNT, Entscheid.ANGENOMMEN]
    with Versandbuch.open(ort) as buch:
        beide = [rueckgabe.entscheidungen for rueckgabe in buch.ruecklauf.rueckgaben()]
    assert [len(entscheidungen) for entscheidungen in beide] == [1, 1]
    assert beide[0][0].wer == beide[1][0].wer


def test_two_sending_runs_at_once_send_every_mail_once(ort, server, prozesse):
    auftrag = {
        "aufgabe": "versand",
        "ort": str(ort),
        "port": server.port,
        "absender": [ABSENDER.name, ABSENDER.email],
        "anmeldung": [BENUTZER, KENNWORT],
        "ca": str(server.ca_datei),
        "budgets": list(BUDGETS),
    }
    with Versandbuch.open(ort) as buch:
        for budget in BUDGETS:
            plan(buch, budget)
    for prozess in prozesse:
        prozess.start(**auftrag)
    assert sorted(prozess.wait()["status"] for prozess in prozesse)[0] == 0, "the other may have been told to wait"
    server.wait_idle()
    with Versandbuch.open(ort) as buch:
        assert {nachricht.zustand for nachricht in buch.nachrichten(STAND)} == {Ereignisart.ANGENOMMEN}
        assert server.counts() == {nachricht.message_id: 1 for nachricht in buch.nachrichten()}


def test_two_first_runs_at_once_make_one_versandbuch(tmp_path, prozesse):
    for runde in range(10):
        ort = tmp_path / f"{runde} {DATEINAME}"
        assert run_at_once(prozesse, [{"aufgabe": "anlegen", "ort": str(ort)}] * 2) == [0, 0]
        with Versandbuch.open(ort, anlegen=False) as buch:
            assert len(buch.schluessel()) == 32
