"""A conversation with a mail server that ends: one deadline for all of it, and answers of a bounded length.

smtplib waits anew for every byte, and collects continued answer lines for as long as they come.
"""

from __future__ import annotations

import smtplib
import ssl
import time
from typing import Any

from xlbudget.delivery.mail.zugang import Sicherheit, Zugang

MAX_ANTWORT = 64 * 1024
"""Bytes of one answer, all its lines together; RFC 5321 has 512 for a line."""
_EHLO = "[127.0.0.1]"  # looking up our own name can take long and tells outsiders about the house


class AntwortOhneEndeError(OSError):
    """The server goes on talking."""


def open_gespraech(zugang: Zugang, context: ssl.SSLContext, sekunden: float) -> smtplib.SMTP:
    """A connection whose beginning, up to the greeting, takes so many seconds at the most. Raises as smtplib."""
    if zugang.sicherheit is Sicherheit.TLS:
        return _TlsGespraech(zugang.host, zugang.port, sekunden, context=context)
    return _Gespraech(zugang.host, zugang.port, sekunden)


def set_deadline(server: smtplib.SMTP, sekunden: float) -> None:
    """All that is said from now on, by both sides, must be said within so many seconds."""
    if isinstance(server, _Befristet):
        server.ende = time.monotonic() + sekunden


class _Befristet(smtplib.SMTP):
    """What both kinds of connection have: deadline and length."""

    ende: float

    def __init__(self, host: str, port: int, sekunden: float, **weitere: Any) -> None:
        self.ende = time.monotonic() + sekunden
        super().__init__(host, port, local_hostname=_EHLO, timeout=sekunden, **weitere)

    def rest(self) -> float:
        """Seconds that are left. Raises TimeoutError if there are none."""
        rest = self.ende - time.monotonic()
        if rest <= 0:
            raise TimeoutError("deadline")
        return rest

    def send(self, s: Any) -> None:
        if self.sock is not None:
            self.sock.settimeout(self.rest())
        super().send(s)

    def getreply(self) -> tuple[int, bytes]:
        if not isinstance(self.file, _Antworten):
            self.file = _Antworten(self)
        self.file.begin()
        return super().getreply()


class _Gespraech(_Befristet):
    """In plain text, or encrypted later (STARTTLS)."""


class _TlsGespraech(_Befristet, smtplib.SMTP_SSL):
    """Encrypted from the beginning."""


class _Antworten:
    """What smtplib takes for the file of the socket."""

    def __init__(self, gespraech: _Befristet) -> None:
        self._gespraech = gespraech
        self._puffer = b""
        self._gelesen = 0

    def begin(self) -> None:
        """A new answer comes."""
        self._gelesen = 0

    def readline(self, grenze: int) -> bytes:
        """The next line, at most `grenze` bytes of it; less where the server hangs up."""
        while b"\n" not in self._puffer and len(self._puffer) < grenze:
            sock = self._gespraech.sock
            if sock is None:
                break
            sock.settimeout(self._gespraech.rest())
            if not (neu := sock.recv(4096)):
                break
            self._puffer += neu
        ende = self._puffer.find(b"\n") + 1 or len(self._puffer)
        zeile, self._puffer = self._puffer[: min(ende, grenze)], self._puffer[min(ende, grenze) :]
        self._gelesen += len(zeile)
        if self._gelesen > MAX_ANTWORT:
            raise AntwortOhneEndeError("answer without end")
        return zeile

    def close(self) -> None:
        """The socket is closed by who opened it."""
