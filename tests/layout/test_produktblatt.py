from decimal import Decimal

from xlbudget.cellplan import Fill, HideRows
from xlbudget.core.gliederung import Berichtsobjekt, Ebene
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.produktblatt import Blatttabelle, Kennzahl, Produktblatt, Zeile
from xlbudget.core.prognose import Prognose, Verfahren, Vorjahr
from xlbudget.core.tendenz import Regeln, Richtung
from xlbudget.core.zeit import Stand
from xlbudget.layout.datenmappe import TABELLEN
from xlbudget.layout.namen import PFLICHTNAMEN
from xlbudget.layout.produktblatt import plan_produktblatt


def blatt(monat=2, ziele=()):
    prognose = Prognose(1200_05, frozenset({Verfahren.ANSATZ, Verfahren.GEMELDET}))
    zeile = Zeile("Personal", None, (1_05, None) + (None,) * 10, prognose)
    vorjahr = Vorjahr("10", Art.AUFWENDUNGEN, "gesamt", 2022, 5_00, (None,) * 11 + (7,), None)
    objekt = Berichtsobjekt("10", Ebene.PRODUKT, "10", "Zehn", "B", "FD", erlaeuterung="=Text")
    return Produktblatt(
        objekt,
        Stand(2023, monat),
        Blatttabelle(Art.ERTRAEGE, (), ()),
        Blatttabelle(Art.AUFWENDUNGEN, (zeile,), (vorjahr,)),
        Regeln(),
        (),
        tuple(ziele),
    )


def entries(plan):
    return {entry.name: entry.block for entry in plan if isinstance(entry, Fill)}


def test_elapsed_months_are_zero_and_later_ones_empty():
    block = entries(plan_produktblatt(blatt(), "Kreis"))["PB_Aufwendungen"]
    assert block == ((Decimal("1.05"), Decimal("0.00")) + (None,) * 10,)


def test_prior_years_stay_as_they_are():
    block = entries(plan_produktblatt(blatt(), "Kreis"))["PB_AufwendungenVorjahre"]
    assert block == ((2022, Decimal("5.00"), *(None,) * 11, Decimal("0.07"), None),)


def test_methods_are_named():
    werte = entries(plan_produktblatt(blatt(), "Kreis"))
    assert werte["PB_AufwendungenVerfahren"] == (("A/G",),)
    assert werte["PB_Verfahren"] == (("Prognose: A = Ist + restlicher Anteil des Ansatzes, G = gemeldet",),)


def test_unused_rows_are_hidden():
    ziel = Kennzahl("10", "Tage", "Tage", Richtung.NIEDRIGER, Decimal(3), None)
    plan = plan_produktblatt(blatt(ziele=[ziel]), "Kreis")
    versteckt = {entry.name: entry.count for entry in plan if isinstance(entry, HideRows)}
    assert versteckt == {
        "PB_ErtraegeZeilen": 0,
        "PB_AufwendungenZeilen": 1,
        "PB_LeistungBezeichnung": 0,
        "PB_ZielBezeichnung": 1,
    }
    assert entries(plan)["PB_ZielRichtung"] == (("niedriger",),)


def test_required_names_are_filled():
    assert entries(plan_produktblatt(blatt(), "Kreis")).keys() >= PFLICHTNAMEN


def test_tables_of_the_datenmappe_have_unique_columns_and_known_references():
    namen = [tabelle.name for tabelle in TABELLEN]
    assert len(set(namen)) == len(namen)
    for tabelle in TABELLEN:
        spalten = [spalte.name for spalte in tabelle.spalten]
        assert len(set(spalten)) == len(spalten)
        assert {spalte.verweis for spalte in tabelle.spalten} <= {"", *namen}
