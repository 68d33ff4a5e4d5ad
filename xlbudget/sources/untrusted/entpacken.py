"""Unpacking a package that came by mail, in memory: no declared size is trusted, no name leads anywhere."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from xlbudget.dateien import DAMAGED
from xlbudget.errors import EingabeError

MIB = 2**20
MAX_TEILE = 2_000
"""Members of the package."""
MAX_ENTPACKT = 128 * MIB
"""All members, as they really unpack."""
MAX_XML_TEIL = 16 * MIB
MAX_VERZEICHNIS = 1 * MIB
"""A member that only lists others (.rels, content types)."""
MAX_XML = 48 * MIB
"""All XML members: only they are kept in memory."""
MAX_VERHAELTNIS = 150
"""How much smaller a member, or all of them together, may be packed, once they unpack to more than `_VERHAELTNIS_AB`;
Excel's reach 60."""

CONTENT_TYPES = "[content_types].xml"
LEER_LASSEN = "Bitte nur die Eingabefelder der gesendeten Mappe ausfüllen und diese neu senden."

_VERHAELTNIS_AB = 4 * MIB
_STUECK = 256 * 1024
_UNICODE_PFAD = 0x7075
"""The extra field in which a package gives a member another name, which only some programs take."""
_XML_NAME = re.compile(r".*\.(xml|rels|vml)")
_DTD = tuple(f"<!{wort}".encode(code) for wort in ("DOCTYPE", "ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be"))


def unpack(name: str, data: bytes) -> dict[str, bytes | None]:
    """All members by name in lower case; None for what is no XML, which is measured and dropped.

    Raises EingabeError (German) for a bomb, odd or doubled names, a DTD, a password, damage.
    """
    if data.count(b"PK\x01\x02") > MAX_TEILE:  # before a list of millions is built
        raise _refuse(name, f"sie enthält mehr als {MAX_TEILE} Teile")
    teile: dict[str, bytes | None] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_names(name, archive.infolist())
            entpackt = xml = 0
            for info in archive.infolist():
                inhalt = _inflate(name, archive, info, MAX_ENTPACKT - entpackt)
                entpackt += inhalt.groesse
                if entpackt > max(_VERHAELTNIS_AB, MAX_VERHAELTNIS * len(data)):
                    raise _refuse(name, "sie ist auffällig stark gepackt")
                if inhalt.xml is not None:
                    xml += len(inhalt.xml)
                    if xml > MAX_XML:
                        raise _refuse(name, f"ihr Text umfasst entpackt mehr als {MAX_XML // MIB} MB")
                teile[info.orig_filename.casefold()] = inhalt.xml
    except DAMAGED as error:
        raise EingabeError(
            f"{name} ist beschädigt oder keine Excel-Datei. "
            "Bitte die Mappe in Excel öffnen, als .xlsx neu speichern und neu senden."
        ) from error
    return teile


def _check_names(name: str, infos: list[zipfile.ZipInfo]) -> None:
    if min((info.header_offset for info in infos), default=0):
        raise _refuse(name, "vor ihrem Anfang stehen andere Daten")
    gesehen: set[str] = set()
    for info in infos:
        roh = info.orig_filename
        teil = roh.rstrip("/")
        if (
            not teil.isprintable()
            or "\\" in roh
            or ":" in roh
            or "%" in roh
            or roh.startswith("/")
            or _UNICODE_PFAD in _extra_fields(info.extra)
            or any(stueck in ("", ".", "..") for stueck in teil.split("/"))
        ):
            raise _refuse(name, "sie enthält unzulässige Dateinamen")
        if roh.casefold() in gesehen:
            raise _refuse(name, "ein Teil steht doppelt darin")
        gesehen.add(roh.casefold())
        if info.flag_bits & 1:
            raise EingabeError(f"{name} ist mit einem Kennwort gepackt. Bitte die Mappe ungepackt senden.")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _refuse(name, "sie ist auf ungewöhnliche Art gepackt")


def _extra_fields(extra: bytes) -> Iterator[int]:
    """The kinds of a member's extra fields."""
    stelle = 0
    while stelle + 4 <= len(extra):
        art, laenge = struct.unpack_from("<HH", extra, stelle)
        yield art
        stelle += 4 + laenge


@dataclass(frozen=True, slots=True)
class _Inhalt:
    groesse: int
    xml: bytes | None


def _inflate(name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, rest: int) -> _Inhalt:
    """Unpack a member piece by piece, so that a bomb ends as soon as it exceeds a limit."""
    teil = info.orig_filename.casefold()
    ist_xml = _XML_NAME.fullmatch(teil) is not None
    grenze = MAX_VERZEICHNIS if teil == CONTENT_TYPES or teil.endswith(".rels") else MAX_XML_TEIL
    stuecke = []
    groesse = 0
    with archive.open(info) as stream:
        while stueck := stream.read(_STUECK):
            groesse += len(stueck)
            if groesse > rest:
                raise _refuse(name, f"sie umfasst entpackt mehr als {MAX_ENTPACKT // MIB} MB")
            if ist_xml and groesse > grenze:
                raise _refuse(name, f"ein Teil umfasst entpackt mehr als {grenze // MIB} MB")
            if groesse > max(_VERHAELTNIS_AB, MAX_VERHAELTNIS * info.compress_size):
                raise _refuse(name, "ein Teil ist auffällig stark gepackt")
            if ist_xml:
                stuecke.append(stueck)
    if not ist_xml:
        return _Inhalt(groesse, None)
    inhalt = b"".join(stuecke)
    if any(wort in inhalt for wort in _DTD):
        raise _refuse(name, "sie enthält eine DOCTYPE-Angabe, die Excel nicht schreibt")
    return _Inhalt(groesse, inhalt)


def _refuse(name: str, grund: str) -> EingabeError:
    return EingabeError(f"{name} wird nicht gelesen: {grund}. {LEER_LASSEN}")
