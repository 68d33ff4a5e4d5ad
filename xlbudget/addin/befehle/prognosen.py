"""The buttons Prognose rechnen and Prognose übernehmen: between the active Produktblatt and the Datenmappe."""

from __future__ import annotations

from xlbudget.addin.offen.arbeitsmappen import OffeneDatenmappe, open_datenmappe
from xlbudget.addin.offen.meldungen import anzahl, liste
from xlbudget.addin.offen.offenes_blatt import OffenesBlatt, aktives_blatt, as_cents, check_schreibbar
from xlbudget.addin.offen.prognosetabelle import write_meldungen
from xlbudget.addin.offen.sitzung import Sitzung
from xlbudget.app.bericht.lauf import Lauf, load
from xlbudget.app.bericht.prognose import (
    Prognoseaenderung,
    Prognoseuebernahme,
    find_objekt,
    plan_uebernahme,
    without_meldungen,
)
from xlbudget.cellplan import Fill
from xlbudget.core.geld import format_betrag
from xlbudget.core.gliederung import Berichtsobjekt
from xlbudget.core.kontenrahmen import Berichtszeile
from xlbudget.core.produktblatt import Produktblatt
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef
from xlbudget.layout.namen import PB, ZEILENNAMEN
from xlbudget.layout.produktblatt import plan_produktblatt
from xlbudget.xlsx.live.live_template import LiveTemplate

_PROGNOSE = tuple(namen.prognose for namen in ZEILENNAMEN.values())
_GERECHNET = frozenset({*_PROGNOSE, *(namen.verfahren for namen in ZEILENNAMEN.values()), PB.VERFAHREN})
_ZAHLEN = tuple(name for namen in ZEILENNAMEN.values() for name in (namen.monate, namen.ansatz))


def prognose_rechnen(sitzung: Sitzung, monat: int) -> str:
    """Write the calculated Prognose of every row to the active Produktblatt, whatever the Datenmappe has set."""
    blatt = aktives_blatt(sitzung.app)
    check_schreibbar(blatt.sheet.book)
    datenmappe = open_datenmappe(sitzung)
    stand = datenmappe.stand(monat)
    blatt.check_stand(stand)
    with sitzung.quiet() as fortschritt:
        lauf = load(datenmappe.datei, stand, fortschritt=fortschritt)
        objekt = find_objekt(lauf, blatt.titel)
        gerechnet = without_meldungen(lauf).produktblatt(objekt)
        _check_zeilen(blatt, gerechnet)
        plan = plan_produktblatt(gerechnet, lauf.mappe.kommune, lauf.fakten.text)
        spalten = tuple(entry for entry in plan if entry.name in _GERECHNET)
        LiveTemplate(blatt.sheet.book, [spalten]).fill_sheet(blatt.sheet.name, spalten, _PROGNOSE)
    return f"Die Prognose von „{blatt.titel}“ ist gerechnet, Stand {stand.text}.{_set_note(lauf, objekt, gerechnet)}"


def prognose_uebernehmen(sitzung: Sitzung, monat: int) -> str:
    """Enter the Prognosen of the active Produktblatt that differ from those of xlbudget into the Datenmappe."""
    blatt = aktives_blatt(sitzung.app)
    datenmappe = open_datenmappe(sitzung)
    check_schreibbar(datenmappe.book)
    stand = datenmappe.stand(monat)
    blatt.check_stand(stand)
    with sitzung.quiet() as fortschritt:
        lauf = load(datenmappe.datei, stand, fortschritt=fortschritt)
        objekt = find_objekt(lauf, blatt.titel)
        jetzt = lauf.daten.produktblatt(objekt)
        _check_zeilen(blatt, jetzt)
        uebernahme = plan_uebernahme(lauf, objekt, _betraege(blatt))
        veraltet = _is_outdated(blatt, jetzt, lauf.mappe.kommune)
    if not uebernahme.aenderungen:
        return f"Die Prognosen von „{blatt.titel}“ sind die der Datenmappe; es ist nichts zu übernehmen."
    _ask(sitzung, datenmappe, blatt, uebernahme, veraltet=veraltet)
    with sitzung.quiet():
        write_meldungen(datenmappe.book, stand, uebernahme.aenderungen)
    return _report(datenmappe, uebernahme, stand)


def _check_zeilen(blatt: OffenesBlatt, jetzt: Produktblatt) -> None:
    """The rows of the sheet must be those of the Kontenzuordnung: figures must not land beside another name."""
    erwartet = [Berichtszeile(t.art, zeile.name) for t in (jetzt.ertraege, jetzt.aufwendungen) for zeile in t.zeilen]
    if list(blatt.prognosen()) != erwartet:
        raise EingabeError(
            f"Die Zeilen des Blattes „{blatt.sheet.name}“ sind nicht die der Kontenzuordnung in der Datenmappe. Bitte "
            "zuerst „Blatt aktualisieren“ drücken."
        )


def _betraege(blatt: OffenesBlatt) -> dict[Berichtszeile, int]:
    """The Prognose of every row in cents. Raises EingabeError naming every cell that has no number."""
    betraege, befunde = {}, []
    for zeile, (zelle, wert) in blatt.prognosen().items():
        betrag_ct = as_cents(wert)
        if betrag_ct is None:
            ort = SourceRef(blatt.sheet.book.name, blatt.sheet.name, zelle)
            text = f"Die Prognose für {zeile.art}, {zeile.name} ist keine Zahl. Dort einen Betrag in Euro eintragen."
            befunde.append(Befund(Schwere.FEHLER, "prognose.zahl", text, ort))
        else:
            betraege[zeile] = betrag_ct
    if befunde:
        raise EingabeError("Die Prognosen lassen sich so nicht übernehmen; es ist nichts geändert.", befunde)
    return betraege


def _is_outdated(blatt: OffenesBlatt, jetzt: Produktblatt, kommune: str) -> bool:
    """Whether the sheet shows other bookings or Ansätze than there are now."""
    plan = {entry.name: entry.block for entry in plan_produktblatt(jetzt, kommune) if isinstance(entry, Fill)}
    for name in _ZAHLEN:
        for gezeigt, richtig in zip(blatt.block(name), plan[name], strict=False):
            if any(as_cents(a) != as_cents(b) for a, b in zip(gezeigt, richtig, strict=False)):
                return True
    return False


def _ask(
    sitzung: Sitzung,
    datenmappe: OffeneDatenmappe,
    blatt: OffenesBlatt,
    uebernahme: Prognoseuebernahme,
    *,
    veraltet: bool,
) -> None:
    absaetze = [
        f"Aus „{blatt.titel}“ in die Tabelle Prognosen von {datenmappe.book.name}:\n"
        f"{liste(map(_text, uebernahme.aenderungen))}"
    ]
    if veraltet:
        absaetze.append(
            "Achtung: Das Blatt zeigt andere Buchungen oder Ansätze als die Datenmappe. Auch Zeilen, die niemand "
            "geändert hat, können deshalb in der Liste stehen."
        )
    absaetze += [f"Achtung: {befund}" for befund in uebernahme.befunde]
    sitzung.ask("\n\n".join([*absaetze, "Übernehmen?"]))


def _text(aenderung: Prognoseaenderung) -> str:
    meldung = aenderung.meldung
    return (
        f"{meldung.art}, {meldung.zeile}: {format_betrag(meldung.betrag_ct)} € "
        f"statt {format_betrag(aenderung.bisher_ct)} €"
    )


def _report(datenmappe: OffeneDatenmappe, uebernahme: Prognoseuebernahme, stand: Stand) -> str:
    geaendert = sum(aenderung.bisherige is not None for aenderung in uebernahme.aenderungen)
    neu = len(uebernahme.aenderungen) - geaendert
    return (
        f"{anzahl(len(uebernahme.aenderungen), 'Prognose', 'Prognosen')} übernommen, Stand {stand.text}: {neu} neu, "
        f"{geaendert} geändert.\n\n{datenmappe.book.name} ist noch nicht gespeichert; erst danach gelten sie in den "
        "Berichten."
    )


def _set_note(lauf: Lauf, objekt: Berichtsobjekt, gerechnet: Produktblatt) -> str:
    """What is to be said where the Datenmappe has set something else."""
    gesetzt = lauf.daten.produktblatt(objekt)
    paare = zip(
        (*gesetzt.ertraege.zeilen, *gesetzt.aufwendungen.zeilen),
        (*gerechnet.ertraege.zeilen, *gerechnet.aufwendungen.zeilen),
        strict=True,
    )
    andere = [zeile.name for zeile, neu in paare if zeile.prognose.betrag_ct != neu.prognose.betrag_ct]
    if not andere:
        return ""
    return (
        f"\n\nIn den Berichten gilt für diese Zeilen weiter, was von Hand gesetzt oder gemeldet ist:\n{liste(andere)}"
    )
