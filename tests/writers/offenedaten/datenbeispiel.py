"""The open data of the example, written once, and readers of them that are not ours."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import frictionless
import peine

from xlbudget.core.offenlegung import Lizenz, Offenlegung
from xlbudget.writers.offenedaten.datensatz import DATENPAKET, Datensatz
from xlbudget.writers.offenedaten.paket import write_offene_daten
from xlbudget.writers.offenedaten.zeilen import Datentafel, build_tafeln

TAG = date(2024, 2, 1)
OFFEN = Offenlegung(
    lizenz=Lizenz.DL_BY,
    webadresse="https://landkreis.example/haushalt/",
    datenbereitsteller="http://dcat-ap.de/def/contributors/musterkreis",
)


def satz(monat: int, offenlegung: Offenlegung = OFFEN) -> Datensatz:
    bericht = peine.lauf(monat).daten.produktbericht()
    return Datensatz(bericht.kommune, "Produktbericht", bericht.stand, ("vorläufig",), "", TAG, offenlegung)


def tafeln(monat: int, *, mit_verantwortlichen: bool = False) -> tuple[Datentafel, ...]:
    daten = peine.lauf(monat).daten
    return build_tafeln(daten.produktbericht(), daten, mit_verantwortlichen=mit_verantwortlichen)


def write(ordner: Path, monat: int, offenlegung: Offenlegung = OFFEN) -> Path:
    for name, inhalt in write_offene_daten(satz(monat, offenlegung), tafeln(monat)).items():
        (ordner / name).write_bytes(inhalt)
    return ordner


def faults(ordner: Path) -> list[tuple[str, str, object]]:
    """What frictionless finds: kind, table and row."""
    bericht = frictionless.validate(str(ordner / DATENPAKET))
    return [tuple(fehler) for fehler in bericht.flatten(["type", "title", "rowNumber"])]


def query(ordner: Path, sql: str) -> list[tuple[object, ...]]:
    """SQL over the written files; amounts are decimals, as everybody may read them."""
    with duckdb.connect() as db:
        for datei in ordner.glob("*.csv"):
            db.execute(
                f"create view {datei.stem} as select * from read_csv('{datei}', all_varchar = true, header = true)"
            )
        return db.execute(sql).fetchall()
