"""Handing mails to the mail server: encrypted, its certificate checked, every refusal explained."""

from __future__ import annotations

import base64
import smtplib
import socket
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

from xlbudget.delivery.mail.gespraech import AntwortOhneEndeError, open_gespraech, set_deadline
from xlbudget.delivery.mail.zugang import Sicherheit, Zugang
from xlbudget.delivery.mail.zustellung import Ereignisart, Zustellung
from xlbudget.errors import AusgabeError

FRIST_S = 60
"""How long a part of the conversation may take: connecting and logging in, naming sender and recipients."""
FRIST_ANNAHME_S = 600
"""How long for taking a whole mail: the server may scan it first (RFC 5321, 4.5.3.2.6)."""

_NICHT = "Der Mailserver nimmt die Mail nicht an"
_SPAETER = "Der Mailserver bittet, es später noch einmal zu versuchen; bis dahin ging nichts hinaus"
_Fehler = (smtplib.SMTPException, OSError)


class Postausgang:
    """One connection to the mail server, for as long as the block lasts; renewed when the server hangs up.

    Raises AusgabeError (German) where there is none to be had: unknown, unreachable, untrusted, wrong password.
    """

    def __init__(self, zugang: Zugang) -> None:
        self._zugang = zugang
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        self._server = self._connect()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._server is not None:
            with suppress(*_Fehler):
                set_deadline(self._server, FRIST_S)
                self._server.quit()
            self._hang_up()

    def ready(self) -> None:
        """Make sure there is a living connection, before anything depends on it."""
        if self._server is not None:
            with suppress(*_Fehler):
                set_deadline(self._server, FRIST_S)
                if self._server.noop()[0] == 250:
                    return
            self._hang_up()
        self._server = self._connect()

    def send(
        self, daten: bytes, an: Sequence[str], kopie: Sequence[str] = (), *, ohne_spaetere: bool = False
    ) -> Zustellung:
        """Hand over one mail, after `ready`. Nothing is sent unless the server takes somebody of `an`.

        Nothing either where the server asks to come back later for one of the recipients, unless the mail is to go
        `ohne_spaetere`. Never raises for what the server or the network does: ABGELEHNT is certain, UNKLAR is not.
        """
        assert self._server is not None, "ready() first"
        server = self._server
        try:
            set_deadline(server, FRIST_S)
            grund, spaeter, abgelehnte = self._envelope(server, len(daten), an, kopie)
        except _Fehler as error:
            self._hang_up()
            return Zustellung(Ereignisart.ABGELEHNT, f"{_explain(error)} Es wurde nichts übergeben.")
        if grund is None and not ohne_spaetere and any(map(is_temporary, abgelehnte.values())):
            grund, spaeter = f"{_SPAETER}: {_listed(abgelehnte)}", True
        if grund is not None:
            self._reset(server)
            return Zustellung(Ereignisart.ABGELEHNT, grund, abgelehnte, spaeter)
        try:
            set_deadline(server, FRIST_ANNAHME_S)
            code, antwort = server.data(daten)
        except smtplib.SMTPDataError as error:
            self._reset(server)
            return _refused(error.smtp_code, error.smtp_error, abgelehnte)
        except _Fehler as error:
            self._hang_up()
            text = f"Die Verbindung brach ab, bevor der Mailserver geantwortet hat. {_explain(error)}"
            return Zustellung(Ereignisart.UNKLAR, text, abgelehnte)
        if code == 250:
            return Zustellung(Ereignisart.ANGENOMMEN, _answer(code, antwort), abgelehnte)
        self._reset(server)
        return _refused(code, antwort, abgelehnte)

    def _envelope(
        self, server: smtplib.SMTP, groesse: int, an: Sequence[str], kopie: Sequence[str]
    ) -> tuple[str | None, bool, dict[str, str]]:
        """Sender and recipients; why the mail cannot go (None: it can), whether it can later, and who was refused."""
        grenze = server.esmtp_features.get("size", "").split(" ")[0]
        if grenze.isdigit() and 0 < int(grenze) < groesse:
            return _too_large(groesse, int(grenze)), False, {}
        optionen = [f"SIZE={groesse}"] if server.has_extn("size") else []
        code, antwort = server.mail(self._zugang.absender.email, optionen)
        if code != 250:
            wer = f"Der Mailserver nimmt den Absender {self._zugang.absender.email} nicht an"
            return _refusal(wer, code, antwort), _is_later(code), {}
        antworten = {email: server.rcpt(email) for email in dict.fromkeys((*an, *kopie))}
        abgelehnte = {email: _answer(*antwort) for email, antwort in antworten.items() if antwort[0] not in (250, 251)}
        if set(an) <= abgelehnte.keys():
            alle = {email: abgelehnte[email] for email in an}
            if any(map(is_temporary, alle.values())):
                return f"{_SPAETER}: {_listed(alle)}", True, abgelehnte
            return f"Der Mailserver nimmt keinen der Empfänger an: {_listed(alle)}", False, abgelehnte
        return None, False, abgelehnte

    def _connect(self) -> smtplib.SMTP:
        zugang = self._zugang
        server: smtplib.SMTP | None = None
        try:
            server = open_gespraech(zugang, _context(zugang), FRIST_S)
            if zugang.sicherheit is Sicherheit.STARTTLS:
                server.starttls(context=_context(zugang))
            server.ehlo_or_helo_if_needed()
            if zugang.benutzer is not None:
                _login(server, zugang.benutzer, zugang.kennwort or "")
        except _Fehler as error:
            if server is not None:
                server.close()
            raise AusgabeError(
                f"Der Mailserver {zugang.host}, Port {zugang.port}, ist so nicht zu benutzen. {_explain(error)}"
            ) from error
        return server

    def _reset(self, server: smtplib.SMTP) -> None:
        try:
            set_deadline(server, FRIST_S)
            server.rset()
        except _Fehler:
            self._hang_up()

    def _hang_up(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None


def _login(server: smtplib.SMTP, benutzer: str, kennwort: str) -> None:
    if (benutzer + kennwort).isascii():
        server.login(benutzer, kennwort)
        return
    # smtplib knows ASCII only; PLAIN is UTF-8 (RFC 4616)
    geheim = base64.b64encode(f"\0{benutzer}\0{kennwort}".encode()).decode()
    code, antwort = server.docmd("AUTH", f"PLAIN {geheim}")
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, antwort)


def _context(zugang: Zugang) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(zugang.ca_datei) if zugang.ca_datei else None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def is_temporary(antwort: str) -> bool:
    """Whether a server's answer, as `Zustellung` has it, asks to come back later (greylisting, full mailbox).

    >>> is_temporary("451 4.7.1 greylisted"), is_temporary("550 unknown")
    (True, False)
    """
    return antwort.startswith("4")


def _listed(antworten: Mapping[str, str]) -> str:
    """Each recipient with the server's own answer about it."""
    return "; ".join(f"{email} ({antwort})" for email, antwort in antworten.items())


def _refusal(satz: str, code: int, antwort: bytes | str) -> str:
    rat = "" if _is_later(code) else ". Ist der Grund nicht zu erkennen, die IT fragen."
    return f"{satz} ({_answer(code, antwort)}){rat}"


def _refused(code: int, antwort: bytes | str, abgelehnte: Mapping[str, str]) -> Zustellung:
    return Zustellung(Ereignisart.ABGELEHNT, _refusal(_NICHT, code, antwort), abgelehnte, _is_later(code))


def _is_later(code: int) -> bool:
    return 400 <= code < 500


def _too_large(groesse: int, grenze: int) -> str:
    return (
        f"Die Mail hat {groesse} Byte, der Mailserver nimmt höchstens {grenze}. Bilder aus der Vorlage entfernen, das "
        "Budget in der Datenmappe in zwei Budgets teilen oder die IT um eine höhere Grenze bitten."
    )


def _answer(code: int, antwort: bytes | str) -> str:
    """What the server said, fit for a screen: it is a stranger's text."""
    text = antwort.decode("utf-8", "replace") if isinstance(antwort, bytes) else antwort
    lesbar = "".join(zeichen if zeichen.isprintable() else " " for zeichen in text)
    return f"{code} {' '.join(lesbar.split())[:300]}".strip()


def _explain(error: BaseException) -> str:
    if isinstance(error, smtplib.SMTPServerDisconnected) and isinstance(error.__context__, OSError):
        error = error.__context__
    if isinstance(error, smtplib.SMTPAuthenticationError):
        antwort = _answer(error.smtp_code, error.smtp_error)
        return f"Benutzer oder Kennwort sind falsch, oder die Anmeldung ist gesperrt ({antwort})."
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "Er bietet die Anmeldung oder die Verschlüsselung (STARTTLS) nicht an. XLBUDGET_SMTP_SICHERHEIT prüfen."
    if isinstance(error, smtplib.SMTPResponseException):
        return f"Er antwortet: {_answer(error.smtp_code, error.smtp_error)}."
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"Sein Zertifikat ist nicht vertrauenswürdig ({error.verify_message}). Es wurde nichts übertragen; die "
            "IT nach dem richtigen Namen oder der Zertifikatsdatei (XLBUDGET_SMTP_CA) fragen."
        )
    if isinstance(error, ssl.SSLError):
        return "Die verschlüsselte Verbindung kam nicht zustande. XLBUDGET_SMTP_SICHERHEIT und Port prüfen."
    if isinstance(error, socket.gaierror):
        return "Der Name ist unbekannt. XLBUDGET_SMTP_HOST und die Netzverbindung prüfen."
    if isinstance(error, AntwortOhneEndeError):
        return "Er hört nicht auf zu antworten. XLBUDGET_SMTP_HOST und Port prüfen."
    if isinstance(error, TimeoutError):
        return "Er antwortet nicht. Port, Firewall und Netzverbindung prüfen."
    if isinstance(error, ConnectionRefusedError):
        return "Er nimmt keine Verbindung an. XLBUDGET_SMTP_PORT prüfen."
    if type(error) is smtplib.SMTPException:  # what login raises where no way of logging in is known to both
        return "Er bietet keine Art der Anmeldung an, die hier möglich ist. Die IT nach AUTH PLAIN oder LOGIN fragen."
    return f"Die Verbindung brach ab ({_answer(0, str(error)).removeprefix('0 ')})."
