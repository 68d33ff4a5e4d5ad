"""Exports as other houses write them: each kind of oddity in several guises, read right or refused with what to do.

Erträge are 1.000,00 and Aufwendungen 500,00 unless a case says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from xlbudget.core.kontenrahmen import Art, Berichtszeile, Kontenrahmen, Nebenart, Praefix
from xlbudget.errors import EingabeError, Schwere
from xlbudget.sources.export.angaben import Einheit, Inhalt, Quellenangabe, Spaltenangabe, Vorzeichen, Zahlenstil
from xlbudget.sources.export.lesen import read_exports

B, A, S, M, P = Inhalt.BUCHUNGEN, Inhalt.ANSAETZE, Inhalt.SALDEN, Inhalt.MONATSWERTE, Inhalt.PLAN_UND_IST
RAHMEN = Kontenrahmen(
    (
        Praefix("3", Berichtszeile(Art.ERTRAEGE, "ordentlich")),
        Praefix("4", Berichtszeile(Art.AUFWENDUNGEN, "Personal")),
        Praefix("Mieten und Pachten", Berichtszeile(Art.ERTRAEGE, "ordentlich")),
        Praefix("Löhne", Berichtszeile(Art.AUFWENDUNGEN, "Personal")),
        *(Praefix(p, Nebenart.FINANZRECHNUNG) for p in "67"),
        *(Praefix(p, Nebenart.ZAEHLT_NICHT) for p in "0129"),
    )
)
RICHTIG = {"Erträge": 100000, "Aufwendungen": 50000}


def sp(feld: str, spalte: str = "", regel: str = "") -> Spaltenangabe:
    return Spaltenangabe(feld, spalte, regel)


@dataclass
class Fall:
    """An export as text, how it is declared, and what must come of it: sums, or lines with a Fehler, or a refusal."""

    name: str
    inhalt: Inhalt
    text: str
    erwartet: dict[str, int] = field(default_factory=lambda: RICHTIG)
    angabe: dict[str, object] = field(default_factory=dict)
    kodierung: str = "utf-8"
    fehler: tuple[int, ...] = ()
    hinweis: str = ""
    abgelehnt: str = ""
    ansatz: dict[str, int] | None = None
    monate: dict[int, int] | None = None
    """Erträge by month."""


def lines(*zeilen: str) -> str:
    return "\n".join([*zeilen, ""])


KOPF = "Produkt;Sachkonto;Betrag;Periode"
CODES = (("1111", "3321", "-1.000,00"), ("1111", "4011", "500,00"))
KONTEN = (("3321", "1.000,00"), ("4011", "500,00"))
FAELLE = [
    # DATEV
    Fall(
        "datev mit Bank im Konto",
        B,
        '"EXTF";700;21;"Buchungsstapel"\nUmsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen;Konto;Gegenkonto (ohne BU-Schlüssel);Belegdatum;KOST1 - Kostenstelle\n1000,00;"S";1200;3321;1501;"1111"\n500,00;"H";1200;4011;2902;"1111"\n',
    ),
    Fall(
        "datev mit dreistelligem Datum",
        B,
        '"DTVF";700;21;"Buchungsstapel"\nUmsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen;Konto;Gegenkonto (ohne BU-Schlüssel);Belegdatum;KOST1 - Kostenstelle\n1000,00;H;3321;1200;501;1111\n500,00;S;4011;1200;3112;1111\n',
        monate={1: 100000},
    ),
    # two amount columns
    Fall(
        "Sollbetrag und Habenbetrag mit Nullen",
        B,
        lines(
            "Kostenträger;Konto;Sollbetrag;Habenbetrag;Monat", "1111;3321;0,00;1.000,00;1", "1111;4011;500,00;0,00;2"
        ),
    ),
    Fall(
        "Soll Haben Spalten mit Strich",
        B,
        lines("Produkt;Sachkonto;Soll EUR;Haben EUR;Periode", "1111;3321;-;1.000,00;1", "1111;4011;600,00;100,00;2"),
    ),
    Fall(
        "Soll und Haben neben Saldo",
        B,
        lines(
            "Produkt;Konto;Soll-Betrag;Haben-Betrag;Saldo;Periode",
            "1111;3321;0,00;1.000,00;-1.000,00;1",
            "1111;4011;600,00;100,00;500,00;2",
        ),
    ),
    Fall(
        "Ertrag und Aufwand als Spalten",
        B,
        lines("Produkt;Sachkonto;Ertrag;Aufwand;Periode", "1111;3321;1.000,00;;1", "1111;4011;;500,00;2"),
    ),
    Fall(
        "Ansatz mit Erträgen und Aufwendungen als Spalten",
        A,
        lines("Produkt;Sachkonto;Erträge 2024;Aufwendungen 2024", "1111;3321;1.000,00;", "1111;4011;;500,00"),
    ),
    # S/H
    Fall(
        "S/H klein und mit Leerzeichen",
        B,
        lines("Produkt;Sachkonto;Betrag;S/H;Periode", "1111;3321;1.000,00; h ;1", "1111;4011;500,00;s;2"),
    ),
    Fall(
        "S/H englisch",
        B,
        lines("Produkt;Sachkonto;Betrag;S/H-Kz;Periode", "1111;3321;1.000,00;Credit;1", "1111;4011;500,00;Debit;2"),
    ),
    Fall(
        "S/H neben Vorzeichen",
        B,
        lines("Produkt;Sachkonto;Betrag;S/H;Periode", "1111;3321;-1.000,00;H;1", "1111;4011;500,00;S;2"),
    ),
    Fall(
        "S/H und die falsche Regel",
        B,
        lines("Produkt;Sachkonto;Betrag;S/H;Periode", "1111;3321;1.000,00;H;1", "1111;4011;500,00;S;2"),
        angabe={"vorzeichen": Vorzeichen.ERTRAEGE_NEGATIV},
        abgelehnt="nur sie unterscheidet Soll und Haben",
    ),
    *(
        Fall(
            f"S/H als {kopf} mit {haben} und {soll}",
            B,
            lines(
                f"Produkt;Sachkonto;Betrag;{kopf};Periode",
                f"1111;3321;1.200,00;{haben};1",
                f"1111;3321;200,00;{soll};1",
                f"1111;4011;900,00;{soll};2",
                f"1111;4011;400,00;{haben};2",
            ),
        )
        for kopf, haben, soll in [
            ("D/C", "C", "D"),
            ("Kz", "H", "S"),
            ("Buchungsseite", "Gutschrift", "Belastung"),
            ("Buchungsschlüssel", "50", "40"),
            ("Art", "Haben-Buchung", "Soll-Buchung"),
            ("Umsatzart", "Haben", "Soll"),
        ]
    ),
    *(
        Fall(
            f"Seite im Betrag: {haben.format('1.000,00')}",
            B,
            lines(
                KOPF,
                f"1111;3321;{haben.format('1.200,00')};1",
                f"1111;3321;{soll.format('200,00')};1",
                f"1111;4011;{soll.format('500,00')};2",
            ),
        )
        for haben, soll in [("H {}", "S {}"), ("{} CR", "{} DR"), ("{} Haben", "{} Soll")]
    ),
    *(
        Fall(
            f"ungelesene Seite {kopf}",
            B,
            lines(f"Produkt;Sachkonto;Betrag;{kopf};Periode", f"1111;3321;1.000,00;{a};1", f"1111;4011;500,00;{b};2"),
            hinweis="wird nicht gelesen. Sagt sie, was im Soll",
        )
        for kopf, a, b in [("VZ", "-", "+"), ("SH-Schlüssel", "2", "1"), ("Haben", "ja", "nein")]
    ),
    # signs
    Fall("Aufwand negativ", B, lines(KOPF, "1111;3321;1.000,00;1", "1111;4011;-500,00;2")),
    Fall("alles positiv", B, lines(KOPF, "1111;3321;1.000,00;1", "1111;4011;500,00;2")),
    Fall(
        "Vorzeichen unklar",
        B,
        lines(KOPF, "1111;3321;1.000,00;1", "1111;3321;-900,00;1", "1111;4011;500,00;2", "1111;4011;-700,00;2"),
        abgelehnt="In der Tabelle Quellen das Vorzeichen",
    ),
    Fall(
        "Ansatz Erträge negativ", A, lines("Produkt;Sachkonto;Ansatz 2024", "1111;3321;-1.000,00", "1111;4011;500,00")
    ),
    Fall(
        "Ansatz nur Aufwand, negativ",
        A,
        lines("Produkt;Sachkonto;Ansatz 2024", "1111;4011;-300,00", "1111;4012;-200,00"),
        {"Aufwendungen": 50000},
    ),
    Fall(
        "Ansatz Soll/Haben", A, lines("Produkt;Sachkonto;Ansatz 2024;S/H", "1111;3321;1.000,00;H", "1111;4011;500,00;S")
    ),
    Fall(
        "Spalte Ertrag/Aufwand",
        B,
        lines("Produkt;Sachkonto;E/A;Betrag;Periode", "1111;3321;E;1.000,00;1", "1111;4011;A;500,00;2"),
    ),
    Fall(
        "Art mit anderem Namen",
        B,
        lines(
            "Produkt;Sachkonto;Kategorie;Betrag;Periode", "1111;3321;Ertrag;1.000,00;1", "1111;4011;Aufwand;500,00;2"
        ),
    ),
    # SAP lists
    Fall(
        "SAP mit Seitenumbruch und zwei Summenstufen",
        B,
        "21.03.2024   Liste   1\n\n----------------------------------\n|PSP-Element|Kostenart|Betrag    |Per|\n----------------------------------\n|1111       |3321     |1.000,00- |  1|\n|*          |         |1.000,00- |   |\n21.03.2024   Liste   2\n----------------------------------\n|PSP-Element|Kostenart|Betrag    |Per|\n----------------------------------\n|1111       |4011     |  500,00  |  2|\n|*          |         |  500,00  |   |\n|**         |         |  500,00- |   |\n",
    ),
    Fall(
        "SAP mit Tabulatoren",
        B,
        "Liste\n\n\tKostenträger\tKostenart\t         Betrag\tPer\n\n\t1111\t3321\t1.000,00-\t1\n\t1111\t4011\t500,00 \t2\n*\t\t\t500,00-\t\n",
    ),
    Fall(
        "SAP mit Stern vor dem Code",
        B,
        lines(
            "|Kostenträger|Kostenart|Betrag|Per|",
            "|1111|3321|1.000,00-|1|",
            "|1111|4011|500,00|2|",
            "|* 1111||500,00-||",
            "|**||500,00-||",
        ),
    ),
    # periods
    *(
        Fall(
            f"Periode {a} {b}", B, lines(KOPF, f"1111;3321;-1.000,00;{a}", f"1111;4011;500,00;{b}"), monate={m: 100000}
        )
        for a, b, m in [
            ("001/2024", "002/2024", 1),
            ("2024-01", "2024-02", 1),
            ("202401", "202402", 1),
            ("Jan", "Feb", 1),
            ("Mrz.", "April", 3),
            ("März 2024", "Mai 24", 3),
            ("01", "02", 1),
            ("2024.003", "2024.004", 3),
            ("31.01.2024", "29.02.2024", 1),
            ("13", "14", 12),
            ("2024016", "2024002", 12),
            ("01.24", "02.24", 1),
            ("122024", "012024", 12),
            ("12024", "22024", 1),
            ("2024M03", "2024M04", 3),
            ("P03", "P04", 3),
            ("Periode 3", "Periode 13", 3),
            ("3. Periode", "4. Periode", 3),
            ("März (3)", "April (4)", 3),
            ("2024-03-15T08:00:00", "2024-02-01T08:00:00", 3),
        ]
    ),
    Fall(
        "Datum ISO",
        B,
        lines("Produkt;Sachkonto;Betrag;Belegdatum", "1111;3321;-1.000,00;2024-03-15", "1111;4011;500,00;2024-02-29"),
        monate={3: 100000},
    ),
    Fall(
        "Datum kurz",
        B,
        lines("Produkt;Sachkonto;Betrag;Buchungstag", "1111;3321;-1.000,00;15.3.24", "1111;4011;500,00;1.2.24"),
        monate={3: 100000},
    ),
    *(
        Fall(
            f"Datum {a}",
            B,
            lines("Produkt;Sachkonto;Betrag;Buchungstag", f"1111;3321;-1.000,00;{a}", f"1111;4011;500,00;{b}"),
            monate={3: 100000},
        )
        for a, b in [("15. März 2024", "1. Mai 2024"), ("15032024", "01022024"), ("15-Mar-24", "01-Feb-24")]
    ),
    Fall(
        "Datum mit dem Monat vorn",
        B,
        lines(
            "Produkt;Sachkonto;Betrag;Buchungstag",
            "1111;3321;-1.000,00;15.03.2024",
            "1111;4011;500,00;03/03/2024",
            "1111;4011;7,00;03/15/2024",
        ),
        fehler=(4,),
    ),
    *(
        Fall(
            f"Eröffnung als {null}",
            B,
            lines(KOPF, "1111;3321;-1.000,00;1", "1111;4011;500,00;2", f"1111;4011;9,00;{null}"),
            fehler=(4,),
            hinweis="„Periode 0 zum Januar“ eintragen",
        )
        for null in ("000.2024", "2024000", "Eröffnung", "EB")
    ),
    Fall(
        "Datum eines anderen Jahres",
        B,
        lines(
            "Produkt;Sachkonto;Betrag;Buchungsdatum",
            "1111;3321;-1.000,00;15.01.2024",
            "1111;4011;500,00;29.02.2024",
            "1111;4011;77,00;31.12.2023",
        ),
        hinweis="2023",
    ),
    Fall(
        "Periode mit anderem Jahr",
        B,
        lines(KOPF, "1111;3321;-1.000,00;01.2024", "1111;4011;500,00;02.2024", "1111;4011;70,00;12.2023"),
        hinweis="2023",
    ),
    Fall(
        "Datum fehlt",
        B,
        lines(
            "Produkt;Sachkonto;Betrag;Buchungsdatum",
            "1111;3321;-1.000,00;15.01.2024",
            "1111;4011;500,00;29.02.2024",
            "1111;4011;77,00;",
        ),
        fehler=(4,),
    ),
    Fall(
        "Periode 0 ausgelassen",
        B,
        lines(KOPF, "1111;3321;-1.000,00;1", "1111;4011;500,00;2", "1111;4011;9,00;0"),
        angabe={"spalten": [sp("Periode", "", "Periode 0 auslassen")]},
    ),
    Fall(
        "Periode 0 zum Januar",
        B,
        lines(KOPF, "1111;3321;-1.000,00;000", "1111;4011;500,00;2"),
        angabe={"spalten": [sp("Periode", "", "Periode 0 zum Januar")]},
        monate={1: 100000},
    ),
    Fall(
        "Periode 13 ausgelassen",
        B,
        lines(KOPF, "1111;3321;-1.000,00;1", "1111;4011;500,00;2", "1111;4011;9,00;13"),
        angabe={"spalten": [sp("Periode", "Periode", "Perioden 13 bis 16 auslassen")]},
    ),
    Fall(
        "Quartale gibt es nicht",
        B,
        lines(KOPF, "1111;3321;-1.000,00;1", "1111;4011;500,00;2", "1111;4011;9,00;Q1"),
        fehler=(4,),
    ),
    # codes
    Fall(
        "Innenauftrag",
        B,
        lines("Konto;Innenauftrag;Betrag;Monat", "3321;1111;-1.000,00;1", "4011;1111;500,00;2"),
        hinweis="Innenauftrag",
    ),
    Fall(
        "Spalten nach Buchstaben",
        B,
        lines("KTR;SK;Wert in EUR;BP", "1111;3321;-1.000,00;1", "1111;4011;500,00;2"),
        angabe={"spalten": [sp("Produkt", "A"), sp("Sachkonto", "B"), sp("Betrag", "C"), sp("Periode", "D")]},
    ),
    Fall(
        "Spalten nach Überschrift",
        B,
        lines("KTR;SK;Wert in EUR;BP", "1111;3321;-1.000,00;1", "1111;4011;500,00;2"),
        angabe={
            "spalten": [sp("Produkt", "KTR"), sp("Sachkonto", "SK"), sp("Betrag", "Wert in EUR"), sp("Periode", "BP")]
        },
    ),
    Fall(
        "unbekannte Überschriften",
        B,
        lines("TRG;SK;Buchungsbetrag EUR;Buchungsmonat", "1111;3321;-1.000,00;1"),
        abgelehnt="dort fehlt Produkt, Sachkonto, gefunden wurde: TRG, SK",
    ),
    Fall(
        "Code und Name zerlegt",
        B,
        lines(KOPF, "1111 Steuerung;3321 Gebühren;-1.000,00;1", "1111 Steuerung;4011 Entgelte;500,00;2"),
        angabe={"spalten": [sp("Produkt", "", "erstes Wort"), sp("Sachkonto", "Sachkonto", "erstes Wort")]},
    ),
    Fall(
        "Name vor Code",
        B,
        lines(KOPF, "Steuerung 1111;Gebühren 3321;-1.000,00;1", "Steuerung 1111;Entgelte 4011;500,00;2"),
        angabe={"spalten": [sp("Produkt", "", "letztes Wort"), sp("Sachkonto", "", "letztes Wort")]},
    ),
    *(
        Fall(
            f"Code und Name: {form}",
            B,
            lines(KOPF, *(f"{form.format(c, 'Name')};{form.format(k, 'Konto')};{b};1" for c, k, b in CODES)),
            angabe={"spalten": [sp("Produkt", "", regel), sp("Sachkonto", "", regel)]},
        )
        for form, regel in [
            ("[{}] {}", "erstes Wort"),
            ("{}: {}", "erstes Wort"),
            ("{}, {}", "erstes Wort"),
            ("{1} ({0})", "letztes Wort"),
        ]
    ),
    Fall(
        "verlorene Nullen",
        B,
        lines(KOPF, "111;3321;-1.000,00;1", "1111;4011;500,00;2"),
        angabe={"spalten": [sp("Produkt", "", "auf 4 Stellen mit Nullen")]},
    ),
    Fall(
        "verlorene Nullen in einer Haushaltsstelle",
        B,
        lines("Haushaltsstelle;Betrag;Periode", "111.3321000;-1.000,00;1", "1111.4011000;500,00;2"),
        angabe={"spalten": [sp("Produkt", "", "auf 4 Stellen mit Nullen")]},
    ),
    Fall(
        "verlorene Nullen, beim Sachkonto zerlegt",
        B,
        lines("Kontierung;Betrag;Periode", "111-3321;-1.000,00;1", "1111-4011;500,00;2"),
        angabe={
            "spalten": [
                sp("Sachkonto", "Kontierung", "zerlegen am letzten Bindestrich"),
                sp("Produkt", "", "auf 4 Stellen mit Nullen"),
            ]
        },
    ),
    Fall(
        "Haushaltsstelle mit Schrägstrich",
        B,
        lines("Haushaltsstelle;Betrag;Periode", "11.1.1/3321000;-1.000,00;1", "11.1.1/4011000;500,00;2"),
    ),
    *(
        Fall(
            f"Überschriften {kopf}",
            B,
            lines(kopf, "1111;3321;-1.000,00;05.01.2024", "1111;4011;500,00;05.02.2024"),
        )
        for kopf in [
            "KTR;KoArt;Wert/KWähr;Buch.dat.",
            "Kostentraeger;Konto;Betrag in HW;Buchungsdat.",
            "Kostenträger Code;Sachkontonr.;Betrag (EUR);Wertstellung",
            "Produkt-Code;Kto.-Nr.;Betrag in €;Valuta",
        ]
    ),
    *(
        Fall(
            f"Ansatz als {kopf}",
            A,
            lines(f"Produkt;Sachkonto;{davor};{kopf}", "1111;3321;1,00;1.000,00", "1111;4011;1,00;500,00"),
            hinweis=hinweis,
        )
        for davor, kopf, hinweis in [
            ("HHPl. 23", "HHPl. 24", ""),
            ("Ansatz '23 EUR", "Ansatz '24 EUR", ""),
            ("Ans. 23", "Ans. 24", ""),
            ("Ansatz VJ 23", "Ansatz HJ 24", ""),
            ("Haushaltsplan 2023", "Haushaltsplan 2024", ""),
            ("Ansatz des Vorjahres", "Ansatz des Haushaltsjahres 2024", ""),
            ("Ansatz Vorjahr", "Ansatz lfd. Jahr", ""),
            ("Haushaltsansätze 2023", "Haushaltsansaetze 2024", ""),
            ("Ansatz 2023", "Ansatz 2024 inkl. Nachtrag", "Ansatz 2024 inkl. Nachtrag"),
        ]
    ),
    *(
        Fall(
            f"{kopf} getrennt mit {t}",
            B,
            lines(f"{kopf};Betrag;Periode", f"1111{t}3321;-1.000,00;1", f"1111{t}4011;500,00;2"),
        )
        for kopf, t in [("PSK", "."), ("HHSt.", "/"), ("Kontierung", ":"), ("Produktkonto", "_")]
    ),
    Fall(
        "Belegdatum vor Buch.-Dat.",
        B,
        lines(
            "Belegdatum;Buch.-Dat.;Produkt;Konto;Betrag",
            "28.12.2023;02.01.2024;1111;3321;-1.000,00",
            "01.02.2024;02.02.2024;1111;4011;500,00",
        ),
    ),
    Fall(
        "Kontierung mit Regel",
        B,
        lines("Kontierung;Betrag;Periode", "1111-3321;-1.000,00;1", "1111-4011;500,00;2"),
        angabe={"spalten": [sp("Produkt", "Kontierung", "zerlegen am letzten Bindestrich")]},
    ),
    Fall(
        "Kontierung mit Regel am Konto",
        B,
        lines("Kontierung;Betrag;Periode", "11.1.1.3321;-1.000,00;1", "11.1.1.4011;500,00;2"),
        angabe={
            "spalten": [
                sp("Sachkonto", "Kontierung", "zerlegen am letzten Punkt"),
                sp("Produkt", "Kontierung", "zerlegen am letzten Punkt"),
            ]
        },
    ),
    Fall(
        "Buchungsstelle uneinheitlich",
        B,
        lines("Buchungsstelle;Betrag;Periode", "1111.3321;-1.000,00;1", "1111/4011;500,00;2"),
        abgelehnt="nicht überall gleich getrennt",
    ),
    Fall(
        "Buchungsstelle ohne Trenner",
        B,
        lines("Buchungsstelle;Betrag;Periode", "11113321;-1.000,00;1", "11114011;500,00;2"),
        abgelehnt="mit nichts dazwischen. Wo das Produkt aufhört, sagt der Export nicht",
    ),
    Fall(
        "eine Zelle ohne Trenner",
        B,
        lines("Kontierung;Betrag;Periode", "1111.3321;-1.000,00;1", "1111.4011;500,00;2", "11114011;7,00;2"),
        angabe={"spalten": [sp("Produkt", "Kontierung", "zerlegen am letzten Punkt")]},
        fehler=(4,),
    ),
    Fall(
        "Produkt ist ein Datum",
        A,
        lines("Produkt;Sachkonto;Ansatz 2024", "01.11.2001;3321;1.000,00", "01.11.2001;4011;500,00"),
        hinweis="Datum",
    ),
    *(
        Fall(
            f"Produkt {code}",
            A,
            lines("Produkt;Sachkonto;Ansatz 2024", f"{code};3321;1.000,00", "1.1;4011;500,00"),
            hinweis=was,
        )
        for code, was in [
            ("16.01.2001", "ein Datum"),
            ("01. Nov", "ein Datum"),
            ("Jan 02", "ein Datum"),
            ("1,11E+07", "eine gekürzte Zahl"),
            ("11.11.01", ""),
            ("20240115", ""),
        ]
    ),
    Fall(
        "Buchungsstelle mit Nummern wie Daten",
        B,
        lines("Buchungsstelle;Betrag;Periode", "11.11.01.332100;-1.000,00;1", "11.11.01.401100;500,00;2"),
    ),
    Fall(
        "nach unten aufgefüllt",
        A,
        lines(
            "Produkt;Sachkonto;Ansatz 2024",
            "1111;;",
            ";3321;1.000,00",
            ";4011;300,00",
            "1112;;",
            ";4011;200,00",
            "Gesamtergebnis;;1.500,00",
        ),
        angabe={"spalten": [sp("Produkt", "Produkt", "nach unten auffüllen")]},
    ),
    Fall(
        "Monate in Zeilen unter den Codes",
        B,
        lines(KOPF, "1111;3321;-400,00;1", ";;-600,00;2", "1111;4011;500,00;1"),
        angabe={"spalten": [sp("Produkt", "", "nach unten auffüllen"), sp("Sachkonto", "", "nach unten auffüllen")]},
        monate={1: 40000, 2: 60000},
    ),
    Fall(
        "ohne Regel nichts auffüllen",
        A,
        lines("Produkt;Sachkonto;Ansatz 2024", "1111;3321;1.000,00", "1111;4011;500,00", ";4012;200,00"),
        fehler=(4,),
    ),
    # headers
    Fall(
        "zwei Kopfzeilen, Codes unten",
        A,
        lines(
            ";;Ansatz;;Ergebnis", "Produkt;Sachkonto;2024;2025;2023", "1111;3321;1.000,00;1;2", "1111;4011;500,00;1;2"
        ),
    ),
    Fall(
        "Einheitenzeile", A, lines("Produkt;Sachkonto;Ansatz 2024", ";;EUR", "1111;3321;1.000,00", "1111;4011;500,00")
    ),
    Fall(
        "Jahr unter Ansatz",
        A,
        lines(
            "Produkt;Sachkonto;Bezeichnung;Ansatz;Ansatz",
            ";;;2023;2024",
            "1111;3321;x;1,00;1.000,00",
            "1111;4011;y;2,00;500,00",
        ),
    ),
    Fall(
        "Jahre über den Ansätzen",
        A,
        lines(
            "Haushaltsjahr;;2023;2024;2025",
            "Produkt;Konto;Ansatz;Ansatz;Finanzplan",
            "1111;3321;1,00;1.000,00;2,00",
            "1111;4011;1,00;500,00;2,00",
        ),
    ),
    Fall(
        "Jahre über je zwei Spalten",
        A,
        lines(
            ";;HJ 2023;;HJ 2024;",
            "Produkt;Konto;Ansatz;Ergebnis;Ansatz;Ergebnis",
            "1111;3321;1,00;2,00;1.000,00;3,00",
            "1111;4011;1,00;2,00;500,00;3,00",
        ),
    ),
    Fall(
        "ein anderes Jahr über dem Ansatz",
        A,
        lines(";;2024;2025", "Produkt;Konto;Ergebnis;Ansatz", "1111;3321;1.000,00;1,00", "1111;4011;500,00;1,00"),
        abgelehnt="nennt nur „2025 Ansatz“",
    ),
    Fall(
        "Haushaltsjahr im Anschreiben",
        A,
        lines("Haushaltsjahr;2024;;", "Produkt;Konto;Text;Ansatz", "1111;3321;a;1.000,00", "1111;4011;b;500,00"),
    ),
    Fall(
        "Einheit in der dritten Zeile",
        A,
        lines("Produkt;Konto;Ansatz;", ";;2024;2025", ";;T€;T€", "1111;3321;1;7", "1111;4011;0,5;7"),
        hinweis="Tausend",
    ),
    Fall(
        "Kopfzeile angegeben",
        B,
        lines(KOPF, "1111;3321;9,00;1", "", KOPF, "1111;3321;-1.000,00;1", "1111;4011;500,00;2"),
        angabe={"kopfzeile": 4},
    ),
    Fall("wiederholte Kopfzeilen", B, lines(KOPF, "1111;3321;-1.000,00;1", KOPF, "1111;4011;500,00;2")),
    Fall(
        "Plan 24",
        A,
        lines("Produkt;Sachkonto;Plan 23;Plan 24;Plan 25", "1111;3321;1,00;1.000,00;1", "1111;4011;1,00;500,00;1"),
    ),
    Fall(
        "Ansatz '24",
        A,
        lines("Produkt;Sachkonto;Ansatz '23;Ansatz '24", "1111;3321;1,00;1.000,00", "1111;4011;1,00;500,00"),
    ),
    Fall(
        "Ergebnis und Ansatz",
        A,
        lines(
            "Produkt;Konto;vorl. Ergebnis 2023;Haushaltsansatz 2024 EUR;Abweichung",
            "1111;3321;9,00;1.000,00;1",
            "1111;4011;9,00;500,00;1",
        ),
    ),
    Fall(
        "fortgeschriebener Ansatz daneben",
        A,
        lines(
            "Produkt;Sachkonto;Ansatz 2024;fortgeschriebener Ansatz 2024",
            "1111;3321;1.000,00;1.100,00",
            "1111;4011;500,00;600,00",
        ),
        hinweis="fortgeschriebener Ansatz 2024",
    ),
    # numbers
    Fall("englisch mit Semikolon", B, lines(KOPF, "1111;3321;-1000.00;1", "1111;4011;500.00;2")),
    Fall("englisch mit 0.500", B, lines(KOPF, "1111;3321;-999.50;1", "1111;3321;-0.500;1", "1111;4011;500.00;2")),
    Fall(
        "englisch angegeben",
        B,
        lines(KOPF, "1111;3321;-1,000;1", "1111;4011;500;2"),
        angabe={"zahlen": Zahlenstil.ENGLISCH},
    ),
    Fall(
        "deutsch mit einer englischen Zahl",
        B,
        lines(KOPF, "1111;3321;-1.000,00;1", "1111;4011;500,00;2", "1111;4011;12.50;2"),
        fehler=(4,),
    ),
    Fall("Apostroph", B, lines(KOPF, "1111;3321;-1'000.00;1", "1111;4011;500.00;2")),
    Fall("geschütztes Leerzeichen", B, lines(KOPF, "1111;3321;-1\u202f000,00;1", "1111;4011;500,00\u00a0€;2")),
    Fall("Minus hinten, Euro vorn", B, lines(KOPF, "1111;3321;€ 1.000,00-;1", "1111;4011;EUR 500,00;2")),
    Fall("Unicode-Minus", B, lines(KOPF, "1111;3321;−1.000,00;1", "1111;4011;500;2")),
    Fall("Klammern mit Leerzeichen", B, lines(KOPF, "1111;3321;( 1.000,00 );1", "1111;4011;500,00;2")),
    Fall("Strich in Buchungen", B, lines(KOPF, "1111;3321;-1.000,00;1", "1111;4011;500,00;2", "1111;4011;–;2")),
    Fall(
        "falsche Gruppen",
        B,
        lines(KOPF, "1111;3321;-1.000,00;1", "1111;4011;500,00;2", "1111;4011;1.00.000,00;2", "1111;4011;1 00,00;2"),
        fehler=(4, 5),
    ),
    *(
        Fall(
            f"Striche {null}",
            A,
            lines("Produkt;Sachkonto;Ansatz 2024", "1111;3321;1.000,-", "1111;4011;500,-- €", f"1111;4012;{null}"),
        )
        for null in ("0,-", "--", "---", "./.", "-,--")
    ),
    Fall("Fließkommareste", B, lines(KOPF, "1111;3321;-1.000,000;1", "1111;4011;500,0000;2")),
    Fall(
        "T€ in der Überschrift",
        A,
        lines("Produkt;Sachkonto;Ansatz 2024 (T€)", "1111;3321;1,0", "1111;4011;0,5"),
        hinweis="Tausend",
    ),
    Fall(
        "T€ darüber",
        A,
        lines("Haushaltsplan 2024", "Angaben in TEUR", "Produkt;Sachkonto;Ansatz 2024", "1111;3321;1", "1111;4011;0,5"),
        hinweis="Tausend",
    ),
    Fall(
        "T€ angegeben",
        A,
        lines("Produkt;Sachkonto;Ansatz 2024", "1111;3321;1", "1111;4011;0,5"),
        angabe={"einheit": Einheit.TAUSEND},
    ),
    *(
        Fall(
            f"Tausend: {kopf}",
            A,
            lines(oben, f"Produkt;Sachkonto;{kopf}", "1111;3321;1", "1111;4011;0,5"),
            hinweis="Tausend",
        )
        for oben, kopf in [
            ("Angaben in 1.000 Euro;;", "Ansatz 2024"),
            ("Plan;;", "Ansatz 2024 kEUR"),
            ("Plan;;", "Ansatz 2024 (Tsd.)"),
            ("Plan;;", "Ansatz 2024 in T-Euro"),
        ]
    ),
    Fall(
        "T€ darunter",
        A,
        lines("Produkt;Sachkonto;Ansatz 2024", "1111;3321;1000", "1111;4011;500", "Alle Angaben in T€;;"),
        hinweis="„Alle Angaben in T€“, gelesen werden die Beträge als Euro",
    ),
    Fall(
        "T€ daneben",
        A,
        lines("Produkt;Sachkonto;Ansatz 2024;Einheit", "1111;3321;1000;T€", "1111;4011;500;T€"),
        hinweis="„T€“, gelesen werden die Beträge als Euro",
    ),
    Fall(
        "fremde Währung",
        B,
        lines("Produkt;Sachkonto;Betrag;Währung;Periode", "1111;3321;-1.000,00;EUR;1", "1111;4011;500,00;USD;2"),
        hinweis="„USD“, gelesen werden die Beträge als Euro",
    ),
    Fall(
        "Millionen",
        A,
        lines("Beträge in Mio. €;;", "Produkt;Sachkonto;Ansatz 2024", "1111;3321;1", "1111;4011;0,5"),
        abgelehnt="gelesen werden Euro und Tausend Euro",
    ),
    # text
    Fall(
        "cp850",
        B,
        lines("Kostenträger;Konto;Betrag;Periode;Text", "1111;3321;-1.000,00;1;Gebühr", "1111;4011;500,00;2;Löhne"),
        kodierung="cp850",
    ),
    Fall(
        "ISO-8859-15",
        B,
        lines("Kostenträger;Konto;Betrag in €;Periode", "1111;3321;-1.000,00;1", "1111;4011;500,00;2"),
        kodierung="iso8859-15",
    ),
    Fall(
        "UTF-16 mit Tabulator",
        B,
        lines("Kostenträger\tKonto\tBetrag\tPeriode", "1111\t3321\t-1.000,00\t1", "1111\t4011\t500,00\t2"),
        kodierung="utf-16",
    ),
    Fall(
        "UTF-16 ohne Kennung",
        B,
        lines("Kostenträger;Konto;Betrag;Periode", "1111;3321;-1.000,00;1", "1111;4011;500,00;2"),
        kodierung="utf-16-le",
    ),
    Fall("Zeilenende des alten Mac", B, lines(KOPF, "1111;3321;-1.000,00;1", "1111;4011;500,00;2").replace("\n", "\r")),
    # closing lines
    Fall(
        "Schluss ohne Code",
        A,
        lines(
            "Produkt;Sachkonto;Bezeichnung;Ansatz 2024",
            "1111;3321;Gebühren;1.000,00",
            "1111;4011;x;500,00",
            ";;Gesamtschule;300,00",
        ),
        fehler=(4,),
    ),
    Fall(
        "Saldo als Wort im Text",
        B,
        lines(
            "Produkt;Sachkonto;Text;Betrag;Periode",
            "1111;3321;Summe Vorjahr;-1.000,00;1",
            "1111;4011;Total verrechnet;500,00;2",
        ),
    ),
    Fall(
        "Gesamtergebnis einer Pivot",
        A,
        lines(
            "Produkt;Sachkonto;Ansatz 2024",
            "1111;3321;1.000,00",
            "1111 Ergebnis;;1.000,00",
            "1112;4011;500,00",
            "1112 Ergebnis;;500,00",
            "Gesamtergebnis;;1.500,00",
        ),
    ),
    Fall(
        "zwei Summen am Ende",
        A,
        lines(
            "Produkt;Sachkonto;Bezeichnung;Ansatz 2024",
            "1111;3321;a;1.000,00",
            "1111;4011;b;500,00",
            ";;Summe Erträge;1.000,00",
            ";;Summe Aufwendungen;500,00",
        ),
    ),
    Fall(
        "nicht zugeordnet", B, lines(KOPF, "1111;3321;-1.000,00;1", "1111;4011;500,00;2", ";4011;100,00;2"), fehler=(4,)
    ),
    # Plan und Ist
    Fall(
        "Ist und Obligo",
        B,
        lines(
            "Produkt;Sachkonto;Buchungsart;Betrag;Periode",
            "1111;3321;Ist;-1.000,00;1",
            "1111;4011;Obligo;99,00;1",
            "1111;4011;Ist;500,00;2",
        ),
        hinweis="andere",
    ),
    Fall(
        "Wertart unklar",
        A,
        lines("Produkt;Sachkonto;Wertart;Ansatz", "1111;3321;Ansatz;1.000,00", "1111;4011;Nachtrag;500,00"),
        abgelehnt="nur „…“",
    ),
    Fall(
        "nur Ansatz",
        A,
        lines(
            "Produkt;Sachkonto;Wertart;Ansatz",
            "1111;3321;Ansatz;1.000,00",
            "1111;4011;Ansatz;500,00",
            "1111;4011;Nachtrag;70,00",
        ),
        angabe={"spalten": [sp("Wertart", "Wertart", "nur „Ansatz“")]},
    ),
    *(
        Fall(
            f"{kopf} mit {ist} und {plan}",
            B,
            lines(
                f"Produkt;Sachkonto;{kopf};Betrag;Periode",
                *(f"1111;{konto};{ist};{betrag};1" for konto, betrag in (("3321", "-1.000,00"), ("4011", "500,00"))),
                *(f"1111;{konto};{plan};{betrag};1" for konto, betrag in (("3321", "-1.200,00"), ("4011", "450,00"))),
            ),
            hinweis="andere",
        )
        for kopf, ist, plan in [
            ("Kategorie", "Ist 2024", "Plan 2024"),
            ("Kategorie", "Ist 2024", "Ist 2023"),
            ("Position", "Istwerte", "Planwerte"),
            ("Art", "Rechnung", "Haushaltsansatz"),
        ]
    ),
    *(
        Fall(
            f"{kopf} mit {werte}",
            A,
            lines(
                f"Produkt;Sachkonto;{kopf};Ansatz 2024",
                *(f"1111;{konto};{wert};{betrag}" for konto, betrag in KONTEN for wert in werte),
            ),
            {"Erträge": 200000, "Aufwendungen": 100000},
            hinweis="alle diese Zeilen zählen zusammen",
            fehler=fehler,
        )
        for kopf, werte, fehler in [
            ("Version", ("Beschluss", "Entwurf"), ()),
            ("Planversion", ("000", "001"), ()),
            ("Typ", ("Ansatz", "Rest"), ()),
            ("Status", ("gebucht", "storniert"), ()),
            ("Mandant", ("1", "2"), ()),
            ("Buchungskreis", ("Kernhaushalt", "Eigenbetrieb"), ()),
        ]
    ),
    Fall(
        "Satzart ohne Worte",
        B,
        lines(
            "Produkt;Sachkonto;Satzart;Betrag;Periode",
            "1111;3321;B;-1.000,00;1",
            "1111;4011;B;500,00;2",
            "1111;4011;P;700,00;12",
        ),
        {"Erträge": 100000, "Aufwendungen": 120000},
        hinweis="alle diese Zeilen zählen zusammen",
    ),
    Fall(
        "Planjahr in einer Spalte",
        A,
        lines(
            "Produkt;Sachkonto;Planjahr;Planwert",
            *(f"1111;{konto};{jahr};{betrag}" for konto, betrag in KONTEN for jahr in (2024, 2025)),
        ),
        hinweis="anderen Haushaltsjahr (2025)",
    ),
    Fall(
        "Plan und Ist als Spalten",
        P,
        lines(
            "Produkt;Sachkonto;Plan 2024;Ist 2024;Periode", "1111;3321;1.200,00;1.000,00;1", "1111;4011;400,00;500,00;2"
        ),
        ansatz={"Erträge": 120000, "Aufwendungen": 40000},
    ),
    Fall(
        "Plan und Ist als Wertart",
        P,
        lines(
            "Produkt;Sachkonto;Wertart;Betrag;Periode",
            "1111;3321;Ist;-1.000,00;1",
            "1111;3321;Plan;-1.200,00;1",
            "1111;4011;Ist;500,00;2",
            "1111;4011;Plan;400,00;2",
        ),
        ansatz={"Erträge": 120000, "Aufwendungen": 40000},
    ),
    Fall("Plan und Ist in derselben Spalte", P, lines(KOPF, "1111;3321;-1.000,00;1"), abgelehnt="Tabelle Spalten"),
    Fall(
        "Plan und Ist ohne Periode",
        P,
        lines("Produkt;Sachkonto;Plan 2024;Ist 2024", "1111;3321;1.200,00;1.000,00", "1111;4011;400,00;500,00"),
        angabe={"spalten": [sp("Periode", "", "immer „6“")]},
        ansatz={"Erträge": 120000, "Aufwendungen": 40000},
        monate={6: 100000},
    ),
    # Salden und Monatswerte
    Fall(
        "Salden",
        S,
        lines(
            "Produkt;Sachkonto;Saldo;Periode",
            "1111;3321;-400,00;1",
            "1111;3321;-1.000,00;2",
            "1111;4011;500,00;1",
            "1111;4011;500,00;2",
        ),
        monate={1: 40000, 2: 60000},
    ),
    Fall(
        "Salden mit Abschlussperiode",
        S,
        lines(
            "Produkt;Sachkonto;Saldo kumuliert;Periode",
            "1111;3321;-400,00;12",
            "1111;3321;-1.000,00;13",
            "1111;4011;500,00;12",
        ),
        monate={12: 100000},
    ),
    Fall(
        "Salden für Buchungen gehalten",
        B,
        lines("Produkt;Sachkonto;Saldo kumuliert;Periode", "1111;3321;-400,00;1", "1111;3321;-1.000,00;2"),
        abgelehnt="Inhalt Salden",
    ),
    Fall(
        "Monatswerte",
        M,
        lines("Produkt;Sachkonto;Januar;Februar;März", "1111;3321;-400,00;;-600,00", "1111;4011;500,00;-;"),
        monate={1: 40000, 3: 60000},
    ),
    Fall(
        "Monatswerte mit Jahr",
        M,
        lines(
            "Produkt;Sachkonto;12.2023;01.2024;02.2024;Summe",
            "1111;3321;7,00;400,00;600,00;1.000,00",
            "1111;4011;7,00;500,00;;500,00",
        ),
        monate={1: 40000, 2: 60000},
    ),
    Fall(
        "Monatswerte nach Perioden",
        M,
        lines("Produkt;Sachkonto;P01;P12;P13", "1111;3321;-400,00;-500,00;-100,00", "1111;4011;500,00;;"),
        monate={1: 40000, 12: 60000},
    ),
    Fall(
        "Monatswerte neben kumulierten",
        M,
        lines(
            "Produkt;Konto;Jan;Feb;Jan kum.;Feb kum.",
            "1111;3321;-400,00;-600,00;-400,00;-1.000,00",
            "1111;4011;500,00;;500,00;500,00",
        ),
    ),
    Fall(
        "kumulierte Monate",
        M,
        lines("Produkt;Konto;Jan kum.;Feb kum.", "1111;3321;-400,00;-1.000,00", "1111;4011;500,00;500,00"),
        abgelehnt="Januar bis Dezember",
    ),
    Fall(
        "Monatswerte mit Regel",
        M,
        lines("Produkt;Sachkonto;P1;P2;P3", "1111;3321;-400,00;;-600,00", "1111;4011;500,00;;"),
        angabe={"spalten": [sp("Betrag", "P1", "Monate Jan bis Mär")]},
        monate={1: 40000, 3: 60000},
    ),
    Fall(
        "Monatswerte falsch",
        M,
        lines("Produkt;Sachkonto;Januar;Februar", "1111;3321;-1.000,00;", "1111;4011;500,00;x", "1111;4011;500,00;"),
        fehler=(3,),
    ),
    Fall("S/H hinter dem Betrag", B, lines(KOPF, "1111;3321;1.000,00 H;1", "1111;4011;500,00 S;2")),
    Fall(
        "Nachtrag daneben",
        A,
        lines("Produkt;Sachkonto;Ansatz 2024;Nachtrag 2024", "1111;3321;1.000,00;1", "1111;4011;500,00;2"),
        hinweis="Nachtrag 2024",
    ),
    Fall(
        "Salden ohne Namen",
        B,
        lines(
            KOPF,
            *(
                f"1111;{k};{v}{b}00,00;{m}"
                for k, v in (("3321", "-"), ("4011", ""))
                for m, b in ((1, 1), (2, 2), (3, 4))
            ),
        ),
        {"Erträge": 70000, "Aufwendungen": 70000},
        fehler=(1,),
        hinweis="Salden bis zum Monatsende",
    ),
    Fall(
        "jede Zeile zweimal",
        B,
        lines(KOPF, *["1111;3321;-100,00;1", "1111;4011;20,00;2", "1111;4012;30,00;2"] * 2),
        {"Erträge": 20000, "Aufwendungen": 10000},
        fehler=(1,),
        hinweis="Jede Zeile steht zweimal",
    ),
    Fall(
        "falsches Vorzeichen",
        B,
        lines(KOPF, "1111;3321;1.000,00;1", "1111;4011;500,00;2"),
        {"Erträge": 100000, "Aufwendungen": -50000},
        angabe={"vorzeichen": Vorzeichen.ERTRAEGE_POSITIV},
        fehler=(1,),
        hinweis="passt nicht zum Export",
    ),
    Fall(
        "Soll und Haben vertauscht",
        B,
        lines("Produkt;Sachkonto;Betrag;S/H;Periode", "1111;3321;1.000,00;S;1", "1111;4011;500,00;H;2"),
        {"Erträge": -100000, "Aufwendungen": -50000},
        fehler=(1,),
        hinweis="vertauscht",
    ),
    # other accounts
    Fall(
        "Bilanz ohne Produkt",
        B,
        lines(
            KOPF,
            "1111;3321;-1.000,00;1",
            ";1611;1.000,00;1",
            "1111;4011;500,00;2",
            ";2511;-500,00;2",
            "1111;6321;-1.000,00;1",
        ),
    ),
    Fall(
        "Textkonten",
        A,
        lines(
            "Produkt;Sachkonto;Ansatz 2024",
            "1111;Mieten und Pachten (Wohnungen);1.000,00",
            "1111;Löhne, Gehälter;500,00",
        ),
    ),
    Fall("nur Finanzkonten", B, lines(KOPF, "1111;6321;-1.000,00;1", "1111;7011;500,00;2"), {}),
]


@pytest.mark.parametrize("fall", FAELLE, ids=lambda fall: fall.name)
def test_read_right_or_refused(fall, tmp_path):
    datei = tmp_path / "export.csv"
    datei.write_bytes(fall.text.encode(fall.kodierung))
    if fall.abgelehnt:
        with pytest.raises(EingabeError) as fehler:
            read_exports(datei, Quellenangabe(fall.inhalt, **fall.angabe), 2024, RAHMEN)
        assert fall.abgelehnt in str(fehler.value)
        return
    exporte = read_exports(datei, Quellenangabe(fall.inhalt, **fall.angabe), 2024, RAHMEN)
    befunde = [befund for export in exporte for befund in export.befunde]
    fehler = {befund.source.zeile for befund in befunde if befund.schwere is Schwere.FEHLER}
    assert fehler == set(fall.fehler), [str(befund) for befund in befunde]
    assert sums_of(exporte[0]) == fall.erwartet
    if fall.ansatz is not None:
        assert sums_of(exporte[1]) == fall.ansatz
    if fall.monate:
        assert months_of(exporte[0]) == fall.monate
    assert fall.hinweis in " ".join(befund.text for befund in befunde)
    assert fall.hinweis or not [
        b for b in befunde if b.schwere is Schwere.WARNUNG and b.code != "journal.zwischensumme"
    ]
    assert all(export.bilanz.geht_auf for export in exporte), [str(export.bilanz) for export in exporte]


def sums_of(export):
    """Erträge and Aufwendungen, both positive."""
    je = {}
    for summe in export.summen:
        if zeile := RAHMEN.zeile_of(summe.sachkonto):
            dreht = 1 if export.inhalt is A else zeile.art.vorzeichen
            je[str(zeile.art)] = je.get(str(zeile.art), 0) + summe.saldo_ct * dreht
    return je


def months_of(export):
    je = {}
    for summe in export.summen:
        if summe.sachkonto[:1] == "3" and summe.saldo_ct:
            je[summe.monat] = je.get(summe.monat, 0) + summe.saldo_ct
    return je
