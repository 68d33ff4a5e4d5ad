"""What a Datenmappe says about measures: the table Maßnahmen, parsed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import cast

from xlbudget.core.massnahmen import Massnahmenart, Massnahmenstatus, Massnahmenzeile, Wirkung
from xlbudget.sources.datenmappe.tabellen import Satz, complete


def massnahmen_of(saetze: list[Satz], jahr: int) -> Iterator[Massnahmenzeile]:
    """The lines of the table; `jahr` is meant where none is given. An amount that cannot be read is none."""
    for satz in complete(saetze, "Maßnahme"):
        art = satz.text("Art")
        yield Massnahmenzeile(
            massnahme=satz.text("Maßnahme"),
            jahr=cast(int | None, satz["Jahr"]) or jahr,
            handlungsfeld=satz.text("Handlungsfeld"),
            ziel=satz.text("Ziel"),
            zielgroesse=satz.text("Zielgröße"),
            kennzahl=satz.text("Kennzahl"),
            verantwortlich=satz.text("Verantwortlich"),
            bis=cast(date | None, satz["Bis"]),
            status=Massnahmenstatus(satz.text("Status") or Massnahmenstatus.OFFEN),
            bemerkung=satz.text("Bemerkung"),
            art=Massnahmenart(art) if art else None,
            objekt=satz.text("Objekt"),
            zeile=satz.text("Zeile"),
            wirkung=Wirkung(
                cast(int | None, satz["Wirkung geplant"]),
                cast(int | None, satz["Wirkung erreicht"]),
                cast(int | None, satz["Wirkung Prognose"]),
            ),
            in_prognose=satz["In der Prognose"] is True,
            source=satz.ref("Maßnahme"),
        )
