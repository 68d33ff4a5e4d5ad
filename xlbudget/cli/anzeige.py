"""What the commands print: progress, findings, what was written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from xlbudget.core.gliederung import Ebene
from xlbudget.core.landesrahmen import Land
from xlbudget.errors import Befund, Schwere, count_befunde, printable
from xlbudget.fortschritt import Fortschritt

if TYPE_CHECKING:
    from xlbudget.app.bericht.bericht import Ergebnis

OK, FEHLER, NICHT_MOEGLICH = 0, 1, 2
"""Exit codes: fine, findings of severity Fehler, could not run."""

MAX_ZEILE = 2000
"""So much of a text is shown; all of it stands in the Versandbuch and in the reports."""

_JE_ART = 20
"""So many findings of one kind are shown where not all are asked for."""

_STIL = {
    Schwere.FEHLER: ("✗", "bold red"),
    Schwere.WARNUNG: ("!", "yellow"),
    Schwere.HINWEIS: ("·", "dim"),
    Schwere.QUITTIERT: ("✓", "dim"),
}

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def progress() -> Iterator[Fortschritt]:
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda text, erledigt, gesamt: progress.update(
            task, description=one_line(text), completed=erledigt, total=gesamt
        )


def confirmed(frage: str) -> bool:
    """Whether the user says yes; no answer is none."""
    try:
        antwort = str(typer.prompt(f"{frage} [j/n]", default="n", show_default=False, err=True))
    except typer.Abort:
        return False
    return antwort.strip().casefold() in ("j", "ja")


def ask_land() -> Land:
    """Which Land it is; asks until the answer is one. Raises typer.Abort where there is no answer."""
    out.print("Nach welchem Kontenrahmen bucht Ihr Haus?")
    out.print("\n".join(f"  {land}  {land.titel}" for land in Land), markup=False)
    while True:
        try:
            return Land.parse(typer.prompt("Land", err=True))
        except ValueError as error:
            out.print(str(error), markup=False)


def one_line(text: str) -> str:
    """A text that may come from outside, as one line that cannot command a terminal."""
    return printable(" ⏎ ".join(text.splitlines()), MAX_ZEILE)


def show_befunde(befunde: Sequence[Befund], *, alle: bool = True) -> None:
    """The findings, the worst first. Without `alle` only the first of many of one kind, for commands with --alle."""
    for schwere in Schwere:
        zeichen, stil = _STIL[schwere]
        je_code: Counter[str] = Counter()
        for befund in befunde:
            if befund.schwere is not schwere:
                continue
            je_code[befund.code] += 1
            if alle or je_code[befund.code] <= _JE_ART:
                out.print(Text(f"{zeichen} {schwere:<8}", style=stil) + Text(f" {one_line(str(befund))}"))
        for code, anzahl in () if alle else je_code.items():
            if anzahl > _JE_ART:
                rest = f"… und {anzahl - _JE_ART} weitere der Art {code}; alle zeigt derselbe Befehl mit --alle."
                out.print(Text(f"{zeichen} {schwere:<8}", style=stil) + Text(f" {rest}"))


def show_table(
    titel: str, spalten: Sequence[str], zeilen: Iterable[Sequence[str]], *, rechts: Sequence[int] = ()
) -> None:
    """A table with a title; cells wrap, and cannot command a terminal."""
    tabelle = Table(title=titel, title_justify="left", title_style="bold", show_edge=False, pad_edge=False)
    for nummer, spalte in enumerate(spalten):
        tabelle.add_column(spalte, justify="right" if nummer in rechts else "left", overflow="fold")
    for zeile in zeilen:
        tabelle.add_row(*(Text(one_line(zelle)) for zelle in zeile))
    out.print(tabelle, soft_wrap=False)
    out.print()


def count_text(befunde: Sequence[Befund]) -> str:
    return f"Befunde: {count_befunde(befunde)}"


def show_ergebnis(ergebnis: Ergebnis) -> None:
    from xlbudget.app.bericht.bericht import ORDNER_EINZELN, ORDNER_MAPPEN

    mehrzahl = {Ebene.PRODUKT: "Produkte", Ebene.BUDGET: "Budgets", Ebene.DEZERNAT: "Dezernate", Ebene.GESAMT: "Gesamt"}
    teile = [
        f"{anzahl} {ebene.value if anzahl == 1 else name}"
        for ebene, name in mehrzahl.items()
        if (anzahl := ergebnis.count(ebene))
    ]
    if anzahl := len(ergebnis.blaetter):
        wort = "Produktblatt" if anzahl == 1 else "Produktblätter"
        out.print(f"{anzahl} {wort} ({', '.join(teile)}) in {ergebnis.ordner / ORDNER_EINZELN}", markup=False)
    if anzahl := len(ergebnis.mappen):
        wort = "Mappe" if anzahl == 1 else "Mappen"
        out.print(f"{anzahl} {wort} für die Fachdienste in {ergebnis.ordner / ORDNER_MAPPEN}", markup=False)
    for bericht in ergebnis.berichte:
        out.print(f"{'Auszug' if ergebnis.ist_auszug else 'Gesamtbericht'}: {bericht}", markup=False)
    if ergebnis.protokoll:
        out.print(f"Abstimmung und alle Befunde: {ergebnis.protokoll}", markup=False)
    out.print(count_text(ergebnis.befunde))


def quoted(path: Path) -> str:
    return f'"{path}"' if any(zeichen in str(path) for zeichen in " *?[") else str(path)
