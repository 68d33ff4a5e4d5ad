"""Every defined name of a template, said once: what goes under it, and how much room that needs.

Whatever fills, reads, draws or checks a template takes its names from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import Self

from xlbudget.cellplan import Cellwert
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.prognose import ANZAHL_VORJAHRE
from xlbudget.core.zeit import MONATE


class Zeilengruppe(Enum):
    """Rows of a sheet that several names lie beside, filled row by row together."""

    ERTRAEGE = auto()
    AUFWENDUNGEN = auto()
    LEISTUNGEN = auto()
    ZIELE = auto()


@dataclass(frozen=True, slots=True)
class Platz:
    """What stands under a name, and the least room it takes.

    `inhalt` is the subject of a German sentence, `muster` what one of its cells may hold. A name with a `gruppe` has a
    row for each of the rows of that group, any other has `zeilen`. Without a `pflicht` name there is no Produktblatt,
    without one for an `eingabe` a Fachdienst could not answer.
    """

    inhalt: str
    muster: Cellwert
    gruppe: Zeilengruppe | None = None
    spalten: int = 1
    zeilen: int = 1
    pflicht: bool = False
    eingabe: bool = False


def _vorjahre() -> Platz:
    """A row for each year: year, Ansatz, months, Ergebnis."""
    return Platz("der Vergleich mit den Vorjahren", 2023, spalten=1 + 1 + len(MONATE) + 1, zeilen=ANZAHL_VORJAHRE)


_ERTRAEGE, _AUFWENDUNGEN = Zeilengruppe.ERTRAEGE, Zeilengruppe.AUFWENDUNGEN
_LEISTUNGEN, _ZIELE = Zeilengruppe.LEISTUNGEN, Zeilengruppe.ZIELE


class PB(StrEnum):
    """The names, in the order of a sheet. Each is its own text, so it stands wherever a name is asked for.

    >>> PB.TITEL, PB("PB_ZielPlan").platz.inhalt
    (<PB.TITEL: 'PB_Titel'>, 'der Planwert der Kennzahlen')
    """

    platz: Platz

    def __new__(cls, name: str, platz: Platz) -> Self:
        member = str.__new__(cls, name)
        member._value_ = name
        member.platz = platz
        return member

    KOMMUNE = "PB_Kommune", Platz("der Name der Kommune", "Landkreis")
    EBENE = "PB_Ebene", Platz("die Ebene (Produkt, Budget, Dezernat)", "Produkt")
    TITEL = "PB_Titel", Platz("der Titel", "1111 Muster", pflicht=True)
    VERANTWORTLICH = "PB_Verantwortlich", Platz("der zuständige Fachdienst", "Fachdienst")
    STAND = "PB_Stand", Platz("der Stand", "Dezember 2024", pflicht=True)
    JAHR = "PB_Jahr", Platz("das Haushaltsjahr", 2024)
    MONAT = "PB_Monat", Platz("der Berichtsmonat", 12)

    ERTRAEGE_ZEILEN = "PB_ErtraegeZeilen", Platz("die Zeilen der Erträge", "Zeile", _ERTRAEGE, pflicht=True)
    ERTRAEGE_ANSATZ = "PB_ErtraegeAnsatz", Platz("der Plan je Zeile", 12, _ERTRAEGE, pflicht=True)
    ERTRAEGE = "PB_Ertraege", Platz("die Monatswerte je Zeile", 1, _ERTRAEGE, len(MONATE), pflicht=True)
    ERTRAEGE_PROGNOSE = "PB_ErtraegePrognose", Platz("die Prognose je Zeile", 12, _ERTRAEGE, pflicht=True)
    ERTRAEGE_VERFAHREN = "PB_ErtraegeVerfahren", Platz("das Verfahren der Prognose je Zeile", "A", _ERTRAEGE)
    ERTRAEGE_VORJAHRE = "PB_ErtraegeVorjahre", _vorjahre()
    ERTRAEGE_MELDUNG = "PB_ErtraegeMeldung", Platz("die gemeldete Prognose je Zeile", 12, _ERTRAEGE, eingabe=True)
    ERTRAEGE_GRUND = "PB_ErtraegeGrund", Platz("der Grund je Zeile", "Grund", _ERTRAEGE, eingabe=True)

    AUFWENDUNGEN_ZEILEN = (
        "PB_AufwendungenZeilen",
        Platz("die Zeilen der Aufwendungen", "Z", _AUFWENDUNGEN, pflicht=True),
    )
    AUFWENDUNGEN_ANSATZ = "PB_AufwendungenAnsatz", Platz("der Plan je Zeile", 12, _AUFWENDUNGEN, pflicht=True)
    AUFWENDUNGEN = "PB_Aufwendungen", Platz("die Monatswerte je Zeile", 1, _AUFWENDUNGEN, len(MONATE), pflicht=True)
    AUFWENDUNGEN_PROGNOSE = "PB_AufwendungenPrognose", Platz("die Prognose je Zeile", 12, _AUFWENDUNGEN, pflicht=True)
    AUFWENDUNGEN_VERFAHREN = (
        "PB_AufwendungenVerfahren",
        Platz("das Verfahren der Prognose je Zeile", "A", _AUFWENDUNGEN),
    )
    AUFWENDUNGEN_VORJAHRE = "PB_AufwendungenVorjahre", _vorjahre()
    AUFWENDUNGEN_MELDUNG = (
        "PB_AufwendungenMeldung",
        Platz("die gemeldete Prognose je Zeile", 12, _AUFWENDUNGEN, eingabe=True),
    )
    AUFWENDUNGEN_GRUND = "PB_AufwendungenGrund", Platz("der Grund je Zeile", "Grund", _AUFWENDUNGEN, eingabe=True)

    LEISTUNG_BEZEICHNUNG = "PB_LeistungBezeichnung", Platz("die Bezeichnung der Kennzahlen", "Fälle", _LEISTUNGEN)
    LEISTUNG_PLAN = "PB_LeistungPlan", Platz("der Planwert der Kennzahlen", 100, _LEISTUNGEN)
    LEISTUNG_IST = "PB_LeistungIst", Platz("der Istwert der Kennzahlen", 90, _LEISTUNGEN, eingabe=True)
    ZIEL_BEZEICHNUNG = "PB_ZielBezeichnung", Platz("die Bezeichnung der Kennzahlen", "Ziel", _ZIELE)
    ZIEL_PLAN = "PB_ZielPlan", Platz("der Planwert der Kennzahlen", 100, _ZIELE)
    ZIEL_IST = "PB_ZielIst", Platz("der Istwert der Kennzahlen", 90, _ZIELE, eingabe=True)
    ZIEL_MESSGROESSE = "PB_ZielMessgroesse", Platz("die Messgröße der Ziele", "Prozent", _ZIELE)
    ZIEL_RICHTUNG = "PB_ZielRichtung", Platz("die Richtung der Ziele", "höher", _ZIELE)
    ZIEL_SCHLECHT_UNTER = "PB_ZielSchlechtUnter", Platz("die untere Schwelle der Zielerreichung", 0.95)
    ZIEL_GUT_UEBER = "PB_ZielGutUeber", Platz("die obere Schwelle der Zielerreichung", 1.05)

    ABWEICHUNGSSINN = "PB_Abweichungssinn", Platz("ob die Abweichung Plan − Prognose (1) oder umgekehrt (−1) ist", -1)
    AMPEL_GELB_AB = "PB_AmpelGelbAb", Platz("die Schwelle für Gelb", 1)
    AMPEL_ROT_AB = "PB_AmpelRotAb", Platz("die Schwelle für Rot", 2)
    VERFAHREN = "PB_Verfahren", Platz("die Erklärung der Prognoseverfahren", "Prognose: A = …")
    ERLAEUTERUNG = "PB_Erlaeuterung", Platz("die Erläuterung", "Text", eingabe=True)
    FAKTEN = "PB_Fakten", Platz("die Zeile über Exporte und Gültigkeit", "gebucht bis Juni 2024")


@dataclass(frozen=True, slots=True)
class Zeilennamen:
    """The names of the table of one Art, so that both can be handled alike."""

    zeilen: PB
    ansatz: PB
    monate: PB
    prognose: PB
    verfahren: PB
    vorjahre: PB
    meldung: PB
    grund: PB


ZEILENNAMEN: Mapping[Art, Zeilennamen] = {
    Art.ERTRAEGE: Zeilennamen(
        zeilen=PB.ERTRAEGE_ZEILEN,
        ansatz=PB.ERTRAEGE_ANSATZ,
        monate=PB.ERTRAEGE,
        prognose=PB.ERTRAEGE_PROGNOSE,
        verfahren=PB.ERTRAEGE_VERFAHREN,
        vorjahre=PB.ERTRAEGE_VORJAHRE,
        meldung=PB.ERTRAEGE_MELDUNG,
        grund=PB.ERTRAEGE_GRUND,
    ),
    Art.AUFWENDUNGEN: Zeilennamen(
        zeilen=PB.AUFWENDUNGEN_ZEILEN,
        ansatz=PB.AUFWENDUNGEN_ANSATZ,
        monate=PB.AUFWENDUNGEN,
        prognose=PB.AUFWENDUNGEN_PROGNOSE,
        verfahren=PB.AUFWENDUNGEN_VERFAHREN,
        vorjahre=PB.AUFWENDUNGEN_VORJAHRE,
        meldung=PB.AUFWENDUNGEN_MELDUNG,
        grund=PB.AUFWENDUNGEN_GRUND,
    ),
}

PFLICHTNAMEN = frozenset(name for name in PB if name.platz.pflicht)
"""Names without which a sheet could not carry the figures of a Produktblatt."""

MELDUNGSNAMEN = frozenset(name for namen in ZEILENNAMEN.values() for name in (namen.meldung, namen.grund))
"""What only the template of a Rückmeldung has: the entered Prognose of each row, and why."""

RUECKMELDUNGSNAMEN = PFLICHTNAMEN | {name for name in PB if name.platz.eingabe}
"""Names without which a Fachdienst could not answer."""
