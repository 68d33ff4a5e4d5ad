"""What a Fachdienst changed beside its inputs: the return cell by cell against the workbook that was sent.

Saving in another program rewrites much without changing anything: cached results, the order of parts, spaces and `$` in
formulas. None of that is a finding. None of what is found is taken over; it says how far the inputs can be trusted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from enum import Enum

from xlbudget.core.rueckmeldung import Eingabefeld, Zellwert
from xlbudget.errors import Befund, Schwere, SourceRef
from xlbudget.layout.rueckmeldung import BOX_ZELLEN, RUECKMELDUNG_BLATT
from xlbudget.sources.rohblatt import Blatt, split_adresse
from xlbudget.sources.rohmappe import Rohmappe
from xlbudget.sources.zellen import shown

MAX_EINZELN = 5
"""So many findings of one kind on one sheet are named, the others are counted."""

_UMBENANNT_AB = 0.6  # share of equal constants from which a sheet is the same under another name
_TEILE = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|[^"\']+|["\']')
_EINFACHER_NAME = re.compile(r"'([A-Za-z_][A-Za-z0-9_]*)'")
_UEBERFLUESSIG = re.compile(r"\s+|\$|_xlfn\.|_xlws\.", re.IGNORECASE)


class _Art(Enum):
    """Kinds of changes: severity, code, what is said of one cell."""

    BEZUG = (
        Schwere.FEHLER,
        "gesperrt.aufbau",
        "Der feste Text {alt} neben einer Eingabe ist geändert (jetzt {neu}). Wurden Zeilen oder Spalten verschoben, "
        "gehören die Eingaben zu etwas anderem. Die Eingaben in die gesendete Mappe neu eintragen lassen.",
    )
    KONSTANTE = (
        Schwere.WARNUNG,
        "gesperrt.wert",
        "Ein gesperrter Wert ist geändert: {alt} → {neu}. Er wird nicht übernommen; beim Fachdienst nachfragen, was "
        "gemeint ist.",
    )
    FORMEL = (
        Schwere.WARNUNG,
        "gesperrt.formel",
        "Eine gesperrte Formel ist ersetzt durch {neu}. Das zählt nicht; Summen und Ampel in dieser Mappe können "
        "deshalb falsch sein.",
    )
    NEU = (
        Schwere.HINWEIS,
        "gesperrt.neu",
        "Außerhalb der Eingabefelder steht {neu}. Das wird nicht übernommen; gehört es in den Bericht, in ein "
        "Eingabefeld eintragen lassen.",
    )


def check_gesperrt(original: Rohmappe, roh: Rohmappe, felder: Sequence[Eingabefeld]) -> list[Befund]:
    """Changed, added and removed cells outside the inputs, and sheets that are missing, renamed or new.

    `original` is the workbook as it was sent, `felder` its inputs. A Fehler means that inputs may stand in other places
    than they were meant for; silent for a workbook that was only saved, by Excel, LibreOffice or openpyxl.
    """
    umbenannt = _renamed_sheets(original, roh)
    befunde: list[Befund] = []
    for name, blatt in original.blaetter.items():
        if name in roh.blaetter:
            frei = {feld.zelle for feld in felder if feld.blatt == name}
            vergleich = _Vergleich(
                blatt, roh.blaetter[name], frei.union(BOX_ZELLEN if name == RUECKMELDUNG_BLATT else ())
            )
            befunde += vergleich.report(roh.name)
        else:
            befunde.append(_missing(roh.name, name, umbenannt.get(name)))
    for name in roh.blaetter:
        if name not in original.blaetter and name not in umbenannt.values():
            text = "Dieses Blatt ist neu hinzugekommen. Es wird nicht gelesen."
            befunde.append(Befund(Schwere.HINWEIS, "gesperrt.blatt", text, SourceRef(roh.name, name)))
    return befunde


class _Vergleich:
    """One sheet as it was sent and as it came back; `frei` are its inputs."""

    def __init__(self, alt: Blatt, neu: Blatt, frei: Set[str]) -> None:
        self._alt, self._neu, self._frei = alt, neu, frei
        orte = [split_adresse(adresse) for adresse in frei]
        self._zeilen, self._spalten = {zeile for zeile, _ in orte}, {spalte for _, spalte in orte}

    def report(self, datei: str) -> Iterator[Befund]:
        """The first findings of each kind, and how many more there are."""
        adressen: dict[_Art, list[str]] = {}
        for adresse in sorted((self._alt.zellen.keys() | self._neu.zellen.keys()) - self._frei, key=split_adresse):
            if (art := self._change(adresse)) is not None:
                adressen.setdefault(art, []).append(adresse)
        for art, gleiche in adressen.items():
            schwere, code, text = art.value
            for adresse in gleiche[:MAX_EINZELN]:
                alt, neu = _shown(self._alt, adresse), _shown(self._neu, adresse)
                yield Befund(schwere, code, text.format(alt=alt, neu=neu), SourceRef(datei, self._neu.name, adresse))
            if (rest := len(gleiche) - MAX_EINZELN) > 0:
                hinweis = f"{rest} weitere Zellen" if rest > 1 else "1 weitere Zelle"
                ort = SourceRef(datei, self._neu.name, gleiche[MAX_EINZELN])
                yield Befund(schwere, code, f"{hinweis} dieses Blattes mit demselben Befund.", ort)

    def _change(self, adresse: str) -> _Art | None:
        zelle = self._neu.zellen.get(adresse)
        neu_formel = zelle is not None and zelle.formel is not None
        formel = self._alt.formel(adresse)
        if formel is not None:
            gleich = neu_formel and _normal_formula(formel) == _normal_formula(self._neu.formel(adresse) or "")
            return None if gleich else _Art.FORMEL
        alt = _constant(self._alt, adresse)
        if not neu_formel and (alt == _constant(self._neu, adresse) or self._alt.is_formula(adresse)):
            return None
        if alt is None:
            return _Art.NEU
        zeile, spalte = split_adresse(adresse)
        beschriftet = isinstance(alt, str) and (zeile in self._zeilen or spalte in self._spalten)
        return _Art.BEZUG if beschriftet else _Art.KONSTANTE


def _constant(blatt: Blatt, adresse: str) -> Zellwert | None:
    """A constant as every program keeps it: 15 digits, no spaces around a text, none for an empty one."""
    zelle = blatt.zellen.get(adresse)
    if zelle is None or zelle.formel is not None or zelle.wert is None:
        return None
    if isinstance(zelle.wert, str):
        return zelle.wert.strip() or None
    return zelle.wert if isinstance(zelle.wert, bool) else float(format(zelle.wert, ".15g"))


def _shown(blatt: Blatt, adresse: str) -> str:
    formel, wert = blatt.formel(adresse), _constant(blatt, adresse)
    if formel is not None:
        return f"die Formel „{shown('=' + formel)}“"
    if wert is None:
        return "nichts"
    return ("WAHR" if wert else "FALSCH") if isinstance(wert, bool) else f"„{shown(wert)}“"


def _normal_formula(formel: str) -> str:
    """A formula without what programs write differently and what does not change its result in this cell.

    >>> _normal_formula("SUM( $A$1, 'Blatt'!b2) & \\"a b\\"")
    'SUM(A1,BLATT!B2)&"a b"'
    """
    teile = []
    for teil in _TEILE.findall(formel):
        if teil.startswith('"'):
            teile.append(teil)
        elif teil.startswith("'"):
            teile.append(_EINFACHER_NAME.sub(r"\1", teil).upper())
        else:
            teile.append(_UEBERFLUESSIG.sub("", teil).upper())
    return "".join(teile)


def _missing(datei: str, blatt: str, umbenannt: str | None) -> Befund:
    if umbenannt is None:
        text = f"Das Blatt „{blatt}“ fehlt. Die Eingaben in die gesendete Mappe neu eintragen lassen."
    else:
        text = (
            f"Das Blatt „{blatt}“ heißt jetzt „{shown(umbenannt)}“; so wird es nicht gelesen. "
            "Den alten Namen wiederherstellen und die Mappe neu einlesen."
        )
    return Befund(Schwere.FEHLER, "gesperrt.blatt", text, SourceRef(datei, umbenannt or blatt))


def _renamed_sheets(original: Rohmappe, roh: Rohmappe) -> dict[str, str]:
    """New names by old ones: the same tab, most of whose constants stand where they stood."""
    paare = zip(original.blaetter.values(), roh.blaetter.values(), strict=False)
    return {
        alt.name: neu.name
        for alt, neu in paare
        if alt.name not in roh.blaetter and neu.name not in original.blaetter and _resembles(neu, alt)
    }


def _resembles(neu: Blatt, alt: Blatt) -> bool:
    konstanten = {adresse: wert for adresse in alt.zellen if (wert := _constant(alt, adresse)) is not None}
    gleiche = sum(_constant(neu, adresse) == wert for adresse, wert in konstanten.items())
    return bool(konstanten) and gleiche >= _UMBENANNT_AB * len(konstanten)
