"""Whether texts that everybody will read say something about a person: texts in, Befunde out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from xlbudget.core.fakten import Nachereignis
from xlbudget.core.gliederung import Gliederung
from xlbudget.core.massnahmen import Massnahmenzeile
from xlbudget.core.prognose import Meldung
from xlbudget.errors import Befund, Schwere, SourceRef, listed, printable

_NAME = r"(?:(?:Dr|Prof)\.\s*)*[A-ZÄÖÜ][\w’'-]+(?:\s+[A-ZÄÖÜ][\w’'-]+)?"
_PERSON = re.compile(
    rf"\b(?:Frau|Herrn?|Eheleute)\s+{_NAME}"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b(?:Tel|Telefon|Durchwahl|Handy|Mobil)\b\W{0,3}\+?\d[\d /()-]{2,}\d"
    r"|(?:\+49|\b0\d{2,5})[ /-]\d{3,}[ -]?\d{2,}"  # shorter ones are numbers of Produkte and years
    r"|\bDE\d{2}(?: ?\d{4}){4} ?\d{2}\b"
)
_MAX_GEZEIGT = 60


def personal_parts(text: str) -> list[str]:
    """What looks like somebody's name, address, number or account.

    >>> personal_parts("Vertretung für Frau Dr. Muster (Tel. 0123 4567, m@kreis.example) im Produkt 0111 2023")
    ['Frau Dr. Muster', 'Tel. 0123 4567', 'm@kreis.example']
    """
    return [treffer.group() for treffer in _PERSON.finditer(text)]


def check_personen(
    gliederung: Gliederung,
    meldungen: Iterable[Meldung],
    ereignisse: Iterable[Nachereignis],
    massnahmen: Iterable[Massnahmenzeile] = (),
) -> Iterator[Befund]:
    """A Warnung for each text of the report that names somebody; what is kept out of the report is not looked at."""
    for was, text, source in (*_texts(gliederung, meldungen, ereignisse), *_of_massnahmen(gliederung, massnahmen)):
        if teile := personal_parts(text):
            gefunden = listed([f"„{printable(teil, _MAX_GEZEIGT)}“" for teil in dict.fromkeys(teile)])
            yield Befund(
                Schwere.WARNUNG,
                "text.person",
                f"{was} nennt vermutlich eine Person: {gefunden}. Bericht, PDF und Webseite zeigen den Text, wie er "
                "ist. Ihn ohne Angaben zu Personen fassen; sind es keine, den Befund quittieren.",
                source,
            )


def _texts(
    gliederung: Gliederung, meldungen: Iterable[Meldung], ereignisse: Iterable[Nachereignis]
) -> Iterator[tuple[str, str, SourceRef | None]]:
    for objekt in filter(gliederung.is_shown, gliederung):
        yield f"Die Erläuterung zu {objekt.kennung}", objekt.erlaeuterung, objekt.source
    for meldung in meldungen:
        if not gliederung.names_hidden(meldung.objekt):
            yield f"Der Grund der Prognose zu {meldung.objekt}", meldung.grund, meldung.source
    for ereignis in ereignisse:
        if not gliederung.names_hidden(ereignis.objekt):
            yield f"Das Ereignis zu {ereignis.objekt}", ereignis.text, ereignis.source


def _of_massnahmen(
    gliederung: Gliederung, massnahmen: Iterable[Massnahmenzeile]
) -> Iterator[tuple[str, str, SourceRef | None]]:
    for zeile in massnahmen:
        if not gliederung.names_hidden(zeile.objekt):
            texte = (zeile.handlungsfeld, zeile.ziel, zeile.massnahme, zeile.zielgroesse, zeile.verantwortlich)
            yield f"Die Maßnahme „{printable(zeile.massnahme, 60)}“", "\n".join((*texte, zeile.bemerkung)), zeile.source
