"""Other columns and another unit: the same figures, the same markers, no broken formula, whatever is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from app.bericht.test_blick import read, sort
from conftest import differences
from openpyxl.worksheet.worksheet import Worksheet
from writers.test_gesamtbericht import JUNI, KOPF, Excel, assert_equal_values, bericht_of, kennzahl, table, with_sums

from xlbudget.app.bericht.fakten import with_fakten
from xlbudget.app.bericht.lauf import Lauf
from xlbudget.core.ausschuss import Ausschuesse
from xlbudget.core.auszug import build_auszug
from xlbudget.core.bericht import Produktbericht
from xlbudget.core.blick import build_blick
from xlbudget.core.darstellung import HEUTIGE, NAMEN, Darstellung, Geldeinheit, Spaltenwahl
from xlbudget.core.produktzeile import Produktzeile
from xlbudget.writers.gesamtbericht.mappe import write_gesamtbericht
from xlbudget.writers.gesamtbericht.seite import choose_seite
from xlbudget.writers.gesamtbericht.spaltenkatalog import empty_columns, spalten_of
from xlbudget.xlsx.lint import lint_workbook

ALLES = tuple(dict.fromkeys(NAMEN.values()))
FINANZEN = ("ausschoepfung", "vorjahre", "abweichung_ansatz", "abweichung_volumen", "erlaeuterung")
WENIG = ("abweichung", "tendenz")
Schreiber = Callable[..., Path]


def with_columns(bericht: Produktbericht, *namen: str, einheit: Geldeinheit = Geldeinheit.EURO) -> Produktbericht:
    wahl = tuple(Spaltenwahl(name) for name in dict.fromkeys(("nr", "bezeichnung", *namen)))
    return replace(bericht, darstellung=Darstellung(einheit, wahl if namen else None))


def further(lauf: Lauf) -> Produktbericht:
    """The example, where a Produkt has a second Leistung and three more Ziele."""
    ganzes = with_fakten(lauf.daten.produktbericht(), lauf)
    (dezernat,) = ganzes.dezernate

    def more(zeile: Produktzeile) -> Produktzeile:
        if zeile.objekt.nummer != "3111":
            return zeile
        leistung = replace(kennzahl("7", "8", einheit="Anträge"), bezeichnung="Zweite")
        ziele = tuple(replace(kennzahl("100", ist), bezeichnung=f"Ziel {ist}") for ist in ("94.9", "100", "105.1"))
        return replace(zeile, weitere_leistungen=(leistung,), weitere_ziele=ziele)

    gruppen = tuple(replace(g, zeilen=tuple(map(more, g.zeilen))) for g in dezernat.gruppen)
    return replace(ganzes, dezernate=(replace(dezernat, gruppen=gruppen),))


def extract(lauf: Lauf) -> Produktbericht:
    ausschuesse = Ausschuesse(lauf.mappe.ausschuesse, lauf.daten.gliederung)
    return with_fakten(build_auszug(lauf.daten, ausschuesse, ausschuesse.find("GAS")), lauf)


@pytest.fixture
def schreibe(juni: Lauf, tmp_path: Path) -> Schreiber:
    """Function that writes a report of the example with its first page."""

    def schreibe(bericht: Produktbericht, name: str = "bericht") -> Path:
        datei = tmp_path / f"{name}.xlsx"
        datei.write_bytes(write_gesamtbericht(bericht, (), build_blick(juni.daten, bericht, juni.fakten)))
        return datei

    return schreibe


def visible(blatt: Worksheet) -> list[str]:
    versteckt = {
        n for spalte in blatt.column_dimensions.values() if spalte.hidden for n in range(spalte.min, spalte.max + 1)
    }
    zellen = [zelle for zelle in blatt[KOPF] if zelle.column not in versteckt]
    return [str(zelle.value).replace("-\n", "").replace("\n", " ") for zelle in zellen]


def figures(datei: Path) -> dict[tuple[str, str], object]:
    """Every number and marker of the workbook."""
    zeichen = ("▲", "▼")
    mappe = openpyxl.load_workbook(datei, data_only=True)
    zellen = ((blatt.title, zelle) for blatt in mappe for zeile in blatt.iter_rows() for zelle in zeile)
    return {(titel, z.coordinate): z.value for titel, z in zellen if z.data_type == "n" or z.value in zeichen}


@pytest.mark.parametrize("einheit", [Geldeinheit.TAUSEND, Geldeinheit.MILLIONEN])
@pytest.mark.parametrize("machen", [further, extract], ids=["gesamt", "auszug"])
def test_another_unit_changes_formats_and_heads_only(juni, schreibe, audit, einheit, machen):
    euro = schreibe(machen(juni), "euro")
    anders = schreibe(with_columns(machen(juni), einheit=einheit), "anders")
    assert figures(anders) == figures(euro)
    assert audit(anders) == []
    assert lint_workbook(anders.read_bytes(), anders.name) == []
    vorher, nachher = (openpyxl.load_workbook(datei) for datei in (euro, anders))
    for blatt in vorher:
        for zeile in blatt.iter_rows():
            for zelle in zeile:
                gleiche = nachher[blatt.title][zelle.coordinate]
                if zelle.data_type == "f":
                    assert gleiche.value == zelle.value
                if gleiche.number_format != zelle.number_format:
                    assert zelle.number_format in {"#,##0", "+#,##0;-#,##0;0", '"Prognose "#,##0;"Prognose "-#,##0'}
                    assert einheit.zahlformat in gleiche.number_format
    tabelle = nachher["Produktbericht"]
    assert tabelle.cell(KOPF - 1, 3).value == f"Finanzen / Budget (in {einheit})"
    plaene = [zeile["Plan"] for zeile in table(tabelle).values() if zeile["Tendenz"].data_type == "f"]
    assert {zelle.number_format for zelle in plaene} == {einheit.zahlformat}
    texte = [str(zelle.value) for zelle in tabelle["A"]]
    assert any("Die Zellen enthalten den genauen Betrag; Schwellen gelten in Euro." in text for text in texte)
    assert any(str(zelle.value) == "Tendenz ab Euro" for zelle in tabelle["B"])


@pytest.mark.parametrize(
    "namen", [ALLES, FINANZEN, WENIG, ("leistung_2", "ziel_3"), tuple(HEUTIGE.values())], ids=lambda n: f"{len(n)}"
)
@pytest.mark.parametrize("machen", [further, extract], ids=["gesamt", "auszug"])
def test_whatever_is_shown_every_formula_is_right_and_the_first_page_is_the_same(
    juni, schreibe, libreoffice, audit, tmp_path, namen, machen
):
    ueblich = read(schreibe(machen(juni), "ueblich"))
    datei = schreibe(with_columns(machen(juni), *namen))
    assert audit(datei) == []
    assert lint_workbook(datei.read_bytes(), datei.name) == []
    assert differences(datei, libreoffice.convert(datei, tmp_path / "gerechnet.xlsx")) == []
    for seite in (read(datei), read(tmp_path / "gerechnet.xlsx")):
        assert [flat(teil) for teil in parts(seite)] == [pytest.approx(flat(teil), abs=1e-6) for teil in parts(ueblich)]
    assert choose_seite(spalten_of(with_columns(machen(juni), *namen))).skala >= 0.9


def parts(seite):
    return (seite.kennwerte, seite.anteile, [*seite.budgets.values()], seite.besser, seite.schlechter, seite.ziele)


def flat(teil) -> list[object]:
    if isinstance(teil, list | tuple):
        return [wert for stueck in teil for wert in flat(stueck)]
    return [teil]


@pytest.mark.parametrize("steigend", [True, False])
def test_sorted_by_a_reader_every_column_stays_with_its_line(juni, schreibe, libreoffice, tmp_path, steigend):
    datei = schreibe(with_columns(further(juni), *(name for name in ALLES if name != "ansatz")))
    sortiert = tmp_path / "sortiert.xlsx"
    sort(libreoffice, datei, sortiert, "Abweichung (positiv = besser)", steigend=steigend, alles=False)

    def lines(ort: Path) -> dict[str, list[object]]:
        zeilen = table(openpyxl.load_workbook(ort, data_only=True)["Produktbericht"])
        return {nr: [z.value or "" for z in zeile.values()] for nr, zeile in zeilen.items() if nr[:1].isdigit()}

    vorher, nachher = lines(datei), lines(sortiert)
    assert vorher.keys() == nachher.keys()
    assert list(vorher) != list(nachher)
    for nummer, werte in vorher.items():
        assert nachher[nummer] == [pytest.approx(w, abs=1e-6) if isinstance(w, float | int) else w for w in werte]
    assert [flat(t) for t in parts(read(sortiert))] == [pytest.approx(flat(t), abs=1e-6) for t in parts(read(datei))]


def test_what_is_not_shown_but_needed_is_hidden(juni, schreibe):
    blatt = openpyxl.load_workbook(schreibe(with_columns(further(juni), *WENIG)))["Produktbericht"]
    assert visible(blatt) == ["Nr.", "Bezeichnung", "Abweichung (positiv = besser)", "Tendenz"]
    assert blatt.print_area.startswith("'Produktbericht'!$A$1:$K$")
    assert blatt.auto_filter.ref.startswith(f"A{KOPF}:K")  # or sorting would take lines apart


def test_columns_stand_in_the_order_of_the_house_with_a_head_for_each_run(juni, schreibe):
    bericht = with_columns(further(juni), "ziel_2", "ergebnis", "grad", "ansatz")
    blatt = openpyxl.load_workbook(schreibe(bericht))["Produktbericht"]
    assert visible(blatt)[2:] == [
        "definiertes operationales Produktziel", "Messgröße", "besser ist", "Plan", "Ist", "Zielerreichungsgrad",
        "Abweichung", "Prognose Jahresergebnis", "Zielerreichungsgrad", "Plan",
    ]  # fmt: skip
    koepfe = [zelle.value for zelle in blatt[KOPF - 1] if zelle.value]
    geld, ziele = "Finanzen / Budget (in Euro)", "„Top“-Zielkennzahlen"
    # hidden ones keep the head that says what they are
    assert koepfe == ["Produkt/-gruppe/-bereich", ziele, geld, "2. Zielkennzahl", geld, ziele, geld]


def test_further_kennzahlen_have_their_own_grad_and_marker(juni, schreibe):
    datei = schreibe(with_columns(further(juni), "leistung_2", "ziel_2", "ziel_3", "ziel_4"))
    zeile = table(openpyxl.load_workbook(datei, data_only=True)["Produktbericht"])["3111"]
    # hidden ones come first
    assert (zeile["Indikator"].value, zeile["Plan.3"].value, zeile["Ist.2"].value) == ("Zweite (Anträge)", 7, 8)
    grade = [zeile[f"Zielerreichungsgrad.{i}"].value for i in (2, 3, 4)]
    assert grade == pytest.approx([0.949, 1, 1.051])
    assert [zeile[f"Abweichung.{i}"].value or "" for i in (2, 3, 4)] == ["▼", "", "▲"]


def test_a_column_without_anything_in_it_is_left_out_and_named(juni, schreibe):
    bericht = with_columns(further(juni), "ansatz", "leistung_2", "leistung_3")
    assert empty_columns(bericht) == ["Kennzahl 3"]
    assert "3. Kennzahl" not in [z.value for z in openpyxl.load_workbook(schreibe(bericht))["Produktbericht"][KOPF - 1]]


def without_kennzahlen(bericht: Produktbericht) -> Produktbericht:
    def bare(zeile: Produktzeile) -> Produktzeile:
        return replace(zeile, leistung=None, ziel=None)

    dezernate = tuple(
        replace(d, gruppen=tuple(replace(g, zeilen=tuple(map(bare, g.zeilen))) for g in d.gruppen))
        for d in bericht.dezernate
    )
    return replace(bericht, dezernate=dezernate)


@pytest.mark.parametrize("machen", [further, extract], ids=["gesamt", "auszug"])
def test_a_report_without_kennzahlen_shows_no_columns_for_them(juni, schreibe, libreoffice, audit, tmp_path, machen):
    datei = schreibe(without_kennzahlen(machen(juni)))
    blatt = openpyxl.load_workbook(datei)["Produktbericht"]
    assert visible(blatt)[-1] == "Tendenz"
    koepfe = [z.value for z in blatt[KOPF - 1] if z.value]
    assert koepfe[:2] == ["Produkt/-gruppe/-bereich", "Finanzen / Budget (in Euro)"]
    assert blatt.print_area.startswith("'Produktbericht'!$A$1:$G$")
    assert blatt.page_setup.paperSize == 9  # A4 is enough
    assert not any(str(zelle.value).startswith("Zielerreichungsgrad =") for zelle in blatt["A"])
    assert audit(datei) == []
    assert differences(datei, libreoffice.convert(datei, tmp_path / "gerechnet.xlsx")) == []
    if machen is extract:
        (rest,) = [str(zelle.value) for zelle in blatt["B"] if str(zelle.value).startswith("hier nicht gezeigt:")]
        assert rest == "hier nicht gezeigt: 34+38+39 Übrige Budgets; in keinem Bericht"


def test_what_an_engine_computes_of_the_percentages_is_what_the_rules_say(tmp_path):
    zeilen = [
        (-200_00, -50_00, -150_00, 1000_00), (200_00, 50_00, 150_00, 0), (0, -50_00, -150_00, 1000_00),
        (-200_00, 50_00, 50_00, -5_00), (-200_00, 0, 0, 10), (1, 1, -1, 1), (-30, -10, -20, 70),
    ]  # fmt: skip
    bericht = with_sums(bericht_of(JUNI))
    (dezernat,) = bericht.dezernate
    muster = dezernat.gruppen[0].zeilen[0]
    neue = tuple(
        replace(
            muster, objekt=replace(muster.objekt, kennung=f"{i}", nummer=f"{i}"),
            ansatz_ct=plan, ist_ct=ist, ergebnis_ct=ergebnis, volumen_ct=volumen,
        )
        for i, (plan, ist, ergebnis, volumen) in enumerate(zeilen)
    )  # fmt: skip
    gruppe = replace(dezernat.gruppen[0], zeilen=neue)
    bericht = replace(bericht, dezernate=(replace(dezernat, gruppen=(gruppe,)),))
    datei = tmp_path / "prozent.xlsx"
    datei.write_bytes(write_gesamtbericht(with_columns(bericht, "abweichung", "tendenz", *FINANZEN)))
    excel = Excel(datei)
    assert_equal_values(excel.cached(), excel.computed())
    tabelle = table(openpyxl.load_workbook(datei, data_only=True)["Produktbericht"])
    assert [tabelle[f"{i}"]["Abweichung in % v. Ansatz"].value or "" for i in range(7)] == [
        0.25, -0.25, "", "", 1, "", pytest.approx(1 / 3)
    ]  # fmt: skip
    assert [tabelle[f"{i}"]["Abweichung in % v. Volumen"].value or "" for i in range(7)] == [
        0.05, "", -0.15, "", 2000, -2, pytest.approx(1 / 7)
    ]  # fmt: skip


def test_a_width_of_the_house_counts(juni):
    wahl = (Spaltenwahl("nr"), Spaltenwahl("bezeichnung", 50.0), Spaltenwahl("vorjahre", 17.0), Spaltenwahl("ansatz"))
    spalten = spalten_of(replace(further(juni), darstellung=Darstellung(spalten=wahl)))
    assert [spalte.breite for spalte in spalten if spalte.sichtbar] == [6, 50, 17, 17, 9.5]


def test_at_the_end_of_the_year_the_ist_is_the_ergebnis(dezember):
    spalten = spalten_of(with_columns(dezember.daten.produktbericht(), "ist", "ausschoepfung"))
    assert [spalte.name for spalte in spalten if spalte.sichtbar] == ["nr", "bezeichnung", "ergebnis", "ausschoepfung"]


def test_a_long_erläuterung_gets_rows_as_high_as_it_needs_and_ends_visibly(juni, schreibe):
    ganzes = further(juni)
    (dezernat,) = ganzes.dezernate
    gruppe = dezernat.gruppen[0]
    kurz, lang = gruppe.zeilen[:2]
    zeilen = (replace(kurz, begruendung="kurz"), replace(lang, begruendung="Mehr Fälle als geplant. " * 100))
    gruppe = replace(gruppe, zeilen=zeilen)
    bericht = replace(ganzes, dezernate=(replace(dezernat, gruppen=(gruppe,)),), gesamt=None)
    blatt = openpyxl.load_workbook(schreibe(with_columns(bericht, "ansatz", "erlaeuterung")))["Produktbericht"]
    zelle = table(blatt)[lang.objekt.nummer]["Begründung der Abweichung"]
    assert str(zelle.value).endswith("…")
    assert 300 < blatt.row_dimensions[zelle.row].height <= 409
    assert Decimal(len(str(zelle.value))) > 1000
