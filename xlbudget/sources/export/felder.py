"""The fields of an export and the headings they may have. A new finance system is a new alias here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from xlbudget.core.zeit import LETZTE_PERIODE, MONATE
from xlbudget.errors import Schwere

_JAHR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_KURZJAHR = re.compile(r"(?<=[^\d\W])[ _./'’-]*(?<!\d)(\d\d)(?!\d)(?:\W*(?:€|EUR|Euro|T€|TEUR))?\W*$", re.I)
_EINHEIT = re.compile(
    r"[(\[]?\b(?:in\s+)?(?:T[\s-]?(?:€|EUR\b|Euro\b)|k(?:€|EUR\b)|Tsd\b\.?[\s-]*(?:€|EUR|Euro)?|"
    r"Tausend\s*(?:€|EUR|Euro)?)[)\]]?"
    r"|(?:\bin\s|[(\[])\s*1[. ]?000[\s-]*(?:€|EUR\b|Euro\b)[)\]]?",
    re.I,
)
_MILLIONEN = re.compile(r"\b(?:Mio|Mill|Millionen)\b|\bM(?:€|EUR\b)", re.I)
SCHWACH_AB = 6
"""The rank from which a heading only often means a field."""
_FASSUNG = re.compile(
    r"(?i)\b(?:neu(?:er?)?|alt|aktuell(?:er?)?|aktualisiert|angepasst|geändert(?:er?)?|beschlossen|genehmigt|"
    r"endgültig(?:er?)?|vorläufig(?:er?)?|entwurf|laufend)\b"
    r"|\b(?:inkl|incl|einschl|einschließlich|mit|nach)\b\.?\s+(?:\d\.\s*)?(?:nachtrag\w*|NT)\b"
)
_FUELLWORT = re.compile(
    r"(?i)\b(?:des|für|im|HJ|HHJ|Haushaltsjahr(?:es)?|(?:lfd\.?|laufende[sn]?)\s+(?:Haushalts)?Jahr(?:es)?|Jahr(?:es)?)\b"
)
_UMLAUTE = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_KURZ = 4  # letters of a heading below which a like one is another
_WORT = re.compile(r"[^\W\d_]")
_NAEHE = 12  # years around the Haushaltsjahr in which two digits at the end of a heading are a year


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
            rank = self.rank(_without_version(header), jahr)
            return rank if rank is None else rank + SCHWACH_AB
        jahre = self._years(header, jahr)
        if jahre - {jahr}:
            return None
        rank = self._base_rank(header, jahr)
        return rank + 2 if rank is not None and self.mit_jahr and not jahre else rank

    def names_version(self, header: str) -> bool:
        """Whether a header says which version of the field it is."""
        return self.mit_fassung and bool(_FASSUNG.search(header))

    def names_other_year(self, header: str, jahr: int) -> bool:
        """Whether a header would fit if it did not name another year."""
        header = _without_version(header) if self.mit_fassung else header
        return bool(self._years(header, jahr) - {jahr}) and self._base_rank(header, jahr) is not None

    def _years(self, header: str, jahr: int) -> set[int]:
        return years_of(header, jahr) if self.mit_jahr else set()

    def _base_rank(self, header: str, jahr: int) -> int | None:
        gesucht = normal(_FUELLWORT.sub(" ", _JAHR.sub(" ", _full_year(header, jahr))) if self.mit_jahr else header)
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
    gesucht = normal(_JAHR.sub(" ", header))
    if nah := get_close_matches(gesucht, [name for name in namen if len(name) >= _KURZ], 1, 0.72):
        return namen[nah[0]]
    if nah := get_close_matches(gesucht, [name for name in schwach if len(name) >= _KURZ], 1, 0.85):
        return schwach[nah[0]]
    darin = [name for name in namen if len(name) >= 5 and name in gesucht]
    return namen[max(darin, key=len)] if darin else ""


def is_of_other_year(header: str, jahr: int) -> bool:
    """Whether a heading names a year, and only others.

    >>> is_of_other_year("HH-Ansatz 2023", 2024), is_of_other_year("Ansatz", 2024)
    (True, False)
    """
    jahre = years_of(header, jahr)
    return bool(jahre) and jahr not in jahre


def years_of(header: str, jahr: int) -> set[int]:
    """The years that a heading names, those of two digits at its end if they are near `jahr`.

    >>> years_of("Ansatz 25", 2026), years_of("Konto 4711", 2026)
    ({2025}, set())
    """
    return {int(fund) for fund in _JAHR.findall(_full_year(header, jahr))}


@lru_cache(maxsize=4096)
def month_of_header(header: str, jahr: int) -> int | None:
    """The period that a heading of Monatswerte names, 1 to 16; None if none, or one of another year.

    >>> [month_of_header(text, 2024) for text in ("Jan", "Ist März 2024", "04.2024", "Periode 13", "M02", "Jan 2023")]
    [1, 3, 4, 13, 2, None]

    Columns of what has added up since January are none: „Jan kum.“.
    """
    mit_namen = any(wort in MONATSNAMEN for wort in re.findall(r"[^\W\d_]+", header.casefold()))
    voll = _full_year(header, jahr) if mit_namen else header  # „Periode 12“ is no year
    if any(int(fund) != jahr for fund in _JAHR.findall(voll)):
        return None
    worte = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", _JAHR.sub(" ", voll)).casefold())
    if any(wort.startswith(("kum", "aufgelaufen", "ytd")) for wort in worte):
        return None
    namen = [monat for wort in worte if (monat := MONATSNAMEN.get(wort))]
    if len(namen) == 1:
        return namen[0]
    rest = [wort for wort in worte if wort not in ("per", "periode", "monat", "ist", "betrag", "eur")]
    nummer = re.fullmatch(r"(?:m|p|per|periode|monat)?(\d{1,2})", rest[0]) if len(rest) == 1 else None
    if nummer and 1 <= int(nummer[1]) <= LETZTE_PERIODE:
        return int(nummer[1])
    return None


MONATSNAMEN = {
    name: nummer
    for nummer, monat in enumerate(MONATE, 1)
    for name in (monat.casefold(), monat.casefold()[:3], monat.casefold()[:4] if len(monat) > 4 else monat.casefold())
} | {"mrz": 3, "maerz": 3, "mar": 3, "jaenner": 1, "jänner": 1, "may": 5, "oct": 10, "dec": 12, "sept": 9}
"""Names and abbreviations of months, casefolded."""


def is_thousands(text: str) -> bool:
    """Whether a heading, or a line above it, says that amounts are in thousands of euros.

    >>> [is_thousands(text) for text in ("Ansatz 2024 in T€", "Angaben in 1.000 Euro", "Ansatz (Tsd.)", "Text €")]
    [True, True, True, False]
    """
    return bool(_EINHEIT.search(text))


def is_millions(text: str) -> bool:
    """Whether a heading, or a line above it, says that amounts are in millions.

    >>> is_millions("Ansatz 2024 in Mio. €"), is_millions("Minderausgabe")
    (True, False)
    """
    return bool(_MILLIONEN.search(text))


def _without_version(header: str) -> str:
    """A heading without „neu“ and the like, and without the brackets around it."""
    return " ".join(re.sub(r"[(\[]\s*[)\]]", " ", _FASSUNG.sub(" ", header)).split())


def _full_year(header: str, jahr: int) -> str:
    """A heading with a year of two digits at its end written in full."""
    kurz = _KURZJAHR.search(header)
    if kurz is None or _JAHR.search(header):
        return header
    voll = jahr // 100 * 100 + int(kurz[1])
    return f"{header[: kurz.start(1)]} {voll}" if abs(voll - jahr) <= _NAEHE else header


@lru_cache(maxsize=4096)
def normal(header: str) -> str:
    """A heading without what does not count."""
    ohne = _EINHEIT.sub(" ", unicodedata.normalize("NFC", header))
    words = re.findall(r"[^\W_]+|€", ohne.casefold().translate(_UMLAUTE))
    return "".join("eur" if word in ("€", "euro") else word for word in words if word != "in")
