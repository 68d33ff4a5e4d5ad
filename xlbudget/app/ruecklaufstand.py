"""Where the round trip of a Stand stands, read from the Versandbuch, and what its returns change in a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from xlbudget.core.gliederung import Berichtsobjekt, Ebene, Gliederung, check_gliederung
from xlbudget.core.ruecklaufstand import Ruecklauflage, Ruecklaufzeile
from xlbudget.core.rueckmeldung import Feldart, Rueckmeldung, Status
from xlbudget.core.uebernahme import (
    Angenommen,
    Uebernahme,
    merge_erlaeuterungen,
    merge_kennzahlen,
    merge_meldungen,
    uebernahmen,
)
from xlbudget.core.zeit import Stand
from xlbudget.delivery.eintraege import Nachricht, Nachrichtenart, Rueckgabe
from xlbudget.delivery.versandbuch import Versandbuch, versandbuch_ort
from xlbudget.errors import Befund, EingabeError
from xlbudget.sources.datenmappe import Datenmappe, read_datenmappe


@contextmanager
def open_versandbuch(datenmappe: Path) -> Iterator[Versandbuch | None]:
    """The Versandbuch of a Datenmappe; None where nothing was ever sent."""
    ort = versandbuch_ort(datenmappe)
    if isinstance(ort, Path) and not ort.is_file():
        yield None
        return
    with Versandbuch.open(ort, anlegen=False) as buch:
        yield buch


def read_uebernahmen(datenmappe: Path, stand: Stand) -> tuple[Uebernahme, ...]:
    """Every value that accepted returns bring into the report of a Stand."""
    with open_versandbuch(datenmappe) as buch:
        return uebernahmen(_angenommene(buch, stand)) if buch else ()


def _angenommene(buch: Versandbuch, stand: Stand) -> Iterator[Angenommen]:
    for rueckgabe in buch.ruecklauf.accepted(stand).values():
        sendung = buch.find_sendung(rueckgabe.sendung or "")
        if sendung is None:
            continue
        meldung = Rueckmeldung(
            sendung.identitaet, rueckgabe.name, rueckgabe.datum, rueckgabe.status or Status.FERTIG, rueckgabe.eingaben
        )
        eingegangen = (rueckgabe.eingegangen or rueckgabe.erfasst).date()
        yield Angenommen(sendung.felder, meldung, rueckgabe.dateiname, eingegangen)


def with_uebernahmen(
    mappe: Datenmappe, stand: Stand, uebernommen: Sequence[Uebernahme]
) -> tuple[Datenmappe, list[Befund]]:
    """The Datenmappe as the Fachdienste complete it for one Stand."""
    eigene = [meldung for fuer, meldung in mappe.meldungen if fuer == stand]
    meldungen, befunde = merge_meldungen(eigene, uebernommen)
    ergaenzt = replace(
        mappe,
        objekte=merge_erlaeuterungen(mappe.objekte, uebernommen),
        leistungen=merge_kennzahlen(mappe.leistungen, Feldart.LEISTUNG, uebernommen),
        ziele=merge_kennzahlen(mappe.ziele, Feldart.ZIEL, uebernommen),
        meldungen=(*mappe.meldungen, *((stand, meldung) for meldung in meldungen[len(eigene) :])),
    )
    return ergaenzt, befunde


def ruecklaufzeilen(buch: Versandbuch, budgets: Iterable[Berichtsobjekt], stand: Stand) -> tuple[Ruecklaufzeile, ...]:
    """One line for each of the Budgets."""
    versand = [n for n in buch.nachrichten(stand) if n.art is Nachrichtenart.VERSAND]
    rueckgaben = buch.ruecklauf.rueckgaben(stand)
    fristen = {sendung.identitaet.sendung: sendung.frist for sendung in buch.sendungen(stand)}
    zeilen = []
    for budget in budgets:
        nachricht = _last(n for n in versand if n.budget == budget.kennung)
        rueckgabe = _telling(rueckgaben, budget, nachricht.fassung if nachricht else None)
        zeilen.append(
            Ruecklaufzeile(
                budget,
                (*nachricht.an, *nachricht.kopie) if nachricht else (),
                _lage(nachricht, rueckgabe),
                nachricht.fassung if nachricht else None,
                _versandt(nachricht) if nachricht else None,
                fristen.get(nachricht.sendung) if nachricht else None,
                (rueckgabe.eingegangen or rueckgabe.erfasst).date() if rueckgabe else None,
                rueckgabe.name or rueckgabe.absender if rueckgabe else "",
            )
        )
    return tuple(zeilen)


def _last(nachrichten: Iterable[Nachricht]) -> Nachricht | None:
    """The one with the latest Fassung."""
    return max(nachrichten, key=lambda nachricht: nachricht.fassung, default=None)


def _telling(rueckgaben: Iterable[Rueckgabe], budget: Berichtsobjekt, fassung: int | None) -> Rueckgabe | None:
    """The return that says most about a Budget: one to be decided, else the accepted or latest one of that Fassung."""
    eigene = [r for r in rueckgaben if r.budget == budget.kennung and (not r.entscheidung or r.fassung == fassung)]
    vorrang: tuple[Callable[[Rueckgabe], bool], ...] = (
        lambda rueckgabe: rueckgabe.entscheidung is None,
        lambda rueckgabe: rueckgabe.ist_angenommen,
        lambda rueckgabe: True,
    )
    for zutrifft in vorrang:
        if passende := [rueckgabe for rueckgabe in eigene if zutrifft(rueckgabe)]:
            return passende[-1]
    return None


def _lage(nachricht: Nachricht | None, rueckgabe: Rueckgabe | None) -> Ruecklauflage:
    if rueckgabe is not None:
        if rueckgabe.entscheidung is None:
            return Ruecklauflage.ZU_ENTSCHEIDEN
        return Ruecklauflage.ANGENOMMEN if rueckgabe.ist_angenommen else Ruecklauflage.ABGELEHNT
    if nachricht is None:
        return Ruecklauflage.NICHT_VERSANDT
    if nachricht.ist_unklar:
        return Ruecklauflage.UNKLAR
    if nachricht.ist_gesendet:
        return Ruecklauflage.OFFEN
    return Ruecklauflage.ENTWURF if nachricht.entwuerfe else Ruecklauflage.NICHT_VERSANDT


def _versandt(nachricht: Nachricht) -> date | None:
    """The day a mail left, or was written as a draft to be sent by hand."""
    ereignis = nachricht.ereignisse[-1]
    if nachricht.ist_gesendet:
        return ereignis.wann.date()
    return nachricht.entwuerfe[-1].wann.date() if nachricht.entwuerfe else None


def ruecklaufstand(datenmappe: Path, stand: Stand) -> tuple[Ruecklaufzeile, ...]:
    """Where the round trip of a Stand stands, for every Budget that gets a workbook. Raises EingabeError."""
    mappe, befunde = read_datenmappe(datenmappe)
    if unmoeglich := check_gliederung(mappe.objekte):
        raise EingabeError("Die Gliederung der Datenmappe ist nicht zu verwenden.", [*unmoeglich, *befunde])
    gliederung = Gliederung(mappe.objekte)
    budgets = [
        objekt
        for objekt in gliederung.berichtsobjekte()
        if any(kind.ebene is Ebene.PRODUKT for kind in gliederung.kinder(objekt))
    ]
    with open_versandbuch(datenmappe) as buch:
        if buch is None:
            raise EingabeError(f"Zum Stand {stand} wurde noch nichts versandt.")
        return ruecklaufzeilen(buch, budgets, stand)
