"""Commands for the round trip with the Fachdienste."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from xlbudget.app.runde.auftrag import Auftrag, Weg, entwurfsordner
from xlbudget.cli.anzeige import FEHLER, OK, count_text, one_line, out, progress, show_befunde
from xlbudget.cli.deutsch import Command, parse_datum, parse_path
from xlbudget.cli.wurzel import DatenmappeArg, StandOption, TrotzOption, app
from xlbudget.core.rueckmeldung import feldwert_text
from xlbudget.core.zeit import Stand
from xlbudget.errors import has_fehler

if TYPE_CHECKING:
    from xlbudget.app.runde.ruecklauf import Ruecklaufeintrag
    from xlbudget.app.runde.versand import Versandergebnis

_NEBEN_ADRESSEN = (36, 60)  # characters for the other columns: at least, and where the window is left anyway


def _nummer(text: str) -> int:
    if not text.isdecimal():
        raise typer.BadParameter(f"„{text}“ ist keine Nummer. Die Nummern der Rückgaben zeigt xlbudget ruecklauf.")
    return int(text)


FristOption = Annotated[
    date | None,
    typer.Option("--frist", metavar="TT.MM.JJJJ", parser=parse_datum, help="Bis wann zu antworten ist."),
]
ZielOption = Annotated[
    Path | None,
    typer.Option(
        "--ziel",
        metavar="ORDNER",
        parser=parse_path,
        help="Ordner für Entwürfe und Versandliste; ohne Angabe versand/NAME/STAND neben der Datenmappe.",
    ),
]
NurOption = Annotated[
    list[str] | None, typer.Option("--nur", metavar="BUDGET", help="Nur dieses Budget; mehrfach möglich.")
]
SendenOption = Annotated[bool, typer.Option("--senden", help="Über den Mailserver versenden statt Entwürfe schreiben.")]
WechselOption = Annotated[
    bool, typer.Option("--wechsel-geprueft", help="Empfänger haben wirklich das Budget gewechselt.")
]
OutlookOption = Annotated[bool, typer.Option("--outlook", help="Entwürfe in Outlook anlegen (nur Windows).")]


@app.command("versand", cls=Command)
def versand_command(
    datenmappe: DatenmappeArg,
    stand: StandOption,
    *,
    frist: FristOption = None,
    ziel: ZielOption = None,
    nur: NurOption = None,
    senden: SendenOption = False,
    outlook: OutlookOption = False,
    erneut: Annotated[
        bool,
        typer.Option(
            "--erneut", help="Auch wer schon eine Mappe hat, bekommt eine neue Fassung, wenn sich etwas geändert hat."
        ),
    ] = False,
    wechsel_geprueft: WechselOption = False,
    trotz_fehlern: TrotzOption = False,
) -> int:
    """Bereitet je Fachdienst eine Mail mit seiner Mappe vor; ohne --senden als Entwürfe zum Ansehen."""
    from xlbudget.app.runde.versand import versand

    ort, weg = _ziel(datenmappe, stand, ziel), mail_weg(senden=senden, outlook=outlook)
    auftrag = Auftrag(
        stand=stand,
        ziel=ort,
        nur=nur or (),
        frist=frist,
        weg=weg,
        erneut=erneut,
        wechsel_geprueft=wechsel_geprueft,
        trotz_fehlern=trotz_fehlern,
    )
    with progress() as fortschritt:
        ergebnis = versand(datenmappe, auftrag, fortschritt)
    return _show_versand(ergebnis, auftrag.weg)


@app.command("erinnern", cls=Command)
def erinnern_command(
    datenmappe: DatenmappeArg,
    stand: StandOption,
    *,
    frist: FristOption = None,
    ziel: ZielOption = None,
    nur: NurOption = None,
    senden: SendenOption = False,
    outlook: OutlookOption = False,
    wechsel_geprueft: WechselOption = False,
) -> int:
    """Erinnert alle, deren Rückmeldung fehlt; höchstens einmal am Tag."""
    from xlbudget.app.runde.versand import erinnern

    ort, weg = _ziel(datenmappe, stand, ziel), mail_weg(senden=senden, outlook=outlook)
    auftrag = Auftrag(stand, ort, nur or (), frist, weg, wechsel_geprueft=wechsel_geprueft)
    with progress() as fortschritt:
        ergebnis = erinnern(datenmappe, auftrag, fortschritt)
    return _show_versand(ergebnis, auftrag.weg)


@app.command("freigeben", cls=Command)
def freigeben_command(datenmappe: DatenmappeArg, stand: StandOption, nur: NurOption = None) -> int:
    """Gibt Mails frei, die eine andere Person vorbereitet hat (Einstellung Vier Augen)."""
    from xlbudget.app.runde.freigabe import freigeben

    for nachricht in freigeben(datenmappe, stand, nur or ()):
        out.print(f"Freigegeben: {nachricht.art} {nachricht.budget} an {', '.join(nachricht.an)}", markup=False)
    return OK


@app.command("klaeren", cls=Command)
def klaeren_command(
    datenmappe: DatenmappeArg,
    stand: StandOption,
    budget: Annotated[str, typer.Option("--budget", metavar="BUDGET", help="Name oder Nummer des Budgets.")],
    gesendet: Annotated[bool, typer.Option("--gesendet/--nicht-gesendet", help="Was Sie herausgefunden haben.")],
) -> int:
    """Trägt ein, ob eine unklare Mail angekommen ist; nicht gesendete gehen beim nächsten Versand hinaus."""
    from xlbudget.app.runde.freigabe import klaeren

    for nachricht in klaeren(datenmappe, stand, budget, gesendet=gesendet):
        wort = "gesendet" if gesendet else "nicht gesendet"
        out.print(f"Eingetragen: {nachricht.art} {nachricht.budget} ist {wort}.", markup=False)
    return OK


@app.command("ruecklauf", cls=Command)
def ruecklauf_command(
    datenmappe: DatenmappeArg,
    pfade: Annotated[
        list[Path] | None,
        typer.Argument(metavar="ORDNER|DATEI…", parser=parse_path, help="Mappen oder Mails (.xlsx, .eml, .msg)."),
    ] = None,
    annehmen: Annotated[
        list[int] | None,
        typer.Option("--annehmen", metavar="NUMMER", parser=_nummer, help="Diese Rückgabe gilt; mehrfach möglich."),
    ] = None,
    ablehnen: Annotated[
        list[int] | None,
        typer.Option(
            "--ablehnen", metavar="NUMMER", parser=_nummer, help="Diese Rückgabe gilt nicht; mehrfach möglich."
        ),
    ] = None,
    *,
    ersetzen: Annotated[
        bool, typer.Option("--ersetzen", help="Auch gegen die Entscheidung einer anderen Person.")
    ] = False,
) -> int:
    """Liest zurückgekommene Mappen ein, zeigt die Änderungen und hält fest, was gilt."""
    from xlbudget.app.runde.ruecklauf import ruecklauf

    _refuse_stray_number(pfade or ())
    with progress() as fortschritt:
        ergebnis = ruecklauf(
            datenmappe,
            pfade or (),
            annehmen=annehmen or (),
            ablehnen=ablehnen or (),
            fortschritt=fortschritt,
            ersetzen=ersetzen,
        )
    show_befunde(ergebnis.befunde)
    for eintrag in ergebnis.eintraege:
        _show_rueckgabe(eintrag)
    anzahl = sum(eintrag.neu for eintrag in ergebnis.eintraege)
    neue = f"{anzahl} neue {'Rückgabe' if anzahl == 1 else 'Rückgaben'}." if pfade else ""
    ruhig = "" if ergebnis.eintraege else "Nichts wartet auf eine Entscheidung. "
    out.print(f"{neue} {ruhig}{count_text(ergebnis.befunde)}".strip())
    return FEHLER if has_fehler(ergebnis.befunde) else OK


@app.command("ruecklaufstand", cls=Command)
def ruecklaufstand_command(datenmappe: DatenmappeArg, stand: StandOption) -> int:
    """Zeigt, wer geantwortet hat, was offen ist und wie viele Tage bis zur Frist bleiben."""
    from xlbudget.app.runde.ruecklaufstand import ruecklaufstand

    heute = date.today()
    zeilen = ruecklaufstand(datenmappe, stand)
    begruendet = ["Begründungen"] if any(zeile.begruendung_text for zeile in zeilen) else []
    texte = []
    for zeile in zeilen:
        frist, eingegangen = (f"{tag:%d.%m.%Y}" if tag else "" for tag in (zeile.frist, zeile.eingegangen))
        wann, woher = f"{frist}\n{zeile.frist_text(heute)}", f"{eingegangen}\n{zeile.von}"
        texte.append((zeile.budget.titel, zeile.lage, wann, woher, *(zeile.begruendung_text for _ in begruendet)))
    _show_lines(("Budget", "Lage", "Frist", "Eingegangen", *begruendet), texte)
    out.print(f"{sum(not zeile.ist_offen for zeile in zeilen)} von {len(zeilen)} Budgets abgeschlossen.")
    return OK


def _refuse_stray_number(pfade: Iterable[Path]) -> None:
    """What stands behind `--annehmen 2` as a second number is taken for a path."""
    if zahl := next((pfad.name for pfad in pfade if pfad.name.isdigit() and not pfad.exists()), None):
        raise typer.BadParameter(
            f"Was ist mit {zahl} gemeint? Mehrere Nummern so angeben: --annehmen 2 --annehmen 3. Nichts ist "
            "entschieden."
        )


def mail_weg(*, senden: bool, outlook: bool) -> Weg:
    """The way two options mean. Raises BadParameter for both."""
    if senden and outlook:
        raise typer.BadParameter("--senden und --outlook schließen einander aus.")
    return Weg.SENDEN if senden else Weg.OUTLOOK if outlook else Weg.ENTWURF


def _ziel(datenmappe: Path, stand: Stand, ziel: Path | None) -> Path:
    return ziel or entwurfsordner(datenmappe, stand)


def _show_versand(ergebnis: Versandergebnis, weg: Weg) -> int:
    show_befunde(ergebnis.befunde)
    zeilen = [(posten.budget.titel, "\n".join(posten.empfaenger), posten.lage) for posten in ergebnis.posten]
    _show_lines(("Budget", "Empfänger", "Lage"), zeilen)
    entwuerfe = "Entwürfe (.eml, zum Öffnen und Senden) und " if weg is Weg.ENTWURF else ""
    out.print(f"{entwuerfe}{ergebnis.liste} in {ergebnis.ziel}", markup=False)
    out.print(count_text(ergebnis.befunde))
    return FEHLER if has_fehler(ergebnis.befunde) else OK


def _show_lines(spalten: Sequence[str], zeilen: Sequence[Sequence[str]]) -> None:
    """A table in which nothing is cut off and no address broken, however narrow the window."""
    tabelle, ganz = Table(), 0
    for nummer, spalte in enumerate(spalten):
        texte = [zeile[nummer] for zeile in zeilen]
        mit_adresse = any("@" in text for text in texte)
        tabelle.add_column(spalte, overflow="fold", no_wrap=mit_adresse)
        ganz += max(len(text) for alle in texte for text in alle.splitlines()) if mit_adresse else 0
    for zeile in zeilen:
        tabelle.add_row(*(Text("\n".join(map(one_line, text.strip().splitlines()))) for text in zeile))
    if ganz + min(_NEBEN_ADRESSEN) > out.width:
        tabelle.width = ganz + max(_NEBEN_ADRESSEN)
    out.print(tabelle, crop=False)


def _show_rueckgabe(eintrag: Ruecklaufeintrag) -> None:
    rueckgabe = eintrag.rueckgabe
    von = (rueckgabe.rueckmeldung.name if rueckgabe.rueckmeldung else "") or "unbekannt"
    gesendet = f", gesendet von {rueckgabe.absender}" if rueckgabe.absender else ""
    kopf = f"Rückgabe {rueckgabe.nummer}: {rueckgabe.budget or rueckgabe.dateiname} von {von}{gesendet}: {eintrag.lage}"
    out.print(Text(one_line(kopf), style="bold"))
    for aenderung in eintrag.aenderungen:
        alt, neu = (feldwert_text(wert) or "leer" for wert in (aenderung.alt, aenderung.neu))
        out.print(Text(f"    {aenderung.feld}: {one_line(alt)} → {one_line(neu)}"))
