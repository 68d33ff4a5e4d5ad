"""The command that holds a text against the data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xlbudget.cli.anzeige import FEHLER, OK, one_line, out, progress
from xlbudget.cli.deutsch import Command, parse_path, path_argument
from xlbudget.cli.wurzel import DatenmappeArg, StandOption, app
from xlbudget.errors import count_befunde

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlbudget.app.bericht.textpruefung import Textergebnis
    from xlbudget.core.textpruefung.modelle import Urteil


@app.command("textpruefung", cls=Command)
def textpruefung_command(
    text: Annotated[Path, path_argument("TEXT", "Der Text: docx, odt, pdf, txt oder md.")],
    datenmappe: DatenmappeArg,
    stand: StandOption,
    *,
    vorher: Annotated[
        Path | None,
        typer.Option(
            "--vorher", metavar="ALT", parser=parse_path, help="Der Text des letzten Berichts, zum Vergleich."
        ),
    ] = None,
    ausschuss: Annotated[
        str, typer.Option("--ausschuss", metavar="KÜRZEL", help="Für welchen Ausschuss der Text ist.")
    ] = "",
    kommentiert: Annotated[
        Path | None,
        typer.Option("--kommentiert", metavar="ZIEL.docx", parser=parse_path, help="Kopie des Textes mit Kommentaren."),
    ] = None,
    alle: Annotated[bool, typer.Option("--alle", help="Auch nennen, was stimmt.")] = False,
    als_json: Annotated[bool, typer.Option("--json", help="Alles als JSON.")] = False,
) -> int:
    """Prüft jede Zahl eines Textes gegen die Daten, und den Text gegen sich selbst.

    Der Text bleibt, wie er ist. Was sich nicht sicher zuordnen lässt, wird genannt und gilt nie als stimmend.
    """
    from xlbudget.app.bericht.textpruefung import check_text

    with progress() as fortschritt:
        ergebnis = check_text(
            text, datenmappe, stand, fortschritt, vorher=vorher, kommentiert=kommentiert, ausschuss=ausschuss
        )
    if als_json:
        typer.echo(json.dumps(_as_json(ergebnis), ensure_ascii=False, indent=1))
    else:
        for zeile in _lines(ergebnis, alle=alle):
            out.print(one_line(zeile), markup=False)
        out.print(f"Befunde zu den Daten: {count_befunde(ergebnis.befunde)} (xlbudget pruefen)", markup=False)
        out.print(f"{text.name}, Stand {stand.text}: {_result(ergebnis)}", markup=False)
        if kommentiert:
            out.print(f"Mit Kommentaren: {kommentiert}", markup=False)
    return FEHLER if ergebnis.ergebnis.hat_widerspruch else OK


def _lines(ergebnis: Textergebnis, *, alle: bool) -> Iterator[str]:
    """Every finding in the order of the text, what agrees only on request."""
    from xlbudget.core.textpruefung.modelle import Urteilsart
    from xlbudget.core.textpruefung.worte import finding_text, self_text

    zeilen: list[tuple[int, int, str]] = []
    for u in ergebnis.ergebnis.urteile:
        if alle or u.art not in (Urteilsart.STIMMT, Urteilsart.GERUNDET):
            ort = ergebnis.abschnitte[u.abschnitt].ort
            zeilen.append((u.abschnitt, u.start, f"{u.art}: „{u.figur}“ ({ort}) – {finding_text(u)} – {_sentence(u)}"))
    for fund in ergebnis.ergebnis.im_text:
        ort = ergebnis.abschnitte[fund.abschnitt].ort
        zeile = f"{Urteilsart.WIDERSPRUCH}: „{fund.stelle}“ ({ort}) – {self_text(fund)} – {fund.satz}"
        zeilen.append((fund.abschnitt, fund.start, zeile))
    yield from (zeile for _, _, zeile in sorted(zeilen, key=lambda zeile: zeile[:2]))
    yield from (f"Hinweis: {hinweis}" for hinweis in ergebnis.hinweise)


def _sentence(urteil: Urteil) -> str:
    return urteil.satz if len(urteil.satz) <= 160 else urteil.satz[:159] + "…"


def _result(ergebnis: Textergebnis) -> str:
    from xlbudget.core.textpruefung.modelle import Urteilsart

    zahlen = (f"{anzahl} {art}" for art in Urteilsart if (anzahl := ergebnis.ergebnis.anzahl(art)))
    im_text = len(ergebnis.ergebnis.im_text)
    zusatz = f"; im Text selbst {im_text} {'Widerspruch' if im_text == 1 else 'Widersprüche'}" if im_text else ""
    anzahl = len(ergebnis.ergebnis.urteile)
    return f"{anzahl} {'Zahl' if anzahl == 1 else 'Zahlen'} geprüft ({', '.join(zahlen) or 'keine gefunden'}){zusatz}."


def _as_json(ergebnis: Textergebnis) -> Mapping[str, Any]:
    orte = [abschnitt.ort for abschnitt in ergebnis.abschnitte]
    return {
        "figuren": [
            {
                "urteil": u.art,
                "figur": u.figur,
                "ort": orte[u.abschnitt],
                "start": u.start,
                "ende": u.ende,
                "satz": u.satz,
                "objekt": u.bezug.objekt,
                "zeile": u.bezug.zeile,
                "bedeutung": u.bezug.bedeutung,
                "richtig": u.richtig,
                "grund": u.grund,
                "wirklich": u.wirklich,
                "einzelzeile": u.einzelzeile,
            }
            for u in ergebnis.ergebnis.urteile
        ],
        "im_text": [
            {
                "stelle": f.stelle,
                "ort": orte[f.abschnitt],
                "start": f.start,
                "ende": f.ende,
                "satz": f.satz,
                "grund": f.grund,
            }
            for f in ergebnis.ergebnis.im_text
        ],
        "hinweise": list(ergebnis.hinweise),
    }
