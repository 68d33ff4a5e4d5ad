"""The table Fristen of a Datenmappe: what is to be reported to whom, and by when."""

from __future__ import annotations

from xlbudget.core.ausschuss import ALLE
from xlbudget.core.fristen import WIEDERHOLUNGEN
from xlbudget.layout.deklaration import Gruppe, Spalte, Tabelle, Typ

FRISTEN = Tabelle(
    "Fristen",
    "Was wem bis wann zu berichten ist; xlbudget fristen zeigt die nächsten Termine und schreibt sie für den Kalender.",
    Gruppe.FACHDIENSTE,
    (
        Spalte("Pflicht", pflicht=True, breite=60, hilfe="Was zu berichten ist"),
        Spalte("Rechtsgrundlage", breite=28, hilfe="Gesetz, Vertrag oder Zielvereinbarung"),
        Spalte("Empfänger", breite=28, hilfe="Stelle, die es bekommt"),
        Spalte("Stichtag", Typ.DATUM, breite=12, hilfe="TT.MM.JJJJ; der Tag, zu dem die Zahlen gelten"),
        Spalte("Fällig", Typ.DATUM, breite=12, hilfe="TT.MM.JJJJ; bei einer Wiederholung der erste Termin"),
        Spalte("Was zu liefern ist", breite=40, hilfe="Formular, Tabelle, Bericht"),
        Spalte("Wer", breite=28, hilfe="Stelle, die es liefert"),
        Spalte(
            "Wiederholung",
            auswahl=tuple(WIEDERHOLUNGEN),
            breite=16,
            hilfe="Leer = einmal; gerechnet wird vom ersten Termin",
        ),
        Spalte("Sitzung", Typ.CODE, breite=12, hilfe="Kürzel aus der Tabelle Ausschüsse, wenn von ihr gerechnet wird"),
        Spalte("Vorlauf zur Sitzung", Typ.TAGE, breite=20, hilfe="Kalendertage vor der Sitzung; leer = ihr Tag"),
        Spalte(
            "Kennzahlen",
            Typ.CODE,
            breite=22,
            vorschlaege=(ALLE,),
            hilfe=f"Was xlbudget liefern soll: Kürzel, mit Semikolon getrennt, oder: {ALLE}",
            entbehrlich=True,
        ),
        Spalte(
            "Produkte",
            Typ.CODE,
            breite=22,
            angebot=("Produkte", "Produkt"),
            hilfe=f"Dasselbe für Summen nach Zeile: Produkte oder Budgets, mit Semikolon getrennt, oder: {ALLE}",
            entbehrlich=True,
        ),
        Spalte("E-Mail", Typ.EMAIL, breite=36, hilfe="Wer an die Frist erinnert wird; eine Adresse", entbehrlich=True),
        Spalte(
            "Erinnern Tage vorher",
            Typ.TAGE,
            breite=22,
            hilfe="So viele Kalendertage vor dem Termin; leer = keine Erinnerung",
            entbehrlich=True,
        ),
    ),
    entbehrlich=True,
    auf_wunsch=True,
)
