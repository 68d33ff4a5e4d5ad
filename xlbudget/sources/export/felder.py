"""The fields of an export and the headings they may have. A new finance system is a new alias here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from xlbudget.errors import Schwere
from xlbudget.sources.export.kopfworte import JAHRESZAHL, names_version, normal, without_version, without_year, years_of

SCHWACH_AB = 6
"""The rank from which a heading only often means a field."""
_KURZ = 4  # letters of a heading below which a like one is another
_WORT = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Exportfeld:
    """One field of an export. Case, blanks, punctuation, the word „in“, units and the spelling of € do not count.

    `schwach` are headings that often mean it, taken where no better one is there. `mit_jahr`: the heading may name a
    year, and then means this year only. `mit_fassung`: it may also name a version of it („neu“), which is weaker still.
    """

    name: str
    aliase: tuple[str, ...] = ()
    schwach: tuple[str, ...] = ()
    mit_jahr: bool = False
    mit_fassung: bool = False

    @lru_cache(maxsize=20_000)  # noqa: B019 - the fields are constants, and the same headings are looked at again and again
    def rank(self, header: str, jahr: int) -> int | None:
        """How well a header fits, 0 best: its own name before an alias, the Haushaltsjahr before no year."""
        if self.names_version(header):
            rank = self.rank(without_version(header), jahr)
            return rank if rank is None else rank + SCHWACH_AB
        jahre = self._years(header, jahr)
        if jahre - {jahr}:
            return None
        rank = self._base_rank(header, jahr)
        return rank + 2 if rank is not None and self.mit_jahr and not jahre else rank

    def names_version(self, header: str) -> bool:
        """Whether a header says which version of the field it is."""
        return self.mit_fassung and names_version(header)

    def names_other_year(self, header: str, jahr: int) -> bool:
        """Whether a header would fit if it did not name another year."""
        header = without_version(header) if self.mit_fassung else header
        return bool(self._years(header, jahr) - {jahr}) and self._base_rank(header, jahr) is not None

    def _years(self, header: str, jahr: int) -> set[int]:
        return years_of(header, jahr) if self.mit_jahr else set()

    def _base_rank(self, header: str, jahr: int) -> int | None:
        gesucht = normal(without_year(header, jahr) if self.mit_jahr else header)
        if gesucht == normal(self.name):
            return 0
        formen = {gesucht, gesucht.removesuffix("eur")}
        if not formen.isdisjoint(map(normal, (self.name, *self.aliase))):
            return 1
        return None if formen.isdisjoint(map(normal, self.schwach)) else SCHWACH_AB


PRODUKT = Exportfeld(
    "Produkt",
    ("Produktnummer", "Produkt-Nr", "Produktcode", "Kostenträger", "Kostenträgernummer", "Kostenträger-Nr",
     "Kostenträgercode", "KTR", "KTR-Nr", "PSP-Element"),
    ("Kostenstelle", "Kostenst", "KST", "KST-Nr", "Kostenstellennummer", "Kostenstellen-Nr", "Kostenstellencode",
     "Kostenstelle Code", "KOST1 - Kostenstelle", "KOST1", "KOST2 - Kostenstelle", "KOST2", "Finanzstelle", "Leistung",
     "Profitcenter", "Innenauftrag", "Auftrag", "Unterprodukt", "Teilprodukt"),
)  # fmt: skip
SACHKONTO = Exportfeld(
    "Sachkonto",
    ("Konto", "Kostenart", "KoArt", "Sachkonto-Nr", "Sachkontonummer", "Konto-Nr", "Kontonummer", "Kto", "Kto-Nr",
     "Sachkto", "Sachkto-Nr"),
    ("Finanzposition", "Fipos", "Kostenart-Nr", "Haushaltskonto", "Ergebniskonto", "Buchungskonto"),
)  # fmt: skip
BETRAG = Exportfeld(
    "Betrag",
    ("Betrag EUR", "Buchungsbetrag", "Buchungsbetrag EUR", "Buchungswert", "Betrag Hauswährung", "Betrag HW",
     "Betrag HWähr", "Wert/KWähr", "Wert/BWähr", "Gebuchter Betrag", "Umsatz (ohne S/H-Kz)",
     "Umsatz (ohne Soll/Haben-Kz)"),
    ("Wert", "Wert EUR", "Umsatz", "Umsatz EUR", "Ist", "Ist EUR", "Istbetrag", "Ergebnis", "Rechnungsergebnis",
     "Jahresergebnis", "Istwert", "Ist Periode", "Ist Monat", "Periodenwert", "Monatswert", "Betrag netto",
     "Nettobetrag", "Anordnungssoll", "Anordnungen", "Saldo", "Saldo kumuliert", "Kumulierter Saldo", "Endsaldo",
     "Kumuliert"),
    mit_jahr=True,
)  # fmt: skip
SALDO = Exportfeld(
    "Betrag",
    ("Saldo", "Saldo EUR", "Kumulierter Saldo", "Saldo kumuliert", "Saldo kum", "Endsaldo", "Kumuliert", "Kontostand"),
    ("Betrag EUR", "Ist", "Ist kumuliert", "Wert", "Wert EUR", "Ergebnis"),
    mit_jahr=True,
)
SOLL = Exportfeld("Soll", ("Soll EUR", "Sollbetrag", "Betrag Soll", "Soll-Umsatz", "Umsatz Soll", "Belastung", "Debit"))
HABEN = Exportfeld(
    "Haben", ("Haben EUR", "Habenbetrag", "Betrag Haben", "Haben-Umsatz", "Umsatz Haben", "Gutschrift", "Credit")
)
ERTRAG = Exportfeld("Ertrag", ("Erträge", "Ertrag EUR", "Erträge EUR", "Erlöse", "Erlös"), mit_jahr=True)
AUFWAND = Exportfeld(
    "Aufwand", ("Aufwendungen", "Aufwände", "Aufwand EUR", "Aufwendungen EUR", "Kosten"), mit_jahr=True
)
ANSATZ = Exportfeld(
    "Ansatz",
    ("Ansatz EUR", "Plan", "Plan EUR", "Planansatz", "Planansatz EUR", "Haushaltsansatz", "Haushaltsansatz EUR",
     "HH-Ansatz", "HH-Ansatz EUR", "Ansatz HH", "Planwert", "Planbetrag", "Plan-Betrag",
     "Planung", "Ans", "Ansätze", "Haushaltsansätze", "Haushaltsplan", "HH-Plan", "HHPl", "Haushaltssoll", "Budget",
     "Budgetbetrag"),
    ("fortgeschriebener Ansatz", "Ansatz fortgeschrieben", "fortgeschriebener Ansatz EUR"),
    mit_jahr=True, mit_fassung=True,
)  # fmt: skip
ANSATZBETRAG = Exportfeld("Ansatz", ("Betrag", "Betrag EUR", "Wert", "Wert EUR"), mit_jahr=True)
"""Where nothing is called Ansatz and nothing looks like a posting."""
SOLL_HABEN = Exportfeld(
    "S/H",
    ("Soll/Haben", "H/S", "S/H-Kz", "Soll/Haben-Kz", "S/H-Kennz", "S/H-Kennzeichen", "Soll/Haben-Kennzeichen", "SHK",
     "Soll-/Habenkennzeichen", "SHKz", "D/C", "Dr/Cr", "Debit/Credit"),
)  # fmt: skip
PERIODE = Exportfeld(
    "Periode",
    ("Buchungsperiode", "Monat", "Per", "Buchungsmonat", "Periode/Jahr", "Monat/Jahr", "Jahr/Periode", "Jahr/Monat",
     "Jahr/Monat/Periode", "Geschäftsperiode", "Monatsname", "Berichtsmonat", "Buper", "Buchungsper"),
)  # fmt: skip
DATUM = Exportfeld(
    "Buchungsdatum",
    ("Datum", "Buch-Datum", "Buch-Dat", "Buchungsdat", "Buchungstag"),
    ("Belegdatum", "Belegdat", "Valuta", "Valutadatum", "Wertstellung", "Wertstellungsdatum"),
)
JAHR = Exportfeld(
    "Haushaltsjahr",
    ("Jahr", "Geschäftsjahr", "HH-Jahr", "HHJ", "HJ", "GJ", "GJahr", "Rechnungsjahr", "Wirtschaftsjahr"),
)
RICHTUNG = Exportfeld("Richtung", ("Ertrag/Aufwand", "Aufwand/Ertrag", "E/A", "A/E", "Erlös/Kosten"))
WERTART = Exportfeld("Wertart", ("Werttyp", "Wertetyp", "Plan/Ist"))
TEXT = Exportfeld("Text", ("Buchungstext", "Bezeichnung", "Verwendungszweck"))
KONTONAME = Exportfeld(
    "Kontobezeichnung",
    ("Sachkontobezeichnung", "Sachkonto-Bezeichnung", "Konto-Bezeichnung", "Kontoname", "Sachkontoname", "Kontotext",
     "Bezeichnung Konto", "Bezeichnung Sachkonto", "Bezeichnung des Kontos", "Bezeichnung des Sachkontos"),
)  # fmt: skip
BELEG = Exportfeld("Beleg", ("Belegnummer", "Beleg-Nr", "Buchungsnummer", "Buchungs-Nr"))
BELEGPOSITION = Exportfeld(
    "Belegposition", ("Belegpos", "Beleg-Pos", "Belegzeile", "Buchungszeile", "Positionsnummer", "Position", "Pos")
)
"""Tells postings of one Beleg apart that are alike in all else."""
STORNO = Exportfeld(
    "Storno",
    (
        "Stornokennzeichen",
        "Storno-Kz",
        "Storno-Kennz",
        "Stornobuchung",
        "Storniert",
        "Generalumkehr",
        "Generalumkehr (GU)",
    ),
)
PRODUKTNAME = Exportfeld(
    "Produktbezeichnung",
    ("Produktname", "Produkttext", "Produkt-Bezeichnung", "Bezeichnung Produkt", "Bezeichnung des Produkts",
     "Kostenträgerbezeichnung", "Bezeichnung Kostenträger"),
)  # fmt: skip
BUCHUNGSSTELLE = Exportfeld(
    "Buchungsstelle",
    (
        "Haushaltsstelle",
        "Produktsachkonto",
        "Produktkonto",
        "Produkt/Sachkonto",
        "Produkt.Sachkonto",
        "PSK",
        "HHSt",
        "Kontierung",
    ),
)
GEGENKONTO = Exportfeld("Gegenkonto", ("Gegenkonto (ohne BU-Schlüssel)",))

NEBENFELDER = (SOLL_HABEN, RICHTUNG, WERTART, JAHR, TEXT, KONTONAME, PRODUKTNAME, BELEG, BELEGPOSITION, STORNO)
FELDNAMEN = {"Datum": DATUM.name}
"""How the table Spalten names a field, where that is not its heading here."""

_DEUTBAR = (
    PRODUKT, SACHKONTO, BETRAG, SOLL, HABEN, ERTRAG, AUFWAND, ANSATZ, SOLL_HABEN, PERIODE, DATUM, JAHR, RICHTUNG,
    WERTART, TEXT, BELEG, BUCHUNGSSTELLE,
)  # fmt: skip


def match_header(cells: Sequence[str], felder: Sequence[Exportfeld], jahr: int) -> dict[str, int]:
    """Position of each field whose heading is among the cells: the best fit, of equal ones the first."""
    treffer = {feld.name: candidates(cells, feld, jahr) for feld in felder}
    return {name: kandidaten[0][1] for name, kandidaten in treffer.items() if kandidaten}


def repeated_header(cells: Sequence[str], felder: Sequence[Exportfeld], jahr: int) -> str | None:
    """A required heading that stands there twice, so that nobody can tell which column is meant."""
    for feld in felder:
        beste = _best(candidates(cells, feld, jahr))
        if len(beste) > 1 and len({normal(cells[position]) for position in beste}) == 1:
            return cells[beste[0]]
    return None


def only_versions(cells: Sequence[str], feld: Exportfeld, jahr: int) -> list[int]:
    """Positions of several headings that name versions of a field, where none is the field itself."""
    positionen = [position for _, position in candidates(cells, feld, jahr)]
    nur = len(positionen) > 1 and all(feld.names_version(cells[position]) for position in positionen)
    return sorted(positionen) if nur else []


def doubts(cells: Sequence[str], felder: Sequence[Exportfeld], jahr: int) -> Iterator[tuple[Schwere, str, int]]:
    """Fields for which more than one heading fits: what is read, what is not, and the position of the first unread."""
    for feld in felder:
        kandidaten = candidates(cells, feld, jahr)
        if kandidaten and kandidaten[0][0] < SCHWACH_AB and feld is not ANSATZ:
            kandidaten = [kandidat for kandidat in kandidaten if kandidat[0] < SCHWACH_AB]
        if feld is ANSATZ:
            kandidaten = [
                k
                for i, k in enumerate(kandidaten)
                if not i or "ansatz" in normal(cells[k[1]]) or k[0] < SCHWACH_AB or feld.names_version(cells[k[1]])
            ]
        if len(kandidaten) > 1:
            gelesen, *andere = (position for _, position in kandidaten)
            text = f"Als {feld.name} wird die Spalte „{cells[gelesen]}“ gelesen, nicht " + ", ".join(
                f"„{cells[position]}“" for position in andere
            )
            rat = f"Stimmt das nicht, in der Tabelle Spalten beim Feld {feld.name} die richtige Überschrift eintragen."
            fassung = feld is ANSATZ and any(rank >= SCHWACH_AB for rank, _ in kandidaten[1:])
            mehrdeutig = len(_best(kandidaten)) > 1 or fassung
            yield Schwere.WARNUNG if mehrdeutig else Schwere.HINWEIS, f"{text}. {rat}", andere[0]


def candidates(cells: Sequence[str], feld: Exportfeld, jahr: int) -> list[tuple[int, int]]:
    """Rank and position of every fitting cell, best first."""
    # a cell without a letter is no heading, and most cells of most lines have none
    ranks = ((feld.rank(cell, jahr), position) for position, cell in enumerate(cells) if _WORT.search(cell))
    return sorted((rank, position) for rank, position in ranks if rank is not None)


def _best(kandidaten: Sequence[tuple[int, int]]) -> list[int]:
    return [position for rank, position in kandidaten if rank == kandidaten[0][0]]


def nearest_field(header: str, jahr: int) -> str:
    """The name of the field a heading may stand for; empty text if none is near.

    >>> [nearest_field(header, 2024) for header in ("Sachkonto Nummer", "Kostenstellen", "Kreditor")]
    ['Sachkonto', 'Produkt', '']
    """
    genau = [(rank, feld.name) for feld in _DEUTBAR if (rank := feld.rank(header, jahr)) is not None]
    if genau:
        return min(genau)[1]
    namen = {normal(name): feld.name for feld in reversed(_DEUTBAR) for name in (*feld.aliase, feld.name)}
    schwach = {normal(name): feld.name for feld in reversed(_DEUTBAR) for name in feld.schwach}
    gesucht = normal(JAHRESZAHL.sub(" ", header))
    if nah := get_close_matches(gesucht, [name for name in namen if len(name) >= _KURZ], 1, 0.72):
        return namen[nah[0]]
    if nah := get_close_matches(gesucht, [name for name in schwach if len(name) >= _KURZ], 1, 0.85):
        return schwach[nah[0]]
    darin = [name for name in namen if len(name) >= 5 and name in gesucht]
    return namen[max(darin, key=len)] if darin else ""
