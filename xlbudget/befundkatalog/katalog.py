"""All Befundarten by area, and by code."""

from __future__ import annotations

from collections.abc import Mapping

from xlbudget.befundkatalog.addin import ADDIN
from xlbudget.befundkatalog.ausschuss import AUSSCHUESSE
from xlbudget.befundkatalog.befundart import Befundart
from xlbudget.befundkatalog.begruendung import BEGRUENDUNGEN
from xlbudget.befundkatalog.berichtsspalten import BERICHTSSPALTEN
from xlbudget.befundkatalog.datenmappe import DATENMAPPE
from xlbudget.befundkatalog.excelmappe import EXCELMAPPE
from xlbudget.befundkatalog.exporte import EXPORTE
from xlbudget.befundkatalog.fristen import FRISTEN
from xlbudget.befundkatalog.kennzahlen import KENNZAHLEN
from xlbudget.befundkatalog.konten import KONTEN
from xlbudget.befundkatalog.massnahmen import MASSNAHMEN
from xlbudget.befundkatalog.reifegrad import REIFEGRAD
from xlbudget.befundkatalog.ruecklauf import ANGABEN, EINGANG, ENTSCHEIDUNG
from xlbudget.befundkatalog.stand import STAENDE
from xlbudget.befundkatalog.veroeffentlichung import VEROEFFENTLICHUNG
from xlbudget.befundkatalog.versand import VERSAND
from xlbudget.befundkatalog.vorjahre import VORJAHRE
from xlbudget.befundkatalog.vorlage import VORLAGE
from xlbudget.befundkatalog.zahlen import PROGNOSEN, STIMMIGKEIT

BEREICHE: Mapping[str, tuple[Befundart, ...]] = {
    "Datenmappe und Bericht": DATENMAPPE,
    "Kennzahlwerte": KENNZAHLEN,
    "Kontenzuordnung": KONTEN,
    "Vorjahre": VORJAHRE,
    "Ausschüsse": AUSSCHUESSE,
    "Berichtsspalten": BERICHTSSPALTEN,
    "Exporte": EXPORTE,
    "Abstimmung und Auffälliges": STIMMIGKEIT,
    "Prognosen": PROGNOSEN,
    "Stände und Ereignisse": STAENDE,
    "Begründungen": BEGRUENDUNGEN,
    "Fristen": FRISTEN,
    "Maßnahmen": MASSNAHMEN,
    "Reifegrad": REIFEGRAD,
    "Veröffentlichung": VEROEFFENTLICHUNG,
    "Versand": VERSAND,
    "Rücklauf: was eingeht": EINGANG,
    "Rücklauf: was zu entscheiden ist": ENTSCHEIDUNG,
    "Rücklauf: was eingetragen ist": ANGABEN,
    "Eigene Vorlage": VORLAGE,
    "Excel-Mappe": EXCELMAPPE,
    "Excel-Add-in": ADDIN,
}
"""By the heading of the handbook, in its order."""

KATALOG: Mapping[str, Befundart] = {art.code: art for arten in BEREICHE.values() for art in arten}
