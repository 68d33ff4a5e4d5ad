"""Every worksheet function, called as Excel calls it, against the published figures and against the core."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from addin.funktionen.excel_aufruf import FEHLT, Excel
from app.bericht.test_published import MARKER, golden, printed
from hypothesis import given, settings
from hypothesis import strategies as st

from xlbudget.addin.funktionen import xlb_funktionen
from xlbudget.addin.funktionen.tabellenfunktion import MAX_ZEICHEN, MAX_ZELLEN, tabellenfunktionen
from xlbudget.core.geld import cents_from_euro, euro
from xlbudget.core.gliederung import Ebene
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.prognose import Verfahren, rest_from_ansatz, rest_from_vorjahre
from xlbudget.core.tendenz import Regeln, Richtung, Tendenz, ampel, mehrbedarf_ct, tendenz, zielerreichung
from xlbudget.mitgeliefert import shipped

DATENMAPPE = shipped("workbooks", "peine-2023.xlsx")
MAPPE = str(DATENMAPPE.resolve())
DIV_0, NAME, REF, SPILL = -2146826281, -2146826259, -2146826265, -2146826243
MONATE = ("Jan", "Feb", "Mrz", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez")
JE_MONAT = tuple(float(nummer) for nummer in range(1, 13))


@pytest.fixture(scope="module")
def notiz(tmp_path_factory) -> Path:
    """Where the Datenmappen stand that the ribbon was used with; one of them is gone."""
    notiz = tmp_path_factory.mktemp("home") / ".xlbudget" / "datenmappe.txt"
    notiz.parent.mkdir()
    notiz.write_text(f"{MAPPE}\n{MAPPE}x", encoding="utf-8")
    return notiz


@pytest.fixture(scope="module")
def excel(notiz) -> Iterator[Excel]:
    with Excel(str(notiz.parent.parent)) as excel:
        yield excel


def column(werte: Any) -> tuple[tuple[Any, ...], ...]:
    """Cells below each other, as `Range.Value2` gives them."""
    return tuple((wert,) for wert in werte)


def flat(ergebnis: Any) -> list[Any]:
    """The cells of a column."""
    assert all(len(zeile) == 1 for zeile in ergebnis)
    return [zeile[0] for zeile in ergebnis]


def number(text: str) -> float | None:
    return float(text) if text else None


# the published figures


def test_43_markers_from_the_printed_figures(excel):
    zeilen = golden("produktbericht-gesamt.csv")
    plan, ergebnis, abweichung = (column(float(z[name]) for z in zeilen) for name in ("plan", "ergebnis", "abweichung"))
    gezeigt = flat(excel("xlb_tendenz", abweichung, plan))
    assert [MARKER[marker] for marker in gezeigt] == [zeile["tendenz"] for zeile in zeilen]
    assert len(gezeigt) == 43
    assert {MARKER[marker] for marker in gezeigt} == {"positiv", "negativ", ""}
    gerechnet = flat(excel("xlb_abweichung", plan, ergebnis))
    # the parts are printed in whole euros, so their difference may be one off
    assert all(abs(a - float(zeile["abweichung"])) <= 1 for a, zeile in zip(gerechnet, zeilen, strict=True))


def test_43_products_to_the_cent(excel, dezember):
    zeilen = [zeile for gruppe in dezember.daten.produktbericht().budgetgruppen for zeile in gruppe.zeilen]
    plan = column(float(euro(zeile.ansatz_ct)) for zeile in zeilen)
    ergebnis = column(float(euro(zeile.ergebnis_ct)) for zeile in zeilen)
    abweichung = excel("xlb_abweichung", plan, ergebnis)
    assert len(zeilen) == 43
    assert [cents_from_euro(wert) for wert in flat(abweichung)] == [zeile.verbesserung_ct for zeile in zeilen]
    assert flat(excel("xlb_tendenz", abweichung, plan)) == [zeile.tendenz for zeile in zeilen]
    gegenteil = excel("xlb_abweichung", plan, ergebnis, "Produktblatt")
    assert flat(gegenteil) == [-wert for wert in flat(abweichung)]


def test_35_target_achievements_and_their_markers(excel):
    zeilen = golden("produktbericht-gesamt.csv")
    richtung_of = {z["produkt"]: z["richtung"] for z in golden("kennzahlen.csv") if z["art"] == "ziel"}
    plan, ist = (column(number(zeile[name]) for zeile in zeilen) for name in ("ziel_plan", "ziel_ist"))
    richtung = column(richtung_of.get(zeile["nr"]) for zeile in zeilen)
    grade = flat(excel("xlb_zielerreichung", plan, ist, richtung))
    gedruckt = [str(printed(Decimal(str(grad)) * 100)) if grad != "" else "" for grad in grade]
    assert gedruckt == [zeile["zielerreichung_prozent"] for zeile in zeilen]
    assert sum(grad != "" for grad in grade) == 35
    marker = flat(excel("xlb_zielerreichung", plan, ist, richtung, "Tendenz"))
    assert [MARKER[zeichen] for zeichen in marker] == [zeile["ziel_tendenz"] for zeile in zeilen]


def test_780_months_and_20_prior_years(excel):
    zeilen = golden("monatswerte.csv")
    angaben = [column(zeile[name] for zeile in zeilen) for name in ("budget", "art", "zeile")]
    jahre = column(float(zeile["jahr"]) for zeile in zeilen)
    gezeigt = excel("xlb_monatswerte", *angaben, jahre, MAPPE)
    erwartet = [[int(zeile[monat]) for monat in MONATE] for zeile in zeilen]
    assert [[printed(wert) for wert in zeile] for zeile in gezeigt] == erwartet
    assert sum(map(len, gezeigt)) == 780 - 60 + 20 * 12  # of the 780, 60 are sums


def test_plan_ergebnis_and_prognose_of_60_rows_in_one_call(excel):
    zeilen = [zeile for zeile in golden("monatswerte.csv") if zeile["jahr"] == "2023"]
    angaben = [column(zeile[name] for zeile in zeilen) for name in ("budget", "art", "zeile")]
    gezeigt = excel("xlb_wert", *angaben, (("Plan", "Ergebnis", "Prognose"),), "2023-12", MAPPE)
    erwartet = [[int(zeile[name]) for name in ("plan", "ergebnis", "prognose")] for zeile in zeilen]
    assert [[printed(wert) for wert in zeile] for zeile in gezeigt] == erwartet
    assert len(gezeigt) == 60


# against the core, on every sheet of the example


def test_every_figure_of_every_sheet(excel, juni):
    blaetter = [juni.daten.produktblatt(objekt) for objekt in juni.daten.gliederung]
    angaben = (column(blatt.objekt.kennung for blatt in blaetter), "Produktbudget", "gesamt")
    gezeigt = excel("xlb_wert", *angaben, (("Ansatz", "Ist", "Prognose"),), 45078.0, MAPPE)
    erwartet = [[b.ansatz_ct, b.ergebnis_ct, b.prognose_ct] for b in blaetter]
    assert [[cents_from_euro(wert) for wert in zeile] for zeile in gezeigt] == erwartet
    ampeln = excel("xlb_ampel", column(zeile[0] for zeile in gezeigt), column(zeile[2] for zeile in gezeigt))
    assert flat(ampeln) == [f"{blatt.ampel.symbol} {blatt.ampel}" for blatt in blaetter]
    assert len(set(flat(ampeln))) > 1


@pytest.mark.parametrize("art", Art)
def test_forecast_of_every_budget_from_its_own_figures(excel, juni, art):
    mit_vorjahren = {vorjahr.objekt for vorjahr in juni.mappe.vorjahre if vorjahr.zeile == "gesamt"}
    alle = [objekt for objekt in juni.daten.gliederung if objekt.ebene is Ebene.BUDGET]
    budgets = [objekt for objekt in alle if objekt.kennung in mit_vorjahren]
    assert len(budgets) == 4
    kennungen = column(budget.kennung for budget in budgets)
    ist = excel("xlb_monatswerte", kennungen, art.value, "gesamt", 2023.0, MAPPE)
    vorjahre = [excel("xlb_monatswerte", kennungen, art.value, "gesamt", jahr, MAPPE) for jahr in (2022.0, 2021.0)]
    plan = excel("xlb_wert", kennungen, art.value, "gesamt", "Plan", "2023-06", MAPPE)
    nebeneinander = [[*neu, *alt] for neu, alt in zip(*vorjahre, strict=True)]
    prognosen = excel("xlb_prognose", ist, 6.0, plan, nebeneinander)
    erwartet = [juni.daten.produktblatt(budget) for budget in budgets]
    tabellen = [blatt.ertraege if art is Art.ERTRAEGE else blatt.aufwendungen for blatt in erwartet]
    assert [cents_from_euro(wert) for wert in flat(prognosen)] == [tabelle.prognose_ct for tabelle in tabellen]
    ergebnisse = excel("xlb_prognose", ist, 12.0, plan, nebeneinander)
    assert flat(ergebnisse) == flat(excel("xlb_wert", kennungen, art.value, "gesamt", "Prognose", "2023-12", MAPPE))


BETRAEGE = st.none() | st.integers(-(10**9), 10**9)


def in_euro(betrag_ct: int | None) -> float | None:
    return None if betrag_ct is None else betrag_ct / 100


@settings(deadline=None, max_examples=60)
@given(
    ist=st.lists(BETRAEGE, min_size=12, max_size=12),
    monat=st.integers(1, 11),
    ansatz=st.integers(0, 10**9),
    vorjahre=st.lists(st.lists(BETRAEGE, min_size=12, max_size=12), max_size=3),
)
def test_forecast_is_ist_plus_the_rest_the_core_says(excel, ist, monat, ansatz, vorjahre):
    def call(*args: object) -> int:
        return cents_from_euro(excel("xlb_prognose", [[in_euro(wert) for wert in ist]], float(monat), *args))

    gebucht = sum(wert or 0 for wert in ist[:monat])
    mit_werten = [jahr for jahr in vorjahre if any(wert is not None for wert in jahr)]
    block = [[in_euro(wert) for wert in jahr] for jahr in vorjahre] or FEHLT
    erwartet = {
        Verfahren.ANSATZ: gebucht + rest_from_ansatz(monat, ansatz),
        Verfahren.VORJAHRE: gebucht + (rest_from_vorjahre(monat, mit_werten) or 0),
    }
    assert call(ansatz / 100, block, "ansatz") == erwartet[Verfahren.ANSATZ]
    assert call(ansatz / 100, block) == erwartet[Verfahren.VORJAHRE if mit_werten else Verfahren.ANSATZ]
    if mit_werten:
        assert call(FEHLT, block, "V") == erwartet[Verfahren.VORJAHRE]
        senkrecht = list(zip(*block, strict=True))
        assert call(FEHLT, senkrecht if len(block) < 12 else block) == erwartet[Verfahren.VORJAHRE]


CENT = st.integers(-(10**11), 10**11)


@settings(deadline=None, max_examples=60)
@given(werte=st.lists(st.tuples(CENT, CENT), min_size=2, max_size=8), ab=st.integers(0, 10**10))
def test_cell_by_cell_as_the_core(excel, werte, ab):
    links, rechts = (column(wert / 100 for wert in reihe) for reihe in zip(*werte, strict=True))
    regeln = Regeln(tendenz_ab_ct=ab, ampel_gelb_ab_ct=min(ab, 100_000_00))
    assert flat(excel("xlb_tendenz", links, rechts, ab / 100)) == [tendenz(a, p, regeln) for a, p in werte]
    stufen = [ampel(mehrbedarf_ct(plan, prognose), regeln) for plan, prognose in werte]
    gelb_ab = min(ab, 100_000_00) / 100
    assert flat(excel("xlb_ampel", links, rechts, gelb_ab)) == [f"{stufe.symbol} {stufe}" for stufe in stufen]
    for richtung in Richtung:
        grade = [zielerreichung(*(Decimal(repr(wert / 100)) for wert in paar), richtung) for paar in werte]
        erwartet = ["" if grad is None else float(grad) for grad in grade]
        assert flat(excel("xlb_zielerreichung", links, rechts, richtung.value)) == erwartet


def test_thresholds(excel):
    assert excel("xlb_tendenz", 10_000.0, FEHLT, 10_000.0) == Tendenz.BESSER
    assert excel("xlb_tendenz", 10_000.0, -100_000.0, 0.0, 0.1) == Tendenz.BESSER
    assert excel("xlb_tendenz", 9_999.99, -100_000.0, 0.0, 0.1) == ""
    assert excel("xlb_ampel", 0.0, -5.0, 5.0, 6.0) == "◆ beobachten"
    assert excel("xlb_zielerreichung", 100.0, 90.0, FEHLT, "Tendenz", 0.9) == ""
    assert excel("xlb_zielerreichung", 100.0, 111.0, FEHLT, "Tendenz", FEHLT, 1.11) == ""


# shapes


def test_one_cell_gives_one_value_whether_range_or_number(excel):
    assert excel("xlb_abweichung", -100.0, -50.0) == 50.0
    assert excel("xlb_abweichung", ((-100.0,),), -50.0) == 50.0


def test_row_column_and_block_keep_their_shape(excel):
    reihe = (1.0, 2.0, 3.0)
    assert excel("xlb_abweichung", (reihe,), 10.0) == [9.0, 8.0, 7.0]
    assert excel("xlb_abweichung", reihe, 10.0) == [9.0, 8.0, 7.0]  # an array constant {1.2.3}
    assert excel("xlb_abweichung", column(reihe), 10.0) == [[9.0], [8.0], [7.0]]
    assert excel("xlb_abweichung", (reihe, reihe), (reihe, reihe)) == [[0.0] * 3] * 2
    assert excel("xlb_abweichung", column((1.0, 2.0)), (reihe,)) == [[0.0, 1.0, 2.0], [-1.0, 0.0, 1.0]]


def test_one_object_gives_a_row_of_twelve(excel):
    gezeigt = excel("xlb_monatswerte", 11115.0, "aufwendungen", "PERSONAL", "2023", MAPPE)
    assert len(gezeigt) == 12
    assert {type(wert) for wert in gezeigt} <= {float, str}


def test_ist_may_stand_in_a_column(excel):
    assert excel("xlb_prognose", column(JE_MONAT), 3.0, 12.0) == 6.0 + 9.0
    assert excel("xlb_prognose", (JE_MONAT,), 3.0, 12.0) == 15.0


# blanks, error values, wrong input


@pytest.mark.parametrize(
    ("funktion", "args"),
    [
        ("xlb_abweichung", (None, 1.0)),
        ("xlb_abweichung", (1.0, "")),
        ("xlb_tendenz", ("  ",)),
        ("xlb_zielerreichung", (None, 1.0)),
        ("xlb_zielerreichung", (1.0, 0.0)),
        ("xlb_zielerreichung", (1.0, None, None, "Tendenz")),
        ("xlb_ampel", (None, None)),
        ("xlb_prognose", (((None,) * 12,), 6.0, None)),
        ("xlb_prognose", (((1.0,) * 12,), None, 12.0)),
        ("xlb_wert", (None, "Erträge", "gesamt", "Plan", "2023-06", MAPPE)),
        ("xlb_wert", ("3110", "Aufwendungen", "Personal", "Plan", "2023-06", MAPPE)),
    ],
)
def test_blank_stays_blank(excel, funktion, args):
    assert excel(funktion, *args) == ""


def test_blank_cells_of_a_range_stay_blank(excel):
    assert excel("xlb_tendenz", column((None, 50_000.0, ""))) == [[""], ["▲"], [""]]
    assert excel("xlb_monatswerte", None, "Erträge", "gesamt", 2023.0, MAPPE) == [""] * 12


def test_error_values_are_passed_on(excel):
    gezeigt = flat(
        excel("xlb_abweichung", column((DIV_0, NAME, SPILL, "#N/A", 1.0)), column((1.0, 1.0, 1.0, 1.0, REF)))
    )
    assert gezeigt == ["#DIV/0!", "#NAME?", "#SPILL!", "#N/A", "#REF!"]
    assert excel("xlb_prognose", ((DIV_0, *JE_MONAT[1:]),), 6.0, 12.0) == "#DIV/0!"
    assert excel("xlb_monatswerte", "Soziales", REF, "gesamt", 2023.0, MAPPE) == ["#REF!"] * 12
    assert excel("xlb_tendenz", "#XLB: aus VBA") == "#XLB: aus VBA"


@pytest.mark.parametrize(
    ("funktion", "args", "grund"),
    [
        ("xlb_abweichung", ("abc", 1.0), "plan: „abc“ ist kein Betrag"),
        ("xlb_abweichung", (True, 1.0), "plan: „WAHR“ ist kein Betrag"),
        ("xlb_abweichung", (1e15, 1.0), "plan: „1000000000000000“ ist als Betrag nicht möglich"),
        ("xlb_abweichung", (1.0, 1.0, "andersrum"), "vorzeichen: „andersrum“ ist nicht erlaubt; möglich sind"),
        ("xlb_abweichung", (((1.0,), (2.0,)), ((1.0,), (2.0,), (3.0,))), "verschieden groß (Zeilen: plan 2, ergebnis"),
        ("xlb_abweichung", (((1.0, 2.0),), ((1.0, 2.0, 3.0),)), "verschieden groß (Spalten: plan 2, ergebnis 3)"),
        ("xlb_tendenz", (1.0, 1.0, 1.0, 5.0), "ab_prozent: „5“ wären 500 %; bitte mit Prozentzeichen eingeben"),
        ("xlb_tendenz", (1.0, None, 1.0, 0.05), "plan: fehlt"),
        ("xlb_tendenz", (1.0, 1.0, -1.0), "Die Schwelle „Tendenz ab Euro“ ist negativ"),
        ("xlb_ampel", (1.0, 1.0, 200_000.0), "gelb muss vor rot kommen"),
        ("xlb_zielerreichung", ("12", 1.0), "plan: „12“ ist keine Zahl"),
        (
            "xlb_zielerreichung",
            (1.0, 1.0, "weniger"),
            "richtung: „weniger“ ist nicht erlaubt; möglich sind höher, nied",
        ),
        ("xlb_prognose", ((JE_MONAT[:11],), 6.0, 1.0), "ist: erwartet werden 12 Monate, nicht 11"),
        ("xlb_prognose", ((JE_MONAT,), 13.0, 1.0), "stand: Der Stand „13“ ist kein Monat"),
        ("xlb_prognose", ((JE_MONAT,), 6.5, 1.0), "stand: Der Stand „6.5“ ist kein Monat"),
        ("xlb_prognose", ((JE_MONAT,), 6.0, 1.0, None, "V"), "vorjahre: fehlen"),
        ("xlb_prognose", ((JE_MONAT,), 6.0, None, (JE_MONAT,), "A"), "ansatz: fehlt"),
        ("xlb_prognose", ((JE_MONAT,), 6.0, 1.0, (JE_MONAT[:5],)), "je Jahr 12 Monate, zusammen sind es 5"),
        ("xlb_prognose", ((JE_MONAT,) * 2, 6.0, 1.0, (JE_MONAT,)), "vorjahre: erwartet werden 2 Zeilen, nicht 1"),
        ("xlb_prognose", ((JE_MONAT,), ((6.0, 7.0),), 1.0), "stand: erwartet wird je Ergebnis eine Zelle, nicht 2"),
        (
            "xlb_wert",
            ("Soziale", "Erträge", "gesamt", "Plan", "2023-06", MAPPE),
            "objekt: „Soziale“ fehlt in peine-2023",
        ),
        ("xlb_wert", ("Soziales", "Ertrag", "gesamt", "Plan", "2023-06", MAPPE), "art: „Ertrag“ ist nicht erlaubt"),
        (
            "xlb_wert",
            ("Soziales", "Erträge", "Personal", "Plan", "2023-06", MAPPE),
            "„Personal“ gehört nicht zu Erträge",
        ),
        (
            "xlb_wert",
            ("Soziales", "Produktbudget", "Personal", "Plan", "2023-06", MAPPE),
            "zeile: das Produktbudget hat",
        ),
        ("xlb_wert", ("Soziales", "Erträge", "gesamt", "Soll", "2023-06", MAPPE), "was: „Soll“ ist nicht erlaubt"),
        (
            "xlb_wert",
            ("Soziales", "Erträge", "gesamt", "Plan", "Juni", MAPPE),
            "stand: Der Stand „Juni“ ist kein Monat",
        ),
        ("xlb_wert", ("Soziales", "Erträge", "gesamt", "Plan", "2022-12", MAPPE), "liegt nicht im Haushaltsjahr 2023"),
        ("xlb_wert", ("Soziales", "Erträge", "gesamt", "Plan", "2023-06", "x.xlsx"), "kein vollständiger Pfad"),
        ("xlb_wert", ("A", "Erträge", "gesamt", "Plan", "2023-06", "https://x/y.xlsx"), "synchronisierten Ordners"),
        ("xlb_wert", ("A", "Erträge", "gesamt", "Plan", "2023-06", MAPPE + "x"), "peine-2023.xlsxx gibt es nicht"),
        ("xlb_wert", ("A", "Erträge", "gesamt", "Plan", "2023-06", MAPPE + "y"), "diese öffnen und auf der Register"),
        ("xlb_monatswerte", ("Soziales", "Produktbudget", "gesamt", 2023.0, MAPPE), "art: „Produktbudget“ ist nicht"),
        (
            "xlb_monatswerte",
            ("Soziales", "Erträge", "gesamt", 2019.0, MAPPE),
            "jahr: für 2019 steht in peine-2023.xlsx",
        ),
        ("xlb_monatswerte", ("Soziales", "Erträge", "gesamt", "bald", MAPPE), "jahr: „bald“ ist kein Jahr"),
    ],
)
def test_reason_of_an_error(excel, funktion, args, grund):
    gezeigt = excel(funktion, *args)
    if funktion == "xlb_monatswerte":
        assert len(set(gezeigt)) == 1
        gezeigt = gezeigt[0]
    assert gezeigt.startswith("#XLB: ")
    assert grund in gezeigt
    assert len(gezeigt) <= MAX_ZEICHEN
    assert "Traceback" not in gezeigt


def test_whole_columns_are_refused_before_they_freeze_excel(excel):
    spalte = column([1.0] * (MAX_ZELLEN + 1))
    assert "mehr als 100000 Zellen" in excel("xlb_tendenz", spalte)
    assert "mehr als 100000 Zellen" in excel("xlb_abweichung", column([1.0] * 400), (tuple([1.0] * 400),))


def test_only_text_and_numbers_go_back_to_com(excel):
    """pywin32 knows neither Decimal nor Fraction in an array."""
    gezeigt = [
        *flat(excel("xlb_tendenz", column((50_000.0, -50_000.0, None, DIV_0, "x")))),
        excel("xlb_zielerreichung", 3.0, 1.0),
        excel("xlb_ampel", 1.0, 1.0),
        excel("xlb_prognose", (JE_MONAT,), 6.0, 1.0),
        excel("xlb_wert", "Soziales", "Erträge", "gesamt", "Plan", "2023-06", MAPPE),
    ]
    assert {type(wert) for wert in gezeigt} == {str, float}


# what xlwings knows of them


def test_xlwings_sees_the_same_arguments_and_texts(excel):
    gesehen = excel.metadata()
    alle = list(tabellenfunktionen(xlb_funktionen))
    assert [funktion.name for funktion in alle] == [
        "XLB_ABWEICHUNG", "XLB_TENDENZ", "XLB_ZIELERREICHUNG", "XLB_AMPEL", "XLB_PROGNOSE", "XLB_MONATSWERTE",
        "XLB_WERT",
    ]  # fmt: skip
    assert list(gesehen) == [funktion.python for funktion in alle]
    for funktion in alle:
        xlfunc = gesehen[funktion.python]
        assert [arg["name"] for arg in xlfunc["args"]] == list(funktion.angaben)
        assert [arg["doc"] for arg in xlfunc["args"]] == [angabe.hilfe for angabe in funktion.angaben.values()]
        assert {arg["name"] for arg in xlfunc["args"] if "optional" not in arg} == funktion.pflicht
        assert xlfunc["category"] == "xlbudget"
        assert not xlfunc["volatile"]


def test_functions_without_a_path_read_the_datenmappe_last_set(excel):
    frage = ("Soziales", "Erträge", "gesamt", "Plan", "2023-06")
    excel.run("xlbudget.addin.funktionen.datenquelle", "set_datenmappe", Path(MAPPE))
    assert excel("xlb_wert", *frage) == excel("xlb_wert", *frage, MAPPE) == 67_294_900.0


def test_before_the_first_use_of_the_ribbon_there_is_no_datenmappe(excel, notiz):
    beiseite = notiz.rename(notiz.with_suffix(".weg"))
    try:
        gezeigt = excel("xlb_wert", "Soziales", "Erträge", "gesamt", "Plan", "2023-06")
    finally:
        beiseite.rename(notiz)
    assert gezeigt.startswith("#XLB: Es ist keine Datenmappe gewählt")
