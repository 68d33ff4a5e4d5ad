"""What has to be explained in a house is what SQL says, to the cent of the threshold."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from haeuser.erzeugen import JAHR, JAHRE, Haus, build
from haeuser.schreiben import STILE
from haeuser.summen import Summen

from xlbudget.app.bericht.lauf import load
from xlbudget.core.zeit import Stand
from xlbudget.writers.datenmappe.mappe import einstellungszeilen, write_datenmappe

_SQL = """
with zahl as (
  select produkt, sum(plan) as plan, sum(ist) as ist, sum(ist) - sum(plan) as abweichung from (
    select a.produkt, case r.art when 'Erträge' then a.betrag_ct else -a.betrag_ct end as plan, 0 as ist
    from ansatz a join regel r on r.rowid = {regel_a} where r.art in ('Erträge', 'Aufwendungen')
    union all
    select b.produkt, 0, b.saldo_ct
    from buchung b join regel r on r.rowid = {regel_b} where r.art in ('Erträge', 'Aufwendungen')
  ) group by produkt
)
select produkt, abweichung from zahl
where abweichung <> 0 and ({bedingung})
"""
EURO, PROZENT = "abs(abweichung) >= :ab", "abs(abweichung) * 100.0 >= :pct * abs(plan)"


@pytest.fixture(scope="module")
def land() -> Haus:
    return build("NW")


def write_with(house: Haus, ordner: Path, einstellungen: dict[str, object]) -> Path:
    mappe = house.write(ordner)
    inhalt = house.inhalt("", STILE[house.land].vorzeichen, JAHRE)
    grund = {"Kommune": "Haus", "Haushaltsjahr": JAHR}
    inhalt["Einstellungen"] = einstellungszeilen(grund | einstellungen)
    mappe.write_bytes(write_datenmappe(inhalt, "Haus"))
    return mappe


def asked(mappe: Path, monat: int = 12) -> set[str]:
    """The Produkte that the findings name."""
    befunde = load(mappe, Stand(JAHR, monat)).befunde
    return {befund.text.split()[1] for befund in befunde if befund.code == "erlaeuterung.fehlt"}


def by_sql(house: Haus, bedingung: str, **werte: object) -> dict[str, int]:
    return dict(Summen(house, JAHR).produkte(_SQL, bedingung, werte))


@pytest.mark.parametrize("daneben", [-1, 0, 1])
@pytest.mark.parametrize("richtung", [1, -1])
def test_the_threshold_in_euros_to_the_cent(tmp_path, land, richtung, daneben):
    abweichungen = [ct for ct in by_sql(land, "1").values() if ct * richtung > 0]
    schwelle = sorted(map(abs, abweichungen))[len(abweichungen) // 2] + daneben
    erwartet = by_sql(land, EURO, ab=schwelle)
    mappe = write_with(land, tmp_path, {"Erläutern ab Euro": Decimal(schwelle) / 100})
    assert 0 < len(erwartet) < 60
    assert asked(mappe) == set(erwartet)


@pytest.mark.parametrize(("wort", "bedingung"), [("und", f"{EURO} and {PROZENT}"), ("oder", f"{EURO} or {PROZENT}")])
def test_euros_and_percent_together(tmp_path, land, wort, bedingung):
    erwartet = by_sql(land, bedingung, ab=60_000_00, pct=25)
    einstellungen = {"Erläutern ab Euro": 60_000, "Erläutern ab Prozent": 25, "Erläutern und/oder": wort}
    assert 0 < len(erwartet) < 60
    assert asked(write_with(land, tmp_path, einstellungen)) == set(erwartet)


def test_nothing_before_the_month_from_which_it_counts(tmp_path, land):
    mappe = write_with(land, tmp_path, {"Erläutern ab Euro": 1, "Erläutern ab Monat": "Juli"})
    assert asked(mappe, 6) == set()
    assert asked(mappe, 12) == set(by_sql(land, EURO, ab=100))
