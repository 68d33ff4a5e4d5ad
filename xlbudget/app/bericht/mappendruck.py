"""The filled workbooks of a report as one PDF, for houses that want their own Excel template on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from xlbudget.app.bericht.auszuege import Ausgabe
from xlbudget.app.bericht.blaetter import Blattfueller
from xlbudget.app.bericht.lauf import Lauf
from xlbudget.app.bericht.warnungen import warnings_for
from xlbudget.core.blick import build_blick
from xlbudget.fortschritt import Fortschritt
from xlbudget.writers.gesamtbericht.auszug import title_of
from xlbudget.writers.gesamtbericht.mappe import write_gesamtbericht
from xlbudget.writers.mappendruck import print_workbooks


def print_ausgabe(lauf: Lauf, ausgabe: Ausgabe, fortschritt: Fortschritt, *, nur_blaetter: bool) -> bytes:
    """The consolidated report and the Produktblätter of a report as Excel or LibreOffice prints them.

    Raises VorlageError where the template cannot be filled, AusgabeError where nothing can print.
    """
    with TemporaryDirectory(prefix="xlbudget-mappen-") as name:
        ordner = Path(name)
        mappen = []
        for nummer, (titel, data) in enumerate(_workbooks(lauf, ausgabe, fortschritt, nur_blaetter=nur_blaetter)):
            datei = ordner / f"{nummer}.xlsx"
            datei.write_bytes(data)
            mappen.append((titel, datei))
        titel, *_ = title_of(ausgabe.bericht)
        return print_workbooks(mappen, f"{titel}, Stand Ende {lauf.daten.stand.text}", fortschritt)


def _workbooks(
    lauf: Lauf, ausgabe: Ausgabe, fortschritt: Fortschritt, *, nur_blaetter: bool
) -> Iterator[tuple[str, bytes]]:
    if not nur_blaetter:
        blick = build_blick(lauf.daten, ausgabe.bericht, lauf.fakten)
        warnungen = warnings_for(lauf, ausgabe.bericht, lauf.befunde)
        yield "Gesamtbericht", write_gesamtbericht(ausgabe.bericht, warnungen, blick)
    gefuellt = Blattfueller(lauf, fortschritt).einzeln(ausgabe.blaetter)
    yield from ((objekt.titel, mappe.data) for objekt, mappe in zip(ausgabe.blaetter, gefuellt, strict=True))
