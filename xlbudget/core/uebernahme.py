"""What accepted returns change in a report: reported forecasts, explanations, key figures, each with its origin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import cast

from xlbudget.core.bericht import Kennzahl
from xlbudget.core.geld import format_betrag
from xlbudget.core.gliederung import Berichtsobjekt
from xlbudget.core.prognose import Meldung
from xlbudget.core.rueckmeldung import Eingabefeld, Feld, Feldart, Feldwert, Rueckmeldung, aenderungen
from xlbudget.errors import Befund, Schwere, SourceRef


@dataclass(frozen=True, slots=True)
class Uebernahme:
    """One value that a report takes from a return; `von` is who entered it, `source` the cell of the return."""

    feld: Feld
    alt: Feldwert
    neu: Feldwert
    grund: str
    von: str
    datum: date
    source: SourceRef


def uebernahmen(
    gesendet: Sequence[Eingabefeld], meldung: Rueckmeldung, datei: str, eingegangen: date
) -> Iterator[Uebernahme]:
    """Every value that counts of an accepted return: each Prognose that is entered, and whatever else was changed.

    An unchanged Erläuterung or Kennzahl is not taken: the Datenmappe may know better by now. `eingegangen` is the day
    for a return that names none.
    """
    geaendert = {aenderung.feld for aenderung in aenderungen(gesendet, meldung.eingaben)}
    for eingabe in gesendet:
        feld = eingabe.feld
        neu = meldung.eingaben.get(feld)
        ist_prognose = feld.feldart is Feldart.PROGNOSE and neu is not None
        if not ist_prognose and (feld not in geaendert or feld.feldart in (Feldart.PROGNOSE, Feldart.GRUND)):
            continue
        grund = meldung.eingaben.get(replace(feld, feldart=Feldart.GRUND)) if ist_prognose else None
        yield Uebernahme(
            feld=feld,
            alt=eingabe.wert,
            neu=neu,
            grund=str(grund or ""),
            von=meldung.name,
            datum=meldung.datum or eingegangen,
            source=SourceRef(datei, eingabe.blatt, eingabe.zelle),
        )


def merge_meldungen(
    eigene: Sequence[Meldung], uebernommen: Iterable[Uebernahme]
) -> tuple[tuple[Meldung, ...], list[Befund]]:
    """The Meldungen of the Datenmappe, and those of the returns; where both speak of one row, the Datenmappe wins."""
    gesetzt = {meldung.ziel: meldung for meldung in eigene}
    weitere, befunde = [], []
    for uebernahme in uebernommen:
        feld = uebernahme.feld
        if feld.feldart is not Feldart.PROGNOSE or feld.art is None:
            continue
        meldung = Meldung(
            objekt=feld.objekt,
            art=feld.art,
            zeile=feld.zeile,
            betrag_ct=cast(int, uebernahme.neu),
            grund=uebernahme.grund,
            source=uebernahme.source,
        )
        eigen = gesetzt.get(meldung.ziel)
        if eigen is None:
            weitere.append(meldung)
        elif eigen.betrag_ct != meldung.betrag_ct:
            befunde.append(_overruled(eigen, meldung))
    return (*eigene, *weitere), befunde


def _overruled(eigen: Meldung, meldung: Meldung) -> Befund:
    text = (
        f"{meldung.objekt}, {meldung.art} {meldung.zeile}: gemeldet sind {format_betrag(meldung.betrag_ct)} €, im "
        f"Blatt Prognosen stehen {format_betrag(eigen.betrag_ct)} €; das gilt. Soll die Meldung gelten, dort "
        "die Zeile löschen."
    )
    return Befund(Schwere.HINWEIS, "ruecklauf.ueberstimmt", text, eigen.source)


def merge_erlaeuterungen(
    objekte: Iterable[Berichtsobjekt], uebernommen: Iterable[Uebernahme]
) -> tuple[Berichtsobjekt, ...]:
    """The objects with the explanations of the returns."""
    neu = {u.feld.objekt: str(u.neu or "") for u in uebernommen if u.feld.feldart is Feldart.ERLAEUTERUNG}
    return tuple(replace(objekt, erlaeuterung=neu.get(objekt.kennung, objekt.erlaeuterung)) for objekt in objekte)


def merge_kennzahlen(
    kennzahlen: Iterable[Kennzahl], feldart: Feldart, uebernommen: Iterable[Uebernahme]
) -> tuple[Kennzahl, ...]:
    """The key figures of one kind (`LEISTUNG` or `ZIEL`) with the Ist of the returns."""
    neu = {(u.feld.objekt, u.feld.zeile): u.neu for u in uebernommen if u.feld.feldart is feldart}
    return tuple(
        replace(kennzahl, ist=cast(Decimal | None, neu.get((kennzahl.produkt, kennzahl.bezeichnung), kennzahl.ist)))
        for kennzahl in kennzahlen
    )
