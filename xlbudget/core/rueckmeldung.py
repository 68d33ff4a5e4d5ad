"""What a Fachdienst enters into its workbook, who the workbook belongs to, and what is to be said about a return."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from xlbudget.core.geld import format_betrag, format_zahl
from xlbudget.core.jsonform import strict_converter, structure
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.zeit import Stand

if TYPE_CHECKING:
    from cattrs import Converter

Feldwert = int | Decimal | str | None
"""Cents (int) for a Prognose, a plain number for a Kennzahl, else text; None where nothing is entered."""


class Feldart(StrEnum):
    """What can be entered; the value is what a finding calls it."""

    PROGNOSE = "Prognose"
    GRUND = "Grund"
    ERLAEUTERUNG = "Erläuterung"
    LEISTUNG = "Leistung Ist"
    ZIEL = "Ziel Ist"
    MONATSWERT = "Monatswert"
    FASSUNG = "Fassung"
    NOTIZ = "Notiz"
    STATUS = "Status"
    BIS = "Bis"
    ERREICHT = "Wirkung erreicht"
    ERWARTET = "Wirkung Prognose"
    BEMERKUNG = "Bemerkung"


MASSNAHMENARTEN = (Feldart.STATUS, Feldart.BIS, Feldart.ERREICHT, Feldart.ERWARTET, Feldart.BEMERKUNG)
"""What can be entered about a measure, in the order of its row; the value is the heading in its table."""
TAFELARTEN = frozenset((Feldart.MONATSWERT, Feldart.FASSUNG, Feldart.NOTIZ, *MASSNAHMENARTEN))
"""What is entered into a row of a table of the Datenmappe: `zeile` of its Feld says which row. All that is said of one
row belongs together, so that it is checked and taken over by who knows the table, not Feld by Feld."""
MAX_PROGNOSE_CT = 10**12
"""The largest amount, either sign, that may be entered for one row: 10 billion euros."""
MAX_KENNZAHL = 10**12
MAX_ZEICHEN = {Feldart.GRUND: 200, Feldart.ERLAEUTERUNG: 900, Feldart.NOTIZ: 200, Feldart.BEMERKUNG: 300}
"""How long an entered text may be: what the shipped sheets print of it, for more would be cut off on paper.

One that was sent may be longer and come back as it was.
"""
MAX_ZEICHEN_NAME = 100


@dataclass(frozen=True, slots=True)
class Feld:
    """One thing that can be entered about one Berichtsobjekt.

    `zeile` is the report row of a Prognose and its Grund, the Bezeichnung of a Kennzahl, the row of a table of the
    Datenmappe, and empty for the Erläuterung.
    """

    objekt: str
    feldart: Feldart
    art: Art | None = None
    zeile: str = ""

    def __str__(self) -> str:
        teile = (str(self.art or ""), self.zeile)
        return f"{self.objekt}, {self.feldart}" + (f" ({' '.join(filter(None, teile))})" if any(teile) else "")


@dataclass(frozen=True, slots=True)
class Eingabefeld:
    """Where a Feld is in a workbook that was sent, and what stood there then. `zelle` is an address like `O12`."""

    blatt: str
    zelle: str
    feld: Feld
    wert: Feldwert


class Status(StrEnum):
    """What the Fachdienst says of its return."""

    ENTWURF = "Entwurf"
    FERTIG = "fertig"


@dataclass(frozen=True, slots=True)
class Identitaet:
    """What a workbook says it is: which report, whose, and the how-manieth time it was sent.

    `sendung` is unique for every workbook that was sent.
    """

    sendung: str
    kommune: str
    stand: Stand
    budget: str
    objekte: tuple[str, ...]
    fassung: int

    def to_json(self) -> str:
        """One line, always the same for equal identities: this is what is sealed."""
        felder = _converter().unstructure(self)
        return json.dumps(felder, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Identitaet:
        """What `to_json` wrote, here or in an earlier xlbudget. Raises ValueError for anything else."""
        felder = json.loads(text)
        if isinstance(felder, dict):
            felder.pop("pruefsumme", None)  # of the locked cells; until 0.3.0 it was part of an identity
        return structure(felder, cls, _converter())


@cache
def _converter() -> Converter:
    converter = strict_converter()
    converter.register_unstructure_hook(Stand, str)
    converter.register_structure_hook(Stand, lambda text, _: Stand.parse(text))
    return converter


@dataclass(frozen=True, slots=True)
class Ausweis:
    """An identity as it stands in a workbook: `text` is its JSON, `siegel` the seal over this very text.

    The seal is HMAC-SHA256, hexadecimal; its key never leaves the controllers.
    """

    identitaet: Identitaet
    text: str
    siegel: str

    @classmethod
    def issue(cls, identitaet: Identitaet, schluessel: bytes) -> Ausweis:
        """A sealed one for a workbook to be sent."""
        text = identitaet.to_json()
        return cls(identitaet, text, _seal(text, schluessel))

    @classmethod
    def read(cls, text: str, siegel: str) -> Ausweis:
        """One that a workbook holds, unproven. Raises ValueError for a text that is no identity."""
        identitaet = Identitaet.from_json(text)
        identitaet.to_json().encode()  # half of a surrogate pair is no text
        return cls(identitaet, text, siegel)

    def is_sealed_by(self, schluessel: bytes) -> bool:
        """Whether the seal was made with this key for exactly this text."""
        return hmac.compare_digest(_seal(self.text, schluessel).encode(), self.siegel.encode())


def _seal(text: str, schluessel: bytes) -> str:
    return hmac.new(schluessel, text.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Rueckmeldung:
    """What a Fachdienst answers: who, when, whether that is final, and every input as it stands there now."""

    name: str
    datum: date | None
    status: Status
    eingaben: Mapping[Feld, Feldwert]


@dataclass(frozen=True, slots=True)
class Aenderung:
    """One input that is not what was sent."""

    feld: Feld
    alt: Feldwert
    neu: Feldwert


def aenderungen(gesendet: Iterable[Eingabefeld], eingaben: Mapping[Feld, Feldwert]) -> tuple[Aenderung, ...]:
    """Everything that differs, in the order of the workbook; an input that could not be read counts as unchanged."""
    return tuple(
        Aenderung(gesendetes.feld, gesendetes.wert, eingaben[gesendetes.feld])
        for gesendetes in gesendet
        if gesendetes.feld in eingaben and eingaben[gesendetes.feld] != gesendetes.wert
    )


Zellwert = str | float | bool
"""A constant as any reader sees it; numbers and dates as float."""


def normal_text(text: str) -> str:
    """A text as every spreadsheet program keeps it: lines end in `\\n`.

    >>> normal_text("a\\r\\nb\\rc")
    'a\\nb\\nc'
    """
    return text.replace("\r\n", "\n").replace("\r", "\n")


def feldwert_text(wert: Feldwert) -> str:
    """An entered value as a list shows it.

    >>> feldwert_text(123456), feldwert_text(Decimal("97.50")), feldwert_text(None)
    ('1.234,56 €', '97,5', '')
    """
    if isinstance(wert, int):
        return f"{format_betrag(wert)} €"
    if isinstance(wert, Decimal):
        return format_zahl(wert)
    return wert or ""
