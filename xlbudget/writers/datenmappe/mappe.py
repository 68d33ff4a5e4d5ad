"""Draw a Datenmappe: a sheet Start that explains it, then one sheet with one Excel table per declaration."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from xlbudget.core.kontenrahmen import NIEDERSACHSEN
from xlbudget.errors import AusgabeError
from xlbudget.layout.datenmappe import (
    EINSTELLUNGEN,
    EINSTELLUNGSZEILEN,
    MAILTEXTE_VORGABE,
    TABELLEN,
    Spalte,
    Tabelle,
    Typ,
)
from xlbudget.writers.datenmappe.startblatt import draw_start
from xlbudget.writers.datenmappe.stil import (
    GRAU,
    LINIE,
    LINK,
    TABFARBE,
    UMBRUCH_AB,
    ZAHLENFORMAT,
    Mappenformate,
    Tabellenblatt,
    hoehe,
    set_page,
)

Zeile = Mapping[str, object]

KOPFZEILE = 2  # rows and columns count from 0, as xlsxwriter counts them
RESERVE = 500  # rows below a table that already have its checks and formats

_ERSTELLT = datetime(2024, 1, 1)  # fixed, so that two writes are identical
_BREIT_AB = 150  # wider tables keep their leading required columns in view
_FIXIERT_BIS = 70
_UEBERSCHRIFT = 110

_EINSTELLUNG = {zeile.name: zeile for zeile in EINSTELLUNGSZEILEN}
_BRUCHFORMAT = {Typ.BETRAG: "#,##0.00", Typ.ZAHL: "#,##0.0#"}
"""How numbers show that are not whole: cents appear only where there are some."""

_LISTEN = {"Budgets": "Liste_Budgets", "Produkte": "Liste_Produkte"}
"""Defined names over the first column of a table, for drop-down lists."""
_JAHRE = {"validate": "integer", "criteria": "between", "minimum": 1990, "maximum": 2100}
_ZAHLEN = {"validate": "decimal", "criteria": "between", "minimum": -1_000_000_000_000, "maximum": 1_000_000_000_000}
_MONAT = '=AND(LEN({0})=7,MID({0},5,1)="-",VALUE(LEFT({0},4))>=1990,VALUE(RIGHT({0},2))>=1,VALUE(RIGHT({0},2))<=12)'
_PRUEFUNGEN: Mapping[Typ, tuple[Mapping[str, object], str]] = {
    Typ.BETRAG: (_ZAHLEN, "Hier wird ein Betrag in Euro erwartet, zum Beispiel 1234,56."),
    Typ.ZAHL: (_ZAHLEN, "Hier wird eine Zahl ohne Einheit und Prozentzeichen erwartet, zum Beispiel 97,5."),
    # every whole number of a Datenmappe is a year
    Typ.GANZZAHL: (_JAHRE, "Hier wird ein Jahr mit vier Ziffern erwartet, zum Beispiel 2023."),
    Typ.STAND: ({"validate": "custom", "value": _MONAT}, "Hier wird ein Monat als JJJJ-MM erwartet, etwa 2023-06."),
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


def write_datenmappe(
    inhalt: Mapping[str, Sequence[Zeile]], titel: str, hinweise: Sequence[tuple[str, str]] = ()
) -> bytes:
    """The bytes of a Datenmappe.

    `inhalt` holds, by name of the table, rows of column name → value; tables and columns that are missing stay empty.
    Amounts are euros (int, float, Decimal). A text in a number column stays text, for the reader to find.
    `hinweise` are further lines of label and text for the sheet Start. The same arguments give the same bytes.

    Raises KeyError for a table or column that is not declared, AusgabeError for a text that Excel cannot hold.
    """
    _check_namen(inhalt)
    puffer = io.BytesIO()
    with xlsxwriter.Workbook(puffer, {"in_memory": True}) as mappe:
        mappe.set_properties({"title": titel, "author": "xlbudget", "created": _ERSTELLT})
        formate = Mappenformate(mappe)
        draw_start(mappe.add_worksheet("Start", Tabellenblatt), formate, titel, hinweise)
        for tabelle in TABELLEN:
            _draw_tabelle(
                mappe.add_worksheet(tabelle.name, Tabellenblatt), formate, tabelle, inhalt.get(tabelle.name, ())
            )
            if tabelle.name in _LISTEN:
                mappe.define_name(_LISTEN[tabelle.name], f"={tabelle.name}[{tabelle.spalten[0].name}]")
    return puffer.getvalue()


def leere_datenmappe(jahr: int) -> bytes:
    """The bytes of an empty Datenmappe for one Haushaltsjahr.

    The Einstellungen have their Vorgabe, the Kontenzuordnung is that of Niedersachsen.
    """
    inhalt = {
        "Einstellungen": einstellungszeilen({"Haushaltsjahr": jahr}),
        "Kontenzuordnung": kontenzeilen(NIEDERSACHSEN),
        "Mailtexte": MAILTEXTE_VORGABE,
    }
    return write_datenmappe(inhalt, f"Datenmappe {jahr}")


def einstellungszeilen(werte: Mapping[str, object]) -> list[Zeile]:
    """The rows of the table Einstellungen: `werte` by name, else the Vorgabe. Raises KeyError for an unknown name."""
    _check_bekannt(werte, _EINSTELLUNG, "Einstellung")
    return [
        {"Einstellung": zeile.name, "Wert": werte.get(zeile.name, zeile.vorgabe), "Bedeutung": zeile.bedeutung}
        for zeile in EINSTELLUNGSZEILEN
    ]


def kontenzeilen(konten: Iterable[tuple[str, str, str]]) -> list[Zeile]:
    """The rows of the table Kontenzuordnung from (prefix, Art, row)."""
    return [{"Präfix": praefix, "Art": art, "Zeile": zeile} for praefix, art, zeile in konten]


def _check_namen(inhalt: Mapping[str, Sequence[Zeile]]) -> None:
    tabellen = {tabelle.name: tabelle for tabelle in TABELLEN}
    _check_bekannt(inhalt, tabellen, "Tabelle")
    for name, zeilen in inhalt.items():
        spalten = {spalte.name for spalte in tabellen[name].spalten}
        for zeile in zeilen:
            _check_bekannt(zeile, spalten, f"Spalte der Tabelle {name}")


def _check_bekannt(namen: Iterable[str], bekannt: Iterable[str], was: str) -> None:
    if fremd := set(namen) - set(bekannt):
        raise KeyError(f"Keine {was}: {', '.join(sorted(fremd))}")


def _draw_tabelle(blatt: Worksheet, formate: Mappenformate, tabelle: Tabelle, zeilen: Sequence[Zeile]) -> None:
    set_page(blatt, TABFARBE[tabelle.name])
    _draw_ueberschrift(blatt, formate, tabelle)
    letzte = KOPFZEILE + max(len(zeilen), 1)  # Excel needs one row, even an empty one
    koepfe = [{"header": s.name, "header_format": formate.kopf(s)} for s in tabelle.spalten]
    # no table style: its header would be bold throughout, and LibreOffice draws none
    optionen = {"name": tabelle.name, "style": None, "columns": koepfe}
    blatt.add_table(KOPFZEILE, 0, letzte, len(tabelle.spalten) - 1, optionen)
    blatt.set_row(KOPFZEILE, 20)
    blatt.freeze_panes(KOPFZEILE + 1, _fixierte_spalten(tabelle))
    blatt.repeat_rows(KOPFZEILE)
    for nummer, spalte in enumerate(tabelle.spalten):
        blatt.set_column(nummer, nummer, spalte.breite, formate.zelle(spalte))
    lange = [spalte for spalte in tabelle.spalten if spalte.breite >= UMBRUCH_AB]
    for ort, zeile in enumerate(zeilen or ({},), KOPFZEILE + 1):
        blatt.set_row(ort, hoehe((str(zeile.get(spalte.name) or ""), spalte.breite) for spalte in lange))
        for nummer, spalte in enumerate(tabelle.spalten):
            _write_zelle(blatt, formate, (ort, nummer), _spalte_of(tabelle, spalte, zeile), zeile)
    _add_checks(blatt, formate, tabelle, zeilen, letzte + RESERVE)


def _draw_ueberschrift(blatt: Worksheet, formate: Mappenformate, tabelle: Tabelle) -> None:
    breite, letzte = 0.0, -1
    while letzte + 1 < len(tabelle.spalten) and breite < _UEBERSCHRIFT:
        letzte += 1
        breite += tabelle.spalten[letzte].breite
    blatt.merge_range(0, 0, 0, letzte, tabelle.zweck, formate.text(font_color=GRAU, italic=True))
    blatt.set_row(0, hoehe([(tabelle.zweck, breite)]))
    blatt.write_url(1, 0, "internal:'Start'!A1", formate.text(**LINK), "← Start")


def _fixierte_spalten(tabelle: Tabelle) -> int:
    """How many leading required columns stay in view when a wide table is scrolled."""
    if sum(spalte.breite for spalte in tabelle.spalten) < _BREIT_AB:
        return 0
    breite = 0.0
    for anzahl, spalte in enumerate(tabelle.spalten):
        breite += spalte.breite
        if not spalte.pflicht or breite > _FIXIERT_BIS:
            return anzahl
    return len(tabelle.spalten)


def _spalte_of(tabelle: Tabelle, spalte: Spalte, zeile: Zeile) -> Spalte:
    """The column as this row means it: in Einstellungen every Wert has its own type and help."""
    einstellung = _EINSTELLUNG.get(str(zeile.get("Einstellung")))
    if tabelle is not EINSTELLUNGEN or spalte.name != "Wert" or einstellung is None:
        return spalte
    pflicht = "Pflichtangabe. " if einstellung.vorgabe is None else ""
    auswahl = ("ja", "nein") if einstellung.typ is Typ.JA_NEIN else ()
    return replace(spalte, typ=einstellung.typ, hilfe=pflicht + einstellung.bedeutung, auswahl=auswahl)


def _write_zelle(blatt: Worksheet, formate: Mappenformate, ort: tuple[int, int], spalte: Spalte, zeile: Zeile) -> None:
    wert = zeile.get(spalte.name)
    weitere = {"Bedeutung": {"font_color": GRAU}, "Wert": {"align": "left"}}.get(spalte.name, {})
    form = formate.zelle(spalte, bottom=1, bottom_color=LINIE, **weitere)
    if wert is None or wert == "":
        blatt.write_blank(*ort, None, form)
    elif spalte.typ in ZAHLENFORMAT and isinstance(wert, int | float | Decimal):
        blatt.write_number(*ort, wert, form)
    elif blatt.write_string(*ort, str(wert), form) != 0:
        raise AusgabeError(f"Der Text in {blatt.name}!{xl_rowcol_to_cell(*ort)} ist zu lang für eine Excel-Zelle.")


def _add_checks(
    blatt: Worksheet, formate: Mappenformate, tabelle: Tabelle, zeilen: Sequence[Zeile], letzte: int
) -> None:
    erste = KOPFZEILE + 1
    textbereiche = []
    for nummer, spalte in enumerate(tabelle.spalten):
        if tabelle is EINSTELLUNGEN and spalte.name == "Wert":
            for ort, zeile in enumerate(zeilen, erste):
                _add_check(blatt, formate, tabelle, _spalte_of(tabelle, spalte, zeile), (ort, nummer, ort, nummer))
        else:
            _add_check(blatt, formate, tabelle, spalte, (erste, nummer, letzte, nummer))
            if spalte.typ not in ZAHLENFORMAT:
                textbereiche.append(xl_range(erste, nummer, letzte, nummer))
    # product numbers are text on purpose: no green corners
    blatt.ignore_errors({"number_stored_as_text": " ".join(textbereiche)})


def _add_check(
    blatt: Worksheet, formate: Mappenformate, tabelle: Tabelle, spalte: Spalte, bereich: tuple[int, int, int, int]
) -> None:
    """Data validation and the format of fractions for one column, or for one cell."""
    zelle = xl_rowcol_to_cell(*bereich[:2])
    pruefung = _pruefung(tabelle, spalte, zelle)
    if spalte.hilfe:
        pruefung |= {"input_title": spalte.name, "input_message": spalte.hilfe}
    if pruefung:
        blatt.data_validation(*bereich, {"validate": "any", "error_title": "Bitte prüfen", **pruefung})
    if spalte.typ in _BRUCHFORMAT:
        bruch = formate(num_format=_BRUCHFORMAT[spalte.typ])
        kriterium = f"=AND(ISNUMBER({zelle}),{zelle}<>INT({zelle}))"
        blatt.conditional_format(*bereich, {"type": "formula", "criteria": kriterium, "format": bruch})


def _pruefung(tabelle: Tabelle, spalte: Spalte, zelle: str) -> dict[str, object]:
    """Options of a data validation; empty where anything may stand."""
    if spalte.verweis:
        text = f"Fehlt in der Tabelle {spalte.verweis}. Bitte aus der Liste wählen oder zuerst dort anlegen."
        return {"validate": "list", "source": f"={_LISTEN[spalte.verweis]}", "error_message": text}
    if spalte.auswahl:
        text = f"Erlaubt ist nur: {', '.join(spalte.auswahl)}. Bitte aus der Liste wählen."
        return {"validate": "list", "source": list(spalte.auswahl), "error_message": text}
    ist_nummer = (tabelle.name, spalte.name) == ("Produkte", "Produkt")
    optionen, text = _PRODUKTNUMMER if ist_nummer else _PRUEFUNGEN.get(spalte.typ, ({}, ""))
    if not optionen:
        return {}
    formel = {"value": str(optionen["value"]).format(zelle)} if "value" in optionen else {}
    return {**optionen, **formel, "error_message": text}
