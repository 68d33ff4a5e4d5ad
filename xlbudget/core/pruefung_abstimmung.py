"""Whether a run reconciles: differences to control totals and to the report, and money that is missing in it."""

from __future__ import annotations

from collections.abc import Iterator

from xlbudget.core.abstimmung import Abstimmung, Kontrolle, Kontrollgroesse, Schwellen
from xlbudget.core.geld import format_betrag
from xlbudget.errors import Befund, Schwere


def check_abstimmung(abstimmung: Abstimmung) -> Iterator[Befund]:
    """Every difference is a Fehler with its amount."""
    for kontrolle in abstimmung.kontrollen:
        if not kontrolle.stimmt:
            yield _control_differs(kontrolle)
    for zeile in abstimmung.ueberleitung:
        if zeile.unterschied_ct:
            text = (
                f"{zeile.art}: die Exporte ergeben {format_betrag(zeile.unterschied_ct)} € mehr, als der Bericht "
                "zeigt, und nichts erklärt es. Das ist ein Fehler von xlbudget; den Bericht nicht verwenden."
            )
            yield Befund(Schwere.FEHLER, "abstimmung.bericht", text)


def _control_differs(kontrolle: Kontrolle) -> Befund:
    summe = kontrolle.summe
    was = f"{'Ansätze, ' if summe.ansatz else ''}{summe.groesse}{f' bis {summe.stand.text}' if summe.stand else ''}"
    wo = summe.datei or "alle Exporte"
    if kontrolle.gelesen is None:
        art = "Ansätzen" if summe.ansatz else "Buchungen"
        text = f"Die Kontrollsumme {was} gilt für „{wo}“; einen solchen Export mit {art} gibt es nicht."
        rat = "Den Namen schreiben wie in der Tabelle Quellen."
    else:
        werte = (summe.wert, kontrolle.gelesen, kontrolle.unterschied)
        soll, ist, mehr = (_value(summe.groesse, wert) for wert in werte)
        text = f"{wo}, {was}: laut Kontrollsumme {soll}, gelesen {ist}, Unterschied {mehr}."
        rat = "Im Finanzverfahren nachsehen, ob der Export vollständig ist und die Kontrollsumme denselben Umfang hat."
        if kontrolle.gelesen == -summe.wert:
            rat = "Nur das Vorzeichen ist verschieden: Kontrollsummen von Erträgen und Aufwendungen sind positiv."
    return Befund(Schwere.FEHLER, "abstimmung.kontrollsumme", f"{text} {rat}", summe.source)


def _value(groesse: Kontrollgroesse, wert: int) -> str:
    return f"{wert}" if groesse is Kontrollgroesse.ZEILEN else f"{format_betrag(wert)} €"


def check_nicht_im_bericht(abstimmung: Abstimmung, schwellen: Schwellen) -> Iterator[Befund]:
    """Money that is missing in the report, above the amount from which no report is written."""
    fehlt = abstimmung.nicht_im_bericht
    if fehlt.anzahl and fehlt.betrag_ct >= schwellen.sperren_ab_ct:
        plan = abstimmung.missing(ansatz=True)
        davon = f", davon Ansätze {format_betrag(plan.betrag_ct)} €" if plan.anzahl else ""
        zusammen, sind = ("", "ist") if fehlt.anzahl == 1 else ("zusammen ", "sind")
        text = (
            f"{fehlt.zeilen} über {zusammen}{format_betrag(fehlt.betrag_ct)} € (ohne Vorzeichen{davon}) {sind} nicht "
            f"im Bericht; ab {format_betrag(schwellen.sperren_ab_ct)} € wird keiner geschrieben "
            "(Einstellung „Nicht im Bericht sperren ab Euro“). Die Befunde dazu beheben."
        )
        yield Befund(Schwere.FEHLER, "abstimmung.fehlt", text)
