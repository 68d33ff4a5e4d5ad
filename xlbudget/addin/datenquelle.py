"""The Datenmappe that worksheet functions read, loaded once for any number of cells.

Ribbon and functions run in Python processes of their own, so the ribbon leaves the path of the current Datenmappe in
a file of the user. What is read is what was last saved, not what is being typed in Excel.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from xlbudget.app.lauf import Lauf, load
from xlbudget.core.bericht import Produktblatt
from xlbudget.core.gliederung import Berichtsobjekt
from xlbudget.core.zeit import Stand
from xlbudget.errors import AusgabeError, EingabeError, XlbudgetError
from xlbudget.sources.datenmappe import read_datenmappe

MAX_GELADEN = 24
"""So many Stände of Datenmappen are kept; a year and its predecessor."""


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
    """Make a Datenmappe the one that functions without the argument `datenmappe` read. Raises AusgabeError."""
    notiz = _notiz()
    try:
        notiz.parent.mkdir(exist_ok=True)
        notiz.write_text(str(datei.resolve()), encoding="utf-8")
    except OSError as error:
        raise AusgabeError(f"{notiz} lässt sich nicht schreiben ({error.strerror}).") from error


def find_datenmappe(pfad: str | None) -> Path:
    """The Datenmappe of a function call: the given path, else the one last set. Raises EingabeError."""
    if pfad is None:
        try:
            return Path(_notiz().read_text(encoding="utf-8"))
        except OSError:
            raise EingabeError(
                "Es ist keine Datenmappe gewählt; auf der Registerkarte Produktbericht „Prüfen“ drücken, "
                "während sie vorn liegt, oder ihren Pfad als letzte Angabe nennen"
            ) from None
    if "://" in pfad:
        raise EingabeError(f"datenmappe: {pfad} liegt im Netz; den Pfad des synchronisierten Ordners angeben")
    datei = Path(pfad)
    if not datei.is_absolute():
        raise EingabeError(f"datenmappe: „{pfad}“ ist kein vollständiger Pfad")
    return datei


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
    dateien = _files(datei)
    stempel = _stamp(dateien)
    try:
        return _Geladen(dateien, stempel, Zahlen(load(datei, stand)))
    except XlbudgetError as error:
        return _Geladen(dateien, stempel, error)


def _files(datei: Path) -> tuple[Path, ...]:
    try:
        mappe, _ = read_datenmappe(datei)
    except XlbudgetError:
        return (datei,)
    return (datei, *(datei.parent / quelle.datei for quelle in mappe.quellen))


def _stamp(dateien: tuple[Path, ...]) -> Stempel:
    return tuple(map(_stamp_of, dateien))


def _stamp_of(datei: Path) -> tuple[int, int] | None:
    try:
        stat = datei.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


def _notiz() -> Path:
    return Path.home() / ".xlbudget" / "datenmappe.txt"
