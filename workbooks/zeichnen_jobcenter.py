"""Draw `jobcenter-2025.xlsx`, the example of Kennzahlen, and its export, from the figures in tests/golden/kennzahlen.

`zeichnen.py` runs it.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

from xlbudget.core.geld import rounded_div
from xlbudget.writers.datenmappe.mappe import einstellungszeilen, write_datenmappe

HIER = Path(__file__).resolve().parent
QUELLE = HIER.parent / "tests" / "golden" / "kennzahlen"
JAHR = 2025
BUDGET = "Jobcenter"
PRODUKTE = {"Eingliederung": "EGL", "Verwaltungskosten": "VWK", "Kommunale Leistungen": "KOM"}
MITTEL, KONTO = "Mittel", "4"  # the papers tell no accounts apart
VORLAGE = "Vorlage 2025/007"
SGB2 = {
    "INT": "Jahressumme der Integrationen",
    "ELB": "Durchschnittlicher eLb-Bestand",
    "K2": "Integrationsquote (K2) %",
    "LZB": "Durchschnittlicher LZB-Bestand",
}
LZB_MONATE = {"2023-10": "LZB Oktober 2023", "2024-01": "LZB Januar 2024", "2024-10": "LZB Oktober 2024"}
K2_ANDERNORTS = "19,5"  # what the paper says of the same forecast on another page; a Befund names it
VERGLEICHE = {"ELB": "Erwerbsfähige Leistungsberechtigte (Stichtag)", "LZB": "davon Langzeitleistungsbezieher"}
STICHTAGE = {"stufe_2022": date(2022, 12, 31), "stufe_2024": date(2024, 12, 31)}

HINWEISE = (
    (
        "Dieses Beispiel",
        "Landkreis Peine, Jobcenter 2025: Kennzahlen, Reifegrad, Maßnahmen und Fristen zum Ausprobieren.",
    ),
    (
        "Veröffentlicht",
        "Landkreis Peine, Vorlage 2025/007: Mittel des Jobcenters 2023 bis 2025, Integrationen, Bestände, K2 als Plan "
        "2025 und Prognose 2024; Vorlage 2025/006: Reifegrad; Sozialpolitische Leitlinien: Maßnahmen, deren Status "
        "niemand veröffentlicht hat. Vergleichswerte: Landkreis Heidekreis, Niederschrift vom 22.03.2021. Fristen: "
        "Zielvereinbarung des Landkreises Kassel 2023. Was sich darin widerspricht, ist geblieben und ein Befund. "
        "Buchungen sind keine veröffentlicht: Die Prognose ist der Plan.",
    ),
    (
        "Konstruiert",
        "Die Nummern der Produkte, das eine Konto, die Stichtage des Reifegrads (veröffentlicht sind die Jahre) und "
        "dass die Fristen jährlich wiederkehren. Die Prognose 2024 steht als vorläufiges Ist. Die Erläuterungen sind "
        "eigene Texte, aus den Zahlen gerechnet.",
    ),
)

Zeile = Mapping[str, str]


def draw_jobcenter() -> bytes:
    """The Datenmappe of the example."""
    mittel, sgb2 = _read("mittel-jobcenter"), {zeile["kennzahl"]: zeile for zeile in _read("sgb2-peine")}
    einstellungen = {"Kommune": "Landkreis Peine", "Haushaltsjahr": JAHR, "Erlaubte Domains": "kreis.example"}
    inhalt: dict[str, Sequence[Mapping[str, object]]] = {
        "Einstellungen": einstellungszeilen(einstellungen),
        "Kontenzuordnung": [{"Präfix": KONTO, "Art": "Aufwendungen", "Zeile": MITTEL}],
        "Budgets": [{"Budget": BUDGET, "Ebene": "Budget", "Erläuterung": describe_mittel(mittel[-1])}],
        "Produkte": [_produkt(zeile, sgb2) for zeile in mittel[:-1]],
        "Kennzahlen": _kennzahlen({zeile["kennzahl"]: zeile for zeile in _read("heidekreis-2020")}),
        "Kennzahlwerte": _werte(sgb2),
        "Vorjahre": [_vorjahr(zeile, jahr) for zeile in mittel[:-1] for jahr in (JAHR - 1, JAHR - 2)],
        "Maßnahmen": [_massnahme(zeile) for zeile in _read("massnahmen-leitlinien")],
        "Reifegrad": _reifegrad(_read("reifegrad")),
        "Quellen": [{"Inhalt": "Ansätze", "Datei": "ansatz-jobcenter-2025.csv", "Vorzeichen": "alles positiv"}],
        "Fristen": [_frist(zeile) for zeile in _read("fristen-kassel-2023")],
    }
    return write_datenmappe(inhalt, "Datenmappe Jobcenter 2025 (Beispiel)", HINWEISE)


def draw_ansaetze() -> bytes:
    """Its export: the Mittel of the year, a line for each Produkt."""
    zeilen = [
        f"{PRODUKTE[z['mittel']]};{KONTO};{MITTEL};{z[f'betrag_{JAHR}']},00" for z in _read("mittel-jobcenter")[:-1]
    ]
    return "\r\n".join([f"Produkt;Sachkonto;Bezeichnung;Ansatz {JAHR}", *zeilen, ""]).encode("cp1252")


def describe_mittel(zeile: Zeile) -> str:
    """How the Mittel of the year differ from those of the year before."""
    neu, alt = (int(zeile[f"betrag_{jahr}"]) for jahr in (JAHR, JAHR - 1))
    unterschied = f"{'+' if neu > alt else '−'}{_punkte(abs(neu - alt))} € ({_change(alt, neu, 2)} %)"
    return f"Mittel {JAHR}: {_punkte(neu)} €, {JAHR - 1}: {_punkte(alt)} €, das sind {unterschied}."


def describe_ziele(sgb2: Mapping[str, Zeile]) -> str:
    """What is planned for the year, beside the forecast of the year before."""
    saetze = []
    for name in (SGB2["INT"], SGB2["LZB"]):
        alt, neu = (int(sgb2[name][spalte]) for spalte in ("prognose_2024", f"plan_{JAHR}"))
        saetze.append(f"{name}: {_punkte(neu)} statt {_punkte(alt)} ({_change(alt, neu, 1)} %).")
    k2 = sgb2[SGB2["K2"]]
    return " ".join([*saetze, f"Integrationsquote (K2): {k2[f'plan_{JAHR}']} % statt {k2['prognose_2024']} %."])


def _read(name: str) -> list[Zeile]:
    with (QUELLE / f"{name}.csv").open(encoding="utf-8", newline="") as datei:
        return list(csv.DictReader(datei, delimiter=";"))


def _zahl(text: str) -> int | float:
    return float(text.replace(",", ".")) if "," in text else int(text)


def _punkte(zahl: int) -> str:
    return f"{zahl:,}".replace(",", ".")


def _change(alt: int, neu: int, stellen: int) -> str:
    """In percent, with its sign."""
    quote = (Fraction(neu, alt) - 1) * 100 * 10**stellen
    text = f"{rounded_div(quote.numerator, quote.denominator) / 10**stellen:+.{stellen}f}"
    return text.translate(str.maketrans(".-", ",−"))


def _produkt(zeile: Zeile, sgb2: Mapping[str, Zeile]) -> dict[str, object]:
    name = zeile["mittel"]
    ziele = f" {describe_ziele(sgb2)}" if name == "Eingliederung" else ""
    return {
        "Produkt": PRODUKTE[name],
        "Bezeichnung": name,
        "Budget": BUDGET,
        "Erläuterung": describe_mittel(zeile) + ziele,
    }


def _vorjahr(zeile: Zeile, jahr: int) -> dict[str, object]:
    plan = int(zeile[f"betrag_{jahr}"])
    objekt = PRODUKTE[zeile["mittel"]]
    return {"Objekt": objekt, "Art": "Aufwendungen", "Zeile": MITTEL, "Jahr": jahr, "Plan": plan}


def _kennzahlen(heidekreis: Mapping[str, Zeile]) -> list[dict[str, object]]:
    personen, k2, k3 = "Personen", "Quote der letzten 12 Monate", "Veränderung zum Vorjahresmonat"
    return [
        {"Produkt": PRODUKTE["Eingliederung"], "Quelle": VORLAGE, "Kürzel": kuerzel}
        | {"Kennzahlart": art, "Bezeichnung": bezeichnung, "Messgröße": einheit, "Rechenart": rechenart}
        | weitere
        | _vergleich(heidekreis, kuerzel)
        for kuerzel, art, bezeichnung, einheit, rechenart, weitere in (
            ("ELB", "Leistung", "Erwerbsfähige Leistungsberechtigte (eLb)", personen, "Durchschnitt", {}),
            ("K3", "Leistung", "Langzeitleistungsbeziehende zum Vorjahresmonat (K3)", "%", k3, {"Zähler": "LZB"}),
            ("K2", "Ziel", "Integrationsquote (K2)", "%", k2, {"Zähler": "INT", "Nenner": "ELB"}),
            ("INT", "Ziel", "Integrationen", "Anzahl", "Summe", {}),
            ("LZB", "Ziel", "Langzeitleistungsbeziehende (LZB)", personen, "Durchschnitt", {"Besser ist": "niedriger"}),
        )
    ]  # fmt: skip


def _vergleich(heidekreis: Mapping[str, Zeile], kuerzel: str) -> dict[str, object]:
    if kuerzel not in VERGLEICHE:
        return {}
    return {
        "Vergleichswert": int(heidekreis[VERGLEICHE[kuerzel]]["gesamt"]),
        "Vergleich mit": "Landkreis Heidekreis, an einem Stichtag",
        "Vergleichsquelle": "Niederschrift vom 22.03.2021",
        "Vergleichsjahr": 2020,
    }


def _werte(sgb2: Mapping[str, Zeile]) -> list[dict[str, object]]:
    jahre = (("2024", "Ist", "prognose_2024", "vorläufig"), (str(JAHR), "Plan", f"plan_{JAHR}", None))
    return [
        *(
            {"Kennzahl": kuerzel, "Periode": periode, "Art": art, "Wert": _zahl(sgb2[name][spalte]), "Fassung": fassung}
            | ({"Bemerkung": "Prognose der Vorlage"} if fassung else {})
            for kuerzel, name in SGB2.items()
            for periode, art, spalte, fassung in jahre
        ),
        *(
            {"Kennzahl": "LZB", "Periode": monat, "Art": "Ist", "Wert": _zahl(sgb2[name]["prognose_2024"])}
            for monat, name in LZB_MONATE.items()
        ),
        {"Kennzahl": "K2", "Periode": "2024", "Art": "Ist", "Wert": _zahl(K2_ANDERNORTS), "Fassung": "vorläufig"}
        | {"Bemerkung": "Dieselbe Prognose an anderer Stelle der Vorlage"},
    ]


def _massnahme(zeile: Zeile) -> dict[str, object]:
    return {
        "Handlungsfeld": zeile["handlungsfeld"],
        "Maßnahme": zeile["massnahme"],
        "Zielgröße": zeile["zielgroesse"] or None,
        "Bis": date.fromisoformat(zeile["bis"]),
    }


def _reifegrad(zeilen: Sequence[Zeile]) -> list[dict[str, object]]:
    """Every subdimension at both dates, and the dimensions as the paper gives them for the first."""
    unter = [
        {"Dimension": z["dimension"], "Unterdimension": z["subdimension"], "Stichtag": tag, "Stufe": z[spalte]}
        for spalte, tag in STICHTAGE.items()
        for z in zeilen
    ]
    ganze = {zeile["dimension"]: zeile["dimension_2022"] for zeile in zeilen}
    tag = STICHTAGE["stufe_2022"]
    return unter + [{"Dimension": name, "Stichtag": tag, "Stufe": stufe} for name, stufe in ganze.items()]


def _frist(zeile: Zeile) -> dict[str, object]:
    tage = {
        spalte: date.fromisoformat(zeile[feld]) if zeile[feld] else None
        for spalte, feld in (("Stichtag", "stichtag"), ("Fällig", "faellig"))
    }
    return {
        "Pflicht": zeile["pflicht"],
        "Rechtsgrundlage": f"{zeile['rechtsgrundlage']} (Zielvereinbarung Landkreis Kassel 2023)",
        "Empfänger": zeile["empfaenger"],
        "Wiederholung": "jährlich" if tage["Fällig"] else None,
        **tage,
    }


def draw_all() -> None:
    """Write both files beside this one."""
    (HIER / "jobcenter-2025.xlsx").write_bytes(draw_jobcenter())
    (HIER / "ansatz-jobcenter-2025.csv").write_bytes(draw_ansaetze())
