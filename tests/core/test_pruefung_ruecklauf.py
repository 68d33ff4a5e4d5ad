"""What a controller is told about a return before accepting it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from xlbudget.core.kontenrahmen import Art
from xlbudget.core.pruefung_prognose import Zeilenzahlen
from xlbudget.core.pruefung_ruecklauf import Massstab, check_rueckmeldung
from xlbudget.core.rueckmeldung import Eingabefeld, Feld, Feldart, Rueckmeldung, Status
from xlbudget.core.tendenz import Regeln
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, Schwere, SourceRef

PERSONAL = Feld("3114", Feldart.PROGNOSE, Art.AUFWENDUNGEN, "Personal")
GRUND = Feld("3114", Feldart.GRUND, Art.AUFWENDUNGEN, "Personal")
ERTRAG = Feld("3114", Feldart.PROGNOSE, Art.ERTRAEGE, "ordentlich")
ERTRAG_GRUND = Feld("3114", Feldart.GRUND, Art.ERTRAEGE, "ordentlich")
ILV = Feld("3114", Feldart.PROGNOSE, Art.ERTRAEGE, "ILV-Erträge")
ILV_GRUND = Feld("3114", Feldart.GRUND, Art.ERTRAEGE, "ILV-Erträge")
TEXT = Feld("3114", Feldart.ERLAEUTERUNG)
LEISTUNG = Feld("3114", Feldart.LEISTUNG, zeile="Fälle")
ZIEL = Feld("3114", Feldart.ZIEL, zeile="Quote")
ORTE = {
    PERSONAL: "R18", GRUND: "S18", ERTRAG: "R7", ERTRAG_GRUND: "S7", ILV: "R9", ILV_GRUND: "S9",
    TEXT: "J33", LEISTUNG: "R49", ZIEL: "R55",
}  # fmt: skip
GESENDET = [Eingabefeld("3114", zelle, feld, None) for feld, zelle in ORTE.items()]
MASSSTAB = Massstab(
    Regeln(),
    Stand(2024, 6),
    date(2024, 7, 1),
    date(2024, 7, 20),
    {
        PERSONAL: Zeilenzahlen(500_000_00, 240_000_00, 490_000_00),
        ERTRAG: Zeilenzahlen(200_000_00, 90_000_00, 200_000_00),
        ILV: Zeilenzahlen(None, 0, 0),
    },
    {ZIEL: Decimal("97.5"), LEISTUNG: Decimal(7000)},
)


def check(
    eingaben: dict[Feld, int | str | Decimal | None],
    name: str = "Amt",
    datum: date | None = date(2024, 7, 15),
    status: Status = Status.FERTIG,
    gesendet: dict[Feld, int | str | Decimal] | None = None,
    massstab: Massstab = MASSSTAB,
) -> list[Befund]:
    """What is said about these inputs; all others come back as they were sent, most of them empty."""
    vorher = [replace(feld, wert=(gesendet or {}).get(feld.feld)) for feld in GESENDET]
    alles = {feld.feld: feld.wert for feld in vorher} | eingaben
    return check_rueckmeldung(Rueckmeldung(name, datum, status, alles), vorher, massstab, "a.xlsx")


def codes(befunde: list[Befund]) -> list[str]:
    return [befund.code.removeprefix("ruecklauf.") for befund in befunde]


def test_nothing_to_say():
    assert check({}) == []
    assert check({PERSONAL: 510_000_00, GRUND: "Tarif", ZIEL: Decimal(99)}) == []


@pytest.mark.parametrize("anteil", [0.6, 0.9, 1.1, 1.4])
def test_an_ordinary_return_passes(anteil):
    eingaben = {
        PERSONAL: round(490_000_00 * anteil),
        GRUND: "zwei Stellen unbesetzt",
        ERTRAG: round(200_000_00 * anteil),
        ERTRAG_GRUND: "mehr Erstattungen",
        ILV: 0,
        ILV_GRUND: "entfällt",
        TEXT: "Die Fallzahlen steigen.",
        LEISTUNG: Decimal(round(3500 * anteil)),
        ZIEL: Decimal(97.5 * anteil),
    }
    assert check(eingaben, gesendet={TEXT: "alter Text", LEISTUNG: Decimal(3400)}) == []


# --- the box


@pytest.mark.parametrize(
    ("angaben", "code", "schwere"),
    [
        ({"status": Status.ENTWURF}, "entwurf", Schwere.HINWEIS),
        ({"name": ""}, "name", Schwere.WARNUNG),
        ({"name": "–"}, "name", Schwere.WARNUNG),
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


@pytest.mark.parametrize("grund", [None, ".", "-", "0", "x", "...", "– – –"])
def test_a_changed_prognose_needs_a_reason(grund):
    (befund,) = (b for b in check({PERSONAL: 510_000_00, GRUND: grund}))
    assert (befund.code, befund.source) == ("ruecklauf.grund", SourceRef("a.xlsx", "3114", "R18"))
    assert befund.text.startswith("3114, Prognose (Aufwendungen Personal): der Grund")


def test_a_reason_that_could_not_be_read_is_not_missing_too():
    befunde = check_rueckmeldung(
        Rueckmeldung("A", date(2024, 7, 15), Status.FERTIG, {PERSONAL: 510_000_00}),
        GESENDET, MASSSTAB, "a.xlsx",
    )  # fmt: skip
    assert befunde == []


def test_a_reason_without_prognose():
    (befund,) = check({GRUND: "Tarif"})
    assert (befund.code, befund.schwere) == ("ruecklauf.ohne_prognose", Schwere.WARNUNG)


def test_what_was_sent_needs_no_reason():
    gesendet = [Eingabefeld("3114", "R18", PERSONAL, 1_00), Eingabefeld("3114", "S18", GRUND, None)]
    meldung = Rueckmeldung("A", date(2024, 7, 15), Status.FERTIG, {PERSONAL: 1_00, GRUND: None})
    assert check_rueckmeldung(meldung, gesendet, MASSSTAB, "a.xlsx") == []


@pytest.mark.parametrize(
    ("betrag_ct", "erwartet"),
    [
        (245_000_00, []),  # half of the calculated one
        (244_999_99, ["weit"]),  # more than half away from it and from the Ansatz
        (240_000_00, ["weit"]),  # exactly what is booked
        (239_999_99, ["unter_ist", "weit"]),
        (24_500_00, ["unter_ist", "weit"]),
        (750_000_00, []),  # far from the calculated one, but only half away from the Ansatz
        (750_000_01, ["weit"]),
        (-490_000_00, ["unter_ist", "vorzeichen"]),
        (490_00, ["unter_ist", "weit"]),  # in thousands
        (0, ["unter_ist", "weit"]),
    ],
)
def test_aufwendungen(betrag_ct, erwartet):
    assert codes(check({PERSONAL: betrag_ct, GRUND: "Tarif"})) == erwartet


@pytest.mark.parametrize(
    ("betrag_ct", "erwartet"),
    [
        (100_000_00, []),  # half of it
        (99_999_99, ["weit"]),
        (89_999_99, ["unter_ist", "weit"]),  # less than is booked
        (0, ["unter_ist", "weit"]),
        (1_00, ["unter_ist", "weit"]),
        (200_00, ["unter_ist", "weit"]),
        (-200_000_00, ["unter_ist", "vorzeichen"]),
    ],
)
def test_ertraege(betrag_ct, erwartet):
    assert codes(check({ERTRAG: betrag_ct, ERTRAG_GRUND: "Tarif"})) == erwartet


@pytest.mark.parametrize(
    ("betrag_ct", "tausend"), [(205_00, True), (1_000_00, True), (40_00, True), (1_000_01, False), (39_99, False)]
)
def test_thousands_are_named(betrag_ct, tausend):
    befunde = check({ERTRAG: betrag_ct, ERTRAG_GRUND: "Tarif"})
    assert ("Tausend Euro" in befunde[-1].text) is tausend


def row(erwartet_ct: int, neu_ct: int) -> list[str]:
    """What is said about this Prognose where so much is planned and calculated, and nothing booked."""
    massstab = replace(MASSSTAB, zeilen={ERTRAG: Zeilenzahlen(erwartet_ct, None, erwartet_ct)})
    meldung = Rueckmeldung("A", date(2024, 7, 15), Status.FERTIG, {ERTRAG: neu_ct, ERTRAG_GRUND: "einmalig"})
    return codes(check_rueckmeldung(meldung, GESENDET, massstab, "a.xlsx"))


def test_far_off_is_what_could_change_a_marker():
    assert row(1_000_00, 20_999_99) == []
    assert row(1_000_00, 21_000_00) == ["weit"]
    assert row(44_294_00, 100_000_00) == ["weit"]


def test_next_to_nothing_is_said_where_something_is_expected():
    assert row(1_000_00, 50_00) == []
    assert row(1_000_00, 49_99) == ["weit"]
    assert row(999_99, 0) == []


@pytest.mark.parametrize("betrag_ct", [90_000_00, -99_999_00, 1])
def test_an_amount_where_the_report_has_nothing(betrag_ct):
    (befund,) = check({ILV: betrag_ct, ILV_GRUND: "Verrechnung"})
    assert (befund.code, befund.schwere) == ("ruecklauf.zeile", Schwere.WARNUNG)


# --- what was sent and is gone


@pytest.mark.parametrize(
    ("feld", "wert", "gezeigt"),
    [(TEXT, "Alles\ngut.", "„Alles gut.“"), (ZIEL, Decimal(98), "„98“"), (LEISTUNG, Decimal("1.5"), "„1,5“")],
)
def test_what_was_deleted_is_said(feld, wert, gezeigt):
    (befund,) = check({feld: None}, gesendet={feld: wert})
    assert (befund.code, befund.schwere) == ("ruecklauf.geloescht", Schwere.WARNUNG)
    assert befund.source == SourceRef("a.xlsx", "3114", ORTE[feld])
    assert gezeigt in befund.text


def test_a_deleted_prognose_is_said_once():
    vorher = {PERSONAL: 500_000_00, GRUND: "Tarif"}
    assert codes(check({PERSONAL: None, GRUND: None}, gesendet=vorher)) == ["geloescht"]
    assert codes(check({GRUND: None}, gesendet=vorher)) == ["geloescht"]
    assert codes(check({PERSONAL: 510_000_00, GRUND: None}, gesendet=vorher)) == ["grund"]


# --- Kennzahlen


@pytest.mark.parametrize(
    ("wert", "erwartet"),
    [
        ("97.5", []),
        ("0", []),
        ("0.97", ["kennzahl"]),
        ("-97", ["kennzahl"]),
        ("487.5", []),
        ("487.6", ["kennzahl"]),
        ("19.5", []),
        ("19.4", ["kennzahl"]),
    ],
)
def test_kennzahlen(wert, erwartet):
    befunde = check({ZIEL: Decimal(wert)})
    assert codes(befunde) == erwartet
    assert all(befund.source == SourceRef("a.xlsx", "3114", "R55") for befund in befunde)


@pytest.mark.parametrize(
    ("wert", "erwartet"),
    [
        ("3495", []),
        ("700", []),  # a fifth of what half a year should have brought
        ("699", ["kennzahl"]),
        ("35000", []),
        ("35001", ["kennzahl"]),
    ],
)
def test_what_is_counted_grows_with_the_months(wert, erwartet):
    assert codes(check({LEISTUNG: Decimal(wert)})) == erwartet


@pytest.mark.parametrize(
    ("wert", "erwartet"), [("34950", ["kennzahl"]), ("0", ["kennzahl"]), ("-3495", ["kennzahl"]), ("3600", [])]
)
def test_a_kennzahl_is_also_measured_by_what_was_sent(wert, erwartet):
    assert codes(check({LEISTUNG: Decimal(wert)}, gesendet={LEISTUNG: Decimal(3495)})) == erwartet


def test_a_plan_up_to_the_stand_is_no_plan_of_the_year():
    """Half a year should have brought all of it: what is too little then is a fifth of it, not of its half."""
    bis_stand = replace(MASSSTAB, bis_stand=[LEISTUNG])
    assert codes(check({LEISTUNG: Decimal(1398)}, massstab=bis_stand)) == ["kennzahl"]
    assert codes(check({LEISTUNG: Decimal(1398)})) == []
    assert codes(check({LEISTUNG: Decimal(1400)}, massstab=bis_stand)) == []


def test_a_number_in_a_message_is_short():
    (befund,) = check({ZIEL: Decimal("1E-300")})
    assert "1E-300 passt nicht" in befund.text
