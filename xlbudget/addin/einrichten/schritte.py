"""What installing and removing have in common: the places, the steps, and how they are told and carried out."""

from __future__ import annotations

import locale
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlbudget.addin.einrichten import xlwings_conf
from xlbudget.addin.einrichten.bauen import DATEI
from xlbudget.addin.windows import System
from xlbudget.errors import AusgabeError
from xlbudget.writers.ablage import Ablage

_NUR_WINDOWS = "Das Add-in läuft nur unter Windows; hier steht nur, was dort geschähe."


@dataclass(frozen=True)
class Schritt:
    """One step: what it says, and what it does. Nothing is to be done without `tun`; `fehlt` bars all others."""

    text: str
    tun: Callable[[], None] | None = None
    fehlt: bool = False


def tell_plan(kopf: str, schritte: Sequence[Schritt], system: System) -> str:
    """The steps as a numbered German text that says nothing was changed."""
    wo = [] if system.is_windows else [_NUR_WINDOWS]
    return "\n".join([*wo, f"{kopf} (nur geplant, nichts ist geändert):", *_number(schritte)])


def carry_out(schritte: Sequence[Schritt]) -> str:
    """Do the steps; returns them as a numbered text."""
    for schritt in schritte:
        if schritt.tun is not None:
            schritt.tun()
    return "\n".join(_number(schritte))


def addin_path(system: System) -> Path:
    """Excel loads every workbook in this folder when it starts, and trusts it."""
    return system.ordner("APPDATA", "Microsoft", "Excel", "XLSTART", DATEI)


def settings_path(system: System) -> Path:
    """The only place xlwings' VBA in the add-in reads settings from."""
    return system.ordner("USERPROFILE", ".xlbudget", xlwings_conf.DATEI)


def nachweis_path(system: System) -> Path:
    return system.ordner("LOCALAPPDATA", "xlbudget", "addin.json")


def read_settings(system: System) -> str:
    """Text of the settings file, empty where there is none."""
    path = settings_path(system)
    return path.read_bytes().decode(locale.getencoding(), "replace") if path.exists() else ""


def write_settings(system: System, text: str) -> None:
    """Raises AusgabeError for a path the code page of Windows cannot hold."""
    try:
        daten = text.encode(locale.getencoding())
    except UnicodeEncodeError as error:
        raise AusgabeError(
            f"Der Ordner {text[error.start : error.end]}… enthält Zeichen, die Excel nicht lesen kann. "
            "Bitte Python in einem Ordner ohne Sonderzeichen einrichten, etwa unter C:\\Programme."
        ) from error
    write_file(settings_path(system), daten)


def write_file(path: Path, daten: bytes) -> None:
    with Ablage(path.parent) as ablage:
        ablage.write(path.name, daten)


def remove_file(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise AusgabeError(
            f"{path} lässt sich nicht löschen ({error.strerror}). Bitte Excel ganz schließen und wiederholen."
        ) from error


def _number(schritte: Sequence[Schritt]) -> list[str]:
    return [f"{nummer:2}. {schritt.text}" for nummer, schritt in enumerate(schritte, start=1)]
