"""Plausibility checks: tables in, Befunde out. Nothing here changes a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

from xlbudget.core.bericht import Kennzahl
from xlbudget.core.geld import format_betrag, format_euro
from xlbudget.core.gliederung import Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.kontenrahmen import GESAMT_ZEILE, Kontenrahmen
from xlbudget.core.monatswerte import Kontensumme, Monatswerte
from xlbudget.core.prognose import Meldung, Vorjahr
from xlbudget.core.zeit import MONATE, Stand
from xlbudget.errors import Befund, Schwere, SourceRef

RUNDUNG_CT = 6_00
"""Twelve months and their sum, each rounded to whole euros, may differ by this much."""

AEHNLICH_AB_MONATEN = 10
AEHNLICH_PROMILLE = 5
"""Two years are suspicious if this many months differ by no more than this."""


def check_zuordnung(
    summen: Sequence[Kontensumme],
    gliederung: Gliederung,
    kontenrahmen: Kontenrahmen,
    place: Callable[[int], SourceRef],
) -> list[Befund]:
    """Unknown Produkte and Sachkonten, each once, with how much they leave out of the report.

    `place` turns the line of an export into its SourceRef.
    """
    befunde = []
    unbekannt = [summe for summe in summen if not gliederung.is_produkt(summe.produkt)]
    for produkt in dict.fromkeys(summe.produkt for summe in unbekannt):
        text = f"Das Produkt {produkt} fehlt in der Tabelle Produkte; {{}} bleiben außen vor.{{}}"
        rat = _lost_zero(produkt, gliederung) or " Das Produkt dort anlegen oder die Buchungen berichtigen."
        betroffen = [summe for summe in unbekannt if summe.produkt == produkt]
        befunde.append(_left_out("zuordnung.produkt", text.format(_volume(betroffen), rat), betroffen, place))
    ohne_zeile = [summe for summe in summen if kontenrahmen.zeile_of(summe.sachkonto) is None]
    for konto in dict.fromkeys(summe.sachkonto for summe in ohne_zeile):
        betroffen = [summe for summe in ohne_zeile if summe.sachkonto == konto]
        text = (
            f"Für das Sachkonto {konto} gibt es kein Präfix; {_volume(betroffen)} bleiben außen vor. "
            "In der Tabelle Kontenzuordnung ein Präfix ergänzen."
        )
        befunde.append(_left_out("zuordnung.konto", text, betroffen, place))
    return befunde


def _left_out(code: str, text: str, summen: Sequence[Kontensumme], place: Callable[[int], SourceRef]) -> Befund:
    return Befund(Schwere.FEHLER, code, text, place(min(summe.erste_zeile for summe in summen)))


def _volume(summen: Sequence[Kontensumme]) -> str:
    anzahl = sum(summe.anzahl for summe in summen)
    saldo_ct = sum(summe.saldo_ct for summe in summen)
    return f"{anzahl} {'Zeile' if anzahl == 1 else 'Zeilen'} über zusammen {format_betrag(abs(saldo_ct))} €"


def _lost_zero(produkt: str, gliederung: Gliederung) -> str:
    """Excel drops leading zeros of codes it takes for numbers."""
    kern = produkt.lstrip("0")
    for objekt in gliederung:
        if objekt.ebene is Ebene.PRODUKT and objekt.kennung.lstrip("0") == kern:
            return f" Gemeint ist vermutlich {objekt.kennung}: die führende Null ist verloren gegangen."
    return ""


def check_vorjahre(vorjahre: Iterable[Vorjahr]) -> list[Befund]:
    """Results that are not the sum of their months, years given twice, years that look copied."""
    befunde: list[Befund] = []
    reihen: dict[tuple[str, str, str], dict[int, Vorjahr]] = {}
    for vorjahr in vorjahre:
        jahre = reihen.setdefault((vorjahr.objekt, vorjahr.art, vorjahr.zeile), {})
        if vorjahr.jahr in jahre:
            text = f"{_name(vorjahr)} {vorjahr.jahr} steht zweimal. Eine der beiden Zeilen löschen."
            befunde.append(Befund(Schwere.FEHLER, "vorjahr.doppelt", text, vorjahr.source))
        jahre.setdefault(vorjahr.jahr, vorjahr)
        befunde += _check_summe(vorjahr)
    for jahre in reihen.values():
        for eines, anderes in combinations(sorted(jahre.values(), key=lambda v: v.jahr), 2):
            befunde += _check_aehnlich(eines, anderes)
    return befunde


def _name(vorjahr: Vorjahr) -> str:
    zeile = "" if vorjahr.zeile == GESAMT_ZEILE else f" {vorjahr.zeile}"
    return f"{vorjahr.objekt}, {vorjahr.art}{zeile}"


def _check_summe(vorjahr: Vorjahr) -> list[Befund]:
    if vorjahr.ergebnis_ct is None or all(betrag is None for betrag in vorjahr.monate_ct):
        return []
    summe_ct = sum(betrag or 0 for betrag in vorjahr.monate_ct)
    if abs(vorjahr.ergebnis_ct - summe_ct) <= RUNDUNG_CT:
        return []
    text = (
        f"{_name(vorjahr)} {vorjahr.jahr}: das Ergebnis {format_euro(vorjahr.ergebnis_ct)} € ist nicht die Summe der "
        f"Monate ({format_euro(summe_ct)} €), Unterschied {format_euro(vorjahr.ergebnis_ct - summe_ct)} €. "
        "Den richtigen Wert im Jahresabschluss nachsehen und eintragen."
    )
    return [Befund(Schwere.FEHLER, "vorjahr.summe", text, vorjahr.source)]


def _check_aehnlich(eines: Vorjahr, anderes: Vorjahr) -> list[Befund]:
    paare = [(a, b) for a, b in zip(eines.monate_ct, anderes.monate_ct, strict=True) if a is not None and b is not None]
    belegt = [(a, b) for a, b in paare if a or b]
    gleich = sum(a == b for a, b in belegt)
    nahe = sum(abs(a - b) * 1000 <= AEHNLICH_PROMILLE * max(abs(a), abs(b)) for a, b in belegt)
    wen = f"{_name(eines)}: die Jahre {eines.jahr} und {anderes.jahr}"
    rat = "Vermutlich wurde ein Jahr in das andere kopiert; mit den Jahresabschlüssen vergleichen."
    if gleich >= AEHNLICH_AB_MONATEN:
        text = f"{wen} sind in {gleich} von 12 Monaten auf den Cent gleich. {rat}"
        return [Befund(Schwere.WARNUNG, "vorjahr.gleich", text, eines.source)]
    if nahe >= AEHNLICH_AB_MONATEN:
        text = f"{wen} weichen in {nahe} von 12 Monaten um höchstens 0,5 % voneinander ab. {rat}"
        return [Befund(Schwere.HINWEIS, "vorjahr.aehnlich", text, eines.source)]
    return []


def check_abdeckung(gliederung: Gliederung, ist: Monatswerte, ansatz: Monatswerte) -> list[Befund]:
    """Produkte without Ansatz or without postings, and Budgets without Produkte."""
    befunde = []
    for objekt in gliederung:
        if objekt.ebene is Ebene.PRODUKT:
            fehlt = [name for name, werte in (("Ansatz", ansatz), ("Buchungen", ist)) if not _has(werte, objekt)]
            if fehlt:
                text = f"Produkt {objekt.titel}: ohne {' und ohne '.join(fehlt)}."
                befunde.append(Befund(Schwere.HINWEIS, "produkt.leer", text, objekt.source))
        elif not gliederung.produkte_of(objekt):
            text = f"{objekt.ebene} „{objekt.kennung}“ hat kein Produkt; sein Blatt bleibt leer."
            befunde.append(Befund(Schwere.HINWEIS, "budget.leer", text, objekt.source))
    return befunde


def _has(werte: Monatswerte, objekt: Berichtsobjekt) -> bool:
    return werte.has_values(objekt.kennung)


def check_bezuege(
    gliederung: Gliederung,
    kontenrahmen: Kontenrahmen,
    kennzahlen: Iterable[Kennzahl],
    vorjahre: Iterable[Vorjahr],
    meldungen: Iterable[Meldung],
) -> list[Befund]:
    """References in the Datenmappe to Produkte, Budgets or rows that it does not define."""
    befunde = []
    for kennzahl in kennzahlen:
        if not gliederung.is_produkt(kennzahl.produkt):
            text = f"Die Kennzahl „{kennzahl.bezeichnung}“ gehört zu Produkt {kennzahl.produkt}, das es nicht gibt."
            befunde.append(
                Befund(Schwere.FEHLER, "kennzahl.produkt", text + " Die Nummer berichtigen.", kennzahl.source)
            )
    for tabelle, eintraege in (("Vorjahre", vorjahre), ("Prognosen", meldungen)):
        for eintrag in eintraege:
            zeilen = [GESAMT_ZEILE, *(zeile.name for zeile in kontenrahmen.zeilen_of(eintrag.art))]
            if eintrag.objekt not in gliederung:
                text = f"{tabelle}: „{eintrag.objekt}“ ist weder Produkt noch Budget. Den Eintrag berichtigen."
                befunde.append(Befund(Schwere.FEHLER, "bezug.objekt", text, eintrag.source))
            elif eintrag.zeile not in zeilen:
                text = (
                    f"{tabelle}: bei {eintrag.art} gibt es die Zeile „{eintrag.zeile}“ nicht, nur {', '.join(zeilen)}."
                )
                befunde.append(Befund(Schwere.FEHLER, "bezug.zeile", text, eintrag.source))
    return befunde


def check_stand(summen: Iterable[Kontensumme], stand: Stand) -> list[Befund]:
    """How many postings lie after the Stand and stay out, so that nobody wonders."""
    spaeter = sum(summe.anzahl for summe in summen if summe.monat > stand.monat)
    if not spaeter:
        return []
    text = f"{spaeter} Buchungen ab {MONATE[stand.monat]} {stand.jahr} liegen nach dem Stand und zählen nicht mit."
    return [Befund(Schwere.HINWEIS, "stand.spaeter", text)]
