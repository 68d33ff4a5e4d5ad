"""Measures on their round trip: what a Fachdienst is asked about which line, and what its accepted returns change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

from xlbudget.core.angenommen import Angenommen, tell_refused
from xlbudget.core.gliederung import Berichtsobjekt, Gliederung
from xlbudget.core.massnahmen import Massnahmenstatus, Massnahmenzeile, Wirkung, counting
from xlbudget.core.rueckmeldung import MASSNAHMENARTEN, Eingabefeld, Feld, Feldart, Feldwert, normal_text
from xlbudget.core.uebernahme import Uebernahme, shown_wert
from xlbudget.errors import Befund, Schwere, SourceRef


@dataclass(frozen=True, slots=True)
class Massnahmenmeldung:
    """The lines with what was reported of them, each value that differs, and what is to be said about the others."""

    zeilen: tuple[Massnahmenzeile, ...]
    uebernahmen: tuple[Uebernahme, ...] = ()
    befunde: tuple[Befund, ...] = ()


def asked(zeilen: Iterable[Massnahmenzeile], jahr: int) -> list[Massnahmenzeile]:
    """The lines that are asked about: those of the year, and of a measure without one its latest that is still open."""
    bekannt: dict[tuple[str, str, str], Massnahmenzeile] = {}
    for zeile in counting(zeilen):
        bisher = bekannt.get(zeile.schluessel)
        if zeile.jahr <= jahr and (bisher is None or bisher.jahr < zeile.jahr):
            bekannt[zeile.schluessel] = zeile
    return [zeile for zeile in bekannt.values() if zeile.jahr == jahr or zeile.status.ist_offen]


def reporter(zeile: Massnahmenzeile, gliederung: Gliederung, budgets: Sequence[Berichtsobjekt]) -> str:
    """The Budget that is asked: the one that is named as responsible, else the nearest at or above its object.

    Empty where there is neither.
    """
    genannt = [objekt for objekt in gliederung.find(zeile.verantwortlich) if objekt in budgets]
    if zeile.verantwortlich and len(genannt) == 1:
        return genannt[0].kennung
    naechstes = gliederung.nearest(zeile.objekt, budgets)
    return naechstes.kennung if naechstes else ""


def feld_of(zeile: Massnahmenzeile, feldart: Feldart) -> Feld:
    """What may be entered about a line; its text says which line it is."""
    name = f"{zeile.massnahme} ({zeile.zeile})" if zeile.zeile else zeile.massnahme
    return Feld(
        zeile.objekt or zeile.verantwortlich or "Maßnahme", feldart, zeile=f"{' '.join(name.split())}, {zeile.jahr}"
    )


def wert_of(zeile: Massnahmenzeile, feldart: Feldart) -> Feldwert:
    """What a line says, as a workbook is prefilled with it."""
    return {
        Feldart.STATUS: zeile.status.value,
        Feldart.BIS: f"{zeile.bis:%d.%m.%Y}" if zeile.bis else None,
        Feldart.ERREICHT: zeile.wirkung.erreicht_ct,
        Feldart.ERWARTET: zeile.wirkung.prognose_ct,
        Feldart.BEMERKUNG: normal_text(zeile.bemerkung) or None,
    }[feldart]


def eigene_massnahmen(zeilen: Iterable[Massnahmenzeile]) -> dict[Feld, Feldwert]:
    """What a Datenmappe says itself of every line that counts; of two that are called the same the first."""
    werte: dict[Feld, Feldwert] = {}
    for zeile in counting(zeilen):
        for feldart in MASSNAHMENARTEN:
            werte.setdefault(feld_of(zeile, feldart), wert_of(zeile, feldart))
    return werte


def merge_massnahmen(zeilen: Sequence[Massnahmenzeile], angenommene: Iterable[Angenommen]) -> Massnahmenmeldung:
    """The lines as accepted returns have them, the later ones last.

    What the Datenmappe has changed since a workbook was sent was changed by somebody who knew better, and stays; what
    the workbook was sent with, or a return said, is no such change.
    """
    eigene = eigene_massnahmen(zeilen)
    gilt: dict[Feld, Uebernahme] = {}
    befunde: list[Befund] = []
    ueberstimmt: list[tuple[Feld, Befund]] = []
    for angenommen in angenommene:
        ohne_platz = []
        for eingabe in angenommen.gesendet:
            feld = eingabe.feld
            if feld.feldart not in MASSNAHMENARTEN or not _speaks(eingabe, angenommen):
                continue
            neu = angenommen.meldung.eingaben[feld]
            if feld not in eigene:
                ohne_platz.append(eingabe)
            elif eigene[feld] not in (angenommen.eigene.get(feld, eingabe.wert), eingabe.wert, neu):
                ueberstimmt.append((feld, _overruled(angenommen, eingabe, eigene[feld])))
            else:
                gilt[feld] = angenommen.brings(eingabe, eigene[feld], neu)
        if ohne_platz:
            grund = "die Zeile gibt es in der Tabelle Maßnahmen nicht mehr"
            befunde += tell_refused(angenommen, ohne_platz, grund, Schwere.FEHLER)
    # what another return said may have been written into the table since
    befunde += [befund for feld, befund in ueberstimmt if feld not in gilt or gilt[feld].neu != eigene[feld]]
    genommen = tuple(u for u in gilt.values() if u.neu != u.alt)
    neue = {uebernahme.feld: uebernahme.neu for uebernahme in genommen}
    return Massnahmenmeldung(tuple(_with(zeile, neue) for zeile in zeilen), genommen, tuple(befunde))


def check_massnahmenfelder(
    eingaben: Mapping[Feld, Feldwert], gesendet: Sequence[Eingabefeld], stichtag: date, datei: str
) -> Iterator[Befund]:
    """What a controller should know of measures in a return before accepting it; only about what was changed."""
    werte = {eingabe.feld: eingaben.get(eingabe.feld, eingabe.wert) for eingabe in gesendet}
    for eingabe in gesendet:
        feld, alt, neu = eingabe.feld, eingabe.wert, werte[eingabe.feld]
        if feld.feldart not in MASSNAHMENARTEN or neu == alt:
            continue
        if neu is None:
            text = (
                f"{feld}: gesendet war {shown_wert(alt)}, jetzt ist das Feld leer. Nachfragen, ob die Angabe entfallen "
                f"soll{'; ein leerer Status ändert nichts' if feld.feldart is Feldart.STATUS else ''}."
            )
            yield Befund(Schwere.WARNUNG, "ruecklauf.geloescht", text, SourceRef(datei, eingabe.blatt, eingabe.zelle))
            continue
        andere = {art: werte.get(replace(feld, feldart=art)) for art in MASSNAHMENARTEN}
        if grund := _odd(feld.feldart, andere, stichtag):
            text = f"{feld}: {shown_wert(neu)}, {grund}. Nachfragen."
            yield Befund(Schwere.WARNUNG, "ruecklauf.massnahme", text, SourceRef(datei, eingabe.blatt, eingabe.zelle))


def _odd(feldart: Feldart, werte: Mapping[Feldart, Feldwert], stichtag: date) -> str:
    """What contradicts the other things that are said of the same measure; empty if nothing does."""
    erreicht, erwartet = werte[Feldart.ERREICHT], werte[Feldart.ERWARTET]
    offen = Massnahmenstatus(str(werte[Feldart.STATUS] or Massnahmenstatus.OFFEN)).ist_offen
    if feldart is Feldart.BIS and offen and _day(str(werte[Feldart.BIS])) < stichtag:
        return "das ist vorbei, und die Maßnahme ist noch nicht erledigt"
    if feldart in (Feldart.ERREICHT, Feldart.ERWARTET) and isinstance(erreicht, int) and isinstance(erwartet, int):
        if erreicht * erwartet < 0:
            return "die erreichte und die erwartete Wirkung haben verschiedene Vorzeichen"
        if abs(erreicht) > abs(erwartet):
            return "erreicht wäre mehr, als für das ganze Jahr erwartet wird"
    return ""


def _speaks(eingabe: Eingabefeld, angenommen: Angenommen) -> bool:
    """Whether a return says anything in a Feld; an empty Status says nothing."""
    eingaben, feld = angenommen.meldung.eingaben, eingabe.feld
    if feld not in eingaben or (feld.feldart is Feldart.STATUS and eingaben[feld] is None):
        return False
    return not eingaben[feld] == eingabe.wert == angenommen.eigene.get(feld, eingabe.wert)


def _with(zeile: Massnahmenzeile, neue: Mapping[Feld, Feldwert]) -> Massnahmenzeile:
    gesagt = {art: neue[feld] for art in MASSNAHMENARTEN if (feld := feld_of(zeile, art)) in neue}
    if not gesagt:
        return zeile
    wirkung = Wirkung(
        zeile.wirkung.geplant_ct,
        cast(int | None, gesagt.get(Feldart.ERREICHT, zeile.wirkung.erreicht_ct)),
        cast(int | None, gesagt.get(Feldart.ERWARTET, zeile.wirkung.prognose_ct)),
    )
    bis, status = gesagt.get(Feldart.BIS), gesagt.get(Feldart.STATUS)
    return replace(
        zeile,
        status=Massnahmenstatus(str(status)) if status else zeile.status,
        bis=(_day(str(bis)) if bis else None) if Feldart.BIS in gesagt else zeile.bis,
        bemerkung=str(gesagt.get(Feldart.BEMERKUNG) or "") if Feldart.BEMERKUNG in gesagt else zeile.bemerkung,
        wirkung=wirkung,
    )


def _day(text: str) -> date:
    return datetime.strptime(text, "%d.%m.%Y").date()


def _overruled(angenommen: Angenommen, eingabe: Eingabefeld, jetzt: Feldwert) -> Befund:
    text = (
        f"{eingabe.feld}: gemeldet ist {shown_wert(angenommen.meldung.eingaben[eingabe.feld])}; in der Tabelle "
        f"Maßnahmen steht seit dem Versand {shown_wert(jetzt)}, und das gilt. Soll die Meldung gelten, sie dort "
        "eintragen."
    )
    return Befund(Schwere.HINWEIS, "ruecklauf.ueberstimmt", text, angenommen.place(eingabe))
