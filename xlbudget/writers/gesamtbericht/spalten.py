"""What stands in the table of the consolidated report: its columns, the formulas of a line, the texts below it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from xlbudget.core.bericht import Kennzahl, Produktbericht, Produktblatt, Produktzeile, sum_dezernate, sum_produkte
from xlbudget.core.geld import format_euro
from xlbudget.core.prognose import Verfahren
from xlbudget.core.zeit import MONATE, Stand
from xlbudget.writers import style

PRODUKT, FINANZEN = "Produkt/-gruppe/-bereich", "Finanzen / Budget (in Euro)"
_KURZER_TEXT = 18
LEISTUNGEN, ZIELE = "Leistungen („Top“-Kennzahlen)", "„Top“-Zielkennzahlen"

AUSZUG = (
    "Dieser Auszug zeigt nur, was der Ausschuss berät. Alles andere steht als Summe bei „hier nicht gezeigt“, mit den "
    "Ausschüssen, denen es berichtet wird; beides zusammen ist der Gesamthaushalt."
)


@dataclass(frozen=True, slots=True)
class Gesamtspalte:
    """A column; `gruppe` is the header above it, `breite` in characters, `kopf` the alignment of its header."""

    name: str
    gruppe: str
    titel: str
    breite: float
    kopf: str = "left"


def spalten_of(bericht: Produktbericht) -> tuple[Gesamtspalte, ...]:
    """The columns of the report; before Dezember with the Ist beside the Prognose. Widths follow the data."""
    stand = bericht.stand
    ende = stand.ist_jahresende
    zeilen = bericht.zeilen
    leistungen = [zeile.leistung for zeile in zeilen if zeile.leistung]
    ziele = [zeile.ziel for zeile in zeilen if zeile.ziel]
    betrag = style.spaltenbreite(_betraege(bericht), 9, 9.5, 20)
    ergebnis_titel = "Jahres-\nergebnis" if ende else "Prognose\nJahres-\nergebnis"
    ist_titel = "Jahres-\nergebnis" if ende else "Ist"
    ist = Gesamtspalte("ist", FINANZEN, f"Ist bis\n{MONATE[stand.monat - 1]}", betrag, "right")
    return (
        Gesamtspalte("nr", PRODUKT, "Nr.", style.spaltenbreite((z.objekt.nummer for z in zeilen), 9, 6, 12)),
        Gesamtspalte("bezeichnung", PRODUKT, "Bezeichnung", 26),
        Gesamtspalte("ansatz", FINANZEN, "Plan", betrag, "right"),
        *(() if ende else (ist,)),
        Gesamtspalte("ergebnis", FINANZEN, ergebnis_titel, betrag, "right"),
        Gesamtspalte("abweichung", FINANZEN, "Abweichung\n(positiv =\nbesser)", betrag, "right"),
        Gesamtspalte("tendenz", FINANZEN, "Ten-\ndenz", 5.5, "center"),
        Gesamtspalte("indikator", LEISTUNGEN, "Indikator", _wortbreite(map(indikator, leistungen))),
        Gesamtspalte("leistung_plan", LEISTUNGEN, "Plan", _zahlbreite(leistungen), "right"),
        Gesamtspalte("leistung_ist", LEISTUNGEN, ist_titel, _zahlbreite(leistungen), "right"),
        Gesamtspalte("produktziel", ZIELE, "definiertes operationales Produktziel", 31),
        Gesamtspalte("messgroesse", ZIELE, "Messgröße", _wortbreite(ziel.einheit for ziel in ziele)),
        Gesamtspalte("richtung", ZIELE, "besser\nist", 8),
        Gesamtspalte("ziel_plan", ZIELE, "Plan", _zahlbreite(ziele), "right"),
        Gesamtspalte("ziel_ist", ZIELE, ist_titel, _zahlbreite(ziele), "right"),
        Gesamtspalte("grad", ZIELE, "Ziel-\nerreichungs-\ngrad", 10, "right"),
        Gesamtspalte("zieltendenz", ZIELE, "Abwei-\nchung", 6.5, "center"),
    )


def _betraege(bericht: Produktbericht) -> Iterable[str]:
    summen = (sum_dezernate(bericht.gesamt, bericht.dezernate),) if bericht.gesamt else ()
    reste = [rest.summe for rest in bericht.alle_reste]
    ganzes = (sum_produkte(bericht.gesamt.objekt, [*summen, *reste], bericht.regeln),) if bericht.gesamt else ()
    for zeilen in (bericht.zeilen, [gruppe.summe for gruppe in bericht.budgetgruppen], summen, reste, ganzes):
        for zeile in zeilen:
            for betrag_ct in (zeile.ansatz_ct, zeile.ist_ct, zeile.ergebnis_ct, zeile.verbesserung_ct):
                # printed a little wider than measured, and subtotals are bold
                yield format_euro(betrag_ct) + "0"


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


def indikator(leistung: Kennzahl) -> str:
    """A Leistung as the report names it, with its unit where it has one."""
    return f"{leistung.bezeichnung} ({leistung.einheit})" if leistung.einheit else leistung.bezeichnung


def tendenz_formel(abweichung: str, plan: str) -> str:
    """The rule of `xlbudget.core.tendenz.tendenz` on cells; rounding takes away what binary fractions add."""
    betrag = f"ABS(ROUND({abweichung},2))"
    zu_klein = f"{betrag}=0,{betrag}<GB_TendenzAb,{betrag}<ROUND(GB_TendenzAbProzent*ABS({plan}),6)"
    return f'=IF(OR({zu_klein}),"",IF({abweichung}>0,"▲","▼"))'


def grad_formel(plan: str, ist: str, richtung: str) -> str:
    """The rule of `xlbudget.core.tendenz.zielerreichung` on cells."""
    return f'=IF(OR(N({plan})=0,N({ist})=0),"",IF({richtung}="niedriger",{plan}/{ist},{ist}/{plan}))'


def zieltendenz_formel(grad: str) -> str:
    """The rule of `xlbudget.core.tendenz.zieltendenz` on cells."""
    gerundet = f"ROUND({grad},9)"
    marke = f'IF({gerundet}<GB_ZielSchlechtUnter,"▼",IF({gerundet}>GB_ZielGutUeber,"▲",""))'
    return f'=IF({grad}="","",{marke})'


def mehr_als_gezeigt(blatt: Produktblatt, summe: Produktzeile) -> str:
    """What the sheet shows where it counts more than `summe`, the sum of what is shown here; else empty."""
    if (blatt.ansatz_ct, blatt.prognose_ct, blatt.ergebnis_ct) == (summe.ansatz_ct, summe.ergebnis_ct, summe.ist_ct):
        return ""
    return (
        f"Summe des hier Gezeigten. Das Blatt „{blatt.objekt.bezeichnung}“ zählt auch, was hier nicht gezeigt wird: "
        f"Plan {format_euro(blatt.ansatz_ct)} €, {_ergebnis(blatt.stand)} {format_euro(blatt.prognose_ct)} €."
    )


def _ergebnis(stand: Stand) -> str:
    return "Jahresergebnis" if stand.ist_jahresende else "Prognose Jahresergebnis"


def lesehilfe(bericht: Produktbericht) -> list[str]:
    """The notes below the table, one line each."""
    ende, ergebnis = bericht.stand.ist_jahresende, _ergebnis(bericht.stand)
    ist, sinn = "Jahresergebnis" if ende else "Ist", bericht.regeln.sinn
    zeilen = [
        f"Abweichung = {ergebnis} − Plan: positiv ist besser (▲), negativ schlechter (▼) als geplant. "
        f"Die Produktblätter zeigen {sinn}, also das {'umgekehrte' if sinn.faktor > 0 else 'gleiche'} Vorzeichen.",
        f"Zielerreichungsgrad = {ist} ÷ Plan; wo weniger besser ist (Spalte „besser ist“), Plan ÷ {ist}. "
        "Fehlt ein Wert oder ist er 0, bleibt das Feld leer. Die Zeichen folgen dem ungerundeten Wert.",
        "Gerechnet wird in Cent, gezeigt werden ganze Euro; "
        "gedruckte Summen können deshalb geringfügig von der Summe der gedruckten Werte abweichen.",
    ]
    if not ende:
        benutzt = {verfahren for gruppe in bericht.budgetgruppen for verfahren in gruppe.blatt.verfahren}
        zeilen.insert(1, "Prognose Jahresergebnis: " + "; ".join(v.value for v in Verfahren if v in benutzt) + ".")
        zeilen.insert(3, "Kennzahlen: zuletzt gemeldetes Ist gegen den Plan des ganzen Jahres.")
    return [AUSZUG, *zeilen] if bericht.ausschuss else zeilen


@dataclass(frozen=True, slots=True)
class Schwelle:
    """A threshold cell: label, defined name, value, number format, explanation."""

    titel: str
    name: str
    wert: Decimal
    zahlformat: str
    text: str


def schwellen(bericht: Produktbericht) -> tuple[Schwelle, ...]:
    """The thresholds all formulas refer to; percentages as ratios."""
    regeln = bericht.regeln
    ab_euro = Decimal(regeln.tendenz_ab_ct) / 100
    return (
        Schwelle(
            "Tendenz ab Euro", "GB_TendenzAb", ab_euro, style.zahlformat(ab_euro, "Euro"),
            "Ab dieser Abweichung zeigt die Spalte Tendenz ▲ oder ▼.",
        ),
        _prozent(
            "Tendenz ab Prozent", "GB_TendenzAbProzent", regeln.tendenz_ab_pct,
            "Zusätzlich nötige Abweichung im Verhältnis zum Plan; bei 0 % zählt nur der Betrag.",
        ),
        _prozent(
            "Ziel verfehlt unter Prozent", "GB_ZielSchlechtUnter", regeln.ziel_schlecht_unter_pct,
            "Unter diesem Zielerreichungsgrad erscheint ▼; genau dieser Wert bleibt ohne Zeichen.",
        ),
        _prozent(
            "Ziel übertroffen über Prozent", "GB_ZielGutUeber", regeln.ziel_gut_ueber_pct,
            "Über diesem Zielerreichungsgrad erscheint ▲; genau dieser Wert bleibt ohne Zeichen.",
        ),
    )  # fmt: skip


def _prozent(titel: str, name: str, prozent: Decimal, text: str) -> Schwelle:
    return Schwelle(titel, name, prozent / 100, style.prozentformat(prozent), text)
