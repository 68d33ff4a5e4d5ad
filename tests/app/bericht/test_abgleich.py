"""Published and own reports against the data: what is equal, what differs, and what has no place in the data."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import peine
import pytest
from conftest import GOLDEN
from python_calamine import CalamineWorkbook

from xlbudget.app.bericht.abgleich import abgleich
from xlbudget.app.bericht.blaetter import Blattfueller
from xlbudget.core.abgleich import Abgleich, Unterschied, compare_bericht
from xlbudget.core.berichtszahl import Groesse
from xlbudget.core.gliederung import GESAMT
from xlbudget.core.tendenz import Abweichungssinn, Tendenz
from xlbudget.core.zeit import Stand
from xlbudget.errors import EingabeError
from xlbudget.mitgeliefert import shipped
from xlbudget.sources.berichte.lesen import read_bericht

PEINE = GOLDEN / "peine-2023"
Aenderung = Mapping[str, object]
"""Cell → what stands there instead; None for nothing."""


def check(datei: Path, monat: int = 12) -> Abgleich:
    return compare_bericht(read_bericht(datei), peine.lauf(monat).daten)


def place(unterschied: Unterschied) -> str | None:
    return unterschied.zahl.source.zelle


def copied(quelle: Path, ziel: Path, aendern: Aenderung) -> Path:
    """The sheet with the table of a workbook with its values only, so that no formula loses what it shows."""
    mappe = openpyxl.Workbook()
    blatt = mappe.active
    gelesen = CalamineWorkbook.from_path(quelle)
    blatt.title = "Produktbericht" if "Produktbericht" in gelesen.sheet_names else gelesen.sheet_names[0]
    for zeile, werte in enumerate(gelesen.get_sheet_by_name(blatt.title).to_python(skip_empty_area=False), 1):
        for spalte, wert in enumerate(werte, 1):
            if wert != "":
                blatt.cell(zeile, spalte, wert)
    for zelle, wert in aendern.items():
        blatt[zelle] = wert(blatt[zelle].value) if callable(wert) else wert
    mappe.save(ziel)
    return ziel


def rewritten(quelle: Path, ziel: Path, aendern: Callable[[list[list[str]]], object]) -> Path:
    """A csv whose rows `aendern` has changed."""
    rows = list(csv.reader(io.StringIO(quelle.read_text(encoding="utf-8")), delimiter=";"))
    aendern(rows)
    with ziel.open("w", encoding="utf-8", newline="") as datei:
        csv.writer(datei, delimiter=";").writerows(rows)
    return ziel


def written(ziel: Path, text: str) -> Path:
    ziel.write_text(text, encoding="utf-8")
    return ziel


def plus(betrag: float) -> Callable[[float], float]:
    return lambda wert: round(wert + betrag, 2)


# what was published


def test_the_published_tables_are_equal_to_the_data():
    """60 rows of the year with Plan, months, Ergebnis and Prognose, 20 of prior years without; one of them prints a
    Prognose of 0, which says as much as none. The defects of the prior years stand in the data as they were printed."""
    monate = check(PEINE / "monatswerte.csv")
    assert (monate.verglichen, monate.unterschiede, monate.unzugeordnet) == (60 * 15 + 20 * 14 + 1, [], [])
    assert monate.ist_gleich
    assert monate.fehlend == {"Berichtsobjekte mit eigener Tabelle": 43}
    gesamt = check(PEINE / "produktbericht-gesamt.csv")
    assert gesamt.ist_gleich
    assert gesamt.fehlend == {}
    with (PEINE / "produktbericht-gesamt.csv").open(encoding="utf-8") as datei:
        zeilen = list(csv.DictReader(datei, delimiter=";"))
    kennzahlen = ("leistung_plan", "leistung_ist", "ziel_plan", "ziel_ist", "zielerreichung_prozent")
    gedruckt = sum(bool(zeile[spalte]) for zeile in zeilen for spalte in kennzahlen)
    zielmarken = sum(any(zeile[spalte] for spalte in kennzahlen[2:]) for zeile in zeilen)
    assert gesamt.verglichen == 43 * 4 + gedruckt + zielmarken


def test_the_text_of_the_paper_as_it_was_printed(tmp_path):
    """Headings hyphenated and repeated on each page, a sum named in the column of the numbers, smileys, percent."""
    kopf = (
        'Produkt/-gruppe/-bereich\t\tFinanzen / Budget\t\t\t\tLeistungen\t\t\t"Top"-Zielkennzahlen\n'
        "Nr.\tBezeichnung\tPlan\tJahres- ergebnis\tAbweichung\tTendenz\tIndikator\tPlan\tJahres- ergebnis\t"
        "definiertes operationales Produktziel\tMessgröße\tPlan\tJahres- ergebnis\tZiel- erreichungs- grad\t"
        "Abwei- chung\n"
    )
    text = (
        f"Dezernat III (Soziales, Jugend und Gesundheit):\n{kopf}"
        "11115\tDezernatsleitung III\t-372.700\t-307.719\t64.981\t😊\n"
        "27104\tBildungsbüro\t-277.100\t-235.145\t41.955\t😊\n"
        "Dezernatsleitung III:\t\t-649.800\t-542.865\t106.935\t😊\n\n"
        f"{kopf}"
        "3111\tHilfe zum Lebensunterhalt\t-3.479.300\t-3.462.827\t16.473\t\tFälle\t370\t508\t"
        "Anteil der Bescheiderteilung innerhalb von 14 Tagen bei Neuansträgen\tProzent\t91\t98\t108%\t😊\n"
        "3110\tAusgleichszahlungen\t9.031.900\t7.600.000\t-1.431.900\t👉\n"
    )
    ergebnis = check(written(tmp_path / "paper.txt", text))
    assert (ergebnis.verglichen, ergebnis.unterschiede) == (5 * 4 - 1 + 6, [])
    (smiley,) = ergebnis.unzugeordnet
    assert (smiley.source.zelle, smiley.grund) == ("F11", "„👉“ ist hier nicht zu deuten")


# what we write

MIT_VORJAHREN = ("3 Dezernat III", "32 Soziales")
"""Those with figures of 2022 and 2021."""


@pytest.mark.parametrize(("lauf", "monat", "gezaehlt"), [("jahresende", 12, 384), ("halbjahr", 6, 433)])
def test_our_own_gesamtbericht_is_equal(lauf, monat, gezaehlt, request):
    ergebnis = check(request.getfixturevalue(lauf).gesamt, monat)
    assert (ergebnis.verglichen, ergebnis.ist_gleich, ergebnis.fehlend) == (gezaehlt, True, {})
    assert ergebnis.hinweise == ["Nicht verglichen: Blatt „Auf einen Blick“; Blatt „Entwicklung“."]


@pytest.mark.parametrize(("lauf", "monat"), [("jahresende", 12), ("halbjahr", 6)])
@pytest.mark.parametrize("name", [*MIT_VORJAHREN, "11115 Dezernatsleitung III", "3117 Zahlungen Quotales System"])
def test_our_own_produktblaetter_are_equal(lauf, monat, name, request):
    """Twelve rows with Plan, months, Ergebnis and Prognose, four prior years without Prognose, the block below."""
    ergebnis = check(request.getfixturevalue(lauf).ziel / "einzeln" / f"{name}.xlsx", monat)
    assert ergebnis.ist_gleich
    assert ergebnis.verglichen == 12 * (monat + 3) + 4 * 14 * (name in MIT_VORJAHREN) + 3
    assert ergebnis.fehlend == {"Berichtsobjekte mit eigener Tabelle": 47}


@pytest.mark.parametrize("sinn", Abweichungssinn)
@pytest.mark.parametrize("vorlage", ["produktblatt.xlsx", "produktblatt-modern.xlsx"])
def test_every_template_and_level_is_equal(vorlage, sinn, tmp_path):
    lauf = peine.lauf(6)
    lauf = replace(lauf, daten=replace(lauf.daten, regeln=replace(lauf.daten.regeln, sinn=sinn)))
    fueller = Blattfueller(replace(lauf, mappe=replace(lauf.mappe, vorlage=shipped("templates", vorlage))))
    objekte = [GESAMT, *(lauf.daten.gliederung[name] for name in ("Dezernat III", "Dezernatsleitung III", "3118"))]
    for objekt, gefuellt in zip(objekte, fueller.einzeln(objekte), strict=True):
        (datei := tmp_path / f"{objekt.kennung}.xlsx").write_bytes(gefuellt.data)
        ergebnis = check(datei, 6)
        assert ergebnis.ist_gleich, objekt
        assert ergebnis.verglichen >= 12 * 9 + 3


def test_a_mappe_with_all_forms_is_equal(tmp_path):
    lauf = peine.lauf(6)
    (gefuellt,) = Blattfueller(lauf).mappen([lauf.daten.gliederung["Dezernatsleitung III"]])
    (datei := tmp_path / "mappe.xlsx").write_bytes(gefuellt.data)
    ergebnis = check(datei, 6)
    assert ergebnis.ist_gleich
    assert ergebnis.verglichen > 3 * 12 * 9


def test_a_report_of_another_stand_says_so(halbjahr):
    ergebnis = check(halbjahr.ziel / "einzeln" / "32 Soziales.xlsx", 12)
    assert "Der Bericht nennt als Stand Juni 2023; verglichen ist mit Dezember 2023." in ergebnis.hinweise
    assert {u.zahl.angabe.groesse for u in ergebnis.unterschiede} == {
        Groesse.ERGEBNIS, Groesse.PROGNOSE, Groesse.MEHRBEDARF,
    }  # fmt: skip
    assert ergebnis.fehlend["Monat 2023"] > 30  # what it does not know yet


# one figure


@pytest.mark.parametrize(
    ("zelle", "betrag", "groesse"),
    [("C18", 0.01, Groesse.MONAT), ("P20", -0.01, Groesse.PROGNOSE), ("O17", 1, Groesse.ERGEBNIS),
     ("B7", 1, Groesse.ANSATZ), ("F13", 1, Groesse.MONAT), ("C35", 0.01, Groesse.MEHRBEDARF)],
)  # fmt: skip
def test_one_cell_of_a_produktblatt(zelle, betrag, groesse, jahresende, tmp_path):
    quelle = jahresende.ziel / "einzeln" / "32 Soziales.xlsx"
    (unterschied,) = check(copied(quelle, tmp_path / "b.xlsx", {zelle: plus(betrag)})).unterschiede
    assert (place(unterschied), unterschied.zahl.source.blatt) == (zelle, "Produktblatt")
    assert (unterschied.zahl.angabe.groesse, unterschied.differenz) == (groesse, Decimal(str(betrag)))
    assert unterschied.objekt.kennung == "Soziales"


@pytest.mark.parametrize(
    ("zelle", "betrag", "groesse"),
    [("C8", 1, Groesse.ANSATZ), ("D9", 0.01, Groesse.PROGNOSE), ("E37", -0.01, Groesse.VERBESSERUNG),
     ("C53", 1, Groesse.ANSATZ), ("H11", 1, Groesse.LEISTUNG_PLAN)],
)  # fmt: skip
def test_one_cell_of_the_gesamtbericht(zelle, betrag, groesse, jahresende, tmp_path):
    (unterschied,) = check(copied(jahresende.gesamt, tmp_path / "g.xlsx", {zelle: plus(betrag)})).unterschiede
    assert (place(unterschied), unterschied.zahl.angabe.groesse) == (zelle, groesse)
    assert unterschied.differenz == Decimal(str(betrag))


def test_a_marker_and_a_percentage(jahresende, tmp_path):
    aendern = {"F7": "▼", "F8": None, "O11": plus(0.01)}
    marke, leer, grad = check(copied(jahresende.gesamt, tmp_path / "g.xlsx", aendern)).unterschiede
    assert (place(marke), marke.zahl.wert, marke.berechnet) == ("F7", Tendenz.SCHLECHTER, Tendenz.BESSER)
    assert (place(leer), leer.zahl.wert, leer.differenz) == ("F8", Tendenz.KEINE, None)
    assert (place(grad), grad.zahl.angabe.groesse) == ("O11", Groesse.GRAD)


@pytest.mark.parametrize(("spalte", "zelle"), [(4, "E3"), (8, "I3"), (17, "R3"), (18, "S3")])
def test_one_euro_of_the_long_form(spalte, zelle, tmp_path):
    def change(rows):
        rows[2][spalte] = str(int(rows[2][spalte]) + 1)

    (unterschied,) = check(rewritten(PEINE / "monatswerte.csv", tmp_path / "m.csv", change)).unterschiede
    assert (place(unterschied), unterschied.differenz, unterschied.objekt.kennung) == (zelle, 1, "Dezernatsleitung III")


def test_one_euro_of_a_prior_year(tmp_path):
    def change(rows):
        zeile = next(row for row in rows if row[0] == "Soziales" and row[3] == "2022")
        zeile[5] = str(int(zeile[5]) - 1)

    (unterschied,) = check(rewritten(PEINE / "monatswerte.csv", tmp_path / "m.csv", change)).unterschiede
    assert (unterschied.zahl.angabe.jahr, unterschied.zahl.angabe.monat, unterschied.differenz) == (2022, 1, -1)


def test_a_cent_that_makes_an_amount_whole_is_found(jahresende, tmp_path):
    """Where a table has cents, 12 € are 12,00 €: rounding must not hide what is missing."""
    quelle = jahresende.ziel / "einzeln" / "3118 Hilfe zur Pflege (Pflegestärkungsgesetz ab 2017).xlsx"
    (unterschied,) = check(copied(quelle, tmp_path / "b.xlsx", {"C7": round})).unterschiede
    assert (place(unterschied), unterschied.differenz) == ("C7", Decimal("0.25"))


def test_a_single_cent_does_not_make_a_table_of_whole_euros_one_with_cents(tmp_path):
    def change(rows):
        rows[2][4] += ",01"

    (unterschied,) = check(rewritten(PEINE / "monatswerte.csv", tmp_path / "m.csv", change)).unterschiede
    assert (place(unterschied), unterschied.differenz) == ("E3", Decimal("0.01"))


def test_a_turned_sign_is_named(jahresende, tmp_path):
    blatt = copied(jahresende.ziel / "einzeln" / "32 Soziales.xlsx", tmp_path / "b.xlsx", {"C35": lambda wert: -wert})
    gesamt = copied(jahresende.gesamt, tmp_path / "g.xlsx", {"E7": lambda wert: -wert})
    for datei, zelle in ((blatt, "C35"), (gesamt, "E7")):
        (unterschied,) = check(datei).unterschiede
        assert (place(unterschied), unterschied.ist_umgekehrt) == (zelle, True)
    (anderer,) = check(copied(jahresende.gesamt, tmp_path / "h.xlsx", {"E7": plus(1)})).unterschiede
    assert not anderer.ist_umgekehrt


# rows that are missing, or have no place


def test_a_missing_row_is_counted(tmp_path):
    ergebnis = check(rewritten(PEINE / "produktbericht-gesamt.csv", tmp_path / "g.csv", lambda rows: rows.pop(5)))
    assert ergebnis.fehlend == {"Produkte im Gesamtbericht": 1}
    assert ergebnis.ist_gleich


def test_missing_figures_are_counted_by_what_they_are(tmp_path):
    def change(rows):
        zeile = rows[1]
        zeile[4] = zeile[6] = zeile[17] = zeile[18] = ""

    ergebnis = check(rewritten(PEINE / "monatswerte.csv", tmp_path / "m.csv", change))
    assert ergebnis.ist_gleich
    assert {was: ergebnis.fehlend[was] for was in ergebnis.fehlend if was.endswith("2023")} == {
        "Plan 2023": 1, "Monat 2023": 1, "Ergebnis 2023": 1, "Prognose 2023": 1,
    }  # fmt: skip


def left_over(ergebnis: Abgleich) -> list[tuple[str | None, str, int]]:
    return [(teil.source.zelle, teil.grund, teil.anzahl) for teil in ergebnis.unzugeordnet]


UNBEKANNT = "in der Datenmappe gibt es dazu kein Produkt und kein Budget"


def test_an_unknown_product_is_named(tmp_path):
    def change(rows):
        rows[5][1] = "9999"

    ergebnis = check(rewritten(PEINE / "produktbericht-gesamt.csv", tmp_path / "g.csv", change))
    assert left_over(ergebnis) == [("D6", UNBEKANNT, 3)]
    assert ergebnis.unzugeordnet[0].was == "9999"
    assert not ergebnis.ist_gleich


def test_a_sheet_of_an_unknown_object_is_named_once(jahresende, tmp_path):
    quelle = jahresende.ziel / "einzeln" / "32 Soziales.xlsx"
    ergebnis = check(copied(quelle, tmp_path / "b.xlsx", {"B2": "36 Verkehr"}))
    assert left_over(ergebnis) == [("B6", UNBEKANNT, 12 * 15 + 4 * 14 + 3)]
    assert ergebnis.verglichen == 0


@pytest.mark.parametrize(
    ("zeile", "zelle", "grund"),
    [
        ("Soziales;Erträge;Spenden;2023;1;2;3;4", "E2", "die Kontenzuordnung hat bei Erträge keine Zeile „Spenden“"),
        ("Soziales;Einnahmen;gesamt;2023;1;2;3;4", "E2", "„Einnahmen“ ist keine Art (Erträge, Aufwendungen)"),
        ("Soziales;Erträge;gesamt;2019;1;2;3;4", "E2", "zu 2019 haben die Daten keine Werte"),
        ("Soziales;Erträge;gesamt;Vorjahr;1;2;3;4", "E2", "„Vorjahr“ ist kein Jahr"),
        (";Erträge;gesamt;2023;1;2;3;4", "E2", "die Zeile nennt kein Berichtsobjekt"),
        ("3118;Erträge;gesamt;2023;1;2;3;4", "E2", UNBEKANNT),  # a Produkt is no Budget
    ],
)
def test_a_row_of_the_long_form_without_a_place(zeile, zelle, grund, tmp_path):
    ergebnis = check(written(tmp_path / "m.csv", f"budget;art;zeile;jahr;plan;Jan;Feb;ergebnis\n{zeile}\n"))
    assert left_over(ergebnis) == [(zelle, grund, 4)]


def test_months_after_the_stand_are_named_but_for_a_zero(tmp_path):
    kopf = "objekt;art;Mai;Juni;Juli;August\n"
    ergebnis = check(written(tmp_path / "m.csv", kopf + "3117;Erträge;0;0;5;0\n"), 6)
    assert left_over(ergebnis) == [("E2", "der Monat liegt nach dem Stand 2023-06", 1)]
    assert ergebnis.verglichen == 3


def test_a_line_that_stands_twice_is_named(tmp_path):
    datei = rewritten(PEINE / "produktbericht-gesamt.csv", tmp_path / "g.csv", lambda rows: rows.append(rows[5]))
    assert left_over(check(datei)) == [("D45", "dieselbe Zahl steht weiter oben schon einmal", 4)]


def test_a_name_of_two_things_is_not_guessed(tmp_path):
    text = "Bezeichnung;Plan;Ergebnis\nDezernatsleitung III;-649.800;-542.865\n"
    ((zelle, grund, anzahl),) = left_over(check(written(tmp_path / "g.csv", text)))
    assert (zelle, anzahl) == ("B2", 2)
    assert grund.startswith("der Name ist nicht eindeutig: Budget 30 Dezernatsleitung III, Produkt 11115")


def test_what_is_no_number_is_named(tmp_path):
    text = "Nr.;Bezeichnung;Plan;Ergebnis\n3117;Quotal;k. A.;1.5\n3113;Hilfe;-;0 €\n"
    ergebnis = check(written(tmp_path / "g.csv", text))
    assert left_over(ergebnis) == [
        ("C2", "„k. A.“ ist hier nicht zu deuten", 1), ("D2", "„1.5“ ist hier nicht zu deuten", 1),
    ]  # fmt: skip
    assert (ergebnis.verglichen, ergebnis.unterschiede) == (2, [])


def test_a_line_without_a_name_is_named_by_its_place(tmp_path):
    text = "Nr.;Bezeichnung;Plan;Ergebnis\n3117;Quotal;0;0\n;;5;6\n"
    assert left_over(check(written(tmp_path / "g.csv", text))) == [("C3", "die Zeile nennt kein Produkt", 2)]


def test_columns_of_which_nothing_is_known_are_named(tmp_path):
    text = "Nr.;Bezeichnung;Plan;Ergebnis;Vorjahr\n3117;Quotal;0;0;7\n3113;Hilfe;0;0;8\n"
    (hinweis,) = check(written(tmp_path / "g.csv", text)).hinweise
    assert hinweis == "Nicht verglichen: Spalte „Vorjahr“ mit 2 Zahlen (g.csv, E1)."


# the whole use case


def test_a_report_with_hardly_any_money_compared_is_not_called_equal(tmp_path):
    """The money stands in a column whose head says nothing that is known; what was compared is equal."""
    kopf = "Nr.;Bezeichnung;Plan;Tendenz;Abweichung;Haushalt\n"
    text = f"{kopf}11115;Leitung;-372.700;▲;;-9.372.700\n27104;Bildungsbüro;;▲;;-277.100\n3117;Quotal;;;;5\n"
    ergebnis = check(written(tmp_path / "g.csv", text))
    assert (ergebnis.unterschiede, ergebnis.unzugeordnet) == ([], [])
    assert not ergebnis.ist_gleich
    wenig, *weitere = ergebnis.hinweise
    assert wenig.startswith("Auffällig wenig Geld verglichen: Von 2 Produkten, die der Bericht nennt, bei 1 der Plan ")
    assert "bei 0 Ergebnis, Prognose oder Abweichung. Gelesen sind die Spalten C als Plan, D als Tendenz." in wenig
    assert any("Spalte „Haushalt“ mit 3 Zahlen" in hinweis for hinweis in weitere)


def test_the_use_case_from_file_to_result():
    ergebnis = abgleich(PEINE / "produktbericht-gesamt.csv", peine.DATENMAPPE, Stand(2023, 12))
    assert ergebnis.abgleich.ist_gleich
    assert ergebnis.befunde


def test_a_file_that_is_no_report(tmp_path):
    with pytest.raises(EingabeError, match=r"budgets\.csv hat keine Tabelle.*budget, teilbudget, uebergeordnet"):
        abgleich(PEINE / "budgets.csv", peine.DATENMAPPE, Stand(2023, 12))
    with pytest.raises(EingabeError, match="dieselbe Datei"):
        abgleich(peine.DATENMAPPE, peine.DATENMAPPE, Stand(2023, 12))
    with pytest.raises(EingabeError, match="gibt es nicht"):
        abgleich(PEINE / "fehlt.xlsx", peine.DATENMAPPE, Stand(2023, 12))
    with pytest.raises(EingabeError, match="keine Tabelle, die sich vergleichen lässt"):
        check(written(tmp_path / "leer.csv", "\n;;\n"))
    with pytest.raises(EingabeError, match="Ein Bericht ist so nicht möglich"):
        abgleich(PEINE / "monatswerte.csv", peine.DATENMAPPE, Stand(2022, 12))


def test_a_quotation_mark_that_swallows_rows_is_refused(tmp_path):
    text = 'Nr.;Bezeichnung;"Plan\n2023";Ergebnis\n3117;"Quotal;0;0\n3113;"Hilfe;0;0\n'
    with pytest.raises(EingabeError, match="Zeile 3: ein Anführungszeichen fasst die Zeilen bis 4 zu einer"):
        check(written(tmp_path / "g.csv", text))
