"""What Excel lets somebody type into a column of a Datenmappe, and what it says to anything else."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from xlbudget.core.fristen import MAX_VORLAUF
from xlbudget.layout.deklaration import Spalte, Tabelle, Typ
from xlbudget.writers.datenmappe.stil import Mappenformate

Bereich = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 0."""

_BRUCHFORMAT = {Typ.BETRAG: "#,##0.00", Typ.ZAHL: "#,##0.0#"}
"""How numbers show that are not whole: cents appear only where there are some."""

_JAHRE = {"validate": "integer", "criteria": "between", "minimum": 1990, "maximum": 2100}
_TAGE = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": MAX_VORLAUF}
_ZAHLEN = {"validate": "decimal", "criteria": "between", "minimum": -1_000_000_000_000, "maximum": 1_000_000_000_000}
_MONAT = '=AND(LEN({0})=7,MID({0},5,1)="-",VALUE(LEFT({0},4))>=1990,VALUE(RIGHT({0},2))>=1,VALUE(RIGHT({0},2))<=12)'
_PERIODE = f"=OR(AND(LEN({{0}})=4,ISNUMBER(VALUE({{0}}))),{_MONAT.removeprefix('=')})"
_DATUM = '=OR(ISNUMBER({0}),AND(LEN({0})=10,MID({0},3,1)=".",MID({0},6,1)="."))'
_PRUEFUNGEN: Mapping[Typ, tuple[Mapping[str, object], str]] = {
    Typ.BETRAG: (_ZAHLEN, "Hier wird ein Betrag in Euro erwartet, zum Beispiel 1234,56."),
    Typ.ZAHL: (_ZAHLEN, "Hier wird eine Zahl ohne Einheit und Prozentzeichen erwartet, zum Beispiel 97,5."),
    Typ.JAHR: (_JAHRE, "Hier wird ein Jahr mit vier Ziffern erwartet, zum Beispiel 2023."),
    Typ.TAGE: (_TAGE, f"Hier wird eine Zahl von Tagen zwischen 0 und {MAX_VORLAUF} erwartet, zum Beispiel 14."),
    Typ.STAND: ({"validate": "custom", "value": _MONAT}, "Hier wird ein Monat als JJJJ-MM erwartet, etwa 2023-06."),
    Typ.PERIODE: (
        {"validate": "custom", "value": _PERIODE},
        "Hier wird ein Monat als JJJJ-MM oder ein Jahr als JJJJ erwartet, etwa 2023-06 oder 2023.",
    ),
    Typ.DATUM: ({"validate": "custom", "value": _DATUM}, "Hier wird ein Datum als TT.MM.JJJJ erwartet."),
    Typ.EMAIL: (
        {"validate": "custom", "value": '=ISNUMBER(FIND("@",{0}))'},
        "Hier wird eine E-Mail-Adresse erwartet, zum Beispiel soziales@landkreis.example.",
    ),
}
"""What Excel accepts in a column of this type ({0} is its first cell), and what it says to anything else."""
_PRODUKTNUMMER = (
    {"validate": "length", "criteria": "between", "minimum": 3, "maximum": 10},
    "Eine Produktnummer hat 3 bis 10 Zeichen.",
)


def add_check(
    blatt: Worksheet,
    formate: Mappenformate,
    tabelle: Tabelle,
    spalte: Spalte,
    bereich: Bereich,
    *,
    liste: str,
) -> None:
    """Data validation and the format of fractions for one column, or for one cell.

    `liste` is the name over what may stand there or is offered, empty where no other table says it.
    """
    zelle = xl_rowcol_to_cell(*bereich[:2])
    pruefung = _pruefung(liste, tabelle, spalte, zelle)
    if spalte.hilfe:
        pruefung |= {"input_title": spalte.name, "input_message": spalte.hilfe}
    if pruefung:
        blatt.data_validation(*bereich, {"validate": "any", "error_title": "Bitte prüfen", **pruefung})
    if spalte.typ in _BRUCHFORMAT:
        bruch = formate(num_format=_BRUCHFORMAT[spalte.typ])
        kriterium = f"=AND(ISNUMBER({zelle}),{zelle}<>INT({zelle}))"
        blatt.conditional_format(*bereich, {"type": "formula", "criteria": kriterium, "format": bruch})


def _pruefung(liste: str, tabelle: Tabelle, spalte: Spalte, zelle: str) -> dict[str, object]:
    """Options of a data validation; empty where anything may stand."""
    if liste and spalte.angebot:
        return {"validate": "list", "source": f"={liste}", "show_error": False}
    if liste:
        text = f"Fehlt in der Tabelle {spalte.verweis}. Bitte aus der Liste wählen oder zuerst dort anlegen."
        return {"validate": "list", "source": f"={liste}", "error_message": text}
    if spalte.auswahl:
        text = f"Erlaubt ist nur: {', '.join(spalte.auswahl)}. Bitte aus der Liste wählen."
        return {"validate": "list", "source": list(spalte.auswahl), "error_message": text}
    if spalte.vorschlaege:
        return {"validate": "list", "source": list(spalte.vorschlaege), "show_error": False}
    ist_nummer = (tabelle.name, spalte.name) == ("Produkte", "Produkt")
    optionen, text = _PRODUKTNUMMER if ist_nummer else _PRUEFUNGEN.get(spalte.typ, ({}, ""))
    if not optionen:
        return {}
    formel = {"value": str(optionen["value"]).format(zelle)} if "value" in optionen else {}
    return {**optionen, **formel, "error_message": text}
