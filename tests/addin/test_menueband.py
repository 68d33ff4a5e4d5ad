"""The ribbon: allowed by its schema, every callback in VBA, every call from VBA in Python; and what a click does."""

from __future__ import annotations

import ast
import json
import re
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import pytest
from addin.offen.nachbau_excel import ABBRUCH, ABSTURZ, CONF, NICHT_GESTARTET, PYTHON, VERBOTEN, Excel
from lxml import etree

import xlbudget.addin
from xlbudget.addin.einrichten.vba import read_module
from xlbudget.layout.naechste_frist import NAME
from xlbudget.mitgeliefert import shipped

NS = "{http://schemas.microsoft.com/office/2009/07/customui}"
BEFEHLE = {
    "Prüfen": "pruefen()",
    "Quittieren": "quittieren()",
    "Export ansehen": "export_ansehen()",
    "Blatt aktualisieren": "blatt_aktualisieren(monat: int)",
    "Alle Blätter": "alle_blaetter(monat: int)",
    "Gesamtbericht": "gesamtbericht(monat: int)",
    "Auszug": "auszug(monat: int)",
    "Als PDF": "als_pdf(monat: int)",
    "Entwurf der Vorlage": "entwurf_der_vorlage(monat: int)",
    "Text prüfen": "text_pruefen(monat: int)",
    "Prognose rechnen": "prognose_rechnen(monat: int)",
    "Prognose übernehmen": "prognose_uebernehmen(monat: int)",
    "Versand vorbereiten": "versand_vorbereiten(monat: int)",
    "Rücklauf einlesen": "ruecklauf_einlesen()",
    "Fristen": "fristen()",
    "Protokoll": "protokoll()",
    "Handbuch": "handbuch()",
}
# the signature Excel calls a VBA procedure with, by element and attribute
SIGNATUREN = {
    ("customUI", "onLoad"): ["IRibbonUI"],
    ("button", "onAction"): ["IRibbonControl"],
    ("dropDown", "onAction"): ["IRibbonControl", "String", "Integer"],
    ("dropDown", "getSelectedItemIndex"): ["IRibbonControl", "ByRef Variant"],
    ("labelControl", "getLabel"): ["IRibbonControl", "ByRef Variant"],
}
MONATE = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]


@pytest.fixture(scope="module")
def ribbon() -> etree._Element:
    return etree.parse(shipped("macros", "menueband.xml")).getroot()


@pytest.fixture(scope="module")
def callbacks(ribbon) -> dict[str, str]:
    """Label of a button → name of its procedure."""
    return {knopf.get("label"): knopf.get("onAction").split(".")[1] for knopf in ribbon.iter(f"{NS}button")}


def vba_procedures(modul: str) -> dict[str, list[str]]:
    """Public procedures of one of our modules with the types of their parameters; `ByRef` is kept."""
    text = read_module()[f"{modul}.bas"].replace(" _\n", " ")
    gefunden = re.findall(r"(?m)^Public (?:Sub|Function) (\w+)\(([^)]*)\)", text)
    return {
        name: [re.sub(r"^(ByRef )?.*? As (\w+).*$", r"\1\2", argument.strip()) for argument in argumente.split(",")]
        for name, argumente in gefunden
    }


def python_functions(quelle: str) -> dict[str, str]:
    """Functions at the top of a Python module with their parameters, as they are written."""
    return {
        knoten.name: f"{knoten.name}({ast.unparse(knoten.args)})"
        for knoten in ast.parse(quelle).body
        if isinstance(knoten, ast.FunctionDef)
    }


def called_from_vba() -> set[str]:
    """The Python functions named in VBA, with the arguments that are passed."""
    text = read_module()["XlbMenueband.bas"]
    aufrufe = re.findall(r'^ {4}(XlbRufe|RufeMitStand) "(\w+)"$', text, re.MULTILINE)
    return {f"{name}(monat: int)" if wie == "RufeMitStand" else f"{name}()" for wie, name in aufrufe}


def test_the_xml_holds_to_the_schema_of_office(ribbon):
    schema = json.loads(
        files("openxml_audit")
        .joinpath("data/openxml/schemas/schemas_microsoft_com_office_2009_07_customui.json")
        .read_bytes()
    )
    types = {typ["Name"]: typ for typ in schema["Types"]}

    def check(element: etree._Element, typ: dict) -> None:
        erlaubt = {attribut["QName"].removeprefix(":") for attribut in typ.get("Attributes", ())}
        assert set(element.attrib) <= erlaubt, element.get("id")
        assert all(1 <= len(wert) <= 1024 for wert in element.attrib.values()), element.get("id")
        kinder = {kind["Name"].split(":")[-1]: kind["Name"] for kind in typ.get("Children") or ()}
        for kind in element:
            check(kind, types[kinder[etree.QName(kind).localname]])

    assert etree.QName(ribbon).namespace == schema["TargetNamespace"]
    check(ribbon, types["mso14:CT_CustomUI/mso14:customUI"])


def test_ids_are_unique_and_everything_is_explained(ribbon):
    ids = [element.get("id") for element in ribbon.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for element in ribbon.iter(f"{NS}button", f"{NS}dropDown"):
        assert element.get("label")
        assert element.get("screentip")
        assert element.get("supertip").endswith(".")
        assert element.get("imageMso") or element.tag == f"{NS}dropDown"
        assert element.get("size", "normal") in ("normal", "large")


def test_the_buttons_come_in_their_order(callbacks):
    assert list(callbacks) == list(BEFEHLE)


def test_the_months_are_all_there(ribbon):
    assert [item.get("label") for item in ribbon.iter(f"{NS}item")] == MONATE


def test_every_callback_is_in_vba_with_the_signature_of_its_kind(ribbon):
    procedures = vba_procedures("XlbMenueband")
    benutzt = set()
    for element in ribbon.iter():
        for attribut, wert in element.attrib.items():
            if not re.match(r"on[A-Z]|get[A-Z]|loadImage", attribut):
                continue
            modul, name = wert.split(".")
            assert modul == "XlbMenueband"
            assert procedures[name] == SIGNATUREN[etree.QName(element).localname, attribut], wert
            benutzt.add(name)
    gerufen = set(re.findall(r"(?m)^ +(Frist\w+)$", read_module()["DieseArbeitsmappe.cls"]))
    assert gerufen == {"FristAuffrischen"}
    assert benutzt | gerufen == procedures.keys(), "a procedure without a button"


def test_every_call_from_vba_is_in_python_with_that_signature():
    quelle = Path(xlbudget.addin.__file__).with_name("menueband.py").read_text(encoding="utf-8")
    assert called_from_vba() == set(BEFEHLE.values())
    assert called_from_vba() <= set(python_functions(quelle).values())


@pytest.mark.parametrize("label", BEFEHLE)
def test_each_button_calls_its_python_function(callbacks, label):
    excel = Excel(callbacks.values())
    excel.show_tab()
    excel.choose(3)
    assert excel.click(callbacks[label]) == []
    aufruf = BEFEHLE[label].replace("monat: int", "3")
    assert excel.commands == [f"from xlbudget.addin import menueband; menueband.{aufruf}"]


@pytest.mark.parametrize(
    ("heute", "monat"), [((2024, 7, 15), 6), ((2024, 1, 5), 12), ((2024, 3, 31), 2), ((2024, 12, 31), 11)]
)
def test_the_month_before_is_the_default(callbacks, heute, monat):
    excel = Excel(callbacks.values(), heute=datetime(*heute))
    assert excel.show_tab() == monat
    excel.click(callbacks["Gesamtbericht"])
    assert excel.commands[0].endswith(f"menueband.gesamtbericht({monat})")


def test_a_second_window_shows_the_month_chosen_in_the_first(callbacks):
    excel = Excel(callbacks.values())
    excel.show_tab()
    excel.choose(10)
    assert excel.show_tab() == 10


def test_a_month_that_is_not_known_is_never_guessed(callbacks):
    excel = Excel(callbacks.values())
    assert re.search("Monat neu wählen", excel.click(callbacks["Alle Blätter"])[0])
    assert excel.commands == []


@pytest.mark.parametrize(
    ("umstand", "text"),
    [
        ({"mappe": False}, "keine Arbeitsmappe geöffnet"),
        ({"name": "A=B.xlsx"}, '"A=B.xlsx" enthält ein Gleichheitszeichen'),
        ({"dateien": (PYTHON,)}, f"nicht eingerichtet; es fehlt\n{CONF}"),
        ({"dateien": (CONF,)}, f"Python wurde nicht gefunden:\n{PYTHON}"),
    ],
)
def test_what_is_missing_is_told_before_python_is_called(callbacks, umstand, text):
    excel = Excel(callbacks.values(), **umstand)
    meldungen = excel.click(callbacks["Handbuch"])
    assert len(meldungen) == 1
    assert text in meldungen[0]
    assert excel.commands == []


@pytest.mark.parametrize(
    ("antwort", "texte"),
    [
        (ABBRUCH, ["abgebrochen", "C:\\Heim\\Lokal\\xlbudget\\start.log", "addin status"]),
        (ABSTURZ, ["ImportError: kein Modul für März", "C:\\Heim\\Lokal\\xlbudget\\start.log"]),
        (NICHT_GESTARTET, ["Python wurde nicht gestartet", "addin status"]),
        (VERBOTEN, ["Fehler 70: Zugriff verweigert", "Sicherheitsprogramm", PYTHON]),
    ],
)
def test_one_german_message_and_excel_as_before(callbacks, antwort, texte):
    excel = Excel(callbacks.values(), antwort)
    vorher = excel.state
    meldungen = excel.click(callbacks["Prüfen"])
    assert len(meldungen) == 1
    assert [text for text in texte if text not in meldungen[0]] == []
    assert excel.state == vorher
    assert excel.cancel_key == "0/1"


def test_what_python_wrote_is_kept_for_it(callbacks):
    excel = Excel(callbacks.values(), ABSTURZ)
    excel.click(callbacks["Prüfen"])
    assert excel.copied == r"C:\T\xlwings.log>C:\Heim\Lokal\xlbudget\start.log"


def test_an_earlier_failure_is_not_told_again(callbacks):
    einmal = f'If InStr(mAufruf, "handbuch") = 0 Then {ABSTURZ}'
    excel = Excel(callbacks.values(), einmal)
    assert "ImportError" in excel.click(callbacks["Prüfen"])[0]
    (zweite,) = excel.click(callbacks["Handbuch"])
    assert "abgebrochen" in zweite
    assert "ImportError" not in zweite


def test_the_ribbon_shows_what_is_due_next(callbacks):
    excel = Excel(callbacks.values())
    assert excel.show_frist() == " "
    excel.enter("B2", "Frist 15.02.2027")
    excel.enter("C2", "Statistik nach § 52 an das Landesamt, mit allem, was dazu gehört · überfällig: 1")
    assert excel.show_frist() == "Frist 15.02.2027: Statistik nach § 52 an das Landesamt, mit "
    assert Excel(callbacks.values(), mappe=False).show_frist() == " "


def test_the_cell_it_reads_is_the_one_of_the_datenmappe():
    assert f'FRISTZELLE As String = "{NAME}"' in read_module()["XlbMenueband.bas"]
