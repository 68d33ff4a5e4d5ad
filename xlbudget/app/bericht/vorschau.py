"""A look at an export before it stands in a Datenmappe, and the lines of Quellen and Spalten that would declare it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from xlbudget.app.bericht.datenmappe_aendern import change_datenmappe
from xlbudget.app.bericht.quellen import angabe_of, spalten_of
from xlbudget.cellplan import Cellwert
from xlbudget.core.geld import format_betrag
from xlbudget.core.gliederung import Ebene
from xlbudget.core.kontenrahmen import NIEDERSACHSEN, NIEDERSACHSEN_NEBEN, Art, Berichtszeile, Kontenrahmen, Praefix
from xlbudget.errors import Befund, EingabeError, Schwere
from xlbudget.layout.datenmappe import QUELLEN, SPALTEN
from xlbudget.sources.datenmappe.mappe import Datenmappe, Quelle, read_datenmappe
from xlbudget.sources.export.angaben import Einheit, Erkennung, Inhalt, Quellenangabe, Spaltenangabe, Vorzeichen
from xlbudget.sources.export.dateiart import Exportdatei
from xlbudget.sources.export.durchgang import OHNE_CODE
from xlbudget.sources.export.felder import (
    ANSATZ,
    AUFWAND,
    BETRAG,
    ERTRAG,
    FELDNAMEN,
    HABEN,
    PRODUKT,
    RICHTUNG,
    SALDO,
    SOLL,
    WERTART,
)
from xlbudget.sources.export.regeln import Regelart, split_rule
from xlbudget.sources.export.vorschau import Exportbild, Ueberschrift, look_at_export, recognise_inhalt, recognise_jahr
from xlbudget.sources.export.zuordnung import Betragsform
from xlbudget.writers.datenmappe.ergaenzen import complete_datenmappe
from xlbudget.xlsx import Package
from xlbudget.xlsx.grow.rows import add_rows

_BETRAEGE = frozenset(feld.name for feld in (BETRAG, ANSATZ, SALDO, SOLL, HABEN, ERTRAG, AUFWAND))
_DATEI, _FELD, _UEBERSCHRIFT, _REGEL = "Datei", "Feld", "Überschrift", "Regel"
_TABELLENFELD = {name: feld for feld, name in FELDNAMEN.items()}
_NICHT_ERKLAERBAR = (Betragsform.ERTRAG_UND_AUFWAND, Betragsform.RICHTUNG)  # a column says it, no Vorzeichen does
Tabellenzeile = Mapping[str, Cellwert]
"""One line of a table of the Datenmappe, by heading; what is not named stays empty."""


@dataclass(frozen=True)
class Vorschau:
    """What is known of an export. `entscheidungen` are all that were made, the year and the Inhalt included.

    `quellen` and `spalten` are the lines that declare it as it was read here.
    """

    file: Path
    jahr: int
    bilder: Sequence[Exportbild]
    entscheidungen: Sequence[Erkennung]
    quellen: Sequence[Tabellenzeile]
    spalten: Sequence[Tabellenzeile]
    fremde_produkte: Sequence[tuple[str, str]] = ()
    ist_eingetragen: bool = False

    @property
    def befunde(self) -> list[Befund]:
        """What was found in it."""
        return [befund for bild in self.bilder for befund in bild.export.befunde]

    @property
    def fragen(self) -> list[str]:
        """What nobody but the controller can decide, in German; empty where everything is sure."""
        fragen = [f"{e.was}: wirklich „{e.wert}“? ({e.grund})" for e in self.entscheidungen if not e.sicher]
        fragen += [
            f"Konten, die mit {klasse.klasse or 'keiner Ziffer'} beginnen ({count_lines(klasse.anzahl)} über "
            f"{format_betrag(klasse.saldo_ct)} €), haben in der Kontenzuordnung keine Art: Ertrag oder Aufwand?"
            for bild in self.bilder
            for klasse in bild.export.bilanz.klassen
            if not klasse.art
        ]
        fragen += [
            f"Die Spalte „{kopf.text}“ ({kopf.spalte}) wird nicht gelesen: enthält sie Beträge, die zählen? Dann den "
            f"Inhalt {Inhalt.PLAN_UND_IST} wählen oder sie in der Tabelle Spalten eintragen."
            for kopf in self._unread_amounts
        ]
        ohne_code = sum(a.anzahl for b in self.bilder for a in b.export.bilanz.ausgelassen if a.grund == OHNE_CODE)
        if ohne_code:
            fragen.append(
                f"{count_lines(ohne_code)} ohne Produkt oder Sachkonto: steht es nur in der ersten Zeile einer Gruppe? "
                "Dann in der Tabelle Spalten bei diesem Feld seine Überschrift und die Regel „nach unten auffüllen“ "
                "eintragen."
            )
        fragen += [f"Produkt „{produkt}“: gibt es das? ({grund})" for produkt, grund in self.fremde_produkte]
        if not any(klasse.art in tuple(Art) for bild in self.bilder for klasse in bild.export.bilanz.klassen):
            fragen.append(
                "Keine Zeile ist nach der Kontenzuordnung ein Ertrag oder Aufwand: ist es der Export des "
                "Ergebnishaushalts?"
            )
        fragen += [frage for bild in self.bilder for frage in _improbable(bild)]
        return fragen + [str(befund) for befund in self.befunde if befund.schwere is not Schwere.HINWEIS]

    @property
    def _unread_amounts(self) -> list[Ueberschrift]:
        """Headings that may be of amounts, and that no export of the file reads."""
        gelesen = {kopf.spalte for bild in self.bilder for kopf in bild.ueberschriften if kopf.feld}
        offen = [kopf for kopf in self.bilder[0].ueberschriften if kopf.spalte not in gelesen]
        return [kopf for kopf in offen if kopf.vermutung in _BETRAEGE]


def vorschau(
    file: Path, *, jahr: int | None = None, inhalt: Inhalt | None = None, datenmappe: Path | None = None
) -> Vorschau:
    """Look at an export, with the Haushaltsjahr and Kontenzuordnung of a Datenmappe where there is one.

    Without: the year is recognised and the Kontenzuordnung is that of Niedersachsen. Raises EingabeError (German) where
    the file cannot be read as any export.
    """
    mappe = read_datenmappe(datenmappe)[0] if datenmappe else None
    rahmen = Kontenrahmen(mappe.praefixe) if mappe else _shipped()
    datei = Exportdatei(file)
    angabe, erkannt, jahr = _declared(datei, mappe, jahr, inhalt)
    bilder = look_at_export(datei, angabe, jahr, rahmen)
    entscheidungen = list(dict.fromkeys([*erkannt, *(e for b in bilder for e in b.export.bilanz.entscheidungen)]))
    spalten = [zeile for bild in bilder for zeile in _column_rows(file, mappe, angabe.inhalt, bild)]
    spalten = [zeile for i, zeile in enumerate(spalten) if zeile not in spalten[:i]]  # Plan and Ist share columns
    return Vorschau(
        file=file,
        jahr=jahr,
        bilder=bilder,
        entscheidungen=entscheidungen,
        quellen=[_source_row(file, mappe, angabe, bilder)],
        spalten=spalten,
        fremde_produkte=_strange_products(mappe, bilder),
        ist_eingetragen=_source_of(file, mappe) is not None,
    )


def take_over(vorschau: Vorschau, datenmappe: Path, jetzt: datetime | None = None) -> Path:
    """Write the lines of Quellen and Spalten into a Datenmappe; return the backup beside it.

    Raises EingabeError where the export stands there already or a line has no room, AusgabeError where the file is open
    or cannot be written. It is then as it was.
    """
    mappe, _ = read_datenmappe(datenmappe)
    datei = vorschau.quellen[0][_DATEI]
    namen = {quelle.datei.casefold() for quelle in mappe.quellen}
    if str(datei).casefold() in namen or _source_of(vorschau.file, mappe):
        raise EingabeError(
            f"{datei} steht schon in der Tabelle Quellen von {datenmappe.name}; es ist nichts geändert. Soll es neu "
            "erklärt werden, dort und in der Tabelle Spalten seine Zeilen löschen und den Befehl wiederholen."
        )

    def change(package: Package) -> Package:
        ergaenzung = complete_datenmappe(package, (SPALTEN,) if vorschau.spalten else ())
        fehler = [befund for befund in ergaenzung.befunde if befund.schwere is Schwere.FEHLER]
        if fehler:
            raise EingabeError("\n".join(map(str, fehler)))
        package = add_rows(ergaenzung.package, QUELLEN.name, vorschau.quellen)
        return add_rows(package, SPALTEN.name, vorschau.spalten) if vorschau.spalten else package

    sicherung = change_datenmappe(datenmappe, change, jetzt)
    assert sicherung is not None, "a line was added"
    return sicherung


def _improbable(bild: Exportbild) -> Iterator[str]:
    """Sums that run against their Art, and more money outside of the Ergebnis than in it."""
    summen = {Art.ERTRAEGE: bild.ertraege_ct, Art.AUFWENDUNGEN: bild.aufwendungen_ct}
    for art, summe in summen.items():
        if summe < 0:
            yield f"Die {art} sind zusammen negativ ({format_betrag(summe)} €): stimmt das Vorzeichen in Quellen?"
    klassen = [klasse for klasse in bild.export.bilanz.klassen if klasse.art and klasse.art not in tuple(Art)]
    daneben = sum(abs(klasse.saldo_ct) for klasse in klassen)
    if daneben > sum(map(abs, summen.values())):
        yield (
            f"Auf Konten, die nicht zum Ergebnis zählen, stehen {format_betrag(daneben)} €, mehr als auf allen "
            "anderen: ist die Kontenzuordnung die Ihres Landes?"
        )


def count_lines(anzahl: int) -> str:
    """So many lines, in German."""
    return f"{anzahl} {'Zeile' if anzahl == 1 else 'Zeilen'}"


def _shipped() -> Kontenrahmen:
    ergebnis = (Praefix(praefix, Berichtszeile(art, zeile)) for praefix, art, zeile in NIEDERSACHSEN)
    return Kontenrahmen((*ergebnis, *(Praefix(praefix, art) for praefix, art in NIEDERSACHSEN_NEBEN)))


def _declared(
    datei: Exportdatei, mappe: Datenmappe | None, jahr: int | None, inhalt: Inhalt | None
) -> tuple[Quellenangabe, Sequence[Erkennung], int]:
    """How to read a file: as its Datenmappe says, else as recognised; with what was recognised, and the year."""
    quelle = _source_of(datei.file, mappe)
    if mappe and quelle and inhalt is None:
        angabe = angabe_of(quelle, mappe.spalten)
        return angabe, (), jahr or angabe.jahr or mappe.jahr
    if mappe:
        jahr = jahr or mappe.jahr
    if jahr is not None:
        return _with_inhalt(
            datei, inhalt, jahr, (), spalten_of(_name_for(datei.file, mappe), mappe.spalten) if mappe else ()
        )
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
    bekannt = {objekt.kennung for objekt in mappe.objekte if objekt.ebene is Ebene.PRODUKT} if mappe else set()
    if mappe and bekannt:
        return [(code, f"es steht nicht in {mappe.file.name}") for code in codes if code not in bekannt]
    ohne = [code for code in codes if not any(zeichen.isdigit() for zeichen in code)]
    if 2 * sum(codes[code] for code in ohne) > codes.total():
        return []
    return [(code, "die meisten Zeilen haben Ziffern") for code in ohne]


def _source_of(file: Path, mappe: Datenmappe | None) -> Quelle | None:
    """The line of Quellen that names the file."""
    if mappe is None:
        return None
    ordner = mappe.file.resolve().parent
    return next((q for q in mappe.quellen if (ordner / q.datei).resolve() == file.resolve()), None)


def _name_for(file: Path, mappe: Datenmappe | None) -> str:
    """How the Datenmappe names the file: as it lies beside it, else with its whole path."""
    if mappe is None:
        return file.name
    ordner = mappe.file.resolve().parent
    ganz = file.resolve()
    return str(ganz.relative_to(ordner) if ganz.is_relative_to(ordner) else ganz)


def _source_row(
    file: Path, mappe: Datenmappe | None, angabe: Quellenangabe, bilder: Sequence[Exportbild]
) -> Tabellenzeile:
    """The line of Quellen: what another delivery might leave open, not what every one shows anew."""
    zuordnung = bilder[0].zuordnung
    vorzeichen = {
        None if bild.zuordnung.form in _NICHT_ERKLAERBAR else bild.export.bilanz.vorzeichen for bild in bilder
    }
    eines = vorzeichen.pop() if len(vorzeichen) == 1 else None
    mehrere = any(e.was == "Blatt" for e in zuordnung.entscheidungen) or angabe.blatt
    zeile: dict[str, Cellwert] = {"Inhalt": str(angabe.inhalt), _DATEI: _name_for(file, mappe)}
    if eines not in (None, Vorzeichen.AUTOMATISCH):
        zeile["Vorzeichen"] = str(eines)
    if mehrere:
        zeile["Blatt"] = zuordnung.ort.blatt
    if zuordnung.ort.blatt is None and any(e.was == "Zahlen" and e.sicher for e in zuordnung.entscheidungen):
        zeile["Zahlen"] = str(zuordnung.stil)
    if zuordnung.einheit is Einheit.TAUSEND:
        zeile["Einheit"] = str(Einheit.TAUSEND)
    return zeile


def _column_rows(file: Path, mappe: Datenmappe | None, inhalt: Inhalt, bild: Exportbild) -> Sequence[Tabellenzeile]:
    """The lines of Spalten for what is not the only possible meaning of a heading."""
    z = bild.zuordnung
    erklaert = {spalte.feld for spalte in z.angabe.spalten}
    zeilen: list[dict[str, Cellwert]] = []

    def declare(feld: str, position: int, regel: str = "") -> None:
        name = _TABELLENFELD.get(feld, feld)
        if name not in erklaert:
            zeile: dict[str, Cellwert] = {_DATEI: _name_for(file, mappe), _FELD: name}
            zeile[_UEBERSCHRIFT] = z.kopf.zellen[position]
            zeilen.append(zeile | ({_REGEL: regel} if regel else {}))

    unsicher = [e.was for e in z.entscheidungen if not e.sicher and e.was in z.spalten]
    for feld in unsicher:
        declare(feld, z.spalten[feld])
    zerlegen = z.regel(PRODUKT.name, Regelart.ZERLEGEN)
    if zerlegen:
        declare(PRODUKT.name, z.spalten[PRODUKT.name], split_rule(zerlegen))
    gemischt = inhalt is Inhalt.PLAN_UND_IST
    if WERTART.name in z.spalten and z.wertarten and len(z.wertarten.zaehlt) == 1 and not gemischt:
        declare(WERTART.name, z.spalten[WERTART.name], f"nur „{next(iter(z.wertarten.zaehlt)).capitalize()}“")
    if z.form is Betragsform.RICHTUNG:
        declare(RICHTUNG.name, z.spalten[RICHTUNG.name])
    return zeilen
