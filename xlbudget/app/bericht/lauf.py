"""From a Datenmappe to report data: reads everything it names, checks it, computes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from xlbudget.app.bericht.abstimmung import reconcile
from xlbudget.app.bericht.auswahl import Rechner
from xlbudget.app.bericht.fakten import fakten_of
from xlbudget.app.bericht.fristen import check as check_fristen
from xlbudget.app.bericht.kennzahlwerte import check_kennzahlwerte_of, with_kennzahlwerte
from xlbudget.app.bericht.laender import kontenpruefung
from xlbudget.app.bericht.massnahmen import check as check_massnahmen
from xlbudget.app.bericht.quellen import Quellenlesung, check_finanzrechnung, offer_spalten, read_quellen
from xlbudget.app.bericht.sperre import locks
from xlbudget.app.bericht.uebernahmen import (
    accepted_texts,
    earlier_stands,
    own_values,
    read_angenommene,
    with_uebernahmen,
)
from xlbudget.app.bericht.vorjahre import check_gegen_dieses_jahr, exportjahr_of, sums_of
from xlbudget.core.abstimmung import Abstimmung
from xlbudget.core.ausschuss import Ausschuesse
from xlbudget.core.berichtsdaten import Berichtsdaten
from xlbudget.core.darstellung import check_berichtsspalten
from xlbudget.core.fakten import Fakten
from xlbudget.core.gliederung import Gliederung, check_gliederung, check_namen, is_complete
from xlbudget.core.kennzahlen.vergleich import check_vergleiche
from xlbudget.core.kontenrahmen import Kontenrahmen, check_kontenrahmen
from xlbudget.core.kontenrat import check_bestaetigung
from xlbudget.core.monatswerte import Kontensumme, Monatswerte, assign
from xlbudget.core.prognose import Meldung, Prognosen, Prognoserechnung, months_behind, select_vorjahre
from xlbudget.core.pruefung import check_abdeckung, check_stand, check_zuordnung
from xlbudget.core.pruefung_abstimmung import check_abstimmung, check_nicht_im_bericht
from xlbudget.core.pruefung_ausschuss import check_ausschuesse
from xlbudget.core.pruefung_begruendung import check_begruendungen, check_pflichtregeln, check_veraltete
from xlbudget.core.pruefung_bezeichnungen import Exportnamen, check_bezeichnungen
from xlbudget.core.pruefung_eigene import (
    check_eigene_kennzahlen,
    check_eigene_meldung,
    check_groesse,
    check_verlauf,
    zahlen_of,
)
from xlbudget.core.pruefung_exporte import check_exporte
from xlbudget.core.pruefung_fakten import check_endgueltig, check_ereignisse, check_standangaben
from xlbudget.core.pruefung_mappe import (
    check_bezuege,
    check_kennzahlen,
    check_meldungen,
    check_regeln,
    check_texte,
    check_verteiler,
    check_vorjahre,
)
from xlbudget.core.pruefung_monate import check_budgetmonate, check_jahresergebnis, check_monate
from xlbudget.core.pruefung_personen import check_personen
from xlbudget.core.pruefung_plausibel import (
    check_ansatzzeilen,
    check_gegen_die_art,
    check_interne_leistungen,
    check_monatsverlauf,
    check_zeilennamen,
    check_ziele,
)
from xlbudget.core.pruefung_umfang import check_umfang, check_wesentliche
from xlbudget.core.pruefung_ziele import check_messbar, check_ohne_ziel
from xlbudget.core.quittung import acknowledge
from xlbudget.core.reifegrad import check_reifegrade
from xlbudget.core.uebernahme import Eigene, Uebernahme, check_uebernahmen
from xlbudget.core.vorjahre import Vorjahreswerte
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef, has_fehler
from xlbudget.fortschritt import Fortschritt, silent
from xlbudget.sources.datenmappe.mappe import Datenmappe, read_datenmappe
from xlbudget.sources.export.angaben import Inhalt
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

    Without `stand`, Dezember of the Haushaltsjahr, and the Meldungen of all its Stände are checked. What Fachdienste
    returned for the Stand, and a controller accepted, counts unless `mit_ruecklauf` is False. Raises
    EingabeError, with all Befunde gathered so far, where no report is possible: unreadable files, missing tables, a
    broken Gliederung, a Stand outside the Haushaltsjahr.
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
    rechnung = _Rechnung(mappe, quellen)
    daten = rechnung.daten(stand or Stand(mappe.jahr, 12))
    befunde = rechnung.konten.explained([*befunde, *rechnung.check(daten, zum_stand=stand is not None)])
    befunde += offer_spalten(mappe, befunde)
    uebernahmen, fehlende = check_uebernahmen(uebernahmen, daten)
    befunde += fehlende
    befunde += [*check_begruendungen(daten), *check_wesentliche(daten)]
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


class _Rechnung:
    """The figures of one Datenmappe and its exports, for any Stand of its year."""

    def __init__(self, mappe: Datenmappe, quellen: Quellenlesung) -> None:
        self._mappe, self._exporte, self._exporte_vorjahre = mappe, quellen.exporte, quellen.vorjahre
        self._gliederung, self._rahmen = Gliederung(mappe.objekte), Kontenrahmen(mappe.praefixe)
        self.buchungen = list(self._summen(ansatz=False))
        self.konten = kontenpruefung(self._exporte, self._rahmen, SourceRef(mappe.file.name, "Kontenzuordnung"))
        self._ansatz = assign(self._summen(ansatz=True), self._gliederung, self._rahmen, saldo=False)
        quellenblatt = SourceRef(mappe.file.name, "Quellen")
        jahre = [
            exportjahr_of(j, teile, self._gliederung, self._rahmen, quellenblatt)
            for j, teile in quellen.vorjahre.items()
        ]
        self._tabelle = select_vorjahre(mappe.vorjahre, mappe.jahr)
        self._vorjahre = Vorjahreswerte(
            self._gliederung, self._rahmen, mappe.jahr, self._ansatz, self._tabelle, [jahr for jahr, _ in jahre]
        )
        self._befunde_vorjahre = [*(befund for _, befunde in jahre for befund in befunde), *self._vorjahre.check()]

    def _summen(self, *, ansatz: bool) -> Iterable[Kontensumme]:
        exporte = (export for export in self._exporte if (export.inhalt is Inhalt.ANSAETZE) == ansatz)
        return (summe for export in exporte for summe in export.summen)

    def daten(self, stand: Stand) -> Berichtsdaten:
        mappe, gliederung, rahmen = self._mappe, self._gliederung.at(stand.monat), self._rahmen
        ist = assign((summe for summe in self.buchungen if summe.monat <= stand.monat), gliederung, rahmen)
        meldungen = [meldung for fuer, meldung in mappe.meldungen if fuer == stand]
        prognosen = self._prognosen(stand, ist, meldungen)
        return Berichtsdaten(
            kommune=mappe.kommune,
            stand=stand,
            regeln=mappe.regeln,
            gliederung=gliederung,
            kontenrahmen=rahmen,
            ist=ist,
            ansatz=self._ansatz,
            prognosen=prognosen,
            vorjahre=self._vorjahre,
            leistungen=mappe.leistungen,
            ziele=mappe.ziele,
            gruende={meldung.ziel: meldung.grund for meldung in reversed(meldungen)},
        )

    def _prognosen(self, stand: Stand, ist: Monatswerte, meldungen: Sequence[Meldung]) -> Prognosen:
        return Prognoserechnung(
            gliederung=self._gliederung,
            zeilen=self._rahmen.zeilen,
            monat=months_behind(stand, ist),
            ist=ist,
            ansatz=self._ansatz,
            vorjahre=self._vorjahre.fuer_prognose,
            meldungen=meldungen,
        ).prognosen()

    def check_eigene_meldungen(self, daten: Berichtsdaten) -> list[Befund]:
        """The forecasts of the Datenmappe for one Stand, by the measure of returns; those of returns had it already."""
        stand, datei = daten.stand, self._mappe.file.name
        eigene = [m for fuer, m in self._mappe.meldungen if fuer == stand and m.source and m.source.datei == datei]
        if not eigene or stand.ist_jahresende:
            return []
        berechnet = self._prognosen(stand, daten.ist, ())
        befunde: list[Befund] = []
        for meldung in eigene:
            if meldung.objekt in self._gliederung:
                objekt = self._gliederung[meldung.objekt]
                zahlen = zahlen_of(objekt, meldung, self._rahmen, self._ansatz, daten.ist, berechnet)
                befunde += check_eigene_meldung(stand, meldung, zahlen, self._mappe.regeln)
        return befunde

    def _check_eigene(self, daten: Berichtsdaten) -> list[Befund]:
        """Prior years and key figures of the Datenmappe against the figures of the year."""
        befunde: list[Befund] = []
        for vorjahr in self._tabelle:
            befunde += check_verlauf(vorjahr)
            if vorjahr.objekt in self._gliederung:
                objekt = self._gliederung[vorjahr.objekt]
                zahlen = zahlen_of(objekt, vorjahr, self._rahmen, self._ansatz, daten.ist, daten.prognosen)
                befunde += check_groesse(vorjahr, zahlen.ansatz_ct)
        anteil = Decimal(daten.stand.monat) / 12
        befunde += check_eigene_kennzahlen(self._mappe.leistungen, anteil=anteil)
        return befunde + check_eigene_kennzahlen(self._mappe.ziele, anteil=Decimal(1))

    def check(self, daten: Berichtsdaten, *, zum_stand: bool) -> list[Befund]:
        """What fits together and what does not: exports and master data.

        `zum_stand` is whether the exports ought to reach up to the Stand.
        """
        mappe, gliederung, rahmen = self._mappe, self._gliederung, self._rahmen
        befunde: list[Befund] = self.konten.check()
        for export in self._exporte:
            befunde += check_zuordnung(export.summen, gliederung, rahmen, export.place, self.konten.class_fits)
        befunde += check_exporte(sums_of(self._exporte), rahmen)
        bekannt = [*befunde, *self._befunde_vorjahre]
        befunde += check_gegen_dieses_jahr(self._exporte_vorjahre, self._exporte, self.konten, bekannt)
        befunde += check_finanzrechnung(self._exporte, rahmen)
        namen = [Exportnamen(e.ort.datei, e.place(1), e.produktnamen, e.kontonamen) for e in self._exporte]
        befunde += check_bezeichnungen(namen, gliederung)
        kennzahlen, meldungen = (*mappe.leistungen, *mappe.ziele), [meldung for _, meldung in mappe.meldungen]
        befunde += check_bezuege(gliederung, rahmen, kennzahlen, mappe.vorjahre, meldungen)
        befunde += check_verteiler(gliederung, [(eintrag.budget, eintrag.source) for eintrag in mappe.verteiler])
        befunde += check_ausschuesse(Ausschuesse(mappe.ausschuesse, gliederung), gliederung)
        befunde += check_umfang(gliederung)
        befunde += check_abdeckung(gliederung, daten.ist, daten.ansatz)
        befunde += check_stand(self.buchungen, daten.stand)
        befunde += check_ereignisse(mappe.ereignisse, gliederung, mappe.jahr)
        befunde += check_personen(gliederung, meldungen, mappe.ereignisse)
        befunde += check_endgueltig(mappe.stand_of(daten.stand), self.buchungen)
        if zum_stand:
            quellen = SourceRef(mappe.file.name, "Quellen")
            if not any(has_fehler(export.befunde) for export in self._exporte):  # else it is said why they are missing
                befunde += check_jahresergebnis(self.buchungen, daten.stand, quellen)
            befunde += check_monate(self.buchungen, daten.stand, quellen)
            befunde += check_budgetmonate(self.buchungen, gliederung, daten.stand, quellen)
        befunde += check_ansatzzeilen(daten)
        if not any(befund.code == "journal.vorzeichen" for export in self._exporte for befund in export.befunde):
            befunde += check_gegen_die_art(daten)  # else it is said of everything already
        befunde += check_monatsverlauf(daten, gliederung.berichtsobjekte())
        befunde += (
            check_interne_leistungen(daten, mappe.place_of("Ganze Körperschaft")) if mappe.ganze_koerperschaft else ()
        )
        return [*befunde, *self._check_eigene(daten), *self._befunde_vorjahre]


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
            befunde += check_veraltete(daten, _Rechnung(damals, quellen).daten(frueher), texte)
    return befunde


def _wrong_year(mappe: Datenmappe, stand: Stand) -> Befund:
    text = (
        f"Der Stand {stand} liegt nicht im Haushaltsjahr {mappe.jahr} der Datenmappe. "
        "Einen Stand dieses Jahres angeben oder die Mappe des anderen Jahres nehmen."
    )
    return Befund(Schwere.FEHLER, "stand.jahr", text, mappe.place_of("Haushaltsjahr"))
