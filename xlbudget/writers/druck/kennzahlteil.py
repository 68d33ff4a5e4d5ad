"""Tables of Leistungen and Ziele, for one Produkt or for several with their names in front."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.tendenz import Regeln, warnstufe, zieltendenz
from xlbudget.core.zeit import Stand
from xlbudget.writers.druck.druckform import Druckreihe, Druckspalte, Drucktabelle, Lage
from xlbudget.writers.druck.zahlen import kennzahl_wert, percent, with_word

_ERREICHT = Druckspalte("erreicht zu")
_MAX_KURZ = 24  # characters of a Messgröße that stand in one line
_PRODUKT = Druckspalte("Produkt", Lage.TEXT)


def leistungen(
    name: str, stand: Stand, zahlen: Sequence[Kennzahl], produkte: Sequence[str] = ()
) -> Drucktabelle | None:
    """Leistungen with Plan and Ist; None without any."""
    mehr = _more(zahlen)
    reihen = [(_with_unit(zahl), *_values(zahl), *(zeige(zahl) for _, zeige in mehr)) for zahl in zahlen]
    spalten = (
        Druckspalte("Leistung", Lage.TEXT),
        Druckspalte("Plan"),
        Druckspalte(_ist(stand)),
        *(spalte for spalte, _ in mehr),
    )
    return _table(f"Leistungen, {name}", spalten, reihen, produkte)


def ziele(
    name: str, stand: Stand, regeln: Regeln, zahlen: Sequence[Kennzahl], produkte: Sequence[str] = ()
) -> Drucktabelle | None:
    """Ziele with Plan, Ist, how far they are reached, and how urgent that is where `regeln` have steps; None without
    any."""
    mehr = _more(zahlen)
    reihen = [
        (
            ziel.gezeigt, ziel.einheit, ziel.richtung.value, *_values(ziel), *(zeige(ziel) for _, zeige in mehr),
            percent(ziel.grad),
            with_word(zieltendenz(ziel.grad, regeln)),
            *((warnstufe(ziel.grad, regeln).gezeigt,) if regeln.hat_warnstufen else ()),
        )
        for ziel in zahlen
    ]  # fmt: skip
    spalten = (
        Druckspalte("Ziel", Lage.TEXT, 2),
        _messgroesse(zahlen),
        Druckspalte("besser ist", Lage.KURZ),
        Druckspalte("Plan"),
        Druckspalte(_ist(stand)),
        *(spalte for spalte, _ in mehr),
        _ERREICHT,
        Druckspalte("Zeichen", Lage.KURZ),
        *((Druckspalte("Warnstufe", Lage.KURZ),) if regeln.hat_warnstufen else ()),
    )
    return _table(f"Ziele, {name}", spalten, reihen, produkte)


def missed(name: str, stand: Stand, zahlen: Sequence[Kennzahl], produkte: Sequence[str]) -> Drucktabelle | None:
    """Ziele that are missed, in few columns."""
    reihen = [(_with_unit(ziel), *_values(ziel), percent(ziel.grad)) for ziel in zahlen]
    spalten = (Druckspalte("Ziel", Lage.TEXT, 2), Druckspalte("Plan"), Druckspalte(_ist(stand)), _ERREICHT)
    return _table(f"Ziele, {name}", spalten, reihen, produkte)


def _table(
    zweck: str, spalten: tuple[Druckspalte, ...], reihen: Sequence[tuple[str, ...]], produkte: Sequence[str]
) -> Drucktabelle | None:
    if not reihen:
        return None
    if produkte:
        spalten = (_PRODUKT, *spalten)
        reihen = [(produkt, *reihe) for produkt, reihe in zip(produkte, reihen, strict=True)]
    return Drucktabelle(zweck, spalten, tuple(map(Druckreihe, reihen)))


def _values(kennzahl: Kennzahl) -> tuple[str, str]:
    return kennzahl_wert(kennzahl.plan, kennzahl.einheit), kennzahl_wert(kennzahl.ist, kennzahl.einheit)


def _more(kennzahlen: Sequence[Kennzahl]) -> list[tuple[Druckspalte, Callable[[Kennzahl], str]]]:
    """Columns that are there where one of these Kennzahlen has something to say in them, and what stands in them."""
    spalten = ((Druckspalte("Prognose"), _prognose), (Druckspalte("Vergleich", Lage.TEXT), _vergleich))
    return [(spalte, zeige) for spalte, zeige in spalten if any(map(zeige, kennzahlen))]


def _prognose(kennzahl: Kennzahl) -> str:
    """What is expected of the whole year, with the letters of its methods; nothing when the year is over."""
    if kennzahl.prognose is None or not kennzahl.bis_stand:
        return ""
    return f"{kennzahl_wert(kennzahl.prognose.wert, kennzahl.einheit)} {kennzahl.prognose.kuerzel}"


def _vergleich(kennzahl: Kennzahl) -> str:
    """What it is elsewhere, with its source."""
    if kennzahl.vergleich is None or kennzahl.vergleichswert is None:
        return ""
    return f"{kennzahl_wert(kennzahl.vergleichswert, kennzahl.einheit)} ({kennzahl.vergleich.herkunft})"


def _messgroesse(ziele: Sequence[Kennzahl]) -> Druckspalte:
    """As wide as its longest entry would leave no room for the others where a house writes sentences there."""
    lang = any(len(ziel.einheit) > _MAX_KURZ for ziel in ziele)
    return Druckspalte("Messgröße", Lage.TEXT if lang else Lage.KURZ)


def _with_unit(kennzahl: Kennzahl) -> str:
    return f"{kennzahl.gezeigt} ({kennzahl.einheit})" if kennzahl.einheit else kennzahl.gezeigt


def _ist(stand: Stand) -> str:
    return "Ergebnis" if stand.ist_jahresende else "Ist"
