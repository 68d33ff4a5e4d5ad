"""What the tests of the ribbon's commands share: pressing a button, and seeing what it said and left behind."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import xlwings as xw
from engine import Testexcel

from xlbudget.addin import menueband
from xlbudget.app.lauf import Lauf
from xlbudget.core.zeit import Stand
from xlbudget.layout.produktblatt import PFLICHTNAMEN, plan_produktblatt
from xlbudget.mitgeliefert import shipped
from xlbudget.writers.template import Template

DATENMAPPE = "peine-2023.xlsx"
EXPORTE = ("buchungen-2023.csv", "ausgleich-2023.csv", "ansatz-2023.csv")
JUNI, MAI = Stand(2023, 6), Stand(2023, 5)
SOZIALES = "32 Soziales"

KNOEPFE: dict[str, tuple[Any, ...]] = {
    "pruefen": (),
    "blatt_aktualisieren": (6,),
    "alle_blaetter": (6,),
    "gesamtbericht": (6,),
    "prognose_rechnen": (6,),
    "prognose_uebernehmen": (6,),
    "versand_vorbereiten": (6,),
    "ruecklauf_einlesen": (6,),
}
"""Every command that works on a Datenmappe, with a Stand in June."""


def press(knopf: str, *angaben: Any) -> None:
    """What the VBA behind a button does."""
    getattr(menueband, knopf)(*(angaben or KNOEPFE.get(knopf, ())))


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
    aktive = excel.app.books.active
    markiert = excel.app.selection.address
    return Zustand(werte, aktive.name, aktive.sheets.active.name, markiert, tuple(b.name for b in excel.app.books))


def write_blatt(lauf: Lauf, titel: str, ziel: Path) -> Path:
    """The Produktblatt of an object as the headless writer makes it."""
    (objekt,) = (o for o in lauf.daten.gliederung if o.titel == titel)
    plan = plan_produktblatt(lauf.daten.produktblatt(objekt), lauf.mappe.kommune)
    vorlage = shipped("templates", "produktblatt.xlsx")
    ziel.write_bytes(Template.read(vorlage, [plan], PFLICHTNAMEN).fill(plan).data)
    return ziel


def opened(excel: Testexcel, *dateien: Path) -> list[xw.Book]:
    """Open files, the last one is active and has a selection of its own; buttons are pressed in this Excel."""
    books = [excel.open(datei) for datei in dateien]
    books[0].set_mock_caller()
    books[-1].sheets.active.range("B3").select()
    return books
