"""Removes what an installation made and nothing else; what was changed since then stays and is named."""

from __future__ import annotations

from pathlib import Path

from xlbudget.addin.einrichten import xlwings_conf
from xlbudget.addin.einrichten.nachweis import Nachweis, checksum
from xlbudget.addin.einrichten.schritte import (
    Schritt,
    carry_out,
    nachweis_path,
    read_settings,
    remove_file,
    settings_path,
    tell_plan,
    write_file,
    write_settings,
)
from xlbudget.addin.windows import HKCU, System


def deinstallieren(*, probe: bool = False, system: System | None = None) -> str:
    """Remove the add-in, or with `probe` only tell the steps; returns a German text.

    Raises AusgabeError where Excel still has the add-in open; repeating it then goes on where it stopped.
    """
    system = system or System.current()
    path = nachweis_path(system)
    if not path.exists():
        return "Das Add-in ist für diesen Benutzer nicht installiert; es gibt nichts zu entfernen."
    nachweis = Nachweis.read(path)
    schritte = plan_removal(system, nachweis)
    if probe or not system.is_windows:
        return tell_plan("So würde das Add-in entfernt", schritte, system)
    text = carry_out(schritte)
    remove_file(path)
    for ordner in map(Path, reversed(nachweis.ordner)):
        if ordner.is_dir() and not any(ordner.iterdir()):
            ordner.rmdir()
    return f"{text}\nDas Add-in ist entfernt. Offene Excel-Fenster schließen."


def plan_removal(system: System, nachweis: Nachweis) -> list[Schritt]:
    """The steps of a removal, as things stand now. Changes nothing by itself."""
    dateien = [_file(system, Path(name), nachweis) for name in nachweis.dateien if Path(name).exists()]
    schluessel = [_key(system, name, pfad) for name, pfad in nachweis.schluessel.items()]
    return [*dateien, *schluessel, *_settings(system, nachweis)]


def _file(system: System, path: Path, nachweis: Nachweis) -> Schritt:
    datei = nachweis.dateien[str(path)]
    vorher = datei.inhalt_vorher
    if checksum(path.read_bytes()) != datei.pruefsumme:
        return Schritt(f"{system.show(path)} wurde seit der Installation geändert und bleibt.")
    if vorher is None:
        return Schritt(f"{system.show(path)} löschen.", lambda: remove_file(path))
    return Schritt(f"{system.show(path)} auf den Inhalt vor der Installation setzen.", lambda: write_file(path, vorher))


def _key(system: System, schluessel: str, pfad: str) -> Schritt:
    wo = f"{HKCU}\\{schluessel}"
    if system.value(HKCU, schluessel, "Path") not in (pfad, None):
        return Schritt(f"{wo} wurde seit der Installation geändert und bleibt.")
    return Schritt(f"{wo} löschen.", lambda: system.delete(schluessel))


def _settings(system: System, nachweis: Nachweis) -> list[Schritt]:
    path = settings_path(system)
    if not path.exists():
        return []
    text = read_settings(system)
    unsere = {
        name: vorher
        for name, (zeile, vorher) in nachweis.einstellungen.items()
        if xlwings_conf.find_line(text, name) == zeile
    }
    rest = xlwings_conf.replace_lines(text, unsere)
    if not rest and nachweis.einstellungen_neu:
        return [Schritt(f"{system.show(path)} löschen.", lambda: remove_file(path))]
    zeilen = ", ".join(unsere)
    return [Schritt(f"{system.show(path)}: {zeilen} herausnehmen.", lambda: write_settings(system, rest))]
