"""What a generated template has: a description that Hypothesis makes and `zeichnen` draws."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from xlsx.erzeugt.grammatik import Formeln

FORMEL_ZEILE = 20
"""The formulas of a sheet stand below each other in column A, from this row on."""

DIAGRAMME = ("column", "bar", "line", "area", "pie", "doughnut", "scatter", "radar")
BLATTNAMEN = ("Plan", "Ein Blatt", "Müller's", "Jan-Mär", "A1", "Haushalt & Co", "2024", "Übersicht")
SEED = 20_231_231


@dataclass(frozen=True)
class Blattplan:
    """One sheet: how many of each thing lie on it, and its formulas."""

    name: str
    formeln: tuple[str, ...]
    diagramme: tuple[str, ...]
    tabellen: int
    bilder: int
    notizen: int
    sparklines: int
    bedingte: int
    gueltigkeiten: int
    verbunden: bool
    pivot: int | None
    """Number of the sheet whose data the pivot table on this sheet shows."""
    kopfbild: bool
    farbe: str | None
    state: str


@dataclass(frozen=True)
class Bauplan:
    """A workbook; `aktiv` is the sheet that is open."""

    blaetter: tuple[Blattplan, ...]
    aktiv: int
    mit_namen: bool
    """Whether there are names of a sheet beside those of the workbook."""

    @property
    def may_be_refused(self) -> bool:
        """A pivot table elsewhere shows the first sheet: with several copies there is no one right source."""
        return any(blatt.pivot == 0 for blatt in self.blaetter[1:])


@st.composite
def _formeln(draw: st.DrawFn, mit_tabelle: bool) -> tuple[str, ...]:
    formeln: list[str] = []
    davor = "B3"
    for number in range(draw(st.integers(6, 14))):
        text, is_number = draw(Formeln(mit_tabelle).any())
        formeln.append(text.replace("{davor}", davor))
        if is_number:
            davor = f"A{FORMEL_ZEILE + number}"
    return tuple(formeln)


@st.composite
def _blatt(draw: st.DrawFn, name: str, number: int, count: int) -> Blattplan:
    tabellen = draw(st.integers(0, 3))
    return Blattplan(
        name=name,
        formeln=draw(_formeln(tabellen > 0)),
        diagramme=tuple(draw(st.lists(st.sampled_from(DIAGRAMME), max_size=3))),
        tabellen=tabellen,
        bilder=draw(st.integers(0, 3)),
        notizen=draw(st.integers(0, 3)),
        sparklines=draw(st.integers(0, 2)),
        bedingte=draw(st.integers(0, 3)),
        gueltigkeiten=draw(st.integers(0, 2)),
        verbunden=draw(st.booleans()),
        pivot=draw(st.sampled_from([None, None, number, draw(st.integers(0, count - 1))])),
        kopfbild=draw(st.booleans()),
        farbe=draw(st.sampled_from([None, "#CC2222"])),
        state=draw(st.sampled_from(["visible", "visible", "visible", "hidden", "very_hidden"])),
    )


@st.composite
def bauplaene(draw: st.DrawFn) -> Bauplan:
    """Workbooks of one to four sheets, at least one of them visible."""
    namen = draw(st.permutations(BLATTNAMEN))[: draw(st.integers(1, 4))]
    blaetter = [draw(_blatt(name, number, len(namen))) for number, name in enumerate(namen)]
    sichtbar = [number for number, blatt in enumerate(blaetter) if blatt.state == "visible"]
    if not sichtbar:
        blaetter[-1] = Blattplan(**{**blaetter[-1].__dict__, "state": "visible"})
        sichtbar = [len(blaetter) - 1]
    return Bauplan(tuple(blaetter), draw(st.sampled_from(sichtbar)), draw(st.booleans()))


def draw_plans(count: int) -> list[Bauplan]:
    """The same `count` plans each time."""
    found: list[Bauplan] = []

    @seed(SEED)
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(bauplaene())
    def collect(plan: Bauplan) -> None:
        found.append(plan)

    collect()
    return found
