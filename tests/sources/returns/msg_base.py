"""Outlook's .msg files for the tests: a compound file (MS-CFB) of streams and storages, and a mail made of them."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

SEKTOR, MINI, GRENZE = 512, 64, 4096
FREI, ENDE, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
Baum = Mapping[str, "bytes | Baum"]
GESENDET, SMTP, BETREFF, DATEN, LANGNAME, KURZNAME, METHODE = 0x0039, 0x5D01, 0x0037, 0x3701, 0x3707, 0x3704, 0x3705


def mail(absender: str, betreff: str, anhaenge: Sequence[Baum], gesendet: bytes | str = "") -> bytes:
    """A .msg file with these attachments."""
    return compound_file(nachricht(absender, betreff, anhaenge, gesendet=gesendet))


def nachricht(
    absender: str, betreff: str, anhaenge: Sequence[Baum], kopf: int = 32, gesendet: bytes | str = ""
) -> Baum:
    """The storage of a message; an attached one has a shorter head. `gesendet` as bytes is a FILETIME."""
    zeit = {GESENDET: gesendet} if gesendet else {}
    texte = _properties({SMTP: absender, BETREFF: betreff, **zeit}, kopf)
    return texte | {f"__attach_version1.0_#{nummer:08X}": anhang for nummer, anhang in enumerate(anhaenge)}


def anhang(name: str, data: bytes, lang: bool = True) -> Baum:
    """An attached file."""
    return _properties({LANGNAME if lang else KURZNAME: name, DATEN: data, METHODE: 1}, 8)


def angehaengt(innen: Baum) -> Baum:
    """An attached mail."""
    return _properties({METHODE: 5}, 8) | {"__substg1.0_3701000D": innen}


def _properties(werte: Mapping[int, str | bytes | int], kopf: int) -> dict[str, bytes | Baum]:
    liste, stroeme = bytes(kopf), {}
    for nummer, wert in werte.items():
        if isinstance(wert, int):
            liste += struct.pack("<HHII4x", 3, nummer, 6, wert)
            continue
        if nummer == GESENDET and isinstance(wert, bytes):
            liste += struct.pack("<HHI8s", 0x40, nummer, 6, wert)
            continue
        art, inhalt = (0x001F, wert.encode("utf-16-le")) if isinstance(wert, str) else (0x0102, wert)
        liste += struct.pack("<HHII4x", art, nummer, 6, len(inhalt))
        stroeme[f"__substg1.0_{nummer:04X}{art:04X}"] = inhalt
    return {"__properties_version1.0": liste, **stroeme}


class _Eintrag:
    def __init__(self, name: str, art: int, inhalt: bytes = b"") -> None:
        self.name, self.art, self.inhalt = name, art, inhalt
        self.links = self.rechts = self.kind = FREI
        self.start, self.groesse = ENDE, len(inhalt)

    def pack(self) -> bytes:
        name = self.name.encode("utf-16-le")
        kopf = struct.pack("<64sHBB3I", name, len(name) + 2, self.art, 1, self.links, self.rechts, self.kind)
        return kopf + bytes(16 + 4 + 8 + 8) + struct.pack("<IQ", self.start if self.groesse else ENDE, self.groesse)


def compound_file(baum: Baum) -> bytes:
    """A compound file, version 3: header, FAT, then directory, mini FAT and all streams."""
    eintraege = [_Eintrag("Root Entry", 5)]
    _add(eintraege, 0, baum)
    mini, minifat = b"", []
    grosse = []
    for eintrag in eintraege[1:]:
        if eintrag.art == 2 and 0 < eintrag.groesse < GRENZE:
            eintrag.start = len(minifat)
            minifat += _chain(len(minifat), -(-eintrag.groesse // MINI))
            mini += _padded(eintrag.inhalt, MINI)
        elif eintrag.art == 2 and eintrag.groesse:
            grosse.append(eintrag)
    eintraege[0].groesse, eintraege[0].inhalt = len(mini), mini
    grosse += [eintraege[0]] if mini else []
    verzeichnis = -(-len(eintraege) * 128 // SEKTOR)
    minisektoren = -(-len(minifat) * 4 // SEKTOR)
    daten = sum(-(-eintrag.groesse // SEKTOR) for eintrag in grosse)
    fats = 1
    while fats * 128 < fats + verzeichnis + minisektoren + daten:
        fats += 1
    fat = [FAT] * fats
    fat += _chain(len(fat), verzeichnis)
    fat += _chain(len(fat), minisektoren)
    for eintrag in grosse:
        eintrag.start = len(fat)
        fat += _chain(len(fat), -(-eintrag.groesse // SEKTOR))
    teile = [
        struct.pack(f"<{fats * 128}I", *fat, *[FREI] * (fats * 128 - len(fat))),
        _padded(b"".join(eintrag.pack() for eintrag in eintraege), SEKTOR),
        _padded(struct.pack(f"<{len(minifat)}I", *minifat), SEKTOR),
        *(_padded(eintrag.inhalt, SEKTOR) for eintrag in grosse),
    ]
    ministart = fats + verzeichnis if minisektoren else ENDE
    kopf = struct.pack(
        "<8s16s5H6x9I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
        0, fats, fats, 0, GRENZE, ministart, minisektoren, ENDE, 0,
    )  # fmt: skip
    difat = [*range(fats), *[FREI] * (109 - fats)]
    return kopf + struct.pack("<109I", *difat) + b"".join(teile)


def _add(eintraege: list[_Eintrag], eltern: int, baum: Baum) -> None:
    nummern = []
    for name, inhalt in sorted(baum.items(), key=lambda paar: (len(paar[0]), paar[0].upper())):
        nummern.append(len(eintraege))
        ist_strom = isinstance(inhalt, bytes)
        eintraege.append(_Eintrag(name, 2 if ist_strom else 1, inhalt if ist_strom else b""))
        if not ist_strom:
            _add(eintraege, nummern[-1], inhalt)
    eintraege[eltern].kind = _tree(eintraege, nummern)


def _tree(eintraege: list[_Eintrag], nummern: Sequence[int]) -> int:
    if not nummern:
        return FREI
    mitte = len(nummern) // 2
    eintrag = eintraege[nummern[mitte]]
    eintrag.links, eintrag.rechts = _tree(eintraege, nummern[:mitte]), _tree(eintraege, nummern[mitte + 1 :])
    return nummern[mitte]


def _chain(erster: int, anzahl: int) -> list[int]:
    return [*range(erster + 1, erster + anzahl), ENDE] if anzahl else []


def _padded(inhalt: bytes, block: int) -> bytes:
    return inhalt + bytes(-len(inhalt) % block)
