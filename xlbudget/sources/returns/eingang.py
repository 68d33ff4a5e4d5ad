"""What came back: workbooks in folders, files and mails, each with where it comes from; nothing is opened here."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from xlbudget.dateien import FORBIDDEN_IN_NAMES, OLE, check_file, is_device_name
from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef, listed, printable
from xlbudget.sources.returns.post import MAX_MAIL, MIB, Beilage, Mail, read_eml, read_msg
from xlbudget.sources.untrusted.sicherheit import MAX_BYTES
from xlbudget.sources.zellen import shown

MAX_ANHAENGE = 2_000
MAX_GESAMT = 512 * MIB
"""All attachments of one reading: they are kept for good."""
MAX_TIEFE = 3
"""Mails within mails."""
MAX_NAME = 120
"""Characters of a file name."""

_TABELLEN = frozenset((".xlsx", ".xlsm", ".xlsb", ".xls", ".xltx", ".xltm", ".ods", ".csv"))
"""What may be meant as a return; all but .xlsx is refused when it is opened, with advice."""
_UNSICHTBAR = re.compile(r"~\$.*|\..*|thumbs\.db|desktop\.ini", re.IGNORECASE)
_UNZULAESSIG = re.compile(f"[{re.escape(FORBIDDEN_IN_NAMES)}\ufffd]")
_POSTFACH = "Das ist ein Postfach: im Mailprogramm die E-Mails daraus einzeln als .eml oder .msg speichern."
_VERPACKT = {
    ".zip": "Bitte das ZIP-Archiv auspacken und die Mappe daraus angeben.",
    ".7z": "Bitte das Archiv auspacken und die Mappe daraus angeben.",
    ".rar": "Bitte das Archiv auspacken und die Mappe daraus angeben.",
    ".dat": "winmail.dat ist eine Verpackung von Outlook: die Mail in Outlook öffnen und die Mappe daraus speichern.",
    **dict.fromkeys((".mbox", ".mbx", ".emlx", ".pst", ".ost"), _POSTFACH),
    ".p7m": "Die Mail ist verschlüsselt oder signiert: im Mailprogramm öffnen und die Mappe daraus speichern.",
}
_EIGENE_ART = frozenset((".docx", ".docm", ".doc", ".dotx", ".pptx", ".ppt", ".odt", ".odp", ".vsdx", ".vsd", ".jar"))
"""What begins like a workbook, and is something else."""
_KOPF = 8  # bytes that tell a package from other files
_GENANNT = 3  # names in a message


@dataclass(frozen=True, slots=True)
class Eingangsdatei:
    """A file that may be a return, unread.

    `name` is safe to show and to store under. `herkunft` is the file it lies in or is; `absender` and `gesendet` (UTC)
    are what the mail claims, empty and None for a file from a folder; `email` is the one address it comes from, empty
    where no single one can be used.
    """

    name: str
    data: bytes
    herkunft: str
    absender: str = ""
    gesendet: datetime | None = None
    email: str = ""
    aus_mail: bool = False


def iter_eingang(pfade: Iterable[Path]) -> Iterator[Eingangsdatei | Befund]:
    """Every possible return in files, mails (.eml, .msg), and folders with those directly below them, in their order.

    They come one by one, so that only one is held in memory. Temporary and hidden files are left out; other files,
    links, mails without a workbook and what cannot be read, a path included, are Befunde among them.
    """
    eingang = _Eingang()
    try:
        for pfad in pfade:
            yield from eingang.read(pfad)
    except _ZuViel as error:
        text = "Das sind zu viele Rückläufe auf einmal; von hier an ist nichts gelesen. Bitte in Teilen einlesen."
        yield _befund(Schwere.FEHLER, "eingang.menge", text, str(error))


def clean_name(name: str) -> str:
    """A file name without folders, control and reserved characters, at most `MAX_NAME` long.

    >>> clean_name("..\\\\..\\\\C:evil\\x00.xlsx"), clean_name("  "), clean_name("con.xlsx")
    ('C_evil_.xlsx', 'ohne Namen', '_con.xlsx')
    """
    letzter = re.split(r"[/\\]", name)[-1]
    sauber = _UNZULAESSIG.sub("_", printable(letzter, len(letzter))).strip(" .") or "ohne Namen"
    if len(sauber) > MAX_NAME:
        endung = PurePosixPath(sauber).suffix[:10]
        sauber = sauber[: MAX_NAME - 1 - len(endung)] + "…" + endung
    return f"_{sauber}" if is_device_name(sauber) else sauber


class _ZuViel(Exception):  # noqa: N818 — a German noun, like every name of the domain
    """The limits of one reading are reached; the message is the file at which."""


@dataclass(frozen=True, slots=True)
class _Herkunft:
    """Where an attachment comes from: the file that somebody named, and the outermost mail in it."""

    datei: str
    mail: Mail | None = None

    def within(self, mail: Mail) -> _Herkunft:
        """The same for what is in a mail; what one inside another claims, whoever sent the outer one has written."""
        return self if self.mail else replace(self, mail=mail)

    def of_file(self, name: str, data: bytes) -> Eingangsdatei:
        """A possible return from there."""
        if self.mail is None:
            return Eingangsdatei(name, data, self.datei)
        return Eingangsdatei(
            name, data, self.datei, self.mail.absender, self.mail.gesendet, self.mail.email, aus_mail=True
        )


@dataclass
class _Uebrige:
    """Files and attachments that are not read, and those among them in which a workbook may be."""

    andere: list[str] = field(default_factory=list)
    verpackte: list[str] = field(default_factory=list)

    def add(self, name: str, kopf: bytes) -> None:
        """One of them, with how it begins."""
        endung = _ending(name)
        ist_paket = kopf.startswith((b"PK", OLE, b"From ")) and endung not in _EIGENE_ART
        (self.verpackte if ist_paket or endung in _VERPACKT else self.andere).append(clean_name(name))

    def report(self, datei: str) -> Iterator[Befund]:
        """What is to be said about them beside the workbooks that were read."""
        if self.verpackte:
            text = (
                f"Nicht gelesen: {listed(self.verpackte, _GENANNT)}. Darin kann eine weitere Rückmeldung sein; bitte "
                "auspacken, aus einem Postfach einzeln als .eml speichern oder in .xlsx umbenennen, und einlesen."
            )
            yield _befund(Schwere.WARNUNG, "eingang.verpackt", text, datei)
        if self.andere:
            text = f"Nicht gelesen, weil weder Mappe noch E-Mail: {listed(self.andere, _GENANNT)}."
            yield _befund(Schwere.HINWEIS, "eingang.andere", text, datei)


class _Eingang:
    """Finds attachments, within the limits of one reading."""

    def __init__(self) -> None:
        self._frei, self._anzahl = MAX_GESAMT, 0

    def read(self, pfad: Path) -> Iterator[Eingangsdatei | Befund]:
        """A file, a mail or a folder that somebody named."""
        try:
            if pfad.is_dir():
                yield from self._folder(pfad)
            else:
                yield from self._file(pfad)
        except OSError as error:
            text = f"{printable(str(pfad))} ist nicht lesbar ({error.strerror}). Leserecht geben lassen oder kopieren."
            yield _befund(Schwere.FEHLER, "eingang.datei", text, pfad.name)

    def _folder(self, ordner: Path) -> Iterator[Eingangsdatei | Befund]:
        """Everything in a folder and those in it that can be a return or a mail; the rest is named once."""
        inhalt = _Ordner.read(ordner)
        uebrige, links = _Uebrige(), list(inhalt.links)
        tiefere: list[Path] = []
        yield from self._files(inhalt.dateien, uebrige)
        for unten in inhalt.ordner:
            try:
                weiterer = _Ordner.read(unten)
            except OSError as error:
                wo = printable(str(unten))
                text = f"Der Ordner {wo} ist nicht lesbar ({error.strerror}). Leserecht geben lassen."
                yield _befund(Schwere.FEHLER, "eingang.ordner", text, unten.name)
                continue
            yield from self._files(weiterer.dateien, uebrige)
            links += weiterer.links
            tiefere += weiterer.ordner
        yield from uebrige.report(ordner.name)
        if links:
            text = (
                f"Verknüpfungen werden nicht gelesen: {listed([clean_name(link.name) for link in links], _GENANNT)}. "
                "Bitte die Mappen selbst in den Ordner kopieren."
            )
            yield _befund(Schwere.WARNUNG, "eingang.verknuepfung", text, ordner.name)
        if tiefere:
            genannt = listed([f"{clean_name(tief.parent.name)}/{clean_name(tief.name)}" for tief in tiefere], _GENANNT)
            text = f"Tiefere Ordner werden nicht gelesen: {genannt}. Liegen dort Rückmeldungen, diese Ordner angeben."
            yield _befund(Schwere.WARNUNG, "eingang.tiefe", text, ordner.name)

    def _files(self, dateien: Iterable[Path], uebrige: _Uebrige) -> Iterator[Eingangsdatei | Befund]:
        for datei in dateien:
            if _limit(datei):
                yield from self._file(datei)
            else:
                uebrige.add(datei.name, _head(datei))

    def _file(self, datei: Path) -> Iterator[Eingangsdatei | Befund]:
        """One file; what is neither a workbook nor a mail becomes a Befund, unread."""
        name = clean_name(datei.name)
        try:
            check_file(datei)
            if not (grenze := _limit(datei)):
                raise EingabeError(f"{name} ist weder eine Mappe (.xlsx) noch eine E-Mail (.eml, .msg).")
            if datei.stat().st_size > grenze:
                raise EingabeError(f"{name} ist mit über {grenze // MIB} MB zu groß für einen Rücklauf.")
            yield from self._add(Beilage(datei.name, datei.read_bytes()), _Herkunft(str(datei)), 0)
        except OSError as error:
            text = f"Die Datei ist nicht lesbar ({error.strerror}). Leserecht geben lassen oder die Datei kopieren."
            yield _befund(Schwere.FEHLER, "eingang.datei", text, name)
        except EingabeError as error:
            yield _befund(Schwere.FEHLER, "eingang.datei", str(error), name)

    def _add(self, beilage: Beilage, herkunft: _Herkunft, tiefe: int) -> Generator[Eingangsdatei | Befund, None, bool]:
        """Take a workbook, or what is in a mail; whether there was any."""
        name, endung = clean_name(beilage.name), _ending(beilage.name)
        if endung in (".eml", ".msg"):
            if tiefe == MAX_TIEFE:
                raise EingabeError(f"{name}: zu viele E-Mails ineinander. Die Mappe daraus speichern und angeben.")
            mail = read_eml(name, beilage.data) if endung == ".eml" else read_msg(name, beilage.data)
            return (yield from self._add_mail(name, mail, herkunft.within(mail), tiefe))
        if endung not in _TABELLEN and not (not beilage.name and beilage.data.startswith(b"PK")):
            return False
        self._frei -= len(beilage.data)
        self._anzahl += 1
        if self._frei < 0 or self._anzahl > MAX_ANHAENGE:
            raise _ZuViel(name)
        yield herkunft.of_file(name, beilage.data)
        return True

    def _add_mail(
        self, name: str, mail: Mail, herkunft: _Herkunft, tiefe: int
    ) -> Generator[Eingangsdatei | Befund, None, bool]:
        """Whether a mail had any workbook; if not, and what else it had, becomes a Befund."""
        uebrige = _Uebrige()
        gefunden = False
        for beilage in mail.beilagen:
            try:
                if (yield from self._add(beilage, herkunft, tiefe + 1)):
                    gefunden = True
                elif _ending(beilage.name) not in (".eml", ".msg"):
                    uebrige.add(beilage.name, beilage.data[:_KOPF])
            except EingabeError as error:
                yield _befund(Schwere.FEHLER, "eingang.datei", str(error), name)
        if gefunden or tiefe:
            yield from uebrige.report(name)
        else:
            yield _befund(Schwere.WARNUNG, "eingang.ohne_mappe", _without(mail, uebrige), name)
        return gefunden


@dataclass(frozen=True, slots=True)
class _Ordner:
    """What lies in a folder and is not hidden, in alphabetical order; links lead elsewhere, and are not followed."""

    dateien: Sequence[Path]
    ordner: Sequence[Path]
    links: Sequence[Path]

    @classmethod
    def read(cls, ordner: Path) -> _Ordner:
        """Raises OSError."""
        eintraege = sorted(ordner.iterdir(), key=lambda pfad: (pfad.name.casefold(), pfad.name))
        sichtbare = [pfad for pfad in eintraege if not _UNSICHTBAR.fullmatch(pfad.name)]
        links = [pfad for pfad in sichtbare if pfad.is_symlink()]
        andere = [pfad for pfad in sichtbare if not pfad.is_symlink()]
        return cls([p for p in andere if not p.is_dir()], [p for p in andere if p.is_dir()], links)


def _limit(datei: Path) -> int:
    """Up to how many bytes a file is read; 0 for what can be no return."""
    endung = datei.suffix.casefold()
    return MAX_BYTES if endung in _TABELLEN else MAX_MAIL if endung in (".eml", ".msg") else 0


def _ending(name: str) -> str:
    return PurePosixPath(name.strip(" .")).suffix.casefold()


def _head(datei: Path) -> bytes:
    """How a file begins; nothing of one that is none or cannot be read."""
    try:
        if not datei.is_file():
            return b""
        with datei.open("rb") as stream:
            return stream.read(_KOPF)
    except OSError:
        return b""


def _without(mail: Mail, uebrige: _Uebrige) -> str:
    """The sentence about a mail in which no workbook is."""
    namen = [*uebrige.verpackte, *uebrige.andere]
    rat = next((_VERPACKT[e] for name in uebrige.verpackte if (e := _ending(name)) in _VERPACKT), "")
    if uebrige.verpackte and not rat:
        rat = "Ist darunter eine Mappe, sie speichern, in .xlsx umbenennen und angeben."
    nur = f", nur: {listed(namen, _GENANNT)}" if namen else ""
    betreff = shown(mail.betreff) or "ohne Betreff"
    return f"Die E-Mail „{betreff}“ enthält keine Excel-Mappe (.xlsx){nur}. {rat or 'Beim Absender nachfragen.'}"


def _befund(schwere: Schwere, code: str, text: str, datei: str) -> Befund:
    return Befund(schwere, code, text, SourceRef(clean_name(datei)))
