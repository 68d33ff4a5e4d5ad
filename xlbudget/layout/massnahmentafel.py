"""The sheet on which a Fachdienst says how far its measures are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from xlbudget.core.geld import format_betrag
from xlbudget.core.massnahmen import Massnahmenstatus, Massnahmenzeile
from xlbudget.core.massnahmenfelder import feld_of, wert_of
from xlbudget.core.rueckmeldung import MASSNAHMENARTEN, MAX_ZEICHEN, Feldart
from xlbudget.layout.eingabetafel import Eingabetafel, Tafelabschnitt, Tafeleingabe, Tafelspalte, Tafelzeile
from xlbudget.layout.rueckmeldung import PRUEFUNGEN, Pruefung, text_pruefung

MASSNAHMEN_BLATT = "Maßnahmen"
OHNE_FELD = "Ohne Handlungsfeld"

_FEST = (
    Tafelspalte("Maßnahme", 36),
    Tafelspalte("Wofür", 25),
    Tafelspalte("Jahr", 8),
    Tafelspalte("Wirkung geplant", 15),
)
_BREITE = {Feldart.STATUS: 13, Feldart.BIS: 13, Feldart.ERREICHT: 15, Feldart.ERWARTET: 15, Feldart.BEMERKUNG: 30}
_ANLEITUNG = (
    "Zu jeder Maßnahme den Status, das Datum und die Wirkung in Euro auf den heutigen Stand bringen. „Wirkung "
    "erreicht“ ist, was bis zum Stand dieses Berichts schon gebucht ist, „Wirkung Prognose“, was im ganzen Jahr "
    "erwartet wird, das Erreichte eingeschlossen; positiv entlastet das Budget. Was schon bekannt ist, ist vorbelegt "
    "und bleibt stehen, wenn es stimmt. Was Sie nicht wissen, bleibt leer und zählt nicht als 0."
)
_SCHRITT = (
    "Maßnahmen",
    f"Auf dem Blatt „{MASSNAHMEN_BLATT}“ Status, Datum und Wirkung jeder Maßnahme auf den heutigen Stand bringen.",
)
_BETRAG = PRUEFUNGEN[Feldart.PROGNOSE]
_PRUEFUNGEN: Mapping[Feldart, Pruefung] = {
    Feldart.STATUS: Pruefung(
        "list",
        (f'"{",".join(Massnahmenstatus)}"',),
        "Status",
        "Wie weit die Maßnahme ist.",
        f"Bitte aus der Liste wählen: {', '.join(Massnahmenstatus)}.",
    ),
    Feldart.BIS: Pruefung(
        "date",
        ("36526", "73050"),  # 2000 to 2099
        "Bis",
        "Bis wann sie erledigt ist, zum Beispiel 31.12.2026.",
        "Bitte ein Datum eingeben, zum Beispiel 31.12.2026.",
    ),
    Feldart.ERREICHT: replace(
        _BETRAG,
        titel="Wirkung erreicht",
        hinweis="Bis zum Stand dieses Berichts gebucht, in Euro; positiv entlastet. Nicht bekannt: leer lassen.",
    ),
    Feldart.ERWARTET: replace(
        _BETRAG,
        titel="Wirkung Prognose",
        hinweis="Im ganzen Jahr erwartet, in Euro, das Erreichte eingeschlossen. Nicht bekannt: leer lassen.",
    ),
    Feldart.BEMERKUNG: text_pruefung(
        "Bemerkung", "Was man dazu wissen muss; erscheint im Bericht.", MAX_ZEICHEN[Feldart.BEMERKUNG]
    ),
}


def build_massnahmentafel(zeilen: Sequence[Massnahmenzeile], namen: Mapping[str, str]) -> Eingabetafel | None:
    """The sheet for these lines, by Handlungsfeld; None where there are none. `namen` are those of objects."""
    if not zeilen:
        return None
    felder = dict.fromkeys(zeile.handlungsfeld or OHNE_FELD for zeile in zeilen)
    abschnitte = [
        Tafelabschnitt(feld, tuple(_zeile(z, namen) for z in zeilen if (z.handlungsfeld or OHNE_FELD) == feld))
        for feld in felder
    ]
    offen = tuple(Tafelspalte(feldart.value, _BREITE[feldart]) for feldart in MASSNAHMENARTEN)
    return Eingabetafel(MASSNAHMEN_BLATT, "Stand der Maßnahmen", _ANLEITUNG, _SCHRITT, _FEST, offen, tuple(abschnitte))


def _zeile(zeile: Massnahmenzeile, namen: Mapping[str, str]) -> Tafelzeile:
    wofuer = " ".join(filter(None, (namen.get(zeile.objekt, zeile.objekt), zeile.zeile)))
    geplant = zeile.wirkung.geplant_ct
    fest = (
        " ".join(zeile.massnahme.split()),
        wofuer,
        str(zeile.jahr),
        "" if geplant is None else f"{format_betrag(geplant)} €",
    )
    eingaben = (Tafeleingabe(feld_of(zeile, art), wert_of(zeile, art), _PRUEFUNGEN[art]) for art in MASSNAHMENARTEN)
    return Tafelzeile(fest, tuple(eingaben))
