"""What the open data are about: what describes them as a whole, and each table as a file."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from xlbudget.core.offenlegung import Offenlegung
from xlbudget.core.zeit import Stand
from xlbudget.writers.offenedaten.zeilen import Datentafel

DATENPAKET, DCAT, SEITE = "datapackage.json", "dcat.jsonld", "bericht.html"
"""What machines read, what catalogues read, and what people read of the same figures."""

_UMLAUTE = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Datensatz:
    """What the files are about. `hinweise` are what a reader has to know before the figures, `tag` is their day."""

    kommune: str
    titel: str
    stand: Stand
    hinweise: tuple[str, ...]
    ausschuss: str
    tag: date
    offenlegung: Offenlegung
    auswahl: tuple[str, ...] = ()
    """Numbers of the only objects it is about; nothing where it is about all."""

    @property
    def name(self) -> str:
        """What machines call it.

        >>> Datensatz("Stadt Köln", "", Stand(2023, 6), (), "FIN", date(2023, 7, 1), Offenlegung()).name
        'stadt-koeln-produktbericht-2023-06-fin'
        """
        return _slug(" ".join((self.kommune, "produktbericht", str(self.stand), self.ausschuss, *self.auswahl)))

    @property
    def voller_titel(self) -> str:
        """For people who find it among others."""
        nur = f", nur {', '.join(self.auswahl)}" if self.auswahl else ""
        return f"{self.kommune}: {self.titel}, Stand {self.stand.text}{nur}"

    @property
    def beschreibung(self) -> str:
        """What is in it, and what has to be known before its figures."""
        inhalt = (
            f"Plan, Ist und Prognose des Haushaltsjahres {self.stand.jahr} je Produkt und Zeile der Ergebnisrechnung, "
            "Monatswerte, Leistungen und Ziele. Beträge in Euro und Cent."
        )
        return " ".join([inhalt, *(f"{hinweis[:1].upper()}{hinweis[1:].rstrip('.')}." for hinweis in self.hinweise)])


@dataclass(frozen=True, slots=True)
class Datendatei:
    """A table as a file."""

    datentafel: Datentafel
    inhalt: bytes

    @property
    def sha256(self) -> str:
        """Its checksum in hexadecimal digits."""
        return hashlib.sha256(self.inhalt).hexdigest()


def _slug(text: str) -> str:
    """Small letters, digits and hyphens."""
    zerlegt = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text.casefold()).translate(_UMLAUTE))
    return "-".join(re.findall(r"[a-z0-9]+", zerlegt.encode("ascii", "ignore").decode()))
