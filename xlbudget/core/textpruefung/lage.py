"""A sentence as it is read: figures, names, marks, and the zone of words that belongs to each figure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from xlbudget.core.textpruefung.marken import Marken, Massmarke, Richtungsmarke, Rollenmarke, Vergleichsmarke
from xlbudget.core.textpruefung.modelle import Figur
from xlbudget.core.textpruefung.nennung import Nennung
from xlbudget.core.textpruefung.worttafel import NEBENBEI, Rolle, Wortsinn
from xlbudget.core.textpruefung.zahlform import HECKENWORT, VERBINDER

_LIST = re.compile(
    r"^\s*(?:,|,?\s*(?:und|bzw\.|beziehungsweise|sowie|oder))\s*(?:(?:rund|ca\.|etwa|knapp|gut|um|nur|von|auf|rd\.)\s+)*$"
)
_NAMENSLISTE = re.compile(
    r"^[\s)\"“”]*(?:,|,?\s*(?:und|bzw\.|beziehungsweise|sowie|oder))\s*(?:(?:auch|der|die|das|den|dem|des|im|in|beim|bei|für|vom)\s+)*$"
)
_GLEICHES = re.compile(
    r"^\s*(?:\(\s*=?\s*(?:rund|ca\.|etwa|rd\.|knapp|gut|d\.\s?h\.|das\s+sind|also|entspricht|entsprechend|-|\+|minus|plus)?\s*|"
    r",?\s*(?:oder|bzw\.|also|d\.\s?h\.|das\s+sind|das\s+entspricht|dies\s+entspricht|entspricht|das\s+heißt|=|entsprechend|mithin|und\s+damit|was)\s*(?:um\s+)?(?:rund|ca\.|etwa|rd\.|knapp|gut)?\s*|"
    r"\s*/\s*)$",
    re.IGNORECASE,
)
_TRENNER = (
    r"[;(]|:(?=\s*\S)",
    r",(?!\d)",
    r"\b(?:und|sowie|bzw\.|während|aber|jedoch|sondern)\s",
    r"\b(?:statt|anstatt|anstelle|gegenüber|auf|von|mit|nach|um|bei)\s",
)
_VORSATZ = re.compile(
    rf"(?:\b(?:nur|lediglich|bereits|schon|noch|genau|exakt|immerhin|insgesamt|jeweils|je|zusammen|erst|auch|sogar|eine[nrm]?|weitere[nr]?|{HECKENWORT})\s*)+$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Namensgruppe:
    """Names that stand together as a list: `A, B und C`."""

    nennungen: tuple[Nennung, ...]

    @property
    def start(self) -> int:
        """Where it begins in the sentence."""
        return self.nennungen[0].start

    @property
    def ende(self) -> int:
        """Where it ends in the sentence."""
        return self.nennungen[-1].ende


@dataclass(frozen=True)
class Uebertrag:
    """What a sentence leaves to the next: the names it spoke of and the measure words."""

    gruppe: Namensgruppe | None = None
    mass: Massmarke | None = None


@dataclass(frozen=True)
class Satzlage:
    """All that is known of one sentence; places count from its beginning."""

    text: str
    figuren: Sequence[Figur]
    nennungen: Sequence[Nennung]
    marken: Marken
    vorher: Uebertrag = field(default_factory=Uebertrag)

    @property
    def bild(self) -> str:
        """The text without reasons and comparisons, with signs for figures and names."""
        return self.marken.text

    @cached_property
    def gruppen(self) -> tuple[Namensgruppe, ...]:
        """The names that the sentence is about, lists as one; not those that it only compares with."""
        gruppen: list[Namensgruppe] = []
        for nennung in self.nennungen:
            if NEBENBEI.search(self.text, 0, nennung.start):
                continue
            vorige = gruppen[-1] if gruppen else None
            if vorige and not nennung.ganzes and _NAMENSLISTE.match(self.text[vorige.ende : nennung.start]):
                gruppen[-1] = Namensgruppe((*vorige.nennungen, nennung))
            else:
                gruppen.append(Namensgruppe((nennung,)))
        return tuple(gruppen)

    @cached_property
    def zonen(self) -> tuple[tuple[int, int], ...]:
        """Which part of the sentence belongs to each figure."""
        grenzen = [0]
        for figur, naechste in zip(self.figuren, self.figuren[1:], strict=False):
            grenzen.append(self._cut(figur.ende, naechste.start))
        grenzen.append(len(self.text))
        zonen = list(itertools.pairwise(grenzen))
        for i in range(1, len(zonen)):
            if self.is_same_thing(i):
                zonen[i - 1] = zonen[i] = (zonen[i - 1][0], zonen[i][1])
        return tuple(zonen)

    def _cut(self, ab: int, bis: int) -> int:
        luecke = self.bild[ab:bis]
        for muster in _TRENNER:
            treffer = list(re.finditer(muster, luecke, re.IGNORECASE))
            if treffer:
                kopf = re.search(
                    r"(?:\b[a-zäöüß]+\s+)?\b[A-ZÄÖÜ][\wäöüß-]+\s+(?:in\s+Höhe\s+)?$", luecke[: treffer[-1].start()]
                )
                ist_von = re.match(r"(?:von|mit)\s", treffer[-1].group(), re.IGNORECASE)
                return ab + (kopf.start() if kopf and ist_von else treffer[-1].start())
        vorsatz = _VORSATZ.search(luecke)
        return ab + (vorsatz.start() if vorsatz else len(luecke))

    # what stands beside a figure

    def links(self, i: int) -> str:
        """The text before a figure without hedges and the like."""
        return _VORSATZ.sub("", self.text[: self.figuren[i].start]).rstrip()

    def rechts(self, i: int) -> str:
        """The text after a figure, up to the end of its zone."""
        return self.bild[self.figuren[i].ende : self.zonen[i][1]]

    def after(self, i: int, bis: int) -> str:
        """What stands between a figure and a later place, without a figure in brackets."""
        return re.sub(r"\(\s*▢+\s*\)\s*", "", self.bild[self.figuren[i].ende : bis])

    def luecke(self, i: int) -> str:
        """What stands between a figure and the one before; all before the first."""
        return self.text[self.figuren[i - 1].ende : self.figuren[i].start] if i else ""

    def is_listed(self, i: int) -> bool:
        """Whether a figure continues a list of the one before."""
        if not i or self.figuren[i - 1].einheit is not self.figuren[i].einheit:
            return False
        return bool(
            _LIST.match(self.luecke(i))
            or (VERBINDER.match(self.luecke(i)) and re.match(r"^\s*(?:,|und|bzw)", self.luecke(i)))
        )

    def is_same_thing(self, i: int) -> bool:
        """Whether a figure says the one before in another unit."""
        return (
            bool(i)
            and self.figuren[i - 1].einheit is not self.figuren[i].einheit
            and bool(_GLEICHES.match(self.luecke(i)))
        )

    def list_of(self, i: int) -> tuple[int, int]:
        """The list a figure stands in: index of its first and behind its last."""
        ab = i
        while ab and self.is_listed(ab):
            ab -= 1
        bis = i + 1
        while bis < len(self.figuren) and self.is_listed(bis):
            bis += 1
        return ab, bis

    def in_zone(self, i: int, start: int, ende: int) -> bool:
        """Whether a place is in the zone of a figure."""
        ab, bis = self.zonen[i]
        return ab <= start and ende <= bis

    def distance(self, i: int, start: int, ende: int) -> int:
        """Letters between a figure and a place, names not counted."""
        figur = self.figuren[i]
        stueck = self.bild[ende : figur.start] if ende <= figur.start else self.bild[figur.ende : start]
        return len(re.sub(r"[□▢]+|\s+", " ", stueck))

    def direction(self, i: int) -> Richtungsmarke | Vergleichsmarke | None:
        """The word of direction of a figure: its own, of a later one of its list, of one whose words it takes over."""
        if eigene := self._own_direction(i):
            return eigene
        for j in range(i + 1, self.list_of(i)[1]):
            if spaetere := self._own_direction(j):
                return spaetere
        if (spaeter := self.borrows_from(i)) is not None:
            return self._own_direction(spaeter)
        while self.is_elliptic(i):
            i -= 1
            if fruehere := self._own_direction(i):
                return fruehere
        return None

    def _own_direction(self, i: int) -> Richtungsmarke | Vergleichsmarke | None:
        """Beside the figure, else the nearest in its zone."""
        marken: list[Richtungsmarke | Vergleichsmarke] = [
            m for m in self.marken.richtungen if self.in_zone(i, m.start, m.ende)
        ]
        marken += [m for m in self.marken.vergleiche if m.richtung and self.in_zone(i, m.start, m.ende)]
        ende = self.figuren[i].ende

        def rank(marke: Richtungsmarke | Vergleichsmarke) -> tuple[int, int]:
            abstand = self.distance(i, marke.start, marke.ende)
            if marke.start >= ende and abstand <= 3:
                return 0, abstand
            return (1 if "," not in self._between(i, marke.start, marke.ende) else 2), abstand

        return min(marken, key=rank, default=None)

    @cached_property
    def _own_words(self) -> tuple[Massmarke | Rollenmarke | Richtungsmarke, ...]:
        return (*self.marken.masse, *self.marken.rollen, *self.marken.richtungen)

    def borrows_from(self, i: int) -> int | None:
        """The last figure of a sentence, where this one only stands in brackets behind a name: `3118 (5 €) und …`."""
        letzte = len(self.figuren) - 1
        figur = self.figuren[i]
        geklammert = self.text[: figur.start].rstrip().endswith("(") and self.text[figur.ende :].lstrip().startswith(
            ")"
        )
        davor = any(m.ende <= figur.start for m in self._own_words)
        return letzte if i < letzte and geklammert and not davor else None

    def is_elliptic(self, i: int) -> bool:
        """Whether a figure has no words of its own but those of the one before: `…, Letzteres um 5 €`."""
        if not i or self.figuren[i - 1].einheit is not self.figuren[i].einheit or ";" in self.luecke(i):
            return False
        if not re.match(r"\s*(?:[,(]|und\b|bzw\.|sowie\b)", self.bild[self.zonen[i][0] :]):
            return False
        return not any(self.in_zone(i, m.start, m.ende) for m in self._own_words)

    def _between(self, i: int, start: int, ende: int) -> str:
        figur = self.figuren[i]
        return self.bild[ende : figur.start] if ende <= figur.start else self.bild[figur.ende : start]

    def measure_marks(self, i: int) -> list[Massmarke]:
        """Measure words by how likely they are meant: right beside, before in the zone, behind, in other zones."""
        figur = self.figuren[i]

        def rank(marke: Massmarke) -> tuple[int, int]:
            abstand = self.distance(i, marke.start, marke.ende)
            zwischen = self._between(i, marke.start, marke.ende)
            if marke.start >= figur.ende and self.in_zone(i, marke.start, marke.ende):
                worte = zwischen.split()
                if len(worte) <= 1 and not re.search(r"[,;:]", zwischen):
                    return 0, abstand
                return 2 + ("," in zwischen), abstand
            if self.in_zone(i, marke.start, marke.ende):
                return 1 + 2 * (";" in zwischen), abstand
            return (5 if marke.ende <= figur.start else 6), abstand

        return sorted(self.marken.masse, key=rank)

    def compared_with(self, i: int) -> Vergleichsmarke | None:
        """The comparison that counts for a figure: of its zone, else of the sentence before it."""
        in_zone = [m for m in self.marken.vergleiche if self.in_zone(i, m.start, m.ende)]
        vorher = [m for m in self.marken.vergleiche if m.ende <= self.figuren[i].start]
        return next(iter(in_zone), None) or next(iter(reversed(vorher)), None)

    def roles_in_zone(self, i: int, rolle: Rolle) -> list[int]:
        """How far words of a role are from a figure, within its zone."""
        return sorted(
            self.distance(i, m.start, m.ende)
            for m in self.marken.rollen
            if m.rolle is rolle and self.in_zone(i, m.start, m.ende)
        )

    def says_better(self, i: int) -> bool:
        """Whether the direction of a figure is a judgement on the budget."""
        marke = self.direction(i)
        return marke is not None and marke.richtung in (Wortsinn.BESSER, Wortsinn.SCHLECHTER)
