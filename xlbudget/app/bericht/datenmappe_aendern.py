"""The one door through which xlbudget writes into a Datenmappe that its users go on working in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from xlbudget.cellplan import Cellwert
from xlbudget.dateien import check_xlsx
from xlbudget.errors import EingabeError, Schwere
from xlbudget.layout.deklaration import Tabelle
from xlbudget.writers.ausgabe import check_sound
from xlbudget.writers.datenmappe.ergaenzen import complete_datenmappe
from xlbudget.writers.ersetzen import held, replace_with_backup
from xlbudget.xlsx import Package, lint_workbook
from xlbudget.xlsx.grow.rows import add_rows, set_cells
from xlbudget.xlsx.package import pack

_STRICT = "http://purl.oclc.org/ooxml"


def change_datenmappe(datei: Path, change: Callable[[Package], Package], jetzt: datetime | None = None) -> Path | None:
    """Change a Datenmappe in place; return the backup beside it, None where `change` changed nothing.

    Parts that `change` leaves alone keep every byte. Raises EingabeError for a file that cannot be read or is stored as
    Strict Open XML, AusgabeError where it is open in Excel, cannot be written or would be damaged for Excel; what
    `change` raises goes through. In every such case the file stays as it is.
    """
    check_xlsx(datei)
    datei = datei.resolve()  # a link to the Datenmappe stays a link
    with held(datei):
        before = datei.read_bytes()
        original = Package.read(datei)
        if original.workbook.tag.startswith(f"{{{_STRICT}"):
            raise EingabeError(
                f"{datei.name} ist als „Strict Open XML“ gespeichert. In Excel mit „Speichern unter“ als "
                "„Excel-Arbeitsmappe (*.xlsx)“ speichern."
            )
        changed = change(original)
        if changed.members == original.members:
            return None
        after = pack(changed.members)
        schon_da = {b.code for b in lint_workbook(before, datei.name) if b.schwere is Schwere.FEHLER}
        check_sound(after, datei.name, schon_da)
        return replace_with_backup(datei, before, after, jetzt or datetime.now())


def append_rows(
    datei: Path,
    zeilen: Mapping[Tabelle, Sequence[Mapping[str, Cellwert]]],
    jetzt: datetime | None = None,
    zellen: Mapping[Tabelle, Mapping[tuple[int, str], Cellwert]] = MappingProxyType({}),
) -> Path:
    """Write rows, each from heading to value, at the end of tables; one on request is made for its first row.

    `zellen` are values of rows that are there, by their number on the sheet and the heading. Returns the backup. Raises
    EingabeError where a row has no room, and what `change_datenmappe` raises; the file is then as it was.
    """
    gefragt = {tabelle: reihen for tabelle, reihen in zeilen.items() if reihen}

    def change(package: Package) -> Package:
        ergaenzung = complete_datenmappe(package, [tabelle for tabelle in gefragt if tabelle.auf_wunsch])
        if fehler := [befund for befund in ergaenzung.befunde if befund.schwere is Schwere.FEHLER]:
            raise EingabeError("\n".join(map(str, fehler)))
        package = ergaenzung.package
        for tabelle, reihen in gefragt.items():
            package = add_rows(package, tabelle.name, reihen)
        for tabelle, werte in zellen.items():
            package = set_cells(package, tabelle.name, werte)
        return package

    sicherung = change_datenmappe(datei, change, jetzt)
    assert sicherung is not None, "something was written"
    return sicherung
