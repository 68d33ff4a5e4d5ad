"""What stands in the Versandbuch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from xlbudget.core.rueckmeldung import Eingabefeld, Feld, Feldwert, Identitaet, Rueckmeldung, Status
from xlbudget.core.zeit import Stand
from xlbudget.delivery.mail.zustellung import Ereignisart, Nachrichtenart
from xlbudget.errors import Befund, Schwere

_NEBENHER = (Ereignisart.ENTWURF, Ereignisart.FREIGEGEBEN)


@dataclass(frozen=True, slots=True)
class Ereignis:
    """One thing that happened: when (UTC), by whom, in German; `abgelehnte` are recipients and the server's reason."""

    art: Ereignisart
    wann: datetime
    wer: str
    text: str = ""
    abgelehnte: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Sendung:
    """One workbook made for a Fachdienst; `sha256` is that of the file in the archive.

    `datenmappe` is the Kennung of the one it was made from. `eigene` is what that one itself had in the `felder` that
    were prefilled with something else, None where an earlier xlbudget did not store it.
    """

    identitaet: Identitaet
    felder: tuple[Eingabefeld, ...]
    dateiname: str
    sha256: str
    angelegt: datetime
    angelegt_von: str
    frist: date | None = None
    datenmappe: str = ""
    eigene: Mapping[Feld, Feldwert] | None = None


@dataclass(frozen=True, slots=True)
class Fristmail:
    """What a reminder of a Frist is about: `frist` tells a line of the table Fristen from others.

    `anlass` tells several reminders of it apart, those of another date and those that took the place of an unsent one.
    """

    frist: str
    pflicht: str
    faellig: date
    anlass: str


@dataclass(frozen=True, slots=True)
class Nachricht:
    """One mail, and all that happened to it; `sha256` is that of the whole mail in the archive.

    It is about a Sendung, or of the art FRIST: then `sendung` is the Frist, `budget` its Pflicht, `stand` the month in
    which it is due, and `fassung` 0.
    """

    kennung: str
    sendung: str
    stand: Stand
    budget: str
    fassung: int
    art: Nachrichtenart
    anlass: str
    an: tuple[str, ...]
    kopie: tuple[str, ...]
    betreff: str
    message_id: str
    sha256: str
    ereignisse: tuple[Ereignis, ...]

    @property
    def zustand(self) -> Ereignisart:
        """The last Ereignis that moved the mail."""
        return next(e.art for e in reversed(self.ereignisse) if e.art not in _NEBENHER)

    @property
    def ist_sendbar(self) -> bool:
        """Whether it is certain that it was not sent, and still wanted."""
        return self.zustand in (Ereignisart.GEPLANT, Ereignisart.ABGELEHNT, Ereignisart.GEKLAERT_NICHT_GESENDET)

    @property
    def ist_unklar(self) -> bool:
        """Whether it may have been sent: a person has to find out."""
        return self.zustand in (Ereignisart.BEGONNEN, Ereignisart.UNKLAR)

    @property
    def ist_gesendet(self) -> bool:
        """Whether the server took it, or a person says so."""
        return self.zustand in (Ereignisart.ANGENOMMEN, Ereignisart.GEKLAERT_GESENDET)

    @property
    def entwuerfe(self) -> tuple[Ereignis, ...]:
        """The drafts written of it; each may have been sent by hand."""
        return tuple(e for e in self.ereignisse if e.art is Ereignisart.ENTWURF)

    @property
    def genannt(self) -> str:
        """How a message names it."""
        return f"{self.art} „{self.budget}“ an {', '.join(self.an)}"

    @property
    def geplant_von(self) -> str:
        """Who planned it."""
        return self.ereignisse[0].wer

    @property
    def freigegeben_von(self) -> str | None:
        """The other person who released it; None where nobody has."""
        return next((e.wer for e in self.ereignisse if e.art is Ereignisart.FREIGEGEBEN), None)


@dataclass(frozen=True, slots=True)
class Eingang:
    """A file that came back, as it was read.

    `sendung` and `rueckmeldung` are None for a file that belongs to none of ours. `herkunft` is the mail or folder it
    came from, `absender` who sent it, `eingegangen` when (UTC), None where no mail says so. `identitaet` is what the
    file says of itself, proven or not.
    """

    daten: bytes
    dateiname: str
    sendung: str | None
    herkunft: str = ""
    absender: str = ""
    eingegangen: datetime | None = None
    identitaet: Identitaet | None = None
    rueckmeldung: Rueckmeldung | None = None
    befunde: tuple[Befund, ...] = ()


class Entscheid(StrEnum):
    """What can be decided about a return, by a person or by itself."""

    ANGENOMMEN = "angenommen"
    ABGELEHNT = "abgelehnt"
    VON_SELBST = "von selbst angenommen"  # nothing speaks against it
    NICHT_EINDEUTIG = "nicht mehr eindeutig"  # since then another return came in: nothing is decided any more


@dataclass(frozen=True, slots=True)
class Entscheidung:
    """One decision about a return: whose, or in whose run, and when (UTC)."""

    art: Entscheid
    wer: str
    wann: datetime
    grund: str = ""


@dataclass(frozen=True, slots=True)
class Rueckgabe:
    """A recorded return. `nummer` is what a controller calls it by; the file is in the archive under `sha256`.

    `datenmappe` is the Kennung of the one it belongs to; None for a foreign file that an earlier xlbudget recorded.
    """

    nummer: int
    sha256: str
    sendung: str | None
    stand: Stand | None
    budget: str | None
    fassung: int | None
    dateiname: str
    herkunft: str
    absender: str
    eingegangen: datetime | None
    identitaet: Identitaet | None
    rueckmeldung: Rueckmeldung | None
    befunde: tuple[Befund, ...]
    erfasst: datetime
    erfasst_von: str
    entscheidungen: tuple[Entscheidung, ...]
    datenmappe: str | None = None

    @property
    def entscheidung(self) -> Entscheidung | None:
        """The one that holds; None where one is to be made."""
        letzte = self.entscheidungen[-1] if self.entscheidungen else None
        return None if letzte is None or letzte.art is Entscheid.NICHT_EINDEUTIG else letzte

    @property
    def ist_angenommen(self) -> bool:
        """Whether its values count."""
        return self._ist(Entscheid.ANGENOMMEN, Entscheid.VON_SELBST)

    @property
    def ist_abgelehnt(self) -> bool:
        """Whether a person refused it."""
        return self._ist(Entscheid.ABGELEHNT)

    @property
    def zaehlt_von_selbst(self) -> bool:
        """Whether its values count without a person having said so."""
        return self._ist(Entscheid.VON_SELBST)

    @property
    def war_angenommen(self) -> bool:
        """Whether its values counted until another return came in."""
        return bool(self.entscheidungen) and self.entscheidung is None

    @property
    def ist_verschoben(self) -> bool:
        """Whether its values may be about something else than they were entered for: then they never count."""
        return any(befund.code == "gesperrt.verschoben" for befund in self.befunde)

    @property
    def ist_unbedenklich(self) -> bool:
        """Whether it is final, and nothing found in it needs a person."""
        ist_fertig = self.rueckmeldung is not None and self.rueckmeldung.status is Status.FERTIG
        return ist_fertig and all(b.schwere is Schwere.HINWEIS for b in self.befunde)

    @property
    def von(self) -> str:
        """Who answers, as entered; else who sent the mail. Empty where nobody says."""
        return (self.rueckmeldung.name if self.rueckmeldung else "") or self.absender

    @property
    def eingangstag(self) -> date:
        """The day it came in; where no mail says, the day it was recorded."""
        return (self.eingegangen or self.erfasst).astimezone().date()

    def _ist(self, *arten: Entscheid) -> bool:
        return self.entscheidung is not None and self.entscheidung.art in arten
