"""Plausibility of what a controller entered: own forecasts, key figures and prior years, against the year's figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from xlbudget.core.geld import format_betrag, format_euro, format_zahl
from xlbudget.core.gliederung import Berichtsobjekt
from xlbudget.core.kontenrahmen import GESAMT_ZEILE, Kontenrahmen
from xlbudget.core.monatswerte import Monatswerte
from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.prognose import Meldung, Prognosen, Vorjahr, ziel_text
from xlbudget.core.pruefung_prognose import TAUSEND_BIS, TAUSEND_VON, Auffaelligkeit, Zeilenzahlen, assess_prognose
from xlbudget.core.pruefung_ruecklauf import MONATE, is_near
from xlbudget.core.tendenz import Regeln
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, Schwere

HALB_AB, HALB_BIS = 3, 9
"""A prior year that breaks off after so many busy months was filled before it was over."""
KUMULIERT_AB = 8
"""Months that only grow, and end at several times the first, are sums up to the month."""
KUMULIERT_FAKTOR = 4
VORZEICHEN_AB_CT = 1_000_00
"""Below this, a prior year that is negative as a whole may be a correction."""


def zahlen_of(
    objekt: Berichtsobjekt,
    ziel: Meldung | Vorjahr,
    kontenrahmen: Kontenrahmen,
    ansatz: Monatswerte,
    ist: Monatswerte,
    berechnet: Prognosen,
) -> Zeilenzahlen:
    """What is known of the row, or of all rows of an Art, that an entry is about."""
    zeilen = [z for z in kontenrahmen.zeilen_of(ziel.art) if ziel.zeile in (GESAMT_ZEILE, z.name)]

    def total(werte: Monatswerte) -> int | None:
        betraege = [ct for zeile in zeilen if (ct := werte.summe_ct(objekt, zeile)) is not None]
        return sum(betraege) if betraege else None

    prognose_ct = sum(berechnet.prognose_of(objekt, zeile).betrag_ct for zeile in zeilen)
    return Zeilenzahlen(total(ansatz), total(ist), prognose_ct)


def check_eigene_meldung(stand: Stand, meldung: Meldung, zahlen: Zeilenzahlen, regeln: Regeln) -> list[Befund]:
    """An own Prognose, by the measure of returns: sign, size, less than is booked, a row without anything."""
    wer = f"Prognose {ziel_text(meldung.ziel)} zum Stand {stand}"
    befunde = []
    for was, text in assess_prognose(meldung.art, meldung.betrag_ct, zahlen, regeln, "Prüfen"):
        satz, ort = f"{wer}: {text}", meldung.source
        if was is Auffaelligkeit.ZEILE:
            befunde.append(Befund(Schwere.WARNUNG, "meldung.zeile", satz, ort))
        elif was is Auffaelligkeit.UNTER_IST:
            befunde.append(Befund(Schwere.WARNUNG, "meldung.unter_ist", satz, ort))
        elif was is Auffaelligkeit.VORZEICHEN:
            befunde.append(Befund(Schwere.WARNUNG, "meldung.vorzeichen", satz, ort))
        else:
            befunde.append(Befund(Schwere.WARNUNG, "meldung.weit", satz, ort))
    return befunde


def check_eigene_kennzahlen(kennzahlen: Iterable[Kennzahl], *, anteil: Decimal) -> list[Befund]:
    """Own key figures against their Plan, of which `anteil` can be reached by now unless it is one up to the Stand."""
    befunde = []
    for k in kennzahlen:
        if k.reihe and k.reihe.ist_formel:
            continue
        if k.plan and k.ist and not is_near(k.ist, k.plan * (1 if k.bis_stand else anteil), k.plan):
            text = (
                f"Kennzahl „{k.bezeichnung[:60]}“ von {k.produkt}: das Ist {format_zahl(k.ist)} passt nicht zum Plan "
                f"{format_zahl(k.plan)}. Einheit und Stellen prüfen; Prozente werden als 97,5 eingetragen."
            )
            befunde.append(Befund(Schwere.WARNUNG, "kennzahl.weit", text, k.source))
    return befunde


def check_verlauf(vorjahr: Vorjahr) -> Iterator[Befund]:
    """A prior year whose months show that something else was entered: half a year, sums up to a month, a wrong sign."""
    wer = f"{ziel_text(vorjahr.ziel)} {vorjahr.jahr}"
    if _is_cumulative(vorjahr):
        text = (
            f"{wer}: die Monate wachsen nur an; vermutlich sind es Summen bis zum Monatsende. Die Beträge der "
            "einzelnen Monate eintragen."
        )
        yield Befund(Schwere.WARNUNG, "vorjahr.kumuliert", text, vorjahr.source)
    elif spanne := _half_year(vorjahr):
        text = (
            f"{wer}: nur die Monate {spanne} haben Beträge; vermutlich fehlt der Rest des Jahres. Ergänzen; war dort "
            "wirklich nichts gebucht, bleibt es dabei."
        )
        yield Befund(Schwere.WARNUNG, "vorjahr.halb", text, vorjahr.source)
    summe_ct = _total(vorjahr)
    if summe_ct <= -VORZEICHEN_AB_CT:
        text = (
            f"{wer}: das Jahr ist mit {format_euro(summe_ct)} € negativ. Erträge und Aufwendungen werden beide positiv "
            "eingetragen; das Vorzeichen prüfen."
        )
        yield Befund(Schwere.WARNUNG, "vorjahr.vorzeichen", text, vorjahr.source)


def check_groesse(vorjahr: Vorjahr, ansatz_ct: int | None) -> Iterator[Befund]:
    """A prior year that is thousands of times smaller or larger than the Ansatz of this year: another unit."""
    summe_ct, erwartet_ct = abs(_total(vorjahr)), abs(ansatz_ct or 0)
    klein = summe_ct and TAUSEND_VON * summe_ct <= erwartet_ct <= TAUSEND_BIS * summe_ct
    gross = erwartet_ct and TAUSEND_VON * erwartet_ct <= summe_ct <= TAUSEND_BIS * erwartet_ct
    if klein or gross:
        text = (
            f"{ziel_text(vorjahr.ziel)} {vorjahr.jahr}: {format_betrag(summe_ct)} € passt nicht zum Ansatz dieses "
            f"Jahres ({format_euro(erwartet_ct)} €). Prüfen, ob {'Tausend Euro' if klein else 'Cent'} eingetragen sind."
        )
        yield Befund(Schwere.WARNUNG, "vorjahr.weit", text, vorjahr.source)


def _total(vorjahr: Vorjahr) -> int:
    if any(betrag is not None for betrag in vorjahr.monate_ct):
        return sum(betrag or 0 for betrag in vorjahr.monate_ct)
    return vorjahr.ergebnis_ct or 0


def _busy(vorjahr: Vorjahr) -> list[int]:
    return [monat for monat, betrag in enumerate(vorjahr.monate_ct, 1) if betrag]


def _half_year(vorjahr: Vorjahr) -> str:
    """The months that are filled where the others look forgotten; empty where they do not."""
    monate = _busy(vorjahr)
    if not monate or (vorjahr.ergebnis_ct is not None and _total(vorjahr) != vorjahr.ergebnis_ct):
        return ""  # the sum says it already
    von, bis = monate[0], monate[-1]
    ist_dicht = len(monate) >= max(HALB_AB, bis - von)
    if ist_dicht and ((von <= 2 and bis <= HALB_BIS) or (bis == MONATE and von > MONATE - HALB_BIS)):
        return f"{von} bis {bis}"
    return ""


def _is_cumulative(vorjahr: Vorjahr) -> bool:
    """Whether the months only grow, forwards or backwards, from a twelfth or so of what they end at."""
    werte = [betrag for betrag in vorjahr.monate_ct if betrag]
    if len(werte) < KUMULIERT_AB or len({betrag > 0 for betrag in werte}) > 1:
        return False
    groessen = [abs(betrag) for betrag in werte]
    return any(
        all(a <= b for a, b in pairwise(reihe)) and reihe[-1] >= KUMULIERT_FAKTOR * reihe[0]
        for reihe in (groessen, groessen[::-1])
    )
