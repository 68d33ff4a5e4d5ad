"""The prior years of a run: what the exports of those years say, put on the Gliederung of this year, and checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xlbudget.app.bericht.laender import kontenpruefung
from xlbudget.core.gliederung import Gliederung
from xlbudget.core.kontenrahmen import Kontenrahmen
from xlbudget.core.monatswerte import Monatswerte, assign
from xlbudget.core.platz import check_platz
from xlbudget.core.pruefung_exporte import Exportsummen, check_exporte, check_vorjahreseinheit
from xlbudget.core.pruefung_kontenrahmen import MISFIT, Kontenpruefung
from xlbudget.core.pruefung_monate import check_monate
from xlbudget.core.vorjahre import Exportjahr
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, Schwere, SourceRef
from xlbudget.sources.export.angaben import Inhalt
from xlbudget.sources.export.lesen import Export

_EINHEIT = ("quelle.einheit", "export.einheit")


def exportjahr_of(
    jahr: int, exporte: Sequence[Export], gliederung: Gliederung, rahmen: Kontenrahmen, quellen: SourceRef
) -> tuple[Exportjahr, list[Befund]]:
    """One prior year from its exports, which `quellen` names, and what has no place in this year or does not fit."""

    def werte(*, ansatz: bool) -> Monatswerte | None:
        teile = [export for export in exporte if (export.inhalt is Inhalt.ANSAETZE) is ansatz]
        summen = (summe for export in teile for summe in export.summen)
        return assign(summen, gliederung, rahmen, saldo=not ansatz) if teile else None

    buchungen = [summe for export in exporte if export.inhalt is not Inhalt.ANSAETZE for summe in export.summen]
    befunde = [
        *check_exporte(sums_of(exporte), rahmen),
        *check_monate(buchungen, Stand(jahr, 12), quellen, "es ein ganzes Vorjahr ist"),
        *(b for e in exporte for b in check_platz(jahr, e.summen, gliederung, rahmen, e.place)),
        *_check_beides(jahr, exporte),
    ]
    return Exportjahr(jahr, werte(ansatz=False), werte(ansatz=True)), befunde


def check_gegen_dieses_jahr(
    vorjahre: Mapping[int, Sequence[Export]],
    dieses_jahr: Sequence[Export],
    konten: Kontenpruefung,
    bekannt: Sequence[Befund],
) -> Iterator[Befund]:
    """Whether exports of prior years are booked by the Kontenzuordnung and in the unit of this year.

    `konten` is the check of this year, `bekannt` what is found in each year by itself: where exports of this year do
    not fit, nothing can be said of others.
    """
    codes = {befund.code for befund in bekannt}
    einheiten = {befund.source for befund in bekannt if befund.code in _EINHEIT}
    heute = sums_of(dieses_jahr)
    for jahr, exporte in vorjahre.items():
        if exporte and not codes & MISFIT:
            yield from kontenpruefung(exporte, konten.rahmen, konten.place).check_vorjahr(jahr, exporte[0].place(1))
        damals = sums_of(exporte)
        if not einheiten & {export.place for export in (*heute, *damals)}:
            yield from check_vorjahreseinheit(jahr, damals, heute, konten.rahmen)


def sums_of(exporte: Sequence[Export]) -> list[Exportsummen]:
    """Exports as the checks of them see them."""
    return [Exportsummen(e.ort.datei, e.inhalt is Inhalt.ANSAETZE, e.summen, e.place(1)) for e in exporte]


def _check_beides(jahr: int, exporte: Sequence[Export]) -> Iterator[Befund]:
    """A prior year with a plan and nothing booked, or the other way round: an export is missing or has another year."""
    arten = {export.inhalt is Inhalt.ANSAETZE for export in exporte}
    if len(arten) == 1:
        da, fehlt = ("Ansätze", "Buchungen") if arten == {True} else ("Buchungen", "Ansätze")
        text = (
            f"Für das Vorjahr {jahr} gibt es {da}, aber keine {fehlt}. In der Tabelle Quellen prüfen, ob ein Export "
            "fehlt oder in der Spalte Jahr ein anderes Jahr hat."
        )
        yield Befund(Schwere.WARNUNG, "vorjahr.halber_export", text, exporte[0].place(1))
