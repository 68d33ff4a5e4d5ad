"""Produktblatt → CellPlan: what goes under which defined name of a template.

A template needs the names in `PFLICHTNAMEN`; the others are filled where the template has them.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from xlbudget.cellplan import CellPlan, Cellwert, Fill, HideRows, cell, column, rows
from xlbudget.core.bericht import Blatttabelle, Kennzahl, Produktblatt
from xlbudget.core.geld import euro
from xlbudget.core.gliederung import Ebene
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.monatswerte import Monate

TABELLENNAME = {Art.ERTRAEGE: "Ertraege", Art.AUFWENDUNGEN: "Aufwendungen"}

PFLICHTNAMEN = frozenset(
    {"PB_Titel", "PB_Stand"}
    | {f"PB_{tabelle}{teil}" for tabelle in TABELLENNAME.values() for teil in ("", "Zeilen", "Ansatz", "Prognose")}
)
"""Names without which a sheet could not carry the figures of a Produktblatt."""


def plan_produktblatt(blatt: Produktblatt, kommune: str) -> CellPlan:
    """The write list of one sheet. Money is exact euros (Decimal), months after the Stand are empty."""
    return (
        *_kopf(blatt, kommune),
        *_tabelle(blatt.ertraege, blatt.stand.monat),
        *_tabelle(blatt.aufwendungen, blatt.stand.monat),
        *_kennzahlen(blatt),
        cell("PB_AmpelGelbAb", euro(blatt.regeln.ampel_gelb_ab_ct)),
        cell("PB_AmpelRotAb", euro(blatt.regeln.ampel_rot_ab_ct)),
        cell("PB_Verfahren", _verfahren_text(blatt)),
        cell("PB_Erlaeuterung", blatt.objekt.erlaeuterung or None),
    )


def _kopf(blatt: Produktblatt, kommune: str) -> CellPlan:
    objekt = blatt.objekt
    return (
        cell("PB_Kommune", kommune),
        cell("PB_Ebene", None if objekt.ebene is Ebene.GESAMT else objekt.ebene.value),
        cell("PB_Titel", objekt.titel),
        cell("PB_Verantwortlich", objekt.verantwortlich or None),
        cell("PB_Stand", blatt.stand.text),
        cell("PB_Jahr", blatt.stand.jahr),
        cell("PB_Monat", blatt.stand.monat),
    )


def _tabelle(tabelle: Blatttabelle, monat: int) -> CellPlan:
    name = f"PB_{TABELLENNAME[tabelle.art]}"
    zeilen = tabelle.zeilen
    return (
        column(f"{name}Zeilen", (zeile.name for zeile in zeilen)),
        column(f"{name}Ansatz", (euro(zeile.ansatz_ct or 0) for zeile in zeilen)),
        rows(name, (_ist(zeile.monate_ct, monat) for zeile in zeilen)),
        column(f"{name}Prognose", (euro(zeile.prognose.betrag_ct) for zeile in zeilen)),
        column(f"{name}Verfahren", (zeile.prognose.kuerzel for zeile in zeilen)),
        HideRows(f"{name}Zeilen", len(zeilen)),
        Fill(
            f"{name}Vorjahre",
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
        *_gemeinsam("PB_Leistung", leistungen),
        HideRows("PB_LeistungBezeichnung", len(leistungen)),
        *_gemeinsam("PB_Ziel", ziele),
        column("PB_ZielMessgroesse", (ziel.einheit for ziel in ziele)),
        column("PB_ZielRichtung", (ziel.richtung.value for ziel in ziele)),
        cell("PB_ZielSchlechtUnter", regeln.ziel_schlecht_unter_pct / 100),
        cell("PB_ZielGutUeber", regeln.ziel_gut_ueber_pct / 100),
        HideRows("PB_ZielBezeichnung", len(ziele)),
    )


def _gemeinsam(name: str, kennzahlen: Iterable[Kennzahl]) -> CellPlan:
    kennzahlen = tuple(kennzahlen)
    return (
        column(f"{name}Bezeichnung", (kennzahl.bezeichnung for kennzahl in kennzahlen)),
        column(f"{name}Plan", (kennzahl.plan for kennzahl in kennzahlen)),
        column(f"{name}Ist", (kennzahl.ist for kennzahl in kennzahlen)),
    )


def _verfahren_text(blatt: Produktblatt) -> str | None:
    texte = [f"{verfahren.kuerzel} = {verfahren.value}" for verfahren in blatt.verfahren]
    return f"Prognose: {', '.join(texte)}" if texte else None
