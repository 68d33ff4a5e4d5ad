"""Plausibility of a return: what was entered against what is known, Befunde out. Nothing here changes a figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from xlbudget.core.geld import format_betrag, format_euro
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.rueckmeldung import Aenderung, Eingabefeld, Feld, Feldart, Rueckmeldung, Status, aenderungen
from xlbudget.core.tendenz import Regeln
from xlbudget.errors import Befund, Schwere, SourceRef

WEIT_AB_PCT = 50
"""A Prognose is far off if it differs from the calculated one by more than this share of it or of the Ansatz, whichever
is larger, and by at least the amount from which the Ampel is red."""
TAUSEND_PCT = 10
"""An entry times 1,000 that comes so near the calculated Prognose was meant in thousands."""
KENNZAHL_FAKTOR = 50
"""A Kennzahl this many times above or below its Plan is a slip: a percentage as 0,97, a wrong unit."""


@dataclass(frozen=True, slots=True)
class Zeilenzahlen:
    """What is known of one report row when the workbook is sent, in cents; None where nothing is planned or booked."""

    ansatz_ct: int | None
    ist_ct: int | None
    berechnet_ct: int


@dataclass(frozen=True, slots=True)
class Massstab:
    """What a return is measured by. `zeilen` is by the Feld of a Prognose, `plan` by that of a Kennzahl."""

    regeln: Regeln
    gesendet_am: date
    heute: date
    zeilen: Mapping[Feld, Zeilenzahlen] = field(default_factory=dict)
    plan: Mapping[Feld, Decimal] = field(default_factory=dict)


def check_rueckmeldung(
    rueckmeldung: Rueckmeldung, gesendet: Sequence[Eingabefeld], massstab: Massstab, datei: str
) -> list[Befund]:
    """What a controller should know before accepting a return; every finding with its cell in `datei` and advice.

    Only what differs from `gesendet` is looked at: what was sent has been decided before.
    """
    orte = {feld.feld: SourceRef(datei, feld.blatt, feld.zelle) for feld in gesendet}
    befunde = list(_check_box(rueckmeldung, massstab, SourceRef(datei)))
    for aenderung in aenderungen(gesendet, rueckmeldung.eingaben):
        feld, neu, ort = aenderung.feld, aenderung.neu, orte[aenderung.feld]
        if feld.feldart is Feldart.PROGNOSE and isinstance(neu, int):
            befunde += _check_grund(feld, rueckmeldung, ort)
            befunde += _check_prognose(feld, neu, massstab, ort)
        elif feld.feldart is Feldart.GRUND and neu is not None:
            befunde += _check_grund_allein(feld, rueckmeldung, ort)
        elif isinstance(neu, Decimal):
            befunde += _check_kennzahl(aenderung, neu, massstab.plan.get(feld), ort)
    return befunde


def _check_box(rueckmeldung: Rueckmeldung, massstab: Massstab, ort: SourceRef) -> Iterator[Befund]:
    datum = rueckmeldung.datum
    if rueckmeldung.status is Status.ENTWURF:
        text = "Die Rückmeldung ist ein Entwurf. Erst übernehmen, wenn der Fachdienst sie als fertig meldet."
        yield Befund(Schwere.HINWEIS, "ruecklauf.entwurf", text, ort)
    if not rueckmeldung.name:
        text = "Es ist nicht eingetragen, wer die Rückmeldung abgibt. Beim Fachdienst nachfragen."
        yield Befund(Schwere.WARNUNG, "ruecklauf.name", text, ort)
    if datum is None:
        text = "Das Datum der Rückmeldung fehlt oder ist nicht lesbar. Es zählt der Tag des Einlesens."
        yield Befund(Schwere.HINWEIS, "ruecklauf.datum", text, ort)
    elif datum > massstab.heute:
        text = f"Das Datum der Rückmeldung ({datum:%d.%m.%Y}) liegt in der Zukunft. Beim Fachdienst nachfragen."
        yield Befund(Schwere.WARNUNG, "ruecklauf.datum", text, ort)
    elif datum < massstab.gesendet_am:
        text = (
            f"Das Datum der Rückmeldung ({datum:%d.%m.%Y}) liegt vor dem Versand ({massstab.gesendet_am:%d.%m.%Y}). "
            "Prüfen, ob eine ältere Fassung ausgefüllt wurde."
        )
        yield Befund(Schwere.WARNUNG, "ruecklauf.datum", text, ort)


def _other(feld: Feld, feldart: Feldart) -> Feld:
    """The Feld beside it: the Grund of a Prognose, the Prognose of a Grund."""
    return Feld(feld.objekt, feldart, feld.art, feld.zeile)


def _check_grund(feld: Feld, rueckmeldung: Rueckmeldung, ort: SourceRef) -> Iterator[Befund]:
    grund = _other(feld, Feldart.GRUND)
    # a reason that could not be read is a finding of its own
    if grund in rueckmeldung.eingaben and rueckmeldung.eingaben[grund] is None:
        text = f"{feld}: der Grund für die geänderte Prognose fehlt. Beim Fachdienst erfragen."
        yield Befund(Schwere.WARNUNG, "ruecklauf.grund", text, ort)


def _check_grund_allein(feld: Feld, rueckmeldung: Rueckmeldung, ort: SourceRef) -> Iterator[Befund]:
    prognose = _other(feld, Feldart.PROGNOSE)
    if prognose in rueckmeldung.eingaben and rueckmeldung.eingaben[prognose] is None:
        text = f"{feld}: es ist ein Grund eingetragen, aber keine Prognose. Nachfragen, ob ein Betrag fehlt."
        yield Befund(Schwere.HINWEIS, "ruecklauf.ohne_prognose", text, ort)


def _check_prognose(feld: Feld, neu_ct: int, massstab: Massstab, ort: SourceRef) -> Iterator[Befund]:
    zahlen = massstab.zeilen.get(feld)
    if zahlen is None:
        return
    if feld.art is Art.AUFWENDUNGEN and zahlen.ist_ct is not None and neu_ct < zahlen.ist_ct:
        text = (
            f"{feld}: {format_betrag(neu_ct)} € ist weniger, als schon gebucht ist ({format_betrag(zahlen.ist_ct)} €). "
            "Prüfen, ob Erstattungen erwartet werden oder der Betrag nur den Rest des Jahres meint."
        )
        yield Befund(Schwere.WARNUNG, "ruecklauf.unter_ist", text, ort)
    erwartet_ct = zahlen.berechnet_ct or zahlen.ansatz_ct or 0
    if neu_ct * erwartet_ct < 0:
        text = (
            f"{feld}: {format_betrag(neu_ct)} € hat ein anderes Vorzeichen als erwartet "
            f"({format_betrag(erwartet_ct)} €). "
            "Erträge und Aufwendungen werden beide positiv eingetragen."
        )
        yield Befund(Schwere.WARNUNG, "ruecklauf.vorzeichen", text, ort)
    elif _meant_in_thousands(neu_ct, erwartet_ct):
        text = (
            f"{feld}: {format_betrag(neu_ct)} € ist etwa ein Tausendstel der berechneten Prognose "
            f"({format_euro(erwartet_ct)} €). Vermutlich sind Tausend Euro gemeint; nachfragen."
        )
        yield Befund(Schwere.WARNUNG, "ruecklauf.weit", text, ort)
    elif _is_far(neu_ct, zahlen, massstab.regeln):
        text = (
            f"{feld}: {format_euro(neu_ct)} € weicht um {format_euro(abs(neu_ct - zahlen.berechnet_ct))} € von der "
            f"berechneten Prognose ({format_euro(zahlen.berechnet_ct)} €) ab. Grund und Betrag prüfen."
        )
        yield Befund(Schwere.WARNUNG, "ruecklauf.weit", text, ort)


def _meant_in_thousands(neu_ct: int, erwartet_ct: int) -> bool:
    """Nobody enters less than a euro in thousands."""
    unterschied_ct = abs(neu_ct * 1000 - erwartet_ct)
    return abs(neu_ct) >= 100 and unterschied_ct * 100 <= TAUSEND_PCT * abs(erwartet_ct)


def _is_far(neu_ct: int, zahlen: Zeilenzahlen, regeln: Regeln) -> bool:
    """Whether `WEIT_AB_PCT` and the threshold of the red Ampel are both exceeded.

    >>> _is_far(400_000_00, Zeilenzahlen(150_000_00, None, 200_000_00), Regeln())
    True
    >>> _is_far(299_000_00, Zeilenzahlen(150_000_00, None, 200_000_00), Regeln())
    False
    """
    abweichung_ct = abs(neu_ct - zahlen.berechnet_ct)
    basis_ct = max(abs(zahlen.berechnet_ct), abs(zahlen.ansatz_ct or 0))
    return abweichung_ct >= regeln.ampel_rot_ab_ct and abweichung_ct * 100 > WEIT_AB_PCT * basis_ct


def _check_kennzahl(aenderung: Aenderung, neu: Decimal, plan: Decimal | None, ort: SourceRef) -> Iterator[Befund]:
    if not plan or not neu:
        return
    groesser, kleiner = max(abs(neu), abs(plan)), min(abs(neu), abs(plan))
    if neu * plan < 0 or groesser > KENNZAHL_FAKTOR * kleiner:
        text = (
            f"{aenderung.feld}: {_german(neu)} passt nicht zum Plan {_german(plan)}. Einheit prüfen; "
            "Prozente werden als 97,5 eingetragen."
        )
        yield Befund(Schwere.WARNUNG, "ruecklauf.kennzahl", text, ort)


def _german(zahl: Decimal) -> str:
    return format(zahl.normalize(), "f").replace(".", ",")
