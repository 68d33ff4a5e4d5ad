"""The names that an export gives its accounts and Produkte, where it has a column of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xlbudget.sources.export.rohtabelle import Rohblock


class Bezeichnungen:
    """Gathers them block by block: of each code the name on its first line, where no other stands beside it.

    `feld` is the column of the typed lines that has the codes, `spalte` where the names stand.
    """

    def __init__(self, feld: str, spalte: int | None) -> None:
        self.namen: dict[str, str] = {}
        self._feld, self._spalte = feld, spalte

    def collect(self, block: Rohblock, daten: pa.Table, zaehlt: npt.NDArray[np.bool_]) -> None:
        """`daten` are the typed lines of a block that count, `zaehlt` says which of it they are."""
        if self._spalte is None or not daten.num_rows:
            return
        codes = daten[self._feld].combine_chunks()
        neu = pc.invert(pc.is_in(codes, pa.array(list(self.namen), pa.string())))
        if not pc.any(neu).as_py():
            return
        namen = block.tabelle[f"c{self._spalte}"].filter(pa.array(zaehlt)).filter(neu)
        je = pa.table({"code": codes.filter(neu), "name": pc.utf8_trim_whitespace(namen)}).group_by("code")
        for zeile in je.aggregate([("name", "min"), ("name", "max")]).to_pylist():
            eindeutig = zeile["name_min"] == zeile["name_max"]
            self.namen[zeile["code"]] = (zeile["name_min"] or "") if eindeutig else ""
