"""All kinds of faults, each of which must be found at its place and with its weight."""

from __future__ import annotations

from haeuser import fehler_angaben, fehler_exporte, fehler_kennzahlen, fehler_mappe, fehler_massnahmen, fehler_zeilen
from haeuser.fehlerart import Fehlerart

ARTEN: dict[str, Fehlerart] = {}
"""By name."""
for _modul in (fehler_exporte, fehler_zeilen, fehler_mappe, fehler_angaben, fehler_massnahmen, fehler_kennzahlen):
    assert ARTEN.keys().isdisjoint(_modul.fehlerart)
    ARTEN |= _modul.fehlerart
