"""What a printed report consists of, from the models that every writer reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from xlbudget.core.bericht import Produktbericht
from xlbudget.core.blick import Blick
from xlbudget.core.darstellung import HEUTIGE, Geldeinheit
from xlbudget.core.geld import format_euro
from xlbudget.core.gliederung import Berichtsobjekt
from xlbudget.core.produktblatt import Produktblatt
from xlbudget.core.tendenz import Regeln, Warnstufe
from xlbudget.writers.druck.blattteil import blattteil
from xlbudget.writers.druck.blickteil import blickteil
from xlbudget.writers.druck.druckform import Druckwerk
from xlbudget.writers.druck.finanzspalten import Finanzspalten
from xlbudget.writers.druck.gesamtteil import kennzahl_sections, money_sections
from xlbudget.writers.druck.massnahmenteil import massnahmen_sections
from xlbudget.writers.druck.monatsteil import monats_notes, monats_sections
from xlbudget.writers.druck.reifegradteil import reifegrad_sections
from xlbudget.writers.druck.zahlen import percent_of
from xlbudget.writers.gesamtbericht.auszug import title_of
from xlbudget.writers.gesamtbericht.spalten import lesehilfe

Blattmodell = tuple[Produktblatt, Sequence[Berichtsobjekt]]
"""A sheet, and what stands above its object."""


def build_druckwerk(
    blick: Blick,
    blaetter: Sequence[Blattmodell],
    warnungen: Sequence[str],
    *,
    nur_blaetter: bool = False,
    entwurf: bool = False,
) -> Druckwerk:
    """The whole report, or that of a committee, with these Produktblätter in their order, or `nur_blaetter`."""
    bericht = blick.bericht
    titel, *sitzung = title_of(bericht)
    gewaehlt = Finanzspalten(bericht).gewaehlt
    fakten = replace(bericht.fakten, ohne_rueckmeldung=()) if bericht.fakten else None
    return Druckwerk(
        titel=titel,
        kommune=bericht.kommune,
        stand=bericht.stand.text,
        sitzung=tuple(sitzung),
        entwurf=entwurf,
        warnungen=tuple(warnungen),
        grundlage=fakten.saetze if fakten else (),
        ereignisse=tuple(ereignis.satz for ereignis in bericht.ereignisse),
        blick=None if nur_blaetter else blickteil(blick),
        finanzen=() if nur_blaetter else money_sections(bericht),
        finanzen_quer=bool(gewaehlt),
        kennzahlen=() if nur_blaetter else kennzahl_sections(bericht),
        monatswerte=() if nur_blaetter else monats_sections(bericht),
        monatshinweise=() if nur_blaetter else monats_notes(bericht),
        massnahmen=() if nur_blaetter else massnahmen_sections(bericht),
        reifegrad=() if nur_blaetter else reifegrad_sections(bericht),
        lesehilfe=() if nur_blaetter else (*_reading_aid(bericht, gewaehlt), *_thresholds(blick)),
        blaetter=tuple(blattteil(blatt, pfad) for blatt, pfad in blaetter),
    )


def _reading_aid(bericht: Produktbericht, gewaehlt: Sequence[str]) -> Iterator[str]:
    yield from lesehilfe(bericht, (*HEUTIGE.values(), *gewaehlt), gedruckt=True)
    if bericht.darstellung.einheit is not Geldeinheit.EURO:
        yield "Produktblätter und Kurven zeigen ganze Euro, wie ihre Köpfe sagen."


def _thresholds(blick: Blick) -> tuple[str, ...]:
    regeln = blick.bericht.regeln
    dazu = f" und {percent_of(regeln.tendenz_ab_pct)} des Plans" if regeln.tendenz_ab_pct else ""
    return (
        f"Tendenz: ▲ besser oder ▼ schlechter ab einer Abweichung von {format_euro(regeln.tendenz_ab_ct)} €{dazu}.",
        f"Ziele: ▼ unter {percent_of(regeln.ziel_schlecht_unter_pct)}, ▲ über {percent_of(regeln.ziel_gut_ueber_pct)} "
        "Zielerreichung; genau diese Werte bleiben ohne Zeichen.",
        *_steps(regeln),
        f"Ampel der Produktblätter: ◆ beobachten ab {format_euro(regeln.ampel_gelb_ab_ct)} €, ■ gegensteuern ab "
        f"{format_euro(regeln.ampel_rot_ab_ct)} € Mehrbedarf.",
    )


def _steps(regeln: Regeln) -> tuple[str, ...]:
    stufen = (
        (Warnstufe.BEOBACHTEN, regeln.ziel_beobachten_unter_pct),
        (Warnstufe.EINGREIFEN, regeln.ziel_eingreifen_unter_pct),
    )
    texte = [f"{stufe.gezeigt} unter {percent_of(unter_pct)}" for stufe, unter_pct in stufen if unter_pct is not None]
    return (f"Warnstufe der Ziele: {', '.join(texte)} Zielerreichung.",) if texte else ()
