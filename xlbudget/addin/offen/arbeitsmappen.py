"""Which open workbook is the Datenmappe that a command is about, and which file it is."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import xlwings as xw

from xlbudget.addin.funktionen.datenquelle import set_datenmappe
from xlbudget.addin.offen.meldungen import liste
from xlbudget.addin.offen.offenes_blatt import read_blatt
from xlbudget.addin.offen.onedrive import find_synced
from xlbudget.addin.offen.sitzung import Sitzung
from xlbudget.addin.windows import System
from xlbudget.core.zeit import Stand
from xlbudget.errors import AusgabeError, EingabeError
from xlbudget.sources.datenmappe.mappe import read_datenmappe
from xlbudget.xlsx.live.excel_state import active_book

KENNZEICHEN = frozenset({"Einstellungen", "Budgets", "Produkte"})
"""A workbook with these tables is a Datenmappe."""
_WEB = "://"


@dataclass(frozen=True, slots=True)
class OffeneDatenmappe:
    """A Datenmappe open in Excel, saved, and the file that holds the same."""

    book: xw.Book
    datei: Path
    jahr: int

    def stand(self, monat: int) -> Stand:
        """A Stand of its Haushaltsjahr."""
        return Stand(self.jahr, monat)


def open_datenmappe(sitzung: Sitzung) -> OffeneDatenmappe:
    """The Datenmappe that is meant; offers to save it, because its file is what is read.

    From now on it is the one that worksheet functions read. Raises EingabeError (German, with what to do) where none
    is open, several could be meant or its file is out of reach, and Abgebrochen where the user does not save.
    """
    book = find_datenmappe(sitzung.app)
    datei = find_datei(book, System.current())
    if not book.api.Saved:
        _save(sitzung, book)
    if _WEB in book.api.FullName:
        _check_synced(book, datei)
    jahr = _haushaltsjahr(book)
    if jahr is None:
        raise EingabeError(
            f"In {book.name} fehlt in der Tabelle Einstellungen das Haushaltsjahr. Dort das Jahr eintragen, zum "
            "Beispiel 2023."
        )
    set_datenmappe(datei)
    return OffeneDatenmappe(book, datei, jahr)


def find_datenmappe(app: xw.App) -> xw.Book:
    """The active workbook if it is a Datenmappe, else the only open one, else that of the year of the active sheet."""
    mappen = [book for book in app.books if is_datenmappe(book)]
    aktive = active_book(app)
    if aktive is not None and aktive in mappen:
        return aktive
    if not mappen:
        raise EingabeError(
            "Es ist keine Datenmappe geöffnet. Bitte die Mappe mit den Tabellen Einstellungen, Budgets und Produkte "
            "öffnen und den Befehl wiederholen. Eine neue legt „xlbudget neu“ an."
        )
    return mappen[0] if len(mappen) == 1 else _of_year(mappen, aktive)


def is_datenmappe(book: xw.Book) -> bool:
    """Whether a workbook has the tables of a Datenmappe, on whatever sheets."""
    return {name.casefold() for name in KENNZEICHEN} <= {table.name.casefold() for table in tables(book)}


def tables(book: xw.Book) -> Iterable[xw.main.Table]:
    """All tables of a workbook."""
    return (table for sheet in book.sheets for table in sheet.tables)


def find_datei(book: xw.Book, system: System) -> Path:
    """The file of an open workbook on this computer. Raises EingabeError where it has none."""
    if not book.api.Path:
        raise EingabeError(
            f"{book.name} wurde noch nie gespeichert. Bitte in den Ordner mit den Exporten speichern und den Befehl "
            "wiederholen."
        )
    ort = book.api.FullName  # xlwings' own `fullname` fails for a web address it cannot place
    return find_synced(ort, system) if _WEB in ort else Path(ort)


def _check_synced(book: xw.Book, datei: Path) -> None:
    """Raise EingabeError where the synced file does not hold what Excel holds: OneDrive takes its time."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as ordner:
        kopie = Path(ordner, datei.name)
        book.api.SaveCopyAs(str(kopie))
        in_excel, _ = read_datenmappe(kopie)
    synchronisiert, _ = read_datenmappe(datei)
    if replace(in_excel, file=datei) != synchronisiert:
        raise EingabeError(
            f"{book.name} liegt in OneDrive, und die Kopie auf diesem Rechner ist noch nicht auf demselben Stand:\n"
            f"{datei}\n\nBitte warten, bis OneDrive fertig ist (Wolke in der Taskleiste), und den Befehl wiederholen."
        )


def _of_year(mappen: Sequence[xw.Book], aktive: xw.Book | None) -> xw.Book:
    blatt = read_blatt(aktive.sheets.active) if aktive else None
    passende = [book for book in mappen if blatt and blatt.jahr and _haushaltsjahr(book) == blatt.jahr]
    if len(passende) == 1:
        return passende[0]
    raise EingabeError(
        "Mehrere Datenmappen sind geöffnet, und es ist nicht zu erkennen, welche gemeint ist:\n"
        f"{liste(book.name for book in mappen)}\n"
        "Bitte die gemeinte nach vorn holen oder die anderen schließen."
    )


def _haushaltsjahr(book: xw.Book) -> int | None:
    table = next(table for table in tables(book) if table.name.casefold() == "einstellungen")
    for name, wert, *_ in table.range.raw_value:
        if str(name).strip() == "Haushaltsjahr":
            with suppress(TypeError, ValueError):
                return int(wert)
    return None


def _save(sitzung: Sitzung, book: xw.Book) -> None:
    if book.api.ReadOnly:
        raise AusgabeError(
            f"{book.name} ist geändert, aber schreibgeschützt geöffnet; gelesen wird, was gespeichert ist. Bitte unter "
            "anderem Namen speichern oder ohne Speichern schließen und neu öffnen."
        )
    sitzung.ask(
        f"{book.name} hat Änderungen, die noch nicht gespeichert sind. Gelesen wird, was gespeichert ist.\n\n"
        "Jetzt speichern und weitermachen?"
    )
    book.save()
