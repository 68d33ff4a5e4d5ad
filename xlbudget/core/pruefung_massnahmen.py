"""Whether the lines of the table Maßnahmen can be meant: lines in, Befunde out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from xlbudget.core.gliederung import Gliederung
from xlbudget.core.massnahmen import Massnahmenzeile, kennzahl_of
from xlbudget.core.produktblatt import Kennzahl
from xlbudget.errors import Befund, Schwere, printable


def check_massnahmen(
    zeilen: Sequence[Massnahmenzeile],
    gliederung: Gliederung,
    kennzahlen: Sequence[Kennzahl],
    berichtszeilen: Collection[str],
    stichtag: date,
) -> Iterator[Befund]:
    """Everything that is wrong or odd; `berichtszeilen` are the rows of a Produktblatt, `stichtag` is today."""
    gesehen: set[tuple[object, ...]] = set()
    for zeile in zeilen:
        yield from _check_anlass(zeile, gliederung, berichtszeilen)
        if zeile.kennzahl and kennzahl_of(zeile, kennzahlen) is None:
            text = (
                f"die Kennzahl „{printable(zeile.kennzahl, 80)}“ ist nicht eindeutig oder gibt es nicht. Ihre "
                "Bezeichnung wie in der Tabelle Kennzahlen schreiben, in Objekt das Produkt, oder die Zelle leeren."
            )
            yield _of(zeile, Schwere.WARNUNG, "massnahme.kennzahl", text)
        if zeile.bis and zeile.bis < stichtag and zeile.status.ist_offen:
            text = (
                f"sollte bis zum {zeile.bis:%d.%m.%Y} fertig sein und ist „{zeile.status}“. Den Status oder das Datum "
                "auf den heutigen Stand bringen."
            )
            yield _of(zeile, Schwere.WARNUNG, "massnahme.vergangen", text)
        schluessel = (*zeile.schluessel, zeile.jahr)
        if schluessel in gesehen:
            text = (
                f"steht für {zeile.jahr} zweimal; es zählt die obere Zeile. Ist es dieselbe, eine Zeile löschen, sonst "
                "eine anders nennen oder ein anderes Jahr eintragen."
            )
            yield _of(zeile, Schwere.FEHLER, "massnahme.doppelt", text)
        gesehen.add(schluessel)


def _check_anlass(zeile: Massnahmenzeile, gliederung: Gliederung, berichtszeilen: Collection[str]) -> Iterator[Befund]:
    if zeile.objekt and zeile.objekt not in gliederung:
        gemeint = gliederung.probably(zeile.objekt)
        vermutlich = f"; gemeint ist vermutlich „{gemeint.kennung}“" if gemeint else ""
        text = (
            f"„{printable(zeile.objekt, 80)}“ ist weder Produkt noch Budget{vermutlich}. Ihre Wirkung zählt so in "
            "keiner Prognose. Die Nummer eines Produkts oder den Namen eines Budgets wie in der Datenmappe schreiben."
        )
        yield _of(zeile, Schwere.FEHLER, "massnahme.objekt", text)
    elif not zeile.objekt and not zeile.wirkung.ist_leer:
        text = (
            "hat einen Betrag und kein Objekt; ihre Wirkung zählt so in keiner Prognose. In der Spalte Objekt das "
            "Produkt oder Budget eintragen, auf das sie wirkt."
        )
        yield _of(zeile, Schwere.FEHLER, "massnahme.anlass", text)
    elif gliederung.names_hidden(zeile.objekt):
        text = (
            f"„{printable(zeile.objekt, 80)}“ steht nicht im Bericht (Spalte Im Bericht: nein, dort oder bei einem "
            "Budget darüber); kein Bericht nennt deshalb diese Maßnahme, ihr Betrag zählt in den Summen darüber mit."
        )
        yield _of(zeile, Schwere.HINWEIS, "massnahme.ungezeigt", text)
    if zeile.zeile and zeile.zeile.casefold() not in {name.casefold() for name in berichtszeilen}:
        text = (
            f"die Zeile „{printable(zeile.zeile, 80)}“ hat kein Produktblatt. Sie wie in der Tabelle Kontenzuordnung "
            "schreiben oder die Zelle leeren."
        )
        yield _of(zeile, Schwere.WARNUNG, "massnahme.zeile", text)


def _of(zeile: Massnahmenzeile, schwere: Schwere, code: str, text: str) -> Befund:
    return Befund(schwere, code, f"Maßnahme „{printable(zeile.massnahme, 80)}“: {text}", zeile.source)
