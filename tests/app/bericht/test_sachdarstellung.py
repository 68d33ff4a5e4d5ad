"""Drafts from file to file: what is in them, what an edited one keeps, what is refused with nothing half-written."""

from __future__ import annotations

import copy
import re
import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import docx
import peine
import pytest
from conftest import GOLDEN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openxml_audit import OpenXmlValidator

from xlbudget.app.bericht import sachdarstellung as anwendung
from xlbudget.app.bericht.sachdarstellung import fortschreiben, sachdarstellung
from xlbudget.core.gliederung import Gliederung
from xlbudget.core.massnahmen import Massnahmenzeile, Wirkung
from xlbudget.core.sachdarstellung.fortschreiben import Schicksal
from xlbudget.core.sachdarstellung.marke import Passagenmarke
from xlbudget.core.zeit import Stand
from xlbudget.errors import AusgabeError, EingabeError, VorlageError
from xlbudget.mitgeliefert import shipped
from xlbudget.sources.texte.wordentwurf import read_entwurf
from xlbudget.wordabsaetze import iter_steuerelemente, text_of

DEZEMBER, JUNI = Stand(2023, 12), Stand(2023, 6)
NAME = "Sachdarstellung 2023-12.docx"
VEROEFFENTLICHT = GOLDEN / "peine-2023" / "sachdarstellung-2023.txt"
PUBLISHED = {
    # Produkt that the published text speaks of → whether the draft has a sentence about it, and why it has none
    "3114": True, "3115": True, "3116": True, "3118": True, "31192": True, "31195": True, "3130": True,
    "314": True,  # 3140 in the published text
    "3155": True, "35170": True, "3121": True, "3122": True, "3123": True, "3124": True, "3125": True, "3129": True,
    "41401": True, "41402": True, "41403": True, "41404": True, "41405": True,
    "3110": True,  # named as where the Land refunds
}  # fmt: skip


@pytest.fixture(autouse=True)
def without_reading(monkeypatch):
    """The figures of the example, read once; a test may give others by the Stand."""
    monkeypatch.setattr(anwendung, "load", lambda mappe, stand, fortschritt: peine.lauf(stand.monat))


@pytest.fixture(scope="module")
def erster(tmp_path_factory) -> Path:
    ziel = tmp_path_factory.mktemp("entwurf")
    (geschrieben,) = sachdarstellung(peine.DATENMAPPE, DEZEMBER, ziel).geschrieben
    return geschrieben.datei


@pytest.fixture
def alt(erster, tmp_path) -> Path:
    return Path(shutil.copy(erster, tmp_path / "ALT.docx"))


def moved(monkeypatch, **aenderung) -> None:
    """From now on the example has another Plan for one posting less: its figures moved."""
    lauf = peine.lauf(12)
    ist = peine.lauf(11).daten.ist
    monkeypatch.setattr(
        anwendung,
        "load",
        lambda *_: replace(
            lauf, daten=replace(lauf.daten, ist=ist, prognosen=peine.lauf(11).daten.prognosen, **aenderung)
        ),
    )


def controls(dokument) -> dict[str, object]:
    """Controls of passages by their title, as far as Word shows it."""
    return {
        element.find(f"{qn('w:sdtPr')}/{qn('w:alias')}").get(qn("w:val")).removeprefix("Entwurf: "): element
        for element, tag in iter_steuerelemente(dokument.element.body)
        if Passagenmarke.parse(tag)
    }


def edit(datei: Path, aendern) -> Path:
    dokument = docx.Document(str(datei))
    aendern(dokument, controls(dokument))
    dokument.save(str(datei))
    return datei


def paragraphs(datei: Path) -> list[str]:
    """What is seen; python-docx does not show the text of controls."""
    return [text_of(absatz) for absatz in docx.Document(str(datei)).element.body.iter(qn("w:p"))]


def unlock(element) -> None:
    """What Word does for *Inhaltssteuerelement entfernen*."""
    for kind in list(element.find(qn("w:sdtContent"))):
        element.addprevious(kind)
    element.getparent().remove(element)


def type_into(element, text: str) -> None:
    lauf = OxmlElement("w:r")
    worte = OxmlElement("w:t")
    worte.text = text
    lauf.append(worte)
    element.find(qn("w:sdtContent")).append(lauf)


def of(ergebnis, art: Schicksal) -> list[str]:
    (geschrieben,) = ergebnis.geschrieben
    return [schritt.titel for schritt in geschrieben.schritte if schritt.art is art]


# a new draft


def test_the_produkte_that_the_published_text_speaks_of(erster):
    text = VEROEFFENTLICHT.read_text(encoding="utf-8")
    genannt = set(re.findall(r"\b(3\d{3,4}|4\d{4})\b", text)) - {"3140"} | {"314"}
    assert genannt == PUBLISHED.keys()
    entwurf = "\n".join(paragraphs(erster))
    assert {nummer: f"Beim Produkt {nummer} „" in entwurf for nummer in PUBLISHED} == PUBLISHED


def test_every_figure_agrees_with_the_data(erster):
    ergebnis = anwendung.pruefung_of(peine.lauf(12)).check(anwendung.read_text(erster).abschnitte)
    assert {urteil.art.value for urteil in ergebnis.urteile} <= {"stimmt", "stimmt gerundet"}
    assert ergebnis.im_text == ()
    assert len(ergebnis.urteile) > 180


def test_each_figure_says_where_it_comes_from(erster):
    gelesen = read_entwurf(erster)
    assert sum(len(passage.zahlen) for passage in gelesen.passagen) == 182
    namen = [
        element.find(f"{qn('w:sdtPr')}/{qn('w:alias')}").get(qn("w:val"))
        for element, tag in iter_steuerelemente(docx.Document(str(erster)).element.body)
        if tag.startswith("xlbz.") and tag.endswith(".1.642.180 €".replace(" ", "\xa0"))
    ]
    assert namen == ["3118, Saldo, Abweichung"]


def test_the_file_is_whole_and_without_a_name(erster):
    assert list(OpenXmlValidator().validate(str(erster)).errors) == []
    eigenschaften = docx.Document(str(erster)).core_properties
    assert (eigenschaften.author, eigenschaften.last_modified_by) == ("", "")


def test_the_same_data_give_the_same_bytes(erster, tmp_path):
    (noch_einer,) = sachdarstellung(peine.DATENMAPPE, DEZEMBER, tmp_path).geschrieben
    assert noch_einer.datei.read_bytes() == erster.read_bytes()


def test_a_draft_that_is_there_is_never_overwritten(erster):
    vorher = erster.read_bytes()
    with pytest.raises(AusgabeError, match="--entwurf"):
        sachdarstellung(peine.DATENMAPPE, DEZEMBER, erster.parent)
    assert erster.read_bytes() == vorher


# the template


def template(tmp_path, aendern) -> Path:
    dokument = docx.Document(str(shipped("templates", "sachdarstellung.docx")))
    aendern(dokument)
    dokument.save(str(tmp_path / "eigene.docx"))
    return tmp_path / "eigene.docx"


def paragraph(dokument, text):
    return next(absatz for absatz in dokument.paragraphs if absatz.text == text)


@pytest.mark.parametrize(
    ("feld", "neu", "meldung"),
    [
        ("{budgets}", "", "Das Feld {budgets} fehlt"),
        ("{produkte}", "{produkt}", "Absatz 10: Das Feld {produkt} gibt es nicht"),
        ("{ziele}", "{ziele", "Zu „{“ fehlt die andere Klammer"),
        ("{ziele}", "Ziele: {ziele}", "{ziele} braucht einen Absatz für sich allein"),
        ("{ziele}", "{budgets}", "{budgets} steht 2-mal da"),
    ],
)
def test_a_template_with_a_broken_field(tmp_path, feld, neu, meldung):
    vorlage = template(tmp_path, lambda d: setattr(paragraph(d, feld), "text", neu))
    with pytest.raises(VorlageError, match=re.escape(meldung)):
        sachdarstellung(peine.DATENMAPPE, DEZEMBER, tmp_path / "ziel", vorlage=vorlage)
    assert not (tmp_path / "ziel").exists()


def test_a_field_in_the_footer(tmp_path):
    vorlage = template(tmp_path, lambda d: d.sections[0].footer.add_paragraph("{inhalt}"))
    with pytest.raises(VorlageError, match="Fußzeile, Absatz 2"):
        sachdarstellung(peine.DATENMAPPE, DEZEMBER, tmp_path / "ziel", vorlage=vorlage)


@pytest.mark.parametrize("inhalt", [b"", b"kein Word", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 99])
def test_what_is_no_docx(tmp_path, inhalt):
    datei = tmp_path / "x.docx"
    datei.write_bytes(inhalt)
    for versuch in ({"vorlage": datei}, {"alter": datei}):
        with pytest.raises(EingabeError, match=r"x\.docx"):
            (fortschreiben if "alter" in versuch else sachdarstellung)(
                peine.DATENMAPPE, DEZEMBER, tmp_path / "ziel", **versuch
            )
    assert not (tmp_path / "ziel").exists()


def test_fields_that_word_has_cut_into_runs_and_a_look_of_the_house(tmp_path):
    def aendern(dokument):
        absatz = paragraph(dokument, "Produktbericht zum Stand {stand}")
        for lauf in absatz.runs[1:]:
            lauf._r.getparent().remove(lauf._r)
        absatz.runs[0].text = "Fett\tbis {St"
        absatz.add_run("an").bold = True
        absatz.add_run(" d } und {KOMMUNE}.")
        absatz.runs[2].text = "d } und {KOMMUNE}."
        paragraph(dokument, "{produkte}").runs[0].italic = True

    (geschrieben,) = sachdarstellung(
        peine.DATENMAPPE, DEZEMBER, tmp_path / "ziel", vorlage=template(tmp_path, aendern)
    ).geschrieben
    assert "Fett bis Dezember 2023 und Landkreis Peine." in paragraphs(geschrieben.datei)
    element = controls(docx.Document(str(geschrieben.datei)))["Produkt 3155 Soziale Einrichtungen für Ausländer"]
    assert element.find(f".//{qn('w:i')}") is not None


def test_produkte_apart_from_their_budgets(tmp_path):
    def aendern(dokument):
        dokument.add_paragraph("Die Produkte")
        dokument.element.body.insert(-1, paragraph(dokument, "{produkte}")._p)

    (geschrieben,) = sachdarstellung(
        peine.DATENMAPPE, DEZEMBER, tmp_path / "ziel", vorlage=template(tmp_path, aendern)
    ).geschrieben
    texte = paragraphs(geschrieben.datei)
    grenze = texte.index("Die Produkte")
    assert sum(text.startswith("Beim Produkt") for text in texte[:grenze]) == 0
    assert sum(text.startswith("Im Budget") and "Budgetverb" in text for text in texte[:grenze]) == 4


def test_words_of_others_stay_what_they_are(tmp_path, monkeypatch):
    """An Erläuterung with braces and characters that no docx can hold."""
    lauf = peine.lauf(12)
    objekte = [
        replace(o, erlaeuterung="Siehe {stand}\x07 und {x\x00\ud800 <b>&amp;") if o.kennung == "3114" else o
        for o in lauf.daten.gliederung
        if o.kennung != "Gesamt"
    ]
    anders = replace(lauf, daten=replace(lauf.daten, gliederung=Gliederung(objekte), kommune="Kreis\x01"))
    monkeypatch.setattr(anwendung, "load", lambda *_: anders)
    (geschrieben,) = sachdarstellung(peine.DATENMAPPE, DEZEMBER, tmp_path / "a").geschrieben
    assert any("Siehe {stand} und {x <b>&amp; (Quelle" in text for text in paragraphs(geschrieben.datei))
    assert paragraphs(geschrieben.datei)[0] == "Kreis"
    ergebnis = fortschreiben(peine.DATENMAPPE, DEZEMBER, tmp_path / "b", geschrieben.datei)
    assert len(of(ergebnis, Schicksal.GLEICH)) == 50


# an edited draft


def test_nothing_moved_nothing_edited(alt, tmp_path):
    ergebnis = fortschreiben(peine.DATENMAPPE, DEZEMBER, tmp_path / "neu", alt)
    assert len(of(ergebnis, Schicksal.GLEICH)) == 50
    assert (tmp_path / "neu" / NAME).read_bytes() == alt.read_bytes()


def test_what_was_edited_stays_and_the_rest_is_renewed(alt, tmp_path, monkeypatch):
    titel = "Produkt 3155 Soziale Einrichtungen für Ausländer"
    edit(alt, lambda d, c: type_into(c[titel], " Die Halle ist geräumt."))
    moved(monkeypatch)
    ergebnis = fortschreiben(peine.DATENMAPPE, DEZEMBER, tmp_path / "neu", alt)
    assert of(ergebnis, Schicksal.BEWEGT) == [titel]
    (geschrieben,) = ergebnis.geschrieben
    (schritt,) = (s for s in geschrieben.schritte if s.titel == titel)
    assert schritt.bewegt[0].startswith("3155, Saldo, Abweichung: 1.126.765\xa0€ → ")
    texte = paragraphs(geschrieben.datei)
    assert any("1.126.765\xa0€" in text and text.endswith("Die Halle ist geräumt.") for text in texte)
    assert any(urteil.figur.startswith("1.126.765") for urteil in geschrieben.widersprueche)
    assert not any("1.642.180" in text for text in texte)
    assert titel not in of(ergebnis, Schicksal.ERNEUERT)
    assert list(OpenXmlValidator().validate(str(geschrieben.datei)).errors) == []


def test_own_paragraphs_released_deleted_and_doubled_passages(alt, tmp_path, monkeypatch):
    frei, weg, doppelt = (
        f"Produkt {name}" for name in ("3123 einmalige Leistungen", "31195 Heimaufsicht",
                                       "31192 Verwaltung der Sozialhilfe")
    )  # fmt: skip

    def aendern(dokument, da):
        dokument.add_paragraph("Ein eigener Satz mit { Klammer.")
        unlock(da[frei])
        absatz = da[weg].getparent()
        absatz.getparent().remove(absatz)
        zeile = da[doppelt].getparent()
        dokument.element.body.insert(3, copy.deepcopy(zeile))

    edit(alt, aendern)
    moved(monkeypatch)
    ergebnis = fortschreiben(peine.DATENMAPPE, DEZEMBER, tmp_path / "neu", alt)
    (geschrieben,) = ergebnis.geschrieben
    texte = paragraphs(geschrieben.datei)
    assert of(ergebnis, Schicksal.FREI_BEWEGT) == [weg, frei]
    assert any("Beim Produkt 3123" in text and "49.416" in text for text in texte)
    assert not any("Beim Produkt 31195" in text for text in texte)
    assert of(ergebnis, Schicksal.ERNEUERT).count(doppelt) == 2
    assert len({text for text in texte if "Beim Produkt 31192" in text}) == 1
    assert "Ein eigener Satz mit { Klammer." in texte


def test_passages_that_are_new_or_no_longer_there(alt, tmp_path, monkeypatch):
    titel = "Produkt 31195 Heimaufsicht"
    lauf = peine.lauf(12)
    weniger = replace(lauf.daten.regeln, tendenz_ab_ct=21_000_00)
    monkeypatch.setattr(anwendung, "load", lambda *_: replace(lauf, daten=replace(lauf.daten, regeln=weniger)))
    ergebnis = fortschreiben(peine.DATENMAPPE, DEZEMBER, tmp_path / "ohne", alt)
    assert of(ergebnis, Schicksal.ENTFALLEN) == [titel]
    ohne = tmp_path / "ohne" / NAME
    assert not any("Beim Produkt 31195" in text for text in paragraphs(ohne))
    monkeypatch.setattr(anwendung, "load", lambda *_: lauf)
    ergebnis = fortschreiben(peine.DATENMAPPE, DEZEMBER, tmp_path / "wieder", ohne)
    # it was in the draft once and is not there: nobody knows whether somebody took it out
    assert of(ergebnis, Schicksal.NEU) + of(ergebnis, Schicksal.FREI_BEWEGT) + of(ergebnis, Schicksal.FREI) == [titel]
    assert len(of(ergebnis, Schicksal.NEU)) == 1
    texte = paragraphs(tmp_path / "wieder" / NAME)
    stelle = next(i for i, text in enumerate(texte) if "Beim Produkt 31195" in text)
    assert "Beim Produkt 31192" in texte[stelle - 1]
    assert "Beim Produkt 3130" in texte[stelle + 1]


@pytest.mark.parametrize("art", ["del", "ins"])
def test_tracked_changes_count_as_edited(alt, tmp_path, art):
    """Also where what is seen is what was generated."""
    titel = "Produkt 31195 Heimaufsicht"

    def aendern(dokument, da):
        inhalt = da[titel].find(qn("w:sdtContent"))
        verfolgt = OxmlElement(f"w:{art}")
        verfolgt.append(inhalt[0])
        inhalt.insert(0, verfolgt)

    edit(alt, aendern)
    ergebnis = fortschreiben(peine.DATENMAPPE, DEZEMBER, tmp_path / "neu", alt)
    assert of(ergebnis, Schicksal.BEHALTEN) == [titel]
    assert ergebnis.geschrieben[0].ist_nachverfolgt


def test_a_program_that_lost_the_directory(alt, tmp_path):
    def aendern(dokument, da):
        variablen = dokument.settings.element.find(qn("w:docVars"))
        variablen.getparent().remove(variablen)
        unlock(da["Produkt 31195 Heimaufsicht"])

    ergebnis = fortschreiben(peine.DATENMAPPE, DEZEMBER, tmp_path / "neu", edit(alt, aendern))
    assert of(ergebnis, Schicksal.UNGEWISS) == ["Produkt 31195 Heimaufsicht"]
    assert sum("Beim Produkt 31195" in text for text in paragraphs(tmp_path / "neu" / NAME)) == 1


def test_in_place_with_a_copy_of_what_was_there(erster, tmp_path):
    datei = Path(shutil.copy(erster, tmp_path / NAME))
    edit(datei, lambda d, c: type_into(c["Produkt 31195 Heimaufsicht"], " Geprüft."))
    vorher = datei.read_bytes()
    (geschrieben,) = fortschreiben(peine.DATENMAPPE, DEZEMBER, tmp_path, datei).geschrieben
    assert geschrieben.sicherung
    assert geschrieben.sicherung.read_bytes() == vorher
    assert any(text.endswith("Geprüft.") for text in paragraphs(datei))
    assert datetime.now().strftime("%Y-%m-%d") in geschrieben.sicherung.name


def test_a_target_that_is_open_in_word(erster, tmp_path):
    datei = Path(shutil.copy(erster, tmp_path / NAME))
    (tmp_path / f"~${NAME[2:]}").write_bytes(b"")
    vorher = datei.read_bytes()
    with pytest.raises(AusgabeError, match="in Word schließen"):
        fortschreiben(peine.DATENMAPPE, DEZEMBER, tmp_path, datei)
    assert datei.read_bytes() == vorher
    assert not list(tmp_path.glob("*Sicherung*"))


def test_drafts_of_something_else(alt, tmp_path, monkeypatch):
    with pytest.raises(EingabeError, match="zum Stand Dezember 2023; verlangt ist Juni 2023"):
        fortschreiben(peine.DATENMAPPE, JUNI, tmp_path / "neu", alt)
    lauf = peine.lauf(12)
    anderes = replace(lauf, daten=replace(lauf.daten, kommune="Stadt Anderswo"))
    monkeypatch.setattr(anwendung, "load", lambda *_: anderes)
    with pytest.raises(EingabeError, match="eines anderen Hauses als Stadt Anderswo"):
        fortschreiben(peine.DATENMAPPE, DEZEMBER, tmp_path / "neu", alt)
    docx.Document().save(str(tmp_path / "leer.docx"))
    with pytest.raises(EingabeError, match="enthält keine Passage"):
        fortschreiben(peine.DATENMAPPE, DEZEMBER, tmp_path / "neu", tmp_path / "leer.docx")
    assert not (tmp_path / "neu").exists()


def test_a_draft_says_what_is_done_about_it_and_about_what_nothing(monkeypatch, tmp_path):
    lauf = peine.lauf(6)
    zeilen = (
        Massnahmenzeile("Verträge kündigen", 2023, objekt="3118", wirkung=Wirkung(None, 20_000_00, 60_000_00)),
        Massnahmenzeile("Satzung ändern", 2023, objekt="3114"),
    )
    mit = replace(lauf, mappe=replace(lauf.mappe, massnahmen=zeilen, ohne=lauf.mappe.ohne - {"Maßnahmen"}))
    monkeypatch.setattr(anwendung, "load", lambda *_: mit)
    (geschrieben,) = sachdarstellung(peine.DATENMAPPE, JUNI, tmp_path).geschrieben
    text = "\n".join(passage.text for passage in read_entwurf(geschrieben.datei).passagen).replace("\xa0", " ")
    vorher_ct = lauf.daten.produktblatt(lauf.daten.gliederung["3118"]).prognose_ct
    soll = f"{-(vorher_ct + 40_000_00) / 100:,.0f}".replace(",", ".")
    assert f"nach Maßnahmen wird zum Jahresende ein Zuschussbedarf von {soll} € erwartet." in text
    gegen, _, ohne = text.rpartition("Eine eigene Maßnahme gibt es noch nicht bei: ")
    assert "Produkt 3114" in gegen.rpartition("Gegenzusteuern ist bei: ")[2]
    assert "Produkt 3114" not in ohne
    assert "Produkt 31192" in ohne
    assert not [urteil for urteil in geschrieben.widersprueche if "Maßnahmen" in urteil.bezug.zeile]
