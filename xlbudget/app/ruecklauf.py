"""Collect what the Fachdienste send back: read, check, record everything, and decide what counts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from xlbudget.app.lauf import Fortschritt, Lauf, load, still
from xlbudget.core.kontenrahmen import Berichtszeile
from xlbudget.core.pruefung_ruecklauf import Massstab, Zeilenzahlen, check_rueckmeldung
from xlbudget.core.rueckmeldung import Aenderung, Eingabefeld, Feld, Feldart, Identitaet, aenderungen
from xlbudget.core.tendenz import Regeln
from xlbudget.core.zeit import Stand
from xlbudget.delivery.eintraege import Eingang, Rueckgabe, Sendung
from xlbudget.delivery.versandbuch import Versandbuch, versandbuch_ort
from xlbudget.delivery.zugang import angemeldeter_benutzer
from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef
from xlbudget.sources.eingang import Anhang, read_eingang
from xlbudget.sources.gesperrt import check_gesperrt
from xlbudget.sources.rohmappe import Rohmappe
from xlbudget.sources.ruecklauf import open_ruecklauf, read_rueckmeldung
from xlbudget.sources.zellen import shown


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
        return str(self.rueckgabe.entscheidung.art) if self.rueckgabe.entscheidung else "fremd"


@dataclass(frozen=True, slots=True)
class Ruecklaufergebnis:
    """Every return that is new, was decided now or waits, with those it competes with; and all Befunde."""

    eintraege: tuple[Ruecklaufeintrag, ...]
    befunde: tuple[Befund, ...]


def ruecklauf(
    datenmappe: Path,
    pfade: Iterable[Path] = (),
    annehmen: Collection[int] = (),
    ablehnen: Collection[int] = (),
    fortschritt: Fortschritt = still,
    ersetzen: bool = False,
) -> Ruecklaufergebnis:
    """Store the decisions about returns by their number, then record the returns in files, mails and folders.

    A return that nothing speaks against and that is the only one of its Budget and Stand counts by itself; all others
    wait (`delivery.ruecklaufbuch` has the rule). Every return is on record before the next is read, and what a killed
    run left the next one finishes, also without files. What cannot be read is a Befund, and the others are read.
    `ersetzen` lets a decision stand in the place of another person's. Raises EingabeError (German) for decisions that
    are not possible, before anything is done, and AusgabeError where the Versandbuch cannot be written.
    """
    wer = angemeldeter_benutzer()
    with Versandbuch.open(versandbuch_ort(datenmappe), anlegen=False) as buch:
        gezeigt = buch.ruecklauf.decide(annehmen, ablehnen, wer, ersetzen)
        neue, befunde = _record(pfade, buch, _Leser(datenmappe, buch), wer, fortschritt)
        gezeigt |= buch.ruecklauf.settle(wer)
        fortschritt("Fertig", 1, 1)
        offene = buch.ruecklauf.undecided()
        gezeigt |= {*neue, *annehmen, *ablehnen, *(r.nummer for gruppe in offene.values() for r in gruppe)}
        eintraege = tuple(_entry(buch, r, r.nummer in neue) for r in buch.ruecklauf.select(gezeigt))
    befunde += [b for e in eintraege if e.neu or e.ist_offen for b in e.rueckgabe.befunde]
    befunde += [_to_decide(budget, gruppe) for (_, budget), gruppe in offene.items()]
    return Ruecklaufergebnis(eintraege, tuple(befunde))


def _record(
    pfade: Iterable[Path], buch: Versandbuch, leser: _Leser, wer: str, fortschritt: Fortschritt
) -> tuple[set[int], list[Befund]]:
    """The numbers of all returns that were not on record, and what is to be said about the paths."""
    neue: set[int] = set()
    befunde: list[Befund] = []
    for pfad in pfade:
        anhaenge, funde = _open(pfad)
        befunde += funde
        for nummer, anhang in enumerate(anhaenge):
            fortschritt(f"{pfad.name} einlesen", nummer, len(anhaenge))
            bekannt = buch.ruecklauf.find(anhang.data)
            if bekannt is None:
                neu = buch.ruecklauf.record(leser.read(anhang), wer)
                neue.update([neu] if neu else [])
            elif bekannt.dateiname != anhang.name:
                befunde.append(_known(anhang.name, bekannt))
    return neue, befunde


def _open(pfad: Path) -> tuple[list[Anhang], list[Befund]]:
    """What may be a return in a file, mail or folder; a path that cannot be read does not keep the others from it."""
    try:
        return read_eingang([pfad])
    except EingabeError as error:
        text = str(error)
    except OSError as error:
        text = f"{pfad} ist nicht lesbar ({error.strerror}). Leserecht geben lassen oder die Datei kopieren."
    return [], [Befund(Schwere.FEHLER, "eingang.datei", text, SourceRef(pfad.name))]


def identify(schluessel: bytes) -> Callable[[bytes], Identitaet | None]:
    """Function that tells what a workbook proves to be; None for one that our seal does not prove."""

    def proven(data: bytes) -> Identitaet | None:
        try:
            roh = open_ruecklauf("Mappe", data)
        except EingabeError:
            return None
        return _proven(roh, schluessel)

    return proven


def _proven(roh: Rohmappe, schluessel: bytes) -> Identitaet | None:
    ist_echt = roh.identitaet and roh.siegel and roh.identitaet.is_sealed_by(schluessel, roh.siegel)
    return roh.identitaet if ist_echt else None


class _Leser:
    """Reads returns against what was sent."""

    def __init__(self, datenmappe: Path, buch: Versandbuch) -> None:
        self._datenmappe, self._buch = datenmappe, buch
        self._schluessel = buch.schluessel()
        self._laeufe: dict[Stand, Lauf | None] = {}

    def read(self, anhang: Anhang) -> Eingang:
        """A return with everything that is to be said about it, whatever it is."""
        eingang = Eingang(anhang.data, anhang.name, None, anhang.herkunft, anhang.absender)
        try:
            roh = open_ruecklauf(anhang.name, anhang.data)
        except EingabeError as error:
            befund = Befund(Schwere.FEHLER, "ruecklauf.unlesbar", str(error), SourceRef(anhang.name))
            return replace(eingang, befunde=(befund, *error.befunde))
        eingang = replace(eingang, identitaet=roh.identitaet)
        identitaet = _proven(roh, self._schluessel)
        sendung = self._buch.find_sendung(identitaet.sendung) if identitaet else None
        if sendung is None or sendung.identitaet != identitaet:
            return replace(eingang, befunde=(_foreign(anhang.name, roh),))
        return self._read_ours(eingang, roh, sendung)

    def _read_ours(self, eingang: Eingang, roh: Rohmappe, sendung: Sendung) -> Eingang:
        meldung, befunde = read_rueckmeldung(roh, sendung.felder)
        original = open_ruecklauf(sendung.dateiname, self._buch.archived(sendung.sha256))
        befunde += check_gesperrt(original, roh, sendung.felder)
        lauf = self._lauf(sendung.identitaet.stand)
        befunde += check_rueckmeldung(meldung, sendung.felder, _massstab(sendung, lauf), eingang.dateiname)
        befunde += _uncompared(eingang.dateiname, sendung, lauf)
        befunde += _superseded(eingang.dateiname, sendung.identitaet, self._buch.fassungen(sendung.identitaet.budget))
        return replace(
            eingang,
            sendung=sendung.identitaet.sendung,
            name=meldung.name,
            datum=meldung.datum,
            status=meldung.status,
            eingaben=meldung.eingaben,
            befunde=tuple(befunde),
        )

    def _lauf(self, stand: Stand) -> Lauf | None:
        """The figures of a Stand; None where the exports are not at hand: a return is recorded all the same."""
        if stand not in self._laeufe:
            try:
                self._laeufe[stand] = load(self._datenmappe, stand, mit_ruecklauf=False)
            except EingabeError:
                self._laeufe[stand] = None
        return self._laeufe[stand]


def _massstab(sendung: Sendung, lauf: Lauf | None) -> Massstab:
    gesendet, heute = sendung.angelegt.astimezone().date(), datetime.now(UTC).astimezone().date()
    if lauf is None:
        return Massstab(Regeln(), gesendet, heute)
    felder = [feld.feld for feld in sendung.felder if feld.feld.objekt in lauf.daten.gliederung]
    zeilen = {feld: _zahlen(lauf, feld) for feld in felder if feld.feldart is Feldart.PROGNOSE}
    return Massstab(lauf.mappe.regeln, gesendet, heute, zeilen, _plaene(lauf))


def _zahlen(lauf: Lauf, feld: Feld) -> Zeilenzahlen:
    assert feld.art is not None
    daten, zeile = lauf.daten, Berichtszeile(feld.art, feld.zeile)
    objekt = daten.gliederung[feld.objekt]
    return Zeilenzahlen(
        daten.ansatz.summe_ct(objekt, zeile),
        daten.ist.summe_ct(objekt, zeile),
        daten.prognosen.of(objekt, zeile).betrag_ct,
    )


def _plaene(lauf: Lauf) -> dict[Feld, Decimal]:
    arten = ((Feldart.LEISTUNG, lauf.daten.leistungen), (Feldart.ZIEL, lauf.daten.ziele))
    return {
        Feld(k.produkt, art, zeile=k.bezeichnung): k.plan
        for art, kennzahlen in arten
        for k in kennzahlen
        if k.plan is not None
    }


def _entry(buch: Versandbuch, rueckgabe: Rueckgabe, neu: bool) -> Ruecklaufeintrag:
    sendung = buch.find_sendung(rueckgabe.sendung) if rueckgabe.sendung else None
    felder: Sequence[Eingabefeld] = sendung.felder if sendung else ()
    return Ruecklaufeintrag(rueckgabe, aenderungen(felder, rueckgabe.eingaben), neu)


def _to_decide(budget: str, gruppe: Sequence[Rueckgabe]) -> Befund:
    """What a controller has to decide about one Budget, and how."""
    genannt = [f"{r.nummer} ({r.dateiname}, von {r.name or r.absender or 'unbekannt'})" for r in gruppe]
    if len(gruppe) == 1:
        wahl = f"--annehmen {gruppe[0].nummer} oder --ablehnen {gruppe[0].nummer}"
        text = f"„{budget}“: Rückgabe {genannt[0]} wartet auf Ihre Entscheidung: {wahl}."
        return Befund(Schwere.HINWEIS, "ruecklauf.entscheiden", text)
    geltende = next((f"gilt Rückgabe {r.nummer}" for r in gruppe if r.ist_angenommen), "zählt keine davon")
    text = (
        f"„{budget}“: zum Stand {gruppe[0].stand} liegen {len(gruppe)} Rückgaben vor: {', '.join(genannt)}. Nur eine "
        f"kann gelten; sie mit --annehmen, die anderen mit --ablehnen bestimmen. Bis dahin {geltende}."
    )
    for frueher in (r.nummer for r in gruppe if r.war_angenommen):
        text += f" Rückgabe {frueher} zählte schon und kann in einem Bericht stehen."
    return Befund(Schwere.WARNUNG, "ruecklauf.mehrere", text)


def _known(name: str, bekannt: Rueckgabe) -> Befund:
    text = f"Das ist dieselbe Datei wie die Rückgabe {bekannt.nummer} ({bekannt.dateiname}); sie zählt nur einmal."
    return Befund(Schwere.HINWEIS, "ruecklauf.doppelt", text, SourceRef(name))


def _foreign(name: str, roh: Rohmappe) -> Befund:
    wessen = f"für „{shown(roh.identitaet.budget)}“, Stand {roh.identitaet.stand}, " if roh.identitaet else ""
    text = (
        f"Diese Mappe {wessen}stammt aus keinem Versand dieser Datenmappe oder ihre Kennung ist verändert; nichts wird "
        "übernommen. Die gesendete Mappe ausfüllen lassen."
    )
    return Befund(Schwere.FEHLER, "ruecklauf.fremd", text, SourceRef(name))


def _uncompared(name: str, sendung: Sendung, lauf: Lauf | None) -> Iterator[Befund]:
    """What could not be held against the calculated figures; that is no reason to take it unseen."""
    if lauf is None:
        grund = (
            f"zum Stand {sendung.identitaet.stand} ist mit dieser Datenmappe gerade keine Rechnung möglich "
            "(xlbudget pruefen sagt, warum)"
        )
    elif fehlende := [objekt for objekt in sendung.identitaet.objekte if objekt not in lauf.daten.gliederung]:
        grund = f"die Datenmappe kennt {', '.join(fehlende)} nicht mehr"
    else:
        return
    text = f"Nicht alles ist mit den berechneten Zahlen verglichen: {grund}. Vor dem Annehmen selbst vergleichen."
    yield Befund(Schwere.WARNUNG, "ruecklauf.unverglichen", text, SourceRef(name))


def _superseded(name: str, identitaet: Identitaet, fassungen: Mapping[Stand, int]) -> Iterator[Befund]:
    """Where the Budget has a later workbook than the one that came back."""
    neueste, spaeter = fassungen[identitaet.stand], max(fassungen)
    if neueste > identitaet.fassung:
        text = (
            f"Dies ist die Fassung {identitaet.fassung} für „{identitaet.budget}“; inzwischen ist die Fassung "
            f"{neueste} vorbereitet. Prüfen, ob die Angaben noch gelten."
        )
        yield Befund(Schwere.WARNUNG, "ruecklauf.fassung", text, SourceRef(name))
    if spaeter > identitaet.stand:
        text = (
            f"Dies ist die Mappe zum Stand {identitaet.stand} für „{identitaet.budget}“; inzwischen ist die zum Stand "
            f"{spaeter} vorbereitet. Angenommen zählt sie nur im Bericht zum Stand {identitaet.stand}; nachfragen, ob "
            "die neuere Mappe gemeint war."
        )
        yield Befund(Schwere.WARNUNG, "ruecklauf.stand", text, SourceRef(name))
