"""What may be published: which sheets, with settings that are right outside, into a folder with nothing internal."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from xlbudget.app.bericht.auswahl import Auswahl
from xlbudget.app.bericht.auszuege import Ausgabe
from xlbudget.app.bericht.lauf import Lauf
from xlbudget.app.bericht.warnungen import PROTOKOLL
from xlbudget.core.gliederung import Berichtsobjekt, Gliederung, highest
from xlbudget.core.offenlegung import counts_hidden
from xlbudget.errors import AusgabeError, Befund, EingabeError, Schwere, listed
from xlbudget.layout.einstellungen import DATENBEREITSTELLER, LIZENZ, MIT_VERANTWORTLICHEN, WEBADRESSE
from xlbudget.sources.datenmappe.mappe import Datenmappe
from xlbudget.writers.offenedaten.datensatz import DATENPAKET

_WEBADRESSE = re.compile(r"""https?://[^\s<>"{}|\\^`?#/][^\s<>"{}|\\^`?#]*""", re.IGNORECASE)
_BEREITSTELLER = re.compile(r"""http://dcat-ap\.de/def/contributors/[^\s<>"{}|\\^`?#/]+""")
_WEB = frozenset(
    {".html", ".htm", ".css", ".js", ".json", ".xml", ".txt", ".pdf", ".png", ".jpg", ".jpeg", ".svg", ".ico"}
)
"""What stands on web pages anyway."""


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


def check_settings(mappe: Datenmappe, befunde: Collection[Befund]) -> None:
    """Raises EingabeError (German) for settings that would be wrong, or left out, in what is published."""
    offenlegung = mappe.offenlegung
    orte = [mappe.place_of(name) for name in (LIZENZ, MIT_VERANTWORTLICHEN)]
    if unbrauchbar := [befund for befund in befunde if befund.schwere is Schwere.FEHLER and befund.source in orte]:
        raise EingabeError(f"Veröffentlicht ist nichts. {unbrauchbar[0]}")
    if offenlegung.webadresse and (grund := _fault_of(offenlegung.webadresse)):
        raise EingabeError(
            f"Die {WEBADRESSE} „{offenlegung.webadresse}“ ({mappe.place_of(WEBADRESSE)}) {grund}"
            " Die Adresse des Ordners eintragen, in dem die Dateien stehen werden, oder die Zelle leeren."
        )
    if offenlegung.datenbereitsteller and not _BEREITSTELLER.fullmatch(offenlegung.datenbereitsteller):
        raise EingabeError(
            f"Die {DATENBEREITSTELLER} „{offenlegung.datenbereitsteller}“ ({mappe.place_of(DATENBEREITSTELLER)}) "
            "besteht nicht aus http://dcat-ap.de/def/contributors/ und einem Namen ohne Leerzeichen. Die Kennung "
            "eintragen, die GovData vergeben hat, oder die Zelle leeren."
        )


def _fault_of(adresse: str) -> str:
    if not _WEBADRESSE.fullmatch(adresse):
        leer = " Leerzeichen darin als %20 schreiben." if re.search(r"\S\s+\S", adresse) else ""
        return f"ist keine Adresse im Netz (https://…).{leer}"
    if "@" in adresse.split("/")[2]:
        return "enthält einen Benutzernamen oder ein Kennwort; jeder könnte sie lesen."
    return ""


def check_ziel(mappe: Datenmappe, ordner: Path, namen: Collection[str]) -> Iterator[Befund]:
    """What else would go out with a folder that is published as it is.

    Raises AusgabeError (German) where files of such names are not those of an earlier run, and where the Datenmappe,
    an export or the record of the house is in it.
    """
    if not (ordner / DATENPAKET).exists() and (fremde := [name for name in namen if (ordner / name).exists()]):
        raise AusgabeError(
            f"In {ordner} gibt es schon {', '.join(fremde)}, und nicht von einer früheren Veröffentlichung. Einen "
            "anderen Zielordner angeben, damit nichts überschrieben wird."
        )
    ganz = ordner.resolve()
    interne = [datei.name for datei in mappe.eingaben if datei.resolve().is_relative_to(ganz)]
    daneben = [datei for datei in ordner.iterdir() if datei.name not in namen] if ordner.is_dir() else []
    interne += sorted(datei.name for datei in daneben if datei.name.startswith(PROTOKOLL))
    if interne:
        raise AusgabeError(
            f"In {ordner} liegt {listed(interne)}: nur für das Haus. Dieser Ordner geht, wie er ist, ins Netz. Einen "
            "eigenen Zielordner angeben, in dem nur die Veröffentlichung liegt."
        )
    weitere = sorted(d.name for d in daneben if d.is_file() and d.suffix.casefold() not in _WEB and d.name[0] != ".")
    if weitere:
        text = (
            f"In {ordner} liegt auch {listed(weitere)}. Wer den Ordner veröffentlicht, veröffentlicht das mit. Gehört "
            "es nicht dazu, herausnehmen."
        )
        yield Befund(Schwere.WARNUNG, "veroeffentlichung.fremdes", text)
