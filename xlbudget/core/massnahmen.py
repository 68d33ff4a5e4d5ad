"""Measures, and what they change in a Prognose: lines of the table Maßnahmen become a status beside the report.

No figure of the report has them in it. What a measure has reached by the Stand is booked, and so in the Prognose
already; what is expected of it beyond that is not. So the Prognose before measures is that of the report less
what it has of them, the one after measures is that plus all of what is expected, and each measure counts once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from xlbudget.core.geld import sum_ct
from xlbudget.core.gliederung import GESAMT, Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.produktblatt import Kennzahl, Produktblatt
from xlbudget.core.tendenz import Ampel
from xlbudget.core.zeit import Stand
from xlbudget.errors import SourceRef


class Massnahmenstatus(StrEnum):
    """How far a measure is; the value stands in the table."""

    OFFEN = "offen"
    LAEUFT = "läuft"
    ERLEDIGT = "erledigt"
    AUFGEGEBEN = "aufgegeben"

    @property
    def ist_offen(self) -> bool:
        """Whether something is still to be done."""
        return self in (Massnahmenstatus.OFFEN, Massnahmenstatus.LAEUFT)


class Massnahmenart(StrEnum):
    """Why there is a measure."""

    GEGENSTEUERUNG = "Gegensteuerung"
    KONSOLIDIERUNG = "Konsolidierung"
    BESCHLUSS = "Beschluss der Vertretung"


@dataclass(frozen=True, slots=True)
class Wirkung:
    """What a measure does to the Produktbudget, in cents, positive is better; None where nothing is said."""

    geplant_ct: int | None = None
    erreicht_ct: int | None = None
    prognose_ct: int | None = None

    @property
    def ist_leer(self) -> bool:
        """Whether no amount is given."""
        return (self.geplant_ct, self.erreicht_ct, self.prognose_ct) == (None, None, None)


@dataclass(frozen=True, slots=True)
class Massnahmenzeile:
    """One line of the table: a measure in one year. `in_prognose`: the Prognose of the report has all of it."""

    massnahme: str
    jahr: int
    handlungsfeld: str = ""
    ziel: str = ""
    zielgroesse: str = ""
    kennzahl: str = ""
    verantwortlich: str = ""
    bis: date | None = None
    status: Massnahmenstatus = Massnahmenstatus.OFFEN
    bemerkung: str = ""
    art: Massnahmenart | None = None
    objekt: str = ""
    zeile: str = ""
    wirkung: Wirkung = Wirkung()
    in_prognose: bool = False
    source: SourceRef | None = field(default=None, compare=False)

    @property
    def schluessel(self) -> tuple[str, str, str]:
        """What makes it the same measure in another year."""
        return _plain(self.massnahme), _plain(self.objekt), _plain(self.zeile)


@dataclass(frozen=True, slots=True)
class Massnahme:
    """A measure as a report shows it: what its line of the year says, `wirkung` in that year.

    `bisher` is the sum of all years up to it, because measures shift. `erreicht` is how far its Kennzahl is.
    """

    angaben: Massnahmenzeile
    wirkung: Wirkung
    bisher: Wirkung
    ist_ueberfaellig: bool
    erreicht: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Wirkungszeile:
    """An object with the measures at or below it, in cents. `prognose_ct` is that of the report.

    `schon_ct` is what this has of the measures, `erwartet_ct` all that is expected of them; `ohne_angabe` counts those
    of which nobody says what they will do.
    """

    objekt: Berichtsobjekt
    ampel: Ampel
    ansatz_ct: int
    prognose_ct: int
    schon_ct: int
    erwartet_ct: int
    anzahl: int
    ohne_angabe: int

    @property
    def vor_ct(self) -> int:
        """The Prognose as if there were no measures."""
        return self.prognose_ct - self.schon_ct

    @property
    def nach_ct(self) -> int:
        """The Prognose with all that is expected of the measures."""
        return self.vor_ct + self.erwartet_ct

    @property
    def abweichung_ct(self) -> int:
        """The one after measures − Ansatz: positive is better, as in the consolidated report."""
        return self.nach_ct - self.ansatz_ct


@dataclass(frozen=True, slots=True)
class OhneMassnahme:
    """A red object for which there is no measure; `darueber` are objects above it that have one."""

    blatt: Produktblatt
    darueber: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Massnahmenstand:
    """Everything the status sheet shows: measures with the overdue ones first, objects in report order.

    `ungenannt` counts measures for what is kept out of the report: they are in the sums of what stands above, as its
    money is, and nothing else is said of them.
    """

    stand: Stand
    massnahmen: tuple[Massnahme, ...]
    objekte: tuple[Wirkungszeile, ...]
    ohne: tuple[OhneMassnahme, ...]
    ungenannt: int = 0

    @property
    def ueberfaellig(self) -> int:
        """How many are overdue."""
        return sum(massnahme.ist_ueberfaellig for massnahme in self.massnahmen)


def counting(zeilen: Iterable[Massnahmenzeile]) -> list[Massnahmenzeile]:
    """The lines that count: of two about one measure in one year the first."""
    erste: dict[tuple[object, ...], Massnahmenzeile] = {}
    for zeile in zeilen:
        erste.setdefault((*zeile.schluessel, zeile.jahr), zeile)
    return list(erste.values())


def build_massnahmenstand(
    zeilen: Sequence[Massnahmenzeile],
    gliederung: Gliederung,
    blatt_of: Callable[[Berichtsobjekt], Produktblatt],
    stand: Stand,
    kennzahlen: Sequence[Kennzahl] = (),
    gezeigt: Collection[str] | None = None,
) -> Massnahmenstand:
    """The status at a Stand; `gezeigt` are the Kennungen that an Auszug may show, None for everything."""
    dabei = [z for z in counting(zeilen) if gezeigt is None or z.objekt in gezeigt]
    massnahmen = [_together(gleiche, stand.jahr, stand.stichtag, kennzahlen) for gleiche in _by_key(dabei)]
    massnahmen.sort(key=lambda m: (not m.ist_ueberfaellig, not m.angaben.status.ist_offen))
    mit_objekt = [m for m in massnahmen if m.angaben.objekt in gliederung]
    alle = dict.fromkeys((*(o for o in gliederung.berichtsobjekte() if o is not GESAMT), GESAMT))
    objekte = [o for o in alle if gezeigt is None or o.kennung in gezeigt]
    genannte = tuple(m for m in massnahmen if not gliederung.names_hidden(m.angaben.objekt))
    return Massnahmenstand(
        stand,
        genannte,
        tuple(_wirkungszeilen(objekte, mit_objekt, gliederung, blatt_of, stand)),
        tuple(_red_without(objekte, mit_objekt, gliederung, blatt_of)),
        ungenannt=len(massnahmen) - len(genannte),
    )


def _by_key(zeilen: Iterable[Massnahmenzeile]) -> Iterable[list[Massnahmenzeile]]:
    gleiche: dict[tuple[str, str, str], list[Massnahmenzeile]] = {}
    for zeile in zeilen:
        gleiche.setdefault(zeile.schluessel, []).append(zeile)
    return gleiche.values()


def _together(
    zeilen: Sequence[Massnahmenzeile], jahr: int, stichtag: date, kennzahlen: Sequence[Kennzahl]
) -> Massnahme:
    """One measure from its lines of several years; what it is says that of the year, else the latest before it."""
    bis_jahr = [zeile for zeile in zeilen if zeile.jahr <= jahr]
    angaben = max(bis_jahr, key=lambda z: z.jahr) if bis_jahr else min(zeilen, key=lambda z: z.jahr)
    dieses = next((zeile.wirkung for zeile in zeilen if zeile.jahr == jahr), Wirkung())
    bisher = Wirkung(
        sum_ct(zeile.wirkung.geplant_ct for zeile in bis_jahr),
        sum_ct(zeile.wirkung.erreicht_ct for zeile in bis_jahr),
        sum_ct(zeile.wirkung.prognose_ct for zeile in bis_jahr),
    )
    ueberfaellig = angaben.status.ist_offen and angaben.bis is not None and angaben.bis < stichtag
    kennzahl = kennzahl_of(angaben, kennzahlen)
    return Massnahme(angaben, dieses, bisher, ueberfaellig, kennzahl.grad if kennzahl else None)


def kennzahl_of(zeile: Massnahmenzeile, kennzahlen: Iterable[Kennzahl]) -> Kennzahl | None:
    """The one that a measure names, of its own Produkt where several are called so; None where that is not sure."""
    namen = [k for k in kennzahlen if zeile.kennzahl and _plain(k.bezeichnung) == _plain(zeile.kennzahl)]
    eigene = [k for k in namen if k.produkt == zeile.objekt] or namen
    return eigene[0] if len(eigene) == 1 else None


def _wirkungszeilen(
    objekte: Iterable[Berichtsobjekt],
    massnahmen: Sequence[Massnahme],
    gliederung: Gliederung,
    blatt_of: Callable[[Berichtsobjekt], Produktblatt],
    stand: Stand,
) -> Iterator[Wirkungszeile]:
    """Objects at or below which a measure is; one that stands above them counts it too, and the whole all of them."""
    for objekt in objekte:
        seine = _at_or_below(objekt, massnahmen, gliederung)
        if seine:
            blatt = blatt_of(objekt)
            erwartet = [_expected(massnahme, stand) for massnahme in seine]
            yield Wirkungszeile(
                objekt,
                blatt.ampel,
                blatt.ansatz_ct,
                blatt.prognose_ct,
                schon_ct=sum(_contained(m, wert or 0) for m, wert in zip(seine, erwartet, strict=True)),
                erwartet_ct=sum(wert or 0 for wert in erwartet),
                anzahl=len(seine),
                ohne_angabe=sum(wert is None for wert in erwartet),
            )


def _at_or_below(objekt: Berichtsobjekt, massnahmen: Sequence[Massnahme], gliederung: Gliederung) -> list[Massnahme]:
    if objekt is GESAMT:
        return list(massnahmen)
    zweig = {knoten.kennung for knoten in gliederung.zweig(objekt)}
    return [massnahme for massnahme in massnahmen if massnahme.angaben.objekt in zweig]


def _expected(massnahme: Massnahme, stand: Stand) -> int | None:
    """What it will have done by the end of the year: when that is over, or nobody goes on, what it has done."""
    wirkung, vorbei = massnahme.wirkung, stand.ist_jahresende or massnahme.angaben.status is Massnahmenstatus.AUFGEGEBEN
    return wirkung.erreicht_ct if vorbei or wirkung.prognose_ct is None else wirkung.prognose_ct


def _contained(massnahme: Massnahme, erwartet_ct: int) -> int:
    """What the Prognose of the report has of it."""
    return erwartet_ct if massnahme.angaben.in_prognose else massnahme.wirkung.erreicht_ct or 0


def _red_without(
    objekte: Iterable[Berichtsobjekt],
    massnahmen: Sequence[Massnahme],
    gliederung: Gliederung,
    blatt_of: Callable[[Berichtsobjekt], Produktblatt],
) -> Iterator[OhneMassnahme]:
    """Red objects without a measure at or below them that somebody still stands by."""
    gueltige = [m for m in massnahmen if m.angaben.status is not Massnahmenstatus.AUFGEGEBEN]
    mit = {massnahme.angaben.objekt for massnahme in gueltige}
    for objekt in objekte:
        if objekt.ebene is Ebene.GESAMT or _at_or_below(objekt, gueltige, gliederung):
            continue
        blatt = blatt_of(objekt)
        if blatt.ampel is Ampel.ROT:
            darueber = [oben.titel for oben in gliederung.pfad(objekt) if oben is not objekt and oben.kennung in mit]
            yield OhneMassnahme(blatt, tuple(darueber))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
