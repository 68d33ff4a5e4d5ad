"""Draw the template of a council paper: `python templates/zeichnen_sachdarstellung.py`.

Its headings are those of a published one. Fields are what stands in braces; each with a paragraph of its own gets
passages in the look of that paragraph.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from xlbudget.writers.sachdarstellung.worddatei import save_docx

ZIEL = Path(__file__).with_name("sachdarstellung.docx")
SCHRIFT = "Calibri"
DUNKEL, GRAU = RGBColor(0x1F, 0x3A, 0x5F), RGBColor(0x59, 0x59, 0x59)
ABSCHNITTE = (
    ("Inhaltsbeschreibung", ("inhalt", "budgets", "produkte")),
    ("Ziele / Wirkungen", ("ziele",)),
    ("Ressourceneinsatz", ("ressourcen",)),
    ("Schlussfolgerung", ("schlussfolgerung",)),
)


def draw(ziel: Path) -> None:
    """Write the template to a file."""
    dokument = docx.Document()
    _page(dokument)
    _styles(dokument)
    dokument.add_paragraph("{kommune}", style="Subtitle")
    dokument.add_paragraph("Sachdarstellung", style="Title")
    zeile = dokument.add_paragraph("Produktbericht zum Stand {stand}", style="Subtitle")
    zeile.paragraph_format.space_after = Pt(2)
    for feld in ("{ausschuss}", "{beratung}"):
        dokument.add_paragraph(feld, style="Subtitle")
    hinweis = dokument.add_paragraph(style="Normal")
    hinweis.paragraph_format.space_before = Pt(10)
    hinweis.add_run("{hinweis}").italic = True
    for titel, felder in ABSCHNITTE:
        dokument.add_paragraph(titel, style="Heading 1")
        for feld in felder:
            absatz = dokument.add_paragraph(style="Normal")
            lauf = absatz.add_run(f"{{{feld}}}")
            if feld == "budgets":
                lauf.bold = True
                absatz.paragraph_format.space_before = Pt(12)
                absatz.paragraph_format.keep_with_next = True
    ziel.write_bytes(save_docx(dokument))


def _page(dokument: Any) -> None:
    seite = dokument.sections[0]
    seite.page_width, seite.page_height = Cm(21), Cm(29.7)
    seite.left_margin, seite.right_margin = Cm(2.5), Cm(2.0)
    seite.top_margin, seite.bottom_margin = Cm(2.0), Cm(2.0)
    fuss = seite.footer.paragraphs[0]
    fuss.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    fuss.add_run("Sachdarstellung {kommune}, Stand {stand} · Seite ")
    _field(fuss, "PAGE")
    fuss.add_run(" von ")
    _field(fuss, "NUMPAGES")
    for lauf in fuss.runs:
        lauf.font.size, lauf.font.color.rgb = Pt(8.5), GRAU


def _field(absatz: Any, was: str) -> None:
    """A number that Word counts."""
    for art, text in (("begin", ""), ("", was), ("separate", ""), ("zahl", "1"), ("end", "")):
        lauf = absatz.add_run()
        if art in ("begin", "separate", "end"):
            zeichen = OxmlElement("w:fldChar")
            zeichen.set(qn("w:fldCharType"), art)
        else:
            zeichen = OxmlElement("w:t" if art else "w:instrText")
            zeichen.text = text
        lauf._r.append(zeichen)


def _styles(dokument: Any) -> None:
    _style(dokument, "Normal", 11, None, danach=6)
    dokument.styles["Normal"].paragraph_format.line_spacing = 1.1
    _style(dokument, "Title", 20, DUNKEL, danach=2)
    _style(dokument, "Subtitle", 11, GRAU, danach=2)
    _style(dokument, "Heading 1", 13, DUNKEL, davor=16, danach=4)
    rand = dokument.styles["Title"].element.find(f".//{qn('w:pBdr')}")
    if rand is not None:
        rand.getparent().remove(rand)
    sprache = OxmlElement("w:lang")
    sprache.set(qn("w:val"), "de-DE")
    eigenschaften = dokument.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for alte in eigenschaften.findall(qn("w:lang")):
        eigenschaften.remove(alte)
    eigenschaften.append(sprache)
    angaben = dokument.core_properties
    angaben.title, angaben.comments, angaben.language = "Sachdarstellung", "", "de-DE"


def _style(
    dokument: Any, name: str, groesse: float, farbe: RGBColor | None, *, davor: float = 0, danach: float = 0
) -> None:
    stil = dokument.styles[name]
    stil.font.name, stil.font.size, stil.font.italic = SCHRIFT, Pt(groesse), False
    schriften = stil.element.rPr.rFonts
    for art in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        schriften.attrib.pop(qn(art), None)
    for art in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        schriften.set(qn(art), SCHRIFT)
    if farbe is not None:
        stil.font.color.rgb = farbe
    stil.paragraph_format.space_before, stil.paragraph_format.space_after = Pt(davor), Pt(danach)


if __name__ == "__main__":
    draw(ZIEL)
