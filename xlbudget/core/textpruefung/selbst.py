"""What a text contradicts by itself, without any data."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlbudget.core.textpruefung.lage import Satzlage
from xlbudget.core.textpruefung.marken import Massmarke
from xlbudget.core.textpruefung.modelle import (
    Abschnitt,
    Figur,
    Hecke,
    Selbstwiderspruch,
    Urteil,
    Urteilsart,
    Zahleinheit,
)
from xlbudget.core.textpruefung.rolle import Rollenwahl
from xlbudget.core.textpruefung.saetze import plain_blanks
from xlbudget.core.textpruefung.worttafel import SUMME, Rolle, Wortsinn
from xlbudget.core.zeit import MONATE, Stand

_KEINE_ABWEICHUNG = re.compile(
    r"\bkeine(?:rlei|n|r)?\s+(?:Plan|Budget)?abweichung(?:en)?\b|\bohne\s+Abweichung\b|\bgenau\s+(?:im|nach)\s+Plan\b|\bexakt\s+(?:im|nach)\s+Plan\b",
    re.IGNORECASE,
)
_MAX_SUMMANDEN = 8
_BERICHTSJAHR = re.compile(
    r"\b(?:Haushaltsjahr(?:e?s)?|Berichtsjahr(?:e?s)?|Jahresabschluss(?:es)?|Produktbericht(?:s|es)?(?:\s+Jahresabschluss)?|Jahresbericht(?:s|es)?)\s+(20\d\d)\b"
)
_STAND = re.compile(
    rf"\bStand\s*(?::|vom|zum|Ende)?\s*(?:\d{{1,2}}\.\s?)?({'|'.join(MONATE)})\s+(20\d\d)\b|\bStand\s*(?::|vom|zum)?\s*\d{{1,2}}\.(\d{{1,2}})\.(20\d\d)\b"
)


@dataclass(frozen=True)
class Gelesenes:
    """One figure of a sentence as it was read."""

    figur: Figur
    rolle: Rollenwahl | None
    marke: Massmarke | None
    objekte: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Spanne:
    ab: Fraction
    bis: Fraction

    def meets(self, andere: _Spanne) -> bool:
        return self.ab <= andere.bis and andere.ab <= self.bis


def span_of(figur: Figur) -> _Spanne:
    """What a figure may stand for: half a unit of its last digit to each side, a euro or two where it is exact."""
    if figur.bis is not None:
        return _Spanne(figur.wert, figur.bis)
    if figur.ist_bruch:
        return _Spanne(figur.wert - 5, figur.wert + 5)
    stufe = figur.stufe if figur.hecke is Hecke.KEINE else max(figur.stufe, figur.grob)
    halb = stufe / 2 if stufe != 1 or figur.einheit is not Zahleinheit.EURO else Fraction(2)
    return _Spanne(figur.wert - halb, figur.wert + halb)


def check_sentence(lage: Satzlage, gelesen: Sequence[Gelesenes], start: int) -> Iterator[Selbstwiderspruch]:
    """All that one sentence contradicts by itself; `start` is where it begins in its paragraph."""

    def found(figur: Figur, grund: str) -> Selbstwiderspruch:
        return Selbstwiderspruch(start + figur.start, start + figur.ende, figur.text, lage.text.strip(), grund)

    for g in gelesen:
        if g.figur.falsch:
            yield found(
                g.figur, "Die Zahl ist falsch geschrieben; Tausender trennt ein Punkt, Dezimalstellen ein Komma."
            )
    for i, g in enumerate(gelesen):
        if grund := _sign_against_word(lage, i, g):
            yield found(g.figur, grund)
    if _KEINE_ABWEICHUNG.search(lage.text):
        for g in gelesen:
            if g.rolle and g.rolle.rolle is Rolle.ABWEICHUNG and g.figur.wert and not g.figur.falsch:
                yield found(g.figur, "Der Satz nennt eine Abweichung und sagt zugleich, dass es keine gibt.")
    for i in range(len(gelesen)):
        if grund := _wrong_sum(lage, gelesen, i):
            yield found(gelesen[i].figur, grund)
    yield from (found(figur, grund) for figur, grund in _amount_and_percent(gelesen))
    yield from (found(figur, grund) for figur, grund in _three_amounts(gelesen))


def _sign_against_word(lage: Satzlage, i: int, g: Gelesenes) -> str:
    if not g.figur.vorzeichen or g.figur.einheit is not Zahleinheit.EURO:
        return ""
    richtung = lage.direction(i)
    if (
        g.rolle
        and g.rolle.rolle is Rolle.ABWEICHUNG
        and richtung
        and richtung.richtung in (Wortsinn.BESSER, Wortsinn.SCHLECHTER)
    ):
        soll = 1 if richtung.richtung is Wortsinn.BESSER else -1
        return (
            f"Das Vorzeichen widerspricht dem Wort „{richtung.text.strip()}“."
            if g.figur.vorzeichen == 1 != soll or g.figur.vorzeichen == -1 != soll
            else ""
        )
    if g.marke is None or g.marke.schwach or g.marke.ende > g.figur.start or g.figur.start - g.marke.ende > 30:
        return ""
    wort = lage.bild[g.marke.start : g.marke.ende]
    if re.match(r"überschu|überschü|gewinn", wort, re.IGNORECASE) and g.figur.vorzeichen < 0:
        return f"Das Vorzeichen widerspricht dem Wort „{wort}“."
    if re.match(r"fehlb|defizit|unterdeckung", wort, re.IGNORECASE) and g.figur.vorzeichen > 0:
        return f"Das Vorzeichen widerspricht dem Wort „{wort}“."
    return ""


def _wrong_sum(lage: Satzlage, gelesen: Sequence[Gelesenes], i: int) -> str:
    """A printed sum of a list that its parts do not give."""
    summe = gelesen[i]
    wort = SUMME.search(lage.text, lage.figuren[i - 1].ende if i else 0, summe.figur.start)
    if i < 2 or wort is None or summe.figur.falsch:
        return ""
    teile = [
        g.figur
        for g in gelesen[:i]
        if g.figur.einheit is summe.figur.einheit and g.rolle == summe.rolle and not g.figur.falsch
    ]
    if len(teile) != i or len(teile) > _MAX_SUMMANDEN:
        return ""
    if summe.objekte and len(summe.objekte) == 1 and all(summe.objekte != g.objekte for g in gelesen[:i]):
        return ""  # the whole of another object, not the sum of these
    spannen = [span_of(figur) for figur in teile]
    ziel = span_of(summe.figur)
    for zeichen in itertools.product((1, -1), repeat=len(teile)):
        ab = sum((z * (s.ab if z > 0 else s.bis) for z, s in zip(zeichen, spannen, strict=True)), Fraction(0))
        bis = sum((z * (s.bis if z > 0 else s.ab) for z, s in zip(zeichen, spannen, strict=True)), Fraction(0))
        if _Spanne(ab, bis).meets(ziel) or _Spanne(-bis, -ab).meets(ziel):
            return ""
    return f"Die genannten Teile ergeben zusammen {_shown(sum((f.wert for f in teile), Fraction(0)), summe.figur)}."


def _amount_and_percent(gelesen: Sequence[Gelesenes]) -> Iterator[tuple[Figur, str]]:
    """A change in euros and in percent of a base that the sentence names too."""
    for g in gelesen:
        if (
            g.figur.einheit is not Zahleinheit.PROZENT
            or not g.rolle
            or g.rolle.rolle is not Rolle.ABWEICHUNG
            or g.figur.bis
        ):
            continue
        andere = [
            h
            for h in gelesen
            if h is not g
            and h.figur.einheit is Zahleinheit.EURO
            and h.rolle
            and not h.figur.falsch
            and h.objekte == g.objekte
        ]
        aenderung = [h.figur for h in andere if h.rolle and h.rolle.rolle is Rolle.ABWEICHUNG]
        plan = [h.figur for h in andere if h.rolle and h.rolle.rolle is Rolle.PLAN]
        ergebnis = [h.figur for h in andere if h.rolle and h.rolle.rolle is Rolle.ERGEBNIS]
        if len(plan) > 1 or len(ergebnis) > 1 or len(aenderung) > 1:
            continue
        moeglich = list(_possible_percent(plan, ergebnis, aenderung))
        if moeglich and not any(spanne.meets(span_of(g.figur)) for spanne in moeglich):
            yield g.figur, "Betrag und Prozent passen nicht zusammen."


def _possible_percent(
    plan: Sequence[Figur], ergebnis: Sequence[Figur], aenderung: Sequence[Figur]
) -> Iterator[_Spanne]:
    if plan and aenderung:
        yield _ratio(span_of(aenderung[0]), span_of(plan[0]))
    elif plan and ergebnis:
        p, e = span_of(plan[0]), span_of(ergebnis[0])
        tief = max(Fraction(0), e.ab - p.bis, p.ab - e.bis)
        yield _ratio(_Spanne(tief, max(abs(e.bis - p.ab), abs(p.bis - e.ab))), p)
        yield _ratio(_Spanne(e.ab + p.ab, e.bis + p.bis), p)
    elif ergebnis and aenderung:
        e, d = span_of(ergebnis[0]), span_of(aenderung[0])
        for basis in (
            _Spanne(e.ab - d.bis, e.bis - d.ab),
            _Spanne(e.ab + d.ab, e.bis + d.bis),
            _Spanne(d.ab - e.bis, d.bis - e.ab),
        ):
            if basis.ab > 0:
                yield _ratio(d, basis)


def _ratio(oben: _Spanne, unten: _Spanne) -> _Spanne:
    if unten.ab <= 0:
        return _Spanne(Fraction(0), Fraction(10**9))
    return _Spanne(oben.ab / unten.bis * 100, oben.bis / unten.ab * 100)


def _three_amounts(gelesen: Sequence[Gelesenes]) -> Iterator[tuple[Figur, str]]:
    """Plan, Ergebnis and their difference in one sentence, of one object and measure."""
    euro = [g for g in gelesen if g.figur.einheit is Zahleinheit.EURO and not g.figur.falsch and g.rolle]
    rollen = [g.rolle.rolle for g in euro if g.rolle]
    if (
        len(euro) != 3
        or sorted(str(r) for r in rollen) != ["Abweichung", "Ergebnis", "Plan"]
        or len({g.objekte for g in euro}) != 1
    ):
        return
    plan, ergebnis, aenderung = (
        next(g for g in euro if g.rolle and g.rolle.rolle is r) for r in (Rolle.PLAN, Rolle.ERGEBNIS, Rolle.ABWEICHUNG)
    )
    if len({g.marke.mass for g in euro if g.marke}) > 1:
        return
    p, e, d = (span_of(g.figur) for g in (plan, ergebnis, aenderung))
    differenz = _Spanne(max(Fraction(0), e.ab - p.bis, p.ab - e.bis), max(abs(e.bis - p.ab), abs(p.bis - e.ab)))
    if not d.meets(differenz) and not d.meets(_Spanne(e.ab + p.ab, e.bis + p.bis)):
        yield aenderung.figur, "Plan, Ergebnis und Abweichung passen nicht zusammen."


def _shown(wert: Fraction, wie: Figur) -> str:
    einheit = " €" if wie.einheit is Zahleinheit.EURO else f" {wie.einheit}".rstrip()
    zahl = f"{float(wert):,.2f}".rstrip("0").rstrip(".") if wert.denominator > 1 else f"{int(wert):,}"
    return zahl.translate(str.maketrans(",.", ".,")) + einheit


# over the whole text


def check_twice(urteile: Sequence[tuple[Urteil, Figur]]) -> Iterator[Selbstwiderspruch]:
    """One figure with two values: the same object, row and meaning, and amounts that cannot be one."""
    erste: dict[tuple[str, str, str], tuple[Urteil, Figur]] = {}
    for urteil, figur in urteile:
        if (
            urteil.art not in (Urteilsart.STIMMT, Urteilsart.GERUNDET, Urteilsart.WIDERSPRUCH)
            or not urteil.bezug.bedeutung
        ):
            continue
        schluessel = urteil.bezug.objekt, urteil.bezug.zeile, urteil.bezug.bedeutung
        erster, frueher = erste.setdefault(schluessel, (urteil, figur))
        if (
            frueher is not figur
            and erster.satz != urteil.satz
            and frueher.einheit is figur.einheit
            and not span_of(frueher).meets(span_of(figur))
        ):
            grund = f"Für {urteil.bezug} steht im Text auch „{erster.figur}“."
            yield Selbstwiderspruch(urteil.start, urteil.ende, urteil.figur, urteil.satz, grund, urteil.abschnitt)


def check_frame(abschnitte: Sequence[Abschnitt], stand: Stand) -> Iterator[Selbstwiderspruch]:
    """A Stand other than the report's, and a report year that is never the report's."""
    jahre = [
        (nummer, treffer)
        for nummer, a in enumerate(abschnitte)
        for treffer in _BERICHTSJAHR.finditer(plain_blanks(a.text))
    ]
    if jahre and all(int(treffer[1]) != stand.jahr for _, treffer in jahre):
        nummer, treffer = jahre[0]
        grund = f"Der Bericht ist über {stand.jahr}."
        yield Selbstwiderspruch(*treffer.span(), treffer.group(), treffer.group(), grund, nummer)
    for nummer, abschnitt in enumerate(abschnitte):
        for treffer in _STAND.finditer(plain_blanks(abschnitt.text)):
            monat = MONATE.index(treffer[1]) + 1 if treffer[1] else int(treffer[3])
            jahr = int(treffer[2] or treffer[4])
            if (jahr, monat) != (stand.jahr, stand.monat):
                grund = f"Der Stand des Berichts ist {stand.text}."
                yield Selbstwiderspruch(*treffer.span(), treffer.group(), treffer.group(), grund, nummer)


def check_former(urteile: Sequence[Urteil], frueher: Sequence[Abschnitt]) -> Iterator[Selbstwiderspruch]:
    """Sentences that stand word for word in the text of the last report although a figure of theirs has moved."""
    alt = " ".join(_plain(abschnitt.text) for abschnitt in frueher)
    for urteil in urteile:
        if urteil.art is Urteilsart.WIDERSPRUCH and alt and _plain(urteil.satz) in alt:
            grund = "Der Satz steht wortgleich im letzten Bericht; seine Zahl hat sich geändert."
            yield Selbstwiderspruch(urteil.start, urteil.ende, urteil.figur, urteil.satz, grund, urteil.abschnitt)


def _plain(text: str) -> str:
    return " ".join(plain_blanks(text).split())
