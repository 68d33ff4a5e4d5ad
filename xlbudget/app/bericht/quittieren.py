"""Take responsibility for findings: lines in the table Quittungen of a Datenmappe."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from xlbudget.app.bericht.datenmappe_aendern import append_rows
from xlbudget.app.bericht.lauf import load
from xlbudget.app.bericht.sperre import locks
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, EingabeError, Schwere
from xlbudget.fortschritt import Fortschritt, silent
from xlbudget.layout.datenmappe import QUITTUNGEN


def find_befunde(
    datenmappe: Path, gesucht: str, stand: Stand | None = None, fortschritt: Fortschritt = silent
) -> list[Befund]:
    """The findings about the data with this code, or with this piece in their text or place.

    Raises EingabeError where there is none, or one says that sums are wrong.
    """
    nadel = " ".join(gesucht.split()).casefold()
    offene = [b for b in load(datenmappe, stand, fortschritt).befunde if b.schwere is not Schwere.QUITTIERT]
    genau = [befund for befund in offene if befund.code == nadel]
    passend = genau or [befund for befund in offene if nadel and nadel in " ".join(str(befund).split()).casefold()]
    if not passend:
        raise EingabeError(
            f"Kein offener Befund von {datenmappe.name} hat den Code „{gesucht}“ oder enthält diesen Text. "
            f"{'' if stand else 'Steht er nur beim Bericht eines Standes, diesen angeben: --stand JJJJ-MM. '}"
            f'Die Befunde zeigt: xlbudget pruefen "{datenmappe}"'
        )
    for befund in passend:
        check_quittierbar(befund)
    return list(dict.fromkeys(passend))


def check_quittierbar(befund: Befund) -> None:
    """Raises EingabeError for a finding that says that sums are wrong: nobody can take responsibility for that."""
    if locks(befund):
        raise EingabeError(
            f"Dieser Befund lässt sich nicht quittieren, weil Summen des Berichts damit falsch sind: {befund}"
        )


def quittieren(datenmappe: Path, befunde: Sequence[Befund], grund: str, name: str, tag: date) -> Path:
    """Write a line for each finding; return the backup beside the Datenmappe.

    Raises EingabeError where reason or name are missing or a line has no room, AusgabeError where the file is open or
    cannot be written. It is then as it was.
    """
    if not grund.strip() or not name.strip():
        raise EingabeError("Zum Quittieren gehören ein Grund und ein Name. Es ist nichts geändert.")
    return append_rows(datenmappe, {QUITTUNGEN: lines_of(befunde, grund, name, tag)})


def lines_of(befunde: Sequence[Befund], grund: str, name: str, tag: date) -> list[dict[str, str]]:
    """The lines of the table Quittungen for findings, from heading to value."""
    return [
        {
            "Befund": befund.code,
            "Ort": str(befund.source or ""),
            "Wortlaut": befund.text,
            "Grund": grund.strip(),
            "Name": name.strip(),
            "Datum": tag.strftime("%d.%m.%Y"),
        }
        for befund in befunde
    ]
