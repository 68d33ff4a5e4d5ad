"""Hold a text that people wrote against the report data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xlbudget.app.bericht.auszuege import find_ausschuss
from xlbudget.app.bericht.lauf import Lauf, load
from xlbudget.app.bericht.massnahmen import massnahmenstand_of
from xlbudget.core.textpruefung.modelle import Abschnitt, Textpruefergebnis
from xlbudget.core.textpruefung.pruefung import Textpruefung
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, EingabeError, Schwere
from xlbudget.fortschritt import Fortschritt, silent
from xlbudget.sources.texte.lesen import read_text
from xlbudget.writers.ablage import Ablage
from xlbudget.writers.textkommentare import comment_docx


@dataclass(frozen=True)
class Textergebnis:
    """Every figure of a text with its verdict, the paragraphs it stands in, and what was found on the way."""

    ergebnis: Textpruefergebnis
    abschnitte: tuple[Abschnitt, ...]
    hinweise: tuple[str, ...]
    befunde: tuple[Befund, ...]


def check_text(
    text: Path,
    datenmappe: Path,
    stand: Stand,
    fortschritt: Fortschritt = silent,
    *,
    vorher: Path | None = None,
    kommentiert: Path | None = None,
    ausschuss: str = "",
) -> Textergebnis:
    """Check every figure of a text against the data at a Stand, and the text against itself.

    `ausschuss` is the Kürzel of the committee that the text is for. `vorher` is the text of the last report: a sentence
    that stands in it word for word, with figures, is named. `kommentiert` is where a copy of the docx with comments
    goes; the text itself stays as it is. Raises EingabeError (German) where the text cannot be read, there is no such
    committee or the Datenmappe gives no figures.
    """
    if kommentiert and text.suffix.casefold() != ".docx":
        raise EingabeError(f"Kommentare gibt es nur in Word-Texten (.docx); {text.name} ist keiner.")
    if kommentiert and kommentiert.suffix.casefold() != ".docx":
        raise EingabeError(
            f"Das Ziel der Kommentare ist eine Datei mit der Endung .docx; {kommentiert.name} ist keine."
        )
    gelesen = read_text(text)
    frueher = read_text(vorher).abschnitte if vorher else ()
    lauf = load(datenmappe, stand, fortschritt)
    rahmen = find_ausschuss(lauf, ausschuss) if ausschuss else None
    ergebnis = pruefung_of(lauf).check(gelesen.abschnitte, frueher, rahmen, lauf.mappe.ausschuesse)
    if kommentiert:
        with Ablage(kommentiert.parent, (text, *lauf.mappe.eingaben)) as ablage:
            ablage.write(kommentiert.name, comment_docx(text, gelesen.abschnitte, ergebnis))
    befunde = (*lauf.befunde, *_unknown_names(lauf))
    return Textergebnis(ergebnis, gelesen.abschnitte, gelesen.hinweise, befunde)


def pruefung_of(lauf: Lauf) -> Textpruefung:
    """What holds texts against the figures of a run, with the further names and figures of its Datenmappe."""
    return Textpruefung(
        lauf.daten,
        [(name.name, name.objekt) for name in lauf.mappe.weitere_namen],
        lauf.mappe.weitere_zahlen,
        massnahmen=massnahmenstand_of(lauf),
        gerundet_ist_hinweis=lauf.mappe.gerundet_ohne_wort,
        ganze_koerperschaft=lauf.mappe.ganze_koerperschaft,
    )


def _unknown_names(lauf: Lauf) -> Iterator[Befund]:
    for name in lauf.mappe.weitere_namen:
        if name.objekt not in lauf.daten.gliederung:
            text = f"WeitereNamen: „{name.objekt}“ ist weder Produkt noch Budget. Den Eintrag berichtigen."
            yield Befund(Schwere.FEHLER, "bezug.objekt", text, name.source)
