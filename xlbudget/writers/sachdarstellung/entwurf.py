"""A draft as docx: from the template of a house, or from an earlier draft that somebody edited.

No template language: a field is what a person types in Word, and what is put there is made by lxml. docxtpl would bring
jinja into files of strangers, names its faults by lines of XML, and cannot make a passage a content control.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from xlbudget.core.sachdarstellung.felder import wortwerte
from xlbudget.core.sachdarstellung.fortschreiben import Altentwurf, Entwurfsschritt, Schicksal
from xlbudget.core.sachdarstellung.marke import Kopfmarke, Passagenmarke
from xlbudget.core.sachdarstellung.modelle import Entwurf, Entwurfsplatz, Passage
from xlbudget.wordabsaetze import ERHALTEN, W, cut_out, find_felder, iter_absaetze, iter_steuerelemente, text_of
from xlbudget.writers.sachdarstellung.steuerelement import Gestalt, Steuerelemente, write_directory
from xlbudget.writers.sachdarstellung.worddatei import open_docx, save_docx

_VERMERKT = (Schicksal.GLEICH, Schicksal.ERNEUERT, Schicksal.NEU, Schicksal.UNGEWISS)
"""Whose generated text is noted anew; of what somebody edited the former one is, so that a move is said until it is
dealt with."""


def fill_vorlage(file: Path, entwurf: Entwurf) -> bytes:
    """The template with all passages and words in their fields; it has passed `check_vorlage`."""
    dokument = open_docx(file)
    kopf = Kopfmarke.of(entwurf.kopf)
    steuerelemente = Steuerelemente(dokument)
    for wurzel in _roots(dokument):  # before there are passages: they quote what people wrote, braces and all
        _fill_words(wurzel, wortwerte(entwurf))
    plaetze = {
        Entwurfsplatz(feld.name): absatz
        for absatz in iter_absaetze(dokument.element.body)
        for feld in find_felder(text_of(absatz))
        if feld.name in tuple(Entwurfsplatz)
    }
    verzahnt = plaetze[Entwurfsplatz.BUDGETS].getnext() is plaetze[Entwurfsplatz.PRODUKTE]
    for passage in entwurf.passagen:
        if (absatz := plaetze.get(passage.platz)) is not None:
            ort = plaetze[Entwurfsplatz.BUDGETS] if verzahnt and passage.platz is Entwurfsplatz.PRODUKTE else absatz
            marke = Passagenmarke.of(kopf, passage)
            ort.addprevious(steuerelemente.passage(passage, marke, Gestalt.of(absatz)))
    for absatz in plaetze.values():
        _remove_paragraph(absatz)
    gesetzt = [passage for passage in entwurf.passagen if passage.platz in plaetze]
    write_directory(dokument, _directory(kopf, gesetzt))
    return save_docx(dokument)


def renew_entwurf(file: Path, entwurf: Entwurf, alt: Altentwurf, schritte: Sequence[Entwurfsschritt]) -> bytes:
    """The earlier draft after these steps, everything else in it as it is."""
    dokument = open_docx(file)
    kopf = Kopfmarke.of(entwurf.kopf)
    steuerelemente = Steuerelemente(dokument)
    stellen = [e for e, tag in iter_steuerelemente(dokument.element.body) if Passagenmarke.parse(tag)]
    alte = [s for s in schritte if s.passage and s.stelle is not None and s.art is not Schicksal.NEU]
    muster = {s.passage.platz: stellen[s.stelle] for s in alte if s.passage and s.stelle is not None}
    zuletzt: dict[int, Any] = {}
    for schritt in schritte:
        if schritt.stelle is None:
            continue
        element = stellen[schritt.stelle]
        if schritt.art is Schicksal.ERNEUERT and schritt.passage:
            steuerelemente.renew(element, schritt.passage, Passagenmarke.of(kopf, schritt.passage))
        elif schritt.art is Schicksal.NEU and schritt.passage:
            gestalt = Gestalt.of(_paragraph(muster.get(schritt.passage.platz, element)))
            neu = steuerelemente.passage(schritt.passage, Passagenmarke.of(kopf, schritt.passage), gestalt)
            if schritt.davor:
                _block(element).addprevious(neu)
            else:
                zuletzt.get(schritt.stelle, _block(element)).addnext(neu)
                zuletzt[schritt.stelle] = neu
    for schritt in schritte:  # neighbours of new ones to the end
        if schritt.art is Schicksal.ENTFALLEN and schritt.stelle is not None:
            _remove_control(stellen[schritt.stelle])
    bisher = {passage.marke.passage: passage.marke.inhalt for passage in alt.passagen} | dict(alt.verzeichnis or {})
    for schritt in schritte:
        if schritt.art is Schicksal.ENTFALLEN and schritt.stelle is not None:
            bisher.pop(alt.passagen[schritt.stelle].marke.passage, None)
    neue = [schritt.passage for schritt in schritte if schritt.passage and schritt.art in _VERMERKT]
    write_directory(dokument, bisher | _directory(kopf, neue))
    return save_docx(dokument)


def _directory(kopf: Kopfmarke, passagen: Sequence[Passage]) -> dict[str, str]:
    marken = (Passagenmarke.of(kopf, passage) for passage in passagen)
    return {marke.passage: marke.inhalt for marke in marken}


def _block(element: Any) -> Any:
    """A control, or the paragraph or row that it is a part of."""
    while element.getparent().tag not in (f"{W}body", f"{W}tc", f"{W}sdtContent"):
        element = element.getparent()
    return element


def _roots(dokument: Any) -> Iterator[Any]:
    """The body, and every header and footer."""
    yield dokument.element.body
    for teil in dokument.part.package.iter_parts():
        if teil.content_type.endswith(("header+xml", "footer+xml")):
            yield teil.element


def _fill_words(wurzel: Any, werte: Mapping[str, str]) -> None:
    for absatz in list(iter_absaetze(wurzel)):
        felder = [feld for feld in find_felder(text_of(absatz)) if feld.name in werte]
        for feld in reversed(felder):
            erster, *weitere = cut_out(absatz, feld.start, feld.ende)
            for lauf in weitere:
                lauf.getparent().remove(lauf)
            for kind in [kind for kind in erster if kind.tag != f"{W}rPr"]:
                erster.remove(kind)
            worte = erster.makeelement(f"{W}t")
            worte.text = werte[feld.name or ""]
            worte.set(ERHALTEN, "preserve")
            erster.append(worte)
        if felder and not text_of(absatz).strip():
            _remove_paragraph(absatz)


def _paragraph(element: Any) -> Any:
    """The paragraph that a control stands in, or that stands in it."""
    return (*element.iterancestors(f"{W}p"), *element.iter(f"{W}p"), element)[0]


def _remove_control(element: Any) -> None:
    halter = element.getparent()
    halter.remove(element)
    if halter.tag == f"{W}p" and not text_of(halter).strip():
        _remove_paragraph(halter)
    _end_cell(halter)


def _remove_paragraph(absatz: Any) -> None:
    halter = absatz.getparent()
    if absatz.find(f"{W}pPr/{W}sectPr") is None:
        halter.remove(absatz)
    else:  # the end of a section of the house
        for kind in [kind for kind in absatz if kind.tag != f"{W}pPr"]:
            absatz.remove(kind)
    _end_cell(halter)


def _end_cell(halter: Any) -> None:
    """A cell, a header or a text box ends with a paragraph."""
    if halter.tag not in (f"{W}body", f"{W}sdtContent", f"{W}p") and (not len(halter) or halter[-1].tag != f"{W}p"):
        halter.append(halter.makeelement(f"{W}p"))
