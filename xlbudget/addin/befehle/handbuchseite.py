"""The handbook as a page for the browser; Windows has no program for Markdown."""

from __future__ import annotations

import html
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from xlbudget.mitgeliefert import handbuch

_STIL = (
    "body{font:16px/1.5 'Segoe UI',Carlito,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222}"
    "h1,h2,h3{color:#1f4e79}table{border-collapse:collapse;margin:1em 0}th,td{border:1px solid #bbb;padding:.3em .6em;"
    "text-align:left;vertical-align:top}code,pre{background:#f2f2f2;font-family:Consolas,monospace}pre{padding:.6em;"
    "overflow-x:auto}img{max-width:100%;border:1px solid #ccc}"
)


def write_handbuchseite(ziel: Path) -> Path:
    """Write the shipped handbook as one HTML file that finds the shipped pictures; returns it. Raises OSError."""
    ziel.parent.mkdir(parents=True, exist_ok=True)
    ziel.write_text(render_handbuch(handbuch()), encoding="utf-8")
    return ziel


def render_handbuch(quelle: Path) -> str:
    """A Markdown file as an HTML page with a list of its chapters; pictures are looked for beside the file."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    zeichen = markdown.parse(quelle.read_text(encoding="utf-8"))
    kapitel = [_give_anchor(nummer, *paar) for nummer, paar in enumerate(pairwise(zeichen))]
    verzeichnis = "".join(f"<li>{eintrag}</li>" for eintrag in kapitel if eintrag)
    inhalt = markdown.renderer.render(zeichen, markdown.options, {})
    inhalt = inhalt.replace('<img src="', f'<img src="{quelle.resolve().parent.as_uri()}/')
    return (
        '<!DOCTYPE html>\n<html lang="de"><head><meta charset="utf-8"><title>Handbuch xlbudget</title>'
        f"<style>{_STIL}</style></head>\n<body><nav><ul>{verzeichnis}</ul></nav>\n{inhalt}</body></html>\n"
    )


def _give_anchor(nummer: int, zeichen: Token, danach: Token) -> str:
    """The entry of a chapter in the list; empty for everything else."""
    if zeichen.type != "heading_open" or zeichen.tag != "h2":
        return ""
    zeichen.attrSet("id", f"k{nummer}")
    return f'<a href="#k{nummer}">{html.escape(danach.content)}</a>'
