"""What only the machine knows: the mail server, its password, and who is logged in."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from xlbudget.core.adresse import Adresse, parse_adresse
from xlbudget.errors import Befund, EingabeError, Schwere

T = TypeVar("T")

SCHLUESSELBUND = "xlbudget"
"""The service under which the keyring keeps the password: `keyring set xlbudget BENUTZER`."""


class Sicherheit(StrEnum):
    """How the connection to the mail server is protected."""

    STARTTLS = "STARTTLS"
    TLS = "TLS"
    KEINE = "KEINE"  # only to a server on this very machine


_PORTS = {Sicherheit.STARTTLS: 587, Sicherheit.TLS: 465, Sicherheit.KEINE: 25}


@dataclass(frozen=True, slots=True)
class Zugang:
    """How to reach the mail server. Without `benutzer` there is no login; `ca_datei` replaces the system's roots."""

    host: str
    port: int
    sicherheit: Sicherheit
    absender: Adresse
    benutzer: str | None = None
    kennwort: str | None = field(default=None, repr=False)
    ca_datei: Path | None = None


def read_zugang(
    umgebung: Mapping[str, str] = os.environ, schluesselbund: Callable[[str], str | None] | None = None
) -> Zugang:
    """The Zugang from XLBUDGET_SMTP_… variables; the password from there or the keyring of the user.

    Raises EingabeError with everything that is missing or wrong.
    """
    werte = {name: umgebung.get(f"XLBUDGET_SMTP_{name}", "").strip() for name in _VARIABLEN}
    leser = _Leser(werte)
    sicherheit = leser.read("SICHERHEIT", _read_sicherheit)
    host = leser.read("HOST", _read_host)
    port = leser.read("PORT", lambda text: _read_port(text) if text else _PORTS[sicherheit or Sicherheit.STARTTLS])
    absender = leser.read("ABSENDER", _read_absender)
    ca_datei = leser.read("CA", _read_ca)
    if host and sicherheit is Sicherheit.KEINE and not _is_loopback(host):
        leser.complain("SICHERHEIT", "KEINE gilt nur für einen Mailserver auf diesem Rechner; STARTTLS oder TLS nehmen")
    if leser.befunde or host is None or port is None or sicherheit is None or absender is None:
        raise EingabeError(
            "Der Zugang zum Mailserver ist nicht vollständig eingerichtet; die IT setzt die Umgebungsvariablen "
            "(Handbuch, Senden).",
            leser.befunde,
        )
    benutzer = werte["USER"] or None
    kennwort = werte["PASSWORD"] or (benutzer and (schluesselbund or _from_keyring)(benutzer)) or None
    if benutzer and not kennwort:
        raise EingabeError(
            f"Für {benutzer} ist kein Kennwort hinterlegt. Entweder einmal keyring set {SCHLUESSELBUND} {benutzer} "
            "aufrufen oder XLBUDGET_SMTP_PASSWORD setzen."
        )
    return Zugang(
        host=host,
        port=port,
        sicherheit=sicherheit,
        absender=absender,
        benutzer=benutzer,
        kennwort=kennwort,
        ca_datei=ca_datei,
    )


def angemeldeter_benutzer() -> str:
    """The login name, as the operating system knows it: an environment variable could be set to anybody's."""
    try:
        import pwd
    except ImportError:  # Windows
        return os.getlogin()
    return pwd.getpwuid(os.getuid()).pw_name


_VARIABLEN = ("HOST", "PORT", "SICHERHEIT", "ABSENDER", "USER", "PASSWORD", "CA")


class _Leser:
    """Reads the variables one by one and gathers what is wrong with them."""

    def __init__(self, werte: Mapping[str, str]) -> None:
        self._werte = werte
        self.befunde: list[Befund] = []

    def read(self, name: str, parse: Callable[[str], T]) -> T | None:
        try:
            return parse(self._werte[name])
        except ValueError as error:
            self.complain(name, str(error))
            return None

    def complain(self, name: str, text: str) -> None:
        self.befunde.append(Befund(Schwere.FEHLER, "smtp.zugang", f"XLBUDGET_SMTP_{name}: {text.rstrip('.')}."))


def _read_sicherheit(text: str) -> Sicherheit:
    if text.upper() not in ("", *Sicherheit):
        raise ValueError(f"„{text}“ gibt es nicht, erwartet wird STARTTLS oder TLS")
    return Sicherheit(text.upper() or "STARTTLS")


def _read_host(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.:-]+", text):
        raise ValueError("hier muss der Name des Mailservers stehen, zum Beispiel mail.kreis.example")
    return text


def _read_port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise ValueError(f"„{text}“ ist kein Port, erwartet wird eine Zahl wie 587")
    return int(text)


def _read_absender(text: str) -> Adresse:
    treffer = re.fullmatch(r"(?P<name>[^<>]*)<(?P<email>[^<>]*)>", text)
    name, email = (treffer["name"], treffer["email"]) if treffer else ("", text)
    if not email:
        raise ValueError("hier muss der Absender stehen, zum Beispiel Controlling <controlling@kreis.example>")
    return parse_adresse(name.strip().strip('"'), email)


def _read_ca(text: str) -> Path | None:
    if text and not Path(text).is_file():
        raise ValueError(f"die Datei {text} gibt es nicht")
    return Path(text) if text else None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _from_keyring(benutzer: str) -> str | None:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SCHLUESSELBUND, benutzer)
    except KeyringError as error:
        raise EingabeError(
            "Der Schlüsselbund dieses Rechners lässt sich nicht öffnen. Anmelden und ihn entsperren, oder "
            "XLBUDGET_SMTP_PASSWORD setzen."
        ) from error
