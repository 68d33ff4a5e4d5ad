"""The report as one PDF, or one for each committee: from a Datenmappe to a file for the Ratsinformationssystem."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xlbudget.app.bericht.ausgaben import select_ausgaben
from xlbudget.app.bericht.auswahl import ALLES, Auswahl, selection_text
from xlbudget.app.bericht.auszuege import Ausgabe
from xlbudget.app.bericht.blaetter import safe_names
from xlbudget.app.bericht.lauf import Lauf, load
from xlbudget.app.bericht.layoutordner import Layoutart
from xlbudget.app.bericht.mappendruck import print_ausgabe
from xlbudget.app.bericht.warnungen import warnings_for
from xlbudget.core.blick import build_blick
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, EingabeError, Schwere, listed, printable
from xlbudget.fortschritt import Fortschritt, silent
from xlbudget.writers.ablage import Ablage
from xlbudget.writers.druck.druckform import Druckwerk
from xlbudget.writers.druck.inhalt import build_druckwerk
from xlbudget.writers.druck.satz import HAUPTDATEI, set_pdf
from xlbudget.writers.druck.schriftgroesse import MIN_PT, smallest_text
from xlbudget.writers.druck.zeichen import ERSATZ, ZeichenError, name_characters, without

LAYOUT = Layoutart("druck", HAUPTDATEI, "Drucklayout")
_MAX_TEXT = 60  # characters of a text that a Befund quotes


@dataclass(frozen=True, slots=True)
class Druckergebnis:
    """The PDFs that were written, and everything that is to be said about the data."""

    dateien: Sequence[Path]
    befunde: Sequence[Befund]


def druck(
    datenmappe: Path,
    stand: Stand,
    ziel: Path,
    auswahl: Auswahl = ALLES,
    *,
    entwurf: bool = False,
    aus_excel: bool = False,
    trotz_fehlern: bool = False,
    fortschritt: Fortschritt = silent,
) -> Druckergebnis:
    """Write the PDF of a Stand below `ziel`, or with committees in the `auswahl` one for each of them.

    With `nur` it has the Produktblätter of these objects and nothing else, `aus_excel` what Excel or LibreOffice prints
    of the filled workbooks. Former files stay whole until all new ones are set. Raises EingabeError or AusgabeError
    (German), BerichtGesperrtError without `trotz_fehlern` where sums are wrong.
    """
    if aus_excel and entwurf:
        raise EingabeError("Was Excel druckt, trägt kein „Entwurf“. --entwurf oder --aus-excel weglassen.")
    lauf = load(datenmappe, stand, fortschritt)
    ausgaben = select_ausgaben(lauf, auswahl, trotz_fehlern=trotz_fehlern)
    zusatz = " aus Excel" if aus_excel else " Entwurf" if entwurf else ""
    layout = LAYOUT.of(lauf.mappe, lauf.mappe.drucklayout)
    with Ablage(ziel, lauf.mappe.eingaben) as ablage:
        dateien, befunde = [], list(lauf.befunde)
        for nummer, ausgabe in enumerate(ausgaben):
            fortschritt("PDF setzen", nummer, len(ausgaben))
            name = _name(ausgabe, stand, nur=bool(auswahl.nur), zusatz=zusatz)
            if aus_excel:
                pdf = print_ausgabe(lauf, ausgabe, fortschritt, nur_blaetter=bool(auswahl.nur))
            else:
                werk = _content(lauf, ausgabe, nur=bool(auswahl.nur), entwurf=entwurf)
                pdf, ersetzt = _set(werk, layout, name)
                befunde += (*ersetzt, *_check_sizes(pdf, lauf, name))
            ablage.write(name, pdf)
            dateien.append(ziel / name)
    fortschritt("Fertig", 1, 1)
    return Druckergebnis(dateien, befunde)


def layout_neu(ordner: Path) -> Path:
    """Copy the shipped layout for a house that wants another one. Raises AusgabeError where there is one already."""
    return LAYOUT.copy_to(ordner)


def _content(lauf: Lauf, ausgabe: Ausgabe, *, nur: bool, entwurf: bool) -> Druckwerk:
    daten = lauf.daten
    blaetter = [(daten.produktblatt(o), tuple(daten.gliederung.pfad(o))[1:]) for o in ausgabe.blaetter]
    blick = build_blick(daten, ausgabe.bericht, lauf.fakten)
    warnungen = warnings_for(lauf, ausgabe.bericht, lauf.befunde, mit_protokoll=False)
    return build_druckwerk(blick, blaetter, warnungen, nur_blaetter=nur, entwurf=entwurf)


def _set(werk: Druckwerk, layout: Path, name: str) -> tuple[bytes, Sequence[Befund]]:
    """The PDF, and what is not in it because no font has it: a smiley in one text must not keep back the whole."""
    heute = date.today()
    try:
        return set_pdf(werk, layout, heute), ()
    except ZeichenError as error:
        anderes, texte = without(werk, error.zeichen)
        if not texte:
            raise
        text = (
            f"{name}: für {name_characters(error.zeichen)} gibt es auf diesem Rechner keine Schrift, oder ein Archiv "
            f"(PDF/A) erlaubt es nicht; dort steht „{ERSATZ}“, Unsichtbares fehlt. Im Text ersetzen: "
            f"{listed([f'„{printable(text, _MAX_TEXT)}“' for text in texte], 3)}."
        )
        return set_pdf(anderes, layout, heute), [Befund(Schwere.WARNUNG, "druck.zeichen", text)]


def _check_sizes(pdf: bytes, lauf: Lauf, name: str) -> Iterator[Befund]:
    """What a layout of the house sets too small; the shipped one does not."""
    if not lauf.mappe.drucklayout:
        return
    groesse, seite = smallest_text(pdf)
    if groesse < MIN_PT:
        gesetzt = f"{groesse:g}".replace(".", ",")
        text = (
            f"{name}: auf Seite {seite} steht Text mit {gesetzt} pt; unter {MIN_PT:g} pt ist er gedruckt für viele "
            f"nicht zu lesen. Im Drucklayout {lauf.mappe.drucklayout} (stil.typ, bericht.typ, tabelle.typ) keine "
            f"Größe unter {MIN_PT:g}pt eintragen."
        )
        yield Befund(Schwere.WARNUNG, "drucklayout.schrift", text, lauf.mappe.place_of(LAYOUT.einstellung))


def _name(ausgabe: Ausgabe, stand: Stand, *, nur: bool, zusatz: str) -> str:
    stamm = ausgabe.datei.removesuffix(".xlsx")
    if nur:
        (titel,) = safe_names([f"Produktblätter {stand} {selection_text(ausgabe.blaetter)}"])
        stamm = f"{ausgabe.ordner}{titel}"
    return f"{stamm}{zusatz}.pdf"
