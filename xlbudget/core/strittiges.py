"""Präfixe on which the Länder with one kind of Kontenrahmen differ: what counts here and not there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlbudget.core.geld import format_betrag
from xlbudget.core.kontenbild import Kontenbild, Konto
from xlbudget.core.kontenrahmen import Art, Berichtszeile, Kontenrahmen, Praefix
from xlbudget.core.landesrahmen import Land
from xlbudget.errors import Befund, Schwere, SourceRef

_RUECKLAGE = re.compile(r"rücklage|ruecklage|ergebnisverwendung|sonderposten.*finanzausgleich")
_AUSSERORDENTLICH = re.compile(r"au(?:ß|ss)erordentlich|periodenfremd|veräußer|veraeusser")
_DATIV = {Art.ERTRAEGE: "Erträgen", Art.AUFWENDUNGEN: "Aufwendungen"}


@dataclass(frozen=True)
class Strittiges:
    """Money that the Kontenzuordnung counts otherwise than `verwandte`, the Länder of its kind, do."""

    rahmen: Kontenrahmen
    bild: Kontenbild
    verwandte: Mapping[Land, Kontenrahmen]
    place: SourceRef

    def counted_otherwise(self) -> Iterator[Befund]:
        """Money on Präfixe that a Länder-Rahmen of the same kind counts and another one does not."""
        je: dict[Praefix, list[Konto]] = {}
        for konto in self.bild.konten:
            praefix = self.rahmen.praefix_of(konto.sachkonto)
            if praefix and not praefix.bestaetigt and self._others_than(konto, praefix):
                je.setdefault(praefix, []).append(konto)
        for praefix, konten in je.items():
            zaehlt = isinstance(praefix.zeile, Berichtszeile)
            widerspricht = next((konto for konto in konten if _counts_by_name(konto.name) is (not zaehlt)), None)
            was = self._how_it_counts(praefix, konten)
            if widerspricht:
                text = (
                    f"{was}; das Konto {widerspricht.sachkonto} heißt „{widerspricht.name}“. In der Kontenzuordnung "
                    f"bei diesem Präfix {'die Art zählt nicht' if zaehlt else 'Art und Zeile'} eintragen, oder für "
                    "einzelne Konten ein längeres Präfix."
                )
                yield Befund(Schwere.FEHLER, "konten.rahmen", text, praefix.source or self.place)
            elif any(_counts_by_name(konto.name) is None for konto in konten):
                text = (
                    f"{was}. Mit dem Kontenplan Ihres Hauses vergleichen: außerordentliche Erträge und Aufwendungen "
                    "zählen, Entnahmen aus Rücklagen und Zuführungen nicht. Stimmt die Zeile, in der Spalte Bestätigt "
                    "ja eintragen."
                )
                yield question(text, (praefix,), praefix.source or self.place)

    def other_art(self) -> Iterator[Befund]:
        """Money that counts as Erträge where every Land of the same kind has Aufwendungen, or the reverse.

        Only of accounts whose sides nothing says: a journal without signs.
        """
        je: dict[Praefix, list[Konto]] = {}
        for konto in self.bild.konten:
            praefix = self.rahmen.praefix_of(konto.sachkonto)
            if praefix is None or praefix.bestaetigt or not isinstance(praefix.zeile, Berichtszeile):
                continue
            dort = {zeile.art for rahmen in self.verwandte.values() if (zeile := rahmen.zeile_of(konto.sachkonto))}
            if dort == set(Art) - {praefix.zeile.art} and not konto.haben_ct and not konto.soll_ct:
                je.setdefault(praefix, []).append(konto)
        for praefix, konten in je.items():
            assert isinstance(praefix.zeile, Berichtszeile)
            text = (
                f"Das Präfix {praefix.praefix} zählt zu den {_DATIV[praefix.zeile.art]} "
                f"({format_betrag(sum(konto.umsatz_ct for konto in konten))} € ohne Vorzeichen), in allen Ländern mit "
                "diesem Kontenrahmen ist es umgekehrt, und der Export sagt nicht, was Soll und was Haben ist. In der "
                "Kontenzuordnung die Art berichtigen; stimmt sie, in der Spalte Bestätigt ja eintragen."
            )
            yield Befund(Schwere.FEHLER, "konten.seite", text, praefix.source or self.place)

    def _how_it_counts(self, praefix: Praefix, konten: Sequence[Konto]) -> str:
        wie = _DATIV[praefix.zeile.art] if isinstance(praefix.zeile, Berichtszeile) else ""
        anders = sorted({land for konto in konten for land in self._others_than(konto, praefix)})
        betrag = format_betrag(sum(konto.umsatz_ct for konto in konten))
        return (
            f"Das Präfix {praefix.praefix} zählt {f'zu den {wie}' if wie else 'nicht'} ({betrag} € ohne Vorzeichen), "
            f"in {', '.join(anders)} ist es anders"
        )

    def _others_than(self, konto: Konto, praefix: Praefix) -> list[Land]:
        """The Länder of the same kind that count the account where this one does not, or the reverse."""
        zaehlt = isinstance(praefix.zeile, Berichtszeile)
        dort = {land: rahmen.praefix_of(konto.sachkonto) for land, rahmen in self.verwandte.items()}
        return [land for land, p in dort.items() if p and isinstance(p.zeile, Berichtszeile) is not zaehlt]


def question(text: str, praefixe: Iterable[Praefix], place: SourceRef) -> Befund:
    """What only the house can answer; before it has, no report is made by the shipped rules of a Land.

    A Kontenzuordnung that the house wrote itself is its answer already, if not a certain one.
    """
    mitgeliefert = any(praefix.herkunft and not praefix.bestaetigt for praefix in praefixe)
    return Befund(Schwere.FEHLER if mitgeliefert else Schwere.WARNUNG, "konten.frage", text, place)


def _counts_by_name(name: str) -> bool | None:
    """Whether an account counts, as far as its name says."""
    klein = name.casefold()
    if _RUECKLAGE.search(klein):
        return False
    return True if _AUSSERORDENTLICH.search(klein) else None
