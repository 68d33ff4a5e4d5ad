"""Whether the table Ausschüsse says of every object who gets to see it: committees in, Befunde out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from xlbudget.core.ausschuss import ALLE, Ausschuesse, Eintrag, Zustaendigkeit
from xlbudget.core.gliederung import GESAMT, Berichtsobjekt, Ebene, Gliederung, highest
from xlbudget.errors import Befund, Schwere, SourceRef

_MAX_GENANNTE = 12


def check_ausschuesse(ausschuesse: Ausschuesse, gliederung: Gliederung) -> list[Befund]:
    """Everything that is wrong or odd; nothing where there are no committees."""
    befunde = [
        Befund(
            Schwere.FEHLER,
            "ausschuss.doppelt",
            f"Den Ausschuss {ausschuss.kuerzel} gibt es zweimal; es zählt die obere Zeile. Ist es derselbe, eine Zeile "
            "löschen, sonst ein anderes Kürzel geben.",
            ausschuss.source,
        )
        for ausschuss in ausschuesse.doppelte
    ]
    for zustaendigkeit in ausschuesse.zustaendigkeiten:
        befunde += check_zustaendigkeit(zustaendigkeit, gliederung)
    if ausschuesse.zustaendigkeiten:
        befunde += _check_zuordnung(ausschuesse, gliederung)
    return befunde


def check_zustaendigkeit(zustaendigkeit: Zustaendigkeit, gliederung: Gliederung) -> list[Befund]:
    """What is wrong with one line; with a Fehler its extract is none, or lacks something."""
    befunde: list[Befund] = []
    gesehen: set[str] = set()
    for eintrag in zustaendigkeit.eintraege:
        seine = _shown_produkte(eintrag.objekt, gliederung)
        doppelt = zustaendigkeit.alle or not seine.isdisjoint(gesehen)
        befunde += _check_eintrag(zustaendigkeit, eintrag, gliederung, doppelt=doppelt)
        gesehen |= seine
    if not zustaendigkeit.produkte and not any(befund.schwere is Schwere.FEHLER for befund in befunde):
        text = (
            "hat kein Objekt, das der Bericht zeigt; einen Auszug gibt es so nicht. In der Spalte Objekte Budgets oder "
            f"Produkte eintragen, für alle „{ALLE}“, oder die Zeile löschen."
        )
        befunde.append(_of(zustaendigkeit, Schwere.FEHLER, "ausschuss.leer", text))
    return befunde


def _shown_produkte(objekt: Berichtsobjekt | None, gliederung: Gliederung) -> set[str]:
    if objekt is None:
        return set()
    return {produkt.kennung for produkt in gliederung.produkte_of(objekt) if gliederung.is_shown(produkt)}


def _check_eintrag(
    zustaendigkeit: Zustaendigkeit, eintrag: Eintrag, gliederung: Gliederung, *, doppelt: bool
) -> Iterator[Befund]:
    if not eintrag.treffer:
        gemeint = gliederung.probably(eintrag.text)
        text = (
            f"„{eintrag.text}“ ist weder Budget noch Produkt und fehlt im Auszug"
            f"{f'; gemeint ist vermutlich „{gemeint.kennung}“' if gemeint else ''}. Wie in der Tabelle Budgets oder "
            f"Produkte schreiben (für alles „{ALLE}“), mehrere mit Semikolon trennen, oder den Eintrag löschen."
        )
        yield _of(zustaendigkeit, Schwere.FEHLER, "ausschuss.objekt", text)
    elif eintrag.objekt is None:
        text = (
            f"„{eintrag.text}“ kann mehreres sein und fehlt im Auszug: {', '.join(map(_name, eintrag.treffer))}. Das "
            "Gemeinte so schreiben, wie es hier in Anführungszeichen steht."
        )
        yield _of(zustaendigkeit, Schwere.FEHLER, "ausschuss.mehrdeutig", text)
    elif not _shown_produkte(eintrag.objekt, gliederung):
        text = (
            f"{_name(eintrag.objekt)} hat kein Produkt, das der Bericht zeigt, und fehlt im Auszug. Soll der Ausschuss "
            "es sehen, müssen Produkte da sein und in der Tabelle Budgets bei ihm und allem darüber Im Bericht „ja“ "
            "stehen; sonst den Eintrag löschen."
        )
        yield _of(zustaendigkeit, Schwere.WARNUNG, "ausschuss.ungezeigt", text)
    elif doppelt:
        text = (
            f"{_name(eintrag.objekt)} ist ganz oder zum Teil schon durch einen anderen Eintrag dabei; der Auszug zeigt "
            "jedes Produkt einmal."
        )
        yield _of(zustaendigkeit, Schwere.HINWEIS, "ausschuss.zweimal", text)


def _of(zustaendigkeit: Zustaendigkeit, schwere: Schwere, code: str, text: str) -> Befund:
    ausschuss = zustaendigkeit.ausschuss
    return Befund(schwere, code, f"Ausschuss {ausschuss.kuerzel}: {text}", ausschuss.ort_objekte)


def _check_zuordnung(ausschuesse: Ausschuesse, gliederung: Gliederung) -> Iterator[Befund]:
    """What no committee names, and what several do: the highest objects, Produkte of one Budget together."""
    je: dict[tuple[str, ...], set[str]] = {}
    verborgene = {p.kennung for p in gliederung.produkte_of(GESAMT) if not gliederung.is_shown(p)}
    for produkt in gliederung.produkte_of(GESAMT):
        if produkt.kennung not in verborgene:
            je.setdefault(ausschuesse.reported_to(produkt.kennung, mit_alle=False), set()).add(produkt.kennung)
    for kuerzel, produkte in je.items():
        # what nobody sees does not divide what is above it
        objekte = [o for o in highest(gliederung, produkte | verborgene) if _shown_produkte(o, gliederung)]
        for wer, source in _together(objekte) if len(kuerzel) != 1 else ():
            if kuerzel:
                text = f"Bei mehreren Ausschüssen ({', '.join(kuerzel)}) steht {wer}. Jeder Auszug zeigt es."
                yield Befund(Schwere.HINWEIS, "ausschuss.mehrere", text, source)
            else:
                text = (
                    f"Bei keinem Ausschuss steht {wer} („{ALLE}“ zählt dafür nicht). Bei dem eintragen, der es berät; "
                    "soll es keiner beraten, den Befund quittieren."
                )
                yield Befund(Schwere.WARNUNG, "ausschuss.fehlt", text, source)


def _together(objekte: Iterable[Berichtsobjekt]) -> Iterator[tuple[str, SourceRef | None]]:
    """Objects by name, Produkte of one Budget in one text; each with where the first one stands."""

    def place(objekt: Berichtsobjekt) -> str | None:
        return objekt.uebergeordnet if objekt.ebene is Ebene.PRODUKT else objekt.kennung

    for budget, gruppe in groupby(objekte, place):
        erster, *weitere = gruppe
        if weitere:
            nummern = [objekt.nummer for objekt in (erster, *weitere)]
            mehr = ", …" if len(nummern) > _MAX_GENANNTE else ""
            liste = f"{', '.join(nummern[:_MAX_GENANNTE])}{mehr}"
            yield f"ein Teil von Budget „{budget}“ ({len(nummern)} Produkte: {liste})", erster.source
        else:
            yield _name(erster), erster.source


def _name(objekt: Berichtsobjekt) -> str:
    return f"{objekt.ebene} „{objekt.titel}“"
