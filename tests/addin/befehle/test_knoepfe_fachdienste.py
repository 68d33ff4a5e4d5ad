"""Versand vorbereiten and Rücklauf einlesen: each button from its click to its end, in a house of five Fachdienste."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw
from addin.befehle.knopf_base import alerts, last_alert, opened, press, zustand
from addin.einrichten.nachbau_winreg import Winreg
from app.runde.rundreise_base import FACHDIENSTE, PRODUKT, TRANSFER, Haus, answer, attached, grund, prognose, read_mail
from engine import Testexcel, application_error, running
from engine.openpyxl_books import OpenpyxlProgram

from xlbudget.addin.befehle.versenden import choose_weg
from xlbudget.addin.funktionen.xlb_funktionen import xlb_wert
from xlbudget.addin.windows import Registry, System
from xlbudget.app.runde.auftrag import Weg
from xlbudget.core.rueckmeldung import Feld, Feldart
from xlbudget.delivery.mail import outlook

pytestmark = pytest.mark.usefixtures("heim")
NEU = TRANSFER + 40_000


@pytest.fixture(scope="module")
def abgeschickt(tmp_path_factory: pytest.TempPathFactory) -> Haus:
    """A house whose drafts are written; who gets one may answer."""
    haus, heim = Haus(tmp_path_factory.mktemp("vorlage") / "haus"), tmp_path_factory.mktemp("heim")
    with pytest.MonkeyPatch.context() as patch, running(OpenpyxlProgram()) as frueher:
        patch.setattr(Path, "home", lambda: heim)
        opened(frueher, haus.write())
        press("versand_vorbereiten")
    return haus


@pytest.fixture
def versandt(abgeschickt: Haus, tmp_path: Path) -> Haus:
    """Such a house to oneself."""
    return abgeschickt.copy_to(tmp_path / "haus")


def drafts(haus: Haus) -> list[Path]:
    return sorted((haus.ordner / "versand" / "haus-2023" / "2023-06").glob("*.eml"))


def entries(budget: str, euro: int) -> dict[Feld, Any]:
    """What a Fachdienst enters: a Prognose with its reason, and a text that looks like a formula."""
    feld = prognose(budget)
    return {feld: euro, grund(feld): "mehr Fälle", Feld(feld.objekt, Feldart.ERLAEUTERUNG): "=1+1"}


def send_back(haus: Haus, budget: str, euro: int, name: str = "Frau Muster", status: str = "fertig") -> None:
    """Put an answer where returns are looked for."""
    datei = haus.ordner / "ruecklauf" / f"{budget} {name}.xlsx"
    datei.parent.mkdir(exist_ok=True)
    datei.write_bytes(answer(*haus.sendung(budget), entries(budget, euro), name, status))


def rows(book: xw.Book, blatt: str = "Rücklauf") -> list[dict[str, Any]]:
    """The lines of a list by column title."""
    (table,) = book.sheets[blatt].tables
    kopf, *zeilen = table.range.raw_value
    return [dict(zip(kopf, zeile, strict=True)) for zeile in zeilen]


def decide(book: xw.Book, nummer: float, wort: str) -> None:
    """Type a decision into the list."""
    zeilen = rows(book)
    (wo,) = (i for i, zeile in enumerate(zeilen) if zeile["Nr."] == nummer)
    (table,) = book.sheets["Rücklauf"].tables
    table.data_body_range[wo, len(zeilen[0]) - 1].raw_value = wort


# Versand vorbereiten


def test_versand_vorbereiten_asks_then_writes_drafts(excel: Testexcel, haus):
    opened(excel, haus.datenmappe)
    vorher = zustand(excel)
    press("versand_vorbereiten")
    frage, _, knoepfe, _ = excel.state.alerts[0]
    assert knoepfe == "yes_no"
    assert frage.startswith(
        "Entwürfe zum Stand Juni 2023, als Dateien; verschickt wird nichts:\n• Soziales: fd32@kreis."
    )
    assert "• Arbeit: fd33@kreis.example, Kopie an jc@kreis.example\n" in frage
    entwuerfe = [read_mail(datei.read_bytes()) for datei in drafts(haus)]
    an = {entwurf["To"] for entwurf in entwuerfe}
    assert an == {f"Leitung {name} <{postfach}@kreis.example>" for name, (_, postfach) in FACHDIENSTE.items()}
    assert all(attached(entwurf)[0].endswith(".xlsx") for entwurf in entwuerfe)
    ordner = haus.ordner / "versand" / "haus-2023" / "2023-06"
    assert (ordner / "Versandliste.xlsx").is_file()
    assert last_alert(excel).startswith(
        f"• 5 × Entwurf geschrieben\n\nEntwürfe und Liste (Versandliste.xlsx) liegen in\n{ordner}"
    )
    assert zustand(excel).einstellungen == vorher.einstellungen


def test_what_was_found_is_listed(excel_fast: Testexcel, haus):
    haus.verteiler = [zeile for zeile in haus.verteiler if zeile["Budget"] != "Straßenverkehr"]
    haus.write()
    opened(excel_fast, haus.datenmappe)
    press("versand_vorbereiten")
    assert last_alert(excel_fast).startswith("• 4 × Entwurf geschrieben\n• 1 × niemand im Verteiler\n")
    liste = excel_fast.app.books.active
    assert f"Die Liste steht in der neuen Mappe {liste.name}." in last_alert(excel_fast)
    befunde = {zeile["Code"]: zeile["Befund"] for zeile in rows(liste, "Befunde")}
    assert befunde["verteiler.fehlt"].startswith("Für „Straßenverkehr“ steht niemand im Verteiler")


def test_drafts_are_told_of_even_where_excel_shows_no_list(excel_fast: Testexcel, haus):
    opened(excel_fast, haus.datenmappe)
    vorher = zustand(excel_fast)
    with excel_fast.wire.failing(1, application_error("Kein Platz."), "Range.raw_value="):
        press("versand_vorbereiten")
    assert last_alert(excel_fast).startswith("• 5 × Entwurf geschrieben\n")
    assert "Die Liste dazu ließ sich nicht zeigen: Excel hat einen Schritt abgelehnt: Kein Platz." in last_alert(
        excel_fast
    )
    assert len(drafts(haus)) == 5
    assert zustand(excel_fast) == vorher


def test_pressed_again_the_drafts_are_the_same(excel_fast: Testexcel, versandt):
    vorher = {datei: datei.read_bytes() for datei in drafts(versandt)}
    opened(excel_fast, versandt.datenmappe)
    press("versand_vorbereiten")
    assert {datei: datei.read_bytes() for datei in drafts(versandt)} == vorher
    assert last_alert(excel_fast).startswith("• 5 × Entwurf geschrieben")


def test_no_versand_without_a_yes(excel_fast: Testexcel, haus):
    opened(excel_fast, haus.datenmappe)
    vorher = sorted(haus.ordner.iterdir())
    excel_fast.state.answers.append("no")
    press("versand_vorbereiten")
    assert sorted(haus.ordner.iterdir()) == vorher
    assert len(excel_fast.state.alerts) == 1


def test_without_a_verteiler_it_says_where_to_enter_it(excel_fast: Testexcel, haus):
    haus.verteiler = []
    opened(excel_fast, haus.write())
    press("versand_vorbereiten")
    assert last_alert(excel_fast).startswith("In haus-2023.xlsx ist die Tabelle Verteiler leer. Dort eintragen, wer")


class Outlook:
    """The classic Outlook, as far as drafts need it."""

    def __init__(self) -> None:
        self.entwuerfe: list[OutlookMail] = []

    def CreateItem(self, art: int) -> OutlookMail:  # noqa: N802
        assert art == 0
        self.entwuerfe.append(OutlookMail())
        return self.entwuerfe[-1]


class OutlookMail:
    """A draft that takes what it is given, and cannot be sent."""

    def __init__(self) -> None:
        self.Recipients, self.ReplyRecipients, self.Attachments = OutlookListe(), OutlookListe(), OutlookListe()
        self.ist_gespeichert = False

    def Save(self) -> None:  # noqa: N802
        self.ist_gespeichert = True


class OutlookListe(list):
    """Recipients or attachments."""

    def Add(self, text: str) -> OutlookEintrag:  # noqa: N802
        self.append(OutlookEintrag(text))
        return self[-1]

    def ResolveAll(self) -> bool:  # noqa: N802
        return True


class OutlookEintrag:
    """A recipient or an attachment."""

    def __init__(self, text: str) -> None:
        self.Address, self.FileName, self.Type = text, Path(text).name, 1
        self.PropertyAccessor = self

    def GetProperty(self, name: str) -> str:  # noqa: N802
        return self.Address


@pytest.fixture
def mit_outlook(monkeypatch: pytest.MonkeyPatch) -> Outlook:
    """A computer where the classic Outlook is installed."""
    anwendung = Outlook()
    key = ("HKLM", r"SOFTWARE\Classes\Outlook.Application\CLSID")
    system = System({}, Path("python.exe"), registry=Registry(Winreg({key: {"": "{0006F03A}"}})))
    monkeypatch.setattr(System, "current", classmethod(lambda cls: system))
    monkeypatch.setattr(outlook, "_pywin32", lambda: ({"Outlook.Application": anwendung}.__getitem__, OSError))
    return anwendung


def test_where_outlook_is_the_drafts_go_there(excel: Testexcel, haus, mit_outlook):
    opened(excel, haus.datenmappe)
    press("versand_vorbereiten")
    assert "Entwürfe zum Stand Juni 2023, in Outlook; verschickt wird nichts" in alerts(excel)[0]
    assert [mail.ist_gespeichert for mail in mit_outlook.entwuerfe] == [True] * 5
    an = {mail.Recipients[0].Address for mail in mit_outlook.entwuerfe}
    assert an == {f"{postfach}@kreis.example" for _, postfach in FACHDIENSTE.values()}
    assert drafts(haus) == []
    assert "Die Entwürfe stehen in Outlook, die Liste dazu (Versandliste.xlsx) liegt in\n" in last_alert(excel)


def test_an_outlook_that_does_not_answer(excel_fast: Testexcel, haus, mit_outlook, monkeypatch):
    opened(excel_fast, haus.datenmappe)
    monkeypatch.setattr(Outlook, "CreateItem", lambda *_: (_ for _ in ()).throw(OSError("beschäftigt")))
    vorher = zustand(excel_fast)
    press("versand_vorbereiten")
    assert "Outlook hat den Entwurf „" in last_alert(excel_fast)
    assert zustand(excel_fast) == vorher


@pytest.mark.parametrize("antwort", ["yes", "no"])
def test_without_a_classic_outlook_files_are_offered(excel_fast: Testexcel, haus, mit_outlook, monkeypatch, antwort):
    def dispatch(_: str) -> Any:
        raise OSError("Klasse nicht registriert")

    monkeypatch.setattr(outlook, "_pywin32", lambda: (dispatch, OSError))
    opened(excel_fast, haus.datenmappe)
    excel_fast.state.answers += ["yes", antwort]
    press("versand_vorbereiten")
    assert "Sollen die Entwürfe stattdessen als Dateien (.eml) geschrieben werden?" in alerts(excel_fast)[1]
    assert len(drafts(haus)) == (5 if antwort == "yes" else 0)


def test_the_new_outlook_cannot_be_driven(mit_outlook, monkeypatch):
    ist = System.current()
    assert choose_weg(ist) is Weg.OUTLOOK
    ist.registry.write(r"Software\Microsoft\Office\16.0\Outlook\Preferences", {"UseNewOutlook": 1})
    assert choose_weg(ist) is Weg.ENTWURF


# Rücklauf einlesen


def test_the_folder_for_returns_is_made(excel_fast: Testexcel, haus):
    opened(excel_fast, haus.datenmappe)
    press("ruecklauf_einlesen")
    assert (haus.ordner / "ruecklauf").is_dir()
    assert last_alert(excel_fast).startswith(f"Der Ordner für zurückgekommene Mappen ist angelegt:\n{haus.ordner}")


def test_a_folder_that_cannot_be_made(excel_fast: Testexcel, haus):
    (haus.ordner / "ruecklauf").write_text("eine Datei, kein Ordner")
    opened(excel_fast, haus.datenmappe)
    press("ruecklauf_einlesen")
    assert "lässt sich nicht anlegen" in last_alert(excel_fast)


def test_before_anything_was_sent_nothing_can_come_back(excel_fast: Testexcel, haus):
    (haus.ordner / "ruecklauf").mkdir()
    opened(excel_fast, haus.datenmappe)
    press("ruecklauf_einlesen")
    assert last_alert(excel_fast).startswith("Mit haus-2023.xlsx ist noch nichts versandt;")


def test_an_empty_folder(excel_fast: Testexcel, versandt):
    (versandt.ordner / "ruecklauf").mkdir()
    opened(excel_fast, versandt.datenmappe)
    vorher = zustand(excel_fast)
    press("ruecklauf_einlesen")
    assert last_alert(excel_fast).startswith("Es ist nichts zu entscheiden, und nichts Neues liegt in\n")
    assert zustand(excel_fast) == vorher


def forecast(haus: Haus, budget: str) -> Any:
    """What a worksheet function says."""
    zelle = (PRODUKT[budget], "Aufwendungen", "Transferaufwand", "Prognose", "2023-06", str(haus.datenmappe))
    ((wert,),) = xlb_wert(*zelle)
    return wert


def test_returns_are_shown_decided_and_then_in_the_reports(excel: Testexcel, versandt):
    """One that nothing speaks against, and two of one Fachdienst of which one can count."""
    send_back(versandt, "Arbeit", NEU)
    send_back(versandt, "Soziales", NEU, "Frau Muster")
    send_back(versandt, "Soziales", NEU + 1, "Herr Beispiel")
    (daten,) = opened(excel, versandt.datenmappe)
    press("ruecklauf_einlesen")
    liste = excel.app.books.active
    assert last_alert(excel) == (
        "3 neue Rückgaben.\n• 1 × von selbst angenommen\n• 2 × zu entscheiden\n\nDie Liste steht in der neuen Mappe "
        f"{liste.name}. In der letzten Spalte „annehmen“ oder „ablehnen“ eintragen und den Befehl noch einmal drücken."
    )
    zeilen = rows(liste)
    assert {(z["Budget"], z["Von"]) for z in zeilen} == {
        ("Arbeit", "Frau Muster"),
        ("Soziales", "Frau Muster"),
        ("Soziales", "Herr Beispiel"),
    }
    assert {z["Entscheidung"] for z in zeilen} == {None}
    (nummer,) = (z["Nr."] for z in zeilen if z["Von"] == "Herr Beispiel")
    (andere,) = (z["Nr."] for z in zeilen if (z["Budget"], z["Von"]) == ("Soziales", "Frau Muster"))
    neu = {z["neu"] for z in rows(liste, "Änderungen") if z["Budget"] == "Soziales"}
    assert neu == {"400.000,00 €", "400.001,00 €", "mehr Fälle", "=1+1"}
    assert (forecast(versandt, "Arbeit"), forecast(versandt, "Soziales")) == (NEU, TRANSFER)

    decide(liste, nummer, "annehmen")
    decide(liste, andere, " Ablehnen ")
    vorher = zustand(excel)
    press("ruecklauf_einlesen")
    assert zustand(excel) == vorher
    assert alerts(excel)[-2] == (
        f"Rückgaben entscheiden:\n• Annehmen: {nummer:.0f}\n• Ablehnen: {andere:.0f}\n\nSo festhalten?"
    )
    assert last_alert(excel).startswith("Festgehalten.\n• 1 × ")
    assert forecast(versandt, "Soziales") == NEU + 1

    daten.activate()
    press("gesamtbericht")
    blatt = next((versandt.ordner / "berichte" / "einzeln").glob(f"{PRODUKT['Soziales']}*.xlsx"))
    werte = [zelle.value for zeile in openpyxl.load_workbook(blatt, data_only=True).worksheets[0] for zelle in zeile]
    assert NEU + 1 in werte
    (protokoll,) = (versandt.ordner / "berichte").glob("Prüfprotokoll*.xlsx")
    assert "Rücklauf" in openpyxl.load_workbook(protokoll).sheetnames


@pytest.mark.parametrize("wort", ["ja", "annehmen?", "x"])
def test_another_word_is_no_decision(excel_fast: Testexcel, versandt, wort):
    send_back(versandt, "Soziales", NEU, status="Entwurf")
    opened(excel_fast, versandt.datenmappe)
    press("ruecklauf_einlesen")
    liste = excel_fast.app.books.active
    decide(liste, 1.0, wort)
    press("ruecklauf_einlesen")
    assert f"„{wort}“ ist keine Entscheidung; möglich sind annehmen und ablehnen. — {liste.name}, Rücklauf!K4" in (
        last_alert(excel_fast)
    )


def test_no_means_nothing_is_recorded(excel_fast: Testexcel, versandt):
    send_back(versandt, "Soziales", NEU, status="Entwurf")
    opened(excel_fast, versandt.datenmappe)
    press("ruecklauf_einlesen")
    decide(excel_fast.app.books.active, 1.0, "annehmen")
    excel_fast.state.answers.append("no")
    press("ruecklauf_einlesen")
    assert forecast(versandt, "Soziales") == TRANSFER


def test_a_list_of_another_datenmappe_is_refused(excel_fast: Testexcel, versandt, tmp_path):
    send_back(versandt, "Soziales", NEU, status="Entwurf")
    (daten,) = opened(excel_fast, versandt.datenmappe)
    press("ruecklauf_einlesen")
    liste = excel_fast.app.books.active
    decide(liste, 1.0, "annehmen")
    daten.close()
    anderes = Haus(tmp_path / "anderes")
    anderes.write()
    excel_fast.open(anderes.datenmappe)
    liste.activate()
    press("ruecklauf_einlesen")
    assert last_alert(excel_fast).startswith(f"Die Liste gehört zu einer anderen Datenmappe:\n{versandt.datenmappe}")


def test_what_is_no_return_is_shown_too(excel_fast: Testexcel, versandt):
    ordner = versandt.ordner / "ruecklauf"
    ordner.mkdir()
    (ordner / "kaputt.msg").write_bytes(b"keine Mail")
    (ordner / "Urlaub.xlsx").write_bytes(b"keine Mappe")
    opened(excel_fast, versandt.datenmappe)
    press("ruecklauf_einlesen")
    liste = excel_fast.app.books.active
    gezeigt = str([rows(liste, blatt) for blatt in liste.sheet_names])
    assert "kaputt.msg" in gezeigt
    assert "Urlaub.xlsx" in gezeigt


def test_an_answer_may_come_as_a_mail(excel_fast: Testexcel, versandt):
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "fd32@kreis.example", "AW: Prognose"
    mail.set_content("Anbei.")
    mappe = answer(*versandt.sendung("Soziales"), entries("Soziales", NEU))
    mail.add_attachment(mappe, maintype="application", subtype="octet-stream", filename="zurück.xlsx")
    (versandt.ordner / "ruecklauf").mkdir()
    (versandt.ordner / "ruecklauf" / "AW.eml").write_bytes(mail.as_bytes())
    opened(excel_fast, versandt.datenmappe)
    press("ruecklauf_einlesen")
    assert last_alert(excel_fast).startswith("1 neue Rückgabe.\n• 1 × ")
    assert forecast(versandt, "Soziales") == NEU
