"""Whether the report has a place for what is booked: a Produkt of the Gliederung, and a row of the Kontenzuordnung."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

from xlbudget.core.geld import format_betrag
from xlbudget.core.gliederung import Gliederung
from xlbudget.core.kontenrahmen import Kontenrahmen
from xlbudget.core.monatswerte import Kontensumme
from xlbudget.errors import Befund, Schwere, SourceRef, listed


class Fehlplatz(StrEnum):
    """What is missing; the value is the table of the Datenmappe that lacks it."""

    PRODUKT = "Produkte"
    KONTO = "Kontenzuordnung"


def missing_place(summe: Kontensumme, gliederung: Gliederung, rahmen: Kontenrahmen) -> Fehlplatz | None:
    """Why money is in no row of any Produkt; None where it is in one, or on an account outside the Ergebnis."""
    hat_produkt, hat_zeile = gliederung.is_produkt(summe.produkt), rahmen.zeile_of(summe.sachkonto) is not None
    if (hat_produkt and hat_zeile) or rahmen.nebenart_of(summe.sachkonto) is not None:
        return None
    return Fehlplatz.KONTO if hat_produkt else Fehlplatz.PRODUKT


def check_platz(
    jahr: int,
    summen: Sequence[Kontensumme],
    gliederung: Gliederung,
    rahmen: Kontenrahmen,
    place: Callable[[int], SourceRef],
) -> Iterator[Befund]:
    """Money of a prior year that this year has no place for; `place` says where a line of the export is."""
    je: dict[Fehlplatz, list[Kontensumme]] = {}
    for summe in summen:
        if fehlt := missing_place(summe, gliederung, rahmen):
            je.setdefault(fehlt, []).append(summe)
    for fehlt, seine in sorted(je.items(), key=lambda eintrag: list(Fehlplatz).index(eintrag[0])):
        was, namen = (
            ("Produkte", {summe.produkt for summe in seine})
            if fehlt is Fehlplatz.PRODUKT
            else ("Sachkonten", {summe.sachkonto for summe in seine})
        )
        text = (
            f"{jahr}: {_volume(seine)} ohne Platz in der Tabelle {fehlt} dieses Jahres ({was} "
            f"{listed(sorted(namen), 5)}); im Vorjahr fehlt das Geld. Heißt heute anders, was hier steht, im Export "
            "des Vorjahres umschlüsseln; sonst in der Tabelle anlegen."
        )
        yield Befund(Schwere.WARNUNG, "vorjahr.platz", text, place(min(s.erste_zeile for s in seine)))


def _volume(summen: Sequence[Kontensumme]) -> str:
    anzahl, betrag = sum(s.anzahl for s in summen), format_betrag(sum(abs(s.saldo_ct) for s in summen))
    return f"{'1 Zeile ist' if anzahl == 1 else f'{anzahl} Zeilen sind'} über {betrag} € (ohne Vorzeichen)"
