"""What a controller is told about a return before accepting it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from xlbudget.core.kontenrahmen import Art
from xlbudget.core.pruefung_ruecklauf import Massstab, Zeilenzahlen, check_rueckmeldung
from xlbudget.core.rueckmeldung import Eingabefeld, Feld, Feldart, Identitaet, Rueckmeldung, Status
from xlbudget.core.tendenz import Regeln
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, Schwere, SourceRef

PERSONAL = Feld("3114", Feldart.PROGNOSE, Art.AUFWENDUNGEN, "Personal")
GRUND = Feld("3114", Feldart.GRUND, Art.AUFWENDUNGEN, "Personal")
ERTRAG = Feld("3114", Feldart.PROGNOSE, Art.ERTRAEGE, "ordentlich")
ERTRAG_GRUND = Feld("3114", Feldart.GRUND, Art.ERTRAEGE, "ordentlich")
ZIEL = Feld("3114", Feldart.ZIEL, zeile="Quote")
ORTE = {PERSONAL: "R18", GRUND: "S18", ERTRAG: "R7", ERTRAG_GRUND: "S7", ZIEL: "R55"}
GESENDET = [Eingabefeld("3114", zelle, feld, None) for feld, zelle in ORTE.items()]
MASSSTAB = Massstab(
    Regeln(),
    date(2024, 7, 1),
    date(2024, 7, 20),
    {
        PERSONAL: Zeilenzahlen(500_000_00, 240_000_00, 490_000_00),
        ERTRAG: Zeilenzahlen(200_000_00, None, 200_000_00),
    },
    {ZIEL: Decimal("97.5")},
)


def check(
    eingaben: dict[Feld, int | str | Decimal | None],
    name: str = "Amt",
    datum: date | None = date(2024, 7, 15),
    status: Status = Status.FERTIG,
) -> list[Befund]:
    identitaet = Identitaet("S-1", "Landkreis", Stand(2024, 6), "Soziales", ("3114",), 1, "")
    alles = dict.fromkeys(ORTE) | eingaben
    return check_rueckmeldung(Rueckmeldung(identitaet, name, datum, status, alles), GESENDET, MASSSTAB, "a.xlsx")


def codes(befunde: list[Befund]) -> list[str]:
    return [befund.code.removeprefix("ruecklauf.") for befund in befunde]


def test_nothing_to_say():
    assert check({}) == []
    assert check({PERSONAL: 510_000_00, GRUND: "Tarif", ZIEL: Decimal(99)}) == []


# --- the box


@pytest.mark.parametrize(
    ("angaben", "code", "schwere"),
    [
        ({"status": Status.ENTWURF}, "entwurf", Schwere.HINWEIS),
        ({"name": ""}, "name", Schwere.WARNUNG),
        ({"datum": None}, "datum", Schwere.HINWEIS),
        ({"datum": date(2024, 7, 21)}, "datum", Schwere.WARNUNG),
        ({"datum": date(2024, 6, 30)}, "datum", Schwere.WARNUNG),
    ],
)
def test_the_box(angaben, code, schwere):
    (befund,) = check({}, **angaben)
    assert (befund.code, befund.schwere, befund.source) == (f"ruecklauf.{code}", schwere, SourceRef("a.xlsx"))


@pytest.mark.parametrize("tag", [date(2024, 7, 1), date(2024, 7, 20)])
def test_the_first_and_the_last_day_are_right(tag):
    assert check({}, datum=tag) == []


# --- Prognosen


def test_a_changed_prognose_needs_a_reason():
    (befund,) = check({PERSONAL: 510_000_00})
    assert (befund.code, befund.source) == ("ruecklauf.grund", SourceRef("a.xlsx", "3114", "R18"))
    assert befund.text.startswith("3114, Prognose (Aufwendungen Personal): der Grund")


def test_a_reason_that_could_not_be_read_is_not_missing_too():
    befunde = check_rueckmeldung(
        Rueckmeldung(
            Identitaet("S", "L", Stand(2024, 6), "B", (), 1, ""), "A", date(2024, 7, 15), Status.FERTIG,
            {PERSONAL: 510_000_00},
        ),
        GESENDET, MASSSTAB, "a.xlsx",
    )  # fmt: skip
    assert befunde == []


def test_a_reason_without_prognose():
    (befund,) = check({GRUND: "Tarif"})
    assert (befund.code, befund.schwere) == ("ruecklauf.ohne_prognose", Schwere.HINWEIS)


def test_what_was_sent_needs_no_reason():
    gesendet = [Eingabefeld("3114", "R18", PERSONAL, 1_00), Eingabefeld("3114", "S18", GRUND, None)]
    identitaet = Identitaet("S", "L", Stand(2024, 6), "B", (), 1, "")
    meldung = Rueckmeldung(identitaet, "A", date(2024, 7, 15), Status.FERTIG, {PERSONAL: 1_00, GRUND: None})
    assert check_rueckmeldung(meldung, gesendet, MASSSTAB, "a.xlsx") == []


@pytest.mark.parametrize(
    ("betrag_ct", "erwartet"),
    [
        (240_000_00, []),  # exactly what is booked; half of the Ansatz
        (239_999_99, ["unter_ist", "weit"]),  # 250.000,01 below 490.000: more than half of 500.000
        (740_000_00, []),  # 250.000 more is exactly half of the Ansatz
        (740_000_01, ["weit"]),
        (-490_000_00, ["unter_ist", "vorzeichen"]),
        (490_00, ["unter_ist", "weit"]),  # in thousands
        (0, ["unter_ist", "weit"]),
    ],
)
def test_aufwendungen(betrag_ct, erwartet):
    assert codes(check({PERSONAL: betrag_ct, GRUND: "x"})) == erwartet


@pytest.mark.parametrize(
    ("betrag_ct", "erwartet"),
    [
        (100_000_00, []),  # half of it
        (99_999_99, ["weit"]),
        (1_00, ["weit"]),
        (200_00, ["weit"]),
        (-200_000_00, ["vorzeichen"]),
    ],
)
def test_ertraege(betrag_ct, erwartet):
    assert codes(check({ERTRAG: betrag_ct, ERTRAG_GRUND: "x"})) == erwartet


def test_thousands_are_named():
    assert "Tausend Euro" in check({ERTRAG: 205_00, ERTRAG_GRUND: "x"})[0].text
    assert "Tausend Euro" not in check({ERTRAG: 50_00, ERTRAG_GRUND: "x"})[0].text


def test_small_amounts_are_never_far_off():
    massstab = Massstab(Regeln(), date(2024, 7, 1), date(2024, 7, 20), {ERTRAG: Zeilenzahlen(1_000_00, 0, 1_000_00)})
    identitaet = Identitaet("S", "L", Stand(2024, 6), "B", (), 1, "")
    meldung = Rueckmeldung(
        identitaet, "A", date(2024, 7, 15), Status.FERTIG, {ERTRAG: 99_999_99, ERTRAG_GRUND: "einmalig"}
    )
    assert check_rueckmeldung(meldung, GESENDET, massstab, "a.xlsx") == []


# --- Kennzahlen


@pytest.mark.parametrize(
    ("wert", "erwartet"),
    [
        ("97.5", []),
        ("0", []),
        ("0.97", ["kennzahl"]),
        ("-97", ["kennzahl"]),
        ("4875", []),
        ("4876", ["kennzahl"]),
        ("1.95", []),
    ],
)
def test_kennzahlen(wert, erwartet):
    befunde = check({ZIEL: Decimal(wert)})
    assert codes(befunde) == erwartet
    assert all(befund.source == SourceRef("a.xlsx", "3114", "R55") for befund in befunde)
