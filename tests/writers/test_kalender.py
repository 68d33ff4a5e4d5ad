"""The file for a calendar, read by another program."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from xlbudget.core.fristen import Frist, Termin
from xlbudget.writers.kalender import description, fold, write_kalender

JETZT = datetime(2023, 6, 1, 12, 30, tzinfo=UTC)
FRIST = Frist(
    "Bericht; Umsetzung, „Bildung und Teilhabe“ – Plätze für unter Dreijährige, C:\\ablage, mit vielen Umlauten äöü",
    "§ 28 SGB II",
    "Ministerium",
    lieferung="Tabelle\nund Text",
    monate=12,
)
TERMIN = Termin(FRIST, date(2024, 2, 15), date(2023, 12, 31))


def events(data: bytes) -> list:
    return list(Calendar.from_ical(data).walk("VEVENT"))


def test_what_another_program_reads():
    data = write_kalender([TERMIN, Termin(Frist("ohne"), None, None)], "Kreis", JETZT)
    (event,) = events(data)
    assert str(event["SUMMARY"]) == f"Fällig: {FRIST.pflicht}"
    assert event.decoded("DTSTART") == date(2024, 2, 15)
    assert event.decoded("DTEND") == date(2024, 2, 16)
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert event.decoded("DTSTAMP") == JETZT
    assert str(event["DESCRIPTION"]) == description(FRIST, TERMIN.stichtag)
    assert "Zu liefern: Tabelle\nund Text\n" in str(event["DESCRIPTION"])
    (alarm,) = event.walk("VALARM")
    assert (alarm.decoded("TRIGGER"), str(alarm["ACTION"])) == (timedelta(days=-14), "DISPLAY")


def test_lines_end_as_the_rule_says_and_are_folded():
    data = write_kalender([TERMIN], "Kreis", JETZT)
    zeilen = data.split(b"\r\n")
    assert zeilen[-1] == b""
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, zeilen)) <= 75
    assert any(zeile.startswith(b" ") for zeile in zeilen)
    for zeile in zeilen:
        zeile.decode()  # no letter is divided


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_stands_in_a_cell_comes_back_whole(pflicht, wer):
    (event,) = events(write_kalender([Termin(Frist(pflicht, wer=wer), date(2024, 2, 29), None)], "Kreis", JETZT))
    assert event.decoded("DTSTART") == date(2024, 2, 29)
    druckbar = "".join(
        z for z in pflicht.replace("\r\n", "\n").replace("\r", "\n") if z == "\n" or z == "\t" or z >= " "
    )
    assert str(event["SUMMARY"]) == f"Fällig: {druckbar.replace(chr(0x7F), '')}"


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=400))
def test_folding_loses_nothing(text):
    teile = list(fold(text))
    assert "".join([teile[0], *(teil[1:] for teil in teile[1:])]) == text
    assert all(len(teil.encode()) <= 75 for teil in teile)


def uid(termin: Termin, kommune: str = "Kreis", jetzt: datetime = JETZT) -> str:
    return str(events(write_kalender([termin], kommune, jetzt))[0]["UID"])


def test_an_event_keeps_its_uid():
    einmal = Frist("Vorlage", empfaenger="Kreistag", faellig=date(2023, 9, 1))
    verschoben = Frist("Vorlage", empfaenger="Kreistag", faellig=date(2023, 9, 8))
    spaeter = JETZT + timedelta(days=90)
    assert uid(Termin(einmal, einmal.faellig, None)) == uid(Termin(verschoben, verschoben.faellig, None), jetzt=spaeter)
    assert uid(TERMIN) != uid(Termin(FRIST, date(2025, 2, 15), date(2024, 12, 31)))
    assert uid(TERMIN) != uid(TERMIN, "anderer Kreis")


def test_two_that_look_alike_are_two():
    data = write_kalender([TERMIN, TERMIN], "Kreis", JETZT)
    assert len({str(event["UID"]) for event in events(data)}) == 2
