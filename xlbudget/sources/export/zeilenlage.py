"""What becomes of a line: its period, its amount, and the first reason why it does not count; row by row."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

import narwhals as nw
import pyarrow as pa
from narwhals.typing import IntoDataFrameT

from xlbudget.core.zeit import LETZTE_PERIODE
from xlbudget.sources.export import ausdruecke
from xlbudget.sources.export.angaben import Inhalt
from xlbudget.sources.export.felder import DATUM, JAHR, PERIODE, WERTART
from xlbudget.sources.export.regeln import Regelart
from xlbudget.sources.export.zuordnung import Betragsform, Zuordnung

Ausdruecke = Mapping[str, nw.Expr]


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


def judged(frame: IntoDataFrameT, zuordnung: Zuordnung) -> IntoDataFrameT:
    """Adds to the typed columns: `lage`, `periode`, `monat`, `betrag_ct` as in the file and `saldo_ct`.

    `nebenkonto` must say which accounts are none of the Ergebnis.
    """
    anzahl = len(zuordnung.wertspalten)
    lagen = nw.from_native(frame)
    for i in range(anzahl):
        if f"z{i}" in lagen.columns:
            lagen = lagen.with_columns(**_of_number(i, zuordnung.einheit.faktor))
    lagen = lagen.with_columns(**_period(zuordnung), **_amount(zuordnung, anzahl))
    return lagen.with_columns(lage=_lage(zuordnung)).to_native()


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
        werte = nw.from_native(pa.table({"text": [fest.wert]})).select(
            nr=ausdruecke.periode_of(ausdruecke.plain_period(nw.col("text")))
        )
        nummer = nw.lit(int(werte.row(0)[0]))
    else:
        nummer = nw.col("datum_monat")
    null = zuordnung.regel(PERIODE.name, Regelart.PERIODE_0)
    gut = nw.when((nummer >= 1) & (nummer <= LETZTE_PERIODE)).then(nummer)
    if null:
        gut = gut.when(nummer == 0).then(1 if null.wert else -2)
    periode = gut.otherwise(0)
    if zuordnung.regel(PERIODE.name, Regelart.ABSCHLUSS):
        periode = nw.when(periode > 12).then(-2).otherwise(periode)
    monat = nw.when(periode > 12).then(12).otherwise(periode)
    return {"periode": periode, "monat": periode if zuordnung.angabe.inhalt is Inhalt.SALDEN else monat}


def _amount(zuordnung: Zuordnung, anzahl: int) -> Ausdruecke:
    """`betrag_ct` and its `betrag_lage`; `saldo_ct` is Haben − Soll, or as written where signs come later."""
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
