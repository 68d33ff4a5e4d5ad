"""The list of returns as a controller sees and fills it in: one line each, and what each would change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import xlwings as xw

from xlbudget.addin.offen.arbeitsmappen import tables
from xlbudget.addin.offen.listenmappe import Liste, befundliste
from xlbudget.app.runde.ruecklauf import Ruecklaufeintrag, Ruecklaufergebnis
from xlbudget.core.rueckmeldung import feldwert_text
from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef
from xlbudget.xlsx.areas import address

TABELLE, BLATT, ENTSCHEIDUNG = "Rueckgaben", "Rücklauf", "Entscheidung"
ANNEHMEN, ABLEHNEN = "annehmen", "ablehnen"
_KOPF = "Rücklauf zu "
_AUFRUFE = ("ruecklauf.entscheiden", "ruecklauf.mehrere")
_SPALTEN = (
    ("Nr.", 6.0),
    ("Stand", 10.0),
    ("Budget", 24.0),
    ("Fassung", 9.0),
    ("Von", 22.0),
    ("Datum", 12.0),
    ("Status", 11.0),
    ("Lage", 16.0),
    ("Änderungen", 13.0),
    ("Befunde", 70.0),
    (ENTSCHEIDUNG, 16.0),
)
_AENDERUNGEN = (("Nr.", 6.0), ("Budget", 24.0), ("Feld", 60.0), ("bisher", 30.0), ("neu", 30.0))


@dataclass(frozen=True, slots=True)
class Entscheidungen:
    """What somebody entered in a list: numbers of returns, by the Datenmappe the list was made for."""

    datenmappe: str
    annehmen: tuple[int, ...]
    ablehnen: tuple[int, ...]


def ruecklauflisten(datenmappe: Path, ergebnis: Ruecklaufergebnis) -> list[Liste]:
    """The sheets to show: returns with an empty column Entscheidung, every change they would make, and all else.

    Empty where there is nothing to say.
    """
    weitere = other_befunde(ergebnis)
    eintraege = ergebnis.eintraege
    alle = [
        Liste(TABELLE, BLATT, f"{_KOPF}{datenmappe}", _SPALTEN, [_zeile(eintrag) for eintrag in eintraege]),
        Liste("Aenderungen", "Änderungen", "Was sich gegenüber der Sendung ändert", _AENDERUNGEN, _changes(eintraege)),
        befundliste(weitere, "Was sonst aufgefallen ist"),
    ]
    return [eine for eine in alle if eine.zeilen]


def other_befunde(ergebnis: Ruecklaufergebnis) -> list[Befund]:
    """The Befunde that are not among those of a return, and no call to decide, which the list is itself."""
    gezeigt = {befund for eintrag in ergebnis.eintraege for befund in eintrag.rueckgabe.befunde}
    return [b for b in ergebnis.befunde if b not in gezeigt and b.code not in _AUFRUFE]


def read_entscheidungen(book: xw.Book) -> Entscheidungen | None:
    """What is entered in a list; None for another workbook, and where nothing is entered.

    Raises EingabeError for anything but annehmen and ablehnen, with every such cell.
    """
    table = next((table for table in tables(book) if table.name == TABELLE), None)
    if table is None:
        return None
    kopf, *zeilen = table.range.raw_value
    wo = [str(titel) for titel in kopf].index(ENTSCHEIDUNG)
    sheet, links, oben = table.range.sheet, table.range.column, table.range.row
    gewaehlt: dict[str, list[int]] = {ANNEHMEN: [], ABLEHNEN: []}
    befunde = []
    for nummer, zeile in enumerate(zeilen, 1):
        wort = str(zeile[wo] or "").strip().casefold()
        if wort in gewaehlt:
            gewaehlt[wort].append(int(zeile[0]))
        elif wort:
            ort = SourceRef(book.name, sheet.name, address(oben + nummer, links + wo))
            text = f"„{zeile[wo]}“ ist keine Entscheidung; möglich sind {ANNEHMEN} und {ABLEHNEN}."
            befunde.append(Befund(Schwere.FEHLER, "ruecklauf.entscheidung", text, ort))
    if befunde:
        raise EingabeError("Die Entscheidungen lassen sich so nicht lesen; es ist nichts geändert.", befunde)
    if not any(gewaehlt.values()):
        return None
    ueberschrift = str(sheet.range((1, 1)).raw_value or "")
    return Entscheidungen(ueberschrift.removeprefix(_KOPF), *map(tuple, gewaehlt.values()))


def _zeile(eintrag: Ruecklaufeintrag) -> tuple[str | int | None, ...]:
    rueckgabe, meldung = eintrag.rueckgabe, eintrag.rueckgabe.rueckmeldung
    return (
        rueckgabe.nummer,
        str(rueckgabe.stand or ""),
        rueckgabe.budget or rueckgabe.dateiname,
        rueckgabe.fassung,
        rueckgabe.von,
        f"{meldung.datum:%d.%m.%Y}" if meldung and meldung.datum else "",
        meldung.status.value if meldung else "",
        eintrag.lage,
        len(eintrag.aenderungen),
        "\n".join(f"{befund.schwere}: {befund}" for befund in rueckgabe.befunde),
        None,
    )


def _changes(eintraege: Iterable[Ruecklaufeintrag]) -> list[tuple[str | int | None, ...]]:
    return [(e.rueckgabe.nummer, e.rueckgabe.budget, *texte) for e in eintraege for texte in _change_texts(e)]


def _change_texts(eintrag: Ruecklaufeintrag) -> Iterator[tuple[str, str, str]]:
    for aenderung in eintrag.aenderungen:
        yield str(aenderung.feld), feldwert_text(aenderung.alt), feldwert_text(aenderung.neu)
