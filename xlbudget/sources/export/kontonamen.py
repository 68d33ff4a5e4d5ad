"""The names that an export gives its accounts, where it has a column of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xlbudget.sources.export.rohtabelle import Rohblock
from xlbudget.sources.export.zuordnung import Zuordnung


class Kontonamen:
    """Gathers them block by block: of each account the name on its first line, where no other stands beside it."""

    def __init__(self, zuordnung: Zuordnung) -> None:
        self.namen: dict[str, str] = {}
        self._spalte = zuordnung.namensspalte

    def collect(self, block: Rohblock, daten: pa.Table, zaehlt: npt.NDArray[np.bool_]) -> None:
        """`daten` are the typed lines of a block that count, `zaehlt` says which of it they are."""
        if self._spalte is None or not daten.num_rows:
            return
        konten = daten["sachkonto"].combine_chunks()
        neu = pc.invert(pc.is_in(konten, pa.array(list(self.namen), pa.string())))
        if not pc.any(neu).as_py():
            return
        namen = block.tabelle[f"c{self._spalte}"].filter(pa.array(zaehlt)).filter(neu)
        je = pa.table({"konto": konten.filter(neu), "name": pc.utf8_trim_whitespace(namen)}).group_by("konto")
        for zeile in je.aggregate([("name", "min"), ("name", "max")]).to_pylist():
            eindeutig = zeile["name_min"] == zeile["name_max"]
            self.namen[zeile["konto"]] = (zeile["name_min"] or "") if eindeutig else ""
