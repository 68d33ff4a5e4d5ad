"""Befunde about what is published."""

from __future__ import annotations

from xlbudget.befundkatalog.befundart import Befundart, H, W

VEROEFFENTLICHUNG = (
    Befundart(
        "druck.zeichen",
        (W,),
        "Ein Text enthält Zeichen, die keine Schrift des Rechners hat oder die ein PDF/A nicht erlaubt (Smileys, "
        "Aufzählungszeichen aus Word); im PDF steht dafür □, Unsichtbares fehlt.",
        "Das Zeichen im Text durch ein übliches oder ein Wort ersetzen.",
    ),
    Befundart(
        "drucklayout.schrift",
        (W,),
        "Das eigene Drucklayout setzt Text kleiner als 8 Punkt; gedruckt ist er für viele nicht zu lesen.",
        "Im Layout keine Größe unter 8pt eintragen.",
    ),
    Befundart(
        "weblayout.kontrast",
        (W,),
        "Im eigenen Weblayout heben sich Farben zu wenig von ihrem Grund ab (unter 4,5 : 1 bei Text, 3 : 1 bei "
        "Linien).",
        "In stil.css dunklere Farben auf hellem und hellere auf dunklem Grund eintragen.",
    ),
    Befundart(
        "veroeffentlichung.blatt",
        (H,),
        "Das Produktblatt eines Dezernats oder des Gesamthaushalts zählt mit, was nicht im Bericht steht (*Im "
        "Bericht*: nein); auf der Webseite fehlt es, weil sich der Betrag sonst ausrechnen ließe.",
        "Nichts; die Summe dessen, was im Bericht steht, hat die Seite bei *Finanzen*.",
    ),
    Befundart(
        "veroeffentlichung.fremdes",
        (W,),
        "Im Zielordner der Veröffentlichung liegen Dateien, die nicht zu ihr gehören; mit dem Ordner "
        "gingen sie ins Netz.",
        "Herausnehmen, was nicht veröffentlicht werden soll.",
    ),
)
