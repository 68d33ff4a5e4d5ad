"""What a Datenmappe says about exports: the tables Quellen, Spalten and Kontrollsummen, parsed."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from xlbudget.core.abstimmung import Kontrollgroesse, Kontrollsumme
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, SourceRef
from xlbudget.layout.exporttabellen import ANSATZ_DAVOR
from xlbudget.sources.datenmappe.tabellen import Satz, complete


@dataclass(frozen=True, slots=True)
class Quelle:
    """One export to be read, as the table Quellen declares it; empty texts, None and 0 where it says nothing."""

    inhalt: str
    datei: str
    vorzeichen: str
    blatt: str
    source: SourceRef
    jahr: int | None = None
    zahlen: str = ""
    kopfzeile: int = 0
    zeichensatz: str = ""
    einheit: str = ""

    @property
    def ist_ansatz(self) -> bool:
        """Whether it holds Ansätze and nothing else."""
        return self.inhalt == "Ansätze"


@dataclass(frozen=True, slots=True)
class Quellenspalte:
    """One line of the table Spalten."""

    datei: str
    feld: str
    ueberschrift: str
    regel: str
    source: SourceRef


def quellen_of(saetze: list[Satz]) -> Iterator[Quelle]:
    """The lines of the table Quellen; the column Format of earlier versions is the Vorzeichen of postings."""
    for satz in complete(saetze, "Inhalt", "Datei"):
        inhalt = "Ansätze" if satz.text("Inhalt") == "Ansatz" else satz.text("Inhalt")
        frueher = satz.text("Format") if inhalt != "Ansätze" else ""
        yield Quelle(
            inhalt=inhalt,
            datei=satz.text("Datei"),
            vorzeichen=satz.text("Vorzeichen") or frueher,
            blatt=satz.text("Blatt"),
            source=satz.ref("Datei"),
            jahr=cast(int | None, satz["Jahr"]),
            zahlen=satz.text("Zahlen"),
            kopfzeile=int(cast(Decimal | None, satz["Kopfzeile"]) or 0),
            zeichensatz=satz.text("Zeichensatz"),
            einheit=satz.text("Einheit"),
        )


def spalten_of(saetze: list[Satz]) -> Iterator[Quellenspalte]:
    """The lines of the table Spalten."""
    for satz in complete(saetze, "Datei", "Feld"):
        yield Quellenspalte(
            satz.text("Datei"), satz.text("Feld"), satz.text("Überschrift"), satz.text("Regel"), satz.ref("Feld")
        )


def befunde_by_file(saetze: Iterable[Satz], befunde: Sequence[Befund]) -> Mapping[str, Sequence[Befund]]:
    """What is wrong with the lines of a file, by its name as it stands in them."""
    je: dict[tuple[str | None, int], list[Befund]] = {}
    for befund in befunde:
        if befund.source and (zeile := _row_of(befund.source)):
            je.setdefault((befund.source.blatt, zeile), []).append(befund)
    dateien: dict[str, list[Befund]] = {}
    for satz in saetze:
        if gefunden := je.get((satz.blatt, satz.zeile)):
            dateien.setdefault(satz.text("Datei"), []).extend(gefunden)
    return dateien


def _row_of(source: SourceRef) -> int:
    return source.zeile or int(re.sub(r"\D", "", source.zelle or "") or 0)


def kontrollsummen_of(saetze: list[Satz], unlesbar: Container[SourceRef | None]) -> Iterator[Kontrollsumme]:
    """The lines of the table Kontrollsummen, amounts in cents; without those whose month is among the `unlesbar`."""
    for satz in complete(saetze, "Was", "Betrag"):
        if satz.ref("Bis") in unlesbar:
            continue
        was, betrag = satz.text("Was"), cast(int, satz["Betrag"])
        groesse = Kontrollgroesse(was.removeprefix(ANSATZ_DAVOR))
        yield Kontrollsumme(
            datei=satz.text("Datei"),
            groesse=groesse,
            ansatz=was.startswith(ANSATZ_DAVOR),
            wert=betrag // 100 if groesse is Kontrollgroesse.ZEILEN else betrag,
            stand=cast(Stand | None, satz["Bis"]),
            source=satz.ref("Betrag"),
        )
