"""Tables of Leistungen and Ziele, for one Produkt or for several with their names in front."""

from __future__ import annotations

from collections.abc import Sequence

from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.tendenz import Regeln, warnstufe, zieltendenz
from xlbudget.core.zeit import Stand
from xlbudget.writers.druck.druckform import Druckreihe, Druckspalte, Drucktabelle, Lage
from xlbudget.writers.druck.zahlen import kennzahl_wert, percent, with_word

_ERREICHT = Druckspalte("erreicht zu")
_PRODUKT = Druckspalte("Produkt", Lage.TEXT)


def leistungen(
    name: str, stand: Stand, zahlen: Sequence[Kennzahl], produkte: Sequence[str] = ()
) -> Drucktabelle | None:
    """Leistungen with Plan and Ist; None without any."""
    reihen = [(_with_unit(zahl), *_values(zahl)) for zahl in zahlen]
    spalten = (Druckspalte("Leistung", Lage.TEXT), Druckspalte("Plan"), Druckspalte(_ist(stand)))
    return _table(f"Leistungen, {name}", spalten, reihen, produkte)


def ziele(
    name: str, stand: Stand, regeln: Regeln, zahlen: Sequence[Kennzahl], produkte: Sequence[str] = ()
) -> Drucktabelle | None:
    """Ziele with Plan, Ist, how far they are reached, and how urgent that is where `regeln` have steps; None without
    any."""
    reihen = [
        (
            ziel.gezeigt, ziel.einheit, ziel.richtung.value, *_values(ziel), percent(ziel.grad),
            with_word(zieltendenz(ziel.grad, regeln)),
            *((warnstufe(ziel.grad, regeln).gezeigt,) if regeln.hat_warnstufen else ()),
        )
        for ziel in zahlen
    ]  # fmt: skip
    spalten = (
        Druckspalte("Ziel", Lage.TEXT, 2),
        Druckspalte("Messgröße", Lage.KURZ),
        Druckspalte("besser ist", Lage.KURZ),
        Druckspalte("Plan"),
        Druckspalte(_ist(stand)),
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


def _with_unit(kennzahl: Kennzahl) -> str:
    return f"{kennzahl.gezeigt} ({kennzahl.einheit})" if kennzahl.einheit else kennzahl.gezeigt


def _ist(stand: Stand) -> str:
    return "Ergebnis" if stand.ist_jahresende else "Ist"
