"""What the registry says about the installed Excel: version, bitness, and what it trusts."""

from __future__ import annotations

from itertools import count
from pathlib import Path, PureWindowsPath

from xlbudget.addin.windows import HKCU, HKLM, System

SPEICHERORTE = r"Software\Microsoft\Office\16.0\Excel\Security\Trusted Locations"
_EXCEL = r"Software\Microsoft\Office\16.0\Excel"
_RICHTLINIE = r"Software\Policies\Microsoft\Office\16.0\Excel\Security"
_RICHTLINIE_OFFICE = r"Software\Policies\Microsoft\Office\16.0\Common\Security\Trusted Locations"
_CLICK_TO_RUN = r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
# the only places where an MSI Office tells its bitness
_OUTLOOK = (r"SOFTWARE\Microsoft\Office\16.0\Outlook", r"SOFTWARE\WOW6432Node\Microsoft\Office\16.0\Outlook")
_EINGABEAUFFORDERUNG = r"Software\Policies\Microsoft\Windows\System"
_VBA = r"Software\Policies\Microsoft\Office\16.0\Common"


def excel_bits(system: System) -> int | None:
    """32 or 64; None where the registry does not say."""
    angaben = (system.value(HKLM, _CLICK_TO_RUN, "Platform"), *(system.value(HKLM, k, "Bitness") for k in _OUTLOOK))
    return {"x86": 32, "x64": 64}.get(str(next(filter(None, angaben), "")).lower())


def excel_version(system: System) -> str | None:
    """Such as 16.0.17928.20114; None where the registry does not say."""
    version = system.value(HKLM, _CLICK_TO_RUN, "VersionToReport")
    return None if version is None else str(version)


def is_trusted(system: System, ordner: Path) -> bool:
    """Whether a trusted location of the user is this folder or, with its subfolders, one above it."""
    gesucht = PureWindowsPath(ordner)
    for name in system.subkeys(HKCU, SPEICHERORTE):
        pfad = system.value(HKCU, rf"{SPEICHERORTE}\{name}", "Path")
        if not pfad:
            continue
        ort = PureWindowsPath(system.expand(str(pfad)))
        mit_unterordnern = system.value(HKCU, rf"{SPEICHERORTE}\{name}", "AllowSubfolders") == 1
        if gesucht == ort or (mit_unterordnern and gesucht.is_relative_to(ort)):
            return True
    return False


def free_location(system: System) -> str:
    """Key for a further trusted location; Office itself uses the low numbers."""
    vorhanden = {name.lower() for name in system.subkeys(HKCU, SPEICHERORTE)}
    nummer = next(n for n in count(20) if f"location{n}" not in vorhanden)
    return rf"{SPEICHERORTE}\Location{nummer}"


def obstacles(system: System, addin: Path) -> list[str]:
    """German sentences about what keeps Excel from loading the add-in from the user's start folder, or from Python."""
    gefunden = [*_network(system, addin), *_own_choices(system)]
    if system.value(HKCU, _EINGABEAUFFORDERUNG, "DisableCMD") in (1, 2):
        gefunden.append(
            "Eine Richtlinie sperrt die Eingabeaufforderung; ohne sie startet Excel kein Python. Die IT muss cmd.exe "
            "für diesen Benutzer zulassen."
        )
    for root in (HKCU, HKLM):
        if system.value(root, _VBA, "VBAOff") == 1:
            gefunden.append("Eine Richtlinie schaltet VBA in Office ab. Die IT muss es für Excel zulassen.")
        if (
            system.value(root, rf"{_RICHTLINIE}\Trusted Locations", "AllLocationsDisabled") == 1
            or system.value(root, _RICHTLINIE_OFFICE, "Allow User Locations") == 0
        ):
            gefunden.append(
                "Eine Richtlinie schaltet die vertrauenswürdigen Speicherorte ab; Excel lädt das Add-in nicht. "
                "Die IT muss den Ordner XLSTART per Richtlinie zulassen oder das Add-in signieren."
            )
        if system.value(root, _RICHTLINIE, "DisableAllAddins") == 1:
            gefunden.append("Eine Richtlinie schaltet alle Excel-Add-ins ab. Die IT muss eine Ausnahme einrichten.")
        if system.value(root, _RICHTLINIE, "RequireAddinSig") == 1:
            gefunden.append(
                "Eine Richtlinie verlangt signierte Add-ins. Die IT muss das Add-in signieren (signtool und das "
                "Zertifikat des Hauses) oder eine Ausnahme einrichten."
            )
    # after a crash Excel remembers what it no longer loads as binary data with the path in UTF-16
    spuren = system.values(HKCU, rf"{_EXCEL}\Resiliency\DisabledItems")
    if any(
        isinstance(spur, bytes) and addin.name.lower() in spur.decode("utf-16-le", "replace").lower() for spur in spuren
    ):
        gefunden.append(
            "Excel hat das Add-in nach einem Absturz deaktiviert. In Excel unter Datei › Optionen › Add-Ins › "
            "Verwalten: Deaktivierte Elemente wieder aktivieren."
        )
    return gefunden


def _network(system: System, addin: Path) -> list[str]:
    """A start folder on a server is no trusted place unless the user's Excel says so."""
    auf_server = PureWindowsPath(addin).drive.startswith("\\\\")
    if not auf_server or system.value(HKCU, SPEICHERORTE, "AllowNetworkLocations") == 1:
        return []
    return [
        f"{addin.parent} liegt auf einem Server; Excel vertraut ihm nicht. In Excel unter Datei › Optionen › Trust "
        "Center › Vertrauenswürdige Speicherorte Orte im Netzwerk zulassen, oder die IT fragen."
    ]


def _own_choices(system: System) -> list[str]:
    """What the user, and no policy, has switched off in the Trust Center."""
    gefunden = []
    if system.value(HKCU, SPEICHERORTE, "AllLocationsDisabled") == 1:
        gefunden.append(
            "In Excel sind die vertrauenswürdigen Speicherorte ausgeschaltet (Datei › Optionen › Trust Center). Bitte "
            "einschalten."
        )
    for name in ("DisableAllAddins", "RequireAddinSig"):
        if system.value(HKCU, rf"{_EXCEL}\Security", name) == 1:
            gefunden.append(
                "In Excel sind Add-Ins ausgeschaltet oder müssen signiert sein (Datei › Optionen › Trust Center › "
                "Add-Ins). Bitte die Häkchen entfernen."
            )
    return gefunden
