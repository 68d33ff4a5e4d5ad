"""From text columns to typed ones, row by row: what the fields of a line say, and what is wrong with each.

Nothing here looks at another line, so the same expressions run on Arrow (`Typisierer`), pandas and Spark
(`typed_lazy`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc
from narwhals.typing import IntoFrameT

from xlbudget.core.zeit import LETZTE_PERIODE
from xlbudget.sources.export import ausdruecke
from xlbudget.sources.export.angaben import Inhalt
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
from xlbudget.sources.export.zuordnung import Betragsform, Zuordnung

Ausdruecke = Mapping[str, nw.Expr]
_Bau = Callable[[nw.Expr], Sequence[Ausdruecke]]
"""From the text of a column to its fields, in stages that may use the columns of the stage before."""

_MAX_GEMERKT = 50_000  # different texts of a column whose fields are kept


class Betragslage(IntEnum):
    """What a cell for an amount holds."""

    GUT = 0
    LEER = 1
    UNPLAUSIBEL = 2
    KEINE_ZAHL = 3
    BRUCHTEILE = 4  # of a cent
    STRICH = 5  # a dash for nothing


class Zeilenlage(IntEnum):
    """What becomes of a line, the first reason that holds."""

    ZAEHLT = 0
    CODE_FEHLT = 1  # may be a closing line
    KOPF = 2  # the header once more
    JAHR_FALSCH = 3
    ANDERES_JAHR = 4
    WERTART_FALSCH = 5
    ANDERE_WERTART = 6
    PERIODE_FALSCH = 7
    PERIODE_AUSGELASSEN = 8
    BETRAG_FALSCH = 9
    OHNE_BETRAG = 10
    SEITE_FALSCH = 11


class Typisierer:
    """The typed columns of Arrow blocks; codes, periods, dates and marks repeat, so each different text is parsed once."""

    def __init__(self, zuordnung: Zuordnung) -> None:
        self._z = zuordnung
        self._bauten = _by_position(zuordnung)
        self._werte = _value_positions(zuordnung)
        self._gemerkt: dict[int, pa.Table] = {}

    def typed(self, tabelle: pa.Table) -> pa.Table:
        """The fields of every row, in the order of the table."""
        spalten: dict[str, pa.ChunkedArray | pa.Array] = {"zeile": tabelle["zeile"]}
        for position, baue in self._bauten.items():
            text = pc.utf8_trim_whitespace(tabelle[f"c{position}"].combine_chunks())
            werte = _evaluate(text, baue) if position in self._werte else self._repeated(position, text, baue)
            spalten |= {name: werte[name] for name in werte.column_names if name != "text"}
        frame = pa.table(spalten)
        for i, position in enumerate(self._werte):
            if f"z{position}" in tabelle.column_names:
                frame = frame.append_column(f"z{i}", tabelle[f"z{position}"])
        return frame

    def _repeated(self, position: int, text: pa.Array, baue: _Bau) -> pa.Table:
        if isinstance(text, pa.ChunkedArray):
            text = text.combine_chunks()
        kodiert = text.dictionary_encode()
        gemerkt = self._gemerkt.get(position)
        neu = kodiert.dictionary
        if gemerkt is not None:
            neu = neu.filter(pc.invert(pc.is_in(neu, gemerkt["text"])))
        if gemerkt is None or len(neu):
            dazu = _evaluate(neu, baue)
            gemerkt = dazu if gemerkt is None else pa.concat_tables([gemerkt, dazu]).combine_chunks()
        self._gemerkt[position] = gemerkt if gemerkt.num_rows <= _MAX_GEMERKT else gemerkt.slice(0, 0)
        return gemerkt.take(pc.index_in(kodiert.dictionary, gemerkt["text"]).take(kodiert.indices))


def _evaluate(text: pa.Array | pa.ChunkedArray, baue: _Bau) -> pa.Table:
    frame = nw.from_native(pa.table({"text": text}))
    for stufe in baue(nw.col("text")):
        frame = frame.with_columns(**stufe)
    return frame.to_native()


def typed_lazy(frame: IntoFrameT, zuordnung: Zuordnung) -> IntoFrameT:
    """The same columns on any frame that narwhals knows, with columns `zeile`, `c0`, `c1`, … ."""
    lazy = nw.from_native(frame)
    for position, baue in _by_position(zuordnung).items():
        for stufe in baue(nw.col(f"c{position}").str.strip_chars()):
            lazy = lazy.with_columns(**stufe)
    return lazy.to_native()


def judged(frame: IntoFrameT, zuordnung: Zuordnung) -> IntoFrameT:
    """Adds to the typed columns: `lage`, `periode`, `monat`, `betrag_ct` as in the file and `saldo_ct`.

    `nebenkonto` must say which accounts are none of the Ergebnis.
    """
    anzahl = len(_value_positions(zuordnung))
    lagen = nw.from_native(frame)
    for i in range(anzahl):
        if f"z{i}" in lagen.columns:
            lagen = lagen.with_columns(**_of_number(i, zuordnung.einheit.faktor))
    lagen = lagen.with_columns(**_period(zuordnung), **_amount(zuordnung, anzahl))
    return lagen.with_columns(lage=_lage(zuordnung)).to_native()


def _value_positions(zuordnung: Zuordnung) -> list[int]:
    if zuordnung.kopf.monate:
        return [position for position, _ in zuordnung.kopf.monate]
    return [zuordnung.spalten[name] for name in zuordnung.wertfelder]


def _by_position(zuordnung: Zuordnung) -> Mapping[int, _Bau]:
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
    for i, position in enumerate(_value_positions(zuordnung)):
        je.setdefault(position, []).append(lambda text, i=i: _of_text(text, i, zuordnung))
    return {position: _all(bauten) for position, bauten in je.items()}


def _all(bauten: list[_Bau]) -> _Bau:
    return lambda text: [stufe for baue in bauten for stufe in baue(text)]


def _code(text: nw.Expr, name: str, zuordnung: Zuordnung) -> Sequence[Ausdruecke]:
    feld = PRODUKT.name if name == "produkt" else SACHKONTO.name
    kopf = zuordnung.kopf.zellen[zuordnung.spalten[feld]]
    code = ausdruecke.code_of(text, zuordnung.regeln.get(feld, ()), hinten=name == "sachkonto")
    return [{
        name: code,
        f"{name}_summe": ausdruecke.is_label(text) | text.str.contains(r"^\*+$"),
        f"{name}_kopf": text == kopf,
        f"{name}_datum": ausdruecke.is_date(text),
    }]


def _periode(text: nw.Expr, zuordnung: Zuordnung) -> Sequence[Ausdruecke]:
    fest = zuordnung.regel(PERIODE.name, Regelart.FEST)
    text = ausdruecke.code_of(text, [fest]) if fest else text
    return [{
        "periode_nr": ausdruecke.periode_of(text),
        "periode_jahr": ausdruecke.year_of(text),
        "periode_leer": text == "",
    }]


def _datum(text: nw.Expr, zuordnung: Zuordnung) -> Sequence[Ausdruecke]:
    monat, jahr, lesbar = ausdruecke.periode_of(text), ausdruecke.year_of(text), ausdruecke.is_date(text)
    if zuordnung.datev:  # TTMM without a year
        kurz = text.str.contains("^[0-9]{3,4}$")
        ttmm = nw.when(kurz).then(text.str.zfill(4).str.slice(2, 2)).otherwise(nw.lit("-1")).cast(nw.Int64)
        monat, lesbar = nw.when(kurz).then(ttmm).otherwise(monat), lesbar | kurz
    return [{
        "datum_monat": nw.when(lesbar).then(monat).otherwise(-1),
        "datum_jahr": nw.when(lesbar).then(jahr).otherwise(0),
        "datum_leer": text == "",
        "datum_lesbar": lesbar,
    }]


def _wertart(text: nw.Expr, zuordnung: Zuordnung) -> Sequence[Ausdruecke]:
    arten, klein = zuordnung.wertarten, text.str.to_lowercase()
    assert arten is not None
    zaehlt, bekannt = klein.is_in(sorted(arten.zaehlt)), klein.is_in(sorted(arten.bekannt))
    return [{"wertart": nw.when(zaehlt).then(1).when(bekannt).then(0).otherwise(-1)}]


def _of_text(text: nw.Expr, i: int, zuordnung: Zuordnung) -> Sequence[Ausdruecke]:
    stil, faktor = zuordnung.stil, zuordnung.einheit.faktor
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


def _of_number(i: int, faktor: int) -> Ausdruecke:
    """The number of a cell wins over its text."""
    zahl, ist_zahl = nw.col(f"z{i}").fill_null(0.0), ~nw.col(f"z{i}").is_null()
    lage = (
        nw.when(~ausdruecke.is_plausible(zahl, faktor)).then(int(Betragslage.UNPLAUSIBEL))
        .when(~ausdruecke.is_whole_cents(zahl, faktor)).then(int(Betragslage.BRUCHTEILE))
        .otherwise(int(Betragslage.GUT))
    )  # fmt: skip
    return {
        f"w{i}_ct": nw.when(ist_zahl).then(ausdruecke.cents_of(zahl, faktor)).otherwise(nw.col(f"w{i}_ct")),
        f"w{i}_lage": nw.when(ist_zahl).then(lage).otherwise(nw.col(f"w{i}_lage")),
    }


def _period(zuordnung: Zuordnung) -> Ausdruecke:
    """`periode` 1 to 16, 0 where it is wrong, −2 where it is left out on request; `monat` 1 to 12."""
    if zuordnung.ansatz or zuordnung.kopf.monate:
        return {"periode": nw.lit(1), "monat": nw.lit(1)}
    if PERIODE.name in zuordnung.spalten:
        nummer = nw.col("periode_nr")
    elif fest := zuordnung.regel(PERIODE.name, Regelart.FEST):
        werte = nw.from_native(pa.table({"text": [fest.wert]})).select(nr=ausdruecke.periode_of(nw.col("text")))
        nummer = nw.lit(int(werte.row(0)[0]))
    else:
        nummer = nw.col("datum_monat")
    null = zuordnung.regel(PERIODE.name, Regelart.PERIODE_0)
    periode = nw.when((nummer >= 1) & (nummer <= LETZTE_PERIODE)).then(nummer)
    if null:
        periode = periode.when(nummer == 0).then(1 if null.wert else -2)
    periode = periode.otherwise(0)
    if zuordnung.regel(PERIODE.name, Regelart.ABSCHLUSS):
        periode = nw.when(periode > 12).then(-2).otherwise(periode)
    monat = nw.when(periode > 12).then(12).otherwise(periode)
    return {"periode": periode, "monat": periode if zuordnung.angabe.inhalt is Inhalt.SALDEN else monat}


def _amount(zuordnung: Zuordnung, anzahl: int) -> Ausdruecke:
    """`betrag_ct` and its `betrag_lage`; `saldo_ct` is Haben − Soll, or the amount as written where signs come later."""
    if anzahl == 1:
        betrag, lage = nw.col("w0_ct"), nw.col("w0_lage")
    else:
        links = zuordnung.form in (Betragsform.SOLL_UND_HABEN,)
        betrag = nw.col("w1_ct") - nw.col("w0_ct") if links else nw.col("w0_ct") - nw.col("w1_ct")
        if zuordnung.kopf.monate:
            betrag = sum((nw.col(f"w{i}_ct") for i in range(1, anzahl)), nw.col("w0_ct"))
        falsch = [nw.col(f"w{i}_lage") for i in range(anzahl)]
        lage = _worst(falsch)
    saldo = betrag
    if zuordnung.form is Betragsform.KENNZEICHEN:
        saldo = betrag * nw.col("seite")
    elif zuordnung.form is Betragsform.RICHTUNG:
        saldo = betrag * nw.col("richtung")
    return {"betrag_ct": betrag, "betrag_lage": lage, "saldo_ct": saldo}


def _worst(lagen: list[nw.Expr]) -> nw.Expr:
    """Good if any is, unless one of them is wrong."""
    falsch = (int(Betragslage.UNPLAUSIBEL), int(Betragslage.KEINE_ZAHL), int(Betragslage.BRUCHTEILE))
    ergebnis = nw.lit(int(Betragslage.LEER))
    for wert in (int(Betragslage.STRICH), int(Betragslage.GUT), *falsch):
        treffer = lagen[0] == wert
        for lage in lagen[1:]:
            treffer = treffer | (lage == wert)
        ergebnis = nw.when(treffer).then(nw.lit(wert)).otherwise(ergebnis)
    return ergebnis


def _lage(zuordnung: Zuordnung) -> nw.Expr:
    """The first reason why a line does not count."""
    summe = nw.col("produkt_summe") | nw.col("sachkonto_summe")
    ohne_produkt = (nw.col("produkt") == "") & ~nw.col("nebenkonto")
    ohne_code = ohne_produkt | (nw.col("sachkonto") == "") | summe
    lage = nw.when(nw.col("produkt_kopf") & nw.col("sachkonto_kopf")).then(int(Zeilenlage.KOPF))
    lage = lage.when(ohne_code).then(int(Zeilenlage.CODE_FEHLT))
    for bedingung, wert in _reasons(zuordnung):
        lage = lage.when(bedingung).then(int(wert))
    return lage.otherwise(int(Zeilenlage.ZAEHLT))


def _reasons(zuordnung: Zuordnung) -> list[tuple[nw.Expr, Zeilenlage]]:
    da = zuordnung.spalten
    gruende: list[tuple[nw.Expr, Zeilenlage]] = []
    mit_zeit = not (zuordnung.ansatz or zuordnung.kopf.monate)
    if JAHR.name in da:
        gruende.append((~nw.col("jahr_gut"), Zeilenlage.JAHR_FALSCH))
        gruende.append((nw.col("jahr") != str(zuordnung.jahr), Zeilenlage.ANDERES_JAHR))
    elif mit_zeit:
        jahr = nw.col("periode_jahr") if PERIODE.name in da else nw.col("datum_jahr") if DATUM.name in da else nw.lit(0)
        gruende.append(((jahr != 0) & (jahr != zuordnung.jahr), Zeilenlage.ANDERES_JAHR))
    if WERTART.name in da:
        gruende.append((nw.col("wertart") == -1, Zeilenlage.WERTART_FALSCH))
        gruende.append((nw.col("wertart") == 0, Zeilenlage.ANDERE_WERTART))
    if mit_zeit:
        gruende.append((nw.col("periode") == 0, Zeilenlage.PERIODE_FALSCH))
        gruende.append((nw.col("periode") == -2, Zeilenlage.PERIODE_AUSGELASSEN))
    leer = (nw.col("betrag_lage") == int(Betragslage.LEER)) | (nw.col("betrag_lage") == int(Betragslage.STRICH))
    if zuordnung.ansatz or zuordnung.kopf.monate:
        gruende.append((leer, Zeilenlage.OHNE_BETRAG))
    else:
        leer = nw.col("betrag_lage") == int(Betragslage.LEER)
        gruende.append((leer, Zeilenlage.BETRAG_FALSCH))
    gut = (nw.col("betrag_lage") == int(Betragslage.GUT)) | (nw.col("betrag_lage") == int(Betragslage.STRICH))
    gruende.append((~gut, Zeilenlage.BETRAG_FALSCH))
    if zuordnung.form is Betragsform.KENNZEICHEN:
        gruende.append((nw.col("seite") == 0, Zeilenlage.SEITE_FALSCH))
    elif zuordnung.form is Betragsform.RICHTUNG:
        gruende.append((nw.col("richtung") == 0, Zeilenlage.SEITE_FALSCH))
    return gruende
