"""Columns of a table that nobody declared: which of them is probably one that is missing, under another name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlbudget.errors import Befund, Schwere, SourceRef
from xlbudget.layout.deklaration import Spalte, Tabelle, Typ
from xlbudget.sources.zellen import shown


@dataclass(frozen=True)
class Fremdspalten:
    """The headings of a table that nobody declared, with the texts below each and the place of the heading.

    `leer` are declared columns without any value; `gueltige` gives what a column that refers to a table may hold.
    """

    datei: str
    texte: Mapping[str, Sequence[str]]
    orte: Mapping[str, SourceRef]
    leer: Collection[str]
    gueltige: Callable[[str], Collection[str]]

    def with_values_of(self, spalte: Spalte) -> str | None:
        """The first column that holds nothing but what only this one may hold; None if none does."""
        if spalte.typ is Typ.JA_NEIN:
            return None
        if spalte.auswahl:
            return next((name for name, texte in self.texte.items() if _all_choices(texte, spalte)), None)
        gueltig = self.gueltige(spalte.verweis) if spalte.verweis else ()
        return next((name for name, texte in self.texte.items() if texte and set(texte) <= set(gueltig)), None)


def _all_choices(texte: Sequence[str], spalte: Spalte) -> bool:
    """Whether texts are of the list; the value that several lists have tells nothing by itself."""
    gewaehlt = {spalte.choice(text) for text in texte}
    return None not in gewaehlt and bool(gewaehlt - {"automatisch"})


def missing_text(tabelle: Tabelle, spalte: Spalte, fremd: Fremdspalten) -> str:
    """That a column which must be there is missing, and what it is probably called now."""
    text = f"In der Tabelle {tabelle.name} fehlt die Spalte „{spalte.name}“."
    befehl = f'xlbudget datenmappe ergaenzen "{fremd.datei}" legt sie leer an.'
    if jetzt := fremd.with_values_of(spalte) or spalte.renamed_to(list(fremd.texte)):
        return f"{text} Vermutlich heißt sie jetzt „{jetzt}“; bitte in „{spalte.name}“ zurückbenennen."
    if not fremd.texte:
        return f"{text} {befehl}"
    namen = ", ".join(f"„{name}“" for name in fremd.texte)
    eine = "eine davon" if len(fremd.texte) > 1 else "das"
    return (
        f"{text} Stattdessen steht dort {namen}. Ist {eine} die gesuchte, bitte in „{spalte.name}“ zurückbenennen. "
        f"Gibt es sie nicht: {befehl}"
    )


def unread_columns(tabelle: Tabelle, fehlend: Sequence[Spalte], fremd: Fremdspalten) -> Iterator[Befund]:
    """Columns that are not read and are probably meant to be: a Fehler where what stands there changes figures."""
    gesagt = set()
    for spalte in fehlend:
        name = spalte.renamed_to(list(fremd.texte))
        if spalte.entbehrlich and name and name not in gesagt:
            gesagt.add(name)
            text = (
                f"Die Spalte „{name}“ der Tabelle {tabelle.name} wird nicht gelesen. Ist „{spalte.name}“ gemeint, "
                "bitte so benennen; ist es eine eigene, ihr einen deutlich anderen Namen geben."
            )
            yield _befund(spalte, text, fremd, name)
    for spalte in tabelle.gezeichnet:
        if not ((spalte in fehlend and spalte.entbehrlich) or spalte.name in fremd.leer):
            continue
        name = fremd.with_values_of(spalte) if spalte.auswahl else None
        if name and name not in gesagt:
            gesagt.add(name)
            text = (
                f"Die Spalte „{name}“ der Tabelle {tabelle.name} wird nicht gelesen, enthält aber Werte von "
                f"„{spalte.name}“, etwa „{shown(fremd.texte[name][0])}“. Sind sie gemeint, sie in eine Spalte "
                f"„{spalte.name}“ schreiben; sonst die Spalte neben die Tabelle stellen."
            )
            yield _befund(spalte, text, fremd, name)


def _befund(spalte: Spalte, text: str, fremd: Fremdspalten, name: str) -> Befund:
    schwere = Schwere.FEHLER if spalte.rechnet and fremd.texte[name] else Schwere.WARNUNG
    return Befund(schwere, "mappe.spaltenname", text, fremd.orte[name])
