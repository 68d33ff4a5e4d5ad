"""Produktblatt → CellPlan: what goes under which defined name of a template.

A template needs the names in `layout.namen.PFLICHTNAMEN`; the others are filled where the template has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from xlbudget.cellplan import CellPlan, Cellwert, Fill, HideRows, cell, column, rows
from xlbudget.core.begruendung import listed_anlaesse
from xlbudget.core.geld import euro
from xlbudget.core.gliederung import Ebene
from xlbudget.core.monatswerte import Monate
from xlbudget.core.produktblatt import Blatttabelle, Kennzahl, Produktblatt
from xlbudget.layout.namen import PB, ZEILENNAMEN


def plan_produktblatt(blatt: Produktblatt, kommune: str, fakten: str = "", *, zum_ausfuellen: bool = False) -> CellPlan:
    """The write list of one sheet. Money is exact euros (Decimal), months after the Stand are empty.

    `fakten` is what the report says about itself. A sheet that ought to be explained and is not says so, unless it is
    there `zum_ausfuellen`.
    """
    text = blatt.objekt.erlaeuterung if zum_ausfuellen else _erlaeuterung(blatt)
    return (
        *_kopf(blatt, kommune),
        *_tabelle(blatt.ertraege, blatt.stand.monat),
        *_tabelle(blatt.aufwendungen, blatt.stand.monat),
        *_kennzahlen(blatt),
        cell(PB.ABWEICHUNGSSINN, blatt.regeln.sinn.faktor),
        cell(PB.AMPEL_GELB_AB, euro(blatt.regeln.ampel_gelb_ab_ct)),
        cell(PB.AMPEL_ROT_AB, euro(blatt.regeln.ampel_rot_ab_ct)),
        cell(PB.VERFAHREN, _verfahren_text(blatt)),
        cell(PB.ERLAEUTERUNG, text or None),
        cell(PB.FAKTEN, fakten or None),
    )


def _erlaeuterung(blatt: Produktblatt) -> str:
    offene = listed_anlaesse(blatt.offene_anlaesse)
    return f"Ohne Begründung: {offene}." if offene else blatt.objekt.erlaeuterung


def _kopf(blatt: Produktblatt, kommune: str) -> CellPlan:
    objekt = blatt.objekt
    return (
        cell(PB.KOMMUNE, kommune),
        cell(PB.EBENE, None if objekt.ebene is Ebene.GESAMT else objekt.ebene_wie_im_haus),
        cell(PB.TITEL, objekt.titel),
        cell(PB.VERANTWORTLICH, objekt.verantwortlich or None),
        cell(PB.STAND, blatt.stand.text),
        cell(PB.JAHR, blatt.stand.jahr),
        cell(PB.MONAT, blatt.stand.monat),
    )


def _tabelle(tabelle: Blatttabelle, monat: int) -> CellPlan:
    namen, zeilen = ZEILENNAMEN[tabelle.art], tabelle.zeilen
    return (
        column(namen.zeilen, (zeile.name for zeile in zeilen)),
        column(namen.ansatz, (euro(zeile.ansatz_ct or 0) for zeile in zeilen)),
        rows(namen.monate, (_ist(zeile.monate_ct, monat) for zeile in zeilen)),
        column(namen.prognose, (euro(zeile.prognose.betrag_ct) for zeile in zeilen)),
        column(namen.verfahren, (zeile.prognose.kuerzel for zeile in zeilen)),
        HideRows(namen.zeilen, len(zeilen)),
        Fill(
            namen.vorjahre,
            tuple(
                (jahr.jahr, _optional(jahr.ansatz_ct), *map(_optional, jahr.monate_ct), _optional(jahr.ergebnis_ct))
                for jahr in tabelle.vorjahre
            ),
        ),
    )


def _ist(monate_ct: Monate, monat: int) -> tuple[Cellwert, ...]:
    """Elapsed months show 0 where nothing was booked, later ones stay empty."""
    return tuple(euro(betrag or 0) if nummer <= monat else None for nummer, betrag in enumerate(monate_ct, 1))


def _optional(betrag_ct: int | None) -> Decimal | None:
    return None if betrag_ct is None else euro(betrag_ct)


def _kennzahlen(blatt: Produktblatt) -> CellPlan:
    leistungen, ziele, regeln = blatt.leistungen, blatt.ziele, blatt.regeln
    return (
        *_gemeinsam(leistungen, PB.LEISTUNG_BEZEICHNUNG, PB.LEISTUNG_PLAN, PB.LEISTUNG_IST),
        HideRows(PB.LEISTUNG_BEZEICHNUNG, len(leistungen)),
        *_gemeinsam(ziele, PB.ZIEL_BEZEICHNUNG, PB.ZIEL_PLAN, PB.ZIEL_IST),
        column(PB.ZIEL_MESSGROESSE, (ziel.einheit for ziel in ziele)),
        column(PB.ZIEL_RICHTUNG, (ziel.richtung.value for ziel in ziele)),
        cell(PB.ZIEL_SCHLECHT_UNTER, regeln.ziel_schlecht_unter_pct / 100),
        cell(PB.ZIEL_GUT_UEBER, regeln.ziel_gut_ueber_pct / 100),
        HideRows(PB.ZIEL_BEZEICHNUNG, len(ziele)),
    )


def _gemeinsam(kennzahlen: Sequence[Kennzahl], bezeichnung: PB, plan: PB, ist: PB) -> CellPlan:
    return (
        column(bezeichnung, (kennzahl.gezeigt_mit_allem for kennzahl in kennzahlen)),
        column(plan, (kennzahl.plan for kennzahl in kennzahlen)),
        column(ist, (kennzahl.ist for kennzahl in kennzahlen)),
    )


def _verfahren_text(blatt: Produktblatt) -> str | None:
    texte = [f"{verfahren.kuerzel} = {verfahren.value}" for verfahren in blatt.verfahren]
    geld = f"Prognose: {', '.join(texte)}" if texte else ""
    kennzahlen = f"Kennzahlen: {blatt.kennzahlverfahren}" if blatt.kennzahlverfahren else ""
    return ". ".join(filter(None, (geld, kennzahlen))) or None
