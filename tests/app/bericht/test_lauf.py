"""Broken input, end to end: everything wrong is said at once, and nothing is written."""

import re

import openpyxl
import pytest

from xlbudget.app.bericht.auswahl import Auswahl, Form
from xlbudget.app.bericht.bericht import bericht, dateinamen
from xlbudget.app.bericht.lauf import load
from xlbudget.app.bericht.vorlagenplatz import with_way_out
from xlbudget.core.gliederung import Berichtsobjekt, Ebene
from xlbudget.core.zeit import Stand
from xlbudget.errors import AusgabeError, EingabeError, Schwere, VorlageError
from xlbudget.layout.einstellungen import ABWEICHUNG_IM_BLATT, EINSTELLUNGSZEILEN
from xlbudget.mitgeliefert import shipped
from xlbudget.xlsx.fill.targets import NoRoomError

EXPORTE = ("buchungen-2023.csv", "ausgleich-2023.csv", "ansatz-2023.csv")
JAHRESENDE = Stand(2023, 12)


@pytest.fixture
def peine(tmp_path):
    """A copy of the example, with cells changed: `peine({"Produkte!A4": "999"})`."""
    for name in EXPORTE:
        (tmp_path / name).write_bytes(shipped("workbooks", name).read_bytes())

    def write(aenderungen=None):
        datei = tmp_path / "mappe.xlsx"
        buch = openpyxl.load_workbook(shipped("workbooks", "peine-2023.xlsx"))
        for ort, wert in (aenderungen or {}).items():
            blatt, zelle = ort.split("!")
            buch[blatt][zelle] = wert
        buch.save(datei)
        return datei

    return write


def befunde_of(fehler):
    return {befund.code: str(befund) for befund in fehler.value.befunde}


def place_of(einstellung: str) -> str:
    """The cell of a setting in the Datenmappe of the example."""
    namen = [zeile.name for zeile in EINSTELLUNGSZEILEN]
    return f"Einstellungen!B{4 + namen.index(einstellung)}"


@pytest.mark.parametrize(
    ("aenderungen", "code", "text"),
    [
        ({"Budgets!D4": "Soziales"}, "gliederung.kreis", "Soziales → Dezernat III → Soziales"),
        ({"Produkte!A5": "11115"}, "gliederung.doppelt", "Produkt „11115“ ist doppelt angelegt, zuerst in mappe.xlsx"),
        ({"Produkte!C4": "Soziale"}, "gliederung.unbekannt", "gehört zu „Soziale“, das in der Tabelle Budgets fehlt"),
        ({"Quellen!B4": "fehlt.csv"}, "quelle.unlesbar", "gibt es nicht"),
        ({"Quellen!B4": "ansatz-2023.csv"}, "quelle.unlesbar", "keine Kopfzeile mit den Spalten Produkt, Sachkonto"),
        ({"Einstellungen!B5": 2022}, "stand.jahr", "Der Stand 2023-12 liegt nicht im Haushaltsjahr 2022"),
        ({f"Quellen!A{zeile}": "Ansatz" for zeile in (4, 5)}, "quelle.fehlt", "kein Export mit dem Inhalt Buchungen"),
    ],
)
def test_what_makes_a_report_impossible(peine, tmp_path, aenderungen, code, text):
    with pytest.raises(EingabeError) as fehler:
        bericht(peine(aenderungen), JAHRESENDE, tmp_path / "ziel")
    assert text in befunde_of(fehler)[code]
    assert not (tmp_path / "ziel").exists()


def test_a_datenmappe_called_like_the_report_is_not_overwritten(peine):
    mappe = peine()
    mappe = mappe.rename(mappe.with_name("Produktbericht 2023-12.xlsx"))
    vorher = mappe.read_bytes()
    with pytest.raises(AusgabeError, match="aus der gerade gelesen wird"):
        bericht(mappe, JAHRESENDE, mappe.parent)
    assert mappe.read_bytes() == vorher
    assert not (mappe.parent / "einzeln").exists()


def test_all_findings_at_once(peine):
    mappe = peine({"Budgets!D4": "Soziales", "Quellen!B4": "fehlt.csv", "Produkte!A5": "11115", "Vorjahre!F4": "viel"})
    with pytest.raises(EingabeError) as fehler:
        load(mappe)
    assert {"gliederung.kreis", "gliederung.doppelt", "quelle.unlesbar", "mappe.zelle"} <= befunde_of(fehler).keys()


def test_a_produkt_that_lost_its_leading_zero(peine, tmp_path):
    export = tmp_path / "buchungen-2023.csv"
    mappe = peine({"Produkte!A4": "011115"})
    lauf = load(mappe)
    (befund,) = [b for b in lauf.befunde if b.code == "zuordnung.produkt" and b.source.datei == export.name]
    assert befund.schwere is Schwere.FEHLER
    assert "Das Produkt 11115 fehlt" in befund.text
    assert "vermutlich 011115: die führende Null ist verloren gegangen" in befund.text


def test_a_produkt_that_lost_its_leading_zero_in_the_datenmappe(peine, tmp_path):
    mappe = peine({})
    export = tmp_path / "buchungen-2023.csv"
    export.write_bytes(export.read_bytes().replace(b";11115;", b";011115;"))
    texte = [b.text for b in load(mappe).befunde if b.code == "zuordnung.produkt"]
    assert any("steht 11115. Hat diese Datei" in text for text in texte)
    assert any("sonst in der Tabelle Produkte als Text 011115 eintragen" in text for text in texte)


def test_an_ambiguous_prefix_and_an_unknown_konto(peine):
    lauf = load(peine({"Kontenzuordnung!A5": "30", "Kontenzuordnung!C5": "andere", "Kontenzuordnung!A14": "419"}))
    codes = {befund.code: befund.text for befund in lauf.befunde}
    assert "Das Präfix 30 ist mehrdeutig" in codes["konten.mehrdeutig"]
    assert "Für das Sachkonto" in codes["zuordnung.konto"]


def test_a_meldung_changes_the_prognose_of_its_stand_only(peine):
    werte = ("2023-06", "3114", "Aufwendungen", "gesamt", 9_000_000, "Tarif")
    mappe = peine({f"Prognosen!{spalte}4": wert for spalte, wert in zip("ABCDEF", werte, strict=True)})
    juni, maerz = (load(mappe, Stand(2023, monat)).daten for monat in (6, 3))
    assert juni.produktblatt(juni.gliederung["3114"]).aufwendungen.prognose_ct == 900_000_000
    assert maerz.produktblatt(maerz.gliederung["3114"]).aufwendungen.prognose_ct != 900_000_000


def zeile(blatt, nummer, *werte):
    return {f"{blatt}!{spalte}{nummer}": wert for spalte, wert in zip("ABCDEFG", werte, strict=False)}


def test_a_meldung_of_another_stand_is_checked_too(peine):
    meldungen = {
        **zeile("Prognosen", 4, "2023-06", "9999", "Aufwendungen", "gesamt", 1, ""),
        **zeile("Prognosen", 5, "2023-03", "3114", "Erträge", "Tippfehler", 1, ""),
        **zeile("Prognosen", 6, "2022-03", "3114", "Erträge", "gesamt", 1, ""),
        **zeile("Prognosen", 7, "2023-12", "3114", "Erträge", "gesamt", 1, ""),
        **zeile("Prognosen", 8, "2023-12", "3114", "Erträge", "gesamt", 2, ""),
    }
    codes = {befund.code: befund.source.zelle for befund in load(peine(meldungen)).befunde if befund.source}
    erwartet = {"bezug.objekt": "B4", "bezug.zeile": "B5", "meldung.jahr": "B6", "meldung.dezember": "B7"}
    assert erwartet.items() <= codes.items()
    assert codes["meldung.doppelt"] == "B8"


def test_own_entries_get_the_checks_of_returns(peine):
    prognose = {f"Prognosen!{spalte}4": wert for spalte, wert in zip("ABCDEF", (
        "2023-06", "3114", "Aufwendungen", "Transferaufwand", 1.5, "Tausend Euro"), strict=True)}  # fmt: skip
    halb = {f"Vorjahre!{spalte}4": None for spalte in "LMNOPQR"}
    codes = {b.code: str(b) for b in load(peine({**prognose, **halb})).befunde}
    assert "Prognosen!B4" in codes["meldung.weit"]
    assert "weniger, als schon gebucht ist" in codes["meldung.unter_ist"]
    assert {"vorjahr.halb", "vorjahr.summe"} & codes.keys()
    assert "meldung.weit" in {b.code for b in load(peine(prognose), Stand(2023, 6)).befunde}
    assert "meldung.weit" not in {b.code for b in load(peine(prognose), JAHRESENDE).befunde}


def test_meldungen_that_contradict_each_other_are_found_without_a_report(peine):
    meldungen = {
        **zeile("Prognosen", 4, "2023-06", "3114", "Aufwendungen", "gesamt", 9_000_000, ""),
        **zeile("Prognosen", 5, "2023-06", "Soziales", "Aufwendungen", "gesamt", 5_000_000, ""),
    }
    mappe = peine(meldungen)
    for stand, anzahl in ((None, 1), (Stand(2023, 6), 1), (Stand(2023, 3), 0)):
        gefunden = [befund for befund in load(mappe, stand).befunde if befund.code == "meldung.widerspruch"]
        assert len(gefunden) == anzahl
    assert "für den Rest bleiben -4.000.000,00 €" in load(mappe).befunde[-1].text


@pytest.mark.parametrize(
    ("datei", "blatt"), [("buchungen-2023.csv", None), ("../{ordner}/BUCHUNGEN-2023.CSV", "egal"), ("{voll}", None)]
)
def test_the_same_export_twice_is_read_once(peine, tmp_path, datei, blatt):
    erwartet = load(peine()).daten
    datei = datei.format(ordner=tmp_path.name, voll=tmp_path / "buchungen-2023.csv")
    lauf = load(peine(zeile("Quellen", 7, "Buchungen", datei, "Soll/Haben", blatt)))
    (befund,) = [befund for befund in lauf.befunde if befund.code == "quelle.doppelt"]
    assert befund.schwere is Schwere.FEHLER
    assert str(befund.source) == "mappe.xlsx, Quellen!B7"
    assert "zuerst in mappe.xlsx, Quellen!B4" in befund.text
    soziales = erwartet.gliederung["Soziales"]
    assert lauf.daten.produktblatt(soziales) == erwartet.produktblatt(soziales)


@pytest.mark.parametrize(
    ("blaetter", "doppelt"),
    [((None, "Erstes"), True), (("Erstes", None), True), (("Erstes", "ERSTES"), True), (("Erstes", "Zweites"), False)],
)
def test_two_sheets_of_one_file_are_two_exports(peine, tmp_path, blaetter, doppelt):
    export = openpyxl.Workbook()
    for blatt in (export.active, export.create_sheet("Zweites")):
        blatt.append(["Produkt", "Sachkonto", "Betrag", "Periode", "S/H"])
        blatt.append(["3114", "431800", 1, 1, "S"])
    export.worksheets[0].title = "Erstes"
    export.save(tmp_path / "export.xlsx")
    aenderungen = {}
    for nummer, blatt in enumerate(blaetter, 4):
        aenderungen |= zeile("Quellen", nummer, "Buchungen", "export.xlsx", "Soll/Haben", blatt)
    lauf = load(peine(aenderungen))
    assert ("quelle.doppelt" in {befund.code for befund in lauf.befunde}) == doppelt
    assert lauf.daten.produktblatt(lauf.daten.gliederung["3114"]).ergebnis_ct == (-100 if doppelt else -200)


def test_a_produkt_without_budget_is_reported_once(peine):
    with pytest.raises(EingabeError) as fehler:
        load(peine({"Produkte!C4": None}))
    gefunden = [befund.code for befund in fehler.value.befunde if befund.source and befund.source.zelle in ("A4", "C4")]
    assert gefunden == ["mappe.zelle"]


@pytest.mark.parametrize(
    ("aenderungen", "code", "ort"),
    [
        (
            {"Einstellungen!B8": 100_000, "Einstellungen!B9": 20_000},
            "einstellung.schwelle",
            "mappe.xlsx, Einstellungen!B8",
        ),
        (zeile("Verteiler", 4, "Gibtsnicht", "x", "a@b.de"), "verteiler.budget", "mappe.xlsx, Verteiler!C4"),
        ({"Kontenzuordnung!A4": "3*"}, "konten.praefix", "mappe.xlsx, Kontenzuordnung!A4"),
        ({"Vorjahre!D4": 2052}, "vorjahr.jahr", "mappe.xlsx, Vorjahre!R4"),
        (zeile("Budgets", 10, "SOZIALES", "Budget"), "gliederung.aehnlich", "mappe.xlsx, Budgets!A10"),
    ],
)
def test_implausible_master_data_is_named_with_its_place(peine, aenderungen, code, ort):
    gefunden = {befund.code: str(befund.source) for befund in load(peine(aenderungen)).befunde}
    assert gefunden[code] == ort


def test_a_prior_year_that_cannot_be_one_is_neither_shown_nor_used(peine):
    ohne, mit = (load(peine(jahre), Stand(2023, 6)).daten for jahre in ({"Vorjahre!D4": 2020}, {"Vorjahre!D4": 2052}))
    assert [mit.produktblatt(o) for o in mit.gliederung] == [ohne.produktblatt(o) for o in ohne.gliederung]


def test_a_template_without_a_required_name(peine, tmp_path):
    vorlage = openpyxl.load_workbook(shipped("templates", "produktblatt.xlsx"))
    del vorlage.defined_names["PB_Ertraege"]
    vorlage.save(tmp_path / "eigene.xlsx")
    mappe = peine({place_of("Vorlage"): "eigene.xlsx"})
    with pytest.raises(VorlageError, match="fehlen die Namen PB_Ertraege"):
        bericht(mappe, JAHRESENDE, tmp_path / "ziel")
    assert not (tmp_path / "ziel").exists()


def texts(datei, blatt):
    return [cell.value for row in openpyxl.load_workbook(datei, data_only=True)[blatt] for cell in row if cell.value]


def test_the_sense_of_the_abweichung_is_one_setting_for_all_sheets(peine, tmp_path):
    mappe = peine({place_of(ABWEICHUNG_IM_BLATT): "Prognose − Plan"})
    ziel = bericht(mappe, JAHRESENDE, tmp_path / "ziel", Auswahl(form=Form.BEIDES)).ziel
    (blatt,) = (ziel / "einzeln").glob("3114 *.xlsx")
    einzeln = openpyxl.load_workbook(blatt, data_only=True).active
    assert (einzeln["A35"].value, round(einzeln["C35"].value)) == ("Abweichung (Prognose − Plan)", -1_111_202)
    assert "gegensteuern" in texts(blatt, einzeln.title)
    (datei,) = (ziel / "mappen").glob("*Soziales*.xlsx")
    for blattname in openpyxl.load_workbook(datei).sheetnames[1:]:
        assert "Abweichung (Prognose − Plan)" in texts(datei, blattname)
    hilfe = "Die Produktblätter zeigen Prognose − Plan, also das gleiche Vorzeichen."
    for wo in ((datei, "Übersicht"), (ziel / "Produktbericht 2023-12.xlsx", "Produktbericht")):
        assert [text for text in texts(*wo) if str(text).endswith(hilfe)]


@pytest.mark.parametrize("mit_name", [False, True])
def test_a_template_that_cannot_turn_its_abweichung_round(peine, tmp_path, mit_name):
    vorlage = openpyxl.load_workbook(shipped("templates", "produktblatt.xlsx"))
    blatt = vorlage["Produktblatt"]
    blatt["A35"], blatt["C35"] = "Abweichung (Plan − Prognose)", "=ROUND(C33-C34,2)"
    blatt["A36"] = "positiv = Mehrbedarf"
    if not mit_name:
        del vorlage.defined_names["PB_Abweichungssinn"]
    vorlage.save(tmp_path / "eigene.xlsx")
    eigene = {place_of("Vorlage"): "eigene.xlsx"}
    bericht(peine(eigene), JAHRESENDE, tmp_path / "ziel", Auswahl(("3114",)))
    with pytest.raises(VorlageError, match="anders herum, als eingestellt") as fehler:
        bericht(peine({**eigene, place_of(ABWEICHUNG_IM_BLATT): "Prognose − Plan"}), JAHRESENDE, tmp_path / "anders")
    (text,) = befunde_of(fehler).values()
    assert f"auf „Plan − Prognose“ stellen. — mappe.xlsx, {place_of(ABWEICHUNG_IM_BLATT)}" in text
    assert not (tmp_path / "anders").exists()


def test_a_missing_template(peine, tmp_path):
    with pytest.raises(EingabeError, match=r"eigene\.xlsx gibt es nicht"):
        bericht(peine({place_of("Vorlage"): "eigene.xlsx"}), JAHRESENDE, tmp_path / "ziel")


def test_too_many_kennzahlen_for_the_template(peine, tmp_path):
    aenderungen = {}
    for zeile in range(66, 76):
        for spalte, wert in zip("ABC", ("3114", "Ziel", f"Ziel {zeile}"), strict=True):
            aenderungen[f"Kennzahlen!{spalte}{zeile}"] = wert
    with pytest.raises(VorlageError) as fehler:
        bericht(peine(aenderungen), JAHRESENDE, tmp_path / "ziel")
    (befund,) = fehler.value.befunde
    assert re.search(r"PB_Ziel\w+ zu klein: es fehlen 5 Zeilen", befund.text)
    assert not (tmp_path / "ziel").exists()


@pytest.mark.parametrize("eigene", [False, True])
@pytest.mark.parametrize("form", [Form.EINZELN, Form.MAPPE])
def test_rows_that_all_sheets_lack_are_said_once_with_the_way_to_a_template(peine, tmp_path, form, eigene):
    zeilen = ((zeile, (f"3{zeile}", "Erträge", f"Z{zeile}")) for zeile in range(23, 31))
    konten = {f"Kontenzuordnung!{s}{zeile}": w for zeile, werte in zeilen for s, w in zip("ABC", werte, strict=True)}
    if eigene:
        (tmp_path / "eigene.xlsx").write_bytes(shipped("templates", "produktblatt.xlsx").read_bytes())
        konten[place_of("Vorlage")] = "eigene.xlsx"
    with pytest.raises(VorlageError) as fehler:
        bericht(peine(konten), JAHRESENDE, tmp_path / "ziel", Auswahl(form=form))
    (befund,) = fehler.value.befunde
    assert "weitere Blätter): In der Vorlage " in befund.text
    assert ("eigene.xlsx" in befund.text) is eigene
    assert ("xlbudget vorlage neu ORDNER legt sie zum Ändern ab" in befund.text) is not eigene


def test_the_way_to_a_template_for_the_inputs():
    error = NoRoomError("rueckmeldung.xlsx", "PB_ErtraegeZeilen", 2, "Zeilen")
    text = with_way_out(error, "", "Vorlage Rückmeldung")
    assert "xlbudget vorlage neu ORDNER --rueckmeldung legt sie zum Ändern ab" in text
    assert with_way_out(error, "eigene.xlsx", "Vorlage Rückmeldung") == str(error)


def objekt(bezeichnung, nummer="1"):
    return Berichtsobjekt(f"{nummer}{bezeichnung}", Ebene.PRODUKT, nummer, bezeichnung)


@pytest.mark.parametrize(
    ("objekte", "namen"),
    [
        ([objekt("Wohngeld")], ["1 Wohngeld.xlsx"]),
        ([objekt("Ein/Aus: <was?>")], ["1 Ein Aus was.xlsx"]),
        ([objekt("Wohngeld"), objekt("WOHNGELD")], ["1 Wohngeld.xlsx", "1 WOHNGELD (2).xlsx"]),
        ([objekt("x" * 200)], ["1 " + "x" * 88 + ".xlsx"]),
        ([objekt("endet mit Punkt.")], ["1 endet mit Punkt.xlsx"]),
        ([objekt("endet mit beidem . .")], ["1 endet mit beidem.xlsx"]),
        ([objekt("CON", "")], ["_CON.xlsx"]),
        ([objekt("con.xlsx", "")], ["_con.xlsx.xlsx"]),
        ([objekt("COM1 .x", "")], ["_COM1 .x.xlsx"]),
        ([objekt("COM¹", "")], ["_COM¹.xlsx"]),
        ([objekt("aux", "")], ["_aux.xlsx"]),
        ([objekt("nul .", "")], ["_nul.xlsx"]),
        ([objekt("conin$", "")], ["_conin$.xlsx"]),
        ([objekt("...", "")], ["Blatt.xlsx"]),
        ([objekt("Um\u202esatz\u2066.exe")], ["1 Umsatz.exe.xlsx"]),
        ([objekt("So\u00adzi\u200bales\x07\x9f")], ["1 Soziales.xlsx"]),
        ([objekt("a\u2028b\tc\x85d")], ["1 a b c d.xlsx"]),
        ([objekt("Straße 👩\u200d💻")], ["1 Straße 👩💻.xlsx"]),
        ([objekt("Böden"), objekt("Bo\u0308den")], ["1 Böden.xlsx", "1 Böden (2).xlsx"]),
    ],
)
def test_file_names_that_windows_accepts(objekte, namen):
    assert dateinamen(objekte) == namen
