"""Befunde about what a house says of a Stand, and of what happened after it."""

from __future__ import annotations

from xlbudget.befundkatalog.befundart import Befundart, F

STAENDE = (
    Befundart(
        "stand.doppelt",
        (F,),
        "Ein Stand steht in der Tabelle *Stände* zweimal; die obere Zeile gilt.",
        "Die falsche Zeile löschen.",
    ),
    Befundart(
        "stand.endgueltig",
        (F,),
        "Ein Stand heißt endgültig, obwohl ein Monat bis dahin keine einzige Buchung hat.",
        "Den Export neu erzeugen; fehlt wirklich nichts oder kommt noch etwas, „vorläufig“ eintragen.",
    ),
    Befundart(
        "ereignis.objekt",
        (F,),
        "Ein Ereignis nennt ein Produkt oder Budget, das es nicht gibt.",
        "Die Nummer oder den Namen wie in der Datenmappe schreiben.",
    ),
    Befundart(
        "ereignis.stand",
        (F,),
        "Ein Ereignis gehört zu einem Stand eines anderen Jahres und erscheint in keinem Bericht.",
        "Den Stand berichtigen oder die Zeile löschen.",
    ),
    Befundart(
        "ereignis.datum",
        (F,),
        "Ein Ereignis liegt nicht nach dem Stand, zu dem es genannt wird; es wird trotzdem gezeigt.",
        "Datum oder Stand berichtigen; was bis zum Stand geschah, gehört in die Buchungen oder die Prognose.",
    ),
)
