"""What a mail says: the controllers' own words, their placeholders filled, and a table of figures."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xlbudget.core.adresse import one_line
from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef
from xlbudget.layout.mailtext import Mailtext

MAX_BETREFF, MAX_ANREDE = 150, 200
_TEILE = {"betreff": "Betreff", "anrede": "Anrede", "text": "Text", "gruss": "Gruß"}
_KLAMMER = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True, slots=True)
class Tafel:
    """A small table, ready as text: the first column names, the others are figures."""

    titel: str
    kopf: tuple[str, ...]
    zeilen: tuple[tuple[str, ...], ...]


def check_vorlage(vorlage: Mailtext, werte: Mapping[str, str | None]) -> list[Befund]:
    """Placeholders that do not exist or have no value here, stray braces, and characters no mail should hold."""
    befunde = []
    for teil, inhalt in _teile(vorlage):
        for name in dict.fromkeys(_KLAMMER.findall(inhalt)):
            if not werte.get(name):
                befunde.append(_befund("mailtext.platzhalter", _explain(name, teil, werte), vorlage.source))
        if re.search(r"[{}]", _KLAMMER.sub("", inhalt)):
            text = f"{teil}: zu einer geschweiften Klammer fehlt die andere."
            befunde.append(_befund("mailtext.klammer", text, vorlage.source))
        if any(unicodedata.category(zeichen) in ("Cc", "Cs") for zeichen in re.sub(r"[\r\n\t]", "", inhalt)):
            text = f"{teil}: ein Steuerzeichen, das in keiner Mail stehen darf."
            befunde.append(_befund("mailtext.zeichen", text, vorlage.source))
    return befunde


def fill_vorlage(vorlage: Mailtext, werte: Mapping[str, str | None]) -> Mailtext:
    """The template with its placeholders filled, in one pass: a value is never read as a template.

    Raises EingabeError, with every Befund, for a template that `check_vorlage` finds fault with.
    """
    if befunde := check_vorlage(vorlage, werte):
        raise EingabeError("Der Text der Mail kann so nicht verwendet werden.", befunde)
    fertig = {
        feld: _KLAMMER.sub(lambda treffer: str(werte[treffer[1]]), getattr(vorlage, feld)).replace("\r\n", "\n")
        for feld in _TEILE
    }
    try:
        fertig["betreff"] = one_line(fertig["betreff"], "Der Betreff", MAX_BETREFF)
        fertig["anrede"] = one_line(fertig["anrede"], "Die Anrede", MAX_ANREDE)
        if not fertig["betreff"]:
            raise ValueError("Der Betreff ist leer. Bitte einen eintragen.")
    except ValueError as error:
        raise EingabeError(str(error), [_befund("mailtext.zeile", str(error), vorlage.source)]) from error
    return Mailtext(fertig["betreff"], fertig["anrede"], fertig["text"], fertig["gruss"])


def render_text(text: Mailtext, tafel: Tafel | None) -> str:
    """The plain text of a mail."""
    teile = [text.anrede, text.text.strip("\n"), _plain_table(tafel) if tafel else "", text.gruss.strip("\n")]
    return "\n\n".join(filter(None, teile)) + "\n"


def render_html(text: Mailtext, tafel: Tafel | None) -> str:
    """The same as HTML, without pictures, scripts or anything to be fetched."""
    absaetze = [*_paragraphs(text.anrede), *_paragraphs(text.text)]
    if tafel:
        absaetze.append(_html_table(tafel))
    absaetze += _paragraphs(text.gruss)
    stil = "font-family:Calibri,Carlito,Arial,sans-serif;font-size:11pt;color:#000000"
    return (
        '<!DOCTYPE html>\n<html lang="de"><head><meta charset="utf-8">'
        f'<title>{html.escape(text.betreff)}</title></head>\n<body style="{stil}">\n'
        + "\n".join(absaetze)
        + "\n</body></html>\n"
    )


def _teile(vorlage: Mailtext) -> Iterator[tuple[str, str]]:
    return ((name, getattr(vorlage, feld)) for feld, name in _TEILE.items())


def _explain(name: str, teil: str, werte: Mapping[str, str | None]) -> str:
    if name in werte:
        return f"{teil}: für den Platzhalter {{{name}}} fehlt der Wert. Den Wert angeben oder den Platzhalter löschen."
    erlaubt = ", ".join(f"{{{platzhalter}}}" for platzhalter in sorted(werte))
    return f"{teil}: den Platzhalter {{{name}}} gibt es nicht. Erlaubt sind {erlaubt}."


def _befund(code: str, text: str, source: SourceRef | None) -> Befund:
    return Befund(Schwere.FEHLER, code, text, source)


def _paragraphs(text: str) -> Iterator[str]:
    for absatz in re.split(r"\n\s*\n", text.strip("\n")):
        if absatz.strip():
            yield f"<p>{html.escape(absatz).replace(chr(10), '<br>' + chr(10))}</p>"


def _plain_table(tafel: Tafel) -> str:
    zeilen = (tafel.kopf, *tafel.zeilen)
    breiten = [max(map(len, spalte)) for spalte in zip(*zeilen, strict=True)]

    def line(werte: tuple[str, ...]) -> str:
        zahlen = (wert.rjust(breite) for wert, breite in zip(werte[1:], breiten[1:], strict=True))
        return "  ".join((werte[0].ljust(breiten[0]), *zahlen)).rstrip()

    strich = "-" * (sum(breiten) + 2 * (len(breiten) - 1))
    return "\n".join((tafel.titel, "", line(tafel.kopf), strich, *map(line, tafel.zeilen)))


def _html_table(tafel: Tafel) -> str:
    def cell(tag: str, nummer: int, wert: str, weiteres: str = "") -> str:
        seite = "left" if nummer == 0 else "right"
        stil = f"border:1px solid #999999;padding:3px 8px;white-space:nowrap;text-align:{seite}"
        return f'<{tag}{weiteres} style="{stil}">{html.escape(wert)}</{tag}>'

    kopf = "".join(cell("th", nummer, wert, ' scope="col"') for nummer, wert in enumerate(tafel.kopf))
    zeilen = "\n".join(
        "<tr>" + cell("th", 0, zeile[0], ' scope="row"') + "".join(cell("td", 1, wert) for wert in zeile[1:]) + "</tr>"
        for zeile in tafel.zeilen
    )
    return (
        '<table style="border-collapse:collapse;font-size:10pt">\n'
        f'<caption style="text-align:left;font-weight:bold;padding:3px 0">{html.escape(tafel.titel)}</caption>\n'
        f"<thead><tr>{kopf}</tr></thead>\n<tbody>\n{zeilen}\n</tbody></table>"
    )
