"""Which Produkt or Budget a text speaks of: by number, by name or part of a name, by what only its Kennzahl counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from xlbudget.core.gliederung import GESAMT, Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.textpruefung.ebenenworte import Ebenenworte
from xlbudget.core.textpruefung.namenspaar import Namenspaare
from xlbudget.core.textpruefung.namenswort import (
    ALLGEMEIN,
    STOPPWORTE,
    Namenswort,
    forms_of,
    is_same,
    quoted_pattern,
    split_words,
)
from xlbudget.core.textpruefung.nennung import Nennung

_LISTENLUECKE = re.compile(r"^\s*(?:,|und|sowie|bzw\.|oder|/|,?\s*und auch)\s*$")
_AMTSWORT = re.compile(r"(?:amt|dienst|center|leitung|stelle|büro|dezernat)\w{0,2}$", re.IGNORECASE)
_HAUSHALT = re.compile(
    r"\b(?:(?:Gesamt|Kreis)haushalt(?:e?s)?|(?:gesamte[nrs]?|ganze[nrs]?)\s+(?:Kreis)?[Hh]aushalt(?:e?s)?|"
    r"Haushalt(?:s|es)? des (?:Land)?[Kk]reises|Haushalt(?:s|es)? der Stadt|"
    r"Jahresergebnis des (?:Land)?[Kk]reises|Landkreis insgesamt|Kreis(?:es)? insgesamt)\b"
)
"""The whole budget, which the data have where the Datenmappe is that of the whole body."""
_GANZES = re.compile(
    rf"{_HAUSHALT.pattern}|\b(?:(?:Gesamt|Kreis|Ergebnis|Finanz|Kern)haushalt\w*|"
    r"(?:gesamte[nrs]?|ganze[nrs]?)\s+(?:Kreis)?[Hh]aushalt\w*|Rücklagen?|Ausgleichsrücklage|Kreisumlage\w*|"
    r"Liquidität\w*|Kassenkredit\w*|Verschuldung|Schuldenstand\w*|Kreditaufnahme\w*|Investitions\w+|Investitionen)\b"
)


class Namensbuch:
    """All names of a Gliederung; `weitere` are names that the house uses besides, each with the Kennung it means.

    `ganze_koerperschaft`: it holds all of the body, so the whole budget is an object too.
    """

    def __init__(
        self,
        gliederung: Gliederung,
        weitere: Iterable[tuple[str, str]] = (),
        kennzahltexte: Iterable[tuple[str, str]] = (),
        *,
        ganze_koerperschaft: bool = False,
    ) -> None:
        self._objekte: dict[str, Berichtsobjekt] = {o.kennung: o for o in gliederung if o is not GESAMT}
        self._worte = Ebenenworte(gliederung)
        self._gezeigt = {o.kennung for o in gliederung if all(k.im_bericht for k in gliederung.pfad(o))}
        self._weitere = list(weitere)
        self._namen: list[tuple[tuple[Namenswort, ...], str]] = []
        self._nummern: dict[str, str] = {}
        self._budgetnummern: dict[str, list[str]] = {}
        self._genau: dict[str, set[str]] = {}
        self._fachworte = self._countsplit_words(kennzahltexte)
        for objekt in self._objekte.values():
            self._enter(objekt)
        for name, kennung in self._weitere:
            if kennung in self._objekte:
                self._enter_weiteren(name, kennung)
        self._hat_ganzes = ganze_koerperschaft
        if ganze_koerperschaft:
            self._objekte[GESAMT.kennung] = GESAMT

        self._zitate = quoted_pattern(self._genau)

    @cached_property
    def nummern(self) -> frozenset[str]:
        """All numbers of Produkte, further ones too."""
        return frozenset(self._nummern)

    def titel(self, kennung: str) -> str:
        """How a list names an object."""
        return self._objekte[kennung].titel if kennung in self._objekte else kennung

    def objekt(self, kennung: str) -> Berichtsobjekt:
        """The object of a Kennung."""
        return self._objekte[kennung]

    def lower_of(self, a: str, b: str) -> str | None:
        """Which of two objects stands below the other; None where neither does."""
        for unten, oben in ((a, b), (b, a)):
            if self.is_above(oben, unten):
                return unten
        return None

    def is_above(self, oben: str, unten: str) -> bool:
        """Whether an object stands anywhere above another."""
        if oben == GESAMT.kennung:
            return unten != oben
        objekt = self._objekte[unten]
        while objekt.uebergeordnet:
            if objekt.uebergeordnet == oben:
                return True
            objekt = self._objekte[objekt.uebergeordnet]
        return False

    @property
    def gezeigte(self) -> list[str]:
        """All objects that the report shows, in its order."""
        return [kennung for kennung in self._objekte if kennung in self._gezeigt]

    def _enter(self, objekt: Berichtsobjekt) -> None:
        if objekt.ebene is Ebene.PRODUKT:
            self._nummern[objekt.kennung] = objekt.kennung
            if objekt.kennung not in self._gezeigt:
                return
        for nummer in re.findall(r"\w+", objekt.nummer) if objekt.ebene is not Ebene.PRODUKT else ():
            self._budgetnummern.setdefault(nummer, []).append(objekt.kennung)
        namen = {objekt.bezeichnung}
        if objekt.ebene is not Ebene.PRODUKT:
            stelle = re.sub(
                r"^(?:Leitung|Amtsleitung|Fachdienstleitung)?\s*(?:Fachdienst|FD|Amt|Fachbereich)\s+",
                "",
                objekt.verantwortlich,
            )
            if stelle != objekt.verantwortlich and stelle:
                namen.add(stelle)
        self._namen += [(worte, objekt.kennung) for name in namen for worte in forms_of(name)]
        self._genau.setdefault(" ".join(objekt.bezeichnung.split()), set()).add(objekt.kennung)

    def _enter_weiteren(self, name: str, kennung: str) -> None:
        if re.fullmatch(r"\w*\d\w*", name.strip()):
            self._nummern[name.strip()] = kennung
        else:
            self._namen += [(worte, kennung) for worte in forms_of(name)]

    def _countsplit_words(self, texte: Iterable[tuple[str, str]]) -> Mapping[str, str]:
        """Long words that stand in the Kennzahlen of one Produkt only."""
        bei: dict[str, set[str]] = {}
        for produkt, text in texte:
            for wort in split_words(text):
                if len(wort.stamm) >= 8 and wort.text[0].isupper():
                    bei.setdefault(wort.stamm, set()).add(produkt)
        return {stamm: next(iter(produkte)) for stamm, produkte in bei.items() if len(produkte) == 1}

    # finding

    def find(self, text: str, gesperrt: Sequence[tuple[int, int]]) -> list[Nennung]:
        """All places that name an object, in order; none within `gesperrt`, which hold laws, dates and the like."""
        funde = list(self._by_quoted_name(text))
        for weitere in (self._by_number(text, gesperrt), self._by_budget_number(text)):
            funde += self._free(weitere, [(f.start, f.ende) for f in funde])
        ohne = [f for f in self._by_name(text) if not any(a <= f.start < e for a, e in gesperrt)]
        funde += self._free(ohne, [(f.start, f.ende) for f in funde])
        funde += [
            self._whole(t)
            for t in _GANZES.finditer(text)
            if not any(f.start < t.end() and t.start() < f.ende for f in funde)
        ]
        return Namenspaare(self._objekte, self._namen).merge(text, sorted(funde, key=lambda f: f.start))

    def _whole(self, treffer: re.Match[str]) -> Nennung:
        if self._hat_ganzes and _HAUSHALT.fullmatch(treffer.group()):
            return Nennung(*treffer.span(), treffer.group(), frozenset((GESAMT.kennung,)))
        return Nennung(*treffer.span(), treffer.group(), ganzes=True)

    @staticmethod
    def _free(funde: Iterable[Nennung], belegt: Sequence[tuple[int, int]]) -> list[Nennung]:
        return [f for f in funde if not any(a < f.ende and f.start < e for a, e in belegt)]

    def find_by_kennzahl(self, text: str) -> frozenset[str]:
        """The Produkte whose Kennzahlen alone have a word of this text."""
        gefunden = set()
        for wort in split_words(text):
            for stamm, produkt in self._fachworte.items():
                if wort.stamm == stamm or (len(wort.stamm) >= 9 and stamm.startswith(wort.stamm)):
                    gefunden.add(produkt)
        return frozenset(gefunden)

    def _by_quoted_name(self, text: str) -> Iterable[Nennung]:
        """A whole name in quotation marks is that name, whatever words or numbers it consists of."""
        for treffer in self._zitate.finditer(text):
            yield self._named(text, *treffer.span(1), frozenset(self._genau[" ".join(treffer[1].split())]))

    def _by_number(self, text: str, gesperrt: Sequence[tuple[int, int]]) -> Iterable[Nennung]:
        in_liste = -1
        for treffer in re.finditer(
            r"(?<![\w.,/-])(?<!\d )(\w*\d\w*)(?![.,]\d|\w)(?!\s?(?:€|EUR|Euro|%|Mio|T€|Prozent))", text
        ):
            nummer, start = treffer[1], treffer.start()
            wort = self._worte.produkt.search(text, 0, start)
            davor = in_liste >= 0 and _LISTENLUECKE.match(text[in_liste:start])
            if any(a < treffer.end() and start < e for a, e in gesperrt) and not wort:
                continue
            if nummer in self._nummern:
                ab = wort.start() if wort else start
                yield Nennung(
                    ab, treffer.end(), text[ab : treffer.end()], frozenset((self._nummern[nummer],)), nummer=nummer,
                    per_nummer=True, nummer_ort=treffer.span(), verborgen=self._nummern[nummer] not in self._gezeigt,
                )  # fmt: skip
                in_liste = treffer.end()
            elif (wort or davor or self._is_bracketed(text, treffer)) and nummer.isdigit() and 3 <= len(nummer) <= 10:
                ab = wort.start() if wort else start
                stueck = text[ab : treffer.end()]
                yield Nennung(ab, treffer.end(), stueck, unbekannt=True, nummer=nummer, nummer_ort=treffer.span())
                in_liste = treffer.end()

    def _is_bracketed(self, text: str, treffer: re.Match[str]) -> bool:
        """A number alone in brackets, as long as those of Produkte: beside a name it is meant as its number."""
        gerahmt = text[treffer.start() - 1 : treffer.start()] == "(" and text[treffer.end() : treffer.end() + 1] == ")"
        return gerahmt and any(len(nummer) == len(treffer[1]) for nummer in self._nummern)

    def _by_budget_number(self, text: str) -> Iterable[Nennung]:
        for treffer in self._worte.budgetnummer.finditer(text):
            stellen = [
                treffer.span(1),
                *((m.start() + treffer.start(2), m.end() + treffer.start(2)) for m in re.finditer(r"\d+", treffer[2])),
            ]
            for i, (ab, bis) in enumerate(stellen):
                nummer = text[ab:bis]
                start = treffer.start() if i == 0 else ab
                if (kennungen := self._budgetnummern.get(nummer)) and nummer.isdigit():
                    verborgen = not any(kennung in self._gezeigt for kennung in kennungen)
                    yield Nennung(start, bis, text[start:bis], frozenset(kennungen), verborgen=verborgen)
                elif nummer.isdigit():
                    yield Nennung(start, bis, text[start:bis], unbekannt=True)

    def _by_name(self, text: str) -> Iterable[Nennung]:
        worte = [wort for wort in split_words(text) if wort.text.casefold() not in STOPPWORTE]
        i = 0
        while i < len(worte):
            laenge, kandidaten, voll = self._longest(worte, i)
            if not laenge or not self._counts(text, worte[i : i + laenge], kandidaten, voll=voll):
                i += 1
                continue
            start, ende = worte[i].start, worte[i + laenge - 1].ende
            yield self._named(text, start, ende, kandidaten)
            i += laenge

    def _named(self, text: str, start: int, ende: int, kandidaten: frozenset[str]) -> Nennung:
        davor = text[:start]
        if budget := self._worte.budget.search(davor):
            ebene = {Ebene.DEZERNAT} if self._worte.dezernat.match(budget.group()) else {Ebene.BUDGET, Ebene.DEZERNAT}
            nur = frozenset(k for k in kandidaten if self._objekte[k].ebene in ebene) or kandidaten
            ab = budget.start()
            return Nennung(ab, ende, text[ab:ende], nur, verborgen=not any(k in self._gezeigt for k in nur))
        if self._worte.produktname.search(davor):
            kandidaten = frozenset(k for k in kandidaten if self._objekte[k].ebene is Ebene.PRODUKT) or kandidaten
        return Nennung(
            start, ende, text[start:ende], kandidaten, verborgen=not any(k in self._gezeigt for k in kandidaten)
        )

    def _longest(self, worte: Sequence[Namenswort], i: int) -> tuple[int, frozenset[str], bool]:
        """How many words from here on stand in names one after another, in which, and whether they are all of one."""
        beste, kandidaten, voll = 0, frozenset[str](), False
        for name, kennung in self._namen:
            for ab in range(len(name)):
                n = 0
                while ab + n < len(name) and i + n < len(worte) and is_same(worte[i + n], name[ab + n]):
                    n += 1
                ganz = ab == 0 and n == len(name)
                if n == 1 and worte[i].stamm != name[ab].stamm:
                    continue
                if n and (n, ganz) > (beste, voll):
                    beste, kandidaten, voll = n, frozenset((kennung,)), ganz
                elif n and n == beste and ganz == voll:
                    kandidaten |= {kennung}
        return beste, kandidaten, voll

    def _counts(self, text: str, worte: Sequence[Namenswort], kandidaten: frozenset[str], *, voll: bool) -> bool:
        """Whether some words are enough to be a name."""
        besondere = [w for w in worte if w.stamm not in ALLGEMEIN]
        start, ende = worte[0].start, worte[-1].ende
        if len(worte) > 1:
            return (
                bool(re.fullmatch(r"[^.;:!?€%]*", text[start:ende].replace(".", "", 3)))
                and worte[-1].start - worte[0].start < 120
            )
        wort = worte[0]
        if not wort.text[0].isupper():
            return False
        budget = any(self._objekte[k].ebene is not Ebene.PRODUKT for k in kandidaten)
        if budget and voll and not _AMTSWORT.search(wort.text):
            offen = text[start - 1 : start] in ("„", '"', "“", "»")
            zu = text[ende : ende + 1] in ("“", '"', "”", "«")
            return zu if offen else self._worte.budget.search(text, 0, start) is not None
        if voll:
            return bool(besondere) or len(wort.stamm) >= 8
        return bool(besondere) and len(wort.stamm) >= 8 and self._begins_name(wort, kandidaten)

    def _begins_name(self, wort: Namenswort, kandidaten: frozenset[str]) -> bool:
        """Whether a word is the first of a name that is not general, or stands in one name only."""
        if len(kandidaten) == 1:
            return True
        for name, kennung in self._namen:
            erstes = next((w for w in name if w.stamm not in ALLGEMEIN), None)
            if kennung in kandidaten and erstes and is_same(wort, erstes):
                return True
        return False
