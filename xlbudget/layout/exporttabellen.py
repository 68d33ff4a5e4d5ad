"""Tables of a Datenmappe about exports: which files, how they are to be read, and what they should add up to."""

from __future__ import annotations

from xlbudget.core.abstimmung import Kontrollgroesse
from xlbudget.layout.deklaration import Gruppe, Spalte, Tabelle, Typ

VORZEICHEN = (
    "automatisch",
    "Soll/Haben",
    "Erträge negativ",
    "Erträge positiv",
    "Aufwendungen negativ",
    "alles positiv",
)
QUELLEN = Tabelle(
    "Quellen",
    "Die Exporte des Finanzverfahrens, die xlbudget liest; was leer bleibt, wird erkannt.",
    Gruppe.EXPORTE,
    (
        Spalte(
            "Inhalt",
            pflicht=True,
            auswahl=("Buchungen", "Ansätze", "Salden (kumuliert)", "Monatswerte", "Plan und Ist"),
            breite=18,
            hilfe="Buchungen einzeln oder je Monat; Salden bis zum Monatsende; Monatswerte mit einer Spalte je Monat",
            frueher=("Ansatz",),
        ),
        Spalte(
            "Datei",
            pflicht=True,
            breite=40,
            hilfe="Name der Datei neben dieser Mappe, oder ganzer Pfad; * steht für Beliebiges: buchungen-2024-*.csv",
        ),
        Spalte(
            "Vorzeichen",
            auswahl=VORZEICHEN,
            breite=20,
            hilfe="Wie der Export Erträge und Aufwendungen schreibt; leer = automatisch",
            entbehrlich=True,
            rechnet=True,
        ),
        Spalte("Blatt", breite=18, hilfe="Nur bei Excel: Name des Blattes; leer = das Blatt mit den Überschriften"),
        Spalte("Jahr", Typ.JAHR, breite=8, hilfe="Leer = das Haushaltsjahr", entbehrlich=True, rechnet=True),
        Spalte(
            "Zahlen",
            auswahl=("automatisch", "deutsch", "englisch"),
            breite=13,
            hilfe="deutsch ist 1.234,56 und englisch 1,234.56; leer = automatisch",
            entbehrlich=True,
            rechnet=True,
        ),
        Spalte(
            "Kopfzeile", Typ.ZAHL, breite=11, hilfe="Zeile der Überschriften; leer = wird gesucht", entbehrlich=True
        ),
        Spalte(
            "Zeichensatz",
            auswahl=("automatisch", "UTF-8", "UTF-16", "Windows-1252", "ISO-8859-15", "DOS (cp850)"),
            breite=15,
            hilfe="Nur bei Textdateien, wenn Umlaute falsch ankommen; leer = automatisch",
            entbehrlich=True,
        ),
        Spalte(
            "Einheit",
            auswahl=("automatisch", "€", "T€"),
            breite=12,
            hilfe="Leer = automatisch",
            entbehrlich=True,
            rechnet=True,
        ),
        Spalte("Format", auswahl=VORZEICHEN, entbehrlich=True, alt=True),
    ),
)

EXPORTFELDER = (
    "Produkt", "Sachkonto", "Betrag", "Soll", "Haben", "Ertrag", "Aufwand", "Ansatz", "S/H", "Periode", "Datum",
    "Richtung", "Wertart", "Text", "Beleg", "Haushaltsjahr",
)  # fmt: skip
SPALTEN = Tabelle(
    "Spalten",
    "Für Exporte mit ungewöhnlichen Überschriften: welche Spalte welches Feld ist, und was mit ihr zu tun ist.",
    Gruppe.EXPORTE,
    (
        Spalte("Datei", pflicht=True, breite=40, hilfe="Wie in der Tabelle Quellen"),
        Spalte(
            "Feld",
            pflicht=True,
            auswahl=EXPORTFELDER,
            breite=14,
        ),
        Spalte("Überschrift", Typ.CODE, breite=32, hilfe="Überschrift im Export oder Buchstabe der Spalte, etwa C"),
        Spalte(
            "Regel",
            breite=34,
            hilfe="Aus der Liste; Zahlen, Monate und „Werte“ dürfen andere sein; mehrere mit Semikolon",
            vorschlaege=(
                "zerlegen am letzten Punkt",
                "erstes Wort",
                "nach unten auffüllen",
                "auf 4 Stellen mit Nullen",
                "nur „Plan“",
                "nur „Ist“",
                "Monate Jan bis Dez",
                "Periode 0 zum Januar",
                "Periode 0 auslassen",
                "immer „12“",
            ),
        ),
    ),
    entbehrlich=True,
    auf_wunsch=True,
)

ANSATZ_DAVOR = "Ansatz: "
"""In front of a Kontrollgröße of Ansätze."""

KONTROLLSUMMEN = Tabelle(
    "Kontrollsummen",
    "Summen aus dem Finanzverfahren; jeder Lauf vergleicht sie mit dem, was er gelesen hat.",
    Gruppe.EXPORTE,
    (
        Spalte("Datei", breite=40, hilfe="Wie in der Tabelle Quellen; leer = alle Exporte"),
        Spalte(
            "Was",
            pflicht=True,
            auswahl=tuple(f"{davor}{groesse}" for davor in ("", ANSATZ_DAVOR) for groesse in Kontrollgroesse),
            breite=32,
            hilfe="Erträge und Aufwendungen beide positiv; Zeilen = Anzahl der gezählten Zeilen",
        ),
        Spalte("Betrag", Typ.BETRAG, pflicht=True, breite=20, hilfe="Euro, oder die Anzahl der Zeilen"),
        Spalte("Bis", Typ.STAND, breite=10, hilfe="JJJJ-MM; leer = alles, was der Export enthält"),
    ),
    entbehrlich=True,
    auf_wunsch=True,
)
