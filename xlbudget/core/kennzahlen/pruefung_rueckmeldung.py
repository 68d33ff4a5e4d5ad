"""What a controller should know of the values by month in a return before accepting it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from statistics import median

from xlbudget.core.geld import format_zahl
from xlbudget.core.kennzahlen.gruppen import check_gruppen
from xlbudget.core.kennzahlen.modelle import MONATE_DES_JAHRES, Kennzahlregel, Kennzahlwert, PlanIst, Rechenart
from xlbudget.core.kennzahlen.monatsfelder import scale_of
from xlbudget.core.kennzahlen.monatszeilen import Monatszeile, is_final, monatszeilen, shown_angabe
from xlbudget.core.kennzahlen.pruefung import ANTEIL_FAKTOR
from xlbudget.core.kennzahlen.rechnung import Kennzahlrechnung
from xlbudget.core.pruefung_ruecklauf import is_near
from xlbudget.core.rueckmeldung import Eingabefeld, Rueckmeldung
from xlbudget.errors import Befund, Schwere, SourceRef

KLEIN = 20
"""Below it a value may well be several times the one of another month."""
HUNDERT = Decimal(100)


def check_monatswerte(
    rueckmeldung: Rueckmeldung,
    gesendet: Sequence[Eingabefeld],
    regeln: Sequence[Kennzahlregel],
    werte: Sequence[Kennzahlwert],
    datei: str,
) -> list[Befund]:
    """Findings with their cell in `datei`: only about what differs from `gesendet`, all of them Warnungen.

    `regeln` and `werte` are those of the Datenmappe; none where it cannot be read.
    """
    zeilen = list(monatszeilen(gesendet, rueckmeldung.eingaben, {}))
    rechnung = Kennzahlrechnung(regeln, werte)
    reihen: dict[tuple[str, str], list[Monatszeile]] = {}
    for zeile in zeilen:
        reihen.setdefault(_series_of(zeile), []).append(zeile)
    befunde: list[Befund] = []
    for zeile in zeilen:
        if zeile.sagt == zeile.gesendet:
            continue
        ort = SourceRef(datei, zeile.eingabe.blatt, zeile.eingabe.zelle)
        befunde += _check_fassung(zeile, ort)
        wert, regel = zeile.sagt[0], rechnung.regeln.get(zeile.schluessel.kuerzel)
        if regel and wert is not None and wert != zeile.gesendet[0]:
            andere, damals = _others(zeile, reihen[_series_of(zeile)]), _year_ago(zeile, rechnung)
            befunde += _check_wert(zeile, wert, regel, andere, damals, ort)
    vorher = {b.text for b in check_gruppen(Kennzahlrechnung(regeln, _values(zeilen, datei, jetzt=False)))}
    nachher = check_gruppen(Kennzahlrechnung(regeln, _values(zeilen, datei, jetzt=True)))
    return [*befunde, *(befund for befund in nachher if befund.text not in vorher)]


def _series_of(zeile: Monatszeile) -> tuple[str, str]:
    return zeile.schluessel.kuerzel, zeile.schluessel.gruppe


def _others(zeile: Monatszeile, reihe: Sequence[Monatszeile]) -> list[Decimal]:
    """What was known of the other months."""
    return [wert for andere in reihe if andere is not zeile and (wert := andere.gesendet[0]) is not None]


def _year_ago(zeile: Monatszeile, rechnung: Kennzahlrechnung) -> Decimal | None:
    """What the same month was then: there are no courses in the summer holidays of any year."""
    s = zeile.schluessel
    damals = rechnung.werte.get((s.kuerzel, s.periode.months_before(MONATE_DES_JAHRES), PlanIst.IST, s.gruppe))
    return damals.wert if damals else None


def _values(zeilen: Sequence[Monatszeile], datei: str, *, jetzt: bool) -> Iterator[Kennzahlwert]:
    for zeile in zeilen:
        wert, fassung = zeile.sagt if jetzt else zeile.gesendet
        if wert is not None:
            s, ort = zeile.schluessel, SourceRef(datei, zeile.eingabe.blatt, zeile.eingabe.zelle)
            yield Kennzahlwert(s.kuerzel, s.periode, PlanIst.IST, s.gruppe, wert, fassung, ort)


def _check_fassung(zeile: Monatszeile, ort: SourceRef) -> Iterator[Befund]:
    feld, sagt, gesendet = zeile.eingabe.feld, zeile.sagt, zeile.gesendet
    vorher, jetzt = shown_angabe(gesendet), shown_angabe(sagt)
    if sagt[0] is None:
        if gesendet[0] is not None:
            text = (
                f"{feld}: gesendet war {vorher}, jetzt ist das Feld leer. Nachfragen, ob der Wert entfallen "
                "soll; angenommen hat der Monat keinen Wert, auch nicht 0."
            )
            yield Befund(Schwere.WARNUNG, "ruecklauf.geloescht", text, ort)
        elif zeile.ist_endgueltig:
            text = f"{feld}: {sagt[1]}, aber ohne Wert. Nachfragen, welcher Wert gemeint ist; leer zählt nicht als 0."
            yield Befund(Schwere.WARNUNG, "ruecklauf.ohne_wert", text, ort)
    elif is_final(gesendet) and not zeile.ist_endgueltig:
        text = (
            f"{feld}: gesendet war {vorher}, gemeldet ist {jetzt}. Auch angenommen gilt der "
            "endgültige Wert; nachfragen, ob der gemeldete endgültig ist, und ihn dann so melden lassen."
        )
        yield Befund(Schwere.WARNUNG, "ruecklauf.nach_endgueltig", text, ort)
    elif is_final(gesendet) and sagt[0] != gesendet[0]:
        text = (
            f"{feld}: gesendet war {vorher}, gemeldet ist {jetzt}. Nachfragen, ob der endgültige Wert "
            "berichtigt ist; angenommen gilt der gemeldete."
        )
        yield Befund(Schwere.WARNUNG, "ruecklauf.nach_endgueltig", text, ort)


def _check_wert(
    zeile: Monatszeile,
    wert: Decimal,
    regel: Kennzahlregel,
    andere: Sequence[Decimal],
    damals: Decimal | None,
    ort: SourceRef,
) -> Iterator[Befund]:
    feld, gesendet = zeile.eingabe.feld, zeile.gesendet[0]
    bekannt = [zahl for zahl in (*andere, gesendet, regel.plan) if zahl is not None]
    grenzen = _limits(regel, bekannt)
    if grenzen and not grenzen[0] <= wert <= grenzen[1]:
        von, bis = map(format_zahl, grenzen)
        text = f"{feld}: {format_zahl(wert)} liegt nicht zwischen {von} und {bis} ({regel.einheit}). Nachfragen."
        yield Befund(Schwere.WARNUNG, "ruecklauf.skala", text, ort)
    elif regel.faktor == HUNDERT and _is_share(wert, bekannt):
        text = (
            f"{feld}: {format_zahl(wert)} ist vermutlich ein Anteil statt Prozent. Nachfragen; Prozente werden als "
            "97,5 eingetragen."
        )
        yield Befund(Schwere.WARNUNG, "ruecklauf.kennzahl", text, ort)
    elif gesendet is None and damals is not None and (wert == damals or is_near(wert, damals, damals)):
        return
    elif womit := _far_from(wert, gesendet, andere, regel):
        text = f"{feld}: {format_zahl(wert)} passt nicht zu{womit}. Einheit und Stellen prüfen, im Zweifel nachfragen."
        yield Befund(Schwere.WARNUNG, "ruecklauf.kennzahl", text, ort)


def _limits(regel: Kennzahlregel, bekannt: Sequence[Decimal]) -> tuple[Decimal, Decimal] | None:
    """Between what a value must be: its scale; 0 and 100 in percent, where nothing that is known is outside."""
    if skala := scale_of(regel.einheit):
        return Decimal(skala[0]), Decimal(skala[1])
    if regel.faktor == HUNDERT and all(0 <= wert <= HUNDERT for wert in bekannt):
        return Decimal(0), HUNDERT
    return None


def _is_share(wert: Decimal, bekannt: Sequence[Decimal]) -> bool:
    """Whether a value that ought to be in percent is one of 1."""
    return 0 < abs(wert) <= 1 and abs(wert) * ANTEIL_FAKTOR <= max(map(abs, bekannt), default=Decimal(0))


def _far_from(wert: Decimal, gesendet: Decimal | None, andere: Sequence[Decimal], regel: Kennzahlregel) -> str:
    """What a value is several times above or below of: what was sent, other months, or the Plan; empty if nothing."""
    if gesendet is not None:
        mitte, was = gesendet, f" den gesendeten {format_zahl(gesendet)}"
    elif andere:
        mitte = Decimal(median(andere))
        was = f" den anderen Monaten (Mitte {format_zahl(mitte)})"
    elif regel.plan is not None:
        mitte = regel.plan / MONATE_DES_JAHRES if regel.rechenart is Rechenart.SUMME else regel.plan
        was = f"m Plan {format_zahl(regel.plan)}"
    else:
        return ""
    gross = max(abs(wert), abs(mitte)) >= KLEIN
    return was if gross and mitte and not is_near(wert, mitte, mitte) else ""
