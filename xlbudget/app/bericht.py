"""Write the Produktblätter and the consolidated report of one Stand."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlbudget.app.lauf import Fortschritt, Lauf, Rechner, load, still
from xlbudget.core.gliederung import Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.zeit import Stand
from xlbudget.dateien import check_xlsx
from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef
from xlbudget.layout.produktblatt import PFLICHTNAMEN, plan_produktblatt
from xlbudget.mitgeliefert import shipped
from xlbudget.writers.ablage import Ablage
from xlbudget.writers.gesamtbericht import write_gesamtbericht
from xlbudget.writers.template import Template

ORDNER_EINZELN = "einzeln"
MAX_DATEINAME = 90


@dataclass(frozen=True, slots=True)
class Ergebnis:
    """What a run wrote: how many sheets of each Ebene, into which folder, and all Befunde."""

    ziel: Path
    gesamt: Path | None
    blaetter: Sequence[Berichtsobjekt]
    befunde: Sequence[Befund]

    def count(self, ebene: Ebene) -> int:
        """How many Produktblätter of one Ebene were written."""
        return sum(objekt.ebene is ebene for objekt in self.blaetter)


def bericht(
    datenmappe: Path,
    stand: Stand,
    ziel: Path,
    nur: Collection[str] = (),
    rechner: Rechner = "pandas",
    fortschritt: Fortschritt = still,
) -> Ergebnis:
    """Write all reports of a Stand below `ziel`, or with `nur` only the Produktblätter of these objects.

    Files appear when all of them are written; an aborted run leaves the former ones as they were.
    Raises EingabeError, VorlageError or AusgabeError (German).
    """
    lauf = load(datenmappe, stand, rechner, fortschritt)
    objekte = _select(lauf.daten.gliederung, nur)
    plaene = [plan_produktblatt(lauf.daten.produktblatt(objekt), lauf.mappe.kommune) for objekt in objekte]
    vorlage = Template.read(_vorlage(lauf), plaene, PFLICHTNAMEN)
    befunde = list(lauf.befunde)
    gesamt = f"Produktbericht {stand}.xlsx" if not nur else None
    with Ablage(ziel) as ablage:
        for nummer, (dateiname, plan) in enumerate(zip(dateinamen(objekte), plaene, strict=True)):
            fortschritt("Produktblätter schreiben", nummer, len(plaene))
            gefuellt = vorlage.fill(plan)
            ablage.write(f"{ORDNER_EINZELN}/{dateiname}", gefuellt.data)
            befunde += [befund for befund in gefuellt.befunde if befund not in befunde]
        befunde += _old_files(ziel, dateinamen(objekte)) if gesamt else []
        if gesamt:
            fortschritt("Gesamtbericht schreiben", len(plaene), len(plaene))
            ablage.write(gesamt, write_gesamtbericht(lauf.daten.produktbericht(), befunde))
    fortschritt("Fertig", len(plaene), len(plaene))
    return Ergebnis(ziel, ziel / gesamt if gesamt else None, objekte, befunde)


def _select(gliederung: Gliederung, nur: Iterable[str]) -> tuple[Berichtsobjekt, ...]:
    auswahl: dict[Berichtsobjekt, None] = {}
    unbekannt = []
    for gesucht in nur:
        treffer = gliederung.find(gesucht)
        auswahl.update(dict.fromkeys(treffer))
        if not treffer:
            unbekannt.append(gesucht)
    if unbekannt:
        moeglich = ", ".join(objekt.titel for objekt in gliederung if objekt.ebene is not Ebene.PRODUKT)
        raise EingabeError(
            f"Zu {', '.join(f'„{text}“' for text in unbekannt)} gibt es weder Budget noch Produkt. "
            f"Budgets sind: {moeglich}. Produkte bitte mit ihrer Nummer angeben."
        )
    return tuple(auswahl) or gliederung.berichtsobjekte()


def _vorlage(lauf: Lauf) -> Path:
    if not lauf.mappe.vorlage:
        return shipped("templates", "produktblatt.xlsx")
    vorlage = lauf.mappe.file.parent / lauf.mappe.vorlage
    check_xlsx(vorlage)
    return vorlage


def dateinamen(objekte: Iterable[Berichtsobjekt]) -> list[str]:
    """A file name for each object that Windows accepts; no two are equal, not even in another case."""
    namen: list[str] = []
    vergeben: set[str] = set()
    for objekt in objekte:
        stamm = re.sub(r'[<>:"/\\|?*\x00-\x1f]+', " ", objekt.titel)
        stamm = re.sub(r"\s+", " ", stamm)[:MAX_DATEINAME].rstrip(" .")
        name, zahl = stamm, 1
        while name.casefold() in vergeben:
            zahl += 1
            name = f"{stamm} ({zahl})"
        vergeben.add(name.casefold())
        namen.append(f"{name}.xlsx")
    return namen


def _old_files(ziel: Path, namen: Collection[str]) -> list[Befund]:
    """Sheets of an earlier run that this one does not write any more, so that nobody mails them."""
    alte = sorted(file.name for file in (ziel / ORDNER_EINZELN).glob("*.xlsx") if file.name not in namen)
    text = (
        "Dieses Blatt stammt aus einem früheren Lauf und wurde nicht erneuert. Wird es nicht mehr gebraucht: löschen."
    )
    return [Befund(Schwere.HINWEIS, "ziel.alt", text, SourceRef(f"{ORDNER_EINZELN}/{name}")) for name in alte]
