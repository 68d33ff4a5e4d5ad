"""Send every Fachdienst its own workbook, or remind it: as drafts to look at, or straight to the mail server."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from xlbudget.app.auswahl import select_budgets, select_objekte
from xlbudget.app.bericht import write_checked
from xlbudget.app.lauf import Fortschritt, Lauf, load, still
from xlbudget.app.ruecklauf import identify
from xlbudget.app.ruecklaufstand import ruecklaufzeilen
from xlbudget.app.sendung import Sendungsbau
from xlbudget.app.uebergabe import Uebergabe, Weg
from xlbudget.core.gliederung import Berichtsobjekt
from xlbudget.core.ruecklaufstand import WARTET
from xlbudget.core.zeit import Stand
from xlbudget.delivery.adressen import Adresse, Kreis, build_kreise, check_tausch, parse_adresse, parse_domains
from xlbudget.delivery.eintraege import Nachricht, Nachrichtenart
from xlbudget.delivery.nachricht import check_groesse
from xlbudget.delivery.versand import Regeln, tell_unklare
from xlbudget.delivery.versandbuch import Versandbuch, versandbuch_ort
from xlbudget.delivery.zugang import angemeldeter_benutzer, read_zugang
from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef, has_fehler
from xlbudget.sources.datenmappe import Datenmappe
from xlbudget.writers.ablage import Ablage
from xlbudget.writers.versandliste import Listeneintrag, write_versandliste

VERSANDLISTE = "Versandliste.xlsx"
FRIST_TAGE = 14
"""So long a Fachdienst has where nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Auftrag:
    """What is to be done: for which Stand and Budgets (none: all), on which way, and where drafts and list go.

    `erneut` makes a new Fassung for those whose figures changed after theirs was sent.
    """

    stand: Stand
    ziel: Path
    nur: Collection[str] = ()
    frist: date | None = None
    weg: Weg = Weg.ENTWURF
    erneut: bool = False
    heute: date = field(default_factory=date.today)


@dataclass(frozen=True, slots=True)
class Posten:
    """What one Budget gets, and what became of it in this run; `nachricht` is None where it gets nothing."""

    budget: Berichtsobjekt
    empfaenger: tuple[str, ...]
    lage: str
    nachricht: Nachricht | None = None


@dataclass(frozen=True, slots=True)
class Versandergebnis:
    """One Posten for each Budget, the folder of list and drafts, and all Befunde."""

    posten: tuple[Posten, ...]
    ziel: Path
    befunde: tuple[Befund, ...]


def versand(datenmappe: Path, auftrag: Auftrag, fortschritt: Fortschritt = still) -> Versandergebnis:
    """Prepare a workbook and its mail for each Budget, then write drafts or send.

    What was sent is not sent again. Raises EingabeError, VorlageError or AusgabeError (German).
    """
    with _Versand.open(datenmappe, auftrag, fortschritt) as lauf:
        return lauf.run(lauf.prepare_mappe)


def erinnern(datenmappe: Path, auftrag: Auftrag, fortschritt: Fortschritt = still) -> Versandergebnis:
    """Remind every Budget that has its workbook and has not answered; at most once a day. Raises as `versand` does."""
    with _Versand.open(datenmappe, auftrag, fortschritt) as lauf:
        return lauf.run(lauf.prepare_erinnerung)


def freigeben(datenmappe: Path, stand: Stand, nur: Collection[str] = (), wer: str = "") -> tuple[Nachricht, ...]:
    """Release what another person prepared. Raises EingabeError where that is the same person, or nothing waits."""
    with Versandbuch.open(versandbuch_ort(datenmappe), anlegen=False) as buch:
        wartend = [n for n in buch.offene(stand) if n.freigegeben_von is None and (not nur or n.budget in nur)]
        if not wartend:
            raise EingabeError(f"Zum Stand {stand} wartet nichts auf eine Freigabe.")
        for nachricht in wartend:
            buch.freigeben(nachricht.kennung, wer or angemeldeter_benutzer())
    return tuple(wartend)


def klaeren(datenmappe: Path, stand: Stand, budget: str, gesendet: bool) -> tuple[Nachricht, ...]:
    """Enter what became of the unclear mails to a Budget. Raises EingabeError if there are none."""
    with Versandbuch.open(versandbuch_ort(datenmappe), anlegen=False) as buch:
        unklare = tuple(nachricht for nachricht in buch.unklare(stand) if nachricht.budget == budget)
        if not unklare:
            raise EingabeError(f"Für „{budget}“ ist zum Stand {stand} keine Mail unklar.")
        for nachricht in unklare:
            buch.geklaert(nachricht.kennung, gesendet, angemeldeter_benutzer())
    return unklare


class _Versand:
    """One run: the mails it prepares, what it says about each Budget, and what it finds."""

    def __init__(self, lauf: Lauf, auftrag: Auftrag, buch: Versandbuch, fortschritt: Fortschritt) -> None:
        self._lauf, self._auftrag, self._buch = lauf, auftrag, buch
        self._budgets = select_budgets(lauf, select_objekte(lauf.daten.gliederung, auftrag.nur))
        self._zugang = read_zugang() if auftrag.weg is Weg.SENDEN else None
        absender = self._zugang.absender if self._zugang else _absender(lauf.mappe)
        self._kreise, domains, self._befunde = _read_verteiler(lauf.mappe, self._budgets, buch)
        schluessel, wer = buch.schluessel(), angemeldeter_benutzer()
        regeln = Regeln(self._kreise, domains, identify(schluessel), lauf.mappe.versand.vier_augen)
        self._uebergabe = Uebergabe(buch, absender, regeln, wer, fortschritt)
        self._bau = Sendungsbau(lauf, schluessel, absender)
        self._posten: dict[str, Posten] = {}

    @classmethod
    @contextmanager
    def open(cls, datenmappe: Path, auftrag: Auftrag, fortschritt: Fortschritt) -> Iterator[_Versand]:
        lauf = load(datenmappe, auftrag.stand, fortschritt=fortschritt)
        with Versandbuch.open(versandbuch_ort(datenmappe)) as buch:
            yield cls(lauf, auftrag, buch, fortschritt)

    def run(self, prepare: Callable[[Berichtsobjekt, Kreis], Nachricht | None]) -> Versandergebnis:
        """Prepare the mail of every Budget, and when all are there, let them leave."""
        if has_fehler(self._befunde):
            raise EingabeError("So kann nichts versandt werden.", self._befunde)
        nachrichten = []
        for nummer, budget in enumerate(self._budgets):
            self._uebergabe.fortschritt("Mappen vorbereiten", nummer, len(self._budgets))
            kreis = self._kreise.get(budget.kennung)
            if kreis is None:
                self._note(budget, "niemand im Verteiler")
                self._befunde.append(_nobody(self._lauf.mappe, budget))
            elif nachricht := prepare(budget, kreis):
                nachrichten.append(nachricht)
                self._note(budget, str(nachricht.zustand), nachricht)
        self._hand_over(nachrichten)
        self._befunde += tell_unklare(self._buch.unklare(self._auftrag.stand))
        posten = tuple(self._posten[budget.kennung] for budget in self._budgets)
        return Versandergebnis(posten, self._auftrag.ziel, (*self._lauf.befunde, *dict.fromkeys(self._befunde)))

    def prepare_mappe(self, budget: Berichtsobjekt, kreis: Kreis) -> Nachricht | None:
        """The mail with the workbook of a Budget, stored; None where nothing is to leave."""
        letzte = self._last(budget)
        sendung = self._buch.find_sendung(letzte.sendung) if letzte else None
        if letzte is None or sendung is None:
            return self._plan(budget, kreis, self._frist())
        frist = self._auftrag.frist or sendung.frist or self._frist()
        mail = self._buch.archived(letzte.sha256)
        ist_unveraendert = self._bau.again(budget, kreis, frist, sendung, mail).brief.daten == mail
        if letzte.ist_sendbar:
            return letzte if ist_unveraendert else self._plan(budget, kreis, frist)
        if not ist_unveraendert and letzte.ist_gesendet:
            if self._auftrag.erneut:
                return self._plan(budget, kreis, frist)
            self._befunde.append(_changed(letzte))
        self._note(budget, f"schon erledigt: {letzte.zustand}", letzte)
        return None

    def prepare_erinnerung(self, budget: Berichtsobjekt, kreis: Kreis) -> Nachricht | None:
        """The reminder of today, stored; None for a Budget that has answered or never got its workbook."""
        (zeile,) = ruecklaufzeilen(self._buch, [budget], self._auftrag.stand)
        letzte, tag = self._last(budget), self._auftrag.heute
        if letzte is None or zeile.lage not in WARTET:
            self._note(budget, f"keine Erinnerung: {zeile.lage}", letzte)
            return None
        brief = self._bau.erinnerung(budget, kreis, self._auftrag.frist or zeile.frist, letzte.sendung, tag)
        erinnerung = self._buch.plan_erinnerung(letzte.sendung, tag.isoformat(), brief, self._uebergabe.wer)
        if erinnerung.ist_sendbar:
            return erinnerung
        self._note(budget, f"heute schon erinnert: {erinnerung.zustand}", erinnerung)
        return None

    def _plan(self, budget: Berichtsobjekt, kreis: Kreis, frist: date) -> Nachricht | None:
        fassung = self._buch.next_fassung(self._auftrag.stand, budget.kennung)
        entwurf = self._bau.first(budget, kreis, frist, fassung)
        zu_gross = check_groesse(entwurf.brief, int(self._lauf.mappe.versand.max_mb * 2**20), budget.kennung)
        self._befunde += [*entwurf.mappe.befunde, *zu_gross]
        if zu_gross:
            self._note(budget, "zu groß für eine Mail")
            return None
        mappe = entwurf.mappe
        return self._buch.plan(
            mappe.identitaet, mappe.felder, entwurf.anhang, entwurf.brief, self._uebergabe.wer, frist
        )

    def _hand_over(self, nachrichten: Sequence[Nachricht]) -> None:
        ziel, uebergabe = self._auftrag.ziel, self._uebergabe
        with Ablage(ziel) as ablage:
            if self._auftrag.weg is Weg.ENTWURF:
                uebergabe.write_drafts(nachrichten, ablage)
            elif self._auftrag.weg is Weg.OUTLOOK:
                uebergabe.put_into_outlook(nachrichten)
            elif self._zugang:
                self._befunde += uebergabe.send(nachrichten, self._zugang)
            self._note_results(nachrichten)
            write_checked(ablage, VERSANDLISTE, self._liste())
        if self._auftrag.weg is Weg.ENTWURF:
            for nachricht in nachrichten:
                self._buch.record_entwurf(nachricht.kennung, str(ziel), uebergabe.wer)

    def _note_results(self, nachrichten: Sequence[Nachricht]) -> None:
        """What the list says about each mail after it was handed over."""
        neu = {nachricht.kennung: nachricht for nachricht in self._buch.nachrichten(self._auftrag.stand)}
        budgets = {budget.kennung: budget for budget in self._budgets}
        for nachricht in nachrichten:
            jetzt = neu[nachricht.kennung]
            lage = str(jetzt.zustand) if self._auftrag.weg is Weg.SENDEN else "Entwurf geschrieben"
            self._note(budgets[jetzt.budget], lage, jetzt)

    def _liste(self) -> bytes:
        eintraege = []
        for budget in self._budgets:
            posten = self._posten[budget.kennung]
            sendung = self._buch.find_sendung(posten.nachricht.sendung) if posten.nachricht else None
            fassung, anhang = (sendung.identitaet.fassung, sendung.dateiname) if sendung else (None, "")
            eintraege.append(Listeneintrag(budget.titel, posten.empfaenger, fassung, anhang, posten.lage))
        return write_versandliste(self._lauf.daten.kommune, self._auftrag.stand, eintraege)

    def _last(self, budget: Berichtsobjekt) -> Nachricht | None:
        """The latest mail with a workbook of a Budget."""
        eigene = (
            nachricht
            for nachricht in self._buch.nachrichten(self._auftrag.stand)
            if nachricht.budget == budget.kennung and nachricht.art is Nachrichtenart.VERSAND
        )
        return max(eigene, key=lambda nachricht: nachricht.fassung, default=None)

    def _frist(self) -> date:
        return self._auftrag.frist or self._auftrag.heute + timedelta(days=FRIST_TAGE)

    def _note(self, budget: Berichtsobjekt, lage: str, nachricht: Nachricht | None = None) -> None:
        kreis = self._kreise.get(budget.kennung)
        self._posten[budget.kennung] = Posten(budget, kreis.alle if kreis else (), lage, nachricht)


def _read_verteiler(
    mappe: Datenmappe, budgets: Sequence[Berichtsobjekt], buch: Versandbuch
) -> tuple[dict[str, Kreis], frozenset[str], list[Befund]]:
    """Who gets what by today's Verteiler, the allowed domains, and what is wrong with either."""
    ort = SourceRef(mappe.file.name, "Einstellungen")
    try:
        domains = parse_domains(mappe.versand.domains)
    except ValueError as error:
        return {}, frozenset(), [Befund(Schwere.FEHLER, "einstellung.domains", f"Erlaubte Domains: {error}", ort)]
    if not domains:
        text = "„Erlaubte Domains“ ist leer. Dort eintragen, an welche Domains versandt werden darf."
        return {}, domains, [Befund(Schwere.FEHLER, "einstellung.domains", text, ort)]
    gesucht = {budget.kennung for budget in budgets}
    kreise, befunde = build_kreise([zeile for zeile in mappe.verteiler if zeile.budget in gesucht], domains)
    frueher = {nachricht.budget: nachricht.an for nachricht in buch.nachrichten() if nachricht.ist_gesendet}
    return kreise, domains, [*befunde, *check_tausch(frueher, kreise)]


def _absender(mappe: Datenmappe) -> Adresse:
    """Whom drafts are from: the address that returns go to."""
    try:
        return parse_adresse(mappe.versand.ansprechstelle, mappe.versand.rueckmeldung_an)
    except ValueError as error:
        raise EingabeError(
            f"{mappe.file.name}, Einstellungen: „Rückmeldung an“ und „Ansprechstelle“ werden der Absender. {error}"
        ) from error


def _nobody(mappe: Datenmappe, budget: Berichtsobjekt) -> Befund:
    text = f"Für „{budget.kennung}“ steht niemand im Verteiler; dieses Budget bekommt keine Mappe."
    return Befund(Schwere.WARNUNG, "verteiler.fehlt", text, SourceRef(mappe.file.name, "Verteiler"))


def _changed(nachricht: Nachricht) -> Befund:
    text = (
        f"„{nachricht.budget}“ hat die Fassung {nachricht.fassung} schon; seither haben sich Zahlen, Texte oder "
        "Empfänger geändert. Soll eine neue Fassung hinaus: --erneut."
    )
    return Befund(Schwere.HINWEIS, "versand.geaendert", text)
