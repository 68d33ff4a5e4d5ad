"""Write the Produktblätter and the consolidated report of one Stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xlbudget.app.bericht.auswahl import Form, Rechner, select_budgets, select_objekte
from xlbudget.app.bericht.blaetter import Blattfueller, dateinamen
from xlbudget.app.bericht.buchzugang import check_former_report, open_buch
from xlbudget.app.bericht.lauf import Lauf, load
from xlbudget.app.bericht.sperre import check_sperre
from xlbudget.core.geld import format_betrag
from xlbudget.core.gliederung import Berichtsobjekt, Ebene
from xlbudget.core.ruecklaufstand import with_begruendungen
from xlbudget.core.zeit import Stand
from xlbudget.delivery.ledger.versandstand import ruecklaufzeilen
from xlbudget.errors import Befund, Schwere, SourceRef
from xlbudget.fortschritt import Fortschritt, silent
from xlbudget.writers.ablage import Ablage
from xlbudget.writers.ausgabe import write_checked
from xlbudget.writers.gesamtbericht.mappe import write_gesamtbericht
from xlbudget.writers.pruefprotokoll.mappe import write_pruefprotokoll
from xlbudget.writers.pruefprotokoll.ruecklaufblatt import Ruecklauf
from xlbudget.xlsx.fill.template import Filled
from xlbudget.xlsx.lint.series import SeriesLinter

ORDNER_EINZELN, ORDNER_MAPPEN = "einzeln", "mappen"


@dataclass(frozen=True, slots=True)
class Ergebnis:
    """What a run wrote: Produktblätter and Mappen by object, into which folder, the record, and all Befunde."""

    ziel: Path
    gesamt: Path | None
    protokoll: Path | None
    blaetter: Sequence[Berichtsobjekt]
    mappen: Sequence[Berichtsobjekt]
    befunde: Sequence[Befund]

    def count(self, ebene: Ebene) -> int:
        """How many Produktblätter of one Ebene were written."""
        return sum(objekt.ebene is ebene for objekt in self.blaetter)


def bericht(
    datenmappe: Path,
    stand: Stand,
    ziel: Path,
    *,
    nur: Collection[str] = (),
    form: Form = Form.EINZELN,
    trotz_fehlern: bool = False,
    rechner: Rechner = Rechner.ARROW,
    fortschritt: Fortschritt = silent,
) -> Ergebnis:
    """Write all reports of a Stand below `ziel`, or with `nur` only the Produktblätter of these objects.

    Files appear when all of them are written; an aborted run leaves the former ones as they were.
    Raises EingabeError, VorlageError or AusgabeError (German), BerichtGesperrtError without `trotz_fehlern` where a
    finding says that sums are wrong.
    """
    lauf = load(datenmappe, stand, fortschritt, rechner=rechner)
    check_sperre(lauf.befunde, trotz_fehlern=trotz_fehlern)
    ruecklauf = _ruecklauf(lauf)
    if ruecklauf is None:
        for former in (protokoll_name(stand), f"Produktbericht {stand}.xlsx"):
            check_former_report(lauf.mappe, ziel / former)
    objekte = select_objekte(lauf.daten.gliederung, nur)
    blaetter = objekte if form is not Form.MAPPE else ()
    mappen = select_budgets(lauf.daten.gliederung, objekte) if form is not Form.EINZELN else ()
    fueller = Blattfueller(lauf, fortschritt)
    gesamt, protokoll = f"Produktbericht {stand}.xlsx" if not nur else None, protokoll_name(stand)
    befunde = [*lauf.befunde, *fueller.vorlage_befunde]
    bekannt = {befund.code for befund in fueller.vorlage_befunde}
    with Ablage(ziel, lauf.mappe.eingaben) as ablage:
        befunde += _write_all(ablage, ORDNER_EINZELN, blaetter, fueller.einzeln(blaetter), bekannt)
        befunde += _write_all(ablage, ORDNER_MAPPEN, mappen, fueller.mappen(mappen), bekannt)
        if gesamt:
            befunde += _old_files(ziel / ORDNER_EINZELN, blaetter)
            befunde += _old_files(ziel / ORDNER_MAPPEN, mappen)
            fortschritt("Gesamtbericht schreiben", 0, 1)
            produktbericht = write_gesamtbericht(lauf.daten.produktbericht(), _warnings(lauf, befunde))
            write_checked(ablage, gesamt, produktbericht)
            write_checked(ablage, protokoll, _protokoll(lauf, befunde, ruecklauf))
    fortschritt("Fertig", 1, 1)
    return Ergebnis(
        ziel, ziel / gesamt if gesamt else None, ziel / protokoll if gesamt else None, blaetter, mappen, befunde
    )


def protokoll_name(stand: Stand) -> str:
    """The file of the record beside the reports."""
    return f"Prüfprotokoll {stand}.xlsx"


def _protokoll(lauf: Lauf, befunde: Sequence[Befund], ruecklauf: Ruecklauf | None) -> bytes:
    mappe, daten = lauf.mappe, lauf.daten
    return write_pruefprotokoll(mappe.kommune, daten.stand, lauf.abstimmung, daten.kontenrahmen, befunde, ruecklauf)


def _warnings(lauf: Lauf, befunde: Sequence[Befund]) -> list[str]:
    """What a reader of the consolidated report has to know before its figures."""
    warnungen = []
    fehlt = lauf.abstimmung.nicht_im_bericht
    if fehlt.anzahl and fehlt.betrag_ct >= lauf.mappe.schwellen.nennen_ab_ct:
        warnungen.append(f"Nicht enthalten: {format_betrag(fehlt.betrag_ct)} € aus {fehlt.anzahl} Zeilen der Exporte")
    if fehler := sum(befund.schwere is Schwere.FEHLER for befund in befunde):
        warnungen.append(f"Achtung: {fehler} Fehler in den Daten, siehe {protokoll_name(lauf.daten.stand)}")
    return warnungen


def _ruecklauf(lauf: Lauf) -> Ruecklauf | None:
    """Where the round trip stands; None where nothing was ever sent for this Stand."""
    with open_buch(lauf.mappe) as buch:
        if buch is None or not buch.sendungen(lauf.daten.stand):
            return None
        budgets = [gruppe.blatt.objekt for gruppe in lauf.daten.produktbericht().budgetgruppen]
        zeilen = with_begruendungen(ruecklaufzeilen(buch, budgets, lauf.daten.stand), lauf.daten)
        return Ruecklauf(zeilen, lauf.uebernahmen, date.today())


def _write_all(
    ablage: Ablage,
    ordner: str,
    objekte: Sequence[Berichtsobjekt],
    gefuellt: Iterable[Filled],
    bekannt: Collection[str],
) -> list[Befund]:
    """Write a workbook for each object; return what is to be said about them, each once."""
    befunde: dict[Befund, None] = {}
    linter = SeriesLinter()
    for name, mappe in zip(dateinamen(objekte), gefuellt, strict=True):
        write_checked(ablage, f"{ordner}/{name}", mappe.data, bekannt, linter)
        befunde |= dict.fromkeys(mappe.befunde)
    return list(befunde)


def _old_files(ordner: Path, objekte: Sequence[Berichtsobjekt]) -> list[Befund]:
    """Files of an earlier run that this one does not write any more, so that nobody mails them."""
    namen = dateinamen(objekte)
    text = "Diese Datei stammt aus einem früheren Lauf und wurde nicht erneuert. Nicht mehr gebraucht: löschen."
    alte = sorted(file.name for file in ordner.glob("*.xlsx") if file.name not in namen)
    return [Befund(Schwere.HINWEIS, "ziel.alt", text, SourceRef(f"{ordner.name}/{name}")) for name in alte]
