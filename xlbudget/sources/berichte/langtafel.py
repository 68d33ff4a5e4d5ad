"""The long form: a row for each Berichtsobjekt, Art, row of the sheet and year, the months beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlbudget.core.berichtszahl import Berichtsform, Groesse, Objektangabe, Zahlangabe
from xlbudget.core.gliederung import Ebene
from xlbudget.core.kontenrahmen import GESAMT_ZEILE
from xlbudget.sources.berichte.raster import Raster, Zelle, as_text
from xlbudget.sources.berichte.sammler import Zahlensammler
from xlbudget.sources.berichte.worte import art_of, heading, month_of, year_of

_OBJEKT: dict[str, tuple[Ebene, ...]] = {
    "budget": (Ebene.BUDGET, Ebene.DEZERNAT, Ebene.GESAMT),
    "dezernat": (Ebene.BUDGET, Ebene.DEZERNAT, Ebene.GESAMT),
    "produkt": (Ebene.PRODUKT,),
    "objekt": (),
}
_WERTE = {
    "plan": Groesse.ANSATZ,
    "ansatz": Groesse.ANSATZ,
    "ergebnis": Groesse.ERGEBNIS,
    "ist": Groesse.ERGEBNIS,
    "prognose": Groesse.PROGNOSE,
    "prognose gilt": Groesse.PROGNOSE,
}
_GESAMT_WORTE = frozenset(("", "gesamt", "summe", "insgesamt"))

Wertspalten = dict[int, tuple[Groesse, int | None]]
"""Column → what stands there, and which month."""


@dataclass(frozen=True)
class Langkopf:
    """Which column of a long table is what."""

    objekt: int
    ebenen: tuple[Ebene, ...]
    art: int
    zeile: int | None
    jahr: int | None
    werte: Wertspalten
    fremd: frozenset[int]


def row_name(text: str) -> str:
    """The name of a row; reports name the sum of all rows of one Art in several ways."""
    return GESAMT_ZEILE if text.casefold() in _GESAMT_WORTE else text


def find_wertspalten(worte: Sequence[str]) -> Wertspalten:
    """The columns with figures; of two that are called alike the first counts."""
    werte: Wertspalten = {}
    for spalte, wort in enumerate(worte):
        monat = month_of(wort)
        was = (Groesse.MONAT, monat) if monat else (_WERTE[wort], None) if wort in _WERTE else None
        if was and was not in werte.values():
            werte[spalte] = was
    return werte


def find_langkopf(zellen: Sequence[Zelle]) -> Langkopf | None:
    """The columns of a row of headings, None where it is not one of this form."""
    worte = [heading(zelle) for zelle in zellen]
    objekt = next((i for i, wort in enumerate(worte) if wort in _OBJEKT), None)
    werte = find_wertspalten(worte)
    zeile, jahr = (worte.index(wort) if wort in worte else None for wort in ("zeile", "jahr"))
    if objekt is None or "art" not in worte or not werte:
        return None
    if zeile is None and not any(monat for _, monat in werte.values()):
        return None
    bekannt = {objekt, worte.index("art"), zeile, jahr, *werte}
    fremd = frozenset(i for i, wort in enumerate(worte) if wort and i not in bekannt)
    return Langkopf(objekt, _OBJEKT[worte[objekt]], worte.index("art"), zeile, jahr, werte, fremd)


def read_langtafel(raster: Raster, kopf: Langkopf, zeilen: Sequence[tuple[int, list[Zelle]]]) -> Zahlensammler:
    """The figures of the rows below the headings."""
    sammler = Zahlensammler(raster, Berichtsform.MONATE)
    for zeile, zellen in zeilen:
        volle = [spalte for spalte in kopf.werte if as_text(zellen[spalte])]
        if not volle:
            continue
        objekt = Objektangabe(tuple(filter(None, (as_text(zellen[kopf.objekt]),))), kopf.ebenen)
        art = art_of(as_text(zellen[kopf.art]))
        name = as_text(zellen[kopf.zeile]) if kopf.zeile is not None else ""
        jahrestext = as_text(zellen[kopf.jahr]) if kopf.jahr is not None else ""
        jahr = year_of(jahrestext)
        if not objekt.texte or art is None or (jahrestext and jahr is None):
            grund = "die Zeile nennt kein Berichtsobjekt" if not objekt.texte else (
                f"„{as_text(zellen[kopf.art])}“ ist keine Art (Erträge, Aufwendungen)" if art is None
                else f"„{jahrestext}“ ist kein Jahr"
            )  # fmt: skip
            sammler.leave((zeile, volle[0]), str(objekt), grund, len(volle))
            continue
        for spalte in volle:
            groesse, monat = kopf.werte[spalte]
            angabe = Zahlangabe(objekt, groesse, art, row_name(name), jahr, monat)
            sammler.add((zeile, spalte), zellen[spalte], angabe)
    return sammler
