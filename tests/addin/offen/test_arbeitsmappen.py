"""Which of the open workbooks is meant, and which file it is."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
import xlwings as xw
from addin.befehle.knopf_base import DATENMAPPE, alerts, opened
from addin.einrichten.nachbau_winreg import Winreg
from engine import Testexcel

from xlbudget.addin.offen import arbeitsmappen
from xlbudget.addin.offen.arbeitsmappen import find_datenmappe, open_datenmappe
from xlbudget.addin.offen.offenes_blatt import aktives_blatt
from xlbudget.addin.offen.sitzung import Abgebrochen, Sitzung
from xlbudget.addin.windows import Registry, System
from xlbudget.errors import AusgabeError, EingabeError

MOUNTS = r"SOFTWARE\SyncEngines\Providers\OneDrive"
NETZ = "https://kreis.example/sites/Haushalt/Freigegebene%20Dokumente/"


@pytest.fixture
def mappe(tmp_path):
    """Function that writes a workbook with the tables of a Datenmappe, each on a sheet of its own."""

    def write(name: str, jahr: object = 2023, tabellen=("Einstellungen", "budgets", "PRODUKTE")) -> Path:
        datei = tmp_path / name
        with xlsxwriter.Workbook(datei) as buch:
            for tabelle in tabellen:
                zeilen = [["Haushaltsjahr", jahr]] if tabelle == "Einstellungen" else [["x", "y"]]
                kopf = [{"header": "Einstellung"}, {"header": "Wert"}]
                buch.add_worksheet().add_table("A3:B4", {"name": tabelle, "data": zeilen, "columns": kopf})
        return datei

    return write


@pytest.fixture
def andere(tmp_path) -> Path:
    """A workbook that has nothing to do with us."""
    datei = tmp_path / "Urlaub.xlsx"
    with xlsxwriter.Workbook(datei) as buch:
        buch.add_worksheet()
    return datei


def blatt_of(tmp_path: Path, stand: str, titel: str = "32 Soziales") -> Path:
    """A workbook with the names by which a Produktblatt is known."""
    datei = tmp_path / f"Blatt {stand}.xlsx"
    with xlsxwriter.Workbook(datei) as buch:
        sheet = buch.add_worksheet("Blatt")
        for zeile, (name, wert) in enumerate((("PB_Titel", titel), ("PB_Stand", stand)), 1):
            sheet.write(zeile - 1, 0, wert)
            buch.define_name(name, f"=Blatt!$A${zeile}")
    return datei


# which one


def test_the_only_one_is_meant_whatever_is_in_front(excel_fast: Testexcel, mappe, andere):
    daten, _ = opened(excel_fast, mappe("2023.xlsx"), andere)
    assert find_datenmappe(excel_fast.app) == daten


def test_the_one_in_front_is_meant(excel_fast: Testexcel, mappe):
    books = opened(excel_fast, mappe("2022.xlsx"), mappe("2023.xlsx"))
    for book in books:
        book.activate()
        assert find_datenmappe(excel_fast.app) == book


def test_the_year_of_the_sheet_in_front_decides(excel_fast: Testexcel, mappe, tmp_path):
    daten22, _, _ = opened(
        excel_fast, mappe("a.xlsx", 2022), mappe("b.xlsx", 2023.0), blatt_of(tmp_path, "Dezember 2022")
    )
    assert find_datenmappe(excel_fast.app) == daten22


@pytest.mark.parametrize("vorn", ["gleiches Jahr", "anderes Jahr", "kein Stand", "kein Blatt", "nichts"])
def test_several_are_never_guessed(excel_fast: Testexcel, mappe, tmp_path, andere, vorn):
    jahre = (2023, 2023) if vorn == "gleiches Jahr" else (2022, 2023)
    books = opened(excel_fast, *(mappe(f"{name}.xlsx", jahr) for name, jahr in zip("ab", jahre, strict=True)))
    if vorn == "nichts":
        for book in books:
            book.impl.hide()
    else:
        stand = {"gleiches Jahr": "Juni 2023", "anderes Jahr": "Juni 2021", "kein Stand": ""}.get(vorn)
        opened(excel_fast, andere if stand is None else blatt_of(tmp_path, stand))
    with pytest.raises(EingabeError, match=r"Mehrere Datenmappen .*\n• a\.xlsx\n• b\.xlsx\nBitte die gemeinte"):
        find_datenmappe(excel_fast.app)


@pytest.mark.parametrize("offen", ["nichts", "andere", "fast"])
def test_none_is_open(excel_fast: Testexcel, mappe, andere, offen):
    dateien = {"nichts": [], "andere": [andere], "fast": [mappe("x.xlsx", tabellen=("Einstellungen", "Budgets"))]}
    excel_fast.addin().set_mock_caller()
    for datei in dateien[offen]:
        excel_fast.open(datei)
    with pytest.raises(EingabeError, match="Es ist keine Datenmappe geöffnet"):
        find_datenmappe(excel_fast.app)


def test_a_hidden_one_is_open_all_the_same(excel_fast: Testexcel, mappe):
    daten = excel_fast.open(mappe("PERSONAL.xlsx"), hidden=True)
    assert find_datenmappe(excel_fast.app) == daten


def test_the_addin_is_never_meant(excel_fast: Testexcel, mappe):
    excel_fast.addin(mappe("xlbudget.xlsx")).set_mock_caller()
    with pytest.raises(EingabeError, match="Es ist keine Datenmappe geöffnet"):
        find_datenmappe(xw.Book.caller().app)
    daten = excel_fast.open(mappe("2023.xlsx"))
    assert find_datenmappe(xw.Book.caller().app) == daten


# which sheet


def test_the_sheet_in_front_is_the_active_one_of_the_active_workbook(excel_fast: Testexcel, mappe, tmp_path):
    opened(excel_fast, mappe("2023.xlsx"), blatt_of(tmp_path, "Juni 2023"))
    blatt = aktives_blatt(excel_fast.app)
    assert (blatt.titel, blatt.stand, blatt.jahr) == ("32 Soziales", "Juni 2023", 2023)


def test_another_sheet_is_none(excel_fast: Testexcel, mappe):
    opened(excel_fast, mappe("2023.xlsx"))
    with pytest.raises(EingabeError, match=r"„Sheet1“ in 2023\.xlsx ist kein Produktblatt"):
        aktives_blatt(excel_fast.app)


@pytest.mark.parametrize("verborgen", [True, False])
def test_no_sheet_is_to_be_seen(excel_fast: Testexcel, tmp_path, verborgen):
    if verborgen:
        excel_fast.open(blatt_of(tmp_path, "Juni 2023"), hidden=True)
    with pytest.raises(EingabeError, match="Es ist keine Mappe zu sehen"):
        aktives_blatt(excel_fast.app)


# saved, and noted


def test_the_one_used_is_noted_for_the_functions(excel_fast: Testexcel, mappe, heim):
    datei = mappe("2023.xlsx")
    opened(excel_fast, datei)
    offen = open_datenmappe(Sitzung(excel_fast.app, "Test"))
    assert (offen.datei, offen.jahr) == (datei, 2023)
    assert (heim / ".xlbudget" / "datenmappe.txt").read_text(encoding="utf-8") == str(datei)
    assert alerts(excel_fast) == []


@pytest.mark.parametrize("antwort", ["yes", "no"])
def test_changes_are_saved_after_asking(excel_fast: Testexcel, mappe, heim, antwort):
    datei = mappe("2023.xlsx")
    (daten,) = opened(excel_fast, datei)
    daten.sheets[0].range("B4").raw_value = 2024.0
    excel_fast.state.answers.append(antwort)
    vorher = datei.read_bytes()
    if antwort == "no":
        with pytest.raises(Abgebrochen):
            open_datenmappe(Sitzung(excel_fast.app, "Test"))
        assert datei.read_bytes() == vorher
    else:
        assert open_datenmappe(Sitzung(excel_fast.app, "Test")).jahr == 2024
        assert datei.read_bytes() != vorher
    assert daten.api.Saved is (antwort == "yes")
    assert "noch nicht gespeichert" in alerts(excel_fast)[0]


def test_changes_that_cannot_be_saved(excel_fast: Testexcel, mappe, heim):
    daten = excel_fast.open(mappe("2023.xlsx"), read_only=True)
    assert open_datenmappe(Sitzung(excel_fast.app, "Test")).jahr == 2023
    daten.sheets[0].range("B4").raw_value = 2024.0
    with pytest.raises(AusgabeError, match=r"2023\.xlsx ist geändert, aber schreibgeschützt geöffnet"):
        open_datenmappe(Sitzung(excel_fast.app, "Test"))


def test_one_that_was_never_saved_has_no_file(excel_fast: Testexcel, mappe):
    (daten,) = opened(excel_fast, mappe("2023.xlsx"))
    daten.impl.has_file = False
    with pytest.raises(EingabeError, match=r"2023\.xlsx wurde noch nie gespeichert"):
        open_datenmappe(Sitzung(excel_fast.app, "Test"))


@pytest.mark.parametrize("jahr", ["", "bald"])
def test_without_a_haushaltsjahr(excel_fast: Testexcel, mappe, heim, jahr):
    opened(excel_fast, mappe("2023.xlsx", jahr))
    with pytest.raises(EingabeError, match=r"In 2023\.xlsx fehlt in der Tabelle Einstellungen das Haushaltsjahr"):
        open_datenmappe(Sitzung(excel_fast.app, "Test"))
    assert not (heim / ".xlbudget" / "datenmappe.txt").exists()


# OneDrive and SharePoint


@pytest.fixture
def synchronisiert(monkeypatch):
    """Function that makes the sync client of OneDrive have noted folders: address → folder."""

    def note(orte: dict[str, Path | str]) -> None:
        schluessel = {
            ("HKCU", rf"{MOUNTS}\{nummer}"): {"URLNamespace": netz, "MountPoint": str(ordner)}
            for nummer, (netz, ordner) in enumerate(orte.items())
        }
        variablen = {"OneDriveCommercial": str(next(iter(orte.values()), "")), "OneDrive": "C:\\OneDrive"}
        system = System(variablen, Path("python.exe"), registry=Registry(Winreg(schluessel)))
        monkeypatch.setattr(arbeitsmappen.System, "current", classmethod(lambda cls: system))

    return note


def test_the_synced_file_is_read(excel_fast: Testexcel, datenmappe, heim, synchronisiert):
    synchronisiert({"https://kreis.example/": "/anderswo", NETZ: datenmappe.parent})
    excel_fast.open(datenmappe, url=f"{NETZ}{DATENMAPPE}")
    assert open_datenmappe(Sitzung(excel_fast.app, "Test")).datei == datenmappe


def test_a_copy_that_is_not_yet_synced_is_refused(excel_fast: Testexcel, datenmappe, heim, synchronisiert):
    synchronisiert({NETZ: datenmappe.parent})
    daten = excel_fast.open(datenmappe, url=f"{NETZ}{DATENMAPPE}")
    daten.sheets["Produkte"].tables["Produkte"].data_body_range[0, 1].raw_value = "Umbenannt"
    daten.api.Saved = True  # in the cloud
    with pytest.raises(EingabeError, match="die Kopie auf diesem Rechner ist noch nicht auf demselben Stand"):
        open_datenmappe(Sitzung(excel_fast.app, "Test"))
    assert not (heim / ".xlbudget").exists()


@pytest.mark.parametrize(
    "adresse",
    [
        f"https://kreis.example/sites/Personal/{DATENMAPPE}",
        f"{NETZ}anderer Ordner/{DATENMAPPE}",
        f"{NETZ}../{DATENMAPPE}",
        f"https://kreis-my.sharepoint.com/personal/kollege/Documents/{DATENMAPPE}",
        f"https://d.docs.live.net/1234/{DATENMAPPE}",
    ],
)
def test_without_a_synced_copy_it_says_what_to_do(excel_fast: Testexcel, datenmappe, synchronisiert, adresse):
    """A file of the same name in another folder is another file."""
    unten = datenmappe.parent / "unten"
    unten.mkdir()
    (datenmappe.parent / "unten" / DATENMAPPE).write_bytes(b"")
    synchronisiert({NETZ: unten if ".." in adresse else datenmappe.parent})
    excel_fast.open(datenmappe, url=adresse)
    with pytest.raises(EingabeError, match="liegt in OneDrive oder SharePoint, und auf diesem Rechner ist keine"):
        open_datenmappe(Sitzung(excel_fast.app, "Test"))


def test_where_nothing_is_synced_at_all(excel_fast: Testexcel, datenmappe, synchronisiert):
    synchronisiert({})
    excel_fast.open(datenmappe, url=f"{NETZ}{DATENMAPPE}")
    with pytest.raises(EingabeError, match="„Synchronisieren“"):
        open_datenmappe(Sitzung(excel_fast.app, "Test"))
