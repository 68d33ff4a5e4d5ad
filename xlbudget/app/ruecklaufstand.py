"""Where the round trip of a Stand stands, read from the Versandbuch, and what its returns change in a report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from xlbudget.app.auswahl import mappenbudgets
from xlbudget.core.gliederung import Berichtsobjekt, Gliederung, check_gliederung
from xlbudget.core.ruecklaufstand import Ruecklauflage, Ruecklaufzeile
from xlbudget.core.rueckmeldung import Feldart, Rueckmeldung, Status
from xlbudget.core.uebernahme import (
    Angenommen,
    Uebernahme,
    merge_erlaeuterungen,
    merge_kennzahlen,
    merge_meldungen,
    uebernahmen,
)
from xlbudget.core.zeit import Stand
from xlbudget.delivery.eintraege import Nachricht, Nachrichtenart, Rueckgabe
from xlbudget.delivery.versandbuch import Versandbuch, versandbuch_ort
from xlbudget.errors import Befund, EingabeError, Schwere
from xlbudget.sources.datenmappe import Datenmappe, read_datenmappe


@contextmanager
def open_versandbuch(datenmappe: Path) -> Iterator[Versandbuch | None]:
    """The Versandbuch of a Datenmappe; None where nothing was ever sent."""
    ort = versandbuch_ort(datenmappe)
    if isinstance(ort, Path) and not ort.is_file():
        yield None
        return
    with Versandbuch.open(ort, anlegen=False) as buch:
        yield buch


def read_uebernahmen(datenmappe: Path, stand: Stand) -> tuple[tuple[Uebernahme, ...], list[Befund]]:
    """Every value that accepted returns bring into the report of a Stand, and the returns that wait for a decision."""
    with open_versandbuch(datenmappe) as buch:
        if buch is None:
            return (), []
        offene = buch.ruecklauf.undecided(stand)
        return uebernahmen(_angenommene(buch, stand)), [_waits(budget, g) for (_, budget), g in offene.items()]


def _angenommene(buch: Versandbuch, stand: Stand) -> Iterator[Angenommen]:
    for rueckgabe in buch.ruecklauf.accepted(stand).values():
        sendung = buch.find_sendung(rueckgabe.sendung or "")
        if sendung is None:
            continue
        meldung = Rueckmeldung(
            sendung.identitaet, rueckgabe.name, rueckgabe.datum, rueckgabe.status or Status.FERTIG, rueckgabe.eingaben
        )
        eingegangen = (rueckgabe.eingegangen or rueckgabe.erfasst).astimezone().date()
        yield Angenommen(sendung.felder, meldung, rueckgabe.dateiname, eingegangen)


def with_uebernahmen(
    mappe: Datenmappe, stand: Stand, uebernommen: Sequence[Uebernahme]
) -> tuple[Datenmappe, list[Befund]]:
    """The Datenmappe as the Fachdienste complete it for one Stand."""
    eigene = [meldung for fuer, meldung in mappe.meldungen if fuer == stand]
    meldungen, befunde = merge_meldungen(eigene, uebernommen)
    ergaenzt = replace(
        mappe,
        objekte=merge_erlaeuterungen(mappe.objekte, uebernommen),
        leistungen=merge_kennzahlen(mappe.leistungen, Feldart.LEISTUNG, uebernommen),
        ziele=merge_kennzahlen(mappe.ziele, Feldart.ZIEL, uebernommen),
        meldungen=(*mappe.meldungen, *((stand, meldung) for meldung in meldungen[len(eigene) :])),
    )
    return ergaenzt, befunde


class Versandstand:
    """What the Versandbuch knows of one Stand, read once: `nachrichten` and `sendungen` are all of them."""

    def __init__(self, buch: Versandbuch, stand: Stand) -> None:
        self.nachrichten = buch.nachrichten(stand)
        self.sendungen = {sendung.identitaet.sendung: sendung for sendung in buch.sendungen(stand)}
        self._nachrichten: dict[str, list[Nachricht]] = {}
        for nachricht in self.nachrichten:
            self._nachrichten.setdefault(nachricht.budget, []).append(nachricht)
        self._rueckgaben: dict[str, list[Rueckgabe]] = {}
        for rueckgabe in buch.ruecklauf.rueckgaben(stand):
            self._rueckgaben.setdefault(str(rueckgabe.budget), []).append(rueckgabe)

    def letzte(self, budget: Berichtsobjekt) -> Nachricht | None:
        """The latest mail with a workbook of a Budget."""
        mappen = (n for n in self._of(budget) if n.art is Nachrichtenart.VERSAND)
        return max(mappen, key=lambda nachricht: nachricht.fassung, default=None)

    def erinnerungen(self, nachricht: Nachricht) -> tuple[Nachricht, ...]:
        """The reminders about the workbook of a mail, in the order of planning."""
        return tuple(
            andere
            for andere in self._nachrichten[nachricht.budget]
            if andere.sendung == nachricht.sendung and andere.art is Nachrichtenart.ERINNERUNG
        )

    def find_unklare(self, budget: Berichtsobjekt) -> Nachricht | None:
        """A mail to a Budget of which nobody knows whether it left."""
        return next((nachricht for nachricht in self._of(budget) if nachricht.ist_unklar), None)

    def zeile(self, budget: Berichtsobjekt) -> Ruecklaufzeile:
        """Where the round trip of a Budget stands."""
        nachricht = self.letzte(budget)
        rueckgabe = _telling(self._rueckgaben.get(budget.kennung, ()), nachricht.fassung if nachricht else None)
        return Ruecklaufzeile(
            budget,
            (*nachricht.an, *nachricht.kopie) if nachricht else (),
            _lage(nachricht, rueckgabe),
            nachricht.fassung if nachricht else None,
            _versandt(nachricht) if nachricht else None,
            self.sendungen[nachricht.sendung].frist if nachricht else None,
            (rueckgabe.eingegangen or rueckgabe.erfasst).astimezone().date() if rueckgabe else None,
            rueckgabe.name or rueckgabe.absender if rueckgabe else "",
        )

    def _of(self, budget: Berichtsobjekt) -> Sequence[Nachricht]:
        return self._nachrichten.get(budget.kennung, ())


def ruecklaufzeilen(buch: Versandbuch, budgets: Iterable[Berichtsobjekt], stand: Stand) -> tuple[Ruecklaufzeile, ...]:
    """One line for each of the Budgets."""
    versandstand = Versandstand(buch, stand)
    return tuple(map(versandstand.zeile, budgets))


def _telling(rueckgaben: Iterable[Rueckgabe], fassung: int | None) -> Rueckgabe | None:
    """The return that says most about a Budget: one to be decided, else the accepted or latest one of that Fassung."""
    eigene = [r for r in rueckgaben if r.entscheidung is None or r.fassung == fassung]
    offene = [rueckgabe for rueckgabe in eigene if rueckgabe.entscheidung is None]
    angenommene = [rueckgabe for rueckgabe in eigene if rueckgabe.ist_angenommen]
    return next((gruppe[-1] for gruppe in (offene, angenommene, eigene) if gruppe), None)


def _lage(nachricht: Nachricht | None, rueckgabe: Rueckgabe | None) -> Ruecklauflage:
    if rueckgabe is not None:
        if rueckgabe.entscheidung is None:
            return Ruecklauflage.ZU_ENTSCHEIDEN
        return Ruecklauflage.ANGENOMMEN if rueckgabe.ist_angenommen else Ruecklauflage.ABGELEHNT
    if nachricht is None:
        return Ruecklauflage.NICHT_VERSANDT
    if nachricht.ist_unklar:
        return Ruecklauflage.UNKLAR
    if nachricht.ist_gesendet:
        return Ruecklauflage.OFFEN
    return Ruecklauflage.ENTWURF if nachricht.entwuerfe else Ruecklauflage.NICHT_VERSANDT


def _versandt(nachricht: Nachricht) -> date | None:
    """The day a mail left, or was first written as a draft to be sent by hand."""
    if nachricht.ist_gesendet:
        return nachricht.ereignisse[-1].wann.astimezone().date()
    return nachricht.entwuerfe[0].wann.astimezone().date() if nachricht.entwuerfe else None


def _waits(budget: str, gruppe: Sequence[Rueckgabe]) -> Befund:
    """What a report says about returns that nobody has decided about."""
    offene = [rueckgabe for rueckgabe in gruppe if rueckgabe.entscheidung is None]
    nummern = ", ".join(str(rueckgabe.nummer) for rueckgabe in offene)
    was = f"die Rückgabe {nummern} wartet" if len(offene) == 1 else f"die Rückgaben {nummern} warten"
    geltende = next((rueckgabe for rueckgabe in gruppe if rueckgabe.ist_angenommen), None)
    gilt = f"Bis dahin gilt die Rückgabe {geltende.nummer}" if geltende else "Bis dahin zählt nichts davon"
    text = f"„{budget}“: {was} auf eine Entscheidung (xlbudget ruecklauf). {gilt}."
    if frueher := [rueckgabe.nummer for rueckgabe in offene if rueckgabe.war_angenommen]:
        text += f" Rückgabe {frueher[0]} zählte schon und kann in einem früheren Bericht stehen."
        return Befund(Schwere.WARNUNG, "ruecklauf.wartet", text)
    return Befund(Schwere.HINWEIS, "ruecklauf.wartet", text)


def ruecklaufstand(datenmappe: Path, stand: Stand) -> tuple[Ruecklaufzeile, ...]:
    """Where the round trip of a Stand stands, for every Budget that gets a workbook. Raises EingabeError."""
    mappe, befunde = read_datenmappe(datenmappe)
    if unmoeglich := check_gliederung(mappe.objekte):
        raise EingabeError("Die Gliederung der Datenmappe ist nicht zu verwenden.", [*unmoeglich, *befunde])
    if stand.jahr != mappe.jahr:
        raise EingabeError(f"{datenmappe.name} ist für das Haushaltsjahr {mappe.jahr}, nicht für {stand.jahr}.")
    with open_versandbuch(datenmappe) as buch:
        if buch is None:
            raise EingabeError(f"Zum Stand {stand} wurde noch nichts versandt.")
        return ruecklaufzeilen(buch, mappenbudgets(Gliederung(mappe.objekte)), stand)
