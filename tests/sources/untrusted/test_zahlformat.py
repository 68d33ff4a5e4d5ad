"""Which number formats show a number as it is."""

from __future__ import annotations

import pytest

from xlbudget.sources.untrusted.zahlformat import Anzeige, anzeige_of

EURO = "\\ _€_-"


@pytest.mark.parametrize(
    ("code", "anzeige"),
    [
        ("General", Anzeige.ZAHL),
        ("@", Anzeige.ZAHL),
        ("0", Anzeige.ZAHL),
        ("#,##0.00", Anzeige.ZAHL),
        ("#,##0.0#", Anzeige.ZAHL),
        ('#,##0.00\\ "€"', Anzeige.ZAHL),
        ("#,##0.00\\ [$€-407];[RED]\\-#,##0.00\\ [$€-407]", Anzeige.ZAHL),
        ('#,##0 "EUR";(#,##0 "EUR")', Anzeige.ZAHL),
        ("#,##0;[Red]#,##0", Anzeige.ZAHL),
        (f'_-* #,##0.00{EURO};\\-* #,##0.00{EURO};_-* "-"??{EURO};_-@_-', Anzeige.ZAHL),
        ("#,##0;-#,##0;", Anzeige.ZAHL),
        ('#,##0 "T€"', Anzeige.BESONDERS),
        ('0.0 "Mio. €"', Anzeige.BESONDERS),
        ('0"000"', Anzeige.BESONDERS),
        ('0".000"', Anzeige.BESONDERS),
        ("0\\0\\0\\0", Anzeige.BESONDERS),
        ('"120.000"', Anzeige.BESONDERS),
        ("[$000] #,##0", Anzeige.BESONDERS),
        ("#,##0,", Anzeige.BESONDERS),
        ("#,##0.0,,", Anzeige.BESONDERS),
        ('"-"#,##0', Anzeige.BESONDERS),
        ("#,##0;#,##0", Anzeige.BESONDERS),
        ('[>100]"5";0', Anzeige.BESONDERS),
        ("# ?/?", Anzeige.BESONDERS),
        ('0"', Anzeige.BESONDERS),
        ("[DBNum1]0", Anzeige.BESONDERS),
        ("[Blue]#,##0", Anzeige.ZAHL),
        ("[Color10]0.00", Anzeige.ZAHL),
        ("[White]#,##0", Anzeige.VERBORGEN),
        ("[Color2]0;[Red]-0", Anzeige.VERBORGEN),
        (";;;", Anzeige.VERBORGEN),
        (";;", Anzeige.VERBORGEN),
        (";;;@", Anzeige.VERBORGEN),
        ("0.0 %", Anzeige.PROZENT),
        ('0 "%"', Anzeige.BESONDERS),
        ("dd.mm.yyyy", Anzeige.DATUM),
        ("[h]:mm", Anzeige.DATUM),
        ('"Stand "dd.mm.', Anzeige.DATUM),
    ],
)
def test_formats(code, anzeige):
    assert anzeige_of("164", code) is anzeige


@pytest.mark.parametrize(
    ("nummer", "anzeige"),
    [
        ("0", Anzeige.ZAHL), ("4", Anzeige.ZAHL), ("44", Anzeige.ZAHL), ("49", Anzeige.ZAHL), ("9", Anzeige.PROZENT),
        ("14", Anzeige.DATUM), ("58", Anzeige.DATUM), ("164", Anzeige.BESONDERS), ("x", Anzeige.BESONDERS),
        ("-1", Anzeige.BESONDERS), ("9" * 400, Anzeige.BESONDERS),
    ],
)  # fmt: skip
def test_built_in_formats(nummer, anzeige):
    assert anzeige_of(nummer, "") is anzeige


def test_a_hostile_format_is_soon_done():
    assert anzeige_of("164", '"[x' * 300) is Anzeige.BESONDERS
    assert anzeige_of("164", "[" * 1_000) is Anzeige.BESONDERS
