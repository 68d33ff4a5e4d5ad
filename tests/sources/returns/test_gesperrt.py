"""Changes beside the inputs: found where there are some, silent where the workbook was only saved."""

from __future__ import annotations

import io
import re
import tracemalloc
from xml.sax.saxutils import escape

import openpyxl
import pytest
from openpyxl.comments import Comment
from sources.returns.rueckmeldung_base import (
    BUDGETS,
    SCHLUESSEL,
    STAND,
    gesendet,
    members,
    pack,
    patch,
    set_cell,
    sheet_part,
)
from sources.returns.test_ruecklauf import TEXT, text

from xlbudget.core.rueckmeldung import Feldart
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, Schwere
from xlbudget.layout.rueckmeldung import IDENTITAET_BLATT
from xlbudget.sources.returns.formel import is_same_formula
from xlbudget.sources.returns.gesperrt import MAX_EINZELN, check_gesperrt
from xlbudget.sources.returns.ruecklauf import open_ruecklauf, read_rueckmeldung
from xlbudget.sources.untrusted.rohmappe import Rohmappe

pytestmark = pytest.mark.slow

FELD = gesendet().feld(Feldart.PROGNOSE)
ZEILE = int(re.sub(r"\D", "", FELD.zelle))


def original() -> Rohmappe:
    return open_ruecklauf("original.xlsx", gesendet().data)


def found(data: bytes) -> list[Befund]:
    befunde = check_gesperrt(original(), open_ruecklauf("rück.xlsx", data), gesendet().felder)
    fragen = re.compile("nachfragen|prüfen|erfragen", re.IGNORECASE)
    assert not any(fragen.search(b.text) for b in befunde if b.schwere is Schwere.HINWEIS), "a Hinweis asks for nothing"
    return befunde


def short(befunde: list[Befund]) -> list[tuple[str, str | None, str | None]]:
    return [(befund.code, befund.source.blatt, befund.source.zelle) for befund in befunde]


def test_silent_for_what_was_sent():
    assert found(gesendet().data) == []


def with_rule(regel: str, dxf: str, wert: str = "<v>90000</v>") -> bytes:
    """The workbook with an input filled in, and one more conditional format over it."""
    data = set_cell(gesendet().data, FELD.blatt, FELD.zelle, wert)
    nummer = len(re.findall(rb"<dxf>", members(data)["xl/styles.xml"]))
    data = patch(data, styles__xml=lambda xml: xml.replace(b"</dxfs>", f"<dxf>{dxf}</dxf></dxfs>".encode()))
    part = sheet_part(data, FELD.blatt)
    block = (
        f'<conditionalFormatting sqref="A1 {FELD.zelle}:T{ZEILE}">{regel.format(dxf=nummer)}</conditionalFormatting>'
    )
    teile = members(data)
    neu = teile[part].replace(b"<conditionalFormatting", block.encode() + b"<conditionalFormatting", 1)
    return pack({**teile, part: neu})


IMMER = '<cfRule type="expression" dxfId="{dxf}" priority="99"><formula>TRUE</formula></cfRule>'
BALKEN = '<cfRule type="dataBar" priority="99"><dataBar showValue="0"><cfvo type="min"/></dataBar></cfRule>'


@pytest.mark.parametrize(
    ("regel", "dxf", "was"),
    [
        (IMMER, '<numFmt numFmtId="990" formatCode="#,##0,"/>', "anderes Zahlenformat"),
        (IMMER, '<numFmt numFmtId="990" formatCode="&quot;10.000&quot;"/>', "anderes Zahlenformat"),
        (IMMER, '<numFmt numFmtId="990" formatCode=";;;"/>', "zeigt nichts"),
        (IMMER, '<font><color rgb="FFFFFFFF"/></font>', "Schrift wie der Hintergrund"),
        (
            IMMER,
            '<font><color theme="1"/></font><fill><patternFill><bgColor rgb="FF000000"/></patternFill></fill>',
            "Hinter",
        ),
        (BALKEN, "", "ohne Wert"),
        (BALKEN.replace("dataBar", "iconSet"), "", "ohne Wert"),
        (IMMER.replace("{dxf}", "9999"), "", "unbekannt"),
    ],
)
def test_an_entry_that_a_new_conditional_format_may_show_otherwise_is_said(regel, dxf, was):
    (befund,) = found(with_rule(regel, dxf))
    assert (befund.schwere, befund.code, befund.source.zelle) == (Schwere.WARNUNG, "ruecklauf.zahlformat", FELD.zelle)
    assert was in befund.text


@pytest.mark.parametrize(
    ("regel", "dxf"),
    [
        (IMMER, '<numFmt numFmtId="990" formatCode="#,##0.00"/>'),
        (IMMER, '<font><color rgb="FFB3261E"/></font>'),
        (IMMER, '<fill><patternFill><bgColor rgb="FFFFEB9C"/></patternFill></fill>'),
        (BALKEN.replace(' showValue="0"', ""), ""),
    ],
)
def test_silent_for_a_conditional_format_that_shows_the_number(regel, dxf):
    assert found(with_rule(regel, dxf)) == []


def test_a_rule_of_the_newer_kind_is_said_where_something_was_entered():
    data = set_cell(gesendet().data, FELD.blatt, FELD.zelle, "<v>90000</v>")
    part = sheet_part(data, FELD.blatt)
    teile = members(data)
    block = (
        '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" uri="{78C0D931}">'
        '<x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule type="expression"><x14:dxf/></x14:cfRule>'
        "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst></worksheet>"
    )
    neu = teile[part].replace(b"</worksheet>", block.encode())
    assert [b.code for b in found(pack({**teile, part: neu}))] == ["ruecklauf.zahlformat"]


def test_silent_for_filled_inputs():
    data = gesendet().data
    for feld in gesendet().felder[:20]:
        data = set_cell(data, feld.blatt, feld.zelle, "<v>5</v>")
    data = set_cell(data, "Rückmeldung", "C6", text("Amt"), TEXT)
    assert found(data) == []


@pytest.mark.parametrize("zelle", ["A1048576", "XFD1048576", "ZZ200000"])
def test_a_cell_far_away_is_named_and_costs_nothing(zelle):
    zeile = re.sub(r"\D", "", zelle)
    weit = f'<row r="{zeile}"><c r="{zelle}"><v>1</v></c></row></sheetData>'.encode()
    data = patch(gesendet().data, sheet2__xml=lambda xml: xml.replace(b"</sheetData>", weit))
    tracemalloc.start()
    (befund,) = found(data)
    assert tracemalloc.get_traced_memory()[1] < 100 * 2**20
    tracemalloc.stop()
    assert (befund.code, befund.source.zelle) == ("gesperrt.eingetragen", zelle)


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
    assert roh.ausweis.is_sealed_by(SCHLUESSEL)
    meldung, befunde = read_rueckmeldung(roh, gesendet().felder)
    assert befunde == []
    assert meldung.eingaben == {feld.feld: feld.wert for feld in gesendet().felder}


def test_what_libreoffice_saves_of_any_workbook_is_silent(tmp_path, recalculated):
    """Of every Budget, in the middle and at the end of the year."""
    mappen = [gesendet(budget, stand) for budget in BUDGETS for stand in (STAND, Stand(2023, 12))]
    for nummer, mappe in enumerate(mappen):
        (tmp_path / f"{nummer}.xlsx").write_bytes(mappe.data)
    dateien = [tmp_path / f"{nummer}.xlsx" for nummer in range(len(mappen))]
    for mappe, (_, neu) in zip(mappen, recalculated(dateien), strict=True):
        roh = open_ruecklauf("rück.xlsx", neu.read_bytes())
        meldung, befunde = read_rueckmeldung(roh, mappe.felder)
        assert befunde + check_gesperrt(open_ruecklauf("x", mappe.data), roh, mappe.felder) == []
        assert meldung.eingaben == {feld.feld: feld.wert for feld in mappe.felder}


def test_a_number_in_a_formula_may_be_written_otherwise():
    """Here a program has written back the zeros that we leave out."""
    blatt, zelle, formel = next(
        (blatt.name, adresse, formel)
        for blatt in original().blaetter.values()
        for adresse in blatt.zellen
        if (formel := blatt.formel(adresse)) and re.match(r"ROUND\(-?\d+\.\d", formel)
    )
    anders = re.sub(r"(\d+\.\d+)", r"\g<1>00", formel, count=1)
    assert found(set_cell(gesendet().data, blatt, zelle, f"<f>{escape(anders)}</f><v>0</v>")) == []
    anders = re.sub(r"(\d+\.\d+)", r"\g<1>01", formel, count=1)
    (befund,) = found(set_cell(gesendet().data, blatt, zelle, f"<f>{escape(anders)}</f><v>0</v>"))
    assert befund.code == "gesperrt.formel"


@pytest.mark.parametrize(
    ("formel", "andere"),
    [("A1.50+1", "A1.5+1"), ('"1.50"', '"1.5"'), ("'1.50'!A1", "'1.5'!A1"), ("A10", "A1"), ("1.5", "1.05")],
)
def test_other_formulas_stay_others(formel, andere):
    assert not is_same_formula(formel, andere)


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
    (befund,) = found(set_cell(gesendet().data, FELD.blatt, f"A{ZEILE}", text("Reisekosten neu"), TEXT))
    assert (befund.code, befund.schwere) == ("gesperrt.aufbau", Schwere.FEHLER)


def test_a_label_that_stands_beside_another_input_has_moved():
    andere = original().blaetter[FELD.blatt].zellen[f"A{ZEILE + 1}"].wert
    erster, *_ = found(set_cell(gesendet().data, FELD.blatt, f"A{ZEILE}", text(andere), TEXT))
    assert (erster.code, erster.schwere) == ("gesperrt.verschoben", Schwere.FEHLER)


def test_an_inserted_row_is_an_error():
    def insert(xml: bytes) -> bytes:
        def schieben(treffer: re.Match[bytes]) -> bytes:
            zeile = int(treffer[2])
            return treffer[1] + str(zeile + (zeile >= ZEILE)).encode() + b'"'

        return re.sub(rb'((?:<c r="[A-Z]+|<row r="))(\d+)"', schieben, xml)

    teile = members(gesendet().data)
    part = sheet_part(gesendet().data, FELD.blatt)
    teile[part] = insert(teile[part])
    erster, *weitere = found(pack(teile))
    assert (erster.code, erster.schwere) == ("gesperrt.verschoben", Schwere.FEHLER)
    assert f"verschoben oder Beschriftungen geändert (erste Abweichung A{ZEILE})" in erster.text
    assert len(weitere) == MAX_EINZELN + 1


def test_a_deleted_formula_and_a_data_table_are_called_so():
    (befund,) = found(set_cell(gesendet().data, FELD.blatt, f"B{ZEILE - 1}", ""))
    assert "Formel ist gelöscht" in befund.text
    tabelle = f'<f t="dataTable" ref="B{ZEILE}" dt2D="1" r1="A1"/><v>1</v>'
    (befund,) = found(set_cell(gesendet().data, FELD.blatt, f"B{ZEILE}", tabelle))
    assert "eine Datentabelle oder Matrixformel" in befund.text


@pytest.mark.parametrize(
    ("zelle", "inhalt", "attribute"),
    [
        (f"R{ZEILE - 1}", "<v>90000</v>", ""),  # the sum above the input
        (f"R{ZEILE - 1}", text("Mehr Erstattungen"), TEXT),
        (f"R{ZEILE + 3}", "<v>5000</v>", ""),
        ("C1", "<v>5</v>", ""),
        ("C1", "<f>WEBSERVICE(&quot;http://x&quot;)</f><v>1</v>", ""),
        ("C1", "<f>cmd|' /c calc'!A0</f><v>1</v>", ""),
    ],
)
def test_what_seems_to_be_meant_as_an_input_is_a_warning(zelle, inhalt, attribute):
    (befund,) = found(set_cell(gesendet().data, FELD.blatt, zelle, inhalt, attribute))
    assert (befund.code, befund.schwere, befund.source.zelle) == ("gesperrt.eingetragen", Schwere.WARNUNG, zelle)


def test_a_changed_hidden_sheet_is_said_once():
    json = gesendet().identitaet.to_json().replace('"', "&quot;")
    data = set_cell(gesendet().data, IDENTITAET_BLATT, "A2", text(json.replace(":", ": ")), TEXT)
    data = set_cell(data, IDENTITAET_BLATT, "A1", text("anders"), TEXT)
    assert open_ruecklauf("x", data).identitaet == gesendet().identitaet
    (befund,) = found(data)
    assert (befund.code, befund.schwere) == ("gesperrt.kennblatt", Schwere.WARNUNG)
    assert "trotzdem gültig" in befund.text


def test_the_identity_in_another_workbook_is_said_once():
    teile = members(gesendet().data)
    teile[sheet_part(gesendet().data, IDENTITAET_BLATT)] = members(gesendet("Arbeit").data)[
        sheet_part(gesendet("Arbeit").data, IDENTITAET_BLATT)
    ]
    roh = open_ruecklauf("x", pack(teile))
    _, befunde = read_rueckmeldung(roh, gesendet("Arbeit").felder)
    befunde += check_gesperrt(open_ruecklauf("x", gesendet("Arbeit").data), roh, gesendet("Arbeit").felder)
    (befund,) = befunde
    assert (befund.code, befund.schwere) == ("gesperrt.blatt", Schwere.FEHLER)
    assert "Kennung von „Arbeit“, enthält aber andere Blätter: „35 Gesundheitsamt“" in befund.text


def test_many_new_sheets_are_counted():
    buch = openpyxl.load_workbook(io.BytesIO(gesendet().data))
    for nummer in range(MAX_EINZELN + 2):
        buch.create_sheet(f"Neu {nummer}")["A1"] = "x"
    puffer = io.BytesIO()
    buch.save(puffer)
    befunde = found(puffer.getvalue())
    assert len(befunde) == MAX_EINZELN + 1
    assert "2 weitere Blätter" in befunde[-1].text


def test_comments_and_text_boxes_are_counted():
    buch = openpyxl.load_workbook(io.BytesIO(gesendet().data))
    buch[FELD.blatt][FELD.zelle].comment = Comment("=1+1 bitte prüfen", "Amt")
    puffer = io.BytesIO()
    buch.save(puffer)
    (befund,) = found(puffer.getvalue())
    assert (befund.code, befund.schwere, befund.source.blatt) == ("gesperrt.notiz", Schwere.HINWEIS, FELD.blatt)
    zeichnung = patch(gesendet().data, drawing2__xml=lambda xml: xml.replace(b"</xdr:wsDr>", b"<xdr:sp/></xdr:wsDr>"))
    (befund,) = found(zeichnung)
    assert befund.code == "gesperrt.notiz"


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
