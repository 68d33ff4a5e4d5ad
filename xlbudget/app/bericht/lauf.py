"""From a Datenmappe to report data: reads everything it names, checks it, computes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from xlbudget.app.bericht.abstimmung import reconcile
from xlbudget.app.bericht.auswahl import Rechner
from xlbudget.app.bericht.fakten import fakten_of
from xlbudget.app.bericht.fristen import check as check_fristen
from xlbudget.app.bericht.kennzahlwerte import check_kennzahlwerte_of, with_kennzahlwerte
from xlbudget.app.bericht.massnahmen import check as check_massnahmen
from xlbudget.app.bericht.quellen import Quellenlesung, offer_spalten, read_quellen
from xlbudget.app.bericht.rechnung import Rechnung
from xlbudget.app.bericht.sperre import locks
from xlbudget.app.bericht.uebernahmen import (
    accepted_texts,
    earlier_stands,
    own_values,
    read_angenommene,
    with_uebernahmen,
)
from xlbudget.core.abstimmung import Abstimmung
from xlbudget.core.berichtsdaten import Berichtsdaten
from xlbudget.core.darstellung import check_berichtsspalten
from xlbudget.core.fakten import Fakten
from xlbudget.core.gliederung import check_gliederung, check_namen, is_complete
from xlbudget.core.kennzahlen.vergleich import check_vergleiche
from xlbudget.core.kontenrahmen import check_kontenrahmen
from xlbudget.core.kontenrat import check_bestaetigung
from xlbudget.core.pruefung_abstimmung import check_abstimmung, check_nicht_im_bericht
from xlbudget.core.pruefung_begruendung import check_begruendungen, check_pflichtregeln, check_veraltete
from xlbudget.core.pruefung_fakten import check_standangaben
from xlbudget.core.pruefung_mappe import (
    check_kennzahlen,
    check_meldungen,
    check_regeln,
    check_texte,
    check_vorjahre,
)
from xlbudget.core.pruefung_plausibel import (
    check_zeilennamen,
    check_ziele,
)
from xlbudget.core.pruefung_umfang import check_wesentliche
from xlbudget.core.pruefung_ziele import check_messbar, check_ohne_ziel
from xlbudget.core.quittung import acknowledge
from xlbudget.core.reifegrad import check_reifegrade
from xlbudget.core.uebernahme import Eigene, Uebernahme, check_uebernahmen
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, EingabeError, Schwere
from xlbudget.fortschritt import Fortschritt, silent
from xlbudget.sources.datenmappe.mappe import Datenmappe, read_datenmappe
from xlbudget.sources.export.bilanz import Exportbilanz


@dataclass(frozen=True)
class Lauf:
    """Everything one run knows: the Datenmappe, its figures at the Stand, and all Befunde so far.

    `abstimmung` says what became of every line and cent, `uebernahmen` are the values that accepted returns of the
    Fachdienste brought in, `eigene` what the Datenmappe says itself where a return can speak, `bilanzen` what became of
    every line of each export. `fakten` is what a report says about itself.
    """

    mappe: Datenmappe
    daten: Berichtsdaten
    befunde: tuple[Befund, ...]
    abstimmung: Abstimmung
    uebernahmen: tuple[Uebernahme, ...] = ()
    bilanzen: tuple[Exportbilanz, ...] = ()
    eigene: Eigene = field(default_factory=dict)
    fakten: Fakten = field(kw_only=True)


def load(
    datenmappe: Path,
    stand: Stand | None = None,
    fortschritt: Fortschritt = silent,
    *,
    mit_ruecklauf: bool = True,
    rechner: Rechner = Rechner.ARROW,
) -> Lauf:
    """Read and check a Datenmappe with all its exports, and compute the figures of one Stand.

    Without `stand`, Dezember of the Haushaltsjahr, reasons are missed as at the last month that is booked, and the
    Meldungen of all its Stände are checked. What Fachdienste returned for the Stand, and a controller accepted, counts
    unless `mit_ruecklauf` is False. Raises EingabeError, with all Befunde gathered so far, where no report is possible:
    unreadable files, missing tables, a broken Gliederung, a Stand outside the Haushaltsjahr.
    """
    fortschritt("Datenmappe lesen", 0, 3)
    gelesen, befunde = read_datenmappe(datenmappe)
    ohne_ruecklauf = mappe = with_kennzahlwerte(gelesen, stand or Stand(gelesen.jahr, 12))
    unmoeglich = check_gliederung(mappe.objekte)
    eigene = own_values(mappe, stand) if stand else {}
    uebernahmen: tuple[Uebernahme, ...] = ()
    if stand and mit_ruecklauf:
        angenommene, wartende = read_angenommene(mappe, stand)
        befunde += wartende
        if not unmoeglich:
            mappe, uebernahmen, gesagt = with_uebernahmen(gelesen, stand, angenommene)
            befunde += gesagt
    befunde += [*_check_mappe(mappe), *check_kennzahlwerte_of(mappe, stand, gelesen)]
    if stand and stand.jahr != mappe.jahr:
        unmoeglich.append(_wrong_year(mappe, stand))
    fortschritt("Exporte lesen", 1, 3)
    quellen = read_quellen(mappe, rechner)
    befunde += quellen.befunde
    unmoeglich += quellen.unmoeglich
    if unmoeglich or not all(map(is_complete, mappe.objekte)):
        befunde += offer_spalten(mappe, quellen.befunde)
        raise EingabeError("Ein Bericht ist so nicht möglich.", [*unmoeglich, *befunde])
    fortschritt("Rechnen", 2, 3)
    rechnung = Rechnung(mappe, quellen)
    daten = rechnung.daten(stand or Stand(mappe.jahr, 12))
    befunde = rechnung.konten.explained([*befunde, *rechnung.check(daten, zum_stand=stand is not None)])
    befunde += offer_spalten(mappe, befunde)
    uebernahmen, fehlende = check_uebernahmen(uebernahmen, daten)
    befunde += fehlende
    gebucht = daten if stand else _as_booked(gelesen, rechnung)
    befunde += [*check_begruendungen(gebucht), *check_wesentliche(gebucht)]
    if stand and mit_ruecklauf:
        befunde += _check_veraltete(gelesen, quellen, daten)
    befunde += check_massnahmen(mappe, daten, stand)
    befunde += [] if stand else check_fristen(mappe, date.today(), daten.gliederung)  # no business of a report
    andere = [] if stand else sorted({fuer for fuer, _ in mappe.meldungen if fuer.jahr == mappe.jahr})
    for geprueft in (daten, *map(rechnung.daten, andere)):
        befunde += rechnung.check_eigene_meldungen(geprueft)
        befunde += geprueft.prognosen.befunde
    abstimmung = reconcile(quellen, mappe.kontrollsummen, daten)
    befunde += [*check_abstimmung(abstimmung), *check_nicht_im_bericht(abstimmung, mappe.schwellen)]
    fortschritt("Rechnen", 3, 3)
    bilanzen = tuple(export.bilanz for export in quellen.exporte)
    befunde = acknowledge(befunde, mappe.quittungen, locks)
    zum_stand = stand is not None and mit_ruecklauf
    fakten = fakten_of(ohne_ruecklauf, daten, rechnung.buchungen, befunde, mit_ruecklauf=zum_stand)
    return Lauf(mappe, daten, tuple(befunde), abstimmung, uebernahmen, bilanzen, eigene, fakten=fakten)


def _check_mappe(mappe: Datenmappe) -> list[Befund]:
    """What can be said about the Datenmappe alone."""
    return [
        *check_regeln(mappe.regeln, mappe.place_of, mappe.weitere_schwellen),
        *check_pflichtregeln(mappe.regeln.pflicht, mappe.place_of),
        *check_namen(mappe.objekte),
        *check_kontenrahmen(mappe.praefixe),
        *check_zeilennamen(mappe.praefixe),
        *check_bestaetigung(mappe.praefixe),
        *check_texte(mappe.objekte, (*mappe.leistungen, *mappe.ziele)),
        *check_kennzahlen(mappe.leistungen),
        *check_kennzahlen(mappe.ziele),
        *check_ziele(mappe.ziele),
        *check_ohne_ziel(mappe.leistungen, mappe.ziele, mappe.kennzahlregeln, {o.kennung for o in mappe.objekte}),
        *check_messbar(mappe.ziele, mappe.kennzahlregeln),
        *check_vergleiche((k.vergleich for k in (*mappe.leistungen, *mappe.ziele) if k.vergleich), mappe.jahr),
        *check_vorjahre(mappe.vorjahre, mappe.jahr),
        *check_meldungen(mappe.meldungen, mappe.jahr),
        *check_standangaben(mappe.staende, mappe.jahr),
        *check_berichtsspalten(mappe.berichtsspalten),
        *check_reifegrade(mappe.reifegrade),
    ]


def _as_booked(gelesen: Datenmappe, rechnung: Rechnung) -> Berichtsdaten:
    """The figures at the last month with postings: half a year misses the Ansatz of a whole one everywhere."""
    stand = Stand(gelesen.jahr, max((summe.monat for summe in rechnung.buchungen), default=12))
    mappe = with_kennzahlwerte(gelesen, stand)
    return replace(rechnung.daten(stand), leistungen=mappe.leistungen, ziele=mappe.ziele)


def _check_veraltete(mappe: Datenmappe, quellen: Quellenlesung, daten: Berichtsdaten) -> list[Befund]:
    """Reasons that are those of an earlier Stand; of each Produkt the latest one that was accepted counts."""
    befunde: list[Befund] = []
    gesehen: set[str] = set()
    for frueher in earlier_stands(mappe, daten.stand) if mappe.regeln.pflicht.verlangt_etwas else ():
        angenommene, _ = read_angenommene(mappe, frueher)
        texte = {objekt: text for objekt, text in accepted_texts(angenommene).items() if objekt not in gesehen}
        gesehen |= texte.keys()
        if texte:
            damals, _, _ = with_uebernahmen(mappe, frueher, angenommene)
            befunde += check_veraltete(daten, Rechnung(damals, quellen).daten(frueher), texte)
    return befunde


def _wrong_year(mappe: Datenmappe, stand: Stand) -> Befund:
    text = (
        f"Der Stand {stand} liegt nicht im Haushaltsjahr {mappe.jahr} der Datenmappe. "
        "Einen Stand dieses Jahres angeben oder die Mappe des anderen Jahres nehmen."
    )
    return Befund(Schwere.FEHLER, "stand.jahr", text, mappe.place_of("Haushaltsjahr"))
