"""From a Datenmappe to report data: reads everything it names, checks it, computes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from narwhals.typing import IntoFrame

from xlbudget.core.bericht import Berichtsdaten
from xlbudget.core.gliederung import Gliederung, check_gliederung
from xlbudget.core.kontenrahmen import Kontenrahmen, check_kontenrahmen
from xlbudget.core.monatswerte import Kontensumme, aggregate, assign
from xlbudget.core.prognose import Prognoserechnung
from xlbudget.core.pruefung import check_abdeckung, check_bezuege, check_stand, check_vorjahre, check_zuordnung
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef
from xlbudget.sources.datenmappe import Datenmappe, Quelle, read_datenmappe
from xlbudget.sources.journal import Journal, read_ansatz, read_journal


class Rechner(StrEnum):
    """What sums the postings."""

    PANDAS = "pandas"
    DUCKDB = "duckdb"


Fortschritt = Callable[[str, int, int], None]
"""Called with what is being done, how many steps are done, and of how many."""


def still(text: str, erledigt: int, gesamt: int) -> None:
    """A Fortschritt that shows nothing."""


@dataclass(frozen=True)
class Lauf:
    """Everything one run knows: the Datenmappe, its figures at the Stand, and all Befunde so far."""

    mappe: Datenmappe
    daten: Berichtsdaten
    befunde: tuple[Befund, ...]


@dataclass(frozen=True, slots=True)
class _Export:
    """The sums of one export, and how to point at one of its lines."""

    inhalt: str
    datei: str
    blatt: str | None
    summen: Sequence[Kontensumme]

    def place(self, zeile: int) -> SourceRef:
        return SourceRef(self.datei, self.blatt, zeile=zeile)


def load(
    datenmappe: Path, stand: Stand | None = None, rechner: Rechner = Rechner.PANDAS, fortschritt: Fortschritt = still
) -> Lauf:
    """Read and check a Datenmappe with all its exports, and compute the figures of one Stand.

    Without `stand`, Dezember of the Haushaltsjahr. Raises EingabeError, with all Befunde gathered so far, where no
    report is possible: unreadable files, missing tables, a broken Gliederung, a Stand outside the Haushaltsjahr.
    """
    fortschritt("Datenmappe lesen", 0, 3)
    mappe, befunde = read_datenmappe(datenmappe)
    stand = stand or Stand(mappe.jahr, 12)
    befunde += check_kontenrahmen(mappe.praefixe)
    unmoeglich = check_gliederung(mappe.objekte)
    if stand.jahr != mappe.jahr:
        unmoeglich.append(_wrong_year(mappe, stand))
    fortschritt("Exporte lesen", 1, 3)
    exporte = []
    for quelle in mappe.quellen:
        try:
            export, funde = _read_quelle(quelle, mappe, rechner)
            exporte.append(export)
            befunde += funde
        except EingabeError as error:
            unmoeglich.append(Befund(Schwere.FEHLER, "quelle.unlesbar", str(error), quelle.source))
    if not any(quelle.inhalt == "Buchungen" for quelle in mappe.quellen):
        unmoeglich.append(_no_journal(mappe))
    if unmoeglich:
        raise EingabeError("Ein Bericht ist so nicht möglich.", [*unmoeglich, *befunde])
    fortschritt("Rechnen", 2, 3)
    daten, funde = _compute(mappe, stand, exporte)
    fortschritt("Rechnen", 3, 3)
    return Lauf(mappe, daten, (*befunde, *funde))


def _read_quelle(quelle: Quelle, mappe: Datenmappe, rechner: Rechner) -> tuple[_Export, list[Befund]]:
    file = mappe.file.parent / quelle.datei
    if quelle.inhalt == "Ansatz":
        summen, befunde = read_ansatz(file, quelle.blatt)
        return _Export(quelle.inhalt, file.name, quelle.blatt or None, summen), befunde
    journal, befunde = read_journal(file, quelle.format, mappe.jahr, quelle.blatt)
    return _Export(quelle.inhalt, journal.datei, journal.blatt, aggregate(_frame(journal, rechner))), befunde


def _frame(journal: Journal, rechner: Rechner) -> IntoFrame:
    if rechner is Rechner.PANDAS:
        return journal.buchungen
    try:
        import duckdb
    except ImportError as error:
        raise EingabeError("DuckDB ist nicht installiert: pip install 'xlbudget[duckdb]'") from error
    return duckdb.from_df(journal.buchungen)


def _compute(mappe: Datenmappe, stand: Stand, exporte: Sequence[_Export]) -> tuple[Berichtsdaten, list[Befund]]:
    gliederung, rahmen = Gliederung(mappe.objekte), Kontenrahmen(mappe.praefixe)
    buchungen = [summe for export in exporte if export.inhalt == "Buchungen" for summe in export.summen]
    ansaetze = [summe for export in exporte if export.inhalt == "Ansatz" for summe in export.summen]
    ist = assign((summe for summe in buchungen if summe.monat <= stand.monat), gliederung, rahmen)
    ansatz = assign(ansaetze, gliederung, rahmen, saldo=False)
    meldungen = [meldung for fuer, meldung in mappe.meldungen if fuer == stand]
    befunde = [
        befund for export in exporte for befund in check_zuordnung(export.summen, gliederung, rahmen, export.place)
    ]
    befunde += check_bezuege(gliederung, rahmen, (*mappe.leistungen, *mappe.ziele), mappe.vorjahre, meldungen)
    befunde += check_vorjahre(mappe.vorjahre)
    befunde += check_abdeckung(gliederung, ist, ansatz)
    befunde += check_stand(buchungen, stand)
    prognosen = Prognoserechnung(
        gliederung,
        rahmen.zeilen,
        stand.monat,
        ist,
        ansatz,
        mappe.vorjahre,
        [meldung for meldung in meldungen if meldung.objekt in gliederung],
    ).prognosen()
    daten = Berichtsdaten(
        mappe.kommune,
        stand,
        mappe.regeln,
        gliederung,
        rahmen,
        ist,
        ansatz,
        prognosen,
        mappe.vorjahre,
        mappe.leistungen,
        mappe.ziele,
    )
    return daten, befunde


def _wrong_year(mappe: Datenmappe, stand: Stand) -> Befund:
    text = (
        f"Der Stand {stand} liegt nicht im Haushaltsjahr {mappe.jahr} der Datenmappe. "
        "Einen Stand dieses Jahres angeben oder die Mappe des anderen Jahres nehmen."
    )
    return Befund(Schwere.FEHLER, "stand.jahr", text, SourceRef(mappe.file.name, "Einstellungen"))


def _no_journal(mappe: Datenmappe) -> Befund:
    text = "In der Tabelle Quellen steht kein Export mit dem Inhalt Buchungen. Dort die Datei eintragen."
    return Befund(Schwere.FEHLER, "quelle.fehlt", text, SourceRef(mappe.file.name, "Quellen"))
