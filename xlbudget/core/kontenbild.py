"""What accounts the exports of a Haushaltsjahr use, how much runs over each, on which side, and under which name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlbudget.core.kontenrahmen import Art
from xlbudget.core.monatswerte import Kontensumme


@dataclass(frozen=True)
class Exportkonten:
    """One export as the checks of accounts see it.

    `gerichtet`: its sums are Haben − Soll as it wrote them; else only the Kontenzuordnung says which side they are on.
    `sicher`: the file itself says what is Soll and what is Haben. `namen` are its names of accounts.
    """

    summen: Sequence[Kontensumme]
    ansatz: bool
    gerichtet: bool
    sicher: bool
    namen: Mapping[str, str]


@dataclass(slots=True)
class Konto:
    """One Sachkonto over all exports. `umsatz_ct` without signs; `haben_ct`, `soll_ct` of postings that say it."""

    sachkonto: str
    name: str = ""
    anzahl: int = 0
    umsatz_ct: int = 0
    haben_ct: int = 0
    soll_ct: int = 0
    haben: int = 0
    soll: int = 0

    def mit_ct(self, art: Art) -> int:
        """What runs in the direction of an Art."""
        return self.haben_ct if art is Art.ERTRAEGE else self.soll_ct

    def gegen_ct(self, art: Art) -> int:
        """What runs against it."""
        return self.soll_ct if art is Art.ERTRAEGE else self.haben_ct


class Kontenbild:
    """All accounts with money on them."""

    def __init__(self, exporte: Iterable[Exportkonten]) -> None:
        exporte = list(exporte)
        konten: dict[str, Konto] = {}
        for export in exporte:
            for summe in export.summen:
                if summe.saldo_ct:
                    if summe.sachkonto not in konten:
                        konten[summe.sachkonto] = Konto(summe.sachkonto)
                    _add(konten[summe.sachkonto], summe, gerichtet=export.gerichtet and not export.ansatz)
            for sachkonto, name in export.namen.items():
                if sachkonto in konten and not konten[sachkonto].name:
                    konten[sachkonto].name = name
        self.konten: Sequence[Konto] = [konten[sachkonto] for sachkonto in sorted(konten)]
        buchungen = [export for export in exporte if not export.ansatz and export.summen]
        self.sicher = bool(buchungen) and all(export.sicher for export in buchungen)
        """Whether Soll and Haben of all postings stand in the files."""
        self._umsatz: Counter[str] = Counter()
        for konto in self.konten:
            for laenge in (1, 2, 3):
                if len(konto.sachkonto) >= laenge:
                    self._umsatz[konto.sachkonto[:laenge]] += konto.umsatz_ct

    def umsatz_ct(self, *anfaenge: str) -> int:
        """What runs over all accounts that begin with any of these, of one to three digits."""
        return sum(self._umsatz[anfang] for anfang in anfaenge)

    def gruppen(self, klasse: str, stellen: int = 2) -> list[str]:
        """The beginnings of so many digits that are in use in one class."""
        return [anfang for anfang in self._umsatz if len(anfang) == stellen and anfang.startswith(klasse)]

    def below(self, *anfaenge: str) -> Iterator[Konto]:
        """The accounts that begin with any of these."""
        return (konto for konto in self.konten if konto.sachkonto.startswith(anfaenge))


def _add(konto: Konto, summe: Kontensumme, *, gerichtet: bool) -> None:
    konto.anzahl += summe.anzahl
    konto.umsatz_ct += abs(summe.saldo_ct)
    if not gerichtet:
        return
    if summe.saldo_ct > 0:
        konto.haben_ct += summe.saldo_ct
        konto.haben += 1
    else:
        konto.soll_ct -= summe.saldo_ct
        konto.soll += 1
