"""The columns of the consolidated table: what there is, what of it a report shows, and how wide it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from xlbudget.core.bericht import Produktbericht, sum_dezernate
from xlbudget.core.darstellung import (
    AMPEL,
    AUSSCHOEPFUNG,
    ERLAEUTERUNG,
    FEST,
    HEUTIGE,
    LEISTUNG_PROGNOSE,
    LEISTUNG_VERGLEICH,
    MAX_WEITERE,
    UEBLICH,
    VOM_ANSATZ,
    VOM_VOLUMEN,
    VORJAHRE,
    WARNSTUFE,
    WEITERE,
    ZIEL_PROGNOSE,
    ZIEL_VERGLEICH,
    Spaltenwahl,
)
from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.produktzeile import Produktzeile, sum_produkte
from xlbudget.core.zeit import MONATE
from xlbudget.writers import style

PRODUKT = "Produkt/-gruppe/-bereich"
LEISTUNGEN, ZIELE = "Leistungen („Top“-Kennzahlen)", "„Top“-Zielkennzahlen"
VOLUMEN = "volumen"
ZIELSPALTEN = ("richtung", "ziel_plan", "ziel_ist", "grad", "zieltendenz")
_KURZER_TEXT = 18


@dataclass(frozen=True, slots=True)
class Gesamtspalte:
    """A column; `gruppe` is the header above it, `breite` in characters, `kopf` the alignment of its header.

    One that is not `sichtbar` holds what formulas need, and takes no room.
    """

    name: str
    gruppe: str
    titel: str
    breite: float
    kopf: str = "left"
    sichtbar: bool = True

    @property
    def px(self) -> int:
        """Its width in pixels."""
        return style.spalten_px(self.breite) if self.sichtbar else 0


def spalten_of(bericht: Produktbericht) -> tuple[Gesamtspalte, ...]:
    """The columns of the report, widths by the data or the house; also hidden ones.

    These stand at the end where the house chose nothing, and are blank then. Figures would have LibreOffice print ###
    there, where nobody sees it but every text search does: they stand behind the Bezeichnung.
    """
    katalog = Spaltenkatalog(bericht)
    gezeigt = _selected(bericht, katalog) or _selected(replace(bericht, darstellung=UEBLICH), katalog)
    if bericht.darstellung.spalten is None:
        return (*gezeigt, *katalog.hidden(gezeigt))
    return (*gezeigt[: len(FEST)], *katalog.hidden(gezeigt), *gezeigt[len(FEST) :])


def empty_columns(bericht: Produktbericht) -> list[str]:
    """The columns that a house chose besides the usual and that have nothing in them, by their names; left out."""
    katalog = Spaltenkatalog(bericht)
    leer = {wahl.spalte for wahl in bericht.darstellung.spalten or ()} - katalog.mit_inhalt.keys()
    return [name for name, spalte in WEITERE.items() if spalte in leer]


def finanzgruppe(bericht: Produktbericht) -> str:
    """The header above all columns that a sum has values in."""
    return f"Finanzen / Budget (in {bericht.darstellung.einheit.name_im_kopf})"


def gruppenbeginn(spalten: Sequence[Gesamtspalte]) -> set[int]:
    """Where another header begins above the columns."""
    return {i for i, spalte in enumerate(spalten) if i == 0 or spalte.gruppe != spalten[i - 1].gruppe}


def _selected(bericht: Produktbericht, katalog: Spaltenkatalog) -> tuple[Gesamtspalte, ...]:
    """What is shown; empty where nothing is besides what a line is about."""
    wahl = bericht.darstellung.spalten or tuple(Spaltenwahl(name) for name in HEUTIGE.values())
    gezeigt: dict[str, Gesamtspalte] = {}
    for eine in wahl:
        name = "ergebnis" if eine.spalte == "ist" and bericht.stand.ist_jahresende else eine.spalte
        for stelle, spalte in enumerate(katalog.mit_inhalt.get(name, ())):
            breite = eine.breite if eine.breite and (stelle == 0 or name == VORJAHRE) else spalte.breite
            gezeigt.setdefault(spalte.name, replace(spalte, breite=breite))
    return tuple(gezeigt.values()) if len(gezeigt) > len(FEST) else ()


class Spaltenkatalog:
    """The columns of a report by the names of `HEUTIGE` and `WEITERE`, `alle` of them and those `mit_inhalt`."""

    def __init__(self, bericht: Produktbericht) -> None:
        self._bericht = bericht
        self._zeilen = bericht.zeilen
        self._ende = bericht.stand.ist_jahresende
        self._finanzen = finanzgruppe(bericht)
        self._betrag = style.spaltenbreite(_betraege(bericht), 9, 9.5, 20)
        self._ist_titel = "Jahres-\nergebnis" if self._ende else "Ist"
        self.alle = {**self._produkt(), **self._finanzspalten()}
        for nummer in range(1, MAX_WEITERE + 1):
            self.alle |= self._leistung(nummer) | self._ziel(nummer)
        texte = [zeile.begruendung for zeile in self._zeilen]
        self.alle[ERLAEUTERUNG] = (Gesamtspalte(ERLAEUTERUNG, "Erläuterung", "Begründung der Abweichung", 40),)
        leer = () if any(texte) else (ERLAEUTERUNG,)
        if not any(zeile.ziel for zeile in self._zeilen):
            leer = (*leer, "produktziel", "messgroesse", *ZIELSPALTEN, WARNSTUFE)
        self.mit_inhalt = {name: spalten for name, spalten in self.alle.items() if name not in leer}

    def hidden(self, gezeigt: Collection[Gesamtspalte]) -> tuple[Gesamtspalte, ...]:
        """What formulas of these columns, and of the first page, refer to beside them."""
        namen = {spalte.name for spalte in gezeigt}
        ist = ["ist"] if AUSSCHOEPFUNG in namen and not self._ende else []
        volumen = [VOLUMEN] if VOM_VOLUMEN in namen else []
        noetig = (*ZIELSPALTEN, "ansatz", *ist, "ergebnis", "abweichung", *volumen)
        spalten = (spalte for name in noetig if name not in namen for spalte in self.alle[name])
        return tuple(replace(spalte, sichtbar=False) for spalte in spalten)

    def _produkt(self) -> dict[str, tuple[Gesamtspalte, ...]]:
        nummern = style.spaltenbreite((z.objekt.nummer for z in self._zeilen), 9, 6, 12)
        breite = 26.0
        if not any(zeile.leistung or zeile.ziel for zeile in self._zeilen):  # there is room enough
            breite = style.spaltenbreite((z.objekt.bezeichnung for z in self._zeilen), 9, 26, 52)
        return _each(
            Gesamtspalte("nr", PRODUKT, "Nr.", nummern), Gesamtspalte("bezeichnung", PRODUKT, "Bezeichnung", breite)
        )

    def _finanzspalten(self) -> dict[str, tuple[Gesamtspalte, ...]]:
        stand = self._bericht.stand
        monat = MONATE[stand.monat - 1]

        def amount(name: str, titel: str, breite: float = self._betrag) -> Gesamtspalte:
            return Gesamtspalte(name, self._finanzen, titel, breite, "right")

        bekannt = [b for zeile in _lines(self._bericht) for b in zeile.vorjahre_ct.values()]
        breite = style.spaltenbreite((self._bericht.darstellung.einheit.show(b) + "0" for b in bekannt), 9, 12.5, 20)
        vorjahre = tuple(
            amount(f"{VORJAHRE}_{wort}", f"Vorjahre Ende\n{monat} {wort}", breite) for wort in ("von", "bis")
        )
        ergebnis = "Jahres-\nergebnis" if self._ende else "Prognose\nJahresergebnis"
        spalten = _each(
            amount("ansatz", "Plan"),
            amount("ist", f"Ist bis\n{monat}"),
            amount("ergebnis", ergebnis, max(self._betrag, 9.5 if self._ende else 12)),
            amount("abweichung", "Abweichung\n(positiv = besser)", max(self._betrag, 14)),
            Gesamtspalte("tendenz", self._finanzen, "Ten-\ndenz", 5.5, "center"),
            amount(AUSSCHOEPFUNG, "Ausschöpfung\nin %", 11),
            amount(VOM_ANSATZ, "Abweichung in\n% v. Ansatz", 11.5),
            amount(VOM_VOLUMEN, "Abweichung in\n% v. Volumen", 11.5),
            amount(VOLUMEN, "Volumen\nim Plan"),
            Gesamtspalte(AMPEL, self._finanzen, "Ampel", 15),
        )
        if self._ende:
            del spalten["ist"]
        return {**spalten, **({VORJAHRE: vorjahre} if bekannt else {})}

    def _leistung(self, nummer: int) -> dict[str, tuple[Gesamtspalte, ...]]:
        """The columns of the first one by their names, those of a further one together."""
        leistungen = [k for zeile in self._zeilen if (k := leistung_of(zeile, nummer))]
        if not leistungen:
            return {}
        gruppe, mehr = (LEISTUNGEN, "") if nummer == 1 else (f"{nummer}. Kennzahl", f"_{nummer}")
        spalten = (
            Gesamtspalte(f"indikator{mehr}", gruppe, "Indikator", _wortbreite(map(indikator, leistungen))),
            Gesamtspalte(f"leistung_plan{mehr}", gruppe, "Plan", _zahlbreite(leistungen), "right"),
            Gesamtspalte(f"leistung_ist{mehr}", gruppe, self._ist_titel, _zahlbreite(leistungen), "right"),
        )
        if nummer > 1:
            return {f"leistung_{nummer}": spalten}
        return _each(*spalten) | _more(LEISTUNG_PROGNOSE, LEISTUNG_VERGLEICH, gruppe, leistungen)

    def _ziel(self, nummer: int) -> dict[str, tuple[Gesamtspalte, ...]]:
        ziele = [k for zeile in self._zeilen if (k := ziel_of(zeile, nummer))]
        if not ziele and nummer > 1:
            return {}
        gruppe, mehr = (ZIELE, "") if nummer == 1 else (f"{nummer}. Zielkennzahl", f"_{nummer}")
        spalten: tuple[Gesamtspalte, ...] = (
            Gesamtspalte(f"produktziel{mehr}", gruppe, "definiertes operationales Produktziel", 31),
            Gesamtspalte(f"messgroesse{mehr}", gruppe, "Messgröße", _wortbreite(ziel.einheit for ziel in ziele)),
            Gesamtspalte(f"richtung{mehr}", gruppe, "besser\nist", 8),
            Gesamtspalte(f"ziel_plan{mehr}", gruppe, "Plan", _zahlbreite(ziele), "right"),
            Gesamtspalte(f"ziel_ist{mehr}", gruppe, self._ist_titel, _zahlbreite(ziele), "right"),
            Gesamtspalte(f"grad{mehr}", gruppe, "Zielerreichungs-\ngrad", 13, "right"),
            Gesamtspalte(f"zieltendenz{mehr}", gruppe, "Abwei-\nchung", 6.5, "center"),
        )
        if self._bericht.regeln.hat_warnstufen:
            spalten = (*spalten, Gesamtspalte(f"{WARNSTUFE}{mehr}", gruppe, "Warnstufe", 14))
        if nummer > 1:
            return {f"ziel_{nummer}": spalten}
        return _each(*spalten) | _more(ZIEL_PROGNOSE, ZIEL_VERGLEICH, gruppe, ziele)


def leistung_of(zeile: Produktzeile, nummer: int) -> Kennzahl | None:
    """The Leistung of a line with that number, from 1."""
    return next(iter((zeile.leistung, *zeile.weitere_leistungen)[nummer - 1 :]), None)


def ziel_of(zeile: Produktzeile, nummer: int) -> Kennzahl | None:
    """The Ziel of a line with that number, from 1."""
    return next(iter((zeile.ziel, *zeile.weitere_ziele)[nummer - 1 :]), None)


def indikator(leistung: Kennzahl) -> str:
    """A Leistung as the report names it, with its unit where it has one."""
    return f"{leistung.bezeichnung} ({leistung.einheit})" if leistung.einheit else leistung.bezeichnung


def _each(*spalten: Gesamtspalte) -> dict[str, tuple[Gesamtspalte, ...]]:
    return {spalte.name: (spalte,) for spalte in spalten}


def _more(
    prognose: str, vergleich: str, gruppe: str, kennzahlen: Sequence[Kennzahl]
) -> dict[str, tuple[Gesamtspalte, ...]]:
    """What the year is expected to bring, with the letter of its method, and what others have; only what is known."""
    prognosen = [f"{_als_text(k.prognose.wert, k.einheit)} A/V" for k in kennzahlen if k.prognose]
    werte = [_als_text(wert, k.einheit) for k in kennzahlen if (wert := k.vergleichswert) is not None]
    spalten = (
        # not Prognose alone, which is read as what has happened
        (prognosen, Gesamtspalte(prognose, gruppe, "Prognose\nJahresende", 9, "right")),
        (werte, Gesamtspalte(vergleich, gruppe, "Vergleichs-\nwert", 9, "right")),
    )
    gezeigt = (replace(spalte, breite=style.spaltenbreite(texte, 9, 9, 20)) for texte, spalte in spalten if texte)
    return _each(*gezeigt)


def _lines(bericht: Produktbericht) -> Iterable[Produktzeile]:
    """Every line of the table with amounts."""
    summen = (sum_dezernate(bericht.gesamt, bericht.dezernate),) if bericht.gesamt else ()
    reste = [rest.summe for rest in bericht.alle_reste]
    yield from bericht.zeilen
    yield from (gruppe.summe for gruppe in bericht.budgetgruppen)
    yield from (*summen, *reste)
    if bericht.gesamt:
        yield sum_produkte(bericht.gesamt.objekt, [*summen, *reste], bericht.regeln)


def _betraege(bericht: Produktbericht) -> Iterable[str]:
    for zeile in _lines(bericht):
        for betrag_ct in (zeile.ansatz_ct, zeile.ist_ct, zeile.ergebnis_ct, zeile.verbesserung_ct):
            # printed a little wider than measured, and subtotals are bold
            yield bericht.darstellung.einheit.show(betrag_ct) + "0"


def _wortbreite(texte: Iterable[str]) -> float:
    """Wide enough for short texts on one line, so that rows are even, and for the longest word of the others."""
    teile = (teil for text in texte for teil in ([text] if len(text) <= _KURZER_TEXT else text.split()))
    return style.spaltenbreite(teile, 9, 10, 18)


def _zahlbreite(kennzahlen: Iterable[Kennzahl]) -> float:
    """Wide enough for every Plan and Ist."""
    werte = ((zahl, k.einheit) for k in kennzahlen for zahl in (k.plan, k.ist) if zahl is not None)
    return style.spaltenbreite((_als_text(zahl, einheit) for zahl, einheit in werte), 9, 7.5, 20)


def _als_text(zahl: Decimal, einheit: str) -> str:
    return f"{zahl.normalize():,f}" + ("0 €" if "€" in style.zahlformat(zahl, einheit) else "0")
