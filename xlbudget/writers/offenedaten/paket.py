"""The files of the open data: tables as csv, a Data Package that says what they hold, a description for catalogues."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from xlbudget.writers.offenedaten.datensatz import DATENPAKET, DCAT, Datendatei, Datensatz
from xlbudget.writers.offenedaten.dcat import describe_for_catalogues
from xlbudget.writers.offenedaten.tafeln import Datenfeld
from xlbudget.writers.offenedaten.zeilen import Datentafel

TRENNZEICHEN, ZEILENENDE = ",", "\r\n"


def write_offene_daten(satz: Datensatz, datentafeln: Sequence[Datentafel]) -> dict[str, bytes]:
    """All files by name. The same input gives the same bytes."""
    dateien = [Datendatei(tafel, _csv(tafel)) for tafel in datentafeln]
    return {datei.datentafel.tafel.datei: datei.inhalt for datei in dateien} | {
        DATENPAKET: _json(_package(satz, dateien)),
        DCAT: _json(describe_for_catalogues(satz, dateien)),
    }


def _csv(datentafel: Datentafel) -> bytes:
    puffer = io.StringIO(newline="")
    schreiber = csv.writer(puffer, delimiter=TRENNZEICHEN, lineterminator=ZEILENENDE)
    schreiber.writerow([feld.name for feld in datentafel.tafel.felder])
    schreiber.writerows(datentafel.reihen)
    return puffer.getvalue().encode("utf-8")


def _package(satz: Datensatz, dateien: Sequence[Datendatei]) -> dict[str, object]:
    """A Tabular Data Package, version 1 of the specification."""
    lizenz = satz.offenlegung.lizenz
    lizenzen = {"licenses": [{"name": lizenz.value, "title": lizenz.titel, "path": lizenz.adresse}]} if lizenz else {}
    heimat = {"homepage": satz.offenlegung.webadresse} if satz.offenlegung.webadresse else {}
    return {
        "profile": "tabular-data-package",
        "name": satz.name,
        "title": satz.voller_titel,
        "description": satz.beschreibung,
        **heimat,
        "created": f"{satz.tag.isoformat()}T00:00:00Z",
        "contributors": [{"title": satz.kommune, "role": "publisher"}],
        **lizenzen,
        "resources": [_resource(datei) for datei in dateien],
    }


def _resource(datei: Datendatei) -> dict[str, object]:
    tafel = datei.datentafel.tafel
    bezuege = [
        {"fields": list(bezug.felder), "reference": {"resource": bezug.tafel, "fields": list(bezug.felder)}}
        for bezug in tafel.bezuege
    ]
    return {
        "profile": "tabular-data-resource",
        "name": tafel.name,
        "title": tafel.titel,
        "description": tafel.beschreibung,
        "path": tafel.datei,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(datei.inhalt),
        "hash": f"sha256:{datei.sha256}",
        "dialect": {"delimiter": TRENNZEICHEN, "lineTerminator": ZEILENENDE, "header": True},
        "schema": {
            "fields": [_field(feld) for feld in tafel.felder],
            "missingValues": [""],
            "primaryKey": list(tafel.schluessel),
            **({"foreignKeys": bezuege} if bezuege else {}),
        },
    }


def _field(feld: Datenfeld) -> dict[str, object]:
    grenzen: dict[str, object] = {"required": True} if feld.pflicht else {}
    if feld.werte:
        grenzen["enum"] = list(feld.werte)
    return {
        "name": feld.name,
        "type": feld.typ.value,
        "title": feld.titel,
        "description": feld.beschreibung,
        **({"unit": feld.einheit} if feld.einheit else {}),
        **({"constraints": grenzen} if grenzen else {}),
    }


def _json(inhalt: dict[str, object]) -> bytes:
    return f"{json.dumps(inhalt, ensure_ascii=False, indent=2)}\n".encode()
