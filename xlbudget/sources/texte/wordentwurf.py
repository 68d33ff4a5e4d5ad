"""Reads a draft that somebody may have edited: what became of each content control that it was made with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from xlbudget.core.sachdarstellung.fortschreiben import Altentwurf, Altpassage
from xlbudget.core.sachdarstellung.marke import ENTWURF, VERZEICHNIS, Passagenmarke, parse_zahl
from xlbudget.errors import EingabeError, printable
from xlbudget.sources.texte.archiv import parse_xml, read_members
from xlbudget.wordabsaetze import W, iter_absaetze, iter_steuerelemente, text_of

_KOERPER, _EINSTELLUNGEN = "word/document.xml", "word/settings.xml"
_AENDERUNGEN = tuple(f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))
PROGRAMM = "Word"


def read_entwurf(file: Path) -> Altentwurf:
    """All controls of a draft in the order of the document. Raises EingabeError (German) where it cannot be read."""
    if file.suffix.casefold() != ".docx":
        raise EingabeError(f"{printable(file.name)} ist kein Word-Text. Bitte in {PROGRAMM} als .docx speichern.")
    teile = read_members(file, (_KOERPER, _EINSTELLUNGEN), _KOERPER, PROGRAMM)
    koerper = parse_xml(teile[_KOERPER], file, PROGRAMM)
    passagen = [
        _passage(element, marke)
        for element, tag in iter_steuerelemente(koerper)
        if (marke := Passagenmarke.parse(tag)) is not None
    ]
    einstellungen = parse_xml(teile[_EINSTELLUNGEN], file, PROGRAMM) if _EINSTELLUNGEN in teile else None
    return Altentwurf(printable(file.name), tuple(passagen), _directory(einstellungen))


def _passage(element: Any, marke: Passagenmarke) -> Altpassage:
    titel = element.find(f"{W}sdtPr/{W}alias")
    zahlen = dict(paar for _, tag in iter_steuerelemente(element) if (paar := parse_zahl(tag)))
    verfolgt = next(element.iter(*_AENDERUNGEN), None) is not None or any(
        vorfahr.tag in _AENDERUNGEN for vorfahr in element.iterancestors()
    )
    text = " ".join(map(text_of, list(iter_absaetze(element)) or [element]))
    name = "" if titel is None else titel.get(f"{W}val", "")
    return Altpassage(marke, text, zahlen, printable(name.removeprefix(ENTWURF)), ist_nachverfolgt=verfolgt)


def _directory(einstellungen: Any) -> Mapping[str, str] | None:
    """What the draft was made with, from the variables of the document."""
    if einstellungen is None:
        return None
    eintraege = [
        eintrag.split(":", 1)
        for variable in einstellungen.iter(f"{W}docVar")
        if variable.get(f"{W}name", "").startswith(VERZEICHNIS)
        for eintrag in variable.get(f"{W}val", "").split()
    ]
    return dict(eintrag for eintrag in eintraege if len(eintrag) == 2) if eintraege else None
