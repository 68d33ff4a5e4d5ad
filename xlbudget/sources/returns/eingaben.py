"""What a Fachdienst entered into one cell: read as its Feld needs it, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from xlbudget.core.geld import (
    BetragUnplausibel,
    betrag_of_cell,
    exact,
    format_betrag,
    format_zahl,
    is_whole_cents,
    parse_zahl,
)
from xlbudget.core.kennzahlen.modelle import Wertfassung
from xlbudget.core.massnahmen import Massnahmenstatus
from xlbudget.core.rueckmeldung import MAX_KENNZAHL, MAX_PROGNOSE_CT, MAX_ZEICHEN, Eingabefeld, Feldart, Feldwert
from xlbudget.errors import Schwere
from xlbudget.sources.untrusted.blatt import Blatt, Zelle
from xlbudget.sources.untrusted.zahlformat import Anzeige
from xlbudget.sources.zellen import shown

MAX_ZELLTEXT = 32_767
"""Characters Excel holds in one cell."""

_MAX_ZAHLTEXT = 40
_JAHRE = range(2000, 2100)
_DATUM = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T[\d:.]*Z?)?", re.ASCII)
_BILD = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
# what controls, what turns the reading direction, and what nobody sees, but not the joint between two emojis
_UNSICHTBAR = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    f"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]|(?<![{_BILD}])\u200d|\u200d(?![{_BILD}])"
)
_DEUTSCHE_FEHLER = {"#REF!": "#BEZUG!", "#VALUE!": "#WERT!", "#N/A": "#NV", "#NUM!": "#ZAHL!"}


class EingabeDefekt(ValueError):  # noqa: N818 — a German noun, like every name of the domain
    """What was entered cannot be taken; the message is the rest of a German sentence, with what to do."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True)
class Anmerkung:
    """Something to be said about an entry that is taken all the same; `text` is the rest of a German sentence."""

    schwere: Schwere
    code: str
    text: str


@dataclass
class Eingabe:
    """One cell, and what there is to say about it."""

    blatt: Blatt
    adresse: str
    ab_1904: bool = False
    anmerkungen: list[Anmerkung] = field(default_factory=list)

    def constant(self) -> Zelle | None:
        """The cell, None if it is empty. Raises EingabeDefekt for a formula and for an error value."""
        zelle = self.blatt.zellen.get(self.adresse)
        if self.blatt.is_formula(self.adresse):
            text = (
                "in der Eingabezelle steht eine Formel; ihr Ergebnis wird nicht übernommen. Den Wert selbst eintragen"
            )
            raise EingabeDefekt("ruecklauf.formel", text)
        if zelle is None or zelle.wert is None or (isinstance(zelle.wert, str) and not zelle.wert.strip()):
            return None
        if zelle.ist_fehler:
            fehler = _DEUTSCHE_FEHLER.get(str(zelle.wert), shown(zelle.wert))
            text = f"dort steht der Fehlerwert {fehler}. Den Wert eintragen oder die Zelle leeren"
            raise EingabeDefekt("ruecklauf.fehlerwert", text)
        if self.blatt.is_covered(self.adresse):
            text = f"„{shown(zelle.wert)}“ ist in verbundenen Zellen verdeckt. In die gesendete Mappe neu eintragen"
            raise EingabeDefekt("ruecklauf.verdeckt", text)
        return zelle

    def read(self, gesendet: Eingabefeld) -> Feldwert:
        """The value as its Feld needs it: cents, a number or text. Raises EingabeDefekt where it cannot be taken."""
        zelle = self.constant()
        if zelle is None:
            return None
        if zelle.wert == gesendet.wert and isinstance(zelle.wert, str):
            return gesendet.wert  # also where it is longer than one may enter
        wert = _LESARTEN[gesendet.feld.feldart](self, zelle)
        if wert != gesendet.wert:
            self._warn_unseen(zelle)
        return wert

    def warn(self, code: str, text: str, schwere: Schwere = Schwere.WARNUNG) -> None:
        self.anmerkungen.append(Anmerkung(schwere, code, text))

    def _warn_unseen(self, zelle: Zelle) -> None:
        """Who entered it may have seen something else, or nothing."""
        if zelle.anzeige is Anzeige.VERBORGEN or self.blatt.is_hidden(self.adresse):
            text = f"„{shown(_shown_as_text(zelle))}“ ist nicht zu sehen. Nachfragen, ob der Wert gemeint ist"
            self.warn("ruecklauf.verborgen", text)
        elif zelle.anzeige is Anzeige.BESONDERS and isinstance(zelle.wert, float):
            text = (
                f"gelesen wird „{shown(_shown_as_text(zelle))}“, die Zelle hat aber ein Zahlenformat, das die Zahl "
                "anders zeigt (etwa in Tausend oder Mio. €). Nachfragen, welcher Wert gemeint ist"
            )
            self.warn("ruecklauf.zahlformat", text)

    def betrag_ct(self, zelle: Zelle) -> int:
        """Cents of an amount in euros."""
        zahl = self._number(zelle)
        try:
            betrag_ct = betrag_of_cell(zahl)
        except BetragUnplausibel:
            betrag_ct = MAX_PROGNOSE_CT + 1
        except ValueError:
            raise _keine_zahl(zelle, "Den Betrag als Zahl eintragen, zum Beispiel 1.234,56") from None
        if abs(betrag_ct) > MAX_PROGNOSE_CT:
            text = f"„{shown(zelle.wert)}“ ist unplausibel. Den Betrag in Euro prüfen"
            raise EingabeDefekt("ruecklauf.unplausibel", text)
        if isinstance(zahl, str):
            self._warn_text(zahl, f"{format_betrag(betrag_ct)} €")
        elif not is_whole_cents(zahl):
            text = f"„{shown(zahl)}“ hat mehr als zwei Nachkommastellen; gelesen wird {format_betrag(betrag_ct)} €"
            self.warn("ruecklauf.rundung", text)
        return betrag_ct

    def zahl(self, zelle: Zelle) -> Decimal:
        """A number without unit; a percentage as its number (97,5 % is 97.5)."""
        if zelle.anzeige is Anzeige.PROZENT and isinstance(zelle.wert, float):
            wert = exact(zelle.wert) * 100
            text = (
                f"der Wert ist als Prozent eingetragen; gelesen wird {format_zahl(wert)}. Ohne Prozentzeichen eintragen"
            )
            self.warn("ruecklauf.prozent", text)
        else:
            eingabe = self._number(zelle)
            wert = exact(eingabe) if isinstance(eingabe, float) else _parse_zahl(zelle, eingabe)
            if isinstance(eingabe, str):
                self._warn_text(eingabe, format_zahl(wert))
        if abs(wert) > MAX_KENNZAHL:
            raise EingabeDefekt("ruecklauf.unplausibel", f"„{shown(zelle.wert)}“ ist unplausibel. Den Wert prüfen")
        return wert or Decimal(0)  # without the sign of a zero

    def text(self, zelle: Zelle) -> str | None:
        """Text as one sees it in the cell; it stays text whatever it begins with."""
        roh = zelle.wert if isinstance(zelle.wert, str) else _shown_as_text(zelle)
        sauber = _UNSICHTBAR.sub("", roh)
        if sauber != roh:
            self.warn("ruecklauf.zeichen", "unsichtbare Zeichen im Text wurden entfernt", Schwere.HINWEIS)
        if len(sauber) > MAX_ZELLTEXT:
            text = f"der Text hat mehr als {MAX_ZELLTEXT} Zeichen, mehr als Excel in einer Zelle erlaubt. Bitte kürzen"
            raise EingabeDefekt("ruecklauf.laenge", text)
        return sauber.strip() or None

    def langtext(self, feldart: Feldart, zelle: Zelle) -> str | None:
        """A text whose place in the report is limited."""
        text = self.text(zelle)
        if text is not None and len(text) > MAX_ZEICHEN[feldart]:
            hinweis = f"der Text hat {len(text)} Zeichen, Platz ist für {MAX_ZEICHEN[feldart]}. Vor dem Bericht kürzen"
            self.warn("ruecklauf.laenge", hinweis)
        return text

    def wahl(self, moegliche: Sequence[str], zelle: Zelle) -> str | None:
        """One of a list; case, blanks and hyphens do not count."""
        text = self.text(zelle)
        if text is None:
            return None
        treffer = next((eine for eine in moegliche if _plain(eine) == _plain(text)), None)
        if treffer is None:
            rat = f"Aus der Liste wählen: {', '.join(moegliche)}"
            raise EingabeDefekt("ruecklauf.auswahl", f"„{shown(text)}“ steht nicht zur Wahl. {rat}")
        return treffer

    def tag(self, zelle: Zelle) -> str:
        """A date as the Datenmappe has it, TT.MM.JJJJ."""
        return f"{self.datum(zelle, 'Ein Datum'):%d.%m.%Y}"

    def datum(self, zelle: Zelle, was: str = "Das Datum der Rückmeldung") -> date:
        """A date, or a text like 15.07.2024 that means one; `was` is to be entered where it is none."""
        beginn = date(1904, 1, 1) if self.ab_1904 else date(1899, 12, 30)
        tag: date | None = None
        try:
            if isinstance(zelle.wert, str):
                tag = _parse_datum(zelle.wert.strip()[:_MAX_ZAHLTEXT])
            elif isinstance(zelle.wert, float) and zelle.anzeige is Anzeige.DATUM:
                tag = _day(beginn, zelle.wert)
        except ValueError:
            pass
        if tag is None or tag.year not in _JAHRE:
            text = f"„{shown(zelle.wert)}“ ist kein Datum. {was} eintragen, etwa 15.07.2024"
            if isinstance(zelle.wert, float) and (vermutet := _day(beginn, zelle.wert)):
                text = (
                    f"„{shown(zelle.wert)}“ ist vermutlich der {vermutet:%d.%m.%Y} ohne Datumsformat; "
                    "bitte das Datum neu eintragen"
                )
            raise EingabeDefekt("ruecklauf.datum", text)
        return tag

    def _number(self, zelle: Zelle) -> float | str:
        """A plain number, or a text that may mean one."""
        if isinstance(zelle.wert, bool):
            raise _keine_zahl(zelle, "Eine Zahl eintragen oder die Zelle leeren")
        if isinstance(zelle.wert, str):
            text = zelle.wert.strip()
            if len(text) > _MAX_ZAHLTEXT:
                raise _keine_zahl(zelle, "Eine Zahl eintragen und Text in das Feld daneben schreiben")
            return text
        if zelle.anzeige in (Anzeige.DATUM, Anzeige.PROZENT):
            was = "Datum" if zelle.anzeige is Anzeige.DATUM else "Prozentwert"
            text = f"dort steht ein {was} statt einer Zahl. Den Wert neu eintragen und die Zelle als Zahl formatieren"
            raise EingabeDefekt("ruecklauf.format", text)
        return float(zelle.wert or 0)

    def _warn_text(self, eingabe: str, gelesen: str) -> None:
        text = f"die Zahl „{shown(eingabe)}“ ist als Text gespeichert; gelesen wird {gelesen}. Als Zahl eintragen"
        self.warn("ruecklauf.textzahl", text)


def _keine_zahl(zelle: Zelle, rat: str) -> EingabeDefekt:
    return EingabeDefekt("ruecklauf.zahl", f"„{shown(_shown_as_text(zelle))}“ ist keine eindeutige Zahl. {rat}")


def _parse_zahl(zelle: Zelle, text: str) -> Decimal:
    try:
        return parse_zahl(text)
    except ValueError:
        rat = "Eine Zahl ohne Einheit und Prozentzeichen eintragen, zum Beispiel 97,5"
        raise _keine_zahl(zelle, rat) from None


def _plain(text: str) -> str:
    return re.sub(r"[\s\u2010-\u2015\u2212-]", "", text).casefold()


def _day(beginn: date, tage: float) -> date | None:
    """The day a number means; None outside the years in which a return is possible."""
    try:
        tag = beginn + timedelta(days=int(tage))
    except OverflowError:
        return None
    return tag if tag.year in _JAHRE else None


def _parse_datum(text: str) -> date:
    if treffer := _DATUM.fullmatch(text):
        return date(int(treffer[3]), int(treffer[2]), int(treffer[1]))
    if treffer := _ISO.fullmatch(text):
        return date(int(treffer[1]), int(treffer[2]), int(treffer[3]))
    raise ValueError(text)


def _shown_as_text(zelle: Zelle) -> str:
    if isinstance(zelle.wert, bool):
        return "WAHR" if zelle.wert else "FALSCH"
    if isinstance(zelle.wert, str):
        return zelle.wert
    if zelle.anzeige is Anzeige.DATUM and 0 < float(zelle.wert or 0) < 2_958_466:
        return f"{date(1899, 12, 30) + timedelta(days=int(zelle.wert or 0)):%d.%m.%Y}"
    zahl = exact(zelle.wert or 0.0)
    return f"{format_zahl(zahl * 100)} %" if zelle.anzeige is Anzeige.PROZENT else format_zahl(zahl)


_LESARTEN: Mapping[Feldart, Callable[[Eingabe, Zelle], Feldwert]] = {
    Feldart.PROGNOSE: Eingabe.betrag_ct,
    Feldart.LEISTUNG: Eingabe.zahl,
    Feldart.ZIEL: Eingabe.zahl,
    Feldart.GRUND: lambda eingabe, zelle: eingabe.langtext(Feldart.GRUND, zelle),
    Feldart.ERLAEUTERUNG: lambda eingabe, zelle: eingabe.langtext(Feldart.ERLAEUTERUNG, zelle),
    Feldart.MONATSWERT: Eingabe.zahl,
    Feldart.FASSUNG: lambda eingabe, zelle: eingabe.wahl(tuple(Wertfassung), zelle),
    Feldart.NOTIZ: lambda eingabe, zelle: eingabe.langtext(Feldart.NOTIZ, zelle),
    Feldart.STATUS: lambda eingabe, zelle: eingabe.wahl(tuple(Massnahmenstatus), zelle),
    Feldart.BIS: Eingabe.tag,
    Feldart.ERREICHT: Eingabe.betrag_ct,
    Feldart.ERWARTET: Eingabe.betrag_ct,
    Feldart.BEMERKUNG: lambda eingabe, zelle: eingabe.langtext(Feldart.BEMERKUNG, zelle),
}
