"""What the data say where a report prints a figure: the same rules that our own reports are made by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from xlbudget.core.bericht import GEZEIGT, NICHT_GEZEIGT, sum_dezernate
from xlbudget.core.berichtsdaten import SAMMELZEICHEN, Berichtsdaten
from xlbudget.core.berichtszahl import Berichtsform, Berichtszahl, Groesse, Objektangabe, Zahlangabe
from xlbudget.core.geld import euro
from xlbudget.core.gliederung import GESAMT, Berichtsobjekt
from xlbudget.core.kontenrahmen import GESAMT_ZEILE, Art, Berichtszeile
from xlbudget.core.monatswerte import Monate
from xlbudget.core.produktblatt import Blatttabelle, Kennzahl
from xlbudget.core.produktzeile import Produktzeile, Sammelzeile
from xlbudget.core.prognose import Vorjahr
from xlbudget.core.tendenz import Tendenz

Datenwert = Decimal | Fraction | Tendenz | None
"""Euros or a number of the data, exact; a Fraction is a percentage. None where nothing is known or booked."""


class OhneWert(LookupError):  # noqa: N818 — a German noun, like every name of the domain
    """The data cannot have such a figure; the text says why."""


class Teilsumme(OhneWert):
    """A line adds up what only its report puts together; the sum that it is part of is compared."""


@dataclass(frozen=True, slots=True)
class Stelle:
    """What a figure is about, once it is known: two figures of one Stelle say the same thing."""

    form: Berichtsform
    kennung: str
    summe: bool
    groesse: Groesse
    art: Art | None = None
    zeile: str = GESAMT_ZEILE
    jahr: int | None = None
    monat: int | None = None
    kennzahl: str = ""


class Berichtswerte:
    """Finds what figures of reports are about, and computes them."""

    def __init__(self, daten: Berichtsdaten) -> None:
        self._daten = daten
        self._titel: dict[str, list[Berichtsobjekt]] = {}
        self._namen: dict[str, list[Berichtsobjekt]] = {}
        for objekt in daten.gliederung:
            self._titel.setdefault(_key(objekt.titel), []).append(objekt)
            for name in {_key(name) for name in (objekt.kennung, objekt.nummer, objekt.bezeichnung)} - {""}:
                self._namen.setdefault(name, []).append(objekt)
        self._summen = dict(self._shown_sums())

    def objekt_of(self, angabe: Objektangabe) -> Berichtsobjekt:
        """What a report is about. Raises OhneWert where that is nothing of the Datenmappe, or not one thing."""
        for namen in (self._titel, self._namen):
            treffer = {
                objekt.kennung: objekt
                for text in angabe.texte
                for objekt in namen.get(_key(text), ())
                if not angabe.ebenen or objekt.ebene in angabe.ebenen
            }
            if len(treffer) > 1:
                alle = ", ".join(f"{objekt.ebene} {objekt.titel}" for objekt in treffer.values())
                raise OhneWert(f"der Name ist nicht eindeutig: {alle}")
            if treffer:
                return next(iter(treffer.values()))
        if any(map(_is_part_of_auszug, angabe.texte)):
            raise Teilsumme(
                "die Zeile ist ein Teil eines Auszugs; verglichen sind seine Produkte und der Gesamthaushalt darunter"
            )
        if any(text.startswith(SAMMELZEICHEN) for text in angabe.texte):
            raise Teilsumme(
                "die Zeile fasst zusammen, was nicht einzeln berichtet wird; verglichen ist die Summe darunter"
            )
        raise OhneWert("in der Datenmappe gibt es dazu kein Produkt und kein Budget")

    def stelle_of(self, zahl: Berichtszahl, objekt: Berichtsobjekt) -> Stelle:
        """What a figure is about. Raises OhneWert where the data have no such row, month, year or Kennzahl.

        A printed 0 for a month that is still to come, or for the forecast of a year that is over, says nothing.
        """
        angabe, stand = zahl.angabe, self._daten.stand
        zeile, jahr = self._row_name(angabe), angabe.jahr or stand.jahr
        if angabe.art and jahr != stand.jahr:
            if angabe.groesse is Groesse.PROGNOSE and zahl.wert:
                raise OhneWert(f"{jahr} ist vorbei und hat keine Prognose")
            if self._vorjahr(objekt, angabe.art, jahr, zeile) is None:
                raise OhneWert(f"zu {jahr} haben die Daten keine Werte")
        elif angabe.monat and angabe.monat > stand.monat and zahl.wert:
            raise OhneWert(f"der Monat liegt nach dem Stand {stand}")
        kennzahl = self._kennzahl(zahl, objekt)
        return Stelle(
            form=zahl.form,
            kennung=objekt.kennung,
            summe=angabe.objekt.summe,
            groesse=angabe.groesse,
            art=angabe.art,
            zeile=zeile,
            jahr=jahr,
            monat=angabe.monat,
            kennzahl=kennzahl.bezeichnung if kennzahl else "",
        )

    def wert(self, stelle: Stelle) -> Datenwert:
        """The figure of the data."""
        objekt = self._daten.gliederung[stelle.kennung]
        if stelle.art:
            return _optional(self._cent_of_row(objekt, stelle, stelle.art))
        if stelle.groesse in _KENNZAHLWERTE:
            return self._of_kennzahl(objekt, stelle)
        zeile = self._line(objekt, summe=stelle.summe, form=stelle.form)
        match stelle.groesse:
            case Groesse.ANSATZ:
                return euro(zeile.ansatz_ct)
            case Groesse.ERGEBNIS:
                return euro(zeile.ist_ct)
            case Groesse.VERBESSERUNG:
                return euro(zeile.verbesserung_ct)
            case Groesse.MEHRBEDARF:
                return euro(-zeile.verbesserung_ct)
            case Groesse.TENDENZ:
                return zeile.tendenz
            case Groesse.ZIELTENDENZ:
                return zeile.zieltendenz
            case _:
                return euro(zeile.ergebnis_ct)

    def lines(self) -> Iterator[Berichtsobjekt]:
        """The Produkte that have a line in the consolidated report."""
        zeilen = self._daten.produktbericht().zeilen
        yield from (zeile.objekt for zeile in zeilen if not isinstance(zeile, Sammelzeile))

    def stellen_of(self, objekt: Berichtsobjekt, form: Berichtsform) -> Iterator[Stelle]:
        """All that a report can say about one Berichtsobjekt in one form."""
        if form is Berichtsform.GESAMT:
            for groesse in (Groesse.ANSATZ, Groesse.PROGNOSE, *_KENNZAHLWERTE):
                yield Stelle(form, objekt.kennung, summe=False, groesse=groesse, jahr=self._daten.stand.jahr)
            return
        jahre = (self._daten.stand.jahr, *self._daten.vorjahre.jahre)
        for art in Art:
            for jahr in jahre:
                zeilen = [zeile.name for zeile in self._daten.kontenrahmen.zeilen_of(art)] if jahr == jahre[0] else []
                for zeile in (GESAMT_ZEILE, *zeilen):
                    for groesse, monat in _SPALTEN:
                        if groesse is not Groesse.PROGNOSE or jahr == jahre[0]:
                            yield Stelle(
                                form=form,
                                kennung=objekt.kennung,
                                summe=False,
                                groesse=groesse,
                                art=art,
                                zeile=zeile,
                                jahr=jahr,
                                monat=monat,
                            )

    # rows of a sheet

    def _row_name(self, angabe: Zahlangabe) -> str:
        """A row as the Kontenzuordnung calls it."""
        if angabe.art is None or angabe.zeile == GESAMT_ZEILE:
            return angabe.zeile
        namen = {_key(zeile.name): zeile.name for zeile in self._daten.kontenrahmen.zeilen_of(angabe.art)}
        if _key(angabe.zeile) not in namen:
            raise OhneWert(f"die Kontenzuordnung hat bei {angabe.art} keine Zeile „{angabe.zeile}“")
        return namen[_key(angabe.zeile)]

    def _cent_of_row(self, objekt: Berichtsobjekt, stelle: Stelle, art: Art) -> int | None:
        if stelle.jahr and stelle.jahr != self._daten.stand.jahr:
            vorjahr = self._vorjahr(objekt, art, stelle.jahr, stelle.zeile)
            return _of_vorjahr(vorjahr, stelle) if vorjahr else None
        blatt = self._daten.produktblatt(objekt)
        tabelle = blatt.ertraege if art is Art.ERTRAEGE else blatt.aufwendungen
        if stelle.groesse is Groesse.MONAT and stelle.monat:
            if stelle.monat > self._daten.stand.monat:
                return None
            return sum(monate[stelle.monat - 1] or 0 for monate in self._months(objekt, art, stelle.zeile))
        if stelle.zeile == GESAMT_ZEILE:
            return _of_table(tabelle, stelle.groesse)
        zeile = next(zeile for zeile in tabelle.zeilen if zeile.name == stelle.zeile)
        if stelle.groesse is Groesse.ANSATZ:
            return zeile.ansatz_ct or 0
        return zeile.prognose.betrag_ct if stelle.groesse is Groesse.PROGNOSE else zeile.ergebnis_ct or 0

    def _months(self, objekt: Berichtsobjekt, art: Art, zeile: str) -> Iterator[Monate]:
        for z in self._daten.kontenrahmen.zeilen_of(art):
            if zeile in (GESAMT_ZEILE, z.name):
                yield self._daten.ist.monate_of(objekt, Berichtszeile(art, z.name))

    def _vorjahr(self, objekt: Berichtsobjekt, art: Art, jahr: int, zeile: str) -> Vorjahr | None:
        return self._daten.vorjahre.vorjahr(objekt, art, jahr, zeile)

    # lines of the consolidated report

    def _shown_sums(self) -> Iterator[tuple[tuple[str, bool], Produktzeile]]:
        """What the sum lines show, by what they are about and whether they call themselves a sum."""
        bericht = self._daten.produktbericht()
        for gruppe in bericht.budgetgruppen:
            for summe in (False, True):
                yield (gruppe.blatt.objekt.kennung, summe), gruppe.summe
        for dezernat in bericht.dezernate:
            if dezernat.blatt:
                yield (dezernat.dezernat.kennung, True), sum_dezernate(dezernat.blatt, [dezernat])
        if bericht.gesamt:
            yield (GESAMT.kennung, True), sum_dezernate(bericht.gesamt, bericht.dezernate)

    def _line(self, objekt: Berichtsobjekt, *, summe: bool, form: Berichtsform) -> Produktzeile:
        if form is Berichtsform.GESAMT and (objekt.kennung, summe) in self._summen:
            return self._summen[objekt.kennung, summe]
        blatt = self._daten.produktblatt(objekt)
        return Produktzeile(
            objekt=objekt,
            ansatz_ct=blatt.ansatz_ct,
            ist_ct=blatt.ergebnis_ct,
            ergebnis_ct=blatt.prognose_ct,
            regeln=self._daten.regeln,
            leistung=next(iter(blatt.leistungen), None),
            ziel=next(iter(blatt.ziele), None),
        )

    # Kennzahlen

    def _kennzahl(self, zahl: Berichtszahl, objekt: Berichtsobjekt) -> Kennzahl | None:
        angabe = zahl.angabe
        if angabe.groesse not in _KENNZAHLWERTE:
            return None
        kennzahlen = self._kennzahlen(objekt, angabe.groesse)
        gesucht = {_key(angabe.kennzahl), _ANGABEN.sub("", _key(angabe.kennzahl))}
        gleich = [
            k
            for k in kennzahlen
            for name in (k.bezeichnung, k.gezeigt, k.gezeigt_mit_allem)
            if gesucht & {_key(name), _key(f"{name} ({k.einheit})")}
        ]
        if not gleich and (zahl.form is not Berichtsform.GESAMT or not kennzahlen):
            raise OhneWert("die Datenmappe hat dazu keine Kennzahl")
        return (gleich or list(kennzahlen))[0]

    def _kennzahlen(self, objekt: Berichtsobjekt, groesse: Groesse) -> Sequence[Kennzahl]:
        blatt = self._daten.produktblatt(objekt)
        return blatt.leistungen if groesse in (Groesse.LEISTUNG_PLAN, Groesse.LEISTUNG_IST) else blatt.ziele

    def _of_kennzahl(self, objekt: Berichtsobjekt, stelle: Stelle) -> Datenwert:
        for kennzahl in self._kennzahlen(objekt, stelle.groesse):
            if stelle.kennzahl in ("", kennzahl.bezeichnung):
                if stelle.groesse is Groesse.GRAD:
                    return None if kennzahl.grad is None else kennzahl.grad * 100
                plan = stelle.groesse in (Groesse.LEISTUNG_PLAN, Groesse.ZIEL_PLAN)
                return kennzahl.plan if plan else kennzahl.ist
        return None


_KENNZAHLWERTE = (Groesse.LEISTUNG_PLAN, Groesse.LEISTUNG_IST, Groesse.ZIEL_PLAN, Groesse.ZIEL_IST, Groesse.GRAD)
_SPALTEN: tuple[tuple[Groesse, int | None], ...] = (
    (Groesse.ANSATZ, None),
    *((Groesse.MONAT, monat) for monat in range(1, 13)),
    (Groesse.ERGEBNIS, None),
    (Groesse.PROGNOSE, None),
)

_ANGABEN = re.compile(r"\((?:planbiszumstand|vorjahr).*$")
"""What stands behind the name of a Kennzahl on a sheet: other figures when it was written, as in `_key`."""


def _of_table(tabelle: Blatttabelle, groesse: Groesse) -> int:
    if groesse is Groesse.ANSATZ:
        return tabelle.ansatz_ct
    return tabelle.prognose_ct if groesse is Groesse.PROGNOSE else tabelle.ergebnis_ct


def _of_vorjahr(vorjahr: Vorjahr, stelle: Stelle) -> int | None:
    if stelle.groesse is Groesse.MONAT and stelle.monat:
        return vorjahr.monate_ct[stelle.monat - 1]
    if stelle.groesse is Groesse.ANSATZ:
        return vorjahr.ansatz_ct
    return vorjahr.ergebnis_ct if stelle.groesse is Groesse.ERGEBNIS else None


def _optional(betrag_ct: int | None) -> Decimal | None:
    return None if betrag_ct is None else euro(betrag_ct)


def _is_part_of_auszug(text: str) -> bool:
    return text.endswith(GEZEIGT) or text.startswith(NICHT_GEZEIGT)


def _key(name: str) -> str:
    """The same for names that differ only in case, blanks or the way an umlaut is stored."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
