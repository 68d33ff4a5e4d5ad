"""One sheet of a Berichtsobjekt in the workbook to be sent: where on it things are, and whether it is explained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from xlbudget.core.begruendung import MIN_ZEICHEN, Anlass
from xlbudget.core.produktblatt import Produktblatt
from xlbudget.core.rueckmeldung import Feldart
from xlbudget.layout.namen import PB, ZEILENNAMEN
from xlbudget.layout.rueckmeldung import Eingabestelle
from xlbudget.writers.rueckmeldung.blattbaum import Blattbaum
from xlbudget.writers.rueckmeldung.summen import Berichtszeile
from xlbudget.xlsx.areas import Area, Cell, address
from xlbudget.xlsx.formula import quoted


class Objektblatt:
    """A filled sheet with its model, and where on it things are."""

    def __init__(
        self, modell: Produktblatt, baum: Blattbaum, areas: Mapping[str, Area], eingaben: tuple[Eingabestelle, ...]
    ):
        self.modell, self.baum, self.eingaben = modell, baum, eingaben
        self._cells = {name: baum.column_cells(area) for name, area in areas.items()}

    def cell(self, name: str, nummer: int) -> Cell:
        """Cell of a row, counted from 0, below a defined name."""
        return self._cells[name.casefold()][nummer]

    def berichtszeilen(self) -> dict[Berichtszeile, tuple[Cell, Cell, Cell]]:
        """By report row: cells of the calculated Prognose, the entered one and its reason."""
        cells = {}
        for tabelle in (self.modell.ertraege, self.modell.aufwendungen):
            namen = ZEILENNAMEN[tabelle.art]
            for nummer, zeile in enumerate(tabelle.zeilen):
                prognose, meldung, grund = (self.cell(n, nummer) for n in (namen.prognose, namen.meldung, namen.grund))
                cells[tabelle.art, zeile.name] = (prognose, meldung, grund)
        return cells

    def runs(self) -> Iterator[tuple[Feldart, list[Cell]]]:
        """The inputs as columns without gaps."""
        spalten: dict[str, list[Eingabestelle]] = {}
        for eingabe in self.eingaben:
            spalten.setdefault(eingabe.name, []).append(eingabe)
        for name, spalte in spalten.items():
            cells = [self.cell(name, eingabe.nummer) for eingabe in spalte]
            for _, run in groupby(enumerate(cells), key=lambda item: item[1][0] - item[0]):
                yield spalte[0].feld.feldart, [cell for _, cell in run]

    def explained(self, anlaesse: Sequence[Anlass]) -> str:
        """Formula for whether all of these are explained: by the Erläuterung, or each a row with the Grund of it."""
        texte = [f"LEN(TRIM({self.reference(PB.ERLAEUTERUNG, 0)}))>={MIN_ZEICHEN}"]
        zeilen = self.berichtszeilen()
        if all(anlass.art for anlass in anlaesse) and not self.modell.stand.ist_jahresende:
            gruende = [zeilen[anlass.art, anlass.zeile][2] for anlass in anlaesse if anlass.art]
            orte = (f"{quoted(self.baum.name)}!{address(*grund)}" for grund in gruende)
            texte.append(f"AND({','.join(f'LEN(TRIM({ort}))>={MIN_ZEICHEN}' for ort in orte)})")
        return f'IF(OR({",".join(texte)}),"begründet","Begründung fehlt")'

    def reference(self, name: str, nummer: int) -> str:
        """How another sheet refers to a cell."""
        return f"{quoted(self.baum.name)}!{address(*self.cell(name, nummer))}"
