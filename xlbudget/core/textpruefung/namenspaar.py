"""Number and name of a Produkt beside each other: one place, or a contradiction."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from xlbudget.core.gliederung import Berichtsobjekt, Ebene
from xlbudget.core.textpruefung.namenswort import Namenswort, content_of, is_same
from xlbudget.core.textpruefung.nennung import Nennung

_ANSCHLUSS = re.compile(r"^[\s\"„“”»«'(:–-]{1,4}(?:der |die |das |Produkt |Produkts |Teilbudget |FD |Budget )?$")


class Namenspaare:
    """Joins what stands beside each other; `namen` are the words of all names, each with its Kennung."""

    def __init__(
        self, objekte: Mapping[str, Berichtsobjekt], namen: Sequence[tuple[tuple[Namenswort, ...], str]]
    ) -> None:
        self._objekte, self._namen = objekte, namen

    def merge(self, text: str, funde: Sequence[Nennung]) -> list[Nennung]:
        """The places of a text in order, number and name of one object as one place."""
        fertig: list[Nennung] = []
        for fund in funde:
            vorige = fertig[-1] if fertig else None
            neben = (
                vorige and not vorige.ganzes and not fund.ganzes and _ANSCHLUSS.match(text[vorige.ende : fund.start])
            )
            if vorige and neben and (eins := self._together(text, vorige, fund)) is not None:
                fertig[-1] = eins
                continue
            fertig.append(fund)
        mit_namen: list[Nennung] = []
        for fund in (self._with_quoted_name(text, fund) for fund in fertig):
            if fund.unbekannt and fund.text.isdigit() and text[fund.start - 1 : fund.start] == "(":
                continue
            if not mit_namen or fund.start >= mit_namen[-1].ende:
                mit_namen.append(fund)
        return mit_namen

    def _together(self, text: str, a: Nennung, b: Nennung) -> Nennung | None:
        """Number and name of one object as one place; with a `konflikt` where they belong to two."""
        basis = replace(
            a, ende=b.ende, text=text[a.start : b.ende], nummer=a.nummer or b.nummer,
            nummer_ort=a.nummer_ort or b.nummer_ort, per_nummer=a.per_nummer or b.per_nummer,
        )  # fmt: skip
        if a.unbekannt and b.unbekannt:
            return None
        if a.unbekannt or b.unbekannt:
            name = b if a.unbekannt else a
            if name.per_nummer or not basis.nummer:
                return None
            return replace(basis, kandidaten=name.kandidaten, unbekannt=False, konflikt=self._right_number(name))
        if gemeinsam := a.kandidaten & b.kandidaten:
            return replace(basis, kandidaten=gemeinsam)
        if a.per_nummer and b.per_nummer:
            return None
        if a.per_nummer or b.per_nummer:
            name = b if a.per_nummer else a
            nur_produkte = all(self._objekte[k].ebene is Ebene.PRODUKT for k in name.kandidaten)
            if nur_produkte and not name.verborgen:
                return replace(basis, kandidaten=a.kandidaten | b.kandidaten, konflikt=self._right_number(name))
        return None

    def _right_number(self, name: Nennung) -> str:
        return " oder ".join(f"{k} ({self._objekte[k].bezeichnung})" for k in sorted(name.kandidaten))

    def _with_quoted_name(self, text: str, fund: Nennung) -> Nennung:
        """A quoted name behind the number of a Produkt that replaces a word of its name by another."""
        if fund.nummer_ort is None or fund.unbekannt or fund.konflikt or fund.kennung is None:
            return fund
        zitat = re.match(r"\s*[„\"»](?P<name>[^“”\"«]{3,120})[“”\"«]", text[fund.nummer_ort[1] :])
        if zitat is None:
            return fund
        ende = max(fund.ende, fund.nummer_ort[1] + zitat.end())
        fund = replace(fund, ende=ende, text=text[fund.start : ende])
        gesagt = content_of(zitat["name"])
        namen = [name for name, kennung in self._namen if kennung == fund.kennung]
        return replace(fund, anders=zitat["name"]) if namen and all(_replaces(gesagt, n) for n in namen) else fund


def _replaces(gesagt: Sequence[Namenswort], name: Sequence[Namenswort]) -> bool:
    """Whether a name has a word that was not said, and what was said one that the name has not."""
    fremd = any(not any(is_same(wort, anderes) for anderes in name) for wort in gesagt)
    return fremd and any(not any(is_same(wort, anderes) for wort in gesagt) for anderes in name)
