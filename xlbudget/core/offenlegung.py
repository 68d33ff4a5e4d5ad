"""What a house says about publishing its figures: whose names, under which licence, where they will stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from xlbudget.core.bericht import Produktbericht, Rest
from xlbudget.core.fakten import Fakten
from xlbudget.core.gliederung import GESAMT, Berichtsobjekt, Gliederung


class Lizenz(StrEnum):
    """A licence for open data by its SPDX name, which is what a house chooses from."""

    DL_BY = "DL-DE-BY-2.0"
    DL_ZERO = "DL-DE-ZERO-2.0"
    CC_BY = "CC-BY-4.0"
    CC_ZERO = "CC0-1.0"

    @property
    def titel(self) -> str:
        """Its full name."""
        return _LIZENZEN[self][0]

    @property
    def adresse(self) -> str:
        """Where its text stands."""
        return _LIZENZEN[self][1]

    @property
    def dcat_iri(self) -> str:
        """Its name in the list of licences of DCAT-AP.de."""
        return f"http://dcat-ap.de/def/licenses/{_LIZENZEN[self][2]}"

    @property
    def verlangt_namen(self) -> bool:
        """Whether who uses the data must name whose they are."""
        return self in (Lizenz.DL_BY, Lizenz.CC_BY)


_LIZENZEN = {
    Lizenz.DL_BY: (
        "Datenlizenz Deutschland – Namensnennung – Version 2.0",
        "https://www.govdata.de/dl-de/by-2-0",
        "dl-by-de/2.0",
    ),
    Lizenz.DL_ZERO: (
        "Datenlizenz Deutschland – Zero – Version 2.0",
        "https://www.govdata.de/dl-de/zero-2-0",
        "dl-zero-de/2.0",
    ),
    Lizenz.CC_BY: (
        "Creative Commons Namensnennung 4.0 International",
        "https://creativecommons.org/licenses/by/4.0/",
        "cc-by/4.0",
    ),
    Lizenz.CC_ZERO: (
        "Creative Commons CC0 1.0 Universell",
        "https://creativecommons.org/publicdomain/zero/1.0/",
        "cc-zero",
    ),
}


@dataclass(frozen=True, slots=True)
class Offenlegung:
    """The settings. `webadresse` is the folder the files will stand in, `datenbereitsteller` the contributorID."""

    weblayout: str = ""
    mit_verantwortlichen: bool = False
    lizenz: Lizenz | None = None
    webadresse: str = ""
    datenbereitsteller: str = ""


def public_bericht(bericht: Produktbericht, gliederung: Gliederung) -> Produktbericht:
    """The same report without what is kept out of it: neither its name nor its amount, and no sum it follows from."""
    if not any(not gliederung.is_shown(produkt) for produkt in gliederung.produkte_of(GESAMT)):
        return bericht
    return replace(
        bericht,
        gekuerzt=True,
        reste=_reported(bericht.reste),
        dezernate=tuple(
            replace(
                dezernat,
                reste=_reported(dezernat.reste),
                gruppen=tuple(replace(gruppe, reste=_reported(gruppe.reste)) for gruppe in dezernat.gruppen),
            )
            for dezernat in bericht.dezernate
        ),
    )


def _reported(reste: tuple[Rest, ...]) -> tuple[Rest, ...]:
    return tuple(rest for rest in reste if rest.im_bericht)


def counts_hidden(gliederung: Gliederung, objekt: Berichtsobjekt) -> bool:
    """Whether the sheet of an object counts what is kept out of the report: its amount would follow from it."""
    return not all(map(gliederung.is_shown, gliederung.produkte_of(objekt)))


def public_fakten(fakten: Fakten) -> Fakten:
    """What everybody may read of the facts: names of files, acknowledged findings and the round trip are internal.

    >>> from xlbudget.core.zeit import Stand
    >>> public_fakten(Fakten(Stand(2023, 6), gebucht_bis=6, ohne_rueckmeldung=("32",), quittiert=2)).saetze
    ('gebucht bis Juni 2023',)
    """
    return replace(fakten, exporte=(), ohne_rueckmeldung=(), quittiert=0)
