"""The worksheet functions XLB_… of the add-in: the rules of `xlbudget.core`, cell by cell.

Amounts are euros outside and integer cents inside. Docstrings are what the function wizard shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from operator import attrgetter
from typing import Any

from xlbudget.addin.funktionen import angabe
from xlbudget.addin.funktionen.datenquelle import Zahlen, find_datenmappe, zahlen
from xlbudget.addin.funktionen.tabellenfunktion import tabellenfunktion
from xlbudget.core.geld import euro
from xlbudget.core.gliederung import Berichtsobjekt, Ebene, Gliederung
from xlbudget.core.kontenrahmen import GESAMT_ZEILE, Art, Berichtszeile
from xlbudget.core.monatswerte import LEER, Monate, Monatswerte, add_monate
from xlbudget.core.produktblatt import Blatttabelle, Produktblatt, Zeile
from xlbudget.core.prognose import Prognoserechnung, Verfahren, Vorjahr, ziel_text
from xlbudget.core.pruefung_mappe import check_regeln
from xlbudget.core.tendenz import (
    Regeln,
    Richtung,
    ampel,
    mehrbedarf_ct,
    tendenz,
    verbesserung_ct,
    zielerreichung,
    zieltendenz,
)
from xlbudget.core.zeit import Stand
from xlbudget.errors import EingabeError, SourceRef

GRAD, TENDENZ = "Grad", "Tendenz"
PRODUKTBUDGET = "Produktbudget"
ARTEN = {art.value: art for art in Art}


def _prognose_of(teil: Zeile | Blatttabelle | Produktblatt) -> int:
    return teil.prognose.betrag_ct if isinstance(teil, Zeile) else teil.prognose_ct


GROESSEN = {
    "Plan": attrgetter("ansatz_ct"),
    "Ansatz": attrgetter("ansatz_ct"),
    "Ergebnis": attrgetter("ergebnis_ct"),
    "Ist": attrgetter("ergebnis_ct"),
    "Prognose": _prognose_of,
}
VORZEICHEN = {
    "Gesamtbericht": lambda plan_ct, ergebnis_ct: verbesserung_ct(ergebnis_ct, plan_ct),
    "Produktblatt": mehrbedarf_ct,
}
VERFAHREN = {
    "Vorjahre": Verfahren.VORJAHRE,
    "V": Verfahren.VORJAHRE,
    "Ansatz": Verfahren.ANSATZ,
    "A": Verfahren.ANSATZ,
}

_OBJEKT = "Nummer eines Produkts oder Name eines Budgets oder Dezernats; Gesamt für alles zusammen."
_ZEILE = "Zeile des Produktblatts, zum Beispiel Personal; gesamt für alle Zeilen der Art."
_DATENMAPPE = "Vollständiger Pfad einer Datenmappe, die im Menüband schon benutzt wurde; ohne Angabe die letzte."


@tabellenfunktion(
    plan=angabe.betrag("Plan (Ansatz) des Produktbudgets in Euro, Zuschussbedarf negativ; Zelle oder Bereich."),
    ergebnis=angabe.betrag("Ergebnis oder Prognose des Produktbudgets in Euro; Zelle oder Bereich."),
    vorzeichen=angabe.auswahl(
        "Gesamtbericht (Vorgabe): Ergebnis - Plan, positiv ist besser; Produktblatt: Plan - Ergebnis, negativ ist "
        "besser, gleich was die Datenmappe für das Produktblatt einstellt.",
        VORZEICHEN,
    ),
)
def xlb_abweichung(plan: int, ergebnis: int, vorzeichen: Callable[[int, int], int] | None = None) -> float | None:
    """Abweichung eines Produktbudgets in Euro, wie im Gesamtbericht (positiv ist besser) oder wie im Produktblatt."""
    return _euro((vorzeichen or VORZEICHEN["Gesamtbericht"])(plan, ergebnis))


@tabellenfunktion(
    abweichung=angabe.betrag("Ergebnis - Plan in Euro, positiv ist besser; Zelle oder Bereich."),
    plan=angabe.betrag("Plan (Ansatz) in Euro; nur mit ab_prozent nötig."),
    ab_euro=angabe.betrag("Ab diesem Betrag wird markiert; ohne Angabe 20.000."),
    ab_prozent=angabe.anteil("Zusätzlich ab diesem Anteil am Plan, zum Beispiel 5%; ohne Angabe 0%.", hoechstens=100),
)
def xlb_tendenz(
    abweichung: int, plan: int | None = None, ab_euro: int | None = None, ab_prozent: Decimal | None = None
) -> str:
    """Pfeil zur Abweichung eines Produktbudgets: aufwärts ist besser, abwärts schlechter, leer ohne Bedeutung."""
    regeln = _regeln(tendenz_ab_ct=ab_euro, tendenz_ab_pct=ab_prozent)
    if regeln.tendenz_ab_pct and plan is None:
        raise EingabeError("plan: fehlt; ohne ihn gibt es keine Schwelle in Prozent")
    return tendenz(abweichung, plan or 0, regeln).value


@tabellenfunktion(
    plan=angabe.zahl("Plan der Kennzahl; Zelle oder Bereich."),
    ist=angabe.zahl("Erreichter Wert der Kennzahl; Zelle oder Bereich."),
    richtung=angabe.auswahl("höher (Vorgabe) oder niedriger: was besser ist.", {r.value: r for r in Richtung}),
    als=angabe.auswahl("Grad (Vorgabe) als Zahl, 1 ist 100 %; oder Tendenz als Pfeil.", {GRAD: GRAD, TENDENZ: TENDENZ}),
    schlecht_unter=angabe.anteil("Bei Tendenz: unter diesem Grad schlecht; ohne Angabe 95%.", hoechstens=1000),
    gut_ueber=angabe.anteil("Bei Tendenz: über diesem Grad gut; ohne Angabe 105%.", hoechstens=1000),
)
def xlb_zielerreichung(
    plan: Decimal,
    ist: Decimal,
    richtung: Richtung | None = None,
    als: str | None = None,
    schlecht_unter: Decimal | None = None,
    gut_ueber: Decimal | None = None,
) -> str | float | None:
    """Zielerreichungsgrad einer Kennzahl: Ist/Plan, oder Plan/Ist, wenn weniger besser ist. Leer, wo Plan oder Ist
    fehlt, 0 oder negativ ist."""
    grad = zielerreichung(plan, ist, richtung or Richtung.HOEHER)
    if als == TENDENZ:
        return zieltendenz(grad, _regeln(ziel_schlecht_unter_pct=schlecht_unter, ziel_gut_ueber_pct=gut_ueber)).value
    return None if grad is None else float(grad)


@tabellenfunktion(
    plan=angabe.betrag("Plan (Ansatz) des Produktbudgets in Euro, Zuschussbedarf negativ; Zelle oder Bereich."),
    prognose=angabe.betrag("Prognose des Produktbudgets in Euro; Zelle oder Bereich."),
    gelb_ab=angabe.betrag("Mehrbedarf, ab dem die Ampel gelb ist; ohne Angabe 20.000."),
    rot_ab=angabe.betrag("Mehrbedarf, ab dem die Ampel rot ist; ohne Angabe 100.000."),
)
def xlb_ampel(plan: int, prognose: int, gelb_ab: int | None = None, rot_ab: int | None = None) -> str:
    """Ampel eines Produktblatts als Zeichen und Wort: im Plan, beobachten oder gegensteuern."""
    return ampel(mehrbedarf_ct(plan, prognose), _regeln(ampel_gelb_ab_ct=gelb_ab, ampel_rot_ab_ct=rot_ab)).gezeigt


@tabellenfunktion(
    breite=1,
    ist=angabe.Monatsreihe("Ist der 12 Monate in Euro; mehrere Zeilen untereinander geben mehrere Ergebnisse."),
    stand=angabe.monat("Letzter Monat, der zählt: 1 bis 12, JJJJ-MM oder ein Datum."),
    ansatz=angabe.betrag("Plan (Ansatz) der Zeile für das Jahr in Euro."),
    vorjahre=angabe.Monatsreihen(
        "12 Monate je Vorjahr: bei einer Ist-Zeile ein Jahr je Zeile, bei mehreren die Jahre nebeneinander."
    ),
    verfahren=angabe.auswahl("Vorjahre oder Ansatz; ohne Angabe die Vorjahre, wo es welche gibt.", VERFAHREN),
)
def xlb_prognose(
    ist: Monate,
    stand: int,
    ansatz: int | None = None,
    vorjahre: Sequence[Monate] | None = None,
    verfahren: Verfahren | None = None,
) -> float | None:
    """Prognose einer Zeile für das ganze Jahr in Euro: das Ist bis zum Stand, dazu das Mittel der Restmonate der
    Vorjahre oder der restliche Anteil des Ansatzes. Im Dezember das Ergebnis."""
    if ansatz is None and vorjahre is None and ist == LEER:
        return None
    if verfahren is Verfahren.VORJAHRE and vorjahre is None:
        raise EingabeError("vorjahre: fehlen; das Verfahren Vorjahre braucht sie")
    if verfahren is Verfahren.ANSATZ and ansatz is None:
        raise EingabeError("ansatz: fehlt; das Verfahren Ansatz braucht ihn")
    return _euro(_prognose_ct(ist, stand, ansatz, () if verfahren is Verfahren.ANSATZ else vorjahre or ()))


def _prognose_ct(ist: Monate, monat: int, ansatz_ct: int | None, vorjahre: Iterable[Monate]) -> int:
    """The forecast of a Produkt that has nothing but this row."""
    produkt = Berichtsobjekt("Produkt", Ebene.PRODUKT, "", "")
    zeile = Berichtszeile(Art.ERTRAEGE, GESAMT_ZEILE)
    gliederung = Gliederung([produkt])

    def werte(monate: Monate) -> Monatswerte:
        return Monatswerte(gliederung, {(produkt.kennung, zeile): monate})

    rechnung = Prognoserechnung(
        gliederung=gliederung,
        zeilen=[zeile],
        monat=monat,
        ist=werte(ist[:monat] + LEER[monat:]),
        ansatz=werte((ansatz_ct, *LEER[1:])),
        vorjahre=[
            Vorjahr(produkt.kennung, zeile.art, zeile.name, jahr=0, ansatz_ct=None, monate_ct=monate, ergebnis_ct=None)
            for monate in vorjahre
        ],
    )
    return rechnung.prognosen().prognose_of(produkt, zeile).betrag_ct


@tabellenfunktion(
    breite=12,
    objekt=angabe.text(_OBJEKT),
    art=angabe.auswahl("Erträge oder Aufwendungen.", ARTEN),
    zeile=angabe.text(_ZEILE),
    jahr=angabe.jahr("Haushaltsjahr der Datenmappe oder ein Vorjahr, das in ihr steht."),
    datenmappe=angabe.text(_DATENMAPPE),
)
def xlb_monatswerte(
    objekt: str, art: Art, zeile: str, jahr: int, datenmappe: str | None = None
) -> tuple[float | None, ...]:
    """Die 12 Monatswerte einer Zeile in Euro, Januar zuerst, aus der Datenmappe und ihren Exporten. Leer, wo nichts
    gebucht ist."""
    geladen = zahlen(find_datenmappe(datenmappe))
    knoten, name = _find_objekt(geladen, objekt), _find_zeile(geladen, art, zeile)
    if jahr == geladen.lauf.mappe.jahr:
        tabelle = _tabelle(geladen.blatt(knoten), art)
        monate = add_monate(z.monate_ct for z in tabelle.zeilen if name in (z.name, GESAMT_ZEILE))
    else:
        monate = _find_vorjahr(geladen, knoten, art, name, jahr).monate_ct
    return tuple(_euro(betrag_ct) for betrag_ct in monate)


@tabellenfunktion(
    objekt=angabe.text(_OBJEKT),
    art=angabe.auswahl(
        "Erträge, Aufwendungen oder Produktbudget (Erträge - Aufwendungen).", {**ARTEN, PRODUKTBUDGET: PRODUKTBUDGET}
    ),
    zeile=angabe.text(_ZEILE),
    was=angabe.auswahl("Plan, Ergebnis oder Prognose.", GROESSEN),
    stand=angabe.stand("Monat, bis zu dem gebucht ist: JJJJ-MM oder ein Datum."),
    datenmappe=angabe.text(_DATENMAPPE),
)
def xlb_wert(
    objekt: str,
    art: Art | str,
    zeile: str,
    was: Callable[[Zeile | Blatttabelle | Produktblatt], int | None],
    stand: Stand,
    datenmappe: str | None = None,
) -> float | None:
    """Eine Zahl des Berichts in Euro: Plan, Ergebnis oder Prognose einer Zeile zu einem Stand, aus der Datenmappe und
    ihren Exporten. Leer, wo nichts gebucht oder geplant ist."""
    geladen = zahlen(find_datenmappe(datenmappe), stand)
    blatt = geladen.blatt(_find_objekt(geladen, objekt))
    if not isinstance(art, Art):
        if zeile.casefold() != GESAMT_ZEILE:
            raise EingabeError(f"zeile: das {PRODUKTBUDGET} hat keine Zeilen; möglich ist nur {GESAMT_ZEILE}")
        return _euro(was(blatt))
    name, tabelle = _find_zeile(geladen, art, zeile), _tabelle(blatt, art)
    zeilen: list[Zeile | Blatttabelle] = [z for z in tabelle.zeilen if z.name == name]
    return _euro(was((zeilen or [tabelle])[0]))


def _euro(betrag_ct: int | None) -> float | None:
    return None if betrag_ct is None else float(euro(betrag_ct))


def _regeln(**schwellen: Any) -> Regeln:
    """The usual thresholds, but for those that are given. Raises EingabeError where they contradict each other."""
    regeln = replace(Regeln(), **{name: wert for name, wert in schwellen.items() if wert is not None})
    befunde = check_regeln(regeln, lambda _: SourceRef("Formel"))
    if befunde:
        raise EingabeError(befunde[0].text)
    return regeln


def _tabelle(blatt: Produktblatt, art: Art) -> Blatttabelle:
    return blatt.ertraege if art is Art.ERTRAEGE else blatt.aufwendungen


def _find_objekt(geladen: Zahlen, gesucht: str) -> Berichtsobjekt:
    treffer = geladen.lauf.daten.gliederung.find(gesucht)
    if len(treffer) != 1:
        mappe = geladen.lauf.mappe.file.name
        was = f"ist in {mappe} mehrdeutig: {', '.join(o.kennung for o in treffer)}" if treffer else f"fehlt in {mappe}"
        raise EingabeError(f"objekt: „{gesucht}“ {was}")
    return treffer[0]


def _find_zeile(geladen: Zahlen, art: Art, gesucht: str) -> str:
    namen = [GESAMT_ZEILE, *(zeile.name for zeile in geladen.lauf.daten.kontenrahmen.zeilen_of(art))]
    name = next((name for name in namen if name.casefold() == gesucht.casefold()), None)
    if name is None:
        raise EingabeError(f"zeile: „{gesucht}“ gehört nicht zu {art}; möglich sind {', '.join(namen)}")
    return name


def _find_vorjahr(geladen: Zahlen, objekt: Berichtsobjekt, art: Art, zeile: str, jahr: int) -> Vorjahr:
    """What the report shows of that year, or would for a row."""
    mappe = geladen.lauf.mappe
    vorjahr = geladen.lauf.daten.vorjahre.vorjahr(objekt, art, jahr, zeile)
    if vorjahr is None:
        raise EingabeError(
            f"jahr: für {jahr} steht in {mappe.file.name} nichts zu {ziel_text((objekt.kennung, art, zeile))}; "
            f"Haushaltsjahr ist {mappe.jahr}"
        )
    return vorjahr
