"""Changes beside the inputs: found where there are some, silent where the workbook was only saved."""

from __future__ import annotations

import io
import re
from xml.sax.saxutils import escape

import openpyxl
import pytest
from sources.rueckmeldung_base import SCHLUESSEL, gesendet, members, pack, patch, set_cell, sheet_part
from sources.test_ruecklauf import TEXT, text

from xlbudget.core.rueckmeldung import Feldart, pruefsumme
from xlbudget.errors import Befund, Schwere
from xlbudget.layout.rueckmeldung import geschuetzt
from xlbudget.sources.gesperrt import MAX_EINZELN, check_gesperrt
from xlbudget.sources.rohmappe import Rohmappe
from xlbudget.sources.ruecklauf import konstanten, open_ruecklauf, read_rueckmeldung

FELD = gesendet().feld(Feldart.PROGNOSE)
ZEILE = int(re.sub(r"\D", "", FELD.zelle))


def original() -> Rohmappe:
    return open_ruecklauf("original.xlsx", gesendet().data)


def found(data: bytes) -> list[Befund]:
    return check_gesperrt(original(), open_ruecklauf("rück.xlsx", data), gesendet().felder)


def short(befunde: list[Befund]) -> list[tuple[str, str | None, str | None]]:
    return [(befund.code, befund.source.blatt, befund.source.zelle) for befund in befunde]


def test_silent_for_what_was_sent():
    assert found(gesendet().data) == []


def test_silent_for_filled_inputs():
    data = gesendet().data
    for feld in gesendet().felder[:20]:
        data = set_cell(data, feld.blatt, feld.zelle, "<v>5</v>")
    data = set_cell(data, "Rückmeldung", "C6", text("Amt"), TEXT)
    assert found(data) == []


@pytest.fixture(scope="module")
def saved_by_libreoffice(tmp_path_factory, recalculated) -> bytes:
    datei = tmp_path_factory.mktemp("lo") / "gesendet.xlsx"
    datei.write_bytes(gesendet().data)
    ((_, neu),) = recalculated([datei])
    return neu.read_bytes()


@pytest.fixture(scope="module")
def saved_by_openpyxl() -> bytes:
    puffer = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(gesendet().data)).save(puffer)
    return puffer.getvalue()


@pytest.mark.parametrize("programm", ["libreoffice", "openpyxl"])
def test_saving_changes_nothing(programm, request):
    data = request.getfixturevalue(f"saved_by_{programm}")
    roh = open_ruecklauf("rück.xlsx", data)
    assert check_gesperrt(original(), roh, gesendet().felder) == []
    assert roh.identitaet == gesendet().identitaet
    assert roh.identitaet.is_sealed_by(SCHLUESSEL, roh.siegel)
    assert pruefsumme(geschuetzt(konstanten(roh), gesendet().felder)) == roh.identitaet.pruefsumme
    meldung, befunde = read_rueckmeldung(roh, gesendet().felder)
    assert befunde == []
    assert meldung.eingaben == {feld.feld: feld.wert for feld in gesendet().felder}


def test_changed_constants_and_formulas():
    data = set_cell(gesendet().data, FELD.blatt, f"B{ZEILE}", "<v>1</v>")  # Ansatz
    data = set_cell(data, FELD.blatt, f"P{ZEILE}", "<v>2</v>")  # calculated Prognose
    summe = f"B{ZEILE - 1}"
    assert original().blaetter[FELD.blatt].formel(summe)
    data = set_cell(data, FELD.blatt, summe, "<v>3</v>")
    befunde = found(data)
    assert sorted(short(befunde)) == [
        ("gesperrt.formel", FELD.blatt, summe),
        ("gesperrt.wert", FELD.blatt, f"B{ZEILE}"),
        ("gesperrt.wert", FELD.blatt, f"P{ZEILE}"),
    ]
    assert {befund.schwere for befund in befunde} == {Schwere.WARNUNG}
    assert any("→ „1“" in befund.text for befund in befunde)


@pytest.mark.parametrize("formel", ["SUM(B1:B2)", "B7*2"])
def test_another_formula_is_a_finding(formel):
    (befund,) = found(set_cell(gesendet().data, FELD.blatt, f"B{ZEILE - 1}", f"<f>{formel}</f><v>0</v>"))
    assert befund.code == "gesperrt.formel"
    assert formel in befund.text


def test_the_same_formula_in_other_words_is_none():
    formel = original().blaetter[FELD.blatt].formel(f"B{ZEILE - 1}")
    anders = re.sub(r"([A-Z])(\d)", r"$\1$\2", formel).lower().replace("(", "( ")
    assert found(set_cell(gesendet().data, FELD.blatt, f"B{ZEILE - 1}", f"<f>{anders}</f><v>0</v>")) == []


def test_shared_formulas_are_compared_as_they_read_in_their_cell():
    erste, zweite = f"C{ZEILE - 1}", f"D{ZEILE - 1}"
    formel = original().blaetter[FELD.blatt].formel(erste)
    data = set_cell(
        gesendet().data, FELD.blatt, erste, f'<f t="shared" ref="{erste}:{zweite}" si="0">{escape(formel)}</f><v>0</v>'
    )
    data = set_cell(data, FELD.blatt, zweite, '<f t="shared" si="0"/><v>0</v>')
    gelesen = open_ruecklauf("x", data).blaetter[FELD.blatt].formel(zweite)
    # the number of the month is no reference: that cell does differ
    assert gelesen == formel.replace(f"C{ZEILE}:C", f"D{ZEILE}:D")
    assert short(found(data)) == [("gesperrt.formel", FELD.blatt, zweite)]


def test_what_is_equal_as_shared_formula_is_silent():
    """Row by row the sums are the same formula, as filling down makes them."""
    erste, zweite = f"O{ZEILE}", f"O{ZEILE + 1}"
    formel = original().blaetter[FELD.blatt].formel(erste)
    geteilt = f'<f t="shared" ref="{erste}:{zweite}" si="0">{escape(formel)}</f><v>0</v>'
    data = set_cell(gesendet().data, FELD.blatt, erste, geteilt)
    assert found(set_cell(data, FELD.blatt, zweite, '<f t="shared" si="0"/><v>0</v>')) == []


def test_a_constant_that_became_a_formula():
    (befund,) = found(set_cell(gesendet().data, FELD.blatt, f"B{ZEILE}", "<f>1+1</f><v>2</v>"))
    assert befund.code == "gesperrt.wert"
    assert "„=1+1“" in befund.text


def test_a_changed_label_beside_an_input_is_an_error():
    """Rows may have been moved: the input would belong to something else."""
    (befund,) = found(set_cell(gesendet().data, FELD.blatt, f"A{ZEILE}", text("Personal"), TEXT))
    assert (befund.code, befund.schwere) == ("gesperrt.aufbau", Schwere.FEHLER)


def test_an_inserted_row_is_an_error():
    def insert(xml: bytes) -> bytes:
        def schieben(treffer: re.Match[bytes]) -> bytes:
            zeile = int(treffer[2])
            return treffer[1] + str(zeile + (zeile >= ZEILE)).encode() + b'"'

        return re.sub(rb'((?:<c r="[A-Z]+|<row r="))(\d+)"', schieben, xml)

    teile = members(gesendet().data)
    part = sheet_part(gesendet().data, FELD.blatt)
    teile[part] = insert(teile[part])
    assert any(befund.schwere is Schwere.FEHLER for befund in found(pack(teile)))


def test_what_was_added_is_a_hint():
    neu = f'<row r="5000"><c r="XFD5000" t="inlineStr">{text("Bitte anrufen")}</c></row></sheetData>'
    teile = members(gesendet().data)
    part = sheet_part(gesendet().data, FELD.blatt)
    teile[part] = teile[part].replace(b"</sheetData>", neu.encode())
    (befund,) = found(pack(teile))
    assert (befund.code, befund.schwere, befund.source.zelle) == ("gesperrt.neu", Schwere.HINWEIS, "XFD5000")
    assert "„Bitte anrufen“" in befund.text


def test_many_findings_are_counted():
    data = gesendet().data
    zellen = [f"{spalte}{ZEILE}" for spalte in "BCDEFGH"]
    for zelle in zellen:
        data = set_cell(data, FELD.blatt, zelle, "<v>0.123</v>")
    befunde = found(data)
    assert len(befunde) == MAX_EINZELN + 1
    assert "2 weitere Zellen" in befunde[-1].text
    assert befunde[-1].source.zelle == zellen[MAX_EINZELN]


def test_a_renamed_sheet_is_recognised():
    data = patch(gesendet().data, workbook__xml=lambda xml: xml.replace(f'name="{FELD.blatt}"'.encode(), b'name="Neu"'))
    befunde = [befund for befund in found(data) if befund.code == "gesperrt.blatt"]
    assert len(befunde) == 1
    assert befunde[0].schwere is Schwere.FEHLER
    assert "heißt jetzt „Neu“" in befunde[0].text


def test_a_missing_and_a_new_sheet():
    muster = re.compile(rf'<sheet name="{FELD.blatt}"[^>]*/>'.encode())
    (befund,) = [
        b
        for b in found(patch(gesendet().data, workbook__xml=lambda xml: muster.sub(b"", xml)))
        if b.code == "gesperrt.blatt"
    ]
    assert (befund.schwere, befund.source.blatt) == (Schwere.FEHLER, FELD.blatt)
    puffer = io.BytesIO()
    buch = openpyxl.load_workbook(io.BytesIO(gesendet().data))
    buch.create_sheet("Eigene Rechnung")["A1"] = 1
    buch.save(puffer)
    (befund,) = found(puffer.getvalue())
    assert (befund.schwere, befund.source.blatt) == (Schwere.HINWEIS, "Eigene Rechnung")
