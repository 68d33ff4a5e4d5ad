"""Sheet Reifegrad: dimensions and subdimensions at two dates, and whether the goal is reached."""

from __future__ import annotations

from collections.abc import Iterator

from xlsxwriter.workbook import Workbook

from xlbudget.core.bericht import Produktbericht
from xlbudget.core.reifegrad import NICHT_MESSBAR, ZIEL_DIMENSIONEN, ZIEL_STUFEN, Grad, Gradpaar, Reifegradvergleich
from xlbudget.writers import style
from xlbudget.writers.listenblatt import Listenzeile, add_sheet, write_liste

BLATT = "Reifegrad"
_BREITEN = (32.0, 46.0, 12.0, 12.0, 20.0)


def write_reifegrad(mappe: Workbook, formate: style.Formate, bericht: Produktbericht, fuss: str) -> None:
    """Add the sheet; nothing where the report has none."""
    vergleich = bericht.reifegrad
    if vergleich is None:
        return
    koepfe = (
        "Dimension",
        "Unterdimension",
        *date_heads(vergleich),
        "Veränderung",
    )
    blatt = add_sheet(mappe, BLATT, fuss, _BREITEN)
    write_liste(
        blatt,
        formate,
        f"Reifegrad, Stufen 0 bis 4 ({NICHT_MESSBAR} = nicht messbar)",
        summary(vergleich),
        spalten=tuple(zip(koepfe, _BREITEN, strict=True)),
        zeilen=list(_lines(vergleich)),
    )
    blatt.set_tab_color(style.LINIE)


def date_heads(vergleich: Reifegradvergleich) -> tuple[str, str]:
    """What stands above both dates."""
    return f"{vergleich.von:%d.%m.%Y}" if vergleich.von else "vorher", f"{vergleich.bis:%d.%m.%Y}"


def summary(vergleich: Reifegradvergleich) -> str:
    """Whether the goal is reached, in a line that fits the page."""
    if vergleich.von is None:
        return f"{len(vergleich.dimensionen)} Dimensionen; ein zweiter Stichtag zum Vergleich fehlt."
    erstmals = sum(paar.erstmals_messbar for paar in vergleich.dimensionen)
    ergebnis = "erreicht" if vergleich.ist_erreicht else "nicht erreicht"
    weiter = f"{len(vergleich.jumped())} von {len(vergleich.dimensionen)}"
    dazu = f"; erstmals messbar, ohne Zahl der Stufen: {erstmals}" if erstmals else ""
    if fehlt := len(vergleich.lueckenhaft):
        dazu += f"; unvollständig: {fehlt}"
    return f"Ziel {ZIEL_STUFEN} Stufen mehr in {ZIEL_DIMENSIONEN} Dimensionen: {ergebnis}, {weiter}{dazu}."


def _lines(vergleich: Reifegradvergleich) -> Iterator[Listenzeile]:
    for dimension in vergleich.dimensionen:
        yield Listenzeile((dimension.name, "Dimension (Minimum)", *_levels(dimension)), wichtig=True)
        for unter in dimension.unter:
            yield Listenzeile((dimension.name, unter.name, *_levels(unter)))


def _levels(paar: Gradpaar) -> tuple[str, str, str]:
    if paar.sprung is not None:
        aenderung = f"{paar.sprung:+d}" if paar.sprung else "0"
    elif paar.erstmals_messbar:
        aenderung = "erstmals messbar"
    else:
        aenderung = ""
    return _text(paar.vorher), _text(paar.nachher), aenderung


def _text(grad: Grad | None) -> str:
    return "" if grad is None else str(grad)
