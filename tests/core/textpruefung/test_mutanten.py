"""Figures that agree, changed in one way: nearly every such change is a Widerspruch, the text before raised none."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator

import pytest
from textfaelle import VEROEFFENTLICHT, check, read_faelle

from xlbudget.core.textpruefung.modelle import Urteilsart
from xlbudget.sources.texte.lesen import read_text

SAAT = 2023
AGREES = (Urteilsart.STIMMT, Urteilsart.GERUNDET)
RICHTUNGEN = (
    ("Budgetverbesserung", "Budgetverschlechterung"), ("Verbesserung von", "Verschlechterung von"),
    ("Verbesserung im", "Verschlechterung im"), ("verbesserte sich", "verschlechterte sich"),
    ("besser ab", "schlechter ab"), ("günstiger als", "ungünstiger als"), ("unterschritten", "überschritten"),
    ("unterschreitet", "überschreitet"), ("Budgetunterschreitung", "Budgetüberschreitung"),
    ("weniger benötigt", "mehr benötigt"), ("weniger gebraucht", "mehr gebraucht"), ("Mehrerträge", "Mindererträge"),
    ("Mehraufwand", "Minderaufwand"), ("überschritt sein", "unterschritt sein"), ("€ unter dem", "€ über dem"),
)  # fmt: skip
MASSWORTE = (
    ("Personalaufw", "Transferaufw"), ("Sachkosten", "Personalkosten"), ("Transferaufw", "Personalaufw"),
    ("Sachaufw", "Personalaufw"), ("Erträge", "Aufwendungen"), ("Aufwendungen", "Erträge"),
)  # fmt: skip
PRODUKTE = ("3114", "3118", "3121", "3155", "41401", "3130", "35170")


def tied_texts() -> Iterator[str]:
    """Paragraphs of the published text, and cases, in which every figure agrees."""
    absaetze = [abschnitt.text for abschnitt in read_text(VEROEFFENTLICHT).abschnitte]
    for text in (*absaetze, *(fall.text for fall in read_faelle("faelle.csv"))):
        urteile = check(text).urteile
        if urteile and all(urteil.art in AGREES for urteil in urteile):
            yield text


def mutants(text: str, zufall: random.Random) -> Iterator[tuple[str, str]]:
    """The kind and the text of each change that is tied to a figure."""
    for urteil in check(text).urteile:
        ort = slice(urteil.start, urteil.ende)
        stellen = [i for i in range(ort.start, ort.stop) if text[i].isdigit()]
        if not stellen:
            continue
        for i in {stellen[0], zufall.choice(stellen[: max(1, len(stellen) - 1)]), zufall.choice(stellen)}:
            ziffer = zufall.choice([z for z in "123456789" if abs(int(z) - int(text[i])) > 1])
            yield "wert", text[:i] + ziffer + text[i + 1 :]
        paare = [(a, b) for a, b in itertools.pairwise(stellen) if text[a] != text[b] and text[b] != "0"]
        if paare:
            a, b = zufall.choice(paare)
            yield "zifferndreher", text[:a] + text[b] + text[a + 1 : b] + text[a] + text[b + 1 :]
        produkt = urteil.bezug.objekt
        if urteil.bezug.zeile == "Saldo" and re.search(rf"Produkt {produkt}\b", text):
            anderes = zufall.choice([p for p in PRODUKTE if p != produkt])
            yield "produkt", re.sub(rf"Produkt {produkt}\b", f"Produkt {anderes}", text)
    for art, paare in (("richtung", RICHTUNGEN), ("mass", MASSWORTE)):
        for alt, neu in paare:
            if alt in text and (art == "richtung" or len(check(text).urteile) == 1):
                yield art, text.replace(alt, neu)
                break


@pytest.fixture(scope="module")
def mutanten() -> list[tuple[str, str]]:
    zufall = random.Random(SAAT)
    return [mutant for text in tied_texts() for mutant in mutants(text, zufall)]


def test_nearly_all_are_found(mutanten):
    unentdeckt = [(a, t) for a, t in mutanten if not any(u.art is Urteilsart.WIDERSPRUCH for u in check(t).urteile)]
    assert len(mutanten) >= 300
    assert len(unentdeckt) <= 0.05 * len(mutanten), unentdeckt


@pytest.mark.parametrize("art", ["wert", "zifferndreher", "produkt", "richtung", "mass"])
def test_each_kind_is_among_them(mutanten, art):
    assert sum(a == art for a, _ in mutanten) >= 10
