"""The button Export ansehen: how an export is read, and on request its lines in the tables Quellen and Spalten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xlbudget.addin.offen.arbeitsmappen import OffeneDatenmappe, open_datenmappe
from xlbudget.addin.offen.listenmappe import Liste, befundliste, open_listen
from xlbudget.addin.offen.meldungen import anzahl, liste
from xlbudget.addin.offen.neue_zeilen import append_rows, check_room
from xlbudget.addin.offen.offenes_blatt import check_schreibbar
from xlbudget.addin.offen.sitzung import Sitzung
from xlbudget.app.bericht.vorschau import Vorschau, VorschauError, vorschau
from xlbudget.app.bericht.vorschautabellen import Vorschautabelle, by_content, sums_of, tables_of, tables_of_part
from xlbudget.core.geld import format_betrag
from xlbudget.errors import EingabeError
from xlbudget.layout.exporttabellen import QUELLEN, SPALTEN

_ARTEN = ("csv", "txt", "xlsx", "xlsm", "xls", "ods", "parquet")
_MAX_FRAGEN = 4
_BREITE = (8.0, 60.0)  # of a column, in Excel's characters


def export_ansehen(sitzung: Sitzung) -> str:
    """Show how a chosen export is read, in a new workbook; what declares it is entered after asking."""
    datenmappe = open_datenmappe(sitzung)
    datei = sitzung.choose_file("Export ansehen", "Exporte", _ARTEN)
    try:
        with sitzung.quiet() as fortschritt:
            bild = vorschau(datei, datenmappe=datenmappe.datei, fortschritt=fortschritt)
    except VorschauError as error:
        listen = _listen(tables_of_part(error), datei.name)
        if error.befunde:
            listen.append(befundliste(error.befunde, f"Was {datenmappe.book.name} über {datei.name} sagt"))
        mappe = open_listen(sitzung, listen)
        return f"{error}\n\nWas schon verstanden ist, steht in der neuen Mappe {mappe}."
    listen = _listen(tables_of(bild, konten=True), f"{datei.name}, Haushaltsjahr {bild.jahr}")
    if bild.befunde:
        listen.append(befundliste(bild.befunde, f"Befunde in {datei.name}"))
    mappe = open_listen(sitzung, [_questions(bild), *listen])
    return _take_over(sitzung, datenmappe, bild, f"{_report(bild)}\n\nAlles dazu steht in der neuen Mappe {mappe}.")


def _take_over(sitzung: Sitzung, datenmappe: OffeneDatenmappe, bild: Vorschau, text: str) -> str:
    """Ask, with everything that was found, and enter the lines."""
    mappe = datenmappe.book.name
    if bild.ist_eingetragen:
        return f"{text}\n\nDer Export steht schon in der Tabelle Quellen von {mappe} und ist so gelesen."
    check_schreibbar(datenmappe.book)
    neue = {QUELLEN: bild.quellen, SPALTEN: bild.spalten}
    try:
        check_room(datenmappe.book, neue)
    except EingabeError as error:
        return f"{text}\n\n{error}"
    zeilen = anzahl(len(bild.quellen) + len(bild.spalten), "Zeile", "Zeilen")
    trotz = "Trotzdem " if bild.fragen else ""
    sitzung.ask(f"{text}\n\n{trotz}{zeilen} in die Tabellen Quellen und Spalten von {mappe} eintragen?")
    with sitzung.quiet():
        append_rows(datenmappe.book, neue)
    return f"{zeilen} eingetragen. {mappe} ist noch nicht gespeichert; erst danach gelten sie."


def _report(bild: Vorschau) -> str:
    absaetze = [f"{bild.file.name}, Haushaltsjahr {bild.jahr}"]
    for inhalt, bilder in by_content(bild).items():
        s = sums_of(bilder)
        absaetze.append(
            f"{inhalt}: Erträge {format_betrag(s.ertraege_ct)} €, Aufwendungen {format_betrag(s.aufwendungen_ct)} €; "
            f"{s.gezaehlt} Zeilen gezählt, {s.ausgelassen} ausgelassen."
        )
    fragen = bild.fragen
    if fragen:
        offen = anzahl(len(fragen), "offene Frage", "offene Fragen")
        absaetze.append(f"{offen}:\n{liste(fragen, _MAX_FRAGEN)}")
    else:
        absaetze.append("Keine offenen Fragen.")
    return "\n".join(absaetze)


def _questions(bild: Vorschau) -> Liste:
    zeilen = [(frage,) for frage in bild.fragen] or [("Keine offenen Fragen.",)]
    return Liste("Fragen", "Fragen", f"{bild.file.name}, Haushaltsjahr {bild.jahr}", (("Offene Frage", 120.0),), zeilen)


def _listen(tabellen: Iterable[Vorschautabelle], ueberschrift: str) -> list[Liste]:
    """A sheet for each table; a name that comes again gets a number."""
    listen: list[Liste] = []
    abschnitt, namen = "", {"Fragen", "Befunde"}
    for nummer, tabelle in enumerate(tabellen, 1):
        abschnitt = tabelle.abschnitt or abschnitt
        blatt = _short(tabelle.titel)
        blatt = blatt if blatt not in namen else f"{blatt} {nummer}"
        namen.add(blatt)
        titel = [spalte or "Was" for spalte in tabelle.spalten]
        spalten = [(name, _width([name, *(zeile[i] for zeile in tabelle.zeilen)])) for i, name in enumerate(titel)]
        oben = ", ".join(filter(None, (ueberschrift, abschnitt, tabelle.titel)))
        listen.append(Liste(f"Vorschau{nummer}", blatt, oben, spalten, tabelle.zeilen or [[""] * len(titel)]))
    return listen


def _short(titel: str) -> str:
    """The name of a sheet, which may be neither long nor have a colon."""
    return titel.split(",")[0].replace(":", "").removeprefix("Für die Tabelle ")[:25]


def _width(texte: Sequence[str]) -> float:
    kleinste, groesste = _BREITE
    return min(groesste, max(kleinste, 2.0 + max(map(len, texte))))
