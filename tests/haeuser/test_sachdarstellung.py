"""Drafts of two hundred houses: what a draft says of figures, textpruefung finds right, whatever things are called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from random import Random

import pytest
from haeuser.erzeugen import JAHR, Haus, build
from haeuser.konten import LAENDER
from haeuser.test_ausschuesse import entered

from xlbudget.app.bericht.auswahl import Auswahl
from xlbudget.app.bericht.auszuege import select_auszuege
from xlbudget.app.bericht.lauf import load
from xlbudget.app.bericht.massnahmen import with_massnahmen
from xlbudget.app.bericht.textpruefung import pruefung_of
from xlbudget.core.sachdarstellung.entwurf import build_entwurf
from xlbudget.core.textpruefung.modelle import Abschnitt, Urteilsart
from xlbudget.core.zeit import Stand

BUDGETNAMEN = (
    "Soziales", "Hilfe zur Pflege", "Amt 32", "Verbesserung der Infrastruktur", "Erträge und Umlagen", "Plan und Ziel",
    "Finanzen (Budget)", "Kosten der Unterkunft", "Schule, Kultur und Sport", "10 Zentrale Dienste", "Ü", "Mehr Grün",
    "Nicht zuzuordnen", "Personal", "Sachaufwand u. a.", "§ 30 SGB XII", "Jugend – Familie", "3114", "Gesamtplanung",
)  # fmt: skip
PRODUKTNAMEN = (
    "Hilfe zur Pflege", "Wohngeld", "Zuweisungen und Umlagen", "Unterhalt 50 % Land", "Defizitausgleich ÖPNV",
    "Plan B", "Einsparung", "1. Arbeitsmarkt", "Personal und Organisation", "Minderausgaben 2025", "Soziales",
    "Zuschuss an Dritte", "Abweichende Leistungen", "Überschuss des Abwasserbetriebs", "St.-Martin-Schule",
)  # fmt: skip
KENNZAHLEN = (
    ("Fälle", ""), ("Anteil der Bescheide innerhalb von 14 Tagen", "Prozent"), ("Zuschuss je Fall", "€"),
    ("Verringerung der Hilfebedürftigkeit", "Fälle"), ("Quote ohne Verschlechterung", "%"), ("Plan 2025", "Anzahl"),
    ("Mehr als 3 Besuche im Jahr", "Besuche"), ("Kosten je Einwohner", "Euro"), ("Deckungsgrad", "Prozent"),
    ("Ziel verfehlt in", "Fälle"), ("Überschreitung der Frist von 5.000 Tagen", "Tage"), ("Hilfe zur Pflege", ""),
)  # fmt: skip
ZAHLEN = tuple(map(Decimal, ("0", "1", "12", "99.5", "100", "457", "1675", "25000", "0.75", "1234567")))


class Benannt(Haus):
    """A house whose Budgets, Produkte and Kennzahlen are called as unluckily as can be.

    Most have their Kennzahlen by month, and measures.
    """

    def name(self, zufall: Random) -> Benannt:
        budgets = list(dict.fromkeys(budget for _, budget, _ in self.gliederung))
        neu = dict(zip(budgets, zufall.sample(BUDGETNAMEN, len(budgets)), strict=True))
        self.gliederung = [(produkt, neu[budget], dezernat) for produkt, budget, dezernat in self.gliederung]
        self.produktnamen = {produkt: zufall.choice(PRODUKTNAMEN) for produkt, *_ in self.gliederung}
        self.kennzahlen = [
            {
                "Produkt": produkt,
                "Kennzahlart": art,
                "Bezeichnung": bezeichnung,
                "Messgröße": einheit,
                "Besser ist": zufall.choice(("höher", "niedriger")) if art == "Ziel" else None,
                "Plan": zufall.choice((*ZAHLEN, None)),
                "Ist": zufall.choice((*ZAHLEN, None)),
            }
            for produkt, *_ in self.gliederung
            for art in zufall.choice((("Leistung", "Ziel"), ("Leistung",), ("Ziel", "Ziel"), ()))
            for bezeichnung, einheit in [zufall.choice(KENNZAHLEN)]
        ]
        self.monatlich = self.with_months(zufall) if zufall.random() < 0.7 else {}
        self.heisst = {
            "Budget heißt": zufall.choice((None, None, "Teilhaushalt", "Verantwortungsbereich")),
            "Produkt heißt": zufall.choice((None, None, "Leistung", "Kostenträger")),
            "Dezernat heißt": zufall.choice((None, None, "Geschäftskreis")),
        }
        erste = self.gliederung[0]
        self.ausschuesse = entered({"A": [erste[1], self.gliederung[-1][0]], "B": ["Gesamt"]})
        return self

    def with_months(self, zufall: Random) -> dict[str, list[dict[str, object]]]:
        """Values of two years, a Plan of the year, and what is done about some objects."""
        werte: list[dict[str, object]] = []
        for nummer, kennzahl in enumerate(self.kennzahlen):
            kuerzel, groesse = f"K{nummer}", zufall.choice((3, 40, 2500, 60000))
            kennzahl |= {"Kürzel": kuerzel, "Rechenart": zufall.choice(("Bestand", "Summe", "Durchschnitt"))}
            kennzahl |= {"Plan": None, "Ist": None}
            perioden = [(f"{jahr}-{monat:02d}", "Ist") for jahr in (JAHR - 1, JAHR) for monat in range(1, 13)]
            for periode, art in [*perioden, (str(JAHR), "Plan")]:
                zahl = zufall.randint(0, groesse) * (12 if art == "Plan" else 1)
                werte.append({"Kennzahl": kuerzel, "Periode": periode, "Art": art, "Wert": Decimal(zahl)})
        objekte = [*(produkt for produkt, *_ in self.gliederung), *{budget for _, budget, _ in self.gliederung}]
        massnahmen = [
            {
                "Maßnahme": f"Vorhaben {nummer}",
                "Objekt": zufall.choice(objekte),
                "Jahr": JAHR,
                "Status": zufall.choice(("offen", "läuft", "erledigt", "aufgegeben")),
                "Wirkung erreicht": zufall.choice((None, Decimal(zufall.randint(1, 90_000)))),
                "Wirkung Prognose": zufall.choice((None, Decimal(zufall.randint(1, 900_000)) / 10)),
                "In der Prognose": zufall.choice(("ja", "nein", None)),
            }
            for nummer in range(zufall.randint(2, 9))
        ]
        return {"Kennzahlwerte": werte, "Maßnahmen": massnahmen}

    def inhalt(self, rahmen: str, vorzeichen: str, jahre: Sequence[int]) -> dict[str, list[dict[str, object]]]:
        inhalt = super().inhalt(rahmen, vorzeichen, jahre)
        for zeile in inhalt["Produkte"]:
            zeile["Bezeichnung"] = self.produktnamen[str(zeile["Produkt"])]
        einstellungen = [
            zeile | {"Wert": self.heisst.get(str(zeile["Einstellung"])) or zeile.get("Wert")}
            for zeile in inhalt["Einstellungen"]
        ]
        return inhalt | {"Einstellungen": einstellungen, "Kennzahlen": self.kennzahlen} | self.monatlich


def house(nummer: int) -> Benannt:
    zufall = Random(nummer)
    land = LAENDER[nummer % len(LAENDER)]
    gebaut = build(land, dezernate=zufall.randint(1, 3), budgets=zufall.randint(1, 3), produkte=3, seed=nummer)
    haus = Benannt(land, gebaut.gliederung, gebaut.namen, gebaut.buchungen, gebaut.ansaetze)
    return haus.name(zufall)


def contradicted(nummer: int, ordner) -> list[str]:
    mappe = house(nummer).write(ordner / str(nummer), jahre=(JAHR,))
    gefunden = []
    for monat in (12, 5):
        lauf = load(mappe, Stand(JAHR, monat))
        auszuege = select_auszuege(lauf, Auswahl(je_ausschuss=True), (), trotz_fehlern=True)
        for bericht in (lauf.daten.produktbericht(), *(auszug.bericht for auszug in auszuege)):
            passagen = build_entwurf(lauf.daten, with_massnahmen(bericht, lauf), {}).passagen
            assert any(passage.zahlen for passage in passagen)
            ergebnis = pruefung_of(lauf).check([Abschnitt(p.text, p.titel) for p in passagen])
            gefunden += [
                f"{nummer}/{monat}: {u.figur} {u.bezug} richtig {u.richtig} {u.grund} | {u.satz}"
                for u in ergebnis.urteile
                if u.art in (Urteilsart.WIDERSPRUCH, Urteilsart.HINWEIS)
            ]
            gefunden += [f"{nummer}/{monat}: {f.stelle} {f.grund} | {f.satz}" for f in ergebnis.im_text]
    return gefunden


@pytest.mark.parametrize("zehn", range(20))
def test_no_figure_of_a_draft_is_contradicted(tmp_path, tiefe: Callable[[int, int], int], zehn):
    anzahl = tiefe(1 if zehn < 6 else 0, 10)
    if not anzahl:
        pytest.skip("nicht in der Stichprobe")
    assert [fund for i in range(anzahl) for fund in contradicted(zehn * 10 + i, tmp_path)] == []
