"""A look at one export before anything is declared about it: what it is taken for, why, and what is not sure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlbudget.core.kontenrahmen import Art, Kontenrahmen
from xlbudget.errors import EingabeError
from xlbudget.sources.export.angaben import Erkennung, Inhalt, Quellenangabe, Spaltenangabe
from xlbudget.sources.export.dateiart import Exportdatei
from xlbudget.sources.export.durchgang import Durchgang
from xlbudget.sources.export.felder import ANSATZ, nearest_field
from xlbudget.sources.export.halbgelesen import HalbgelesenError
from xlbudget.sources.export.kopf import Kopf, Kopfsuche
from xlbudget.sources.export.kopfworte import MONATSNAMEN, is_of_other_year
from xlbudget.sources.export.lesen import Export, finished, read_parts, understood
from xlbudget.sources.export.rohtabelle import Rohtabelle, letters
from xlbudget.sources.export.vorzeichen import sign_of
from xlbudget.sources.export.zuordnung import Zuordnung

BEISPIELE = 5
_JAHR = re.compile(
    r"((?:19|20)\d\d)|\d{1,2}[./-]\d{1,2}[./-]((?:19|20)\d\d)(?: .*)?|\d{1,3}[./]((?:19|20)\d\d)"
    r"|((?:19|20)\d\d)(?:\d{3,4}|[-/.]\d{1,3}(?:[-/.]\d\d?(?:[T ].*)?)?)"
)
"""A cell that is a year, a date, or a period such as 01.2024 or 2024001."""
_TAG = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d|(?:19|20)\d\d-\d\d-\d\d")
_UEBERSCHRIFT_MIT_JAHR = re.compile(r"(?:[^\W\d][^\d]{0,60}?)?(20\d\d)(?:\W.*)?")
# two digits are a year only behind what a column of amounts is called: a Produkt may be „Gebühren 38“
_KURZES_JAHR = re.compile(
    r"(?:\w*(?:plan|ansatz|ansätze|ist|ergebnis|ertrag|erträge|aufwand|aufwendungen|haushalt|betrag|wert|soll|jahr)"
    rf"|(?:\w+ )?h?hj|ans|hh\w*|re|{'|'.join(sorted(MONATSNAMEN, key=len, reverse=True))})"
    r"\W{0,3}(\d\d)(?:\W.*)?",
    re.IGNORECASE,
)
_BUCHSTABE = re.compile(r"[^\W\d_]{2}")
_NAEHE = 12  # years from today in which a heading may name one


@dataclass(frozen=True, slots=True)
class Ueberschrift:
    """A heading with the letters of its column, the field it is read as, else what it may mean."""

    spalte: str
    text: str
    feld: str
    vermutung: str


@dataclass(frozen=True, slots=True)
class Beispielzeile:
    """A line that counts, as understood. `betrag_ct` runs in the direction of `art`, or is Haben − Soll without one.

    `monat` is None for Ansätze.
    """

    zeile: int
    produkt: str
    sachkonto: str
    monat: int | None
    art: str
    betrag_ct: int


@dataclass(frozen=True)
class Exportbild:
    """One export with its headings and its first lines."""

    export: Export
    zuordnung: Zuordnung
    ueberschriften: Sequence[Ueberschrift]
    beispiele: Sequence[Beispielzeile]

    @property
    def ertraege_ct(self) -> int:
        """All Erträge that count."""
        return self.export.bilanz.summe_ct(Art.ERTRAEGE)

    @property
    def aufwendungen_ct(self) -> int:
        """All Aufwendungen that count, positive as a rule."""
        summe = self.export.bilanz.summe_ct(Art.AUFWENDUNGEN)
        return summe if self.zuordnung.ansatz else -summe


def look_at_export(datei: Exportdatei, angabe: Quellenangabe, jahr: int, rahmen: Kontenrahmen) -> list[Exportbild]:
    """What `read_exports` makes of a file, with what it saw.

    Raises EingabeError as it does; where something was understood, it is a HalbgelesenError.
    """
    bilder = []
    for zuordnung, durchgang in read_parts(datei, angabe, jahr, rahmen, behalten=BEISPIELE):
        try:
            export = finished(zuordnung, durchgang, rahmen)
        except EingabeError as grund:
            raise HalbgelesenError(grund, kopf=zuordnung.kopf, zuordnung=zuordnung, durchgang=durchgang) from grund
        koepfe = headings(zuordnung.kopf, zuordnung.spalten, zuordnung.jahr)
        bilder.append(Exportbild(export, zuordnung, koepfe, _examples(export, zuordnung, durchgang, rahmen)))
    return bilder


def recognise_jahr(datei: Exportdatei, heute: int) -> list[Erkennung]:
    """The years a file may be of, best first: those of its headings, then of its first lines, then of its name.

    Only `heute` where there is none. Raises EingabeError for a file that is no table.
    """
    tabelle, _ = datei.table(Kopfsuche(Quellenangabe(Inhalt.BUCHUNGEN), heute))
    zellen = [zelle.strip() for kopf in tabelle.kopfzeilen() for zelle in kopf.zellen]
    koepfe = Counter(jahr for zelle in zellen if (jahr := _year_of_heading(zelle, heute)))
    daten = Counter(next(filter(None, fund.groups())) for zelle in zellen if (fund := _JAHR.fullmatch(zelle)))
    namen = Counter(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", datei.file.stem))
    fundorte = ((koepfe, "in Überschriften"), (daten, "in Zellen der ersten Zeilen"), (namen, "im Dateinamen"))
    for jahre, wo in fundorte:
        if jahre:
            reihe = sorted(jahre, key=lambda jahr: (-jahre[jahr], -int(jahr)))
            gleich = [jahr for jahr in reihe if jahre[jahr] == jahre[reihe[0]]]
            return [Erkennung("Jahr", jahr, f"steht {jahre[jahr]}-mal {wo}", len(gleich) == 1) for jahr in reihe]
    return [Erkennung("Jahr", str(heute), "nirgends in den ersten Zeilen steht eines", sicher=False)]


def _year_of_heading(zelle: str, heute: int) -> str:
    """The year in a text such as „Ansatz 2024“ or „Plan 24“; empty text for anything else."""
    fund = _UEBERSCHRIFT_MIT_JAHR.fullmatch(zelle) or _KURZES_JAHR.fullmatch(zelle)
    if fund is None or not _BUCHSTABE.search(zelle):
        return ""
    jahr = fund[1] if len(fund[1]) == 4 else f"{heute // 100}{fund[1]}"
    return jahr if abs(int(jahr) - heute) <= _NAEHE else ""


def recognise_inhalt(datei: Exportdatei, jahr: int, spalten: Sequence[Spaltenangabe] = ()) -> Erkennung:
    """What the lines of a file are, by its headings. Raises EingabeError (German) where they fit nothing."""
    passend: dict[Inhalt, Zuordnung] = {}
    gruende: dict[Inhalt, EingabeError] = {}
    datiert = ""
    for inhalt in (Inhalt.BUCHUNGEN, Inhalt.ANSAETZE, Inhalt.MONATSWERTE, Inhalt.SALDEN):
        gemischt = inhalt is Inhalt.ANSAETZE and Inhalt.BUCHUNGEN in passend
        try:
            tabelle, zuordnung = understood(datei, Quellenangabe(inhalt, spalten=spalten), jahr, gemischt=gemischt)
        except EingabeError as grund:
            gruende[inhalt] = grund
            continue
        passend[inhalt] = zuordnung
        if inhalt is Inhalt.ANSAETZE:
            datiert = _dated_column(tabelle, zuordnung)
    if not passend:
        raise _reason(gruende[Inhalt.BUCHUNGEN], gruende[Inhalt.ANSAETZE])
    return _chosen(passend, datiert)


def _reason(buchungen: EingabeError, ansaetze: EingabeError) -> EingabeError:
    """Why a file is neither; Ansätze need less than postings, which is said where it matters."""
    if "Ansatz" in str(buchungen):
        return ansaetze
    if not (isinstance(buchungen, HalbgelesenError) and isinstance(ansaetze, HalbgelesenError)):
        return buchungen
    fehlend = [len(grund.kopf.fehlend) if grund.kopf else 0 for grund in (buchungen, ansaetze)]
    if not 0 < fehlend[1] < fehlend[0]:
        return buchungen
    text = (
        f"{buchungen} Sind es Ansätze und keine Buchungen, dort statt dessen nur eintragen, welche Überschrift für "
        f"{ANSATZ.name} steht."
    )
    return HalbgelesenError(EingabeError(text), kopf=buchungen.kopf, tabelle=buchungen.tabelle)


def _dated_column(tabelle: Rohtabelle, zuordnung: Zuordnung) -> str:
    """The heading of an unread column of days, where the Ansatz is called by no better name than Betrag."""
    if ANSATZ.rank(zuordnung.kopf.zellen[zuordnung.spalten.get(ANSATZ.name, 0)], zuordnung.jahr) is not None:
        return ""
    frei = [i for i in range(zuordnung.kopf.breite) if i not in zuordnung.spalten.values()]
    for zeile in tabelle.kopfzeilen(zuordnung.kopf.letzte + BEISPIELE):
        for i in frei if zeile.nummer > zuordnung.kopf.letzte else ():
            if i < len(zeile.zellen) and _TAG.fullmatch(zeile.zellen[i].strip()):
                return zuordnung.kopf.zellen[i]
    return ""


def _chosen(passend: Mapping[Inhalt, Zuordnung], datiert: str) -> Erkennung:
    if Inhalt.BUCHUNGEN in passend:
        buchungen, ansaetze = passend[Inhalt.BUCHUNGEN], passend.get(Inhalt.ANSAETZE)
        if ansaetze and {p for _, p in buchungen.wertspalten}.isdisjoint(p for _, p in ansaetze.wertspalten):
            return Erkennung("Inhalt", Inhalt.PLAN_UND_IST, "Plan und Ist haben eigene Spalten")
        if ansaetze and buchungen.wertarten and ansaetze.wertarten:
            return Erkennung("Inhalt", Inhalt.PLAN_UND_IST, "eine Spalte sagt, welche Zeile Plan ist und welche Ist")
        sicher = Inhalt.MONATSWERTE not in passend
        return Erkennung("Inhalt", Inhalt.BUCHUNGEN, "jede Zeile hat einen Betrag und einen Monat oder Tag", sicher)
    if Inhalt.MONATSWERTE in passend:
        anzahl = len(passend[Inhalt.MONATSWERTE].kopf.monate)
        return Erkennung("Inhalt", Inhalt.MONATSWERTE, f"{anzahl} Überschriften sind Monate")
    if Inhalt.ANSAETZE in passend:
        if datiert:
            grund = (
                f"in der Spalte „{datiert}“ stehen Tage: sind es Buchungen, ist sie in der Tabelle Spalten das Datum"
            )
            return Erkennung("Inhalt", Inhalt.ANSAETZE, grund, sicher=False)
        return Erkennung("Inhalt", Inhalt.ANSAETZE, "es gibt einen Ansatz und keinen Monat")
    return Erkennung("Inhalt", Inhalt.SALDEN, "eine Überschrift nennt Salden", sicher=False)


def headings(kopf: Kopf, spalten: Mapping[str, int], jahr: int) -> list[Ueberschrift]:
    """Every heading, with the fields that are read from its column or what it may mean."""
    felder: dict[int, list[str]] = {}
    for name, position in spalten.items():
        felder.setdefault(position, []).append(name)
    for position, monat in kopf.monate:
        felder.setdefault(position, []).append(f"Monat {monat}")
    return [
        Ueberschrift(
            letters(position),
            text,
            " und ".join(felder.get(position, ())),
            "" if position in felder or is_of_other_year(text, jahr) else nearest_field(text, jahr),
        )
        for position, text in enumerate(kopf.zellen)
        if text
    ]


def _examples(export: Export, zuordnung: Zuordnung, durchgang: Durchgang, rahmen: Kontenrahmen) -> list[Beispielzeile]:
    beispiele = []
    for zeile in durchgang.lines().to_pylist():
        konto = zeile["sachkonto"]
        saldo = zeile["saldo_ct"] * sign_of(konto, export.bilanz.vorzeichen, rahmen)
        ziel = rahmen.zeile_of(konto)
        beispiele.append(
            Beispielzeile(
                zeile=zeile["zeile"],
                produkt=zeile["produkt"],
                sachkonto=konto,
                monat=None if zuordnung.ansatz else zeile["monat"],
                art=rahmen.art_name(konto),
                betrag_ct=saldo * ziel.art.vorzeichen if ziel else saldo,
            )
        )
    return beispiele
