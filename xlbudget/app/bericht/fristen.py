"""The reporting duties of a Datenmappe as a list of dates, and as a file for a calendar; no export is read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from xlbudget.app.bericht.sperre import locks
from xlbudget.core.fristen import Dazu, Frist, Termin, add_months, termine
from xlbudget.core.gliederung import Gliederung
from xlbudget.core.lieferung import check_lieferungen
from xlbudget.core.pruefung_fristen import check_fristen
from xlbudget.core.quittung import acknowledge
from xlbudget.errors import Befund, EingabeError
from xlbudget.fortschritt import Fortschritt, silent
from xlbudget.layout.ausschusstabelle import AUSSCHUESSE
from xlbudget.layout.fristentabelle import FRISTEN
from xlbudget.sources.datenmappe.mappe import Datenmappe, read_datenmappe
from xlbudget.writers.ablage import Ablage
from xlbudget.writers.kalender import write_kalender

MONATE_VORAUS = 12
"""So far a list reaches where nobody says how far."""
_MAX_JAHRE = 10


@dataclass(frozen=True)
class Fristenliste:
    """The dates of a Datenmappe up to `bis`: overdue ones first, those without a date last."""

    mappe: Datenmappe
    heute: date
    bis: date
    termine: Sequence[Termin]
    befunde: Sequence[Befund]

    @property
    def ohne_tabelle(self) -> bool:
        """Whether the Datenmappe has no table Fristen."""
        return FRISTEN.name in self.mappe.ohne

    @property
    def ueberfaellig(self) -> int:
        """How many are overdue."""
        return sum(termin.is_overdue(self.heute) for termin in self.termine)


def list_fristen(
    datenmappe: Path,
    heute: date,
    bis: date | None = None,
    dazu: Collection[Dazu] = (),
    fortschritt: Fortschritt = silent,
) -> Fristenliste:
    """Read the table Fristen and reckon its dates up to `bis`, by default a year ahead.

    Raises EingabeError where the Datenmappe cannot be read or `bis` is too far away.
    """
    fortschritt("Datenmappe lesen", 0, 1)
    bis = add_months(heute, MONATE_VORAUS) if bis is None else bis
    if bis > (ende := add_months(heute, 12 * _MAX_JAHRE)):
        raise EingabeError(f"Der {bis:%d.%m.%Y} ist zu weit weg. Mit --bis höchstens den {ende:%d.%m.%Y} angeben.")
    mappe, gelesen = read_datenmappe(datenmappe, leer=("Kommune", "Vorlage"))
    befunde = [*_about_fristen(mappe, gelesen), *check(mappe, heute)]
    fristen = [*mappe.fristen]
    fristen += _sitzungen(mappe, heute) if Dazu.SITZUNGEN in dazu else ()
    fristen += _massnahmen(mappe) if Dazu.MASSNAHMEN in dazu else ()
    liste = termine(fristen, mappe.sitzungen, heute, bis)
    return Fristenliste(mappe, heute, bis, liste, acknowledge(befunde, mappe.quittungen, locks))


def write_ics(liste: Fristenliste, datei: Path) -> int:
    """Write the file for a calendar; returns how many dates it has, and writes none without any: that would be no
    calendar. Raises AusgabeError where it cannot be written.
    """
    anzahl = sum(termin.faellig is not None for termin in liste.termine)
    if not anzahl:
        return 0
    data = write_kalender(liste.termine, liste.mappe.kommune, datetime.now(UTC))
    with Ablage(datei.parent, liste.mappe.eingaben) as ablage:
        ablage.write(datei.name, data)
    return anzahl


def check(mappe: Datenmappe, heute: date, gliederung: Gliederung | None = None) -> list[Befund]:
    """What is wrong or odd about the table Fristen; with a Gliederung also about what is to be delivered."""
    ausschuesse = frozenset(ausschuss.kuerzel.casefold() for ausschuss in mappe.ausschuesse)
    befunde = list(check_fristen(mappe.fristen, mappe.sitzungen, ausschuesse, heute))
    if gliederung is not None:
        befunde += check_lieferungen(mappe.fristen, (*mappe.leistungen, *mappe.ziele), gliederung)
    return befunde


def _about_fristen(mappe: Datenmappe, befunde: Sequence[Befund]) -> Iterator[Befund]:
    """Of what was found while reading, what may keep a date out of the list."""
    blaetter = {FRISTEN.name, AUSSCHUESSE.name}
    blaetter |= {frist.source.blatt for frist in mappe.fristen if frist.source and frist.source.blatt}
    for befund in befunde:
        if (befund.source and befund.source.blatt in blaetter) or FRISTEN.name in befund.text:
            yield befund


def _sitzungen(mappe: Datenmappe, heute: date) -> Iterator[Frist]:
    """The meetings to come; one that was held is no duty."""
    for ausschuss in mappe.ausschuesse:
        if ausschuss.sitzung and ausschuss.sitzung >= heute:
            yield Frist(f"Sitzung: {ausschuss.titel}", faellig=ausschuss.sitzung, lieferung=ausschuss.vorlage)


def _massnahmen(mappe: Datenmappe) -> Iterator[Frist]:
    """Measures of which something is still to be done by a date, each once."""
    for zeile in {zeile.schluessel: zeile for zeile in mappe.massnahmen}.values():
        if zeile.bis and zeile.status.ist_offen:
            yield Frist(
                f"Maßnahme: {zeile.massnahme}", faellig=zeile.bis, lieferung=zeile.zielgroesse, wer=zeile.verantwortlich
            )
