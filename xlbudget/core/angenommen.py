"""What accepted returns change in a report: reported forecasts, explanations, key figures, each with its origin.

A value counts by what it is beside the Datenmappe as it stands now, not by what a workbook was sent with: that may hold
what an earlier return brought in. What the Datenmappe itself has changed since the workbook was sent was changed by a
person who knew better, and wins. What a return says of a thing that is no longer there is no part of the report, and
that is said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from xlbudget.core.gliederung import Gliederung
from xlbudget.core.kontenrahmen import Berichtszeile
from xlbudget.core.rueckmeldung import TAFELARTEN, Eingabefeld, Feld, Feldart, Feldwert, Rueckmeldung
from xlbudget.core.uebernahme import Eigene, Uebernahme, shown_wert
from xlbudget.errors import Befund, Schwere, SourceRef, printable

_DANEBEN = TAFELARTEN | {Feldart.GRUND}
MAX_GENANNT = 5
"""So many values are named of those that are not in the report for one reason."""


@dataclass(frozen=True, slots=True)
class Angenommen:
    """An accepted return, and what it answers to.

    `gesendet` stood in the workbook, `eigene` in the Datenmappe at that time; a Feld that `eigene` lacks stood there as
    it was sent. `eingegangen` is the day for a return that names none.
    """

    nummer: int
    budget: str
    gesendet: Sequence[Eingabefeld]
    eigene: Eigene
    meldung: Rueckmeldung
    datei: str
    eingegangen: date

    def place(self, eingabe: Eingabefeld) -> SourceRef:
        """Where it says something."""
        return SourceRef(self.datei, eingabe.blatt, eingabe.zelle)

    def brings(self, eingabe: Eingabefeld, alt: Feldwert, neu: Feldwert, grund: str = "") -> Uebernahme:
        """A value of it in place of what the Datenmappe has."""
        return Uebernahme(
            feld=eingabe.feld,
            alt=alt,
            neu=neu,
            grund=grund,
            von=self.meldung.name,
            datum=self.meldung.datum or self.eingegangen,
            source=self.place(eingabe),
            rueckgabe=self.nummer,
        )


@dataclass(frozen=True, slots=True)
class Mappenstand:
    """What the Datenmappe says now, and what there is to speak of; the Ist of `gerechnet` follows from other values."""

    eigene: Eigene
    gliederung: Gliederung
    zeilen: Collection[Berichtszeile]
    gerechnet: Collection[Feld] = ()

    def lacks(self, feld: Feld) -> str:
        """Why nothing can be said in this Feld any more; empty where it can."""
        if feld.objekt not in self.gliederung:
            return f"„{feld.objekt}“ gibt es in der Datenmappe nicht mehr"
        if feld.feldart is Feldart.PROGNOSE:
            if feld.art is None or Berichtszeile(feld.art, feld.zeile) not in self.zeilen:
                return f"die Zeile „{feld.zeile}“ ({feld.art}) gibt es in der Kontenzuordnung nicht mehr"
        elif feld not in self.eigene:
            return f"die Kennzahl „{printable(feld.zeile, 60)}“ gibt es bei {feld.objekt} nicht mehr"
        return ""

    def distance(self, budget: str, objekt: str) -> int:
        """How far above an object a Budget is; behind all where it is not above it."""
        pfad = [knoten.kennung for knoten in self.gliederung.pfad(self.gliederung[objekt])]
        return pfad.index(budget) if budget in pfad else len(pfad)


def uebernahmen(angenommene: Iterable[Angenommen], bestand: Mappenstand) -> tuple[tuple[Uebernahme, ...], list[Befund]]:
    """Every value that the report takes from accepted returns, and what is to be said about those it does not take.

    Of one object only one return is heard, that of the nearest Budget above it: the answers of two Fachdienste about
    one Produkt are never mixed. Rows of tables are not among them: who knows a table puts these together.
    """
    genommen: list[Uebernahme] = []
    befunde: list[Befund] = []
    nach_objekt: dict[str, list[_Antwort]] = {}
    for angenommen in angenommene:
        for objekt in dict.fromkeys(e.feld.objekt for e in angenommen.gesendet if e.feld.feldart not in TAFELARTEN):
            if antwort := _Antwort.about(objekt, angenommen, bestand):
                nach_objekt.setdefault(objekt, []).append(antwort)
    for objekt, antworten in nach_objekt.items():
        if objekt not in bestand.gliederung:
            for antwort in antworten:
                befunde += antwort.refused(antwort.werte, bestand.lacks(Feld(objekt, Feldart.ERLAEUTERUNG)))
            continue
        geltende, *andere = sorted(antworten, key=lambda a: bestand.distance(a.angenommen.budget, objekt))
        uebernommen, gesagt = geltende.taken()
        genommen += uebernommen
        befunde += gesagt
        im_bericht = {**bestand.eigene, **{u.feld: u.neu for u in uebernommen}}
        for antwort in andere:
            weitere, gesagt = antwort.taken()
            befunde += gesagt
            felder = {u.feld for u in weitere if im_bericht.get(u.feld) != u.neu}
            befunde += antwort.refused(
                [wert for wert in antwort.werte if wert.feld in felder],
                f"für {objekt} gilt die Rückgabe {geltende.angenommen.nummer} von „{geltende.angenommen.budget}“",
            )
    return tuple(genommen), befunde


def tell_refused(
    angenommen: Angenommen, eingaben: Sequence[Eingabefeld], grund: str, schwere: Schwere
) -> Iterator[Befund]:
    """That values of an accepted return are not in the report, and why."""
    neu = angenommen.meldung.eingaben
    genannt = [f"{e.feld}: {shown_wert(neu[e.feld])}" for e in eingaben[:MAX_GENANNT]]
    if weitere := len(eingaben) - len(genannt):
        genannt.append(f"und {weitere} weitere")
    text = (
        f"Rückgabe {angenommen.nummer} („{angenommen.budget}“) ist angenommen, aber nicht im Bericht ist daraus "
        f"{'; '.join(genannt)}. Grund: {grund}. Soll es zählen, den früheren Zustand der Datenmappe wiederherstellen "
        "oder eine neue Fassung versenden."
    )
    yield Befund(schwere, "ruecklauf.nicht_uebernommen", text, angenommen.place(eingaben[0]))


@dataclass(frozen=True, slots=True)
class _Antwort:
    """What one return says about one object: `werte` are the values it speaks of, not those it left alone."""

    angenommen: Angenommen
    bestand: Mappenstand
    werte: tuple[Eingabefeld, ...]

    @classmethod
    def about(cls, objekt: str, angenommen: Angenommen, bestand: Mappenstand) -> _Antwort | None:
        """None where it says nothing."""
        antwort = cls(angenommen, bestand, ())
        felder = (e for e in angenommen.gesendet if e.feld.objekt == objekt and e.feld.feldart not in _DANEBEN)
        werte = tuple(eingabe for eingabe in felder if antwort._speaks_of(eingabe))
        return cls(angenommen, bestand, werte) if werte else None

    def taken(self) -> tuple[list[Uebernahme], list[Befund]]:
        """The values that the report does not have without it, and what is to be said about the others."""
        genommen: list[Uebernahme] = []
        befunde: list[Befund] = []
        ohne_platz: dict[str, list[Eingabefeld]] = {}
        for eingabe in self.werte:
            feld, neu, jetzt = eingabe.feld, self._neu(eingabe.feld), self.bestand.eigene.get(eingabe.feld)
            if mangel := self.bestand.lacks(feld):
                ohne_platz.setdefault(mangel, []).append(eingabe)
            elif feld.feldart is Feldart.PROGNOSE and feld in self.bestand.eigene:
                befunde += self._overruled_prognose(eingabe)
            elif neu == jetzt:
                continue
            elif feld in self.bestand.gerechnet or (
                feld.feldart is not Feldart.PROGNOSE and jetzt != self._damals(eingabe)
            ):
                befunde.append(self._overruled(eingabe))
            else:
                genommen.append(self._uebernahme(eingabe))
        for mangel, eingaben in ohne_platz.items():
            befunde += self.refused(eingaben, mangel)
        return genommen, befunde

    def refused(self, eingaben: Sequence[Eingabefeld], grund: str) -> Iterator[Befund]:
        """That values of the return are not in the report."""
        if eingaben:
            yield from tell_refused(self.angenommen, eingaben, grund, Schwere.FEHLER)

    def _speaks_of(self, eingabe: Eingabefeld) -> bool:
        """Whether anything is said in a Feld: not where it came back as the Datenmappe had it when it was sent."""
        eingaben = self.angenommen.meldung.eingaben
        if eingabe.feld not in eingaben:
            return False
        neu = eingaben[eingabe.feld]
        if eingabe.feld.feldart is Feldart.PROGNOSE and neu is None:
            return False
        return neu != self._damals(eingabe) or neu != eingabe.wert or self._grund_changed(eingabe)

    def _grund_changed(self, eingabe: Eingabefeld) -> bool:
        if eingabe.feld.feldart is not Feldart.PROGNOSE:
            return False
        grund = replace(eingabe.feld, feldart=Feldart.GRUND)
        gesendet = next((e.wert for e in self.angenommen.gesendet if e.feld == grund), None)
        return self.angenommen.meldung.eingaben.get(grund, gesendet) != gesendet

    def _neu(self, feld: Feld) -> Feldwert:
        return self.angenommen.meldung.eingaben[feld]

    def _grund(self, feld: Feld) -> str:
        return str(self.angenommen.meldung.eingaben.get(replace(feld, feldart=Feldart.GRUND)) or "")

    def _damals(self, eingabe: Eingabefeld) -> Feldwert:
        """What the Datenmappe had when the workbook was sent."""
        return self.angenommen.eigene.get(eingabe.feld, eingabe.wert)

    def _uebernahme(self, eingabe: Eingabefeld) -> Uebernahme:
        feld = eingabe.feld
        grund = self._grund(feld) if feld.feldart is Feldart.PROGNOSE else ""
        return self.angenommen.brings(eingabe, self.bestand.eigene.get(feld), self._neu(feld), grund)

    def _overruled_prognose(self, eingabe: Eingabefeld) -> Iterator[Befund]:
        feld, neu, jetzt = eingabe.feld, self._neu(eingabe.feld), self.bestand.eigene[eingabe.feld]
        if neu != jetzt:
            text = (
                f"{feld.objekt}, {feld.art} {feld.zeile}: gemeldet sind {shown_wert(neu)}, im Blatt Prognosen stehen "
                f"{shown_wert(jetzt)}; das gilt. Soll die Meldung gelten, dort die Zeile löschen."
            )
            yield Befund(Schwere.HINWEIS, "ruecklauf.ueberstimmt", text, self.angenommen.place(eingabe))
        elif self._grund_changed(eingabe) and self._grund(feld) != (
            self.bestand.eigene.get(replace(feld, feldart=Feldart.GRUND)) or ""
        ):
            text = (
                f"{feld.objekt}, {feld.art} {feld.zeile}: gemeldet ist der Grund "
                f"„{printable(self._grund(feld), 80)}“; es gilt der im Blatt Prognosen. Soll der gemeldete gelten, ihn "
                "dort eintragen."
            )
            yield Befund(Schwere.HINWEIS, "ruecklauf.ueberstimmt", text, self.angenommen.place(eingabe))

    def _overruled(self, eingabe: Eingabefeld) -> Befund:
        feld = eingabe.feld
        woher, rat = (
            ("aus ihren Teilen gerechnet ist", "Stimmt die Meldung, deren Monatswerte ändern.")
            if feld in self.bestand.gerechnet
            else ("in der Datenmappe steht seit dem Versand", "Soll die Meldung gelten, sie dort eintragen.")
        )
        text = (
            f"{feld}: gemeldet ist {shown_wert(self._neu(feld))}; {woher} "
            f"{shown_wert(self.bestand.eigene.get(feld))}, und das gilt. {rat}"
        )
        return Befund(Schwere.HINWEIS, "ruecklauf.ueberstimmt", text, self.angenommen.place(eingabe))
