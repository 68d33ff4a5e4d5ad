"""The lines of the tables Quellen and Spalten that declare an export as it was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from xlbudget.app.bericht.quelldateien import covers, is_pattern
from xlbudget.cellplan import Cellwert
from xlbudget.errors import Schwere
from xlbudget.sources.datenmappe.exporttabellen import Quelle
from xlbudget.sources.datenmappe.mappe import Datenmappe
from xlbudget.sources.export.angaben import Einheit, Inhalt, Quellenangabe, Vorzeichen
from xlbudget.sources.export.felder import FELDNAMEN, PRODUKT, RICHTUNG, SOLL_HABEN, WERTART
from xlbudget.sources.export.regeln import Regelart, split_rule
from xlbudget.sources.export.vorschau import Exportbild
from xlbudget.sources.export.zuordnung import Betragsform

DATEI = "Datei"
_FELD, _UEBERSCHRIFT, _REGEL = "Feld", "Überschrift", "Regel"
_TABELLENFELD = {name: feld for feld, name in FELDNAMEN.items()}
_NICHT_ERKLAERBAR = (Betragsform.ERTRAG_UND_AUFWAND, Betragsform.RICHTUNG)  # a column says it, no Vorzeichen does
Tabellenzeile = Mapping[str, Cellwert]
"""One line of a table of the Datenmappe, by heading; what is not named stays empty."""


def source_of(file: Path, mappe: Datenmappe | None, jahr: int | None = None) -> Quelle | None:
    """The line of Quellen that names the file, or a name with a star that fits it; of `jahr`, where one is given."""
    if mappe is None:
        return None
    quellen = (quelle for quelle in mappe.quellen if jahr in (None, quelle.jahr or mappe.jahr))
    return next((quelle for quelle in quellen if covers(mappe.file.parent, quelle.datei, file)), None)


def name_for(file: Path, mappe: Datenmappe | None) -> str:
    """How the Datenmappe names the file: as its line does, as it lies beside it, else with its whole path."""
    if mappe is None:
        return file.name
    if quelle := source_of(file, mappe):
        return quelle.datei
    ordner = mappe.file.resolve().parent
    ganz = file.parent.resolve() / file.name if is_pattern(file.name) else file.resolve()
    return str(ganz.relative_to(ordner) if ganz.is_relative_to(ordner) else ganz)


def year_cell(jahr: int, mappe: Datenmappe) -> Tabellenzeile:
    """The cell Jahr of a line of Quellen: filled where the export is of another year than the Datenmappe."""
    return {} if jahr == mappe.jahr else {"Jahr": jahr}


def source_row(
    file: Path,
    mappe: Datenmappe | None,
    angabe: Quellenangabe,
    bilder: Sequence[Exportbild],
    jahr: int,
    *,
    ohne_vorzeichen: bool,
) -> Tabellenzeile:
    """The line of Quellen: what another delivery might leave open, not what every one shows anew.

    `jahr` is the year of the export, which the line names where the Datenmappe is of another one. `ohne_vorzeichen`
    where no sign can be told, since the Kontenzuordnung is the wrong one.
    """
    zuordnung = bilder[0].zuordnung
    vorzeichen = {
        None if bild.zuordnung.form in _NICHT_ERKLAERBAR else bild.export.bilanz.vorzeichen for bild in bilder
    }
    eines = vorzeichen.pop() if len(vorzeichen) == 1 else None
    mehrere = any(e.was == "Blatt" for e in zuordnung.entscheidungen) or angabe.blatt
    zeile: dict[str, Cellwert] = {"Inhalt": str(angabe.inhalt), DATEI: name_for(file, mappe)}
    if not ohne_vorzeichen and eines not in (None, Vorzeichen.AUTOMATISCH):
        zeile["Vorzeichen"] = str(eines)
    fragen = {befund.code for befund in zuordnung.befunde if befund.schwere is not Schwere.HINWEIS}
    if mehrere and fragen.isdisjoint(("export.einheit", "export.blatt")):  # what other sheets ask stays a question
        zeile["Blatt"] = zuordnung.ort.blatt
    if mappe:
        zeile |= year_cell(jahr, mappe)
    if zuordnung.ort.blatt is None and any(e.was == "Zahlen" and e.sicher for e in zuordnung.entscheidungen):
        zeile["Zahlen"] = str(zuordnung.stil)
    if zuordnung.einheit is Einheit.TAUSEND:
        zeile["Einheit"] = str(Einheit.TAUSEND)
    return zeile


def column_rows(
    file: Path, mappe: Datenmappe | None, inhalt: Inhalt, bild: Exportbild, nullen: str = ""
) -> Sequence[Tabellenzeile]:
    """The lines of Spalten for what is not the only possible meaning of a heading.

    `nullen` is the rule that gives the Produkt its leading zeros back, where it needs one.
    """
    z = bild.zuordnung
    erklaert = {spalte.feld for spalte in z.angabe.spalten}
    zeilen: list[dict[str, Cellwert]] = []

    def declare(feld: str, position: int, regel: str = "") -> None:
        name = _TABELLENFELD.get(feld, feld)
        if name not in erklaert:
            zeile: dict[str, Cellwert] = {DATEI: name_for(file, mappe), _FELD: name}
            zeile[_UEBERSCHRIFT] = z.kopf.zellen[position]
            zeilen.append(zeile | ({_REGEL: regel} if regel else {}))

    zerlegen = z.regel(PRODUKT.name, Regelart.ZERLEGEN)
    regeln = "; ".join(filter(None, (split_rule(zerlegen) if zerlegen else "", nullen)))
    if regeln and PRODUKT.name in z.spalten:
        declare(PRODUKT.name, z.spalten[PRODUKT.name], regeln)
    unsicher = [e.was for e in z.entscheidungen if not e.sicher and e.was in z.spalten]
    for feld in unsicher:
        if not (regeln and feld == PRODUKT.name):
            declare(feld, z.spalten[feld])
    gemischt = inhalt is Inhalt.PLAN_UND_IST
    if WERTART.name in z.spalten and z.wertarten and len(z.wertarten.zaehlt) == 1 and not gemischt:
        declare(WERTART.name, z.spalten[WERTART.name], f"nur „{next(iter(z.wertarten.zaehlt)).capitalize()}“")
    if z.form is Betragsform.RICHTUNG:
        declare(RICHTUNG.name, z.spalten[RICHTUNG.name])
    seite = z.spalten.get(SOLL_HABEN.name) if z.form is Betragsform.KENNZEICHEN else None
    beim_betrag = seite in [position for _, position in z.wertspalten]
    if seite is not None and not beim_betrag and SOLL_HABEN.rank(z.kopf.zellen[seite], z.jahr) is None:
        declare(SOLL_HABEN.name, seite)
    return zeilen
