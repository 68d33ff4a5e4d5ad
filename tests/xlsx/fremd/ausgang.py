"""What the harness says about a file: one outcome for each step, and everything that was counted on the way."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Ausgang(StrEnum):
    """How a step ended. Everything from `FALSCH` on is a fault of the engine."""

    OK = "ok"
    ENTFAELLT = "entfällt"  # nothing to do: no sheet, no cell that may be filled, no evidence
    ABGELEHNT = "abgelehnt"  # the engine said in German why it does not do this
    FALSCH = "falsch"
    ABSTURZ = "Absturz"
    ZEIT = "Zeit"
    SPEICHER = "Speicher"

    @property
    def is_fault(self) -> bool:
        return self in (Ausgang.FALSCH, Ausgang.ABSTURZ, Ausgang.ZEIT, Ausgang.SPEICHER)


SCHRITTE = (
    "lesen",
    "füllen",
    "zügig",
    "Bytes unberührt",
    "nur Gemeintes",
    "Zwischenwerte",
    "Prüfung",
    "vervielfältigen",
    "nichts verloren",
    "Werte der Kopien",
    "Prüfung der Kopien",
    "LibreOffice",
    "SDK",
)
"""The steps in the order of the table."""


@dataclass
class Zeile:
    """One file: outcome and details by step, and counts (formulas compared, seconds)."""

    datei: str
    schritte: dict[str, tuple[Ausgang, str]] = field(default_factory=dict)
    zahlen: Counter[str] = field(default_factory=Counter)
    compile_s: float = 0.0
    fill_s: float = 0.0

    def set(self, schritt: str, ausgang: Ausgang, was: str = "") -> None:
        self.schritte[schritt] = (ausgang, was)

    def judge(self, schritt: str, faults: list[str]) -> None:
        """OK without faults, else FALSCH with the first few of them."""
        if faults:
            more = f" … und {len(faults) - 3} weitere" if len(faults) > 3 else ""
            self.set(schritt, Ausgang.FALSCH, "; ".join(faults[:3]) + more)
        else:
            self.set(schritt, Ausgang.OK)

    @property
    def faults(self) -> list[tuple[str, Ausgang, str]]:
        return [(schritt, *found) for schritt, found in self.schritte.items() if found[0].is_fault]
