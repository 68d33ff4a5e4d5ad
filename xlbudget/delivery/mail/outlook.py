"""Drafts in Outlook, through its own object model, for a person to look at and send. Windows only."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

from xlbudget.delivery.mail.kontrolle import read_anhaenge, umschlag
from xlbudget.errors import AusgabeError, EingabeError

_MAILITEM, _AN, _KOPIE = 0, 1, 2
_SMTP_ADRESSE = "http://schemas.microsoft.com/mapi/proptag/0x39FE001E"


class KeinOutlookError(EingabeError):
    """There is no Outlook to be driven here; `.eml` drafts remain."""


class Outlook:
    """The running Outlook. Nothing is ever sent from here.

    `dispatch` gives the application for its name and `fehler` is what it raises; both are those of pywin32 by default.
    """

    def __init__(self, dispatch: Callable[[str], Any] | None = None, fehler: type[Exception] | None = None) -> None:
        if dispatch is None or fehler is None:
            dispatch, fehler = _pywin32()
        self._fehler = fehler
        try:
            self._application = dispatch("Outlook.Application")
        except fehler as error:
            raise KeinOutlookError(
                "Outlook lässt sich nicht ansprechen. Ist das klassische Outlook installiert und eingerichtet? "
                "Sonst die Entwürfe als .eml schreiben."
            ) from error

    def write_entwurf(self, daten: bytes) -> None:
        """Put a finished mail among the drafts, and look at it there.

        Raises AusgabeError (German) where Outlook made something else of it; the draft is then deleted.
        """
        message = BytesParser(policy=default).parsebytes(daten)
        assert isinstance(message, EmailMessage)
        an, kopie = umschlag(daten)
        gewollt = [*((email, _AN) for email in an), *((email, _KOPIE) for email in kopie)]
        item = None
        try:
            item = self._application.CreateItem(_MAILITEM)
            item.Subject = message["Subject"]
            html = message.get_body(("html",))
            item.HTMLBody = html.get_content() if html else ""
            for email, art in gewollt:
                item.Recipients.Add(email).Type = art
            item.Recipients.ResolveAll()
            # the draft leaves from the account of whoever sends it; the answer shall not go there
            item.ReplyRecipients.Add(message["From"].addresses[0].addr_spec)
            namen = self._attach(item, message)
            item.Save()
            if anders := self._difference(item, gewollt, namen):
                item.Delete()
                raise AusgabeError(f"Der Entwurf „{message['Subject']}“ wurde wieder gelöscht: {anders}")
        except self._fehler as error:
            if item is not None:
                with suppress(self._fehler):
                    item.Delete()
            raise AusgabeError(
                f"Outlook hat den Entwurf „{message['Subject']}“ nicht angelegt ({error}). "
                "Offene Fragen in Outlook schließen und wiederholen, oder die Entwürfe als .eml schreiben."
            ) from error

    def _difference(self, item: Any, gewollt: Sequence[tuple[str, int]], namen: Sequence[str]) -> str:
        """What Outlook made else of recipients and attachments; empty if nothing."""
        ist = sorted((_smtp(einer, self._fehler).casefold(), int(einer.Type)) for einer in item.Recipients)
        if ist != sorted((email.casefold(), art) for email, art in gewollt):
            emails = ", ".join(email for email, _ in ist)
            return f"Outlook hat die Empfänger anders aufgelöst ({emails}). Das Adressbuch in Outlook prüfen."
        angehaengt = [str(anhang.FileName) for anhang in item.Attachments]
        return "" if angehaengt == list(namen) else f"Outlook hat andere Anhänge übernommen ({', '.join(angehaengt)})."

    @staticmethod
    def _attach(item: Any, message: EmailMessage) -> list[str]:
        """Attachments have to be files when they are added; Outlook copies them at once."""
        namen = []
        with tempfile.TemporaryDirectory() as ordner:
            for name, inhalt in read_anhaenge(message):
                datei = Path(ordner) / Path(name).name
                datei.write_bytes(inhalt)
                item.Attachments.Add(str(datei))
                namen.append(datei.name)
        return namen


def _smtp(empfaenger: Any, fehler: type[Exception]) -> str:
    """The SMTP address; people of the own house are known to Exchange by another one."""
    try:
        return str(empfaenger.PropertyAccessor.GetProperty(_SMTP_ADRESSE))
    except fehler:
        return str(empfaenger.Address)


def _pywin32() -> tuple[Callable[[str], Any], type[Exception]]:
    if sys.platform != "win32":
        raise KeinOutlookError("Entwürfe in Outlook gibt es nur unter Windows. Hier die Entwürfe als .eml schreiben.")
    try:
        import pythoncom
        from win32com.client import Dispatch
    except ImportError as error:
        raise KeinOutlookError(
            "Für Outlook fehlt ein Paket: pip install pywin32. Oder Entwürfe als .eml schreiben."
        ) from error
    return Dispatch, pythoncom.com_error
