"""The Datenmappe: master data, settings and overrides that controllers maintain in Excel."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import cast

from xlbudget.core.abstimmung import Kontrollsumme, Schwellen
from xlbudget.core.ausschuss import Ausschuss
from xlbudget.core.darstellung import Geldeinheit, Spaltenzeile
from xlbudget.core.fakten import Nachereignis, Standangabe
from xlbudget.core.fristen import Frist
from xlbudget.core.gliederung import Berichtsobjekt, Ebene
from xlbudget.core.kennzahlen.modelle import Kennzahlregel, Kennzahlwert
from xlbudget.core.kontenrahmen import Art, Praefix
from xlbudget.core.massnahmen import Massnahmenzeile
from xlbudget.core.offenlegung import Offenlegung
from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.prognose import Meldung, Vorjahr
from xlbudget.core.quittung import Quittung
from xlbudget.core.reifegrad import Reifegradzeile
from xlbudget.core.tendenz import Regeln
from xlbudget.core.textpruefung.weitere import WeitererName, WeitereZahl
from xlbudget.core.zeit import MONATE, Stand
from xlbudget.core.zellnamen import names_of
from xlbudget.errors import Befund, EingabeError, SourceRef
from xlbudget.layout.datenmappe import DATENMAPPE, MAILTEXTE_VORGABE
from xlbudget.layout.einstellungen import ANZEIGE
from xlbudget.layout.mailtext import Mailtext
from xlbudget.sources.datenmappe.ausschusstabelle import ausschuesse_of
from xlbudget.sources.datenmappe.einstellungen import (
    Versandregeln,
    ebenennamen_of,
    einstellungen_of,
    offenlegung_of,
    regeln_of,
    schwellen_of,
    versandregeln_of,
)
from xlbudget.sources.datenmappe.exporttabellen import (
    Quelle,
    Quellenspalte,
    befunde_by_file,
    kontrollsummen_of,
    quellen_of,
    spalten_of,
)
from xlbudget.sources.datenmappe.fristentabelle import fristen_of
from xlbudget.sources.datenmappe.kennzahltabellen import kennzahlen_of, kennzahlregeln_of, kennzahlwerte_of
from xlbudget.sources.datenmappe.massnahmentabelle import massnahmen_of
from xlbudget.sources.datenmappe.namen import harmonise
from xlbudget.sources.datenmappe.objekttabellen import budgets_of, praefixe_of, produkte_of
from xlbudget.sources.datenmappe.reifegradtabelle import reifegrade_of
from xlbudget.sources.datenmappe.spaltentabelle import berichtsspalten_of
from xlbudget.sources.datenmappe.standtabellen import check_marken, ereignisse_of, staende_of
from xlbudget.sources.datenmappe.tabellen import Satz, TableReader, complete
from xlbudget.sources.datenmappe.texttabellen import weitere_namen_of, weitere_zahlen_of


@dataclass(frozen=True, slots=True)
class Empfaenger:
    """One line of the Verteiler."""

    budget: str
    empfaenger: str
    email: str
    kopie: bool
    source: SourceRef = field(compare=False)


@dataclass(frozen=True)
class Datenmappe:
    """Everything a Datenmappe says, parsed. `meldungen` by the Stand they are made for; amounts in cents.

    `ohne` names the tables that may be missing and are; `orte` has, by the name of a setting, its cell, and
    `exportbefunde`, by the name of a file, what is wrong with its lines of Quellen and Spalten.
    """

    file: Path
    kommune: str
    jahr: int
    regeln: Regeln
    schwellen: Schwellen
    vorlage: str
    objekte: tuple[Berichtsobjekt, ...]
    praefixe: tuple[Praefix, ...]
    leistungen: tuple[Kennzahl, ...]
    ziele: tuple[Kennzahl, ...]
    vorjahre: tuple[Vorjahr, ...]
    quellen: tuple[Quelle, ...]
    spalten: tuple[Quellenspalte, ...]
    kontrollsummen: tuple[Kontrollsumme, ...]
    meldungen: tuple[tuple[Stand, Meldung], ...]
    quittungen: tuple[Quittung, ...]
    verteiler: tuple[Empfaenger, ...]
    versand: Versandregeln
    mailtexte: Mapping[str, Mailtext]
    kennzahlregeln: tuple[Kennzahlregel, ...] = ()
    kennzahlwerte: tuple[Kennzahlwert, ...] = ()
    staende: tuple[Standangabe, ...] = ()
    ereignisse: tuple[Nachereignis, ...] = ()
    ausschuesse: tuple[Ausschuss, ...] = ()
    fristen: tuple[Frist, ...] = ()
    massnahmen: tuple[Massnahmenzeile, ...] = ()
    reifegrade: tuple[Reifegradzeile, ...] = ()
    berichtsspalten: tuple[Spaltenzeile, ...] = ()
    anzeige: Geldeinheit = Geldeinheit.EURO
    erlaubt_in_vorlagen: tuple[str, ...] = ()
    drucklayout: str = ""
    offenlegung: Offenlegung = field(default_factory=Offenlegung)
    ganze_koerperschaft: bool = False
    weitere_zahlen: tuple[WeitereZahl, ...] = ()
    weitere_namen: tuple[WeitererName, ...] = ()
    gerundet_ohne_wort: bool = False
    ohne: frozenset[str] = field(default=frozenset(), compare=False)
    orte: Mapping[str, SourceRef] = field(default_factory=dict, compare=False)
    exportbefunde: Mapping[str, Sequence[Befund]] = field(default_factory=dict, compare=False)

    def stand_of(self, stand: Stand) -> Standangabe | None:
        """What is said about a Stand; of two lines the first counts."""
        return next((angabe for angabe in self.staende if angabe.stand == stand), None)

    @property
    def sitzungen(self) -> Mapping[str, date]:
        """The next meeting of each committee that has one, by its Kürzel in small letters; of two lines the first."""
        erste = {a.kuerzel.casefold(): a.sitzung for a in reversed(self.ausschuesse)}
        return {kuerzel: sitzung for kuerzel, sitzung in erste.items() if sitzung}

    def place_of(self, einstellung: str) -> SourceRef:
        """Where a setting stands; the table where it has none."""
        return self.orte.get(einstellung, SourceRef(self.file.name, "Einstellungen"))

    @property
    def weitere_schwellen(self) -> Mapping[str, int | Decimal]:
        """Thresholds beside those of the rules, by the name of their setting."""
        return {
            "Nicht im Bericht nennen ab Euro": self.schwellen.nennen_ab_ct,
            "Nicht im Bericht sperren ab Euro": self.schwellen.sperren_ab_ct,
            "Größte E-Mail in MB": self.versand.max_mb,
        }

    @property
    def eingaben(self) -> tuple[Path, ...]:
        """Every file a run of this Datenmappe reads, itself included; none of them may be written over."""
        namen = (*(quelle.datei for quelle in self.quellen), self.vorlage, self.versand.vorlage)
        return (self.file, *(self.file.parent / name for name in namen if name))


def read_datenmappe(file: Path, *, leer: Collection[str] = ()) -> tuple[Datenmappe, list[Befund]]:
    """Read a Datenmappe. A broken cell counts as empty and is among the Befunde.

    `leer` are required settings of text that may be empty, because nothing is printed. Raises EingabeError, with every
    Befund, if the file cannot be read or a table, column or required setting is missing.
    """
    reader = TableReader(file)
    saetze = {tabelle.name: reader.read(tabelle) for tabelle in DATENMAPPE.tabellen}
    reader.befunde += harmonise(saetze)
    einstellungen = einstellungen_of(reader, saetze["Einstellungen"], leer)
    if any(befund.code in ("mappe.tabelle", "mappe.spalte", "mappe.einstellung") for befund in reader.befunde):
        raise EingabeError(f"{file.name} ist als Datenmappe unvollständig.", reader.befunde)
    ebenennamen = ebenennamen_of(einstellungen)
    check_marken(reader, saetze["Produkte"])
    mappe = Datenmappe(
        file=file,
        kommune=str(einstellungen["Kommune"] or ""),
        jahr=cast(int, einstellungen["Haushaltsjahr"]),
        regeln=regeln_of(einstellungen),
        schwellen=schwellen_of(einstellungen),
        vorlage=str(einstellungen["Vorlage"] or ""),
        objekte=(
            *budgets_of(reader, saetze["Budgets"], ebenennamen),
            *produkte_of(reader, saetze["Produkte"], saetze["Budgets"], ebenennamen[Ebene.PRODUKT]),
        ),
        praefixe=tuple(praefixe_of(reader, saetze["Kontenzuordnung"])),
        leistungen=tuple(kennzahlen_of(saetze["Kennzahlen"], "Leistung")),
        ziele=tuple(kennzahlen_of(saetze["Kennzahlen"], "Ziel")),
        vorjahre=tuple(_vorjahre(saetze["Vorjahre"])),
        quellen=tuple(quellen_of(saetze["Quellen"])),
        spalten=tuple(spalten_of(saetze["Spalten"])),
        kontrollsummen=tuple(kontrollsummen_of(saetze["Kontrollsummen"], {b.source for b in reader.befunde})),
        meldungen=tuple(_meldungen(saetze["Prognosen"])),
        quittungen=tuple(_quittungen(saetze["Quittungen"])),
        verteiler=tuple(_verteiler(saetze["Verteiler"])),
        versand=versandregeln_of(einstellungen),
        mailtexte=_mailtexte(saetze["Mailtexte"]),
        kennzahlregeln=tuple(kennzahlregeln_of(saetze["Kennzahlen"])),
        kennzahlwerte=tuple(kennzahlwerte_of(saetze["Kennzahlwerte"])),
        staende=tuple(staende_of(saetze["Stände"])),
        ereignisse=tuple(ereignisse_of(saetze["Ereignisse"])),
        ausschuesse=tuple(ausschuesse_of(saetze["Ausschüsse"])),
        massnahmen=tuple(massnahmen_of(saetze["Maßnahmen"], cast(int, einstellungen["Haushaltsjahr"]))),
        reifegrade=tuple(reifegrade_of(saetze["Reifegrad"])),
        fristen=tuple(fristen_of(saetze["Fristen"], {b.source for b in reader.befunde})),
        berichtsspalten=tuple(berichtsspalten_of(saetze["Berichtsspalten"])),
        anzeige=Geldeinheit(str(einstellungen[ANZEIGE] or Geldeinheit.EURO)),
        erlaubt_in_vorlagen=names_of(str(einstellungen["Erlaubt in Vorlagen"] or "")),
        drucklayout=str(einstellungen["Drucklayout"] or ""),
        offenlegung=offenlegung_of(einstellungen),
        ganze_koerperschaft=einstellungen["Ganze Körperschaft"] is True,
        weitere_zahlen=tuple(weitere_zahlen_of(saetze["WeitereZahlen"])),
        weitere_namen=tuple(weitere_namen_of(saetze["WeitereNamen"])),
        gerundet_ohne_wort=einstellungen["Gerundet auch ohne rund"] is True,
        ohne=frozenset(reader.ohne),
        orte={satz.text("Einstellung"): satz.ref("Wert") for satz in reversed(saetze["Einstellungen"])},
        exportbefunde=befunde_by_file([*saetze["Quellen"], *saetze["Spalten"]], reader.befunde),
    )
    return mappe, reader.befunde


def _vorjahre(saetze: list[Satz]) -> Iterator[Vorjahr]:
    for satz in complete(saetze, "Objekt", "Art", "Zeile", "Jahr"):
        yield Vorjahr(
            objekt=satz.text("Objekt"),
            art=Art(satz.text("Art")),
            zeile=satz.text("Zeile"),
            jahr=cast(int, satz["Jahr"]),
            ansatz_ct=cast(int | None, satz["Plan"]),
            monate_ct=tuple(cast(int | None, satz[monat]) for monat in MONATE),
            ergebnis_ct=cast(int | None, satz["Ergebnis"]),
            source=satz.ref("Ergebnis"),
        )


def _meldungen(saetze: list[Satz]) -> Iterator[tuple[Stand, Meldung]]:
    for satz in complete(saetze, "Stand", "Objekt", "Art", "Zeile", "Prognose"):
        yield (
            cast(Stand, satz["Stand"]),
            Meldung(
                objekt=satz.text("Objekt"),
                art=Art(satz.text("Art")),
                zeile=satz.text("Zeile"),
                betrag_ct=cast(int, satz["Prognose"]),
                grund=satz.text("Grund"),
                source=satz.ref("Objekt"),
            ),
        )


def _quittungen(saetze: list[Satz]) -> Iterator[Quittung]:
    spalten = ("Befund", "Wortlaut", "Grund", "Name", "Datum")
    for satz in complete(saetze, *spalten):
        code, wortlaut, grund, name, datum = map(satz.text, spalten)
        yield Quittung(code, satz.text("Ort"), wortlaut, grund, name, datum, satz.ref("Befund"))


def _verteiler(saetze: list[Satz]) -> Iterator[Empfaenger]:
    for satz in complete(saetze, "Budget", "Empfänger", "E-Mail"):
        kopie = satz["Versandart"] == "Kopie"
        yield Empfaenger(satz.text("Budget"), satz.text("Empfänger"), satz.text("E-Mail"), kopie, satz.ref("E-Mail"))


def _mailtexte(saetze: list[Satz]) -> dict[str, Mailtext]:
    """By Anlass; the first line of each counts, and the Vorgabe where there is none."""
    texte = {z["Anlass"]: Mailtext(z["Betreff"], z["Anrede"], z["Text"], z["Gruß"]) for z in MAILTEXTE_VORGABE}
    eigene = {
        satz.text("Anlass"): Mailtext(
            satz.text("Betreff"), satz.text("Anrede"), satz.text("Text"), satz.text("Gruß"), satz.ref("Text")
        )
        for satz in reversed(list(complete(saetze, "Anlass", "Betreff", "Anrede", "Text")))
    }
    return texte | eigene
