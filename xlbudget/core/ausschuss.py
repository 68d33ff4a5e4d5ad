"""Committees and what each of them sees: the table Ausschüsse, looked up in the Gliederung.

What a committee sees is a set of Produkte. Those of a Budget come with it, so a Produkt has the committee of its
Budget; one that is entered alone brings nothing else of its Budget.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from xlbudget.core.gliederung import GESAMT, Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.zellnamen import names_of
from xlbudget.errors import SourceRef

ALLE = "alle"
"""What a committee that sees everything has in the column Objekte."""


@dataclass(frozen=True, slots=True)
class Ausschuss:
    """One line of the table Ausschüsse; `objekte` as entered, `ort_objekte` is where that stands."""

    kuerzel: str
    bezeichnung: str = ""
    sitzung: date | None = None
    vorlage: str = ""
    objekte: str = ""
    source: SourceRef | None = field(default=None, compare=False)
    ort_objekte: SourceRef | None = field(default=None, compare=False)

    @property
    def titel(self) -> str:
        """What its extract calls it."""
        return self.bezeichnung or self.kuerzel

    @property
    def beratung(self) -> tuple[str, ...]:
        """What is known of the meeting, each as a text.

        >>> Ausschuss("JHA", sitzung=date(2025, 2, 11), vorlage="2025/008").beratung
        ('Sitzung am 11.02.2025', 'Vorlage 2025/008')
        """
        sitzung = (f"Sitzung am {self.sitzung:%d.%m.%Y}",) if self.sitzung else ()
        return (*sitzung, f"Vorlage {self.vorlage}") if self.vorlage else sitzung


@dataclass(frozen=True, slots=True)
class Eintrag:
    """One of the names in Objekte, and what it may mean: one object, none, or several with different Produkte."""

    text: str
    treffer: tuple[Berichtsobjekt, ...]

    @property
    def objekt(self) -> Berichtsobjekt | None:
        """What it means, where that is sure."""
        return self.treffer[0] if len(self.treffer) == 1 else None


@dataclass(frozen=True)
class Zustaendigkeit:
    """What one committee sees: `produkte` are the Kennungen of all Produkte at or below its Einträge that are shown."""

    ausschuss: Ausschuss
    alle: bool
    eintraege: tuple[Eintrag, ...]
    produkte: frozenset[str]

    def blattobjekte(self, gliederung: Gliederung) -> tuple[Berichtsobjekt, ...]:
        """Whose Produktblätter it gets: what is entered and everything below that is shown, in report order.

        What stands above counts more than the committee sees, and is none of these.
        """
        if self.alle:
            return gliederung.berichtsobjekte()
        genannt = {knoten for e in self.eintraege if e.objekt for knoten in gliederung.zweig(e.objekt)}
        return tuple(objekt for objekt in gliederung.berichtsobjekte() if objekt in genannt)


class Ausschuesse:
    """All committees of a Datenmappe in the order of the table; of several with one Kürzel the first counts.

    Empty for a Datenmappe that has none. `doppelte` are the lines that do not count.
    """

    def __init__(self, ausschuesse: Sequence[Ausschuss], gliederung: Gliederung) -> None:
        erste: dict[str, Ausschuss] = {}
        for ausschuss in ausschuesse:
            erste.setdefault(_plain(ausschuss.kuerzel), ausschuss)
        self.doppelte = tuple(a for a in ausschuesse if erste[_plain(a.kuerzel)] is not a)
        namen = _Namensliste(gliederung)
        self.zustaendigkeiten = tuple(namen.resolve(ausschuss) for ausschuss in erste.values())

    def find(self, kuerzel: str) -> Zustaendigkeit | None:
        """The committee with a Kürzel; case and blanks do not count."""
        return next((z for z in self.zustaendigkeiten if _plain(z.ausschuss.kuerzel) == _plain(kuerzel)), None)

    def reported_to(self, produkt: str, *, mit_alle: bool = True) -> tuple[str, ...]:
        """The Kürzel of all committees that see a Produkt: those that name it, then those that see everything."""
        sehen = [z for z in self.zustaendigkeiten if produkt in z.produkte]
        benannt = tuple(z.ausschuss.kuerzel for z in sehen if not z.alle)
        return (*benannt, *(z.ausschuss.kuerzel for z in sehen if z.alle)) if mit_alle else benannt


class _Namensliste:
    """Finds objects by what a table of the Datenmappe calls them."""

    def __init__(self, gliederung: Gliederung) -> None:
        self._gliederung = gliederung
        self._genau: dict[str, dict[Berichtsobjekt, None]] = {}
        self._lose: dict[str, dict[Berichtsobjekt, None]] = {}
        for objekt in gliederung:
            if objekt.ebene is not Ebene.GESAMT:
                for name in (objekt.kennung, objekt.nummer, objekt.titel):
                    self._genau.setdefault(_plain(name), {})[objekt] = None
                self._lose.setdefault(_plain(objekt.bezeichnung), {})[objekt] = None

    def resolve(self, ausschuss: Ausschuss) -> Zustaendigkeit:
        texte = list(self._split(ausschuss.objekte))
        alle = any(_plain(text) == ALLE for text in texte)
        eintraege = tuple(Eintrag(text, self._find(text)) for text in texte if _plain(text) != ALLE)
        oberste = [GESAMT] if alle else [eintrag.objekt for eintrag in eintraege if eintrag.objekt]
        produkte = (produkt for objekt in oberste for produkt in self._gliederung.produkte_of(objekt))
        gezeigt = frozenset(produkt.kennung for produkt in produkte if self._gliederung.is_shown(produkt))
        return Zustaendigkeit(ausschuss, alle, eintraege, gezeigt)

    def _split(self, text: str) -> Iterator[str]:
        """The names in a cell: divided by semicolons and lines, by commas where the whole is no name that has one."""
        for teil in names_of(text):
            ist_name = "," not in teil or self._find(teil)
            yield from [teil] if ist_name else filter(None, map(str.strip, teil.split(",")))

    def _find(self, text: str) -> tuple[Berichtsobjekt, ...]:
        """What a name may mean: by Kennung, Nummer, title, else Bezeichnung; one of those with the same Produkte."""
        gesucht = _plain(text)
        je_inhalt: dict[tuple[Berichtsobjekt, ...], Berichtsobjekt] = {}
        for objekt in self._genau.get(gesucht) or self._lose.get(gesucht) or ():
            je_inhalt.setdefault(self._gliederung.produkte_of(objekt), objekt)
        return tuple(je_inhalt.values())


def _plain(text: str) -> str:
    """The same for names that differ only in case, blanks at the ends or the way an umlaut is stored."""
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()
