"""What is wrong with a line that was typed and judged, as narwhals expressions: row by row, on every backend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw

from xlbudget.sources.export.angaben import Zahlenstil
from xlbudget.sources.export.ausdruecke import cents_of, euro_of, is_amount
from xlbudget.sources.export.felder import DATUM, JAHR, PERIODE, RICHTUNG, SOLL_HABEN, WERTART
from xlbudget.sources.export.zeilenlage import Betragslage, Zeilenlage
from xlbudget.sources.export.zuordnung import Betragsform, Zuordnung

_SEITEN = {Betragsform.KENNZEICHEN: (SOLL_HABEN.name, "seite"), Betragsform.RICHTUNG: (RICHTUNG.name, "richtung")}


@dataclass(frozen=True)
class Zeilenpruefung:
    """One thing that may be wrong: the code of its Befund, the field it is about, and which lines have it.

    `wert` is the position among the columns of amounts where one of them cannot be read, else None.
    """

    code: str
    feld: str
    maske: nw.Expr
    wert: int | None = None


def zeilenpruefungen(zuordnung: Zuordnung) -> Sequence[Zeilenpruefung]:
    """All of them, in the order in which they are said."""
    lage = nw.col("lage")
    eigene = (lage == int(Zeilenlage.ZAEHLT)) | (lage >= int(Zeilenlage.PERIODE_FALSCH))
    zeit = PERIODE.name if PERIODE.name in zuordnung.spalten else DATUM.name
    pruefungen = [
        Zeilenpruefung("journal.jahr", JAHR.name, lage == int(Zeilenlage.JAHR_FALSCH)),
        Zeilenpruefung("journal.wertart", WERTART.name, lage == int(Zeilenlage.WERTART_FALSCH)),
        Zeilenpruefung("journal.periode", zeit, eigene & (nw.col("periode") == 0)),
        *_amounts(zuordnung, eigene),
    ]
    if zuordnung.form in _SEITEN:
        feld, spalte = _SEITEN[zuordnung.form]
        pruefungen.append(Zeilenpruefung("journal.sollhaben", feld, eigene & (nw.col(spalte) == 0)))
    return pruefungen


def _amounts(zuordnung: Zuordnung, eigene: nw.Expr) -> Sequence[Zeilenpruefung]:
    """Amounts that cannot be read, each in its column; where one of several columns is enough, an empty one is none."""
    erlaubt = [int(Betragslage.GUT), int(Betragslage.STRICH)]
    if zuordnung.ansatz or zuordnung.kopf.monate:
        erlaubt.append(int(Betragslage.LEER))
    maske = eigene & ~nw.col("betrag_lage").is_in(erlaubt)
    ohne = [*erlaubt, int(Betragslage.LEER)] if len(zuordnung.wertspalten) > 1 else erlaubt
    einzeln, rest = [], maske
    for i, (feld, _) in enumerate(zuordnung.wertspalten):
        falsch = maske & ~nw.col(f"w{i}_lage").is_in(ohne)
        rest = rest & ~falsch
        einzeln.append(Zeilenpruefung("journal.betrag", feld, falsch, i))
    return [*einzeln, Zeilenpruefung("journal.betrag", zuordnung.wertspalten[0][0], rest)]


def kind_of_text(text: nw.Expr) -> nw.Expr:
    """Faults are told by kinds: what is empty, and the period of the opening, are kinds of their own."""
    kind = nw.when(text == "").then(nw.lit("leer")).when(text.str.contains("^0+$|^000")).then(nw.lit("Periode 0"))
    return kind.otherwise(nw.lit(""))


IM_ANDEREN_STIL = -1
"""The kind of an amount that is one in the other style of numbers; else its Betragslage is its kind."""


def other_style(zuordnung: Zuordnung) -> Zahlenstil:
    """The style of numbers that was not chosen."""
    return Zahlenstil.DEUTSCH if zuordnung.stil is Zahlenstil.ENGLISCH else Zahlenstil.ENGLISCH


def in_other_style(text: nw.Expr, zuordnung: Zuordnung) -> tuple[nw.Expr, nw.Expr]:
    """Whether a text is an amount in the other style of numbers, and how many cents it is then."""
    stil, faktor = other_style(zuordnung), zuordnung.einheit.faktor
    gut = is_amount(text, stil, faktor)
    return gut, cents_of(euro_of(text, gut, stil), faktor)


@dataclass(frozen=True)
class Datumspruefung:
    """Which lines have a Buchungsdatum that says a year, one of another year, or one that is none."""

    lesbar: nw.Expr
    fremd: nw.Expr
    unlesbar: nw.Expr


def datumspruefung(zuordnung: Zuordnung) -> Datumspruefung | None:
    """None where dates say nothing about the year. Closing entries may carry a date of the following year."""
    if DATUM.name not in zuordnung.spalten or JAHR.name in zuordnung.spalten or zuordnung.ansatz:
        return None
    lage = nw.col("lage")
    eigene = (lage == int(Zeilenlage.ZAEHLT)) | (lage >= int(Zeilenlage.ANDERES_JAHR))
    jahr, lesbar = nw.col("datum_jahr"), nw.col("datum_lesbar")
    gut = eigene & lesbar & (jahr != 0)
    abschluss = (jahr == zuordnung.jahr + 1) & (nw.col("periode") > 12)
    return Datumspruefung(gut, gut & (jahr != zuordnung.jahr) & ~abschluss, eigene & ~lesbar & ~nw.col("datum_leer"))
