"""Who may get mail, and from whom: what the Datenmappe says, checked before anything is prepared."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from xlbudget.core.adresse import Adresse, parse_adresse, short_name
from xlbudget.core.gliederung import Berichtsobjekt, Ebene
from xlbudget.core.zeit import Stand
from xlbudget.delivery.ledger.eintraege import Nachricht
from xlbudget.delivery.mail.adressen import Kreis, build_kreise, check_tausch, parse_domains
from xlbudget.delivery.mail.zugang import read_zugang
from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef
from xlbudget.sources.datenmappe.mappe import Datenmappe

_BLAETTER = ("Einstellungen", "Verteiler", "Mailtexte")


def check_einstellungen(befunde: Iterable[Befund]) -> list[Befund]:
    """What is wrong on the sheets that sending depends on.

    A broken cell counts as empty: a recipient would be left out, or the four eyes would be two.
    """
    return [b for b in befunde if b.schwere is Schwere.FEHLER and b.source and b.source.blatt in _BLAETTER]


def read_verteiler(
    mappe: Datenmappe,
    budgets: Sequence[Berichtsobjekt],
    nachrichten: Iterable[Nachricht],
    stand: Stand,
    *,
    wechsel_geprueft: bool,
) -> tuple[dict[str, Kreis], frozenset[str], list[Befund]]:
    """Who gets what by today's Verteiler, the allowed domains, and what is wrong with either.

    `nachrichten` are all mails so far: they tell who is used to get what, which with `wechsel_geprueft` does not count.
    """
    domains, falsch = read_domains(mappe)
    if falsch:
        return {}, domains, falsch
    gesucht = {budget.kennung for budget in budgets}
    kreise, befunde = build_kreise([zeile for zeile in mappe.verteiler if zeile.budget in gesucht], domains)
    # drafts of this Stand may be what is being corrected; those of earlier ones have been sent by hand
    frueher: dict[str, Collection[str]] = {
        n.budget: n.an for n in nachrichten if n.ist_gesendet or (n.entwuerfe and n.stand != stand)
    }
    return kreise, domains, [*befunde, *(() if wechsel_geprueft else check_tausch(frueher, kreise))]


def read_domains(mappe: Datenmappe) -> tuple[frozenset[str], list[Befund]]:
    """The domains that mails may go to, and what is wrong with the line that names them."""
    ort = SourceRef(mappe.file.name, "Einstellungen")
    try:
        domains = parse_domains(mappe.versand.domains)
    except ValueError as error:
        return frozenset(), [Befund(Schwere.FEHLER, "einstellung.domains", f"Erlaubte Domains: {error}", ort)]
    if domains:
        return domains, []
    text = "„Erlaubte Domains“ ist leer. Dort eintragen, an welche Domains versandt werden darf."
    return domains, [Befund(Schwere.FEHLER, "einstellung.domains", text, ort)]


def check_versand(mappe: Datenmappe) -> list[Befund]:
    """What would keep a Datenmappe with a Verteiler from being sent; a report is possible all the same."""
    if not mappe.verteiler:
        return []
    budgets = [objekt for objekt in mappe.objekte if objekt.ebene is not Ebene.PRODUKT]
    _, _, befunde = read_verteiler(mappe, budgets, (), Stand(mappe.jahr, 12), wechsel_geprueft=True)
    warnungen = [replace(befund, schwere=Schwere.WARNUNG) for befund in befunde]
    try:
        find_absender(mappe)
    except EingabeError as error:
        ort = SourceRef(mappe.file.name, "Einstellungen")
        warnungen.append(Befund(Schwere.WARNUNG, "einstellung.absender", str(error), ort))
    return warnungen


def find_absender(mappe: Datenmappe) -> Adresse:
    """Whom drafts are from: whom this machine sends as, else the address that returns go to.

    Raises EingabeError (German) where there is neither.
    """
    try:
        return read_zugang(schluesselbund=str).absender  # nobody logs in for a draft, so no password is looked up
    except EingabeError:
        pass
    versand = mappe.versand
    try:
        return parse_adresse(short_name(versand.ansprechstelle), versand.rueckmeldung_an)
    except ValueError:
        pass
    if not versand.rueckmeldung_an:
        raise EingabeError(
            f"{mappe.file.name}, Einstellungen: „Rückmeldung an“ ist leer oder keine E-Mail-Adresse. "
            "Dort die Adresse eintragen, an die geantwortet werden soll."
        )
    try:
        return parse_adresse("", versand.rueckmeldung_an)
    except ValueError as error:
        raise EingabeError(
            f"{mappe.file.name}, Einstellungen: „Rückmeldung an“ wird der Absender der Entwürfe. {error}"
        ) from error
