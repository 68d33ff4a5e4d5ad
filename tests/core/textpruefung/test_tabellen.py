"""Cells of tables in texts: tied where both heads say what they are, and listed where they do not."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import docx
import pytest
from textdateien import write_odt
from textfaelle import pruefung

from xlbudget.core.textpruefung.modelle import Urteil, Urteilsart
from xlbudget.core.textpruefung.tabellenlesart import column_sense
from xlbudget.core.textpruefung.tatsachen import Wertart
from xlbudget.sources.texte.lesen import read_text

Tafel = Sequence[Sequence[str]]
KOPF = ("Produkt", "Plan 2023 in €", "Ergebnis 2023 in €", "Abweichung in €")
RICHTIG: Tafel = (
    KOPF,
    ("3118", "-6.629.400", "-4.987.220", "1.642.180"),
    ("3110 Ausgleichszahlungen", "9.031.900", "7.600.000", "-1.431.900"),
    ("Summe", "2.402.500", "2.612.780", "210.280"),
)


def write_table(ziel: Path, endung: str, tafel: Tafel) -> Path:
    datei = ziel / f"text.{endung}"
    if endung == "md":
        zeilen = ["| " + " | ".join(zeile) + " |" for zeile in tafel]
        datei.write_text("\n".join([zeilen[0], "|---" * len(tafel[0]) + "|", *zeilen[1:]]), encoding="utf-8")
    elif endung == "odt":
        zellen = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
        zeilen = [f"<table:table-row>{''.join(map(zellen.format, zeile))}</table:table-row>" for zeile in tafel]
        write_odt(datei, [], f"<table:table>{''.join(zeilen)}</table:table>")
    else:
        dokument = docx.Document()
        tabelle = dokument.add_table(len(tafel), len(tafel[0]))
        for z, zeile in enumerate(tafel):
            for s, text in enumerate(zeile):
                tabelle.cell(z, s).text = text
        dokument.save(str(datei))
    return datei


def judged(ziel: Path, tafel: Tafel, endung: str = "md") -> dict[str, Urteil]:
    ergebnis = pruefung().check(read_text(write_table(ziel, endung, tafel)).abschnitte)
    return {urteil.figur: urteil for urteil in ergebnis.urteile}


def verdicts(ziel: Path, tafel: Tafel, endung: str = "md") -> dict[str, str]:
    return {figur: urteil.art.value for figur, urteil in judged(ziel, tafel, endung).items()}


def changed(zeile: int, spalte: int, text: str) -> Tafel:
    return [[text if (z, s) == (zeile, spalte) else t for s, t in enumerate(r)] for z, r in enumerate(RICHTIG)]


@pytest.mark.parametrize("endung", ["docx", "odt", "md"])
def test_a_table_that_is_right(tmp_path, endung):
    arten = verdicts(tmp_path, RICHTIG, endung)
    assert [arten[figur] for figur in ("-6.629.400", "-4.987.220", "9.031.900", "-1.431.900")] == ["stimmt"] * 4
    assert arten["2.402.500"] == "nicht zuzuordnen"  # nobody says of what it is the sum


@pytest.mark.parametrize("endung", ["docx", "odt", "md"])
def test_one_wrong_cell_is_a_widerspruch_to_what_the_others_are(tmp_path, endung):
    urteil = judged(tmp_path, changed(1, 2, "-4.987.202"), endung)["-4.987.202"]
    assert (urteil.art, urteil.richtig, str(urteil.bezug)) == (
        Urteilsart.WIDERSPRUCH, "-4.987.220 €", "3118, Saldo, Ergebnis",
    )  # fmt: skip
    assert urteil.satz == "3118 | Ergebnis 2023 in € | -4.987.202"


def test_a_turned_sign_is_open_and_a_zuschuss_has_none(tmp_path):
    offen = judged(tmp_path, changed(2, 3, "1.431.900"))["1.431.900"]
    assert (offen.art, offen.grund) == (
        Urteilsart.OFFEN, "der Betrag stimmt, sein Vorzeichen ist in den Daten umgekehrt",
    )  # fmt: skip
    tafel = (("Produkt", "Zuschussbedarf Plan 2023"), ("3118", "6.629.400 €"), ("3155", "1 €"))
    arten = verdicts(tmp_path, tafel)
    assert (arten["6.629.400 €"], arten["1 €"]) == ("stimmt", "Widerspruch")


def test_other_units_round(tmp_path):
    tafel = (("Produkt", "Plan in T€", "Ergebnis in T€"), ("3118", "-6.629", "-4.987,2"), ("3110", "9.032", "7.601"))
    assert verdicts(tmp_path, tafel) == {
        "-6.629": "stimmt gerundet", "-4.987,2": "stimmt gerundet", "9.032": "stimmt gerundet", "7.601": "Widerspruch",
    }  # fmt: skip


@pytest.mark.parametrize(
    "tafel",
    [
        (("Produkt", "Plan 2023 in €"), ("3118", "-6.629.400")),  # one cell decides nothing
        (("Produkt", "Plan 2022 in €"), ("3118", "-6.629.400"), ("3110", "9.031.900")),
        (
            ("Produkt", "Plan 2023", "Ergebnis"),
            ("3118", "-6.629.400", "-4.987.220"),
            ("3110", "9.031.900", "7.600.000"),
        ),
        (("Produkt", "Plan je Fall in €"), ("3118", "-6.629.400"), ("3110", "9.031.900")),
        (("Bereich", "Plan 2023 in €"), ("Brücken", "-6.629.400"), ("Straßen", "9.031.900")),
        (("3118", "-6.629.400"), ("3110", "9.031.900")),
        (("Zeile", "Plan 2023 in €"), ("3118 davon Personal", "-6.629.400"), ("3110 Erträge", "9.031.900")),
    ],
)
def test_what_heads_do_not_say_is_listed_and_never_agrees(tmp_path, tafel):
    arten = verdicts(tmp_path, tafel)
    assert arten
    assert set(arten.values()) == {"nicht zuzuordnen"}


def test_joined_cells_have_no_heads(tmp_path):
    dokument = docx.Document()
    tabelle = dokument.add_table(3, 3)
    for z, zeile in enumerate(RICHTIG[:3]):
        for s, text in enumerate(zeile[:3]):
            tabelle.cell(z, s).text = text
    tabelle.cell(0, 1).merge(tabelle.cell(0, 2))
    dokument.save(str(tmp_path / "t.docx"))
    assert not any(abschnitt.spaltenkopf for abschnitt in read_text(tmp_path / "t.docx").abschnitte)


def test_the_sense_of_a_column():
    sinn = column_sense("Erträge: Ergebnis 2023 (T€)", 2023)
    assert sinn is not None
    assert (sinn.groesse, sinn.mass and sinn.mass.name, sinn.faktor) == (Wertart.ERGEBNIS, "Erträge", 1000)
    assert column_sense("Bemerkung", 2023) is None
    assert column_sense("Plan und Ergebnis", 2023) is None
    assert Fraction(1) == column_sense("Plan in Euro", 2023).faktor
