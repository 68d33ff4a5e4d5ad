"""The command that publishes: open data and a web page of one Stand."""

from __future__ import annotations

from xlbudget.cli.anzeige import FEHLER, OK, count_text, out, progress, show_befunde
from xlbudget.cli.auswahloptionen import AlleOption, AusschussOption, JeAusschussOption, NurOption, auswahl_of
from xlbudget.cli.deutsch import Command
from xlbudget.cli.wurzel import DatenmappeArg, StandOption, TrotzOption, ZielOption, app
from xlbudget.errors import has_fehler


@app.command("veroeffentlichen", cls=Command)
def veroeffentlichen_command(
    datenmappe: DatenmappeArg,
    stand: StandOption,
    ziel: ZielOption,
    *,
    nur: NurOption = None,
    ausschuss: AusschussOption = None,
    je_ausschuss: JeAusschussOption = False,
    trotz_fehlern: TrotzOption = False,
    alle: AlleOption = False,
) -> int:
    """Schreibt einen Stand als offene Daten (csv) und als barrierefreie Webseite."""
    from xlbudget.app.bericht.veroeffentlichen import veroeffentlichen

    auswahl = auswahl_of(nur, ausschuss, je_ausschuss=je_ausschuss)
    with progress() as fortschritt:
        ergebnis = veroeffentlichen(
            datenmappe, stand, ziel, auswahl, trotz_fehlern=trotz_fehlern, fortschritt=fortschritt
        )
    show_befunde(ergebnis.befunde, alle=alle)
    for seite in ergebnis.seiten:
        out.print(f"Webseite: {seite}", markup=False)
        daten = [datei.name for datei in ergebnis.dateien if datei.parent == seite.parent and datei != seite]
        out.print(f"Offene Daten daneben: {', '.join(daten)}", markup=False)
    out.print(count_text(ergebnis.befunde))
    return FEHLER if has_fehler(ergebnis.befunde) else OK
