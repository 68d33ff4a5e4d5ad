"""The Ampel of every line and the steps of warning of Ziele, as words: by the rules of core, in cells that compute."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from writers.druck.druckbeispiel import blick
from writers.gesamtbericht.test_berichtsspalten import with_columns
from writers.test_gesamtbericht import JUNI, Excel, assert_equal_values, bericht_of, kennzahl, table, with_sums

from xlbudget.core.bericht import Produktbericht
from xlbudget.core.darstellung import AMPEL, HEUTIGE, UEBLICH
from xlbudget.core.tendenz import Ampel, Regeln, Warnstufe, warnstufe
from xlbudget.writers.druck.inhalt import build_druckwerk
from xlbudget.writers.gesamtbericht.mappe import write_gesamtbericht
from xlbudget.writers.gesamtbericht.spaltenkatalog import spalten_of

STUFEN = Regeln(ziel_beobachten_unter_pct=Decimal("94.5"), ziel_eingreifen_unter_pct=Decimal(80))
UEBERSCHREITUNGEN = {
    -500_000_00: Ampel.GRUEN, 0: Ampel.GRUEN, 19_999_99: Ampel.GRUEN, 20_000_00: Ampel.GELB, 99_999_99: Ampel.GELB,
    100_000_00: Ampel.ROT, 100_000_01: Ampel.ROT,
}  # fmt: skip
GRADE = {
    "94.5": Warnstufe.KEINE, "94.49": Warnstufe.BEOBACHTEN, "80": Warnstufe.BEOBACHTEN, "79.99": Warnstufe.EINGREIFEN,
    "0": Warnstufe.KEINE, "120": Warnstufe.KEINE,
}  # fmt: skip


def cases(regeln: Regeln) -> Produktbericht:
    """A line for each Mehrbedarf and for each Ist of a Ziel of 100."""
    bericht = with_sums(bericht_of(JUNI, regeln))
    (dezernat,) = bericht.dezernate
    muster = replace(dezernat.gruppen[0].zeilen[0], leistung=None, regeln=regeln)
    paare = [*((m, None) for m in UEBERSCHREITUNGEN), *((0, ist) for ist in GRADE)]
    zeilen = tuple(
        replace(
            muster, objekt=replace(muster.objekt, kennung=f"{i}", nummer=f"{i}"), ansatz_ct=-700_000_00,
            ergebnis_ct=-700_000_00 - mehrbedarf, ziel=kennzahl("100", ist) if ist else None,
        )
        for i, (mehrbedarf, ist) in enumerate(paare)
    )  # fmt: skip
    return replace(bericht, dezernate=(replace(dezernat, gruppen=(replace(dezernat.gruppen[0], zeilen=zeilen),)),))


def written(bericht: Produktbericht, tmp_path: Path) -> Path:
    datei = tmp_path / "bericht.xlsx"
    datei.write_bytes(write_gesamtbericht(bericht))
    return datei


def test_the_ampel_of_a_line_is_the_one_of_its_sheet_as_a_word(tmp_path):
    datei = written(with_columns(cases(Regeln()), "abweichung", AMPEL), tmp_path)
    excel = Excel(datei)
    assert_equal_values(excel.cached(), excel.computed())
    zeilen = table(openpyxl.load_workbook(datei, data_only=True)["Produktbericht"])
    gezeigt = [zeilen[f"{i}"]["Ampel"].value for i in range(len(UEBERSCHREITUNGEN))]
    assert gezeigt == [ampel.gezeigt for ampel in UEBERSCHREITUNGEN.values()]
    assert gezeigt[3] == "◆ beobachten"
    summen = [zeile["Ampel"].value for name, zeile in zeilen.items() if name.startswith("Budget")]
    assert summen
    assert all(wert in {ampel.gezeigt for ampel in Ampel} for wert in summen)


def test_steps_of_ziele_stand_beside_them_once_they_are_set(tmp_path):
    datei = written(cases(STUFEN), tmp_path)
    excel = Excel(datei)
    assert_equal_values(excel.cached(), excel.computed())
    zeilen = table(openpyxl.load_workbook(datei, data_only=True)["Produktbericht"])
    ab = len(UEBERSCHREITUNGEN)
    gezeigt = [zeilen[f"{ab + i}"]["Warnstufe"].value or "" for i in range(len(GRADE))]
    assert gezeigt == [stufe.gezeigt for stufe in GRADE.values()]
    assert gezeigt[3] == "■ eingreifen"


@pytest.mark.parametrize(
    ("beobachten", "eingreifen", "erwartet"),
    [("95", None, "beobachten"), (None, "95", "eingreifen"), ("95", "90", "eingreifen"), (None, None, "")],
)
def test_one_step_alone_counts_alone(beobachten, eingreifen, erwartet, tmp_path):
    regeln = Regeln(
        ziel_beobachten_unter_pct=Decimal(beobachten) if beobachten else None,
        ziel_eingreifen_unter_pct=Decimal(eingreifen) if eingreifen else None,
    )
    assert warnstufe(Fraction(80, 100), regeln) == erwartet
    assert warnstufe(None, regeln) is Warnstufe.KEINE
    excel = Excel(written(cases(regeln), tmp_path))
    assert_equal_values(excel.cached(), excel.computed())


def test_without_settings_and_without_the_table_nothing_is_added(tmp_path):
    namen = {spalte.name for spalte in spalten_of(cases(Regeln()))}
    assert namen <= set(HEUTIGE.values()) - {"warnstufe"}
    datei = openpyxl.load_workbook(written(cases(Regeln()), tmp_path))
    assert set(datei.defined_names) >= {"GB_TendenzAb"}
    assert not [name for name in datei.defined_names if "Ampel" in name or "Beobachten" in name]
    assert cases(Regeln()).darstellung == UEBLICH


def test_the_print_says_the_step_and_what_it_means():
    ohne, mit = (
        build_druckwerk(replace(blick(12), bericht=bericht), [], ()) for bericht in map(cases, (Regeln(), STUFEN))
    )
    (tabelle,) = [t for teil in mit.kennzahlen for t in teil.tabellen if t.zweck.startswith("Ziele")]
    assert tabelle.spalten[-1].kopf == "Warnstufe"
    assert [reihe.zellen[-1] for reihe in tabelle.reihen] == [stufe.gezeigt for stufe in GRADE.values()]
    satz = "Warnstufe der Ziele: ◆ beobachten unter 94,5 %, ■ eingreifen unter 80 % Zielerreichung."
    assert satz in mit.lesehilfe
    assert "Warnstufe" not in str(ohne)
