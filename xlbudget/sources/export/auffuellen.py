"""The rule „nach unten auffüllen“: an empty cell has the value of the last one above it that is not empty.

It needs the order of the lines, so it works on Arrow blocks in turn and not on Spark.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from xlbudget.errors import EingabeError
from xlbudget.sources.export.felder import PRODUKT, SACHKONTO
from xlbudget.sources.export.regeln import ORDNUNGSREGELN, Regelart
from xlbudget.sources.export.zuordnung import Zuordnung

_SPALTEN = {PRODUKT.name: "produkt", SACHKONTO.name: "sachkonto"}


class Auffueller:
    """Fills codes down, block by block; lines that only add up, or have no code and no period, stay as they are."""

    def __init__(self, zuordnung: Zuordnung) -> None:
        self._spalten = [
            spalte for feld, spalte in _SPALTEN.items() if zuordnung.regel(feld, Regelart.AUFFUELLEN) is not None
        ]
        self._letzte = dict.fromkeys(self._spalten, "")

    def fill(self, spalten: pa.Table) -> pa.Table:
        """The typed columns with what is filled in."""
        if not self._spalten:
            return spalten
        summe = pc.or_(spalten["produkt_summe"], spalten["sachkonto_summe"])
        eigenes = pc.or_(pc.not_equal(spalten["produkt"], ""), pc.not_equal(spalten["sachkonto"], ""))
        if "periode_leer" in spalten.column_names:
            eigenes = pc.or_(eigenes, pc.invert(spalten["periode_leer"]))
        for name in self._spalten:
            werte = spalten[name]
            quelle = pc.if_else(pc.or_(pc.equal(werte, ""), spalten[f"{name}_summe"]), None, werte)
            gefuellt = pc.fill_null(pc.fill_null_forward(quelle.combine_chunks()), self._letzte[name])
            if len(gefuellt):
                self._letzte[name] = gefuellt[-1].as_py()
            fehlt = pc.and_(pc.and_(pc.equal(werte, ""), eigenes), pc.invert(summe))
            spalten = spalten.set_column(spalten.schema.get_field_index(name), name, pc.if_else(fehlt, gefuellt, werte))
        return spalten


def refuse_on_spark(zuordnung: Zuordnung) -> None:
    """Raise EingabeError where a rule needs the order of lines, which a distributed reader does not know."""
    for feld, regeln in zuordnung.regeln.items():
        if any(regel.art in ORDNUNGSREGELN for regel in regeln):
            raise EingabeError(
                f"{zuordnung.ort.datei}: die Regel „nach unten auffüllen“ beim Feld {feld} braucht die Reihenfolge der "
                "Zeilen; mit --rechner spark gibt es sie nicht. Den Export mit ausgefüllten Zellen erzeugen oder ohne "
                "--rechner spark rechnen."
            )
