"""What came back: workbooks in folders, files and mails, each with where it comes from; nothing is opened here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from xlbudget.dateien import check_file
from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef
from xlbudget.sources.post import MAX_MAIL, MIB, Beilage, Mail, read_eml, read_msg
from xlbudget.sources.sicherheit import MAX_BYTES
from xlbudget.sources.zellen import shown

MAX_ANHAENGE = 2_000
MAX_GESAMT = 512 * MIB
"""All attachments of one reading: they are held in memory."""
MAX_TIEFE = 3
"""Mails within mails."""
MAX_NAME = 120
"""Characters of a file name."""

_TABELLEN = frozenset((".xlsx", ".xlsm", ".xlsb", ".xls", ".xltx", ".xltm", ".ods", ".csv"))
"""What may be meant as a return; all but .xlsx is refused when it is opened, with advice."""
_UNSICHTBAR = re.compile(r"~\$.*|\..*|thumbs\.db|desktop\.ini", re.IGNORECASE)
_UNZULAESSIG = re.compile('[\x00-\x1f\x7f-\x9f<>:"|?*\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]')
_GERAET = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_VERPACKT = {
    ".zip": "Bitte das ZIP-Archiv auspacken und die Mappe daraus angeben.",
    ".dat": "winmail.dat ist eine Verpackung von Outlook: die Mail in Outlook öffnen und die Mappe daraus speichern.",
    ".p7m": "Die Mail ist verschlüsselt oder signiert: im Mailprogramm öffnen und die Mappe daraus speichern.",
}


@dataclass(frozen=True, slots=True)
class Anhang:
    """A file that may be a return, unread.

    `name` is safe to show and to store under. `herkunft` is the file it lies in or is; `absender` is what the mail
    claims, empty for a file from a folder.
    """

    name: str
    data: bytes
    herkunft: str
    absender: str = ""


def read_eingang(pfade: Iterable[Path]) -> tuple[list[Anhang], list[Befund]]:
    """Every possible return in files, mails (.eml, .msg), and folders with those directly below them, in their order.

    Temporary and hidden files are left out; other attachments, mails without a workbook and what cannot be read become
    Befunde. Raises EingabeError (German) for a path that does not exist.
    """
    eingang = _Eingang()
    for pfad in pfade:
        if pfad.is_dir():
            eingang.add_folder(pfad)
        else:
            check_file(pfad)
            eingang.add_file(pfad)
    return eingang.anhaenge, eingang.befunde


def clean_name(name: str) -> str:
    """A file name without folders, control and reserved characters, at most `MAX_NAME` long.

    >>> clean_name("..\\\\..\\\\C:evil\\x00.xlsx"), clean_name("  "), clean_name("con.xlsx")
    ('C_evil_.xlsx', 'ohne Namen', '_con.xlsx')
    """
    letzter = re.split(r"[/\\]", name)[-1]
    sauber = _UNZULAESSIG.sub("_", letzter).strip(" .") or "ohne Namen"
    if len(sauber) > MAX_NAME:
        endung = PurePosixPath(sauber).suffix[:10]
        sauber = sauber[: MAX_NAME - 1 - len(endung)] + "…" + endung
    return f"_{sauber}" if _GERAET.fullmatch(sauber) else sauber


def _files_in(ordner: Path) -> list[Path]:
    """Files of a folder, then those of each folder in it; in alphabetical order."""
    eintraege = sorted(ordner.iterdir(), key=lambda pfad: (pfad.name.casefold(), pfad.name))
    unterordner = [pfad for pfad in eintraege if pfad.is_dir() and not _UNSICHTBAR.fullmatch(pfad.name)]
    weitere = [datei for unten in unterordner for datei in sorted(unten.iterdir()) if not datei.is_dir()]
    return [pfad for pfad in (*eintraege, *weitere) if not pfad.is_dir() and not _UNSICHTBAR.fullmatch(pfad.name)]


class _Eingang:
    """Gathers attachments and Befunde, within the limits of one reading."""

    def __init__(self) -> None:
        self.anhaenge: list[Anhang] = []
        self.befunde: list[Befund] = []
        self._frei = MAX_GESAMT

    def add_folder(self, ordner: Path) -> None:
        """Everything in a folder that can be a return or a mail; the rest is named once."""
        try:
            dateien = _files_in(ordner)
        except OSError as error:
            raise EingabeError(f"Der Ordner {ordner} ist nicht lesbar ({error.strerror}).") from error
        andere = [datei.name for datei in dateien if not _limit(datei)]
        for datei in dateien:
            if _limit(datei):
                self.add_file(datei)
        if andere:
            self._befund(Schwere.HINWEIS, "eingang.andere", _other(andere), ordner.name)

    def add_file(self, datei: Path) -> None:
        """One file; what is neither a workbook nor a mail becomes a Befund, unread."""
        try:
            grenze = _limit(datei)
            if not grenze:
                raise EingabeError(f"{datei.name} ist weder eine Mappe (.xlsx) noch eine E-Mail (.eml, .msg).")
            check_file(datei)
            if datei.stat().st_size > grenze:
                raise EingabeError(f"{datei.name} ist mit über {grenze // MIB} MB zu groß für einen Rücklauf.")
            self._add(Beilage(datei.name, datei.read_bytes()), str(datei), "", 0)
        except OSError as error:
            self._befund(Schwere.FEHLER, "eingang.datei", f"Die Datei ist nicht lesbar ({error.strerror}).", datei.name)
        except EingabeError as error:
            self._befund(Schwere.FEHLER, "eingang.datei", str(error), datei.name)

    def _add(self, beilage: Beilage, herkunft: str, absender: str, tiefe: int) -> bool:
        """Take a workbook, or what is in a mail; whether there was any."""
        name, endung = clean_name(beilage.name), PurePosixPath(beilage.name.strip(" .")).suffix.casefold()
        if endung in (".eml", ".msg"):
            if tiefe == MAX_TIEFE:
                raise EingabeError(f"{name}: zu viele E-Mails ineinander. Die Mappe daraus speichern und angeben.")
            mail = read_eml(name, beilage.data) if endung == ".eml" else read_msg(name, beilage.data)
            return self._add_mail(name, mail, herkunft, absender, tiefe)
        if endung not in _TABELLEN and not (not beilage.name and beilage.data.startswith(b"PK")):
            return False
        self._frei -= len(beilage.data)
        if self._frei < 0 or len(self.anhaenge) == MAX_ANHAENGE:
            raise EingabeError("Das sind zu viele Rückläufe auf einmal. Bitte den Ordner in Teilen einlesen.")
        self.anhaenge.append(Anhang(name, beilage.data, herkunft, absender))
        return True

    def _add_mail(self, name: str, mail: Mail, herkunft: str, absender: str, tiefe: int) -> bool:
        """Whether a mail had any workbook; if not, and what else it had, becomes a Befund."""
        andere: list[str] = []
        gefunden = False
        for beilage in mail.beilagen:
            try:
                if self._add(beilage, herkunft, absender or mail.absender, tiefe + 1):
                    gefunden = True
                else:
                    andere.append(clean_name(beilage.name))
            except EingabeError as error:
                self._befund(Schwere.FEHLER, "eingang.datei", str(error), name)
        if gefunden or tiefe:
            if andere:
                self._befund(Schwere.HINWEIS, "eingang.andere", _other(andere), name)
            return gefunden
        rat = next((rat for endung, rat in _VERPACKT.items() if any(a.casefold().endswith(endung) for a in andere)), "")
        betreff = shown(_UNZULAESSIG.sub("", mail.betreff)) or "ohne Betreff"
        text = f"Die E-Mail „{betreff}“ enthält keine Mappe. {rat or 'Beim Absender nachfragen.'}"
        self._befund(Schwere.WARNUNG, "eingang.ohne_mappe", text, name)
        return False

    def _befund(self, schwere: Schwere, code: str, text: str, datei: str) -> None:
        self.befunde.append(Befund(schwere, code, text, SourceRef(clean_name(datei))))


def _limit(datei: Path) -> int:
    """Up to how many bytes a file is read; 0 for what can be no return."""
    endung = datei.suffix.casefold()
    return MAX_BYTES if endung in _TABELLEN else MAX_MAIL if endung in (".eml", ".msg") else 0


def _other(namen: Sequence[str]) -> str:
    """The sentence about what is left out."""
    genannt = ", ".join(namen[:3]) + (f" und {len(namen) - 3} weitere" if len(namen) > 3 else "")
    return f"Ohne Bedeutung für den Rücklauf, nicht gelesen: {genannt}."
