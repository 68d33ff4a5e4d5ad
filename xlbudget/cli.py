"""The commands: the only module that prints or exits.

Exit codes: 0 fine, 1 findings of severity Fehler, 2 could not run.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from xlbudget import __version__
from xlbudget.app.beispiel import DATENMAPPE, ORDNER_DATEN, beispiel
from xlbudget.app.bericht import ORDNER_EINZELN, ORDNER_MAPPEN, Ergebnis, Form, bericht
from xlbudget.app.lauf import Fortschritt, Rechner
from xlbudget.app.neu import neu
from xlbudget.app.pruefen import pruefen
from xlbudget.app.vorlage import VORLAGE, VORLAGE_MODERN, vorlage_neu, vorlage_pruefen
from xlbudget.cli_deutsch import (
    Command,
    Group,
    UsageError,
    explain_usage_error,
    parse_choice,
    parse_jahr,
    parse_path,
    parse_stand,
    path_argument,
)
from xlbudget.core.gliederung import Ebene
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, Schwere, XlbudgetError, has_fehler

OK, FEHLER, NICHT_MOEGLICH = 0, 1, 2
_STIL = {Schwere.FEHLER: ("✗", "bold red"), Schwere.WARNUNG: ("!", "yellow"), Schwere.HINWEIS: ("·", "dim")}


app = typer.Typer(
    cls=Group,
    help="Produktberichte für Kommunen: aus Buchungen werden Produktblätter und der Gesamtbericht in Excel.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
)
vorlage_app = typer.Typer(cls=Group, help="Eigene Vorlagen für Produktblätter.", no_args_is_help=True)
app.add_typer(vorlage_app, name="vorlage")
_out = Console(highlight=False, soft_wrap=True)
_err = Console(stderr=True, highlight=False, soft_wrap=True)


DatenmappeArg = Annotated[Path, path_argument("DATENMAPPE", "Die Excel-Mappe mit den Stammdaten.")]
ZielOption = Annotated[
    Path, typer.Option("--ziel", metavar="ORDNER", parser=parse_path, help="Ordner für die Berichte.")
]
StandOption = Annotated[
    Stand, typer.Option("--stand", metavar="JJJJ-MM", parser=parse_stand, help="Monat, bis zu dem gebucht ist.")
]


@app.command("beispiel", cls=Command)
def beispiel_command(
    ziel: Annotated[Path, path_argument("ZIEL", "Ordner für die Berichte.")] = Path("berichte"),
) -> int:
    """Erzeugt die Berichte des mitgelieferten Beispiels (Landkreis Peine 2023).

    Die gezeigten Befunde gehören zum Beispiel: sie stehen so in den veröffentlichten Zahlen.
    """
    with _progress() as fortschritt:
        ergebnis = beispiel(ziel, fortschritt)
    _show_befunde(ergebnis.befunde)
    _show_ergebnis(ergebnis)
    mappe = ziel / ORDNER_DATEN / DATENMAPPE
    befehl = f"xlbudget bericht {_quoted(mappe)} --stand 2023-06 --ziel {_quoted(ziel)}"
    _out.print(f"Zum Ausprobieren:  {befehl}", markup=False)
    return OK


@app.command("neu", cls=Command)
def neu_command(
    ordner: Annotated[Path, path_argument("ORDNER", "Ordner, in dem die Mappe angelegt wird.")],
    jahr: Annotated[int, typer.Option("--jahr", metavar="JJJJ", parser=parse_jahr, help="Haushaltsjahr.")] = (
        date.today().year
    ),
) -> int:
    """Legt eine leere Datenmappe mit dem Kontenrahmen Niedersachsen an."""
    mappe = neu(ordner, jahr)
    _out.print(f"Angelegt: {mappe}", markup=False)
    _out.print("Nächster Schritt: die Mappe in Excel öffnen; das Blatt Start erklärt, was einzutragen ist.")
    _out.print(f"Danach prüfen:  xlbudget pruefen {_quoted(mappe)}", markup=False)
    return OK


@app.command("pruefen", cls=Command)
def pruefen_command(datenmappe: DatenmappeArg) -> int:
    """Prüft Datenmappe und Exporte, ohne etwas zu schreiben."""
    with _progress() as fortschritt:
        befunde = pruefen(datenmappe, fortschritt)
    _show_befunde(befunde)
    _out.print(f"Geprüft: {datenmappe.name}. {_count_befunde(befunde)}", markup=False)
    return FEHLER if has_fehler(befunde) else OK


@app.command("bericht", cls=Command)
def bericht_command(
    datenmappe: DatenmappeArg,
    stand: StandOption,
    ziel: Annotated[Path, typer.Option("--ziel", metavar="ORDNER", parser=parse_path, help="Ordner für die Berichte.")],
    nur: Annotated[
        list[str] | None,
        typer.Option("--nur", metavar="BUDGET|PRODUKT", help="Nur dieses Budget oder Produkt; mehrfach möglich."),
    ] = None,
    form: Annotated[
        Form,
        typer.Option(
            "--form",
            metavar="FORM",
            parser=parse_choice(Form),
            help="einzeln, mappe (eine Datei je Budget) oder beides.",
        ),
    ] = Form.EINZELN,
    rechner: Annotated[
        Rechner,
        typer.Option("--rechner", metavar="NAME", parser=parse_choice(Rechner), help="pandas oder duckdb."),
    ] = Rechner.PANDAS,
) -> int:
    """Schreibt die Produktblätter und den Gesamtbericht eines Standes."""
    with _progress() as fortschritt:
        ergebnis = bericht(datenmappe, stand, ziel, nur or (), form, rechner, fortschritt)
    _show_befunde(ergebnis.befunde)
    _show_ergebnis(ergebnis)
    return FEHLER if has_fehler(ergebnis.befunde) else OK


@vorlage_app.command("neu", cls=Command)
def vorlage_neu_command(
    ordner: Annotated[Path, path_argument("ORDNER", "Ordner, in dem die Vorlage abgelegt wird.")],
    modern: Annotated[bool, typer.Option("--modern", help="Die moderne Vorlage statt der klassischen.")] = False,
) -> int:
    """Legt eine mitgelieferte Vorlage zum Umgestalten in Excel ab."""
    datei = vorlage_neu(ordner, VORLAGE_MODERN if modern else VORLAGE)
    _out.print(f"Angelegt: {datei}", markup=False)
    _out.print(f"Nach dem Umgestalten prüfen:  xlbudget vorlage pruefen {_quoted(datei)}", markup=False)
    _out.print("Dann in der Datenmappe bei Einstellungen › Vorlage den Dateinamen eintragen.")
    return OK


@vorlage_app.command("pruefen", cls=Command)
def vorlage_pruefen_command(datei: Annotated[Path, path_argument("DATEI", "Die Vorlage (.xlsx).")]) -> int:
    """Prüft eine Vorlage: Namen, Platz, Formeln und alles, was Excel zum Reparieren brächte."""
    befunde = vorlage_pruefen(datei)
    _show_befunde(befunde)
    _out.print(f"Geprüft: {datei.name}. {_count_befunde(befunde)}", markup=False)
    return FEHLER if has_fehler(befunde) else OK


@app.callback(invoke_without_command=True)
def version_command(
    version: Annotated[bool, typer.Option("--version", help="Zeigt die Version.", is_eager=True)] = False,
) -> None:
    if version:
        _out.print(f"xlbudget {__version__}")
        raise typer.Exit(OK)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit. A user's mistake never shows a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # a Windows console that cannot show ✗ must not end the run
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(_run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    try:
        code = app(arguments, standalone_mode=False, prog_name="xlbudget")
    except XlbudgetError as error:
        _show_befunde(error.befunde)
        _err.print(Text(str(error), style="bold red"))
        return NICHT_MOEGLICH
    except UsageError as error:
        if text := explain_usage_error(error):
            _err.print(Text(text, style="bold red"))
            _err.print("Hilfe:  xlbudget --help  oder  xlbudget BEFEHL --help", markup=False)
        return NICHT_MOEGLICH
    except KeyboardInterrupt:
        code = 130
    except Exception:  # noqa: BLE001 - whatever it is, no user shall meet a traceback
        _report_defect()
        return NICHT_MOEGLICH
    if code == 130:
        _err.print("Abgebrochen. Berichte werden nur ganz oder gar nicht ersetzt.")
        return NICHT_MOEGLICH
    return code if isinstance(code, int) else OK


def _report_defect() -> None:
    """A defect of xlbudget itself: what a developer needs goes into a file, not onto the screen."""
    with NamedTemporaryFile("w", prefix="xlbudget-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(f"xlbudget {__version__}, Python {sys.version}\n{traceback.format_exc()}")
    text = "Hier ist xlbudget selbst ein Fehler unterlaufen; frühere Berichte sind unverändert."
    _err.print(Text(text, style="bold red"))
    _err.print(f"Bitte melden und diese Datei mitschicken: {log.name}", markup=False)


@contextmanager
def _progress() -> Iterator[Fortschritt]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=_err, transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda text, erledigt, gesamt: progress.update(task, description=text, completed=erledigt, total=gesamt)


def _show_befunde(befunde: Sequence[Befund]) -> None:
    for schwere in Schwere:
        zeichen, stil = _STIL[schwere]
        for befund in befunde:
            if befund.schwere is schwere:
                _out.print(Text(f"{zeichen} {schwere:<8}", style=stil) + Text(f" {befund}"))


def _count_befunde(befunde: Sequence[Befund]) -> str:
    anzahl: Callable[[Schwere], int] = lambda schwere: sum(befund.schwere is schwere for befund in befunde)  # noqa: E731
    mehrzahl = {Schwere.FEHLER: "Fehler", Schwere.WARNUNG: "Warnungen", Schwere.HINWEIS: "Hinweise"}
    return "Befunde: " + ", ".join(
        f"{anzahl(schwere)} {schwere.value if anzahl(schwere) == 1 else mehrzahl[schwere]}" for schwere in Schwere
    )


def _show_ergebnis(ergebnis: Ergebnis) -> None:
    mehrzahl = {Ebene.PRODUKT: "Produkte", Ebene.BUDGET: "Budgets", Ebene.DEZERNAT: "Dezernate", Ebene.GESAMT: "Gesamt"}
    teile = [
        f"{anzahl} {ebene.value if anzahl == 1 else name}"
        for ebene, name in mehrzahl.items()
        if (anzahl := ergebnis.count(ebene))
    ]
    if anzahl := len(ergebnis.blaetter):
        wort = "Produktblatt" if anzahl == 1 else "Produktblätter"
        _out.print(f"{anzahl} {wort} ({', '.join(teile)}) in {ergebnis.ziel / ORDNER_EINZELN}", markup=False)
    if anzahl := len(ergebnis.mappen):
        wort = "Mappe" if anzahl == 1 else "Mappen"
        _out.print(f"{anzahl} {wort} für die Fachdienste in {ergebnis.ziel / ORDNER_MAPPEN}", markup=False)
    if ergebnis.gesamt:
        _out.print(f"Gesamtbericht mit allen Befunden: {ergebnis.gesamt}", markup=False)
    _out.print(_count_befunde(ergebnis.befunde))


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)
