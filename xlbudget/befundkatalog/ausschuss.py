"""Befunde about which committee sees what."""

from __future__ import annotations

from xlbudget.befundkatalog.befundart import Befundart, F, H, W

AUSSCHUESSE = (
    Befundart(
        "ausschuss.doppelt",
        (F,),
        "Ein Kürzel steht in der Tabelle *Ausschüsse* zweimal; die untere Zeile zählt nicht.",
        "Ist es derselbe Ausschuss, eine der Zeilen löschen, sonst dem anderen ein anderes Kürzel geben.",
    ),
    Befundart(
        "ausschuss.objekt",
        (F,),
        "Ein Eintrag in der Spalte *Objekte* ist weder Budget noch Produkt; im Auszug fehlt er, und ohne "
        "`--trotz-fehlern` gibt es diesen Auszug nicht.",
        "Ihn schreiben wie in der Tabelle *Budgets* oder *Produkte*, mehrere mit Semikolon trennen, oder ihn löschen.",
    ),
    Befundart(
        "ausschuss.mehrdeutig",
        (F,),
        "Ein Eintrag in der Spalte *Objekte* kann mehrere Budgets oder Produkte meinen; im Auszug fehlt er, und ohne "
        "`--trotz-fehlern` gibt es diesen Auszug nicht.",
        "Das Gemeinte so schreiben, wie der Befund es in Anführungszeichen nennt.",
    ),
    Befundart(
        "ausschuss.leer",
        (F,),
        "Ein Ausschuss hat kein Budget oder Produkt, das der Bericht zeigt; für ihn gibt es keinen Auszug.",
        "In der Spalte *Objekte* Budgets oder Produkte eintragen, für alle das Wort „alle“, oder die Zeile löschen.",
    ),
    Befundart(
        "ausschuss.ungezeigt",
        (W,),
        "Ein Eintrag in der Spalte *Objekte* hat kein Produkt, das der Bericht zeigt; im Auszug fehlt er.",
        "Soll der Ausschuss es sehen, in der Tabelle *Budgets* bei ihm und allem darüber *Im Bericht* auf „ja“ setzen, "
        "ohne Produkte diese anlegen; sonst den Eintrag löschen.",
    ),
    Befundart(
        "ausschuss.zweimal",
        (H,),
        "Ein Budget oder Produkt ist durch zwei Einträge derselben Zeile dabei; der Auszug zeigt es einmal.",
        "Nichts; wer mag, löscht einen der Einträge.",
    ),
    Befundart(
        "ausschuss.fehlt",
        (W,),
        "Ein Budget oder Produkt steht bei keinem Ausschuss; einer mit „alle“ zählt dafür nicht.",
        "Es bei dem Ausschuss eintragen, der es berät; soll es keiner beraten, den Befund quittieren.",
    ),
    Befundart(
        "ausschuss.mehrere",
        (H,),
        "Ein Budget oder Produkt steht bei mehreren Ausschüssen; jeder Auszug zeigt es.",
        "Nichts, wenn es so gewollt ist; sonst bei dem löschen, der es nicht berät.",
    ),
)
