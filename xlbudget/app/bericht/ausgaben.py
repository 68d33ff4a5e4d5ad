"""What a run writes, whatever form it has: the report of everything, or an Auszug for each committee asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xlbudget.app.bericht.auswahl import Auswahl, Form, select_budgets, select_objekte
from xlbudget.app.bericht.auszuege import Ausgabe, select_auszuege
from xlbudget.app.bericht.darstellung import dressed
from xlbudget.app.bericht.fakten import with_events_of
from xlbudget.app.bericht.lauf import Lauf
from xlbudget.app.bericht.sperre import check_sperre
from xlbudget.core.gliederung import Berichtsobjekt
from xlbudget.errors import EingabeError


def select_ausgaben(lauf: Lauf, auswahl: Auswahl, *, trotz_fehlern: bool) -> list[Ausgabe]:
    """The reports with their Produktblätter, in the order of the table Ausschüsse.

    Raises BerichtGesperrtError without `trotz_fehlern` where a finding says that sums are wrong or that an Auszug lacks
    something, EingabeError for what is unknown and where nothing is left to report.
    """
    check_sperre(lauf.befunde, trotz_fehlern=trotz_fehlern)
    check_zeigt_budgets(lauf)
    gliederung = lauf.daten.gliederung
    objekte = select_objekte(gliederung, auswahl.nur)
    if auswahl.ist_auszug:
        ausgaben = select_auszuege(lauf, auswahl, objekte, trotz_fehlern=trotz_fehlern)
    else:
        ausgaben = [_whole(lauf, objekte, auswahl.form)]
    if not auswahl.nur:
        return ausgaben
    return [replace(a, bericht=with_events_of(a.bericht, (*a.blaetter, *a.mappen), gliederung)) for a in ausgaben]


def check_zeigt_budgets(lauf: Lauf) -> None:
    """Raises EingabeError (German) where Budgets are there and none is reported at this Stand: sums alone tell nobody
    anything, in whatever form."""
    if lauf.mappe.objekte and not lauf.daten.produktbericht().budgetgruppen:
        raise EingabeError(
            f"Zum Stand {lauf.daten.stand.text} zeigt der Bericht kein einziges Budget. In der Tabelle Budgets die "
            "Spalten Im Bericht und Stände ansehen, oder einen anderen Stand angeben.",
            lauf.befunde,
        )


def _whole(lauf: Lauf, objekte: Sequence[Berichtsobjekt], form: Form) -> Ausgabe:
    return Ausgabe(
        bericht=dressed(lauf.daten.produktbericht(), lauf),
        ordner="",
        datei=f"Produktbericht {lauf.daten.stand}.xlsx",
        blaetter=tuple(objekte) if form is not Form.MAPPE else (),
        mappen=select_budgets(lauf.daten.gliederung, objekte) if form is not Form.EINZELN else (),
    )
