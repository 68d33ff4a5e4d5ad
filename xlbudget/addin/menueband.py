"""What the ribbon calls: one function for each button, by the name and with the arguments that stand in the VBA.

`monat` (1 to 12) is the month chosen in the ribbon; its year is the Haushaltsjahr of the Datenmappe. None of them
raises: what is to be said is said in a message box.
"""

from __future__ import annotations

from xlbudget.addin.befehle import (
    berichte,
    blaetter,
    exporte,
    hilfe,
    prognosen,
    pruefung,
    ruecklaeufe,
    termine,
    texte,
    versenden,
)
from xlbudget.addin.befehle.knopf import run


def pruefen() -> None:
    """Check the Datenmappe and its exports, and list what is found in a new workbook."""
    run("Prüfen", pruefung.pruefen)


def quittieren() -> None:
    """Enter the marked findings of the list into the table Quittungen; without a list, show it."""
    run("Quittieren", pruefung.quittieren)


def export_ansehen() -> None:
    """Show how a chosen export is read; what declares it goes into the Datenmappe after asking."""
    run("Export ansehen", exporte.export_ansehen)


def blatt_aktualisieren(monat: int) -> None:
    """Fill the active Produktblatt with the figures of a Stand."""
    run("Blatt aktualisieren", blaetter.blatt_aktualisieren, monat)


def alle_blaetter(monat: int) -> None:
    """Fill all Produktblätter of the active workbook; if that is the Datenmappe, write them as files."""
    run("Alle Blätter", blaetter.alle_blaetter, monat)


def gesamtbericht(monat: int) -> None:
    """Write all reports beside the Datenmappe and open the consolidated one."""
    run("Gesamtbericht", berichte.gesamtbericht, monat)


def auszug(monat: int) -> None:
    """Write the extract of a committee beside the Datenmappe."""
    run("Auszug", berichte.auszug, monat)


def als_pdf(monat: int) -> None:
    """Write the whole report, or that of a committee, as a PDF beside the Datenmappe."""
    run("Als PDF", berichte.als_pdf, monat)


def entwurf_der_vorlage(monat: int) -> None:
    """Write the draft of the council paper beside the Datenmappe, or make the one that is there anew."""
    run("Entwurf der Vorlage", texte.entwurf_der_vorlage, monat)


def text_pruefen(monat: int) -> None:
    """Hold the figures of a chosen text against the data of a Stand, and list the verdicts in a new workbook."""
    run("Text prüfen", texte.text_pruefen, monat)


def prognose_rechnen(monat: int) -> None:
    """Write the calculated Prognose to the active Produktblatt."""
    run("Prognose rechnen", prognosen.prognose_rechnen, monat)


def prognose_uebernehmen(monat: int) -> None:
    """Enter what was changed in the column Prognose of the active Produktblatt into the Datenmappe."""
    run("Prognose übernehmen", prognosen.prognose_uebernehmen, monat)


def versand_vorbereiten(monat: int) -> None:
    """Write a workbook and the draft of a mail for everybody in the Verteiler."""
    run("Versand vorbereiten", versenden.versand_vorbereiten, monat)


def ruecklauf_einlesen() -> None:
    """Read what came back, or do what was decided about it; each return says itself which Stand it is for."""
    run("Rücklauf einlesen", ruecklaeufe.ruecklauf_einlesen)


def fristen() -> None:
    """List what is to be reported by when, in a new workbook."""
    run("Fristen", termine.fristen)


def protokoll() -> None:
    """Open the log."""
    run("Protokoll", hilfe.protokoll)


def handbuch() -> None:
    """Open the handbook."""
    run("Handbuch", hilfe.handbuch)
