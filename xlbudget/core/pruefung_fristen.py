"""Whether the table Fristen says of every duty when it is due: lines in, Befunde out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from xlbudget.core.fristen import MAX_ERINNERN, MAX_VORLAUF, Frist, due_before
from xlbudget.errors import Befund, Schwere, printable


def check_fristen(
    fristen: Sequence[Frist], sitzungen: Mapping[str, date], ausschuesse: frozenset[str], heute: date
) -> Iterator[Befund]:
    """Everything that is wrong or odd; `ausschuesse` are all Kürzel and `sitzungen` has the dates, in small letters."""
    gesehen: set[tuple[object, ...]] = set()
    for frist in fristen:
        yield from _check_sitzung(frist, sitzungen, ausschuesse)
        yield from _check_daten(frist, sitzungen, heute)
        yield from _check_erinnerung(frist)
        wer_wem = (frist.pflicht.casefold(), frist.empfaenger.casefold(), frist.sitzung.casefold())
        schluessel = (*wer_wem, frist.stichtag, frist.faellig, frist.vorlauf)
        if schluessel in gesehen and not frist.unlesbar:
            yield _of(frist, Schwere.WARNUNG, "frist.doppelt", "steht zweimal. Eine der Zeilen löschen.")
        gesehen.add(schluessel)


def _check_sitzung(frist: Frist, sitzungen: Mapping[str, date], ausschuesse: frozenset[str]) -> Iterator[Befund]:
    if frist.vorlauf is not None and not 0 <= frist.vorlauf <= MAX_VORLAUF:
        text = f"der Vorlauf von {frist.vorlauf} Tagen geht nicht; er liegt zwischen 0 und {MAX_VORLAUF}."
        yield _of(frist, Schwere.FEHLER, "frist.sitzung", f"{text} Die Zahl berichtigen.")
    if frist.faellig is not None:
        if frist.sitzung or frist.vorlauf is not None:
            text = (
                f"hat ein Datum und eine Sitzung; es gilt Fällig, der {frist.faellig:%d.%m.%Y}. Soll von der Sitzung "
                "gerechnet werden, die Zelle Fällig leeren, sonst Sitzung und Vorlauf zur Sitzung."
            )
            yield _of(frist, Schwere.WARNUNG, "frist.sitzung", text)
    elif frist.vorlauf is not None and not frist.sitzung:
        text = "hat einen Vorlauf, aber keine Sitzung. In der Spalte Sitzung das Kürzel des Ausschusses eintragen."
        yield _of(frist, Schwere.FEHLER, "frist.sitzung", text)
    elif frist.sitzung and frist.sitzung.casefold() not in ausschuesse:
        text = (
            f"den Ausschuss „{printable(frist.sitzung)}“ gibt es in der Tabelle Ausschüsse nicht. Ein Kürzel "
            "eintragen, das dort steht, oder den Ausschuss dort anlegen."
        )
        yield _of(frist, Schwere.FEHLER, "frist.sitzung", text)
    elif frist.sitzung and frist.sitzung.casefold() not in sitzungen:
        text = (
            f"der Ausschuss {printable(frist.sitzung)} hat noch keine Sitzung. Steht der Tag fest, ihn in der Tabelle "
            "Ausschüsse eintragen."
        )
        yield _of(frist, Schwere.HINWEIS, "frist.ohne", text)


def _check_daten(frist: Frist, sitzungen: Mapping[str, date], heute: date) -> Iterator[Befund]:
    faellig = due_before(frist, sitzungen)
    if faellig is None:
        if not frist.sitzung and frist.vorlauf is None and not frist.unlesbar:
            text = (
                "hat keinen Termin und steht in der Liste zuletzt. Ist er bekannt, ihn in der Spalte Fällig eintragen."
            )
            yield _of(frist, Schwere.HINWEIS, "frist.ohne", text)
        return
    if frist.stichtag and faellig < frist.stichtag:
        text = (
            f"ist am {faellig:%d.%m.%Y} fällig, vor ihrem Stichtag {frist.stichtag:%d.%m.%Y}. Das falsche Datum "
            "berichtigen."
        )
        yield _of(frist, Schwere.FEHLER, "frist.stichtag", text)
    if faellig < heute and (not frist.monate or frist.ist_rueckgerechnet):
        text = (
            f"war am {faellig:%d.%m.%Y} fällig. Ist sie erledigt, die Zeile löschen; kommt sie wieder, eine "
            "Wiederholung eintragen, bei einer Sitzung deren nächsten Tag."
        )
        yield _of(frist, Schwere.WARNUNG, "frist.vergangen", text)


def _check_erinnerung(frist: Frist) -> Iterator[Befund]:
    if frist.erinnern is not None and not 0 <= frist.erinnern <= MAX_ERINNERN:
        text = f"„Erinnern Tage vorher“ ist {frist.erinnern}; möglich sind 0 bis {MAX_ERINNERN}. Die Zahl berichtigen."
        yield _of(frist, Schwere.FEHLER, "frist.erinnerung", text)
    elif frist.erinnern is not None and not frist.email:
        text = (
            "niemand wird erinnert: es fehlt die Adresse. In der Spalte E-Mail die Adresse dessen eintragen, der es "
            "liefert; soll niemand erinnert werden, „Erinnern Tage vorher“ leeren."
        )
        yield _of(frist, Schwere.WARNUNG, "frist.erinnerung", text)
    elif frist.email and frist.erinnern is None:
        text = (
            "hat eine Adresse und wird doch nicht erinnert. Die Zahl der Tage in „Erinnern Tage vorher“ eintragen; "
            "soll niemand erinnert werden, die Zelle E-Mail leeren."
        )
        yield _of(frist, Schwere.HINWEIS, "frist.erinnerung", text)


def _of(frist: Frist, schwere: Schwere, code: str, text: str) -> Befund:
    return Befund(schwere, code, f"Frist „{printable(frist.pflicht, 80)}“: {text}", frist.source)
