"""Which year the lines of an export belong to: a year column decides, otherwise the dates give warning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from xlbudget.errors import EingabeError, Schwere
from xlbudget.sources.export.export import Exportzeile
from xlbudget.sources.export.felder import DATUM, JAHR, PERIODE
from xlbudget.sources.export.lesung import Lesung
from xlbudget.sources.zellen import shown

_TAG_ZUERST = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?P<jahr>\d{4}|\d{2})(?!\d).*", re.ASCII)
_JAHR_ZUERST = re.compile(r"(?P<jahr>(?:19|20)\d\d)(?P<trenner>[./-]?)\d\d(?P=trenner)\d\d(?!\d).*", re.ASCII)


def lines_of_year(lesung: Lesung, zeilen: Sequence[Exportzeile], jahr: int) -> Sequence[Exportzeile]:
    """The lines that count for a Haushaltsjahr. Raises EingabeError if the export is one of another year."""
    if JAHR.name in lesung.export.spalten:
        return _by_year_column(lesung, zeilen, jahr)
    if DATUM.name in lesung.export.spalten:
        _check_dates(lesung, zeilen, jahr)
    return zeilen


@lru_cache(maxsize=1024)
def year_of_date(text: str) -> int | None:
    """The year of a date as exports write it; None if there is none to be seen.

    >>> [year_of_date(text) for text in ("31.01.24", "31.01.2024", "20240131", "2024-01-31 00:00:00", "Januar")]
    [2024, 2024, 2024, 2024, None]
    """
    treffer = _TAG_ZUERST.fullmatch(text) or _JAHR_ZUERST.fullmatch(text)
    if treffer is None:
        return None
    jahr = int(treffer["jahr"])
    return jahr if jahr > 99 else jahr + (2000 if jahr < 90 else 1900)


def _by_year_column(lesung: Lesung, zeilen: Sequence[Exportzeile], jahr: int) -> list[Exportzeile]:
    eigene, fremd = [], []
    for zeile in zeilen:
        text = zeile.zellen[JAHR.name]
        if not re.fullmatch(r"(19|20)[0-9]{2}", text):
            was = f"{JAHR.name} „{shown(text)}“ ist kein Jahr" if text else f"{JAHR.name} ist leer"
            lesung.add(Schwere.FEHLER, "journal.jahr", f"{was}; die Zeile bleibt außen vor", zeile, JAHR)
        elif int(text) == jahr:
            eigene.append(zeile)
        else:
            fremd.append(zeile)
    if fremd and not eigene:
        raise _other_year(lesung, fremd[0].zellen[JAHR.name], jahr)
    if fremd:
        jahre = ", ".join(sorted({zeile.zellen[JAHR.name] for zeile in fremd}))
        text = f"Zeilen mit einem anderen {JAHR.name} ({jahre}), die nicht für {jahr} zählen: {len(fremd)}"
        lesung.add(Schwere.WARNUNG, "journal.jahr", text, fremd[0], JAHR)
    return eigene


def _check_dates(lesung: Lesung, zeilen: Sequence[Exportzeile], jahr: int) -> None:
    """Closing entries may carry a date of the following year."""
    jahre = [(zeile, year_of_date(zeile.zellen[DATUM.name])) for zeile in zeilen if zeile.zellen[DATUM.name]]
    lesbar = [(zeile, datumsjahr) for zeile, datumsjahr in jahre if datumsjahr is not None]
    fremd = [
        (zeile, datumsjahr)
        for zeile, datumsjahr in lesbar
        if datumsjahr != jahr and not (datumsjahr == jahr + 1 and _is_abschluss(zeile))
    ]
    if len(fremd) * 2 > len(lesbar):
        raise _other_year(lesung, fremd[0][1], jahr)
    for zeile, datumsjahr in fremd:
        text = f"Buchungsdatum im Jahr {datumsjahr}; die Buchung zählt nach ihrer Periode zum Jahr {jahr}. Bitte prüfen"
        lesung.add(Schwere.WARNUNG, "journal.jahr", text, zeile, DATUM)
    if unlesbar := [zeile for zeile, datumsjahr in jahre if datumsjahr is None]:
        datum = f"„{shown(unlesbar[0].zellen[DATUM.name])}“"
        anzahl = f", ebenso {len(unlesbar) - 1} weitere" if len(unlesbar) > 1 else ""
        text = f"Das {DATUM.name} {datum} ist nicht lesbar{anzahl}; ob das Jahr stimmt, wurde dort nicht geprüft"
        lesung.add(Schwere.WARNUNG, "journal.datum", text, unlesbar[0], DATUM)


def _other_year(lesung: Lesung, gefunden: int | str, jahr: int) -> EingabeError:
    return EingabeError(
        f"{lesung.export.datei} enthält {lesung.was} des Jahres {gefunden}, die Mappe ist für {jahr}. "
        "Die Datei in der Tabelle Quellen oder das Haushaltsjahr in den Einstellungen berichtigen."
    )


def _is_abschluss(zeile: Exportzeile) -> bool:
    return zeile.zellen[PERIODE.name] in ("13", "14", "15", "16")
