"""What the tests of the ribbon's commands share: pressing a button, and seeing what it said and left behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw
from engine import Testexcel

from xlbudget.app.bericht.lauf import Lauf
from xlbudget.core.zeit import Stand
from xlbudget.layout.namen import PFLICHTNAMEN
from xlbudget.layout.produktblatt import plan_produktblatt
from xlbudget.mitgeliefert import shipped
from xlbudget.xlsx.fill.template import Template

DATENMAPPE = "peine-2023.xlsx"
EXPORTE = ("buchungen-2023.csv", "ausgleich-2023.csv", "ansatz-2023.csv")
JUNI, MAI = Stand(2023, 6), Stand(2023, 5)
SOZIALES = "32 Soziales"

KNOEPFE: dict[str, tuple[int, ...]] = {
    "pruefen": (),
    "quittieren": (),
    "export_ansehen": (),
    "blatt_aktualisieren": (6,),
    "alle_blaetter": (6,),
    "gesamtbericht": (6,),
    "auszug": (6,),
    "als_pdf": (6,),
    "entwurf_der_vorlage": (6,),
    "text_pruefen": (6,),
    "prognose_rechnen": (6,),
    "prognose_uebernehmen": (6,),
    "versand_vorbereiten": (6,),
    "ruecklauf_einlesen": (),
    "fristen": (),
}
"""Every command that works on a Datenmappe, in June where it takes a Stand."""


def press(knopf: str, *angaben: int) -> None:
    """What the VBA behind a button has Python do."""
    argumente = ", ".join(map(str, angaben or KNOEPFE.get(knopf, ())))
    exec(f"from xlbudget.addin import menueband; menueband.{knopf}({argumente})", {})


def alerts(excel: Testexcel) -> list[str]:
    """The texts of all message boxes so far, questions among them."""
    return [text for text, *_ in excel.state.alerts]


def last_alert(excel: Testexcel) -> str:
    """The text of the last message box, which is no question."""
    text, _, buttons, _ = excel.state.alerts[-1]
    assert buttons == "ok"
    return text


@dataclass(frozen=True)
class Zustand:
    """What a command must leave as it was."""

    einstellungen: dict[str, Any]
    mappe: str
    blatt: str
    markiert: str
    offen: tuple[str, ...]


def zustand(excel: Testexcel) -> Zustand:
    """The application now, read past the wire where that may be broken."""
    namen = ("screen_updating", "display_alerts", "enable_events", "interactive", "calculation", "status_bar")
    werte = {name: wert for name, wert in asdict(excel.state).items() if name in namen}
    impl = excel.app.impl
    vorn = impl.front
    mappe, blatt, markiert = (
        (vorn.file_name, vorn.active_sheet.title, impl.selected.address_text()) if vorn else ("", "", "")
    )
    return Zustand(werte, mappe, blatt, markiert, tuple(sorted(book.file_name for book in impl.open_books)))


def write_blatt(lauf: Lauf, titel: str, ziel: Path) -> Path:
    """The Produktblatt of an object as the headless writer makes it."""
    (objekt,) = (o for o in lauf.daten.gliederung if o.titel == titel)
    plan = plan_produktblatt(lauf.daten.produktblatt(objekt), lauf.mappe.kommune, lauf.fakten.text)
    vorlage = shipped("templates", "produktblatt.xlsx")
    ziel.write_bytes(Template.read(vorlage, [plan], PFLICHTNAMEN).fill(plan).data)
    return ziel


def opened(excel: Testexcel, *dateien: Path) -> list[xw.Book]:
    """Open files, the last one is active and has a selection of its own; the buttons of the add-in are there."""
    excel.addin().set_mock_caller()
    books = [excel.open(datei) for datei in dateien]
    books[-1].sheets.active.range("B3").select()
    return books


def shown(book: xw.Book, blatt: int | str = 0) -> dict[tuple[int, int], Any]:
    """Every filled cell of a sheet with what it shows."""
    block = book.sheets[blatt].used_range.raw_value
    return {
        (row, column): value
        for row, values in enumerate(block, 1)
        for column, value in enumerate(values, 1)
        if value not in (None, "")
    }


def assert_same(links: Mapping[Any, Any], rechts: Mapping[Any, Any]) -> None:
    """The same cells, numbers but for what floats lose."""
    assert links.keys() == rechts.keys()
    assert {k: (v, rechts[k]) for k, v in links.items() if v != rechts[k] and v != pytest.approx(rechts[k])} == {}


def named(book: xw.Book, name: str) -> Any:
    """What a name shows on the first sheet."""
    return book.sheets[0].range(name).raw_value


def prognose_cell(book: xw.Book, art: str, zeile: str) -> xw.Range:
    """The cell with the Prognose of a row."""
    namen = [name for (name,) in named(book, f"PB_{art}Zeilen")]
    return book.sheets[0].range(f"PB_{art}Prognose")[namen.index(zeile), 0]


def prognosen(book: xw.Book) -> list[tuple[Any, ...]]:
    """The rows of the table Prognosen."""
    kopf, *zeilen = book.sheets["Prognosen"].tables["Prognosen"].range.raw_value
    assert kopf == ("Stand", "Objekt", "Art", "Zeile", "Prognose", "Grund")
    return [zeile for zeile in zeilen if any(zeile)]
