"""What is installed for this user, and what does not fit together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xlbudget import __version__
from xlbudget.addin.einrichten import xlwings_conf
from xlbudget.addin.einrichten.bauen import build_addin, read_fassungen
from xlbudget.addin.einrichten.excel_registry import excel_bits, excel_version, is_trusted, obstacles
from xlbudget.addin.einrichten.installieren import BITS, dll_path, falsche_bits, needed_bits
from xlbudget.addin.einrichten.schritte import addin_path, read_settings, settings_path
from xlbudget.addin.windows import System
from xlbudget.errors import Befund, Schwere

_NEU = "xlbudget addin installieren"


@dataclass(frozen=True)
class Bestand:
    """`text` lists what is there (German, one line each); `befunde` is what does not fit, with what to do."""

    text: str
    befunde: tuple[Befund, ...]


def status(system: System | None = None) -> Bestand:
    """What is installed on this computer. Changes nothing; what is missing is a Befund, never an error."""
    system = system or System.current()
    addin = build_addin()
    fassung = read_fassungen(addin)["xlwings"]
    python = _configured(system)
    zeilen = [
        f"Paket:    xlbudget {__version__}, xlwings {fassung}",
        f"Add-in:   {_describe_addin(system)}",
        f"Python:   {'nicht eingestellt' if python is None else system.show(python)} ({system.python_bits} Bit)",
        f"Excel:    {excel_version(system) or 'Fassung unbekannt'}, {_describe_bits(system)}",
    ]
    befunde = [*_check_addin(system, addin), *_check_python(system, python)]
    if python is not None and python.exists():
        befunde += _check_dlls(system, python, fassung)
    return Bestand("\n".join(zeilen), (*befunde, *_check_trust(system)))


def _configured(system: System) -> Path | None:
    wert = xlwings_conf.read_value(read_settings(system), xlwings_conf.INTERPRETER)
    return system.expand(wert) if wert else None


def _describe_addin(system: System) -> str:
    path = addin_path(system)
    if not path.exists():
        return f"nicht installiert ({system.show(path)})"
    fassungen = read_fassungen(path.read_bytes())
    woher = f"xlbudget {fassungen['xlbudget']}, xlwings {fassungen['xlwings']}" if fassungen else "fremde Datei"
    return f"{system.show(path)} ({woher})"


def _describe_bits(system: System) -> str:
    bits = excel_bits(system)
    return "Bit-Zahl unbekannt" if bits is None else f"{bits} Bit"


def _check_addin(system: System, addin: bytes) -> Iterator[Befund]:
    path = addin_path(system)
    if not path.exists():
        text = f"Das Add-in ist nicht installiert. Bitte ausführen:  {_NEU}"
        yield Befund(Schwere.FEHLER, "addin.fehlt", text)
    elif path.read_bytes() != addin:
        gleich = read_fassungen(path.read_bytes()) == read_fassungen(addin)
        schwere = Schwere.WARNUNG if gleich else Schwere.FEHLER
        text = f"Das installierte Add-in ist nicht das dieser Fassung. Excel schließen und ausführen:  {_NEU}"
        yield Befund(schwere, "addin.fassung", text)


def _check_python(system: System, python: Path | None) -> Iterator[Befund]:
    if python is None:
        text = f"In {system.show(settings_path(system))} steht kein Python. Bitte ausführen:  {_NEU}"
        yield Befund(Schwere.FEHLER, "addin.einstellung", text)
    elif not python.exists():
        text = (
            f"Das eingestellte Python {system.show(python)} gibt es nicht. Mit dem richtigen Python ausführen:  {_NEU}"
        )
        yield Befund(Schwere.FEHLER, "addin.python", text)
    elif system.python_bits != BITS:
        text = f"Das Python {system.show(system.interpreter)} {falsche_bits(system)}"
        yield Befund(Schwere.FEHLER, "addin.python_bits", text)
    elif python != system.interpreter:
        text = (
            f"Excel benutzt {system.show(python)}, dieser Befehl aber {system.show(system.interpreter)}. "
            f"Soll Excel dieses benutzen:  {_NEU}"
        )
        yield Befund(Schwere.WARNUNG, "addin.anderes_python", text)


def _check_dlls(system: System, python: Path, fassung: str) -> Iterator[Befund]:
    for bits in needed_bits(system):
        if dll_path(python, bits, fassung) is None:
            andere = sorted(
                path.name
                for ordner in (python.parent, python.parent.parent)
                for path in ordner.glob(f"xlwings{bits}-*.dll")
            )
            text = (
                f"Die DLL xlwings{bits}-{fassung}.dll fehlt neben {system.show(python)} und einen Ordner höher"
                + (f"; dort liegt {', '.join(andere)} einer anderen Fassung" if andere else "")
                + f". Bitte ausführen:  {_NEU}"
            )
            yield Befund(Schwere.FEHLER, "addin.dll", text)


def _check_trust(system: System) -> Iterator[Befund]:
    ordner = addin_path(system).parent
    if system.is_windows and not is_trusted(system, ordner):
        text = f"{system.show(ordner)} ist in Excel kein vertrauenswürdiger Speicherort. Bitte ausführen:  {_NEU}"
        yield Befund(Schwere.WARNUNG, "addin.speicherort", text)
    for text in obstacles(system, addin_path(system)):
        yield Befund(Schwere.FEHLER, "addin.richtlinie", text)
