"""The commands: the only package that prints or exits."""

from __future__ import annotations

import gc
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from rich.text import Text

from xlbudget import __version__
from xlbudget.cli import (  # noqa: F401 - they register their commands
    abgleich,
    addin,
    bericht,
    datenmappe,
    druck,
    fristen,
    liefern,
    sachdarstellung,
    textpruefung,
    veroeffentlichen,
    versand,
    vorlage,
    vorschau,
)
from xlbudget.cli.anzeige import NICHT_MOEGLICH, OK, err, show_befunde
from xlbudget.cli.datenmappe import ask_whose
from xlbudget.cli.deutsch import UsageError, explain_usage_error, find_unquoted
from xlbudget.cli.wurzel import app
from xlbudget.core.mappenkennung import UnklareDatenmappeError
from xlbudget.errors import XlbudgetError


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit. A user's mistake never shows a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # a Windows console that cannot show ✗ must not end the run
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    gc.set_threshold(100_000, 50, 100)  # a run makes objects by the million, and hardly any go in circles
    sys.exit(_run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    try:
        code = app(arguments, standalone_mode=False, prog_name="xlbudget")
    except UnklareDatenmappeError as error:
        if ask_whose(Path(error.datei), str(error)):
            return _run(arguments)
        err.print(Text(str(error), style="bold red"))
        return NICHT_MOEGLICH
    except XlbudgetError as error:
        show_befunde(error.befunde)
        err.print(Text(str(error), style="bold red"))
        return NICHT_MOEGLICH
    except UsageError as error:
        if text := explain_usage_error(error):
            err.print(Text(text, style="bold red"))
            if name := find_unquoted(sys.argv[1:] if arguments is None else arguments):
                err.print(f'Ein Name mit Leerzeichen gehört in Anführungszeichen:  "{name}"', markup=False)
            err.print("Hilfe:  xlbudget --help  oder  xlbudget BEFEHL --help", markup=False)
        return NICHT_MOEGLICH
    except KeyboardInterrupt:
        code = 130
    except Exception:  # noqa: BLE001 - whatever it is, no user shall meet a traceback
        _report_defect()
        return NICHT_MOEGLICH
    if code == 130:
        err.print(
            "Abgebrochen. Berichte werden nur ganz oder gar nicht ersetzt; was schon versandt oder eingelesen ist, "
            "steht im Versandbuch."
        )
        return NICHT_MOEGLICH
    return code if isinstance(code, int) else OK


def _report_defect() -> None:
    """A defect of xlbudget itself: what a developer needs goes into a file, not onto the screen."""
    with NamedTemporaryFile("w", prefix="xlbudget-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(f"xlbudget {__version__}, Python {sys.version}\n{traceback.format_exc()}")
    text = "Hier ist xlbudget selbst ein Fehler unterlaufen; frühere Berichte sind unverändert."
    err.print(Text(text, style="bold red"))
    err.print(f"Bitte melden und diese Datei mitschicken: {log.name}", markup=False)
