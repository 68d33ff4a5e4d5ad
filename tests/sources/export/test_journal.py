import datetime

import pytest
import xlsxwriter

from xlbudget.core.kontenrahmen import NIEDERSACHSEN, Berichtszeile, Kontenrahmen, Praefix
from xlbudget.errors import EingabeError, Schwere
from xlbudget.sources.export.angaben import Inhalt, Quellenangabe, Vorzeichen
from xlbudget.sources.export.lesen import read_export, read_lines

KOPF = "Beleg;Buchungsdatum;Periode;Produkt;Sachkonto;Bezeichnung;Betrag;S/H;Kennz."
ZEILE = "1;05.01.2023;1;3110;433100;Hilfe;1.234,56;S;"
ANDERE = ZEILE.replace("1;05", "2;05")


@pytest.fixture
def export(tmp_path):
    def write(*zeilen, encoding="cp1252", name="buchungen.csv"):
        datei = tmp_path / name
        datei.write_bytes("\r\n".join([*zeilen, ""]).encode(encoding, errors="surrogateescape"))
        return datei

    return write


RAHMEN = Kontenrahmen(tuple(Praefix(praefix, Berichtszeile(art, name)) for praefix, art, name in NIEDERSACHSEN))


def lies(datei, format_="Soll/Haben", blatt=""):
    """The postings that count, line by line with the sign of Haben − Soll, and what was found."""
    angabe = Quellenangabe(Inhalt.BUCHUNGEN, Vorzeichen(format_), blatt)
    befunde = read_export(datei, angabe, 2023, RAHMEN).befunde
    dreht = -1 if format_ == "Erträge negativ" else 1
    zeilen = read_lines(datei, angabe, 2023, RAHMEN).to_pylist()
    return [(z["produkt"], z["sachkonto"], z["monat"], z["saldo_ct"] * dreht, z["zeile"]) for z in zeilen], befunde


def read_ansatz(datei, jahr):
    export = read_export(datei, Quellenangabe(Inhalt.ANSAETZE), jahr, RAHMEN)
    return export.summen, export.befunde


def codes(befunde):
    return [(befund.schwere, befund.code, befund.source.zeile) for befund in befunde]


def test_junk_above_and_count_below(export):
    datei = export("Landkreis;Journal", "Stand;x", "", KOPF, ZEILE, "Anzahl Buchungen;;;;;;1;;")
    assert lies(datei) == ([("3110", "433100", 1, -123456, 5)], [])


@pytest.mark.parametrize(
    ("format_", "betrag", "kennz", "saldo"),
    [
        ("Soll/Haben", "10,00", "S", -1000),
        ("Soll/Haben", "10,00", "h", 1000),
        ("Soll/Haben", "10,00-", "H", -1000),
        ("Erträge negativ", "10,00-", "", 1000),
        ("Erträge negativ", "10,00", "", -1000),
        ("Erträge positiv", "-10,00", "", -1000),
    ],
)
def test_sign_rules(export, format_, betrag, kennz, saldo):
    datei = export(KOPF, f"1;05.01.2023;1;3110;433100;;{betrag};{kennz};")
    assert lies(datei, format_)[0][0][3] == saldo


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings(export, encoding):
    datei = export("Ämter", KOPF.replace("Bezeichnung", "Erläuterung"), ZEILE, encoding=encoding)
    assert len(lies(datei)[0]) == 1


@pytest.mark.parametrize("trenner", [";", "\t", "|", ","])
def test_delimiters(export, trenner):
    zeile = ZEILE.replace("1.234,56", '"1.234,56"').replace(";", trenner)
    datei = export(KOPF.replace(";", trenner), zeile)
    assert lies(datei)[0] == [("3110", "433100", 1, -123456, 2)]


def test_headers_of_another_system(export):
    datei = export("Konto;Kostenträger;Monat;Betrag EUR;SH", "433100;011;13;5,00;S")
    assert lies(datei)[0] == [("011", "433100", 12, -500, 2)]


@pytest.mark.parametrize(
    ("alt", "neu", "code"),
    [
        ("1.234,56", "12,3a", "journal.betrag"),
        ("1.234,56", "", "journal.betrag"),
        (";1;3110", ";0;3110", "journal.periode"),
        (";1;3110", ";17;3110", "journal.periode"),
        (";1;3110", ";Jen;3110", "journal.periode"),
        (";1;3110", ";1_0;3110", "journal.periode"),
        (";1;3110", ";１;3110", "journal.periode"),
        ("1.234,56", "1.000.000.000.000,01", "journal.betrag"),
        ("1.234,56", "99999999999999999999,00", "journal.betrag"),
        (";S;", ";X;", "journal.sollhaben"),
        (";433100;", ";;", "journal.leer"),
    ],
)
def test_a_bad_line_is_named_and_left_out(export, alt, neu, code):
    buchungen, befunde = lies(export(KOPF, ZEILE, ZEILE.replace(alt, neu), ANDERE, encoding="utf-8"))
    assert codes(befunde) == [(Schwere.FEHLER, code, 3)]
    assert [buchung[4] for buchung in buchungen] == [2, 4]


def test_everything_wrong_with_a_line_is_said_at_once(export):
    _, befunde = lies(export(KOPF, "1;05.01.2023;0;3110;433100;;abc;X;"))
    assert {befund.code for befund in befunde} == {"journal.periode", "journal.betrag", "journal.sollhaben"}


def test_line_numbers_survive_line_breaks_in_quotes(export):
    mehrzeilig = ZEILE.replace("Hilfe", '"Hilfe\nzum Leben"')
    _, befunde = lies(export(KOPF, mehrzeilig, ZEILE.replace("1.234,56", "x")))
    assert befunde[0].source.zeile == 4


def test_many_equal_findings_become_one(export):
    _, befunde = lies(export(KOPF, ZEILE, *[ZEILE.replace("1.234,56", "x")] * 80))
    befund, sperrt = befunde
    assert sperrt.code == "export.unlesbar"
    assert befund.source.zeile == 3
    assert befund.text == (
        "80 Zeilen mit demselben Befund (Zeile 3, Zeile 4, Zeile 5, Zeile 6, Zeile 7, Zeile 8, Zeile 9, Zeile 10, "
        "Zeile 11, Zeile 12 und 70 weitere), die erste: Betrag „x“ ist keine Zahl; die Zeile bleibt außen vor."
    )


def test_a_few_equal_findings_are_said_one_by_one(export):
    _, befunde = lies(export(KOPF, ZEILE, *[ZEILE.replace("1.234,56", "x")] * 5))
    assert [befund.source.zeile for befund in befunde] == [3, 4, 5, 6, 7]


def test_an_incomplete_export_is_noticed(export):
    _, befunde = lies(export(KOPF, ZEILE, "Anzahl Buchungen;;;;;;1.002;;"))
    assert "nennt 1002 Buchungen, enthält aber 1" in befunde[0].text


def test_closing_entries_may_be_dated_in_the_next_year(export):
    zeile = ZEILE.replace("05.01.2023;1;", "16.03.2024;13;")
    assert lies(export(KOPF, ZEILE, zeile))[1] == []
    assert codes(lies(export(KOPF, ZEILE, zeile.replace(";13;", ";3;")))[1]) == [(Schwere.WARNUNG, "journal.jahr", 3)]


@pytest.mark.parametrize(
    ("zeilen", "encoding", "text"),
    [
        (
            [KOPF.replace("Betrag", "Summe"), ZEILE],
            "cp1252",
            "keine Kopfzeile mit den Spalten Produkt, Sachkonto, Betrag",
        ),
        ([], "cp1252", r"buchungen\.csv ist leer \(0 Byte\)"),
        (["", " ; ;"], "cp1252", r"buchungen\.csv ist leer\. Den Export neu"),
        ([KOPF, ZEILE.replace("2023", "2022")], "cp1252", "Buchungen des Jahres 2022, die Mappe ist für 2023"),
        ([KOPF.replace("S/H", "Mark"), ZEILE], "cp1252", "keine Spalte S/H"),
        ([KOPF, "B\udc81ro" + ZEILE, "Stra\udcdfe"], "cp1252", "Zeile 2: die Zeichenkodierung"),
        ([KOPF, ZEILE, "\0\0\0"], "cp1252", "keine Textdatei"),
        (["ÿþ" + KOPF], "latin1", "als Unicode-Text beschädigt"),
    ],
)
def test_exports_that_cannot_be_used(export, zeilen, encoding, text):
    with pytest.raises(EingabeError, match=text):
        lies(export(*zeilen, encoding=encoding))


def test_a_journal_without_postings_is_no_obstacle(export):
    buchungen, befunde = lies(export(KOPF))
    assert buchungen == []
    assert codes(befunde) == [(Schwere.WARNUNG, "journal.ohne", 1)]
    assert "enthält keine Buchungen; das ist nur zu Beginn des Jahres richtig" in befunde[0].text


def test_missing_and_oversized_files(tmp_path):
    with pytest.raises(EingabeError, match="gibt es nicht"):
        lies(tmp_path / "fehlt.csv")
    riesig = tmp_path / "riesig.csv"
    with riesig.open("wb") as datei:
        datei.truncate(2001 * 2**20)
    with pytest.raises(EingabeError, match="2001 MB; gelesen werden höchstens 1900 MB"):
        lies(riesig)


@pytest.fixture
def mappe(tmp_path):
    datei = tmp_path / "buchungen.xlsx"
    with xlsxwriter.Workbook(datei) as workbook:
        blatt = workbook.add_worksheet("Journal")
        blatt.write("A1", "Landkreis")
        blatt.write_row("A4", KOPF.split(";"))
        tag = workbook.add_format({"num_format": "dd.mm.yyyy"})
        for zeile, (produkt, betrag) in enumerate(
            [(3110, 783.28), ("011", "1.234,56"), (3110, 1234.5), (3110, 0.1 + 0.2), (3110, "12,3a"), (3110, "1.234")],
            4,
        ):
            blatt.write_row(zeile, 0, [str(zeile), None, 1, produkt, 433100, "", betrag, "S"])
            blatt.write_datetime(zeile, 1, datetime.datetime(2023, 1, 5), tag)
    return datei


def test_xlsx_export_with_numbers_and_german_text(mappe):
    buchungen, befunde = lies(mappe, blatt="Journal")
    assert [(produkt, saldo) for produkt, _, _, saldo, _ in buchungen] == [
        ("3110", -78328),
        ("011", -123456),
        ("3110", -123450),
        ("3110", -30),
        ("3110", -123400),
    ]
    assert [str(befund.source) for befund in befunde] == ["buchungen.xlsx, Journal!G9"]


def test_missing_sheet_of_an_xlsx_export(mappe):
    with pytest.raises(EingabeError, match=r"hat kein Blatt „Buchung“\. Vorhanden: Journal"):
        lies(mappe, blatt="Buchung")


def test_ansatz_runs_in_the_direction_of_its_art(export):
    summen, befunde = read_ansatz(export("Produkt;Sachkonto;Bezeichnung;Ansatz 2023", "11115;401100;;219.100"), 2023)
    assert [(summe.produkt, summe.sachkonto, summe.saldo_ct) for summe in summen] == [("11115", "401100", 21910000)]
    assert befunde == []


def test_empty_ansatz(export):
    with pytest.raises(EingabeError, match="keine Ansätze"):
        read_ansatz(export("Produkt;Sachkonto;Plan"), 2023)


ANSATZKOPF = "Produkt;Sachkonto;Ansatz 2022;Ansatz 2023;Ansatz 2024"


def test_of_several_years_the_haushaltsjahr_counts(export):
    summen, befunde = read_ansatz(export(ANSATZKOPF, "11115;401100;1,00;2,00;3,00"), 2023)
    assert ([summe.saldo_ct for summe in summen], befunde) == ([200], [])


@pytest.mark.parametrize(
    "kopf", ["Ansatz", "Plan", "Ansatz in €", "Ansatz 2023 (EUR)", "Haushaltsansatz2023", "ANSATZ_2023"]
)
def test_headings_of_an_ansatz(export, kopf):
    summen, befunde = read_ansatz(export(f"Produkt;Sachkonto;{kopf}", "11115;401100;2,00"), 2023)
    assert ([summe.saldo_ct for summe in summen], befunde) == ([200], [])


def test_ansatz_of_other_years_only(export):
    text = r"Zeile 2: gebraucht wird der Ansatz 2025, der Export nennt nur „Ansatz 2022“, „Ansatz 2023“, „Ansatz 2024“"
    with pytest.raises(EingabeError, match=text):
        read_ansatz(export("Landkreis", ANSATZKOPF, "11115;401100;1,00;2,00;3,00"), 2025)


def test_a_year_column_selects_the_lines(export):
    kopf = "Jahr;Produkt;Sachkonto;Ansatz"
    summen, befunde = read_ansatz(export(kopf, *(f"{jahr};11115;401100;1,00" for jahr in (2022, 2023, 2024))), 2023)
    assert [summe.erste_zeile for summe in summen] == [3]
    assert codes(befunde) == [(Schwere.WARNUNG, "journal.jahr", 2)]
    assert "(2022, 2024), die nicht für 2023 zählen: 2" in befunde[0].text


DATIERT = "Datum;Produkt;Sachkonto;Betrag;Periode"


@pytest.mark.parametrize(
    "datum", ["31.01.24", "31.1.2024", "20240131", "2024-01-31", "2024-01-31T00:00:00", "31/01/2024"]
)
def test_a_journal_of_another_year_is_noticed(export, datum):
    with pytest.raises(EingabeError, match="Buchungen des Jahres 2024, die Mappe ist für 2023"):
        lies(export(DATIERT, f"{datum};3110;433100;1,00;1"), "Erträge positiv")


@pytest.mark.parametrize("spalte", ["Haushaltsjahr", "Jahr", "Geschäftsjahr"])
def test_the_year_column_decides(export, spalte):
    kopf = f"{spalte};{DATIERT}"
    assert lies(export(kopf, "2023;31.01.2024;3110;433100;1,00;1"), "Erträge positiv")[1] == []
    with pytest.raises(EingabeError, match="Buchungen des Jahres 2024"):
        lies(export(kopf, "2024;31.01.2023;3110;433100;1,00;1"), "Erträge positiv")
    buchungen, befunde = lies(
        export(kopf, "2023;;3110;433100;1,00;1", "23;;3110;433100;1,00;1", "2024;;3110;433100;1,00;1"),
        "Erträge positiv",
    )
    assert [buchung[4] for buchung in buchungen] == [2]
    assert codes(befunde) == [(Schwere.FEHLER, "journal.jahr", 3), (Schwere.WARNUNG, "journal.jahr", 4)]


def test_unreadable_dates_are_one_warning(export):
    zeile = ";3110;433100;1,00;1"
    _, befunde = lies(export(DATIERT, "31.01.2023" + zeile, "Jan" + zeile, "45322" + zeile, zeile), "Erträge positiv")
    assert codes(befunde) == [(Schwere.WARNUNG, "journal.datum", 3)]
    assert "„Jan“ ist nicht lesbar, ebenso 1 weitere" in befunde[0].text


def test_a_posting_without_codes_is_an_error_unless_it_is_a_sum(export):
    ohne, summe, leer = ZEILE.replace("3110;433100", ";"), ";;;;;Zwischensumme;1.234,56;;", ";;;;;Seite 2;;;"
    buchungen, befunde = lies(export(KOPF, ZEILE, ohne, summe, leer, ANDERE, ";;;;;;2.469,12;;"))
    assert [buchung[4] for buchung in buchungen] == [2, 6]
    assert codes(befunde) == [
        (Schwere.WARNUNG, "journal.zwischensumme", 4),
        (Schwere.FEHLER, "journal.leer", 3),
    ]
    assert "Produkt und Sachkonto sind leer" in befunde[1].text


def test_a_posting_without_codes_in_the_last_line(export):
    _, befunde = lies(export(KOPF, ZEILE, ZEILE.replace("3110;433100", ";")))
    assert codes(befunde) == [(Schwere.FEHLER, "journal.leer", 3)]


@pytest.mark.parametrize(
    ("schluss", "genannt"),
    [
        ("Summe;;1,00;", None),
        ("Gesamtsumme;;1,00;;", None),
        ("Gesamt;;1,00;12", None),
        ("Ersteller: Frau Muster;;;", None),
        ("Anzahl Buchungen: 99;;;", 99),
        ("Anzahl;99;;", 99),
        ("Anzahl;1;;", None),
        ("Anzahl Buchungen;;1.099;", 1099),
        (";;Summe;1", None),
    ],
)
def test_totals_with_their_label_in_the_column_of_the_produkt(export, schluss, genannt):
    kopf = "Produkt;Sachkonto;Betrag;Periode"
    buchungen, befunde = lies(export(kopf, "3110;433100;1,00;1", schluss, ";;;"), "Erträge positiv")
    assert len(buchungen) == 1
    erwartet = [f"Der Export nennt {genannt} Buchungen, enthält aber 1; er ist unvollständig."] if genannt else []
    assert [befund.text for befund in befunde] == erwartet


@pytest.mark.parametrize("zahl", [1e300, 1e18, 1e15, float("1e30")])
def test_implausible_numbers_in_an_xlsx(tmp_path, zahl):
    buchungen, befunde = lies(
        write_xlsx(tmp_path, ["3110", "433100", 1, 1], ["3110", "433100", zahl, 1]), "Erträge positiv"
    )
    assert len(buchungen) == 1
    assert [(befund.code, str(befund.source)) for befund in befunde] == [("journal.betrag", "b.xlsx, Sheet1!C3")]
    assert "ist unplausibel (über 1.000.000.000.000 €)" in befunde[0].text


def test_fractions_of_a_cent_in_an_xlsx(tmp_path):
    buchungen, befunde = lies(
        write_xlsx(tmp_path, *(["3110", "433100", zahl, 1] for zahl in (0.1 + 0.2, 10.005))), "Erträge positiv"
    )
    assert [buchung[3] for buchung in buchungen] == [30]
    assert [str(befund) for befund in befunde] == [
        "Betrag „10,005“ hat mehr als zwei Nachkommastellen; die Zeile bleibt außen vor. — b.xlsx, Sheet1!C3"
    ]


def write_xlsx(ordner, *zeilen):
    datei = ordner / "b.xlsx"
    with xlsxwriter.Workbook(datei) as workbook:
        blatt = workbook.add_worksheet()
        for nummer, zeile in enumerate([["Produkt", "Sachkonto", "Betrag", "Periode"], *zeilen]):
            blatt.write_row(nummer, 0, zeile)
    return datei


RIESIG = "999.999.999.999,00"


@pytest.mark.parametrize("kennz", ["S", "SH", "X"], ids=["einseitig", "hebt sich auf", "nicht lesbar"])
def test_amounts_that_no_cell_holds_are_refused(export, kennz):
    """Also where lines are left out, or cancel each other out."""
    zeilen = [f"1;05.01.2023;1;3110;433100;Hilfe;{RIESIG};{kennz[n % len(kennz)]};" for n in range(100)]
    with pytest.raises(EingabeError, match="nicht mehr auf den Cent"):
        lies(export(KOPF, ZEILE, *zeilen))
    lies(export(KOPF, ZEILE, *zeilen[:80]))


DATEN = "1;05.01.2023;1;3110;433100;Hilfe;10,00;S;"


@pytest.mark.parametrize(
    ("darueber", "wie_viele"),
    [
        ((DATEN,), "steht eine Zeile, die Produkt, Sachkonto und Betrag hat; sie zählt nicht"),
        (("Landkreis;Stand 2023", DATEN, "", DATEN.replace("10,00", "-1.000,50 €")), "stehen 2 Zeilen"),
    ],
)
def test_lines_above_the_header_do_not_vanish(export, darueber, wie_viele):
    _, befunde = lies(export(*darueber, KOPF, ZEILE))
    (befund,) = [b for b in befunde if b.code == "export.darueber"]
    assert wie_viele in befund.text
    assert befund.schwere is Schwere.FEHLER
    assert befund.source.zeile == 1 + darueber.index(DATEN)


@pytest.mark.parametrize(
    "darueber", ["Landkreis;Stand;31.12.2023;Seite 1", "1;2;3;4;5;6;7;8;9", "Konten;bis;2023;1000;999999;;Betrag;"]
)
def test_a_letterhead_is_none_of_the_lines(export, darueber):
    assert not [b for b in lies(export(darueber, KOPF, ZEILE))[1] if b.code == "export.darueber"]


def test_what_stands_above_a_declared_header_is_said_and_no_fault(export):
    angabe = Quellenangabe(Inhalt.BUCHUNGEN, kopfzeile=2)
    gelesen = read_export(export(DATEN, KOPF, ZEILE), angabe, 2023, RAHMEN)
    assert [(b.schwere, b.code) for b in gelesen.befunde] == [(Schwere.HINWEIS, "export.darueber")]


NUR_SO_ZU_LESEN = (
    "Produkt;Sachkonto;Periode;Betrag;Kz",
    "3110;332000;1;10,00;H",
    "3110;433100;1;7,00;S",
    "3110;433100;2;2,00;H",
)


def test_a_column_of_marks_under_another_heading(export):
    """Read without it, what was taken back would count as spent."""
    zeilen, _ = lies(export(*NUR_SO_ZU_LESEN), "automatisch")
    assert [saldo for *_, saldo, _ in zeilen] == [1000, -700, 200]


@pytest.mark.parametrize(
    "zeilen",
    [
        [zeile.replace(";H", ";S") for zeile in NUR_SO_ZU_LESEN],  # says nothing
        [zeile.removesuffix(";S") + (";" if zeile.endswith(";S") else "") for zeile in NUR_SO_ZU_LESEN],
    ],
)
def test_letters_that_may_mean_something_else_are_no_marks(export, zeilen):
    gelesen, befunde = lies(export(*zeilen), "automatisch")
    assert [saldo for *_, saldo, _ in gelesen] == [1000, 700, 200]
    assert "S/H" not in "".join(befund.text for befund in befunde)


def test_of_two_columns_of_marks_none_is_chosen_and_it_is_said(export):
    zeilen = [f"{zeile};{zeile[-1].translate(str.maketrans('zSH', 'xHS'))}" for zeile in NUR_SO_ZU_LESEN]
    gelesen, befunde = lies(export(*zeilen), "automatisch")
    assert [saldo for *_, saldo, _ in gelesen] == [1000, 700, 200]
    assert "journal.sollhaben" in {befund.code for befund in befunde}


@pytest.mark.parametrize(
    ("betrag", "anzahl", "codes"),
    [
        ("{0}37", 20, ["export.cent"]),  # 12,37 written as 1237
        ("{0}37", 19, []),
        ("{0}00", 20, ["quelle.inhalt"]),
        ("{0}37,01", 20, []),
    ],
)
def test_postings_that_may_be_whole_cents(export, betrag, anzahl, codes):
    zeilen = [f"3110;433{konto:03d};1;{betrag.format(konto)}" for konto in range(100, 100 + anzahl)]
    gelesen = read_export(
        export("Produkt;Sachkonto;Periode;Betrag", *zeilen),
        Quellenangabe(Inhalt.BUCHUNGEN, Vorzeichen.ALLES_POSITIV),
        2023,
        RAHMEN,
    )
    assert [befund.code for befund in gelesen.befunde] == codes
