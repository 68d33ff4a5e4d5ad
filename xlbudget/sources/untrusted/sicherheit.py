"""The gate for workbooks that came by mail: what is dangerous or no .xlsx is refused, within bounded time and memory.

Nothing is unpacked to disk, executed, fetched or computed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from xlbudget.dateien import OLE
from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef, printable
from xlbudget.sources.untrusted.entpacken import CONTENT_TYPES, LEER_LASSEN, MIB, unpack
from xlbudget.sources.untrusted.paket import Paket, read_content_types, read_verzeichnis
from xlbudget.sources.untrusted.xmlstrom import Attribute, XmlDefekt

MAX_BYTES = 20 * MIB
"""Size of a returned file. A Fachdienst-Mappe has less than one MB; pictures may come with it."""

"""How files of old Office programs, Outlook and encrypted ones begin."""

_MAPPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_SPEICHERN = "Bitte in Excel als „Excel-Arbeitsmappe (*.xlsx)“ speichern und neu senden."

_MAKROS = "Makros"
_OBJEKTE = "eingebettete Objekte (OLE)"
_ACTIVEX = "ActiveX-Steuerelemente"
_DATEN = "Datenverbindungen"

_VERBOTENE_NAMEN = (
    (re.compile(r".*vbaproject.*\.bin|.*/macrosheets/.*|.*/dialogsheets/.*"), _MAKROS),
    (re.compile(r".*/embeddings/.*|.*oleobject.*\.bin"), _OBJEKTE),
    (re.compile(r".*/activex/.*"), _ACTIVEX),
    (re.compile(r".*/connections\.xml|.*/querytables/.*"), _DATEN),
)
_VERBOTENE_BEZIEHUNGEN = {
    "vbaproject": _MAKROS,
    "xlmacrosheet": _MAKROS,
    "xlintlmacrosheet": _MAKROS,
    "dialogsheet": _MAKROS,
    "oleobject": _OBJEKTE,
    "package": _OBJEKTE,
    "control": _ACTIVEX,
    "activexcontrolbinary": _ACTIVEX,
    "connections": _DATEN,
    "querytable": _DATEN,
}
_VERBOTENE_TYPEN = (
    (re.compile(r"vbaproject|macrosheet|dialogsheet"), _MAKROS),
    (re.compile(r"oleobject"), _OBJEKTE),
    (re.compile(r"activex"), _ACTIVEX),
    (re.compile(r"connections\+|querytable\+"), _DATEN),
)
_ABFRAGE = tuple("DataMashup".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))
"""How Power Query calls itself, in a part that otherwise holds labels and properties."""

_BEKANNT = frozenset((
    "officedocument", "metadata/core-properties", "metadata/thumbnail", "extended-properties", "custom-properties",
    "worksheet", "chartsheet", "sharedstrings", "styles", "theme", "themeoverride", "calcchain", "sheetmetadata",
    "drawing", "vmldrawing", "image", "chart", "chartex", "chartstyle", "chartcolorstyle", "chartusershapes",
    "comments", "threadedcomment", "person", "printersettings", "table", "hyperlink", "externallink",
    "customxml", "customxmlprops", "classificationlabels",
))  # fmt: skip
"""What relationships lead to in workbooks of ours, and what programs and people add without harm."""

_BEDEUTUNG = {
    "webextensiontaskpanes": "Office-Add-in",
    "ui/extensibility": "eigenes Menüband",
    "pivotcachedefinition": "Pivot-Auswertung",
    "pivottable": "Pivot-Auswertung",
    "powerpivotdata": "Datenmodell",
    "volatiledependencies": "Echtzeitdaten (RTD)",
    "ctrlprop": "Steuerelement",
}
_VERKNUEPFUNGEN = ("externallinkpath", "xlexternallinkpath", "externallinklongpath")


def open_paket(name: str, data: bytes) -> Paket:
    """A returned workbook that is safe to read.

    Links to other workbooks, and parts that none of ours has, are left unread and become Befunde. Raises EingabeError
    (German: what it is, what to do) for everything else that is no plain .xlsx: other formats, password, macros, OLE,
    ActiveX, DDE, data connections, remote content, DTDs, bombs, odd member names, damage.
    """
    _check_kind(name, data)
    teile = unpack(name, data)
    paket = Paket(name, {teil: inhalt for teil, inhalt in teile.items() if inhalt is not None})
    if "mimetype" in teile and "content.xml" in teile:
        raise EingabeError(
            f"{name} ist eine OpenDocument-Tabelle (.ods). In LibreOffice unter Datei › Speichern unter das "
            "Format „Excel 2007–365 (.xlsx)“ wählen und neu senden."
        )
    if CONTENT_TYPES not in teile:
        raise EingabeError(f"{name} ist ein Archiv, aber keine Excel-Datei. {_SPEICHERN}")
    try:
        paket = replace(paket, verzeichnis=read_verzeichnis(paket))
        _check_typ(paket, frozenset(teile))
        return replace(paket, befunde=tuple(_check_links(paket)))
    except XmlDefekt as error:
        raise paket.refusal(error) from error


def _check_kind(name: str, data: bytes) -> None:
    if not data:
        raise EingabeError(f"{name} ist leer (0 Byte). Bitte die ausgefüllte Mappe neu senden.")
    if len(data) > MAX_BYTES:
        raise EingabeError(
            f"{name} hat {len(data) // MIB} MB; gelesen werden höchstens {MAX_BYTES // MIB} MB. "
            "Bitte eingefügte Bilder und Blätter entfernen und neu senden."
        )
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise EingabeError(
                f"{name} ist mit einem Kennwort geschützt. In Excel unter Datei › Informationen › Arbeitsmappe "
                "schützen das Kennwort entfernen und neu senden."
            )
        raise EingabeError(f"{name} ist keine .xlsx-Datei (altes .xls-, Word- oder Outlook-Format). {_SPEICHERN}")
    if not data.startswith(b"PK"):
        raise EingabeError(f"{name} ist keine Excel-Datei. {_SPEICHERN}")


def _check_typ(paket: Paket, namen: frozenset[str]) -> None:
    typen = read_content_types(paket)
    for typ in typen.values():
        for muster, was in _VERBOTENE_TYPEN:
            if muster.search(typ):
                raise _verboten(paket.name, was)
    typ = typen.get(_mappe_of(paket), "")
    if typ != _MAPPE:
        raise EingabeError(f"{paket.name} ist {_other_kind(typ)}. {_SPEICHERN}")
    for name in namen:
        for muster, was in _VERBOTENE_NAMEN:
            if muster.fullmatch(name):
                raise _verboten(paket.name, was)
    if any(wort in paket.teile[teil] for teil in paket.teile if teil.startswith("customxml/") for wort in _ABFRAGE):
        raise _verboten(paket.name, _DATEN)


def _other_kind(typ: str) -> str:
    if "macroenabled" in typ:
        return "eine Binärmappe (.xlsb)" if "binary" in typ else "eine Mappe mit Makros (.xlsm)"
    return "eine Vorlage (.xltx)" if "template" in typ else "kein Excel-Tabellenblatt"


def _mappe_of(paket: Paket) -> str:
    mappen = [beziehung.ziel for beziehung in paket.beziehungen("") if beziehung.art == "officedocument"]
    if len(mappen) != 1:
        raise XmlDefekt("die Angabe, wo die Mappe beginnt, fehlt")
    return mappen[0]


def _verboten(name: str, was: str) -> EingabeError:
    rat = _SPEICHERN if was == _MAKROS else LEER_LASSEN
    return EingabeError(f"{name} enthält {was} und wird deshalb nicht gelesen. {rat}")


def _check_links(paket: Paket) -> Iterator[Befund]:
    """Refuse what reaches out of the package; links to other workbooks stay unread, and so does what is unknown."""
    verknuepft: set[str] = set()
    unbekannt: set[str] = set()
    for teil, beziehungen in paket.verzeichnis.items():
        for beziehung in beziehungen:
            art = beziehung.art
            if art in _VERBOTENE_BEZIEHUNGEN:
                raise _verboten(paket.name, _VERBOTENE_BEZIEHUNGEN[art])
            if beziehung.extern:
                if art != "hyperlink" and not ("/externallinks/" in teil and art.startswith(_VERKNUEPFUNGEN)):
                    raise _verboten(paket.name, "Inhalte, die aus dem Netz geladen würden,")
            elif art == "externallink":
                verknuepft.add(beziehung.ziel)
            elif art not in _BEKANNT:
                unbekannt.add(_BEDEUTUNG.get(art) or printable(art, 40))
    for ziel in verknuepft:
        _check_external_link(paket, ziel)
    if verknuepft:
        text = (
            "Die Mappe enthält Verknüpfungen zu anderen Dateien; sie werden nicht gelesen. "
            "Werte in den Eingabefeldern als Zahl eintragen."
        )
        yield Befund(Schwere.WARNUNG, "ruecklauf.verknuepfung", text, SourceRef(paket.name))
    if unbekannt:
        genannt = ", ".join(sorted(unbekannt)[:5]) + (" und weiteres" if len(unbekannt) > 5 else "")
        text = f"Die Mappe enthält etwas, das nicht gelesen wird: {genannt}. Beim Fachdienst nachfragen, wozu es dient."
        yield Befund(Schwere.WARNUNG, "ruecklauf.fremdteil", text, SourceRef(paket.name))


def _check_external_link(paket: Paket, teil: str) -> None:
    def start(pfad: str, _: Attribute) -> None:
        if pfad.endswith(("/ddeLink", "/oleLink")):
            raise _verboten(paket.name, "Verknüpfungen zu Programmen (DDE oder OLE)")

    if teil not in paket.teile:
        raise XmlDefekt("eine Verknüpfung darin ist unvollständig")
    paket.read(teil, start)
