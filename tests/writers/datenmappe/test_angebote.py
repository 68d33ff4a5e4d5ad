"""Columns that offer what stands in another table, where others may stand all the same."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from writers.datenmappe.erweitert import ALT, PEINE, complete, copy_of

from xlbudget.layout.datenmappe import DATENMAPPE

ANGEBOTE = [
    ("Vorjahre", "A4", "Liste_Produkte"),
    ("Vorjahre", "C4", "Liste_Kontenzuordnung_Zeile"),
    ("Prognosen", "B4", "Liste_Produkte"),
    ("Prognosen", "D4", "Liste_Kontenzuordnung_Zeile"),
]


def offered(datei: Path) -> list[tuple[str, str, str | None]]:
    mappe = openpyxl.load_workbook(datei)
    return [
        (blatt, zelle, regel.formula1)
        for blatt, zelle, _ in ANGEBOTE
        for regel in mappe[blatt].data_validations.dataValidation
        if zelle in regel.sqref and not regel.showErrorMessage
    ]


def completed(original: Path, ordner: Path, edit: Callable[[Workbook], object] | None = None) -> tuple[Path, list[str]]:
    datei = copy_of(original, ordner, edit)
    return datei, list(complete(datei, (), DATENMAPPE).ergaenzt)


def test_a_new_datenmappe_offers_produkte_and_rows():
    assert offered(PEINE) == ANGEBOTE
    namen = openpyxl.load_workbook(PEINE).defined_names
    assert namen["Liste_Kontenzuordnung_Zeile"].attr_text == "Kontenzuordnung[Zeile]"


def test_one_of_an_earlier_version_gets_the_lists(tmp_path):
    ziel, ergaenzt = completed(ALT / "peine-2023.xlsx", tmp_path)
    assert offered(ziel) == ANGEBOTE
    assert "Tabelle Prognosen, Spalte „Zeile“: Auswahl aus Kontenzuordnung" in ergaenzt


@pytest.mark.parametrize("formel", ['"gesamt,Personal"', "$Z$1:$Z$9"])
def test_a_list_of_the_users_own_stays(formel, tmp_path):
    def own_list(mappe):
        blatt = mappe["Prognosen"]
        regeln = blatt.data_validations.dataValidation
        regeln[:] = [regel for regel in regeln if "D4" not in regel.sqref]
        blatt.add_data_validation(DataValidation(type="list", formula1=formel, sqref="D4:D504"))

    ziel, ergaenzt = completed(ALT / "peine-2023.xlsx", tmp_path, own_list)
    regeln = openpyxl.load_workbook(ziel)["Prognosen"].data_validations.dataValidation
    assert [regel.formula1 for regel in regeln if "D4" in regel.sqref] == [formel]
    assert not any("Prognosen, Spalte „Zeile“" in was for was in ergaenzt)
