"""What has to be explained, by rule: thresholds of either direction, rows, Ziele, and what counts as a reason."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from xlbudget.core.begruendung import Anlass, Pflichtregeln, Verknuepfung, is_reason
from xlbudget.core.gliederung import Berichtsobjekt, Ebene
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.monatswerte import LEER
from xlbudget.core.produktblatt import Blatttabelle, Kennzahl, Produktblatt, Zeile
from xlbudget.core.prognose import Prognose, Verfahren
from xlbudget.core.pruefung_begruendung import check_pflichtregeln
from xlbudget.core.tendenz import Regeln, Richtung
from xlbudget.core.zeit import Stand
from xlbudget.errors import SourceRef

EURO = Pflichtregeln(ab_ct=50_000_00)
PROZENT = Pflichtregeln(ab_pct=Decimal(10))
UND = Pflichtregeln(50_000_00, Decimal(10))
ODER = Pflichtregeln(50_000_00, Decimal(10), Verknuepfung.ODER)


@pytest.mark.parametrize("vorzeichen", [1, -1])
@pytest.mark.parametrize(
    ("regeln", "abweichung_ct", "ansatz_ct", "noetig"),
    [
        (Pflichtregeln(), 10**12, 1, False),
        (EURO, 49_999_99, -100, False),
        (EURO, 50_000_00, -(10**12), True),
        (EURO, 50_000_01, 0, True),
        (PROZENT, 99_999, -1_000_000, False),
        (PROZENT, 100_000, -1_000_000, True),
        (PROZENT, 100_001, 1_000_000, True),
        (PROZENT, 1, 0, True),
        (PROZENT, 0, 0, False),
        (UND, 50_000_00, -500_000_00, True),
        (UND, 50_000_00, -500_000_01, False),
        (UND, 49_999_99, -1, False),
        (UND, 50_000_00, 0, True),
        (ODER, 50_000_00, -(10**12), True),
        (ODER, 49_999_99, -499_999_90, True),
        (ODER, 49_999_99, -500_000_00, False),
    ],
)
def test_thresholds(regeln, abweichung_ct, ansatz_ct, noetig, vorzeichen):
    assert regeln.asks(abweichung_ct * vorzeichen, ansatz_ct) is noetig


@pytest.mark.parametrize(
    ("plan", "ist", "noetig"),
    [(100, 90, True), (100, 91, False), (100, 110, True), (0, 5, False), (None, 5, False), (100, None, False)],
)
def test_ziele(plan, ist, noetig):
    zahl = [None if wert is None else Decimal(wert) for wert in (plan, ist)]
    assert Pflichtregeln(kennzahl_ab_pct=Decimal(10)).asks_ziel(*zahl) is noetig
    assert not EURO.asks_ziel(*zahl)


def sheet(regeln: Pflichtregeln, *, text: str = "", grund: str = "", monat: int = 6, ebene=Ebene.PRODUKT):
    """Personal 80.000 € over its Ansatz, Erträge 30.000 € over theirs."""

    def row(name: str, ansatz: int, prognose: int, warum: str = "") -> Zeile:
        return Zeile(name, ansatz * 100, LEER, Prognose(prognose * 100, frozenset({Verfahren.ANSATZ})), warum)

    objekt = Berichtsobjekt("3114", ebene, "3114", "Hilfen", None, erlaeuterung=text)
    ziel = Kennzahl("3114", "Quote", "%", Richtung.HOEHER, Decimal(20), Decimal(17))
    return Produktblatt(
        objekt,
        Stand(2026, monat),
        Blatttabelle(Art.ERTRAEGE, (row("ordentlich", 100_000, 130_000),), ()),
        Blatttabelle(Art.AUFWENDUNGEN, (row("Personal", 400_000, 480_000, grund), row("sonstige", 9, 9)), ()),
        replace(Regeln(), pflicht=regeln),
        (),
        (ziel,),
    )


def test_what_of_a_sheet_has_to_be_explained():
    texte = [anlass.text for anlass in sheet(replace(EURO, zeilen=True, kennzahl_ab_pct=Decimal(15))).anlaesse]
    assert texte == [
        "Produktbudget 50.000 € schlechter als geplant",
        "Aufwendungen Personal 80.000 € über Plan",
        "Ziel „Quote“ mit 17 unter Plan 20",
    ]
    assert [a.text for a in sheet(EURO).anlaesse] == texte[:1]
    assert sheet(EURO, ebene=Ebene.BUDGET).anlaesse == ()
    assert sheet(replace(EURO, ab_monat=7)).anlaesse == ()


def test_the_other_direction_and_rows_below_plan():
    assert Anlass(abweichung_ct=1_00).text == "Produktbudget 1 € besser als geplant"
    assert Anlass(Art.ERTRAEGE, "Steuern", -1_00).text == "Erträge Steuern 1 € unter Plan"


def test_the_explanation_covers_all_and_a_reason_its_row():
    regeln = replace(EURO, zeilen=True)
    assert len(sheet(regeln).offene_anlaesse) == 2
    assert sheet(regeln, text="Mehr Fälle").offene_anlaesse == ()
    assert [a.art for a in sheet(regeln, grund="Tarif").offene_anlaesse] == [None]
    assert len(sheet(regeln, text=" – ", grund=".").offene_anlaesse) == 2


@pytest.mark.parametrize(("text", "ist_grund"), [("", False), ("???", False), ("ab", False), ("S. 3", True)])
def test_reasons(text, ist_grund):
    assert is_reason(text) is ist_grund


@pytest.mark.parametrize(
    ("regeln", "name"),
    [
        (Pflichtregeln(ab_ct=0), "Erläutern ab Euro"),
        (Pflichtregeln(ab_ct=-1), "Erläutern ab Euro"),
        (Pflichtregeln(ab_pct=Decimal(0)), "Erläutern ab Prozent"),
        (Pflichtregeln(kennzahl_ab_pct=Decimal(-5)), "Erläutern Ziel ab Prozent"),
        (Pflichtregeln(zeilen=True), "Erläutern auch Zeilen"),
    ],
)
def test_settings_that_cannot_be_meant(regeln, name):
    (befund,) = check_pflichtregeln(regeln, lambda einstellung: SourceRef("d.xlsx", zelle=einstellung))
    assert befund.source == SourceRef("d.xlsx", zelle=name)
    assert f"„{name}“" in befund.text


@pytest.mark.parametrize("regeln", [Pflichtregeln(), EURO, PROZENT, replace(UND, zeilen=True)])
def test_settings_that_can(regeln):
    assert list(check_pflichtregeln(regeln, lambda _: SourceRef("d.xlsx"))) == []
