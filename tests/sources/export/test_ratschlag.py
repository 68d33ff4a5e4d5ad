"""What is advised where a declaration does not fit its file: the heading's line, the Zeichensatz that it really is."""

from __future__ import annotations

import pytest

from xlbudget.befundkatalog.katalog import KATALOG
from xlbudget.core.kontenrahmen import Art, Berichtszeile, Kontenrahmen, Praefix
from xlbudget.errors import EingabeError, Schwere
from xlbudget.sources.export.angaben import (
    ZEICHENSAETZE,
    Inhalt,
    Quellenangabe,
    Spaltenangabe,
    Vorzeichen,
    Zahlenstil,
)
from xlbudget.sources.export.lesen import read_export

RAHMEN = Kontenrahmen(
    (Praefix("3", Berichtszeile(Art.ERTRAEGE, "alle")), Praefix("4", Berichtszeile(Art.AUFWENDUNGEN, "alle")))
)
TEXT = "\nKostenträger;Sachkonto;Betrag;Periode;Text\n1111;3321;-1.000,00;1;größer\n1111;4011;500,00;2;ä\n"
PYTHON = {"UTF-8": "utf-8", "UTF-16": "utf-16", "Windows-1252": "cp1252", "ISO-8859-15": "iso8859-15"}
CODECS = PYTHON | {"DOS (cp850)": "cp850"}


@pytest.fixture
def lies(tmp_path):
    def read(text=TEXT, codec="utf-8", **angabe):
        datei = tmp_path / "b.csv"
        datei.write_bytes(text.encode(codec))
        export = read_export(datei, Quellenangabe(Inhalt.BUCHUNGEN, **angabe), 2024, RAHMEN)
        return sorted(summe.saldo_ct for summe in export.summen)

    return read


@pytest.mark.parametrize(
    ("kopfzeile", "text"),
    [
        (1, "steht die Kopfzeile 1, aber Zeile 1 ist leer. Die Überschriften stehen in Zeile 2: dort 2 eintragen."),
        (
            3,
            "aber in Zeile 3 steht „1111, 3321, -1.000,00, 1, größer“, keine Überschriften. Die Überschriften stehen in",
        ),
        (9, "aber die Datei hat nur 5 Zeilen. Die Überschriften stehen in Zeile 2"),
        (-1, "aber die Zeilen zählen ab 1. Die Überschriften stehen in Zeile 2"),
    ],
)
def test_a_line_without_headings_and_the_one_that_has_them(lies, kopfzeile, text):
    assert lies(kopfzeile=2) == [-50000, 100000]
    with pytest.raises(EingabeError) as fehler:
        lies(kopfzeile=kopfzeile)
    assert text in str(fehler.value)
    assert "ist leer. Den Export neu" not in str(fehler.value)


def test_no_line_has_all_headings(lies):
    with pytest.raises(EingabeError) as fehler:
        lies(TEXT.replace("Periode", "Quartal"), kopfzeile=1)
    text = str(fehler.value)
    assert "Zeile 1 ist leer. Dort die Zeile der Überschriften eintragen oder das Feld leeren." in text
    assert "Am nächsten kommt Zeile 2; dort fehlt Periode" in text


def test_the_declared_line_comes_nearest_itself(lies):
    with pytest.raises(EingabeError, match=r"gesucht in Zeile 2\)\. Am nächsten kommt Zeile 2; dort fehlt Periode"):
        lies(TEXT.replace("Periode", "Quartal"), kopfzeile=2)


@pytest.mark.parametrize(("leer", "text"), [(1, "ist leer"), (45, "In den ersten 40 Zeilen")])
def test_only_a_file_without_cells_is_empty(lies, leer, text):
    with pytest.raises(EingabeError, match=text):
        lies(";;\n" * leer)


@pytest.mark.parametrize("angabe", ZEICHENSAETZE)
@pytest.mark.parametrize("wirklich", CODECS)
def test_another_zeichensatz_than_declared_is_said(lies, wirklich, angabe):
    gleich = {wirklich, "automatisch"} | ({"Windows-1252", "ISO-8859-15"} if wirklich in ("Windows-1252", "ISO-8859-15")
        else set())  # fmt: skip
    if angabe in gleich:
        assert lies(codec=CODECS[wirklich], zeichensatz=angabe) == [-50000, 100000]
        return
    with pytest.raises(EingabeError, match="in der Tabelle Quellen steht der Zeichensatz") as fehler:
        lies(codec=CODECS[wirklich], zeichensatz=angabe)
    rat = str(fehler.value).rpartition(". ")[2]
    assert "automatisch eintragen." in rat
    assert "Spalten" not in str(fehler.value)
    if angabe != "UTF-16":
        assert (wirklich.replace("ISO-8859-15", "Windows-1252") in rat) or wirklich == "UTF-16"


@pytest.mark.parametrize(
    ("wirklich", "angabe"),
    [("Windows-1252", "ISO-8859-15"), ("ISO-8859-15", "Windows-1252"), ("Windows-1252", "UTF-8")],
)
def test_a_euro_sign_that_would_be_lost(lies, wirklich, angabe):
    """T€ read as anything else would be euros."""
    text = "Produkt;Sachkonto;Betrag in T€;Periode\n1111;3321;-1,00;1\n1111;4011;2,00;1\n"
    assert lies(text, CODECS[wirklich], zeichensatz=wirklich) == [-200000, 100000]
    with pytest.raises(EingabeError, match="in der Tabelle Quellen steht der Zeichensatz"):
        lies(text, CODECS[wirklich], zeichensatz=angabe)


def test_what_says_nothing_about_the_zeichensatz_is_read_as_declared(lies):
    text = "Produkt;Sachkonto;Betrag;Periode;„x“ Novák\n1111;3321;-1,00;1;–\n1111;4011;2,00;1;…\n"
    assert lies(text, "cp1252", zeichensatz="Windows-1252") == [-200, 100]


def test_utf16_without_its_mark(lies):
    assert lies(codec="utf-16-le", zeichensatz="UTF-16") == [-50000, 100000]


def test_umlauts_that_are_broken_in_the_file(lies):
    with pytest.raises(EingabeError) as fehler:
        lies(TEXT.encode().decode("cp1252"))
    assert "dort steht „KostentrÃ¤ger“ und heißt vermutlich „Kostenträger“. Den Export neu erzeugen" in str(
        fehler.value
    )
    with pytest.raises(EingabeError, match="schon in der Datei beschädigt: dort steht „Kostentr\ufffdger“"):
        lies(TEXT.replace("ä", "\ufffd"))


def test_umlauts_of_the_other_zeichensatz(lies):
    text = TEXT.replace("größer", "größer „Ä“, „Ö“, „Ü“ und „ß“").encode("cp850", errors="replace")
    with pytest.raises(EingabeError) as fehler:
        lies(text.decode("cp1252", errors="replace").replace("\ufffd", "?"))
    assert "„Kostentr„ger“ hieße im Zeichensatz DOS (cp850) „Kostenträger“." in str(fehler.value)


# what is wrong with a whole column


@pytest.fixture
def befunde(tmp_path):
    def found(kopf, zeilen, **angabe):
        datei = tmp_path / "b.csv"
        datei.write_text("\n".join([kopf, *zeilen, ""]), encoding="utf-8")
        return read_export(datei, Quellenangabe(Inhalt.BUCHUNGEN, **angabe), 2024, RAHMEN).befunde

    return found


KOPF = "Produkt;Sachkonto;Betrag;Periode"


@pytest.mark.parametrize(
    ("angegeben", "richtig", "betrag"),
    [(Zahlenstil.DEUTSCH, Zahlenstil.ENGLISCH, "1,234.56"), (Zahlenstil.ENGLISCH, Zahlenstil.DEUTSCH, "1.234,56")],
)
def test_the_wrong_style_of_numbers_is_one_finding_with_its_money(befunde, angegeben, richtig, betrag):
    zeilen = [f"1111;4011;{betrag};1"] * 70 + ["1111;3321;-200;1"]
    befund, sperrt = befunde(KOPF, zeilen, zahlen=angegeben)
    assert (sperrt.code, sperrt.text[:41]) == ("export.unlesbar", "70 von 71 Zeilen sind nicht lesbar (kein ")
    assert befund.text.startswith("70 Zeilen über zusammen 86.419,20 € mit demselben Befund (Zeile 2, Zeile 3,")
    assert befund.text.endswith(f"in der Tabelle Quellen bei Zahlen {richtig} statt {angegeben} eintragen.")
    assert befund.source.zeile == 2


def test_amounts_that_no_style_explains_are_another_kind(befunde):
    zeilen = ["1111;4011;1,234.56;1"] * 6 + ["1111;4011;zwölf;1"] * 7 + ["1111;3321;-200;1"]
    zahlen, text, _ = befunde(KOPF, zeilen, zahlen=Zahlenstil.DEUTSCH)
    assert (zahlen.source.zeile, text.source.zeile) == (2, 8)
    assert "Zahlen" not in text.text


@pytest.mark.parametrize(
    ("kopf", "zeile", "code", "feld"),
    [
        (KOPF, "1111;4011;5,00;Quartal", "journal.periode", "Periode"),
        (KOPF.replace("Periode", "Datum"), "1111;4011;5,00;gestern", "journal.periode", "Datum"),
        (f"{KOPF};S/H", "1111;4011;5,00;1;X", "journal.sollhaben", "S/H"),
    ],
)
def test_what_is_wrong_in_every_line_is_another_column(befunde, kopf, zeile, code, feld):
    (befund,) = [b for b in befunde(kopf, [zeile] * 40) if b.code == code]
    assert befund.text.startswith("40 Zeilen über zusammen 200,00 € mit demselben Befund")
    assert f"Steht {feld} in einer anderen Spalte, in der Tabelle Spalten beim Feld {feld} deren" in befund.text
    (befund,) = [b for b in befunde(kopf, [zeile] * 40 + ["1111;4011;5,00;1;S".replace(";1;S", ";02.01.2024;S")
        if feld == "Datum" else "1111;4011;5,00;1;S"]) if b.code == code]  # fmt: skip
    assert "in einer anderen Spalte" not in befund.text


def test_empty_periods_and_the_opening_are_kinds_of_their_own(befunde):
    zeilen = [f"1111;4011;5,00;{periode}" for periode in ["17"] * 6 + [""] * 7 + ["0"] * 8]
    anfaenge = [(b.text.split()[0], b.source.zeile) for b in befunde(KOPF, zeilen)]
    assert anfaenge == [("6", 2), ("7", 8), ("8", 15)]


ZWEIZEILIG = "Produkt;Sach-;Zeitraum;Betrag\n;position;;in EUR\n1111;3321;1;-1.000,00\n1111;4011;2;500,00\n"


@pytest.mark.parametrize(("sachkonto", "periode"), [("Sach- position", "Zeitraum"), ("Sach-", "Zeitraum"), ("B", "C")])
def test_headings_of_two_lines_are_advised_as_they_can_be_entered(lies, sachkonto, periode):
    with pytest.raises(EingabeError) as fehler:
        lies(ZWEIZEILIG)
    text = str(fehler.value)
    assert "Am nächsten kommen die Zeilen 1 und 2 zusammen; dort fehlt Sachkonto, Periode" in text
    assert "gefunden wurde: Produkt, Sach- position, Zeitraum, Betrag in EUR." in text
    assert "welche Überschrift für Sachkonto, Periode steht, beide Zeilen zusammen, so wie hier geschrieben." in text
    assert lies(ZWEIZEILIG, spalten=[Spaltenangabe("Sachkonto", sachkonto), Spaltenangabe("Periode", periode)]) == [
        -50000,
        100000,
    ]


def test_words_below_a_header_are_no_line_without_codes(tmp_path):
    datei = tmp_path / "b.csv"
    datei.write_text(ZWEIZEILIG, encoding="utf-8")
    spalten = [Spaltenangabe("Sachkonto", "B"), Spaltenangabe("Periode", "C")]
    export = read_export(datei, Quellenangabe(Inhalt.BUCHUNGEN, spalten=spalten), 2024, RAHMEN)
    assert export.bilanz.zeilen == export.bilanz.gezaehlt == 2
    assert not [befund for befund in export.befunde if befund.schwere is Schwere.FEHLER]


def test_years_below_a_header_are_advised_with_it(tmp_path):
    datei = tmp_path / "a.csv"
    datei.write_text(
        "Produkt;Sachkonto;HHP;HHP;Ergebnis\n;;2023;2024;2023\n1111;3321;1000;2000;3\n1111;4011;500;700;4\n",
        encoding="utf-8",
    )

    def read(*spalten):
        return read_export(datei, Quellenangabe(Inhalt.ANSAETZE, spalten=spalten), 2024, RAHMEN)

    with pytest.raises(EingabeError, match="gefunden wurde: Produkt, Sachkonto, HHP 2023, HHP 2024, Ergebnis 2023"):
        read()
    assert sorted(s.saldo_ct for s in read(Spaltenangabe("Ansatz", "HHP 2024")).summen) == [70000, 200000]
    ungenau = read(Spaltenangabe("Ansatz", "HHP"))
    (befund,) = (b for b in ungenau.befunde if b.schwere is Schwere.WARNUNG)
    assert "Spalte C gelesen; die Überschrift „HHP“ der Tabelle Spalten steht auch über der Spalte D" in befund.text
    assert "den Buchstaben der richtigen Spalte eintragen" in befund.text
    assert sorted(s.saldo_ct for s in read(Spaltenangabe("Ansatz", "D")).summen) == [70000, 200000]


def test_a_group_below_a_header_stays_a_line(tmp_path):
    """One word is a title of what follows, not the second line of the header."""
    datei = tmp_path / "b.csv"
    datei.write_text("Produkt;Sachkonto;Betrag;Periode\nTeilhaushalt;;;\n1111;3321;-1;1\n", encoding="utf-8")
    angabe = Quellenangabe(Inhalt.BUCHUNGEN, spalten=[Spaltenangabe("Produkt", "A"), Spaltenangabe("Betrag", "C")])
    assert read_export(datei, angabe, 2024, RAHMEN).bilanz.zeilen == 2


@pytest.mark.parametrize(
    "ueberschrift",
    ["Ansatz 2024 neu", "Plan 2024 (neu)", "HH-Ansatz 2024", "Ansatz 24 neu", "neuer Ansatz 2024", "Ansatz 2024 [alt]"],
)
def test_an_ansatz_that_says_which_version_it_is(tmp_path, ueberschrift):
    datei = tmp_path / "a.csv"
    datei.write_text(f"Produkt;Sachkonto;{ueberschrift}\n1111;3321;1000\n1111;4011;500\n", encoding="utf-8")
    export = read_export(datei, Quellenangabe(Inhalt.ANSAETZE), 2024, RAHMEN)
    assert sorted(s.saldo_ct for s in export.summen) == [50000, 100000]
    unsicher = [e.was for e in export.bilanz.entscheidungen if not e.sicher]
    assert unsicher == ([] if ueberschrift == "HH-Ansatz 2024" else ["Ansatz"])


def test_versions_of_an_ansatz_side_by_side(tmp_path):
    def read(kopf, *spalten):
        datei = tmp_path / "a.csv"
        datei.write_text(f"Produkt;Sachkonto;{kopf}\n1111;3321;1000;2000\n1111;4011;500;700\n", encoding="utf-8")
        return read_export(datei, Quellenangabe(Inhalt.ANSAETZE, spalten=spalten), 2024, RAHMEN)

    weitere = "Ansatz 2024;fortgeschriebener Ansatz", "Ansatz 2024;fortgeschriebener Ansatz 2024"
    for kopf in ("Ansatz 2024;Ansatz 2024 neu", "HH-Ansatz 2024;Plan 2024 (neu)", *weitere):
        export = read(kopf)
        assert sorted(s.saldo_ct for s in export.summen) == [50000, 100000], "as ever"
        assert [b.code for b in export.befunde if b.schwere is Schwere.WARNUNG] == ["export.spalte"]
    with pytest.raises(EingabeError, match="mehrere Spalten können der Ansatz sein: „Ansatz 2024 alt“, „Ansatz 2024 n"):
        read("Ansatz 2024 alt;Ansatz 2024 neu")
    erklaert = read("Ansatz 2024 alt;Ansatz 2024 neu", Spaltenangabe("Ansatz", "Ansatz 2024 neu"))
    assert sorted(s.saldo_ct for s in erklaert.summen) == [70000, 200000]
    with pytest.raises(EingabeError, match="nennt nur „Ansatz 2023 neu“"):
        read("Ansatz 2023 neu;x")


@pytest.mark.parametrize(("falsche", "gute", "sperrt"), [(9, 0, False), (10, 90, True), (10, 91, False)])
@pytest.mark.parametrize("inhalt", [Inhalt.BUCHUNGEN, Inhalt.ANSAETZE])
def test_many_lines_that_cannot_be_read_lock_the_report(tmp_path, inhalt, falsche, gute, sperrt):
    datei = tmp_path / "b.csv"
    zeilen = ["1111;4011;1.234,56;1"] * falsche + [f"1111;4011;{n + 1}.50;1" for n in range(gute)]
    kopf = KOPF if inhalt is Inhalt.BUCHUNGEN else KOPF.replace("Betrag", "Ansatz")
    datei.write_text("\n".join([kopf, *zeilen, ""]), encoding="utf-8")
    angabe = Quellenangabe(inhalt, Vorzeichen.ALLES_POSITIV, zahlen=Zahlenstil.ENGLISCH)
    codes = [befund.code for befund in read_export(datei, angabe, 2024, RAHMEN).befunde]
    assert ("export.unlesbar" in codes, KATALOG["export.unlesbar"].sperrt) == (sperrt, True)


# columns that the table Spalten names


@pytest.fixture
def erklaert(tmp_path):
    def read(kopf, *spalten, inhalt=Inhalt.BUCHUNGEN, jahr=2024, zeilen=()):
        datei = tmp_path / "e.csv"
        breite = kopf.count(";") - 1
        zeilen = zeilen or [f"1111;{konto}{';1' * breite}" for konto in (3321, 4011)]
        datei.write_text("\n".join([kopf, *zeilen, ""]), encoding="utf-8")
        angaben = [Spaltenangabe(*spalte) for spalte in spalten]
        return read_export(datei, Quellenangabe(inhalt, spalten=angaben), jahr, RAHMEN)

    return read


ALLE_FELDER = "Produkt;Sachkonto;Betrag;S/H;Periode;Datum;Richtung;Wertart;Text;Beleg;Haushaltsjahr"


@pytest.mark.parametrize("spalte", ["gibt es nicht", "ZZ"])
@pytest.mark.parametrize("feld", [*ALLE_FELDER.split(";"), "Soll", "Haben", "Ertrag", "Aufwand"])
def test_a_declared_column_that_is_not_there_is_never_replaced_by_a_recognised_one(erklaert, feld, spalte):
    kopf = f"{ALLE_FELDER};Soll;Haben;Ertrag;Aufwand"
    with pytest.raises(EingabeError) as fehler:
        erklaert(kopf, (feld, spalte))
    assert f"die Tabelle Spalten nennt beim Feld {feld} „{spalte}“, und diese Spalte gibt es dort" in str(fehler.value)
    assert "Vorhanden sind: Produkt, Sachkonto, Betrag, S/H" in str(fehler.value)


@pytest.mark.parametrize("feld", ["Ansatz", "Betrag", "Ertrag", "Wertart"])
def test_a_declared_ansatz_that_is_not_there_names_the_ones_most_like_it(erklaert, feld):
    kopf = "Produkt;Sachkonto;Ansatz 2023;Ansatz 2024;Ansatz 2024 neu"
    with pytest.raises(EingabeError, match="Zeile 1: die Tabelle Spalten nennt beim Feld") as fehler:
        erklaert(kopf, (feld, "fortgeschriebener Ansatz 2024"), inhalt=Inhalt.ANSAETZE)
    assert "am ähnlichsten ist" not in str(fehler.value) or "„Ansatz 2024“ oder „Ansatz 2024 neu“" in str(fehler.value)
    assert ("am ähnlichsten ist" in str(fehler.value)) == (feld in ("Ansatz", "Betrag"))


def test_a_declared_month_that_is_not_there(erklaert):
    with pytest.raises(EingabeError, match="beim Feld Betrag „Januar“, und diese Spalte gibt es dort nicht"):
        erklaert("Produkt;Sachkonto;Jan;Feb", ("Betrag", "Januar", "Monate Jan bis Feb"), inhalt=Inhalt.MONATSWERTE)


def test_a_rule_for_a_wertart_that_is_not_there(erklaert):
    with pytest.raises(EingabeError, match="keine Spalte ist als Wertart zu erkennen"):
        erklaert(KOPF, ("Wertart", "", "nur „Ist“"))


def test_the_betrag_of_a_file_with_both_is_not_its_ansatz(erklaert):
    spalten = ("Ansatz", "Soll 24"), ("Betrag", "Ist 24")
    export = erklaert(
        "Produkt;Sachkonto;Soll 24;Ist 24", *spalten, inhalt=Inhalt.ANSAETZE, zeilen=["1111;3321;7;1", "1111;4011;9;2"]
    )
    assert sorted(summe.saldo_ct for summe in export.summen) == [700, 900]


@pytest.mark.parametrize("spalte", ["Ansatz 2023", "Ansatz 23", "C"])
def test_a_declared_ansatz_of_another_year_is_a_fehler_that_locks(erklaert, spalte):
    kopf = f"Produkt;Sachkonto;{spalte if spalte != 'C' else 'Ansatz 2023'};Ansatz 2024"
    befund = next(
        b for b in erklaert(kopf, ("Ansatz", spalte), inhalt=Inhalt.ANSAETZE).befunde if b.schwere is Schwere.FEHLER
    )
    assert (befund.code, KATALOG[befund.code].sperrt) == ("export.jahr", True)
    assert "die Spalte Jahr auf 2023 setzen" in befund.text


@pytest.mark.parametrize("spalte", ["Ansatz 2024", "Ansatz 2024/2025", "Planzahl", "Ansatz 24"])
def test_a_declared_ansatz_of_its_year_is_no_finding(erklaert, spalte):
    export = erklaert(f"Produkt;Sachkonto;{spalte}", ("Ansatz", spalte), inhalt=Inhalt.ANSAETZE)
    assert not [b for b in export.befunde if b.schwere is Schwere.FEHLER]


@pytest.mark.parametrize(
    ("jahr", "text"),
    [
        (
            None,
            "Ist es ein Vorjahr, in der Tabelle Quellen in die Spalte Jahr 2023 eintragen (vorschau: --jahr 2023); ",
        ),
        (2024, "nennt nur „Ansatz 2023“. Den Export für 2024 erzeugen oder in der Tabelle Quellen die richtige Datei"),
    ],
)
def test_ansaetze_of_a_prior_year_without_their_year(tmp_path, jahr, text):
    datei = tmp_path / "a.csv"
    datei.write_text("Produkt;Sachkonto;Ansatz 2023\n1111;3321;1000\n", encoding="utf-8")
    with pytest.raises(EingabeError) as fehler:
        read_export(datei, Quellenangabe(Inhalt.ANSAETZE, jahr=jahr), 2024, RAHMEN)
    assert text in str(fehler.value)
