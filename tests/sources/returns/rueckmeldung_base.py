"""The workbook that the tests of returns start from: what xlbudget really sends to a Fachdienst."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

import peine

from xlbudget.core.berichtsdaten import Berichtsdaten
from xlbudget.core.kennzahlen.modelle import Kennzahlregel, Kennzahlwert, Periode, PlanIst, Rechenart, Wertfassung
from xlbudget.core.kennzahlen.monatsfelder import ask
from xlbudget.core.kennzahlen.rechnung import Kennzahlrechnung
from xlbudget.core.massnahmen import Massnahmenzeile, Wirkung
from xlbudget.core.rueckmeldung import Eingabefeld, Feldart, Identitaet
from xlbudget.core.zeit import Stand
from xlbudget.layout.eingabetafel import Eingabetafel
from xlbudget.layout.kennzahltafel import build_kennzahltafel
from xlbudget.layout.massnahmentafel import build_massnahmentafel
from xlbudget.mitgeliefert import shipped
from xlbudget.writers.rueckmeldung.deckblatt import Begleitung
from xlbudget.writers.rueckmeldung.mappe import fill_rueckmeldung
from xlbudget.xlsx.package import Package

SCHLUESSEL = b"nur fuer Tests"
STAND = Stand(2023, 6)
BUDGET = "Gesundheitsamt"
BUDGETS = ("Dezernatsleitung III", "Soziales", "Arbeit", BUDGET)


@dataclass(frozen=True)
class Gesendet:
    """A workbook as sent, and where something may be entered in it."""

    data: bytes
    felder: tuple[Eingabefeld, ...]
    identitaet: Identitaet

    def feld(self, feldart: Feldart, nummer: int = 0) -> Eingabefeld:
        """An input of one kind, counted from 0."""
        return [feld for feld in self.felder if feld.feld.feldart is feldart][nummer]


def beispiel(stand: Stand = STAND) -> Berichtsdaten:
    """The figures of the example."""
    return peine.lauf(stand.monat).daten


def monatsregeln(produkt: str) -> tuple[Kennzahlregel, ...]:
    """A count, a share in percent and a scale, about one Produkt."""
    return (
        Kennzahlregel("F", "Fälle", "Anzahl", Rechenart.SUMME, plan=Decimal(600), produkt=produkt),
        Kennzahlregel("A", "Anteil fristgerecht", "in %", Rechenart.BESTAND, plan=Decimal(95), produkt=produkt),
        Kennzahlregel("R", "Reife", "Reifegrad 0–4", Rechenart.BESTAND, produkt=produkt),
    )


def monatswert(
    kuerzel: str, monat: int, wert: object, fassung: str | None = "vorläufig", gruppe: str = ""
) -> Kennzahlwert:
    """What was in one month of 2023."""
    ist = Wertfassung(fassung) if fassung else None
    return Kennzahlwert(kuerzel, Periode(2023, monat), PlanIst.IST, gruppe, Decimal(str(wert)), ist)


@cache
def monatstafel(produkt: str, stand: Stand = STAND) -> Eingabetafel:
    """The sheet Monatswerte about one Produkt: of the count two months are known, also by sex."""
    werte = [monatswert("F", 1, 101, "endgültig"), monatswert("F", 2, 200), monatswert("A", 1, 92.5, None)]
    werte += [monatswert("F", m, z, gruppe=g) for m in (1, 2) for g, z in (("Frauen", 60 * m), ("Männer", 40 * m))]
    regeln = monatsregeln(produkt)
    rechnung = Kennzahlrechnung(regeln, werte)
    fragen = [gefragt for regel in regeln if (gefragt := ask(regel, rechnung, stand))]
    tafel = build_kennzahltafel(fragen, {produkt: f"{produkt} Hilfen"})
    assert tafel is not None
    return tafel


@cache
def massnahmentafel(produkt: str) -> Eingabetafel:
    """The sheet Maßnahmen about one Produkt: one measure with all that can be said of it, one with nothing."""
    wirkung = Wirkung(50_000_00, 10_000_00, 40_000_00)
    voll = Massnahmenzeile(
        "Verträge neu ausschreiben", 2023, bis=date(2023, 9, 30), bemerkung="läuft", objekt=produkt, wirkung=wirkung
    )
    tafel = build_massnahmentafel([voll, Massnahmenzeile("Räume teilen", 2023, objekt=produkt)], {})
    assert tafel is not None
    return tafel


@cache
def gesendet(kennung: str = BUDGET, stand: Stand = STAND, tafeln: tuple[Eingabetafel, ...] = ()) -> Gesendet:
    """The Mappe of one Budget; the one given without asking has six Produkte and is of Juni."""
    daten = beispiel(stand)
    budget = daten.gliederung[kennung]
    objekte = (budget, *daten.gliederung.produkte_of(budget))
    identitaet = Identitaet("S-0001", daten.kommune, stand, kennung, tuple(o.kennung for o in objekte), 1)
    vorlage = Package.read(shipped("templates", "rueckmeldung.xlsx"))
    blaetter = [daten.produktblatt(objekt) for objekt in objekte]
    bericht = daten.produktbericht().only(budget)
    mappe = fill_rueckmeldung(
        vorlage, bericht, blaetter, identitaet=identitaet, schluessel=SCHLUESSEL, begleitung=Begleitung(tafeln=tafeln)
    )
    return Gesendet(mappe.data, mappe.felder, mappe.identitaet)


def members(data: bytes) -> dict[str, bytes]:
    """Every member of a package by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def pack(teile: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A package of these members."""
    puffer = io.BytesIO()
    with zipfile.ZipFile(puffer, "w", method) as archive:
        for name, inhalt in teile.items():
            archive.writestr(name, inhalt)
    return puffer.getvalue()


def patch(data: bytes, **aenderungen: Callable[[bytes], bytes]) -> bytes:
    """The package with some members changed; a member is named by the end of its path, `__` for a point."""
    teile = members(data)
    for endung, aendern in aenderungen.items():
        (name,) = [teil for teil in teile if teil.endswith("/" + endung.replace("__", "."))]
        teile[name] = aendern(teile[name])
        assert teile[name] != members(data)[name]
    return pack(teile)


def sheet_part(data: bytes, blatt: str) -> str:
    """The member a worksheet is kept in."""
    return next(sheet.part for sheet in Package.from_bytes("", data).sheets if sheet.name == blatt)


def set_cell(data: bytes, blatt: str, zelle: str, inhalt: str, attribute: str = "") -> bytes:
    """The workbook with the XML of one cell, which it must have, replaced; its style stays unless given."""
    teile = members(data)
    part = sheet_part(data, blatt)
    muster = re.compile(rf'<c r="{zelle}"( s="\d+")?[^>]*?(?:/>|>.*?</c>)', re.DOTALL)

    def neu(treffer: re.Match[str]) -> str:
        stil = "" if 's="' in attribute else treffer[1] or ""
        return f'<c r="{zelle}"{stil} {attribute}>{inhalt}</c>'

    text, anzahl = muster.subn(neu, teile[part].decode())
    assert anzahl == 1, f"{blatt}!{zelle}"
    teile[part] = text.encode()
    return pack(teile)


def add_style(data: bytes, numfmt: int) -> tuple[bytes, int]:
    """The workbook with one more look, of a built-in number format, and the number of that look."""
    looks = members(data)["xl/styles.xml"].decode().partition("<cellXfs")[2].partition("</cellXfs")[0]
    nummer = len(re.findall(r"<xf ", looks))
    xf = f'<xf numFmtId="{numfmt}" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    return patch(data, styles__xml=lambda xml: xml.replace(b"</cellXfs>", xf.encode())), nummer


def add_format(data: bytes, code: str) -> tuple[bytes, int]:
    """The workbook with one more look, of this format code, and the number of that look."""
    data, nummer = add_style(data, 999)
    numfmt = f'<numFmt numFmtId="999" formatCode="{code}"/></numFmts>'.encode()
    return patch(data, styles__xml=lambda xml: xml.replace(b"</numFmts>", numfmt, 1)), nummer
