"""The sums of a house by another path: plain SQL over what was booked, before any export was written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping

from haeuser.erzeugen import Haus
from haeuser.konten import regeln

_SCHEMA = """
create table regel (praefix text, art text, zeile text);
create table produkt (produkt text, budget text, dezernat text);
create table buchung (produkt text, konto text, monat int, saldo_ct int);
create table ausschuss (kuerzel text, objekt text);
create table ansatz (produkt text, konto text, betrag_ct int);
create view objekt as
  select produkt as objekt, produkt from produkt union all
  select budget, produkt from produkt union all
  select dezernat, produkt from produkt union all
  select 'Gesamt', produkt from produkt;
"""
_REGEL = """
  (select rowid from regel where substr({t}.konto, 1, length(praefix)) = praefix order by length(praefix) desc limit 1)
"""
_IST = f"""
select o.objekt, r.art, r.zeile, b.monat, sum(case r.art when 'Erträge' then b.saldo_ct else -b.saldo_ct end)
from buchung b join objekt o using (produkt) join regel r on r.rowid = {_REGEL.format(t="b")}
where r.art in ('Erträge', 'Aufwendungen') and b.monat <= ?
group by 1, 2, 3, 4
"""
_ANSATZ = f"""
select o.objekt, r.art, r.zeile, sum(a.betrag_ct)
from ansatz a join objekt o using (produkt) join regel r on r.rowid = {_REGEL.format(t="a")}
where r.art in ('Erträge', 'Aufwendungen')
group by 1, 2, 3
"""
_GESEHEN = f"""
with gesehen as (select distinct o.produkt from objekt o join ausschuss s using (objekt) where s.kuerzel like ?)
select
  (select coalesce(sum(case r.art when 'Erträge' then a.betrag_ct else -a.betrag_ct end), 0)
   from ansatz a join gesehen using (produkt) join regel r on r.rowid = {_REGEL.format(t="a")}
   where r.art in ('Erträge', 'Aufwendungen')),
  (select coalesce(sum(b.saldo_ct), 0)
   from buchung b join gesehen using (produkt) join regel r on r.rowid = {_REGEL.format(t="b")}
   where r.art in ('Erträge', 'Aufwendungen') and b.monat <= ?)
"""
Zeile = tuple[str, str, str]
"""Objekt, Art, row."""


class Summen:
    """Sums in cents at every level, for one year of a house."""

    def __init__(self, haus: Haus, jahr: int) -> None:
        self._db = sqlite3.connect(":memory:")
        self._db.executescript(_SCHEMA)
        self._fill("regel", [(regel["praefix"], regel["art"], regel["zeile"]) for regel in regeln(haus.land)])
        self._fill("produkt", haus.gliederung)
        self._fill("buchung", [(b.produkt, b.konto, b.monat, b.saldo_ct) for b in haus.buchungen[jahr]])
        self._fill("ansatz", [(a.produkt, a.konto, a.betrag_ct) for a in haus.ansaetze[jahr]])

    def _fill(self, tabelle: str, zeilen: Iterable[tuple[object, ...]]) -> None:
        zeilen = list(zeilen)
        self._db.executemany(f"insert into {tabelle} values ({', '.join('?' * len(zeilen[0]))})", zeilen)

    def ist(self, bis: int) -> Iterator[tuple[Zeile, int, int]]:
        """What is booked up to a month: row, month, amount in the direction of its Art."""
        for objekt, art, zeile, monat, betrag in self._db.execute(_IST, (bis,)):
            yield (objekt, art, zeile), monat, betrag

    def ansatz(self) -> Iterator[tuple[Zeile, int]]:
        """What is planned: row, amount."""
        for objekt, art, zeile, betrag in self._db.execute(_ANSATZ):
            yield (objekt, art, zeile), betrag

    def produkte(self, sql: str, bedingung: str, werte: Mapping[str, object]) -> Iterator[tuple[str, int]]:
        """The rows of a query that leaves open which rule an account has, and a condition."""
        yield from self._db.execute(
            sql.format(regel_a=_REGEL.format(t="a"), regel_b=_REGEL.format(t="b"), bedingung=bedingung), werte
        )

    def seen(self, ausschuesse: Iterable[tuple[str, str]], kuerzel: str, bis: int) -> tuple[int, int]:
        """Erträge less Aufwendungen of what a committee sees, planned and booked; `ausschuesse` are (Kürzel, object).

        The Kürzel may be a pattern of SQL: what several see counts once.
        """
        self._db.execute("delete from ausschuss")
        self._fill("ausschuss", ausschuesse)
        ((ansatz, ist),) = self._db.execute(_GESEHEN, (kuerzel, bis))
        return ansatz, ist
