"""A returned workbook: whose it is, and what was entered. Only inputs are read; every finding names its cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from xlbudget.core.rueckmeldung import (
    MAX_ZEICHEN_NAME,
    Ausweis,
    Eingabefeld,
    Feld,
    Feldwert,
    Rueckmeldung,
    Status,
)
from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef
from xlbudget.layout.rueckmeldung import (
    IDENTITAET_BLATT,
    RUECKMELDUNG_BLATT,
    ZELLE_DATUM,
    ZELLE_IDENTITAET,
    ZELLE_NAME,
    ZELLE_SIEGEL,
    ZELLE_STATUS,
)
from xlbudget.sources.returns.eingaben import Eingabe, EingabeDefekt
from xlbudget.sources.untrusted.blatt import Blatt
from xlbudget.sources.untrusted.rohmappe import Rohmappe, read_rohmappe
from xlbudget.sources.zellen import shown


def open_ruecklauf(name: str, data: bytes) -> Rohmappe:
    """An untrusted workbook with the identity it claims; `ausweis` is None if it is none of ours.

    The seal is not checked here: only the controllers have the key. Raises EingabeError (German, with what to do) for
    a file that is refused or damaged.
    """
    roh = read_rohmappe(name, data)
    return replace(roh, ausweis=_ausweis(roh))


def read_rueckmeldung(roh: Rohmappe, felder: Sequence[Eingabefeld]) -> tuple[Rueckmeldung, list[Befund]]:
    """The inputs of a return as they stand there now, and what is to be said about them, `roh.befunde` included.

    `felder` are those of the workbook as it was sent. An input that cannot be read unambiguously is missing from
    `eingaben` and is a Fehler; those of a missing sheet are missing too, and `check_gesperrt` says so. Raises
    EingabeError for a workbook without identity.
    """
    if roh.ausweis is None:
        raise EingabeError(
            f"{roh.name} ist keine Mappe, die xlbudget versandt hat. "
            "Bitte die gesendete Mappe ausfüllen und unverändert im Aufbau zurücksenden."
        )
    befunde = list(roh.befunde)
    eingaben: dict[Feld, Feldwert] = {}
    for blatt_name in dict.fromkeys(feld.blatt for feld in felder):
        blatt = roh.blaetter.get(blatt_name)
        if blatt is None:
            continue
        for feld in felder:
            if feld.blatt == blatt_name:
                _read_feld(roh, Eingabe(blatt, feld.zelle, roh.ab_1904), feld, eingaben, befunde)
    name, datum, status = _read_box(roh, befunde)
    return Rueckmeldung(name, datum, status, eingaben), befunde


def _ausweis(roh: Rohmappe) -> Ausweis | None:
    blatt = roh.blaetter.get(IDENTITAET_BLATT)
    text, siegel = (_plain_text(blatt, zelle) if blatt else "" for zelle in (ZELLE_IDENTITAET, ZELLE_SIEGEL))
    try:
        return Ausweis.read(text, siegel) if text and siegel else None
    except (ValueError, RecursionError):
        return None


def _plain_text(blatt: Blatt, adresse: str) -> str:
    zelle = blatt.zellen.get(adresse)
    if zelle is None or blatt.is_formula(adresse) or zelle.ist_fehler or not isinstance(zelle.wert, str):
        return ""
    return zelle.wert.strip()


def _read_feld(
    roh: Rohmappe, eingabe: Eingabe, feld: Eingabefeld, eingaben: dict[Feld, Feldwert], befunde: list[Befund]
) -> None:
    try:
        eingaben[feld.feld] = eingabe.read(feld)
    except EingabeDefekt as defekt:
        befunde.append(_befund(roh, eingabe, Schwere.FEHLER, defekt.code, f"{feld.feld}: {defekt}"))
    befunde += [_befund(roh, eingabe, a.schwere, a.code, f"{feld.feld}: {a.text}") for a in eingabe.anmerkungen]


def _befund(roh: Rohmappe, eingabe: Eingabe, schwere: Schwere, code: str, text: str) -> Befund:
    return Befund(schwere, code, f"{text}.", SourceRef(roh.name, eingabe.blatt.name, eingabe.adresse))


def _read_box(roh: Rohmappe, befunde: list[Befund]) -> tuple[str, date | None, Status]:
    """Who answers, when, and whether that is final. Nothing here spoils the figures, so findings are Warnungen."""
    blatt = roh.blaetter.get(RUECKMELDUNG_BLATT)
    if blatt is None:
        return "", None, Status.ENTWURF
    box = _Box(roh, blatt, befunde)
    return box.name(), box.datum(), box.status()


class _Box:
    """The sheet Rückmeldung of one return."""

    def __init__(self, roh: Rohmappe, blatt: Blatt, befunde: list[Befund]) -> None:
        self._roh, self._blatt, self._befunde = roh, blatt, befunde

    def name(self) -> str:
        text = " ".join((self._text("Name", ZELLE_NAME) or "").split())
        if len(text) <= MAX_ZEICHEN_NAME:
            return text
        self._warn(ZELLE_NAME, "ruecklauf.laenge", f"Name: nur die ersten {MAX_ZEICHEN_NAME} Zeichen zählen.")
        return text[:MAX_ZEICHEN_NAME]

    def datum(self) -> date | None:
        eingabe = Eingabe(self._blatt, ZELLE_DATUM, self._roh.ab_1904)
        try:
            zelle = eingabe.constant()
            return None if zelle is None else eingabe.datum(zelle)
        except EingabeDefekt as defekt:
            self._warn(ZELLE_DATUM, defekt.code, f"Datum: {defekt}.")
            return None

    def status(self) -> Status:
        text = (self._text("Status", ZELLE_STATUS) or "").casefold()
        for status in Status:
            if text == status.casefold():
                return status
        if text:
            moegliche = " oder ".join(Status)
            hinweis = f"Status: „{shown(text)}“ gibt es nicht, er zählt als {Status.ENTWURF}. Möglich: {moegliche}."
            self._warn(ZELLE_STATUS, "ruecklauf.status", hinweis)
        return Status.ENTWURF

    def _text(self, was: str, adresse: str) -> str | None:
        eingabe = Eingabe(self._blatt, adresse)
        try:
            zelle = eingabe.constant()
            return None if zelle is None else eingabe.text(zelle)
        except EingabeDefekt as defekt:
            self._warn(adresse, defekt.code, f"{was}: {defekt}.")
            return None

    def _warn(self, adresse: str, code: str, text: str) -> None:
        ort = SourceRef(self._roh.name, self._blatt.name, adresse)
        self._befunde.append(Befund(Schwere.WARNUNG, code, text, ort))
