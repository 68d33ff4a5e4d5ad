"""Who may get mail: addresses of the Verteiler, held against the allowed domains."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from xlbudget.core.adresse import Adresse, ascii_domain, parse_adresse
from xlbudget.errors import Befund, Schwere, SourceRef


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


def parse_domains(text: str) -> frozenset[str]:
    """The allowed domains, separated by comma, semicolon or space. Raises ValueError (German) for what is none.

    >>> sorted(parse_domains("kreis.example; Stadt.example"))
    ['kreis.example', 'stadt.example']
    """
    return frozenset(ascii_domain(teil.removeprefix("@")) for teil in re.split(r"[,;\s]+", text) if teil)


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
