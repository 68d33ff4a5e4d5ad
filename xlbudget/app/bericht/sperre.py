"""Reports that would show wrong sums are not written, unless somebody wants them all the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xlbudget.befundkatalog.katalog import KATALOG
from xlbudget.errors import Befund, EingabeError, Schwere


class BerichtGesperrtError(EingabeError):
    """Findings say that sums of the report are wrong."""


def locks(befund: Befund) -> bool:
    """Whether a finding says, by the catalogue, that sums are wrong."""
    return befund.schwere is Schwere.FEHLER and KATALOG[befund.code].sperrt


def sperrende(befunde: Iterable[Befund]) -> list[Befund]:
    """The findings of severity Fehler that lock."""
    return [befund for befund in befunde if locks(befund)]


def check_sperre(befunde: Sequence[Befund], *, trotz_fehlern: bool) -> None:
    """Raises BerichtGesperrtError, with all Befunde, where a finding locks the report and nobody overrules it."""
    # a wrong Kontenrahmen makes the other findings
    grund = sorted(sperrende(befunde), key=lambda befund: befund.code != "konten.rahmen")
    if grund and not trotz_fehlern:
        anzahl = "Ein Fehler sagt" if len(grund) == 1 else f"{len(grund)} Fehler sagen"
        raise BerichtGesperrtError(
            f"Es ist nichts geschrieben: {anzahl}, dass Summen des Berichts falsch sind oder sein können "
            f"({grund[0].text}) Erst beheben; wer den Bericht so ansehen will, nimmt die Option --trotz-fehlern.",
            befunde,
        )
