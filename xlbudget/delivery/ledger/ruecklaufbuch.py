"""The ledger of returns: every file that came back, once and whole, and what was decided about it.

Two kinds of decisions. What a person decided holds until a person decides otherwise. What nobody decided follows from
what is recorded, and from nothing else: a return counts by itself exactly if nothing in it needs a person
(`Rueckgabe.ist_unbedenklich`) and it is the only one of its Budget and Stand that no person refused. So the order in
which files come in, in how many runs and whether at the same time, changes nothing in the end. The price: where a
second return comes in before a person confirmed the first, the first does not count any more, although it may stand in
a report. A second one is nearly always a correction, and to go on with either would be a guess about money. It does not
happen in silence: it is recorded with its reason, and told as a Warnung until a person decides.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from xlbudget.core.zeit import Stand
from xlbudget.delivery.ledger import schema
from xlbudget.delivery.ledger.datenbank import Datenbank
from xlbudget.delivery.ledger.eintraege import Eingang, Entscheid, Entscheidung, Rueckgabe
from xlbudget.delivery.ledger.rueckgabezeilen import (
    Gruppe,
    for_rueckgaben,
    insert_entscheidung,
    insert_rueckgabe,
    select_gruppe,
    select_rueckgaben,
    select_undecided,
)
from xlbudget.delivery.ledger.versandzeilen import Bedingung, for_stand, keep
from xlbudget.errors import EingabeError

MAX_NUMMER = 2**31 - 1
"""The highest number a database can give a return."""


class Ruecklaufbuch:
    """Returns and decisions of one Datenmappe, or of all. Of each Budget and Stand of a Datenmappe, at most one return
    is accepted at any time."""

    def __init__(self, datenbank: Datenbank, datenmappe: str | None = None) -> None:
        self._datenbank, self._datenmappe = datenbank, datenmappe

    def record(self, eingang: Eingang, wer: str) -> int | None:
        """Store a return with its file; its number, or None if the very same file is there already, under any name."""
        with self._datenbank.write() as connection:
            sha256 = keep(connection, eingang.daten)
            bekannt = select(schema.rueckgaben.c.nummer).where(schema.rueckgaben.c.sha256 == sha256)
            if connection.scalar(bekannt) is not None:
                return None
            jetzt = datetime.now(UTC)
            return insert_rueckgabe(connection, eingang, sha256, jetzt, wer, datenmappe=self._datenmappe)

    def find(self, daten: bytes) -> Rueckgabe | None:
        """The return that this very file was recorded as."""
        sha256 = hashlib.sha256(daten).hexdigest()
        with self._datenbank.read() as connection:
            return next(select_rueckgaben(connection, schema.rueckgaben.c.sha256 == sha256, *self._ours()), None)

    def _ours(self) -> list[Bedingung]:
        return for_rueckgaben(self._datenmappe)

    def settle(self, wer: str) -> frozenset[int]:
        """Have everything that no person decided follow from what is recorded; the numbers of what changed.

        One transaction over everything: what a killed run left open, the next one settles.
        """
        jetzt, geaendert = datetime.now(UTC), set()
        with self._datenbank.write() as connection:
            for _, gruppe in select_undecided(connection, *self._ours()):
                for rueckgabe, entscheid in _follows(gruppe):
                    andere = ", ".join(str(r.nummer) for r in gruppe if r is not rueckgabe)
                    grund = f"auch Rückgabe {andere} liegt vor" if andere else "ohne Befund"
                    insert_entscheidung(connection, rueckgabe.nummer, Entscheidung(entscheid, wer, jetzt, grund))
                    geaendert.add(rueckgabe.nummer)
        return frozenset(geaendert)

    def decide(
        self, annehmen: Collection[int], ablehnen: Collection[int], wer: str, *, ersetzen: bool = False
    ) -> frozenset[int]:
        """Accept and refuse returns by their number, all or none; the numbers of what changed.

        What holds already stays as it is; what counts by itself, a person can confirm. An accepted return makes the one
        refused that was accepted before it. Raises EingabeError (German) for a number there is not, for a return with
        moved rows, for two accepted of one Budget, and where another person decided the other way, unless `ersetzen`:
        nobody is overruled unseen.
        """
        if not annehmen and not ablehnen:
            return frozenset()
        if zugleich := set(annehmen) & set(ablehnen):
            raise EingabeError(
                f"{_names(zugleich)}: kann nicht zugleich gelten und nicht gelten. Nichts ist entschieden."
            )
        with self._datenbank.write() as connection:
            beschluss = _Beschluss(connection, frozenset(annehmen), wer, ersetzen=ersetzen)
            gemeint = {*annehmen, *ablehnen}
            moeglich = schema.rueckgaben.c.nummer.in_([n for n in gemeint if 0 < n <= MAX_NUMMER])
            rueckgaben = {r.nummer: r for r in select_rueckgaben(connection, moeglich, *self._ours())}
            if unbekannt := gemeint - rueckgaben.keys():
                raise EingabeError(
                    f"{_names(unbekannt)}: gibt es nicht. Nichts ist entschieden; die Nummern zeigt xlbudget ruecklauf."
                )
            for nummer in sorted({*ablehnen}):
                beschluss.refuse(rueckgaben[nummer])
            for nummer in sorted({*annehmen}):
                beschluss.accept(rueckgaben[nummer])
            return frozenset(beschluss.geaendert)

    def rueckgaben(self, stand: Stand | None = None) -> tuple[Rueckgabe, ...]:
        """All returns in the order of recording, of one Stand or ever; those of no Sendung of ours only with ever."""
        with self._datenbank.read() as connection:
            return tuple(select_rueckgaben(connection, *for_stand(stand), *self._ours()))

    def select(self, nummern: Collection[int]) -> tuple[Rueckgabe, ...]:
        """The returns of these numbers, in the order of recording."""
        with self._datenbank.read() as connection:
            gesucht = schema.rueckgaben.c.nummer.in_(list(nummern))
            return tuple(select_rueckgaben(connection, gesucht, *self._ours()))

    def accepted(self, stand: Stand) -> dict[str, Rueckgabe]:
        """The accepted return of each Budget that has one."""
        return {str(r.budget): r for r in self.rueckgaben(stand) if r.ist_angenommen}

    def undecided(self, stand: Stand | None = None) -> dict[tuple[Stand, str], Gruppe]:
        """By Stand and Budget, wherever there is something to decide: all its returns that no person refused."""
        with self._datenbank.read() as connection:
            return dict(select_undecided(connection, *for_stand(stand), *self._ours()))


def _follows(gruppe: Gruppe) -> list[tuple[Rueckgabe, Entscheid]]:
    """What follows for the returns of one Budget, as far as it does not hold already."""
    if len(gruppe) > 1:
        return [(r, Entscheid.NICHT_EINDEUTIG) for r in gruppe if r.zaehlt_von_selbst]
    return [(r, Entscheid.VON_SELBST) for r in gruppe if r.ist_unbedenklich and r.entscheidung is None]


class _Beschluss:
    """What one person decides in one go, in the transaction of the caller."""

    def __init__(self, connection: Connection, annehmen: frozenset[int], wer: str, *, ersetzen: bool) -> None:
        self._connection, self._annehmen, self._wer, self._ersetzen = connection, annehmen, wer, ersetzen
        self._jetzt = datetime.now(UTC)
        self.geaendert: set[int] = set()

    def refuse(self, rueckgabe: Rueckgabe, grund: str = "") -> None:
        if not rueckgabe.ist_abgelehnt:
            self._decide(rueckgabe, Entscheid.ABGELEHNT, grund)

    def accept(self, rueckgabe: Rueckgabe) -> None:
        if rueckgabe.stand is None or rueckgabe.budget is None:
            raise EingabeError(
                f"Die Rückgabe {rueckgabe.nummer} ({rueckgabe.dateiname}) gehört zu keiner unserer Sendungen und kann "
                "nicht angenommen werden. Nichts ist entschieden."
            )
        if rueckgabe.ist_verschoben:
            raise EingabeError(
                f"In der Rückgabe {rueckgabe.nummer} ({rueckgabe.dateiname}) sind Zeilen oder Spalten verschoben; ihre "
                "Werte kämen zu etwas anderem. Sie kann nicht angenommen werden: die Eingaben in die gesendete Mappe "
                "neu eintragen lassen und diese einlesen. Nichts ist entschieden."
            )
        for andere in select_gruppe(self._connection, rueckgabe.stand, rueckgabe.budget, rueckgabe.datenmappe):
            if andere.nummer != rueckgabe.nummer and andere.nummer in self._annehmen:
                raise EingabeError(
                    f"Für „{andere.budget}“ kann nur eine Rückgabe gelten, nicht {rueckgabe.nummer} und "
                    f"{andere.nummer} zugleich. Nichts ist entschieden."
                )
            if andere.nummer != rueckgabe.nummer and andere.ist_angenommen:
                self.refuse(andere, f"ersetzt durch {rueckgabe.nummer}")
        if not rueckgabe.ist_angenommen or rueckgabe.zaehlt_von_selbst:
            self._decide(rueckgabe, Entscheid.ANGENOMMEN)

    def _decide(self, rueckgabe: Rueckgabe, art: Entscheid, grund: str = "") -> None:
        bisher = rueckgabe.entscheidung
        ist_fremde = bisher and not rueckgabe.zaehlt_von_selbst and bisher.wer.casefold() != self._wer.casefold()
        if bisher and ist_fremde and not self._ersetzen:
            raise EingabeError(
                f"Die Rückgabe {rueckgabe.nummer} ({rueckgabe.dateiname}) hat {bisher.wer} am "
                f"{bisher.wann.astimezone():%d.%m.%Y um %H:%M} {bisher.art}. Bitte miteinander klären; soll Ihre "
                "Entscheidung an die Stelle treten, --ersetzen dazu angeben. Nichts ist entschieden."
            )
        insert_entscheidung(self._connection, rueckgabe.nummer, Entscheidung(art, self._wer, self._jetzt, grund))
        self.geaendert.add(rueckgabe.nummer)


def _names(nummern: Collection[int]) -> str:
    return f"Rückgabe {', '.join(map(str, sorted(nummern)))}"
