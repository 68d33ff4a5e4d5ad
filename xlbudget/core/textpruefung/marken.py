"""What the words of a sentence say, each with its place: measures, roles, directions, comparisons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xlbudget.core.kontenrahmen import Art
from xlbudget.core.textpruefung.namenswort import stem
from xlbudget.core.textpruefung.tatsachen import DER_SALDO, Mass
from xlbudget.core.textpruefung.worttafel import (
    AUFWANDSWORT,
    ERTRAGSWORT,
    ERWARTEND,
    ERWARTETES,
    FREMDES,
    KAUSAL,
    KAUSALSATZ,
    RICHTUNGEN,
    ROLLEN,
    SALDOWORTE,
    VERGLEICHE,
    VORSILBE,
    Rolle,
    Wortsinn,
)

_FALL = re.IGNORECASE


@dataclass(frozen=True, slots=True)
class Massmarke:
    """A measure word: a row, or something that the data do not have (`mass` None).

    `polung` says whether more of its amount is better (+1) or worse (−1) in a Saldo; `auch_abweichung` that the word
    may mean the Abweichung; `schwach` that it counts only where no other measure is named.
    """

    start: int
    ende: int
    mass: Mass | None
    polung: int = 0
    auch_abweichung: bool = False
    schwach: bool = False


@dataclass(frozen=True, slots=True)
class Rollenmarke:
    """A word that makes a figure Plan, Ergebnis or Abweichung."""

    start: int
    ende: int
    rolle: Rolle


@dataclass(frozen=True, slots=True)
class Richtungsmarke:
    """A word of direction."""

    start: int
    ende: int
    richtung: Wortsinn
    text: str


@dataclass(frozen=True, slots=True)
class Vergleichsmarke:
    """A comparison with the Plan, a prior year, or that both are equal."""

    start: int
    ende: int
    richtung: Wortsinn | None
    womit: str
    text: str


@dataclass(frozen=True, slots=True)
class Marken:
    """All marks of a sentence. `text` has blanks where reasons stand and signs where figures and names do."""

    text: str
    masse: tuple[Massmarke, ...]
    rollen: tuple[Rollenmarke, ...]
    richtungen: tuple[Richtungsmarke, ...]
    vergleiche: tuple[Vergleichsmarke, ...]


class Massworte:
    """The measure words of a house: its rows, and those that every house has."""

    def __init__(self, masse: Iterable[Mass]) -> None:
        self._zeilen: list[tuple[re.Pattern[str], Mass]] = []
        arten = {mass.art: mass for mass in masse if mass.art and mass.name == str(mass.art)}
        ergaenzung = {Art.ERTRAEGE: ERTRAGSWORT, Art.AUFWENDUNGEN: AUFWANDSWORT}
        for mass in masse:
            if mass.art and mass.name != str(mass.art):
                muster = _row_pattern(mass.name, ergaenzung[mass.art])
                self._zeilen.append((re.compile(muster, _FALL), mass))
        self._zeilen.sort(key=lambda paar: -len(paar[1].name))
        self._arten = [
            (re.compile(rf"\b{VORSILBE}{ergaenzung[art]}", _FALL), mass) for art, mass in arten.items() if art
        ]
        teile = "|".join(
            rf"{re.escape(stem_prefix(t))}\w*" for _, m in self._zeilen for t in _parts(m.name)[1:] and _parts(m.name)
        )
        einzeln = rf"|\b(?:{teile})" if teile else ""
        self._fremd = re.compile(rf"\b\w+(?:{ERTRAGSWORT}|{AUFWANDSWORT})|{FREMDES.pattern}{einzeln}", _FALL)

    def find(self, text: str) -> list[Massmarke]:
        """All measure words of a text, the more exact one where two would fit."""
        gefunden: list[Massmarke] = []

        def enter(marke: Massmarke) -> None:
            if not any(m.start < marke.ende and marke.start < m.ende for m in gefunden):
                gefunden.append(marke)

        for muster, mass in (*self._zeilen, *self._arten):
            for treffer in muster.finditer(text):
                enter(Massmarke(*treffer.span(), mass))
        for wort, polung, abweichung, schwach in SALDOWORTE:
            for treffer in re.finditer(rf"\b(?:{wort})", text, _FALL):
                enter(Massmarke(*treffer.span(), DER_SALDO, polung, abweichung, schwach))
        for treffer in self._fremd.finditer(text):
            enter(Massmarke(*treffer.span(), None))
        return sorted(gefunden, key=lambda marke: marke.start)


def _row_pattern(name: str, ergaenzung: str) -> str:
    """How texts may call a row: `Sachaufwand` is also `Sachkosten`, `Sach-` and `Sachaufwendungen`."""
    teile = _parts(name)
    kerne = []
    for teil in teile:
        kern = re.sub(rf"[-\s]*(?:{ergaenzung})$", "", teil, flags=_FALL).rstrip("- ")
        if kern:
            kerne.append(re.escape(kern))
    if not kerne:
        return r"(?!)"
    if len(teile) > 1:
        wort = r"\s*(?:,|/|und|sowie)\s*".join(rf"{re.escape(stem_prefix(k))}\w*" for k in teile)
        return rf"\b{VORSILBE}{wort}"
    kern = stem_prefix(kerne[0]) if len(kerne[0]) > 8 else kerne[0]
    allein = rf"|\b{re.escape(teile[0])}(?:s|es|e|en)?\b" if len(kerne[0]) >= 6 and not kerne[0].islower() else ""
    getrennt = rf"|\b{kern}\w*\s+{VORSILBE}{ergaenzung}" if kerne[0].islower() else ""
    ganz = rf"\b{VORSILBE}{kern}\w{{0,3}}-?(?:{VORSILBE}{ergaenzung}|leistung(?:en)?\b)"
    geteilt = rf"\b{VORSILBE}{kern}-(?=\s*(?:und|oder|,|bzw))"
    return rf"{ganz}|{geteilt}|\bfür\s+{kern}\b{allein}{getrennt}"


def _parts(name: str) -> list[str]:
    """What a row with several names holds: `Abschreibungen, Zinsen`."""
    return [teil for teil in re.split(r"\s*(?:,|/|\bund\b|&)\s*", name) if teil]


def stem_prefix(wort: str) -> str:
    """A word without its ending."""
    return wort[: max(4, len(stem(wort)))]


def read_marken(text: str, worte: Massworte, belegt: Sequence[tuple[int, int, str]]) -> Marken:
    """The marks of a sentence; `belegt` are figures and names, with the sign that stands for each."""
    zeichen = list(text)
    for start, ende, ersatz in belegt:
        zeichen[start:ende] = ersatz * (ende - start)
    bild = "".join(zeichen)
    for muster in (KAUSAL, KAUSALSATZ):
        bild = muster.sub(lambda treffer: re.sub(r"[^▢□,]", " ", treffer.group()), bild)
    vergleiche: list[Vergleichsmarke] = []
    rest = bild
    for wort, richtung, womit in VERGLEICHE:
        for treffer in re.finditer(rf"\b{wort}\b", rest, _FALL):
            vergleiche.append(Vergleichsmarke(*treffer.span(), richtung, womit, treffer.group()))
            rest = rest[: treffer.start()] + " " * len(treffer.group()) + rest[treffer.end() :]
    return Marken(
        text=rest,
        masse=tuple(worte.find(rest)),
        rollen=tuple(_roles(rest)),
        richtungen=tuple(
            Richtungsmarke(*treffer.span(), richtung, treffer.group())
            for muster, richtung in RICHTUNGEN
            for treffer in re.finditer(rf"\b(?:{muster})", rest, _FALL)
        ),
        vergleiche=tuple(sorted(vergleiche, key=lambda marke: marke.start)),
    )


def _roles(text: str) -> Iterable[Rollenmarke]:
    belegt: list[tuple[int, int]] = []
    for muster, rolle in ROLLEN:
        for treffer in re.finditer(rf"\b(?:{muster})", text, _FALL):
            if not any(a < treffer.end() and treffer.start() < e for a, e in belegt):
                belegt.append(treffer.span())
                yield Rollenmarke(*treffer.span(), Rolle.ERGEBNIS if _is_expected(text, treffer) else rolle)


def _is_expected(text: str, treffer: re.Match[str]) -> bool:
    """`Es wird mit … gerechnet`, `erwartet wird …`: a word of Plan that speaks of the end of the year."""
    if not ERWARTETES.fullmatch(treffer.group()):
        return False
    ab = max(text.rfind(zeichen, 0, treffer.start()) for zeichen in ",;:") + 1
    bis = re.search(r"[,;:]|$", text[treffer.end() :])
    return ERWARTEND.search(text, ab, treffer.end() + (bis.start() if bis else 0)) is not None
