"""A mailbox: what counts as one, everywhere, and what can stand in a header or before a reader's eyes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAX_NAME, MAX_ADRESSE = 100, 254
# neither % nor ! (old relays forward by them), no quoted text, no leading hyphen
_LOKAL = re.compile(r"[A-Za-z0-9_+'&=][A-Za-z0-9_+'&=-]*(\.[A-Za-z0-9_+'&=-]+)*")
_ZUSATZ = re.compile(
    r"[,;(|\n]|\b(?:Tel|Telefon|Durchwahl|App|E-?Mail|Zimmer|Zi|Raum)\b|\S+@|\+?\d[\d /-]{5,}", re.IGNORECASE
)
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_ABWEICHEND = frozenset("ßς\u200c\u200d")  # the two IDNA standards read them differently


@dataclass(frozen=True, slots=True)
class Adresse:
    """One mailbox. `email` is ASCII with a lower-case domain; `name` may be empty and holds nothing a header fears."""

    name: str
    email: str

    @property
    def domain(self) -> str:
        """What stands after the @."""
        return self.email.rpartition("@")[2]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>" if self.name else self.email


def one_line(text: str, was: str, hoechstens: int) -> str:
    """The text, stripped. Raises ValueError (German) where it could break out of a mail header or mislead the eye.

    Refused: line breaks, control and invisible characters (also those that turn the reading direction), overlength.
    """
    kurz = text.strip()
    if any(unicodedata.category(zeichen) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for zeichen in kurz):
        raise ValueError(f"{was} enthält einen Zeilenumbruch oder ein unsichtbares Zeichen. Bitte neu eintippen.")
    if len(kurz) > hoechstens:
        raise ValueError(f"{was} hat {len(kurz)} Zeichen, erlaubt sind {hoechstens}. Bitte kürzen.")
    return kurz


def ascii_domain(text: str) -> str:
    """A domain as it travels: lower case, umlauts as `xn--`. Raises ValueError for anything that is none.

    Only Latin letters are taken, so a Cyrillic „е“ or a full-width letter never passes for the usual one.

    >>> ascii_domain("Kreis.Example"), ascii_domain("göttingen.example")
    ('kreis.example', 'xn--gttingen-n4a.example')
    """
    klein = unicodedata.normalize("NFC", text.strip().lower())
    for zeichen in klein:
        fremd = not zeichen.isascii() and not unicodedata.name(zeichen, "").startswith("LATIN ")
        if fremd or zeichen in _ABWEICHEND:
            raise ValueError(
                f"Die Domain „{text}“ enthält das verwechselbare Zeichen „{zeichen}“ ({ord(zeichen):04X})."
            )
    try:
        labels = [label if label.isascii() else label.encode("idna").decode() for label in klein.split(".")]
    except UnicodeError as error:
        raise ValueError(f"„{text}“ ist keine Domain.") from error
    domain = ".".join(labels)
    if len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)) or labels[-1].isdigit():
        raise ValueError(f"„{text}“ ist keine Domain.")
    return domain


def parse_adresse(name: str, email: str) -> Adresse:
    """One mailbox. Raises ValueError (German) for what is none or cannot stand in a header."""
    name = one_line(name, f"Der Name „{_shown(name)}“", MAX_NAME)
    if set(name) & set("<>@"):
        raise ValueError(f"Der Name „{name}“ enthält eines der Zeichen < > @, die eine Adresse vortäuschen können.")
    email = one_line(email, f"Die Adresse „{_shown(email)}“", MAX_ADRESSE)
    lokal, at, domain = email.rpartition("@")
    if not at or len(lokal) > 64 or not _LOKAL.fullmatch(lokal):
        raise ValueError(f"„{email}“ ist keine E-Mail-Adresse. Erwartet wird eine Adresse wie name@kreis.example.")
    return Adresse(name, f"{lokal}@{ascii_domain(domain)}")


def short_name(text: str) -> str:
    """What a place is called, without what stands behind it: its telephone, its room, its address.

    >>> short_name("FD Finanzen, Tel. 123"), short_name("Kämmerei (Zi. 4)"), short_name("Controlling Tel. 0123 45")
    ('FD Finanzen', 'Kämmerei', 'Controlling')
    """
    return _ZUSATZ.split(text)[0].strip(" .:-–")


def _shown(text: str) -> str:
    """What can be shown of a text that may hold anything."""
    return "".join(zeichen if zeichen.isprintable() else "�" for zeichen in text[:MAX_NAME])
