"""Finding the header of an export: by the headings a field may have, and by those that the table Spalten names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from xlbudget.sources.export.angaben import Inhalt, Quellenangabe, Spaltenangabe
from xlbudget.sources.export.felder import (
    ANSATZ,
    ANSATZBETRAG,
    AUFWAND,
    BETRAG,
    BUCHUNGSSTELLE,
    DATUM,
    ERTRAG,
    FELDNAMEN,
    GEGENKONTO,
    HABEN,
    NEBENFELDER,
    PERIODE,
    PRODUKT,
    SACHKONTO,
    SALDO,
    SOLL,
    SOLL_HABEN,
    Exportfeld,
    match_header,
)
from xlbudget.sources.export.kopfmeldung import missing
from xlbudget.sources.export.kopfworte import MONATSNAMEN, is_thousands, month_of_header, normal
from xlbudget.sources.export.kopfzeilen import is_rule, is_wordy, join_rows, years_above
from xlbudget.sources.export.regeln import Regel, Regelart, parse_regeln
from xlbudget.sources.export.rohtabelle import MAX_SPALTEN, Kopfkandidat, position_of

Noetig = Sequence[Sequence[Exportfeld]]
"""One need: any of several groups of fields satisfies it."""

_CODES: tuple[Noetig, ...] = (((PRODUKT,), (BUCHUNGSSTELLE,)), ((SACHKONTO,), (BUCHUNGSSTELLE,)))
_ZEIT: Noetig = ((PERIODE,), (DATUM,))
_BEDARF: Mapping[Inhalt, tuple[Noetig, ...]] = {
    Inhalt.BUCHUNGEN: (*_CODES, ((BETRAG,), (SOLL, HABEN), (ERTRAG, AUFWAND)), _ZEIT),
    Inhalt.SALDEN: (*_CODES, ((SALDO,), (SOLL, HABEN)), _ZEIT),
    Inhalt.ANSAETZE: (*_CODES, ((ANSATZ,), (ERTRAG, AUFWAND))),
    Inhalt.MONATSWERTE: _CODES,
}
_FORTSETZUNG = re.compile(
    r"(?i)(?:(?:19|20)\d\d|in\s+)?\s*(?:€|eur|euro|t€|teur|tsd\.?\s*(?:€|eur)|%|plan|ist|ansatz|ergebnis|soll|haben|"
    r"fortg\.|fortgeschrieben|vorl\.)?"
)
_ZAHL = re.compile(r"[-+(]?\d[\d.,\s]*[-)]?")


@dataclass(frozen=True)
class Kopf:
    """The header: its first and last line, the headings, what stands above, and the position of every field found.

    `monate` are (position, month) of Monatswerte. `zweizeilig`: the headings are those of two rows, joined.
    """

    nummer: int
    letzte: int
    zellen: Sequence[str]
    darueber: Sequence[str]
    spalten: Mapping[str, int]
    monate: Sequence[tuple[int, int]] = ()
    fehlend: Sequence[Noetig] = field(default=(), repr=False)
    zweizeilig: bool = False

    @property
    def breite(self) -> int:
        """Columns up to the last heading."""
        return max((i + 1 for i, zelle in enumerate(self.zellen) if zelle), default=0)


class Kopfsuche:
    """Looks for the header that one Quellenangabe needs. Raises EingabeError for a rule that does not exist.

    `gemischt`: the file holds Plan and Ist, of which this looks for one.
    """

    def __init__(self, angabe: Quellenangabe, jahr: int, *, gemischt: bool = False) -> None:
        self.angabe, self.jahr, self.gemischt = angabe, jahr, gemischt
        bedarf = _BEDARF[angabe.inhalt]
        gesucht = dict.fromkeys(feld for noetig in bedarf for gruppe in noetig for feld in gruppe)
        self.felder = (*gesucht, *(feld for feld in (*NEBENFELDER, PERIODE, DATUM, GEGENKONTO) if feld not in gesucht))
        self.pflicht = tuple(gesucht)
        self.angaben: dict[str, Spaltenangabe] = {}
        self.regeln: dict[str, tuple[Regel, ...]] = {}
        nennt_ansatz = any(spalte.feld == ANSATZ.name for spalte in angabe.spalten)
        for spalte in angabe.spalten:
            name = FELDNAMEN.get(spalte.feld, spalte.feld)
            if name == BETRAG.name and angabe.inhalt is Inhalt.ANSAETZE:
                if nennt_ansatz:
                    continue  # it is the Ist of the same file
                name = ANSATZ.name
            self.angaben[name] = spalte
            self.regeln[name] = parse_regeln(spalte)
        self.benannt = {
            name: spalte.spalte
            for name, spalte in self.angaben.items()
            if spalte.spalte and not _is(self.regeln[name], Regelart.FEST)
        }
        self.bedarf = self._with_named(bedarf)

    def _with_named(self, bedarf: Sequence[Noetig]) -> tuple[Noetig, ...]:
        """The needs, where a field whose column is declared is one: no other column is taken in its place."""
        felder = [next((f for f in self.felder if f.name == name), Exportfeld(name)) for name in self.benannt]
        eigene: list[Noetig] = [((feld,),) for feld in felder]
        ersetzt = {i: n for n in eigene for i, noetig in enumerate(bedarf) if n[0] in noetig}
        uebrige = [noetig for noetig in eigene if noetig not in ersetzt.values()]
        return (*(ersetzt.get(i, noetig) for i, noetig in enumerate(bedarf)), *uebrige)

    def quality(self, zellen: Sequence[str]) -> int:
        """How many needs a row of headings satisfies."""
        return self.needs - len(self._match(zellen)[2])

    @property
    def needs(self) -> int:
        """How many needs a header must satisfy."""
        return len(self.bedarf) + (self.angabe.inhalt is Inhalt.MONATSWERTE)

    def find(self, datei: str, zeilen: Sequence[Kopfkandidat]) -> Kopf:
        """Raises KopfFehltError (German) that says which headings are there and what they may mean."""
        kopf = self.nearest(zeilen)
        if kopf is None or kopf.fehlend:
            raise missing(self, datei, zeilen, kopf)
        return kopf

    def nearest(self, zeilen: Sequence[Kopfkandidat]) -> Kopf | None:
        """The first header that lacks nothing, else the one that lacks least; None where no line has cells.

        Of two that lack as much the one of two lines: what a message then quotes can be entered as it stands there.
        """
        bester: Kopf | None = None
        for kopf in self._heads(zeilen):
            if not kopf.fehlend:
                return kopf
            rang = len(kopf.fehlend), kopf.nummer, not kopf.zweizeilig
            if bester is None or rang < (len(bester.fehlend), bester.nummer, not bester.zweizeilig):
                bester = kopf
        return bester

    def anywhere(self) -> Kopfsuche:
        """The same, whatever line is declared."""
        return Kopfsuche(replace(self.angabe, kopfzeile=0), self.jahr, gemischt=self.gemischt)

    def _heads(self, zeilen: Sequence[Kopfkandidat]) -> Iterator[Kopf]:
        """Every non-empty row, and where it is not enough or goes on below, joined with the next one."""
        mit_jahren = 0
        for i, zeile in enumerate(zeilen):
            if self.angabe.kopfzeile and not zeile.nummer <= self.angabe.kopfzeile <= zeile.letzte:
                continue
            if is_rule(zeile.zellen) or zeile.nummer == mit_jahren:
                continue
            darueber = [zelle for oben in zeilen[:i] for zelle in oben.zellen if zelle]
            einzeln = self._head(zeile.nummer, zeile.letzte, zeile.zellen, darueber)
            unten = zeilen[i + 1] if i + 1 < len(zeilen) else None
            if unten and (kopf := self._below_years(einzeln, unten)):
                mit_jahren = unten.nummer
                yield self._with_units(kopf, zeilen[i + 2 :])
                continue
            if unten and self._belongs(einzeln, unten.zellen):
                joined = (join_rows(zeile.zellen, unten.zellen, spread=spread) for spread in (True, False))
                koepfe = [
                    replace(self._head(zeile.nummer, unten.letzte, zellen, darueber), zweizeilig=True)
                    for zellen in joined
                ]
                if doppelt := next((kopf for kopf in koepfe if not kopf.fehlend), None):
                    yield self._with_units(doppelt, zeilen[i + 2 :])
                    continue
                if einzeln.fehlend and self._has_units(einzeln, unten.zellen):
                    yield koepfe[0]
                    continue
                yield einzeln
                if is_wordy(unten.zellen):
                    yield koepfe[0]
                continue
            yield einzeln

    def _below_years(self, oben: Kopf, unten: Kopfkandidat) -> Kopf | None:
        """A header whose amounts have their year in the row above it, which holds nothing else of the header.

        Where it lacks something that the row below has by itself, the years are others.
        """
        jahre = years_above(oben.zellen, unten.zellen, self.jahr)
        if not any(jahre) or self._match(unten.zellen)[2]:
            return None
        zellen = [f"{jahr} {fuss}".strip() for jahr, fuss in zip(jahre, unten.zellen, strict=True)]
        return replace(self._head(oben.nummer, unten.letzte, zellen, oben.darueber), zweizeilig=True)

    def _with_units(self, kopf: Kopf, darunter: Sequence[Kopfkandidat]) -> Kopf:
        """A header of two rows with the units that stand in a third one."""
        if not darunter or not any(darunter[0].zellen) or not self._has_units(kopf, darunter[0].zellen):
            return kopf
        zellen = join_rows(kopf.zellen, darunter[0].zellen, spread=False)
        ganz = replace(self._head(kopf.nummer, darunter[0].letzte, zellen, kopf.darueber), zweizeilig=True)
        return kopf if ganz.fehlend and not kopf.fehlend else ganz

    def _head(self, erste: int, letzte: int, zellen: Sequence[str], darueber: Sequence[str]) -> Kopf:
        zellen = [" ".join(zelle.split()) for zelle in zellen[:MAX_SPALTEN]]
        spalten, monate, fehlend = self._match(zellen)
        return Kopf(
            nummer=erste,
            letzte=letzte,
            zellen=zellen,
            darueber=darueber,
            spalten=spalten,
            monate=monate,
            fehlend=fehlend,
        )

    def _belongs(self, kopf: Kopf, unten: Sequence[str]) -> bool:
        """Whether the row below may be the second line of the header; one that is a header by itself is not."""
        if is_rule(unten) or not self._match(unten)[2]:
            return False
        return bool(kopf.fehlend) or self._has_units(kopf, unten) or is_wordy(unten)

    def _has_units(self, kopf: Kopf, unten: Sequence[str]) -> bool:
        """Whether the row below has years or units under the headings, and no codes."""
        codes = [kopf.spalten.get(feld.name) for feld in (PRODUKT, SACHKONTO, BUCHUNGSSTELLE)]
        if any(i is not None and i < len(unten) and unten[i] for i in codes):
            return False
        return all(not zelle or _FORTSETZUNG.fullmatch(zelle) or is_thousands(zelle) for zelle in unten)

    def _match(self, zellen: Sequence[str]) -> tuple[dict[str, int], Sequence[tuple[int, int]], list[Noetig]]:
        frei = [feld for feld in self.felder if feld.name not in self.angaben]
        spalten = match_header(zellen[:MAX_SPALTEN], frei, self.jahr)
        buchung = any(feld.name in spalten for feld in (PERIODE, DATUM, SOLL_HABEN))
        offen = ANSATZ.name not in spalten and ANSATZ.name not in self.benannt
        if self.angabe.inhalt is Inhalt.ANSAETZE and offen and (self.gemischt or not buchung):
            spalten |= match_header(zellen[:MAX_SPALTEN], [ANSATZBETRAG], self.jahr)
        for name, angabe in self.angaben.items():
            position = self._declared(zellen, angabe)
            if position is not None:
                spalten[name] = position
        da = set(spalten) | {name for name, regeln in self.regeln.items() if _is(regeln, Regelart.FEST)}
        for name in (PRODUKT.name, SACHKONTO.name):
            if name in spalten and _is(self.regeln.get(name, ()), Regelart.ZERLEGEN):
                da |= {PRODUKT.name, SACHKONTO.name}
        monate = self._months(zellen, spalten)
        fehlend = [n for n in self.bedarf if not any(all(f.name in da for f in gruppe) for gruppe in n)]
        if self.angabe.inhalt is Inhalt.MONATSWERTE and not monate:
            fehlend.append(((Exportfeld("Januar bis Dezember"),),))
        return spalten, monate, fehlend

    def _declared(self, zellen: Sequence[str], angabe: Spaltenangabe) -> int | None:
        """Where the heading stands; for letters, a column that has a heading here."""
        if not angabe.spalte:
            feld = next((feld for feld in self.felder if feld.name == FELDNAMEN.get(angabe.feld, angabe.feld)), None)
            return match_header(zellen, [feld], self.jahr).get(feld.name) if feld else None
        if gleich := positions_of(angabe.spalte, zellen):
            return gleich[0]
        position = position_of(angabe.spalte.split(":")[0].strip())
        if position is None or position >= len(zellen) or _ZAHL.fullmatch(zellen[position] or "0"):
            return None
        return position

    def _months(self, zellen: Sequence[str], spalten: Mapping[str, int]) -> Sequence[tuple[int, int]]:
        regel = next((r for regeln in self.regeln.values() for r in regeln if r.art is Regelart.MONATE), None)
        wert = next((n for n in (BETRAG.name, ANSATZ.name) if n in spalten and n in self.angaben), None)
        if regel and wert:
            von, bis = (MONATSNAMEN.get(wort.casefold(), 0) for wort in regel.werte)
            return [(spalten[wert] + monat - von, monat) for monat in range(von, bis + 1)] if von else ()
        if self.angabe.inhalt is not Inhalt.MONATSWERTE:
            return ()
        codes = {spalten.get(feld.name) for feld in (PRODUKT, SACHKONTO, BUCHUNGSSTELLE)}
        funde = [(i, month_of_header(zelle, self.jahr)) for i, zelle in enumerate(zellen) if zelle and i not in codes]
        monate = [(i, monat) for i, monat in funde if monat]
        doppelt = {m for _, m in monate if sum(monat == m for _, monat in monate) > 1}
        return () if doppelt or len(monate) < 2 else [(i, min(monat, 12)) for i, monat in monate]


def positions_of(ueberschrift: str, zellen: Sequence[str]) -> list[int]:
    """Where a declared heading stands: to the letter, else but for what does not count.

    >>> positions_of("Betrag", ["Betrag", "betrag"]), positions_of("betrag in €", ["Konto", "Betrag EUR"])
    ([0], [1])
    """
    gesucht = normal(ueberschrift)
    genau = [i for i, zelle in enumerate(zellen) if zelle == ueberschrift]
    return genau or [i for i, zelle in enumerate(zellen) if zelle and normal(zelle) == gesucht]


def _is(regeln: Sequence[Regel], art: Regelart) -> bool:
    return any(regel.art is art for regel in regeln)
