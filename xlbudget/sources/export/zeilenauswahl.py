"""Columns that say which lines count: of which year they are, and whether Plan, Ist, or a version of one."""

from __future__ import annotations

import re

from xlbudget.errors import EingabeError, Schwere
from xlbudget.sources.export.angaben import Inhalt
from xlbudget.sources.export.deutungsstand import Deutungsstand
from xlbudget.sources.export.felder import BELEGPOSITION, JAHR, TEXT, WERTART
from xlbudget.sources.export.kopfworte import normal
from xlbudget.sources.export.regeln import Regelart
from xlbudget.sources.export.wertarten import Wertarten, all_known, any_known, choose_wertarten

_ANDERE_JAHRE = ("bau", "geburt", "anschaff", "vorjahr", "beginn", "ende")
_JAHRESZAHL = re.compile(r"(?:19|20)\d\d")
_FASSUNGSKOPF = re.compile(
    r"(?i)^(?:satzart|werteart|daten-?art|plan-?art|(?:plan-?)?version|szenario|planstand|mandant(?:en)?\w*|"
    r"buchungskreis\w*|bukrs?|körperschaft|gesellschaft|firma)\b"
)
_FASSUNGEN = 8  # values of a column that may be versions


def find_year(stand: Deutungsstand) -> None:
    """A column of years, whatever kind of year its heading says it is."""
    if JAHR.name in stand.spalten or JAHR.name in stand.suche.angaben:
        return
    for position in stand.free():
        kopf, werte = normal(stand.heading(position)), stand.values(position)
        ist_jahr = "jahr" in kopf and not any(wort in kopf for wort in _ANDERE_JAHRE)
        if ist_jahr and werte and all(_JAHRESZAHL.fullmatch(wert) for wert in werte):
            stand.spalten[JAHR.name] = position
            stand.decide(JAHR.name, stand.heading(position), "dort stehen nur Jahre")
            return


def _say_versions(stand: Deutungsstand) -> None:
    """Columns that may say which lines are Plan, Ist, one of several versions, or another body's: all of them count."""
    for position in stand.free():
        werte = sorted(stand.values(position))
        if not 1 < len(werte) <= _FASSUNGEN:
            continue
        fassung = _FASSUNGSKOPF.search(stand.heading(position))
        if fassung or any_known(werte) or stand.is_repeated_by(position):
            genannt = ", ".join(f"„{wert}“" for wert in werte)
            text = (
                f"In der Spalte „{stand.heading(position)}“ stehen {genannt}, und alle diese Zeilen zählen zusammen. "
                "Soll nur ein Teil zählen, in der Tabelle Spalten beim Feld Wertart die Überschrift "
                f"„{stand.heading(position)}“ und die Regel nur „…“ mit dem Wert eintragen, der zählt"
            )
            stand.found(Schwere.WARNUNG, "journal.wertart", text, position)


def find_wertarten(stand: Deutungsstand) -> Wertarten | None:
    """The column that says Plan or Ist, by its heading or by its values, and which of them count."""
    regel = next((r for r in stand.regeln.get(WERTART.name, ()) if r.art is Regelart.NUR), None)
    position = stand.spalten.get(WERTART.name)
    if position is None:
        position = next((i for i in stand.free() if all_known(stand.values(i))), None)
    if position is None:  # „Position“ and „Text“ may say it too
        nebenbei = [stand.spalten[feld.name] for feld in (BELEGPOSITION, TEXT) if feld.name in stand.spalten]
        position = next((i for i in nebenbei if all_known(werte := stand.values(i)) and len(werte) > 1), None)
    if position is None and regel:
        raise EingabeError(
            f"{stand.ort.datei}: die Tabelle Spalten sagt beim Feld Wertart, was zählt, aber keine Spalte ist als "
            "Wertart zu erkennen. Dort beim Feld Wertart die Überschrift der Spalte eintragen; gibt es keine, die "
            "Zeile löschen."
        )
    if position is None:
        _say_versions(stand)
        return None
    stand.spalten[WERTART.name] = position
    werte = stand.values(position)
    nur = regel.werte if regel else ()
    wahl = choose_wertarten(werte, nur, stand.jahr, ansatz=stand.angabe.inhalt is Inhalt.ANSAETZE)
    if wahl is not None and not regel:
        grund = f"in der Spalte „{stand.kopf.zellen[position]}“ stehen {', '.join(sorted(werte)[:5])}"
        stand.decide("Wertart", f"nur {', '.join(sorted(wahl.zaehlt))}", grund)
    if wahl is None:
        raise EingabeError(
            f"{stand.ort.datei}: in der Spalte „{stand.kopf.zellen[position]}“ stehen "
            f"{', '.join(f'„{wert}“' for wert in sorted(werte)[:8])}; was davon zählt, ist nicht zu erkennen. In der "
            f"Tabelle Spalten beim Feld Wertart die Überschrift „{stand.kopf.zellen[position]}“ und die Regel "
            "nur „…“ mit dem Wert, der zählt, eintragen."
        )
    return wahl
