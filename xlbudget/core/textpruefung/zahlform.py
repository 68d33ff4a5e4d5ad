"""Figures of a text: numbers in digits or words with unit, sign, precision and hedge."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from xlbudget.core.textpruefung.keine_figur import find_ausgenommen, overlaps
from xlbudget.core.textpruefung.messgroesse import NICHTS_GEMESSEN, Messgroessen
from xlbudget.core.textpruefung.modelle import Figur, Hecke, Zahleinheit
from xlbudget.core.textpruefung.zahlwoerter import BRUCH, HALB, WORTZAHL, parse_bruch, parse_halb, parse_wortzahl

_EURO = r"(?:€|EUR\b|Euros?\b)"
_EINHEIT = (
    (rf"(?:Mrd\b\.?|Milliarden?\b)(?:\s?{_EURO})?", Zahleinheit.EURO, 10**9),
    (rf"(?:Mio\b\.?|Millionen\b|Million\b)(?:\s?{_EURO})?", Zahleinheit.EURO, 10**6),
    (
        rf"(?:T\s?€|TEUR\b|TEuro\b|T[ ](?:EUR|Euro)\b|Tsd\b\.?(?:\s?{_EURO})?|Tausend(?:\s?{_EURO})?|"
        rf"tausend\s?{_EURO}|TE\b|k€)",
        Zahleinheit.EURO,
        10**3,
    ),
    (_EURO, Zahleinheit.EURO, 1),
    (
        r"(?:Prozentpunkten?\b|Prozentpunkts?\b|%-Punkten?\b|%-Punkts?\b|%-?Pkt\.?|Prozent-Punkten?\b|"
        r"%\s?Punkten?\b|v\.[ ]?H\.-Punkten?)",
        Zahleinheit.PUNKTE,
        1,
    ),
    (r"(?:%|Prozent\b|v\.[ ]?H\.|vom Hundert\b|Proz\.|vH\b)", Zahleinheit.PROZENT, 1),
)
_EINHEITEN = tuple((re.compile(muster), einheit, faktor) for muster, einheit, faktor in _EINHEIT)
_EINHEIT_WORT = "|".join(muster for muster, _, _ in _EINHEIT)

_STRICH = r"(?:,[-–—]{1,2}|,\s?--)"
_GUT = rf"(?:\d{{1,3}}(?:\.\d{{3}})+|\d{{1,3}}(?:[ ]\d{{3}})+|\d{{1,3}}(?:['’]\d{{3}})+|\d+)(?:,\d+|{_STRICH})?"
_ROH = re.compile(
    r"(?<![\w,.])(?<![A-Za-zÄÖÜäöüß]-)\d(?:[\d.,'’]*[\d](?![\d])|[ ]\d{3}(?!\d)|[ ]\d{1,3}\.\d{3}(?!\d))*"
    rf"{_STRICH}?"
)
_GUT_RE = re.compile(_GUT)
_ZEICHEN = re.compile(r"(?:(?<=^)|(?<=[\s(:=]))(\+/-|±|\./\.|[+\-–−])[ ]?$")
_EURO_VORN = re.compile(rf"({_EURO})[ ]?$")
_STRICH_DAVOR = re.compile(
    r"(?:[(:=]|abweichung|saldo|ergebnis|differenz|defizit|fehlbetrag|zuschuss\w*|um|von|mit|auf)\s*$", re.IGNORECASE
)

_HECKEN: tuple[tuple[str, Hecke], ...] = (
    (r"etwas über|knapp über|gut und gerne|etwas mehr als|deutlich mehr als|weit mehr als|mehr als|deutlich über|"
     r"nicht weniger als|mindestens|reichlich|leicht über|über|gut", Hecke.DARUEBER),
    (r"etwas unter|knapp unter|knapp|fast|nahezu|annähernd|beinahe|nicht ganz|etwas weniger als|weniger als|"
     r"leicht unter|höchstens|unter", Hecke.DARUNTER),
    (r"rund|rd\.|ca\.|circa|zirka|etwa|in etwa|ungefähr|gerundet|grob|schätzungsweise|überschlägig|um die|"
     r"größenordnungsmäßig|~|≈", Hecke.RUND),
)  # fmt: skip
_HECKE_RE = tuple((re.compile(rf"(?:^|(?<=\W))(?:{muster})\s*$", re.IGNORECASE), hecke) for muster, hecke in _HECKEN)
HECKENWORT = "|".join(muster for muster, _ in _HECKEN)

_FUELL = (
    r"(?:nur|lediglich|bereits|schon|noch|genau|exakt|immerhin|insgesamt|jeweils|je|"
    r"zusammen|erst|auch|sogar|weitere[n]?|einen?|eine|der|die|den|dem)"
)
VERBINDER = re.compile(
    rf"^\s*(?:,|,?\s*(?:und|bzw\.|beziehungsweise|oder|sowie|auf|bis|statt|nach|gegenüber|von|anstatt|zu)|[/–-])?"
    rf"(?:\s+(?:{_FUELL}|um|auf|{HECKENWORT}))*\s*$",
    re.IGNORECASE,
)
_BIS = re.compile(r"^\s*(?:bis(?:\s+zu)?|–|-)\s*$")
_UND = re.compile(r"^\s*und\s*$")
_ZWISCHEN = re.compile(r"zwischen\s+$", re.IGNORECASE)
_WORT_RE = re.compile(
    rf"\b(?:(?P<halb>{HALB})\s+(?P<e1>Millionen|Million|Milliarden|Milliarde)(?:\s+{_EURO})?"
    rf"|(?P<vm>(?:eine\s+)?Viertelmillion|(?:eine\s+)?Dreiviertelmillion)(?:\s+{_EURO})?"
    rf"|(?P<bruch>{BRUCH})\b(?!\s*(?:jahr|stunde))"
    rf"|(?P<zahl>{WORTZAHL})\s+(?P<e2>{_EINHEIT_WORT}))",
    re.IGNORECASE,
)


def find_figuren(
    text: str,
    kennungen: frozenset[str],
    zaehlworte: re.Pattern[str],
    messgroessen: Messgroessen = NICHTS_GEMESSEN,
) -> list[Figur]:
    """All figures of a text in order.

    `kennungen` are numbers of Produkte, `zaehlworte` what Kennzahlen count, `messgroessen` what they are measured in.
    """
    ausgenommen = find_ausgenommen(text, kennungen, messgroessen)
    gefunden = [*_in_digits(text, ausgenommen, kennungen), *_in_words(text, ausgenommen, zaehlworte)]
    gefunden.sort(key=lambda figur: figur.start)
    return _joined(text, _with_later_units(text, gefunden))


def _in_digits(text: str, ausgenommen: list[tuple[int, int]], kennungen: frozenset[str]) -> Iterator[Figur]:
    for treffer in _ROH.finditer(text):
        start, ende = treffer.span()
        while text[ende - 1] in ".,'’":
            ende -= 1
        roh = text[start:ende]
        vorn = _EURO_VORN.search(text, 0, start)
        einheit, faktor, hinten = _unit_at(text, ende)
        if einheit is None and vorn:
            einheit, faktor, hinten = Zahleinheit.EURO, 1, ende
            start = vorn.start()
        if overlaps(ausgenommen, start, ende) and einheit is not Zahleinheit.EURO:
            continue
        if einheit is None and roh in kennungen:
            continue
        if einheit is not None and overlaps(
            [s for s in ausgenommen if s[0] < start < s[1] and s[1] >= ende], start, ende
        ):
            continue
        yield _figure(text, (start, hinten if einheit else ende), roh, einheit, faktor)


def _unit_at(text: str, ende: int) -> tuple[Zahleinheit | None, int, int]:
    ab = ende
    while ab < len(text) and text[ab] in " ":
        ab += 1
    if ab - ende > 2:
        return None, 1, ende
    for muster, einheit, faktor in _EINHEITEN:
        if treffer := muster.match(text, ab):
            return einheit, faktor, treffer.end()
    return None, 1, ende


def _figure(text: str, ort: tuple[int, int], roh: str, einheit: Zahleinheit | None, faktor: int) -> Figur:
    start, ende = ort
    vorzeichen = 0
    if (zeichen := _ZEICHEN.search(text, 0, start)) and _is_sign(text, zeichen, start):
        vorzeichen = {"+": 1, "+/-": 0, "±": 0}.get(zeichen[1], -1)
        start = zeichen.start(1)
    wert, stufe, grob, falsch = parse_zahl(roh)
    return Figur(
        start=start,
        ende=ende,
        text=text[start:ende],
        wert=wert * faktor,
        einheit=einheit or Zahleinheit.ANZAHL,
        stufe=stufe * faktor,
        grob=grob * faktor,
        hecke=_hedge(text, start),
        vorzeichen=vorzeichen,
        ohne_einheit=einheit is None,
        falsch=falsch,
    )


def _is_sign(text: str, zeichen: re.Match[str], start: int) -> bool:
    """A dash between blanks is one only where a sign can stand."""
    if zeichen[1] not in "–-−" or text[zeichen.end(1) : start] == "":
        davor = text[: zeichen.start(1)].rstrip()
        return not (davor[-1:].isdigit() or (zeichen[1] in "–-" and davor[-1:] == "€" and text[zeichen.end(1) : start]))
    return _STRICH_DAVOR.search(text, 0, zeichen.start(1)) is not None


def parse_zahl(roh: str) -> tuple[Fraction, Fraction, Fraction, str]:
    """Value, unit of the last digit, unit of the last digit that is not zero, and what is wrong with its form.

    >>> parse_zahl("1.642.180"), parse_zahl("1,30")[1:3], parse_zahl("750.00")[3]
    ((Fraction(1642180, 1), Fraction(1, 1), Fraction(10, 1), ''), (Fraction(1, 100), Fraction(1, 10)), 'Tausenderpunkt')
    """
    if not _GUT_RE.fullmatch(roh):
        falsch = "Tausenderpunkt" if re.fullmatch(r"[\d.]+", roh) else "Schreibweise"
        return Fraction(0), Fraction(1), Fraction(1), falsch
    ganz, komma, bruch = re.sub(r"[. '’]", "", roh).partition(",")
    bruch = bruch.strip("-–— ")
    ziffern = ganz + bruch
    stufe = Fraction(1, 10 ** len(bruch))
    nullen = len(ziffern) - len(ziffern.rstrip("0"))
    grob = stufe if nullen == len(ziffern) else stufe * 10**nullen
    return Fraction(int(ziffern)) * stufe, stufe if komma else Fraction(1), grob, ""


def _hedge(text: str, start: int) -> Hecke:
    davor = re.sub(rf"(?:\s*\b(?:eine[rnm]?|{_FUELL}))*\s*$", " ", text[max(0, start - 60) : start])
    return next((hecke for muster, hecke in _HECKE_RE if muster.search(davor)), Hecke.KEINE)


def _in_words(text: str, ausgenommen: list[tuple[int, int]], zaehlworte: re.Pattern[str]) -> Iterator[Figur]:
    for treffer in _WORT_RE.finditer(text):
        if (figur := _word_figure(text, treffer)) and not overlaps(ausgenommen, figur.start, figur.ende):
            yield figur
    for treffer in re.finditer(rf"\b(?P<zahl>{WORTZAHL})\b(?=\s+\w)", text, re.IGNORECASE):
        wert = parse_wortzahl(treffer["zahl"])
        if wert is None or (treffer["zahl"].casefold().startswith("ein") and wert == 1):
            continue
        folgende = [
            wort.start() for wort in re.finditer(r"\w+", text[: treffer.end() + 60]) if wort.start() > treffer.start()
        ]
        zaehlt = any(zaehlworte.match(text, ab) for ab in folgende[:2])
        if zaehlt and not overlaps(ausgenommen, *treffer.span("zahl")):
            yield _plain(text, treffer.span("zahl"), Fraction(wert), Zahleinheit.ANZAHL, Fraction(1))


def _word_figure(text: str, treffer: re.Match[str]) -> Figur | None:
    if treffer["halb"]:
        faktor = 10**9 if treffer["e1"].casefold().startswith("milliard") else 10**6
        halb = parse_halb(treffer["halb"])
        if halb is None:
            return None
        return _plain(text, treffer.span(), halb * faktor, Zahleinheit.EURO, Fraction(faktor, 10))
    if treffer["vm"]:
        viertel = 3 if "drei" in treffer["vm"].casefold() else 1
        return _plain(text, treffer.span(), Fraction(viertel * 250_000), Zahleinheit.EURO, Fraction(50_000))
    if treffer["bruch"]:
        bruch = parse_bruch(treffer["bruch"])
        if bruch is None:
            return None
        figur = _plain(text, treffer.span(), bruch * 100, Zahleinheit.PROZENT, Fraction(5))
        return replace(figur, ist_bruch=True)
    wert = parse_wortzahl(treffer["zahl"])
    einheit, faktor, ende = _unit_at(text, treffer.end("zahl"))
    if wert is None or einheit is None:
        return None
    return _plain(text, (treffer.start(), ende), Fraction(wert * faktor), einheit, Fraction(faktor))


def _plain(text: str, ort: tuple[int, int], wert: Fraction, einheit: Zahleinheit, stufe: Fraction) -> Figur:
    start, ende = ort
    return Figur(start, ende, text[start:ende], wert, einheit, stufe, stufe, _hedge(text, start))


def _with_later_units(text: str, figuren: Sequence[Figur]) -> list[Figur]:
    """Numbers of a list whose unit comes with a later one."""
    fertig = list(figuren)
    for i in range(len(fertig) - 2, -1, -1):
        figur, naechste = fertig[i], fertig[i + 1]
        if not figur.ohne_einheit or (naechste.ohne_einheit and naechste.einheit is Zahleinheit.ANZAHL):
            continue
        if VERBINDER.match(text[figur.ende : naechste.start]) and text[figur.ende : naechste.start].strip():
            faktor = _factor(naechste)
            fertig[i] = replace(
                figur,
                wert=figur.wert * faktor,
                stufe=figur.stufe * faktor,
                grob=figur.grob * faktor,
                einheit=naechste.einheit,
                ohne_einheit=False,
            )
    return fertig


def _factor(figur: Figur) -> int:
    for muster, _, faktor in _EINHEITEN:
        if muster.search(figur.text):
            return faktor
    return 1


def _joined(text: str, figuren: Sequence[Figur]) -> list[Figur]:
    """Ranges as one figure: `zwischen A und B`, `A bis B`."""
    fertig: list[Figur] = []
    for figur in figuren:
        vorige = fertig[-1] if fertig else None
        if vorige and vorige.einheit is figur.einheit and vorige.bis is None and vorige.wert < figur.wert:
            luecke = text[vorige.ende : figur.start]
            zwischen = _ZWISCHEN.search(text, 0, vorige.start) and _UND.match(luecke)
            von = re.search(r"\bvon\s+$", text[: vorige.start])
            if zwischen or (_BIS.match(luecke) and not von):
                fertig[-1] = replace(vorige, ende=figur.ende, text=text[vorige.start : figur.ende], bis=figur.wert)
                continue
        fertig.append(figur)
    return fertig
