"""The record of an installation outlives the release that wrote it."""

import json

import pytest

from xlbudget.addin.einrichten.nachweis import Datei, Nachweis
from xlbudget.errors import EingabeError

GESPEICHERT = """{
 "ordner": [
  "C:\\\\Daten\\\\Büro"
 ],
 "dateien": {
  "a.xlam": {
   "pruefsumme": "ab",
   "vorher": null
  },
  "b.dll": {
   "pruefsumme": "cd",
   "vorher": "aGk="
  }
 },
 "einstellungen": {
  "ADDIN": [
   "neu",
   null
  ],
  "PYTHONPATH": [
   "neu",
   "vorher"
  ]
 },
 "einstellungen_neu": true,
 "schluessel": {
  "Location20": "C:\\\\Daten\\\\"
 }
}"""
"""As 0.3.0 wrote it."""

NACHWEIS = Nachweis(
    ["C:\\Daten\\Büro"],
    {"a.xlam": Datei("ab", None), "b.dll": Datei("cd", "aGk=")},
    {"ADDIN": ["neu", None], "PYTHONPATH": ["neu", "vorher"]},
    True,
    {"Location20": "C:\\Daten\\"},
)


def test_a_record_is_read_and_written_as_ever(tmp_path):
    file = tmp_path / "addin.json"
    file.write_text(GESPEICHERT, encoding="utf-8")
    assert Nachweis.read(file) == NACHWEIS
    NACHWEIS.save(file)
    assert file.read_text(encoding="utf-8") == GESPEICHERT


@pytest.mark.parametrize(
    "anders",
    [{"ordner": "C:"}, {"dateien": {"a": "b"}}, {"einstellungen_neu": 1}, {"mehr": 1}, {"schluessel": {"a": None}}],
    ids=str,
)
def test_what_is_no_record_is_refused(tmp_path, anders):
    file = tmp_path / "addin.json"
    file.write_text(json.dumps(json.loads(GESPEICHERT) | anders), encoding="utf-8")
    with pytest.raises(EingabeError, match="beschädigt"):
        Nachweis.read(file)
