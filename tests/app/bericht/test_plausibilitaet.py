"""A house whose figures are right as a whole, and what a wrong choice in Quellen or a wrong delivery makes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from app.bericht.musterhaus import PRODUKTE, Buchung, Haus

from xlbudget.app.bericht.bericht import bericht
from xlbudget.app.bericht.lauf import load
from xlbudget.app.bericht.sperre import BerichtGesperrtError
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.monatswerte import sum_ct
from xlbudget.core.zeit import Stand
from xlbudget.errors import EingabeError, Schwere

JUNI = Stand(2024, 6)


def found(befunde):
    return {(befund.schwere, befund.code) for befund in befunde}


def sums(lauf) -> dict[str, int]:
    wurzel = lauf.daten.gliederung["Haus"]
    return {
        str(art): sum_ct(lauf.daten.ist.summe_ct(wurzel, z) for z in lauf.daten.kontenrahmen.zeilen_of(art)) or 0
        for art in Art
    }


@pytest.mark.parametrize("stand", [None, Stand(2024, 12)])
def test_a_clean_house_has_no_finding(musterhaus, tmp_path, stand):
    assert load(musterhaus.write(tmp_path), stand).befunde == ()


def first_half(buchungen: Sequence[Buchung], monat: int) -> list[Buchung]:
    return [buchung for buchung in buchungen if buchung[3] <= monat]


def cumulated_twice(musterhaus: Haus) -> Haus:
    """January to May, and later January to June with a correction."""
    alle = musterhaus.journale["journal.csv"]
    spaeter = [replace_amount(b, 777_00) if n == 3 else b for n, b in enumerate(first_half(alle, 6))]
    return replace(musterhaus, journale={"bis_mai.csv": first_half(alle, 5), "bis_juni.csv": spaeter})


def replace_amount(buchung: Buchung, betrag: int) -> Buchung:
    return (*buchung[:4], betrag)


def only_the_plan(musterhaus: Haus) -> Haus:
    """The Ansätze delivered as postings, all in one month by a rule."""
    spalten = [
        {"Datei": "plan.csv", "Feld": "Betrag", "Überschrift": "Ansatz 2024"},
        {"Datei": "plan.csv", "Feld": "Periode", "Regel": "immer „12“"},
    ]
    plan = {"Inhalt": "Buchungen", "Datei": "plan.csv", "Vorzeichen": "alles positiv"}
    return replace(musterhaus, spalten=spalten, ansatzquelle=plan)


def with_quelle(**quelle: object) -> Callable[[Haus], Haus]:
    return lambda musterhaus: replace(musterhaus, quelle=quelle)


def with_ansatzquelle(**quelle: object) -> Callable[[Haus], Haus]:
    return lambda musterhaus: replace(musterhaus, ansatzquelle=quelle)


def each_line_twice(musterhaus: Haus) -> Haus:
    return replace(
        musterhaus, journale={"journal.csv": [b for b in musterhaus.journale["journal.csv"] for _ in (1, 2)]}
    )


def plan_in_thousands(musterhaus: Haus) -> Haus:
    """Written so, without a word of it in the file or in Quellen."""
    return replace(musterhaus, ansaetze=[(p, k, ct // 100_000 * 100) for p, k, ct in musterhaus.ansaetze])


def with_nachtrag(musterhaus: Haus) -> Haus:
    """A second plan that has every account again, with other amounts."""
    neue = [(f"{p};{k};{ct // 100 + 7},00") for p, k, ct in musterhaus.ansaetze]
    nachtrag = {"Inhalt": "Ansätze", "Datei": "nachtrag.csv"}
    return replace(musterhaus, weitere=[nachtrag], dateien={"nachtrag.csv": ["Produkt;Sachkonto;Ansatz 2024", *neue]})


FEHLER = {
    "Nachtrag neben dem Plan": (with_nachtrag, "quelle.gleiche_stellen"),
    "alles positiv, obwohl Erträge negativ": (with_quelle(Vorzeichen="alles positiv"), "journal.vorzeichen"),
    "Erträge positiv, obwohl negativ": (with_quelle(Vorzeichen="Erträge positiv"), "journal.vorzeichen"),
    "Aufwendungen negativ, obwohl positiv": (with_quelle(Vorzeichen="Aufwendungen negativ"), "journal.vorzeichen"),
    "Ansätze mit falschem Vorzeichen": (with_ansatzquelle(Vorzeichen="Erträge negativ"), "journal.vorzeichen"),
    "Salden statt Buchungen": (with_quelle(Inhalt="Salden (kumuliert)"), "journal.salden"),
    "zwei Lieferungen bis Mai und bis Juni": (cumulated_twice, "quelle.ueberschneidung"),
    "Ansätze als Buchungen": (only_the_plan, "quelle.inhalt"),
    "Buchungen in T€": (with_quelle(Einheit="T€"), "export.einheit"),
    "Ansätze in T€": (with_ansatzquelle(Einheit="T€"), "quelle.einheit"),
    "Ansätze nicht in T€": (plan_in_thousands, "quelle.einheit"),
    "jede Zeile zweimal": (each_line_twice, "journal.doppelt"),
}


@pytest.mark.parametrize("art", FEHLER)
def test_wrong_sums_lock_the_report(musterhaus, tmp_path, art):
    falsch, code = FEHLER[art]
    datenmappe = falsch(musterhaus).write(tmp_path)
    assert (Schwere.FEHLER, code) in found(load(datenmappe, Stand(2024, 12)).befunde)
    with pytest.raises(BerichtGesperrtError, match="--trotz-fehlern") as gesperrt:
        bericht(datenmappe, Stand(2024, 12), tmp_path / "ziel")
    assert code in {befund.code for befund in gesperrt.value.befunde}
    assert not (tmp_path / "ziel").exists()


def test_who_wants_it_all_the_same_gets_the_report(musterhaus, tmp_path):
    datenmappe = replace(musterhaus, quelle={"Vorzeichen": "alles positiv"}).write(tmp_path)
    ergebnis = bericht(datenmappe, JUNI, tmp_path / "ziel", trotz_fehlern=True)
    assert ergebnis.gesamt.is_file()
    assert (Schwere.FEHLER, "journal.vorzeichen") in found(ergebnis.befunde)


def test_a_declared_year_must_be_that_of_the_dates(musterhaus, tmp_path):
    """What does not count this year is read all the same: a wrong year would leave the whole journal out."""
    (tmp_path / "alt.csv").write_text(
        "Produkt;Sachkonto;Periode;Buchungsdatum;Betrag\n1111;3141;1;05.01.2024;-10,00\n1111;4011;2;05.02.2024;7,00\n",
        "utf-8",
    )
    weitere = [{"Inhalt": "Buchungen", "Datei": "alt.csv", "Jahr": 2023}]
    with pytest.raises(EingabeError) as fehler:
        load(replace(musterhaus, weitere=weitere).write(tmp_path), JUNI)
    assert "alt.csv enthält Buchungen des Jahres 2024, in der Tabelle Quellen steht in der Spalte Jahr 2023" in str(
        fehler.value.befunde[0]
    )


def test_a_delivery_that_ends_early(musterhaus, tmp_path):
    fruehes = replace(musterhaus, journale={"journal.csv": first_half(musterhaus.journale["journal.csv"], 5)})
    datenmappe = fruehes.write(tmp_path)
    (befund,) = load(datenmappe, JUNI).befunde
    assert (befund.schwere, befund.code) == (Schwere.WARNUNG, "stand.luecke")
    assert "Keine Buchung im Juni 2024" in befund.text
    assert load(datenmappe).befunde == () == load(datenmappe, Stand(2024, 5)).befunde


def test_a_month_that_is_missing_in_between(musterhaus, tmp_path):
    ohne = [buchung for buchung in musterhaus.journale["journal.csv"] if buchung[3] != 3]
    befunde = load(replace(musterhaus, journale={"journal.csv": ohne}).write(tmp_path), JUNI).befunde
    assert "Keine Buchung im März 2024" in next(b.text for b in befunde if b.code == "stand.luecke")


def test_without_ansaetze_there_is_no_plan(musterhaus, tmp_path):
    befunde = load(replace(musterhaus, ansaetze=[]).write(tmp_path), JUNI).befunde
    assert (Schwere.FEHLER, "quelle.fehlt") in found(befunde)


def test_parts_of_one_journal_do_not_overlap(musterhaus, tmp_path):
    """By month, and by Produkt."""
    alle = musterhaus.journale["journal.csv"]
    nach_monat = {f"m{monat}.csv": [b for b in alle if b[3] == monat] for monat in range(1, 13)}
    nach_produkt = {f"p{produkt}.csv": [b for b in alle if b[1] == produkt] for produkt in PRODUKTE}
    ganz = sums(load(musterhaus.write(tmp_path)))
    for teile in (nach_monat, nach_produkt):
        lauf = load(replace(musterhaus, journale=teile).write(tmp_path))
        assert (lauf.befunde, sums(lauf)) == ((), ganz)


def balances(buchungen: Sequence[Buchung], monat: int) -> list[Buchung]:
    """What each account has come to at the end of a month."""
    je: dict[tuple[str, str], int] = {}
    for _, produkt, konto, _, betrag in first_half(buchungen, monat):
        je[produkt, konto] = je.get((produkt, konto), 0) + betrag
    return [("", produkt, konto, monat, betrag) for (produkt, konto), betrag in je.items()]


def test_balances_go_on_from_file_to_file(musterhaus, tmp_path):
    """A file of balances each month: only what came in addition counts, whatever the order of the files."""
    alle = musterhaus.journale["journal.csv"]
    ganz = load(musterhaus.write(tmp_path), JUNI)
    dateien = {f"s{n}.csv": balances(alle, monat) for n, monat in enumerate((2, 1, 6, 3, 5, 4))}
    lauf = load(replace(musterhaus, journale=dateien, quelle={"Inhalt": "Salden (kumuliert)"}).write(tmp_path), JUNI)
    assert (lauf.befunde, sums(lauf)) == ((), sums(ganz))
    haus_objekt = lauf.daten.gliederung["Haus"]
    for zeile in lauf.daten.kontenrahmen.zeilen:
        assert lauf.daten.ist.monate_of(haus_objekt, zeile) == ganz.daten.ist.monate_of(haus_objekt, zeile)
    salden = [bilanz for bilanz in lauf.bilanzen if bilanz.inhalt != "Ansätze"]
    assert sum(bilanz.summe_ct("Erträge") for bilanz in salden) == sums(ganz)["Erträge"]


def test_two_balances_of_one_month_contradict(musterhaus, tmp_path):
    alle = musterhaus.journale["journal.csv"]
    einmal = balances(alle, 5)
    anders = [replace_amount(b, b[4] + 1) if n == 0 else b for n, b in enumerate(einmal)]
    dateien = {"a.csv": einmal, "b.csv": anders}
    with pytest.raises(EingabeError) as fehler:
        load(replace(musterhaus, journale=dateien, quelle={"Inhalt": "Salden (kumuliert)"}).write(tmp_path), JUNI)
    assert "zum Monatsende Mai ist in a.csv" in str(fehler.value.befunde[0])


def test_unclear_signs_name_the_one_rule_that_fits(musterhaus, tmp_path):
    """One correction on either side is too much for so few lines to tell, but not for their sums."""
    wenige = [
        ("1", "1111", "3141", 1, -100_00), ("2", "1111", "3141", 2, -90_00), ("3", "1111", "3321", 2, 5_00),
        ("4", "1111", "4011", 1, 50_00), ("5", "1111", "4011", 2, 60_00), ("6", "1111", "4221", 2, -5_00),
    ]  # fmt: skip
    with pytest.raises(EingabeError) as fehler:
        load(replace(musterhaus, journale={"journal.csv": wenige}).write(tmp_path), JUNI)
    assert "vermutlich das Vorzeichen „Erträge negativ“ eintragen" in str(fehler.value.befunde[0])


def test_a_nachtrag_as_differences_is_no_matter(musterhaus, tmp_path):
    zeilen = [f"{p};{k};1000,00" for p, k, _ in musterhaus.ansaetze]
    nachtrag = {"Inhalt": "Ansätze", "Datei": "nachtrag.csv"}
    haus = replace(musterhaus, weitere=[nachtrag], dateien={"nachtrag.csv": ["Produkt;Sachkonto;Ansatz 2024", *zeilen]})
    assert found(load(haus.write(tmp_path)).befunde) == set()


def other_journal(musterhaus: Haus, kopf: str, jahr: str) -> Haus:
    """Postings of the same accounts with other amounts, every line with its year."""
    zeilen = [f"{p};{k};{m};{(ct + 111) / 100:.2f};{jahr}".replace(".", ",") for _, p, k, m, ct in
              musterhaus.journale["journal.csv"]]  # fmt: skip
    zweites = {"Inhalt": "Buchungen", "Datei": "zweites.csv", "Vorzeichen": "Erträge negativ"}
    return replace(
        musterhaus, weitere=[zweites], dateien={"zweites.csv": [f"Produkt;Sachkonto;Periode;Betrag;{kopf}", *zeilen]}
    )


def test_a_second_journal_of_the_same_accounts_is_named(musterhaus, tmp_path):
    befunde = load(other_journal(musterhaus, "Vermerk", "x").write(tmp_path)).befunde
    assert found(befunde) == {(Schwere.WARNUNG, "quelle.gleiche_stellen")}


@pytest.mark.parametrize("kopf", ["GJ", "HHJ", "Wirtschaftsjahr"])
def test_a_year_column_of_another_name_decides(musterhaus, tmp_path, kopf):
    with pytest.raises(EingabeError) as fehler:
        load(other_journal(musterhaus, kopf, "2023").write(tmp_path))
    texte = " ".join(map(str, fehler.value.befunde))
    assert "in die Spalte Jahr 2023 eintragen" in texte


def test_a_year_column_can_be_declared(musterhaus, tmp_path):
    haus = other_journal(musterhaus, "Zeitraum", "2023")
    haus.spalten = [{"Datei": "zweites.csv", "Feld": "Haushaltsjahr", "Überschrift": "Zeitraum"}]
    with pytest.raises(EingabeError) as fehler:
        load(haus.write(tmp_path))
    assert "des Jahres 2023" in " ".join(map(str, fehler.value.befunde))
