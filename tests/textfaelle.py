"""Sentences with figures about the example, and the verdict that each figure must get."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

import peine
from conftest import GOLDEN

from xlbudget.core.textpruefung.modelle import Abschnitt, Textpruefergebnis, Urteil, Urteilsart
from xlbudget.core.textpruefung.pruefung import Textpruefung
from xlbudget.core.textpruefung.saetze import plain_blanks

KEINE = "keine Figur"
OHNE_URTEIL = {Urteilsart.FEHLT, Urteilsart.OFFEN}
TEXTE = GOLDEN / "textfaelle"
VEROEFFENTLICHT = GOLDEN / "peine-2023" / "sachdarstellung-2023.txt"


@dataclass(frozen=True)
class Textfall:
    """One text and what its figures must be called; a text without any has none of its own."""

    text: str
    figuren: tuple[tuple[str, str, str], ...]  # id, figure, verdict


@cache
def pruefung() -> Textpruefung:
    return Textpruefung(peine.lauf(12).daten)


def check(text: str) -> Textpruefergebnis:
    return pruefung().check([Abschnitt(text, "Absatz 1")])


@cache
def read_faelle(name: str) -> tuple[Textfall, ...]:
    texte: dict[str, list[tuple[str, str, str]]] = {}
    with (TEXTE / name).open(encoding="utf-8", newline="") as datei:
        for zeile in csv.DictReader(datei, delimiter=";"):
            texte.setdefault(zeile["text"], []).append((zeile["id"], plain_blanks(zeile["figur"]), zeile["verdikt"]))
    return tuple(Textfall(text, tuple(figuren)) for text, figuren in texte.items())


def compare(fall: Textfall) -> list[tuple[str, str, str]]:
    """What is not as it must be: id, verdict wanted, verdict given (empty where there is none)."""
    frei = list(check(fall.text).urteile)
    falsch = []
    for nummer, figur, soll in fall.figuren:
        if soll == KEINE:
            treffer = [u for u in frei if figur and (figur in u.figur or u.figur in figur)]
            falsch += [(nummer, soll, u.art.value) for u in treffer]
            continue
        urteil = next((u for u in frei if u.figur == figur), None)
        if urteil is not None:
            frei.remove(urteil)
        if urteil is None or urteil.art != soll:
            falsch.append((nummer, soll, urteil.art.value if urteil else ""))
    return falsch + [(fall.figuren[0][0], "", u.art.value) for u in frei]


def is_small(soll: str, ist: str) -> bool:
    return {soll, ist} <= OHNE_URTEIL


def verdicts(text: str) -> list[tuple[str, str]]:
    return [(urteil.figur, urteil.art.value) for urteil in check(text).urteile]


def only(text: str) -> Urteil:
    (urteil,) = check(text).urteile
    return urteil
