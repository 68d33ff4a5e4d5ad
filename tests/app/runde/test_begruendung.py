"""What has to be explained, all the way round: asked for, missing in a return, counted, stale at the next Stand."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from app.runde.rundreise_base import PRODUKT, TRANSFER, Haus, answer, cli, grund, prognose, read_mail, texte
from conftest import cell_values

from xlbudget.app.bericht.lauf import load
from xlbudget.app.runde.ruecklauf import ruecklauf
from xlbudget.app.runde.ruecklaufstand import ruecklaufstand
from xlbudget.app.runde.versand import erinnern, versand
from xlbudget.core.rueckmeldung import Feld, Feldart
from xlbudget.core.zeit import Stand
from xlbudget.delivery.mail.zustellung import Nachrichtenart
from xlbudget.layout.rueckmeldung import PFLICHTFARBE, RUECKMELDUNG_BLATT

BUDGET, ANDERES = "Soziales", "Arbeit"
EINES = PRODUKT[BUDGET]
JUNI, SEPTEMBER = Stand(2023, 6), Stand(2023, 9)
TEXT = Feld(EINES, Feldart.ERLAEUTERUNG)
WARUM = f"{EINES} ist ohne Begründung: Produktbudget 60.000 € schlechter als geplant"


@pytest.fixture
def haus(tmp_path: Path) -> Haus:
    """In May one Produkt got 60.000 € more than planned; from 50.000 € on that has to be explained."""
    haus = Haus(tmp_path / "haus", {"Erläutern ab Euro": 50_000}, dazu=[(EINES, "433100", 60_000)])
    haus.write()
    return haus


def ask(haus: Haus, stand: Stand = JUNI) -> None:
    ergebnis = versand(haus.datenmappe, haus.auftrag(stand=stand, nur=(BUDGET, ANDERES)))
    assert [posten.nachricht is not None for posten in ergebnis.posten] == [True, True]


def give_back(haus: Haus, eingaben, stand: Stand = JUNI):
    datei = haus.ordner / f"antwort-{stand}.xlsx"
    datei.write_bytes(answer(*haus.sendung(BUDGET, stand), eingaben))
    return ruecklauf(haus.datenmappe, [datei])


def missing(haus: Haus, stand: Stand = JUNI) -> list[str]:
    return texte(load(haus.datenmappe, stand).befunde, "erlaeuterung.fehlt")


def stand_of(haus: Haus) -> dict[str, str]:
    zeilen = ruecklaufstand(haus.datenmappe, JUNI)
    return {zeile.budget.kennung: zeile.begruendung_text for zeile in zeilen if zeile.begruendung_text}


def pflichtzeilen(mappe: bytes) -> list[list[object]]:
    """What stands below „Bitte begründen“ on the first sheet, by the values a reader sees."""
    blatt = openpyxl.load_workbook(io.BytesIO(mappe), data_only=True)[RUECKMELDUNG_BLATT]
    rows = [[zelle.value for zelle in zeile[1:4]] for zeile in blatt.iter_rows()]
    anfang = next((i for i, row in enumerate(rows) if row[0] == "Bitte begründen"), None)
    return [] if anfang is None else rows[anfang + 1 : rows.index([None] * 3, anfang)]


def text_of(haus: Haus, art: Nachrichtenart, budget: str = BUDGET) -> str:
    """The plain text of the only mail of a kind to a Budget."""
    (nachricht,) = (n for n in haus.nachrichten(art) if n.budget == budget)
    with haus.buch() as buch:
        koerper = read_mail(buch.archived(nachricht.sha256)).get_body(("plain",))
    assert koerper is not None
    return str(koerper.get_content())


@pytest.mark.sample
def test_it_is_asked_for_in_workbook_and_mail(haus):
    ask(haus)
    sendung, mappe = haus.sendung(BUDGET)
    warum = f"Hilfen {EINES}: Produktbudget 60.000 € schlechter als geplant"
    assert pflichtzeilen(mappe) == [[EINES, "Begründung fehlt", warum]]
    (feld,) = (feld for feld in sendung.felder if feld.feld == TEXT)
    blatt = openpyxl.load_workbook(io.BytesIO(mappe))[feld.blatt]
    assert blatt[feld.zelle].fill.fgColor.rgb == f"FF{PFLICHTFARBE}"
    (regel,) = (regel for regel in blatt.data_validations.dataValidation if feld.zelle in regel.sqref)
    assert (regel.promptTitle, regel.prompt) == ("Bitte begründen", "Produktbudget 60.000 € schlechter als geplant.")
    assert f"Noch zu begründen ist 1 Produkt: {EINES}." in text_of(haus, Nachrichtenart.VERSAND)
    assert "begründen" not in text_of(haus, Nachrichtenart.VERSAND, ANDERES)
    assert pflichtzeilen(haus.sendung(ANDERES)[1]) == []


def test_the_workbook_says_itself_when_it_is_explained(haus, libreoffice):
    ask(haus)
    sendung, mappe = haus.sendung(BUDGET)
    beantwortet = haus.ordner / "beantwortet.xlsx"
    beantwortet.write_bytes(answer(sendung, mappe, {TEXT: "Mehr Fälle als geplant"}))
    gerechnet = libreoffice.convert(beantwortet, haus.ordner / "gerechnet.xlsx")
    assert pflichtzeilen(mappe)[0][1] == "Begründung fehlt"
    assert pflichtzeilen(gerechnet.read_bytes())[0][1] == "begründet"


def test_a_return_without_the_reason_waits_and_one_with_it_counts(haus):
    ask(haus)
    assert [WARUM in text for text in missing(haus)] == [True]
    assert stand_of(haus) == {BUDGET: "1 von 1 fehlen"}
    ergebnis = give_back(haus, {})
    assert [WARUM in text for text in texte(ergebnis.befunde, "ruecklauf.begruendung")] == [True]
    assert ergebnis.eintraege[0].ist_offen
    give_back(haus, {TEXT: "Mehr Fälle als geplant"})
    ruecklauf(haus.datenmappe, annehmen=[2])
    assert missing(haus) == []
    assert stand_of(haus) == {BUDGET: "1 vorhanden"}


def test_a_forecast_of_the_return_itself_has_to_be_explained(haus):
    ask(haus)
    feld = prognose(ANDERES)
    datei = haus.ordner / "antwort.xlsx"
    datei.write_bytes(answer(*haus.sendung(ANDERES), {feld: TRANSFER + 50_000, grund(feld): "Tarif"}))
    ergebnis = ruecklauf(haus.datenmappe, [datei])
    (text,) = texte(ergebnis.befunde, "ruecklauf.begruendung")
    assert f"{PRODUKT[ANDERES]} ist ohne Begründung: Produktbudget 50.000 € schlechter" in text


def test_a_reason_of_its_own_is_enough_for_a_row(haus):
    haus.einstellungen = {"Erläutern ab Euro": 55_000, "Erläutern auch Zeilen": "ja"}
    haus.dazu = [(EINES, "433100", 60_000), (EINES, "348100", 60_000)]
    haus.write()
    ask(haus)
    erwartet = "Erträge ordentlich 60.000 € über Plan; Aufwendungen Transferaufwand 60.000 € über Plan"
    assert pflichtzeilen(haus.sendung(BUDGET)[1]) == [[EINES, "Begründung fehlt", f"Hilfen {EINES}: {erwartet}"]]
    feld = prognose(BUDGET)
    ergebnis = give_back(haus, {feld: TRANSFER + 60_000, grund(feld): "Mehr Fälle"})
    (text,) = texte(ergebnis.befunde, "ruecklauf.begruendung")
    assert "Erträge ordentlich" in text
    assert "Transferaufwand" not in text


def test_the_reminder_counts_and_the_print_says_so(haus):
    ask(haus)
    erinnern(haus.datenmappe, haus.auftrag(nur=(BUDGET,)))
    assert f"Noch zu begründen ist 1 Produkt: {EINES}." in text_of(haus, Nachrichtenart.ERINNERUNG)
    code, _ = cli("bericht", haus.datenmappe, "--stand", "2023-06", "--ziel", haus.ordner / "berichte")
    assert code == 0
    (datei,) = (haus.ordner / "berichte" / "einzeln").glob(f"{EINES} *.xlsx")
    assert "Ohne Begründung: Produktbudget 60.000 € schlechter als geplant." in str(cell_values(datei))
    code, ausgabe = cli("ruecklaufstand", haus.datenmappe, "--stand", "2023-06")
    assert code == 0
    assert "1 von 1" in ausgabe


def test_without_the_exports_it_is_not_counted(haus):
    ask(haus)
    (haus.ordner / "ansatz.csv").unlink()
    (haus.ordner / "buchungen.csv").unlink()
    assert set(stand_of(haus).values()) == {"nicht gezählt"}


@pytest.mark.parametrize(("mehr", "veraltet"), [(49_999, False), (50_000, True)])
def test_a_reason_that_stayed_while_the_figure_moved_is_a_hint(haus, mehr, veraltet):
    ask(haus)
    give_back(haus, {TEXT: "Mehr Fälle als geplant"})
    meldung = {"Stand": str(SEPTEMBER), "Objekt": EINES, "Art": "Aufwendungen", "Zeile": "Transferaufwand"}
    haus.prognosen = [meldung | {"Prognose": TRANSFER + 60_000 + mehr, "Grund": "noch mehr Fälle"}]
    haus.write()
    ask(haus, SEPTEMBER)
    give_back(haus, {TEXT: "Mehr Fälle als geplant"}, SEPTEMBER)
    assert missing(haus, SEPTEMBER) == []
    gesagt = texte(load(haus.datenmappe, SEPTEMBER).befunde, "erlaeuterung.veraltet")
    zahlen = f"damals -60.000 €, jetzt ist sie -{60_000 + mehr:,} €".replace(",", ".").replace(". j", ", j")
    assert [zahlen in text for text in gesagt] == ([True] if veraltet else [])


def test_a_reason_that_was_renewed_is_none(haus):
    ask(haus)
    give_back(haus, {TEXT: "Mehr Fälle als geplant"})
    meldung = {"Stand": str(SEPTEMBER), "Objekt": EINES, "Art": "Aufwendungen", "Zeile": "Transferaufwand"}
    haus.prognosen = [meldung | {"Prognose": TRANSFER + 160_000, "Grund": "noch mehr Fälle"}]
    haus.write()
    ask(haus, SEPTEMBER)
    give_back(haus, {TEXT: "Mehr Fälle, und ab August höhere Sätze"}, SEPTEMBER)
    assert texte(load(haus.datenmappe, SEPTEMBER).befunde, "erlaeuterung.veraltet") == []
