"""Whether what a house says about a Stand, and about what happened after it, can be meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from xlbudget.core.fakten import Gueltigkeit, Nachereignis, Standangabe
from xlbudget.core.gliederung import Gliederung
from xlbudget.core.monatswerte import Kontensumme
from xlbudget.core.pruefung_monate import lines_by_month, sparse_months
from xlbudget.core.zeit import MONATE, Stand
from xlbudget.errors import Befund, Schwere


def check_standangaben(angaben: Sequence[Standangabe], jahr: int) -> Iterator[Befund]:
    """Two lines about one Stand, and a Stand of another year."""
    gesehen: set[Stand] = set()
    for angabe in angaben:
        if angabe.stand in gesehen:
            text = f"Stände: {angabe.stand} steht mehrfach; es gilt die oberste Zeile. Diese löschen."
            yield Befund(Schwere.FEHLER, "stand.doppelt", text, angabe.source)
        elif angabe.stand.jahr != jahr:
            text = f"Stände: {angabe.stand} liegt nicht im Haushaltsjahr {jahr}. Die Zeile berichtigen oder löschen."
            yield Befund(Schwere.FEHLER, "stand.jahr", text, angabe.source)
        gesehen.add(angabe.stand)


def check_endgueltig(angabe: Standangabe | None, buchungen: Iterable[Kontensumme]) -> Iterator[Befund]:
    """A Stand that is called final, although months up to it have no posting at all, or hardly any."""
    if angabe is None or angabe.gueltigkeit is not Gueltigkeit.ENDGUELTIG:
        return
    je = lines_by_month(buchungen)
    kaum = sparse_months(je, angabe.stand.monat)
    fehlend = [MONATE[m - 1] for m in range(1, angabe.stand.monat + 1) if not je[m] or m in kaum]
    if fehlend:
        text = (
            f"Der Stand {angabe.stand.text} heißt endgültig, aber es gibt keine oder kaum Buchungen im "
            f"{', '.join(fehlend)}. Den Export neu erzeugen oder in der Tabelle Stände „vorläufig“ eintragen."
        )
        yield Befund(Schwere.FEHLER, "stand.endgueltig", text, angabe.source)


def check_ereignisse(ereignisse: Iterable[Nachereignis], gliederung: Gliederung, jahr: int) -> Iterator[Befund]:
    """Events of nothing that is in the report, and events that belong into its figures."""
    for ereignis in ereignisse:
        ende = ereignis.stand.stichtag
        if ereignis.objekt not in gliederung:
            text = (
                f"Ereignisse: „{ereignis.objekt}“ gibt es nicht. Die Nummer eines Produkts oder den Namen eines "
                "Budgets wie in der Datenmappe schreiben."
            )
            yield Befund(Schwere.FEHLER, "ereignis.objekt", text, ereignis.source)
        elif not gliederung.is_shown(gliederung[ereignis.objekt]):
            text = (
                f"Ereignisse: „{ereignis.objekt}“ steht nicht im Bericht (Spalte Im Bericht: nein, dort oder bei einem "
                "Budget darüber); kein Bericht nennt deshalb dieses Ereignis."
            )
            yield Befund(Schwere.HINWEIS, "ereignis.ungezeigt", text, ereignis.source)
        if ereignis.stand.jahr != jahr:
            text = f"Ereignisse: der Stand {ereignis.stand} liegt nicht im Haushaltsjahr {jahr}. Berichtigen."
            yield Befund(Schwere.FEHLER, "ereignis.stand", text, ereignis.source)
        elif ereignis.datum is not None and ereignis.datum <= ende:
            text = (
                f"Ereignisse: der {ereignis.datum:%d.%m.%Y} liegt nicht nach dem Stand {ereignis.stand.text}; was bis "
                "dahin geschah, gehört in die Buchungen oder die Prognose. Datum oder Stand berichtigen."
            )
            yield Befund(Schwere.FEHLER, "ereignis.datum", text, ereignis.datum_source or ereignis.source)
