"""Whatever disturbs a button: one German message, Excel as it was, nothing half done.

All run on workbooks that stay open: what a disturbed command leaves behind would show in the next test, too.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw
from addin.befehle import knopf_base
from addin.befehle.knopf_base import (
    DATENMAPPE,
    EXPORTE,
    JUNI,
    KNOEPFE,
    SOZIALES,
    Zustand,
    press,
    prognose_cell,
    shown,
    write_blatt,
    zustand,
)
from engine import Testexcel, application_error, edit_mode, rejected, running
from engine.openpyxl_books import OpenpyxlProgram

from xlbudget.addin.befehle import (
    berichte,
    blaetter,
    exporte,
    prognosen,
    pruefung,
    ruecklaeufe,
    termine,
    texte,
    versenden,
)
from xlbudget.addin.offen.sitzung import Sitzung
from xlbudget.app.bericht.bericht import Ergebnis
from xlbudget.app.bericht.druck import Druckergebnis
from xlbudget.app.bericht.fristen import Fristenliste
from xlbudget.app.bericht.lauf import Lauf
from xlbudget.app.bericht.sachdarstellung import Entwurfsergebnis, Geschrieben
from xlbudget.app.bericht.textpruefung import Textergebnis
from xlbudget.app.bericht.vorschau import vorschau
from xlbudget.app.runde.ruecklauf import Ruecklaufergebnis
from xlbudget.app.runde.versand import Versandergebnis
from xlbudget.core.sachdarstellung.modelle import Entwurf, Entwurfskopf
from xlbudget.core.textpruefung.modelle import Abschnitt, Textpruefergebnis, Urteil, Urteilsart
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, EingabeError, Schwere
from xlbudget.mitgeliefert import shipped
from xlbudget.xlsx.live import excel_state

AUF_DEM_BLATT = ("blatt_aktualisieren", "alle_blaetter", "prognose_rechnen", "prognose_uebernehmen")
"""Commands that fill or read the Produktblatt in front."""
FUELLEN = AUF_DEM_BLATT[:3]
MIT_ZELLEN = ("pruefen", "export_ansehen", *AUF_DEM_BLATT)
"""Commands that write cells."""
ANWENDUNGEN = {
    "pruefen": (pruefung, "check_datenmappe"),
    "quittieren": (pruefung, "check_datenmappe"),
    "export_ansehen": (exporte, "vorschau"),
    "blatt_aktualisieren": (blaetter, "load"),
    "alle_blaetter": (blaetter, "load"),
    "gesamtbericht": (berichte, "bericht"),
    "auszug": (berichte, "bericht"),
    "als_pdf": (berichte, "druck"),
    "entwurf_der_vorlage": (texte, "sachdarstellung"),
    "text_pruefen": (texte, "check_text"),
    "prognose_rechnen": (prognosen, "load"),
    "prognose_uebernehmen": (prognosen, "load"),
    "versand_vorbereiten": (versenden, "versand"),
    "ruecklauf_einlesen": (ruecklaeufe, "ruecklauf"),
    "fristen": (termine, "list_fristen"),
}
"""Where each command hands over to the use cases."""
ALLE = pytest.mark.parametrize("knopf", KNOEPFE)
KENNWORT = "geheim"


@dataclass(frozen=True)
class Szene:
    """A Datenmappe, a second one that is not open yet, and in front a Produktblatt with two Prognosen typed in."""

    excel: Testexcel
    addin: xw.Book
    daten: xw.Book
    zweite: xw.Book
    blatt: xw.Book
    ordner: Path

    @property
    def books(self) -> tuple[xw.Book, ...]:
        return self.daten, self.zweite, self.blatt

    @property
    def beschrieben(self) -> tuple[xw.Sheet, xw.Sheet]:
        """The sheets that commands write to: the Produktblatt, and that of the table Prognosen."""
        return self.blatt.sheets[0], self.daten.sheets["Prognosen"]


@pytest.fixture(scope="module", params=["openpyxl", "LibreOffice"])
def offene(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, peine: dict[Stand, Lauf]
) -> Iterator[Szene]:
    program = OpenpyxlProgram() if request.param == "openpyxl" else request.getfixturevalue("libreoffice")
    with running(program) as excel:
        yield build_szene(excel, tmp_path_factory.mktemp("szene"), peine[JUNI])


def build_szene(excel: Testexcel, ordner: Path, lauf: Lauf) -> Szene:
    haushalt = ordner / "haushalt"
    haushalt.mkdir(parents=True)
    for name in (DATENMAPPE, *EXPORTE):
        shutil.copy(shipped("workbooks", name), haushalt)
    (haushalt / "ruecklauf").mkdir()
    addin = excel.addin()
    daten, zweite, blatt = (
        excel.open(haushalt / DATENMAPPE),
        excel.open(shutil.copy(haushalt / DATENMAPPE, ordner / "zweite.xlsx")),
        excel.open(write_blatt(lauf, SOZIALES, ordner / "Soziales.xlsx")),
    )
    excel.app.impl.open_books.remove(zweite.impl)
    for art, zeile in (("Ertraege", "ordentlich"), ("Aufwendungen", "Personal")):
        prognose_cell(blatt, art, zeile).raw_value = 4_000_000.0
    blatt.sheets[0].range("C4:D5").select()
    excel.state.chosen = str(haushalt / EXPORTE[0])
    excel.state.typed = "GAS"
    return Szene(excel, addin, daten, zweite, blatt, ordner)


@pytest.fixture
def szene(offene: Szene, heim: Path, monkeypatch: pytest.MonkeyPatch) -> Szene:
    monkeypatch.setattr(excel_state, "GEDULD_S", 0.05)
    monkeypatch.setattr(ruecklaeufe, "open_buch", lambda _: nullcontext("something was sent"))
    offene.addin.set_mock_caller()
    offene.excel.state.alerts.clear()
    offene.excel.state.answers.clear()
    for book in offene.books:
        book.impl.changed = False
    return offene


# what must be as before


def contents(szene: Szene) -> list[Any]:
    """Cells, tables and protection of the sheets that commands write to."""
    return [
        (
            shown(sheet.book, sheet.name),
            {table.name: table.range.address for table in sheet.tables},
            sheet.api.ProtectContents,
        )
        for sheet in szene.beschrieben
    ]


def imprint(szene: Szene) -> tuple[Zustand, list[Any], dict[Path, tuple[int, int]]]:
    """Excel, the open workbooks, and all files."""
    dateien = {datei: (datei.stat().st_size, datei.stat().st_mtime_ns) for datei in szene.ordner.rglob("*")}
    return zustand(szene.excel), contents(szene), dateien


def pressed(szene: Szene, knopf: str) -> str:
    """Press a button; returns what was said at the end, in one box or as the last line."""
    try:
        press(knopf)
    except SystemExit as ende:
        text = str(ende.code)
        assert "\n" not in text
        assert not [box for box in szene.excel.state.alerts if box[2] == "ok"]
    else:
        (text,) = [text for text, _, knoepfe, _ in szene.excel.state.alerts if knoepfe == "ok"]
    return text


def disturbed(szene: Szene, knopf: str, waehrend: AbstractContextManager[Any] | None = None) -> str:
    """Press a button, which must change nothing; returns what was said at the end."""
    vorher = imprint(szene)
    with waehrend or nullcontext():
        text = pressed(szene, knopf)
    assert imprint(szene) == vorher
    return text


def assert_error(szene: Szene, heim: Path, text: str) -> None:
    """An error box that names the log."""
    assert szene.excel.state.alerts[-1] == (text, szene.excel.state.alerts[-1][1], "ok", "critical")
    assert szene.excel.state.alerts[-1][1].startswith("Produktbericht: ")
    assert str(heim / ".xlbudget" / "xlbudget.log") in text


def log(heim: Path) -> str:
    return (heim / ".xlbudget" / "xlbudget.log").read_text(encoding="utf-8")


@contextmanager
def closed(szene: Szene, *books: xw.Book) -> Iterator[None]:
    """Some workbooks are not open."""
    app = szene.excel.app.impl
    offene = list(app.open_books)
    for book in books:
        app.open_books.remove(book.impl)
    app.look()
    yield
    app.open_books[:] = offene
    app.look()


# which workbook


@ALLE
def test_no_datenmappe_is_open(szene: Szene, heim, knopf):
    with closed(szene, szene.daten):
        text = disturbed(szene, knopf)
    assert text.startswith("Es ist keine Datenmappe geöffnet. Bitte die Mappe mit den Tabellen Einstellungen")
    assert_error(szene, heim, text)


@ALLE
def test_nothing_is_to_be_seen(szene: Szene, heim, knopf):
    with closed(szene, szene.daten, szene.blatt):
        text = disturbed(szene, knopf)
    nur_blatt = knopf in AUF_DEM_BLATT and knopf != "alle_blaetter"
    assert text.startswith("Es ist keine Mappe zu sehen." if nur_blatt else "Es ist keine Datenmappe geöffnet.")
    assert_error(szene, heim, text)


@ALLE
def test_several_datenmappen_are_open(szene: Szene, heim, knopf):
    app = szene.excel.app.impl
    app.open_books.insert(0, szene.zweite.impl)
    text = disturbed(szene, knopf)
    app.open_books.remove(szene.zweite.impl)
    assert text.startswith("Mehrere Datenmappen sind geöffnet, und es ist nicht zu erkennen, welche gemeint ist:\n• ")
    assert f"• {DATENMAPPE}\n" in text
    assert "• zweite.xlsx\n" in text
    assert_error(szene, heim, text)


@pytest.mark.parametrize("knopf", AUF_DEM_BLATT)
def test_another_workbook_is_in_front(szene: Szene, heim, knopf):
    fremde = szene.excel.new()
    text = disturbed(szene, knopf)
    fremde.close()
    if knopf == "alle_blaetter":
        assert text.startswith(f"In {fremde.impl.file_name} ist kein Produktblatt.")
    else:
        assert f"in {fremde.impl.file_name} ist kein Produktblatt. Bitte das Produktblatt anklicken" in text
    assert_error(szene, heim, text)


# what may not be written


@ALLE
def test_a_read_only_file(szene: Szene, heim, knopf):
    mappe = szene.blatt if knopf in FUELLEN else szene.daten
    mappe.impl.read_only, mappe.impl.changed = True, knopf not in AUF_DEM_BLATT
    text = disturbed(szene, knopf)
    mappe.impl.read_only = False
    assert text.startswith(f"{mappe.name} ist ")
    assert "schreibgeschützt geöffnet" in text
    assert_error(szene, heim, text)


@contextmanager
def protected(szene: Szene, kennwort: str) -> Iterator[None]:
    """Sheets that commands write to."""
    for sheet in szene.beschrieben:
        sheet.api.Protect(kennwort, True, True, True, False, True)
    yield
    for sheet in szene.beschrieben:
        sheet.api.Unprotect(kennwort)
        assert not sheet.api.ProtectContents
    for book in szene.books:
        book.impl.changed = False


@pytest.mark.parametrize("knopf", AUF_DEM_BLATT)
def test_a_sheet_protected_by_a_password(szene: Szene, heim, knopf):
    with protected(szene, KENNWORT):
        text = disturbed(szene, knopf)
    wo = f"„Prognosen“ von {DATENMAPPE}" if knopf == "prognose_uebernehmen" else "„Produktblatt“ von Soziales.xlsx"
    assert text.startswith(f"Das Blatt {wo} ist mit einem Kennwort geschützt; es wurde nichts geändert.")
    assert_error(szene, heim, text)


def test_prüfen_does_not_mind_protection(szene: Szene):
    with protected(szene, KENNWORT):
        vorher = contents(szene)
        press("pruefen")
        liste = szene.excel.app.books.active
        assert contents(szene) == vorher
    liste.close()


# Excel does not listen


@ALLE
@pytest.mark.parametrize("art", [rejected, edit_mode], ids=["alles", "Zelleingabe"])
def test_excel_is_busy_all_the_time(szene: Szene, knopf, art):
    """Nothing can be shown then, so VBA shows the last line that Python leaves behind."""
    text = disturbed(szene, knopf, szene.excel.wire.busy(art))
    assert text.startswith(
        "Excel ist beschäftigt und nimmt gerade nichts an. Die Zelleingabe mit Enter oder Esc beenden"
    )


@pytest.mark.slow
@ALLE
def test_excel_is_busy_for_a_moment(excel_fast: Testexcel, tmp_path, heim, peine, monkeypatch, knopf):
    """Whenever it is: while things are put back that is waited for, before that nothing has happened."""
    monkeypatch.setattr(excel_state, "GEDULD_S", 0.5)
    shorten(monkeypatch, peine[JUNI], tmp_path)
    with running(OpenpyxlProgram()) as anderes:
        probe = build_szene(anderes, tmp_path / "probe", peine[JUNI])
        probe.addin.set_mock_caller()
        with anderes.wire.counted() as wege:
            press(knopf)
    szene = build_szene(excel_fast, tmp_path / "ernst", peine[JUNI])
    szene.addin.set_mock_caller()
    davor = imprint(szene)
    for weg in range(1, len(wege) + 1, len(wege) // 25 + 1):
        with excel_fast.wire.failing(weg, rejected()):
            text = pressed(szene, knopf)
        if not text.startswith("Excel ist beschäftigt"):
            break
        assert imprint(szene) == davor, (weg, wege[weg - 1])
        excel_fast.state.alerts.clear()
    # most of Export ansehen is drawing, after what its reading changed has been put back
    assert weg > (wege.index("App.screen_updating=") if knopf in ("export_ansehen", "text_pruefen") else len(wege) / 3)
    assert zustand(excel_fast).einstellungen == zustand(probe.excel).einstellungen == davor[0].einstellungen


def shorten(monkeypatch: pytest.MonkeyPatch, lauf: Lauf, ordner: Path) -> None:
    """Let the use cases answer at once: what is looked at is Excel."""
    datei = shutil.copy(shipped("workbooks", DATENMAPPE), ordner / "Produktbericht.xlsx")
    entwurf = Entwurf(Entwurfskopf("Haus", JUNI), ())
    urteil = Urteil(Urteilsart.STIMMT, 0, 3, "5 €", "5 €")
    antworten = {
        "check_datenmappe": [Befund(Schwere.HINWEIS, "a", "b")] * 3,
        "load": lauf,
        "vorschau": vorschau(shipped("workbooks", EXPORTE[0]), datenmappe=shipped("workbooks", DATENMAPPE)),
        "bericht": Ergebnis(ordner, (datei,), datei, (), (), (), ordner),
        "druck": Druckergebnis((datei,), ()),
        "sachdarstellung": Entwurfsergebnis((Geschrieben(datei, entwurf, ()),), ()),
        "check_text": Textergebnis(Textpruefergebnis((urteil,)), (Abschnitt("5 €", "Absatz 1"),), (), ()),
        "versand": Versandergebnis((), ordner, "Versandliste.xlsx", ()),
        "ruecklauf": Ruecklaufergebnis((), ()),
        "list_fristen": Fristenliste(lauf.mappe, date(2023, 6, 1), date(2024, 6, 1), (), ()),
    }
    for modul, name in ANWENDUNGEN.values():
        monkeypatch.setattr(modul, name, lambda *_, antwort=antworten[name], **__: antwort)


# something goes wrong inside


def raising(error: BaseException) -> Callable[..., Any]:
    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail


@ALLE
def test_what_the_user_can_mend_is_said(szene: Szene, heim, monkeypatch, knopf):
    monkeypatch.setattr(*ANWENDUNGEN[knopf], raising(EingabeError("Die Kasse klemmt. Bitte ölen.")))
    text = disturbed(szene, knopf)
    assert text == f"Die Kasse klemmt. Bitte ölen.\n\nProtokoll: {heim / '.xlbudget' / 'xlbudget.log'}"
    assert_error(szene, heim, text)
    assert "Die Kasse klemmt. Bitte ölen." in log(heim)
    assert "Traceback" not in log(heim)


@ALLE
def test_a_mistake_of_ours_is_owned(szene: Szene, heim, monkeypatch, knopf):
    monkeypatch.setattr(*ANWENDUNGEN[knopf], raising(RuntimeError("Nagel im Reifen")))
    text = disturbed(szene, knopf)
    assert text.startswith("Hier ist xlbudget selbst ein Fehler unterlaufen; der Befehl ist abgebrochen.")
    assert "\n\nRuntimeError: Nagel im Reifen\n\nBitte diese Datei der IT geben: " in text
    assert_error(szene, heim, text)
    assert "Traceback (most recent call last)" in log(heim)
    assert log(heim).rstrip().endswith("RuntimeError: Nagel im Reifen")


@pytest.mark.parametrize("knopf", MIT_ZELLEN)
def test_a_mistake_while_cells_are_written(szene: Szene, knopf):
    text = disturbed(szene, knopf, szene.excel.wire.failing(2, RuntimeError("Nagel"), "Range.raw_value="))
    assert text.startswith("Hier ist xlbudget selbst ein Fehler unterlaufen")


@pytest.mark.parametrize("offene", ["openpyxl"], indirect=True)
@pytest.mark.parametrize("knopf", MIT_ZELLEN)
@pytest.mark.parametrize(
    ("error", "anfang"),
    [
        (application_error("Nein."), "Excel hat einen Schritt abgelehnt: Nein."),
        (rejected(), "Excel ist beschäftigt"),
        (KeyboardInterrupt(), "Angehalten."),
    ],
    ids=["Ablehnung", "beschäftigt", "Abbruch"],
)
def test_an_end_while_cells_are_written(szene: Szene, knopf, error, anfang):
    text = disturbed(szene, knopf, szene.excel.wire.failing(2, error, "Range.raw_value="))
    assert text.startswith(anfang)


# the user wants an end


@ALLE
def test_ctrl_c(szene: Szene, monkeypatch, knopf):
    monkeypatch.setattr(*ANWENDUNGEN[knopf], raising(KeyboardInterrupt()))
    assert disturbed(szene, knopf).startswith("Angehalten. Was schon fertig war, bleibt; Halbfertiges gibt es nicht.")
    assert szene.excel.state.alerts[-1][3] == "info"


@ALLE
def test_esc(szene: Szene, heim, monkeypatch, knopf):
    def work(*args: Any, **kwargs: Any) -> None:
        kwargs.get("fortschritt", args[-1])("Rechnen", 1, 3)
        pytest.fail("nobody listens to Esc")

    monkeypatch.setattr(*ANWENDUNGEN[knopf], work)
    monkeypatch.setattr(Sitzung, "wants_to_stop", lambda _: True)
    assert disturbed(szene, knopf).startswith("Angehalten.")
    assert "angehalten bei: Rechnen" in log(heim)


# where the file is


@ALLE
def test_the_datenmappe_is_known_by_a_web_address_only(szene: Szene, heim, knopf):
    adresse = f"https://kreis.example/sites/Haushalt/{DATENMAPPE}"
    szene.daten.impl.url = adresse
    text = disturbed(szene, knopf)
    szene.daten.impl.url = ""
    assert text.startswith(f"{DATENMAPPE} liegt in OneDrive oder SharePoint, und auf diesem Rechner ist keine")
    assert "„Synchronisieren“" in text
    assert adresse in text
    assert_error(szene, heim, text)


# what is no disturbance


@pytest.mark.slow
@pytest.mark.parametrize("knopf", AUF_DEM_BLATT)
def test_protection_without_a_password_is_lifted_for_a_moment(beide: Testexcel, tmp_path, heim, peine, knopf):
    szene = build_szene(beide, tmp_path / "szene", peine[JUNI])
    szene.addin.set_mock_caller()
    szene.blatt.impl.url = "https://kreis.example/Soziales.xlsx"  # only the Datenmappe has to be a file
    zelle = prognose_cell(szene.blatt, "Aufwendungen", "Personal")
    with protected(szene, ""):
        vorher = zustand(beide)
        press(knopf)
        assert zustand(beide) == vorher
        assert all(sheet.api.ProtectContents for sheet in szene.beschrieben)
    if knopf == "prognose_uebernehmen":
        assert [zeile[4] for zeile in knopf_base.prognosen(szene.daten)] == [4_000_000.0] * 2
    else:
        assert zelle.raw_value != 4_000_000.0
    assert [box[3] for box in beide.state.alerts if box[2] == "ok"] == ["info"]
