"""Draw `peine-2023.xlsx`, the example Datenmappe, from the published figures in tests/golden/peine-2023.

Run as a script it draws the example of Kennzahlen too. Run it from anywhere: `python workbooks/zeichnen.py`.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from xlbudget.core.geld import rounded_div
from xlbudget.core.kontenrahmen import NIEDERSACHSEN
from xlbudget.core.zeit import MONATE
from xlbudget.layout.datenmappe import DATENMAPPE, MAILTEXTE_VORGABE
from xlbudget.layout.deklaration import Deklaration
from xlbudget.writers.datenmappe.mappe import einstellungszeilen, kontenzeilen, write_datenmappe

HIER = Path(__file__).resolve().parent
QUELLE = HIER.parent / "tests" / "golden" / "peine-2023"
JAHR = "2023"
DEZERNAT = "Dezernat III"

HINWEISE = (
    ("Dieses Beispiel", "Landkreis Peine, Haushaltsjahr 2023, Dezernat III: fertig ausgefüllt zum Ausprobieren."),
    (
        "Veröffentlicht",
        "Budgets, Produkte, Pläne, Monatswerte, Ergebnisse und Kennzahlen stehen in der öffentlichen Vorlage 2025/008 "
        "vom 20. Januar 2025. Die Vorjahre sind übernommen, wie sie dort stehen, auch wo sie sich widersprechen.",
    ),
    (
        "Konstruiert",
        "Die einzelnen Buchungen und Ansätze der Exporte sind so auf Produkte, Konten und Tage verteilt, dass "
        "ihre Summen, auf volle Euro gerundet, genau die veröffentlichten Zahlen ergeben; ausgleich-2023.csv "
        "verschiebt dafür einige Cent zwischen den gezeigten Budgets und REST. REST steht für die Teile des "
        "Dezernats III, die in der Vorlage fehlen. Die Erläuterungen sind eigene Beispieltexte, die E-Mail-Adressen "
        "und der Finanzausschuss sind erfunden.",
    ),
)
PRODUKT_ERLAEUTERUNGEN = {
    "3114": "Gezählt wurden 810 statt der geplanten 540 Fälle. Der Zuschussbedarf steigt von 0,78 auf 1,89 Mio. €.",
    "3121": "Im Jahresergebnis stehen 4.508 Bedarfsgemeinschaften, geplant waren 5.000. Der Zuschussbedarf bleibt um "
    "1,37 Mio. € unter dem Plan.",
}
AUSSCHUESSE = (
    {
        "Kürzel": "GAS",
        "Bezeichnung": "Ausschuss für Gesundheit, Arbeit und Soziales",
        "Sitzung": "11.02.2025",
        "Vorlage": "2025/008",
        "Objekte": "30; 32; 33; 35",
    },
    {"Kürzel": "FIN", "Bezeichnung": "Finanzausschuss", "Objekte": "alle"},
)
ZEILENWORT = {"Personal": "Personalaufwand", "sonstige": "sonstige Aufwendungen"}

Zeile = Mapping[str, str]


def draw_peine(deklaration: Deklaration = DATENMAPPE) -> bytes:
    """The example Datenmappe, with those of its tables that are declared."""
    budgets, produkte, monatswerte = _read("budgets"), _read("produkte"), _read("monatswerte")
    inhalt: dict[str, Sequence[Mapping[str, object]]] = {
        "Einstellungen": einstellungszeilen(
            {
                "Kommune": "Landkreis Peine",
                "Haushaltsjahr": int(JAHR),
                "Ansprechstelle": "Fachdienst Finanzen",
                "Rückmeldung an": "controlling@kreis.example",
                "Erlaubte Domains": "kreis.example",
            }
        ),
        "Budgets": [_budget(zeile, monatswerte) for zeile in budgets],
        "Produkte": [_produkt(zeile) for zeile in produkte],
        "Kontenzuordnung": kontenzeilen(NIEDERSACHSEN),
        "Ausschüsse": AUSSCHUESSE,
        "Kennzahlen": [_kennzahl(zeile) for zeile in _read("kennzahlen")],
        "Vorjahre": [_vorjahr(zeile) for zeile in monatswerte if zeile["jahr"] != JAHR],
        "Quellen": [
            {"Inhalt": "Buchungen", "Datei": "buchungen-2023.csv", "Vorzeichen": "Soll/Haben"},
            {"Inhalt": "Buchungen", "Datei": "ausgleich-2023.csv", "Vorzeichen": "Soll/Haben"},
            {"Inhalt": "Ansätze", "Datei": "ansatz-2023.csv", "Vorzeichen": "alles positiv"},
        ],
        "Verteiler": [
            {"Budget": z["budget"], "Empfänger": z["verantwortlich"], "E-Mail": z["email"], "Versandart": "An"}
            for z in budgets
            if z["email"]
        ],
        "Mailtexte": MAILTEXTE_VORGABE,
    }
    inhalt = {name: zeilen for name, zeilen in inhalt.items() if deklaration.find(name)}
    return write_datenmappe(inhalt, "Datenmappe Landkreis Peine 2023 (Beispiel)", HINWEISE, deklaration)


def _read(name: str) -> list[Zeile]:
    with (QUELLE / f"{name}.csv").open(encoding="utf-8", newline="") as datei:
        return list(csv.DictReader(datei, delimiter=";"))


def _budget(zeile: Zeile, monatswerte: Sequence[Zeile]) -> dict[str, object]:
    name, gezeigt = zeile["budget"], zeile["im_bericht"] == "ja"
    return {
        "Budget": name,
        "Ebene": "Dezernat" if name == DEZERNAT else "Budget",
        "Teilbudget": zeile["teilbudget"],
        "Übergeordnet": zeile["uebergeordnet"],
        "Verantwortlich": zeile["verantwortlich"],
        "Im Bericht": zeile["im_bericht"],
        "Erläuterung": describe_abweichung(name, monatswerte) if gezeigt else None,
    }


def _produkt(zeile: Zeile) -> dict[str, object]:
    return {
        "Produkt": zeile["nr"],
        "Bezeichnung": zeile["bezeichnung"],
        "Budget": zeile["budget"],
        "Erläuterung": PRODUKT_ERLAEUTERUNGEN.get(zeile["nr"]),
    }


def _kennzahl(zeile: Zeile) -> dict[str, object]:
    return {
        "Produkt": zeile["produkt"],
        "Kennzahlart": {"leistung": "Leistung", "ziel": "Ziel"}[zeile["art"]],
        "Bezeichnung": zeile["bezeichnung"],
        "Messgröße": zeile["einheit"],
        "Besser ist": zeile["richtung"],
        "Plan": _zahl(zeile["plan"]),
        "Ist": _zahl(zeile["ist"]),
    }


def _vorjahr(zeile: Zeile) -> dict[str, object]:
    return {
        "Objekt": zeile["budget"],
        "Art": zeile["art"],
        "Zeile": zeile["zeile"],
        "Jahr": _zahl(zeile["jahr"]),
        "Plan": _zahl(zeile["plan"]),
        **{monat: _zahl(zeile[kurz]) for monat, kurz in zip(MONATE, _kurz(zeile), strict=True)},
        "Ergebnis": _zahl(zeile["ergebnis"]),
    }


def _kurz(zeile: Zeile) -> list[str]:
    spalten = list(zeile)
    return spalten[spalten.index("Jan") : spalten.index("Dez") + 1]


def _zahl(text: str) -> int | None:
    return int(text) if text else None


def describe_abweichung(budget: str, monatswerte: Sequence[Zeile]) -> str:
    """Two neutral German sentences about how a Budget ended against its Plan (whole euros, rounded for reading)."""
    abweichung = {
        (zeile["art"], zeile["zeile"]): int(zeile["ergebnis"]) - int(zeile["plan"])
        for zeile in monatswerte
        if (zeile["budget"], zeile["jahr"]) == (budget, JAHR)
    }
    ertraege, aufwendungen = abweichung["Erträge", "gesamt"], abweichung["Aufwendungen", "gesamt"]
    saldo = ertraege - aufwendungen
    zeilen = {zeile: wert for (art, zeile), wert in abweichung.items() if art == "Aufwendungen" and zeile != "gesamt"}
    groesste = sorted(zeilen, key=lambda zeile: -abs(zeilen[zeile]))[:2]
    einzeln = " und ".join(f"{ZEILENWORT.get(zeile, zeile)} ({_etwa(zeilen[zeile], '+')})" for zeile in groesste)
    return (
        f"Das Budget schließt um rund {_rund(abs(saldo))} {'besser' if saldo >= 0 else 'schlechter'} ab als geplant: "
        f"Die Erträge liegen um {_etwa(abs(ertraege))} {_lage(ertraege)} dem Ansatz, "
        f"die Aufwendungen um {_etwa(abs(aufwendungen))} {_lage(aufwendungen)} dem Ansatz. "
        f"Bei den Aufwendungen weichen am stärksten ab: {einzeln}."
    )


def _lage(wert: int) -> str:
    return "über" if wert >= 0 else "unter"


def _etwa(betrag: int, vorzeichen: str = "-") -> str:
    """The same with the word that it is rounded, where the number does not show that."""
    text = _rund(betrag, vorzeichen)
    return text if "Mio." in text else f"rund {text}"


def _rund(betrag: int, vorzeichen: str = "-") -> str:
    """Euros as millions with two places, below a million as whole thousands; `vorzeichen` "+" marks both signs."""
    ist_million = abs(betrag) >= 1_000_000
    gerundet = rounded_div(betrag, 10_000) / 100 if ist_million else rounded_div(betrag, 1000) * 1000
    text = f"{gerundet:{vorzeichen}.2f}" if ist_million else f"{gerundet:{vorzeichen},}"
    return text.translate(str.maketrans(",.-", ".,−")) + (" Mio. €" if ist_million else " €")


if __name__ == "__main__":
    from zeichnen_jobcenter import draw_all

    (HIER / "peine-2023.xlsx").write_bytes(draw_peine())
    draw_all()
