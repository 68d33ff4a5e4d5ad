"""The names that an export gives its accounts: from a column of them, never from the texts of postings."""

from __future__ import annotations

import openpyxl
import pytest

from xlbudget.app.bericht.laender import shipped_laender
from xlbudget.core.landesrahmen import Land
from xlbudget.sources.export.angaben import Inhalt, Quellenangabe
from xlbudget.sources.export.lesen import read_exports

RAHMEN = shipped_laender()[Land.NI].kontenrahmen


@pytest.mark.parametrize(
    ("kopf", "erwartet"),
    [
        ("Kontobezeichnung", {"332100": "Gebühren", "401100": ""}),
        ("Bezeichnung des Sachkontos", {"332100": "Gebühren", "401100": ""}),
        ("Bezeichnung", {"332100": "Gebühren", "401100": ""}),
        ("Buchungstext", {}),
        ("Verwendungszweck", {}),
    ],
)
@pytest.mark.parametrize("art", ["csv", "xlsx"])
def test_names_of_accounts(tmp_path, kopf, erwartet, art):
    """What two lines of an account call differently is no name of it."""
    zeilen = [
        ["Produkt", "Sachkonto", kopf, "Betrag", "Periode"],
        ["1111", "332100", "Gebühren", "-10,00", "1"],
        ["1111", "332100", " Gebühren ", "-20,00", "2"],
        ["1111", "401100", "Gehalt Mai", "5,00", "1"],
        ["1111", "401100", "Gehalt Juni", "6,00", "2"],
    ]
    datei = tmp_path / f"b.{art}"
    if art == "csv":
        datei.write_text("\n".join(map(";".join, zeilen)), encoding="utf-8")
    else:
        mappe = openpyxl.Workbook()
        for zeile in zeilen:
            mappe.active.append(zeile)
        mappe.save(datei)
    (export,) = read_exports(datei, Quellenangabe(Inhalt.BUCHUNGEN), 2024, RAHMEN)
    assert export.kontonamen == erwartet
