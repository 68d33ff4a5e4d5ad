"""The reconciliation of one run: from the balances of its exports to what the report shows."""

from __future__ import annotations

from collections.abc import Sequence

from xlbudget.app.bericht.quellen import Quellenlesung
from xlbudget.core.abstimmung import (
    Abstimmung,
    Betragsposten,
    Exportabstimmung,
    Kontrollsumme,
    compare,
    lead_over,
    without_place,
)
from xlbudget.core.berichtsdaten import Berichtsdaten
from xlbudget.core.gliederung import Ebene
from xlbudget.core.kontenrahmen import Art
from xlbudget.sources.export.angaben import Inhalt
from xlbudget.sources.export.lesen import Export


def reconcile(quellen: Quellenlesung, kontrollsummen: Sequence[Kontrollsumme], daten: Berichtsdaten) -> Abstimmung:
    """What became of every line, whether control totals agree, and what the report shows of it all."""
    zeilen = [_of_export(export) for export in quellen.exporte]
    vorjahre = [_of_export(export, jahr) for jahr, teile in quellen.vorjahre.items() for export in teile]
    gliederung, rahmen = daten.gliederung, daten.kontenrahmen
    ohne_platz, daneben = without_place(zeilen, gliederung, rahmen, daten.stand.monat)
    return Abstimmung(
        exporte=zeilen,
        kontrollen=compare(kontrollsummen, zeilen, rahmen, vorjahre),
        ueberleitung=lead_over(zeilen, gliederung, rahmen, daten.stand, _shown_ct(daten)),
        ohne_platz=ohne_platz,
        daneben=daneben,
        vorjahre=vorjahre,
    )


def _of_export(export: Export, vorjahr: int | None = None) -> Exportabstimmung:
    bilanz = export.bilanz
    fehlend = [teil for teil in bilanz.ausgelassen if teil.fehlt]
    return Exportabstimmung(
        datei=f"{bilanz.datei}, {bilanz.blatt}" if bilanz.blatt else bilanz.datei,
        inhalt=f"{bilanz.inhalt} {vorjahr}" if vorjahr else str(bilanz.inhalt),
        ansatz=export.inhalt is Inhalt.ANSAETZE,
        zeilen=bilanz.zeilen,
        gezaehlt=bilanz.gezaehlt,
        ausgelassen=[Betragsposten(teil.grund, teil.anzahl, teil.betrag_ct) for teil in bilanz.ausgelassen],
        schlusszeilen=len(bilanz.schlusszeilen),
        summen=export.summen,
        belege=(bilanz.erster_beleg, bilanz.letzter_beleg),
        fehlend=sum(teil.anzahl for teil in fehlend),
        fehlend_ct=sum(teil.volumen_ct for teil in fehlend),
    )


def _shown_ct(daten: Berichtsdaten) -> dict[Art, int]:
    """What the Produkte of the report add up to."""
    summen = dict.fromkeys(Art, 0)
    for produkt in daten.gliederung:
        if produkt.ebene is Ebene.PRODUKT:
            for zeile in daten.kontenrahmen.zeilen:
                summen[zeile.art] += daten.ist.summe_ct(produkt, zeile) or 0
    return summen
