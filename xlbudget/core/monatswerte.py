"""Postings → Gliederung × row × month: the one aggregation.

The heavy step, summing postings, is written once with narwhals and runs on Arrow, pandas, Spark or any other lazy
backend. What is left is as small as the chart of accounts and goes up the tree in plain Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import narwhals as nw
from narwhals.typing import IntoFrame

from xlbudget.core.geld import sum_ct
from xlbudget.core.gliederung import Berichtsobjekt, Gliederung
from xlbudget.core.kontenrahmen import Berichtszeile, Kontenrahmen
from xlbudget.errors import EingabeError

if TYPE_CHECKING:
    import pyarrow as pa

Monate = tuple[int | None, ...]
"""Twelve amounts in cents, Januar first; None where nothing was booked."""

MAX_VOLUMEN_CT = 2**53
"""What amounts may come to without their signs, in cents: beyond it no cell of a workbook holds them to the cent, and
long before 64 bits run over."""

LEER: Monate = (None,) * 12


class Kontensumme(NamedTuple):
    """All postings of one Produkt, Sachkonto and month, as one number.

    `saldo_ct` is Haben − Soll in cents; `anzahl` postings; `erste_zeile` is where the first one stands.
    """

    produkt: str
    sachkonto: str
    monat: int
    saldo_ct: int
    anzahl: int
    erste_zeile: int


def sum_up(buchungen: IntoFrame, *weitere: str) -> pa.Table:
    """Sum postings, or parts summed before, by Produkt, Sachkonto and month, in this order.

    `buchungen`: any frame narwhals knows, with columns `produkt`, `sachkonto` (text), `monat` (1–12), `saldo_ct`
    (integer cents, Haben − Soll), `zeile` (line in the export, of which the first is kept), `anzahl` (postings), and
    `weitere` whose integers are added up too. Sums are integer sums; raises EingabeError where one would not fit.
    """
    zahlen = ("saldo_ct", "anzahl", *weitere)
    paare = [(f"volumen_{name}", name) for name in ("saldo_ct", *weitere)]
    volumen = {volumen: (nw.col(name) / 1).abs() for volumen, name in paare}
    summen = (
        nw.from_native(buchungen)
        .lazy()
        .with_columns(**volumen)
        .group_by("produkt", "sachkonto", "monat")
        .agg(*(nw.col(name).sum() for name in (*zahlen, *volumen)), nw.col("zeile").min())
        .with_columns(
            *(
                nw.when(nw.col(v) < MAX_VOLUMEN_CT).then(nw.col(name)).otherwise(nw.lit(0)).alias(name)
                for v, name in paare
            )
        )
        .with_columns(*(nw.col(name).cast(nw.Int64) for name in zahlen))
        .sort("produkt", "sachkonto", "monat")
        .select("produkt", "sachkonto", "monat", "saldo_ct", "zeile", *zahlen[1:], *volumen)
        .collect("pyarrow")
    )
    check_volumen(*(summen[name].max() or 0.0 for name in volumen))
    return summen.drop(*volumen).to_native()


def check_volumen(*volumen_ct: float) -> None:
    """Raise EingabeError if amounts, added up without their signs, leave the range in which they are exact."""
    if any(not volumen < MAX_VOLUMEN_CT for volumen in volumen_ct):
        raise EingabeError(
            f"Die Beträge ergeben zusammen mehr als {MAX_VOLUMEN_CT // 100:,} €".replace(",", ".")
            + "; damit lässt sich nicht mehr auf den Cent rechnen. Im Export die Spalte Betrag und die Einheit prüfen."
        )


class Monatswerte:
    """Amounts by Produkt and report row, summed along the Gliederung on demand.

    Amounts are in cents in the direction of their Art: Erträge and Aufwendungen both positive.
    """

    def __init__(self, gliederung: Gliederung, werte: Mapping[tuple[str, Berichtszeile], Monate]) -> None:
        self._gliederung = gliederung
        self._werte = werte
        self._produkte = {produkt for produkt, _ in werte}

    def monate_of(self, objekt: Berichtsobjekt, zeile: Berichtszeile) -> Monate:
        """Twelve months of one row of any Berichtsobjekt."""
        return add_monate(
            self._werte.get((produkt.kennung, zeile), LEER) for produkt in self._gliederung.produkte_of(objekt)
        )

    def summe_ct(self, objekt: Berichtsobjekt, zeile: Berichtszeile) -> int | None:
        """The sum of the months; None where nothing was booked."""
        return sum_ct(self.monate_of(objekt, zeile))

    @property
    def ist_leer(self) -> bool:
        """Whether nothing is booked at all."""
        return not self._werte

    def has_values(self, produkt: str) -> bool:
        """Whether anything at all is booked on the Produkt."""
        return produkt in self._produkte


def add_monate(reihen: Iterable[Monate]) -> Monate:
    """Month by month sum; None stays where every row has None.

    >>> add_monate([(1, None) + (None,) * 10, (2, None) + (None,) * 10])[:2]
    (3, None)
    """
    alle = [reihe for reihe in reihen if reihe is not LEER]
    if len(alle) < 2:
        return alle[0] if alle else LEER
    return tuple(map(sum_ct, zip(*alle, strict=True)))


def assign(
    summen: Iterable[Kontensumme], gliederung: Gliederung, kontenrahmen: Kontenrahmen, *, saldo: bool = True
) -> Monatswerte:
    """Put every sum under its Produkt and report row.

    `saldo=False` for an Ansatz, whose amounts already run in the direction of their Art.
    What has no place (unknown Produkt or Sachkonto) is left out here and reported by
    `xlbudget.core.pruefung.check_zuordnung`.
    """
    werte: dict[tuple[str, Berichtszeile], list[int | None]] = {}
    for summe in summen:
        zeile = kontenrahmen.zeile_of(summe.sachkonto)
        if zeile is None or not gliederung.is_produkt(summe.produkt):
            continue
        monate = werte.setdefault((summe.produkt, zeile), list(LEER))
        betrag_ct = summe.saldo_ct * zeile.art.vorzeichen if saldo else summe.saldo_ct
        monate[summe.monat - 1] = (monate[summe.monat - 1] or 0) + betrag_ct
    return Monatswerte(gliederung, {schluessel: tuple(monate) for schluessel, monate in werte.items()})
