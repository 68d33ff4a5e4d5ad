"""A real mail server on this machine, with TLS and login, that keeps what it gets and misbehaves on demand."""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from delivery.muster import ABSENDER

from xlbudget.delivery.mail.zugang import Sicherheit, Zugang

BENUTZER, KENNWORT = "controlling", "geheim & sicher"


@dataclass
class Verhalten:
    """How the server answers. `bricht_ab` ends the connection: before or after it has taken a mail."""

    empfaenger: dict[str, str] = field(default_factory=dict)
    absender: str | None = None
    daten: str | None = None
    bricht_ab: str | None = None
    nach: int = 0
    hoechstens: int | None = 33554432


@dataclass(frozen=True)
class Empfangen:
    """A mail the server said 250 to, or would have."""

    von: str
    an: tuple[str, ...]
    daten: bytes

    @property
    def message_id(self) -> str:
        return str(BytesParser(policy=default).parsebytes(self.daten, headersonly=True)["Message-ID"])


class _Sitzung(SMTP):
    def __init__(self, server: Mailserver, **weiteres: object) -> None:
        super().__init__(server, **weiteres)  # type: ignore[arg-type]
        self._zaehler = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._zaehler.offen.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._zaehler.offen.discard(self)
        super().connection_lost(error)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 — the library's names, here and below
        if self._zaehler.bricht("mitten in den Daten"):
            await self.push("354 nur zu")
            await asyncio.sleep(0.05)
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class Mailserver:
    """A server in a thread of its own, for as long as the block lasts; `empfangen` grows with every mail."""

    def __init__(self, ordner: Path, sicherheit: Sicherheit = Sicherheit.STARTTLS, name: str = "127.0.0.1") -> None:
        ca = trustme.CA()
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        ca.issue_cert(name).configure_cert(self._context)
        self.ca_datei = ordner / "ca.pem"
        ca.cert_pem.write_to_path(self.ca_datei)
        self.sicherheit = sicherheit
        self.verhalten = Verhalten()
        self.empfangen: list[Empfangen] = []
        self.anmeldungen = 0
        self.offen: set[SMTP] = set()
        self._uebernommen = 0

    def __enter__(self) -> Mailserver:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._shut(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def zugang(self) -> Zugang:
        kennwort = (BENUTZER, KENNWORT) if self.sicherheit is not Sicherheit.KEINE else (None, None)
        return Zugang("127.0.0.1", self.port, self.sicherheit, ABSENDER, *kennwort, self.ca_datei)

    def counts(self) -> Counter[str]:
        """How often each mail came, by its Message-ID."""
        return Counter(mail.message_id for mail in self.empfangen)

    def wait_idle(self) -> None:
        """Until every connection is closed on this side too: what is not here by then never comes."""
        ende = time.monotonic() + 10
        while self.offen:
            assert time.monotonic() < ende, "a connection stays open"
            time.sleep(0.002)

    def bricht(self, wann: str) -> bool:
        return self.verhalten.bricht_ab == wann and self._uebernommen >= self.verhalten.nach

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.verhalten.absender:
            return self.verhalten.absender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if antwort := self.verhalten.empfaenger.get(address):
            return antwort
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.verhalten.daten:
            return self.verhalten.daten
        assert isinstance(envelope.content, bytes)
        self.empfangen.append(Empfangen(str(envelope.mail_from), tuple(envelope.rcpt_tos), envelope.content))
        if self.bricht("vor der Antwort"):
            server.transport.abort()
        self._uebernommen += 1
        return f"250 2.0.0 queued as {len(self.empfangen)}"

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, daten: LoginPassword
    ) -> AuthResult:
        richtig = (daten.login, daten.password) == (BENUTZER.encode(), KENNWORT.encode())
        self.anmeldungen += richtig
        return AuthResult(success=richtig, handled=False)

    def _session(self) -> SMTP:
        geschuetzt = self.sicherheit is not Sicherheit.KEINE
        return _Sitzung(
            self,
            hostname="mail.kreis.example",
            data_size_limit=self.verhalten.hoechstens,
            tls_context=self._context if self.sicherheit is Sicherheit.STARTTLS else None,
            require_starttls=self.sicherheit is Sicherheit.STARTTLS,
            authenticator=self._authenticate if geschuetzt else None,
            auth_required=geschuetzt,
            auth_require_tls=self.sicherheit is Sicherheit.STARTTLS,
            loop=self._loop,
        )

    async def _listen(self) -> asyncio.Server:
        context = self._context if self.sicherheit is Sicherheit.TLS else None
        return await self._loop.create_server(self._session, "127.0.0.1", 0, ssl=context)

    async def _shut(self) -> None:
        self._server.close()
        for sitzung in tuple(self.offen):
            if sitzung.transport is not None:
                sitzung.transport.abort()
        await asyncio.sleep(0)
