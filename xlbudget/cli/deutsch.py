"""The command line in German: what typer and click say in English only, and how arguments are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import typer
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

from xlbudget.core.landesrahmen import Land
from xlbudget.core.zeit import Stand

rich_utils.ARGUMENTS_PANEL_TITLE = "Angaben"
rich_utils.OPTIONS_PANEL_TITLE = "Optionen"
rich_utils.COMMANDS_PANEL_TITLE = "Befehle"
rich_utils.REQUIRED_LONG_STRING = "[nötig]"
rich_utils.DEFAULT_STRING = "[Vorgabe: {}]"

_DATEIEN = (".xlsx", ".xlsm", ".csv", ".txt")

Choice = TypeVar("Choice", bound=StrEnum)
UsageError: type[Exception] = typer.BadParameter.__mro__[1]  # the class of click, or of the copy inside typer


class _German:
    """Help texts that click has in English only."""

    def get_usage(self, ctx: Any) -> str:
        usage = super().get_usage(ctx)  # type: ignore[misc]
        for english, german in (("Usage:", "Aufruf:"), ("OPTIONS", "OPTIONEN"), ("COMMAND [ARGS]", "BEFEHL [ANGABEN]")):
            usage = usage.replace(english, german, 1)
        return str(usage)

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "Zeigt diese Hilfe."
        return option


class Command(_German, TyperCommand):
    pass


class Group(_German, TyperGroup):
    pass


def parse_stand(text: str) -> Stand:
    try:
        return Stand.parse(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def parse_datum(text: str) -> date:
    for muster in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text.strip(), muster).date()
        except ValueError:
            continue
    raise typer.BadParameter(f"„{text}“ ist kein Datum. Erwartet wird TT.MM.JJJJ, zum Beispiel 14.07.2026.")


def parse_choice(choices: type[Choice]) -> Callable[[str], Choice]:
    def parse(text: str) -> Choice:
        gesucht = "".join(text.casefold().split())  # case and blanks do not count, as in the Datenmappe
        for choice in choices:
            if "".join(choice.casefold().split()) == gesucht:
                return choice
        raise typer.BadParameter(f"„{text}“ gibt es nicht; möglich sind {', '.join(choices)}.")

    return parse


def parse_path(text: str | Path) -> Path:
    """Also called with the default of a parameter, which is a path already."""
    if not str(text).strip():
        raise typer.BadParameter("Die Angabe ist leer.")
    return Path(text)


def parse_jahr(text: str | int) -> int:
    """Also called with the default of a parameter, which is a number already."""
    if not (str(text).isdecimal() and 2000 <= int(text) <= 2100):
        raise typer.BadParameter(f"„{text}“ ist kein Haushaltsjahr. Erwartet wird JJJJ, zum Beispiel 2026.")
    return int(text)


def parse_land(text: str) -> Land:
    try:
        return Land.parse(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def path_argument(metavar: str, hilfe: str) -> Any:
    return typer.Argument(metavar=metavar, parser=parse_path, help=hilfe)


def explain_usage_error(error: Exception) -> str:
    """What is wrong with a call, in German; empty where the help has already been shown."""
    kind, param = type(error).__name__, getattr(error, "param", None)
    if kind == "NoArgsIsHelpError":
        return ""
    name = (
        "/".join(getattr(param, "opts", ())) if type(param).__name__ == "TyperOption" else getattr(param, "metavar", "")
    )
    option = getattr(error, "option_name", "")
    texte = {
        "MissingParameter": f"Es fehlt die Angabe {name}.",
        "NoSuchOption": f"Die Option {option} gibt es nicht.",
        "BadOptionUsage": f"Nach {option} fehlt die Angabe.",
        "BadParameter": f"{name}: {getattr(error, 'message', '')}".removeprefix(": "),
    }
    return texte.get(kind, "Diesen Befehl gibt es nicht, oder er hat eine Angabe zu viel.")


def find_unquoted(arguments: Sequence[str]) -> str:
    """A name with blanks that came as several arguments; empty where there is none.

    >>> find_unquoted(["pruefen", "Datenmappe", "2026.xlsx"]), find_unquoted(["pruefen", "a.xlsx", "b.xlsx"])
    ('Datenmappe 2026.xlsx', '')
    """
    for von in range(len(arguments)):
        for bis in range(von + 2, len(arguments) + 1):
            teile = arguments[von:bis]
            if any(teil.startswith("-") for teil in teile):
                break
            ganz = " ".join(teile)
            vorn, hinten = Path(teile[0]).suffix, Path(teile[-1]).suffix.casefold()
            if Path(ganz).exists() or (von and not vorn and hinten in _DATEIEN and not Path(teile[-1]).exists()):
                return ganz
    return ""
