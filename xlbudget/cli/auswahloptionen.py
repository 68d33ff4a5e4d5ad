"""The options that say which reports are meant, for every command that writes some."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from xlbudget.app.bericht.auswahl import Auswahl, Form

NurOption = Annotated[
    list[str] | None,
    typer.Option("--nur", metavar="BUDGET|PRODUKT", help="Nur dieses Budget oder Produkt; mehrfach möglich."),
]
AusschussOption = Annotated[
    list[str] | None,
    typer.Option("--ausschuss", metavar="KÜRZEL", help="Den Auszug für diesen Ausschuss; mehrfach möglich."),
]
JeAusschussOption = Annotated[bool, typer.Option("--je-ausschuss", help="Für jeden Ausschuss seinen Auszug.")]
AlleOption = Annotated[bool, typer.Option("--alle", help="Auch von vielen gleichartigen Befunden jeden zeigen.")]


def auswahl_of(
    nur: Sequence[str] | None, ausschuss: Sequence[str] | None, form: Form = Form.EINZELN, *, je_ausschuss: bool
) -> Auswahl:
    """What the options mean together. Raises typer.BadParameter where one says what another says already."""
    if ausschuss and je_ausschuss:
        raise typer.BadParameter("--je-ausschuss schreibt schon den Auszug jedes Ausschusses; --ausschuss weglassen.")
    return Auswahl(tuple(nur or ()), form, tuple(ausschuss or ()), je_ausschuss)
