"""Remind whoever has to deliver something that it is due: once for each date, as drafts or over the mail server."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from xlbudget.app.bericht.blaetter import safe_names
from xlbudget.app.bericht.buchzugang import begin_buch, write_kennung
from xlbudget.app.bericht.fristen import check
from xlbudget.app.bericht.sperre import locks
from xlbudget.app.bericht.versandordner import ORDNER_VERSAND, ordnername
from xlbudget.app.runde.auftrag import Weg
from xlbudget.app.runde.ruecklaufleser import identify
from xlbudget.app.runde.sendung import same_mail
from xlbudget.app.runde.uebergabe import Uebergabe, describe, find_old_drafts, is_in_outlook
from xlbudget.app.verteiler import check_einstellungen, find_absender, read_domains
from xlbudget.core.adresse import Adresse, parse_adresse, short_name
from xlbudget.core.fristen import MAX_ERINNERN, Termin, termine
from xlbudget.core.quittung import acknowledge
from xlbudget.delivery.ledger.eintraege import Fristmail, Nachricht
from xlbudget.delivery.ledger.versandbuch import Versandbuch
from xlbudget.delivery.mail.adressen import Kreis
from xlbudget.delivery.mail.mailtext import fill_vorlage
from xlbudget.delivery.mail.nachricht import Brief, build_brief, nachricht_kennung
from xlbudget.delivery.mail.zugang import angemeldeter_benutzer, read_zugang
from xlbudget.delivery.mail.zustellung import Nachrichtenart
from xlbudget.delivery.versand import Sendebedingungen, tell_unklare
from xlbudget.errors import Befund, EingabeError, Schwere, has_fehler, printable, visible
from xlbudget.fortschritt import Fortschritt, silent
from xlbudget.layout.fristentabelle import FRISTEN
from xlbudget.layout.mailtext import FRIST, FRIST_VORBEI, Mailtext
from xlbudget.sources.datenmappe.mappe import Datenmappe, read_datenmappe
from xlbudget.writers.ablage import Ablage

_MAX_PFLICHT = 100  # characters of it in a Betreff


def fristenordner(datenmappe: Path) -> Path:
    """Where drafts go unless somebody says otherwise."""
    return datenmappe.parent / ORDNER_VERSAND / ordnername(datenmappe) / "fristen"


@dataclass(frozen=True, slots=True)
class Fristauftrag:
    """On which way reminders leave, and where drafts go."""

    ziel: Path
    weg: Weg = Weg.ENTWURF
    heute: date = field(default_factory=date.today)


@dataclass(frozen=True, slots=True)
class Fristposten:
    """A date that somebody is to be reminded of, and what became of it; `an` is empty where no address is known."""

    termin: Termin
    an: str
    lage: str


@dataclass(frozen=True, slots=True)
class Fristergebnis:
    """What a run did, in the order of the dates; overdue ones first."""

    posten: tuple[Fristposten, ...]
    ziel: Path
    befunde: tuple[Befund, ...]
    ohne_tabelle: bool


def remind_of_fristen(datenmappe: Path, auftrag: Fristauftrag, fortschritt: Fortschritt = silent) -> Fristergebnis:
    """Prepare a mail for every date whose day has come, then write drafts or send.

    What was sent for a date is not sent again. Raises EingabeError or AusgabeError (German).
    """
    fortschritt("Datenmappe lesen", 0, 1)
    mappe, gelesen = read_datenmappe(datenmappe)
    domains, falsch = read_domains(mappe)
    falsch = [*check_einstellungen(gelesen), *falsch]
    if has_fehler(falsch):
        raise EingabeError("So kann nichts versandt werden.", falsch)
    befunde = [*(b for b in gelesen if b.source and b.source.blatt == FRISTEN.name), *check(mappe, auftrag.heute)]
    bis = auftrag.heute + timedelta(days=MAX_ERINNERN)
    kommende = termine(mappe.fristen, mappe.sitzungen, auftrag.heute, bis)
    alle = [termin for termin in kommende if termin.is_to_be_reminded(auftrag.heute)]
    posten: tuple[Fristposten, ...] = ()
    if alle:
        with begin_buch(mappe, angemeldeter_benutzer()) as buch:
            lauf = _Lauf(mappe, auftrag, buch, domains, fortschritt)
            posten = lauf.run(alle)
            befunde += lauf.befunde
    befunde = acknowledge(befunde, mappe.quittungen, locks)
    return Fristergebnis(posten, auftrag.ziel, tuple(befunde), FRISTEN.name in mappe.ohne)


class _Lauf:
    """One run: the mails it prepares, and what it says about each date."""

    def __init__(
        self,
        mappe: Datenmappe,
        auftrag: Fristauftrag,
        buch: Versandbuch,
        domains: Collection[str],
        fortschritt: Fortschritt,
    ) -> None:
        self._mappe, self._auftrag, self._buch, self._domains = mappe, auftrag, buch, domains
        self._zugang = read_zugang() if auftrag.weg is Weg.SENDEN else None
        self._absender = self._zugang.absender if self._zugang else find_absender(mappe)
        self._fortschritt = fortschritt
        self._kreise: dict[str, Kreis] = {}
        self._gesehen: set[tuple[str, date]] = set()
        self.befunde: list[Befund] = []

    def run(self, alle: Sequence[Termin]) -> tuple[Fristposten, ...]:
        """Prepare every mail, let them leave, and say what became of each."""
        lagen: dict[Termin, str] = {}
        mails: dict[Termin, Nachricht] = {}
        for nummer, termin in enumerate(alle):
            self._fortschritt("Mails vorbereiten", nummer, len(alle))
            ergebnis = self._prepare(termin)
            if isinstance(ergebnis, Nachricht):
                mails[termin] = ergebnis
            else:
                lagen[termin] = ergebnis
        if mails:
            write_kennung(self._mappe, self._buch.datenmappe)
            self._hand_over(mails)
        stehend = {mail.kennung: mail for mail in self._buch.fristmails()}
        vier_augen = self._mappe.versand.vier_augen
        lagen |= {t: describe(stehend[mail.kennung], vier_augen=vier_augen) for t, mail in mails.items()}
        self.befunde += [*tell_unklare(stehend.values()), *find_old_drafts(self._auftrag.ziel, list(stehend.values()))]
        return tuple(Fristposten(t, t.frist.email, self._with_delay(t, lagen[t])) for t in alle)

    def _prepare(self, termin: Termin) -> Nachricht | str:
        """The mail that is to leave, stored; else what is to be said about the date."""
        assert termin.faellig is not None
        if not termin.frist.email:
            return "keine Adresse"
        adresse = self._address(termin)
        if adresse is None:
            return "Adresse nicht erlaubt"
        frist = _key(termin)
        if (frist, termin.faellig) in self._gesehen:
            return "steht zweimal in der Tabelle, keine zweite Erinnerung"
        self._gesehen.add((frist, termin.faellig))
        bisher = [m for m in self._buch.fristmails() if m.sendung == frist and _date_of(m) == termin.faellig]
        if gesendet := next((mail for mail in bisher if mail.ist_gesendet), None):
            return f"erinnert am {gesendet.ereignisse[-1].wann.astimezone():%d.%m.%Y}"
        if any(mail.ist_unklar for mail in bisher):
            return "unklar, ob gesendet"
        kreis = Kreis((adresse,))
        letzte = next((mail for mail in reversed(bisher) if mail.ist_sendbar), None)
        if letzte:
            brief = self._build(termin, kreis, frist, letzte.anlass)
            if same_mail(brief.daten, self._buch.archived(letzte.sha256)):
                self._kreise[letzte.kennung] = kreis
                in_outlook = self._auftrag.weg is Weg.OUTLOOK and is_in_outlook(letzte)
                return "Entwurf liegt schon in Outlook" if in_outlook else letzte
        anlass = f"{termin.faellig.isoformat()} ({len(bisher) + 1})"
        brief = self._build(termin, kreis, frist, anlass)
        self._kreise[brief.kennung] = kreis
        mail = Fristmail(frist, _words(termin.frist.pflicht), termin.faellig, anlass)
        return self._buch.plan_frist(mail, brief, angemeldeter_benutzer())

    def _address(self, termin: Termin) -> Adresse | None:
        """Whom the mail goes to; a Befund where it may not."""
        try:
            adresse = parse_adresse(short_name(termin.frist.wer), termin.frist.email)
            grund = "" if adresse.domain in self._domains else f"die Domain {adresse.domain} ist nicht erlaubt"
        except ValueError as error:
            grund = str(error).rstrip(".")
        if not grund:
            return adresse
        text = (
            f"Frist „{printable(termin.frist.pflicht, 80)}“: an {printable(termin.frist.email, 80)} geht nichts, "
            f"{grund}. Die Adresse in der Spalte E-Mail oder die Erlaubten Domains in den Einstellungen berichtigen."
        )
        self.befunde.append(Befund(Schwere.FEHLER, "frist.erinnerung", text, termin.frist.source))
        return None

    def _build(self, termin: Termin, kreis: Kreis, frist: str, anlass: str) -> Brief:
        mappe = self._mappe
        text = reminder_text(termin, self._auftrag.heute, mappe.kommune, mappe.versand.ansprechstelle, mappe.mailtexte)
        kennung = nachricht_kennung(frist, Nachrichtenart.FRIST, anlass)
        return build_brief(kennung, self._absender, kreis, text, datetime.now(UTC).replace(microsecond=0))

    def _hand_over(self, mails: Mapping[Termin, Nachricht]) -> None:
        auftrag, nachrichten = self._auftrag, list(mails.values())
        regeln = Sendebedingungen(
            self._kreise, self._domains, identify(self._buch.schluessel()), self._mappe.versand.vier_augen
        )
        uebergabe = Uebergabe(self._buch, self._absender, regeln, angemeldeter_benutzer(), self._fortschritt)
        if self._zugang:
            self.befunde += uebergabe.send(nachrichten, self._zugang)
        elif auftrag.weg is Weg.OUTLOOK:
            uebergabe.put_into_outlook(nachrichten)
        else:
            texte = (f"Frist {termin.faellig} {termin.frist.pflicht}" for termin in mails)
            namen = [f"{name}.eml" for name in safe_names(texte)]
            with Ablage(auftrag.ziel, self._mappe.eingaben) as ablage:
                uebergabe.write_drafts(nachrichten, namen, ablage)

    def _with_delay(self, termin: Termin, lage: str) -> str:
        assert termin.faellig is not None
        tage = (self._auftrag.heute - termin.faellig).days
        return f"überfällig seit {tage} {'Tag' if tage == 1 else 'Tagen'}; {lage}" if tage > 0 else lage


def reminder_text(
    termin: Termin, heute: date, kommune: str, ansprechstelle: str, vorlagen: Mapping[str, Mailtext]
) -> Mailtext:
    """What a reminder says, in the words of the Datenmappe where it has some: the same on every day until the date has
    passed, so that a draft stays as it is. Raises EingabeError for words that cannot be used.
    """
    assert termin.faellig is not None
    werte = {
        "kommune": visible(kommune),
        "pflicht": printable(_words(termin.frist.pflicht), _MAX_PFLICHT),
        "faellig": f"{termin.faellig:%d.%m.%Y}",
        "angaben": _angaben(termin),
        "ansprechstelle": visible(ansprechstelle) or None,
    }
    vorbei = termin.is_overdue(heute)
    eigene = vorlagen.get(FRIST_VORBEI if vorbei else FRIST)
    return fill_vorlage(eigene or _shipped(ansprechstelle, vorbei=vorbei), werte)


def _shipped(ansprechstelle: str, *, vorbei: bool) -> Mailtext:
    """The words of a house that has none of its own."""
    beginn = f"diese Frist {'war' if vorbei else 'ist'} am {{faellig}} fällig:"
    ende = "Ist es schon geliefert, ist nichts weiter zu tun."
    fragen = "\nFragen beantwortet {ansprechstelle}." if ansprechstelle else ""
    return Mailtext(
        f"{'Überfällig seit' if vorbei else 'Frist'} {{faellig}}: {{pflicht}}",
        "Guten Tag,",
        f"{beginn}\n\n{{angaben}}\n\n{ende}{fragen}",
        "Mit freundlichen Grüßen\n{kommune}",
    )


def _angaben(termin: Termin) -> str:
    """What the table says of it, a line each."""
    frist = termin.frist
    angaben = (
        ("Pflicht", frist.pflicht),
        ("Rechtsgrundlage", frist.rechtsgrundlage),
        ("Empfänger", frist.empfaenger),
        ("Stichtag", f"{termin.stichtag:%d.%m.%Y}" if termin.stichtag else ""),
        ("Fällig", f"{termin.faellig:%d.%m.%Y}"),
        ("Was zu liefern ist", frist.lieferung),
        ("Wer liefert", frist.wer),
    )
    return "\n".join(f"{name}: {_words(wert)}" for name, wert in angaben if wert)


def _words(text: str) -> str:
    """A text in one line, without what nobody sees."""
    return visible(" ".join(text.split()))


def _key(termin: Termin) -> str:
    """What tells a line of the table from others, whatever else is corrected in it."""
    frist = termin.frist
    teile = (frist.pflicht, frist.empfaenger, frist.sitzung)
    return hashlib.sha256("\x1f".join(teile).casefold().encode()).hexdigest()


def _date_of(mail: Nachricht) -> date:
    return date.fromisoformat(mail.anlass.split()[0])
