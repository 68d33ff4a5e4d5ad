"""The buttons Blatt aktualisieren and Alle Blätter: figures of a Stand into the Produktblätter that are open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import xlwings as xw

from xlbudget.addin.befehle.berichte import write_alle
from xlbudget.addin.offen.arbeitsmappen import find_datenmappe, open_datenmappe
from xlbudget.addin.offen.meldungen import anzahl, liste
from xlbudget.addin.offen.offenes_blatt import OffenesBlatt, aktives_blatt, as_cents, check_schreibbar, produktblaetter
from xlbudget.addin.offen.sitzung import Angehalten, Sitzung
from xlbudget.app.bericht.lauf import Lauf, load
from xlbudget.app.bericht.prognose import find_objekt
from xlbudget.cellplan import CellPlan
from xlbudget.core.kontenrahmen import Berichtszeile
from xlbudget.core.produktblatt import Produktblatt
from xlbudget.core.tendenz import Abweichungssinn
from xlbudget.core.zeit import Stand
from xlbudget.errors import EingabeError, XlbudgetError
from xlbudget.layout.einstellungen import ABWEICHUNG_IM_BLATT
from xlbudget.layout.namen import PB, PFLICHTNAMEN
from xlbudget.layout.produktblatt import plan_produktblatt
from xlbudget.writers.fachdienstmappe import UEBERSICHT
from xlbudget.xlsx.live.excel_state import ExcelBeschaeftigtError, active_book
from xlbudget.xlsx.live.live_template import LiveTemplate


@dataclass(frozen=True, slots=True)
class _Auftrag:
    """What will be written to a sheet.

    `behaelt_text` says that its Erläuterung is not that of the Datenmappe and stays. `verlorene` are rows with a
    Prognose of their own that will be overwritten.
    """

    blatt: OffenesBlatt
    plan: CellPlan
    behaelt_text: bool
    verlorene: tuple[Berichtszeile, ...]


def blatt_aktualisieren(sitzung: Sitzung, monat: int) -> str:
    """Fill the active Produktblatt with the figures of a Stand."""
    blatt = aktives_blatt(sitzung.app)
    return _update(sitzung, [blatt], monat)


def alle_blaetter(sitzung: Sitzung, monat: int) -> str:
    """Fill every Produktblatt of the active workbook; if that is the Datenmappe, write a workbook for each."""
    datenmappe, aktive = find_datenmappe(sitzung.app), active_book(sitzung.app)
    if aktive is None or aktive == datenmappe:
        return write_alle(sitzung, monat)
    blaetter = produktblaetter(aktive)
    if not blaetter:
        raise EingabeError(
            f"In {aktive.name} ist kein Produktblatt. Bitte eine Mappe mit Produktblättern nach vorn holen, oder die "
            "Datenmappe, um alle Blätter als Dateien zu schreiben."
        )
    return _update(sitzung, blaetter, monat)


def _update(sitzung: Sitzung, blaetter: Sequence[OffenesBlatt], monat: int) -> str:
    book = blaetter[0].sheet.book
    check_schreibbar(book)
    datenmappe = open_datenmappe(sitzung)
    stand = datenmappe.stand(monat)
    with sitzung.quiet() as fortschritt:
        lauf = load(datenmappe.datei, stand, fortschritt=fortschritt)
        auftraege, fremde = _plan_all(lauf, blaetter)
    if len(fremde) == len(blaetter):
        raise fremde[0]
    _ask(sitzung, auftraege, fremde)
    fertige, probleme = _fill_all(sitzung, book, auftraege)
    return _report(book, stand, fertige, len(auftraege), probleme)


def _plan_all(lauf: Lauf, blaetter: Iterable[OffenesBlatt]) -> tuple[list[_Auftrag], list[EingabeError]]:
    """What is to be written, and why some sheets get nothing."""
    auftraege, fremde = [], []
    for blatt in blaetter:
        try:
            auftraege.append(_plan(lauf, blatt))
        except EingabeError as error:
            fremde.append(error)
    return auftraege, fremde


def _plan(lauf: Lauf, blatt: OffenesBlatt) -> _Auftrag:
    objekt = find_objekt(lauf, blatt.titel)
    _check_sinn(lauf, blatt)
    neu = lauf.daten.produktblatt(objekt)
    plan = plan_produktblatt(neu, lauf.mappe.kommune, lauf.fakten.text)
    text = blatt.text(PB.ERLAEUTERUNG).split()
    behaelt_text = text not in ([], objekt.erlaeuterung.split())
    if behaelt_text:
        plan = tuple(entry for entry in plan if entry.name != PB.ERLAEUTERUNG)
    return _Auftrag(blatt, plan, behaelt_text, tuple(_verlorene(blatt, neu)))


def _check_sinn(lauf: Lauf, blatt: OffenesBlatt) -> None:
    """Raise EingabeError where the sheet cannot show the Abweichung the way round that the Datenmappe says."""
    sinn = lauf.mappe.regeln.sinn
    if sinn is not Abweichungssinn.MEHRBEDARF and not blatt.has(PB.ABWEICHUNGSSINN):
        raise EingabeError(
            f"Das Blatt „{blatt.sheet.name}“ kann die Abweichung nicht als {sinn} zeigen, wie es die Datenmappe bei "
            f"„{ABWEICHUNG_IM_BLATT}“ einstellt: ihm fehlt der Name {PB.ABWEICHUNGSSINN}. Das Produktblatt neu "
            "schreiben („Alle Blätter“, wenn die Datenmappe vorn ist) oder die Einstellung ändern."
        )


def _verlorene(blatt: OffenesBlatt, neu: Produktblatt) -> Iterator[Berichtszeile]:
    """Rows of the same Stand whose Prognose somebody may have typed."""
    if blatt.stand != neu.stand.text:
        return
    werte = blatt.prognosen()
    for tabelle in (neu.ertraege, neu.aufwendungen):
        for zeile in tabelle.zeilen:
            ziel = Berichtszeile(tabelle.art, zeile.name)
            _, wert = werte.get(ziel, ("", None))
            if wert not in (None, "") and as_cents(wert) != zeile.prognose.betrag_ct:
                yield ziel


def _ask(sitzung: Sitzung, auftraege: Sequence[_Auftrag], fremde: Sequence[EingabeError]) -> None:
    if fremde:
        sitzung.ask(f"{liste(map(str, fremde))}\n\nDie übrigen Blätter aktualisieren?")
    verlorene = [
        f"{auftrag.blatt.titel}: {zeile.art}, {zeile.name}" for auftrag in auftraege for zeile in auftrag.verlorene
    ]
    if verlorene:
        sitzung.ask(
            f"Diese Prognosen sind von Hand geändert oder mit älteren Zahlen gerechnet:\n{liste(verlorene)}\n\n"
            "Wer sie behalten will, drückt zuerst „Prognose übernehmen“. Jetzt überschreiben?"
        )


def _fill_all(
    sitzung: Sitzung, book: xw.Book, auftraege: Sequence[_Auftrag]
) -> tuple[list[_Auftrag], list[XlbudgetError]]:
    """Fill sheet by sheet; what is not filled is as it was. A sheet that cannot be filled stops no other."""
    fertige: list[_Auftrag] = []
    probleme: list[XlbudgetError] = []
    with sitzung.quiet() as fortschritt:
        live = LiveTemplate(book, [auftrag.plan for auftrag in auftraege])
        for nummer, auftrag in enumerate(auftraege):
            try:
                fortschritt(sitzung.befehl, nummer, len(auftraege))
                live.fill_sheet(auftrag.blatt.sheet.name, auftrag.plan, PFLICHTNAMEN)
            except Angehalten:
                if not fertige:
                    raise
                break
            except ExcelBeschaeftigtError as error:
                probleme.append(error)
                break
            except XlbudgetError as error:
                probleme.append(error)
            else:
                fertige.append(auftrag)
    if probleme and not fertige:
        raise probleme[0]
    return fertige, probleme


def _report(
    book: xw.Book, stand: Stand, fertige: Sequence[_Auftrag], alle: int, probleme: Sequence[XlbudgetError]
) -> str:
    if alle == 1:
        absaetze = [f"„{fertige[0].blatt.titel}“ zeigt jetzt den Stand {stand.text}."]
    else:
        absaetze = [f"{len(fertige)} von {alle} Blättern zeigen jetzt den Stand {stand.text}."]
    if probleme:
        absaetze.append(f"Nicht gefüllt:\n{liste(map(str, probleme))}")
    if texte := sum(auftrag.behaelt_text for auftrag in fertige):
        absaetze.append(
            f"Auf {anzahl(texte, 'Blatt', 'Blättern')} steht eine andere Erläuterung als in der Datenmappe; sie ist "
            "geblieben. Soll die der Datenmappe erscheinen, das Feld leeren und noch einmal aktualisieren."
        )
    if UEBERSICHT in book.sheet_names:
        absaetze.append(f"Das Blatt „{UEBERSICHT}“ ist unverändert.")
    absaetze.append(f"{book.name} ist noch nicht gespeichert.")
    return "\n\n".join(absaetze)
