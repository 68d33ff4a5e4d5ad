"""Where the round trip of a Stand stands, read from the Versandbuch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from xlbudget.core.gliederung import Berichtsobjekt
from xlbudget.core.ruecklaufstand import Ruecklauflage, Ruecklaufzeile
from xlbudget.core.zeit import Stand
from xlbudget.delivery.ledger.eintraege import Nachricht, Rueckgabe
from xlbudget.delivery.mail.zustellung import Nachrichtenart

if TYPE_CHECKING:
    from xlbudget.delivery.ledger.versandbuch import Versandbuch


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
            budget=budget,
            empfaenger=(*nachricht.an, *nachricht.kopie) if nachricht else (),
            lage=_lage(nachricht, rueckgabe),
            fassung=nachricht.fassung if nachricht else None,
            versandt=_versandt(nachricht) if nachricht else None,
            frist=self.sendungen[nachricht.sendung].frist if nachricht else None,
            eingegangen=rueckgabe.eingangstag if rueckgabe else None,
            von=rueckgabe.von if rueckgabe else "",
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
