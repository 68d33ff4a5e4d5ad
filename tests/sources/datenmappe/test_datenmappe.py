"""What a controller can get wrong in a Datenmappe, and what xlbudget says to it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import TableColumn

from xlbudget.core.gliederung import Ebene
from xlbudget.core.tendenz import Abweichungssinn, Regeln
from xlbudget.core.zeit import Stand
from xlbudget.errors import EingabeError, Schwere
from xlbudget.layout.deklaration import Gruppe, Spalte, Tabelle, Typ
from xlbudget.layout.einstellungen import EINSTELLUNGSZEILEN
from xlbudget.layout.exporttabellen import QUELLEN
from xlbudget.mitgeliefert import shipped
from xlbudget.sources.datenmappe.mappe import read_datenmappe
from xlbudget.sources.datenmappe.tabellen import TableReader
from xlbudget.writers.datenmappe.mappe import einstellungszeilen, kontenzeilen, write_datenmappe

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
INHALT = {
    "Einstellungen": einstellungszeilen({"Kommune": "Landkreis X", "Haushaltsjahr": 2023}),
    "Budgets": [
        {"Budget": "Dez", "Ebene": "Dezernat", "Teilbudget": "3"},
        {"Budget": "Soziales", "Ebene": "Budget", "Teilbudget": "32", "Übergeordnet": "Dez", "Verantwortlich": "FD 32"},
        {"Budget": "Intern", "Ebene": "Budget", "Übergeordnet": "Dez", "Im Bericht": "nein"},
    ],
    "Produkte": [{"Produkt": "0311", "Bezeichnung": "Hilfe", "Budget": "Soziales"}],
    "Kontenzuordnung": kontenzeilen([("40", "Aufwendungen", "Personal")]),
    "Kennzahlen": [
        {
            "Produkt": "0311",
            "Kennzahlart": "Ziel",
            "Bezeichnung": "Tage",
            "Besser ist": "niedriger",
            "Plan": 12.5,
            "Ist": 10,
        },
        {"Produkt": "0311", "Kennzahlart": "Leistung", "Bezeichnung": "Fälle", "Plan": 370},
    ],
    "Vorjahre": [
        {"Objekt": "Soziales", "Art": "Erträge", "Zeile": "gesamt", "Jahr": 2022, "Januar": 0.1, "Ergebnis": 1.005}
    ],
    "Quellen": [{"Inhalt": "Buchungen", "Datei": "b.csv", "Vorzeichen": "Soll/Haben"}],
    "Prognosen": [
        {
            "Stand": "2023-06",
            "Objekt": "0311",
            "Art": "Aufwendungen",
            "Zeile": "Personal",
            "Prognose": 12.34,
            "Grund": "Tarif",
        }
    ],
    "Verteiler": [{"Budget": "Soziales", "Empfänger": "FD 32", "E-Mail": "fd32@kreis.example", "Versandart": "Kopie"}],
}


@pytest.fixture
def mappe(tmp_path):
    """Write the workbook, with some cells changed: `mappe({"Produkte!A4": 311})`."""

    def write(aenderungen=None, edit=None):
        datei = tmp_path / "mappe.xlsx"
        datei.write_bytes(write_datenmappe(INHALT, "Test"))
        if aenderungen or edit:
            buch = openpyxl.load_workbook(datei)
            for ort, wert in (aenderungen or {}).items():
                blatt, zelle = ort.split("!")
                buch[blatt][zelle] = wert
            if edit:
                edit(buch)
            buch.save(datei)
        return datei

    return write


def test_everything_is_read(mappe):
    daten, befunde = read_datenmappe(mappe())
    assert befunde == []
    assert (daten.kommune, daten.jahr, daten.regeln, daten.vorlage) == ("Landkreis X", 2023, Regeln(), "")
    assert [(o.kennung, o.ebene, o.uebergeordnet, o.verantwortlich, o.im_bericht) for o in daten.objekte] == [
        ("Dez", Ebene.DEZERNAT, None, "", True),
        ("Soziales", Ebene.BUDGET, "Dez", "FD 32", True),
        ("Intern", Ebene.BUDGET, "Dez", "", False),
        ("0311", Ebene.PRODUKT, "Soziales", "FD 32", True),
    ]
    (ziel,), (leistung,) = daten.ziele, daten.leistungen
    assert (ziel.plan, ziel.ist, ziel.richtung.value) == (Decimal("12.5"), Decimal(10), "niedriger")
    assert (leistung.plan, leistung.ist) == (Decimal(370), None)
    (vorjahr,) = daten.vorjahre
    assert (vorjahr.monate_ct[:2], vorjahr.ergebnis_ct) == ((10, None), 101)
    ((stand, meldung),) = daten.meldungen
    assert (stand, meldung.betrag_ct, meldung.grund) == (Stand(2023, 6), 1234, "Tarif")
    assert daten.verteiler[0].kopie


@pytest.mark.parametrize(
    ("ort", "wert", "text"),
    [
        ("Vorjahre!F4", "12,3a", "„12,3a“ ist kein Betrag"),
        ("Vorjahre!F4", "#REF!", "enthält den Fehlerwert #REF!"),
        ("Vorjahre!F4", "=Fehlt!A1", "enthält eine Formel ohne Wert"),
        ("Vorjahre!D4", 2022.5, "„2022,5“ ist keine ganze Zahl"),
        ("Vorjahre!F4", 1e300, "ist unplausibel (über 1.000.000.000.000 €)"),
        ("Vorjahre!F4", 1e27, "ist unplausibel"),
        ("Vorjahre!F4", "99999999999999999999,00", "ist unplausibel"),
        ("Kennzahlen!F4", 1e300, "ist unplausibel"),
        ("Einstellungen!B6", "=1+1", "enthält eine Formel ohne Wert"),
        ("Einstellungen!B6", "#REF!", "enthält den Fehlerwert #REF!"),
        ("Kennzahlen!F4", "viel", "„viel“ ist keine Zahl"),
        ("Kontenzuordnung!B4", "Ertrag", "„Ertrag“ ist nicht erlaubt; möglich sind Erträge, Aufwendungen"),
        ("Produkte!B4", None, "ist leer, muss aber ausgefüllt sein"),
        ("Prognosen!A4", "Juni", "kein Monat"),
        ("Verteiler!C4", "fd32 at kreis", "ist keine E-Mail-Adresse"),
        ("Verteiler!C4", "stadt%fd32@kreis.example", "ist keine E-Mail-Adresse"),
        ("Verteiler!C4", "fd32@krеis.example", "verwechselbare Zeichen „е“"),  # Cyrillic
        ("Budgets!F4", "vielleicht", "möglich sind ja und nein"),
        ("Einstellungen!B6", "viel", "„viel“ ist kein Betrag"),
    ],
)
def test_a_broken_cell_is_named(mappe, ort, wert, text):
    _, befunde = read_datenmappe(mappe({ort: wert}))
    (befund,) = befunde
    assert befund.schwere is Schwere.FEHLER
    assert text in befund.text
    assert str(befund.source) == f"mappe.xlsx, {ort}"


def test_all_findings_at_once(mappe):
    _, befunde = read_datenmappe(mappe({"Vorjahre!F4": "a", "Vorjahre!G4": "b", "Kennzahlen!G4": "c"}))
    assert len(befunde) == 3


def test_numbers_as_german_text_are_understood(mappe):
    daten, befunde = read_datenmappe(mappe({"Vorjahre!F4": "1.234,50", "Kennzahlen!F4": "1.675"}))
    assert befunde == []
    assert daten.vorjahre[0].monate_ct[0] == 123450
    assert daten.ziele[0].plan == 1675


def test_an_address_is_what_mail_is_sent_to(mappe):
    daten, befunde = read_datenmappe(mappe({"Verteiler!C4": "o'neil@göttingen.example"}))
    assert (daten.verteiler[0].email, befunde) == ("o'neil@göttingen.example", [])


def test_a_code_typed_as_number_is_text(mappe):
    daten, _ = read_datenmappe(mappe({"Produkte!A4": 3110}))
    assert daten.objekte[-1].kennung == "3110"


def test_rows_typed_under_a_table_count_and_are_reported(mappe):
    daten, befunde = read_datenmappe(mappe({"Produkte!A5": "0312", "Produkte!B5": "Neu", "Produkte!C5": "Soziales"}))
    assert daten.objekte[-1].kennung == "0312"
    assert [(befund.code, str(befund.source)) for befund in befunde] == [("mappe.darunter", "mappe.xlsx, Produkte!A5")]


def test_one_row_under_a_table_is_singular(mappe):
    _, befunde = read_datenmappe(mappe({"Produkte!A5": "0312", "Produkte!B5": "Neu", "Produkte!C5": "Soziales"}))
    assert befunde[0].text.startswith("1 Zeile steht unter der Tabelle Produkte statt in ihr; sie zählt mit.")


def test_a_row_after_a_gap_is_named_and_not_read(mappe):
    daten, befunde = read_datenmappe(mappe({"Produkte!A6": "9999", "Produkte!B6": "Vergessen", "Produkte!A7": "x"}))
    assert daten.objekte[-1].kennung == "0311"
    assert [(befund.code, str(befund.source)) for befund in befunde] == [("mappe.luecke", "mappe.xlsx, Produkte!A6")]
    assert befunde[0].schwere is Schwere.WARNUNG


def add_totals_row(buch):
    blatt = buch["Produkte"]
    blatt["A5"] = "Ergebnis"
    blatt.tables["Produkte"].ref = "A3:E5"
    blatt.tables["Produkte"].totalsRowCount = 1


def test_the_totals_row_of_a_table_is_no_data(mappe):
    daten, befunde = read_datenmappe(mappe(edit=add_totals_row))
    assert (daten.objekte[-1].kennung, befunde) == ("0311", [])


def as_percent(ort, zahlformat):
    def edit(buch):
        blatt, zelle = ort.split("!")
        buch[blatt][zelle].number_format = zahlformat

    return edit


@pytest.mark.parametrize(
    ("zahl", "zahlformat", "erwartet"),
    [
        (0.92, "0%", Decimal(92)),
        (1, "0.0%", Decimal(100)),
        (0.285, "0.0 %", Decimal("28.5")),
        (92, '0"%"', Decimal(92)),
        (92, "0\\%", Decimal(92)),
        ("92", "0%", Decimal(92)),
    ],
)
def test_percentages_are_read_as_shown(mappe, zahl, zahlformat, erwartet):
    daten, befunde = read_datenmappe(mappe({"Kennzahlen!G4": zahl}, as_percent("Kennzahlen!G4", zahlformat)))
    assert (daten.ziele[0].ist, befunde) == (erwartet, [])


def test_a_threshold_as_percentage(mappe):
    daten, _ = read_datenmappe(mappe({"Einstellungen!B11": 0.9}, as_percent("Einstellungen!B11", "0%")))
    assert daten.regeln.ziel_schlecht_unter_pct == 90


def test_texts_are_read_as_excel_shows_them(mappe):
    daten, _ = read_datenmappe(mappe({"Produkte!E4": "a_x000D_\nb_x000a_c _x0001__x005F_x0041_"}))
    assert daten.objekte[-1].erlaeuterung == "a\nb\nc _x0041_"


def test_a_setting_that_stands_there_twice(mappe):
    daten, befunde = read_datenmappe(mappe({"Einstellungen!A13": "Haushaltsjahr", "Einstellungen!B13": 2024}))
    assert daten.jahr == 2023
    assert ("mappe.doppelt", "mappe.xlsx, Einstellungen!B13") in [(b.code, str(b.source)) for b in befunde]


def rename_header(buch):
    blatt = buch["Produkte"]
    blatt["A3"] = "Produkt-Nr"
    blatt.tables["Produkte"].tableColumns[0].name = "Produkt-Nr"


def drop_table(buch):
    del buch["Budgets"].tables["Budgets"]


@pytest.mark.parametrize(
    ("aenderungen", "edit", "text"),
    [
        (None, rename_header, "fehlt die Spalte „Produkt“. Vermutlich heißt sie jetzt „Produkt-Nr“"),
        (None, drop_table, "Die Tabelle Budgets fehlt"),
        (None, lambda buch: buch.remove(buch["Quellen"]), "Die Tabelle Quellen fehlt"),
        ({"Einstellungen!B4": None}, None, "Die Einstellung „Kommune“ fehlt oder ist leer"),
        ({"Einstellungen!A5": "Jahr"}, None, "Die Einstellung „Haushaltsjahr“ fehlt"),
        ({"Produkte!B3": "Produkt"}, None, "In der Tabelle Produkte steht die Überschrift „Produkt“ zweimal"),
    ],
)
def test_what_makes_a_report_impossible(mappe, aenderungen, edit, text):
    with pytest.raises(EingabeError, match="unvollständig") as fehler:
        read_datenmappe(mappe(aenderungen, edit))
    assert any(text in befund.text for befund in fehler.value.befunde)


@pytest.mark.parametrize(
    ("wert", "text"),
    [
        (20260, "20260 liegt nicht zwischen 1990 und 2100"),
        (-1, "-1 liegt nicht zwischen"),
        (2025.5, "„2025,5“ ist keine ganze Zahl"),
        ("zwanzig", "„zwanzig“ ist keine Zahl"),
        (date(2026, 1, 1), "„01.01.2026“ ist keine Zahl"),
        ("=1+1", "enthält eine Formel ohne Wert"),
        (None, "„Haushaltsjahr“ fehlt oder ist leer"),
    ],
)
def test_a_haushaltsjahr_that_cannot_be_used_is_one_message(mappe, wert, text):
    with pytest.raises(EingabeError) as fehler:
        read_datenmappe(mappe({"Einstellungen!B5": wert}))
    (befund,) = fehler.value.befunde
    assert text in befund.text
    assert str(befund.source) == "mappe.xlsx, Einstellungen!B5"


def test_all_missing_settings_are_named(mappe):
    with pytest.raises(EingabeError) as fehler:
        read_datenmappe(mappe({"Einstellungen!A4": None, "Einstellungen!A5": "Jahr"}))
    assert sum("fehlt oder ist leer" in befund.text for befund in fehler.value.befunde) == 2


def test_a_renamed_sheet_is_found_by_its_table(mappe):
    def rename(buch):
        buch["Produkte"].title = "Unsere Produkte"

    daten, befunde = read_datenmappe(mappe(edit=rename))
    assert (len(daten.objekte), befunde) == (4, [])


def test_damaged_protected_and_missing_files(tmp_path, mappe):
    datei = mappe()
    datei.write_bytes(datei.read_bytes()[:5000])
    with pytest.raises(EingabeError, match="beschädigt"):
        read_datenmappe(datei)
    datei.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(EingabeError, match="Kennwort"):
        read_datenmappe(datei)
    with pytest.raises(EingabeError, match="gibt es nicht"):
        read_datenmappe(tmp_path / "fehlt.xlsx")
    with pytest.raises(EingabeError, match="ist ein Ordner"):
        read_datenmappe(tmp_path)
    datei.write_bytes(b"")
    with pytest.raises(EingabeError, match="ist leer"):
        read_datenmappe(datei)
    with datei.open("r+b") as stream:
        stream.truncate(201 * 2**20)
    with pytest.raises(EingabeError, match="201 MB") as fehler:
        read_datenmappe(datei)
    assert "Export" not in str(fehler.value)


def test_a_really_encrypted_workbook(tmp_path, mappe):
    geheim = tmp_path / "geheim.xlsx"
    with mappe().open("rb") as klar, geheim.open("wb") as ziel:
        OOXMLFile(klar).encrypt("kennwort", ziel)
    with pytest.raises(EingabeError, match="Kennwort"):
        read_datenmappe(geheim)


def test_the_example_is_sound():
    daten, befunde = read_datenmappe(shipped("workbooks", "peine-2023.xlsx"))
    assert befunde == []
    assert (len(daten.objekte), len(daten.leistungen), len(daten.ziele), len(daten.vorjahre)) == (50, 27, 35, 20)


def test_a_datenmappe_of_an_earlier_version_has_the_usual_mailtexte_and_no_allowed_domain(mappe):
    def earlier(buch):
        del buch["Mailtexte"]
        buch["Einstellungen"].delete_rows(13, 6)

    gelesen, befunde = read_datenmappe(mappe(edit=earlier))
    assert befunde == []
    assert gelesen.mailtexte["Versand"].betreff == "Produktbericht {stand}: Rückmeldung für {budget}"
    assert (gelesen.versand.domains, gelesen.versand.vier_augen, gelesen.versand.max_mb) == ("", False, 15)


def test_settings_and_texts_of_the_versand(mappe):
    zeilen = {zeile.name: f"Einstellungen!B{nummer}" for nummer, zeile in enumerate(EINSTELLUNGSZEILEN, 4)}
    texte = {"A4": "Erinnerung", "B4": "Frist", "C4": "Hallo,", "D4": "bitte", "A5": "Erinnerung", "B5": "zweite"}
    datei = mappe(
        {
            zeilen["Erlaubte Domains"]: " Kreis.example, stadt.example ,",
            zeilen["Vier Augen"]: "ja",
            zeilen["Größte E-Mail in MB"]: 7.5,
            **{f"Mailtexte!{ort}": text for ort, text in texte.items()},
        }
    )
    gelesen, _ = read_datenmappe(datei)
    assert gelesen.versand.domains == "Kreis.example, stadt.example ,"
    assert (gelesen.versand.vier_augen, gelesen.versand.max_mb) == (True, Decimal("7.5"))
    assert gelesen.mailtexte["Erinnerung"].betreff == "Frist"
    assert gelesen.mailtexte["Versand"].anrede == "Guten Tag,"


ANDERS = {Typ.TEXT: "anders", Typ.EMAIL: "a@kreis.example", Typ.JA_NEIN: "ja", Typ.JAHR: 2031}


@pytest.mark.parametrize(
    ("nummer", "zeile"), list(enumerate(EINSTELLUNGSZEILEN, 4)), ids=lambda wert: getattr(wert, "name", "")
)
def test_a_setting_that_can_be_made_is_read(mappe, nummer, zeile):
    vorher, _ = read_datenmappe(mappe())
    wert = zeile.auswahl[-1] if zeile.auswahl else ANDERS.get(zeile.typ, 31)
    nachher, befunde = read_datenmappe(mappe({f"Einstellungen!B{nummer}": wert}))
    assert befunde == []
    assert nachher != vorher


@pytest.mark.parametrize("text", ["Prognose − Plan", "Prognose - Plan", "prognose–plan"])
def test_the_sense_of_the_abweichung_may_be_typed_with_any_dash(mappe, text):
    daten, befunde = read_datenmappe(mappe({"Einstellungen!B10": text}))
    assert (daten.regeln.sinn, befunde) == (Abweichungssinn.VERBESSERUNG, [])


def test_a_setting_with_choices_takes_no_other(mappe):
    daten, (befund,) = read_datenmappe(mappe({"Einstellungen!B10": "Plan + Prognose"}))
    assert daten.regeln.sinn is Abweichungssinn.MEHRBEDARF
    assert (befund.code, str(befund.source)) == ("mappe.zelle", "mappe.xlsx, Einstellungen!B10")
    assert "möglich sind Plan − Prognose, Prognose − Plan" in befund.text


# columns that may be missing


def with_column(name, **weitere):
    neu = Spalte(name, entbehrlich=True, **weitere)
    return replace(QUELLEN, spalten=(*QUELLEN.spalten, neu))


def read_table(datei, tabelle):
    reader = TableReader(datei)
    return reader.read(tabelle), reader.befunde


def test_a_column_that_may_be_missing_reads_as_empty_without_a_finding(mappe):
    (satz,), befunde = read_table(mappe(), with_column("Zeitraum", auswahl=("Monat",)))
    assert befunde == []
    assert (satz["Zeitraum"], satz.text("Zeitraum"), satz.text("Datei")) == (None, "", "b.csv")
    assert str(satz.ref("Zeitraum")) == "mappe.xlsx, Quellen, Zeile 4"
    assert str(satz.ref("Datei")) == "mappe.xlsx, Quellen!B4"


def test_a_column_that_may_be_missing_is_read_where_it_is(mappe):
    def add(buch):
        blatt = buch["Quellen"]
        blatt["E3"], blatt["E4"] = "Zeitraum", "Woche"
        tabelle = blatt.tables["Quellen"]
        tabelle.ref = tabelle.autoFilter.ref = "A3:E4"
        tabelle.tableColumns.append(TableColumn(id=5, name="Zeitraum"))

    (satz,), befunde = read_table(mappe(edit=add), with_column("Zeitraum"))
    assert (satz["Zeitraum"], befunde) == ("Woche", [])
    (satz,), befunde = read_table(mappe(edit=add), with_column("Zeitraum", auswahl=("Monat",)))
    assert satz["Zeitraum"] is None
    assert [(b.code, str(b.source)) for b in befunde] == [("mappe.zelle", "mappe.xlsx, Quellen!E4")]


def test_a_column_that_must_be_there_stays_a_fehler_with_what_to_do(mappe):
    datei = mappe()
    saetze, befunde = read_table(
        datei, replace(QUELLEN, spalten=(*QUELLEN.spalten, Spalte("Zeitraum"), Spalte("Rest", entbehrlich=True)))
    )
    assert saetze == []
    (befund,) = befunde
    assert (befund.schwere, str(befund.source)) == (Schwere.FEHLER, "mappe.xlsx, Quellen, Zeile 3")
    befehl = f'xlbudget datenmappe ergaenzen "{datei}"'  # whoever calls it from another folder finds it
    assert befund.text == f"In der Tabelle Quellen fehlt die Spalte „Zeitraum“. {befehl} legt sie leer an."


def test_a_column_that_may_be_missing_and_looks_renamed_is_not_overlooked(mappe):
    def rename(buch):
        buch["Quellen"]["D3"] = "Zeiträume"
        buch["Quellen"].tables["Quellen"].tableColumns[3].name = "Zeiträume"

    ohne_blatt = replace(with_column("Zeitraum"), spalten=(*QUELLEN.spalten[:3], Spalte("Zeitraum", entbehrlich=True)))
    (satz,), befunde = read_table(mappe(edit=rename), ohne_blatt)
    assert satz["Zeitraum"] is None
    assert [(b.schwere, b.code) for b in befunde] == [(Schwere.WARNUNG, "mappe.spaltenname")]
    assert "Die Spalte „Zeiträume“ der Tabelle Quellen wird nicht gelesen. Ist „Zeitraum“ gemeint" in befunde[0].text


def test_a_table_on_request_that_is_missing_is_empty(mappe):
    tabelle = Tabelle("Fristen", "", Gruppe.ZAHLEN, (Spalte("Frist"),), entbehrlich=True, auf_wunsch=True)
    assert read_table(mappe(), tabelle) == ([], [])


# columns under another name


def rename(tabelle, alt, neu, werte=(), *, dazu=False):
    """An edit that renames a column of a table, or with `dazu` adds one at its right end; `werte` stand below it."""

    def edit(buch):
        blatt = buch[tabelle]
        table = blatt.tables[tabelle]
        zellen = [zelle for zelle in blatt[3] if zelle.value]
        if dazu:
            spalte = len(zellen) + 1
            table.ref = table.autoFilter.ref = (
                f"A3:{get_column_letter(spalte)}{table.ref.split(':')[1].lstrip(ALPHABET)}"
            )
            table.tableColumns.append(TableColumn(id=spalte, name=neu))
        else:
            spalte = next(zelle.column for zelle in zellen if zelle.value == alt)
            table.tableColumns[spalte - 1].name = neu
        blatt.cell(3, spalte).value = neu
        for zeile, wert in enumerate(werte, 4):
            blatt.cell(zeile, spalte).value = wert

    return edit


def befunde_of(datei):
    try:
        return read_datenmappe(datei)[1]
    except EingabeError as fehler:
        return fehler.befunde


@pytest.mark.parametrize(
    ("tabelle", "alt", "neu", "werte", "text"),
    [
        (
            "Produkte",
            "Budget",
            "Teilhaushalt",
            (),
            "Vermutlich heißt sie jetzt „Teilhaushalt“; bitte in „Budget“ zurück",
        ),
        (
            "Produkte",
            "Budget",
            "Teilhaushalt",
            ("fremd",),
            "Stattdessen steht dort „Teilhaushalt“. Ist das die gesuchte",
        ),
        ("Produkte", "Budget", "Zugehöriges Budget", ("fremd",), "heißt sie jetzt „Zugehöriges Budget“"),
        ("Kennzahlen", "Kennzahlart", "Was", (), "Vermutlich heißt sie jetzt „Was“; bitte in „Kennzahlart“ zurück"),
        ("Quellen", "Inhalt", "Lieferung", ("buchungen",), "Vermutlich heißt sie jetzt „Lieferung“"),
        (
            "Verteiler",
            "E-Mail",
            "Adresse",
            (),
            'mappe.xlsx" legt sie leer an.',
        ),
    ],
)
def test_a_required_column_under_another_name_is_named_and_not_added(mappe, tabelle, alt, neu, werte, text):
    (befund,) = [b for b in befunde_of(mappe(edit=rename(tabelle, alt, neu, werte))) if b.code == "mappe.spalte"]
    assert f"In der Tabelle {tabelle} fehlt die Spalte „{alt}“." in befund.text
    assert text in befund.text


@pytest.mark.parametrize(
    ("alt", "neu", "wert", "schwere"),
    [
        ("Vorzeichen", "Vorz.", "Erträge negativ", Schwere.FEHLER),
        ("Vorzeichen", "Buchungsregel", "erträge negativ", Schwere.FEHLER),
        ("Vorzeichen", "VORZEICHEN ", None, Schwere.WARNUNG),
        ("Jahr", "Berichtsjahr", 2022, Schwere.FEHLER),
        ("Zahlen", "Zahlenformat", "englisch", Schwere.FEHLER),
        ("Einheit", "Währung", "T€", Schwere.FEHLER),
        ("Kopfzeile", "Kopf-Zeile", 3, Schwere.WARNUNG),
        ("Zeichensatz", "Kodierung", "UTF-8", Schwere.WARNUNG),
    ],
)
def test_an_optional_column_under_another_name_is_not_ignored(mappe, alt, neu, wert, schwere):
    befunde = befunde_of(mappe(edit=rename("Quellen", alt, neu, [wert])))
    assert [(b.schwere, b.code) for b in befunde] == [(schwere, "mappe.spaltenname")]
    assert f"Die Spalte „{neu.strip()}“ der Tabelle Quellen wird nicht gelesen" in befunde[0].text
    assert f"„{alt}“" in befunde[0].text


def test_values_beside_their_empty_column_are_not_ignored(mappe):
    (befund,) = befunde_of(mappe(edit=rename("Quellen", "", "Stil", ["englisch"], dazu=True)))
    assert (befund.schwere, befund.code, befund.source.zelle) == (Schwere.FEHLER, "mappe.spaltenname", "J3")
    assert "sie in eine Spalte „Zahlen“ schreiben" in befund.text


@pytest.mark.parametrize(("name", "wert"), [("Bemerkung", "kommt monatlich"), ("Format", None), ("Geprüft", "ja")])
def test_columns_of_the_user_stay_allowed(mappe, name, wert):
    assert befunde_of(mappe(edit=rename("Quellen", "", name, [wert], dazu=True))) == []


def test_a_table_on_request_under_another_name_is_not_ignored(tmp_path):
    datei = tmp_path / "mappe.xlsx"
    spalten = [{"Datei": "b.csv", "Feld": "Betrag", "Überschrift": "Wert"}]
    datei.write_bytes(write_datenmappe({**INHALT, "Spalten": spalten}, "Test"))
    buch = openpyxl.load_workbook(datei)
    buch["Spalten"].tables["Spalten"].displayName = "Spalten1"
    buch.save(datei)
    (befund,) = befunde_of(datei)
    assert (befund.schwere, befund.code) == (Schwere.FEHLER, "mappe.tabellenname")
    assert "Tabellennamen „Spalten“ eintragen" in befund.text


@pytest.mark.parametrize(
    ("ort", "wert"),
    [
        ("Quellen!A4", "buchungen"),
        ("Quellen!A4", " BUCHUNGEN "),
        ("Quellen!C4", "soll / haben"),
        ("Budgets!B5", "budget"),
        ("Kennzahlen!E4", "Niedriger"),
        ("Vorjahre!B4", "ERTRÄGE"),
        ("Verteiler!D4", "kopie"),
        ("Kontenzuordnung!B4", "aufwendungen"),
        ("Budgets!F6", "Nein"),
    ],
)
def test_case_and_blanks_of_a_choice_do_not_count(mappe, ort, wert):
    erwartet, _ = read_datenmappe(mappe())
    gelesen, befunde = read_datenmappe(mappe({ort: wert}))
    assert (befunde, gelesen) == ([], erwartet)


def test_another_value_names_the_list(mappe):
    (befund,) = befunde_of(mappe({"Quellen!C4": "Erträge positiv, Aufwendungen negativ"}))
    assert befund.text.endswith(
        "möglich sind automatisch, Soll/Haben, Erträge negativ, Erträge positiv, Aufwendungen negativ, alles positiv."
    )


@pytest.mark.parametrize(
    "anders", ["personal", "PERSONAL", "Personal ", "Per\u00adsonal", "\uff30ersonal", "Pers\u200bonal"]
)
def test_a_row_in_another_spelling_is_the_same_row(mappe, anders):
    neu = {
        f"Kontenzuordnung!{spalte}5": wert for spalte, wert in zip("ABC", ("41", "Aufwendungen", anders), strict=True)
    }
    daten, befunde = read_datenmappe(mappe({**neu, "Prognosen!D4": anders}))
    assert {str(praefix.zeile.name) for praefix in daten.praefixe} == {"Personal"}
    assert [meldung.zeile for _, meldung in daten.meldungen] == ["Personal"]
    assert {b.code for b in befunde if b.code != "mappe.darunter"} <= {"mappe.schreibweise"}


def test_an_umlaut_stored_in_two_ways_is_one_row_and_one_budget(mappe):
    nfc, nfd = "Erl\u00f6se K\u00e4mmerei", "Erlo\u0308se Ka\u0308mmerei"
    aenderungen = {"Kontenzuordnung!C4": nfc, "Prognosen!D4": nfd, "Vorjahre!C4": "GESAMT", "Budgets!A5": nfc}
    daten, befunde = read_datenmappe(
        mappe({**aenderungen, "Produkte!C4": nfd, "Vorjahre!A4": nfd, "Verteiler!A4": nfd.upper()})
    )
    assert daten.meldungen[0][1].zeile == nfc
    assert (daten.vorjahre[0].zeile, daten.vorjahre[0].objekt) == ("gesamt", nfc)
    assert daten.objekte[-1].uebergeordnet == nfc
    assert daten.verteiler[0].budget == nfc
    assert {(b.code, b.schwere) for b in befunde} == {("mappe.schreibweise", Schwere.HINWEIS)}


def test_names_that_differ_in_letters_stay_apart(mappe):
    neu = {
        f"Kontenzuordnung!{spalte}5": wert for spalte, wert in zip("ABC", ("41", "Aufwendungen", "Masse"), strict=True)
    }
    daten, _ = read_datenmappe(mappe({"Kontenzuordnung!C4": "Maße", **neu}))
    assert [praefix.zeile.name for praefix in daten.praefixe] == ["Maße", "Masse"]


def test_the_same_word_is_a_row_of_each_art(mappe):
    neu = {
        f"Kontenzuordnung!{spalte}5": wert for spalte, wert in zip("ABC", ("31", "Erträge", "PERSONAL"), strict=True)
    }
    daten, _ = read_datenmappe(mappe(neu))
    assert [praefix.zeile.name for praefix in daten.praefixe] == ["Personal", "PERSONAL"]


def test_a_reference_like_two_budgets_is_left_to_a_person(mappe):
    daten, befunde = read_datenmappe(
        mappe({"Budgets!A5": "Soziales", "Budgets!A6": "soziales", "Produkte!C4": "SOZIALES"})
    )
    assert daten.objekte[-1].uebergeordnet == "SOZIALES"
    assert not [b for b in befunde if b.code == "mappe.schreibweise" and b.source.blatt == "Produkte"]
