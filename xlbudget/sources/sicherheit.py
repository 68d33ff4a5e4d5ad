"""The gate for workbooks that came by mail: what is dangerous or no .xlsx is refused, within bounded time and memory.

Nothing is unpacked to disk, executed, fetched or computed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname, join, normpath

from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef
from xlbudget.sources.entpacken import CONTENT_TYPES, LEER_LASSEN, MIB, unpack
from xlbudget.sources.xmlstrom import Attribute, XmlDefekt, read_xml

MAX_BYTES = 20 * MIB
"""Size of a returned file. A Fachdienst-Mappe has less than one MB; pictures may come with it."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAPPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_SPEICHERN = "Bitte in Excel als „Excel-Arbeitsmappe (*.xlsx)“ speichern und neu senden."

_VERBOTENE_NAMEN = (
    (re.compile(r".*vbaproject.*\.bin|.*/macrosheets/.*|.*/dialogsheets/.*"), "Makros"),
    (re.compile(r".*/embeddings/.*|.*oleobject.*\.bin"), "eingebettete Objekte (OLE)"),
    (re.compile(r".*/activex/.*"), "ActiveX-Steuerelemente"),
    (re.compile(r".*/connections\.xml|.*/querytables/.*"), "Datenverbindungen"),
)
_VERBOTENE_BEZIEHUNGEN = {
    "vbaProject": "Makros",
    "xlMacrosheet": "Makros",
    "xlIntlMacrosheet": "Makros",
    "dialogsheet": "Makros",
    "oleObject": "eingebettete Objekte (OLE)",
    "package": "eingebettete Objekte (OLE)",
    "control": "ActiveX-Steuerelemente",
    "activeXControlBinary": "ActiveX-Steuerelemente",
    "connections": "Datenverbindungen",
    "queryTable": "Datenverbindungen",
}


@dataclass(frozen=True, slots=True)
class Beziehung:
    """A relationship inside the package: the last part of its type, its id and the member it leads to."""

    art: str
    kennung: str
    ziel: str


@dataclass(frozen=True, slots=True)
class Paket:
    """A package that passed the gate: its XML members by name in lower case; the others were measured and dropped."""

    name: str
    teile: Mapping[str, bytes]
    befunde: tuple[Befund, ...]

    def beziehungen(self, teil: str) -> list[Beziehung]:
        """What a member leads to, inside the package; "" is the package itself."""
        return [Beziehung(art, kennung, ziel) for art, kennung, ziel, extern in _relations(self, teil) if not extern]

    def defekt(self, grund: str) -> EingabeError:
        """The error for content that cannot be what a spreadsheet program wrote."""
        return EingabeError(
            f"{self.name} ist beschädigt: {grund}. Bitte in Excel öffnen, als .xlsx neu speichern und neu senden."
        )


def open_paket(name: str, data: bytes) -> Paket:
    """A returned workbook that is safe to read.

    External links to other workbooks are left unread and become a Befund. Raises EingabeError (German: what it is, what
    to do) for everything else that is no plain .xlsx: other formats, password, macros, OLE, ActiveX, DDE, data
    connections, remote content, DTDs, bombs, odd member names, damage.
    """
    _check_kind(name, data)
    teile = unpack(name, data)
    paket = Paket(name, {teil: inhalt for teil, inhalt in teile.items() if inhalt is not None}, ())
    try:
        _check_typ(paket, frozenset(teile))
        befunde = _check_links(paket)
    except XmlDefekt as error:
        raise paket.defekt(str(error)) from error
    return Paket(name, paket.teile, befunde)


def _check_kind(name: str, data: bytes) -> None:
    if not data:
        raise EingabeError(f"{name} ist leer (0 Byte). Bitte die ausgefüllte Mappe neu senden.")
    if len(data) > MAX_BYTES:
        raise EingabeError(
            f"{name} hat {len(data) // MIB} MB; gelesen werden höchstens {MAX_BYTES // MIB} MB. "
            "Bitte eingefügte Bilder und Blätter entfernen und neu senden."
        )
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise EingabeError(
                f"{name} ist mit einem Kennwort geschützt. In Excel unter Datei › Informationen › Arbeitsmappe "
                "schützen das Kennwort entfernen und neu senden."
            )
        raise EingabeError(f"{name} ist im alten Format .xls oder kein Tabellenblatt. {_SPEICHERN}")
    if not data.startswith(b"PK"):
        raise EingabeError(f"{name} ist keine Excel-Datei. {_SPEICHERN}")


def _check_typ(paket: Paket, namen: frozenset[str]) -> None:
    if "mimetype" in namen and "content.xml" in namen:
        raise EingabeError(
            f"{paket.name} ist eine OpenDocument-Tabelle (.ods). In LibreOffice unter Datei › Speichern unter das "
            "Format „Excel 2007–365 (.xlsx)“ wählen und neu senden."
        )
    if CONTENT_TYPES not in paket.teile:
        raise EingabeError(f"{paket.name} ist ein Archiv, aber keine Excel-Datei. {_SPEICHERN}")
    mappe = _mappe_of(paket)
    typ = _content_types(paket).get(mappe, "")
    if typ == _MAPPE:
        for name in namen:
            for muster, was in _VERBOTENE_NAMEN:
                if muster.fullmatch(name):
                    raise _verboten(paket.name, was)
        return
    if "macroEnabled" in typ:
        art = "eine Binärmappe (.xlsb)" if "binary" in typ else "eine Mappe mit Makros (.xlsm)"
    elif "template" in typ:
        art = "eine Vorlage (.xltx)"
    else:
        art = "kein Excel-Tabellenblatt"
    raise EingabeError(f"{paket.name} ist {art}. {_SPEICHERN}")


def _mappe_of(paket: Paket) -> str:
    mappen = [beziehung.ziel for beziehung in paket.beziehungen("") if beziehung.art == "officeDocument"]
    if len(mappen) != 1:
        raise paket.defekt("die Angabe, wo die Mappe beginnt, fehlt")
    return mappen[0]


def _content_types(paket: Paket) -> dict[str, str]:
    typen: dict[str, str] = {}

    def start(pfad: str, attribute: Attribute) -> None:
        typ = attribute.get("ContentType", "")
        if "vbaProject" in typ or "macrosheet" in typ:
            raise _verboten(paket.name, "Makros")
        if pfad == "/ct:Types/ct:Override":
            typen[attribute.get("PartName", "")[1:].casefold()] = typ
        elif pfad == "/ct:Types/ct:Default":
            endungen["." + attribute.get("Extension", "").casefold()] = typ

    endungen: dict[str, str] = {}
    read_xml(paket.teile[CONTENT_TYPES], start, _nothing)
    for teil in paket.teile:
        typen.setdefault(teil, endungen.get("." + teil.rpartition(".")[2], ""))
    return typen


def _verboten(name: str, was: str) -> EingabeError:
    rat = _SPEICHERN if was == "Makros" else LEER_LASSEN
    return EingabeError(f"{name} enthält {was} und wird deshalb nicht gelesen. {rat}")


def _check_links(paket: Paket) -> tuple[Befund, ...]:
    """Refuse what reaches out of the package; links to other workbooks stay unread."""
    verknuepft = 0
    for rels in sorted(teil for teil in paket.teile if teil.endswith(".rels")):
        for art, _, ziel, extern in _relations(paket, _owner(rels)):
            if art in _VERBOTENE_BEZIEHUNGEN:
                raise _verboten(paket.name, _VERBOTENE_BEZIEHUNGEN[art])
            if extern and art != "hyperlink" and "/externallinks/" not in rels:
                raise _verboten(paket.name, "Inhalte, die aus dem Netz geladen würden,")
            if art == "externalLink" and not extern:
                _check_external_link(paket, ziel)
                verknuepft += 1
    if not verknuepft:
        return ()
    text = (
        "Die Mappe enthält Verknüpfungen zu anderen Dateien; sie werden nicht gelesen. "
        "Werte in den Eingabefeldern als Zahl eintragen."
    )
    return (Befund(Schwere.WARNUNG, "ruecklauf.verknuepfung", text, SourceRef(paket.name)),)


def _check_external_link(paket: Paket, teil: str) -> None:
    def start(pfad: str, _: Attribute) -> None:
        if pfad.startswith(("/externalLink/ddeLink", "/externalLink/oleLink")):
            raise _verboten(paket.name, "Verknüpfungen zu Programmen (DDE oder OLE)")

    if teil not in paket.teile:
        raise paket.defekt("eine Verknüpfung darin ist unvollständig")
    read_xml(paket.teile[teil], start, _nothing)


def _relations(paket: Paket, teil: str) -> Iterator[tuple[str, str, str, bool]]:
    """(type, id, target, external) of every relationship of a member."""
    gefunden: list[tuple[str, str, str, bool]] = []

    def start(pfad: str, attribute: Attribute) -> None:
        if pfad == "/rel:Relationships/rel:Relationship":
            extern = attribute.get("TargetMode", "").casefold() == "external"
            ziel = attribute.get("Target", "")
            if not extern:
                ziel = normpath(join("/", dirname(teil), ziel))[1:].casefold()
            art = attribute.get("Type", "").rpartition("/relationships/")[2]
            gefunden.append((art.rpartition("/")[2] or art, attribute.get("Id", ""), ziel, extern))

    rels = join(dirname(teil), "_rels", f"{teil.rpartition('/')[2]}.rels")
    if rels in paket.teile:
        read_xml(paket.teile[rels], start, _nothing)
    yield from gefunden


def _owner(rels: str) -> str:
    """The member whose relationships a .rels member holds."""
    ordner, _, datei = rels.rpartition("_rels/")
    return ordner + datei.removesuffix(".rels")


def _nothing(_pfad: str, _text: str) -> None:
    """Nobody waits for the end of these elements."""
