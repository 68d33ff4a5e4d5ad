"""The workbook a Fachdienst fills in: end to end with the example, as Excel, LibreOffice and openpyxl see it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from conftest import cell_values, differences
from writers.rueckmeldung_base import (
    BEGLEITUNG,
    MIGRATION,
    SCHLUESSEL,
    Gesendet,
    blaetter_of,
    cached,
    check_open_cells,
    check_protection,
    check_validations,
    fill,
    identitaet,
    konstanten,
    opened,
    send,
)

from xlbudget.core.kontenrahmen import Art
from xlbudget.core.produktblatt import Produktblatt
from xlbudget.core.prognose import Meldung
from xlbudget.core.rueckmeldung import Ausweis, Feldart, Identitaet, Zellwert
from xlbudget.core.tendenz import Ampel, ampel
from xlbudget.layout.rueckmeldung import (
    EINGABEFARBE,
    HINWEIS,
    IDENTITAET_BLATT,
    RUECKMELDUNG_BLATT,
    ZELLE_DATUM,
    ZELLE_HINWEIS,
    ZELLE_IDENTITAET,
    ZELLE_NAME,
    ZELLE_SIEGEL,
    ZELLE_STATUS,
)
from xlbudget.mitgeliefert import shipped
from xlbudget.sources.returns.gesperrt import check_gesperrt
from xlbudget.sources.returns.ruecklauf import open_ruecklauf
from xlbudget.writers.rueckmeldung.mappe import Begleitung
from xlbudget.xlsx.lint import lint_workbook
from xlbudget.xlsx.package import Package

MAX_FORMEL = 8192
NULLEN = re.compile(r"(?<![\w.])\d+\.\d*0(?!\d)")
"""A number in a formula that no program writes so."""


@pytest.fixture(scope="module")
def vorlage() -> Package:
    return Package.read(shipped("templates", "rueckmeldung.xlsx"))


@pytest.fixture(scope="module")
def gesendet(juni, vorlage, tmp_path_factory) -> Mapping[str, Gesendet]:
    """The workbooks of all Budgets of the example that have Produkte, at Stand Juni."""
    ordner = tmp_path_factory.mktemp("gesendet")
    budgets = [gruppe.blatt.objekt.kennung for gruppe in juni.daten.produktbericht().budgetgruppen]
    return {budget: send(ordner, vorlage, juni, blaetter_of(juni, budget)) for budget in budgets}


@pytest.fixture(scope="module")
def arbeit(gesendet) -> Gesendet:
    return gesendet["Arbeit"]


@pytest.fixture(scope="module")
def gespeichert(gesendet, recalculated, tmp_path_factory) -> Mapping[str, Mapping[str, Path]]:
    """By program, the workbooks as it saves them unchanged."""
    ordner = tmp_path_factory.mktemp("gespeichert")
    neu = dict(recalculated([g.file for g in gesendet.values()]))
    for name, sendung in gesendet.items():
        openpyxl.load_workbook(sendung.file).save(ordner / f"{name}.xlsx")
    return {
        "LibreOffice": {name: neu[sendung.file] for name, sendung in gesendet.items()},
        "openpyxl": {name: ordner / f"{name}.xlsx" for name in gesendet},
    }


# the workbook as it is sent


def test_workbooks_are_computed_and_our_own_lint_finds_nothing(gesendet):
    assert len(gesendet) == 4
    for sendung in gesendet.values():
        assert sendung.mappe.befunde == ()
        assert lint_workbook(sendung.mappe.data, sendung.file.name) == []


def test_openxml_audit_finds_nothing(gesendet, audit):
    for sendung in gesendet.values():
        assert audit(sendung.file) == []


def test_libreoffice_computes_what_is_cached(gesendet, gespeichert):
    for name, sendung in gesendet.items():
        assert differences(sendung.file, gespeichert["LibreOffice"][name]) == []


def test_the_same_input_gives_the_same_bytes(juni, vorlage, arbeit):
    assert fill(vorlage, juni, arbeit.blaetter).data == arbeit.mappe.data


def test_sheets_in_order_and_the_first_one_shown(arbeit):
    mappe = opened(arbeit.file)
    assert mappe.sheetnames[:4] == [RUECKMELDUNG_BLATT, "Übersicht", "33 Arbeit", MIGRATION]
    assert mappe.sheetnames[-1] == IDENTITAET_BLATT
    assert mappe[IDENTITAET_BLATT].sheet_state == "veryHidden"
    assert len(mappe.sheetnames) == len(arbeit.blaetter) + 3
    assert [blatt.title for blatt in mappe.worksheets if blatt.sheet_view.tabSelected] == [RUECKMELDUNG_BLATT]


def test_only_the_listed_cells_are_open(gesendet):
    for sendung in gesendet.values():
        check_open_cells(sendung)


def test_every_input_has_its_check(gesendet):
    for sendung in gesendet.values():
        check_validations(sendung)


def test_all_sheets_and_the_structure_are_protected(gesendet):
    for sendung in gesendet.values():
        check_protection(sendung)


def test_inputs_are_visible_and_coloured(gesendet):
    for sendung in gesendet.values():
        mappe = opened(sendung.file)
        for feld in sendung.mappe.felder:
            cell = mappe[feld.blatt][feld.zelle]
            assert cell.fill.fgColor.rgb == f"FF{EINGABEFARBE}"
            assert not mappe[feld.blatt].row_dimensions[cell.row].hidden


def test_inputs_hold_what_was_sent(gesendet):
    for sendung in gesendet.values():
        mappe = opened(sendung.file)
        for feld in sendung.mappe.felder:
            wert = mappe[feld.blatt][feld.zelle].value
            if feld.feld.feldart is Feldart.PROGNOSE and feld.wert is not None:
                wert = round(wert * 100)
            elif isinstance(feld.wert, Decimal):
                wert = Decimal(repr(wert))
            assert wert == feld.wert


def test_the_check_of_a_prognose_looks_at_its_own_cell(arbeit):
    blatt = opened(arbeit.file)[MIGRATION]
    formeln = {str(p.sqref): p.formula1 for p in blatt.data_validations.dataValidation if p.type == "custom"}
    assert formeln == {
        "R7:R9": "AND(ISNUMBER(R7),ABS(R7)<=10000000000,ROUND(R7,2)=R7)",
        "R18:R24": "AND(ISNUMBER(R18),ABS(R18)<=10000000000,ROUND(R18,2)=R18)",
    }


def test_the_budget_takes_an_explanation_only(arbeit):
    (feld,) = (feld for feld in arbeit.mappe.felder if feld.feld.objekt == "Arbeit")
    assert feld.feld.feldart is Feldart.ERLAEUTERUNG


def test_the_first_sheet_says_what_to_do(arbeit):
    werte = [cell.value for row in cached(arbeit.file, RUECKMELDUNG_BLATT).iter_rows() for cell in row]
    titel = "Landkreis Peine · 33 Arbeit · Stand Ende: Juni 2023"
    frist = datetime(2023, 8, 15)
    for wert in (titel, frist, BEGLEITUNG.zurueck_an, BEGLEITUNG.ansprechstelle, "Entwurf", "alle vorhanden"):
        assert wert in werte


def test_what_is_not_known_is_not_said(juni, vorlage, tmp_path):
    ohne = send(tmp_path, vorlage, juni, blaetter_of(juni, "Arbeit"), begleitung=Begleitung())
    texte = [cell.value for row in cached(ohne.file, RUECKMELDUNG_BLATT).iter_rows() for cell in row]
    assert {"Frist", "Zurück an", "Fragen beantwortet", "Rückgabe"}.isdisjoint(texte)


def test_a_page_for_each_sheet(arbeit, count_pages):
    assert count_pages(arbeit.file) == len(arbeit.blaetter) + 2


# identity


def identity_in(file: Path) -> list[Zellwert]:
    return [konstanten(file)[IDENTITAET_BLATT, zelle] for zelle in (ZELLE_HINWEIS, ZELLE_IDENTITAET, ZELLE_SIEGEL)]


def test_the_identity_is_sealed_and_survives_every_program(gesendet, gespeichert):
    for name, sendung in gesendet.items():
        for file in (sendung.file, *(dateien[name] for dateien in gespeichert.values())):
            hinweis, text, siegel = identity_in(file)
            gelesen = Ausweis.read(text, siegel)
            assert hinweis == HINWEIS
            assert gelesen.identitaet == sendung.mappe.identitaet
            assert gelesen.is_sealed_by(SCHLUESSEL)
            assert gelesen.identitaet.budget == name


# what happens when something is entered

EINGABEN = {
    (Art.ERTRAEGE, "ordentlich"): (1_000_000_55, "mehr Zuweisungen"),
    (Art.AUFWENDUNGEN, "Personal"): (5_000_000_00, ""),
}


def expected_saldo(modell: Produktblatt) -> int:
    """By how many cents `EINGABEN` move the Produktbudget."""
    saldo = 0
    for vorzeichen, tabelle in ((1, modell.ertraege), (-1, modell.aufwendungen)):
        for zeile in tabelle.zeilen:
            berechnet = zeile.prognose.betrag_ct
            saldo += vorzeichen * (EINGABEN.get((tabelle.art, zeile.name), (berechnet, ""))[0] - berechnet)
    return saldo


def check_entered(file: Path, arbeit: Gesendet) -> None:
    produkt, budget = arbeit.modell("31198"), arbeit.modell("Arbeit")
    saldo = expected_saldo(produkt)
    blatt = cached(file, MIGRATION)
    assert blatt["C34"].value == pytest.approx((produkt.prognose_ct + saldo) / 100, abs=1e-6)
    assert blatt["F33"].value == str(ampel(produkt.mehrbedarf_ct - saldo, produkt.regeln)) == "gegensteuern"
    assert blatt["P7"].value == pytest.approx(produkt.ertraege.zeilen[0].prognose.betrag_ct / 100)
    assert blatt["T7"].value == 1_000_000.55
    assert blatt["S30"].value == "1 × fehlt der Grund"
    blatt = cached(file, "33 Arbeit")
    assert blatt["C34"].value == pytest.approx((budget.prognose_ct + saldo) / 100, abs=1e-6)
    assert budget.ampel is Ampel.GRUEN
    assert blatt["F33"].value == str(ampel(budget.mehrbedarf_ct - saldo, budget.regeln)) == "gegensteuern"
    differenz = 1_000_000.55 - produkt.ertraege.zeilen[0].prognose.betrag_ct / 100
    assert blatt["R7"].value == pytest.approx(budget.ertraege.zeilen[0].prognose.betrag_ct / 100 + differenz)
    assert blatt["S7"].value == "Summe der Produktblätter"
    assert (blatt["R8"].value or "") == (blatt["S8"].value or "") == (blatt["S30"].value or "") == ""
    (zeile,) = (row for row in cached(file, "Übersicht").iter_rows(values_only=True) if row[0] == "31198")
    assert zeile[4] == pytest.approx((produkt.prognose_ct + saldo) / 100, abs=1e-6)
    assert zeile[14] == 40
    assert f"1 × fehlt der Grund, zuerst auf dem Blatt „{MIGRATION}“" in {
        cell.value for row in cached(file, RUECKMELDUNG_BLATT).iter_rows() for cell in row
    }


def entries(arbeit: Gesendet) -> Iterator[tuple[tuple[str, str], str | float]]:
    for (art, zeile), (betrag_ct, grund) in EINGABEN.items():
        yield arbeit.zelle(Feldart.PROGNOSE, "31198", art, zeile), betrag_ct / 100
        if grund:
            yield arbeit.zelle(Feldart.GRUND, "31198", art, zeile), grund
    yield arbeit.zelle(Feldart.ZIEL, "31198", zeile="Migrationsangelegenheiten"), 40
    yield arbeit.zelle(Feldart.ERLAEUTERUNG, "Arbeit"), "Neu\nin zwei Zeilen"
    yield (RUECKMELDUNG_BLATT, ZELLE_NAME), "Leitung"
    yield (RUECKMELDUNG_BLATT, ZELLE_DATUM), 45127.0
    yield (RUECKMELDUNG_BLATT, ZELLE_STATUS), "fertig"


def test_entered_with_openpyxl_everything_follows(arbeit, recalculated, tmp_path):
    mappe = openpyxl.load_workbook(arbeit.file)
    for (blatt, zelle), wert in entries(arbeit):
        mappe[blatt][zelle].value = wert
    mappe.save(tmp_path / "zurueck.xlsx")
    ((_, neu),) = recalculated([tmp_path / "zurueck.xlsx"])
    check_entered(neu, arbeit)


def test_entered_in_libreoffice_everything_follows_and_the_rest_stays(libreoffice, arbeit, tmp_path):
    file = tmp_path / "zurück.xlsx"
    book = libreoffice.open(arbeit.file)
    for (blatt, zelle), wert in entries(arbeit):
        cell = book.document.Sheets.getByName(blatt).getCellRangeByName(zelle)
        if isinstance(wert, str):
            cell.String = wert
        else:
            cell.Value = wert
    book.save(file)
    book.close()
    check_entered(file, arbeit)
    assert Identitaet.from_json(identity_in(file)[1]) == arbeit.mappe.identitaet
    gesendete, zurueck = (open_ruecklauf(name.name, name.read_bytes()) for name in (arbeit.file, file))
    assert check_gesperrt(gesendete, zurueck, arbeit.mappe.felder) == []
    gelesen = konstanten(file)
    assert all(gelesen[ort] == wert for ort, wert in entries(arbeit))


# special cases


def test_what_was_reported_before_is_prefilled(juni, vorlage, recalculated, tmp_path):
    erste = Meldung("31198", Art.AUFWENDUNGEN, "Personal", 5_000_000_00, "zwei Stellen mehr")
    meldungen = [erste, replace(erste, betrag_ct=1)]
    sendung = send(tmp_path, vorlage, juni, blaetter_of(juni, "Arbeit"), meldungen=meldungen)
    for feldart, wert in ((Feldart.PROGNOSE, 5_000_000), (Feldart.GRUND, "zwei Stellen mehr")):
        blatt, zelle = sendung.zelle(feldart, "31198", Art.AUFWENDUNGEN, "Personal")
        assert cached(sendung.file, blatt)[zelle].value == wert
    personal = sendung.modell("31198").aufwendungen.zeilen[0].prognose.betrag_ct
    budget = sendung.modell("Arbeit").prognose_ct - 5_000_000_00 + personal
    assert cached(sendung.file, "33 Arbeit")["C34"].value == pytest.approx(budget / 100, abs=1e-6)
    ((_, neu),) = recalculated([sendung.file])
    assert differences(sendung.file, neu) == []


def test_at_the_end_of_the_year_no_prognose_is_asked_for(vorlage, dezember, recalculated, tmp_path):
    sendung = send(tmp_path, vorlage, dezember, blaetter_of(dezember, "Gesundheitsamt"))
    arten = {feld.feld.feldart for feld in sendung.mappe.felder}
    assert arten == {Feldart.ERLAEUTERUNG, Feldart.LEISTUNG, Feldart.ZIEL}
    assert lint_workbook(sendung.mappe.data, sendung.file.name) == []
    assert openpyxl.load_workbook(sendung.file)[IDENTITAET_BLATT].max_row == 3
    ((_, neu),) = recalculated([sendung.file])
    assert differences(sendung.file, neu) == []


def test_texts_stay_texts(juni, vorlage):
    budget, produkt, *weitere = blaetter_of(juni, "Arbeit")
    formel = '=HYPERLINK("http://example.invalid")'
    produkt = replace(produkt, objekt=replace(produkt.objekt, erlaeuterung=formel))
    mappe = fill(vorlage, juni, (budget, produkt, *weitere))
    (feld,) = (feld for feld in mappe.felder if feld.wert == formel)
    package = Package.from_bytes("mappe", mappe.data)
    (blatt,) = (sheet for sheet in package.sheets if sheet.name == feld.blatt)
    (zelle,) = re.findall(rf'<c r="{feld.zelle}"[^>]*>.*?</c>'.encode(), package.members[blatt.part])
    assert b't="inlineStr"' in zelle
    assert b"<f>" not in zelle


def test_a_budget_of_many_produkte_keeps_its_formulas_short(juni, vorlage, recalculated, tmp_path):
    budget, muster, *_ = blaetter_of(juni, "Arbeit")
    anzahl = 60

    def produkt(nummer: int) -> Produktblatt:
        name = f"Produkt mit 'sehr' langem Namen, der gekürzt wird ({nummer})"
        return replace(muster, objekt=replace(muster.objekt, kennung=f"9{nummer:03}", nummer="", bezeichnung=name))

    meldungen = [Meldung(f"9{nummer:03}", Art.ERTRAEGE, "ordentlich", nummer * 100_01) for nummer in range(anzahl)]
    sendung = send(tmp_path, vorlage, juni, (budget, *map(produkt, range(anzahl))), meldungen=meldungen)
    assert lint_workbook(sendung.mappe.data, sendung.file.name) == []
    package = Package.from_bytes("viele", sendung.mappe.data)
    formeln = [
        formel for sheet in package.sheets for formel in re.findall(b"<f>(.*?)</f>", package.members[sheet.part])
    ]
    assert len(formeln) > 61 * 100
    assert max(map(len, formeln)) < MAX_FORMEL
    saldo = sum(meldung.betrag_ct - muster.ertraege.zeilen[0].prognose.betrag_ct for meldung in meldungen)
    werte = cell_values(sendung.file)
    assert werte["33 Arbeit", "C34"] == pytest.approx((budget.prognose_ct + saldo) / 100, abs=1e-6)
    offen = f"{anzahl} × fehlt der Grund, zuerst auf dem Blatt „Produkt mit 'sehr' langem Namen“"
    assert offen in werte.values()
    ((_, neu),) = recalculated([sendung.file])
    assert differences(sendung.file, neu) == []


def test_the_identity_must_be_that_of_the_sheets(juni, vorlage, arbeit):
    with pytest.raises(ValueError, match="identity"):
        fill(vorlage, juni, arbeit.blaetter, identitaet=identitaet(arbeit.blaetter[:2]))
    budget, produkt, *_ = arbeit.blaetter
    for falsch in ((budget, budget), (budget, produkt, budget)):
        with pytest.raises(ValueError, match="Budget"):
            fill(vorlage, juni, falsch)


def test_numbers_in_formulas_are_written_as_programs_write_them(gesendet):
    """Else saving the workbook would seem to change them."""
    package = Package.from_bytes("Soziales", gesendet["Soziales"].mappe.data)
    formeln = [
        formel.decode()
        for sheet in package.sheets
        for formel in re.findall(b"<f>(.*?)</f>", package.members[sheet.part])
    ]
    assert any(re.match(r"ROUND\(-?\d+\.\d\+", formel) for formel in formeln), "none that ends in a zero cent"
    assert [formel for formel in formeln if NULLEN.search(formel)] == []
