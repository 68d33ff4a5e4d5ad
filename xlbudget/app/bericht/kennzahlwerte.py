"""What values by month make of the Kennzahlen of a Datenmappe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xlbudget.core.kennzahlen.pruefung import (
    check_kennzahlregeln,
    check_kennzahlwerte,
    check_reihen,
    check_stand_der_kennzahlen,
)
from xlbudget.core.kennzahlen.pruefung_prognose import check_prognosearten, check_prognosen
from xlbudget.core.kennzahlen.rechnung import Kennzahlrechnung
from xlbudget.core.kennzahlen.zum_stand import check_ersetzte, kennzahlen_at
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund
from xlbudget.sources.datenmappe.mappe import Datenmappe


def with_kennzahlwerte(mappe: Datenmappe, stand: Stand) -> Datenmappe:
    """The Datenmappe with what its Kennzahlen are at a Stand: what a return of a Fachdienst then completes."""
    rechnung = Kennzahlrechnung(mappe.kennzahlregeln, mappe.kennzahlwerte)
    return replace(
        mappe,
        leistungen=kennzahlen_at(stand, mappe.leistungen, rechnung),
        ziele=kennzahlen_at(stand, mappe.ziele, rechnung),
    )


def check_kennzahlwerte_of(mappe: Datenmappe, stand: Stand | None, gelesen: Datenmappe) -> Iterator[Befund]:
    """What is odd about the values by month; at a Stand what is missing, and what they replace of `gelesen`."""
    rechnung = Kennzahlrechnung(mappe.kennzahlregeln, mappe.kennzahlwerte)
    yield from check_kennzahlregeln(mappe.kennzahlregeln, rechnung)
    yield from check_kennzahlwerte(mappe.kennzahlwerte, rechnung)
    yield from check_reihen(rechnung, mappe.jahr)
    yield from check_prognosearten(rechnung)
    if stand is not None:
        yield from check_stand_der_kennzahlen(rechnung, stand)
        yield from check_prognosen(rechnung, stand)
        yield from check_ersetzte((*gelesen.leistungen, *gelesen.ziele), (*mappe.leistungen, *mappe.ziele), stand)
