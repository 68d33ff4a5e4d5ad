"""From a Datenmappe filled in as a controller would to the figures of its exports."""

import pytest
from niedersachsen import NIEDERSACHSEN_RAHMEN

from xlbudget.app.bericht.lauf import load
from xlbudget.app.bericht.quellen import without_split_storni
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.monatswerte import sum_ct
from xlbudget.core.zeit import Stand
from xlbudget.errors import EingabeError, Schwere
from xlbudget.layout.exporttabellen import QUELLEN, SPALTEN
from xlbudget.sources.export import felder
from xlbudget.sources.export.angaben import ZEICHENSAETZE, Einheit, Inhalt, Quellenangabe, Vorzeichen, Zahlenstil
from xlbudget.sources.export.felder import FELDNAMEN
from xlbudget.sources.export.kopf import Kopfsuche
from xlbudget.sources.export.lesen import read_export
from xlbudget.writers.datenmappe.mappe import einstellungszeilen, write_datenmappe

KONTEN = [
    {"Präfix": "3", "Art": "Erträge", "Zeile": "ordentlich"},
    {"Präfix": "4", "Art": "Aufwendungen", "Zeile": "Personal"},
    *({"Präfix": p, "Art": "Finanzrechnung"} for p in "67"),
    *({"Präfix": p, "Art": "zählt nicht"} for p in "012"),
]
BUCHUNGEN = "Produkt;Sachkonto;Betrag;Periode\n1111;3321;-1.000,00;1\n1111;4011;500,00;2\n"
ANSAETZE = "Produkt;Sachkonto;Ansatz 2024\n1111;3321;1.200,00\n1111;4011;400,00\n"


@pytest.fixture
def stadt(tmp_path):
    """Writes a Datenmappe and its exports, and loads it."""

    def write(quellen, spalten=(), einstellungen=None, **dateien):
        for name, text in dateien.items():
            datei = tmp_path / f"{name}.csv"
            datei.parent.mkdir(parents=True, exist_ok=True)
            datei.write_text(text, encoding="utf-8")
        inhalt = {
            "Einstellungen": einstellungszeilen(
                {"Kommune": "Musterstadt", "Haushaltsjahr": 2024} | (einstellungen or {})
            ),
            "Budgets": [{"Budget": "Haus", "Ebene": "Budget"}],
            "Produkte": [{"Produkt": "1111", "Bezeichnung": "Steuerung", "Budget": "Haus"}],
            "Kontenzuordnung": KONTEN,
            "Quellen": quellen,
        } | ({"Spalten": spalten} if spalten else {})
        mappe = tmp_path / "mappe.xlsx"
        mappe.write_bytes(write_datenmappe(inhalt, "Test"))
        return load(mappe, Stand(2024, 12))

    return write


def sums(werte, daten):
    ganz = daten.gliederung["Haus"]
    return {
        str(art): sum_ct(werte.summe_ct(ganz, zeile) for zeile in daten.kontenrahmen.zeilen_of(art)) or 0 for art in Art
    }


def codes(lauf):
    """Without what only says that a small house has no Ansätze."""
    arten = [(befund.schwere, befund.code) for befund in lauf.befunde if not befund.code.startswith("produkt.")]
    return [art for art in arten if art != (Schwere.FEHLER, "quelle.fehlt")]


def test_an_export_with_odd_headings_is_declared_in_two_tables(stadt):
    export = "Auswertung\nKontierung;Was;Wert\n1111 / 3321;Haben;1,000.00\n1111 / 4011;Soll;500.00\n"
    spalten = [
        {"Datei": "b.csv", "Feld": "Produkt", "Überschrift": "Kontierung", "Regel": "zerlegen am letzten Schrägstrich"},
        {"Datei": "b.csv", "Feld": "S/H", "Überschrift": "B"},
        {"Datei": "b.csv", "Feld": "Betrag", "Überschrift": "Wert"},
        {"Datei": "b.csv", "Feld": "Periode", "Regel": "immer „3“"},
    ]
    quelle = {"Inhalt": "Buchungen", "Datei": "b.csv", "Zahlen": "englisch", "Kopfzeile": 2, "Zeichensatz": "UTF-8"}
    lauf = stadt([quelle], spalten, b=export)
    assert codes(lauf) == []
    assert sums(lauf.daten.ist, lauf.daten) == {"Erträge": 100000, "Aufwendungen": 50000}
    assert lauf.daten.ist.monate_of(lauf.daten.gliederung["Haus"], lauf.daten.kontenrahmen.zeilen[0])[2] == 100000
    assert [bilanz.geht_auf for bilanz in lauf.bilanzen] == [True]


def test_monthly_files_are_one_source(stadt):
    zeilen = BUCHUNGEN.splitlines(keepends=True)
    monate = {"b-2024-01": zeilen[0] + zeilen[1], "b-2024-02": zeilen[0] + zeilen[2], "c": ANSAETZE}
    lauf = stadt([{"Inhalt": "Buchungen", "Datei": "b-2024-*.csv"}, {"Inhalt": "Ansätze", "Datei": "c.csv"}], **monate)
    assert codes(lauf) == []
    assert sums(lauf.daten.ist, lauf.daten) == {"Erträge": 100000, "Aufwendungen": 50000}
    assert sums(lauf.daten.ansatz, lauf.daten) == {"Erträge": 120000, "Aufwendungen": 40000}
    with pytest.raises(EingabeError) as fehler:
        stadt([{"Inhalt": "Buchungen", "Datei": "d-*.csv"}])
    assert "Zu „d-*.csv“ gibt es in" in str(fehler.value.befunde[0])


@pytest.mark.parametrize("datei", ["journal", "journal/*/teil.csv"])
def test_a_folder_is_one_source_and_its_files_are_told_apart(stadt, tmp_path, datei):
    kopf, ertrag, aufwand = BUCHUNGEN.splitlines(keepends=True)
    teile = {"journal/monat=1/teil": kopf + ertrag, "journal/monat=2/teil": kopf + aufwand + "1111;4011;x;2\n"}
    neben = (
        {"journal/_SUCCESS/teil": "", "journal/.hidden": "", "c": ANSAETZE} if datei == "journal" else {"c": ANSAETZE}
    )
    quellen = [{"Inhalt": "Buchungen", "Datei": datei}, {"Inhalt": "Ansätze", "Datei": "c.csv"}]
    lauf = stadt(quellen, **teile, **neben)
    assert sums(lauf.daten.ist, lauf.daten) == {"Erträge": 100000, "Aufwendungen": 50000}
    assert [str(b.source) for b in lauf.befunde if b.code == "journal.betrag"] == ["monat=2/teil.csv, Zeile 3"]
    (tmp_path / "leer").mkdir()
    with pytest.raises(EingabeError) as fehler:
        stadt([{"Inhalt": "Buchungen", "Datei": "leer"}])
    assert f"Zu „leer“ gibt es in {tmp_path / 'leer'} keine Datei" in str(fehler.value.befunde[0])


def test_a_copy_in_another_folder_does_not_count(stadt):
    kopf, *zeilen = BUCHUNGEN.splitlines(keepends=True)
    text = kopf + "".join(zeilen) * 3
    lauf = stadt([{"Inhalt": "Buchungen", "Datei": "*/b.csv"}], **{"1/b": text, "2/b": text})
    assert [befund.code for befund in lauf.befunde if "Kopie" in befund.text] == ["quelle.kopie"]
    assert sums(lauf.daten.ist, lauf.daten)["Erträge"] == 300000


@pytest.mark.parametrize("journal", [None, "Produkt;Sachkonto;Betrag;Periode\n"])
def test_a_year_begins_with_ansaetze_only_and_never_ends_so(stadt, journal):
    quellen = [{"Inhalt": "Ansätze", "Datei": "a.csv"}]
    if journal:
        quellen.append({"Inhalt": "Buchungen", "Datei": "b.csv"})
    lauf = stadt(quellen, a=ANSAETZE, b=journal or "")
    gesagt = (Schwere.WARNUNG, "journal.ohne" if journal else "quelle.fehlt")
    assert set(codes(lauf)) == {gesagt, (Schwere.FEHLER, "stand.leer")}
    assert set(codes(load(lauf.mappe.file, Stand(2024, 1)))) == {gesagt}
    assert sums(lauf.daten.ansatz, lauf.daten) == {"Erträge": 120000, "Aufwendungen": 40000}


@pytest.mark.parametrize("monat", [1, 6, 11])
def test_without_any_posting_the_prognose_is_the_ansatz(stadt, monat):
    """Months that have passed are not an improvement of as many twelfths."""
    lauf = stadt([{"Inhalt": "Ansätze", "Datei": "a.csv"}], a=ANSAETZE)
    daten = load(lauf.mappe.file, Stand(lauf.mappe.jahr, monat), mit_ruecklauf=False).daten
    (zeile,) = daten.produktbericht().zeilen
    assert (zeile.ansatz_ct, zeile.ergebnis_ct, zeile.verbesserung_ct) == (80000, 80000, 0)


def test_accounts_outside_the_ergebnis_are_no_finding(stadt):
    mehr = "1111;6321;-1.000,00;1\n;1611;1.000,00;1\n1111;7011;500,00;2\n;2511;-500,00;2\n"
    lauf = stadt([{"Inhalt": "Buchungen", "Datei": "b.csv"}], b=BUCHUNGEN + mehr)
    assert codes(lauf) == []
    assert sums(lauf.daten.ist, lauf.daten) == {"Erträge": 100000, "Aufwendungen": 50000}
    assert {klasse.art for klasse in lauf.bilanzen[0].klassen} == {
        "Erträge", "Aufwendungen", "Finanzrechnung", "zählt nicht",
    }  # fmt: skip


def test_an_export_of_payments_only_is_said_to_be_one(stadt):
    nur = "Produkt;Sachkonto;Betrag;Periode\n1111;6321;-1.000,00;1\n1111;7011;500,00;2\n"
    lauf = stadt([{"Inhalt": "Buchungen", "Datei": "b.csv"}], b=nur)
    assert codes(lauf) == [(Schwere.FEHLER, "quelle.finanzkonten")]
    assert any(
        "enthält nur Konten, die nach der Kontenzuordnung nicht zum Ergebnis gehören (Finanzrechnung)" in befund.text
        for befund in lauf.befunde
    )


def test_a_copy_under_another_name_counts_once(stadt):
    viele = BUCHUNGEN + "".join(f"1111;4011;{n},00;3\n" for n in range(1, 6))
    lauf = stadt([{"Inhalt": "Buchungen", "Datei": name} for name in ("b.csv", "c.csv")], b=viele, c=viele)
    assert codes(lauf) == [(Schwere.FEHLER, "quelle.kopie")]
    assert sums(lauf.daten.ist, lauf.daten)["Erträge"] == 100000


def test_an_export_of_another_year_does_not_count(stadt):
    quellen = [{"Inhalt": "Buchungen", "Datei": "b.csv"}, {"Inhalt": "Buchungen", "Datei": "c.csv", "Jahr": 2020}]
    lauf = stadt(quellen, b=BUCHUNGEN, c=BUCHUNGEN)
    assert codes(lauf) == [(Schwere.HINWEIS, "quelle.jahr")]
    assert sums(lauf.daten.ist, lauf.daten)["Erträge"] == 100000


@pytest.mark.parametrize(("eingetragen", "gesagt"), [(None, [(Schwere.WARNUNG, "quelle.jahr")]), (2024, [])])
@pytest.mark.parametrize("name", ["b 2023", "2022-2023"])
def test_a_name_that_says_a_prior_year_only(stadt, name, eingetragen, gesagt):
    lauf = stadt([{"Inhalt": "Buchungen", "Datei": f"{name}.csv", "Jahr": eingetragen}], **{name: BUCHUNGEN})
    assert codes(lauf) == gesagt
    assert all(
        "in die Spalte Jahr 2023 eintragen, sonst 2024" in b.text for b in lauf.befunde if b.code == "quelle.jahr"
    )


def test_one_file_has_the_ansaetze_of_two_years(stadt):
    kopf, *zeilen = ANSAETZE.splitlines()
    beide = "\n".join([f"{kopf};Ansatz 2023", *(f"{zeile};{nr}00,00" for nr, zeile in enumerate(zeilen, 1))]) + "\n"
    quellen = [{"Inhalt": "Ansätze", "Datei": "a.csv", "Jahr": jahr} for jahr in (None, 2023)]
    lauf = stadt([{"Inhalt": "Buchungen", "Datei": "b.csv"}, *quellen], a=beide, b=BUCHUNGEN)
    assert {befund.code for befund in lauf.befunde} == {"vorjahr.halber_export"}
    assert sums(lauf.daten.ansatz, lauf.daten) == {"Erträge": 120000, "Aufwendungen": 40000}
    haus = lauf.daten.gliederung["Haus"]
    assert [lauf.daten.vorjahre.vorjahr(haus, art, 2023).ansatz_ct for art in Art] == [10000, 20000]


def test_one_file_that_says_no_year_counts_for_one(stadt):
    viele = ANSAETZE.replace(" 2024", "") + "".join(f"1111;40{n};{n},00\n" for n in range(12, 18))
    quellen = [{"Inhalt": "Ansätze", "Datei": "a.csv", "Jahr": jahr} for jahr in (None, 2023)]
    lauf = stadt([{"Inhalt": "Buchungen", "Datei": "b.csv"}, *quellen], a=viele, b=BUCHUNGEN)
    (befund,) = [befund for befund in lauf.befunde if befund.code == "quelle.kopie"]
    assert "für 2024 und für 2023" in befund.text
    assert lauf.daten.vorjahre.vorjahr(lauf.daten.gliederung["Haus"], Art.ERTRAEGE, 2023) is None


@pytest.mark.parametrize(("bis", "ohne"), [(6, []), (5, []), (12, ["12.000 € schlechter"])])
def test_half_a_year_is_not_held_against_the_ansatz_of_a_whole_one(stadt, bis, ohne):
    """Without a Stand, reasons are missed as at the last month that is booked."""
    kopf = BUCHUNGEN.splitlines()[0]
    monate = "".join(
        f"1111;3321;-2.000,00;{m}\n1111;4011;{1000 if m < 7 else 3000},00;{m}\n" for m in range(1, bis + 1)
    )
    ansatz = "Produkt;Sachkonto;Ansatz 2024\n1111;3321;24.000,00\n1111;4011;12.000,00\n"
    quellen = [{"Inhalt": "Buchungen", "Datei": "b.csv"}, {"Inhalt": "Ansätze", "Datei": "a.csv"}]
    lauf = stadt(quellen, einstellungen={"Erläutern ab Euro": 1}, a=ansatz, b=f"{kopf}\n{monate}")
    gesagt = [b.text for b in load(lauf.mappe.file).befunde if b.code == "erlaeuterung.fehlt"]
    assert len(gesagt) == len(ohne)
    assert all(teil in text for teil, text in zip(ohne, gesagt, strict=True))


def test_a_line_of_spalten_for_no_export(stadt):
    lauf = stadt(
        [{"Inhalt": "Buchungen", "Datei": "b.csv"}],
        [{"Datei": "x.csv", "Feld": "Betrag", "Überschrift": "C"}],
        b=BUCHUNGEN,
    )
    assert codes(lauf) == [(Schwere.FEHLER, "quelle.spalten")]


def test_a_rule_that_does_not_exist_names_its_place_and_all_rules(stadt):
    spalten = [{"Datei": "b.csv", "Feld": "Produkt", "Überschrift": "Produkt", "Regel": "irgendwie teilen"}]
    with pytest.raises(EingabeError) as fehler:
        stadt([{"Inhalt": "Buchungen", "Datei": "b.csv"}], spalten, b=BUCHUNGEN)
    text = str(fehler.value.befunde[0])
    assert "Die Regel „irgendwie teilen“ beim Feld Produkt in der Tabelle Spalten (mappe.xlsx, Spalten!B4)" in text
    assert "erstes Wort; letztes Wort; nach unten auffüllen" in text


@pytest.mark.parametrize(
    ("spalte", "werte"),
    [
        ("Inhalt", Inhalt),
        ("Vorzeichen", Vorzeichen),
        ("Zahlen", Zahlenstil),
        ("Einheit", Einheit),
        ("Zeichensatz", ZEICHENSAETZE),
    ],
)
def test_what_can_be_chosen_is_what_is_understood(spalte, werte):
    assert QUELLEN[spalte].auswahl == tuple(map(str, werte))


@pytest.mark.parametrize("inhalt", [inhalt for inhalt in Inhalt if inhalt is not Inhalt.PLAN_UND_IST])
def test_a_kind_of_content_says_what_it_needs(inhalt):
    assert Kopfsuche(Quellenangabe(inhalt), 2024).needs >= 2


def test_every_field_that_can_be_chosen_is_one():
    namen = {FELDNAMEN.get(feld, feld) for feld in SPALTEN["Feld"].auswahl}
    assert namen <= {feld.name for feld in vars(felder).values() if isinstance(feld, felder.Exportfeld)}


def test_advice_to_use_the_table_spalten_says_how_to_get_it(stadt):
    export = BUCHUNGEN.replace("Betrag", "Beitrag")
    quelle = {"Inhalt": "Buchungen", "Datei": "b.csv"}
    with pytest.raises(EingabeError) as fehler:
        stadt([quelle], b=export)
    befehl = 'mappe.xlsx" --mit Spalten'
    assert befehl in fehler.value.befunde[0].text
    with pytest.raises(EingabeError) as fehler:
        stadt([quelle], [{"Datei": "b.csv", "Feld": "Text", "Überschrift": "Produkt"}], b=export)
    assert "In der Tabelle Spalten eintragen" in fehler.value.befunde[0].text
    assert befehl not in fehler.value.befunde[0].text


def test_and_so_do_findings_about_lines(stadt):
    lauf = stadt([{"Inhalt": "Buchungen", "Datei": "b.csv"}], b=BUCHUNGEN + "1111;4011;500,00;0\n")
    (hinweis,) = [befund for befund in lauf.befunde if befund.code == "quelle.spaltentabelle"]
    assert 'mappe.xlsx" --mit Spalten legt sie an.' in hinweis.text
    assert "quelle.spaltentabelle" not in [
        code for _, code in codes(stadt([{"Inhalt": "Buchungen", "Datei": "c.csv"}], c=BUCHUNGEN))
    ]


def test_a_storno_of_another_file_is_no_finding(tmp_path):
    """Month by month what is reversed stands in an earlier file; a journal of one file has it."""
    zeile = "{};1110;4011000;{};{},25;{};S"
    kopf = "Beleg;Produkt;Sachkonto;Buchungstext;Betrag;Periode;S/H"
    januar = [zeile.format(n, "Miete", n, 1) for n in range(1, 20)]
    februar = [zeile.format(n, "Miete", n, 2) for n in range(20, 39)]
    storno = zeile.format(50, "Storno", -3, 2)

    def codes(**dateien):
        for name, zeilen in dateien.items():
            (tmp_path / f"{name}.csv").write_text("\n".join([kopf, *zeilen, ""]), encoding="utf-8")
        angabe, rahmen = Quellenangabe(Inhalt.BUCHUNGEN), NIEDERSACHSEN_RAHMEN.kontenrahmen
        exporte = [read_export(tmp_path / f"{name}.csv", angabe, 2024, rahmen) for name in dateien]
        return [b.code for b in without_split_storni([b for e in exporte for b in e.befunde], exporte)]

    assert codes(januar=januar, februar=[*februar, storno]) == []
    assert codes(alles=[*januar, *februar, storno]) == []
    assert codes(alles=[*februar, storno]) == ["journal.storno"]
    assert codes(alles=[*februar, storno], nachtrag=januar[:2]) == ["journal.storno"]
