"""`xlbudget sachdarstellung` as a controller calls it."""

from __future__ import annotations

import shutil

import peine
import pytest

from xlbudget.cli import main


@pytest.fixture
def run(capsys):
    def call(*argumente) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ende:
            main([str(a) for a in ("sachdarstellung", peine.DATENMAPPE, *argumente)])
        ausgabe = capsys.readouterr()
        assert "Traceback" not in ausgabe.out + ausgabe.err
        return ende.value.code, *ausgabe

    return call


def test_a_draft_for_each_committee_and_one_made_anew(run, tmp_path):
    code, out, _ = run("--stand", "2023-12", "--ziel", tmp_path, "--je-ausschuss")
    assert sorted(datei.name for datei in tmp_path.glob("*.docx")) == [
        "Sachdarstellung 2023-12 FIN.docx",
        "Sachdarstellung 2023-12 GAS.docx",
    ]
    assert "Widerspruch" not in out
    assert code == 1  # the example has a Fehler
    alt = tmp_path / "Sachdarstellung 2023-12 GAS.docx"
    _, out, _ = run("--stand", "2023-12", "--ziel", tmp_path, "--ausschuss", "GAS", "--entwurf", alt)
    assert "unverändert." in out
    assert "Der alte Entwurf, wie er vorher war:" in out
    code, _, err = run("--stand", "2023-12", "--ziel", tmp_path / "x", "--entwurf", alt)
    assert code == 2
    assert "für einen anderen Ausschuss als alle zusammen" in err


@pytest.mark.parametrize(
    ("argumente", "meldung"),
    [
        (("--vorlage", "fehlt.docx"), "fehlt.docx gibt es nicht"),
        (("--vorlage", "x.txt"), "ist keine Word-Vorlage"),
        (("--entwurf", "fehlt.docx"), "fehlt.docx gibt es nicht"),
        (("--entwurf", "a.docx", "--vorlage", "b.docx"), "behält seine Gestalt"),
        (("--je-ausschuss", "--ausschuss", "GAS"), "--ausschuss weglassen"),
        (("--ausschuss", "JHA"), "Einen Ausschuss „JHA“ gibt es nicht"),
    ],
)
def test_what_cannot_be_done_is_said_in_german(run, tmp_path, monkeypatch, argumente, meldung):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.txt").write_text("x", encoding="utf-8")
    code, out, err = run("--stand", "2023-12", "--ziel", tmp_path / "z", *argumente)
    assert code == 2
    assert meldung in " ".join((out + err).split())
    assert not (tmp_path / "z").exists()


def test_the_template_of_the_house_lies_beside_its_datenmappe(run, tmp_path, monkeypatch):
    for datei in peine.DATENMAPPE.parent.iterdir():
        if datei.suffix in (".xlsx", ".csv"):
            shutil.copy(datei, tmp_path)
    (tmp_path / "sachdarstellung.docx").write_bytes(b"kein Word")
    monkeypatch.setattr(peine, "DATENMAPPE", tmp_path / peine.DATENMAPPE.name)
    code, _, err = run("--stand", "2023-12", "--ziel", tmp_path / "z")
    assert code == 2
    assert "sachdarstellung.docx ist beschädigt" in err
