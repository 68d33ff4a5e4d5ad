"""What several exports of one Haushaltsjahr say against each other: the same twice, other units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from xlbudget.core.geld import format_betrag
from xlbudget.core.kontenrahmen import Kontenrahmen
from xlbudget.core.monatswerte import Kontensumme
from xlbudget.errors import Befund, Schwere, SourceRef

_GLEICH_AB = 10  # lines in equal sums of two exports from which it is no coincidence
_GLEICHE_AB = 8  # accounts that two exports share, from which it is no coincidence
_VIELFACHES = 30  # times the other in a whole year from which Ist and Ansatz are not in the same unit
_VIELFACHES_TEIL = 100  # the same where one of several exports of Ansätze may be a small Nachtrag
_MONATE_AB = 3


@dataclass(frozen=True)
class Exportsummen:
    """The sums of one export; `ansatz` tells Ansätze from Buchungen, `place` is where it begins."""

    datei: str
    ansatz: bool
    summen: Sequence[Kontensumme]
    place: SourceRef


def check_exporte(exporte: Sequence[Exportsummen], rahmen: Kontenrahmen) -> list[Befund]:
    """All that exports say against each other."""
    befunde: list[Befund] = []
    for ansatz in (False, True):
        gleiche = [export for export in exporte if export.ansatz is ansatz]
        if len(gleiche) > 1:
            befunde += [*_overlaps(gleiche), *_same_accounts(gleiche)]
    return [*befunde, *_other_units(exporte, rahmen)]


def _overlaps(exporte: Sequence[Exportsummen]) -> Iterator[Befund]:
    """Exports that hold for the most part the same sums: both would count."""
    wo: dict[tuple[str, str, int, int, int], list[int]] = {}
    for i, export in enumerate(exporte):
        for summe in export.summen:
            if summe.saldo_ct:
                schluessel = summe.produkt, summe.sachkonto, summe.monat, summe.saldo_ct, summe.anzahl
                wo.setdefault(schluessel, []).append(i)
    gleich: Counter[tuple[int, int]] = Counter()
    for (*_, anzahl), stellen in wo.items():
        for paar in combinations(stellen, 2):
            gleich[paar] += anzahl
    for (i, j), anzahl in sorted(gleich.items()):
        alle = [sum(summe.anzahl for summe in exporte[k].summen) for k in (i, j)]
        if anzahl >= _GLEICH_AB and anzahl * 2 >= min(alle):
            text = (
                f"{anzahl} von {alle[1]} Zeilen stehen je Produkt, Sachkonto und Monat mit denselben Beträgen auch in "
                f"{exporte[i].datei}; sie zählen doppelt. Ist eine Datei die spätere Fassung der anderen, in der "
                "Tabelle Quellen nur sie eintragen"
            )
            yield Befund(Schwere.FEHLER, "quelle.ueberschneidung", f"{text}.", exporte[j].place)


def _same_accounts(exporte: Sequence[Exportsummen]) -> Iterator[Befund]:
    """Two exports that speak for the most part of the same accounts, with other amounts: a later version, another year.

    What adds to another one (a Nachtrag as differences, a second journal) is smaller or speaks of few of them.
    """
    stellen = [{(s.produkt, s.sachkonto, s.monat) for s in export.summen} for export in exporte]
    volumen = [sum(abs(s.saldo_ct) for s in export.summen) for export in exporte]
    betraege = [{(s.produkt, s.sachkonto, s.monat, s.saldo_ct) for s in export.summen} for export in exporte]
    for i, j in combinations(range(len(exporte)), 2):
        gemeinsam, alle = len(stellen[i] & stellen[j]), len(stellen[i] | stellen[j])
        kleiner, groesser = sorted((volumen[i], volumen[j]))
        if gemeinsam < _GLEICHE_AB or gemeinsam * 2 < alle or kleiner * 2 < groesser:
            continue
        if len(betraege[i] & betraege[j]) * 2 >= min(len(betraege[i]), len(betraege[j])):
            continue  # the same amounts are a finding of their own
        was = "Ansätze" if exporte[j].ansatz else "Beträge"
        je = "Produkt und Sachkonto" if exporte[j].ansatz else "Produkt, Sachkonto und Monat"
        text = (
            f"{gemeinsam} von {alle} Stellen ({je}) haben {was} auch in {exporte[i].datei}, in ähnlicher Höhe; beides "
            "zählt zusammen. Ist eine Datei die spätere Fassung (Nachtrag) oder aus einem anderen Jahr, in der Tabelle "
            "Quellen ihre Zeile löschen oder das Jahr eintragen"
        )
        schwere = Schwere.FEHLER if exporte[j].ansatz else Schwere.WARNUNG
        yield Befund(schwere, "quelle.gleiche_stellen", f"{text}.", exporte[j].place)


def _other_units(exporte: Sequence[Exportsummen], rahmen: Kontenrahmen) -> Iterator[Befund]:
    """Ansätze that are out of all proportion to what is booked on the same Produkte."""
    ist: Counter[str] = Counter()
    monate: set[int] = set()
    for export in exporte:
        if not export.ansatz:
            _add_volume(ist, export.summen, rahmen)
            monate.update(summe.monat for summe in export.summen)
    vielfaches = _VIELFACHES if sum(export.ansatz for export in exporte) == 1 else _VIELFACHES_TEIL
    for export in exporte:
        if not export.ansatz:
            continue
        ansatz: Counter[str] = Counter()
        _add_volume(ansatz, export.summen, rahmen)
        beides = ist.keys() & ansatz.keys()
        gebucht, geplant = (sum(je[produkt] for produkt in beides) for je in (ist, ansatz))
        zu_gross = geplant and gebucht >= vielfaches * geplant
        anteil_ct = geplant * len(monate) // 12  # downwards it needs months to tell
        zu_klein = gebucht and anteil_ct >= vielfaches * gebucht and len(monate) >= _MONATE_AB
        if zu_gross or zu_klein:
            text = (
                f"Geplant sind zusammen {format_betrag(geplant)} €, gebucht auf denselben Produkten "
                f"{format_betrag(gebucht)} € (Erträge und Aufwendungen ohne Vorzeichen). Vermutlich stehen die einen "
                "in Tausend Euro und die anderen in Euro; in der Tabelle Quellen die Einheit eintragen"
            )
            yield Befund(Schwere.FEHLER, "quelle.einheit", f"{text}.", export.place)


def check_vorjahreseinheit(
    jahr: int, exporte: Sequence[Exportsummen], dieses_jahr: Sequence[Exportsummen], rahmen: Kontenrahmen
) -> Iterator[Befund]:
    """Exports of a prior year that are out of all proportion to those of this year, on the same Produkte.

    This year is its Ansätze, or where there are none what is booked.
    """
    geplant = [export for export in dieses_jahr if export.ansatz]
    heute = _volume(geplant or dieses_jahr, rahmen)
    for ansatz in (True, False):
        teile = [export for export in exporte if export.ansatz is ansatz]
        damals = _volume(teile, rahmen)
        beides = heute.keys() & damals.keys()
        vorher, jetzt = (sum(je[produkt] for produkt in beides) for je in (damals, heute))
        if not (vorher and jetzt and max(vorher, jetzt) >= _VIELFACHES_TEIL * min(vorher, jetzt)):
            continue
        text = (
            f"Für {jahr} {'geplant' if ansatz else 'gebucht'} sind zusammen {format_betrag(vorher)} €, in diesem Jahr "
            f"{'geplant' if geplant else 'gebucht'} auf denselben Produkten {format_betrag(jetzt)} € (Erträge und "
            "Aufwendungen ohne Vorzeichen). Vermutlich steht eines davon in Tausend Euro und das andere in Euro; in "
            "der Tabelle Quellen die Einheit eintragen"
        )
        yield Befund(Schwere.FEHLER, "quelle.einheit", f"{text}.", teile[0].place)


def _volume(exporte: Iterable[Exportsummen], rahmen: Kontenrahmen) -> Counter[str]:
    """What runs over each Produkt, without signs."""
    je: Counter[str] = Counter()
    for export in exporte:
        _add_volume(je, export.summen, rahmen)
    return je


def _add_volume(je: Counter[str], summen: Iterable[Kontensumme], rahmen: Kontenrahmen) -> None:
    for summe in summen:
        if rahmen.zeile_of(summe.sachkonto):
            je[summe.produkt] += abs(summe.saldo_ct)
