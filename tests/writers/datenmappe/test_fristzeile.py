"""What is due next, on the sheet Start: formulas that say what `xlbudget fristen` says, in every Datenmappe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator
from writers.datenmappe.erweitert import ALT, cells, complete, copy_of

from xlbudget.core.fristen import add_months, termine
from xlbudget.layout.ausschusstabelle import AUSSCHUESSE
from xlbudget.layout.datenmappe import DATENMAPPE
from xlbudget.layout.fristentabelle import FRISTEN
from xlbudget.sources.datenmappe.mappe import read_datenmappe
from xlbudget.writers.datenmappe.mappe import einstellungszeilen, write_datenmappe
from xlbudget.xlsx import lint_workbook

HEUTE = date.today()
AUSSCHUSS = [{"Kürzel": "X"}, {"Kürzel": "SOZ", "Sitzung": HEUTE + timedelta(10), "Objekte": "alle"}]
Zeilen = Sequence[Mapping[str, object]]


def in_days(tage: int) -> date:
    return HEUTE + timedelta(tage)


def once(tage: int, pflicht: str = "Bericht") -> dict[str, object]:
    return {"Pflicht": pflicht, "Fällig": in_days(tage)}


def again(erster: date, wie: str, pflicht: str = "Statistik") -> dict[str, object]:
    return {"Pflicht": pflicht, "Fällig": erster, "Wiederholung": wie}


def before(sitzung: str, vorlauf: int | None, pflicht: str = "Vorlage") -> dict[str, object]:
    return {"Pflicht": pflicht, "Sitzung": sitzung, "Vorlauf zur Sitzung": vorlauf}


FAELLE: dict[str, Zeilen] = {
    "leer": [],
    "eine": [once(30)],
    "heute": [once(0), once(1, "morgen")],
    "vorbei": [once(-1), once(-400), {"Pflicht": "ohne Termin"}],
    "vorbei und kommend": [once(-1, "alt"), once(500, "neu")],
    "monatlich vom 31.": [again(date(2020, 1, 31), "monatlich"), once(300)],
    "jährlich vom 29.02.": [again(date(2020, 2, 29), "jährlich")],
    "heute wiederholt": [again(add_months(HEUTE, -9), "vierteljährlich"), once(1)],
    "gestern wiederholt": [again(add_months(in_days(-1), -6), "halbjährlich"), once(1)],
    "erst später": [again(in_days(200), "monatlich"), once(201)],
    "Sitzung": [before("soz", 3), once(8)],
    "Sitzung vorbei": [before("SOZ", 30), once(8)],
    "Sitzung ohne Vorlauf": [before("SOZ", None), once(11)],
    "Sitzung, die es nicht gibt": [before("JUG", 3), before("X", 3), before("SOZ", -1), once(11)],
    "unlesbar": [
        {"Pflicht": "Mitte", "Fällig": "Mitte Februar"},
        again(HEUTE, "monatlich") | {"Fällig": "bald"},
        once(3),
    ],
    "Tag und Monat einstellig": [{"Pflicht": "kurz", "Fällig": f"1.2.{HEUTE.year + 1}"}, once(500)],
}


def drawn(zeilen: Zeilen, ausschuesse: Zeilen | None = AUSSCHUSS) -> bytes:
    inhalt = {"Einstellungen": einstellungszeilen({"Kommune": "Kreis", "Haushaltsjahr": 2026}), "Fristen": zeilen}
    return write_datenmappe(inhalt | ({"Ausschüsse": ausschuesse} if ausschuesse else {}), "Datenmappe")


def said_by_python(datei: Path) -> tuple[date | None, str]:
    """What the sheet must say."""
    mappe, _ = read_datenmappe(datei)
    alle = [
        t for t in termine(mappe.fristen, mappe.sitzungen, HEUTE, date.max.replace(year=HEUTE.year + 9)) if t.faellig
    ]
    kommend = [t for t in alle if t.faellig >= HEUTE]
    vorbei = len(alle) - len(kommend) if all(t in alle for t in kommend) else 0
    text = kommend[0].frist.pflicht if kommend else "keine"
    return (kommend[0].faellig if kommend else None), text + (f" · überfällig: {vorbei}" if vorbei else "")


def said_on_start(datei: Path) -> tuple[date | None, str]:
    blatt = openpyxl.load_workbook(datei, data_only=True)["Start"]
    tag = blatt["B2"].value
    return (tag.date() if hasattr(tag, "date") else None), blatt["C2"].value


def test_it_says_what_the_list_says(recalculated, tmp_path):
    dateien = []
    for nummer, zeilen in enumerate(FAELLE.values()):
        dateien.append(tmp_path / f"{nummer:02d}.xlsx")
        dateien[-1].write_bytes(drawn(zeilen))
    for name, (datei, gerechnet) in zip(FAELLE, recalculated(dateien), strict=True):
        assert (name, said_on_start(gerechnet)) == (name, said_by_python(datei))


def test_dates_typed_into_excel_count_too(recalculated, tmp_path):
    datei = tmp_path / "mappe.xlsx"
    datei.write_bytes(drawn([once(-1), once(9), before("SOZ", 2)], None))
    mappe = openpyxl.load_workbook(datei)
    for zelle, tag in (("E4", in_days(40)), ("E5", in_days(20))):
        mappe["Fristen"][zelle].value = tag
    mappe.save(datei)
    ((_, gerechnet),) = recalculated([datei])
    assert said_on_start(gerechnet) == (in_days(20), "Bericht")


def test_a_new_datenmappe_is_sound_and_has_no_cached_day(tmp_path):
    data = drawn(FAELLE["Sitzung"])
    assert lint_workbook(data, "Datenmappe.xlsx") == []
    datei = tmp_path / "mappe.xlsx"
    datei.write_bytes(data)
    assert OpenXmlValidator().validate(datei).is_valid
    assert said_on_start(datei)[1] is None
    assert drawn(FAELLE["Sitzung"]) == data


def test_without_fristen_there_is_nothing_new():
    mappe, _ = read_datenmappe(ALT / "peine-2023.xlsx")
    assert mappe.fristen == ()
    data = write_datenmappe({}, "Datenmappe")
    assert b"Frist_" not in data
    assert b"Naechste" not in data


@pytest.fixture
def alte(tmp_path) -> Path:
    return copy_of(ALT / "peine-2023.xlsx", tmp_path)


def test_an_older_one_gets_it_with_the_table(alte, recalculated):
    complete(alte, (), DATENMAPPE)
    vorher = cells(alte, ["Start"])
    ergaenzt = complete(alte, (FRISTEN,), DATENMAPPE).ergaenzt
    assert "Blatt „Start“: die nächste Frist" in ergaenzt
    nachher = cells(alte, ["Start"])
    assert nachher.keys() - vorher.keys() == {("Start", "B2"), ("Start", "C2")}
    assert {ort: nachher[ort] for ort in vorher} == vorher
    assert complete(alte, (), DATENMAPPE).ergaenzt == ()
    ((_, gerechnet),) = recalculated([alte])
    assert said_on_start(gerechnet) == (None, "keine")


def test_committees_that_come_later_count(alte, recalculated):
    complete(alte, (FRISTEN,), DATENMAPPE)
    assert "Blatt „Start“: die nächste Frist" in complete(alte, (AUSSCHUESSE,), DATENMAPPE).ergaenzt
    mappe = openpyxl.load_workbook(alte)
    mappe["Fristen"]["A4"], mappe["Fristen"]["I4"], mappe["Fristen"]["J4"] = "Vorlage", "SOZ", 2
    mappe["Ausschüsse"]["A4"], mappe["Ausschüsse"]["C4"] = "SOZ", f"{in_days(12):%d.%m.%Y}"
    mappe.save(alte)
    ((_, gerechnet),) = recalculated([alte])
    assert said_on_start(gerechnet) == (in_days(10), "Vorlage")


def test_a_place_that_is_used_stays_as_it_is(tmp_path):
    datei = copy_of(ALT / "peine-2023.xlsx", tmp_path, lambda mappe: mappe["Start"].__setitem__("C2", "Meins"))
    assert not any("nächste Frist" in was for was in complete(datei, (FRISTEN,), DATENMAPPE).ergaenzt)
    assert openpyxl.load_workbook(datei)["Start"]["C2"].value == "Meins"
    assert "Naechste_Frist" not in openpyxl.load_workbook(datei).defined_names


def test_it_stays_where_the_user_moved_it(alte):
    complete(alte, (FRISTEN,), DATENMAPPE)
    mappe = openpyxl.load_workbook(alte)
    mappe.defined_names["Naechste_Frist"].attr_text = "Start!$C$9"
    mappe.save(alte)
    assert not any("nächste Frist" in was for was in complete(alte, (), DATENMAPPE).ergaenzt)
    assert openpyxl.load_workbook(alte).defined_names["Naechste_Frist"].attr_text == "Start!$C$9"
