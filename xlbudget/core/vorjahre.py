"""Prior years of every Berichtsobjekt: from the exports of those years, or as the house entered what it published.

For one Berichtsobjekt and year counts, in this order: the exports of that year; its own line of the table Vorjahre;
its own lines for single rows; the sum of what is below it. Sums are shown only where no part that is planned for this
year is missing: half a sum would be a wrong one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from xlbudget.core.geld import format_betrag, sum_ct
from xlbudget.core.gliederung import Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.kontenrahmen import GESAMT_ZEILE, Art, Kontenrahmen
from xlbudget.core.monatswerte import LEER, Monate, Monatswerte, add_monate
from xlbudget.core.prognose import ANZAHL_VORJAHRE, Vorjahr, ziel_text
from xlbudget.core.zeit import MONATE
from xlbudget.errors import Befund, Schwere

GERUNDET_CT = 1_00
"""So far may a published figure, in whole euros, be from the exact one."""


@dataclass(frozen=True)
class Exportjahr:
    """A prior year as its exports say it; `ist` or `ansatz` None where there is no such export."""

    jahr: int
    ist: Monatswerte | None
    ansatz: Monatswerte | None


class Vorjahreswerte:
    """All that is known of the years before `jahr`; `tabelle` is what `select_vorjahre` gives.

    `ansatz` are the Ansätze of `jahr`: what they plan is what a sum has to hold.
    """

    def __init__(
        self,
        gliederung: Gliederung,
        kontenrahmen: Kontenrahmen,
        jahr: int,
        ansatz: Monatswerte,
        tabelle: Sequence[Vorjahr] = (),
        exportjahre: Iterable[Exportjahr] = (),
    ) -> None:
        self._gliederung, self._rahmen, self._ansatz = gliederung, kontenrahmen, ansatz
        self.jahre = tuple(range(jahr - 1, jahr - 1 - ANZAHL_VORJAHRE, -1))
        self._tabelle = {(vorjahr.ziel, vorjahr.jahr): vorjahr for vorjahr in tabelle}
        self._exportjahre = {export.jahr: export for export in exportjahre}
        self._bekannt = {jahr for _, jahr in self._tabelle} | self._exportjahre.keys()
        self._gefunden: dict[tuple[str, Art, str, int], Vorjahr | None] = {}

    def vorjahr(self, objekt: Berichtsobjekt, art: Art, jahr: int, zeile: str = GESAMT_ZEILE) -> Vorjahr | None:
        """What is known of one year of one row, or of all of an Art; None where nothing is."""
        if jahr not in self._bekannt:
            return None
        schluessel = objekt.kennung, art, zeile, jahr
        if schluessel not in self._gefunden:
            self._gefunden[schluessel] = self._find(objekt, art, zeile, jahr)
        return self._gefunden[schluessel]

    @cached_property
    def fuer_prognose(self) -> tuple[Vorjahr, ...]:
        """Every cell of the exports, and the lines of the table for years without; a cell's month without is 0."""
        zellen = [vorjahr for export in self._exportjahre.values() for vorjahr in self._cells(export)]
        return (*zellen, *(v for v in self._tabelle.values() if not self._in_exports(v)))

    def check(self) -> list[Befund]:
        """Where table and exports differ, and sums that cannot be shown because a part is missing."""
        return [*self._check_tabelle(), *self._check_luecken()]

    # one value

    def _find(self, objekt: Berichtsobjekt, art: Art, zeile: str, jahr: int) -> Vorjahr | None:
        eigen = self._tabelle.get(((objekt.kennung, art, zeile), jahr))
        aus_export = self._from_exports(objekt, art, zeile, jahr)
        if aus_export is None:
            return eigen or self._sum_of_rows(objekt, art, zeile, jahr) or self._sum_of_parts(objekt, art, zeile, jahr)
        if eigen and aus_export.ansatz_ct is None:
            return replace(aus_export, ansatz_ct=eigen.ansatz_ct)
        if eigen and aus_export.ergebnis_ct is None:
            return replace(aus_export, monate_ct=eigen.monate_ct, ergebnis_ct=eigen.ergebnis_ct)
        return aus_export

    def _from_exports(self, objekt: Berichtsobjekt, art: Art, zeile: str, jahr: int) -> Vorjahr | None:
        export = self._exportjahre.get(jahr)
        if export is None:
            return None
        monate, ansatz_ct = LEER, None
        if export.ist and self._is_booked(export.ist, objekt):
            monate = _filled(self._months(export.ist, objekt, art, zeile))
        if export.ansatz and self._is_booked(export.ansatz, objekt):
            ansatz_ct = sum_ct(self._months(export.ansatz, objekt, art, zeile)) or 0
        if monate == LEER and ansatz_ct is None:
            return None
        return Vorjahr(objekt.kennung, art, zeile, jahr, ansatz_ct, monate, sum_ct(monate))

    def _months(self, werte: Monatswerte, objekt: Berichtsobjekt, art: Art, zeile: str) -> Monate:
        zeilen = (z for z in self._rahmen.zeilen_of(art) if zeile in (z.name, GESAMT_ZEILE))
        return add_monate(werte.monate_of(objekt, z) for z in zeilen)

    def _is_booked(self, werte: Monatswerte, objekt: Berichtsobjekt) -> bool:
        return any(werte.has_values(produkt.kennung) for produkt in self._gliederung.produkte_of(objekt))

    def _sum_of_rows(self, objekt: Berichtsobjekt, art: Art, zeile: str, jahr: int) -> Vorjahr | None:
        if zeile != GESAMT_ZEILE:
            return None
        zeilen = self._rahmen.zeilen_of(art)
        teile = [self._tabelle.get(((objekt.kennung, art, z.name), jahr)) for z in zeilen]
        geplant = [bool(self._ansatz.summe_ct(objekt, z)) for z in zeilen]
        return _sum((objekt.kennung, art, zeile, jahr), teile, geplant)

    def _sum_of_parts(self, objekt: Berichtsobjekt, art: Art, zeile: str, jahr: int) -> Vorjahr | None:
        kinder = self._gliederung.kinder(objekt)
        teile = [self.vorjahr(kind, art, jahr, zeile) for kind in kinder]
        return _sum((objekt.kennung, art, zeile, jahr), teile, [self._is_planned(kind, art, zeile) for kind in kinder])

    def _is_planned(self, objekt: Berichtsobjekt, art: Art, zeile: str) -> bool:
        return any(self._months(self._ansatz, objekt, art, zeile))

    # for the forecast

    def _cells(self, export: Exportjahr) -> Iterator[Vorjahr]:
        for produkt in self._gliederung:
            if export.ist and produkt.ebene is Ebene.PRODUKT and export.ist.has_values(produkt.kennung):
                for zeile in self._rahmen.zeilen:
                    monate = export.ist.monate_of(produkt, zeile)
                    if any(e.ist and e.ist.monate_of(produkt, zeile) != LEER for e in self._exportjahre.values()):
                        yield Vorjahr(
                            produkt.kennung, zeile.art, zeile.name, export.jahr, None, _filled(monate), sum_ct(monate)
                        )

    def _in_exports(self, vorjahr: Vorjahr) -> bool:
        export = self._exportjahre.get(vorjahr.jahr)
        if export is None or export.ist is None or vorjahr.objekt not in self._gliederung:
            return False
        return self._is_booked(export.ist, self._gliederung[vorjahr.objekt])

    # findings

    def _check_tabelle(self) -> Iterator[Befund]:
        for vorjahr in self._tabelle.values():
            if vorjahr.objekt not in self._gliederung:
                continue
            export = self._from_exports(self._gliederung[vorjahr.objekt], *vorjahr.ziel[1:], vorjahr.jahr)
            if export and (stellen := list(_differences(vorjahr, export))):
                text = (
                    f"{ziel_text(vorjahr.ziel)} {vorjahr.jahr}: die Tabelle Vorjahre weicht vom Export des Jahres ab "
                    f"({'; '.join(stellen[:3])}{'; …' if stellen[3:] else ''}). Es gilt der Export; die Zeile der "
                    "Tabelle löschen oder in der Tabelle Quellen den Export des Jahres prüfen."
                )
                yield Befund(Schwere.WARNUNG, "vorjahr.abweichend", text, vorjahr.source)

    def _check_luecken(self) -> Iterator[Befund]:
        for objekt in self._gliederung.berichtsobjekte():
            for jahr in self.jahre:
                arten = [art for art in Art if self.vorjahr(objekt, art, jahr) is None]
                fehlend = {teil for art in arten for teil in self._missing(objekt, art, jahr)}
                if fehlend:
                    text = (
                        f"Das Blatt „{objekt.titel}“ zeigt {jahr} nicht: für einen Teil gibt es Werte, aber keine für "
                        f"{', '.join(sorted(fehlend))}. Diese in der Tabelle Vorjahre ergänzen, oder dort eine Zeile "
                        f"für „{objekt.kennung}“ selbst eintragen."
                    )
                    yield Befund(Schwere.HINWEIS, "vorjahr.unvollstaendig", text, objekt.source)

    def _missing(self, objekt: Berichtsobjekt, art: Art, jahr: int) -> Iterator[str]:
        """The planned parts of a sum that have no value, where others have one."""
        zeilen = {z.name: self._tabelle.get(((objekt.kennung, art, z.name), jahr)) for z in self._rahmen.zeilen_of(art)}
        if any(zeilen.values()):
            yield from (
                f"{art} {name}" for name, teil in zeilen.items() if teil is None and self._is_planned(objekt, art, name)
            )
        kinder = self._gliederung.kinder(objekt)
        if any(self.vorjahr(kind, art, jahr) for kind in kinder):
            yield from (
                kind.kennung
                for kind in kinder
                if self.vorjahr(kind, art, jahr) is None and self._is_planned(kind, art, GESAMT_ZEILE)
            )


def _filled(monate: Monate) -> Monate:
    """Nothing booked in a month of a year that is there is 0."""
    return tuple(betrag or 0 for betrag in monate)


def _sum(ziel: tuple[str, Art, str, int], teile: Sequence[Vorjahr | None], geplant: Sequence[bool]) -> Vorjahr | None:
    """The sum of the parts; None where there are none, or one that is planned is missing."""
    da = [teil for teil in teile if teil]
    if not da or any(teil is None and noetig for teil, noetig in zip(teile, geplant, strict=True)):
        return None
    objekt, art, zeile, jahr = ziel
    return Vorjahr(
        objekt,
        art,
        zeile,
        jahr,
        _all_or_none(teil.ansatz_ct for teil in da),
        add_monate(teil.monate_ct for teil in da) if all(sum_ct(teil.monate_ct) is not None for teil in da) else LEER,
        _all_or_none(sum_ct(teil.monate_ct) if teil.ergebnis_ct is None else teil.ergebnis_ct for teil in da),
    )


def _all_or_none(betraege: Iterable[int | None]) -> int | None:
    alle = list(betraege)
    return None if None in alle else sum_ct(alle)


def _differences(tabelle: Vorjahr, export: Vorjahr) -> Iterator[str]:
    namen = ("Plan", *MONATE, "Ergebnis")
    paare = zip(
        (tabelle.ansatz_ct, *tabelle.monate_ct, tabelle.ergebnis_ct),
        (export.ansatz_ct, *export.monate_ct, export.ergebnis_ct),
        strict=True,
    )
    for name, (eingetragen, gelesen) in zip(namen, paare, strict=True):
        if eingetragen is not None and gelesen is not None and abs(eingetragen - gelesen) >= GERUNDET_CT:
            yield f"{name} {format_betrag(eingetragen)} € statt {format_betrag(gelesen)} €"
