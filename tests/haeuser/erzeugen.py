"""A house per Land: three Dezernate, twelve Budgets, sixty Produkte, and the exports of three years.

All of it is invented, and the same for the same seed. What is booked is known in cents before an export is written, so
that sums can be made of it by another path than the one of the package.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from haeuser.konten import RUECKLAGEN, Konto, ergebniskonten, zahlungskonten
from haeuser.schreiben import STILE, Stil, write_ansaetze, write_buchungen

from xlbudget.app.bericht.laender import shipped_laender
from xlbudget.core.landesrahmen import Land
from xlbudget.writers.datenmappe.mappe import einstellungszeilen, landeszeilen, write_datenmappe

JAHR = 2026
JAHRE = (JAHR - 2, JAHR - 1, JAHR)


@dataclass(frozen=True)
class Buchung:
    """One posting: Haben − Soll in cents. `richtung` is +1 on accounts where Haben is the rule."""

    produkt: str
    konto: str
    monat: int
    saldo_ct: int
    richtung: int


@dataclass(frozen=True)
class Ansatz:
    """What is planned on one account, in the direction of its Art."""

    produkt: str
    konto: str
    betrag_ct: int


@dataclass
class Haus:
    """A house before anything is written. `gliederung` is (Produkt, Budget, Dezernat); `ausschuesse` are Objekte by
    Kürzel, none where the house has no such table. `angaben` are further columns of Budgets and Produkte, by name.
    """

    land: str
    gliederung: Sequence[tuple[str, str, str]]
    namen: dict[str, str]
    buchungen: dict[int, list[Buchung]] = field(default_factory=dict)
    ansaetze: dict[int, list[Ansatz]] = field(default_factory=dict)
    ausschuesse: dict[str, str] = field(default_factory=dict)
    angaben: dict[str, dict[str, object]] = field(default_factory=dict)
    einstellungen: dict[str, object] = field(default_factory=dict)

    def write(
        self,
        ordner: Path,
        *,
        rahmen: str = "",
        stil: Stil | None = None,
        vorzeichen: str | None = None,
        namen: bool = True,
        jahre: Sequence[int] = JAHRE,
    ) -> Path:
        """The exports of all years and a Datenmappe for the last; `rahmen` is the Land of its Kontenzuordnung.

        `vorzeichen` is what Quellen says of the postings, without it what is true.
        """
        ordner.mkdir(parents=True, exist_ok=True)
        stil = stil or STILE[self.land]
        for jahr in jahre:
            kontonamen = self.namen if namen else None
            write_buchungen(ordner / f"buchungen-{jahr}.csv", jahr, self.buchungen[jahr], stil, kontonamen)
            write_ansaetze(ordner / f"ansatz-{jahr}.csv", jahr, self.ansaetze[jahr], kontonamen)
        inhalt = self.inhalt(rahmen, stil.vorzeichen if vorzeichen is None else vorzeichen, jahre)
        mappe = ordner / f"Datenmappe {jahre[-1]}.xlsx"
        mappe.write_bytes(write_datenmappe(inhalt, f"Haus {self.land}"))
        return mappe

    def inhalt(self, rahmen: str, vorzeichen: str, jahre: Sequence[int]) -> dict[str, list[dict[str, object]]]:
        """The tables of the Datenmappe for the last of the years."""
        ausschuesse = [{"Kürzel": kuerzel, "Objekte": objekte} for kuerzel, objekte in self.ausschuesse.items()]
        return {
            **({"Ausschüsse": ausschuesse} if ausschuesse else {}),
            "Einstellungen": einstellungszeilen(
                {"Kommune": f"Haus {self.land}", "Haushaltsjahr": jahre[-1]} | self.einstellungen
            ),
            "Kontenzuordnung": landeszeilen(shipped_laender()[Land(rahmen or self.land)]),
            "Budgets": self._budgets(),
            "Produkte": [
                {"Produkt": produkt, "Bezeichnung": f"Aufgabe {produkt}", "Budget": budget}
                | self.angaben.get(produkt, {})
                for produkt, budget, _ in self.gliederung
            ],
            "Quellen": [
                zeile | {"Jahr": None if jahr == jahre[-1] else jahr}
                for jahr in jahre
                for zeile in _quellen(jahr, vorzeichen)
            ],
        }

    def _budgets(self) -> list[dict[str, object]]:
        dezernate = dict.fromkeys(dezernat for *_, dezernat in self.gliederung)
        budgets = dict.fromkeys((budget, dezernat) for _, budget, dezernat in self.gliederung)
        return [
            *(
                {"Budget": name, "Ebene": "Dezernat", "Teilbudget": str(i)} | self.angaben.get(name, {})
                for i, name in enumerate(dezernate, 1)
            ),
            *(
                {"Budget": name, "Ebene": "Budget", "Teilbudget": f"{10 + i}", "Übergeordnet": dezernat}
                | self.angaben.get(name, {})
                for i, (name, dezernat) in enumerate(budgets)
            ),
        ]


def _quellen(jahr: int, vorzeichen: str) -> list[dict[str, object]]:
    return [
        {"Inhalt": "Buchungen", "Datei": f"buchungen-{jahr}.csv", "Vorzeichen": vorzeichen},
        {"Inhalt": "Ansätze", "Datei": f"ansatz-{jahr}.csv", "Vorzeichen": "alles positiv"},
    ]


def build(land: str, *, dezernate: int = 3, budgets: int = 4, produkte: int = 5, seed: int = 1) -> Haus:
    """A house; `budgets` in each Dezernat, `produkte` in each Budget."""
    zufall = Random(f"{land}/{seed}")
    null = "0" if land in ("NW", "BW") else ""  # codes with a leading zero are texts
    gliederung = [
        (f"{null}{d}{b}{p}0{zufall.randrange(1, 10)}", f"Fachdienst {d}.{b}", f"Dezernat {'I' * d}")
        for d in range(1, dezernate + 1)
        for b in range(1, budgets + 1)
        for p in range(1, produkte + 1)
    ]
    konten = ergebniskonten(land)
    zahlungen = zahlungskonten(land)
    namen = {konto.nummer: konto.name for konto in konten}
    namen |= {zahlung: f"Zahlung: {namen[konto]}" for konto, zahlung in zahlungen.items()}
    haus = Haus(land, gliederung, namen)
    # every account is booked on somewhere, each Produkt has some of them
    je = {produkt: zufall.sample(konten, min(len(konten), 9)) for produkt, *_ in gliederung}
    for i, konto in enumerate(konten):
        je[gliederung[i % len(gliederung)][0]].append(konto)
    je = {produkt: list(dict.fromkeys(seine)) for produkt, seine in je.items()}
    for jahr in JAHRE:
        haus.buchungen[jahr] = list(_postings(je, zahlungen, zufall))
        haus.ansaetze[jahr] = [
            Ansatz(produkt, konto.nummer, zufall.randrange(20, 900) * 100_00)
            for produkt, seine in je.items()
            for konto in seine
        ]
    if land in RUECKLAGEN:
        konto, haus.namen[konto] = RUECKLAGEN[land]
        for jahr in JAHRE:
            haus.buchungen[jahr].append(Buchung(gliederung[0][0], konto, 12, zufall.randrange(10**6, 10**8), 1))
    return haus


def _postings(je: dict[str, list[Konto]], zahlungen: dict[str, str], zufall: Random) -> Iterator[Buchung]:
    for produkt, konten in je.items():
        for konto in konten:
            monate = sorted(zufall.sample(range(1, 13), zufall.choice((4, 8, 12))))
            for monat in monate:
                betrag = round(zufall.lognormvariate(12.5, 1.1)) + zufall.randrange(100)
                if zufall.random() < 0.03:
                    betrag = -betrag // 9  # a correction
                saldo = betrag * konto.richtung
                yield Buchung(produkt, konto.nummer, monat, saldo, konto.richtung)
                if konto.nummer in zahlungen and zufall.random() < 0.8:
                    yield Buchung(produkt, zahlungen[konto.nummer], monat, saldo, konto.richtung)
