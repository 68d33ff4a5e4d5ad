"""A printed report against the data: every figure that differs, and every one that cannot be compared.

A figure is equal where the exact cents, rounded kaufmännisch to the decimals that are printed, give it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from xlbudget.core.berichtsdaten import Berichtsdaten
from xlbudget.core.berichtswerte import Berichtswerte, Datenwert, OhneWert, Stelle, Teilsumme
from xlbudget.core.berichtszahl import Berichtsform, Berichtszahl, Druckbericht, Druckwert, Groesse, Unzugeordnet
from xlbudget.core.geld import rounded_div
from xlbudget.core.gliederung import Berichtsobjekt, Ebene
from xlbudget.core.tendenz import Tendenz
from xlbudget.errors import SourceRef

MAX_STELLEN = 9
"""So many decimals of a figure are compared: what a workbook computed has more, and they are noise."""


@dataclass(frozen=True, slots=True)
class Unterschied:
    """A figure that the data give otherwise; `berechnet` with the decimals of the report, None where they have none."""

    zahl: Berichtszahl
    objekt: Berichtsobjekt
    berechnet: Druckwert | None

    @property
    def differenz(self) -> Decimal | None:
        """Printed − computed; None for markers."""
        gedruckt = self.zahl.wert
        if isinstance(gedruckt, Tendenz) or isinstance(self.berechnet, Tendenz):
            return None
        return gedruckt - (self.berechnet or 0)

    @property
    def ist_umgekehrt(self) -> bool:
        """Whether only the sign is another."""
        gedruckt = self.zahl.wert
        return isinstance(gedruckt, Decimal) and isinstance(self.berechnet, Decimal) and gedruckt == -self.berechnet


@dataclass(frozen=True)
class Abgleich:
    """What became of every figure of a report, and how many of the data it does not have, by what they are."""

    verglichen: int
    unterschiede: Sequence[Unterschied]
    unzugeordnet: Sequence[Unzugeordnet]
    fehlend: Mapping[str, int]
    hinweise: Sequence[str]
    ist_lueckenhaft: bool = False
    """Whether most Produkte that the report names have no money that was compared; `hinweise` then says so."""

    @property
    def ist_gleich(self) -> bool:
        """Whether every figure was compared, itself or in the sum it is part of, and none differs."""
        return not (self.unterschiede or self.ist_lueckenhaft) and all(teil.ist_teilsumme for teil in self.unzugeordnet)


def compare_bericht(bericht: Druckbericht, daten: Berichtsdaten) -> Abgleich:
    """Hold every figure of a report against the data."""
    vergleich = _Zahlenvergleich(Berichtswerte(daten))
    for zahl in bericht.zahlen:
        vergleich.take(zahl)
    hinweise = []
    if andere := [stand.text for stand in bericht.staende if stand != daten.stand]:
        hinweise.append(f"Der Bericht nennt als Stand {', '.join(andere)}; verglichen ist mit {daten.stand.text}.")
    if bericht.einheiten:
        hinweise.append(f"Beträge sind, wie die Überschriften sagen, als {', '.join(bericht.einheiten)} gelesen.")
    if bericht.uebergangen:
        hinweise.append(f"Nicht verglichen: {'; '.join(bericht.uebergangen)}.")
    if luecke := vergleich.gap():
        hinweise.insert(0, luecke)
    return Abgleich(
        ist_lueckenhaft=bool(luecke),
        verglichen=vergleich.verglichen,
        unterschiede=vergleich.unterschiede,
        unzugeordnet=[*bericht.unlesbar, *vergleich.unzugeordnet()],
        fehlend=vergleich.missing(daten),
        hinweise=hinweise,
    )


class _Zahlenvergleich:
    """Takes the figures of a report one by one."""

    def __init__(self, werte: Berichtswerte) -> None:
        self._werte = werte
        self._erste: dict[Stelle, SourceRef] = {}
        self._formen: dict[Berichtsform, dict[str, Berichtsobjekt]] = {}
        self._ohne: dict[tuple[str, str, str | None, bool], list[SourceRef]] = {}
        self._genannt: dict[str, set[Groesse]] = {}
        self._spalten: dict[tuple[str, str], Groesse] = {}
        self.verglichen = 0
        self.unterschiede: list[Unterschied] = []

    def take(self, zahl: Berichtszahl) -> None:
        try:
            objekt = self._werte.objekt_of(zahl.angabe.objekt)
            genannt = self._name(zahl, objekt)
            stelle = self._werte.stelle_of(zahl, objekt)
        except OhneWert as grund:
            if not _says_nothing(zahl):
                self._leave(zahl, str(grund), ist_teilsumme=isinstance(grund, Teilsumme))
            return
        genannt.add(zahl.angabe.groesse)
        self._formen.setdefault(zahl.form, {})[objekt.kennung] = objekt
        if self._erste.setdefault(stelle, zahl.source) is not zahl.source:
            self._leave(zahl, "dieselbe Zahl steht weiter oben schon einmal")
        self.verglichen += 1
        genau = self._werte.wert(stelle)
        berechnet = _printed(genau, min(zahl.stellen, MAX_STELLEN))
        if not _is_equal(zahl, berechnet):
            self.unterschiede.append(Unterschied(zahl, objekt, berechnet))

    def _leave(self, zahl: Berichtszahl, grund: str, *, ist_teilsumme: bool = False) -> None:
        wo = (str(zahl.angabe.objekt), grund, zahl.source.blatt, ist_teilsumme)
        self._ohne.setdefault(wo, []).append(zahl.source)

    def _name(self, zahl: Berichtszahl, objekt: Berichtsobjekt) -> set[Groesse]:
        """What was compared of a Produkt that the consolidated report names, and how its column was read."""
        if zahl.form is not Berichtsform.GESAMT or objekt.ebene is not Ebene.PRODUKT:
            return set()
        ort = zahl.source
        self._spalten.setdefault((ort.blatt or "", (ort.zelle or "").rstrip("0123456789")), zahl.angabe.groesse)
        return self._genannt.setdefault(objekt.kennung, set())

    def gap(self) -> str:
        """That too little money was compared, where it was: heads may be misread, and equal is then no answer."""
        alle = list(self._genannt.values())
        mit_plan = sum(Groesse.ANSATZ in was for was in alle)
        mit_ergebnis = sum(any(g.ist_geld and g is not Groesse.ANSATZ for g in was) for was in alle)
        if min(mit_plan, mit_ergebnis) * 2 >= len(alle):
            return ""
        spalten = ", ".join(
            f"{f'{blatt}!' if blatt else ''}{spalte} als {groesse}"
            for (blatt, spalte), groesse in self._spalten.items()
        )
        return (
            f"Auffällig wenig Geld verglichen: Von {len(alle)} Produkten, die der Bericht nennt, bei {mit_plan} der "
            f"Plan und bei {mit_ergebnis} Ergebnis, Prognose oder Abweichung. Gelesen sind die Spalten {spalten}. "
            "Steht das Geld in anderen, deren Überschriften schreiben wie im Gesamtbericht."
        )

    def unzugeordnet(self) -> Iterable[Unzugeordnet]:
        """What cannot be compared, together for each object and reason."""
        return [Unzugeordnet(o[0], was, grund, len(o), teil) for (was, grund, _, teil), o in self._ohne.items()]

    def missing(self, daten: Berichtsdaten) -> Mapping[str, int]:
        """How many figures and objects the report leaves out, of the kinds of tables that it has."""
        fehlend: Counter[str] = Counter()
        for form, objekte in self._formen.items():
            for objekt in objekte.values():
                fehlend += self._left_out(objekt, form)
        if Berichtsform.GESAMT in self._formen:
            da = self._formen[Berichtsform.GESAMT]
            fehlend["Produkte im Gesamtbericht"] = sum(objekt.kennung not in da for objekt in self._werte.lines())
        if blaetter := [objekte for form, objekte in self._formen.items() if form is not Berichtsform.GESAMT]:
            alle = daten.gliederung.berichtsobjekte()
            fehlend["Berichtsobjekte mit eigener Tabelle"] = sum(
                all(objekt.kennung not in objekte for objekte in blaetter) for objekt in alle
            )
        return +fehlend

    def _left_out(self, objekt: Berichtsobjekt, form: Berichtsform) -> Counter[str]:
        stellen = [s for s in self._erste if (s.form, s.kennung) == (form, objekt.kennung)]
        if form is Berichtsform.GESAMT:  # which has one of both
            stellen += [replace(s, groesse=Groesse.PROGNOSE) for s in stellen if s.groesse is Groesse.ERGEBNIS]
        da = {(s.groesse, s.art, s.zeile, s.jahr, s.monat) for s in stellen}
        fehlend: Counter[str] = Counter()
        for stelle in self._werte.stellen_of(objekt, form):
            schluessel = (stelle.groesse, stelle.art, stelle.zeile, stelle.jahr, stelle.monat)
            if schluessel not in da and self._werte.wert(stelle):
                jahr = f" {stelle.jahr}" if stelle.art else ""
                fehlend[f"{stelle.groesse}{jahr}"] += 1
        return fehlend


def _says_nothing(zahl: Berichtszahl) -> bool:
    """A marker that is empty beside figures that are reported anyway."""
    return zahl.wert == Tendenz.KEINE and isinstance(zahl.wert, Tendenz)


def _printed(genau: Datenwert, stellen: int) -> Druckwert | None:
    """A figure of the data as it is printed with so many decimals."""
    if isinstance(genau, Fraction):
        return Decimal(rounded_div(genau.numerator * 10**stellen, genau.denominator)).scaleb(-stellen)
    if isinstance(genau, Decimal):
        return genau.quantize(Decimal(1).scaleb(-stellen), rounding=ROUND_HALF_UP)
    return genau


def _is_equal(zahl: Berichtszahl, berechnet: Druckwert | None) -> bool:
    gedruckt = zahl.wert
    if isinstance(gedruckt, Tendenz):
        return gedruckt is berechnet
    if berechnet is None:  # nothing is known: a printed 0 says as much
        return not gedruckt
    if isinstance(berechnet, Tendenz):
        return False
    stellen = min(zahl.stellen, MAX_STELLEN)
    return gedruckt.quantize(Decimal(1).scaleb(-stellen), rounding=ROUND_HALF_UP) == berechnet
