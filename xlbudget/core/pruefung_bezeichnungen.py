"""Names of Produkte and accounts that differ between sources: the same number may not mean the same thing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlbudget.core.gliederung import Ebene, Gliederung
from xlbudget.errors import Befund, Schwere, SourceRef

_GENANNT = 3
_FUELLWOERTER = frozenset((
    "und", "u", "der", "die", "das", "des", "dem", "den", "fuer", "f", "von", "v", "zu", "zur", "zum", "in", "im", "an",
    "am", "auf", "aus", "mit", "gem", "gemaess", "inkl", "incl",
))  # fmt: skip
_MINDESTENS = 3  # letters of a word without a full stop that stand for a longer one
_RAT = (
    "Prüfen, ob unter der Nummer dasselbe gemeint ist. Wenn ja, die Bezeichnungen angleichen oder den Befund "
    "quittieren; wenn nein, ist eine der Nummern falsch"
)


@dataclass(frozen=True)
class Exportnamen:
    """What one export calls its Produkte and accounts, by their numbers; `place` is where it begins."""

    datei: str
    place: SourceRef
    produkte: Mapping[str, str]
    konten: Mapping[str, str]


def check_bezeichnungen(exporte: Sequence[Exportnamen], gliederung: Gliederung) -> Iterator[Befund]:
    """Of each export once what it calls otherwise than the Datenmappe or an export before it.

    Where most accounts are called otherwise, it is another kind of text, as those of postings, and no finding.
    """
    produkte = {o.kennung: (o.bezeichnung, "der Tabelle Produkte") for o in gliederung if o.ebene is Ebene.PRODUKT}
    konten: dict[str, tuple[str, str]] = {}
    for export in exporte:
        verschieden, _ = _differing(export.produkte, produkte)
        if verschieden:
            yield _befund(export, "Produkt", "Produkte", verschieden)
        verschieden, gemeinsam = _differing(export.konten, konten)
        if verschieden and len(verschieden) * 2 <= gemeinsam:
            yield _befund(export, "Sachkonto", "Sachkonten", verschieden)
        for namen, bekannt in ((export.produkte, produkte), (export.konten, konten)):
            for nummer, name in namen.items():
                if name:
                    bekannt.setdefault(nummer, (name, export.datei))


def _differing(
    namen: Mapping[str, str], bekannt: Mapping[str, tuple[str, str]]
) -> tuple[list[tuple[str, str, str, str]], int]:
    """Number, name here, name there and where; and how many are named in both."""
    beide = [(nummer, name, *bekannt[nummer]) for nummer, name in namen.items() if name and nummer in bekannt]
    beide = [fund for fund in beide if fund[2]]
    return [fund for fund in beide if not same_label(fund[1], fund[2], fund[0])], len(beide)


def _befund(export: Exportnamen, eines: str, viele: str, verschieden: Sequence[tuple[str, str, str, str]]) -> Befund:
    beispiele = ", ".join(f"{nummer} „{hier}“, in {wo} „{dort}“" for nummer, hier, dort, wo in verschieden[:_GENANNT])
    rest = f" und {len(verschieden) - _GENANNT} weitere" if len(verschieden) > _GENANNT else ""
    was = f"heißt 1 {eines}" if len(verschieden) == 1 else f"heißen {len(verschieden)} {viele}"
    text = f"In {export.datei} {was} anders als woanders: {beispiele}{rest}. {_RAT}."
    return Befund(Schwere.HINWEIS, "bezeichnung.anders", text, export.place)


def same_label(eine: str, andere: str, nummer: str = "") -> bool:
    """Whether two names are one: but for case, punctuation, fillers, abbreviations, what is cut off, and the number.

    >>> same_label("Öff. Sicherheit u. Ordnung", "Öffentliche Sicherheit und Ordnung")
    True
    >>> same_label("Hilfen zur Gesundh", "Hilfen zur Gesundheit"), same_label("1110 Steuern", "Steuern", "1110")
    (True, True)
    >>> same_label("Grundsteuer A", "Grundsteuer B"), same_label("Personal", "Sachaufwand")
    (False, False)
    """
    worte = [_words(name, nummer) for name in (eine, andere)]
    kurz, lang = sorted(worte, key=len)
    if all(_stands_for(*paar) for paar in zip(kurz, lang, strict=False)):
        return True
    verbunden = sorted(("".join(wort.rstrip(".") for wort in teil) for teil in worte), key=len)
    return len(verbunden[0]) >= _MINDESTENS and verbunden[1].startswith(verbunden[0])


def _words(name: str, nummer: str) -> list[str]:
    """The words that count, those with a full stop behind them with it."""
    klein = unicodedata.normalize("NFC", name).casefold().replace("ß", "ss")
    for umlaut, buchstaben in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        klein = klein.replace(umlaut, buchstaben)
    if nummer and klein.startswith(nummer.casefold()):
        klein = klein[len(nummer) :]
    return [wort for wort in re.findall(r"[^\W_]+\.?", klein) if wort.rstrip(".") not in _FUELLWOERTER]


def _stands_for(eines: str, anderes: str) -> bool:
    """Whether two words are one, or one of them the beginning of the other."""
    kurz, lang = sorted((eines, anderes), key=lambda wort: len(wort.rstrip(".")))
    anfang = kurz.rstrip(".")
    genug = kurz.endswith(".") or len(anfang) >= _MINDESTENS or anfang == lang.rstrip(".")
    return genug and lang.startswith(anfang)
