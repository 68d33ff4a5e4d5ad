"""Whether a delivery is missing: months without postings, or with hardly any, of everything and of one Budget."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from xlbudget.core.gliederung import Gliederung
from xlbudget.core.monatswerte import Kontensumme
from xlbudget.core.zeit import MONATE, Stand
from xlbudget.errors import Befund, Schwere, SourceRef

_DICHT_AB = 10  # lines a month from which a month without any is no coincidence
_KAUM = 10  # times fewer lines than usual are hardly any
_BUDGET_AB = 5  # lines that a Budget usually has in a month from which a month without any is no coincidence


def check_monate(buchungen: Sequence[Kontensumme], stand: Stand, quellen: SourceRef, anlass: str = "") -> list[Befund]:
    """Months up to the Stand without postings or nearly so, where the others have many: `quellen` may lack a delivery.

    `anlass` says why they ought to be there, unless it is the Stand of the report.
    """
    je = lines_by_month(buchungen)
    kaum = sparse_months(je, stand.monat)
    if not kaum:
        return []
    leer = [monat for monat in kaum if not je[monat]]
    wenige = [f"{MONATE[monat - 1]} ({je[monat]})" for monat in kaum if je[monat]]
    was = [f"Keine Buchung im {_names(leer)} {stand.jahr}"] if leer else []
    was += [f"Kaum Buchungen im {', '.join(wenige)} {stand.jahr}"] if wenige else []
    text = (
        f"{'. '.join(was)}, obwohl {anlass or f'der Bericht den Stand {stand.text} hat'}; vermutlich fehlt eine "
        "Lieferung. Den Export bis dahin neu erzeugen."
    )
    return [Befund(Schwere.WARNUNG, "stand.luecke", text, quellen)]


def check_jahresergebnis(buchungen: Sequence[Kontensumme], stand: Stand, quellen: SourceRef) -> Iterator[Befund]:
    """A result of the year needs postings: without any the whole Ansatz would look saved."""
    if stand.ist_jahresende and not buchungen:
        text = (
            f"Bis {stand.text} ist nichts gebucht. Das Jahresergebnis wäre überall 0 und sähe aus, als sei der ganze "
            "Ansatz gespart. Den Export mit den Buchungen in der Tabelle Quellen eintragen oder neu erzeugen; gibt es "
            "noch keine, einen früheren Stand berichten."
        )
        yield Befund(Schwere.FEHLER, "stand.leer", text, quellen)


def check_budgetmonate(
    buchungen: Sequence[Kontensumme], gliederung: Gliederung, stand: Stand, quellen: SourceRef
) -> Iterator[Befund]:
    """Budgets that are booked in all months but a few, in which there are postings of others."""
    je_produkt: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for summe in buchungen:
        je_produkt[summe.produkt][summe.monat] += summe.anzahl
    alles = lines_by_month(buchungen)
    kaum = sparse_months(alles, stand.monat)  # said of everything already
    monate = [monat for monat in range(1, stand.monat + 1) if alles[monat] and monat not in kaum]
    for budget in gliederung.mappenbudgets():
        je = sum((je_produkt.get(p.kennung, Counter()) for p in gliederung.produkte_of(budget)), Counter[int]())
        volle = [je[monat] for monat in monate if je[monat]]
        fehlend = [monat for monat in monate if not je[monat]]
        if fehlend and len(fehlend) * 3 <= len(monate) and median(volle) >= _BUDGET_AB:
            text = (
                f"{budget.titel}: keine Buchung im {_names(fehlend)} {stand.jahr}, sonst in jedem Monat meist "
                f"{round(median(volle))}. Im Finanzverfahren nachsehen, ob dem Export etwas fehlt."
            )
            yield Befund(Schwere.HINWEIS, "stand.luecke", text, quellen)


def sparse_months(je: Counter[int], bis: int) -> list[int]:
    """Months up to `bis` with hardly any lines, where the others have many; `je` counts them by month.

    >>> sparse_months(Counter({1: 100, 2: 90, 3: 2, 5: 110}), 5)
    [3, 4]
    """
    if not je or je.total() < _DICHT_AB * len(je):
        return []
    ueblich = median(je.values())
    return [monat for monat in range(1, bis + 1) if je[monat] * _KAUM < ueblich]


def lines_by_month(buchungen: Iterable[Kontensumme]) -> Counter[int]:
    """How many lines there are, by month."""
    je: Counter[int] = Counter()
    for summe in buchungen:
        je[summe.monat] += summe.anzahl
    return je


def _names(monate: Iterable[int]) -> str:
    return ", ".join(MONATE[monat - 1] for monat in monate)
