"""Whether a docx can be the template of a draft: its fields are known, whole, and where they can be filled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from xlbudget.core.sachdarstellung.felder import FELDER, NOETIG
from xlbudget.core.sachdarstellung.modelle import Entwurfsplatz
from xlbudget.errors import EingabeError, VorlageError, printable
from xlbudget.sources.texte.archiv import parse_xml, read_members
from xlbudget.wordabsaetze import W, find_felder, iter_absaetze, text_of

_KOERPER = "word/document.xml"
_RAENDER = {
    f"word/{teil}{nummer}.xml": wort
    for teil, wort in (("header", "Kopfzeile"), ("footer", "Fußzeile"))
    for nummer in range(1, 31)
}
_HALTER = (f"{W}body", f"{W}tc", f"{W}sdtContent")
_AENDERUNGEN = tuple(f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))
PROGRAMM = "Word"


def check_vorlage(file: Path) -> None:
    """Raise EingabeError where a file is no docx, VorlageError (which field, where) where it cannot be filled."""
    if file.suffix.casefold() != ".docx":
        raise EingabeError(f"{printable(file.name)} ist keine Word-Vorlage. Bitte in {PROGRAMM} als .docx speichern.")
    teile = read_members(file, (_KOERPER, *_RAENDER), _KOERPER, PROGRAMM)
    koerper = parse_xml(teile[_KOERPER], file, PROGRAMM)
    maengel = list(_of_part(koerper, "", im_rand=False))
    for teil, wort in _RAENDER.items():
        if teil in teile:
            maengel += _of_part(parse_xml(teile[teil], file, PROGRAMM), f"{wort}, ", im_rand=True)
    maengel += _missing(koerper)
    if next(koerper.iter(*_AENDERUNGEN), None) is not None:
        maengel.append("Sie enthält nachverfolgte Änderungen; diese in Word annehmen oder ablehnen.")
    if maengel:
        raise VorlageError(f"Die Vorlage {printable(file.name)} lässt sich nicht füllen. {' '.join(maengel)}")


def _of_part(wurzel: Any, ort: str, *, im_rand: bool) -> Iterator[str]:
    for nummer, absatz in enumerate(iter_absaetze(wurzel), 1):
        text = text_of(absatz)
        wo = f"{ort}Absatz {nummer}"
        for feld in find_felder(text):
            if feld.name is None:
                yield f"{wo}: Zu „{feld.text}“ fehlt die andere Klammer."
            elif feld.name not in FELDER:
                genannt = f"{{{printable(feld.text[1:-1], 40)}}}"
                yield f"{wo}: Das Feld {genannt} gibt es nicht; Felder sind {', '.join(FELDER)}."
            elif feld.name in tuple(Entwurfsplatz):
                if text.strip() != feld.text:
                    yield f"{wo}: Das Feld {feld.text} braucht einen Absatz für sich allein."
                elif im_rand or absatz.getparent().tag not in _HALTER:
                    yield f"{wo}: Das Feld {feld.text} gehört in den Text, nicht in Kopf-, Fußzeile oder Textfeld."


def _missing(koerper: Any) -> Iterator[str]:
    namen = Counter(feld.name for absatz in iter_absaetze(koerper) for feld in find_felder(text_of(absatz)))
    for platz in NOETIG:
        if not namen[platz]:
            yield f"Das Feld {{{platz}}} fehlt; es in einen eigenen Absatz schreiben."
    for platz in Entwurfsplatz:
        if namen[platz] > 1:
            yield f"Das Feld {{{platz}}} steht {namen[platz]}-mal da; nur einmal lassen."
