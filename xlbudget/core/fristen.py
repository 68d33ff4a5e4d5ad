"""Reporting duties and when they are due: lines of the table Fristen become dates.

A line is due on a date of its own, or so many days before a meeting. One that repeats is reckoned from its first date,
never from the one before, so that a short month moves nothing that comes after it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from xlbudget.errors import SourceRef

WIEDERHOLUNGEN: Mapping[str, int] = {"monatlich": 1, "vierteljährlich": 3, "halbjährlich": 6, "jährlich": 12}
"""How often a duty comes back, in months."""

MAX_VORLAUF = 3650
"""Days before a meeting."""
MAX_ERINNERN = 365
"""Days before a duty is due on which a mail reminds of it."""


class Dazu(StrEnum):
    """What else has a date and can be listed with the Fristen; the value is the name of its choice."""

    SITZUNGEN = "Sitzungen"
    MASSNAHMEN = "Maßnahmen"


@dataclass(frozen=True, slots=True)
class Frist:
    """One line of the table Fristen; `monate` is the step of its repetition, 0 without one.

    `sitzung` is the Kürzel of the committee whose meeting it is reckoned back from, `vorlauf` the days before it.
    `kennzahlen` and `produkte` are what of the figures here it delivers, as entered.
    `erinnern` days before it is due a mail goes to `email`; without a number none does.
    `unlesbar` says that one of its dates stands there and could not be read.
    """

    pflicht: str
    rechtsgrundlage: str = ""
    empfaenger: str = ""
    stichtag: date | None = None
    faellig: date | None = None
    lieferung: str = ""
    wer: str = ""
    monate: int = 0
    sitzung: str = ""
    vorlauf: int | None = None
    kennzahlen: str = ""
    produkte: str = ""
    email: str = ""
    erinnern: int | None = None
    unlesbar: bool = False
    source: SourceRef | None = field(default=None, compare=False)

    @property
    def ist_rueckgerechnet(self) -> bool:
        """Whether a meeting decides when it is due; a date of its own counts more."""
        return self.faellig is None and bool(self.sitzung)


@dataclass(frozen=True, slots=True)
class Termin:
    """One date on which a Frist is due; None where nothing says when."""

    frist: Frist
    faellig: date | None
    stichtag: date | None

    def is_to_be_reminded(self, heute: date) -> bool:
        """Whether the day has come on which whoever delivers it is to be reminded, or has passed."""
        tage = self.frist.erinnern
        return self.faellig is not None and tage is not None and (self.faellig - heute).days <= tage

    def is_overdue(self, heute: date) -> bool:
        """Whether it has passed; the day itself still counts."""
        return self.faellig is not None and self.faellig < heute


def termine(fristen: Sequence[Frist], sitzungen: Mapping[str, date], heute: date, bis: date) -> list[Termin]:
    """Every date up to `bis`: what is overdue first, then by date, then what has none.

    `sitzungen` has the date of a meeting by the Kürzel of its committee, in small letters. Of what repeats only the
    dates from today on are given: whether an earlier one was met, the table does not say. Lines that say the same
    count once.
    """
    alle = [termin for frist in dict.fromkeys(fristen) for termin in _of(frist, sitzungen, heute, bis)]
    return sorted(alle, key=lambda termin: (termin.faellig or date.max, termin.frist.pflicht))


def add_months(tag: date, monate: int, *, am_ende: bool = False) -> date:
    """The same day of another month, its last one where it has no such day; `am_ende` keeps a month's end its end.

    >>> add_months(date(2023, 1, 31), 1), add_months(date(2024, 2, 29), 12)
    (datetime.date(2023, 2, 28), datetime.date(2025, 2, 28))
    >>> add_months(date(2023, 6, 30), 6), add_months(date(2023, 6, 30), 6, am_ende=True)
    (datetime.date(2023, 12, 30), datetime.date(2023, 12, 31))
    """
    jahr, monat = divmod(tag.year * 12 + tag.month - 1 + monate, 12)
    letzter = monthrange(jahr, monat + 1)[1]
    bleibt_ende = am_ende and tag.day == monthrange(tag.year, tag.month)[1]
    return date(jahr, monat + 1, letzter if bleibt_ende else min(tag.day, letzter))


def due_before(frist: Frist, sitzungen: Mapping[str, date]) -> date | None:
    """When a line is due the first time; None where nothing says when."""
    if not frist.ist_rueckgerechnet:
        return frist.faellig
    sitzung = sitzungen.get(frist.sitzung.casefold())
    vorlauf = frist.vorlauf or 0
    return sitzung - timedelta(days=vorlauf) if sitzung and 0 <= vorlauf <= MAX_VORLAUF else None


def _of(frist: Frist, sitzungen: Mapping[str, date], heute: date, bis: date) -> Iterator[Termin]:
    erster = due_before(frist, sitzungen)
    if erster is None or not frist.monate or frist.ist_rueckgerechnet:
        # meetings have dates of their own: the next one is entered, not reckoned
        if erster is None or erster <= bis:
            yield Termin(frist, erster, frist.stichtag)
        return
    seit = (heute.year - erster.year) * 12 + heute.month - erster.month
    schritt = max(0, seit // frist.monate)
    while (faellig := add_months(erster, schritt * frist.monate)) <= bis:
        if faellig >= heute:
            stichtag = frist.stichtag and add_months(frist.stichtag, schritt * frist.monate, am_ende=True)
            yield Termin(frist, faellig, stichtag)
        schritt += 1
