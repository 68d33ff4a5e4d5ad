"""The handbook in the browser: every chapter can be reached, every picture is there."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlparse

from lxml import html

from xlbudget.addin.befehle.handbuchseite import render_handbuch, write_handbuchseite
from xlbudget.mitgeliefert import handbuch


def test_chapters_tables_and_pictures_of_the_handbook(tmp_path):
    seite = write_handbuchseite(tmp_path / "neu" / "Handbuch.html")
    baum = html.fromstring(seite.read_bytes())
    quelle = handbuch().read_text(encoding="utf-8")
    kapitel = baum.xpath("//h2")
    assert [k.text_content() for k in kapitel] == re.findall(r"(?m)^## (.*)$", quelle)
    assert baum.xpath("//nav//a/@href") == [f"#{k.get('id')}" for k in kapitel]
    bilder = [Path(unquote(urlparse(src).path)) for src in baum.xpath("//img/@src")]
    assert len(bilder) == quelle.count("![") > 5
    assert all(bild.read_bytes()[:4] == b"\x89PNG" for bild in bilder)
    assert len(baum.xpath("//table")) == len(re.findall(r"(?m)^ *\|[-|]+\|$", quelle))
    assert "Fachdienst" in baum.text_content()


def test_nothing_of_the_text_becomes_markup(tmp_path):
    datei = tmp_path / "x.md"
    datei.write_text("## A & <b>\n\n<script>alert(1)</script>\n", encoding="utf-8")
    seite = render_handbuch(datei)
    assert "<script>" not in seite
    assert "A &amp; &lt;b&gt;</a>" in seite
