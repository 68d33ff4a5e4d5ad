"""Produkt → Budget → Dezernat → Gesamt: the tree every figure is summed along."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum

from xlbudget.core.fuehrende_nullen import with_zeros
from xlbudget.errors import Befund, Schwere, SourceRef

_AEHNLICH = 0.8  # of two names; what is less like may be another one


class Ebene(StrEnum):
    """What a Berichtsobjekt is called on its sheet."""

    PRODUKT = "Produkt"
    BUDGET = "Budget"
    DEZERNAT = "Dezernat"
    GESAMT = "Gesamt"


@dataclass(frozen=True, slots=True)
class Berichtsobjekt:
    """Any node that can have a Produktblatt.

    `kennung` is unique in the whole Gliederung: the number of a Produkt, the name of a Budget.
    `nummer` starts the file name: Produkt number or Teilbudget, as text ("34+38+39" exists). `ebenenname` is what the
    house calls its Ebene, empty where it calls it as everybody does. One that is not `wesentlich` is reported in a sum;
    `monate` are those at whose end it is reported, None for all.
    """

    kennung: str
    ebene: Ebene
    nummer: str
    bezeichnung: str
    uebergeordnet: str | None = None
    verantwortlich: str = ""
    im_bericht: bool = True
    erlaeuterung: str = ""
    ebenenname: str = ""
    wesentlich: bool = True
    monate: frozenset[int] | None = None
    source: SourceRef | None = field(default=None, compare=False)

    @property
    def ebene_wie_im_haus(self) -> str:
        """The word that a report prints for its Ebene."""
        return self.ebenenname or self.ebene.value

    @property
    def titel(self) -> str:
        """How a list names it."""
        if self.ebene is Ebene.PRODUKT or (self.nummer and not self.bezeichnung.startswith(self.nummer)):
            return f"{self.nummer} {self.bezeichnung}"
        return self.bezeichnung


PRODUKT_ZEICHEN = range(3, 11)
"""How many characters a Produkt number has."""

GESAMT = Berichtsobjekt("Gesamt", Ebene.GESAMT, "", "Gesamthaushalt")


class Gliederung:
    """The tree of all Berichtsobjekte, in the order of the tables.

    Build it only from objects that passed `check_gliederung`; broken links are then impossible. What is reported may
    depend on the `monat` of the Stand; without one, everything that is reported at any.
    """

    def __init__(self, objekte: Sequence[Berichtsobjekt], monat: int | None = None) -> None:
        self._alle, self._monat = tuple(objekte), monat
        self._objekte = {objekt.kennung: objekt for objekt in objekte}
        self._objekte[GESAMT.kennung] = GESAMT
        self._produkte = frozenset(k for k, o in self._objekte.items() if o.ebene is Ebene.PRODUKT)
        self._kinder: dict[str, list[Berichtsobjekt]] = {}
        for objekt in objekte:
            self._kinder.setdefault(objekt.uebergeordnet or GESAMT.kennung, []).append(objekt)

    def __getitem__(self, kennung: str) -> Berichtsobjekt:
        return self._objekte[kennung]

    def __contains__(self, kennung: str) -> bool:
        return kennung in self._objekte

    def at(self, monat: int) -> Gliederung:
        """The same tree for the report of one month."""
        return Gliederung(self._alle, monat)

    def is_produkt(self, kennung: str) -> bool:
        """Whether a code from an export is a known Produkt."""
        return kennung in self._produkte

    def __iter__(self) -> Iterator[Berichtsobjekt]:
        """All objects, parents before their children."""
        return self.zweig(GESAMT)

    def zweig(self, objekt: Berichtsobjekt) -> Iterator[Berichtsobjekt]:
        """The object and everything below it, parents first."""
        yield objekt
        for kind in self.kinder(objekt):
            yield from self.zweig(kind)

    def kinder(self, objekt: Berichtsobjekt) -> Sequence[Berichtsobjekt]:
        """The direct children in table order."""
        return self._kinder.get(objekt.kennung, ())

    def produkte_of(self, objekt: Berichtsobjekt) -> tuple[Berichtsobjekt, ...]:
        """All Produkte below an object; the object itself if it is one."""
        return tuple(knoten for knoten in self.zweig(objekt) if knoten.ebene is Ebene.PRODUKT)

    def pfad(self, objekt: Berichtsobjekt) -> Iterator[Berichtsobjekt]:
        """From the object up to Gesamt, itself first."""
        yield objekt
        while objekt is not GESAMT:
            objekt = self._objekte[objekt.uebergeordnet or GESAMT.kennung]
            yield objekt

    def berichtsobjekte(self) -> tuple[Berichtsobjekt, ...]:
        """What gets a Produktblatt of its own: everything shown in the report of this Stand by itself.

        Gesamt is among them where it is more than the one Dezernat below it.
        """
        objekte = tuple(objekt for objekt in self if self.is_shown(objekt) and self.is_listed(objekt))
        return objekte if len(self.kinder(GESAMT)) > 1 else objekte[1:]

    def is_shown(self, objekt: Berichtsobjekt) -> bool:
        """Whether neither it nor anything above it is kept out of the report."""
        return all(knoten.im_bericht for knoten in self.pfad(objekt))

    def names_hidden(self, name: str) -> bool:
        """Whether a text of a table means something that is kept out of the report, or vermutlich does.

        Whoever writes the name instead of the number must not thereby publish it.
        """
        gemeint = self.find(name) if name else ()
        vermutlich = None if gemeint or not name else self.probably(name)
        return any(not self.is_shown(objekt) for objekt in (*gemeint, *((vermutlich,) if vermutlich else ())))

    def is_due(self, objekt: Berichtsobjekt) -> bool:
        """Whether it and everything above it is reported at this Stand."""
        alle = [knoten.monate for knoten in self.pfad(objekt) if knoten.monate is not None]
        return all(monate if self._monat is None else self._monat in monate for monate in alle)

    def is_listed(self, objekt: Berichtsobjekt) -> bool:
        """Whether it stands by itself at this Stand, not in a sum of what is not wesentlich or not reported now."""
        return objekt.wesentlich and self.is_due(objekt)

    def smallest_of(self, objekt: Berichtsobjekt) -> tuple[Berichtsobjekt, ...]:
        """What is reported at this Stand at the lowest level: the Produkte below that are listed, else itself."""
        return tuple(filter(self.is_listed, self.produkte_of(objekt))) or (objekt,)

    def stands_alone(self, objekt: Berichtsobjekt) -> bool:
        """Whether it is a Budget of Produkte of which none is reported at this Stand by itself."""
        hat_produkte = any(kind.ebene is Ebene.PRODUKT for kind in self.kinder(objekt))
        return hat_produkte and self.is_listed(objekt) and self.smallest_of(objekt) == (objekt,)

    def mappenbudgets(self) -> tuple[Berichtsobjekt, ...]:
        """Those objects that get a Mappe: shown in the report, with Produkte of their own."""
        return tuple(
            objekt
            for objekt in self.berichtsobjekte()
            if any(kind.ebene is Ebene.PRODUKT for kind in self.kinder(objekt))
        )

    def nearest(self, kennung: str, unter: Collection[Berichtsobjekt]) -> Berichtsobjekt | None:
        """The nearest of some objects at or above one; None where there is none, or nothing of that Kennung."""
        pfad = self.pfad(self[kennung]) if kennung in self else ()
        return next((objekt for objekt in pfad if objekt in unter), None)

    def mappenobjekte(self, budget: Berichtsobjekt) -> tuple[Berichtsobjekt, ...]:
        """What has a sheet in the Mappe of a Budget: itself, then its Produkte that are reported by themselves."""
        return tuple(dict.fromkeys((budget, *self.smallest_of(budget))))

    def find(self, auswahl: str) -> tuple[Berichtsobjekt, ...]:
        """Objects that a user may mean: by Kennung, else by Nummer, else by Bezeichnung (case ignored)."""
        if auswahl in self:
            return (self[auswahl],)
        gesucht = auswahl.casefold()
        for attribut in ("nummer", "bezeichnung"):
            treffer = tuple(objekt for objekt in self if getattr(objekt, attribut).casefold() == gesucht)
            if treffer:
                return treffer
        return ()

    def probably(self, auswahl: str) -> Berichtsobjekt | None:
        """What a user may mean by what `find` does not know: zeros lost or added in front, else a slip of the pen."""
        produkte = [objekt.kennung for objekt in self if objekt.ebene is Ebene.PRODUKT]
        if nummer := with_zeros(auswahl, produkte):
            return self[nummer]
        namen = {name.casefold(): objekt for objekt in self for name in (objekt.kennung, objekt.bezeichnung)}
        worte = {name: objekt for name, objekt in namen.items() if not name.isdecimal()}
        return next((worte[name] for name in get_close_matches(auswahl.casefold(), worte, 1, _AEHNLICH)), None)


def highest(
    gliederung: Gliederung, produkte: Collection[str], ab: Berichtsobjekt = GESAMT
) -> tuple[Berichtsobjekt, ...]:
    """The fewest objects at or below `ab`, in report order, that have exactly these of its Produkte; never Gesamt."""
    menge = frozenset(produkte)

    def walk(objekt: Berichtsobjekt) -> Iterator[Berichtsobjekt]:
        dabei = [produkt.kennung in menge for produkt in gliederung.produkte_of(objekt)]
        if objekt is not GESAMT and dabei and all(dabei):
            yield objekt
        elif any(dabei):
            for kind in gliederung.kinder(objekt):
                yield from walk(kind)

    return tuple(walk(ab))


def check_gliederung(objekte: Iterable[Berichtsobjekt]) -> list[Befund]:
    """Duplicate or reserved names, unknown parents and cycles; every one is a Fehler.

    Empty names are no business of this check: the reader has reported the empty cell (see `is_complete`).
    """
    befunde: list[Befund] = []
    by_kennung: dict[str, Berichtsobjekt] = {GESAMT.kennung: GESAMT}
    for objekt in objekte:
        if _key(objekt.kennung) == _key(GESAMT.kennung):
            text = f"{objekt.ebene} „{objekt.kennung}“: dieser Name steht für alle Budgets zusammen. Anders benennen."
            befunde.append(Befund(Schwere.FEHLER, "gliederung.reserviert", text, objekt.source))
            by_kennung.setdefault(objekt.kennung, objekt)
        elif objekt.kennung:
            erster = by_kennung.setdefault(objekt.kennung, objekt)
            if erster is not objekt:
                befunde.append(_duplicate(objekt, erster))
    for objekt in by_kennung.values():
        eltern = objekt.uebergeordnet
        if eltern and (eltern not in by_kennung or by_kennung[eltern].ebene is Ebene.PRODUKT):
            text = (
                f"{objekt.ebene} „{objekt.kennung}“ gehört zu „{eltern}“, das in der Tabelle Budgets fehlt. "
                "Den Namen berichtigen oder das Budget dort anlegen."
            )
            befunde.append(Befund(Schwere.FEHLER, "gliederung.unbekannt", text, objekt.source))
        elif ring := _ring_at(objekt, by_kennung):
            text = f"Die Gliederung dreht sich im Kreis: {' → '.join(ring)}. Die Spalte Übergeordnet berichtigen."
            befunde.append(Befund(Schwere.FEHLER, "gliederung.kreis", text, objekt.source))
    return befunde


def is_complete(objekt: Berichtsobjekt) -> bool:
    """Whether it has a name and, if it is a Produkt, a Budget; without them no report is possible."""
    return bool(objekt.kennung and (objekt.uebergeordnet or objekt.ebene is not Ebene.PRODUKT))


def _duplicate(objekt: Berichtsobjekt, erster: Berichtsobjekt) -> Befund:
    wo = f", zuerst in {erster.source}" if erster.source else ""
    if objekt.ebene is not erster.ebene and Ebene.PRODUKT in (objekt.ebene, erster.ebene):
        text = f"Ein Produkt und ein Budget heißen beide „{objekt.kennung}“{wo}. Das Budget anders benennen."
    else:
        rat = "Ist dasselbe gemeint, eine der beiden Zeilen löschen, sonst die falsche berichtigen."
        text = f"{objekt.ebene} „{objekt.kennung}“ ist doppelt angelegt{wo}. {rat}"
    return Befund(Schwere.FEHLER, "gliederung.doppelt", text, objekt.source)


def check_namen(objekte: Iterable[Berichtsobjekt]) -> list[Befund]:
    """Names that a person takes for the same, and Produkt numbers of unusual length; every one is a Warnung."""
    befunde: list[Befund] = []
    erste: dict[str, Berichtsobjekt] = {}
    for objekt in objekte:
        if not objekt.kennung:
            continue
        erster = erste.setdefault(_key(objekt.kennung), objekt)
        if erster.kennung != objekt.kennung:
            text = (
                f"{objekt.ebene} „{objekt.kennung}“ und {erster.ebene} „{erster.kennung}“ unterscheiden sich nur in "
                "Leerzeichen oder Groß- und Kleinschreibung. Ist dasselbe gemeint, einen Eintrag löschen, sonst einen "
                "anders benennen."
            )
            befunde.append(Befund(Schwere.WARNUNG, "gliederung.aehnlich", text, objekt.source))
        if objekt.ebene is Ebene.PRODUKT and len(objekt.kennung) not in PRODUKT_ZEICHEN:
            text = (
                f"Die Produktnummer {objekt.kennung} hat {len(objekt.kennung)} Zeichen; üblich sind "
                f"{PRODUKT_ZEICHEN[0]} bis {PRODUKT_ZEICHEN[-1]}. Bitte prüfen, auch auf führende Nullen."
            )
            befunde.append(Befund(Schwere.WARNUNG, "produkt.nummer", text, objekt.source))
    return befunde


def _key(name: str) -> str:
    """The same for names that differ only in case, blanks or the way an umlaut is stored."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def _ring_at(start: Berichtsobjekt, by_kennung: dict[str, Berichtsobjekt]) -> list[str]:
    """The cycle through `start`, closed; empty if there is none."""
    weg = [start.kennung]
    eltern = start.uebergeordnet
    while eltern is not None and eltern in by_kennung and eltern not in weg:
        weg.append(eltern)
        eltern = by_kennung[eltern].uebergeordnet
    return [*weg, start.kennung] if eltern == start.kennung else []
