r"""Where a workbook is on this computer that Excel knows by its web address only.

xlwings looks for it too, in the end by file name alone; that could be another file. Here only the folders count that
the sync client of OneDrive itself has noted: a path below the OneDrive of a colleague may exist in one's own as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from xlbudget.addin.windows import HKCU, System
from xlbudget.errors import EingabeError

_MOUNTS = r"SOFTWARE\SyncEngines\Providers\OneDrive"


def find_synced(url: str, system: System) -> Path:
    """The file in the synced folder. Raises EingabeError (German, with what to do) where none is known to be it."""
    adresse = unquote(url)
    for datei in _in_mounts(adresse, system):
        if datei.is_file():
            return datei
    raise EingabeError(
        f"{adresse.rpartition('/')[2]} liegt in OneDrive oder SharePoint, und auf diesem Rechner ist keine "
        "synchronisierte Kopie zu finden. Im Browser den Ordner öffnen, „Synchronisieren“ wählen und den Befehl "
        "wiederholen. Oder die Mappe mit ihren Exporten auf ein Laufwerk kopieren und dort öffnen.\n"
        f"{adresse}"
    )


def _in_mounts(adresse: str, system: System) -> Iterator[Path]:
    """Below every folder that is synced from a part of the address, the longest part first."""
    orte = []
    for name in system.subkeys(HKCU, _MOUNTS):
        schluessel = rf"{_MOUNTS}\{name}"
        netz, ordner = system.value(HKCU, schluessel, "URLNamespace"), system.value(HKCU, schluessel, "MountPoint")
        if isinstance(netz, str) and isinstance(ordner, str) and netz:
            orte.append((unquote(netz).rstrip("/") + "/", ordner))
    for netz, ordner in sorted(orte, key=lambda ort: -len(ort[0])):
        if adresse.casefold().startswith(netz.casefold()):
            teile = adresse[len(netz) :].split("/")
            if ".." not in teile:
                yield Path(ordner, *teile)
