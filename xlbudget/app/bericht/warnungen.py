"""What a reader of a consolidated report has to know before its figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from xlbudget.app.bericht.lauf import Lauf
from xlbudget.app.bericht.sperre import locks
from xlbudget.core.bericht import Produktbericht
from xlbudget.core.geld import format_betrag
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, Schwere, SourceRef
from xlbudget.sources.datenmappe.mappe import Datenmappe

_OHNE_ZAHLEN = frozenset(
    {"Verteiler", "Mailtexte", "Quittungen", "WeitereZahlen", "WeitereNamen", "Fristen", "Reifegrad"}
)
"""Tables of which nothing is in a report."""

Zeile = tuple[str | None, int]
"""A sheet of the Datenmappe, and a row of it."""


PROTOKOLL = "Prüfprotokoll"
"""What the name of the record begins with."""


def protokoll_name(stand: Stand) -> str:
    """The file of the record beside the reports."""
    return f"{PROTOKOLL} {stand}.xlsx"


def warnings_for(
    lauf: Lauf, bericht: Produktbericht, befunde: Sequence[Befund], *, mit_protokoll: bool = True
) -> list[str]:
    """The lines below its title; of an Auszug only what may concern what it shows. Only the house has the record."""
    warnungen = list(filter(None, [lauf.fakten.rueckstand]))
    fehlt = lauf.abstimmung.nicht_im_bericht
    if fehlt.anzahl and fehlt.betrag_ct >= lauf.mappe.schwellen.nennen_ab_ct:
        teile = (lauf.abstimmung.missing(ansatz=ansatz) for ansatz in (False, True))
        texte = (
            f"{'Ansätze ' if t.ansatz else ''}{format_betrag(t.betrag_ct)} € aus {t.zeilen}" for t in teile if t.anzahl
        )
        warnungen.append(f"Nicht enthalten: {' und '.join(texte)} der Exporte")
    fehler = [befund for befund in befunde if befund.schwere is Schwere.FEHLER]
    wen = ""
    if bericht.ausschuss:
        fremde = set(_foreign_rows(bericht, lauf.mappe))
        fehler = [befund for befund in fehler if locks(befund) or _concerns(befund, lauf.mappe, fremde)]
        wen = ", der diesen Auszug betreffen kann" if len(fehler) == 1 else ", die diesen Auszug betreffen können"
    if fehler:
        wo = f", siehe {protokoll_name(bericht.stand)}" if mit_protokoll else ""
        warnungen.append(f"Achtung: {len(fehler)} Fehler in den Daten{wen}{wo}")
    return warnungen


def _concerns(befund: Befund, mappe: Datenmappe, fremde: set[Zeile]) -> bool:
    """Whether a figure of the Auszug may be wrong; a finding without a row of its own may be about anything."""
    ort = befund.source
    if ort is None or ort.datei != mappe.file.name:
        return True
    return ort.blatt not in _OHNE_ZAHLEN and _row(ort) not in fremde


def _foreign_rows(bericht: Produktbericht, mappe: Datenmappe) -> Iterator[Zeile]:
    """The rows of the Datenmappe that are about objects, or a committee, of another Auszug."""
    gezeigt = {zeile.objekt.kennung for gruppe in bericht.budgetgruppen for zeile in gruppe.zeilen}
    for gruppe in bericht.budgetgruppen:
        gezeigt |= {objekt.kennung for objekt in (gruppe.blatt.objekt, *gruppe.pfad)}
    bekannt = {objekt.kennung for objekt in mappe.objekte}
    for kennung, ort in (
        *((objekt.kennung, objekt.source) for objekt in mappe.objekte),
        *((kennzahl.produkt, kennzahl.source) for kennzahl in (*mappe.leistungen, *mappe.ziele)),
        *((vorjahr.objekt, vorjahr.source) for vorjahr in mappe.vorjahre),
        *((meldung.objekt, meldung.source) for _, meldung in mappe.meldungen),
        *((zeile.objekt, zeile.source) for zeile in mappe.massnahmen if zeile.objekt in bekannt),
    ):
        if ort and kennung not in gezeigt:
            yield _row(ort)
    for ausschuss in mappe.ausschuesse:
        if ausschuss.source and ausschuss != bericht.ausschuss:
            yield _row(ausschuss.source)


def _row(ort: SourceRef) -> Zeile:
    ziffern = re.search(r"\d+$", ort.zelle or "")
    return ort.blatt, int(ziffern[0]) if ziffern else 0
