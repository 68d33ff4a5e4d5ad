"""The tables of the open data: which columns they have, what stands in them, and how they hang together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from xlbudget.core.kontenrahmen import Art

BESSER, SCHLECHTER = "besser", "schlechter"
LEISTUNG, ZIEL = "Leistung", "Ziel"
PRODUKT, SAMMELZEILE = "Produkt", "Sammelzeile"


class Feldtyp(StrEnum):
    """The type of a column; the value is its name in Table Schema."""

    TEXT = "string"
    ZAHL = "number"
    GANZZAHL = "integer"
    MONAT = "yearmonth"  # JJJJ-MM


@dataclass(frozen=True, slots=True)
class Datenfeld:
    """A column. `werte` are all that may stand in it; an empty cell is allowed unless it is `pflicht`."""

    name: str
    titel: str
    beschreibung: str
    typ: Feldtyp = Feldtyp.TEXT
    einheit: str = ""
    werte: tuple[str, ...] = ()
    pflicht: bool = False


@dataclass(frozen=True, slots=True)
class Datenbezug:
    """A foreign key: the columns of these names point to those of the same names in the other table."""

    felder: tuple[str, ...]
    tafel: str


@dataclass(frozen=True, slots=True)
class Datentabelle:
    """A table without its lines; `schluessel` are the columns that tell one line from another."""

    name: str
    titel: str
    beschreibung: str
    felder: tuple[Datenfeld, ...]
    schluessel: tuple[str, ...]
    bezuege: tuple[Datenbezug, ...] = ()

    @property
    def datei(self) -> str:
        """The name of its file."""
        return f"{self.name}.csv"


def _euro(name: str, titel: str, beschreibung: str, *, pflicht: bool = False) -> Datenfeld:
    return Datenfeld(name, titel, beschreibung, Feldtyp.ZAHL, "EUR", pflicht=pflicht)


_STAND = Datenfeld("stand", "Stand", "Monat, bis zu dem gebucht ist (JJJJ-MM)", Feldtyp.MONAT, pflicht=True)
_PRODUKT = Datenfeld(
    "produkt",
    "Produkt",
    "Nummer des Produkts (Text, führende Nullen zählen) oder Zeichen einer Sammelzeile",
    pflicht=True,
)
_ART = Datenfeld("art", "Art", "Erträge oder Aufwendungen", werte=tuple(Art), pflicht=True)
_ZEILE = Datenfeld("zeile", "Zeile", "Zeile der Ergebnisrechnung, zum Beispiel Personal", pflicht=True)
_BEZUG_PRODUKT = Datenbezug(("stand", "produkt"), "produkte")

VERANTWORTLICH = Datenfeld("verantwortlich", "Verantwortlich", "Wer das Produkt verantwortet")

PRODUKTE = Datentabelle(
    "produkte",
    "Produkte",
    "Je Produkt eine Zeile mit seinem Produktbudget: Erträge − Aufwendungen, ein Zuschussbedarf ist negativ.",
    (
        _STAND,
        _PRODUKT,
        Datenfeld(
            "umfang",
            "Umfang",
            "Ein Produkt, oder mehrere, die der Bericht zu diesem Stand nur zusammen nennt",
            werte=(PRODUKT, SAMMELZEILE),
            pflicht=True,
        ),
        Datenfeld("bezeichnung", "Bezeichnung", "Name des Produkts; bei einer Sammelzeile, was sie umfasst"),
        Datenfeld("budget", "Budget", "Budget, zu dem das Produkt gehört; leer, wo eine Sammelzeile mehrere umfasst"),
        Datenfeld("dezernat", "Dezernat", "Oberstes Dezernat über dem Budget; leer, wo es keines gibt"),
        _euro("ansatz_eur", "Plan", "Geplantes Produktbudget des ganzen Jahres", pflicht=True),
        _euro("ist_eur", "Ist", "Gebuchtes Produktbudget vom Jahresbeginn bis zum Stand", pflicht=True),
        _euro(
            "prognose_eur", "Prognose", "Erwartetes Ergebnis des ganzen Jahres; im Dezember das Ergebnis", pflicht=True
        ),
        _euro("abweichung_eur", "Abweichung", "Prognose − Plan: positiv ist besser als geplant", pflicht=True),
        Datenfeld(
            "tendenz", "Tendenz", "Ab einer Schwelle des Hauses besser oder schlechter", werte=(BESSER, SCHLECHTER)
        ),
    ),
    ("stand", "produkt"),
)

ZEILEN = Datentabelle(
    "zeilen",
    "Zeilen der Ergebnisrechnung",
    "Je Produkt und Zeile Plan, Ist und Prognose des Jahres; Erträge und Aufwendungen sind beide positiv.",
    (
        _STAND,
        _PRODUKT,
        _ART,
        _ZEILE,
        _euro("ansatz_eur", "Plan", "Ansatz des ganzen Jahres; leer: keiner"),
        _euro("ist_eur", "Ist", "Gebucht vom Jahresbeginn bis zum Stand; leer: nichts gebucht"),
        _euro("prognose_eur", "Prognose", "Erwartet für das ganze Jahr; im Dezember das Ergebnis", pflicht=True),
        Datenfeld("verfahren", "Verfahren", "Wie die Prognose zustande kam"),
    ),
    ("stand", "produkt", "art", "zeile"),
    (_BEZUG_PRODUKT,),
)

MONATSWERTE = Datentabelle(
    "monatswerte",
    "Monatswerte",
    "Je Produkt, Zeile und Monat, was gebucht ist; Monate ohne Buchung haben keine Zeile.",
    (
        _STAND,
        _PRODUKT,
        _ART,
        _ZEILE,
        Datenfeld("monat", "Monat", "Monat der Buchungen (JJJJ-MM)", Feldtyp.MONAT, pflicht=True),
        _euro("betrag_eur", "Betrag", "Summe der Buchungen dieses Monats", pflicht=True),
    ),
    ("stand", "produkt", "art", "zeile", "monat"),
    (_BEZUG_PRODUKT, Datenbezug(("stand", "produkt", "art", "zeile"), "zeilen")),
)

KENNZAHLEN = Datentabelle(
    "kennzahlen",
    "Kennzahlen",
    "Leistungen (wie viel) und Ziele (wie gut) der Produkte mit Plan und Ist.",
    (
        _STAND,
        _PRODUKT,
        Datenfeld("art", "Art", "Leistung oder Ziel", werte=(LEISTUNG, ZIEL), pflicht=True),
        Datenfeld("nummer", "Nummer", "Laufende Nummer im Produkt", Feldtyp.GANZZAHL, pflicht=True),
        Datenfeld("bezeichnung", "Bezeichnung", "Was gezählt oder erreicht werden soll"),
        Datenfeld("einheit", "Einheit", "Einheit von Plan und Ist"),
        Datenfeld("besser_ist", "Besser ist", "Nur bei Zielen: ob ein höherer oder niedrigerer Wert besser ist"),
        Datenfeld("plan", "Plan", "Geplanter Wert in seiner Einheit; leer: keiner", Feldtyp.ZAHL),
        Datenfeld("ist", "Ist", "Erreichter Wert in seiner Einheit; leer: nicht angegeben", Feldtyp.ZAHL),
        Datenfeld(
            "zielerreichung_prozent",
            "Zielerreichung",
            "Nur bei Zielen: Ist zu Plan, wo weniger besser ist Plan zu Ist; auf zwei Stellen gerundet",
            Feldtyp.ZAHL,
            "Prozent",
        ),
        Datenfeld(
            "bewertung",
            "Bewertung",
            "Nur bei Zielen: besser oder schlechter nach den Schwellen des Hauses",
            werte=(BESSER, SCHLECHTER),
        ),
    ),
    ("stand", "produkt", "art", "nummer"),
    (_BEZUG_PRODUKT,),
)
