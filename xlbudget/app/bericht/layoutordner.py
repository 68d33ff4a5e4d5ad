"""Folders of layouts: the shipped one, a copy to restyle, and the house's own beside the Datenmappe."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from xlbudget.errors import AusgabeError, EingabeError
from xlbudget.mitgeliefert import shipped
from xlbudget.sources.datenmappe.mappe import Datenmappe


@dataclass(frozen=True, slots=True)
class Layoutart:
    """A kind of layout: its folder below templates, the file it cannot do without, and its setting."""

    ordner: str
    hauptdatei: str
    einstellung: str

    def shipped(self) -> Path:
        """The folder that comes with xlbudget."""
        return shipped(f"templates/{self.ordner}", self.hauptdatei).parent

    def copy_to(self, ordner: Path) -> Path:
        """Copy the shipped one for a house that wants another. Raises AusgabeError where there is one already."""
        ziel = ordner / self.ordner
        if ziel.exists():
            raise AusgabeError(f"{ziel} gibt es schon. Bitte einen anderen Ordner wählen.")
        try:
            shutil.copytree(self.shipped(), ziel)
        except OSError as error:
            raise AusgabeError(f"{ziel} lässt sich nicht anlegen: {error.strerror}.") from error
        return ziel

    def of(self, mappe: Datenmappe, eingetragen: str) -> Path:
        """The folder that is entered in the setting, else the shipped one. Raises EingabeError where it is missing."""
        if not eingetragen:
            return self.shipped()
        ordner = mappe.file.parent / eingetragen
        if not (ordner / self.hauptdatei).is_file():
            raise EingabeError(
                f"Das {self.einstellung} {ordner} gibt es nicht, oder es fehlt darin {self.hauptdatei} "
                f"({mappe.place_of(self.einstellung)}). Den Ordner neben die Datenmappe legen oder die Zelle leeren."
            )
        return ordner
