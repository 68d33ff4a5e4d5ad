"""Mails as files (.eml, .msg): who sent them and what is attached, within bounded time and memory."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import AddressHeader
from email.message import Message as EmailMessage
from email.policy import EmailPolicy
from email.utils import getaddresses
from typing import Any

from olefile.olefile import DEFECT_INCORRECT, OleFileIO
from oxmsg import Message
from oxmsg.attachment import Attachment
from oxmsg.domain import constants
from oxmsg.storage import Storage

from xlbudget.core.adresse import parse_adresse
from xlbudget.dateien import OLE
from xlbudget.errors import EingabeError, printable

MIB = 2**20
MAX_MAIL = 30 * MIB
"""Size of a mail file: a workbook of 20 MB, of which base64 makes a third more, and some text."""
MAX_ZEILEN = 500_000
"""Lines of a mail, each of which becomes an object; base64 writes 60 characters or more in one."""
MAX_TEILE = 500
"""Parts of a mail: each needs a line that begins with `--`."""
MAX_GRENZEN = 60
"""Multiparts within multiparts: the parser compares every line with all of them."""
MAX_KOPF = 2_000
"""Characters kept of one header; addresses and file names are shorter."""
MAX_EINTRAEGE = 5_000
"""Entries in the directory of a .msg file; each attachment has about twenty."""
MAX_EIGENSCHAFTEN = 64 * 1024
"""Bytes of the list of properties of one object in a .msg file."""

_TEIL = re.compile(rb"[\r\n]--")
_JAHRE = range(2000, 2100)
_WEITERE = re.compile(rb"(?:\r\n|\n|\r)From [^\r\n]*\d{4}[^\r\n]*(?:\r\n|\n|\r)(?:>?[!-9;-~]+:[ \t]|From )")
"""How another mail begins in a mailbox."""
_SEKTOR = 512
_ZIP = b"PK\x03\x04"
_VERWECHSELT = {_ZIP: ("Excel-Mappe", ".xlsx"), OLE: ("Outlook-Mail", ".msg")}
_MAIL = "__substg1.0_3701000D"
_SPEICHERN = "Bitte die Mappe aus der E-Mail speichern und diese Datei angeben."
_EIGENSCHAFTEN = "__properties_version1.0"


@dataclass(frozen=True, slots=True)
class Beilage:
    """One attachment as the mail names it; `name` is empty where it does not."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail: its sender and when it was sent, as it claims, subject, attachments in their order.

    `email` is the one address it comes from; empty where it names none, several, or one that can be read two ways.
    `gesendet` is in UTC; None where the mail does not say, or says no moment of this century.
    """

    absender: str
    betreff: str
    beilagen: tuple[Beilage, ...]
    gesendet: datetime | None = None
    email: str = ""


def read_eml(name: str, data: bytes) -> Mail:
    """A mail as Thunderbird and most programs save it. Raises EingabeError (German) for what is none."""
    _check_kind(name, data, (_ZIP, OLE))
    zeilen = data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")
    if (
        len(data) > MAX_MAIL
        or zeilen > MAX_ZEILEN
        or len(_TEIL.findall(data)) > MAX_TEILE
        or data.lower().count(b"boundary") > MAX_GRENZEN
    ):
        raise _too_much(name)
    if _begins_mails(data):
        raise EingabeError(
            f"{name} enthält mehrere E-Mails (Postfach, mbox). Im Mailprogramm jede einzeln als .eml speichern."
        )
    try:
        message = message_from_bytes(data, policy=_POLICY)
        gesendet = _moment(lambda: getattr(message.get("Date"), "datetime", None))
        absender, email = _header(message, "From"), _sole_address(message)
        return Mail(absender, _header(message, "Subject"), tuple(_parts(message)), gesendet, email)
    except Exception as error:  # the mail package raises whatever its parsers raise
        raise _unreadable(name) from error


def read_msg(name: str, data: bytes) -> Mail:
    """A mail as Outlook saves it. Raises EingabeError (German) for what is none."""
    _check_kind(name, data, (_ZIP,))
    if len(data) > MAX_MAIL:
        raise _too_much(name)
    try:
        if int.from_bytes(data[44:48], "little") * _SEKTOR > len(data):
            raise ValueError("sectors that are not there would be read again and again")
        with _BoundedOle(data) as ole:
            return _mail_of(Storage.from_ole(ole))
    except Exception as error:  # so do the readers of .msg
        raise _unreadable(name) from error


class _ShortHeaders(EmailPolicy):
    """Long headers are cut before they are parsed: parsing them is quadratic."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:MAX_KOPF]


_POLICY = _ShortHeaders()


def _header(message: EmailMessage[str, str], name: str) -> str:
    return _short(str(message.get(name, "")))


def _sole_address(message: EmailMessage[str, str]) -> str:
    """The address of the only From, read before any encoded word in it is: that could look like another address."""
    koepfe = message.get_all("From", [])
    kopf = koepfe[0] if len(koepfe) == 1 else None
    if not isinstance(kopf, AddressHeader) or getattr(kopf, "defects", ()):
        return ""
    return _usable([adresse.addr_spec for adresse in kopf.addresses])


def _usable(adressen: Sequence[str]) -> str:
    """The address, if there is exactly one that is plain beyond doubt."""
    try:
        return parse_adresse("", adressen[0]).email if len(adressen) == 1 else ""
    except ValueError:
        return ""


def _begins_mails(data: bytes) -> bool:
    """Whether further mails follow the first one, as in a mailbox: their parts would be taken for its text."""
    rest = data[1:] if data.startswith(b"From ") else data
    return _WEITERE.search(rest) is not None


def _parts(message: EmailMessage[str, str]) -> Iterator[Beilage]:
    """Everything but the text of the mail, attached mails included."""
    for part in message.walk():
        name = part.get_filename() or ""
        if not part.is_multipart() and (name or part.get_content_maintype() != "text"):
            payload = part.get_payload(decode=True)
            yield Beilage(name, payload if isinstance(payload, bytes) else b"")


class _BoundedOle(OleFileIO):  # type: ignore[misc]  # olefile has no types
    """A .msg file whose tables fit into it, so that reading them ends soon; its defects are errors."""

    def __init__(self, data: bytes) -> None:
        self._eintraege = 0
        super().__init__(io.BytesIO(data), raise_defects=DEFECT_INCORRECT)
        if sum(entry.size for entry in self.direntries if entry is not None) > 2 * len(data):
            raise ValueError("streams overlap")

    def _load_direntry(self, sid: int) -> Any:
        # each entry is compared with all before it
        self._eintraege += 1
        if self._eintraege > MAX_EINTRAEGE:
            raise ValueError("too many entries")
        return super()._load_direntry(sid)


def _mail_of(storage: Storage) -> Mail:
    """A mail of a .msg file, or one attached to it; attachments of attached mails are its own."""
    _check_properties(storage)
    message = Message(storage)
    smtp = message.properties.str_prop_value(constants.PID_SENDER_SMTP_ADDRESS)
    absender = smtp or message.sender or ""
    email = _usable([smtp] if smtp else [adresse for _, adresse in getaddresses([absender])])
    beilagen = tuple(beilage for anhang in storage.iter_attachment_storages() for beilage in _beilagen(anhang))
    return Mail(_short(absender), _short(message.subject), beilagen, _moment(lambda: message.sent_date), email)


def _beilagen(anhang: Storage) -> Iterator[Beilage]:
    mails = [teil for teil in anhang.storages if teil.name == _MAIL and _has_properties(teil)]
    if mails:
        yield from _mail_of(mails[0]).beilagen
        return
    _check_properties(anhang)
    attachment = Attachment(anhang)
    name = attachment.file_name or attachment.properties.str_prop_value(constants.PID_ATTACH_FILENAME) or ""
    yield Beilage(_short(name), attachment.file_bytes or b"")


def _has_properties(storage: Storage) -> bool:
    return any(stream.name == _EIGENSCHAFTEN for stream in storage.streams)


def _check_properties(storage: Storage) -> None:
    """Each 16 bytes become an object."""
    if len(storage.properties_stream_bytes) > MAX_EIGENSCHAFTEN:
        raise ValueError("too many properties")


def _moment(read: Callable[[], object]) -> datetime | None:
    """A date of a mail, in UTC. One that cannot be read, whatever its parser raises, spoils no mail."""
    try:
        datum = read()
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, struct.error):
        return None
    if not isinstance(datum, datetime) or datum.year not in _JAHRE:
        return None
    return (datum if datum.tzinfo else datum.replace(tzinfo=UTC)).astimezone(UTC)


def _short(text: str) -> str:
    return printable(" ".join(text[:MAX_KOPF].split()), MAX_KOPF)


def _check_kind(name: str, data: bytes, andere: Iterable[bytes]) -> None:
    """Raise EingabeError for a file of another kind, told by how it begins, that has the ending of a mail."""
    for anfang in andere:
        if data.startswith(anfang):
            was, endung = _VERWECHSELT[anfang]
            raise EingabeError(
                f"{name} ist keine solche E-Mail, sondern eine {was}. Bitte die Endung in {endung} ändern."
            )


def _too_much(name: str) -> EingabeError:
    return EingabeError(f"{name} ist als E-Mail zu groß oder hat zu viele Teile. {_SPEICHERN}")


def _unreadable(name: str) -> EingabeError:
    return EingabeError(f"{name} ist als E-Mail nicht lesbar. {_SPEICHERN}")
