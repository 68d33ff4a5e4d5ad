"""Which extracts a run writes, for which committee, and with which Produktblätter."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlbudget.app.bericht.auswahl import Auswahl, Form
from xlbudget.app.bericht.blaetter import safe_names
from xlbudget.app.bericht.darstellung import dressed
from xlbudget.app.bericht.lauf import Lauf
from xlbudget.app.bericht.sperre import BerichtGesperrtError
from xlbudget.core.ausschuss import Ausschuesse, Ausschuss, Zustaendigkeit
from xlbudget.core.auszug import build_auszug
from xlbudget.core.bericht import Produktbericht
from xlbudget.core.gliederung import Berichtsobjekt
from xlbudget.core.pruefung_ausschuss import check_zustaendigkeit
from xlbudget.errors import EingabeError, Schwere, printable
from xlbudget.layout.ausschusstabelle import AUSSCHUESSE
from xlbudget.sources.datenmappe.mappe import Datenmappe, read_datenmappe

ORDNER_AUSZUEGE = "ausschuesse"
_MAX_GENANNTE = 20


@dataclass(frozen=True)
class Ausgabe:
    """A consolidated report, `datei`, and below `ordner` Produktblätter and Mappen of these objects."""

    bericht: Produktbericht
    ordner: str
    datei: str
    blaetter: tuple[Berichtsobjekt, ...]
    mappen: tuple[Berichtsobjekt, ...]


def select_auszuege(
    lauf: Lauf, auswahl: Auswahl, objekte: Collection[Berichtsobjekt], *, trotz_fehlern: bool
) -> list[Ausgabe]:
    """The extracts that are asked for, in the order of the table, with those of these Produktblätter that belong there.

    Raises EingabeError (German) where there is no such committee or it has nothing to show, BerichtGesperrtError where
    something is missing in an extract and nobody wants it all the same.
    """
    gliederung = lauf.daten.gliederung
    ausschuesse = Ausschuesse(lauf.mappe.ausschuesse, gliederung)
    gewaehlt = _find(lauf, ausschuesse, auswahl)
    maengel = [
        befund
        for zustaendigkeit in gewaehlt
        for befund in check_zustaendigkeit(zustaendigkeit, gliederung)
        if befund.schwere is Schwere.FEHLER and befund in lauf.befunde  # else it is acknowledged
    ]
    if maengel and not trotz_fehlern:
        raise BerichtGesperrtError(
            f"Es ist nichts geschrieben: In einem Auszug würde etwas fehlen ({maengel[0].text}) Erst beheben; wer die "
            "Auszüge so haben will, nimmt die Option --trotz-fehlern.",
            lauf.befunde,
        )
    gezeigte = [z for z in gewaehlt if z.produkte]
    if not gezeigte:
        raise EingabeError("Kein gewählter Ausschuss hat ein Budget oder Produkt, das der Bericht zeigt.", lauf.befunde)
    ordner = _folders(ausschuesse)
    ausgaben = [
        _ausgabe(lauf, ausschuesse, z, ordner[z.ausschuss.kuerzel], set(objekte), auswahl.form) for z in gezeigte
    ]
    if auswahl.nur and not any(ausgabe.blaetter or ausgabe.mappen for ausgabe in ausgaben):
        raise EingabeError(
            f"Von {', '.join(map(printable, auswahl.nur))} bekommt kein gewählter Ausschuss ein Blatt; in der Spalte "
            "Objekte steht es bei ihm weder selbst noch mit einem Budget darüber."
        )
    return ausgaben


def find_ausschuss(lauf: Lauf, kuerzel: str) -> Ausschuss:
    """The committee with a Kürzel. Raises EingabeError (German) where there is none."""
    ausschuesse = Ausschuesse(lauf.mappe.ausschuesse, lauf.daten.gliederung)
    (zustaendigkeit,) = _find(lauf, ausschuesse, Auswahl(ausschuesse=(kuerzel,)))
    return zustaendigkeit.ausschuss


def list_ausschuesse(datenmappe: Path) -> list[str]:
    """The Kürzel of all committees, without reading an export. Raises EingabeError where there are none."""
    mappe, _ = read_datenmappe(datenmappe)
    _check_table(mappe)
    return _kuerzel(mappe)


def find_ausschuesse(datenmappe: Path) -> list[str]:
    """The Kürzel of all committees, without reading an export; none where the Datenmappe has no such table."""
    return _kuerzel(read_datenmappe(datenmappe)[0])


def _kuerzel(mappe: Datenmappe) -> list[str]:
    return list(dict.fromkeys(ausschuss.kuerzel for ausschuss in mappe.ausschuesse))


def old_extracts(lauf: Lauf, ziel: Path) -> list[str]:
    """Files, below the target, of committees that the Datenmappe does not have any more."""
    ordner = _folders(Ausschuesse(lauf.mappe.ausschuesse, lauf.daten.gliederung)).values()
    bekannt = {name.casefold() for name in ordner}
    alte = (datei for datei in (ziel / ORDNER_AUSZUEGE).glob("*/**/*.xlsx"))
    orte = (datei.relative_to(ziel) for datei in alte)
    return sorted(ort.as_posix() for ort in orte if ort.parts[1].casefold() not in bekannt)


def _folders(ausschuesse: Ausschuesse) -> dict[str, str]:
    """By Kürzel; the same whichever committees a run writes."""
    kuerzel = [z.ausschuss.kuerzel for z in ausschuesse.zustaendigkeiten]
    return dict(zip(kuerzel, safe_names(kuerzel), strict=True))


def _ausgabe(
    lauf: Lauf,
    ausschuesse: Ausschuesse,
    zustaendigkeit: Zustaendigkeit,
    name: str,
    objekte: Collection[Berichtsobjekt],
    form: Form,
) -> Ausgabe:
    gliederung, ordner = lauf.daten.gliederung, f"{ORDNER_AUSZUEGE}/{name}/"
    blaetter = tuple(objekt for objekt in zustaendigkeit.blattobjekte(gliederung) if objekt in objekte)
    mit_mappe = set(gliederung.mappenbudgets())
    return Ausgabe(
        bericht=dressed(build_auszug(lauf.daten, ausschuesse, zustaendigkeit), lauf),
        ordner=ordner,
        datei=f"{ordner}Produktbericht {lauf.daten.stand} {name}.xlsx",
        blaetter=blaetter if form is not Form.MAPPE else (),
        mappen=tuple(objekt for objekt in blaetter if objekt in mit_mappe) if form is not Form.EINZELN else (),
    )


def _find(lauf: Lauf, ausschuesse: Ausschuesse, auswahl: Auswahl) -> Sequence[Zustaendigkeit]:
    _check_table(lauf.mappe)
    if auswahl.je_ausschuss:
        return ausschuesse.zustaendigkeiten
    gefunden = {k: ausschuesse.find(k) for k in auswahl.ausschuesse}
    if unbekannt := [f"„{printable(k)}“" for k, z in gefunden.items() if z is None]:
        vorhanden = [z.ausschuss.kuerzel for z in ausschuesse.zustaendigkeiten]
        mehr = ", …" if len(vorhanden) > _MAX_GENANNTE else ""
        raise EingabeError(
            f"Einen Ausschuss {', '.join(unbekannt)} gibt es nicht. In der Tabelle {AUSSCHUESSE.name} von "
            f"{lauf.mappe.file.name} stehen: "
            f"{', '.join(vorhanden[:_MAX_GENANNTE])}{mehr}."
        )
    return [z for z in ausschuesse.zustaendigkeiten if z in gefunden.values()]


def _check_table(mappe: Datenmappe) -> None:
    datei, tabelle = mappe.file.name, AUSSCHUESSE.name
    if tabelle in mappe.ohne:
        raise EingabeError(
            f"{datei} hat keine Tabelle {tabelle}. Sie kommt hinein mit: xlbudget datenmappe ergaenzen "
            f'"{mappe.file}" --mit {tabelle}'
        )
    if not mappe.ausschuesse:
        raise EingabeError(f"Die Tabelle {tabelle} in {datei} ist leer. Dort für jeden Ausschuss eine Zeile eintragen.")
