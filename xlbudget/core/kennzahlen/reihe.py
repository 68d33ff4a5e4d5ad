"""A Kennzahl over the months, all groups side by side: what a Kennzahlenblatt shows of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from xlbudget.core.kennzahlen.gruppen import merkmal_of
from xlbudget.core.kennzahlen.modelle import GESAMT_GRUPPE, MONATE_DES_JAHRES, Periode, PlanIst
from xlbudget.core.kennzahlen.prognose import Kennzahlprognose, Kennzahlprognosen
from xlbudget.core.kennzahlen.rechnung import Ausgang, Kennzahlrechnung, as_decimal
from xlbudget.core.zeit import Stand

Monatszahlen = tuple[Decimal | None, ...]
OHNE_MONATE: Monatszahlen = (None,) * MONATE_DES_JAHRES


@dataclass(frozen=True, slots=True)
class Gruppenreihe:
    """One group, or all where `name` is empty: Plan, Ist and Ist of the prior year at the Stand, and its months.

    `prognose` is that of the whole year.

    `monate` are twelve; those without a value and those after the Stand are None. `vorlaeufig` are those of which a
    final value is still to come.
    """

    name: str
    plan: Decimal | None
    ist: Decimal | None
    vorjahr: Decimal | None
    monate: Monatszahlen
    vorlaeufig: frozenset[int] = frozenset()
    prognose: Kennzahlprognose | None = None


@dataclass(frozen=True, slots=True)
class Kennzahlreihe:
    """All groups of a Kennzahl, that of all first, and the months of the prior year of all.

    One that `ist_formel` is calculated: nobody can have slipped in typing it. Where it `ist_gerechnet`, its parts are
    there at the Stand, and no Ist that somebody gives counts beside them. `jahresplan` is the Plan of the whole year;
    `staende` and `staende_vorjahr` are the Ist at the end of each month, of a sum that since January.
    """

    gruppen: tuple[Gruppenreihe, ...]
    monate_vorjahr: Monatszahlen
    ist_formel: bool = False
    jahresplan: Decimal | None = None
    staende: Monatszahlen = OHNE_MONATE
    staende_vorjahr: Monatszahlen = OHNE_MONATE
    ist_gerechnet: bool = False

    @property
    def paare(self) -> tuple[tuple[Gruppenreihe, Gruppenreihe], ...]:
        """Two groups that complement each other, so that the gap between them says something."""
        merkmale: dict[str, list[Gruppenreihe]] = {}
        for gruppe in self.gruppen:
            if merkmal := merkmal_of(gruppe.name):
                merkmale.setdefault(merkmal, []).append(gruppe)
        return tuple((teile[0], teile[1]) for teile in merkmale.values() if len(teile) == 2)


def build_reihe(stand: Stand, kuerzel: str, rechnung: Kennzahlrechnung, prognosen: Kennzahlprognosen) -> Kennzahlreihe:
    """What is known of a Kennzahl up to a Stand; it must have a rule."""
    regel = rechnung.regeln[kuerzel]
    ist_formel = regel.rechenart is not None and regel.rechenart.ist_formel
    monat = Periode(stand.jahr, stand.monat)
    namen = (GESAMT_GRUPPE, *rechnung.gruppen_of(kuerzel, stand.jahr))
    vorjahr = Stand(stand.jahr - 1, MONATE_DES_JAHRES)
    return Kennzahlreihe(
        tuple(_gruppe(stand, kuerzel, name, rechnung, prognosen) for name in namen),
        tuple(_monthly(vorjahr, lambda m: rechnung.month(kuerzel, m))),
        ist_formel,
        jahresplan=_shown(rechnung.plan(kuerzel, Periode(stand.jahr, MONATE_DES_JAHRES))),
        staende=tuple(_monthly(stand, lambda m: rechnung.ist(kuerzel, m))),
        staende_vorjahr=tuple(_monthly(vorjahr, lambda m: rechnung.ist(kuerzel, m))),
        ist_gerechnet=ist_formel
        and kuerzel not in rechnung.im_kreis
        and rechnung.formel(regel, monat, PlanIst.IST, GESAMT_GRUPPE).wert is not None,
    )


def _gruppe(
    stand: Stand, kuerzel: str, name: str, rechnung: Kennzahlrechnung, prognosen: Kennzahlprognosen
) -> Gruppenreihe:
    monat = Periode(stand.jahr, stand.monat)
    werte = {m: rechnung.werte.get((kuerzel, Periode(stand.jahr, m), PlanIst.IST, name)) for m in range(1, 13)}
    return Gruppenreihe(
        name=name,
        plan=_shown(rechnung.plan(kuerzel, monat, name)),
        ist=_shown(rechnung.ist(kuerzel, monat, name)),
        vorjahr=_shown(rechnung.ist(kuerzel, Periode(stand.jahr - 1, stand.monat), name)),
        monate=tuple(_monthly(stand, lambda m: rechnung.month(kuerzel, m, name))),
        vorlaeufig=frozenset(m for m, wert in werte.items() if wert and wert.fassung and not wert.ist_endgueltig),
        prognose=prognosen.of(kuerzel, name),
    )


def _monthly(bis: Stand, wert_of: Callable[[Periode], Ausgang]) -> Iterator[Decimal | None]:
    """Twelve months of the year of a Stand; those after it have no value."""
    for monat in range(1, MONATE_DES_JAHRES + 1):
        yield _shown(wert_of(Periode(bis.jahr, monat))) if monat <= bis.monat else None


def _shown(ausgang: Ausgang) -> Decimal | None:
    return None if ausgang.wert is None else as_decimal(ausgang.wert)
