"""Befunde about what a house says of a Stand, and of what happened after it."""

from __future__ import annotations

from xlbudget.befundkatalog.befundart import Befundart, F, H, W

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
        "stand.auswahl",
        (F,),
        "In der Spalte *Stände* der Tabelle *Budgets* oder *Produkte* steht etwas anderes als Monate; das Objekt wird "
        "zu jedem Stand berichtet.",
        "Namen von Monaten schreiben, mehrere mit Semikolon, oder monatlich, vierteljährlich, halbjährlich, jährlich.",
    ),
    Befundart(
        "stand.nie",
        (W,),
        "Ein Produkt oder Budget und das, was darüber steht, haben in der Spalte *Stände* keinen gemeinsamen; es wird "
        "zu keinem Stand einzeln berichtet. In den Summen ist es enthalten.",
        "Einen Stand eintragen, den beide haben, oder die Spalte beim unteren leeren.",
    ),
    Befundart(
        "wesentlich.leer",
        (H,),
        "Bei manchen Produkten steht in der Spalte *Wesentlich* ja, bei anderen nichts; auch diese stehen einzeln im "
        "Bericht.",
        "Bei allen Produkten ja oder nein eintragen.",
    ),
    Befundart(
        "wesentlich.abweichung",
        (H,),
        "Ein Produkt, das nicht wesentlich ist, weicht so weit vom Plan ab, dass es begründet werden müsste; es steht "
        "nur in der Summe „weitere Produkte“.",
        "Soll es einzeln berichtet und begründet werden, in der Spalte *Wesentlich* ja eintragen.",
    ),
    Befundart(
        "ereignis.objekt",
        (F,),
        "Ein Ereignis nennt ein Produkt oder Budget, das es nicht gibt.",
        "Die Nummer oder den Namen wie in der Datenmappe schreiben.",
    ),
    Befundart(
        "ereignis.ungezeigt",
        (H,),
        "Ein Ereignis gehört zu einem Produkt oder Budget, das nicht im Bericht steht (*Im Bericht*: nein); kein "
        "Bericht, kein PDF und keine Webseite nennt es.",
        "Nichts; soll es genannt werden, ein Produkt oder Budget eintragen, das im Bericht steht.",
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
