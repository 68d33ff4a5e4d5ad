"""Sheets Rücklauf and Übernahmen: who has answered, and which values of the report come from a Fachdienst."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xlsxwriter.workbook import Workbook

from xlbudget.core.ruecklaufstand import Ruecklaufzeile
from xlbudget.core.rueckmeldung import feldwert_text
from xlbudget.core.uebernahme import Uebernahme
from xlbudget.writers import style
from xlbudget.writers.listenblatt import Listenzeile, add_sheet, write_liste

BLATT_STAND, BLATT_UEBERNAHMEN = "Rücklauf", "Übernahmen"
_STAND = (
    ("Budget", 34.0),
    ("Lage", 22.0),
    ("Frist", 12.0),
    ("Restzeit", 18.0),
    ("Empfänger", 34.0),
    ("Fassung", 9.0),
    ("Versandt, Entwurf", 16.0),
    ("Eingegangen", 12.0),
    ("Von", 26.0),
    ("Begründungen", 16.0),
)
_UEBERNAHMEN = (
    ("Angabe", 42.0),
    ("Bisher", 22.0),
    ("Neu", 58.0),
    ("Grund", 26.0),
    ("Von", 20.0),
    ("Am", 11.0),
    ("Quelle", 28.0),
)


@dataclass(frozen=True, slots=True)
class Ruecklauf:
    """What a report says about the round trip; `heute` is the day the distances to the Frist count from."""

    zeilen: Sequence[Ruecklaufzeile]
    uebernahmen: Sequence[Uebernahme]
    heute: date


def write_ruecklauf(mappe: Workbook, formate: style.Formate, ruecklauf: Ruecklauf, fuss: str) -> None:
    """Add both sheets; `fuss` stands in the footers."""
    offen = sum(zeile.ist_offen for zeile in ruecklauf.zeilen)
    begruendet = any(zeile.begruendung_text for zeile in ruecklauf.zeilen)
    spalten = _STAND if begruendet else _STAND[:-1]
    write_liste(
        add_sheet(mappe, BLATT_STAND, fuss, (breite for _, breite in spalten)),
        formate,
        f"Rücklaufstand am {_tag(ruecklauf.heute)}",
        f"{len(ruecklauf.zeilen) - offen} von {len(ruecklauf.zeilen)} Budgets abgeschlossen; fett: noch offen.",
        spalten=spalten,
        zeilen=[_standzeile(zeile, ruecklauf.heute, len(spalten)) for zeile in ruecklauf.zeilen],
    )
    write_liste(
        add_sheet(mappe, BLATT_UEBERNAHMEN, fuss, (breite for _, breite in _UEBERNAHMEN)),
        formate,
        "Aus Rückmeldungen übernommen",
        "Diese Angaben des Berichts kommen von den Fachdiensten."
        if ruecklauf.uebernahmen
        else "Noch ist keine Angabe übernommen.",
        spalten=_UEBERNAHMEN,
        zeilen=[_uebernahmezeile(uebernahme) for uebernahme in ruecklauf.uebernahmen],
    )


def _standzeile(zeile: Ruecklaufzeile, heute: date, spalten: int) -> Listenzeile:
    texte = (
        zeile.budget.titel,
        str(zeile.lage),
        _tag(zeile.frist),
        zeile.frist_text(heute),
        "\n".join(zeile.empfaenger),
        str(zeile.fassung or ""),
        _tag(zeile.versandt),
        _tag(zeile.eingegangen),
        zeile.von,
        zeile.begruendung_text,
    )
    return Listenzeile(texte[:spalten], wichtig=zeile.ist_offen)


def _uebernahmezeile(uebernahme: Uebernahme) -> Listenzeile:
    texte = (
        str(uebernahme.feld),
        feldwert_text(uebernahme.alt),
        feldwert_text(uebernahme.neu),
        uebernahme.grund,
        uebernahme.von,
        _tag(uebernahme.datum),
        str(uebernahme.source),
    )
    return Listenzeile(texte)


def _tag(tag: date | None) -> str:
    return f"{tag:%d.%m.%Y}" if tag else ""
