"""The button Prüfen, and Quittieren: what it lists, and taking responsibility for lines of that list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from xlbudget.addin.offen.arbeitsmappen import open_datenmappe
from xlbudget.addin.offen.befundauswahl import BEFUNDE_ZU, Befundauswahl, read_auswahl
from xlbudget.addin.offen.listenmappe import befundliste, open_listen
from xlbudget.addin.offen.meldungen import anzahl, liste, zaehle
from xlbudget.addin.offen.neue_zeilen import append_rows, check_room
from xlbudget.addin.offen.offenes_blatt import check_schreibbar
from xlbudget.addin.offen.sitzung import Sitzung
from xlbudget.app.bericht.pruefen import pruefen as check_datenmappe
from xlbudget.app.bericht.quittieren import check_quittierbar, lines_of
from xlbudget.errors import Befund, EingabeError, XlbudgetError
from xlbudget.layout.datenmappe import QUITTUNGEN

_MAX_BEFUNDE = 5


def pruefen(sitzung: Sitzung) -> str:
    """Check the Datenmappe and its exports; findings come as a list in a new workbook."""
    datenmappe = open_datenmappe(sitzung)
    unmoeglich = ""
    with sitzung.quiet() as fortschritt:
        try:
            befunde: Sequence[Befund] = check_datenmappe(datenmappe.datei, fortschritt).befunde
        except XlbudgetError as error:
            if not error.befunde:
                raise
            unmoeglich, befunde = f"{error}\n", error.befunde
    if not befunde:
        return f"{datenmappe.book.name} ist in Ordnung: keine Befunde."
    mappe = open_listen(sitzung, [befundliste(befunde, f"{BEFUNDE_ZU}{datenmappe.book.name}")])
    return f"{unmoeglich}{datenmappe.book.name}: {zaehle(befunde)}. Die Liste steht in der neuen Mappe {mappe}."


def quittieren(sitzung: Sitzung) -> str:
    """Enter the marked lines of the list in front into the table Quittungen; without a list, show one."""
    auswahl = read_auswahl(sitzung.app)
    if auswahl is None:
        return (
            f"{pruefen(sitzung)}\n\nZum Quittieren in der Liste die Zeilen markieren, die so bleiben dürfen, und den "
            "Knopf noch einmal drücken."
        )
    datenmappe = open_datenmappe(sitzung)
    if auswahl.mappe.casefold() != datenmappe.book.name.casefold():
        raise EingabeError(
            f"Die Liste gehört zu {auswahl.mappe}, geöffnet ist {datenmappe.book.name}. Bitte die richtige Datenmappe "
            "öffnen oder noch einmal „Prüfen“ drücken."
        )
    for befund in auswahl.befunde:
        check_quittierbar(befund)
    check_schreibbar(datenmappe.book)
    tag, name = date.today(), sitzung.user()
    check_room(datenmappe.book, {QUITTUNGEN: lines_of(auswahl.befunde, "-", name, tag)})
    grund = _reason(sitzung, auswahl, name)
    zeilen = lines_of(auswahl.befunde, grund, name, tag)
    with sitzung.quiet():
        append_rows(datenmappe.book, {QUITTUNGEN: zeilen})
    return (
        f"{anzahl(len(zeilen), 'Befund', 'Befunde')} quittiert von {name}. {datenmappe.book.name} ist noch nicht "
        "gespeichert; erst danach gilt es."
    )


def _reason(sitzung: Sitzung, auswahl: Befundauswahl, name: str) -> str:
    texte = [f"{befund.schwere}: {befund.text}" for befund in auswahl.befunde]
    wie_viele = anzahl(len(texte), "Befund", "Befunde")
    sitzung.ask(f"{wie_viele} quittieren:\n{liste(texte, _MAX_BEFUNDE)}\n\nSoll das so bleiben?")
    grund = sitzung.ask_text(
        f"Warum darf das so bleiben? Der Grund steht mit dem Namen {name[:60]} bei den Quittungen."
    )
    if not grund:
        raise EingabeError("Zum Quittieren gehört ein Grund. Es ist nichts geändert.")
    return grund
