"""Prior years from exports: right to the cent at every level against SQL, and nothing is half a sum in silence."""

from __future__ import annotations

import csv
import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from xlbudget.app.bericht.lauf import Lauf, load
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.produktblatt import Produktblatt
from xlbudget.core.prognose import Verfahren
from xlbudget.core.zeit import MONATE, Stand
from xlbudget.errors import EingabeError, Schwere
from xlbudget.writers.datenmappe.mappe import einstellungszeilen, write_datenmappe

JAHRE = (2022, 2023, 2024)
PRODUKTE = {"1111": "Innen", "1112": "Innen", "2171": "Schule", "3131": "Soziales", "3132": "Soziales"}
BUDGETS = {"Innen": "Dez I", "Schule": "Dez I", "Soziales": "Dez II"}
KONTEN = {"3141": "Zuwendungen", "3321": "Gebühren", "4011": "Personal", "4221": "Sachaufwand"}
Zeilen = list[dict[str, object]]
Stadt = Callable[..., Lauf]


def kopf(produkt: str, konto: str, monat: int, jahr: int, ct: int) -> str:
    return f"{produkt};{konto};{monat};{ct / 100:.2f}".replace(".", ",") + f";15.{monat:02}.{jahr}"


def journal(jahr: int) -> list[str]:
    """Some 900 postings; Produkt 3132 is new in 2023, nothing is booked on Schule in April."""
    wuerfel = random.Random(jahr)
    zeilen = []
    for nummer in range(900):
        produkt, konto = wuerfel.choice(list(PRODUKTE)), wuerfel.choice(list(KONTEN))
        monat = nummer % 12 + 1
        if not (produkt == "3132" and jahr < 2023) and not (produkt == "2171" and monat == 4):
            betrag = wuerfel.randrange(100, 400_000) * (-1 if konto < "4" else 1)
            zeilen.append(kopf(produkt, konto, monat, jahr, betrag))
    return zeilen


def plan(jahr: int) -> list[str]:
    wuerfel = random.Random(-jahr)
    return [f"{p};{k};{wuerfel.randrange(100_000, 900_000)},00" for p in PRODUKTE for k in KONTEN]


@pytest.fixture
def stadt(tmp_path: Path) -> Stadt:
    def lade(
        monat: int = 6,
        vorjahre: Zeilen | None = None,
        jahre: tuple[int, ...] = JAHRE,
        zusatz: dict[int, list[str]] | None = None,
        weitere: Zeilen | None = None,
    ) -> Lauf:
        quellen: Zeilen = list(weitere or [])
        for jahr in jahre:
            journalzeilen = [*journal(jahr), *(zusatz or {}).get(jahr, [])]
            text = ["Produkt;Sachkonto;Periode;Betrag;Buchungsdatum", *journalzeilen, ""]
            (tmp_path / f"j{jahr}.csv").write_text("\n".join(text), "utf-8")
            (tmp_path / f"p{jahr}.csv").write_text("\n".join(["Produkt;Sachkonto;Ansatz", *plan(jahr), ""]), "utf-8")
            welches = {} if jahr == 2024 else {"Jahr": jahr}
            quellen += [
                {"Inhalt": "Buchungen", "Datei": f"j{jahr}.csv", "Vorzeichen": "Erträge negativ", **welches},
                {"Inhalt": "Ansätze", "Datei": f"p{jahr}.csv", "Vorzeichen": "alles positiv", **welches},
            ]
        inhalt: dict[str, Zeilen] = {
            "Einstellungen": einstellungszeilen({"Kommune": "Musterstadt", "Haushaltsjahr": 2024}),
            "Budgets": [
                *({"Budget": d, "Ebene": "Dezernat"} for d in ("Dez I", "Dez II")),
                *({"Budget": b, "Ebene": "Budget", "Übergeordnet": d} for b, d in BUDGETS.items()),
            ],
            "Produkte": [{"Produkt": p, "Bezeichnung": f"P {p}", "Budget": b} for p, b in PRODUKTE.items()],
            "Kontenzuordnung": [
                {"Präfix": k, "Art": "Erträge" if k < "4" else "Aufwendungen", "Zeile": z} for k, z in KONTEN.items()
            ],
            "Quellen": quellen,
            "Vorjahre": vorjahre or [],
        }
        mappe = tmp_path / "mappe.xlsx"
        mappe.write_bytes(write_datenmappe(inhalt, "Test"))
        return load(mappe, Stand(2024, monat))

    return lade


def database(ordner: Path) -> sqlite3.Connection:
    """The exports and the tree, as a reader without xlbudget would load them."""
    db = sqlite3.connect(":memory:")
    db.execute("create table buchung (jahr int, produkt text, konto text, monat int, ct int)")
    db.execute("create table ansatz (jahr int, produkt text, konto text, ct int)")
    db.execute("create table ebene (produkt text, objekt text)")
    for jahr in JAHRE:
        for name, tabelle, spalten in (("j", "buchung", "Periode"), ("p", "ansatz", "")):
            with (ordner / f"{name}{jahr}.csv").open(encoding="utf-8") as file:
                for z in csv.DictReader(file, delimiter=";"):
                    ct = int((z.get("Betrag") or z["Ansatz"]).replace(",", ""))
                    werte = [jahr, z["Produkt"], z["Sachkonto"], *([int(z[spalten])] if spalten else []), ct]
                    db.execute(f"insert into {tabelle} values ({','.join('?' * len(werte))})", werte)
    for produkt, budget in PRODUKTE.items():
        db.executemany(
            "insert into ebene values (?, ?)",
            [(produkt, objekt) for objekt in (produkt, budget, BUDGETS[budget], "Gesamt")],
        )
    return db


def in_sql(db: sqlite3.Connection, objekt: str, art: Art, jahr: int) -> tuple[object, ...]:
    """Plan, the twelve months and the Ergebnis in cents."""
    konto, vorzeichen = ("3%", -1) if art is Art.ERTRAEGE else ("4%", 1)
    wo = "join ebene using (produkt) where objekt = ? and jahr = ? and konto like ?"
    werte = (objekt, jahr, konto)
    je_monat = dict(db.execute(f"select monat, sum(ct) * {vorzeichen} from buchung {wo} group by monat", werte))
    (ansatz,) = db.execute(f"select sum(ct) from ansatz {wo}", werte).fetchone()
    monate = [je_monat.get(monat, 0) for monat in range(1, 13)]
    return ansatz, *monate, sum(monate)


def shown(blatt: Produktblatt, art: Art, jahr: int) -> tuple[object, ...]:
    tabelle = blatt.ertraege if art is Art.ERTRAEGE else blatt.aufwendungen
    (vorjahr,) = (v for v in tabelle.vorjahre if v.jahr == jahr)
    return vorjahr.ansatz_ct, *vorjahr.monate_ct, vorjahr.ergebnis_ct


@pytest.mark.parametrize("monat", [6, 12])
def test_every_level_shows_the_prior_years_of_its_exports_to_the_cent(stadt: Stadt, tmp_path: Path, monat: int) -> None:
    lauf = stadt(monat)
    db = database(tmp_path)
    gliederung = lauf.daten.gliederung
    geprueft = 0
    for objekt in gliederung:
        for art in Art:
            for jahr in (2023, 2022):
                erwartet = in_sql(db, objekt.kennung, art, jahr)
                if objekt.kennung == "3132" and jahr == 2022:  # planned, but nothing booked yet
                    erwartet = (erwartet[0], *[None] * 13)
                assert shown(lauf.daten.produktblatt(objekt), art, jahr) == erwartet, (objekt.kennung, art, jahr)
                geprueft += 1
    assert geprueft == 11 * 2 * 2
    assert [b.code for b in lauf.befunde if b.schwere is not Schwere.HINWEIS] == []


def test_the_forecast_of_a_cell_is_its_ist_and_the_mean_of_its_prior_years(stadt: Stadt, tmp_path: Path) -> None:
    lauf = stadt(6)
    db = database(tmp_path)
    for produkt in PRODUKTE:
        for zeile in lauf.daten.kontenrahmen.zeilen:
            konto = next(k for k, name in KONTEN.items() if name == zeile.name)
            vorzeichen = -1 if konto < "4" else 1

            def summe(jahr: int, wo: str, produkt: str = produkt, konto: str = konto) -> int:
                frage = (
                    f"select coalesce(sum(ct), 0) from buchung where produkt = ? and konto = ? and jahr = ? and {wo}"
                )
                return int(db.execute(frage, (produkt, konto, jahr)).fetchone()[0])

            jahre = [2023] if produkt == "3132" else [2023, 2022]
            rest = sum(summe(jahr, "monat > 6") for jahr in jahre) * vorzeichen
            prognose = lauf.daten.prognosen.prognose_of(lauf.daten.gliederung[produkt], zeile)
            assert abs(prognose.betrag_ct - summe(2024, "monat <= 6") * vorzeichen - rest / len(jahre)) <= 0.5
            assert prognose.verfahren == {Verfahren.VORJAHRE}


def test_the_table_gives_way_to_the_exports_and_a_difference_is_said(stadt: Stadt, tmp_path: Path) -> None:
    gleich = in_sql_of(stadt, tmp_path, "Innen", Art.ERTRAEGE, 2023)
    zeile = {"Objekt": "Innen", "Art": "Erträge", "Zeile": "gesamt", "Jahr": 2023}
    namen = ("Plan", *MONATE, "Ergebnis")
    gerundet = zeile | {n: round(ct / 100) for n, ct in zip(namen, gleich, strict=True)}
    assert [b.code for b in stadt(vorjahre=[gerundet]).befunde if b.code == "vorjahr.abweichend"] == []
    falsch = gerundet | {"Mai": gerundet["Mai"] + 1000, "Ergebnis": gerundet["Ergebnis"] + 1000}
    lauf = stadt(vorjahre=[falsch])
    (befund,) = (b for b in lauf.befunde if b.code == "vorjahr.abweichend")
    assert "Mai" in befund.text
    assert "Ergebnis" in befund.text
    assert shown(lauf.daten.produktblatt(lauf.daten.gliederung["Innen"]), Art.ERTRAEGE, 2023) == gleich


def in_sql_of(stadt: Stadt, ordner: Path, objekt: str, art: Art, jahr: int) -> tuple[int, ...]:
    stadt()
    return tuple(int(str(wert)) for wert in in_sql(database(ordner), objekt, art, jahr))


def vorjahreszeile(objekt: str, zeile: str = "gesamt", art: str = "Erträge", betrag: int = 100) -> dict[str, object]:
    monate = dict.fromkeys(MONATE, betrag)
    return {"Objekt": objekt, "Art": art, "Zeile": zeile, "Jahr": 2023, "Plan": betrag, **monate}


def test_values_of_a_lower_level_are_summed_upward_only_as_a_whole(stadt: Stadt) -> None:
    teile = [vorjahreszeile("1111"), vorjahreszeile("1112", betrag=50)]
    lauf = stadt(jahre=(2024,), vorjahre=[*teile, vorjahreszeile("Schule", betrag=7)])
    gliederung = lauf.daten.gliederung
    ganz = {name: shown(lauf.daten.produktblatt(gliederung[name]), Art.ERTRAEGE, 2023) for name in ("Innen", "Dez I")}
    assert ganz["Innen"] == (150_00, *[150_00] * 12, 1800_00)
    assert ganz["Dez I"] == (157_00, *[157_00] * 12, 1884_00)
    assert shown(lauf.daten.produktblatt(gliederung["Gesamt"]), Art.ERTRAEGE, 2023) == (None,) * 14
    assert [b.text for b in lauf.befunde if b.code == "vorjahr.unvollstaendig"] == [
        "Das Blatt „Gesamthaushalt“ zeigt 2023 nicht: für einen Teil gibt es Werte, aber keine für Dez II. Diese in "
        "der Tabelle Vorjahre ergänzen, oder dort eine Zeile für „Gesamt“ selbst eintragen."
    ]


def test_rows_make_the_line_of_the_year_only_where_none_is_missing(stadt: Stadt) -> None:
    zeilen = [vorjahreszeile("Innen", "Zuwendungen"), vorjahreszeile("Innen", "Gebühren", betrag=1)]
    lauf = stadt(jahre=(2024,), vorjahre=zeilen)
    assert shown(lauf.daten.produktblatt(lauf.daten.gliederung["Innen"]), Art.ERTRAEGE, 2023)[:2] == (101_00, 101_00)
    halb = stadt(jahre=(2024,), vorjahre=zeilen[:1])
    assert shown(halb.daten.produktblatt(halb.daten.gliederung["Innen"]), Art.ERTRAEGE, 2023) == (None,) * 14
    assert any("keine für Erträge Gebühren" in b.text for b in halb.befunde)


def test_gesamt_may_have_a_line_of_its_own(stadt: Stadt) -> None:
    lauf = stadt(jahre=(2024,), vorjahre=[vorjahreszeile("Gesamt")])
    assert shown(lauf.daten.produktblatt(lauf.daten.gliederung["Gesamt"]), Art.ERTRAEGE, 2023)[0] == 100_00
    assert not [b for b in lauf.befunde if b.code.startswith("vorjahr.") and b.code != "vorjahr.weit"]


def test_money_of_a_prior_year_without_a_place_is_named(stadt: Stadt) -> None:
    zusatz = {2023: [kopf("9999", "3141", 3, 2023, -123_45), kopf("1111", "7777", 3, 2023, 10_00)]}
    texte = [b.text for b in stadt(zusatz=zusatz).befunde if b.code == "vorjahr.platz"]
    assert len(texte) == 2
    assert "123,45" in texte[0]
    assert "Produkte 9999" in texte[0]
    assert "Sachkonten 7777" in texte[1]


def test_a_prior_year_that_ends_early_is_said(stadt: Stadt, tmp_path: Path) -> None:
    stadt()
    zeilen = [zeile for zeile in journal(2023) if int(zeile.split(";")[2]) < 6]
    text = "\n".join(["Produkt;Sachkonto;Periode;Betrag;Buchungsdatum", *zeilen, ""])
    (tmp_path / "kurz.csv").write_text(text, "utf-8")
    kurz = {"Inhalt": "Buchungen", "Datei": "kurz.csv", "Jahr": 2023, "Vorzeichen": "Erträge negativ"}
    lauf = stadt(jahre=(2024,), weitere=[kurz])
    assert any(b.code == "stand.luecke" and "2023" in b.text for b in lauf.befunde)


def test_the_journal_of_this_year_declared_as_a_prior_one_makes_no_report(stadt: Stadt, tmp_path: Path) -> None:
    stadt()
    (tmp_path / "kopie.csv").write_bytes((tmp_path / "j2024.csv").read_bytes())
    falsch = {"Inhalt": "Buchungen", "Datei": "kopie.csv", "Jahr": 2023, "Vorzeichen": "Erträge negativ"}
    with pytest.raises(EingabeError, match="möglich"):
        stadt(jahre=(2024,), weitere=[falsch])


def test_two_years_under_one_year_and_a_plan_alone_are_named(stadt: Stadt) -> None:
    stadt()
    beide = [
        {"Inhalt": "Buchungen", "Datei": f"j{jahr}.csv", "Jahr": 2023, "Vorzeichen": "Erträge negativ"}
        for jahr in (2023, 2022)
    ]
    with pytest.raises(EingabeError) as fehler:
        stadt(jahre=(2024,), weitere=beide)
    assert any("Spalte Jahr 2023" in befund.text for befund in fehler.value.befunde)
    nur_plan = {"Inhalt": "Ansätze", "Datei": "p2023.csv", "Jahr": 2023, "Vorzeichen": "alles positiv"}
    texte = [b.text for b in stadt(jahre=(2024,), weitere=[nur_plan]).befunde if b.code == "vorjahr.halber_export"]
    assert len(texte) == 1
    assert "Für das Vorjahr 2023 gibt es Ansätze, aber keine Buchungen" in texte[0]
