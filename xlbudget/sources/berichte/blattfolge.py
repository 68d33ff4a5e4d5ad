"""The form of the Produktblatt: a title, a table for each Art, the Produktbudget, Kennzahlen; one sheet or many."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from xlbudget.core.berichtszahl import Berichtsform, Groesse, Objektangabe, Zahlangabe
from xlbudget.core.fakten import GRUNDLAGE
from xlbudget.core.gliederung import Ebene
from xlbudget.core.kontenrahmen import GESAMT_ZEILE, Art
from xlbudget.sources.berichte.langtafel import Wertspalten, find_wertspalten, row_name
from xlbudget.sources.berichte.raster import Raster, Zelle, as_text
from xlbudget.sources.berichte.sammler import Wo, Zahlensammler
from xlbudget.sources.berichte.worte import art_of, heading, is_amount, year_of

_BUDGETWERTE = {"plan": Groesse.ANSATZ, "prognose": Groesse.PROGNOSE, "abweichung": Groesse.MEHRBEDARF}
_UMGEKEHRT = re.compile(r"(prognose|ergebnis)\s*[-\u2013\u2212]\s*(plan|ansatz)|positiv\s*=\s*besser")
_KENNZAHLEN = {
    "leistungsumfang": {"plan": Groesse.LEISTUNG_PLAN, "ist": Groesse.LEISTUNG_IST},
    "zielkennzahlen": {"plan": Groesse.ZIEL_PLAN, "ist": Groesse.ZIEL_IST, "zielerreichungsgrad": Groesse.GRAD},
}
_TITELZEILEN = 8  # rows with texts above a table of which one may be its title

Zeile = tuple[int, list[Zelle]]


def find_blattkopf(zellen: Sequence[Zelle], darunter: Sequence[Zelle] = ()) -> tuple[Art, Wertspalten] | None:
    """The Art and the columns where a row heads the table of one Art; None for any other.

    The headings may go on in the row below.
    """
    worte = [heading(zelle) for zelle in zellen]
    erste = next((i for i, wort in enumerate(worte) if wort), None)
    if erste is None or (art := art_of(worte[erste])) is None:
        return None
    unten = [heading(zelle) for zelle in darunter]
    worte = [wort or (unten[i] if i < len(unten) else "") for i, wort in enumerate(worte)]
    werte = find_wertspalten(worte)
    monate = sum(monat is not None for _, monat in werte.values())
    return (art, werte) if monate and (Groesse.ANSATZ, None) in werte.values() else None


def _budgetwert(zelle: Zelle) -> Groesse | None:
    """What stands beside or below such a word; an Abweichung is Plan − Prognose unless it says otherwise."""
    groesse = _BUDGETWERTE.get(heading(zelle).removesuffix(" produktbudget"))
    umgekehrt = groesse is Groesse.MEHRBEDARF and _UMGEKEHRT.search(as_text(zelle).casefold())
    return Groesse.VERBESSERUNG if umgekehrt else groesse


class Blattfolge:
    """Reads the rows of a Raster in order; use it once: `Blattfolge(raster).read(rows)`."""

    def __init__(self, raster: Raster) -> None:
        self._sammler = Zahlensammler(raster, Berichtsform.BLATT)
        self._objekt = Objektangabe(())
        self._davor: list[list[str]] = []
        self._spaeter: list[tuple[Wo, Zelle, Groesse]] = []
        self._lese: Callable[[Zeile], None] = lambda _: None
        self.fremd: dict[str, None] = {}
        """Headings between the known ones under which figures stand that nobody reads."""

    def read(self, zeilen: Sequence[Zeile]) -> Zahlensammler:
        """The figures of all rows."""
        for zeile, danach in pairwise((*zeilen, (0, []))):
            if not self._begin(zeile, danach):
                self._lese(zeile)
            if not any(map(is_amount, zeile[1])):
                self._davor.append([text for text in map(as_text, zeile[1]) if text])
        return self._sammler

    def _begin(self, zeile: Zeile, danach: Zeile) -> bool:
        """Whether the row begins a part of a sheet; what follows is then read otherwise."""
        zellen = zeile[1]
        worte = [heading(zelle) for zelle in zellen]
        erstes = next((wort for wort in worte if wort), "")
        if kopf := find_blattkopf(zellen, danach[1]):
            art, werte = kopf
            if art is Art.ERTRAEGE:
                self._new_sheet()
            dazwischen = {i: as_text(zellen[i]) for i in range(min(werte), max(werte)) if i not in werte}
            self._lese = lambda zeile: self._read_row(zeile, art, werte, dazwischen)
        elif erstes in _KENNZAHLEN:
            groessen = _KENNZAHLEN[erstes]
            spalten = {i: groessen[wort] for i, wort in enumerate(worte) if wort in groessen}
            self._lese = lambda zeile: self._read_kennzahl(zeile, spalten)
        elif erstes == "prognose produktbudget":
            self._lese = self._read_budget
        elif erstes == "plan produktbudget":
            self._read_budget_across(zellen, danach)
            self._lese = lambda _: None
        elif erstes.startswith(("daten zum diagramm", "erläuterung", "erlaeuterung", GRUNDLAGE.casefold())):
            self._lese = lambda _: None
        else:
            return False
        return True

    def _new_sheet(self) -> None:
        """What stands above the first table names what the sheet is about: behind its Ebene, above that, or alone."""
        ebenen = {str(ebene): ebene for ebene in Ebene}
        bei = [(i, text) for i, texte in enumerate(self._davor) for text in texte if text in ebenen]
        if bei:
            i, wort = bei[-1]
            hier = self._davor[i][self._davor[i].index(wort) + 1 :]
            self._objekt = Objektangabe((*hier, *(self._davor[i - 1] if i else ())), (ebenen[wort],))
        else:
            nahe = reversed(self._davor[-_TITELZEILEN:])
            self._objekt = Objektangabe(tuple(text for texte in nahe for text in texte), vermutet=True)
        for wo, zelle, groesse in self._spaeter:
            self._sammler.add(wo, zelle, Zahlangabe(self._objekt, groesse))
        self._davor, self._spaeter = [], []

    def _read_row(self, zeile: Zeile, art: Art, werte: Wertspalten, dazwischen: Mapping[int, str]) -> None:
        nummer, zellen = zeile
        volle = [spalte for spalte in werte if is_amount(zellen[spalte])]
        name = as_text(next((zelle for zelle in zellen[: min(werte)] if as_text(zelle)), ""))
        if not volle:
            return
        if not name:
            self._sammler.leave((nummer, volle[0]), f"{self._objekt}: {art}", "die Zeile hat keinen Namen", len(volle))
            return
        self.fremd |= dict.fromkeys(titel for i, titel in dazwischen.items() if titel and is_amount(zellen[i]))
        jahr = year_of(name)
        for spalte, (groesse, monat) in werte.items():
            zeilenname = GESAMT_ZEILE if jahr else row_name(name)
            self._sammler.add(
                (nummer, spalte), zellen[spalte], Zahlangabe(self._objekt, groesse, art, zeilenname, jahr, monat)
            )

    def _read_budget(self, zeile: Zeile) -> None:
        nummer, zellen = zeile
        spalte = next((i for i, zelle in enumerate(zellen) if is_amount(zelle)), None)
        groesse = _budgetwert(next((text for text in map(as_text, zellen) if text), ""))
        if groesse and spalte is not None:
            self._sammler.add((nummer, spalte), zellen[spalte], Zahlangabe(self._objekt, groesse))

    def _read_budget_across(self, worte: Sequence[Zelle], danach: Zeile) -> None:
        """The same beside each other, above the first table: it is not known yet whose they are."""
        nummer, zellen = danach
        for spalte, wort in enumerate(worte):
            if (groesse := _budgetwert(wort)) and spalte < len(zellen):
                self._spaeter.append(((nummer, spalte), zellen[spalte], groesse))

    def _read_kennzahl(self, zeile: Zeile, spalten: dict[int, Groesse]) -> None:
        nummer, zellen = zeile
        name = as_text(zellen[0])
        for spalte, groesse in spalten.items() if name else ():
            self._sammler.add((nummer, spalte), zellen[spalte], Zahlangabe(self._objekt, groesse, kennzahl=name))
