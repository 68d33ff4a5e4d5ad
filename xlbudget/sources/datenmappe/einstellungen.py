"""The table Einstellungen: settings by their types, and the rules that are made of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from xlbudget.core.abstimmung import Schwellen
from xlbudget.core.begruendung import Pflichtregeln, Verknuepfung
from xlbudget.core.gliederung import Ebene
from xlbudget.core.offenlegung import Lizenz, Offenlegung
from xlbudget.core.pruefung_begruendung import AB_EURO, AB_MONAT, AB_PROZENT, UND_ODER, ZEILEN, ZIEL_AB_PROZENT
from xlbudget.core.tendenz import Abweichungssinn, Regeln
from xlbudget.core.zeit import MONATE
from xlbudget.errors import Befund, Schwere, SourceRef
from xlbudget.layout.deklaration import Einstellung, Spalte
from xlbudget.layout.einstellungen import (
    ABWEICHUNG_IM_BLATT,
    DATENBEREITSTELLER,
    EBENE_HEISST,
    EINSTELLUNGSZEILEN,
    LIZENZ,
    MIT_VERANTWORTLICHEN,
    WEBADRESSE,
    WEBLAYOUT,
    ZIEL_BEOBACHTEN,
    ZIEL_EINGREIFEN,
)
from xlbudget.sources.datenmappe.tabellen import Satz, TableReader
from xlbudget.sources.zellen import CellError, Wert

HAUSHALTSJAHRE = range(1990, 2101)


@dataclass(frozen=True, slots=True)
class Versandregeln:
    """Settings for the round trip with the Fachdienste. `domains` as entered; `max_mb` in MiB."""

    vorlage: str
    ansprechstelle: str
    rueckmeldung_an: str
    domains: str
    vier_augen: bool
    max_mb: Decimal


def einstellungen_of(reader: TableReader, saetze: list[Satz], leer: Collection[str] = ()) -> dict[str, Wert]:
    """Every setting by its own type, None where it is empty; what is wrong with one is among the Befunde.

    Required ones that are `leer` may be empty.
    """
    by_name: dict[str, list[Satz]] = {}
    for satz in saetze:
        by_name.setdefault(satz.text("Einstellung"), []).append(satz)
    werte: dict[str, Wert] = {}
    for zeile in EINSTELLUNGSZEILEN:
        gefunden = by_name.get(zeile.name, [])
        pflicht = zeile.vorgabe is None and zeile.name not in leer
        werte[zeile.name] = _einstellung(reader, zeile, gefunden[0] if gefunden else None, pflicht=pflicht)
        for satz in gefunden[1:]:
            text = f"Die Einstellung „{zeile.name}“ steht mehrfach; es gilt die oberste. Diese Zeile löschen."
            reader.befunde.append(Befund(Schwere.FEHLER, "mappe.doppelt", text, satz.ref("Wert")))
    return werte


def _einstellung(reader: TableReader, zeile: Einstellung, satz: Satz | None, *, pflicht: bool) -> Wert:
    """One setting by its own type; None with one Befund if it cannot be used, without one if it may be empty."""
    ort = satz.ref("Wert") if satz else SourceRef(reader.file.name, "Einstellungen")
    text = f"Die Einstellung „{zeile.name}“ fehlt oder ist leer."
    try:
        wert = reader.parse(satz, Spalte("Wert", zeile.typ, auswahl=zeile.auswahl)) if satz else None
        if zeile.name == "Haushaltsjahr" and wert is not None and wert not in HAUSHALTSJAHRE:
            raise CellError(f"{wert} liegt nicht zwischen {HAUSHALTSJAHRE[0]} und {HAUSHALTSJAHRE[-1]}")
        if wert is not None or not pflicht:
            return wert
    except CellError as error:
        text = f"Die Einstellung „{zeile.name}“ ist nicht zu verwenden: {error}."
    if satz:  # the table as a whole was read with Wert as text; what that found about this cell is said better here
        reader.befunde[:] = [befund for befund in reader.befunde if befund.source != ort]
    code = "mappe.einstellung" if pflicht else "mappe.zelle"
    reader.befunde.append(Befund(Schwere.FEHLER, code, f"{text} {zeile.bedeutung}.", ort))
    return None


def regeln_of(werte: dict[str, Wert]) -> Regeln:
    """The thresholds of the house."""
    vorgabe = Regeln()

    def cent(name: str, sonst: int) -> int:
        wert = werte[name]
        return sonst if wert is None else cast(int, wert)

    def prozent(name: str, sonst: Decimal) -> Decimal:
        wert = werte[name]
        return sonst if wert is None else cast(Decimal, wert)

    return Regeln(
        tendenz_ab_ct=cent("Tendenz ab Euro", vorgabe.tendenz_ab_ct),
        tendenz_ab_pct=prozent("Tendenz ab Prozent", vorgabe.tendenz_ab_pct),
        ampel_gelb_ab_ct=cent("Ampel gelb ab Euro", vorgabe.ampel_gelb_ab_ct),
        ampel_rot_ab_ct=cent("Ampel rot ab Euro", vorgabe.ampel_rot_ab_ct),
        ziel_schlecht_unter_pct=prozent("Ziel verfehlt unter Prozent", vorgabe.ziel_schlecht_unter_pct),
        ziel_gut_ueber_pct=prozent("Ziel übertroffen über Prozent", vorgabe.ziel_gut_ueber_pct),
        ziel_beobachten_unter_pct=cast(Decimal | None, werte[ZIEL_BEOBACHTEN]),
        ziel_eingreifen_unter_pct=cast(Decimal | None, werte[ZIEL_EINGREIFEN]),
        sinn=Abweichungssinn(cast(str, werte[ABWEICHUNG_IM_BLATT]) or vorgabe.sinn),
        pflicht=_pflichtregeln(werte),
    )


def _pflichtregeln(werte: dict[str, Wert]) -> Pflichtregeln:
    vorgabe, ab_monat = Pflichtregeln(), cast(str | None, werte[AB_MONAT])
    return Pflichtregeln(
        ab_ct=cast(int | None, werte[AB_EURO]),
        ab_pct=cast(Decimal | None, werte[AB_PROZENT]),
        verknuepfung=Verknuepfung(cast(str, werte[UND_ODER]) or vorgabe.verknuepfung),
        ab_monat=MONATE.index(ab_monat) + 1 if ab_monat else vorgabe.ab_monat,
        zeilen=werte[ZEILEN] is True,
        kennzahl_ab_pct=cast(Decimal | None, werte[ZIEL_AB_PROZENT]),
    )


def ebenennamen_of(werte: dict[str, Wert]) -> dict[Ebene, str]:
    """What the house calls each Ebene; empty where it says nothing."""
    return {ebene: str(werte[name] or "") for ebene, name in EBENE_HEISST.items()}


def schwellen_of(werte: dict[str, Wert]) -> Schwellen:
    """From how much money on, that is in no row, the report says so or is refused."""
    vorgabe = Schwellen()
    nennen, sperren = (cast(int | None, werte[f"Nicht im Bericht {was} ab Euro"]) for was in ("nennen", "sperren"))
    return Schwellen(
        vorgabe.nennen_ab_ct if nennen is None else nennen, vorgabe.sperren_ab_ct if sperren is None else sperren
    )


def versandregeln_of(werte: dict[str, Wert]) -> Versandregeln:
    """What concerns the Fachdienste."""
    return Versandregeln(
        vorlage=str(werte["Vorlage Rückmeldung"] or ""),
        ansprechstelle=str(werte["Ansprechstelle"] or ""),
        rueckmeldung_an=str(werte["Rückmeldung an"] or ""),
        domains=str(werte["Erlaubte Domains"] or ""),
        vier_augen=werte["Vier Augen"] is True,
        max_mb=cast(Decimal | None, werte["Größte E-Mail in MB"]) or Decimal(15),
    )


def offenlegung_of(werte: dict[str, Wert]) -> Offenlegung:
    """What concerns open data and the web page."""
    lizenz = werte[LIZENZ]
    return Offenlegung(
        weblayout=str(werte[WEBLAYOUT] or ""),
        mit_verantwortlichen=werte[MIT_VERANTWORTLICHEN] is True,
        lizenz=Lizenz(str(lizenz)) if lizenz else None,
        webadresse=str(werte[WEBADRESSE] or "").strip(),
        datenbereitsteller=str(werte[DATENBEREITSTELLER] or "").strip(),
    )
