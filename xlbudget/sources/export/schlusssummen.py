"""What a total below the lines of an export may be a total of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from xlbudget.core.kontenrahmen import Kontenrahmen
from xlbudget.core.monatswerte import Kontensumme


def part_sums_ct(summen: Sequence[Kontensumme], rahmen: Kontenrahmen) -> set[int]:
    """Sums without sign of what counts: of everything, and by Art, account or its beginning, Produkt and month."""
    je: Counter[tuple[str, object]] = Counter()
    for summe in summen:
        konto = summe.sachkonto
        teile = {("Art", rahmen.art_name(konto)), ("Produkt", summe.produkt), ("Monat", summe.monat)}
        for teil in teile | {("Konto", konto[:stellen]) for stellen in range(1, len(konto) + 1)}:
            je[teil] += summe.saldo_ct
    return {abs(betrag) for betrag in je.values()} | _totals_ct(summen, rahmen)


def nearest_total_ct(betrag_ct: int, summen: Sequence[Kontensumme], rahmen: Kontenrahmen) -> int:
    """The sum of everything, in the way of adding up that comes nearest to an amount."""
    return min(sorted(_totals_ct(summen, rahmen)), key=lambda summe: abs(summe - abs(betrag_ct)))


def _totals_ct(summen: Sequence[Kontensumme], rahmen: Kontenrahmen) -> set[int]:
    """Everything: Haben − Soll, with Erträge and Aufwendungen both positive, and one Art alone."""
    ohne = Counter({"Haben": 0})
    for summe in summen:
        zeile = rahmen.zeile_of(summe.sachkonto)
        ohne["Haben"] += summe.saldo_ct
        ohne["gerichtet"] += summe.saldo_ct * (zeile.art.vorzeichen if zeile else 1)
        ohne[rahmen.art_name(summe.sachkonto)] += summe.saldo_ct
    return {abs(betrag) for betrag in ohne.values()}
