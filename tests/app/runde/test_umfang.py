"""A round at a Stand at which not everything is reported: who is asked for what, and what comes back."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from app.runde.rundreise_base import FACHDIENSTE, PRODUKT, TRANSFER, Haus, answer, grund, prognose, texte

from xlbudget.app.bericht.bericht import bericht
from xlbudget.app.bericht.lauf import load
from xlbudget.app.runde.ruecklauf import ruecklauf
from xlbudget.app.runde.ruecklaufstand import ruecklaufstand
from xlbudget.app.runde.versand import erinnern, versand
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.rueckmeldung import Feld, Feldart
from xlbudget.core.zeit import Stand
from xlbudget.errors import EingabeError

SOZIALES, ARBEIT, JUGEND = "Soziales", "Arbeit", "Jugend & Familie"
MAERZ, JUNI = Stand(2023, 3), Stand(2023, 6)


@pytest.fixture
def haus(tmp_path: Path) -> Haus:
    """Budgets quarterly, Produkte half-yearly; Arbeit in December only, and one Produkt of Jugend not wesentlich.

    In February a Produkt of Soziales got 60.000 € more than planned; from 50.000 € on that has to be explained.
    """
    haus = Haus(tmp_path / "haus", {"Erläutern ab Euro": 50_000})
    haus.write()
    inhalt = haus._inhalt()
    budgets = [dict(zeile) for zeile in inhalt["Budgets"]]
    produkte = [dict(zeile) | {"Stände": "halbjährlich", "Wesentlich": "ja"} for zeile in inhalt["Produkte"]]
    for zeile in budgets:
        zeile |= {"Stände": "jährlich" if zeile["Budget"] == ARBEIT else "vierteljährlich", "Erläuterung": None}
    for zeile in produkte:
        if zeile["Produkt"] == PRODUKT[JUGEND]:
            zeile["Wesentlich"] = "nein"
    haus.weiteres = {"Budgets": budgets, "Produkte": produkte}
    haus.write()
    journal = haus.ordner / "buchungen.csv"
    with journal.open("a", encoding="cp1252") as datei:
        datei.write(f"9999;15.02.2023;02;{PRODUKT[SOZIALES]};433100;;60000,00;S\n")
    return haus


def sheets(mappe: bytes) -> list[str]:
    return openpyxl.load_workbook(io.BytesIO(mappe)).sheetnames


def gesamt_of(datei: Path) -> dict[str, float]:
    """Prognose by the first text of a line."""
    blatt = openpyxl.load_workbook(datei, data_only=True)["Produktbericht"]
    rows = list(blatt.iter_rows(values_only=True))
    kopf = next(row for row in rows if row[0] == "Nr.")
    spalte = next(i for i, titel in enumerate(kopf) if titel and str(titel).startswith("Prognose"))
    return {str(row[0] or row[1]): row[spalte] for row in rows if isinstance(row[spalte], int | float)}


def test_a_budget_is_asked_alone_where_its_produkte_are_not_reported(haus, libreoffice):
    with pytest.raises(EingabeError, match="das zu diesem Stand berichtet wird"):
        versand(haus.datenmappe, haus.auftrag(stand=MAERZ, nur=(ARBEIT,)))
    ergebnis = versand(haus.datenmappe, haus.auftrag(stand=MAERZ))
    assert {posten.budget.kennung for posten in ergebnis.posten} == FACHDIENSTE.keys() - {ARBEIT}
    sendung, mappe = haus.sendung(SOZIALES, MAERZ)
    assert sendung.identitaet.objekte == (SOZIALES,)
    assert len(sheets(mappe)) == 4  # Rückmeldung, Übersicht, the Budget, and what is hidden
    vorher = load(haus.datenmappe, MAERZ)
    (warum,) = texte(vorher.befunde, "erlaeuterung.fehlt")
    assert warum.startswith(f"Budget {SOZIALES} ist ohne Begründung: Produktbudget 60.000 € schlechter als geplant.")
    assert {z.budget.kennung: z.begruendung_text for z in ruecklaufstand(haus.datenmappe, MAERZ)} == {
        SOZIALES: "1 von 1 fehlen",
        **dict.fromkeys(FACHDIENSTE.keys() - {ARBEIT, SOZIALES}, ""),
    }
    erinnert = erinnern(haus.datenmappe, haus.auftrag(stand=MAERZ))
    assert ARBEIT not in {posten.budget.kennung for posten in erinnert.posten}

    feld = Feld(SOZIALES, Feldart.PROGNOSE, Art.AUFWENDUNGEN, "Transferaufwand")
    datei = haus.ordner / "antwort.xlsx"
    text = Feld(SOZIALES, Feldart.ERLAEUTERUNG)
    neu = 2 * TRANSFER + 75_000
    datei.write_bytes(answer(sendung, mappe, {feld: neu, grund(feld): "Mehr Fälle", text: "Mehr Fälle als geplant"}))
    gerechnet = openpyxl.load_workbook(libreoffice.convert(datei, haus.ordner / "gerechnet.xlsx"), data_only=True)[
        "Übersicht"
    ]
    eingegangen = ruecklauf(haus.datenmappe, [datei])
    if any(eintrag.ist_offen for eintrag in eingegangen.eintraege):
        ruecklauf(haus.datenmappe, annehmen=[1])
    lauf = load(haus.datenmappe, MAERZ)
    assert texte(lauf.befunde, "erlaeuterung.fehlt") == []
    blatt = lauf.daten.produktblatt(lauf.daten.gliederung[SOZIALES])
    (transfer,) = (zeile for zeile in blatt.aufwendungen.zeilen if zeile.name == "Transferaufwand")
    assert transfer.prognose.betrag_ct == neu * 100
    gezeigt = [row for row in gerechnet.iter_rows(values_only=True) if blatt.prognose_ct / 100 in row]
    assert len(gezeigt) == 2  # the line of what it consists of, and its sum
    ergebnis = bericht(haus.datenmappe, MAERZ, haus.ordner / "berichte")
    zeilen = gesamt_of(ergebnis.berichte[0])
    assert zeilen["Summe insgesamt:"] * 100 == lauf.daten.produktbericht().gesamt.prognose_ct
    assert [zeile for zeile in zeilen if zeile in PRODUKT.values()] == []
    assert zeilen[f"Budget „{SOZIALES}“:"] * 100 == blatt.prognose_ct


def test_at_another_stand_its_produkte_are_asked_and_what_is_not_wesentlich_is_not(haus):
    versand(haus.datenmappe, haus.auftrag(stand=JUNI))
    sendung, mappe = haus.sendung(JUGEND, JUNI)
    anderes = PRODUKT[JUGEND].replace("10", "20")
    assert sendung.identitaet.objekte == (JUGEND, anderes)
    feld = prognose(JUGEND)
    feld = Feld(anderes, feld.feldart, feld.art, feld.zeile)
    datei = haus.ordner / "antwort.xlsx"
    datei.write_bytes(answer(sendung, mappe, {feld: TRANSFER + 1_000, grund(feld): "Mehr Fälle"}))
    ruecklauf(haus.datenmappe, [datei])
    lauf = load(haus.datenmappe, JUNI)
    assert [(u.feld, u.neu) for u in lauf.uebernahmen if u.feld == feld] == [(feld, (TRANSFER + 1_000) * 100)]
    ergebnis = bericht(haus.datenmappe, JUNI, haus.ordner / "berichte")
    zeilen = gesamt_of(ergebnis.berichte[0])
    assert anderes in zeilen
    assert PRODUKT[JUGEND] not in zeilen
    assert zeilen["Σ1"] != 0
    assert zeilen["Summe insgesamt:"] * 100 == lauf.daten.produktbericht().gesamt.prognose_ct
