"""A Produktblatt in print: months, Produktbudget with its Ampel, the curve, what the Fachdienst says, Kennzahlen."""

from __future__ import annotations

from collections.abc import Sequence

from xlbudget.core.begruendung import listed_anlaesse
from xlbudget.core.geld import format_euro
from xlbudget.core.gliederung import Berichtsobjekt, Ebene
from xlbudget.core.kurven import budget_of, cumulated, spread, vorjahre_of
from xlbudget.core.monatswerte import Monate, add_monate
from xlbudget.core.produktblatt import Blatttabelle, Produktblatt
from xlbudget.core.prognose import Vorjahr
from xlbudget.core.zeit import MONATE, Stand
from xlbudget.writers.druck.druckform import (
    Bild,
    Blattteil,
    Druckangabe,
    Druckreihe,
    Druckspalte,
    Drucktabelle,
    Lage,
    Reihenrolle,
)
from xlbudget.writers.druck.kennzahlteil import leistungen, ziele
from xlbudget.writers.druck.zahlen import optional_euro, signed
from xlbudget.writers.liniendiagramm import Diagramm, Linie

BREITE, HOEHE = 370, 176  # of the curve, in points
BLAU, GRAU, HELL, HELLER = "#1f4e79", "#404040", "#7f7f7f", "#a6a6a6"


def blattteil(blatt: Produktblatt, pfad: Sequence[Berichtsobjekt]) -> Blattteil:
    """The pieces of one sheet; `pfad` is what stands above its object."""
    objekt = blatt.objekt
    return Blattteil(
        titel=_title(objekt),
        ort=" › ".join(knoten.titel for knoten in reversed(pfad) if knoten.ebene is not Ebene.GESAMT),
        verantwortlich=objekt.verantwortlich,
        monate=tuple(_months(blatt, tabelle) for tabelle in (blatt.ertraege, blatt.aufwendungen)),
        verfahren=_methods(blatt),
        budget=_budget(blatt),
        ampel=blatt.ampel.name.lower(),
        ampeltext=blatt.ampel.gezeigt,
        bild=_curve(blatt),
        erlaeuterung=_reasons(blatt),
        kennzahlen=_kennzahlen(blatt),
    )


def _methods(blatt: Produktblatt) -> str:
    """How its Prognosen come about, before the end of the year."""
    if blatt.stand.ist_jahresende:
        return ""
    geld = "; ".join(f"{v.kuerzel} = {v.value}" for v in blatt.verfahren)
    teile = (("Prognose", geld), ("Prognose der Kennzahlen", blatt.kennzahlverfahren))
    return ". ".join(f"{name}: {text}" for name, text in teile if text)


def _title(objekt: Berichtsobjekt) -> str:
    wort = objekt.ebene_wie_im_haus
    return objekt.titel if objekt.ebene is Ebene.GESAMT or wort in objekt.titel else f"{wort} {objekt.titel}"


def _months(blatt: Produktblatt, tabelle: Blatttabelle) -> Drucktabelle:
    stand = blatt.stand
    kopf = (
        Druckspalte(f"{tabelle.art} in Euro", Lage.TEXT),
        Druckspalte("Plan"),
        *(Druckspalte(monat[:3]) for monat in MONATE),
        *_ends(stand),
    )
    summe = add_monate(zeile.monate_ct for zeile in tabelle.zeilen)
    reihen = [
        _row(
            str(stand.jahr),
            tabelle.ansatz_ct,
            summe,
            stand,
            tabelle.ergebnis_ct,
            tabelle.prognose_ct,
            Reihenrolle.SUMME,
        )
    ]
    for z in tabelle.zeilen:
        kuerzel = "" if stand.ist_jahresende else z.prognose.kuerzel
        betrag_ct, rolle = z.prognose.betrag_ct, Reihenrolle.POSTEN
        reihen.append(_row(z.name, z.ansatz_ct or 0, z.monate_ct, stand, z.ergebnis_ct or 0, betrag_ct, rolle, kuerzel))
    reihen += [_prior(jahr, stand) for jahr in tabelle.vorjahre if _is_known(jahr)]
    return Drucktabelle(f"{tabelle.art} je Monat, {blatt.objekt.titel}, in Euro", kopf, tuple(reihen))


def _ends(stand: Stand) -> tuple[Druckspalte, ...]:
    if stand.ist_jahresende:
        return (Druckspalte("Ergebnis"),)
    return (Druckspalte("Ist"), Druckspalte("Prognose"), Druckspalte("V", Lage.KURZ))


def _row(
    name: str,
    ansatz_ct: int,
    monate_ct: Monate,
    stand: Stand,
    ergebnis_ct: int,
    prognose_ct: int,
    rolle: Reihenrolle,
    kuerzel: str = "",
) -> Druckreihe:
    """Elapsed months show 0 where nothing was booked, later ones stay empty."""
    monate = (format_euro(b or 0) if monat <= stand.monat else "" for monat, b in enumerate(monate_ct, 1))
    ende = () if stand.ist_jahresende else (format_euro(prognose_ct), kuerzel)
    return Druckreihe((name, format_euro(ansatz_ct), *monate, format_euro(ergebnis_ct), *ende), rolle)


def _prior(jahr: Vorjahr, stand: Stand) -> Druckreihe:
    ende = () if stand.ist_jahresende else ("", "")
    betraege = map(optional_euro, (jahr.ansatz_ct, *jahr.monate_ct, jahr.ergebnis_ct))
    return Druckreihe((str(jahr.jahr), *betraege, *ende), Reihenrolle.VORJAHR)


def _is_known(jahr: Vorjahr) -> bool:
    return any(betrag is not None for betrag in (jahr.ansatz_ct, *jahr.monate_ct, jahr.ergebnis_ct))


def _budget(blatt: Produktblatt) -> tuple[Druckangabe, ...]:
    stand, sinn = blatt.stand, blatt.regeln.sinn
    was = "Ergebnis" if stand.ist_jahresende else "Prognose"
    ist = () if stand.ist_jahresende else (Druckangabe(f"Ist bis {stand.text}", format_euro(blatt.ergebnis_ct)),)
    abweichung = f"Abweichung ({sinn.value.replace('Prognose', was)})"
    besser = "negativ ist besser" if sinn.faktor > 0 else "positiv ist besser"
    return (
        Druckangabe("Plan", format_euro(blatt.ansatz_ct)),
        *ist,
        Druckangabe(was, format_euro(blatt.prognose_ct)),
        Druckangabe(f"{abweichung}, {besser}", signed(sinn.faktor * blatt.mehrbedarf_ct)),
    )


def _curve(blatt: Produktblatt) -> Bild:
    stand = blatt.stand
    linien = [
        Linie(str(stand.jahr), cumulated(budget_of(blatt), stand.monat), BLAU, punkte=True),
        Linie(f"Plan {stand.jahr}", spread(blatt.ansatz_ct), GRAU, "5 3"),
    ]
    for (jahr, monate), (farbe, strich) in zip(
        vorjahre_of(blatt), ((HELL, "8 2 1 2"), (HELLER, "1.5 2")), strict=False
    ):
        linien.append(Linie(str(jahr), cumulated(monate), farbe, strich))
    diagramm = Diagramm("Produktbudget (Erträge − Aufwendungen) aufgelaufen, in Euro", tuple(linien))
    return Bild(diagramm.titel, BREITE, diagramm.svg(BREITE, HOEHE), diagramm.alt_text())


def _reasons(blatt: Produktblatt) -> tuple[str, ...]:
    if offene := listed_anlaesse(blatt.offene_anlaesse):
        return (f"Ohne Begründung: {offene}.",)
    return tuple(zeile.strip() for zeile in blatt.objekt.erlaeuterung.splitlines() if zeile.strip())


def _kennzahlen(blatt: Produktblatt) -> tuple[Drucktabelle, ...]:
    name, stand = blatt.objekt.titel, blatt.stand
    tabellen = (leistungen(name, stand, blatt.leistungen), ziele(name, stand, blatt.regeln, blatt.ziele))
    return tuple(filter(None, tabellen))
