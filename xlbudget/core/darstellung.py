"""How a house wants its consolidated report to look: the unit of amounts, and the columns of its table.

Figures never change with it: cells hold exact euros whatever the unit, and a column is shown or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from xlbudget.core.geld import rounded_div
from xlbudget.errors import Befund, Schwere, SourceRef, printable

MAX_WEITERE = 4
"""So many Leistungen, and so many Ziele, of one Produkt can have columns."""

SCHMALSTE, BREITESTE = 4, 100
"""Limits for the width of a column, in characters."""


class Geldeinheit(StrEnum):
    """The unit that amounts are shown in; the value is the setting *Anzeige*."""

    EURO = "€"
    TAUSEND = "T€"
    MILLIONEN = "Mio. €"

    @property
    def zahlformat(self) -> str:
        """The number format that shows exact euros in this unit."""
        return {Geldeinheit.EURO: "#,##0", Geldeinheit.TAUSEND: "#,##0,", Geldeinheit.MILLIONEN: "#,##0.00,,"}[self]

    @property
    def name_im_kopf(self) -> str:
        """How a heading says it: in Euro, in T€, in Mio. €."""
        return "Euro" if self is Geldeinheit.EURO else self.value

    @property
    def zusatz(self) -> str:
        """What a number format ends with where no heading says the unit; nothing for euros."""
        return "" if self is Geldeinheit.EURO else f'" {self}"'

    @property
    def gezeigt(self) -> str:
        """What the reading aid says that is shown."""
        return {
            Geldeinheit.EURO: "ganze Euro",
            Geldeinheit.TAUSEND: "Tausend Euro (T€)",
            Geldeinheit.MILLIONEN: "Millionen Euro (Mio. €)",
        }[self]

    def show(self, betrag_ct: int) -> str:
        """An amount as its cell shows it, rounded kaufmännisch.

        >>> Geldeinheit.TAUSEND.show(-123_456_789_00), Geldeinheit.MILLIONEN.show(123_456_00)
        ('-123.457', '0,12')
        """
        teiler, stellen = {
            Geldeinheit.EURO: (1_00, 0), Geldeinheit.TAUSEND: (1_000_00, 0), Geldeinheit.MILLIONEN: (10_000_00, 2)
        }[self]  # fmt: skip
        gerundet = rounded_div(betrag_ct, teiler)
        ganz, nach = divmod(abs(gerundet), 10**stellen)
        text = f"{ganz:,}".replace(",", ".") + (f",{nach:0{stellen}d}" if stellen else "")
        return f"-{text}" if gerundet < 0 else text


GENAUE_ZELLEN = "Die Zellen enthalten den genauen Betrag"
"""What a workbook says whose amounts are shown in another unit than they are stored in."""


class Tabellenausgabe(StrEnum):
    """Which output a line of the table Berichtsspalten is about; one that is named itself counts before `ALLE`."""

    ALLE = "alle"
    GESAMTBERICHT = "Gesamtbericht"
    AUSZUG = "Auszug"


FEST = {"Nr.": "nr", "Bezeichnung": "bezeichnung"}
"""Columns that every table begins with: without them nobody knows what a line is about."""

AUSSCHOEPFUNG, VORJAHRE, VOM_ANSATZ, VOM_VOLUMEN, ERLAEUTERUNG, AMPEL, WARNSTUFE = (
    "ausschoepfung", "vorjahre", "abweichung_ansatz", "abweichung_volumen", "erlaeuterung", "ampel", "warnstufe",
)  # fmt: skip

LEISTUNG_PROGNOSE, ZIEL_PROGNOSE = "leistung_prognose", "ziel_prognose"
LEISTUNG_VERGLEICH, ZIEL_VERGLEICH = "leistung_vergleich", "ziel_vergleich"

HEUTIGE = {
    **FEST,
    "Plan": "ansatz",
    "Ist": "ist",
    "Jahresergebnis": "ergebnis",
    "Abweichung": "abweichung",
    "Tendenz": "tendenz",
    "Indikator": "indikator",
    "Indikator Plan": "leistung_plan",
    "Indikator Ist": "leistung_ist",
    "Ziel": "produktziel",
    "Messgröße": "messgroesse",
    "Besser ist": "richtung",
    "Ziel Plan": "ziel_plan",
    "Ziel Ist": "ziel_ist",
    "Zielerreichungsgrad": "grad",
    "Zielabweichung": "zieltendenz",
    "Ziel Warnstufe": WARNSTUFE,
}
"""What a report shows without the table, in order: name in the table → column; the Warnstufe only where it is set."""

WEITERE = {
    "Prognose": "ergebnis",
    "Ausschöpfung in %": AUSSCHOEPFUNG,
    "Vorjahre zum selben Stand": VORJAHRE,
    "Abweichung in % vom Ansatz": VOM_ANSATZ,
    "Abweichung in % vom Volumen": VOM_VOLUMEN,
    "Ampel": AMPEL,
    "Indikator Prognose": LEISTUNG_PROGNOSE,
    "Ziel Prognose": ZIEL_PROGNOSE,
    "Indikator Vergleich": LEISTUNG_VERGLEICH,
    "Ziel Vergleich": ZIEL_VERGLEICH,
    **{f"Kennzahl {n}": f"leistung_{n}" for n in range(2, MAX_WEITERE + 1)},
    **{f"Ziel {n}": f"ziel_{n}" for n in range(2, MAX_WEITERE + 1)},
    "Erläuterung": ERLAEUTERUNG,
}
"""What a house may choose besides; before Dezember Jahresergebnis and Prognose are one column."""

NAMEN = {**HEUTIGE, **WEITERE}


_GESUCHT = {"".join(name.casefold().split()): spalte for name, spalte in NAMEN.items()}


def column_of(name: str) -> str | None:
    """The column that a name of the table means; case and blanks do not count.

    >>> column_of("ausschöpfung in%"), column_of("Farbe")
    ('ausschoepfung', None)
    """
    return _GESUCHT.get("".join(name.casefold().split()))


@dataclass(frozen=True, slots=True)
class Spaltenwahl:
    """A column that is shown; `breite` in characters, None where it follows the data."""

    spalte: str
    breite: float | None = None


@dataclass(frozen=True, slots=True)
class Darstellung:
    """The look of one output; `spalten` None is what every report shows."""

    einheit: Geldeinheit = Geldeinheit.EURO
    spalten: tuple[Spaltenwahl, ...] | None = None


UEBLICH = Darstellung()
"""How a report looks where its house says nothing."""


@dataclass(frozen=True, slots=True)
class Spaltenzeile:
    """One line of the table Berichtsspalten, as entered; `breite` None where nothing is."""

    ausgabe: Tabellenausgabe
    spalte: str
    breite: Decimal | None = None
    gezeigt: bool = True
    source: SourceRef | None = field(default=None, compare=False)
    ort_breite: SourceRef | None = field(default=None, compare=False)


def darstellung_of(
    zeilen: Sequence[Spaltenzeile], ausgabe: Tabellenausgabe, einheit: Geldeinheit = Geldeinheit.EURO
) -> Darstellung:
    """How one output looks; lines that `check_berichtsspalten` finds fault with do not count."""
    wahl: dict[str, Spaltenwahl | None] = {}
    for zeile in _lines_of(zeilen, ausgabe):
        if (spalte := column_of(zeile.spalte)) and spalte not in wahl:
            wahl[spalte] = Spaltenwahl(spalte, _width(zeile)) if zeile.gezeigt else None
    gezeigt = [gewaehlt for gewaehlt in wahl.values() if gewaehlt]
    feste = [next((w for w in gezeigt if w.spalte == name), Spaltenwahl(name)) for name in FEST.values()]
    andere = [w for w in gezeigt if w.spalte not in FEST.values()]
    ist_ueblich = [*feste, *andere] == [Spaltenwahl(name) for name in HEUTIGE.values()]
    return Darstellung(einheit, (*feste, *andere) if andere and not ist_ueblich else None)


def check_berichtsspalten(zeilen: Sequence[Spaltenzeile]) -> list[Befund]:
    """What is wrong with the table Berichtsspalten; nothing where there is none."""
    befunde: list[Befund] = []
    for ausgabe in dict.fromkeys(zeile.ausgabe for zeile in zeilen):
        eigene = [zeile for zeile in zeilen if zeile.ausgabe is ausgabe]
        gesehen: dict[str, str] = {}
        for zeile in eigene:
            befunde += _check_line(zeile, gesehen)
            if spalte := column_of(zeile.spalte):
                gesehen.setdefault(spalte, printable(zeile.spalte))
        if not any(zeile.gezeigt and column_of(zeile.spalte) not in (None, *FEST.values()) for zeile in eigene):
            text = (
                f"Ausgabe „{ausgabe}“: außer Nr. und Bezeichnung wird keine Spalte gezeigt; gedruckt sind deshalb die "
                "üblichen. Bei denen, die der Bericht zeigen soll, Gezeigt auf „ja“ setzen, oder die Zeilen löschen."
            )
            befunde.append(Befund(Schwere.FEHLER, "berichtsspalte.keine", text, eigene[0].source))
    return befunde


def _check_line(zeile: Spaltenzeile, gesehen: dict[str, str]) -> Iterator[Befund]:
    spalte, wer, name = column_of(zeile.spalte), f"Ausgabe „{zeile.ausgabe}“", printable(zeile.spalte)
    if spalte is None:
        text = (
            f"{wer}: eine Spalte „{name}“ gibt es nicht, und der Bericht hat sie nicht. Es gibt: {', '.join(NAMEN)}. "
            "Eine davon eintragen oder die Zeile löschen."
        )
        yield Befund(Schwere.FEHLER, "berichtsspalte.unbekannt", text, zeile.source)
        return
    if spalte in gesehen:
        gleich = "" if gesehen[spalte] == name else f" („{gesehen[spalte]}“ ist dieselbe)"
        text = f"{wer}: die Spalte „{name}“ steht zweimal{gleich}; es zählt die obere Zeile. Eine davon löschen."
        yield Befund(Schwere.FEHLER, "berichtsspalte.doppelt", text, zeile.source)
    if zeile.breite is not None and _width(zeile) is None:
        text = (
            f"{wer}, Spalte „{name}“: die Breite muss zwischen {SCHMALSTE} und {BREITESTE} Zeichen liegen; sie "
            "richtet sich deshalb nach dem Inhalt. Eine solche Breite eintragen oder die Zelle leeren."
        )
        yield Befund(Schwere.FEHLER, "berichtsspalte.breite", text, zeile.ort_breite)
    if spalte in FEST.values() and not zeile.gezeigt:
        text = (
            f"{wer}: ohne die Spalte „{name}“ weiß niemand, wovon eine Zeile handelt; sie wird gezeigt. "
            "Gezeigt auf „ja“ setzen."
        )
        yield Befund(Schwere.WARNUNG, "berichtsspalte.fest", text, zeile.source)


def _lines_of(zeilen: Sequence[Spaltenzeile], ausgabe: Tabellenausgabe) -> list[Spaltenzeile]:
    eigene = [zeile for zeile in zeilen if zeile.ausgabe is ausgabe]
    return eigene or [zeile for zeile in zeilen if zeile.ausgabe is Tabellenausgabe.ALLE]


def _width(zeile: Spaltenzeile) -> float | None:
    if zeile.breite is None or not SCHMALSTE <= zeile.breite <= BREITESTE:
        return None
    return float(zeile.breite)
