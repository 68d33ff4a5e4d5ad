"""A look at an export before it stands in a Datenmappe, and the lines of Quellen and Spalten that would declare it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from xlbudget.app.bericht.datenmappe_aendern import append_rows
from xlbudget.app.bericht.laender import kontenpruefung, shipped_laender
from xlbudget.app.bericht.quelldateien import covers, earlier_year, files_of
from xlbudget.app.bericht.quellen import angabe_of, spalten_of, with_table, without_split_storni
from xlbudget.app.bericht.vorschaufragen import questions
from xlbudget.app.bericht.vorschauzeilen import (
    DATEI,
    Tabellenzeile,
    column_rows,
    name_for,
    source_of,
    source_row,
    year_cell,
)
from xlbudget.core.fuehrende_nullen import with_zeros, zero_rule
from xlbudget.core.gliederung import Ebene
from xlbudget.core.kontenrahmen import Kontenrahmen
from xlbudget.core.landesrahmen import Land
from xlbudget.core.pruefung_kontenrahmen import Kontenpruefung
from xlbudget.errors import Befund, EingabeError, SourceRef
from xlbudget.fortschritt import Fortschritt, silent
from xlbudget.layout.exporttabellen import QUELLEN, SPALTEN
from xlbudget.sources.datenmappe.mappe import Datenmappe, read_datenmappe
from xlbudget.sources.export.angaben import Erkennung, Inhalt, Quellenangabe, Spaltenangabe
from xlbudget.sources.export.dateiart import Exportdatei
from xlbudget.sources.export.halbgelesen import HalbgelesenError
from xlbudget.sources.export.jahre import AnderesJahrError
from xlbudget.sources.export.lesen import with_joined_salden
from xlbudget.sources.export.teilbild import Teilbild, look_at_half
from xlbudget.sources.export.vorschau import Exportbild, look_at_export, recognise_inhalt, recognise_jahr

UNNOETIG = ("Kommune",)
"""Required settings of a Datenmappe that a look at an export does without."""
_ENDUNGEN = (".csv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".parquet")


class VorschauError(EingabeError):
    """An export cannot be read as it is; `teil` is what was understood of it, the Befunde are of its declaration."""

    def __init__(self, text: str, file: Path, teil: Teilbild, befunde: Sequence[Befund] = ()) -> None:
        super().__init__(text, befunde)
        self.file, self.teil = file, teil


@dataclass(frozen=True)
class Vorschau:
    """What is known of an export, or of several files that are one source. `entscheidungen` are all that were made.

    `quellen` and `spalten` are the lines that declare it as it was read here; `pruefung` knows all its accounts.
    """

    file: Path
    dateien: Sequence[Path]
    jahr: int
    bilder: Sequence[Exportbild]
    entscheidungen: Sequence[Erkennung]
    quellen: Sequence[Tabellenzeile]
    spalten: Sequence[Tabellenzeile]
    pruefung: Kontenpruefung
    fremde_produkte: Sequence[tuple[str, str]] = ()
    ist_eingetragen: bool = False
    erklaerungsbefunde: Sequence[Befund] = ()

    @property
    def befunde(self) -> list[Befund]:
        """What was found in it, and in its lines of Quellen and Spalten."""
        exporte = [bild.export for bild in self.bilder]
        gelesen = without_split_storni([befund for export in exporte for befund in export.befunde], exporte)
        if self.pruefung.has_other_arten:  # every sign looks wrong then
            gelesen = [befund for befund in gelesen if befund.code != "journal.vorzeichen"]
        return [*self.erklaerungsbefunde, *gelesen]

    @property
    def fragen(self) -> list[str]:
        """What nobody but the controller can decide, in German; empty where everything is sure."""
        return questions(self)


def vorschau(
    file: Path,
    *,
    jahr: int | None = None,
    inhalt: Inhalt | None = None,
    datenmappe: Path | None = None,
    land: Land = Land.NI,
    fortschritt: Fortschritt = silent,
) -> Vorschau:
    """Look at an export, with the Haushaltsjahr and Kontenzuordnung of a Datenmappe where there is one.

    `file` may be a name with placeholders or a folder: all files are one source. Without a Datenmappe the year is
    recognised and the Kontenzuordnung is that of `land`. Raises EingabeError (German) where a file cannot be
    read as any export, VorschauError where something of it was understood.
    """
    mappe = read_datenmappe(datenmappe, leer=UNNOETIG)[0] if datenmappe else None
    rahmen = Kontenrahmen(mappe.praefixe) if mappe else _shipped(land)
    name, dateien = _files(file, mappe)
    fortschritt(f"{dateien[0].name} ansehen", 0, len(dateien))
    gesucht = jahr
    try:
        offene = [Exportdatei(datei) for datei in dateien]
        angabe, erkannt, jahr = _declared(offene[0], name, mappe, jahr, inhalt)
        bilder = []
        for nummer, datei in enumerate(offene):
            fortschritt(f"{datei.file.name} lesen", nummer, len(offene))
            bilder += look_at_export(datei, angabe, jahr, rahmen)
        bilder = _joined(bilder, rahmen)
    except HalbgelesenError as grund:
        if mappe is None and gesucht is None and isinstance(grund.__cause__, AnderesJahrError):
            gefunden = grund.__cause__.gefunden  # its lines say the year that its first ones did not
            return vorschau(file, jahr=gefunden, inhalt=inhalt, land=land, fortschritt=fortschritt)
        bekannt = jahr or (mappe.jahr if mappe else date.today().year)
        teil, text = look_at_half(grund, bekannt, rahmen), with_table(str(grund), mappe)
        befunde = _of_declaration(mappe, (name, *dateien))
        raise (VorschauError(text, name, teil, befunde) if teil else EingabeError(text, befunde)) from grund
    fremde = _strange_products(mappe, bilder)
    regel = next((regel for code, _ in fremde if mappe and (regel := zero_rule(code, _produkte(mappe)))), "")
    spalten = [zeile for bild in bilder for zeile in column_rows(name, mappe, angabe.inhalt, bild, regel)]
    spalten = [zeile for i, zeile in enumerate(spalten) if zeile not in spalten[:i]]  # Plan and Ist share columns
    pruefung = kontenpruefung([bild.export for bild in bilder], rahmen, SourceRef(name.name))
    quelle = source_row(name, mappe, angabe, bilder, jahr, ohne_vorzeichen=pruefung.has_other_arten)
    return Vorschau(
        file=name,
        dateien=dateien,
        jahr=jahr,
        bilder=bilder,
        entscheidungen=_different([*erkannt, *(e for b in bilder for e in b.export.bilanz.entscheidungen)], dateien),
        quellen=[quelle],
        spalten=spalten,
        pruefung=pruefung,
        fremde_produkte=fremde,
        ist_eingetragen=any(source_of(datei, mappe, jahr) for datei in (name, *dateien)),
        erklaerungsbefunde=_of_declaration(mappe, (name, *dateien)),
    )


def _of_declaration(mappe: Datenmappe | None, dateien: Sequence[Path]) -> list[Befund]:
    """What is wrong with the lines of Quellen and Spalten that speak of these files."""
    return [
        befund
        for datei, befunde in (mappe.exportbefunde.items() if mappe else ())
        if mappe and datei and any(covers(mappe.file.parent, datei, file) for file in dateien)
        for befund in befunde
    ]


def _files(file: Path, mappe: Datenmappe | None) -> tuple[Path, list[Path]]:
    """Under which name the files would be declared, and the files."""
    if file.is_dir():
        file = _pattern_of(file, mappe)
    return file, files_of(file.parent, file.name)


def _pattern_of(ordner: Path, mappe: Datenmappe | None) -> Path:
    """A name for all exports of a folder. Raises EingabeError where they are of several kinds, or there are none."""
    eigene = mappe.file.resolve() if mappe else None
    exporte = [
        file
        for file in sorted(ordner.iterdir())
        if file.suffix.casefold() in _ENDUNGEN and not file.name.startswith(("~$", ".")) and file.resolve() != eigene
    ]
    if not exporte:
        raise EingabeError(f"Im Ordner {ordner} liegt kein Export ({', '.join(e[1:] for e in _ENDUNGEN)}).")
    arten = dict.fromkeys(file.suffix for file in exporte)
    if len(arten) > 1 or eigene in {file.resolve() for file in ordner.glob(f"*{exporte[0].suffix}")}:
        muster = " oder ".join(f'"{ordner / f"*{art}"}"' for art in arten)
        raise EingabeError(
            f"Im Ordner {ordner} liegen verschiedene Dateien ({', '.join(file.name for file in exporte[:5])} …). Bitte "
            f"die Exporte mit einem Stern im Namen nennen, etwa {muster}."
        )
    return ordner / f"*{exporte[0].suffix}"


def _joined(bilder: Sequence[Exportbild], rahmen: Kontenrahmen) -> list[Exportbild]:
    """Balances of an account go on from file to file."""
    exporte = with_joined_salden([bild.export for bild in bilder], rahmen)
    return [replace(bild, export=export) for bild, export in zip(bilder, exporte, strict=True)]


def _different(entscheidungen: Sequence[Erkennung], dateien: Sequence[Path]) -> list[Erkennung]:
    """Each decision once; of several files those with another reason are the same."""
    if len(dateien) == 1:
        return list(dict.fromkeys(entscheidungen))
    je: dict[tuple[str, str, bool], Erkennung] = {}
    for entscheidung in entscheidungen:
        je.setdefault((entscheidung.was, entscheidung.wert, entscheidung.sicher), entscheidung)
    return list(je.values())


def take_over(vorschau: Vorschau, datenmappe: Path, jetzt: datetime | None = None) -> Path:
    """Write the lines of Quellen and Spalten into a Datenmappe; return the backup beside it.

    Raises EingabeError where the export stands there already or a line has no room, AusgabeError where the file is open
    or cannot be written. It is then as it was.
    """
    mappe, _ = read_datenmappe(datenmappe, leer=UNNOETIG)
    datei, jahr = vorschau.quellen[0][DATEI], vorschau.jahr
    namen = {quelle.datei.casefold() for quelle in mappe.quellen if (quelle.jahr or mappe.jahr) == jahr}
    dateien = (vorschau.file, *vorschau.dateien)
    if str(datei).casefold() in namen or any(source_of(file, mappe, jahr) for file in dateien):
        raise EingabeError(
            f"{datei} steht schon in der Tabelle Quellen von {datenmappe.name}; es ist nichts geändert. Soll es neu "
            "erklärt werden, dort und in der Tabelle Spalten seine Zeilen löschen und den Befehl wiederholen."
        )

    quellen = [{**zeile, **year_cell(vorschau.jahr, mappe)} for zeile in vorschau.quellen]
    return append_rows(datenmappe, {QUELLEN: quellen, SPALTEN: vorschau.spalten}, jetzt)


def _shipped(land: Land) -> Kontenrahmen:
    return shipped_laender()[land].kontenrahmen


def _declared(
    datei: Exportdatei, name: Path, mappe: Datenmappe | None, jahr: int | None, inhalt: Inhalt | None
) -> tuple[Quellenangabe, Sequence[Erkennung], int]:
    """How to read a file: as its Datenmappe says, else as recognised; with what was recognised, and the year.

    `name` is how the Datenmappe would call it.
    """
    quelle = source_of(datei.file, mappe, jahr)
    if mappe and quelle and inhalt is None:
        angabe = angabe_of(quelle, mappe.spalten)
        return angabe, (), jahr or angabe.jahr or mappe.jahr
    erkannt: Sequence[Erkennung] = ()
    if mappe and jahr is None:
        jahr = mappe.jahr
        if frueher := earlier_year(datei.file, jahr):
            grund = f"der Name der Datei sagt {frueher}; ist es ein Vorjahr, --jahr {frueher} angeben"
            erkannt = [Erkennung("Jahr", str(jahr), grund, sicher=False)]
    if jahr is not None:
        spalten = spalten_of(name_for(name, mappe), mappe.spalten) if mappe else ()
        return _with_inhalt(datei, inhalt, jahr, erkannt, spalten)
    kandidaten = recognise_jahr(datei, date.today().year)
    for kandidat in kandidaten[:-1]:
        try:
            return _with_inhalt(datei, inhalt, int(kandidat.wert), (kandidat,))
        except EingabeError:
            continue  # nothing in the file is of that year
    return _with_inhalt(datei, inhalt, int(kandidaten[-1].wert), (kandidaten[-1],))


def _with_inhalt(
    datei: Exportdatei,
    inhalt: Inhalt | None,
    jahr: int,
    erkannt: Sequence[Erkennung],
    spalten: Sequence[Spaltenangabe] = (),
) -> tuple[Quellenangabe, Sequence[Erkennung], int]:
    if inhalt is not None:
        return Quellenangabe(inhalt, spalten=spalten), erkannt, jahr
    gefunden = recognise_inhalt(datei, jahr, spalten)
    return Quellenangabe(Inhalt(gefunden.wert), spalten=spalten), (*erkannt, gefunden), jahr


def _strange_products(mappe: Datenmappe | None, bilder: Sequence[Exportbild]) -> list[tuple[str, str]]:
    """Codes that no Produkt has, each with the reason: unknown to the Datenmappe, or few, and without digits."""
    codes: Counter[str] = Counter()
    for summe in (summe for bild in bilder for summe in bild.export.summen if summe.produkt):
        codes[summe.produkt] += summe.anzahl
    bekannt = _produkte(mappe) if mappe else set()
    if mappe and bekannt:
        return [(code, _why_strange(code, bekannt, mappe)) for code in codes if code not in bekannt]
    ohne = [code for code in codes if not any(zeichen.isdigit() for zeichen in code)]
    if 2 * sum(codes[code] for code in ohne) > codes.total():
        return []
    return [(code, "die meisten Zeilen haben Ziffern") for code in ohne]


def _produkte(mappe: Datenmappe) -> set[str]:
    return {objekt.kennung for objekt in mappe.objekte if objekt.ebene is Ebene.PRODUKT}


def _why_strange(code: str, bekannt: Collection[str], mappe: Datenmappe) -> str:
    grund = f"es steht nicht in {mappe.file.name}"
    if regel := zero_rule(code, bekannt):
        grund += f"; gemeint ist vermutlich {with_zeros(code, bekannt)}, das macht die vorgeschlagene Regel „{regel}“"
    return grund
