"""What stands in the table of the consolidated report: the formulas of a line, the texts below it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from xlbudget.core.bericht import Produktbericht
from xlbudget.core.darstellung import (
    AMPEL,
    AUSSCHOEPFUNG,
    GENAUE_ZELLEN,
    LEISTUNG_PROGNOSE,
    LEISTUNG_VERGLEICH,
    VOM_ANSATZ,
    VOM_VOLUMEN,
    VORJAHRE,
    WARNSTUFE,
    ZIEL_PROGNOSE,
    ZIEL_VERGLEICH,
    Geldeinheit,
)
from xlbudget.core.geld import format_euro
from xlbudget.core.produktblatt import Produktblatt, explain_prognosen
from xlbudget.core.produktzeile import Produktzeile
from xlbudget.core.prognose import Verfahren
from xlbudget.core.tendenz import Ampel, Regeln, Warnstufe
from xlbudget.core.zeit import MONATE, Stand
from xlbudget.errors import listed, printable
from xlbudget.writers import style

MAX_KENNZAHLNAME = 60
"""Characters of a Kennzahl in a note."""
AUSZUG = (
    "Dieser Auszug zeigt nur, was der Ausschuss berät. Alles andere steht als Summe bei „hier nicht gezeigt“, mit den "
    "Ausschüssen, denen es berichtet wird; beides zusammen ist {ganzes}."
)


def tendenz_formel(abweichung: str, plan: str) -> str:
    """The rule of `xlbudget.core.tendenz.tendenz` on cells; rounding takes away what binary fractions add."""
    betrag = f"ABS(ROUND({abweichung},2))"
    zu_klein = f"{betrag}=0,{betrag}<GB_TendenzAb,{betrag}<ROUND(GB_TendenzAbProzent*ABS({plan}),6)"
    return f'=IF(OR({zu_klein}),"",IF({abweichung}>0,"▲","▼"))'


def grad_formel(plan: str, ist: str, richtung: str) -> str:
    """The rule of `xlbudget.core.tendenz.zielerreichung` on cells."""
    return f'=IF(OR(N({plan})<=0,N({ist})<=0),"",IF({richtung}="niedriger",{plan}/{ist},{ist}/{plan}))'


def ausschoepfung_formel(plan: str, ist: str) -> str:
    """The rule of `Produktzeile.ausschoepfung` on cells."""
    return f'=IF(OR(ROUND({plan},2)=0,ROUND({plan},2)*ROUND({ist},2)<0),"",{ist}/{plan})'


def vom_ansatz_formel(abweichung: str, plan: str, ergebnis: str) -> str:
    """The rule of `Produktzeile.abweichung_vom_ansatz` on cells."""
    return f'=IF(OR(ROUND({plan},2)=0,ROUND({plan},2)*ROUND({ergebnis},2)<0),"",{abweichung}/ABS({plan}))'


def vom_volumen_formel(abweichung: str, volumen: str) -> str:
    """The rule of `Produktzeile.abweichung_vom_volumen` on cells."""
    return f'=IF(ROUND({volumen},2)>0,{abweichung}/{volumen},"")'


def zieltendenz_formel(grad: str) -> str:
    """The rule of `xlbudget.core.tendenz.zieltendenz` on cells."""
    gerundet = f"ROUND({grad},9)"
    marke = f'IF({gerundet}<GB_ZielSchlechtUnter,"▼",IF({gerundet}>GB_ZielGutUeber,"▲",""))'
    return f'=IF({grad}="","",{marke})'


def ampel_formel(abweichung: str) -> str:
    """The rule of `xlbudget.core.tendenz.ampel` on cells."""
    mehrbedarf = f"ROUND(-{abweichung},2)"
    stufe = f'IF({mehrbedarf}<GB_AmpelRotAb,"{Ampel.GELB.gezeigt}","{Ampel.ROT.gezeigt}")'
    return f'=IF(OR({mehrbedarf}<=0,{mehrbedarf}<GB_AmpelGelbAb),"{Ampel.GRUEN.gezeigt}",{stufe})'


def warnstufe_formel(grad: str, regeln: Regeln) -> str:
    """The rule of `xlbudget.core.tendenz.warnstufe` on cells, with the steps that the house has."""
    stufen = (
        (regeln.ziel_beobachten_unter_pct, "GB_ZielBeobachtenUnter", Warnstufe.BEOBACHTEN),
        (regeln.ziel_eingreifen_unter_pct, "GB_ZielEingreifenUnter", Warnstufe.EINGREIFEN),
    )
    formel = '""'
    for wert, name, stufe in stufen:
        if wert is not None:
            formel = f'IF(ROUND({grad},9)<{name},"{stufe.gezeigt}",{formel})'
    return f'=IF({grad}="","",{formel})'


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


def lesehilfe(bericht: Produktbericht, spalten: Collection[str], *, gedruckt: bool = False) -> list[str]:
    """The notes below the table, one line each; `spalten` are the names of those it shows.

    One that is `gedruckt` has no cells that could hold more than it shows.
    """
    ende, ergebnis, einheit = bericht.stand.ist_jahresende, _ergebnis(bericht.stand), bericht.darstellung.einheit
    ist, sinn = "Jahresergebnis" if ende else "Ist", bericht.regeln.sinn
    zellen = "Schwellen gelten in Euro." if gedruckt else f"{GENAUE_ZELLEN}; Schwellen gelten in Euro."
    genau = "" if einheit is Geldeinheit.EURO else f" {zellen}"
    zeilen = [
        f"Abweichung = {ergebnis} − Plan: positiv ist besser (▲), negativ schlechter (▼) als geplant. "
        f"Die Produktblätter zeigen {sinn}, also das {'umgekehrte' if sinn.faktor > 0 else 'gleiche'} Vorzeichen.",
        f"Gerechnet wird in Cent, gezeigt werden {einheit.gezeigt}; "
        f"gedruckte Summen können deshalb geringfügig von der Summe der gedruckten Werte abweichen.{genau}",
    ]
    if "grad" in spalten:
        zeilen.insert(
            1,
            f"Zielerreichungsgrad = {ist} ÷ Plan; wo weniger besser ist (Spalte „besser ist“), Plan ÷ {ist}. "
            "Fehlt ein Wert, ist er 0 oder negativ, bleibt das Feld leer. Die Zeichen folgen dem ungerundeten Wert.",
        )
    if not ende:
        benutzt = {verfahren for gruppe in bericht.budgetgruppen for verfahren in gruppe.blatt.verfahren}
        if benutzt:
            zeilen.insert(1, "Prognose Jahresergebnis: " + "; ".join(v.value for v in Verfahren if v in benutzt) + ".")
        if {"leistung_ist", "ziel_ist"} & set(spalten):
            zeilen.insert(len(zeilen) - 1, _note_on_kennzahlen(bericht, spalten))
        if gedruckt or {LEISTUNG_PROGNOSE, ZIEL_PROGNOSE} & set(spalten):
            kennzahlen = (k for zeile in bericht.zeilen for k in zeile.kennzahlen)
            if texte := explain_prognosen(kennzahlen):
                zeilen.insert(len(zeilen) - 1, f"Prognose der Kennzahlen zum Jahresende: {texte}.")
    vergleiche = _comparisons(bericht, spalten, gedruckt=gedruckt)
    ganzes = "alles, was im Bericht steht" if bericht.gekuerzt else "der Gesamthaushalt"
    auszug = [AUSZUG.format(ganzes=ganzes)] if bericht.ausschuss else []
    return [*auszug, *zeilen, *_notes_on(bericht, spalten, ist), *vergleiche]


def _comparisons(bericht: Produktbericht, spalten: Collection[str], *, gedruckt: bool) -> list[str]:
    """Where the values of others are from; print says it beside each."""
    if gedruckt:
        return []
    gezeigt = [
        kennzahl
        for zeile in bericht.zeilen
        for name, kennzahl in ((LEISTUNG_VERGLEICH, zeile.leistung), (ZIEL_VERGLEICH, zeile.ziel))
        if name in spalten and kennzahl and kennzahl.vergleichswert is not None
    ]
    namen: dict[str, list[str]] = {}
    for kennzahl in gezeigt:
        if kennzahl.vergleich:
            namen.setdefault(kennzahl.vergleich.herkunft, []).append(printable(kennzahl.bezeichnung, MAX_KENNZAHLNAME))
    return [f"Vergleichswert von {listed(kennzahlen)}: {herkunft}." for herkunft, kennzahlen in namen.items()]


def _note_on_kennzahlen(bericht: Produktbericht, spalten: Collection[str]) -> str:
    """Which Plan the Kennzahlen in these columns are held against before the end of the year."""
    gezeigt = [
        kennzahl
        for zeile in bericht.zeilen
        for name, reihe in (
            ("leistung_ist", (zeile.leistung, *zeile.weitere_leistungen)),
            ("ziel_ist", (zeile.ziel, *zeile.weitere_ziele)),
        )
        for nummer, kennzahl in enumerate(reihe, 1)
        if kennzahl and (name if nummer == 1 else f"{name}_{nummer}") in spalten
    ]
    mit = [printable(kennzahl.bezeichnung, MAX_KENNZAHLNAME) for kennzahl in gezeigt if kennzahl.bis_stand]
    if not mit:
        return "Kennzahlen: zuletzt gemeldetes Ist gegen den Plan des ganzen Jahres."
    stand = f"Plan und Ist bis {bericht.stand.text}"
    if len(mit) == len(gezeigt):
        return f"Kennzahlen: {stand}."
    return f"Kennzahlen: {stand} bei {listed(mit)}; sonst zuletzt gemeldetes Ist gegen den Plan des ganzen Jahres."


def _notes_on(bericht: Produktbericht, spalten: Collection[str], ist: str) -> list[str]:
    """What the columns mean that a house has chosen."""
    monat = MONATE[bericht.stand.monat - 1]
    leer = "Ist der Plan 0 oder hat der andere Wert ein anderes Vorzeichen, bleibt das Feld leer."
    texte = {
        AUSSCHOEPFUNG: f"Ausschöpfung in % = {ist} ÷ Plan. {leer}",
        VOM_ANSATZ: f"Abweichung in % vom Ansatz = Abweichung ÷ Betrag des Plans, Vorzeichen wie dort. {leer}",
        VOM_VOLUMEN: "Abweichung in % vom Volumen = Abweichung ÷ (geplante Erträge + geplante Aufwendungen).",
        AMPEL: "Ampel nach dem Mehrbedarf, wie auf den Produktblättern: ● im Plan, ◆ beobachten, ■ gegensteuern.",
        WARNSTUFE: "Warnstufe eines Ziels: ◆ beobachten, ■ eingreifen; leer, wo das Ziel keine hat.",
        f"{VORJAHRE}_von": "Vorjahre von–bis: kleinster und größter Wert dessen, was in den Vorjahren bis Ende "
        f"{monat} gebucht war (Summe der Monatswerte); leer, wo es nicht für alles bekannt ist.",
    }
    if not bericht.regeln.hat_warnstufen:
        del texte[WARNSTUFE]
    return [text for name, text in texte.items() if name in spalten]


@dataclass(frozen=True, slots=True)
class Schwelle:
    """A threshold cell: label, defined name, value, number format, explanation."""

    titel: str
    name: str
    wert: Decimal
    zahlformat: str
    text: str


def schwellen(bericht: Produktbericht, spalten: Collection[str]) -> tuple[Schwelle, ...]:
    """The thresholds that formulas of these columns refer to; percentages as ratios."""
    regeln = bericht.regeln
    ampel = (
        _euro("Ampel gelb ab Euro", "GB_AmpelGelbAb", regeln.ampel_gelb_ab_ct, "Ab diesem Mehrbedarf ◆ beobachten."),
        _euro("Ampel rot ab Euro", "GB_AmpelRotAb", regeln.ampel_rot_ab_ct, "Ab diesem Mehrbedarf ■ gegensteuern."),
    )
    stufen = (
        ("Ziel beobachten unter Prozent", "GB_ZielBeobachtenUnter", regeln.ziel_beobachten_unter_pct, "◆ beobachten"),
        ("Ziel eingreifen unter Prozent", "GB_ZielEingreifenUnter", regeln.ziel_eingreifen_unter_pct, "■ eingreifen"),
    )
    return (
        _euro(
            "Tendenz ab Euro", "GB_TendenzAb", regeln.tendenz_ab_ct,
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
        *(
            _prozent(titel, name, wert, f"Unter diesem Zielerreichungsgrad steht {wort}; bei genau diesem Wert nicht.")
            for titel, name, wert, wort in stufen
            if wert is not None and any(spalte.startswith(WARNSTUFE) for spalte in spalten)
        ),
        *(ampel if AMPEL in spalten else ()),
    )  # fmt: skip


def _euro(titel: str, name: str, betrag_ct: int, text: str) -> Schwelle:
    wert = Decimal(betrag_ct) / 100
    return Schwelle(titel, name, wert, style.zahlformat(wert, "Euro"), text)


def _prozent(titel: str, name: str, prozent: Decimal, text: str) -> Schwelle:
    return Schwelle(titel, name, prozent / 100, style.prozentformat(prozent), text)
