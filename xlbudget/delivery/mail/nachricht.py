"""One mail, built to the last byte before anybody decides to send it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from xlbudget.core.adresse import Adresse, one_line
from xlbudget.dateien import FORBIDDEN_IN_NAMES
from xlbudget.delivery.mail.adressen import Kreis
from xlbudget.delivery.mail.mailtext import Tafel, render_html, render_text
from xlbudget.delivery.mail.zustellung import Nachrichtenart
from xlbudget.errors import Befund, EingabeError, Schwere
from xlbudget.layout.mailtext import Mailtext

XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
MAX_DATEINAME = 150
_ERLAUBT = f"[^{re.escape(FORBIDDEN_IN_NAMES)}]"
_NAME_ERLAUBT = re.compile(rf"(?!\.){_ERLAUBT}+\.xlsx")
_SCHLICHT = re.compile(r"[A-Za-z0-9 .,&()/'+-]*")


@dataclass(frozen=True, slots=True)
class Anhang:
    """An xlsx workbook and the name it travels under."""

    name: str
    daten: bytes

    @property
    def sha256(self) -> str:
        """Of the workbook, hexadecimal."""
        return hashlib.sha256(self.daten).hexdigest()


@dataclass(frozen=True, slots=True)
class Brief:
    """A finished mail: `daten` is what the server will get, the rest says what was meant."""

    kennung: str
    message_id: str
    kreis: Kreis
    betreff: str
    daten: bytes


def nachricht_kennung(sendung: str, art: Nachrichtenart, anlass: str = "") -> str:
    """The idempotency key: the same for the same mail about the same Sendung, whoever asks and how often.

    `anlass` tells several Erinnerungen about one Sendung apart.
    """
    return hashlib.sha256("\n".join((sendung, art, anlass)).encode()).hexdigest()[:32]


def message_id(kennung: str, absender: Adresse) -> str:
    """The Message-ID that belongs to a Kennung; a mail sent again by mistake would carry it too."""
    return f"<{kennung}@{absender.domain}>"


def build_brief(
    kennung: str,
    absender: Adresse,
    kreis: Kreis,
    text: Mailtext,
    datum: datetime,
    *,
    tafel: Tafel | None = None,
    anhaenge: Sequence[Anhang] = (),
) -> Brief:
    """A mail as text and HTML with its workbooks. `datum` needs its time zone.

    Raises EingabeError (German) where a name or the Betreff could break a header.
    """
    inhalt = EmailMessage(policy=SMTP)
    try:
        betreff = one_line(text.betreff, "Der Betreff", 200)
        inhalt.set_content(render_text(text, tafel), cte="quoted-printable")
        inhalt.add_alternative(render_html(text, tafel), subtype="html", cte="quoted-printable")
        for anhang in anhaenge:
            inhalt.add_attachment(
                anhang.daten, maintype=XLSX[0], subtype=XLSX[1], filename=_dateiname(anhang.name), cte="base64"
            )
    except UnicodeEncodeError as error:
        raise EingabeError("Der Text der Mail enthält ein Zeichen, das es nicht gibt. Bitte neu eintippen.") from error
    except ValueError as error:
        raise EingabeError(str(error)) from error
    kopf = {
        "From": _mailbox(absender),
        "To": _mailboxes(kreis.an),
        **({"Cc": _mailboxes(kreis.kopie)} if kreis.kopie else {}),
        "Subject": _encode(betreff, len("Subject: ")),
        "Date": format_datetime(datum),
        "Message-ID": message_id(kennung, absender),
    }
    zeilen = "".join(f"{name}: {wert}\r\n" for name, wert in kopf.items())
    # the header lines are ours: what the standard library makes of long names differs from release to release
    return Brief(kennung, message_id(kennung, absender), kreis, betreff, zeilen.encode("ascii") + inhalt.as_bytes())


def als_entwurf(daten: bytes) -> bytes:
    """The same mail as an `.eml` that Outlook and Thunderbird open for sending by hand."""
    return b"X-Unsent: 1\r\n" + daten


def check_groesse(brief: Brief, grenze: int, budget: str) -> list[Befund]:
    """A Befund with the ways out where a mail has more than `grenze` bytes (the whole mail, as the server counts)."""
    if len(brief.daten) <= grenze:
        return []
    text = (
        f"Die Mail für „{budget}“ hat {_mb(len(brief.daten))}, erlaubt sind {_mb(grenze)}. "
        "Bilder aus der Vorlage entfernen, das Budget in der Datenmappe in zwei Budgets teilen oder, wenn die "
        "Mailserver mehr annehmen, in den Einstellungen „Größte E-Mail in MB“ erhöhen."
    )
    return [Befund(Schwere.FEHLER, "mail.groesse", text)]


def _mb(groesse: int) -> str:
    return f"{groesse / 2**20:.1f} MB".replace(".", ",")


def _dateiname(name: str) -> str:
    name = one_line(name, "Der Dateiname des Anhangs", MAX_DATEINAME)
    if not _NAME_ERLAUBT.fullmatch(name):
        raise ValueError(f"„{name}“ kann kein Anhang heißen: erwartet wird ein Dateiname auf .xlsx ohne Ordner.")
    return name


def _mailboxes(adressen: Sequence[Adresse]) -> str:
    return ",\r\n ".join(map(_mailbox, adressen))


def _mailbox(adresse: Adresse) -> str:
    if not adresse.name:
        return adresse.email
    if _SCHLICHT.fullmatch(adresse.name):
        return f'"{adresse.name}" <{adresse.email}>'
    return f"{_encode(adresse.name, 0)}\r\n <{adresse.email}>"


def _encode(text: str, belegt: int) -> str:
    """A header text in ASCII, folded; encoded unless it is plain beyond doubt."""
    if _SCHLICHT.fullmatch(text) and len(text) + belegt <= 76:
        return text
    return Header(text, "utf-8", maxlinelen=76 - belegt).encode(linesep="\r\n")
