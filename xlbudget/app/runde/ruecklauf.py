"""Collect what the Fachdienste send back: read, check, record everything, and decide what counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlbudget.app.bericht.buchzugang import known_buch
from xlbudget.app.runde.ruecklaufleser import Leser
from xlbudget.core.rueckmeldung import Aenderung, aenderungen
from xlbudget.delivery.ledger.eintraege import Rueckgabe
from xlbudget.delivery.ledger.versandbuch import Versandbuch
from xlbudget.delivery.mail.zugang import angemeldeter_benutzer
from xlbudget.errors import Befund, Schwere, SourceRef
from xlbudget.fortschritt import Fortschritt, silent
from xlbudget.sources.datenmappe.mappe import read_datenmappe
from xlbudget.sources.returns.eingang import iter_eingang


@dataclass(frozen=True, slots=True)
class Ruecklaufeintrag:
    """A recorded return, what differs in it from what was sent, and whether this run brought it."""

    rueckgabe: Rueckgabe
    aenderungen: tuple[Aenderung, ...]
    neu: bool

    @property
    def ist_offen(self) -> bool:
        """Whether somebody has to decide about it."""
        return self.rueckgabe.sendung is not None and self.rueckgabe.entscheidung is None

    @property
    def lage(self) -> str:
        """What is decided about it."""
        if self.ist_offen:
            return "zu entscheiden"
        if self.rueckgabe.entscheidung:
            return str(self.rueckgabe.entscheidung.art)
        return "nicht lesbar" if any(b.code == "ruecklauf.unlesbar" for b in self.rueckgabe.befunde) else "fremd"


@dataclass(frozen=True, slots=True)
class Ruecklaufergebnis:
    """Every return that is new, was decided now or waits, with those it competes with; and all Befunde."""

    eintraege: tuple[Ruecklaufeintrag, ...]
    befunde: tuple[Befund, ...]


def ruecklauf(
    datenmappe: Path,
    pfade: Iterable[Path] = (),
    *,
    annehmen: Collection[int] = (),
    ablehnen: Collection[int] = (),
    fortschritt: Fortschritt = silent,
    ersetzen: bool = False,
) -> Ruecklaufergebnis:
    """Store the decisions about returns by their number, then record the returns in files, mails and folders.

    A return that nothing speaks against and that is the only one of its Budget and Stand counts by itself; all others
    wait (`delivery.ruecklaufbuch` has the rule). Every return is on record before the next is read, and what a killed
    run left the next one finishes, also without files. What cannot be read is a Befund, and the others are read.
    `ersetzen` lets a decision stand in the place of another person's. Raises EingabeError (German) for decisions that
    are not possible, before anything is done, and AusgabeError where the Versandbuch cannot be written.
    """
    mappe, _ = read_datenmappe(datenmappe)
    wer = angemeldeter_benutzer()
    with known_buch(mappe, wer) as buch:
        gezeigt = buch.ruecklauf.decide(annehmen, ablehnen, wer, ersetzen=ersetzen)
        neue, befunde = _record(pfade, buch, Leser(datenmappe, buch), wer, fortschritt)
        gezeigt |= buch.ruecklauf.settle(wer)
        fortschritt("Fertig", 1, 1)
        offene = buch.ruecklauf.undecided()
        gezeigt |= {*neue, *annehmen, *ablehnen, *(r.nummer for gruppe in offene.values() for r in gruppe)}
        eintraege = tuple(_entry(buch, r, neu=r.nummer in neue) for r in buch.ruecklauf.select(gezeigt))
    befunde += [b for e in eintraege if e.neu or e.ist_offen for b in e.rueckgabe.befunde]
    befunde += [_to_decide(budget, gruppe) for (_, budget), gruppe in offene.items()]
    return Ruecklaufergebnis(eintraege, tuple(befunde))


def _record(
    pfade: Iterable[Path], buch: Versandbuch, leser: Leser, wer: str, fortschritt: Fortschritt
) -> tuple[set[int], list[Befund]]:
    """The numbers of all returns that were not on record, and what is to be said about the paths."""
    neue: set[int] = set()
    befunde: list[Befund] = []
    wieder = 0
    for nummer, fund in enumerate(iter_eingang(pfade)):
        if isinstance(fund, Befund):
            befunde.append(fund)
            continue
        fortschritt(f"{fund.name} einlesen", nummer, nummer + 1)
        bekannt = buch.ruecklauf.find(fund.data)
        if bekannt is None:
            gelesen = leser.read(fund)
            if isinstance(gelesen, Befund):
                befunde.append(gelesen)
                continue
            neu = buch.ruecklauf.record(gelesen, wer)
            neue.update([neu] if neu else [])
        elif bekannt.dateiname == fund.name:
            wieder += 1
        else:
            befunde.append(_known(fund.name, bekannt))
    if wieder:
        eine, mehrere = "1 Mappe ist schon eingelesen und zählt", f"{wieder} Mappen sind schon eingelesen und zählen"
        text = f"{eine if wieder == 1 else mehrere} nur einmal."
        befunde.append(Befund(Schwere.HINWEIS, "ruecklauf.bekannt", text))
    return neue, befunde


def _entry(buch: Versandbuch, rueckgabe: Rueckgabe, *, neu: bool) -> Ruecklaufeintrag:
    sendung = buch.find_sendung(rueckgabe.sendung) if rueckgabe.sendung else None
    meldung = rueckgabe.rueckmeldung
    geaendert = aenderungen(sendung.felder, meldung.eingaben) if sendung and meldung else ()
    return Ruecklaufeintrag(rueckgabe, geaendert, neu)


def _to_decide(budget: str, gruppe: Sequence[Rueckgabe]) -> Befund:
    """What a controller has to decide about one Budget, and how."""
    genannt = [f"{r.nummer} ({r.dateiname}, von {r.von or 'unbekannt'})" for r in gruppe]
    if len(gruppe) == 1:
        annehmen = "" if gruppe[0].ist_verschoben else f"--annehmen {gruppe[0].nummer} oder "
        wahl = f"{annehmen}--ablehnen {gruppe[0].nummer}"
        text = f"„{budget}“: Rückgabe {genannt[0]} wartet auf Ihre Entscheidung: {wahl}."
        return Befund(Schwere.HINWEIS, "ruecklauf.entscheiden", text)
    text = f"„{budget}“: zum Stand {gruppe[0].stand} liegen {len(gruppe)} Rückgaben vor: {', '.join(genannt)}. "
    if geltende := next((r for r in gruppe if r.ist_angenommen), None):
        ablehnen = " ".join(f"--ablehnen {r.nummer}" for r in gruppe if r.entscheidung is None)
        text += (
            f"Es gilt Rückgabe {geltende.nummer}. Soll es dabei bleiben: {ablehnen}; "
            "sonst die richtige mit --annehmen an ihre Stelle setzen."
        )
    else:
        text += "Nur eine kann gelten; sie mit --annehmen, die anderen mit --ablehnen bestimmen. Bis dahin zählt keine."
    for frueher in (r.nummer for r in gruppe if r.war_angenommen):
        text += f" Rückgabe {frueher} zählte schon und kann in einem Bericht stehen."
    return Befund(Schwere.WARNUNG, "ruecklauf.mehrere", text)


def _known(name: str, bekannt: Rueckgabe) -> Befund:
    text = f"Das ist dieselbe Datei wie die Rückgabe {bekannt.nummer} ({bekannt.dateiname}); sie zählt nur einmal."
    return Befund(Schwere.HINWEIS, "ruecklauf.doppelt", text, SourceRef(name))
