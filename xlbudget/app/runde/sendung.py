"""From the figures of a Budget to the workbook and the mail it travels in."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from email.parser import BytesParser
from email.policy import default

from xlbudget.app.bericht.blaetter import dateinamen, read_vorlage
from xlbudget.app.bericht.lauf import Lauf
from xlbudget.app.bericht.prognose import without_meldungen
from xlbudget.app.bericht.vorlagenplatz import with_way_out
from xlbudget.app.runde.tafeln import tafeln_of
from xlbudget.core.adresse import Adresse
from xlbudget.core.geld import format_euro
from xlbudget.core.gliederung import Berichtsobjekt, Ebene
from xlbudget.core.produktblatt import Produktblatt
from xlbudget.core.rueckmeldung import Identitaet
from xlbudget.delivery.ledger.eintraege import Sendung
from xlbudget.delivery.mail.adressen import Kreis
from xlbudget.delivery.mail.mailtext import Tafel, fill_vorlage
from xlbudget.delivery.mail.nachricht import Anhang, Brief, build_brief, nachricht_kennung
from xlbudget.delivery.mail.zustellung import Nachrichtenart
from xlbudget.errors import VorlageError, visible
from xlbudget.layout.mailtext import Mailtext
from xlbudget.writers.ausgabe import check_sound
from xlbudget.writers.rueckmeldung.deckblatt import Begleitung
from xlbudget.writers.rueckmeldung.mappe import Eingabemappe, fill_rueckmeldung
from xlbudget.xlsx.fill.targets import NoRoomError
from xlbudget.xlsx.lint import lint_workbook
from xlbudget.xlsx.lint.series import SeriesLinter
from xlbudget.xlsx.package import pack

_GENANNT = 10  # Produkte in a mail


@dataclass(frozen=True, slots=True)
class Sendungsentwurf:
    """A workbook with its mail and the day an answer is due, not stored anywhere yet."""

    mappe: Eingabemappe
    anhang: Anhang
    brief: Brief
    frist: date


class Sendungsbau:
    """Builds the workbooks and mails of one run. Raises EingabeError or VorlageError if the template cannot be used."""

    def __init__(self, lauf: Lauf, schluessel: bytes, absender: Adresse) -> None:
        self._lauf, self._schluessel, self._absender = lauf, schluessel, absender
        self._vorlage = read_vorlage(lauf.mappe, lauf.mappe.versand.vorlage, "rueckmeldung.xlsx")
        # what was reported before is prefilled beside the calculated Prognose, not in its place
        self._berechnet = without_meldungen(lauf)
        self._bericht = self._berechnet.produktbericht()
        vorlage_befunde = lint_workbook(pack(self._vorlage.members), self._vorlage.name)
        self._bekannt = {befund.code for befund in vorlage_befunde}
        self._linter = SeriesLinter()

    def first(self, budget: Berichtsobjekt, kreis: Kreis, frist: date, fassung: int) -> Sendungsentwurf:
        """A workbook that was never sent, with its mail. Raises as the class does, also for names no mail can hold."""
        entwurf = self._build(budget, kreis, frist, uuid.uuid4().hex, fassung)
        check_sound(entwurf.anhang.daten, entwurf.anhang.name, self._bekannt, self._linter)
        return entwurf

    def again(self, budget: Berichtsobjekt, kreis: Kreis, frist: date, sendung: Sendung) -> Sendungsentwurf:
        """What a stored Sendung would be with the figures of today: an equal workbook if nothing changed."""
        return self._build(budget, kreis, frist, sendung.identitaet.sendung, sendung.identitaet.fassung)

    def erinnerung(self, budget: Berichtsobjekt, kreis: Kreis, frist: date | None, sendung: str, anlass: str) -> Brief:
        """A reminder; `anlass` tells it from others about the same Sendung."""
        kennung = nachricht_kennung(sendung, Nachrichtenart.ERINNERUNG, anlass)
        return build_brief(kennung, self._absender, kreis, self._text("Erinnerung", budget, frist), _now())

    def _build(self, budget: Berichtsobjekt, kreis: Kreis, frist: date, sendung: str, fassung: int) -> Sendungsentwurf:
        try:
            mappe = self._fill(budget, frist, sendung, fassung)
        except NoRoomError as error:
            text = with_way_out(error, self._lauf.mappe.versand.vorlage, "Vorlage Rückmeldung")
            raise VorlageError(text) from error
        anhang = Anhang(f"Rückmeldung {self._lauf.daten.stand} {dateinamen([budget])[0]}", mappe.data)
        brief = build_brief(
            nachricht_kennung(sendung, Nachrichtenart.VERSAND),
            self._absender,
            kreis,
            self._with_fakten(self._text("Versand", budget, frist)),
            _now(),
            tafel=_tafel(self._lauf.daten.produktblatt(budget)),
            anhaenge=[anhang],
        )
        return Sendungsentwurf(mappe, anhang, brief, frist)

    def _fill(self, budget: Berichtsobjekt, frist: date, sendung: str, fassung: int) -> Eingabemappe:
        daten, mappe = self._berechnet, self._lauf.mappe
        objekte = daten.gliederung.mappenobjekte(budget)
        kennungen = tuple(objekt.kennung for objekt in objekte)
        return fill_rueckmeldung(
            self._vorlage,
            self._bericht.only(budget),
            [daten.produktblatt(objekt) for objekt in objekte],
            identitaet=Identitaet(
                sendung=sendung,
                kommune=daten.kommune,
                stand=daten.stand,
                budget=budget.kennung,
                objekte=kennungen,
                fassung=fassung,
            ),
            schluessel=self._schluessel,
            begleitung=Begleitung(
                frist, mappe.versand.rueckmeldung_an, mappe.versand.ansprechstelle, tafeln_of(self._lauf, budget)
            ),
            meldungen=[meldung for fuer, meldung in mappe.meldungen if fuer == daten.stand],
            anlaesse={o.kennung: self._lauf.daten.produktblatt(o).anlaesse for o in objekte},
        )

    def _text(self, anlass: str, budget: Berichtsobjekt, frist: date | None) -> Mailtext:
        text = fill_vorlage(self._lauf.mappe.mailtexte[anlass], self._werte(budget, frist))
        daten = self._lauf.daten
        offen = [o for o in daten.gliederung.smallest_of(budget) if daten.produktblatt(o).offene_anlaesse]
        if not offen:
            return text
        absatz = f"Noch zu begründen {_counted(offen)}. In der Mappe steht auf dem Blatt Rückmeldung, was."
        return replace(text, text=f"{text.text}\n\n{absatz}")

    def _with_fakten(self, text: Mailtext) -> Mailtext:
        """What the figures are made of; findings and other Fachdienste are no business of the reader."""
        fakten = replace(self._lauf.fakten, ohne_rueckmeldung=(), quittiert=0)
        return replace(text, text=f"{text.text}\n\n{fakten.text}")

    def _werte(self, budget: Berichtsobjekt, frist: date | None) -> Mapping[str, str | None]:
        return {
            "kommune": visible(self._lauf.daten.kommune),
            "budget": visible(budget.titel),  # what nobody sees no header may hold
            "stand": self._lauf.daten.stand.text,
            "frist": f"{frist:%d.%m.%Y}" if frist else None,
            "ansprechstelle": self._lauf.mappe.versand.ansprechstelle or None,
        }


def same_mail(links: bytes, rechts: bytes) -> bool:
    """Whether two mails say the same to the same people, whenever they were built."""
    return _gist(links) == _gist(rechts)


def _gist(mail: bytes) -> list[object]:
    message = BytesParser(policy=default).parsebytes(mail)
    koepfe = [str(message[name]) for name in ("From", "To", "Cc", "Subject")]
    teile = (part for part in message.walk() if not part.is_multipart())
    return [koepfe, *((part.get_content_type(), part.get_filename(), part.get_payload(decode=True)) for part in teile)]


def _counted(objekte: Sequence[Berichtsobjekt]) -> str:
    genannt = ", ".join(o.kennung for o in objekte[:_GENANNT]) + (", …" if objekte[_GENANNT:] else "")
    nur_produkte = all(objekt.ebene is Ebene.PRODUKT for objekt in objekte)
    eines, viele = ("Produkt", "Produkte") if nur_produkte else ("Blatt", "Blätter")
    return f"ist 1 {eines}: {genannt}" if len(objekte) == 1 else f"sind {len(objekte)} {viele}: {genannt}"


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _tafel(blatt: Produktblatt) -> Tafel:
    """The figures of a Budget as its mail shows them, in whole euros; at the end of the year there is no Prognose."""
    zeilen = (
        ("Erträge", blatt.ertraege.ansatz_ct, blatt.ertraege.ergebnis_ct, blatt.ertraege.prognose_ct),
        ("Aufwendungen", blatt.aufwendungen.ansatz_ct, blatt.aufwendungen.ergebnis_ct, blatt.aufwendungen.prognose_ct),
        ("Produktbudget", blatt.ansatz_ct, blatt.ergebnis_ct, blatt.prognose_ct),
    )
    ende = blatt.stand.ist_jahresende
    return Tafel(
        f"{blatt.objekt.titel}, Stand {blatt.stand.text}, Beträge in Euro",
        ("", "Plan", "Ergebnis", "Plan − Ergebnis") if ende else ("", "Plan", "Ist", "Prognose", "Plan − Prognose"),
        tuple(
            (name, *map(format_euro, (plan, ist, plan - ist) if ende else (plan, ist, prognose, plan - prognose)))
            for name, plan, ist, prognose in zeilen
        ),
    )
