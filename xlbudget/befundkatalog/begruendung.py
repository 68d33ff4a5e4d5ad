"""Befunde about what has to be explained."""

from __future__ import annotations

from xlbudget.befundkatalog.befundart import Befundart, H, W

BEGRUENDUNGEN = (
    Befundart(
        "erlaeuterung.fehlt",
        (W,),
        "Ein Produkt weicht so weit vom Plan ab, dass es nach den *Einstellungen* begründet werden muss, und hat keine "
        "Erläuterung; der Bericht sagt „ohne Begründung“.",
        "Die Erläuterung in der Tabelle *Produkte* eintragen oder vom Fachdienst melden lassen. Für eine Zeile genügt "
        "der Grund ihrer gemeldeten Prognose.",
    ),
    Befundart(
        "erlaeuterung.veraltet",
        (H,),
        "Eine Erläuterung steht noch so da, wie sie zu einem früheren Stand angenommen wurde; die Abweichung hat sich "
        "seitdem um mehr als die Schwelle verändert.",
        "Den Text lesen und, wenn er nicht mehr stimmt, erneuern.",
    ),
)
