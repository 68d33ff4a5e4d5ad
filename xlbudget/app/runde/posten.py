"""What each Budget gets in one run of sending, and the list that says so for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from xlbudget.app.runde.uebergabe import describe
from xlbudget.core.gliederung import Berichtsobjekt
from xlbudget.delivery.ledger.eintraege import Nachricht
from xlbudget.delivery.ledger.versandstand import Versandstand
from xlbudget.writers.versandliste import Listeneintrag


@dataclass(frozen=True, slots=True)
class Posten:
    """What one Budget gets, and what became of it in this run; `nachricht` is None where it gets nothing."""

    budget: Berichtsobjekt
    empfaenger: tuple[str, ...]
    lage: str
    nachricht: Nachricht | None = None


def list_posten(
    budgets: Iterable[Berichtsobjekt], posten: Mapping[Berichtsobjekt, Posten], stand: Versandstand, *, vier_augen: bool
) -> Iterator[Listeneintrag]:
    """A line for each of the Budgets; one without a Posten is shown as the Versandbuch has it."""
    for budget in budgets:
        eigener = posten.get(budget) or _other(budget, stand.letzte(budget), vier_augen=vier_augen)
        sendung = stand.sendungen[eigener.nachricht.sendung] if eigener.nachricht else None
        fassung, anhang = (sendung.identitaet.fassung, sendung.dateiname) if sendung else (None, "")
        yield Listeneintrag(budget.titel, eigener.empfaenger, fassung, anhang, eigener.lage)


def _other(budget: Berichtsobjekt, letzte: Nachricht | None, *, vier_augen: bool) -> Posten:
    if letzte is None:
        return Posten(budget, (), "nicht in diesem Lauf")
    lage = f"nicht in diesem Lauf: {describe(letzte, vier_augen=vier_augen)}"
    return Posten(budget, (*letzte.an, *letzte.kopie), lage, letzte)
