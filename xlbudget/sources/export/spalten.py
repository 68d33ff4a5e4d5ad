"""From text columns to typed ones, row by row: what the fields of a line say, and what is wrong with each.

Nothing here looks at another line, so the same expressions run on Arrow (`Typisierer`), pandas and Spark
(`typed_lazy`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from narwhals.typing import IntoLazyFrameT

from xlbudget.sources.export import ausdruecke
from xlbudget.sources.export.felder import (
    DATUM,
    GEGENKONTO,
    JAHR,
    PERIODE,
    PRODUKT,
    RICHTUNG,
    SACHKONTO,
    SOLL_HABEN,
    WERTART,
)
from xlbudget.sources.export.regeln import Regelart
from xlbudget.sources.export.schlichtbetrag import arrow_mask, read_plain
from xlbudget.sources.export.zeilenlage import Ausdruecke, Betragslage
from xlbudget.sources.export.zuordnung import Zuordnung

_Bau = Callable[[nw.Expr], Sequence[Ausdruecke]]
"""From the text of a column to its fields, in stages that may use the columns of the stage before."""

_Spalten = Mapping[str, Any]
"""Columns for an Arrow table by name, from Arrow or numpy."""

_MAX_GEMERKT = 50_000  # different texts of a column whose fields are kept


class Typisierer:
    """The typed columns of Arrow blocks.

    What repeats, as codes, periods and dates do, is parsed once; plain amounts are read by a shortcut. Both yield what
    the expressions say, and only for speed.
    """

    def __init__(self, zuordnung: Zuordnung) -> None:
        self._z = zuordnung
        self._bauten = _by_position(zuordnung)
        self._werte = {position: i for i, (_, position) in enumerate(zuordnung.wertspalten)}
        self._gemerkt: dict[int, pa.Table] = {}

    def typed(self, tabelle: pa.Table) -> pa.Table:
        """The fields of every row, in the order of the table."""
        spalten: dict[str, Any] = {"zeile": tabelle["zeile"]}
        for position, bauten in self._bauten.items():
            text = tabelle[f"c{position}"].combine_chunks()
            lesen = self._amounts if position in self._werte else self._repeated
            spalten |= lesen(position, text, _all(bauten))
        for i, (_, position) in enumerate(self._z.wertspalten):
            if f"z{position}" in tabelle.column_names:
                spalten[f"z{i}"] = tabelle[f"z{position}"]
        return pa.table(spalten)

    def _amounts(self, position: int, text: pa.StringArray, baue: _Bau) -> _Spalten:
        """Plain amounts by the shortcut, the others by the rule."""
        if self._z.einheit.faktor != 1 or len(self._bauten[position]) > 1:
            return _evaluate(pc.utf8_trim_whitespace(text), baue)
        schlicht, betrag_ct = read_plain(text, self._z.stil)
        lage = np.full(len(text), int(Betragslage.GUT), np.int64)
        namen = f"w{self._werte[position]}_ct", f"w{self._werte[position]}_lage"
        if not schlicht.all():
            rest = _evaluate(pc.utf8_trim_whitespace(text.filter(arrow_mask(~schlicht))), baue)
            for werte, name in zip((betrag_ct, lage), namen, strict=True):
                werte[~schlicht] = rest[name].to_numpy()
        return dict(zip(namen, (betrag_ct, lage), strict=True))

    def _repeated(self, position: int, text: pa.StringArray, baue: _Bau) -> _Spalten:
        """Each different text is parsed when it is there for the first time."""
        kodiert = text.dictionary_encode()
        gemerkt = self._gemerkt.get(position)
        neu = kodiert.dictionary
        if gemerkt is not None:
            neu = neu.filter(pc.invert(pc.is_in(neu, gemerkt["roh"])))
        if gemerkt is None or len(neu):
            dazu = pa.table({"roh": neu, **_evaluate(pc.utf8_trim_whitespace(neu), baue)})
            gemerkt = dazu if gemerkt is None else pa.concat_tables([gemerkt, dazu]).combine_chunks()
        self._gemerkt[position] = gemerkt if gemerkt.num_rows <= _MAX_GEMERKT else gemerkt.slice(0, 0)
        hier = gemerkt.take(pc.index_in(kodiert.dictionary, gemerkt["roh"])).drop_columns("roh")
        return {name: _spread(hier[name].combine_chunks(), kodiert.indices) for name in hier.column_names}


def _spread(werte: pa.Array, indices: pa.Array) -> pa.Array:
    """The value of every row; most signs are found in none."""
    if pa.types.is_boolean(werte.type) and not pc.any(werte).as_py():
        return pa.repeat(pa.scalar(value=False), len(indices))
    return werte.take(indices)


def _evaluate(text: pa.Array, baue: _Bau) -> _Spalten:
    frame = nw.from_native(pa.table({"text": text}))
    for stufe in baue(nw.col("text")):
        frame = frame.with_columns(**stufe)
    tabelle = frame.drop(name for name in frame.columns if name == "text" or name.startswith("_")).to_native()
    return dict(zip(tabelle.column_names, tabelle.columns, strict=True))


def typed_lazy(frame: IntoLazyFrameT, zuordnung: Zuordnung) -> IntoLazyFrameT:
    """The same columns on any frame that narwhals knows, with columns `zeile`, `c0`, `c1`, … ."""
    lazy = nw.from_native(frame)
    for position, bauten in _by_position(zuordnung).items():
        for stufe in _all(bauten)(nw.col(f"c{position}").str.strip_chars()):
            lazy = lazy.with_columns(**stufe)
    return lazy.to_native()


def _by_position(zuordnung: Zuordnung) -> Mapping[int, Sequence[_Bau]]:
    """What each column is read as; one column may serve several fields."""
    je: dict[int, list[_Bau]] = {}
    bau: dict[str, _Bau] = {
        PRODUKT.name: lambda text: _code(text, "produkt", zuordnung),
        SACHKONTO.name: lambda text: _code(text, "sachkonto", zuordnung),
        GEGENKONTO.name: lambda text: [{"gegenkonto": text}],
        PERIODE.name: lambda text: _periode(text, zuordnung),
        DATUM.name: lambda text: _datum(text, zuordnung),
        JAHR.name: lambda text: [{"jahr": text, "jahr_gut": text.str.contains("^(?:19|20)[0-9]{2}$")}],
        SOLL_HABEN.name: lambda text: [{"seite": ausdruecke.kennzeichen_of(text)}],
        RICHTUNG.name: lambda text: [{"richtung": ausdruecke.richtung_of(text)}],
        WERTART.name: lambda text: _wertart(text, zuordnung),
    }
    for name, baue in bau.items():
        if name in zuordnung.spalten:
            je.setdefault(zuordnung.spalten[name], []).append(baue)
    for i, (_, position) in enumerate(zuordnung.wertspalten):
        je.setdefault(position, []).append(_amount_builder(i, zuordnung))
    return je


def _all(bauten: Sequence[_Bau]) -> _Bau:
    return lambda text: [stufe for baue in bauten for stufe in baue(text)]


def _code(text: nw.Expr, name: str, zuordnung: Zuordnung) -> Sequence[Ausdruecke]:
    feld = PRODUKT.name if name == "produkt" else SACHKONTO.name
    kopf = zuordnung.kopf.zellen[zuordnung.spalten[feld]]
    code = ausdruecke.code_of(text, zuordnung.regeln.get(feld, ()), hinten=name == "sachkonto")
    return [
        {
            name: code,
            f"{name}_summe": ausdruecke.is_label(text) | text.str.contains(r"^\*+$"),
            f"{name}_kopf": text == kopf,
            f"{name}_datum": ausdruecke.is_spoilt_code(code),
        }
    ]


def _periode(text: nw.Expr, zuordnung: Zuordnung) -> Sequence[Ausdruecke]:
    fest = zuordnung.regel(PERIODE.name, Regelart.FEST)
    text = ausdruecke.code_of(text, [fest]) if fest else text
    schlicht = nw.col("_periode")
    return [
        {"_periode": ausdruecke.plain_period(text)},
        {
            "periode_nr": ausdruecke.periode_of(schlicht),
            "periode_jahr": ausdruecke.year_of(schlicht),
            "periode_leer": text == "",
        },
    ]


def _datum(text: nw.Expr, zuordnung: Zuordnung) -> Sequence[Ausdruecke]:
    schlicht = nw.col("_datum")
    monat, jahr, lesbar = ausdruecke.periode_of(schlicht), ausdruecke.year_of(schlicht), ausdruecke.is_date(text)
    if zuordnung.datev:  # TTMM without a year
        kurz = text.str.contains("^[0-9]{3,4}$")
        ttmm = nw.when(kurz).then(text.str.zfill(4).str.slice(2, 2)).otherwise(nw.lit("-1")).cast(nw.Int64)
        monat, lesbar = nw.when(kurz).then(ttmm).otherwise(monat), lesbar | kurz
    return [
        {"_datum": ausdruecke.plain_period(text)},
        {
            "datum_monat": nw.when(lesbar & (monat <= 12)).then(monat).otherwise(-1),
            "datum_jahr": nw.when(lesbar).then(jahr).otherwise(0),
            "datum_leer": text == "",
            "datum_lesbar": lesbar,
        },
    ]


def _wertart(text: nw.Expr, zuordnung: Zuordnung) -> Sequence[Ausdruecke]:
    arten, klein = zuordnung.wertarten, text.str.to_lowercase()
    assert arten is not None
    zaehlt, bekannt = klein.is_in(sorted(arten.zaehlt)), klein.is_in(sorted(arten.bekannt))
    return [{"wertart": nw.when(zaehlt).then(1).when(bekannt).then(0).otherwise(-1)}]


def _amount_builder(i: int, zuordnung: Zuordnung) -> _Bau:
    return lambda text: _of_text(text, i, zuordnung)


def _of_text(text: nw.Expr, i: int, zuordnung: Zuordnung) -> Sequence[Ausdruecke]:
    stil, faktor = zuordnung.stil, zuordnung.einheit.faktor
    if zuordnung.spalten.get(SOLL_HABEN.name) == zuordnung.wertspalten[i][1]:
        text = ausdruecke.without_mark(text)
    gut, euro = nw.col(f"w{i}_gut"), nw.col(f"w{i}_euro")
    lage = (
        nw.when(gut & ausdruecke.is_plausible(euro, faktor)).then(int(Betragslage.GUT))
        .when(gut).then(int(Betragslage.UNPLAUSIBEL))
        .when(text == "").then(int(Betragslage.LEER))
        .when(text.is_in(ausdruecke.STRICHE)).then(int(Betragslage.STRICH))
        .otherwise(int(Betragslage.KEINE_ZAHL))
    )  # fmt: skip
    return [
        {f"w{i}_gut": ausdruecke.is_amount(text, stil, faktor)},
        {f"w{i}_euro": ausdruecke.euro_of(text, gut, stil)},
        {f"w{i}_ct": ausdruecke.cents_of(euro, faktor), f"w{i}_lage": lage},
    ]
