"""Write the Produktblätter and the consolidated report of one Stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xlbudget.app.bericht.ausgaben import select_ausgaben
from xlbudget.app.bericht.auswahl import ALLES, Auswahl, Rechner
from xlbudget.app.bericht.auszuege import ORDNER_AUSZUEGE, Ausgabe, old_extracts
from xlbudget.app.bericht.blaetter import Blattfueller, dateinamen
from xlbudget.app.bericht.buchzugang import check_former_report, open_buch
from xlbudget.app.bericht.darstellung import check_darstellung
from xlbudget.app.bericht.lauf import Lauf, load
from xlbudget.app.bericht.warnungen import protokoll_name, warnings_for
from xlbudget.core.blick import build_blick
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
from xlbudget.xlsx.lint.series import SeriesLinter

ORDNER_EINZELN, ORDNER_MAPPEN = "einzeln", "mappen"


@dataclass(frozen=True, slots=True)
class Ergebnis:
    """What a run wrote: consolidated reports or, where it `ist_auszug`, extracts; Produktblätter and Mappen by object,
    in which folder (`*` stands for several), the record, and all Befunde.
    """

    ziel: Path
    berichte: Sequence[Path]
    protokoll: Path | None
    blaetter: Sequence[Berichtsobjekt]
    mappen: Sequence[Berichtsobjekt]
    befunde: Sequence[Befund]
    ordner: Path
    ist_auszug: bool = False

    @property
    def gesamt(self) -> Path | None:
        """The consolidated report, where one was written."""
        return self.berichte[0] if self.berichte and not self.ist_auszug else None

    def count(self, ebene: Ebene) -> int:
        """How many Produktblätter of one Ebene were written."""
        return sum(objekt.ebene is ebene for objekt in self.blaetter)


def bericht(
    datenmappe: Path,
    stand: Stand,
    ziel: Path,
    auswahl: Auswahl = ALLES,
    *,
    trotz_fehlern: bool = False,
    rechner: Rechner = Rechner.ARROW,
    fortschritt: Fortschritt = silent,
) -> Ergebnis:
    """Write the reports of a Stand below `ziel`, all of them or those of the `auswahl`.

    Files appear when all of them are written; an aborted run leaves the former ones as they were. Raises EingabeError,
    VorlageError or AusgabeError (German), BerichtGesperrtError without `trotz_fehlern` where a finding says that sums
    are wrong or that an Auszug lacks something.
    """
    lauf = load(datenmappe, stand, fortschritt, rechner=rechner)
    ausgaben = select_ausgaben(lauf, auswahl, trotz_fehlern=trotz_fehlern)
    ruecklauf = _ruecklauf(lauf)
    if ruecklauf is None:
        for former in (protokoll_name(stand), f"Produktbericht {stand}.xlsx"):
            check_former_report(lauf.mappe, ziel / former)
    fueller = Blattfueller(lauf, fortschritt)
    befunde = [*lauf.befunde, *fueller.vorlage_befunde]
    with Ablage(ziel, lauf.mappe.eingaben) as ablage:
        befunde += _write_blaetter(ablage, ausgaben, fueller)
        if not auswahl.nur:
            befunde += _old_files(lauf, ziel, ausgaben)
            befunde += check_darstellung([ausgabe.bericht for ausgabe in ausgaben], lauf.mappe)
            for nummer, ausgabe in enumerate(ausgaben):
                fortschritt("Gesamtbericht schreiben", nummer, len(ausgaben))
                blick = build_blick(lauf.daten, ausgabe.bericht, lauf.fakten)
                warnungen = warnings_for(lauf, ausgabe.bericht, befunde)
                mappe = write_gesamtbericht(ausgabe.bericht, warnungen, blick)
                write_checked(ablage, ausgabe.datei, mappe)
            write_checked(ablage, protokoll_name(stand), _protokoll(lauf, befunde, ruecklauf))
    fortschritt("Fertig", 1, 1)
    return Ergebnis(
        ziel,
        tuple(ziel / ausgabe.datei for ausgabe in ausgaben if not auswahl.nur),
        None if auswahl.nur else ziel / protokoll_name(stand),
        [objekt for ausgabe in ausgaben for objekt in ausgabe.blaetter],
        [objekt for ausgabe in ausgaben for objekt in ausgabe.mappen],
        befunde,
        ziel / (ausgaben[0].ordner if len(ausgaben) == 1 else f"{ORDNER_AUSZUEGE}/*"),
        ist_auszug=auswahl.ist_auszug,
    )


def _protokoll(lauf: Lauf, befunde: Sequence[Befund], ruecklauf: Ruecklauf | None) -> bytes:
    mappe, daten = lauf.mappe, lauf.daten
    return write_pruefprotokoll(mappe.kommune, daten.stand, lauf.abstimmung, daten.kontenrahmen, befunde, ruecklauf)


def _ruecklauf(lauf: Lauf) -> Ruecklauf | None:
    """Where the round trip stands; None where nothing was ever sent for this Stand."""
    with open_buch(lauf.mappe) as buch:
        if buch is None or not buch.sendungen(lauf.daten.stand):
            return None
        budgets = [gruppe.blatt.objekt for gruppe in lauf.daten.produktbericht().budgetgruppen]
        zeilen = with_begruendungen(ruecklaufzeilen(buch, budgets, lauf.daten.stand), lauf.daten)
        return Ruecklauf(zeilen, lauf.uebernahmen, date.today())


def _write_blaetter(ablage: Ablage, ausgaben: Iterable[Ausgabe], fueller: Blattfueller) -> list[Befund]:
    """Write all Produktblätter and Mappen; return what is to be said about them, each once."""
    befunde: dict[Befund, None] = {}
    bekannt = {befund.code for befund in fueller.vorlage_befunde}
    for ausgabe in ausgaben:
        for ordner, objekte, gefuellt in (
            (ORDNER_EINZELN, ausgabe.blaetter, fueller.einzeln(ausgabe.blaetter)),
            (ORDNER_MAPPEN, ausgabe.mappen, fueller.mappen(ausgabe.mappen)),
        ):
            linter = SeriesLinter()
            for name, mappe in zip(dateinamen(objekte), gefuellt, strict=True):
                write_checked(ablage, f"{ausgabe.ordner}{ordner}/{name}", mappe.data, bekannt, linter)
                befunde |= dict.fromkeys(mappe.befunde)
    return list(befunde)


def _old_files(lauf: Lauf, ziel: Path, ausgaben: Iterable[Ausgabe]) -> list[Befund]:
    """Files of an earlier run that this one does not write any more, so that nobody mails them."""
    alte: list[str] = []
    for ausgabe in ausgaben:
        for ordner, objekte in ((ORDNER_EINZELN, ausgabe.blaetter), (ORDNER_MAPPEN, ausgabe.mappen)):
            namen, ort = dateinamen(objekte), f"{ausgabe.ordner}{ordner}"
            alte += sorted(f"{ort}/{file.name}" for file in (ziel / ort).glob("*.xlsx") if file.name not in namen)
    if any(ausgabe.ordner for ausgabe in ausgaben):
        alte += old_extracts(lauf, ziel)
    text = "Diese Datei stammt aus einem früheren Lauf und wurde nicht erneuert. Nicht mehr gebraucht: löschen."
    return [Befund(Schwere.HINWEIS, "ziel.alt", text, SourceRef(name)) for name in alte]
