"""Who may get mail: addresses of the Verteiler, held against the allowed domains."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from xlbudget.errors import Befund, Schwere, SourceRef

MAX_NAME, MAX_ADRESSE = 100, 254
# neither % nor ! (old relays forward by them), no quoted text, no leading hyphen
_LOKAL = re.compile(r"[A-Za-z0-9_+'&=][A-Za-z0-9_+'&=-]*(\.[A-Za-z0-9_+'&=-]+)*")
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


@dataclass(frozen=True, slots=True)
class Kreis:
    """Who gets the mail of one Budget. There is no blind copy: everybody sees who else got it."""

    an: tuple[Adresse, ...]
    kopie: tuple[Adresse, ...] = ()

    @property
    def alle(self) -> tuple[str, ...]:
        """Every address once, An first."""
        return tuple(dict.fromkeys(adresse.email for adresse in (*self.an, *self.kopie)))


class Verteilerzeile(Protocol):
    """One line of the Verteiler, as the Datenmappe gives it."""

    @property
    def budget(self) -> str: ...
    @property
    def empfaenger(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def kopie(self) -> bool: ...
    @property
    def source(self) -> SourceRef: ...


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


def parse_domains(text: str) -> frozenset[str]:
    """The allowed domains, separated by comma, semicolon or space. Raises ValueError (German) for what is none.

    >>> sorted(parse_domains("kreis.example; Stadt.example"))
    ['kreis.example', 'stadt.example']
    """
    return frozenset(ascii_domain(teil.removeprefix("@")) for teil in re.split(r"[,;\s]+", text) if teil)


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


def check_domain(adresse: Adresse, domains: Collection[str]) -> None:
    """Raise ValueError (German) unless the domain is exactly one of the allowed ones; a part of it is not enough."""
    if adresse.domain not in domains:
        erlaubt = ", ".join(sorted(domains)) or "bisher keine"
        raise ValueError(
            f"An {adresse.email} wird nicht versendet: die Domain {adresse.domain} ist nicht erlaubt (erlaubt: "
            f"{erlaubt}). Die Adresse im Verteiler oder die erlaubten Domains in den Einstellungen berichtigen."
        )


def build_kreise(
    zeilen: Iterable[Verteilerzeile], domains: Collection[str]
) -> tuple[dict[str, Kreis], tuple[Befund, ...]]:
    """The Kreis of every Budget, and what is wrong with the Verteiler.

    A Budget with any wrong line, or without anybody it goes to (An), has no Kreis: nothing is sent half.
    """
    befunde: list[Befund] = []
    gute: dict[str, tuple[list[Adresse], list[Adresse]]] = {}
    orte: dict[str, SourceRef] = {}
    falsch: set[str] = set()
    for zeile in zeilen:
        orte.setdefault(zeile.budget, zeile.source)
        an, kopie = gute.setdefault(zeile.budget, ([], []))
        try:
            adresse = parse_adresse(zeile.empfaenger, zeile.email)
            check_domain(adresse, domains)
            _check_new(adresse, (*an, *kopie))
        except ValueError as error:
            befunde.append(Befund(Schwere.FEHLER, "verteiler.adresse", str(error), zeile.source))
            falsch.add(zeile.budget)
            continue
        (kopie if zeile.kopie else an).append(adresse)
    for budget, (an, _) in gute.items():
        if not an and budget not in falsch:
            text = f"Für das Budget „{budget}“ gibt es nur Kopien. Mindestens eine Zeile mit Versandart An eintragen."
            befunde.append(Befund(Schwere.FEHLER, "verteiler.an", text, orte[budget]))
            falsch.add(budget)
    kreise = {budget: Kreis(tuple(an), tuple(kopie)) for budget, (an, kopie) in gute.items() if budget not in falsch}
    return kreise, tuple(befunde)


def check_tausch(frueher: dict[str, Collection[str]], kreise: dict[str, Kreis]) -> tuple[Befund, ...]:
    """Budgets whose recipients all got another Budget's mail until now: two lines of the Verteiler may be swapped.

    `frueher` are the addresses (An) each Budget's last mail went to.
    """
    befunde = []
    for budget, kreis in kreise.items():
        an = {adresse.email.casefold() for adresse in kreis.an}
        bisher = {budget: {email.casefold() for email in emails} for budget, emails in frueher.items()}
        fremd = next((anderes for anderes, emails in bisher.items() if anderes != budget and an <= emails), None)
        if fremd and budget in bisher and not an & bisher[budget]:
            text = (
                f"Das Budget „{budget}“ ginge nur noch an Personen, die bisher das Budget „{fremd}“ bekommen haben. "
                "Sind im Verteiler zwei Zeilen vertauscht? Haben die Personen wirklich gewechselt, den Befehl "
                "einmal mit --wechsel-geprueft aufrufen."
            )
            befunde.append(Befund(Schwere.FEHLER, "verteiler.vertauscht", text))
    return tuple(befunde)


def _check_new(adresse: Adresse, bisher: Sequence[Adresse]) -> None:
    if any(adresse.email.casefold() == andere.email.casefold() for andere in bisher):
        raise ValueError(
            f"Die Adresse {adresse.email} steht für dieses Budget zweimal im Verteiler. Eine Zeile löschen."
        )


def _shown(text: str) -> str:
    """What can be shown of a text that may hold anything."""
    return "".join(zeichen if zeichen.isprintable() else "�" for zeichen in text[:MAX_NAME])
