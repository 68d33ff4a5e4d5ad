"""What a command is about: which Berichtsobjekte, in which workbooks, and what computes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from xlbudget.core.gliederung import Berichtsobjekt, Ebene, Gliederung
from xlbudget.errors import EingabeError


class Form(StrEnum):
    """Which workbooks the Produktblätter come in: one each, one per Budget, or both."""

    EINZELN = "einzeln"
    MAPPE = "mappe"
    BEIDES = "beides"


@dataclass(frozen=True, slots=True)
class Auswahl:
    """Which reports a run writes: all, or with `nur` only the Produktblätter of what these numbers and names mean.

    For each Kürzel in `ausschuesse`, or with `je_ausschuss` for every committee, its Auszug is written instead of the
    consolidated report, in a folder of its own and with the Produktblätter of what the committee sees.
    """

    nur: tuple[str, ...] = ()
    form: Form = Form.EINZELN
    ausschuesse: tuple[str, ...] = ()
    je_ausschuss: bool = False

    @property
    def ist_auszug(self) -> bool:
        """Whether extracts are written."""
        return self.je_ausschuss or bool(self.ausschuesse)


ALLES = Auswahl()
_MAX_NUMMERN = 60


class Rechner(StrEnum):
    """What reads and sums the exports: this process, or Apache Spark."""

    ARROW = "arrow"
    SPARK = "spark"


def selection_text(objekte: Sequence[Berichtsobjekt]) -> str:
    """A selection in the name of a file: one by its title, several by their numbers, so that none replaces another."""
    if len(objekte) == 1:
        return objekte[0].titel
    nummern = ", ".join(objekt.nummer or objekt.bezeichnung for objekt in objekte)
    if len(nummern) <= _MAX_NUMMERN:
        return nummern
    summe = sha256("\n".join(objekt.kennung for objekt in objekte).encode()).hexdigest()[:6]
    return f"{nummern[:_MAX_NUMMERN].rpartition(',')[0]} … {len(objekte)} Blätter {summe}"


def select_budgets(gliederung: Gliederung, objekte: Iterable[Berichtsobjekt]) -> tuple[Berichtsobjekt, ...]:
    """Those of the objects that get a Mappe. Raises EingabeError if there are none."""
    mit_mappe = set(gliederung.mappenbudgets())
    budgets = tuple(objekt for objekt in objekte if objekt in mit_mappe)
    if not budgets:
        raise EingabeError(
            "Eine Mappe gibt es nur für ein Budget mit Produkten, das zu diesem Stand berichtet wird (Tabelle Budgets, "
            "Spalten Im Bericht und Stände). Bei --nur ein solches Budget angeben oder einen anderen Stand wählen."
        )
    return budgets


def select_objekte(gliederung: Gliederung, nur: Iterable[str]) -> tuple[Berichtsobjekt, ...]:
    """What numbers and names mean, all Berichtsobjekte without any. Raises EingabeError for unknown ones."""
    auswahl: dict[Berichtsobjekt, None] = {}
    unbekannt = []
    for gesucht in map(str.strip, nur):
        treffer = gliederung.find(gesucht) if gesucht else ()
        auswahl.update(dict.fromkeys(treffer))
        if not treffer:
            unbekannt.append(gesucht)
    if unbekannt:
        moeglich = ", ".join(objekt.titel for objekt in gliederung if objekt.ebene is not Ebene.PRODUKT)
        gemeint = {text: objekt for text in unbekannt if (objekt := gliederung.probably(text))}
        rat = "".join(f"„{text}“ meint vermutlich „{objekt.kennung}“. " for text, objekt in gemeint.items())
        raise EingabeError(
            f"Zu {', '.join(f'„{text}“' for text in unbekannt)} gibt es weder Budget noch Produkt. {rat}"
            f"Budgets sind: {moeglich}. Produkte bitte mit ihrer Nummer angeben."
        )
    return tuple(auswahl) or gliederung.berichtsobjekte()
