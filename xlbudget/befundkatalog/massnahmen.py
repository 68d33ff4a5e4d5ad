"""Befunde about the table Maßnahmen."""

from __future__ import annotations

from xlbudget.befundkatalog.befundart import Befundart, F, H, W

MASSNAHMEN = (
    Befundart(
        "massnahme.objekt",
        (F,),
        "Das *Objekt* einer Maßnahme ist weder Produkt noch Budget; ihre Wirkung zählt in keiner Prognose.",
        "Die Nummer eines Produkts oder den Namen eines Budgets wie in der Datenmappe schreiben.",
    ),
    Befundart(
        "massnahme.anlass",
        (F,),
        "Eine Maßnahme hat einen Betrag und kein *Objekt*; ihre Wirkung zählt in keiner Prognose.",
        "Das Produkt oder Budget eintragen, auf das sie wirkt.",
    ),
    Befundart(
        "massnahme.ungezeigt",
        (H,),
        "Eine Maßnahme gehört zu einem Produkt oder Budget, das nicht im Bericht steht (*Im Bericht*: nein); kein "
        "Bericht nennt sie, ihr Betrag zählt nur in den Summen darüber.",
        "Nichts; soll sie genannt werden, ein Produkt oder Budget eintragen, das im Bericht steht.",
    ),
    Befundart(
        "massnahme.doppelt",
        (F,),
        "Eine Maßnahme steht für dasselbe Objekt, dieselbe Zeile und dasselbe Jahr zweimal; die untere Zeile zählt "
        "nicht.",
        "Ist es dieselbe, eine Zeile löschen, sonst eine anders nennen oder ein anderes Jahr eintragen.",
    ),
    Befundart(
        "massnahme.zeile",
        (W,),
        "Die *Zeile* einer Maßnahme hat kein Produktblatt; ihre Wirkung zählt beim Objekt trotzdem.",
        "Sie wie in der Tabelle *Kontenzuordnung* schreiben oder die Zelle leeren.",
    ),
    Befundart(
        "massnahme.kennzahl",
        (W,),
        "Die *Kennzahl* einer Maßnahme gibt es nicht, oder mehrere heißen so; wie weit sie erreicht ist, fehlt.",
        "Ihre Bezeichnung wie in der Tabelle *Kennzahlen* schreiben, in *Objekt* das Produkt, oder die Zelle leeren.",
    ),
    Befundart(
        "massnahme.vergangen",
        (W,),
        "Eine Maßnahme ist überfällig: ihr Datum ist vorbei und sie ist offen oder läuft.",
        "Den Status oder das Datum auf den heutigen Stand bringen.",
    ),
)
