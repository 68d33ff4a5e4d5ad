"""An export that cannot be read as it is declared, with everything that was understood of it."""

from __future__ import annotations

from xlbudget.errors import EingabeError
from xlbudget.sources.export.durchgang import Durchgang
from xlbudget.sources.export.kopf import Kopf
from xlbudget.sources.export.rohtabelle import Rohtabelle
from xlbudget.sources.export.zuordnung import Zuordnung


class HalbgelesenError(EingabeError):
    """Says what `grund` does. `kopf` is the header or what comes nearest; what was not reached is None.

    `durchgang` has all lines: then only what the export means as a whole is not clear.
    """

    def __init__(
        self,
        grund: EingabeError,
        *,
        kopf: Kopf | None,
        tabelle: Rohtabelle | None = None,
        zuordnung: Zuordnung | None = None,
        durchgang: Durchgang | None = None,
    ) -> None:
        super().__init__(str(grund), grund.befunde)
        self.kopf, self.tabelle, self.zuordnung, self.durchgang = kopf, tabelle, zuordnung, durchgang
