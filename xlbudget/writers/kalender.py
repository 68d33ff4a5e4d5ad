"""Dates as an iCalendar file (RFC 5545) that Outlook and every other calendar reads."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from xlbudget.core.fristen import Frist, Termin

VORWARNUNG = 14
"""So many days before it is due a calendar reminds of it."""
_OKTETTE = 75  # of a line, its end not counted (section 3.1)
_UNDRUCKBAR = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def write_kalender(termine: Sequence[Termin], kommune: str, jetzt: datetime) -> bytes:
    """The bytes of a calendar with one whole-day event for each Termin that has a date; `jetzt` is in UTC.

    An event has the same UID whenever it is written, so that a calendar which reads the file again changes it and does
    not show it twice: also when a single date was moved, or the Datenmappe of the next year says it.
    """
    zeilen = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//xlbudget//Fristen//DE",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    gezaehlt: Counter[str] = Counter()
    for termin in termine:
        if termin.faellig is not None:
            uid = _uid(termin, termin.faellig, kommune)
            gezaehlt[uid] += 1
            zeilen += _event(termin, termin.faellig, f"{uid}-{gezaehlt[uid]}@xlbudget", jetzt)
    zeilen.append("END:VCALENDAR")
    return "".join(f"{teil}\r\n" for zeile in zeilen for teil in fold(zeile)).encode()


def fold(zeile: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, each but the first with a blank in front; no letter is divided.

    >>> [len(teil.encode()) for teil in fold("ä" * 50)]
    [74, 27]
    """
    teil, laenge = "", 0
    for zeichen in zeile:
        breite = len(zeichen.encode())
        if laenge + breite > _OKTETTE:
            yield teil
            teil, laenge = " ", 1
        teil, laenge = teil + zeichen, laenge + breite
    yield teil


def escape(text: str) -> str:
    r"""A text as a value (section 3.3.11).

    >>> escape("a; b, c\\d\n2")
    'a\\; b\\, c\\\\d\\n2'
    """
    sauber = _UNDRUCKBAR.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return re.sub(r"([\\;,])", r"\\\1", sauber).replace("\n", r"\n")


def description(frist: Frist, stichtag: date | None) -> str:
    """What else is known of a duty, a line each."""
    angaben = (
        ("Stichtag", f"{stichtag:%d.%m.%Y}" if stichtag else ""),
        ("Empfänger", frist.empfaenger),
        ("Zu liefern", frist.lieferung),
        ("Wer", frist.wer),
        ("Rechtsgrundlage", frist.rechtsgrundlage),
    )
    return "\n".join(f"{name}: {wert}" for name, wert in angaben if wert)


def _event(termin: Termin, faellig: date, uid: str, jetzt: datetime) -> Iterable[str]:
    frist = termin.frist
    titel = escape(f"Fällig: {frist.pflicht}")
    yield from (
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{jetzt:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{faellig:%Y%m%d}",
        f"DTEND;VALUE=DATE:{faellig + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{titel}",
    )
    if text := description(frist, termin.stichtag):
        yield f"DESCRIPTION:{escape(text)}"
    yield from (
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{titel}",
        f"TRIGGER:-P{VORWARNUNG}D",
        "END:VALARM",
        "END:VEVENT",
    )


def _uid(termin: Termin, faellig: date, kommune: str) -> str:
    """What a duty is by itself; of one that comes back, its month, and else its Stichtag: its date may be moved."""
    frist = termin.frist
    wann = f"{faellig:%Y-%m}" if frist.monate and not frist.ist_rueckgerechnet else str(frist.stichtag or "")
    teile = (kommune, frist.pflicht, frist.empfaenger, frist.sitzung, wann)
    return hashlib.sha256("\x1f".join(teile).casefold().encode()).hexdigest()[:32]
