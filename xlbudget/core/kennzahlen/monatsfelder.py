"""Which values by month a Fachdienst is asked for, and how an input says which of them it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from xlbudget.core.geld import exact, format_zahl
from xlbudget.core.kennzahlen.modelle import (
    GESAMT_GRUPPE,
    Kennzahlregel,
    Kennzahlwert,
    Periode,
    PlanIst,
    Wertfassung,
)
from xlbudget.core.kennzahlen.rechnung import Kennzahlrechnung
from xlbudget.core.rueckmeldung import Feld, Feldart
from xlbudget.core.zeit import Stand

_ZEILE = re.compile(r"(.+?), (\d{4}-\d{2})(?:, (.+))?", re.DOTALL)
_SKALA = re.compile(r"(?:stufe|skala|grad|note|punkte?)\w*\D{0,20}?(\d+)\s*(?:[-–—]|bis)\s*(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Monatsschluessel:
    """A month of a Kennzahl and a group; its text is the `zeile` of a Feld.

    >>> schluessel = Monatsschluessel("K2", Periode(2024, 6), "Frauen")
    >>> str(schluessel), Monatsschluessel.parse(str(schluessel)) == schluessel
    ('K2, 2024-06, Frauen', True)
    """

    kuerzel: str
    periode: Periode
    gruppe: str

    @classmethod
    def parse(cls, zeile: str) -> Monatsschluessel:
        """What a `zeile` means. Raises ValueError for one that is of something else."""
        treffer = _ZEILE.fullmatch(zeile)
        if treffer is None:
            raise ValueError(zeile)
        return cls(treffer[1], Periode.parse(treffer[2]), treffer[3] or GESAMT_GRUPPE)

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.kuerzel, str(self.periode), self.gruppe)))

    def feld(self, produkt: str, feldart: Feldart = Feldart.MONATSWERT) -> Feld:
        """What may be entered about it."""
        return Feld(produkt, feldart, zeile=str(self))


def fields_beside(feld: Feld) -> tuple[Feld, Feld]:
    """Those for Fassung and Notiz beside that of a Monatswert."""
    return replace(feld, feldart=Feldart.FASSUNG), replace(feld, feldart=Feldart.NOTIZ)


@dataclass(frozen=True, slots=True)
class Monatsfrage:
    """A month that is asked for, and the value that counts so far; `fassung` is prefilled where there is none."""

    schluessel: Monatsschluessel
    wert: Decimal | None
    fassung: Wertfassung | None

    @property
    def bekannt(self) -> str:
        """The value that counts so far as a text.

        >>> Monatsfrage(Monatsschluessel("F", Periode(2024, 6), ""), Decimal("7.50"), Wertfassung.T0).bekannt
        '7,5 · T-0'
        """
        if self.wert is None:
            return ""
        return " · ".join(filter(None, (format_zahl(self.wert), self.fassung)))


@dataclass(frozen=True, slots=True)
class Monatsfragen:
    """All months of one Kennzahl, with the words from which a Fassung is chosen."""

    regel: Kennzahlregel
    fragen: tuple[Monatsfrage, ...]
    fassungen: tuple[Wertfassung, Wertfassung]


def ask(regel: Kennzahlregel, rechnung: Kennzahlrechnung, stand: Stand) -> Monatsfragen | None:
    """The months of the year up to a Stand, and those of the prior year that are still provisional, with all groups.

    None for a Kennzahl that has no values by month: one without Rechenart, a formula, one given for whole years.
    """
    if regel.rechenart is None or regel.rechenart.ist_formel or rechnung.regeln[regel.kuerzel] is not regel:
        return None
    eigene = [wert for wert in rechnung.werte.values() if wert.kennzahl == regel.kuerzel and wert.art is PlanIst.IST]
    if eigene and not any(wert.periode.monat for wert in eigene):
        return None
    fassungen = _words(eigene)
    vorgabe = fassungen[0] if not eigene or any(wert.fassung for wert in eigene) else None
    fragen = (_frage(schluessel, rechnung, vorgabe) for schluessel in _months(regel, rechnung, stand))
    return Monatsfragen(regel, tuple(frage for frage in fragen if _is_readable(frage.schluessel)), fassungen)


def _months(regel: Kennzahlregel, rechnung: Kennzahlrechnung, stand: Stand) -> Iterator[Monatsschluessel]:
    kuerzel, vorjahr = regel.kuerzel, stand.jahr - 1
    gruppen = dict.fromkeys((*rechnung.gruppen_of(kuerzel, stand.jahr), *rechnung.gruppen_of(kuerzel, vorjahr)))
    for monat in (Periode(vorjahr, m) for m in range(1, 13)):
        for gruppe in (GESAMT_GRUPPE, *gruppen):
            wert = rechnung.werte.get((kuerzel, monat, PlanIst.IST, gruppe))
            if wert and wert.fassung and not wert.ist_endgueltig:
                yield Monatsschluessel(kuerzel, monat, gruppe)
    for monat in Periode(stand.jahr, stand.monat).since_january:
        for gruppe in (GESAMT_GRUPPE, *gruppen):
            yield Monatsschluessel(kuerzel, monat, gruppe)


def _frage(schluessel: Monatsschluessel, rechnung: Kennzahlrechnung, vorgabe: Wertfassung | None) -> Monatsfrage:
    wert = rechnung.werte.get((schluessel.kuerzel, schluessel.periode, PlanIst.IST, schluessel.gruppe))
    if wert is None:
        return Monatsfrage(schluessel, None, vorgabe)
    return Monatsfrage(schluessel, exact(float(wert.wert)), wert.fassung)  # as a cell keeps it


def _words(werte: list[Kennzahlwert]) -> tuple[Wertfassung, Wertfassung]:
    """The words of the house: those of statistics only where it uses them."""
    if any(wert.fassung in (Wertfassung.T0, Wertfassung.T3) for wert in werte):
        return Wertfassung.T0, Wertfassung.T3
    return Wertfassung.VORLAEUFIG, Wertfassung.ENDGUELTIG


def _is_readable(schluessel: Monatsschluessel) -> bool:
    """Whether its text says what it is: a Kürzel could look like that of another one with a month."""
    try:
        return Monatsschluessel.parse(str(schluessel)) == schluessel
    except ValueError:
        return False


def scale_of(einheit: str) -> tuple[int, int] | None:
    """The ends of the scale that a unit names.

    >>> scale_of("Reifegrad 0–4"), scale_of("Skala von 1 bis 5"), scale_of("Personen 18-25 Jahre")
    ((0, 4), (1, 5), None)
    """
    treffer = _SKALA.search(einheit)
    return (int(treffer[1]), int(treffer[2])) if treffer else None
