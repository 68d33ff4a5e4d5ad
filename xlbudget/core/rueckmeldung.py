"""What a Fachdienst enters into its workbook, who the workbook belongs to, and what is to be said about a return."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from xlbudget.core.geld import format_betrag, format_zahl
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.zeit import Stand

Feldwert = int | Decimal | str | None
"""Cents (int) for a Prognose, a plain number for a Kennzahl, else text; None where nothing is entered."""


class Feldart(StrEnum):
    """What can be entered; the value is what a finding calls it."""

    PROGNOSE = "Prognose"
    GRUND = "Grund"
    ERLAEUTERUNG = "Erläuterung"
    LEISTUNG = "Leistung Ist"
    ZIEL = "Ziel Ist"


MAX_PROGNOSE_CT = 10**12
"""The largest amount, either sign, that may be entered for one row: 10 billion euros."""
MAX_KENNZAHL = 10**12
MAX_ZEICHEN = {Feldart.GRUND: 200, Feldart.ERLAEUTERUNG: 1500}
"""How long an entered text may be; one that was sent may be longer and come back as it was."""
MAX_ZEICHEN_NAME = 100


@dataclass(frozen=True, slots=True)
class Feld:
    """One thing that can be entered about one Berichtsobjekt.

    `zeile` is the report row of a Prognose and its Grund, the Bezeichnung of a Kennzahl, and empty for the Erläuterung.
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

    `sendung` is unique for every workbook that was sent. `pruefsumme` is that of its locked cells (`pruefsumme`).
    """

    sendung: str
    kommune: str
    stand: Stand
    budget: str
    objekte: tuple[str, ...]
    fassung: int
    pruefsumme: str

    def to_json(self) -> str:
        """One line, always the same for equal identities: this is what is sealed."""
        felder = {**asdict(self), "stand": str(self.stand), "objekte": list(self.objekte)}
        return json.dumps(felder, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Identitaet:
        """Raises ValueError for anything that `to_json` did not write."""
        felder = json.loads(text)
        if not isinstance(felder, dict) or felder.keys() != cls.__dataclass_fields__.keys():
            raise ValueError("keine Identität")
        texte = [felder[name] for name in ("sendung", "kommune", "stand", "budget", "pruefsumme")]
        objekte, fassung = felder["objekte"], felder["fassung"]
        if not (
            all(isinstance(wert, str) for wert in texte)
            and isinstance(objekte, list)
            and all(isinstance(wert, str) for wert in objekte)
            and type(fassung) is int
        ):
            raise ValueError("keine Identität")
        return cls(**{**felder, "stand": Stand.parse(felder["stand"]), "objekte": tuple(objekte)})

    def siegel(self, schluessel: bytes) -> str:
        """HMAC-SHA256 over the identity, hexadecimal; the key never leaves the controllers."""
        return hmac.new(schluessel, self.to_json().encode(), hashlib.sha256).hexdigest()

    def is_sealed_by(self, schluessel: bytes, siegel: str) -> bool:
        """Whether the seal was made with this key for exactly this identity."""
        return hmac.compare_digest(self.siegel(schluessel).encode(), siegel.encode())


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


def pruefsumme(zellen: Mapping[tuple[str, str], Zellwert]) -> str:
    """SHA-256 of constants by (sheet, address), hexadecimal; survives being saved by any spreadsheet program.

    What counts (`layout.rueckmeldung.geschuetzt` selects it): every cell of every sheet but the hidden one of xlbudget
    that has no formula, is no input and holds a text or a number. Hidden rows count, results of formulas and looks do
    not. A text is taken whole, rich text without its looks and furigana, line breaks as `\\n`; an empty text is an
    empty cell. A number is taken to 15 digits, as Excel keeps it; a date is its number.

    >>> pruefsumme({("A", "A1"): 1.0, ("A", "B1"): "x"}) == pruefsumme({("A", "B1"): "x", ("A", "A1"): 1})
    True
    >>> pruefsumme({("A", "A1"): "x\\r\\ny", ("A", "A2"): ""}) == pruefsumme({("A", "A1"): "x\\ny"})
    True
    """
    zeilen = sorted((blatt, zelle, _normal(wert)) for (blatt, zelle), wert in zellen.items() if wert != "")
    return hashlib.sha256(json.dumps(zeilen).encode()).hexdigest()


def _normal(wert: Zellwert) -> str | bool | list[str]:
    if isinstance(wert, str):
        return normal_text(wert)
    # in a list, so that the number 1 is not the text "1"
    return wert if isinstance(wert, bool) else [format(float(wert) + 0.0, ".15g")]


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
