"""The Versandbuch of one Datenmappe: which it is, what in it is this one's, and whether one is missing."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING
from uuid import uuid4

from xlbudget.app.bericht.datenmappe_aendern import change_datenmappe
from xlbudget.app.bericht.versandordner import ORDNER_VERSAND, ordnername
from xlbudget.core.mappenkennung import (
    Mappenangaben,
    Mappenkennung,
    UnklareDatenmappeError,
    Verbleib,
    Verzeichnet,
    find_datenmappe,
)
from xlbudget.dateien import DAMAGED
from xlbudget.delivery.ledger.ort import KeinVersandbuchError, check_there, versandbuch_ort
from xlbudget.errors import EingabeError, XlbudgetError
from xlbudget.layout.einstellungen import EINSTELLUNGEN
from xlbudget.layout.mappenkennung import to_properties
from xlbudget.sources.datenmappe.kennung import read_kennung
from xlbudget.sources.datenmappe.mappe import Datenmappe, read_datenmappe
from xlbudget.writers.pruefprotokoll.ruecklaufblatt import BLATT_STAND
from xlbudget.xlsx.grow.properties import set_custom_properties
from xlbudget.xlsx.package import parse_xml

if TYPE_CHECKING:
    from xlbudget.delivery.ledger.versandbuch import Versandbuch

_VORHER = ("Versandliste.xlsx", "Erinnerungsliste.xlsx")


@contextmanager
def open_buch(mappe: Datenmappe) -> Iterator[Versandbuch | None]:
    """What is on record about a Datenmappe; None where nothing was ever sent from it.

    Raises EingabeError (German) where something was sent and the Versandbuch does not know of it, or where it is not
    clear whether this is the Datenmappe it was sent from: a report would leave out, or take, what it must not.
    """
    angaben = _angaben(mappe)
    try:
        buch = _open(mappe.file, anlegen=False)
    except KeinVersandbuchError as error:
        _check_never_sent(mappe, angaben, error.kurz, None)
        yield None
        return
    with buch:
        bekannt = _find(mappe, angaben, buch)
        if bekannt is None:
            _check_never_sent(mappe, angaben, f"Das Versandbuch {buch.ort} kennt diese Datenmappe nicht.", buch)
        yield None if bekannt is None else buch.of(bekannt.kennung)


@contextmanager
def begin_buch(mappe: Datenmappe, wer: str) -> Iterator[Versandbuch]:
    """The same for a run that plans to send: nobody else plans meanwhile, and a Datenmappe that is new is entered."""
    angaben = _angaben(mappe)
    with open_buch(mappe):
        pass  # what is missing or not clear is said before a Versandbuch is made
    with _open(mappe.file) as buch, buch.vorbereitung():
        yield buch.of(_enter(mappe, angaben, buch, wer))


@contextmanager
def known_buch(mappe: Datenmappe, wer: str) -> Iterator[Versandbuch]:
    """The same for a run that enters something about what was sent; EingabeError where nothing was."""
    angaben = _angaben(mappe)
    with open_buch(mappe) as eigenes:
        if eigenes is None:
            with _open(mappe.file, anlegen=False):
                pass  # which says that there is none
            raise EingabeError(
                f"Aus {mappe.file.name} wurde noch nichts versandt; das Versandbuch kennt nur andere Datenmappen."
            )
    with _open(mappe.file, anlegen=False) as buch:
        yield buch.of(_enter(mappe, angaben, buch, wer))


def _open(datenmappe: Path, *, anlegen: bool = True) -> Versandbuch:
    """The Versandbuch of a Datenmappe. Most runs have none, and need not wait for what reads databases."""
    ort = versandbuch_ort(datenmappe)
    if not anlegen and "://" not in str(ort):  # a server has to be asked
        check_there(Path(ort).absolute())
    from xlbudget.delivery.ledger.versandbuch import Versandbuch

    return Versandbuch.open(ort, anlegen=anlegen)


def write_kennung(mappe: Datenmappe, kennung: str) -> None:
    """Have a Datenmappe carry its Kennung, and that something was sent from it, where it does not yet.

    A file that is open or cannot be changed keeps what it has: until the next time its place stands for it.
    """
    angaben = _angaben(mappe)
    soll = Mappenkennung(kennung, mappe.jahr, angaben.vorgaenger, ist_versandt=True)
    if read_kennung(mappe.file) == soll:
        return
    try:
        _write(mappe.file, soll)
    except XlbudgetError:
        return


@dataclass(frozen=True, slots=True)
class Kennungsantwort:
    """What became of the question whose a Datenmappe is. `sicherung` is the file as it was; None if it stayed."""

    kennung: str
    sicherung: Path | None


def assign_same(datenmappe: Path, wer: str) -> Kennungsantwort:
    """Say that a file is the Datenmappe it may be: moved, renamed, or of another name. Raises EingabeError."""
    mappe, _ = read_datenmappe(datenmappe)
    angaben = _angaben(mappe)
    with _open(datenmappe, anlegen=False) as buch:
        try:
            bekannt = _find(mappe, angaben, buch)
        except UnklareDatenmappeError as error:
            bekannt = error.kandidat
        if bekannt is None:
            raise EingabeError(f"Das Versandbuch {buch.ort} kennt keine Datenmappe, die diese sein könnte.")
        buch.datenmappen.enter(angaben, bekannt.kennung, _ort(mappe.file, buch), wer)
    vorgaenger = bekannt.vorgaenger or angaben.vorgaenger
    return Kennungsantwort(
        bekannt.kennung, _write(datenmappe, Mappenkennung(bekannt.kennung, mappe.jahr, vorgaenger, ist_versandt=True))
    )


def assign_own(datenmappe: Path) -> Kennungsantwort:
    """Make a file a Datenmappe of its own that has sent nothing yet: a copy, or one whose Versandbuch is lost."""
    mappe, _ = read_datenmappe(datenmappe)
    soll = Mappenkennung(uuid4().hex, mappe.jahr, _angaben(mappe).vorgaenger)
    assert soll.kennung
    return Kennungsantwort(soll.kennung, _write(datenmappe, soll))


def _write(datei: Path, soll: Mappenkennung) -> Path | None:
    return change_datenmappe(datei, lambda package: set_custom_properties(package, to_properties(soll)))


def _angaben(mappe: Datenmappe) -> Mappenangaben:
    return Mappenangaben.of(mappe.kommune, mappe.jahr, read_kennung(mappe.file))


def _enter(mappe: Datenmappe, angaben: Mappenangaben, buch: Versandbuch, wer: str) -> str:
    bekannt = _find(mappe, angaben, buch)
    if bekannt is None and angaben.vorgaenger is None:
        ort = _ort(mappe.file, buch)
        frueher = (b for b in buch.datenmappen.alle() if b.ort == ort and b.jahr < mappe.jahr)
        angaben = replace(angaben, vorgaenger=next((b.kennung for b in frueher), None))
    kennung = bekannt.kennung if bekannt else None
    return buch.datenmappen.enter(angaben, kennung, _ort(mappe.file, buch), wer)


def _find(mappe: Datenmappe, angaben: Mappenangaben, buch: Versandbuch) -> Verzeichnet | None:
    try:
        bekannt = find_datenmappe(angaben, _ort(mappe.file, buch), buch.datenmappen.alle(), _whereabouts(mappe, buch))
        if bekannt is not None and bekannt.ort is None:
            _check_adoption(mappe, bekannt, buch.of(bekannt.kennung))
    except UnklareDatenmappeError as error:
        text = (
            f"{mappe.file.name}: {error} Ist es dieselbe Datenmappe, verschoben oder umbenannt: xlbudget datenmappe "
            f"kennung {_quoted(mappe.file)} --dieselbe; ist es eine eigene, aus der noch nichts versandt wurde, etwa "
            "eine Kopie: --eigene. Bis dahin wird nichts versandt, eingelesen oder berichtet."
        )
        raise UnklareDatenmappeError(text, error.kandidat, str(mappe.file)) from error
    return bekannt


def _check_adoption(mappe: Datenmappe, bekannt: Verzeichnet, buch: Versandbuch) -> None:
    """What an earlier xlbudget sent names no Datenmappe: it must be the only one here, and know these Budgets."""
    kennungen = {objekt.kennung for objekt in mappe.objekte}
    if fremde := {s.identitaet.budget for s in buch.sendungen()} - kennungen:
        raise UnklareDatenmappeError(
            f"Im Versandbuch stehen Sendungen für {mappe.kommune} {mappe.jahr} an Budgets, die diese Datenmappe nicht "
            f"hat: {', '.join(sorted(fremde)[:5])}.",
            bekannt,
        )
    if zweite := next(_siblings(mappe, bekannt), None):
        raise UnklareDatenmappeError(
            f"Im Versandbuch stehen Sendungen für {mappe.kommune} {mappe.jahr}; sie können aus dieser Datenmappe sein "
            f"oder aus {zweite.name}.",
            bekannt,
        )


def _siblings(mappe: Datenmappe, bekannt: Verzeichnet) -> Iterator[Path]:
    """Other Datenmappen beside this one of that Kommune and year, backups left out."""
    for datei in sorted(mappe.file.absolute().parent.glob("*.xlsx")):
        if " (Sicherung " in datei.name or datei.samefile(mappe.file) or not _looks_like_one(datei):
            continue
        try:
            andere, _ = read_datenmappe(datei)
        except EingabeError:
            continue
        if bekannt.is_of(Mappenangaben(andere.kommune, andere.jahr)):
            yield datei


def _looks_like_one(datei: Path) -> bool:
    """Without reading its cells."""
    marke = f'"{EINSTELLUNGEN.name}"'.encode()
    try:
        with zipfile.ZipFile(datei) as archive:
            return any(marke in archive.read(name) for name in archive.namelist() if "/tables/" in name)
    except DAMAGED:
        return False


def _ort(datei: Path, buch: Versandbuch) -> str:
    """The place of a Datenmappe: beside the file of its Versandbuch, with which it may be moved, by its name alone."""
    datei = datei.absolute()
    ordner = _ordner(buch)
    if ordner is not None and datei.parent == ordner:
        return datei.name
    return str(datei)


def _ordner(buch: Versandbuch) -> Path | None:
    return None if "://" in buch.ort else Path(buch.ort).absolute().parent


def _whereabouts(mappe: Datenmappe, buch: Versandbuch) -> Callable[[Verzeichnet], Verbleib]:
    ordner = _ordner(buch)
    eigene = read_kennung(mappe.file).kennung

    def verbleib(bekannt: Verzeichnet) -> Verbleib:
        stelle = Path(bekannt.ort or "")
        stelle = stelle if ordner is None else ordner / stelle
        if not PurePath(stelle).is_absolute():
            return Verbleib.UNBEKANNT  # of another system
        try:
            if stelle.is_file():
                if Path(stelle).samefile(mappe.file):
                    return Verbleib.WEG
                return Verbleib.DA if eigene is None or read_kennung(stelle).kennung == eigene else Verbleib.WEG
            return Verbleib.WEG if stelle.parent.is_dir() else Verbleib.UNBEKANNT
        except OSError:
            return Verbleib.UNBEKANNT

    return verbleib


def check_former_report(mappe: Datenmappe, bericht: Path) -> None:
    """Raise EingabeError where a report that is about to be replaced knows of returns, and the Versandbuch does not."""
    angaben = _angaben(mappe)
    ist_neu_begonnen = angaben.kennung is not None and not angaben.ist_versandt
    if not ist_neu_begonnen and _has_sheet(bericht, BLATT_STAND):
        raise EingabeError(
            f"{bericht} hat ein Blatt {BLATT_STAND}, zum selben Stand wurde also schon versandt; das Versandbuch weiß "
            "davon nichts. Das richtige zurücklegen, auch aus der Sicherung, oder XLBUDGET_VERSANDBUCH richtig setzen. "
            "Ist der Bericht von einer anderen Datenmappe, ihn verschieben oder einen anderen Ordner angeben."
        )


def _has_sheet(datei: Path, name: str) -> bool:
    """Whether a workbook of ours has a sheet; one that cannot be read has none."""
    try:
        with zipfile.ZipFile(datei) as archive:
            root = parse_xml(archive.read("xl/workbook.xml"))
    except (KeyError, SyntaxError, *DAMAGED):
        return False
    return any(entry.get("name") == name for entry in root.iterfind("{*}sheets/{*}sheet"))


def _check_never_sent(mappe: Datenmappe, angaben: Mappenangaben, grund: str, buch: Versandbuch | None) -> None:
    """Raise EingabeError where the Datenmappe, or what lies beside it, knows that something was sent."""
    if angaben.ist_versandt:
        zeuge = "Die Datenmappe sagt aber, dass aus ihr versandt wurde"
    elif angaben.kennung is None and (liste := _find_list(mappe, allein=buch is not None)):
        zeuge = f"{liste} sagt aber, dass aus ihr versandt wurde"
    else:
        return
    raise EingabeError(
        f"{grund} {zeuge}; ohne das Versandbuch fehlt im Bericht, was schon angenommen ist, und alles ginge noch "
        "einmal hinaus. Das Versandbuch zurücklegen, auch aus der Sicherung, oder XLBUDGET_VERSANDBUCH richtig setzen. "
        f"Ist es endgültig verloren, beginnt die Datenmappe neu mit: xlbudget datenmappe kennung {_quoted(mappe.file)} "
        "--eigene"
    )


def _find_list(mappe: Datenmappe, *, allein: bool) -> Path | None:
    """A list that an earlier run of sending left in the folder for it; with `allein` not one of all Datenmappen."""
    ordner = mappe.file.absolute().parent / ORDNER_VERSAND
    eigener = ordner / ordnername(mappe.file)
    dateien = (d for o in ((eigener,) if allein else (eigener, ordner)) for d in sorted(o.glob(f"{mappe.jahr}-*/*")))
    return next((datei for datei in dateien if datei.name in _VORHER), None)


def _quoted(datei: Path) -> str:
    return f'"{datei}"' if " " in str(datei) else str(datei)
