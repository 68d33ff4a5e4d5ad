"""What a Frist delivers: the workbook for the recipient, held against what SQL and pandas make of the same files."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from app.runde.rundreise_base import DOMAIN, Haus, cli
from openxml_audit import OpenXmlValidator

from xlbudget.app.bericht.lieferung import Lieferergebnis, deliver
from xlbudget.app.bericht.sperre import BerichtGesperrtError
from xlbudget.core.kontenrahmen import NIEDERSACHSEN
from xlbudget.xlsx import lint_workbook

HEUTE = date(2024, 2, 1)
JAHRESENDE = date(2023, 12, 31)
FRIST = {
    "Pflicht": "Zielvereinbarung: Jahresdaten",
    "Rechtsgrundlage": "§ 48b SGB II",
    "Empfänger": "Ministerium",
    "Stichtag": JAHRESENDE,
    "Fällig": date(2024, 2, 15),
    "Was zu liefern ist": "Tabelle",
    "Wiederholung": "jährlich",
    "Kennzahlen": "q; INT; ELB",
    "Produkte": "3310; Soziales",
}


def kennzahl(kuerzel: str, rechenart: str, **weitere: object) -> dict[str, object]:
    zeile = {"Produkt": "3310", "Kennzahlart": "Leistung", "Bezeichnung": f"Zahl {kuerzel}", "Messgröße": "Anzahl"}
    return {**zeile, "Kürzel": kuerzel, "Rechenart": rechenart, **weitere}


def wert(kuerzel: str, periode: str, zahl: float, gruppe: str = "", **weitere: object) -> dict[str, object]:
    return {"Kennzahl": kuerzel, "Periode": periode, "Art": "Ist", "Gruppe": gruppe, "Wert": zahl, **weitere}


def monate(kuerzel: str, jahr: int, grund: float, gruppe: str = "", **weitere: object) -> list[dict[str, object]]:
    return [wert(kuerzel, f"{jahr}-{m:02d}", grund + m, gruppe, **weitere) for m in range(1, 13)]


WERTE = [
    *monate("INT", 2023, 100),
    *monate("INT", 2023, 40, "Frauen"),
    *monate("INT", 2023, 60 - 6.5, "Männer")[:11],  # Dezember is missing
    *monate("INT", 2022, 110),
    *monate("ELB", 2023, 6000),
    *monate("ELB", 2022, 5900),
]


@pytest.fixture
def kreis(tmp_path) -> Haus:
    return house(tmp_path / "kreis")


def house(
    ordner: Path, *fristen: Mapping[str, object], werte: list[dict[str, object]] = WERTE, **tabellen: Any
) -> Haus:
    kreis = Haus(ordner)
    kreis.dazu = [("3310", "433100", 12_345), ("3220", "422200", 7)]
    kennzahlen = [
        *kreis._inhalt()["Kennzahlen"],
        kennzahl("INT", "Summe", Plan=1200),
        kennzahl("ELB", "Bestand"),
        kennzahl("Q", "Quote seit Jahresbeginn", Zähler="INT", Nenner="ELB", Messgröße="in %"),
    ]
    kreis.weiteres = {"Kennzahlen": kennzahlen, "Kennzahlwerte": werte, "Fristen": fristen or [FRIST], **tabellen}
    kreis.write()
    return kreis


def run(kreis: Haus, stichtag: date | None = None, heute: date = HEUTE, **weitere: Any) -> Lieferergebnis:
    return deliver(kreis.datenmappe, kreis.ordner / "aus", heute, stichtag, **weitere)


def table(datei: Path, blatt: str) -> pd.DataFrame:
    """The rows below the headings, read by pandas."""
    roh = openpyxl.load_workbook(datei, data_only=True)[blatt]
    zeilen = [list(zeile) for zeile in roh.iter_rows(values_only=True)]
    kopf = next(i for i, zeile in enumerate(zeilen) if zeile[0] in ("Produkt", "Nummer"))
    return pd.DataFrame(zeilen[kopf + 1 :], columns=zeilen[kopf])


def head(datei: Path, blatt: str) -> dict[str, str]:
    roh = openpyxl.load_workbook(datei)[blatt]
    return {str(a): str(b) for a, b in roh.iter_rows(min_row=2, max_row=8, max_col=2, values_only=True) if a and b}


def sums_by_sql(kreis: Haus) -> dict[tuple[str, str, str, str], float]:
    """Ansatz and Ergebnis of 2023 by Produkt, Art and row, from the exports themselves."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE buchung (produkt, konto, betrag, seite)")
    db.execute("CREATE TABLE ansatz (produkt, konto, betrag)")
    db.execute("CREATE TABLE konten (praefix, art, zeile)")
    db.executemany("INSERT INTO konten VALUES (?, ?, ?)", [(p, str(a), z) for p, a, z in NIEDERSACHSEN])
    for datei, tabelle, spalten in (
        ("buchungen.csv", "buchung", ("Produkt", "Sachkonto", "Betrag", "S/H")),
        ("ansatz.csv", "ansatz", ("Produkt", "Sachkonto", "Ansatz 2023")),
    ):
        with (kreis.ordner / datei).open(encoding="cp1252") as strom:
            for zeile in csv.DictReader(strom, delimiter=";"):
                werte = [zeile[s].replace(",", ".") for s in spalten]
                db.execute(f"INSERT INTO {tabelle} VALUES ({','.join('?' * len(werte))})", werte)
    zeile = "(SELECT praefix FROM konten WHERE konto LIKE praefix || '%' ORDER BY length(praefix) DESC LIMIT 1)"
    abfrage = """
        SELECT produkt, k.art, k.zeile, was, sum(betrag) FROM (
            SELECT produkt, 'Ergebnis' AS was, {zeile} AS p,
                CASE WHEN substr(konto, 1, 1) = '3' THEN 1 ELSE -1 END
                * CASE WHEN seite = 'H' THEN 1 ELSE -1 END * betrag AS betrag FROM buchung
            UNION ALL SELECT produkt, 'Ansatz', {zeile}, betrag FROM ansatz
        ) JOIN konten k ON k.praefix = p GROUP BY 1, 2, 3, 4""".replace("{zeile}", zeile)
    return {(p, a, z, w): summe for p, a, z, w, summe in db.execute(abfrage)}


def test_sums_by_row_are_those_of_sql(kreis):
    (geliefert,) = run(kreis).geliefert
    tabelle = table(geliefert.datei, "Produkte")
    soll = sums_by_sql(kreis)
    produkte = {"3310": ["3310"], "32": ["3210", "3220"]}
    gesehen = 0
    for _, z in tabelle.iterrows():
        if z["Zeile"] in ("Summe", None) or z["Art"] == "Saldo":
            continue
        for was, spalte in (("Ansatz", "Ansatz 2023"), ("Ergebnis", "Ergebnis bis Dezember 2023")):
            teile = [soll.get((p, z["Art"], z["Zeile"], was)) for p in produkte[z["Nummer"]]]
            summe = None if set(teile) == {None} else sum(t or 0 for t in teile)
            assert (z[spalte] if pd.notna(z[spalte]) else None) == summe, z
            gesehen += summe is not None
    assert gesehen == 2 * 2 * 4, "two objects, Ansatz and Ergebnis, four rows with money"
    assert soll["3310", "Aufwendungen", "Transferaufwand", "Ergebnis"] == 12 * 30_000 + 12_345


def test_sums_and_saldo_are_what_their_rows_make(kreis, recalculated):
    (geliefert,) = run(kreis).geliefert
    ((_, gerechnet),) = recalculated([geliefert.datei])
    for datei in (geliefert.datei, gerechnet):
        tabelle = table(datei, "Produkte")
        for nummer in ("3310", "32"):
            eine = tabelle[tabelle["Nummer"] == nummer]
            for spalte in ("Ansatz 2023", "Ergebnis bis Dezember 2023"):
                zahlen = pd.to_numeric(eine[spalte], errors="coerce")
                summen = {
                    art: zahlen[(eine["Art"] == art) & (eine["Zeile"] != "Summe")].sum()
                    for art in ("Erträge", "Aufwendungen")
                }
                for art, summe in summen.items():
                    assert zahlen[(eine["Art"] == art) & (eine["Zeile"] == "Summe")].item() == summe
                assert zahlen[eine["Art"] == "Saldo"].item() == summen["Erträge"] - summen["Aufwendungen"]


def test_kennzahlen_are_those_of_pandas(kreis):
    (geliefert,) = run(kreis).geliefert
    tabelle = table(geliefert.datei, "Kennzahlen").set_index(["Kennzahl", "Gruppe"])
    werte = pd.DataFrame(WERTE)
    werte["jahr"] = werte["Periode"].str[:4].astype(int)
    summen = werte[werte["Kennzahl"] == "INT"].groupby(["jahr", "Gruppe"])["Wert"].sum()
    ist, vorjahr = "Ist bis Dezember 2023", "Ist bis Dezember 2022"
    assert tabelle.loc[("Zahl INT", "gesamt"), ist] == summen[2023, ""]
    assert tabelle.loc[("Zahl INT", "gesamt"), vorjahr] == summen[2022, ""]
    assert tabelle.loc[("Zahl INT", "Frauen"), ist] == summen[2023, "Frauen"]
    assert tabelle.loc[("Zahl INT", "gesamt"), "Plan bis Dezember 2023"] == 1200
    elb = werte[(werte["Kennzahl"] == "ELB")].set_index("Periode")["Wert"]
    assert tabelle.loc[("Zahl ELB", "gesamt"), ist] == elb["2023-12"]
    # §5: what happened from January on over the mean stock of as many months, each one earlier
    nenner = elb[["2022-12", *(f"2023-{m:02d}" for m in range(1, 12))]].mean()
    assert tabelle.loc[("Zahl Q", "gesamt"), ist] == pytest.approx(100 * summen[2023, ""] / nenner, abs=0.005)
    assert [k for k, _ in tabelle.index] == ["Zahl Q", "Zahl INT", "Zahl INT", "Zahl INT", "Zahl ELB"], "as entered"


def test_what_is_missing_is_empty_and_never_0(kreis):
    (geliefert,) = run(kreis).geliefert
    blatt = openpyxl.load_workbook(geliefert.datei)["Kennzahlen"]
    (maenner,) = [zeile for zeile in blatt.iter_rows() if zeile[3].value == "Männer"]
    assert [zelle.value for zelle in maenner[4:]] == [None, None, None, "kein Ist"]
    assert {zelle.fill.fgColor.rgb for zelle in maenner[4:7]} == {"FFF2F2F2"}
    assert "Grau und leer: kein Wert vorhanden; das ist keine Null." in {z.value for z in blatt["A"]}
    produkte = table(geliefert.datei, "Produkte")
    leer = produkte[(produkte["Nummer"] == "3310") & (produkte["Zeile"] == "ILV-Erträge")].iloc[0]
    assert pd.isna(leer["Ansatz 2023"])
    assert pd.isna(leer["Ergebnis bis Dezember 2023"])
    for name in ("Kennzahlen", "Produkte"):
        zahlen = [z.value for zeile in openpyxl.load_workbook(geliefert.datei)[name].iter_rows() for z in zeile]
        assert 0 not in zahlen


def test_the_head_says_whose_and_for_whom(kreis):
    (geliefert,) = run(kreis).geliefert
    assert geliefert.datei.name == "Lieferung 2023-12-31 Zielvereinbarung Jahresdaten.xlsx"
    for blatt in ("Kennzahlen", "Produkte"):
        angaben = head(geliefert.datei, blatt)
        assert angaben.pop("Stand der Daten") == "gebucht bis Dezember 2023"
        assert angaben == {
            "Kommune": "Landkreis Muster",
            "Empfänger": "Ministerium",
            "Rechtsgrundlage": "§ 48b SGB II",
            "Zu liefern": "Tabelle",
            "Stichtag": "31.12.2023",
            "Fällig": "15.02.2024",
        }


def test_it_is_sound_and_says_nothing_of_the_house(kreis):
    (geliefert,) = run(kreis).geliefert
    data = geliefert.datei.read_bytes()
    assert lint_workbook(data, geliefert.datei.name) == []
    assert OpenXmlValidator().validate(geliefert.datei).is_valid
    mappe = openpyxl.load_workbook(geliefert.datei)
    texte = " ".join(str(z.value) for blatt in mappe for zeile in blatt.iter_rows() for z in zeile if z.value)
    for geheim in ("buchungen.csv", str(kreis.ordner), "Leitung", DOMAIN):
        assert geheim not in texte
    vorher = data
    run(kreis)
    assert geliefert.datei.read_bytes() == vorher


@pytest.mark.parametrize(
    ("welche", "vorlaeufig"),
    [
        ({"INT": "2023-12"}, {"Zahl INT", "Zahl Q"}),
        ({"INT": "2022-12"}, {"Zahl Q"}),
        ({"ELB": "2023-12"}, {"Zahl ELB", "Zahl Q"}),
        ({"ELB": "2023-03"}, {"Zahl Q"}),
        ({}, set()),
    ],
)
def test_what_may_still_change_says_so(tmp_path, welche, vorlaeufig):
    werte = [
        {**w, "Fassung": "T-0" if welche.get(str(w["Kennzahl"])) == w["Periode"] and not w["Gruppe"] else "T-3"}
        for w in WERTE
    ]
    (geliefert,) = run(house(tmp_path / "kreis", werte=werte)).geliefert
    tabelle = table(geliefert.datei, "Kennzahlen")
    sagt = tabelle["Hinweis"].fillna("").str.contains("vorläufig")
    assert set(tabelle[sagt & (tabelle["Gruppe"] == "gesamt")]["Kennzahl"]) == vorlaeufig


def test_a_final_value_beside_the_provisional_one_is_final(tmp_path):
    werte = [*WERTE, wert("INT", "2023-12", 1, Fassung="T-0"), wert("INT", "2023-12", 200, Fassung="T-3")]
    werte.remove(wert("INT", "2023-12", 112))
    (geliefert,) = run(house(tmp_path / "kreis", werte=werte)).geliefert
    zeile = table(geliefert.datei, "Kennzahlen").set_index(["Kennzahl", "Gruppe"]).loc[("Zahl INT", "gesamt")]
    assert pd.isna(zeile["Hinweis"])
    assert zeile["Ist bis Dezember 2023"] == sum(100 + m for m in range(1, 12)) + 200


def test_each_stichtag_of_what_comes_back(tmp_path):
    viertel = FRIST | {"Stichtag": date(2023, 3, 31), "Fällig": date(2023, 4, 30), "Wiederholung": "vierteljährlich"}
    kreis = house(tmp_path / "kreis", viertel)
    assert [g.lieferung.stand.monat for g in run(kreis).geliefert] == [12]
    assert [g.lieferung.stand.monat for g in run(kreis, heute=date(2023, 10, 1)).geliefert] == [9]
    (juni,) = run(kreis, date(2023, 6, 30)).geliefert
    assert juni.lieferung.termin.faellig == date(2023, 7, 30)
    zeile = table(juni.datei, "Kennzahlen").set_index(["Kennzahl", "Gruppe"]).loc[("Zahl INT", "gesamt")]
    assert zeile["Plan bis Juni 2023"] == 600
    assert zeile["Ist bis Juni 2023"] == sum(100 + m for m in range(1, 7))
    assert run(kreis, date(2023, 6, 29)).geliefert == ()
    assert run(kreis, heute=date(2023, 3, 30)).geliefert == ()


def test_a_plan_of_the_year_says_so_during_the_year(tmp_path):
    juni = FRIST | {"Stichtag": date(2023, 6, 30), "Wiederholung": None, "Kennzahlen": "alle", "Produkte": None}
    (geliefert,) = run(house(tmp_path / "kreis", juni)).geliefert
    tabelle = table(geliefert.datei, "Kennzahlen")
    faelle = tabelle[tabelle["Kennzahl"] == "Fälle"]
    assert len(faelle) == 10
    assert set(faelle["Hinweis"]) == {"Plan des ganzen Jahres"}
    assert openpyxl.load_workbook(geliefert.datei).sheetnames == ["Kennzahlen"]


def test_a_stichtag_within_a_month(tmp_path):
    mitte = FRIST | {"Stichtag": date(2023, 11, 15), "Wiederholung": None}
    ergebnis = run(house(tmp_path / "kreis", mitte))
    assert [g.lieferung.stand.monat for g in ergebnis.geliefert] == [10]
    (befund,) = [b for b in ergebnis.befunde if b.code == "frist.lieferung"]
    assert "die Zahlen sind die bis Ende Oktober 2023" in befund.text
    januar = FRIST | {"Stichtag": date(2023, 1, 10), "Wiederholung": None}
    ergebnis = run(house(tmp_path / "januar", januar))
    assert ergebnis.geliefert == ()
    assert "geliefert wird nichts" in " ".join(b.text for b in ergebnis.befunde)


@pytest.mark.parametrize(
    ("weitere", "text"),
    [
        ({"Kennzahlen": "INT; XYZ"}, "„XYZ“ in der Spalte Kennzahlen"),
        ({"Produkte": "9999"}, "„9999“ in der Spalte Produkte"),
        ({"Stichtag": None}, "hat keinen Stichtag"),
    ],
)
def test_what_is_not_clear_is_not_delivered(tmp_path, weitere, text):
    ergebnis = run(house(tmp_path / "kreis", FRIST | weitere, FRIST | {"Pflicht": "andere"}))
    assert [g.lieferung.termin.frist.pflicht for g in ergebnis.geliefert] == ["andere"]
    (befund,) = [b for b in ergebnis.befunde if b.code == "frist.lieferung"]
    assert text in befund.text
    assert befund.source is not None
    assert befund.source.zelle == "A4"


def test_what_is_kept_out_of_the_report_is_delivered_only_by_name_and_said(tmp_path):
    def hide(kreis: Haus) -> Haus:
        budgets = [{**b, "Im Bericht": "nein" if b["Budget"] == "Arbeit" else None} for b in kreis._inhalt()["Budgets"]]
        kreis.weiteres = {**kreis.weiteres, "Budgets": budgets}
        kreis.write()
        return kreis

    ergebnis = run(hide(house(tmp_path / "alle", FRIST | {"Kennzahlen": "alle", "Produkte": "alle"})))
    (geliefert,) = ergebnis.geliefert
    assert not {z.produkt for z in geliefert.lieferung.zeilen} & {"3310", "3320"}
    assert not {b.objekt.kennung for b in geliefert.lieferung.blaetter} & {"3310", "3320", "Arbeit"}
    assert [b for b in ergebnis.befunde if b.code == "frist.lieferung"] == []
    ergebnis = run(hide(house(tmp_path / "genannt", FRIST | {"Kennzahlen": None})))
    assert len(ergebnis.geliefert) == 1
    (befund,) = [b for b in ergebnis.befunde if b.code == "frist.lieferung"]
    assert "„3310 Hilfen 3310“ steht nicht im Bericht (Im Bericht: nein) und geht doch an den Empfänger" in befund.text


def test_wrong_sums_are_not_delivered(tmp_path):
    kreis = house(tmp_path / "kreis")
    datei = kreis.ordner / "buchungen.csv"
    datei.write_text(
        datei.read_text(encoding="cp1252") + "x;15.05.2023;05;7777;433100;;900000,00;S\n", encoding="cp1252"
    )
    with pytest.raises(BerichtGesperrtError):
        run(kreis)
    assert not (kreis.ordner / "aus").exists()
    assert len(run(kreis, trotz_fehlern=True).geliefert) == 1


def test_the_command(kreis, tmp_path):
    code, text = cli("liefern", kreis.datenmappe, "--ziel", tmp_path / "aus")
    assert code == 0
    assert "Kennzahlen: 3, Produkte und Budgets: 2, Stand Dezember 2023" in text
    assert len(list((tmp_path / "aus").glob("*.xlsx"))) == 1
    code, text = cli("liefern", kreis.datenmappe, "--ziel", tmp_path / "nichts", "--stichtag", "30.06.2023")
    assert (code, "Keine Frist zum 30.06.2023" in text) == (0, True)
    assert not (tmp_path / "nichts").exists()
    ohne = Haus(tmp_path / "ohne")
    ohne.write()
    assert "--mit Fristen" in cli("liefern", ohne.datenmappe)[1]
