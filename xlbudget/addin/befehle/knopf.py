"""What surrounds every command of the ribbon: one message at its end, whatever happens, and a line in the log."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from logging import Logger
from typing import Concatenate, ParamSpec

import xlwings as xw

from xlbudget.addin.excelprozesse import spare_other_excels
from xlbudget.addin.offen.meldungen import ANGEHALTEN, fehlertext, programmfehlertext
from xlbudget.addin.offen.protokoll import recording
from xlbudget.addin.offen.sitzung import Abgebrochen, Angehalten, Sitzung
from xlbudget.errors import XlbudgetError
from xlbudget.xlsx.live.excel_state import Geduld, attempts_limited, excel_errors

Angaben = ParamSpec("Angaben")


def run(
    befehl: str,
    handlung: Callable[Concatenate[Sitzung, Angaben], str],
    *angaben: Angaben.args,
    **weitere: Angaben.kwargs,
) -> None:
    """Do what a button stands for, and show what came of it; an empty text shows nothing.

    Returns normally after every error that could be shown: VBA then has nothing to add. Otherwise raises SystemExit,
    of whose text VBA shows the last line.
    """
    spare_other_excels()
    with recording() as log, attempts_limited():
        log.info("%s%s", befehl, f" {angaben}" if angaben else "")
        sitzung: Sitzung | None = None
        try:
            with excel_errors():
                sitzung = Sitzung(xw.Book.caller().app, befehl)
                text = handlung(sitzung, *angaben, **weitere)
        except Abgebrochen as abbruch:
            log.info("%s: auf Wunsch abgebrochen bei: %s", befehl, abbruch)
        except (Angehalten, KeyboardInterrupt) as ende:
            log.info("%s: angehalten bei: %s", befehl, ende)
            _show(sitzung, ANGEHALTEN, log)
        except XlbudgetError as error:
            log.error("%s: %s%s", befehl, error, "".join(f"\n  {befund.schwere}: {befund}" for befund in error.befunde))
            _show(sitzung, fehlertext(error), log, fehler=True)
        except Exception as error:
            log.exception("%s: unerwarteter Fehler", befehl)
            _show(sitzung, programmfehlertext(error), log, fehler=True)
        else:
            log.info("%s: fertig. %s", befehl, text)
            if text:
                _show(sitzung, text, log)


def _show(sitzung: Sitzung | None, text: str, log: Logger, *, fehler: bool = False) -> None:
    in_one_line = " ".join(text.split())
    if sitzung is None:
        raise SystemExit(in_one_line)
    try:
        Geduld()(partial(sitzung.tell, text, fehler=fehler))
    except Exception:
        log.exception("Die Meldung ließ sich nicht zeigen")
        raise SystemExit(in_one_line) from None
