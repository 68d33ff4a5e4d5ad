"""Plausibility of the figures: sums in, Befunde out. Nothing here changes a figure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence

from xlbudget.core.fuehrende_nullen import with_zeros, zero_rule
from xlbudget.core.geld import format_betrag
from xlbudget.core.gliederung import Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.kontenrahmen import Kontenrahmen
from xlbudget.core.kontenrat import advice_for
from xlbudget.core.monatswerte import Kontensumme, Monatswerte
from xlbudget.core.zeit import MONATE, Stand
from xlbudget.errors import Befund, Schwere, SourceRef

_ANLEGEN = "Das Produkt dort anlegen oder die Buchungen berichtigen."


def check_zuordnung(
    summen: Sequence[Kontensumme],
    gliederung: Gliederung,
    kontenrahmen: Kontenrahmen,
    place: Callable[[int], SourceRef],
    fits: Callable[[str], bool] = lambda _: True,
) -> list[Befund]:
    """Unknown Produkte and Sachkonten, each once, with how much they leave out of the report.

    `place` turns the line of an export into its SourceRef; `fits` says whether the Kontenzuordnung is right for the
    accounts beside one, so that a Präfix for it is what is missing.
    """
    befunde = []
    produkte = [objekt.kennung for objekt in gliederung if objekt.ebene is Ebene.PRODUKT]
    konten = {summe.sachkonto for summe in summen}
    neben = {konto for konto in konten if kontenrahmen.nebenart_of(konto) is not None}
    fremde = {produkt for produkt in {summe.produkt for summe in summen} if not gliederung.is_produkt(produkt)}
    unbekannt = [summe for summe in summen if summe.produkt in fremde and summe.sachkonto not in neben]
    for produkt in dict.fromkeys(summe.produkt for summe in unbekannt):
        betroffen = [summe for summe in unbekannt if summe.produkt == produkt]
        rat = _made_a_date(produkt) or _lost_zero(produkt, produkte) or _ANLEGEN
        text = f"Das Produkt {produkt} fehlt in der Tabelle Produkte; {_volume(betroffen)} außen vor. {rat}"
        befunde.append(_left_out("zuordnung.produkt", text, betroffen, place))
    ohne_praefix = {konto for konto in konten if not kontenrahmen.art_name(konto)}
    ohne_zeile = [summe for summe in summen if summe.sachkonto in ohne_praefix]
    for konto in dict.fromkeys(summe.sachkonto for summe in ohne_zeile):
        betroffen = [summe for summe in ohne_zeile if summe.sachkonto == konto]
        text = (
            f"Für das Sachkonto {konto} gibt es kein Präfix; {_volume(betroffen)} außen vor. {advice_for(fits, konto)}"
        )
        befunde.append(_left_out("zuordnung.konto", text, betroffen, place))
    return befunde


def _left_out(code: str, text: str, summen: Sequence[Kontensumme], place: Callable[[int], SourceRef]) -> Befund:
    return Befund(Schwere.FEHLER, code, text, place(min(summe.erste_zeile for summe in summen)))


def _volume(summen: Sequence[Kontensumme]) -> str:
    """How much: without signs, so that postings which cancel each other out do not look like nothing."""
    anzahl = sum(summe.anzahl for summe in summen)
    betrag = format_betrag(sum(abs(summe.saldo_ct) for summe in summen))
    if anzahl == 1:
        return f"1 Zeile über {betrag} € bleibt"
    if any(summe.saldo_ct for summe in summen):
        return f"{anzahl} Zeilen über zusammen {betrag} € (ohne Vorzeichen) bleiben"
    return f"{anzahl} Zeilen, die sich je Sachkonto und Monat ausgleichen, bleiben"


def _made_a_date(produkt: str) -> str:
    """Excel takes codes such as 16.01.01 for dates."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d(?:[ T].*)?", produkt):
        return ""
    return (
        "Excel hat aus der Nummer ein Datum gemacht: nicht anlegen, sondern den Export neu erzeugen und nicht in Excel "
        "öffnen und speichern."
    )


def _lost_zero(nummer: str, produkte: Collection[str]) -> str:
    """Excel drops leading zeros of codes it takes for numbers."""
    gemeint = with_zeros(nummer, produkte)
    if not gemeint:
        return ""
    if len(gemeint) < len(nummer):
        richtig = zero_rule(nummer.lstrip("0"), produkte)
        return (
            f"In der Tabelle Produkte steht {gemeint}. Hat diese Datei in der Tabelle Spalten beim Feld Produkt eine "
            f"Regel „auf … Stellen mit Nullen“, {f'statt ihrer „{richtig}“ eintragen' if richtig else 'sie löschen'}; "
            f"sonst in der Tabelle Produkte als Text {nummer} eintragen."
        )
    regel = zero_rule(nummer, produkte)
    oder = (
        f", oder in der Tabelle Spalten zu dieser Datei beim Feld Produkt die Regel „{regel}“ eintragen (steht dort "
        "schon eine, dahinter mit Semikolon)"
    )
    return (
        f"Gemeint ist vermutlich {gemeint}: die führende Null ist verloren gegangen, meist beim Speichern in Excel. "
        f"Den Export neu erzeugen und nicht in Excel speichern{oder if regel else ''}."
    )


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


def check_stand(summen: Iterable[Kontensumme], stand: Stand) -> list[Befund]:
    """How many postings lie after the Stand and stay out, so that nobody wonders."""
    spaeter = sum(summe.anzahl for summe in summen if summe.monat > stand.monat)
    if not spaeter:
        return []
    seit = f"ab {MONATE[stand.monat]} {stand.jahr}"
    if spaeter == 1:
        text = f"1 Buchung {seit} liegt nach dem Stand und zählt nicht mit."
    else:
        text = f"{spaeter} Buchungen {seit} liegen nach dem Stand und zählen nicht mit."
    return [Befund(Schwere.HINWEIS, "stand.spaeter", text)]
