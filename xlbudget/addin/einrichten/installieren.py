"""Installs the add-in for one user of Windows, without administrator rights.

Python is the one this runs in: it was allowed to start, it has xlbudget and everything it needs, and its version cannot
differ from the add-in's. The add-in goes into the user's start folder of Excel, which Excel loads and trusts.
"""

from __future__ import annotations

from pathlib import Path

from xlbudget import __version__
from xlbudget.addin.einrichten import xlwings_conf
from xlbudget.addin.einrichten.bauen import build_addin, read_fassungen
from xlbudget.addin.einrichten.excel_registry import excel_bits, free_location, is_trusted
from xlbudget.addin.einrichten.nachweis import Nachweis
from xlbudget.addin.einrichten.schritte import (
    Schritt,
    addin_path,
    carry_out,
    nachweis_path,
    read_settings,
    settings_path,
    tell_plan,
    write_file,
    write_settings,
)
from xlbudget.addin.windows import HKCU, System
from xlbudget.errors import EingabeError

BITS = 64
_BESCHREIBUNG = "xlbudget (Produktbericht)"
_FERTIG = "Fertig. Excel neu starten; dann steht rechts von Daten die Registerkarte Produktbericht."


def installieren(*, probe: bool = False, system: System | None = None) -> str:
    """Install the add-in, or with `probe` (and where it is not Windows) only tell the steps; returns a German text.

    May be repeated and then brings everything up to date. Raises EingabeError where something needed is missing,
    AusgabeError where a file cannot be written (Excel is open).
    """
    system = system or System.current()
    schritte = plan_installation(system)
    if probe or not system.is_windows:
        return tell_plan("So würde das Add-in installiert", schritte, system)
    if fehlt := [schritt.text for schritt in schritte if schritt.fehlt]:
        raise EingabeError("\n".join(fehlt))
    return f"{carry_out(schritte)}\n{_FERTIG}"


def plan_installation(system: System) -> list[Schritt]:
    """The steps of an installation on this computer, as things stand now. Changes nothing by itself."""
    addin = build_addin()
    fassung = read_fassungen(addin)["xlwings"]
    nachweis = Nachweis.read(nachweis_path(system))
    plan = _Plan(system, nachweis)
    return [
        _python(system, fassung),
        *(plan.dll(bits, fassung) for bits in needed_bits(system)),
        plan.file(addin_path(system), addin, "Add-in"),
        plan.location(addin_path(system).parent),
        plan.settings(),
    ]


def dll_path(interpreter: Path, bits: int, fassung: str) -> Path | None:
    """Where xlwings' VBA finds its DLL: beside python.exe or one folder up; None if it is in neither."""
    name = f"xlwings{bits}-{fassung}.dll"
    return next((o / name for o in (interpreter.parent, interpreter.parent.parent) if (o / name).exists()), None)


def needed_bits(system: System) -> tuple[int, ...]:
    """Which DLLs Excel may ask for: its bitness counts, for Python runs as a program of its own."""
    bits = excel_bits(system)
    return (64, 32) if bits is None else (bits,)


def falsche_bits(system: System) -> str:
    """What to say about a Python that pandas, pyarrow and ironcalc are not made for."""
    return (
        f"hat {system.python_bits} Bit; xlbudget braucht eines mit {BITS} Bit. Bitte von python.org „Windows installer "
        "(64-bit)“ nehmen, „nur für diesen Benutzer“. Excel selbst darf 32 Bit haben."
    )


def _python(system: System, fassung: str) -> Schritt:
    wo = f"Python: {system.show(system.interpreter)}"
    if system.is_from_store:
        text = (
            f"{wo} stammt aus dem Microsoft Store und kann für Excel nichts einrichten. Bitte Python von python.org "
            "nehmen („nur für diesen Benutzer“, ohne Administratorrechte)."
        )
        return Schritt(text, fehlt=True)
    if system.python_bits != BITS:
        return Schritt(f"{wo} {falsche_bits(system)}", fehlt=True)
    return Schritt(f"{wo} mit xlbudget {__version__} und xlwings {fassung}.")


class _Plan:
    """Makes the steps; each notes what it is about to make before it makes it."""

    def __init__(self, system: System, nachweis: Nachweis) -> None:
        self._system = system
        self._nachweis = nachweis

    def dll(self, bits: int, fassung: str) -> Schritt:
        system, was = self._system, f"DLL von xlwings für Excel mit {bits} Bit"
        name = f"xlwings{bits}-{fassung}.dll"
        if path := dll_path(system.interpreter, bits, fassung):
            return Schritt(f"{was}: {system.show(path)} liegt richtig.")
        if quelle := next((ordner / name for ordner in system.datenordner if (ordner / name).exists()), None):
            return self.file(system.interpreter.parent / name, quelle.read_bytes(), was)
        if not system.is_windows:
            return Schritt(f"{was}: {name} neben python.exe oder einen Ordner höher; dorthin legt pip sie.")
        text = (
            f"{was}: {name} fehlt neben {system.show(system.interpreter)} und einen Ordner höher. "
            f"Bitte holen:  python -m pip install --force-reinstall --no-deps xlwings=={fassung}"
        )
        return Schritt(text, fehlt=True)

    def file(self, path: Path, daten: bytes, was: str) -> Schritt:
        def write() -> None:
            self._nachweis.note_file(path, daten)
            self._save()
            write_file(path, daten)

        wo = f"{was}: {self._system.show(path)}"
        if not path.exists():
            return Schritt(f"{wo} anlegen.", write)
        if path.read_bytes() != daten:
            return Schritt(f"{wo} ersetzen.", write)
        return Schritt(f"{wo} ist auf dem neuesten Stand.")

    def location(self, ordner: Path) -> Schritt:
        schluessel = free_location(self._system)

        def write() -> None:
            self._nachweis.schluessel[schluessel] = f"{ordner}\\"
            self._save()
            werte: dict[str, str | int] = {"Path": f"{ordner}\\", "Description": _BESCHREIBUNG, "AllowSubfolders": 0}
            self._system.write(schluessel, werte)

        was = f"Vertrauenswürdiger Speicherort: {self._system.show(ordner)}"
        if is_trusted(self._system, ordner):
            return Schritt(f"{was} ist schon einer.")
        return Schritt(f"{was} eintragen als\n    {HKCU}\\{schluessel}", write)

    def settings(self) -> Schritt:
        system, nachweis = self._system, self._nachweis
        werte = [(xlwings_conf.INTERPRETER, system.show(system.interpreter)), xlwings_conf.OHNE_MAPPENORDNER]
        zeilen = {name: xlwings_conf.format_line(name, wert) for name, wert in werte}
        path, text = settings_path(system), read_settings(system)

        def write() -> None:
            for name, zeile in zeilen.items():
                nachweis.note_setting(name, zeile, xlwings_conf.find_line(text, name))
            nachweis.note_settings_file(path)
            self._save()
            write_settings(system, xlwings_conf.replace_lines(text, zeilen))

        if all(xlwings_conf.find_line(text, name) == zeile for name, zeile in zeilen.items()):
            return Schritt(f"Einstellungen: {system.show(path)} ist auf dem neuesten Stand.")
        return Schritt("\n    ".join([f"Einstellungen: {system.show(path)} mit den Zeilen", *zeilen.values()]), write)

    def _save(self) -> None:
        path = nachweis_path(self._system)
        self._nachweis.note_folders(path.parent)
        self._nachweis.save(path)
