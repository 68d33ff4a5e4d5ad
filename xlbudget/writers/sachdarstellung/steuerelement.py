"""Passages as content controls: each carries its mark, each figure in it where it comes from.

A character style shows what is a draft; clearing it, or the style in the whole document, ends that.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from xlbudget.core.sachdarstellung.marke import ENTWURF, MAX_ZEICHEN, VERZEICHNIS, Passagenmarke, tag_of_zahl
from xlbudget.core.sachdarstellung.modelle import Passage, short_hash
from xlbudget.wordabsaetze import ERHALTEN, W, iter_stuecke

FORMAT = "xlbudget Entwurf"
_FORMAT_ID, _FARBE = "xlbudgetEntwurf", "FFF2CC"
_NACH_VARIABLEN = (
    "rsids", "mathPr", "attachedSchema", "themeFontLang", "clrSchemeMapping", "doNotIncludeSubdocsInStats",
    "doNotAutoCompressPictures", "forceUpgrade", "captions", "readModeInkLockDown", "smartTagType", "schemaLibrary",
    "shapeDefaults", "doNotEmbedSmartTags", "decimalSymbol", "listSeparator",
)  # fmt: skip
"""What follows the variables in the settings of a docx, in this order."""
_JE_VARIABLE = 1000


@dataclass(frozen=True)
class Gestalt:
    """How a passage looks: the properties of a paragraph and of its text, copied from one that is there."""

    absatz: Any
    text: Any

    @classmethod
    def of(cls, absatz: Any) -> Gestalt:
        """That of a paragraph and its first run."""
        lauf = next((lauf for lauf, text in iter_stuecke(absatz) if text.strip()), None)
        return cls(absatz.find(f"{W}pPr"), None if lauf is None else lauf.find(f"{W}rPr"))


class Steuerelemente:
    """Makes content controls for one document."""

    def __init__(self, dokument: Any) -> None:
        self._koerper = dokument.element.body
        self._ids = {knoten.get(f"{W}val") for knoten in self._koerper.iter(f"{W}id") if knoten.getparent() is not None}
        _add_style(dokument)

    def passage(self, passage: Passage, marke: Passagenmarke, gestalt: Gestalt) -> Any:
        """A paragraph that is one control; around a paragraph, LibreOffice 7.4 would not show the draft style."""
        absatz = _element("p")
        if gestalt.absatz is not None:
            absatz.append(copy.deepcopy(gestalt.absatz))
        absatz.append(self._control(f"{ENTWURF}{passage.titel}", str(marke), self._runs(passage, gestalt)))
        return absatz

    def renew(self, element: Any, passage: Passage, marke: Passagenmarke) -> None:
        """Another text and mark in a control that is there, wherever it stands."""
        inhalt = element.find(f"{W}sdtContent")
        erster, *weitere = list(inhalt.iter(f"{W}p")) or [inhalt]
        gestalt = Gestalt.of(erster)
        for absatz in weitere:
            absatz.getparent().remove(absatz)
        for kind in [kind for kind in erster if kind.tag != f"{W}pPr"]:
            erster.remove(kind)
        erster.extend(self._runs(passage, gestalt))
        element.find(f"{W}sdtPr/{W}tag").set(f"{W}val", str(marke))

    def _runs(self, passage: Passage, gestalt: Gestalt) -> Iterator[Any]:
        for stueck in passage.stuecke:
            lauf = _run(stueck.text, gestalt.text)
            if stueck.herkunft:
                yield self._control(stueck.herkunft, tag_of_zahl(stueck.herkunft, stueck.text), [lauf])
            else:
                yield lauf

    def _control(self, titel: str, tag: str, inhalt: Iterable[Any]) -> Any:
        steuerelement, angaben, knoten = _element("sdt"), _element("sdtPr"), _element("sdtContent")
        kurz = titel if len(titel) <= MAX_ZEICHEN else titel[: MAX_ZEICHEN - 1] + "…"
        for name, wert in (("alias", kurz), ("tag", tag), ("id", self._free_id(tag))):
            angaben.append(_element(name, val=wert))
        knoten.extend(inhalt)
        steuerelement.extend((angaben, knoten))
        return steuerelement

    def _free_id(self, tag: str) -> str:
        zahl = int(short_hash(tag, 7), 16) + 1
        while str(zahl) in self._ids:
            zahl += 1
        self._ids.add(str(zahl))
        return str(zahl)


def write_directory(dokument: Any, verzeichnis: dict[str, str]) -> None:
    """Note in the document with which passages it was made, in the place of an earlier note."""
    einstellungen = dokument.settings.element
    variablen = einstellungen.find(f"{W}docVars")
    if variablen is None:
        variablen = _element("docVars")
        danach = [kind for kind in einstellungen if str(kind.tag).rpartition("}")[2] in _NACH_VARIABLEN]
        if danach:
            danach[0].addprevious(variablen)
        else:
            einstellungen.append(variablen)
    for variable in [v for v in variablen if v.get(f"{W}name", "").startswith(VERZEICHNIS)]:
        variablen.remove(variable)
    eintraege = [f"{kennung}:{inhalt}" for kennung, inhalt in verzeichnis.items()]
    for nummer, ab in enumerate(range(0, len(eintraege), _JE_VARIABLE), 1):
        wert = " ".join(eintraege[ab : ab + _JE_VARIABLE])
        variablen.append(_element("docVar", name=f"{VERZEICHNIS}{nummer}", val=wert))


def _add_style(dokument: Any) -> None:
    """The style that marks a draft, where the document has none: a house may change how it looks."""
    formate = dokument.styles.element
    if any(f.get(f"{W}styleId") == _FORMAT_ID for f in formate.iter(f"{W}style")):
        return
    stil = _element("style", type="character", customStyle="1", styleId=_FORMAT_ID)
    aussehen = _element("rPr")
    aussehen.append(_element("shd", val="clear", color="auto", fill=_FARBE))
    stil.extend((_element("name", val=FORMAT), _element("uiPriority", val="1"), _element("qFormat"), aussehen))
    formate.append(stil)


def _run(text: str, aussehen: Any) -> Any:
    lauf, worte = _element("r"), _element("t")
    eigenes = _element("rPr") if aussehen is None else copy.deepcopy(aussehen)
    for stil in eigenes.findall(f"{W}rStyle"):
        eigenes.remove(stil)
    eigenes.insert(0, _element("rStyle", val=_FORMAT_ID))
    worte.text = text
    worte.set(ERHALTEN, "preserve")
    lauf.extend((eigenes, worte))
    return lauf


def _element(name: str, /, **angaben: str) -> Any:
    from docx.oxml import OxmlElement

    element = OxmlElement(f"w:{name}")
    for schluessel, wert in angaben.items():
        element.set(f"{W}{schluessel}", wert)
    return element
