"""The words of a draft: which case has which, and how objects, amounts and counts are written."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from xlbudget.core.geld import format_euro, format_zahl
from xlbudget.core.gliederung import Berichtsobjekt, Ebene
from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.sachdarstellung.modelle import Stueck
from xlbudget.core.tendenz import Regeln, Tendenz, zieltendenz

_BEI = {Ebene.PRODUKT: "Beim", Ebene.BUDGET: "Im", Ebene.DEZERNAT: "Im"}
_GELD = ("€", "euro", "eur", "t€", "teur", "mio. €")

FEST = "\u00a0"
"""A blank that no line ends at."""


class Zielstand(StrEnum):
    """How a Ziel came out; the value is what a sentence says."""

    ERREICHT = "erreicht"
    KNAPP = "knapp verfehlt"
    VERFEHLT = "verfehlt"


def zielstand(ziel: Kennzahl, regeln: Regeln) -> Zielstand | None:
    """None where Plan or Ist is missing, 0 or negative; missed by less than the Gesamtbericht marks is *knapp*."""
    if ziel.grad is None:
        return None
    if ziel.grad >= 1:
        return Zielstand.ERREICHT
    return Zielstand.VERFEHLT if zieltendenz(ziel.grad, regeln) is Tendenz.SCHLECHTER else Zielstand.KNAPP


def name_of(objekt: Berichtsobjekt) -> str:
    """An object as a sentence names it; its Ebene once.

    >>> name_of(Berichtsobjekt("3118", Ebene.PRODUKT, "3118", "Hilfe zur Pflege"))
    'Produkt 3118 „Hilfe zur Pflege“'
    >>> name_of(Berichtsobjekt("Dezernat III", Ebene.DEZERNAT, "3", "Dezernat III"))
    '„Dezernat III“'
    """
    wort, name = objekt.ebene_wie_im_haus, " ".join(objekt.bezeichnung.split())
    if objekt.ebene is Ebene.PRODUKT:
        return f"{wort} {objekt.nummer} „{name}“"
    return f"„{name}“" if name.casefold().startswith(f"{wort} ".casefold()) else f"{wort} „{name}“"


def place_of(objekt: Berichtsobjekt) -> str:
    """How a sentence about an object begins; a word of the house has no gender that is known here.

    >>> place_of(Berichtsobjekt("32", Ebene.BUDGET, "32", "Soziales"))
    'Im Budget „Soziales“'
    >>> place_of(Berichtsobjekt("32", Ebene.BUDGET, "32", "Soziales", ebenenname="Organisationseinheit"))
    'Organisationseinheit „Soziales“: Hier'
    """
    if objekt.ebene_wie_im_haus == objekt.ebene and objekt.ebene in _BEI:
        return f"{_BEI[objekt.ebene]} {name_of(objekt)}"
    return f"{name_of(objekt)}: Hier"


def amount(betrag_ct: int, herkunft: str) -> Stueck:
    """An amount without sign, in whole euros as the reports print it.

    >>> amount(-10693550, "32, Saldo, Abweichung").text
    '106.936\xa0€'
    """
    return Stueck(f"{format_euro(abs(betrag_ct))}{FEST}€", herkunft)


def counted(zahl: Decimal, einheit: str, herkunft: str) -> Stueck:
    """A value of a Kennzahl; percent with its sign.

    >>> counted(Decimal("4508"), "", "x").text, counted(Decimal("97.50"), "Prozent", "x").text
    ('4.508', '97,5\xa0%')
    """
    ganz, komma, rest = format_zahl(zahl).partition(",")
    gruppiert = f"{int(ganz):,}".replace(",", ".") if ganz.lstrip("-").isdigit() else ganz
    return Stueck(f"{gruppiert}{komma}{rest}{f'{FEST}%' if is_percent(einheit) else ''}", herkunft)


def is_percent(einheit: str) -> bool:
    """Whether a Kennzahl is a percentage."""
    return einheit.strip().casefold() in ("prozent", "%", "v.h.", "v. h.", "vh")


def is_money(einheit: str) -> bool:
    """Whether a Kennzahl is an amount: a text would not tell it from one of the budget."""
    return einheit.strip().casefold() in _GELD


def listed_names(objekte: Sequence[Berichtsobjekt]) -> str:
    """Names of objects in one sentence.

    >>> listed_names([Berichtsobjekt(n, Ebene.PRODUKT, n, n.upper()) for n in ("a1", "b2", "c3")])
    'Produkt a1 „A1“, Produkt b2 „B2“ und Produkt c3 „C3“'
    """
    *vorne, letzter = map(name_of, objekte)
    return " und ".join(filter(None, (", ".join(vorne), letzter)))
