"""The round trip with real workbooks: sent as the example's figures are, filled in with openpyxl, returned as bytes."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import openpyxl
import peine
from delivery.muster import brief

from xlbudget.app.bericht.lauf import Lauf
from xlbudget.core.bericht import Produktbericht
from xlbudget.core.kontenrahmen import Berichtszeile
from xlbudget.core.rueckmeldung import Eingabefeld, Feldart, Identitaet
from xlbudget.core.zeit import Stand
from xlbudget.delivery.ledger.versandbuch import Versandbuch
from xlbudget.delivery.mail.nachricht import Anhang
from xlbudget.layout.rueckmeldung import RUECKMELDUNG_BLATT, ZELLE_DATUM, ZELLE_NAME, ZELLE_STATUS
from xlbudget.mitgeliefert import shipped
from xlbudget.writers.rueckmeldung.deckblatt import Begleitung
from xlbudget.writers.rueckmeldung.mappe import fill_rueckmeldung
from xlbudget.xlsx.package import Package

DATENMAPPE = peine.DATENMAPPE
JUNI = Stand(2023, 6)
KLEIN, MITTEL, GROSS = "Dezernatsleitung III", "Gesundheitsamt", "Arbeit"
GRUND = "Stelle erst ab Oktober besetzt"

Zellen = Mapping[tuple[str, str], object]
"""What stands in which cell, by (sheet, address)."""


def lauf(stand: Stand = JUNI) -> Lauf:
    """The figures of the example, without returns."""
    return peine.lauf(stand.monat)


@cache
def _bericht(stand: Stand) -> Produktbericht:
    return lauf(stand).daten.produktbericht()


@cache
def _vorlage() -> Package:
    return Package.read(shipped("templates", "rueckmeldung.xlsx"))


@dataclass(frozen=True)
class Gesendet:
    """A workbook as a Fachdienst got it."""

    name: str
    data: bytes
    felder: tuple[Eingabefeld, ...]
    identitaet: Identitaet

    def feld(self, feldart: Feldart, nummer: int = 0) -> Eingabefeld:
        """An input of one kind, counted from 0; only rows where something is expected and that were not prefilled."""
        felder = [f for f in self.felder if f.feld.feldart is feldart and self._is_busy(f)]
        return felder[nummer]

    def _is_busy(self, feld: Eingabefeld) -> bool:
        return feld.feld.art is None or (feld.wert is None and self.berechnet_ct(feld) > 100_000_00)

    def berechnet_ct(self, feld: Eingabefeld) -> int:
        """The calculated Prognose of a row, in cents."""
        assert feld.feld.art is not None
        daten = lauf(self.identitaet.stand).daten
        zeile = Berichtszeile(feld.feld.art, feld.feld.zeile)
        return daten.prognosen.prognose_of(daten.gliederung[feld.feld.objekt], zeile).betrag_ct

    def near_euro(self, feld: Eingabefeld, mehr: int = 1000) -> float:
        """A little more than the calculated Prognose, in euros: nothing to find fault with."""
        return round(self.berechnet_ct(feld) / 100 + mehr, 2)

    def answer(
        self, werte: Mapping[Eingabefeld, object] | None = None, name: str = "Erika Muster", status: str = "fertig"
    ) -> bytes:
        """The workbook filled in; without `werte` with one Prognose and its Grund."""
        prognose, grund = self.feld(Feldart.PROGNOSE), self.feld(Feldart.GRUND)
        werte = {prognose: self.near_euro(prognose), grund: GRUND} if werte is None else werte
        box = {ZELLE_NAME: name, ZELLE_DATUM: date.today(), ZELLE_STATUS: status}
        zellen = {(feld.blatt, feld.zelle): wert for feld, wert in werte.items()}
        return edit(self.data, zellen | {(RUECKMELDUNG_BLATT, zelle): wert for zelle, wert in box.items()})


Also = Callable[[openpyxl.Workbook], object]


def edit(data: bytes, zellen: Zellen, also: Also = lambda _: None) -> bytes:
    """A workbook with other values in some cells, saved by openpyxl; the same gives the same bytes."""
    return _edit(data, tuple(zellen.items()), also)


@cache
def _edit(data: bytes, zellen: tuple[tuple[tuple[str, str], object], ...], also: Also) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    for (blatt, zelle), wert in zellen:
        book[blatt][zelle] = wert
    also(book)
    neu = io.BytesIO()
    book.save(neu)
    return neu.getvalue()


def send(buch: Versandbuch, budget: str = KLEIN, stand: Stand = JUNI, schluessel: bytes | None = None) -> Gesendet:
    """Plan the next workbook of a Budget, sealed with the key of the Versandbuch or another one."""
    daten = lauf(stand).daten
    objekt = daten.gliederung[budget]
    objekte = (objekt, *daten.gliederung.produkte_of(objekt))
    fassung = buch.next_fassung(stand, budget)
    wer = Identitaet(uuid.uuid4().hex, daten.kommune, stand, budget, tuple(o.kennung for o in objekte), fassung)
    mappe = fill_rueckmeldung(
        _vorlage(),
        _bericht(stand).only(objekt),
        [daten.produktblatt(o) for o in objekte],
        identitaet=wer,
        schluessel=schluessel or buch.schluessel(),
        begleitung=Begleitung(),
    )
    anhang = Anhang(f"Rückmeldung {stand} {budget}.xlsx", mappe.data)
    if schluessel is None:
        buch.plan(mappe.identitaet, mappe.felder, anhang, brief(mappe.identitaet, [anhang]), "anna")
    return Gesendet(anhang.name, mappe.data, mappe.felder, mappe.identitaet)
