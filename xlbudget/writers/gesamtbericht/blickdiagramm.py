"""The charts of Auf einen Blick: Erträge and Aufwendungen summed up over the months, against Plan and prior year."""

from __future__ import annotations

from xlsxwriter.chart import Chart
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xlbudget.core.blick import Blick, Verlauf
from xlbudget.core.darstellung import Geldeinheit
from xlbudget.writers import style
from xlbudget.writers.gesamtbericht import blickdaten as daten

_SCHRIFT = {"name": "Calibri", "size": 9}
_MIO_AB_CT = 10_000_000_00


def insert_diagramm(
    mappe: Workbook, blatt: Worksheet, blick: Blick, verlauf: Verlauf, ort: tuple[int, int], lage: dict[str, int]
) -> None:
    """Put the chart of one half at a cell; `lage` is its offset and size in pixels."""
    halb = daten.ERTRAEGE if verlauf is blick.ertraege else daten.AUFWENDUNGEN
    diagramm = mappe.add_chart({"type": "line"})
    punkte = daten.kumuliert(verlauf, blick.bericht.stand.monat)
    marke = {"type": "circle", "size": 4, "border": {"color": style.BLAU}, "fill": {"color": style.BLAU}}
    linien: list[tuple[int, tuple[str, str, float], dict[str, object]]] = [
        (daten.AUFGELAUFEN, (style.BLAU, "solid", 2.5), {"marker": marke, "values_data": punkte}),
        (daten.PLAN, (style.GRAU_DUNKEL, "dash", 1.75), {}),
    ]
    if verlauf.vorjahr_ct is not None:
        linien.append((daten.VORJAHR, ("#7F7F7F", "round_dot", 1.5), {}))
    for spalte, linie, weiteres in linien:
        _add_linie(diagramm, blatt.name, halb + spalte, linie, weiteres)
    _style(diagramm, verlauf, blick.bericht.darstellung.einheit, lage)
    text = f"{verlauf.art} nach Monaten aufgelaufen gegen Plan und Vorjahr, Werte rechts neben der Seite"
    abstand = {"x_offset": lage["x"], "y_offset": lage["y"], "object_position": 1, "description": text}
    blatt.insert_chart(*ort, diagramm, abstand)


def _add_linie(
    diagramm: Chart, blatt: str, spalte: int, linie: tuple[str, str, float], weiteres: dict[str, object]
) -> None:
    farbe, strich, staerke = linie
    diagramm.add_series(
        {
            "name": [blatt, daten.KOPF_MONATE, spalte],
            "categories": [blatt, daten.JANUAR, daten.KUERZEL, daten.DEZEMBER, daten.KUERZEL],
            "values": [blatt, daten.JANUAR, spalte, daten.DEZEMBER, spalte],
            "line": {"color": farbe, "dash_type": strich, "width": staerke},
            "marker": {"type": "none"},
            **weiteres,
        }
    )


def _unit(verlauf: Verlauf, einheit: Geldeinheit) -> tuple[str, str]:
    """What the axis counts in, and its number format: what the house chose, else what keeps the numbers short."""
    if einheit is not Geldeinheit.EURO:
        return einheit.value, einheit.zahlformat
    hoechstes = max(abs(verlauf.ansatz_ct), abs(verlauf.prognose_ct), *(abs(b or 0) for b in verlauf.monate_ct))
    return ("Mio. €", "#,##0,,") if hoechstes >= _MIO_AB_CT else ("Tsd. €", "#,##0,")


def _style(diagramm: Chart, verlauf: Verlauf, gewaehlt: Geldeinheit, lage: dict[str, int]) -> None:
    einheit, form = _unit(verlauf, gewaehlt)
    titel = {"name": "Calibri", "size": 10, "bold": True}
    diagramm.set_title({"name": f"{verlauf.art} in {einheit}", "name_font": titel, "overlay": False})
    diagramm.set_legend({"none": True})  # said once above both, which leaves more room to the lines
    diagramm.set_x_axis({"num_font": _SCHRIFT, "label_position": "low", "line": {"color": style.GRAU_DUNKEL}})
    diagramm.set_y_axis(
        {
            "num_font": _SCHRIFT,
            "num_format": form,
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": style.GRAU, "width": 0.5}},
        }
    )
    diagramm.set_chartarea({"border": {"none": True}})
    diagramm.set_size({"width": lage["breite"], "height": lage["hoehe"]})
