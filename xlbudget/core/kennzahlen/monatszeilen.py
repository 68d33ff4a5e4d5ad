"""What a return says of single months, row by row, and what the Datenmappe says itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from xlbudget.core.geld import exact
from xlbudget.core.kennzahlen.modelle import Kennzahlregel, Kennzahlwert, PlanIst, Wertfassung
from xlbudget.core.kennzahlen.monatsfelder import Monatsschluessel, fields_beside
from xlbudget.core.kennzahlen.rechnung import counting
from xlbudget.core.rueckmeldung import Eingabefeld, Feld, Feldart, Feldwert
from xlbudget.core.uebernahme import shown_wert

Angabe = tuple[Decimal | None, Wertfassung | None]
"""A value and how final it is."""


@dataclass(frozen=True, slots=True)
class Monatszeile:
    """What a return says of one month: what it `sagt`, what was `gesendet`, and what the Datenmappe had `damals`."""

    schluessel: Monatsschluessel
    eingabe: Eingabefeld
    sagt: Angabe
    gesendet: Angabe
    damals: Angabe
    notiz: str

    @property
    def ist_endgueltig(self) -> bool:
        """Whether its value is called final."""
        return is_final(self.sagt)

    @property
    def speaks(self) -> bool:
        """Whether it says anything: not where all came back as the Datenmappe had it, or nothing was entered."""
        if (self.sagt[0], self.gesendet[0], self.damals[0]) == (None, None, None):
            return False
        return self.sagt != self.gesendet or self.sagt != self.damals


def is_final(angabe: Angabe) -> bool:
    """Whether a value is called final."""
    return angabe[1] is not None and angabe[1].ist_endgueltig


def shown_angabe(angabe: Angabe) -> str:
    """How a finding shows it."""
    return " ".join(filter(None, (angabe[1], shown_wert(angabe[0]))))


def monatszeilen(
    gesendet: Sequence[Eingabefeld], eingaben: Mapping[Feld, Feldwert], eigene: Mapping[Feld, Feldwert]
) -> Iterator[Monatszeile]:
    """The rows of a return of which the value could be read; a Fassung that could not be is that which was sent."""
    alle = {eingabe.feld: eingabe.wert for eingabe in gesendet}
    for eingabe in gesendet:
        feld = eingabe.feld
        if feld.feldart is not Feldart.MONATSWERT or feld not in eingaben:
            continue
        fassung, notiz = fields_beside(feld)
        yield Monatszeile(
            Monatsschluessel.parse(feld.zeile),
            eingabe,
            sagt=_angabe(eingaben[feld], eingaben.get(fassung, alle.get(fassung))),
            gesendet=_angabe(eingabe.wert, alle.get(fassung)),
            damals=_angabe(eigene.get(feld, eingabe.wert), eigene.get(fassung, alle.get(fassung))),
            notiz=str(eingaben.get(notiz) or ""),
        )


def _angabe(wert: Feldwert, fassung: Feldwert) -> Angabe:
    return cast(Decimal | None, wert), Wertfassung(str(fassung)) if fassung else None


def eigene_monatswerte(
    regeln: Iterable[Kennzahlregel], werte: Iterable[Kennzahlwert]
) -> Iterator[tuple[Feld, Feldwert]]:
    """What a Datenmappe says itself, as a workbook would be prefilled with it."""
    produkte = {regel.kuerzel: regel.produkt for regel in regeln}
    for wert in counting(werte).values():
        if wert.art is PlanIst.IST and wert.periode.monat and wert.kennzahl in produkte:
            feld = Monatsschluessel(wert.kennzahl, wert.periode, wert.gruppe).feld(produkte[wert.kennzahl])
            yield feld, exact(float(wert.wert))
            yield fields_beside(feld)[0], wert.fassung and wert.fassung.value
