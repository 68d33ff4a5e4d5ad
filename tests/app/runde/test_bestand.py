"""A round that an earlier xlbudget began: its workbooks are still known by their seal, and their returns are taken."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from app.runde.rundreise_base import DOMAIN, PRODUKT, STAND, TRANSFER, Haus, answer, grund, prognose
from delivery.runde import edit
from sources.returns.eingang_base import XLSX

from xlbudget.app.bericht.lauf import load
from xlbudget.app.runde.ruecklauf import ruecklauf
from xlbudget.app.runde.ruecklaufleser import identify
from xlbudget.app.runde.ruecklaufstand import ruecklaufstand
from xlbudget.delivery.ledger.ort import DATEINAME
from xlbudget.layout.rueckmeldung import RUECKMELDUNG_BLATT, ZELLE_DATUM

GOLDEN = Path(__file__).parents[2] / "golden" / "versandbuch-0.3.0"
FACHDIENSTE = {
    "Soziales": ("32", "fd32"),
    "Arbeit": ("33", "fd33"),
    "Jugend & Familie": ("51", "fd51"),
    "Straßenverkehr": ("36", "fd36"),
}


@pytest.fixture
def altes_haus(tmp_path: Path) -> Haus:
    """The house whose round 0.3.0 began, with its Versandbuch."""
    haus = Haus(tmp_path / "haus", fachdienste=FACHDIENSTE, produkte=("10",), dazu=[("3310", "422200", 1234)])
    haus.write()
    shutil.copy(GOLDEN / DATEINAME, haus.ordner)
    return haus


def test_every_workbook_of_an_earlier_release_proves_what_it_is(altes_haus: Haus) -> None:
    with altes_haus.buch() as buch:
        prove = identify(buch.schluessel())
        sendungen = buch.sendungen()
        assert len(sendungen) == 5
        assert [prove(buch.archived(s.sha256)) for s in sendungen] == [s.identitaet for s in sendungen]
        assert identify(b"ein anderer Schluessel")(buch.archived(sendungen[0].sha256)) is None


def test_the_return_of_a_workbook_of_an_earlier_release_counts(altes_haus: Haus, tmp_path: Path) -> None:
    sendung, mappe = altes_haus.sendung("Straßenverkehr")
    feld = prognose("Straßenverkehr")
    zurueck = answer(sendung, mappe, {feld: TRANSFER + 1000, grund(feld): "Tarif"})
    datei = tmp_path / "zurück.xlsx"
    datei.write_bytes(zurueck)
    ergebnis = ruecklauf(altes_haus.datenmappe, [datei])
    (neuer,) = (eintrag for eintrag in ergebnis.eintraege if eintrag.neu)
    assert (neuer.lage, neuer.rueckgabe.befunde) == ("von selbst angenommen", ())
    assert neuer.rueckgabe.identitaet == sendung.identitaet
    uebernommen = load(altes_haus.datenmappe, STAND).uebernahmen
    neu = {u.feld.objekt: (u.neu, u.grund) for u in uebernommen if u.feld.feldart is feld.feldart}
    assert neu == {
        PRODUKT["Straßenverkehr"]: ((TRANSFER + 1000) * 100, "Tarif"),
        PRODUKT["Soziales"]: (36500025, "Fallzahlen steigen"),
        PRODUKT["Jugend & Familie"]: ((TRANSFER + 2000) * 100, "Unterbringung, berichtigt"),
    }


def test_lists_and_values_show_when_the_mail_came_in(altes_haus: Haus, tmp_path: Path) -> None:
    """Not when it was collected; the house was sent its workbooks in 2023. The Fachdienst entered no day of its own."""
    sendung, mappe = altes_haus.sendung("Straßenverkehr")
    feld, ort = prognose("Straßenverkehr"), (RUECKMELDUNG_BLATT, ZELLE_DATUM)
    zurueck = edit(answer(sendung, mappe, {feld: TRANSFER + 1000, grund(feld): "Tarif"}), {ort: None})
    message = EmailMessage()
    message["From"], message["Date"] = f"fd36@{DOMAIN}", "Thu, 20 Jul 2023 23:15:00 +0200"
    message.add_attachment(zurueck, *XLSX, filename="zurück.xlsx")
    datei = tmp_path / "antwort.eml"
    datei.write_bytes(message.as_bytes())
    ruecklauf(altes_haus.datenmappe, [datei])
    tag = datetime(2023, 7, 20, 21, 15, tzinfo=UTC).astimezone().date()
    zeilen = {zeile.budget.kennung: zeile for zeile in ruecklaufstand(altes_haus.datenmappe, STAND)}
    assert (zeilen["Straßenverkehr"].eingegangen, zeilen["Soziales"].eingegangen) == (tag, date(2023, 7, 12))
    uebernommen = load(altes_haus.datenmappe, STAND).uebernahmen
    assert {u.datum for u in uebernommen if u.feld.objekt == PRODUKT["Straßenverkehr"]} == {tag}
