"""The record of what an installation made, so that removing it removes exactly that."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from xlbudget.core.jsonform import strict_converter, structure
from xlbudget.errors import EingabeError
from xlbudget.writers.ablage import Ablage


@dataclass
class Datei:
    """A file written: checksum of what was written, and in base64 what stood there before."""

    pruefsumme: str
    vorher: str | None

    @property
    def inhalt_vorher(self) -> bytes | None:
        return None if self.vorher is None else base64.b64decode(self.vorher)


@dataclass
class Nachweis:
    """What was made: folders (outermost first), whole files, lines of the settings file, registry keys.

    `einstellungen` maps a name to [line written, line that stood there before or None].
    """

    ordner: list[str] = field(default_factory=list)
    dateien: dict[str, Datei] = field(default_factory=dict)
    einstellungen: dict[str, list[str | None]] = field(default_factory=dict)
    einstellungen_neu: bool = False
    schluessel: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Self:
        """The record in a file, an empty one where there is none. Raises EingabeError where it is unreadable."""
        if not path.exists():
            return cls()
        try:
            return structure(json.loads(path.read_text(encoding="utf-8")), cls, strict_converter())
        except ValueError as error:
            raise EingabeError(
                f"{path} ist beschädigt. Die Datei löschen und das Add-in erneut installieren."
            ) from error

    def save(self, path: Path) -> None:
        daten = strict_converter().unstructure(self)
        with Ablage(path.parent) as ablage:
            ablage.write(path.name, json.dumps(daten, indent=1, ensure_ascii=False).encode("utf-8"))

    def note_folders(self, ordner: Path) -> None:
        """Note the folders that will be made for a file in `ordner`."""
        fehlend = [str(path) for path in (ordner, *ordner.parents) if not path.exists()]
        self.ordner += [path for path in reversed(fehlend) if path not in self.ordner]

    def note_file(self, path: Path, daten: bytes) -> None:
        """Note a file about to be written; what stood there before the first installation stays noted."""
        self.note_folders(path.parent)
        bekannt = self.dateien.get(str(path))
        if bekannt is not None:
            bekannt.pruefsumme = checksum(daten)
        else:
            vorher = base64.b64encode(path.read_bytes()).decode("ascii") if path.exists() else None
            self.dateien[str(path)] = Datei(checksum(daten), vorher)

    def note_setting(self, name: str, zeile: str, vorher: str | None) -> None:
        """Note a line about to be written; what stood there before the first installation stays noted."""
        self.einstellungen[name] = [zeile, self.einstellungen.get(name, [None, vorher])[1]]

    def note_settings_file(self, path: Path) -> None:
        self.note_folders(path.parent)
        self.einstellungen_neu |= not path.exists()


def checksum(daten: bytes) -> str:
    return hashlib.sha256(daten).hexdigest()
