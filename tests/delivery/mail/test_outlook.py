"""Drafts in Outlook: the real object model is replaced, what is asked of it is not."""

from pathlib import Path

import pytest
from delivery.muster import ABSENDER, brief, identitaet, mappe

from xlbudget.delivery.mail.outlook import Outlook
from xlbudget.errors import AusgabeError, EingabeError

WER = identitaet("Schule & Kultur")
DATEI = mappe(WER, b"k")
FERTIG = brief(WER, [DATEI]).daten


class ComError(Exception):
    pass


class Empfaenger:
    def __init__(self, email, im_haus):
        self.Address, self.Type = ("/o=Kreis/cn=jemand", 1) if im_haus else (email, 1)
        self.PropertyAccessor = self
        self._email = email if im_haus else None

    def GetProperty(self, name):  # noqa: N802 — Outlook's names, here and below
        assert name.endswith("0x39FE001E")
        if self._email is None:
            raise ComError
        return self._email


class Sammlung(list):
    def __init__(self, machen):
        super().__init__()
        self._machen = machen

    def Add(self, was):  # noqa: N802
        self.append(self._machen(was))
        return self[-1]

    def ResolveAll(self):  # noqa: N802
        return True


class Anhang:
    def __init__(self, pfad):
        self.FileName, self.daten = Path(pfad).name, Path(pfad).read_bytes()


class Mail:
    def __init__(self, anwendung):
        self.Recipients = Sammlung(lambda email: Empfaenger(anwendung.anders.get(email, email), anwendung.im_haus))
        self.ReplyRecipients = Sammlung(str)
        self.Attachments = Sammlung(Anhang)
        self.zustand, self._anwendung = "neu", anwendung

    def Save(self):  # noqa: N802
        self.zustand = "Entwurf"
        if self._anwendung.stoerung_danach:
            raise ComError("Der Zugriff wurde verweigert")

    def Delete(self):  # noqa: N802
        self.zustand = "gelöscht"

    def Send(self):  # noqa: N802
        raise AssertionError("nothing is ever sent from here")


class Anwendung:
    def __init__(self):
        self.mails, self.anders, self.im_haus = [], {}, False
        self.stoerung = self.stoerung_danach = False

    def CreateItem(self, art):  # noqa: N802
        assert art == 0
        if self.stoerung:
            raise ComError("Das Programm ist beschäftigt")
        self.mails.append(Mail(self))
        return self.mails[-1]


@pytest.fixture
def anwendung():
    return Anwendung()


def write(anwendung, daten=FERTIG):
    Outlook(lambda name: {"Outlook.Application": anwendung}[name], ComError).write_entwurf(daten)


@pytest.mark.parametrize("im_haus", [True, False])
def test_a_draft_says_what_the_mail_says(anwendung, im_haus):
    anwendung.im_haus = im_haus
    write(anwendung)
    (mail,) = anwendung.mails
    assert mail.zustand == "Entwurf"
    assert mail.Subject == "Prognose Juni 2023: Schule & Kultur"
    assert "<td" in mail.HTMLBody
    assert "Größe" not in mail.HTMLBody
    assert "bitte füllen Sie die Mappe aus." in mail.HTMLBody
    assert [empfaenger.Type for empfaenger in mail.Recipients] == [1, 2]
    assert mail.ReplyRecipients == [ABSENDER.email]
    assert [(anhang.FileName, anhang.daten) for anhang in mail.Attachments] == [(DATEI.name, DATEI.daten)]


def test_a_recipient_that_outlook_takes_for_another(anwendung):
    anwendung.anders["schulekultur@kreis.example"] = "schulkind@kreis.example"
    with pytest.raises(AusgabeError, match="anders aufgelöst"):
        write(anwendung)
    assert anwendung.mails[0].zustand == "gelöscht"


def test_an_attachment_that_outlook_renames(anwendung, monkeypatch):
    monkeypatch.setattr(Anhang, "__init__", lambda self, pfad: setattr(self, "FileName", "ATT0001.dat"))
    with pytest.raises(AusgabeError, match=r"ATT0001\.dat"):
        write(anwendung)
    assert anwendung.mails[0].zustand == "gelöscht"


def test_outlook_in_trouble(anwendung):
    anwendung.stoerung = True
    with pytest.raises(AusgabeError, match="Das Programm ist beschäftigt"):
        write(anwendung)


def test_a_draft_that_could_not_be_looked_at_does_not_stay(anwendung):
    anwendung.stoerung_danach = True
    with pytest.raises(AusgabeError, match="verweigert"):
        write(anwendung)
    assert [mail.zustand for mail in anwendung.mails] == ["gelöscht"]


def test_recipients_in_an_order_of_outlooks_own(anwendung, monkeypatch):
    monkeypatch.setattr(Sammlung, "ResolveAll", lambda self: self.reverse())
    write(anwendung)
    assert [empfaenger.Type for empfaenger in anwendung.mails[0].Recipients] == [2, 1]


def test_no_outlook():
    def dispatch(name):
        raise ComError

    with pytest.raises(EingabeError, match="klassische Outlook"):
        Outlook(dispatch, ComError)


def test_not_on_windows(monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    with pytest.raises(EingabeError, match="nur unter Windows"):
        Outlook()
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setitem(__import__("sys").modules, "pythoncom", None)
    with pytest.raises(EingabeError, match="pip install pywin32"):
        Outlook()
