"""What a look at an export leaves open: what nobody but the controller can decide, in German."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from xlbudget.core.geld import format_betrag
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.pruefung_kontenrahmen import Kontenpruefung
from xlbudget.errors import Schwere
from xlbudget.sources.export.angaben import Inhalt
from xlbudget.sources.export.felder import (
    ANSATZ,
    AUFWAND,
    BETRAG,
    DATUM,
    ERTRAG,
    HABEN,
    PERIODE,
    SALDO,
    SCHWACH_AB,
    SOLL,
)
from xlbudget.sources.export.lesestand import OHNE_CODE
from xlbudget.sources.export.vorschau import Exportbild, Ueberschrift

if TYPE_CHECKING:
    from xlbudget.app.bericht.vorschau import Vorschau

_BETRAEGE = frozenset(feld.name for feld in (BETRAG, ANSATZ, SALDO, SOLL, HABEN, ERTRAG, AUFWAND))


def questions(vorschau: Vorschau) -> list[str]:
    """Empty where everything is sure; of several files each question names its own."""
    fragen = [befund.text for befund in vorschau.pruefung.check()]
    fragen += [f"{e.was}: wirklich „{e.wert}“? ({e.grund})" for e in vorschau.entscheidungen if not e.sicher]
    fragen += _of_several(vorschau) if not vorschau.pruefung.has_other_arten else ()
    for datei in vorschau.dateien:
        bilder = [bild for bild in vorschau.bilder if bild.export.ort.datei == datei.name]
        vorn = f"{datei.name}: " if len(vorschau.dateien) > 1 else ""
        fragen += [f"{vorn}{frage}" for frage in _of_file(bilder, vorschau.pruefung)]
    fragen += [f"Produkt „{produkt}“: gibt es das? ({grund})" for produkt, grund in vorschau.fremde_produkte]
    return fragen + [str(befund) for befund in vorschau.befunde if befund.schwere is not Schwere.HINWEIS]


def count_lines(anzahl: int) -> str:
    """So many lines, in German."""
    return f"{anzahl} {'Zeile' if anzahl == 1 else 'Zeilen'}"


def _of_several(vorschau: Vorschau) -> Iterator[str]:
    """One line of Quellen declares all files: what was recognised differently is not sure."""
    if len(vorschau.dateien) == 1:
        return
    for inhalt in dict.fromkeys(bild.export.inhalt for bild in vorschau.bilder):
        je: dict[str, str] = {}
        for bild in vorschau.bilder:
            if bild.export.inhalt == inhalt and bild.export.summen:
                je.setdefault(str(bild.export.bilanz.vorzeichen), bild.export.ort.datei)
        if len(je) > 1:
            teile = ", ".join(f"„{vorzeichen}“ in {datei}" for vorzeichen, datei in je.items())
            yield f"Vorzeichen: nicht in allen Dateien gleich erkannt ({teile}). Welches gilt für alle?"


def _of_file(bilder: Sequence[Exportbild], pruefung: Kontenpruefung) -> Iterator[str]:
    for klasse in (klasse for bild in bilder for klasse in bild.export.bilanz.klassen if not klasse.art):
        yield (
            f"Konten, die mit {klasse.klasse or 'keiner Ziffer'} beginnen ({count_lines(klasse.anzahl)} über "
            f"{format_betrag(klasse.saldo_ct)} €), haben in der Kontenzuordnung keine Art: Ertrag oder Aufwand?"
        )
    for kopf in _unread_amounts(bilder):
        yield (
            f"Die Spalte „{kopf.text}“ ({kopf.spalte}) wird nicht gelesen: enthält sie Beträge, die zählen? Dann "
            f"{_how_to_read(kopf, bilder)}."
        )
    ohne_code = sum(a.anzahl for b in bilder for a in b.export.bilanz.ausgelassen if a.grund == OHNE_CODE)
    if ohne_code:
        yield (
            f"{count_lines(ohne_code)} ohne Produkt oder Sachkonto: steht es nur in der ersten Zeile einer Gruppe? "
            "Dann in der Tabelle Spalten bei diesem Feld seine Überschrift und die Regel „nach unten auffüllen“ "
            "eintragen."
        )
    if not any(klasse.art in tuple(Art) for bild in bilder for klasse in bild.export.bilanz.klassen):
        yield (
            "Keine Zeile ist nach der Kontenzuordnung ein Ertrag oder Aufwand: ist es der Export des Ergebnishaushalts?"
        )
    for bild in bilder:
        yield from _improbable(bild, pruefung)


def _how_to_read(kopf: Ueberschrift, bilder: Sequence[Exportbild]) -> str:
    """What to do with an unread column of amounts: beside an Ansatz that is read it can only count in its place."""
    felder = {feld: k.text for bild in bilder for k in bild.ueberschriften for feld in k.feld.split(" und ")}
    mit_monat = not felder.keys().isdisjoint((PERIODE.name, DATUM.name))
    if ANSATZ.name in felder and (kopf.vermutung == ANSATZ.name or not mit_monat):
        return (
            f"in der Tabelle Spalten beim Feld {ANSATZ.name} die Überschrift „{kopf.text}“ eintragen; sie zählt dann "
            f"statt „{felder[ANSATZ.name]}“"
        )
    return f"den Inhalt {Inhalt.PLAN_UND_IST} wählen oder sie in der Tabelle Spalten eintragen"


def _unread_amounts(bilder: Sequence[Exportbild]) -> list[Ueberschrift]:
    """Headings that may be of amounts, and that no export of the file reads; a finding names other Ansätze itself."""
    gelesen = {kopf.spalte for bild in bilder for kopf in bild.ueberschriften if kopf.feld}
    erklaert = {spalte.feld for bild in bilder for spalte in bild.zuordnung.angabe.spalten if spalte.spalte}
    jahr = bilder[0].zuordnung.jahr
    seiten = {SOLL.name, HABEN.name} <= {kopf.feld for bild in bilder for kopf in bild.ueberschriften}
    return [
        kopf
        for kopf in bilder[0].ueberschriften
        if kopf.spalte not in gelesen and kopf.vermutung in _BETRAEGE - erklaert
        if not (seiten and kopf.vermutung == BETRAG.name)  # what is left of Soll and Haben
        if (ANSATZ.rank(kopf.text, jahr) or 0) < SCHWACH_AB
    ]


def _improbable(bild: Exportbild, pruefung: Kontenpruefung) -> Iterator[str]:
    """Sums that run against their Art, and more money outside of the Ergebnis than in it that is no payment."""
    summen = {Art.ERTRAEGE: bild.ertraege_ct, Art.AUFWENDUNGEN: bild.aufwendungen_ct}
    for art, summe in summen.items():
        if summe < 0 and not pruefung.has_other_arten:
            yield f"Die {art} sind zusammen negativ ({format_betrag(summe)} €): stimmt das Vorzeichen in Quellen?"
    klassen = [klasse for klasse in bild.export.bilanz.klassen if klasse.art and klasse.art not in tuple(Art)]
    daneben = sum(abs(klasse.saldo_ct) for klasse in klassen)
    if not pruefung.repeats_as_payments and daneben > sum(map(abs, summen.values())):
        yield (
            f"Auf Konten, die nicht zum Ergebnis zählen, stehen {format_betrag(daneben)} €, mehr als auf allen "
            "anderen: ist die Kontenzuordnung die Ihres Landes?"
        )
