"""The figures of one Datenmappe and its exports at a Stand, and what its exports and master data say of each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from xlbudget.app.bericht.laender import kontenpruefung
from xlbudget.app.bericht.quellen import Quellenlesung, check_finanzrechnung
from xlbudget.app.bericht.vorjahre import check_gegen_dieses_jahr, exportjahr_of, sums_of
from xlbudget.core.ausschuss import Ausschuesse
from xlbudget.core.berichtsdaten import Berichtsdaten
from xlbudget.core.gliederung import Gliederung
from xlbudget.core.kontenrahmen import Kontenrahmen
from xlbudget.core.monatswerte import Kontensumme, Monatswerte, assign
from xlbudget.core.prognose import Meldung, Prognosen, Prognoserechnung, months_behind, select_vorjahre
from xlbudget.core.pruefung import check_abdeckung, check_stand, check_zuordnung
from xlbudget.core.pruefung_ausschuss import check_ausschuesse
from xlbudget.core.pruefung_bezeichnungen import Exportnamen, check_bezeichnungen
from xlbudget.core.pruefung_eigene import (
    check_eigene_kennzahlen,
    check_eigene_meldung,
    check_groesse,
    check_verlauf,
    zahlen_of,
)
from xlbudget.core.pruefung_exporte import check_exporte
from xlbudget.core.pruefung_fakten import check_endgueltig, check_ereignisse
from xlbudget.core.pruefung_mappe import (
    check_bezuege,
    check_verteiler,
)
from xlbudget.core.pruefung_monate import check_budgetmonate, check_jahresergebnis, check_monate
from xlbudget.core.pruefung_personen import check_personen
from xlbudget.core.pruefung_plausibel import (
    check_ansatzzeilen,
    check_gegen_die_art,
    check_interne_leistungen,
    check_monatsverlauf,
)
from xlbudget.core.pruefung_umfang import check_umfang
from xlbudget.core.vorjahre import Vorjahreswerte
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, SourceRef, has_fehler
from xlbudget.sources.datenmappe.mappe import Datenmappe
from xlbudget.sources.export.angaben import Inhalt


class Rechnung:
    """The figures of one Datenmappe and its exports, for any Stand of its year.

    `buchungen` are the sums of all postings of the year, `konten` holds the Kontenzuordnung against them.
    """

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
        """What a report of one Stand shows."""
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
        befunde += check_personen(gliederung, meldungen, mappe.ereignisse, mappe.massnahmen)
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
