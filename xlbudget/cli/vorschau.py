"""The command that looks at an export before it is declared."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from xlbudget.cli.anzeige import FEHLER, NICHT_MOEGLICH, OK, confirmed, one_line, out, quoted, show_befunde, show_table
from xlbudget.cli.deutsch import Command, parse_choice, parse_jahr, parse_land, parse_path, path_argument
from xlbudget.cli.wurzel import app
from xlbudget.core.geld import format_betrag
from xlbudget.core.kontenrahmen import Art
from xlbudget.core.landesrahmen import Land
from xlbudget.errors import EingabeError, Schwere
from xlbudget.sources.export.angaben import Inhalt

if TYPE_CHECKING:
    from xlbudget.app.bericht.vorschau import Vorschau, VorschauError
    from xlbudget.sources.export.angaben import Erkennung
    from xlbudget.sources.export.bilanz import Exportbilanz
    from xlbudget.sources.export.vorschau import Beispielzeile, Exportbild, Ueberschrift


@app.command("vorschau", cls=Command)
def vorschau_command(
    datei: Annotated[
        Path, path_argument("DATEI", "Der Export (csv, txt, xlsx, xlsm, xls, ods, parquet), ein Ordner oder „b-*.csv“.")
    ],
    jahr: Annotated[
        int | None, typer.Option("--jahr", metavar="JJJJ", parser=parse_jahr, help="Haushaltsjahr; sonst erkannt.")
    ] = None,
    inhalt: Annotated[
        Inhalt | None,
        typer.Option("--inhalt", metavar="INHALT", parser=parse_choice(Inhalt), help="Wie in der Tabelle Quellen."),
    ] = None,
    *,
    als_json: Annotated[bool, typer.Option("--json", help="Summen, Fragen und Zeilen als JSON.")] = False,
    konten: Annotated[
        bool, typer.Option("--konten", help="Auch alle Sachkonten mit Namen und Zeile der Kontenzuordnung.")
    ] = False,
    land: Annotated[
        Land | None,
        typer.Option("--land", metavar="LAND", parser=parse_land, help="Ohne --datenmappe: dessen Kontenrahmen."),
    ] = None,
    datenmappe: Annotated[
        Path | None,
        typer.Option(
            "--datenmappe",
            metavar="DATENMAPPE",
            parser=parse_path,
            help="Mit deren Jahr und Kontenzuordnung, und wie sie den Export erklärt.",
        ),
    ] = None,
    uebernehmen: Annotated[
        Path | None,
        typer.Option(
            "--uebernehmen",
            metavar="DATENMAPPE",
            parser=parse_path,
            help="Trägt die Zeilen für Quellen und Spalten dort ein, nach Rückfrage.",
        ),
    ] = None,
    ja: Annotated[bool, typer.Option("--ja", help="Mit --uebernehmen: ohne Rückfrage.")] = False,
) -> int:
    """Zeigt, wie ein Export gelesen wird, was unsicher ist und was dazu in die Datenmappe gehört.

    Geschrieben wird nur mit --uebernehmen.
    """
    from xlbudget.app.bericht.vorschau import VorschauError, vorschau

    try:
        bild = vorschau(datei, jahr=jahr, inhalt=inhalt, datenmappe=uebernehmen or datenmappe, land=land or Land.NI)
    except EingabeError as error:
        if als_json:
            typer.echo(json.dumps(_EMPTY | {"fragen": [str(error)]}, ensure_ascii=False, indent=1))
            return NICHT_MOEGLICH
        if isinstance(error, VorschauError):
            _show_part(error)
        raise
    if als_json:
        typer.echo(json.dumps(_as_json(bild), ensure_ascii=False, indent=1))
    else:
        _show(bild, konten=konten)
    if uebernehmen:
        _take_over(bild, uebernehmen, ja=ja, show=not als_json)
    elif not (als_json or bild.ist_eingetragen):
        wahl = f' --inhalt "{inhalt}"' if inhalt else ""
        mappe = quoted(datenmappe) if datenmappe else "DATENMAPPE"
        befehl = f"xlbudget vorschau {quoted(datei)}{wahl} --uebernehmen {mappe}"
        out.print(f"Eintragen:  {befehl}", markup=False)
    return FEHLER if bild.fragen else OK


def _take_over(bild: Vorschau, datenmappe: Path, *, ja: bool, show: bool) -> None:
    from xlbudget.app.bericht.vorschau import take_over
    from xlbudget.app.bericht.vorschaufragen import count_lines

    offen = len(bild.fragen)
    frage = f"{count_lines(len(bild.quellen) + len(bild.spalten))} in {datenmappe.name} eintragen?"
    if offen:
        frage = f"{offen} offene {'Frage' if offen == 1 else 'Fragen'}. Trotzdem {frage}"
    if not (ja or bild.ist_eingetragen or confirmed(frage)):
        if show:
            out.print("Nichts eingetragen.")
        return
    sicherung = take_over(bild, datenmappe)
    if show:
        out.print(f"Eingetragen in {datenmappe}. Die Mappe, wie sie vorher war: {sicherung}", markup=False)


_EMPTY: dict[str, Any] = {
    "ertraege_ct": None,
    "aufwendungen_ct": None,
    "gezaehlt": None,
    "ausgelassen": None,
    "schlusszeilen": None,
    "fragen": [],
    "quellen": [],
    "spalten": [],
}


def _as_json(bild: Vorschau) -> Mapping[str, Any]:
    """The first kind of export (Ist) at the top, the Ansätze of a file that holds both under `ansatz`."""
    arten = dict.fromkeys(einer.export.inhalt for einer in bild.bilder)
    teile = [_sums([einer for einer in bild.bilder if einer.export.inhalt == art]) for art in arten]
    zeilen = {"fragen": bild.fragen, "quellen": list(bild.quellen), "spalten": list(bild.spalten)}
    ansatz = {"ansatz": teile[1]} if len(teile) > 1 else {}
    return teile[0] | zeilen | {"jahr": bild.jahr} | ansatz


def _sums(bilder: Sequence[Exportbild]) -> dict[str, Any]:
    bilanzen = [einer.export.bilanz for einer in bilder]
    return {
        "ertraege_ct": sum(einer.ertraege_ct for einer in bilder),
        "aufwendungen_ct": sum(einer.aufwendungen_ct for einer in bilder),
        "gezaehlt": sum(bilanz.gezaehlt for bilanz in bilanzen),
        "ausgelassen": sum(teil.anzahl for bilanz in bilanzen for teil in bilanz.ausgelassen),
        "schlusszeilen": sum(len(bilanz.schlusszeilen) for bilanz in bilanzen),
    }


def _show(bild: Vorschau, *, konten: bool) -> None:
    mehrere = len(bild.dateien) > 1
    anzahl = f", {len(bild.dateien)} Dateien" if mehrere else ""
    out.print(Text(f"{bild.file.name}{anzahl}, Haushaltsjahr {bild.jahr}", style="bold"))
    _show_decisions(bild.entscheidungen)
    for einer in bild.bilder:
        if einer.export.ort.datei == bild.dateien[0].name:
            _show_export(einer, einer.export.ort.datei if mehrere else "")
    if mehrere:
        _show_files(bild)
    if konten:
        _show_konten(bild)
    show_table("Für die Tabelle Quellen", *_as_rows(bild.quellen))
    if bild.spalten:
        show_table("Für die Tabelle Spalten", *_as_rows(bild.spalten))
    show_befunde([befund for befund in bild.befunde if befund.schwere is Schwere.HINWEIS])
    if bild.fragen:
        out.print(Text("Offene Fragen", style="bold yellow"))
        for frage in bild.fragen:
            out.print(Text(f"? {one_line(frage)}"))
    else:
        out.print("Keine offenen Fragen.")


def _show_part(error: VorschauError) -> None:
    """What was understood of an export that cannot be read; the reason comes after it."""
    teil = error.teil
    out.print(Text(f"{error.file.name}: nicht lesbar, so weit verstanden", style="bold"))
    _show_decisions(teil.entscheidungen)
    out.print(Text(f"Kopfzeile {teil.kopfzeile}", style="bold"))
    _show_headings(teil.ueberschriften)
    if teil.beispiele:
        _show_lines("Die ersten Zeilen, Beträge wie in der Datei", teil.beispiele)
    if teil.zeilen:
        show_table(
            "Die ersten Zeilen, wie sie dastehen",
            ("Zeile", "Zellen"),
            [(str(nummer), " | ".join(zellen)) for nummer, zellen in teil.zeilen],
            rechts=(0,),
        )
    if teil.gezaehlt is not None:
        aus = [(f"ausgelassen: {a.grund}", str(a.anzahl), f"{format_betrag(a.betrag_ct)} €") for a in teil.ausgelassen]
        zeilen = [("gezählt", str(teil.gezaehlt), ""), *aus, ("Schlusszeilen", str(teil.schlusszeilen), "")]
        show_table("Zeilen", ("", "Zeilen", "Betrag"), zeilen, rechts=(1, 2))


def _show_decisions(entscheidungen: Sequence[Erkennung]) -> None:
    show_table("Erkannt", ("Was", "Gelesen als", "Warum"), [
        (e.was, e.wert, e.grund if e.sicher else f"{e.grund}  ← bitte prüfen") for e in entscheidungen
    ])  # fmt: skip


def _show_files(bild: Vorschau) -> None:
    for inhalt in dict.fromkeys(einer.export.inhalt for einer in bild.bilder):
        bilder = [einer for einer in bild.bilder if einer.export.inhalt == inhalt]
        zeilen = [_as_row(einer.export.ort.datei, [einer]) for einer in bilder]
        spalten = ("Datei", "gezählt", "ausgelassen", "Erträge", "Aufwendungen")
        show_table(f"{inhalt}: alle Dateien", spalten, [*zeilen, _as_row("zusammen", bilder)], rechts=(1, 2, 3, 4))


def _as_row(name: str, bilder: Sequence[Exportbild]) -> Sequence[str]:
    summen = _sums(bilder)
    betraege = (f"{format_betrag(summen[art])} €" for art in ("ertraege_ct", "aufwendungen_ct"))
    return name, str(summen["gezaehlt"]), str(summen["ausgelassen"]), *betraege


def _show_konten(bild: Vorschau) -> None:
    spalten = ("Konto", "Name", "Zeilen", "Umsatz", "davon Haben", "Kontenzuordnung")
    euro: Callable[[int], str] = lambda ct: f"{format_betrag(ct)} €"  # noqa: E731
    show_table("Sachkonten", spalten, [
        (
            konto.sachkonto, konto.name, str(konto.anzahl), euro(konto.umsatz_ct),
            euro(konto.haben_ct) if konto.haben_ct + konto.soll_ct else "nicht erkennbar", ziel or "keine",
        )
        for konto, ziel in bild.pruefung.list_konten()
    ], rechts=(2, 3, 4))  # fmt: skip


def _show_export(einer: Exportbild, datei: str) -> None:
    bilanz = einer.export.bilanz
    vorn = f"{datei}, " if datei else ""
    out.print(Text(f"{vorn}{bilanz.inhalt}: Kopfzeile {einer.zuordnung.kopf.nummer}", style="bold"))
    _show_headings(einer.ueberschriften)
    _show_lines("Die ersten Zeilen, wie verstanden", einer.beispiele)
    _show_balance(einer, bilanz)


def _show_headings(ueberschriften: Sequence[Ueberschrift]) -> None:
    show_table("Überschriften", ("Spalte", "Überschrift", "Feld"), [
        (u.spalte, u.text, u.feld or (f"wird nicht gelesen; vielleicht {u.vermutung}?" if u.vermutung else "–"))
        for u in ueberschriften
    ])  # fmt: skip


def _show_lines(titel: str, beispiele: Sequence[Beispielzeile]) -> None:
    show_table(titel, ("Zeile", "Produkt", "Sachkonto", "Monat", "Art", "Betrag"), [
        (str(z.zeile), z.produkt, z.sachkonto, str(z.monat or "–"), z.art or "?", f"{format_betrag(z.betrag_ct)} €")
        for z in beispiele
    ], rechts=(0, 3, 5))  # fmt: skip


def _show_balance(einer: Exportbild, bilanz: Exportbilanz) -> None:
    euro: Callable[[int], str] = lambda ct: f"{format_betrag(ct)} €"  # noqa: E731
    zeilen = [("Zeilen im Export", str(bilanz.zeilen), "")]
    zeilen.append(("gezählt", str(bilanz.gezaehlt), ""))
    zeilen += [(f"ausgelassen: {teil.grund}", str(teil.anzahl), euro(teil.betrag_ct)) for teil in bilanz.ausgelassen]
    zeilen.append(("Schlusszeilen", str(len(bilanz.schlusszeilen)), ""))
    richtung = 1 if einer.zuordnung.ansatz else -1
    for klasse in bilanz.klassen:
        betrag = klasse.saldo_ct * (richtung if klasse.art == Art.AUFWENDUNGEN else 1)
        name = f"Konten {klasse.klasse}…: {klasse.art or 'ohne Art in der Kontenzuordnung'}"
        zeilen.append((name, str(klasse.anzahl), euro(betrag)))
    zeilen += [("Erträge", "", euro(einer.ertraege_ct)), ("Aufwendungen", "", euro(einer.aufwendungen_ct))]
    show_table("Bilanz", ("", "Zeilen", "Betrag"), zeilen, rechts=(1, 2))


def _as_rows(zeilen: Sequence[Mapping[str, object]]) -> tuple[list[str], list[list[str]]]:
    spalten = list(dict.fromkeys(name for zeile in zeilen for name in zeile))
    return spalten, [[str(zeile.get(name) or "") for name in spalten] for zeile in zeilen]
