"""Folders and mails with what may be a return in them, and what is found there."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

from xlbudget.errors import Befund
from xlbudget.sources.returns.eingang import Eingangsdatei, iter_eingang

MAPPE = b"PK\x03\x04 eine Mappe"
XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def eml(*anhaenge: tuple[str, bytes], betreff: str = "Rücklauf", absender: str = "amt@example.org") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"] = absender, betreff
    message.set_content("Guten Tag,\nanbei.\n-- \nAmt\n")
    message.add_alternative("<p>Guten Tag</p>", subtype="html")
    for name, data in anhaenge:
        message.add_attachment(data, *XLSX, filename=name)
    return message


def write(ordner: Path, **dateien: bytes | EmailMessage) -> Path:
    """Files in a folder; the last `_` of a name is its point."""
    for name, inhalt in dateien.items():
        datei = ordner / ".".join(name.rsplit("_", 1))
        datei.write_bytes(inhalt if isinstance(inhalt, bytes) else inhalt.as_bytes())
    return ordner


def collect(*pfade: Path) -> tuple[list[Eingangsdatei], list[Befund]]:
    """What can be a return, and what is said."""
    funde = list(iter_eingang(pfade))
    return [f for f in funde if isinstance(f, Eingangsdatei)], [f for f in funde if isinstance(f, Befund)]


def read(*pfade: Path):
    anhaenge, befunde = collect(*pfade)
    return [(a.name, a.data, a.absender) for a in anhaenge], [(b.code, b.schwere) for b in befunde]
