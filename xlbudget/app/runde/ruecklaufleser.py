"""Reads a returned workbook against what was sent, and says everything that is to be said about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from xlbudget.app.bericht.lauf import Lauf, load
from xlbudget.core.kennzahlen.pruefung_rueckmeldung import check_monatswerte
from xlbudget.core.kontenrahmen import Berichtszeile
from xlbudget.core.massnahmenfelder import check_massnahmenfelder
from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.pruefung_prognose import Zeilenzahlen
from xlbudget.core.pruefung_ruecklauf import Massstab, check_rueckmeldung
from xlbudget.core.rueckmeldung import Feld, Feldart, Identitaet
from xlbudget.core.tendenz import Regeln
from xlbudget.core.zeit import Stand
from xlbudget.delivery.ledger.eintraege import Eingang, Sendung
from xlbudget.delivery.ledger.versandbuch import Versandbuch
from xlbudget.delivery.mail.adressen import parse_domains
from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef, printable
from xlbudget.sources.returns.eingang import Eingangsdatei
from xlbudget.sources.returns.gesperrt import check_gesperrt
from xlbudget.sources.returns.ruecklauf import open_ruecklauf, read_rueckmeldung
from xlbudget.sources.untrusted.rohmappe import Rohmappe


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
    return roh.identitaet if roh.ausweis and roh.ausweis.is_sealed_by(schluessel) else None


class Leser:
    """Reads returns against what was sent."""

    def __init__(self, datenmappe: Path, buch: Versandbuch) -> None:
        self._datenmappe, self._buch = datenmappe, buch
        self._schluessel = buch.schluessel()
        self._laeufe: dict[Stand, Lauf | None] = {}

    def read(self, anhang: Eingangsdatei) -> Eingang | Befund:
        """A return with everything that is to be said about it, whatever it is.

        One that answers to another Datenmappe is no return of this one, and is to be recorded there: a Befund says so.
        """
        eingegangen = _credible(anhang.gesendet)
        eingang = Eingang(
            daten=anhang.data,
            dateiname=anhang.name,
            sendung=None,
            herkunft=anhang.herkunft,
            absender=anhang.absender,
            eingegangen=eingegangen,
        )
        try:
            roh = open_ruecklauf(anhang.name, anhang.data)
        except EingabeError as error:
            befund = Befund(Schwere.FEHLER, "ruecklauf.unlesbar", str(error), SourceRef(anhang.name))
            return replace(eingang, befunde=(befund, *error.befunde))
        eingang = replace(eingang, identitaet=roh.identitaet)
        identitaet = _proven(roh, self._schluessel)
        sendung = self._buch.find_sendung(identitaet.sendung) if identitaet else None
        if sendung is None and identitaet and (wessen := self._buch.find_datenmappe(identitaet.sendung)):
            return _of_another(anhang.name, identitaet, wessen, self._buch)
        if sendung is None or sendung.identitaet != identitaet:
            return replace(eingang, befunde=(_foreign(anhang.name, roh),))
        eingang = replace(eingang, befunde=tuple(self._check_absender(anhang, sendung)))
        return self._read_ours(eingang, roh, sendung)

    def _read_ours(self, eingang: Eingang, roh: Rohmappe, sendung: Sendung) -> Eingang:
        meldung, befunde = read_rueckmeldung(roh, sendung.felder)
        original = open_ruecklauf(sendung.dateiname, self._buch.archived(sendung.sha256))
        befunde += check_gesperrt(original, roh, sendung.felder)
        lauf = self._lauf(sendung.identitaet.stand)
        befunde += check_rueckmeldung(meldung, sendung.felder, _massstab(sendung, lauf), eingang.dateiname)
        regeln, werte = (lauf.mappe.kennzahlregeln, lauf.mappe.kennzahlwerte) if lauf else ((), ())
        befunde += check_monatswerte(meldung, sendung.felder, regeln, werte, eingang.dateiname)
        tag = sendung.identitaet.stand.stichtag
        befunde += check_massnahmenfelder(meldung.eingaben, sendung.felder, tag, eingang.dateiname)
        befunde += _uncompared(eingang.dateiname, sendung, lauf)
        befunde += _superseded(eingang.dateiname, sendung.identitaet, self._buch.fassungen(sendung.identitaet.budget))
        return replace(
            eingang,
            sendung=sendung.identitaet.sendung,
            eingegangen=_credible(eingang.eingegangen, sendung.angelegt),
            rueckmeldung=meldung,
            befunde=(*befunde, *eingang.befunde),
        )

    def _check_absender(self, anhang: Eingangsdatei, sendung: Sendung) -> Iterator[Befund]:
        """A mail from nobody, or from somebody who neither got the workbook nor writes from an allowed domain."""
        if not anhang.aus_mail:
            return
        email = anhang.email.casefold()
        if not email:
            genannt = f" (dort steht: {printable(anhang.absender)})" if anhang.absender else ""
            text = (
                f"Die Mail nennt keinen eindeutigen Absender{genannt}. Beim Fachdienst nachfragen, ob die Angaben von "
                "ihm sind."
            )
            yield Befund(Schwere.WARNUNG, "ruecklauf.absender", text, SourceRef(anhang.name))
            return
        mails = (n for n in self._buch.nachrichten(sendung.identitaet.stand) if n.sendung == sendung.identitaet.sendung)
        empfaenger = {adresse.casefold() for mail in mails for adresse in (*mail.an, *mail.kopie)}
        lauf = self._lauf(sendung.identitaet.stand)
        if email in empfaenger or email.rpartition("@")[2] in _domains(lauf):
            return
        text = (
            f"Die Mail kommt von {printable(anhang.absender)}; dorthin ging die Mappe nicht. Beim Fachdienst "
            "nachfragen, ob die Angaben von ihm sind."
        )
        yield Befund(Schwere.WARNUNG, "ruecklauf.absender", text, SourceRef(anhang.name))

    def _lauf(self, stand: Stand) -> Lauf | None:
        """The figures of a Stand; None where the exports are not at hand: a return is recorded all the same."""
        if stand not in self._laeufe:
            try:
                self._laeufe[stand] = load(self._datenmappe, stand, mit_ruecklauf=False)
            except EingabeError:
                self._laeufe[stand] = None
        return self._laeufe[stand]


def _credible(gesendet: datetime | None, ab: datetime | None = None) -> datetime | None:
    """When a mail says it was sent; None where its clock was wrong: before the workbook was made, or in the future."""
    if gesendet is None or gesendet > datetime.now(UTC) or (ab and gesendet < ab):
        return None
    return gesendet


def _domains(lauf: Lauf | None) -> frozenset[str]:
    """The allowed domains; none where the Datenmappe says nothing that can be read."""
    try:
        return parse_domains(lauf.mappe.versand.domains) if lauf else frozenset()
    except ValueError:
        return frozenset()


def _massstab(sendung: Sendung, lauf: Lauf | None) -> Massstab:
    stand, gesendet = sendung.identitaet.stand, sendung.angelegt.astimezone().date()
    heute = datetime.now(UTC).astimezone().date()
    if lauf is None:
        return Massstab(Regeln(), stand, gesendet, heute)
    felder = [feld.feld for feld in sendung.felder if feld.feld.objekt in lauf.daten.gliederung]
    zeilen = {feld: _zahlen(lauf, feld) for feld in felder if feld.feldart is Feldart.PROGNOSE}
    bekannt = (lauf.daten.gliederung[o] for o in sendung.identitaet.objekte if o in lauf.daten.gliederung)
    kennzahlen = _kennzahlen(lauf)
    return Massstab(
        regeln=lauf.mappe.regeln,
        stand=stand,
        gesendet_am=gesendet,
        heute=heute,
        zeilen=zeilen,
        plan={feld: k.plan for feld, k in kennzahlen.items() if k.plan is not None},
        bis_stand=[feld for feld, k in kennzahlen.items() if k.bis_stand],
        blaetter=[lauf.daten.produktblatt(objekt) for objekt in bekannt],
    )


def _zahlen(lauf: Lauf, feld: Feld) -> Zeilenzahlen:
    assert feld.art is not None
    daten, zeile = lauf.daten, Berichtszeile(feld.art, feld.zeile)
    objekt = daten.gliederung[feld.objekt]
    return Zeilenzahlen(
        daten.ansatz.summe_ct(objekt, zeile),
        daten.ist.summe_ct(objekt, zeile),
        daten.prognosen.prognose_of(objekt, zeile).betrag_ct,
    )


def _kennzahlen(lauf: Lauf) -> dict[Feld, Kennzahl]:
    arten = ((Feldart.LEISTUNG, lauf.daten.leistungen), (Feldart.ZIEL, lauf.daten.ziele))
    return {Feld(k.produkt, art, zeile=k.bezeichnung): k for art, kennzahlen in arten for k in kennzahlen}


def _foreign(name: str, roh: Rohmappe) -> Befund:
    wessen = f"für „{printable(roh.identitaet.budget)}“, Stand {roh.identitaet.stand}, " if roh.identitaet else ""
    text = (
        f"Diese Mappe {wessen}stammt aus keinem Versand dieser Datenmappe oder ihre Kennung ist verändert; nichts wird "
        "übernommen. Die gesendete Mappe ausfüllen lassen."
    )
    return Befund(Schwere.FEHLER, "ruecklauf.fremd", text, SourceRef(name))


def _of_another(name: str, identitaet: Identitaet, wessen: str, buch: Versandbuch) -> Befund:
    ort = next((bekannt.ort for bekannt in buch.datenmappen.alle() if bekannt.kennung == wessen), None)
    text = (
        f"Diese Mappe für „{printable(identitaet.budget)}“, Stand {identitaet.stand}, wurde aus einer anderen "
        f"Datenmappe versandt{f' ({ort})' if ort else ''}; hier ist nichts davon eingelesen. Dort einlesen."
    )
    return Befund(Schwere.FEHLER, "ruecklauf.andere_mappe", text, SourceRef(name))


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
