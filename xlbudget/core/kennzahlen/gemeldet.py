"""What accepted returns say about Kennzahlen by month, put beside what the Datenmappe has.

A month is reported again and again until it is final: the returns of all Stände up to that of a report count, in their
order. A final value stands beside the provisional one and counts; a provisional one that comes after it does not. What
the Datenmappe itself has changed since a workbook was sent wins, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from xlbudget.core.angenommen import Angenommen, tell_refused
from xlbudget.core.geld import exact
from xlbudget.core.kennzahlen.modelle import Kennzahlregel, Kennzahlwert, PlanIst
from xlbudget.core.kennzahlen.monatsfelder import Monatsschluessel
from xlbudget.core.kennzahlen.monatszeilen import Angabe, Monatszeile, is_final, monatszeilen, shown_angabe
from xlbudget.core.rueckmeldung import Eingabefeld
from xlbudget.core.uebernahme import Uebernahme, shown_wert
from xlbudget.errors import Befund, Schwere


@dataclass(frozen=True, slots=True)
class Herkunftswert:
    """A value of a return, who reported it, and the one of the Datenmappe in whose place it comes, if any."""

    wert: Kennzahlwert
    von: str
    statt: Kennzahlwert | None


@dataclass(frozen=True, slots=True)
class Gemeldetes:
    """All values with those of the returns, what these brought in, and what is to be said about it.

    `neue` are those of the returns, whether they count or stand beside a final one; `entfallen` those taken back.
    """

    werte: tuple[Kennzahlwert, ...]
    uebernahmen: tuple[Uebernahme, ...]
    befunde: tuple[Befund, ...]
    neue: tuple[Herkunftswert, ...] = ()
    entfallen: tuple[Kennzahlwert, ...] = ()


def merge_monatswerte(
    regeln: Iterable[Kennzahlregel],
    werte: Sequence[Kennzahlwert],
    fruehere: Iterable[Angenommen],
    heutige: Iterable[Angenommen],
) -> Gemeldetes:
    """The values of a Datenmappe completed by accepted returns, of earlier Stände first."""
    zusammen = _Zusammenfuehrung(regeln, werte)
    for angenommen in fruehere:
        zusammen.add(angenommen, Schwere.WARNUNG)
    for angenommen in heutige:
        zusammen.add(angenommen, Schwere.FEHLER)
    return zusammen.result()


@dataclass(frozen=True, slots=True)
class _Platz:
    """What there is of one month: one value that is not final, and one that is, each with its origin if it has one."""

    werte: Mapping[bool, Kennzahlwert] = field(default_factory=dict)
    von: Mapping[bool, tuple[Angenommen, Monatszeile]] = field(default_factory=dict)

    @property
    def gilt(self) -> bool:
        """Which of the two counts."""
        return True in self.werte


class _Zusammenfuehrung:
    """Values as they become return by return."""

    def __init__(self, regeln: Iterable[Kennzahlregel], werte: Sequence[Kennzahlwert]) -> None:
        self._regeln: dict[str, Kennzahlregel] = {}
        for regel in regeln:
            self._regeln.setdefault(regel.kuerzel, regel)
        self._alle, self._befunde = werte, list[Befund]()
        self._eigene: dict[Monatsschluessel, _Platz] = {}
        for wert in reversed(werte):
            if wert.art is PlanIst.IST:
                schluessel = _key(wert)
                bisher = self._eigene.get(schluessel, _Platz()).werte
                self._eigene[schluessel] = _Platz({**bisher, wert.ist_endgueltig: wert})
        self._gemeldet: dict[Monatsschluessel, _Platz] = {}
        self._entfallen: dict[Monatsschluessel, tuple[Angenommen, Monatszeile]] = {}

    def add(self, angenommen: Angenommen, schwere: Schwere) -> None:
        """What one return says; `schwere` is that of values that have no place any more."""
        ohne_platz: dict[str, list[Eingabefeld]] = {}
        for zeile in monatszeilen(angenommen.gesendet, angenommen.meldung.eingaben, angenommen.eigene):
            if not zeile.speaks:
                continue
            feld, kuerzel = zeile.eingabe.feld, zeile.schluessel.kuerzel
            regel = self._regeln.get(kuerzel)
            if regel is None or regel.produkt != feld.objekt:
                mangel = f"die Kennzahl {kuerzel} gibt es bei {feld.objekt} nicht mehr"
                ohne_platz.setdefault(mangel, []).append(zeile.eingabe)
            elif zeile.sagt[0] is None:
                self._drop(angenommen, zeile)
            else:
                self._put(angenommen, zeile, zeile.sagt[0])
        for mangel, eingaben in ohne_platz.items():
            self._befunde += tell_refused(angenommen, eingaben, mangel, schwere)

    def result(self) -> Gemeldetes:
        neue = tuple(self._new())
        ersetzt = {(_key(neu.wert), neu.wert.ist_endgueltig) for neu in neue}
        andere = [w for w in self._alle if w.art is not PlanIst.IST or (_key(w), w.ist_endgueltig) not in ersetzt]
        entfallen = tuple(w for w in andere if w.art is PlanIst.IST and _key(w) in self._entfallen)
        bleibt = (w for w in andere if w.art is not PlanIst.IST or _key(w) not in self._entfallen)
        werte = (*bleibt, *(neu.wert for neu in neue))
        return Gemeldetes(werte, tuple(self._uebernahmen()), tuple(self._befunde), neue, entfallen)

    def _new(self) -> Iterator[Herkunftswert]:
        for schluessel, platz in self._gemeldet.items():
            eigene = self._eigene.get(schluessel, _Platz()).werte
            for endgueltig, (angenommen, zeile) in platz.von.items():
                tag = angenommen.meldung.datum or angenommen.eingegangen
                von = f"Rückgabe {angenommen.nummer}, {angenommen.meldung.name}, {tag:%d.%m.%Y}"
                herkunft = "; ".join(filter(None, (von, zeile.notiz)))
                yield Herkunftswert(platz.werte[endgueltig], herkunft, eigene.get(endgueltig))

    def _uebernahmen(self) -> Iterator[Uebernahme]:
        for schluessel, (angenommen, zeile) in self._entfallen.items():
            if schluessel not in self._gemeldet:
                yield self._uebernahme(angenommen, zeile, None)
        for platz in self._gemeldet.values():
            if platz.gilt in platz.von:
                angenommen, zeile = platz.von[platz.gilt]
                yield self._uebernahme(angenommen, zeile, platz.werte[platz.gilt].wert)

    def _uebernahme(self, angenommen: Angenommen, zeile: Monatszeile, neu: Decimal | None) -> Uebernahme:
        fassung = str(zeile.sagt[1] or "") if neu is not None else ""
        grund = "; ".join(filter(None, (fassung, zeile.notiz)))
        return angenommen.brings(zeile.eingabe, self._own(zeile.schluessel)[0], neu, grund)

    def _now(self, schluessel: Monatsschluessel) -> _Platz:
        if schluessel in self._gemeldet:
            return self._gemeldet[schluessel]
        return _Platz() if schluessel in self._entfallen else self._eigene.get(schluessel, _Platz())

    def _own(self, schluessel: Monatsschluessel) -> Angabe:
        """The value that counts in the Datenmappe, as a cell keeps it."""
        platz = self._eigene.get(schluessel, _Platz())
        wert = platz.werte.get(platz.gilt)
        return (exact(float(wert.wert)), wert.fassung) if wert else (None, None)

    def _drop(self, angenommen: Angenommen, zeile: Monatszeile) -> None:
        """A value that a Fachdienst took back: then there is none, and certainly no 0."""
        if self._own(zeile.schluessel) not in (zeile.damals, zeile.gesendet):
            self._befunde.append(self._overruled(angenommen, zeile))
            return
        self._gemeldet.pop(zeile.schluessel, None)
        self._entfallen[zeile.schluessel] = (angenommen, zeile)

    def _put(self, angenommen: Angenommen, zeile: Monatszeile, wert: Decimal) -> None:
        schluessel, endgueltig = zeile.schluessel, zeile.ist_endgueltig
        jetzt = self._now(schluessel)
        bisher = jetzt.werte.get(endgueltig)
        if bisher and exact(float(bisher.wert)) == wert and bisher.fassung == zeile.sagt[1]:
            return
        if self._has_changed(zeile):
            self._befunde.append(self._overruled(angenommen, zeile))
            return
        if True in jetzt.werte and not endgueltig:
            if exact(float(jetzt.werte[True].wert)) != wert:
                self._befunde.append(_too_late(angenommen, zeile, jetzt.werte[True]))
            return
        neu = Kennzahlwert(
            schluessel.kuerzel,
            schluessel.periode,
            PlanIst.IST,
            schluessel.gruppe,
            wert,
            zeile.sagt[1],
            angenommen.place(zeile.eingabe),
        )
        if bisher and exact(float(bisher.wert)) != wert:
            self._befunde.append(_corrected(angenommen, neu, bisher))
        self._gemeldet[schluessel] = _Platz(
            {**jetzt.werte, endgueltig: neu}, {**jetzt.von, endgueltig: (angenommen, zeile)}
        )

    def _has_changed(self, zeile: Monatszeile) -> bool:
        """Whether the Datenmappe says otherwise by now, of a value as final as the reported one.

        What the workbook was sent with is nothing else: it may have been written into the table since.
        """
        vorher = (zeile.damals, zeile.gesendet)
        if not zeile.ist_endgueltig and any(map(is_final, vorher)):
            return False  # the provisional one of that time is not known, and does not count
        bekannt = [angabe[0] for angabe in vorher if is_final(angabe) == zeile.ist_endgueltig]
        eigener = self._eigene.get(zeile.schluessel, _Platz()).werte.get(zeile.ist_endgueltig)
        return eigener is not None and exact(float(eigener.wert)) not in (*bekannt, zeile.sagt[0])

    def _overruled(self, angenommen: Angenommen, zeile: Monatszeile) -> Befund:
        text = (
            f"{zeile.eingabe.feld}: gemeldet ist {shown_angabe(zeile.sagt)}; in der Datenmappe steht seit dem Versand "
            f"{shown_angabe(self._own(zeile.schluessel))}, und das gilt. Soll die Meldung gelten, sie in der Tabelle "
            "Kennzahlwerte eintragen."
        )
        return Befund(Schwere.HINWEIS, "ruecklauf.ueberstimmt", text, angenommen.place(zeile.eingabe))


def _key(wert: Kennzahlwert) -> Monatsschluessel:
    return Monatsschluessel(wert.kennzahl, wert.periode, wert.gruppe)


def _too_late(angenommen: Angenommen, zeile: Monatszeile, endgueltig: Kennzahlwert) -> Befund:
    text = (
        f"{zeile.eingabe.feld}: gemeldet ist {shown_angabe(zeile.sagt)}; der Wert ist schon endgültig "
        f"({shown_wert(endgueltig.wert)}), und das gilt. Soll die Meldung gelten, sie als endgültig melden lassen."
    )
    return Befund(Schwere.HINWEIS, "ruecklauf.ueberstimmt", text, angenommen.place(zeile.eingabe))


def _corrected(angenommen: Angenommen, neu: Kennzahlwert, bisher: Kennzahlwert) -> Befund:
    text = (
        f"{neu.text}: {bisher.fassungswort} {shown_wert(bisher.wert)}, jetzt {shown_wert(neu.wert)} "
        f"(Rückgabe {angenommen.nummer}); es gilt der spätere Wert."
    )
    return Befund(Schwere.HINWEIS, "kennzahlwert.geaendert", text, neu.source)
