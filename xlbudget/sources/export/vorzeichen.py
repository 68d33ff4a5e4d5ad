"""Signs: from amounts as an export writes them to Haben − Soll, by declaration or by what the accounts say.

A rule that turns all amounts, or all of one Art, is applied to the sums of accounts, not line by line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pyarrow as pa

from xlbudget.core.kontenrahmen import Art, Kontenrahmen
from xlbudget.sources.export.angaben import Erkennung, Vorzeichen

_EINDEUTIG = 0.9  # of the lines of one Art, to take their sign for the rule


class Kontozeilen(NamedTuple):
    """How many lines of an account are below and above zero, and their sum, as written."""

    sachkonto: str
    negativ: int
    positiv: int
    summe_ct: int


def by_account(summen: pa.Table) -> list[Kontozeilen]:
    """Of the sums of a Durchgang."""
    zahlen = ("negativ", "positiv", "saldo_ct")
    je = summen.group_by("sachkonto").aggregate([(name, "sum") for name in zahlen])
    return list(map(Kontozeilen, *(je[name].to_pylist() for name in ("sachkonto", *(f"{z}_sum" for z in zahlen)))))


@dataclass(frozen=True, slots=True)
class Vorzeichenlage:
    """How many lines of each Art are below and above zero."""

    ertrag_negativ: int
    ertrag_positiv: int
    aufwand_negativ: int
    aufwand_positiv: int

    @classmethod
    def count(cls, konten: Sequence[Kontozeilen], rahmen: Kontenrahmen) -> Vorzeichenlage:
        """Of the accounts that the Kontenzuordnung knows."""
        zahlen = {(art, minus): 0 for art in Art for minus in (True, False)}
        for konto in konten:
            if zeile := rahmen.zeile_of(konto.sachkonto):
                zahlen[zeile.art, True] += konto.negativ
                zahlen[zeile.art, False] += konto.positiv
        return cls(
            zahlen[Art.ERTRAEGE, True], zahlen[Art.ERTRAEGE, False],
            zahlen[Art.AUFWENDUNGEN, True], zahlen[Art.AUFWENDUNGEN, False],
        )  # fmt: skip

    @property
    def ertraege(self) -> int:
        """+1 or −1 where nearly all Erträge have that sign, else 0."""
        return _sign(self.ertrag_negativ, self.ertrag_positiv)

    @property
    def aufwendungen(self) -> int:
        """The same of Aufwendungen."""
        return _sign(self.aufwand_negativ, self.aufwand_positiv)


def recognise(lage: Vorzeichenlage, *, ansatz: bool) -> tuple[Vorzeichen, Erkennung] | None:
    """The rule that the signs of an export follow; None where they do not tell.

    >>> recognise(Vorzeichenlage(1, 0, 0, 1), ansatz=False)[0].value
    'Erträge negativ'
    """
    ertraege, aufwendungen = lage.ertraege, lage.aufwendungen
    nichts = not (lage.ertrag_negativ + lage.ertrag_positiv + lage.aufwand_negativ + lage.aufwand_positiv)
    regel = {
        (-1, 1): Vorzeichen.ERTRAEGE_NEGATIV,
        (1, -1): Vorzeichen.AUFWENDUNGEN_NEGATIV,
        (1, 1): Vorzeichen.ALLES_POSITIV,
    }.get((ertraege, aufwendungen))
    if regel is None and nichts:
        regel = Vorzeichen.ALLES_POSITIV
    if regel is None:
        regel = _of_one_side(lage)
    if regel is None and ansatz and _mostly_positive(lage):
        regel = Vorzeichen.ALLES_POSITIV
    if regel is None:
        return None
    grund = (
        f"Erträge: {lage.ertrag_positiv} positiv, {lage.ertrag_negativ} negativ; "
        f"Aufwendungen: {lage.aufwand_positiv} positiv, {lage.aufwand_negativ} negativ"
    )
    return regel, Erkennung("Vorzeichen", regel, grund)


def advice_on_signs(konten: Sequence[Kontozeilen], rahmen: Kontenrahmen) -> str:
    """What to enter as Vorzeichen where the lines do not tell: the rule under which most of both Arten run forward."""
    passend = []
    for regel in (Vorzeichen.ERTRAEGE_NEGATIV, Vorzeichen.AUFWENDUNGEN_NEGATIV, Vorzeichen.ALLES_POSITIV):
        betrag, zeilen = dict.fromkeys(Art, 0), dict.fromkeys(Art, 0)
        for konto in konten:
            if zeile := rahmen.zeile_of(konto.sachkonto):
                richtung = sign_of(konto.sachkonto, regel, rahmen) * zeile.art.vorzeichen
                betrag[zeile.art] += konto.summe_ct * richtung
                zeilen[zeile.art] += (konto.positiv - konto.negativ) * richtung
        if all(wert > 0 for wert in (*betrag.values(), *zeilen.values())):
            passend.append(regel)
    if len(passend) != 1:
        return (
            "In der Tabelle Quellen das Vorzeichen eintragen, nach dem Ihr Finanzverfahren Erträge und Aufwendungen "
            "schreibt."
        )
    return (
        f"In der Tabelle Quellen vermutlich das Vorzeichen „{passend[0]}“ eintragen: nur damit sind die meisten "
        "Erträge und Aufwendungen nicht negativ. Vorher im Finanzverfahren nachsehen."
    )


def _of_one_side(lage: Vorzeichenlage) -> Vorzeichen | None:
    """Where there are only Erträge or only Aufwendungen, one sign tells: neither runs against its Art as a whole."""
    ohne_ertraege = not (lage.ertrag_negativ or lage.ertrag_positiv)
    ohne_aufwand = not (lage.aufwand_negativ or lage.aufwand_positiv)
    if ohne_ertraege and lage.aufwendungen:
        return Vorzeichen.ALLES_POSITIV if lage.aufwendungen > 0 else Vorzeichen.AUFWENDUNGEN_NEGATIV
    if ohne_aufwand and lage.ertraege:
        return Vorzeichen.ALLES_POSITIV if lage.ertraege > 0 else Vorzeichen.ERTRAEGE_NEGATIV
    return None


def _mostly_positive(lage: Vorzeichenlage) -> bool:
    """A plan has few amounts that run against their Art."""
    return lage.ertrag_positiv >= lage.ertrag_negativ and lage.aufwand_positiv >= lage.aufwand_negativ


def _sign(negativ: int, positiv: int) -> int:
    gesamt = negativ + positiv
    if not gesamt:
        return 0
    return 1 if positiv >= gesamt * _EINDEUTIG else -1 if negativ >= gesamt * _EINDEUTIG else 0


def sign_of(sachkonto: str, vorzeichen: Vorzeichen, rahmen: Kontenrahmen) -> int:
    """+1 or −1: what makes Haben − Soll of the amounts of an account that are written with these signs."""
    if vorzeichen is Vorzeichen.ERTRAEGE_NEGATIV:
        return -1
    if vorzeichen is Vorzeichen.ALLES_POSITIV:
        zeile = rahmen.zeile_of(sachkonto)
        return zeile.art.vorzeichen if zeile else 1
    return 1
