"""Templates that nobody thought of: generated, filled and multiplied, and nothing is lost or wrong.

50 of them, the same each time; `XLBUDGET_TIEFE=voll` takes 500.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from xlsx.corpus.corpus_diff import Mappe
from xlsx.erzeugt.bauplan import draw_plans
from xlsx.erzeugt.fuellen import Erzeugt, make
from xlsx.fremd.vergleich import same_value

from xlbudget.xlsx.fill.functions import FUNCTIONS

ANZAHL, VOLL = 50, 500
BERECHNET_MINDESTENS = 0.95
KURZ, TABELLENSUMME = "SUBTOTAL(109,[Wert])", 61.5
"""A total as xlsxwriter writes it, without the name of its table: Excel knows it, LibreOffice says #NAME?."""


@pytest.fixture(scope="module")
def erzeugte(tiefe: Callable[[int, int], int], tmp_path_factory: pytest.TempPathFactory) -> list[Erzeugt]:
    folder = tmp_path_factory.mktemp("erzeugt")
    return [make(plan, folder / f"{number:03d}.xlsx") for number, plan in enumerate(draw_plans(tiefe(ANZAHL, VOLL)))]


@pytest.fixture(scope="module")
def neu_gerechnet(erzeugte: list[Erzeugt], recalculated) -> dict[Path, Path]:
    return dict(recalculated([file for one in erzeugte for file in one.dateien]))


def test_the_templates_are_sound_before(erzeugte: list[Erzeugt]) -> None:
    assert {one.name: [str(befund) for befund in one.lint_before] for one in erzeugte if one.lint_before} == {}


def test_nothing_is_lost_or_led_astray(erzeugte: list[Erzeugt]) -> None:
    assert {one.name: one.faults[:5] for one in erzeugte if one.faults} == {}


def test_most_are_multiplied(erzeugte: list[Erzeugt]) -> None:
    assert sum(not one.is_refused for one in erzeugte) > 0.7 * len(erzeugte)


def test_a_cached_value_is_libreoffices_or_absent_with_a_hinweis(
    erzeugte: list[Erzeugt], neu_gerechnet: dict[Path, Path]
) -> None:
    wrong = [text for one in erzeugte for text in _differences(one, neu_gerechnet)]
    assert wrong == [], f"{len(wrong)} Zwischenwerte"


def _differences(one: Erzeugt, neu_gerechnet: dict[Path, Path]) -> Iterator[str]:
    for file in one.dateien:
        mappe, neu = Mappe(file.read_bytes()), Mappe(neu_gerechnet[file].read_bytes())
        for ort, wert in mappe.formula_results().items():
            formula = mappe.blaetter[ort[0]].formulas.get(ort[1], "")
            if formula == KURZ:
                if wert != TABELLENSUMME:
                    yield f"{file.name} {ort}: {wert!r}, von Hand {TABELLENSUMME!r}: {formula}"
            elif wert is not None and not same_value(wert, neu.value(ort)) and neu.value(ort) != "#NAME?":
                yield f"{file.name} {ort}: {wert!r}, LibreOffice {neu.value(ort)!r}: {formula}"


def test_nearly_all_formulas_of_supported_functions_are_computed(erzeugte: list[Erzeugt]) -> None:
    computed: Counter[bool] = Counter()
    left: Counter[str] = Counter()
    unknown = 0
    for mappe in (Mappe(file.read_bytes()) for one in erzeugte for file in one.dateien):
        for ort, wert in mappe.formula_results().items():
            functions = set(_functions(mappe.blaetter[ort[0]].formulas.get(ort[1], "")))
            if not functions <= FUNCTIONS.keys():
                assert wert is None, ort
                unknown += 1
                continue
            computed[wert is not None] += 1
            if wert is None:
                left.update(functions)
    share = computed[True] / computed.total()
    print(f"{share:.1%} von {computed.total()} berechnet, {unknown} mit fremden Funktionen; {left.most_common(12)}")
    assert unknown < 0.1 * computed.total()
    assert share >= BERECHNET_MINDESTENS, left.most_common(12)


def test_the_grammar_knows_what_controllers_use() -> None:
    plans = draw_plans(50)
    used = {name for plan in plans for blatt in plan.blaetter for text in blatt.formeln for name in _functions(text)}
    assert len(used) >= 60


def _functions(formula: str) -> list[str]:
    return re.findall(r"([A-Z][A-Z.]*\d*)\(", formula)
