"""The consolidated report in print: a table of the money and one of the Kennzahlen for each Budget, then the sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xlbudget.core.bericht import Budgetgruppe, Dezernatsgruppe, Produktbericht, Rest, sum_dezernate
from xlbudget.core.geld import format_euro
from xlbudget.core.produktzeile import Produktzeile, Sammelart, sum_produkte
from xlbudget.core.zeit import Stand
from xlbudget.writers.druck.druckform import Druckabschnitt, Druckreihe, Druckspalte, Drucktabelle, Lage, Reihenrolle
from xlbudget.writers.druck.kennzahlteil import leistungen, ziele
from xlbudget.writers.druck.zahlen import signed, with_word
from xlbudget.writers.gesamtbericht.auszug import describe_rest
from xlbudget.writers.gesamtbericht.spalten import mehr_als_gezeigt

_GANZ_PX = 10_000.0  # print wraps: a Rest names all its objects


def ergebnis_word(stand: Stand) -> str:
    """What the result is called at a Stand."""
    return "Ergebnis" if stand.ist_jahresende else "Prognose"


def money_sections(bericht: Produktbericht) -> tuple[Druckabschnitt, ...]:
    """Dezernate and Budgets in report order with their subtotals, and the sums at the end."""
    mehrere = len(bericht.dezernate) > 1
    teile = [teil for dezernat in bericht.dezernate for teil in _dezernat(bericht, dezernat, mehrere=mehrere)]
    return (*teile, *_sums(bericht))


def kennzahl_sections(bericht: Produktbericht) -> tuple[Druckabschnitt, ...]:
    """For each Budget its Leistungen and Ziele; Budgets without any are left out."""
    return tuple(filter(None, (_kennzahlen(bericht, gruppe) for gruppe in bericht.budgetgruppen)))


def money_columns(stand: Stand, erste: str) -> tuple[Druckspalte, ...]:
    """The heads of a table of money; before Dezember with the Ist beside the Prognose."""
    ist = () if stand.ist_jahresende else (Druckspalte(f"Ist bis {stand.text}"),)
    return (
        Druckspalte(erste, Lage.TEXT),
        Druckspalte(f"Plan {stand.jahr}"),
        *ist,
        Druckspalte(ergebnis_word(stand)),
        Druckspalte("Abweichung"),
        Druckspalte("Tendenz", Lage.KURZ),
    )


def money_row(stand: Stand, name: str, zeile: Produktzeile, rolle: Reihenrolle = Reihenrolle.POSTEN) -> Druckreihe:
    """The cells for these heads."""
    ist = () if stand.ist_jahresende else (format_euro(zeile.ist_ct),)
    betraege = (format_euro(zeile.ansatz_ct), *ist, format_euro(zeile.ergebnis_ct), signed(zeile.verbesserung_ct))
    return Druckreihe((name, *betraege, with_word(zeile.tendenz)), rolle)


def _dezernat(bericht: Produktbericht, dezernat: Dezernatsgruppe, *, mehrere: bool) -> Iterator[Druckabschnitt]:
    gruppen = [gruppe for gruppe in dezernat.gruppen if gruppe.zeilen]
    mit_kopf = bool(gruppen) and (mehrere or not dezernat.ohne_dezernat)
    if mit_kopf:
        yield Druckabschnitt("Ohne Dezernat" if dezernat.ohne_dezernat else dezernat.dezernat.bezeichnung)
    for gruppe in gruppen:
        reihen = [money_row(bericht.stand, zeile.objekt.titel, zeile) for zeile in gruppe.zeilen]
        reihen.append(money_row(bericht.stand, f"Summe {gruppe.titel}", gruppe.summe, Reihenrolle.SUMME))
        reihen += [_rest(bericht.stand, rest) for rest in gruppe.reste]
        tabelle = _table(bericht, f"Finanzen, {_name(gruppe)}", "Produkt", reihen)
        yield Druckabschnitt(_name(gruppe), 2 if mit_kopf else 1, (tabelle,))
    if dezernat.nicht_berichtet:
        reihen = [money_row(bericht.stand, zeile.objekt.titel, zeile) for zeile in dezernat.nicht_berichtet]
        name = Sammelart.NICHT_BERICHTET.value
        tabelle = _table(bericht, f"Finanzen, {name}", "Produkte", reihen)
        yield Druckabschnitt(name[0].upper() + name[1:], 2 if mit_kopf else 1, (tabelle,))


def _sums(bericht: Produktbericht) -> Iterator[Druckabschnitt]:
    """The sums of the Dezernate, of all that is shown and, in an Auszug, of the whole."""
    blatt, stand = bericht.gesamt, bericht.stand
    if blatt is None or not bericht.zeilen:
        return
    reihen, hinweise = [], []
    for dezernat in bericht.dezernate:
        gruppen = [gruppe for gruppe in dezernat.gruppen if gruppe.zeilen]
        if gruppen and dezernat.blatt is not None:
            zusatz = ", hier gezeigt" if dezernat.reste or any(gruppe.reste for gruppe in gruppen) else ""
            summe = sum_dezernate(dezernat.blatt, [dezernat])
            reihen.append(money_row(stand, f"{dezernat.dezernat.bezeichnung}{zusatz}", summe))
            hinweise.append("" if bericht.ausschuss else mehr_als_gezeigt(dezernat.blatt, summe))
        else:
            reihen += [money_row(stand, zeile.objekt.titel, zeile) for zeile in dezernat.nicht_berichtet]
        reihen += [_rest(stand, rest) for rest in dezernat.reste]
    gezeigt = sum_dezernate(blatt, bericht.dezernate)
    name = "Summe hier gezeigt" if bericht.alle_reste else "Summe insgesamt"
    reihen.append(money_row(stand, name, gezeigt, Reihenrolle.SUMME))
    hinweise.append("" if bericht.ausschuss else mehr_als_gezeigt(blatt, gezeigt))
    reihen += [_rest(stand, rest, mit_ort=True) for rest in bericht.reste]
    if bericht.alle_reste:
        ganzes = sum_produkte(blatt.objekt, [gezeigt, *(rest.summe for rest in bericht.alle_reste)], bericht.regeln)
        name = f"{blatt.objekt.bezeichnung}, gezeigt und nicht gezeigt"
        reihen.append(money_row(stand, name, ganzes, Reihenrolle.SUMME))
    tabelle = _table(bericht, "Finanzen, Summen", "Summe", reihen)
    yield Druckabschnitt("Summen", tabellen=(tabelle,), absaetze=tuple(filter(None, hinweise)))


def _rest(stand: Stand, rest: Rest, *, mit_ort: bool = False) -> Druckreihe:
    text = describe_rest(rest, _GANZ_PX, mit_ort=mit_ort)
    return money_row(stand, f"hier nicht gezeigt: {text}", rest.summe, Reihenrolle.REST)


def _table(bericht: Produktbericht, zweck: str, erste: str, reihen: Iterable[Druckreihe]) -> Drucktabelle:
    return Drucktabelle(f"{zweck}, in Euro", money_columns(bericht.stand, erste), tuple(reihen))


def _kennzahlen(bericht: Produktbericht, gruppe: Budgetgruppe) -> Druckabschnitt | None:
    mit_leistung = [(zeile.objekt.titel, zeile.leistung) for zeile in gruppe.zeilen if zeile.leistung]
    mit_ziel = [(zeile.objekt.titel, zeile.ziel) for zeile in gruppe.zeilen if zeile.ziel]
    stand, regeln = bericht.stand, bericht.regeln
    tabellen = (
        leistungen(_name(gruppe), stand, [zahl for _, zahl in mit_leistung], [name for name, _ in mit_leistung]),
        ziele(_name(gruppe), stand, regeln, [ziel for _, ziel in mit_ziel], [name for name, _ in mit_ziel]),
    )
    gefuellt = tuple(filter(None, tabellen))
    return Druckabschnitt(_name(gruppe), tabellen=gefuellt) if gefuellt else None


def _name(gruppe: Budgetgruppe) -> str:
    return gruppe.blatt.objekt.titel
