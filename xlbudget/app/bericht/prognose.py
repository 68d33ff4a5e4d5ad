"""Forecasts of one Berichtsobjekt: as calculated, and what a person's own figures for it would mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from xlbudget.app.bericht.lauf import Lauf
from xlbudget.core.berichtsdaten import Berichtsdaten
from xlbudget.core.gliederung import Berichtsobjekt
from xlbudget.core.kontenrahmen import Berichtszeile
from xlbudget.core.prognose import Meldung, Prognosen, Prognoserechnung, months_behind
from xlbudget.errors import Befund, EingabeError


@dataclass(frozen=True, slots=True)
class Prognoseaenderung:
    """A row whose Prognose is to be another than now, in cents. `bisherige` is the Meldung that has set it so far."""

    meldung: Meldung
    bisher_ct: int
    bisherige: Meldung | None


@dataclass(frozen=True, slots=True)
class Prognoseuebernahme:
    """Everything that has to be entered so that a sheet comes out as it was typed.

    `befunde` says where that is not possible, because Meldungen contradict each other.
    """

    aenderungen: tuple[Prognoseaenderung, ...]
    befunde: tuple[Befund, ...]


def find_objekt(lauf: Lauf, titel: str) -> Berichtsobjekt:
    """The Berichtsobjekt that a sheet with this title is about. Raises EingabeError where there is none or several."""
    gefunden = [objekt for objekt in lauf.daten.gliederung if objekt.titel == titel]
    if len(gefunden) == 1:
        return gefunden[0]
    if not gefunden:
        raise EingabeError(
            f"Das Blatt heißt „{titel}“; ein Budget oder Produkt mit diesem Titel gibt es in {lauf.mappe.file.name} "
            "nicht. Wurde es dort umbenannt, den Titel auf dem Blatt ebenso ändern; sonst die richtige Datenmappe "
            "öffnen."
        )
    raise EingabeError(
        f"Den Titel „{titel}“ gibt es in {lauf.mappe.file.name} mehrfach. Dort eine der Bezeichnungen ändern."
    )


def without_meldungen(lauf: Lauf) -> Berichtsdaten:
    """The same figures with every Prognose as calculated, whatever a person has set."""
    return replace(lauf.daten, prognosen=_rechnung(lauf, ()))


def plan_uebernahme(lauf: Lauf, objekt: Berichtsobjekt, betraege_ct: Mapping[Berichtszeile, int]) -> Prognoseuebernahme:
    """What has to be entered so that these rows of an object have these forecasts.

    Rows that have theirs already need nothing, unless entering the others would move them. Raises EingabeError at
    Stand Dezember.
    """
    if lauf.daten.stand.ist_jahresende:
        raise EingabeError(
            "Zum Stand Dezember ist die Prognose das Ergebnis; eine eigene kann es nicht mehr geben. Weicht das "
            "Ergebnis ab, die Buchungen prüfen."
        )
    eigene = _meldungen(lauf)
    neue: dict[Berichtszeile, Meldung] = {}
    prognosen = lauf.daten.prognosen
    while True:
        ergaenzt = {
            zeile: Meldung(objekt.kennung, zeile.art, zeile.name, betrag_ct)
            for zeile, betrag_ct in betraege_ct.items()
            if zeile not in neue and prognosen.prognose_of(objekt, zeile).betrag_ct != betrag_ct
        }
        if not ergaenzt:
            break
        neue |= ergaenzt
        ersetzt = {meldung.ziel for meldung in neue.values()}
        bleibende = [meldung for meldung in eigene if meldung.ziel not in ersetzt]
        prognosen = _rechnung(lauf, [*neue.values(), *bleibende])
    bisherige = {meldung.ziel: meldung for meldung in reversed(eigene)}
    aenderungen = [
        Prognoseaenderung(
            neue[zeile], lauf.daten.prognosen.prognose_of(objekt, zeile).betrag_ct, bisherige.get(neue[zeile].ziel)
        )
        for zeile in betraege_ct
        if zeile in neue
    ]
    bekannt = lauf.daten.prognosen.befunde
    return Prognoseuebernahme(tuple(aenderungen), tuple(b for b in prognosen.befunde if b not in bekannt))


def _meldungen(lauf: Lauf) -> list[Meldung]:
    return [meldung for fuer, meldung in lauf.mappe.meldungen if fuer == lauf.daten.stand]


def _rechnung(lauf: Lauf, meldungen: Sequence[Meldung]) -> Prognosen:
    daten = lauf.daten
    return Prognoserechnung(
        gliederung=daten.gliederung,
        zeilen=daten.kontenrahmen.zeilen,
        monat=months_behind(daten.stand, daten.ist),
        ist=daten.ist,
        ansatz=daten.ansatz,
        vorjahre=daten.vorjahre.fuer_prognose,
        meldungen=meldungen,
    ).prognosen()
