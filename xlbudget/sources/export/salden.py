"""Balances at the end of a period become what was booked in it, also where every month is a file of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from xlbudget.core.geld import format_betrag
from xlbudget.core.monatswerte import Kontensumme
from xlbudget.core.zeit import MONATE, monat_of_periode
from xlbudget.errors import EingabeError

Konto = tuple[str, str]


def movements(salden: Sequence[Kontensumme]) -> Iterator[Kontensumme]:
    """From balances to movements; a period without a line has no movement. `monat` comes as a period of 1 to 16."""
    vorher: dict[Konto, int] = {}
    for saldo in sorted(salden, key=lambda s: (s.produkt, s.sachkonto, s.monat)):
        konto = saldo.produkt, saldo.sachkonto
        bewegung = saldo.saldo_ct - vorher.get(konto, 0)
        vorher[konto] = saldo.saldo_ct
        yield saldo._replace(monat=monat_of_periode(saldo.monat), saldo_ct=bewegung)


def joined_movements(dateien: Sequence[str], je_datei: Sequence[Sequence[Kontensumme]]) -> list[list[Kontensumme]]:
    """Movements of several files with balances: an account that stands in more than one goes on from file to file.

    `je_datei` holds the movements of each file as `movements` yields them, each file beginning at 0. Raises
    EingabeError where two files give the same account different balances at the end of the same month.
    """
    salden: dict[Konto, dict[int, tuple[int, int, Kontensumme]]] = {}
    for i, summen in enumerate(je_datei):
        for konto, staende in _balances(summen).items():
            dort = salden.setdefault(konto, {})
            for monat, (stand, summe) in staende.items():
                schon = dort.setdefault(monat, (stand, i, summe))
                if schon[0] != stand:
                    raise _contradiction(summe, schon[0], stand, dateien[schon[1]], dateien[i])
    ergebnis: list[list[Kontensumme]] = [[] for _ in je_datei]
    for staende_ in salden.values():
        vorher = 0
        for _, (stand, i, summe) in sorted(staende_.items()):
            ergebnis[i].append(summe._replace(saldo_ct=stand - vorher))
            vorher = stand
    return ergebnis


def _balances(summen: Sequence[Kontensumme]) -> dict[Konto, dict[int, tuple[int, Kontensumme]]]:
    je: dict[Konto, list[Kontensumme]] = {}
    for summe in summen:
        je.setdefault((summe.produkt, summe.sachkonto), []).append(summe)
    return {
        konto: {
            summe.monat: (stand, summe)
            for summe, stand in zip(teile, accumulate(summe.saldo_ct for summe in teile), strict=True)
        }
        for konto, teile in je.items()
    }


def _contradiction(summe: Kontensumme, eins: int, zwei: int, datei: str, andere: str) -> EingabeError:
    return EingabeError(
        f"Der Saldo von Produkt {summe.produkt}, Sachkonto {summe.sachkonto} zum Monatsende {MONATE[summe.monat - 1]} "
        f"ist in {datei} {format_betrag(eins)} € und in {andere} {format_betrag(zwei)} €. Je Monat nur eine Datei in "
        "der Tabelle Quellen lassen."
    )
