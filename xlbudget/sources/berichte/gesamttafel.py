"""The consolidated form: a line for each Produkt, with its money, its Leistung and its Ziel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xlbudget.core.bericht import ALLES_GEZEIGT
from xlbudget.core.berichtszahl import Berichtsform, Groesse, Objektangabe, Zahlangabe
from xlbudget.core.gliederung import GESAMT, Ebene
from xlbudget.layout.einstellungen import EINSTELLUNGSZEILEN
from xlbudget.sources.berichte.raster import Raster, Zelle, as_text
from xlbudget.sources.berichte.sammler import Zahlensammler
from xlbudget.sources.berichte.worte import Druckeinheit, heading, is_amount, unit_of

_NUMMER = frozenset(("nr", "nr.", "nummer", "produkt", "produkt nr.", "produktnr.", "produktnummer", "produkt/-gruppe"))
_NAME = frozenset(("bezeichnung", "produktbezeichnung", "name", "produktname"))
_PLAN = frozenset(("plan", "ansatz", "planwert", "haushaltsansatz"))
_IST = frozenset(("ist", "istwert", "ergebnis", "jahresergebnis", "prognose jahresergebnis", "prognose"))
_LEISTUNG = ("indikator", "leistung", "leistungen")
_ZIEL = ("produktziel", "definiertes operationales produktziel", "messgröße", "messgroesse", "ziel")
_FINANZEN = ("finanzen", "budget", "produkt/")
_WEITERE = "weitere"  # the second Kennzahl of a Produkt and what follows it
_UEBER_SUMMEN = (Ebene.BUDGET, Ebene.DEZERNAT, Ebene.GESAMT)
_NAMENSSPALTE = dict.fromkeys((Groesse.LEISTUNG_PLAN, Groesse.LEISTUNG_IST), "indikator") | dict.fromkeys(
    (Groesse.ZIEL_PLAN, Groesse.ZIEL_IST, Groesse.GRAD), "produktziel"
)
_SCHWELLEN = frozenset(zeile.name for zeile in EINSTELLUNGSZEILEN)


@dataclass(frozen=True)
class Gesamtkopf:
    """Which column of a consolidated table is what; `indikator` and `produktziel` name the Kennzahlen."""

    nummer: int | None
    name: int | None
    werte: dict[int, Groesse]
    indikator: int | None
    produktziel: int | None
    in_prozent: bool
    fremd: frozenset[int]
    """Columns of which nothing is known."""
    einheiten: dict[int, Druckeinheit]
    """The unit of amounts, by column, where the headings say another than euros."""


def find_gesamtkopf(zellen: Sequence[Zelle], darueber: Sequence[Zelle] = ()) -> Gesamtkopf | None:
    """The columns of a row of headings, None where it is not one of this form.

    What is empty in it may stand in the row above, in cells that were joined.
    """
    worte = [heading(zelle) for zelle in zellen]
    if {"art", "einheit"} & {*worte} or not (_PLAN & {*worte} and (_IST | {"abweichung"}) & {*worte}):
        return None
    oben = [heading(zelle) for zelle in darueber]
    worte = [wort or (oben[i] if i < len(oben) else "") for i, wort in enumerate(worte)]
    nummer, name = (next((i for i, w in enumerate(worte) if w in gesucht), None) for gesucht in (_NUMMER, _NAME))
    werte: dict[int, Groesse] = {}
    abschnitt, fremd, einheit = "", set(), None
    einheiten: dict[int, Druckeinheit] = {}
    gruppen = [heading(zelle) for zelle in darueber]
    namensspalten: dict[str, int] = {}
    for spalte, wort in enumerate(worte):
        if spalte < len(gruppen) and gruppen[spalte]:
            gruppe = _group(gruppen[spalte])
            abschnitt = abschnitt if gruppe is None else gruppe
            einheit = unit_of(as_text(darueber[spalte]))
        if abschnitt != _WEITERE:
            abschnitt = _section(wort) or abschnitt
            namensspalten.setdefault(wort, spalte)
        if eigene := unit_of(as_text(zellen[spalte])) or einheit:
            einheiten[spalte] = eigene
        groesse = _groesse(wort, abschnitt)
        if groesse and groesse not in werte.values():
            werte[spalte] = groesse
        elif wort and spalte not in (nummer, name):
            fremd.add(spalte)
    geld = set(werte.values())
    if (nummer is None and name is None) or Groesse.ANSATZ not in geld:
        return None
    if not geld & {Groesse.ERGEBNIS, Groesse.PROGNOSE, Groesse.VERBESSERUNG}:
        return None
    grad = next((worte[spalte] for spalte, groesse in werte.items() if groesse is Groesse.GRAD), "")
    return Gesamtkopf(
        nummer=nummer,
        name=name,
        werte=werte,
        indikator=namensspalten.get("indikator"),
        produktziel=next((i for w, i in namensspalten.items() if w.endswith("produktziel")), None),
        in_prozent="prozent" in grad or "%" in grad,
        fremd=frozenset(fremd),
        einheiten=einheiten,
    )


def _group(wort: str) -> str | None:
    """The part of the table that columns below this heading are of, None where it does not say.

    >>> _group("finanzen / budget"), _group("„top“-zielkennzahlen"), _group("2. zielkennzahl"), _group("soziales")
    ('', 'ziel', 'weitere', None)
    """
    if re.match(r"\d+\. (?:ziel)?kennzahl", wort):
        return _WEITERE
    if "zielkennzahl" in wort or wort.startswith(_ZIEL):
        return "ziel"
    if wort.startswith(_LEISTUNG):
        return "leistung"
    return "" if wort.startswith(_FINANZEN) else None


def _section(wort: str) -> str:
    """The part of the table that begins with this heading: Leistungen or Ziele, where words mean something else."""
    if wort.startswith(_ZIEL):
        return "ziel"
    return "leistung" if wort.startswith(_LEISTUNG) else ""


def _groesse(wort: str, abschnitt: str) -> Groesse | None:
    if abschnitt == _WEITERE:
        return None
    if wort.startswith("zielerreichung"):
        return Groesse.GRAD
    if abschnitt == "ziel":
        wort = wort.removeprefix("ziel ")
        if wort in ("tendenz", "abweichung"):
            return Groesse.ZIELTENDENZ
        return Groesse.ZIEL_PLAN if wort in _PLAN else Groesse.ZIEL_IST if wort in _IST else None
    if abschnitt == "leistung":
        wort = wort.removeprefix("leistung ")
        return Groesse.LEISTUNG_PLAN if wort in _PLAN else Groesse.LEISTUNG_IST if wort in _IST else None
    if wort in _PLAN:
        return Groesse.ANSATZ
    if wort in ("jahresergebnis", "prognose", "prognose jahresergebnis"):
        return Groesse.PROGNOSE  # of the whole year, also before it is over
    if wort in ("ergebnis", "ist") or wort.startswith("ist bis "):
        return Groesse.ERGEBNIS
    if wort == "tendenz":
        return Groesse.TENDENZ
    return Groesse.VERBESSERUNG if wort == "abweichung" else None


def read_gesamttafel(raster: Raster, kopf: Gesamtkopf, zeilen: Sequence[tuple[int, list[Zelle]]]) -> Zahlensammler:
    """The figures of the rows below the headings."""
    sammler = Zahlensammler(raster, Berichtsform.GESAMT, kopf.einheiten)
    for zeile, zellen in zeilen:
        texte = {name: as_text(zellen[i]) if i is not None and i < len(zellen) else ""
                 for name, i in (("nummer", kopf.nummer), ("name", kopf.name), ("indikator", kopf.indikator),
                                 ("produktziel", kopf.produktziel))}  # fmt: skip
        geld = [i for i, g in kopf.werte.items() if g.ist_geld and is_amount(zellen[i], kopf.einheiten.get(i))]
        if texte["name"] in _SCHWELLEN or not (geld or _has_other_figures(kopf, zellen)):
            continue
        objekt = objekt_of(texte["nummer"], texte["name"], mit_nummern=kopf.nummer is not None)
        if not objekt.texte:
            sammler.leave((zeile, geld[0]), "(ohne Namen)", "die Zeile nennt kein Produkt", len(geld))
            continue
        ziel = any(is_filled(kopf, zellen, g) for g in (Groesse.ZIEL_PLAN, Groesse.ZIEL_IST, Groesse.GRAD))
        for spalte, groesse in kopf.werte.items():
            if groesse is Groesse.ZIELTENDENZ and not (ziel or as_text(zellen[spalte])):
                continue
            kennzahl = texte[_NAMENSSPALTE[groesse]] if groesse in _NAMENSSPALTE else ""
            angabe = Zahlangabe(objekt, groesse, kennzahl=kennzahl)
            sammler.add((zeile, spalte), zellen[spalte], angabe, in_prozent=kopf.in_prozent)
    return sammler


def objekt_of(nummer: str, name: str, *, mit_nummern: bool) -> Objektangabe:
    """What a line is about: a Produkt by its number, or a sum by its name.

    >>> objekt_of("", "Budget „Soziales“:", mit_nummern=True).texte, objekt_of("", "Summe A:", mit_nummern=True).summe
    (('Soziales', 'Budget „Soziales“'), True)
    """
    if re.fullmatch(r"\S*\d\S*", nummer):
        return Objektangabe((nummer,))
    text = (name or nummer).strip().rstrip(":").strip()
    if not text:
        return Objektangabe(())
    if text.casefold() in ("summe", "gesamt", "insgesamt", "gesamtsumme", "summe insgesamt", "summe gesamt"):
        return Objektangabe((GESAMT.kennung,), (Ebene.GESAMT,), summe=True)
    if text.endswith(f", {ALLES_GEZEIGT}"):  # an Auszug: what it leaves out counts too, so it is no sum of lines
        return Objektangabe((GESAMT.kennung,), (Ebene.GESAMT,))
    ohne_summe = re.sub(r"^(?:Zwischensumme|Summe)\s+", "", text)
    ohne_ebene = re.sub(r"^\w+\s+[„\"](.+)[“”\"](?:\s+\([^)]*\))?$", r"\1", ohne_summe)
    texte = tuple(dict.fromkeys((ohne_ebene, ohne_summe)))
    return Objektangabe(texte, _UEBER_SUMMEN if mit_nummern else (), summe=ohne_summe != text)


def is_filled(kopf: Gesamtkopf, zellen: Sequence[Zelle], groesse: Groesse) -> bool:
    """Whether a line has something in the column of this Groesse."""
    return any(bool(as_text(zellen[i])) for i, g in kopf.werte.items() if g is groesse)


def _has_other_figures(kopf: Gesamtkopf, zellen: Sequence[Zelle]) -> bool:
    """Whether something stands under Kennzahlen, or a text that is no amount under money beside a number or name."""
    nummer = as_text(zellen[kopf.nummer]) if kopf.nummer is not None else ""
    return bool(nummer) and any(as_text(zellen[i]) for i in kopf.werte)
