"""Checking a template: each thing that would keep it from being filled right, and nothing about a sound one."""

from __future__ import annotations

import random
import re
import zipfile
from pathlib import Path

import pytest

from xlbudget.app.bericht.vorlage import vorlage_neu, vorlage_pruefen
from xlbudget.errors import AusgabeError, EingabeError, Schwere
from xlbudget.mitgeliefert import shipped

BOOK, SHEET = "xl/workbook.xml", "xl/worksheets/sheet1.xml"
ERTRAEGE = ">Produktblatt!$C$7:$N$12<"


@pytest.fixture
def changed(tmp_path):
    """Function that checks the shipped template after replacing text in one of its parts."""

    def check(
        old: str, new: str, part: str = BOOK, vorlage: str = "produktblatt.xlsx"
    ) -> list[tuple[Schwere, str, str]]:
        datei = tmp_path / "eigene.xlsx"
        with zipfile.ZipFile(shipped("templates", vorlage)) as quelle, zipfile.ZipFile(datei, "w") as ziel:
            for member in quelle.namelist():
                text = quelle.read(member)
                if member == part:
                    assert old.encode() in text
                    text = text.replace(old.encode(), new.encode(), 1)
                ziel.writestr(member, text)
        return [(befund.schwere, befund.code, str(befund)) for befund in vorlage_pruefen(datei)]

    return check


@pytest.mark.parametrize(
    "datei", sorted(shipped("templates", "produktblatt.xlsx").parent.glob("*.xlsx")), ids=lambda datei: datei.name
)
def test_shipped_templates_are_sound(datei):
    assert vorlage_pruefen(datei) == []


def test_a_missing_required_name(changed):
    assert changed('name="PB_Titel"', 'name="Titel"') == [
        (
            Schwere.FEHLER,
            "vorlage.name_fehlt",
            "Der Name PB_Titel fehlt; ohne ihn kann kein Bericht geschrieben werden. "
            "In Excel unter Formeln › Namens-Manager anlegen. — eigene.xlsx",
        )
    ]


def test_a_missing_optional_name_says_what_will_not_appear(changed):
    ((schwere, code, text),) = changed('name="PB_Erlaeuterung"', 'name="Erlaeuterung"')
    assert (schwere, code) == (Schwere.HINWEIS, "vorlage.name_optional")
    assert text.startswith("Der Name PB_Erlaeuterung fehlt; die Erläuterung erscheint nicht.")


def test_a_template_that_shows_its_abweichung_one_way_round_only(changed):
    befunde = {code: (schwere, text) for schwere, code, text in changed('name="PB_Abweichungssinn"', 'name="Sinn"')}
    schwere, text = befunde["vorlage.abweichungssinn"]
    assert schwere is Schwere.HINWEIS
    assert "eine leere Zelle PB_Abweichungssinn nennen" in text


def test_a_mistyped_name_is_recognised(changed):
    befunde = changed('name="PB_Erlaeuterung"', 'name="PB_Erläuterung"')
    assert [code for _, code, _ in befunde] == ["vorlage.name_optional", "vorlage.name_unbekannt"]
    assert "Gemeint ist vielleicht PB_Erlaeuterung." in befunde[1][2]
    assert befunde[1][0] is Schwere.WARNUNG


def test_names_are_found_without_regard_to_case(changed):
    assert changed('name="PB_Titel"', 'name="pb_titel"') == []


@pytest.mark.parametrize("ziel", ["#REF!", "Produktblatt!$C:$N", "Produktblatt!$7:$12", '"Text"'])
def test_a_name_that_points_at_no_cells(changed, ziel):
    gefunden = [text for _, code, text in changed(ERTRAEGE, f">{ziel}<") if code == "vorlage.name_ziel"]
    assert gefunden == [
        f"Der Name PB_Ertraege verweist auf {ziel}, nötig ist ein Zellbereich. "
        "In Excel unter Formeln › Namens-Manager ändern. — eigene.xlsx"
    ]


@pytest.mark.parametrize(
    ("alt", "neu", "text"),
    [
        (ERTRAEGE, ">Produktblatt!$C$7:$M$12<", "PB_Ertraege zu klein: es fehlen 1 Spalten"),
        (
            ">Produktblatt!$A$13:$O$14<",
            ">Produktblatt!$A$13:$O$13<",
            "PB_ErtraegeVorjahre zu klein: es fehlen 1 Zeilen",
        ),
        (
            ">Produktblatt!$A$13:$O$14<",
            ">Produktblatt!$A$13:$B$14<",
            "PB_ErtraegeVorjahre zu klein: es fehlen 13 Spalten",
        ),
    ],
)
def test_a_name_that_is_too_small(changed, alt, neu, text):
    ((schwere, code, befund),) = changed(alt, neu)
    assert (schwere, code) == (Schwere.FEHLER, "vorlage.name_klein")
    assert text in befund


def test_names_of_one_table_with_unequal_rows(changed):
    assert changed(">Produktblatt!$P$7:$P$12<", ">Produktblatt!$P$7:$P$10<") == [
        (
            Schwere.FEHLER,
            "vorlage.name_zeilen",
            "PB_ErtraegePrognose hat 4 Zeilen, PB_ErtraegeZeilen hat 6: es fehlen 2. "
            "In Excel unter Formeln › Namens-Manager ändern. — eigene.xlsx, Produktblatt!P7",
        )
    ]


def test_names_of_one_table_in_different_rows(changed):
    befunde = changed(">Produktblatt!$Q$7:$Q$12<", ">Produktblatt!$Q$8:$Q$13<")
    assert {(schwere, code) for schwere, code, _ in befunde} == {(Schwere.WARNUNG, "vorlage.name_versetzt")}
    assert "PB_ErtraegeVerfahren in Zeile 8" in befunde[0][2]


def test_names_that_overlap(changed):
    befunde = changed(">Produktblatt!$P$3<", ">Produktblatt!$B$2<")
    assert [code for _, code, _ in befunde] == ["vorlage.name_ueberschneidung"]
    assert "PB_Titel und PB_Stand überschneiden sich" in befunde[0][2]


@pytest.mark.parametrize("name", ["PB_ErtraegeGrund", "PB_AufwendungenMeldung", "PB_Erlaeuterung", "PB_ZielIst"])
def test_a_template_with_inputs_needs_a_name_for_each(changed, name):
    befunde = changed(f'name="{name}"', f'name="Ohne{name}"', vorlage="rueckmeldung.xlsx")
    assert [(schwere, code) for schwere, code, _ in befunde] == [(Schwere.FEHLER, "vorlage.name_fehlt")]
    assert befunde[0][2].startswith(f"Der Name {name} fehlt; ohne ihn kann kein Fachdienst antworten.")


def test_an_input_beside_another_row_is_said(changed):
    befunde = changed(">Produktblatt!$S$7:$S$12<", ">Produktblatt!$S$8:$S$13<", vorlage="rueckmeldung.xlsx")
    assert {(schwere, code) for schwere, code, _ in befunde} == {(Schwere.WARNUNG, "vorlage.name_versetzt")}
    assert "PB_ErtraegeGrund in Zeile 8" in befunde[0][2]


def test_a_formula_in_a_target_cell(changed):
    befunde = changed(">Produktblatt!$A$38<", ">Produktblatt!$O$7<")
    assert [(schwere, code) for schwere, code, _ in befunde] == [(Schwere.HINWEIS, "vorlage.formel_ersetzt")]
    assert befunde[0][2].endswith("gehört zum Namen PB_Erlaeuterung. — eigene.xlsx, Produktblatt!O7")


def test_a_formula_that_cannot_be_computed(changed):
    befunde = changed("<f>SUM(B7:B12)</f>", "<f>GIBTESNICHT(B7:B12)</f>", SHEET)
    assert (Schwere.HINWEIS, "vorlage.formel") in {(schwere, code) for schwere, code, _ in befunde}
    assert {code for _, code, _ in befunde} == {"vorlage.formel"}
    assert any(text.endswith("Produktblatt!B6") for _, _, text in befunde)


def test_a_signed_template(changed):
    art = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
    beziehung = f'<Relationship Id="rIdS" Type="{art}" Target="docProps/core.xml"/></Relationships>'
    befunde = changed("</Relationships>", beziehung, "_rels/.rels")
    assert [(schwere, code) for schwere, code, _ in befunde] == [
        (Schwere.HINWEIS, "lint.signatur"),
        (Schwere.FEHLER, "vorlage.signatur"),
    ]
    assert "Signatur entfernen" in befunde[1][2]


def test_a_sheet_that_cannot_become_many(changed):
    formel = "<f>SUM('Produktblatt:Produktblatt'!C7)</f>"
    ((schwere, code, text),) = [
        befund for befund in changed("<f>SUM(B7:B12)</f>", formel, SHEET) if befund[1] == "vorlage.mappe"
    ]
    assert (schwere, code) == (Schwere.WARNUNG, "vorlage.mappe")
    assert text.startswith("Als Mappe geht diese Vorlage nicht, nur als einzelne Blätter. Der Bezug 'Produktblatt:")


def test_faults_of_the_workbook_and_of_its_names_together(changed):
    befunde = changed('name="PB_Titel"', 'name="Mein Titel"')
    assert {code for _, code, _ in befunde} == {"lint.name", "vorlage.name_fehlt"}


def test_a_broken_workbook_is_reported_alone(changed):
    assert {
        code for _, code, _ in changed("worksheets/sheet1.xml", "worksheets/x.xml", "xl/_rels/workbook.xml.rels")
    } == {"lint.verweis", "lint.teil_verwaist"}


def test_no_workbook_at_all(tmp_path):
    with pytest.raises(EingabeError, match="gibt es nicht"):
        vorlage_pruefen(tmp_path / "fehlt.xlsx")


def test_whatever_is_broken_the_check_comes_to_its_end(tmp_path, tiefe):
    zufall = random.Random(1923)
    with zipfile.ZipFile(shipped("templates", "produktblatt.xlsx")) as archive:
        original = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(tiefe(60, 600)):
        members = dict(original)
        part = zufall.choice([BOOK, SHEET, "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"])
        wert = zufall.choice(list(re.finditer(rb'(?<==")[^"]*(?=")|(?<=>)[^<>]+(?=<)', members[part])))
        neu = zufall.choice([b"", b"-1", b"99999999999", b"x", b"A1", b"1.5", b"#REF!"])
        members[part] = members[part][: wert.start()] + neu + members[part][wert.end() :]
        datei = tmp_path / "kaputt.xlsx"
        with zipfile.ZipFile(datei, "w") as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        assert vorlage_pruefen(datei) is not None


def test_a_new_template_is_the_shipped_one(tmp_path):
    ziel = vorlage_neu(tmp_path / "neu")
    assert ziel == tmp_path / "neu" / "produktblatt.xlsx"
    assert ziel.read_bytes() == shipped("templates", "produktblatt.xlsx").read_bytes()


def test_a_template_that_is_there_stays(tmp_path):
    Path(tmp_path / "produktblatt.xlsx").write_bytes(b"meine")
    with pytest.raises(AusgabeError, match="gibt es schon und bleibt unverändert"):
        vorlage_neu(tmp_path)
    assert (tmp_path / "produktblatt.xlsx").read_bytes() == b"meine"
