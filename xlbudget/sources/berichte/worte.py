"""The words in the headings of reports, and how their figures are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from xlbudget.core.geld import cents_from_euro, euro, is_whole_cents, parse_betrag_ct, parse_zahl
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.tendenz import Tendenz
from xlbudget.core.zeit import MONATE, Stand
from xlbudget.sources.berichte.raster import Zelle, as_text

_MONATSWORTE = {
    wort: nummer
    for nummer, name in enumerate(MONATE, 1)
    for wort in (name.casefold(), name[:3].casefold(), name.casefold().replace("ä", "ae"))
} | {"mrz": 3, "maerz": 3, "sept": 9}
_ARTEN = {"ertrag": Art.ERTRAEGE, "erträge": Art.ERTRAEGE, "ertraege": Art.ERTRAEGE} | dict.fromkeys(
    ("aufwand", "aufwände", "aufwendungen"), Art.AUFWENDUNGEN
)
_MARKEN = (
    dict.fromkeys(("▲", "positiv", "besser", "😊", "🙂", "☺", "👍"), Tendenz.BESSER)
    | dict.fromkeys(("▼", "negativ", "schlechter", "☹", "🙁", "👎"), Tendenz.SCHLECHTER)
    | {"": Tendenz.KEINE}
)
_STRICHE = frozenset("-−–—")
_STAND = re.compile(rf"({'|'.join(MONATE)})\s+(\d{{4}})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Gedruckt:
    """A number with the decimals it is printed with."""

    wert: Decimal
    stellen: int


@dataclass(frozen=True, slots=True)
class Druckeinheit:
    """A unit that amounts are printed in: so many powers of ten above euros."""

    name: str
    potenz: int


_DAVOR = r"(?:\bin |[(\[] ?|^)"
_EINHEITEN = (
    (re.compile(_DAVOR + r"(?:T ?€|TEUR|T Euro|Tsd\. ?(?:€|EUR|Euro)|Tausend Euro)(?!\w)"), Druckeinheit("T€", 3)),
    (re.compile(_DAVOR + r"(?:Mio\.? ?(?:€|EUR|Euro)|Millionen Euro)(?!\w)"), Druckeinheit("Mio. €", 6)),
)
_EINHEIT_AM_ENDE = re.compile(r" (?:in )?(?:t ?€|teur|t euro|tsd\. ?(?:€|eur|euro)|mio\.? ?(?:€|eur|euro))$")


def unit_of(kopf: str) -> Druckeinheit | None:
    """The unit that a heading names, None where it is euros or nothing.

    >>> unit_of("Finanzen / Budget (in T€)"), unit_of("Plan in Mio. €"), unit_of("Plan")
    (Druckeinheit(name='T€', potenz=3), Druckeinheit(name='Mio. €', potenz=6), None)
    """
    return next((einheit for muster, einheit in _EINHEITEN if muster.search(kopf)), None)


def heading(zelle: Zelle) -> str:
    """A heading for comparing: hyphens at the end of a line and what stands in brackets taken away.

    >>> heading("Jahres-\\nergebnis"), heading("Abweichung (positiv = besser)"), heading("ziel_ist")
    ('jahresergebnis', 'abweichung', 'ziel ist')
    """
    text = re.sub(r"-\s+(?=[a-zäöü])", "", as_text(zelle).replace("_", " "))
    text = re.sub(r"\([^)]*\)", " ", text).casefold()
    text = _EINHEIT_AM_ENDE.sub("", " ".join(text.replace(":", " ").split()))
    return text.removesuffix(" in euro").removesuffix(" €")


def month_of(wort: str) -> int | None:
    """The month a heading names: `Mrz`, `März 2023`, `Jan.`.

    >>> month_of("mrz"), month_of("dezember 2023"), month_of("ergebnis")
    (3, 12, None)
    """
    treffer = re.fullmatch(r"([a-zä]+)\.?(?: ?\d{2,4})?", wort)
    return _MONATSWORTE.get(treffer[1]) if treffer else None


def art_of(text: str) -> Art | None:
    """The Art a text names, also in a heading as `Erträge in Euro`."""
    return _ARTEN.get(text.casefold().removesuffix(" in euro").removesuffix(" (euro)").rstrip(":"))


def year_of(text: str) -> int | None:
    """A year of four digits, with or without a word in front as in `Ergebnis 2022`."""
    treffer = re.fullmatch(r"(?:[^\W\d]+ )?(20\d{2})", text)
    return int(treffer[1]) if treffer else None


def stand_of(text: str) -> Stand | None:
    """The Stand that a text is, or that it names after this word."""
    treffer = _STAND.fullmatch(text) or ("stand" in text.casefold() and _STAND.search(text)) or None
    if treffer is None:
        return None
    return Stand(int(treffer[2]), [monat.casefold() for monat in MONATE].index(treffer[1].casefold()) + 1)


def read_betrag(zelle: Zelle) -> Gedruckt | None:
    """Euros of a cell, None where it is empty; a lone stroke is 0. Raises ValueError for what is no amount."""
    if isinstance(zelle, Decimal):
        wert = euro(cents_from_euro(zelle)) if is_whole_cents(zelle) else zelle
        return Gedruckt(wert, _decimals(wert))
    if not zelle.strip():
        return None
    if zelle.strip() in _STRICHE:
        return Gedruckt(Decimal(0), 0)
    nach = re.search(r",(\d+)", zelle)
    return Gedruckt(euro(parse_betrag_ct(zelle)), len(nach[1]) if nach else 0)


def read_in(zelle: Zelle, einheit: Druckeinheit) -> Gedruckt | None:
    """Euros of a cell that is printed in this unit; decimals are negative where it is rounded above euros.

    >>> read_in("1,25", Druckeinheit("Mio. €", 6)), read_in("–", Druckeinheit("T€", 3))
    (Gedruckt(wert=Decimal('1250000'), stellen=-4), Gedruckt(wert=Decimal('0'), stellen=0))
    """
    if isinstance(zelle, str) and zelle.strip() in _STRICHE:
        return Gedruckt(Decimal(0), 0)
    gelesen = read_zahl(zelle)
    return Gedruckt(gelesen.wert.scaleb(einheit.potenz) + 0, gelesen.stellen - einheit.potenz) if gelesen else None


def read_zahl(zelle: Zelle) -> Gedruckt | None:
    """A number of a cell, without its unit; None where it is empty. Raises ValueError for what is no number."""
    if isinstance(zelle, Decimal):
        return Gedruckt(zelle, _decimals(zelle))
    text = re.sub(r"(?<=\d)\s*(?:%|€|Prozent|EUR|Euro)$", "", zelle.strip())
    if not text or text in _STRICHE:
        return None
    wert = parse_zahl(text)
    return Gedruckt(wert, max(0, -int(wert.as_tuple().exponent)))


def read_grad(zelle: Zelle, *, in_prozent: bool) -> Gedruckt | None:
    """A Zielerreichungsgrad in percent; workbooks hold it as a ratio unless the heading says percent."""
    gelesen = read_zahl(zelle)
    if gelesen and isinstance(zelle, Decimal) and not in_prozent and abs(zelle) <= 10:
        return Gedruckt(gelesen.wert * 100, max(0, gelesen.stellen - 2))
    return gelesen


def read_marke(zelle: Zelle) -> Tendenz:
    """A marker, as a sign or a word. Raises ValueError for anything else."""
    text = as_text(zelle).casefold()
    if text not in _MARKEN:
        raise ValueError(f"{text!r} ist kein Zeichen")
    return _MARKEN[text]


def is_amount(zelle: Zelle, einheit: Druckeinheit | None = None) -> bool:
    """Whether a cell holds an amount, in euros or in another unit."""
    try:
        return (read_in(zelle, einheit) if einheit else read_betrag(zelle)) is not None
    except ValueError:
        return False


def _decimals(zahl: Decimal) -> int:
    return max(0, -int(zahl.normalize().as_tuple().exponent))
