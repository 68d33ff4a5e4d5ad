"""Spark reads what Arrow reads: the same sums, findings and balance, or a refusal that says why."""

from __future__ import annotations

import random
import string
from datetime import datetime
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import narwhals as nw
import pandas as pd
import pyarrow as pa
import pytest
from niedersachsen import NIEDERSACHSEN_RAHMEN
from pyarrow import parquet

from xlbudget.app.bericht.auswahl import Rechner
from xlbudget.app.bericht.lauf import load
from xlbudget.cli import main
from xlbudget.core.monatswerte import sum_up
from xlbudget.core.zeit import Stand
from xlbudget.errors import EingabeError
from xlbudget.mitgeliefert import shipped
from xlbudget.sources.export.angaben import Inhalt, Quellenangabe, Spaltenangabe, Vorzeichen
from xlbudget.sources.export.dateiart import Exportdatei
from xlbudget.sources.export.deutung import understand
from xlbudget.sources.export.kopf import Kopfsuche
from xlbudget.sources.export.lesen import read_exports, with_joined_salden
from xlbudget.sources.export.spalten import typed_lazy
from xlbudget.sources.export.spark import sitzung
from xlbudget.sources.export.zeilenlage import judged

RAHMEN = NIEDERSACHSEN_RAHMEN.kontenrahmen
BUCHUNGEN, ANSAETZE = Quellenangabe(Inhalt.BUCHUNGEN), Quellenangabe(Inhalt.ANSAETZE)
KOPF = "Beleg;Datum;Periode;Produkt;Sachkonto;Text;Betrag;S/H"


@pytest.fixture
def leser(spark):
    from xlbudget.sources.export.spark.leser import Sparkleser

    return Sparkleser(spark)


def by_arrow(files, angabe, jahr=2024):
    return [read_exports(file, angabe, jahr, RAHMEN) for file in files]


def plain(exporte):
    """Everything an Export says, without the order of the reasons in its balance."""
    return [
        (e.ort, e.inhalt, list(e.summen), list(e.befunde), e.bilanz.geht_auf, sorted(e.bilanz.ausgelassen, key=str),
         {name: getattr(e.bilanz, name) for name in e.bilanz.__dataclass_fields__ if name != "ausgelassen"})
        for e in exporte
    ]  # fmt: skip


def assert_same(leser, files, angabe, jahr=2024):
    spark = leser.read(files, angabe, jahr, RAHMEN)
    arrow = by_arrow(files, angabe, jahr)
    for eins, zwei in zip(spark, arrow, strict=True):
        assert plain(eins) == plain(zwei)
        assert all(export.bilanz.geht_auf for export in eins)
    return spark


def written(ordner, name, *zeilen, kodierung="utf-8"):
    datei = ordner / name
    datei.parent.mkdir(parents=True, exist_ok=True)
    datei.write_bytes("\n".join([*zeilen, ""]).encode(kodierung))
    return datei


def test_the_journal_of_the_example_in_parts_yields_the_same_cents(leser, tmp_path):
    text = shipped("workbooks", "buchungen-2023.csv").read_text(encoding="cp1252").splitlines()
    kopf = next(i for i, zeile in enumerate(text) if zeile.startswith("Beleg;"))
    daten = text[kopf + 1 :]
    grenzen = [0, 2500, 2501, 7000, len(daten)]
    files = [
        written(tmp_path, f"monat={i} ä%20[1]/teil.csv", *text[: kopf + 1], *daten[von:bis], kodierung="cp1252")
        for i, (von, bis) in enumerate(pairwise(grenzen))
    ]
    (ganz,) = by_arrow([shipped("workbooks", "buchungen-2023.csv")], BUCHUNGEN, 2023)[0]
    gelesen = assert_same(leser, files, BUCHUNGEN, 2023)

    je = {}
    for export in (export for exporte in gelesen for export in exporte):
        for s in export.summen:
            saldo, anzahl = je.get((s.produkt, s.sachkonto, s.monat), (0, 0))
            je[s.produkt, s.sachkonto, s.monat] = saldo + s.saldo_ct, anzahl + s.anzahl
    assert je == {(s.produkt, s.sachkonto, s.monat): (s.saldo_ct, s.anzahl) for s in ganz.summen}
    assert sum(export.bilanz.gezaehlt for (export,) in gelesen) == ganz.bilanz.gezaehlt == 8966


def test_every_fault_of_a_line_is_told_at_its_place_and_counted(leser, tmp_path):
    gut = [f"B{i};{i % 28 + 1:02d}.03.2024;3;1111;4011;x;{i},50;S" for i in range(1, 40)]
    erste = [
        "Musterstadt", KOPF, *gut[:20], "", KOPF, ";;;;;;;", " ; ;", "nur Text", "Zwischentext;;;;;;;",
        'B50;01.03.2024;3;1111;4011;"mit ; und "" darin";1.000,00;S', 'B51;01.03.2024;3;1111;3321;5" Rohr;2,00;H',
        'B52;01.03.2024;3;1111;4011;"zu"früh;1,00;S', "B53;01.03.2024;3;1111;4011;x;1,00;S;zu viel",
        *(f"B6{i};01.03.2024;17;1111;4011;x;1,00;S" for i in range(60)), "B54;01.03.2024;;1111;4011;x;zwölf;X",
        "B55;32.13.2024;3;1111;4011;x;1,234;S", "B56;irgendwann;3;1111;4011;x;1.234,56-;H", "B57;01.03.2021;3;1111;4011;x;1,00;S",
        "B58;01.03.2024;3;;4011;x;7,00;S", "B59;01.03.2024;3;1111;;x;x;S", "B70;01.03.2024;3;1111;6011;x;7,00;S",
        "B71;01.03.2024;3;;6011;x;7,00;S", "B72;01.03.2024;13;01.02.2003;4011;x;(5);S", "\xa0B73;01.03.2024; 3;1111\xa0;4011;x;5 €;S",
        *gut[20:], "", ";;;ÜBERTRAG neu;;;;", "Anzahl Buchungen: 99;;;;;;;",
    ]  # fmt: skip
    zweite = ["Musterstadt", KOPF, *gut, ";;;;;;799,50;", "ÜBERTRAG neu;;;;;;9,00;"]
    files = [written(tmp_path, "a.csv", *erste), written(tmp_path, "b.csv", *zweite)]
    (eins,), (zwei,) = assert_same(leser, files, BUCHUNGEN)
    assert {befund.code for befund in eins.befunde} >= {
        "journal.betrag", "journal.datum", "journal.jahr", "journal.leer", "journal.periode", "journal.sollhaben",
        "journal.zeile", "journal.anzahl", "export.datum",
    }  # fmt: skip
    assert any(
        "60 Zeilen über zusammen 60,00 € mit demselben Befund (Zeile 33," in befund.text for befund in eins.befunde
    )
    assert [(zeile.zeile, zeile.geht_auf) for zeile in zwei.bilanz.schlusszeilen] == [(42, True)]
    assert [(befund.code, befund.source.zeile) for befund in zwei.befunde] == [("journal.leer", 43)]


def test_years_units_and_wertarten(leser, tmp_path):
    jahre = ["Jahr;Produkt;Sachkonto;Ansatz in T€;Wertart", "2024;1111;3321;1,5;Plan", "2023;1111;3321;1,0;Plan",
             "24;1111;4011;1,0;Plan", "2024;1111;4011;1,0;Obligo", "2024;1111;4011;0,12345;Plan", "2024;1111;4012;-;Plan",
             "2024;1111;4013;0,123456;Plan", "2024;1111;4014;1,0;Murks"]  # fmt: skip
    angabe = Quellenangabe(Inhalt.ANSAETZE, spalten=(Spaltenangabe("Wertart", "Wertart", "nur „Plan“"),))
    assert_same(leser, [written(tmp_path, "jahre.csv", *jahre)], angabe)


def test_months_in_columns_gegenkonten_and_everything_twice(leser, tmp_path):
    monate = [
        "Produkt;Sachkonto;Jan;Feb;März",
        "1111;3321;1,00;;x",
        "1111;4011;;2,50;-",
        "1112;4011;;;",
        "Summe;;;2,50;",
    ]
    vorlage = Path(__file__).parent / "faelle" / "S02_datev_extf" / "b.csv"
    datev = tmp_path / "datev.csv"
    datev.write_bytes(vorlage.read_bytes().replace(b"4011;1200", b"4011;3321"))
    ((export,),) = assert_same(leser, [datev], BUCHUNGEN)
    assert sorted(summe.saldo_ct for summe in export.summen) == [-500_00, 500_00, 1000_00]
    zeile = ["1111;3321;-7,00;1", "1111;4011;5,00;1", "1111;4011;6,00;1"]
    doppelt = written(tmp_path, "doppelt.csv", "Produkt;Sachkonto;Betrag;Periode", *zeile, *zeile)
    ((export,),) = assert_same(leser, [doppelt], BUCHUNGEN)
    assert "journal.doppelt" in {befund.code for befund in export.befunde}

    assert_same(leser, [written(tmp_path, "monate.csv", *monate)], Quellenangabe(Inhalt.MONATSWERTE))


def test_single_postings_that_stand_there_again(leser, tmp_path):
    zeile = "{};15.01.2024;1;1110;4011000;{};{},25;S"
    einmal = [zeile.format(f"B {n}", "Miete", n) for n in range(30)]
    mit = written(tmp_path, "mit.csv", KOPF, *einmal, zeile.format("B 3", "Pacht", 3), *einmal[3:5], einmal[3])
    ohne = written(tmp_path, "ohne.csv", KOPF, *einmal, *[zeile.format("", "Miete", 3)] * 2)
    (eins,), (zwei,) = assert_same(leser, [mit, ohne], BUCHUNGEN)
    assert [befund.code for befund in eins.befunde] == ["journal.wiederholt"]
    assert zwei.befunde == []


def test_reversals_without_a_counterpart(leser, tmp_path):
    zeile = "{};15.01.2024;1;1110;4011000;{};{},25;{}"
    zeilen = [zeile.format(n, text, betrag, seite) for n, (text, betrag, seite) in enumerate(
        [("Miete", 2, "S"), ("Storno Miete", 2, "H"), ("Storno", 3, "H"), ("Storno", 2, "H"), ("Stornogebühr", 4, "S")]
    )]  # fmt: skip
    allein = written(tmp_path, "mit.csv", KOPF, *zeilen)
    ohne = written(tmp_path, "ohne.csv", KOPF, *zeilen[:2])
    (eins,), (zwei,) = assert_same(leser, [allein, ohne], BUCHUNGEN)
    assert ["Zeile 4 („Storno“), Zeile 5 („Storno“); zusammen 5,50 €" in b.text for b in eins.befunde] == [True]
    assert zwei.befunde == []


def test_balances_go_on_from_file_to_file(leser, tmp_path):
    kopf = "Produkt;Sachkonto;Saldo;Periode"
    files = [
        written(tmp_path, "s-02.csv", kopf, "1111;4011;-30,00;2", "1111;3321;8,00;2"),
        written(tmp_path, "s-01.csv", kopf, "1111;4011;-10,00;1"),
    ]
    gelesen = assert_same(leser, files, Quellenangabe(Inhalt.SALDEN, spalten=(Spaltenangabe("Betrag", "Saldo"),)))
    verbunden = with_joined_salden([export for exporte in gelesen for export in exporte], RAHMEN)
    je = {(s.sachkonto, s.monat): s.saldo_ct for export in verbunden for s in export.summen}
    assert je == {("4011", 1): -10_00, ("4011", 2): -20_00, ("3321", 2): 8_00}


def test_numbers_that_only_later_lines_make_clear(leser, tmp_path):
    zeilen = [
        f"1111;{konto};{betrag};{monat}" for monat in range(1, 13) for konto, betrag in ((3321, 1000), (4011, -500))
    ]
    datei = written(tmp_path, "b.csv", "Produkt;Sachkonto;Betrag;Periode", *zeilen * 900, "1111;4011;-1,234.56;1")
    (export,) = assert_same(leser, [datei], BUCHUNGEN)[0]
    assert min(summe.saldo_ct for summe in export.summen) == -900 * 500_00 - 1_234_56
    assert not any("nicht lesbar" in befund.text for befund in export.befunde)


def test_parquet_by_types_and_two_contents_of_one_file(leser, tmp_path):
    tabelle = pa.table({
        "Produkt": pa.array([1111, 1112, None, 1111], pa.int64()),
        "Sachkonto": pa.array([3321.0, 4011.0, 4011.0, 4011.5]),
        "Datum": pa.array([datetime(2024, 1, 31), datetime(2024, 2, 29), None, datetime(2024, 12, 31, 10)]),
        "Ist": pa.array([1.5, -2.25, 3.0, 1e15]),
        "Plan": pa.array(["1,00", "2", None, "x"]),
    })  # fmt: skip
    for name in ("a", "b"):
        parquet.write_table(tabelle, tmp_path / f"{name}.parquet")
    files = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    angabe = Quellenangabe(
        Inhalt.PLAN_UND_IST, spalten=(Spaltenangabe("Betrag", "Ist"), Spaltenangabe("Ansatz", "Plan"))
    )
    assert [len(exporte) for exporte in assert_same(leser, files, angabe)] == [2, 2]


def test_the_report_of_the_example(spark, dezember):
    lauf = load(shipped("workbooks", "peine-2023.xlsx"), Stand(2023, 12), mit_ruecklauf=False, rechner=Rechner.SPARK)
    assert lauf.befunde == dezember.befunde
    assert lauf.daten.produktbericht() == dezember.daten.produktbericht()
    assert list(map(str, lauf.bilanzen)) == list(map(str, dezember.bilanzen))
    assert lauf.abstimmung == dezember.abstimmung


def test_the_one_aggregation_runs_on_spark(spark):
    posten = [("10", "401100", 3, -500, 5, 1), ("10", "401100", 3, -250, 6, 1), ("20", "401100", 3, -(10**15), 7, 1)]
    frame = spark.createDataFrame(
        posten, "produkt string, sachkonto string, monat long, saldo_ct long, zeile long, anzahl long"
    )
    assert sum_up(frame).to_pylist() == [
        {"produkt": "10", "sachkonto": "401100", "monat": 3, "saldo_ct": -750, "zeile": 5, "anzahl": 2},
        {"produkt": "20", "sachkonto": "401100", "monat": 3, "saldo_ct": -(10**15), "zeile": 7, "anzahl": 1},
    ]


def test_texts_mean_the_same_in_java(spark, tmp_path):
    """RE2 and Java read patterns in ways of their own; what only one of them knows must not be used."""
    zufall = random.Random(5)
    zeichen = {
        "Betrag": "0123456789.,-+ €()'", "Periode": "0123456789./- JanMärzDez", "Datum": "0123456789.-/T ",
        "Produkt": "0123456789./- ABab", "Sachkonto": "0123456789 Sumeäß.*", "S/H": "SHsh 019-",
    }  # fmt: skip
    feste = {
        "Betrag": ["1.234,56", "-1 234,5", "1.234,56-", "(5)", "5 €", "€5", "0.500", ",5", "−5", "5 H", "12'345", "1.2.3", ""],
        "Periode": ["1", "01.2024", "2024001", "202413", "MÄRZ", "mrz 24", "15. Jan 2024", "Dezember", "000", "2024-02-29", "x"],
        "Datum": ["15.01.2024", "1.3.24", "1/3/99", "2024-02-29T10:00", "20240229", "29.2.", "ä", "12.2024"],
        "Produkt": ["Summe", "GESAMT", "ÜBERTRAG", "übertrag", "Gesamtschule", "***", "1111 Ergebnis", "01.02.03", "#"],
        "Sachkonto": ["4011", "Insgesamt:", "Saldo alt", "TOTAL", "*"],
        "S/H": ["S", "Soll", "h", "HABEN", "Haben (H)", "x", "5 S", ""],
    }  # fmt: skip
    texte = {name: list(feste[name]) for name in zeichen}
    for name, vorrat in zeichen.items():
        while len(texte[name]) < 400:
            texte[name].append("".join(zufall.choices(vorrat, k=zufall.randint(1, 9))).strip(string.whitespace))
    datei = tmp_path / "b.csv"
    pd.DataFrame(texte).to_csv(datei, sep=";", index=False)
    suche = Kopfsuche(Quellenangabe(Inhalt.BUCHUNGEN, Vorzeichen.SOLL_HABEN), 2024)
    tabelle, _ = Exportdatei(datei).table(suche)
    zuordnung = understand(tabelle, suche.find("b.csv", tabelle.kopfzeilen()), suche)
    (block,) = tabelle.blocks(zuordnung.sicht)
    rows = []
    for frame in (block.tabelle, spark.createDataFrame(block.tabelle)):
        getippt = nw.from_native(typed_lazy(frame, zuordnung)).with_columns(nebenkonto=nw.lit(value=False)).to_native()
        fertig = nw.from_native(judged(getippt, zuordnung)).lazy().sort("zeile").collect("pyarrow").to_native()
        rows.append(fertig.select(sorted(fertig.column_names)).to_pylist())
    assert rows[0] == rows[1]


ABGELEHNT = {
    "eine Zwischensumme": (
        [KOPF, "1;01.03.2024;3;1111;4011;x;1,00;S", "Summe;;;;;;1,00;", "2;01.03.2024;3;1111;4011;x;1,00;S"],
        r"b\.csv, Zeile 3: .*Ob sie eine Summe der Zeilen darüber ist, sagt nur deren Reihenfolge",
    ),
    "eine Zelle über zwei Zeilen": (
        [KOPF, '1;01.03.2024;3;1111;4011;"x', 'y";1,00;S', "2;01.03.2024;3;1111;4011;x;1,00;S"],
        r"b\.csv, Zeile 2: hier beginnt ein Anführungszeichen",
    ),
}


@pytest.mark.parametrize("fall", ABGELEHNT)
def test_what_only_the_order_of_lines_tells_is_refused(leser, tmp_path, fall):
    zeilen, text = ABGELEHNT[fall]
    with pytest.raises(EingabeError, match=text) as fehler:
        leser.read([written(tmp_path, "b.csv", *zeilen)], BUCHUNGEN, 2024, RAHMEN)
    assert "ohne --rechner spark rechnen" in str(fehler.value)


def test_what_is_seen_before_spark_has_to_do_anything(leser, tmp_path):
    gut = [KOPF, "1;01.03.2024;3;1111;4011;x;1,00;S"]
    auffuellen = Quellenangabe(Inhalt.BUCHUNGEN, spalten=(Spaltenangabe("Produkt", "Produkt", "nach unten auffüllen"),))
    mappe = shipped("workbooks", "peine-2023.xlsx")
    for file, angabe, text in (
        (
            written(tmp_path, "b.csv", *gut),
            auffuellen,
            r"b\.csv: die Regel „nach unten auffüllen“ beim Feld Produkt braucht",
        ),
        (written(tmp_path, "u.csv", *gut, kodierung="utf-16"), BUCHUNGEN, "ist in UTF-16 geschrieben"),
        (mappe, BUCHUNGEN, "ist eine Arbeitsmappe; mit --rechner spark werden nur CSV und Parquet gelesen"),
        (tmp_path / "fehlt.xlsx", BUCHUNGEN, "gibt es nicht"),
        (written(tmp_path, "_b.csv", *gut), BUCHUNGEN, r"Spark liest _b\.csv nicht"),
    ):
        with pytest.raises(EingabeError, match=text):
            leser.read([file], angabe, 2024, RAHMEN)
    falsch = Quellenangabe(Inhalt.BUCHUNGEN, zeichensatz="UTF-8")
    with pytest.raises(EingabeError, match=r"cp\.csv: .* ab Zeile 3 Zeichen"):
        leser.read([written(tmp_path, "cp.csv", *gut, "2;;;;;ä;;", kodierung="cp1252")], falsch, 2024, RAHMEN)


@pytest.mark.parametrize("befehl", [["pruefen"], ["bericht", "--stand", "2023-06", "--ziel", "."]])
def test_without_pyspark_or_java_it_is_said_what_to_install(monkeypatch, capsys, tmp_path, befehl):
    monkeypatch.chdir(tmp_path)
    name, *rest = befehl
    aufruf = [name, str(shipped("workbooks", "peine-2023.xlsx")), *rest, "--rechner", "spark"]
    for pakete, java, text in (
        (None, str(Path("/usr")), "pip install 'xlbudget[spark]'"),
        (find_spec, str(tmp_path), "dort gibt es kein bin/java"),
        (find_spec, "", "apt-get install openjdk-17-jre-headless"),
    ):
        monkeypatch.setattr(sitzung, "find_spec", lambda _, pakete=pakete: pakete)
        monkeypatch.setattr(sitzung.shutil, "which", lambda _: None)
        monkeypatch.setenv("JAVA_HOME", java)
        with pytest.raises(SystemExit) as ende:
            main(aufruf)
        ausgabe = " ".join(capsys.readouterr().err.split())
        assert ende.value.code == 2
        assert text in ausgabe
        assert "ohne --rechner spark rechnen" in ausgabe
    assert not list(tmp_path.iterdir())
