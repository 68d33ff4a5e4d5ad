"""The Datenmappe that worksheet functions read, loaded once for any number of cells.

Ribbon and functions run in Python processes of their own, so the ribbon leaves the paths of the Datenmappen it was
used with in a file of the user. What is read is what was last saved, not what is being typed in Excel.

No other path is ever touched, whatever a formula says: formulas come with any workbook that arrives by mail, and
already looking for a file on a foreign server hands that server the password hash of the user.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from xlbudget.core.gliederung import Berichtsobjekt
from xlbudget.core.produktblatt import Produktblatt
from xlbudget.core.zeit import Stand
from xlbudget.errors import AusgabeError, EingabeError, XlbudgetError

if TYPE_CHECKING:
    from xlbudget.app.bericht.lauf import Lauf

MAX_GELADEN = 24
"""So many Stände of Datenmappen are kept; a year and its predecessor."""
MAX_BEKANNT = 20
"""So many Datenmappen are remembered."""


@dataclass(frozen=True)
class Zahlen:
    """The figures of one Stand; each Produktblatt is built once."""

    lauf: Lauf
    _blaetter: dict[str, Produktblatt] = field(default_factory=dict, repr=False)

    def blatt(self, objekt: Berichtsobjekt) -> Produktblatt:
        """The sheet of any Berichtsobjekt."""
        if objekt.kennung not in self._blaetter:
            self._blaetter[objekt.kennung] = self.lauf.daten.produktblatt(objekt)
        return self._blaetter[objekt.kennung]


Stempel = tuple[tuple[int, int] | None, ...]
"""Time of change in ns and size of each file, None where it is missing."""


@dataclass(frozen=True)
class _Geladen:
    dateien: tuple[Path, ...]
    stempel: Stempel
    ergebnis: Zahlen | XlbudgetError


_geladen: dict[tuple[Path, Stand | None], _Geladen] = {}


def set_datenmappe(datei: Path) -> None:
    """Make a Datenmappe one that functions may read, and without the argument `datenmappe` do. Raises AusgabeError."""
    neue = str(datei.absolute())  # resolving would turn the drive letter that users know into a server
    bekannte = [neue, *(pfad for pfad in _read_notiz() if not _is_same(pfad, neue))][:MAX_BEKANNT]
    notiz = _notiz()
    try:
        notiz.parent.mkdir(exist_ok=True)
        notiz.write_text("\n".join(bekannte), encoding="utf-8")
    except OSError as error:
        raise AusgabeError(
            f"{notiz} lässt sich nicht schreiben ({error.strerror}). Bitte die IT um Schreibrecht in diesem Ordner "
            "bitten."
        ) from error


def find_datenmappe(pfad: str | None) -> Path:
    """The Datenmappe of a function call: the one last set, or another that was. Raises EingabeError (German)."""
    bekannte = _read_notiz()
    if pfad is None and bekannte:
        return Path(bekannte[0])
    if pfad is None:
        raise EingabeError(
            "Es ist keine Datenmappe gewählt; auf der Registerkarte Produktbericht „Prüfen“ drücken, während sie vorn "
            "liegt"
        )
    if "://" in pfad:
        raise EingabeError(f"datenmappe: {pfad} liegt im Netz; den Pfad des synchronisierten Ordners angeben")
    if not Path(pfad).is_absolute():
        raise EingabeError(f"datenmappe: „{pfad}“ ist kein vollständiger Pfad")
    for bekannter in bekannte:
        if _is_same(bekannter, pfad):
            return Path(bekannter)
    raise EingabeError(
        "datenmappe: Formeln lesen nur Datenmappen, die im Menüband schon benutzt wurden; diese öffnen und auf der "
        f"Registerkarte Produktbericht „Prüfen“ drücken: {pfad}"
    )


def zahlen(datei: Path, stand: Stand | None = None) -> Zahlen:
    """The figures of a Stand, Dezember without one; read again only when the Datenmappe or an export has changed.

    Raises the XlbudgetError of `load`, for every cell without reading again.
    """
    schluessel = (datei, stand)
    geladen = _geladen.get(schluessel)
    if geladen is None or geladen.stempel != _stamp(geladen.dateien):
        while len(_geladen) >= MAX_GELADEN:
            del _geladen[next(iter(_geladen))]
        geladen = _geladen[schluessel] = _load(datei, stand)
    if isinstance(geladen.ergebnis, XlbudgetError):
        raise geladen.ergebnis.with_traceback(None)  # which would grow with every cell
    return geladen.ergebnis


def _load(datei: Path, stand: Stand | None) -> _Geladen:
    """The stamp is taken first: a file that changes meanwhile is read again with the next cell."""
    from xlbudget.app.bericht.lauf import load  # what reads is imported with the first cell that needs it

    dateien = _files(datei)
    stempel = _stamp(dateien)
    try:
        return _Geladen(dateien, stempel, Zahlen(load(datei, stand)))
    except XlbudgetError as error:
        return _Geladen(dateien, stempel, error)


def _files(datei: Path) -> tuple[Path, ...]:
    from xlbudget.sources.datenmappe.mappe import read_datenmappe

    try:
        mappe, _ = read_datenmappe(datei)
    except XlbudgetError:
        return (datei,)
    return (datei, *(datei.parent / quelle.datei for quelle in mappe.quellen), *_versandbuch(datei))


def _versandbuch(datei: Path) -> tuple[Path, ...]:
    """The file whose accepted returns count, too; none where it is on a database server."""
    from xlbudget.delivery.ledger.ort import versandbuch_ort

    ort = versandbuch_ort(datei)
    return () if isinstance(ort, str) and "://" in ort else (Path(ort),)


def _stamp(dateien: tuple[Path, ...]) -> Stempel:
    return tuple(map(_stamp_of, dateien))


def _stamp_of(datei: Path) -> tuple[int, int] | None:
    try:
        stat = datei.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


def _is_same(pfad: str, anderer: str) -> bool:
    """Compares texts only."""
    eins, zwei = (os.path.normcase(os.path.normpath(text)) for text in (pfad, anderer))
    return eins == zwei


def _read_notiz() -> list[str]:
    """The paths of known Datenmappen, the last one first."""
    try:
        return _notiz().read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []


def _notiz() -> Path:
    return Path.home() / ".xlbudget" / "datenmappe.txt"
