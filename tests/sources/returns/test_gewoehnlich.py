"""A perfectly ordinary return: filled in with sense, saved by LibreOffice, and nothing is to be said about it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sources.returns.rueckmeldung_base import BUDGETS, STAND, Gesendet, beispiel, gesendet, set_cell
from sources.returns.test_ruecklauf import TEXT, text

from xlbudget.core.kontenrahmen import Berichtszeile
from xlbudget.core.pruefung_prognose import Zeilenzahlen
from xlbudget.core.pruefung_ruecklauf import Massstab, check_rueckmeldung
from xlbudget.core.rueckmeldung import Feld, Feldart
from xlbudget.core.tendenz import Regeln
from xlbudget.layout.rueckmeldung import RUECKMELDUNG_BLATT, ZELLE_DATUM, ZELLE_NAME, ZELLE_STATUS
from xlbudget.sources.returns.gesperrt import check_gesperrt
from xlbudget.sources.returns.ruecklauf import open_ruecklauf, read_rueckmeldung

TAG = date(2023, 7, 20)
ANTEILE = (Decimal("0.6"), Decimal("0.85"), Decimal("1.1"), Decimal("1.25"), Decimal("1.4"))
KENNZAHLEN = {Feldart.LEISTUNG: "leistungen", Feldart.ZIEL: "ziele"}


def massstab() -> Massstab:
    daten = beispiel()
    zeilen = {}
    for budget in BUDGETS:
        for feld in (feld.feld for feld in gesendet(budget).felder if feld.feld.feldart is Feldart.PROGNOSE):
            objekt, zeile = daten.gliederung[feld.objekt], Berichtszeile(feld.art, feld.zeile)
            zeilen[feld] = Zeilenzahlen(
                daten.ansatz.summe_ct(objekt, zeile),
                daten.ist.summe_ct(objekt, zeile),
                daten.prognosen.prognose_of(objekt, zeile).betrag_ct,
            )
    plan = {
        Feld(kennzahl.produkt, art, zeile=kennzahl.bezeichnung): kennzahl.plan
        for art, name in KENNZAHLEN.items()
        for kennzahl in getattr(daten, name)
        if kennzahl.plan is not None
    }
    return Massstab(Regeln(), STAND, date(2023, 7, 1), date(2023, 7, 31), zeilen, plan)


def filled(mappe: Gesendet, bekannt: Massstab) -> tuple[bytes, int]:
    """The workbook as a Fachdienst returns it, and how many forecasts it gives: a few, 10 to 40 % off."""
    data = mappe.data
    anzahl = 0
    for nummer, feld in enumerate(mappe.felder):
        inhalt = ""
        if feld.feld.feldart is Feldart.PROGNOSE:
            zahlen = bekannt.zeilen[feld.feld]
            neu_ct = int(zahlen.berechnet_ct * ANTEILE[nummer // 2 % len(ANTEILE)])
            if nummer % 3 or not zahlen.berechnet_ct or neu_ct < (zahlen.ist_ct or 0):
                continue
            grund = next(f for f in mappe.felder if f.feld == Feld(feld.feld.objekt, Feldart.GRUND, *_row(feld.feld)))
            data = set_cell(data, grund.blatt, grund.zelle, text("Zwei Stellen sind unbesetzt."), TEXT)
            inhalt = f"<v>{Decimal(neu_ct) / 100}</v>"
            anzahl += 1
        elif feld.feld.feldart is Feldart.ERLAEUTERUNG and nummer % 2:
            data = set_cell(data, feld.blatt, feld.zelle, text("Die Fallzahlen steigen;\nmehr dazu im Herbst."), TEXT)
        elif feld.feld.feldart in KENNZAHLEN and isinstance(feld.wert, Decimal):
            inhalt = f"<v>{feld.wert * ANTEILE[nummer % len(ANTEILE)]}</v>"
        if inhalt:
            data = set_cell(data, feld.blatt, feld.zelle, inhalt)
    for zelle, inhalt in ((ZELLE_NAME, "Fachdienst"), (ZELLE_STATUS, "fertig")):
        data = set_cell(data, RUECKMELDUNG_BLATT, zelle, text(inhalt), TEXT)
    tage = (TAG - date(1899, 12, 30)).days
    return set_cell(data, RUECKMELDUNG_BLATT, ZELLE_DATUM, f"<v>{tage}</v>"), anzahl


def _row(feld: Feld) -> tuple:
    return feld.art, feld.zeile


@pytest.mark.slow
@pytest.mark.parametrize("gespeichert", ["so", "LibreOffice"])
def test_an_ordinary_return_raises_no_question(gespeichert, tmp_path, request):
    bekannt = massstab()
    dateien = []
    prognosen = 0
    for budget in BUDGETS:
        data, anzahl = filled(gesendet(budget), bekannt)
        prognosen += anzahl
        dateien.append(tmp_path / f"{budget}.xlsx")
        dateien[-1].write_bytes(data)
    assert prognosen > 40
    if gespeichert == "LibreOffice":
        dateien = [neu for _, neu in request.getfixturevalue("recalculated")(dateien)]
    for budget, datei in zip(BUDGETS, dateien, strict=True):
        mappe = gesendet(budget)
        roh = open_ruecklauf(budget, datei.read_bytes())
        meldung, befunde = read_rueckmeldung(roh, mappe.felder)
        befunde += check_gesperrt(open_ruecklauf("gesendet", mappe.data), roh, mappe.felder)
        befunde += check_rueckmeldung(meldung, mappe.felder, bekannt, budget)
        assert [str(befund) for befund in befunde] == []
