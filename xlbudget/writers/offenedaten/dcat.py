"""The description of the data for catalogues: DCAT-AP.de 3.0 as JSON-LD.

Addresses are relative to the file: it stands beside the data. A house that says where that will be gets absolute ones.
The terms: https://www.dcat-ap.de/def/dcatde/3.0/spec/
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from xlbudget.writers.offenedaten.datensatz import DATENPAKET, SEITE, Datendatei, Datensatz

_EU = "http://publications.europa.eu/resource/authority"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dcatde": "http://dcat-ap.de/def/dcatde/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_THEMEN = ("GOVE", "ECON")
_SCHLAGWORTE = ("Haushalt", "Produktbericht", "Ergebnishaushalt", "Budget", "Kennzahlen")


def describe_for_catalogues(satz: Datensatz, dateien: Sequence[Datendatei]) -> dict[str, object]:
    """One dcat:Dataset with a dcat:Distribution for each table."""
    offenlegung = satz.offenlegung
    herausgeber = {"@id": "#herausgeber", "@type": "foaf:Agent", "foaf:name": satz.kommune}
    bereitsteller = {"dcatde:contributorID": _iri(offenlegung.datenbereitsteller)}
    return {
        "@context": {**({"@base": offenlegung.webadresse} if offenlegung.webadresse else {}), **_CONTEXT},
        "@id": "#datensatz",
        "@type": "dcat:Dataset",
        "dct:title": _german(satz.voller_titel),
        "dct:description": _german(satz.beschreibung),
        "dct:identifier": satz.name,
        "dct:publisher": herausgeber,
        "dct:issued": _day(satz.tag),
        "dct:modified": _day(satz.tag),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _day(date(satz.stand.jahr, 1, 1)),
            "dcat:endDate": _day(satz.stand.stichtag),
        },
        "dct:language": _iri(f"{_EU}/language/DEU"),
        "dct:accessRights": _iri(f"{_EU}/access-right/PUBLIC"),
        "dcat:theme": [_iri(f"{_EU}/data-theme/{thema}") for thema in _THEMEN],
        "dcat:keyword": [_german(wort) for wort in _SCHLAGWORTE],
        "dcat:landingPage": {"@id": SEITE, "@type": "foaf:Document"},
        "foaf:page": {"@id": DATENPAKET, "@type": "foaf:Document"},
        **(bereitsteller if offenlegung.datenbereitsteller else {}),
        "dcat:distribution": [_distribution(satz, datei) for datei in dateien],
    }


def _distribution(satz: Datensatz, datei: Datendatei) -> dict[str, object]:
    tafel, lizenz = datei.datentafel.tafel, satz.offenlegung.lizenz
    namensnennung = {"dcatde:licenseAttributionByText": _german(satz.kommune)}
    return {
        "@id": f"#{tafel.name}",
        "@type": "dcat:Distribution",
        "dct:title": _german(tafel.titel),
        "dct:description": _german(tafel.beschreibung),
        "dcat:accessURL": _iri(tafel.datei),
        "dcat:downloadURL": _iri(tafel.datei),
        "dct:format": _iri(f"{_EU}/file-type/CSV"),
        "dcat:mediaType": _iri("https://www.iana.org/assignments/media-types/text/csv"),
        "dct:issued": _day(satz.tag),
        "dct:modified": _day(satz.tag),
        "dct:language": _iri(f"{_EU}/language/DEU"),
        "dcatap:availability": _iri(f"{_EU}/planned-availability/STABLE"),
        "dcat:byteSize": {"@value": str(len(datei.inhalt)), "@type": "xsd:nonNegativeInteger"},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": _iri("http://spdx.org/rdf/terms#checksumAlgorithm_sha256"),
            "spdx:checksumValue": {"@value": datei.sha256, "@type": "xsd:hexBinary"},
        },
        **({"dct:license": _iri(lizenz.dcat_iri)} if lizenz else {}),
        **(namensnennung if lizenz and lizenz.verlangt_namen else {}),
    }


def _german(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "de"}


def _iri(adresse: str) -> dict[str, str]:
    return {"@id": adresse}


def _day(tag: date) -> dict[str, str]:
    return {"@value": tag.isoformat(), "@type": "xsd:date"}
