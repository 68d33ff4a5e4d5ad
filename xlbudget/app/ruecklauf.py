"""Collect what the Fachdienste send back: read, check, record everything, and decide what counts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from xlbudget.app.lauf import Fortschritt, Lauf, load, still
from xlbudget.core.kontenrahmen import Berichtszeile
from xlbudget.core.pruefung_ruecklauf import Massstab, Zeilenzahlen, check_rueckmeldung
from xlbudget.core.rueckmeldung import Aenderung, Eingabefeld, Feld, Feldart, Identitaet, Status, aenderungen
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

VON_SELBST = "xlbudget"
"""Who accepts a return that nothing speaks against."""


@dataclass(frozen=True, slots=True)
class Ruecklaufeintrag:
    """A recorded return, what differs in it from what was sent, and whether this run brought it."""

    rueckgabe: Rueckgabe
    aenderungen: tuple[Aenderung, ...]
    neu: bool

    @property
    def lage(self) -> str:
        """What is decided about it."""
        if self.rueckgabe.sendung is None:
            return "fremd"
        if self.rueckgabe.entscheidung is None:
            return "zu entscheiden"
        return "angenommen" if self.rueckgabe.ist_angenommen else "abgelehnt"


@dataclass(frozen=True, slots=True)
class Ruecklaufergebnis:
    """Every return that is new or waits for a decision, and all Befunde."""

    eintraege: tuple[Ruecklaufeintrag, ...]
    befunde: tuple[Befund, ...]


def ruecklauf(
    datenmappe: Path,
    pfade: Iterable[Path] = (),
    annehmen: Collection[int] = (),
    ablehnen: Collection[int] = (),
    fortschritt: Fortschritt = still,
) -> Ruecklaufergebnis:
    """Record the returns in files, mails and folders, then the decisions about returns by their number.

    A return that nothing speaks against, the only one of its Budget, marked as fertig, is accepted; all others wait.
    Every return is on record before the next is read. Raises EingabeError or AusgabeError (German).
    """
    wer = angemeldeter_benutzer()
    anhaenge, befunde = read_eingang(pfade)
    with Versandbuch.open(versandbuch_ort(datenmappe), anlegen=False) as buch:
        bekannt = {rueckgabe.nummer for rueckgabe in buch.ruecklauf.rueckgaben()}
        leser = _Leser(datenmappe, buch)
        with buch.ruecklauf.einlesen() as eintragen:
            for nummer, anhang in enumerate(anhaenge):
                fortschritt("Rückläufe einlesen", nummer, len(anhaenge))
                eintragen(leser.read(anhang), wer)
            _accept_clear(buch)
        for nummer in annehmen:
            buch.ruecklauf.decide(nummer, True, wer, ersetzen=True)
        for nummer in ablehnen:
            buch.ruecklauf.decide(nummer, False, wer)
        fortschritt("Fertig", 1, 1)
        gezeigt = {*annehmen, *ablehnen}
        eintraege = [_entry(buch, r, r.nummer not in bekannt) for r in buch.ruecklauf.rueckgaben()]
    eintraege = [e for e in eintraege if e.neu or e.rueckgabe.nummer in gezeigt or e.lage == "zu entscheiden"]
    befunde += [befund for eintrag in eintraege if eintrag.neu for befund in eintrag.rueckgabe.befunde]
    return Ruecklaufergebnis(tuple(eintraege), (*befunde, *_conflicts(eintraege)))


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
        befunde += check_rueckmeldung(meldung, sendung.felder, self._massstab(sendung), eingang.dateiname)
        identitaet = sendung.identitaet
        if (neueste := self._buch.next_fassung(identitaet.stand, identitaet.budget) - 1) > identitaet.fassung:
            befunde.append(_older(eingang.dateiname, identitaet, neueste))
        return replace(
            eingang,
            sendung=identitaet.sendung,
            name=meldung.name,
            datum=meldung.datum,
            status=meldung.status,
            eingaben=meldung.eingaben,
            befunde=tuple(befunde),
        )

    def _massstab(self, sendung: Sendung) -> Massstab:
        lauf = self._lauf(sendung.identitaet.stand)
        gesendet, heute = sendung.angelegt.astimezone().date(), datetime.now(UTC).astimezone().date()
        if lauf is None:
            return Massstab(Regeln(), gesendet, heute)
        felder = [feld.feld for feld in sendung.felder if feld.feld.objekt in lauf.daten.gliederung]
        zeilen = {feld: _zahlen(lauf, feld) for feld in felder if feld.feldart is Feldart.PROGNOSE}
        return Massstab(lauf.mappe.regeln, gesendet, heute, zeilen, _plaene(lauf))

    def _lauf(self, stand: Stand) -> Lauf | None:
        """The figures of a Stand; None where the exports are not at hand: a return is recorded all the same."""
        if stand not in self._laeufe:
            try:
                self._laeufe[stand] = load(self._datenmappe, stand, mit_ruecklauf=False)
            except EingabeError:
                self._laeufe[stand] = None
        return self._laeufe[stand]


def _zahlen(lauf: Lauf, feld: Feld) -> Zeilenzahlen:
    assert feld.art is not None
    daten, zeile = lauf.daten, Berichtszeile(feld.art, feld.zeile)
    objekt = daten.gliederung[feld.objekt]
    return Zeilenzahlen(
        daten.ansatz.summe_ct(objekt, zeile),
        daten.ist.summe_ct(objekt, zeile),
        daten.prognosen.of(objekt, zeile).betrag_ct,
    )


def _plaene(lauf: Lauf) -> dict[Feld, object]:
    arten = ((Feldart.LEISTUNG, lauf.daten.leistungen), (Feldart.ZIEL, lauf.daten.ziele))
    return {
        Feld(k.produkt, art, zeile=k.bezeichnung): k.plan
        for art, kennzahlen in arten
        for k in kennzahlen
        if k.plan is not None
    }


def _accept_clear(buch: Versandbuch) -> None:
    """Accept what is final, without a finding to decide about, and the only return of its Budget."""
    je_budget: dict[tuple[Stand | None, str | None], list[Rueckgabe]] = {}
    for rueckgabe in buch.ruecklauf.rueckgaben():
        if rueckgabe.entscheidung is None or rueckgabe.ist_angenommen:
            je_budget.setdefault((rueckgabe.stand, rueckgabe.budget), []).append(rueckgabe)
    for (stand, _), rueckgaben in je_budget.items():
        einzige = rueckgaben[0]
        if (
            stand is None
            or len(rueckgaben) > 1
            or einzige.entscheidung is not None
            or einzige.status is not Status.FERTIG
        ):
            continue
        if all(befund.schwere is Schwere.HINWEIS for befund in einzige.befunde):
            buch.ruecklauf.decide(einzige.nummer, True, VON_SELBST, "ohne Befund")


def _entry(buch: Versandbuch, rueckgabe: Rueckgabe, neu: bool) -> Ruecklaufeintrag:
    sendung = buch.find_sendung(rueckgabe.sendung) if rueckgabe.sendung else None
    felder: Sequence[Eingabefeld] = sendung.felder if sendung else ()
    return Ruecklaufeintrag(rueckgabe, aenderungen(felder, rueckgabe.eingaben), neu)


def _conflicts(eintraege: Iterable[Ruecklaufeintrag]) -> list[Befund]:
    """For every return that waits, what a controller has to type."""
    return [
        Befund(
            Schwere.HINWEIS,
            "ruecklauf.entscheiden",
            f"Rückgabe {e.rueckgabe.nummer} („{e.rueckgabe.budget}“, {e.rueckgabe.dateiname}) wartet auf Ihre "
            f"Entscheidung: --annehmen {e.rueckgabe.nummer} oder --ablehnen {e.rueckgabe.nummer}.",
        )
        for e in eintraege
        if e.lage == "zu entscheiden"
    ]


def _foreign(name: str, roh: Rohmappe) -> Befund:
    wessen = f"für „{roh.identitaet.budget}“, Stand {roh.identitaet.stand}, " if roh.identitaet else ""
    text = (
        f"Diese Mappe {wessen}stammt aus keinem Versand dieser Datenmappe oder ihre Kennung ist verändert; nichts wird "
        "übernommen. Die gesendete Mappe ausfüllen lassen."
    )
    return Befund(Schwere.FEHLER, "ruecklauf.fremd", text, SourceRef(name))


def _older(name: str, identitaet: Identitaet, neueste: int) -> Befund:
    text = (
        f"Dies ist die Fassung {identitaet.fassung} für „{identitaet.budget}“; inzwischen ist die Fassung {neueste} "
        "vorbereitet. Prüfen, ob die Angaben noch gelten."
    )
    return Befund(Schwere.WARNUNG, "ruecklauf.fassung", text, SourceRef(name))
