"""What became of every line of an export: the balance that each reading yields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from xlbudget.core.geld import format_betrag
from xlbudget.core.kontenrahmen import Kontenrahmen
from xlbudget.core.monatswerte import Kontensumme
from xlbudget.sources.export.angaben import Erkennung, Vorzeichen


@dataclass(frozen=True, slots=True)
class Auslassung:
    """Lines that do not count, for one reason. `betrag_ct` is the sum of their amounts as far as they are readable.

    `volumen_ct` is the same without signs; `fehlt`: they ought to be in the report.
    """

    grund: str
    anzahl: int
    betrag_ct: int
    volumen_ct: int = 0
    fehlt: bool = False


@dataclass(frozen=True, slots=True)
class Schlusszeile:
    """A line that adds up others: what it says, and whether its amount is that of the lines above it."""

    zeile: int
    text: str
    betrag_ct: int | None
    geht_auf: bool


@dataclass(frozen=True, slots=True)
class Klassensumme:
    """What counts on the accounts that begin with one digit; `art` is what the Kontenzuordnung makes of them.

    `saldo_ct` is Haben − Soll for postings, and in the direction of its Art for Ansätze.
    """

    klasse: str
    art: str
    anzahl: int
    saldo_ct: int


@dataclass(frozen=True)
class Exportbilanz:
    """The balance of one export.

    `zeilen` are those below the header that are not blank, `vorzeichen` is the rule that was applied.
    """

    datei: str
    blatt: str | None
    inhalt: str
    zeilen: int
    gezaehlt: int
    ausgelassen: Sequence[Auslassung] = ()
    schlusszeilen: Sequence[Schlusszeile] = ()
    klassen: Sequence[Klassensumme] = ()
    monate: Sequence[int] = ()
    erster_beleg: str = ""
    letzter_beleg: str = ""
    entscheidungen: Sequence[Erkennung] = ()
    vorzeichen: Vorzeichen = Vorzeichen.SOLL_HABEN

    @property
    def geht_auf(self) -> bool:
        """Whether counted, left out and closing lines are all there are."""
        return self.zeilen == self.gezaehlt + sum(teil.anzahl for teil in self.ausgelassen) + len(self.schlusszeilen)

    @property
    def fragen(self) -> Sequence[Erkennung]:
        """What was not sure."""
        return [entscheidung for entscheidung in self.entscheidungen if not entscheidung.sicher]

    def summe_ct(self, art: str) -> int:
        """All accounts of one Art together."""
        return sum(klasse.saldo_ct for klasse in self.klassen if klasse.art == art)

    def __str__(self) -> str:
        """One line, for people.

        >>> str(Exportbilanz("b.csv", None, "Buchungen", 3, 2, [Auslassung("Betrag ist keine Zahl", 1, 0)]))
        'b.csv: 3 Zeilen = 2 gezählt + 1 ausgelassen (Betrag ist keine Zahl: 1 über 0,00 €) + 0 Schlusszeilen'
        """
        teile = "; ".join(f"{t.grund}: {t.anzahl} über {format_betrag(t.betrag_ct)} €" for t in self.ausgelassen)
        aus = sum(teil.anzahl for teil in self.ausgelassen)
        return (
            f"{self.datei}: {self.zeilen} Zeilen = {self.gezaehlt} gezählt + {aus} ausgelassen"
            f"{f' ({teile})' if teile else ''} + {len(self.schlusszeilen)} Schlusszeilen"
        )


def class_sums(summen: Sequence[Kontensumme], rahmen: Kontenrahmen) -> tuple[Klassensumme, ...]:
    """What counts, by the first digit of the account and by Art."""
    anzahl: Counter[str] = Counter()
    saldo_ct: Counter[str] = Counter()
    for summe in summen:
        anzahl[summe.sachkonto] += summe.anzahl
        saldo_ct[summe.sachkonto] += summe.saldo_ct
    je: dict[tuple[str, str], list[int]] = {}
    for konto in anzahl:
        teil = je.setdefault((konto[:1], rahmen.art_name(konto)), [0, 0])
        teil[0] += anzahl[konto]
        teil[1] += saldo_ct[konto]
    return tuple(Klassensumme(klasse, art, *zahlen) for (klasse, art), zahlen in sorted(je.items()))
