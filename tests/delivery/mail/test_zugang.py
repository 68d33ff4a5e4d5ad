"""What the machine has to know, and how it says what it lacks."""

import sys
from types import ModuleType, SimpleNamespace

import keyring.errors
import pytest

from xlbudget.core.adresse import Adresse
from xlbudget.delivery.mail import zugang
from xlbudget.delivery.mail.zugang import Sicherheit, Zugang, angemeldeter_benutzer, read_zugang
from xlbudget.errors import EingabeError

VOLL = {
    "XLBUDGET_SMTP_HOST": "mail.kreis.example",
    "XLBUDGET_SMTP_ABSENDER": "Controlling <controlling@kreis.example>",
    "XLBUDGET_SMTP_USER": "controlling",
    "XLBUDGET_SMTP_PASSWORD": "geheim",
}


def test_the_usual_case():
    gelesen = read_zugang(VOLL)
    assert gelesen == Zugang(
        "mail.kreis.example",
        587,
        Sicherheit.STARTTLS,
        Adresse("Controlling", "controlling@kreis.example"),
        "controlling",
        "geheim",
    )
    assert "geheim" not in repr(gelesen)


@pytest.mark.parametrize(("sicherheit", "port"), [("tls", 465), ("STARTTLS", 587), ("", 587)])
def test_ports_follow_the_protection(sicherheit, port):
    assert read_zugang({**VOLL, "XLBUDGET_SMTP_SICHERHEIT": sicherheit}).port == port
    assert read_zugang({**VOLL, "XLBUDGET_SMTP_SICHERHEIT": sicherheit, "XLBUDGET_SMTP_PORT": "2525"}).port == 2525


def test_everything_missing_is_said_at_once():
    with pytest.raises(EingabeError) as fehler:
        read_zugang({"XLBUDGET_SMTP_PORT": "viele", "XLBUDGET_SMTP_SICHERHEIT": "SSL", "XLBUDGET_SMTP_CA": "weg.pem"})
    texte = [befund.text.partition(":")[0].removeprefix("XLBUDGET_SMTP_") for befund in fehler.value.befunde]
    assert texte == ["SICHERHEIT", "HOST", "PORT", "ABSENDER", "CA"]


@pytest.mark.parametrize("host", ["mail.kreis.example", "192.0.2.1", "localhost.boese.example", "10.0.0.1"])
def test_no_protection_only_on_this_machine(host):
    offen = {**VOLL, "XLBUDGET_SMTP_SICHERHEIT": "keine", "XLBUDGET_SMTP_HOST": host}
    with pytest.raises(EingabeError) as fehler:
        read_zugang(offen)
    assert "nur für einen Mailserver auf diesem Rechner" in fehler.value.befunde[0].text


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_no_protection_to_oneself(host):
    assert read_zugang({**VOLL, "XLBUDGET_SMTP_SICHERHEIT": "KEINE", "XLBUDGET_SMTP_HOST": host}).port == 25


@pytest.mark.parametrize(
    ("name", "wert"),
    [
        ("HOST", "mail kreis"),
        ("HOST", "mail\r\nQUIT"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("PORT", "²"),
        ("ABSENDER", "Controlling"),
        ("ABSENDER", "a@kreis.example\r\nBcc: b@boese.example"),
    ],
)
def test_values_that_make_no_sense(name, wert):
    with pytest.raises(EingabeError) as fehler:
        read_zugang({**VOLL, f"XLBUDGET_SMTP_{name}": wert})
    assert fehler.value.befunde[0].text.startswith(f"XLBUDGET_SMTP_{name}: ")


def test_a_bare_address_as_sender():
    assert read_zugang({**VOLL, "XLBUDGET_SMTP_ABSENDER": "a@kreis.example"}).absender == Adresse("", "a@kreis.example")


def test_the_password_comes_from_the_keyring(monkeypatch):
    ohne = {name: wert for name, wert in VOLL.items() if not name.endswith("PASSWORD")}
    assert read_zugang(ohne, {"controlling": "aus dem Bund"}.get).kennwort == "aus dem Bund"
    monkeypatch.setattr("keyring.get_password", lambda dienst, benutzer: f"{dienst}/{benutzer}")
    assert read_zugang(ohne).kennwort == "xlbudget/controlling"
    monkeypatch.setattr("keyring.get_password", lambda dienst, benutzer: None)
    with pytest.raises(EingabeError, match="keyring set xlbudget controlling"):
        read_zugang(ohne)

    def locked(dienst, benutzer):
        raise keyring.errors.KeyringLocked

    monkeypatch.setattr("keyring.get_password", locked)
    with pytest.raises(EingabeError, match="Schlüsselbund"):
        read_zugang(ohne)


def test_without_a_user_there_is_no_login():
    ohne = {name: VOLL[name] for name in ("XLBUDGET_SMTP_HOST", "XLBUDGET_SMTP_ABSENDER")}
    assert (read_zugang(ohne).benutzer, read_zugang(ohne).kennwort) == (None, None)


def test_the_login_name_cannot_be_set_by_a_variable(monkeypatch):
    echt = angemeldeter_benutzer()
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "jemand anders")
    assert angemeldeter_benutzer() == echt
    monkeypatch.setitem(sys.modules, "pwd", None)
    monkeypatch.setattr(zugang, "os", SimpleNamespace(getlogin=lambda: "aus Windows"))
    assert angemeldeter_benutzer() == "aus Windows"
    assert isinstance(zugang, ModuleType)
