"""What holds for every export: numbers keep their value, order and files do not matter, no line is lost."""

from __future__ import annotations

from decimal import Decimal

import narwhals as nw
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xlbudget.core.geld import parse_betrag_ct
from xlbudget.core.kontenrahmen import NIEDERSACHSEN, Berichtszeile, Kontenrahmen, Praefix
from xlbudget.errors import EingabeError
from xlbudget.sources.export import ausdruecke
from xlbudget.sources.export.angaben import Inhalt, Quellenangabe, Spaltenangabe, Vorzeichen, Zahlenstil
from xlbudget.sources.export.auffuellen import refuse_on_spark
from xlbudget.sources.export.dateiart import Exportdatei
from xlbudget.sources.export.deutung import understand
from xlbudget.sources.export.kopf import Kopfsuche
from xlbudget.sources.export.lesen import read_export
from xlbudget.sources.export.spalten import Typisierer, typed_lazy

RAHMEN = Kontenrahmen(tuple(Praefix(praefix, Berichtszeile(art, name)) for praefix, art, name in NIEDERSACHSEN))
ruhig = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
CENT = st.integers(-(10**13), 10**13)


def cents(texte, stil):
    """Parsed cents of texts, None for what is no amount."""
    text = nw.col("t")
    gut = ausdruecke.is_amount(text, stil)
    frame = nw.from_native(pa.table({"t": pa.array(texte, pa.string())})).with_columns(gut=gut)
    euro = ausdruecke.euro_of(text, nw.col("gut"), stil)
    frame = frame.with_columns(ct=ausdruecke.cents_of(euro))
    return [ct if gut else None for ct, gut in frame.select("ct", "gut").iter_rows()]


def written(betrag_ct, stil, *, gruppen, minus):
    """An amount as a program writes it."""
    text = f"{Decimal(abs(betrag_ct)).scaleb(-2):{',' if gruppen else ''}.2f}"
    if stil is Zahlenstil.DEUTSCH:
        text = text.translate(str.maketrans(",.", ".,"))
    if betrag_ct >= 0:
        return text
    return {"vorn": f"-{text}", "hinten": f"{text}-", "klammern": f"({text})", "euro": f"-{text} €"}[minus]


@ruhig
@given(st.lists(CENT, min_size=1, max_size=20), st.sampled_from([Zahlenstil.DEUTSCH, Zahlenstil.ENGLISCH]), st.booleans(),
       st.sampled_from(["vorn", "hinten", "klammern", "euro"]))  # fmt: skip
def test_written_amounts_come_back_to_the_cent(betraege, stil, gruppen, minus):
    texte = [written(betrag, stil, gruppen=gruppen, minus=minus) for betrag in betraege]
    assert cents(texte, stil) == betraege


@ruhig
@given(st.lists(st.text(st.sampled_from("0123456789.,-+ €()"), max_size=9), min_size=1, max_size=30))
def test_german_amounts_mean_what_the_rest_of_the_program_reads(texte):
    for text, gelesen in zip(texte, cents([text.strip() for text in texte], Zahlenstil.DEUTSCH), strict=True):
        try:
            erwartet = parse_betrag_ct(text)
        except ValueError:
            continue  # this reader knows more ways to write
        if text.count("€") > 1:
            continue
        if not text.strip(" €+-").startswith("0") or "." not in text:  # 0.500 is no German number
            assert gelesen == erwartet, text


BUCHUNGEN = st.lists(
    st.tuples(
        st.sampled_from(["1111", "1112"]),
        st.sampled_from(["3321", "3322", "4011"]),
        st.integers(1, 16),
        st.integers(1, 10**9),
    ),
    min_size=1,
    max_size=40,
)
KOPF = "Produkt;Sachkonto;Betrag;S/H;Periode"


def export_of(zeilen, ordner, name="b.csv"):
    datei = ordner / name
    datei.write_text("\n".join([KOPF, *zeilen, ""]), encoding="utf-8")
    return read_export(datei, Quellenangabe(Inhalt.BUCHUNGEN, Vorzeichen.SOLL_HABEN), 2024, RAHMEN)


def text_of(buchung):
    produkt, konto, periode, betrag = buchung
    zahl = written(betrag, Zahlenstil.DEUTSCH, gruppen=True, minus="vorn")
    return f"{produkt};{konto};{zahl};{'HS'[konto[0] == '4']};{periode}"


def plain(export):
    return {(s.produkt, s.sachkonto, s.monat): (s.saldo_ct, s.anzahl) for s in export.summen}


@pytest.mark.slow
@ruhig
@given(BUCHUNGEN, st.randoms(use_true_random=False), st.integers(0, 40))
def test_neither_the_order_of_lines_nor_the_cut_into_files_matters(tmp_path, buchungen, zufall, schnitt):
    zeilen = [text_of(buchung) for buchung in buchungen]
    ganz = plain(export_of(zeilen, tmp_path))
    gemischt = zufall.sample(zeilen, len(zeilen))
    assert plain(export_of(gemischt, tmp_path)) == ganz
    teile = {}
    for nummer, teil in enumerate((zeilen[:schnitt], zeilen[schnitt:])):
        for schluessel, (saldo, anzahl) in plain(export_of(teil, tmp_path, f"{nummer}.csv")).items():
            alt = teile.get(schluessel, (0, 0))
            teile[schluessel] = (alt[0] + saldo, alt[1] + anzahl)
    assert teile == ganz
    assert sum(saldo for saldo, _ in ganz.values()) == sum(b * (-1 if k[0] == "4" else 1) for _, k, _, b in buchungen)


FEHLERHAFT = st.sampled_from(
    ["", ";;;;", "1111;3321;1,00;H;17", "1111;3321;x;H;1", "1111;;5,00;H;1", ";;5,00;;", "Summe;;7,00;;", KOPF, "Seite 2",
     '1111;3321;"1,00;H;1', '1111;3321;1,00;H;1;9', "1111;3321;;H;1", "1111;3321;1,00;;1", "#;3321;1,00;H;1", ";4011;1,00;S;1",
     "Anzahl;3;;;"]
)  # fmt: skip


@pytest.mark.slow
@ruhig
@given(st.lists(st.one_of(BUCHUNGEN.map(lambda b: text_of(b[0])), FEHLERHAFT), min_size=1, max_size=30))
def test_counted_left_out_and_closing_lines_are_all_there_are(tmp_path, zeilen):
    try:
        bilanz = export_of(zeilen, tmp_path).bilanz
    except EingabeError as fehler:
        assert "Anführungszeichen" in str(fehler)
        return
    assert bilanz.geht_auf, str(bilanz)
    if not any('"' in zeile for zeile in zeilen):
        assert bilanz.zeilen == sum(bool(zeile.strip(";")) for zeile in zeilen)


TEXTE = {
    "Produkt": ["1111", " 1112 ", "", "Summe", "01.01.2024"],
    "Sachkonto": ["3321", "4011 Löhne", "", "x", "3321"],
    "Betrag": ["1.234,56", "(5)", "x", "-", "1,50-"],
    "S/H": ["H", "Soll", "", "h", "S"],
    "Periode": ["1", "02.2024", "März", "x", "2024012"],
    "Buchungsdatum": ["15.01.2024", "2024-02-29", "", "Jan", "1.3.24"],
}


def test_expressions_mean_the_same_on_every_backend(tmp_path):
    datei = tmp_path / "b.csv"
    pd.DataFrame(TEXTE).to_csv(datei, sep=";", index=False)
    suche = Kopfsuche(Quellenangabe(Inhalt.BUCHUNGEN, Vorzeichen.SOLL_HABEN), 2024)
    tabelle, _ = Exportdatei(datei).table(suche)
    zuordnung = understand(tabelle, suche.find("b.csv", tabelle.kopfzeilen()), suche)
    (block,) = tabelle.blocks(zuordnung.sicht)
    arrow = Typisierer(zuordnung).typed(block.tabelle).to_pylist()
    duckdb = pytest.importorskip("duckdb")
    for frame in (block.tabelle, block.tabelle.to_pandas(), duckdb.from_arrow(block.tabelle)):
        zeilen = (
            nw.from_native(typed_lazy(frame, zuordnung))
            .lazy()
            .collect("pyarrow")
            .to_native()
            .sort_by("zeile")
            .to_pylist()
        )
        assert [{name: zeile[name] for name in arrow[0]} for zeile in zeilen] == arrow, type(frame)


def test_a_rule_that_needs_the_order_of_lines_is_refused_on_spark(tmp_path):
    datei = tmp_path / "b.csv"
    pd.DataFrame(TEXTE).to_csv(datei, sep=";", index=False)
    spalten = (Spaltenangabe("Produkt", "Produkt", "nach unten auffüllen"),)
    suche = Kopfsuche(Quellenangabe(Inhalt.BUCHUNGEN, Vorzeichen.SOLL_HABEN, spalten=spalten), 2024)
    tabelle, _ = Exportdatei(datei).table(suche)
    with pytest.raises(EingabeError, match="mit --rechner spark gibt es sie nicht"):
        refuse_on_spark(understand(tabelle, suche.find("b.csv", tabelle.kopfzeilen()), suche))
