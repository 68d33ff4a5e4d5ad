"""What may be published: which sheets, and settings that are right outside the house."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from xlbudget.app.bericht.auswahl import Auswahl
from xlbudget.app.bericht.auszuege import Ausgabe
from xlbudget.app.bericht.lauf import Lauf
from xlbudget.core.gliederung import Berichtsobjekt, Gliederung, highest
from xlbudget.core.offenlegung import counts_hidden
from xlbudget.errors import Befund, EingabeError, Schwere
from xlbudget.layout.einstellungen import DATENBEREITSTELLER, WEBADRESSE
from xlbudget.sources.datenmappe.mappe import Datenmappe

_WEBADRESSE = re.compile(r"""https?://[^\s<>"{}|\\^`?#]+""")
_BEREITSTELLER = "http://dcat-ap.de/def/contributors/"


def public_ausgaben(
    lauf: Lauf, ausgaben: Sequence[Ausgabe], auswahl: Auswahl
) -> tuple[Sequence[Ausgabe], Sequence[Befund]]:
    """The reports without the sheets that count what is kept out of them, and which those are.

    Raises EingabeError (German) where such a sheet is asked for, or what is kept out itself.
    """
    gliederung = lauf.daten.gliederung
    if auswahl.nur:
        _check_shown(gliederung, [objekt for ausgabe in ausgaben for objekt in ausgabe.blaetter])
        return ausgaben, ()
    ohne = {o for ausgabe in ausgaben for o in ausgabe.blaetter if counts_hidden(gliederung, o)}
    if not ohne:
        return ausgaben, ()
    namen = ", ".join(objekt.titel for objekt in gliederung if objekt in ohne)
    text = (
        f"Ohne Produktblatt auf der Webseite: {namen}. Dort zählt mit, was nicht im Bericht steht (Spalte Im Bericht: "
        "nein)."
    )
    gekuerzt = [replace(a, blaetter=tuple(o for o in a.blaetter if o not in ohne)) for a in ausgaben]
    return gekuerzt, [Befund(Schwere.HINWEIS, "veroeffentlichung.blatt", text)]


def _check_shown(gliederung: Gliederung, blaetter: Sequence[Berichtsobjekt]) -> None:
    """What is kept out of the report is not published by naming it either."""
    if verborgene := [objekt.titel for objekt in blaetter if not gliederung.is_shown(objekt)]:
        raise EingabeError(
            f"{', '.join(verborgene)} steht nicht im Bericht (Spalte Im Bericht: nein, dort oder bei einem Budget "
            "darüber) und wird deshalb nicht veröffentlicht. Bei --nur weglassen."
        )
    for objekt in blaetter:
        if counts_hidden(gliederung, objekt):
            teile = ", ".join(teil.titel for teil in _shown_parts(gliederung, objekt))
            statt = f" oder statt dessen angeben: {teile}" if teile else ""
            raise EingabeError(
                f"Das Blatt „{objekt.titel}“ zählt mit, was nicht im Bericht steht (Spalte Im Bericht: nein), und wird "
                f"deshalb nicht veröffentlicht. Bei --nur weglassen{statt}."
            )


def _shown_parts(gliederung: Gliederung, objekt: Berichtsobjekt) -> Iterator[Berichtsobjekt]:
    gezeigt = [produkt.kennung for produkt in gliederung.produkte_of(objekt) if gliederung.is_shown(produkt)]
    yield from highest(gliederung, gezeigt, objekt)


def check_settings(mappe: Datenmappe) -> None:
    """Raises EingabeError for an address that would be wrong in what is published."""
    offenlegung = mappe.offenlegung
    if offenlegung.webadresse and not _WEBADRESSE.fullmatch(offenlegung.webadresse):
        raise EingabeError(
            f"Die {WEBADRESSE} „{offenlegung.webadresse}“ ({mappe.place_of(WEBADRESSE)}) ist keine Adresse im Netz "
            "(https://…). Die Adresse des Ordners eintragen, in dem die Dateien stehen werden, oder die Zelle leeren."
        )
    if offenlegung.datenbereitsteller and not offenlegung.datenbereitsteller.startswith(_BEREITSTELLER):
        raise EingabeError(
            f"Die {DATENBEREITSTELLER} „{offenlegung.datenbereitsteller}“ ({mappe.place_of(DATENBEREITSTELLER)}) "
            f"beginnt nicht mit {_BEREITSTELLER}. Die Kennung eintragen, die GovData vergeben hat, oder die Zelle "
            "leeren."
        )
