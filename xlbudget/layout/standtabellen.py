"""The tables that say something about single Stände: how final they are, and what happened after them."""

from __future__ import annotations

from xlbudget.core.fakten import Gueltigkeit
from xlbudget.layout.deklaration import Gruppe, Spalte, Tabelle, Typ
from xlbudget.layout.objektspalten import OBJEKT

STAENDE = Tabelle(
    "Stände",
    "Ob die Zahlen zu einem Stand noch vorläufig oder schon endgültig sind; es steht unter jedem Bericht.",
    Gruppe.GRUNDLAGEN,
    (
        Spalte("Stand", Typ.STAND, pflicht=True, breite=12, hilfe="JJJJ-MM"),
        Spalte("Gültigkeit", pflicht=True, auswahl=tuple(wort.value for wort in Gueltigkeit), breite=14),
        Spalte("Bemerkung", breite=60, hilfe="Nur für Sie; erscheint nirgends"),
    ),
    entbehrlich=True,
    auf_wunsch=True,
)

EREIGNISSE = Tabelle(
    "Ereignisse",
    "Was nach dem Stand geschehen ist: steht neben den Zahlen des Gesamtberichts und ist in keiner enthalten.",
    Gruppe.ZAHLEN,
    (
        Spalte("Stand", Typ.STAND, pflicht=True, breite=12, hilfe="Der Stand des Berichts, in dem es stehen soll"),
        OBJEKT,
        Spalte("Ereignis", pflicht=True, breite=70, hilfe="Was geschehen ist, in einem Satz"),
        Spalte("Betrag", Typ.BETRAG, breite=16, hilfe="In Euro; negativ = belastet, leer = noch nicht bekannt"),
        Spalte("Datum", Typ.DATUM, breite=14, hilfe="TT.MM.JJJJ; nach dem Stand"),
    ),
    entbehrlich=True,
    auf_wunsch=True,
)
