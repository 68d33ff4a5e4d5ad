"""Finding the table inside an export, and noticing lines that cannot be trusted."""

import zipfile
from dataclasses import replace

import pytest
import xlsxwriter

from xlbudget.errors import EingabeError, Schwere
from xlbudget.sources.export.angaben import Inhalt, Quellenangabe
from xlbudget.sources.export.dateiart import Exportdatei
from xlbudget.sources.export.deutung import understand
from xlbudget.sources.export.kopf import Kopfsuche

KOPF = "Produkt;Sachkonto;Text;Betrag;Periode"
GUT = "0101;501100;x;1,00;1"


class Gelesen:
    """The table of an export: lines by number with their cells by field, what is wrong with them and the header."""

    def __init__(self, datei):
        suche = Kopfsuche(Quellenangabe(Inhalt.BUCHUNGEN), 2026)
        tabelle, _ = Exportdatei(datei).table(suche)
        zuordnung = understand(tabelle, suche.find(tabelle.datei, tabelle.kopfzeilen()), suche)
        self.spalten, self.befunde, self.zeilen, self.maengel = zuordnung.spalten, list(zuordnung.befunde), {}, []
        sicht = replace(zuordnung.sicht, spalten=sorted(self.spalten.values()))
        for block in tabelle.blocks(sicht):
            self.maengel += [(mangel.nummer, mangel.grund) for mangel in block.maengel]
            for zeile in block.tabelle.to_pylist():
                self.zeilen[zeile["zeile"]] = {name: zeile[f"c{i}"] for name, i in self.spalten.items()}

    @property
    def nummern(self):
        return sorted([*self.zeilen, *(nummer for nummer, _ in self.maengel)])

    @property
    def erste(self):
        return next(iter(self.zeilen.values()))


@pytest.fixture
def read(tmp_path):
    def run(*zeilen):
        datei = tmp_path / "j.csv"
        datei.write_text("\n".join([*zeilen, ""]), encoding="utf-8")
        return Gelesen(datei)

    return run


@pytest.mark.parametrize(
    "zeilen",
    [
        (KOPF, GUT, '0101;501100;"Alte Schmiede;2,00;1', GUT, GUT),
        (KOPF, GUT, '0101;501100;"Alte Schmiede;2,00;1', GUT, '0101;501100;Büro "x";1,00;1', GUT),
        (KOPF, GUT, '0101;501100;x;2,00;1;"Alte Schmiede', GUT),
    ],
)
def test_an_unclosed_quotation_mark_stops_reading(read, zeilen):
    with pytest.raises(EingabeError, match=r"j\.csv, Zeile 3: hier beginnt ein Anführungszeichen"):
        read(*zeilen)


def test_a_quotation_mark_that_swallows_lines_up_to_the_next_one(read):
    export = read(KOPF, '0101;501100;"Alte;2,00;1', GUT, '0101;501100;Rest";3,00;1', GUT)
    assert export.maengel == [(2, 'ein Anführungszeichen (") fasst die Zeilen 2 bis 4 zu einer zusammen')]
    assert export.nummern == [2, 5]


def test_swallowing_is_noticed_where_the_columns_no_longer_match(read):
    kopf, schluss = f"{KOPF};Text 2", '0101;501100;Rest";3,00;1;'
    assert [nummer for nummer, _ in read(kopf, f'{GUT};"Alte', schluss).maengel] == [2]


def test_badly_nested_quotation_marks_cost_one_line(read):
    export = read(KOPF, '0101;501100;"Firma "Müller" GmbH";2,00;1', GUT)
    assert export.maengel == [(2, 'die Anführungszeichen (") sind nicht richtig geschlossen')]
    assert export.nummern == [2, 3]


@pytest.mark.parametrize("text", ['"a\r\nb;c"', '"a;b"', '"a ""b"" c"', 'Büro "x"', '"zwei\nZeilen"'])
def test_sound_texts_stay_whole(read, text):
    export = read(KOPF, f"0101;501100;{text};2,00;1", GUT)
    assert (export.maengel, len(export.zeilen)) == ([], 2)
    assert [zeile["Betrag"] for zeile in export.zeilen.values()] == ["2,00", "1,00"]


def test_a_shifted_line_is_noticed(read):
    export = read(KOPF, f"{GUT};;", "0101;501100;5;3;1,00;1")
    assert export.maengel == [(3, "die Zeile hat mehr Spalten als die Kopfzeile (5)")]


@pytest.mark.parametrize("trenner", [";", "\t", ",", "|"])
def test_delimiters_with_every_field_quoted(read, trenner):
    zeilen = (trenner.join(f'"{cell}"' for cell in zeile.split(";")) for zeile in (KOPF, GUT))
    (zeile,) = read(*zeilen).zeilen.values()
    assert {name: zeile[name] for name in ("Produkt", "Sachkonto", "Betrag", "Periode")} == {
        "Produkt": "0101",
        "Sachkonto": "501100",
        "Betrag": "1,00",
        "Periode": "1",
    }


@pytest.mark.parametrize(
    "kopf",
    ["Betrag in €", "Betrag in EUR", "BETRAG (EUR)", "Betrag €", "Betrag in Euro", "Betrag [€]", "Buchungsbetrag"],
)
def test_headings_of_an_amount(read, kopf):
    assert read(KOPF.replace("Betrag", kopf), GUT).spalten["Betrag"] == 3


def test_its_own_name_wins_over_an_alias_and_says_so(read):
    export = read(f"Konto;{KOPF}", f"9;{GUT}")
    assert export.erste["Sachkonto"] == "501100"
    (befund,) = export.befunde
    assert (befund.schwere, befund.source.zeile) == (Schwere.HINWEIS, 1)
    assert "Als Sachkonto wird die Spalte „Sachkonto“ gelesen, nicht „Konto“" in befund.text


def test_two_aliases_are_a_warning(read):
    export = read("Produkt;Kostenart;Konto;Betrag;Periode", "0101;1;2;1,00;1")
    assert export.erste["Sachkonto"] == "1"
    assert [befund.schwere for befund in export.befunde] == [Schwere.WARNUNG]


def test_two_dates_are_common_and_no_doubt(read):
    assert read(f"Belegdatum;Buchungsdatum;{KOPF}", f"1;2;{GUT}").befunde == []


@pytest.mark.parametrize("kopf", ["Wert in EUR", "Buchungswert", "Umsatz (€)", "Wert 2026 in €"])
def test_an_amount_by_other_names(read, kopf):
    assert read(KOPF.replace("Betrag", kopf), GUT).erste == read(KOPF, GUT).erste


def test_the_same_heading_twice(read):
    with pytest.raises(EingabeError, match="Zeile 2: die Überschrift „Betrag“ steht dort zweimal"):
        read("Landkreis", f"{KOPF};Betrag", f"{GUT};2,00")


def test_a_missing_heading_is_named_with_the_nearest_line(read):
    text = "dort fehlt Betrag, gefunden wurde: Produkt, Sachkonto, Text, Summe, Periode"
    with pytest.raises(EingabeError, match=f"keine Kopfzeile.*Am nächsten kommt Zeile 3; {text}"):
        read("Landkreis;Produkt", "", KOPF.replace("Betrag", "Summe"), GUT)


def test_a_file_that_is_no_export(read):
    with pytest.raises(EingabeError, match="keine Kopfzeile") as fehler:
        read("Lorem ipsum", "dolor")
    assert "Am nächsten" not in str(fehler.value)


def test_an_empty_sheet_and_a_folder(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "leer.xlsx") as workbook:
        workbook.add_worksheet()
    with pytest.raises(EingabeError, match=r"leer\.xlsx ist leer"):
        Gelesen(tmp_path / "leer.xlsx")
    with pytest.raises(EingabeError, match="ist ein Ordner"):
        Gelesen(tmp_path)


def test_a_damaged_sheet_is_reported_in_german(tmp_path):
    heil, kaputt = tmp_path / "heil.xlsx", tmp_path / "kaputt.xlsx"
    with xlsxwriter.Workbook(heil) as workbook:
        workbook.add_worksheet().write_row(0, 0, KOPF.split(";"))
    with zipfile.ZipFile(heil) as alt, zipfile.ZipFile(kaputt, "w") as neu:
        for name in alt.namelist():
            neu.writestr(name, b"<kaputt" if name.endswith("sheet1.xml") else alt.read(name))
    with pytest.raises(EingabeError, match=r"^kaputt\.xlsx lässt sich nicht lesen\. Bitte"):
        Gelesen(kaputt)
