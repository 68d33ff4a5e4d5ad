"""The sheet on which a Fachdienst reports Kennzahlen by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import shorten

from xlbudget.core.kennzahlen.modelle import Kennzahlregel, Rechenart, Wertfassung
from xlbudget.core.kennzahlen.monatsfelder import Monatsfrage, Monatsfragen, fields_beside, scale_of
from xlbudget.core.rueckmeldung import MAX_KENNZAHL, MAX_ZEICHEN, Feldart
from xlbudget.layout.eingabetafel import Eingabetafel, Tafelabschnitt, Tafeleingabe, Tafelspalte, Tafelzeile
from xlbudget.layout.rueckmeldung import Pruefung, text_pruefung

KENNZAHLEN_BLATT = "Monatswerte"
GESAMT = "gesamt"
PROZENT_VON, PROZENT_BIS = -100, 1000
"""What a cell in percent accepts: a change can be negative, and more than all can be used."""

_FEST = (Tafelspalte("Kennzahl", 13), Tafelspalte("Monat", 17), Tafelspalte("Gruppe", 22), Tafelspalte("Bisher", 20))
_OFFEN = (Tafelspalte("Wert", 14), Tafelspalte("Fassung", 13), Tafelspalte("Notiz", 46))
_ANLEITUNG = (
    "Je Monat den Wert eintragen, ohne Einheit und Prozentzeichen (97,5 statt 97,5 % oder 0,975), und daneben wählen, "
    "ob er vorläufig oder endgültig ist. Was schon bekannt ist, steht in der Spalte „Bisher“ und ist vorbelegt: Stimmt "
    "es, bleibt es stehen; wird ein vorläufiger Wert endgültig, die Fassung umstellen und den Wert, wo nötig, ändern. "
    "Was noch nicht vorliegt, bleibt leer und zählt nicht als 0; 0 nur eintragen, wo es wirklich 0 war."
)
_STATISTIK = f" {Wertfassung.T0} heißt vorläufig, {Wertfassung.T3} endgültig."
_SCHRITT = (
    "Monatswerte",
    f"Auf dem Blatt „{KENNZAHLEN_BLATT}“ die Werte der Kennzahlen je Monat eintragen und wählen, ob sie vorläufig oder "
    "endgültig sind; das Ist dieser Kennzahlen auf den anderen Blättern wird daraus gerechnet.",
)
_JE_MONAT = {
    Rechenart.BESTAND: "Stand am Ende des Monats",
    Rechenart.SUMME: "nur der Monat, nicht seit Januar",
    Rechenart.DURCHSCHNITT: "Wert des Monats",
}


def build_kennzahltafel(fragen: Sequence[Monatsfragen], produkte: Mapping[str, str]) -> Eingabetafel | None:
    """The sheet for these Kennzahlen, None where there are none; `produkte` are names by number."""
    abschnitte = tuple(_abschnitt(eine, produkte) for eine in fragen if eine.fragen)
    if not abschnitte:
        return None
    statistik = any(Wertfassung.T0 in eine.fassungen for eine in fragen)
    return Eingabetafel(
        KENNZAHLEN_BLATT,
        "Kennzahlen je Monat",
        _ANLEITUNG + (_STATISTIK if statistik else ""),
        _SCHRITT,
        _FEST,
        _OFFEN,
        abschnitte,
        frozenset(eine.regel.kuerzel for eine in fragen if eine.fragen),
    )


def _abschnitt(fragen: Monatsfragen, produkte: Mapping[str, str]) -> Tafelabschnitt:
    regel = fragen.regel
    einheit = f" ({regel.einheit})" if regel.einheit else ""
    je_monat = _JE_MONAT[regel.rechenart] if regel.rechenart else ""
    titel = (
        f"{regel.kuerzel} · {regel.bezeichnung}{einheit} · {je_monat} · {produkte.get(regel.produkt, regel.produkt)}"
    )
    wert, fassung = _wert_pruefung(regel, je_monat), _fassung_pruefung(fragen)
    monate = [frage.schluessel.periode for frage in fragen.fragen]
    mehrere = len(set(monate)) < len(monate)
    neu = [mehrere and monat != davor for monat, davor in zip(monate, [monate[0], *monate], strict=False)]
    zeilen = (_zeile(regel, frage, wert, fassung, beginnt=b) for frage, b in zip(fragen.fragen, neu, strict=True))
    return Tafelabschnitt(shorten(titel, 150, placeholder=" …"), tuple(zeilen))


def _zeile(regel: Kennzahlregel, frage: Monatsfrage, wert: Pruefung, fassung: Pruefung, *, beginnt: bool) -> Tafelzeile:
    schluessel = frage.schluessel
    feld = schluessel.feld(regel.produkt)
    zur_fassung, zur_notiz = fields_beside(feld)
    return Tafelzeile(
        (schluessel.kuerzel, schluessel.periode.text, schluessel.gruppe or GESAMT, frage.bekannt),
        (
            Tafeleingabe(feld, frage.wert, wert),
            Tafeleingabe(zur_fassung, frage.fassung and frage.fassung.value, fassung),
            Tafeleingabe(zur_notiz, None, _NOTIZ),
        ),
        beginnt,
    )


def _wert_pruefung(regel: Kennzahlregel, je_monat: str) -> Pruefung:
    """What a cell accepts, as the unit of its Kennzahl says."""
    wie = f"{je_monat}. Liegt der Wert noch nicht vor, leer lassen; 0 nur, wenn es wirklich 0 war."
    if skala := scale_of(regel.einheit):
        von, bis = skala
        was = f"Zahl von {von} bis {bis}"
    elif regel.faktor == 100:
        von, bis, was = PROZENT_VON, PROZENT_BIS, "Zahl ohne Prozentzeichen, etwa 97,5 für 97,5 %"
    else:
        von, bis, was = -MAX_KENNZAHL, MAX_KENNZAHL, "Zahl ohne Einheit"
    return Pruefung(
        "decimal",
        (str(von), str(bis)),
        "Wert",
        f"{was}; {wie}",
        f"Bitte eine {was} eingeben, oder die Zelle leeren, wenn der Wert noch nicht vorliegt.",
    )


def _fassung_pruefung(fragen: Monatsfragen) -> Pruefung:
    vorlaeufig, endgueltig = fragen.fassungen
    wahl = dict.fromkeys((*fragen.fassungen, *(frage.fassung for frage in fragen.fragen if frage.fassung)))
    return Pruefung(
        "list",
        (f'"{",".join(wahl)}"',),
        "Fassung",
        f"„{endgueltig}“, wenn sich der Wert nicht mehr ändert, sonst „{vorlaeufig}“.",
        "Bitte aus der Liste wählen.",
    )


_NOTIZ = text_pruefung("Notiz", "Was man zu diesem Wert wissen muss.", MAX_ZEICHEN[Feldart.NOTIZ])
