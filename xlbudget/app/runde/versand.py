"""Send every Fachdienst its own workbook, or remind it: as drafts to look at, or straight to the mail server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from xlbudget.app.bericht.auswahl import select_budgets, select_objekte
from xlbudget.app.bericht.blaetter import dateinamen
from xlbudget.app.bericht.buchzugang import begin_buch, known_buch, write_kennung
from xlbudget.app.bericht.lauf import Lauf, load
from xlbudget.app.bericht.sperre import check_sperre
from xlbudget.app.runde.auftrag import Auftrag, Weg
from xlbudget.app.runde.posten import Posten, list_posten
from xlbudget.app.runde.ruecklaufleser import identify
from xlbudget.app.runde.sendung import Sendungsbau, Sendungsentwurf, same_mail
from xlbudget.app.runde.tafeln import expecting_answers, tell_unasked
from xlbudget.app.runde.uebergabe import Uebergabe, describe, find_old_drafts, is_in_outlook
from xlbudget.app.verteiler import check_einstellungen, find_absender, read_verteiler
from xlbudget.core.gliederung import Berichtsobjekt
from xlbudget.core.ruecklaufstand import WARTET, Ruecklauflage
from xlbudget.delivery.ledger.eintraege import Nachricht
from xlbudget.delivery.ledger.versandbuch import Versandbuch
from xlbudget.delivery.ledger.versandstand import Versandstand
from xlbudget.delivery.mail.adressen import Kreis
from xlbudget.delivery.mail.nachricht import check_groesse
from xlbudget.delivery.mail.zugang import angemeldeter_benutzer, read_zugang
from xlbudget.delivery.mail.zustellung import Nachrichtenart
from xlbudget.delivery.versand import Sendebedingungen, tell_unklare
from xlbudget.errors import Befund, EingabeError, Schwere, VorlageError, has_fehler
from xlbudget.fortschritt import Fortschritt, silent
from xlbudget.writers.ablage import Ablage
from xlbudget.writers.ausgabe import write_checked
from xlbudget.writers.versandliste import write_versandliste

FRIST_TAGE = 14
"""So long a Fachdienst has where nobody says otherwise."""
_LISTEN = {Nachrichtenart.VERSAND: "Versandliste.xlsx", Nachrichtenart.ERINNERUNG: "Erinnerungsliste.xlsx"}
_BEANTWORTET = (Ruecklauflage.ZU_ENTSCHEIDEN, Ruecklauflage.ANGENOMMEN, Ruecklauflage.ABGELEHNT)


@dataclass(frozen=True, slots=True)
class Versandergebnis:
    """One Posten for each Budget, the folder of drafts and `liste`, and all Befunde."""

    posten: tuple[Posten, ...]
    ziel: Path
    liste: str
    befunde: tuple[Befund, ...]


def versand(datenmappe: Path, auftrag: Auftrag, fortschritt: Fortschritt = silent) -> Versandergebnis:
    """Prepare a workbook and its mail for each Budget, then write drafts or send.

    What was sent, or answered, is not sent again. Raises EingabeError, VorlageError or AusgabeError (German).
    """
    if auftrag.frist and auftrag.frist < auftrag.heute:
        raise EingabeError(f"Die Frist {auftrag.frist:%d.%m.%Y} ist schon vorbei. Bitte einen späteren Tag angeben.")
    with _Versand.open(datenmappe, auftrag, Nachrichtenart.VERSAND, fortschritt) as lauf:
        return lauf.run(lauf.prepare_mappe)


def erinnern(datenmappe: Path, auftrag: Auftrag, fortschritt: Fortschritt = silent) -> Versandergebnis:
    """Remind every Budget that has its workbook and has not answered; at most once a day. Raises as `versand` does."""
    with _Versand.open(datenmappe, auftrag, Nachrichtenart.ERINNERUNG, fortschritt) as lauf:
        return lauf.run(lauf.prepare_erinnerung)


class _Versand:
    """One run: the mails it prepares, what it says about each Budget, and what it finds."""

    def __init__(
        self, lauf: Lauf, auftrag: Auftrag, art: Nachrichtenart, buch: Versandbuch, fortschritt: Fortschritt
    ) -> None:
        self._lauf, self._auftrag, self._art, self._buch = lauf, auftrag, art, buch
        self._budgets = select_budgets(lauf.daten.gliederung, select_objekte(lauf.daten.gliederung, auftrag.nur))
        self._zugang = read_zugang() if auftrag.weg is Weg.SENDEN else None
        absender = self._zugang.absender if self._zugang else find_absender(lauf.mappe)
        self._stand = Versandstand(buch, auftrag.stand)
        self._kreise, domains, befunde = read_verteiler(
            lauf.mappe, self._budgets, buch.nachrichten(), auftrag.stand, wechsel_geprueft=auftrag.wechsel_geprueft
        )
        self._befunde = [*check_einstellungen(lauf.befunde), *befunde]
        if art is Nachrichtenart.VERSAND:
            self._befunde += tell_unasked(lauf)
        regeln = Sendebedingungen(self._kreise, domains, identify(buch.schluessel()), lauf.mappe.versand.vier_augen)
        self._uebergabe = Uebergabe(buch, absender, regeln, angemeldeter_benutzer(), fortschritt)
        self._bau = Sendungsbau(lauf, buch.schluessel(), absender)
        self._posten: dict[Berichtsobjekt, Posten] = {}

    @classmethod
    @contextmanager
    def open(
        cls, datenmappe: Path, auftrag: Auftrag, art: Nachrichtenart, fortschritt: Fortschritt
    ) -> Iterator[_Versand]:
        lauf = load(datenmappe, auftrag.stand, fortschritt=fortschritt)
        if art is Nachrichtenart.VERSAND:
            check_sperre(lauf.befunde, trotz_fehlern=auftrag.trotz_fehlern)
        begin = begin_buch if art is Nachrichtenart.VERSAND else known_buch
        with begin(lauf.mappe, angemeldeter_benutzer()) as buch:
            yield cls(lauf, auftrag, art, buch, fortschritt)

    def run(self, prepare: Callable[[Berichtsobjekt, Kreis], Nachricht | None]) -> Versandergebnis:
        """Prepare the mail of every Budget, and when all are there, let them leave."""
        if has_fehler(self._befunde):
            raise self._refusal()
        nachrichten: list[Nachricht] = []
        unmoeglich: dict[Befund, list[Berichtsobjekt]] = {}
        for nummer, budget in enumerate(self._budgets):
            self._uebergabe.fortschritt("Mails vorbereiten", nummer, len(self._budgets))
            try:
                nachricht = self._prepare(budget, prepare)
            except (EingabeError, VorlageError) as error:
                for befund in error.befunde or [Befund(Schwere.FEHLER, "versand.unmoeglich", str(error))]:
                    unmoeglich.setdefault(befund, []).append(budget)
                continue
            if nachricht:
                nachrichten.append(nachricht)
        self._befunde += [_impossible(befund, budgets) for befund, budgets in unmoeglich.items()]
        if unmoeglich:
            raise self._refusal()
        if nachrichten:
            write_kennung(self._lauf.mappe, self._buch.datenmappe)
        self._hand_over(nachrichten)
        alle = self._stand.nachrichten
        self._befunde += [*tell_unklare(alle), *find_old_drafts(self._auftrag.ziel, alle)]
        posten = tuple(self._posten[budget] for budget in self._budgets)
        befunde = tuple(dict.fromkeys((*expecting_answers(self._lauf, self._budgets), *self._befunde)))
        return Versandergebnis(posten, self._auftrag.ziel, _LISTEN[self._art], befunde)

    def prepare_mappe(self, budget: Berichtsobjekt, kreis: Kreis) -> Nachricht | None:
        """The mail with the workbook of a Budget, stored; None where nothing is to leave."""
        letzte = self._stand.letzte(budget)
        if letzte is None:
            fassung = self._buch.next_fassung(self._auftrag.stand, budget.kennung)
            return self._plan(budget, self._bau.first(budget, kreis, self._frist(None), fassung))
        sendung, lage = self._stand.sendungen[letzte.sendung], self._stand.zeile(budget).lage
        hat_sie = letzte.ist_gesendet or lage in _BEANTWORTET
        frist = (self._auftrag.frist or sendung.frist or self._frist(None)) if hat_sie else self._frist(sendung.frist)
        entwurf = self._bau.again(budget, kreis, frist, sendung)
        ist_gleich = entwurf.anhang.sha256 == sendung.sha256 and same_mail(
            entwurf.brief.daten, self._buch.archived(letzte.sha256)
        )
        if hat_sie and (ist_gleich or not self._auftrag.erneut):
            if not ist_gleich and lage is not Ruecklauflage.ANGENOMMEN:
                self._befunde.append(_changed(letzte))
            self._note(budget, f"Rückmeldung {lage}" if lage in _BEANTWORTET else self._describe(letzte), letzte)
            return None
        if ist_gleich:
            return letzte if self._fits(budget, entwurf) else None
        if is_in_outlook(letzte):
            self._befunde.append(_old_outlook_draft(letzte))
        return self._plan(budget, self._bau.first(budget, kreis, frist, letzte.fassung + 1))

    def prepare_erinnerung(self, budget: Berichtsobjekt, kreis: Kreis) -> Nachricht | None:
        """The reminder of today, stored; None for a Budget that has answered or never got its workbook."""
        zeile, letzte = self._stand.zeile(budget), self._stand.letzte(budget)
        if letzte is None or zeile.lage not in WARTET:
            self._note(budget, f"keine Erinnerung: {zeile.lage}", letzte)
            return None
        tag, bisherige = self._auftrag.heute, self._stand.erinnerungen(letzte)
        anlass = f"{tag.isoformat()} ({len(bisherige) + 1})"
        brief = self._bau.erinnerung(budget, kreis, self._auftrag.frist or zeile.frist, letzte.sendung, anlass)
        if heutige := [n for n in bisherige if n.ist_gesendet and n.ereignisse[-1].wann.astimezone().date() >= tag]:
            self._note(budget, "heute schon erinnert", heutige[0])
            return None
        for erinnerung in bisherige:  # prepared, and released perhaps, but not sent
            if erinnerung.ist_sendbar and same_mail(brief.daten, self._buch.archived(erinnerung.sha256)):
                return erinnerung
        return self._buch.plan_erinnerung(letzte.sendung, anlass, brief, self._uebergabe.wer)

    def _prepare(
        self, budget: Berichtsobjekt, prepare: Callable[[Berichtsobjekt, Kreis], Nachricht | None]
    ) -> Nachricht | None:
        kreis = self._kreise.get(budget.kennung)
        if kreis is None:
            self._befunde.append(_nobody(budget))
            self._note(budget, "niemand im Verteiler")
            return None
        if unklare := self._stand.find_unklare(budget):
            self._note(budget, self._describe(unklare), unklare)
            return None
        nachricht = prepare(budget, kreis)
        if nachricht and self._auftrag.weg is Weg.OUTLOOK and is_in_outlook(nachricht) and not self._auftrag.erneut:
            self._note(budget, "Entwurf liegt schon in Outlook", nachricht)
            return None
        return nachricht

    def _plan(self, budget: Berichtsobjekt, entwurf: Sendungsentwurf) -> Nachricht | None:
        if not self._fits(budget, entwurf):
            return None
        mappe, wer = entwurf.mappe, self._uebergabe.wer
        eigene = {e.feld: self._lauf.eigene.get(e.feld) for e in mappe.felder}
        andere = {e.feld: eigene[e.feld] for e in mappe.felder if eigene[e.feld] != e.wert}
        return self._buch.plan(
            mappe.identitaet, mappe.felder, entwurf.anhang, entwurf.brief, wer, frist=entwurf.frist, eigene=andere
        )

    def _fits(self, budget: Berichtsobjekt, entwurf: Sendungsentwurf) -> bool:
        """Whether the mail is small enough; all that is to be said about it is noted."""
        zu_gross = check_groesse(entwurf.brief, int(self._lauf.mappe.versand.max_mb * 2**20), budget.kennung)
        self._befunde += [*entwurf.mappe.befunde, *zu_gross]
        if zu_gross:
            self._note(budget, "zu groß für eine Mail")
        return not zu_gross

    def _hand_over(self, nachrichten: Sequence[Nachricht]) -> None:
        auftrag, uebergabe = self._auftrag, self._uebergabe
        if auftrag.weg is Weg.ENTWURF:
            with Ablage(auftrag.ziel, self._lauf.mappe.eingaben) as ablage:
                uebergabe.write_drafts(nachrichten, self._dateinamen(nachrichten), ablage)
                self._write_liste(ablage, nachrichten)
            return
        with Ablage(
            auftrag.ziel, self._lauf.mappe.eingaben
        ) as ablage:  # a folder that cannot be written is known before anything leaves
            self._write_liste(ablage, nachrichten)
        try:
            if self._zugang:
                self._befunde += uebergabe.send(nachrichten, self._zugang)
            else:
                uebergabe.put_into_outlook(nachrichten)
        finally:
            with Ablage(auftrag.ziel, self._lauf.mappe.eingaben) as ablage:
                self._write_liste(ablage, nachrichten)

    def _dateinamen(self, nachrichten: Sequence[Nachricht]) -> list[str]:
        """A name for each draft, the same in every run."""
        budgets = self._lauf.daten.gliederung.mappenbudgets()
        namen = {budget.kennung: name for budget, name in zip(budgets, dateinamen(budgets), strict=True)}
        return [f"{n.art} {namen[n.budget].removesuffix('.xlsx')}.eml" for n in nachrichten]

    def _write_liste(self, ablage: Ablage, nachrichten: Sequence[Nachricht]) -> None:
        """The list of all Budgets, also of those that are not in this run, as the Versandbuch has them now."""
        self._stand = Versandstand(self._buch, self._auftrag.stand)
        in_diesem_lauf = {nachricht.kennung for nachricht in nachrichten}
        for nachricht in self._stand.nachrichten:
            if nachricht.kennung in in_diesem_lauf:
                self._note(self._lauf.daten.gliederung[nachricht.budget], self._describe(nachricht), nachricht)
        budgets, vier_augen = self._lauf.daten.gliederung.mappenbudgets(), self._lauf.mappe.versand.vier_augen
        eintraege = list(list_posten(budgets, self._posten, self._stand, vier_augen=vier_augen))
        liste = write_versandliste(self._lauf.daten.kommune, self._auftrag.stand, self._art, eintraege)
        write_checked(ablage, _LISTEN[self._art], liste)

    def _frist(self, bisher: date | None) -> date:
        """That of the Auftrag, else the one so far unless it is over, else two weeks from now."""
        heute = self._auftrag.heute
        gilt_noch = bisher if bisher and bisher >= heute else None
        return self._auftrag.frist or gilt_noch or heute + timedelta(days=FRIST_TAGE)

    def _describe(self, nachricht: Nachricht) -> str:
        return describe(nachricht, vier_augen=self._lauf.mappe.versand.vier_augen)

    def _note(self, budget: Berichtsobjekt, lage: str, nachricht: Nachricht | None = None) -> None:
        kreis = self._kreise.get(budget.kennung)
        empfaenger = (*nachricht.an, *nachricht.kopie) if nachricht else kreis.alle if kreis else ()
        self._posten[budget] = Posten(budget, empfaenger, lage, nachricht)

    def _refusal(self) -> EingabeError:
        return EingabeError("So kann nichts versandt werden.", tuple(dict.fromkeys(self._befunde)))


def _nobody(budget: Berichtsobjekt) -> Befund:
    text = (
        f"Für „{budget.kennung}“ steht niemand im Verteiler; dieses Budget bekommt keine Mail. "
        "In der Tabelle Verteiler eine Zeile ergänzen."
    )
    return Befund(Schwere.WARNUNG, "verteiler.fehlt", text, budget.source)


def _impossible(befund: Befund, budgets: Sequence[Berichtsobjekt]) -> Befund:
    """What is wrong with the mails of these Budgets, said once."""
    erstes, *weitere = budgets
    wer = f"{erstes.titel} und {len(weitere)} weitere" if weitere else erstes.titel
    return replace(befund, text=f"{wer}: {befund.text}", source=befund.source or erstes.source)


def _changed(nachricht: Nachricht) -> Befund:
    text = (
        f"„{nachricht.budget}“ hat die Fassung {nachricht.fassung} schon; seither haben sich Zahlen, Texte, Empfänger "
        "oder xlbudget selbst geändert. Soll eine neue Fassung hinaus: --erneut."
    )
    return Befund(Schwere.HINWEIS, "versand.geaendert", text)


def _old_outlook_draft(nachricht: Nachricht) -> Befund:
    text = (
        f"In Outlook liegt noch der Entwurf der Fassung {nachricht.fassung} für „{nachricht.budget}“, die nicht mehr "
        "gilt. Dort löschen."
    )
    return Befund(Schwere.WARNUNG, "versand.alter_entwurf", text)
