"""What a report says about itself: from which exports, booked up to when, how final, who has not reported yet.

What happened after the Stand is told beside the figures and never in one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from xlbudget.core.geld import format_betrag
from xlbudget.core.zeit import Stand
from xlbudget.errors import SourceRef, listed

GRUNDLAGE = "Grundlage"


class Gueltigkeit(StrEnum):
    """Whether figures may still change; the value is what a report says."""

    VORLAEUFIG = "vorläufig"
    ENDGUELTIG = "endgültig"


@dataclass(frozen=True, slots=True)
class Standangabe:
    """What the house says about one Stand."""

    stand: Stand
    gueltigkeit: Gueltigkeit
    source: SourceRef | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Nachereignis:
    """Something that happened after the Stand of a report and is in none of its figures; `betrag_ct` may be unknown."""

    stand: Stand
    objekt: str
    text: str
    betrag_ct: int | None
    datum: date | None
    source: SourceRef | None = field(default=None, compare=False)
    datum_source: SourceRef | None = field(default=None, compare=False)

    @property
    def satz(self) -> str:
        """How every report tells it, in one line.

        >>> Nachereignis(Stand(2023, 6), "Arbeit", "Bescheid", 1_000_00, date(2023, 7, 3)).satz
        'Arbeit, 03.07.2023: Bescheid (1.000,00 €)'
        """
        wann = f", {self.datum:%d.%m.%Y}" if self.datum else ""
        betrag = f" ({format_betrag(self.betrag_ct)} €)" if self.betrag_ct is not None else ""
        return f"{self.objekt}{wann}: {self.text}{betrag}"


@dataclass(frozen=True, slots=True)
class Exportfakt:
    """An export by the name of its file, and the day the file was written."""

    name: str
    vom: date


@dataclass(frozen=True, slots=True)
class Fakten:
    """Everything the line of facts says. `gebucht_bis` is the last month with postings, None without any.

    `ohne_rueckmeldung` are Budgets that were asked and have not answered, so that their Prognose is calculated.
    """

    stand: Stand
    exporte: tuple[Exportfakt, ...] = ()
    gebucht_bis: int | None = None
    gueltigkeit: Gueltigkeit | None = None
    ohne_rueckmeldung: tuple[str, ...] = ()
    quittiert: int = 0

    @property
    def rueckstand(self) -> str:
        """What a reader has to know before the figures where months up to the Stand have no posting; else empty.

        >>> Fakten(Stand(2023, 12), gebucht_bis=7).rueckstand
        'Gebucht ist erst bis Juli 2023, nicht bis zum Stand'
        """
        if self.gebucht_bis is None or self.gebucht_bis >= self.stand.monat:
            return ""
        return f"Gebucht ist erst bis {Stand(self.stand.jahr, self.gebucht_bis).text}, nicht bis zum Stand"

    @property
    def saetze(self) -> tuple[str, ...]:
        """The line, sentence by sentence.

        >>> Fakten(Stand(2023, 6), (Exportfakt("journal.csv", date(2023, 7, 3)),), 6, Gueltigkeit.VORLAEUFIG).saetze
        ('Exporte: journal.csv vom 03.07.2023', 'gebucht bis Juni 2023', 'vorläufig')
        """
        exporte = listed([f"{export.name} vom {export.vom:%d.%m.%Y}" for export in self.exporte])
        gebucht = Stand(self.stand.jahr, self.gebucht_bis).text if self.gebucht_bis else ""
        befunde = "1 Befund" if self.quittiert == 1 else f"{self.quittiert} Befunde"
        prognose = "" if self.stand.ist_jahresende else ", Prognose berechnet"
        alle = (
            f"Exporte: {exporte}" if exporte else "",
            f"gebucht bis {gebucht}" if gebucht else "keine Buchungen",
            str(self.gueltigkeit or ""),
            f"ohne Rückmeldung{prognose}: {listed(self.ohne_rueckmeldung)}" if self.ohne_rueckmeldung else "",
            f"{befunde} quittiert" if self.quittiert else "",
        )
        return tuple(satz for satz in alle if satz)

    @property
    def text(self) -> str:
        """The whole line; readers of reports know it by its first word."""
        return f"{GRUNDLAGE}: {' · '.join(self.saetze)}"
