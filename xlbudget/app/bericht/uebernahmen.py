"""What accepted returns of the Fachdienste change in a report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from xlbudget.app.bericht.buchzugang import open_buch
from xlbudget.app.bericht.kennzahlwerte import with_kennzahlwerte
from xlbudget.core.angenommen import Angenommen, Mappenstand, uebernahmen
from xlbudget.core.gliederung import Gliederung
from xlbudget.core.kennzahlen.gemeldet import Gemeldetes, merge_monatswerte
from xlbudget.core.kennzahlen.monatszeilen import eigene_monatswerte
from xlbudget.core.kontenrahmen import Kontenrahmen
from xlbudget.core.massnahmenfelder import Massnahmenmeldung, eigene_massnahmen, merge_massnahmen
from xlbudget.core.rueckmeldung import Feld, Feldart, Feldwert
from xlbudget.core.uebernahme import (
    Uebernahme,
    eigene_werte,
    merge_erlaeuterungen,
    merge_kennzahlen,
    to_meldungen,
)
from xlbudget.core.zeit import Stand
from xlbudget.delivery.ledger.eintraege import Rueckgabe, Sendung
from xlbudget.errors import Befund, Schwere
from xlbudget.sources.datenmappe.mappe import Datenmappe


def read_angenommene(mappe: Datenmappe, stand: Stand) -> tuple[tuple[Angenommen, ...], list[Befund]]:
    """The accepted returns of a Stand with what they answer to, and what is to be said about those that wait."""
    with open_buch(mappe) as buch:
        if buch is None:
            return (), []
        rueckgaben = buch.ruecklauf.rueckgaben(stand)
        sendungen = {sendung.identitaet.sendung: sendung for sendung in buch.sendungen(stand)}
        offene = buch.ruecklauf.undecided(stand)
    angenommene = [
        Angenommen(
            nummer=r.nummer,
            budget=str(r.budget),
            gesendet=sendungen[r.sendung].felder,
            eigene=_own_then(sendungen[r.sendung], sendungen, rueckgaben),
            meldung=r.rueckmeldung,
            datei=r.dateiname,
            eingegangen=r.eingangstag,
        )
        for r in rueckgaben
        if r.ist_angenommen and r.rueckmeldung and r.sendung in sendungen
    ]
    return tuple(angenommene), [_waits(budget, gruppe) for (_, budget), gruppe in offene.items()]


def earlier_stands(mappe: Datenmappe, stand: Stand) -> list[Stand]:
    """The Stände before this one for which workbooks were sent, latest first."""
    with open_buch(mappe) as buch:
        gesendet = {sendung.identitaet.stand for sendung in buch.sendungen()} if buch else set()
    return sorted((frueher for frueher in gesendet if frueher < stand and frueher.jahr == stand.jahr), reverse=True)


def accepted_texts(angenommene: Iterable[Angenommen]) -> dict[str, str]:
    """The Erläuterungen of accepted returns, by object."""
    return {
        feld.objekt: str(wert or "")
        for angenommen in angenommene
        for feld, wert in angenommen.meldung.eingaben.items()
        if feld.feldart is Feldart.ERLAEUTERUNG
    }


def _own_then(sendung: Sendung, sendungen: dict[str, Sendung], rueckgaben: Sequence[Rueckgabe]) -> dict[Feld, Feldwert]:
    """What the Datenmappe itself had when a workbook was sent, where that was prefilled with something else.

    An earlier xlbudget did not store it: what an answer to an earlier Fassung had brought in came from there.
    """
    if sendung.eigene is not None:
        return dict(sendung.eigene)
    gesendet = {eingabe.feld: eingabe.wert for eingabe in sendung.felder}
    eigene: dict[Feld, Feldwert] = {}
    for frueher in rueckgaben:
        andere = sendungen.get(frueher.sendung or "")
        if andere is None or frueher.rueckmeldung is None or frueher.erfasst > sendung.angelegt:
            continue
        if andere.identitaet.fassung >= sendung.identitaet.fassung or frueher.budget != sendung.identitaet.budget:
            continue
        damals = {e.feld: e.wert for e in andere.felder} | _own_then(andere, sendungen, rueckgaben)
        for feld, wert in frueher.rueckmeldung.eingaben.items():
            if feld in gesendet and feld in damals and wert == gesendet[feld] != damals[feld]:
                eigene.setdefault(feld, damals[feld])
    return eigene


def own_values(mappe: Datenmappe, stand: Stand) -> dict[Feld, Feldwert]:
    """What a Datenmappe says itself for one Stand."""
    meldungen = [meldung for fuer, meldung in mappe.meldungen if fuer == stand]
    werte = eigene_werte(mappe.objekte, mappe.leistungen, mappe.ziele, meldungen)
    werte |= eigene_massnahmen(mappe.massnahmen)
    return werte | dict(eigene_monatswerte(mappe.kennzahlregeln, mappe.kennzahlwerte))


def with_uebernahmen(
    mappe: Datenmappe, stand: Stand, angenommene: Iterable[Angenommen]
) -> tuple[Datenmappe, tuple[Uebernahme, ...], list[Befund]]:
    """The Datenmappe as the Fachdienste complete it for one Stand, what that is, and what is to be said about it.

    `mappe` is as it was read: what its Kennzahlen are at the Stand follows from what was reported of their months, at
    this Stand and before. Its Gliederung must have passed `check_gliederung`.
    """
    angenommene = tuple(angenommene)
    fruehere = earlier_angenommene(mappe, stand)
    gemeldet = reported_months(mappe, fruehere, angenommene)
    massnahmen = reported_massnahmen(mappe, fruehere, angenommene)
    mappe = with_kennzahlwerte(replace(mappe, kennzahlwerte=gemeldet.werte), stand)
    gerechnet = {
        Feld(kennzahl.produkt, art, zeile=kennzahl.bezeichnung)
        for art, kennzahlen in ((Feldart.LEISTUNG, mappe.leistungen), (Feldart.ZIEL, mappe.ziele))
        for kennzahl in kennzahlen
        if kennzahl.reihe and kennzahl.reihe.ist_gerechnet
    }
    zeilen = Kontenrahmen(mappe.praefixe).zeilen
    bestand = Mappenstand(own_values(mappe, stand), Gliederung(mappe.objekte), zeilen, gerechnet)
    genommen, befunde = uebernahmen(angenommene, bestand)
    ergaenzt = replace(
        mappe,
        objekte=merge_erlaeuterungen(mappe.objekte, genommen),
        leistungen=merge_kennzahlen(mappe.leistungen, Feldart.LEISTUNG, genommen),
        ziele=merge_kennzahlen(mappe.ziele, Feldart.ZIEL, genommen),
        massnahmen=massnahmen.zeilen,
        meldungen=(*mappe.meldungen, *((stand, meldung) for meldung in to_meldungen(genommen))),
    )
    uebernommen = (*genommen, *gemeldet.uebernahmen, *massnahmen.uebernahmen)
    return ergaenzt, uebernommen, [*befunde, *gemeldet.befunde, *massnahmen.befunde]


def reported_months(mappe: Datenmappe, fruehere: Iterable[Angenommen], heutige: Iterable[Angenommen]) -> Gemeldetes:
    """Values by month with those of the accepted returns of the earlier Stände of the year and of this one."""
    return merge_monatswerte(
        mappe.kennzahlregeln, mappe.kennzahlwerte, fruehere if mappe.kennzahlregeln else (), heutige
    )


def reported_massnahmen(
    mappe: Datenmappe, fruehere: Iterable[Angenommen], heutige: Iterable[Angenommen]
) -> Massnahmenmeldung:
    """Measures as the accepted returns of the earlier Stände of the year and of this one have them."""
    return merge_massnahmen(mappe.massnahmen, (*(fruehere if mappe.massnahmen else ()), *heutige))


def earlier_angenommene(mappe: Datenmappe, stand: Stand) -> list[Angenommen]:
    """The accepted returns of the earlier Stände of the year, in their order; none where nothing outlives its Stand."""
    if not (mappe.kennzahlregeln or mappe.massnahmen):
        return []
    staende = reversed(earlier_stands(mappe, stand))
    return [angenommen for frueher in staende for angenommen in read_angenommene(mappe, frueher)[0]]


def _waits(budget: str, gruppe: Sequence[Rueckgabe]) -> Befund:
    """What a report says about returns that nobody has decided about."""
    offene = [rueckgabe for rueckgabe in gruppe if rueckgabe.entscheidung is None]
    nummern = ", ".join(str(rueckgabe.nummer) for rueckgabe in offene)
    was = f"die Rückgabe {nummern} wartet" if len(offene) == 1 else f"die Rückgaben {nummern} warten"
    geltende = next((rueckgabe for rueckgabe in gruppe if rueckgabe.ist_angenommen), None)
    gilt = f"Bis dahin gilt die Rückgabe {geltende.nummer}" if geltende else "Bis dahin zählt nichts davon"
    text = f"„{budget}“: {was} auf eine Entscheidung (xlbudget ruecklauf). {gilt}."
    if frueher := [rueckgabe.nummer for rueckgabe in offene if rueckgabe.war_angenommen]:
        text += f" Rückgabe {frueher[0]} zählte schon und kann in einem früheren Bericht stehen."
        return Befund(Schwere.WARNUNG, "ruecklauf.wartet", text)
    return Befund(Schwere.HINWEIS, "ruecklauf.wartet", text)
