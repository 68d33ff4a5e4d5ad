"""How the tables of a Datenmappe are declared: for the reader that checks them and the writer that draws them."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

_MIN_KURZ = 4  # letters of a name that is the beginning or end of another
_STRICHE = str.maketrans("\u2212\u2013\u2014", "---")  # minus and dashes are typed as a hyphen
_UMLAUTE = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


class Typ(StrEnum):
    """What a cell of a column holds, and how it is read."""

    TEXT = "Text"
    CODE = "Code"  # text even where it looks like a number; leading zeros count
    BETRAG = "Betrag"  # euros, becomes cents
    ZAHL = "Zahl"  # any number, becomes Decimal
    JAHR = "Jahr"
    TAGE = "Tage"  # how many
    JA_NEIN = "ja/nein"
    EMAIL = "E-Mail"
    STAND = "Stand"  # JJJJ-MM
    PERIODE = "Periode"  # JJJJ-MM or JJJJ
    DATUM = "Datum"  # TT.MM.JJJJ


class Gruppe(StrEnum):
    """Sheets that belong together: neighbours, with tabs of one colour."""

    GRUNDLAGEN = "Grundlagen"
    GLIEDERUNG = "Gliederung"
    ZAHLEN = "Zahlen"
    EXPORTE = "Exporte"
    FACHDIENSTE = "Fachdienste"


@dataclass(frozen=True, slots=True)
class Spalte:
    """One column. `auswahl` becomes a drop-down list; `verweis` names the table whose first column must have the value.

    Where one that is `entbehrlich` is missing, as in a Datenmappe of an earlier version, its cells count as empty; so
    it cannot be `pflicht`. `breite` is in Excel's character widths. `vorschlaege` are offered where others may stand.
    What earlier versions had is still read: values that are `frueher` ones, and a column that is `alt` where it is
    there, which is neither drawn nor added. What stands in one that `rechnet` changes figures. `angebot` is a table
    and a column of it: what stands there is offered, and others may stand all the same.
    """

    name: str
    typ: Typ = Typ.TEXT
    pflicht: bool = False
    auswahl: tuple[str, ...] = ()
    breite: float = 14
    hilfe: str = ""
    verweis: str = ""
    entbehrlich: bool = False
    vorschlaege: tuple[str, ...] = ()
    frueher: tuple[str, ...] = ()
    alt: bool = False
    rechnet: bool = False
    angebot: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        if self.pflicht and self.entbehrlich:
            raise ValueError(f"{self.name}: a required column cannot be missing")
        if self.alt and not self.entbehrlich:
            raise ValueError(f"{self.name}: a column of earlier versions may be missing")

    def renamed_to(self, fremd: Collection[str]) -> str | None:
        """Which of the headings that nobody declared is probably this column's; None if none looks like it.

        A column that a later version added is looked for more strictly: one of the user's own is likelier beside it.

        >>> Spalte("Produkt").renamed_to(["Bemerkung", "Produkt-Nr"])
        'Produkt-Nr'
        >>> Spalte("Vorzeichen", entbehrlich=True).renamed_to(["Bemerkung", "Vorz."])
        'Vorz.'
        """
        kurz = next((name for name in fremd if _is_short_for(name, self.name) or _is_short_for(self.name, name)), None)
        return (None if self.alt else kurz) or _most_like(self.name, fremd, 0.8 if self.entbehrlich else 0.5)

    def choice(self, text: str) -> str | None:
        """The value of the list that a text means: case, blanks and kinds of dashes do not count; None for others.

        >>> Spalte("Art", auswahl=("Soll/Haben", "Erträge")).choice("soll / haben")
        'Soll/Haben'
        """
        return next((wert for wert in (*self.auswahl, *self.frueher) if _unspaced(wert) == _unspaced(text)), None)


@dataclass(frozen=True, slots=True)
class Tabelle:
    """One Excel table on a sheet of the same name. `zweck` stands above it and on the sheet Start.

    Where one that is `entbehrlich` is missing, as in a Datenmappe of an earlier version, it counts as empty. One that
    is `auf_wunsch` is entbehrlich too, and a new Datenmappe does not have it.
    """

    name: str
    zweck: str
    gruppe: Gruppe
    spalten: tuple[Spalte, ...]
    entbehrlich: bool = False
    auf_wunsch: bool = False

    def __post_init__(self) -> None:
        if self.auf_wunsch and not self.entbehrlich:
            raise ValueError(f"{self.name}: a table on request may be missing")

    def __getitem__(self, name: str) -> Spalte:
        return next(spalte for spalte in self.spalten if spalte.name == name)

    @property
    def gezeichnet(self) -> tuple[Spalte, ...]:
        """The columns of a new table."""
        return tuple(spalte for spalte in self.spalten if not spalte.alt)

    def liste(self, spalte: Spalte) -> str:
        """The defined name over a column, for drop-down lists of other tables.

        >>> Tabelle("Maßnahmen", "", Gruppe.ZAHLEN, (Spalte("Ziel"), Spalte("Art"))).liste(Spalte("Art"))
        'Liste_Massnahmen_Art'
        """
        weiter = "" if spalte.name == self.spalten[0].name else f"_{spalte.name}"
        return f"Liste_{self.name}{weiter}".translate(_UMLAUTE)


@dataclass(frozen=True, slots=True)
class Einstellung:
    """One line of the table Einstellungen; `vorgabe` is used where the value is empty, None means required.

    `auswahl` is all that may stand there, as in a Spalte.
    """

    name: str
    typ: Typ
    vorgabe: str | int | float | None
    bedeutung: str
    auswahl: tuple[str, ...] = ()

    def renamed_to(self, fremd: Collection[str]) -> str | None:
        """Which of the names in Einstellungen that nobody declared is probably this one's; None if none looks like it.

        >>> Einstellung("Tendenz ab Euro", Typ.BETRAG, 20000, "").renamed_to(["Tendenz ab €", "Tendenz ab EUR"])
        'Tendenz ab EUR'
        """
        return _most_like(self.name, fremd, 0.8)


@dataclass(frozen=True)
class Deklaration:
    """Everything a Datenmappe can consist of: tables in the order of their sheets, and lines of Einstellungen."""

    tabellen: tuple[Tabelle, ...]
    einstellungen: tuple[Einstellung, ...]

    @property
    def kern(self) -> tuple[Tabelle, ...]:
        """The tables that every house needs."""
        return tuple(tabelle for tabelle in self.tabellen if not tabelle.auf_wunsch)

    @property
    def auf_wunsch(self) -> tuple[Tabelle, ...]:
        """The tables that are added on request."""
        return tuple(tabelle for tabelle in self.tabellen if tabelle.auf_wunsch)

    @property
    def listen(self) -> Mapping[str, tuple[Tabelle, Spalte]]:
        """Defined names, each with its table and the column it covers: all that another column refers to or offers."""
        hinter = [self.column_behind(spalte) for tabelle in self.tabellen for spalte in tabelle.spalten]
        orte = ((tabelle, spalte) for tabelle in self.tabellen for spalte in tabelle.spalten)
        return {tabelle.liste(spalte): (tabelle, spalte) for tabelle, spalte in orte if (tabelle, spalte) in hinter}

    def column_behind(self, spalte: Spalte) -> tuple[Tabelle, Spalte] | None:
        """The table and column whose entries a column must have or offers; None where it has no such list."""
        name, kopf = spalte.angebot or (spalte.verweis, "")
        tabelle = next((tabelle for tabelle in self.tabellen if tabelle.name == name), None)
        return None if tabelle is None else (tabelle, tabelle[kopf] if kopf else tabelle.spalten[0])

    def find(self, name: str) -> Tabelle | None:
        """The table that a user means: case, umlauts written as ae, oe, ue and blanks at the ends do not count."""
        return next((tabelle for tabelle in self.tabellen if plain(tabelle.name) == plain(name)), None)


def _most_like(name: str, fremd: Collection[str], mindestens: float) -> str | None:
    klein = {kandidat.casefold(): kandidat for kandidat in reversed(list(fremd))}
    return next((klein[fund] for fund in get_close_matches(name.casefold(), klein, 1, mindestens)), None)


def _is_short_for(kurz: str, lang: str) -> bool:
    """Whether a name is the beginning or, as in „Berichtsjahr“, the end of another one."""
    kurz, lang = (_unspaced(name).rstrip(".:*") for name in (kurz, lang))
    return len(kurz) >= _MIN_KURZ and (lang.startswith(kurz) or lang.endswith(kurz))


def _unspaced(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).casefold().translate(_STRICHE).split())


def plain(name: str) -> str:
    """A name as it is compared: however it is typed, with ae for ä.

    >>> plain(" Maenner ") == plain("männer")
    True
    """
    return unicodedata.normalize("NFC", name).strip().translate(_UMLAUTE).casefold()
