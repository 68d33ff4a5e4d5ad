"""The shipped Kontenrahmen: what each Land has, and that the example has the rows of its own."""

from __future__ import annotations

import pytest

from xlbudget.app.bericht.laender import shipped_laender
from xlbudget.core.kontenfamilien import Familie, Reihe, familie_of, reihe_of
from xlbudget.core.kontenrahmen import NIEDERSACHSEN, Art, Berichtszeile, Kontenrahmen, check_kontenrahmen
from xlbudget.core.landesrahmen import MASSGEBLICH, Beleg, Land, Landeszeile

LAENDER = shipped_laender()
OFFEN = {"NI": 9, "NW": 0, "HE": 5, "SH": 0, "BW": 0, "RP": 0, "ST": 2, "TH": 2, "MV": 15}
"""Rows of the Ergebnis without support."""


def ergebnis(land: Land) -> list[Landeszeile]:
    return [zeile for zeile in LAENDER[land].zeilen if isinstance(zeile.zeile, Berichtszeile)]


def test_every_land_is_there_with_what_is_supported():
    assert list(LAENDER) == list(Land)
    offen = {str(land): sum(z.beleg is not Beleg.BELEGT for z in ergebnis(land)) for land in Land if ergebnis(land)}
    assert offen == OFFEN
    assert {land for land in Land if not LAENDER[land].hat_ergebnis} == set(MASSGEBLICH)
    assert all(zeile.quelle for land in Land for zeile in LAENDER[land].zeilen)


@pytest.mark.parametrize("land", Land)
def test_no_prefix_stands_twice(land):
    assert check_kontenrahmen(LAENDER[land].kontenrahmen.praefixe) == []


@pytest.mark.parametrize("land", [land for land in Land if LAENDER[land].hat_ergebnis])
def test_rows_come_in_the_order_of_the_report(land):
    rahmen = LAENDER[land].kontenrahmen
    namen = [f"{zeile.art} {zeile.name}" for zeile in rahmen.zeilen]
    muster = [f"{zeile.art} {zeile.name}" for zeile in LAENDER[Land.NI].kontenrahmen.zeilen]
    assert namen == [name for name in muster if name in namen]


def test_niedersachsen_is_what_the_example_has():
    zeilen = [(z.praefix, z.zeile.art, z.zeile.name) for z in ergebnis(Land.NI) if isinstance(z.zeile, Berichtszeile)]
    assert [zeile for zeile in zeilen if zeile[0] not in ("531", "532")] == list(NIEDERSACHSEN)


def test_families():
    drei_vier = {Land.NI, Land.BW}
    arten = {land: familie_of(LAENDER[land].kontenrahmen) for land in Land if LAENDER[land].hat_ergebnis}
    assert {land for land, familie in arten.items() if familie is Familie.DREI_VIER} == drei_vier
    assert arten[Land.HE] is Familie.FUENF_SECHS
    reihen = {land: reihe_of(LAENDER[land].kontenrahmen) for land in arten if land not in (*drei_vier, Land.HE)}
    assert {land for land, reihe in reihen.items() if reihe is Reihe.TRANSFER_53} == {Land.NW, Land.SH, Land.ST}
    assert {land for land, reihe in reihen.items() if reihe is Reihe.ABSCHREIBUNG_53} == {Land.RP, Land.TH, Land.MV}
    assert familie_of(Kontenrahmen(())) is None


def test_531_is_ertrag_beside_532():
    for land in (Land.NI, Land.BW):
        zeilen = [LAENDER[land].kontenrahmen.zeile_of(konto) for konto in ("531100", "532100")]
        assert [zeile.art for zeile in zeilen if zeile] == [Art.ERTRAEGE, Art.AUFWENDUNGEN]


def test_a_land_is_known_by_letters_and_by_name():
    assert Land.parse(" nw ") is Land.parse("Nordrhein-Westfalen") is Land.NW
    with pytest.raises(ValueError, match=r"„XX“ ist kein Land .*NI, NW, HE"):
        Land.parse("XX")
