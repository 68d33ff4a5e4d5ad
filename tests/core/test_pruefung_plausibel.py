"""What fits the rules and is still odd."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from xlbudget.core.berichtsdaten import Berichtsdaten
from xlbudget.core.gliederung import Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.kontenrahmen import Art, Berichtszeile, Kontenrahmen, Praefix
from xlbudget.core.monatswerte import LEER, Monate, Monatswerte
from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.prognose import Prognoserechnung
from xlbudget.core.pruefung_plausibel import (
    check_ansatzzeilen,
    check_gegen_die_art,
    check_interne_leistungen,
    check_monatsverlauf,
    check_zeilennamen,
    check_ziele,
)
from xlbudget.core.tendenz import Regeln, Richtung
from xlbudget.core.vorjahre import Exportjahr, Vorjahreswerte
from xlbudget.core.zeit import Stand
from xlbudget.errors import SourceRef

ORT = SourceRef("mappe.xlsx", "Einstellungen", "B22")

SACH, SONST = Berichtszeile(Art.AUFWENDUNGEN, "Sachaufwand"), Berichtszeile(Art.AUFWENDUNGEN, "sonstige")
ILV_E, ILV_A = Berichtszeile(Art.ERTRAEGE, "ILV-Erträge"), Berichtszeile(Art.AUFWENDUNGEN, "ILV-Aufwand")
RAHMEN = Kontenrahmen([Praefix(str(n), z) for n, z in enumerate((SACH, SONST, ILV_E, ILV_A))])
BUDGET = Berichtsobjekt("Innen", Ebene.BUDGET, "1", "Innen")
PRODUKT = Berichtsobjekt("1111", Ebene.PRODUKT, "1111", "Steuerung", "Innen")
BAUM = Gliederung([BUDGET, PRODUKT])
EURO = 100


def monate(*betraege: int) -> Monate:
    return (*(betrag * EURO for betrag in betraege), *LEER[len(betraege) :])


def daten(
    ist: dict[Berichtszeile, Monate], plan: dict[Berichtszeile, int] | None = None, vorjahre: tuple[Monate, ...] = ()
) -> Berichtsdaten:
    stand = Stand(2024, 6)
    werte = Monatswerte(BAUM, {("1111", zeile): reihe for zeile, reihe in ist.items()})
    ansatz = Monatswerte(BAUM, {("1111", zeile): monate(betrag) for zeile, betrag in (plan or {}).items()})
    alte = [
        Exportjahr(jahr, Monatswerte(BAUM, {("1111", SACH): reihe}), None)
        for jahr, reihe in zip((2023, 2022), vorjahre, strict=False)
    ]
    davor = Vorjahreswerte(BAUM, RAHMEN, 2024, ansatz, (), alte)
    prognosen = Prognoserechnung(BAUM, RAHMEN.zeilen, 6, werte, ansatz).prognosen()
    return Berichtsdaten("Kreis", stand, Regeln(), BAUM, RAHMEN, werte, ansatz, prognosen, davor)


@pytest.mark.parametrize(
    ("namen", "auffaellig"),
    [
        (("Personal", "Personalaufwand"), True),
        (("Personal", "Personalaufwendungen"), True),
        (("Sachaufwand", "Sach-Aufwand"), True),
        (("Abschreibungen", "Abschreibungenn"), True),
        (("Sachaufwand", "Transferaufwand"), False),
        (("ordentlich", "außerordentlich"), False),
        (("Zinsen", "Zölle"), False),
    ],
)
def test_rows_that_are_one(namen: tuple[str, str], auffaellig: bool) -> None:
    praefixe = [Praefix(str(n), Berichtszeile(Art.AUFWENDUNGEN, name)) for n, name in enumerate(namen)]
    assert bool(check_zeilennamen(praefixe)) is auffaellig


def test_the_same_name_in_both_arten_is_no_matter() -> None:
    assert check_zeilennamen([Praefix("1", ILV_E), Praefix("2", replace(ILV_A, name="ILV"))]) == []


def test_planned_here_and_booked_there() -> None:
    (befund,) = check_ansatzzeilen(daten({SONST: monate(30_000, 20_000)}, {SACH: 90_000}))
    assert "geplant sind 90.000 € bei „Sachaufwand“, gebucht 50.000 € bei „sonstige“" in befund.text
    for ist, plan in (
        ({SACH: monate(50_000)}, {SACH: 90_000}),
        ({SONST: monate(500)}, {SACH: 90_000}),
        ({SONST: monate(50_000)}, {SACH: 9_000_000}),
        ({SONST: monate(50_000), SACH: monate(1)}, {SACH: 90_000}),
    ):
        assert list(check_ansatzzeilen(daten(ist, plan))) == []


def test_what_one_charges_another_pays() -> None:
    assert list(check_interne_leistungen(daten({ILV_E: monate(5, 5), ILV_A: monate(10)}), ORT)) == []
    (befund,) = check_interne_leistungen(daten({ILV_E: monate(5), ILV_A: monate(10)}), ORT)
    assert befund.source == ORT
    assert "Unterschied -5,00 €" in befund.text


def test_a_target_of_nothing() -> None:
    ziel = Kennzahl("1111", "Quote", "Prozent", Richtung.HOEHER, Decimal(0), Decimal(3))
    assert [befund.code for befund in check_ziele([ziel])] == ["kennzahl.plan_null"]
    assert list(check_ziele([replace(ziel, plan=None), replace(ziel, ist=None), replace(ziel, plan=Decimal(1))])) == []


def test_a_target_below_nothing() -> None:
    ziel = Kennzahl("1111", "Veränderung", "%", Richtung.NIEDRIGER, Decimal(-5), Decimal(-9))
    (befund,) = check_ziele([ziel])
    assert befund.code == "kennzahl.negativ"
    assert "Stimmt das Vorzeichen, ist nichts zu tun" in befund.text
    assert ziel.grad is None
    assert [b.code for b in check_ziele([replace(ziel, plan=None), replace(ziel, ist=Decimal(9))])] == [befund.code] * 2


def test_an_odd_month_is_measured_by_what_is_usual() -> None:
    ruhig = tuple(monat * 1_000 * EURO for monat in range(10, 22))
    aehnlich = tuple(betrag + 2_000 * EURO for betrag in ruhig)
    normal = {SACH: (*ruhig[:6], *LEER[6:])}
    assert list(check_monatsverlauf(daten(normal, vorjahre=(ruhig, aehnlich)), [BUDGET])) == []
    einmalig = {SACH: (*ruhig[:3], 400_000 * EURO, *ruhig[4:6], *LEER[6:])}
    (befund,) = check_monatsverlauf(daten(einmalig, vorjahre=(ruhig, aehnlich)), [BUDGET])
    assert "April 400.000 € (Vorjahre im Mittel 14.000 €)" in befund.text
    assert list(check_monatsverlauf(daten(einmalig, vorjahre=(ruhig,)), [BUDGET])) == []


@pytest.mark.parametrize(
    ("ist", "plan", "verkehrt"),
    [
        ((-10, -12, -8), 120, True),
        ((-10, -12, 1), 120, False),
        ((-10, -12), 120, False),
        ((-10, -12, -8), 0, False),
        ((-3, -3, -3), 120, False),
        ((10, 12, 8), 120, False),
    ],
)
def test_a_row_that_is_booked_against_its_art(ist: tuple[int, ...], plan: int, verkehrt: bool) -> None:
    befunde = list(check_gegen_die_art(daten({SACH: monate(*ist)}, {SACH: plan})))
    assert [befund.code for befund in befunde] == ["produkt.vorzeichen"] * verkehrt


def test_a_threshold_of_nothing_finds_no_plan_of_nothing() -> None:
    ohne = daten({SACH: monate(1, 1, 1)}, {})
    assert list(check_ansatzzeilen(replace(ohne, regeln=Regeln(ampel_gelb_ab_ct=0)))) == []


def test_months_to_come_are_not_odd() -> None:
    vorjahr = monate(*[100] * 12)
    bis_mai = daten({SACH: monate(100, 100, 100, 100, 100)}, vorjahre=(vorjahr, vorjahr))
    regeln = Regeln(ampel_rot_ab_ct=10 * EURO)
    assert list(check_monatsverlauf(replace(bis_mai, regeln=regeln), [BUDGET])) == []
    luecke = daten({SACH: monate(100, 100, 0, 100, 100)}, vorjahre=(vorjahr, vorjahr))
    (befund,) = check_monatsverlauf(replace(luecke, regeln=regeln), [BUDGET])
    assert "März 0 €" in befund.text
