"""Renders a Druckwerk as one self-contained web page, from the layout of a house."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from xlbudget.core.offenlegung import Lizenz
from xlbudget.errors import AusgabeError
from xlbudget.writers.druck.druckform import Bild, Druckwerk
from xlbudget.writers.web.selbststaendig import requests_of, style_requests_of

HAUPTDATEI, STIL, SKRIPT = "bericht.html", "stil.css", "suche.js"
_ZEICHEN = "utf-8-sig"  # some editors put a mark in front


@dataclass(frozen=True, slots=True)
class Verweis:
    """A file beside the page."""

    datei: str
    titel: str
    beschreibung: str


def write_seite(
    werk: Druckwerk, verweise: Sequence[Verweis], layout: Path, tag: date, lizenz: Lizenz | None = None
) -> bytes:
    """The page of a report as UTF-8; `layout` is the folder of template, style and script.

    Every text is escaped. A Content Security Policy allows this style and this script, images inside the page, and
    nothing from anywhere else. The same input gives the same bytes. Raises AusgabeError (German) where the layout has a
    fault, lacks a file or wants something from outside.
    """
    stil, skript = _read(layout, STIL, "</style"), _read(layout, SKRIPT, "</script")
    if fremd := style_requests_of(stil):
        raise AusgabeError(
            f"In {layout / STIL} steht etwas, das die Seite von außen laden müsste: {', '.join(fremd[:3])}. Keine "
            "Schrift und kein Bild nachladen: eine Schrift nennen, die auf den Geräten ist, und Bilder in "
            f'{HAUPTDATEI} mit {{{{ bild("DATEI") }}}} einbetten. Geschrieben ist nichts.'
        )
    regeln = _policy(stil, skript)
    text = _render(
        layout,
        werk=werk,
        verweise=verweise,
        tag=f"{tag:%d.%m.%Y}",
        lizenz=lizenz,
        kopf=Markup('<meta http-equiv="Content-Security-Policy" content="{}">\n<style>{}</style>').format(
            regeln, Markup(stil)
        ),
        skript=Markup("<script>{}</script>").format(Markup(skript)),
        bild=lambda name: _embedded(layout, str(name)),
        zeichnung=_drawing,
    )
    if escape(regeln) not in text:
        raise AusgabeError(
            f"Im Weblayout {layout}, {HAUPTDATEI}, fehlt {{{{ kopf }}}} im Kopf der Seite; dort stehen Stil und "
            "Sicherheitsregeln. Geschrieben ist nichts."
        )
    if fremd := requests_of(text):
        raise AusgabeError(
            f"Im Weblayout {layout} steht etwas, das die Seite von außen laden müsste oder ihre Regeln nicht zulassen: "
            f"{', '.join(fremd[:3])}. Die Seite muss für sich stehen: "
            f'Bilder mit {{{{ bild("DATEI") }}}} einbetten, Stil in {STIL}, Skript in {SKRIPT} '
            "schreiben. Geschrieben ist nichts."
        )
    return text.encode("utf-8")


def _render(layout: Path, **inhalt: object) -> str:
    umgebung = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(layout, encoding=_ZEICHEN),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    try:
        return umgebung.get_template(HAUPTDATEI).render(**inhalt)
    except AusgabeError:
        raise
    except UnicodeDecodeError as error:
        raise AusgabeError(
            f"Eine Datei im Weblayout {layout} ist nicht in UTF-8 gespeichert: {', '.join(_unreadable(layout))}. Sie "
            "im Editor mit der Kodierung UTF-8 speichern."
        ) from error
    except Exception as error:
        raise AusgabeError(_fault(error, layout)) from error


def _unreadable(layout: Path) -> Iterator[str]:
    for datei in sorted(layout.glob("*.html")):
        try:
            datei.read_text(encoding=_ZEICHEN)
        except UnicodeDecodeError:
            yield datei.name


def _fault(error: Exception, layout: Path) -> str:
    """What is wrong with a layout, and where: Jinja says it in English."""
    wo = ""
    if isinstance(error, TemplateSyntaxError):
        wo = f" in {error.name or HAUPTDATEI}, Zeile {error.lineno}"
    elif not isinstance(error, TemplateNotFound):
        orte = [
            rahmen for rahmen in traceback.extract_tb(error.__traceback__) if Path(rahmen.filename).parent == layout
        ]
        wo = f" in {Path(orte[-1].filename).name}, Zeile {orte[-1].lineno}" if orte else ""
    was = f"die Vorlage {error.name} fehlt" if isinstance(error, TemplateNotFound) else str(error)
    wer = "Jinja" if isinstance(error, TemplateError) else type(error).__name__
    return f"Das Weblayout {layout} hat einen Fehler{wo}; geschrieben ist nichts. {wer} meldet: {was}"


def _read(layout: Path, name: str, ende: str) -> str:
    try:
        text = (layout / name).read_text(encoding=_ZEICHEN)
    except FileNotFoundError as error:
        raise AusgabeError(
            f"Im Weblayout {layout} fehlt die Datei {name}. Sie aus dem mitgelieferten Layout dazulegen; xlbudget "
            "vorlage web ORDNER legt es ab."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise AusgabeError(
            f"{layout / name} lässt sich nicht als Text in UTF-8 lesen. Sie im Editor mit der Kodierung UTF-8 "
            "speichern."
        ) from error
    if ende in text.casefold():
        raise AusgabeError(f"In {layout / name} steht „{ende}“; das beendete den Teil der Seite. Anders schreiben.")
    return text


def _policy(stil: str, skript: str) -> str:
    """Only this style and this script may act, and nothing is fetched."""
    summen = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (stil, skript))
    style, script = (f"'sha256-{summe}'" for summe in summen)
    erlaubt = f"style-src {style}; script-src {script}; img-src data:"
    return f"default-src 'none'; {erlaubt}; base-uri 'none'; form-action 'none'"


def _embedded(layout: Path, name: str) -> str:
    """An image of the layout as an address that holds it whole."""
    datei = layout / name
    art = mimetypes.guess_type(name)[0] or ""
    if not art.startswith("image/") or not datei.resolve().is_relative_to(layout.resolve()) or not datei.is_file():
        raise AusgabeError(f"Das Weblayout {layout} bettet das Bild „{name}“ ein; dort gibt es keines dieses Namens.")
    return f"data:{art};base64,{base64.b64encode(datei.read_bytes()).decode()}"


def _drawing(bild: Bild) -> Markup:
    """A drawing as part of the page; its texts were escaped where it was drawn."""
    return Markup(bild.svg)
