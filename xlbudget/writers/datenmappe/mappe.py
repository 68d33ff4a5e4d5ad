"""Draw a Datenmappe: a sheet Start that explains it, then one sheet with one Excel table per declaration."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

import xlsxwriter

from xlbudget.core.kontenrahmen import Nebenart
from xlbudget.core.landesrahmen import Landesrahmen
from xlbudget.layout.datenmappe import DATENMAPPE, MAILTEXTE_VORGABE
from xlbudget.layout.deklaration import Deklaration, Tabelle
from xlbudget.layout.naechste_frist import frist_names
from xlbudget.layout.spaltentabelle import BERICHTSSPALTEN, BERICHTSSPALTEN_VORGABE
from xlbudget.writers.datenmappe.startblatt import draw_start
from xlbudget.writers.datenmappe.stil import Mappenformate, Tabellenblatt
from xlbudget.writers.datenmappe.tabellenblatt import Tabellenzeichner, Zeile

_ERSTELLT = datetime(2024, 1, 1)  # fixed, so that two writes are identical


def write_datenmappe(
    inhalt: Mapping[str, Sequence[Zeile]],
    titel: str,
    hinweise: Sequence[tuple[str, str]] = (),
    deklaration: Deklaration = DATENMAPPE,
) -> bytes:
    """The bytes of a Datenmappe with all tables of the core, and of those on request the ones that `inhalt` names.

    `inhalt` holds, by name of the table, rows of column name → value; tables and columns that are missing stay empty.
    Amounts are euros (int, float, Decimal). A text in a number column stays text, for the reader to find.
    `hinweise` are further lines of label and text for the sheet Start. The same arguments give the same bytes.

    Raises KeyError for a table or column that is not declared, AusgabeError for a text that Excel cannot hold.
    """
    _check_namen(inhalt, deklaration)
    tabellen = [t for t in deklaration.tabellen if not t.auf_wunsch or t.name in inhalt]
    puffer = io.BytesIO()
    with xlsxwriter.Workbook(puffer, {"in_memory": True}) as mappe:
        mappe.set_properties({"title": titel, "author": "xlbudget", "created": _ERSTELLT})
        zeichner = Tabellenzeichner(Mappenformate(mappe), deklaration, tabellen)
        weitere = [tabelle for tabelle in deklaration.tabellen if tabelle not in tabellen]
        start = mappe.add_worksheet(zeichner.start, Tabellenblatt)
        draw_start(start, zeichner.formate, titel, hinweise, tabellen=tabellen, weitere=weitere)
        for tabelle in tabellen:
            blatt = mappe.add_worksheet(tabelle.name, Tabellenblatt)
            zeichner.draw(blatt, tabelle, inhalt.get(tabelle.name, ()))
        for name, (tabelle, spalte) in deklaration.listen.items():
            if tabelle in tabellen:
                mappe.define_name(name, f"={tabelle.name}[{spalte.name}]")
        for name, formel in frist_names(tabellen, zeichner.start).items():
            mappe.define_name(name, f"={formel}")
    return puffer.getvalue()


def leere_datenmappe(jahr: int, rahmen: Landesrahmen, deklaration: Deklaration = DATENMAPPE) -> bytes:
    """The bytes of an empty Datenmappe for one Haushaltsjahr, with the Kontenzuordnung of a Land.

    The Einstellungen have their Vorgabe.
    """
    inhalt = {
        "Einstellungen": einstellungszeilen({"Haushaltsjahr": jahr}, deklaration),
        "Kontenzuordnung": landeszeilen(rahmen),
        "Mailtexte": MAILTEXTE_VORGABE,
    }
    return write_datenmappe(inhalt, f"Datenmappe {jahr}", deklaration=deklaration)


def draw_muster(
    deklaration: Deklaration, vorhanden: Collection[Tabelle], blattnamen: Mapping[str, str], start: str
) -> bytes:
    """The bytes of a workbook of tables as a new Datenmappe with these has them, for what an existing one lacks.

    `blattnamen` has, by name of the table, the sheet it stands on; `start` is the sheet that they lead back to.
    The Einstellungen, Mailtexte and Berichtsspalten have their Vorgabe, all others are empty.
    """
    inhalt: dict[str, Sequence[Zeile]] = {
        "Einstellungen": einstellungszeilen({}, deklaration),
        "Mailtexte": MAILTEXTE_VORGABE,
        BERICHTSSPALTEN.name: BERICHTSSPALTEN_VORGABE,
    }
    puffer = io.BytesIO()
    with xlsxwriter.Workbook(puffer, {"in_memory": True}) as mappe:
        zeichner = Tabellenzeichner(Mappenformate(mappe), deklaration, vorhanden, start)
        for tabelle in vorhanden:
            blatt = mappe.add_worksheet(blattnamen[tabelle.name], Tabellenblatt)
            zeichner.draw(blatt, tabelle, inhalt.get(tabelle.name, ()))
    return puffer.getvalue()


def einstellungszeilen(werte: Mapping[str, object], deklaration: Deklaration = DATENMAPPE) -> list[Zeile]:
    """The rows of the table Einstellungen: `werte` by name, else the Vorgabe. Raises KeyError for an unknown name."""
    _check_bekannt(werte, [zeile.name for zeile in deklaration.einstellungen], "Einstellung")
    return [
        {"Einstellung": zeile.name, "Wert": werte.get(zeile.name, zeile.vorgabe), "Bedeutung": zeile.bedeutung}
        for zeile in deklaration.einstellungen
    ]


def kontenzeilen(konten: Iterable[tuple[str, str, str]]) -> list[Zeile]:
    """The rows of the table Kontenzuordnung from (prefix, Art, row)."""
    return [{"Präfix": praefix, "Art": art, "Zeile": zeile} for praefix, art, zeile in konten]


def landeszeilen(rahmen: Landesrahmen) -> list[Zeile]:
    """The rows of the table Kontenzuordnung of a Land; what is not supported is still to be confirmed."""
    return [
        {
            "Präfix": zeile.praefix,
            "Art": str(zeile.zeile) if isinstance(zeile.zeile, Nebenart) else str(zeile.zeile.art),
            "Zeile": None if isinstance(zeile.zeile, Nebenart) else zeile.zeile.name,
            "Bezeichnung": zeile.bezeichnung,
            "Quelle": zeile.herkunft,
            "Bestätigt": "nein" if zeile.bestaetigt is False else None,
        }
        for zeile in rahmen.zeilen
    ]


def _check_namen(inhalt: Mapping[str, Sequence[Zeile]], deklaration: Deklaration) -> None:
    tabellen = {tabelle.name: tabelle for tabelle in deklaration.tabellen}
    _check_bekannt(inhalt, tabellen, "Tabelle")
    for name, zeilen in inhalt.items():
        spalten = {spalte.name for spalte in tabellen[name].gezeichnet}
        for zeile in zeilen:
            _check_bekannt(zeile, spalten, f"Spalte der Tabelle {name}")


def _check_bekannt(namen: Iterable[str], bekannt: Iterable[str], was: str) -> None:
    if fremd := set(namen) - set(bekannt):
        raise KeyError(f"Keine {was}: {', '.join(sorted(fremd))}")
