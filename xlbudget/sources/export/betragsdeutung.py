"""How amounts are meant: which columns make one, which style of numbers, which unit."""

from __future__ import annotations

import re
from collections.abc import Set

from xlbudget.errors import EingabeError, Schwere
from xlbudget.sources.export import ausdruecke
from xlbudget.sources.export.angaben import Einheit, Inhalt, Vorzeichen, Zahlenstil
from xlbudget.sources.export.deutungsstand import Deutungsstand
from xlbudget.sources.export.felder import ANSATZ, BETRAG, HABEN, RICHTUNG, SOLL, SOLL_HABEN
from xlbudget.sources.export.kopfworte import is_millions, is_thousands
from xlbudget.sources.export.zuordnung import Betragsform

_SEITENWERTE = 10
_PLUS_MINUS = frozenset(("+", "-", "−", "–"))
_SEITENKOPF = re.compile(
    r"(?i)\b(?:soll|haben|s\W?h|h\W?s|d\W?c|c\W?d|dr\W?cr|vz|vorz\w*|buchungsschl\w*|bs|b\W?schl\w*|seite|buchungsseite)\b"
)
_ANGABE = re.compile(r"(?i)\b(?:in|angaben?|betr[äa]ge?|werte?|zahlen)\b")
_WAEHRUNG = re.compile(r"€|[A-Z]{3}|Euro|euro")
_EURO = frozenset(("€", "EUR", "Euro", "euro"))
_KURZ = 12  # letters of a cell that is a unit
EINHEIT_RAT = (
    "gelesen werden die Beträge als Euro. In der Tabelle Quellen die Einheit eintragen, in der sie stehen (€ oder T€); "
    "in einer anderen Einheit oder Währung lässt sich der Export nicht lesen"
)


def choose_form(stand: Deutungsstand) -> Betragsform:
    """Which columns make one amount. Raises EingabeError where what is declared needs a column that is missing."""
    vorzeichen, da = stand.angabe.vorzeichen, stand.spalten
    betrag = stand.angabe.inhalt is Inhalt.MONATSWERTE or BETRAG.name in da or ANSATZ.name in da
    if SOLL.name in da and HABEN.name in da and (not betrag or vorzeichen is Vorzeichen.SOLL_HABEN):
        stand.decide("Vorzeichen", Vorzeichen.SOLL_HABEN, "Soll und Haben haben eigene Spalten")
        return Betragsform.SOLL_UND_HABEN
    if not betrag:
        stand.decide("Vorzeichen", "Ertrag und Aufwand", "Ertrag und Aufwand haben eigene Spalten")
        return Betragsform.ERTRAG_UND_AUFWAND
    if SOLL_HABEN.name not in da and vorzeichen in (Vorzeichen.AUTOMATISCH, Vorzeichen.SOLL_HABEN):
        _find_marks(stand)
    if vorzeichen is Vorzeichen.SOLL_HABEN and SOLL_HABEN.name not in da:
        raise EingabeError(
            f"{stand.ort.datei} hat keine Spalte S/H. Den Export mit Soll/Haben-Kennzeichen erzeugen "
            "oder in der Tabelle Quellen ein anderes Vorzeichen wählen."
        )
    if SOLL_HABEN.name in da:
        return _by_mark(stand, stand.spalten[SOLL_HABEN.name])
    if vorzeichen is Vorzeichen.AUTOMATISCH and (richtung := _find_richtung(stand)) is not None:
        stand.spalten[RICHTUNG.name] = richtung
        if not stand.has_negatives():
            grund = f"die Spalte „{stand.kopf.zellen[richtung]}“ sagt es, und kein Betrag ist negativ"
            stand.decide("Vorzeichen", "nach der Spalte Richtung", grund)
            return Betragsform.RICHTUNG
    _say_unread_marks(stand)
    return Betragsform.BETRAG


def _find_marks(stand: Deutungsstand) -> None:
    """S or H beside every amount, in the same cell, or a column of it whatever it is called."""
    if len(stand.amounts) == 1 and (alle := stand.count_texts(".")) and stand.count_texts(ausdruecke.MIT_SEITE) == alle:
        stand.spalten[SOLL_HABEN.name] = stand.amounts[0]
        stand.decide("S/H", stand.heading(stand.amounts[0]), "S oder H steht bei jedem Betrag")
        return
    spalten = [i for i in stand.free() if _says_both_sides({wert.casefold() for wert in stand.values(i)})]
    if len(spalten) == 1:
        spalte, werte = spalten[0], stand.values(spalten[0])
        stand.spalten[SOLL_HABEN.name] = spalte
        sicher = any(len(wert) > 2 for wert in werte) or not stand.has_negatives()
        grund = f"in jeder Zeile steht dort {' oder '.join(sorted(werte))}"
        stand.decide("S/H", stand.heading(spalte), grund, sicher=sicher)


def _says_both_sides(werte: Set[str]) -> bool:
    soll, haben = ausdruecke.SOLL, ausdruecke.HABEN
    return werte <= soll | haben and not soll.isdisjoint(werte) and not haben.isdisjoint(werte)


def _say_unread_marks(stand: Deutungsstand) -> None:
    """A column that may say the side of amounts that have no signs themselves."""
    if stand.has_negatives():
        return
    allein = [stand.spalten[feld.name] for feld in (SOLL, HABEN) if feld.name in stand.spalten]
    for i in (*stand.free(), *allein):
        werte = sorted(stand.values(i))
        if not 1 < len(werte) <= _SEITENWERTE:
            continue
        seiten = {wert.casefold() for wert in werte} <= ausdruecke.SOLL | ausdruecke.HABEN | _PLUS_MINUS
        if seiten or _SEITENKOPF.search(stand.heading(i)):
            text = (
                f"Kein Betrag hat ein Minus, und die Spalte „{stand.heading(i)}“ ({', '.join(werte)}) wird nicht "
                "gelesen. Sagt sie, was im Soll und was im Haben steht, den Export mit S und H in dieser Spalte "
                "erzeugen und in der Tabelle Spalten beim Feld S/H ihre Überschrift, in der Tabelle Quellen das "
                "Vorzeichen Soll/Haben eintragen, oder ihn mit einem Minus am Betrag erzeugen"
            )
            stand.found(Schwere.WARNUNG, "journal.sollhaben", text, i)


def _by_mark(stand: Deutungsstand, position: int) -> Betragsform:
    """With an S/H column: whether it or the sign of the amount says which side it is."""
    seiten = stand.signs_by_side(position)
    vorzeichen = stand.angabe.vorzeichen
    schon = len(seiten) == 2 and seiten.get(1) == {-1} and seiten.get(-1) == {1}
    if vorzeichen is Vorzeichen.AUTOMATISCH and not schon:
        stand.decide("Vorzeichen", Vorzeichen.SOLL_HABEN, "es gibt eine Spalte mit Soll/Haben-Kennzeichen")
        return Betragsform.KENNZEICHEN
    if vorzeichen is Vorzeichen.SOLL_HABEN:
        if schon:
            text = (
                "Alle Beträge im Haben sind negativ und alle im Soll positiv; das Kennzeichen kehrt sie noch einmal "
                "um. In der Tabelle Quellen vermutlich das Vorzeichen „Erträge negativ“ wählen."
            )
            stand.found(Schwere.WARNUNG, "journal.sollhaben", text, position)
        return Betragsform.KENNZEICHEN
    if len(seiten) == 2 and all(vorzeichen_ == {1} for vorzeichen_ in seiten.values()):
        raise EingabeError(
            f"{stand.ort.datei}: mit dem Vorzeichen „{vorzeichen}“ bleibt die Spalte "
            f"„{stand.kopf.zellen[position]}“ unbeachtet, aber nur sie unterscheidet Soll und Haben; alle Beträge "
            "sind positiv. In der Tabelle Quellen das Vorzeichen Soll/Haben wählen."
        )
    if schon:
        stand.decide("Vorzeichen", Vorzeichen.ERTRAEGE_NEGATIV, "die Beträge im Haben tragen schon ein Minus")
    return Betragsform.BETRAG


def _find_richtung(stand: Deutungsstand) -> int | None:
    """A column that says Ertrag or Aufwand in every line, whatever it is called."""
    if RICHTUNG.name in stand.spalten:
        return stand.spalten[RICHTUNG.name]
    for i in stand.free():
        werte = {wert.casefold() for wert in stand.words(i)}
        if werte and werte <= ausdruecke.ERTRAG | ausdruecke.AUFWAND and any(len(wert) > 1 for wert in werte):
            return i
    return None


def choose_stil(stand: Deutungsstand) -> tuple[Zahlenstil, bool]:
    """The style of numbers, and whether nothing in the sample tells."""
    if stand.angabe.zahlen is not Zahlenstil.AUTOMATISCH:
        return stand.angabe.zahlen, False
    deutsch, englisch = (stand.count_texts(muster) for muster in (ausdruecke.NUR_DEUTSCH, ausdruecke.NUR_ENGLISCH))
    stil = Zahlenstil.ENGLISCH if englisch > deutsch else Zahlenstil.DEUTSCH
    grund = f"{max(deutsch, englisch)} Beträge sind nur so zu lesen, {min(deutsch, englisch)} nur anders"
    if not (deutsch or englisch):
        grund = "übliche Schreibweise"
    # without a separator both styles read the same
    eindeutig = (deutsch == 0) != (englisch == 0) or not stand.count_texts("[.,]")
    stand.decide("Zahlen", stil, grund, sicher=eindeutig)
    return stil, not (deutsch or englisch)


def _say_other_units(stand: Deutungsstand) -> None:
    """What says another unit than euros where nobody reads it: another sheet, the name of this one, a column."""
    for wo, text in stand.umfeld:
        if is_thousands(text) or is_millions(text):
            stand.found(Schwere.WARNUNG, "export.einheit", f"{wo} steht „{text}“, {EINHEIT_RAT}", None)
            return
    for i in stand.free():
        werte = sorted(stand.values(i))[:_SEITENWERTE]
        tausend = [wert for wert in werte if is_thousands(wert) and len(wert) <= _KURZ]
        fremd = [wert for wert in werte if all(map(_WAEHRUNG.fullmatch, werte)) and wert not in _EURO]
        if tausend or fremd:
            text = f"In der Spalte „{stand.heading(i)}“ steht „{(tausend + fremd)[0]}“, {EINHEIT_RAT}"
            stand.found(Schwere.WARNUNG, "export.einheit", text, i)
            return


def choose_einheit(stand: Deutungsstand) -> Einheit:
    """The unit, declared or as a heading or a line above says."""
    if stand.angabe.einheit is not Einheit.AUTOMATISCH:
        return stand.angabe.einheit
    koepfe = [stand.heading(position) for position in stand.amounts]
    darueber = [text for text in stand.kopf.darueber if _ANGABE.search(text)]
    if (fund := next((text for text in (*koepfe, *darueber) if is_millions(text)), None)) is not None:
        raise EingabeError(
            f"{stand.ort.datei}: im Export steht „{fund}“; gelesen werden Euro und Tausend Euro. Den Export in Euro "
            "erzeugen; sind die Beträge doch in Euro oder Tausend Euro, in der Tabelle Quellen die Einheit eintragen."
        )
    fund = next((text for text in (*koepfe, *stand.kopf.darueber) if is_thousands(text)), None)
    if fund is None:
        _say_other_units(stand)
        return Einheit.EURO
    stand.decide("Einheit", Einheit.TAUSEND, f"im Export steht „{fund}“")
    text = (
        f"Die Beträge werden als Tausend Euro gelesen, denn im Export steht „{fund}“. Stimmt das nicht, in der "
        "Tabelle Quellen die Einheit € eintragen."
    )
    stand.found(Schwere.HINWEIS, "export.einheit", text, None)
    return Einheit.TAUSEND
