"""The tables about Kennzahlen: what they are, and what they were in which month."""

from __future__ import annotations

from xlbudget.core.kennzahlen.modelle import PlanIst, Planverlauf, Prognoseart, Rechenart, Wertfassung
from xlbudget.layout.deklaration import Gruppe, Spalte, Tabelle, Typ

KENNZAHLEN = Tabelle(
    "Kennzahlen",
    "Leistungs- und Zielkennzahlen; die erste je Produkt erscheint im Gesamtbericht.",
    Gruppe.ZAHLEN,
    (
        Spalte("Produkt", Typ.CODE, pflicht=True, breite=12, verweis="Produkte"),
        Spalte("Kennzahlart", pflicht=True, auswahl=("Leistung", "Ziel"), breite=13),
        Spalte("Bezeichnung", pflicht=True, breite=90),
        Spalte("Messgröße", breite=24),
        Spalte("Besser ist", auswahl=("höher", "niedriger"), breite=12, hilfe="Nur für Ziele; leer = höher"),
        Spalte("Plan", Typ.ZAHL, breite=14, hilfe="Zahl ohne Einheit und ohne Prozentzeichen"),
        Spalte("Ist", Typ.ZAHL, breite=14, hilfe="Zahl ohne Einheit und ohne Prozentzeichen"),
        Spalte(
            "Kürzel",
            Typ.CODE,
            breite=12,
            entbehrlich=True,
            rechnet=True,
            hilfe="Kurz und eindeutig, etwa K2; die Tabelle Kennzahlwerte und andere Kennzahlen verweisen darauf",
        ),
        Spalte(
            "Rechenart",
            auswahl=tuple(Rechenart),
            breite=30,
            entbehrlich=True,
            rechnet=True,
            hilfe="Wie aus Kennzahlwerten der Wert zum Stand wird; leer = Plan und Ist gelten, wie sie hier stehen",
        ),
        Spalte(
            "Zähler", Typ.CODE, breite=12, entbehrlich=True, rechnet=True, hilfe="Kürzel; nur bei Quote, Veränderung"
        ),
        Spalte("Nenner", Typ.CODE, breite=12, entbehrlich=True, rechnet=True, hilfe="Kürzel; nur bei einer Quote"),
        Spalte(
            "Planverlauf",
            auswahl=tuple(Planverlauf),
            breite=16,
            entbehrlich=True,
            rechnet=True,
            hilfe="Wie sich der Jahresplan verteilt; leer = gegeben, wenn Pläne je Monat da sind, sonst gleichmäßig",
        ),
        Spalte(
            "Prognose",
            auswahl=tuple(Prognoseart),
            breite=16,
            entbehrlich=True,
            rechnet=True,
            hilfe="Woraus Restmonate folgen; leer = Bestand: letzter Stand, sonst Vorjahre, ohne sie Plan",
        ),
        Spalte("Quelle", breite=30, entbehrlich=True, hilfe="Woher die Werte kommen; nur zum Lesen"),
        *(
            Spalte(name, typ, breite=breite, entbehrlich=True, hilfe=hilfe)
            for name, typ, breite, hilfe in (
                ("Vergleichswert", Typ.ZAHL, 16, "Was die Kennzahl anderswo ist, in derselben Messgröße"),
                ("Vergleich mit", Typ.TEXT, 28, "Was der Vergleichswert ist, etwa: Median der Landkreise"),
                ("Vergleichsquelle", Typ.TEXT, 30, "Woher er kommt; ohne sie wird er nicht gezeigt"),
                ("Vergleichsjahr", Typ.JAHR, 15, "Von welchem Jahr er ist"),
            )
        ),
        Spalte(
            "Meldet",
            breite=26,
            entbehrlich=True,
            hilfe="Das Budget, dessen Mappe die Monatswerte abfragt; leer = das des Produkts, anderes = keines",
        ),
    ),
)

KENNZAHLWERTE = Tabelle(
    "Kennzahlwerte",
    "Was eine Kennzahl in welchem Monat war, als Plan und Ist, gesamt und je Gruppe.",
    Gruppe.ZAHLEN,
    (
        Spalte("Kennzahl", Typ.CODE, pflicht=True, breite=14, hilfe="Kürzel aus der Tabelle Kennzahlen"),
        Spalte("Periode", Typ.PERIODE, pflicht=True, breite=12, hilfe="Monat als JJJJ-MM oder ganzes Jahr als JJJJ"),
        Spalte("Art", pflicht=True, auswahl=tuple(PlanIst), breite=10),
        Spalte(
            "Gruppe",
            breite=22,
            vorschlaege=("Frauen", "Männer"),
            hilfe="Leer = gesamt; sonst Frauen, Männer, unter 25; was sich ergänzt, als Alter: unter 25, Alter: ab 25",
        ),
        Spalte("Wert", Typ.ZAHL, pflicht=True, breite=14, hilfe="Zahl ohne Einheit und ohne Prozentzeichen"),
        Spalte(
            "Fassung",
            auswahl=tuple(Wertfassung),
            breite=12,
            hilfe="Der endgültige Wert kommt in eine eigene Zeile; die vorläufige bleibt stehen",
        ),
        Spalte("Bemerkung", breite=60, hilfe="Nur für Sie; erscheint nirgends"),
    ),
    entbehrlich=True,
    auf_wunsch=True,
)
