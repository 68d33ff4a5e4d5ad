"""From a header and a sample of the lines to a Zuordnung: what is declared counts, the rest is recognised."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow.compute as pc

from xlbudget.errors import EingabeError, Schwere
from xlbudget.sources.export.angaben import Inhalt
from xlbudget.sources.export.betragsdeutung import choose_einheit, choose_form, choose_stil
from xlbudget.sources.export.deutungsstand import Deutungsstand
from xlbudget.sources.export.felder import (
    ANSATZ,
    AUFWAND,
    BETRAG,
    BUCHUNGSSTELLE,
    ERTRAG,
    GEGENKONTO,
    HABEN,
    PERIODE,
    PRODUKT,
    SACHKONTO,
    SCHWACH_AB,
    SOLL,
    doubts,
    only_versions,
    repeated_header,
)
from xlbudget.sources.export.kopf import Kopf, Kopfsuche, positions_of
from xlbudget.sources.export.kopfworte import is_of_other_year, normal, years_of
from xlbudget.sources.export.regeln import Regel, Regelart
from xlbudget.sources.export.rohtabelle import Rohtabelle, letters
from xlbudget.sources.export.zeilenauswahl import find_wertarten, find_year
from xlbudget.sources.export.zuordnung import Zuordnung

_TRENNER = "./- :_"
_DATEV = ("EXTF", "DTVF")  # the first cell of its files


def understand(tabelle: Rohtabelle, kopf: Kopf, suche: Kopfsuche) -> Zuordnung:
    """Decide how the lines below a header are to be read.

    Raises EingabeError (German) where a heading stands twice, or the declaration contradicts what is there.
    """
    stand = Deutungsstand(tabelle, kopf, suche)
    _split_codes(stand)
    datev = bool(kopf.darueber) and kopf.darueber[0] in _DATEV
    if not datev:
        stand.spalten.pop(GEGENKONTO.name, None)
    find_year(stand)
    _prefer_sides(stand)
    _check_headings(stand)
    _check_declared_years(stand)
    _check_balances(stand)
    _check_codes(stand)
    _say_beside(stand)
    form = choose_form(stand)
    wertarten = find_wertarten(stand)
    stil, stil_offen = choose_stil(stand)
    einheit = choose_einheit(stand)
    return Zuordnung(
        kopf=kopf,
        angabe=suche.angabe,
        jahr=suche.jahr,
        ort=stand.ort,
        spalten=stand.spalten,
        regeln=stand.regeln,
        form=form,
        stil=stil,
        stil_offen=stil_offen,
        einheit=einheit,
        wertarten=wertarten,
        datev=datev,
        entscheidungen=tuple(stand.entscheidungen),
        befunde=tuple(stand.befunde),
    )


def _split_codes(stand: Deutungsstand) -> None:
    """Produkt and Sachkonto that stand in one column."""
    stelle = stand.spalten.pop(BUCHUNGSSTELLE.name, None)
    fehlend = [name for name in (PRODUKT.name, SACHKONTO.name) if name not in stand.spalten]
    for name, andere in ((PRODUKT.name, SACHKONTO.name), (SACHKONTO.name, PRODUKT.name)):
        zerlegen = [regel for regel in stand.regeln.get(andere, ()) if regel.art is Regelart.ZERLEGEN]
        if name in fehlend and zerlegen and _only_fills_up(stand, name):
            stand.spalten[name] = stand.spalten[andere]
            stand.regeln[name] = (*zerlegen, *stand.regeln.get(name, ()))
            return
    if stelle is None or not fehlend:
        return
    trenner = _separator(stand, stelle)
    if not trenner:
        raise _cannot_split(stand, stelle)
    for name in fehlend:
        stand.spalten[name] = stelle
        danach = stand.regeln.get(name, ()) if _only_fills_up(stand, name) else ()
        stand.regeln[name] = (Regel(Regelart.ZERLEGEN, (trenner, "letzten")), *danach)
    grund = f"jede Zelle der Spalte „{stand.kopf.zellen[stelle]}“ endet mit einem Konto nach „{trenner}“"
    stand.decide("Produkt und Sachkonto", f"zerlegen am letzten „{trenner}“", grund)


def _cannot_split(stand: Deutungsstand, position: int) -> EingabeError:
    zusammen = f"{stand.ort.datei}: in der Spalte „{stand.kopf.zellen[position]}“ stehen Produkt und Sachkonto zusammen"
    if not pc.any(pc.match_substring_regex(stand.texts(position), "[-./ :_]")).as_py():
        return EingabeError(
            f"{zusammen}, mit nichts dazwischen. Wo das Produkt aufhört, sagt der Export nicht: ihn mit zwei Spalten "
            "oder mit einem Punkt dazwischen erzeugen."
        )
    return EingabeError(
        f"{zusammen}, aber nicht überall gleich getrennt. In der Tabelle Spalten beim Feld Produkt diese Überschrift "
        "und die Regel „zerlegen am letzten Punkt“ (oder Schrägstrich, Bindestrich, Leerzeichen) eintragen."
    )


def _only_fills_up(stand: Deutungsstand, feld: str) -> bool:
    """Whether the rules of a field, if any, are for a code that was taken apart before."""
    return all(regel.art is Regelart.STELLEN for regel in stand.regeln.get(feld, ()))


def _separator(stand: Deutungsstand, position: int) -> str:
    """What stands before the account in every cell; empty text if that differs."""
    texte = stand.texts(position)
    for trenner in _TRENNER:
        zeichen = f"[{trenner}]" if trenner != "-" else "-"
        muster = rf"^[^{trenner}].*{zeichen}\s*[0-9]{{3,}}$"
        if len(texte) and pc.all(pc.match_substring_regex(texte, muster)).as_py():
            return trenner
    return ""


def _check_headings(stand: Deutungsstand) -> None:
    """Headings that stand twice are refused; where several fit, what is read is said."""
    namen = (PRODUKT.name, SACHKONTO.name, BETRAG.name, ANSATZ.name, PERIODE.name)
    felder = [feld for feld in stand.suche.felder if feld.name in namen and feld.name not in stand.suche.angaben]
    felder = [feld for feld in felder if feld.name in stand.kopf.spalten and feld.name in stand.spalten]
    if doppelt := repeated_header(stand.kopf.zellen, felder, stand.jahr):
        raise EingabeError(
            f"{stand.ort.datei}, Zeile {stand.kopf.nummer}: die Überschrift „{doppelt}“ steht dort zweimal; welche "
            "Spalte gilt, ist nicht zu erkennen. Eine davon umbenennen oder weglassen, oder in der Tabelle Spalten "
            "den Buchstaben der Spalte eintragen."
        )
    for feld in felder:
        if fassungen := only_versions(stand.kopf.zellen, feld, stand.jahr):
            raise EingabeError(
                f"{stand.ort.datei}, Zeile {stand.kopf.nummer}: mehrere Spalten können der {feld.name} sein: "
                f"{', '.join(f'„{stand.heading(position)}“' for position in fassungen)}. In der Tabelle Spalten beim "
                f"Feld {feld.name} die Überschrift eintragen, die gilt."
            )
    for schwere, text, position in doubts(stand.kopf.zellen, felder, stand.jahr):
        stand.found(schwere, "export.spalte", text, position)
    for name, angabe in stand.suche.angaben.items():
        _say_repeated(stand, name, positions_of(angabe.spalte, stand.kopf.zellen) if angabe.spalte else [])
    for feld in felder:
        _say_weak(stand, feld.name, feld.rank(stand.kopf.zellen[stand.kopf.spalten[feld.name]], stand.jahr) or 0)


def _say_repeated(stand: Deutungsstand, name: str, positionen: Sequence[int]) -> None:
    """A declared heading that stands there more than once: the first one counts."""
    if name in stand.spalten and len(positionen) > 1:
        erste, *andere = map(letters, positionen)
        text = (
            f"Als {name} wird die Spalte {erste} gelesen; die Überschrift „{stand.heading(positionen[0])}“ der Tabelle "
            f"Spalten steht auch über der Spalte {', '.join(andere)}. Dort statt der Überschrift den Buchstaben der "
            "richtigen Spalte eintragen."
        )
        stand.found(Schwere.WARNUNG, "export.spalte", text, positionen[1])


def _check_declared_years(stand: Deutungsstand) -> None:
    """Declared columns of amounts whose headings name another year than that of the source."""
    wert = ANSATZ if stand.angabe.inhalt is Inhalt.ANSAETZE else BETRAG
    werte = (wert, SOLL, HABEN, ERTRAG, AUFWAND)
    for name in (feld.name for feld in werte if feld.name in stand.suche.benannt):
        position = stand.spalten[name]
        kopf = stand.heading(position)
        if is_of_other_year(kopf, stand.jahr):
            jahr = max(years_of(kopf, stand.jahr))
            text = (
                f"Als {name} {stand.jahr} wird die Spalte „{kopf}“ gelesen, weil die Tabelle Spalten es sagt; sie "
                f"nennt ein anderes Jahr. Dort beim Feld {stand.suche.angaben[name].feld} die Überschrift für "
                f"{stand.jahr} eintragen; soll die Quelle für {jahr} zählen, in der Tabelle Quellen die Spalte Jahr "
                f"auf {jahr} setzen; ist nur die Überschrift im Export falsch, sie dort berichtigen."
            )
            stand.found(Schwere.FEHLER, "export.jahr", text, position)


def _prefer_sides(stand: Deutungsstand) -> None:
    """Of postings with columns Soll and Haben these count, and not what often means an amount, as a Saldo."""
    betrag, da = stand.spalten.get(BETRAG.name), stand.spalten
    if betrag is None or BETRAG.name in stand.suche.angaben or stand.angabe.inhalt is not Inhalt.BUCHUNGEN:
        return
    schwach = (BETRAG.rank(stand.heading(betrag), stand.jahr) or 0) >= SCHWACH_AB
    if schwach and SOLL.name in da and HABEN.name in da:
        del stand.spalten[BETRAG.name]


def _check_balances(stand: Deutungsstand) -> None:
    """Cumulated balances that are declared to be postings."""
    betrag = stand.spalten.get(BETRAG.name)
    if betrag is not None and stand.angabe.inhalt is Inhalt.BUCHUNGEN and BETRAG.name not in stand.suche.angaben:
        kopf = normal(stand.kopf.zellen[betrag])
        if any(wort in kopf for wort in ("saldo", "kumul", "endbestand")):
            raise EingabeError(
                f"{stand.ort.datei}: die Spalte „{stand.kopf.zellen[betrag]}“ enthält dem Namen nach Salden. In der "
                f"Tabelle Quellen den Inhalt {Inhalt.SALDEN} eintragen; sind es einzelne Buchungen, in der Tabelle "
                "Spalten diese Überschrift beim Feld Betrag eintragen."
            )


def _say_weak(stand: Deutungsstand, name: str, rank: int) -> None:
    """A heading that often means the field, but not always."""
    if rank >= SCHWACH_AB:
        position = stand.kopf.spalten[name]
        text = (
            f"Als {name} wird die Spalte „{stand.kopf.zellen[position]}“ gelesen. Stimmt das nicht, in der Tabelle "
            f"Spalten beim Feld {name} die richtige Überschrift eintragen."
        )
        stand.found(Schwere.HINWEIS, "export.spalte", text, position)
        stand.decide(name, stand.kopf.zellen[position], "keine Überschrift passt besser", sicher=False)


def _check_codes(stand: Deutungsstand) -> None:
    """Codes that Excel made numbers with decimals of: the zeros at their end are lost."""
    for name in (PRODUKT.name, SACHKONTO.name):
        if name in stand.spalten and stand.has_fractions(stand.spalten[name]):
            text = (
                f"In der Spalte „{stand.heading(stand.spalten[name])}“ stehen Dezimalzahlen; vermutlich hat Excel aus "
                "Nummern wie 11.10 Zahlen wie 11,1 gemacht. Den Export neu erzeugen und nicht in Excel speichern."
            )
            stand.found(Schwere.WARNUNG, "export.dezimal", text, stand.spalten[name])


def _say_beside(stand: Deutungsstand) -> None:
    """Columns beside the Ansatz that may belong to it."""
    if stand.angabe.inhalt is not Inhalt.ANSAETZE:
        return
    for position in stand.free():
        kopf = normal(stand.heading(position))
        if any(normal(wort) in kopf for wort in _NEBEN_DEM_ANSATZ) and not ANSATZ.names_other_year(kopf, stand.jahr):
            text = (
                f"Die Spalte „{stand.heading(position)}“ wird nicht gelesen. Gehört sie zum Ansatz, im Export eine "
                "Spalte mit der Summe erzeugen und sie in der Tabelle Spalten beim Feld Ansatz eintragen."
            )
            stand.found(Schwere.HINWEIS, "export.spalte", text, position)


_NEBEN_DEM_ANSATZ = ("nachtrag", "haushaltsrest", "ermächtigung", "überplanmäßig", "außerplanmäßig")
