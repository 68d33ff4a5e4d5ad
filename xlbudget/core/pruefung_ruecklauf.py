"""Plausibility of a return: what was entered against what is known, Befunde out. Nothing here changes a figure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from xlbudget.core.begruendung import is_reason, listed_anlaesse
from xlbudget.core.geld import format_zahl
from xlbudget.core.produktblatt import Produktblatt
from xlbudget.core.pruefung_prognose import Auffaelligkeit, Zeilenzahlen, assess_prognose
from xlbudget.core.rueckmeldung import (
    TAFELARTEN,
    Aenderung,
    Eingabefeld,
    Feld,
    Feldart,
    Rueckmeldung,
    Status,
    aenderungen,
    feldwert_text,
)
from xlbudget.core.tendenz import Regeln
from xlbudget.core.uebernahme import answered
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, Schwere, SourceRef, printable

KENNZAHL_FAKTOR = 5
"""A Kennzahl this many times above or below its Plan, or what was sent, is a slip: a digit, a percentage as 0,97."""
MONATE = 12


@dataclass(frozen=True, slots=True)
class Massstab:
    """What a return is measured by. `zeilen` is by the Feld of a Prognose, `plan` by that of a Kennzahl.

    `bis_stand` are those of which this Plan is not that of the year.

    `blaetter` are those of its Produkte as they are without it.
    """

    regeln: Regeln
    stand: Stand
    gesendet_am: date
    heute: date
    zeilen: Mapping[Feld, Zeilenzahlen] = field(default_factory=dict)
    plan: Mapping[Feld, Decimal] = field(default_factory=dict)
    bis_stand: Collection[Feld] = ()
    blaetter: Sequence[Produktblatt] = ()


def check_rueckmeldung(
    rueckmeldung: Rueckmeldung, gesendet: Sequence[Eingabefeld], massstab: Massstab, datei: str
) -> list[Befund]:
    """What a controller should know before accepting a return; every finding with its cell in `datei` and advice.

    Only what differs from `gesendet` is looked at: what was sent has been decided before. A Warnung asks the controller
    to look, so a return with one does not count by itself; a Hinweis asks for nothing. Rows of tables are looked at by
    who knows the table.
    """
    orte = {feld.feld: SourceRef(datei, feld.blatt, feld.zelle) for feld in gesendet}
    befunde = list(_check_box(rueckmeldung, massstab, SourceRef(datei)))
    geaendert = [a for a in aenderungen(gesendet, rueckmeldung.eingaben) if a.feld.feldart not in TAFELARTEN]
    prognosen = {aenderung.feld for aenderung in geaendert if aenderung.feld.feldart is Feldart.PROGNOSE}
    for aenderung in geaendert:
        feld, neu, ort = aenderung.feld, aenderung.neu, orte[aenderung.feld]
        if neu is None:
            if feld.feldart is not Feldart.GRUND or _other(feld, Feldart.PROGNOSE) not in prognosen:
                befunde.append(_deleted(aenderung, ort))
        elif feld.feldart is Feldart.PROGNOSE and isinstance(neu, int):
            befunde += _check_grund(feld, rueckmeldung, ort)
            befunde += _check_prognose(feld, neu, massstab, ort)
        elif feld.feldart is Feldart.GRUND:
            befunde += _check_grund_allein(feld, rueckmeldung, ort)
        elif isinstance(neu, Decimal):
            anteilig = feld.feldart is Feldart.LEISTUNG and feld not in massstab.bis_stand
            monat = massstab.stand.monat if anteilig else MONATE
            befunde += _check_kennzahl(aenderung, neu, massstab.plan.get(feld), monat, ort)
    return [*befunde, *_check_begruendungen(rueckmeldung, massstab, orte)]


def _check_begruendungen(
    rueckmeldung: Rueckmeldung, massstab: Massstab, orte: Mapping[Feld, SourceRef]
) -> Iterator[Befund]:
    """Produkte that with these answers still lack a reason."""
    for blatt in massstab.blaetter:
        feld = Feld(blatt.objekt.kennung, Feldart.ERLAEUTERUNG)
        if feld not in rueckmeldung.eingaben:  # it could not be read, which is a finding of its own
            continue
        if offene := answered(blatt, rueckmeldung.eingaben).offene_anlaesse:
            text = (
                f"{blatt.objekt.kennung} ist ohne Begründung: {listed_anlaesse(offene)}. Die "
                "Begründung beim Fachdienst erfragen."
            )
            yield Befund(Schwere.WARNUNG, "ruecklauf.begruendung", text, orte[feld])


def _check_box(rueckmeldung: Rueckmeldung, massstab: Massstab, ort: SourceRef) -> Iterator[Befund]:
    datum = rueckmeldung.datum
    if rueckmeldung.status is Status.ENTWURF:
        text = "Die Rückmeldung ist ein Entwurf, der Fachdienst meldet sie noch nicht als fertig."
        yield Befund(Schwere.HINWEIS, "ruecklauf.entwurf", text, ort)
    if not any(zeichen.isalnum() for zeichen in rueckmeldung.name):
        text = "Es ist nicht eingetragen, wer die Rückmeldung abgibt. Beim Fachdienst nachfragen."
        yield Befund(Schwere.WARNUNG, "ruecklauf.name", text, ort)
    if datum is None:
        text = (
            "Das Datum der Rückmeldung fehlt oder ist nicht lesbar. Es zählt der Tag der E-Mail, in der sie kam, sonst "
            "der des Einlesens."
        )
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
    return replace(feld, feldart=feldart)


def _deleted(aenderung: Aenderung, ort: SourceRef) -> Befund:
    alt = printable(" ".join(feldwert_text(aenderung.alt).split()), 40)
    text = f"{aenderung.feld}: gesendet war „{alt}“, jetzt ist das Feld leer. Nachfragen, ob die Angabe entfallen soll."
    return Befund(Schwere.WARNUNG, "ruecklauf.geloescht", text, ort)


def _check_grund(feld: Feld, rueckmeldung: Rueckmeldung, ort: SourceRef) -> Iterator[Befund]:
    grund = _other(feld, Feldart.GRUND)
    # a reason that could not be read is a finding of its own
    if grund in rueckmeldung.eingaben and not is_reason(str(rueckmeldung.eingaben[grund] or "")):
        text = f"{feld}: der Grund für die geänderte Prognose fehlt. Beim Fachdienst erfragen."
        yield Befund(Schwere.WARNUNG, "ruecklauf.grund", text, ort)


def _check_grund_allein(feld: Feld, rueckmeldung: Rueckmeldung, ort: SourceRef) -> Iterator[Befund]:
    prognose = _other(feld, Feldart.PROGNOSE)
    if prognose in rueckmeldung.eingaben and rueckmeldung.eingaben[prognose] is None:
        text = f"{feld}: es ist ein Grund eingetragen, aber keine Prognose. Nachfragen, ob ein Betrag fehlt."
        yield Befund(Schwere.WARNUNG, "ruecklauf.ohne_prognose", text, ort)


def _check_prognose(feld: Feld, neu_ct: int, massstab: Massstab, ort: SourceRef) -> Iterator[Befund]:
    zahlen = massstab.zeilen.get(feld)
    if zahlen is None:
        return
    for was, rest in assess_prognose(feld.art, neu_ct, zahlen, massstab.regeln, "Nachfragen"):
        text = f"{feld}: {rest}"
        if was is Auffaelligkeit.ZEILE:
            yield Befund(Schwere.WARNUNG, "ruecklauf.zeile", text, ort)
        elif was is Auffaelligkeit.UNTER_IST:
            yield Befund(Schwere.WARNUNG, "ruecklauf.unter_ist", text, ort)
        elif was is Auffaelligkeit.VORZEICHEN:
            yield Befund(Schwere.WARNUNG, "ruecklauf.vorzeichen", text, ort)
        else:
            yield Befund(Schwere.WARNUNG, "ruecklauf.weit", text, ort)


def _check_kennzahl(
    aenderung: Aenderung, neu: Decimal, plan: Decimal | None, monat: int, ort: SourceRef
) -> Iterator[Befund]:
    """A Kennzahl against its Plan, of which `monat` twelfths can be reached by now, and against what was sent."""
    alt = aenderung.alt if isinstance(aenderung.alt, Decimal) else None
    if plan and neu and not is_near(neu, plan * monat / MONATE, plan):
        womit = f"passt nicht zum Plan {format_zahl(plan)}"
    elif alt and not is_near(neu, alt, alt):
        womit = f"passt nicht zu den gesendeten {format_zahl(alt)}"
    else:
        return
    text = (
        f"{aenderung.feld}: {format_zahl(neu)} {womit}. Einheit und Stellen prüfen; "
        "Prozente werden als 97,5 eingetragen."
    )
    yield Befund(Schwere.WARNUNG, "ruecklauf.kennzahl", text, ort)


def is_near(zahl: Decimal, von: Decimal, bis: Decimal) -> bool:
    """Whether a number has the sign of a range and is at most `KENNZAHL_FAKTOR` times below or above it.

    >>> is_near(Decimal(1), Decimal(5), Decimal(10)), is_near(Decimal(0), Decimal(5), Decimal(10))
    (True, False)
    """
    return zahl * bis > 0 and abs(von) <= KENNZAHL_FAKTOR * abs(zahl) and abs(zahl) <= KENNZAHL_FAKTOR * abs(bis)
